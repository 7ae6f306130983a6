"""A filled-in form read: which cell belongs to which slot, by the names in its hidden cells.

What a cell means is read later, in `cells`. The file comes by e-mail, and so is not trusted: it is inspected before it is
opened, and anything that a form never has is refused.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from camket.forms.cells import FormCell
from camket.forms.writer import COLUMNS, END, FIELDS, IS_WIDE, META, VALUE, VERSION, WIDE, digest_of
from camket.text.language import _
from camket.text.problems import CamketError, Place, Problem
from camket.text.source import Plain
from camket.text.stored_form import explain_stored_form

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


# Limits far above any form, which is about a hundredth of this, against files made to fill the memory.
MOST_BYTES = 20 * 1024 * 1024
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 2_000
_MOST_SHEETS = 200
_MOST_ROWS = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of a table: its name, its cells by column, its place.

    The name is the index of the entry that the line was exported for, `+` for a free line, empty for an inserted row.
    """

    name: str
    cells: dict[str, FormCell]
    place: str


@dataclass(slots=True)
class FilledForm:
    """A form as it came back: its round and unit, the values it was exported with (`base`), and its cells now."""

    path: str
    language: str = "vi"
    year: str = ""
    title: str = ""
    round: str = ""
    unit: str = ""
    base: dict[str, Plain] = field(default_factory=dict)
    cells: dict[str, FormCell] = field(default_factory=dict)
    tables: dict[str, list[FormRow]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)  # text that the clerk has to move by hand

    def problem(self, rule: str, place: str, message: str, hint: str = "", *, is_warning: bool = False) -> Problem:
        """Return a Problem at one of the form's cells, `-` for the whole file."""
        return Problem(rule, Place(self.path, cell=place), message, hint, "warning" if is_warning else "error")


def read_form(path: str, data: bytes) -> tuple[FilledForm | None, list[Problem]]:
    """Return the form in a file: (form, problems). The form is None for a file that cannot be used as a form."""
    from camket.forms.workbooks import open_workbook

    book, fault = open_workbook(data)
    return (None, [_refuse(path, *fault)]) if book is None else _FormReading(path, data, book).read()


def _refuse(path: str, message: str, hint: str) -> Problem:
    return Problem("form-file", Place(path, cell="-"), message, hint)


def inspect_package(data: bytes, main: str = "xl/workbook.xml") -> tuple[str, str] | None:
    """Inspect an Office file before it is opened: return (message, hint) for a file to refuse, None for one to open.

    `main` is the part that the package must have.
    """
    if stored := explain_stored_form(data):
        return stored
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return _("this workbook is locked with a password"), _("Take the password off: File – Info – Protect Workbook.")
        return _("this is a workbook of the old kind (.xls)"), _("Open it in Excel and save it anew as Excel Workbook (.xlsx).")
    if len(data) > MOST_BYTES:
        return _("this file is too large for a form"), _("Send the form without pictures.")
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if main not in names:
                return _not_a_workbook(names)
            if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                return _("this file is too large for a form"), _("Send the form without pictures.")
            if any(name.startswith("xl/externalLinks/") for name in names):
                hint = _("Data – Edit Links – Break Link, or paste values only; then save it again.")
                return _("cells of this workbook are linked to another file"), hint
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")) and not _is_plain(package, entry.filename):
                    return _("this workbook cannot be read"), _("Open it in Excel and save it anew as .xlsx.")
    except (BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError, zlib.error):
        return _("this is no Excel workbook, or it is damaged"), _("Open it in Excel and save it anew as .xlsx.")
    return None


def _not_a_workbook(names: set[str]) -> tuple[str, str]:
    if "word/document.xml" in names:
        return _("this is a Word document, not the form"), _("Tables in Word are read with: camket form import --table")
    return _("this is no Excel workbook, or it is damaged"), _("Open it in Excel and save it anew as .xlsx.")


def _is_plain(package: ZipFile, name: str) -> bool:
    """Whether a part is not longer than allowed, and has no DOCTYPE, whose entities could make it grow without limit."""
    with package.open(name) as part:
        data = part.read(_MOST_UNPACKED + 1)
    marks = ("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    return len(data) <= _MOST_UNPACKED and not any(mark in data for mark in marks)


class _FormReading:
    """One workbook being read."""

    def __init__(self, path: str, data: bytes, book: Workbook) -> None:
        self.filled = FilledForm(path)
        self.problems: list[Problem] = []
        self.data = data
        self.book = book
        self._results: Workbook | None = None

    def read(self) -> tuple[FilledForm | None, list[Problem]]:
        if len(self.book.worksheets) > _MOST_SHEETS:
            return None, [
                _refuse(self.filled.path, _("this file is too large for a form"), _("Send the form without pictures."))
            ]
        if not self._read_meta():
            return None, self.problems
        for sheet in self.book.worksheets:
            if sheet.title != META:
                self._read_sheet(sheet)
        return self.filled, self.problems

    # --- the hidden sheet

    def _read_meta(self) -> bool:
        found = [sheet for sheet in self.book.worksheets if _text(sheet.cell(1, 1).value) == META]
        if not found:
            message = _("this is not a form of camket, or its hidden sheet is gone")
            hint = _("Fill in the file that was sent out (camket form export), not a copy of its cells.")
            self.problems.append(_refuse(self.filled.path, message, hint))
            return False
        rows = [
            (_text(row[0]), "".join(_text(value) for value in row[1:]))
            for row in found[0].iter_rows(values_only=True)
            if _text(row[0])
        ]
        named = dict(rows[2:])
        if len(rows) < 2 or named.get("version", VERSION) != VERSION or rows[1] != ("digest", digest_of(rows[2:])):
            message = _("the hidden sheet of this form has been changed, or comes from another version of camket")
            hint = _("Export the form again and fill it in.")
            self.problems.append(_refuse(self.filled.path, message, hint))
            return False
        filled = self.filled
        filled.language, filled.year, filled.title = named["language"], named["year"], named["title"]
        filled.round, filled.unit = named["round"], named["unit"]
        filled.base = {name[1:]: json.loads(value) for name, value in named.items() if name.startswith("=")}
        return True

    # --- the cells

    def _read_sheet(self, sheet: Worksheet) -> None:
        columns: dict[str, int] = {}
        table: list[FormRow] | None = None
        is_head = False
        covered = _covered(sheet)
        for row in range(1, min(sheet.max_row, _MOST_ROWS) + 1):
            name = _text(sheet.cell(row, 1).value)
            if name == FIELDS:
                columns, table = self._columns(sheet, row, (VALUE, WIDE)), None
            elif name.startswith(COLUMNS):
                columns = self._columns(sheet, row)
                table = self._begin_table(sheet, name.removeprefix(COLUMNS), row)
                is_head = True
            elif name == END:
                table = None
                columns = {}
            elif table is not None:
                if is_head:  # the visible heading of the table
                    is_head = False
                    continue
                cells = {key: self._cell(sheet, row, column, covered) for key, column in columns.items()}
                if name or any(not cell.is_empty for cell in cells.values()):
                    table.append(FormRow(name, cells, _place(sheet, row, 2)))
            elif columns:
                self._read_field(sheet, row, name, columns, covered)

    def _columns(self, sheet: Worksheet, row: int, known: Sequence[str] = ()) -> dict[str, int]:
        """The columns by the names in a hidden row."""
        found: dict[str, int] = {}
        for column in range(2, min(sheet.max_column, 500) + 1):
            name = _text(sheet.cell(row, column).value)
            if name and (not known or name in known):
                found.setdefault(name, column)
        return found

    def _begin_table(self, sheet: Worksheet, name: str, row: int) -> list[FormRow]:
        if name in self.filled.tables:
            message = _("this sheet is in the file twice")
            hint = _("Delete the copy of the sheet.")
            self.problems.append(self.filled.problem("form-twice", _place(sheet, row, 2), message, hint))
            return []
        self.filled.tables[name] = []
        return self.filled.tables[name]

    def _read_field(
        self, sheet: Worksheet, row: int, name: str, columns: dict[str, int], covered: dict[tuple[int, int], str]
    ) -> None:
        column = columns.get(WIDE if name.endswith(IS_WIDE) else VALUE)
        if column is None:
            return
        cell = self._cell(sheet, row, column, covered)
        name = name.removesuffix(IS_WIDE)
        if name not in self.filled.base:
            if not cell.trouble and not cell.is_empty and self._is_free(sheet, row, column):
                message = _("this row is not part of the form, and is not read")
                hint = _("Put it into the words of the target that it belongs to.")
                self.problems.append(self.filled.problem("form-row", cell.place, message, hint, is_warning=True))
            return
        before = self.filled.cells.setdefault(name, cell)
        if before.value != cell.value:
            message = _("this row is in the file twice, here and at {place}").format(place=before.place)
            hint = _("Delete the copy of the row, or of the sheet.")
            self.problems.append(self.filled.problem("form-twice", cell.place, message, hint))

    def _is_free(self, sheet: Worksheet, row: int, column: int) -> bool:
        """Whether a cell was inserted by the user: the cells of the form's own rows are locked."""
        return not bool(sheet.cell(row, column).protection.locked)

    def _cell(self, sheet: Worksheet, row: int, column: int, covered: dict[tuple[int, int], str]) -> FormCell:
        found = sheet.cell(row, column)
        place = _place(sheet, row, column)
        if (row, column) in covered:
            return FormCell(None, place, trouble="merged")
        value, kind = found.value, found.data_type
        if kind == "f":
            value = self._result(sheet.title, row, column)
            if value is None:
                return FormCell(None, place, trouble="formula")
            kind = "e" if isinstance(value, str) and value.startswith("#") else ""
        if kind == "e":
            return FormCell(str(value), place, trouble="error")
        if isinstance(value, time):
            return FormCell(str(value), place, trouble="time")
        if isinstance(value, str):
            return FormCell(_unescape(value), place, found.number_format)
        if value is None or isinstance(value, (int, float, bool, datetime, date)):
            return FormCell(value, place, found.number_format)
        return FormCell(str(value), place, trouble="time")  # a duration

    def _result(self, title: str, row: int, column: int) -> Any:
        """The result of a formula, as the program that saved the file computed it."""
        if self._results is None:
            from camket.forms.workbooks import open_results

            self._results = open_results(self.data)
        return self._results[title].cell(row, column).value


def _covered(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """The cells that are hidden by a merged cell, with the merged range."""
    found = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] > 100_000:
            continue
        for row, column in area.cells:
            if (row, column) != (area.min_row, area.min_col):
                found[row, column] = area.coord
    return found


def _place(sheet: Worksheet, row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{sheet.title}!{get_column_letter(column)}{row}"


def _text(value: object) -> str:
    return _unescape(value).strip() if isinstance(value, str) else "" if value is None else str(value)


def _unescape(text: str) -> str:
    """Text with control characters decoded, which Excel writes as _x000D_."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


# --- the files on the disk ----------------------------------------------------------------------------------------------

_ENDINGS = (".xlsx", ".xls", ".xlsm")


def gather_files(paths: Sequence[Path], endings: Sequence[str] = _ENDINGS) -> list[tuple[str, bytes]]:
    """Return the files at `paths`, in folders and in zip files: (name for messages, bytes).

    Raises CamketError when a file is missing or cannot be read.
    """
    found: list[tuple[str, bytes]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and _is_wanted(one.name, (*endings, ".zip")))
        else:
            inside = [path]
        for one in inside:
            try:
                data = one.read_bytes()
            except OSError as error:
                message = _("{path} cannot be read: {reason}").format(path=one, reason=error.strerror or error)
                raise CamketError(message, _("Close the file if it is open in Word or Excel, or check its name.")) from error
            if one.suffix.lower() == ".zip":
                found += _unpack(one.as_posix(), data, endings)
            else:
                found.append((one.as_posix(), data))
    return found


def _is_wanted(name: str, endings: Sequence[str]) -> bool:
    """Whether a file has one of the endings, and is not a temporary file of Excel or macOS."""
    return name.lower().endswith(tuple(endings)) and not name.startswith(("~$", "."))


def _unpack(name: str, data: bytes, endings: Sequence[str]) -> list[tuple[str, bytes]]:
    """The files in a zip file. Raises CamketError when the file is damaged or would become too large."""
    found = []
    hint = _("Unpack it, and name the folder.")
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = [one for one in package.infolist() if _is_wanted(one.filename.rpartition("/")[2], endings)]
            if len(entries) > _MOST_PARTS or sum(one.file_size for one in entries) > 10 * MOST_BYTES:
                raise CamketError(_("{path} is too large to be unpacked").format(path=name), hint)
            for one in entries:
                with package.open(one) as part:
                    content = part.read(MOST_BYTES + 1)  # a longer one is refused by inspect_package
                found.append((f"{name}/{decoded_name(one.filename)}", content))
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=name, reason=error), hint) from error
    return found


def decoded_name(name: str) -> str:
    """Return a name in a zip file; Windows writes names in UTF-8 without setting the flag for it."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
