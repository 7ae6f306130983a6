"""`camket save`: the data, and nothing else, in one commit of git's own user, under words that tell what changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from camket import cli
from camket.ledger.tree import is_data_file
from camket.text.yes_no import read_yes
from git_office import CLERK, SETTINGS, change, commit, git, make_repository
from terminal import Terminal

Capture = pytest.CaptureFixture[str]
HOME = "reports/q2/xa-a.yaml"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return make_repository(tmp_path)


def run(folder: Path, *arguments: str) -> int:
    return cli.run([*arguments, "--data", str(folder)])


def saved(folder: Path) -> list[str]:
    """The files of the last commit, from the root of the repository."""
    names = git(folder, "-c", "core.quotePath=off", "show", "--format=", "--name-only", "--no-renames", "HEAD")
    return [name.removeprefix("cam kết 2024/") for name in names.splitlines()]


def enter(folder: Path) -> None:
    change(folder, HOME, "commune-revenue: 20000", "commune-revenue: 20001")


def test_only_what_belongs_to_the_data_is_committed(office: Path, capsys: Capture) -> None:
    root = office.parent.parent
    enter(office)
    (office / "ghi chú.txt").write_text("gọi lại Phường 1", encoding="utf-8")
    (office / "reports" / "q2" / "nháp.xlsx").write_bytes(b"PK")
    scan = office / "evidence" / "q2" / "xa-a" / "công văn.pdf"
    scan.parent.mkdir(parents=True)
    scan.write_bytes(b"%PDF")
    (scan.parent / ".DS_Store").write_bytes(b"\0")
    (root / "khác.txt").write_text("1", encoding="utf-8")
    git(root, "add", "khác.txt")
    (root / "khác.txt").write_text("2", encoding="utf-8")
    before = git(root, "-c", "core.quotePath=off", "status", "--porcelain", "khác.txt")

    assert run(office, "save", "--yes") == 0

    assert saved(office) == ["data/evidence/q2/xa-a/công văn.pdf", f"data/{HOME}"]
    assert git(root, "-c", "core.quotePath=off", "status", "--porcelain", "khác.txt") == before == "AM khác.txt"
    assert git(root, "show", ":khác.txt") == "1"
    left = git(root, "-c", "core.quotePath=off", "status", "--porcelain", "--untracked-files=all").replace('"', "")
    assert [Path(line[3:]).name for line in left.splitlines()][-3:] == [".DS_Store", "ghi chú.txt", "nháp.xlsx"]
    shown = capsys.readouterr().err
    assert "không thuộc bộ dữ liệu, để nguyên:" in shown
    assert "ghi chú.txt" in shown
    assert git(root, "log", "-1", "--format=%an <%ae>") == f"{CLERK[0]} <{CLERK[1]}>"


def test_the_message_tells_what_changed_or_is_the_given_one(office: Path) -> None:
    enter(office)
    assert run(office, "save", "--yes") == 0
    assert git(office, "log", "-1", "--format=%B") == "Xã An Ế: báo cáo quý II (1 số liệu)"
    change(office, HOME, "commune-revenue: 20001", "commune-revenue: 20002")
    assert run(office, "save", "--yes", "-m", "# Số liệu lần hai ", "--lang", "en") == 0
    assert git(office, "log", "-1", "--format=%B") == "# Số liệu lần hai"
    assert run(office, "save", "--yes", "-m", " ") == 2


def test_the_message_of_a_correction_says_so(office: Path) -> None:
    words = ["tai-chinh", "two-yardsticks", "150", "151", "-q", "2", "--reason", "a", "--by", "b"]
    assert run(office, "correct", *words) == 0
    assert run(office, "save", "--yes") == 0
    assert git(office, "log", "-1", "--format=%B").startswith("Phòng TC: đính chính báo cáo quý II")


def test_a_message_of_several_files_has_a_line_for_each(office: Path) -> None:
    enter(office)
    assert run(office, "receive", "xa-b", "-q", "1", "--date", "2024-03-04") == 0
    change(office, "targets.yaml", "goal: {at_least: 80}", "goal: {at_least: 81}")
    assert run(office, "save", "--yes", "--lang", "en") == 0  # the history is in Vietnamese all the same
    subject, _empty, *lines = git(office, "log", "-1", "--format=%B").splitlines()
    assert subject == "Xã Bình, xã An Ế: báo cáo quý I, quý II (1 số liệu)"
    assert lines == ["- chỉ tiêu: PAR Index", "- quý I, xã Bình: ngày nhận", "- quý II, xã An Ế: 1 số liệu"]


def test_a_trial_shows_and_saves_nothing(office: Path, capsys: Capture) -> None:
    enter(office)
    head = git(office, "rev-parse", "HEAD")
    assert run(office, "save", "--dry-run") == 0
    shown = capsys.readouterr().err
    assert "Sẽ lưu 1 tệp:" in shown
    assert "quý II, xã An Ế: 1 số liệu" in shown
    assert "chạy thử" in shown
    assert git(office, "rev-parse", "HEAD") == head
    assert git(office, "diff", "--cached", "--name-only") == ""


def test_an_error_is_saved_too_and_said(office: Path, capsys: Capture) -> None:
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: nhiều")
    assert run(office, "save", "--yes") == 1
    shown = capsys.readouterr().err
    assert "xa-a.yaml:" in shown
    assert "Còn lỗi vẫn lưu" in shown
    assert saved(office) == [f"data/{HOME}"]


def test_deleted_and_renamed_files_and_a_first_commit(office: Path, tmp_path: Path) -> None:
    (office / HOME).unlink()
    assert run(office, "save", "--yes") == 0
    assert saved(office) == [f"data/{HOME}"]
    other = tmp_path / "mới" / "data"
    shutil.copytree(office, other)
    assert run(other, "save", "--yes") == 2  # not in a repository
    git(other.parent, "init", "-q")
    assert run(other, "save", "--yes") == 0
    assert git(other, "log", "-1", "--format=%s").startswith("Lập bộ dữ liệu: ")
    assert git(other, "status", "--porcelain") == ""


def test_nothing_to_save_is_said(office: Path, capsys: Capture) -> None:
    assert run(office, "save") == 0
    assert "đều đã lưu" in capsys.readouterr().err


def test_it_waits_for_the_end_of_a_merge(office: Path, capsys: Capture) -> None:
    git(office, "switch", "-q", "-c", "khác")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20005")
    commit(office, "bên kia")
    git(office, "switch", "-q", "main")
    enter(office)
    commit(office, "bên này")
    with pytest.raises(AssertionError):
        git(office, "merge", "khác")
    head = git(office, "rev-parse", "HEAD")
    assert run(office, "save", "--yes") == 2
    shown = capsys.readouterr().err
    assert "trộn (merge) dở dang" in shown
    assert "git merge --abort" in shown
    git(office, "merge", "--abort")
    git(office, "checkout", "-q", "--detach")
    enter_again = (office / HOME).read_text(encoding="utf-8").replace("20001", "20003")
    (office / HOME).write_text(enter_again, encoding="utf-8")
    assert run(office, "save", "--yes") == 2
    assert "git switch main" in capsys.readouterr().err
    assert git(office, "rev-parse", "HEAD") == head


def test_without_git_it_says_what_to_do(office: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("PATH", str(office / "none"))
    assert run(office, "save") == 2
    assert "git-scm.com" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="the hook is a shell script")
def test_hooks_run_as_in_a_commit_by_hand(office: Path, capsys: Capture) -> None:
    hook = office.parent.parent / ".git" / "hooks" / "pre-commit"
    hook.write_text('#!/bin/sh\necho "[${GIT_LITERAL_PATHSPECS}${GIT_OPTIONAL_LOCKS}]" >&2\nexit $(cat ../code)\n', "utf-8")
    hook.chmod(0o755)
    enter(office)
    (office.parent.parent.parent / "code").write_text("1", encoding="utf-8")
    assert run(office, "save", "--yes") == 2
    assert "[]" in capsys.readouterr().err
    assert git(office, "diff", "--cached", "--name-only") == ""
    (office.parent.parent.parent / "code").write_text("0", encoding="utf-8")
    assert run(office, "save", "--yes") == 0


def test_undo_after_a_save_says_that_it_is_saved(office: Path, capsys: Capture) -> None:
    assert run(office, "receive", "xa-b", "-q", "1", "--date", "2024-03-04") == 0
    assert run(office, "save", "--yes") == 0
    assert run(office, "undo", "--yes") == 2
    assert "đã lưu (" in capsys.readouterr().err


def test_name_and_address_are_asked_once_and_a_question_takes_c_and_k(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(office)
    for name in SETTINGS:
        if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER")):
            monkeypatch.delenv(name)
    settings: dict[str, str] = {}
    with Terminal(["save", "--data", str(office)], office, settings) as terminal:
        terminal.answer("Lưu? (c/k, Enter là có)", "có lẽ")
        terminal.answer("Lưu? (c/k, Enter là có)", "C")
        terminal.answer("Họ và tên", "Lê Thị Sáu")
        terminal.answer("Địa chỉ thư điện tử", "sau")
        terminal.answer("Địa chỉ thư điện tử", "sau@example.vn")
        assert terminal.finish() == 0
    assert git(office, "config", "--local", "user.name") == "Lê Thị Sáu"
    assert "Lê Thị Sáu <sau@example.vn>" in git(office, "cat-file", "commit", "HEAD")
    change(office, HOME, "commune-revenue: 20001", "commune-revenue: 20002")
    with Terminal(["save", "--data", str(office)], office, settings) as terminal:
        terminal.answer("Lưu? (c/k, Enter là có)", "k")
        assert terminal.finish() == 2
    with Terminal(["save", "--data", str(office)], office, settings) as terminal:
        terminal.answer("Lưu? (c/k, Enter là có)", "")
        assert terminal.finish() == 0


@pytest.mark.parametrize(
    ("path", "is_data"),
    [
        ("targets.yaml", True),
        ("units.yaml", True),
        ("reports/q1/x.yaml", True),
        ("reports/q1/x.xlsx", False),
        ("tables/xa-a.yaml", True),
        ("evidence/q1/x/scan.pdf", True),
        ("evidence/q1/x/~$scan.docx", False),
        ("issued/q1/report.docx", True),
        (".schema/office.json", True),
        ("note.txt", False),
        ("evidence", False),
        ("targets.yaml.bak", False),
    ],
)
def test_which_files_belong_to_the_data(path: str, is_data: bool) -> None:
    assert is_data_file(path) is is_data


@pytest.mark.parametrize("reply", ["c", "C", " có ", "Có.", "co", "y", "YES", "yes"])
def test_a_yes(reply: str) -> None:
    assert read_yes(reply, default=False) is True


@pytest.mark.parametrize("reply", ["k", "K", "không", "Khong", "ko", "n", "No"])
def test_a_no(reply: str) -> None:
    assert read_yes(reply, default=True) is False


def test_another_reply_is_neither_and_an_empty_one_the_default() -> None:
    assert read_yes("có lẽ", default=True) is None
    assert read_yes(" ", default=True) is True
    assert read_yes("") is None
