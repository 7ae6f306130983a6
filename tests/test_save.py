"""Writing of files: a file is written completely or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from camket.text.problems import CamketError, WouldOverwrite
from camket.text.save import FileChange, write_change, write_file

OLD = "cũ\r\n".encode()
NEW = "mới\n".encode() * 10_000


class Killed(BaseException):
    """Simulates that the process is killed."""


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "q1" / "a.yaml"
    assert write_file(path, NEW) is True
    assert path.read_bytes() == NEW


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    before = path.stat().st_mtime_ns
    assert write_file(path, OLD) is False
    assert path.stat().st_mtime_ns == before


def test_a_file_that_exists_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    with pytest.raises(WouldOverwrite):
        write_file(path, NEW)
    assert path.read_bytes() == OLD


def test_a_file_is_replaced_if_it_has_not_changed_since_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    assert write_file(path, NEW, replaces=OLD) is True
    assert path.read_bytes() == NEW


def test_a_file_that_has_changed_since_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD + b"x")
    with pytest.raises(WouldOverwrite):
        write_file(path, NEW, replaces=OLD)
    assert path.read_bytes() == OLD + b"x"


def test_a_file_that_was_removed_since_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with pytest.raises(WouldOverwrite):
        write_file(path, NEW, replaces=OLD)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_removed_only_if_it_has_not_changed_since_it_was_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"new")
    with pytest.raises(WouldOverwrite):
        write_file(file, None, replaces=b"old")
    assert file.read_bytes() == b"new"
    write_file(file, None, replaces=b"new")
    assert not file.exists()
    with pytest.raises(CamketError, match=r"a\.yaml"):
        write_file(file, None, replaces=b"new")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_the_file_behind_a_symlink_is_removed_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(OLD)
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    assert write_change(tmp_path, FileChange("a.yaml", OLD, None))
    assert not (tmp_path / "b.yaml").exists()
    assert write_change(tmp_path, FileChange("a.yaml", None, NEW))
    assert (tmp_path / "b.yaml").read_bytes() == NEW
    assert not write_change(tmp_path, FileChange("a.yaml", NEW, NEW))


def test_an_output_may_replace_any_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    assert write_file(path, NEW, may_replace=True) is True
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("step", ["replace", "fsync"])
@pytest.mark.parametrize("present", [OLD, None])
def test_a_process_killed_while_writing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, present: bytes | None
) -> None:
    path = tmp_path / "a.yaml"
    if present is not None:
        path.write_bytes(present)

    def die(*_arguments: object) -> None:
        raise Killed

    if step == "replace":
        monkeypatch.setattr(Path, "replace", die)
    else:
        monkeypatch.setattr(os, "fsync", die)
    with pytest.raises(Killed):
        write_file(path, NEW, replaces=present)
    assert (path.read_bytes() if path.exists() else None) == present
    assert [file.name for file in tmp_path.iterdir()] == (["a.yaml"] if present is not None else [])


def test_a_reader_gets_the_old_file_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    seen: list[bytes] = []
    replace = Path.replace

    def look_first(self: Path, target: Path) -> Path:
        seen.append(path.read_bytes())
        assert self.read_bytes() == NEW  # the temporary file is complete before it is renamed
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look_first)
    write_file(path, NEW, replaces=OLD)
    assert seen == [OLD]
    assert path.read_bytes() == NEW


def test_an_error_of_the_system_becomes_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"

    def refuse(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CamketError) as caught:
        write_file(path, NEW)
    assert "a.yaml" in str(caught.value)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    with pytest.raises(CamketError):
        write_file(tmp_path / "a.yaml", NEW)
    assert (tmp_path / "a.yaml").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(OLD)
    path.chmod(0o640)
    write_file(path, NEW, replaces=OLD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        write_file(tmp_path / "b.yaml", NEW)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "b.yaml").stat().st_mode) == 0o640
