"""Answers in words, as a command line gives them: words for "none" and "done", choices by id or label."""

from __future__ import annotations

from collections.abc import Mapping

from camket.ledger.scalars import day_hint
from camket.text.language import _, chosen
from camket.text.numerals import read_date
from camket.text.problems import AnswerFault
from camket.text.spelling import fold

# Words for "nothing new", "nothing happened"; for something done or not yet.
NOTHING = {"0", "[]", "none", "không", "không có"}
DONE = {"done", "yes", "true", "xong", "đã xong", "rồi", "có", "x"}
NOT_DONE = {"not-done", "no", "false", "chưa", "chưa xong", "không"}


def find_choice(choices: Mapping[str, str], words: str) -> str:
    """Return the id of a choice given by id or label; the words themselves when they are neither, for the model to refuse."""
    if words in choices:
        return words
    key = fold(words)
    found = [name for name, label in choices.items() if key in (fold(name), fold(label))]
    return found[0] if len(found) == 1 else words


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
