"""One filled-in form imported: what the unit has changed is edited into the unit's report file."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from camket.forms.answers_reader import SavedAnswers
from camket.forms.comparison import Comparison, EmptiedCell
from camket.forms.form import FormRound, in_full, make_form
from camket.forms.form_changes import form_changes
from camket.forms.reader import FilledForm
from camket.forms.report_edits import ReportEdits, append_comments
from camket.forms.slots import Form, Keys, value_at
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import path_of_report
from camket.ledger.scalars import read_day
from camket.text.edit import edit
from camket.text.language import LANGUAGES, _, ngettext, speaking
from camket.text.numerals import format_date
from camket.text.problems import EditFault, Place, Problem
from camket.text.source import read_document


@dataclass(slots=True)
class ImportedForm:
    """The result of importing one form: the report file, its bytes before and after, and the problems found.

    `before` is None if the file does not exist yet. `cells` are the places of changed cells in the form, by keys of the report.
    `places` are those of all cells, in words where the form does not have the cell. `form_asked` is what the unit is asked
    for, with the labels that stand in the form.
    """

    form: str
    path: str
    unit: str
    round: str
    before: bytes | None
    after: bytes | None
    problems: list[Problem] = field(default_factory=list)
    cells: dict[Keys, str] = field(default_factory=dict)
    form_asked: Form | None = None
    places: dict[Keys, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)

    @property
    def is_changed(self) -> bool:
        return not self.is_refused and self.after is not None and self.after != self.before


@dataclass(frozen=True, slots=True)
class ReceiptNote:
    """The receipt of the forms as the clerk gives it: the day they came, the number of their letter; None if not given."""

    day: date | None = None
    letter: str | None = None


NOTHING_NOTED = ReceiptNote()
_MOST_SHOWN = 5  # paragraphs that are shown of those that become comments


def import_form(
    ledger: Ledger,
    filled: FilledForm,
    unit: str,
    present: Mapping[str, bytes],
    *,
    may_delete: Callable[[EmptiedCell], bool],
    receipt: ReceiptNote = NOTHING_NOTED,
    prose: Sequence[str] = (),
    form_round: FormRound | None = None,
) -> ImportedForm:
    """Compare a form with the file of `unit`, and edit what the unit has changed into the file's text.

    `present` are the bytes of report files by path, with the forms imported before. `may_delete` decides about each emptied
    value. `prose` is added to the file as comments. `form_round` is the form's round, if the caller has it already.
    """
    round_ = ledger.round(filled.round)
    assert round_ is not None  # find_owner has checked it
    form_round = form_round or FormRound(ledger, round_)
    path = path_of_report(ledger, filled.round, unit)
    before = present.get(path)
    document, faults = read_document(path, before or b"")
    if ledger.is_skipped(path) or document is None or any(fault.level == "error" for fault in faults):
        message = _("{path} has errors and cannot be changed in place").format(path=path)
        problem = filled.problem("form-target", "-", message, _("See: camket check"))
        return ImportedForm(filled.path, path, unit, filled.round, before, None, [problem])
    with speaking(filled.language if filled.language in LANGUAGES else "vi"):
        form = make_form(form_round, unit)
    if isinstance(filled, SavedAnswers):
        filled.name_places(form)
    comparison = Comparison(filled, in_full(ledger, document.value), may_delete)
    changes = form_changes(comparison, form)
    is_report = bool(changes) or _has_content(filled)
    if receipt.letter is not None and is_report:
        changes.append((("letter", "number"), receipt.letter))
    day = receipt.day if is_report else None
    problems, cells = comparison.problems, comparison.cells
    places = places_in(form, filled)
    imported = ImportedForm(filled.path, path, unit, filled.round, before, before, problems, cells, form, places)
    if imported.is_refused or not (changes or prose or day):
        return imported
    start = before if before is not None else form_round.blank_file(path)
    started = read_document(path, start)[0]
    edits = ReportEdits(ledger, started.value if started is not None and isinstance(started.value, dict) else {})
    for keys, new in changes:
        if new != value_at(edits.value, keys) or new is None:
            edits.put(keys, new)
    if day is not None and (fault := _record_receipt(edits, filled, day)) is not None:
        imported.problems.append(fault)
        return imported
    if not (edits.made or prose):
        return imported
    try:
        edited = edit(path, start, edits.made)
    except EditFault as edit_fault:
        imported.problems.append(filled.problem("form-target", "-", str(edit_fault), edit_fault.hint))
        return imported
    imported.after = append_comments(edited, Path(filled.path).name, prose)
    if imported.after != edited:
        imported.problems.append(_tell_prose(filled, prose))
    return imported


def _tell_prose(filled: FilledForm, prose: Sequence[str]) -> Problem:
    """Tell which words of a document go to the end of the report as comments."""
    shown = [textwrap.shorten(paragraph, 60, placeholder=" …") for paragraph in prose[:_MOST_SHOWN]]
    message = ngettext(
        "{n} paragraph is put at the end of the report as a comment: {words}",
        "{n} paragraphs are put at the end of the report as comments: {words}",
        len(prose),
    )
    words = "; ".join(f"'{one}'" for one in shown) + ("; …" if len(prose) > len(shown) else "")
    return Problem("form-table", Place(filled.path, cell="-"), message.format(n=len(prose), words=words), "", "note")


def places_in(form: Form, filled: FilledForm) -> dict[Keys, str]:
    """Return the place of each slot and each list by its keys: its cell, or its label where the file does not have the cell."""
    words = form.places()
    found = {
        slot.keys: filled.cells[slot.name].place if slot.name in filled.cells else words[slot.name] for slot in form.slots()
    }
    for table in form.all_tables():
        found[table.keys] = next((row.place for row in filled.tables.get(table.name, ())), table.title)
    return found


def _has_content(filled: FilledForm) -> bool:
    """Whether a form holds any result or any line of a list. A form that came back blank is not a report."""
    cells = [cell for name, cell in filled.cells.items() if name.startswith("results.")]
    cells += [cell for rows in filled.tables.values() for row in rows for cell in row.cells.values()]
    return any(not cell.is_empty for cell in cells)


def _record_receipt(edits: ReportEdits, filled: FilledForm, day: date) -> Problem | None:
    """Record the day of receipt: the first day is kept in `submitted`, later days of changed forms go into `resubmitted`.

    Return the problem if the day is before the first one.
    """
    first = edits.value.get("submitted")
    text = day.isoformat()
    if first is None:
        edits.put(("submitted",), text)
    elif edits.made:
        again = edits.value.get("resubmitted")
        later = again if isinstance(again, list) else []
        known = [read_day(one) for one in [first, *later]]
        if day < known[0]:
            message = _("this report came on {first}, and the day given lies before that: {day}")
            message = message.format(first=format_date(known[0]), day=format_date(day))
            return filled.problem("form-receipt", "-", message, _("Look at the day given with --received."))
        if day not in known:
            edits.put(("resubmitted",), [*later, text])
    return None
