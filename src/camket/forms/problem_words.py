"""Problems of report files told in the words of forms: the place is a cell or its label, keys are labels, ids are names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from camket.entry.changing import LoadedFolder
from camket.forms.form import FormRound, make_form
from camket.forms.form_import import ImportedForm
from camket.forms.slots import Form, Keys, Slot
from camket.ledger.ledger import Ledger
from camket.ledger.tree import OFFICE
from camket.standing.wording import round_name
from camket.text.language import _
from camket.text.problems import Place, Problem
from camket.text.source import Document

# A key in a message: `name:` is missing.
_KEY = re.compile(r"('?)\b([a-z_]+):\1(?=$|[\s,.;)])")
# A report file in a message, and the line in it.
_PATH = re.compile(r"\breports/[^\s:'\"]+\.yaml(?::\d+)*")


def in_words_of_forms(now: LoadedFolder | None, imported: Sequence[ImportedForm], problem: Problem) -> Problem:
    """Return a problem of a report file, placed where the user of a form sees it.

    In a report that was imported it is placed at the cell of the last form that the value came from, else at the cell or the
    label of what it is about; in another report at that unit, round and label. `now` are the data as the forms change them.
    """
    ledger = now.ledger if now is not None else None
    document = ledger.documents.get(problem.place.path) if ledger is not None else None
    own = [one for one in reversed(imported) if one.path == problem.place.path and one.after is not None]
    if ledger is None or document is None or not (own or _owner(ledger, problem.place.path)):
        return problem
    for changed_only in (True, False):
        for one in own:
            found = _find(document, problem, one.cells if changed_only else {**one.places, **one.cells})
            if found is not None:
                return _told(ledger, problem, one.form_asked, found[0], Place(one.form, cell=found[1]))
    if own:
        return _told(ledger, problem, own[0].form_asked, (), Place(own[0].form, cell="-"))
    round_id, unit = _owner(ledger, problem.place.path) or ("", "")
    form = _form_of(ledger, round_id, unit)
    words = _places(form) if form is not None else {}
    keys, cell = _find(document, problem, words) or ((), "-")
    return _told(ledger, problem, form, keys, Place(_owner_words(ledger, round_id, unit), cell=cell))


def _find(document: Document, problem: Problem, places: Mapping[Keys, str]) -> tuple[Keys, str] | None:
    """The keys and the place of the value that a problem is about; of a whole result or line, those of its first value."""
    at = (problem.place.line, problem.place.column)
    found: tuple[int, Keys, str] | None = None
    for keys, place in places.items():
        for length in range(len(keys), 0, -1):
            spots = [document.place(keys[:length], of_key=of_key) for of_key in (False, True)]
            missing = len(keys) - length
            if at in [(one.line, one.column) for one in spots] and (found is None or missing < found[0]):
                found = (missing, keys, place)
    return found[1:] if found is not None else None


def _places(form: Form) -> dict[Keys, str]:
    words = form.places()
    found = {slot.keys: words[slot.name] for slot in form.slots()}
    return found | {table.keys: table.title for table in form.all_tables()}


def _told(ledger: Ledger, problem: Problem, form: Form | None, keys: Keys, place: Place) -> Problem:
    """The problem at another place, its texts in the words of the form."""
    message, hint = (_in_words(ledger, form, keys, text) for text in (problem.message, problem.hint))
    return replace(problem, place=place, message=message, hint=hint, source="", fixes=())


def _in_words(ledger: Ledger, form: Form | None, keys: Keys, text: str) -> str:
    """A message about the value at `keys` with labels in place of keys, names in place of ids and of paths."""
    for name, target in ledger.targets.items():
        text = text.replace(f"'{name}'", f"'{target.short or target.name}'")
    text = _PATH.sub(lambda found: _path_words(ledger, found[0]), text)
    if form is None:
        return text
    slots = list(_slots_near(form, keys))
    for slot in slots:
        for name, label in slot.choices.items():
            text = text.replace(f"{label} ({name})", label)
    labels = {str(slot.keys[-1]): slot.label for slot in slots}
    return _KEY.sub(lambda found: f"'{labels[found[2]]}'" if found[2] in labels else found[0], text)


def _slots_near(form: Form, keys: Keys) -> Iterator[Slot]:
    """The slots of the whole form, of the block and of the table that `keys` lead into."""
    yield from (*form.about, *form.closing)
    tables = list(form.tables)
    for block in form.blocks:
        if tuple(keys[:2]) == ("results", block.target):
            yield from block.slots
            tables += [block.table] if block.table is not None else []
    for table in tables:
        if tuple(keys[: len(table.keys)]) == tuple(table.keys):
            yield from table.columns


def _owner(ledger: Ledger, path: str) -> tuple[str, str] | None:
    """The round and the unit of a report file; None for another file."""
    for key, filed in ledger.reports.items():
        if filed.path == path:
            return key
    return next(((round_id, OFFICE) for round_id, filed in ledger.office.items() if filed.document.path == path), None)


def _owner_words(ledger: Ledger, round_id: str, unit: str) -> str:
    round_ = ledger.round(round_id)
    commitment = ledger.commitment
    office = commitment.issuing_office or commitment.issuing_body
    return f"{office if unit == OFFICE else ledger.name(unit)}, {round_name(round_) if round_ is not None else round_id}"


def _path_words(ledger: Ledger, path: str) -> str:
    owner = _owner(ledger, path.partition(":")[0])
    return _("the report of {unit}").format(unit=_owner_words(ledger, *owner)) if owner is not None else path


def _form_of(ledger: Ledger, round_id: str, unit: str) -> Form | None:
    round_ = ledger.round(round_id)
    return make_form(FormRound(ledger, round_), unit) if round_ is not None and unit in ledger.units else None
