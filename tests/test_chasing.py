"""Chasing late reports: the message to the group, drafts of e-mails, the record of who was reminded, letters to heads."""

from __future__ import annotations

import json
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from camket.commands import desk
from camket.history.merging import merge_file
from camket.report.mail import make_mail, read_addresses
from camket.rules.check import check
from camket.text.language import speaking
from git_office import SETTINGS, git
from test_reminders import EXTENSION, FRAME, PARTLY, letters, read, run, write

Capture = pytest.CaptureFixture[str]
TODAY = date(2023, 6, 8)
OFFICE = "reports/q2/_office.yaml"
MISSING: dict[str, str | None] = {"xa-1": None, "xa-2": None}
MAILED = FRAME.replace('{phone: "0200 000 003"}', "{email: 'xa1@example.vn; phó@'}").replace(
    "name: xã Hai}", "name: xã Hai, contact: {email: 'xa2@example.vn, vp2@example.vn'}}"
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "today", lambda: TODAY)


def reminded(folder: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    filed = read(folder).office.get("q2")
    return [(str(one.date), one.means, one.units) for one in filed.content.reminded] if filed else []


# --- the message to the group ---------------------------------------------------------------------------------------------


def test_one_message_to_the_group(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"phong-a": None, "xa-1": "\tx", "xa-2": None, "xa-3": PARTLY, "_office": EXTENSION})
    assert run("remind", "--text", "--one", "--as-of", "2023-06-10", "--reply-by", "2023-06-14", "--data", folder) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Kính gửi các cơ quan, đơn vị,",
        "Hạn gửi báo cáo quý II năm 2023 (Bản cam kết): chậm nhất ngày 05/6/2023. "
        "Đến ngày 10/6/2023 còn 04/05 đơn vị chưa hoàn thành báo cáo, cụ thể:",
        "- Chưa gửi báo cáo: Phòng A (quá hạn 05 ngày), xã Hai (hạn 09/6/2023 theo gia hạn; quá hạn 01 ngày).",
        "- Báo cáo còn thiếu chỉ tiêu: xã Ba (Hộ nghèo).",
        "- Tệp báo cáo bị lỗi, không đọc được, đề nghị gửi lại: xã Một.",
        "Đề nghị các đơn vị khẩn trương gửi, bổ sung báo cáo, chậm nhất ngày 14/6/2023.",
        "Cần hỗ trợ, xin liên hệ Văn phòng UBND huyện (Chuyên viên; điện thoại: 0200 000 001; "
        "thư điện tử: vp@example.vn). Trân trọng.",
    ]


def test_units_that_are_equally_late_have_one_number_of_days(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, MISSING)
    assert run("remind", "--text", "--one", "--data", folder) == 0
    assert "- Chưa gửi báo cáo, quá hạn 03 ngày: xã Một, xã Hai.\n" in capsys.readouterr().out


def test_a_message_before_the_due_date(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, MISSING)
    assert run("remind", "--text", "--one", "--before", "5", "--as-of", "2023-06-02", "-q", "2", "--data", folder) == 0
    text = capsys.readouterr().out
    assert "- Chưa nhận được báo cáo, còn 03 ngày là hết hạn: Phòng A, Cơ quan Bảo hiểm, xã Một, xã Hai, xã Ba." in text
    assert "còn 05/05 đơn vị chưa gửi báo cáo" in text
    assert "Đề nghị các đơn vị gửi báo cáo đúng hạn." in text
    assert "quá hạn" not in text


@pytest.mark.parametrize("given, name", [("nhom.txt", "nhom.txt"), ("", "tin-nhan-q2.txt")])
def test_messages_in_a_file(tmp_path: Path, capsys: Capture, given: str, name: str) -> None:
    folder = write(tmp_path, MISSING)
    (tmp_path / "ra").mkdir()
    asked = ("remind", "--text", "--one", "--output", tmp_path / "ra" / given, "--data", folder)
    assert run(*asked, "--dry-run", "--no-record") == 0
    assert list((tmp_path / "ra").iterdir()) == []
    assert run(*asked) == 0
    assert capsys.readouterr().out == ""
    assert [path.name for path in (tmp_path / "ra").iterdir()] == [name]
    assert (tmp_path / "ra" / name).read_text("utf-8").startswith("Kính gửi các cơ quan, đơn vị,\n")
    assert run("remind", "--text", "--output", "-", "--data", folder) == 0
    assert capsys.readouterr().out.startswith("--- Xã Một")


# --- e-mails --------------------------------------------------------------------------------------------------------------


def read_mail(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.defects == []
    return mail


def test_mails_are_drafts_with_the_form_attached(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"co-quan": None, **MISSING}, MAILED)
    with speaking("en"):
        assert run("remind", "--eml", "--data", folder, "-o", tmp_path / "thu") == 1  # xa-1 has no usable address
    shown = capsys.readouterr().err
    assert "xã Một: no mail, as 'xa1@example.vn; phó@' in units.yaml is no e-mail address" in shown
    assert sorted(path.name for path in (tmp_path / "thu").iterdir()) == [
        "thu-don-doc-q2-co-quan.eml",
        "thu-don-doc-q2-xa-2.eml",
    ]
    mail = read_mail(tmp_path / "thu" / "thu-don-doc-q2-xa-2.eml")
    assert mail["X-Unsent"] == "1"
    assert mail["To"] == "xa2@example.vn, vp2@example.vn"
    assert mail["From"] == "vp@example.vn"
    assert mail["Subject"] == "Đôn đốc gửi báo cáo kết quả thực hiện Bản cam kết quý II năm 2023 (Xã Hai)"
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    assert text.startswith("Kính gửi UBND xã Hai,\n\nHạn gửi báo cáo quý II năm 2023 (Bản cam kết): chậm nhất ngày 05/6/2023.")
    assert "\n- Mô hình mới" in text
    assert "Gửi kèm thư này biểu báo cáo của UBND xã Hai." in text
    (form,) = mail.iter_attachments()
    assert run("form", "export", "-q", "2", "--unit", "xa-2", "-o", tmp_path / "bieu", "--data", folder) == 0
    (exported,) = (tmp_path / "bieu").iterdir()
    assert (form.get_filename(), form.get_content()) == (exported.name, exported.read_bytes())


def test_mails_are_the_same_bytes_again(tmp_path: Path) -> None:
    folder = write(tmp_path, MISSING, MAILED)
    for name in ("a", "b"):
        run("remind", "--eml", "--data", folder, "-o", tmp_path / name)
    first, second = ((tmp_path / name / "thu-don-doc-q2-xa-2.eml").read_bytes() for name in ("a", "b"))
    assert first == second
    assert b"\n" not in first.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "given, addresses",
    [
        ("a@b.vn", ("a@b.vn",)),
        (" a@b.vn ;c.d@e-f.gov.vn,", ("a@b.vn", "c.d@e-f.gov.vn")),
        (None, ()),
        ("", ()),
        ("a@b.vn\nBcc: x@y.vn", ()),
        ("a@b.vn, c", ()),
        ("Lan <a@b.vn>", ()),
        ("a@b.vn\r", ()),
        ("a b@c.vn", ()),
        ("xã@example.vn", ()),
        ("a@b", ()),
    ],
)
def test_addresses(given: str | None, addresses: tuple[str, ...]) -> None:
    assert read_addresses(given) == addresses


def test_texts_of_the_data_add_no_header(tmp_path: Path) -> None:
    frame = MAILED.replace("name: xã Hai,", 'name: "xã Hai\\nBcc: x@y.vn\\r\\n\\u2028Bcc: x@y.vn",').replace(
        "title: Bản cam kết", 'title: "Bản cam kết\\nCc: x@y.vn"'
    )
    folder = write(tmp_path, {"xa-2": None}, frame)
    assert run("remind", "--eml", "--data", folder) == 0
    (path,) = (tmp_path / "build").iterdir()
    mail = read_mail(path)
    assert set(mail.keys()) == {"X-Unsent", "From", "To", "Subject", "Date", "MIME-Version", "Content-Type"}
    assert mail["Subject"].endswith("(Xã Hai Bcc: x@y.vn Bcc: x@y.vn)")


def test_a_mail_without_a_sender_leaves_it_to_the_mail_program() -> None:
    mail = message_from_bytes(make_mail("Tiêu đề\nNội dung\n", ["a@b.vn"], [], TODAY, {}), policy=default)
    assert mail["From"] is None
    assert mail["Date"] == "Thu, 08 Jun 2023 00:00:00 +0000"
    assert mail["Subject"] == "Tiêu đề"


def test_a_form_would_lack_a_target_with_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, MISSING, MAILED.replace("goal: {at_least: 5}", "goal: {at_least: x}"))
    assert run("remind", "--eml", "--data", folder) == 1
    assert not (tmp_path / "build").exists()


# --- the record -----------------------------------------------------------------------------------------------------------


def test_reminders_are_recorded_once_for_a_day_and_means(tmp_path: Path, capsys: Capture) -> None:
    head = "# của Văn phòng\r\nround: q2   # kỳ\r\nassessment: Tốt\r\n"
    folder = write(tmp_path, MISSING)
    (folder / OFFICE).write_bytes(head.encode())
    assert run("remind", "--text", "--record", "--unit", "xa-1", "--data", folder) == 0
    assert run("remind", "--text", "--one", "--record", "--data", folder) == 0
    after = (folder / OFFICE).read_bytes()
    assert after.startswith(head.encode())
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert run("remind", "--text", "--record", "--data", folder) == 0
    assert (folder / OFFICE).read_bytes() == after
    assert "sổ nhắc đã có" in capsys.readouterr().err
    assert run("remind", "--one", "--record", "--as-of", "2023-06-07", "--data", folder) == 0
    assert reminded(folder) == [
        ("2023-06-08", "message", ("xa-1", "xa-2")),
        ("2023-06-07", "letter", ("xa-1", "xa-2")),
    ]


def test_a_mail_that_is_not_written_is_not_recorded(tmp_path: Path) -> None:
    folder = write(tmp_path, MISSING, MAILED)
    assert run("remind", "--eml", "--record", "--data", folder) == 1
    assert reminded(folder) == [("2023-06-08", "mail", ("xa-2",))]


def test_calls_are_listed_and_recorded(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {"co-quan": None, "xa-2": PARTLY})
    with speaking("en"):
        assert run("remind", "--call", "--record", "--data", folder) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Cơ quan Bảo hiểm: Cán bộ Trần B, 0200 000 002 (missing, 3 days over)",
        "xã Hai: units.yaml has no phone number (2 days late 1/2)",
    ]
    assert reminded(folder) == [("2023-06-08", "call", ("co-quan", "xa-2"))]


def test_nothing_is_recorded_without_an_answer(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, MISSING)
    with speaking("en"):
        assert run("remind", "--text", "--data", folder) == 0
        assert "not recorded as reminded; once it is sent, run it again with --record" in capsys.readouterr().err
        assert run("remind", "--text", "--no-record", "--data", folder) == 0
        assert "recorded" not in capsys.readouterr().err
        assert run("remind", "--text", "--as-of", "2023-06-07", "--data", folder) == 0  # a look at another day
        assert "recorded" not in capsys.readouterr().err
        assert run("remind", "--text", "--record", "--dry-run", "--data", folder) == 0
        assert "would write" in capsys.readouterr().err
    assert not (folder / OFFICE).exists()


@pytest.mark.parametrize("reply, is_recorded", [("", True), ("c", True), ("k", False)])
def test_a_terminal_asks(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, reply: str, is_recorded: bool
) -> None:
    asked: list[str] = []

    def answer(question: str, **_others: object) -> str:
        asked.append(question)
        return reply

    monkeypatch.setattr(desk, "is_terminal", lambda: True)
    monkeypatch.setattr("typer.prompt", answer)
    folder = write(tmp_path, MISSING)
    assert run("remind", "--text", "--one", "--data", folder) == 0
    assert asked == ["Ghi sổ nhắc: hôm nay đã nhắc 2 đơn vị bằng tin nhắn? (c/k, Enter là có)"]
    assert "sổ nhắc" not in capsys.readouterr().out  # what is pasted is the message alone
    assert bool(reminded(folder)) == is_recorded


def test_undo_takes_the_record_back(tmp_path: Path) -> None:
    folder = write(tmp_path, MISSING)
    assert run("remind", "--text", "--record", "--data", folder) == 0
    assert run("undo", "--yes", "--data", folder) == 0
    assert not (folder / OFFICE).exists()


def test_a_file_with_errors_is_not_changed(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {**MISSING, "_office": "round: q2\nreminded: [{date: 2023-06-07, means: smoke, units: []}]\n"})
    before = (folder / OFFICE).read_bytes()
    assert run("remind", "--text", "--record", "--data", folder) == 1
    assert (folder / OFFICE).read_bytes() == before
    assert "_office.yaml" in capsys.readouterr().err


def test_check_knows_units_and_days_of_reminders(tmp_path: Path) -> None:
    office = "round: q2\nreminded:\n  - {date: 2023-07-01, means: call, units: [xa-1, xa-9]}\n"
    folder = write(tmp_path, {"_office": office})
    found = check(read(folder), TODAY)
    places = {(one.rule, str(one.place)) for one in found if one.place.path == OFFICE}
    assert places == {("unknown-unit", f"{OFFICE}:3:51"), ("future-date", f"{OFFICE}:3:12")}


RECORDED = """\
round: q2
reminded:
  - {date: 2023-06-06, means: message, units: [xa-1, xa-2]}
  - {date: 2023-06-07, means: call, units: [xa-1]}
"""


def test_status_tells_how_often_and_when(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {**MISSING, "xa-3": PARTLY, "_office": RECORDED})
    asked = ("status", "-q", "2", "--data", folder)
    assert run(*asked) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "chưa gửi, quá hạn 3 ngày, đã nhắc 2 lần, lần cuối 07/6/2023: xã Một chưa gửi" in text
    assert "chưa gửi, quá hạn 3 ngày, đã nhắc 1 lần, lần cuối 06/6/2023: xã Hai" in text
    assert run(*asked, "--as-of", "2023-06-06") == 0  # what came later has not come
    assert "quá hạn 1 ngày, đã nhắc 1 lần, lần cuối 06/6/2023: xã Một, xã Hai" in " ".join(capsys.readouterr().out.split())
    assert run(*asked, "--unit", "xa-1") == 0
    assert "Đã nhắc: 06/6/2023 (tin nhắn), 07/6/2023 (điện thoại)" in capsys.readouterr().out
    assert run(*asked, "--all") == 0
    assert "đã nhắc 2 lần" in capsys.readouterr().out
    assert run(*asked, "--format", "json") == 0
    units = {one["id"]: one["reminded"] for one in json.loads(capsys.readouterr().out)["units"]}
    assert units["xa-2"] == [{"date": "2023-06-06", "means": "message"}]
    assert units["xa-3"] == []


def test_camket_alone_tells_it_too(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, {**MISSING, "_office": RECORDED})
    assert run("--data", folder) == 0
    lines = [line[2:41].strip() for line in capsys.readouterr().out.splitlines() if line.startswith(("! ", "  "))]
    text = " ".join(lines)
    assert "chưa gửi, quá hạn 3 ngày (1), đã nhắc 2 lần, lần cuối 07/6/2023: xã Một" in text
    assert "chưa gửi, quá hạn 3 ngày (1), đã nhắc 1 lần, lần cuối 06/6/2023: xã Hai" in text


def test_units_that_were_reminded_in_many_ways_stay_on_one_line(tmp_path: Path, capsys: Capture) -> None:
    office = RECORDED + "  - {date: 2023-06-08, means: mail, units: [co-quan]}\n"
    folder = write(tmp_path, {**MISSING, "xa-3": None, "co-quan": None, "_office": office})
    assert run("status", "-q", "2", "--data", folder) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "ngày: Cơ quan Bảo hiểm (nhắc 1 lần, 08/6), xã Một (nhắc 2 lần, 07/6), xã Hai (nhắc 1 lần, 06/6), xã Ba" in text


def test_reminders_of_two_branches_are_merged() -> None:
    base = "round: q2\nreminded:\n  - {date: 2023-06-06, means: message, units: [xa-1]}\n"
    ours = base + "  - {date: 2023-06-07, means: letter, units: [xa-1]}\n"
    theirs = base.replace("[xa-1]", "[xa-1, xa-2]") + "  - {date: 2023-06-07, means: call, units: [xa-2]}\n"
    found = merge_file(OFFICE, *(text.encode() for text in (base, ours, theirs)))
    assert found.conflicts == ()
    assert "units: [xa-1, xa-2]" in found.data.decode()
    assert "means: letter" in found.data.decode()
    assert "means: call" in found.data.decode()


@pytest.fixture
def issued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which the report of quarter II was issued without two units."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    folder = write(tmp_path, MISSING)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Số liệu")
    assert run("issue", "-q", "2", "--number", "45/BC", "--date", "2023-06-08", "--format", "md", "--data", folder) == 0
    return folder


@pytest.mark.parametrize("has_file", [False, True])
def test_reminders_after_the_issue_make_no_draft(issued: Path, tmp_path: Path, capsys: Capture, has_file: bool) -> None:
    if has_file:
        (issued / OFFICE).write_text("round: q2\nassessment: Tốt\n", "utf-8")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", "Đánh giá")
        assert run("issue", "-q", "2", "--number", "46/BC", "--date", "2023-06-08", "--format", "md", "--data", issued) == 0
    assert run("remind", "--text", "--record", "--data", issued) == 0
    capsys.readouterr()
    assert run("report", "-q", "2", "--format", "md", "--data", issued) == 0
    assert "du-thao" not in capsys.readouterr().err
    assert run("verify", "-q", "2", "--data", issued) == 0
    text = (issued / OFFICE).read_text("utf-8")
    (issued / OFFICE).write_text(text + "directions: Thêm việc\n", "utf-8")
    capsys.readouterr()
    assert run("report", "-q", "2", "--format", "md", "--data", issued) == 0
    assert "du-thao" in capsys.readouterr().err


def test_diff_names_units_and_means(issued: Path, capsys: Capture) -> None:
    assert run("remind", "--text", "--record", "--data", issued) == 0
    capsys.readouterr()
    assert run("diff", "--data", issued) == 0
    assert "nhắc báo cáo: ngày: 08/6/2023; bằng: tin nhắn; đơn vị: xã Một, xã Hai" in " ".join(capsys.readouterr().out.split())


# --- letters to heads -----------------------------------------------------------------------------------------------------

# Due on Monday 5 June; 10 and 11 June are a weekend, 7 June is a holiday here.
HEADS = FRAME.replace("holidays:", "regime: {chase_head_after: 3}\nholidays:\n  - {date: 2023-06-07, name: Ngày hội}")


def addressees(folder: Path, day: str) -> dict[str, str]:
    made = letters(folder, day)
    lines = {name: text.splitlines() for name, text in made.items()}
    return {
        name.removeprefix("cong-van-don-doc-q2-").removesuffix(".md"): next(one for one in text if one.startswith("Kính gửi"))
        for name, text in lines.items()
    }


@pytest.mark.parametrize(
    "day, addressee",
    [
        ("2023-06-11", "Ủy ban nhân dân xã Một"),  # three working days: 6, 8 and 9 June
        ("2023-06-12", "Chủ tịch UBND xã Một"),
    ],
)
def test_after_some_working_days_the_head_is_written_to(tmp_path: Path, day: str, addressee: str) -> None:
    folder = write(tmp_path, MISSING, HEADS)
    assert addressees(folder, day) == {
        "xa-1": f"Kính gửi: {addressee}.",
        "xa-2": "Kính gửi: Ủy ban nhân dân xã Hai.",  # it has no head:
    }


def test_working_days_count_from_the_units_own_date(tmp_path: Path) -> None:
    frame = HEADS.replace("name: xã Hai}", "name: xã Hai, head: Chủ tịch UBND xã}")
    folder = write(tmp_path, {**MISSING, "_office": EXTENSION}, frame)  # xa-2 until 9 June
    assert addressees(folder, "2023-06-14")["xa-2"] == "Kính gửi: Ủy ban nhân dân xã Hai."
    assert addressees(folder, "2023-06-15")["xa-2"] == "Kính gửi: Chủ tịch UBND xã Hai."


def test_without_the_rule_no_head_is_written_to(tmp_path: Path) -> None:
    folder = write(tmp_path, MISSING)
    assert addressees(folder, "2023-08-01")["xa-1"] == "Kính gửi: Ủy ban nhân dân xã Một."


def test_a_unit_without_a_head_is_named(tmp_path: Path, capsys: Capture) -> None:
    folder = write(tmp_path, MISSING, HEADS)
    with speaking("en"):
        assert run("remind", "--as-of", "2023-06-12", "-f", "md", "--data", folder) == 0
    assert "as units.yaml has no head: for xã Hai\n" in capsys.readouterr().err


def test_one_letter_to_all_names_heads_too(tmp_path: Path) -> None:
    folder = write(tmp_path, MISSING, HEADS)
    (text,) = letters(folder, "2023-06-12", is_joint=True).values()
    assert "- Chủ tịch UBND xã Một;\n- Ủy ban nhân dân xã Hai." in text


def test_a_letter_tells_of_reminders_of_earlier_days(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"co-quan": None, **MISSING, "_office": RECORDED + "  - {date: 2023-06-08, means: letter, units: [xa-2]}\n"}
    )
    made = letters(folder, "2023-06-08")
    told = "quá hạn 03 ngày, mặc dù đã được nhắc 02 lần (gần nhất ngày 07 tháng 6 năm 2023)."
    assert told in made["cong-van-don-doc-q2-xa-1.md"]
    assert "được nhắc 01 lần (gần nhất ngày 06 tháng 6 năm 2023)" in made["cong-van-don-doc-q2-xa-2.md"]
    assert "được nhắc" not in made["cong-van-don-doc-q2-co-quan.md"]


def test_working_days(tmp_path: Path) -> None:
    count = read(write(tmp_path)).calendar.working_days
    assert count(date(2023, 6, 5), date(2023, 6, 5)) == 0
    assert count(date(2023, 6, 5), date(2023, 6, 12)) == 5
    assert count(date(2023, 6, 12), date(2023, 6, 5)) == 0
