"""Changes to a YAML text at the places of its nodes; all other bytes stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from camket.text.yaml_text import Tree, block_lines, flow_text

NodePair = tuple[yaml.Node, yaml.Node]  # a key and its value


class YamlSplicing:
    """Changes to a YAML text at the places of its nodes; all other bytes stay as they are.

    `root` is the root node of the text. Changes are collected, and `result` applies them. An inserted text has `\\n` as line
    ends; they become those of the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.changes: list[tuple[int, int, str]] = []
        self.root = yaml.compose(text, Loader=yaml.CSafeLoader)

    def result(self) -> str:
        """Return the text with all changes made."""
        text = self.text
        for start, end, new in sorted(self.changes, reverse=True):
            text = text[:start] + new.replace("\n", self.newline) + text[end:]
        return text

    def set_value(self, pair: NodePair, new: str) -> None:
        """Replace the value of a key, and a comment on the value's last line, by `new`; the key and its colon stay."""
        key, value = pair
        colon = self.text.index(":", key.end_mark.index) + 1
        end = max(colon, self._end(value))
        comment = re.compile(r"[ \t]+#[^\r\n]*").match(self.text, end)
        self.changes.append((colon, comment.end() if comment else end, new if new.startswith("\n") or not new else " " + new))

    def remove(self, pair: NodePair) -> None:
        """Remove the lines of a key with its value; inside `{}`, where it has no lines of its own, set it to an empty list."""
        start, end = self._lines(pair)
        if self.text[start : pair[0].start_mark.index].strip():
            self.set_value(pair, "[]")
        else:
            self.changes.append((start, end, ""))

    def comment_out(self, pair: NodePair, why: str) -> None:
        """Turn the lines of a key with its value into comments, below a comment that says why."""
        start, end = self._lines(pair)
        column = pair[0].start_mark.column
        if self.text[start : pair[0].start_mark.index].strip():
            self.set_value(pair, "[]")
            return
        margin = " " * column
        lines = self.text[start:end].splitlines()
        kept = "".join(f"{margin}# {line[column:]}\n" for line in lines)
        self.changes.append((start, end, f"{margin}# {why}\n{kept}"))

    def add_comment(self, node: yaml.Node, text: str) -> None:
        """Append a comment to the line on which a value ends."""
        end = self._line_end(self._end(node))
        self.changes.append((end, end, f"   # {text}"))

    def insert(
        self,
        mapping: yaml.MappingNode,
        key: str,
        value: str | Tree,
        *,
        after: str | None = None,
        notes: Mapping[str, str] | None = None,
    ) -> None:
        """Add a key to a mapping, after the key `after` or as its last one; `notes` are comments for keys of `value`."""
        if mapping.flow_style:
            brace = mapping.end_mark.index - 1
            text = flow_text({key: value})[1:-1]
            self.changes.append((brace, brace, f", {text}" if mapping.value else text))
            return
        pair = (find_pair(mapping, after) if after else None) or mapping.value[-1]
        end = self._line_end(max(self._end(pair[1]), pair[0].end_mark.index))
        column = mapping.value[0][0].start_mark.column
        self.changes.append((end, end, "\n" + "\n".join(block_lines({key: value}, column, notes))))

    def _lines(self, pair: NodePair) -> tuple[int, int]:
        """Return the start and end of the lines of a key with its value, the last line end included."""
        start = self.text.rfind("\n", 0, pair[0].start_mark.index) + 1
        end = self._line_end(max(self._end(pair[1]), pair[0].end_mark.index))
        newline = re.compile(r"\r?\n").match(self.text, end)
        return start, newline.end() if newline else end

    def _line_end(self, index: int) -> int:
        found = re.compile(r"\r?\n|\Z").search(self.text, index)
        assert found is not None  # the end of the text matches
        return found.start()

    def _end(self, node: yaml.Node) -> int:
        """Return where the text of a node ends. (For a block, libyaml gives the start of the next token as its end.)"""
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            key, value = node.value[-1]
            return max(self._end(value), self.text.index(":", key.end_mark.index) + 1)
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            return self._end(node.value[-1])
        start: int = node.start_mark.index
        end: int = node.end_mark.index
        if start == end:
            return 0  # an empty value has no place; the caller takes the end of its key
        return start + len(self.text[start:end].rstrip())


def find_pair(node: yaml.Node | None, key: str) -> NodePair | None:
    """Return the key and value nodes of a key in a mapping node; None if it has no such key or is no mapping."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value_node in node.value:
            if key_node.value == key:
                return key_node, value_node
    return None
