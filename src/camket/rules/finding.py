"""A fault as a rule reports it."""

from __future__ import annotations

from dataclasses import dataclass

from camket.text.source import Document, Key

Keys = tuple[Key, ...]
Way = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as a rule sees it: in which document, at which keys, what was found and how to mend it."""

    document: Document
    keys: Keys
    message: str
    hint: str
    of_key: bool = False
    fixes: tuple[str, ...] = ()
