"""The words of the running command, as the user typed them."""

from __future__ import annotations

from contextvars import ContextVar

command_words: ContextVar[tuple[str, ...]] = ContextVar("command_words", default=())
