"""Questions asked in a terminal: the only module that uses prompt_toolkit.

While a reply is typed, the line below it shows how the reply is understood, or why it is not valid. Enter does not accept an
invalid reply.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style as Styles

from camket.entry.asker import Command, Reply, Style
from camket.entry.questions import Question, ReplyRemark
from camket.history.account import UnitChanges
from camket.screen.account import print_account
from camket.screen.console import make_console
from camket.text.code_pages import fitting, is_unicode
from camket.text.language import _

_HELP = "?"
_COMMANDS: dict[str, Command] = {"<": "back", ">": "skip", "~": "awaiting", "q": "stop"}
# Keys for the same commands, which work after any text.
_KEYS = {"f1": _HELP, "pageup": "<", "pagedown": ">"}
_STYLES = Styles.from_dict(
    {
        "title": "bold",
        "quiet": "ansibrightblack",
        "warning": "ansiyellow",
        "error": "ansired",
        "good": "ansigreen",
        "bottom-toolbar": "noreverse",
        "bottom-toolbar.text": "noreverse",
    }
)


class Terminal:
    """The terminal as an Asker."""

    def __init__(self) -> None:
        self.session: PromptSession[str] = PromptSession(style=_STYLES)
        self.half_typed = ""  # what stood in the line when F1 was pressed: it stands there again
        self.console = make_console(sys.stdout)

    @property
    def _width(self) -> int:
        return max(self.session.app.output.get_size().columns, 40)

    def _fit(self, text: str) -> str:
        """The text in letters that the encoding of the terminal has, without control characters."""
        text = "".join(letter if letter.isprintable() else " " for letter in text)
        return text if is_unicode(sys.stdout) else fitting(text, sys.stdout.encoding)

    def _wrap(self, text: str, indent: int = 0) -> list[str]:
        margin = " " * indent
        lines = textwrap.wrap(self._fit(text), self._width - 1, initial_indent=margin, subsequent_indent=margin)
        return lines or [""]

    def say(self, text: str, style: Style = "plain", indent: int = 0) -> None:
        for line in self._wrap(text, indent):
            print_formatted_text(FormattedText([(f"class:{style}", line)]), style=_STYLES)

    def show(self, sections: Sequence[UnitChanges]) -> None:
        print_account(self.console, sections)

    def ask(self, question: Question, remark: Callable[[str], ReplyRemark], commands: Sequence[Command]) -> Reply:
        self._list_choices(question)
        known = {sign: command for sign, command in _COMMANDS.items() if command in commands or command == "stop"}
        while True:
            try:
                text = self._prompt(question, remark, known)
            except (EOFError, KeyboardInterrupt):
                return Reply(command="stop")
            sign = _sign_in(question, known, text)
            if sign == _HELP:
                self.say(question.help or _("There is nothing more to say about this question."), "quiet", 2)
            elif sign is not None:
                return Reply(command=known[sign])
            else:
                return Reply(text)

    def _list_choices(self, question: Question) -> None:
        for place, (name, label) in enumerate(question.choices.items(), 1):
            line = f"{name}  {label}" if question.has_own_numbers else f"{place}. {label}"
            self.say(f"{line}: {question.beside[name]}" if name in question.beside else line, indent=4)

    def _prompt(self, question: Question, remark: Callable[[str], ReplyRemark], known: Mapping[str, Command]) -> str:
        def look(text: str) -> ReplyRemark:
            return ReplyRemark() if _sign_in(question, known, text) is not None else remark(text)

        leaving: list[str] = []  # a key that leaves the question was pressed once, with this text in the line

        def toolbar() -> FormattedText:
            if leaving and leaving[-1] == get_app().current_buffer.text:
                words = _("What is typed is not taken yet: Enter takes it; the key again leaves the question without it.")
                return FormattedText([("class:error", "\n".join(self._wrap(words, 2)))])
            found = look(get_app().current_buffer.text)
            style = "class:error" if found.is_fault else "class:good"
            return FormattedText([(style, "\n".join(self._wrap(found.text, 2)))])

        bindings = KeyBindings()

        @bindings.add("enter", eager=True)
        def _take(event: KeyPressEvent) -> None:
            if look(event.current_buffer.text).is_fault:
                event.app.output.bell()
            else:
                event.current_buffer.validate_and_handle()

        for key, sign in _KEYS.items():
            if sign == _HELP or sign in known:
                bindings.add(key, eager=True)(self._exit_with(sign, question, leaving))

        words = [*question.choices, *question.choices.values()]
        *above, last = self._wrap(question.label, 2)
        for line in above:
            self.say(line)
        return self.session.prompt(
            [("class:title", f"{last}: ")],
            default=self._taken_back() or question.present,
            key_bindings=bindings,
            bottom_toolbar=toolbar,
            completer=WordCompleter(words, ignore_case=True, sentence=True) if words else None,
            complete_while_typing=False,
            enable_history_search=False,
        )

    def _taken_back(self) -> str:
        """Return what was half typed when the help was asked for, once."""
        text, self.half_typed = self.half_typed, ""
        return text

    def _exit_with(self, sign: str, question: Question, leaving: list[str]) -> Callable[[KeyPressEvent], None]:
        """Return what a key does. What is half typed is kept for the help, and is not left without a second press."""

        def leave(event: KeyPressEvent) -> None:
            text = event.current_buffer.text
            if sign == _HELP:
                self.half_typed = text
            elif text.strip() and text != question.present and leaving[-1:] != [text]:
                leaving.append(text)
                event.app.output.bell()
                return
            event.app.exit(result=sign)

        return leave


def _sign_in(question: Question, known: Mapping[str, Command], text: str) -> str | None:
    """The sign of a command, if the text is one: the sign alone, or the sign typed after the value that was there already."""
    typed = text.strip()
    if typed == _HELP or typed in known:
        return typed
    sign = typed[-1:]
    is_behind = bool(question.present) and typed[:-1].strip() == question.present and not sign.isalnum()
    return sign if is_behind and (sign == _HELP or sign in known) else None
