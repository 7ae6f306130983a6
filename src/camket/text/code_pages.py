"""Text for consoles in old code pages: a letter they lack is written in pieces or plainly, never a crash."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Any

# Signs with a plain look-alike.
_PLAIN = {
    "–": "-", "—": "-", "‑": "-", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "≈": "~", "≠": "!=", "×": "x", "÷": "/", "·": "-",
    "▲": "^", "▼": "v", "•": "*", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "₫": "d", "‰": "o/oo", "✓": "v", "✗": "x",
    "█": "#", "▌": "#", "░": ".", "│": "|", "─": "-", "Đ": "D", "đ": "d",
}  # fmt: skip


def _fitting(letter: str, encoding: str) -> str:
    """What the code page has in place of `letter`: fewer marks on it, marks apart from it, a look-alike, or `?`."""
    if _fits(letter, encoding):
        return letter
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    # Windows-1258 holds ê and the tone marks apart: ế is written as ê and an accent. Lose as few marks as can be.
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
    """Let `stream` write what its code page lacks as well as it can, from now on."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None or is_unicode(stream):
        return
    encoding: str = stream.encoding

    def replace(error: UnicodeError) -> tuple[bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        written = "".join(_fitting(letter, encoding) for letter in error.object[error.start : error.end])
        # As bytes, and with the encoding named here: to the error every code page is called "charmap".
        return written.encode(encoding), error.end

    handler = f"camket.degrade.{encoding}"
    codecs.register_error(handler, replace)
    reconfigure(errors=handler)


def is_unicode(stream: Any) -> bool:
    """Whether `stream` can write every letter."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-")
    return encoding in ("utf-8", "utf8", "utf-16", "utf-8-sig", "cp65001")


def fitting(text: str, encoding: str) -> str:
    """`text` as a stream of this code page will have it, so that columns can be measured before writing."""
    return "".join(_fitting(letter, encoding) for letter in text)
