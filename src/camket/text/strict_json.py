"""JSON from an untrusted file, parsed strictly: no key twice in an object, no NaN, no deep nesting, a limited size."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from camket.text.language import _

_MOST_LEVELS = 12
# Brackets, and strings so that brackets inside them are passed over.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class JsonFault(ValueError):
    """The text is no JSON that is accepted; the message gives the reason, `line` and `column` (from 1) the place if known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def parse_json(text: str) -> Any:
    """Return the value of a JSON text. Raises JsonFault."""
    _refuse_deep(text)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise JsonFault(_("it is damaged, or not complete"), error.lineno, error.colno) from None
    except JsonFault:
        raise
    except (ValueError, RecursionError):  # a number of more digits than Python converts
        raise JsonFault(_("it is damaged, or not complete")) from None


def _refuse_deep(text: str) -> None:
    level = 0
    for found in _BRACKETS.finditer(text):
        mark = found[0]
        level += 1 if mark in "[{" else -1 if mark in "]}" else 0
        if level > _MOST_LEVELS:
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            raise JsonFault(_("its brackets are nested more than {n} levels deep").format(n=_MOST_LEVELS), line, column)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise JsonFault(_("it has '{name}' twice in one place").format(name=double[:80]))
    return found


def _refuse_constant(text: str) -> NoReturn:
    raise JsonFault(_("'{text}' is not a number").format(text=text))
