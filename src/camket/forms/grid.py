"""The tables of a document as a reader sees them: rows and columns of texts, with merged cells and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

GridCell = tuple[int, int]
"""A cell by its row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of texts.

    `name` is the table's name in messages; it is empty for a text file, of which `lines` has the line where each row begins,
    and `has_commas` says that commas stand between its cells. The text of a merged cell stands in its first cell; `merged` has
    the first cell for each of the others. `left_out` has, for a cell, what is seen there but is not part of its text (a raised
    number of a footnote, …), in the words of a message. `faults` has, for a cell without a text, why what is there cannot be
    read.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: Mapping[GridCell, GridCell] = field(default_factory=dict)
    left_out: Mapping[GridCell, str] = field(default_factory=dict)
    faults: Mapping[GridCell, str] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    has_commas: bool = False

    def place(self, row: int, column: int) -> str:
        """Return the place of a cell, by indices from 0: `Bảng 1!C7`, or the line and column of a text file."""
        if self.name:
            return f"{self.name}!{_letter(column)}{row + 1}"
        return f"{self.lines[row] if row < len(self.lines) else row + 1}:{column + 1}"


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class TableDocument:
    """The tables of a file, and the paragraphs of text around them."""

    grids: Sequence[Grid] = ()
    paragraphs: Sequence[str] = ()
