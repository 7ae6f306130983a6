"""What `camket fill` needs of a terminal: to print lines and to ask questions. Tests give replies from a list instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from camket.entry.questions import Question, ReplyRemark
from camket.history.account import UnitChanges
from camket.text.language import _
from camket.text.yes_no import read_yes

Command = Literal["back", "skip", "awaiting", "stop"]
Style = Literal["plain", "title", "quiet", "warning", "error", "good"]


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


class Stopped(Exception):
    """The user ended the session in the middle of a question that belongs to another."""


Asked = tuple[Question, Callable[[str], ReplyRemark]]


def ask_in_turn(asker: Asker, asked: Sequence[Asked]) -> list[str] | None:
    """Ask questions one after the other, each with the function that judges its reply; return the replies.

    Return None if a reply is empty, or if the user goes back from the first question. Raises Stopped.
    """
    replies: list[str] = []
    while len(replies) < len(asked):
        reply = asker.ask(*asked[len(replies)], ("back", "stop"))
        if reply.command == "stop":
            raise Stopped
        if reply.command == "back":
            if not replies:
                return None
            replies.pop()
        elif not reply.text.strip():
            return None
        else:
            replies.append(reply.text.strip())
    return replies


def ask_yes(asker: Asker, label: str) -> bool:
    """Ask a yes-or-no question. To go back or to answer nothing is a no. Raises Stopped."""
    replies = ask_in_turn(asker, [(Question((), label, help=_("y: yes; n or Enter: no.")), _remark_on_yes)])
    return replies is not None and bool(read_yes(replies[0]))


def _remark_on_yes(text: str) -> ReplyRemark:
    return ReplyRemark() if read_yes(text, default=False) is not None else ReplyRemark(_("y or n is expected"), True)
