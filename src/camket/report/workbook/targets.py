"""The sheet of commitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from camket.report.contents import Contents, PrintedTarget
from camket.report.workbook.book import LINE, Book, finish_sheet
from camket.report.workbook.cells import (
    BODY,
    PlacedCell,
    SheetCell,
    SheetColumn,
    cell_address,
    column_place,
    day_cell,
    figure_cell,
    formula_cell,
    split_pieces,
)
from camket.report.workbook.counts import write_counts
from camket.report.workbook.figures import (
    NUMERIC,
    goal_cell,
    part_cell,
    ratio_cell,
    reached_cell,
    remaining_cell,
    share_cell,
)
from camket.report.workbook.units import Totals
from camket.text.text_width import wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TARGETS = (
    SheetColumn("number", 5.5, "center"),
    SheetColumn("target", 33),
    SheetColumn("unit_of_measure", 12, "center"),
    SheetColumn("goal", 14, "right"),
    SheetColumn("in_round", 11, "right"),
    SheetColumn("reached", 11, "right"),
    SheetColumn("share", 8, "right"),
    SheetColumn("expected", 11, "right"),
    SheetColumn("verdict", 14, "center"),
    SheetColumn("lead", 15),
    SheetColumn("note", 21),
    SheetColumn("reference", 8, "center"),
)
# Beside the appendix, not printed: the numbers that formulas use, and what remains of the goal.
_WORKING = (SheetColumn("part", 14, "right"), SheetColumn("whole", 14, "right"), SheetColumn("remaining", 14, "right"))


def write_targets(book: Book, sheet: Worksheet, contents: Contents, totals: Totals) -> None:
    """Write the sheet of commitments; `totals` of the sheet of units are linked, not written again."""
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
    row = write_counts(book, sheet, row + 1, ("verdicts", "count"), verdicts, labels, where)
    for key, day in (("cut_off", contents.round.cut_off), ("as_of", contents.as_of)):
        book.write(sheet, row, 1, SheetCell(book.text("line", key)), **BODY)
        book.write(sheet, row, 2, day_cell(day), **BODY, align="center")
        row += 1
    for line in ("provenance_line", "faults_line", "trace_line", "live_formulas", "working_columns"):
        row = book.write_line(sheet, row, _TARGETS, book.text(line), italic=True)
    book.colour(sheet, where, verdicts)
    sheet.autofilter(head, 0, last, len(_TARGETS) - 1)
    finish_sheet(sheet, head, row, len(_TARGETS))
    sheet.fit_to_pages(1, 0)


def _write_section(book: Book, sheet: Worksheet, row: int, number: str, title: str) -> int:
    """A heading across the table; the row after it."""
    look = {**BODY, "bold": True, "border": 1, "bg_color": "#F9F9F9"}
    width = sum(column.width for column in _TARGETS[1:]) / 1.08
    for index, piece in enumerate(split_pieces(title, width)):
        book.write(sheet, row, 0, SheetCell("" if index else number), **look, align="center")
        sheet.merge_range(row, 1, row, len(_TARGETS) - 1, "", book.style(**look))
        book.write(sheet, row, 1, SheetCell(piece), **look)
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

    # A goal that is the same for each unit is not in the whole's standing, but in the units' own.
    has_common_goal = target.is_group and not target.goal_by_unit and target.units
    goal = goal_cell(target, target.units[0] if has_common_goal else standing, book.text("goal", target))
    part, whole = linked(part_cell(standing.part), "part"), linked(part_cell(standing.whole), "whole")
    reached = linked(reached_cell(target, standing, book.text("reached", target)), "unit_reached")
    if not reached.formula:
        reached = ratio_cell(target, reached, placed(part, "part"), placed(whole, "whole"))
    increment = standing.increment.value if standing.increment and target.kind in NUMERIC else None
    expected = standing.expected.value if standing.expected else None
    made = {
        "number": SheetCell(target.number),
        "target": SheetCell(target.name),
        "unit_of_measure": SheetCell(book.text("unit_of_measure", target)),
        "goal": goal,
        "in_round": figure_cell(increment, book.text("in_round", target), is_quotient=standing.part is not None),
        "reached": reached,
        "share": share_cell(standing, placed(reached, "reached"), placed(goal, "goal")),
        "expected": figure_cell(expected, book.text("expected", target), is_quotient=True),
        "verdict": SheetCell(book.text("verdict", standing)),
        "lead": SheetCell(book.text("lead", target)),
        "note": SheetCell(book.text("note", target)),
        "reference": SheetCell(f"{contents.round.id}:{target.number}"),
        "part": part,
        "whole": whole,
        "remaining": remaining_cell(standing, placed(reached, "reached"), placed(goal, "goal")),
    }
    return [made[column.key] for column in columns]
