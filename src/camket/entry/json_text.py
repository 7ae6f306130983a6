"""Keys added to the text of a JSON object; all other bytes stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_BLANK = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class _JsonEntry:
    """The value of a key, and its start and end in the text."""

    value: Any
    start: int
    stop: int


def merge_json(text: str | None, wanted: Mapping[str, Any]) -> str | None:
    """Return the text of a JSON object with the wanted keys added; all other bytes stay as they are.

    Of a key that is there, missing entries are added to its object or list: `{"list": [1]}` with `{"list": [2]}` gives
    `[1, 2]`, if the list is laid out as `dump_json` does. Return None if the text is no plain JSON (it has comments), is
    laid out otherwise, or has another value for a wanted key.
    """
    if text is None or not text.strip():
        return dump_json(wanted) + "\n"
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    try:
        entries, end = _read_entries(text)
    except ValueError:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    changes: list[tuple[int, int, str]] = []
    added = ""
    for key, value in wanted.items():
        if key not in entries:
            added += f",\n  {json.dumps(key)}: {dump_json(value, 2)}"
            continue
        entry = entries[key]
        both = _united(entry.value, value)
        if both is None:
            return None
        if both != entry.value:
            if text[entry.start : entry.stop].replace("\r\n", "\n") != dump_json(entry.value, 2):
                return None  # laid out by hand
            changes.append((entry.start, entry.stop, dump_json(both, 2)))
    if added:
        last = max((entry.stop for entry in entries.values()), default=None)
        changes.append((end, end, added[1:] + "\n") if last is None else (last, last, added))
    for start, stop, new in sorted(changes, reverse=True):
        text = text[:start] + new.replace("\n", newline) + text[stop:]
    return bom + text


def _read_entries(text: str) -> tuple[dict[str, _JsonEntry], int]:
    """Return the entries of a JSON object and the index of its closing brace. Raises ValueError if it is no plain JSON."""
    if not isinstance(json.loads(text), dict):
        raise ValueError(text)
    decoder = json.JSONDecoder()
    entries: dict[str, _JsonEntry] = {}
    position = _skip_blanks(text, text.index("{") + 1)
    while text[position] != "}":
        key, position = decoder.raw_decode(text, _skip_blanks(text, position + (text[position] == ",")))
        position = _skip_blanks(text, _skip_blanks(text, position) + 1)
        value, stop = decoder.raw_decode(text, position)
        if key in entries:
            raise ValueError(key)
        entries[key] = _JsonEntry(value, position, stop)
        position = _skip_blanks(text, stop)
    return entries, position


def _skip_blanks(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _united(present: Any, wanted: Any) -> Any:
    """Return the present value with the wanted one merged into it; None if the two contradict each other."""
    if isinstance(present, dict) and isinstance(wanted, dict):
        if any(key in present and present[key] != value for key, value in wanted.items()):
            return None
        return {**present, **wanted}
    if isinstance(present, list) and isinstance(wanted, list):
        return [*present, *(item for item in wanted if item not in present)]
    return present if present == wanted and type(present) is type(wanted) else None


def dump_json(value: Any, indent: int = 0) -> str:
    """Return a value as indented JSON; `indent` is added to every line but the first."""
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)
