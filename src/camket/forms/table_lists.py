"""A table that is the list of a target: a product, a project, an incident in each row."""

from __future__ import annotations

from camket.forms.cells import FormCell
from camket.forms.headings import read_heading
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
    for index, row in enumerate(grid.rows[head + 1 :], head + 1):
        cells = {
            name: FormCell(row[column], grid.place(index, column), trouble="merged" if (index, column) in grid.merged else "")
            for column, name in columns.items()
            if column < len(row) and (row[column] or (index, column) in grid.merged)
        }
        if "name" in cells and not str(cells["name"].value).isdecimal():
            filled.base[table.name] = []
            filled.tables.setdefault(table.name, []).append(FormRow("", cells, grid.place(index, 0)))


def _list_head(reading: TableReading, table: Table) -> tuple[int, dict[int, str]]:
    """The index of the first row with the heading "name", and the list's columns by index; -1 and no columns without one."""
    grid = reading.grid
    memory = reading.labels.memory
    for index, row in enumerate(grid.rows):
        found = {column: list_column(table, label, memory) for column, label in enumerate(row) if label}
        if "name" not in found.values():
            continue
        known = ", ".join(slot.label for slot in table.columns)
        for column, name in found.items():
            if (
                name is None
                and read_heading([row[column]], reading.labels.period) is None
                and memory.field_of(row[column]) is None
            ):
                message = _("'{label}' is no column of this list, and is not read").format(label=row[column])
                hint = _("Columns: {words}. {option} says that it is not to be read.")
                hint = hint.format(words=known, option=match_option(row[column], IGNORED))
                reading.report("form-match", grid.place(index, column), message, hint)
        return index, {column: name for column, name in found.items() if name is not None}
    reading.report("form-match", grid.place(0, 0), _("this table has no column with names, and is not read"), "")
    return -1, {}
