"""What a form asks of a unit in a round: slots for values, tables for lists, what stands in them; and how a cell is read.

Everything is worked out from the ledger and from the report file as it stands; no input or output. A slot's keys lead to its
value in the report, with each result written in full (`load.full_result`); the same keys name its cell in a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic_core import PydanticCustomError

from camket.language import N_, _
from camket.load import Ledger, full_result
from camket.measures import is_whole
from camket.model import (
    Column,
    Composition,
    Incidents,
    Judgement,
    Measure,
    Milestone,
    NamedList,
    Quantity,
    Rank,
    Ratio,
    Round,
    Score,
    Target,
    read_day,
    read_figure,
    read_flag,
)
from camket.numerals import format_date, format_number
from camket.progress import Survey, assessed_from, numbers, pace_of, required_targets, survey
from camket.source import Key
from camket.spelling import did_you_mean, fold, nfc
from camket.start import FAR_FUTURE, expected_words, goal_words, last_words, plan_open, standing_of, test_words
from camket.tables import round_name, target_name, unit_of_measure

Keys = tuple[Key, ...]
Kind = Literal["number", "text", "date", "choice", "papers"]
# What stands in a slot: a number, a day, a text (of a choice, its id); None for nothing.
Meaning = Decimal | date | str | None

# What Excel keeps of a number, and of a cell's text.
MOST_DIGITS = 15
MOST_LETTERS = 32_000
# What stands in place of a value that no cell can hold; left alone, the value stays.
BEYOND = "…"
NONE, SOME = "none", "some"
_MOST_NAMES = 40
# In which order the keys of a result are written.
RESULT_ORDER = (
    *("value", "part", "whole", "percent", "rank", "of", "grade", "done", "date", "parts", "items", "incidents"),
    *("same_period", "awaiting", "text", "evidence"),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One value that is asked for. `percent` is a figure in per cent, `choices` are labels by id, `last` what was said last."""

    keys: Keys
    label: str
    kind: Kind
    unit: str = ""
    hint: str = ""
    whole: bool = False
    percent: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    is_long: bool = False
    last: Meaning = None

    @property
    def name(self) -> str:
        return ".".join(map(str, self.keys))

    @property
    def is_wide(self) -> bool:
        """Whether it takes the width that figures leave to their unit of measure and to last time's."""
        return self.is_long or self.keys[0] in ("letter", "reported_by")


@dataclass(frozen=True, slots=True)
class Table:
    """A list that is asked for: a slot a column, whose keys lead from an entry. `bare` is the key that a bare text stands
    for; `answer` the slot that says that there is nothing new, where that is an answer; `spare` how many free lines there are,
    since a table cannot grow in a sheet that is locked."""

    keys: Keys
    title: str
    notes: tuple[str, ...]
    columns: tuple[Slot, ...]
    bare: str
    answer: Slot | None = None
    spare: int = 12

    @property
    def name(self) -> str:
        return ".".join(map(str, self.keys))


@dataclass(frozen=True, slots=True)
class Block:
    """What is asked of one target: its number in the report, its name, its goal and last figure in words."""

    target: str
    number: str
    name: str
    notes: tuple[str, ...]
    slots: tuple[Slot, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """All that a unit is asked in a round, and `given`: the report as it stands, results in full."""

    year: int
    title: str
    round: str
    unit: str
    heading: tuple[str, ...]
    about: tuple[Slot, ...]
    blocks: tuple[Block, ...]
    closing: tuple[Slot, ...]
    tables: tuple[Table, ...]
    given: Mapping[str, Any]

    def slots(self) -> Iterator[Slot]:
        """Every slot outside tables."""
        yield from self.about
        for block in self.blocks:
            yield from block.slots
        yield from self.closing

    def all_tables(self) -> Iterator[Table]:
        yield from (block.table for block in self.blocks if block.table is not None)
        yield from self.tables


def value_at(value: Any, keys: Keys) -> Any:
    """The plain value at `keys`, or None."""
    for key in keys:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def in_full(ledger: Ledger, value: Any) -> dict[str, Any]:
    """A report as plain values, each result in full."""
    report = deepcopy(value) if isinstance(value, dict) else {}
    results = report.get("results")
    if isinstance(results, dict):
        for target_id, raw in results.items():
            target = ledger.targets.get(target_id)
            if target is not None:
                results[target_id] = full_result(target.measure, raw)
    return report


def answer_of(entries: Any) -> str | None:
    """What a list says of itself: that there is nothing new, that there is something; None while it says nothing."""
    return None if entries is None else SOME if entries else NONE


def entry_value(table: Table, entry: Any, slot: Slot) -> Any:
    """What an entry of a list says in a column."""
    if isinstance(entry, str):
        entry = {table.bare: entry}
    return value_at(entry, slot.keys)


# --- what a form asks -----------------------------------------------------------------------------------------------


class Year:
    """A round of a ledger, looked at once for the forms of all units."""

    def __init__(self, ledger: Ledger, round_: Round) -> None:
        self.ledger = ledger
        self.round = round_
        self.now = survey(ledger, round_, ledger.calendar.cut_off(round_))
        before = ledger.calendar.before(round_)
        self.earlier: Survey | None = survey(ledger, before, FAR_FUTURE) if before else None
        self.numbers = numbers(ledger)
        self.due = {one.unit: one.due for one in self.now.submissions}
        self._blank: dict[str, bytes] | None = None

    def blank_file(self, path: str) -> bytes:
        """The report file that `camket open` would write; nothing where nothing is asked."""
        if self._blank is None:
            self._blank = plan_open(self.ledger, self.round)
        return self._blank.get(path, b"")


def make_form(year: Year, unit: str) -> Form:
    """What `unit` is asked in the round, and what its report says so far."""
    ledger, round_ = year.ledger, year.round
    filed = ledger.reports.get((round_.id, unit))
    given = in_full(ledger, filed.document.value if filed else None)
    said = given.get("results")
    targets = list(required_targets(ledger, unit, round_))
    if isinstance(said, dict):  # told without being asked
        targets += [ledger.targets[name] for name in said if name in ledger.targets and ledger.targets[name] not in targets]
    commitment = ledger.commitment
    office = commitment.issuing_office or commitment.issuing_body
    due = format_date(year.due.get(unit, year.now.due))
    cut_off = format_date(year.now.cut_off)
    return Form(
        year=commitment.year,
        title=commitment.title,
        round=round_.id,
        unit=unit,
        heading=(
            ledger.name(unit),
            _("FIGURES FOR THE REPORT: {round}, {year}").format(round=round_name(round_), year=commitment.year),
            commitment.title,
            _("To reach {office} by {due}; figures up to {cut_off}.").format(office=office, due=due, cut_off=cut_off),
        ),
        about=tuple(_about_slots()),
        blocks=tuple(_block(year, unit, target, given) for target in targets),
        closing=(Slot(("note",), _("Note"), "text", is_long=True),),
        tables=tuple(_remark_tables(year, targets)),
        given=given,
    )


def _about_slots() -> Iterator[Slot]:
    yield Slot(("letter", "number"), _("Covering letter: number"), "text", hint=_("For example 45/BC-PKT."))
    yield Slot(("letter", "date"), _("Covering letter: date"), "date")
    yield Slot(("reported_by", "name"), _("Who reports"), "text")
    yield Slot(("reported_by", "title"), _("Position"), "text")
    yield Slot(("reported_by", "phone"), _("Telephone"), "text")
    yield Slot(("reported_by", "email"), _("E-mail"), "text")


def _block(year: Year, unit: str, target: Target, given: Mapping[str, Any]) -> Block:
    base: Keys = ("results", target.id)
    raw = value_at(given, base)
    last = _last_result(year, unit, target)
    number = year.numbers.get(target.id, "")
    table = _list_table(year, unit, target, base, number)
    slots = [table.answer] if table is not None and table.answer is not None else list(_figure_slots(target.measure, base))
    slots = [replace(slot, last=_last_said(slot, last)) for slot in slots]
    if same_period := _same_period_slot(target.measure, base):
        slots.append(same_period)
    pace = pace_of(target)
    is_awaited = isinstance(raw, dict) and raw.get("awaiting") is not None
    if is_awaited or (pace.kind == "after_year" and year.now.cut_off >= assessed_from(year.ledger, pace)):
        choices = {"publication": _("awaiting publication"), "assessment": _("not yet assessed")}
        slots.append(Slot((*base, "awaiting"), _("No figure yet because"), "choice", choices=choices))
    slots.append(Slot((*base, "text"), _("In words"), "text", is_long=True, hint=_text_hint(target)))
    slots.append(_evidence_slot(base))
    return Block(target.id, number, target.name, tuple(_notes(year, unit, target)), tuple(slots), table)


def _notes(year: Year, unit: str, target: Target) -> Iterator[str]:
    """The goal, what the pace asks for, the last figure, what is to be told in words."""
    if goal := goal_words(year.now, target, unit):
        yield _("Goal: {goal}").format(goal=goal)
    if year.earlier is not None and (last := last_words(year.earlier, target, unit)):
        yield _("Last time: {figure}").format(figure=last)
    standing = standing_of(year.now, target, unit)
    if standing is not None and (expected := expected_words(target, standing)):
        yield _("Expected by {date}: {figure}").format(date=format_date(year.now.cut_off), figure=expected)
    pace = pace_of(target)
    if pace.kind == "after_year" and year.now.cut_off < (day := assessed_from(year.ledger, pace)):
        yield _("No figure is expected before {date}: a few words are enough.").format(date=format_date(day))


def _text_hint(target: Target) -> str:
    return "; ".join(_("To be told in words as well: {duty}").format(duty=duty) for duty in target.duties)


def _last_result(year: Year, unit: str, target: Target) -> Mapping[str, Any]:
    """The unit's last result of a target in an earlier round, in full."""
    for round_ in reversed(year.ledger.calendar.through(year.round)[:-1]):
        filed = year.ledger.reports.get((round_.id, unit))
        if filed is None or filed.report.submitted is None or target.id not in filed.results:
            continue
        raw = full_result(target.measure, filed.report.results[target.id])
        if isinstance(raw, dict) and set(raw) & set(RESULT_ORDER[:10]):
            return raw
    return {}


def _last_said(slot: Slot, last: Mapping[str, Any]) -> Meaning:
    """What was said last in a slot's place."""
    raw = value_at(dict(last), slot.keys[2:])
    return meaning(slot, raw) if isinstance(raw, str) and slot.kind in ("number", "choice", "date") else None


def _figure_slots(measure: Measure, base: Keys) -> Iterator[Slot]:
    match measure:
        case Quantity():
            whole = is_whole(measure)
            since = (
                _("the whole since 1 January, not the new ones alone")
                if measure.accumulates
                else _("as it stands at the cut-off")
            )
            label = _("Figure since 1 January") if measure.accumulates else _("Figure")
            yield Slot(
                (*base, "value"), label, "number", measure.unit or "", since, whole=whole, low=Decimal(0) if whole else None
            )
            for name, part in measure.parts.items():
                of_which = _("of which: {part}").format(part=part)
                yield Slot((*base, "parts", name), of_which, "number", measure.unit or "", whole=whole, low=Decimal(0))
        case Ratio():
            since = _("both since 1 January") if measure.accumulates else _("as it stands at the cut-off")
            for key, given, plain in (("part", measure.part, _("part")), ("whole", measure.whole, _("whole"))):
                yield Slot((*base, key), _capital(given or plain), "number", measure.unit or "", since, low=Decimal(0))
            unit = unit_of_measure(measure)
            label = _("Rate (only where the two figures are not known)")
            yield Slot((*base, "percent"), label, "number", unit, percent=measure.per == "100", low=Decimal(0))
        case Score():
            percent = measure.unit == "%"
            low = measure.min if measure.min is not None else Decimal(0) if measure.max is not None else None
            unit = measure.unit or ""
            yield Slot((*base, "value"), _("Figure"), "number", unit, percent=percent, low=low, high=measure.max)
        case Rank():
            one = Decimal(1)
            yield Slot((*base, "rank"), _("Place reached (1 is best)"), "number", whole=True, low=one, high=measure.of)
            if measure.of is None:
                yield Slot((*base, "of"), _("Among how many"), "number", whole=True, low=one)
        case Judgement():
            yield Slot((*base, "grade"), _("Grade"), "choice", choices=_distinct(measure.grades))
            for key, given in (("part", measure.part), ("whole", measure.whole)):
                if given:
                    yield Slot((*base, key), _capital(given), "number", measure.unit or "", low=Decimal(0))
        case Milestone():
            yield Slot((*base, "done"), _("Done or not"), "choice", choices={"true": _("done"), "false": _("not done")})
            yield Slot((*base, "date"), _("Done on"), "date")
        case Composition():
            percent = measure.unit == "%"
            for name, part in measure.parts.items():
                yield Slot(
                    (*base, "parts", name), _capital(part), "number", measure.unit or "", percent=percent, low=Decimal(0)
                )


def _same_period_slot(measure: Measure, base: Keys) -> Slot | None:
    label = _("Same period last year")
    match measure:
        case Judgement():
            return Slot((*base, "same_period"), label, "choice", choices=_distinct(measure.grades))
        case Milestone() | Composition():
            return None
    percent = (isinstance(measure, Ratio) and measure.per == "100") or (isinstance(measure, Score) and measure.unit == "%")
    return Slot((*base, "same_period"), label, "number", unit_of_measure(measure), whole=is_whole(measure), percent=percent)


def _evidence_slot(base: Keys) -> Slot:
    hint = _("Number and day of the document, one a line: 120/QĐ-UBND ngày 12/5/2023.")
    return Slot((*base, "evidence"), _("Evidence"), "papers", hint=hint, is_long=True)


def _list_table(year: Year, unit: str, target: Target, base: Keys, number: str) -> Table | None:
    measure = target.measure
    if isinstance(measure, NamedList):
        keys: Keys = (*base, "items")
        columns = [
            Slot(("name",), _("Name"), "text"),
            *(_column_slot(name, column) for name, column in measure.columns.items()),
        ]
        notes = [_("List what is new since the last report; what was reported before is not listed again.")]
        for name, test in measure.counts_if.items():
            column = measure.columns.get(name)
            label = column.label if column and column.label else name
            words = (
                ", ".join(column.choices.get(one, one) for one in test.one_of) if column and test.one_of else test_words(test)
            )
            notes.append(_("Counted only if: {column} {test}").format(column=label, test=words))
        if earlier := _reported_before(year, unit, target):
            names = "; ".join(earlier[-_MOST_NAMES:]) + (" …" if len(earlier) > _MOST_NAMES else "")
            notes.append(_("Reported before: {names}").format(names=names))
    elif isinstance(measure, Incidents):
        keys = (*base, "incidents")
        kind = Slot(("kind",), _("Kind"), "choice", choices=_distinct(measure.kinds))
        columns = [kind, Slot(("name",), _("What happened"), "text"), Slot(("date",), _("Date"), "date")]
        notes = [_("List what has happened since the last report.")]
    else:
        return None
    columns += [_evidence_slot(()), Slot(("note",), _("Note"), "text")]
    title = f"{number}. {target.name}" if number else target.name
    choices = {NONE: _("nothing new"), SOME: _("yes, listed")}
    answer = Slot((*keys, "?"), _("New in this round"), "choice", measure.unit or "", choices=choices)
    return Table(keys, title, tuple(notes), tuple(columns), "name", answer)


def _reported_before(year: Year, unit: str, target: Target) -> list[str]:
    names: dict[str, None] = {}
    for round_ in year.ledger.calendar.through(year.round)[:-1]:
        filed = year.ledger.reports.get((round_.id, unit))
        result = filed.results.get(target.id) if filed is not None and filed.report.submitted is not None else None
        names |= dict.fromkeys(item.name for item in getattr(result, "items", None) or ())
    return list(names)


def _column_slot(name: str, column: Column) -> Slot:
    label = column.label or name
    match column.type:
        case "number":
            return Slot((name,), label, "number", low=column.min, high=column.max)
        case "date":
            return Slot((name,), label, "date")
        case "choice":
            return Slot((name,), label, "choice", choices=_distinct(column.choices))
    return Slot((name,), label, "text")


def _remark_tables(year: Year, targets: Sequence[Target]) -> Iterator[Table]:
    ledger = year.ledger
    of_unit = {target.id: target for target in targets}
    labels = {
        name: f"{year.numbers[name]}. {target_name(one)}" if name in year.numbers else target_name(one)
        for name, one in {**of_unit, **ledger.targets}.items()
    }
    own = _distinct({name: labels[name] for name in of_unit})
    about = Slot(("target",), _("Target"), "choice", choices=own, hint=_("Left blank: of the whole work."))
    text = Slot(("text",), _("Content"), "text", is_long=True)
    yield Table(("difficulties",), _("Difficulties"), (), (text, about), "text", spare=8)
    to = Slot(("to",), _("Proposed to"), "text")
    yield Table(("proposals",), _("Proposed solutions"), (), (text, about, to), "text", spare=8)
    columns = (
        replace(about, hint=""),
        Slot(("old",), _("Figure as reported"), "text"),
        Slot(("new",), _("Right figure"), "text"),
        Slot(("reason",), _("Reason"), "text", is_long=True),
        Slot(("by",), _("Put right by"), "text"),
        Slot(("date",), _("Date"), "date"),
    )
    notes = (_("Only where a figure of an earlier report was wrong; a cumulative figure does not fall without it."),)
    yield Table(("corrections",), _("Figures of earlier reports put right"), notes, columns, "reason", spare=6)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by id, told apart by the id where two say the same."""
    folded = [fold(label) for label in labels.values()]
    return {name: f"{label} ({name})" if folded.count(fold(label)) > 1 else label for name, label in labels.items()}


# --- what stands in a slot ------------------------------------------------------------------------------------------

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PAPER_DAY = re.compile(
    r"^(?P<number>.*?)[\s,;(]*(?:\bngày\s+)?(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{1,2}-\d{1,2})\)?$"
)


def tidy(text: str) -> str:
    """A text as a cell can hold it: composed, without control characters and blanks at the ends of lines."""
    lines = _CONTROLS.sub("", nfc(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def meaning(slot: Slot, raw: Any) -> Meaning:
    """What a value of the report says in a slot; its own text where it cannot be read as the slot asks."""
    if slot.kind == "papers":
        return _papers_text(raw)
    if raw is None or raw in ([], {}):
        return None
    if not isinstance(raw, str) or len(raw) > MOST_LETTERS:
        return BEYOND
    text = tidy(raw)
    try:
        if slot.kind == "number":
            return read_figure(text, whole=slot.whole, percent=slot.percent)
        if slot.kind == "date":
            return read_day(text)
        if slot.kind == "choice" and slot.keys[-1:] == ("done",):
            return "true" if read_flag(text) else "false"
    except PydanticCustomError:
        return text or None
    return text or None


def display(slot: Slot, value: Meaning) -> str:
    """What a slot holds, as people read it."""
    if isinstance(value, Decimal):
        return format_number(value, 10)
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return slot.choices.get(value or "", value or "")


def _paper_line(paper: Any) -> str:
    if isinstance(paper, str):
        return tidy(paper)
    if not isinstance(paper, dict):
        return BEYOND
    day = meaning(Slot(("date",), "", "date"), paper.get("date"))
    shown = f"ngày {day.day:02d}/{day.month:02d}/{day.year}" if isinstance(day, date) else day or ""
    words = [str(paper[key]) for key in ("kind", "number") if paper.get(key)]
    rest = [str(paper[key]) for key in ("body", "subject", "link", "file", "note") if paper.get(key)]
    line = " ".join([*words, str(shown)]).strip()
    return " ".join(tidy(", ".join(part for part in [line, *rest] if part)).split())


def _papers(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def _papers_text(raw: Any) -> str | None:
    return "\n".join(line for paper in _papers(raw) if (line := _paper_line(paper))) or None


def written(slot: Slot, value: Meaning, before: Any = None) -> Any:
    """`value` as it is written into a report; of papers, those that were there `before` stay as they are."""
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if slot.kind == "papers" and value is not None:
        known = {_paper_line(paper): paper for paper in _papers(before)}
        papers = [known.get(line) or _new_paper(line) for line in value.split("\n") if line.strip()]
        return papers if len(papers) > 1 or isinstance(before, list) else papers[0]
    return value


def _new_paper(line: str) -> Any:
    line = " ".join(line.split())
    if re.match(r"https?://\S+$", line):
        return {"link": line}
    found = _PAPER_DAY.match(line)
    if found and found["number"].strip(" ,;("):
        try:
            return {"number": found["number"].strip(" ,;("), "date": read_day(found["day"]).isoformat()}
        except PydanticCustomError:
            pass
    return line


def number_text(number: Decimal) -> str:
    """A number as people here type it, in the one way that cannot be read as another."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        text += "0"  # 51,917 could be fifty-one thousand; 51,9170 could not
    return text.replace(".", ",")


# --- what a cell says -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was found: its value, its number format, where it stands (`Sheet!C7`), and what is wrong with it itself."""

    value: str | int | float | bool | date | None
    place: str
    number_format: str = "General"
    trouble: Literal["", "formula", "error", "merged", "time"] = ""

    @property
    def is_empty(self) -> bool:
        return not self.trouble and (self.value is None or (isinstance(self.value, str) and not tidy(self.value)))


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell, and how it is mended."""

    rule: str
    message: str
    hint: str


_TROUBLES = {
    "formula": (
        N_("a formula stands here without its result"),
        N_("Open the file in Excel and save it again, or write the figure itself."),
    ),
    "error": (N_("Excel says that the formula here is wrong"), N_("Write the figure itself.")),
    "merged": (N_("this cell has been merged with another"), N_("Unmerge the cells and fill each of them in.")),
    "time": (N_("a time of day stands here"), N_("Write the value again.")),
}


def read_cell(slot: Slot, cell: Cell) -> tuple[Meaning, CellFault | None]:
    """What a cell says in a slot: (value, fault)."""
    if cell.trouble:
        message, hint = _TROUBLES[cell.trouble]
        return None, CellFault("form-cell", _(message), _(hint))
    if cell.is_empty:
        return None, None
    try:
        match slot.kind:
            case "number":
                return _read_number(slot, cell)
            case "date":
                return _read_date(cell)
            case "choice":
                return _read_choice(slot, cell)
        value, fault = _read_text(cell)
        if slot.kind == "papers" and isinstance(value, str):  # days in one way, however they were typed
            value = "\n".join(_paper_line(_new_paper(line)) for line in value.split("\n") if line.strip())
        return value, fault
    except PydanticCustomError as error:
        context = error.context or {}
        return None, CellFault(error.type, str(context.get("message", "")), str(context.get("hint", "")))


def _is_percent(number_format: str) -> bool:
    return "%" in re.sub(r'"[^"]*"|\\.', "", number_format)


def decimal_from(value: float) -> Decimal:
    """The number that a cell holds, by its shortest text."""
    number = Decimal(repr(value))
    return Decimal(int(number)) if number == number.to_integral_value() and abs(number) < 10**MOST_DIGITS else number


def _read_number(slot: Slot, cell: Cell) -> tuple[Meaning, CellFault | None]:
    value = cell.value
    if isinstance(value, str):
        return read_figure(tidy(value), whole=slot.whole, percent=slot.percent), None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        message = (
            _("a date stands here, and a number is asked for") if isinstance(value, date) else _("a number is expected here")
        )
        return None, CellFault("bad-number", message, _("Write the number again; Excel takes 1/2 for a date."))
    number = decimal_from(value)
    if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        message = _("a number of more than {n} digits, which Excel does not keep").format(n=MOST_DIGITS)
        return None, CellFault("bad-number", message, _("Round it."))
    if _is_percent(cell.number_format):
        if not slot.percent:
            message = _("the cell shows per cent, and no share is asked for here")
            return None, CellFault("bad-number", message, _("Give the cell the format Number and write the figure again."))
        number = decimal_from(float(number)) * 100
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    if slot.whole and number != number.to_integral_value():
        message = _("'{text}' is not a whole number").format(text=display(slot, number))
        return None, CellFault("bad-number", message, _("Check the figure and its decimal mark."))
    return number, None


def _read_date(cell: Cell) -> tuple[Meaning, CellFault | None]:
    value = cell.value
    if isinstance(value, datetime):
        return read_day(value.date()), None
    if isinstance(value, str):
        return read_day(re.sub(r"\s+0?0:00(:00)?$", "", tidy(value))), None
    if isinstance(value, date):
        return read_day(value), None
    return None, CellFault(
        "bad-date", _("a number stands here, and a day is asked for"), _("Write it as day/month/year: 02/6/2023.")
    )


_NUMBERED = re.compile(r"^\d+(?:\.\d+)*\. ")


def _read_choice(slot: Slot, cell: Cell) -> tuple[Meaning, CellFault | None]:
    if isinstance(cell.value, bool) and {"true", "false"} == set(slot.choices):
        return str(cell.value).lower(), None
    text = _text_of(cell)
    for name, label in slot.choices.items():
        if text == name or fold(text) in (fold(label), fold(_NUMBERED.sub("", label))):
            return name, None
    labels = list(slot.choices.values())
    message = _("'{word}' is not known here").format(word=text)
    hint = did_you_mean(text, labels) + _("Choose from the list: {words}.").format(words=", ".join(labels))
    return None, CellFault("unknown-choice", message, hint)


def _read_text(cell: Cell) -> tuple[Meaning, CellFault | None]:
    if isinstance(cell.value, date):
        message = _("Excel has made a date of what was written here")
        return None, CellFault("bad-value", message, _("Give the cell the format Text and write it again."))
    text = _text_of(cell)
    if len(text) > MOST_LETTERS:
        return None, CellFault("bad-value", _("the text is longer than a cell can hold"), _("Shorten it, or send it apart."))
    return text, None


def _text_of(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(decimal_from(value))
    return tidy(str(value))


def asked_units(ledger: Ledger, round_: Round) -> list[str]:
    """The units that are asked something in a round."""
    return [unit for unit in ledger.units if required_targets(ledger, unit, round_)]
