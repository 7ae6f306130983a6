"""A fault as a rule reports it."""

from __future__ import annotations

from dataclasses import dataclass

from camket.text.problems import Level
from camket.text.source import Document, Keys


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as a rule reports it: in which document, at which keys, what is wrong and how to fix it.

    The place is that of the value at `keys`, or of the key itself with `of_key`. `fixes` are words that may have been meant
    in place of the one that is there; editors offer them. `level` replaces that of the rule. `spoken` is the hint for somebody
    who edits no file, where `hint` names keys of one.
    """

    document: Document
    keys: Keys
    message: str
    hint: str
    of_key: bool = False
    fixes: tuple[str, ...] = ()
    level: Level | None = None
    spoken: str | None = None
