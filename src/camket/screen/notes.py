"""Notes under the table of `camket status`: trends, overruled verdicts, differences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from camket.ledger.commitment import Round
from camket.ledger.goals import Judged
from camket.ledger.ledger import Ledger
from camket.ledger.measures.registry import Measure
from camket.ledger.verdicts import FAILING
from camket.standing.goal_words import asked_text, base_text, moved_text, span_text
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.standing.wording import (
    assigned_notes,
    bounds_text,
    compare_sign,
    condition_text,
    judged_label,
    round_name,
    standing_label,
    target_name,
    trend_sign,
)
from camket.text.language import _
from camket.text.numerals import format_date, format_exact, round_half_up, round_share


def trend_notes(shown: Survey, *, in_detail: bool) -> Iterator[str]:
    """Yield the round that the trends compare with; first, each target whose trend compares with another round.

    With `in_detail` those targets are left out, because their own notes name the round.
    """
    trends = [one for one in shown.standings if not (one.by_unit and one.target.each) and one.actual is not None]
    compared = [(one, one.previous_round) for one in trends if trend_sign(one) and one.previous_round]
    if not compared and all(one.same_period is None for one in trends):
        return
    names = [round_name(round_) for _one, round_ in compared]
    usual = max(reversed(names), key=names.count, default=_("the round before"))
    if not in_detail:
        for one, round_ in compared:
            if round_name(round_) != usual:
                yield _("{target}: the trend is against {round}").format(
                    target=target_name(one.target), round=round_name(round_)
                )
    yield _("Trend: against {round}, against the same period last year (. unknown)").format(round=usual)


def overrule_notes(ledger: Ledger, standing: Standing, round_: Round | None = None) -> Iterator[str]:
    """Yield the reason for each overruled verdict (the star in the table); `round_` is named if it is an earlier round."""
    for one in (standing, *standing.by_unit):
        if one.overrule is None:
            continue
        name = target_name(one.target) + (f", {ledger.short_name(one.unit)}" if one.unit and one.overrule.unit else "")
        name += f", {round_name(round_)}" if round_ else ""
        yield _("* {name}: computed {computed}, stated {stated} by {who}: {reason}").format(
            name=name,
            computed=standing_label(one, computed=True),
            stated=standing_label(one),
            who=one.overrule.by,
            reason=one.overrule.reason,
        )


def standing_notes(survey: Survey, standing: Standing, *, is_beside_figure: bool = False) -> Iterator[str]:
    """Yield what the row of a target has no room for: its parts, yardsticks, failed conditions, missing units, differences.

    `is_beside_figure`: the whole figure is printed already.
    """
    target, measure = standing.target, standing.target.measure
    if any(judged.bounds.condition.unclear for one in (standing, *standing.by_unit) for judged in one.conditions):
        yield _("whether its goal asks for more or for less is not clear: see camket check")
    yield from assigned_notes(survey.ledger, target, survey.goal_day, survey.as_of)
    if measure.needs_part and standing.reading and not is_beside_figure:
        yield measure.reading_text(standing.reading)
    if standing.yards:
        yield "; ".join(f"{yard.name}: {judged_label(yard.judged, yard.verdict)}" for yard in standing.yards)
    elif len(standing.judged) > 1:
        failing = [judged for judged in standing.judged if judged.verdict in FAILING]
        if failing:
            yield "; ".join(_condition_words(measure, judged) for judged in failing)
    yield from _basis_notes(survey, standing)
    if standing.stretch is not None:
        goal = condition_text(target, standing.stretch.bounds.condition, standing.references, standing.unit)
        label = judged_label([standing.stretch], standing.stretch.verdict)
        yield _("stretch goal {goal}: {verdict}").format(goal=goal, verdict=label)
    if standing.reading and standing.reading_round and standing.reading_round != survey.round:
        yield _("figure of {round}").format(round=round_name(standing.reading_round))
    if standing.unheard and target.sum_of:
        names = ", ".join(survey.ledger.short_name(unit) for unit in standing.unheard)
        yield _("no figure from {units}").format(units=names)
    yield from _difference_notes(survey, standing)


def _basis_notes(survey: Survey, standing: Standing) -> Iterator[str]:
    """What the figures of a row rest on: the change and its base; the years that are counted together."""
    measure = standing.target.measure
    references = standing.references
    is_whole_year = standing.cut_off is not None and standing.cut_off >= survey.ledger.calendar.year.last
    names = measure.part_names()
    for judged in standing.conditions:
        condition = judged.bounds.condition
        asked, base = asked_text(measure, judged.bounds), base_text(measure, judged.bounds, references)
        if asked and base:
            label = names.get(condition.of, condition.of) + " " if condition.of else ""
            moved = moved_text(measure, judged, is_whole_year=is_whole_year)
            words = _("{moved} {base}; goal: {asked}") if moved else _("goal: {asked} {base}")
            yield label + words.format(moved=moved, base=base, asked=asked)
    over = standing.over_years
    if over is not None and over.actual is not None and over.bounds.condition.over is not None and standing.reading:
        yield _("{years}: {total}; {year} alone: {figure}").format(
            years=span_text(over.bounds.condition.over.how, over.bounds.condition.over.years),
            total=measure.counted_text(over.actual),
            year=survey.ledger.calendar.year,
            figure=measure.full_reading_text(standing.reading),
        )


def _condition_words(measure: Measure, judged: Judged) -> str:
    of = judged.bounds.condition.of
    label = measure.part_names().get(of, of) + " " if of else ""
    actual = measure.figure_text(judged.actual, of) if judged.actual is not None else "–"
    return _("{label}{actual} (goal {goal}): {verdict}").format(
        label=label, actual=actual, goal=bounds_text(measure, judged.bounds), verdict=judged_label([judged], judged.verdict)
    )


def _difference_notes(survey: Survey, standing: Standing) -> Iterator[str]:
    """The sum of the units compared with the lead's own figure, and with the target that they add up to, if they differ."""
    target, measure = standing.target, standing.target.measure
    own = standing.own.value if standing.own else None
    if standing.difference and own is not None and not target.sum_fits(own, own - standing.difference):
        figures = _compare(measure, own, own - standing.difference)
        yield _("own figure {own}, the units' sum {total}: {difference} apart").format(
            own=figures.first, total=figures.second, difference=figures.difference
        )
    whole = survey.standing(target.whole_id) if target.whole_id else None
    if whole is None or whole.actual is None or not standing.by_unit or standing.actual is None:
        return
    if not target.sum_fits(whole.actual, standing.actual):
        figures = _compare(measure, whole.actual, standing.actual)
        words = _("the units make {total}, '{whole}' has {actual}: {difference} apart").format(
            total=figures.second, whole=target_name(whole.target), actual=figures.first, difference=figures.difference
        )
        if standing.unheard:
            names = ", ".join(survey.ledger.short_name(unit) for unit in standing.unheard)
            words += "; " + _("no figure from {units}").format(units=names)
        yield words


_DECIMALS = (2, 4, 6, 12)


class _ComparedFigures(NamedTuple):
    """Two figures and their difference, as text."""

    first: str
    second: str
    difference: str


def _compare(measure: Measure, first: Decimal, second: Decimal) -> _ComparedFigures:
    """Round two figures to as few decimals as show that they differ; the difference is that of the rounded figures."""
    for decimals in _DECIMALS:
        one, other = (round_share(n, decimals) if measure.is_percent else round_half_up(n, decimals) for n in (first, second))
        if one != other:
            break
    return _ComparedFigures(*(format_exact(figure) + measure.sign for figure in (one, other, abs(one - other))))


def comparisons(standing: Standing) -> Iterator[str]:
    """Yield the figure of the round before and of last year's same period, and the projection for the end of the year."""
    measure = standing.target.measure
    if standing.actual is None:
        return
    words = []
    if standing.previous and standing.previous.value is not None and standing.previous_round:
        figure = measure.figure_text(standing.previous.value)
        words.append(
            _("{round} {figure} {sign}").format(
                round=round_name(standing.previous_round), figure=figure, sign=trend_sign(standing)
            )
        )
    if standing.same_period is not None:
        sign = compare_sign(standing.actual, standing.same_period)
        figure = measure.figure_text(standing.same_period)
        words.append(_("same period last year {figure} {sign}").format(figure=figure, sign=sign))
    if standing.rounded_projection is not None:
        figure = measure.counted_text(standing.rounded_projection)
        words.append(_("{figure} by the end of the year at this pace").format(figure=figure))
    if words:
        yield "; ".join(words)


def in_brackets(day: date | None) -> str:
    """Return a day in brackets after a space; an empty text for no day."""
    return f" ({format_date(day)})" if day else ""
