"""Cells with text, numbers, days and live formulas, and the addresses of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from camket.ledger.measures import add
from camket.report.contents import Figure
from camket.report.templating import format_number
from camket.text.numerals import round_half_up, round_share
from camket.text.text_width import text_width, wrap_text

if TYPE_CHECKING:
    pass


NOTHING = "–"
MOST_LETTERS = 255  # what Excel keeps of a document property
MOST_LINES = 15  # in a row: 409 points is the greatest height, and what is lower fills the pages better
_WIDEST = 26  # digits: what is wider is written as text, which breaks into lines where a number would show as ####
_DAY = r"dd\/mm\/yyyy"


# --- cells --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetCell:
    """Text, a number or a day; with `formula`, the value is its stored result. `is_long` is a figure kept as text;
    `shown` is a number as the reader sees it."""

    value: str | float | date = NOTHING
    number_format: str = ""
    formula: str = ""
    is_long: bool = False
    shown: str = ""

    @property
    def number(self) -> float | None:
        return self.value if isinstance(self.value, float) else None


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its key in the template, its width in digits."""

    key: str
    width: float
    align: str = "left"


_FIRST_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|-?\d+(?:,\d+)?")


def figure_cell(value: Decimal | None, text: str, *, reckoned: bool = False) -> SheetCell:
    """`value` as a number that Excel shows as `text` does, its signs and words within the number format.

    `reckoned` is for quotients, whose digits have no end; every other figure keeps all its digits, as text if need be.
    """
    found = _FIRST_NUMBER.search(text)
    if value is None or found is None:
        return SheetCell(text)
    printed = Decimal(found[0].replace(".", "").replace(",", "."))
    decimals = len(found[0].partition(",")[2])
    if printed not in (round_half_up(value, decimals), round_share(value, decimals)):
        return SheetCell(text)  # the text says something else: a grade's name, a date
    before, after = text[: found.start()], text[found.end() :]
    # What falls short of 100 is printed so; a number that Excel would round up to it is stored as printed.
    stored = value if round_half_up(value, decimals) == printed else printed
    number = _exact_float(stored)
    if number is None and reckoned and stored.adjusted() + 1 + decimals <= 15:
        number = float(stored)
    if number is None:
        return SheetCell(text if reckoned else before + format_number(value, 40) + after, is_long=True)
    number_format = _number_format(decimals, before, after)
    if '"' in before + after or text_width(text) > _WIDEST or (number < 0 and before):
        return SheetCell(text)
    return SheetCell(number, number_format, shown=text)


def _exact_float(value: Decimal) -> float | None:
    """`value` as Excel's number, or None where its 15 digits would not hold it."""
    number = float(value)
    return number if abs(value) < 10**15 and Decimal(f"{number:.15g}") == value else None


def _number_format(decimals: int, before: str = "", after: str = "") -> str:
    quoted = [f'"{words}"' if words else "" for words in (before, after)]
    return f"{quoted[0]}#,##0{'.' + '0' * decimals if decimals else ''}{quoted[1]}"


def rounded_figure(number: float, decimals: int) -> Decimal:
    """What Excel shows of `number`."""
    return round_half_up(Decimal(f"{number:.15g}"), decimals)


def count_cell(number: int) -> SheetCell:
    return SheetCell(float(number), "0", shown=str(number))


def day_cell(day: date | None) -> SheetCell:
    if day is None:
        return SheetCell()
    return (
        SheetCell(day, _DAY, shown="00/00/0000") if day.year >= 1900 else SheetCell(day.isoformat())
    )  # Excel's calendar begins in 1900


def formula_cell(cell: SheetCell, formula: str, result: float) -> SheetCell:
    """`cell` as a live formula with its result, in the digits that Excel keeps."""
    return replace(cell, value=float(f"{result:.15g}"), formula=f"={formula}")


def guarded_formula(formula: str) -> str:
    """A formula that gives a dash, not an error, where a cell was emptied or holds words."""
    return f'IFERROR({formula},"{NOTHING}")'


def quotient_cell(shown: SheetCell, part: tuple[SheetCell, str], whole: tuple[SheetCell, str], per: int = 100) -> SheetCell:
    """`shown` as part / whole × per, live; as it is where that would show another figure.

    Two decimals always, so that it stays right when its parts are edited; what falls short of 100 never shows as 100.
    """
    above, below = part[0].number, whole[0].number
    if shown.number is None or above is None or below is None or below <= 0:
        return shown
    formula, result, decimals = f"{part[1]}/{whole[1]}*{per}", above / below * per, 2 if per == 100 else 4
    if per == 100:
        formula = f"IF({part[1]}<{whole[1]},MIN({formula},99.99),{formula})"
        result = min(result, 99.99) if above < below else result
    printed = min(shown.number, 99.99) if per == 100 and above < below else shown.number
    if rounded_figure(result, decimals) != rounded_figure(printed, decimals):
        return shown
    number_format = re.sub(r"#,##0(\.0+)?", "#,##0.00" if per == 100 else "#,##0.00##", shown.number_format)
    return formula_cell(
        replace(shown, number_format=number_format, shown=shown.shown + ",00"), guarded_formula(formula), result
    )


def sum_cell(
    shown: SheetCell, cells: Sequence[SheetCell], given: Sequence[Figure | None], total: Figure | None, where: str
) -> SheetCell:
    """`shown`, which says `total`, as the live sum of `cells`; as it is where they do not add up to it."""
    figures = [figure.value for figure in given if figure is not None]
    numbers = [cell.number for cell in cells if cell.number is not None]
    if shown.number is None or total is None or len(numbers) != len(figures) or add(figures) != total.value:
        return shown
    result = sum(numbers)
    return formula_cell(shown, f"SUM({where})", result) if Decimal(f"{result:.15g}") == total.value else shown


# --- text in rows -------------------------------------------------------------------------------------------------------


def split_pieces(text: str, width: float) -> list[str]:
    """`text` in pieces that each fit a row of the greatest height, far below the 32,767 letters that a cell can hold."""
    lines = wrap_text(text, width)
    return ["".join(lines[start : start + MOST_LINES]) for start in range(0, len(lines), MOST_LINES)]


BODY = {"valign": "vcenter", "text_wrap": True}
HEAD = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1, "bg_color": "#F2F2F2"}


# --- places -------------------------------------------------------------------------------------------------------------


def column_place(columns: Sequence[SheetColumn], key: str) -> int:
    return next(place for place, column in enumerate(columns) if column.key == key)


def cell_address(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def range_text(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    return f"{cell_address(first_row, first_column)}:{cell_address(last_row, last_column)}"


def absolute_range(where: str, *, rows: bool = True) -> str:
    """$B$5:$B$9 for B5:B9, so that a copied formula still means the same cells."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2" if rows else r"$\1\2", where)
