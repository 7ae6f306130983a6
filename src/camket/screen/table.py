"""Tables in the terminal: widths of columns, wrapped cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console

from camket.screen.console import STYLES, clean_text, pad_cells, print_line, wrap_words


@dataclass(frozen=True, slots=True)
class ScreenColumn:
    """A column of a table.

    `least` is the least width in cells that its texts may be wrapped to; 0 for a column that is never wrapped. If the screen is
    too narrow, the column with the highest `spare` is left out first; 0 for a column that is never left out.
    """

    heading: str
    right: bool = False
    least: int = 0
    spare: int = 0


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """A row of cells, whose lines are separated by `\\n`. `span` is a text from the second cell to the last but one.

    `state` is the key in STYLES of the row's colour; a `marked` row gets an exclamation mark in front.
    """

    cells: tuple[str, ...]
    state: str = ""
    marked: bool = False
    span: str = ""


def print_table(
    console: Console, columns: Sequence[ScreenColumn], rows: Sequence[ScreenRow], *, coloured: int = -1
) -> list[str]:
    """Print a table; return the headings of the columns that were left out because the screen is too narrow.

    `coloured` is the index of the column that gets the colour of the row's state.
    """
    rows = [
        ScreenRow(
            tuple("\n".join(clean_text(console, line) for line in cell.split("\n")) for cell in row.cells),
            row.state,
            row.marked,
            clean_text(console, row.span),
        )
        for row in rows
    ]
    spans = [cell_len(row.span) for row in rows if row.span]
    # A span needs a column between the first and the last, even an empty one.
    kept = [i for i, _column in enumerate(columns) if i == 0 or (spans and i == 1) or any(row.cells[i] for row in rows)]
    dropped: list[str] = []
    while True:
        widths = _widths(
            console, [columns[i] for i in kept], [ScreenRow(tuple(row.cells[i] for i in kept), span=row.span) for row in rows]
        )
        if widths is not None:
            break
        spare = max(kept, key=lambda i: columns[i].spare)
        if not columns[spare].spare:
            widths = [max(columns[i].least, 8) for i in kept]
            break
        kept.remove(spare)
        dropped.append(columns[spare].heading)
    shown = [columns[i] for i in kept]
    if spans:
        widths[1] += max(
            min(max(spans) - sum(widths[1:-1]) - len(widths) + 3, console.width - 1 - sum(widths) - len(widths)), 0
        )
    for line in _lines(shown, widths, [column.heading for column in shown], ""):
        print_line(console, ("  ", ""), (" ".join(line), "bold"))
    for row in rows:
        style = STYLES.get(row.state, "")
        for number, line in enumerate(_lines(shown, widths, [row.cells[i] for i in kept], row.span)):
            parts = [("! " if row.marked and not number else "  ", style)]
            for index, cell in enumerate(line):
                parts.append((cell, style if index == coloured % len(line) else ""))
                parts.append((" ", ""))
            print_line(console, *parts)
    return dropped


def _widths(console: Console, columns: Sequence[ScreenColumn], rows: Sequence[ScreenRow]) -> list[int] | None:
    """The width of each column, wrapped columns not narrower than their `least`; None if the table is too wide."""
    widths = []
    for index, column in enumerate(columns):
        words = max(cell_len(word) for word in column.heading.split(" "))
        cells = [
            cell_len(line) for row in rows for line in row.cells[index].split("\n") if not _may_reach_left(columns, row, index)
        ]
        widths.append(max([words, *cells]))
    excess = sum(widths) + len(widths) - 1 - (console.width - 2)
    for index, column in sorted(enumerate(columns), key=lambda pair: -pair[0]):
        if column.least and excess > 0:
            cut = min(excess, max(widths[index] - column.least, 0))
            widths[index] -= cut
            excess -= cut
        wider = cell_len(column.heading) - widths[index]
        if 0 < wider <= -excess:  # put the heading on one line if there is room
            widths[index] += wider
            excess += wider
    return widths if excess <= 0 else None


def _may_reach_left(columns: Sequence[ScreenColumn], row: ScreenRow, index: int) -> bool:
    """Whether a cell may be wider than its column: the last, aligned to the right, with two empty cells before it."""
    is_last = index == len(columns) - 1 and columns[index].right and index > 1
    return is_last and not row.span and not row.cells[index - 1] and not row.cells[index - 2]


def _lines(columns: Sequence[ScreenColumn], widths: Sequence[int], cells: Sequence[str], span: str) -> Iterator[list[str]]:
    """The lines of one row, each a list of padded cells."""
    columns, widths, cells = list(columns), list(widths), list(cells)
    if span and len(cells) > 2:
        inner = sum(widths[1:-1]) + len(widths) - 3
        columns, widths, cells = (
            [columns[0], ScreenColumn(""), columns[-1]],
            [widths[0], inner, widths[-1]],
            [cells[0], span, cells[-1]],
        )
    elif cell_len(cells[-1]) > widths[-1] and columns[-1].right:
        while len(cells) > 2 and not cells[-2] and cell_len(cells[-1]) > widths[-1]:
            widths[-2:] = [widths[-2] + 1 + widths[-1]]
            del cells[-2], columns[-2]
    wrapped = [
        [line for part in cell.split("\n") for line in wrap_words(part, width)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for line in zip_longest(*wrapped, fillvalue=""):
        yield [pad_cells(text, width, right=column.right) for text, width, column in zip(line, widths, columns, strict=True)]
