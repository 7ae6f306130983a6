"""The share of the pace at the cut-off, and the projection to the year's end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from camket.ledger.targets import Condition
from camket.report.trace.records import Derivation, TraceStep
from camket.report.trace.scope import Scope
from camket.standing import wording
from camket.standing.pace import Elapsed, elapsed, elapsed_of_year
from camket.text.language import _
from camket.text.numerals import format_date


def elapsed_derivation(scope: Scope, condition: Condition, expression: str) -> Derivation:
    """Return how a figure follows from the part of a condition's pace that has gone by at the cut-off."""
    gone = elapsed(scope.ledger.calendar, scope.pace, scope.reading_round, condition, accumulates=scope.measure.accumulates)
    return _derivation(scope, gone, expression)


def _derivation(scope: Scope, gone: Elapsed, expression: str) -> Derivation:
    """A figure's expression, with the source and a remark on the days gone by, or on the share set for a round."""
    if gone.days is not None:
        start, end, day = (format_date(one) for one in gone.days)
        words = _("{gone} of the {total} days from {start} to {end} have gone by at {day}")
        text = words.format(gone=gone.days.gone, total=gone.days.total, start=start, end=end, day=day)
        return Derivation(expression, sources=scope.cite_round(scope.reading_round), notes=(text,))
    if gone.round is None:
        return Derivation(expression, notes=(_("nothing is expected up to this round"),))
    pace, name = scope.pace, wording.round_name(gone.round)
    if gone.round.id in pace.figures:
        return Derivation(
            sources=(scope.cite_pace("figures", gone.round.id),), notes=(_("set for {round}").format(round=name),)
        )
    share = wording.share_text(pace.shares[gone.round.id])
    text = _("{share} of the goal is set for {round}").format(share=share, round=name)
    return Derivation(expression, sources=(scope.cite_pace("shares", gone.round.id),), notes=(text,))


def cut_off(scope: Scope) -> date:
    """Return the day up to which the figure counts."""
    return scope.standing.cut_off or scope.survey.cut_off


def projection_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield the figure that the year ends with at this speed, if the report prints one."""
    standing, projection = scope.standing, scope.printed.projection
    if projection is None or standing.worked_projection is None:
        return
    gone = elapsed_of_year(scope.ledger.calendar, scope.pace, scope.reading_round)
    how = _derivation(scope, gone, standing.worked_projection.text)
    note = ""
    if standing.projection == scope.measure.projection_limit:
        note = _("no more than all of it")
    elif projection.value != standing.projection:
        note = _("rounded to the worse side")
    notes = (*how.notes, note) if note else how.notes
    step = TraceStep("projection", _("Year end at this pace"), projection.text, projection.value)
    yield step.derived(Derivation(how.expression, sources=how.sources, notes=notes))
