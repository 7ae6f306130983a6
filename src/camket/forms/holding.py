"""One filled-in form compared with the file of its unit: what has changed, as edits of the YAML text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from camket.forms.cells import display, meaning, read_cell, written
from camket.forms.form import FormYear, in_full, make_form
from camket.forms.reader import Filled, FormRow
from camket.forms.slots import NONE, RESULT_ORDER, SOME, Form, Meaning, Slot, Table, answer_of, entry_value, value_at
from camket.forms.table_matching import place_prose
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Covering, Person, Report
from camket.ledger.results import BARE_KEY
from camket.ledger.targets import Target
from camket.ledger.tree import REPORTS
from camket.text.edit import Edit, Put, changed_value, edit
from camket.text.language import LANGUAGES, _, speaking
from camket.text.numerals import format_date
from camket.text.problems import EditFault, Problem
from camket.text.source import Key, read_document

Keys = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Emptied:
    """A cell, or a line of a list, in which something stood when the form was sent out, and nothing stands now."""

    path: str
    place: str
    label: str
    before: str


@dataclass(slots=True)
class Taken:
    """One form taken in: the file it belongs to, its bytes before (None: not there yet) and after, what was found on the way.

    `cells` are the places in the workbook of values that were changed, by their keys in the report.
    """

    form: str
    path: str
    unit: str
    round: str
    before: bytes | None
    after: bytes | None
    problems: list[Problem] = field(default_factory=list)
    cells: dict[Keys, str] = field(default_factory=dict)
    received: date | None = None

    @property
    def is_refused(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)

    @property
    def is_changed(self) -> bool:
        return not self.is_refused and self.after is not None and self.after != self.before


@dataclass(frozen=True, slots=True)
class ReceiptNote:
    """What the clerk says of the forms that came in: the day, the number of the letter."""

    day: date | None = None
    letter: str | None = None


NOTHING_NOTED = ReceiptNote()

# --- whose form it is -------------------------------------------------------------------------------------------------


def find_owner(
    ledger: Ledger, filled: Filled, round_id: str | None = None, units: Sequence[str] | None = None
) -> tuple[str | None, list[Problem]]:
    """The unit a form belongs to, by what its hidden sheet says: (unit, problems)."""
    commitment = ledger.commitment
    if filled.year != str(commitment.year) or filled.title != commitment.title:
        message = _("this form belongs to another commitment: {title}, {year}").format(title=filled.title, year=filled.year)
        return None, [filled.problem("form-file", "-", message, _("Look into the data folder that it was exported from."))]
    round_ = ledger.round(filled.round)
    if round_ is None or (round_id is not None and filled.round != round_id):
        message = _("this form is of another round: {round}").format(round=filled.round)
        hint = _("Export the form of the round that is asked for and fill that in, or name its own round.")
        return None, [filled.problem("form-round", "-", message, hint)]
    unit = filled.unit if filled.unit in ledger.units else None
    if unit is None or (units is not None and unit not in units):
        message = _("this form is of another unit: {unit}").format(unit=ledger.name(filled.unit))
        return None, [filled.problem("form-unit", "-", message, _("Look whether the right file was sent."))]
    return unit, []


# --- one form ---------------------------------------------------------------------------------------------------------


def take_in(
    ledger: Ledger,
    filled: Filled,
    unit: str,
    present: Mapping[str, bytes],
    *,
    may_empty: Callable[[Emptied], bool],
    receipt: ReceiptNote = ReceiptNote(),
    prose: Sequence[str] = (),
    year: FormYear | None = None,
) -> Taken:
    """Hold one form against its unit's file and splice in what the unit has changed; `prose` comes under it as comments.
    `year` is the form's round, looked at already.

    `present` are the bytes of files by path as they are now, forms already taken in included. `may_empty` is asked of each
    thing that was emptied whether it shall go.
    """
    round_ = ledger.round(filled.round)
    assert round_ is not None  # find_owner has seen to it
    filed = ledger.reports.get((filled.round, unit))
    path = filed.path if filed is not None else f"{REPORTS}/{filled.round}/{unit}.yaml"
    before = present.get(path)
    year = year or FormYear(ledger, round_)
    document, faults = read_document(path, before or b"")
    if document is None or any(fault.level == "error" for fault in faults):
        message = _("{path} has errors and cannot be changed in place").format(path=path)
        problem = filled.problem("form-target", "-", message, _("See: camket check"))
        return Taken(filled.path, path, unit, filled.round, before, None, [problem])
    with speaking(filled.language if filled.language in LANGUAGES else "vi"):
        form = make_form(year, unit)
    holding = _Holding(ledger, form, filled, in_full(ledger, document.value), may_empty)
    changes = holding.changes()
    if receipt.letter is not None and (changes or _says_something(filled)):
        changes.append((("letter", "number"), receipt.letter))
    taken = Taken(filled.path, path, unit, filled.round, before, before, holding.problems, holding.cells)
    is_received = receipt.day is not None and (bool(changes) or _says_something(filled))
    if taken.is_refused or not (changes or prose or is_received):
        return taken
    start = before if before is not None else year.blank_file(path)
    opened = read_document(path, start)[0]
    edits = _Edits(ledger, opened.value if opened is not None and isinstance(opened.value, dict) else {})
    for keys, new in changes:
        if new != value_at(edits.value, keys) or new is None:
            edits.put(keys, new)
    if receipt.day is not None and is_received:
        _record_receipt(edits, filled, receipt.day, taken)
    if taken.is_refused or not (edits.made or prose):
        return taken
    try:
        taken.after = place_prose(edit(path, start, edits.made), Path(filled.path).name, prose)
    except EditFault as fault:
        taken.problems.append(filled.problem("form-target", "-", str(fault), fault.hint))
    return taken


def _says_something(filled: Filled) -> bool:
    """Whether a form holds any result or remark: one that came back as blank as it was sent is no report."""
    cells = [cell for name, cell in filled.cells.items() if name.startswith("results.")]
    cells += [cell for rows in filled.tables.values() for row in rows for cell in row.cells.values()]
    return any(not cell.is_empty for cell in cells)


def _record_receipt(edits: _Edits, filled: Filled, day: date, taken: Taken) -> None:
    """The day a form came: the first is kept; a form that says something new came again."""
    first = edits.value.get("submitted")
    text = day.isoformat()
    if first is None:
        edits.put(("submitted",), text)
    elif edits.made:
        from camket.ledger.scalars import read_day

        again = edits.value.get("resubmitted")
        known = [read_day(one) for one in [first, *(again if isinstance(again, list) else [])]]
        if day < known[0]:
            message = _("this report came on {first}, and the day given lies before that: {day}")
            message = message.format(first=format_date(known[0]), day=format_date(day))
            taken.problems.append(filled.problem("form-receipt", "-", message, _("Look at submitted: and at --received.")))
        elif day not in known:
            edits.put(("resubmitted",), [*(again if isinstance(again, list) else []), text])
    taken.received = day


class _Edits:
    """The edits of one file, each putting a value with the levels above it that are missing."""

    def __init__(self, ledger: Ledger, value: Mapping[str, Any]) -> None:
        self.ledger = ledger
        self.value: dict[str, Any] = deepcopy(dict(value))
        self.made: list[Edit] = []

    def put(self, keys: Keys, new: Any) -> None:
        """Put a value at keys that lead through results in full, as they are written in this file."""
        target = self.ledger.targets.get(str(keys[1])) if keys[0] == "results" else None
        if target is not None:
            keys, new = self._as_written(target, keys, new)
        depth = 1
        while depth < len(keys) and isinstance(value_at(self.value, keys[:depth]), dict) and value_at(self.value, keys[:depth]):
            depth += 1
        for key in reversed(keys[depth:]):
            new = {key: new}
        self._make(Put(keys[:depth], new, self._order(keys[: depth - 1], target)))

    def _make(self, one: Put) -> None:
        self.value = changed_value(self.value, one)
        self.made.append(one)

    def _as_written(self, target: Target, keys: Keys, new: Any) -> tuple[Keys, Any]:
        """Where a result's value goes in a file that writes the result in short."""
        raw = value_at(self.value, keys[:2])
        bare = BARE_KEY[target.measure.kind]
        if isinstance(raw, (str, list)):
            if keys[2:] == (bare,):
                return keys[:2], new
            self._make(Put(keys[:2], {bare: raw}))
        elif isinstance(raw, dict) and raw and bare == "parts" and not set(raw) & {*RESULT_ORDER}:
            if keys[2:3] == ("parts",):
                return (*keys[:2], *keys[3:]), new
            self._make(Put(keys[:2], {"parts": raw}))
        return keys, new

    def _order(self, keys: Keys, target: Target | None) -> tuple[str, ...]:
        if not keys:
            return tuple(Report.model_fields)
        if keys == ("results",):
            return tuple(self.ledger.targets)
        if len(keys) == 3 and target is not None:
            return tuple(getattr(target.measure, "parts", ()))
        return {"results": RESULT_ORDER, "letter": tuple(Covering.model_fields)}.get(str(keys[0]), tuple(Person.model_fields))


class _Holding:
    """A form held against the file as it is now."""

    def __init__(
        self,
        ledger: Ledger,
        form: Form,
        filled: Filled,
        now: Mapping[str, Any],
        may_empty: Callable[[Emptied], bool],
    ) -> None:
        self.ledger = ledger
        self.form = form
        self.filled = filled
        self.now = now
        self.may_empty = may_empty
        self.problems: list[Problem] = []
        self.cells: dict[Keys, str] = {}

    def changes(self) -> list[tuple[Keys, Any]]:
        """What the unit has changed, by keys in the report with results in full."""
        found: list[tuple[Keys, Any]] = []
        answers = {table.answer.name for table in self.form.all_tables() if table.answer is not None}
        known = set(answers)
        for slot in self.form.slots():
            known.add(slot.name)
            if slot.name not in answers:
                found += self._slot_changes(slot)
        for table in self.form.all_tables():
            known.add(table.name)
            found += self._table_changes(table)
        for name in (*self.filled.cells, *self.filled.tables):
            if name not in known:
                self._say_gone(name)
        return found

    def _say_gone(self, name: str) -> None:
        """What the form asks and the commitment no longer does: a fault only where somebody has written there."""
        cell = self.filled.cells.get(name)
        place = cell.place if cell is not None else next((row.place for row in self.filled.tables[name]), "-")
        is_filled = not cell.is_empty if cell is not None else bool(self.filled.tables[name])
        if is_filled:
            message = _("{name} is not asked of this unit any more, and is not read").format(name=name)
            hint = _("Export the form again, or put it into the words of another target.")
            self.problems.append(self.filled.problem("form-cell", place, message, hint, is_warning=True))

    # --- single values

    def _slot_changes(self, slot: Slot) -> list[tuple[Keys, Any]]:
        cell = self.filled.cells.get(slot.name)
        if cell is None:
            if slot.name in self.filled.base:
                message = _("the row of {label} is gone from the form; what stood there is kept").format(label=slot.label)
                self.problems.append(self.filled.problem("form-row", "-", message, slot.name, is_warning=True))
            return []
        value, fault = read_cell(slot, cell)
        if fault is not None:
            self.problems.append(self.filled.problem(fault.rule, cell.place, fault.message, fault.hint))
            return []
        raw = value_at(self.now, slot.keys)
        base, now = meaning(slot, self.filled.base.get(slot.name)), meaning(slot, raw)
        if value in (base, now):
            return []
        if base != now:
            self._say_conflict(slot, cell.place, base, value, now)
            return []
        self.cells[slot.keys] = cell.place
        if value is None:
            asked = Emptied(self.filled.path, cell.place, self._label(slot), display(slot, base))
            return [(slot.keys, None)] if self._shall_go(asked) else []
        return [(slot.keys, written(slot, value, raw))]

    def _label(self, slot: Slot) -> str:
        if slot.keys[0] != "results":
            return slot.label
        block = next(block for block in self.form.blocks if block.target == slot.keys[1])
        return f"{block.number} {block.name}: {slot.label}".strip()

    def _say_conflict(self, slot: Slot, place: str, base: Meaning, value: Meaning, now: Meaning) -> None:
        message = _("{label}: the form has {value} in place of {base}, and the file has been changed to {now} meanwhile")
        said = {name: display(slot, one) or "–" for name, one in (("value", value), ("base", base), ("now", now))}
        message = message.format(label=slot.label, **said)
        hint = _("Ask the unit which is right, and write that into the cell and the file.")
        self.problems.append(self.filled.problem("form-conflict", place, message, hint))

    def _shall_go(self, asked: Emptied) -> bool:
        if self.may_empty(asked):
            return True
        message = _("{label}: emptied; {before} is kept").format(label=asked.label, before=asked.before)
        hint = _("It goes with --yes-empty, or when asked on a terminal.")
        self.problems.append(self.filled.problem("form-emptied", asked.place, message, hint, is_warning=True))
        return False

    # --- lists

    def _table_changes(self, table: Table) -> list[tuple[Keys, Any]]:
        rows = self.filled.tables.get(table.name)
        if rows is None:
            if table.name in self.filled.base:
                message = _("the sheet of '{title}' is gone from the form; what stood there is kept").format(title=table.title)
                self.problems.append(self.filled.problem("form-row", "-", message, table.name, is_warning=True))
            return []
        base_raw = self.filled.base.get(table.name)
        now_raw = value_at(self.now, table.keys)
        base = base_raw if isinstance(base_raw, list) else []
        now = now_raw if isinstance(now_raw, list) else []
        lines = self._lines(table, rows)
        if lines is None:
            return []
        matched = _match(table, base, lines)
        result, changed = self._merge(table, base, now, lines, matched)
        answer, answer_place, is_answered = self._answer(table, base_raw)
        if is_answered and answer == NONE and result and any(one is not None for one in lines):
            message = _("nothing new is said here, and lines are listed on the sheet")
            hint = _("Keep one of the two.")
            self.problems.append(self.filled.problem("form-answer", answer_place, message, hint))
            return []
        if is_answered and answer == SOME and not result:
            message = _("something new is said here, and no line is listed on the sheet")
            hint = _("List it, or choose that there is nothing new.")
            self.problems.append(self.filled.problem("form-answer", answer_place, message, hint))
            return []
        if changed:
            return [(table.keys, result)]
        if is_answered and not result and answer != answer_of(now_raw):
            if now_raw != base_raw:
                slot = table.answer
                assert slot is not None
                self._say_conflict(slot, answer_place, answer_of(base_raw), answer, answer_of(now_raw))
                return []
            if answer is None:
                asked = Emptied(self.filled.path, answer_place, table.title, _("nothing new"))
                return [(table.keys, None)] if self._shall_go(asked) else []
            return [(table.keys, [])]
        return []

    def _answer(self, table: Table, base_raw: Any) -> tuple[Meaning, str, bool]:
        """What the form says of a list as a whole, where, and whether the unit has changed that."""
        cell = self.filled.cells.get(table.answer.name) if table.answer is not None else None
        if table.answer is None or cell is None:
            return None, "-", False
        value, fault = read_cell(table.answer, cell)
        if fault is not None:
            self.problems.append(self.filled.problem(fault.rule, cell.place, fault.message, fault.hint))
            return None, cell.place, False
        return value, cell.place, value != answer_of(base_raw)

    def _lines(self, table: Table, rows: Sequence[FormRow]) -> list[_TableLine] | None:
        """The lines that say something; None where a cell cannot be read."""
        lines = []
        is_read = True
        for row in rows:
            values: dict[str, Meaning] = {}
            for slot in table.columns:
                cell = row.cells.get(slot.name)
                if cell is None:
                    continue
                value, fault = read_cell(slot, cell)
                if fault is not None:
                    self.problems.append(self.filled.problem(fault.rule, cell.place, fault.message, fault.hint))
                    is_read = False
                values[slot.name] = value
            if any(value is not None for value in values.values()):
                lines.append(_TableLine(row, values))
        return lines if is_read else None

    def _merge(
        self, table: Table, base: Sequence[Any], now: Sequence[Any], lines: Sequence[_TableLine], matched: Sequence[int | None]
    ) -> tuple[list[Any], bool]:
        """The list as it comes out, and whether that is another one."""
        result = list(now)
        cursor = 0 if any(one is not None for one in matched) else len(result)
        changed = False
        for line, index in zip(lines, matched, strict=True):
            if index is None:
                entry = _entry(table, line, {})
                if any(_says(table, one) == line.said for one in result if one not in base):
                    continue  # the same form, sent a second time
                result.insert(cursor, entry)
                cursor += 1
                changed = True
                continue
            place = next((at for at, one in enumerate(result) if one == base[index]), None)
            if _says(table, base[index]) == line.said:
                cursor = cursor if place is None else place + 1
                continue
            if place is None:
                if not any(_says(table, one) == line.said for one in result):
                    self._say_entry_conflict(table, line)
                continue
            result[place] = _entry(table, line, base[index])
            cursor, changed = place + 1, True
        for index, entry in enumerate(base):
            if index in matched or entry not in result or not _says(table, entry):
                continue
            place_text = next((row.place for row in self.filled.tables[table.name] if row.name == str(index)), "-")
            if self._shall_go(Emptied(self.filled.path, place_text, table.title, _name_of(table, entry))):
                result.remove(entry)
                changed = True
        return result, changed

    def _say_entry_conflict(self, table: Table, line: _TableLine) -> None:
        message = _("{title}: this line has been changed in the form, and in the file meanwhile").format(title=table.title)
        hint = _("Ask the unit which is right, and write that into the line and the file.")
        self.problems.append(self.filled.problem("form-conflict", line.row.place, message, hint))


@dataclass(frozen=True, slots=True)
class _TableLine:
    """A line of a table as it was read."""

    row: FormRow
    values: Mapping[str, Meaning]

    @property
    def said(self) -> dict[str, Meaning]:
        return {name: value for name, value in self.values.items() if value is not None}


def _says(table: Table, entry: Any) -> dict[str, Meaning]:
    found = {slot.name: meaning(slot, entry_value(table, entry, slot)) for slot in table.columns}
    return {name: value for name, value in found.items() if value is not None}


def _name_of(table: Table, entry: Any) -> str:
    return str(entry if isinstance(entry, str) else value_at(entry, (table.bare,)) or "…")


def _match(table: Table, base: Sequence[Any], lines: Sequence[_TableLine]) -> list[int | None]:
    """Which entry each line was: first those that say the same, then by name, then by the line's own mark."""
    said = [_says(table, entry) for entry in base]
    matched: list[int | None] = [None] * len(lines)
    free = list(range(len(base)))

    def take(at: int, index: int) -> None:
        matched[at] = index
        free.remove(index)

    for at, line in enumerate(lines):
        own = int(line.row.name) if line.row.name.isdecimal() else -1
        order = sorted(free, key=lambda index: index != own)
        if (found := next((index for index in order if said[index] == line.said), None)) is not None:
            take(at, found)
    for key in (table.bare, ""):
        for at, line in enumerate(lines):
            if matched[at] is not None:
                continue
            own = int(line.row.name) if line.row.name.isdecimal() else -1
            order = sorted(free, key=lambda index: index != own)
            same = [index for index in order if key and said[index].get(key) == line.said.get(key)]
            if not key and own in free:
                same = [own]
            if same:
                take(at, same[0])
    return matched


def _entry(table: Table, line: _TableLine, before: Any) -> Any:
    """A line as an entry of the report; what its entry had besides the table's columns stays."""
    entry: dict[str, Any] = {table.bare: before} if isinstance(before, str) else dict(before)
    said = line.said
    for slot in table.columns:
        if slot.name not in line.values:
            continue  # its column is gone from the sheet
        old = entry.get(slot.name)
        if slot.name not in said:
            if meaning(slot, old) is not None:
                entry.pop(slot.name, None)
        elif meaning(slot, old) != said[slot.name]:
            entry[slot.name] = written(slot, said[slot.name], old)
    return before if isinstance(before, str) and entry == {table.bare: before} else entry
