"""Tables that units made themselves, and the paragraphs around them: from a Word document, CSV, TSV or pasted text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

from camket.forms.cells import tidy
from camket.forms.package import MOST_BYTES, inspect_package, too_large
from camket.text.language import _
from camket.text.problems import Place, Problem
from camket.text.stored_form import explain_stored_form

_MOST_CELLS = 100_000
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of texts. `name` is the table's name in messages; it is empty for a text file."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def place(self, row: int, column: int) -> str:
        """Return the place of a cell, by indices from 0: `Bảng 1!C7`, or the line and column of a text file."""
        return f"{self.name}!{_letter(column)}{row + 1}" if self.name else f"{row + 1}:{column + 1}"


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class TableDocument:
    """The tables of a file, and the paragraphs of text around them."""

    grids: Sequence[Grid] = ()
    paragraphs: Sequence[str] = ()


def read_tables(path: str, data: bytes | Problem) -> tuple[TableDocument, list[Problem]]:
    """Return the tables and paragraphs of a file: (document, problems). A file that cannot be read has neither."""
    if isinstance(data, Problem):
        return TableDocument(), [data]
    if stored := explain_stored_form(data):
        return TableDocument(), [_refuse(path, *stored)]
    if data.startswith(b"PK"):
        return _read_word(path, data)
    if data.startswith(_OLE):
        hint = _("Open it in Word and save it anew as .docx.")
        return TableDocument(), [_refuse(path, _("this is a document of the old kind (.doc)"), hint)]
    if len(data) > MOST_BYTES:
        return TableDocument(), [_refuse(path, _("this file is too large"), _("Send the tables alone."))]
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
    fault = inspect_package(data, "word/document.xml")
    if fault == too_large():
        return TableDocument(), [_refuse(path, _("this file is too large"), _("Send the tables alone."))]
    if fault is not None:
        return _refuse_word(path)
    from docx import Document
    from docx.oxml.ns import qn
    from docx.table import Table

    try:
        document: Any = Document(BytesIO(data))
        grids: list[Grid] = []
        prose: list[str] = []
        for element in document.element.body.iterchildren():
            if element.tag == qn("w:tbl"):
                name = _("Table {number}").format(number=len(grids) + 1)
                grids.append(Grid(name, _word_rows(Table(element, document))))
            elif element.tag == qn("w:p"):
                prose += [text] if (text := tidy(_paragraph_text(element))) else []
    except Exception:  # python-docx raises many kinds of exceptions for a damaged file
        return _refuse_word(path)
    return TableDocument(grids, prose), []


def _word_rows(table: Any) -> tuple[tuple[str, ...], ...]:
    """The texts of a Word table by row and column of its grid.

    A cell merged over several columns has its text in the first of them; one merged downwards in each of its rows. The cells
    of python-docx are not used: it looks for the cell above from the beginning of the table, for each row again.
    """
    rows: list[tuple[str, ...]] = []
    above: dict[int, str] = {}
    cells = 0
    for row in table._tbl.tr_lst:
        texts = [""] * row.grid_before
        now: dict[int, str] = {}
        for cell in row.tc_lst:
            column = len(texts)
            text = above.get(column, "") if cell.vMerge == "continue" else tidy("\n".join(map(_paragraph_text, cell.p_lst)))
            now[column] = text
            texts += [text, *([""] * (cell.grid_span - 1))]
        texts += [""] * row.grid_after
        rows.append(tuple(texts))
        above = now
        cells += len(texts)
        if cells > _MOST_CELLS:
            break
    return tuple(rows)


def _paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph, as `Paragraph.text` of python-docx has it, which takes ten times as long."""
    from docx.oxml.ns import qn

    run, marks = qn("w:r"), {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    text, link = qn("w:t"), qn("w:hyperlink")
    runs = [one for child in paragraph for one in (child if child.tag == link else (child,)) if one.tag == run]
    return "".join((one.text or "") if one.tag == text else marks.get(one.tag, "") for each in runs for one in each)
