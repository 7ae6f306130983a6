"""CSV that a spreadsheet cannot take for formulas, and whose cells can be read back exactly.

A spreadsheet takes a cell for a formula if it begins with one of `= + - @`. Some split a line of CSV at `;` or a tab too, so a
cell can begin inside a text. In texts an apostrophe is therefore put before such a sign, at the start and after a separator or
a line break, and before apostrophes that stand there already:

    =1+1        '=1+1
    a;@b        a;'@b
    '=1         ''=1
    12/QĐ-UBND  12/QĐ-UBND

`read_cell` takes the apostrophe away again. Numbers are left as they are: -5 is a number and no formula.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from camket.exchange.tables import Cell
from camket.text.numerals import all_digits

# The full-width signs are those of East Asian keyboards; Excel takes them for the usual ones. A split cell may be in quotes.
_SIGN = r"(?=[=+\-@＝＋－＠])"
_SEPARATOR = re.compile(r"[;|\t\r\n]")
_START = r"(^|[;|\t\r\n])([ \u00a0\u200b\ufeff\"]*)"
_UNMARKED = re.compile(rf"{_START}('*){_SIGN}")
_MARKED = re.compile(rf"{_START}'('*){_SIGN}")


def plain_text(cell: Cell) -> str:
    """Return a cell as plain text: numbers with all digits, dates as year-month-day, flags as true and false."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return all_digits(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def cell_text(cell: Cell) -> str:
    """Return a cell as it is written into CSV: a text in which no formula can begin."""
    if isinstance(cell, str) and cell[:1].isalnum() and _SEPARATOR.search(cell) is None:  # most are ids, found quickly
        return cell
    return _UNMARKED.sub(r"\1\2'\3", cell) if isinstance(cell, str) else plain_text(cell)


def read_cell(text: str) -> str:
    """Return a text as it was before `cell_text`."""
    return _MARKED.sub(r"\1\2\3", text)


def write_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV (RFC 4180)."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([cell_text(cell) for cell in row])
    return stream.getvalue()
