"""The tables of an export read back: from CSV, SQLite or Parquet into typed rows, and from rows into the facts of the Ledger."""

from __future__ import annotations

import csv
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from camket.exchange.csv_text import read_cell
from camket.exchange.tables import TABLES, ExportColumn
from camket.history.facts import Fact, Way, file_facts
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures.base import Result
from camket.ledger.reports import Report
from camket.text.numerals import unambiguous

Record = dict[str, Any]
Tables = dict[str, list[Record]]


def read_csv_tables(folder: Path) -> Tables:
    found: Tables = {}
    for table in TABLES:
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as stream:
            heads, *rows = csv.reader(stream, strict=True)
        assert tuple(heads) == table.column_names
        found[table.name] = [{one.name: typed(one, cell) for one, cell in zip(table.columns, row, strict=True)} for row in rows]
    return found


def read_sqlite_tables(file: Path) -> Tables:
    found: Tables = {}
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in TABLES:
            rows = connection.execute(f"SELECT {', '.join(table.column_names)} FROM {table.name} ORDER BY rowid").fetchall()
            found[table.name] = [dict(zip(table.column_names, row, strict=True)) for row in rows]
            for record in found[table.name]:
                for one in table.columns:
                    value = record[one.name]
                    if value is not None:
                        record[one.name] = bool(value) if one.type == "flag" else of_text(one, str(value))
    return found


def read_parquet_tables(folder: Path) -> Tables:
    """As any program reads them: the folder of a table as one table, with `year` and `round` from the paths."""
    found: Tables = {}
    with duckdb.connect(":memory:") as connection:
        for table in TABLES:
            names = ", ".join(table.column_names)
            types = "{'year': INTEGER, 'round': VARCHAR}" if "round" in table.column_names else "{'year': INTEGER}"
            source = f"read_parquet('{folder.as_posix()}/{table.name}/**/*.parquet', hive_types = {types})"
            rows = connection.execute(f"SELECT {names} FROM {source} ORDER BY filename, file_row_number").fetchall()
            found[table.name] = [dict(zip(table.column_names, row, strict=True)) for row in rows]
    return found


def typed(column: ExportColumn, cell: str) -> Any:
    if cell == "":
        return None
    return read_cell(cell) if column.type == "text" else of_text(column, cell)


def of_text(column: ExportColumn, text: str) -> Any:
    match column.type:
        case "text":
            return text
        case "decimal":
            return Decimal(text)
        case "integer":
            return int(text)
        case "date":
            return date.fromisoformat(text)
        case "flag":
            return {"true": True, "false": False}[text]


# --- the facts of reports -----------------------------------------------------------------------------------------------


def report_facts(ledger: Ledger, filed: Filed) -> dict[Way, Any]:
    """The facts of a report that are exported: not the persons in charge, nor the files of the covering letter."""
    found = {way: known(ledger, way, fact) for way, fact in file_facts(ledger, filed)}
    left_out = (("reported_by",), ("letter", "files"))
    kept = {way: value for way, value in found.items() if not any(way[: len(one)] == one for one in left_out)}
    # An empty list of evidence is no fact; of the entries of a list it says that there is nothing new. No flag is no.
    return {
        way: value
        for way, value in kept.items()
        if (value != "[]" or way[-1] in ("items", "incidents")) and (way, value) != (("illustrative",), False)
    }


def known(ledger: Ledger, way: Way, fact: Fact) -> Any:
    """The value of a fact; of the same period last year, which is kept as text, the figure that it names."""
    if way[0] == "results" and way[2:] == ("same_period",):
        return ledger.targets[way[1]].measure.typed_figure(str(fact.value)).normalize()
    return fact.value


def rebuilt(ledger: Ledger, tables: Tables, filed: Filed) -> Filed:
    """The report of a unit as the tables tell it."""
    where = {"round": filed.round, "unit": filed.unit}

    def of(table: str) -> list[Record]:
        return [row for row in tables[table] if all(row[key] == value for key, value in where.items())]

    (sent,) = of("submissions")
    letter = {"number": sent["letter_number"], "date": sent["letter_date"]}
    content: Record = {
        "illustrative": sent["illustrative"],
        "submitted": sent["submitted"],
        "resubmitted": [date.fromisoformat(day) for day in (sent["sent_again"] or "").split()],
        "letter": letter if any(letter.values()) else None,
        "note": sent["note"],
        "difficulties": [remark(row) for row in of("difficulties")],
        "proposals": [remark(row) for row in of("proposals") if row["earlier_round"] is None],
        "corrections": [correction(row) for row in of("corrections")],
    }
    report = Report.model_validate({key: value for key, value in content.items() if value})
    results = {
        row["target"]: result for row in of("results") if (result := rebuilt_result(ledger, tables, row, filed)) is not None
    }
    return Filed(filed.round, filed.unit, filed.document, report, results)


def remark(row: Record) -> Record:
    return given({"text": row["text"], "target": row["target"], "to": row["addressee"]})


def correction(row: Record) -> Record:
    named = {"unit": "of_unit", "old": "old_figure", "new": "new_figure", "by": "corrected_by"}
    return given({key: row[named.get(key, key)] for key in ("target", "unit", "old", "new", "reason", "by", "date")})


def rebuilt_result(ledger: Ledger, tables: Tables, row: Record, filed: Filed) -> Result | None:
    """A result of its rows in all tables; None where nothing at all is told."""
    measure = ledger.targets[row["target"]].measure
    content: Record = given({"text": row["text"], "evidence": evidence(tables, row["id"], None)})
    if row["reason"] in ("awaiting-publication", "awaiting-assessment"):
        content["awaiting"] = row["reason"].removeprefix("awaiting-")
    for figure in (one for one in tables["figures"] if one["result"] == row["id"]):
        *keys, last = figure["figure"].split("/")
        place = content
        for key in keys:
            place = place.setdefault(key, {})
        value = figure["word"] if figure["number"] is None else figure["number"]
        place[last] = unambiguous(value) if last == "same_period" and isinstance(value, Decimal) else value
    entries = [entry(tables, row["id"], item) for item in tables["items"] if item["result"] == row["id"]]
    if measure.is_list and (entries or row["number"] is not None):
        content[measure.result_type.list_key] = entries
    return measure.result_type.model_validate(content) if content else None


def entry(tables: Tables, result: str, item: Record) -> Record:
    columns = {
        row["column_name"]: row["word"] if row["number"] is None else row["number"]
        for row in tables["item_values"]
        if row["item"] == item["id"]
    }
    told = {key: item[key] for key in ("name", "kind", "date", "note")}
    return given({**columns, **given(told), "evidence": evidence(tables, result, item["id"])})


def evidence(tables: Tables, result: str, item: str | None) -> list[Record]:
    files: dict[str, list[Record]] = defaultdict(list)
    for row in tables["evidence_files"]:
        files[row["evidence"]].append({"file": row["file"], "sha256": row["sha256"]})
    keys = ("kind", "number", "date", "body", "subject", "link", "file", "note")
    return [
        given({**{key: row[key] for key in keys}, "files": files[row["id"]]})
        for row in tables["evidence"]
        if row["result"] == result and row["item"] == item
    ]


def given(record: Mapping[str, Any]) -> Record:
    return {key: value for key, value in record.items() if value not in (None, [])}


def facts_from_tables(ledger: Ledger, tables: Tables) -> dict[tuple[str, str], dict[Way, Any]]:
    """The facts of every report that had been received, as the tables tell them."""
    sent = [(row["round"], row["unit"]) for row in tables["submissions"] if row["submitted"] is not None]
    return {key: report_facts(ledger, rebuilt(ledger, tables, ledger.reports[key])) for key in sent}


def facts_of_ledger(ledger: Ledger, last: date) -> dict[tuple[str, str], dict[Way, Any]]:
    """The same as the Ledger has them."""
    return {
        (round_.id, filed.unit): report_facts(ledger, filed)
        for round_ in ledger.rounds
        for filed in ledger.all_received(round_.id, last)
    }
