"""Run a command in a pseudo-terminal: type keys, read the screen. A test waits for text on the screen, never for a fixed time."""

from __future__ import annotations

import codecs
import os
import pty
import select
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from camket.text.spelling import nfc

# Seconds after which a test that waits for text fails.
TIMEOUT = 40


class _Screen(pyte.Screen):
    """A screen that sends its cursor position when the program asks for it."""

    def __init__(self, columns: int, lines: int, answer: int) -> None:
        super().__init__(columns, lines)
        self.answer = answer

    def write_process_input(self, data: str) -> None:
        os.write(self.answer, data.encode("ascii"))


class Terminal:
    """A camket command that runs in its own terminal."""

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        settings: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 50),
        encoding: str = "utf-8",
    ) -> None:
        import fcntl
        import termios

        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", **(settings or {})}
        command = [sys.executable, "-m", "camket", *arguments]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self.screen = _Screen(*size, self.master)
        self.stream = pyte.Stream(self.screen)
        self.decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.raw = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)

    @property
    def shown(self) -> str:
        """The text on the screen."""
        return nfc("\n".join(line.rstrip() for line in self.screen.display).rstrip())

    def _read(self) -> bool:
        """Read what the command has written, for one second at most; False when the command has ended."""
        ready, _writable, _wrong = select.select([self.master], [], [], 1)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other side has closed
            return False
        self.raw += data
        self.stream.feed(self.decoder.decode(data))
        return bool(data)

    def wait_for(self, text: str) -> str:
        """Wait until `text` is on the screen; return the text of the screen."""
        end = time.monotonic() + TIMEOUT
        while text not in self.shown:
            assert self._read() or text in self.shown, f"the command ended without {text!r}:\n{self.shown}"
            assert time.monotonic() < end, f"no {text!r} on the screen:\n{self.shown}"
        return self.shown

    def type(self, keys: str) -> None:
        """Type keys, without waiting for anything."""
        os.write(self.master, keys.encode("utf-8"))

    def answer(self, question: str, keys: str) -> None:
        """Wait until the cursor is behind a question, type the answer and Enter, and wait for a reaction."""
        end = time.monotonic() + TIMEOUT
        while not self._asks(question):
            assert self._read(), f"the command ended before {question!r}:\n{self.shown}"
            assert time.monotonic() < end, f"not asked {question!r}:\n{self.shown}"
        self.type(keys + "\r")
        seen = len(self.raw)
        while len(self.raw) == seen and self._read():
            assert time.monotonic() < end, f"nothing came of {keys!r}:\n{self.shown}"

    def reach(self, text: str) -> None:
        """Wait until the cursor is in a line with `text`: a question with its answer so far."""
        end = time.monotonic() + TIMEOUT
        while text not in nfc(self.screen.display[self.screen.cursor.y]):
            assert self._read(), f"the command ended before {text!r}:\n{self.shown}"
            assert time.monotonic() < end, f"the cursor does not reach {text!r}:\n{self.shown}"

    def _asks(self, question: str) -> bool:
        line = nfc(self.screen.display[self.screen.cursor.y])
        return question in line and line.rstrip().endswith(":")

    def finish(self) -> int:
        """Read until the command ends; return its exit code."""
        end = time.monotonic() + TIMEOUT
        while self._read():
            assert time.monotonic() < end, f"the command does not end:\n{self.shown}"
        return self.process.wait()
