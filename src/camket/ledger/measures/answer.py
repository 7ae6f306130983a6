"""Answers in words, as a command line gives them: words for "none" and "done", choices by id or label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from camket.ledger.scalars import day_hint
from camket.text.language import _, chosen
from camket.text.numerals import read_date
from camket.text.problems import AnswerFault
from camket.text.spelling import fold, strip_accents

# Words for "nothing new", "nothing happened"; for something done or not yet.
NOTHING = {"0", "[]", "none", "không", "không có"}
DONE = {"done", "yes", "true", "xong", "đã xong", "rồi", "có", "x"}
NOT_DONE = {"not-done", "no", "false", "chưa", "chưa xong", "không"}
_WORDS = re.compile(r"[\w\u0300-\u036f]+")  # with accents that are characters of their own


def find_choice(choices: Mapping[str, str], words: str) -> str:
    """Return the id of the choice that the words mean; the words themselves where none or several fit, for the model to refuse.

    They mean a choice by its id or label; without accents; or by the words with which it alone begins: `có` for `có, đã kê`.
    """
    if words in choices or not fold(words):
        return words
    plain = strip_accents if words.isascii() else fold  # with accents a word is right or wrong: khà is not khá
    said = _WORDS.findall(plain(words))

    def begins(known: str) -> bool:
        return bool(said) and _WORDS.findall(plain(known))[: len(said)] == said

    tests: tuple[Callable[[str], bool], ...] = (
        lambda known: fold(known) == fold(words),
        lambda known: plain(known) == plain(words),
    )
    for fits in (*tests, begins):
        found = [name for name, label in choices.items() if fits(name) or fits(label)]
        if found:
            return found[0] if len(found) == 1 else words
    return words


def quoted(labels: Iterable[str]) -> str:
    """Return labels for a message, each between quotes: a label may have a comma in it."""
    return ", ".join(f"“{label}”" for label in labels)


def without_percent(words: str) -> str:
    """Return the words without a sign of per cent at their end."""
    return words.removesuffix("%").rstrip() if words.endswith("%") else words


def done_reply(done: str) -> str:
    """Return `done` of a result as it may be typed in the user's language."""
    is_english = chosen() == "en"
    words = {"true": "done" if is_english else "xong", "false": "not-done" if is_english else "chưa"}
    return words.get(done, done)


def read_done(words: str) -> dict[str, str | None]:
    """Return `done` and `date` of a milestone. Raises AnswerFault when the words are neither yes, no nor a day."""
    word = words.casefold()
    if word in DONE:
        return {"done": "true"}
    if word in NOT_DONE:
        return {"done": "false", "date": None}
    try:
        return {"done": "true", "date": read_date(words).isoformat()}
    except ValueError as error:
        raise AnswerFault(
            str(error), _("Write done, not-done, or the day on which it was done.") + " " + day_hint(words)
        ) from None
