"""Cells with text, numbers, days and live formulas, and the addresses of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from camket.ledger.measures.exact import add
from camket.report.contents import Figure
from camket.report.filters import format_number
from camket.report.table import NOTHING, PRINTED_NUMBER, Align, ReportCell
from camket.text.numerals import round_half_up, round_share
from camket.text.text_width import text_width, wrap_text

MOST_LINES = 15  # in a row: Excel allows 409 points, but lower rows fill the pages better
_WIDEST = 26  # digits: a wider number is written as text, which wraps where a number would show as ####
_DAY = r"dd\/mm\/yyyy"


# --- cells --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetCell:
    """Text, a number or a day; with `formula`, the value is the formula's stored result.

    `is_long` marks a figure written as text because it has too many digits. `shown` is a number as the reader sees it.
    """

    value: str | float | date = NOTHING
    number_format: str = ""
    formula: str = ""
    is_long: bool = False
    shown: str = ""

    @property
    def number(self) -> float | None:
        """The value if it is a number."""
        return self.value if isinstance(self.value, float) else None


class PlacedCell(NamedTuple):
    """A cell and its address, for the formulas of other cells."""

    cell: SheetCell
    address: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its key in the template, its width in digits."""

    key: str
    width: float
    align: Align = "left"


def figure_cell(value: Decimal | None, text: str, *, is_quotient: bool = False) -> SheetCell:
    """Return `value` as a number that Excel shows as `text`: signs and words of `text` are put into the number format.

    `is_quotient`: the digits may be cut off, as a quotient can have endless ones. Any other figure keeps all its digits,
    as text if a number of Excel cannot hold them.
    """
    found = PRINTED_NUMBER.search(text)
    if value is None or found is None:
        return SheetCell(text)
    printed = Decimal(found[0].replace(".", "").replace(",", "."))
    decimals = len(found[0].partition(",")[2])
    if printed not in (round_half_up(value, decimals), round_share(value, decimals)):
        return SheetCell(text)  # the text says something else: a grade's name, a date
    before, after = text[: found.start()], text[found.end() :]
    # A share short of 100 never shows as 100: a number that Excel would round up is stored as printed.
    stored = value if round_half_up(value, decimals) == printed else printed
    number = _exact_float(stored)
    if number is None and is_quotient and stored.adjusted() + 1 + decimals <= 15:
        number = float(stored)
    if number is None:
        return SheetCell(text if is_quotient else before + format_number(value, 40) + after, is_long=True)
    number_format = _number_format(decimals, before, after)
    if '"' in before + after or text_width(text) > _WIDEST or (number < 0 and before):
        return SheetCell(text)
    return SheetCell(number, number_format, shown=text)


def _exact_float(value: Decimal) -> float | None:
    """`value` as a number of Excel, or None where the 15 digits of such a number cannot hold it."""
    number = float(value)
    return number if abs(value) < 10**15 and Decimal(f"{number:.15g}") == value else None


def _number_format(decimals: int, before: str = "", after: str = "") -> str:
    quoted = [f'"{words}"' if words else "" for words in (before, after)]
    return f"{quoted[0]}#,##0{'.' + '0' * decimals if decimals else ''}{quoted[1]}"


def rounded_figure(number: float, decimals: int) -> Decimal:
    """Return `number` as Excel shows it with so many decimals."""
    return round_half_up(Decimal(f"{number:.15g}"), decimals)


def count_cell(number: int) -> SheetCell:
    """Return a whole number."""
    return SheetCell(float(number), "0", shown=str(number))


def day_cell(day: date) -> SheetCell:
    """Return a day, as text before 1900, when Excel's calendar begins."""
    return SheetCell(day, _DAY, shown="00/00/0000") if day.year >= 1900 else SheetCell(day.isoformat())


def sheet_cell(cell: ReportCell) -> SheetCell:
    """Return a cell of the report as a number, a day or text of Excel."""
    if isinstance(cell.value, date):
        return day_cell(cell.value)
    if isinstance(cell.value, int):
        return count_cell(cell.value)
    return figure_cell(cell.value, cell.text, is_quotient=cell.is_quotient)


def formula_cell(cell: SheetCell, formula: str, result: float) -> SheetCell:
    """Return `cell` with a live formula and its result in the 15 digits that Excel keeps."""
    return replace(cell, value=float(f"{result:.15g}"), formula=f"={formula}")


def guarded_formula(formula: str) -> str:
    """Return a formula that gives a dash instead of an error where a cell was emptied or holds text."""
    return f'IFERROR({formula},"{NOTHING}")'


def quotient_cell(shown: SheetCell, part: PlacedCell, whole: PlacedCell, per: int = 100) -> SheetCell:
    """Return `shown` as the live formula part / whole × per; without a formula where that would show another figure.

    It has two decimals even where `shown` has none, so that it stays right when the parts are edited; a part smaller than
    the whole never shows as 100.
    """
    above, below = part.cell.number, whole.cell.number
    if shown.number is None or above is None or below is None or below <= 0:
        return shown
    formula, result = f"{part.address}/{whole.address}*{per}", above / below * per
    printed = shown.number
    if per == 100:
        formula = f"IF({part.address}<{whole.address},MIN({formula},99.99),{formula})"
        if above < below:
            result, printed = min(result, 99.99), min(printed, 99.99)
    if rounded_figure(result, 2) != rounded_figure(printed, 2):
        return shown
    number_format = re.sub(r"#,##0(\.0+)?", "#,##0.00", shown.number_format)
    cell = replace(shown, number_format=number_format, shown=shown.shown + ",00")
    return formula_cell(cell, guarded_formula(formula), result)


def sum_cell(
    shown: SheetCell, cells: Sequence[SheetCell], given: Sequence[Figure | None], total: Figure | None, where: str
) -> SheetCell:
    """Return `shown`, which prints `total`, as the live sum of `cells` (in the range `where`).

    Without a formula where the figures `given`, which the cells print, do not add up to `total` exactly.
    """
    figures = [figure.value for figure in given if figure is not None]
    numbers = [cell.number for cell in cells if cell.number is not None]
    if shown.number is None or total is None or len(numbers) != len(figures) or add(figures) != total.value:
        return shown
    result = sum(numbers)
    return formula_cell(shown, f"SUM({where})", result) if Decimal(f"{result:.15g}") == total.value else shown


# --- text in rows -------------------------------------------------------------------------------------------------------


def split_pieces(text: str, width: float) -> list[str]:
    """Return `text` in pieces of at most MOST_LINES lines, each for a row of its own."""
    lines = wrap_text(text, width)
    return ["".join(lines[start : start + MOST_LINES]) for start in range(0, len(lines), MOST_LINES)]


BODY = {"valign": "vcenter", "text_wrap": True}


# --- addresses -------------------------------------------------------------------------------------------------------------


def column_place(columns: Sequence[SheetColumn], key: str) -> int:
    """Return the index of the column with this key."""
    return next(place for place, column in enumerate(columns) if column.key == key)


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell, from indices: B5 for (4, 1)."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def range_text(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Return the address of a range: B5:B9."""
    return f"{cell_address(first_row, first_column)}:{cell_address(last_row, last_column)}"


def absolute_range(where: str, *, rows: bool = True) -> str:
    """Return $B$5:$B$9 for B5:B9 (without `rows` $B5:$B9): a copied formula then refers to the same cells."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2" if rows else r"$\1\2", where)
