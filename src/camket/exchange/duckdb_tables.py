"""The tables inside DuckDB, in memory: for Parquet files and for `camket query`. DuckDB is the extra `camket[data]`.

Figures are DECIMAL(38, 12), the same in every export, because programs that read many files take the type of the first one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from camket.exchange.csv_text import plain_text
from camket.exchange.rows import Row, Tables
from camket.exchange.tables import TABLES, ExportTable
from camket.text.language import _
from camket.text.problems import CamketError

DIGITS, DECIMALS = 38, 12
TYPES = {
    "text": "VARCHAR",
    "decimal": f"DECIMAL({DIGITS}, {DECIMALS})",
    "integer": "BIGINT",
    "date": "DATE",
    "flag": "BOOLEAN",
}
_AT_ONCE = 10_000  # rows that are handed over at once


class NotInstalled(CamketError):
    """DuckDB is not installed."""


def import_duckdb() -> Any:
    """Return the module `duckdb`. Raises NotInstalled with the command that installs it."""
    try:
        import duckdb
    except ImportError as error:
        message = _("this needs DuckDB, the extra data of camket, which is not installed here")
        hint = _(
            'Type: {command}\n  If camket was installed with uv: uv tool install ".[data]" in the folder of camket.\n'
            "  CSV, JSON and SQLite need nothing more: camket export --format sqlite"
        )
        raise NotInstalled(message, hint.format(command=f'"{sys.executable}" -m pip install "duckdb>=1.4"')) from error
    return duckdb


def open_tables(tables: Tables) -> Any:
    """Return a connection to a database in memory that holds all tables.

    Raises NotInstalled, and CamketError for a figure that has more digits than the type holds.
    """
    connection = import_duckdb().connect(":memory:")
    # One thread keeps the order of rows and so the bytes of files; nothing is loaded from the network of its own accord; no bar
    # is drawn among the rows on the standard output.
    for setting in (
        "threads = 1",
        "enable_progress_bar = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
    ):
        connection.execute(f"SET {setting}")
    for table in TABLES:
        columns = ", ".join(f"{one.name} {TYPES[one.type]}{' NOT NULL' if one.needed else ''}" for one in table.columns)
        connection.execute(f"CREATE TABLE {table.name} ({columns})")
        _fill(connection, table, tables[table.name])
    return connection


def _fill(connection: Any, table: ExportTable, rows: Sequence[Row]) -> None:
    """Add rows as lists of texts, a list for each column, which is how DuckDB takes many rows exactly and without a file."""
    lists = ", ".join(f"unnest(${place}::VARCHAR[])::{TYPES[one.type]}" for place, one in enumerate(table.columns, 1))
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        _refuse_long(table, part)
        texts = [[None if cell is None else plain_text(cell) for cell in column] for column in zip(*part, strict=True)]
        connection.execute(f"INSERT INTO {table.name} SELECT {lists}", texts)


def _refuse_long(table: ExportTable, rows: Sequence[Row]) -> None:
    """Raise CamketError for a figure that would be rounded or cut."""
    places = [place for place, one in enumerate(table.columns) if one.type == "decimal"]
    for row in rows if places else ():
        for place in places:
            figure = row[place]
            if isinstance(figure, Decimal) and not fits(figure):
                message = _(
                    "the figure {figure} ({table}: {row}, {column}) has more digits than Parquet and SQL hold exactly: "
                    "{whole} before the decimal point, {decimals} after it"
                )
                told = message.format(
                    figure=plain_text(figure),
                    table=table.name,
                    row=row[0],
                    column=table.columns[place].name,
                    whole=DIGITS - DECIMALS,
                    decimals=DECIMALS,
                )
                raise CamketError(told, _("CSV, JSON and SQLite hold it with all its digits: camket export --format sqlite"))


def fits(figure: Decimal) -> bool:
    """Return whether a figure can be kept without being rounded."""
    if figure == 0:
        return True
    _sign, digits, exponent = figure.normalize().as_tuple()
    assert isinstance(exponent, int)
    return exponent >= -DECIMALS and len(digits) + exponent <= DIGITS - DECIMALS
