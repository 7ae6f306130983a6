"""`set` and the daily commands: what they write, show and refuse, and that nothing else in a file is changed."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from camket import cli
from camket.commands import desk
from camket.entry import changing
from camket.ledger.ledger import Ledger
from camket.ledger.load import load, read_file
from camket.ledger.measures.quantity import CountResult
from camket.ledger.tree import FolderTree
from camket.standing.in_force import goal_in_force
from git_office import commit, git, make_repository
from small_office import REPORTS, write_office

Capture = pytest.CaptureFixture[str]
TODAY = date(2024, 6, 10)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(desk, "today", lambda: TODAY)
    return write_office(tmp_path / "dữ liệu" / "data")


def run(folder: Path, *arguments: str) -> int:
    return cli.run([arguments[0], "--data", str(folder), *arguments[1:]])


def report(folder: Path, name: str) -> str:
    return (folder / "reports" / f"{name}.yaml").read_text(encoding="utf-8")


def _load(folder: Path) -> Ledger:
    found, problems = load(FolderTree(folder))
    assert found is not None
    assert not [one for one in problems if one.level == "error"]
    return found


# --- set ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "target", "words", "old", "new"),
    [
        ("tai-chinh", "two-yardsticks", ["1.234"], "two-yardsticks: 150", "two-yardsticks: 1.234"),
        ("Phòng TC", "Việc làm mới", ["160"], "two-yardsticks: 150", "two-yardsticks: 160"),
        ("tai-chinh", "growth", ["6,9%"], 'growth: "6,8"', 'growth: "6,9"'),
        ("tai-chinh", "revenue", ["40500,5"], "value: 40000,", 'value: "40500,5",'),
        ("tai-chinh", "disbursement", ["31/90"], "{part: 30, whole: 90}", "{part: 31, whole: 90}"),
        ("tai-chinh", "disbursement", ["35,5%"], "disbursement: {part: 30, whole: 90}", 'disbursement: {percent: "35,5"}'),
        ("tai-chinh", "disbursement", ["part=31"], "{part: 30, whole: 90}", "{part: 31, whole: 90}"),
        ("kinh-te", "ocop", ["name=Bánh phồng", "stars=3"], "Bánh phồng, stars: 2", "Bánh phồng, stars: 3"),
        ("xa-a", "commune-digital", ["khá"], "commune-digital: tot", "commune-digital: kha"),
        ("xa-a", "commune-digital", ["grade=KHÁ"], "commune-digital: tot", "commune-digital: kha"),
    ],
)
def test_a_figure_is_written_in_the_form_of_its_measure(
    unit: str, target: str, words: list[str], old: str, new: str, office: Path, capsys: Capture
) -> None:
    name = {"kinh-te": "q2/kinh-te", "xa-a": "q2/xa-a"}.get(unit, "q2/tai-chinh")
    before = report(office, name)
    assert before.count(old) == 1
    assert run(office, "set", unit, target, *words, "-q", "2") == 0, capsys.readouterr().err
    assert report(office, name) == before.replace(old, new)


def test_an_item_is_added_to_the_present_ones(office: Path) -> None:
    assert run(office, "set", "kinh-te", "ocop", "name=Mắm: cá linh", "Số sao=4", "evidence=9/QĐ", "-q", "2") == 0
    items = _load(office).reports["q2", "kinh-te"].report.results["ocop"]["items"]
    assert [one["name"] for one in items] == ["Trà sen", "Bánh phồng", "Mắm: cá linh"]
    assert items[2] == {"name": "Mắm: cá linh", "stars": "4", "evidence": "9/QĐ"}


def test_an_incident_is_added_and_0_means_nothing_new(office: Path, capsys: Capture) -> None:
    words = ["kind=điểm nóng", "name=Tụ tập ở chợ", "date=2024-05-09"]
    assert run(office, "set", "kinh-te", "safe", *words, "-q", "2") == 0, capsys.readouterr().err
    incidents = _load(office).reports["q2", "kinh-te"].report.results["safe"]["incidents"]
    assert [one["kind"] for one in incidents] == ["vi-pham", "diem-nong"]
    assert run(office, "set", "kinh-te", "safe", "0", "-q", "1") == 0
    assert _load(office).reports["q1", "kinh-te"].report.results["safe"]["incidents"] == []


def test_a_document_belongs_to_the_entry_that_is_entered(office: Path) -> None:
    def ocop() -> Any:
        return _load(office).reports["q2", "kinh-te"].report.results["ocop"]

    assert run(office, "set", "kinh-te", "ocop", "name=Mắm", "stars=4", "--evidence", "9/QĐ-UBND", "-q", "2") == 0
    assert ocop()["items"][-1] == {"name": "Mắm", "stars": "4", "evidence": "9/QĐ-UBND"}
    assert "evidence" not in ocop()
    # The entry that there is already is amended, with one more document.
    assert run(office, "set", "kinh-te", "ocop", "name=mắm", "stars=5", "--evidence", "10/QĐ-UBND", "-q", "2") == 0
    assert ocop()["items"][-1] == {"name": "mắm", "stars": "5", "evidence": ["9/QĐ-UBND", "10/QĐ-UBND"]}
    # Without an entry the document is that of the whole result.
    assert run(office, "set", "kinh-te", "ocop", "--evidence", "11/BC", "-q", "2") == 0
    assert ocop()["evidence"] == "11/BC"


def test_of_two_entries_in_one_command_none_is_lost(office: Path, capsys: Capture) -> None:
    assert run(office, "set", "kinh-te", "ocop", "name=Mắm", "name=Khô cá", "-q", "2") == 2
    assert "'name'" in capsys.readouterr().err


def test_incidents_of_the_same_name_on_two_days_are_two(office: Path) -> None:
    for day in ("2024-05-09", "10/5/2024", "2024-05-10"):
        assert run(office, "set", "kinh-te", "safe", "kind=điểm nóng", "name=Tụ tập", f"date={day}", "-q", "2") == 0
    incidents = _load(office).reports["q2", "kinh-te"].report.results["safe"]["incidents"]
    assert [one["date"] for one in incidents if one["name"] == "Tụ tập"] == ["2024-05-09", "2024-05-10"]


def test_the_day_of_a_document_may_be_given_with_its_number(office: Path) -> None:
    assert run(office, "set", "kinh-te", "ocop", "name=Mắm", "stars=4", "--evidence", "9/QĐ ngày 12/5/2024", "-q", "2") == 0
    items = _load(office).reports["q2", "kinh-te"].report.results["ocop"]["items"]
    assert items[-1]["evidence"] == {"number": "9/QĐ", "date": "2024-05-12"}


@pytest.mark.parametrize(
    ("word", "done", "day"),
    [("done", "true", None), ("xong", "true", None), ("28/4/2024", "true", "2024-04-28"), ("chưa", "false", None)],
)
def test_a_milestone_is_done_or_not(word: str, done: str, day: str | None, office: Path) -> None:
    assert run(office, "set", "noi-vu", "plan", word, "-q", "2") == 0
    result = _load(office).reports["q2", "noi-vu"].report.results["plan"]
    assert (result["done"], result.get("date")) == (done, day)


def test_a_missing_file_is_created_as_open_creates_it(office: Path, tmp_path: Path) -> None:
    other = write_office(tmp_path / "other")
    assert run(other, "open", "-q", "3", "--unit", "xa-b") == 0
    assert run(office, "set", "xa-b", "commune-revenue", "21000", "-q", "3") == 0
    form = report(other, "q3/xa-b")
    assert report(office, "q3/xa-b") == form.replace("    value:\n", "    value: 21000\n", 1)


def test_text_and_evidence_are_set_with_a_figure_or_alone(office: Path) -> None:
    more = ["--text", "Thu: đạt khá", "--evidence", "7/TB", "--evidence", "8/TB", "--same-period", "43000"]
    assert run(office, "set", "tai-chinh", "revenue", *more, "-q", "2") == 0
    assert "value: 40000" in report(office, "q2/tai-chinh")
    result = _load(office).reports["q2", "tai-chinh"].report.results["revenue"]
    assert result["text"] == "Thu: đạt khá"
    assert result["same_period"] == "43000"
    assert result["evidence"] == [{"number": "7/TB", "date": "2024-05-31"}, "8/TB"]


def test_a_dry_run_shows_the_change_and_writes_nothing(office: Path, capsys: Capture) -> None:
    before = report(office, "q2/tai-chinh")
    assert run(office, "set", "tai-chinh", "two-yardsticks", "160", "-q", "2", "--dry-run") == 0
    said = capsys.readouterr()
    assert "số thực hiện: 150 → 160" in said.out
    assert "sẽ ghi" in said.err
    assert report(office, "q2/tai-chinh") == before


@pytest.mark.parametrize(
    ("target", "words", "rule"),
    [
        ("revenue", ["1.234"], "ambiguous-number"),
        ("revenue", ["nhiều"], "bad-number"),
        ("two-yardsticks", ["-5"], "negative"),
        ("disbursement", ["95/90"], "parts-do-not-fit"),
        ("growth", ["value=x"], "bad-number"),
        ("disbursement", ["9/90"], "figure-fell"),
    ],
)
def test_an_error_is_told_by_target_and_nothing_is_written(
    target: str, words: list[str], rule: str, office: Path, capsys: Capture
) -> None:
    before = report(office, "q2/tai-chinh")
    assert run(office, "set", "tai-chinh", target, "-q", "2", "--", *words) == 1
    said = capsys.readouterr()
    assert "reports/q2/tai-chinh.yaml" not in said.err
    assert rule in said.err
    assert said.out == ""
    assert report(office, "q2/tai-chinh") == before


def test_a_warning_is_shown_and_the_figure_written(office: Path, capsys: Capture) -> None:
    assert run(office, "set", "kinh-te", "ocop", "name=Khô cá", "stars=5", "-q", "2") == 0
    said = capsys.readouterr()
    assert "evidence-missing" in said.err
    assert "\n3.1 Sản phẩm" in said.err  # a place in words has no folder before it
    assert "Khô cá" in report(office, "q2/kinh-te")


def test_problems_that_were_there_before_do_not_block_a_change(office: Path, capsys: Capture) -> None:
    file = office / "reports" / "q2" / "xa-b.yaml"
    file.write_text("submitted: hôm qua\nresults: {}\n", encoding="utf-8")
    assert run(office, "set", "xa-b", "commune-digital", "kha", "-q", "2") == 0
    assert "bad-date" not in capsys.readouterr().err


def test_what_is_still_to_be_told_is_named_by_number_until_the_report_is_whole(office: Path, capsys: Capture) -> None:
    assert run(office, "receive", "xa-b", "-q", "2", "--date", "2024-06-03") == 0
    assert "báo cáo này còn 2 chỉ tiêu chưa nhập: 5.1, 5.2\n" in capsys.readouterr().err
    assert run(office, "set", "xa-b", "5.2", "kha", "-q", "2") == 0
    assert "báo cáo này còn 1 chỉ tiêu chưa nhập: 5.1\n" in capsys.readouterr().err
    assert run(office, "set", "xa-b", "5.1", "9000", "-q", "2", "--dry-run") == 0
    assert "báo cáo này đã nhập đủ các chỉ tiêu; lưu vào lịch sử: camket save\n" in capsys.readouterr().err
    assert run(office, "set", "xa-b", "5.1", "9000", "-q", "2") == 0
    assert "đã nhập đủ" in capsys.readouterr().err
    assert run(office, "set", "xa-b", "5.1", "--text", "Thu thêm", "-q", "2") == 0
    assert "đã nhập đủ" not in capsys.readouterr().err  # it was whole before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tai-chinh", "ocop", "3"], "không báo cáo 3.1 Sản phẩm OCOP (ocop)"),
        (["kinh-te", "ocop", "3"], "name (tên); stars (Số sao)"),
        (["kinh-te", "ocop", "star=3"], "'star' không"),
        (["kinh-te", "ocop", "stars=3"], "chưa có tên"),
        (["tai-chinh", "disbursement", "part=3", "x"], "TRƯỜNG=GIÁ_TRỊ"),
        (["noi-vu", "plan", "30/2/2024"], "30/2/2024"),
        (["tai-chinh", "revenue"], "--text"),
        (["tai-chinh", "revenue", "41000", "--reason", "x", "--by", "y"], "camket correct"),
        (["xa-zz", "revenue", "3"], "không có đơn vị"),
    ],
)
def test_a_wrong_call_is_explained(arguments: list[str], said: str, office: Path, capsys: Capture) -> None:
    assert run(office, "set", *arguments, "-q", "2") == 2
    assert said in capsys.readouterr().err


def test_awaiting_removes_the_figure_and_a_figure_removes_awaiting(office: Path, capsys: Capture) -> None:
    assert run(office, "set", "tai-chinh", "growth", "awaiting=publication", "-q", "2") == 0, capsys.readouterr().err
    assert _load(office).reports["q2", "tai-chinh"].report.results["growth"] == {"awaiting": "publication"}
    assert run(office, "set", "tai-chinh", "growth", "6,7", "-q", "2") == 0
    assert _load(office).reports["q2", "tai-chinh"].report.results["growth"] == {"value": "6,7"}


def test_line_ends_bom_and_comments_are_kept(office: Path) -> None:
    file = office / "reports" / "q2" / "tai-chinh.yaml"
    text = "\ufeff# ghi chú\r\n" + REPORTS["q2/tai-chinh"].replace(": 150\n", ": 150   # số tạm\n").replace("\n", "\r\n")
    file.write_bytes(text.encode("utf-8"))
    assert run(office, "set", "tai-chinh", "two-yardsticks", "151", "-q", "2") == 0
    assert file.read_bytes() == text.replace(": 150   #", ": 151   #").encode("utf-8")


def test_a_file_changed_meanwhile_is_not_overwritten(office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    file = office / "reports" / "q2" / "tai-chinh.yaml"
    look = changing.look_ahead

    def meanwhile(*arguments: object) -> object:
        found = look(*arguments)  # type: ignore[arg-type]
        file.write_text(REPORTS["q2/tai-chinh"] + "note: sửa cùng lúc\n", encoding="utf-8")
        return found

    monkeypatch.setattr(changing, "look_ahead", meanwhile)
    assert run(office, "set", "tai-chinh", "two-yardsticks", "160", "-q", "2") == 2
    assert "đã bị sửa sau khi đọc" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == REPORTS["q2/tai-chinh"] + "note: sửa cùng lúc\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_nothing_is_written_through_a_link(office: Path, capsys: Capture) -> None:
    file = office / "reports" / "q2" / "tai-chinh.yaml"
    real = office / "tai-chinh.yaml"
    file.rename(real)
    file.symlink_to(real)
    before = real.read_bytes()
    assert run(office, "set", "tai-chinh", "two-yardsticks", "160", "-q", "2") == 1
    assert "reports/q2/tai-chinh.yaml:1:1: lỗi stray-file" in capsys.readouterr().err
    assert file.is_symlink()
    assert real.read_bytes() == before


# --- after the report was issued ------------------------------------------------------------------------------------------

ISSUED = """\
round: q2
issued:
  - number: 45/BC-UBND
    date: 2024-06-09
    as_of: 2024-06-09
    commit: {commit}
    inputs: {{{inputs}}}
    outputs: {{}}
"""


@pytest.fixture
def issued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from camket.history.issued import digest_text

    monkeypatch.setattr(desk, "today", lambda: TODAY)
    folder = make_repository(tmp_path)
    head = git(folder, "rev-parse", "HEAD")
    paths = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.yaml"))]
    inputs = ", ".join(f"{path}: {digest_text((folder / path).read_bytes())}" for path in paths)
    record = folder / "reports" / "q2" / "_issued.yaml"
    record.write_text(ISSUED.format(commit=head, inputs=inputs), encoding="utf-8")
    commit(folder, "Phát hành")
    return folder


def test_a_settled_figure_needs_a_reason_and_a_name(issued: Path, capsys: Capture) -> None:
    before = report(issued, "q2/tai-chinh")
    assert run(issued, "set", "tai-chinh", "two-yardsticks", "160", "-q", "2") == 1
    said = capsys.readouterr().err
    assert "--reason" in said
    assert "changed-after-issue" in said
    assert report(issued, "q2/tai-chinh") == before


def test_the_reason_becomes_a_correction_in_the_same_file(issued: Path, capsys: Capture) -> None:
    why = ["--reason", "bỏ sót hai xã", "--by", "Trần Thị B"]
    assert run(issued, "set", "tai-chinh", "two-yardsticks", "160", "-q", "2", *why) == 0, capsys.readouterr().err
    corrections = _load(issued).reports["q2", "tai-chinh"].report.corrections
    last = corrections[-1]
    assert len(corrections) == 2
    assert "camket issue --round q2\n" in capsys.readouterr().err
    assert (last.target, last.old, last.new, last.date) == ("two-yardsticks", "150", "160", TODAY)
    assert run(issued, "set", "tai-chinh", "disbursement", "31/90", "-q", "2", *why) == 0, capsys.readouterr().err
    last = _load(issued).reports["q2", "tai-chinh"].report.corrections[-1]
    assert (last.old, last.new) == ("30/90", "31/90")
    capsys.readouterr()
    assert run(issued, "check") in (0, 1)
    assert "changed-after-issue" not in capsys.readouterr().out


def test_after_a_correction_it_is_said_what_comes_next(issued: Path, capsys: Capture) -> None:
    words = ["tai-chinh", "disbursement", "30/90", "31/90", "-q", "2", "--reason", "bỏ sót", "--by", "Trần Thị B"]
    assert run(issued, "correct", *words, "--dry-run") == 0
    assert "camket save" not in capsys.readouterr().err
    assert run(issued, "correct", *words) == 0
    said = capsys.readouterr().err
    assert "Lưu vào lịch sử: camket save\n" in said
    assert "camket issue --round q2\n" in said


def test_text_beside_a_settled_figure_needs_no_reason(issued: Path) -> None:
    assert run(issued, "set", "tai-chinh", "two-yardsticks", "--text", "đang rà soát", "-q", "2") == 0


# --- receive ------------------------------------------------------------------------------------------------------------


def test_the_first_receipt_is_kept_and_later_ones_are_added(office: Path, capsys: Capture) -> None:
    letter = ["--date", "2024-06-05", "--letter", "45/BC", "--letter-date", "4/6/2024"]
    assert run(office, "receive", "noi-vu", "-q", "2", *letter) == 0, capsys.readouterr().err
    assert "ngày nhận" in capsys.readouterr().out
    filed = _load(office).reports["q2", "noi-vu"].report
    assert filed.submitted == date(2024, 6, 5)
    assert filed.letter is not None
    assert (filed.letter.number, filed.letter.date) == ("45/BC", date(2024, 6, 4))
    for day in ("2024-06-07", "2024-06-08", "2024-06-08"):
        assert run(office, "receive", "noi-vu", "-q", "2", "--date", day) == 0
    filed = _load(office).reports["q2", "noi-vu"].report
    assert filed.submitted == date(2024, 6, 5)
    assert filed.resubmitted == (date(2024, 6, 7), date(2024, 6, 8))


@pytest.mark.parametrize(
    ("more", "said"), [(["--date", "2024-06-01"], "ngày nhận là 02/6/2024"), (["--letter", "46/BC"], "công văn số 45/BC-TC")]
)
def test_a_recorded_receipt_is_not_changed(more: list[str], said: str, office: Path, capsys: Capture) -> None:
    before = report(office, "q2/tai-chinh")
    assert run(office, "receive", "tai-chinh", "-q", "2", *more) == 2
    assert said in capsys.readouterr().err
    assert report(office, "q2/tai-chinh") == before


def test_the_day_of_receipt_is_today_by_default(office: Path) -> None:
    assert run(office, "receive", "xa-c", "-q", "2") == 0
    assert _load(office).reports["q2", "xa-c"].report.submitted == TODAY


# --- the office's own file ------------------------------------------------------------------------------------------------


def test_an_extension_is_added_and_a_missing_file_created(office: Path, capsys: Capture) -> None:
    details = ["--due", "2024-09-10", "--reason", "bão", "--by", "Chánh Văn phòng", "--document", "31/VP"]
    assert run(office, "extend", "xã Bình", "-q", "3", *details, "-n") == 0
    assert not (office / "reports" / "q3" / "_office.yaml").exists()
    assert run(office, "extend", "xã Bình", "-q", "3", *details) == 0, capsys.readouterr().err
    (extension,) = _load(office).office["q3"].content.extensions
    assert (extension.unit, extension.due, extension.reason) == ("xa-b", date(2024, 9, 10), "bão")
    assert extension.document is not None
    assert report(office, "q3/_office").startswith("round: q3\n")
    assert run(office, "extend", "xa-b", "-q", "3", "--due", "2024-09-09", "--reason", "x") == 2
    assert "10/9/2024" in capsys.readouterr().err
    before = report(office, "q2/_office")
    assert run(office, "extend", "xa-b", "-q", "2", "--due", "2024-06-12", "--reason", "lũ") == 0
    after = report(office, "q2/_office")
    assert len(_load(office).office["q2"].content.extensions) == 2
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []


def test_a_verdict_is_overruled_and_the_earlier_one_is_kept(office: Path, capsys: Capture) -> None:
    grounds = ["--reason", "đã khắc phục", "--by", "Lê Văn C", "--date", "2024-06-09"]
    assert run(office, "overrule", "Không để xảy ra", "đúng tiến độ", "-q", "2", *grounds) == 0, capsys.readouterr().err
    first, second = _load(office).office["q2"].content.overrules
    assert first.verdict == "met"
    assert (second.target, second.verdict, second.by) == ("safe", "on-track", "Lê Văn C")
    capsys.readouterr()
    assert run(office, "overrule", "safe", "tuyệt vời", "-q", "2", *grounds) == 2
    assert "đúng tiến độ\n" in capsys.readouterr().err
    assert run(office, "overrule", "commune-digital", "met", "--unit", "xa-b", "-q", "2", *grounds) == 0


# --- assigned figures -----------------------------------------------------------------------------------------------------


def test_an_unknown_figure_is_entered_into_the_references(office: Path, capsys: Capture) -> None:
    text = (office / "targets.yaml").read_text(encoding="utf-8")
    assert run(office, "assign", "insurance", "95", "--document", "5/QĐ", "--date", "2024-02-01") == 0, capsys.readouterr().err
    now = (office / "targets.yaml").read_text(encoding="utf-8")
    assert now == text.replace("{label: tỉnh giao}", "{label: tỉnh giao, value: 95, date: 2024-02-01, document: 5/QĐ}")
    assert run(office, "assign", "commune-revenue", "xã Cẩm", "25000") == 0, capsys.readouterr().err
    reference = _load(office).targets["commune-revenue"].references["assigned"]
    assert reference.by_unit == {"xa-a": "40000", "xa-b": "30000", "xa-c": "25000"}


def test_a_known_figure_is_revised_and_the_old_one_is_kept(office: Path, capsys: Capture) -> None:
    assert run(office, "assign", "revenue", "120000") == 2
    assert "--date" in capsys.readouterr().err
    revision = ["--date", "2024-08-01", "--document", "20/QĐ", "--reason", "tăng thu"]
    assert run(office, "assign", "revenue", "120000", *revision) == 0, capsys.readouterr().err
    assert "120.000" in capsys.readouterr().out
    target = _load(office).targets["revenue"]
    assert target.references["assigned"].value == "100000"
    assert [one.references["assigned"].value for one in target.revisions] == ["110000", "120000"]
    for unit, value in (("xa-a", "41000"), ("xa-b", "31000")):
        assert run(office, "assign", "commune-revenue", unit, value, *revision) == 0, capsys.readouterr().err
    target = _load(office).targets["commune-revenue"]
    assert target.references["assigned"].by_unit["xa-a"] == "40000"
    (only,) = target.revisions
    assert only.references["assigned"].by_unit == {"xa-a": "41000", "xa-b": "31000"}


def test_units_that_are_assigned_on_different_days_each_keep_their_day(office: Path, capsys: Capture) -> None:
    targets = office / "targets.yaml"
    blank = "{by_unit: {xa-a: , xa-b: , xa-c: }}"
    text = targets.read_text(encoding="utf-8").replace("{by_unit: {xa-a: 40000, xa-b: 30000, xa-c: }}", blank)
    targets.write_text(text, encoding="utf-8")
    assert run(office, "assign", "commune-revenue", "xa-a", "40000", "--date", "2024-03-10") == 0, capsys.readouterr().err
    assert run(office, "assign", "commune-revenue", "xa-b", "30000") == 2  # of which day?
    assert "--date" in capsys.readouterr().err
    assert run(office, "assign", "commune-revenue", "xa-b", "30000", "--date", "2024-04-10") == 0, capsys.readouterr().err
    assert run(office, "assign", "commune-revenue", "xa-c", "20000", "--date", "2024-03-10") == 0, capsys.readouterr().err
    target = _load(office).targets["commune-revenue"]
    days = [date(2024, 3, 9), date(2024, 3, 10), date(2024, 4, 9), date(2024, 4, 10)]
    found = [goal_in_force(target, day)[1]["assigned"].by_unit for day in days]
    assert [list(one.values()) for one in found] == [
        [None, None, None],
        ["40000", None, "20000"],
        ["40000", None, "20000"],
        ["40000", "30000", "20000"],
    ]


def test_a_revision_is_not_overwritten_and_the_same_figure_makes_none(office: Path, capsys: Capture) -> None:
    before = (office / "targets.yaml").read_bytes()
    assert run(office, "assign", "revenue", "115000", "--date", "2024-07-01", "--document", "12/QĐ") == 2
    assert "110000" in capsys.readouterr().err
    assert run(office, "assign", "revenue", "110000,0", "--date", "2024-09-01") == 0
    assert "không đổi" in capsys.readouterr().err
    assert (office / "targets.yaml").read_bytes() == before
    one_for_all = before.replace(b"assigned: {by_unit: {xa-a: 40000, xa-b: 30000, xa-c: }}", b"assigned: 30000")
    assert one_for_all != before
    (office / "targets.yaml").write_bytes(one_for_all)
    assert run(office, "assign", "commune-revenue", "xa-a", "40000", "--date", "2024-09-01") == 2
    assert "30000" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_not_touched(office: Path, capsys: Capture) -> None:
    file = office / "reports" / "q2" / "xa-a.yaml"
    file.write_text("results: {a: [}\n", encoding="utf-8")
    assert run(office, "set", "xa-a", "commune-digital", "kha", "-q", "2") == 1
    assert "yaml-syntax" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "results: {a: [}\n"


def test_no_file_is_created_for_a_unit_without_targets_or_under_a_broken_commitment(office: Path, capsys: Capture) -> None:
    targets = office / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("- {id: xa-a,", "- {id: moi, name: Phòng Mới}\n  - {id: xa-a,"), encoding="utf-8")
    assert run(office, "receive", "moi", "-q", "2") == 2
    assert "không phải báo cáo" in capsys.readouterr().err
    targets.write_text(text.replace("name: Tăng trưởng", "nam: Tăng trưởng"), encoding="utf-8")
    assert run(office, "receive", "xa-c", "-q", "2") == 1
    assert not (office / "reports" / "q2" / "xa-c.yaml").exists()
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["growth", "7"], "không dùng số giao"),
        (["insurance", "95", "--reference", "nam-ngoai"], "'nam-ngoai'"),
        (["commune-revenue", "95"], "riêng cho từng đơn vị"),
        (["insurance", "xa-a", "95"], "không giao riêng cho xã An Ế"),
        (["commune-revenue", "xã", "Cẩm", "95"], "ngoặc kép"),
    ],
)
def test_an_incomplete_assignment_is_refused(arguments: list[str], said: str, office: Path, capsys: Capture) -> None:
    assert run(office, "assign", *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_goal_without_an_assigned_figure_says_where_it_is_changed(office: Path, capsys: Capture) -> None:
    for more in ([], ["--reference", "assigned"]):
        assert run(office, "assign", "ocop", "9", *more) == 2
        said = " ".join(capsys.readouterr().err.split())
        assert "–" not in said
        assert "revisions: của chỉ tiêu này trong targets.yaml" in said


def test_an_assigned_figure_that_cannot_be_read_is_refused(office: Path, capsys: Capture) -> None:
    before = (office / "targets.yaml").read_bytes()
    assert run(office, "assign", "insurance", "chín mươi") == 1
    said = capsys.readouterr().err
    assert "'chín mươi'" in said
    assert "targets.yaml" not in said
    assert "references" not in said
    assert (office / "targets.yaml").read_bytes() == before


# --- correct --------------------------------------------------------------------------------------------------------------


def test_an_earlier_figure_is_corrected_in_the_later_report(office: Path, capsys: Capture) -> None:
    grounds = ["--reason", "cộng trùng", "--by", "Trần Thị B", "--date", "2024-05-30"]
    assert run(office, "correct", "tai-chinh", "disbursement", "10/90", "9/90", "-q", "2", *grounds) == 0, (
        capsys.readouterr().err
    )
    filed = _load(office).reports["q2", "tai-chinh"]
    last = filed.report.corrections[-1]
    assert (last.target, last.old, last.new, last.by) == ("disbursement", "10/90", "9/90", "Trần Thị B")
    assert filed.report.results["disbursement"] == {"part": "30", "whole": "90"}
    assert report(office, "q1/tai-chinh") == REPORTS["q1/tai-chinh"]


def test_the_report_that_states_the_old_figure_gets_the_new_one(office: Path, capsys: Capture) -> None:
    grounds = ["--reason", "gõ nhầm", "--by", "Trần Thị B"]
    assert run(office, "correct", "tai-chinh", "two-yardsticks", "150", "151", "-q", "2", *grounds) == 0, (
        capsys.readouterr().err
    )
    result = _load(office).reports["q2", "tai-chinh"].results["two-yardsticks"]
    assert isinstance(result, CountResult)
    assert result.value == 151


@pytest.mark.parametrize("command", ["fill", "set", "receive", "extend", "assign", "correct", "overrule"])
def test_each_command_has_help_with_an_example(command: str, capsys: Capture) -> None:
    assert cli.run([command, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Ví dụ: camket " + command in shown
    assert "--dry-run" in shown


def test_fill_needs_a_terminal(office: Path, capsys: Capture) -> None:
    assert run(office, "fill", "xa-a", "-q", "2") == 2
    assert "camket set" in capsys.readouterr().err


def test_the_file_of_a_set_answer_is_read_without_problems(office: Path) -> None:
    assert run(office, "set", "xa-b", "commune-revenue", "12000,5", "-q", "2") == 0
    data = (office / "reports" / "q2" / "xa-b.yaml").read_bytes()
    filed, problems = read_file(_load(office), "reports/q2/xa-b.yaml", data)
    assert filed is not None
    assert problems == []


@pytest.mark.parametrize("copy", ["Tai-Chinh", "Phòng TC"])
@pytest.mark.parametrize(
    "command", [["set", "tai-chinh", "two-yardsticks", "160"], ["receive", "tai-chinh", "--date", "2024-06-02"]]
)
def test_a_copy_in_another_spelling_is_never_written_to(office: Path, copy: str, command: list[str], capsys: Capture) -> None:
    own, other = (office / "reports" / "q2" / f"{name}.yaml" for name in ("tai-chinh", copy))
    other.write_bytes(own.read_bytes())
    before = other.read_bytes()
    run(office, *command, "--quarter", "2")
    assert other.read_bytes() == before
    assert (own.read_bytes() == before) == (command[0] == "receive")  # it has that date of receipt already
    assert "tai-chinh.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["set", "tai-chinh", "two-yardsticks", "160"], ["open"]])
def test_a_broken_file_in_another_spelling_gets_no_second_file_beside_it(office: Path, command: list[str]) -> None:
    own = office / "reports" / "q2" / "tai-chinh.yaml"
    other = own.with_name("Tai-Chinh.yaml")
    own.rename(other)
    other.write_text("results: [\n", encoding="utf-8")
    run(office, *command, "--quarter", "2")
    assert not own.exists()
    assert other.read_text(encoding="utf-8") == "results: [\n"
