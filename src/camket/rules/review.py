"""What a branch deserves a second look for: one function a rule, one tuple of rules, as in checks.py.

A rule looks at one Range, two states of the data with the commits between them, and yields Findings. What `check` finds in
the later state and not in the earlier one is part of a review too: figures that fell, jumps, texts copied, missing evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from camket.history.account import pair_entries, spans_text, tell_changes
from camket.history.commits import ReportTouch, read_touches, uncommitted_touches
from camket.history.differences import Change, find_differences
from camket.history.issued import find_later
from camket.history.merging import conflict_text
from camket.ledger.goals import Bounds, find_bounds, operands
from camket.ledger.ledger import Filed
from camket.ledger.revisions import load_both, tree_at
from camket.ledger.targets import Goal, Target
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, Tree
from camket.rules.branch import Range, Review, base_commit, merge_choices
from camket.rules.check import check
from camket.rules.finding import Finding, Keys
from camket.rules.rule import Rule, problem_of
from camket.standing.in_force import goal_in_force
from camket.standing.wording import figure_text, target_name
from camket.text import git
from camket.text.language import _, ngettext
from camket.text.numerals import format_date, format_exact
from camket.text.problems import in_order, new_problems
from camket.text.source import Document
from camket.text.spelling import fold


def review(folder: Path, base: str | None, head: str | None, today: date) -> Review:
    """All that a branch has changed since it left `base` (its upstream where None is named), up to `head` or the folder itself.

    Raises GitFault where there is nothing to hold it against, DataFault where one of the two states cannot be used.
    """
    first = base_commit(folder, base, head)
    last = tree_at(folder, head or "HEAD")
    tree: Tree = last if head is not None else FolderTree(folder)
    old, later = load_both(tree_at(folder, first), tree)
    before, now = old.ledger, later.ledger
    commits = git.commits(folder, last.commit, first)
    touches = [*read_touches(folder, now, commits), *(uncommitted_touches(folder, now, last, today) if head is None else ())]
    choices = tuple(merge_choices(folder, now, commits))
    found = Range(first, before, now, find_differences(before, now), tuple(touches), tuple(commits), choices)
    findings = [problem_of(rule, finding) for rule in RULES for finding in rule.find(found)]
    new = new_problems(
        [*old.problems, *check(before, today, find_later(folder, before))],
        [*later.problems, *check(now, today, find_later(folder, now))],
    )
    limits = []
    if git.is_shallow(folder):
        limits.append(
            _("The history here is cut off (a shallow clone): commits before its end are not seen. git fetch --unshallow")
        )
    if old.is_borrowed:
        limits.append(_("targets.yaml of the earlier state cannot be used; the later one's is taken for it"))
    if later.is_borrowed:
        limits.append(_("targets.yaml cannot be used; the earlier state's is taken for it"))
    skipped = tuple(dict.fromkeys((*before.skipped, *now.skipped)))
    return Review(first, head, len(commits), found.differences, tuple(in_order([*findings, *new])), tuple(limits), skipped)


# --- the rules: figures -----------------------------------------------------------------------------------------------


def figure_lowered(range_: Range) -> Iterator[Finding]:
    """A figure that runs from 1 January was made lower in a report that had it higher, or taken away; no correction says why.

    Looked at: counts, amounts, ratios and lists that accumulate in either state, in one and the same round; of other measures,
    a figure that is gone. (A figure lower than the round before is `figure-fell`.)

        # main                      # the branch
        new-enterprises: 38         new-enterprises: 31

    To mend: put it back; or add a correction with its reason to the same file.
    """
    hint = _("Figures run from 1 January. If the earlier one was wrong, say so under corrections:.")
    by_figure: dict[tuple[str, str | None], list[Change]] = {}
    for change in range_.differences.changes:
        if change.is_figure:
            by_figure.setdefault((change.path, change.target), []).append(change)
    said: set[tuple[str, str | None]] = set()
    for key, changes in by_figure.items():
        filed = range_.by_path.get(key[0])
        for change in changes if filed is not None and range_.accumulates(key[1]) else ():
            is_counted = change.way[2] in ("value", "part", "parts", "percent")
            if not (is_counted and isinstance(change.before, Decimal) and isinstance(change.now, Decimal)):
                continue
            if change.now < change.before:
                said.add(key)
                message = _("{now} is less than the {before} that stood here").format(
                    now=format_exact(change.now), before=format_exact(change.before)
                )
                if filed is not None and not range_.is_answered(change):
                    yield Finding(filed.document, change.keys, message, hint)
    for turn in range_.differences.standing_changes:
        target_id, measure = turn.now.target.id, turn.now.target.measure
        key = (f"{REPORTS}/{turn.round}/{turn.now.unit}.yaml", target_id)
        filed = range_.by_path.get(key[0])
        before, now = turn.before.actual, turn.now.actual
        if filed is None or key not in by_figure or key in said or before is None or turn.now.by_unit:
            continue
        is_told = any(one.is_entry and one.now is None for one in by_figure[key])  # that is entry-removed
        is_lower = now is None or (range_.accumulates(target_id) and now < before)
        if is_lower and not is_told and not any(range_.is_answered(one) for one in by_figure[key]):
            message = _("the figure was {before}, and is {now}").format(
                before=figure_text(measure, before), now=_("nothing") if now is None else figure_text(measure, now)
            )
            yield Finding(filed.document, ("results", target_id), message, hint)


def entry_removed(range_: Range) -> Iterator[Finding]:
    """An item of a list, or an incident, that was reported is gone, and no correction says why.

        # main                                        # the branch
        ocop: {items: [{name: Trà sen, stars: 4}]}    ocop: {items: []}

    To mend: put it back; or add a correction with its reason to the same file.
    """
    for path, changes in _by_path(range_.differences.changes).items():
        filed = range_.by_path.get(path)
        if filed is None:
            continue
        renamed = set(pair_entries(changes).values())
        for change in changes:
            is_reported = change.is_entry and change.is_figure and change.way[2:3] in (("items",), ("incidents",))
            if is_reported and change.now is None and change.way not in renamed and not range_.is_answered(change):
                message = _("'{name}' stood here and is gone").format(name=_entry_name(range_, change))
                hint = _("Put it back, or say under corrections: why it is taken out.")
                yield Finding(filed.document, change.keys[:2], message, hint)


def _entry_name(range_: Range, change: Change) -> str:
    """The name of a list's entry, or the number of a paper, as the earlier state wrote it."""
    filed = range_.by_old_path.get(change.path)
    entry = filed.document.at(change.keys) if filed is not None else None
    name = entry.get("name") or entry.get("number") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) else change.way[-1].removeprefix("#")


def _by_path(changes: Iterable[Change]) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.path, []).append(change)
    return found


def evidence_removed(range_: Range) -> Iterator[Finding]:
    """Evidence that stood beside a result is gone, and no other took its place.

        # main                                        # the branch
        ocop:                                         ocop:
          items:                                        items:
            - {name: Trà sen, evidence: 12/QĐ-UBND}       - {name: Trà sen}

    To mend: put it back, or name what proves the result now.
    """
    balance: dict[tuple[str, tuple[str, ...]], list[Change]] = {}
    for path, some in _by_path(range_.differences.changes).items():
        renamed = {old: new for new, old in pair_entries(some).items()}
        for change in some:
            if change.way[0] != "results" or change.way[-2] != "evidence":
                continue
            above = change.way[:-1]
            above = next((new + above[len(old) :] for old, new in renamed.items() if above[: len(old)] == old), above)
            balance.setdefault((path, above), []).append(change)
    for (path, way), changes in balance.items():
        filed = range_.by_path.get(path)
        gone = [change for change in changes if change.now is None]
        came = [change for change in changes if change.before is None]
        if filed is None or way[1] not in filed.results or len(came) >= len(gone):
            continue
        message = _("evidence is gone: {names}").format(names=", ".join(_entry_name(range_, one) for one in gone))
        yield Finding(filed.document, gone[0].keys[:2], message, _("Put it back, or name what proves the result now."))


def goal_lowered(range_: Range) -> Iterator[Finding]:
    """A goal was made easier, or a figure assigned from above was made easier or taken away, and no new document is named.

    Looked at: the goal as it stands at the end of the year, of every target and of every unit of a group; a day by which
    something is to be done that was moved later; a condition that is gone. A document's number under the new revision, or
    under the reference whose figure changed, answers it.

        # main                      # the branch
        goal: {at_least: 75}        goal: {at_least: 70}

    To mend: keep the goal, and write the change as a revision:

        revisions:
          - {date: 2023-07-01, document: 88/QĐ-UBND, goal: {at_least: 70}}
    """
    for target in range_.now.targets.values():
        was = range_.before.targets.get(target.id)
        if was is None or (was.goal, was.references, was.revisions) == (target.goal, target.references, target.revisions):
            continue
        if _has_new_document(was, target):
            continue
        for unit in range_.now.members(target) or (None,):
            easier = _easier(range_, was, target, unit)
            if easier is not None:
                whose = f" ({range_.now.short_name(unit)})" if unit is not None else ""
                message = _("the goal of '{target}'{whose} was made easier: {before} → {now}").format(
                    target=target_name(target), whose=whose, before=easier[0], now=easier[1]
                )
                hint = _("Name the document that changed it: under revisions:, or beside the figure under references:.")
                keys: Keys = (*range_.now.target_keys[target.id], "goal")
                yield Finding(range_.now.documents[TARGETS], keys, message, hint)
                break


def _has_new_document(was: Target, now: Target) -> bool:
    """Whether what changed a goal names a document for it: a new revision, or the reference whose figure is another."""
    for revision in now.revisions:
        papers = [revision.document, *(one.document for one in revision.references.values())]
        if revision not in was.revisions and any(paper is not None and paper.number for paper in papers):
            return True
    conditions = [*now.goal.all, *(condition for yard in now.goal.yardsticks for condition in yard.all)]
    used = {name for condition in conditions for name in (*operands(condition), condition.against)}
    for name, reference in now.references.items():
        if name not in used:
            continue
        before = was.references.get(name)
        is_other = before is None or (before.value, before.by_unit) != (reference.value, reference.by_unit)
        paper = reference.document
        if is_other and paper is not None and paper.number and (before is None or before.document != paper):
            return True
    return False


def _easier(range_: Range, was: Target, now: Target, unit: str | None) -> tuple[str, str] | None:
    """The first condition of a goal that asks for less now, as it was and is; None where none does."""
    day = date(range_.now.calendar.year, 12, 31)
    before, after = (_bounds(one, unit, day) for one in (was, now))
    for index, old in enumerate(before):
        if old.missing:
            continue  # a figure that was not assigned yet asks for nothing
        new = after[index] if index < len(after) else None
        if new is None or new.missing:
            return _bounds_text(old), _("nothing")
        lower = old.low is not None and (new.low is None or new.low < old.low)
        higher = old.high is not None and (new.high is None or new.high > old.high)
        later = old.deadline is not None and (new.deadline is None or new.deadline > old.deadline)
        if lower or higher or later:
            return _bounds_text(old), _bounds_text(new)
    return None


def _bounds(target: Target, unit: str | None, day: date) -> list[Bounds]:
    goal: Goal
    goal, references = goal_in_force(target, day)
    conditions = [*goal.all, *(condition for yard in goal.yardsticks for condition in yard.all)]
    return [find_bounds(condition, target.measure, references, unit) for condition in conditions]


def _bounds_text(bounds: Bounds) -> str:
    if bounds.deadline is not None:
        return format_date(bounds.deadline)
    limits = [limit for limit in (bounds.low, bounds.high) if limit is not None]
    return " – ".join(format_exact(limit) for limit in dict.fromkeys(limits)) or "–"


# --- the rules: who and when ------------------------------------------------------------------------------------------


def foreign_author(range_: Range) -> Iterator[Finding]:
    """A report was changed by somebody who is neither an officer of that unit nor the office's clerk.

    Asked only where the unit has names or addresses under `authors:` in units.yaml. The clerks are those under `authors:` of
    the commitment in targets.yaml; where there are any, the commitment, the units and the office's own files are theirs. All
    as the branch found them: nobody registers himself and his figures at once.

        # units.yaml
        - {id: phuong-1, name: Phường 1, authors: [lan@example.vn]}

    To mend: have the unit's officer or the clerk commit the figure; or register the address first, in a change of its own.
    """
    seen: set[tuple[str, str]] = set()
    for touch in range_.touches:
        registered = range_.authors(touch.unit) if touch.unit is not None else range_.clerks
        allowed = tuple(dict.fromkeys((*registered, *range_.clerks)))
        if not registered or _is_one_of(touch.author, touch.email, allowed) or (touch.path, touch.email) in seen:
            continue
        seen.add((touch.path, touch.email))
        what = ", ".join(dict.fromkeys(change.target or change.way[0] for change in touch.changes))
        whose = range_.now.short_name(touch.unit) if touch.unit is not None else touch.path
        author = _author_text(touch.author, touch.email)
        message = _("{author} changed the report of {unit} ({commit}): {targets}").format(
            author=author, unit=whose, commit=touch.name, targets=what
        )
        hint = _("Registered for it: {names}.").format(names=", ".join(allowed))
        yield _at_file(range_, touch, touch.changes[0].keys[:2], message, hint)
    for commit in range_.commits if range_.clerks else ():
        for path in dict.fromkeys(touch.path or touch.before or "" for touch in commit.touched):
            document = range_.now.documents.get(path)
            is_frame = path in (TARGETS, UNITS) and (path, commit.email) not in seen
            if document is None or not is_frame or _is_one_of(commit.author, commit.email, range_.clerks):
                continue
            seen.add((path, commit.email))
            message = _("{author} changed {path} ({commit})").format(
                author=_author_text(commit.author, commit.email), path=path, commit=commit.id[:10]
            )
            yield Finding(document, (), message, _("Registered for it: {names}.").format(names=", ".join(range_.clerks)))


def unnamed_source(range_: Range) -> Iterator[Finding]:
    """The clerk committed a unit's results, and neither the file nor the commit says whom they came from.

    Asked only where the unit has names or addresses under `authors:`. The covering letter (`letter:`) or whoever answers for
    the figures (`reported_by:`) names the source; so does a line such as `Reported-by: Lê Văn Tám <tam@example.vn>` or
    `Co-authored-by: …` at the end of the commit's message.

    To mend: fill in `letter:` or `reported_by:`.
    """
    seen: set[str] = set()
    for touch in range_.touches:
        unit = touch.unit
        results = [change for change in touch.changes if change.way[0] == "results" and change.is_figure]
        if unit is None or not results or not range_.authors(unit) or touch.path in seen:
            continue
        is_officers = _is_one_of(touch.author, touch.email, range_.authors(unit))
        if is_officers or not _is_one_of(touch.author, touch.email, range_.clerks) or _names_source(touch):
            continue
        seen.add(touch.path)
        message = _("{author} committed results of {unit} ({commit}), and nothing says whom they came from").format(
            author=_author_text(touch.author, touch.email), unit=range_.now.short_name(unit), commit=touch.name
        )
        yield _at_file(range_, touch, ("results",), message, _("Fill in letter: or reported_by:."))


def _names_source(touch: ReportTouch) -> bool:
    report = touch.now.report if isinstance(touch.now, Filed) else None
    letter, person = (report.letter, report.reported_by) if report is not None else (None, None)
    if (letter is not None and letter.number) or (person is not None and (person.name or person.email)):
        return True
    message = touch.commit.message if touch.commit is not None else ""
    return re.search(r"^(?:reported|co-authored|signed-off)-by:\s*\S", message, re.IGNORECASE | re.MULTILINE) is not None


def _is_one_of(author: str, email: str, registered: Sequence[str]) -> bool:
    """Whether who made a commit is among names and addresses; a name that looks like an address is none."""
    addresses = {one.casefold() for one in registered if "@" in one}
    names = {fold(one) for one in registered if "@" not in one}
    return email.casefold() in addresses or fold(author) in names


def _author_text(author: str, email: str) -> str:
    return f"{author} <{email}>" if email else author or "?"


def _at_file(range_: Range, touch: ReportTouch, keys: Keys, message: str, hint: str) -> Finding:
    """A Finding in a file as it stands now; as the commit left it where it is gone or cannot be read."""
    filed = range_.by_path.get(touch.path)
    document = filed.document if filed is not None else _document_of(touch)
    return Finding(document, keys, message, hint)


def _document_of(touch: ReportTouch) -> Document:
    found = touch.now or touch.before
    assert found is not None  # a change has one side at least
    return found.document


def backdated(range_: Range) -> Iterator[Finding]:
    """A report is said to have been received long before that was recorded.

    Looked at: the commit in which `submitted:` got its date. More than `regime: days_to_record:` days (7 unless the office
    sets others) between the two ask for an explanation: the clerk may have been late, or the date was made to fit.

        submitted: 2023-06-02       # committed on 20 June

    To mend: check the date against the letter that it came under; if it is right, nothing needs to be done.
    """
    limit = int(range_.now.calendar.regime.days_to_record)
    for touch in range_.touches:
        for change in touch.changes:
            if change.way != ("submitted",) or not isinstance(change.now, date):
                continue
            days = (touch.day - change.now).days
            filed = range_.by_path.get(touch.path)
            if days > limit and filed is not None and filed.report.submitted == change.now:
                message = _("received on {received}, recorded on {recorded} ({commit}): {n} days later").format(
                    received=format_date(change.now), recorded=format_date(touch.day), commit=touch.name, n=days
                )
                hint = _("Check it against the letter that it came under.")
                yield Finding(filed.document, ("submitted",), message, hint)


def receipt_changed(range_: Range) -> Iterator[Finding]:
    """The day on which a report was first received is another now.

    A report that is sent again keeps its first date; the later ones stand under `resubmitted:`.

        # main                      # the branch
        submitted: 2023-06-07       submitted: 2023-06-02

    To mend: put the first date back; or check it against the letter.
    """
    for change in range_.differences.changes:
        filed = range_.by_path.get(change.path)
        if change.way == ("submitted",) and isinstance(change.before, date) and filed is not None:
            now = format_date(change.now) if isinstance(change.now, date) else _("nothing")
            message = _("first received on {before}, now: {now}").format(before=format_date(change.before), now=now)
            yield Finding(filed.document, ("submitted",), message, _("submitted: keeps the first date of receipt."))


def report_removed(range_: Range) -> Iterator[Finding]:
    """The file of a report that had been received is gone.

    To mend: fetch it back with git; a report that was withdrawn keeps its file, with `note:` saying so.
    """
    there = {*range_.now.documents, *range_.now.skipped}
    moved = {(filed.round, filed.unit) for filed in range_.now.reports.values()}
    for path, filed in range_.by_old_path.items():
        # One of the same words under a new name is that one: its unit's id was changed.
        is_renamed = any(
            other.round == filed.round and other.report == filed.report and name not in range_.by_old_path
            for name, other in range_.by_path.items()
        )
        is_gone = path not in there and (filed.round, filed.unit) not in moved and not is_renamed
        if is_gone and filed.report.submitted is not None:
            message = _("the report of {unit}, received on {received}, is gone").format(
                unit=range_.now.short_name(filed.unit), received=format_date(filed.report.submitted)
            )
            command = f"git checkout {range_.base[:12]} -- {path}"
            yield Finding(filed.document, (), message, _("In the data folder: {command}").format(command=command))


def record_changed(range_: Range) -> Iterator[Finding]:
    """The record of an issued report is gone, or says something else than it did.

    Another issue may be added to it (`camket issue` does); what stands there is what was signed.

    To mend: fetch `_issued.yaml` back with git.
    """
    for round_id, filed in range_.before.issued.items():
        now = range_.now.issued.get(round_id)
        had = filed.content.issued
        if now is not None and now.content.issued[: len(had)] == had:
            continue
        lost = next(
            (one for index, one in enumerate(had) if now is None or now.content.issued[index : index + 1] != (one,)), had[-1]
        )
        message = _("the record of report {number} of {date} is gone or changed").format(
            number=lost.number, date=format_date(lost.date)
        )
        command = f"git checkout {range_.base[:12]} -- {filed.document.path}"
        document = now.document if now is not None else filed.document
        yield Finding(document, ("issued",), message, _("In the data folder: {command}").format(command=command))


def merge_chose(range_: Range) -> Iterator[Finding]:
    """A merge settled what both of its sides had changed differently, or holds other figures than its sides had made.

    Here `camket merge-file` leaves a conflict, and somebody chose; a host that merges by lines may have chosen by itself, and
    a merge that takes one side whole loses what the other had changed.

        # main                      # the branch                # the merge
        new-enterprises: 40         new-enterprises: 41         new-enterprises: 40

    To mend: ask both sides which figure is right; the file's own line says what stands there now.
    """
    for choice in range_.choices:
        document = range_.now.documents.get(choice.path)
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
            lines = tell_changes(range_.now, range_.now.targets.get(target or ""), changes)
            what = "; ".join(f"{line.label}: {spans_text(line.spans)}" for line in lines)
            message = _("merge {commit} holds another figure than its sides: {what}").format(commit=commit, what=what)
            yield Finding(document, changes[0].keys[:2], message, _("Ask both sides which is right."))


def terms_changed(range_: Range) -> Iterator[Finding]:
    """How a target is measured, or when a round is due, was changed while reports stand that it makes others of.

    Looked at: measure and pace of targets that have figures, dates of rounds that have reports. What was reported under other
    terms may now count, or be in time, or not.

        # main                                        # the branch
        counts_if: {stars: {at_least: 3}}             counts_if: {stars: {at_least: 2}}

    To mend: keep the terms; or say in the commit's message which document changed them, and look at each verdict that moved.
    """
    document = range_.now.documents[TARGETS]
    reported = {target for filed in range_.before.reports.values() for target in filed.results}
    rounds = {round_id for round_id, _unit in range_.before.reports}
    said: set[str] = set()
    for change in range_.differences.changes:
        if change.path != TARGETS or len(change.way) < 3 or change.way[1] in said:
            continue
        name = change.way[1].removeprefix("#")
        of_target = change.way[0] == "targets" and change.way[2] in ("measure", "pace") and name in reported
        of_round = change.way[0] == "rounds" and change.way[2] in ("before", "by", "cut_off") and name in rounds
        if not (of_target or of_round):
            continue
        said.add(change.way[1])
        target = range_.now.targets.get(name)
        lines = tell_changes(range_.now, target, [change])
        message = _("changed while reports stand: {what}").format(
            what="; ".join(f"{line.label}: {spans_text(line.spans)}" for line in lines)
        )
        keys = change.keys if change.now is not None else change.keys[:2]
        yield Finding(
            document, keys, message, _("Name the document that changed it in the commit, and see which verdicts moved.")
        )


def several_units(range_: Range) -> Iterator[Finding]:
    """One commit changed the results of several units.

    Whoever looks back at a figure wants the commit to name one unit, its letter and its officer.

    To mend: commit each unit's report on its own, as it comes in.
    """
    by_commit: dict[str, list[ReportTouch]] = {}
    for touch in range_.touches:
        if touch.unit is not None and any(change.way[0] == "results" for change in touch.changes):
            by_commit.setdefault(touch.commit.id if touch.commit else "", []).append(touch)
    place = {unit: index for index, unit in enumerate(range_.now.units)}
    for touches in by_commit.values():
        touches.sort(key=lambda touch: place.get(touch.unit or "", len(place)))
        units = list(dict.fromkeys(touch.unit or "" for touch in touches))
        if len(units) > 1:
            names = ", ".join(range_.now.short_name(unit) for unit in units[:_MANY]) + (" …" if len(units) > _MANY else "")
            message = ngettext(
                "{commit} changes results of {n} unit: {names}", "{commit} changes results of {n} units: {names}", len(units)
            )
            message = message.format(commit=touches[0].name, n=len(units), names=names)
            yield _at_file(range_, touches[0], ("results",), message, _("Commit each unit's report on its own."))


_MANY = 8

RULES: tuple[Rule, ...] = (
    Rule(figure_lowered),
    Rule(entry_removed),
    Rule(evidence_removed, "warning"),
    Rule(goal_lowered),
    Rule(foreign_author),
    Rule(unnamed_source, "warning"),
    Rule(backdated, "warning"),
    Rule(receipt_changed, "warning"),
    Rule(report_removed),
    Rule(record_changed),
    Rule(merge_chose, "warning"),
    Rule(terms_changed, "warning"),
    Rule(several_units, "warning"),
)
