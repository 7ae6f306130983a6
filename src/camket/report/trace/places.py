"""Where each figure of a report was typed, as lines of files: the short answer of a trace, for all figures at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from camket.report.contents import FigureSource
from camket.report.figure_references import printed_reference
from camket.report.target_contents import PrintedStanding, PrintedTarget
from camket.report.trace.scope import make_scope
from camket.report.trace.units import figure_steps
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.text.problems import Place


def figure_sources(survey: Survey, targets: Iterable[PrintedTarget]) -> tuple[FigureSource, ...]:
    """Return where the figures of the targets were typed: a target's own figure, then that of each unit."""
    return tuple(source for target in targets for source in _sources(survey, target))


def _sources(survey: Survey, target: PrintedTarget) -> Iterator[FigureSource]:
    whole = survey.standing(target.id)
    assert whole is not None  # a survey holds every target of its ledger
    shown = [(part, target.by_unit[part.unit or ""]) for part in whole.by_unit]
    if whole.own is not None or not whole.by_unit:
        yield _source(survey, target, whole, target.standing)
    for part, printed in shown:
        yield _source(survey, target, part, printed)


def _source(survey: Survey, target: PrintedTarget, standing: Standing, printed: PrintedStanding) -> FigureSource:
    scope = make_scope(survey, standing, printed, target)
    is_read = standing.reading is not None or standing.own is not None
    (step,) = (step for step in figure_steps(scope) if step.name == "actual")
    numbers = sorted({*step.sources, *(number for row in step.rows for number in row.sources)}) if is_read else ()
    unit = standing.unit or scope.target.reporter
    return FigureSource(
        printed_reference(survey.ledger, target.id, standing.unit),
        target.short,
        survey.ledger.short_name(unit) if unit is not None else None,
        printed.text,
        _places(scope.sources.found[number - 1].place for number in numbers),
    )


def _places(found: Iterable[Place]) -> tuple[str, ...]:
    """The places by file, each file once with all its lines."""
    lines: dict[str, set[int]] = {}
    for place in found:
        lines.setdefault(place.path, set()).add(place.line)
    return tuple(f"{path}:{', '.join(map(str, sorted(lines[path])))}" for path in lines)
