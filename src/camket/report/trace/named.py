"""What the reports of a list or of incidents name, and whether each of these counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import MeasureModel, Reading
from camket.ledger.measures.registry import Entry
from camket.report.trace.records import TraceRow
from camket.report.trace.scope import Scope
from camket.standing import wording
from camket.text.language import _
from camket.text.source import Key


class NamedEntry(NamedTuple):
    """One thing that a report names: the report, the keys of the thing in its result, the thing.

    `thing` is None for a report that names nothing (an empty list); `keys` are then those of the list.
    """

    filed: Filed
    keys: tuple[Key, ...]
    thing: Entry | None


def named_rows(scope: Scope, units: Sequence[str], reading: Reading) -> tuple[TraceRow, ...]:
    """Return a row for each thing that these units name up to the round: whether it counts, and why not.

    `reading` holds the things that count.
    """
    entries = list(_named_entries(scope, units, scope.reading_round))
    counted = _counted_ids(reading)
    first_entries = {entry.thing.identity: entry for entry in entries if entry.thing is not None and id(entry.thing) in counted}
    rows = []
    for entry in _entries_to_show(entries) if len(units) > 1 else entries:
        filed, keys, thing = entry
        round_ = scope.ledger.round(filed.round)
        who = [scope.ledger.short_name(filed.unit)] if len(units) > 1 else []
        label = ", ".join([*who, wording.round_name(round_) if round_ else filed.round])
        if thing is None:
            rows.append(TraceRow(label, _("none named"), (scope.cite_result(filed, *keys),)))
            continue
        reason = _uncounted_reason(scope, filed, thing, first_entries.get(thing.identity, entry))
        text = _("does not count ({reason})").format(reason=reason) if reason else _("counts")
        sources = _cite_entry(scope, filed, keys, thing)
        rows.append(TraceRow(f"{label}: {_name_text(scope, thing)}", text, sources, counts=not reason))
    return tuple(rows)


def counted_sources(scope: Scope, unit: str, round_: Round, reading: Reading) -> tuple[int, ...]:
    """Return the places of what a unit names up to a round and `reading` counts; of an empty list, if it names nothing."""
    counted = _counted_ids(reading)
    entries = [one for one in _named_entries(scope, [unit], round_) if one.thing is None or id(one.thing) in counted]
    return tuple(scope.cite_result(entry.filed, *entry.keys) for entry in _entries_to_show(entries))


def _named_entries(scope: Scope, units: Sequence[str], last: Round) -> Iterator[NamedEntry]:
    """What these units name in the rounds up to `last`."""
    key = scope.measure.bare_key
    for round_ in scope.ledger.calendar.through(last):
        for unit in units:
            filed = scope.received(round_, unit)
            things = getattr(filed.results.get(scope.target.id), key, None) if filed else None
            if filed is None or things is None:
                continue
            if not things:
                yield NamedEntry(filed, (key,), None)
            for index, thing in enumerate(things):
                yield NamedEntry(filed, (key, index), thing)


def _entries_to_show(entries: Sequence[NamedEntry]) -> list[NamedEntry]:
    """All that is named, and of a unit that names nothing its last empty list only."""
    last = {entry.filed.unit: number for number, entry in enumerate(entries)}
    naming = {entry.filed.unit for entry in entries if entry.thing is not None}
    return [
        entry
        for number, entry in enumerate(entries)
        if entry.thing is not None or (entry.filed.unit not in naming and last[entry.filed.unit] == number)
    ]


def _counted_ids(reading: Reading) -> set[int]:
    return {id(thing) for thing in (*reading.items, *reading.incidents)}


def _name_text(scope: Scope, thing: Entry) -> str:
    """A thing as a row names it, with the documents that prove it."""
    measure: MeasureModel = scope.measure
    return "; ".join([measure.entry_text(thing), *(wording.paper_text(paper) for paper in thing.evidence)])


def _uncounted_reason(scope: Scope, filed: Filed, thing: Entry, first: NamedEntry) -> str:
    """Why a thing of the report `filed` does not count: it misses a condition, or it is counted in the report of `first`.

    `first` is the entry by which the same thing counts, else the thing's own. Empty where the thing counts.
    """
    round_ = scope.ledger.round(first.filed.round)
    unit = scope.ledger.short_name(first.filed.unit) if first.filed.unit != filed.unit else None
    where = (round_, unit, first.thing) if round_ and first.thing is not None else None
    return wording.uncounted_reason(scope.measure, thing, where, is_own=bool(scope.target.each))


def _cite_entry(scope: Scope, filed: Filed, keys: tuple[Key, ...], thing: Entry) -> tuple[int, ...]:
    """The place of a thing, and of those of its columns that decide whether it counts."""
    measure: MeasureModel = scope.measure
    columns = measure.deciding_columns(thing)
    places = [scope.cite_result(filed, *keys), *(scope.cite_result(filed, *keys, name) for name in columns)]
    return tuple(dict.fromkeys(places))
