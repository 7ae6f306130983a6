"""The standing of a target from the figures of its units: one unit, a group of units, or a sum of units.

A target has one of three shapes. An example after the end of the year, with the communes A (30) and B (50):

    lead: an-office      one unit reports the target: its figure is judged.
    each: [a, b]         each commune has the goal for itself, say at least 40: A has missed it, B has exceeded it, and the
                         target gets the worst of the two, missed. The total, 80, is shown beside the verdict.
    sum_of: [a, b]       the communes reach one goal together, say at least 100: the sum, 80, is judged, and is missed. Where
                         only A has reported, 30 is not missed but not reported: B may have brought the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from camket.ledger.commitment import Round
from camket.ledger.goals import Judged, worst
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.exact import WIDE, add
from camket.ledger.targets import Target
from camket.standing.in_force import goal_in_force
from camket.standing.judging import Judge
from camket.standing.reported_figures import EarlierFigure, ReportedFigure, typed_figure
from camket.standing.standings import Standing

# Standings of units' parts of targets that were found before, by target and unit.
Parts = Mapping[tuple[str, str], Standing]
_NOTHING_REPORTED = ReportedFigure(None, None, None, None)


class Aggregation:
    """The standings of targets in one round, with what was received by the end of `as_of`.

    `parts` are standings that are known already: they are taken as they are and not found again. With `is_brief` nothing is
    found of the earlier figures (`previous`, `same_period`) and of the projection, which no verdict depends on.
    """

    def __init__(self, ledger: Ledger, round_: Round, as_of: date, parts: Parts, *, is_brief: bool = False) -> None:
        self.ledger = ledger
        self.round = round_
        self.parts = parts
        self.is_brief = is_brief
        self.judge = Judge(ledger, round_, as_of)
        self.figures = self.judge.figures

    def standing(self, target: Target) -> Standing:
        """Return the standing of one target."""
        members = self.ledger.members(target)
        if not members:
            reporters = self.ledger.reporters(target)
            return self._of_unit(target, reporters[0] if reporters else None)
        parts = tuple(self.parts.get((target.id, unit)) or self._of_unit(target, unit) for unit in members)
        return self._of_sum(target, parts) if target.sum_of else self._of_group(target, parts)

    def _of_unit(self, target: Target, unit: str | None) -> Standing:
        found = self.figures.figure(target, unit, self.round)
        figure = (target, unit, found.reading, found.round or self.round, found.result)
        if self.is_brief:
            return self.judge.judge_figure(*figure, is_brief=True, filed=found.filed, reading_round=found.round)
        earlier = self.figures.figure_before(target, unit, self.round)
        corrected = self.figures.corrected(target, unit, earlier, self.round)
        return self.judge.judge_figure(
            *figure,
            filed=found.filed,
            reading_round=found.round,
            previous=corrected or earlier.reading,
            previous_reported=earlier.reading if corrected else None,
            previous_round=earlier.round,
            same_period=typed_figure(target, found.result.same_period if found.result else None),
        )

    def _of_group(self, target: Target, parts: tuple[Standing, ...]) -> Standing:
        """Return the standing of a target that each unit has for itself: the worst verdict of the units."""
        computed = worst([part.verdict for part in parts])
        unheard = tuple(part.unit for part in parts if part.unit and part.computed == "not-reported")
        goal, references = goal_in_force(target, self.judge.goal_day)
        overrule = self.judge.overrule(target, None)
        previous, previous_round = self._total_before(target, parts)
        return Standing(
            target,
            None,
            overrule.verdict if overrule else computed,
            computed,
            overrule,
            goal,
            None if _cannot_be_added(target) else _total(target, parts),
            self.figures.last_asked(target, self.round),
            self.judge.cut_off,
            previous=previous,
            previous_round=previous_round,
            by_unit=parts,
            unheard=unheard,
            references=references,
        )

    def _of_sum(self, target: Target, parts: tuple[Standing, ...]) -> Standing:
        """Return the standing of a target that units reach together: the lead's figure for the whole, else the sum, judged."""
        asked = self.figures.last_asked(target, self.round)
        unheard = tuple(part.unit for part in parts if asked and part.unit and part.reading is None)
        total = _total(target, parts)
        earlier = self._total_before(target, parts)
        of_lead = _NOTHING_REPORTED
        result: Result | None = None
        if target.reporter and target.reporter not in self.ledger.members(target):
            of_lead = self.figures.figure(target, target.reporter, self.round)
            result = of_lead.result
            before = self.figures.figure_before(target, target.reporter, self.round)
            earlier = before if of_lead.reading and before.reading else earlier
        elif all(part.result and part.result.awaiting for part in parts):
            result = parts[0].result
        own = of_lead.reading
        whole = self.judge.judge_figure(target, None, own or total, asked or self.round, result, is_brief=self.is_brief)
        if own is None and unheard:
            whole = _without_unreported(whole)
        return replace(
            whole,
            filed=of_lead.filed,
            reading_round=asked,
            by_unit=parts,
            unheard=unheard,
            own=own,
            previous=earlier.reading,
            previous_round=earlier.round,
            same_period=_same_period(target, own, result, parts),
            difference=_difference(own, total),
        )

    def _total_before(self, target: Target, parts: Sequence[Standing]) -> EarlierFigure:
        """Return the total of the units' earlier figures, if all units have one and all are of the same round."""
        rounds = {part.previous_round.id: part.previous_round for part in parts if part.previous and part.previous_round}
        readings = [part.previous for part in parts if part.previous]
        if len(rounds) != 1 or len(readings) < len(parts) or _cannot_be_added(target):
            return EarlierFigure(None, self.figures.asked_before(target, self.round))
        return EarlierFigure(target.measure.add_up(readings), next(iter(rounds.values())))


def _total(target: Target, parts: Sequence[Standing]) -> Reading | None:
    return target.measure.add_up([part.reading for part in parts if part.reading is not None])


def _cannot_be_added(target: Target) -> bool:
    """Return whether the units' figures make no total: 17 of 19 criteria in one commune, 12 of 19 in another."""
    return bool(target.each) and target.measure.has_fixed_whole


def _same_period(target: Target, own: Reading | None, result: Result | None, parts: Sequence[Standing]) -> Decimal | None:
    """Return the whole's figure at this time last year: as the lead reports it, else the sum of the units'."""
    given = typed_figure(target, result.same_period) if result else None
    if given is not None or own is not None or target.measure.is_share:
        return given
    known = [part.same_period for part in parts if part.same_period is not None]
    return add(known) if len(known) == len(parts) else None


def _difference(own: Reading | None, total: Reading | None) -> Decimal | None:
    """Return the lead's figure minus the sum of the units' figures."""
    if own is None or total is None or own.value is None or total.value is None:
        return None
    return WIDE.subtract(own.value, total.value)


def _without_unreported(whole: Standing) -> Standing:
    """Return the standing of a sum that lacks some units' figures, without what those figures could turn around.

    With 30 of 100 from A, and B not reported, "missed" becomes "not reported": B may bring the rest. So does "met" where the
    sum must stay below a limit, and "on-track" where it should fall. A limit that A alone has passed stays broken. Shares and
    expected figures of a figure that should fall are left out: the sum is low only because B is not in it.
    """
    if whole.target.measure.is_share:
        return whole  # the ratio of the units that did report is a fair figure for the whole
    yards = tuple(replace(yard, judged=_without_falling(yard.judged)) for yard in whole.yards)
    whole = replace(whole, judged=_without_falling(whole.judged), yards=yards, worked_projection=None)
    conditions = whole.conditions
    passed = any(j.bounds.is_passed_by(j.actual) for j in conditions if j.actual is not None)
    short = whole.computed == "missed" and not passed
    holding = any(j.bounds.must_stay_below for j in conditions) and whole.computed in ("met", "exceeded")
    holding |= any(j.bounds.falls for j in conditions) and whole.computed == "on-track"
    if not short and not holding:
        return whole
    return replace(whole, computed="not-reported", verdict=whole.overrule.verdict if whole.overrule else "not-reported")


def _without_falling(judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
    return tuple(replace(one, worked_share=None, worked_expected=None) if one.bounds.falls else one for one in judged)
