"""How far a command is with a step that may last over a second.

    for path in counted(paths, _("Reading the files")): ...
    with waiting(_("Making the PDF")): ...          # a step that always lasts over a second and cannot be counted

What shows it is set as `display` at the start of a command (screen/progress.py on a terminal). Without it nothing is shown.
Inside such a step, `clear` comes before anything that is printed or asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")


class Display(Protocol):
    """What shows how far a command is. A step inside another step is begun and ended too."""

    def begin(self, what: str, total: int | None) -> None:
        """A step begins, of `total` items; None for one that cannot be counted."""

    def advance(self, done: int) -> None:
        """So many items of the step that began last are done."""

    def end(self) -> None:
        """The step that began last has ended."""

    def clear(self) -> None:
        """Show nothing until the next item is done."""


display: ContextVar[Display | None] = ContextVar("display", default=None)


def counted(items: Collection[_Item], what: str) -> Iterable[_Item]:
    """Return the items; while they are gone through, it is shown how many are done."""
    shown = display.get()
    return items if shown is None else _counted(items, what, shown)


def _counted(items: Collection[_Item], what: str, shown: Display) -> Iterator[_Item]:
    shown.begin(what, len(items))
    try:
        for number, item in enumerate(items):
            shown.advance(number)
            yield item
    finally:
        shown.end()


def clear() -> None:
    """Make room on the terminal for a message or a question."""
    shown = display.get()
    if shown is not None:
        shown.clear()


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show a step that cannot be counted, from its beginning to its end."""
    shown = display.get()
    if shown is not None:
        shown.begin(what, None)
    try:
        yield
    finally:
        if shown is not None:
            shown.end()
