"""The cache of parsed files: what is found is what was kept; what is damaged, foreign or another user's is absent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from camket.text import parse_cache
from camket.text.parse_cache import OFF, cache_folder, open_cache

DATA = "unit: Phường 1\nresults:\n  doanh-thu: {value: 22.20}\n  rỗng:\n".encode()
VALUE: dict[str, object] = {"unit": "Phường 1", "results": {"doanh-thu": {"value": "22.20"}, "rỗng": None}}
posix = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes of POSIX")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.delenv(OFF, raising=False)


def keep(data: bytes = DATA, value: dict[str, object] = VALUE) -> None:
    with open_cache() as cache:
        cache.put(data, value)


def found(data: bytes = DATA) -> object:
    with open_cache() as cache:
        return cache.get(cache.key(data))


def file() -> Path:
    return cache_folder() / "parsed.sqlite"


def test_what_was_kept_is_found_by_the_content_alone() -> None:
    assert found() is None
    keep()
    assert found() == VALUE
    assert list(found()["results"]) == ["doanh-thu", "rỗng"]  # type: ignore[index]
    assert found(DATA + b"#") is None


def test_a_blob_of_git_is_found_by_its_id(tmp_path: Path) -> None:
    keep()
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    made = subprocess.run(["git", "hash-object", "--stdin"], cwd=tmp_path, input=DATA, capture_output=True, check=True)
    with open_cache() as cache:
        assert cache.get(cache.blob_key(made.stdout.decode().strip())) == VALUE
        assert cache.get(cache.blob_key("00" * 20)) is None
        assert cache.get(cache.blob_key("00" * 32)) is None


def test_every_byte_of_an_entry_is_guarded() -> None:
    import sqlite3

    keep()
    columns = ("key", "blob", "digest", "value")
    with sqlite3.connect(file()) as connection:
        row = connection.execute(f"SELECT {', '.join(columns)} FROM files").fetchone()
    for index, column in enumerate(columns):
        for place in range(len(row[index])):
            for flip in (0x01, 0x80):
                broken = bytearray(row[index])
                broken[place] ^= flip
                with sqlite3.connect(file()) as connection:
                    connection.execute(f"UPDATE files SET {column} = ?", (bytes(broken),))
                with open_cache() as cache:
                    assert cache.get(cache.key(DATA)) is None
                    assert cache.get(bytes(row[1])) is None
        with sqlite3.connect(file()) as connection:
            connection.execute(f"UPDATE files SET {column} = ?", (row[index],))
    assert found() == VALUE


def test_every_byte_of_the_file_may_be_damaged() -> None:
    keep()
    whole = file().read_bytes()
    used = [place for place, byte in enumerate(whole) if byte] + list(range(0, len(whole), 97))
    for place in used:
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        file().write_bytes(broken)
        assert found() in (None, VALUE), place
    keep()
    assert found() == VALUE


@pytest.mark.parametrize("left", [0, 1, 15, 16, 100, 4096, -4096, -1])
def test_a_truncated_file_is_made_anew(left: int) -> None:
    keep()
    file().write_bytes(file().read_bytes()[:left])
    assert found() in (None, VALUE)
    keep()
    assert found() in (None, VALUE)
    keep()
    assert found() == VALUE


@pytest.mark.parametrize("script", [b"no database at all " * 400, b"", None])
def test_a_foreign_file_is_made_anew(script: bytes | None) -> None:
    import sqlite3

    keep()
    file().unlink()
    if script is None:
        with sqlite3.connect(file()) as connection:
            connection.execute("CREATE TABLE files (a, b)")
    else:
        file().write_bytes(script)
    file().chmod(0o600)
    assert found() is None
    keep()
    assert found() == VALUE


def test_columns_of_another_type_are_absent() -> None:
    import sqlite3

    for wrong in ("'text'", "7", "NULL", "x''"):
        for column in ("blob", "digest", "value"):
            keep()
            with sqlite3.connect(file()) as connection:
                connection.execute(f"UPDATE OR IGNORE files SET {column} = {wrong}")
            assert found() in (None, VALUE)
            file().unlink()


def test_another_version_of_the_program_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    keep()
    monkeypatch.setattr(parse_cache, "code_digest", lambda: b"another parser" * 3)
    assert found() is None
    keep(value={"unit": "another"})
    assert found() == {"unit": "another"}


def test_the_cache_is_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    keep()
    monkeypatch.setenv(OFF, "1")
    assert found() is None
    keep(b"b: c", {"b": "c"})
    monkeypatch.delenv(OFF)
    assert found(b"b: c") is None
    assert found() == VALUE


@posix
@pytest.mark.parametrize("harm", ["mode of folder", "mode of file", "link of folder", "link of file", "pipe"])
def test_nothing_is_read_where_another_user_can_write(tmp_path: Path, harm: str) -> None:
    keep()
    folder, path = cache_folder(), file()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    if harm == "mode of folder":
        folder.chmod(0o770)
    elif harm == "mode of file":
        path.chmod(0o602)
    else:
        place = folder if harm == "link of folder" else path
        place.rename(tmp_path / "real")
        if harm == "pipe":
            os.mkfifo(place)
        else:
            place.symlink_to(tmp_path / "real")
    assert found() is None
    keep()
    assert found() is None


@posix
def test_the_folder_of_another_user_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    keep()
    assert not cache_folder().exists()
    monkeypatch.undo()


def test_a_command_that_cannot_write_goes_on(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file in the place of the folder")
    keep()
    assert found() is None


def test_the_oldest_entries_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_cache, "MOST_BYTES", 256 * 1024)
    texts = [f"text: {'x' * 900}{number}".encode() for number in range(1000)]
    for start in range(0, 1000, 50):
        with open_cache() as cache:
            for data in texts[start : start + 50]:
                cache.put(data, {"text": data.decode()})
    assert file().stat().st_size < 300 * 1024
    assert found(texts[0]) is None
    assert found(texts[-1]) == {"text": texts[-1].decode()}


def test_text_that_is_no_utf8_is_not_kept() -> None:
    keep(b"a", {"a": "\ud800"})
    assert found(b"a") is None


def test_commands_that_run_at_once_do_not_disturb_each_other() -> None:
    code = (
        "import sys; from camket.text.parse_cache import open_cache\n"
        "for turn in range(20):\n"
        "    with open_cache() as cache:\n"
        "        for n in range(50):\n"
        "            data = f'n: {n}'.encode(); value = cache.get(cache.key(data))\n"
        "            assert value in (None, {'n': str(n)})\n"
        "            cache.put(data + sys.argv[1].encode(), {'n': str(n)}); cache.put(data, {'n': str(n)})\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(number)]) for number in range(3)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert found(b"n: 7") == {"n": "7"}
