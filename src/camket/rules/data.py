"""The ledger arranged for the rules, computed once: reports in order, who reports what, figures that look odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from camket.ledger.commitment import Round
from camket.ledger.goals import find_bounds, is_own
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures import Reading, gather, has_figure, read_result
from camket.ledger.results import (
    CountResult,
    IncidentsResult,
    ListResult,
    MilestoneResult,
    QuantityResult,
    RatioResult,
    Result,
)
from camket.ledger.scalars import Paper
from camket.ledger.targets import Incidents, Measure, NamedList, Quantity, Ratio, Target
from camket.ledger.tree import TARGETS, UNITS
from camket.rules.finding import Keys
from camket.standing.in_force import goal_in_force
from camket.standing.proposals import Proposal, proposals
from camket.standing.submissions import answers
from camket.text.source import Document
from camket.text.spelling import fold

if TYPE_CHECKING:
    from camket.history.issued import Later

# A zero too many or too few; a dot between thousands read as a decimal one; đồng for triệu đồng.
POWERS = (Decimal(1000), Decimal(10), Decimal(100), Decimal(1_000_000))


@dataclass(frozen=True, slots=True)
class FigureStep:
    """From one round's figure to the next one's that looks odd. `course` is where the pace so far would have led."""

    filed: Filed
    target: Target
    keys: Keys
    value: Decimal
    before: Decimal | None
    before_filed: Filed | None
    course: Decimal | None
    accumulates: bool


class CheckedYear:
    """A ledger arranged for the rules, once: reports in the order of the year, who reports what."""

    def __init__(self, ledger: Ledger, as_of: date, later: Sequence[Later] = ()) -> None:
        self.ledger = ledger
        self.as_of = as_of
        self.later = later
        calendar = ledger.calendar
        self.first_day = date(calendar.year, 1, 1)
        self.earliest = date(calendar.year - 1, 1, 1)
        self.order = {round_.id: index for index, round_ in enumerate(ledger.rounds)}
        self.round = {round_.id: round_ for round_ in ledger.rounds}
        self.cut_off = {round_.id: calendar.cut_off(round_) for round_ in ledger.rounds}
        self.days = {name: Decimal((day - self.first_day).days + 1) for name, day in self.cut_off.items()}
        self.targets_document = ledger.documents[TARGETS]
        self.reporters = {target.id: dict.fromkeys(ledger.reporters(target)) for target in ledger.targets.values()}
        self.asked: dict[str, list[Target]] = {}
        for target in ledger.targets.values():
            for unit in self.reporters[target.id]:
                self.asked.setdefault(unit, []).append(target)
        place = {unit: index for index, unit in enumerate(ledger.units)}
        self.filed = sorted(ledger.reports.values(), key=lambda filed: (self.order[filed.round], place[filed.unit]))
        self.filed_by: dict[str, list[Filed]] = {}
        for filed in self.filed:
            self.filed_by.setdefault(filed.unit, []).append(filed)

    @cached_property
    def answers(self) -> list[tuple[Document, Keys, str, date]]:
        """Every proposal that the office answers: where, which, and on what day."""
        return [
            (office.document, ("answers", index, "proposals", place), name, answer.date)
            for office in self.ledger.office.values()
            for index, answer in enumerate(office.content.answers)
            for place, name in enumerate(answer.proposals)
        ]

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """Every proposal of the year by its id."""
        return {one.id: one for one in proposals(self.ledger, self.ledger.rounds[-1], date.max)}

    @cached_property
    def spellings(self) -> dict[str, list[str]]:
        """The units behind each accepted spelling, folded."""
        found: dict[str, list[str]] = {}
        for unit in self.ledger.units.values():
            for key in dict.fromkeys(fold(name) for name in (unit.id, unit.name, unit.short or unit.name, *unit.spellings)):
                found.setdefault(key, []).append(unit.id)
        return found

    @cached_property
    def named_otherwise(self) -> list[tuple[Filed, str | None]]:
        """The reports that name their unit otherwise than by its id or name, and the unit so named."""
        found: list[tuple[Filed, str | None]] = []
        for filed in self.filed:
            name = filed.report.unit
            if name is None or name == filed.unit or name == self.ledger.units[filed.unit].name:
                continue
            units = [name] if name in self.ledger.units else self.spellings.get(fold(name), [])
            found.append((filed, filed.unit if filed.unit in units else next(iter(units), None)))
        return found

    @cached_property
    def unanswered(self) -> list[tuple[Filed, list[Target], int]]:
        """The received reports that leave something out: what, and of how many. A broken result is said elsewhere."""
        found: list[tuple[Filed, list[Target], int]] = []
        for filed in self.filed:
            if filed.report.submitted is None:
                continue
            round_, raw, results = self.round[filed.round], filed.report.results, filed.results
            required = [target for target in self.asked.get(filed.unit, ()) if not target.rounds or round_.id in target.rounds]
            left_out = [
                target
                for target in required
                if not answers(self.ledger, target, round_, results.get(target.id))
                and (raw.get(target.id) is None or target.id in results)
            ]
            if left_out:
                found.append((filed, left_out, len(required)))
        return found

    @cached_property
    def strange_dates(self) -> list[tuple[Filed, Keys, date]]:
        """The dates in reports that lie in the future, or more than a year before the commitment's year."""
        first, last = self.earliest, self.as_of
        return [(filed, keys, day) for filed in self.filed for keys, day in report_dates(filed) if not first <= day <= last]

    @cached_property
    def declared(self) -> dict[str, set[str]]:
        """The ids under units:, bodies:, groups: and rounds:, those of broken entries too, whose faults are already said."""
        found: dict[str, set[str]] = {
            "units": set(self.ledger.units),
            "bodies": set(self.ledger.bodies),
            "groups": set(self.ledger.groups),
            "rounds": set(self.order),
        }
        for name, ids in found.items():
            for _document, _index, entry in self.entries(name):
                ids.add(str(entry.get("id")))
        return found

    def entries(self, name: str) -> Iterator[tuple[Document, int, dict[str, Any]]]:
        """The entries of a list in targets.yaml or units.yaml as they were written."""
        for path in (TARGETS, UNITS):
            document = self.ledger.documents.get(path)
            value = document.value.get(name) if document is not None and isinstance(document.value, dict) else None
            if document is not None and isinstance(value, list):
                yield from ((document, index, entry) for index, entry in enumerate(value) if isinstance(entry, dict))

    @cached_property
    def issued_figures(self) -> dict[str, list[Filed]]:
        """Files that were changed after a report had been issued, as they stood in it."""
        found: dict[str, list[Filed]] = {}
        for one in self.later:
            for change in one.changes:
                found.setdefault(change.before.path, []).append(change.before)
        return found

    @cached_property
    def corrected(self) -> dict[tuple[str, str], list[int]]:
        """The rounds in which a unit's figure for a target was corrected."""
        found: dict[tuple[str, str], list[int]] = {}
        for filed in self.filed:
            for correction in filed.report.corrections:
                found.setdefault((correction.target, correction.unit or filed.unit), []).append(self.order[filed.round])
        return found

    @cached_property
    def steps(self) -> list[FigureStep]:
        """The odd steps of all figures, without those that a correction answers."""
        return [step for filings in self.filed_by.values() for step in self._steps_of(filings) if not self._is_corrected(step)]

    def _steps_of(self, filings: Sequence[Filed]) -> Iterator[FigureStep]:
        last: dict[tuple[str, Keys], tuple[Filed, Decimal]] = {}
        targets = self.ledger.targets
        for filed in filings:
            for target_id, result in filed.results.items():
                target = targets[target_id]
                for keys, value, accumulates in _figures_on_the_way(target.measure, result):
                    before_filed, before = last.get((target_id, keys), (None, None))
                    last[target_id, keys] = (filed, value)
                    course: Decimal | None = None
                    if before is not None and before_filed is not None:
                        gone = self.days[before_filed.round]
                        course = before * self.days[filed.round] / gone if accumulates and gone > 0 else before
                    if _is_odd(value, before, course, accumulates):
                        yield FigureStep(filed, target, keys, value, before, before_filed, course, accumulates)

    def _is_corrected(self, step: FigureStep) -> bool:
        now = self.order[step.filed.round]
        since = self.order[step.before_filed.round] if step.before_filed else -1
        return any(since < when <= now for when in self.corrected.get((step.target.id, step.filed.unit), ()))

    def reading(self, target: Target, unit: str, round_: Round) -> Reading | None:
        """What a unit's file of a round says of a target; the items of a list are those named so far."""
        filed = self.ledger.reports.get((round_.id, unit))
        result = filed.results.get(target.id) if filed else None
        if result is None or not has_figure(result):
            return None
        if not isinstance(target.measure, (NamedList, Incidents)):
            return read_result(target.measure, result)
        until = self.order[round_.id]
        earlier = [filed for filed in self.filed_by[unit] if self.order[filed.round] <= until]
        return gather(target.measure, [filed.results[target.id] for filed in earlier if target.id in filed.results])

    def goal_of(self, step: FigureStep) -> Decimal | None:
        """The number that a figure is to reach, where one is known."""
        if step.keys != ("value",):
            return None
        target = step.target
        goal, references = goal_in_force(target, self.cut_off[step.filed.round])
        for condition in goal.all or goal.yardsticks[0].all:
            if condition.of is None and condition.over is None and (not target.sum_of or is_own(condition, references)):
                return find_bounds(condition, target.measure, references, step.filed.unit).nominal
        return None


def _figures_on_the_way(measure: Measure, result: Result) -> Iterator[tuple[Keys, Decimal, bool]]:
    """The figures of a result that can be held against earlier rounds: keys, figure, whether it accumulates."""
    if isinstance(measure, Quantity) and isinstance(result, (QuantityResult, CountResult)):
        if result.value is not None:
            yield ("value",), result.value, measure.accumulates
        for name, figure in result.parts.items():
            yield ("parts", name), figure, measure.accumulates
    elif isinstance(measure, Ratio) and isinstance(result, RatioResult):
        if result.part is not None:
            yield ("part",), result.part, measure.accumulates
        if result.whole is not None:
            yield ("whole",), result.whole, False


def _is_odd(value: Decimal, before: Decimal | None, course: Decimal | None, accumulates: bool) -> bool:
    """A cheap look that lets nearly every figure pass."""
    if before is None or course is None:
        return accumulates and value > 0
    if not accumulates:
        return bool(before and value) and not before / 300 < value < before * 300
    return value < before or value > 5 * course


def report_dates(filed: Filed) -> Iterator[tuple[Keys, date]]:
    """Every date of a report but those of what is only planned, with its keys."""
    report = filed.report
    if report.submitted is not None:
        yield ("submitted",), report.submitted
    for index, day in enumerate(report.resubmitted):
        yield ("resubmitted", index), day
    if report.letter is not None and report.letter.date is not None:
        yield ("letter", "date"), report.letter.date
    for index, correction in enumerate(report.corrections):
        yield ("corrections", index, "date"), correction.date
    for target, result in filed.results.items():
        if result.evidence:
            yield from _paper_dates(("results", target), result.evidence)
        if isinstance(result, MilestoneResult) and result.date is not None:
            yield ("results", target, "date"), result.date
        elif isinstance(result, ListResult):
            for index, item in enumerate(result.items or ()):
                yield from _paper_dates(("results", target, "items", index), item.evidence)
        elif isinstance(result, IncidentsResult):
            for index, incident in enumerate(result.incidents or ()):
                yield from _paper_dates(("results", target, "incidents", index), incident.evidence)
                if incident.date is not None:
                    yield ("results", target, "incidents", index, "date"), incident.date


def _paper_dates(keys: Keys, papers: Sequence[Paper]) -> Iterator[tuple[Keys, date]]:
    for index, paper in enumerate(papers):
        if paper.date is not None:
            yield (*keys, "evidence", index, "date"), paper.date
