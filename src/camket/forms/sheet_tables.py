"""Sheets of a workbook as tables: what Excel shows in each cell, and what is hidden, struck, a mark, a comment, an error."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from camket.forms.cells import tidy
from camket.forms.grid import Grid, GridCell, TableDocument
from camket.forms.number_formats import exact_number, shown_number
from camket.forms.ods_workbook import UNKNOWN_FORMAT
from camket.forms.seen_text import SeenText
from camket.forms.writer import META
from camket.text.language import _
from camket.text.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook

# Far above any table of a unit: the last row and column that are read, and the cells of all sheets.
_LAST_ROW, _LAST_COLUMN = 20_000, 1_000
_MOST_CELLS = 100_000


def read_sheets(path: str, book: Workbook, results: Callable[[], Workbook]) -> tuple[TableDocument, list[Problem]]:
    """Return the visible sheets of a workbook as tables: (document, problems).

    `results` gives the workbook with the results of its formulas, as the program that saved it computed them.
    """
    reading = _SheetReading(path, results)
    for sheet in book.worksheets:
        if sheet.title == META or str(sheet.cell(1, 1).value) == META:
            message, hint = _("this is a form of camket, not a table"), _("Import it without --table.")
            return TableDocument(), [reading.problem("-", message, hint)]
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            if any(cell.value is not None for cell in sheet._cells.values()):
                message = _("the hidden sheet '{name}' is not read").format(name=sheet.title)
                reading.problems.append(reading.problem("-", message, _unhide(), is_warning=True))
        elif not reading.read(sheet):
            return TableDocument(), reading.problems
    return TableDocument(reading.grids), reading.problems


def _unhide() -> str:
    return _("What is to be read must be shown: unhide it, and save the workbook.")


class _SheetReading:
    """One workbook being read."""

    def __init__(self, path: str, results: Callable[[], Workbook]) -> None:
        self.path = path
        self.results = results
        self.computed: Workbook | None = None
        self.grids: list[Grid] = []
        self.problems: list[Problem] = []
        self.cells = 0

    def problem(self, place: str, message: str, hint: str, *, is_warning: bool = False) -> Problem:
        return Problem("form-file", Place(self.path, cell=place), message, hint, "warning" if is_warning else "error")

    def read(self, sheet: Any) -> bool:
        """Read a sheet as a table; False for one that is too large, which is reported."""
        places = sorted(place for place, cell in sheet._cells.items() if _is_filled(cell))
        if not places:
            return True
        last, right = places[-1][0], max(column for _row, column in places)
        if last > _LAST_ROW or right > _LAST_COLUMN:
            far = next(place for place in places if place[0] > _LAST_ROW or place[1] > _LAST_COLUMN)
            message = _("the table reaches too far, to cell {cell}").format(cell=_place(sheet, far))
            hint = _("Delete what is far to the right of the table or below it, then save it again.")
            self.problems.append(self.problem(_place(sheet, far), message, hint))
            return False
        self.cells += sum(len(range(columns)) for columns in _widths(places).values())
        if self.cells > _MOST_CELLS:
            self.problems.append(self.problem("-", _("this file is too large"), _("Send the tables alone.")))
            return False
        hidden = self._hidden(sheet, places)
        rows = [[""] * _widths(places).get(row, 0) for row in range(1, last + 1)]
        merged: dict[GridCell, GridCell] = {}
        for area in sheet.merged_cells.ranges:
            first = (area.min_row - 1, area.min_col - 1)
            for row in range(area.min_row - 1, min(area.max_row, last)):
                for column in range(area.min_col - 1, min(area.max_col, right)):
                    if (row, column) != first:
                        merged[row, column] = first
        left_out: dict[GridCell, str] = {}
        faults: dict[GridCell, str] = {}
        for row, column in places:
            place = (row - 1, column - 1)
            if (row, column) in hidden or place in merged:
                continue
            text, told, fault = self._seen(sheet, row, column)
            rows[row - 1][column - 1] = text
            if told:
                left_out[place] = told
            if fault:
                faults[place] = fault
        self.grids.append(Grid(sheet.title, tuple(map(tuple, rows)), merged, left_out, faults))
        return True

    def _hidden(self, sheet: Any, places: Iterable[GridCell]) -> set[GridCell]:
        """The cells in hidden rows and columns, which are reported."""
        rows = {row for row, look in sheet.row_dimensions.items() if look.hidden or look.height == 0}
        columns: set[int] = set()
        for look in sheet.column_dimensions.values():
            if look.hidden or look.width == 0:
                look.reindex()  # a column of .ods or .xls has its letter only
                columns |= set(range(look.min, min(look.max, _LAST_COLUMN) + 1))
        found = {place for place in places if place[0] in rows or place[1] in columns}
        told = [
            (_("hidden rows are not read: {names}"), sorted({str(row) for row, _column in found if row in rows}, key=int)),
            (_("hidden columns are not read: {names}"), [_letters(one) for one in sorted({c for _r, c in found} & columns)]),
        ]
        for message, names in told:
            if names:
                place = _place(sheet, min(found))
                self.problems.append(self.problem(place, message.format(names=", ".join(names)), _unhide(), is_warning=True))
        return found

    def _seen(self, sheet: Any, row: int, column: int) -> tuple[str, str, str]:
        """What a cell shows: its text, what is left out of it, and why it cannot be read."""
        cell = sheet.cell(row, column)
        value, kind = cell.value, cell.data_type
        seen = SeenText()
        seen.begin_paragraph()
        if cell.comment is not None:
            seen.leave("comments", tidy(cell.comment.text or "…"))
        if kind == "f":
            value = self._result(sheet.title, row, column)
            if value is None:
                return "", seen.told(), _("a formula stands here without its result")
            kind = "e" if isinstance(value, str) and value.startswith("#") else ""
        if kind == "e":
            return "", seen.told(), _("an error stands here: {text}").format(text=value)
        look = _look(cell.font)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            text = shown_number(value, cell.number_format)
            exact = exact_number(value, cell.number_format)
            if text is None:
                code = cell.number_format.removeprefix(UNKNOWN_FORMAT)
                message = _("the format of this number is not read: {format}").format(format=code or cell.number_format)
                return "", seen.told(), message
            if not text:
                seen.leave("hidden", exact)
            seen.put(text, look)
            if text and not look and _differs(text, exact):
                seen.leave("rounded", exact)
        elif isinstance(value, list):  # CellRichText
            for part in value:
                font = getattr(part, "font", None)
                seen.put(str(part), (_look(font) if font is not None else "") or ("struck" if look == "struck" else ""))
        elif value is not None:
            seen.put(_text(value), look)
        return tidy("".join(seen.paragraphs)), seen.told(), ""

    def _result(self, title: str, row: int, column: int) -> Any:
        if self.computed is None:
            self.computed = self.results()
        return self.computed[title].cell(row, column).value


def _is_filled(cell: Any) -> bool:
    value = cell.value
    return cell.comment is not None or (bool(tidy(value)) if isinstance(value, str) else value is not None)


def _widths(places: Iterable[GridCell]) -> dict[int, int]:
    """The number of columns of each row that has cells."""
    widths: dict[int, int] = {}
    for row, column in places:
        widths[row] = max(column, widths.get(row, 0))
    return widths


def _look(font: Any) -> str:
    """How text looks, a key of LEFT_OUT; empty for plain text."""
    if font is None:
        return ""
    if font.strike:
        return "struck"
    return {"superscript": "raised", "subscript": "lowered"}.get(font.vertAlign or "", "")


def _differs(text: str, exact: str) -> bool:
    """Whether a cell shows another number than it holds."""
    return "".join(one for one in text if one.isdigit() or one == ",") != exact.strip("-%")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        has_time = (value.hour, value.minute, value.second) != (0, 0, 0)
        return value.strftime("%d/%m/%Y %H:%M" if has_time else "%d/%m/%Y")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))


def _place(sheet: Any, place: GridCell) -> str:
    return f"{sheet.title}!{_letters(place[1])}{place[0]}"
