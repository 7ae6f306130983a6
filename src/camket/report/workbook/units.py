"""The sheet of units side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camket.ledger.measures import add
from camket.report.contents import Contents, Figure, PrintedTarget
from camket.report.templating import format_number
from camket.report.workbook.book import LINE, PAGE, SMALLEST, Book, finish_sheet
from camket.report.workbook.cells import (
    BODY,
    HEAD,
    MOST_LINES,
    SheetCell,
    SheetColumn,
    absolute_range,
    cell_address,
    column_place,
    count_cell,
    figure_cell,
    formula_cell,
    range_text,
    sum_cell,
)
from camket.report.workbook.targets import NUMERIC, Totals, goal_cell, part_cell, ratio_cell, reached_cell, share_cell
from camket.text.text_width import text_width, wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# --- units side by side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetBlock:
    """The columns of one target on the sheet of units, the first of them at `place`."""

    target: PrintedTarget
    columns: tuple[SheetColumn, ...]
    place: int

    def at(self, row: int, key: str) -> str:
        return cell_address(row, self.place + column_place(self.columns, key))


_UNIT_COLUMNS = (SheetColumn("number", 6, "center"), SheetColumn("unit", 24))


def target_blocks(book: Book, contents: Contents) -> list[TargetBlock]:
    """A block for each target that units share, then for each that is the sum of units."""
    shared = [*contents.group_targets, *(target for target in contents.targets if target.is_sum and target.units)]
    blocks: list[TargetBlock] = []
    place = len(_UNIT_COLUMNS)
    for target in shared:
        columns = [SheetColumn("unit_reached", 13, "right")]
        if target.kind == "ratio" and any(unit.part for unit in target.units):
            columns += [SheetColumn("part", 12, "right"), SheetColumn("whole", 12, "right")]
        if target.is_group or any(unit.conditions or unit.yardsticks for unit in target.units):  # goals of their own
            is_short = all(text_width(book.say("unit_goal", target, unit)) <= 26 for unit in target.units)
            columns.append(SheetColumn("unit_goal", 13 if is_short else 24, "right"))
            if any(unit.share is not None for unit in target.units):
                columns.append(SheetColumn("share", 9, "right"))
            columns.append(SheetColumn("verdict", 14, "center"))
        blocks.append(TargetBlock(target, tuple(columns), place))
        place += len(columns)
    return blocks


def write_units(book: Book, sheet: Worksheet, contents: Contents, blocks: Sequence[TargetBlock]) -> Totals:
    columns = (*_UNIT_COLUMNS, *(column for block in blocks for column in block.columns))
    breaks = _page_breaks(blocks, {})
    # Over more pages the first columns are printed on each: the title must not stand in them.
    start, end = (len(_UNIT_COLUMNS), breaks[0]) if breaks else (0, len(columns))
    head = book.write_head(sheet, "units", columns[start:end], first=start) + 1
    lines = 1
    for block in blocks:
        text = book.say("unit_heading", block.target)
        width = sum(column.width for column in block.columns)
        text = text if len(text) <= 300 else f"{text[:280]}… ({block.target.number})"  # whole on the first sheet
        lines = max(lines, len(wrap_text(text, width / 1.08)))
        last = block.place + len(block.columns) - 1
        if last > block.place:
            sheet.merge_range(head - 1, block.place, head - 1, last, "", book.style(**HEAD))
        book.write(sheet, head - 1, block.place, SheetCell(text), **HEAD)
    sheet.set_row(head - 1, min(MOST_LINES, lines) * LINE + 4)
    row = first = book.write_columns(sheet, head, columns)
    for place in range(len(_UNIT_COLUMNS)):
        sheet.merge_range(head - 1, place, head, place, "", book.style(**HEAD))
        book.write(sheet, head - 1, place, SheetCell(book.say("column", columns[place].key)), **HEAD)
    units = {unit.id: unit for unit in contents.group_units}
    units |= {part.unit.id: part.unit for block in blocks for part in block.target.units if part.unit is not None}
    table: list[list[SheetCell]] = []
    for number, unit in enumerate(units.values(), start=1):
        cells = [count_cell(number), SheetCell(book.say("unit_name", unit))]
        for block in blocks:
            cells += _unit_cells(book, block, unit.id, row)
        table.append(cells)
        row = book.write_row(sheet, row, columns, cells)
    last = row - 1
    totals: dict[tuple[str, str], tuple[str, SheetCell]] = {}
    sums, heard = [SheetCell(""), SheetCell(book.say("line", "total"))], [SheetCell(""), SheetCell(book.say("line", "heard"))]
    name = sheet.get_name().replace("'", "''")
    for block in blocks:
        made = _block_total(book, block, table, first, last, row)
        totals |= {
            (block.target.id, key): (f"'{name}'!{absolute_range(block.at(row, key))}", cell) for key, cell in made.items()
        }
        sums += [made.get(column.key, SheetCell("")) for column in block.columns]
        heard += [
            _heard(block, table, first, last) if column.key == "unit_reached" else SheetCell("") for column in block.columns
        ]
    row = book.write_row(sheet, row, columns, sums, bold=True)
    row = book.write_row(sheet, row, columns, heard, italic=True)
    row = _write_unit_verdicts(book, sheet, blocks, table, (first, last), row)
    sheet.autofilter(head, 0, last, len(columns) - 1)
    finish_sheet(sheet, head, row, len(columns), heads=2)
    if breaks := _page_breaks(blocks, book.widths(sheet)):
        sheet.repeat_columns(0, len(_UNIT_COLUMNS) - 1)
        sheet.set_print_scale(SMALLEST)
        sheet.set_v_pagebreaks(breaks)
    else:
        sheet.fit_to_pages(1, 0)
    return totals


def _page_breaks(blocks: Sequence[TargetBlock], widened: Mapping[int, float]) -> list[int]:
    """The columns before which a page begins, so that no target is torn apart; none where all fit on one page."""

    def pixels(columns: Sequence[SheetColumn], first: int) -> float:
        return sum(widened.get(place, column.width) * 7 + 5 for place, column in enumerate(columns, start=first))

    room = PAGE / SMALLEST * 100 * 0.92 - pixels(_UNIT_COLUMNS, 0)  # fonts differ a little from machine to machine
    breaks, used = [], 0.0
    for block in blocks:
        width = pixels(block.columns, block.place)
        if used and used + width > room:
            breaks.append(block.place)
            used = 0.0
        used += width
    return breaks


def _unit_cells(book: Book, block: TargetBlock, unit: str, row: int) -> list[SheetCell]:
    target = block.target
    standing = target.by_unit.get(unit)
    if standing is None:
        return [SheetCell()] * len(block.columns)
    keys = [column.key for column in block.columns]
    part, whole = part_cell(standing.part), part_cell(standing.whole)
    reached = reached_cell(target, standing, book.say("unit_reached", target, standing))
    if "part" in keys:
        reached = ratio_cell(target, reached, (part, block.at(row, "part")), (whole, block.at(row, "whole")))
    made = {"unit_reached": reached, "part": part, "whole": whole}
    if "unit_goal" in keys:
        made["unit_goal"] = goal = goal_cell(target, standing, book.say("unit_goal", target, standing))
        made["verdict"] = SheetCell(book.say("unit_verdict", standing))
        at_reached, at_goal = block.at(row, "unit_reached"), block.at(row, "unit_goal")
        made["share"] = share_cell(standing, (reached, at_reached), (goal, at_goal))
    return [made[key] for key in keys]


def _block_total(
    book: Book, block: TargetBlock, table: Sequence[Sequence[SheetCell]], first: int, last: int, row: int
) -> dict[str, SheetCell]:
    """The cells of the total row: sums where the units' figures add up to the whole's, and sums of plain goals."""
    target, standing = block.target, block.target.standing
    keys = [column.key for column in block.columns]

    def column(key: str) -> tuple[list[SheetCell], str]:
        place = block.place + keys.index(key)
        return [cells[place] for cells in table], range_text(first, place, last, place)

    def total(key: str, shown: SheetCell, given: Sequence[Figure | None], whole: Figure | None) -> SheetCell:
        cells, where = column(key)
        return sum_cell(shown, cells, given, whole, where)

    made: dict[str, SheetCell] = {}
    if "part" in keys:
        parts = [unit.part for unit in target.units]
        wholes = [unit.whole for unit in target.units]
        made["part"] = total("part", part_cell(standing.part), parts, standing.part)
        made["whole"] = total("whole", part_cell(standing.whole), wholes, standing.whole)
    if standing.actual is not None and target.kind in NUMERIC:
        shown = reached_cell(target, standing, book.say("unit_reached", target, standing))
        if target.kind == "ratio":
            if "part" in keys:
                places = block.at(row, "part"), block.at(row, "whole")
                shown = ratio_cell(target, shown, (made["part"], places[0]), (made["whole"], places[1]))
        else:
            shown = total("unit_reached", shown, [unit.actual for unit in target.units], standing.actual)
        made["unit_reached"] = shown
    plain = [unit.conditions[0] for unit in target.units if len(unit.conditions) == 1 and unit.conditions[0].is_plain]
    levels = [condition.level for condition in plain if condition.level is not None]
    # A sum without the goals that are not assigned yet would be taken for the whole.
    if "unit_goal" in keys and levels and len(levels) == len(target.units):
        value = add(level.value for level in levels)
        text = format_number(value)
        made["unit_goal"] = total("unit_goal", figure_cell(value, text), levels, Figure(value, text, text))
    return made


def _heard(block: TargetBlock, table: Sequence[Sequence[SheetCell]], first: int, last: int) -> SheetCell:
    """How many units have a figure."""
    numbers = sum(cells[block.place].number is not None for cells in table)
    given = sum(unit.actual is not None for unit in block.target.units)
    where = range_text(first, block.place, last, block.place)
    return formula_cell(count_cell(0), f"COUNT({where})", float(given)) if numbers == given else count_cell(given)


def _write_unit_verdicts(
    book: Book,
    sheet: Worksheet,
    blocks: Sequence[TargetBlock],
    table: Sequence[Sequence[SheetCell]],
    rows: tuple[int, int],
    row: int,
) -> int:
    """How many units have each verdict, a row a verdict; and the colours of the verdicts."""
    judged = [block for block in blocks if block.columns[-1].key == "verdict"]
    used: dict[str, str] = {}
    for block in judged:
        for unit in block.target.units:
            used.setdefault(book.say("unit_verdict", unit), unit.verdict)
    known = book.verdicts(used)
    for label in [label for label in known if label in used]:
        book.write(sheet, row, 0, SheetCell(""), **BODY, border=1)
        book.write(sheet, row, 1, SheetCell(label), **BODY, border=1)
        for block in blocks:
            for place in range(block.place, block.place + len(block.columns)):
                book.write(sheet, row, place, SheetCell(""), **BODY, border=1)
        for block in judged:
            place = block.place + len(block.columns) - 1
            number = sum(cells[place].value == label for cells in table)
            formula = (
                f"COUNTIF({range_text(rows[0], place, rows[1], place)},{absolute_range(cell_address(row, 1), rows=False)})"
            )
            look = {**BODY, "border": 1, "align": "center"}
            book.write(sheet, row, place, formula_cell(count_cell(0), formula, float(number)), **look)
        book.colour(sheet, cell_address(row, 1), {label: known[label]})
        row += 1
    for block in judged:
        place = block.place + len(block.columns) - 1
        book.colour(sheet, range_text(rows[0], place, rows[1], place), known)
    return row
