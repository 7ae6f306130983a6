"""Live formulas for the figures of a target: ratio, share, what remains."""

from __future__ import annotations

from decimal import Decimal

from camket.ledger.measures.exact import add
from camket.ledger.measures.ratio import SCALES
from camket.report.appendices import is_quotient, share_cell
from camket.report.filters import format_number
from camket.report.target_contents import PrintedStanding, PrintedTarget
from camket.report.workbook.cells import (
    PlacedCell,
    SheetCell,
    figure_cell,
    figure_formula,
    guarded_formula,
    quotient_cell,
    rounded_figure,
    sheet_cell,
)
from camket.text.numerals import round_half_up

# Changes whose share is the figure in per cent of the level to reach, not of the way from the start to that level.
_OF_THE_LEVEL = ("level", "growth", "times", "percent_of")


def ratio_cell(target: PrintedTarget, shown: SheetCell, part: PlacedCell, whole: PlacedCell) -> SheetCell:
    """Return the figure of a ratio as the live quotient of part and whole; any other figure as it is."""
    per = SCALES.get(target.unit)
    return quotient_cell(shown, part, whole, per) if per else shown


def share_formula(standing: PrintedStanding, reached: PlacedCell, goal: PlacedCell) -> SheetCell:
    """Return the share of the goal, as a formula where it is simply the figure in per cent of the goal."""
    cell = sheet_cell(share_cell(standing.share))
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
    cell = figure_cell(exact, format_number(exact), is_quotient=is_quotient(standing))
    if cell.number is None or reached.cell.number is None or goal.cell.number is None:
        return cell
    result = max(0.0, goal.cell.number - reached.cell.number)
    if rounded_figure(result, 2) != round_half_up(exact):
        return cell
    return guarded_formula(figure_formula(cell, f"MAX(0,{goal.address}-{reached.address})", result))
