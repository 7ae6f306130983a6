"""Writing of files: a file is written completely or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from camket.text.problems import CamketError, WouldOverwrite
from camket.text.save import FileChange, remove_leftovers, write_change, write_file

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
@pytest.mark.parametrize("after", [NEW, None])
def test_nothing_is_written_through_a_link(tmp_path: Path, after: bytes | None) -> None:
    folder, other = tmp_path / "data", tmp_path / "other"
    (other / "q2").mkdir(parents=True)
    (folder / "reports").mkdir(parents=True)
    for name in ("b.yaml", "q2/b.yaml"):
        (other / name).write_bytes(OLD)
    (folder / "a.yaml").symlink_to(other / "b.yaml")
    (folder / "broken.yaml").symlink_to(other / "new.yaml")
    (folder / "reports" / "q2").symlink_to(other / "q2")
    with pytest.raises(CamketError, match=r"a\.yaml"):
        write_change(folder, FileChange("a.yaml", OLD, after))
    with pytest.raises(CamketError, match=r"a\.yaml"):
        write_file(folder / "a.yaml", after, may_replace=True)
    with pytest.raises(CamketError, match=r"broken\.yaml"):
        write_file(folder / "broken.yaml", NEW)
    for name in ("b.yaml", "c.yaml"):
        with pytest.raises(CamketError, match=rf"q2.{name}"):
            write_change(folder, FileChange(f"reports/q2/{name}", OLD if name == "b.yaml" else None, after or NEW))
    assert sorted(path.relative_to(other).as_posix() for path in other.rglob("*")) == ["b.yaml", "q2", "q2/b.yaml"]
    assert (other / "b.yaml").read_bytes() == (other / "q2" / "b.yaml").read_bytes() == OLD


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_the_data_folder_itself_may_be_reached_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real" / "reports").mkdir(parents=True)
    (tmp_path / "data").symlink_to(tmp_path / "real")
    assert write_change(tmp_path / "data", FileChange("reports/a.yaml", None, NEW))
    assert (tmp_path / "real" / "reports" / "a.yaml").read_bytes() == NEW


def test_temporary_files_of_killed_processes_are_deleted_by_the_next_one_that_writes(tmp_path: Path) -> None:
    (tmp_path / "q1").mkdir()
    left = [tmp_path / ".a.yaml.ab12cd_9.tmp", tmp_path / "q1" / ".b.yaml.zzzzzzzz.tmp"]
    kept = [tmp_path / "a.tmp", tmp_path / ".a.yaml.short.tmp", tmp_path / "q1" / "b.yaml.ab12cd_9.tmp"]
    for path in (*left, *kept):
        path.write_bytes(OLD)
    assert write_file(tmp_path / "c.yaml", NEW)
    assert not left[0].exists()
    remove_leftovers([tmp_path / "q1", tmp_path / "missing"])
    assert not left[1].exists()
    assert all(path.exists() for path in kept)


def test_a_file_longer_than_what_is_written_is_not_read_to_be_compared(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as stream:
        stream.truncate(10**11)  # sparse: it takes no room on the disk
    with pytest.raises(WouldOverwrite):
        write_file(path, NEW)
    with pytest.raises(WouldOverwrite):
        write_file(path, NEW, replaces=OLD)
    assert write_file(path, NEW, may_replace=True)
    assert path.read_bytes() == NEW


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
