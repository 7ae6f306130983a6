"""Characters that must not reach a terminal or a host as they are: control characters and marks of the direction of text.

A terminal obeys control characters (U+009B begins a command, as ESC [ does). Marks of direction make a line look different from
what it says.
"""

from __future__ import annotations

import re

# Without tab, line feed and carriage return. Then: U+061C, U+200E to U+200F, U+202A to U+202E, U+2066 to U+2069 change the
# direction; U+2028 and U+2029 end a line; the last are no characters at all.
_CLASS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_CONTROLS = re.compile(f"[{_CLASS}]")
_ALL_CONTROLS = re.compile(f"[{_CLASS}]|\r(?!\n)")


def without_controls(text: str) -> str:
    """Return `text` without these characters; a tab is a space, and lines end in a line feed."""
    return _CONTROLS.sub("", text.replace("\t", " ").replace("\r", ""))


def without_terminal_controls(text: str) -> str:
    """Return `text` without what a terminal or a host would obey; tabs and line ends are kept."""
    return _ALL_CONTROLS.sub("", text)


def escape_controls(json_text: str) -> str:
    """Return a JSON text with these characters as `\\uXXXX`: it means the same. They can occur in its strings only."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)
