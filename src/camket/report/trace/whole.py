"""The whole trace of a figure, its sources in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from camket.report.describe.target import describe_target
from camket.report.figure_references import printed_reference
from camket.report.trace.earlier import correction_steps, earlier_steps
from camket.report.trace.evidence import evidence_steps
from camket.report.trace.goals import goal_steps
from camket.report.trace.pace import projection_steps
from camket.report.trace.records import Source, Trace, TraceStep
from camket.report.trace.scope import Scope, make_scope
from camket.report.trace.units import figure_steps
from camket.report.trace.verdict import difference_steps, verdict_step
from camket.standing.appendix import numbers
from camket.standing.survey import Survey


def trace(survey: Survey, target: str, unit: str | None = None) -> Trace:
    """Return all that a target's printed figures come from; with `unit`, all that this unit's part comes from."""
    whole = survey.standing(target)
    assert whole is not None  # a survey holds every target of its ledger
    printed_target = describe_target(survey, whole, numbers(survey.ledger)[target])
    part = next((one for one in whole.by_unit if one.unit == unit), None) if unit is not None else None
    standing = part or whole
    printed = printed_target.standing if part is None else printed_target.by_unit[unit or ""]
    scope = make_scope(survey, standing, printed, printed_target)
    steps, sources = _sorted_by_file(list(_steps(scope)), scope.sources.found)
    part_unit = part.unit if part else None
    reference = printed_reference(survey.ledger, target, part_unit)
    return Trace(survey, whole.target, part_unit, reference, standing, printed, steps, sources)


def _steps(scope: Scope) -> Iterator[TraceStep]:
    yield from figure_steps(scope)
    yield from evidence_steps(scope)
    yield from correction_steps(scope)
    yield from earlier_steps(scope)
    yield from goal_steps(scope)
    yield from projection_steps(scope)
    yield from difference_steps(scope)
    yield verdict_step(scope)


def _sorted_by_file(steps: Sequence[TraceStep], sources: Sequence[Source]) -> tuple[tuple[TraceStep, ...], tuple[Source, ...]]:
    """The sources of one file together, files in the order in which they were first cited; the steps with the new numbers."""
    files = list(dict.fromkeys(source.place.path for source in sources))
    order = sorted(range(len(sources)), key=lambda index: (files.index(sources[index].place.path), sources[index].place))
    new_numbers = {old + 1: number for number, old in enumerate(order, start=1)}

    def renumbered(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(new_numbers[number] for number in numbers))

    renumbered_steps = [
        replace(
            step,
            sources=renumbered(step.sources),
            rows=tuple(replace(row, sources=renumbered(row.sources)) for row in step.rows),
        )
        for step in steps
    ]
    return tuple(renumbered_steps), tuple(sources[index] for index in order)
