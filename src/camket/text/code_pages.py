"""Text for consoles with old code pages: a letter that the code page lacks is replaced by similar ones and raises no error."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Any

# Replacements of signs that most code pages lack.
_PLAIN = {
    "–": "-", "—": "-", "‑": "-", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "≈": "~", "≠": "!=", "×": "x", "÷": "/", "·": "-",
    "▲": "^", "▼": "v", "•": "*", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "₫": "d", "‰": "o/oo", "✓": "v", "✗": "x",
    "█": "#", "▌": "#", "░": ".", "│": "|", "─": "-", "Đ": "D", "đ": "d",
}  # fmt: skip


def _replacement(letter: str, encoding: str) -> str:
    """Return `letter`, or its replacement: the letter with fewer or separate marks, a similar sign, or `?`."""
    if _fits(letter, encoding):
        return letter
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    # Windows-1258 has ê and the tone marks as separate characters: ế is written as ê and an accent. Of all ways to split the
    # marks into those on the letter and those after it, take the one that loses the fewest.
    best, best_kept = "", -1
    for on_letter in ([0, 1], [0], [1], []):
        inner = "".join(mark for index, mark in enumerate(marks) if index in on_letter)
        apart = "".join(mark for index, mark in enumerate(marks) if index not in on_letter and _fits(mark, encoding))
        start = unicodedata.normalize("NFC", base + inner)
        if marks and _fits(start, encoding) and len(inner) + len(apart) > best_kept:
            best, best_kept = start + apart, len(inner) + len(apart)
    if best:
        return best
    plain = _PLAIN.get(letter, "")
    return plain if plain and _fits(plain, encoding) else "?"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def degrade(stream: Any) -> None:
    """Make `stream` replace letters that its code page lacks, where it would raise UnicodeEncodeError."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None or is_unicode(stream):
        return
    encoding: str = stream.encoding

    def replace(error: UnicodeError) -> tuple[bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        written = "".join(_replacement(letter, encoding) for letter in error.object[error.start : error.end])
        # Encoded here, because error.encoding is "charmap" for every code page.
        return written.encode(encoding), error.end

    handler = f"camket.degrade.{encoding}"
    codecs.register_error(handler, replace)
    reconfigure(errors=handler)


def is_unicode(stream: Any) -> bool:
    """Whether `stream` can write every letter."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-")
    return encoding in ("utf-8", "utf8", "utf-16", "utf-8-sig", "cp65001")


def fitting(text: str, encoding: str) -> str:
    """Return `text` as a stream with this code page writes it, so that the width of columns can be computed before."""
    return "".join(_replacement(letter, encoding) for letter in text)
