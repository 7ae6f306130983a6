"""A screen that is longer than the terminal goes through a pager: less, or what PAGER names. Files and pipes never do."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.pager import Pager, SystemPager
from rich.text import Text


@contextmanager
def paged(console: Console, *, off: bool = False) -> Iterator[Console]:
    """Collect what is printed on the console, and show it in a pager if it is longer than the terminal; `off`: print it."""
    if not _is_paged(console, off):
        yield console
        return
    with console.pager(_LongPager(console), styles=True):
        yield console


def form(console: Console) -> str:
    """Return all of a console that what is printed on it depends on."""
    kind = (console.is_terminal, console.is_dumb_terminal, console.color_system, console.no_color, console.legacy_windows)
    letters = (console.encoding, getattr(console.file, "encoding", None), os.environ.get("UNICODE_VERSION"))  # rich reads it
    return repr((*kind, console.size, *letters))


def drawn(console: Console, draw: Callable[[Console], None]) -> str:
    """Return what a function prints on a console, without printing it."""
    with console.capture() as found:
        draw(console)
    return found.get()


def show(console: Console, text: str, *, off: bool = False) -> None:
    """Print what `drawn` returned for a console of the same form, in a pager where `paged` would use one."""
    if _is_paged(console, off):
        _LongPager(console).show(text)
    elif console.legacy_windows:  # a terminal that takes no escape sequences
        console.print(Text.from_ansi(text), soft_wrap=True)
    else:
        console.file.write(text)
        console.file.flush()


def _is_paged(console: Console, off: bool) -> bool:
    return not off and console.file.isatty() and sys.stdin is not None and sys.stdin.isatty() and _has_pager()


def _has_pager() -> bool:
    """Whether there is a pager. On Windows only where PAGER names one: `more` there breaks lines and letters."""
    named = os.environ.get("PAGER")
    if named is None:
        return sys.platform != "win32" and any(map(shutil.which, ("less", "more")))
    words = shlex.split(named, posix=sys.platform != "win32") if named.strip() else []
    return bool(words) and words[0] != "cat" and shutil.which(words[0].strip('"')) is not None


class _LongPager(Pager):
    """The pager of the system for what does not fit the terminal; what fits is printed."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def show(self, content: str) -> None:
        if content.count("\n") < self.console.height:  # one line stays free for the next command
            self.console.file.write(content)
            self.console.file.flush()
            return
        # As git has it: colours pass, and what less has shown stays on the screen.
        os.environ.setdefault("LESS", "FRX")
        SystemPager().show(content)
