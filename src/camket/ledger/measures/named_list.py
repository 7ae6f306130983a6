"""Named list: items with their evidence; those that meet a condition are counted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from camket.ledger.measures.base import (
    EntryFields,
    Reading,
    Result,
    ResultFault,
    ResultField,
    inside,
    out_of_range,
    unknown_word,
)
from camket.ledger.measures.entries import EntriesMeasure, EntriesResult
from camket.ledger.scalars import Evidence, Flag, Ident, Idents, Model, Number, Text, read_day, read_figure
from camket.text.language import _
from camket.text.numerals import format_exact, format_number
from camket.text.source import Keys
from camket.text.spelling import fold


class Item(Model):
    """One named thing of a list, with the columns that its target asks for."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)

    name: Text
    evidence: Evidence = ()
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @property
    def identity(self) -> str:
        """What makes two items the same one."""
        return fold(self.name)

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns as they are written."""
        return self.model_extra or {}


class ListResult(EntriesResult):
    kind: Literal["list"] = "list"
    items: tuple[Item, ...] | None = None

    list_key: ClassVar[str] = "items"


class Column(Model):
    """What is told of each item of a named list besides its name."""

    label: Text | None = None
    type: Literal["text", "number", "date", "choice"] = "text"
    choices: dict[Ident, Text] = Field(default_factory=dict)
    min: Number | None = None
    max: Number | None = None
    required: Flag = False

    def read(self, value: object) -> Decimal | date | str:
        """The value of this column in one item.

        Raises PydanticCustomError when it has the wrong form, KeyError when there is no such choice, ArithmeticError when it
        is out of range.
        """
        if self.type == "number":
            number = read_figure(value)
            if not inside(number, self.min, self.max):
                raise ArithmeticError
            return number
        if self.type == "date":
            return read_day(value)
        text = str(value).strip()
        if self.type == "choice" and text not in self.choices:
            raise KeyError(text)
        return text

    def words(self) -> Iterator[str]:
        """What the column may hold, in words: its label, then its choices or limits."""
        if self.label:
            yield self.label
        match self.type:
            case "choice":
                yield _("one of {choices}").format(
                    choices=", ".join(f"{name} ({label})" for name, label in self.choices.items())
                )
            case "date":
                yield _("a date, year-month-day")
            case "number":
                yield " ".join([_("a number"), *_limits(self.min, self.max)])


class ItemTest(Model):
    """The condition under which an item counts."""

    at_least: Number | None = None
    at_most: Number | None = None
    one_of: Idents = ()

    def holds(self, value: object) -> bool:
        """Whether a column's value meets the condition."""
        if self.one_of and value not in self.one_of:
            return False
        if self.at_least is None and self.at_most is None:
            return True
        return isinstance(value, Decimal) and inside(value, self.at_least, self.at_most)

    def words(self) -> str:
        """The condition in words: from 3; a, b."""
        return ", ".join([*_limits(self.at_least, self.at_most), *self.one_of])


def _limits(low: Decimal | None, high: Decimal | None) -> list[str]:
    if low is not None and high is not None:
        return [f"{format_number(low)}–{format_number(high)}"]
    return [f"{sign} {format_number(limit)}" for sign, limit in (("≥", low), ("≤", high)) if limit is not None]


class ListPart(Model):
    """Some of a list's items, counted apart (trong đó): those that meet a condition of their own as well."""

    label: Text | None = None
    counts_if: dict[Ident, ItemTest]


class NamedList(EntriesMeasure):
    """Named items with evidence; each report lists the new ones, and those that meet `counts_if` are counted."""

    kind: Literal["list"]
    unit: Text | None = None
    columns: dict[Ident, Column] = Field(default_factory=dict)
    counts_if: dict[Ident, ItemTest] = Field(default_factory=dict)
    parts: dict[Ident, ListPart] = Field(default_factory=dict)
    better: ClassVar[str] = "higher"
    more_is_better: ClassVar[bool] = True

    result_class: ClassVar[type[Result]] = ListResult
    figure_keys: ClassVar[tuple[str, ...]] = ("items",)
    bare_key: ClassVar[str] = "items"
    has_projection: ClassVar[bool] = True

    def part_names(self) -> dict[str, str]:
        return {name: part.label or name for name, part in self.parts.items()}

    def is_needed(self, column: str) -> bool:
        """Whether an item cannot be judged without this column."""
        return self.columns[column].required or column in self.counts_if

    def faults(self, result: Result) -> Iterator[ResultFault]:
        for index, item in enumerate(result.entries()):
            yield from self._item_faults(item, index)

    def _item_faults(self, item: Item, index: int) -> Iterator[ResultFault]:
        for name in item.columns:
            if name not in self.columns:
                known = [*self.columns, "name", "evidence", "note"]
                yield unknown_word(("items", index, name), name, known, rule="unknown-key")
        for name, column in self.columns.items():
            given = item.columns.get(name)
            if given is not None:
                yield from _cell_faults(column, given, ("items", index, name))
            elif self.is_needed(name):
                message = _("'{item}' has no '{column}'").format(item=item.name, column=column.label or name)
                hint = _("Add it: without it nobody can tell whether the item counts.")
                yield ResultFault(("items", index), "missing-key", message, hint)

    def evidence_faults(self, result: Result) -> Iterator[ResultFault]:
        if result.evidence:
            return
        for keys, item in result.keyed_entries():
            if not item.evidence and self.counts(item):
                message = _("'{item}' is counted without evidence").format(item=item.name)
                yield ResultFault(
                    (*keys, "name"), "evidence-missing", message, _("Give the number of the document that proves it.")
                )

    def gather(self, results: Sequence[Result]) -> Reading:
        items: dict[str, Item] = {}
        for result in results:
            for item in result.entries():
                # An item named again later with what was missing: the one that counts is kept.
                if item.identity not in items or not self.counts(items[item.identity]):
                    items[item.identity] = item
        counted = [item for item in items.values() if self.counts(item)]
        figures = {"named": Decimal(len(items))}
        for name, part in self.parts.items():
            figures[name] = Decimal(sum(self.meets(item, part.counts_if) for item in counted))
        return Reading(Decimal(len(counted)), figures, items=tuple(items.values()))

    def add_up(self, readings: Sequence[Reading]) -> Reading | None:
        return self.gather([ListResult(items=one.items) for one in readings if one.items]) if readings else None

    def counts(self, entry: Item) -> bool:
        """Whether an item meets every condition for being counted."""
        return self.meets(entry, self.counts_if)

    def deciding_columns(self, item: Item) -> tuple[str, ...]:
        return tuple(name for name in self.counts_if if item.columns.get(name) is not None)

    def details(self, item: Item) -> Iterator[tuple[str, Decimal | date | str]]:
        for name, column in self.columns.items():
            given = item.columns.get(name)
            if given is None:
                continue
            label = column.label or name
            try:
                value = column.read(given)
            except (PydanticCustomError, KeyError, ArithmeticError):
                yield label, str(given)  # `camket check` reports the fault
                continue
            chosen = column.choices.get(value) if isinstance(value, str) else None
            yield (label, value) if chosen is None else ("", chosen)

    def meets(self, item: Item, tests: Mapping[str, ItemTest]) -> bool:
        """Whether an item meets these conditions; a column that cannot be read meets none."""
        for name, test in tests.items():
            column = self.columns.get(name)
            try:
                value = column.read(item.columns[name]) if column else item.columns[name]
            except (KeyError, ArithmeticError, PydanticCustomError):
                return False
            if not test.holds(value):
                return False
        return True

    def uncounted_reasons(self, entry: Item) -> str:
        reasons = []
        for name, test in self.counts_if.items():
            column = self.columns.get(name)
            label = column.label if column and column.label else name
            given = entry.columns.get(name)
            if self.meets(entry, {name: test}):
                continue
            if given is None:
                reasons.append(_("{column} is not given").format(column=label))
            elif test.one_of:
                shown = column.choices.get(str(given), str(given)) if column else str(given)
                reasons.append(f"{label}: {shown}")
            else:
                limits = [f"≥ {format_exact(test.at_least)}" if test.at_least is not None else ""]
                limits.append(f"≤ {format_exact(test.at_most)}" if test.at_most is not None else "")
                needed = ", ".join(limit for limit in limits if limit)
                reasons.append(_("{column} {value}, {needed} is needed").format(column=label, value=given, needed=needed))
        return "; ".join(reasons)

    def entry_fields(self) -> EntryFields:
        words = {name: [*column.words()] for name, column in self.columns.items()}
        for name, test in self.counts_if.items():
            if name in words:
                words[name].append(_("counted only if {test}").format(test=test.words()))
        help_ = _("What is new since the last report, one after the other. Nothing new: 0. No more: Enter.")
        unit = f" ({self.unit})" if self.unit else ""
        columns = tuple(
            ResultField(
                (name,),
                column.label or name,
                column.type,
                given=column.label or "",
                low=column.min,
                high=column.max,
                choices=column.choices if column.type == "choice" else {},
                is_needed=self.is_needed(name),
                question=column.label or name,
                help="; ".join(words[name]),
            )
            for name, column in self.columns.items()
        )
        notes = [_("List what is new since the last report; what was reported before is not listed again.")]
        for name, test in self.counts_if.items():
            tested = self.columns.get(name)
            label = tested.label if tested and tested.label else name
            choices = ", ".join(tested.choices.get(one, one) for one in test.one_of) if tested and test.one_of else test.words()
            notes.append(_("Counted only if: {column} {test}").format(column=label, test=choices))
        comments = [_("items: what is new since the last report, one entry each; nothing new: items: []")]
        comments += [f"- {name}: {'; '.join(words[name])}" for name in self.columns]
        name_field = ResultField(("name",), _("Name"), "text", question=_("Name") + unit, help=help_)
        example = ("- name: …", *(f"  {name}: …" for name in self.columns), "  evidence: …")
        return EntryFields("items", Item, (name_field, *columns), tuple(notes), tuple(comments), example, self.unit or "")

    def typed_cell(self, column: str, given: Any) -> Any:
        try:
            return self.columns[column].read(given) if column in self.columns else given
        except (PydanticCustomError, KeyError, ArithmeticError):  # `check` reports the cell
            return given

    def given_label(self, keys: Sequence[str]) -> str | None:
        column = self.columns.get(keys[-1])
        return column.label or keys[-1] if column is not None else super().given_label(keys)

    def word_label(self, key: str, word: str) -> str | None:
        return self.columns[key].choices.get(word, word) if key in self.columns else None


def _cell_faults(column: Column, given: object, keys: Keys) -> Iterator[ResultFault]:
    try:
        column.read(given)
    except PydanticCustomError as error:
        context = error.context or {}
        yield ResultFault(keys, error.type, str(context.get("message", "")), str(context.get("hint", "")))
    except KeyError:
        yield unknown_word(keys, str(given), column.choices)
    except ArithmeticError:
        yield out_of_range(keys, read_figure(given), column.min, column.max)
