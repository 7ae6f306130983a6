"""The text of a file that is open in an editor: offsets, and lines and columns as YAML and as the editor count them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import yaml
from lsprotocol import types as lsp

from camket.text.problems import Place
from camket.text.source import compose

# What ends a line in YAML, and what ends a line in an editor.
_YAML_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BREAK = re.compile("\r\n|[\n\r]")


class OpenText:
    """A file's text. An offset is an index into this text; the positions given to the editor count lines from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [text[start:stop] for start, stop in _spans(text)]
        self._starts = [start for start, _stop in _spans(text)]
        self._yaml_starts = [0, *(found.end() for found in _YAML_BREAK.finditer(text))]
        self._words: dict[int, int] | None = None

    def offset(self, place: Place) -> int:
        """Return the offset of a problem's place, whose line and column count from 1 as YAML counts them."""
        start = self._yaml_starts[min(place.line, len(self._yaml_starts)) - 1]
        return min(start + place.column - 1, len(self.text))

    def offset_at(self, line: int, character: int) -> int:
        """Return the offset of a character in a line, both counted from 0 as the editor counts them."""
        if line >= len(self._starts):
            return len(self.text)
        return self._starts[line] + min(character, len(self.lines[line]))

    def position(self, offset: int) -> lsp.Position:
        """Return the line and the character of an offset, both counted from 0."""
        line = bisect_right(self._starts, offset) - 1
        return lsp.Position(line, offset - self._starts[line])

    def stop_of(self, start: int) -> int:
        """Return the end of the YAML scalar that begins at `start`, or the end of the line if none begins there."""
        if self._words is None:
            self._words = {node.start_mark.index: node.end_mark.index for node in _scalars(root_node(self.text))}
        line = self.position(start).line
        end = self._starts[line] + len(self.lines[line].rstrip())
        stop = self._words.get(start, end)
        return max(min(stop, end), start)


def _spans(text: str) -> list[tuple[int, int]]:
    """The start and the end of each line, without its line break."""
    breaks = list(_BREAK.finditer(text))
    starts = [0, *(found.end() for found in breaks)]
    return list(zip(starts, [*(found.start() for found in breaks), len(text)], strict=True))


def root_node(text: str) -> yaml.Node | None:
    """Return the root node of a YAML text, or None if the text is empty or is not valid YAML."""
    try:
        return compose(text)
    except yaml.YAMLError:
        return None


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
