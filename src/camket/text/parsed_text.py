"""A YAML text together with its nodes: which stretch of the text is the entry at given keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from camket.text.lines import LINE_END, count_spaces, line_end, skip_blanks
from camket.text.source import Key, Keys, Plain, compose, plain_value
from camket.text.spelling import nfc


class Splice(NamedTuple):
    """The text between two positions is replaced by `new`; nothing is replaced where `start` equals `end`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class EntrySpan:
    """One entry of a mapping or list, and its positions in the text.

    In the line `  part: 62  # as of June`, `start` is before `p` (in a list: before the dash), `anchor` is after the colon
    (after the dash), and `end` is after `62`. `in_flow` is True inside braces or brackets.
    """

    parent: yaml.Node
    index: int
    node: yaml.Node
    start: int
    anchor: int
    end: int
    in_flow: bool


class ParsedText:
    """A YAML text and its root node, parsed again after each splice, so that positions are always those of the present text.

    `root` is None when the text holds no value (it is empty, or has comments only).
    """

    def __init__(self, text: str) -> None:
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Replace the whole text. Raises yaml.YAMLError when `text` is not valid YAML; the text has then changed already."""
        self.text = text
        self._spans: dict[int, tuple[list[EntrySpan], dict[Key, EntrySpan]]] = {}
        self.root = compose(text)

    def take_from(self, other: ParsedText) -> None:
        """Be the same text as another, which is not parsed again."""
        self.text, self.root, self._spans = other.text, other.root, other._spans

    def splice(self, *splices: Splice) -> None:
        """Make splices that are given in the order of the text and do not overlap. Raises yaml.YAMLError as `set_text` does."""
        text = self.text
        for start, end, new in reversed(splices):
            text = text[:start] + new + text[end:]
        self.set_text(text)

    def value(self) -> Plain:
        """The plain value of the whole text."""
        return plain_value(self.root) if self.root is not None else None

    def find(self, keys: Keys) -> EntrySpan | None:
        """The entry at `keys`, or None when there is no such entry or `keys` are empty (the root is no entry)."""
        node, span = self.root, None
        for key in keys:
            if node is None:
                return None
            span = self._known_spans(node)[1].get(nfc(key) if isinstance(key, str) else key)
            if span is None:
                return None
            node = span.node
        return span

    def spans(self, node: yaml.Node) -> list[EntrySpan]:
        """The entries of a mapping or list, as `entries`, in a list that is kept until the text changes."""
        return self._known_spans(node)[0]

    def _known_spans(self, node: yaml.Node) -> tuple[list[EntrySpan], dict[Key, EntrySpan]]:
        """The entries of a mapping or list, also by key or index; of a key that is there twice, the first."""
        known = self._spans.get(id(node))
        if known is None:
            spans = list(self.entries(node))
            known = self._spans[id(node)] = spans, {_key_of(span): span for span in reversed(spans)}
        return known

    def node_at(self, keys: Keys) -> yaml.Node | None:
        """The node of the value at `keys`; the root where `keys` are empty."""
        span = self.find(keys) if keys else None
        return self.root if not keys else span.node if span is not None else None

    def entries(self, node: yaml.Node) -> Iterator[EntrySpan]:
        """The entries of a mapping or list; none of a scalar."""
        if isinstance(node, yaml.MappingNode):
            yield from self._mapping_entries(node)
        elif isinstance(node, yaml.SequenceNode):
            yield from self._list_entries(node)

    def _mapping_entries(self, node: yaml.MappingNode) -> Iterator[EntrySpan]:
        for index, (key, value) in enumerate(node.value):
            anchor = key.end_mark.index
            colon = skip_blanks(self.text, anchor) if node.flow_style else anchor + count_spaces(self.text, anchor)
            if self.text[colon : colon + 1] == ":":  # in `{a, b: 1}` the key `a` has none
                anchor = colon + 1
            end = max(self.end(value), anchor)
            yield EntrySpan(node, index, value, key.start_mark.index, anchor, end, bool(node.flow_style))

    def _list_entries(self, node: yaml.SequenceNode) -> Iterator[EntrySpan]:
        position = node.start_mark.index
        for index, value in enumerate(node.value):
            if node.flow_style:
                start = anchor = value.start_mark.index
            else:  # the dash has no node of its own: it is the next character that is no blank and no comment
                start = skip_blanks(self.text, position)
                anchor = start + 1
            position = max(self.end(value), anchor)
            yield EntrySpan(node, index, value, start, anchor, position, bool(node.flow_style))

    def end(self, node: yaml.Node) -> int:
        """The position after the last character of a node's content.

        libyaml's end mark of a block scalar or a block collection also covers the blank lines and comments after it.
        """
        if isinstance(node, yaml.ScalarNode):
            return self._block_scalar_end(node) if node.style in ("|", ">") else int(node.end_mark.index)
        assert isinstance(node, yaml.CollectionNode)
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return max(self.end(last[1]), int(last[0].end_mark.index)) if isinstance(node, yaml.MappingNode) else self.end(last)

    def _block_scalar_end(self, node: yaml.ScalarNode) -> int:
        start, end = int(node.start_mark.index), int(node.end_mark.index)
        header = self.text[start : line_end(self.text, start)].split("#")[0]
        if "+" in header:  # `|+` keeps the blank lines after the text: they are part of the value
            last = LINE_END.search(self.text, max(start, end - 1))
            return last.start() if last and last.end() == end else end
        return start + len(self.text[start:end].rstrip(" \t\r\n\x85\u2028\u2029"))


def _key_of(span: EntrySpan) -> Key:
    return nfc(str(span.parent.value[span.index][0].value)) if isinstance(span.parent, yaml.MappingNode) else span.index
