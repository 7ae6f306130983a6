"""Rules of `review` about records: dates of receipt, reports and issues on record, what a merge chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from camket.history.account import spans_text, tell_changes
from camket.history.merging import conflict_text
from camket.ledger.lookup import files_in_force
from camket.ledger.tree import report_path
from camket.rules.branch import Branch
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Keys


def backdated(branch: Branch) -> Iterator[Finding]:
    """The date of receipt of a report is long before the day on which it was recorded.

    Checked: the commit in which `submitted:` got its date. If it is more than `regime: days_to_record:` days later (7 unless
    the office sets another number), the clerk was late, or the date is wrong.

        submitted: 2023-06-02       # committed on 20 June

    To mend: compare the date with the covering letter. If it is right, leave it.
    """
    limit = int(branch.now.calendar.regime.days_to_record)
    for touch in branch.touches:
        for change in touch.changes:
            if change.way != ("submitted",) or not isinstance(change.now, date):
                continue
            days = (touch.day - change.now).days
            filed = branch.filed(touch.report)
            if days > limit and filed is not None and filed.report.submitted == change.now:
                message = _("received on {received}, recorded on {recorded} ({commit}): {n} days later").format(
                    received=format_date(change.now), recorded=format_date(touch.day), commit=touch.name, n=days
                )
                hint = _("Check it against the letter that it came under.")
                yield Finding(filed.document, ("submitted",), message, hint)


def receipt_changed(branch: Branch) -> Iterator[Finding]:
    """The date on which a report was first received was changed.

    A report that is sent again keeps its first date; the later dates are written under `resubmitted:`.

        # main                      # the branch
        submitted: 2023-06-07       submitted: 2023-06-02

    To mend: put the first date back; or compare the new one with the covering letter.
    """
    for change in branch.differences.changes:
        filed = branch.filed(change.report)
        if change.way == ("submitted",) and isinstance(change.before, date) and filed is not None:
            now = format_date(change.now) if isinstance(change.now, date) else _("nothing")
            message = _("first received on {before}, now: {now}").format(before=format_date(change.before), now=now)
            yield Finding(filed.document, ("submitted",), message, _("The first day of receipt stays as it is."))


def report_removed(branch: Branch) -> Iterator[Finding]:
    """The file of a report that was received is gone.

        # main                      # the branch
        reports/q2/phuong-1.yaml
        reports/q2/phuong-2.yaml    reports/q2/phuong-2.yaml

    To mend: restore the file with git. A report that was withdrawn keeps its file, with the reason under `note:`.
    """
    there = {*branch.now.documents, *branch.now.skipped}
    unread = files_in_force(branch.now, branch.now.skipped)
    # A new file with the same content as one that is gone is this report under a new name: the id of its unit was changed.
    added = {
        (round_id, repr(filed.report))
        for (round_id, unit), filed in branch.now.reports.items()
        if branch.filed_before((round_id, unit)) is None
    }
    for report, filed in branch.before.reports.items():
        is_there = branch.filed(report) is not None or filed.path in there or report_path(*report) in unread
        is_gone = not is_there and (filed.round, repr(filed.report)) not in added
        if is_gone and filed.report.submitted is not None:
            message = _("the report of {unit}, received on {received}, is gone").format(
                unit=branch.now.short_name(filed.unit), received=format_date(filed.report.submitted)
            )
            command = f"git checkout {branch.base[:12]} -- {filed.path}"
            yield Finding(filed.document, (), message, _("In the data folder: {command}").format(command=command))


def record_changed(branch: Branch) -> Iterator[Finding]:
    """The record of an issued report was removed or changed.

    The record says what was signed. `camket issue` adds entries to it; entries that are there are never changed.

        # main                                  # the branch
        issued:                                 issued:
          - {number: 45/BC-UBND, …}               - {number: 46/BC-UBND, …}

    To mend: restore `_issued.yaml` with git.
    """
    for round_id, filed in branch.before.issued.items():
        now = branch.now.issued.get(round_id)
        had = filed.content.issued
        if now is not None and now.content.issued[: len(had)] == had:
            continue
        lost = next(
            (one for index, one in enumerate(had) if now is None or now.content.issued[index : index + 1] != (one,)), had[-1]
        )
        message = _("the record of report {number} of {date} is gone or changed").format(
            number=lost.number, date=format_date(lost.date)
        )
        command = f"git checkout {branch.base[:12]} -- {filed.document.path}"
        document = now.document if now is not None else filed.document
        yield Finding(document, ("issued",), message, _("In the data folder: {command}").format(command=command))


def merge_chose(branch: Branch) -> Iterator[Finding]:
    """A merge chose between two different changes of one value, or has a figure that does not follow from its two sides.

    Where both sides changed a value, `camket merge-file` leaves a conflict, and a person chooses. A code host that merges by
    lines may choose without a question, and a merge that takes one side's whole file loses the changes of the other side.

        # main                      # the branch                # the merge
        new-roads: 40               new-roads: 41               new-roads: 40

    To mend: ask both sides which figure is right, and correct the file if it has the other one.
    """
    for choice in branch.choices:
        filed = branch.now.files().get(choice.path)
        document = filed.document if filed is not None else branch.now.documents.get(choice.path)
        if document is None:
            continue
        commit = choice.commit.id[:10]
        if choice.conflict is not None:
            keys: Keys = tuple(key for key in choice.conflict.way if not key.startswith("#"))
            what = conflict_text(choice.path, choice.conflict)
            message = _("both sides of merge {commit} changed it: {what}").format(commit=commit, what=what)
            yield Finding(document, keys, message, _("Ask both sides which is right."))
            continue
        for target in dict.fromkeys(change.target for change in choice.lost):
            changes = [change for change in choice.lost if change.target == target]
            lines = tell_changes(branch.now, branch.now.targets.get(target or ""), changes)
            what = "; ".join(f"{line.label}: {spans_text(line.spans)}" for line in lines)
            message = _("merge {commit} holds another figure than its sides: {what}").format(commit=commit, what=what)
            yield Finding(document, changes[0].keys[:2], message, _("Ask both sides which is right."))
