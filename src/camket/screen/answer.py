"""The answer of `camket query` in the terminal and as JSON or CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from rich.console import Console

from camket.exchange.csv_text import write_csv
from camket.exchange.query import QueryAnswer
from camket.exchange.tables import TABLES
from camket.screen.console import print_field, print_line, print_paragraph
from camket.screen.table import ScreenColumn, ScreenRow, make_table
from camket.text.controls import escape_controls
from camket.text.language import _, chosen, ngettext
from camket.text.numerals import all_digits, format_exact, round_half_up
from camket.text.problems import CamketError

NOTHING = "NULL"  # as SQL has it: no figure is not 0, and no text
_DECIMALS = 6  # of a number that is no exact decimal


def print_answer(console: Console, answer: QueryAnswer) -> None:
    """Print the rows as a table, or one below the other where a table would be wider than the screen."""
    cells = [tuple(map(_shown, row)) for row in answer.rows]
    if cells and not _print_table(console, answer, cells):
        for number, row in enumerate(cells, 1):
            print_line(console, (f"{number}", "bold"))
            for name, cell in zip(answer.names, row, strict=True):
                print_field(console, name, cell)
    n = len(cells)
    if answer.is_cut:
        text = _("the first {n} rows; all of them with --format csv, fewer with WHERE or LIMIT").format(n=n)
    else:
        text = ngettext("{n} row", "{n} rows", n).format(n=n) if n else _("no row")
    print_paragraph(console, text, "dim")


def _print_table(console: Console, answer: QueryAnswer, cells: Sequence[tuple[str, ...]]) -> bool:
    """Print a table if it fits without a column left out; return whether it does."""
    columns = [
        ScreenColumn(
            name,
            right=any(_is_number(row[place]) for row in answer.rows),
            least=0 if any(_is_number(row[place]) for row in answer.rows) else 16,
            spare=place,
        )
        for place, name in enumerate(answer.names)
    ]
    table, dropped = make_table(console, columns, [ScreenRow(row) for row in cells])
    if dropped or sum(column.width or 0 for column in table.columns) + len(table.columns) - 1 > console.width:
        return False
    console.print(table)
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    """Return a value as a person reads it: figures with the decimal mark of the language; whole numbers may be years."""
    if isinstance(value, float) and isfinite(value):
        value = round_half_up(Decimal(repr(value)), _DECIMALS)
    if isinstance(value, Decimal):
        return format_exact(value.normalize())
    return NOTHING if value is None else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return all_digits(value)
    if isinstance(value, date):  # a time of day too
        return value.isoformat()
    return json.dumps(_json(value), ensure_ascii=False) if isinstance(value, (list, tuple, dict)) else str(value)


def answer_csv(answer: QueryAnswer) -> str:
    """Return the rows as CSV, written as the CSV of `camket export` is."""
    return write_csv(answer.names, [[None if value is None else _cell(value) for value in row] for row in answer.rows])


def _cell(value: Any) -> Any:
    return value if isinstance(value, (str, Decimal, int, date)) else _text(value)


def answer_json(answer: QueryAnswer) -> str:
    """Return the rows as a list of objects, as JSON: decimal figures and days as text. Raises CamketError for a double name."""
    twice = next((name for place, name in enumerate(answer.names) if name in answer.names[:place]), None)
    if twice is not None:
        message = _("two columns have the name '{name}'; JSON needs different ones").format(name=twice)
        raise CamketError(message, _("Name one of them: {name} AS {name}_2").format(name=twice))
    rows = (dict(zip(answer.names, map(_json, row), strict=True)) for row in answer.rows)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return escape_controls(f"[\n{lines}\n]\n" if lines else "[]\n")


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(one) for one in value]
    if value is None or isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value)):
        return value
    return _text(value) if isinstance(value, (Decimal, date)) else str(value)


def print_tables(console: Console) -> None:
    """Print the tables that a question can be about."""
    columns = [ScreenColumn(_("Table")), ScreenColumn(_("A row for each"), least=20)]
    rows = [ScreenRow((table.name, table.vi if chosen() == "vi" else table.en)) for table in TABLES]
    table, _dropped = make_table(console, columns, rows)
    console.print(table)
    columns_of = "SELECT * FROM columns_of_tables WHERE table_name = 'verdicts'"
    print_paragraph(console, _("Columns of a table: {command}").format(command=f'camket query "{columns_of}"'))
    print_paragraph(console, _("Ready questions: docs/sql.md"))
