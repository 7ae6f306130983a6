"""Values written as YAML text: scalars with the quotes they need, mappings and lists as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from camket.text.spelling import nfc

WIDTH = 110


# --- YAML text ------------------------------------------------------------------------------------------------------

# Text that means itself without quotes, in block and in flow style, for every YAML reader.
_PLAIN = re.compile(r"[^\W\d_][\w /().+&–-]*(?<! )")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quote_scalar(text: str) -> str:
    """`text` as a YAML scalar that reads back the same: plain where that is safe, otherwise between double quotes."""
    text = nfc(text)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable():
        return text
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable() or character == "\u00a0":
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def plain_number(number: Decimal) -> str:
    """`number` with a decimal point, as text that can be read in one way only."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    # 51.917 could be fifty-one thousand; 51.9170 could not.
    return text + "0" if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text) else text


Tree = Mapping[str, "str | Tree | None"]


def block_lines(tree: Tree, indent: int, notes: Mapping[str, str] | None = None) -> Iterator[str]:
    """A tree as YAML lines; `notes` are comments beside the keys of mappings."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            note = (notes or {}).get(key)
            yield f"{' ' * indent}{key}:" + (f"   # {note}" if note else "")
            yield from block_lines(value, indent + 2, notes)
        else:
            yield f"{' ' * indent}{key}: {value}" if value else f"{' ' * indent}{key}:"


def flow_text(tree: Tree) -> str:
    pairs = [f"{key}: {flow_text(value) if isinstance(value, Mapping) else value or '~'}" for key, value in tree.items()]
    return "{" + ", ".join(pairs) + "}"
