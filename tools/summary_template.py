"""Make templates/summary.docx, the Word template of the one-page summary. Its styles begin with those of the report.

Run it after each change in this file. Its output does not depend on the data or the time. It is not needed any more when the
template itself is edited in Word.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm

import report_template as report
from report_template import CENTRE, LEFT, RIGHT, Look

TEMPLATE = Path(__file__).parents[1] / "templates" / "summary.docx"
# Nothing on the page is smaller than 11 points.
LOOKS = (
    Look("Tóm tắt: tên", 13, bold=True, caps=True, align=CENTRE),
    Look("Tóm tắt: ngày", 11, italic=True, align=CENTRE, after=2),
    Look("Tóm tắt: lưu ý", 11, bold=True, align=CENTRE, after=2),
    Look("Tóm tắt: đề mục", 11.5, bold=True, before=4, after=1, keep_next=True),
    Look("Tóm tắt: chữ", 11),
    Look("Tóm tắt: chú giải", 11, align=LEFT, before=1),
    Look("Tóm tắt: gạch đầu dòng", 11, left=3, first=-3),
    Look("Tóm tắt: tiêu đề cột", 11, bold=True, align=CENTRE),
    Look("Tóm tắt: ô chữ", 11),
    Look("Tóm tắt: ô giữa", 11, align=CENTRE),
    Look("Tóm tắt: ô số", 11, align=RIGHT),
)
HEADING, TEXT, POINT, KEY = "Tóm tắt: đề mục", "Tóm tắt: chữ", "Tóm tắt: gạch đầu dòng", "Tóm tắt: chú giải"
PICTURE = "Hình"  # the character style of a text that word.py replaces by a picture
MARGINS = (12, 12, 18, 12)  # mm: top, bottom, left, right
COLUMNS = (
    ("TT", 11, "Tóm tắt: ô giữa", "{{ row.target.number }}"),
    ("Chỉ tiêu", 47, "Tóm tắt: ô chữ", "{{ row.target.short|upper_first }}"),
    ("Tiến độ", 43, "Tóm tắt: ô giữa", None),
    ("Kết quả", 36.5, "Tóm tắt: ô số", "{{ write.reached(row) }}"),
    ("Tỷ lệ", 16.5, "Tóm tắt: ô số", "{{ write.share(row) }}"),
    ("Đánh giá", 26, "Tóm tắt: ô giữa", "{{ write.label(row) }}"),
)
ASKING = "asked or awaited or unaddressed or unaddressed_rest or upward or upward_rest or to_others"


def make() -> bytes:
    """Return the bytes of the template, the same each time."""
    document = report.start_document()
    _set_styles(document)
    _set_page(document.sections[0])
    report.set_properties(document, "{{ commitment.title }}: tóm tắt", "{{ round.name }}, {{ commitment.year }}")
    document.core_properties.comments = '{% import "summary_sentences.j2" as write %}{{ write.provenance(provenance) }}'
    _head(document)
    _needs(document)
    _asks(document)
    _progress(document)
    return report.save_document(document)


def _set_styles(document: Any) -> None:
    for name in [look.name for look in report.LOOKS if look.name not in ("Bảng tiêu đề", "Bảng chữ")] + [
        rule for rule, _width, _length in report.RULES
    ]:
        document.styles[name].delete()
    for look in LOOKS:
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        report.set_look(style, look)
    document.styles.add_style(PICTURE, WD_STYLE_TYPE.CHARACTER)


def _set_page(section: Any) -> None:
    top, bottom, left, right = MARGINS
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = section.footer_distance = Mm(6)


def _heading(document: Any, title: str, condition: str = "") -> None:
    """Write a numbered heading, and before it the condition under which it is there."""
    add = report.adder(document)
    if condition:
        add(HEADING, "{%p if " + condition + " %}")
    add(HEADING, "{%p set heading.n = heading.n + 1 %}", "{{ heading.n }}. " + title)


def _picture(paragraph: Any, key: str, words: str) -> None:
    """Add a picture: word.py replaces this text, key and words, by the picture with the words as its alternative text."""
    paragraph.add_run("{{ " + key + " }}: {{ " + words + " }}", style=PICTURE)


def _head(document: Any) -> None:
    add = report.adder(document)
    add(TEXT, '{%p import "summary_sentences.j2" as write %}', "{%p set heading = namespace(n=0) %}")
    add("Tóm tắt: tên", "{{ write.title(commitment, round) }}")
    add("Tóm tắt: ngày", "{{ commitment.issuing_body }}. {{ write.dates(round, as_of) }}")
    for condition, words in (
        ("illustrative", "write.illustrative()"),
        ("errors", "write.errors(errors)"),
        ("issued", "write.issued(issued)"),
    ):
        add("Tóm tắt: lưu ý", "{%p if " + condition + " %}", "{{ " + words + " }}", "{%p endif %}")
    heard = "{{ write.heard(submissions, late_units, missing, unreadable, pending, extended) }}"
    _heading(document, "Tình hình gửi báo cáo")
    add(TEXT, heard)
    _heading(document, "Đánh giá {{ contents|padded }} {{ write.noun(are_contents) }}")
    _picture(document.add_paragraph(style=TEXT), "verdict_picture", "write.verdicts_words(verdicts, contents, are_contents)")
    legend = document.add_paragraph(style=KEY)
    legend.add_run("{% for v in verdicts %}")
    _picture(legend, "v.picture", "write.pattern(v)")
    legend.add_run(
        "\u00a0{{ v.count|padded }}"
        '\u00a0{{ v.label|lower_first|replace(" ", "\\u00a0") }}{{ "   " if not loop.last }}{% endfor %}'
    )


def _list(document: Any, name: str, macro: str, rest: str = "") -> None:
    add = report.adder(document)
    add(POINT, "{%p for one in " + name + " %}", "- {{ write." + macro + "(one) }}", "{%p endfor %}")
    if rest:
        add(POINT, "{%p if " + name + "_rest %}", "- {{ write." + rest + " }}", "{%p endif %}")


def _needs(document: Any) -> None:
    add = report.adder(document)
    _heading(document, "Phát sinh điều không được để xảy ra", "happened")
    _list(document, "happened", "happened", 'more(happened_rest, "nội dung", "chương I của báo cáo")')
    add(TEXT, "{%p endif %}")
    _heading(document, "Chậm, không đạt", "late or unheard")
    _list(document, "late", "late", 'more(late_rest, "chỉ tiêu", "Phụ lục I")')
    add(POINT, "{%p if unheard %}", "- {{ write.unheard(unheard) }}", "{%p endif %}")
    add(TEXT, "{%p endif %}")


def _asks(document: Any) -> None:
    add = report.adder(document)
    _heading(document, "Xin ý kiến chỉ đạo", ASKING)
    where = "phần đề xuất, kiến nghị của báo cáo"
    _list(document, "asked", "proposal", f'more(asked_rest, "đề xuất", "{where}")')
    _list(document, "awaited", "awaited", f'more(awaited_rest, "văn bản chưa có trả lời", "{where}")')
    _list(document, "unaddressed", "unaddressed", "unaddressed_rest(unaddressed_rest, unaddressed)")
    _list(document, "upward", "upward", "upward_rest(upward_rest, upward)")
    add(POINT, "{%p if to_others %}", "- {{ write.others(to_others) }}", "{%p endif %}")
    add(TEXT, "{%p endif %}")


def _progress(document: Any) -> None:
    add = report.adder(document)
    _heading(document, "Tiến độ", "rows")
    table = report.add_table(document, 4, [width for _title, width, _style, _text in COLUMNS], "Bảng phụ lục")
    head, opening, row, closing = table.rows
    for index, (title, _width, style, text) in enumerate(COLUMNS):
        report.fill(head.cells[index], ("Tóm tắt: tiêu đề cột", title))
        report.fill(row.cells[index], (style, text or ""))
        if text is None:
            _picture(row.cells[index].paragraphs[0], "row.picture", "write.bar_words(row)")
    report.fill(opening.cells[0], (TEXT, "{%tr for row in rows %}"))
    report.fill(closing.cells[0], (TEXT, "{%tr endfor %}"))
    report.keep_whole(table)
    add(KEY, "{{ write.legend(commitment) }}", "{%p endif %}")
    add(TEXT, "{%p if rows_rest %}", "{{ write.rows_rest(rows_rest) }}", "{%p endif %}")
    add(TEXT, "{%p if plain %}", "{{ write.plain(plain) }}", "{%p endif %}")


if __name__ == "__main__":
    if "--check" in sys.argv:
        is_same = TEMPLATE.is_file() and report.parts(TEMPLATE.read_bytes()) == report.parts(make())
        sys.exit(0 if is_same else f"{TEMPLATE} is not what {Path(__file__).name} makes")
    TEMPLATE.write_bytes(make())
