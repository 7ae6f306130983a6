"""Rules about corrections, and about changes made after a report was issued or written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from pydantic_core import PydanticCustomError

from camket.history.differences import Change, whole_changes
from camket.history.facts import Way
from camket.history.issued import LaterChange
from camket.ledger.ledger import Filed
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Correction
from camket.ledger.targets import Target
from camket.rules.data import CheckedYear
from camket.rules.figures import reported_hint
from camket.rules.finding import Finding
from camket.rules.rule import list_names
from camket.text.language import _
from camket.text.numerals import format_date, format_exact, round_half_up
from camket.text.source import Document, Keys


def correction_unmatched(year: CheckedYear) -> Iterator[Finding]:
    """A correction does not agree with the figures that were reported.

    `old` must be a figure of an earlier round (of this file's unit, or of the `unit` that the correction names), or a figure
    that was in the file when the round's report was issued. `new` must be a figure of this round; a figure that accumulates may
    have grown beyond `new` since. If the earlier report already has the figure `new`, the correction was made there.

        corrections:
          - {target: new-roads, old: 83, new: 29, …}             # the report of q1 has 38

    To mend: write both figures as they are in the reports.
    """
    for filed in year.filed:
        for index, correction in enumerate(filed.report.corrections):
            target = year.ledger.targets.get(correction.target)
            if target is None or target.measure.is_list or target.measure.takes_days:
                continue
            unit = correction.unit or filed.unit
            until = year.order[filed.round]
            filings = [other for other in year.filed_by.get(unit, ()) if year.order[other.round] <= until]
            now = [figure for other in filings if other.round == filed.round for figure in _all_figures(target, other)]
            before = [figure for other in filings if other.round != filed.round for figure in _all_figures(target, other)]
            before += [
                figure for one in year.issued_states.get((filed.round, filed.unit), ()) for figure in _all_figures(target, one)
            ]
            old, new = (_typed_figures(target.measure, text) for text in (correction.old, correction.new))
            keys: Keys = ("corrections", index)
            for key, text, figures in (("old", correction.old, old), ("new", correction.new, new)):
                if figures is None:
                    message = _("'{text}' is not a figure of '{target}'").format(text=text, target=target.id)
                    hint = _("Write the figure as it stands in the report, such as 38 or 62300/120000.")
                    yield Finding(filed.document, (*keys, key), message, hint)
            if old is None or new is None:
                continue
            is_corrected_there = _agree(new, before)
            if not _agree(old, before) and not is_corrected_there:
                message = _("no earlier report of '{target}' says {old}").format(target=target.id, old=correction.old)
                yield Finding(filed.document, (*keys, "old"), message, reported_hint(before))
            has_grown = target.measure.accumulates and any(figure >= new[0] for figure in now)
            if not (_agree(new, now) or is_corrected_there or has_grown):
                message = _("the report does not say {new} for '{target}'").format(target=target.id, new=correction.new)
                yield Finding(filed.document, (*keys, "new"), message, reported_hint(now))


def changed_after_issue(year: CheckedYear) -> Iterator[Finding]:
    """A figure was changed after the report that contains it was issued, and no correction gives the reason.

    Checked: figures, items of lists and incidents (not the words beside them) in the files of each issued round and of the
    rounds before it, where the report had come in by then. The record of the issue (`_issued.yaml`) names a commit; the figures
    of that commit are compared with those of today. A report that came in later is not a change.

        # _issued.yaml of q2: number 45/BC-UBND, date 2023-06-06; new-roads was 38
        results:
          new-roads: 40

    To mend: put the figure back; or give the reason, in the same file or in a file of a later round:

        corrections:
          - {target: new-roads, old: 38, new: 40, reason: two were left out, by: Trần Văn B, date: 2023-06-12}
    """
    reported: set[tuple[str, Way]] = set()
    for one in year.later:
        whole = set(map(id, whole_changes([later.change for later in one.changes])))
        for later in one.changes:
            change = later.change
            is_fault = id(change) in whole and change.is_figure and not _is_answered(year, later)
            if not is_fault or (change.path, change.way) in reported:
                continue
            reported.add((change.path, change.way))
            now = later.now.document if later.now is not None else None
            message = _("changed after report {number} of {date} was issued: {before} → {now}").format(
                number=one.issue.number,
                date=format_date(one.issue.date),
                before=_fact(change.before, later.before.document, change.keys),
                now=_fact(change.now, now, change.keys),
            )
            hint = _("Put it back, or give the reason, dated on or after the day of issue: camket correct")
            if now is None:
                yield Finding(later.before.document, change.keys, message, hint)
            else:  # a figure that is gone has no place any more: the place of its target is named
                yield Finding(now, change.keys if change.now is not None else change.keys[:2], message, hint)


def _is_answered(year: CheckedYear, later: LaterChange) -> bool:
    target = year.ledger.targets.get(later.change.target or "")
    return target is not None and answers_change(target, later.change, later.corrections)


def answers_change(target: Target, change: Change, corrections: Sequence[Correction]) -> bool:
    """Return whether corrections of a target explain a change of its figure.

    One of them must name the figure before the change as `old`, and one the figure after it as `new`. For 38 → 40,
    `{old: 38, new: 40}` explains it and `{old: 30, new: 40}` does not. Where a value is not a number (an entry of a list, a
    grade), any correction of the target is enough.
    """
    if not corrections:
        return False
    before, now = change.before, change.now
    for value, texts in ((before, [one.old for one in corrections]), (now, [one.new for one in corrections])):
        typed = [figures for text in texts if (figures := _typed_figures(target.measure, text)) is not None]
        if isinstance(value, Decimal) and typed and not any(_agree([one], [value]) for figures in typed for one in figures):
            return False
    return True


def _fact(value: object, document: Document | None, keys: Keys) -> str:
    """The text of a value for a message. The value of a list's entry is True; it is shown by the entry's name."""
    if value is None or document is None:
        return _("nothing")
    if isinstance(value, bool):
        entry = document.at(keys)
        name = entry.get("name") if isinstance(entry, dict) else entry if isinstance(keys[-1], int) else None
        return f"'{name}'" if name else _("yes") if value else _("no")
    return format_exact(value) if isinstance(value, Decimal) else format_date(value) if isinstance(value, date) else str(value)


def issue_out_of_sight(year: CheckedYear) -> Iterator[Finding]:
    """Files of an issued report were changed, and git cannot show what they contained then.

    The commit that the record names is not in this copy of the repository: it is a shallow clone, or its history was rewritten,
    or the folder is not in a repository. So camket cannot find out whether figures were changed.

        # reports/q2/_issued.yaml
        issued:
          - {number: 45/BC-UBND, date: 2023-06-06, commit: 3f0c…, …}      # git show 3f0c… fails

    To mend: run `git fetch --unshallow`, or fetch the branch or tag that contains the commit.
    """
    for one in year.later:
        if one.unseen:
            message = _("commit {commit} cannot be seen here; changed since: {files}").format(
                commit=one.issue.commit[:12], files=list_names(year, one.unseen)
            )
            hint = _("In a shallow clone: git fetch --unshallow. Else fetch the branch that has this commit.")
            keys = ("issued", len(year.ledger.issued[one.round].content.issued) - 1, "commit")
            yield Finding(one.record, keys, message, hint)


def issued_apart(year: CheckedYear) -> Iterator[Finding]:
    """Two people issued the report of one round on two branches, and neither knew of the other's.

    Each report may have left the office, with other figures under another number. `camket issue` always has the earlier issues
    on record, so an issue that was not there when the last one was made comes from another branch.

        issued:
          - {number: 45/BC-UBND, date: 2023-06-06, …}      # main
          - {number: 46/BC-UBND, date: 2023-06-07, …}      # a branch that was made before 45 was on record

    To mend: find out which of the two was sent out. Then issue the report once more, under a new number; it replaces both.
    """
    for one in year.later:
        issues = year.ledger.issued[one.round].content.issued
        for other in one.apart:
            message = _("report {number} of {date} was issued without knowing of report {other} of {other_date}").format(
                number=one.issue.number,
                date=format_date(one.issue.date),
                other=other.number,
                other_date=format_date(other.date),
            )
            hint = _("Find out which was sent out; then issue the report once more, under a new number that replaces both.")
            index = next(place for place, entry in enumerate(issues) if entry is one.issue)
            yield Finding(one.record, ("issued", index, "number"), message, hint)


def _all_figures(target: Target, filed: Filed) -> list[Decimal]:
    """The figures of a target in one report: the value and all parts of it."""
    result = filed.results.get(target.id)
    reading = target.measure.read(result) if result is not None else None
    if reading is None:
        return []
    return [figure for figure in (reading.value, *reading.figures.values()) if figure is not None]


def _typed_figures(measure: Measure, text: str) -> tuple[Decimal, ...] | None:
    """The figures that a correction's text names; None when it names none."""
    try:
        return measure.typed_figures(text)
    except PydanticCustomError:
        return None


def _agree(typed: Sequence[Decimal], reported: Sequence[Decimal]) -> bool:
    # A percentage is typed as it was rounded in the printed report.
    return all(any(figure == other or round_half_up(other) == figure for other in reported) for figure in typed)


def goal_changed_later(year: CheckedYear) -> Iterator[Finding]:
    """A goal was changed after a unit wrote its report, and not later than the cut-off day of the round.

    The figure is judged by the goal in force on the cut-off day, which the unit did not know.

        # targets.yaml                      # reports/q2/phong-kinh-te.yaml
        revisions:                          submitted: 2023-05-30
          - date: 2023-06-02                results: {new-roads: 41}

    To mend: ask the unit whether its report is still right; if it sends the report again, write the day under `resubmitted:`.
    """
    for target in year.ledger.targets.values():
        for revision in target.revisions:
            for unit in year.reporters[target.id]:
                for filed in year.filed_by.get(unit, ()):
                    submitted = filed.report.submitted
                    if target.id not in filed.results or submitted is None:
                        continue
                    written = max((submitted, *filed.report.resubmitted))
                    if written < revision.date <= year.cut_off[filed.round]:
                        message = _("the goal was changed on {changed}, after this report of {written}").format(
                            changed=format_date(revision.date), written=format_date(written)
                        )
                        hint = _("Ask whether it still stands; if the report is sent again, record the day: camket receive")
                        yield Finding(filed.document, ("results", target.id), message, hint, of_key=True)
