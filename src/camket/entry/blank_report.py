"""The blank report files of a round, and which files are still incomplete."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from camket.entry.guide import FAR_FUTURE, guide_to
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import path_of_report
from camket.ledger.measures.registry import Measure
from camket.ledger.targets import Target
from camket.standing.in_force import known_from
from camket.standing.submissions import required_targets
from camket.standing.survey import Survey, survey
from camket.standing.wording import round_of_year
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.yaml_style import quote_scalar

_WIDTH = 110  # of a line with comments

# --- the blank files of a round -------------------------------------------------------------------------------------


def plan_open(ledger: Ledger, round_: Round, *, units: Sequence[str] | None = None) -> dict[str, bytes]:
    """Return the blank report file of every unit (or of `units`) that must report in `round_`, by path in the data folder.

    If a unit's file exists under another name, that path is used, so that the caller leaves the file as it is.
    """
    now = survey(ledger, round_, ledger.calendar.cut_off(round_))
    before = ledger.calendar.before(round_)
    earlier = survey(ledger, before, FAR_FUTURE) if before else None
    plan: dict[str, bytes] = {}
    for unit in ledger.units:
        required = required_targets(ledger, unit, round_)
        if not required or (units is not None and unit not in units):
            continue
        plan[path_of_report(ledger, round_.id, unit)] = _blank_report(now, earlier, unit, required).encode()
    return plan


def find_incomplete(ledger: Ledger, round_: Round, *, units: Sequence[str] | None = None) -> dict[str, list[Target]]:
    """Return the files (of `units`) that are not submitted and lack required targets, by path, with these targets."""
    found: dict[str, list[Target]] = {}
    for unit in ledger.units if units is None else units:
        filed = ledger.reports.get((round_.id, unit))
        if filed is None or filed.report.submitted is not None:
            continue
        lacking = [target for target in required_targets(ledger, unit, round_) if target.id not in filed.report.results]
        if lacking:
            found[filed.path] = lacking
    return found


def _blank_report(now: Survey, earlier: Survey | None, unit: str, required: Sequence[Target]) -> str:
    ledger = now.ledger
    year = ledger.commitment.year
    due = next((submission.due for submission in now.submissions if submission.unit == unit), now.due)
    lines = [
        *_comment(f"{ledger.name(unit)} – {round_of_year(now.round, year)}"),
        *_comment(
            _("To be received by {due}; figures up to {cut_off}.").format(
                due=format_date(due), cut_off=format_date(now.cut_off)
            )
        ),
        *_comment(_("Write after the colon and one space. Lines that begin with # are hints and are not read.")),
        *_comment(_("Numbers: {examples}. A decimal comma inside braces needs quotes.").format(examples="75; 62,5; 1.234,5")),
        *_comment(_("Text that holds ': ' or ' #' goes between double quotes; long text may follow | on indented lines.")),
        *_comment(_("Any result may also have evidence: and same_period: (the figure of the same period last year).")),
        "",
        f"unit: {quote_scalar(ledger.name(unit))}",
        f"round: {now.round.id}",
        *_comment(_("The day the report was received, year-month-day; while it is blank, nothing has been received.")),
        "submitted:",
        *_comment(_("The letter that the report came under.")),
        "letter:",
        "  number:",
        "  date:",
        "reported_by:",
        "  name:",
        "  title:",
        "  phone:",
        "",
        "results:",
    ]
    for target in required:
        lines += [*_target_lines(now, earlier, unit, target), ""]
    lines += [
        *_comment(_("Difficulties: take away the # before each line that is used; target: may be left out.")),
        "difficulties:",
        "  # - text: …",
        f"  #   target: {required[0].id}",
        *_comment(_("Proposed solutions, and to whom.")),
        "proposals:",
        "  # - text: …",
        f"  #   target: {required[0].id}",
        "  #   to: …",
    ]
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    """Return text as comment lines that fit a screen; lines after the first are indented by `hang` more."""
    margin = " " * indent + "# "
    width = max(_WIDTH - len(margin), 40)
    return [
        margin + line
        for line in textwrap.wrap(
            " ".join(text.split()), width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
        )
    ]


def _target_lines(now: Survey, earlier: Survey | None, unit: str, target: Target) -> Iterator[str]:
    guide = guide_to(now, earlier, unit, target)
    yield from _comment(guide.name, 2)
    for line in guide.lines:
        yield from _comment(line, 2, 2)
    if guide.awaited_until is not None:
        hint = _("No figure is expected before {date}: a few words under text: are enough.")
        yield from _comment(hint.format(date=format_date(guide.awaited_until)), 2, 2)
    elif known_from(now.ledger, target, now.cut_off) is not None:
        yield from _comment(_("Not published yet? Add the line: awaiting: publication"), 2, 2)
    yield f"  {target.id}:"
    yield from _keys(target.measure)
    yield "    text:"


# --- the keys that a measure asks for, blank, with hints --------------------------------------------------------------


def _keys(measure: Measure) -> Iterator[str]:
    entries = measure.entry_fields()
    if entries is not None:
        yield from _hints(entries.comments)
        yield f"    {entries.key}:"
        yield from (f"      # {line}" for line in entries.example)
    above = ""
    for field in measure.fields():
        if field.is_silent:
            continue
        yield from _hints(field.comments)
        if len(field.keys) > 1:
            if field.keys[0] != above:
                above = field.keys[0]
                yield f"    {above}:"
            yield from _comment(field.given, 6, 2)
            yield f"      {field.name}:"
        elif field.in_blank:
            yield f"    {field.name}:"
    if measure.asks_evidence:
        yield "    evidence:"


def _hints(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _comment(text, 4, 2)
