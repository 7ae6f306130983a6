"""Names compared without regard to case, spacing, tone placement and Unicode form; suggestions for misspelt words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from camket.text.language import _
from camket.text.odd_characters import INVISIBLE

# An id of a unit, target or round in the files.
IDENT = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_WORD = re.compile(r"\w+", re.UNICODE)
_UNSEEN = re.compile(f"{INVISIBLE.pattern}|\u00ad")
_SHORT = {"p": "phường", "x": "xã", "tp": "thành phố", "tt": "thị trấn", "h": "huyện", "t": "tỉnh"}
_SHORT_FORM = re.compile(r"^(p|x|tp|tt|h|t)\s*\.\s*(?=\w)|^(p)(?=\d)", re.IGNORECASE)


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form (NFC), the only one that is stored and shown."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(name: str) -> str:
    """Return a key that is equal for different spellings of one name: Hoà Bình and Hòa Bình, P. 1 and Phường 1.

    Accents count: Tân Thành and Tân Thạnh are two places.
    """
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", name)).casefold().strip()
    text = _SHORT_FORM.sub(lambda match: _SHORT[(match[1] or match[2]).lower()] + " ", text)
    return " ".join(map(_tone_last, _WORD.findall(text)))


@lru_cache(maxsize=16_384)  # more than there are Vietnamese syllables
def _tone_last(word: str) -> str:
    """Return a word, decomposed, with its tone mark at the end: `hòa` and `hoà` give the same."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tones


def strip_accents(text: str) -> str:
    """Return the text in lower case without accents. Only for suggestions: different names can become equal."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")


def candidates(given: str, known: Iterable[str]) -> list[str]:
    """Return the words of `known` that `given` may mean: all that contain it, or else the most similar one.

    Numbers must be equal: Phường 12 does not mean Phường 2.
    """
    plain = _plain_words(fold(given))  # only `given` is folded: `P. 1` is Phường 1, but a known `P. Nội vụ` is a department
    numbers = _numbers(plain)
    possible = {word: text for word in known if numbers in ("", _numbers(text := _plain_words(word)))}
    containing = [word for word, text in possible.items() if plain and f" {plain}" in f" {text}"]
    similar = None if containing else suggest(given, [word for word, text in possible.items() if _numbers(text) == numbers])
    return [similar] if similar else containing


def _plain_words(text: str) -> str:
    return " ".join(_WORD.findall(strip_accents(text).replace("_", " ")))


def _numbers(text: str) -> str:
    return " ".join(re.findall(r"\d+", text))


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return the beginning of a hint, "Did you mean …? " with a space at its end; empty when no known word is similar."""
    return hint_and_fixes(given, known)[0]


def hint_and_fixes(given: str, known: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the hint of `did_you_mean` and the words that it suggests, for Problem.fixes."""
    close = suggest(given, known)
    return (_("Did you mean '{word}'?").format(word=close) + " ", (close,)) if close else ("", ())


def suggest(given: str, known: Iterable[str]) -> str | None:
    """Return the word of `known` that is most similar to `given`, or None when none is similar enough."""
    from difflib import get_close_matches

    by_plain: dict[str, str] = {}
    for word in known:
        by_plain.setdefault(strip_accents(word).replace("_", "-"), word)
    plain = strip_accents(given).replace("_", "-").replace(" ", "-")
    if plain in by_plain:
        return by_plain[plain]
    close = get_close_matches(plain, by_plain, n=1, cutoff=0.7)
    return by_plain[close[0]] if close else None
