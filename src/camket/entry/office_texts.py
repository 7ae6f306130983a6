"""What the office writes into the report of a round, asked one after the other: its texts, who signs, its number and day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from camket.entry.asker import Asked, Asker, Command, ask_yes
from camket.entry.office_draft import OfficeDraft, tidy_paragraphs
from camket.entry.questions import (
    Question,
    ReplyRemark,
    choose,
    remark_on_choice,
    remark_on_day,
    remark_on_paper,
    remark_on_words,
)
from camket.ledger.commitment import Signatory
from camket.ledger.scalars import read_day
from camket.text.language import _, ngettext
from camket.text.numerals import format_date
from camket.text.source import Keys, Plain
from camket.text.spelling import fold, nfc

COMMANDS: tuple[Command, ...] = ("back", "skip", "stop")
_REMOVE = "-"
TextKey = Literal["assessment", "directions", "proposals"]


# --- texts of several paragraphs ------------------------------------------------------------------------------------------


def ask_texts(asker: Asker, draft: OfficeDraft, key: TextKey) -> Command | None:
    """Ask for the paragraphs of a text: those there first, then for more until none is given."""
    index = 0
    while True:
        texts = draft.texts(key)
        present = texts[index] if index < len(texts) else ""
        is_long = "\n" in present
        if is_long:
            asker.say(present, "quiet", 2)
        label = _("Paragraph {n}").format(n=index + 1) if present else _("One more paragraph (Enter: no more)")
        question = Question((key,), label, help=_text_help(), present="" if is_long else present)
        reply = asker.ask(question, _paragraph_remark(present), COMMANDS)
        said = reply.text.strip()
        if reply.command == "back" and index:
            index -= 1
        elif reply.command is not None:
            return reply.command
        elif not present and not said:
            return None
        elif said == present or (is_long and not said):
            index += 1
        elif said in ("", _REMOVE):
            if ask_yes(asker, _("Take paragraph {n} away? (y/n)").format(n=index + 1)):
                draft.drop_entry(key, index)
        else:
            given = tidy_paragraphs(said)
            is_saved = draft.replace_text(key, index, given) if present else draft.add_texts(key, given)
            index += len(given) if is_saved else 0


def _text_help() -> str:
    return _(
        "Enter ends a paragraph. Of a text that is pasted, each line is a paragraph. A paragraph that stands there can be "
        "changed in its line; Enter keeps it as it is; Ctrl+U and Enter takes it away."
    )


def _paragraph_remark(present: str) -> Callable[[str], ReplyRemark]:
    def remark(said: str) -> ReplyRemark:
        if present and said.strip() in ("", _REMOVE):
            is_kept = not said.strip() and "\n" in present
            return ReplyRemark("" if is_kept else _("this paragraph is taken away"))
        if said.strip() == present:
            return ReplyRemark()
        count = len(tidy_paragraphs(said))
        found = remark_on_words(said)
        told = ngettext("= {n} paragraph", "= {n} paragraphs", count).format(n=count) if count > 1 else ""
        return found if found.is_fault else ReplyRemark(told)

    return remark


# --- several questions that belong together ---------------------------------------------------------------------------------


def ask_each(asker: Asker, follow: Callable[[Sequence[str]], Asked | None]) -> list[str] | Command:
    """Ask questions until `follow`, given the replies so far, has no more; return the replies, or the command that ended them.

    A reply to a choice is the id. A reply may be empty unless its question must be answered.
    """
    replies: list[str] = []
    while (asked := follow(replies)) is not None:
        question, remark = asked
        reply = asker.ask(question, _needed(question, remark), COMMANDS)
        if reply.command == "back" and replies:
            replies.pop()
        elif reply.command is not None:
            return reply.command
        else:
            text = nfc(" ".join(reply.text.split()))
            replies.append(choose(question, text) if question.sort == "choice" and text else text)
    return replies


def in_turn(asked: Sequence[Asked]) -> Callable[[Sequence[str]], Asked | None]:
    """Return the function for `ask_each` that asks these questions in this order."""
    return lambda replies: asked[len(replies)] if len(replies) < len(asked) else None


def _needed(question: Question, remark: Callable[[str], ReplyRemark]) -> Callable[[str], ReplyRemark]:
    def look(said: str) -> ReplyRemark:
        if said.strip():
            return remark(said)
        return ReplyRemark(_("this is needed as well"), True) if question.is_needed else ReplyRemark()

    return look


def choice(question: Question) -> Asked:
    """Return a question whose reply is one of its choices, with the function that judges it."""
    return question, lambda said: remark_on_choice(question, said)


def day_text(said: str) -> str:
    """Return a day that was typed, and judged, as it is written into a file."""
    return read_day(said).isoformat()


# --- who signs --------------------------------------------------------------------------------------------------------------


def signatory_words(given: Signatory) -> str:
    """Return a signatory on one line: authority, title and name."""
    title = " ".join(part for part in (given.title, given.name) if part)
    return ", ".join(part for part in (*given.authority, title) if part)


def known_signatories(draft: OfficeDraft) -> dict[str, Signatory]:
    """Return who can sign, by number as text: this file's signatory first, then those of the commitment and other rounds."""
    given = draft.ledger.commitment
    offices = [filed.content.signatory for filed in draft.ledger.office.values()]
    found: dict[str, Signatory] = {}
    for one in (draft.content.signatory, given.signatory, given.letter_signatory, *offices):
        if one is not None:
            found.setdefault(fold(signatory_words(one)), one)
    return {str(number): one for number, one in enumerate(found.values(), 1)}


def ask_signatory(asker: Asker, draft: OfficeDraft) -> Command | None:
    """Ask who signs the report of this round; without an own entry it is the signatory of the commitment."""
    known = known_signatories(draft)
    general = draft.ledger.commitment.signatory
    own = draft.content.signatory
    now = own or general
    labels = {number: signatory_words(one) for number, one in known.items()}
    choices = {**labels, "other": _("somebody else")}
    present = signatory_words(now) if now is not None else ""
    help_ = _("Whose name stands at the end of the report. Of somebody else the lines above the name are asked for.")
    question = Question(("signatory",), _("Who signs"), "choice", help_, present, choices=choices)

    def follow(replies: Sequence[str]) -> Asked | None:
        if not replies:
            return choice(question)
        if replies[0] == "other":
            return in_turn(_signatory_questions())(replies[1:])
        signs = known.get(replies[0])
        if len(replies) == 1 and signs is not None and signs.name is None and signs is not general:
            label = _("Name of who signs (Enter: left open)")
            return Question(("name",), label, help=_("First name and family name, as under a signature.")), remark_on_words
        return None

    replies = ask_each(asker, follow)
    if not isinstance(replies, list):
        return replies
    if replies[0] == "other":
        authority = [" ".join(line.split()) for line in replies[1].split(";") if line.strip()]
        signs = Signatory(authority=tuple(authority), title=replies[2], name=replies[3] or None)
    elif replies[0] in known:
        signs = known[replies[0]]
        signs = signs.model_copy(update={"name": replies[1]}) if replies[1:] and replies[1] else signs
    else:
        return None
    if signs != now:
        draft.put({("signatory",): None if signs == general else _signatory_value(signs)})
    return None


def _signatory_questions() -> list[Asked]:
    lines = _("Authority (; between two lines)")
    help_ = _("The lines above the title: TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH. Enter where there is none.")
    return [
        (Question(("authority",), lines, help=help_), remark_on_words),
        (Question(("title",), _("Title"), help=_("Such as PHÓ CHỦ TỊCH."), is_needed=True), remark_on_words),
        (Question(("name",), _("Name of who signs (Enter: left open)")), remark_on_words),
    ]


def _signatory_value(signs: Signatory) -> dict[str, Plain]:
    lines = list(signs.authority)
    value: dict[str, Plain] = {
        "authority": lines[0] if len(lines) == 1 else lines or None,
        "title": signs.title,
        "name": signs.name,
    }
    return {key: text for key, text in value.items() if text is not None}


# --- draft or not, number and day -------------------------------------------------------------------------------------------


def ask_number(asker: Asker, draft: OfficeDraft) -> Command | None:
    """Ask whether the report is a draft, and else for its number and day."""
    content, symbol = draft.content, draft.ledger.commitment.symbols.report
    kinds = {"draft": _("a draft, without number and day"), "final": _("the final report")}
    present = kinds["draft" if content.draft else "final"]
    help_ = _("A draft says so on its first page. Number and day can also be given when the report is issued: camket issue.")
    kind = Question(("draft",), _("This report is"), "choice", help_, present, choices=kinds, is_needed=True)
    help_ = _("The number alone, or with its symbols: {example}.").format(example=f"45/{symbol or 'BC-UBND'}")
    number = Question(("number",), _("Number of the report"), help=help_, present=content.number or "")
    day = format_date(content.date) if content.date else ""
    dated = Question(("date",), _("Day of the report (day/month/year)"), "date", present=day)

    def follow(replies: Sequence[str]) -> Asked | None:
        if not replies:
            return choice(kind)
        if replies[0] == "draft":
            return None
        return in_turn([(number, lambda said: remark_on_number(said, symbol)), (dated, remark_on_day)])(replies[1:])

    replies = ask_each(asker, follow)
    if not isinstance(replies, list):
        return replies
    values: dict[Keys, Plain] = {}
    if replies[0] and (replies[0] == "draft") != content.draft:
        values["draft",] = "true" if replies[0] == "draft" else "false"
    if len(replies) > 1:
        if replies[1] != (content.number or ""):
            values["number",] = replies[1] or None
        if replies[2] != day:
            values["date",] = day_text(replies[2]) if replies[2] else None
    if values:
        draft.put(values)
    return None


def remark_on_number(said: str, symbol: str | None) -> ReplyRemark:
    """Return the remark on the number of the office's report: digits, to which the symbols are added, or the whole number."""
    text = said.strip()
    if text.isascii() and text.isdigit():
        return ReplyRemark(f"= {text}/{symbol}" if symbol else "")
    fault = remark_on_paper(text) if text else ""
    return ReplyRemark(fault, bool(fault))
