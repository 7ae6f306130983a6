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

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from camket.ledger.commitment import Round
from camket.ledger.goals import (
    Bounds,
    Judged,
    Moment,
    beside,
    distinct,
    expect,
    find_bounds,
    is_own,
    judge,
    number_of,
    worst,
)
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.exact import Worked, worked
from camket.ledger.reports import Overrule, Verdict
from camket.ledger.targets import Condition, Goal, Pace, Reference, Target
from camket.standing.in_force import assessed_from, goal_in_force, pace_in_force
from camket.standing.pace import elapsed, last_day, project
from camket.standing.reported_figures import ReportedFigures
from camket.standing.standings import JudgedYardstick, Standing


class Due(NamedTuple):
    """Whose figure is judged, and the pace of it. `is_part`: a unit's part of a sum."""

    target: Target
    pace: Pace
    references: Mapping[str, Reference]
    unit: str | None
    is_part: bool

    def stated(self, round_: Round | None) -> Worked | None:
        """Return the figure that the pace states for a round; None where it states none, or one for the whole sum alone."""
        operand = self.pace.figures.get(round_.id) if round_ else None
        if operand is None or (self.is_part and not (operand in self.references and self.references[operand].by_unit)):
            return None
        number = number_of(operand, self.target.measure, self.references, self.unit)
        return worked(number) if number is not None else None


class _Asked(NamedTuple):
    """What is asked of a target, or of one unit's part of it: the goal and pace in force, and their conditions in numbers."""

    target: Target
    goal_of: Goal
    pace: Pace
    references: Mapping[str, Reference]
    goal: tuple[Bounds, ...]
    yardsticks: tuple[tuple[str, tuple[Bounds, ...]], ...]
    stretch: tuple[Bounds, ...]


class _InForce(NamedTuple):
    """What holds for a target on the goal's day; `day` is None where the same holds on every day."""

    target: Target
    goal: Goal
    references: Mapping[str, Reference]
    pace: Pace
    has_own_figures: bool  # of its units
    day: date | None


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
        self._in_force_of: dict[str, _InForce] = {}
        self._moments: dict[tuple[str, bool, int, str], tuple[Condition, Moment]] = {}

    def judge_figure(
        self,
        target: Target,
        unit: str | None,
        reading: Reading | None,
        reading_round: Round,
        result: Result | None = None,
        /,
        *,
        is_brief: bool = False,
        **beside: Any,
    ) -> Standing:
        """Return the standing of a target, or of one unit's part of it, with the figure `reading` of `reading_round`.

        `result` is what the unit wrote: without a figure it may say that the figure is awaited. A brief standing has no
        projection. `beside` are other fields of the standing, as they are.
        """
        is_part = bool(target.sum_of) and unit is not None
        asked = self._asked(target, unit, is_part)
        pace = asked.pace
        due = Due(target, pace, asked.references, unit, is_part)

        def judge_all(bounds: Sequence[Bounds]) -> tuple[Judged, ...]:
            return tuple(self._judge_one(due, one, reading, reading_round) for one in bounds)

        judged = judge_all(asked.goal)
        yards = tuple(
            JudgedYardstick(name, worst([j.verdict for j in conditions]), conditions)
            for name, bounds in asked.yardsticks
            if (conditions := judge_all(bounds))
        )
        stretch = judge_all(asked.stretch)
        everything = [*judged, *(j for yard in yards for j in yard.judged)]
        computed = self._verdict(target, pace, reading, result, everything)
        overrule = self.overrule(target, unit if self.ledger.members(target) else None)
        # A rate that has to stay low does not grow with the days, as one that leads to its goal does.
        stays_low = target.measure.is_share and everything and all(j.bounds.must_stay_below for j in everything)
        without_projection = is_brief or stays_low
        return Standing(
            target,
            unit,
            overrule.verdict if overrule else computed,
            computed,
            overrule,
            asked.goal_of if everything else None,
            reading,
            cut_off=self.ledger.calendar.cut_off(reading_round),
            judged=judged,
            yards=yards,
            stretch=stretch[0] if stretch else None,
            worked_projection=None
            if without_projection
            else project(self.ledger.calendar, target, pace, reading, reading_round),
            result=result,
            references=asked.references,
            **{"reading_round": reading_round, **beside},
        )

    def _asked(self, target: Target, unit: str | None, is_part: bool) -> _Asked:
        """Return what is asked of a target on the goal's day, found once for all units of which the same is asked."""
        _target, goal, references, pace, has_own_figures, day = self._in_force(target)
        of_unit = unit if has_own_figures else None
        key = (target.id, of_unit, is_part, day)
        known: _Asked | None = self.ledger.asked.get(key)
        if known is not None and known.target is target:
            return known

        def find(conditions: Sequence[Condition]) -> list[Bounds]:
            # The goal of a sum is not a goal of each unit in it, except where it gives the units figures of their own.
            applying = [condition for condition in conditions if not is_part or is_own(condition, references)]
            return distinct(find_bounds(condition, target.measure, references, of_unit) for condition in applying)

        every = find(goal.conditions)

        def find_beside(conditions: Sequence[Condition]) -> tuple[Bounds, ...]:
            return tuple(beside(one, every) for one in find(conditions))

        yardsticks = tuple((yardstick.name, find_beside(yardstick.all)) for yardstick in goal.yardsticks)
        stretch = find_beside((goal.stretch,)) if goal.stretch is not None else ()
        found = _Asked(target, goal, pace, references, find_beside(goal.all), yardsticks, stretch)
        self.ledger.asked[key] = found
        return found

    def _in_force(self, target: Target) -> _InForce:
        found = self._in_force_of.get(target.id)
        if found is None or found.target is not target:
            goal, references = goal_in_force(target, self.goal_day)
            pace = pace_in_force(target, self.ledger.calendar, self.goal_day)
            by_unit = any(reference.by_unit for reference in references.values())
            day = self.goal_day if target.revisions or references is not target.references else None
            found = self._in_force_of[target.id] = _InForce(target, goal, references, pace, by_unit, day)
        return found

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
        is_unclear = reading is not None and any(j.verdict == "undecided" for j in judged)
        if pace.kind == "after_year" and not is_unclear and self.judged_on < assessed_from(self.ledger, pace):
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

    def _judge_one(self, due: Due, bounds: Bounds, reading: Reading | None, reading_round: Round) -> Judged:
        measure = due.target.measure
        moment = self._moment(bounds.condition, due, reading_round)
        if reading is not None:
            return judge(bounds, measure, reading, moment)
        verdict: Verdict = "goal-unassigned" if bounds.missing else "not-reported"
        return Judged(bounds, verdict, worked_expected=expect(bounds, measure, moment))

    def _moment(self, condition: Condition, due: Due, reading_round: Round) -> Moment:
        """Return when a condition is judged: the day, whether its time is over, and what is due by then."""
        key = (due.target.id, due.is_part, id(condition), reading_round.id)
        known = self._moments.get(key)
        if known is not None and known[0] is condition:
            return known[1]
        moment, is_of_all = self._find_moment(condition, due, reading_round)
        if is_of_all:
            self._moments[key] = condition, moment
        return moment

    def _find_moment(self, condition: Condition, due: Due, reading_round: Round) -> tuple[Moment, bool]:
        """Return when a condition is judged, and whether that is the same for all units."""
        calendar, pace = self.ledger.calendar, due.pace
        end = last_day(calendar, condition)
        year_ended = self.judged_on > end or min(calendar.cut_off(reading_round), self.as_of) >= end
        moment = Moment(self.judged_on, year_ended, pace.kind)
        if pace.kind not in ("linear", "by_round"):
            return moment, True
        gone = elapsed(calendar, pace, reading_round, condition, accumulates=due.target.measure.accumulates)
        if gone.share is not None:
            return replace(moment, elapsed=gone.share, nothing_due=pace.kind == "by_round" and gone.round is None), True
        stated = due.stated(gone.round)
        return replace(moment, stated=stated, nothing_due=stated is None), False
