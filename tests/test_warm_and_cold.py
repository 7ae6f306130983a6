"""Whatever is edited, in whatever order: with the cache of parsed files every command prints what it prints without it."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from camket.cli import run
from small_office import write_office

COMMANDS = (
    ("check",),
    ("check", "--format", "json"),
    ("status", "--format", "json"),
    ("status", "--all"),
    ("show", "revenue"),
    ("proposals", "--all"),
)
STEPS = 25

Edit = Callable[[bytes, random.Random], bytes]


def change_figure(data: bytes, choice: random.Random) -> bytes:
    digits = [index for index, byte in enumerate(data) if 48 <= byte <= 57]
    if not digits:
        return data
    index = choice.choice(digits)
    return data[:index] + str(choice.randrange(10)).encode() + data[index + 1 :]


def drop_line(data: bytes, choice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        del lines[choice.randrange(len(lines))]
    return b"".join(lines)


def repeat_line(data: bytes, choice: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    line = choice.choice(lines) if lines else b""
    return data + line


def break_byte(data: bytes, choice: random.Random) -> bytes:
    index = choice.randrange(len(data) + 1)
    return data[:index] + bytes([choice.randrange(256)]) + data[index + 1 :]


def decompose(data: bytes, _choice: random.Random) -> bytes:
    return unicodedata.normalize("NFD", data.decode("utf-8", "replace")).encode()


EDITS: tuple[Edit, ...] = (
    change_figure,
    change_figure,
    drop_line,
    repeat_line,
    break_byte,
    decompose,
    lambda data, _choice: data.replace(b"\n", b"\r\n"),
    lambda data, _choice: data.replace(b"\r\n", b"\n"),
    lambda data, _choice: data + "# ghi chú\n".encode(),
    lambda _data, _choice: b"",
)


def printed(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> list[tuple[int, bytes, bytes]]:
    found = []
    for words in COMMANDS:
        code = run([*words, "--data", str(folder)])
        out, err = capfdbinary.readouterr()
        found.append((code, out, err))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_warm_equals_cold(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    choice = random.Random(seed)
    folder = write_office(tmp_path / "data")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    states: list[dict[Path, bytes]] = []
    for _step in range(STEPS):
        files = {path: path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
        states.append(files)
        monkeypatch.setenv("CAMKET_NO_CACHE", "1")
        cold = printed(folder, capfdbinary)
        monkeypatch.delenv("CAMKET_NO_CACHE")
        assert printed(folder, capfdbinary) == cold  # the files that changed are parsed now
        assert printed(folder, capfdbinary) == cold  # and are found now
        match choice.randrange(6):
            case 0:  # back to an earlier state
                for path in files:
                    path.unlink()
                for path, data in choice.choice(states).items():
                    path.write_bytes(data)
            case 1:  # what two files say changes places
                one, other = choice.sample(sorted(files), 2)
                one.write_bytes(files[other])
                other.write_bytes(files[one])
            case 2:
                reports = [path for path in files if path.parent != folder]
                if reports:
                    choice.choice(reports).unlink()
            case _:
                path = choice.choice(sorted(files))
                path.write_bytes(choice.choice(EDITS)(files[path], choice))
    assert (tmp_path / "cache" / "camket" / "parsed.sqlite").stat().st_size > 0
