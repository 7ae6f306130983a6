"""Files of others: a link, a folder, a FIFO or a device in place of a file, and files too large to be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from camket.text.plain_file import MOST_BYTES_OF_YAML, FileTooLarge, NotPlainFile, find_stray, read_plain, reading_below

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


def test_very_many_files_are_read_as_one_by_one(tmp_path: Path) -> None:
    root = tmp_path / "data"
    (root / "reports" / "q1").mkdir(parents=True)
    (tmp_path / "link").symlink_to(root)
    (root / "reports" / "q2").symlink_to(root / "reports" / "q1")
    contents = {"targets.yaml": b"a: 1", "reports/q1/x.yaml": "b: ộ".encode(), "reports/q1/empty.yaml": b""}
    for path, data in contents.items():
        (root / path).write_bytes(data)
    (root / "reports" / "q1" / "to.yaml").symlink_to(root / "targets.yaml")
    (root / "reports" / "q1" / "large.yaml").write_bytes(b"#" * (MOST_BYTES_OF_YAML + 1))
    (root / "reports" / "q1" / "folder.yaml").mkdir()
    others = [
        "reports/q1/to.yaml",
        "reports/q1/large.yaml",
        "reports/q1/folder.yaml",
        "reports/q2/x.yaml",
        "reports/q1/no.yaml",
    ]
    for top in (root, tmp_path / "link"):
        with reading_below(top) as read:
            found = {path: read(path) for path in (*contents, *others)}
        assert found in ({**contents, **dict.fromkeys(others)}, dict.fromkeys((*contents, *others)))
        assert found["targets.yaml"] == b"a: 1" or os.open not in os.supports_dir_fd
