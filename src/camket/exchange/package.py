"""All files of an export by format. The same data give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from camket.exchange.csv_text import write_csv
from camket.exchange.descriptors import CSVW, PACKAGE, csvw_metadata, data_package
from camket.exchange.rows import Tables
from camket.exchange.tables import TABLES
from camket.ledger.commitment import Commitment

FORMATS = ("csv", "json", "sqlite", "parquet")


def export_files(tables: Tables, commitment: Commitment, formats: Sequence[str]) -> dict[str, bytes]:
    """Return the files of an export by their paths in the folder that they are written into."""
    files: dict[str, bytes] = {}
    for name in formats:
        files |= _files_of(name, tables, commitment)
    return files


def _files_of(name: str, tables: Tables, commitment: Commitment) -> Mapping[str, bytes]:
    year = commitment.year.number
    if name == "csv":
        return {f"csv/{path}": data for path, data in _csv_files(tables, commitment).items()}
    if name == "json":
        from camket.exchange.json_text import write_json

        return {f"camket-{year}.json": write_json(tables)}
    if name == "parquet":
        from camket.exchange.parquet_files import parquet_files

        return {f"parquet/{path}": data for path, data in parquet_files(tables, year)}
    from camket.exchange.sqlite_file import write_sqlite

    return {f"camket-{year}.sqlite": write_sqlite(tables)}


def _csv_files(tables: Tables, commitment: Commitment) -> dict[str, bytes]:
    files = {f"{table.name}.csv": write_csv(table.column_names, tables[table.name]).encode() for table in TABLES}
    described = {PACKAGE: data_package(commitment.title, commitment.year.number, files), CSVW: csvw_metadata(commitment.title)}
    return files | described
