"""The sheet of submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camket.report.appendices import SUBMISSION, make_rows, state_of
from camket.report.contents import Contents
from camket.report.workbook.book import Book
from camket.report.workbook.cells import (
    SheetCell,
    SheetColumn,
    column_place,
    count_cell,
    formula_cell,
    range_text,
    sheet_cell,
)
from camket.report.workbook.counts import write_counts

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_STATES = ("on-time", "late", "missing", "unreadable", "pending")

_COLUMNS = (
    SheetColumn("number", 5, "center"),
    SheetColumn("unit", 28),
    SheetColumn("due", 11, "center"),
    SheetColumn("submitted", 11, "center"),
    SheetColumn("letter_number", 17),
    SheetColumn("letter_date", 11, "center"),
    SheetColumn("state", 13, "center"),
    SheetColumn("days_late", 8, "right"),
    SheetColumn("answered", 9, "right"),
    SheetColumn("required", 9, "right"),
    SheetColumn("unanswered", 22),
    SheetColumn("note", 24),
)


def write_submissions(book: Book, sheet: Worksheet, contents: Contents) -> None:
    """Write the sheet of submissions: a row for each unit, totals, how many reports are in each state."""
    columns = _COLUMNS
    head = book.write_head(sheet, "submissions", columns)
    row = first = book.write_columns(sheet, head, columns)
    submissions = contents.submissions.all
    for cells in make_rows([column.key for column in columns], SUBMISSION, book.text, submissions):
        row = book.write_row(sheet, row, columns, list(map(sheet_cell, cells.values())))
    last = row - 1
    answered = sum(one.answered for one in submissions if one.submitted is not None)
    required = sum(one.required for one in submissions)
    sums = [SheetCell("")] * len(columns)
    sums[1] = SheetCell(book.text("line", "total"))
    for key, number in (("answered", answered), ("required", required)):
        if submissions:
            place = column_place(columns, key)
            sums[place] = formula_cell(count_cell(0), f"SUM({range_text(first, place, last, place)})", float(number))
    row = book.write_row(sheet, row, columns, sums, bold=True)
    states = {book.text("state", state): state for state in _STATES if state != "unreadable" or contents.submissions.unreadable}
    place = column_place(columns, "state")
    where = range_text(first, place, max(first, last), place)
    found = [book.text("state", state_of(one)) for one in submissions]
    write_counts(book, sheet, row + 1, ("states", "unit_count"), states, found, where)
    book.colour(sheet, where, states)
    book.finish_sheet(sheet, head, last, row, len(columns))
