"""A table of the report as a value: columns, and rows of typed cells, which Markdown, Word and Excel each write.

Markdown (appendices.md.j2) and Word (report.docx) print the text of a cell. Excel (workbook.cells.sheet_cell) writes the value,
and makes the number format from the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Align = Literal["left", "center", "right"]
NOTHING = "–"
# The text of the cells of a column that is left out: nobody sees it where a template prints it all the same.
LEFT_OUT = "\u200b"
# A number as tables print it.
PRINTED_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|-?\d+(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell: `text` as people read it, and the exact `value` where the cell is a number, a count (`int`) or a day.

    `is_quotient` marks a number whose digits may be cut off, because a quotient can have endless ones.
    """

    text: str = NOTHING
    value: Decimal | int | date | None = None
    is_quotient: bool = False


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column: its key in the rows and in the templates, its heading, its alignment in Markdown."""

    key: str
    heading: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table with its title and a note on its signs; each row has a cell for the key of each column.

    A row also has a cell for a column that is left out, with the text LEFT_OUT: a Word template has a fixed number of columns.
    """

    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[Mapping[str, ReportCell], ...]
    note: str = ""

    @property
    def heading(self) -> Mapping[str, str]:
        """The headings by the keys of their columns."""
        return {column.key: column.heading for column in self.columns}
