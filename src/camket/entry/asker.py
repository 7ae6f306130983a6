"""What `camket fill` needs of a terminal: to print lines and to ask questions. Tests give replies from a list instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from camket.entry.questions import Question, ReplyRemark
from camket.history.account import UnitChanges

Command = Literal["back", "skip", "awaiting", "stop"]
Style = Literal["plain", "title", "quiet", "warning", "error", "good"]
_YES = ("c", "có", "co", "y", "yes", "ok")


@dataclass(frozen=True, slots=True)
class Reply:
    """The text typed in reply to a question, or the command given instead of a text."""

    text: str = ""
    command: Command | None = None


class Asker(Protocol):
    """Prints and asks: a terminal, or a list of replies in a test."""

    def say(self, text: str, style: Style = "plain", indent: int = 0) -> None:
        """Print a line or paragraph."""

    def show(self, sections: Sequence[UnitChanges]) -> None:
        """Print changes as `camket diff` does."""

    def ask(self, question: Question, remark: Callable[[str], ReplyRemark], commands: Sequence[Command]) -> Reply:
        """Ask until the reply is one of `commands`, or a text that `remark` finds no fault with."""


def ask_freely(asker: Asker, question: Question, commands: Sequence[Command] = ()) -> Reply:
    """Ask a question to which every text is a valid reply."""
    return asker.ask(question, lambda _text: ReplyRemark(), commands)


def ask_yes(asker: Asker, label: str) -> bool:
    """Ask a yes-or-no question; anything but a yes is a no."""
    reply = ask_freely(asker, Question((), label))
    return reply.command is None and reply.text.strip().casefold() in _YES
