"""The sheet of sources: what signed paper does not carry, and `camket verify` finds again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camket.report.contents import Contents
from camket.report.issued_files import COMMIT_CELL, COMMIT_PROPERTY, origin_text
from camket.report.table import NOTHING
from camket.report.workbook.book import Book
from camket.report.workbook.cells import BODY, SheetCell, SheetColumn, absolute_range, cell_address, count_cell
from camket.text.spreadsheet import HEAD, LINE
from camket.text.text_width import wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    SheetColumn("reference", 19, "center"),
    SheetColumn("target", 42),
    SheetColumn("unit", 24),
    SheetColumn("reached", 16, "right"),
    SheetColumn("place", 70),
)
_LINES = (
    "provenance_line",
    "remake_line",
    "trace_line",
    "days_line",
    "faults_line",
    "number_marks",
    "live_formulas",
    "working_columns",
)


def write_origin(book: Book, sheet: Worksheet, contents: Contents) -> None:
    """Write the sheet of sources, and the commit as a property of the workbook."""
    columns = _COLUMNS
    row = book.write_head(sheet, "origin", columns, book.text("report_name"), is_attached=False)
    if origin := origin_text(contents.provenance):
        name = sheet.get_name().replace("'", "''")
        book.workbook.set_custom_property(COMMIT_PROPERTY, origin, "text")
        book.workbook.define_name(COMMIT_CELL, f"='{name}'!{absolute_range(cell_address(row, 0))}")
        row = book.write_line(sheet, row, columns, book.text("commit_line", origin))
    for line in _LINES:
        row = book.write_line(sheet, row, columns, book.text(line))
    head = row + 1
    row = book.write_columns(sheet, head, columns)
    figures = contents.provenance.figures
    for one in figures:
        texts = (f"{contents.round.id}:{one.reference}", one.target, one.unit, one.text, "; ".join(one.places))
        row = book.write_row(sheet, row, columns, [SheetCell(text or NOTHING) for text in texts])
    last = row - 1 if figures else None
    row = _write_inputs(book, sheet, row + 1, contents)
    book.finish_sheet(sheet, head, last, row, len(columns), heads=0)  # the second table has another head


def _write_inputs(book: Book, sheet: Worksheet, row: int, contents: Contents) -> int:
    """Write the files that the report was made from, each with its digest; return the row after them."""
    inputs = contents.provenance.inputs
    if not inputs:
        return row - 1
    last, width = len(_COLUMNS) - 1, _COLUMNS[1].width
    for place, key in enumerate(("number", "input", "digest")):
        book.write_text(sheet, row, place, book.text("column", key), last if key == "digest" else None, **HEAD)
    for number, one in enumerate(inputs, start=1):
        row += 1
        book.write(sheet, row, 0, count_cell(number), **BODY, border=1, align="center")
        book.write(sheet, row, 1, SheetCell(one.path), **BODY, border=1)
        book.write_text(sheet, row, 2, one.sha256, last, **BODY, border=1)
        sheet.set_row(row, len(wrap_text(one.path, width)) * LINE + 3)
    return row + 1
