"""A question in SQL about the tables: one SELECT, answered by DuckDB on a copy in memory, without files, network or changes.

The limits are DuckDB's own and locked before the question is read: external access is off, nothing can be installed or loaded,
the transaction is read-only, time and memory are bounded. `sql_faults` tells its errors in the language of the user.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any, NamedTuple

from camket.exchange.duckdb_tables import import_duckdb, open_tables
from camket.exchange.rows import Tables
from camket.exchange.sql_faults import SqlFault, sql_fault
from camket.exchange.tables import TABLES
from camket.text.language import _

SECONDS = 60
# Of a question, besides what the tables take: DuckDB counts most of its memory; the limit of the process is for the rest.
MEMORY = 2**30
_PROCESS_MEMORY = 3 * 2**30
MOST_ROWS = 1_000_000
_AT_ONCE = 200
_LOCKED = (
    "errors_as_json = true",
    "python_enable_replacements = false",
    "allow_community_extensions = false",
    "temp_directory = ''",
    "enable_external_access = false",
    "lock_configuration = true",
)


class QueryAnswer(NamedTuple):
    """The rows that were found. `is_cut`: there are more than were asked for."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool


def needs_origins(sql: str) -> bool:
    """Return whether a question may be about `provenance`, which takes longer to collect than all other tables."""
    return "provenance" in sql.lower()


def ask(tables: Tables, sql: str, most: int = MOST_ROWS, seconds: float = SECONDS) -> QueryAnswer:
    """Return the answer to a SELECT, at most `most` rows of it. Raises SqlFault with the place that is wrong."""
    duckdb = import_duckdb()
    connection = open_tables(tables)
    _add_meanings(connection)
    if not needs_origins(sql):  # no table is better than one that is empty because nobody has filled it
        connection.execute("DROP TABLE provenance")
    (used,) = connection.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()
    connection.execute(f"SET memory_limit = '{(int(used) + MEMORY) // 2**20} MiB'")
    for setting in _LOCKED:
        connection.execute(f"SET {setting}")
    timer = Timer(seconds, connection.interrupt)
    try:
        with _bounded_memory():
            statement = _one_select(connection, sql)
            connection.execute("BEGIN TRANSACTION READ ONLY")
            timer.start()
            connection.execute(statement)
            return _fetched(connection, most)
    except duckdb.InterruptException:
        message = _("the question was stopped after {seconds} seconds").format(seconds=f"{seconds:g}")
        raise SqlFault(message, _("Narrow it with WHERE, or export the tables: camket export")) from None
    except (duckdb.OutOfMemoryException, MemoryError):
        message = _("the question needs more than {size} MB of memory").format(size=MEMORY // 2**20)
        raise SqlFault(message, _("Narrow it with WHERE, or export the tables: camket export")) from None
    except duckdb.Error as error:
        raise sql_fault(sql, str(error)) from None
    finally:
        timer.cancel()
        connection.close()


def _one_select(connection: Any, sql: str) -> Any:
    statements = connection.extract_statements(sql)
    hint = _("The tables are listed by: camket query")
    if not statements:
        raise SqlFault(_("there is no question: write a SELECT"), hint)
    if len(statements) > 1:
        raise SqlFault(_("there are {n} statements here: ask one question at a time").format(n=len(statements)))
    if statements[0].type.name != "SELECT":
        raise SqlFault(_("only SELECT is answered here; SQL does not change the data"), hint)
    return statements[0]


def _fetched(connection: Any, most: int) -> QueryAnswer:
    names = tuple(str(one[0]) for one in connection.description)
    rows: list[tuple[Any, ...]] = []
    while len(rows) <= most and (more := connection.fetchmany(_AT_ONCE)):
        rows += more
    return QueryAnswer(names, rows[:most], len(rows) > most)


def _add_meanings(connection: Any) -> None:
    """Add the table `columns_of_tables`, as the SQLite file has it: what every column means."""
    names = ("table_name", "column_name", "type", "meaning_vi", "meaning_en")
    connection.execute(f"CREATE TABLE columns_of_tables ({' VARCHAR, '.join(names)} VARCHAR)")
    described = [(table.name, one.name, one.type, one.vi, one.en) for table in TABLES for one in table.columns]
    columns = [list(column) for column in zip(*described, strict=True)]
    marks = ", ".join(f"unnest(${place}::VARCHAR[])" for place in range(1, len(names) + 1))
    connection.execute(f"INSERT INTO columns_of_tables SELECT {marks}", columns)


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Bound the memory of the process where the system can (Linux): a text made very long is not counted by DuckDB."""
    taken = Path("/proc/self/statm")
    if sys.platform == "win32" or not taken.exists():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    now = int(taken.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    limit = now + _PROCESS_MEMORY
    for given in (soft, hard):
        limit = limit if given == resource.RLIM_INFINITY else min(limit, given)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
