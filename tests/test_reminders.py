"""Reminders: who is reminded of what, the letters and messages, the options of the command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from camket import cli
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.reminders import Reminders, describe_reminders, round_due_soon, to_remind
from camket.report.render import render_messages, render_reminders
from camket.text.language import speaking
from office import look, report

Capture = pytest.CaptureFixture[str]

FRAME = """\
commitment:
  year: 2023
  title: Bản cam kết
  issuing_body: Ủy ban nhân dân huyện Thử
  issuing_office: Văn phòng UBND huyện
  higher_body: Ủy ban nhân dân tỉnh Mẫu
  place: Thử
  symbols: {report: BC-UBND, letter: UBND-VP}
  signatory: {authority: TM. ỦY BAN NHÂN DÂN, title: CHỦ TỊCH, name: Lê D}
  letter_signatory: {authority: [TL. CHỦ TỊCH], title: CHÁNH VĂN PHÒNG}
  letter_recipients: [Như trên, CT UBND huyện, "Lưu: VT, TH"]
  contact: {title: Chuyên viên, phone: "0200 000 001", email: vp@example.vn}
rounds:
  - {id: q1, quarter: 1, before: 2023-03-05}
  - {id: q2, quarter: 2, by: 2023-06-05}
  - {id: q3, quarter: 3, by: 2023-09-05}
holidays:
  - {date: 2023-09-05, name: Ngày hội huyện}
units:
  - {id: phong-a, name: Phòng A, head: Trưởng phòng}
  - {id: co-quan, name: Cơ quan Bảo hiểm, requested: true, contact: {name: Trần B, title: Cán bộ, phone: "0200 000 002", email: b@example.vn}}
  - {id: xa-1, name: xã Một, head: Chủ tịch UBND xã, contact: {phone: "0200 000 003"}}
  - {id: xa-2, name: xã Hai}
  - {id: xa-3, name: xã Ba}
groups:
  - {id: cac-xa, name: các xã, units: [xa-1, xa-2, xa-3]}
targets:
  - {id: t, name: Doanh nghiệp mới, lead: phong-a, measure: {kind: count, unit: doanh nghiệp}, goal: {at_least: 75}}
  - {id: b, name: Bảo hiểm, lead: co-quan, measure: {kind: ratio}, goal: {at_least: assigned, as_written: đạt chỉ tiêu tỉnh giao}, references: {assigned: {label: chỉ tiêu}}}
  - id: m
    name: Mô hình mới
    short: Mô hình
    each: cac-xa
    measure: {kind: count, unit: mô hình}
    goal: {at_least: assigned, as_written: đạt số giao}
    references: {assigned: {label: số giao, by_unit: {xa-1: 8, xa-2: 12, xa-3: 3}}}
  - {id: h, name: Hộ nghèo, each: cac-xa, measure: {kind: count, unit: hộ}, goal: {at_least: 5}}
"""
DONE = {
    "q2/phong-a": report("2023-06-05", "t: 40"),
    "q2/co-quan": "submitted: 2023-06-05\nresults: {b: {part: 9, whole: 10}}\n",
    **{f"q2/xa-{n}": "submitted: 2023-06-05\nresults: {m: 4, h: 6}\n" for n in (1, 2, 3)},
}
EXTENSION = """\
extensions:
  - {unit: xa-2, due: 2023-06-09, reason: Xã chống ngập, by: Chánh Văn phòng, date: 2023-06-03, document: {kind: Công văn, number: 31/UBND-VP}}
"""


def write(folder: Path, changes: Mapping[str, str | None] | None = None, frame: str = FRAME) -> Path:
    """A data folder in which all units have reported for quarter II, with `changes` to these files (None: no file)."""
    files = {"targets": frame, **{f"reports/{name}": text for name, text in DONE.items()}}
    files |= {f"reports/q2/{name}": text or "" for name, text in (changes or {}).items()}
    dropped = {f"reports/q2/{name}" for name, text in (changes or {}).items() if text is None}
    for name, text in files.items():
        if name not in dropped:
            path = folder / "data" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder / "data"


def read(folder: Path) -> Ledger:
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger


def kinds(ledger: Ledger, day: str, before: int | None = None) -> dict[str, str]:
    view = look(ledger, "q2", day)
    found = describe_reminders(view, to_remind(view, before=before))
    return {one.unit.id: one.kind for one in found.reminders}


def letters(
    folder: Path, day: str, before: int | None = None, *, is_joint: bool = False, reply_by: date | None = None
) -> dict[str, str]:
    """The letters of quarter II as Markdown, by file name."""
    view = look(read(folder), "q2", day)
    found = to_remind(view, before=before)
    made = render_reminders(view, found, None, ["md"], is_joint=is_joint, reply_by=reply_by)
    return {name: content.decode("utf-8") for name, content in made.items()}


def messages(folder: Path, day: str, before: int | None = None, reply_by: date | None = None) -> str:
    view = look(read(folder), "q2", day)
    return render_messages(view, to_remind(view, before=before), None, reply_by)


def run(*arguments: str | Path) -> int:
    return cli.run([str(argument) for argument in arguments])


EMPTY = "submitted: 2023-06-04\nletter: {number: 7/BC-UBND}\nresults: {}\n"
PARTLY = "submitted: 2023-06-07\nresults: {m: 4}\n"


# --- who is reminded ----------------------------------------------------------------------------------------------------------------


def test_a_unit_with_a_complete_report_is_not_reminded_even_if_late(tmp_path: Path) -> None:
    folder = write(tmp_path, {"xa-1": "submitted: 2023-06-20\nresults: {m: 4, h: 6}\n"})
    assert kinds(read(folder), "2023-06-08") == {"xa-1": "missing"}
    assert kinds(read(folder), "2023-06-20") == {}


def test_missing_empty_incomplete_and_unreadable_are_different_kinds(tmp_path: Path) -> None:
    folder = write(tmp_path, {"phong-a": None, "xa-1": EMPTY, "xa-2": PARTLY, "xa-3": "submitted: 2023-06-04\n\tx"})
    assert kinds(read(folder), "2023-06-08") == {
        "phong-a": "missing",
        "xa-1": "empty",
        "xa-2": "incomplete",
        "xa-3": "unreadable",
    }


def test_nobody_is_reminded_before_the_due_date_has_passed(tmp_path: Path) -> None:
    folder = write(tmp_path, {"phong-a": None})
    assert kinds(read(folder), "2023-06-05") == {}
    assert kinds(read(folder), "2023-06-06") == {"phong-a": "missing"}


def test_an_extension_counts_from_its_day(tmp_path: Path) -> None:
    folder = write(tmp_path, {"xa-2": None, "_office": EXTENSION})
    assert kinds(read(folder), "2023-06-09") == {}
    assert kinds(read(folder), "2023-06-09", before=0) == {"xa-2": "due-soon"}
    assert kinds(read(folder), "2023-06-10") == {"xa-2": "missing"}


def test_due_soon_is_within_so_many_days_and_not_late(tmp_path: Path) -> None:
    ledger = read(write(tmp_path, {"phong-a": None, "xa-1": EMPTY}))
    assert kinds(ledger, "2023-06-02", before=2) == {}
    assert set(kinds(ledger, "2023-06-02", before=3)) == {"phong-a", "co-quan", "xa-1", "xa-2", "xa-3"}
    assert kinds(ledger, "2023-06-08", before=30) == {}


def test_a_round_after_the_one_in_force_can_be_due_soon(tmp_path: Path) -> None:
    ledger = read(write(tmp_path))
    day = date(2023, 6, 8)
    assert round_due_soon(ledger, day, 5).id == "q2"
    assert round_due_soon(ledger, day, 89).id == "q3"


def test_values_of_a_reminder(tmp_path: Path) -> None:
    view = look(read(write(tmp_path, {"xa-2": PARTLY})), "q2", "2023-06-08")
    found: Reminders = describe_reminders(view, to_remind(view))
    (one,) = found.reminders
    assert (one.days_over, one.days_left, [owed.target.id for owed in one.owed]) == (3, 0, ["h"])
    assert found.due_before is None
    assert found.letter.symbol == "UBND-VP"
    assert found.letter.signatory.title == "CHÁNH VĂN PHÒNG"
    assert found.asked == 5


# --- the letters --------------------------------------------------------------------------------------------------------


def test_a_letter_on_a_missing_report_lists_all_owed_targets(tmp_path: Path) -> None:
    (name, text), *others = letters(write(tmp_path, {"xa-1": None}), "2023-06-08").items()
    assert (name, others) == ("cong-van-don-doc-q2-xa-1.md", [])
    assert "V/v đôn đốc gửi báo cáo kết quả thực hiện Bản cam kết quý II năm 2023" in text
    assert "Số:       /UBND-VP" in text
    assert "Kính gửi: Ủy ban nhân dân xã Một." in text
    assert "báo cáo quý II năm 2023 về Văn phòng UBND huyện là chậm nhất ngày 05 tháng 6 năm 2023." in text
    assert (
        "Đến ngày 08 tháng 6 năm 2023, Văn phòng UBND huyện chưa nhận được báo cáo của Ủy ban nhân dân xã Một, quá hạn 03 ngày."
        in text
    )
    assert "yêu cầu Ủy ban nhân dân xã Một khẩn trương gửi báo cáo" in text
    assert "chậm nhất ngày …… tháng …… năm 2023, gồm đủ 02 chỉ tiêu sau:" in text
    assert "- Mô hình mới: đạt số giao (từ 08 mô hình trở lên);\n- Hộ nghèo: từ 05 hộ trở lên.\n" in text
    assert "liên hệ Văn phòng UBND huyện (Chuyên viên; điện thoại: 0200 000 001; thư điện tử: vp@example.vn)" in text
    assert "Đề nghị Chủ tịch UBND xã Một quan tâm chỉ đạo, chấp hành đúng chế độ thông tin, báo cáo./." in text
    assert "TL. CHỦ TỊCH<br>CHÁNH VĂN PHÒNG" in text
    assert r"\- Như trên;<br>\- CT UBND huyện;<br>\- Lưu: VT, TH." in text


def test_a_requested_unit_is_asked_politely(tmp_path: Path) -> None:
    (text,) = letters(write(tmp_path, {"co-quan": None}), "2023-06-08", reply_by=date(2023, 6, 12)).values()
    assert "V/v đề nghị gửi báo cáo" in text
    assert "đề nghị Cơ quan Bảo hiểm gửi báo cáo" in text
    assert "chậm nhất ngày 12 tháng 6 năm 2023, gồm chỉ tiêu sau:" in text
    assert "- Bảo hiểm: đạt chỉ tiêu tỉnh giao.\n" in text
    assert "Rất mong quý cơ quan quan tâm./." in text
    assert "yêu cầu" not in text
    assert "khẩn trương" not in text


def test_empty_and_incomplete_reports_are_to_be_completed(tmp_path: Path) -> None:
    made = letters(write(tmp_path, {"xa-1": EMPTY, "xa-2": PARTLY}), "2023-06-08")
    empty, partly = made["cong-van-don-doc-q2-xa-1.md"], made["cong-van-don-doc-q2-xa-2.md"]
    assert "V/v đôn đốc bổ sung báo cáo" in empty
    assert "đã gửi báo cáo (Văn bản số 7/BC-UBND) ngày 04 tháng 6 năm 2023, nhưng chưa có số liệu của chỉ tiêu nào" in empty
    assert "đã gửi báo cáo ngày 07 tháng 6 năm 2023, trễ hạn 02 ngày, nhưng còn thiếu 01/02 chỉ tiêu phải báo cáo" in partly
    assert "chỉ tiêu còn thiếu đã quá hạn 03 ngày" in partly
    assert "- Hộ nghèo: từ 05 hộ trở lên.\n" in partly
    assert "Mô hình mới" not in partly


def test_a_file_that_cannot_be_read_is_asked_for_again(tmp_path: Path) -> None:
    (text,) = letters(write(tmp_path, {"xa-3": "submitted: 2023-06-04\n\tx"}), "2023-06-08").values()
    assert "V/v đề nghị gửi lại báo cáo" in text
    assert "tệp bị lỗi, không đọc được nên chưa tổng hợp được số liệu." in text
    assert "đề nghị Ủy ban nhân dân xã Ba khẩn trương kiểm tra và gửi lại báo cáo" in text
    assert "quá hạn" not in text


def test_an_extension_is_printed_with_its_document(tmp_path: Path) -> None:
    (text,) = letters(write(tmp_path, {"xa-2": None, "_office": EXTENSION}), "2023-06-12").values()
    extension = "được gia hạn đến hết ngày 09 tháng 6 năm 2023 theo Công văn số 31/UBND-VP, Chánh Văn phòng cho phép (lý do: Xã chống ngập)"
    assert f"Riêng Ủy ban nhân dân xã Hai {extension}." in text
    assert "quá hạn 03 ngày" in text


@pytest.mark.parametrize(
    ("regime", "due", "phrase"),
    [
        ("as-written", "before: 2023-06-05", "trước ngày 05 tháng 6 năm 2023 (ngày cuối còn trong hạn là ngày 04 tháng 6 năm 2023, trùng ngày nghỉ: Chủ nhật)."),
        ("next-working-day", "by: 2023-06-04", "chậm nhất ngày 04 tháng 6 năm 2023 (trùng ngày nghỉ: Chủ nhật), được lùi đến hết ngày 05 tháng 6 năm 2023."),
    ],
)  # fmt: skip
def test_a_due_date_on_a_day_off(tmp_path: Path, regime: str, due: str, phrase: str) -> None:
    frame = FRAME.replace("quarter: 2, by: 2023-06-05", f"quarter: 2, {due}") + f"regime: {{day_off: {regime}}}\n"
    (text,) = letters(write(tmp_path, {"xa-1": None}, frame), "2023-06-08").values()
    assert phrase in text


def test_one_letter_to_all_fits_both_kinds_of_bodies(tmp_path: Path) -> None:
    folder = write(tmp_path, {"co-quan": None, "xa-1": EMPTY, "xa-2": None, "xa-3": "\tx", "_office": EXTENSION})
    ((name, text),) = letters(folder, "2023-06-12", is_joint=True).items()
    assert name == "cong-van-don-doc-q2.md"
    assert (
        "Kính gửi:\n\n- Cơ quan Bảo hiểm;\n- Ủy ban nhân dân xã Một;\n- Ủy ban nhân dân xã Hai;\n- Ủy ban nhân dân xã Ba.\n"
        in text
    )
    assert "còn 04/05 đơn vị chưa gửi báo cáo, báo cáo chưa đầy đủ hoặc gửi tệp báo cáo bị lỗi" in text
    assert "| 1 | Cơ quan Bảo hiểm | 05/6/2023 | 07 | Chưa gửi báo cáo, gồm 01 chỉ tiêu: Bảo hiểm. |" in text
    assert (
        "| 2 | Xã Một | 05/6/2023 | 07 | Đã gửi ngày 04/6/2023, chưa có số liệu của 02 chỉ tiêu: Mô hình; Hộ nghèo. |" in text
    )
    assert "| 3 | Xã Hai | 09/6/2023 (gia hạn) | 03 |" in text
    assert "| 4 | Xã Ba | 05/6/2023 | – | Tệp báo cáo bị lỗi" in text
    assert "Xã Hai được gia hạn đến hết ngày 09 tháng 6 năm 2023" in text
    assert "đề nghị các cơ quan, đơn vị, địa phương nêu trên khẩn trương gửi, bổ sung báo cáo" in text
    assert "yêu cầu" not in text


def test_a_reminder_before_the_due_date_is_friendly(tmp_path: Path) -> None:
    folder = write(tmp_path)
    made = letters(folder, "2023-06-02", before=3)
    assert len(made) == 5
    text = made["cong-van-nhac-han-q2-phong-a.md"]
    assert "V/v nhắc thời hạn gửi báo cáo" in text
    assert "chưa nhận được báo cáo của Phòng A; còn 03 ngày là hết hạn." in text
    assert "đúng thời hạn, chậm nhất ngày 05 tháng 6 năm 2023, gồm chỉ tiêu sau:" in text
    assert "quá hạn" not in text
    assert "khẩn trương" not in text
    last_day = messages(write(tmp_path / "last", {"phong-a": None}), "2023-06-05", 0)
    assert "chưa nhận được báo cáo của Phòng A, hôm nay là ngày cuối của hạn." in last_day
    ((name, joint),) = letters(folder, "2023-06-02", before=3, is_joint=True).items()
    assert name == "cong-van-nhac-han-q2.md"
    assert "| Còn lại (ngày) |" in joint


@pytest.mark.parametrize(
    ("name", "head", "addressee", "ending"),
    [
        ("Phòng A", "Trưởng phòng", "Phòng A", "Trưởng Phòng A"),
        ("Văn phòng HĐND", "Chánh Văn phòng", "Văn phòng HĐND", "Chánh Văn phòng HĐND"),
        ("Sở Y tế", "Giám đốc", "Sở Y tế", "Giám đốc Sở Y tế"),
        ("Phường 1", "Chủ tịch UBND phường", "Ủy ban nhân dân Phường 1", "Chủ tịch UBND Phường 1"),
        ("đặc khu Hòn", "", "Ủy ban nhân dân đặc khu Hòn", "Ủy ban nhân dân đặc khu Hòn"),
        ("Xã đoàn Một", "Bí thư", "Xã đoàn Một", "Bí thư Xã đoàn Một"),
    ],
)
def test_how_bodies_and_their_heads_are_called(tmp_path: Path, name: str, head: str, addressee: str, ending: str) -> None:
    frame = FRAME.replace("name: Phòng A, head: Trưởng phòng", f"name: {name}, head: {head}")
    (text,) = letters(write(tmp_path, {"phong-a": None}, frame), "2023-06-08").values()
    assert f"Kính gửi: {addressee}." in text
    assert f"Đề nghị {ending} quan tâm chỉ đạo" in text


def test_letters_with_made_up_figures_have_a_warning(tmp_path: Path) -> None:
    folder = write(tmp_path, {"xa-1": None})
    assert "CHẠY THỬ" not in "".join(letters(folder, "2023-06-08").values())
    folder = write(tmp_path, {"xa-1": None, "xa-2": "illustrative: true\n" + DONE["q2/xa-2"]})
    assert "VĂN BẢN CHẠY THỬ" in "".join(letters(folder, "2023-06-08").values())
    assert "CHẠY THỬ" in messages(folder, "2023-06-08")


def test_a_commitment_with_required_keys_only(tmp_path: Path) -> None:
    frame = dedent(re.sub(r"(?ms)^  issuing_office.*?^rounds", "rounds", FRAME))
    (text,) = letters(write(tmp_path, {"xa-1": None}, frame), "2023-06-08").values()
    assert "về Ủy ban nhân dân huyện Thử là chậm nhất" in text
    assert "đề nghị liên hệ Ủy ban nhân dân huyện Thử để được hướng dẫn." in text
    assert r"\- Như trên;<br>\- Lưu: VT." in text


# --- the Word letter -----------------------------------------------------------------------------------------------------


def word(folder: Path, *, is_joint: bool = False) -> tuple[bytes, dict[str, tuple[str, float | None, bool | None]]]:
    """The Word letter, and style, size and boldness of each paragraph by its text."""
    view = look(read(folder), "q2", "2023-06-08")
    (data,) = render_reminders(view, to_remind(view), None, ["docx"], is_joint=is_joint).values()
    document = Document(BytesIO(data))
    found = {}
    for element in document.element.body.iter(qn("w:p")):
        text = "".join(part.text or "" for part in element.iter(qn("w:t"))).strip()
        style = document.styles.element.get_by_id(element.pPr.pStyle.val)
        named = document.styles[style.name_val]
        found[text] = (named.name or "", named.font.size.pt if named.font.size else None, named.font.bold)
    return data, found


def test_the_word_letter_has_the_official_form(tmp_path: Path) -> None:
    data, found = word(write(tmp_path, {"xa-1": None}))
    texts = list(found)
    number, subject = (next(text for text in texts if text.startswith(start)) for start in ("Số:", "V/v"))
    assert re.fullmatch(r"Số: +/UBND-VP", number)
    assert found[number][:2] == ("Số ký hiệu", 13)
    assert found[subject] == ("Trích yếu công văn", 12, None), "upright"
    assert texts.index(subject) == texts.index(number) + 1
    assert found["Kính gửi: Ủy ban nhân dân xã Một."][0] == "Kính gửi"
    assert found["TL. CHỦ TỊCH"][2] is True
    assert found["CHÁNH VĂN PHÒNG"][0] == "Chữ ký"
    assert found["Nơi nhận:"][:2] == ("Nơi nhận", 12)
    assert found["- Như trên;"][:2] == ("Nơi nhận từng dòng", 11)
    assert found["- Lưu: VT, TH."][:2] == ("Nơi nhận từng dòng", 11)
    assert any(text.endswith("./.") and found[text][0] == "Lời kết" for text in texts)
    assert not any("{" in text or "BÁO CÁO" in text for text in texts), "a công văn has no name of its kind"
    document = Document(BytesIO(data))
    body = {document.styles[name].font.size for name in ("Nội dung", "Gạch đầu dòng", "Lời kết", "Kính gửi")}
    assert {size.pt for size in body if size is not None} == {13}
    assert document.styles["Trích yếu công văn"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert len(document.tables[0].columns) == 2
    assert document.core_properties.title == "Công văn đôn đốc báo cáo thực hiện Bản cam kết"


def test_the_joint_word_letter_has_a_table(tmp_path: Path) -> None:
    data, found = word(write(tmp_path, {"xa-1": None, "xa-2": None}), is_joint=True)
    table = Document(BytesIO(data)).tables[1]
    assert [cell.text for cell in table.rows[0].cells][:4] == ["TT", "Đơn vị", "Hạn gửi", "Quá hạn (ngày)"]
    assert [row.cells[1].text for row in table.rows[1:]] == ["Xã Một", "Xã Hai"]
    assert table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None
    assert found["- Ủy ban nhân dân xã Hai."][0] == "Kính gửi từng nơi"


def test_a_joint_letter_to_many_units_names_them_in_the_table_only(tmp_path: Path) -> None:
    units = ("co-quan", "phong-a", "xa-1", "xa-2", "xa-3")
    data, found = word(write(tmp_path, dict.fromkeys(units)), is_joint=True)
    table = Document(BytesIO(data)).tables[1]
    assert len(table.rows) == 1 + len(units)
    assert {row.cells[4].text[:18] for row in table.rows[1:]} == {"Chưa gửi báo cáo ("}
    assert "Kính gửi: Các cơ quan, đơn vị, địa phương (theo danh sách dưới đây)." in found


def test_the_letter_is_written_even_if_no_pdf_can_be_made(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMKET_SOFFICE", str(tmp_path / "nowhere"))
    folder = write(tmp_path, {"xa-1": None})
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "-f", "docx,pdf", "--data", folder) == 2
    assert "nowhere" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["cong-van-don-doc-q2-xa-1.docx"]


@pytest.mark.libreoffice
def test_a_letter_of_six_targets_fits_on_its_page(data: Path, tmp_path: Path) -> None:
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "-f", "pdf", "-o", tmp_path, "--data", data) == 0
    (made,) = tmp_path.glob("*.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", made.read_bytes())) == 1


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    folder = write(tmp_path, {"xa-1": None})
    assert word(folder)[0] == word(folder)[0]


# --- messages -----------------------------------------------------------------------------------------------------------


def test_a_message_begins_with_the_person_to_write_to(tmp_path: Path) -> None:
    folder = write(tmp_path, dict.fromkeys(("phong-a", "co-quan", "xa-1", "xa-2")))
    text = messages(folder, "2023-06-08", reply_by=date(2023, 6, 12))
    heads = [line for line in text.splitlines() if line.startswith("---")]
    assert heads == [
        "--- Phòng A: Trưởng Phòng A ---",
        "--- Cơ quan Bảo hiểm: Cán bộ Trần B; điện thoại: 0200 000 002; thư điện tử: b@example.vn ---",
        "--- Xã Một: Chủ tịch UBND xã Một; điện thoại: 0200 000 003 ---",
        "--- Xã Hai: Ủy ban nhân dân xã Hai ---",
    ]
    first, second, *_others = text.split("\n\n")
    assert (
        "chậm nhất ngày 05/6/2023. Đến ngày 08/6/2023, Văn phòng UBND huyện chưa nhận được báo cáo của Phòng A (quá hạn 03 ngày)."
        in first
    )
    assert "Đề nghị đơn vị khẩn trương gửi báo cáo, chậm nhất ngày 12/6/2023, gồm 01 chỉ tiêu:\n- Doanh nghiệp mới." in first
    assert "Đề nghị quý cơ quan gửi báo cáo" in second
    assert (
        text.count(
            "xin liên hệ Văn phòng UBND huyện (Chuyên viên; điện thoại: 0200 000 001; thư điện tử: vp@example.vn). Trân trọng."
        )
        == 4
    )


def test_a_name_of_several_lines_makes_no_further_message(tmp_path: Path) -> None:
    name = '"xã Một\\n--- Xã Hai: gọi số 0 ---\\e[31m"'
    folder = write(tmp_path, {"xa-1": None}, FRAME.replace("name: xã Một", f"name: {name}"))
    lines = messages(folder, "2023-06-08").splitlines()
    heads = [line for line in lines if line.startswith("---")]
    assert len(heads) == 1
    assert heads[0].startswith("--- Xã Một --- Xã Hai: gọi số 0 ---[31m: Chủ tịch UBND xã Một")
    assert not any("\x1b" in line for line in lines)


def test_messages_for_each_kind(tmp_path: Path) -> None:
    folder = write(tmp_path, {"xa-1": EMPTY, "xa-2": None, "xa-3": "\tx", "_office": EXTENSION})
    text = messages(folder, "2023-06-10")
    assert "Xã Một" in text
    assert "UBND xã Một đã gửi báo cáo ngày 04/6/2023 nhưng chưa có số liệu của chỉ tiêu nào trong 02 chỉ tiêu" in text
    assert "09/6/2023 (đã gia hạn theo Công văn số 31/UBND-VP). Đến ngày 10/6/2023" in text
    assert "tệp bị lỗi, không đọc được.\nĐề nghị đơn vị khẩn trương kiểm tra và gửi lại báo cáo, gồm 02 chỉ tiêu:" in text


# --- the command --------------------------------------------------------------------------------------------------------


def test_letters_go_to_build_beside_the_data(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"xa-1": None, "xa-2": None})
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--data", folder) == 0
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == [
        "cong-van-don-doc-q2-xa-1.docx",
        "cong-van-don-doc-q2-xa-2.docx",
    ]
    assert (
        run(
            "remind",
            "--as-of",
            "2023-06-08",
            "--one",
            "--unit",
            "xã Hai",
            "-f",
            "md,docx",
            "-o",
            tmp_path / "o",
            "--data",
            folder,
        )
        == 0
    )
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["cong-van-don-doc-q2.docx", "cong-van-don-doc-q2.md"]
    assert "xã Một" not in (tmp_path / "o" / "cong-van-don-doc-q2.md").read_text(encoding="utf-8")
    assert "cong-van-don-doc-q2.md" in capsys.readouterr().err


def test_nobody_to_remind_is_not_an_error(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path)
    with speaking("en"):
        assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--data", folder) == 0
    assert "q2: nobody to remind" in capsys.readouterr().err
    assert not (tmp_path / "build").exists()
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--data", folder, "--text") == 0
    assert capsys.readouterr().out == ""


def test_a_dry_run_writes_nothing(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"xa-1": None})
    with speaking("en"):
        assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--dry-run", "--data", folder) == 0
    assert "would write" in capsys.readouterr().err
    assert run("remind", "--ics", "--dry-run", "--data", folder) == 0
    assert not (tmp_path / "build").exists()


def test_errors_in_the_data_are_counted_after_the_work(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"xa-1": "\tx"})
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--text", "--data", folder) == 1
    assert "xã Một" in capsys.readouterr().out


def test_messages_are_printed_and_nothing_is_written(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"xa-1": None})
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--text", "--data", folder) == 0
    assert capsys.readouterr().out.startswith("--- Xã Một: ")
    assert not (tmp_path / "build").exists()


def test_option_before_looks_ahead_and_names_late_units(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"xa-1": None, "xa-2": None, "_office": EXTENSION})
    with speaking("en"):
        assert run("remind", "--before", "3", "--as-of", "2023-06-08", "--text", "--data", folder) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("--- Xã Hai: ")
    assert "Xã Một" not in shown.out
    assert "reminded without --before: xã Một" in shown.err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--text", "--eml"],
        ["--eml", "--one"],
        ["--eml", "--format", "md"],
        ["--call", "--text"],
        ["--call", "--output", "o"],
        ["--output", "-"],
        ["--record", "--as-of", "2123-06-08"],
        ["--ics", "--record"],
        ["--ics", "--eml"],
        ["--text", "--format", "md"],
        ["--ics", "--text"],
        ["--ics", "--quarter", "2"],
        ["--ics", "--before", "0"],
        ["--format", "pptx"],
        ["--format", ""],
        ["--format", ", "],
        ["--before", "-1"],
        ["--unit", "khong-co"],
        ["--as-of", "2023-06-08", "--reply-by", "2023-06-07"],
    ],
    ids=" ".join,
)
def test_options_that_do_not_fit_are_refused(tmp_path: Path, capsys: Capture, wrong: list[str]) -> None:
    folder = write(tmp_path, {"xa-1": None})
    assert run("remind", *wrong, "--data", folder) == 2
    assert capsys.readouterr().err.startswith("Lỗi: ")
    assert not (tmp_path / "build").exists()


def test_texts_of_units_do_not_control_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    frame = FRAME.replace("name: xã Hai", 'name: "xã\\e[31m\\a Hai\\b\\u009b"')
    folder = write(tmp_path, {"xa-1": None, "xa-2": None}, frame)
    assert run("remind", "-q", "2", "--before", "3", "--as-of", "2023-06-08", "--text", "--data", folder) == 0
    output = capsys.readouterr().err
    assert "xã [31m  Hai" in output
    assert [letter for letter in output if not letter.isprintable() and letter != "\n"] == []


def test_templates_beside_the_data_are_used(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"xa-1": None})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "reminder.txt.j2").write_text(
        "{{ reminders[0].unit.name }}: {{ reminders[0].days_over }}", "utf-8"
    )
    assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--text", "--data", folder) == 0
    assert capsys.readouterr().out == "xã Một: 3\n"
    (tmp_path / "templates" / "reminder.txt.j2").write_text("{{ remindres }}", "utf-8")
    with speaking("en"):
        assert run("remind", "-q", "2", "--as-of", "2023-06-08", "--text", "--data", folder) == 2
    assert "reminder.txt.j2, line 1: there is no variable 'remindres'" in capsys.readouterr().err


def test_the_shipped_data_and_the_example_have_letters(data: Path, root: Path, tmp_path: Path) -> None:
    for folder, options, files in (
        (data, ["-q", "2", "--as-of", "2023-06-08"], ["cong-van-don-doc-q2-xa-tan-quy-tay.docx"]),
        (data, ["-q", "3", "--as-of", "2023-09-10"], ["cong-van-don-doc-q3-phuong-an-hoa.docx"]),
        (
            root / "examples" / "tinh-2026" / "data",
            ["-q", "2", "--as-of", "2026-06-20"],
            ["cong-van-don-doc-q2-dac-khu-hon-minh.docx"],
        ),
    ):
        to = tmp_path / "-".join(files)
        assert run("remind", *options, "-o", to, "--data", folder) == 0
        assert [path.name for path in to.iterdir()] == files
