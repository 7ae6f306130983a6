"""The text of a targets.yaml while it is carried over to the next year.

Unlike `text.edit`, which keeps comments, a new value also replaces the comment beside it: that comment was about last year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from camket.text.lines import LINE_END, begins_line, line_end, line_start, split_lines
from camket.text.parsed_text import EntrySpan, ParsedText, Splice
from camket.text.source import Key, Keys

# A mapping to be written: values are YAML text already (see `quote_scalar`), a mapping of such, or None for an empty value.
Tree = Mapping[str, "str | Tree | None"]


class CarriedText:
    """A YAML text and the changes to be made in it; all other bytes stay. `result` makes the changes.

    A text to be written has `\\n` as line ends; they become those of the file.
    """

    def __init__(self, text: str) -> None:
        self.parsed = ParsedText(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.splices: list[Splice] = []

    def result(self) -> str:
        """Return the text with all changes made."""
        ordered = sorted(self.splices)
        self.parsed.splice(*(Splice(start, end, new.replace("\n", self.newline)) for start, end, new in ordered))
        return self.parsed.text

    def entries(self, *keys: Key) -> list[Key]:
        """Return the keys of a mapping, the indexes of a list; an empty list if there is neither."""
        node = self.parsed.node_at(keys)
        if isinstance(node, yaml.MappingNode):
            return [str(key.value) for key, _value in node.value]
        return list(range(len(node.value))) if isinstance(node, yaml.SequenceNode) else []

    def scalar(self, keys: Keys) -> str | None:
        """Return the text of a scalar; None if there is none."""
        node = self.parsed.node_at(keys)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else None

    def set_value(self, keys: Keys, new: str) -> bool:
        """Replace a value, and a comment on its last line, by `new`. Return False if there is no such key."""
        span = self.parsed.find(keys)
        if span is None:
            return False
        comment = re.compile(r"[ \t]+#[^\r\n]*").match(self.parsed.text, span.end)
        new = new or ("~" if span.in_flow else "")  # `{date:, number: 5}` is no YAML
        new = new if new.startswith("\n") or not new else " " + new
        self.splices.append(Splice(span.anchor, comment.end() if comment else span.end, new))
        return True

    def drop(self, keys: Keys, comment_out: str = "") -> None:
        """Drop the lines of a key with its value, or turn them into comments below a comment that says why.

        Inside braces, where the value has no lines of its own, it becomes an empty list.
        """
        span = self.parsed.find(keys)
        if span is None:
            return
        text = self.parsed.text
        if not begins_line(text, span.start):
            self.set_value(keys, "[]")
            return
        start, end = line_start(text, span.start), line_end(text, span.end)
        margin = text[start : span.start]
        kept = [f"{margin}# {line[len(margin) :]}\n" for line in split_lines(text[start:end])]
        newline = LINE_END.match(text, end)
        new = f"{margin}# {comment_out}\n{''.join(kept)}" if comment_out else ""
        self.splices.append(Splice(start, newline.end() if newline else end, new))

    def put_mapping(self, keys: Keys, key: str, value: Tree, notes: Mapping[str, str], *, after: str) -> None:
        """Make `value` the value of a key, which is added after the key `after`; `notes` are comments on keys of `value`."""
        span = self.parsed.find((*keys, key))
        if span is None:
            self.add(keys, key, value, after=after, notes=notes)
        elif span.in_flow:
            self.set_value((*keys, key), _flow_text(value))
        else:
            column = span.start - line_start(self.parsed.text, span.start)
            self.set_value((*keys, key), "\n" + "\n".join(_block_lines(value, column + 2, notes)))
        parent = self.parsed.find(keys)
        assert parent is not None
        if parent.node.flow_style:  # type: ignore[attr-defined]
            end = line_end(self.parsed.text, parent.end)
            # Inside braces there is no place for a comment.
            self.splices += [Splice(end, end, f"   # {name}: {note}") for name, note in notes.items()]

    def add(
        self, keys: Keys, key: str, value: str | Tree, *, after: str | None = None, notes: Mapping[str, str] | None = None
    ) -> None:
        """Add a key to a mapping, after the key `after` or as its last one; `notes` are comments for keys of `value`."""
        text, mapping = self.parsed.text, self.parsed.node_at(keys)
        assert isinstance(mapping, yaml.MappingNode)
        if mapping.flow_style:
            brace = mapping.end_mark.index - 1
            entry = _flow_text({key: value})[1:-1]
            self.splices.append(Splice(brace, brace, f", {entry}" if mapping.value else entry))
            return
        spans: list[EntrySpan] = list(self.parsed.entries(mapping))
        before = (self.parsed.find((*keys, after)) if after else None) or spans[-1]
        end = line_end(text, before.end)
        column = spans[0].start - line_start(text, spans[0].start)
        self.splices.append(Splice(end, end, "\n" + "\n".join(_block_lines({key: value}, column, notes or {}))))


def _block_lines(tree: Tree, indent: int, notes: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a mapping in block style, keys at `indent`."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield f"{' ' * indent}{key}:" + (f"   # {notes[key]}" if key in notes else "")
            yield from _block_lines(value, indent + 2, notes)
        else:
            yield f"{' ' * indent}{key}: {value}" if value else f"{' ' * indent}{key}:"


def _flow_text(tree: Tree) -> str:
    """Return a mapping in flow style: `{part: 62, whole: ~}`."""
    pairs = [f"{key}: {_flow_text(value) if isinstance(value, Mapping) else value or '~'}" for key, value in tree.items()]
    return "{" + ", ".join(pairs) + "}"
