"""The sheet of commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from camket.ledger.measures import add
from camket.report.contents import Contents, Figure, PrintedStanding, PrintedTarget
from camket.report.templating import format_number
from camket.report.workbook.book import LINE, Book, finish_sheet
from camket.report.workbook.cells import (
    BODY,
    HEAD,
    SheetCell,
    SheetColumn,
    absolute_range,
    cell_address,
    column_place,
    count_cell,
    day_cell,
    figure_cell,
    formula_cell,
    guarded_formula,
    quotient_cell,
    range_text,
    rounded_figure,
    split_pieces,
)
from camket.text.numerals import round_half_up, round_share
from camket.text.text_width import wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NUMERIC = ("count", "amount", "ratio", "score", "rank", "list", "incidents")
_PER = {"%": 100, "‰": 1000, "/10.000": 10000}


# --- goals and shares, wherever they stand ------------------------------------------------------------------------------


# Goals whose text begins with the one figure that the share is of.
_ONE_FIGURE = ("at_least", "more_than", "equals", "about", "keep", "at_most", "less_than")
# Changes whose share is the figure in per cent of the level reached in the end, not of the way there.
_OF_THE_LEVEL = ("level", "growth", "times", "percent_of")


def goal_cell(target: PrintedTarget, standing: PrintedStanding, text: str) -> SheetCell:
    """The goal as a number where it is one figure; else its text."""
    conditions = standing.conditions
    levels = {condition.level.value for condition in conditions if condition.level is not None}
    is_one = len(conditions) == 1 and conditions[0].comparator in _ONE_FIGURE and not conditions[0].is_part
    if target.kind not in NUMERIC or len(levels) != 1 or not (is_one or target.kind == "incidents"):
        return SheetCell(text)
    return figure_cell(levels.pop(), text)


def reached_cell(target: PrintedTarget, standing: PrintedStanding, text: str) -> SheetCell:
    if target.kind not in NUMERIC or standing.actual is None:
        return SheetCell(text)
    return figure_cell(standing.actual.value, text, reckoned=standing.part is not None)


def part_cell(figure: Figure | None) -> SheetCell:
    return figure_cell(figure.value, figure.text) if figure else SheetCell()


def ratio_cell(target: PrintedTarget, shown: SheetCell, part: tuple[SheetCell, str], whole: tuple[SheetCell, str]) -> SheetCell:
    """A ratio as the quotient of its two parts."""
    per = _PER.get(target.unit)
    return quotient_cell(shown, part, whole, per) if target.kind == "ratio" and per else shown


def share_cell(standing: PrintedStanding, reached: tuple[SheetCell, str], goal: tuple[SheetCell, str]) -> SheetCell:
    """The share of the goal; live where it is the figure in per cent of the goal and nothing else."""
    if standing.share is None:
        return SheetCell()
    cell = figure_cell(standing.share, format_number(round_share(standing.share)), reckoned=True)
    cell = replace(cell, number_format="#,##0.00") if cell.number is not None else cell
    if len(standing.conditions) != 1 or standing.actual is None:
        return cell
    only = standing.conditions[0]
    is_simple = only.change in _OF_THE_LEVEL and not only.is_part and only.span is None and only.share == standing.share
    if not is_simple or only.actual is None or only.actual.value != standing.actual.value:
        return cell
    return quotient_cell(cell, reached, goal)


def _remaining(standing: PrintedStanding, reached: tuple[SheetCell, str], goal: tuple[SheetCell, str]) -> SheetCell:
    """What is still missing of a plain goal."""
    only = standing.conditions[0] if len(standing.conditions) == 1 else None
    if only is None or not only.is_plain or only.level is None or standing.actual is None:
        return SheetCell()
    exact = max(Decimal(0), add([only.level.value, standing.actual.value.copy_negate()]))
    cell = figure_cell(exact, format_number(exact))
    if cell.number is None or reached[0].number is None or goal[0].number is None:
        return cell
    result = max(0.0, goal[0].number - reached[0].number)
    formula = guarded_formula(f"MAX(0,{goal[1]}-{reached[1]})")
    return formula_cell(cell, formula, result) if rounded_figure(result, 2) == round_half_up(exact) else cell


# --- commitments --------------------------------------------------------------------------------------------------------


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
# Beside the appendix, not printed: what the formulas reckon with, and what is left to do.
_WORKING = (SheetColumn("part", 14, "right"), SheetColumn("whole", 14, "right"), SheetColumn("remaining", 14, "right"))

# A total on the sheet of units: where it stands, and the cell.
Totals = Mapping[tuple[str, str], tuple[str, SheetCell]]


def write_targets(book: Book, sheet: Worksheet, contents: Contents, totals: Totals) -> None:
    from xlsxwriter.utility import xl_range

    columns = (*_TARGETS, *_WORKING)
    verdict = column_place(columns, "verdict")
    head = book.write_head(sheet, "targets", _TARGETS, book.say("report_name"))
    row = first = book.write_columns(sheet, head, columns)
    used: dict[str, str] = {}
    for number, section in enumerate(contents.sections, start=1):
        row = _write_section(book, sheet, row, str(number), book.say("section", section))
        for target in section.targets:
            used.setdefault(book.say("verdict", target.standing), target.standing.verdict)
            row = book.write_row(sheet, row, columns, _target_cells(book, contents, target, row, columns, totals))
    last = row - 1
    verdicts = book.verdicts(used)
    where = xl_range(first, verdict, last, verdict)
    labels = [book.say("verdict", target.standing) for target in contents.targets]
    row = write_counts(book, sheet, row + 1, ("verdicts", "count"), verdicts, labels, where)
    for key, day in (("cut_off", contents.round.cut_off), ("as_of", contents.as_of)):
        book.write(sheet, row, 1, SheetCell(book.say("line", key)), **BODY)
        book.write(sheet, row, 2, day_cell(day), **BODY, align="center")
        row += 1
    for line in ("provenance_line", "faults_line", "trace_line", "live_formulas", "working_columns"):
        row = book.write_line(sheet, row, _TARGETS, book.say(line), italic=True)
    book.colour(sheet, where, verdicts)
    sheet.autofilter(head, 0, last, len(_TARGETS) - 1)
    finish_sheet(sheet, head, row, len(_TARGETS))
    sheet.fit_to_pages(1, 0)


def _write_section(book: Book, sheet: Worksheet, row: int, number: str, title: str) -> int:
    """A heading in the table, joined across it."""
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
    standing = target.standing

    def at(key: str) -> str:
        return cell_address(row, column_place(columns, key))

    def linked(cell: SheetCell, key: str) -> SheetCell:
        """The total on the sheet of units, where it is the same number."""
        where, total = totals.get((target.id, key), ("", SheetCell()))
        return formula_cell(cell, where, cell.number) if cell.number is not None and cell.number == total.number else cell

    # A goal that each unit has alike stands in the units' own standings.
    goal_of = target.units[0] if target.is_group and not target.goal_by_unit and target.units else standing
    goal = goal_cell(target, goal_of, book.say("goal", target))
    part, whole = linked(part_cell(standing.part), "part"), linked(part_cell(standing.whole), "whole")
    reached = linked(reached_cell(target, standing, book.say("reached", target)), "unit_reached")
    if not reached.formula:
        reached = ratio_cell(target, reached, (part, at("part")), (whole, at("whole")))
    increment = standing.increment.value if standing.increment and target.kind in NUMERIC else None
    made = {
        "number": SheetCell(target.number),
        "target": SheetCell(target.name),
        "unit_of_measure": SheetCell(book.say("unit_of_measure", target)),
        "goal": goal,
        "in_round": figure_cell(increment, book.say("in_round", target), reckoned=standing.part is not None),
        "reached": reached,
        "share": share_cell(standing, (reached, at("reached")), (goal, at("goal"))),
        "expected": figure_cell(
            standing.expected.value if standing.expected else None, book.say("expected", target), reckoned=True
        ),
        "verdict": SheetCell(book.say("verdict", standing)),
        "lead": SheetCell(book.say("lead", target)),
        "note": SheetCell(book.say("note", target)),
        "reference": SheetCell(f"{contents.round.id}:{target.number}"),
        "part": part,
        "whole": whole,
        "remaining": _remaining(standing, (reached, at("reached")), (goal, at("goal"))),
    }
    return [made[column.key] for column in columns]


def write_counts(
    book: Book,
    sheet: Worksheet,
    row: int,
    heads: tuple[str, str],
    labels: Mapping[str, str],
    found: Sequence[str],
    where: str,
) -> int:
    """How often each label stands in the cells `where`, with its colour: count and legend at once; the row after it."""
    for place, key in enumerate(heads, start=1):
        book.write(sheet, row, place, SheetCell(book.say("line", key)), **HEAD)
    row = first = row + 1
    for label in labels:
        book.write(sheet, row, 1, SheetCell(label), **BODY, border=1)
        count = formula_cell(
            count_cell(0), f"COUNTIF({absolute_range(where)},{cell_address(row, 1)})", float(found.count(label))
        )
        book.write(sheet, row, 2, count, **BODY, border=1, align="right")
        row += 1
    look = {**BODY, "border": 1, "bold": True}
    book.write(sheet, row, 1, SheetCell(book.say("line", "total")), **look)
    total = sum(found.count(label) for label in labels)
    book.write(
        sheet,
        row,
        2,
        formula_cell(count_cell(0), f"SUM({range_text(first, 2, row - 1, 2)})", float(total)),
        **look,
        align="right",
    )
    book.colour(sheet, range_text(first, 1, row - 1, 1), labels)
    return row + 2
