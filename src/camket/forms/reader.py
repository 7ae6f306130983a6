"""A filled-in form read: which cell belongs to which slot, by the names in its hidden cells.

What a cell means is read later, in `cells`. The file comes by e-mail, and so is not trusted: it is inspected before it is
opened, and anything that a form never has is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from camket.forms.cells import FormCell
from camket.forms.package import MOST_BYTES, MOST_PARTS, too_large
from camket.forms.writer import COLUMNS, END, FIELDS, IS_WIDE, LISTS, META, VALUE, VERSION, WIDE, digest_of
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError, Place, Problem, os_reason
from camket.text.source import Plain

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


PASSED_OVER = "form-row"
"""The rule of what is in a form, is not understood, and so is passed over: the rest of the form is read all the same."""

# Limits far above any form, which is about a hundredth of this, against files made to fill the memory.
_MOST_SHEETS = 200
_LAST_ROW = 20_000
_LAST_COLUMN = 500
MOST_BYTES_OF_ZIP = 10 * MOST_BYTES  # of a zip file, packed and unpacked
_MOST_CELLS = 100_000  # in the tables of a form, empty ones included


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


def read_form(path: str, data: bytes | Problem) -> tuple[FilledForm | None, list[Problem]]:
    """Return the form in a file: (form, problems). The form is None for a file that cannot be used as a form."""
    if isinstance(data, Problem):
        return None, [data]
    from camket.forms.workbooks import open_workbook

    book, fault = open_workbook(data)
    if book is None:
        return None, [_refuse(path, *fault)]
    try:
        return _FormReading(path, data, book).read()
    except Exception:  # openpyxl raises many kinds of exceptions for a damaged file, some of them late
        return None, [_refuse(path, _("this workbook cannot be read"), _("Open it in Excel and save it anew as .xlsx."))]


def _refuse(path: str, message: str, hint: str) -> Problem:
    return Problem("form-file", Place(path, cell="-"), message, hint)


class _FormReading:
    """One workbook being read."""

    def __init__(self, path: str, data: bytes, book: Workbook) -> None:
        self.filled = FilledForm(path)
        self.problems: list[Problem] = []
        self.data = data
        self.book = book
        self.cells = 0
        self._results: Workbook | None = None

    def read(self) -> tuple[FilledForm | None, list[Problem]]:
        if len(self.book.worksheets) > _MOST_SHEETS:
            return None, [_refuse(self.filled.path, *too_large())]
        for sheet in self.book.worksheets:
            filled = _filled_cells(sheet)
            row, column = max(filled, default=0), max((columns[-1] for columns in filled.values()), default=0)
            if row > _LAST_ROW or column > _LAST_COLUMN:
                message = _("the form reaches too far, to cell {cell}").format(cell=_place(sheet, row, column))
                hint = _("Delete what is far to the right of the form or below it, then save it again.")
                return None, [_refuse(self.filled.path, message, hint)]
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
            hint += " " + _("If it has a table of the unit's own, read it with: camket form import --table")
            self.problems.append(_refuse(self.filled.path, message, hint))
            return False
        rows = [
            (name, "".join(_text(found[0].cell(row, column).value) for column in columns if column > 1))
            for row, columns in _filled_cells(found[0]).items()
            if (name := _text(found[0].cell(row, 1).value))
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
        head = 0
        covered = _covered(sheet)
        rows = _filled_cells(sheet)
        self._tell_beside(sheet, rows)
        for row, filled in rows.items():
            name = _text(sheet.cell(row, 1).value)
            if name == FIELDS:
                columns, table = self._columns(sheet, row, filled, (VALUE, WIDE)), None
            elif name.startswith(COLUMNS):
                columns = self._columns(sheet, row, filled)
                table = self._begin_table(sheet, name.removeprefix(COLUMNS), row)
                head = row + 1
            elif name == END:
                table = None
                columns = {}
            elif table is not None:
                if row == head:  # the visible heading of the table
                    continue
                self.cells += len(columns)
                if self.cells > _MOST_CELLS:
                    raise ValueError
                cells = {key: self._cell(sheet, row, column, covered) for key, column in columns.items()}
                if name or any(not cell.is_empty for cell in cells.values()):
                    table.append(FormRow(name, cells, _place(sheet, row, 2)))
            elif columns:
                self._read_field(sheet, row, name, columns, covered)

    def _tell_beside(self, sheet: Worksheet, rows: dict[int, list[int]]) -> None:
        """Tell what was put into the workbook and is no part of the form: a sheet, comments at cells."""
        names = [_text(sheet.cell(row, 1).value) for row in rows]
        is_ours = sheet.title in (META, LISTS) or any(name == FIELDS or name.startswith(COLUMNS) for name in names)
        if rows and not is_ours:
            message = _("the sheet '{name}' is no part of the form, and is not read").format(name=sheet.title)
            hint = _("If it has a table of the unit's own, put it into a file by itself: camket form import --table")
            self.problems.append(self.filled.problem(PASSED_OVER, "-", message, hint, is_warning=True))
        for (row, column), cell in sorted(sheet._cells.items()):
            if cell.comment is not None:
                message = _("a comment is not read: {text}").format(text=" ".join(str(cell.comment.text or "…").split()))
                hint = _("Look whether it says something about the figure.")
                place = _place(sheet, row, column)
                self.problems.append(self.filled.problem("form-cell", place, message, hint, is_warning=True))

    def _columns(self, sheet: Worksheet, row: int, filled: Sequence[int], known: Sequence[str] = ()) -> dict[str, int]:
        """The columns by the names in a hidden row, whose filled cells are in these columns."""
        found: dict[str, int] = {}
        for column in filled:
            if column == 1:
                continue
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
                self.problems.append(self.filled.problem(PASSED_OVER, cell.place, message, hint, is_warning=True))
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


def _filled_cells(sheet: Worksheet) -> dict[int, list[int]]:
    """The rows that have a value, each with the columns of its values, in order.

    One cell far away must not make the rows and columns before it be walked through, as openpyxl would.
    """
    found: dict[int, list[int]] = {}
    for row, column in sorted(place for place, cell in sheet._cells.items() if cell.value is not None):
        found.setdefault(row, []).append(column)
    return found


def _covered(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """The cells that are hidden by a merged cell, with the merged range."""
    found = {}
    for area in sheet.merged_cells.ranges:
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

# What is read as a form in folders and zip files.
FORMS = (".xlsx", ".xlsm", ".xls", ".ods", ".json", ".json.txt", ".html", ".htm")
# The name of a file for messages, and its bytes or why they cannot be read.
GatheredFile = tuple[str, bytes | Problem]


def gather_files(paths: Sequence[Path], endings: Sequence[str] = FORMS) -> list[GatheredFile]:
    """Return the files at `paths`, in folders and in zip files: (name for messages, bytes or why they cannot be read).

    In a folder no link is followed. Raises CamketError when a file is missing.
    """
    found: list[GatheredFile] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if _is_wanted(one.name, (*endings, ".zip")) and not one.is_dir())
        else:
            inside = [path]
        for one in inside:
            name = one.as_posix()
            try:
                is_zip = one.suffix.lower() == ".zip"
                data = read_plain(one, MOST_BYTES_OF_ZIP if is_zip else MOST_BYTES, below=path if one is not path else None)
                found += _unpack(name, data, endings) if is_zip else [(name, data)]
            except FileNotFoundError as error:
                message = _("{path} cannot be read: {reason}").format(path=one, reason=os_reason(error))
                raise CamketError(message, _("Close the file if it is open in Word or Excel, or check its name.")) from error
            except CamketError as error:
                found.append(
                    (name, _refuse(name, str(error), error.hint or _("Send the file itself, attached to the letter.")))
                )
            except OSError as error:
                message = _("{path} cannot be read: {reason}").format(path=one, reason=os_reason(error))
                hint = _("Close the file if it is open in Word or Excel, or check its name.")
                found.append((name, _refuse(name, message, hint)))
    return found


def _is_wanted(name: str, endings: Sequence[str]) -> bool:
    """Whether a file has one of the endings, and is not a temporary file of Excel or macOS."""
    return name.lower().endswith(tuple(endings)) and not name.startswith(("~$", "."))


def _unpack(name: str, data: bytes, endings: Sequence[str]) -> list[GatheredFile]:
    """The files in a zip file. Raises CamketError when the file is damaged or would become too large."""
    found: list[GatheredFile] = []
    hint = _("Unpack it, and name the folder.")
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = [one for one in package.infolist() if _is_wanted(one.filename.rpartition("/")[2], endings)]
            if len(entries) > MOST_PARTS or sum(one.file_size for one in entries) > MOST_BYTES_OF_ZIP:
                raise CamketError(_("{path} is too large to be unpacked").format(path=name), hint)
            for one in entries:
                with package.open(one) as part:
                    content = part.read(MOST_BYTES + 1)  # a longer one is refused by inspect_package
                found.append((f"{name}/{decoded_name(one.filename)}", content))
    except CamketError:
        raise
    except Exception as error:  # whatever zipfile raises for a damaged file
        raise CamketError(_("{path} cannot be read: {reason}").format(path=name, reason=error), hint) from error
    return found


def decoded_name(name: str) -> str:
    """Return a name in a zip file; Windows writes names in UTF-8 without setting the flag for it."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name
