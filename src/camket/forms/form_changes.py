"""What a unit has changed in its form: single values and lists, compared with the file."""

from __future__ import annotations

from camket.forms.cells import display, meaning, written
from camket.forms.comparison import Comparison, EmptiedCell, ValueChange
from camket.forms.list_changes import list_changes
from camket.forms.slots import Form, Slot, value_at
from camket.text.language import _


def form_changes(comparison: Comparison, form: Form) -> list[ValueChange]:
    """Return what the unit has changed; faults and conflicts are added to the problems of `comparison`.

    `form` is the form as it would be exported now.
    """
    found: list[ValueChange] = []
    answers = {table.answer.name for table in form.all_tables() if table.answer is not None}
    known = set(answers)
    for slot in form.slots():
        known.add(slot.name)
        if slot.name not in answers:
            found += _slot_changes(comparison, form, slot)
    for table in form.all_tables():
        known.add(table.name)
        found += list_changes(comparison, table)
    for name in (*comparison.filled.cells, *comparison.filled.tables):
        if name not in known:
            _report_unknown(comparison, name)
    return found


def _slot_changes(comparison: Comparison, form: Form, slot: Slot) -> list[ValueChange]:
    filled = comparison.filled
    cell = filled.cells.get(slot.name)
    if cell is None:
        if slot.name in filled.base:
            message = _("the row of {label} is gone from the form; what stood there is kept").format(label=slot.label)
            hint = _("Export the form again and fill it in.")
            comparison.report("form-row", "-", message, hint, is_warning=True)
        return []
    value, is_read = comparison.read(slot, cell)
    if not is_read:
        return []
    raw = value_at(comparison.now, slot.keys)
    base, now = meaning(slot, filled.base.get(slot.name)), meaning(slot, raw)
    if value in (base, now):
        return []
    if base != now:
        comparison.report_conflict(slot, cell.place, base=base, form=value, file=now)
        return []
    comparison.cells[slot.keys] = cell.place
    if value is None:
        emptied = EmptiedCell(filled.path, cell.place, form.places()[slot.name], display(slot, base))
        return [(slot.keys, written(slot, None, raw))] if comparison.is_deleted(emptied) else []
    return [(slot.keys, written(slot, value, raw))]


def _report_unknown(comparison: Comparison, name: str) -> None:
    """Report a cell or a table that the commitment no longer asks for; one that is empty is no problem."""
    filled = comparison.filled
    cell = filled.cells.get(name)
    place = cell.place if cell is not None else next((row.place for row in filled.tables[name]), "-")
    is_filled = (
        not cell.is_empty
        if cell is not None
        else any(not one.is_empty for row in filled.tables[name] for one in row.cells.values())
    )
    if is_filled:
        message = _("this is not asked of this unit any more, and is not read")
        hint = _("Export the form again, or put it into the words of another target.")
        comparison.report("form-cell", place, message, hint, is_warning=True)
