"""The parts of a form: slots for single values, tables for lists, a block for each target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from camket.ledger.measures.base import ResultField
from camket.ledger.measures.registry import figure_keys
from camket.text.language import _
from camket.text.source import Key, Plain
from camket.text.spelling import fold

Keys = tuple[Key, ...]
Kind = Literal["number", "text", "date", "choice", "papers"]
# The value of a slot: a number, a date, a text (for a choice its id); None for an empty slot.
Meaning = Decimal | date | str | None

# The most digits of a number and letters of a text that Excel keeps in a cell.
MOST_DIGITS = 15
MOST_LETTERS = 32_000
# The answers about a whole list: nothing new, or new lines are listed.
NONE, SOME = "none", "some"
# The order in which the keys of a result are written.
RESULT_ORDER = (*figure_keys(), "same_period", "awaiting", "text", "evidence")


@dataclass(frozen=True, slots=True)
class Slot:
    """One value that the form asks for; `keys` lead to it in the report, or in an entry of a list.

    `whole` allows only whole numbers between `low` and `high`; `percent` is a figure in per cent; `choices` are labels by id;
    `is_long` is a text of several lines; `last` is the unit's last value, shown beside the cell, and `last_round` the round
    that it is of, where the figure accumulates and so does not fall. `limited_by` is the key of a figure of the same result
    that this one does not exceed, `excluded_by` that of a flag that is not "no" beside this value; `sum_between` and
    `is_needed` are as in ResultField.
    """

    keys: Keys
    label: str
    kind: Kind
    unit: str = ""
    hint: str = ""
    whole: bool = False
    percent: bool = False
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    is_long: bool = False
    last: Meaning = None
    last_round: str = ""
    limited_by: str = ""
    excluded_by: str = ""
    sum_between: tuple[Decimal, Decimal] | None = None
    is_needed: bool = False

    @property
    def name(self) -> str:
        return ".".join(map(str, self.keys))

    @property
    def is_flag(self) -> bool:
        """Whether the choices are yes and no."""
        return set(self.choices) == {"true", "false"}

    @property
    def is_wide(self) -> bool:
        """Whether the cell also takes the columns for the unit of measure and for the last value."""
        return self.is_long or self.keys[0] in ("letter", "reported_by", "signatory") or self.keys[-1] == "by"


def slot_of(field: ResultField, prefix: Keys = ()) -> Slot:
    """Return the slot for a field of a measure; `prefix` are the keys of the result in the report."""
    return Slot(
        (*prefix, *field.keys),
        field.label[:1].upper() + field.label[1:],
        "choice" if field.kind == "flag" else field.kind,
        field.unit,
        field.hint,
        whole=field.whole,
        percent=field.percent,
        decimals=field.decimals,
        low=field.low,
        high=field.high,
        choices=distinct_labels(field.choices),
        limited_by=field.limited_by,
        excluded_by=field.excluded_by,
        sum_between=field.sum_between,
        is_needed=field.is_needed,
    )


def distinct_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Return labels by id; labels that are the same get their id added in brackets."""
    folded = [fold(label) for label in labels.values()]
    return {name: f"{label} ({name})" if folded.count(fold(label)) > 1 else label for name, label in labels.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """A list that the form asks for, with a slot for each column; the slots' keys lead from an entry.

    `bare` is the key of an entry that is only a text; `answer` is the slot for "nothing new", if the list has one; `spare` is
    the number of free lines, since rows cannot be inserted in a locked sheet.
    """

    keys: Keys
    title: str
    notes: tuple[str, ...]
    columns: tuple[Slot, ...]
    bare: str
    answer: Slot | None = None
    spare: int = 8

    @property
    def name(self) -> str:
        return ".".join(map(str, self.keys))

    def place(self, index: int, slot: Slot | None = None) -> str:
        """Return a line (from 0) or one of its cells in words, as a web page shows it."""
        line = _("{title}, line {n}").format(title=self.title, n=index + 1)
        return f"{line}: {slot.label}" if slot is not None else line


@dataclass(frozen=True, slots=True)
class FormBlock:
    """What the form asks about one target: slots and a table, and `notes` with its goal and last figure in words."""

    target: str
    number: str
    name: str
    notes: tuple[str, ...]
    slots: tuple[Slot, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """All that a unit is asked for in a round. `given` is the unit's report so far, with results in full."""

    year: str
    title: str
    round: str
    unit: str
    heading: tuple[str, ...]
    about: tuple[Slot, ...]
    blocks: tuple[FormBlock, ...]
    closing: tuple[Slot, ...]
    tables: tuple[Table, ...]
    given: Mapping[str, Plain]

    def slots(self) -> Iterator[Slot]:
        """Yield every slot outside tables."""
        yield from self.about
        for block in self.blocks:
            yield from block.slots
        yield from self.closing

    def places(self) -> dict[str, str]:
        """Return every slot outside tables in words, by name: its label, after its target's number and name."""
        found = {slot.name: slot.label for slot in (*self.about, *self.closing)}
        for block in self.blocks:
            found |= {slot.name: f"{block.number} {block.name}: {slot.label}".strip() for slot in block.slots}
        return found

    def all_tables(self) -> Iterator[Table]:
        yield from (block.table for block in self.blocks if block.table is not None)
        yield from self.tables


def value_at(value: Plain, keys: Keys) -> Plain:
    """Return the plain value at `keys`, or None."""
    for key in keys:
        if isinstance(value, dict) and isinstance(key, str):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            return None
    return value


def answer_of(entries: Plain) -> str | None:
    """Return the answer that a list in a report gives: NONE for an empty list, SOME for a longer one, None for no list."""
    return None if entries is None else SOME if entries else NONE


def entry_value(table: Table, entry: Plain, slot: Slot) -> Plain:
    """Return the plain value of a list's entry in a column."""
    if isinstance(entry, str):
        entry = {table.bare: entry}
    return value_at(entry, slot.keys)
