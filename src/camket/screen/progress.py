"""A bar on the terminal for a step that lasts: what is done, how much of it, and the time that is left. It is gone afterwards.

It is drawn on the standard error, and only if that is a terminal, once a command has lasted for a second. Between two items of
a step it is drawn anew, by no thread: a command with one thread can start other processes, and end at once.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress

SECONDS = 1.0  # a command that ends sooner shows nothing
_PAUSE = 0.1  # the least time between two drawings


def make_display(stream: TextIO) -> TerminalDisplay | None:
    """Return what shows how far a command is; None if the stream is no terminal that can draw a line again."""
    import os

    if not stream.isatty() or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return None
    return TerminalDisplay(stream)


class TerminalDisplay:
    """The outermost step that is going on. The libraries for drawing are imported when there is something to draw."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Progress | None = None
        self._steps: list[tuple[str, int | None]] = []
        self._since = self._next = monotonic() + SECONDS

    def begin(self, what: str, total: int | None) -> None:
        self._steps.append((what, total))
        if total is None and len(self._steps) == 1:
            self._draw(0)

    def advance(self, done: int) -> None:
        if len(self._steps) == 1 and (now := monotonic()) >= self._next:
            self._next = now + _PAUSE
            self._draw(done)

    def end(self) -> None:
        self._steps.pop()
        if not self._steps:
            self.clear()

    def clear(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _draw(self, done: int) -> None:
        what, total = self._steps[0]
        if self._bar is None:
            self._bar = self._begun(what, total)
        self._bar.update(self._bar.task_ids[0], completed=done)
        self._bar.refresh()

    def _begun(self, what: str, total: int | None) -> Progress:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        from camket.screen.console import clean_text, make_console

        console = make_console(self._stream)
        counts = (BarColumn(None), MofNCompleteColumn(), TimeRemainingColumn(compact=True)) if total is not None else ()
        bar = Progress(
            TextColumn("{task.description}", markup=False),
            *counts,
            console=console,
            transient=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        bar.add_task(clean_text(console, what), total=total)
        bar.start()
        return bar
