"""Rules of `review` about targets and rounds: goals that became easier, measures and due dates that were changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from camket.history.account import spans_text, tell_changes
from camket.ledger.goals import Bounds, find_bounds
from camket.ledger.targets import Goal, Target
from camket.ledger.tree import TARGETS
from camket.rules.branch import Branch
from camket.rules.finding import Finding
from camket.standing.in_force import goal_in_force
from camket.standing.wording import target_name
from camket.text.language import _
from camket.text.numerals import format_date, format_exact
from camket.text.source import Keys


def goal_lowered(branch: Branch) -> Iterator[Finding]:
    """A goal was made easier, or a figure assigned from above was lowered or removed, and no new document is named.

    Checked: the goal in force at the end of the year, of every target and of every unit of a group. Easier is: a lower
    minimum, a higher maximum, a later day, a condition that is gone. It is not reported where the new revision, or the
    reference whose figure changed, has the number of a document.

        # main                      # the branch
        goal: {at_least: 75}        goal: {at_least: 70}

    To mend: keep the goal, and write the change as a revision:

        revisions:
          - {date: 2023-07-01, document: 88/QĐ-UBND, goal: {at_least: 70}}
    """
    for target in branch.now.targets.values():
        was = branch.before.targets.get(target.id)
        if was is None or (was.goal, was.references, was.revisions) == (target.goal, target.references, target.revisions):
            continue
        if _has_new_document(was, target):
            continue
        for unit in branch.now.members(target) or (None,):
            easier = _easier_condition(branch, was, target, unit)
            if easier is not None:
                whose = f" ({branch.now.short_name(unit)})" if unit is not None else ""
                message = _("the goal of '{target}'{whose} was made easier: {before} → {now}").format(
                    target=target_name(target), whose=whose, before=easier[0], now=easier[1]
                )
                hint = _("Name the document that changed it: under revisions:, or beside the figure under references:.")
                keys: Keys = (*branch.now.target_keys[target.id], "goal")
                yield Finding(branch.now.documents[TARGETS], keys, message, hint)
                break


def _has_new_document(was: Target, now: Target) -> bool:
    """Whether a document is named for the change of a goal: by a new revision, or by a changed reference that the goal uses."""
    for revision in now.revisions:
        papers = [revision.document, *(one.document for one in revision.references.values())]
        if revision not in was.revisions and any(paper is not None and paper.number for paper in papers):
            return True
    used = {name for condition in now.goal.conditions for name in condition.references_of(now.references)}
    for name in used:
        reference = now.references[name]
        before = was.references.get(name)
        is_other = before is None or (before.value, before.by_unit) != (reference.value, reference.by_unit)
        paper = reference.document
        if is_other and paper is not None and paper.number and (before is None or before.document != paper):
            return True
    return False


def _easier_condition(branch: Branch, was: Target, now: Target, unit: str | None) -> tuple[str, str] | None:
    """The first condition of a goal that asks for less now, as it was and as it is; None where there is no such condition.

    Lower and higher bounds are compared: 75 → 70 is easier where 75 is the least, 0 → 1 where 0 is the most.
    """
    day = branch.now.calendar.year.last
    before, after = (_bounds(one, unit, day) for one in (was, now))
    for index, old in enumerate(before):
        if old.missing:
            continue  # there was no goal yet: its figure had not been assigned
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
    """The bounds of every condition of the goal in force on a day, in the order of the goal."""
    goal: Goal
    goal, references = goal_in_force(target, day)
    return [find_bounds(condition, target.measure, references, unit) for condition in goal.conditions]


def _bounds_text(bounds: Bounds) -> str:
    if bounds.deadline is not None:
        return format_date(bounds.deadline)
    return " – ".join(format_exact(limit) for limit in bounds.limits) or "–"


def terms_changed(branch: Branch) -> Iterator[Finding]:
    """The way a target is measured, or the due date of a round, was changed although there are reports already.

    Checked: measure and pace of targets that have figures, and the dates of rounds that have reports. What was reported
    before may now count or not count, or be in time or late.

        # main                                        # the branch
        counts_if: {stars: {at_least: 3}}             counts_if: {stars: {at_least: 2}}

    To mend: undo the change; or name in the commit's message the document that made it, and check each verdict that changed.
    """
    document = branch.now.documents[TARGETS]
    reported = {target for filed in branch.before.reports.values() for target in filed.results}
    rounds = {round_id for round_id, _unit in branch.before.reports}
    seen: set[str] = set()
    for change in branch.differences.changes:
        if change.path != TARGETS or len(change.way) < 3 or change.way[1] in seen:
            continue
        name = change.way[1].removeprefix("#")
        of_target = change.way[0] == "targets" and change.way[2] in ("measure", "pace") and name in reported
        of_round = change.way[0] == "rounds" and change.way[2] in ("before", "by", "cut_off") and name in rounds
        if not (of_target or of_round):
            continue
        seen.add(change.way[1])
        target = branch.now.targets.get(name)
        lines = tell_changes(branch.now, target, [change])
        message = _("changed while reports stand: {what}").format(
            what="; ".join(f"{line.label}: {spans_text(line.spans)}" for line in lines)
        )
        keys = change.keys if change.now is not None else change.keys[:2]
        yield Finding(
            document, keys, message, _("Name the document that changed it in the commit, and see which verdicts moved.")
        )
