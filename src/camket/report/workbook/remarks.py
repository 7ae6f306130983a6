"""The sheet of difficulties and proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camket.report.contents import Contents, PrintedProposal, PrintedRemark
from camket.report.table import NOTHING
from camket.report.workbook.book import Book
from camket.report.workbook.cells import SheetCell, SheetColumn, count_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    SheetColumn("number", 5, "center"),
    SheetColumn("kind", 14),
    SheetColumn("target", 25),
    SheetColumn("text", 47),
    SheetColumn("to", 18),
    SheetColumn("units", 20),
    SheetColumn("rounds", 11),
    SheetColumn("outcome", 26),
    SheetColumn("proposal", 11, "center"),  # for a search in the data: not printed
)
_PRINTED = _COLUMNS[:-1]


def write_remarks(book: Book, sheet: Worksheet, contents: Contents) -> None:
    """Write the sheet of difficulties and proposals, a row each."""
    columns = _COLUMNS
    head = book.write_head(sheet, "remarks", _PRINTED)
    row = book.write_columns(sheet, head, columns)
    found = [_row(book, *remark) for remark in _remarks(contents)]
    for number, given in enumerate(found, start=1):
        cells = [count_cell(number), *(SheetCell(given.get(column.key) or NOTHING) for column in columns[1:])]
        row = book.write_row(sheet, row, columns, cells)
    last = row - 1 if found else None
    if not found:
        row = book.write_line(sheet, row, _PRINTED, book.text("no_remarks"), italic=True, border=1)
    book.finish_sheet(sheet, head, last, row, len(_PRINTED))


def _remarks(contents: Contents) -> list[tuple[str, str | None, PrintedRemark | PrintedProposal]]:
    """Kind, target and text of the difficulties, of this round's proposals, then of earlier proposals that are still open."""
    difficulties = [("difficulty", group.target, one) for group in contents.difficulties for one in group.remarks]
    now = [one for one in contents.all_proposals if contents.round.name in one.rounds]
    own = (contents.commitment.issuing_body,)
    proposals = [("own_proposal" if one.units == own else "proposal", one.target, one) for one in now]
    earlier = [("earlier_proposal", one.target, one) for one in contents.open_earlier]
    return [*difficulties, *proposals, *earlier]


def _row(book: Book, kind: str, target: str | None, remark: PrintedRemark | PrintedProposal) -> dict[str, str]:
    """The texts of a row by the keys of their columns; a proposal has the answers to it."""
    texts = {
        "kind": book.text("kind", kind),
        "target": target or book.text("of_no_target"),
        "text": remark.text,
        "to": remark.to or "",
        "units": "; ".join(remark.units),
    }
    if isinstance(remark, PrintedProposal):
        texts |= {"proposal": remark.id, "rounds": "; ".join(remark.rounds), "outcome": book.text("outcome", remark)}
    return texts
