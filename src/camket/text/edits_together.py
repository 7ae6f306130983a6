"""Edits of one text that do not touch one another, made together: the text is parsed once, not once for each edit.

They are edits whose splices do not depend on the outcome of those before them, and of which a merge makes very many:

- a text put in place of another,
- entries inserted into a list in block style, from its beginning to its end,
- entries dropped from a list in block style, from its end to its beginning, if some are left.

Whatever else there is, or does not come out as it was meant, is left to be made one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import yaml

from camket.text.edit_steps import Edit, Insert, Put
from camket.text.lines import LINE_END, begins_line, line_end
from camket.text.parsed_text import ParsedText, Splice
from camket.text.source import Keys, Plain
from camket.text.spelling import nfc


class TogetherText(ParsedText):
    """A parsed text whose splices are collected, and not made yet."""

    def __init__(self, parsed: ParsedText) -> None:
        self.take_from(parsed)
        self.splices: list[Splice] = []

    def splice(self, *splices: Splice) -> None:
        """Collect splices; one that changes nothing is left out."""
        self.splices += [one for one in splices if one.new or one.start < one.end]

    def outcome(self) -> str | None:
        """Return the text with all splices made, those at one place in the order in which they came; None if they overlap."""
        order = sorted(self.splices, key=lambda one: (one.start, one.end))
        if not all(_are_apart(one, other) for one, other in pairwise(order)):
            return None
        pieces, at = [], 0
        for start, end, new in order:
            pieces += [self.text[at:start], new]
            at = end
        return "".join([*pieces, self.text[at:]])


def _are_apart(one: Splice, other: Splice) -> bool:
    both_add = one.start == one.end == other.start == other.end
    both_remove = not one.new and not other.new and one.end == other.start
    return one.end < other.start or both_add or both_remove


class Placed(NamedTuple):
    """Where an edit works in the text as it is now: the keys of a value, or of a list and the index of its entry."""

    keys: Keys
    at: int = 0


def placed_together(parsed: ParsedText, edits: Sequence[Edit]) -> list[Placed]:
    """Return where the first of these edits work that may be made together."""
    kind = type(edits[0])
    places: list[Placed] = []
    for one in edits:
        placed = _place(parsed, one, places) if type(one) is kind else None
        if placed is None:
            break
        places.append(placed)
    return places


def _place(parsed: ParsedText, one: Edit, before: list[Placed]) -> Placed | None:
    """Return where an edit works; None if it cannot be made together with those before it."""
    if isinstance(one, Put):
        node = parsed.node_at(one.keys) if one.keys else None
        return Placed(one.keys) if node is not None and _is_text_for_text(node, one.value) else None
    keys = one.keys if isinstance(one, Insert) else one.keys[:-1]
    index = one.index if isinstance(one, Insert) else one.keys[-1]
    node = parsed.node_at(keys)
    if not isinstance(index, int) or not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return None
    last = before[-1] if before else None
    if last is not None and last.keys != keys:
        return None
    if isinstance(one, Insert):
        index -= len(before)  # those before it have moved what follows them
        is_placed = 0 < index <= len(node.value) and (last is None or last.at <= index)
    else:
        is_placed = len(before) + 1 < len(node.value) and 0 <= index < (last.at if last is not None else len(node.value))
        is_placed = is_placed and not one.with_comments and _is_of_whole_lines(parsed, (*keys, index))
    return Placed(keys, index) if is_placed else None


def _is_text_for_text(node: yaml.Node, value: Plain) -> bool:
    """Whether a value puts nothing but texts of one line in place of others."""
    if isinstance(node, yaml.MappingNode) and isinstance(value, dict):
        inside = {nfc(str(key.value)): item for key, item in node.value}
        return (
            len(inside) == len(node.value)
            and inside.keys() == value.keys()
            and all(_is_text_for_text(inside[key], item) for key, item in value.items())
        )
    is_text = isinstance(value, str) and "\n" not in value
    return (
        is_text
        and isinstance(node, yaml.ScalarNode)
        and node.style not in ("|", ">")
        and node.start_mark.index < node.end_mark.index
    )


def _is_of_whole_lines(parsed: ParsedText, keys: Keys) -> bool:
    span = parsed.find(keys)
    return (
        span is not None
        and begins_line(parsed.text, span.start)
        and LINE_END.match(parsed.text, line_end(parsed.text, span.end)) is not None
    )
