"""What is shown before a target is answered: name, goal, last figure, what is expected now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camket.ledger.targets import Target
from camket.standing.appendix import numbers
from camket.standing.in_force import goal_in_force, known_from
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.standing.wording import goal_figures, goal_text, round_name
from camket.text.language import _
from camket.text.numerals import format_date

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
    lines = []
    if goal := goal_words(now, target, unit):
        lines.append(_("Goal: {goal}").format(goal=goal))
    if earlier is not None and (last := last_words(earlier, target, unit)):
        lines.append(_("Last time: {figure}").format(figure=last))
    if standing is not None and (expected := expected_words(target, standing)):
        lines.append(_("Expected by {date}: {figure}").format(date=format_date(now.cut_off), figure=expected))
    lines += [_("To be told in words as well: {duty}").format(duty=duty) for duty in target.duties]
    day = known_from(now.ledger, target, now.cut_off)
    return Guide(
        f"{numbers(now.ledger)[target.id]}. {target.name}", tuple(lines), day if day is not None and now.cut_off < day else None
    )


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
    figures = goal_figures(target, goal, references, member)
    is_level = len(goal.all) == 1 and goal.all[0].of is None and figures[:1] in "≥≤><≈-0123456789"
    if is_level and any(character.isdigit() for character in figures):
        words = target.measure.with_unit(figures) + words.removeprefix(figures)
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
            words[f"{names.get(of, of)} {figure}" if of else measure.with_unit(figure)] = None
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
    round_ = standing.reading_round or earlier.round
    return f"{target.measure.detailed_text(reading)} ({round_name(round_)})"
