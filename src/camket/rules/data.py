"""The ledger arranged for the rules of `check`: reports in order, who reports what, figures that look odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from camket.history.issued import Later
from camket.ledger.commitment import Round
from camket.ledger.evidence import NOTHING_SEEN, KeptEvidence
from camket.ledger.goals import Bounds, find_bounds, is_own
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures.base import Reading
from camket.ledger.scalars import Paper
from camket.ledger.targets import Target
from camket.ledger.tree import TARGETS, UNITS
from camket.standing.in_force import goal_in_force
from camket.standing.last_year import LastYear
from camket.standing.proposals import Proposal, proposals
from camket.standing.submissions import answers
from camket.standing.wording import round_name
from camket.text.source import Document, Keys, Plain
from camket.text.spelling import fold

# The factors by which a typing error changes a figure: a dot between thousands read as a decimal point; one or two zeros too
# many or too few; đồng in place of triệu đồng.
POWERS = (Decimal(1000), Decimal(10), Decimal(100), Decimal(1_000_000))


class WrittenAnswer(NamedTuple):
    """One proposal that the office answers: where the answer is written, the proposal's id, and the day of the answer."""

    document: Document
    keys: Keys
    proposal: str
    day: date


class IncompleteReport(NamedTuple):
    """A received report that leaves targets out. `required` is the number of targets that its unit must answer."""

    filed: Filed
    left_out: list[Target]
    required: int


class StrangeDate(NamedTuple):
    """A date of a report that is in the future or long past, and its keys."""

    filed: Filed
    keys: Keys
    day: date


class WrittenEntry(NamedTuple):
    """An entry of a list in targets.yaml or units.yaml as it was written, with its position in that list, from 0."""

    document: Document
    position: int
    value: dict[str, Plain]


@dataclass(frozen=True, slots=True)
class FigureStep:
    """The step from a figure of one round to the same figure of the next report, where it looks odd.

    `value` is the figure in `filed`, `before` the figure in `before_filed`. `course` is the figure that the pace so far leads
    to on the new cut-off day: 38 on day 90 of the year leads to 76 on day 180. For a figure that does not accumulate, `course`
    is `before`. `before`, `before_filed` and `course` are None where there is no earlier figure.
    """

    filed: Filed
    target: Target
    keys: Keys
    value: Decimal
    before: Decimal | None
    before_filed: Filed | None
    course: Decimal | None
    accumulates: bool


class CheckedYear:
    """A ledger arranged for the rules of `check`: each list is computed once, on first use.

    `as_of` is the day of the check; `later` holds what was changed since reports were issued, `evidence` what was found
    of the evidence files, `last_year` the data of the year before (None: they are not looked at). `order` is the index
    of a round in the year, `cut_off` the day up to which its figures count, `days` the number of that day in the year (the
    first is 1); `reporters` are the units that report a target, `asked` the targets that a unit reports, `filed` all reports
    by round, then by unit.
    """

    def __init__(
        self,
        ledger: Ledger,
        as_of: date,
        later: Sequence[Later] = (),
        evidence: KeptEvidence = NOTHING_SEEN,
        last_year: LastYear | None = None,
    ) -> None:
        self.ledger = ledger
        self.as_of = as_of
        self.later = later
        self.evidence = evidence
        self.last_year = last_year
        calendar = ledger.calendar
        self.first_day = calendar.year.first
        self.earliest = calendar.year.first_day_of(calendar.year.number - 1)
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

    def round_name(self, name: str) -> str:
        """Return the name of a round, given its id."""
        return round_name(self.round[name])

    @cached_property
    def answers(self) -> list[WrittenAnswer]:
        """Every answer of the office to a proposal, in the order of rounds and of the file."""
        return [
            WrittenAnswer(office.document, ("answers", index, "proposals", place), name, answer.date)
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
        """The ids of the units that accept a spelling, by the folded spelling."""
        found: dict[str, list[str]] = {}
        for unit in self.ledger.units.values():
            for key in dict.fromkeys(fold(name) for name in (unit.id, unit.name, unit.short or unit.name, *unit.spellings)):
                found.setdefault(key, []).append(unit.id)
        return found

    @cached_property
    def named_otherwise(self) -> list[tuple[Filed, str | None]]:
        """The reports whose `unit:` is neither the id nor the name of the unit of their file, and the unit that it means.

        None where no unit accepts the spelling.
        """
        found: list[tuple[Filed, str | None]] = []
        for filed in self.filed:
            name = filed.report.unit
            if name is None or name == filed.unit or name == self.ledger.units[filed.unit].name:
                continue
            units = [name] if name in self.ledger.units else self.spellings.get(fold(name), [])
            found.append((filed, filed.unit if filed.unit in units else next(iter(units), None)))
        return found

    @cached_property
    def incomplete(self) -> list[IncompleteReport]:
        """The received reports that leave targets out. A broken result is not left out: it has a problem of its own."""
        found: list[IncompleteReport] = []
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
                found.append(IncompleteReport(filed, left_out, len(required)))
        return found

    @cached_property
    def strange_dates(self) -> list[StrangeDate]:
        """The dates in reports that are after the day of the check, or before the year that precedes the commitment's."""
        dates = (StrangeDate(filed, keys, day) for filed in self.filed for keys, day in report_dates(filed))
        return [one for one in dates if not self.earliest <= one.day <= self.as_of]

    @cached_property
    def declared(self) -> dict[str, set[str]]:
        """The ids written under units:, bodies:, groups: and rounds:, by that key.

        Ids of broken entries are included: those entries have their own problem, and the places that use the id are right.
        """
        found: dict[str, set[str]] = {
            "units": set(self.ledger.units),
            "bodies": set(self.ledger.bodies),
            "groups": set(self.ledger.groups),
            "rounds": set(self.order),
        }
        for name, ids in found.items():
            ids.update(str(entry.value.get("id")) for entry in self.entries(name))
        return found

    def entries(self, name: str) -> Iterator[WrittenEntry]:
        """Yield the entries of the list `name` (units, bodies, groups, rounds) in targets.yaml and units.yaml."""
        for path in (TARGETS, UNITS):
            document = self.ledger.documents.get(path)
            value = document.value.get(name) if document is not None and isinstance(document.value, dict) else None
            if document is not None and isinstance(value, list):
                for index, entry in enumerate(value):
                    if isinstance(entry, dict):
                        yield WrittenEntry(document, index, entry)

    @cached_property
    def issued_states(self) -> dict[tuple[str, str], list[Filed]]:
        """The files that were changed after a report was issued, each as it was in that report, by round and unit."""
        found: dict[tuple[str, str], list[Filed]] = {}
        for one in self.later:
            for change in one.changes:
                found.setdefault((change.before.round, change.before.unit), []).append(change.before)
        return found

    @cached_property
    def corrected(self) -> dict[tuple[str, str], list[int]]:
        """The rounds (as indexes in `order`) in which a figure was corrected, by target and unit."""
        found: dict[tuple[str, str], list[int]] = {}
        for filed in self.filed:
            for correction in filed.report.corrections:
                found.setdefault((correction.target, correction.unit or filed.unit), []).append(self.order[filed.round])
        return found

    @cached_property
    def steps(self) -> list[FigureStep]:
        """The odd steps of all figures, without those that a correction explains."""
        return [step for filings in self.filed_by.values() for step in self._steps_of(filings) if not self._is_corrected(step)]

    def _steps_of(self, filings: Sequence[Filed]) -> Iterator[FigureStep]:
        last: dict[tuple[str, Keys], tuple[Filed, Decimal]] = {}
        targets = self.ledger.targets
        for filed in filings:
            for target_id, result in filed.results.items():
                target = targets[target_id]
                for keys, value, accumulates in target.measure.running_figures(result):
                    before_filed, before = last.get((target_id, keys), (None, None))
                    last[target_id, keys] = (filed, value)
                    course: Decimal | None = None
                    if before is not None and before_filed is not None:
                        days = self.days[before_filed.round]
                        course = before * self.days[filed.round] / days if accumulates and days > 0 else before
                    if _is_odd(value, before, course, accumulates):
                        yield FigureStep(filed, target, keys, value, before, before_filed, course, accumulates)

    def _is_corrected(self, step: FigureStep) -> bool:
        now = self.order[step.filed.round]
        since = self.order[step.before_filed.round] if step.before_filed else -1
        return any(since < when <= now for when in self.corrected.get((step.target.id, step.filed.unit), ()))

    def reading(self, target: Target, unit: str, round_: Round) -> Reading | None:
        """Return the figures that a unit reports for a target in a round, or None where it reports none.

        A list's figures come from all items that the unit has named up to this round.
        """
        filed = self.ledger.reports.get((round_.id, unit))
        result = filed.results.get(target.id) if filed else None
        if result is None or not result.has_figure:
            return None
        if not target.measure.is_list:
            return target.measure.read(result)
        until = self.order[round_.id]
        earlier = [filed for filed in self.filed_by[unit] if self.order[filed.round] <= until]
        return target.measure.gather([filed.results[target.id] for filed in earlier if target.id in filed.results])

    def goal_of(self, step: FigureStep) -> Decimal | None:
        """Return the number that the figure of a step must reach, or None where no such number is known."""
        if step.keys != ("value",):
            return None
        bounds = self.bounds_of(step.target, step.filed)
        return bounds.nominal if bounds is not None else None

    def bounds_of(self, target: Target, filed: Filed) -> Bounds | None:
        """Return the first condition of a target for the main figure of a unit, in numbers; None where there is none."""
        goal, references = goal_in_force(target, self.cut_off[filed.round])
        for condition in goal.all or goal.yardsticks[0].all:
            if condition.of is None and condition.over is None and (not target.sum_of or is_own(condition, references)):
                return find_bounds(condition, target.measure, references, filed.unit)
        return None


def _is_odd(value: Decimal, before: Decimal | None, course: Decimal | None, accumulates: bool) -> bool:
    """A quick test that lets nearly every figure pass; the rules look closer at the rest.

    Kept are steps that fall or go beyond five times the course; for a level, steps by a factor of 300 or more.
    """
    if before is None or course is None:
        return accumulates and value > 0
    if not accumulates:
        return bool(before and value) and not before / 300 < value < before * 300
    return value < before or value > 5 * course


def report_dates(filed: Filed) -> Iterator[tuple[Keys, date]]:
    """Yield every date of a report with its keys, except dates of what is only planned."""
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
        where: Keys = ("results", target)
        yield from _paper_dates(where, result.evidence)
        yield from (((*where, *keys), day) for keys, day in result.days())
        for keys, entry in result.keyed_entries():
            yield from _paper_dates((*where, *keys), entry.evidence)


def _paper_dates(keys: Keys, papers: Sequence[Paper]) -> Iterator[tuple[Keys, date]]:
    for index, paper in enumerate(papers):
        if paper.date is not None:
            yield (*keys, "evidence", index, "date"), paper.date
