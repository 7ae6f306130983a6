"""The figures that every page needs, computed once: who has reported, and how each commitment stands.

Nothing here reads a file or prints; `survey` turns a Ledger, a round and a day into one Survey.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic_core import PydanticCustomError

from camket.ledger.commitment import Round
from camket.ledger.goals import Bounds, Judged, Moment, default_pace, expect, find_bounds, is_own, judge, worst
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures import (
    WIDE,
    Reading,
    add,
    add_up,
    counts,
    decimal_of,
    exact_figure,
    gather,
    has_figure,
    is_answered,
    is_whole,
    read_result,
)
from camket.ledger.reports import Correction, Extension, Overrule, Remark, Verdict
from camket.ledger.results import Item, ListResult, Result
from camket.ledger.scalars import read_figure
from camket.ledger.targets import (
    Condition,
    Goal,
    Incidents,
    NamedList,
    Pace,
    Quantity,
    Ratio,
    Reference,
    Revision,
    Score,
    Target,
)
from camket.ledger.tree import REPORTS
from camket.text.spelling import fold

State = Literal["on-time", "late", "missing", "pending"]


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit in one round: when its report was due and received, and how much of it is answered.

    `unreadable` is the path of a file that is there and cannot be read: the unit may well have reported.
    """

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
    unreadable: str | None = None

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

    `reading_round` is the round the figure comes from, `previous` the last figure before it, from `previous_round`
    (and `previous_reported` what it was before a correction),
    `projection` the year's end at this speed. `by_unit` holds the members of a group, `own` the lead's own figure
    beside their sum. A member of a sum without a figure of its own to reach has no `goal` and nothing `judged`.
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
    previous_reported: Reading | None = None
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
        """Per cent of the goal; of several conditions the one that is furthest behind. None where a condition that has
        no share is the one that does not hold: 100% would belie it."""
        if any(judged.share is None and judged.verdict in ("missed", "behind") for judged in self.conditions):
            return None
        shares = [judged.share for judged in self.conditions if judged.share is not None]
        return min(shares) if shares else None

    @property
    def expected(self) -> Decimal | None:
        """What the pace asks for at the cut-off, in the figure's own unit; of several yardsticks the one furthest off."""
        known = [judged for judged in self.conditions if judged.expected is not None]
        # Conditions on the figure itself; those on a part of it count in another unit.
        main = [judged for judged in known if judged.bounds.condition.of is None] or known[:1]
        return min(main, key=lambda judged: judged.share or Decimal(0)).expected if main else None

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

    def is_reason_for_attention(self, verdict: Verdict) -> bool:
        """Whether a verdict calls for somebody to act: until the round is due, what is not reported yet does not."""
        return verdict in ("missed", "behind") or (verdict == "not-reported" and self.as_of > self.due)

    def needs_attention(self, standing: Standing) -> bool:
        """Whether a target, or a unit's part of it, calls for somebody to act."""
        return any(self.is_reason_for_attention(one.verdict) for one in (standing, *standing.by_unit))


# Members' parts of targets that are known to stand as they do, by target and unit.
Parts = Mapping[tuple[str, str], "Standing"]


def survey(
    ledger: Ledger, round_: Round, as_of: date, targets: Collection[str] | None = None, parts: Parts | None = None
) -> Survey:
    """How everything stands in `round_` when looked at on `as_of`; of `targets` alone where some are named.

    `parts` are units' parts that stand as they do in another state of the data: what a unit has not changed is not judged
    again.
    """
    calendar = ledger.calendar
    asked = {unit: required_targets(ledger, unit, round_) for unit in ledger.units}
    # Who has nothing to answer in this round is not waited for; a report sent all the same is counted.
    submissions = tuple(
        submission(ledger, round_, unit, as_of, required)
        for unit, required in asked.items()
        if required or (round_.id, unit) in ledger.reports
    )
    view = _View(ledger, round_, as_of, parts or {})
    standings = tuple(view.standing(target) for target in ledger.targets.values() if targets is None or target.id in targets)
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


def narrow(found: Survey, *, unit: str | None = None, target: str | None = None, behind: bool = False) -> Survey:
    """The survey cut down to one unit, one target, or what needs attention; a unit's part stands for its group's whole."""
    submissions = [one for one in found.submissions if unit is None or one.unit == unit]
    standings = [one for one in found.standings if target is None or one.target.id == target]
    if target is not None:
        asked = [reporter for one in standings for reporter in found.ledger.reporters(one.target)]
        submissions = [one for one in submissions if one.unit in asked]
    if unit is not None:
        standings = [
            next((part for part in one.by_unit if part.unit == unit), one)
            for one in standings
            if unit in found.ledger.reporters(one.target)
        ]
    if behind:
        submissions = [one for one in submissions if one.state in ("late", "missing") or one.is_empty or one.unreadable]
        standings = [one for one in standings if found.needs_attention(one)]
    return replace(found, submissions=tuple(submissions), standings=tuple(standings))


def history(ledger: Ledger, target: Target, last: Round, as_of: date) -> tuple[tuple[Round, Standing], ...]:
    """How one target stood in every round up to `last`, with what was received by `as_of`."""
    return tuple((round_, _View(ledger, round_, as_of, {}).standing(target)) for round_ in ledger.calendar.through(last))


def counted_items(ledger: Ledger, target: Target, last: Round, as_of: date) -> dict[str, tuple[Round, str, Item]]:
    """Where each item of a list is counted, by its folded name: the first one received that meets the conditions.

    A unit that has the target for itself counts its own; in their total an item still stands once.
    """
    found: dict[str, tuple[Round, str, Item]] = {}
    for round_ in ledger.calendar.through(last):
        for unit in ledger.reporters(target):
            filed = ledger.received(round_.id, unit, as_of)
            result = filed.results.get(target.id) if filed else None
            if isinstance(target.measure, NamedList) and isinstance(result, ListResult):
                for item in result.items or ():
                    if counts(target.measure, item):
                        found.setdefault(fold(item.name), (round_, unit, item))
    return found


def sections(ledger: Ledger) -> dict[str, list[Target]]:
    """Targets by the document's sections in the order of their first target; without sections, by who leads."""
    found: dict[str, list[Target]] = {}
    for target in ledger.targets.values():
        party = target.lead or target.reporter
        key = target.section or ", ".join((party,) if party else target.each or target.sum_of)
        found.setdefault(key, []).append(target)
    return found


def numbers(ledger: Ledger) -> dict[str, str]:
    """The number that each target has in a report's appendix, by its id: 1.1, 1.2 … 9.6."""
    return {
        target.id: f"{section}.{index}"
        for section, targets in enumerate(sections(ledger).values(), start=1)
        for index, target in enumerate(targets, start=1)
    }


def group_units(ledger: Ledger) -> list[str]:
    """The units that stand side by side in a report's appendix, in its order: all that share a target with others."""
    sharing = {unit for target in ledger.targets.values() if target.each for unit in ledger.members(target)}
    return [unit for unit in ledger.units if unit in sharing]


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
    granted = [e for e in office.content.extensions if e.unit == unit and (e.date or as_of) <= as_of] if office else []
    extension = max(granted, key=lambda extension: extension.due, default=None)
    if extension is not None:
        due = extension.due
    filed = ledger.reports.get((round_.id, unit))
    submitted = filed.report.submitted if filed else None
    if submitted is None or submitted > as_of:
        state: State = "missing" if as_of > due else "pending"
        late = (as_of - due).days if state == "missing" else None
        names = tuple(target.id for target in required)
        path = f"{REPORTS}/{round_.id}/{unit}.yaml"
        unreadable = path if filed is None and path in ledger.skipped else None
        return Submission(unit, state, due, written, extension, None, late, 0, len(required), names, filed, unreadable)
    assert filed is not None
    unanswered = tuple(target.id for target in required if not answers(ledger, target, round_, filed.results.get(target.id)))
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
            for name, revised in revision.references.items():
                references = {**references, name: _revise(references.get(name), revised, revision)}
    return goal, references


def _revise(old: Reference | None, new: Reference, revision: Revision) -> Reference:
    """A reference after a revision, which may name some units' figures and leave the others'."""
    if old is None:
        return new
    given = {name: getattr(new, name) for name in new.model_fields_set - {"by_unit"}}
    if "value" in given:  # the new figure has not the old one's date and document
        given = {"date": revision.date, "document": revision.document, **given}
    return old.model_copy(update={**given, "by_unit": {**old.by_unit, **new.by_unit}})


class _View:
    """One round on one day, with what was received by then."""

    def __init__(self, ledger: Ledger, round_: Round, as_of: date, parts: Parts) -> None:
        self.ledger = ledger
        self.parts = parts
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
        parts = tuple(self.parts.get((target.id, unit)) or self._of_unit(target, unit) for unit in members)
        if target.sum_of:
            return self._of_sum(target, parts)
        computed = worst([part.verdict for part in parts])
        unheard = tuple(part.unit for part in parts if part.unit and part.computed == "not-reported")
        goal, _references = goal_in_force(target, min(self.cut_off, self.as_of))
        overrule = self._overrule(target, None)
        verdict = overrule.verdict if overrule else computed
        reading = self._total(target, parts)
        previous, previous_round = self._previous_total(target, parts)
        return Standing(
            target, None, verdict, computed, overrule, goal, reading, self._asked(target, self.round), self.cut_off,
            previous=previous, previous_round=previous_round, by_unit=parts, unheard=unheard,
        )  # fmt: skip

    def _total(self, target: Target, parts: Sequence[Standing]) -> Reading | None:
        """What the units' figures add up to, beside the verdict that each gets."""
        readings = [part.reading for part in parts if part.reading is not None]
        return None if _is_of_its_own(target) else add_up(target.measure, readings)

    def _previous_total(self, target: Target, parts: Sequence[Standing]) -> tuple[Reading | None, Round | None]:
        """What the units' figures came to before, where all of them are of one round."""
        rounds = {part.previous_round.id: part.previous_round for part in parts if part.previous and part.previous_round}
        readings = [part.previous for part in parts if part.previous]
        if len(rounds) != 1 or len(readings) < len(parts) or _is_of_its_own(target):
            return None, self._round_before(target)
        return add_up(target.measure, readings), next(iter(rounds.values()))

    def _of_sum(self, target: Target, parts: tuple[Standing, ...]) -> Standing:
        readings = [part.reading for part in parts if part.reading is not None]
        total = add_up(target.measure, readings)
        asked = self._asked(target, self.round)
        unheard = tuple(part.unit for part in parts if asked and part.unit and part.reading is None)
        previous, previous_round = self._previous_total(target, parts)
        own: Reading | None = None
        result: Result | None = None
        filed: Filed | None = None
        if target.reporter and target.reporter not in self.ledger.members(target):
            own, _round, result, filed = self._reading(target, target.reporter, self.round)
            before, before_round = self._previous(target, target.reporter)
            previous, previous_round = (before, before_round) if own and before else (previous, previous_round)
        elif all(part.result and part.result.awaiting for part in parts):
            result = parts[0].result
        whole = self._judge(target, None, own or total, asked or self.round, result)
        if own is None and unheard:
            whole = _as_far_as_heard(whole)
        same = _same_period(target, result.same_period) if result else None
        if own is None and same is None and all(part.same_period is not None for part in parts):
            sums = not isinstance(target.measure, Ratio)
            same = add(part.same_period for part in parts if part.same_period is not None) if sums else None
        difference: Decimal | None = None
        if own and total and own.value is not None and total.value is not None:
            difference = WIDE.subtract(own.value, total.value)
        return replace(
            whole, result=result, filed=filed, reading_round=asked, by_unit=parts, unheard=unheard, own=own,
            previous=previous, previous_round=previous_round, same_period=same, difference=difference,
        )  # fmt: skip

    def _of_unit(self, target: Target, unit: str | None) -> Standing:
        reading, reading_round, result, filed = self._reading(target, unit, self.round)
        standing = self._judge(target, unit, reading, reading_round or self.round, result)
        reported, previous_round = self._previous(target, unit)
        corrected = self._corrected(target, unit, reported, previous_round)
        return replace(
            standing,
            result=result,
            filed=filed,
            reading_round=reading_round,
            previous=corrected or reported,
            previous_reported=reported if corrected else None,
            previous_round=previous_round,
            same_period=_same_period(target, result.same_period if result else None),
        )

    def _asked(self, target: Target, round_: Round) -> Round | None:
        """The last round up to `round_` in which the target is asked for."""
        rounds = self.ledger.calendar.through(round_)
        return next((r for r in reversed(rounds) if not target.rounds or r.id in target.rounds), None)

    def _round_before(self, target: Target) -> Round | None:
        asked = self._asked(target, self.round)
        before = self.ledger.calendar.before(asked) if asked else None
        return self._asked(target, before) if before else None

    def _previous(self, target: Target, unit: str | None) -> tuple[Reading | None, Round | None]:
        """The last figure before this round's, with its round; the round before where there is none."""
        before = nearest = self._round_before(target)
        while before is not None:
            reading = self._reading(target, unit, before)[0]
            if reading is not None:
                return reading, before
            earlier = self.ledger.calendar.before(before)
            before = self._asked(target, earlier) if earlier else None
        return None, nearest

    def _corrected(self, target: Target, unit: str | None, reported: Reading | None, round_: Round | None) -> Reading | None:
        """An earlier figure as a later report up to this round has put it right, or None where none has."""
        if reported is None or round_ is None or not isinstance(target.measure, (Quantity, Score)):
            return None
        found: Reading | None = None
        for later in self.ledger.calendar.through(self.round)[self.ledger.calendar.index(round_) + 1 :]:
            filed = self._received(later, unit)
            for correction in filed.report.corrections if filed else ():
                if correction.target == target.id and correction.unit in (None, unit):
                    current = found or reported
                    if _typed_figure(target, correction.old) == current.value:
                        found = Reading(_typed_figure(target, correction.new), dict(current.figures))
        return found if found and found.value is not None else None

    def _reading(
        self, target: Target, unit: str | None, round_: Round
    ) -> tuple[Reading | None, Round | None, Result | None, Filed | None]:
        """The figure that `unit` has reported for `target` up to `round_`, if its report has been received."""
        asked = self._asked(target, round_)
        if asked is None:
            return None, None, None, None
        filed = self._received(asked, unit)
        result = filed.results.get(target.id) if filed else None
        if filed is None or result is None or not has_figure(result):
            return None, asked, result, filed
        if isinstance(target.measure, (NamedList, Incidents)):
            earlier = [self._received(r, unit) for r in self.ledger.calendar.through(asked)]
            results = [f.results[target.id] for f in earlier if f and target.id in f.results]
            return gather(target.measure, results), asked, result, filed
        return read_result(target.measure, result), asked, result, filed

    def _received(self, round_: Round, unit: str | None) -> Filed | None:
        return self.ledger.received(round_.id, unit or "", self.as_of)

    def _overrule(self, target: Target, unit: str | None) -> Overrule | None:
        """The office's last word on the target, or on one member's part of it."""
        of_whom = [unit] if self.ledger.members(target) else [None, *self.ledger.reporters(target)]
        for overrule in reversed(self.overrules):
            said = overrule.date is None or overrule.date <= self.as_of
            if overrule.target == target.id and overrule.unit in of_whom and said:
                return overrule
        return None

    def _judge(
        self, target: Target, unit: str | None, reading: Reading | None, reading_round: Round, result: Result | None = None
    ) -> Standing:
        calendar = self.ledger.calendar
        cut_off = calendar.cut_off(reading_round)
        goal, references = goal_in_force(target, min(self.cut_off, self.as_of))
        pace = pace_of(target)
        is_part = bool(target.sum_of) and unit is not None

        def judge_all(conditions: Sequence[Condition]) -> tuple[Judged, ...]:
            # The goal of a sum is not the goal of each that adds to it.
            asked = [condition for condition in conditions if not is_part or is_own(condition, references)]
            bounds = [find_bounds(condition, target.measure, references, unit) for condition in asked]
            return tuple(self._judge_one(target, bound, reading, pace, reading_round) for bound in bounds)

        judged = judge_all(goal.all)
        found = [(yardstick.name, judge_all(yardstick.all)) for yardstick in goal.yardsticks]
        yards = tuple(
            Yard(name, worst([j.verdict for j in conditions]), conditions) for name, conditions in found if conditions
        )
        stretch = judge_all((goal.stretch,)) if goal.stretch is not None else ()
        everything = [*judged, *(j for yard in yards for j in yard.judged)]
        computed = self._verdict(target, pace, reading, result, everything)
        overrule = self._overrule(target, unit if self.ledger.members(target) else None)
        return Standing(
            target, unit, overrule.verdict if overrule else computed, computed, overrule, goal if everything else None,
            reading, reading_round, cut_off, judged, yards, stretch[0] if stretch else None,
            projection=self._project(target, pace, reading, reading_round),
        )  # fmt: skip

    def _verdict(
        self, target: Target, pace: Pace, reading: Reading | None, result: Result | None, judged: list[Judged]
    ) -> Verdict:
        """The worst of the conditions, unless it is too early for them, or there is no figure or no goal."""
        if pace.kind == "after_year" and self.moment < assessed_from(self.ledger, pace):
            return "not-yet-due"
        if reading is None:
            if result is not None and result.awaiting:
                return "awaiting-publication" if result.awaiting == "publication" else "not-yet-due"
            if pace.kind == "after_year":
                return "awaiting-publication"
            if self._asked(target, self.round) is None:
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
        calendar = self.ledger.calendar
        cut_off = calendar.cut_off(reading_round)
        over = condition.over
        last_year = over.until or calendar.year if over else calendar.year
        if pace.kind == "by_round":
            elapsed = self._share_by_round(pace, reading_round)
        elif over is not None and over.how == "mean" and accumulates:
            # The years gone by are whole; only this one's figure is still on its way.
            elapsed = (len(over.past) + calendar.share_gone(cut_off)) / (len(over.past) + 1)
        else:
            first_year = min([*over.past, calendar.year]) if over else calendar.year
            elapsed = calendar.share_gone(cut_off, first_year, last_year)
        end = date(last_year, 12, 31)
        if condition.deadline is not None and condition.comparator not in ("by", "before"):
            # A figure to be reached in mid-year: its time is up on that day, and its pace leads to it.
            end = min(end, condition.deadline)
            if pace.kind == "linear" and over is None:
                elapsed = min(Fraction(1), elapsed / (calendar.share_gone(end) or 1))
        year_ended = self.moment > end or min(cut_off, self.as_of) >= end
        return Moment(self.moment, year_ended, pace.kind, elapsed)

    def _share_by_round(self, pace: Pace, reading_round: Round) -> Fraction:
        """The share set for the round, or for the last round before it that has one; nothing before the first."""
        for round_ in reversed(self.ledger.calendar.through(reading_round)):
            if round_.id in pace.shares:
                return Fraction(pace.shares[round_.id]) / 100
        return Fraction(0)

    def _project(self, target: Target, pace: Pace, reading: Reading | None, reading_round: Round) -> Decimal | None:
        """Where the figure ends at the speed it has had so far."""
        measure = target.measure
        if not isinstance(measure, (Quantity, Ratio, NamedList)) or not measure.accumulates:
            return None
        if reading is None or pace.kind not in ("linear", "by_round"):
            return None
        if pace.kind == "by_round":
            elapsed = self._share_by_round(pace, reading_round)
        else:
            elapsed = self.ledger.calendar.share_gone(self.ledger.calendar.cut_off(reading_round))
        reached = exact_figure(measure, reading, None)
        if reached is None or not elapsed:
            return None
        projected = reached / elapsed
        if isinstance(measure, Ratio) and not measure.may_exceed:
            projected = min(projected, Fraction(measure.per))
        return decimal_of(projected)


def _as_far_as_heard(whole: Standing) -> Standing:
    """A sum that some have not reported to: no verdict that their figures could turn round, and no way come down that
    is only theirs left out."""
    if isinstance(whole.target.measure, Ratio):
        return whole  # its share stands for the units that did report
    yards = tuple(replace(yard, judged=_without_fall(yard.judged)) for yard in whole.yards)
    whole = replace(whole, judged=_without_fall(whole.judged), yards=yards, projection=None)
    conditions = whole.conditions
    passed = any(j.bounds.high is not None and j.actual is not None and j.actual > j.bounds.high for j in conditions)
    short = whole.computed == "missed" and not passed
    holding = whole.computed in ("met", "exceeded") and any(j.bounds.is_limit or j.bounds.falls for j in conditions)
    if not short and not holding:
        return whole
    return replace(whole, computed="not-reported", verdict=whole.overrule.verdict if whole.overrule else "not-reported")


def _without_fall(judged: tuple[Judged, ...]) -> tuple[Judged, ...]:
    return tuple(replace(one, share=None, expected=None) if one.bounds.falls else one for one in judged)


def _is_of_its_own(target: Target) -> bool:
    """Whether each unit's figure is of a whole of its own (17 of 19 criteria), so that they make nothing together."""
    return bool(target.each) and isinstance(target.measure, Quantity) and target.measure.out_of is not None


def _same_period(target: Target, typed: str | None) -> Decimal | None:
    return None if typed is None else _typed_figure(target, typed)


def _typed_figure(target: Target, typed: str) -> Decimal | None:
    """A figure given as text, or None where it cannot be read, which a check says."""
    try:
        return read_figure(typed, whole=is_whole(target.measure), percent=True)
    except PydanticCustomError:
        return None


def remarks(ledger: Ledger, round_: Round, as_of: date, kind: Literal["difficulties", "proposals"]) -> list[tuple[str, Remark]]:
    """All difficulties, or proposals, of a round with the unit that wrote each, in the office's order."""
    found: list[tuple[str, Remark]] = []
    for unit in ledger.units:
        if filed := ledger.received(round_.id, unit, as_of):
            found += [(unit, remark) for remark in getattr(filed.report, kind)]
    return found


def corrections(ledger: Ledger, round_: Round, as_of: date) -> list[tuple[str, Correction]]:
    """The corrections that the units made in a round."""
    found: list[tuple[str, Correction]] = []
    for unit in ledger.units:
        if filed := ledger.received(round_.id, unit, as_of):
            found += [(unit, correction) for correction in filed.report.corrections]
    return found


def closing_day(ledger: Ledger, round_: Round) -> date:
    """The day on which a round can be drawn up: the last due date, receipt or overruling, whichever comes last.

    No clock is asked.
    """
    days = [ledger.calendar.due(round_)]
    office = ledger.office.get(round_.id)
    if office is not None:
        days += [extension.due for extension in office.content.extensions]
        days += [overrule.date for overrule in office.content.overrules if overrule.date is not None]
    for (round_id, _unit), filed in ledger.reports.items():
        if round_id == round_.id and filed.report.submitted is not None:
            days.append(filed.report.submitted)
    return max(days)
