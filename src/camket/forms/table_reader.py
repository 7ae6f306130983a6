"""Tables that units made themselves, and the paragraphs around them: from a Word document, CSV, TSV or pasted text."""

from __future__ import annotations

import csv
from io import StringIO

from camket.forms.cells import tidy
from camket.forms.grid import Grid, TableDocument
from camket.forms.package import MOST_BYTES, inspect_package, too_large
from camket.forms.package_parts import main_part
from camket.forms.workbooks import OLE, is_locked, is_ods, is_xls, open_results, open_workbook
from camket.text.language import _
from camket.text.problems import Place, Problem
from camket.text.stored_form import explain_stored_form

_MOST_CELLS = 100_000


def read_tables(path: str, data: bytes | Problem) -> tuple[TableDocument, list[Problem]]:
    """Return the tables and paragraphs of a file: (document, problems). A file that cannot be read has neither."""
    if isinstance(data, Problem):
        return TableDocument(), [data]
    if stored := explain_stored_form(data):
        return TableDocument(), [_refuse(path, *stored)]
    if data.startswith(b"PK"):
        is_book = is_ods(data) or (main_part(data) or "").startswith("xl/")
        return _read_workbook(path, data) if is_book else _read_word(path, data)
    if data.startswith(OLE):
        if is_xls(data) or is_locked(data):
            return _read_workbook(path, data)
        hint = _("Open it in Word and save it anew as .docx.")
        return TableDocument(), [_refuse(path, _("this is a document of the old kind (.doc)"), hint)]
    if len(data) > MOST_BYTES:
        return TableDocument(), [_refuse(path, _("this file is too large"), _("Send the tables alone."))]
    return _read_text(path, data)


def _read_workbook(path: str, data: bytes) -> tuple[TableDocument, list[Problem]]:
    from camket.forms.sheet_tables import read_sheets

    book, fault = open_workbook(data, has_looks=True)
    if book is None:
        return TableDocument(), [_refuse(path, *fault)]
    try:
        return read_sheets(path, book, lambda: open_results(data))
    except Exception:  # openpyxl raises many kinds of exceptions for a damaged file, some of them late
        return TableDocument(), [_refuse(path, *fault)]


def _read_text(path: str, data: bytes) -> tuple[TableDocument, list[Problem]]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeError:
        hint = _("Save it anew as CSV UTF-8.")
        return TableDocument(), [_refuse(path, _("the letters of this file are not in UTF-8"), hint)]
    return TableDocument([Grid("", read_text_table(text))]), []


def read_text_table(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table in text: with tabs as Excel and Word copy it, with semicolons or commas as they save it."""
    lines = text.splitlines()
    counts = {mark: max((line.count(mark) for line in lines), default=0) for mark in "\t;,"}
    # A comma may be a decimal comma: it separates columns only if there is no tab and no semicolon.
    delimiter = next((mark for mark in "\t;" if counts[mark]), ",")
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    found: list[tuple[str, ...]] = []
    cells = 0
    try:
        for row in rows:
            cells += len(row)
            if cells > _MOST_CELLS:
                break
            found.append(tuple(map(tidy, row)))
    except csv.Error:  # a cell is longer than csv allows; the rows before it are kept
        pass
    return tuple(found)


def _refuse(path: str, message: str, hint: str) -> Problem:
    return Problem("form-file", Place(path, cell="-"), message, hint)


def _refuse_word(path: str) -> tuple[TableDocument, list[Problem]]:
    hint = _("Open it in Word and save it anew as .docx.")
    return TableDocument(), [_refuse(path, _("this is no Word document, or it is damaged"), hint)]


def _read_word(path: str, data: bytes) -> tuple[TableDocument, list[Problem]]:
    from camket.forms.word_tables import TooManyCellsError, read_word_document

    main = main_part(data) or "word/document.xml"
    fault = inspect_package(data, main)
    if fault == too_large():
        return TableDocument(), [_refuse(path, _("this file is too large"), _("Send the tables alone."))]
    if fault is not None:
        return _refuse_word(path)
    try:
        return read_word_document(data, main), []
    except TooManyCellsError:
        return TableDocument(), [_refuse(path, _("this file is too large"), _("Send the tables alone."))]
    except Exception:  # zipfile and the XML parser raise many kinds of exceptions for a damaged file
        return _refuse_word(path)
