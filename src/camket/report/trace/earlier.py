"""Corrections, the figure of the round before, the increment since, the same period last year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import Reading
from camket.ledger.measures.exact import worked_sum
from camket.ledger.reports import Correction
from camket.report.trace.named import counted_sources
from camket.report.trace.records import Derivation, TraceRow, TraceStep
from camket.report.trace.reported import missing_figure, reported_figure, units_sum
from camket.report.trace.scope import Scope, figure_step
from camket.standing import wording
from camket.text.language import _
from camket.text.numerals import format_date


class FiledCorrection(NamedTuple):
    """A correction with the report that it is in: the round of that report, and its position (from 0) among the corrections."""

    round: Round
    filed: Filed
    position: int
    correction: Correction


# --- corrections ------------------------------------------------------------------------------------------------------


def correction_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield a step with every correction of the target in the reports up to the round, if there is one."""
    rows = tuple(_correction_row(scope, found) for found in _filed_corrections(scope))
    if rows:
        yield TraceStep("correction", _("Corrections"), "", rows=rows)


def _filed_corrections(scope: Scope) -> Iterator[FiledCorrection]:
    units = scope.reporters
    for round_ in scope.ledger.calendar.through(scope.survey.round):
        for unit in units:
            filed = scope.received(round_, unit)
            for position, given in enumerate(filed.report.corrections if filed else ()):
                if filed is not None and given.target == scope.target.id and given.unit in (None, *units):
                    yield FiledCorrection(round_, filed, position, given)


def _correction_row(scope: Scope, found: FiledCorrection) -> TraceRow:
    given = found.correction
    label = f"{scope.ledger.short_name(given.unit or found.filed.unit)}, {wording.round_name(found.round)}"
    words = _("{old} → {new}, by {who} on {date}: {reason}")
    text = words.format(old=given.old, new=given.new, who=given.by, date=format_date(given.date), reason=given.reason)
    sources = [_cite_correction(scope, found, key) for key in ("old", "new")]
    return TraceRow(label, text, tuple(dict.fromkeys(sources)))


def _cite_correction(scope: Scope, found: FiledCorrection, key: str) -> int:
    return scope.sources.cite(found.filed.document, ("corrections", found.position, key), found.filed)


# --- the round before -------------------------------------------------------------------------------------------------


def earlier_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield the figure of the round before, the increment since, and the figure of the same period last year."""
    standing = scope.standing
    if standing.previous_round is not None:
        yield _previous_step(scope, standing.previous_round)
    yield _increment_step(scope)
    if standing.same_period is not None:
        yield _same_period_step(scope)


def _previous_step(scope: Scope, round_: Round) -> TraceStep:
    standing = scope.standing
    label = _("Before, {round}").format(round=wording.round_name(round_))
    step = figure_step("previous", label, scope.printed.previous, scope.printed.previous_text)
    if standing.previous is None and standing.by_unit:
        return replace(step, notes=(_("not known of all units together"),))
    if standing.previous is None:
        return step.derived(missing_figure(scope, standing.unit, round_))
    lead = scope.target.reporter if standing.own is not None else None
    if lead is not None and not _has_figure(scope, lead, round_):
        lead = None
    if standing.by_unit and lead is None:
        return step.derived(_previous_sum(scope, round_, standing.previous))
    how = _figure_of_round(scope, lead or standing.unit or "", round_, standing.previous)
    if standing.previous_reported is not None:
        was = scope.target.measure.reading_text(standing.previous_reported)
        note = _("{figure} as it was first reported; corrected since").format(figure=was)
        how = replace(how, sources=(*how.sources, *_later_corrections(scope, round_)), notes=(note,))
    return step.derived(how)


def _previous_sum(scope: Scope, round_: Round, total: Reading) -> Derivation:
    """The units' figures of the round before, added up to `total`."""
    rows, readings = [], []
    for part in scope.standing.by_unit:
        if part.previous is not None:
            how = _figure_of_round(scope, part.unit or "", round_, part.previous)
            text = scope.target.measure.reading_text(part.previous)
            rows.append(TraceRow(scope.ledger.short_name(part.unit or ""), text, tuple(dict.fromkeys(how.all_sources))))
            readings.append(part.previous)
    return Derivation(units_sum(scope, readings, total), tuple(rows))


def _has_figure(scope: Scope, unit: str, round_: Round) -> bool:
    filed = scope.received(round_, unit)
    result = filed.results.get(scope.target.id) if filed else None
    return result is not None and result.has_figure


def _figure_of_round(scope: Scope, unit: str, round_: Round, reading: Reading) -> Derivation:
    """How a unit's figure of an earlier round is made."""
    if scope.is_of_names:
        return Derivation(sources=counted_sources(scope, unit, round_, reading))
    filed = scope.received(round_, unit)
    assert filed is not None  # the figure was read from it
    return reported_figure(scope, filed, reading)


def _later_corrections(scope: Scope, round_: Round) -> Iterator[int]:
    """The places where figures were corrected after a round."""
    later = scope.ledger.calendar.through(scope.survey.round)[scope.ledger.rounds.index(round_) + 1 :]
    for found in _filed_corrections(scope):
        if found.round in later:
            yield _cite_correction(scope, found, "new")


# --- since then, and a year ago ---------------------------------------------------------------------------------------


def _increment_step(scope: Scope) -> TraceStep:
    """What was added in this round, or why that is not known."""
    standing, increment = scope.standing, scope.printed.increment
    step = figure_step("increment", _("In this round"), increment)
    if increment is not None:
        found = scope.survey.increment(standing)
        expression = found.expression if found else ""
        return replace(step, expression=expression, notes=() if expression else (_("the figure as it stands"),))
    if standing.reading is None:
        why = _("no figure in this round")
    elif not scope.printed.is_current:
        why = _("nothing is asked for in this round")
    elif any(part.reading is None for part in standing.by_unit):
        why = _("some units have no figure in this round")
    else:
        why = _("the figure of the round before is not known")
    return replace(step, notes=(why,))


def _same_period_step(scope: Scope) -> TraceStep:
    standing = scope.standing
    step = figure_step("same_period", _("Same period last year"), scope.printed.same_period)
    if standing.filed is not None and standing.result is not None and standing.result.same_period is not None:
        return replace(step, sources=(scope.cite_result(standing.filed, "same_period"),))
    rows = [
        TraceRow(
            scope.ledger.short_name(part.unit or ""),
            scope.measure.figure_text(part.same_period),
            (scope.cite_result(part.filed, "same_period"),),
        )
        for part in standing.by_unit
        if part.same_period is not None and part.filed is not None
    ]
    figures = [part.same_period for part in standing.by_unit if part.same_period is not None]
    return replace(step, expression=worked_sum(figures).text, rows=tuple(rows))
