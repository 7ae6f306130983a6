"""The facts of a state of the data: each value under the way that leads to it, however the file is written.

    results:                           ("results", "t", "items", "#chợ a")             True: there is such an entry
      t:                               ("results", "t", "items", "#chợ a", "name")     "Chợ A"
        items:                         ("results", "t", "items", "#chợ a", "stars")    Decimal(3)
          - {name: Chợ A, stars: 3}

An entry of a list is known by its name and not by its position, a number by its value and not by how it was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from camket.ledger.entries import names_of
from camket.ledger.ledger import AnyFiled, Filed, IssuedFiled, Ledger
from camket.ledger.scalars import Model
from camket.ledger.targets import Target
from camket.ledger.tree import TARGETS, UNITS
from camket.ledger.year import Year
from camket.text.source import Keys, Plain
from camket.text.spelling import nfc

# The keys that lead to a value inside its file, an entry of a list as `#` and its name, and the same with its position.
Way = tuple[str, ...]
Value = Decimal | date | str | bool | int | None
Content = Any  # a value of a file as the models hold it: a model, a mapping, a tuple, a list or a Value
_NO_DIGESTS: Mapping[str, Content] = {"versions": {}, "inputs": {}, "templates": {}, "outputs": {}}
# Keys that say whose report a file is, and not what it reports.
_NOT_A_FACT = ("unit", "round")


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a state of the data, and its keys in the file."""

    value: Value
    keys: Keys


@dataclass(frozen=True, slots=True)
class DataFile:
    """The contents of a file, read by the model; `filed` is set for a unit's report."""

    content: Mapping[str, Content]
    filed: Filed | None = None


def file_facts(ledger: Ledger, one: AnyFiled) -> list[tuple[Way, Fact]]:
    """Return the facts of one file of reports/, as `load.read_file` reads it by the targets of `ledger`."""
    return list(facts_of(data_file(one), ledger))


def frame_facts(ledger: Ledger, path: str) -> list[tuple[Way, Fact]]:
    """Return the facts of targets.yaml or units.yaml, whichever `path` is."""
    found = files_of(ledger)
    return list(facts_of(found[path], ledger)) if path in found else []


def plain_facts(value: Mapping[str, Plain]) -> list[tuple[Way, Fact]]:
    """Return the facts of a file whose measures are not known: every value is the text that is written."""
    return list(facts_of(DataFile(value), None))


def files_of(ledger: Ledger, left_out: Collection[str] = ()) -> dict[str, DataFile]:
    """Return every file of a state by the path that it should have, targets.yaml and units.yaml first.

    `left_out` are files under reports/ that are not wanted.
    """
    frame: dict[str, Content] = {
        "commitment": ledger.commitment,
        "regime": ledger.calendar.regime,
        "rounds": ledger.rounds,
        "targets": tuple(ledger.targets.values()),
        "units": tuple(ledger.units.values()),
        "bodies": tuple(ledger.bodies.values()),
        "groups": tuple(ledger.groups.values()),
    }
    beside = ledger.documents[UNITS].value if UNITS in ledger.documents else None
    moved = {key: frame.pop(key) for key in ("units", "bodies", "groups") if isinstance(beside, dict) and key in beside}
    found = {TARGETS: DataFile(frame), UNITS: DataFile(moved)} if moved else {TARGETS: DataFile(frame)}
    found |= {path: data_file(one) for path, one in ledger.files().items() if path not in left_out}
    return dict(sorted(found.items(), key=lambda entry: (entry[0] not in (TARGETS, UNITS), entry[0])))


def data_file(one: AnyFiled) -> DataFile:
    """Return the contents of a file of reports/."""
    if isinstance(one, Filed):
        return DataFile({**_given(one.report), "results": one.results}, one)
    if isinstance(one, IssuedFiled):  # digests tell a reader nothing
        return DataFile({"issued": [one.model_copy(update=_NO_DIGESTS) for one in one.content.issued]})
    return DataFile(_given(one.content))


def _given(content: Model) -> dict[str, Content]:
    """Return the keys that a file gives, with their values; an empty list counts as not given."""
    return {name: value for name, value in content if name in content.model_fields_set and value not in ((), None)}


def facts_of(file: DataFile, ledger: Ledger | None) -> Iterator[tuple[Way, Fact]]:
    """Yield the facts of a file; results are read by the targets of `ledger`."""
    for key, value in file.content.items():
        if key in _NOT_A_FACT:
            continue
        if key == "results" and file.filed is not None and ledger is not None:
            for target, result in value.items():
                yield from flatten(result, ("results", target), ("results", target), ledger.targets.get(target))
        else:
            yield from flatten(value, (key,), (key,), None)


def flatten(value: Content, way: Way, keys: Keys, target: Target | None) -> Iterator[tuple[Way, Fact]]:
    """Yield the facts of a value and of all values in it, each under its own way; `target` gives columns their types."""
    if isinstance(value, Year) and value.is_bare:
        yield way, Fact(value.number, keys)
    elif isinstance(value, Model):
        # The kind of a result is left out: it follows from the target.
        names = [
            name for name in type(value).model_fields if name in value.model_fields_set and (name, len(way)) != ("kind", 2)
        ]
        given = {type(value).model_fields[name].alias or name: getattr(value, name) for name in names}
        yield from flatten({**given, **(value.model_extra or {})}, way, keys, target)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            # A cell of a list has its column's type, so that 3 and 3,0 stars are the same fact.
            typed = inner if target is None else target.measure.typed_cell(str(key), inner)
            yield from flatten(typed, (*way, str(key)), (*keys, str(key)), target)
    elif isinstance(value, (tuple, list)):
        if not value:
            yield way, Fact("[]", keys)
        entries = [dict(entry) if isinstance(entry, (Model, Mapping)) else entry for entry in value]
        for index, (entry, known) in enumerate(zip(value, names_of(entries), strict=True)):
            name = "#" + known
            if isinstance(entry, (Model, Mapping)):
                # The entry itself is a fact too: an entry that has only a name would otherwise have none.
                yield (*way, name), Fact(True, (*keys, index))
                yield from flatten(entry, (*way, name), (*keys, index), target)
            else:
                yield (*way, name), Fact(_comparable(entry), (*keys, index))
    elif value is not None:
        yield way, Fact(_comparable(value), keys)


def _comparable(value: Content) -> Value:
    """Return a value so that equal values are equal: 3.0 and 3, texts that differ in spacing only."""
    if isinstance(value, Decimal):
        return value.normalize() + 0
    if isinstance(value, str):
        return nfc(" ".join(value.split()))
    return value  # type: ignore[no-any-return]  # a date, a bool, an int (a year)
