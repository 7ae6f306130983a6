"""Where a figure of the report comes from: every place it was typed in, and the arithmetic from there to what is printed.

The results are those of `contents`; nothing is reckoned anew. Expressions hold what was typed and not what was rounded on
the way, so that whoever works one out on a calculator comes to the result that is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext

from camket.ledger.commitment import Round
from camket.ledger.goals import Judged, find_bounds, level, operands
from camket.ledger.ledger import Filed
from camket.ledger.measures import WIDE, Reading, add, add_up, has_figure, part_names
from camket.ledger.reports import Correction
from camket.ledger.results import BARE_KEY, Incident, Item
from camket.ledger.rounds import ONE_DAY
from camket.ledger.scalars import Paper
from camket.ledger.targets import (
    Composition,
    Condition,
    Incidents,
    Judgement,
    Milestone,
    NamedList,
    Quantity,
    Rank,
    Ratio,
    Reference,
    Revision,
    Target,
)
from camket.ledger.tree import REPORTS, TARGETS
from camket.report.contents import Figure, PrintedCondition, PrintedStanding, PrintedTarget
from camket.report.describe.target import describe_target
from camket.report.figure_references import printed_reference
from camket.standing import wording
from camket.standing.appendix import numbers
from camket.standing.in_force import assessed_from, goal_in_force, pace_of
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.text.language import _
from camket.text.numerals import format_date, format_exact, format_share
from camket.text.problems import Place
from camket.text.source import Document, Key
from camket.text.spelling import fold

# --- what is told of it -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file that a figure comes from, with the text of its line, and the report that it stands in.

    `git_line` is the line as git counts it: YAML knows more line breaks than git.
    """

    place: Place
    text: str
    git_line: int
    filed: Filed | None = None


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One of the things that a figure is made of: a unit's figure, a named item, a correction. `sources` are numbers of
    Trace.sources, from 1; `counts` tells of a named item whether it is counted."""

    label: str
    text: str
    sources: tuple[int, ...] = ()
    counts: bool | None = None


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One figure, from what it is made and how.

    `name` is actual, units, previous, increment, correction, same_period, goal, over, share, expected, projection,
    difference or verdict; `at` the goal's condition that it is of (all/0, yardsticks/1/0, stretch), else empty. `text` is
    the result as it is printed, `value` the same as a number, `expression` the arithmetic (empty for what is taken as it
    is typed).
    """

    name: str
    label: str
    text: str
    value: Decimal | None = None
    expression: str = ""
    sources: tuple[int, ...] = ()
    rows: tuple[TraceRow, ...] = ()
    notes: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One target of a round, or one unit's part of it, traced: the steps, and all places they lead to."""

    survey: Survey
    target: Target
    unit: str | None
    reference: str
    standing: Standing
    told: PrintedStanding
    steps: tuple[TraceStep, ...]
    sources: tuple[Source, ...]

    def lines(self) -> dict[str, list[int]]:
        """The lines that are to be asked of git, by file."""
        found: dict[str, list[int]] = {}
        for source in self.sources:
            found.setdefault(source.place.path, []).append(source.git_line)
        return found


def trace(survey: Survey, target: str, unit: str | None = None) -> Trace:
    """Everything that a target's printed figures come from; of a `unit`, those of its own part."""
    whole = survey.standing(target)
    assert whole is not None  # a survey holds every target of its ledger
    told = describe_target(survey, whole, numbers(survey.ledger)[target])
    part = next((one for one in whole.by_unit if one.unit == unit), None) if unit is not None else None
    tracing = _Tracing(survey, part or whole, told.standing if part is None else told.by_unit[unit or ""], told)
    steps, sources = _file_by_file(list(tracing.steps()), tracing.sources)
    reference = printed_reference(survey.ledger, target, part.unit if part else None)
    return Trace(survey, whole.target, part.unit if part else None, reference, part or whole, tracing.told, steps, sources)


def _file_by_file(steps: Sequence[TraceStep], sources: Sequence[Source]) -> tuple[tuple[TraceStep, ...], tuple[Source, ...]]:
    """The sources numbered anew, so that those of one file stand together."""
    files = list(dict.fromkeys(source.place.path for source in sources))
    order = sorted(range(len(sources)), key=lambda i: (files.index(sources[i].place.path), sources[i].place))
    new = {old + 1: number for number, old in enumerate(order, start=1)}

    def renumbered(numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(new[number] for number in numbers))

    told = [
        replace(
            step,
            sources=renumbered(step.sources),
            rows=tuple(replace(row, sources=renumbered(row.sources)) for row in step.rows),
        )
        for step in steps
    ]
    return tuple(told), tuple(sources[i] for i in order)


# What a report names: the report, the keys that lead to the thing in its result, the thing; None where it names nothing.
_Named = tuple[Filed, tuple[Key, ...], Item | Incident | None]


class _Tracing:
    """One target's, or one unit's, steps; the sources are gathered on the way."""

    def __init__(self, survey: Survey, standing: Standing, told: PrintedStanding, target: PrintedTarget) -> None:
        self.survey = survey
        self.ledger = survey.ledger
        self.standing = standing
        self.target = standing.target
        self.measure = standing.target.measure
        self.told = told
        self.told_target = target
        self.sources: list[Source] = []
        self.numbers: dict[Place, int] = {}
        self.goal, self.references = goal_in_force(self.target, min(survey.cut_off, survey.as_of))

    def steps(self) -> Iterator[TraceStep]:
        if self.standing.by_unit:
            yield from self._whole()
        else:
            yield self._actual()
        yield from self._corrections()
        yield from self._earlier()
        yield from self._goals()
        yield from self._projection()
        yield from self._differences()
        yield self._verdict()

    # --- places

    def _cite(self, document: Document, keys: Sequence[Key], filed: Filed | None = None, *, of_key: bool = False) -> int:
        place = document.place(keys, of_key=of_key)
        if place not in self.numbers:
            lines = document.text.splitlines(keepends=True)
            git_line = 1 + sum(line.endswith("\n") for line in lines[: place.line - 1])
            self.sources.append(Source(place, document.line(place.line).strip(), git_line, filed))
            self.numbers[place] = len(self.sources)
        return self.numbers[place]

    def _cite_result(self, filed: Filed, *keys: Key) -> int:
        return self._cite(filed.document, ("results", self.target.id, *keys), filed)

    def _cite_target(self, *keys: Key) -> int:
        return self._cite(self.ledger.documents[TARGETS], (*self.ledger.target_keys[self.target.id], *keys))

    def _cite_round(self, round_: Round) -> tuple[int, ...]:
        """Where the day is written that a round's figures run to."""
        document = self.ledger.documents[TARGETS]
        key = "cut_off" if round_.cut_off else "by" if round_.by else "before"
        given = document.value.get("rounds") if isinstance(document.value, dict) else None
        for index, entry in enumerate(given if isinstance(given, list) else ()):
            if isinstance(entry, dict) and entry.get("id") == round_.id:
                return (self._cite(document, ("rounds", index, key)),)
        return ()

    # --- the figure itself

    def _actual(self) -> TraceStep:
        """The figure of one unit."""
        given = self.standing
        step = self._figure_step("actual", self._actual_label(), self.told.actual, self.told.text)
        if given.reading is None or given.reading_round is None:
            notes, sources = self._silence(given.unit, given.reading_round)
            return replace(step, notes=notes, sources=sources)
        notes = self._round_notes(given.reading_round)
        if isinstance(self.measure, (NamedList, Incidents)):
            return replace(step, rows=self._named_rows([given.unit or ""], given.reading), notes=notes)
        assert given.filed is not None  # the figure stands in it
        expression, rows, sources = self._typed(given.filed, given.reading)
        return replace(step, expression=expression, rows=rows, sources=sources, notes=notes)

    def _actual_label(self) -> str:
        return _("Cumulative figure") if self.measure.accumulates else _("Figure")

    def _figure_step(self, name: str, label: str, figure: Figure | None, text: str = "") -> TraceStep:
        return TraceStep(name, label, text or (figure.text if figure else "–"), figure.value if figure else None)

    def _round_notes(self, round_: Round | None) -> tuple[str, ...]:
        if round_ is None or round_.id == self.survey.round.id:
            return ()
        return (_("figure of {round}").format(round=wording.round_name(round_)),)

    def _typed(self, filed: Filed, reading: Reading) -> tuple[str, tuple[TraceRow, ...], tuple[int, ...]]:
        """How one report's figure is made: (expression, what it is made of, places)."""
        result = filed.results[self.target.id]
        match self.measure:
            case Ratio() if "whole" in reading.figures:
                return self._exact(reading), tuple(self._figure_row(filed, name, reading) for name in ("part", "whole")), ()
            case Ratio():
                return "", (), (self._cite_result(filed, "percent"),)
            case Quantity():
                value = self._cite_result(filed, "value")
                rows = tuple(self._figure_row(filed, name, reading, "parts", name) for name in reading.figures)
                of = (self._cite_target("measure", "out_of"),) if self.measure.out_of is not None else ()
                return "", rows, (value, *of)
            case Composition():
                rows = tuple(self._figure_row(filed, name, reading, "parts", name) for name in reading.figures)
                return " + ".join(_operand(figure) for figure in reading.figures.values()), rows, ()
            case Judgement():
                grade = self._cite_result(filed, "grade")
                return "", tuple(self._figure_row(filed, name, reading) for name in reading.figures), (grade,)
            case Rank():
                sources = [self._cite_result(filed, "rank")]
                if reading.figures.get("of") is not None:
                    is_typed = getattr(result, "of", None) is not None
                    sources.append(self._cite_result(filed, "of") if is_typed else self._cite_target("measure", "of"))
                return "", (), tuple(sources)
            case Milestone():
                given = [key for key in ("done", "date") if getattr(result, key, None) is not None]
                return "", (), tuple(dict.fromkeys(self._cite_result(filed, key) for key in given))
        return "", (), (self._cite_result(filed, BARE_KEY[self.measure.kind]),)

    def _figure_row(self, filed: Filed, name: str, reading: Reading, *keys: Key) -> TraceRow:
        labels = part_names(self.measure)
        if isinstance(self.measure, Judgement):
            labels = {"part": self.measure.part or _("part"), "whole": self.measure.whole or _("whole")}
        source = self._cite_result(filed, *(keys or (name,)))
        return TraceRow(labels.get(name, name), format_exact(reading.figures[name]), (source,))

    # --- named items and incidents

    def _named_rows(self, units: Sequence[str], reading: Reading) -> tuple[TraceRow, ...]:
        """Every item, or incident, in these units' reports up to the round: whether it counts, and why not."""
        named = list(self._named(units, self.standing.reading_round or self.survey.round))
        kept = {id(one) for one in (*reading.items, *reading.incidents)}
        at = {_name_key(one): (filed, one) for filed, _keys, one in named if one is not None and id(one) in kept}
        rows = []
        for filed, keys, one in self._telling(named) if len(units) > 1 else named:
            round_ = self.ledger.round(filed.round)
            who = [self.ledger.short_name(filed.unit)] if len(units) > 1 else []
            label = ", ".join([*who, wording.round_name(round_) if round_ else filed.round])
            if one is None:
                rows.append(TraceRow(label, _("none named"), (self._cite_result(filed, *keys),)))
                continue
            first, same = at.get(_name_key(one), (filed, one))
            reason = self._uncounted_reason(filed, one, first, same)
            text = _("does not count ({reason})").format(reason=reason) if reason else _("counts")
            sources = self._cite_named(filed, keys, one)
            rows.append(TraceRow(f"{label}: {self._name(one)}", text, sources, counts=not reason))
        return tuple(rows)

    def _telling(self, named: Sequence[_Named]) -> list[_Named]:
        """What is worth telling of many reports: all that is named, and one report of each unit that has named nothing."""
        last = {filed.unit: number for number, (filed, _keys, _one) in enumerate(named)}
        having = {filed.unit for filed, _keys, one in named if one is not None}
        return [
            entry
            for number, entry in enumerate(named)
            if entry[2] is not None or (entry[0].unit not in having and last[entry[0].unit] == number)
        ]

    def _named(self, units: Sequence[str], last: Round) -> Iterator[_Named]:
        """What these units have named up to a round, with its keys in the result; None for a report that names nothing."""
        key = BARE_KEY[self.measure.kind]
        for round_ in self.ledger.calendar.through(last):
            for unit in units:
                filed = self.ledger.received(round_.id, unit, self.survey.as_of)
                given = getattr(filed.results.get(self.target.id), key, None) if filed else None
                if filed is None or given is None:
                    continue
                if not given:
                    yield filed, (key,), None
                for index, one in enumerate(given):
                    yield filed, (key, index), one

    def _name(self, one: Item | Incident) -> str:
        if isinstance(one, Incident):
            kind = part_names(self.measure).get(one.kind, one.kind)
            words = [f"{kind}: {one.name}", *([format_date(one.date)] if one.date else [])]
        else:
            words = [one.name]
        return "; ".join([*words, *(wording.paper_text(paper) for paper in one.evidence)])

    def _uncounted_reason(self, filed: Filed, one: Item | Incident, first: Filed, same: Item | Incident) -> str:
        """Why one does not count, or not here: it misses a condition, or the `same` is counted with another report."""
        round_ = self.ledger.round(first.round)
        unit = self.ledger.short_name(first.unit) if first.unit != filed.unit else None
        if isinstance(one, Item) and isinstance(same, Item) and isinstance(self.measure, NamedList):
            where = (round_, unit, same) if round_ and same is not one else None
            return wording.uncounted_reason(self.measure, one, where, is_own=bool(self.target.each))
        if same is one or round_ is None:
            return ""
        names = ", ".join([wording.round_name(round_), *([unit] if unit else [])])
        return _("already in {where}").format(where=names)

    def _cite_named(self, filed: Filed, keys: tuple[Key, ...], one: Item | Incident) -> tuple[int, ...]:
        """An item's place, and those of the columns that tell whether it counts."""
        columns = self.measure.counts_if if isinstance(self.measure, NamedList) else {}
        given = [name for name in columns if (one.model_extra or {}).get(name) is not None]
        return tuple(dict.fromkeys([self._cite_result(filed, *keys), *(self._cite_result(filed, *keys, n) for n in given)]))

    # --- no figure

    def _silence(self, unit: str | None, round_: Round | None) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Why a unit has no figure in a round, and where that can be seen."""
        if round_ is None:
            return (_("not asked for up to this round"),), ()
        if unit is None:
            return (_("nobody reports this target"),), ()
        names = {"unit": self.ledger.short_name(unit), "round": wording.round_name(round_)}
        filed = self.ledger.received(round_.id, unit, self.survey.as_of)
        if filed is None:
            return (self._unreceived(unit, round_, names),), ()
        given = filed.results.get(self.target.id)
        if given is not None and given.awaiting:
            is_judged = given.awaiting == "assessment"
            words = _("{unit}: waiting for the assessment") if is_judged else _("{unit}: waiting for publication")
        elif given is not None:
            words = _("{unit} has reported in words, without a figure")
        elif filed.report.results.get(self.target.id) is not None:
            words = _("what {unit} has reported cannot be used; see camket check")
        else:
            words = _("the report of {unit} for {round} does not answer this target")
        keys = (self.target.id,) if self.target.id in filed.report.results else ()
        return (words.format(**names),), (self._cite(filed.document, ("results", *keys), filed),)

    def _unreceived(self, unit: str, round_: Round, names: Mapping[str, str]) -> str:
        """Why a report does not count as received: there is none, it cannot be read, it came later or not at all."""
        filed = self.ledger.reports.get((round_.id, unit))
        path = f"{REPORTS}/{round_.id}/{unit}.yaml"
        if filed is None and path in self.ledger.skipped:
            return _("{path} cannot be read, and {unit} may have reported").format(path=path, **names)
        if filed is None:
            return _("no report from {unit} for {round}").format(**names)
        submitted = filed.report.submitted
        if submitted is None:
            return _("{path} has no date of receipt (submitted:)").format(path=filed.path)
        words = _("the report of {unit} for {round} came on {date}, after {as_of}")
        return words.format(**names, date=format_date(submitted), as_of=format_date(self.survey.as_of))

    # --- several units

    def _whole(self) -> Iterator[TraceStep]:
        """The units' figures and what they come to, with the lead's own figure where it gives one."""
        given = self.standing
        readings = [part.reading for part in given.by_unit if part.reading is not None]
        total = given.reading if given.own is None else add_up(self.measure, readings)
        yield TraceStep("units", _("Figures of the units"), "", rows=tuple(self._unit_row(part) for part in given.by_unit))
        if isinstance(self.measure, (NamedList, Incidents)) and total is not None:
            rows = self._named_rows([part.unit or "" for part in given.by_unit], total)
            yield TraceStep("named", _("Named by the units"), "", rows=rows)
        expression = self._sum(readings, total)
        notes = () if readings else (_("no unit has reported a figure"),)
        if readings and total is None:
            notes = (_("figures like these are not added up"),)
        if given.own is None:
            step = self._figure_step("actual", self._actual_label(), self.told.actual, self.told.text)
            yield replace(step, expression=expression, notes=(*notes, *self._round_notes(given.reading_round)))
            return
        text = wording.reading_text(self.target, total)
        yield TraceStep("sum", _("Sum of the units"), text, total.value if total else None, expression, notes=notes)
        assert given.filed is not None and self.target.reporter is not None  # the own figure stands there
        step = self._figure_step("actual", _("The lead's own figure"), self.told.actual, self.told.text)
        if isinstance(self.measure, (NamedList, Incidents)):
            yield replace(step, rows=self._named_rows([self.target.reporter], given.own))
            return
        expression, rows, sources = self._typed(given.filed, given.own)
        yield replace(step, expression=expression, rows=rows, sources=sources, notes=self._round_notes(given.reading_round))

    def _unit_row(self, part: Standing) -> TraceRow:
        """One unit's figure, with its own goal and verdict where it has one."""
        told = self.told_target.by_unit[part.unit or ""]
        words = told.text
        if self.target.each:
            words += f" / {told.goal} ({told.label})"
        notes: tuple[str, ...] = ()
        sources: tuple[int, ...] = ()
        if part.reading is None:
            notes, sources = self._silence(part.unit, part.reading_round)
        elif part.filed is not None and not isinstance(self.measure, (NamedList, Incidents)):
            _expression, rows, sources = self._typed(part.filed, part.reading)
            sources = (*sources, *(number for row in rows for number in row.sources))
        goals = [source for judged in part.conditions for row in self._goal_rows(judged, part.unit) for source in row.sources]
        overruled = self._cite_overrule(part)
        where = tuple(dict.fromkeys([*sources, *goals, *overruled]))
        return TraceRow(self.ledger.short_name(part.unit or ""), "; ".join([words, *notes]), where)

    def _sum(self, readings: Sequence[Reading], total: Reading | None) -> str:
        """Units' figures added up; what two of them name is taken off again."""
        if total is None or len(readings) < 2:
            return ""
        if isinstance(self.measure, Ratio):
            part, whole = (" + ".join(_operand(one.figures[name]) for one in readings) for name in ("part", "whole"))
            return f"({part}) ÷ ({whole}) × {self.measure.per}" if total.figures["whole"] else ""
        values = [one.value for one in readings if one.value is not None]
        twice = add(values) - (total.value or 0)
        return " + ".join(_operand(value) for value in values) + (f" - {_operand(twice)}" if twice else "")

    # --- corrections, earlier figures

    def _corrections(self) -> Iterator[TraceStep]:
        """What the reports up to the round have put right of this target, whether a figure told here or an older one."""
        rows = tuple(self._correction_row(*found) for found in self._all_corrections())
        if rows:
            yield TraceStep("correction", _("Corrections"), "", rows=rows)

    def _all_corrections(self) -> Iterator[tuple[Round, Filed, int, Correction]]:
        for round_ in self.ledger.calendar.through(self.survey.round):
            for unit in self._reporters():
                filed = self.ledger.received(round_.id, unit, self.survey.as_of)
                for index, given in enumerate(filed.report.corrections if filed else ()):
                    if filed is not None and given.target == self.target.id and given.unit in (None, *self._reporters()):
                        yield round_, filed, index, given

    def _reporters(self) -> tuple[str, ...]:
        if self.standing.by_unit:
            return self.ledger.reporters(self.target)
        return (self.standing.unit,) if self.standing.unit else ()

    def _correction_row(self, round_: Round, filed: Filed, index: int, given: Correction) -> TraceRow:
        label = f"{self.ledger.short_name(given.unit or filed.unit)}, {wording.round_name(round_)}"
        words = _("{old} → {new}, by {who} on {date}: {reason}")
        text = words.format(old=given.old, new=given.new, who=given.by, date=format_date(given.date), reason=given.reason)
        keys = [("corrections", index, key) for key in ("old", "new")]
        return TraceRow(label, text, tuple(dict.fromkeys(self._cite(filed.document, one, filed) for one in keys)))

    def _earlier(self) -> Iterator[TraceStep]:
        """The figure of the round before, what has come since, and that of the same period last year."""
        given = self.standing
        if given.previous_round is not None:
            yield self._previous(given.previous_round)
        yield self._increment()
        if given.same_period is not None:
            yield self._same_period()

    def _previous(self, round_: Round) -> TraceStep:
        given = self.standing
        label = _("Before, {round}").format(round=wording.round_name(round_))
        step = self._figure_step("previous", label, self.told.previous, self.told.previous_text)
        if given.previous is None and given.by_unit:
            return replace(step, notes=(_("not known of all units together"),))
        if given.previous is None:
            notes, sources = self._silence(given.unit, round_)
            return replace(step, notes=notes, sources=sources)
        own = self.target.reporter if given.own is not None and self._has_figure(self.target.reporter, round_) else None
        if given.by_unit and own is None:
            rows, readings = [], []
            for part in given.by_unit:
                if part.previous is not None:
                    expression, _rows, sources = self._before(part.unit or "", round_, part.previous)
                    text = wording.reading_text(self.target, part.previous)
                    numbers = dict.fromkeys([*sources, *(number for row in _rows for number in row.sources)])
                    rows.append(TraceRow(self.ledger.short_name(part.unit or ""), text, tuple(numbers)))
                    readings.append(part.previous)
            return replace(step, expression=self._sum(readings, given.previous), rows=tuple(rows))
        expression, before_rows, sources = self._before(own or given.unit or "", round_, given.previous)
        notes = ()
        if given.previous_reported is not None:
            was = wording.reading_text(self.target, given.previous_reported)
            notes = (_("{figure} as it was first reported; corrected since").format(figure=was),)
            sources = (*sources, *self._cite_corrections(round_))
        return replace(step, expression=expression, rows=before_rows, sources=sources, notes=notes)

    def _cite_corrections(self, round_: Round) -> Iterator[int]:
        """Where a figure of the round has been put right since."""
        later = self.ledger.calendar.through(self.survey.round)[self.ledger.rounds.index(round_) + 1 :]
        for when, filed, index, _given in self._all_corrections():
            if when in later:
                yield self._cite(filed.document, ("corrections", index, "new"), filed)

    def _has_figure(self, unit: str | None, round_: Round) -> bool:
        filed = self.ledger.received(round_.id, unit, self.survey.as_of) if unit else None
        result = filed.results.get(self.target.id) if filed else None
        return result is not None and has_figure(result)

    def _before(self, unit: str, round_: Round, reading: Reading) -> tuple[str, tuple[TraceRow, ...], tuple[int, ...]]:
        """How a unit's figure of an earlier round is made, as _typed has it."""
        if isinstance(self.measure, (NamedList, Incidents)):
            kept = {id(one) for one in (*reading.items, *reading.incidents)}
            named = [one for one in self._named([unit], round_) if one[2] is None or id(one[2]) in kept]
            return "", (), tuple(self._cite_result(filed, *keys) for filed, keys, _one in self._telling(named))
        filed = self.ledger.received(round_.id, unit, self.survey.as_of)
        assert filed is not None  # the figure stands in it
        return self._typed(filed, reading)

    def _increment(self) -> TraceStep:
        """What came in this round, or why that is not known."""
        given, told = self.standing, self.told.increment
        step = self._figure_step("increment", _("In this round"), told)
        if told is not None:
            now, before = (self._counted(reading) for reading in (given.reading, given.previous))
            is_first = told.value == now and (before is None or told.value != WIDE.subtract(now, before))
            if not self.measure.accumulates or now is None or is_first or before is None:
                return replace(step, notes=(_("the figure as it stands"),))
            return replace(step, expression=f"{_operand(now)} - {_operand(before)}")
        if given.reading is None:
            why = _("no figure in this round")
        elif not self.told.is_current:
            why = _("nothing is asked for in this round")
        elif any(part.reading is None for part in given.by_unit):
            why = _("some units have no figure in this round")
        else:
            why = _("the figure of the round before is not known")
        return replace(step, notes=(why,))

    def _counted(self, reading: Reading | None) -> Decimal | None:
        """The figure whose rise is told: of a ratio its part."""
        if reading is None:
            return None
        return reading.figures.get("part") if isinstance(self.measure, Ratio) else reading.value

    def _same_period(self) -> TraceStep:
        given = self.standing
        step = self._figure_step("same_period", _("Same period last year"), self.told.same_period)
        if given.filed is not None and given.result is not None and given.result.same_period is not None:
            return replace(step, sources=(self._cite_result(given.filed, "same_period"),))
        rows = [
            TraceRow(
                self.ledger.short_name(part.unit or ""),
                wording.figure_text(self.measure, part.same_period),
                (self._cite_result(part.filed, "same_period"),),
            )
            for part in given.by_unit
            if part.same_period is not None and part.filed is not None
        ]
        figures = [part.same_period for part in given.by_unit if part.same_period is not None]
        return replace(step, expression=" + ".join(_operand(figure) for figure in figures), rows=tuple(rows))

    # --- the goal, the share, the pace

    def _goals(self) -> Iterator[TraceStep]:
        """Each condition: its number and where that stands, the share reached, what the pace asks for."""
        given = self.standing
        if not given.conditions and given.by_unit and self.target.each:
            numbers = dict.fromkeys(
                number for _at, keys, one in self._conditions() for number in self._goal_places(keys, one, None)
            )
            note = _("each unit's own goal stands beside its figure")
            text = self.told_target.goal or "–"
            yield TraceStep("goal", _("Year's goal"), text, sources=tuple(numbers), notes=(note,))
            return
        if given.goal is None:
            yield TraceStep("goal", _("Year's goal"), "–", notes=(_("a part of the sum, without a goal of its own"),))
            return
        pairs = [
            *zip(given.judged, self.told.conditions, strict=True),
            *(
                pair
                for yard, told in zip(given.yards, self.told.yardsticks, strict=True)
                for pair in zip(yard.judged, told.conditions, strict=True)
            ),
            *([(given.stretch, self.told.stretch)] if given.stretch and self.told.stretch else []),
        ]
        for judged, told in pairs:
            yield from self._condition(judged, told)
        if len(given.conditions) > 1 and self.told.share is not None:
            notes = (_("the lowest of the conditions"),)
            yield TraceStep("share", _("Share of the goal"), format_share(self.told.share), self.told.share, notes=notes)

    def _condition(self, judged: Judged, told: PrintedCondition) -> Iterator[TraceStep]:
        bounds = judged.bounds
        condition = bounds.condition
        at = next((name for name, _keys, one in self._conditions() if one is condition), "")
        rows = self._goal_rows(judged, self.standing.unit)
        keys = next((keys for _name, keys, one in self._conditions() if one is condition), ())
        sources = self._goal_places(keys, condition, self.standing.unit)
        notes = tuple(_("{name}: no figure yet").format(name=name) for name in told.missing)
        level = told.level.value if told.level else None
        expression = self._level(judged)
        yield TraceStep("goal", self._goal_label(at), told.goal, level, expression, sources, rows, notes, at)
        actual, nominal = judged.actual, bounds.nominal
        reading = self.standing.reading
        if condition.over is not None and told.actual is not None and reading is not None and not bounds.missing:
            label = _("Sum over the years") if condition.over.how == "sum" else _("Mean of the years")
            yield TraceStep("over", label, told.actual.text, told.actual.value, self._exact(reading, condition), at=at)
        if told.share is not None and actual is not None and nominal is not None and reading is not None:
            exact = self._exact(reading, condition)
            expression = f"{exact} ÷ {_operand(nominal)} × 100"
            if condition.change in ("increase", "decrease", "reduction"):
                start = _operand(bounds.start)
                expression = f"({exact} - {start}) × 100 ÷ ({_operand(nominal)} - {start})"
            yield TraceStep("share", _("Share of the goal"), format_share(told.share), told.share, expression, at=at)
        if told.expected is not None and nominal is not None:
            elapsed, notes, sources = self._elapsed(condition)
            expression = f"{_operand(nominal)} × {elapsed}"
            if bounds.start:
                expression = f"{_operand(bounds.start)} + ({_operand(nominal)} - {_operand(bounds.start)}) × {elapsed}"
            day = format_date(self._cut_off())
            label = _("Expected at {date}").format(date=day)
            yield TraceStep("expected", label, told.expected.text, told.expected.value, expression, sources, notes=notes, at=at)

    def _goal_label(self, at: str) -> str:
        if at == "stretch":
            return _("Stretch goal")
        yard = self.goal.yardsticks[int(at.split("/")[1])].name if at.startswith("yardsticks") else ""
        return _("Year's goal") + f" ({yard})" if yard else _("Year's goal")

    def _conditions(self) -> Iterator[tuple[str, tuple[Key, ...], Condition]]:
        """Every condition of the goal in force, with its name and its keys in the target's entry."""
        above = self._goal_keys()
        for index, one in enumerate(self.goal.all):
            yield f"all/{index}", (*above, "all", index), one
        for number, yardstick in enumerate(self.goal.yardsticks):
            for index, one in enumerate(yardstick.all):
                yield f"yardsticks/{number}/{index}", (*above, "yardsticks", number, "all", index), one
        if self.goal.stretch is not None:
            yield "stretch", (*above, "stretch"), self.goal.stretch

    def _goal_keys(self) -> tuple[Key, ...]:
        """The keys of the goal in force: the first one, or a revision's."""
        found: tuple[Key, ...] = ("goal",)
        for index, revision in self._revisions():
            if revision.goal is not None:
                found = ("revisions", index, "goal")
        return found

    def _revisions(self) -> list[tuple[int, Revision]]:
        """The revisions in force, in the order of their dates, each with its place in the list."""
        day = min(self.survey.cut_off, self.survey.as_of)
        return sorted(
            ((i, revision) for i, revision in enumerate(self.target.revisions) if revision.date <= day),
            key=lambda pair: pair[1].date,
        )

    def _goal_places(self, keys: tuple[Key, ...], condition: Condition, unit: str | None) -> tuple[int, ...]:
        """Where a condition's number is written, and the past years' figures; a named figure's own places are its rows."""
        sources = [self._cite_target(*keys, condition.comparator)]
        if condition.over is not None:
            sources += [self._cite_target(*keys, "over", "past", str(year)) for year in condition.over.past]
        return tuple(dict.fromkeys(sources))

    def _goal_rows(self, judged: Judged, unit: str | None) -> tuple[TraceRow, ...]:
        """The named figures that a condition is made with: as first given, and after each revision in force."""
        condition = judged.bounds.condition
        names = [name for name in (*operands(condition), condition.against) if name is not None and name in self.references]
        return tuple(row for name in dict.fromkeys(names) for row in self._reference_rows(name, unit))

    def _reference_rows(self, name: str, unit: str | None) -> Iterator[TraceRow]:
        in_force = self.references[name]
        steps: list[tuple[tuple[Key, ...], Reference, date | None, Paper | None]] = []
        day: date | None
        if name in self.target.references:
            first = self.target.references[name]
            steps.append((("references", name), first, first.date, first.document))
        for index, revision in self._revisions():
            if name in revision.references:
                revised = revision.references[name]
                day, paper = revised.date or revision.date, revised.document or revision.document
                steps.append((("revisions", index, "references", name), revised, day, paper))
        by_unit = bool(in_force.by_unit) and unit is not None
        for number, (keys, given, day, paper) in enumerate(steps):
            below: tuple[Key, ...] = ("value",)
            if by_unit and unit in given.by_unit:
                figure, below = given.by_unit[unit or ""], ("by_unit", unit or "")
            elif not by_unit and (number == 0 or "value" in given.model_fields_set):
                figure = given.value
            else:
                continue
            words = [figure or _("not set"), given.by or (in_force.by if number == 0 else None)]
            words += [format_date(day) if day else None, wording.paper_text(paper) if paper else None]
            text = ", ".join(word for word in words if word)
            yield TraceRow(given.label or in_force.label or name, text, (self._cite_target(*keys, *below),))

    def _level(self, judged: Judged) -> str:
        """How a goal's level is reckoned from what it is held against; empty where it is written as it is."""
        bounds = judged.bounds
        condition = bounds.condition
        if condition.against is None or bounds.missing or bounds.nominal is None:
            return ""
        # A level of nothing but the reference itself gives its figure.
        bare = find_bounds(Condition(at_least=condition.against), self.measure, self.references, self.standing.unit)
        base = bare.nominal
        if base is None:
            return ""
        first, size = _operand(base), _operand(abs(base))
        ways = {
            "growth": "{first} + {size} × {n} ÷ 100",
            "reduction": "{first} - {size} × {n} ÷ 100",
            "increase": "{first} + {n}",
            "decrease": "{first} - {n}",
            "times": "{first} × {n}",
            "percent_of": "{first} × {n} ÷ 100",
        }
        # A rise in a ranking is a smaller number.
        turned = {"increase": "decrease", "decrease": "increase"}
        for change in (condition.change, turned.get(condition.change, condition.change)):
            for number in bounds.numbers:
                with localcontext(WIDE):
                    is_it = level(change, number, base) == bounds.nominal
                if is_it:
                    return ways[change].format(first=first, size=size, n=_operand(number))
        return ""

    def _exact(self, reading: Reading, condition: Condition | None = None) -> str:
        """A figure as it is typed: a ratio by its two parts, years added up or averaged where the goal is for several."""
        of = condition.of if condition else None
        if of is None and isinstance(self.measure, Ratio) and reading.figures.get("whole"):
            part, whole = (_operand(reading.figures[name]) for name in ("part", "whole"))
            text = f"{part} ÷ {whole} × {self.measure.per}"
        else:
            figure = reading.figure(of)
            text = _operand(figure) if figure is not None else ""
        over = condition.over if condition else None
        if over is None or not text:
            return text
        past = [_operand(figure) for figure in over.past.values() if figure is not None]
        total = f"({' + '.join([*past, text])})"
        return total if over.how == "sum" else f"{total} ÷ {len(past) + 1}"

    def _cut_off(self) -> date:
        return self.standing.cut_off or self.survey.cut_off

    def _elapsed(self, condition: Condition) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
        """The share of the pace at the cut-off: (expression, in words, places)."""
        pace = pace_of(self.target)
        round_ = self.standing.reading_round or self.survey.round
        year = self.ledger.calendar.year
        if pace.kind == "by_round":
            return self._share_of_round(round_)
        over = condition.over
        if over is not None and over.how == "mean" and self.measure.accumulates:
            text, notes, sources = self._days(round_, year, date(year, 12, 31))
            return f"({len(over.past)} + {text}) ÷ {len(over.past) + 1}", notes, sources
        end = date((over.until if over else None) or year, 12, 31)
        if condition.deadline is not None and over is None and condition.comparator not in ("by", "before"):
            end = min(end, condition.deadline)
        return self._days(round_, min([*(over.past if over else ()), year]), end)

    def _days(self, round_: Round, first_year: int, end: date) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
        start = date(first_year, 1, 1)
        day = min(max(self._cut_off(), start - ONE_DAY), end)
        gone, total = (day - start).days + 1, (end - start).days + 1
        words = _("{gone} of the {total} days from {start} to {end} have gone by at {day}")
        text = words.format(gone=gone, total=total, start=format_date(start), end=format_date(end), day=format_date(day))
        return f"{gone} ÷ {total}", (text,), self._cite_round(round_)

    def _share_of_round(self, round_: Round) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
        pace = pace_of(self.target)
        for one in reversed(self.ledger.calendar.through(round_)):
            if one.id in pace.shares:
                share = pace.shares[one.id]
                text = _("{share} of the goal is set for {round}").format(
                    share=format_share(share), round=wording.round_name(one)
                )
                return f"{_operand(share)} ÷ 100", (text,), (self._cite_target("pace", "shares", one.id),)
        return "0", (_("nothing is expected up to this round"),), ()

    def _projection(self) -> Iterator[TraceStep]:
        """Where the year ends at this speed."""
        given, told = self.standing, self.told.projection
        if told is None or given.projection is None or given.reading is None:
            return
        round_ = given.reading_round or self.survey.round
        year = self.ledger.calendar.year
        if pace_of(self.target).kind == "by_round":
            elapsed, notes, sources = self._share_of_round(round_)
        else:
            elapsed, notes, sources = self._days(round_, year, date(year, 12, 31))
        part, _sign, whole = elapsed.partition(" ÷ ")
        expression = f"{self._exact(given.reading)} ÷ {part} × {whole}"
        if isinstance(self.measure, Ratio) and not self.measure.may_exceed and given.projection == Decimal(self.measure.per):
            notes = (*notes, _("no more than all of it"))
        elif told.value != given.projection:
            notes = (*notes, _("rounded to the worse side"))
        label = _("Year end at this pace")
        yield TraceStep("projection", label, told.text, told.value, expression, sources, notes=notes)

    # --- what it comes to

    def _differences(self) -> Iterator[TraceStep]:
        """The whole's own figure less what the units make of it, where the two differ."""
        if self.standing.unit is not None and self.standing is not self.survey.standing(self.target.id):
            return  # of the whole target, not of one unit's part
        others = [one for one in self.survey.standings if one.target.adds_up_to == self.target.id]
        for told in self.told_target.differences:
            other = next((one for one in others if one.target.name == told.target), None)
            own, total = (_operand(figure.value) for figure in (told.own, told.total))
            reading = self.standing.reading
            if reading is not None and isinstance(self.measure, Ratio):
                second = (
                    other.reading
                    if other
                    else add_up(self.measure, [part.reading for part in self.standing.by_unit if part.reading])
                )
                own, total = self._exact(reading), self._exact(second) if second else total
            if told.own.value < told.total.value:
                own, total = total, own
            words = _("the other figure is that of {target}: camket trace {reference}")
            notes = []
            if other is not None:
                reference = f"{self.survey.round.id}:{printed_reference(self.ledger, other.target.id)}"
                notes.append(words.format(target=told.target, reference=reference))
            if told.unheard:
                notes.append(_("without a figure: {units}").format(units=", ".join(told.unheard)))
            label = _("Difference between the whole's figure and the units'")
            yield TraceStep(
                "difference", label, told.difference.text, told.difference.value, f"{own} - {total}", notes=tuple(notes)
            )

    def _verdict(self) -> TraceStep:
        """The verdict with what it rests on, and the office's word where it stands in its place."""
        given, told = self.standing, self.told
        pairs = [*told.conditions, *(one for yard in told.yardsticks for one in yard.conditions)]
        judged = given.conditions
        rows = [self._verdict_row(one, words) for one, words in zip(judged, pairs, strict=True) if given.reading]
        if given.stretch is not None and told.stretch is not None and given.reading:
            row = self._verdict_row(given.stretch, told.stretch)
            rows.append(replace(row, label=_("Stretch goal") + f" {row.label}"))
        notes = list(self._verdict_notes())
        sources: tuple[int, ...] = ()
        if given.overrule is not None:
            sources = self._cite_overrule(given)
            words = _("by the figures {computed}; stated {stated} by {who}: {reason}")
            if given.overrule.date is not None:
                words = _("by the figures {computed}; stated {stated} by {who} on {date}: {reason}")
            day = format_date(given.overrule.date) if given.overrule.date else ""
            who, reason = given.overrule.by, given.overrule.reason
            notes.append(words.format(computed=told.computed_label, stated=told.label, who=who, date=day, reason=reason))
        return TraceStep("verdict", _("Verdict"), told.label, sources=sources, rows=tuple(rows), notes=tuple(notes))

    def _verdict_row(self, judged: Judged, told: PrintedCondition) -> TraceRow:
        """One condition: the figure against its bounds, and against its pace while it is on its way."""
        if told.actual is None or judged.actual is None or isinstance(self.measure, Milestone):
            return TraceRow(told.goal, f"{self.told.text}: {told.label}")
        bounds = judged.bounds
        limits = [limit for limit in (bounds.low, bounds.high) if limit is not None]
        said = []
        for limit in dict.fromkeys(limits):
            text = wording.figure_text(self.measure, limit, bounds.condition.of)
            said.append(f"{told.actual.text} {_sign(judged.actual, limit)} {text}")
        if judged.expected is not None and told.expected is not None and told.verdict in ("on-track", "behind"):
            sign = _sign(judged.actual, judged.expected)
            words = _("{actual} {sign} {expected} expected")
            said.append(words.format(actual=told.actual.text, sign=sign, expected=told.expected.text))
        return TraceRow(told.goal, f"{'; '.join(said)}: {told.label}" if said else told.label)

    def _verdict_notes(self) -> Iterator[str]:
        given = self.standing
        pace = pace_of(self.target)
        if given.by_unit and self.target.each:
            yield _("that of the unit that stands worst")
        elif len(given.conditions) > 1:
            yield _("that of the condition that stands worst")
        if pace.kind == "after_year" and given.computed in ("not-yet-due", "awaiting-publication"):
            yield _("known only from {date}").format(date=format_date(assessed_from(self.ledger, pace)))
        if self.target.sum_of and given.unheard and given.own is None and given.by_unit:
            names = ", ".join(self.ledger.short_name(unit) for unit in given.unheard)
            yield _("without a figure: {units}").format(units=names)

    def _cite_overrule(self, standing: Standing) -> tuple[int, ...]:
        filed = self.ledger.office.get(self.survey.round.id)
        if filed is None or standing.overrule is None:
            return ()
        found = [index for index, one in enumerate(filed.content.overrules) if one is standing.overrule]
        return tuple(self._cite(filed.document, ("overrules", index, "verdict")) for index in found)


def _operand(number: Decimal) -> str:
    """A number in an expression, with all its digits."""
    return f"({format_exact(number)})" if number < 0 else format_exact(number)


def _sign(first: Decimal, second: Decimal) -> str:
    return "=" if first == second else "<" if first < second else ">"


def _name_key(one: Item | Incident) -> tuple[object, ...]:
    """What makes two items, or two incidents, the same thing."""
    return (fold(one.name),) if isinstance(one, Item) else (one.kind, fold(one.name), one.date)
