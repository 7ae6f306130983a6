"""The sheet of units side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from camket.ledger.measures.exact import add
from camket.ledger.measures.ratio import SCALES
from camket.report.appendices import goal_cell, number_of, part_cell, reached_cell
from camket.report.contents import Contents
from camket.report.filters import format_number
from camket.report.target_contents import Figure, PrintedTarget, PrintedUnit
from camket.report.workbook.book import Book, page_breaks
from camket.report.workbook.cells import (
    BODY,
    MOST_LINES,
    PlacedCell,
    SheetCell,
    SheetColumn,
    absolute_range,
    cell_address,
    column_place,
    count_cell,
    figure_cell,
    formula_cell,
    range_text,
    sheet_cell,
    sum_cell,
)
from camket.report.workbook.figures import ratio_cell, share_formula
from camket.text.spreadsheet import BOLD, HEAD, LINE
from camket.text.text_width import text_width, wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# The totals of the sheet, by target and key of the column. Their addresses name the sheet.
Totals = Mapping[tuple[str, str], PlacedCell]


@dataclass(frozen=True, slots=True)
class TargetBlock:
    """The columns of one target, the first of them at index `place`."""

    target: PrintedTarget
    columns: tuple[SheetColumn, ...]
    place: int

    def address(self, row: int, key: str) -> str:
        """Return the address of the cell in the column `key` of a row."""
        return cell_address(row, self.place + column_place(self.columns, key))

    def has(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)


class UnitTable(NamedTuple):
    """The cells of the units, a row each, and the indices of their first and last row on the sheet."""

    cells: Sequence[Sequence[SheetCell]]
    first: int
    last: int

    def column(self, place: int) -> list[SheetCell]:
        return [cells[place] for cells in self.cells]

    def range(self, place: int) -> str:
        """Return the address of a column's cells."""
        return range_text(self.first, place, self.last, place)


_UNIT_COLUMNS = (SheetColumn("number", 5, "center"), SheetColumn("unit", 24))


def target_blocks(book: Book, contents: Contents) -> list[TargetBlock]:
    """Return a block for each target that units share, then for each that is the sum of units."""
    shared = [*contents.group_targets, *(target for target in contents.targets if target.is_sum and target.units)]
    blocks: list[TargetBlock] = []
    place = len(_UNIT_COLUMNS)
    for target in shared:
        columns = [SheetColumn("unit_reached", 10, "right")]
        if target.unit in SCALES and any(unit.part for unit in target.units):
            columns += [SheetColumn("part", 10, "right"), SheetColumn("whole", 10, "right")]
        if target.is_group or any(unit.conditions or unit.yardsticks for unit in target.units):  # goals of their own
            is_short = all(text_width(book.text("unit_goal", target, unit)) <= 20 for unit in target.units)
            columns.append(SheetColumn("unit_goal", 10 if is_short else 34, "right"))
            if any(unit.share is not None for unit in target.units):
                columns.append(SheetColumn("share", 8, "right"))
            columns.append(SheetColumn("verdict", 13, "center"))
        blocks.append(TargetBlock(target, tuple(columns), place))
        place += len(columns)
    return blocks


def write_units(book: Book, sheet: Worksheet, contents: Contents, blocks: Sequence[TargetBlock]) -> Totals:
    """Write the sheet of units side by side; return its totals, which the sheet of commitments links to."""
    columns = (*_UNIT_COLUMNS, *(column for block in blocks for column in block.columns))
    head = _write_headings(book, sheet, blocks, columns)
    row = first = head + 1
    table: list[list[SheetCell]] = []
    for number, unit in enumerate(_units(contents, blocks), start=1):
        cells = [count_cell(number), SheetCell(book.text("unit_name", unit))]
        for block in blocks:
            cells += _unit_cells(book, block, unit.id, row)
        table.append(cells)
        row = book.write_row(sheet, row, columns, cells)
    units = UnitTable(table, first, row - 1)
    row, totals = _write_totals(book, sheet, row, columns, blocks, units)
    printed = row
    _write_unit_verdicts(book, sheet, blocks, units, row)
    starts = [block.place for block in blocks]
    book.finish_sheet(sheet, head, units.last, printed, len(columns), heads=2, starts=starts)
    return totals


def _units(contents: Contents, blocks: Sequence[TargetBlock]) -> Iterable[PrintedUnit]:
    """The units that share targets in the order of the appendix, then those that only add to a sum."""
    units = {unit.id: unit for unit in contents.group_units}
    units |= {part.unit.id: part.unit for block in blocks for part in block.target.units if part.unit is not None}
    return units.values()


def _write_headings(book: Book, sheet: Worksheet, blocks: Sequence[TargetBlock], columns: Sequence[SheetColumn]) -> int:
    """Write the title, the targets' names and the columns' names below them; return the index of the columns' row."""
    breaks, _scale = page_breaks([column.width for column in columns], [block.place for block in blocks])
    # On several pages the first columns are repeated on each of them: the title must not be written in these columns.
    start, end = (len(_UNIT_COLUMNS), breaks[0]) if breaks else (0, len(columns))
    head = book.write_head(sheet, "units", columns[start:end], first=start) + 1
    lines = 1
    for block in blocks:
        text = book.text("unit_heading", block.target)
        width = sum(column.width for column in block.columns)
        # The whole name is on the first sheet.
        text = text if len(text) <= 300 else f"{text[:280]}… ({block.target.number})"
        lines = max(lines, len(wrap_text(text, width / BOLD)))
        book.write_text(sheet, head - 1, block.place, text, block.place + len(block.columns) - 1, **HEAD)
    sheet.set_row(head - 1, min(MOST_LINES, lines) * LINE + 4)
    book.write_columns(sheet, head, columns)
    for place in range(len(_UNIT_COLUMNS)):
        sheet.merge_range(head - 1, place, head, place, "", book.style(**HEAD))
        book.write(sheet, head - 1, place, SheetCell(book.text("column", columns[place].key)), **HEAD)
    return head


# --- cells of a unit --------------------------------------------------------------------------------------------------


def _unit_cells(book: Book, block: TargetBlock, unit: str, row: int) -> list[SheetCell]:
    """A unit's cells of one target; dashes where the unit does not have the target."""
    target = block.target
    standing = target.by_unit.get(unit)
    if standing is None:
        return [SheetCell()] * len(block.columns)

    def placed(cell: SheetCell, key: str) -> PlacedCell:
        return PlacedCell(cell, block.address(row, key))

    part, whole = sheet_cell(part_cell(standing.part)), sheet_cell(part_cell(standing.whole))
    reached = sheet_cell(reached_cell(target, standing, book.text("unit_reached", target, standing)))
    if block.has("part"):
        reached = ratio_cell(target, reached, placed(part, "part"), placed(whole, "whole"))
    made = {"unit_reached": reached, "part": part, "whole": whole}
    if block.has("unit_goal"):
        made["unit_goal"] = goal = sheet_cell(goal_cell(target, standing, book.text("unit_goal", target, standing)))
        made["verdict"] = SheetCell(book.text("unit_verdict", standing))
        made["share"] = share_formula(standing, placed(reached, "unit_reached"), placed(goal, "unit_goal"))
    return [made[column.key] for column in block.columns]


# --- totals -----------------------------------------------------------------------------------------------------------


def _write_totals(
    book: Book, sheet: Worksheet, row: int, columns: Sequence[SheetColumn], blocks: Sequence[TargetBlock], units: UnitTable
) -> tuple[int, Totals]:
    """Write the row of totals and the row that counts figures; return the row after them, and the totals."""
    totals: dict[tuple[str, str], PlacedCell] = {}
    sums = [SheetCell(""), SheetCell(book.text("line", "total"))]
    counts = [SheetCell(""), SheetCell(book.text("line", "heard"))]
    name = sheet.get_name().replace("'", "''")
    for block in blocks:
        made = _block_total(book, block, units, row)
        for key, cell in made.items():
            totals[block.target.id, key] = PlacedCell(cell, f"'{name}'!{absolute_range(block.address(row, key))}")
        sums += [made.get(column.key, SheetCell("")) for column in block.columns]
        counts += [_figure_count(block, units) if column.key == "unit_reached" else SheetCell("") for column in block.columns]
    row = book.write_row(sheet, row, columns, sums, bold=True)
    return book.write_row(sheet, row, columns, counts, italic=True), totals


def _block_total(book: Book, block: TargetBlock, units: UnitTable, row: int) -> dict[str, SheetCell]:
    """The cells of the total row: sums where the units' figures add up to the whole's, and sums of plain goals."""
    target, standing = block.target, block.target.standing

    def total(key: str, shown: SheetCell, given: Sequence[Figure | None], whole: Figure | None) -> SheetCell:
        place = block.place + column_place(block.columns, key)
        return sum_cell(shown, units.column(place), given, whole, units.range(place))

    made: dict[str, SheetCell] = {}
    if block.has("part"):
        parts = [unit.part for unit in target.units]
        wholes = [unit.whole for unit in target.units]
        made["part"] = total("part", sheet_cell(part_cell(standing.part)), parts, standing.part)
        made["whole"] = total("whole", sheet_cell(part_cell(standing.whole)), wholes, standing.whole)
    if number_of(target, standing.actual) is not None:
        shown = sheet_cell(reached_cell(target, standing, book.text("unit_reached", target, standing)))
        if target.unit not in SCALES:
            shown = total("unit_reached", shown, [unit.actual for unit in target.units], standing.actual)
        elif block.has("part"):
            part, whole = (PlacedCell(made[key], block.address(row, key)) for key in ("part", "whole"))
            shown = ratio_cell(target, shown, part, whole)
        made["unit_reached"] = shown
    plain = [unit.conditions[0] for unit in target.units if len(unit.conditions) == 1 and unit.conditions[0].is_plain]
    levels = [condition.level for condition in plain if condition.level is not None]
    # While some goals are not assigned, a reader would take the sum of the others for the whole goal.
    if block.has("unit_goal") and levels and len(levels) == len(target.units):
        value = add(level.value for level in levels)
        text = format_number(value)
        made["unit_goal"] = total("unit_goal", figure_cell(value, text), levels, Figure(value, text, text))
    return made


def _figure_count(block: TargetBlock, units: UnitTable) -> SheetCell:
    """How many units have a figure."""
    numbers = sum(cell.number is not None for cell in units.column(block.place))
    given = sum(unit.actual is not None for unit in block.target.units)
    if numbers != given:  # some figures are written as text, which COUNT leaves out
        return count_cell(given)
    return formula_cell(count_cell(0), f"COUNT({units.range(block.place)})", float(given))


# --- verdicts ---------------------------------------------------------------------------------------------------------


def _write_unit_verdicts(book: Book, sheet: Worksheet, blocks: Sequence[TargetBlock], units: UnitTable, row: int) -> None:
    """Write how many units have each verdict, a row a verdict, and colour the verdicts. These rows are not printed."""
    judged = [block for block in blocks if block.columns[-1].key == "verdict"]
    used: dict[str, str] = {}
    for block in judged:
        for unit in block.target.units:
            used.setdefault(book.text("unit_verdict", unit), unit.verdict)
    known = book.verdicts(used)
    for label in [label for label in known if label in used]:
        book.write(sheet, row, 0, SheetCell(""), **BODY, border=1)
        book.write(sheet, row, 1, SheetCell(label), **BODY, border=1)
        for block in blocks:
            for place in range(block.place, block.place + len(block.columns)):
                book.write(sheet, row, place, SheetCell(""), **BODY, border=1)
        for block in judged:
            place = block.place + len(block.columns) - 1
            number = sum(cell.value == label for cell in units.column(place))
            formula = f"COUNTIF({units.range(place)},{absolute_range(cell_address(row, 1), rows=False)})"
            look = {**BODY, "border": 1, "align": "center"}
            book.write(sheet, row, place, formula_cell(count_cell(0), formula, float(number)), **look)
        book.colour(sheet, cell_address(row, 1), {label: known[label]})
        row += 1
    for block in judged:
        book.colour(sheet, units.range(block.place + len(block.columns) - 1), known)
