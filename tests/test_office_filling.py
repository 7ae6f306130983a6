"""camket fill --office in a real pseudo-terminal: the office's texts, signatory, number, answers, verdicts, extensions, reminders."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal of Unix", allow_module_level=True)

from camket.ledger.load import load
from camket.ledger.reports import OfficeFile
from camket.ledger.tree import FolderTree
from small_office import write_office
from terminal import Terminal

CTRL_U = "\x15"
PART = "Bắt đầu từ phần số mấy (Enter: phần 1):"
MORE = "Thêm một đoạn (Enter: hết):"

ODD = """\
# Văn phòng, quý II
round:   q2
draft: yes      # chưa ký
assessment: >-
    Nhìn chung các đơn vị
    bám sát cam kết.

directions:   # ba việc
- "Việc thứ nhất"
-   'Việc thứ hai'   # gấp
- |-
  Việc thứ ba
  có hai dòng
note: của văn phòng
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = write_office(tmp_path / "data")
    path_of(folder).unlink()
    return folder


def path_of(folder: Path) -> Path:
    return folder / "reports" / "q2" / "_office.yaml"


def fill(folder: Path, *more: str, size: tuple[int, int] = (80, 50)) -> Terminal:
    return Terminal(["fill", "--office", "-q", "2", *more, "--data", str(folder)], folder, size=size)


def content(folder: Path) -> OfficeFile:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert not [one for one in problems if one.level == "error"]
    return ledger.office["q2"].content


def test_texts_signatory_and_number_are_asked_in_turn_and_make_a_new_file(office: Path) -> None:
    with fill(office) as terminal:
        shown = terminal.wait_for(PART)
        assert "Phần của văn phòng – quý II năm 2024" in shown
        assert "1. Đánh giá chung: chưa có" in shown
        terminal.answer(PART, "")
        terminal.wait_for("[1/9] Đánh giá chung")
        terminal.answer(MORE, "Các đơn vị  bám sát cam kết: đúng hạn.")
        terminal.answer(MORE, "Thu ngân sách đạt khá.")
        terminal.answer(MORE, "")
        terminal.wait_for("[2/9] Phương hướng, nhiệm vụ")
        terminal.answer(MORE, "Gửi báo cáo trước ngày 05.")
        terminal.answer(MORE, "")
        terminal.answer(MORE, "Tỉnh sớm giao chỉ tiêu.")
        terminal.answer(MORE, "")
        terminal.answer("Người ký báo cáo:", "người khác")
        terminal.answer("Thẩm quyền ký (các dòng cách nhau bằng dấu ;):", "TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH")
        terminal.answer("Chức vụ:", "PHÓ CHỦ TỊCH")
        terminal.answer("Họ tên người ký (Enter: để trống):", "Nguyễn Thị Hoa")
        terminal.reach("Báo cáo này là: dự thảo, chưa có số, ngày")
        terminal.type(CTRL_U + "2\r")
        terminal.reach("Số báo cáo:")
        terminal.type("bốn lăm")
        terminal.wait_for("không phải số")
        terminal.type("\r" + CTRL_U + "45/BC-UBND\r")
        terminal.answer("Ngày báo cáo (ngày/tháng/năm):", "6/6/2024")
        terminal.answer("Kết quả (Enter: để sau):", "q")
        shown = terminal.wait_for("+ ")
        assert terminal.finish() == 0
    assert path_of(office).read_text("utf-8") == (
        "round: q2\ndraft: false\nnumber: 45/BC-UBND\ndate: 2024-06-06\n"
        'assessment:\n  - "Các đơn vị bám sát cam kết: đúng hạn."\n  - Thu ngân sách đạt khá.\n'
        "directions:\n  - Gửi báo cáo trước ngày 05.\n"
        "proposals:\n  - Tỉnh sớm giao chỉ tiêu.\n"
        "signatory:\n  authority:\n    - TM. ỦY BAN NHÂN DÂN\n    - KT. CHỦ TỊCH\n  title: PHÓ CHỦ TỊCH\n  name: Nguyễn Thị Hoa\n"
    )


def test_every_paragraph_is_kept_changed_or_taken_away_and_no_other_byte_changes(office: Path) -> None:
    path_of(office).write_bytes(ODD.replace("\n", "\r\n").encode("utf-8"))
    with fill(office) as terminal:
        terminal.answer(PART, "")
        terminal.reach("Đoạn 1: Nhìn chung các đơn vị bám sát cam kết.")
        terminal.type("\r")
        terminal.answer(MORE, "")
        terminal.reach("Đoạn 1: Việc thứ nhất")
        terminal.type("\r")
        terminal.reach("Đoạn 2: Việc thứ hai")
        terminal.type(": gấp\r")
        terminal.wait_for("Việc thứ ba")  # of several lines: shown, and kept by Enter
        terminal.answer("Đoạn 3:", "")
        terminal.answer(MORE, "<")
        terminal.answer("Đoạn 3:", "<")
        terminal.reach("Đoạn 2: Việc thứ hai: gấp")
        terminal.type("<\r")
        terminal.reach("Đoạn 1: Việc thứ nhất")
        terminal.type(CTRL_U)
        terminal.wait_for("bỏ đoạn này")
        terminal.type("\r")
        terminal.answer("Bỏ đoạn 1? (c/k):", "k")
        terminal.reach("Đoạn 1: Việc thứ nhất")
        terminal.type(CTRL_U + "\r")
        terminal.answer("Bỏ đoạn 1? (c/k):", "c")
        terminal.reach("Đoạn 1: Việc thứ hai: gấp")
        terminal.type("\x03")
        assert terminal.finish() == 0
    expected = ODD.replace('- "Việc thứ nhất"\n', "").replace("'Việc thứ hai'", "'Việc thứ hai: gấp'").replace("\n", "\r\n")
    assert path_of(office).read_bytes().decode("utf-8") == expected


def test_of_a_pasted_text_each_line_is_a_paragraph(office: Path) -> None:
    path_of(office).write_text(ODD, encoding="utf-8")
    with fill(office) as terminal:
        terminal.answer(PART, "Đánh giá chung")
        terminal.reach("Đoạn 1: Nhìn chung")
        terminal.type("\r")
        terminal.reach(MORE)
        terminal.type("\x1b[200~Thu ngân sách đạt.\n\nGiải ngân chậm.\x1b[201~")
        terminal.wait_for("= 2 đoạn")
        terminal.type("\r")
        terminal.answer(MORE, "q")
        assert terminal.finish() == 0
    assert content(office).assessment == (
        "Nhìn chung các đơn vị bám sát cam kết.",
        "Thu ngân sách đạt.",
        "Giải ngân chậm.",
    )


def test_open_proposals_are_answered_one_by_one(office: Path) -> None:
    with fill(office) as terminal:
        terminal.answer(PART, "6")
        shown = terminal.wait_for("(1/1) Giãn thời hạn")
        shown = terminal.wait_for("Kết quả (Enter: để sau):")
        assert "Nơi đề xuất: Phòng TC, quý II (02/6/2024)" in shown
        assert "Đề xuất với: UBND tỉnh" in shown
        assert "Chỉ tiêu: Thu ngân sách" in shown
        terminal.answer("Kết quả (Enter: để sau):", "3")
        terminal.answer("Nội dung trả lời:", "Đã có văn bản gửi Sở Tài chính")
        terminal.reach("Ngày trả lời:")
        terminal.type(CTRL_U + "20/6/2024\r")
        terminal.answer("Nơi trả lời:", "")
        terminal.answer("Văn bản (nếu có):", "52/UBND-VP 20/6/2024")
        terminal.answer("Có mục nào cần ghi? (c/k):", "q")
        assert terminal.finish() == 0
    (answer,) = content(office).answers
    assert (answer.outcome, answer.date.isoformat(), answer.text) == (
        "forwarded",
        "2024-06-20",
        "Đã có văn bản gửi Sở Tài chính",
    )
    assert answer.by is None
    assert answer.document is not None and answer.document.number == "52/UBND-VP"
    with fill(office) as terminal:  # a proposal that was passed on still waits
        terminal.answer(PART, "6")
        terminal.wait_for("Đã trả lời ngày 20/6/2024")
        terminal.answer("Kết quả (Enter: để sau):", "q")
        assert terminal.finish() == 0


def test_a_verdict_is_overruled_by_number_and_taken_away_again(office: Path) -> None:
    with fill(office, size=(80, 90)) as terminal:
        terminal.answer(PART, "7")
        terminal.answer("Có mục nào cần ghi? (c/k):", "c")
        terminal.wait_for("Thu ngân sách xã")
        number = next(line.split()[0] for line in terminal.shown.splitlines() if "Thu ngân sách xã:" in line)
        terminal.reach("Số thứ tự của chỉ tiêu:")
        terminal.type("99.9")
        terminal.wait_for("không dùng được ở đây")
        terminal.type(CTRL_U + number + "\r")
        terminal.answer("Của đơn vị nào:", "xã Bình")
        terminal.answer("Kết quả đánh giá lại:", "đạt")
        terminal.reach("Lý do:")
        terminal.type("\r")
        terminal.wait_for("cần có cả mục này")
        terminal.type("Chờ giám định\r")
        terminal.answer("Người quyết định:", "Chánh Văn phòng")
        terminal.reach("Ngày đánh giá lại:")
        terminal.type(CTRL_U + "6/6/2024\r")
        terminal.wait_for("Thu ngân sách xã, xã Bình: đạt; Chờ giám định (Chánh Văn phòng, 06/6/2024)")
        terminal.answer("Ghi mục này? (c/k):", "c")
        terminal.answer("Thêm một mục nữa?", "<")
        terminal.answer("Kết quả (Enter: để sau):", "q")
        assert terminal.finish() == 0
    (overrule,) = content(office).overrules
    assert (overrule.target, overrule.unit, overrule.verdict) == ("commune-revenue", "xa-b", "met")
    assert (overrule.reason, overrule.by, str(overrule.date)) == ("Chờ giám định", "Chánh Văn phòng", "2024-06-06")
    with fill(office) as terminal:
        terminal.answer(PART, "7")
        terminal.wait_for("1. Thu ngân sách xã, xã Bình: đạt")
        terminal.type("1\r")
        terminal.answer("Bỏ mục 1? (c/k):", "c")
        terminal.answer("Có mục nào cần ghi? (c/k):", "q")
        assert terminal.finish() == 0
    assert content(office).overrules == ()


def test_an_extension_must_be_later_than_the_due_date(office: Path) -> None:
    with fill(office) as terminal:
        terminal.answer(PART, "8")
        terminal.answer("Có mục nào cần ghi? (c/k):", "c")
        terminal.wait_for("xã Cẩm: hạn 02/6/2024")
        terminal.answer("Số thứ tự của đơn vị:", "xã Cẩm")
        terminal.reach("Hạn mới")
        terminal.type("2/6/2024")
        terminal.wait_for("hạn hiện nay đã là 02/6/2024")
        terminal.type("\r" + CTRL_U + "7/6/2024\r")
        terminal.answer("Lý do:", "Xã chống ngập")
        terminal.answer("Người cho gia hạn:", "")
        terminal.reach("Ngày cho gia hạn:")
        terminal.type(CTRL_U + "1/6/2024\r")
        terminal.answer("Văn bản (nếu có):", "")
        terminal.answer("Thêm một mục nữa?", "q")
        assert terminal.finish() == 0
    (extension,) = content(office).extensions
    assert (extension.unit, str(extension.due), extension.reason, extension.by) == ("xa-c", "2024-06-07", "Xã chống ngập", None)


def test_the_register_of_reminders_is_corrected(office: Path) -> None:
    path_of(office).write_text(
        "round: q2\nreminded:\n  - {date: 2024-06-03, means: call, units: [xa-a, xa-b]}\n", encoding="utf-8", newline=""
    )
    with fill(office) as terminal:
        terminal.answer(PART, "9")
        terminal.wait_for("1. 03/6/2024, điện thoại: xã An Ế, xã Bình")
        terminal.answer("Thêm một mục nữa?", "1")
        terminal.answer("Bỏ mục 1?", "c")
        terminal.answer("Có mục nào cần ghi? (c/k):", "c")
        terminal.answer("Số thứ tự của đơn vị:", "xã Cẩm")
        terminal.answer("Nhắc bằng:", "điện thoại")
        terminal.reach("Ngày nhắc:")
        terminal.type(CTRL_U + "4/6/2024\r")
        terminal.wait_for("1. 04/6/2024, điện thoại: xã Cẩm")
        terminal.answer("Thêm một mục nữa?", "")
        assert terminal.finish() == 0
    (reminded,) = content(office).reminded
    assert (str(reminded.date), reminded.means, reminded.units) == ("2024-06-04", "call", ("xa-c",))


def test_a_trial_writes_nothing_and_knows_its_own_answers(office: Path) -> None:
    before = path_of(office).read_bytes() if path_of(office).exists() else None
    with fill(office, "--dry-run") as terminal:
        terminal.answer(PART, "3")
        terminal.answer(MORE, "Tỉnh sớm giao chỉ tiêu.")
        terminal.answer(MORE, "<")
        terminal.reach("Đoạn 1: Tỉnh sớm giao chỉ tiêu.")
        terminal.type("\x03")
        terminal.wait_for("Chạy thử: chưa ghi gì")
        assert terminal.finish() == 0
    assert (path_of(office).read_bytes() if path_of(office).exists() else None) == before


def test_an_invalid_file_is_refused_with_its_line(office: Path) -> None:
    path_of(office).write_text("round: q2\nassessment: [một]\nsignatori: {name: A}\n", encoding="utf-8")
    with fill(office) as terminal:
        terminal.wait_for("_office.yaml:3:1")
        assert terminal.finish() == 1
    assert "signatory" in terminal.shown


def test_a_file_changed_by_somebody_else_meanwhile_is_read_again(office: Path) -> None:
    path_of(office).write_text("round: q2\nassessment: [một ý]\n", encoding="utf-8")
    with fill(office) as terminal:
        terminal.answer(PART, "1")
        terminal.reach("Đoạn 1: một ý")
        path_of(office).write_text("round: q2\nassessment: [hai ý]\n", encoding="utf-8")
        terminal.type(" nữa\r")
        terminal.wait_for("trả lời lại")
        terminal.reach("Đoạn 1: hai ý")
        terminal.type("\x03")
        assert terminal.finish() == 0
    assert content(office).assessment == ("hai ý",)


def test_a_unit_and_the_office_are_not_filled_in_together(office: Path) -> None:
    with Terminal(["fill", "xa-c", "--office", "-q", "2", "--data", str(office)], office) as terminal:
        terminal.wait_for("--office")
        assert terminal.finish() == 2
    with Terminal(["fill", "-q", "2", "--data", str(office)], office) as terminal:
        terminal.wait_for("hoặc --office")
        assert terminal.finish() == 2
