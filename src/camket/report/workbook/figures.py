"""Cells for figures of a target: goal, figure reached, ratio, share, what remains."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from camket.ledger.measures.exact import add
from camket.report.contents import Figure, PrintedStanding, PrintedTarget
from camket.report.filters import format_number
from camket.report.workbook.cells import (
    PlacedCell,
    SheetCell,
    figure_cell,
    formula_cell,
    guarded_formula,
    quotient_cell,
    rounded_figure,
)
from camket.text.numerals import round_half_up, round_share

# Measures whose figure is written as a number.
NUMERIC = ("count", "amount", "ratio", "score", "rank", "list", "incidents")
# What a ratio of this unit is multiplied by.
_PER = {"%": 100, "‰": 1000, "/10.000": 10000}


# Goals whose text begins with the one figure that the share is of.
_ONE_FIGURE = ("at_least", "more_than", "equals", "about", "keep", "at_most", "less_than")
# Changes whose share is the figure in per cent of the level to reach, not of the way from the start to that level.
_OF_THE_LEVEL = ("level", "growth", "times", "percent_of")


def goal_cell(target: PrintedTarget, standing: PrintedStanding, text: str) -> SheetCell:
    """Return the goal as a number where it is one figure, else its text."""
    conditions = standing.conditions
    levels = {condition.level.value for condition in conditions if condition.level is not None}
    is_one = len(conditions) == 1 and conditions[0].comparator in _ONE_FIGURE and not conditions[0].is_part
    if target.kind not in NUMERIC or len(levels) != 1 or not (is_one or target.kind == "incidents"):
        return SheetCell(text)
    return figure_cell(levels.pop(), text)


def reached_cell(target: PrintedTarget, standing: PrintedStanding, text: str) -> SheetCell:
    """Return the figure as a number, else as its text."""
    if target.kind not in NUMERIC or standing.actual is None:
        return SheetCell(text)
    return figure_cell(standing.actual.value, text, is_quotient=standing.part is not None)


def part_cell(figure: Figure | None) -> SheetCell:
    """Return a part or a whole of a ratio; a dash for none."""
    return figure_cell(figure.value, figure.text) if figure else SheetCell()


def ratio_cell(target: PrintedTarget, shown: SheetCell, part: PlacedCell, whole: PlacedCell) -> SheetCell:
    """Return the figure of a ratio as the live quotient of part and whole; any other figure as it is."""
    per = _PER.get(target.unit)
    return quotient_cell(shown, part, whole, per) if target.kind == "ratio" and per else shown


def share_cell(standing: PrintedStanding, reached: PlacedCell, goal: PlacedCell) -> SheetCell:
    """Return the share of the goal, as a formula where it is simply the figure in per cent of the goal."""
    if standing.share is None:
        return SheetCell()
    cell = figure_cell(standing.share, format_number(round_share(standing.share)), is_quotient=True)
    cell = replace(cell, number_format="#,##0.00") if cell.number is not None else cell
    if len(standing.conditions) != 1 or standing.actual is None:
        return cell
    only = standing.conditions[0]
    is_simple = only.change in _OF_THE_LEVEL and not only.is_part and only.span is None and only.share == standing.share
    if not is_simple or only.actual is None or only.actual.value != standing.actual.value:
        return cell
    return quotient_cell(cell, reached, goal)


def remaining_cell(standing: PrintedStanding, reached: PlacedCell, goal: PlacedCell) -> SheetCell:
    """Return how much of a plain goal is still to be reached; a dash for any other goal."""
    only = standing.conditions[0] if len(standing.conditions) == 1 else None
    if only is None or not only.is_plain or only.level is None or standing.actual is None:
        return SheetCell()
    exact = max(Decimal(0), add([only.level.value, standing.actual.value.copy_negate()]))
    cell = figure_cell(exact, format_number(exact))
    if cell.number is None or reached.cell.number is None or goal.cell.number is None:
        return cell
    result = max(0.0, goal.cell.number - reached.cell.number)
    formula = guarded_formula(f"MAX(0,{goal.address}-{reached.address})")
    return formula_cell(cell, formula, result) if rounded_figure(result, 2) == round_half_up(exact) else cell
