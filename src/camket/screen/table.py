"""Tables in the terminal: rich's own, without lines; a column that does not fit is left out before a word is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camket.screen.console import clean_text, style_of


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
    """A row of cells, whose lines are separated by `\\n`.

    `state` is the key for `style_of` of the row's colour; a `marked` row gets an exclamation mark in front.
    """

    cells: tuple[str, ...]
    state: str = ""
    marked: bool = False


def print_table(
    console: Console, columns: Sequence[ScreenColumn], rows: Sequence[ScreenRow], *, coloured: int = -1
) -> list[str]:
    """Print a table; return the headings of the columns that were left out because the screen is too narrow.

    `coloured` is the index of the column that gets the colour of the row's state.
    """
    table, dropped = make_table(console, columns, rows, coloured=coloured)
    console.print(table)
    return dropped


def make_table(
    console: Console, columns: Sequence[ScreenColumn], rows: Sequence[ScreenRow], *, coloured: int = -1
) -> tuple[Table, list[str]]:
    """Return a table that fits the console, and the headings of the columns that were left out (of those with texts)."""
    rows = [
        ScreenRow(
            tuple("\n".join(clean_text(console, line) for line in cell.split("\n")) for cell in row.cells),
            row.state,
            row.marked,
        )
        for row in rows
    ]
    kept = [i for i, _column in enumerate(columns) if i == 0 or any(row.cells[i] for row in rows)]
    dropped: list[str] = []
    while True:
        ranges = [_widths(columns[i], [row.cells[i] for row in rows]) for i in kept]
        widths = _fit([most for _least, most in ranges], [least for least, _most in ranges], console.width - 2 - len(kept) + 1)
        spare = max(kept, key=lambda i: columns[i].spare)
        if widths is None and columns[spare].spare:
            kept.remove(spare)
            dropped.append(columns[spare].heading)
        else:
            break
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(width=1)
    for i, width in zip(kept, widths or [least for least, _most in ranges], strict=True):
        table.add_column(Text(columns[i].heading), justify="right" if columns[i].right else "left", width=width)
    for row in rows:
        style = style_of(row.state)
        cells = [Text(row.cells[i], style if i == coloured % len(columns) else "") for i in kept]
        table.add_row(Text("!" if row.marked else "", style), *cells)
    return table, dropped


def _widths(column: ScreenColumn, cells: Sequence[str]) -> tuple[int, int]:
    """The least width at which no word of a column is broken, and the width at which nothing in it is wrapped."""
    lines = [line for cell in cells for line in cell.split("\n")]
    words = [word for line in (column.heading, *(lines if column.least else ())) for word in line.split()]
    widest = max(map(cell_len, lines), default=0)
    whole = min(column.least, widest) if column.least else widest
    return max([whole, *map(cell_len, words)]), max(widest, cell_len(column.heading))


def _fit(widths: list[int], least: Sequence[int], room: int) -> list[int] | None:
    """Make the widest columns narrower until all fit; None if they cannot. rich itself would break words."""
    while sum(widths) > room:
        wide = [i for i, width in enumerate(widths) if width > least[i]]
        if not wide:
            return None
        widths[max(wide, key=lambda i: widths[i])] -= 1
    return widths
