"""JSON from an untrusted file, parsed strictly: no key twice in an object, no NaN, no deep nesting, a limited size."""

from __future__ import annotations

import json
import re
from typing import Any

from camket.text.language import _

_MOST_LEVELS = 12
# Strings, with the colon after a key; brackets; what Python takes for numbers and JSON does not have. A string that does not
# end goes to the end of the text, so that the time is in proportion to the text.
_TOKENS = re.compile(r'(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+"?)(?P<colon>\s*+:)?|[\[\]{}]|NaN|-?Infinity', re.DOTALL)


class JsonFault(ValueError):
    """The text is no JSON that is accepted; the message gives the reason, `line` and `column` (from 1) the place if known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse_json(text: str) -> Any:
    """Return the value of a JSON text. Raises JsonFault."""
    _check_tokens(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise JsonFault(_("it is damaged, or not complete"), error.lineno, error.colno) from None
    except (ValueError, RecursionError):  # a number of more digits than Python converts
        raise JsonFault(_("it is damaged, or not complete")) from None


def _check_tokens(text: str) -> None:
    """Refuse, at its place, what `json` would take: deep nesting, a key twice in an object, NaN and Infinity."""
    objects: list[set[str]] = []  # the keys so far of each open object; of an array none
    for found in _TOKENS.finditer(text):
        mark = found[0]
        if found["string"]:
            if found["colon"] and objects:
                _add_key(objects[-1], text, found)
        elif mark in "[{":
            objects.append(set())
            if len(objects) > _MOST_LEVELS:
                raise _fault_at(text, found, _("its brackets are nested more than {n} levels deep").format(n=_MOST_LEVELS))
        elif mark not in "]}":
            raise _fault_at(text, found, _("'{text}' is not a number").format(text=mark))
        elif objects:
            objects.pop()


def _add_key(keys: set[str], text: str, found: re.Match[str]) -> None:
    try:
        key = str(json.loads(found["string"]))
    except ValueError:  # told with its place when the whole is parsed
        return
    if key in keys:
        raise _fault_at(text, found, _("it has '{name}' twice in one place").format(name=key[:80]))
    keys.add(key)


def _fault_at(text: str, found: re.Match[str], message: str) -> JsonFault:
    start = found.start()
    return JsonFault(message, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
