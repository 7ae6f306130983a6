"""What is shown before a target is answered: name, goal, last figure, what is expected now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from camket.ledger.measures.composition import Composition
from camket.ledger.measures.named_list import Column, ItemTest
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.ledger.targets import Target
from camket.standing.in_force import assessed_from, goal_in_force, pace_of
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.standing.wording import goal_text, round_name
from camket.text.language import _
from camket.text.numerals import format_date, format_number

# A day on which every report has been received.
FAR_FUTURE = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Guide:
    """What is shown before a target is answered: its name, and lines with the goal, the last figure and what is expected.

    `awaited_until` is the day before which no figure can be expected, None if one can be expected now.
    """

    name: str
    lines: tuple[str, ...]
    awaited_until: date | None


def guide_to(now: Survey, earlier: Survey | None, unit: str, target: Target) -> Guide:
    """Return the guide of a target for a unit; `now` is the round that is reported, `earlier` the round before it."""
    standing = standing_of(now, target, unit)
    section = f"{target.section}. " if target.section else ""
    lines = []
    if goal := goal_words(now, target, unit):
        lines.append(_("Goal: {goal}").format(goal=goal))
    if earlier is not None and (last := last_words(earlier, target, unit)):
        lines.append(_("Last time: {figure}").format(figure=last))
    if standing is not None and (expected := expected_words(target, standing)):
        lines.append(_("Expected by {date}: {figure}").format(date=format_date(now.cut_off), figure=expected))
    lines += [_("To be told in words as well: {duty}").format(duty=duty) for duty in target.duties]
    pace = pace_of(target)
    day = assessed_from(now.ledger, pace) if pace.kind == "after_year" else now.cut_off
    return Guide(section + target.name, tuple(lines), day if now.cut_off < day else None)


def standing_of(looked_at: Survey, target: Target, unit: str) -> Standing | None:
    """Return the standing of a unit's part of a target, or of the whole target if the unit has no part of its own."""
    whole = looked_at.standing(target.id)
    return next((part for part in whole.by_unit if part.unit == unit), whole) if whole else None


def goal_words(now: Survey, target: Target, unit: str) -> str:
    """Return the goal in force for a unit, in figures and as it is written in the commitment."""
    goal, references = goal_in_force(target, now.cut_off)
    members = now.ledger.members(target)
    member = None if members and unit not in members else unit
    words = goal_text(target, goal, references, member)
    one_level = len(goal.all) == 1 and goal.all[0].of is None
    if one_level and any(character.isdigit() for character in words):
        words = _with_unit(target.measure, words)
    written = goal.as_written
    return f"{words} ({written})" if written else words


def expected_words(target: Target, standing: Standing) -> str:
    """Return the figures that the pace expects at the cut-off; conditions that expect none are left out."""
    measure = target.measure
    names = measure.part_names()
    words: dict[str, None] = {}
    for judged in standing.conditions:
        of = judged.bounds.condition.of
        if judged.expected is not None:
            figure = measure.figure_text(judged.expected, of)
            words[f"{names.get(of, of)} {figure}" if of else _with_unit(measure, figure)] = None
    return "; ".join(words)


def last_words(earlier: Survey, target: Target, unit: str) -> str:
    """Return the last figure of a unit, with its round; an empty string if there is none."""
    whole = earlier.standing(target.id)
    standing = standing_of(earlier, target, unit)
    if whole is None or standing is None:
        return ""
    # If units add up to the whole, the unit that reports for the whole gives a figure of its own.
    aside = standing is whole and bool(whole.by_unit)
    reading = whole.own if aside else standing.reading
    if reading is None:
        return ""
    figure = _with_unit(target.measure, target.measure.reading_text(reading))
    parts = reading.figures
    if isinstance(target.measure, Ratio) and "whole" in parts:
        figure = (
            f"{format_number(parts['part'])}/{format_number(parts['whole'])} {target.measure.unit or ''}".strip()
            + f" = {figure}"
        )
    round_ = standing.reading_round or earlier.round
    return f"{figure} ({round_name(round_)})"


def _with_unit(measure: Measure, figure: str) -> str:
    unit = measure.unit_text()
    return figure if isinstance(measure, (Ratio, Composition)) or not unit else f"{figure} {unit}"


def range_hint(measure: Score) -> str:
    """Return which values a score can have."""
    unit = measure.unit or _("a number")
    if measure.max is None:
        return _("value: {unit}").format(unit=unit)
    low = format_number(measure.min or Decimal(0))
    return _("value: {unit}, from {low} to {high}").format(unit=unit, low=low, high=format_number(measure.max))


def column_words(column: Column) -> Iterator[str]:
    """Yield the label of a column of a named list, and which values it can have."""
    if column.label:
        yield column.label
    match column.type:
        case "choice":
            yield _("one of {choices}").format(choices=", ".join(f"{name} ({label})" for name, label in column.choices.items()))
        case "date":
            yield _("a date, year-month-day")
        case "number":
            yield " ".join([_("a number"), *limits_text(column)])


def test_words(test: ItemTest) -> str:
    """Return the condition under which an item counts, as text."""
    return ", ".join([*limits_text(test), *test.one_of])


def limits_text(limited: Column | ItemTest) -> list[str]:
    """Return the limits of a number as text: `1–5`, or `≥ 3`; an empty list if there are none."""
    low, high = (limited.min, limited.max) if isinstance(limited, Column) else (limited.at_least, limited.at_most)
    if low is not None and high is not None:
        return [f"{format_number(low)}–{format_number(high)}"]
    return [f"{sign} {format_number(limit)}" for sign, limit in (("≥", low), ("≤", high)) if limit is not None]
