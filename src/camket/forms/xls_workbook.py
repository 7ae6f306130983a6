"""Workbooks of old Excel (.xls) as workbooks of openpyxl, so that forms and tables are read in one way from all kinds.

xlrd is used, and not python-calamine, because it tells number formats, hidden rows, comments, errors and raised letters:
without these 90,5% is read as 0,905, and the mark of a note as a digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from camket.forms.ods_workbook import put_text, sheet_title

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_CELLS = 200_000  # with a value or merged, of all sheets


class LockedError(Exception):
    """The workbook is locked with a password."""


def xls_workbook(data: bytes) -> Workbook:
    """Return an .xls file as a workbook of openpyxl. Raises LockedError, and whatever xlrd raises for a damaged one."""
    import io

    import xlrd
    from openpyxl import Workbook

    try:
        old = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise LockedError from error
        raise
    book = Workbook()
    book.remove(book.worksheets[0])
    cells = 0
    for source in old.sheets():
        sheet = book.create_sheet()
        sheet.title = sheet_title(source.name)
        sheet.sheet_state = "visible" if source.visibility == 0 else "hidden"
        _copy_hidden(source, sheet)
        for row in range(source.nrows):
            for column in range(source.row_len(row)):
                if source.cell_type(row, column) not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    cells += 1
                    if cells > _MOST_CELLS:
                        raise ValueError(cells)
                    _copy_cell(old, source, sheet, row, column)
        for top, below, left, right in source.merged_cells:
            cells += (below - top) * (right - left)
            if cells > _MOST_CELLS:
                raise ValueError(cells)
            sheet.merge_cells(start_row=top + 1, end_row=below, start_column=left + 1, end_column=right)
    return book


def _copy_hidden(source: Any, sheet: Any) -> None:
    from openpyxl.utils import get_column_letter

    for row, look in source.rowinfo_map.items():
        if look.hidden:
            sheet.row_dimensions[row + 1].hidden = True
    for column, look in source.colinfo_map.items():
        if look.hidden:
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True


def _copy_cell(old: Any, source: Any, sheet: Any, row: int, column: int) -> None:
    import xlrd
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, Protection

    kind, value = source.cell_type(row, column), source.cell_value(row, column)
    cell = sheet.cell(row + 1, column + 1)
    look = old.xf_list[source.cell_xf_index(row, column)]
    font = old.font_list[look.font_index]
    if kind == xlrd.XL_CELL_TEXT:
        runs = source.rich_text_runlist_map.get((row, column))
        put_text(cell, value)
        if runs:
            cell.value = _rich_text(old, value, [(0, look.font_index), *runs])
    elif kind == xlrd.XL_CELL_NUMBER:
        cell.value = int(value) if value.is_integer() and abs(value) < 10**15 else value
        cell.number_format = old.format_map[look.format_key].format_str
    elif kind == xlrd.XL_CELL_DATE:
        if value < 1:
            put_text(cell, str(xlrd.xldate_as_datetime(value, old.datemode).time()))
        else:
            cell.value = xlrd.xldate_as_datetime(value, old.datemode)
    elif kind == xlrd.XL_CELL_BOOLEAN:
        cell.value = bool(value)
    else:
        cell.value, cell.data_type = xlrd.error_text_from_code.get(value, "#N/A"), "e"
    cell.font = Font(strike=bool(font.struck_out), vertAlign={1: "superscript", 2: "subscript"}.get(font.escapement))
    cell.protection = Protection(locked=bool(look.protection.cell_locked))
    note = source.cell_note_map.get((row, column))
    if note is not None:
        cell.comment = Comment(note.text, "")


def _rich_text(old: Any, text: str, runs: list[tuple[int, int]]) -> Any:
    """A text with the fonts of its parts: (first letter, number of the font) each."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    ends = [*(first for first, _font in runs[1:]), len(text)]
    blocks = []
    for (first, index), end in zip(runs, ends, strict=True):
        font = old.font_list[index]
        align = {1: "superscript", 2: "subscript"}.get(font.escapement)
        if text[first:end]:
            blocks.append(TextBlock(InlineFont(strike=bool(font.struck_out), vertAlign=align), text[first:end]))
    return CellRichText(*blocks)
