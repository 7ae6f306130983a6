"""Cells with text, numbers, days and live formulas, and the addresses of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from camket.ledger.measures.exact import add
from camket.report.filters import format_number
from camket.report.table import NOTHING, PRINTED_NUMBER, Align, ReportCell
from camket.report.target_contents import Figure
from camket.text.numerals import round_half_up, round_share
from camket.text.text_width import text_width, wrap_text

MOST_LINES = 15  # in a row: Excel allows 409 points, but lower rows fill the pages better
_WIDEST = 26  # digits: a wider number is written as text, which wraps where a number would show as ####
_MOST_DECIMALS = 6  # of a live result: beyond them are only the errors of binary fractions


# --- cells --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetCell:
    """Text, a number or a day; with `formula`, the value is the formula's stored result.

    `is_long` marks a figure written as text because it has too many digits. `shown` is a number as the reader sees it;
    `plain_format` is the number format with the region's decimal mark, for a workbook that has too many formats already.
    """

    value: str | float | date = NOTHING
    number_format: str = ""
    plain_format: str = ""
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

    `is_quotient`: it is stored as printed, as a quotient can have endless digits. Any other figure keeps all its digits, as
    text if a number of Excel cannot hold them.
    """
    found = PRINTED_NUMBER.search(text)
    if value is None or found is None:
        return SheetCell(text)
    printed = Decimal(found[0].replace(".", "").replace(",", "."))
    decimals = len(found[0].partition(",")[2])
    if printed not in (round_half_up(value, decimals), round_share(value, decimals)):
        return SheetCell(text)  # the text says something else: a grade's name, a date
    # A share short of 100 never shows as 100: a number that Excel would round up is stored as printed.
    number = _exact_float(printed if is_quotient or round_half_up(value, decimals) != printed else value)
    if number is None:
        exact = text if is_quotient else text[: found.start()] + format_number(value, 40) + text[found.end() :]
        return SheetCell(exact, is_long=True)
    if '"' in text or text_width(text) > _WIDEST or (number < 0 and found.start()):
        return SheetCell(text)
    return _number_cell(number, text)


def _exact_float(value: Decimal) -> float | None:
    """`value` as a number of Excel, or None where the 15 digits of such a number cannot hold it."""
    number = float(value)
    return number if abs(value) < 10**15 and Decimal(f"{number:.15g}") == value else None


def _exact(number: float) -> Decimal:
    """The number that the 15 digits of a number of Excel mean."""
    return Decimal(f"{number:.15g}")


def rounded_figure(number: float, decimals: int) -> Decimal:
    """Return `number` as Excel shows it with so many decimals."""
    return round_half_up(_exact(number), decimals)


def count_cell(number: int) -> SheetCell:
    """Return a whole number."""
    return _number_cell(float(number), format_number(number))


def day_cell(day: date) -> SheetCell:
    """Return a day, as text before 1900, when Excel's calendar begins. Months 1 and 2 are written 01 and 02, 3 to 9 are not."""
    number_format = r"dd\/mm\/yyyy" if day.month < 3 else r"dd\/m\/yyyy"
    return SheetCell(day, number_format, shown="00/00/0000") if day.year >= 1900 else SheetCell(day.isoformat())


# --- number formats -----------------------------------------------------------------------------------------------------

# The marks of the format #,##0.00 are those of the computer's region, whatever language the format names ([$-42A]): on most
# offices' computers 1.234,5 would be 1,234.5. So the marks between thousands are text here, as in 0\.000, for the size that the
# number has. No text can be a decimal mark: a number with decimals has a format that shows this very number as a text, and
# any other number, after an edit, with the region's own mark. That has no marks between thousands and never three decimals:
# 1.234 is always a whole number. Numbers below 0 have a section with its own sign, because Excel and LibreOffice leave the
# sign out in different sections of a format with conditions.


def _number_cell(number: float, text: str, decimals: int = 0) -> SheetCell:
    """Return a cell with a number that Excel shows as `text`. Another number there is shown with `decimals`, or as many."""
    found = PRINTED_NUMBER.search(text)
    assert found is not None
    before, after = (f'"{words}"' if words else "" for words in (text[: found.start()], text[found.end() :]))
    decimals = max(decimals, len(found[0].partition(",")[2]))
    if not decimals:
        groups = max(1, (len(f"{abs(number):.0f}") - 1) // 3)
        grouped = "0" + r"\.000" * groups
        number_format = f"[>={1000**groups}]{before}{grouped}{after};[<0]{before}-0{after};{before}0{after}"
        return SheetCell(number, number_format, shown=text)
    digits = "0." + "0" * (4 if decimals == 3 else decimals)
    plain = f"{before}{digits}{after}"
    if number < 0:
        return SheetCell(number, plain, shown=text)
    literal = f'[={_exact(number):f}]"{text}";[<0]{before}-{digits}{after};{plain}'
    return SheetCell(number, literal, plain, shown=text)


def sheet_cell(cell: ReportCell) -> SheetCell:
    """Return a cell of the report as a number, a day or text of Excel."""
    if isinstance(cell.value, date):
        return day_cell(cell.value)
    if isinstance(cell.value, int):
        return count_cell(cell.value)
    return figure_cell(cell.value, cell.text, is_quotient=cell.is_quotient)


def formula_cell(cell: SheetCell, formula: str, result: float) -> SheetCell:
    """Return `cell` with a live formula, and its result in the 15 digits that Excel keeps."""
    return replace(cell, value=float(f"{result:.15g}"), formula=f"={formula}")


def figure_formula(shown: SheetCell, formula: str, result: float, decimals: int | None = None) -> SheetCell:
    """Return `shown` with a live formula rounded to `decimals`, which its result is printed with after an edit.

    Without `decimals` the result is rounded where it has more than a typed number has: 0.1 + 0.2 is 0.3.
    """
    places = _MOST_DECIMALS if decimals is None else decimals
    number = float(rounded_figure(result, places))
    return formula_cell(_number_cell(number, shown.shown, decimals or 0), f"ROUND({formula},{places})", number)


def guarded_formula(cell: SheetCell) -> SheetCell:
    """Return a cell whose formula gives a dash instead of an error where a cell was emptied or holds text."""
    return replace(cell, formula=f'=IFERROR({cell.formula[1:]},"{NOTHING}")')


def quotient_cell(shown: SheetCell, part: PlacedCell, whole: PlacedCell, per: int = 100) -> SheetCell:
    """Return `shown` as the live formula part / whole × per; without a formula where that would show another figure.

    It has two decimals even where `shown` has none, so that it stays right when the parts are edited; a part smaller than
    the whole never shows as 100.
    """
    above, below = part.cell.number, whole.cell.number
    if shown.number is None or above is None or below is None or below <= 0:
        return shown
    formula, result = f"{part.address}/{whole.address}*{per}", above / below * per
    if per == 100:
        formula = f"IF({part.address}<{whole.address},MIN({formula},99.99),{formula})"
        result = min(result, 99.99) if above < below else result
    if rounded_figure(result, 2) != rounded_figure(shown.number, 2):
        return shown
    return guarded_formula(figure_formula(shown, formula, result, 2))


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
    is_exact = _exact(result) == total.value == rounded_figure(result, _MOST_DECIMALS)
    return figure_formula(shown, f"SUM({where})", result) if is_exact else shown


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
