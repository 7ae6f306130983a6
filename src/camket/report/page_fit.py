"""Whether a Word document fits on one page: its height estimated from its text, styles and pictures, without a word processor.

The estimate is on the safe side, because Word and LibreOffice do not break lines at the same places: it takes letters for a
little wider than they are, and leaves a line free.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from camket.report.word import font_size, text_lines

_LINE = 1.15  # height of a line of Times New Roman, in font sizes
_REGULAR = 0.96  # width of regular letters, in widths of bold ones, which `text_lines` knows: 0.93, and some more
_RESERVE = 14.0  # points that stay free
_BORDER = 0.5  # points of a line of a table
_PADDING = 9.5  # points beside the text of a cell
_POINTS = 12_700  # EMU in a point


def fits_one_page(docx: bytes) -> bool:
    """Return whether the document fits on one page of its first section."""
    from docx import Document

    document = Document(BytesIO(docx))
    section = document.sections[0]
    edges = (section.page_height, section.top_margin, section.bottom_margin)
    height, top, bottom = (float(edge.pt) if edge is not None else 0.0 for edge in edges)
    return _height(document) <= height - top - bottom - _RESERVE


def _height(document: Any) -> float:
    """The height of all paragraphs and tables in points."""
    from docx.oxml.ns import qn
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    section = document.sections[0]
    room = float(section.page_width.pt - section.left_margin.pt - section.right_margin.pt)
    total = 0.0
    for element in document.element.body:
        if element.tag == qn("w:p"):
            total += _paragraph_height(Paragraph(element, document), room)
        elif element.tag == qn("w:tbl"):
            for row in Table(element, document).rows:
                total += _BORDER + max(
                    sum(_paragraph_height(one, float(cell.width.pt) - _PADDING) for one in cell.paragraphs)
                    for cell in row.cells
                )
    return total


def _paragraph_height(paragraph: Any, room: float) -> float:
    from docx.oxml.ns import qn

    style = paragraph.style
    shape, size = style.paragraph_format, font_size(style)
    left = float(shape.left_indent.pt) if shape.left_indent is not None else 0.0
    first = float(shape.first_line_indent.pt) if shape.first_line_indent is not None else 0.0
    text = paragraph.text.upper() if style.font.all_caps else paragraph.text
    widths = 1.0 if style.font.bold else _REGULAR
    pictures = list(paragraph._p.iter(qn("wp:extent")))
    across = sum(int(extent.get("cx")) for extent in pictures) / _POINTS + first
    # Pictures and the first line's indent take the room of spaces, which have a quarter of the font's size.
    lines = text_lines("\u00a0" * round(across / size / widths * 4) + text, (room - left) / size / widths)
    highest = max((int(extent.get("cy")) / _POINTS for extent in pictures), default=0.0)
    line = max(size * _LINE * float(shape.line_spacing or 1), highest + 0.2 * size if highest else 0.0)
    around = sum(float(one.pt) for one in (shape.space_before, shape.space_after) if one is not None)
    return around + line * max(len(lines), 1)
