"""Entries of the same list in different states of a file, matched by their names."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from camket.history.same_meaning import same
from camket.ledger.entries import is_nameless, names_of
from camket.text.source import Plain
from camket.text.spelling import IDENT

# Two entries whose texts are more alike than this (0 to 1) are one entry that was changed.
_ALIKE = 0.5


class ListEntry(NamedTuple):
    """An entry of a list with its position there, from 0."""

    position: int
    value: Plain


def unique_names(entries: list[Plain]) -> list[str]:
    """Return the names of entries, all different; the name of an entry without one is made of all its content."""
    names: dict[str, None] = {}
    for entry, name in zip(entries, names_of(entries), strict=True):
        known = first = f"? {entry}" if is_nameless(entry) else name
        number = 1
        while known in names:
            number += 1
            known = f"{first} ({number})"
        names[known] = None
    return list(names)


def match_entries(base: Mapping[str, Plain], entries: list[Plain]) -> dict[str, ListEntry]:
    """Return the entries of one side by name; an entry that was renamed since `base` is under the name that it had there.

    An entry counts as renamed where `base` has an entry that is gone from this side and is much like it: "Hội chợ sách 2023"
    in base and "Hội chợ sách năm 2023" on this side are one entry. Entries with ids are never matched so.
    """
    names = unique_names(entries)
    _keep_numbers(base, entries, names)
    gone = [name for name in base if name not in names]
    for index, name in enumerate(names):
        if name in base or not gone:
            continue
        alike = [
            (SequenceMatcher(None, _all_text(base[old]), _all_text(entries[index]), autojunk=False).ratio(), old)
            for old in gone
        ]
        likeness, old = max(alike)
        if likeness > _ALIKE and not _has_id(entries[index]):
            names[index] = old
            gone.remove(old)
    return {name: ListEntry(index, entry) for index, (name, entry) in enumerate(zip(names, entries, strict=True))}


def _keep_numbers(base: Mapping[str, Plain], entries: list[Plain], names: list[str]) -> None:
    """Give entries of the same name, which are numbered in the order of their list, the numbers that they had in base.

    Otherwise two entries `b` in another order look like two changed entries.
    """
    if not any(name.endswith(" (2)") for name in names):
        return
    for index, name in enumerate(names):
        if name in base and not same(base[name], entries[index]):
            for other, its_name in enumerate(names):
                is_moved = same(base[name], entries[other]) and not (its_name in base and same(base[its_name], entries[other]))
                if is_moved:
                    names[index], names[other] = its_name, name
                    break


def merged_order(ours: list[str], theirs: list[str]) -> list[str]:
    """Return all names, in the order of ours; a name of theirs alone follows the name that it follows there.

    What ours alone has added at that place comes first: [a, x, b] and [a, y, b] make [a, x, y, b].
    """
    order = list(ours)
    in_theirs = set(theirs)
    previous: str | None = None
    for name in theirs:
        if name not in order:
            index = order.index(previous) + 1 if previous is not None else 0
            while index < len(order) and order[index] not in in_theirs:
                index += 1
            order.insert(index, name)
        previous = name
    return order


def _has_id(entry: Plain) -> bool:
    """Return whether an entry is an id or has one: another id is another entry, however alike the two are."""
    return bool(entry.get("id")) if isinstance(entry, dict) else isinstance(entry, str) and IDENT.fullmatch(entry) is not None


def _all_text(entry: Plain) -> str:
    if isinstance(entry, dict):
        return " ".join(_all_text(value) for value in entry.values())
    return " ".join(map(_all_text, entry)) if isinstance(entry, list) else str(entry or "")
