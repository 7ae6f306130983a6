"""What a branch deserves a second look for: one function a rule, one tuple of rules, as in checks.py.

A rule looks at one Range, two states of the data with the commits between them, and yields Findings. What `check` finds in
the later state and not in the earlier one is part of a review too: figures that fell, jumps, texts copied, missing evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from camket import vcs
from camket.account import pair_entries
from camket.checks import Finding, Keys, Rule, check, problem_of
from camket.commits import Touch, read_touches, uncommitted_touches
from camket.differences import Change, Differences, find_differences
from camket.goals import Bounds, find_bounds
from camket.language import _, ngettext
from camket.load import TARGETS, Filed, FolderTree, Ledger, Tree, load
from camket.model import Correction, Goal, Reference, Revision, Target
from camket.numerals import format_date, format_exact
from camket.problems import DataFault, GitFault, Problem, in_order, new_problems
from camket.progress import goal_in_force
from camket.revisions import tree_at
from camket.settled import find_later
from camket.source import Document
from camket.spelling import fold
from camket.tables import target_name


@dataclass(frozen=True)
class Range:
    """Two states of the data, what they differ in, and what each commit between them made of each file."""

    base: str
    before: Ledger
    now: Ledger
    differences: Differences
    touches: tuple[Touch, ...]

    @cached_property
    def by_path(self) -> dict[str, Filed]:
        return {filed.path: filed for filed in self.now.reports.values()}

    @cached_property
    def by_old_path(self) -> dict[str, Filed]:
        return {filed.path: filed for filed in self.before.reports.values()}

    @cached_property
    def clerks(self) -> tuple[str, ...]:
        """Who may edit every file. As the earlier state has it: a branch does not grant itself the right."""
        return self.before.commitment.authors or self.now.commitment.authors

    def authors(self, unit: str) -> tuple[str, ...]:
        """The names and addresses registered for a unit, as the earlier state has them."""
        known = self.before.units.get(unit) or self.now.units.get(unit)
        return known.authors if known is not None else ()

    def new_corrections(self, change: Change) -> list[Correction]:
        """The corrections of a change's target that its file has now and had not before."""
        now, before = self.by_path.get(change.path), self.by_old_path.get(change.path)
        had = before.report.corrections if before is not None else ()
        return [one for one in now.report.corrections if one.target == change.target and one not in had] if now else []


@dataclass(frozen=True, slots=True)
class Review:
    """A branch looked through: what changed, how many commits did it, what deserves a second look, what could not be seen."""

    base: str
    head: str | None
    commits: int
    differences: Differences
    problems: tuple[Problem, ...]
    limits: tuple[str, ...]
    skipped: tuple[str, ...]


def review(folder: Path, base: str | None, head: str | None, today: date) -> Review:
    """All that a branch has changed since it left `base` (its upstream where None is named), up to `head` or the folder itself.

    Raises GitFault where there is nothing to hold it against, DataFault where one of the two states cannot be used.
    """
    first = _base_commit(folder, base, head)
    last = tree_at(folder, head or "HEAD")
    before_tree = tree_at(folder, first)
    tree: Tree = last if head is not None else FolderTree(folder)
    before, old_problems = load(before_tree)
    now, problems = load(tree, (before, old_problems) if before is not None else None)
    if before is None or now is None:
        faults = problems if now is None else old_problems
        raise DataFault(_("targets.yaml cannot be used; mend these first"), faults)
    commits = vcs.commits(folder, last.commit, first)
    touches = [*read_touches(folder, now, commits), *(uncommitted_touches(folder, now, last, today) if head is None else ())]
    found = Range(first, before, now, find_differences(before, now), tuple(touches))
    findings = [problem_of(rule, finding) for rule in RULES for finding in rule.find(found)]
    new = new_problems(
        [*old_problems, *check(before, today, find_later(folder, before))],
        [*problems, *check(now, today, find_later(folder, now))],
    )
    limits = []
    if vcs.is_shallow(folder):
        limits.append(
            _("The history here is cut off (a shallow clone): commits before its end are not seen. git fetch --unshallow")
        )
    skipped = tuple(dict.fromkeys((*before.skipped, *now.skipped)))
    return Review(first, head, len(commits), found.differences, tuple(in_order([*findings, *new])), tuple(limits), skipped)


def _base_commit(folder: Path, base: str | None, head: str | None) -> str:
    """The commit from which the branch set out."""
    last = tree_at(folder, head or "HEAD").commit
    if base is None:
        upstream = vcs.upstream(folder)
        if upstream is None:
            raise GitFault(
                _("this branch has no upstream to be held against"), _("Name what it set out from: camket review main.")
            )
        first = upstream
    else:
        first = tree_at(folder, base).commit
    found = vcs.merge_base(folder, first, last)
    if found is None:
        message = _("'{range}' have nothing in common").format(range=f"{base or '@{upstream}'}...{head or 'HEAD'}")
        raise GitFault(message, _("In a shallow clone: git fetch --unshallow."))
    return found


# --- the rules: figures -----------------------------------------------------------------------------------------------


def figure_lowered(range_: Range) -> Iterator[Finding]:
    """A figure that runs from 1 January was made lower in a report that had it higher, and no correction says why.

    Looked at: counts, amounts and the parts of ratios that accumulate, in one and the same round. (A figure lower than the
    round before is `figure-fell`.)

        # main                      # the branch
        new-enterprises: 38         new-enterprises: 31

    To mend: put it back; or add a correction with its reason to the same file.
    """
    for change in range_.differences.changes:
        target = range_.now.targets.get(change.target or "")
        if not (change.is_figure and isinstance(change.before, Decimal) and isinstance(change.now, Decimal)):
            continue
        is_counted = change.way[2] in ("value", "part", "parts")
        if target is None or not target.measure.accumulates or not is_counted or change.now >= change.before:
            continue
        filed = range_.by_path.get(change.path)
        if filed is not None and not range_.new_corrections(change):
            message = _("{now} is less than the {before} that stood here").format(
                now=format_exact(change.now), before=format_exact(change.before)
            )
            hint = _("Figures run from 1 January. If the earlier one was wrong, say so under corrections:.")
            yield Finding(filed.document, change.keys, message, hint)


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
            if is_reported and change.now is None and change.way not in renamed and not range_.new_corrections(change):
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
    for change in range_.differences.changes:
        if change.way[0] != "results" or "evidence" not in change.way or len(change.way) != change.way.index("evidence") + 2:
            continue
        balance.setdefault((change.path, change.way[:-1]), []).append(change)
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
    """Whether a change of a goal names a document that was not named before."""
    papers = [
        {paper.number for one in _papers(target) if (paper := one.document) is not None and paper.number}
        for target in (was, now)
    ]
    return bool(papers[1] - papers[0])


def _papers(target: Target) -> Iterator[Revision | Reference]:
    yield from target.revisions
    yield from target.references.values()
    for revision in target.revisions:
        yield from revision.references.values()


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
    """A result was changed by somebody who is neither an officer of that unit nor the office's clerk.

    Asked only where the unit has names or addresses under `authors:` in units.yaml. The clerks are those under `authors:` of
    the commitment in targets.yaml. Both as the branch found them: nobody registers himself and his figures at once.

        # units.yaml
        - {id: phuong-1, name: Phường 1, authors: [lan@example.vn]}

    To mend: have the unit's officer or the clerk commit the figure; or register the address first, in a change of its own.
    """
    seen: set[tuple[str, str]] = set()
    for touch in range_.touches:
        unit = touch.unit
        results = [change for change in touch.changes if change.way[0] == "results"]
        if unit is None or not results or not range_.authors(unit):
            continue
        if _is_one_of(touch, (*range_.authors(unit), *range_.clerks)) or (touch.path, touch.email) in seen:
            continue
        seen.add((touch.path, touch.email))
        targets = ", ".join(dict.fromkeys(change.target or "" for change in results))
        message = _("{author} changed results of {unit} ({commit}): {targets}").format(
            author=_author_text(touch), unit=range_.now.short_name(unit), commit=touch.name, targets=targets
        )
        hint = _("Registered for it: {names}.").format(names=", ".join((*range_.authors(unit), *range_.clerks)))
        yield _at_file(range_, touch, results[0].keys[:2], message, hint)


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
        if _is_one_of(touch, range_.authors(unit)) or not _is_one_of(touch, range_.clerks) or _names_source(touch):
            continue
        seen.add(touch.path)
        message = _("{author} committed results of {unit} ({commit}), and nothing says whom they came from").format(
            author=_author_text(touch), unit=range_.now.short_name(unit), commit=touch.name
        )
        yield _at_file(range_, touch, ("results",), message, _("Fill in letter: or reported_by:."))


def _names_source(touch: Touch) -> bool:
    report = touch.now.report if isinstance(touch.now, Filed) else None
    letter, person = (report.letter, report.reported_by) if report is not None else (None, None)
    if (letter is not None and letter.number) or (person is not None and (person.name or person.email)):
        return True
    message = touch.commit.message if touch.commit is not None else ""
    return re.search(r"^(?:reported|co-authored|signed-off)-by:\s*\S", message, re.IGNORECASE | re.MULTILINE) is not None


def _is_one_of(touch: Touch, authors: Sequence[str]) -> bool:
    """Whether who made a commit is among names and addresses."""
    known = {fold(touch.author), touch.email.casefold()} - {""}
    return any(name.casefold() in known or fold(name) in known for name in authors)


def _author_text(touch: Touch) -> str:
    return f"{touch.author} <{touch.email}>" if touch.email else touch.author or "?"


def _at_file(range_: Range, touch: Touch, keys: Keys, message: str, hint: str) -> Finding:
    """A Finding in a file as it stands now; as the commit left it where it is gone or cannot be read."""
    filed = range_.by_path.get(touch.path)
    document = filed.document if filed is not None else _document_of(touch)
    return Finding(document, keys, message, hint)


def _document_of(touch: Touch) -> Document:
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
        if path not in there and (filed.round, filed.unit) not in moved and filed.report.submitted is not None:
            message = _("the report of {unit}, received on {received}, is gone").format(
                unit=range_.now.short_name(filed.unit), received=format_date(filed.report.submitted)
            )
            command = f"git checkout {range_.base[:12]} -- {path}"
            yield Finding(filed.document, (), message, _("In the data folder: {command}").format(command=command))


def several_units(range_: Range) -> Iterator[Finding]:
    """One commit changed the results of several units.

    Whoever looks back at a figure wants the commit to name one unit, its letter and its officer.

    To mend: commit each unit's report on its own, as it comes in.
    """
    by_commit: dict[str, list[Touch]] = {}
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
    Rule(several_units, "warning"),
)
