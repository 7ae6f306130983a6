"""Tables of a unit's own making matched with its targets: which row or column says what, remembered for the next time.

Only what has the very name of a target, a unit or a field is taken for it; what is like one is a suggestion that somebody
answers. The answers are kept in `tables/<unit>.yaml` of the data folder, in git like the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from camket.forms.cells import FormCell, meaning, tidy
from camket.forms.reader import Filled, FormRow
from camket.forms.slots import Form, Slot, Table, value_at
from camket.forms.table_reader import Grid
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import find_unit
from camket.text.edit import Put, edit
from camket.text.language import _
from camket.text.problems import Problem
from camket.text.source import read_document
from camket.text.spelling import candidates, fold

FOLDER = "tables"
IGNORED = "-"
FIELDS = ("value", "part", "whole", "percent", "same_period", "text", "evidence")
# How heads of columns are worded in reports; the first that fits counts, and what is told of other rounds is not read.
_HEADS = (
    ("same_period", ("cùng kỳ",)),
    (IGNORED, ("kỳ trước", "kế hoạch", "chỉ tiêu giao", "được giao", "mục tiêu", "so với", "so sánh", "đơn vị tính", "đvt")),
    (IGNORED, ("stt", "tt", "số tt")),
    ("evidence", ("minh chứng", "văn bản")),
    ("text", ("diễn giải", "ghi chú", "giải trình", "thuyết minh")),
    ("value", ("kết quả", "thực hiện", "luỹ kế", "kỳ này", "số liệu", "đạt được")),
)
# And those of lists.
_COLUMNS = (
    ("name", ("tên", "sự việc", "nội dung")),
    ("evidence", ("minh chứng", "quyết định", "văn bản", "số hiệu")),
    ("note", ("ghi chú",)),
    ("date", ("ngày",)),
    ("kind", ("loại",)),
)
_NUMBERING = re.compile(r"^\s*(?:[-–+*•]|\(?\d+(?:\.\d+)*[.)]|\(?[a-zđ][.)])\s*", re.IGNORECASE)
_PAIR = re.compile(r"^\s*([\d.,\s]*\d)\s*/\s*([\d.,\s]*\d)(?:\s*\D*)?(?:[(=≈].*%\)?)?\s*$")
_WITH_DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")


@dataclass(slots=True)
class Memory:
    """What was answered before: rows (or columns) that are targets, columns that are fields; `-` is not read. `has_dots` is
    that a dot stands between thousands, always: 80.400 is eighty thousand."""

    targets: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    has_dots: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class LabelQuestion:
    """A label that is nothing's very name: what it may be (ids with names), and what it is most like."""

    label: str
    kind: str
    choices: Mapping[str, str]
    suggestion: str | None


# The id that a label stands for, `-` for nothing that is read; None where nobody knows.
Ask = Callable[[LabelQuestion], str | None]


def memory_path(unit: str) -> str:
    """Where the answers for a unit are kept, in the data folder."""
    return f"{FOLDER}/{unit}.yaml"


def read_memory(path: str, data: bytes | None) -> Memory:
    """What was remembered; nothing where the file is not there or says something else."""
    document = read_document(path, data)[0] if data else None
    value = document.value if document is not None and isinstance(document.value, dict) else {}
    found = [value.get(key) for key in ("targets", "fields")]
    texts = [{str(k): str(v) for k, v in one.items()} if isinstance(one, dict) else {} for one in found]
    return Memory(texts[0], texts[1], value.get("dots") == "thousands")


def write_memory(path: str, data: bytes | None, memory: Memory) -> bytes:
    """The file with the answers put in."""
    begin = _("# How the tables that this unit sends are read: camket form import --table").encode() + b"\n"
    edits = [
        Put((key, label), one)
        for key, many in (("targets", memory.targets), ("fields", memory.fields))
        for label, one in many.items()
    ]
    if memory.has_dots:
        edits.insert(0, Put(("dots",), "thousands", ("dots", "targets", "fields")))
    return edit(path, data if data else begin + b"targets:\nfields:\n", edits)


def match_tables(
    ledger: Ledger,
    path: str,
    grids: Sequence[Grid],
    forms: Mapping[str, Form],
    memory: Memory,
    ask: Ask,
    into: str | None = None,
) -> tuple[list[Filled], list[Problem]]:
    """The tables as filled-in forms, one a unit: (forms, problems). `forms` are the units that may be told of; `into` is the
    target whose list the tables are, a line each."""
    matching = _Matching(ledger, path, forms, memory, ask)
    for grid in grids:
        if into is not None:
            matching.read_list(grid, into)
        else:
            matching.read(grid)
    return [one for one in matching.filled.values() if one.cells or one.words or one.tables], matching.problems


class _Matching:
    def __init__(self, ledger: Ledger, path: str, forms: Mapping[str, Form], memory: Memory, ask: Ask) -> None:
        self.ledger = ledger
        self.forms = forms
        self.memory = memory
        self.ask = ask
        self.problems: list[Problem] = []
        self.names: dict[str, str] = {}
        for form in forms.values():
            for block in form.blocks:
                target = ledger.targets[block.target]
                for name in (block.target, target.name, target.short or target.name, block.number):
                    self.names.setdefault(fold(name), block.target)
        self.titles = {block.target: block.name for form in forms.values() for block in form.blocks}
        commitment = ledger.commitment
        self.filled = {
            unit: Filled(path, "vi", str(commitment.year), commitment.title, form.round, unit) for unit, form in forms.items()
        }

    def read(self, grid: Grid) -> None:
        """Find out which way a table lies, and read its cells."""
        width = max(map(len, grid.rows), default=0)
        down = [sum(self._known(row[column]) is not None for row in grid.rows if column < len(row)) for column in range(width)]
        across = [sum(self._known(cell) is not None for cell in row) for row in grid.rows]
        most_down, most_across = max(down, default=0), max(across, default=0)
        if not most_down and not most_across:
            return  # a table of something else
        if most_down >= most_across:
            self._read_down(grid, down.index(most_down))
        else:
            self._read_across(grid, across.index(most_across))

    def _read_down(self, grid: Grid, names: int) -> None:
        """Targets under each other, a row each."""
        if len(self.forms) != 1:
            message = _("this table does not say whose figures it has")
            self.problems.append(self._first().problem("form-unit", grid.place(0, 0), message, _("Name the unit: --unit.")))
            return
        (unit,) = self.forms
        known = (index for index, row in enumerate(grid.rows) if names < len(row) and self._known(row[names]) is not None)
        above = [index for index in range(next(known)) if sum(map(bool, grid.rows[index])) > 1]
        named = (index for index in reversed(above) if any(map(self._is_field, grid.rows[index])))
        at = next(named, above[0] if above else -1)
        head = grid.rows[at] if at >= 0 else ()
        fields = {column: self._field(label) for column, label in enumerate(head) if label and column != names}
        for index, row in enumerate(grid.rows[at + 1 :], at + 1):
            if names >= len(row) or not row[names] or row[names].isdecimal():  # a line that numbers the columns
                continue
            read = [column for column, one in fields.items() if one not in (None, IGNORED)]
            filled_in = [column for column in read if column < len(row) and row[column]]
            if not filled_in:
                continue
            target = self._target(row[names], grid.place(index, names))
            for column in filled_in if target is not None else ():
                self._put(unit, str(target), str(fields[column]), row[column], grid.place(index, column))

    def _read_across(self, grid: Grid, head: int) -> None:
        """Targets beside each other, a column each; rows are units where they are named."""
        labels = grid.rows[head]
        whose = [find_unit(self.ledger, row[0]) if row and row[0] else None for row in grid.rows[head + 1 :]]
        named = sum(unit is not None for unit in whose)
        columns = {
            column: self._target(label, grid.place(head, column))
            for column, label in enumerate(labels)
            if label and not (column == 0 and named) and self._field_of(label) != IGNORED
        }
        for index, row in enumerate(grid.rows[head + 1 :], head + 1):
            unit = whose[index - head - 1] if named else next(iter(self.forms)) if len(self.forms) == 1 else None
            if unit is None or unit not in self.forms:
                if any(row) and named and row[0]:
                    message = _("this row is of no unit that is waited for, and is not read")
                    place = grid.place(index, 0)
                    self.problems.append(self._first().problem("form-unit", place, message, row[0], is_warning=True))
                continue
            for column, target in columns.items():
                if target is not None and column < len(row) and row[column]:
                    self._put(unit, target, "value", row[column], grid.place(index, column))

    def read_list(self, grid: Grid, target: str) -> None:
        """The lines of a target's list; what stands in the file already is left as it is."""
        (unit,) = self.forms
        filled = self.filled[unit]
        table = next((block.table for block in self.forms[unit].blocks if block.target == target), None)
        if table is None:
            message = _("{target} is no list of this unit").format(target=target)
            self.problems.append(filled.problem("form-match", grid.place(0, 0), message, _("Look at --list and --unit.")))
            return
        columns: dict[int, str] = {}
        for index, row in enumerate(grid.rows):
            if not columns:
                found = {column: self._column(table, label) for column, label in enumerate(row) if label}
                if "name" in found.values():
                    columns = {column: name for column, name in found.items() if name is not None}
                    unread = [
                        row[column] for column, name in found.items() if name is None and self._field_of(row[column]) is None
                    ]
                    for label in unread:
                        message = _("'{label}' is no column of this list, and is not read").format(label=label)
                        hint = _("Columns: {words}.").format(
                            words=", ".join(f"{slot.name} ({slot.label})" for slot in table.columns)
                        )
                        self.problems.append(filled.problem("form-match", grid.place(index, 0), message, hint, is_warning=True))
                continue
            cells = {
                name: FormCell(row[column], grid.place(index, column))
                for column, name in columns.items()
                if column < len(row) and row[column]
            }
            if "name" in cells and not str(cells["name"].value).isdecimal():
                filled.base[table.name] = []
                filled.tables.setdefault(table.name, []).append(FormRow("", cells, grid.place(index, 0)))

    def _column(self, table: Table, label: str) -> str | None:
        """The column of a list that a head stands for."""
        names = {slot.name for slot in table.columns}
        if (said := self.memory.fields.get(tidy(label))) is not None:
            return said if said in names else None
        plain = fold(label)
        own = [slot.name for slot in table.columns if plain == fold(slot.label)]
        plain = f" {plain} "
        like = [name for name, words in _COLUMNS if name in names and any(f" {fold(word)} " in plain for word in words)]
        return next(iter([*own, *like]), None)

    # --- what a label is

    def _first(self) -> Filled:
        return next(iter(self.filled.values()))

    def _known(self, label: str) -> str | None:
        """The target that a label is the very name of, or was said to be."""
        if not label.strip():
            return None
        if (said := self.memory.targets.get(tidy(label))) is not None:
            return said if said in self.titles else None
        plain = fold(label)
        return self.names.get(plain) or self.names.get(fold(_NUMBERING.sub("", label))) if not plain.isdecimal() else None

    def _target(self, label: str, place: str) -> str | None:
        label = tidy(label)
        if (known := self._known(label)) is not None:
            return known
        if self.memory.targets.get(label) == IGNORED:
            return None
        by_name = {name: target for target, name in self.titles.items()}
        like = candidates(_NUMBERING.sub("", label), by_name)
        suggestion = by_name[like[0]] if len(like) == 1 else None
        said = self.ask(LabelQuestion(label, "target", self.titles, suggestion))
        if said is None:
            message = _("'{label}' is the name of no target, and is not read").format(label=label)
            hint = _("Say what it is: --match '{label}={id}'; '-' for what is not to be read.")
            hint = hint.format(label=label, id=suggestion or next(iter(self.titles), ""))
            self.problems.append(self._first().problem("form-match", place, message, hint, is_warning=True))
            return None
        self.memory.targets[label] = said
        self.memory.is_new = True
        return said if said in self.titles else None

    def _field_of(self, label: str) -> str | None:
        plain = f" {fold(label)} "
        for name, words in _HEADS:
            if any(f" {fold(word)} " in plain for word in words):
                return name
        return None

    def _is_field(self, label: str) -> bool:
        return tidy(label) in self.memory.fields or self._field_of(label) not in (None, IGNORED)

    def _field(self, label: str) -> str | None:
        label = tidy(label)
        if (said := self.memory.fields.get(label)) is not None:
            return said if said in FIELDS else None
        if (found := self._field_of(label)) is not None:
            return found
        said = self.ask(LabelQuestion(label, "field", {name: name for name in FIELDS}, None))
        if said is not None:
            self.memory.fields[label] = said
            self.memory.is_new = True
        return said

    # --- what a cell says

    def _put(self, unit: str, target: str, name: str, text: str, place: str) -> None:
        """A text into the slot that it answers."""
        form = self.forms[unit]
        block = next((block for block in form.blocks if block.target == target), None)
        if block is None:
            return
        slots = {slot.keys[2]: slot for slot in block.slots}
        if name == "value" and {"part", "whole"} <= set(slots):
            pair = _PAIR.match(text)
            if pair is not None:
                self._set(unit, slots["part"], pair[1].strip(), place)
                self._set(unit, slots["whole"], pair[2].strip(), place)
                return
            name = "percent" if "percent" in slots else "grade"
        elif name == "value" and "value" not in slots:
            name = next((str(key) for key in ("grade", "rank", "done") if key in slots), "text")
        slot = slots.get(name)
        if slot is not None and name == "text":
            said = meaning(slot, value_at(form.given, slot.keys))
            if said not in (None, tidy(text)):  # what was written with care is not made way for a remark
                self.filled[unit].words.append(f"{block.name}: {text}")
                return
        if slot is None:
            message = _("{target} asks for no such figure, and this is not read").format(target=target)
            self.problems.append(self.filled[unit].problem("form-match", place, message, is_warning=True))
            return
        self._set(unit, slot, _without_unit(slot, text), place)

    def _set(self, unit: str, slot: Slot, text: str, place: str) -> None:
        filled = self.filled[unit]
        before = filled.cells.get(slot.name)
        if before is not None and before.value != text:
            message = _("this is told twice, here and at {place}").format(place=before.place)
            self.problems.append(filled.problem("form-twice", place, message, _("Leave one of the two out.")))
            return
        if self.memory.has_dots and slot.kind == "number" and _WITH_DOTS.fullmatch(text.strip(" %")):
            text = text.replace(".", "")
        # What stands in the file is what the table is held against: it was given nothing.
        filled.base[slot.name] = value_at(self.forms[unit].given, slot.keys)
        filled.cells[slot.name] = FormCell(text, place)


def _without_unit(slot: Slot, text: str) -> str:
    """A figure without its own unit of measure behind it."""
    if slot.kind != "number" or not slot.unit or slot.unit == "%":
        return text
    found = re.match(r"^\s*([+-]?[\d.,\s]*\d)\s*(\D+)$", text)
    return found[1].strip() if found and fold(found[2]) == fold(slot.unit) else text


def place_prose(data: bytes, name: str, paragraphs: Sequence[str]) -> bytes:
    """A report file with the words of a document as comments under it, for the clerk to put where they belong."""
    import textwrap

    if not paragraphs:
        return data
    text = data.decode("utf-8")
    new = "\r\n" if "\r\n" in text else "\n"
    lines = [_("# From {file}: words to be put where they belong, then deleted here.").format(file=name)]
    for paragraph in paragraphs:
        lines += [f"#   {line}" for line in textwrap.wrap(" ".join(paragraph.split()), 100)]
    if new.join(lines) in text:
        return data
    apart = "" if not text or text.endswith(("\n", "\r\n")) else new
    return (text + apart + new + new.join(lines) + new).encode("utf-8")
