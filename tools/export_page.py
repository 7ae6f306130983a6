"""docs/export.md: the tables of `camket export`, made from the table descriptions in the code."""

from __future__ import annotations

from camket.exchange.tables import MISSING, TABLES, ExportColumn

HEAD = """\
<!-- Made by tools/docs.py from src/camket/exchange/tables.py; do not edit. -->

# The tables of `camket export`

`camket export` writes the data as tidy tables: one row for each thing, one column for each property, the same tables in every
format. Each column is described in Vietnamese and English below, and in the files themselves.

| `--format` | files | what describes them |
|---|---|---|
| `csv` (default) | `csv/*.csv`: UTF-8, commas | `csv/datapackage.json` (Data Package v2), `csv/csv-metadata.json` (CSVW) |
| `json` | `camket-<year>.json` | title and columns of each table in the file |
| `sqlite` | `camket-<year>.sqlite` | the table `columns_of_tables` in the file |
| `parquet` | `parquet/<table>/year=<year>/round=<round>/part.parquet` | `camket` in the metadata of each file |

Parquet is written by DuckDB, the extra `camket[data]`: in a clone of camket `uv tool install ".[data]"`, or
`python -m pip install duckdb` with the Python that camket runs in.

The files go into `build/export/` beside the data, or into the folder of `--output`. Nothing is replaced that camket has not
written there, or that somebody has changed since, unless `--force`. `--dry-run` writes nothing.

## What holds for all tables

- **Which day.** `commitment.as_of` is the day up to which reports have come in: the closing day of the last round with a
  report, so the same data always give the same bytes. `--as-of` takes an earlier day: what came later has not come. The
  verdicts of a round are those of its report, on the round's own closing day (`rounds.as_of`).
- **Figures are exact.** They have all the digits that were typed, with a decimal point. A figure that does not end (a rate of
  1/3) is rounded to six decimals. JSON and SQLite have figures as text, because their own numbers are binary fractions:
  `CAST(number AS REAL)` in SQLite where exact digits are not needed.
- **In Parquet** a figure is `DECIMAL(38, 12)`, exact too; an export with a figure that has more digits is refused. `year` and
  `round` are in the paths: programs that know such folders (DuckDB, Polars, Spark) show them as columns and read only the
  folders that a question is about. A table without `round` has the year alone. One version of DuckDB always writes the same
  bytes.
- **A figure is in `number`, or in `word`** if it is no number: a grade, `true` or `false`, the day on which something was done.
- **Missing is not zero.** Where there is no figure, `reason` says why; where there is one, also 0, `reason` is empty:

{reasons}

- **An empty cell** means that nothing is known or nothing applies. No text is empty.
- **Spreadsheets and formulas.** CSV is data: no cell of it may become a formula when a spreadsheet opens it. In texts an
  apostrophe is put before `= + - @` at the start, after `;`, `|` or a tab, and after a line break. To get the text as it was
  typed, take one apostrophe away there. Numbers have no apostrophe. JSON and SQLite have the texts as they were typed.
- **No personal data**: telephone numbers, addresses and persons in charge of a unit are not exported. `provenance` names the
  authors of commits, because they answer for the figures; `--no-authors` leaves it out.
- Names of tables and columns can be used in SQL without quotes.

## The tables

"""


def export_page() -> str:
    """Return docs/export.md."""
    reasons = "\n".join(f"  | `{name}` | {vi} | {en} |" for name, (vi, en) in MISSING.items())
    parts = [HEAD.replace("{reasons}", f"  | `reason` | nghĩa | meaning |\n  |---|---|---|\n{reasons}")]
    for table in TABLES:
        rows = "\n".join(map(_row, table.columns))
        heads = "| column | type | nghĩa | meaning |\n|---|---|---|---|"
        parts.append(f"### {table.name}\n\n{table.vi}. {table.en}.\n\n{heads}\n{rows}\n\n")
    return "".join(parts).rstrip("\n") + "\n"


def _row(column: ExportColumn) -> str:
    kind = f"id of [{column.refers_to}](#{column.refers_to})" if column.refers_to else column.type
    return f"| `{column.name}` | {kind}{'' if column.needed else ', may be empty'} | {column.vi} | {column.en} |"
