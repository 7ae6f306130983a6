"""What a form is made of: slots for single values, tables for lists, a block for each target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from camket.text.source import Key

Keys = tuple[Key, ...]
Kind = Literal["number", "text", "date", "choice", "papers"]
# What stands in a slot: a number, a day, a text (of a choice, its id); None for nothing.
Meaning = Decimal | date | str | None

# What Excel keeps of a number, and of a cell's text.
MOST_DIGITS = 15
MOST_LETTERS = 32_000
NONE, SOME = "none", "some"
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
class FormBlock:
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
    blocks: tuple[FormBlock, ...]
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


def answer_of(entries: Any) -> str | None:
    """What a list says of itself: that there is nothing new, that there is something; None while it says nothing."""
    return None if entries is None else SOME if entries else NONE


def entry_value(table: Table, entry: Any, slot: Slot) -> Any:
    """What an entry of a list says in a column."""
    if isinstance(entry, str):
        entry = {table.bare: entry}
    return value_at(entry, slot.keys)
