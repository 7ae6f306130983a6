"""Tables made by the units themselves, matched with targets: which row, column and cell belongs to which slot of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from camket.forms.cells import FormCell
from camket.forms.grid import Grid
from camket.forms.labels import IGNORED, Ask, Labels, list_column, usual_field
from camket.forms.reader import FilledForm, FormRow
from camket.forms.slots import Form, Table
from camket.forms.table_memory import TableMemory
from camket.forms.table_values import TableValues
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import find_unit
from camket.text.language import _
from camket.text.problems import Place, Problem


def match_tables(
    ledger: Ledger,
    path: str,
    grids: Sequence[Grid],
    forms: Mapping[str, Form],
    memory: TableMemory,
    ask: Ask,
    into: str | None = None,
) -> tuple[list[FilledForm], list[Problem]]:
    """Return the tables of a file as filled-in forms, one for each unit: (forms, problems).

    `forms` are the forms of the units that the tables may be about. With `into`, each row is an entry of that target's list.
    """
    matching = _Matching(
        ledger, path, Labels(ledger, forms.values(), memory, ask), TableValues(ledger, path, forms, has_dots=memory.has_dots)
    )
    for grid in grids:
        if into is not None:
            _read_list(matching, grid, into)
        else:
            _read_figures(matching, grid)
    filled = [one for one in matching.values.filled.values() if one.cells or one.words or one.tables]
    return filled, matching.values.problems


@dataclass(frozen=True, slots=True)
class _Matching:
    """The tables of one file being matched."""

    ledger: Ledger
    path: str
    labels: Labels
    values: TableValues

    @property
    def forms(self) -> Mapping[str, Form]:
        return self.values.forms

    def report(self, rule: str, place: str, message: str, hint: str, *, is_warning: bool = False) -> None:
        problem = Problem(rule, Place(self.path, cell=place), message, hint, "warning" if is_warning else "error")
        self.values.problems.append(problem)

    def target(self, label: str, place: str) -> str | None:
        """The target that a label means; a label that nobody knows is reported."""
        target, fault = self.labels.target(label)
        if fault is not None:
            self.report(fault.rule, place, fault.message, fault.hint, is_warning=True)
        return target


# --- tables of figures ----------------------------------------------------------------------------------------------------


def _read_figures(matching: _Matching, grid: Grid) -> None:
    """Find out whether the targets are below each other or beside each other, and read the cells.

    The column or row with the most names of targets decides. A table without any name of a target is about something else.
    """
    width = max(map(len, grid.rows), default=0)
    known = [[matching.labels.known_target(cell) is not None for cell in row] for row in grid.rows]
    in_columns = [sum(row[column] for row in known if column < len(row)) for column in range(width)]
    in_rows = [sum(row) for row in known]
    most_in_column, most_in_row = max(in_columns, default=0), max(in_rows, default=0)
    if not most_in_column and not most_in_row:
        return
    if most_in_column >= most_in_row:
        _read_rows(matching, grid, in_columns.index(most_in_column))
    else:
        _read_columns(matching, grid, in_rows.index(most_in_row))


def _read_rows(matching: _Matching, grid: Grid, names: int) -> None:
    """Read a table with one target in each row; `names` is the column of the targets' names."""
    labels = matching.labels
    if len(matching.forms) != 1:
        message = _("this table does not say whose figures it has")
        matching.report("form-unit", grid.place(0, 0), message, _("Name the unit: --unit."))
        return
    (unit,) = matching.forms
    at = _head_row(labels, grid, names)
    head = grid.rows[at] if at >= 0 else ()
    found = {column: labels.field(label) for column, label in enumerate(head) if label and column != names}
    fields = {column: field for column, field in found.items() if field is not None and field != IGNORED}
    for index, row in enumerate(grid.rows[at + 1 :], at + 1):
        if names >= len(row) or not row[names] or row[names].isdecimal():  # a row that only numbers the columns
            continue
        filled_in = [column for column in fields if column < len(row) and row[column]]
        target = matching.target(row[names], grid.place(index, names)) if filled_in else None
        if target is None:
            continue
        for column in filled_in:
            matching.values.put(unit, target, fields[column], row[column], grid.place(index, column))


def _head_row(labels: Labels, grid: Grid, names: int) -> int:
    """The index of the row with the headings, above the first target; -1 if there is none.

    It is the last row with the heading of a known field, or else the first row with more than one text.
    """
    first = next(i for i, row in enumerate(grid.rows) if names < len(row) and labels.known_target(row[names]) is not None)
    above = [index for index in range(first) if sum(map(bool, grid.rows[index])) > 1]
    with_field = (index for index in reversed(above) if any(map(labels.is_field, grid.rows[index])))
    return next(with_field, above[0] if above else -1)


def _read_columns(matching: _Matching, grid: Grid, head: int) -> None:
    """Read a table with one target in each column, and one unit in each row if the first column names units."""
    rows = list(enumerate(grid.rows))[head + 1 :]
    units = {index: find_unit(matching.ledger, row[0]) if row and row[0] else None for index, row in rows}
    has_units = any(unit is not None for unit in units.values())
    only = next(iter(matching.forms)) if len(matching.forms) == 1 else None
    targets = {
        column: matching.target(label, grid.place(head, column))
        for column, label in enumerate(grid.rows[head])
        if label and not (column == 0 and has_units) and usual_field(label) != IGNORED
    }
    for index, row in rows:
        unit = units[index] if has_units else only
        if unit is None or unit not in matching.forms:
            if has_units and row and row[0]:
                message = _("this row is of no unit that is waited for, and is not read")
                matching.report("form-unit", grid.place(index, 0), message, row[0], is_warning=True)
            continue
        for column, target in targets.items():
            if target is not None and column < len(row) and row[column]:
                matching.values.put(unit, target, "value", row[column], grid.place(index, column))


# --- a table that is the list of a target -----------------------------------------------------------------------------------


def _read_list(matching: _Matching, grid: Grid, target: str) -> None:
    """Read each row as a new entry of a target's list; entries in the file are kept."""
    (unit,) = matching.forms
    filled = matching.values.filled[unit]
    table = next((block.table for block in matching.forms[unit].blocks if block.target == target), None)
    if table is None:
        message = _("{target} is no list of this unit").format(target=target)
        matching.report("form-match", grid.place(0, 0), message, _("Look at --list and --unit."))
        return
    head, columns = _list_head(matching, grid, table)
    for index, row in enumerate(grid.rows[head + 1 :], head + 1):
        cells = {
            name: FormCell(row[column], grid.place(index, column))
            for column, name in columns.items()
            if column < len(row) and row[column]
        }
        if "name" in cells and not str(cells["name"].value).isdecimal():
            filled.base[table.name] = []
            filled.tables.setdefault(table.name, []).append(FormRow("", cells, grid.place(index, 0)))


def _list_head(matching: _Matching, grid: Grid, table: Table) -> tuple[int, dict[int, str]]:
    """The index of the first row with the heading "name", and the list's columns by index; -1 and no columns without one."""
    memory = matching.labels.memory
    for index, row in enumerate(grid.rows):
        found = {column: list_column(table, label, memory) for column, label in enumerate(row) if label}
        if "name" not in found.values():
            continue
        known = ", ".join(f"{slot.name} ({slot.label})" for slot in table.columns)
        for column, name in found.items():
            if name is None and usual_field(row[column]) is None:
                message = _("'{label}' is no column of this list, and is not read").format(label=row[column])
                hint = _("Columns: {words}.").format(words=known)
                matching.report("form-match", grid.place(index, 0), message, hint, is_warning=True)
        return index, {column: name for column, name in found.items() if name is not None}
    return -1, {}
