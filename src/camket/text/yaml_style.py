"""How an edit writes a value: on one line where it can, with quotes only where YAML needs them, long text folded.

Only the reader of this package counts (`source`), to which `no` and `62,5` are text. `quote_scalar` is stricter: it writes
names into new files, with quotes around everything that any YAML reader could take for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import yaml

from camket.text.mistyped import find_slip
from camket.text.source import Plain, compose, plain_value
from camket.text.spelling import nfc

# Text that would reach beyond this column is folded, as in the files of the offices.
WIDTH = 120
STEP = 2  # spaces for each level

# Text that every YAML reader takes for the same text without quotes, in block style and in flow style.
_PLAIN = re.compile(r"[^\W\d_][\w /().+&–-]*(?<! )")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


# --- scalars and keys ---------------------------------------------------------------------------------------------------


def is_plain(text: str, *, in_flow: bool) -> bool:
    """Whether a text needs no quotes (`in_flow`: inside braces or brackets, where commas separate entries)."""
    return bool(text) and _reads_back(text, in_flow=in_flow)


@lru_cache(maxsize=4096)
def _reads_back(text: str, *, in_flow: bool) -> bool:
    """Whether a text without quotes reads back as itself in each place where a value can be. The parser itself is asked."""
    for place in ["{k: %s}", "[%s]"] if in_flow else ["k: %s\n", "- %s\n"]:
        try:
            root = compose(place % text)
        except yaml.YAMLError:
            return False
        value = plain_value(root) if root is not None else None
        if value not in ({"k": nfc(text)}, [nfc(text)]):
            return False
    return True


def quoted(text: str, style: str = '"') -> str:
    """A text between quotes: the single ones where `style` asks for them and the text needs no escapes, else double ones."""
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    """A letter between double quotes: itself, or its escape (`\\n`, `\\x07`, `\\u2028`)."""
    code = ord(letter)
    # A no-break space is not printable to Python, but may be in a text as it is.
    if letter in _ESCAPES or letter.isprintable() or letter == "\u00a0":
        return _ESCAPES.get(letter, letter)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def quote_scalar(text: str) -> str:
    """A text as a scalar that every YAML reader reads as the same text: plain where that is safe, else in double quotes."""
    text = nfc(text)
    is_safe = _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text.isprintable()
    return text if is_safe else quoted(text)


def key_text(key: str) -> str:
    """A key of a mapping, with quotes where it needs them."""
    if not key.isascii() and find_slip(key) is not None:
        return quoted(key)
    return key if is_plain(key, in_flow=True) and is_plain(key, in_flow=False) and len(key) < WIDTH else quoted(key)


def inline(value: Plain, *, in_flow: bool) -> str:
    """A value on one line, mappings and lists in flow style: `{part: 62, whole: 120}`."""
    if value is None:
        return "null" if in_flow else ""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text(key)}: {inline(item, in_flow=True)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(item, in_flow=True) for item in value) + "]"
    text = str(value)
    if is_plain(text, in_flow=in_flow):
        return text
    # Where the text has double quotes itself, single ones are easier to read.
    single = quoted(text, "'")
    return single if '"' in text and single.startswith("'") else quoted(text)


# --- lines in block style -----------------------------------------------------------------------------------------------


def scalar_lines(value: Plain, column: int, indent: int) -> list[str]:
    """The lines of a value that begins at `column`: the value on one line, or the indicator and lines of a block scalar.

    A block scalar, whose text is at `indent`, is used for a text that is too long for its line or has several lines.
    """
    head = inline(value, in_flow=False)
    if not isinstance(value, str) or (column + len(head) <= WIDTH and "\n" not in value):
        return [head]
    margin = " " * indent
    if "\n" not in value:
        words = value.split(" ")
        if all(word and word.isprintable() for word in words):
            return [">-", *(margin + line for line in _folded(words, max(WIDTH - indent - 4, 40)))]
        return [head]  # two spaces in a row would not survive folding
    lines = value.removesuffix("\n").split("\n")
    is_regular = all(line.isprintable() and line.rstrip() == line for line in lines)
    if is_regular and lines[0] and not lines[0].startswith(" ") and lines[-1]:
        return ["|" if value.endswith("\n") else "|-", *(margin + line if line else "" for line in lines)]
    return [head]


def _folded(words: list[str], width: int) -> Iterator[str]:
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line += " " + word
    yield line


def collection_lines(value: Plain, indent: int) -> list[str]:
    """The lines of a mapping or list that is not empty, with its keys or dashes at `indent`."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in entry_lines(f"{key_text(key)}:", item, indent)]
    return [line for item in value for line in entry_lines("-", item, indent)]


def entry_lines(head: str, value: Plain, indent: int) -> list[str]:
    """The lines of one entry at `indent`; `head` is its key with the colon, or `-`."""
    margin = " " * indent
    if isinstance(value, (dict, list)) and value:
        if head != "-":
            return [margin + head, *collection_lines(value, indent + STEP)]
        if isinstance(value, list):
            return [f"{margin}- {inline(value, in_flow=False)}"]
        first, *rest = collection_lines(value, indent + STEP)
        return [f"{margin}- {first.lstrip(' ')}", *rest]
    if value is None and head == "-":
        return [margin + "- null"]
    first, *rest = scalar_lines(value, indent + len(head) + 1, indent + STEP)
    return [f"{margin}{head} {first}" if first else f"{margin}{head}", *rest]


def root_lines(value: Plain) -> list[str]:
    """The lines of the value of a whole file."""
    return collection_lines(value, 0) if value else [inline(value, in_flow=False)]
