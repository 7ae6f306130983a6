"""Make templates/reminder.docx, the Word template of the reminder letters. Page and styles are those of the report.

Run it after each change in this file. Its output does not depend on the data or the time. It is not needed any more when the
template itself is edited in Word.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from docx.enum.style import WD_STYLE_TYPE

import report_template as report
from report_template import CENTRE, HEAD_WIDTHS, JUSTIFY, Look

TEMPLATE = Path(__file__).parents[1] / "templates" / "reminder.docx"
LOOKS = (
    # A letter has no title: its subject is under its number.
    Look("Trích yếu công văn", 12, align=CENTRE, before=3),
    Look("Dẫn vào bảng", 13, align=JUSTIFY, first=12.7, before=6, after=6, keep_next=True),
)
# The decree allows both sizes. With the smaller one and less space, a letter with six targets fits on one page.
SMALLER = 13
ROOM_BELOW = {"Lời kết": 8.0}
ROOM_ABOVE = {"Họ tên người ký": 54.0}


def make() -> bytes:
    """Return the bytes of the template, the same each time."""
    document = report.start_document()
    _set_styles(document)
    report.set_properties(
        document, "Công văn đôn đốc báo cáo thực hiện {{ commitment.title }}", "{{ round.name }}, {{ commitment.year }}"
    )
    _head(document)
    _addressees(document)
    _body(document)
    _signature(document)
    return report.save_document(document)


def _set_styles(document: Any) -> None:
    for look in LOOKS:
        style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.quick_style = True
        report.set_look(style, look)
    for look in report.LOOKS:
        if look.size == 14:
            before, after = ROOM_ABOVE.get(look.name, look.before), ROOM_BELOW.get(look.name, look.after)
            own = replace(look, size=SMALLER, line=1, before=before, after=after)
            report.set_look(document.styles[look.name], own)


def _head(document: Any) -> None:
    add = report.adder(document)
    add("Nội dung", '{%p import "sentences.j2" as say %}', '{%p import "reminder_sentences.j2" as write %}')
    table = report.add_table(document, 2, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    report.fill(
        left,
        ("Cơ quan chủ quản", "{%p if commitment.parent_body %}"),
        ("Cơ quan chủ quản", "{{ say.head_lines(commitment.parent_body) }}"),
        ("Cơ quan chủ quản", "{%p endif %}"),
        ("Cơ quan ban hành", "{{ say.head_lines(commitment.issuing_body) }}"),
        ("Đường kẻ cơ quan ban hành", ""),
    )
    report.fill(
        right,
        ("Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc"),
        ("Đường kẻ tiêu ngữ", ""),
    )
    left, right = table.rows[1].cells
    report.fill(
        left,
        ("Số ký hiệu", "{{ write.number_and_symbol(letter) }}"),
        ("Trích yếu công văn", "{{ write.subject(commitment, round, reminders) }}"),
    )
    report.fill(right, ("Địa danh ngày", "{{ write.day(commitment, as_of) }}"))
    add("Số liệu minh họa", "{%p if illustrative %}", "{{ write.illustrative() }}", "{%p endif %}")


def _addressees(document: Any) -> None:
    add = report.adder(document)
    add("Kính gửi", "{%p if reminders|length == 1 %}", "Kính gửi: {{ write.addressee(reminders[0]) }}.")
    add("Kính gửi", "{%p elif write.is_long(reminders)|one_line %}", "Kính gửi: {{ write.all_addressees() }}.")
    add("Kính gửi", "{%p else %}", "Kính gửi:", "{%p for r in reminders %}")
    add("Kính gửi từng nơi", '- {{ write.addressee(r) }}{{ "." if loop.last else ";" }}')
    add("Kính gửi", "{%p endfor %}", "{%p endif %}")


def _body(document: Any) -> None:
    add = report.adder(document)
    add("Nội dung", "{{ write.beginning(commitment, round, due_before) }}", "{%p if is_joint %}")
    _joint(document)
    add("Nội dung", "{%p else %}", "{%p set r = reminders[0] %}", "{{ write.situation(r, commitment, as_of) }}")
    add("Nội dung", "{{ write.request(r, commitment, letter, as_of) }}")
    add("Gạch đầu dòng", "{%p for o in r.owed %}", '- {{ write.owed(o) }}{{ "." if loop.last else ";" }}', "{%p endfor %}")
    add("Nội dung", "{{ write.cut_off(round) }}", "{{ write.help(letter, commitment) }}")
    add("Lời kết", "{{ write.ending(r, commitment) }}", "{%p endif %}")


def _joint(document: Any) -> None:
    add = report.adder(document)
    add("Dẫn vào bảng", "{{ write.joint_situation(reminders, asked, commitment, as_of) }}")
    report.add_data_table(
        document,
        (
            ("TT", 10, "Bảng giữa", "{{ loop.index }}"),
            ("Đơn vị", 56, "Bảng chữ", "{{ r.unit.name|upper_first }}"),
            ("Hạn gửi", 22, "Bảng giữa", "{{ write.due_cell(r) }}"),
            ("{{ write.days_title(reminders) }}", 19, "Bảng giữa", "{{ write.days_cell(r) }}"),
            ("Tình trạng, chỉ tiêu phải báo cáo", 58, "Bảng chữ", "{{ write.joint_state(r, reminders) }}"),
        ),
        ("for r in reminders",),
    )
    add("Nội dung", "{%p for r in reminders if r.submission.extension %}")
    add("Nội dung", "{{ r.unit.name|upper_first }} {{ write.extension(r.submission.extension) }}.", "{%p endfor %}")
    add("Nội dung", "{{ write.joint_request(reminders, commitment, letter, as_of) }} {{ write.cut_off(round) }}")
    add("Nội dung", "{{ write.help(letter, commitment) }}")
    add("Lời kết", "{{ write.joint_ending(commitment, reminders) }}")


def _signature(document: Any) -> None:
    table = report.add_table(document, 1, (80, 85))
    report.keep_whole(table)
    left, right = table.rows[0].cells
    report.fill(
        left,
        ("Nơi nhận", "Nơi nhận:"),
        ("Nơi nhận từng dòng", "{%p for recipient in letter.recipients %}"),
        ("Nơi nhận từng dòng", '- {{ recipient }}{{ "." if loop.last else ";" }}'),
        ("Nơi nhận từng dòng", "{%p else %}"),
        ("Nơi nhận từng dòng", "- Như trên;"),
        ("Nơi nhận từng dòng", "- Lưu: VT."),
        ("Nơi nhận từng dòng", "{%p endfor %}"),
    )
    report.fill(
        right,
        ("Chữ ký", "{%p for line in letter.signatory.authority %}"),
        ("Chữ ký", "{{ line }}"),
        ("Chữ ký", "{%p endfor %}"),
        ("Chữ ký", "{%p if letter.signatory.title %}"),
        ("Chữ ký", "{{ letter.signatory.title }}"),
        ("Chữ ký", "{%p endif %}"),
        # Without a name there is still space for the signature and the name.
        ("Họ tên người ký", "{{ letter.signatory.name }}"),
    )


if __name__ == "__main__":
    if "--check" in sys.argv:
        is_same = TEMPLATE.is_file() and report.parts(TEMPLATE.read_bytes()) == report.parts(make())
        sys.exit(0 if is_same else f"{TEMPLATE} is not what {Path(__file__).name} makes")
    TEMPLATE.write_bytes(make())
