"""What an entry of a list is known by, in whatever state of the data: its name, and not its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from camket.text.spelling import IDENT, fold

# The first that an entry has; more than one where one alone does not tell entries apart.
_KNOWN_BY = (
    ("id",),
    ("kind", "name", "date"),
    ("name",),
    ("target", "unit"),
    ("target", "text"),
    ("unit",),
    ("text",),
    ("number",),
    ("target",),
    ("proposals",),
    ("date",),
)


def known_by(entry: Any) -> str:
    """The name of one entry, a mapping or plain text, folded so that spellings of it are the same; `?` where it has none."""
    return " ".join(map(_name, _naming(entry))) or "?"


def own_name(entry: Any) -> str:
    """The name of one entry as it is written, for people; `?` where it has none."""
    return " ".join(" ".join(str(value).split()) for value in _naming(entry)) or "?"


def _naming(entry: Any) -> list[Any]:
    """What names an entry: the values of its keys, or itself."""
    if not isinstance(entry, Mapping):
        return [entry]
    for keys in _KNOWN_BY:
        if entry.get(keys[0]) is not None and (len(keys) == 1 or any(entry.get(key) is not None for key in keys[1:])):
            return [entry[key] for key in keys if entry.get(key) is not None]
    return []


def names_of(entries: Sequence[Any]) -> list[str]:
    """The names of a list's entries, told apart where several have the same: `a`, `b`, `a (2)`."""
    seen: dict[str, int] = {}
    names = []
    for entry in entries:
        name = known_by(entry)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def is_nameless(entry: Any) -> bool:
    """Whether an entry has none of the keys that name one."""
    return known_by(entry) == "?"


def _name(value: Any) -> str:
    text = str(value)
    return text if IDENT.fullmatch(text) else fold(text)
