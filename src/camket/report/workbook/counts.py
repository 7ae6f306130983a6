"""A small table under a sheet: how many cells have each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from camket.report.workbook.book import Book
from camket.report.workbook.cells import (
    BODY,
    SheetCell,
    absolute_range,
    cell_address,
    count_cell,
    formula_cell,
    range_text,
)
from camket.text.spreadsheet import HEAD

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def write_counts(
    book: Book,
    sheet: Worksheet,
    row: int,
    heads: tuple[str, str],
    labels: Mapping[str, str],
    found: Sequence[str],
    where: str,
) -> int:
    """Write how many of the cells `where`, which hold `found`, have each label; return the row for what follows.

    `labels` has the state or verdict of each label, which decides its colour: the table is also the legend. `heads` are the
    keys of the two column headings.
    """
    for place, key in enumerate(heads, start=1):
        book.write(sheet, row, place, SheetCell(book.text("line", key)), **HEAD)
    row = first = row + 1
    for label in labels:
        formula = f"COUNTIF({absolute_range(where)},{cell_address(row, 1)})"
        count = formula_cell(count_cell(0), formula, float(found.count(label)))
        book.write(sheet, row, 1, SheetCell(label), **BODY, border=1)
        book.write(sheet, row, 2, count, **BODY, border=1, align="right")
        row += 1
    look = {**BODY, "border": 1, "bold": True}
    total = sum(found.count(label) for label in labels)
    total_count = formula_cell(count_cell(0), f"SUM({range_text(first, 2, row - 1, 2)})", float(total))
    book.write(sheet, row, 1, SheetCell(book.text("line", "total")), **look)
    book.write(sheet, row, 2, total_count, **look, align="right")
    book.colour(sheet, range_text(first, 1, row - 1, 1), labels)
    return row + 2
