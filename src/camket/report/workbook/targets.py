"""The sheet of commitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from camket.report.appendices import TARGET, make_rows
from camket.report.contents import Contents
from camket.report.target_contents import PrintedTarget
from camket.report.workbook.book import Book
from camket.report.workbook.cells import (
    BODY,
    PlacedCell,
    SheetCell,
    SheetColumn,
    cell_address,
    column_place,
    formula_cell,
    sheet_cell,
    split_pieces,
)
from camket.report.workbook.counts import write_counts
from camket.report.workbook.figures import ratio_cell, remaining_cell, share_formula
from camket.report.workbook.units import Totals
from camket.text.spreadsheet import BOLD, LINE
from camket.text.text_width import wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TARGETS = (
    SheetColumn("number", 5, "center"),
    SheetColumn("target", 31),
    SheetColumn("unit_of_measure", 11, "center"),
    SheetColumn("goal", 15, "right"),
    SheetColumn("in_round", 11, "right"),
    SheetColumn("reached", 10, "right"),
    SheetColumn("share", 8, "right"),
    SheetColumn("expected", 10, "right"),
    SheetColumn("verdict", 13, "center"),
    SheetColumn("lead", 14),
    SheetColumn("note", 24),
)
# Beside the appendix, not printed: the reference for `camket trace`, the numbers that formulas use, what remains of the goal.
_WORKING = (
    SheetColumn("reference", 19, "center"),
    SheetColumn("part", 14, "right"),
    SheetColumn("whole", 14, "right"),
    SheetColumn("remaining", 14, "right"),
)


def write_targets(book: Book, sheet: Worksheet, contents: Contents, totals: Totals) -> None:
    """Write the sheet of commitments; `totals` of the sheet of units are linked, not written again.

    Only the table is printed: what stands below it would come out as a page of its own, and the report tells it.
    """
    from xlsxwriter.utility import xl_range

    columns = (*_TARGETS, *_WORKING)
    verdict = column_place(columns, "verdict")
    head = book.write_head(sheet, "targets", _TARGETS, book.text("report_name"))
    row = first = book.write_columns(sheet, head, columns)
    used: dict[str, str] = {}
    for number, section in enumerate(contents.sections, start=1):
        row = _write_section(book, sheet, row, str(number), book.text("section", section))
        for target in section.targets:
            used.setdefault(book.text("verdict", target.standing), target.standing.verdict)
            row = book.write_row(sheet, row, columns, _target_cells(book, contents, target, row, columns, totals))
    last = row - 1
    verdicts = book.verdicts(used)
    where = xl_range(first, verdict, last, verdict)
    labels = [book.text("verdict", target.standing) for target in contents.targets]
    printed = row
    row = write_counts(book, sheet, row + 1, ("verdicts", "count"), verdicts, labels, where)
    for line in ("content_line", "level_line"):
        row = book.write_line(sheet, row, _TARGETS, book.text(line), italic=True)
    book.colour(sheet, where, verdicts)
    book.finish_sheet(sheet, head, last, printed, len(_TARGETS))


def _write_section(book: Book, sheet: Worksheet, row: int, number: str, title: str) -> int:
    """A heading across the table; the row after it."""
    look = {**BODY, "bold": True, "border": 1, "bg_color": "#F9F9F9"}
    width = sum(column.width for column in _TARGETS[1:]) / BOLD
    for index, piece in enumerate(split_pieces(title, width)):
        book.write(sheet, row, 0, SheetCell("" if index else number), **look, align="center")
        book.write_text(sheet, row, 1, piece, len(_TARGETS) - 1, **look)
        sheet.set_row(row, len(wrap_text(piece, width)) * LINE + 4)
        row += 1
    return row


def _target_cells(
    book: Book, contents: Contents, target: PrintedTarget, row: int, columns: Sequence[SheetColumn], totals: Totals
) -> list[SheetCell]:
    """The row of one target."""
    standing = target.standing

    def placed(cell: SheetCell, key: str) -> PlacedCell:
        return PlacedCell(cell, cell_address(row, column_place(columns, key)))

    def linked(cell: SheetCell, key: str) -> SheetCell:
        """The cell as a link to the total on the sheet of units, if both are the same number."""
        total = totals.get((target.id, key))
        if total is None or cell.number is None or cell.number != total.cell.number:
            return cell
        return formula_cell(cell, total.address, cell.number)

    (given,) = make_rows(TARGET, TARGET, book.text, [target])
    made = {key: sheet_cell(cell) for key, cell in given.items()}
    part, whole = linked(made["part"], "part"), linked(made["whole"], "whole")
    reached = linked(made["reached"], "unit_reached")
    if not reached.formula:
        reached = ratio_cell(target, reached, placed(part, "part"), placed(whole, "whole"))
    figures = placed(reached, "reached"), placed(made["goal"], "goal")
    made |= {"part": part, "whole": whole, "reached": reached, "reference": SheetCell(f"{contents.round.id}:{target.number}")}
    made |= {"share": share_formula(standing, *figures), "remaining": remaining_cell(standing, *figures)}
    return [made[column.key] for column in columns]
