"""What is wrong with a question in SQL, in the language of the user: the place with the line of SQL, what is wrong, a hint."""

from __future__ import annotations

import json
import re
from typing import Any

from camket.exchange.tables import TABLES
from camket.text.language import N_, _
from camket.text.problems import CamketError
from camket.text.spelling import suggest

# DuckDB's messages as patterns, and ours; the first that fits. Its own message is shown where none does.
_FAULTS = (
    (r'syntax error at or near "(?P<word>.*)"', N_("the SQL cannot be understood at '{word}'")),
    (r"syntax error at end of input", N_("the SQL ends too early")),
    (r"^unterminated", N_("a text or a name in quotes does not end")),
    (r"^Table with name (?P<word>.*) does not exist", N_("there is no table '{word}'")),
    (r"Function with name (?P<word>.*) does not exist", N_("there is no function '{word}'")),
    (r'^Referenced column "(?P<word>.*)" not found', N_("there is no column '{word}'")),
    (r'^Referenced table "(?P<word>.*)" not found', N_("FROM names no table '{word}'")),
    (r'^Table "(?P<table>.*)" does not have a column named "(?P<word>.*)"', N_("table '{table}' has no column '{word}'")),
    (
        r'^Ambiguous reference to column name "(?P<word>.*?)"',
        N_("several tables have a column '{word}': say t.{word}"),
    ),
    (
        r'^column "(?P<word>.*?)" must appear in the GROUP BY',
        N_("column '{word}' is neither in GROUP BY nor inside a function such as sum or count"),
    ),
    (
        r"^Could not convert string ['\"](?P<word>.*)['\"] to",
        N_("'{word}' is no number, day or what else is needed here"),
    ),
    (r"^No function matches .*'(?P<word>\S+)\(", N_("function '{word}' does not take values of this type")),
    (
        r"^Cannot compare values of type (?P<one>\w+)\S* and type (?P<other>\w+)",
        N_("values of different types are compared: {one} and {other}; texts are written in single quotes"),
    ),
    (r"^Set operations can only apply", N_("the SELECTs that are put together have different numbers of columns")),
    (r"read-only mode", N_("only SELECT is answered here; SQL does not change the data")),
    (r"^Values were not provided", N_("there is a place for a value (? or $) in the SQL, and no value")),
    (
        r"disabled by configuration|disabled through configuration|xtension|configuration has been locked",
        N_("SQL here has no access to files, the network or settings: it only reads the tables of camket"),
    ),
)
_WIDTH = 72  # of the line of SQL that is shown


class SqlFault(CamketError):
    """A question in SQL that cannot be answered."""


def sql_fault(sql: str, told: str) -> SqlFault:
    """Return the fault that DuckDB told as JSON, with line and column from 1, the line of SQL and a caret."""
    found = _read(told)
    text = str(found.get("exception_message", told)).strip()
    message, hint = _message(text), _hint(text, str(found.get("candidates", "")))
    position = str(found.get("position", ""))
    if not position.isdigit():
        return SqlFault(message, hint)
    before = sql.encode()[: int(position)].decode(errors="ignore")  # DuckDB counts bytes
    line, start = before.count("\n") + 1, before.rfind("\n") + 1
    if sql[len(before) : len(before) + 1] == '"':
        hint = _("A text is written in single quotes: 'q2'")
    shown = _shown_line(sql[start:].split("\n", 1)[0].rstrip("\r"), len(before) - start)
    where = f"SQL:{line}:{len(before) - start + 1}"
    return SqlFault(f"{where}: {message}\n{shown}", hint)


def _read(told: str) -> dict[str, Any]:
    try:
        found = json.loads(told[told.index("{") :])
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _message(text: str) -> str:
    for pattern, message in _FAULTS:
        if found := re.search(pattern, text):
            return _(message).format(**found.groupdict())
    return _("DuckDB says: {message}").format(message=text.split("\n")[0])


def _hint(text: str, candidates: str) -> str:
    """Return the name that was probably meant where a name is not known."""
    named = re.search(r'(?:name|column) "?(?P<word>[^\s"]+)"? (?:does not exist|not found)|column named "(?P<own>[^"]+)"', text)
    if named is None:
        return ""
    known = [name.strip(' "').split(".")[-1] for name in candidates.split(",") if name.strip()]
    if text.startswith("Table with"):
        known += [table.name for table in TABLES]
    elif "column" in text:
        known += [name for table in TABLES for name in table.column_names]
    if close := suggest(named["word"] or named["own"], known):
        return _("Did you mean '{word}'?").format(word=close)
    if "column" in text:
        return _('The columns of all tables: camket query "SELECT table_name, column_name FROM columns_of_tables"')
    return _("The tables are listed by: camket query") if text.startswith("Table with") else ""


def _shown_line(line: str, place: int) -> str:
    """Return the line of SQL, cut to the part around the place, with a caret under it."""
    start = max(0, min(place - _WIDTH // 2, len(line) - _WIDTH))
    dots = "…" if start else ""
    part = line[start : start + _WIDTH].replace("\t", " ")
    return f"  {dots}{part}\n  {' ' * (place - start + len(dots))}^"
