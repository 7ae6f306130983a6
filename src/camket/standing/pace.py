"""How much of the way to a goal is expected by the cut-off of a round, and where the figure ends at its speed so far.

With 40 firms on 30 June, of at least 100 in the year: 181 of 365 days have gone by, so 100 × 181/365 = 49.6 are expected, and
the year ends at 40 × 365/181 = 80.7, the projection.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import NamedTuple

from camket.ledger.commitment import Round
from camket.ledger.measures.base import Reading
from camket.ledger.measures.exact import Worked, worked
from camket.ledger.rounds import Calendar, DaysGone
from camket.ledger.targets import Condition, Pace, Span, Target


class Elapsed(NamedTuple):
    """The part of a pace that has gone by, 0 to 1: as days have gone by, or as the pace sets it for `round`.

    The share is None where the pace states figures: that of `round`, or none up to now.
    """

    share: Worked | None
    days: DaysGone | None = None
    round: Round | None = None


def elapsed(calendar: Calendar, pace: Pace, round_: Round, condition: Condition, *, accumulates: bool) -> Elapsed:
    """Return how much of a condition's pace has gone by at the cut-off of a round.

    For a figure that runs to 30 June 2023, linear, the share is 181/365; for a goal over 2021–2025 it is the 911 days since
    1 January 2021 of 1826; for a goal that must be reached by 30 September (273 days) it is 181/273.
    """
    cut_off, over = calendar.cut_off(round_), condition.over
    if pace.kind == "by_round":
        return elapsed_of_year(calendar, pace, round_)
    if over is not None and over.how == "mean" and accumulates:
        # In a mean over years the past years are complete; only this year's figure is still growing.
        days = calendar.days_gone(cut_off)
        return Elapsed((worked(len(over.past)) + days.share) / (len(over.past) + 1), days)
    if over is not None:
        days = calendar.days_gone(cut_off, min([*over.past, calendar.year.number]), last_day_of_span(calendar, over))
    else:
        days = calendar.days_gone(cut_off, end=last_day(calendar, condition))
    return Elapsed(days.share, days)


def elapsed_of_year(calendar: Calendar, pace: Pace, round_: Round) -> Elapsed:
    """Return how much of the year has gone by, or the share that the pace sets for a round.

    Where it sets none for the round, that of the last round before it counts: with shares for q1: 20 and q3: 70, the share is
    1/5 in q1 and q2, 7/10 from q3 on. Before the first share it is 0.
    """
    if pace.figures:
        return Elapsed(None, round=_last_set(calendar, pace.figures, round_))
    if pace.kind != "by_round":
        days = calendar.days_gone(calendar.cut_off(round_))
        return Elapsed(days.share, days)
    last = _last_set(calendar, pace.shares, round_)
    return Elapsed(pace.part_of_goal(last.id) if last else worked(0), round=last)


def _last_set(calendar: Calendar, by_round: Container[str], round_: Round) -> Round | None:
    """Return the last round up to `round_` for which the pace sets something."""
    return next((one for one in reversed(calendar.through(round_)) if one.id in by_round), None)


def last_day(calendar: Calendar, condition: Condition) -> date:
    """Return the day on which the time of a condition is over: its deadline, or the end of its last year."""
    end = calendar.year.last if condition.over is None else last_day_of_span(calendar, condition.over)
    # For a figure that must be reached within the year, time is over on that day, and the pace leads to that day.
    is_within = condition.deadline is not None and condition.comparator not in ("by", "before")
    return min(end, condition.deadline) if is_within and condition.deadline is not None else end


def last_day_of_span(calendar: Calendar, span: Span) -> date:
    """Return the last day of a goal over several years; each is known by the calendar year in which it begins."""
    return calendar.year.last if span.until is None else calendar.year.last_day_of(span.until)


def project(calendar: Calendar, target: Target, pace: Pace, reading: Reading | None, reading_round: Round) -> Worked | None:
    """Return the figure at the end of the year if it continues at its speed so far: 40 at 181/365 of the year becomes 80.7.

    None for figures that do not accumulate over the year, where the pace expects nothing yet, and where it states figures:
    these say nothing about the speed.
    """
    measure = target.measure
    if not measure.has_projection or not measure.accumulates:
        return None
    if reading is None or pace.kind not in ("linear", "by_round"):
        return None
    share = elapsed_of_year(calendar, pace, reading_round).share
    reached = measure.worked_figure(reading)
    if reached is None or share is None or not share.exact:
        return None
    return reached / share
