"""What was typed into a form's web page, read from the small file that the page saves (`.camket.json`).

The file holds the records of the form as exported, as the hidden sheet of a workbook does, and each text under the name of
its slot. Every text is read by `cells` as that of a workbook's cell. The file is not trusted: it is parsed strictly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from camket.forms.cells import FormCell, tidy
from camket.forms.reader import FilledForm, FormRow, read_form
from camket.forms.slots import Form
from camket.forms.writer import FREE, VERSION, digest_of
from camket.text.language import _
from camket.text.problems import Place, Problem
from camket.text.stored_form import explain_stored_form
from camket.text.strict_json import JsonFault, parse_json

# The key that says what a file is; its value is the version.
MARK = "camket_form"
ENDING = ".camket.json"
# The attribute by which the page itself is recognised, where the unit sends that.
PAGE_MARK = 'id="camket-form"'
_MOST_BYTES = 4 * 1024 * 1024
_MOST_LABEL = 200
_META = ("version", "language", "year", "title", "round", "unit")
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class SavedAnswers(FilledForm):
    """A form filled in on its web page. The places of its cells are labels, as the page shows them."""

    def name_places(self, form: Form) -> None:
        """Replace the labels that the file gives by those of `form`; what the form does not have keeps the file's."""
        places = form.places()
        for name, cell in self.cells.items():
            if name in places:
                self.cells[name] = FormCell(cell.value, places[name])
        for table in form.all_tables():
            columns = {slot.name: slot for slot in table.columns}
            for index, row in enumerate(rows := self.tables.get(table.name, [])):
                cells = {
                    name: FormCell(cell.value, table.place(index, columns[name])) if name in columns else cell
                    for name, cell in row.cells.items()
                }
                rows[index] = FormRow(row.name, cells, table.place(index))


def read_filled(path: str, data: bytes | Problem) -> tuple[FilledForm | None, list[Problem]]:
    """Return the form in a file, a workbook or the answers of a web page: (form, problems). See `read_form`."""
    if isinstance(data, Problem):
        return None, [data]
    begins = data[:256].removeprefix(_BOM).lstrip()
    name = path.lower()
    if begins.startswith(b"{") or name.endswith((".json", ".json.txt")):
        return read_answers(path, data)
    if begins.startswith(b"<") and name.endswith((".html", ".htm")):
        return None, [_explain_page(path, data)]
    return read_form(path, data)


def _explain_page(path: str, data: bytes) -> Problem:
    if PAGE_MARK.encode() in data:
        message = _("this is the page to fill in, not the file that the page saves")
        hint = _("Open the page where it was filled in, choose 'Save the file to send', and send that file ({ending}).")
        return _refuse(path, message, hint.format(ending=ENDING))
    return _refuse(path, _("this is not a form of camket"), _("Look whether the right file was sent."))


def read_answers(path: str, data: bytes) -> tuple[FilledForm | None, list[Problem]]:
    """Return the answers in a file that a form's web page has saved: (form, problems)."""
    if stored := explain_stored_form(data):
        return None, [_refuse(path, *stored)]
    if len(data) > _MOST_BYTES:
        return None, [_refuse(path, _("this file is too large for a form"), _again())]
    try:
        value = parse_json(data.removeprefix(_BOM).decode("utf-8"))
        return _AnswersReading(path).read(value)
    except UnicodeDecodeError:
        return None, [_refuse(path, _("this file cannot be read: it is damaged, or not complete"), _again())]
    except JsonFault as fault:
        message = _("this file cannot be read: {reason}").format(reason=fault)
        place = Place(path, fault.line, fault.column) if fault.line else None
        return None, [_refuse(path, message, _again(), place)]


def _again() -> str:
    return _("Ask the unit to save the file once more from the page, and to send it as it is.")


def _refuse(path: str, message: str, hint: str, place: Place | None = None) -> Problem:
    return Problem("form-file", place or Place(path, cell="-"), message, hint)


class _AnswersReading:
    """One file of answers being read."""

    def __init__(self, path: str) -> None:
        self.filled = SavedAnswers(path)
        self.problems: list[Problem] = []

    def read(self, value: Any) -> tuple[FilledForm | None, list[Problem]]:
        """Return (form, problems). Raises JsonFault for a value of another shape than the page saves."""
        if not isinstance(value, dict) or MARK not in value:
            message = _("this is not a form of camket")
            return None, [_refuse(self.filled.path, message, _("Look whether the right file was sent."))]
        if not self._read_records(value):
            message = _("this file has been changed by hand, or comes from another version of camket")
            return None, [_refuse(self.filled.path, message, _("Export the form again and fill it in."))]
        for one in _list(value, "fields"):
            self._read_field(one)
        for one in _list(value, "lists"):
            self._read_table(one)
        return self.filled, self.problems

    def _read_records(self, value: dict[str, Any]) -> bool:
        """Read what the form was when it was exported; return False if it does not agree with its digest."""
        about, exported = _texts(value, "form"), _texts(value, "as_exported")
        rows = [*about.items(), *((f"={name}", text) for name, text in exported.items())]
        is_same = tuple(about) == _META and about["version"] == _text(value, MARK) == VERSION
        if not is_same or _text(value, "digest") != digest_of(rows):
            return False
        filled = self.filled
        filled.language, filled.year, filled.title = about["language"], about["year"], about["title"]
        filled.round, filled.unit = about["round"], about["unit"]
        filled.base = {name: parse_json(text) for name, text in exported.items()}
        return True

    def _read_field(self, value: Any) -> None:
        name, cell = _text(value, "name"), _cell(value)
        if name not in self.filled.base:
            if not cell.is_empty:
                message = _("this is not part of the form, and is not read")
                hint = _("Put it into the words of the target that it belongs to.")
                self.problems.append(self.filled.problem("form-row", cell.place, message, hint, is_warning=True))
            return
        before = self.filled.cells.setdefault(name, cell)
        if before.value != cell.value:
            message = _("this is in the file twice, with different contents")
            self.problems.append(self.filled.problem("form-twice", cell.place, message, _again()))

    def _read_table(self, value: Any) -> None:
        name, label = _text(value, "name"), _label(value)
        if name in self.filled.tables:
            message = _("this is in the file twice, with different contents")
            self.problems.append(self.filled.problem("form-twice", label, message, _again()))
            return
        rows = self.filled.tables.setdefault(name, [])
        for line in _list(value, "lines"):
            cells: dict[str, FormCell] = {}
            for one in _list(line, "cells"):
                column = _text(one, "name")
                if column in cells:
                    raise JsonFault(_("it has '{name}' twice in one place").format(name=_label(one)))
                cells[column] = _cell(one)
            entry = _text(line, "line")
            rows.append(FormRow(entry if re.fullmatch("[0-9]{1,5}", entry) else FREE, cells, label))


# --- values of the shape that the page saves; JsonFault for any other -----------------------------------------------------


def _member(value: Any, name: str, kind: type) -> Any:
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind):
        label = _label(value) if isinstance(value, dict) and isinstance(value.get("label"), str) else ""
        message = _("its content is not as the page saves it")
        raise JsonFault(f"{message} ({label or name})")
    return found


def _text(value: Any, name: str) -> str:
    return _encodable(_member(value, name, str))


def _texts(value: Any, name: str) -> dict[str, str]:
    found = _member(value, name, dict)
    return {_encodable(key): _text(found, key) for key in found}


def _list(value: Any, name: str) -> list[Any]:
    found: list[Any] = _member(value, name, list)
    return found


def _label(value: Any) -> str:
    """The label that the file gives, on one line: a problem is placed there."""
    return " ".join(tidy(_text(value, "label")).split())[:_MOST_LABEL] or "-"


def _cell(value: Any) -> FormCell:
    return FormCell(_text(value, "text"), _label(value))


def _encodable(text: str) -> str:
    """A text without halves of UTF-16 pairs, which JSON may name and no file can hold."""
    return re.sub("[\ud800-\udfff]", "", text)
