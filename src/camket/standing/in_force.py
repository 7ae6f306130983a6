"""What holds for a target on a given day: its goal and references after the revisions so far, and its pace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from camket.ledger.goals import default_pace
from camket.ledger.ledger import Ledger
from camket.ledger.rounds import ONE_DAY, Calendar
from camket.ledger.targets import Goal, Pace, Reference, Revision, Target


def goal_in_force(target: Target, day: date) -> tuple[Goal, Mapping[str, Reference]]:
    """Return the goal and the references of a target after the revisions dated up to and including `day`.

    A goal of 1,200 that a decision of 14 July revises to 1,300 is 1,200 on 13 July and 1,300 from 14 July on.
    """
    goal = target.goal
    references = target.references
    for _index, revision in target.revisions_until(day):
        goal = revision.goal or goal
        for name, revised in revision.references.items():
            references = {**references, name: _revise(references.get(name), revised, revision)}
    return goal, references


def _revise(old: Reference | None, new: Reference, revision: Revision) -> Reference:
    """Return a reference after a revision; units that the revision does not name keep their figures."""
    if old is None:
        return new
    given = {name: getattr(new, name) for name in new.model_fields_set - {"by_unit"}}
    if "value" in given:  # the date and document of the old figure do not apply to the new one
        given = {"date": revision.date, "document": revision.document, **given}
    return old.model_copy(update={**given, "by_unit": {**old.by_unit, **new.by_unit}})


def pace_of(target: Target) -> Pace:
    """Return the pace of a target, or the default pace of its measure."""
    return target.pace or default_pace(target.measure, target.goal)


def pace_in_force(target: Target, calendar: Calendar, day: date) -> Pace:
    """Return the pace of a target after the revisions dated up to and including `day`.

    Figures stated for rounds belong to their goal. After a revision of the goal that states none, those of the rounds up to
    its day remain, and the later ones do not hold any more.
    """
    pace = pace_of(target)
    goal, references = target.goal, target.references
    for _index, revision in target.revisions_until(day):
        goal = revision.goal or goal
        used = {name for condition in goal.conditions for name in condition.references_of(references)}
        changed = [name for name in used & revision.references.keys() if references[name].is_known]
        references = {**references, **revision.references}
        if revision.pace is not None:
            pace = revision.pace
        elif pace.figures and (revision.goal is not None or changed):
            ended = {one.id for one in calendar.rounds if calendar.cut_off(one) < revision.date}
            figures = {name: figure for name, figure in pace.figures.items() if name in ended}
            pace = pace.model_copy(update={"figures": figures})
    return pace


def assessed_from(ledger: Ledger, pace: Pace) -> date:
    """Return the first day on which a figure that is known only after the year can be expected."""
    return pace.assessed_from or ledger.calendar.year.last + ONE_DAY
