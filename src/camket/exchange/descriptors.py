"""Descriptions of the CSV files for other programs: datapackage.json (Data Package v2), csv-metadata.json (CSVW)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from camket.exchange.tables import TABLES, ExportColumn, ExportTable

PACKAGE, CSVW = "datapackage.json", "csv-metadata.json"
_MARKS = (
    "Trong cột chữ, dấu ' đứng trước = + - @ ở đầu ô, sau dấu ; và đầu dòng để bảng tính không coi là công thức. / "
    "In texts an apostrophe before = + - @ at the start, after ; and after a line break keeps spreadsheets from taking it "
    "for a formula."
)
_PACKAGE_TYPES = {"text": "string", "decimal": "number", "integer": "integer", "date": "date", "flag": "boolean"}


def data_package(title: str, year: int, files: Mapping[str, bytes]) -> bytes:
    """Return datapackage.json for the CSV files of all tables."""
    resources = [_resource(table, files[f"{table.name}.csv"]) for table in TABLES]
    return _dump(
        {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": f"camket-{year}",
            "title": title,
            "description": _MARKS,
            "resources": resources,
        }
    )


def _resource(table: ExportTable, data: bytes) -> dict[str, Any]:
    keys = [
        {"fields": [one.name], "reference": {"resource": one.refers_to, "fields": ["id"]}}
        for one in table.columns
        if one.refers_to
    ]
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": f"{table.vi} / {table.en}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "primaryKey": ["id"],
            "missingValues": [""],
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: ExportColumn) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.needed else {}
    if column.words:
        limits["enum"] = list(column.words)
    flags = {"trueValues": ["true"], "falseValues": ["false"]} if column.type == "flag" else {}
    return {
        "name": column.name,
        "type": _PACKAGE_TYPES[column.type],
        "description": f"{column.vi} / {column.en}",
        **flags,
        **({"constraints": limits} if limits else {}),
    }


def csvw_metadata(title: str) -> bytes:
    """Return csv-metadata.json for the CSV files of all tables."""
    return _dump(
        {
            "@context": "http://www.w3.org/ns/csvw",
            "dc:title": title,
            "rdfs:comment": _MARKS,
            "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "trim": False},
            "tables": [_csvw_table(table) for table in TABLES],
        }
    )


def _csvw_table(table: ExportTable) -> dict[str, Any]:
    # Some validators of CSVW refuse an empty cell in a foreign key.
    keys = [
        {"columnReference": one.name, "reference": {"resource": f"{one.refers_to}.csv", "columnReference": "id"}}
        for one in table.columns
        if one.refers_to and one.needed
    ]
    return {
        "url": f"{table.name}.csv",
        "dc:description": _both(table),
        "tableSchema": {
            "columns": [_csvw_column(column) for column in table.columns],
            "primaryKey": "id",
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _csvw_column(column: ExportColumn) -> dict[str, Any]:
    bases: dict[str, Any] = {
        "text": "string",
        "decimal": "decimal",
        "integer": "integer",
        "date": "date",
        "flag": {"base": "boolean", "format": "true|false"},
    }
    words = {"base": "string", "format": "|".join(column.words)}
    return {
        "name": column.name,
        "titles": column.name,
        "datatype": words if column.words else bases[column.type],
        "required": column.needed,
        "dc:description": _both(column),
    }


def _both(described: ExportTable | ExportColumn) -> list[dict[str, str]]:
    return [{"@value": described.vi, "@language": "vi"}, {"@value": described.en, "@language": "en"}]


def _dump(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
