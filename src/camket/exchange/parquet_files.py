"""Parquet, written by DuckDB: for each table a folder, in it the year and the round: `results/year=2023/round=q2/part.parquet`.

No table has a column `year` of its own, which the year in the path would hide. Programs read the folder of a table as one
table, in which `year` and `round` are columns, and pass over the folders that a question is not about. A table without a column
`round` has the year alone. A table without rows has files too: it is no missing table.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from camket.exchange.duckdb_tables import open_tables
from camket.exchange.rows import Tables
from camket.exchange.tables import TABLES, ExportTable

PART = "part.parquet"


def parquet_files(tables: Tables, year: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files by their paths. The same data, written by the same version of DuckDB, give the same bytes."""
    connection = open_tables(tables)
    rounds = [str(row[0]) for row in tables["rounds"]]
    with tempfile.TemporaryDirectory(prefix="camket-") as folder:
        file = Path(folder) / PART
        for table in TABLES:
            if "round" in table.column_names:
                for round_ in rounds:
                    yield f"{table.name}/year={year}/round={round_}/{PART}", _written(connection, table, file, round_)
            else:
                yield f"{table.name}/year={year}/{PART}", _written(connection, table, file, None)
    connection.close()


def _written(connection: Any, table: ExportTable, file: Path, round_: str | None) -> bytes:
    """Return the bytes of the file with the rows of a table, or of a round; the round itself is in the path alone."""
    chosen = "*" if round_ is None else "* EXCLUDE (round)"
    where = "" if round_ is None else f" WHERE round = {quoted(round_)}"
    described = {one.name: {"vi": one.vi, "en": one.en} for one in table.columns}
    about = json.dumps({"title": {"vi": table.vi, "en": table.en}, "columns": described}, ensure_ascii=False)
    connection.execute(
        f"COPY (SELECT {chosen} FROM {table.name}{where}) TO {quoted(str(file))} "  # noqa: S608 - quoted
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{camket: {quoted(about)}}})"
    )
    return file.read_bytes()


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
