"""Tables made by the units themselves, matched with targets: which table is read in which way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from camket.forms.grid import Grid
from camket.forms.headings import is_usual_heading
from camket.forms.labels import Ask, Labels, match_option
from camket.forms.reader import FilledForm
from camket.forms.slots import Form
from camket.forms.table_columns import read_columns
from camket.forms.table_heads import is_figure, shown_at, text_at, width_of
from camket.forms.table_lists import read_list
from camket.forms.table_memory import TableMemory
from camket.forms.table_reading import TableReading
from camket.forms.table_rows import read_rows
from camket.forms.table_values import TableValues
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.text.language import _
from camket.text.problems import Problem


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What is read from tables: the round, the forms of the units that the tables may be about, the list's target if any."""

    round: Round
    forms: Mapping[str, Form]
    into: str | None = None


def match_tables(
    ledger: Ledger,
    path: str,
    grids: Sequence[Grid],
    request: TableRequest,
    memory: TableMemory,
    ask: Ask,
    paragraphs: Sequence[str] = (),
) -> tuple[list[FilledForm], list[Problem]]:
    """Return the tables of a file as filled-in forms, one for each unit: (forms, problems).

    What is known for what it is and not taken (a plan, a sum, …) is told in problems of the level "note".
    """
    forms = request.forms
    values = TableValues(ledger, path, request.round, forms, has_dots=memory.has_dots)
    labels = Labels(ledger, request.round, forms.values(), memory, ask)
    for grid in grids:
        reading = TableReading(ledger, path, grid, labels, values, paragraphs)
        if request.into is not None:
            read_list(reading, request.into)
        else:
            _read_figures(reading)
    filled = [one for one in values.filled.values() if one.cells or one.words or one.tables]
    return filled, values.problems


def _read_figures(reading: TableReading) -> None:
    """Find out whether the targets are below each other or beside each other, and read the cells.

    The column or row with the most names of targets decides. A name that is the usual heading of a column too, such as
    `Tỷ lệ`, is a name of a target only in a column or row with another one, or where the table has no other. A table without
    any name of a target is not read.
    """
    grid = reading.grid
    width = width_of(grid)
    names = [
        [label if reading.labels.known_target(label := text_at(grid, row, at)) is not None else "" for at in range(width)]
        for row in range(len(grid.rows))
    ]
    own = [[bool(label) and not is_usual_heading(label) for label in row] for row in names]
    has_own = [any(row[column] for row in own) for column in range(width)]
    is_any = not any(has_own)
    known = [
        [bool(label) and (is_any or has_own[at] or any(own[row])) for at, label in enumerate(labels)]
        for row, labels in enumerate(names)
    ]
    in_columns = [sum(row[column] for row in known) for column in range(width)]
    in_rows = [
        len({reading.labels.known_target(label) for label, is_known in zip(labels, row, strict=True) if is_known})
        for labels, row in zip(names, known, strict=True)
    ]
    most_in_column, most_in_row = max(in_columns, default=0), max(in_rows, default=0)
    if not most_in_column:
        _report_unknown(reading)
        return
    column, row = in_columns.index(most_in_column), in_rows.index(most_in_row)
    if most_in_column > most_in_row or (
        most_in_column == most_in_row and not _is_over_figures(grid, row, known[row].index(True))
    ):
        read_rows(reading, column, next(index for index in range(len(known)) if known[index][column]))
    else:
        read_columns(reading, row)


def _is_over_figures(grid: Grid, row: int, column: int) -> bool:
    """Whether a name has figures below it and none beside it."""
    beside = any(is_figure(text_at(grid, row, at)) for at in range(column + 1, width_of(grid)))
    return not beside and any(is_figure(shown_at(grid, at, column)) for at in range(row + 1, len(grid.rows)))


def _report_unknown(reading: TableReading) -> None:
    """Tell of a table without the name of any target. If it has figures beside names, it is not understood."""
    grid = reading.grid
    for row in range(len(grid.rows)):
        texts = [text_at(grid, row, column) for column in range(width_of(grid))]
        label = next((text for text in texts if re.match(r"\s*[^\W\d_]{2}", text)), "")
        if label and any(is_figure(text) for text in texts[texts.index(label) + 1 :]):
            message = _("this table has the name of no target in it, and is not read")
            hint = _("Say what its rows or columns are: {option}, or '-' for what is not to be read.")
            hint = hint.format(option=match_option(label, "…"))
            reading.report("form-match", grid.place(row, texts.index(label)), message, hint)
            return
    if any(text for row in grid.rows for text in row):
        reading.note(0, 0, _("a table without figures is not read"))
