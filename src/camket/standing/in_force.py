"""What holds for a target on a given day: its goal and references after the revisions so far, and its pace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from camket.ledger.goals import default_pace
from camket.ledger.ledger import Ledger
from camket.ledger.rounds import ONE_DAY, Calendar
from camket.ledger.targets import Goal, Pace, Reference, Revision, Target


def goal_in_force(target: Target, day: date) -> tuple[Goal, Mapping[str, Reference]]:
    """Return the goal and the references of a target after the revisions dated up to and including `day`.

    Where last year's figure is not typed, it is the result taken from the data of last year (`Target.baselines`).
    """
    goal, references = typed_in_force(target, day)
    for name, taken in target.baselines.items():
        references = {**references, name: _with_result(references[name], taken)}
    return goal, references


def typed_in_force(target: Target, day: date) -> tuple[Goal, Mapping[str, Reference]]:
    """Return the goal and the references as they are typed, after the revisions dated up to and including `day`.

    A goal of 1,200 that a decision of 14 July revises to 1,300 is 1,200 on 13 July and 1,300 from 14 July on. A figure that
    was first assigned on 10 April is not known on 9 April. A figure without a date is known from the first day of the year.
    """
    goal = target.goal
    references: Mapping[str, Reference] = target.references
    if any(_is_after(reference, day) for reference in references.values()):
        references = {name: _unknown(one) if _is_after(one, day) else one for name, one in references.items()}
    for _index, revision in target.revisions_until(day):
        goal = revision.goal or goal
        for name, revised in revision.references.items():
            if not _is_after(revised, day):
                references = {**references, name: _revise(references.get(name), revised, revision)}
    return goal, references


def _with_result(reference: Reference, taken: Reference) -> Reference:
    """Return a reference with last year's results where it has no figure; a figure of its own stays."""
    by_unit = {**taken.by_unit, **{unit: figure for unit, figure in reference.by_unit.items() if figure is not None}}
    value = taken.value if reference.value is None else reference.value
    return reference.model_copy(update={"value": value, "by_unit": by_unit, "label": taken.label})


def _is_after(reference: Reference, day: date) -> bool:
    """Whether a reference's figures hold from a day after `day`."""
    return reference.date is not None and reference.date > day


def _unknown(reference: Reference) -> Reference:
    """Return a reference before the day of its figures: its name and its units, without the figures and where they are from."""
    nothing = {"value": None, "by_unit": dict.fromkeys(reference.by_unit), "date": None, "document": None, "by": None}
    return reference.model_copy(update=nothing)


def _revise(old: Reference | None, new: Reference, revision: Revision) -> Reference:
    """Return a reference after a revision; units that the revision does not name keep their figures.

    A figure that was first given with a later date than the revision's is newer, and stays.
    """
    if old is None:
        return new
    if _is_after(old, new.date or revision.date):
        newer = {unit: figure for unit, figure in old.by_unit.items() if figure is not None}
        value = new.value if old.value is None else old.value
        return old.model_copy(update={"value": value, "by_unit": {**old.by_unit, **new.by_unit, **newer}})
    given = {name: getattr(new, name) for name in new.model_fields_set - {"by_unit"}}
    if "value" in given:  # the date and document of the old figure do not apply to the new one
        given = {"date": revision.date, "document": revision.document, **given}
    return old.model_copy(update={**given, "by_unit": {**old.by_unit, **new.by_unit}})


class AssignedFigure(NamedTuple):
    """A figure that holds from `day` on: of all units together, or of one unit; `before` is the figure until then."""

    reference: Reference
    unit: str | None
    figure: str
    before: str | None
    day: date


def assigned_since(target: Target, after: date, until: date) -> Iterator[AssignedFigure]:
    """Yield the figures that were assigned or revised after a day, up to and including `until`, in the order of their days."""
    days = {one.date for one in target.references.values() if one.date is not None}
    for revision in target.revisions:
        days |= {revision.date, *(one.date for one in revision.references.values() if one.date is not None)}
    later = sorted(day for day in days if after < day <= until)
    before = goal_in_force(target, after)[1] if later else {}
    for day in later:
        _goal, now = goal_in_force(target, day)
        for name, reference in now.items():
            was = before.get(name)
            for unit in tuple(reference.by_unit) or (None,):
                figure, old = reference.figure(unit), was.figure(unit) if was is not None else None
                if figure is not None and figure != old:
                    yield AssignedFigure(reference, unit, figure, old, day)
        before = now


def pace_in_force(target: Target, calendar: Calendar, day: date) -> Pace:
    """Return the pace of a target, or the default pace of its measure, after the revisions dated up to and including `day`.

    Figures stated for rounds belong to their goal. After a revision of the goal that states none, those of the rounds up to
    its day remain, and the later ones do not hold any more.
    """
    pace = target.pace or default_pace(target.measure, target.goal)
    goal, references = target.goal, target.references
    for _index, revision in target.revisions_until(day):
        goal = revision.goal or goal
        used = {name for condition in goal.conditions for name in condition.references_of(references)}
        changed = [name for name in used & revision.references.keys() if _changes(references[name], revision.references[name])]
        references = {**references, **revision.references}
        if revision.pace is not None:
            pace = revision.pace
        elif pace.figures and (revision.goal is not None or changed):
            ended = {one.id for one in calendar.rounds if calendar.cut_off(one) < revision.date}
            figures = {name: figure for name, figure in pace.figures.items() if name in ended}
            pace = pace.model_copy(update={"figures": figures})
    return pace


def _changes(old: Reference, new: Reference) -> bool:
    """Whether a revision changes a figure that was known; giving the first figure of another unit changes none."""
    return (old.value is not None and new.value is not None) or any(old.by_unit.get(unit) is not None for unit in new.by_unit)


def known_from(ledger: Ledger, target: Target, day: date) -> date | None:
    """Return the day from which the figure of a target can be expected, with its pace in force on `day`.

    None where it does not become known only after the year.
    """
    pace = pace_in_force(target, ledger.calendar, day)
    return assessed_from(ledger, pace) if pace.kind == "after_year" else None


def assessed_from(ledger: Ledger, pace: Pace) -> date:
    """Return the first day on which a figure that is known only after the year can be expected."""
    return pace.assessed_from or ledger.calendar.year.last + ONE_DAY
