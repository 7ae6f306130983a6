"""Small Office files that would make a library use much time or memory are refused before it opens them, or read at once."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from camket.forms.reader import read_form
from camket.forms.table_reader import read_tables
from test_forms import Office, packed

Edit = Callable[[bytes], bytes]
SHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"


@pytest.fixture
def finance(tmp_path: Path) -> Office:
    return Office(tmp_path / "data", "tai-chinh")


def after_cells(text: bytes) -> Edit:
    return lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + text)


def more_rows(text: bytes) -> Edit:
    return lambda sheet: sheet.replace(b"</sheetData>", text + b"</sheetData>")


def more_styles(text: bytes) -> Edit:
    return lambda styles: re.sub(rb"<cellXfs[^>]*>", lambda found: found[0] + text, styles)


CRAFTED: dict[str, tuple[str, Edit, str]] = {
    "far": (SHEET, more_rows(b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'), "XFD1048576"),
    "merged": (SHEET, after_cells(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "quá lớn"),
    "link": (SHEET, after_cells(b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'), "quá lớn"),
    "areas": (SHEET, after_cells(b'<dataValidations><dataValidation sqref="' + b"A1 " * 50_000 + b'"/></dataValidations>'), "quá lớn"),
    "cells": (SHEET, more_rows(b'<row r="9000">' + b"<c/>" * 900_000 + b"</row>"), "quá lớn"),
    "text": (SHEET, after_cells(b"<a>" + b"a" * 30_000_000 + b"</a>"), "quá lớn"),
    "formula": (
        SHEET,
        more_rows(
            b'<row r="9000"><c><f t="shared" si="0" ref="A1:A9">' + b"A1+" * 20_000 + b"1</f></c>"
            + b'<c><f t="shared" si="0"/></c>' * 2_000 + b"</row>"
        ),
        "quá lớn",
    ),
    "styles": (STYLES, more_styles(b"<xf/>" * 20_000), "quá lớn"),
    "format": (STYLES, lambda styles: re.sub(rb'numFmtId="\d+"', b'numFmtId="9999"', styles), ""),
    "font": (STYLES, lambda styles: re.sub(rb'fontId="\d+"', b'fontId="9999"', styles), "không đọc được"),
}  # fmt: skip


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_form_is_refused_or_read_in_a_short_time(finance: Office, name: str) -> None:
    part, edit, said = CRAFTED[name]
    with zipfile.ZipFile(BytesIO(finance.data)) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    changed = edit(parts[part])
    assert changed != parts[part]
    begun = time.process_time()
    filled, problems = read_form("a.xlsx", packed({**parts, part: changed}))
    assert time.process_time() - begun < 5
    if said:
        assert filled is None
        assert [problem.rule for problem in problems] == ["form-file"]
        assert said in problems[0].message
    else:
        assert filled is not None


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
TYPES = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def word(document: str) -> bytes:
    return packed(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{TYPES}/content-types"><Default Extension="rels" ContentType='
                '"application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'<Relationships xmlns="{TYPES}/relationships"><Relationship Id="r1" Type="{OFFICE}" '
                'Target="word/document.xml"/></Relationships>'
            ).encode(),
            "word/document.xml": document.encode(),
        }
    )


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str) -> str:
    return f"<w:document {W}><w:body><w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl></w:body></w:document>"


def test_merged_cells_of_a_word_table_are_read_by_row_and_column() -> None:
    merge = '<w:vMerge w:val="restart"/>'
    document, problems = read_tables(
        "a.docx",
        word(table(cell("a", '<w:gridSpan w:val="2"/>') + cell("b", merge), cell("c") + cell("d") + cell("", "<w:vMerge/>"))),
    )
    assert not problems
    assert document.grids[0].rows == (("a", "", "b"), ("c", "d", ""))
    assert document.grids[0].merged == {(0, 1): (0, 0), (1, 2): (0, 2)}


@pytest.mark.parametrize(
    "document",
    [
        "<a/>",
        table(cell("a", '<w:gridSpan w:val="99999999"/>')),
        table('<w:trPr><w:gridBefore w:val="99999999"/></w:trPr>' + cell("a")),
        table(*[cell("a")] * 60_000),
    ],
)
def test_a_crafted_word_document_is_refused_in_a_short_time(document: str) -> None:
    begun = time.process_time()
    read, problems = read_tables("a.docx", word(document))
    assert time.process_time() - begun < 5
    assert not read.grids
    assert [problem.rule for problem in problems] == ["form-file"]
