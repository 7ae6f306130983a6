"""Whether two plain values of YAML mean the same, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from camket.ledger.entries import names_of
from camket.ledger.measures.registry import BARE_KEYS_OF_LIST, BARE_KEYS_OF_TEXT
from camket.text.numerals import NotANumber, read_date, read_number
from camket.text.source import Plain
from camket.text.spelling import nfc

# The value of a key that is not there. It means the same as a key without a value.
ABSENT: Plain = type("Absent", (), {"__repr__": lambda self: "ABSENT"})()
# A result can be written bare, without the key of its only value: `t: 38` for `t: {value: 38}`. These are all keys that a
# bare text can stand for, in a result or elsewhere.
_KEYS_OF_TEXT = ("text", "name", "number", "kind", *BARE_KEYS_OF_TEXT)


def same(first: Plain, second: Plain, *, in_order: bool = False) -> bool:
    """Return whether two plain values mean the same.

    Numbers and days are compared by value (1.000 and 1000), other text by its words, entries of lists by their names, in
    any order unless `in_order`. A blank value means the same as none. A bare value means the same as the mapping or the list
    of one whose short form it is (38 and `{value: 38}`).
    """
    if is_nothing(first) or is_nothing(second):
        return is_nothing(first) and is_nothing(second)
    if isinstance(first, dict) and isinstance(second, dict):
        return all(same(first.get(key), second.get(key), in_order=in_order) for key in first.keys() | second.keys())
    if isinstance(first, list) and isinstance(second, list):
        first, second = ([entry for entry in one if not _is_blank(entry)] for one in (first, second))
        if len(first) != len(second):
            return False
        if in_order:
            return all(same(*pair, in_order=True) for pair in zip(first, second, strict=True))
        return _same_entries(first, second)
    if isinstance(first, dict) or isinstance(second, dict):
        mapping, bare = (first, second) if isinstance(first, dict) else (second, first)
        given = {key: value for key, value in mapping.items() if not is_nothing(value)}
        possible = BARE_KEYS_OF_LIST if isinstance(bare, list) else _KEYS_OF_TEXT
        if len(given) == 1 and any(same(given.get(key), bare) for key in possible):
            return True
    if isinstance(first, list) or isinstance(second, list):  # a list of one entry, and an entry written without its list
        entries, bare = (first, second) if isinstance(first, list) else (second, first)
        return len(entries) == 1 and same(entries[0], bare)
    return isinstance(first, str) and isinstance(second, str) and _same_text(first, second)


class Alikes:
    """Values, of which those that mean the same as another one are found without comparing it with each."""

    def __init__(self, values: Iterable[Plain]) -> None:
        self._by_name: dict[str | None, list[Plain]] = {}
        for value in values:
            self._by_name.setdefault(_certain_name(value), []).append(value)

    def has(self, value: Plain) -> bool:
        """Return whether a value is among them, as `same` compares."""
        name = _certain_name(value)
        groups = self._by_name.values() if name is None else (self._by_name.get(one, ()) for one in (name, None))
        return any(same(value, one) for group in groups for one in group)


def _certain_name(value: Plain) -> str | None:
    """Return the name of an entry, which differs where two entries do not mean the same; None if that is not certain."""
    name = value.get("name") if isinstance(value, dict) else None
    text = nfc(" ".join(name.split())) if isinstance(name, str) else ""
    return text if text[:1].isalpha() else None  # a number may be written in several ways


def is_nothing(value: Plain) -> bool:
    """Return whether a value says nothing: absent, blank, or a mapping of nothing. An empty list does say something: none."""
    return value is None or value is ABSENT or (isinstance(value, dict) and all(map(is_nothing, value.values())))


def _is_blank(entry: Plain) -> bool:
    return is_nothing(entry) or (isinstance(entry, str) and not entry.strip())


def _same_entries(first: list[Plain], second: list[Plain]) -> bool:
    others = dict(zip(names_of(second), second, strict=True))
    unmatched = []
    for name, entry in zip(names_of(first), first, strict=True):
        if name in others and same(entry, others[name]):
            del others[name]
        else:
            unmatched.append(entry)
    for entry in unmatched:  # entries of the same name, for example, in another order
        found = next((name for name, other in others.items() if same(entry, other)), None)
        if found is None:
            return False
        del others[found]
    return True


def _same_text(first: str, second: str) -> bool:
    first, second = (nfc(" ".join(text.split())) for text in (first, second))
    if first == second:
        return True
    if not first[:1].isdigit() and first[:1] not in ("+", "-"):
        return False
    return any(_read_or_none(read, first) == _read_or_none(read, second) is not None for read in (_number, read_date))


def _read_or_none(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except (NotANumber, ValueError):
        return None


def _number(text: str) -> object:
    # 010 is the number of a document or a telephone, not the number 10.
    return None if re.match(r"[+-]?0\d", text) else read_number(text)
