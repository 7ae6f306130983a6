"""`camket log` over real repositories: every value that a figure has had."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from camket import cli
from camket.history.past_values import PastValue, find_history
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from git_office import SETTINGS, change, commit, git, make_repository

Capture = pytest.CaptureFixture[str]
HOME = "reports/q2/xa-a.yaml"
OFFICER = ("Lê Thị Sáu", "sau@example.vn")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return make_repository(tmp_path)


def entries(folder: Path, **asked: str | None) -> list[PastValue]:
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    return list(find_history(folder, ledger, date(2024, 6, 30), **asked).entries)  # type: ignore[arg-type]


def values(found: list[PastValue], key: str = "value") -> list[tuple[str | None, str, object, object]]:
    return [
        (one.commit.subject if one.commit else None, one.author, change.before, change.now)
        for one in found
        for change in one.changes
        if change.way[-1] == key
    ]


def test_every_value_has_author_day_and_reason(office: Path) -> None:
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    second = commit(office, "Xã gửi lại\n\nkèm bảng kê", OFFICER, day="2024-06-11")
    change(office, HOME, "commune-revenue: 21000", "commune-revenue: 22000")
    found = entries(office, target="commune-revenue", unit="xa-a")
    assert values(found) == [
        ("Số liệu ban đầu", "Trần Thị Ba", None, 20000),
        ("Xã gửi lại", "Lê Thị Sáu", 20000, 21000),
        (None, "Trần Thị Ba", 21000, 22000),
    ]
    assert [one.day for one in found if one.round] == [date(2024, 6, 10), date(2024, 6, 11), date(2024, 6, 30)]
    assert [one.commit.id for one in found if one.commit][-1] == second


def test_a_renamed_file_keeps_its_history(office: Path) -> None:
    git(office, "mv", HOME, "reports/q2/xã An Ế.yaml")
    commit(office, "Đổi tên", day="2024-06-11")
    change(office, "reports/q2/xã An Ế.yaml", "commune-revenue: 20000", "commune-revenue: 21000")
    commit(office, "Sửa", day="2024-06-12")
    git(office, "mv", "reports/q2/xã An Ế.yaml", HOME)
    commit(office, "Đổi lại", day="2024-06-13")
    found = entries(office, target="commune-revenue", unit="xa-a")
    assert values(found) == [("Số liệu ban đầu", "Trần Thị Ba", None, 20000), ("Sửa", "Trần Thị Ba", 20000, 21000)]
    assert {one.path for one in found if one.round} == {HOME}


def test_a_folder_that_was_moved_keeps_its_history_too(office: Path) -> None:
    moved = office.parents[1] / "nơi khác"
    git(office.parents[1], "mv", "cam kết 2024", "nơi khác")
    commit(moved, "Chuyển thư mục", day="2024-06-11")
    found = entries(moved / "data", target="commune-revenue", unit="xa-a")
    # Files outside the folder do not count: the history begins when the folder was moved to its present place.
    assert values(found) == [("Chuyển thư mục", "Trần Thị Ba", None, 20000)]


def test_a_file_deleted_and_added_again_has_both_histories(office: Path) -> None:
    text = (office / HOME).read_text(encoding="utf-8")
    (office / HOME).unlink()
    commit(office, "Xoá", day="2024-06-11")
    (office / HOME).write_text(text.replace("20000", "500"), encoding="utf-8")
    commit(office, "Lập lại", day="2024-06-12")
    assert values(entries(office, target="commune-revenue", unit="xa-a")) == [
        ("Số liệu ban đầu", "Trần Thị Ba", None, 20000),
        ("Xoá", "Trần Thị Ba", 20000, None),
        ("Lập lại", "Trần Thị Ba", None, 500),
    ]


def test_a_merge_shows_only_what_it_took_from_neither_side(office: Path) -> None:
    git(office, "switch", "-q", "-c", "nhánh")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    commit(office, "Nhánh", OFFICER)
    git(office, "switch", "-q", "main")
    change(office, "reports/q2/tai-chinh.yaml", "two-yardsticks: 150", "two-yardsticks: 155")
    commit(office, "Chính")
    git(office, "merge", "-q", "--no-ff", "-m", "Trộn", "nhánh")
    assert values(entries(office, target="commune-revenue", unit="xa-a"))[1:] == [("Nhánh", "Lê Thị Sáu", 20000, 21000)]


def test_a_merge_that_took_the_other_side_is_the_last_value(office: Path) -> None:
    git(office, "switch", "-q", "-c", "nhánh")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    commit(office, "Nhánh", OFFICER)
    git(office, "switch", "-q", "main")
    change(office, "reports/q2/tai-chinh.yaml", "two-yardsticks: 150", "two-yardsticks: 155")
    commit(office, "Chính")
    git(office, "merge", "-q", "-s", "ours", "-m", "Trộn", "nhánh")
    assert values(entries(office, target="commune-revenue", unit="xa-a"))[1:] == [
        ("Nhánh", "Lê Thị Sáu", 20000, 21000),
        ("Trộn", "Trần Thị Ba", 21000, 20000),
    ]


def test_the_history_of_a_goal(office: Path, capsys: Capture) -> None:
    change(office, "targets.yaml", "goal: {at_least: 4}", "goal: {at_least: 6}")
    commit(office, "Nâng chỉ tiêu", day="2024-06-11")
    change(office, "targets.yaml", "goal: {at_least: 6}", "goal: {at_least: 7}")
    found = [one for one in entries(office, target="ocop") if one.round is None]
    assert [(one.commit.subject if one.commit else None, one.lines[0].spans[-1].text) for one in found] == [
        ("Số liệu ban đầu", "≥ 4"),
        ("Nâng chỉ tiêu", "≥ 6"),
        (None, "≥ 7"),
    ]
    assert cli.run(["log", "ocop", "--data", str(office)]) == 0
    shown = capsys.readouterr().out
    assert "! Sản phẩm OCOP: mục tiêu: ≥ 4 → ≥ 6" in shown
    assert shown.index("≥ 6 → ≥ 7") < shown.index("≥ 4 → ≥ 6")
    assert "+ quý II, Phòng Kinh tế: danh mục: Trà sen" in shown


def test_a_unit_has_all_of_its_figures_and_receipts(office: Path, capsys: Capture) -> None:
    change(office, HOME, "submitted: 2024-06-06", "submitted: 2024-06-05")
    commit(office, "Sửa ngày nhận", day="2024-06-11")
    found = entries(office, unit="xa-a")
    assert {(one.round, one.unit, one.target) for one in found} == {
        ("q2", "xa-a", None),
        ("q2", "xa-a", "commune-revenue"),
        ("q2", "xa-a", "commune-digital"),
    }
    assert cli.run(["log", "xã An Ế", "--data", str(office)]) == 0
    assert "~ quý II, xã An Ế: ngày nhận: 06/6/2024 → 05/6/2024" in capsys.readouterr().out


def test_overrules_and_corrections_are_shown_with_their_target(office: Path) -> None:
    found = [one for one in entries(office, target="safe") if one.path.endswith("_office.yaml")]
    assert [(one.round, one.target, one.changes[0].way[0]) for one in found] == [("q2", "safe", "overrules")]
    found = entries(office, target="revenue", unit="tai-chinh", round_id="q2")
    assert "corrections" in {change.way[0] for one in found for change in one.changes}


def test_texts_are_shown_only_with_everything(office: Path, capsys: Capture) -> None:
    change(office, HOME, "commune-digital: tot", "commune-digital: {grade: tot, text: đã lắp mạng}")
    commit(office, "Thêm lời", day="2024-06-11")
    assert cli.run(["log", "commune-digital", "--unit", "xa-a", "--data", str(office)]) == 0
    assert "đã lắp mạng" not in capsys.readouterr().out
    assert cli.run(["log", "commune-digital", "--unit", "xa-a", "--all", "--data", str(office)]) == 0
    assert "đã lắp mạng" in capsys.readouterr().out


def test_only_one_round(office: Path) -> None:
    assert {one.round for one in entries(office, target="revenue", round_id="q1")} == {"q1"}
    assert {one.round for one in entries(office, target="revenue")} == {None, "q1", "q2"}


def test_json_and_a_shallow_clone(office: Path, tmp_path: Path, capsys: Capture) -> None:
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    commit(office, "Sửa", OFFICER, day="2024-06-11")
    git(tmp_path, "clone", "-q", "--depth", "1", (tmp_path / "kho dữ liệu").as_uri(), str(tmp_path / "nông"))
    folder = tmp_path / "nông" / "cam kết 2024" / "data"
    assert cli.run(["log", "commune-revenue", "--unit", "xa-a", "--format", "json", "--data", str(folder)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["shallow"] is True
    (last,) = [one for one in found["entries"] if one["round"]]
    assert (last["author"], last["message"], last["date"]) == ("Lê Thị Sáu", "Sửa", "2024-06-11T09:00:00+07:00")
    assert last["changes"][0]["now"] == "21000"
    assert cli.run(["log", "commune-revenue", "--data", str(folder)]) == 0
    assert "bản sao nông" in capsys.readouterr().out


def test_an_unknown_name_or_no_repository_is_an_error(
    office: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.run(["log", "xa-ab", "--data", str(office)]) == 2
    assert "'xa-b' (xã Bình)" in capsys.readouterr().err
    assert cli.run(["log", "xa-a", "--unit", "xa-b", "--data", str(office)]) == 2
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "không có"))  # must have no effect
    assert cli.run(["log", "ocop", "--data", str(office)]) == 0
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.run(["log", "ocop", "--data", str(office)]) == 2
    assert "không nằm trong kho git nào" in capsys.readouterr().err
