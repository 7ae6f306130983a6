"""The block of lines between two markers that the program keeps in a file which others write too.

A digest of the lines is in the first marker. If the lines no longer match it, somebody changed them by hand, and the program
does not touch the block.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.entry.setup_plan import SetupPlan, read_inside
from camket.text.language import _, speaking
from camket.text.save import FileChange


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block in a file's text: from its first marker line to the end of its last, without the line end after that.

    `lines` are those between the markers. `is_whole` is False if a marker is missing or the lines were changed by hand.
    """

    start: int
    stop: int
    lines: tuple[str, ...]
    is_whole: bool


def digest(lines: Sequence[str]) -> str:
    """Return the digest in the first marker, by which a change by hand is noticed."""
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:8]


def find_block(data: bytes | None, where: str) -> MarkedBlock | None:
    """Return the block for the data folder `where` (its path from the root) in a file; None if there is none."""
    text = _text(data)
    key = re.escape(quote_pattern("/" + where))
    marks = rf"^# camket: begin (?P<digest>\w+) {key}(?=\r?$)(?P<inside>.*?)^# camket: end {key}(?=\r?$)"
    found = re.search(marks, text, re.DOTALL | re.MULTILINE)
    if found is None:
        half = re.search(rf"^# camket: (?:begin \w+|end) {key}(?=\r?$)", text, re.MULTILINE)
        return MarkedBlock(half.start(), half.end(), (), is_whole=False) if half else None
    lines = tuple(line.removesuffix("\r") for line in found["inside"].split("\n")[1:-1])
    return MarkedBlock(found.start(), found.end(), lines, is_whole=found["digest"] == digest(lines))


def plan_block(root: Path, file: Path, where: str, lines: Sequence[str] | None) -> SetupPlan:
    """Plan a file with these lines in its block; a new block goes to the end. Without `lines` the block is removed.

    A block that was changed by hand is left as it is.
    """
    before = read_inside(root, file)
    block = find_block(before, where)
    if block is not None and not block.is_whole:
        return SetupPlan(left=((file, _("{path}: the part of camket was changed by hand and is left as it is")),))
    if lines is None:
        after = _without_block(_text(before), block)
        changed = None if not after else after.encode("utf-8", "surrogateescape")
        return SetupPlan(files=(FileChange(str(file), before, changed),)) if block is not None else SetupPlan()
    with speaking("vi"):
        head = _("Written by camket setup-git. Once it is changed by hand, the program no longer touches it.")
    lines = (f"# {head}", *lines)
    after = _with_block(_text(before), block, where, lines)
    data = after.encode("utf-8", "surrogateescape")
    return SetupPlan(files=(FileChange(str(file), before, data, lines[1:]),)) if data != before else SetupPlan()


def _with_block(text: str, block: MarkedBlock | None, where: str, lines: Sequence[str]) -> str:
    key = quote_pattern("/" + where)
    end = "\r\n" if re.match(r"[^\n]*\r\n", text) else "\n"
    written = end.join([f"# camket: begin {digest(lines)} {key}", *lines, f"# camket: end {key}"])
    if block is not None:
        return text[: block.start] + written + text[block.stop :]
    # If the last line has no line end, the block gets none either: removing the block then restores the file exactly.
    return text + written + end if not text or text.endswith("\n") else text + end + written


def _without_block(text: str, block: MarkedBlock | None) -> str:
    if block is None:
        return text
    before, after = text[: block.start], text[block.stop :]
    if after:
        return before + re.sub(r"^\r?\n", "", after)
    return re.sub(r"\r?\n$", "", before)


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")


def quote_pattern(pattern: str) -> str:
    """Return a pattern for .gitattributes: in quotes, with escapes as in C, if it has a space or a control character."""
    if not re.search(r'[\s"\x00-\x1f\x7f]', pattern):
        return pattern
    escaped = re.sub(r'(["\\])', r"\\\1", pattern)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda letter: f"\\{ord(letter[0]):03o}", escaped) + '"'


def escape_pattern(path: str, characters: str) -> str:
    """Return a path as a pattern that matches it, a backslash before each of `characters`."""
    return "".join("\\" + letter if letter in characters else letter for letter in path)
