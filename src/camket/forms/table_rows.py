"""A table with one target in each row: one unit's table, or the long form with a row for each unit and target."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camket.forms.headings import RESULTS, Heading, is_sum, may_be_cumulative, reason_of
from camket.forms.labels import FIELDS, IGNORED, match_option, unit_in_label
from camket.forms.table_heads import SEPARATOR, TableHead, find_head_rows, head_of, is_figure, shown_at, text_at, width_of
from camket.forms.table_reading import TableReading
from camket.text.language import _


@dataclass(frozen=True, slots=True)
class _RowTable:
    """The columns of such a table: the names of targets, the units that report, the units of measure, the headings.

    `unclear` are the headings of columns that nobody knows.
    """

    names: int
    offices: int | None
    measures: int | None
    headings: dict[int, Heading]
    unclear: dict[int, str]

    def of_kind(self, *kinds: str) -> list[int]:
        return [column for column, heading in self.headings.items() if heading.kind in kinds]


def read_rows(reading: TableReading, names: int, first: int) -> None:
    """Read a table with one target in each row; `names` is the column of names, `first` the first row with a known one."""
    grid = reading.grid
    rows = find_head_rows(grid, first, names, reading.labels.is_heading)
    if not rows:
        message = _("this table has no row with the names of its columns, and is not read")
        reading.report("form-match", grid.place(0, 0), message, _("Write a row above the figures: Chỉ tiêu, Kết quả."))
        return
    skip = [row for row in rows if reading.is_numbering(row)]
    head = head_of(grid, rows, skip=skip, stands_alone=reading.stands_alone)
    if not reading.read_above(head.above):
        return
    table = _columns(reading, head, names)
    if table is None:
        return
    for row in reading.rows_of_round(rows.stop):
        if _is_head_again(reading, row, names):
            if [text for text in reading.texts(row) if text] == [text for text in reading.texts(rows.stop - 1) if text]:
                continue  # the head repeated on a new page
            message = _("another head begins here; what is below it is not read")
            reading.report("form-match", grid.place(row, 0), message, _("Put the second table into a file of its own."))
            return
        if any(reading.texts(row)) and not reading.is_numbering(row):
            _read_row(reading, table, row)


def _is_head_again(reading: TableReading, row: int, names: int) -> bool:
    texts = [text for text in reading.texts(row) if text]
    if any(map(is_figure, texts)) or reading.labels.known_target(shown_at(reading.grid, row, names)) is not None:
        return False
    heads = [one for text in texts if (one := reading.labels.heading([text], is_only=False)) is not None and one.kind != "sum"]
    return len(heads) > 1 and len(heads) >= len(texts) - 1


def _columns(reading: TableReading, head: TableHead, names: int) -> _RowTable | None:
    """What the columns are; None, and a problem, where that is not certain for a column with a figure."""
    grid = reading.grid
    below = range(head.rows.stop, len(grid.rows))
    found = reading.headings(head)
    found.pop(names, None)
    offices = reading.office_column(below)
    if offices == names or (offices is not None and (one := found.get(offices)) is not None and one.kind in ("lead", IGNORED)):
        offices = None
    if offices is None:  # a column for units without the name of any
        offices = next(
            (at for at, one in found.items() if one is not None and one.kind == "office" and _has_texts(reading, at)), None
        )
        is_named = reading.office is not None or len(reading.values.forms) == 1
        if offices is not None and (head.labels[offices] == ("Đơn vị",) or is_named):
            return _with_measures(reading, head, names, offices, found)
    if offices is not None:
        found.pop(offices, None)
    if offices is None and reading.office is None and len(reading.values.forms) != 1:
        message = _("this table does not say whose figures it has")
        reading.report("form-unit", grid.place(0, 0), message, _("Name the unit: --unit."))
        return None
    return _finish(reading, head, names, offices, found)


def _has_texts(reading: TableReading, column: int) -> bool:
    return any(text_at(reading.grid, row, column) for row in range(len(reading.grid.rows)))


def _with_measures(
    reading: TableReading, head: TableHead, names: int, column: int, found: dict[int, Heading | None]
) -> _RowTable | None:
    """A column `Đơn vị` that names no unit: it may have units of measure; if not, its rows are of units that are not known."""
    from camket.forms.measure_units import is_unit

    own = {block.target: [slot.unit for slot in block.slots] for form in reading.values.forms.values() for block in form.blocks}
    units = {unit.casefold() for some in own.values() for unit in some if unit}
    texts = [text for row in range(head.rows.stop, len(reading.grid.rows)) if (text := text_at(reading.grid, row, column))]
    if all(is_unit(text) or text.casefold() in units for text in texts):
        found[column] = Heading("measure")
        if reading.office is not None or len(reading.values.forms) == 1:
            return _finish(reading, head, names, None, found)
    found.pop(column)
    return _finish(reading, head, names, column, found)


def _finish(
    reading: TableReading, head: TableHead, names: int, offices: int | None, found: dict[int, Heading | None]
) -> _RowTable:
    """The table with its headings, the user asked about those that are not certain."""
    for column, heading in found.items():
        if heading is None and any(text_at(reading.grid, row, column) for row in range(head.rows.stop, len(reading.grid.rows))):
            found[column] = reading.ask_heading(head, column)
    reading.tell_passed_over(head, found)
    reading.tell_remarks(head, found)
    _tell_headless(reading, head, {names, *found, *(() if offices is None else (offices,))})
    headings = {column: heading for column, heading in found.items() if heading is not None and heading.kind != IGNORED}
    measures = next((column for column, heading in headings.items() if heading.kind == "measure"), None)
    unclear = {column: SEPARATOR.join(head.labels[column]) for column, heading in found.items() if heading is None}
    table = _RowTable(names, offices, measures, headings, unclear)
    if not table.of_kind(*FIELDS, *RESULTS):
        message = _("this table has no column with results, and is not read")
        hint = _("Say which column has them: {option}.").format(option=match_option(_("heading of the column")))
        reading.report("form-match", reading.grid.place(head.rows.stop - 1, names), message, hint)
    return table


def _tell_headless(reading: TableReading, head: TableHead, known: set[int]) -> None:
    """Report a column that has texts and no heading."""
    for column in set(range(width_of(reading.grid))) - known:
        texts = [row for row in range(head.rows.stop, len(reading.grid.rows)) if text_at(reading.grid, row, column)]
        if any(not reading.is_numbering(row) for row in texts):
            message = _("this column has no heading, and is not read")
            reading.report("form-match", reading.grid.place(texts[0], column), message, _("Write its heading above it."))


def _read_row(reading: TableReading, table: _RowTable, row: int) -> None:
    grid = reading.grid
    label = shown_at(grid, row, table.names)
    read = [column for column in table.of_kind(*FIELDS, *RESULTS) if column != table.names]
    own = [column for column in read if shown_at(grid, row, column) and not _is_covered_by_name(reading, table, row, column)]
    if not own:
        if is_figure(label):
            _report_nameless(reading, grid.place(row, table.names))
        elif label and not is_sum(label) and reading.labels.known_target(label) is None:
            reading.note(row, table.names, _("'{label}' is a row without a figure").format(label=label))
        return
    place = grid.place(row, table.names)
    if reading.is_merged_over_rows(row, table.names):
        message = _("the name of this row is a cell merged over several rows, and the row is not read")
        reading.report("form-cell", place, message, _("Unmerge the cells and fill each of them in."))
        return
    if label and is_sum(label) and reading.labels.known_target(label) is None:
        reading.note(row, table.names, _("row '{label}' is not taken: {reason}").format(label=label, reason=reason_of("sum")))
        return
    if not label:
        _report_nameless(reading, place)
        return
    target = reading.target(label, place)
    if target is None or (unit := reading.unit_at(row, table.offices)) is None:
        return
    _read_cells(reading, table, row, own, unit, target)


def _report_nameless(reading: TableReading, place: str) -> None:
    message = _("there are figures here without the name of a target, and they are not read")
    reading.report("form-match", place, message, _("Write the name of the target into the row."))


def _is_covered_by_name(reading: TableReading, table: _RowTable, row: int, column: int) -> bool:
    """Whether a cell belongs to the name of a row that goes over the whole table, as of a group of targets."""
    return reading.grid.merged.get((row, column)) == reading.grid.merged.get((row, table.names), (row, table.names))


def _read_cells(reading: TableReading, table: _RowTable, row: int, own: list[int], unit: str, target: str) -> None:
    grid = reading.grid
    measure = table.measures
    if measure is not None and reading.is_merged_over_rows(row, measure):
        message = _("this unit of measure is a cell merged over several rows, and the row is not read")
        reading.report("form-cell", grid.place(row, measure), message, _("Unmerge the cells and fill each of them in."))
        return
    in_name = unit_in_label(shown_at(grid, row, table.names))
    of_row = (shown_at(grid, row, measure) if measure is not None else "") or in_name
    results = [column for column in own if table.headings[column].kind in RESULTS]
    chosen = _result_column(reading, table, row, results, target)
    doubtful = {at + 1 for at in own if _may_be_one_number(reading, table, row, at)}
    for column in own:
        if (column in results and column != chosen) or column in doubtful:
            continue
        kind = table.headings[column].kind
        if reading.is_merged_over_rows(row, column) or reading.is_merged_beside(row, column):
            message = _("this cell has been merged with another, and is not read")
            reading.report("form-cell", grid.place(row, column), message, _("Unmerge the cells and fill each of them in."))
            continue
        if column + 1 in doubtful:
            message = _("'{text}' may be one number with a decimal comma, or a figure and a remark; it is not read")
            message = message.format(text=f"{text_at(grid, row, column)},{text_at(grid, row, column + 1)}")
            hint = _('Put texts and numbers with a comma in quotes ("27,9"), or save the file with semicolons.')
            reading.report("form-cell", grid.place(row, column), message, hint)
            continue
        reading.tell_left_out(row, column)
        cell = reading.cell(row, column, of_row or table.headings[column].unit)
        if in_name and not _says_the_same(in_name, of_row):
            message = _("the name of the row says {row}, and the unit of measure is {column}; the figure is not read")
            reading.report(
                "form-measure",
                cell.place,
                message.format(row=in_name, column=of_row),
                _("Ask the unit which of the two is right."),
            )
            continue
        if of_row and table.headings[column].unit and not _says_the_same(of_row, table.headings[column].unit):
            message = _("the row is in {row}, and its column in {column}; the figure is not read")
            message = message.format(row=of_row, column=table.headings[column].unit)
            reading.report("form-measure", cell.place, message, _("Ask the unit which of the two is right."))
            continue
        reading.values.put(unit, target, "value" if kind in RESULTS else kind, cell)
    for column in table.of_kind("plan"):
        if text_at(grid, row, column) and not reading.is_merged_over_rows(row, column):
            reading.values.compare_plan(unit, target, reading.cell(row, column, of_row or table.headings[column].unit))


def _may_be_one_number(reading: TableReading, table: _RowTable, row: int, column: int) -> bool:
    """Whether a figure in a file with commas between the cells has digits alone beside it, where words are waited for."""
    beside = table.headings.get(column + 1)
    is_for_words = beside is not None and beside.kind in ("text", "evidence", "difficulties", "proposals")
    texts = (text_at(reading.grid, row, column), text_at(reading.grid, row, column + 1))
    return reading.grid.has_commas and is_for_words and all(re.fullmatch(r"[+-]?\d+\s*%?", text) for text in texts)


def _says_the_same(one: str, other: str) -> bool:
    from camket.forms.measure_units import power_between

    return power_between(one, other) == 0


def _result_column(reading: TableReading, table: _RowTable, row: int, filled: list[int], target: str) -> int | None:
    """The column whose figure is the result of a row; None, and a problem, if that is not certain.

    A figure that accumulates is the one from the first day of the year, where a column says that it has it.
    """
    cumulative = table.of_kind("cumulative")
    others = table.of_kind("value", "period")
    accumulates = reading.runs_on(target)
    candidates = cumulative if cumulative and (accumulates or not others) else others
    given = [column for column in filled if column in candidates]
    if not given:
        if filled:
            message = _("the column '{label}' has the figure that is asked for, and it is empty here; nothing is read")
            message = message.format(label=shown_at(reading.grid, row, candidates[0]) or _("from the first day of the year"))
            reading.report("form-match", reading.grid.place(row, candidates[0]), message, _("Fill in the figure."))
        return None
    if accumulates and candidates is others:
        # Beside a column of the round alone, a sum or a column that nobody knows may run from the first day of the year.
        is_of_round = table.headings[given[0]].kind == "period"
        beside = [column for column, label in table.unclear.items() if is_of_round or may_be_cumulative(label)]
        beside += table.of_kind("sum") if is_of_round else []
        candidates = [*candidates, *(column for column in beside if is_figure(text_at(reading.grid, row, column)))]
    if len({shown_at(reading.grid, row, column) for column in given}) > 1 or (len(given) == 1 and len(candidates) > 1):
        message = _("several columns may have the result of this row: {places}; none is read")
        reading.report_several(message, [(row, column) for column in candidates], (row, given[0]))
        return None
    return given[0]
