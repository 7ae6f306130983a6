"""The figure: of one unit, or of several units and their sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from camket.report.trace.goals import goal_rows
from camket.report.trace.named import named_rows
from camket.report.trace.records import Derivation, TraceRow, TraceStep
from camket.report.trace.reported import missing_figure, reported_figure, units_sum
from camket.report.trace.scope import Scope, figure_step
from camket.report.trace.verdict import cite_overrule
from camket.standing.standings import Standing
from camket.text.language import _


def figure_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield the step of the figure itself; of several units, the steps of their figures and of the sum before it."""
    if scope.standing.by_unit:
        yield from _steps_of_units(scope)
    else:
        yield _step_of_one_unit(scope)


def _step_of_one_unit(scope: Scope) -> TraceStep:
    standing = scope.standing
    step = _actual_step(scope, _actual_label(scope))
    if standing.reading is None or standing.reading_round is None:
        return step.derived(missing_figure(scope, standing.unit, standing.reading_round))
    notes = scope.round_notes()
    if scope.is_of_names:
        return replace(step, rows=named_rows(scope, [standing.unit or ""], standing.reading), notes=notes)
    assert standing.filed is not None  # the figure was read from it
    return step.derived(replace(reported_figure(scope, standing.filed, standing.reading), notes=notes))


def _actual_label(scope: Scope) -> str:
    return _("Cumulative figure") if scope.measure.accumulates else _("Figure")


def _actual_step(scope: Scope, label: str) -> TraceStep:
    span = scope.printed.span
    if span is not None:  # this year's figure; the sum or mean of the years is a step of its own
        return figure_step("actual", label, span.figure, span.figure.text)
    return figure_step("actual", label, scope.printed.actual, scope.printed.text)


def _steps_of_units(scope: Scope) -> Iterator[TraceStep]:
    """The units' figures and their sum, then the lead's own figure where it gives one."""
    standing, measure = scope.standing, scope.measure
    readings = [part.reading for part in standing.by_unit if part.reading is not None]
    total = standing.reading if standing.own is None else measure.add_up(readings)
    yield TraceStep("units", _("Figures of the units"), "", rows=tuple(_unit_row(scope, part) for part in standing.by_unit))
    if scope.is_of_names and total is not None:
        rows = named_rows(scope, [part.unit or "" for part in standing.by_unit], total)
        yield TraceStep("named", _("Named by the units"), "", rows=rows)
    notes = () if readings else (_("no unit has reported a figure"),)
    if readings and total is None:
        notes = (_("figures like these are not added up"),)
    how = Derivation(units_sum(scope, readings, total), notes=notes)
    if standing.own is None:
        yield _actual_step(scope, _actual_label(scope)).derived(replace(how, notes=(*notes, *scope.round_notes())))
        return
    text = scope.target.measure.reading_text(total)
    yield TraceStep("sum", _("Sum of the units"), text, total.value if total else None).derived(how)
    yield _step_of_lead(scope)


def _step_of_lead(scope: Scope) -> TraceStep:
    """The lead's own figure, which counts in place of the sum."""
    standing, lead = scope.standing, scope.target.reporter
    assert standing.filed is not None and standing.own is not None and lead is not None  # the figure was read from its report
    step = _actual_step(scope, _("The lead's own figure"))
    if scope.is_of_names:
        return replace(step, rows=named_rows(scope, [lead], standing.own))
    return step.derived(replace(reported_figure(scope, standing.filed, standing.own), notes=scope.round_notes()))


def _unit_row(scope: Scope, part: Standing) -> TraceRow:
    """One unit's figure, with its own goal and verdict where it has one."""
    printed = scope.printed_target.by_unit[part.unit or ""]
    text = printed.text
    if scope.target.each:
        text += f" / {printed.goal} ({printed.label})"
    how = Derivation()
    if part.reading is None:
        how = missing_figure(scope, part.unit, part.reading_round)
    elif part.filed is not None and not scope.is_of_names:
        how = reported_figure(scope, part.filed, part.reading)
    goals = [source for judged in part.conditions for row in goal_rows(scope, judged, part.unit) for source in row.sources]
    sources = dict.fromkeys([*how.all_sources, *goals, *cite_overrule(scope, part)])
    return TraceRow(scope.ledger.short_name(part.unit or ""), "; ".join([text, *how.notes]), tuple(sources))
