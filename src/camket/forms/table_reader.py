"""Tables that units made themselves, and the paragraphs around them: from a Word document, CSV, TSV or pasted text."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from camket.forms.delimited import TextFault, read_text_table
from camket.forms.grid import TableDocument
from camket.forms.package import MOST_BYTES, inspect_package, too_large
from camket.forms.package_parts import main_part
from camket.forms.passed_over import SAVE_AS_WORD, TYPED, UNPACK
from camket.forms.workbooks import OLE, is_locked, is_ods, is_xls, open_results, open_workbook
from camket.text.language import N_, _
from camket.text.problems import Place, Problem
from camket.text.stored_form import explain_stored_form

_HTML = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|table|meta|div|style|script|\?xml)\b", re.IGNORECASE | re.DOTALL
)
# How a file begins that is no table as text, what it is and what to do.
_OTHERS = (
    (b"%PDF", N_("this is a PDF document, and is not read"), TYPED),
    (b"{\\rtf", N_("this kind of document is not read"), SAVE_AS_WORD),
    (b"\xff\xd8\xff", N_("this is a picture, and is not read"), TYPED),
    (b"\x89PNG", N_("this is a picture, and is not read"), TYPED),
    (b"GIF8", N_("this is a picture, and is not read"), TYPED),
    (b"Rar!", N_("this is an archive, and is not unpacked"), UNPACK),
    (b"7z\xbc\xaf", N_("this is an archive, and is not unpacked"), UNPACK),
    (b"\x1f\x8b", N_("this is an archive, and is not unpacked"), UNPACK),
)


def read_tables(path: str, data: bytes | Problem, delimiter: str | None = None) -> tuple[TableDocument, list[Problem]]:
    """Return the tables and paragraphs of a file: (document, problems). A file that cannot be read has neither.

    `delimiter` is the mark between the cells of a table in text; None to find it out.
    """
    if isinstance(data, Problem):
        return TableDocument(), [data]
    if stored := explain_stored_form(data):
        return TableDocument(), [_refuse(path, *stored)]
    if data.startswith(b"PK"):
        if _is_archive(data):
            return TableDocument(), [
                _refuse(path, _("this is a zip file"), _("Give it a name that ends in .zip, or unpack it."))
            ]
        is_book = is_ods(data) or (main_part(data) or "").startswith("xl/")
        return _read_workbook(path, data) if is_book else _read_word(path, data)
    if data.startswith(OLE):
        if is_xls(data) or is_locked(data):
            return _read_workbook(path, data)
        hint = _("Open it in Word and save it anew as .docx.")
        return TableDocument(), [_refuse(path, _("this is a document of the old kind (.doc)"), hint)]
    if len(data) > MOST_BYTES:
        return TableDocument(), [_refuse(path, _("this file is too large"), _("Send the tables alone."))]
    if other := _explain_other(data):
        return TableDocument(), [_refuse(path, *other)]
    return _read_text(path, data, delimiter)


def _read_workbook(path: str, data: bytes) -> tuple[TableDocument, list[Problem]]:
    from camket.forms.sheet_tables import read_sheets

    book, fault = open_workbook(data, has_looks=True)
    if book is None:
        return TableDocument(), [_refuse(path, *fault)]
    try:
        return read_sheets(path, book, lambda: open_results(data))
    except Exception:  # openpyxl raises many kinds of exceptions for a damaged file, some of them late
        return TableDocument(), [_refuse(path, *fault)]


def _read_text(path: str, data: bytes, delimiter: str | None) -> tuple[TableDocument, list[Problem]]:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        at = data[: getattr(error, "start", 0)]
        line = len(at.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
        hint = _("Save it anew as CSV UTF-8.")
        return TableDocument(), [_refuse(path, _("the letters of this file are not in UTF-8"), hint, f"{line}:1")]
    table = read_text_table(text, delimiter)
    if isinstance(table, TextFault):
        return TableDocument(), [_refuse(path, table.message, table.hint, f"{table.line}:{table.column}")]
    return TableDocument([table]), []


def _is_archive(data: bytes) -> bool:
    """Whether a file is a zip file with other files in it, and no document of an Office program."""
    try:
        with ZipFile(BytesIO(data)) as package:
            return not {"[Content_Types].xml", "mimetype", "word/document.xml"} & set(package.namelist())
    except Exception:  # whatever zipfile raises for a damaged file
        return False


def _explain_other(data: bytes) -> tuple[str, str] | None:
    """What a file is that is neither Office nor plain text, whatever its name ends in: (message, hint)."""
    begin = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(begin):
        return _("this is a web page (HTML), not a table as text"), _(
            "Open it in Excel and save it anew as Excel Workbook (.xlsx)."
        )
    for beginning, message, hint in _OTHERS:
        if begin.startswith(beginning):
            return _(message), _(hint)
    return None


def _refuse(path: str, message: str, hint: str, cell: str = "-") -> Problem:
    return Problem("form-file", Place(path, cell=cell), message, hint)


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
