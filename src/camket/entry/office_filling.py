"""A session of `camket fill --office`: what the office itself writes for a round, part by part.

Every answer is saved at once, so a session can be stopped at any question, and the next one can begin at any part.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from camket.entry.asker import Asker, Command, Stopped
from camket.entry.changing import LoadedFolder
from camket.entry.filling import conclude
from camket.entry.office_draft import OfficeDraft
from camket.entry.office_records import ask_answers, ask_extensions, ask_overrules, ask_reminders, open_proposals
from camket.entry.office_texts import ask_each, ask_number, ask_signatory, ask_texts, choice, in_turn, signatory_words
from camket.entry.questions import Question
from camket.ledger.commitment import Round
from camket.standing.wording import round_name, round_of_year
from camket.text.language import _, ngettext
from camket.text.numerals import format_date


@dataclass(frozen=True, slots=True)
class OfficePart:
    """One part of the office's file: its title, what is in it now, and the function that asks for it."""

    title: str
    now: str
    ask: Callable[[Asker, OfficeDraft], Command | None]


def run_office_session(asker: Asker, state: LoadedFolder, round_: Round, *, dry_run: bool) -> None:
    """Ask for everything that the office writes for a round. With `dry_run` nothing is written."""
    draft = OfficeDraft(asker, state, round_, dry_run=dry_run)
    title = _("The office's own part – {round}").format(round=round_of_year(round_, state.ledger.commitment.year))
    asker.say(title, "title")
    if dry_run:
        asker.say(_("A trial: nothing is written."), "warning")
    asker.say(_("Enter keeps what stands there. ? help, < back, > next part, q stop; all is saved as you go."), "quiet")
    with suppress(Stopped):
        _ask_parts(asker, draft)
    conclude(asker, draft, _("{round}: the office's own part").format(round=round_name(round_)))


def office_parts(draft: OfficeDraft) -> tuple[OfficePart, ...]:
    """Return the parts of the office's file, in the order in which they are asked for."""
    return (
        OfficePart(_("Assessment"), _paragraphs(draft, "assessment"), partial(ask_texts, key="assessment")),
        OfficePart(_("Directions, tasks ahead"), _paragraphs(draft, "directions"), partial(ask_texts, key="directions")),
        OfficePart(_("Proposals to the higher level"), _paragraphs(draft, "proposals"), partial(ask_texts, key="proposals")),
        OfficePart(_("Signatory"), _signatory(draft), ask_signatory),
        OfficePart(_("Number and day of the report"), _number(draft), ask_number),
        OfficePart(_("Answers to proposals"), _answers(draft), ask_answers),
        OfficePart(_("Verdicts of the office"), _entries(len(draft.content.overrules)), ask_overrules),
        OfficePart(_("Extensions"), _entries(len(draft.content.extensions)), ask_extensions),
        OfficePart(_("Register of reminders"), _entries(len(draft.content.reminded)), ask_reminders),
    )


def _paragraphs(draft: OfficeDraft, key: str) -> str:
    count = len(draft.texts(key))
    return ngettext("{n} paragraph", "{n} paragraphs", count).format(n=count) if count else _("nothing yet")


def _signatory(draft: OfficeDraft) -> str:
    signs = draft.content.signatory or draft.ledger.commitment.signatory
    return signatory_words(signs) if signs is not None else _("nothing yet")


def _number(draft: OfficeDraft) -> str:
    content = draft.content
    if content.draft:
        return _("a draft, without number and day")
    parts = (content.number, format_date(content.date) if content.date else None)
    return ", ".join(part for part in parts if part) or _("nothing yet")


def _answers(draft: OfficeDraft) -> str:
    count = len(open_proposals(draft))
    words = ngettext("{n} without a final answer", "{n} without a final answer", count).format(n=count)
    return words if count else _("none waits for an answer")


def _entries(count: int) -> str:
    return ngettext("{n} on record", "{n} on record", count).format(n=count) if count else _("none")


def _ask_parts(asker: Asker, draft: OfficeDraft) -> None:
    """Show the parts, ask where to begin, and ask for each part from there on; `back` leads to the part before."""
    parts = office_parts(draft)
    titles = {str(number): part.title for number, part in enumerate(parts, 1)}
    shown = {str(number): part.now for number, part in enumerate(parts, 1)}
    question = Question((), _("Begin with part (Enter: the first)"), "choice", choices=titles, beside=shown)
    replies = ask_each(asker, in_turn([choice(question)]))
    if not isinstance(replies, list):
        return
    index = int(replies[0] or 1) - 1
    while index < len(parts):
        part = office_parts(draft)[index]
        asker.say("")
        asker.say(f"[{index + 1}/{len(parts)}] {part.title}", "title")
        command = part.ask(asker, draft)
        if command == "stop":
            return
        index = max(index - 1, 0) if command == "back" else index + 1
