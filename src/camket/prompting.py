"""Questions asked in a terminal: the one module that uses prompt_toolkit.

While a reply is typed, the line below says how it is understood or why it cannot stand; Enter takes no reply that cannot.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Sequence

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style as Styles

from camket.account import Section
from camket.filling import Command, Reply, Style
from camket.language import _
from camket.questions import Question, Remark
from camket.show import make_console, print_account
from camket.streams import fitting, is_unicode

_COMMANDS: dict[str, Command] = {"<": "back", ">": "skip", "~": "awaiting", "q": "stop"}
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
        self.console = make_console(sys.stdout)

    @property
    def _width(self) -> int:
        return max(self.session.app.output.get_size().columns, 40)

    def _fit(self, text: str) -> str:
        """The text with letters that the code page lacks written plainly, without what would steer the terminal."""
        text = "".join(letter if letter.isprintable() else " " for letter in text)
        return text if is_unicode(sys.stdout) else fitting(text, sys.stdout.encoding)

    def _wrap(self, text: str, indent: int = 0) -> list[str]:
        margin = " " * indent
        lines = textwrap.wrap(self._fit(text), self._width - 1, initial_indent=margin, subsequent_indent=margin)
        return lines or [""]

    def say(self, text: str, style: Style = "plain", indent: int = 0) -> None:
        for line in self._wrap(text, indent):
            print_formatted_text(FormattedText([(f"class:{style}", line)]), style=_STYLES)

    def show(self, sections: Sequence[Section]) -> None:
        print_account(self.console, sections)

    def ask(self, question: Question, remark: Callable[[str], Remark], commands: Sequence[Command]) -> Reply:
        self._list_choices(question)
        known = {sign: command for sign, command in _COMMANDS.items() if command in commands or command == "stop"}
        default = question.present
        while True:
            try:
                text = self._prompt(question, remark, known, default)
            except (EOFError, KeyboardInterrupt):
                return Reply(command="stop")
            said = text.strip()
            if said == "?":
                self.say(question.help or _("There is nothing more to say about this question."), "quiet", 2)
                continue
            if said in known:
                return Reply(command=known[said])
            return Reply(text)

    def _list_choices(self, question: Question) -> None:
        for number, (name, label) in enumerate(question.choices.items(), 1):
            self.say(f"{number}. {label} ({name})" if name != label else f"{number}. {label}", indent=4)

    def _prompt(self, question: Question, remark: Callable[[str], Remark], known: dict[str, Command], default: str) -> str:
        def look(text: str) -> Remark:
            return Remark() if text.strip() == "?" or text.strip() in known else remark(text)

        def toolbar() -> FormattedText:
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

        words = [*question.choices, *question.choices.values()]
        *above, last = self._wrap(question.label, 2)
        for line in above:
            self.say(line)
        return self.session.prompt(
            [("class:title", f"{last}: ")],
            default=default,
            key_bindings=bindings,
            bottom_toolbar=toolbar,
            completer=WordCompleter(words, ignore_case=True, sentence=True) if words else None,
            complete_while_typing=False,
            enable_history_search=False,
        )
