"""A table with one target in each column, and a row for each unit, or the rows of one unit."""

from __future__ import annotations

from dataclasses import dataclass

from camket.forms.headings import PASSED_OVER, RESULTS, Heading, is_sum, may_be_cumulative, reason_of
from camket.forms.labels import FIELDS, IGNORED, match_option, unit_in_label
from camket.forms.table_heads import SEPARATOR, find_head_rows, head_of, is_figure, shown_at, text_at, width_of
from camket.forms.table_reading import TableReading
from camket.text.language import _

# The kind of a column that is a sum, or of which nobody knows what it has.
_UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class _TargetColumn:
    """A column with figures of a target: what its heading says besides the target. `label` is that of an unclear one."""

    target: str
    heading: Heading
    unit: str = ""
    label: str = ""


def read_columns(reading: TableReading, names: int) -> None:
    """Read a table with one target in each column; `names` is the row of their names."""
    grid = reading.grid
    below = range(names + 1, len(grid.rows))
    offices = reading.office_column(below)
    if offices is not None and any(reading.labels.known_target(text_at(grid, row, offices)) for row in range(names + 1)):
        offices = None
    above = find_head_rows(grid, names, -1, reading.labels.is_heading)
    start = above.start if above and above.stop == names else names
    if not reading.read_above(range(start)):
        return
    if offices is None and reading.office is None and len(reading.values.forms) != 1:
        message = _("this table does not say whose figures it has")
        reading.report("form-unit", grid.place(0, 0), message, _("Name the unit: --unit."))
        return
    if not any(any(reading.texts(row)) for row in below):
        reading.note(names, 0, _("a table without figures is not read"))
        return
    first = next((row for row in below if _has_data(reading, row, offices)), None)
    if first is None:  # figures in words
        first = next((row for row in below if not _is_below_head(reading, row)), len(grid.rows))
    rows = range(start, first)
    skip = [row for row in rows if reading.is_numbering(row) or _row_kind(reading, row) == "measure"]
    head = head_of(grid, rows, skip=skip, stands_alone=reading.stands_alone)
    units = {
        column: text_at(grid, row, column)
        for row in rows
        if row in skip and not reading.is_numbering(row)
        for column in range(width_of(grid))
    }
    columns: dict[int, _TargetColumn] = {}
    rivals = _rival_rows(reading, first) if offices is None else {}
    for column, labels in head.labels.items():
        if column != offices and (found := _column(reading, column, labels, names, first)) is not None:
            columns[column] = found
    for row in reading.rows_of_round(first):
        if any(reading.texts(row)) and not reading.is_numbering(row):
            _read_row(reading, row, offices, columns, units, rivals)


def _rival_rows(reading: TableReading, first: int) -> dict[int, str]:
    """The rows that may have figures from the first day of the year, with their labels: not understood, or a sum."""
    found = {}
    for row in range(first, len(reading.grid.rows)):
        label = next((text for text in reading.texts(row) if text and not is_figure(text)), "")
        if label and (is_sum(label) or reading.labels.heading([label], is_only=False) is None):
            found[row] = label
    return found


def _has_data(reading: TableReading, row: int, offices: int | None) -> bool:
    """Whether a row below the names has figures, or the name of a unit."""
    if reading.is_numbering(row) or _row_kind(reading, row) == "measure":
        return False
    office = text_at(reading.grid, row, offices) if offices is not None else ""
    return (bool(office) and not reading.stands_alone(office)) or any(map(is_figure, reading.texts(row)))


def _is_below_head(reading: TableReading, row: int) -> bool:
    """Whether a row below the names has nothing but headings."""
    texts = [text for text in reading.texts(row) if text]
    return reading.is_numbering(row) or (len(texts) > 1 and all(map(reading.labels.is_heading, texts)))


def _row_kind(reading: TableReading, row: int) -> str:
    """What the first text of a row says about it: `measure` for a row of units of measure, `plan` …; empty if nothing."""
    first = next((text for text in reading.texts(row) if text and not is_figure(text)), "")
    heading = reading.labels.heading([first], is_only=False) if first else None
    return heading.kind if heading is not None else ""


def _column(reading: TableReading, column: int, labels: tuple[str, ...], names: int, first: int) -> _TargetColumn | None:
    """What a column has; None for one that is not read, which is told."""
    grid = reading.grid
    has_figures = any(shown_at(grid, row, column) for row in range(first, len(grid.rows)))
    place = grid.place(names, column)
    whole = reading.labels.heading(labels, is_only=False)
    targets = [label for label in labels if reading.labels.known_target(label) is not None]
    label = SEPARATOR.join(labels)
    if not targets:
        if whole is not None:
            if whole.kind not in ("numbering", "names", "office", "measure") and has_figures:
                reason = reason_of(whole.kind) if whole.kind in PASSED_OVER else _("of no target")
                reading.note(names, column, _("column '{label}' is not taken: {reason}").format(label=label, reason=reason))
            return None
        named = labels[0]
        target = reading.target(named, place) if has_figures else None
        rest = [text for text in labels if text != named]
    else:
        target = reading.labels.known_target(targets[0])
        rest = [text for text in labels if text not in targets]
    if target is None:
        return None
    heading = reading.labels.heading(rest, is_only=False) if rest else Heading("value")
    if heading is None and has_figures:
        answered = reading.labels.ask_field(SEPARATOR.join(rest))
        heading = Heading(answered) if answered is not None else None
    if heading is None:
        message = _("it is not certain what the column '{label}' is, and it is not read").format(label=label)
        hint = _("Say what it is: {option}, or '-' for what is not to be read.")
        reading.report("form-match", place, message, hint.format(option=match_option(SEPARATOR.join(rest))))
        return _TargetColumn(target, Heading(_UNCLEAR), label=SEPARATOR.join(rest))
    elif heading.kind in PASSED_OVER and heading.kind != "plan":
        message = _("column '{label}' is not taken: {reason}").format(label=label, reason=reason_of(heading.kind))
        reading.note(names, column, message)
        if heading.kind == "sum":
            return _TargetColumn(target, Heading(_UNCLEAR), label=SEPARATOR.join(rest))
    elif heading.kind != IGNORED:
        if heading.kind == "plan":
            message = _("column '{label}' is not taken: {reason}").format(label=label, reason=reason_of("plan"))
            reading.note(names, column, message)
        return _TargetColumn(target, heading, heading.unit or next(filter(None, map(unit_in_label, labels)), ""))
    return None


def _read_row(
    reading: TableReading,
    row: int,
    offices: int | None,
    columns: dict[int, _TargetColumn],
    units: dict[int, str],
    rivals: dict[int, str],
) -> None:
    grid = reading.grid
    filled = [column for column, one in columns.items() if one.heading.kind != _UNCLEAR and shown_at(grid, row, column)]
    if not filled:
        return
    aside = next(
        (
            text
            for at, text in enumerate(reading.texts(row))
            if text and at not in columns and at != offices and not is_figure(text)
        ),
        "",
    )
    named = text_at(grid, row, offices) if offices is not None else aside
    if is_sum(named) or (aside and is_sum(aside)):
        message = _("row '{label}' is not taken: {reason}").format(label=named or aside, reason=reason_of("sum"))
        reading.note(row, offices or 0, message)
        return
    heading = reading.labels.heading([aside], is_only=False) if aside and offices is None else Heading("value")
    if heading is None:
        message = _("it is not certain what the row '{label}' is, and it is not read").format(label=aside)
        hint = _("Say what it is: {option}, or '-' for what is not to be read.").format(option=match_option(aside))
        reading.report("form-match", grid.place(row, 0), message, hint)
        return
    if heading.kind not in (*RESULTS, *FIELDS, "plan"):
        reason = reason_of(heading.kind)
        reading.note(row, 0, _("row '{label}' is not taken: {reason}").format(label=aside, reason=reason))
        return
    if heading.kind == "plan":
        message = _("row '{label}' is not taken: {reason}").format(label=aside, reason=reason_of("plan"))
        reading.note(row, 0, message)
    if (unit := reading.unit_at(row, offices)) is None:
        return
    for column in filled:
        one = columns[column]
        if reading.is_merged_over_rows(row, column) or reading.is_merged_beside(row, column):
            message = _("this cell has been merged with another, and is not read")
            reading.report("form-cell", grid.place(row, column), message, _("Unmerge the cells and fill each of them in."))
            continue
        kind = one.heading.kind if one.heading.kind not in RESULTS else heading.kind
        cell = reading.cell(row, column, units.get(column, "") or one.unit or heading.unit)
        if "plan" in (kind, one.heading.kind):
            reading.values.compare_plan(unit, one.target, cell)
        elif _is_certain(reading, row, column, columns) and not _has_rival(reading, row, column, columns, heading, rivals):
            reading.tell_left_out(row, column)
            reading.values.put(unit, one.target, "value" if kind in RESULTS else kind, cell)


def _is_certain(reading: TableReading, row: int, column: int, columns: dict[int, _TargetColumn]) -> bool:
    """Whether a result is in one column only, or the same in each; of several, one from the first day of the year counts."""
    one = columns[column]
    if one.heading.kind not in RESULTS:
        return True
    same = [at for at, other in columns.items() if other.target == one.target and other.heading.kind in RESULTS]
    cumulative = [at for at in same if columns[at].heading.kind == "cumulative"]
    accumulates = reading.runs_on(one.target)
    others = [at for at in same if at not in cumulative]
    candidates = cumulative if cumulative and (accumulates or not others) else others
    if column not in candidates:
        return False
    if len(candidates) == 1 or len({shown_at(reading.grid, row, at) for at in candidates}) == 1:
        return column == candidates[0]
    if column == candidates[0]:
        message = _("several columns may have the result of this row: {places}; none is read")
        reading.report_several(message, [(row, at) for at in candidates], (row, column))
    return False


def _has_rival(
    reading: TableReading,
    row: int,
    column: int,
    columns: dict[int, _TargetColumn],
    of_row: Heading,
    rivals: dict[int, str],
) -> bool:
    """Whether another cell, in a row or column that nobody knows, may have the figure from the first day of the year."""
    one = columns[column]
    kinds = {one.heading.kind, of_row.kind}
    if one.heading.kind not in RESULTS or not reading.runs_on(one.target) or "cumulative" in kinds:
        return False
    labelled = [((at, column), label) for at, label in rivals.items() if at != row]
    labelled += [
        ((row, at), other.label)
        for at, other in columns.items()
        if other.target == one.target and other.heading.kind == _UNCLEAR
    ]
    cells = [cell for cell, label in labelled if "period" in kinds or (may_be_cumulative(label) and not is_sum(label))]
    found = [cell for cell in cells if is_figure(text_at(reading.grid, *cell))]
    if found:
        message = _("several cells may have the result of this target: {places}; none is read")
        reading.report_several(message, [(row, column), *found], (row, column))
    return bool(found)
