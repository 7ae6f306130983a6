"""Files of others: a link, a folder, a FIFO or a device in place of a file, and files too large to be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from camket.text.plain_file import FileTooLarge, NotPlainFile, find_stray, read_plain

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and devices need a privilege there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data" / "folder").mkdir(parents=True)
    (tmp_path / "data" / "plain").write_bytes(b"x" * 10)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_bytes(b"secret")
    (tmp_path / "data" / "link").symlink_to(tmp_path / "other" / "file")
    (tmp_path / "data" / "inner").symlink_to(tmp_path / "data" / "plain")
    (tmp_path / "data" / "broken").symlink_to("nowhere")
    (tmp_path / "data" / "elsewhere").symlink_to(tmp_path / "other")
    os.mkfifo(tmp_path / "data" / "pipe")
    (tmp_path / "shortcut").symlink_to(tmp_path / "data")
    return tmp_path / "shortcut"


@pytest.mark.parametrize("name", ["folder", "link", "inner", "broken", "elsewhere/file", "pipe"])
def test_what_is_no_plain_file_below_the_folder_is_not_read(folder: Path, name: str) -> None:
    assert find_stray(folder / name, folder)
    with pytest.raises(NotPlainFile, match=name):
        read_plain(folder / name, below=folder)


def test_a_folder_reached_through_a_link_has_plain_files(folder: Path) -> None:
    assert find_stray(folder / "plain", folder) is None
    assert find_stray(folder / "missing", folder) is None
    assert find_stray(folder / "plain" / "missing", folder) is None
    assert read_plain(folder / "plain", below=folder) == b"x" * 10


def test_a_file_named_alone_may_be_a_link_but_no_device(folder: Path) -> None:
    assert read_plain(folder / "link") == b"secret"
    for path in (folder / "pipe", folder / "folder", Path("/dev/zero")):
        with pytest.raises(NotPlainFile):
            read_plain(path)
    with pytest.raises(FileNotFoundError):
        read_plain(folder / "broken")


def test_the_size_is_known_before_anything_is_read(folder: Path) -> None:
    assert read_plain(folder / "plain", 10) == b"x" * 10
    with pytest.raises(FileTooLarge):
        read_plain(folder / "plain", 9)
    with (folder / "sparse").open("wb") as stream:
        stream.truncate(10**11)
    with pytest.raises(FileTooLarge) as caught:
        read_plain(folder / "sparse")
    assert caught.value.size == 10**11
