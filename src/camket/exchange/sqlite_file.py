"""An SQLite file with all tables. Figures are stored as text: SQLite would round them to binary fractions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

from camket.exchange.csv_text import plain_text
from camket.exchange.rows import Tables
from camket.exchange.tables import TABLES, Cell, ExportColumn, ExportTable

_TYPES = {"text": "TEXT", "decimal": "TEXT", "integer": "INTEGER", "date": "TEXT", "flag": "INTEGER"}


def write_sqlite(tables: Tables) -> bytes:
    """Return the bytes of the file. The table `columns_of_tables` has what every column means."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in TABLES:
            connection.execute(_create(table))
            marks = ", ".join("?" * len(table.columns))
            rows = (tuple(map(_stored, row)) for row in tables[table.name])
            connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608 - our own names
        names = ("table_name", "column_name", "type", "meaning_vi", "meaning_en")
        connection.execute(f"CREATE TABLE columns_of_tables ({' TEXT NOT NULL, '.join(names)} TEXT NOT NULL)")
        described = [(table.name, one.name, one.type, one.vi, one.en) for table in TABLES for one in table.columns]
        connection.executemany("INSERT INTO columns_of_tables VALUES (?, ?, ?, ?, ?)", described)
        connection.commit()
        return connection.serialize()


def _create(table: ExportTable) -> str:
    keys = [f"FOREIGN KEY ({one.name}) REFERENCES {one.refers_to} (id)" for one in table.columns if one.refers_to]
    return f"CREATE TABLE {table.name} ({', '.join([*map(_column, table.columns), *keys])}) STRICT"


def _column(column: ExportColumn) -> str:
    if column.name == "id":
        return "id TEXT NOT NULL PRIMARY KEY"
    return f"{column.name} {_TYPES[column.type]}{' NOT NULL' if column.needed else ''}"


def _stored(cell: Cell) -> Any:
    return plain_text(cell) if isinstance(cell, (Decimal, date)) else cell
