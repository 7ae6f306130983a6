"""JSON: every table with its columns and its rows; figures as text, because a JSON number has no exact decimals."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from camket.exchange.rows import Tables
from camket.exchange.tables import TABLES, Cell
from camket.text.controls import escape_controls
from camket.text.numerals import all_digits


def json_cell(cell: Cell) -> Any:
    """Return a cell as a value of JSON: figures and dates as text, nothing as null."""
    if isinstance(cell, Decimal):
        return all_digits(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def write_json(tables: Tables) -> bytes:
    """Return all tables as JSON, a row on each line: {"tables": {name: {title, columns, rows}}}."""
    parts = []
    for table in TABLES:
        columns = [{"name": one.name, "type": one.type, "description": {"vi": one.vi, "en": one.en}} for one in table.columns]
        rows = (dict(zip(table.column_names, map(json_cell, row), strict=True)) for row in tables[table.name])
        parts.append(
            f'"{table.name}": {{\n"title": {_dump({"vi": table.vi, "en": table.en})},\n'
            f'"columns": [\n{_lines(columns)}\n],\n"rows": [\n{_lines(rows)}\n]}}'
        )
    return escape_controls('{"tables": {\n' + ",\n".join(parts) + "\n}}\n").encode()


def _lines(values: Any) -> str:
    return ",\n".join(map(_dump, values))


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
