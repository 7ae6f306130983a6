"""The share of the pace at the cut-off, and the projection to the year's end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from camket.ledger.measures.ratio import Ratio
from camket.ledger.rounds import ONE_DAY
from camket.ledger.targets import Condition
from camket.report.trace.expressions import exact_figure, number_text, projected_figure
from camket.report.trace.records import Derivation, TraceStep
from camket.report.trace.scope import Scope
from camket.standing import wording
from camket.standing.in_force import pace_of
from camket.text.language import _
from camket.text.numerals import format_date, format_share


def elapsed(scope: Scope, condition: Condition) -> Derivation:
    """Return the part of a condition's pace that has gone by at the cut-off: `146 ÷ 365`, or `45 ÷ 100` of a round's share."""
    if pace_of(scope.target).kind == "by_round":
        return _share_of_round(scope)
    over = condition.over
    year = scope.ledger.calendar.year
    if over is not None and over.how == "mean" and scope.measure.accumulates:
        this_year = _days(scope, year, date(year, 12, 31))
        past = len(over.past)
        return replace(this_year, expression=f"({past} + {this_year.expression}) ÷ {past + 1}")
    end = date((over.until if over else None) or year, 12, 31)
    if condition.deadline is not None and over is None and condition.comparator not in ("by", "before"):
        end = min(end, condition.deadline)
    return _days(scope, min([*(over.past if over else ()), year]), end)


def _days(scope: Scope, first_year: int, end: date) -> Derivation:
    """The days gone by at the cut-off, of all days from the beginning of a year to `end`."""
    start = date(first_year, 1, 1)
    day = min(max(cut_off(scope), start - ONE_DAY), end)
    gone, total = (day - start).days + 1, (end - start).days + 1
    words = _("{gone} of the {total} days from {start} to {end} have gone by at {day}")
    text = words.format(gone=gone, total=total, start=format_date(start), end=format_date(end), day=format_date(day))
    return Derivation(f"{gone} ÷ {total}", sources=scope.cite_round(scope.reading_round), notes=(text,))


def _share_of_round(scope: Scope) -> Derivation:
    """The share set for the round, or for the last round before it that has one."""
    pace = pace_of(scope.target)
    for round_ in reversed(scope.ledger.calendar.through(scope.reading_round)):
        if round_.id in pace.shares:
            share = pace.shares[round_.id]
            words = _("{share} of the goal is set for {round}")
            text = words.format(share=format_share(share), round=wording.round_name(round_))
            sources = (scope.cite_target("pace", "shares", round_.id),)
            return Derivation(f"{number_text(share)} ÷ 100", sources=sources, notes=(text,))
    return Derivation("0", notes=(_("nothing is expected up to this round"),))


def cut_off(scope: Scope) -> date:
    """Return the day up to which the figure counts."""
    return scope.standing.cut_off or scope.survey.cut_off


def projection_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield the figure that the year ends with at this speed, if the report prints one."""
    standing, projection = scope.standing, scope.printed.projection
    if projection is None or standing.projection is None or standing.reading is None:
        return
    measure = scope.measure
    year = scope.ledger.calendar.year
    is_by_round = pace_of(scope.target).kind == "by_round"
    gone = _share_of_round(scope) if is_by_round else _days(scope, year, date(year, 12, 31))
    notes = gone.notes
    if isinstance(measure, Ratio) and not measure.may_exceed and standing.projection == Decimal(measure.per):
        notes = (*notes, _("no more than all of it"))
    elif projection.value != standing.projection:
        notes = (*notes, _("rounded to the worse side"))
    expression = projected_figure(exact_figure(measure, standing.reading), gone.expression)
    step = TraceStep("projection", _("Year end at this pace"), projection.text, projection.value)
    yield step.derived(Derivation(expression, sources=gone.sources, notes=notes))
