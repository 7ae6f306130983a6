"""What diff, review, log and verify print, as JSON and Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from camket.ledger.entries import own_name
from camket.screen.json_values import Json, dump_json, plain, standing_row_json
from camket.screen.problem_formats import problem_json
from camket.text.language import _, ngettext

if TYPE_CHECKING:
    from camket.history.account import UnitChanges
    from camket.history.differences import Change, Differences
    from camket.history.facts import Value
    from camket.history.past_values import History
    from camket.report.issuing import Verification
    from camket.rules.branch import Review


def differences_json(found: Differences, unit: str | None = None) -> str:
    """Every change between two states, or one unit's, what it makes of verdicts and receipts (docs/json.md)."""
    if unit is not None:
        found = replace(
            found,
            changes=tuple(one for one in found.changes if one.unit == unit),
            standing_changes=tuple(one for one in found.standing_changes if one.now.unit == unit),
            receipts=tuple(one for one in found.receipts if one.unit == unit),
        )
    return dump_json(_differences(found))


def _differences(found: Differences) -> Json:
    return {
        "changes": [_change(one, found) for one in found.changes],
        "targets": [
            {
                "round": turn.round,
                "target": turn.now.target.id,
                "unit": turn.now.unit,
                "before": standing_row_json(turn.before),
                "now": standing_row_json(turn.now),
            }
            for turn in found.standing_changes
        ],
        "units": [
            {
                "round": receipt.round,
                "unit": receipt.unit,
                "before": receipt.before.state if receipt.before else None,
                "now": receipt.now.state if receipt.now else None,
            }
            for receipt in found.receipts
        ],
    }


def _change(one: Change, found: Differences | None = None) -> Json:
    """A change; an entry of a list by the name that it has in the file, where the two states are at hand."""
    way = list(one.way)
    ledger = found.before if found is not None and one.now is None else found.now if found is not None else None
    document = ledger.documents.get(one.path) if ledger is not None else None
    places = [at for at, key in enumerate(one.way) if key.startswith("#")]
    if document is not None:
        for at, length in zip(places, [n for n, key in enumerate(one.keys, start=1) if isinstance(key, int)], strict=False):
            entry = document.at(one.keys[:length])
            way[at] = "#" + own_name(entry) if entry is not None else way[at]
    return {
        "path": one.place.path,
        "line": one.place.line,
        "column": one.place.column,
        "round": one.round,
        "unit": one.unit,
        "target": one.target,
        "way": way,
        "before": _fact(one.before),
        "now": _fact(one.now),
    }


def review_json(found: Review) -> str:
    """A branch looked through: what deserves a second look, and all that changed (docs/json.md)."""
    return dump_json(
        {
            "base": found.base,
            "head": found.head,
            "commits": found.commits,
            "problems": [problem_json(problem) for problem in found.problems],
            "limits": list(found.limits),
            "skipped": list(found.skipped),
            **_differences(found.differences),
        }
    )


def review_markdown(found: Review) -> str:
    """A branch looked through, for a merge request: what needs an answer first, then all that changed."""
    from camket.history.account import tell
    from camket.report.render import escape_markdown
    from camket.report.templating import on_one_line

    lines = []
    for level, title in (("error", _("Needs an answer")), ("warning", _("Deserves a second look"))):
        some = [problem for problem in found.problems if problem.level == level]
        lines += [f"## {title} ({len(some)})", ""] if some else []
        for problem in some:
            place = on_one_line(str(problem.place)).replace("`", "'")
            lines.append(f"- `{place}` {escape_markdown(problem.message)} (`{problem.rule}`)")
            lines += [f"  {escape_markdown(problem.hint)}"] if problem.hint else []
        lines += [""] if some else []
    if not found.problems:
        lines += [_("Nothing here needs an answer."), ""]
    lines += [f"> {escape_markdown(limit)}" for limit in found.limits] + ([""] if found.limits else [])
    if found.skipped:
        files = ", ".join("`" + on_one_line(path).replace("`", "'") + "`" for path in found.skipped)
        lines += ["> " + _("cannot be read, and is left out: {files}").format(files=files), ""]
    commits = ngettext("{n} commit since {base}", "{n} commits since {base}", found.commits)
    lines += ["## " + _("What changed"), "", commits.format(n=found.commits, base=f"`{found.base[:12]}`") + ".", ""]
    return "\n".join(lines) + "\n" + account_markdown(tell(found.differences))


def history_json(found: History) -> str:
    """Every value that a figure has had, oldest first by round, unit and target (docs/json.md)."""
    return dump_json(
        {
            "shallow": found.is_cut,
            "entries": [
                {
                    "round": entry.round,
                    "unit": entry.unit,
                    "target": entry.target,
                    "path": entry.path,
                    "commit": entry.commit.id if entry.commit else None,
                    "author": entry.author,
                    "email": entry.email,
                    "date": entry.commit.made.isoformat() if entry.commit else entry.day.isoformat(),
                    "message": entry.commit.message if entry.commit else None,
                    "changes": [_change(change) for change in entry.changes],
                }
                for entry in found.entries
            ],
        }
    )


def verification_json(found: Verification) -> str:
    """An issued report drawn up again, as `camket verify` has it."""
    issue = found.issue
    return dump_json(
        {
            "round": found.round,
            "number": issue.number,
            "date": issue.date.isoformat(),
            "as_of": issue.as_of.isoformat(),
            "commit": issue.commit,
            "holds": found.holds,
            "outputs": [{"name": proof.name, "state": proof.state} for proof in found.proofs],
            "files": [{"path": str(path), "output": name} for path, name in found.files],
            "inputs": list(found.inputs),
            "templates": list(found.templates),
            "versions": [{"name": name, "then": then, "now": now} for name, then, now in found.versions],
        }
    )


def account_markdown(sections: Iterable[UnitChanges]) -> str:
    """What changed, for a merge request: a heading a unit, a line a change, what went struck through, what came in bold."""
    from camket.report.render import escape_markdown

    marks = {"same": ("", ""), "old": ("~~", "~~"), "new": ("**", "**")}
    lines = []
    for section in sections:
        lines += [f"### {escape_markdown(section.title)}", ""]
        for entry in section.entries:
            indent = "  " if entry.name else ""
            lines += [f"- {escape_markdown(entry.name)}"] if entry.name else []
            for line in entry.lines:
                spans = [(*marks[span.part], escape_markdown(span.text.strip())) for span in line.spans]
                text = " ".join(before + words + after for before, after, words in spans)
                lines.append(f"{indent}- {escape_markdown(line.label)}: {text}")
        lines.append("")
    return "\n".join(lines) if lines else _("No figure, text or date has changed.") + "\n"


def _fact(value: Value) -> str | bool | None:
    if value is None or isinstance(value, (bool, str)):
        return value
    return plain(value) if isinstance(value, Decimal) else str(value)
