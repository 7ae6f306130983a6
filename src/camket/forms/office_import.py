"""The office's own form imported: what was changed in it is edited into `_office.yaml` of its round."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from camket.entry.acts import add_to
from camket.forms.comparison import Comparison, EmptiedCell
from camket.forms.form_changes import form_changes
from camket.forms.form_import import ImportedForm, places_in
from camket.forms.office_form import ANSWER, TEXTS, make_office_form, office_in_full
from camket.forms.reader import FilledForm
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Answer, OfficeFile
from camket.ledger.tree import OFFICE, report_path
from camket.standing.proposals import proposals
from camket.text.edit import Drop, Edit, Put, edit
from camket.text.language import LANGUAGES, _, speaking
from camket.text.problems import EditFault
from camket.text.source import Plain, read_document

_ORDER = (*OfficeFile.model_fields, "authority", "title", "name")


def import_office_form(
    ledger: Ledger,
    filled: FilledForm,
    present: Mapping[str, bytes],
    day: date,
    *,
    may_delete: Callable[[EmptiedCell], bool],
) -> ImportedForm:
    """Compare the office's form with its file, and edit what has changed into the file's text; as `import_form` for a unit."""
    round_ = ledger.round(filled.round)
    assert round_ is not None  # find_owner has checked it
    path = report_path(filled.round, OFFICE)
    before = present.get(path)
    document, faults = read_document(path, before or b"")
    if ledger.is_skipped(path) or document is None or any(fault.level == "error" for fault in faults):
        message = _("{path} has errors and cannot be changed in place").format(path=path)
        problem = filled.problem("form-target", "-", message, _("See: camket check"))
        return ImportedForm(filled.path, path, OFFICE, filled.round, before, None, [problem])
    asked = [name.split(".")[1] for name in filled.base if name.startswith(f"{ANSWER}.")]
    with speaking(filled.language if filled.language in LANGUAGES else "vi"):
        form = make_office_form(ledger, round_, day, asked)
    value: dict[str, Plain] = document.value if isinstance(document.value, dict) else {}
    comparison = Comparison(filled, office_in_full(value), may_delete)
    edits: list[Edit] = []
    given: dict[str, dict[str, Plain]] = {}
    for keys, new in form_changes(comparison, form):
        if keys[0] == ANSWER:
            given.setdefault(str(keys[1]), {})[str(keys[2])] = new
        elif (new := _in_file(str(keys[-1]), new)) is None:
            edits.append(Drop(keys))
        elif keys[0] == "signatory" and not isinstance(value.get("signatory"), dict):
            value = {**value, "signatory": {keys[1]: new}}
            edits.append(Put(("signatory",), {str(keys[1]): new}, _ORDER))
        else:
            edits.append(Put(keys, new, _ORDER))
    held = value.get("answers")
    answers = list(held) if isinstance(held, list) else []
    waiting = {one.id for one in proposals(ledger, round_, day) if one.is_open}
    for name, fields in given.items():
        entry = _answer(comparison, name, fields, answers, is_open=name in waiting)
        if entry is not None:
            edits.append(add_to(answers, ("answers",), entry, _ORDER))
            answers.append(entry)
    problems, cells, places = comparison.problems, comparison.cells, places_in(form, filled)
    imported = ImportedForm(filled.path, path, OFFICE, filled.round, before, before, problems, cells, form, places)
    if imported.is_refused or not edits:
        return imported
    try:
        imported.after = edit(path, before if before is not None else f"round: {filled.round}\n".encode(), edits)
    except EditFault as fault:
        imported.problems.append(filled.problem("form-target", "-", str(fault), fault.hint))
    return imported


def _in_file(key: str, new: Plain) -> Plain:
    """Return a changed value of the form as the file has it; None where nothing is left of it."""
    if isinstance(new, list):
        return ([one["text"] if isinstance(one, dict) else one for one in new] if key in TEXTS else new) or None
    if key == "authority" and isinstance(new, str) and "\n" in new:
        return list[Plain](new.split("\n"))
    return new


def _answer(
    comparison: Comparison, name: str, fields: Mapping[str, Plain], answers: Sequence[Plain], *, is_open: bool
) -> dict[str, Plain] | None:
    """Return a new entry of `answers` for a proposal; None if it is there already, or after reporting why there is none."""
    found = {"proposals": name, **fields}
    entry: dict[str, Plain] = {key: found[key] for key in Answer.model_fields if key in found}
    if entry in answers:
        return None  # the same form was imported before
    place = next(iter(comparison.cells.get((ANSWER, name, key), "-") for key in fields))
    if not is_open:
        message = _("this proposal has been answered in the file meanwhile")
        comparison.report(
            "form-conflict", place, message, _("See camket proposals --all; if the answer is another one, empty these cells.")
        )
        return None
    if "outcome" not in fields or "date" not in fields:
        hint = _("Choose the answer, and write its day.")
        comparison.report("form-answer", place, _("an answer needs its outcome and its day"), hint)
        return None
    return entry
