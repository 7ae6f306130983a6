"""The journal: a command that is killed leaves all its files old or all new, and `camket undo` takes the last command back."""

from __future__ import annotations

import base64
import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from camket import cli
from camket.text import save
from camket.text.journal import Journal, last_command
from camket.text.problems import WouldOverwrite
from camket.text.save import FileChange
from camket.text.state_folder import UNFINISHED, has_unfinished, journal_folder
from conftest import IN_CI
from git_office import SETTINGS, commit, git, make_repository
from small_office import write_office

Capture = pytest.CaptureFixture[str]
Snapshot = dict[str, bytes | None]

TABLE = "Đơn vị\tThu ngân sách xã\tChuyển đổi số xã\nXã An Ế\t20500\tkhá\nxã Bình\t3000\ttốt\nxã Cẩm\t1200\tkhá\n"
SET = ["set", "tai-chinh", "revenue", "41000", "-q", "2"]


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the journals of each test apart, and commit as the clerk."""
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "office" / "data")


def run(folder: Path, *arguments: str) -> int:
    return cli.run([*arguments, "--data", str(folder)])


def snapshot(folder: Path) -> Snapshot:
    """All files below a folder with their bytes, and its folders (None); git's own files are left out."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    return {name: None if path.is_dir() else path.read_bytes() for name, path in found.items() if ".git/" not in f"{name}/"}


def table(folder: Path) -> list[str]:
    file = folder.parent.parent / "bang.tsv"
    file.write_text(TABLE, encoding="utf-8")
    return ["form", "import", "--table", str(file), "-q", "2"]


# --- a command that is killed -------------------------------------------------------------------------------------------

# Every operation of the system that changes files, or may: a hook is called before each of them.
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "tempfile.mkstemp"}


# Operations that need space on the disk.
GROWING = {"open", "os.mkdir", "tempfile.mkstemp"}
FULL = 40  # added to the exit code of a command that met the full disk


def run_killed(stop: int, within: Path, *arguments: str, is_full: bool = False) -> int:
    """Run a command in a fork of this process, and end it before its operation number `stop` on files below `within`.

    With `is_full` the disk is full from this operation on instead.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        left = stop

        def count(event: str, given: tuple[object, ...]) -> None:
            nonlocal left
            path = given[0] if given else None
            is_own = isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(str(within))
            is_reading = event == "open" and not int(str(given[2])) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if event in EVENTS and is_own and not is_reading:
                left -= 1
                if left <= 0 and is_full and event in GROWING:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                if not left and not is_full:
                    os._exit(9)

        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        sys.stdout, sys.stderr = open(os.devnull, "w"), open(os.devnull, "w")  # noqa: PTH123, SIM115
        sys.addaudithook(count)
        code = cli.run(list(arguments))
        if is_full and left <= 0:
            code += FULL
    finally:
        os._exit(code)


# Each returns a command, the data folder, and the folder in which nothing may be left half written.
Start = Callable[[Path], tuple[list[str], Path, Path]]


def start_init(root: Path) -> tuple[list[str], Path, Path]:
    before = write_office(root / "shown" / "nam-truoc" / "data")
    made = root / "shown" / "nam-sau"
    return ["init", str(made), "--from", str(before), "--year", "2025"], made, root / "shown"


def start_import(root: Path) -> tuple[list[str], Path, Path]:
    folder = write_office(root / "office" / "data")
    return [*table(folder), "--data", str(folder)], folder, folder.parent


def start_open(root: Path) -> tuple[list[str], Path, Path]:
    folder = write_office(root / "office" / "data")
    return ["open", "-q", "3", "--data", str(folder)], folder, folder.parent


def start_issue(root: Path) -> tuple[list[str], Path, Path]:
    folder = make_repository(root)
    arguments = ["issue", "-q", "2", "--number", "45/BC-UBND", "--date", "2024-06-12", "--format", "md"]
    return [*arguments, "--output", str(root / "ngoai"), "--data", str(folder)], folder, folder.parent


def start_undo(root: Path) -> tuple[list[str], Path, Path]:
    folder = write_office(root / "office" / "data")
    assert run(folder, *table(folder)) == 0
    return ["undo", "--data", str(folder)], folder, folder.parent


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("start", [start_init, start_import, start_open, start_issue, start_undo])
def test_a_command_killed_at_any_write_leaves_all_its_files_old_or_new(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    step = 3 if start is start_issue and not IN_CI else 1  # each issue draws the whole report
    for stop in range(1, 400, step):
        root = tmp_path / str(stop)
        root.mkdir()
        for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
            monkeypatch.setenv(name, str(root / "state"))
        arguments, folder, shown = start(root)
        old = snapshot(shown)
        code = run_killed(stop, root, *arguments)
        run(folder, "status")
        now = snapshot(shown)
        assert not has_unfinished(folder)
        if code != 9:
            break
        seen.append((now == old, now))
    else:
        pytest.fail("the command never ended by itself")
    assert code == 0
    assert now != old
    assert [one for is_old, one in seen if not is_old and one != now] == []
    assert {is_old for is_old, _one in seen} == {True, False}
    assert len(seen) > 12 // step


# --- in one process -----------------------------------------------------------------------------------------------------


def changes_of(folder: Path) -> list[FileChange]:
    first = (folder / "targets.yaml").read_bytes()
    return [
        FileChange("targets.yaml", first, first + b"# a\n"),
        FileChange("evidence/q2/xa-a/scan.pdf", None, b"%PDF"),
        FileChange("units.yaml", b"not what it holds", b"units: []\n"),
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("start", [start_init, start_import, start_open, start_issue, start_undo])
def test_a_disk_that_becomes_full_at_any_write_leaves_all_files_old_or_new(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = 0
    step = 3 if start is start_issue and not IN_CI else 1
    for stop in range(1, 400, step):
        root = tmp_path / str(stop)
        root.mkdir()
        for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
            monkeypatch.setenv(name, str(root / "state"))
        arguments, folder, shown = start(root)
        old = snapshot(shown)
        code = run_killed(stop, root, *arguments, is_full=True)
        run(folder, "status")
        assert not has_unfinished(folder)
        if code < FULL:
            break
        met += 1
        # Where no journal could be kept, but the files could be written, the command is done.
        assert code - FULL in (0, 2)
        if code - FULL == 2:
            assert snapshot(shown) == old
    else:
        pytest.fail("the command never ended by itself")
    assert code == 0
    assert met > 3


def test_a_file_that_cannot_be_written_brings_the_others_back(office: Path) -> None:
    old = snapshot(office.parent)
    with pytest.raises(WouldOverwrite):
        Journal(office).write(changes_of(office))
    assert snapshot(office.parent) == old
    assert last_command(office) is None
    assert not has_unfinished(office)


def stop_half_way(folder: Path, changes: list[FileChange], monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the first of these changes only, and end as a process that is killed: nothing more is done."""

    def write(base: Path, change: FileChange) -> bool:
        if change is changes[-1]:
            left = (journal_folder(folder) / UNFINISHED).read_bytes()
            monkeypatch.undo()
            kept.append(left)
            raise InterruptedError
        return original(base, change)

    kept: list[bytes] = []
    original = save.write_change
    state = os.environ.get("XDG_STATE_HOME", "")
    monkeypatch.setattr(save, "write_change", write)
    with pytest.raises(InterruptedError):
        Journal(folder, words=("set", "a b")).write(changes)
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, state)
    for change in changes[:-1]:
        (folder / change.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / change.path).write_bytes(change.content)
    (journal_folder(folder) / UNFINISHED).write_bytes(kept[0])


def test_what_a_stopped_command_wrote_is_put_back_and_told(
    office: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = snapshot(office.parent)
    stop_half_way(office, changes_of(office), monkeypatch)
    assert snapshot(office.parent) != old
    assert run(office, "status") in (0, 1)
    assert snapshot(office.parent) == old
    said = capsys.readouterr().err
    assert 'camket set "a b"' in said
    assert "targets.yaml" in said and "scan.pdf" in said
    assert run(office, "status") in (0, 1)
    assert "bị ngắt" not in capsys.readouterr().err


def test_a_file_that_somebody_changed_after_the_stop_is_left_and_named(
    office: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (office / "targets.yaml").read_bytes()
    stop_half_way(office, changes_of(office), monkeypatch)
    (office / "targets.yaml").write_bytes(old + b"# mine\n")
    assert run(office, "status") in (0, 1)
    assert (office / "targets.yaml").read_bytes() == old + b"# mine\n"
    assert not (office / "evidence").exists()
    assert "targets.yaml sau đó đã có người sửa" in capsys.readouterr().err


@pytest.mark.parametrize(
    "path",
    ["../out.yaml", "/tmp/out.yaml", "reports/../../out.yaml", "C:/out.yaml", "a\\..\\..\\out.yaml", "../../.gitignore", ""],
)
def test_a_journal_that_names_a_file_outside_the_data_writes_nothing(
    path: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_half_way(office, changes_of(office), monkeypatch)
    file = journal_folder(office) / UNFINISHED
    entry = json.loads(file.read_bytes())
    entry["now"]["files"].append([path, base64.b64encode(b"out").decode(), None])
    file.write_text(json.dumps(entry), encoding="utf-8")
    now = snapshot(office.parent.parent)
    assert run(office, "status") in (0, 1)
    later = snapshot(office.parent.parent)
    assert {name for name in {*now, *later} if now.get(name) != later.get(name) and not name.startswith("state/")} == set()
    assert not has_unfinished(office)


@pytest.mark.skipif(sys.platform == "win32", reason="symlinks need a right of their own on Windows")
def test_nothing_is_put_back_through_a_link(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_half_way(office, changes_of(office), monkeypatch)
    outside = tmp_path / "outside"
    (office / "evidence").rename(outside)
    (office / "evidence").symlink_to(outside)
    assert run(office, "status") in (0, 1)
    assert (outside / "q2" / "xa-a" / "scan.pdf").read_bytes() == b"%PDF"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"now": 1}', '{"now": {"files": 3}}'])
def test_a_journal_that_cannot_be_read_is_no_entry(text: str, office: Path) -> None:
    place = journal_folder(office)
    place.mkdir(parents=True)
    for name in (UNFINISHED, "last.json"):
        (place / name).write_text(text, encoding="utf-8")
    old = snapshot(office)
    assert run(office, "undo", "--yes") == 2
    assert snapshot(office) == old


def test_where_no_journal_can_be_kept_the_command_works_and_says_so(
    office: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-folder").write_bytes(b"")
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "no-folder"))
    assert run(office, *SET) == 0
    assert "không lưu được nhật ký" in capsys.readouterr().err
    assert "revenue: {value: 41000" in (office / "reports/q2/tai-chinh.yaml").read_text(encoding="utf-8")


def test_a_journal_that_is_locked_when_all_is_written_makes_no_failure(
    office: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = snapshot(office)
    replace = Path.replace

    def locked(self: Path, to: Path) -> Path:
        if self.name == UNFINISHED:
            raise PermissionError(errno.EACCES, "locked by another program", str(self))
        return replace(self, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", locked)
        assert run(office, *SET) == 0
    assert "Lỗi" not in capsys.readouterr().err
    assert snapshot(office) != old
    assert has_unfinished(office)
    assert run(office, "undo", "--yes") == 0
    assert snapshot(office) == old


# --- camket undo --------------------------------------------------------------------------------------------------------

DONE = [
    SET,
    ["set", "xa-c", "commune-digital", "kha", "-q", "2"],
    ["receive", "xa-c", "-q", "2", "--date", "2024-06-02"],
    ["extend", "xa-c", "-q", "2", "--due", "2024-06-07", "--reason", "Chống ngập", "--by", "Chánh Văn phòng"],
    ["assign", "insurance", "93"],
    ["overrule", "revenue", "met", "-q", "2", "--reason", "Đã đủ", "--by", "Chánh Văn phòng"],
    ["correct", "tai-chinh", "revenue", "15000", "14000", "-q", "2", "--reason", "Cộng trùng", "--by", "Ba"],
    ["open", "-q", "3"],
]


@pytest.mark.parametrize("arguments", DONE, ids=lambda one: one[0])
def test_after_a_command_and_undo_all_bytes_are_as_before(arguments: list[str], office: Path, capsys: Capture) -> None:
    old = snapshot(office.parent)
    assert run(office, *arguments) == 0
    new = snapshot(office.parent)
    assert new != old
    assert run(office, "undo", "--dry-run") == 0
    assert snapshot(office.parent) == new
    capsys.readouterr()
    assert run(office, "undo") == 0
    assert snapshot(office.parent) == old
    assert f"camket {arguments[0]}" in capsys.readouterr().err
    assert run(office, "undo") == 2
    assert "đã được lấy lại rồi" in capsys.readouterr().err
    assert snapshot(office.parent) == old
    assert run(office, *arguments) == 0
    assert snapshot(office.parent) == new


def test_undo_takes_back_an_import_of_several_units(office: Path, capsys: Capture) -> None:
    old = snapshot(office)
    assert run(office, *table(office)) == 0
    assert len([name for name, data in snapshot(office).items() if data != old.get(name)]) == 3
    capsys.readouterr()
    assert run(office, "undo") == 0
    assert snapshot(office) == old
    assert "20.500" in capsys.readouterr().out


def test_undo_takes_back_a_new_year(office: Path, tmp_path: Path) -> None:
    made = tmp_path / "nam-sau"
    assert cli.run(["init", str(made), "--from", str(office), "--year", "2025"]) == 0
    assert run(made, "undo") == 0
    assert not made.exists()


def test_undo_shows_the_figure_that_comes_back(office: Path, capsys: Capture) -> None:
    assert run(office, *SET) == 0
    capsys.readouterr()
    assert run(office, "undo", "--dry-run") == 0
    shown = capsys.readouterr()
    assert "41.000 → 40.000" in shown.out
    assert "sẽ trả lại" in shown.err


def test_a_command_that_changes_nothing_is_not_the_last_one(office: Path) -> None:
    old = snapshot(office)
    assert run(office, *SET) == 0
    assert run(office, *SET) == 0
    assert run(office, "status", "-q", "2") in (0, 1)
    assert run(office, "undo") == 0
    assert snapshot(office) == old


def test_writings_of_one_session_are_taken_back_together(office: Path) -> None:
    old = snapshot(office)
    session = Journal(office, words=("fill", "xa-c"))
    path, before = "reports/q2/xa-c.yaml", None
    for content in (b"results: {}\n", b"results:\n  commune-revenue: 1\n"):
        assert session.write([FileChange(path, before, content)]) is None
        before = content
    assert run(office, "undo") == 0
    assert snapshot(office) == old


def test_undo_is_refused_where_a_file_has_changed_since(office: Path, capsys: Capture) -> None:
    assert run(office, *table(office)) == 0
    file = office / "reports" / "q2" / "xa-b.yaml"
    file.write_bytes(file.read_bytes() + b"# mine\n")
    now = snapshot(office)
    assert run(office, "undo", "--yes") == 2
    assert "reports/q2/xa-b.yaml đã bị sửa sau lệnh đó" in capsys.readouterr().err
    assert snapshot(office) == now


def test_undo_is_refused_after_a_commit_and_names_it(tmp_path: Path, capsys: Capture) -> None:
    folder = make_repository(tmp_path)
    assert run(folder, *SET) == 0
    made = commit(folder, "Sửa số thu", day="2024-06-11")
    now = snapshot(folder)
    assert run(folder, "undo") == 2
    assert f"git revert {made[:12]}" in capsys.readouterr().err
    assert snapshot(folder) == now


def test_undo_before_a_commit_says_what_is_staged(tmp_path: Path, capsys: Capture) -> None:
    folder = make_repository(tmp_path)
    assert run(folder, *SET) == 0
    git(folder, "add", "-A")
    assert run(folder, "undo") == 0
    assert "git add" in capsys.readouterr().err
    git(folder, "add", "-A")
    assert git(folder, "status", "--porcelain") == ""


def test_an_issue_is_not_taken_back_and_what_to_do_is_said(tmp_path: Path, capsys: Capture) -> None:
    folder = make_repository(tmp_path)
    issue = ["issue", "-q", "2", "--number", "45/BC-UBND", "--date", "2024-06-12", "--format", "md"]
    assert run(folder, *issue) == 0
    now = snapshot(folder)
    assert run(folder, "undo", "--yes") == 2
    said = capsys.readouterr().err
    assert snapshot(folder) == now
    assert "camket correct" in said
    assert "git clean -f " in said and "reports/q2/_issued.yaml" in said


def test_without_a_command_there_is_nothing_to_take_back(office: Path, capsys: Capture) -> None:
    assert run(office, "undo") == 2
    assert "không có lệnh nào để lấy lại" in capsys.readouterr().err
