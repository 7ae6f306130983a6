"""The lists of a form compared with the file: which line was which entry, and the two sides' changes merged into one list.

An example of a merge. The form was exported with the entries A, B; the office has added C to the file since; the unit has
changed B into B2 and added D. The list becomes A, B2, D, C: changes of both sides are kept, and new lines follow the line
that they were written under.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camket.forms.cells import meaning, written
from camket.forms.comparison import Comparison, EmptiedCell, ValueChange
from camket.forms.reader import FormRow
from camket.forms.slots import NONE, SOME, Meaning, Table, answer_of, entry_value, value_at
from camket.text.language import _
from camket.text.source import Plain

# What an entry or a line holds: values by column, without empty ones.
Content = dict[str, Meaning]


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a table that holds something: where it is, and its values by column (None for an empty cell)."""

    row: FormRow
    values: Mapping[str, Meaning]

    @property
    def content(self) -> Content:
        return {name: value for name, value in self.values.items() if value is not None}

    @property
    def entry(self) -> int:
        """The index of the entry that the line was exported for; -1 for a free line."""
        return int(self.row.name) if self.row.name.isdecimal() else -1


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """The answer "nothing new" or "yes, listed" that the form gives about a whole list."""

    value: Meaning = None
    place: str = "-"
    is_changed: bool = False


def list_changes(comparison: Comparison, table: Table) -> list[ValueChange]:
    """Return the change that a form makes to one list: no change or one, of the list as a whole."""
    filled = comparison.filled
    rows = filled.tables.get(table.name)
    if rows is None:
        if table.name in filled.base:
            message = _("the sheet of '{title}' is gone from the form; what stood there is kept").format(title=table.title)
            hint = _("Export the form again and fill it in.")
            comparison.report("form-row", "-", message, hint, is_warning=True)
        return []
    base, now = filled.base.get(table.name), value_at(comparison.now, table.keys)
    lines = _read_lines(comparison, table, rows)
    if lines is None:
        return []
    merged, is_changed = _merge(comparison, table, _as_list(base), _as_list(now), lines)
    answer = _read_answer(comparison, table, base)
    if _contradicts(comparison, answer, has_lines=bool(lines), has_entries=bool(merged)):
        return []
    if is_changed:
        return [(table.keys, merged)]
    if answer.is_changed and not merged and answer.value != answer_of(now):
        return _answer_change(comparison, table, answer, base, now)
    return []


def _as_list(value: Plain) -> list[Plain]:
    return value if isinstance(value, list) else []


# --- the answer about the whole list --------------------------------------------------------------------------------------


def _read_answer(comparison: Comparison, table: Table, base: Plain) -> ListAnswer:
    cell = comparison.filled.cells.get(table.answer.name) if table.answer is not None else None
    if table.answer is None or cell is None:
        return ListAnswer()
    value, is_read = comparison.read(table.answer, cell)
    return ListAnswer(value, cell.place, is_read and value != answer_of(base))


def _contradicts(comparison: Comparison, answer: ListAnswer, *, has_lines: bool, has_entries: bool) -> bool:
    """Whether a new answer does not fit the lines of the list; if so, it is reported."""
    if answer.is_changed and answer.value == NONE and has_entries and has_lines:
        message = _("nothing new is said here, and lines are listed")
        comparison.report("form-answer", answer.place, message, _("Keep one of the two."))
        return True
    if answer.is_changed and answer.value == SOME and not has_entries:
        message = _("something new is said here, and no line is listed")
        comparison.report("form-answer", answer.place, message, _("List it, or choose that there is nothing new."))
        return True
    return False


def _answer_change(comparison: Comparison, table: Table, answer: ListAnswer, base: Plain, now: Plain) -> list[ValueChange]:
    """The change that an answer makes to a list without entries: an empty list for "nothing new", None for no answer."""
    assert table.answer is not None  # the answer was read from its slot
    if now != base:
        base_answer, file_answer = answer_of(base), answer_of(now)
        comparison.report_conflict(table.answer, answer.place, base=base_answer, form=answer.value, file=file_answer)
        return []
    if answer.value is None:
        emptied = EmptiedCell(comparison.filled.path, answer.place, table.title, _("nothing new"))
        return [(table.keys, None)] if comparison.is_deleted(emptied) else []
    return [(table.keys, [])]


# --- lines and entries ----------------------------------------------------------------------------------------------------


def _read_lines(comparison: Comparison, table: Table, rows: Sequence[FormRow]) -> list[ListLine] | None:
    """The lines that are not empty; None if a cell cannot be read."""
    lines = []
    is_readable = True
    known = {slot.name for slot in table.columns}
    for row in rows:
        for name, present in row.cells.items():
            if name not in known and not present.is_empty:
                message = _("this is not asked of this unit any more, and is not read")
                hint = _("Export the form again, or put it into the words of another target.")
                comparison.report("form-cell", present.place, message, hint, is_warning=True)
        values: dict[str, Meaning] = {}
        for slot in table.columns:
            cell = row.cells.get(slot.name)
            if cell is None:
                continue
            values[slot.name], is_read = comparison.read(slot, cell)
            is_readable = is_readable and is_read
        if any(value is not None for value in values.values()):
            lines.append(ListLine(row, values))
    return lines if is_readable else None


def _content(table: Table, entry: Plain) -> Content:
    found = {slot.name: meaning(slot, entry_value(table, entry, slot)) for slot in table.columns}
    return {name: value for name, value in found.items() if value is not None}


def _name_of(table: Table, entry: Plain) -> str:
    return str(entry if isinstance(entry, str) else value_at(entry, (table.bare,)) or "…")


def _match(table: Table, base: Sequence[Plain], lines: Sequence[ListLine]) -> list[int | None]:
    """For each line, the index of the entry in `base` that it was; None for a new line.

    Lines may have been sorted or inserted, so the position alone is not enough. First come lines with the same content as an
    entry, then lines with the same name, then lines in the place of the entry that they were exported for.
    """
    contents = [_content(table, entry) for entry in base]
    matched: list[int | None] = [None] * len(lines)
    free = set(range(len(base)))

    def is_same(step: str, line: ListLine, index: int) -> bool:
        if step == "content":
            return contents[index] == line.content
        if step == "name":
            return contents[index].get(table.bare) == line.content.get(table.bare)
        return index == line.entry

    for step in ("content", "name", "place"):
        for at, line in enumerate(lines):
            if matched[at] is not None:
                continue
            # Of several entries that fit, the line's own comes first.
            found = next((index for index in (line.entry, *sorted(free)) if index in free and is_same(step, line, index)), None)
            if found is not None:
                matched[at] = found
                free.remove(found)
    return matched


def _merge(
    comparison: Comparison, table: Table, base: Sequence[Plain], now: Sequence[Plain], lines: Sequence[ListLine]
) -> tuple[list[Plain], bool]:
    """The merged list, and whether it differs from the list `now` in the file."""
    matched = _match(table, base, lines)
    merged = list(now)
    # New lines go to where the cursor is: behind the line above them, at the end if the form has no line with an entry.
    cursor = 0 if any(one is not None for one in matched) else len(merged)
    is_changed = False
    made: list[tuple[Plain, ListLine]] = []
    for line, index in zip(lines, matched, strict=True):
        if index is None:
            if any(_content(table, one) == line.content for one in merged if one not in base):
                continue  # the same form was imported before
            merged.insert(cursor, _entry(table, line, {}))
            made.append((merged[cursor], line))
            cursor, is_changed = cursor + 1, True
            continue
        at = next((at for at, one in enumerate(merged) if one == base[index]), None)
        if _content(table, base[index]) == line.content:
            cursor = cursor if at is None else at + 1
        elif at is not None:
            merged[at] = _entry(table, line, base[index])
            made.append((merged[at], line))
            cursor, is_changed = at + 1, True
        elif not any(_content(table, one) == line.content for one in merged):
            _report_entry_conflict(comparison, table, line)
    is_shorter = _delete_emptied(comparison, table, base, merged, matched)
    _keep_places(comparison, table, merged, made)
    return merged, is_changed or is_shorter


def _keep_places(comparison: Comparison, table: Table, merged: Sequence[Plain], made: Sequence[tuple[Plain, ListLine]]) -> None:
    """Keep the places of the cells of changed lines, so that what the rules find in an entry is placed at its cell."""
    for entry, line in made:
        at = next((at for at, one in enumerate(merged) if one is entry), None)
        if at is None:
            continue
        keys = (*table.keys, at)
        for slot in table.columns:
            if slot.name in line.content:
                comparison.cells[(*keys, *slot.keys)] = line.row.cells[slot.name].place
        comparison.cells[keys] = line.row.place


def _delete_emptied(
    comparison: Comparison, table: Table, base: Sequence[Plain], merged: list[Plain], matched: Sequence[int | None]
) -> bool:
    """Remove from `merged` the entries whose lines were emptied, if they may be deleted; return whether any was removed."""
    is_changed = False
    rows = comparison.filled.tables[table.name]
    for index, entry in enumerate(base):
        if index in matched or entry not in merged or not _content(table, entry):
            continue
        place = next((row.place for row in rows if row.name == str(index)), "-")
        if comparison.is_deleted(EmptiedCell(comparison.filled.path, place, table.title, _name_of(table, entry))):
            merged.remove(entry)
            is_changed = True
    return is_changed


def _report_entry_conflict(comparison: Comparison, table: Table, line: ListLine) -> None:
    message = _("{title}: this line has been changed in the form, and in the file meanwhile").format(title=table.title)
    hint = _("Ask the unit which is right, and write that into the line and the file.")
    comparison.report("form-conflict", line.row.place, message, hint)


def _entry(table: Table, line: ListLine, before: Plain) -> Plain:
    """A line as an entry of the report; keys of the entry `before` that the form does not show are kept."""
    entry: dict[str, Any] = {table.bare: before} if isinstance(before, str) else dict(before)
    content = line.content
    for slot in table.columns:
        if slot.name not in line.values:
            continue  # the column was deleted from the sheet
        old = entry.get(slot.name)
        if slot.name not in content:
            left = written(slot, None, old)
            if left is not None:
                entry[slot.name] = left
            elif meaning(slot, old) is not None:
                entry.pop(slot.name, None)
        elif meaning(slot, old) != content[slot.name]:
            entry[slot.name] = written(slot, content[slot.name], old)
    return before if isinstance(before, str) and entry == {table.bare: before} else entry
