"""Copies of a repository that lack something: a sparse checkout leaves files out, a partial clone leaves contents out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from camket import cli
from camket.ledger.tree import FolderTree
from camket.text.sparse import may_be_sparse
from git_office import SETTINGS, change, commit, git, make_repository

Capture = pytest.CaptureFixture[str]
FINANCE = "reports/q2/tai-chinh.yaml"
TRADE = "reports/q2/kinh-te.yaml"
COMMANDS = [
    ["check"],
    ["status", "-q", "2"],
    ["status", "-q", "2", "--format", "json"],
    ["show", "revenue"],
    ["trace", "revenue", "-q", "2", "--format", "json"],
    ["review", "HEAD~1", "--format", "github"],
    ["diff"],
    ["log", "revenue"],
]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    folder = make_repository(tmp_path)
    change(folder, FINANCE, "revenue: {value: 40000", "revenue: {value: 40100")
    commit(folder, "Số liệu mới", ("Lê Thị Á", "a@example.vn"), "2024-06-11")
    return folder


def leave_out(folder: Path, kept: tuple[str, ...] = ("targets.yaml", "units.yaml", "reports/q1/")) -> None:
    """Leave out all files but these: all reports but those of the first quarter."""
    where = "/cam kết 2024/data"
    root = Path(git(folder, "rev-parse", "--show-toplevel"))
    git(root, "sparse-checkout", "set", "--no-cone", *(f"{where}/{name}" for name in kept))
    assert not (folder / FINANCE).exists()


@pytest.mark.parametrize("kept", [("targets.yaml", "units.yaml", "reports/q1/"), ("reports/q1/",), ("targets.yaml",)])
def test_files_that_are_left_out_are_read_from_git_and_that_is_said_once(
    office: Path, kept: tuple[str, ...], capsys: Capture
) -> None:
    expected = []
    for command in COMMANDS:
        code = cli.run([*command, "--data", str(office)])
        expected.append((command, code, capsys.readouterr().out))
    leave_out(office, kept)
    left = len(FolderTree(office).left_out)
    assert left > 3
    for command, code, out in expected:
        assert (command, cli.run([*command, "--data", str(office)])) == (command, code)
        shown = capsys.readouterr()
        assert shown.out == out
        assert shown.err.count("sparse checkout") == (command[0] != "diff"), command
        if shown.err:
            assert f"{left} tệp" in shown.err


def test_the_files_are_in_the_order_of_a_whole_copy(office: Path) -> None:
    before = FolderTree(office)
    expected = {path: before.read(path) for path in before.files()}
    leave_out(office)
    tree = FolderTree(office)
    assert tree.files() == list(expected)
    assert {path: tree.read(path) for path in tree.files()} == expected


def test_a_change_in_a_sparse_checkout_is_seen_and_no_other(office: Path, capsys: Capture) -> None:
    leave_out(office)
    change(office, "reports/q1/tai-chinh.yaml", "revenue: 15000", "revenue: 14000")
    assert cli.run(["review", "HEAD", "--data", str(office)]) == 1
    shown = capsys.readouterr().out
    assert "14.000" in shown
    assert "report-removed" not in shown
    assert "entry-removed" not in shown


def test_nothing_is_written_over_a_file_that_is_left_out(office: Path, capsys: Capture) -> None:
    leave_out(office)
    for command in (
        ["set", "tai-chinh", "two-yardsticks", "160", "-q", "2"],
        ["receive", "kinh-te", "--date", "2024-06-08", "-q", "2"],
    ):
        assert cli.run([*command, "--data", str(office)]) == 2
        assert "sparse-checkout disable" in capsys.readouterr().err.splitlines()[-1]
    assert not (office / "reports" / "q2").exists() or not list((office / "reports" / "q2").iterdir())
    assert cli.run(["set", "tai-chinh", "disbursement", "11/90", "-q", "1", "--data", str(office)]) == 0


def test_a_whole_copy_again(office: Path, capsys: Capture) -> None:
    leave_out(office)
    git(office, "sparse-checkout", "disable")
    assert FolderTree(office).left_out == {}
    (office / TRADE).unlink()  # a file that somebody has deleted is deleted
    assert TRADE not in FolderTree(office).files()


def test_a_sparse_checkout_is_found_in_another_work_tree_too(office: Path, tmp_path: Path) -> None:
    assert not may_be_sparse(office)
    assert not may_be_sparse(tmp_path)
    other = tmp_path / "bản khác"
    git(office, "worktree", "add", "-q", "--detach", str(other))
    data = other / "cam kết 2024" / "data"
    leave_out(data)
    assert may_be_sparse(data)
    assert FINANCE in FolderTree(data).left_out
    assert FolderTree(office).left_out == {}


def test_a_copy_without_contents_stops_once(
    office: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMKET_NO_CACHE", "1")  # else the second copy would need no contents: what they say was kept
    git(office, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "bản thiếu"
    git(tmp_path, "clone", "-q", "--filter=blob:none", office.parents[1].as_uri(), str(clone))
    data = clone / "cam kết 2024" / "data"
    assert cli.run(["review", "HEAD~1", "--data", str(data)]) == 0  # fetched while the server is there
    whole = capsys.readouterr().out
    shutil.rmtree(clone)
    git(tmp_path, "clone", "-q", "--filter=blob:none", office.parents[1].as_uri(), str(clone))
    shutil.move(office.parents[1], tmp_path / "nơi khác")
    assert "40.100" in whole
    for command in (["review", "HEAD~1"], ["diff", "HEAD~1"], ["log", "revenue"]):
        assert cli.run([*command, "--data", str(data)]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("partial clone") == 1
