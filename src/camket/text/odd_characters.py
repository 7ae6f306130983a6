"""Characters that stand in a figure for those it is made of, and characters that do not belong there.

A figure copied from a web page, a PDF or another keyboard has full-width digits, a minus of its own, spaces of other widths,
marks that nobody sees. What has exactly one reading is read; for anything else the character is named.
"""

from __future__ import annotations

import re
import unicodedata

# Seen by nobody: spaces and joiners without width, the byte order mark, marks that begin or end text from left to right.
# Not those for text from right to left, which change the order of digits on the screen, and not the soft hyphen, which some
# programs show as a hyphen.
INVISIBLE = re.compile("[\u200b-\u200e\u2060\ufeff\u202a\u202c\u202d]")
_SAME = {
    **dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
    **dict.fromkeys("\u2212\u2010\u2011\uff0d\ufe63", "-"),
    **dict(zip("＋，．／％﹪", "+,./%%", strict=True)),
}
_SAME_SIGNS = str.maketrans(_SAME)


def plain_figures(text: str) -> str:
    """Return `text` with the digits, signs and spaces that a figure is made of in place of those that look the same."""
    if text.isascii():
        return text
    bare = INVISIBLE.sub("", text).translate(_SAME_SIGNS)
    return "".join(_plain_digit(one) if one.isdecimal() else one for one in bare)


def _plain_digit(one: str) -> str:
    plain = unicodedata.normalize("NFKC", one)  # the digits of other scripts stay as they are
    return plain if plain.isascii() else one


def as_typed(text: str) -> str:
    """Return a text that is a figure, a pair of figures or a day in plain characters; any other text as it is."""
    plain = plain_figures(text)
    return plain if re.fullmatch(r"[\d.,\s+/%-]*", plain, re.ASCII) else text


def odd_character(text: str) -> str | None:
    """Return the first character of a figure that is neither ASCII nor a Latin letter, as `U+00AD`; None if there is none."""
    if not any(one.isnumeric() for one in text):
        return None
    for one in unicodedata.normalize("NFC", plain_figures(text)):
        is_letter = one.isalpha() and unicodedata.name(one, "").startswith("LATIN")
        if (not one.isascii() and not is_letter) or not one.isprintable():
            code = f"U+{ord(one):04X}"
            return f"{code} '{one}'" if one.isprintable() else code
    return None
