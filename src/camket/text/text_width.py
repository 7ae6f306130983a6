"""Estimate the width of text in the font of the workbooks, and break it into the lines of a column."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"\n|[^\S\n]+|\S+")


def wrap_text(text: str, width: float) -> list[str]:
    """Return the lines of `text` in a column of `width` (in digits); joined, they are the text. May be more than needed."""
    lines, used = [""], 0.0
    for word in _WORDS.findall(text):
        for part in word if text_width(word) > width else (word,):  # a word wider than the column is broken between any letters
            size = text_width(part)
            if used and used + size > width and not part.isspace():
                lines.append("")
                used = 0.0
            lines[-1] += part
            used += size
        if word == "\n":
            lines.append("")
            used = 0.0
    return lines


def text_width(text: str) -> float:
    """Return the width of `text` in widths of a digit of the same font: an estimate that is rather too high."""
    return sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, float]):
    """The width of each letter seen so far; the width of another letter is computed when it is looked up."""

    def __missing__(self, letter: str) -> float:
        self[letter] = width = _letter_width(letter)
        return width


_WIDTHS = _Widths()


def _letter_width(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    if base in " iljtfrI.,;:!'()[]/|-":
        return 0.65
    if base in "mwMW%@…—" or unicodedata.east_asian_width(letter) in "WF":
        return 2.0 if base in "MW@…—" or base > "\u1100" else 1.6
    return 1.42 if base.isupper() or not base.isalnum() else 0.95 if base.islower() else 1.0
