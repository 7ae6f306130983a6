"""A bar on the terminal for what lasts over a second: there while it lasts, gone afterwards, and nowhere but on a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from camket.cli import run
from camket.screen import progress as screen_progress
from camket.screen.progress import TerminalDisplay, make_display
from camket.text import progress
from small_office import write_office


class FakeTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        """What stands on the screen now."""
        screen = pyte.Screen(80, 24)
        pyte.Stream(screen).feed(self.getvalue().replace("\n", "\r\n"))
        return "\n".join(line.rstrip() for line in screen.display).rstrip()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(screen_progress, "monotonic", lambda: now[0])
    monkeypatch.setenv("TERM", "xterm")
    return now


@pytest.fixture
def terminal(clock: list[float]) -> Iterator[FakeTerminal]:
    stream = FakeTerminal()
    token = progress.display.set(make_display(stream))
    yield stream
    progress.display.reset(token)


def test_a_bar_is_shown_after_a_second_and_is_gone_at_the_end(terminal: FakeTerminal, clock: list[float]) -> None:
    seen = []
    for number in progress.counted(range(20), "Đang đọc tệp"):
        seen.append(number)
        if number < 9:
            assert terminal.getvalue() == ""
        if number > 10:
            assert "Đang đọc tệp" in terminal.shown
            assert "10/20" in terminal.shown or f"{number}/20" in terminal.shown
        clock[0] += 0.11
    assert seen == list(range(20))
    assert terminal.getvalue() != ""
    assert terminal.shown == ""


def test_only_the_outermost_step_is_shown(terminal: FakeTerminal, clock: list[float]) -> None:
    clock[0] += 2
    for _number in progress.counted(range(3), "outside"):
        for _inner in progress.counted([1, 2], "inside"):
            clock[0] += 1
            assert "outside" in terminal.shown
    assert "inside" not in terminal.getvalue()
    assert terminal.shown == ""


def test_a_step_that_is_left_by_an_error_leaves_nothing(terminal: FakeTerminal, clock: list[float]) -> None:
    clock[0] += 2

    def fail() -> None:
        for _number in progress.counted(range(3), "step"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert "step" in terminal.getvalue()
    assert terminal.shown == ""


def test_a_message_stands_where_the_bar_was(terminal: FakeTerminal, clock: list[float]) -> None:
    clock[0] += 2
    for number in progress.counted(range(3), "step"):
        clock[0] += 1
        if number == 1:
            progress.clear()
            terminal.write("a message\n")
    assert terminal.shown == "a message"


def test_a_step_that_cannot_be_counted_is_shown_at_once(terminal: FakeTerminal) -> None:
    with progress.waiting("Đang tạo tệp PDF"):
        assert terminal.shown == "Đang tạo tệp PDF"
    assert terminal.shown == ""


@pytest.mark.parametrize("kind", ["file", "dumb"])
def test_nothing_is_shown_but_on_a_terminal(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb" if kind == "dumb" else "xterm")
    assert make_display(FakeTerminal() if kind == "dumb" else io.StringIO()) is None


@pytest.mark.parametrize("words", [("check",), ("status",), ("report", "--format", "md", "--output", "-")])
def test_commands_print_the_same_with_a_bar(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    arguments = [*words, "--data", str(write_office(tmp_path / "data"))]
    plain = run(arguments), capfd.readouterr().out
    assert plain[0] < 2
    assert progress.display.get() is None
    terminal = FakeTerminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(screen_progress, "SECONDS", 0)
    monkeypatch.setenv("CAMKET_NO_CACHE", "1")
    assert (run(arguments), capfd.readouterr().out) == plain
    assert isinstance(progress.display.get(), TerminalDisplay)
    assert "Đang đọc tệp" in terminal.getvalue()
    assert "Đang" not in terminal.shown
    progress.display.set(None)
