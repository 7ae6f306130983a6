"""YAML text for new files: scalars with safe quotes, mappings in block style or flow style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from camket.text.spelling import nfc

WIDTH = 110  # of a line with comments

# Text that every YAML reader takes for the same text without quotes, in block style and in flow style.
_PLAIN = re.compile(r"[^\W\d_][\w /().+&–-]*(?<! )")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quote_scalar(text: str) -> str:
    """A text as a YAML scalar that every reader reads as the same text: plain where that is safe, else in double quotes."""
    text = nfc(text)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable():
        return text
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(letter: str) -> str:
    # A no-break space is not printable to Python, but may be in a text as it is.
    return ESCAPES.get(letter) or (letter if letter.isprintable() or letter == "\u00a0" else escape_by_code(letter))


def escape_by_code(letter: str) -> str:
    """The escape of a letter between double quotes: `\\x07`, `\\u2028`."""
    code = ord(letter)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def plain_number(number: Decimal) -> str:
    """A number with a decimal point and no separators for thousands, as text that has only one reading.

    51.917 alone could be read as fifty-one thousand, so that a 0 is added: 51.9170.
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text + "0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


# A mapping to be written: values are YAML text already (see `quote_scalar`), a mapping of such, or None for an empty value.
Tree = Mapping[str, "str | Tree | None"]


def block_lines(tree: Tree, indent: int, notes: Mapping[str, str] | None = None) -> Iterator[str]:
    """The lines of a mapping in block style, keys at `indent`; `notes` are comments behind keys that hold mappings, by key."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            note = (notes or {}).get(key)
            yield f"{' ' * indent}{key}:" + (f"   # {note}" if note else "")
            yield from block_lines(value, indent + 2, notes)
        else:
            yield f"{' ' * indent}{key}: {value}" if value else f"{' ' * indent}{key}:"


def flow_text(tree: Tree) -> str:
    """A mapping in flow style: `{part: 62, whole: ~}`."""
    pairs = [f"{key}: {flow_text(value) if isinstance(value, Mapping) else value or '~'}" for key, value in tree.items()]
    return "{" + ", ".join(pairs) + "}"
