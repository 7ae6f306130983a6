"""A small office for tests: its files are texts in memory, loaded like a folder.

The cut-offs of its rounds are after exactly one, two, three and four fifths of 2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from textwrap import dedent, indent

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import OverlayTree
from camket.standing.standings import Standing
from camket.standing.survey import Survey, survey

FRAME = """\
commitment: {year: 2023, title: Bản cam kết, issuing_body: Ủy ban nhân dân}
rounds:
  - {id: q1, quarter: 1, by: 2023-03-14}
  - {id: q2, quarter: 2, by: 2023-05-26}
  - {id: q3, quarter: 3, by: 2023-08-07}
  - {id: q4, quarter: 4, by: 2023-10-19}
units:
  - {id: phong-a, name: Phòng A}
  - {id: xa-1, name: Xã 1}
  - {id: xa-2, name: Xã 2}
  - {id: xa-3, name: Xã 3}
groups:
  - {id: cac-xa, name: các xã, units: [xa-1, xa-2, xa-3]}
"""
DUE = {"q1": "2023-03-14", "q2": "2023-05-26", "q3": "2023-08-07", "q4": "2023-10-19"}
AFTER_THE_YEAR = date(2024, 1, 5)
# The bodies of three targets: of Phòng A, of each commune for itself, of all communes together.
COUNT = "measure: {kind: count}\ngoal: {at_least: 100}"
EACH = f"{COUNT}\neach: cac-xa"
SUM = f"{COUNT}\nsum_of: cac-xa"


def tree_of(texts: Mapping[str, str]) -> OverlayTree:
    """A tree of files given as texts by path."""
    return OverlayTree(None, {path: text.encode() for path, text in texts.items()})


def target(body: str, target_id: str = "t") -> str:
    """Return the entry of a target. Phòng A reports it, unless the body names a lead, a reporter or units."""
    body = dedent(body).strip()
    if not any(line.startswith(("lead:", "reporter:", "each:", "sum_of:")) for line in body.splitlines()):
        body += "\nlead: phong-a"
    return f"  - id: {target_id}\n    name: Chỉ tiêu {target_id}\n" + indent(body, "    ") + "\n"


def report(submitted: str, results: str, rest: str = "") -> str:
    """Return a report file. `results` is the text under `results:`, or only the result of the target `t`."""
    results = dedent(results).strip()
    lines = results if results.startswith(("t:", "u:")) else f"t: {results}"
    return f"submitted: {submitted}\nresults:\n" + indent(lines, "  ") + "\n" + dedent(rest)


def communes(round_id: str, *results: str | None) -> dict[str, str]:
    """Report files of the communes xa-1, xa-2 and so on, with one result each; None for a commune that has not reported."""
    return {
        f"{round_id}/xa-{number}": report(DUE[round_id], result)
        for number, result in enumerate(results, 1)
        if result is not None
    }


def overruled(rest: str) -> str:
    """The office's file of a round with one overrule of target t; `rest` has its verdict, and its unit if it has one."""
    return f"overrules: [{{target: t, reason: hoàn cảnh, by: Chánh Văn phòng, {rest}}}]\n"


def office(targets: str, files: Mapping[str, str] | None = None, frame: str = FRAME) -> Ledger:
    """Return the Ledger with these targets and report files (`q2/phong-a` → text), which must have no problem."""
    texts = {"targets.yaml": frame + "targets:\n" + targets}
    texts |= {f"reports/{path}.yaml": text for path, text in (files or {}).items()}
    ledger, problems = load(tree_of(texts))
    assert not problems, problems
    assert ledger is not None
    return ledger


def round_of(ledger: Ledger, round_id: str) -> Round:
    found = ledger.round(round_id)
    assert found is not None
    return found


def look(ledger: Ledger, round_id: str = "q2", day: str | date | None = None) -> Survey:
    """Return the survey of a round, by default on its due date."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return survey(ledger, round_of(ledger, round_id), when or date.fromisoformat(DUE[round_id]))


def standing_of(ledger: Ledger, round_id: str = "q2", day: str | date | None = None, target_id: str = "t") -> Standing:
    """Return the standing of one target."""
    found = look(ledger, round_id, day).standing(target_id)
    assert found is not None
    return found


def judge_one(body: str, result: str, when: str) -> Standing:
    """Return the standing of a target with one report, in the round `when`; `end` is the last round, seen after the year."""
    round_id = "q4" if when == "end" else when
    ledger = office(target(body), {f"{round_id}/phong-a": report(DUE[round_id], result)})
    return standing_of(ledger, round_id, AFTER_THE_YEAR if when == "end" else None)


def facts(*values: object) -> tuple[object, ...]:
    """Return the values as a tuple of objects, so that mypy accepts comparing a Decimal with an int."""
    return values
