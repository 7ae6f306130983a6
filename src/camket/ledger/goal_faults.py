"""What cannot be right in the goals of a target: numbers, names of references, years, comparators of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from camket.ledger.goals import number_of, operands
from camket.ledger.targets import Condition, Goal, Reference, Span, Target
from camket.text.language import _
from camket.text.source import Key


class GoalFault(NamedTuple):
    """A fault in a target's goals; `keys` lead to its place from the target's entry."""

    keys: tuple[Key, ...]
    rule: str
    message: str
    hint: str


def goal_faults(target: Target, year: int | None = None) -> Iterator[GoalFault]:
    """Yield the faults in a target's goals, references and revisions. `year` is the commitment's, where it is known."""
    if target.sum_of and not target.measure.adds_up:
        message = _("figures of kind {kind} cannot be added up").format(kind=target.measure.kind)
        hint = _("Use each: where every unit has the target, or lead: with co_operating: where they answer it together.")
        yield GoalFault(("sum_of",), "target-units", message, hint)
    yield from _faults_of_goal(target, target.goal, ("goal",), target.references, year)
    yield from _faults_of_references(target, target.references, ("references",))
    for index, revision in enumerate(target.revisions):
        keys: tuple[Key, ...] = ("revisions", index)
        if revision.goal is not None:
            references = {**target.references, **revision.references}
            yield from _faults_of_goal(target, revision.goal, (*keys, "goal"), references, year)
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


def _conditions_of(goal: Goal, keys: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], Condition]]:
    """Yield every condition of a goal with the keys that lead to it."""
    for index, condition in enumerate(goal.all):
        yield (*keys, "all", index), condition
    for number, yardstick in enumerate(goal.yardsticks):
        for index, condition in enumerate(yardstick.all):
            yield (*keys, "yardsticks", number, "all", index), condition
    if goal.stretch is not None:
        yield (*keys, "stretch"), goal.stretch


def _faults_of_goal(
    target: Target, goal: Goal, keys: tuple[Key, ...], references: Mapping[str, Reference], year: int | None
) -> Iterator[GoalFault]:
    for where, condition in _conditions_of(goal, keys):
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
            for index, operand in enumerate(operands(condition)):
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
