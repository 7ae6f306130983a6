"""The three edits of a YAML file that `edit` makes: a value is put, an entry is dropped or inserted."""

from __future__ import annotations

from dataclasses import dataclass

from camket.text.source import Keys, Plain


@dataclass(frozen=True, slots=True)
class Put:
    """Make `value` the value at `keys`.

    Of a mapping or list, only the entries that differ are changed. A new key is added after those that come before it in
    `order`. `written` is the text of the new entry in another version of the file (see `excerpt`); it is used when it fits,
    so that the comments in it are kept.
    """

    keys: Keys
    value: Plain
    order: tuple[str, ...] = ()
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Drop the entry at `keys`; `with_comments` also drops the comment lines right above it."""

    keys: Keys
    with_comments: bool = False


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert `value` as entry number `index` (from 0) of the list at `keys`. A list that is missing or empty is begun with it.

    `written` as in Put.
    """

    keys: Keys
    index: int
    value: Plain
    written: str | None = None


Edit = Put | Drop | Insert
