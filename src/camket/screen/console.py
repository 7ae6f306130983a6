"""A rich console and the basic steps of printing on it: clean text, wrapped paragraphs, styles."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from camket.text.code_pages import degrade, fitting, is_unicode

if TYPE_CHECKING:
    from camket.ledger.reports import Verdict

# Styles by state of a report and by level of a problem.
_STYLES: dict[str, str] = {
    "on-time": "green",
    "late": "yellow",
    "missing": "red",
    "error": "bold red",
    "warning": "yellow",
    "note": "cyan",
}
# The lines of the screen that the clerk has, less the one on which the next command is typed.
LINES = 23
# The least width in cells; on a narrower screen the terminal wraps the lines.
_NARROWEST = 40


def make_console(stream: TextIO, *, color: bool | None = None, width: int | None = None) -> Console:
    """Return a console on `stream`, with colour only on a terminal.

    A letter that the stream's encoding does not have is printed as a similar plain one. NO_COLOR in the environment and
    `color=False` switch colour off, `color=True` switches it on; `width` is in cells.
    """
    degrade(stream)
    return Console(
        file=stream,
        width=max(width or _stream_width(stream), _NARROWEST),
        force_terminal=True if color else None,
        no_color=True if color is False or os.environ.get("NO_COLOR") else None,
        emoji=False,
        markup=False,
        highlight=False,
    )


def _stream_width(stream: TextIO) -> int:
    """The width in COLUMNS, or that of the terminal; 80 for a file, even if the command was typed in a wider terminal."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


# --- text -----------------------------------------------------------------------------------------------------------


def clean_text(console: Console, text: str) -> str:
    """Return `text` on one line, in letters that the console's encoding has, without control characters."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if is_unicode(console.file) else fitting(text, console.encoding)


def print_line(console: Console, *parts: tuple[str, str]) -> None:
    """Print one line of parts (text, style); what is wider than the console is cut off."""
    line = Text.assemble(*parts)
    line.rstrip()
    console.print(line, no_wrap=True, overflow="crop")


def print_lines(console: Console, lines: Iterable[tuple[str, str]]) -> None:
    """Print lines (text, style) at once, which is faster by far than one by one, and looks the same."""
    made = [Text(text.rstrip(), style) for text, style in lines]
    if made:
        console.print(Text("\n").join(made), no_wrap=True, overflow="crop")


def print_paragraph(console: Console, text: str, style: str = "", *, indent: int = 0, hang: int = 2) -> None:
    """Print a paragraph wrapped to the console's width, all lines indented by `indent`, later ones by `hang` more."""
    for line in paragraph_lines(console, text, indent=indent, hang=hang):
        print_line(console, (line, style))


def paragraph_lines(console: Console, text: str, *, indent: int = 0, hang: int = 2) -> list[str]:
    """Return the lines of a paragraph as `print_paragraph` prints it."""
    clean, width = clean_text(console, text), console.width - indent - hang
    if cell_len(clean) <= width:
        return [" " * indent + clean.rstrip()]
    first, *rest = Text(clean).wrap(console, width) or [Text()]
    return [" " * indent + first.plain.rstrip(), *(" " * (indent + hang) + line.plain.rstrip() for line in rest)]


def cut_line(console: Console, text: str, width: int) -> str:
    """Return a text on one line of at most `width` cells; where it is cut, between two words, it ends in dots."""
    text, dots = clean_text(console, text), clean_text(console, " …")
    if cell_len(text) <= width:
        return text
    return Text(text).wrap(console, width - cell_len(dots))[0].plain.rstrip() + dots


def style_of(key: str) -> str:
    """Return the style of a verdict, of the state of a report or of the level of a problem; none for another key."""
    # The models are not loaded for a screen that was kept.
    from camket.ledger.verdicts import VERDICTS

    row = VERDICTS.get(key)  # type: ignore[call-overload]
    return row.style if row is not None else _STYLES.get(key, "")


def row_colour(verdict: Verdict, marked: bool) -> str:
    """Return a row's key for `style_of`; no colour for a report that is missing but not due yet (not `marked`)."""
    return "" if verdict == "not-reported" and not marked else verdict


def print_section(console: Console, heading: str) -> None:
    """Print an empty line and a heading."""
    console.print()
    print_paragraph(console, heading, "bold")


def print_field(console: Console, label: str, text: str) -> None:
    """Print a labelled text."""
    print_paragraph(console, f"{label}: {text}", indent=2)
