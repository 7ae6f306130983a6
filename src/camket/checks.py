"""Problems found across files: one function a rule, one tuple of rules. docs/rules.md is made from the docstrings here.

A rule looks at one Year, the ledger arranged once for all of them, and yields Findings; `check` adds the rule's id and
level. Faults of a single file are found while it is read; READING_RULES tells of those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from camket.differences import whole_changes
from camket.goals import find_bounds, is_own
from camket.language import _, chosen
from camket.load import REPORTS, TARGETS, UNITS, Filed, Ledger, collector_paused, unit_hint
from camket.measures import WIDE, Reading, add_up, counts, gather, has_figure, is_answered, is_whole, read_result
from camket.model import (
    Correction,
    CountResult,
    Incidents,
    IncidentsResult,
    Judgement,
    JudgementResult,
    ListResult,
    Measure,
    Milestone,
    MilestoneResult,
    NamedList,
    Paper,
    Quantity,
    QuantityResult,
    Ratio,
    RatioResult,
    Result,
    Round,
    Target,
    read_figure,
)
from camket.numerals import format_date, format_exact, round_half_up
from camket.problems import Level, Place, Problem
from camket.progress import answers, goal_in_force
from camket.proposals import Proposal, proposals
from camket.source import Document, Key
from camket.spelling import fold, hint_and_fixes, nfc, suggest

if TYPE_CHECKING:
    from camket.differences import Change
    from camket.settled import Later, LaterChange

Keys = tuple[Key, ...]
Way = tuple[str, ...]
MANY = 8
# A zero too many or too few; a dot between thousands read as a decimal one; đồng for triệu đồng.
_POWERS = (Decimal(1000), Decimal(10), Decimal(100), Decimal(1_000_000))


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as a rule sees it: in which document, at which keys, what was found and how to mend it."""

    document: Document
    keys: Keys
    message: str
    hint: str
    of_key: bool = False
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A function that finds one kind of fault. Its name is the rule's id, its docstring the rule's page.

    What it looks at is a Year here, a Range of commits in review.py.
    """

    find: Callable[[Any], Iterator[Finding]]
    level: Level = "error"

    @property
    def id(self) -> str:
        return self.find.__name__.replace("_", "-")

    @property
    def text(self) -> str:
        return self.find.__doc__ or ""


def check(ledger: Ledger, as_of: date, later: Sequence[Later] = ()) -> list[Problem]:
    """Every problem found across the files; dates after `as_of` (the day of the check) lie in the future; `later` is what has
    been changed since reports were issued (settled.find_later)."""
    with collector_paused():
        year = Year(ledger, as_of, later)
        return [problem_of(rule, found) for rule in RULES for found in rule.find(year)]


def problem_of(rule: Rule, found: Finding) -> Problem:
    """A Finding as the Problem that it is."""
    return found.document.problem(
        rule.id, found.keys, found.message, found.hint, level=rule.level, of_key=found.of_key, fixes=found.fixes
    )


@dataclass(frozen=True, slots=True)
class Step:
    """From one round's figure to the next one's that looks odd. `course` is where the pace so far would have led."""

    filed: Filed
    target: Target
    keys: Keys
    value: Decimal
    before: Decimal | None
    before_filed: Filed | None
    course: Decimal | None
    accumulates: bool


class Year:
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
        return [(filed, keys, day) for filed in self.filed for keys, day in _dates(filed) if not first <= day <= last]

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
    def steps(self) -> list[Step]:
        """The odd steps of all figures, without those that a correction answers."""
        return [step for filings in self.filed_by.values() for step in self._steps_of(filings) if not self._is_corrected(step)]

    def _steps_of(self, filings: Sequence[Filed]) -> Iterator[Step]:
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
                        yield Step(filed, target, keys, value, before, before_filed, course, accumulates)

    def _is_corrected(self, step: Step) -> bool:
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

    def goal_of(self, step: Step) -> Decimal | None:
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


# --- the rules: names ---------------------------------------------------------------------------------------------------


def unknown_unit(year: Year) -> Iterator[Finding]:
    """A unit, body or group is named that stands nowhere under `units:`, `bodies:` or `groups:`.

    Looked at: `lead`, `reporter`, `each`, `sum_of`, `co_operating` and `by_unit` of a target, the members of a group, the
    units of the office's extensions and verdicts and of corrections, and the names of report files. A body or a group
    cannot stand where a unit is needed: it does not report. Units that no target names are no fault.

        co_operating: [chi-cuc-thue, xa-phuong, ban-quan-li-du-an]   # the id is ban-quan-ly-du-an

    To mend: write the id as it stands in units.yaml, or add the unit there.
    """
    known = year.declared
    units = known["units"]
    parties = units | known["bodies"] | known["groups"]
    for target in year.ledger.targets.values():
        at = year.ledger.target_keys[target.id]
        has_others = bool(target.reporter or target.each or target.sum_of)
        named: tuple[tuple[str, tuple[str, ...], Collection[str]], ...] = (
            ("lead", (target.lead,) if target.lead else (), parties if has_others else units),
            ("reporter", (target.reporter,) if target.reporter else (), units),
            ("each", target.each, units | known["groups"]),
            ("sum_of", target.sum_of, units | known["groups"]),
            ("co_operating", target.co_operating, parties),
        )
        for key, names, allowed in named:
            for index, name in enumerate(names):
                if name not in allowed:
                    yield _unknown_unit(year, year.targets_document, (*at, key, index), name, allowed)
        tables = [(("references", name), reference) for name, reference in target.references.items()]
        for index, revision in enumerate(target.revisions):
            tables += [(("revisions", index, "references", name), r) for name, r in revision.references.items()]  # type: ignore[misc]
        for keys, reference in tables:
            for name in reference.by_unit:
                if name not in units:
                    where = (*at, *keys, "by_unit", name)
                    yield _unknown_unit(year, year.targets_document, where, name, units, of_key=True)
    for document, index, entry in year.entries("groups"):
        group = year.ledger.groups.get(str(entry.get("id")))
        for place, name in enumerate(group.units if group else ()):
            if name not in units:
                yield _unknown_unit(year, document, ("groups", index, "units", place), name, units)
    for office in year.ledger.office.values():
        for key in ("extensions", "overrules"):
            for index, entry in enumerate(getattr(office.content, key)):
                if entry.unit is not None and entry.unit not in units:
                    yield _unknown_unit(year, office.document, (key, index, "unit"), entry.unit, units)
    for filed in year.filed:
        for index, correction in enumerate(filed.report.corrections):
            if correction.unit is not None and correction.unit not in units:
                yield _unknown_unit(year, filed.document, ("corrections", index, "unit"), correction.unit, units)


def _unknown_unit(
    year: Year, document: Document, keys: Keys, name: str, allowed: Collection[str], *, of_key: bool = False
) -> Finding:
    if any(name in year.declared[kind] for kind in ("bodies", "groups")):
        message = _("'{name}' does not report: only a unit can stand here").format(name=name)
        return Finding(
            document, keys, message, _("Units stand under units:, those who report; bodies and groups do not."), of_key
        )
    close = suggest(name, allowed)
    hint = _("Did you mean '{word}'?").format(word=close) if close else unit_hint(year.ledger, name)
    fixes = (close,) if close else ()
    return Finding(document, keys, _("there is no unit '{name}'").format(name=name), hint, of_key, fixes)


def unknown_target(year: Year) -> Iterator[Finding]:
    """A target is named that does not stand in targets.yaml.

    Looked at: the results, difficulties, proposals and corrections of a report, the office's verdicts, and `adds_up_to` and
    `part_of` of other targets (where a target cannot name itself).

        results:
          new-enterprise: 38        # the id is new-enterprises

    To mend: take the suggested id; `camket status` lists all of them.
    """
    for target in year.ledger.targets.values():
        for key, name in (("adds_up_to", target.adds_up_to), ("part_of", target.part_of)):
            if name is not None and (name == target.id or name not in year.ledger.target_keys):
                yield _unknown_target(year, year.targets_document, (*year.ledger.target_keys[target.id], key), name, target.id)
    for office in year.ledger.office.values():
        for index, overrule in enumerate(office.content.overrules):
            if overrule.target not in year.ledger.target_keys:
                yield _unknown_target(year, office.document, ("overrules", index, "target"), overrule.target)
    for filed in year.filed:
        report = filed.report
        for key, entries in (
            ("difficulties", report.difficulties),
            ("proposals", report.proposals),
            ("corrections", report.corrections),
        ):
            for index, entry in enumerate(entries):
                name = entry.target  # type: ignore[attr-defined]
                if name is not None and name not in year.ledger.target_keys:
                    yield _unknown_target(year, filed.document, (key, index, "target"), name)


def _unknown_target(year: Year, document: Document, keys: Keys, name: str, own: str | None = None) -> Finding:
    if name == own:
        message = _("a target cannot name itself here")
        return Finding(document, keys, message, _("Name the target that this one belongs to, or delete the line."))
    close = suggest(name, [target for target in year.ledger.target_keys if target != own])
    hint = _("Did you mean '{word}'?").format(word=close) if close else _("The ids of all targets stand in targets.yaml.")
    fixes = (close,) if close else ()
    return Finding(document, keys, _("there is no target '{target}'").format(target=name), hint, fixes=fixes)


def unknown_proposal(year: Year) -> Iterator[Finding]:
    """The office answers a proposal that nobody has made.

    The identity of a proposal is made from its words, its target and its addressee: whoever changes those after it was
    answered makes another proposal of it.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-06-20}

    To mend: `camket proposals` lists all proposals with their ids; copy the one that is meant.
    """
    if year.ledger.skipped:
        return  # it may stand in a file that cannot be read, which is said already
    for document, keys, name, _day in year.answers:
        if name not in year.proposals:
            message = _("there is no proposal '{proposal}'").format(proposal=name)
            hint, fixes = hint_and_fixes(name, year.proposals)
            yield Finding(document, keys, message, hint + _("camket proposals lists all of them with their ids."), fixes=fixes)


def answer_too_early(year: Year) -> Iterator[Finding]:
    """An answer is dated before anybody had made the proposal, which therefore stays open.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-01-20}    # made on 2 June

    To mend: correct the date of the answer.
    """
    for document, keys, name, day in year.answers:
        made = min((one.on for one in year.proposals[name].raised), default=day) if name in year.proposals else day
        if day < made:
            message = _("the answer of {date} is older than the proposal, made on {made}").format(
                date=format_date(day), made=format_date(made)
            )
            yield Finding(document, keys, message, _("Check the date of the answer."))


def answered_twice(year: Year) -> Iterator[Finding]:
    """A proposal is answered twice on one day, so that only the order in the file says which answer is the last.

        answers:
          - {proposals: dx-7k3mqa2, outcome: settled, date: 2023-06-20}
          - {proposals: [dx-7k3mqa2, dx-mb4tq8x], outcome: declined, date: 2023-06-20}

    To mend: delete one of the two, or correct its date.
    """
    seen: dict[tuple[str, date], Place] = {}
    for document, keys, name, day in year.answers:
        place = seen.setdefault((name, day), document.place(keys))
        if place != document.place(keys):
            message = _("'{proposal}' is answered at {place} already, on the same day").format(
                proposal=name, place=f"{place.path}:{place.line}"
            )
            yield Finding(document, keys, message, _("Delete one of the two, or correct its date."))


def unknown_round(year: Year) -> Iterator[Finding]:
    """A round is named that does not stand under `rounds:`.

    Looked at: the folders under reports/, `rounds` of a target and the `shares` of its pace.

        rounds: [q2, qiv]           # the id is q4

    To mend: take an id that stands under `rounds:`. A folder's files are not read until it has the name of a round.
    """
    known = year.declared["rounds"]
    for target in year.ledger.targets.values():
        at = year.ledger.target_keys[target.id]
        named: list[tuple[Keys, str, bool]] = [
            (("rounds", index), name, False) for index, name in enumerate(target.rounds) if name not in known
        ]
        if target.pace is not None:
            named += [(("pace", "shares", name), name, True) for name in target.pace.shares if name not in known]
        for keys, name, of_key in named:
            message = _("there is no round '{round}'").format(round=name)
            hint, fixes = hint_and_fixes(name, year.order)
            hint += _("Rounds: {words}.").format(words=", ".join(year.order))
            yield Finding(year.targets_document, (*at, *keys), message, hint, of_key, fixes)


def shared_spelling(year: Year) -> Iterator[Finding]:
    """Two units accept the same spelling of a name.

    A name in a report is matched with what the units list (case, spacing and the place of a tone mark aside). A spelling that
    two units share would be given to either of them by chance.

        - {id: xa-binh-minh-tay, name: xã Bình Minh Tây, spellings: [Bình Minh]}
        - {id: phuong-binh-minh-dong, name: phường Bình Minh Đông, spellings: [Bình Minh]}

    To mend: remove the spelling from both, or make it longer.
    """
    shared = {key: units for key, units in year.spellings.items() if len(units) > 1}
    if not shared:
        return
    for document, index, entry in year.entries("units"):
        unit = year.ledger.units.get(str(entry.get("id")))
        if unit is None:
            continue
        names: list[tuple[Keys, str]] = [(("id",), unit.id), (("name",), unit.name), (("short",), unit.short or unit.name)]
        names += [(("spellings", place), spelling) for place, spelling in enumerate(unit.spellings)]
        said: set[str] = set()
        for keys, name in names:
            key = fold(name)
            if key in said or unit.id not in shared.get(key, ())[1:]:
                continue
            said.add(key)
            first = shared[key][0]
            message = _("'{name}' also stands for {unit}").format(name=name, unit=year.ledger.name(first))
            hint = _("Remove it from both, or write it so that it means one unit alone.")
            yield Finding(document, ("units", index, *keys), message, hint)


def wrong_unit(year: Year) -> Iterator[Finding]:
    """A report's `unit:` names another unit than its file does.

    Usually a file that was copied from another unit's: its figures may be the other's, too.

        # reports/q2/phuong-2.yaml
        unit: Phường 1

    To mend: correct `unit:`, or rename the file, after looking at whose figures these are.
    """
    for filed, unit in year.named_otherwise:
        if unit is not None and unit != filed.unit:
            message = _("the file is {own}'s, but unit: says {other}").format(
                own=year.ledger.name(filed.unit), other=year.ledger.name(unit)
            )
            hint = _("Write unit: {own}, or rename the file to {file}; look at whose figures these are.").format(
                own=year.ledger.name(filed.unit), file=f"{unit}.yaml"
            )
            yield Finding(filed.document, ("unit",), message, hint)


def unit_spelling(year: Year) -> Iterator[Finding]:
    """A unit's name is written in a way that no unit lists.

    Letter case, spacing, the place of a tone mark (Hòa, Hoà), `P. 1` for Phường 1 and the `spellings` of a unit are matched.
    Anything else is only suggested, never assumed: Tân Thành and Tân Thạnh are two places.

        unit: Phường Bình Hoa         # phường Bình Hòa

    To mend: write the name as the unit has it, or add the spelling under `spellings:` of the unit. A file *named* in another
    listed spelling (`Bình Hòa.yaml`) is read, with a warning; rename it to the unit's id.
    """
    for filed, unit in year.named_otherwise:
        if unit is None:
            name = filed.report.unit or ""
            message = _("no unit lists the spelling '{name}'").format(name=name)
            close = unit_hint(year.ledger, name)
            hint = _("Write '{own}', the unit of this file, or list the spelling in units.yaml.").format(
                own=year.ledger.name(filed.unit)
            )
            yield Finding(filed.document, ("unit",), message, f"{close} {hint}")


def wrong_round(year: Year) -> Iterator[Finding]:
    """A file's `round:` is not the round of the folder it stands in.

    Usually a file that was copied from the last round, or put into the wrong folder: it would count for the wrong dates.

        # reports/q2/phuong-1.yaml
        round: q1

    To mend: move the file to the right folder, or correct `round:`.
    """
    files: list[tuple[Document, str, str | None]] = [(f.document, f.round, f.report.round) for f in year.filed]
    files += [(office.document, round_, office.content.round) for round_, office in year.ledger.office.items()]
    files += [(issued.document, round_, issued.content.round) for round_, issued in year.ledger.issued.items()]
    for document, folder, written in files:
        if written is not None and written != folder:
            message = _("the file stands in the folder of round {folder}, but round: says {written}").format(
                folder=folder, written=written
            )
            if written in year.order:
                file = document.path.rpartition("/")[2]
                hint = _("Write round: {folder}, or move the file to {path}.").format(
                    folder=folder, path=f"{REPORTS}/{written}/{file}"
                )
            else:
                hint = hint_and_fixes(written, year.order)[0] + _("Rounds: {words}.").format(words=", ".join(year.order))
            yield Finding(document, ("round",), message, hint, fixes=(folder,))


def not_your_target(year: Year) -> Iterator[Finding]:
    """A unit gives a result for a target that it does not report.

    Such a result is counted nowhere: a target is answered by its lead, by the reporter it names, or by each unit of its group.

        # reports/q2/phong-noi-vu.yaml
        results:
          ocop-products: [Trà sen]  # led by phong-kinh-te

    To mend: move the result to the file of the unit that reports it, or correct the lead in targets.yaml. What a co-operating
    unit has to say stands under `difficulties:` or `proposals:`.
    """
    for filed in year.filed:
        for target in filed.report.results:
            reporters = year.reporters.get(target)
            if reporters is None or filed.unit in reporters or not reporters.keys() <= year.ledger.units.keys():
                continue  # of a reporter who is unknown, `unknown-unit` tells
            message = _("{unit} does not report '{target}'").format(unit=year.ledger.name(filed.unit), target=target)
            hint = _("It is reported by {units}.").format(units=_names(year, reporters))
            own = [own.id for own in year.asked.get(filed.unit, ())]
            close = suggest(target, own)
            if close is not None:
                hint += " " + _("Did you mean '{word}'?").format(word=close)
            fixes = (close,) if close is not None else ()
            yield Finding(filed.document, ("results", target), message, hint, of_key=True, fixes=fixes)


def _names(year: Year, units: Iterable[str]) -> str:
    names = [year.ledger.short_name(unit) for unit in units]
    if len(names) > MANY:
        return _("{names} and {n} more").format(names=", ".join(names[:MANY]), n=len(names) - MANY)
    return ", ".join(names)


# --- the rules: figures from one round to the next ----------------------------------------------------------------------


def figure_fell(year: Year) -> Iterator[Finding]:
    """A cumulative figure is lower than in the round before, without a correction.

    Counts, amounts and the first part of a ratio run from 1 January and never fall, unless the target says
    `accumulates: false`. A lower figure means that one of the two is wrong, and nobody can tell which.

        # q1                        # q2
        new-enterprises: 38         new-enterprises: 31

    To mend: correct the figure; or, where the earlier one was wrong, say so in the later report:

        corrections:
          - {target: new-enterprises, old: 38, new: 29, reason: counted twice, by: Trần Văn B, date: 2023-06-02}
    """
    for step in year.steps:
        if not step.accumulates or step.before is None or step.value >= step.before or _is_increment(step):
            continue
        assert step.before_filed is not None
        message = _("{value} is less than the {before} of round {round}").format(
            value=format_exact(step.value), before=format_exact(step.before), round=step.before_filed.round
        )
        hint = _slip_hint(year, step) + _(
            "Figures run from 1 January. If the earlier one was wrong, say so under corrections:."
        )
        yield Finding(step.filed.document, _step_keys(step), message, hint)


def increment(year: Year) -> Iterator[Finding]:
    """A figure looks like this round's share alone, where the figure since 1 January belongs.

    Said in place of `figure-fell` when the figure is lower than the last one and is about what was to be added since then at
    the pace so far (between a third and three times of it, and at most three quarters of the last figure).

        # q2                        # q3
        new-enterprises: 38         new-enterprises: 20     # since q2; since 1 January it is 58

    To mend: write the sum from 1 January; or, where the figure is right and the earlier one was wrong, a correction.
    """
    for step in year.steps:
        if not _is_increment(step):
            continue
        assert step.before is not None and step.before_filed is not None
        message = _("{value} looks like what was added since round {round}, whose figure was {before}").format(
            value=format_exact(step.value), round=step.before_filed.round, before=format_exact(step.before)
        )
        hint = _("Write the figure since 1 January: {sum}? If the earlier figure was wrong, say so under corrections:.").format(
            sum=_as_typed(step.before + step.value)
        )
        yield Finding(step.filed.document, _step_keys(step), message, hint)


def _is_increment(step: Step) -> bool:
    if not step.accumulates or step.before is None or step.course is None or step.value >= step.before * 3 / 4:
        return False
    to_be_added = step.course - step.before
    if not to_be_added / 3 <= step.value <= to_be_added * 3:
        return False
    meant = _slip(step, upwards=True)
    return meant is None or meant < step.value * 100


def jump(year: Year) -> Iterator[Finding]:
    """A figure is far out of line with the rounds before it.

    Told from slow starts and sudden spurts by wide margins; one of these must hold:

    - it is more than five times where the pace so far leads, and more than twice the goal;
    - no goal is known, and it is more than ten times where the pace leads, from five at least;
    - it is more than a hundred times where the pace leads, and a thousand more or less explains it;
    - there is no earlier figure, and it is more than twenty times the goal;
    - for a level or the whole of a ratio: it has become three hundred times more, or less.

    Most often a dot or comma was read otherwise than it was meant, or a figure is in another unit of measure.

        # q1                        # q2
        budget-revenue: 42000       budget-revenue: 95400000     # in nghìn đồng instead of triệu đồng

    To mend: look at the figure and its unit of measure. If it is right, nothing needs to be done.
    """
    for step in year.steps:
        if step.accumulates and step.before is not None and step.value < step.before:
            continue
        if not _is_out_of_line(year, step):
            continue
        if step.before_filed is None or not step.before:
            message = _("{value} is far beyond the goal").format(value=format_exact(step.value))
        else:
            message = _("{value} is out of line with the {before} of round {round}").format(
                value=format_exact(step.value), before=format_exact(step.before), round=step.before_filed.round
            )
        hint = _slip_hint(year, step) + _("Check the dots and commas, and the unit of measure.")
        yield Finding(step.filed.document, _step_keys(step), message, hint)


def _is_out_of_line(year: Year, step: Step) -> bool:
    if not step.accumulates:
        return True
    value, course = step.value, step.course
    if not course:
        goal = year.goal_of(step)
        return goal is not None and goal > 0 and value > 20 * goal
    if isinstance(step.target.measure, Quantity) and step.keys == ("value",):
        goal = year.goal_of(step)
        if goal is not None and value > 5 * course and value > 2 * goal:
            return True
        if goal is None and value > 10 * course and step.before is not None and step.before >= 5:
            return True
    return value > 100 * course and (_slip(step, upwards=False) is not None or _earlier_slip(step) is not None)


def _slip_hint(year: Year, step: Step) -> str:
    """The figure that was probably meant, a power of ten away: this one, or the last one where this suits the goal."""
    goal = year.goal_of(step)
    if step.before_filed is None or not step.before:
        likely = [figure for figure in _powers(step, upwards=False) if goal is not None and goal / 100 <= figure <= goal]
        meant, earlier = max(likely, default=None), None
    else:
        meant = _slip(step, upwards=step.value < step.before)
        earlier = _earlier_slip(step)
        suits = goal is not None and goal / 50 <= step.value <= goal * 2
        if earlier is not None and step.before_filed is not None and (meant is None or suits):
            text = _("Was round {round} meant to say {number}?")
            return text.format(round=step.before_filed.round, number=_as_typed(earlier)) + " "
    return _("Did you mean {number}?").format(number=_as_typed(meant)) + " " if meant is not None else ""


def _slip(step: Step, *, upwards: bool) -> Decimal | None:
    """The value a power of ten away that is in line with the last figure, and nearest to the pace so far."""
    if step.before is None or not step.course:
        return None
    low = step.before if step.accumulates else step.before / 3
    likely = [figure for figure in _powers(step, upwards=upwards) if low <= figure <= step.course * 3]
    course = step.course
    return min(likely, key=lambda figure: max(figure, course) / min(figure, course), default=None)


def _powers(step: Step, *, upwards: bool) -> list[Decimal]:
    powers = [step.value * power if upwards else step.value / power for power in _POWERS]
    whole = is_whole(step.target.measure)
    return [figure for figure in powers if figure and (not whole or figure == figure.to_integral_value())]


def _earlier_slip(step: Step) -> Decimal | None:
    """What the last figure was meant to be, if it is the one that is a power of ten away."""
    if not step.before or not step.course:
        return None
    for power in _POWERS:
        factor = power if step.value > step.before else 1 / power
        before, course = step.before * factor, step.course * factor
        low = before if step.accumulates else before / 3
        if low <= step.value <= course * 3 and (before == before.to_integral_value() or not is_whole(step.target.measure)):
            return before
    return None


def _as_typed(number: Decimal) -> str:
    """A number as it can be typed into a file: without marks between thousands, with the user's decimal mark, and never
    open to two readings."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text + "0" if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text) else text
    return text if chosen() == "en" else text.replace(".", ",")


def _step_keys(step: Step) -> Keys:
    return ("results", step.target.id, *step.keys)


def correction_unmatched(year: Year) -> Iterator[Finding]:
    """A correction does not agree with the figures that were reported.

    `old` should be a figure of an earlier round (of this file's unit, or of the `unit` that the correction names) or one that
    stood in the file when the round's report was issued, and `new` one that now stands there; for a figure that accumulates,
    one that this round's figure has not fallen below.

        corrections:
          - {target: new-enterprises, old: 83, new: 29, …}       # q1 said 38

    To mend: write both figures as they stand in the reports.
    """
    for filed in year.filed:
        for index, correction in enumerate(filed.report.corrections):
            target = year.ledger.targets.get(correction.target)
            if target is None or isinstance(target.measure, (NamedList, Incidents, Milestone)):
                continue
            unit = correction.unit or filed.unit
            until = year.order[filed.round]
            filings = [other for other in year.filed_by.get(unit, ()) if year.order[other.round] <= until]
            now = [figure for other in filings if other.round == filed.round for figure in _all_figures(target, other)]
            before = [figure for other in filings if other.round != filed.round for figure in _all_figures(target, other)]
            before += [figure for one in year.issued_figures.get(filed.path, ()) for figure in _all_figures(target, one)]
            old, new = (_typed_figures(target.measure, text) for text in (correction.old, correction.new))
            keys: Keys = ("corrections", index)
            for key, text, figures in (("old", correction.old, old), ("new", correction.new, new)):
                if figures is None:
                    message = _("'{text}' is not a figure of '{target}'").format(text=text, target=target.id)
                    hint = _("Write the figure as it stands in the report, such as 38 or 62300/120000.")
                    yield Finding(filed.document, (*keys, key), message, hint)
            if old is None or new is None:
                continue
            mended_in_place = _agree(new, before)
            if not _agree(old, before) and not mended_in_place:
                message = _("no earlier report of '{target}' says {old}").format(target=target.id, old=correction.old)
                yield Finding(filed.document, (*keys, "old"), message, _reported_hint(before))
            went_on = target.measure.accumulates and any(figure >= new[0] for figure in now)
            if not (_agree(new, now) or mended_in_place or went_on):
                message = _("the report does not say {new} for '{target}'").format(target=target.id, new=correction.new)
                yield Finding(filed.document, (*keys, "new"), message, _reported_hint(now))


def changed_after_issue(year: Year) -> Iterator[Finding]:
    """A figure was changed after the report that holds it had been issued, and no correction says why.

    Looked at: the files of the round whose issue is on record (`_issued.yaml`) and of the rounds before it, as far as their
    reports had come in by then; figures, items of lists and incidents, not the words beside them. What the files said is
    read at the commit that the record names. A report that came in later is no change.

        # _issued.yaml of q2: number 45/BC-UBND, date 2023-06-06; new-enterprises was 38
        results:
          new-enterprises: 40

    To mend: put the figure back; or say in the same file, or in one of a later round, what was wrong:

        corrections:
          - {target: new-enterprises, old: 38, new: 40, reason: two were left out, by: Trần Văn B, date: 2023-06-12}
    """
    said: set[tuple[str, Way]] = set()
    for one in year.later:
        whole = set(map(id, whole_changes([later.change for later in one.changes])))
        for later in one.changes:
            change = later.change
            is_settled = id(change) in whole and change.is_figure and not _is_answered(year, later)
            if not is_settled or (change.path, change.way) in said:
                continue
            said.add((change.path, change.way))
            now = later.now.document if later.now is not None else None
            message = _("changed after report {number} of {date} was issued: {before} → {now}").format(
                number=one.issue.number,
                date=format_date(one.issue.date),
                before=_fact(change.before, later.before.document, change.keys),
                now=_fact(change.now, now, change.keys),
            )
            hint = _("Put it back, or give the reason under corrections:, dated on or after the day of issue.")
            if now is None:
                yield Finding(later.before.document, change.keys, message, hint)
            else:  # what is gone is told at its target
                yield Finding(now, change.keys if change.now is not None else change.keys[:2], message, hint)


def _is_answered(year: Year, later: LaterChange) -> bool:
    target = year.ledger.targets.get(later.change.target or "")
    return target is not None and answers_change(target, later.change, later.corrections)


def answers_change(target: Target, change: Change, corrections: Sequence[Correction]) -> bool:
    """Whether corrections give the reason for a change: one says the figure that stood there, one that which stands there now.

    What is no number (an entry of a list, a grade in words) is answered by any of them.
    """
    if not corrections:
        return False
    before, now = change.before, change.now
    for value, texts in ((before, [one.old for one in corrections]), (now, [one.new for one in corrections])):
        typed = [figures for text in texts if (figures := _typed_figures(target.measure, text)) is not None]
        if isinstance(value, Decimal) and typed and not any(_agree([figure], [value]) for some in typed for figure in some):
            return False
    return True


def _fact(value: object, document: Document | None, keys: Keys) -> str:
    """A fact for a message; an entry of a list by its name."""
    if value is None or document is None:
        return _("nothing")
    if isinstance(value, bool):
        entry = document.at(keys)
        name = entry.get("name") if isinstance(entry, dict) else entry if isinstance(keys[-1], int) else None
        return f"'{name}'" if name else _("yes") if value else _("no")
    return format_exact(value) if isinstance(value, Decimal) else format_date(value) if isinstance(value, date) else str(value)


def issue_out_of_sight(year: Year) -> Iterator[Finding]:
    """Files behind an issued report have been changed, and what they said then cannot be seen.

    The commit that the record names is not in this copy of the repository: a shallow clone, a history that was rewritten,
    or no repository at all. Whether figures were changed can then not be told.

    To mend: `git fetch --unshallow`, or fetch the branch or tag that has the commit.
    """
    for one in year.later:
        if one.unseen:
            message = _("commit {commit} cannot be seen here; changed since: {files}").format(
                commit=one.issue.commit[:12], files=_names(year, one.unseen)
            )
            hint = _("In a shallow clone: git fetch --unshallow. Else fetch the branch that has this commit.")
            keys = ("issued", len(year.ledger.issued[one.round].content.issued) - 1, "commit")
            yield Finding(one.record, keys, message, hint)


def _reported_hint(figures: Sequence[Decimal]) -> str:
    if not figures:
        return _("No figure is reported there.")
    return _("Reported: {figures}.").format(
        figures=", ".join(format_exact(round_half_up(figure)) for figure in dict.fromkeys(figures))
    )


def _all_figures(target: Target, filed: Filed) -> list[Decimal]:
    result = filed.results.get(target.id)
    reading = read_result(target.measure, result) if result is not None else None
    if reading is None:
        return []
    return [figure for figure in (reading.value, *reading.figures.values()) if figure is not None]


def _typed_figures(measure: Measure, text: str) -> tuple[Decimal, ...] | None:
    """The figures that a correction's text names; None when it names none."""
    if isinstance(measure, Judgement):
        return (Decimal(list(measure.grades).index(text)),) if text in measure.grades else None
    try:
        parts = text.split("/") if isinstance(measure, Ratio) else [text]
        return tuple(read_figure(part, whole=is_whole(measure), percent=True) for part in parts)
    except PydanticCustomError:
        return None


def _agree(typed: Sequence[Decimal], reported: Sequence[Decimal]) -> bool:
    # A share is typed as it was rounded for print.
    return all(any(figure == other or round_half_up(other) == figure for other in reported) for figure in typed)


# --- the rules: one figure against another --------------------------------------------------------------------------------


def counted_twice(year: Year) -> Iterator[Finding]:
    """The same named thing is reported a second time: by another unit, in another round, or twice in one file.

    Each report lists what is new. A product, project, model or incident is counted once, at its first place; letter case,
    spacing and quotation marks make no difference. Naming an item again that did not count the first time (a project that was
    still being studied) is no fault.

        # q2                                      # q3
        ocop-products:                            ocop-products:
          - {name: Trà sen Bình Minh, stars: 3}       - {name: "Trà  Sen Bình Minh", stars: 3}

    To mend: remove the second entry, or, if they are two things, tell them apart in the name.
    """
    first: dict[tuple[str, str, str], tuple[Filed, Keys]] = {}
    for filed in year.filed:
        for target_id, result in filed.results.items():
            measure = year.ledger.targets[target_id].measure
            named: list[tuple[str, str, str, Keys]] = []
            if isinstance(measure, NamedList) and isinstance(result, ListResult):
                items = [(index, item) for index, item in enumerate(result.items or ()) if counts(measure, item)]
                named = [(item.name, fold(item.name), "", ("items", index)) for index, item in items]
            elif isinstance(result, IncidentsResult):
                for index, incident in enumerate(result.incidents or ()):
                    named.append((incident.name, fold(incident.name), f"{incident.kind} {incident.date}", ("incidents", index)))
            for name, key, more, keys in named:
                where = ("results", target_id, *keys)
                known = first.setdefault((target_id, key, more), (filed, where))
                if known == (filed, where):
                    continue
                earlier, earlier_keys = known
                place = earlier.document.place((*earlier_keys, "name"))
                message = _("'{name}' is already reported at {place}").format(name=name, place=f"{place.path}:{place.line}")
                hint = _("It is counted once. Remove this entry; if it is another thing, let its name say so.")
                yield Finding(filed.document, (*where, "name"), message, hint)


def sum_differs(year: Year) -> Iterator[Finding]:
    """The units' figures together are not the figure that the lead reports for the whole.

    Two views of one thing, compared round by round where a target `adds_up_to` another, or is a `sum_of` units with a
    `reporter` of its own. Units without a figure are named: their share is missing in the sum.

        # phong-tai-chinh-ke-hoach          # the nine communes together
        budget-revenue: 95400               90150

    To mend: ask both sides; correct the one that is wrong.
    """
    for target in year.ledger.targets.values():
        whole = year.ledger.targets.get(target.adds_up_to or "") if target.adds_up_to else target if target.sum_of else None
        members = year.ledger.members(target) or tuple(year.reporters[target.id])
        if whole is None or (whole is target and not target.sum_of) or whole.measure.kind != target.measure.kind:
            continue
        owners = [whole.reporter] if whole is target else list(year.reporters[whole.id])
        if len(owners) != 1 or owners[0] is None or (whole is target and owners[0] in members):
            continue
        for round_ in year.ledger.rounds:
            own = year.reading(whole, owners[0], round_)
            readings = {unit: reading for unit in members if (reading := year.reading(target, unit, round_)) is not None}
            total = add_up(target.measure, list(readings.values()))
            if own is None or total is None:
                continue
            missing = [unit for unit in members if unit not in readings]
            for key, ours, theirs in _compared(target.measure, own, total):
                if ours == theirs:
                    continue
                difference = WIDE.subtract(ours, theirs)
                message = _("{n} of {all} units together report {total}, here stands {own}: {difference} apart").format(
                    n=len(readings),
                    all=len(members),
                    total=format_exact(theirs),
                    own=format_exact(ours),
                    difference=format_exact(abs(difference)),
                )
                hint = _("Ask both sides which figure is right.")
                if missing:
                    hint = _("No figure from {units}.").format(units=_names(year, missing)) + " " + hint
                filed = year.ledger.reports[round_.id, owners[0]]
                yield Finding(filed.document, ("results", whole.id, *key), message, hint)


def _compared(measure: Measure, own: Reading, total: Reading) -> Iterator[tuple[Keys, Decimal, Decimal]]:
    """The figures that two readings of one measure have in common."""
    if isinstance(measure, Ratio):
        for name in ("part", "whole"):
            if name in own.figures and name in total.figures:
                yield (name,), own.figures[name], total.figures[name]
    elif own.value is not None and total.value is not None:
        yield ("value",), own.value, total.value


def part_of(year: Year) -> Iterator[Finding]:
    """A figure that is part of another is larger than it.

    A target that says `part_of: other` (trong đó) can be at most as large as the other one in the same round.

        new-enterprises: 38
        new-enterprises-women: 40           # part_of: new-enterprises

    To mend: check both figures; perhaps they were exchanged, or one is not cumulative.
    """
    for target in year.ledger.targets.values():
        parent = year.ledger.targets.get(target.part_of or "")
        if parent is None or parent is target or parent.measure.kind != target.measure.kind:
            continue
        if not isinstance(target.measure, (Quantity, Ratio, NamedList)):
            continue
        owners = year.reporters[parent.id]
        for round_ in year.ledger.rounds:
            for unit in year.reporters[target.id]:
                owner = unit if unit in owners else next(iter(owners)) if len(owners) == 1 else None
                part = year.reading(target, unit, round_)
                whole = year.reading(parent, owner, round_) if owner else None
                if part is None or whole is None:
                    continue
                for key, larger, smaller in _compared(target.measure, whole, part):
                    if smaller > larger:
                        message = _("{part} is more than the {whole} of '{target}', which it is part of").format(
                            part=format_exact(smaller), whole=format_exact(larger), target=parent.id
                        )
                        hint = _("Check both figures: a part is at most the whole.")
                        filed = year.ledger.reports[round_.id, unit]
                        yield Finding(filed.document, ("results", target.id, *key), message, hint)


def bad_same_period(year: Year) -> Iterator[Finding]:
    """`same_period`, the figure of the same time last year, is no figure of its measure.

        new-enterprises: {value: 38, same_period: khoảng 30}

    To mend: write the number alone (or the grade, for a judgement), or leave the line out.
    """
    for filed in year.filed:
        for target_id, result in filed.results.items():
            text = result.same_period
            measure = year.ledger.targets[target_id].measure
            if text is None or isinstance(measure, Milestone):
                continue
            keys: Keys = ("results", target_id, "same_period")
            if isinstance(measure, Judgement):
                if text not in measure.grades:
                    hint = _("Known here: {words}.").format(words=", ".join(measure.grades))
                    yield Finding(filed.document, keys, _("'{word}' is not known here").format(word=text), hint)
                continue
            try:
                read_figure(text, whole=is_whole(measure), percent=True)
            except PydanticCustomError as error:
                context = error.context or {}
                yield Finding(filed.document, keys, str(context.get("message", "")), str(context.get("hint", "")))


# --- the rules: what is missing -------------------------------------------------------------------------------------------


def missing_target(year: Year) -> Iterator[Finding]:
    """A report has been received, and a target that its unit must answer has no figure in it.

    A target is answered by a figure, by an empty list (nothing new), or by `awaiting: publication` or `awaiting: assessment`.
    Words alone answer a target that is measured only after the year.

        results:
          disbursement-city: {part: 62300, whole: 120000}
          # and nothing about disbursement-province

    To mend: ask the unit and add the figure.
    """
    for filed, unanswered, required in year.unanswered:
        for target in unanswered if len(unanswered) < required else ():
            message = _("'{target}' is not answered: {name}").format(target=target.id, name=target.short or target.name)
            hint = _("Add its figure under results:; [] where a list has nothing new, awaiting: where it is not out yet.")
            yield Finding(filed.document, ("results", target.id), message, hint, of_key=True)


def empty_report(year: Year) -> Iterator[Finding]:
    """A report has been received that answers nothing.

    Empty, complete and late are three different things: an empty report that came in time is still empty.

        submitted: 2023-06-02
        results: {}

    To mend: ask the unit for its figures; if the report never came, remove `submitted:`.
    """
    for filed, unanswered, required in year.unanswered:
        if len(unanswered) == required:
            message = _("the report was received on {date}, and none of its {n} targets is answered").format(
                date=format_date(filed.report.submitted or year.as_of), n=required
            )
            hint = _("Enter the figures; remove submitted: if nothing has come yet.")
            yield Finding(filed.document, ("submitted",), message, hint)


def no_receipt_date(year: Year) -> Iterator[Finding]:
    """A report has results, but no date of receipt.

    Without `submitted:` a report counts as not received: its unit is shown as missing, and its figures nowhere.

        unit: Phường 1
        results: {commune-budget-revenue: 15200}

    To mend: write the day it was received: `submitted: 2023-06-02`.
    """
    for filed in year.filed:
        if filed.report.submitted is not None or (filed.document.value or {}).get("submitted") is not None:
            continue
        if any(is_answered(result) or result.text for result in filed.results.values()):
            hint = _("Write the day of receipt, submitted: 2023-06-02; until then the report counts as missing.")
            yield Finding(filed.document, ("results",), _("there are results, but no date of receipt (submitted:)"), hint)


def evidence_missing(year: Year) -> Iterator[Finding]:
    """An item that counts, or a grade, stands there without any evidence.

    A list is counted from its items so that anyone can check the figure: each needs a document (its number, date or a link). A
    judgement needs evidence, words, or the figures it rests on.

        ocop-products:
          - {name: Trà sen Bình Minh, stars: 3}       # which decision?

    To mend: add `evidence: 123/QĐ-UBND`, or `evidence: {number: 123/QĐ-UBND, date: 2023-05-12}`.
    """
    for filed in year.filed:
        for target_id, result in filed.results.items():
            if isinstance(result, ListResult) and result.items and not result.evidence:
                measure = year.ledger.targets[target_id].measure
                assert isinstance(measure, NamedList)
                for index, item in enumerate(result.items):
                    if not item.evidence and counts(measure, item):
                        message = _("'{item}' is counted without evidence").format(item=item.name)
                        hint = _("Add evidence: with the number of the document.")
                        yield Finding(filed.document, ("results", target_id, "items", index, "name"), message, hint)
            elif isinstance(result, JudgementResult) and result.grade is not None:
                if not (result.evidence or result.text or result.part is not None):
                    hint = _("Add text: with what it rests on, or evidence: with the number of a document.")
                    message = _("the grade stands without evidence")
                    yield Finding(filed.document, ("results", target_id, "grade"), message, hint)


# --- the rules: dates -----------------------------------------------------------------------------------------------------


def future_date(year: Year) -> Iterator[Finding]:
    """A date that should have gone by lies in the future.

    Looked at: dates of receipt, of the covering letter, of corrections, incidents, milestones done and evidence, and those of
    the office's verdicts and answers. The future begins after the day of the check.

        submitted: 2032-06-02

    To mend: correct the date. A milestone that is only planned has no date yet.
    """
    for filed, keys, day in year.strange_dates:
        if day > year.as_of:
            yield _future(filed.document, keys, day)
    for office in year.ledger.office.values():
        for index, overrule in enumerate(office.content.overrules):
            if overrule.date is not None and overrule.date > year.as_of:
                yield _future(office.document, ("overrules", index, "date"), overrule.date)
        for index, answer in enumerate(office.content.answers):
            if answer.date > year.as_of:
                yield _future(office.document, ("answers", index, "date"), answer.date)


def _future(document: Document, keys: Keys, day: date) -> Finding:
    message = _("{date} lies in the future").format(date=format_date(day))
    return Finding(document, keys, message, _("Check the day, month and year."))


def impossible_date(year: Year) -> Iterator[Finding]:
    """A date lies more than a year before the commitment's year, or a round's due date in another year.

    A round may be due in the commitment's year or in the next one.

        submitted: 2003-06-02       # 2023
        rounds:
          - {id: q2, quarter: 2, before: 2032-06-05}

    To mend: correct the year.
    """
    for filed, keys, day in year.strange_dates:
        if day < year.earliest and "evidence" not in keys[2:]:
            message = _("{date} lies long before the year {year}").format(date=format_date(day), year=year.first_day.year)
            yield Finding(filed.document, keys, message, _("Check the year."))
    for document, index, entry in year.entries("rounds"):
        round_ = year.round.get(str(entry.get("id")))
        if round_ is None:
            continue
        due = year.ledger.calendar.written_due(round_)
        if due.year not in (year.first_day.year, year.first_day.year + 1):
            key = "before" if round_.before is not None else "by"
            message = _("the round is due on {date}, the commitment is of {year}").format(
                date=format_date(due), year=year.first_day.year
            )
            yield Finding(document, ("rounds", index, key), message, _("Check the year."))


def doubtful_date(year: Year) -> Iterator[Finding]:
    """Dates that can hardly be true together.

    A report received before its round opened, or half a year after it was due; one received again before it was first received;
    a covering letter dated after its receipt; a listed item, new this year, whose evidence is older than a year.

        submitted: 2023-06-02
        letter: {number: 45/BC-TCKH, date: 2023-07-01}      # 06-01?

    To mend: check day and month, which are easily exchanged. If the dates are right, nothing needs to be done.
    """
    calendar = year.ledger.calendar
    opens = {name: calendar.opens(round_) for name, round_ in year.round.items()}
    due = {name: calendar.due(round_) for name, round_ in year.round.items()}
    swapped = _("Check day and month; they are easily exchanged.")
    for filed in year.filed:
        report = filed.report
        received = report.submitted
        if received is not None and year.earliest <= received <= year.as_of:
            if received < opens[filed.round]:
                message = _("received on {date}, before the round opened on {opens}").format(
                    date=format_date(received), opens=format_date(opens[filed.round])
                )
                yield Finding(filed.document, ("submitted",), message, swapped)
            elif received > due[filed.round] + timedelta(days=183):
                message = _("received on {date}, more than half a year after it was due on {due}").format(
                    date=format_date(received), due=format_date(due[filed.round])
                )
                yield Finding(filed.document, ("submitted",), message, _("Check the month and the year."))
            if report.letter is not None and report.letter.date is not None and received < report.letter.date <= year.as_of:
                message = _("the letter is dated {date}, after its receipt on {received}").format(
                    date=format_date(report.letter.date), received=format_date(received)
                )
                yield Finding(filed.document, ("letter", "date"), message, swapped)
            for index, day in enumerate(report.resubmitted):
                if day < received:
                    message = _("received again on {date}, before it was first received on {received}").format(
                        date=format_date(day), received=format_date(received)
                    )
                    yield Finding(
                        filed.document, ("resubmitted", index), message, _("submitted: keeps the first date of receipt.")
                    )
    for filed, keys, day in year.strange_dates:
        if day < year.earliest and "items" in keys[2:] and "evidence" in keys[2:]:
            message = _("evidence of {date} for something new in {year}").format(
                date=format_date(day), year=year.first_day.year
            )
            yield Finding(filed.document, keys, message, _("Check the year; what is not new is not counted."))


def _dates(filed: Filed) -> Iterator[tuple[Keys, date]]:
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


def goal_changed_later(year: Year) -> Iterator[Finding]:
    """A target's goal was changed after the progress against it was written, and before the round's figures were cut off.

    The figure is judged by the goal in force at the cut-off, which its author did not know.

        # targets.yaml                      # reports/q2/phong-lao-dong.yaml
        revisions:                          submitted: 2023-05-30
          - date: 2023-06-02                results: {labour-export: 41}

    To mend: ask the unit whether its report still stands; if it was sent again, note the day under `resubmitted:`.
    """
    for target in year.ledger.targets.values():
        for revision in target.revisions:
            for unit in year.reporters[target.id]:
                for filed in year.filed_by.get(unit, ()):
                    submitted = filed.report.submitted
                    if target.id not in filed.results or submitted is None:
                        continue
                    written = max(submitted, *filed.report.resubmitted, submitted)
                    if written < revision.date <= year.cut_off[filed.round]:
                        message = _("the goal was changed on {changed}, after this report of {written}").format(
                            changed=format_date(revision.date), written=format_date(written)
                        )
                        hint = _("Ask whether it still stands; a report sent again is noted under resubmitted:.")
                        yield Finding(filed.document, ("results", target.id), message, hint, of_key=True)


# --- the rules: words -----------------------------------------------------------------------------------------------------

_PROMPT = r"(?:ghi(?! nhận| danh| chú)|nhập(?! khẩu| học| ngũ| viện)|điền|enter|fill in)"
_WORDS = r"(?:kết quả|số liệu|nội dung|tên|ngày|lý do|khó khăn|đề xuất|họ tên|vào đây|here|the)"
# Two wide nets thrown over a whole file, comments included, the quick one first; the last tells for one text.
_SIGNS = ("...", "…", "__", "??", "todo", "tbd", "fixme", "xxx", "ghi ", "nhập ", "điền ", "enter ", "fill in ")
_MAYBE_PLACEHOLDER = re.compile(rf"\.\.\.|…|__|\?\?|todo|tbd|fixme|xxx|[(<\[]\s*{_PROMPT}|{_PROMPT}\s+{_WORDS}")
_PLACEHOLDER = re.compile(
    r"\.{4,}|…{2,}|_{3,}"  # lines to write on
    r"|^\W*(?:\.\.\.|…|\?\?)\W*$"
    r"|\b(?:TODO|FIXME|xxx+)\b|^(?i:\W*(?:todo|tbd|fixme|xxx+)\W*)$"
    rf"|(?i:[(<\[]\s*{_PROMPT}\s[^)>\]]*[)>\]])"
    rf"|^(?i:{_PROMPT}\s+{_WORDS}\b[^.]{{0,24}})$"
)


def placeholder(year: Year) -> Iterator[Finding]:
    """Text of the form was left where an answer belongs.

    Dots to write on, `TODO`, `xxx`, `(ghi kết quả …)`, `<nhập số liệu>` and the like.

        difficulties:
          - (ghi khó khăn, vướng mắc)

    To mend: write the answer, or delete the line.
    """
    for document in year.ledger.documents.values():
        lower = nfc(document.text).lower()
        if not any(sign in lower for sign in _SIGNS) or not _MAYBE_PLACEHOLDER.search(lower):
            continue
        for keys, text in _texts(document.value, ()):
            if _PLACEHOLDER.search(text):
                shown = text if len(text) <= 60 else text[:59] + "…"
                message = _("'{text}' looks like text left from the form").format(text=shown)
                yield Finding(document, keys, message, _("Write the answer, or delete the line."))


def _texts(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*keys, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*keys, index))


def copied_text(year: Year) -> Iterator[Finding]:
    """What is said of a result, a difficulty or a proposal is word for word what the unit said in its last report.

    Only texts of more than 40 letters are compared, without regard to case and spacing.

        # q2 and q3 alike
        difficulties:
          - Công tác giải phóng mặt bằng còn chậm do vướng mắc về giá đất

    To mend: bring the text up to date. If nothing has changed, nothing needs to be done.
    """
    for filings in year.filed_by.values():
        last: dict[tuple[str, str], str] = {}
        for filed in filings:
            now: dict[tuple[str, str], str] = {}
            for where, keys, text in _told(filed):
                if len(text) <= 40:
                    continue
                key = (where, " ".join(text.casefold().split()))
                now[key] = filed.round
                if key in last:
                    message = _("the same text as in round {round}").format(round=last[key])
                    hint = _("Bring it up to date; if nothing has changed, leave it.")
                    yield Finding(filed.document, keys, message, hint)
            last = now


def _told(filed: Filed) -> Iterator[tuple[str, Keys, str]]:
    for target, result in filed.results.items():
        if result.text is not None:
            yield target, ("results", target, "text"), result.text
    for index, remark in enumerate(filed.report.difficulties):
        yield "difficulties", ("difficulties", index, "text"), remark.text
    for index, remark in enumerate(filed.report.proposals):
        yield "proposals", ("proposals", index, "text"), remark.text


RULES: tuple[Rule, ...] = (
    Rule(unknown_unit),
    Rule(unknown_target),
    Rule(unknown_proposal),
    Rule(answer_too_early, "warning"),
    Rule(answered_twice, "warning"),
    Rule(unknown_round),
    Rule(shared_spelling),
    Rule(wrong_unit),
    Rule(unit_spelling),
    Rule(wrong_round),
    Rule(not_your_target),
    Rule(figure_fell),
    Rule(increment),
    Rule(jump, "warning"),
    Rule(correction_unmatched, "warning"),
    Rule(changed_after_issue),
    Rule(issue_out_of_sight, "warning"),
    Rule(counted_twice, "warning"),
    Rule(sum_differs, "warning"),
    Rule(part_of),
    Rule(bad_same_period),
    Rule(missing_target, "warning"),
    Rule(empty_report, "warning"),
    Rule(no_receipt_date, "warning"),
    Rule(evidence_missing, "warning"),
    Rule(future_date),
    Rule(impossible_date),
    Rule(doubtful_date, "warning"),
    Rule(goal_changed_later, "warning"),
    Rule(placeholder, "warning"),
    Rule(copied_text, "warning"),
)

# What is found while a file is read, before any rule above is asked: the same kind of page for each.
READING_WARNINGS = frozenset({"bom", "not-nfc", "stray-file"})
READING_RULES: Mapping[str, str] = {
    "missing-file": """There is no targets.yaml in the data folder.

    To mend: name the folder that holds it with `--data`, or start a new commitment with `camket init DIR`.
    """,
    "empty-file": """A report's file, or the office's, holds nothing but comments: a crash while it was saved, or a slip.

    To mend: fetch it back with git, or delete it and run `camket open` again.
    """,
    "unreadable": """The disk does not give a file: it is locked by another program, or its permissions do not allow it.

    To mend: close the programs that hold it, or ask whoever manages the computer.
    """,
    "stray-file": """A file under reports/ is not read: it ends in .yml or .yaml.txt, or stands in no round's folder.

        reports/q2/phuong-1.yml
        reports/q2/phuong-2.yaml.txt
        reports/phuong-1.yaml

    To mend: reports stand in `reports/<round>/<unit>.yaml`.
    """,
    "file-size": """A file is larger than 4 MB. No report is; something was pasted into it.

    To mend: keep long documents as files of their own and name them under `evidence:`.
    """,
    "encoding": """A file is not in UTF-8, but in UTF-16, Windows-1258 or another old code page.

    Its Vietnamese letters cannot be told for certain, so it is not read.

    To mend: in Notepad choose Save As, Encoding: UTF-8.
    """,
    "bom": """A file begins with a byte order mark, as Notepad writes it. It is read all the same.

    To mend: save as UTF-8 without BOM.
    """,
    "not-nfc": """Letters and accents are stored apart (Unicode NFD), as some Macs and PDF files do.

    The text is read as if it were composed, but a search for the same word typed elsewhere will not find it.

    To mend: type the text anew or save it in composed form (NFC).
    """,
    "yaml-syntax": """The file is no valid YAML. The first fault is shown; what stands in other files is still looked at.

        results
          revenue: 95400            # a ':' is missing after results

    To mend: look at the line and the one above it: indent, `:` and quotes. Text that holds `: ` or begins with one of
    `& * [ { ! % @ # - ?` needs quotes.
    """,
    "merge-conflict": """A merge has left a conflict in the file: two changes of the same lines, of which someone must choose.

        results:
        <<<<<<< bản này (ours)
          new-enterprises: 40
        ||||||| bản gốc (base)
          new-enterprises: 38
        =======
          new-enterprises: 41
        >>>>>>> bản kia (theirs)

    To mend: keep the lines that are right, delete the others and the lines of `<`, `|`, `=` and `>`; then `git add` the file.
    """,
    "yaml-tab": """A line is indented with a tab.

    To mend: indent with spaces, two for each level.
    """,
    "yaml-documents": """A second document begins in the file, with a line `---`.

    To mend: delete that line, or put the rest into a file of its own.
    """,
    "yaml-alias": """The file uses an anchor (`&`) or an alias (`*`) of YAML.

    They make one value stand in several places, which no reader of the file would see, and can blow a file up without limit.

    To mend: write the value out; put text that begins with `&` or `*` between quotes.
    """,
    "yaml-tag": """A value carries a YAML tag such as `!!float` or `!local`.

    To mend: delete the tag. What a value means depends on its key alone.
    """,
    "yaml-key": """A key is a list or a mapping instead of a word.

        ? [q1, q2]
        : 3

    To mend: write a plain key; put text that begins with `[` or `{` between quotes.
    """,
    "yaml-nesting": """There are more than 40 levels of brackets or indents.

    To mend: look for a stray bracket.
    """,
    "duplicate-key": """A key stands twice in the same mapping. Most programs would silently take the last one.

        results:
          revenue: 95400
          revenue: 95500

    To mend: keep one of the two.
    """,
    "comma-in-braces": """Between braces a decimal comma splits a number in two: `{part: 62,5}` is the part 62 and a key 5.

    To mend: write `{part: "62,5"}`, or `{part: 62.5}`.
    """,
    "unknown-key": """A key is not known where it stands.

        submited: 2023-06-02        # submitted

    To mend: take the suggested key; docs/data-format.md has all of them.
    """,
    "missing-key": """A key that is needed is missing; for an item of a list also a column that decides whether it counts.

        - id: new-enterprises       # without name:
          lead: phong-kinh-te

    To mend: add it.
    """,
    "wrong-type": """A value is of another shape than its key asks for: a list for a number, text for a mapping.

        letter: 45/BC-TC            # letter: {number: 45/BC-TC}

    To mend: write it as the message says.
    """,
    "unknown-choice": """A word is none of those that can stand here.

    Looked at: kinds of measure, grades, choices of a column, kinds of incident and the like.

        commune-digital: tôt        # tot

    To mend: take one of the words that the message lists.
    """,
    "bad-id": """An id holds something else than small letters without accents, digits and `-`, or is longer than 64.

    Ids name files, on every system; names that Windows keeps for devices (con, aux, nul …) are none.

    To mend: `phuong-binh-hoa` for phường Bình Hòa.
    """,
    "duplicate-id": """Two rounds, units, bodies, groups or targets have the same id. The second is not used.

    To mend: give one of them another id.
    """,
    "duplicate-report": """A unit has two files in one round, under its id and under another spelling of its name.

        reports/q2/phuong-binh-hoa.yaml
        reports/q2/Bình Hòa.yaml

    To mend: keep one of the two, named after the unit's id.
    """,
    "bad-number": """Something is not a number, or not a whole one where things are counted.

        revenue: 95400 triệu        # the unit of measure stands in targets.yaml

    To mend: write the number alone: 75, 62,5 or 1.234,5.
    """,
    "ambiguous-number": """A number has two readings: `1.234` can be 1234, or 1 and 234 thousandths.

    For a count it can only be 1234 and is read so; for amounts, ratios and scores nobody guesses.

    To mend: write 1234, or 1,2340.
    """,
    "bad-date": """Something is not a date, or not a day of the calendar.

        submitted: 2023-06-31

    To mend: write year-month-day, 2023-06-02, or 02/6/2023.
    """,
    "bad-value": """A value does not go with the one beside it, or does not fit its key.

        plan: {done: false, date: 2023-05-30}

    To mend: see the message; docs/data-format.md tells what fits.
    """,
    "negative": """A figure that is counted from 1 January is below zero.

    To mend: check the sign; what was counted too much is a correction.
    """,
    "out-of-range": """A figure lies outside the scale of its measure: a score above 100, six stars of five.

    To mend: check the figure and its decimal mark.
    """,
    "parts-do-not-fit": """Figures that belong together do not fit.

    A part is larger than its whole, or stands without it; a percentage is not what the parts make; shares do not make 100.

        disbursement-city: {part: 120000, whole: 62300}

    To mend: check both; perhaps they were exchanged.
    """,
    "goal-form": """A goal is put together in a way that has no meaning.

    Two comparators in one condition, a date for a count, `change` without `against`, a figure that the measure does not have.

        goal: {at_least: 80, at_most: 90}      # between: [80, 90]

    To mend: one comparator in a condition; several conditions stand in a list under `all:`.
    """,
    "unknown-reference": """A goal names a figure that does not stand under the target's `references:`, nor among its grades.

        goal: {at_least: asigned}
        references: {assigned: 182000}

    To mend: take a name that the message lists, or add it under `references:` (without a value while it is not known).
    """,
    "target-units": """A target says nothing, or two things, about who reports it.

    To mend: one of `lead:`, `reporter:`, `each:` (every unit of a group its own) and `sum_of:` (units that add up).
    """,
    "round-due": """A round has no due date or two, or is of a quarter and annual at once.

        - {id: q2, quarter: 2, before: 2023-06-05, by: 2023-06-04}

    To mend: keep `before:` (the day before it is the last in time) or `by:` (that day is).
    """,
}
