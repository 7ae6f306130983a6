"""`format:` of targets.yaml: older data are read as before, newer data are refused by every reader, and one command upgrades."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from camket import __version__
from camket.cli import run
from camket.history.merging import merge_file
from camket.history.textconv import list_facts
from camket.ledger.data_format import FORMAT
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.screen.editor_check import check_folder
from camket.text.problems import Problem
from git_office import git

GOOD = Path(__file__).parent / "broken" / "_good"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of a folder without `format:`, with two goals that are bare numbers."""
    copy = tmp_path / "data"
    shutil.copytree(GOOD, copy)
    path = copy / "targets.yaml"
    text = path.read_bytes().decode()
    assert "goal: {at_least: 75}\n" in text
    path.write_bytes(text.replace("goal: {at_least: 75}\n", "goal: 75   # cả năm\n").encode())
    return copy


def _set_format(folder: Path, written: str) -> None:
    path = folder / "targets.yaml"
    path.write_bytes(f"format: {written}\n".encode() + path.read_bytes())


def _read(folder: Path) -> tuple[Ledger | None, list[Problem]]:
    return load(FolderTree(folder))


def _run(*arguments: object) -> int:
    return run([str(one) for one in arguments])


# --- reading --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["", "1", "2", '"2"', "' 1 '", "~"])
def test_known_formats_are_read_alike(folder: Path, written: str) -> None:
    without, _problems = _read(folder)
    _set_format(folder, written)
    ledger, problems = _read(folder)
    assert problems == []
    assert ledger is not None
    assert without is not None
    assert ledger.targets == without.targets


@pytest.mark.parametrize("written", ["two", "0", "-1", "1.5", "2,0", "02", "9" * 6000, "[2]", "{a: 2}", "''"])
def test_what_is_no_format_has_a_located_error_and_the_rest_is_read(folder: Path, written: str) -> None:
    _set_format(folder, written)
    ledger, problems = _read(folder)
    assert [(one.rule, str(one.place), one.level) for one in problems] == [("bad-value", "targets.yaml:1:9", "error")]
    assert problems[0].hint == f"Viết format: {FORMAT}."
    assert ledger is not None
    assert ledger.targets


def test_a_newer_format_is_refused_with_the_version_that_it_needs(folder: Path) -> None:
    (folder / "units.yaml").write_bytes(b"later: [1]\n")
    _set_format(folder, str(FORMAT + 1))
    ledger, problems = _read(folder)
    assert ledger is None
    ((rule, place),) = [(one.rule, str(one.place)) for one in problems]
    assert (rule, place) == ("newer-format", "targets.yaml:1:9")
    assert f"0.{FORMAT + 1}.0" in problems[0].message
    assert __version__ in problems[0].message


def test_the_version_is_one_that_reads_the_newest_format() -> None:
    major, minor, _rest = __version__.split(".", 2)
    assert (int(major), int(minor)) >= (0, FORMAT)


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "status",
        "show enterprises",
        "trace enterprises",
        "proposals",
        "report -q 1",
        "remind -q 1",
        "form export -q 1",
        "open -q 1",
        "set phong-a enterprises 3 -q 1",
        "schema",
        "check --upgrade",
        "log enterprises",
        "setup-editor",
    ],
)
def test_every_command_refuses_a_newer_format(folder: Path, capsys: Capture, command: str) -> None:
    _set_format(folder, "7")
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    assert _run(*command.split(), "--data", folder) == 1
    said = capsys.readouterr()
    assert "0.7.0" in said.out + said.err
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_a_newer_format_cannot_be_carried_over(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    _set_format(folder, "7")
    assert _run("init", tmp_path / "next", "--from", folder) == 1
    assert "0.7.0" in capsys.readouterr().err
    assert not (tmp_path / "next").exists()


def test_an_editor_shows_that_the_format_is_newer(folder: Path) -> None:
    checked = check_folder(folder, {"targets.yaml": "format: 7\nlater: {}\n"}, date(2023, 6, 1))
    assert checked.state is None
    assert [one.problem.rule for found in checked.found.values() for one in found] == ["newer-format"]


# --- history --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(folder: Path) -> Path:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "định dạng 1")
    return folder


def test_commits_of_an_older_format_are_compared(repository: Path, capsys: Capture) -> None:
    assert _run("check", "--upgrade", "--data", repository) == 0
    capsys.readouterr()
    assert _run("diff", "--data", repository) == 0
    assert "75" not in capsys.readouterr().out
    assert _run("review", "HEAD", "--data", repository) == 0


@pytest.mark.parametrize("command", ["diff HEAD~1", "diff HEAD HEAD~1", "review HEAD~1", "log enterprises"])
def test_a_commit_of_a_newer_format_is_refused(repository: Path, capsys: Capture, command: str) -> None:
    older = (repository / "targets.yaml").read_bytes()
    _set_format(repository, "7")
    git(repository, "commit", "-q", "-a", "-m", "định dạng 7")
    (repository / "targets.yaml").write_bytes(older)
    git(repository, "commit", "-q", "-a", "-m", "về định dạng 1")
    assert _run(*command.split(), "--data", repository) == 1
    said = capsys.readouterr()
    assert "0.7.0" in said.out + said.err


def test_a_newer_format_is_merged_by_its_lines_and_looked_at() -> None:
    base, ours, theirs = b"format: 7\na: 1\n\nb: 1\n", b"format: 7\na: 2\n\nb: 1\n", b"format: 7\na: 1\n\nb: 2\n"
    merged = merge_file("targets.yaml", base, ours, theirs)
    assert not merged.is_whole
    assert "0.7.0" in merged.reason
    assert b"a: 2" in merged.data
    assert list_facts("targets.yaml", base, None) is None


# --- the upgrade ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("head", ["", "\ufeff", "# Đầu tệp\n\n", "---\n", "format: 1\n", "format:   # chưa ghi\n"])
def test_the_upgrade_changes_only_what_it_must(folder: Path, capsys: Capture, head: str, line_end: str, dry_run: bool) -> None:
    path = folder / "targets.yaml"
    text = head + path.read_bytes().decode()
    path.write_bytes(text.replace("\n", line_end).encode())
    before, had = _read(folder)[0], path.read_bytes()
    assert _run("check", "--upgrade", *(["--dry-run"] if dry_run else []), "--data", folder) == 0
    said = capsys.readouterr().err
    assert "+ format: 2" in said
    assert "- " + "    goal: 75   # cả năm" in said
    assert "+ " + "      at_least: 75" in said
    if dry_run:
        assert path.read_bytes() == had
        return
    expected = text.replace("goal: 75   # cả năm", "goal:   # cả năm\n      at_least: 75")
    if "format:" in head:
        expected = expected.replace("format: 1", "format: 2").replace("format:   #", "format: 2   #")
    else:
        expected = expected.replace("commitment:", "format: 2\ncommitment:", 1)
    assert path.read_bytes().decode() == expected.replace("\n", line_end)
    after, problems = _read(folder)
    assert after is not None
    assert before is not None
    assert after.targets == before.targets
    assert not [one for one in problems if one.level == "error"]
    assert _run("check", "--upgrade", "--data", folder) == 0
    assert "nội dung không đổi" in capsys.readouterr().err


def test_a_file_with_an_error_is_not_upgraded(folder: Path, capsys: Capture) -> None:
    path = folder / "targets.yaml"
    path.write_bytes(path.read_bytes().replace(b"goal: {at_least: assigned}", b"goal: {at_least: asigned}", 1))
    had = path.read_bytes()
    assert _run("check", "--upgrade", "--data", folder) == 1
    assert "asigned" in capsys.readouterr().err
    assert path.read_bytes() == had


def test_dry_run_belongs_to_the_upgrade(folder: Path, capsys: Capture) -> None:
    assert _run("check", "--dry-run", "--data", folder) == 2
    assert "--upgrade" in capsys.readouterr().err
