"""A filled-in form compared with the file of its unit: the shared state of one comparison, and the faults that it reports.

Three versions of each value are compared, as in a three-way merge:

    base   the value when the form was exported, kept in the form's hidden sheet
    form   the value that is in the cell now
    file   the value that is in the YAML file now

A value that the unit has not changed (form = base) leaves the file as it is. A changed value is written if the file has not
changed (file = base), and is a conflict if the file has changed as well. With a base of 40000:

    form 40000, file 40500   nothing to do: only the office has changed it
    form 41000, file 40000   41000 is written
    form 41000, file 41000   nothing to do: both say the same
    form 41000, file 40500   a conflict: the form is refused
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from camket.forms.cells import FormCell, display, read_cell
from camket.forms.reader import FilledForm
from camket.forms.seen_text import told_unseen
from camket.forms.slots import Keys, Meaning, Slot
from camket.text.language import _
from camket.text.problems import Problem
from camket.text.source import Plain

# Keys in the report, with every result in full, and the new plain value there; None to leave the key empty.
ValueChange: TypeAlias = tuple[Keys, Plain]


@dataclass(frozen=True, slots=True)
class EmptiedCell:
    """A cell, or a line of a list, that held `before` when the form was exported, and is empty now."""

    path: str
    place: str
    label: str
    before: str


@dataclass(slots=True)
class Comparison:
    """One filled-in form, the report in the file now (results in full), and what the comparison has found so far.

    `may_delete` decides whether an emptied value is removed from the file. `cells` are the places of changed cells, by keys.
    """

    filled: FilledForm
    now: Mapping[str, Plain]
    may_delete: Callable[[EmptiedCell], bool]
    problems: list[Problem] = field(default_factory=list)
    cells: dict[Keys, str] = field(default_factory=dict)

    def report(self, rule: str, place: str, message: str, hint: str, *, is_warning: bool = False) -> None:
        """Add a problem at a cell of the form."""
        self.problems.append(self.filled.problem(rule, place, message, hint, is_warning=is_warning))

    def read(self, slot: Slot, cell: FormCell) -> tuple[Meaning, bool]:
        """Return the value of a cell, and whether it could be read; a fault of the cell is reported."""
        value, fault = read_cell(slot, cell)
        if fault is not None:
            self.report(fault.rule, cell.place, fault.message, fault.hint)
        elif slot.kind == "number" and isinstance(cell.value, str) and (unseen := told_unseen(cell.value)):
            message = _("'{text}' is taken; {words}").format(text=display(slot, value), words=unseen)
            self.report("form-cell", cell.place, message, "", is_warning=True)
        return value, fault is None

    def report_conflict(self, slot: Slot, place: str, *, base: Meaning, form: Meaning, file: Meaning) -> None:
        """Report a value that was changed in the form and in the file."""
        message = _("{label}: the form has {value} in place of {base}, and the file has been changed to {now} meanwhile")
        shown = {name: display(slot, value) or "–" for name, value in (("value", form), ("base", base), ("now", file))}
        message = message.format(label=slot.label, **shown)
        hint = _("Ask the unit which is right, and write that into the cell and the file.")
        self.report("form-conflict", place, message, hint)

    def is_deleted(self, emptied: EmptiedCell) -> bool:
        """Return whether an emptied value is removed from the file; a value that is kept is reported as a warning."""
        if self.may_delete(emptied):
            return True
        message = _("{label}: emptied; {before} is kept").format(label=emptied.label, before=emptied.before)
        hint = _("It goes with --yes-empty, or when asked on a terminal.")
        self.report("form-emptied", emptied.place, message, hint, is_warning=True)
        return False
