"""Word files written as XML for tests, so that they can have what python-docx cannot write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NAMESPACES = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
)
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}</Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def raised(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner if inner.startswith('<') or not inner else run(inner)}</w:p>"


def cell(inner: str = "", properties: str = "") -> str:
    """A cell; `inner` is plain text, runs, or blocks."""
    is_block = re.match(r"<w:(p|tbl)>|<w:sdt><w:sdtPr>[^p]*</w:sdtPr><w:sdtContent><w:(p|tbl)>", inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if is_block else paragraph(inner)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def control(inner: str, properties: str = "") -> str:
    """A content control around anything."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def field(code: str, result: str | None) -> str:
    """A field of Word: its code, and its result in runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin = mark.format("begin") + f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return begin + (mark.format("separate") + result if result is not None else "") + mark.format("end")


def text_box(inner: str) -> str:
    """A text box as Word writes it: twice, the second for old programs."""
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def document(
    *blocks: str,
    styles: str = "",
    notes: Mapping[str, str] | None = None,
    main: str = "word/document.xml",
    space: str = TRANSITIONAL,
) -> bytes:
    """A Word file with these blocks; `notes` are the roots' contents of footnotes, endnotes, comments."""
    address = space.partition("/wordprocessingml")[0] + "/officeDocument"
    if space == TRANSITIONAL:
        address += "/2006"
    folder, _slash, name = main.rpartition("/")
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:{{}} xmlns:w="{space}" {_NAMESPACES}>{{}}</w:{{}}>'
    parts = {"styles": styles, **(notes or {})}
    relations = "".join(
        f'<Relationship Id="r{kind}" Type="{address}/relationships/{kind}" Target="{kind}.xml"/>' for kind in parts
    )
    stream = BytesIO()
    kinds = "".join(
        f'<Override PartName="/{folder}/{file}" ContentType="{_CONTENT}.{kind}+xml"/>'
        for file, kind in ((name, "document.main"), *((f"{kind}.xml", kind) for kind in parts))
    )
    with ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", _CONTENT_TYPES.format(kinds))
        first = f'<Relationship Id="r1" Type="{address}/relationships/officeDocument" Target="{main}"/>'
        package.writestr("_rels/.rels", _RELATIONS.format(first))
        package.writestr(main, head.format("document", f"<w:body>{''.join(blocks)}</w:body>", "document"))
        package.writestr(f"{folder}/_rels/{name}.rels", _RELATIONS.format(relations))
        for kind, inner in parts.items():
            package.writestr(f"{folder}/{kind}.xml", head.format(kind, inner, kind))
    return stream.getvalue()


def plain_table(rows: Sequence[Sequence[str]]) -> str:
    return table(*(row(*(cell(text) for text in texts)) for texts in rows))
