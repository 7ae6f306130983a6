"""A rich console and the basic steps of printing on it: clean text, wrapped paragraphs, styles."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from camket.ledger.reports import Verdict
from camket.text.code_pages import degrade, fitting, is_unicode

if TYPE_CHECKING:
    pass


STYLES: dict[str, str] = {
    "exceeded": "green",
    "met": "green",
    "on-track": "green",
    "behind": "yellow",
    "missed": "bold red",
    "not-reported": "red",
    "on-time": "green",
    "late": "yellow",
    "missing": "red",
    "error": "bold red",
    "warning": "yellow",
}
ATTENTION = ("missed", "behind", "not-reported")
FULFILLED = ("exceeded", "met", "on-track")
_NARROWEST = 40


def make_console(stream: TextIO, *, color: bool | None = None, width: int | None = None) -> Console:
    """A console on `stream`: no colour but on a terminal, and letters that its code page lacks written plainly."""
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
    """COLUMNS, or the terminal's width; 80 for a file, whatever terminal the command was typed in."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


# --- lines and tables -----------------------------------------------------------------------------------------------


def clean_text(console: Console, text: str) -> str:
    """`text` on one line, as the console's code page will have it, without what would steer the terminal."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if is_unicode(console.file) else fitting(text, console.encoding)


def wrap_words(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words where it can be."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while cell_len(word) > width:
            head = cut_head(word, width)
            lines[-1] = head
            lines.append("")
            word = word[len(head) :]
        lines[-1] = word
    return lines


def cut_head(text: str, width: int) -> str:
    """As much of `text` from its beginning as fits in `width` cells; one letter at least."""
    end = 1
    while end < len(text) and cell_len(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def pad_cells(text: str, width: int, *, right: bool = False) -> str:
    space = " " * max(width - cell_len(text), 0)
    return space + text if right else text + space


def print_line(console: Console, *parts: tuple[str, str]) -> None:
    """One line made of (text, style); what sticks out is cut off."""
    line = Text.assemble(*parts)
    line.rstrip()
    console.print(line, no_wrap=True, overflow="crop")


def print_paragraph(console: Console, text: str, style: str = "", *, indent: int = 0, hang: int = 2) -> None:
    """A paragraph, wrapped to the console; later lines hang in by `hang`."""
    first, *rest = wrap_words(clean_text(console, text), console.width - indent - hang)
    print_line(console, (" " * indent + first, style))
    for line in rest:
        print_line(console, (" " * (indent + hang) + line, style))


def row_colour(verdict: Verdict, marked: bool) -> str:
    """What gives a row its colour; none to what is only waited for."""
    return "" if verdict == "not-reported" and not marked else verdict


def print_section(console: Console, heading: str) -> None:
    console.print()
    print_paragraph(console, heading, "bold")


def print_field(console: Console, label: str, text: str) -> None:
    print_paragraph(console, f"{label}: {text}", indent=2)
