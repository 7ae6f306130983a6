"""The head of a table: its rows read together, so that each column has all words that stand over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from camket.forms.grid import Grid, GridCell
from camket.forms.measure_units import is_unit
from camket.text.odd_characters import plain_figures

SEPARATOR = " / "
_FIGURE = re.compile(
    r"\s*(?!20\d\d\s*$)[+-]?\d[\d.,\s]*(?:/\s*\d[\d.,\s]*)?(?:$|%|\([^)]*%|(?:trăm|nghìn|ngàn|triệu|tr|tỷ|tỉ|đồng|kg|tấn|tạ|ha|km|m)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TableHead:
    """The rows of a head, and the rows of each column's heading from top to bottom. `above` are the rows over the head."""

    rows: range
    labels: dict[int, tuple[str, ...]]

    @property
    def above(self) -> range:
        return range(self.rows.start)


def text_at(grid: Grid, row: int, column: int) -> str:
    """Return the text of a cell, empty for a cell that its row does not have."""
    return grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else ""


def width_of(grid: Grid) -> int:
    return max(map(len, grid.rows), default=0)


def first_cell(grid: Grid, row: int, column: int) -> GridCell:
    """Return the cell whose text a cell shows: of a merged cell its first one."""
    return grid.merged.get((row, column), (row, column))


def shown_at(grid: Grid, row: int, column: int) -> str:
    """Return the text that a reader sees in a cell, for a covered cell that of its merged cell."""
    return text_at(grid, *first_cell(grid, row, column))


def is_figure(text: str) -> bool:
    """Return whether a cell begins with a figure: 53, 62,5%, 31/90, 9,8 tỷ. `9 tháng` and a year over a column are none."""
    return _FIGURE.match(plain_figures(text)) is not None


def head_of(grid: Grid, rows: range, *, skip: Collection[int] = (), stands_alone: Callable[[str], bool]) -> TableHead:
    """Return the head in these rows, without the rows in `skip`.

    A text is said of its own column and of the empty cells to its right (which a CSV file has in place of a merged cell), if
    one of the rows below has a text there. A text that `stands_alone`, such as `STT`, is said of its own column only.
    """
    labels: dict[int, tuple[str, ...]] = {}
    used = [row for row in rows if row not in skip]
    for column in range(width_of(grid)):
        found: list[str] = []
        for row in used:
            own = shown_at(grid, row, column)
            has_below = any(text_at(grid, below, column) for below in used if below > row)
            if not own and has_below and (row, column) not in grid.merged:
                left = next((text for at in range(column - 1, -1, -1) if (text := shown_at(grid, row, at))), "")
                own = left if left and not stands_alone(left) else ""
            if own and own not in found[-1:]:
                found.append(own)
        if found:
            labels[column] = tuple(found)
    return TableHead(rows, labels)


def find_head_rows(grid: Grid, first: int, names: int, is_heading: Callable[[str], bool]) -> range:
    """Return the rows of the head above row `first`, the first row with a target; an empty range if there is none.

    Its last row is the last one with a heading that is understood, else the first one with several texts; the rows right above
    it belong to it as far as they have several texts. `names` is the column of the names.
    """

    def texts(row: int) -> list[int]:
        return [column for column in range(width_of(grid)) if text_at(grid, row, column)]

    def is_head(row: int) -> bool:
        own = texts(row)
        if any(is_figure(text_at(grid, row, column)) for column in own):
            return False
        if len(own) == 1:  # a title stands in one cell too
            return own[0] > names and is_heading(text_at(grid, row, own[0]))
        return bool(own)

    def is_known(row: int) -> bool:
        return any(is_heading(text) or is_unit(text) for text in (text_at(grid, row, column) for column in texts(row)))

    known = [row for row in range(first) if is_head(row) and is_known(row)]
    several = [row for row in range(first) if is_head(row) and len(texts(row)) > 1]
    if not known and not several:
        return range(0)
    last = known[-1] if known else several[0]
    for row in range(last + 1, first):  # headings that are not known
        own = texts(row)
        if own and not shown_at(grid, row, max(names, 0)) and not any(is_figure(text_at(grid, row, column)) for column in own):
            last = row
    start = next((row for row in range(last, -1, -1) if row in known), last)
    while start > 0 and is_head(start - 1):
        start -= 1
    return range(start, last + 1)
