"""Rules of `review` about results: figures that are lower, items and evidence that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from camket.history.account import pair_entries
from camket.history.differences import Change
from camket.history.facts import Way
from camket.ledger.ledger import Filed
from camket.ledger.year import first_day_text
from camket.rules.branch import Branch
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.numerals import format_exact
from camket.text.source import Keys

_Report = tuple[str, str]  # the round and the unit of a report
_Figure = tuple[_Report, str | None]  # a report and the target's id


def figure_lowered(branch: Branch) -> Iterator[Finding]:
    """A figure in a report was lowered or removed, and no correction gives the reason.

    Checked: counts, amounts, ratios and lists that accumulate in the earlier or the later state, in one and the same round.
    For other measures only a figure that is gone is reported. (`figure-fell` compares a figure with the round before.)

        # main                      # the branch
        new-roads: 38               new-roads: 31

    To mend: put the figure back; or add a correction with its reason to the same file.
    """
    changed: dict[_Figure, list[Change]] = {}
    for change in branch.differences.changes:
        if change.is_figure and change.report is not None:
            changed.setdefault((change.report, change.target), []).append(change)
    lower = [
        change
        for (report, target), changes in changed.items()
        for change in changes
        if branch.filed(report) is not None and branch.accumulates(target) and _is_lower(change)
    ]
    day = first_day_text(branch.now.calendar.year.first)
    for change in lower:
        filed = branch.filed(change.report)
        if filed is not None and not branch.is_answered(change):
            assert isinstance(change.before, Decimal) and isinstance(change.now, Decimal)
            message = _("{now} is less than the {before} that stood here").format(
                now=format_exact(change.now), before=format_exact(change.before)
            )
            yield _lowered(filed, change.keys, message, day)
    for change in lower:
        if change.report is not None:
            changed.pop((change.report, change.target), None)
    yield from _lower_results(branch, changed)


def _is_lower(change: Change) -> bool:
    """Whether a change lowers a number of a result that is counted from the first day of the year."""
    is_counted = change.way[2] in ("value", "part", "parts", "percent")
    return is_counted and isinstance(change.before, Decimal) and isinstance(change.now, Decimal) and change.now < change.before


def _lower_results(branch: Branch, changed: Mapping[_Figure, Sequence[Change]]) -> Iterator[Finding]:
    """Results that are lower as a whole: a list with fewer items that count, a result without a figure."""
    for turn in branch.differences.standing_changes:
        target_id, measure = turn.now.target.id, turn.now.target.measure
        report = (turn.round, turn.now.unit or "")
        filed, changes = branch.filed(report), changed.get((report, target_id))
        before, now = turn.before.actual, turn.now.actual
        if filed is None or changes is None or before is None or turn.now.by_unit:
            continue
        is_lower = now is None or (branch.accumulates(target_id) and now < before)
        has_lost_entry = any(one.is_entry and one.now is None for one in changes)  # entry_removed reports it
        if is_lower and not has_lost_entry and not any(branch.is_answered(one) for one in changes):
            message = _("the figure was {before}, and is {now}").format(
                before=measure.figure_text(before), now=_("nothing") if now is None else measure.figure_text(now)
            )
            yield _lowered(filed, ("results", target_id), message, measure.first_day_text)


def _lowered(filed: Filed, keys: Keys, message: str, day: str) -> Finding:
    hint = _("Figures run from {day}. If the earlier one was wrong, record that: camket correct").format(day=day)
    return Finding(filed.document, keys, message, hint)


def entry_removed(branch: Branch) -> Iterator[Finding]:
    """An item of a list, or an incident, was removed from a report, and no correction gives the reason.

        # main                                        # the branch
        local-products:                               local-products: []
          - {name: Trà sen, stars: 4}

    To mend: put it back; or add a correction with its reason to the same file.
    """
    for report, changes in _by_report(branch.differences.changes).items():
        filed = branch.filed(report)
        if filed is None:
            continue
        renamed = set(pair_entries(changes).values())
        for change in changes:
            is_reported = change.is_entry and change.is_figure and change.is_listed
            if is_reported and change.now is None and change.way not in renamed and not branch.is_answered(change):
                message = _("'{name}' stood here and is gone").format(name=_entry_name(branch, change))
                hint = _("Put it back, or say under corrections: why it is taken out.")
                yield Finding(filed.document, change.keys[:2], message, hint)


def evidence_removed(branch: Branch) -> Iterator[Finding]:
    """The evidence of a result, or a file kept of it or of what came in, was removed, and no other was added.

        # main                                        # the branch
        local-products:                               local-products:
          - {name: Trà sen, evidence: 12/QĐ-UBND}       - {name: Trà sen}

    To mend: put it back, or add the evidence that proves the result now.
    """
    by_list: dict[tuple[_Report, Way], list[Change]] = {}  # changes of one list of evidence: by report, and the way to it
    for report, some in _by_report(branch.differences.changes).items():
        renamed = {old: new for new, old in pair_entries(some).items()}
        papers_gone = {change.way for change in some if change.now is None}
        for change in some:
            is_paper = change.way[0] == "results" and change.way[-2:-1] == ("evidence",)
            is_file = change.way[-2:-1] == ("files",) and change.way[:-2] not in papers_gone
            if not (is_paper or is_file):
                continue
            way = change.way[:-1]
            # The evidence of an item that was renamed is compared with that of the item under its new name.
            way = next((new + way[len(old) :] for old, new in renamed.items() if way[: len(old)] == old), way)
            by_list.setdefault((report, way), []).append(change)
    for (report, way), changes in by_list.items():
        filed = branch.filed(report)
        gone = [change for change in changes if change.now is None]
        added = [change for change in changes if change.before is None]
        is_left_out = way[0] == "results" and filed is not None and way[1] not in filed.results
        if filed is None or is_left_out or len(added) >= len(gone):
            continue
        message = _("evidence is gone: {names}").format(names=", ".join(_entry_name(branch, one) for one in gone))
        yield Finding(filed.document, gone[0].keys[:2], message, _("Put it back, or name what proves the result now."))


def evidence_swapped(branch: Branch) -> Iterator[Finding]:
    """A file of evidence has another content, or is gone, and the report still names it by the digest that it had.

        # main                                        # the branch
        evidence/q2/phuong-1/scan.pdf                 evidence/q2/phuong-1/scan.pdf (other bytes)

    To mend: fetch the file back with git. A new scan is taken in under a name of its own, with `camket set … --evidence-file`.
    """
    for one in branch.swapped:
        message = _("{path} has another content or is gone, and its entry has not changed").format(path=one.path)
        command = f'git checkout {branch.base[:12]} -- "{one.path}"'
        hint = _("In the data folder: {command}").format(command=command)
        yield Finding(one.filed.document, (*one.keys, "file"), message, hint)


def _entry_name(branch: Branch, change: Change) -> str:
    """The name of an entry of a list, or the number of a paper of evidence, as it was in the earlier state."""
    filed = branch.filed_before(change.report)
    entry = filed.document.at(change.keys) if filed is not None else None
    name = entry.get("name") or entry.get("number") or entry.get("file") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) else change.way[-1].removeprefix("#")


def _by_report(changes: Iterable[Change]) -> dict[_Report, list[Change]]:
    found: dict[_Report, list[Change]] = {}
    for change in changes:
        if change.report is not None:
            found.setdefault(change.report, []).append(change)
    return found
