"""A table that is the list of a target: a product, a project, an incident in each row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from camket.forms.cells import FormCell
from camket.forms.headings import is_sum, read_heading, reason_of
from camket.forms.labels import IGNORED, list_column, match_option
from camket.forms.reader import FormRow
from camket.forms.slots import Table
from camket.forms.table_reading import TableReading
from camket.text.language import _


def read_list(reading: TableReading, target: str) -> None:
    """Read each row as a new entry of a target's list; entries in the file are kept."""
    grid = reading.grid
    (unit,) = reading.values.forms
    filled = reading.values.filled[unit]
    block = reading.values.block(unit, target)
    table = block.table if block is not None else None
    if table is None:
        message = _("{target} is no list of this unit").format(target=reading.ledger.targets[target].name)
        reading.report("form-match", grid.place(0, 0), message, _("Look at --list and --unit."))
        return
    head, columns = _list_head(reading, table)
    if not reading.read_titles(range(head)):
        return
    for index in reading.rows_of_round(head + 1):
        row = grid.rows[index]
        is_again = reading.texts(index) == reading.texts(head)  # the head repeated on a new page
        if not columns or not any(row) or is_again or (index == head + 1 and reading.is_numbering(index)):
            continue
        cells = {
            name: FormCell(row[column], grid.place(index, column), trouble="merged" if (index, column) in grid.merged else "")
            for column, name in columns.items()
            if column < len(row) and (row[column] or (index, column) in grid.merged)
        }
        if _is_entry(reading, index, cells) and not _reaches_beyond(reading, head, index):
            filled.base[table.name] = []
            filled.tables.setdefault(table.name, []).append(FormRow("", cells, grid.place(index, 0)))


def _is_entry(reading: TableReading, row: int, cells: Mapping[str, FormCell]) -> bool:
    """Whether a row is an entry; what it is not is told."""
    name = str(cells["name"].value or "") if "name" in cells else ""
    text = next(text for text in reading.texts(row) if text)
    place = reading.grid.place(row, 0)
    if is_sum(name) or (not name and is_sum(text)):
        message = _("row '{label}' is not taken: {reason}").format(label=name or text, reason=reason_of("sum"))
        reading.note(row, 0, message)
    elif re.fullmatch(r"\W*\d+\W*", name):
        message = _("the name of this row is a number, and the row is not read: {text}").format(text=name)
        reading.report("form-match", place, message, _("Write the name into the row."))
    elif "name" not in cells:
        message = _("this row has no name, and is not read: {text}").format(text=text)
        reading.report("form-match", place, message, _("Write the name into the row."))
    else:
        return True
    return False


def _reaches_beyond(reading: TableReading, head: int, row: int) -> bool:
    """Whether a row has words where the head has no heading, which is told: its cells may have been cut apart."""
    heads, texts = reading.texts(head), reading.texts(row)
    beyond = next((text for at, text in enumerate(texts) if text and not heads[at] and not text.strip("().").isdecimal()), "")
    if beyond:
        message = _("this row has words in a column without a heading, and is not read: {text}").format(text=beyond)
        reading.report("form-match", reading.grid.place(row, 0), message, _("Write its heading above it."))
    return bool(beyond)


def _list_head(reading: TableReading, table: Table) -> tuple[int, dict[int, str]]:
    """The index of the first row with the heading "name", and the list's columns by index; -1 and no columns without one."""
    grid = reading.grid
    memory = reading.labels.memory
    for index, row in enumerate(grid.rows):
        found = {column: list_column(table, label, memory) for column, label in enumerate(row) if label}
        if "name" not in found.values():
            continue
        for column, name in found.items():
            if name is None:
                _tell_unknown(reading, table, index, column)
        columns = {column: name for column, name in found.items() if name is not None}
        counted = Counter(columns.values())
        for column, name in columns.items():
            if counted[name] > 1:
                message = _("several columns have the heading of '{label}', and none of them is read")
                label = next(slot.label for slot in table.columns if slot.name == name)
                hint = _("Keep one of them, or say which is not to be read: {option}.")
                hint = hint.format(option=match_option(row[column], IGNORED))
                reading.report("form-match", grid.place(index, column), message.format(label=label), hint)
        certain = {column: name for column, name in columns.items() if counted[name] == 1}
        return index, certain if "name" in certain.values() else {}
    reading.report("form-match", grid.place(0, 0), _("this table has no column with names, and is not read"), "")
    return -1, {}


def _tell_unknown(reading: TableReading, table: Table, row: int, column: int) -> None:
    """Tell of a column of which the list has none: it is not understood, or known for what it is."""
    label = reading.grid.rows[row][column]
    heading = read_heading([label], reading.labels.period)
    answered = reading.labels.memory.field_of(label)
    if heading is None and answered is None:
        message = _("'{label}' is no column of this list, and is not read").format(label=label)
        hint = _("Columns: {words}. {option} says that it is not to be read.")
        hint = hint.format(words=", ".join(slot.label for slot in table.columns), option=match_option(label, IGNORED))
        reading.report("form-match", reading.grid.place(row, column), message, hint)
    elif heading is None or heading.kind != "numbering":
        reason = reason_of(heading.kind if heading is not None else IGNORED)
        message = _("column '{label}' is not taken: {reason}").format(label=label, reason=reason)
        reading.note(row, column, message)
