"""Judging: one figure, with the goal and the pace of its target, gives a verdict.

An example: the goal is at least 100 new firms in 2023, the pace is linear, the figures run to 30 June. By then 181 of 365 days
are over, so the pace expects 100 × 181/365 = 49.6 firms.

    40 firms     behind      below 49.6; at this speed the year ends at 40 × 365/181 = 80.7, the projection
    50 firms     on-track    not yet 100, but at least 49.6
    100 firms    met         the goal is reached already
    101 firms    exceeded
    no figure    not-reported

After the end of the year nothing can be added: 99 firms are missed. `ledger.goals.judge` judges one condition. This module
finds the moment at which a condition is judged, combines conditions and yardsticks, and gives the verdict where there is no
figure, or the office has overruled the verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from camket.ledger.commitment import Round
from camket.ledger.goals import Bounds, Judged, Moment, expect, find_bounds, is_own, judge, worst
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.exact import decimal_of
from camket.ledger.measures.named_list import NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.ratio import Ratio
from camket.ledger.reports import Overrule, Verdict
from camket.ledger.rounds import Calendar
from camket.ledger.targets import Condition, Pace, Target
from camket.standing.in_force import assessed_from, goal_in_force, pace_of
from camket.standing.reported_figures import ReportedFigures
from camket.standing.standings import JudgedYardstick, Standing


class Judge:
    """Judges figures for one round, with what was received and decided by the end of `as_of`."""

    def __init__(self, ledger: Ledger, round_: Round, as_of: date) -> None:
        self.ledger = ledger
        self.round = round_
        self.as_of = as_of
        self.figures = ReportedFigures(ledger, as_of)
        self.cut_off = ledger.calendar.cut_off(round_)
        # Goals as in force on this day: a revision after the cut-off does not change the round.
        self.goal_day = min(self.cut_off, as_of)
        # A round that is over is judged at its cut-off, the current round on `as_of`.
        self.judged_on = ledger.calendar.moment(round_, as_of)
        office = ledger.office.get(round_.id)
        self.overrules = office.content.overrules if office else ()

    def judge_figure(
        self, target: Target, unit: str | None, reading: Reading | None, reading_round: Round, result: Result | None = None
    ) -> Standing:
        """Return the standing of a target, or of one unit's part of it, with the figure `reading` of `reading_round`.

        `result` is what the unit wrote: without a figure it may say that the figure is awaited.
        """
        goal, references = goal_in_force(target, self.goal_day)
        pace = pace_of(target)
        is_part = bool(target.sum_of) and unit is not None

        def judge_all(conditions: Sequence[Condition]) -> tuple[Judged, ...]:
            # The goal of a sum is not a goal of each unit in it, except where it gives the units figures of their own.
            applying = [condition for condition in conditions if not is_part or is_own(condition, references)]
            bounds = [find_bounds(condition, target.measure, references, unit) for condition in applying]
            return tuple(self._judge_one(target, bound, reading, pace, reading_round) for bound in bounds)

        judged = judge_all(goal.all)
        found = [(yardstick.name, judge_all(yardstick.all)) for yardstick in goal.yardsticks]
        yards = tuple(
            JudgedYardstick(name, worst([j.verdict for j in conditions]), conditions)
            for name, conditions in found
            if conditions
        )
        stretch = judge_all((goal.stretch,)) if goal.stretch is not None else ()
        everything = [*judged, *(j for yard in yards for j in yard.judged)]
        computed = self._verdict(target, pace, reading, result, everything)
        overrule = self.overrule(target, unit if self.ledger.members(target) else None)
        return Standing(
            target,
            unit,
            overrule.verdict if overrule else computed,
            computed,
            overrule,
            goal if everything else None,
            reading,
            reading_round,
            self.ledger.calendar.cut_off(reading_round),
            judged,
            yards,
            stretch[0] if stretch else None,
            projection=project(self.ledger.calendar, target, pace, reading, reading_round),
        )

    def overrule(self, target: Target, unit: str | None) -> Overrule | None:
        """Return the office's last verdict on a target, or on one member's part of it; None where the office gave none."""
        units = [unit] if self.ledger.members(target) else [None, *self.ledger.reporters(target)]
        for overrule in reversed(self.overrules):
            in_time = overrule.date is None or overrule.date <= self.as_of
            if overrule.target == target.id and overrule.unit in units and in_time:
                return overrule
        return None

    def _verdict(
        self, target: Target, pace: Pace, reading: Reading | None, result: Result | None, judged: list[Judged]
    ) -> Verdict:
        """Return the worst verdict of the conditions; another one where it is too early, or a figure or a goal is missing."""
        if pace.kind == "after_year" and self.judged_on < assessed_from(self.ledger, pace):
            return "not-yet-due"
        if reading is None:
            if result is not None and result.awaiting:
                return "awaiting-publication" if result.awaiting == "publication" else "not-yet-due"
            if pace.kind == "after_year":
                return "awaiting-publication"
            if self.figures.last_asked(target, self.round) is None:
                return "not-yet-due"
            if judged and all(j.bounds.missing for j in judged):
                return "goal-unassigned"
            return "not-reported"
        return worst([j.verdict for j in judged]) if judged else "goal-unassigned"

    def _judge_one(self, target: Target, bounds: Bounds, reading: Reading | None, pace: Pace, reading_round: Round) -> Judged:
        moment = self._moment(bounds.condition, pace, reading_round, target.measure.accumulates)
        if reading is not None:
            return judge(bounds, target.measure, reading, moment)
        verdict: Verdict = "goal-unassigned" if bounds.missing else "not-reported"
        return Judged(bounds, verdict, expected=expect(bounds, target.measure, moment))

    def _moment(self, condition: Condition, pace: Pace, reading_round: Round, accumulates: bool) -> Moment:
        """Return when a condition is judged: the day, whether its time is over, and how much of its pace has elapsed.

        For a figure that runs to 30 June 2023, linear, the elapsed share is 181/365; for a goal over 2021–2025 it is the 911
        days since 1 January 2021 of 1826; for a goal that must be reached by 30 September (273 days) it is 181/273.
        """
        calendar = self.ledger.calendar
        cut_off = calendar.cut_off(reading_round)
        over = condition.over
        last_year = over.until or calendar.year if over else calendar.year
        if pace.kind == "by_round":
            elapsed = share_by_round(calendar, pace, reading_round)
        elif over is not None and over.how == "mean" and accumulates:
            # In a mean over years the past years are complete; only this year's figure is still growing.
            elapsed = (len(over.past) + calendar.share_gone(cut_off)) / (len(over.past) + 1)
        else:
            first_year = min([*over.past, calendar.year]) if over else calendar.year
            elapsed = calendar.share_gone(cut_off, first_year, last_year)
        end = date(last_year, 12, 31)
        if condition.deadline is not None and condition.comparator not in ("by", "before"):
            # A figure that must be reached within the year: its time is over on that day, and its pace leads to that day.
            end = min(end, condition.deadline)
            if pace.kind == "linear" and over is None:
                elapsed = min(Fraction(1), elapsed / (calendar.share_gone(end) or 1))
        year_ended = self.judged_on > end or min(cut_off, self.as_of) >= end
        return Moment(self.judged_on, year_ended, pace.kind, elapsed)


def share_by_round(calendar: Calendar, pace: Pace, round_: Round) -> Fraction:
    """Return the share (0 to 1) that the pace sets for a round, or else for the last round before it that has one.

    With shares for q1: 20 and q3: 70, the share is 1/5 in q1 and q2, 7/10 from q3 on. Before the first share it is 0.
    """
    for one in reversed(calendar.through(round_)):
        if one.id in pace.shares:
            return Fraction(pace.shares[one.id]) / 100
    return Fraction(0)


def project(calendar: Calendar, target: Target, pace: Pace, reading: Reading | None, reading_round: Round) -> Decimal | None:
    """Return the figure at the end of the year if it continues at its speed so far: 40 at 181/365 of the year becomes 80.7.

    None for figures that do not accumulate over the year, and where the pace expects nothing yet.
    """
    measure = target.measure
    if not isinstance(measure, (Quantity, Ratio, NamedList)) or not measure.accumulates:
        return None
    if reading is None or pace.kind not in ("linear", "by_round"):
        return None
    if pace.kind == "by_round":
        elapsed = share_by_round(calendar, pace, reading_round)
    else:
        elapsed = calendar.share_gone(calendar.cut_off(reading_round))
    reached = measure.exact_figure(reading, None)
    if reached is None or not elapsed:
        return None
    projected = reached / elapsed
    if isinstance(measure, Ratio) and not measure.may_exceed:
        projected = min(projected, Fraction(measure.per))
    return decimal_of(projected)
