"""A Word document from a Word template (docxtpl): widths of tables and lines, properties, the same bytes for the same data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.report.issued_files import origin_text
from camket.report.table import LEFT_OUT
from camket.report.template_faults import TOO_BIG, TemplateLimit, line_in_template, template_fault
from camket.report.templating import find_template, make_environment, spell, variables
from camket.report.word_pictures import put_pictures
from camket.text.controls import without_controls
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import TemplateFault, os_reason
from camket.text.zip_package import pack_again

if TYPE_CHECKING:
    from camket.report.bars import BarPicture
    from camket.report.contents import PrintedProvenance

_MOST_BYTES = 20_000_000  # of a Word template, pictures included; its parts unpacked are at most five times as many
_MOST_XML = 10_000_000  # of one of its parts with text
_MOST_LETTERS = 255  # characters that Word keeps of a document property

# Drawn lines are paragraphs with a border, in these styles. Their length is this part of the text above them, as Nghị định
# 30/2020 has it.
_LINES = {"Đường kẻ tiêu ngữ": 1.0, "Đường kẻ cơ quan ban hành": 0.4, "Đường kẻ trích yếu": 0.4}
# Widths of the characters of Times New Roman Bold, the font of every text with a line below, in thousandths of its size.
_WIDTHS = {
    55: "\u031b",  # the horn that ơ and ư have more than o and u
    220: "|",
    250: " ,.",
    278: "/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    555: '"',
    556: "Sbdhknpquđ",
    570: "+<=>",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQ",
    833: "&m",
    944: "M",
    1000: "%W…",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def render_word(
    name: str, values: Any, folders: Sequence[Path], day: date, pictures: Mapping[str, BarPicture] | None = None
) -> bytes:
    """Return the Word template `name` filled with the fields of `values` (a dataclass), dated `day` in its properties.

    `pictures` are those that the values name by their keys; see `word_pictures`.

    Raises TemplateFault when the template is missing, is not a Word document, or fails.
    """
    from io import BytesIO

    from docxtpl import DocxTemplate

    environment = make_environment(folders, _escape_xml)
    document = DocxTemplate(BytesIO(_read_word(find_template(name, folders))))
    try:
        document.init_docx()
    except Exception as error:  # python-docx raises a different exception for each reason
        raise _not_word(name) from error
    try:
        document.render(variables(values), jinja_env=environment, autoescape=True)
    except Exception as error:
        raise template_fault(error, name, _paragraph(document, error)) from error
    if pictures:
        put_pictures(document.docx, pictures)
    _compose_text(document, values)
    _leave_out_columns(document)
    _fit_tables(document)
    _fit_lines(document)
    _set_properties(document, day, getattr(values, "provenance", None))
    made = BytesIO()
    document.save(made)
    return pack_again(made.getvalue())


def _read_word(path: Path) -> bytes:
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    from camket.report.sandbox import check_template_bytes

    try:
        data = read_plain(path)
        check_template_bytes(path.name, data, _MOST_BYTES)
        with ZipFile(BytesIO(data)) as package:
            package.getinfo("word/document.xml")
            parts = package.infolist()
        texts = [one.file_size for one in parts if one.filename.endswith((".xml", ".rels"))]
        if sum(one.file_size for one in parts) > 5 * _MOST_BYTES or max(texts) > _MOST_XML:
            raise template_fault(TemplateLimit(TOO_BIG), path.name)
    except OSError as error:
        message = _("{path} cannot be read: {reason}").format(path=path.name, reason=os_reason(error))
        raise TemplateFault(message) from error
    except (BadZipFile, KeyError) as error:
        raise _not_word(path.name) from error
    return data


def _not_word(name: str) -> TemplateFault:
    hint = _("Open it in Word and save it as a .docx document.")
    return TemplateFault(_("template {name} is not a Word document").format(name=name), hint)


def _escape_xml(text: str) -> str:
    from markupsafe import escape

    return str(escape(without_controls(text)))


def _paragraph(document: Any, error: Exception) -> str:
    """The text of the template's paragraph in which `error` was raised: docxtpl puts each paragraph on its own line."""
    line = line_in_template(error)[1]
    source = re.sub(r"<w:p([ >])", r"\n<w:p\1", document.patch_xml(document.get_xml()))
    lines = source.split("\n")
    text = re.sub(r"<[^>]*>", "", lines[line - 1]).strip() if line is not None and 0 < line <= len(lines) else ""
    return text if "{" in text else ""


def _compose_text(document: Any, values: Any) -> None:
    """Normalize every text to NFC, and spell luỹ kế as the commitment does."""
    from docx.oxml.ns import qn

    for text in document.docx.element.body.iter(qn("w:t")):
        if text.text:
            text.text = spell(unicodedata.normalize("NFC", text.text), values)


def _leave_out_columns(document: Any) -> None:
    """Remove the columns that a table leaves out; `_fit_tables` gives their width to the others."""
    from docx.oxml.ns import qn

    for table in document.docx.element.body.iter(qn("w:tbl")):
        rows = [row.tc_lst for row in table.tr_lst]
        if len(rows) < 2 or len({len(cells) for cells in rows}) > 1:
            continue
        for index in reversed(range(len(rows[0]))):
            if all("".join(text.text or "" for text in cells[index].iter(qn("w:t"))) == LEFT_OUT for cells in rows[1:]):
                for row, column in zip(table.tr_lst, rows, strict=True):
                    row.remove(column[index])
                table.tblGrid.remove(table.tblGrid.gridCol_lst[index])


def _fit_tables(document: Any) -> None:
    """Give each table the width that it has in the template, also where the template repeats a column."""
    from docx.oxml.ns import qn

    for table in document.docx.element.body.iter(qn("w:tbl")):
        whole = table.tblPr.find(qn("w:tblW"))
        rows = [[cell.tcPr.find(qn("w:tcW")) for cell in row.tc_lst if cell.tcPr is not None] for row in table.tr_lst]
        columns = table.tblGrid.gridCol_lst
        if whole is None or whole.get(qn("w:type")) != "dxa" or not rows or any(width is None for width in rows[0]):
            continue
        given = [int(width.get(qn("w:w"))) for width in rows[0]]
        widths = _share_out(given, int(whole.get(qn("w:w"))))
        if len(columns) != len(widths) or widths == given:
            continue
        for column, width in zip(columns, widths, strict=True):
            column.set(qn("w:w"), str(width))
        for cells in rows:
            if len(cells) == len(widths) and all(
                cell is not None for cell in cells
            ):  # rows with merged cells keep their widths
                for cell, width in zip(cells, widths, strict=True):
                    cell.set(qn("w:w"), str(width))


def _share_out(widths: Sequence[int], total: int) -> list[int]:
    """Widths that add up to `total`: the widest columns, which a loop repeated, get narrower; if that is not enough, all do.

    `[20, 60, 60]` for a total of 100 becomes `[20, 40, 40]`.
    """
    widest = max(widths)
    others = sum(width for width in widths if width != widest)
    if sum(widths) > total > others:
        return [(total - others) // widths.count(widest) if width == widest else width for width in widths]
    return [width * total // sum(widths) for width in widths]


def _fit_lines(document: Any) -> None:
    """Draw each line as long as the text above it requires, by the indents of its style: a document has one line of a style."""
    from docx.oxml.ns import qn
    from docx.shared import Emu, Pt
    from docx.text.paragraph import Paragraph

    for element in document.docx.element.body.iter(qn("w:p")):
        style, above = Paragraph(element, document.docx).style, element.getprevious()
        if style is None or style.name not in _LINES or above is None or above.tag != qn("w:p"):
            continue
        text = Paragraph(above, document.docx)
        size, room = font_size(text.style), _room(document, element)
        longest = max(text_lines(text.text, room / size)) * size
        margin = max(Emu(0), Pt(round((room - longest * _LINES[style.name]) / 2, 1)))
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = margin


def _room(document: Any, paragraph: Any) -> float:
    """The width available to a paragraph in points: of its table cell, or between the margins of the page."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    cell = paragraph.getparent()
    if cell.tag == qn("w:tc") and cell.width is not None:
        return float(cell.width.pt) - 10.8  # Word's padding to the left and right of a cell's text
    page = document.docx.sections[0]
    width, left, right = page.page_width or Mm(210), page.left_margin or Mm(30), page.right_margin or Mm(15)
    return float(width.pt - left.pt - right.pt)


def font_size(style: Any) -> float:
    """Return the font size of a style in points, its own or inherited."""
    while style is not None and style.font.size is None:
        style = style.base_style
    return float(style.font.size.pt) if style is not None else 14.0


def text_lines(text: str, room: float) -> list[float]:
    """Return the width of each line of `text` when it is wrapped to the width `room`; in units of the font size."""
    lines: list[float] = []
    for line in text.split("\n"):
        lines.append(0.0)
        for word in line.split():
            width = _text_width(word)
            if lines[-1] and lines[-1] + 0.25 + width > room:
                lines.append(min(width, room))
            else:
                lines[-1] = min(lines[-1] + width + (0.25 if lines[-1] else 0), room)
    return lines


def _text_width(word: str) -> float:
    # A tone mark does not make its letter wider.
    widths = (_WIDTH_OF.get(one, 0 if unicodedata.combining(one) else 556) for one in unicodedata.normalize("NFD", word))
    return sum(widths) / 1000


def _set_properties(document: Any, day: date, provenance: PrintedProvenance | None) -> None:
    """Set title, author, date and where the figures come from: `identifier` is the commit, `keywords` command and commit.

    The date is `day`, not the clock's: the same data give the same bytes.
    """
    from html import unescape

    properties = document.docx.core_properties
    if provenance is not None:
        properties.identifier = origin_text(provenance)
        # A PDF printed from the file keeps the keywords only, so the commit stands there too.
        keywords = (provenance.command[: _MOST_LETTERS - 60], origin_text(provenance))
        properties.keywords = "; ".join(filter(None, keywords))
        properties.comments = properties.comments or "; ".join(provenance.references.values())
    for name in ("title", "subject", "author", "comments", "language"):
        setattr(properties, name, unicodedata.normalize("NFC", unescape(getattr(properties, name)))[:_MOST_LETTERS])
    properties.last_modified_by = properties.author
    properties.revision = 1
    properties.created = properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day without a time
