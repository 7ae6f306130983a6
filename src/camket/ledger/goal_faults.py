"""What cannot be right in the goals of a target: numbers, names of references, years, comparators; the figures of its pace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from camket.ledger.goals import Bounds, distinct, find_bounds, number_of
from camket.ledger.targets import Condition, Goal, Pace, Reference, Span, Target
from camket.text.language import _
from camket.text.numerals import format_exact
from camket.text.source import Key


class GoalFault(NamedTuple):
    """A fault in a target's goals; `keys` lead to its place from the target's entry."""

    keys: tuple[Key, ...]
    rule: str
    message: str
    hint: str


def goal_faults(target: Target, year: int | None = None, rounds: Sequence[str] = ()) -> Iterator[GoalFault]:
    """Yield the faults in a target's goals, references, revisions and pace.

    `year` is the commitment's, where it is known; `rounds` are the ids of its rounds in the order of their due dates.
    """
    if target.sum_of and not target.measure.adds_up:
        message = _("figures of kind {kind} cannot be added up").format(kind=target.measure.kind)
        hint = _("Use each: where every unit has the target, or lead: with co_operating: where they answer it together.")
        yield GoalFault(("sum_of",), "target-units", message, hint)
    yield from _faults_of_goal(target, target.goal, ("goal",), target.references, year)
    yield from _faults_of_references(target, target.references, ("references",))
    if target.pace is not None:
        yield from _faults_of_pace(target, target.pace, target.goal, target.references, rounds, ("pace",))
    goal, references = target.goal, target.references
    for index, revision in enumerate(target.revisions):
        keys: tuple[Key, ...] = ("revisions", index)
        goal, references = revision.goal or goal, {**references, **revision.references}
        if revision.goal is not None:
            yield from _faults_of_goal(target, revision.goal, (*keys, "goal"), references, year)
        if revision.pace is not None:
            yield from _faults_of_pace(target, revision.pace, goal, references, rounds, (*keys, "pace"))
        yield from _faults_of_references(target, revision.references, (*keys, "references"))


def _faults_of_references(target: Target, references: Mapping[str, Reference], keys: tuple[Key, ...]) -> Iterator[GoalFault]:
    for name, reference in references.items():
        if reference.value is not None:
            yield from _faults_of_operand(target, reference.value, (*keys, name, "value"), {})
        for unit, figure in reference.by_unit.items():
            if figure is not None:
                yield from _faults_of_operand(target, figure, (*keys, name, "by_unit", unit), {})


def _faults_of_operand(
    target: Target, operand: str, keys: tuple[Key, ...], references: Mapping[str, Reference]
) -> Iterator[GoalFault]:
    grades = target.measure.closed_choices if target.measure.takes_grades else {}
    if operand in references or operand in grades:
        return
    if operand[:1].isalpha() or target.measure.takes_grades:
        known = [*references, *grades]
        message = _("'{word}' is not a number, nor a reference or grade of this target").format(word=operand)
        hint = (
            _("Known here: {words}.").format(words=", ".join(known))
            if known
            else _("Put it under references:, with or without a value.")
        )
        yield GoalFault(keys, "unknown-reference", message, hint)
        return
    try:
        number_of(operand, target.measure, {}, None)
    except PydanticCustomError as error:
        context = error.context or {}
        yield GoalFault(keys, error.type, str(context.get("message", "")), str(context.get("hint", "")))


def _faults_of_goal(
    target: Target, goal: Goal, keys: tuple[Key, ...], references: Mapping[str, Reference], year: int | None
) -> Iterator[GoalFault]:
    for below, condition in goal.placed_conditions():
        where = (*keys, *below)
        comparator = condition.comparator
        is_of_milestone = comparator in ("by", "before", "done")
        if is_of_milestone != target.measure.takes_days:
            message = _("{comparator}: does not go with a measure of kind {kind}").format(
                comparator=comparator, kind=target.measure.kind
            )
            hint = _("A milestone has by:, before: or done:; every other measure a number or a grade.")
            yield GoalFault((*where, comparator), "goal-form", message, hint)
            continue
        yield from _faults_of_part(target, condition, where)
        if condition.against is not None:
            yield from _faults_of_operand(target, condition.against, (*where, "against"), references)
        if condition.over is not None and year is not None:
            yield from _faults_of_span(condition.over, (*where, "over"), year)
        if not is_of_milestone:
            is_range = isinstance(getattr(condition, comparator), tuple)
            for index, operand in enumerate(condition.operands):
                place = (*where, comparator, index) if is_range else (*where, comparator)
                yield from _faults_of_operand(target, operand, place, references)


def _faults_of_part(target: Target, condition: Condition, keys: tuple[Key, ...]) -> Iterator[GoalFault]:
    """Check `of`, the part of the measure that a condition is for."""
    names = target.measure.part_names()
    if condition.of is not None and condition.of not in names:
        message = _("this measure has no figure '{name}'").format(name=condition.of)
        hint = _("Known here: {words}.").format(words=", ".join(names)) if names else _("It has one figure only; delete of:.")
        yield GoalFault((*keys, "of"), "goal-form", message, hint)
    if condition.of is None and target.measure.needs_part:
        message = _("a goal for a composition says which part it is for")
        yield GoalFault(keys, "goal-form", message, _("Add of: with one of {words}.").format(words=", ".join(names)))


def _faults_of_span(span: Span, keys: tuple[Key, ...], year: int) -> Iterator[GoalFault]:
    """Check the years of a goal over several years: past years before the commitment's, the last one not before it."""
    hint = _("past: holds the years before the commitment's, until: the last year of the goal.")
    for past in span.past:
        if past >= year:
            message = _("{year} is no year before {commitment}").format(year=past, commitment=year)
            yield GoalFault((*keys, "past", str(past)), "goal-form", message, hint)
    if span.until is not None and span.until < year:
        message = _("the goal ends in {year}, before the year {commitment}").format(year=span.until, commitment=year)
        yield GoalFault((*keys, "until"), "goal-form", message, hint)


# --- the figures of a pace --------------------------------------------------------------------------------------------


def _faults_of_pace(
    target: Target, pace: Pace, goal: Goal, references: Mapping[str, Reference], rounds: Sequence[str], keys: tuple[Key, ...]
) -> Iterator[GoalFault]:
    """Check the figures that a pace states by round: numbers, on the way to one goal, not beyond it, the last one the goal."""
    if not pace.figures:
        return
    faults = [
        fault
        for name, operand in pace.figures.items()
        for fault in _faults_of_operand(target, operand, (*keys, "figures", name), references)
    ]
    yield from faults
    if faults or any(_faults_of_goal(target, goal, (), references, None)):
        return
    found = distinct(find_bounds(condition, target.measure, references, None) for condition in goal.conditions)
    if len(found) != 1 or found[0].condition.of is not None or target.measure.takes_grades or target.measure.takes_days:
        message = _("figures by round are steps to one figure, and this goal has another form")
        yield GoalFault((*keys, "figures"), "pace-form", message, _("Write shares: with a percentage for each round instead."))
        return
    ordered = [name for name in rounds if name in pace.figures]
    steps = [(name, number_of(pace.figures[name], target.measure, references, None)) for name in ordered]
    known = [(name, number) for name, number in steps if number is not None]
    asked = [name for name in rounds if not target.rounds or name in target.rounds]
    yield from _faults_of_steps(found[0], known, asked[-1] if asked else "", (*keys, "figures"))


def _faults_of_steps(
    bounds: Bounds, steps: Sequence[tuple[str, Decimal]], last_round: str, keys: tuple[Key, ...]
) -> Iterator[GoalFault]:
    """Check the stated figures in the order of the rounds: their direction, the goal as their limit, and their end."""
    nominal = bounds.nominal
    for (name, figure), before in zip(steps, [None, *steps], strict=False):
        where = (*keys, name)
        if before is not None and (figure > before[1] if bounds.falls else figure < before[1]):
            words = _("{figure} is less than {before} of {round}")
            if bounds.falls:
                words = _("{figure} is more than {before} of {round}")
            message = words.format(figure=format_exact(figure), before=format_exact(before[1]), round=before[0])
            yield GoalFault(where, "pace-form", message, _("Figures by round lead to the goal; check both."))
        if nominal is None:
            continue
        top = bounds.high if bounds.high is not None and not bounds.falls else nominal
        if figure < nominal if bounds.falls else figure > top:
            message = _("{figure} passes the goal, {goal}").format(figure=format_exact(figure), goal=format_exact(nominal))
            yield GoalFault(where, "pace-form", message, _("Check the figure, or the goal."))
        elif name == last_round and not _is_end(bounds, figure):
            message = _("{figure} in the last round is not the goal, {goal}")
            message = message.format(figure=format_exact(figure), goal=format_exact(nominal))
            yield GoalFault(where, "pace-form", message, _("The figure of the last round is the goal; correct one of the two."))


def _is_end(bounds: Bounds, figure: Decimal) -> bool:
    """Whether the figure reaches the goal: it is the goal, or lies within its range."""
    if bounds.low is not None and bounds.high is not None:
        return bounds.low <= figure <= bounds.high
    return figure == bounds.nominal


RULES: dict[str, str] = {
    "goal-form": """A goal is put together in a way that has no meaning.

    Checked: two comparators in one condition, a date as the goal of a count, `change` without `against`, `of` with a figure
    that the measure does not have.

        goal: {at_least: 80, at_most: 90}      # between: [80, 90]

    To mend: write one comparator in each condition; several conditions form a list under `all:`.
    """,
    "unknown-reference": """A goal names a figure that is neither under the target's `references:` nor one of its grades.

        goal: {at_least: asigned}
        references: {assigned: 182000}

    To mend: use a name that the message lists, or add it under `references:` (without a value while it is not known).
    """,
}
