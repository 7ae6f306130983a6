"""The difficulties and proposals of a report, asked for one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from camket.entry.asker import Asker, Command
from camket.entry.draft import ReportDraft
from camket.entry.questions import Question, ReplyRemark, choose, remark_on_choice, remark_on_words
from camket.text.language import _


def ask_remarks(asker: Asker, draft: ReportDraft, key: Literal["difficulties", "proposals"]) -> Command | None:
    """Ask for difficulties or proposals until none is given. Return `back` or `stop` if the user left by that command."""
    labels = {"difficulties": _("Difficulties"), "proposals": _("Proposed solutions")}
    asker.say("")
    asker.say(labels[key], "title")
    present = getattr(draft.filed.report, key) if draft.filed is not None else ()
    for number, one in enumerate(present, 1):
        asker.say(f"{number}. {one.text}", "quiet", 2)
    questions = _questions(draft, key)
    while True:
        texts: list[str] = []
        while len(texts) < len(questions):
            question = questions[len(texts)]
            reply = asker.ask(question, _check_of(question), ("back", "stop"))
            if reply.command == "back" and texts:
                texts.pop()
                continue
            if reply.command is not None:
                return reply.command
            text = reply.text.strip()
            if not texts and not text:
                return None
            texts.append(choose(question, text) if question.sort == "choice" and text else text)
        draft.add_entry(key, {question.keys[0]: text for question, text in zip(questions, texts, strict=True) if text})


def _questions(draft: ReportDraft, key: str) -> list[Question]:
    """Return the questions for one entry; its text comes first, and without a text there is no entry."""
    own = {one.id: one.short or one.name for one in draft.targets}
    questions = [
        Question(("text",), _("One more (Enter: no more)"), help=_("One after the other, each in one line.")),
        Question(("target",), _("Of which target (Enter: of none)"), "choice", _("By name, id or number."), choices=own),
    ]
    if key == "proposals":
        questions.append(Question(("to",), _("To whom"), help=_("Who is to decide: UBND Thành phố, Sở Tài chính …")))
    return questions


def _check_of(question: Question) -> Callable[[str], ReplyRemark]:
    """Return the function that judges a reply: a choice must be one of the question's, any other reply needs words."""
    if question.sort == "choice":
        return lambda text: remark_on_choice(question, text) if text.strip() else ReplyRemark()
    return remark_on_words
