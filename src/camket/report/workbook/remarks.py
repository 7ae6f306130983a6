"""The sheet of difficulties and proposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from camket.report.contents import Contents, RemarkGroup
from camket.report.table import NOTHING
from camket.report.workbook.book import Book, finish_sheet
from camket.report.workbook.cells import SheetCell, SheetColumn, count_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    SheetColumn("number", 6, "center"),
    SheetColumn("kind", 20),
    SheetColumn("target", 34),
    SheetColumn("text", 70),
    SheetColumn("to", 26),
    SheetColumn("units", 30),
    SheetColumn("proposal", 13, "center"),
    SheetColumn("rounds", 14),
    SheetColumn("outcome", 40),
)


def write_remarks(book: Book, sheet: Worksheet, contents: Contents) -> None:
    """Write the sheet of difficulties and proposals, a row each."""
    columns = _COLUMNS
    head = book.write_head(sheet, "remarks", columns)
    row = book.write_columns(sheet, head, columns)
    found = [*_difficulty_rows(book, contents.difficulties), *_proposal_rows(book, contents)]
    for number, given in enumerate(found, start=1):
        cells = [count_cell(number), *(SheetCell(given.get(column.key) or NOTHING) for column in columns[1:])]
        row = book.write_row(sheet, row, columns, cells)
    last = row - 1 if found else None
    if not found:
        row = book.write_line(sheet, row, columns, book.text("no_remarks"), italic=True, border=1)
    finish_sheet(sheet, head, last, row, len(columns))


def _difficulty_rows(book: Book, groups: Sequence[RemarkGroup]) -> list[dict[str, str]]:
    return [
        {
            "kind": book.text("kind", "difficulty"),
            "target": group.target or book.text("of_no_target"),
            "text": remark.text,
            "to": remark.to or "",
            "units": "; ".join(remark.units),
        }
        for group in groups
        for remark in group.remarks
    ]


def _proposal_rows(book: Book, contents: Contents) -> list[dict[str, str]]:
    """The proposals of this round, then those of earlier rounds that are still open, with the answers to them."""
    now = [one for one in contents.all_proposals if contents.round.name in one.rounds]
    own = (contents.commitment.issuing_body,)
    kinds = [("own_proposal" if one.units == own else "proposal", one) for one in now]
    return [
        {
            "kind": book.text("kind", kind),
            "target": one.target or book.text("of_no_target"),
            "text": one.text,
            "to": one.to or "",
            "units": "; ".join(one.units),
            "proposal": one.id,
            "rounds": "; ".join(one.rounds),
            "outcome": book.text("outcome", one),
        }
        for kind, one in [*kinds, *(("earlier_proposal", one) for one in contents.open_earlier)]
    ]
