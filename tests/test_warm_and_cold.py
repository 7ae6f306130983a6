"""Whatever is edited, in whatever order: with the cache of parsed files every command prints what it prints without it."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from camket.cli import run
from camket.rules import review
from camket.standing import last_year
from git_office import SETTINGS, change, commit, git, make_repository
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


def printed(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], commands: Sequence[Sequence[str]] = COMMANDS
) -> list[tuple[int, bytes, bytes]]:
    found = []
    for words in commands:
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


# --- commands that compare states of git ----------------------------------------------------------------------------

HISTORY = (
    ("diff",),
    ("diff", "HEAD~1", "HEAD"),
    ("diff", "HEAD~2", "--format", "json"),
    ("diff", "HEAD~2...HEAD", "--format", "markdown"),
    ("review", "HEAD~2"),
    ("review", "HEAD~1", "HEAD", "--format", "json"),
    ("review", "HEAD~2", "--format", "markdown", "--strict"),
    ("log", "revenue"),
    ("log", "revenue", "--all", "--format", "json"),
)


@pytest.mark.parametrize("seed", range(3))
def test_warm_equals_cold_at_commits(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    choice = random.Random(seed)
    folder = make_repository(tmp_path)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    commit(folder, "chưa có gì khác")
    commit(folder, "chưa có gì khác")
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    for step in range(10):
        monkeypatch.setenv("CAMKET_NO_CACHE", "1")
        cold = printed(folder, capfdbinary, HISTORY)
        monkeypatch.delenv("CAMKET_NO_CACHE")
        assert printed(folder, capfdbinary, HISTORY) == cold  # the files that changed are parsed now
        assert printed(folder, capfdbinary, HISTORY) == cold  # and the answers are found now
        path = choice.choice([one for one in sorted(before) if one.exists()])
        match choice.randrange(4):
            case 0:  # an earlier file under another commit
                path.write_bytes(before[path])
            case 1 if path.parent != folder:
                path.unlink()
            case _:
                path.write_bytes(choice.choice(EDITS)(path.read_bytes(), choice))
        if step % 3:  # else it is not committed yet
            commit(folder, f"bước {step}")
    assert (tmp_path / "cache" / "camket" / "parsed.sqlite").stat().st_size > 0


@pytest.mark.parametrize(
    "words", [("diff", "HEAD~1", "HEAD"), ("diff", "HEAD~1"), ("review", "HEAD~1"), ("review", "HEAD~1", "HEAD")]
)
def test_an_answer_about_commits_is_worked_out_once(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    folder = make_repository(tmp_path)
    change(folder, "reports/q1/tai-chinh.yaml", "revenue: 15000", "revenue: 15001")
    commit(folder, "sửa số")
    worked: list[object] = []
    counting = counted(worked, last_year.load_both_years)
    monkeypatch.setattr(last_year, "load_both_years", counting)
    monkeypatch.setattr(review, "load_both_years", counting)
    arguments = [*words, "--data", str(folder)]
    first = run(arguments), capfdbinary.readouterr()
    assert (run(arguments), capfdbinary.readouterr()) == first
    assert len(worked) == 1
    assert b"15.001" in first[1].out
    # Whatever changes in the folder, or is told to git about its files, is looked at again.
    change(folder, "reports/q1/tai-chinh.yaml", "revenue: 15001", "revenue: 15002")
    run(arguments)
    assert len(worked) == (1 if words[-1] == "HEAD" else 2)
    git(folder, "checkout", "-q", ".")
    git(folder, "config", "filter.upper.smudge", "cat")
    (folder / ".gitattributes").write_text("*.yaml filter=upper\n", encoding="utf-8")
    so_far = len(worked)
    run(arguments)
    assert len(worked) == so_far + 1


def counted(calls: list[object], function: Callable[..., object]) -> Callable[..., object]:
    def call(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        return function(*arguments, **named)

    return call
