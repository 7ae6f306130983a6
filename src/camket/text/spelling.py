"""Vietnamese names compared: case, spacing, tone placement and Unicode form folded; and suggestions for what is misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from camket.text.language import _

# What names a unit, a target, a round in the files.
IDENT = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_WORD = re.compile(r"\w+", re.UNICODE)
_SHORT = {"p": "phường", "x": "xã", "tp": "thành phố", "tt": "thị trấn", "h": "huyện", "t": "tỉnh"}
_SHORT_FORM = re.compile(r"^(p|x|tp|tt|h|t)\s*\.\s*(?=\w)|^(p)(?=\d)", re.IGNORECASE)


def nfc(text: str) -> str:
    """The text in Unicode's composed form, the only one that is stored and shown."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(name: str) -> str:
    """A key that is equal for spellings that mean the same name: Hoà Bình and Hòa Bình, P. 1 and Phường 1.

    Accents stay: Tân Thành and Tân Thạnh are two places.
    """
    text = unicodedata.normalize("NFC", name).casefold().strip()
    text = _SHORT_FORM.sub(lambda match: _SHORT[(match[1] or match[2]).lower()] + " ", text)
    return " ".join(map(_tone_last, _WORD.findall(text)))


@lru_cache(maxsize=16_384)  # Vietnamese has fewer syllables than that
def _tone_last(word: str) -> str:
    """The tone goes to the end of its syllable, wherever it was placed."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tones


def strip_accents(text: str) -> str:
    """The text without any accent, for suggestions only, never for an answer."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("đ", "d")


def candidates(given: str, known: Iterable[str]) -> list[str]:
    """Those of `known` that `given` may have been meant to be: all that it is a part of, else the one that is like it.

    Numbers must be the same: Phường 12 is not meant to be Phường 2.
    """
    plain = _plain_words(fold(given))  # P. 1 is typed for phường 1; a listed P. Nội vụ is a department
    numbers = _numbers(plain)
    same = {word: text for word in known if numbers in ("", _numbers(text := _plain_words(word)))}
    parts = [word for word, text in same.items() if plain and f" {plain}" in f" {text}"]
    close = None if parts else suggest(given, [word for word, text in same.items() if _numbers(text) == numbers])
    return [close] if close else parts


def _plain_words(text: str) -> str:
    return " ".join(_WORD.findall(strip_accents(text).replace("_", " ")))


def _numbers(text: str) -> str:
    return " ".join(re.findall(r"\d+", text))


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """The beginning of a hint, "Did you mean …? " with a space after it; nothing where nothing is close."""
    return hint_and_fixes(given, known)[0]


def hint_and_fixes(given: str, known: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The same hint, and the word that it names for those who can put it in (see Problem.fixes)."""
    close = suggest(given, known)
    return (_("Did you mean '{word}'?").format(word=close) + " ", (close,)) if close else ("", ())


def suggest(given: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `given` was most likely meant to be, or None."""
    from difflib import get_close_matches

    by_plain: dict[str, str] = {}
    for word in known:
        by_plain.setdefault(strip_accents(word).replace("_", "-"), word)
    plain = strip_accents(given).replace("_", "-").replace(" ", "-")
    if plain in by_plain:
        return by_plain[plain]
    close = get_close_matches(plain, by_plain, n=1, cutoff=0.7)
    return by_plain[close[0]] if close else None
