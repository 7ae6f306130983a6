"""Lines of a YAML text, found from a position (a character index from 0): their starts, ends, and the comments around them."""

from __future__ import annotations

import re

# What libyaml takes for the end of a line.
LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLANKS_AND_COMMENTS = re.compile("(?:[ \t\r\n\x85\u2028\u2029]+|#[^\r\n\x85\u2028\u2029]*)*")


def split_lines(text: str) -> list[str]:
    """The lines of a text without their ends."""
    return LINE_END.split(text)


def line_start(text: str, position: int) -> int:
    """The start of the line that holds `position`."""
    return max(text.rfind(mark, 0, position) for mark in "\n\r\x85\u2028\u2029") + 1


def line_end(text: str, position: int) -> int:
    """The end of the line that holds `position`, before its line break."""
    found = LINE_END.search(text, position)
    return found.start() if found else len(text)


def begins_line(text: str, position: int) -> bool:
    """Whether only spaces are before `position` on its line."""
    return not text[line_start(text, position) : position].strip(" ")


def line_break_near(text: str, position: int) -> str:
    """The line break to write at `position`: that of its own line, or of the nearest line before it, or `\\n`."""
    found = LINE_END.search(text, position) or next(reversed(list(LINE_END.finditer(text, 0, position))), None)
    return found[0] if found else "\n"


def above_comments(text: str, start: int, column: int) -> int:
    """The start of the comment lines right above the line that begins at `start`, as far as their `#` is at `column`."""
    while start:
        before = line_start(text, start - (2 if text[start - 2 : start] == "\r\n" else 1))
        line = text[before:start]
        if not line.startswith("#", column) or line[:column].strip(" "):
            break
        start = before
    return start


def below_comments(text: str, end: int, column: int) -> int:
    """The end of the comment lines right below the line that ends at `end`, as far as their `#` is beyond `column`.

    Such comments belong to the line above them. A new block scalar written before them would make them part of its text.
    """
    while (found := LINE_END.match(text, end)) is not None:
        below = text[found.end() : line_end(text, found.end())]
        if not below.lstrip(" ").startswith("#") or below.index("#") <= column:
            break
        end = found.end() + len(below)
    return end


def skip_blanks(text: str, position: int) -> int:
    """The first position from `position` on that is not in a blank, a line end or a comment."""
    found = _BLANKS_AND_COMMENTS.match(text, position)
    return found.end() if found else position


def count_spaces(text: str, position: int) -> int:
    """How many spaces and tabs follow at `position`."""
    count = 0
    while text[position + count : position + count + 1] in (" ", "\t"):
        count += 1
    return count
