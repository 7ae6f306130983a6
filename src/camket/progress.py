"""The figures that every page needs, computed once: who has reported, and how each commitment stands.

Nothing here reads a file or prints; `survey` turns a Ledger, a round and a day into one Survey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic_core import PydanticCustomError

from camket.goals import Bounds, Judged, Moment, default_pace, find_bounds, judge, worst
from camket.load import Filed, Ledger
from camket.measures import Reading, add_up, gather, has_figure, is_answered, read_result
from camket.model import (
    Condition,
    Correction,
    Extension,
    Goal,
    Incidents,
    NamedList,
    Overrule,
    Pace,
    Quantity,
    Ratio,
    Reference,
    Remark,
    Result,
    Round,
    Target,
    Verdict,
    read_figure,
)

State = Literal["on-time", "late", "missing", "pending"]


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit in one round: when its report was due and received, and how much of it is answered."""

    unit: str
    state: State
    due: date
    written_due: date
    extension: Extension | None
    submitted: date | None
    days_late: int | None
    answered: int
    required: int
    unanswered: tuple[str, ...]
    filed: Filed | None

    @property
    def is_empty(self) -> bool:
        """Received, and not one of the required targets answered."""
        return self.submitted is not None and self.required > 0 and self.answered == 0


@dataclass(frozen=True, slots=True)
class Yard:
    """One yardstick's own verdict."""

    name: str
    verdict: Verdict
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one target stands, for one unit or as a whole (`unit` None where it is of many).

    `reading_round` is the round the figure comes from, `previous` the figure of the round before, `projection` the
    year's end at this speed. `by_unit` holds the members of a group, `own` the lead's own figure beside their sum.
    """

    target: Target
    unit: str | None
    verdict: Verdict
    computed: Verdict
    overrule: Overrule | None = None
    goal: Goal | None = None
    reading: Reading | None = None
    reading_round: Round | None = None
    cut_off: date | None = None
    judged: tuple[Judged, ...] = ()
    yards: tuple[Yard, ...] = ()
    stretch: Judged | None = None
    previous: Reading | None = None
    previous_round: Round | None = None
    same_period: Decimal | None = None
    projection: Decimal | None = None
    result: Result | None = None
    filed: Filed | None = None
    by_unit: tuple[Standing, ...] = ()
    unheard: tuple[str, ...] = ()
    own: Reading | None = None
    difference: Decimal | None = None

    @property
    def conditions(self) -> tuple[Judged, ...]:
        """Every condition judged, those of all yardsticks included."""
        return self.judged or tuple(judged for yard in self.yards for judged in yard.judged)

    @property
    def actual(self) -> Decimal | None:
        return self.reading.value if self.reading else None

    @property
    def share(self) -> Decimal | None:
        """Per cent of the goal; of several conditions the one that is furthest behind."""
        shares = [judged.share for judged in self.conditions if judged.share is not None]
        return min(shares) if shares else None

    @property
    def expected(self) -> Decimal | None:
        """What the pace asks for at the cut-off, in the figure's own unit."""
        return next((judged.expected for judged in self.conditions if judged.expected is not None), None)

    @property
    def needs_attention(self) -> bool:
        return self.verdict in ("missed", "behind", "not-reported") or any(part.needs_attention for part in self.by_unit)


@dataclass(frozen=True, slots=True)
class Survey:
    """One round looked at on one day."""

    ledger: Ledger
    round: Round
    as_of: date
    due: date
    cut_off: date
    opens: date
    day_off: str | None
    submissions: tuple[Submission, ...]
    standings: tuple[Standing, ...]

    def standing(self, target: str) -> Standing | None:
        return next((standing for standing in self.standings if standing.target.id == target), None)


def survey(ledger: Ledger, round_: Round, as_of: date) -> Survey:
    """How everything stands in `round_` when looked at on `as_of`."""
    calendar = ledger.calendar
    asked = {unit: required_targets(ledger, unit, round_) for unit in ledger.units}
    submissions = tuple(
        submission(ledger, round_, unit, as_of, targets) for unit, targets in asked.items() if ledger.targets_of(unit)
    )
    view = _View(ledger, round_, as_of)
    standings = tuple(view.standing(target) for target in ledger.targets.values())
    due = calendar.due(round_)
    return Survey(
        ledger,
        round_,
        as_of,
        due,
        calendar.cut_off(round_),
        calendar.opens(round_),
        calendar.day_off(calendar.written_due(round_)),
        submissions,
        standings,
    )


def required_targets(ledger: Ledger, unit: str, round_: Round) -> list[Target]:
    """The targets that `unit` must answer in `round_`: all of its own but those asked in other rounds only."""
    return [target for target in ledger.targets_of(unit) if not target.rounds or round_.id in target.rounds]


def answers(ledger: Ledger, target: Target, round_: Round, result: Result | None) -> bool:
    """Whether a result answers its target: a figure, or word that it is awaited; words alone where it is too early."""
    if is_answered(result):
        return True
    pace = pace_of(target)
    too_early = pace.kind == "after_year" and ledger.calendar.cut_off(round_) < assessed_from(ledger, pace)
    return too_early and result is not None and result.text is not None


def assessed_from(ledger: Ledger, pace: Pace) -> date:
    """The day from which a figure known only after the year can be expected."""
    return pace.assessed_from or date(ledger.calendar.year + 1, 1, 1)


def pace_of(target: Target) -> Pace:
    """The target's pace, or the one that its measure has by default."""
    return target.pace or default_pace(target.measure, target.goal)


def submission(ledger: Ledger, round_: Round, unit: str, as_of: date, required: Sequence[Target]) -> Submission:
    """Whether and when one unit reported, as seen on `as_of`."""
    calendar = ledger.calendar
    due = written = calendar.due(round_)
    office = ledger.office.get(round_.id)
    extension = next((e for e in office.content.extensions if e.unit == unit), None) if office else None
    if extension is not None:
        due = extension.due
    filed = ledger.reports.get((round_.id, unit))
    submitted = filed.report.submitted if filed else None
    if submitted is None or submitted > as_of:
        state: State = "missing" if as_of > due else "pending"
        late = (as_of - due).days if state == "missing" else None
        names = tuple(target.id for target in required)
        return Submission(unit, state, due, written, extension, None, late, 0, len(required), names, filed)
    assert filed is not None
    unanswered = tuple(
        target.id for target in required if not answers(ledger, target, round_, filed.results.get(target.id))
    )
    late = max((submitted - due).days, 0)
    state = "late" if late else "on-time"
    answered = len(required) - len(unanswered)
    return Submission(unit, state, due, written, extension, submitted, late, answered, len(required), unanswered, filed)


def goal_in_force(target: Target, day: date) -> tuple[Goal, Mapping[str, Reference]]:
    """The goal and the named figures on `day`, after the revisions made until then."""
    goal = target.goal
    references = target.references
    for revision in sorted(target.revisions, key=lambda revision: revision.date):
        if revision.date <= day:
            goal = revision.goal or goal
            if revision.references:
                references = {**references, **revision.references}
    return goal, references


class _View:
    """One round on one day, with what was received by then."""

    def __init__(self, ledger: Ledger, round_: Round, as_of: date) -> None:
        self.ledger = ledger
        self.round = round_
        self.as_of = as_of
        calendar = ledger.calendar
        self.cut_off = calendar.cut_off(round_)
        self.moment = calendar.moment(round_, as_of)
        office = ledger.office.get(round_.id)
        self.overrules = office.content.overrules if office else ()

    def standing(self, target: Target) -> Standing:
        members = self.ledger.members(target)
        if not members:
            reporters = self.ledger.reporters(target)
            return self._of_unit(target, reporters[0] if reporters else None)
        parts = tuple(self._of_unit(target, unit) for unit in members)
        if target.sum_of:
            return self._of_sum(target, parts)
        computed = worst([part.verdict for part in parts])
        unheard = tuple(part.unit for part in parts if part.unit and part.verdict == "not-reported")
        goal, _references = goal_in_force(target, min(self.cut_off, self.as_of))
        overrule = self._overrule(target, None)
        verdict = overrule.verdict if overrule else computed
        reading = self._total(target, parts)
        rounds = [part.reading_round for part in parts if part.reading_round]
        return Standing(
            target, None, verdict, computed, overrule, goal, reading, max(rounds, key=self.ledger.rounds.index, default=None),
            self.cut_off, by_unit=parts, unheard=unheard,
        )  # fmt: skip

    def _total(self, target: Target, parts: Sequence[Standing]) -> Reading | None:
        """What the units' figures add up to, beside the verdict that each gets."""
        readings = [part.reading for part in parts if part.reading is not None]
        return add_up(target.measure, readings) if readings else None

    def _of_sum(self, target: Target, parts: tuple[Standing, ...]) -> Standing:
        readings = [part.reading for part in parts if part.reading is not None]
        unheard = tuple(part.unit for part in parts if part.unit and part.reading is None)
        total = add_up(target.measure, readings)
        own: Reading | None = None
        if target.reporter and target.reporter not in self.ledger.members(target):
            own, _round, _result, _filed = self._reading(target, target.reporter, self.round)
        counted = own or total
        before = self.ledger.calendar.before(self.round)
        previous_readings = [part.previous for part in parts if part.previous is not None]
        previous = add_up(target.measure, previous_readings) if len(previous_readings) == len(parts) else None
        whole = self._judge(target, None, counted, self.round)
        difference = own.value - total.value if own and total and own.value is not None and total.value is not None else None
        # A unit's part of the total has no verdict of its own unless it has a goal of its own.
        return replace(whole, by_unit=parts, unheard=unheard, own=own, previous=previous, previous_round=before, difference=difference)

    def _of_unit(self, target: Target, unit: str | None) -> Standing:
        reading, reading_round, result, filed = self._reading(target, unit, self.round)
        standing = self._judge(target, unit, reading, reading_round or self.round, result)
        before = self._round_before(target)
        previous = self._reading(target, unit, before)[0] if before else None
        same = result.same_period if result else None
        return replace(
            standing,
            result=result,
            filed=filed,
            reading_round=reading_round,
            previous=previous,
            previous_round=before,
            same_period=_same_period(target, same),
        )

    def _round_before(self, target: Target) -> Round | None:
        for round_ in reversed(self.ledger.calendar.through(self.round)[:-1]):
            if not target.rounds or round_.id in target.rounds:
                return round_
        return None

    def _reading(
        self, target: Target, unit: str | None, round_: Round
    ) -> tuple[Reading | None, Round | None, Result | None, Filed | None]:
        """The figure that `unit` has reported for `target` up to `round_`, if its report has been received."""
        if target.rounds and round_.id not in target.rounds:
            asked = [r for r in self.ledger.calendar.through(round_) if r.id in target.rounds]
            if not asked:
                return None, None, None, None
            round_ = asked[-1]
        filed = self._received(round_, unit)
        result = filed.results.get(target.id) if filed else None
        if filed is None or result is None or not has_figure(result):
            return None, round_, result, filed
        if isinstance(target.measure, (NamedList, Incidents)):
            earlier = [self._received(r, unit) for r in self.ledger.calendar.through(round_)]
            results = [f.results[target.id] for f in earlier if f and target.id in f.results]
            return gather(target.measure, results), round_, result, filed
        return read_result(target.measure, result), round_, result, filed

    def _received(self, round_: Round, unit: str | None) -> Filed | None:
        filed = self.ledger.reports.get((round_.id, unit or ""))
        if filed is None or filed.report.submitted is None or filed.report.submitted > self.as_of:
            return None
        return filed

    def _overrule(self, target: Target, unit: str | None) -> Overrule | None:
        for overrule in self.overrules:
            same_unit = overrule.unit == unit or (overrule.unit is None and not self.ledger.members(target))
            if overrule.target == target.id and same_unit and (overrule.date is None or overrule.date <= self.as_of):
                return overrule
        return None

    def _judge(
        self, target: Target, unit: str | None, reading: Reading | None, reading_round: Round, result: Result | None = None
    ) -> Standing:
        calendar = self.ledger.calendar
        cut_off = calendar.cut_off(reading_round)
        goal, references = goal_in_force(target, min(self.cut_off, self.as_of))
        pace = pace_of(target)
        yards: list[Yard] = []
        judged: tuple[Judged, ...] = ()
        stretch: Judged | None = None
        if goal.yardsticks:
            for yardstick in goal.yardsticks:
                found = self._conditions(yardstick.all, target, unit, references, reading, pace, reading_round)
                yards.append(Yard(yardstick.name, worst([j.verdict for j in found]), found))
            computed = worst([yard.verdict for yard in yards])
        else:
            judged = self._conditions(goal.all, target, unit, references, reading, pace, reading_round)
            computed = worst([j.verdict for j in judged])
        if goal.stretch is not None:
            (stretch,) = self._conditions((goal.stretch,), target, unit, references, reading, pace, reading_round)
        computed = self._before_judging(target, pace, reading, result, computed, [*judged, *(j for y in yards for j in y.judged)])
        overrule = self._overrule(target, unit if self.ledger.members(target) else None)
        return Standing(
            target, unit, overrule.verdict if overrule else computed, computed, overrule, goal, reading, reading_round, cut_off,
            judged, tuple(yards), stretch, projection=self._project(target, pace, reading, reading_round),
        )  # fmt: skip

    def _before_judging(
        self, target: Target, pace: Pace, reading: Reading | None, result: Result | None, computed: Verdict, judged: list[Judged]
    ) -> Verdict:
        """What stands in the way of a verdict: too early, not out yet, no goal, no figure."""
        if pace.kind == "after_year" and self.moment < assessed_from(self.ledger, pace):
            return "not-yet-due"
        if reading is None:
            if result is not None and result.awaiting:
                return "awaiting-publication" if result.awaiting == "publication" else "not-yet-due"
            if pace.kind == "after_year":
                return "awaiting-publication"
            if target.rounds and not any(r.id in target.rounds for r in self.ledger.calendar.through(self.round)):
                return "not-yet-due"
            if all(j.bounds.missing for j in judged):
                return "goal-unassigned"
            return "not-reported"
        return computed

    def _conditions(
        self,
        conditions: Sequence[Condition],
        target: Target,
        unit: str | None,
        references: Mapping[str, Reference],
        reading: Reading | None,
        pace: Pace,
        reading_round: Round,
    ) -> tuple[Judged, ...]:
        found = []
        for condition in conditions:
            bounds = find_bounds(condition, target.measure, references, unit)
            moment = self._moment(condition, pace, reading_round)
            if reading is None:
                found.append(Judged(bounds, "goal-unassigned" if bounds.missing else "not-reported", expected=_expected(bounds, target, moment)))
            else:
                found.append(judge(bounds, target.measure, reading, moment))
        return tuple(found)

    def _moment(self, condition: Condition, pace: Pace, reading_round: Round) -> Moment:
        calendar = self.ledger.calendar
        last_year = calendar.year
        first_year = calendar.year
        if condition.over is not None:
            first_year = min([*condition.over.past, calendar.year])
            last_year = condition.over.until or calendar.year
        cut_off = calendar.cut_off(reading_round)
        if pace.kind == "by_round":
            elapsed = self._share_by_round(pace, reading_round)
        elif condition.over is not None and condition.over.how == "mean":
            elapsed = Decimal(1)
        else:
            elapsed = calendar.elapsed(cut_off, first_year, last_year)
        return Moment(self.moment, self.moment > date(last_year, 12, 31), pace.kind, elapsed)

    def _share_by_round(self, pace: Pace, reading_round: Round) -> Decimal | None:
        """The share set for the round, or for the last round before it that has one."""
        for round_ in reversed(self.ledger.calendar.through(reading_round)):
            if round_.id in pace.shares:
                return pace.shares[round_.id] / 100
        return None

    def _project(self, target: Target, pace: Pace, reading: Reading | None, reading_round: Round) -> Decimal | None:
        measure = target.measure
        if reading is None or reading.value is None or not isinstance(measure, (Quantity, Ratio, NamedList)):
            return None
        if not measure.accumulates or pace.kind not in ("linear", "by_round"):
            return None
        if pace.kind == "by_round":
            elapsed = self._share_by_round(pace, reading_round)
        else:
            elapsed = self.ledger.calendar.elapsed(self.ledger.calendar.cut_off(reading_round))
        if not elapsed:
            return None
        projected = reading.value / elapsed
        if isinstance(measure, Ratio) and not measure.may_exceed:
            projected = min(projected, Decimal(measure.per))
        return projected


def _expected(bounds: Bounds, target: Target, moment: Moment) -> Decimal | None:
    from camket.goals import expect

    return None if bounds.missing else expect(bounds, target.measure, moment)


def _same_period(target: Target, typed: str | None) -> Decimal | None:
    if typed is None:
        return None
    try:
        return read_figure(typed, whole=target.measure.kind in ("count", "list", "incidents", "rank"), percent=True)
    except PydanticCustomError:
        return None  # said by the check of the same name


def remarks(ledger: Ledger, round_: Round, as_of: date, kind: Literal["difficulties", "proposals"]) -> list[tuple[str, Remark]]:
    """All difficulties, or proposals, of a round with the unit that wrote each, in the office's order."""
    found: list[tuple[str, Remark]] = []
    for unit in ledger.units:
        filed = ledger.reports.get((round_.id, unit))
        if filed and filed.report.submitted and filed.report.submitted <= as_of:
            found += [(unit, remark) for remark in getattr(filed.report, kind)]
    return found


def corrections(ledger: Ledger, round_: Round, as_of: date) -> list[tuple[str, Correction]]:
    """The corrections that the units made in a round."""
    found: list[tuple[str, Correction]] = []
    for unit in ledger.units:
        filed = ledger.reports.get((round_.id, unit))
        if filed and filed.report.submitted and filed.report.submitted <= as_of:
            found += [(unit, correction) for correction in filed.report.corrections]
    return found
