"""The name of an entry in a list, which identifies the same entry in every state of the data; its position does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from camket.text.source import Plain
from camket.text.spelling import IDENT, fold

# The keys that name an entry: the first line whose keys it has. Some lines have more keys because one alone is not unique.
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
    ("date", "means"),
    ("date",),
    ("file",),
)


def known_by(entry: Plain) -> str:
    """Return the name of an entry (a mapping or text), with its spelling normalised; `?` where it has none."""
    return " ".join(map(_name, _naming(entry))) or "?"


def own_name(entry: Plain) -> str:
    """Return the name of an entry as it is written, for display; `?` where it has none."""
    return " ".join(" ".join(str(value).split()) for value in _naming(entry)) or "?"


def _naming(entry: Plain) -> list[Plain]:
    """Return the values that name an entry: those of its naming keys, or the entry itself when it is text."""
    if not isinstance(entry, Mapping):
        return [entry]
    for keys in _KNOWN_BY:
        if entry.get(keys[0]) is not None and (len(keys) == 1 or any(entry.get(key) is not None for key in keys[1:])):
            return [entry[key] for key in keys if entry.get(key) is not None]
    files = entry.get("files")  # a document without number or day is known by the first file in which it is kept
    return _naming(dict(files[0])) if isinstance(files, (list, tuple)) and files and not isinstance(files[0], str) else []


def names_of(entries: Sequence[Plain]) -> list[str]:
    """Return the names of the entries of a list, numbered where several have the same: `a`, `b`, `a (2)`."""
    seen: dict[str, int] = {}
    names = []
    for entry in entries:
        name = known_by(entry)
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def is_nameless(entry: Plain) -> bool:
    """Whether an entry has none of the keys that name one."""
    return known_by(entry) == "?"


def _name(value: Plain) -> str:
    text = str(value)
    return text if IDENT.fullmatch(text) else fold(text)
