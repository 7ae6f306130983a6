"""Make templates/report.docx, the Word template of the consolidated report: styles, page, and text with Jinja tags.

Run it after each change in this file. Its output does not depend on the data or the time. It is not needed any more when the
template itself is edited in Word.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from camket.report.templating import make_environment
from camket.text.zip_package import pack_again

TEMPLATE = Path(__file__).parents[1] / "templates" / "report.docx"
FONT = "Times New Roman"
LEFT, CENTRE, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
PORTRAIT_WIDTH = 165  # mm between the margins of an A4 page
HEAD_WIDTHS = (72, 93)  # mm of the two columns of the head


@dataclass(frozen=True)
class Look:
    """One paragraph style: sizes and spaces in points, indents in mm, `line` in lines."""

    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    first: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    line: float = 1
    keep_next: bool = False
    colour: str | None = None


# The names appear in Word's list of styles.
# Sizes, letters and spaces: Nghị định 30/2020/NĐ-CP, Phụ lục I.
LOOKS = (
    Look("Cơ quan chủ quản", 12, align=CENTRE),
    Look("Cơ quan ban hành", 12, bold=True, align=CENTRE),
    Look("Quốc hiệu", 12, bold=True, align=CENTRE),
    Look("Tiêu ngữ", 13, bold=True, align=CENTRE),
    Look("Số ký hiệu", 13, align=CENTRE, before=6),
    Look("Địa danh ngày", 13, italic=True, align=CENTRE, before=6),
    Look("Dự thảo", 13, bold=True, after=6),
    Look("Bản nội bộ", 13, bold=True, after=6, colour="C00000"),
    Look("Số liệu minh họa", 13, bold=True, italic=True, align=CENTRE, before=6, colour="C00000"),
    Look("Tên loại văn bản", 14, bold=True, align=CENTRE, before=18, keep_next=True),
    Look("Trích yếu", 14, bold=True, align=CENTRE),
    Look("Kính gửi", 14, align=CENTRE, before=12, after=6),
    Look("Kính gửi từng nơi", 14, left=60),
    Look("Căn cứ", 14, italic=True, align=JUSTIFY, first=12.7, before=6, line=1),
    Look("Nội dung", 14, align=JUSTIFY, first=12.7, before=6, line=1),
    Look("Gạch đầu dòng", 14, align=JUSTIFY, first=12.7, before=6, line=1),
    Look("Tiêu đề không số", 14, bold=True, first=12.7, before=8, keep_next=True),
    # keep_next: the last paragraph is on the page of the signature.
    Look("Lời kết", 14, align=JUSTIFY, first=12.7, before=6, after=18, line=1, keep_next=True),
    Look("Chữ ký", 14, bold=True, caps=True, align=CENTRE),
    # Space for the signature and the seal.
    Look("Họ tên người ký", 14, bold=True, align=CENTRE, before=72),
    Look("Nơi nhận", 12, bold=True, italic=True),
    Look("Nơi nhận từng dòng", 11),
    Look("Phụ lục", 14, bold=True, align=CENTRE, keep_next=True),
    Look("Phụ lục kèm theo", 14, italic=True, align=CENTRE, after=8, keep_next=True),
    Look("Bảng tiêu đề", 11, bold=True, align=CENTRE, before=2, after=2),
    Look("Bảng chữ", 11, before=1, after=1),
    Look("Bảng giữa", 11, align=CENTRE, before=1, after=1),
    Look("Bảng số", 11, align=RIGHT, before=1, after=1),
    Look("Nguồn số liệu", 10, italic=True, before=6),
    # A section must end with a paragraph, not a table; this one is too small to start a new page.
    Look("Ngắt phần", 1),
)
# The headings are numbered I., 1. and a).
BUILT_IN = (
    Look("Header", 13, align=CENTRE),
    Look("Heading 1", 14, bold=True, caps=True, first=12.7, before=12, keep_next=True),
    Look("Heading 2", 14, bold=True, first=12.7, before=8, keep_next=True),
    Look("Heading 3", 14, align=JUSTIFY, first=12.7, before=6, line=1, keep_next=True),
)
# Lines under a text: the width of the column in mm, and the part of it that the line takes until `word` fits it to the text.
RULES = (
    ("Đường kẻ tiêu ngữ", HEAD_WIDTHS[1], 56),
    ("Đường kẻ cơ quan ban hành", HEAD_WIDTHS[0], 18),
    ("Đường kẻ trích yếu", PORTRAIT_WIDTH, 45),
)
KEPT_STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "No List", *(look.name for look in BUILT_IN))
CELL_MARGIN = 1.9  # mm left and right of a cell's text


def make() -> bytes:
    """Return the bytes of the template, the same each time."""
    document = start_document()
    set_properties(document, "Báo cáo kết quả thực hiện {{ commitment.title }}", "{{ round.name }}, {{ commitment.year }}")
    _head(document)
    add = adder(document)
    add("Nội dung", '{%p if form != "internal" %}')
    _body(document)
    _signature(document)
    _appendix_targets(document)
    _appendix_units(document)
    add("Nguồn số liệu", '{%p if form == "full" %}')
    _appendix_submissions(document, "III")
    add("Nguồn số liệu", "{%p endif %}", "{%p if since %}")
    _appendices_since(document)
    add("Nguồn số liệu", "{%p endif %}", "{%p else %}")
    _internal(document)
    _appendix_submissions(document, "I")
    _first_section_again(document)
    add("Nguồn số liệu", "{%p endif %}")
    return save_document(document)


def start_document() -> Any:
    """Return an empty document of one portrait page that has only the styles of an official document."""
    document = Document()
    _drop_leftovers(document)
    _set_styles(document)
    _set_settings(document)
    _set_page(document.sections[0])
    _page_number(document.sections[0])
    return document


def set_properties(document: Any, title: str, subject: str) -> None:
    properties = document.core_properties
    properties.title = title
    properties.subject = subject
    properties.author = "{{ commitment.issuing_body }}"
    properties.language = "vi-VN"
    properties.comments = ""
    properties.keywords = ""
    properties.last_modified_by = ""
    properties.created = properties.modified = datetime(2023, 1, 1)  # noqa: DTZ001 - a fixed day


def save_document(document: Any) -> bytes:
    made = BytesIO()
    document.save(made)
    return pack_again(made.getvalue())


# --- styles and pages ------------------------------------------------------------------------------------------------


def _drop_leftovers(document: Any) -> None:
    """Remove the parts and styles of python-docx's blank document that are not used here."""
    wanted = (RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES, RT.STYLES, RT.SETTINGS)
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype not in wanted:
                del relations[key]
    for style in list(document.styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    for style in document.styles:
        for tag in ("w:link", "w:rsid"):
            for link in style.element.findall(qn(tag)):
                style.element.remove(link)


def _set_styles(document: Any) -> None:
    _set_defaults(document)
    normal = document.styles["Normal"]
    normal.font.name = FONT
    for look in LOOKS:
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        set_look(style, look)
    for look in BUILT_IN:
        style = document.styles[look.name]
        set_look(style, look)
        if look.name.startswith("Heading"):
            _append(style.element.get_or_add_pPr(), "w:outlineLvl", val=str(int(look.name[-1]) - 1))
    for name, width, length in RULES:
        rule = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        rule.base_style = normal
        set_look(rule, Look(name, 2, before=3))
        _draw_rule(rule, length, width if width == PORTRAIT_WIDTH else width - 2 * CELL_MARGIN)
    _set_table_style(document)


def _set_defaults(document: Any) -> None:
    """Set the defaults of all styles: the font, the language Vietnamese, no space between paragraphs."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for child in list(defaults):
        defaults.remove(child)
    run = _append(_append(defaults, "w:rPrDefault"), "w:rPr")
    _append(run, "w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    _append(run, "w:sz", val="28")
    _append(run, "w:szCs", val="28")
    _append(run, "w:lang", val="vi-VN", eastAsia="vi-VN", bidi="vi-VN")
    paragraph = _append(_append(defaults, "w:pPrDefault"), "w:pPr")
    _append(paragraph, "w:spacing", before="0", after="0", line="240", lineRule="auto")


def _set_settings(document: Any) -> None:
    """Set Word's settings: present layout rules, Vietnamese, no stretching of a justified line that ends in a line break."""
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    _append(settings, "w:zoom", percent="100")
    _append(settings, "w:defaultTabStop", val="720")
    _append(settings, "w:characterSpacingControl", val="doNotCompress")
    compat = _append(settings, "w:compat")
    _append(compat, "w:doNotExpandShiftReturn")
    _append(compat, "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    _append(settings, "w:themeFontLang", val="vi-VN")
    _append(settings, "w:decimalSymbol", val=",")
    _append(settings, "w:listSeparator", val=";")


def _set_table_style(document: Any) -> None:
    table = document.styles.add_style("Bảng phụ lục", WD_STYLE_TYPE.TABLE)
    table.base_style = document.styles["Normal Table"]
    properties = _append(table.element, "w:tblPr")
    borders = _append(properties, "w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _append(borders, f"w:{edge}", val="single", sz="4", space="0", color="000000")
    margins = _append(properties, "w:tblCellMar")
    for edge in ("left", "right"):
        _append(margins, f"w:{edge}", w="85", type="dxa")  # 1,5 mm


def _append(parent: Any, tag: str, **attributes: str) -> Any:
    """Append a new child to `parent`. The caller must keep the order that the schema requires."""
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    parent.append(child)
    return child


def set_look(style: Any, look: Look) -> None:
    """Set all properties of a style; those that it does not set come from Normal."""
    for properties in (style.element.pPr, style.element.rPr):
        if properties is not None:
            style.element.remove(properties)
    shape = style.paragraph_format
    shape.alignment = look.align
    shape.first_line_indent = Mm(look.first)
    shape.left_indent = Mm(look.left)
    shape.space_before = Pt(look.before)
    shape.space_after = Pt(look.after)
    shape.line_spacing = look.line
    shape.keep_with_next = look.keep_next or None
    shape.widow_control = True
    font = style.font
    font.size = Pt(look.size)
    font.bold = look.bold or None
    font.italic = look.italic or None
    font.all_caps = look.caps or None
    if look.colour is not None:
        font.color.rgb = RGBColor.from_string(look.colour)


def _draw_rule(style: Any, length: float, width: float) -> None:
    """Draw a line: the top border of the paragraph, whose indents give its length."""
    margin = (width - length) / 2
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(margin)
    borders = OxmlElement("w:pBdr")
    _append(borders, "w:top", val="single", sz="6", space="1", color="000000")
    # The schema requires it before the spacing, which every style here has.
    style.element.get_or_add_pPr().find(qn("w:spacing")).addprevious(borders)


def _set_page(section: Any, *, landscape: bool = False) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)


def _page_number(section: Any) -> None:
    """Put the page number in the centre of the top margin, but not on the first page."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Header"
    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), (None, None), ("end", None)):
        run = paragraph.add_run("2" if kind is None and text is None else "")
        if kind:
            _append(run._r, "w:fldChar", fldCharType=kind)
        elif text:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)


def _appendix_section(document: Any) -> None:
    """Start a landscape section with its own page numbers."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    document.paragraphs[-1].style = "Ngắt phần"  # the paragraph that ends the section before it
    _set_page(section, landscape=True)
    section.different_first_page_header_footer = False
    numbers = section._sectPr.find(qn("w:pgNumType"))
    if numbers is None:
        numbers = OxmlElement("w:pgNumType")
        # The schema requires it after the margins.
        section._sectPr.find(qn("w:pgMar")).addnext(numbers)
    numbers.set(qn("w:start"), "1")


def _first_section_again(document: Any) -> None:
    """Make the section before the last one like the first: in the internal copy those before it are left out."""
    first, section = document.sections[0], document.sections[-2]
    _set_page(section)
    section.different_first_page_header_footer = True
    for reference in first._sectPr.findall(qn("w:headerReference")):
        section._sectPr.insert(0, deepcopy(reference))


# --- tables ----------------------------------------------------------------------------------------------------------


def add_table(document: Any, rows: int, widths: Sequence[float], style: str | None = None) -> Any:
    """Make a table whose columns have fixed widths in mm."""
    table = document.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    if style:
        table.style = style
    whole = table._tbl.tblPr.find(qn("w:tblW"))
    if whole is None:
        whole = OxmlElement("w:tblW")
        table._tbl.tblPr.append(whole)
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(round(sum(widths) * 56.7)))
    for index, width in enumerate(widths):
        table.columns[index].width = Mm(width)
        for row in table.rows:
            row.cells[index].width = Mm(width)
    return table


def _repeat(row: Any) -> None:
    _append(row._tr.get_or_add_trPr(), "w:tblHeader")


def keep_whole(table: Any) -> None:
    """Prevent a row of the table from breaking across pages."""
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def fill(cell: Any, *paragraphs: tuple[str, str]) -> None:
    """Write paragraphs (style, text) into a cell."""
    for index, (style, text) in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.style = style
        paragraph.add_run(text)


def add_data_table(document: Any, columns: Sequence[tuple[str, float, str, str]], opening: Sequence[str]) -> None:
    """Make a table with a repeated header row and one row of tags, between rows that begin and end its loops."""
    closing = ["endfor" for tag in opening if tag.startswith("for ")]
    widths = [width for _title, width, _style, _text in columns]
    table = add_table(document, 2 + len(opening) + len(closing), widths, "Bảng phụ lục")
    for index, (title, _width, style, text) in enumerate(columns):
        fill(table.rows[0].cells[index], ("Bảng tiêu đề", title))
        fill(table.rows[1 + len(opening)].cells[index], (style, text))
    rows = [*table.rows[1 : 1 + len(opening)], *table.rows[2 + len(opening) :]]
    for row, tag in zip(rows, [*opening, *closing], strict=True):
        fill(row.cells[0], ("Bảng chữ", "{%tr " + tag + " %}"))
    _repeat(table.rows[0])
    keep_whole(table)


# --- the text --------------------------------------------------------------------------------------------------------


def _head(document: Any) -> None:
    add = adder(document)
    add("Nội dung", '{%p import "sentences.j2" as say %}', "{%p set heading = namespace(n=0) %}")
    absent = "submissions.missing + submissions.pending + submissions.empty + submissions.unreadable"
    add("Nội dung", "{%p set absent = " + absent + " %}")
    add("Bản nội bộ", '{%p if form == "internal" %}', "{{ say.internal_mark(commitment) }}")
    add("Dự thảo", "{%p elif report.draft %}", "DỰ THẢO", "{%p endif %}")
    table = add_table(document, 2, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    fill(
        left,
        ("Cơ quan chủ quản", "{%p if commitment.parent_body %}"),
        ("Cơ quan chủ quản", "{{ say.head_lines(commitment.parent_body) }}"),
        ("Cơ quan chủ quản", "{%p endif %}"),
        ("Cơ quan ban hành", "{{ say.head_lines(commitment.issuing_body) }}"),
        ("Đường kẻ cơ quan ban hành", ""),
    )
    fill(
        right,
        ("Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc"),
        ("Đường kẻ tiêu ngữ", ""),
    )
    left, right = table.rows[1].cells
    fill(left, ("Số ký hiệu", '{{ say.number_and_symbol(report) if form != "internal" }}'))
    place = "{% if commitment.place %}{{ commitment.place }}, {% endif %}{{ say.day(report, round) }}"
    fill(right, ("Địa danh ngày", place))
    add("Số liệu minh họa", "{%p if illustrative %}", "{{ say.illustrative() }}", "{%p endif %}")
    add("Số liệu minh họa", "{%p if submissions.unreadable %}", "{{ say.unread(submissions) }}", "{%p endif %}")


def _body(document: Any) -> None:
    add = adder(document)
    add("Tên loại văn bản", "BÁO CÁO")
    add("Trích yếu", "{{ say.title(commitment, round)|upper_first }}")
    add("Đường kẻ trích yếu", "")
    add("Kính gửi", "{%p if report.addressees|length == 1 %}", "Kính gửi: {{ report.addressees[0] }}.")
    add("Kính gửi", "{%p elif report.addressees %}", "Kính gửi:", "{%p for addressee in report.addressees %}")
    add("Kính gửi từng nơi", '- {{ addressee }}{{ "." if loop.last else ";" }}', "{%p endfor %}", "{%p endif %}")
    add("Căn cứ", "{%p for paper in commitment.basis %}", 'Căn cứ {{ say.cite(paper) }}{{ "." if loop.last else ";" }}')
    add("Căn cứ", "{%p endfor %}")
    add("Nội dung", "{{ say.beginning(commitment, round) }}")
    _first_page(document)
    _results(document)
    _since(document)
    _remarks(document)
    _regime(document)
    _corrections(document)
    add("Lời kết", "{{ say.ending(commitment, round, report) }}")


def _first_page(document: Any) -> None:
    """Write what is decided on: who reported, what must not happen and did, what is late, what is asked for, the assessment."""
    add = adder(document)
    add("Nội dung", "{{ say.heard(submissions, round, as_of) }}")
    add("Nội dung", "{{ say.verdict_counts(targets, verdicts, contents, content_verdicts) }}")
    add("Nội dung", "{%p if levels %}", "{{ say.level_counts(levels, targets) }}", "{%p endif %}")
    add("Nội dung", "{%p for t in targets if say.happened(t) %}")
    title = "Phát sinh việc không được để xảy ra:"
    add("Tiêu đề không số", "{%p if loop.first %}", title, "{%p endif %}")
    add("Gạch đầu dòng", "- {{ say.happened(t)|upper_first }}", "{%p endfor %}")
    title = "Chậm, chưa đạt, chưa có kết quả hoặc chưa đủ số liệu:"
    add("Nội dung", '{%p set reasons = say.silent_reasons(targets).split("|")|select|list %}')
    add("Nội dung", "{%p for t in targets if say.late(t, absent) %}")
    add("Tiêu đề không số", "{%p if loop.first %}", title, "{%p endif %}")
    add("Gạch đầu dòng", "- {{ say.late(t, absent) }}.")
    add("Tiêu đề không số", "{%p else %}", "{%p if reasons %}", title, "{%p endif %}", "{%p endfor %}")
    add("Gạch đầu dòng", "{%p for reason in reasons %}", "- {{ say.silent_targets(targets, reason) }}.", "{%p endfor %}")
    add("Nội dung", "{%p for proposal in report.proposals %}")
    title = 'Kiến nghị{{ " " ~ report.addressees|join(", ") if report.addressees }}:'
    add("Tiêu đề không số", "{%p if loop.first %}", title, "{%p endif %}")
    add("Gạch đầu dòng", "- {{ proposal }}", "{%p endfor %}")
    assessed = '{{ "Đánh giá chung: " if loop.first }}{{ paragraph }}'
    add("Nội dung", "{%p for paragraph in report.assessment %}", assessed, "{%p endfor %}")


def _heading(document: Any, title: str) -> None:
    add = adder(document)
    add("Heading 1", "{%p set heading.n = heading.n + 1 %}", "{{ heading.n|roman }}. " + title)


def _results(document: Any) -> None:
    """Write the chapter of results: a short paragraph for each target, or all that there is."""
    add = adder(document)
    _heading(document, "KẾT QUẢ THỰC HIỆN")
    add("Nội dung", '{%p if form == "full" %}')
    _results_in_full(document)
    add("Nội dung", "{%p else %}", "{%p for section in sections %}")
    add("Heading 2", '{{ loop.index }}. {{ (section.title or section.leads|join(", "))|upper_first }}')
    add("Nội dung", "{%p for t in section.targets %}")
    brief = '{{ say.group_brief(t, commitment.area or "") if t.is_group else say.result_and_verdict(t, false) }}'
    add("Nội dung", brief + "{% for r in t.revisions %} {{ say.revision(r) }}{% endfor %}")
    add("Nội dung", "{%p endfor %}", "{%p endfor %}", "{%p endif %}")


def _results_in_full(document: Any) -> None:
    add = adder(document)
    add("Nội dung", "{%p for section in sections %}")
    add("Heading 2", '{{ loop.index }}. {{ (section.title or section.leads|join(", "))|upper_first }}')
    add("Nội dung", "{%p for t in section.targets %}")
    add("Heading 3", "{%p if section.targets|length > 1 %}", "{{ loop.index|letter }}) {{ t.name }}", "{%p else %}")
    add("Tiêu đề không số", "{{ t.name }}", "{%p endif %}")
    several = 'section.title or section.targets|map(attribute="lead")|unique|list|length > 1'
    several += " or not (t.has_lead or t.is_group or t.is_sum)"
    add("Nội dung", "{%p if " + several + " %}", "{{ say.lead(t) }}", "{%p endif %}")
    add(
        "Nội dung",
        "{%p if t.is_group %}",
        '{{ (say.group_beginning(t) ~ " " ~ say.group_result(t, commitment.area or ""))|one_line }}',
    )
    add("Gạch đầu dòng", "{%p for s in t.units if s.items %}")
    add("Gạch đầu dòng", '- {{ s.unit.name|upper_first }}: {{ say.items(s, beginning="") }}', "{%p endfor %}")
    add("Gạch đầu dòng", "{%p for s in t.units %}", "{%p for i in s.incidents %}")
    add("Gạch đầu dòng", "- {{ s.unit.name|upper_first }}: {{ say.incident(i) }}", "{%p endfor %}", "{%p endfor %}")
    add("Nội dung", "{{ say.verdict(t.standing) }}")
    add("Nội dung", "{%p for s in t.units if s.overrule %}")
    add("Nội dung", "{{ s.unit.name|upper_first }}: {{ say.verdict(s)|lower_first }}", "{%p endfor %}")
    add("Nội dung", "{%p else %}", "{{ say.result_and_verdict(t) }}")
    add("Nội dung", "{%p if t.standing.items %}", "{{ say.items(t.standing) }}", "{%p endif %}")
    add("Gạch đầu dòng", "{%p for i in t.standing.incidents %}", "- {{ say.incident(i) }}", "{%p endfor %}")
    add("Nội dung", "{%p if say.sum_note(t) %}", "{{ say.sum_note(t) }}", "{%p endif %}")
    add("Nội dung", "{%p endif %}")
    add("Nội dung", "{%p for r in t.revisions %}", "{{ say.revision(r) }}", "{%p endfor %}")
    add("Nội dung", "{%p for w in t.words if w.is_printed %}", "{%p for paragraph in w.paragraphs %}")
    add("Nội dung", "{% if loop.first %}{{ w.unit.name|upper_first }} báo cáo: {% endif %}{{ paragraph }}", "{%p endfor %}")
    add("Nội dung", "{%p if w.evidence %}", "{{ say.evidence(t, w) }}", "{%p endif %}", "{%p endfor %}")
    add("Nội dung", "{%p for d in t.differences %}", "{{ say.difference(d, t) }}", "{%p endfor %}")
    add("Nội dung", "{%p endfor %}", "{%p endfor %}")


def _since(document: Any) -> None:
    """Write the comparison with an earlier round, which is in the report only if it was asked for."""
    add = adder(document)
    add("Nội dung", "{%p if since %}")
    _heading(document, "{{ say.since_title(since) }}")
    add("Nội dung", '{{ say.since_beginning(since, "IV" if form == "full" else "III") }}')
    add("Nội dung", '{%p for course in ("recovered", "slipped", "silent") %}')
    add("Nội dung", '{%p for part in ("whole", "units") %}')
    add("Nội dung", "{%p for c in since.changes if say.has_course(c, course, part) %}")
    add("Tiêu đề không số", "{%p if loop.first %}", "{{ say.course_title(course, since, part) }}", "{%p endif %}")
    change = '- {{ say.change_line(c, course, since) }}{{ "." if loop.last else ";" }}'
    add("Gạch đầu dòng", change, "{%p endfor %}", "{%p endfor %}", "{%p endfor %}")
    add("Nội dung", '{{ say.since_proposals(since, "V" if form == "full" else "IV") }}')
    proposal = '- {{ say.proposal(p) }}{{ "." if loop.last else ";" }}'
    add(
        "Gạch đầu dòng",
        "{%p for p in since.proposals if p.is_open and say.open_listed(since) %}",
        proposal,
        "{%p endfor %}",
        "{%p endif %}",
    )


def _remarks(document: Any) -> None:
    add = adder(document)
    _heading(document, "KHÓ KHĂN, VƯỚNG MẮC")
    none = "Trong kỳ, các đơn vị không nêu khó khăn, vướng mắc."
    add("Nội dung", '{%p if form == "full" %}')
    _remark_groups(document, "difficulties", "Heading 2", "{{ loop.index }}. ")
    add("Nội dung", "{%p else %}")
    add("Gạch đầu dòng", '{%p for group in difficulties_by_unit if group.reach != "own" %}', "- {{ say.remarks_of(group) }}")
    add("Nội dung", "{%p endfor %}", "{%p endif %}", "{%p if not difficulties %}", none, "{%p endif %}")
    _heading(document, "ĐỀ XUẤT, KIẾN NGHỊ")
    add("Nội dung", '{%p if form == "full" %}')
    _remark_groups(document, "proposals", "Heading 2", "{{ loop.index }}. ")
    add("Nội dung", "{%p else %}")
    add(
        "Gạch đầu dòng",
        '{%p for group in proposals_by_addressee if group.reach == "other" %}',
        "- {{ say.proposals_to(group) }}",
    )
    add("Nội dung", "{%p endfor %}", "{%p endif %}")
    add("Nội dung", "{%p if say.no_proposals(proposals_by_addressee, report, form) %}")
    add("Nội dung", "{{ say.no_proposals(proposals_by_addressee, report, form) }}", "{%p endif %}")
    add("Nội dung", "{%p if open_earlier and not since %}", "{{ say.open_earlier(open_earlier) }}", "{%p endif %}")
    add("Nội dung", "{%p if report.directions %}")
    _heading(document, "{{ say.directions_title(round) }}")
    add("Nội dung", "{%p for paragraph in report.directions %}", "{{ paragraph }}", "{%p endfor %}", "{%p endif %}")


def _remark_groups(document: Any, name: str, style: str, number: str) -> None:
    add = adder(document)
    add("Nội dung", "{%p for group in " + name + " %}")
    add(style, number + '{{ group.target or "Về công tác chung" }}')
    add("Gạch đầu dòng", "{%p for r in group.remarks %}", "- {{ r.text }} ({{ say.remark_source(r) }})", "{%p endfor %}")
    add("Nội dung", "{%p endfor %}")


def _regime(document: Any) -> None:
    add = adder(document)
    _heading(document, "VIỆC CHẤP HÀNH CHẾ ĐỘ THÔNG TIN BÁO CÁO")
    add("Nội dung", '{%p if form == "full" %}')
    _regime_in_full(document)
    add("Nội dung", "{%p else %}", "{{ say.regime_brief(submissions, round) }}", "{%p endif %}")


def _regime_in_full(document: Any) -> None:
    add = adder(document)
    add("Nội dung", '{{ say.due(round) }} {{ say.received(submissions, "I" if form == "internal" else "III") }}')
    for state in ("on_time", "late", "missing", "unreadable", "pending", "extended", "empty"):
        line = "- {{ say.units_" + state + "(submissions) }}"
        add("Gạch đầu dòng", "{%p if submissions." + state + " %}", line, "{%p endif %}")
    add("Gạch đầu dòng", "{%p for s in submissions.all if s.submitted and s.unanswered and not s.is_empty %}")
    add("Gạch đầu dòng", "- {{ say.incomplete(s) }}", "{%p endfor %}")


def _corrections(document: Any) -> None:
    add = adder(document)
    add("Nội dung", "{%p if corrections or issued %}")
    _heading(document, "ĐÍNH CHÍNH SỐ LIỆU ĐÃ BÁO CÁO")
    add("Gạch đầu dòng", "{%p for c in corrections if not issued or c.date < issued.date %}", "- {{ say.correction(c) }}")
    add("Gạch đầu dòng", "{%p endfor %}")
    add("Nội dung", "{%p if issued %}", "{{ say.issued(issued) }}")
    add("Gạch đầu dòng", "{%p for c in issued.changes %}", "- {{ say.later_change(c) }}", "{%p endfor %}")
    add("Gạch đầu dòng", "{%p if issued.received %}", "- {{ say.received_later(issued) }}", "{%p endif %}")
    add("Nội dung", "{%p endif %}", "{%p endif %}")


def _internal(document: Any) -> None:
    """Write the internal copy: what is the issuing body's own matter, and where the figures come from."""
    add = adder(document)
    add("Tên loại văn bản", "BẢN NỘI BỘ")
    add("Trích yếu", "{{ say.internal_title(commitment, round) }}")
    add("Nội dung", "{{ say.internal_beginning(commitment, report, round) }}")
    _heading(document, "ĐỀ XUẤT, KIẾN NGHỊ KHÔNG NÊU TRONG BÁO CÁO")
    add(
        "Gạch đầu dòng", '{%p for group in proposals_by_addressee if group.reach == "own" %}', "- {{ say.proposals_to(group) }}"
    )
    add("Nội dung", "{%p endfor %}", '{%p for group in proposals_by_addressee if group.reach == "unnamed" %}')
    add("Nội dung", "{{ say.unnamed() }}")
    add("Gạch đầu dòng", "{%p for r in group.remarks %}", '- {{ r.text|end_off }} ({{ r.units|join(", ") }}).', "{%p endfor %}")
    add("Nội dung", "{%p endfor %}")
    none = '{%p if not proposals_by_addressee|rejectattr("reach", "equalto", "other")|list %}'
    add("Nội dung", none, "Không có.", "{%p endif %}")
    add("Nội dung", "{%p for p in open_earlier %}", "{%p if loop.first %}", "{{ say.open_earlier(open_earlier)|end_off }}:")
    add("Nội dung", "{%p endif %}")
    add("Gạch đầu dòng", "- {{ say.proposal(p) }}: {{ say.proposal_state(p)|lower_first }}", "{%p endfor %}")
    _heading(document, "VIỆC CHẤP HÀNH CHẾ ĐỘ THÔNG TIN BÁO CÁO")
    _regime_in_full(document)
    add("Gạch đầu dòng", "{%p for s in submissions.all if s.note %}")
    add("Gạch đầu dòng", "- {{ s.unit.name|upper_first }}: {{ s.note }}", "{%p endfor %}")
    add("Gạch đầu dòng", '{%p for group in difficulties_by_unit if group.reach == "own" %}', "- {{ say.remarks_of(group) }}")
    add("Gạch đầu dòng", "{%p endfor %}")
    _heading(document, "CHÊNH LỆCH, ĐÍNH CHÍNH SỐ LIỆU")
    add("Gạch đầu dòng", "{%p for t in targets %}", "{%p for d in t.differences %}", "- {{ say.difference(d, t) }}")
    add("Gạch đầu dòng", "{%p endfor %}", "{%p endfor %}", "{%p for c in corrections %}", "- {{ say.correction(c) }}")
    add("Gạch đầu dòng", "{%p endfor %}")
    none = '{%p if not corrections and not targets|map(attribute="differences")|select|list %}'
    add("Nội dung", none, "Không có.", "{%p endif %}")
    _heading(document, "SỐ LIỆU VÀ DIỄN GIẢI TỪNG CHỈ TIÊU")
    _results_in_full(document)
    _heading(document, "NGUỒN SỐ LIỆU")
    add("Nội dung", "{{ say.provenance(provenance) }} {{ say.traced(provenance) }}")
    add("Nội dung", "{%p if errors or warnings %}", "{{ say.faults(errors, warnings, skipped) }}", "{%p endif %}")
    add(
        "Nguồn số liệu",
        "{%p for one in provenance.inputs if provenance.changed or not provenance.commit %}",
        "{{ one.path }}: {{ one.sha256 }}",
        "{%p endfor %}",
    )


def _signature(document: Any) -> None:
    table = add_table(document, 1, (80, 85))
    keep_whole(table)
    left, right = table.rows[0].cells
    fill(
        left,
        ("Nơi nhận", "Nơi nhận:"),
        ("Nơi nhận từng dòng", "{%p for recipient in report.recipients %}"),
        ("Nơi nhận từng dòng", '- {{ recipient }}{{ "." if loop.last else ";" }}'),
        ("Nơi nhận từng dòng", "{%p else %}"),
        ("Nơi nhận từng dòng", "- Lưu: VT."),
        ("Nơi nhận từng dòng", "{%p endfor %}"),
    )
    fill(
        right,
        ("Chữ ký", "{%p for line in report.signatory.authority %}"),
        ("Chữ ký", "{{ line }}"),
        ("Chữ ký", "{%p endfor %}"),
        ("Chữ ký", "{%p if report.signatory.title %}"),
        ("Chữ ký", "{{ report.signatory.title }}"),
        ("Chữ ký", "{%p endif %}"),
        # Without a name there is still space for the signature and the name.
        ("Họ tên người ký", "{{ report.signatory.name }}"),
    )


def _appendix_title(document: Any, number: str, table: str, title: str = "{{ table.title }}") -> None:
    """Write the head of an appendix; `table` is the call that makes its table, which the tags below it then know as `table`."""
    add = adder(document)
    add("Phụ lục", "{%p set table = tables." + table + " %}", f"Phụ lục {number}", title)
    internal = "say.internal_attached(commitment, report, round)"
    attached = "say.attached(commitment, report, round)"
    add("Phụ lục kèm theo", "{{ " + internal + ' if form == "internal" else ' + attached + " }}")


def _words(macro: str, *given: str) -> str:
    """Return the text of a macro of sentences.j2, for text that can be edited in Word."""
    return str(getattr(make_environment((TEMPLATE.parent,), str).get_template("sentences.j2").module, macro)(*given))


def _heading_of(key: str) -> str:
    """Return the heading of a column: a tag where it names a round."""
    is_of_a_round = key.endswith(("before", "now"))
    return "{{ table.heading." + key + " }}" if is_of_a_round else _words("appendix_column", key, "")


def _cell(key: str, *keep: str) -> str:
    """Return the tag of a cell; in a narrow cell the text must not break at the characters `keep`, but may after a slash."""
    whole = {"-": "\\u2011", "≥ ": "≥\\u00a0", "≤ ": "≤\\u00a0", " /": "\\u00a0/", "/": "/\\u200b"}
    return "{{ row" + key + ".text" + "".join(f'|replace("{text}", "{whole[text]}")' for text in keep) + " }}"


def _appendix_table(document: Any, columns: Sequence[tuple[str, float, str]]) -> None:
    """Make the table of an appendix from its columns: key, width in mm, style."""
    shown = [
        (_heading_of(key), width, style, _cell(f".{key}", *("-" if key == "lead" else ""))) for key, width, style in columns
    ]
    add_data_table(document, shown, ("for row in table.rows",))


def _appendix_targets(document: Any) -> None:
    _appendix_section(document)
    _appendix_title(document, "I", "targets(sections)", _words("appendix_title", "targets"))
    columns = (
        ("number", 13, "Bảng giữa"),
        ("target", 48, "Bảng chữ"),
        ("unit_of_measure", 15, "Bảng giữa"),
        ("goal", 29, "Bảng chữ"),
        ("in_round", 21, "Bảng số"),
        ("reached", 21, "Bảng số"),
        ("share", 14, "Bảng số"),
        ("verdict", 22, "Bảng giữa"),
        ("lead", 25, "Bảng chữ"),
        ("note", 44, "Bảng chữ"),
    )
    _appendix_table(document, columns)


def _appendix_units(document: Any) -> None:
    """Make the table of units in rows and targets in columns. The two middle columns repeat; `word` distributes the width."""
    _appendix_section(document)
    _appendix_title(document, "II", "units(group_targets, group_units)")
    adder(document)("Phụ lục", "{%p if group_targets %}")
    table = add_table(document, 4, (11, 41, 2, 196, 2), "Bảng phụ lục")
    head, opening, row, closing = table.rows
    fill(head.cells[0], ("Bảng tiêu đề", _heading_of("number")))
    fill(head.cells[1], ("Bảng tiêu đề", _heading_of("unit")))
    fill(head.cells[2], ("Bảng tiêu đề", "{%tc for c in table.columns[2:] %}"))
    fill(head.cells[3], ("Bảng tiêu đề", "{{ c.heading }}"))
    fill(head.cells[4], ("Bảng tiêu đề", "{%tc endfor %}"))
    fill(opening.cells[0], ("Bảng chữ", "{%tr for row in table.rows %}"))
    fill(row.cells[0], ("Bảng giữa", _cell(".number")))
    fill(row.cells[1], ("Bảng chữ", _cell(".unit")))
    fill(row.cells[2], ("Bảng giữa", "{%tc for c in table.columns[2:] %}"))
    # A number and its sign must not be on two lines; a figure and its goal may, but neither of them is broken.
    fill(row.cells[3], ("Bảng giữa", _cell("[c.key]", "≥ ", "≤ ", " /", "/")))
    fill(row.cells[4], ("Bảng giữa", "{%tc endfor %}"))
    fill(closing.cells[0], ("Bảng chữ", "{%tr endfor %}"))
    _repeat(head)
    keep_whole(table)
    adder(document)("Nguồn số liệu", "{{ table.note }}", "{%p else %}")
    adder(document)("Nội dung", "Không có chỉ tiêu nào mà nhiều đơn vị cùng nhận.", "{%p endif %}")


def _appendix_submissions(document: Any, number: str) -> None:
    _appendix_section(document)
    _appendix_title(document, number, "submissions(submissions)", _words("appendix_title", "submissions"))
    columns = (
        ("number", 11, "Bảng giữa"),
        ("unit", 65, "Bảng chữ"),
        ("due", 28, "Bảng giữa"),
        ("submitted", 36, "Bảng giữa"),
        ("letter_number", 46, "Bảng chữ"),
        ("state", 38, "Bảng giữa"),
        ("answered", 28, "Bảng giữa"),
    )
    _appendix_table(document, columns)


def _appendices_since(document: Any) -> None:
    """Add two sections. Where they are left out, the section before them is the last; it has the same layout."""
    add = adder(document)
    _appendix_section(document)
    _appendix_title(document, '{{ "IV" if form == "full" else "III" }}', "changes(since, round)")
    changes = (
        ("number", 13, "Bảng giữa"),
        ("target", 61, "Bảng chữ"),
        ("unit_of_measure", 18, "Bảng giữa"),
        ("before", 34, "Bảng số"),
        ("now", 34, "Bảng số"),
        ("change", 32, "Bảng số"),
        ("verdict_before", 30, "Bảng giữa"),
        ("verdict_now", 30, "Bảng giữa"),
    )
    _appendix_table(document, changes)
    _appendix_section(document)
    number = '{{ "V" if form == "full" else "IV" }}'
    _appendix_title(document, number, "proposals(since)", _words("appendix_title", "proposals"))
    add("Bảng chữ", "{%p if since.proposals %}")
    proposals = (
        ("number", 11, "Bảng giữa"),
        ("text", 98, "Bảng chữ"),
        ("units", 38, "Bảng chữ"),
        ("to", 37, "Bảng chữ"),
        ("rounds", 20, "Bảng giữa"),
        ("outcome", 48, "Bảng chữ"),
    )
    _appendix_table(document, proposals)
    add("Bảng chữ", "{%p else %}", "Không có", "{%p endif %}")


def adder(document: Any) -> Any:
    """Return a function that adds paragraphs of one style to the document."""

    def add(style: str, *texts: str) -> None:
        for text in texts:
            document.add_paragraph(text, style=style)

    return add


def parts(data: bytes) -> dict[str, bytes]:
    """Return the contents of a package by part. The compressed bytes differ between systems, so the contents are compared."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


if __name__ == "__main__":
    if "--check" in sys.argv:
        is_same = parts(TEMPLATE.read_bytes()) == parts(make())
        sys.exit(0 if is_same else f"{TEMPLATE} is not what {Path(__file__).name} makes")
    TEMPLATE.write_bytes(make())
