"""A YAML file changed where its values stand: text is spliced in at the marks of nodes, and nothing is written anew.

Comments, order, quotes, line ends, BOM and blank lines stay byte for byte outside what was meant to change. Whatever comes
out is read again and held against the values that were meant; a text that says anything else never leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import yaml

from camket.text.language import _
from camket.text.problems import EditFault
from camket.text.source import Key, compose, plain_value, read_document
from camket.text.spelling import nfc

Keys = tuple[Key, ...]
# Text that would reach beyond is folded, as people here do.
WIDTH = 120
_STEP = 2
# What libyaml takes for the end of a line.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BLANK_OR_COMMENT = re.compile("(?:[ \t\r\n\x85\u2028\u2029]+|#[^\r\n\x85\u2028\u2029]*)*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Put:
    """The value at `keys` becomes `value`: text, None, or mappings and lists of such.

    Of a mapping or list only what differs is touched. A key that is not there is added behind those that come before it in
    `order`. `written` is how someone else has written the entry already (see `excerpt`), taken over where it can be.
    """

    keys: Keys
    value: Any
    order: tuple[str, ...] = ()
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """The entry at `keys` goes; so do the comment lines right above it `with_comments`."""

    keys: Keys
    with_comments: bool = False


@dataclass(frozen=True, slots=True)
class Insert:
    """`value` comes into the list at `keys` as its entry number `index`; a list that is empty or not there begins with it."""

    keys: Keys
    index: int
    value: Any
    written: str | None = None


Edit = Put | Drop | Insert


def edit(path: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """The bytes of a file with `edits` made one after the other, each finding what those before it have left.

    `path` is for messages. Raises EditFault when the file cannot be read, an edit leads nowhere, or the outcome would not
    say exactly what was meant (line ends at the end of a text aside).
    """
    document, problems = read_document(path, data)
    faults = [problem for problem in problems if problem.level == "error"]
    if document is None or faults:
        raise EditFault(_("{path} has errors and cannot be changed in place").format(path=path), _("See: camket check"))
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    sheet = _YamlText(document.text)
    for one in edits:
        meant = changed_value(sheet.value(), one)
        _attempt(path, sheet, one, meant)
    try:
        changed = bom + sheet.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _cannot(path, ()) from error
    _document, problems = read_document(path, changed)
    if any(problem.level == "error" for problem in problems):
        raise _cannot(path, edits[-1].keys if edits else ())
    return changed


def _attempt(path: str, sheet: _YamlText, one: Edit, meant: Any) -> None:
    """Make one edit; without what someone else has written where that does not come out as it should."""
    before = sheet.text
    tries = [one] if isinstance(one, Drop) or one.written is None else [one, replace(one, written=None)]
    for trial in tries:
        try:
            sheet.apply(trial)
            if same_values(sheet.value(), meant):
                return
        except (yaml.YAMLError, UnicodeEncodeError, EditFault):
            pass
        sheet.set_text(before)
    raise _cannot(path, one.keys)


def _cannot(path: str, keys: Keys) -> EditFault:
    where = ".".join(map(str, keys)) or "–"
    message = _("{path}: what stands at {where} cannot be changed in place").format(path=path, where=where)
    return EditFault(message, _("Nothing was written. Change it in an editor."))


def changed_value(value: Any, one: Edit) -> Any:
    """What an edit makes of plain values."""
    root = deepcopy(value)
    if isinstance(one, Put) and not one.keys:
        return deepcopy(one.value)
    holder: dict[str, Any] = {"": root}
    keys: Keys = ("", *one.keys)
    at: Any = holder
    for index, key in enumerate(keys[: None if isinstance(one, Insert) else -1]):
        found = _get(at, key)
        if found in (None, _ABSENT) and not isinstance(one, Drop):
            is_list = isinstance(one, Insert) and index == len(keys) - 1
            found = [] if is_list else {}
            _set(at, key, found)
        at = found
    if isinstance(one, Insert):
        if not isinstance(at, list) or not 0 <= one.index <= len(at):
            raise _leads_nowhere(one.keys)
        at.insert(one.index, deepcopy(one.value))
    elif isinstance(one, Put):
        _set(at, keys[-1], deepcopy(one.value))
    else:
        if _get(at, keys[-1]) is _ABSENT or not one.keys:
            raise _leads_nowhere(one.keys)
        del at[keys[-1]]
    return holder[""]


def _get(holder: Any, key: Key) -> Any:
    if isinstance(holder, dict):
        return holder.get(key, _ABSENT)
    if isinstance(holder, list) and isinstance(key, int) and 0 <= key < len(holder):
        return holder[key]
    return _ABSENT


def _set(holder: Any, key: Key, value: Any) -> None:
    if isinstance(holder, dict) and isinstance(key, str):
        holder[key] = value
    elif isinstance(holder, list) and isinstance(key, int) and 0 <= key <= len(holder):
        holder[key : key + 1] = [value]
    else:
        raise _leads_nowhere((key,))


def _leads_nowhere(keys: Keys) -> EditFault:
    return EditFault(_("there is nothing at {where}").format(where=".".join(map(str, keys)) or "–"))


def same_values(first: Any, second: Any) -> bool:
    """Whether two plain values are the same; the line ends that a text ends with are how it is written, not what it says."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same_values(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same_values, first, second))
    if isinstance(first, str) and isinstance(second, str):
        return nfc(first.rstrip("\n")) == nfc(second.rstrip("\n"))
    return first is None and second is None


def excerpt(text: str, keys: Keys) -> str | None:
    """The lines of the entry at `keys` as they are written, moved to the left margin, with the comment lines right above it
    and a blank line before those; None where it does not stand on lines of its own."""
    sheet = _YamlText(text)
    spot = sheet.find(keys)
    if spot is None or spot.in_flow or not sheet.begins_line(spot.start):
        return None
    column = spot.start - sheet.line_start(spot.start)
    start = sheet.line_start(spot.start)
    if spot.index or len(keys) > 1:  # what stands above a file's first key is said of the whole file
        start = sheet.above_comments(start, column)
    above = _lines(text[:start])
    lines = [
        line[column:] if not line[:column].strip(" ") else line.lstrip(" ")
        for line in _lines(text[start : sheet.line_end(spot.end)])
    ]
    is_apart = len(above) > 1 and not above[-1] and not above[-2].strip()
    return "\n".join(["", *lines] if is_apart else lines)


def _lines(text: str) -> list[str]:
    return _BREAK.split(text)


# --- how values are written ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _reads_as(written: str, text: str, *, in_flow: bool) -> bool:
    """Whether a scalar so written is that text wherever a value can stand."""
    frames = ["{k: %s}", "[%s]"] if in_flow else ["k: %s\n", "- %s\n"]
    for frame in frames:
        try:
            root = compose(frame % written)
        except yaml.YAMLError:
            return False
        value = plain_value(root) if root is not None else None
        if value not in ({"k": nfc(text)}, [nfc(text)]):
            return False
    return True


def is_plain(text: str, *, in_flow: bool) -> bool:
    """Whether a text needs no quotes."""
    return bool(text) and _reads_as(text, text, in_flow=in_flow)


def _quoted(text: str, style: str = '"') -> str:
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(letter) or _escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    code = ord(letter)
    if letter.isprintable():
        return letter
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _inline(value: Any, *, in_flow: bool) -> str:
    """A value on one line."""
    if value is None:
        return "null" if in_flow else ""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_inline(item, in_flow=True)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item, in_flow=True) for item in value) + "]"
    text = str(value)
    if is_plain(text, in_flow=in_flow):
        return text
    # Where the text has double quotes itself, single ones are easier to read.
    single = _quoted(text, "'")
    return single if '"' in text and single.startswith("'") else _quoted(text)


def _key(key: str) -> str:
    return key if is_plain(key, in_flow=True) and is_plain(key, in_flow=False) and len(key) < WIDTH else _quoted(key)


def _scalar(value: Any, column: int, indent: int) -> list[str]:
    """A value that begins at `column` of a block, on one line; or, of a text too long or of several lines, a block scalar
    with its lines at `indent`."""
    head = _inline(value, in_flow=False)
    if not isinstance(value, str) or (column + len(head) <= WIDTH and "\n" not in value):
        return [head]
    margin = " " * indent
    if "\n" not in value:
        words = value.split(" ")
        if all(word and word.isprintable() for word in words):
            return [">-", *(margin + line for line in _fold(words, max(WIDTH - indent - 4, 40)))]
        return [head]
    body = value.removesuffix("\n")
    lines = body.split("\n")
    is_tame = all(line.isprintable() and line.rstrip() == line for line in lines)
    if is_tame and lines[0] and not lines[0].startswith(" ") and lines[-1]:
        return ["|" if value.endswith("\n") else "|-", *(margin + line if line else "" for line in lines)]
    return [head]


def _fold(words: list[str], width: int) -> Iterator[str]:
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line += " " + word
    yield line


def _block(value: Any, indent: int) -> list[str]:
    """The lines of a mapping or list that is not empty, at `indent`."""
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _entry(f"{_key(key)}:", item, indent)]
    return [line for item in value for line in _entry("-", item, indent)]


def _entry(head: str, value: Any, indent: int) -> list[str]:
    """The lines of `key: value` or `- value` at `indent`."""
    margin = " " * indent
    if isinstance(value, (dict, list)) and value:
        if head != "-":
            return [margin + head, *_block(value, indent + _STEP)]
        if isinstance(value, list):
            return [f"{margin}- {_inline(value, in_flow=False)}"]
        first, *rest = _block(value, indent + _STEP)
        return [f"{margin}- {first.lstrip(' ')}", *rest]
    if value is None and head == "-":
        return [margin + "- null"]
    first, *rest = _scalar(value, indent + len(head) + 1, indent + _STEP)
    return [f"{margin}{head} {first}".rstrip() if not first else f"{margin}{head} {first}", *rest]


# --- where values stand -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _EntrySpan:
    """An entry of a mapping or list: where it starts (its key, its dash), where what comes after key or dash begins, and
    where its content ends."""

    parent: yaml.Node
    index: int
    node: yaml.Node
    start: int
    anchor: int
    end: int
    in_flow: bool


class _YamlText:
    """A text and its nodes, composed again after every splice."""

    def __init__(self, text: str) -> None:
        self.set_text(text)

    def set_text(self, text: str) -> None:
        self.text = text
        self.root = compose(text)

    def value(self) -> Any:
        return plain_value(self.root) if self.root is not None else None

    def splice(self, *cuts: tuple[int, int, str]) -> None:
        """Replace stretches of the text, given in order, none over another."""
        text = self.text
        for start, end, new in reversed(cuts):
            text = text[:start] + new + text[end:]
        self.set_text(text)

    # --- lines

    def line_start(self, position: int) -> int:
        return max(self.text.rfind(mark, 0, position) for mark in "\n\r\x85\u2028\u2029") + 1

    def line_end(self, position: int) -> int:
        found = _BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def begins_line(self, position: int) -> bool:
        return not self.text[self.line_start(position) : position].strip(" ")

    def break_near(self, position: int) -> str:
        """The line end in use at a position: its own line's, or the nearest before."""
        found = _BREAK.search(self.text, position) or next(reversed(list(_BREAK.finditer(self.text, 0, position))), None)
        return found[0] if found else "\n"

    def above_comments(self, start: int, column: int) -> int:
        """The start of the comment lines right above a line, as far as they begin at `column`."""
        while start:
            before = self.line_start(start - (2 if self.text[start - 2 : start] == "\r\n" else 1))
            line = self.text[before:start]
            if not line.startswith("#", column) or line[:column].strip(" "):
                break
            start = before
        return start

    def below_comments(self, end: int, column: int) -> int:
        """The end of the comment lines right below a line, as far as they begin beyond `column`: they are its own, and a
        text of several lines put before them would swallow them."""
        while (found := _BREAK.match(self.text, end)) is not None:
            below = self.text[found.end() : self.line_end(found.end())]
            if not below.lstrip(" ").startswith("#") or below.index("#") <= column:
                break
            end = found.end() + len(below)
        return end

    def skip(self, position: int) -> int:
        """Past blanks, line ends and comments."""
        found = _BLANK_OR_COMMENT.match(self.text, position)
        return found.end() if found else position

    # --- nodes

    def end(self, node: yaml.Node) -> int:
        """Where what a node says ends: before the comments and blank lines that libyaml counts to it."""
        if isinstance(node, yaml.ScalarNode):
            start, end = node.start_mark.index, node.end_mark.index
            if node.style in ("|", ">"):
                if "+" in self.text[start : self.line_end(start)].split("#")[0]:  # blank lines are part of it
                    last = _BREAK.search(self.text, max(start, end - 1))
                    return last.start() if last and last.end() == end else end
                return start + len(self.text[start:end].rstrip(" \t\r\n\x85\u2028\u2029"))
            return int(end)
        assert isinstance(node, yaml.CollectionNode)
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return max(self.end(last[1]), int(last[0].end_mark.index)) if isinstance(node, yaml.MappingNode) else self.end(last)

    def spots(self, node: yaml.Node) -> Iterator[_EntrySpan]:
        """The entries of a mapping or list."""
        if isinstance(node, yaml.MappingNode):
            for index, (key, value) in enumerate(node.value):
                anchor = key.end_mark.index
                colon = self.skip(anchor) if node.flow_style else anchor + _leading(self.text, anchor)
                if self.text[colon : colon + 1] == ":":
                    anchor = colon + 1
                end = max(self.end(value), anchor)
                yield _EntrySpan(node, index, value, key.start_mark.index, anchor, end, bool(node.flow_style))
        elif isinstance(node, yaml.SequenceNode):
            position = node.start_mark.index
            for index, value in enumerate(node.value):
                if node.flow_style:
                    start = anchor = value.start_mark.index
                else:
                    start = self.skip(position)
                    anchor = start + 1
                position = max(self.end(value), anchor)
                yield _EntrySpan(node, index, value, start, anchor, position, bool(node.flow_style))

    def find(self, keys: Keys) -> _EntrySpan | None:
        """The entry that `keys` lead to, or None; in flow is all that stands anywhere inside braces or brackets."""
        node, spot = self.root, None
        for key in keys:
            if node is None:
                return None
            spot = next((one for one in self.spots(node) if self._is(one, key)), None)
            if spot is None:
                return None
            node = spot.node
        return spot

    @staticmethod
    def _is(spot: _EntrySpan, key: Key) -> bool:
        if isinstance(spot.parent, yaml.MappingNode):
            return isinstance(key, str) and nfc(str(spot.parent.value[spot.index][0].value)) == nfc(key)
        return spot.index == key

    def node_at(self, keys: Keys) -> yaml.Node | None:
        spot = self.find(keys) if keys else None
        return self.root if not keys else spot.node if spot is not None else None

    # --- edits

    def apply(self, one: Edit) -> None:
        if isinstance(one, Put):
            self.put(one.keys, one.value, one.order, one.written)
        elif isinstance(one, Drop):
            self.drop(one.keys, with_comments=one.with_comments)
        else:
            node = self.node_at(one.keys)
            if isinstance(node, yaml.SequenceNode) and node.value:
                self.insert(one.keys, one.index, one.value, one.written)
            else:
                self.put(one.keys, [one.value], (), one.written, is_inside=True)

    def put(
        self, keys: Keys, value: Any, order: Sequence[str] = (), written: str | None = None, *, is_inside: bool = False
    ) -> None:
        node = self.node_at(keys)
        if node is None:
            if not keys:
                self._begin(value, written)
                return
            parent = self.node_at(keys[:-1])
            if isinstance(parent, yaml.MappingNode) and parent.value and isinstance(keys[-1], str):
                self.add_key(keys[:-1], keys[-1], value, order, None if is_inside else written)
            elif isinstance(parent, yaml.SequenceNode) and parent.value and keys[-1] == len(parent.value):
                self.insert(keys[:-1], keys[-1], value, written)
            else:
                held = {keys[-1]: value} if isinstance(keys[-1], str) else [value]
                self.put(keys[:-1], held, order, None if is_inside else written, is_inside=True)
            return
        present = plain_value(node)
        if same_values(present, value) and present == value:
            return
        if isinstance(present, dict) and isinstance(value, dict) and present.keys() & value.keys():
            for key, item in value.items():
                self.put((*keys, key), item, tuple(value))
            for key in present.keys() - value.keys():
                self.drop((*keys, key))
        elif isinstance(present, list) and isinstance(value, list) and present and value:
            self._put_list(keys, present, value)
        else:
            self._replace(keys, value, written if is_inside else None)

    def _put_list(self, keys: Keys, present: list[Any], value: list[Any]) -> None:
        steps = SequenceMatcher(None, [repr(one) for one in present], [repr(one) for one in value], autojunk=False)
        for kind, a, b, c, d in reversed(steps.get_opcodes()):
            if kind == "equal":
                continue
            both = min(b - a, d - c)
            for index in range(d - c - 1, both - 1, -1):
                self.insert(keys, a + both, value[c + index])
            for index in range(b - 1, a + both - 1, -1):
                self.drop((*keys, index))
            for index in range(both):
                self.put((*keys, a + index), value[c + index])

    def _begin(self, value: Any, written: str | None) -> None:
        """The first value of a file that has none, after its comments."""
        new = self.break_near(len(self.text))
        lines = _lines(written) if written is not None else _block(value, 0) if value else [_inline(value, in_flow=False)]
        apart = "" if not self.text or self.line_start(len(self.text)) == len(self.text) else new
        self.set_text(self.text + apart + "".join(line + new for line in lines))

    def _replace(self, keys: Keys, value: Any, written: str | None) -> None:
        spot = self.find(keys) if keys else None
        if spot is None:
            root = self.root
            assert root is not None
            lines = _lines(written) if written else _block(value, 0) if value else [_inline(value, in_flow=False)]
            new, end = self.break_near(0), self.end(root)
            if self.text[end : self.line_end(end)].strip():  # a comment, which must not become part of a text in block style
                lines, end = [*lines, ""], end + _leading(self.text, end)
            self.splice((root.start_mark.index, end, new.join(lines)))
            return
        node, start, end = spot.node, spot.node.start_mark.index, self.end(spot.node)
        if spot.in_flow:
            head = _inline(value, in_flow=True)
            if isinstance(value, str) and (style := self._deliberate(node, in_flow=True)):
                head = _quoted(value, style)
            if start < end:
                blank = value is None and isinstance(spot.parent, yaml.MappingNode)
                head = " " if blank and start == spot.anchor else "" if blank else head  # `a:,` would be another key
                self.splice((start, end, head))
            elif self.text[spot.anchor - 1] != ":":
                self.splice((spot.anchor, spot.anchor, f": {head}"))
            else:
                blanks = _leading(self.text, spot.anchor)
                self.splice((spot.anchor + blanks, spot.anchor + blanks, head if blanks else f" {head}"))
            return
        column = spot.start - self.line_start(spot.start)
        new = self.break_near(spot.end)
        body: list[str]
        if isinstance(value, (dict, list)) and value:
            is_item = isinstance(spot.parent, yaml.SequenceNode)
            if is_item and isinstance(value, list):
                head, body = _inline(value, in_flow=False), []
            else:
                lines = (
                    [line and " " * (column + _STEP) + line for line in _lines(written)]
                    if written
                    else _block(value, column + _STEP)
                )
                head, body = (lines[0].lstrip(" "), lines[1:]) if is_item else ("", lines)
        else:
            style = self._deliberate(node, in_flow=False) if isinstance(value, str) else ""
            head, *body = (
                [_quoted(value, style)]
                if style
                else _scalar(value, spot.anchor + 1 - self.line_start(spot.anchor), column + _STEP)
            )
        self._write(spot, start, end, head, [new + line for line in body])

    def _write(self, spot: _EntrySpan, start: int, end: int, head: str, body: list[str]) -> None:
        """Put `head` after the key or dash of a block entry and `body` under that line, in place of what stands there."""
        node = spot.node
        first_line = self.line_end(spot.anchor)
        if start == end and isinstance(node, yaml.ScalarNode):  # nothing stands there
            cuts = [(spot.anchor, spot.anchor, f" {head}" if head else "")]
        elif isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            header = self.text[start : self.line_end(start)]
            indicator = start + len(header.split(" ")[0].split("\t")[0])
            cuts = [(start if head else spot.anchor, indicator, head), (self.line_end(start), end, "".join(body))]
            if cuts[1][0] > end:  # nothing but the indicator
                cuts[1] = (end, end, "".join(body))
            self.splice(*cuts)
            return
        elif isinstance(node, yaml.CollectionNode) and not node.flow_style and start > first_line:
            cuts = [(spot.anchor, spot.anchor, f" {head}" if head else ""), (first_line, end, "".join(body))]
            self.splice(*cuts)
            return
        elif head:
            cuts = [(start, end, head)]
        else:
            cuts = [(spot.anchor, end, "")]
        below = self.line_end(max(end, spot.anchor))
        self.splice(*cuts, (below, below, "".join(body)))

    def _deliberate(self, node: yaml.Node, *, in_flow: bool) -> str:
        """The quotes of a text that could do without: whoever wrote it wants them."""
        if not isinstance(node, yaml.ScalarNode) or node.style not in ("'", '"') or not is_plain(node.value, in_flow=in_flow):
            return ""
        return str(node.style)

    def add_key(self, keys: Keys, key: str, value: Any, order: Sequence[str], written: str | None) -> None:
        """A new key of a mapping that has some."""
        node = self.node_at(keys)
        assert isinstance(node, yaml.MappingNode)
        spots = list(self.spots(node))
        names = [nfc(str(name.value)) for name, _value in node.value]
        before = set(order[: order.index(key)]) if key in order else set()
        after = set(order[order.index(key) + 1 :]) if key in order else set()
        behind = max((index for index, name in enumerate(names) if name in before), default=-1)
        if behind < 0:
            behind = min((index for index, name in enumerate(names) if name in after), default=len(names)) - 1
        if node.flow_style:
            self._add_in_flow(spots, behind, f"{_key(key)}: {_inline(value, in_flow=True)}")
        else:
            column = spots[0].start - self.line_start(spots[0].start)
            self._add_in_block(spots, behind, column, _entry(f"{_key(key)}:", value, column), written)

    def insert(self, keys: Keys, index: int, value: Any, written: str | None = None) -> None:
        """A new entry of a list that has some."""
        node = self.node_at(keys)
        assert isinstance(node, yaml.SequenceNode)
        spots = list(self.spots(node))
        if node.flow_style:
            self._add_in_flow(spots, index - 1, _inline(value, in_flow=True))
        else:
            column = spots[0].start - self.line_start(spots[0].start)
            self._add_in_block(spots, index - 1, column, _entry("-", value, column), written)

    def _add_in_flow(self, spots: list[_EntrySpan], behind: int, entry: str) -> None:
        if behind < 0:
            self.splice((spots[0].start, spots[0].start, entry + ", "))
        else:
            end = spots[behind].end
            self.splice((end, end, ", " + entry))

    def _add_in_block(self, spots: list[_EntrySpan], behind: int, column: int, lines: list[str], written: str | None) -> None:
        margin = " " * column
        if behind >= 0:
            if written is not None:
                lines = [line and margin + line for line in _lines(written)]
            end = self.below_comments(self.line_end(spots[behind].end), column)
            new = self.break_near(end)
            self.splice((end, end, "".join(new + line for line in lines)))
            return
        start = spots[0].start
        new = self.break_near(start)
        if written is not None and self.begins_line(start):
            lines = [line and margin + line for line in _lines(written) if line]
        self.splice((start, start, new.join(lines).lstrip(" ") + new + margin))

    def drop(self, keys: Keys, *, with_comments: bool = False) -> None:
        spot = self.find(keys)
        if spot is None:
            raise _leads_nowhere(keys)
        siblings = list(self.spots(spot.parent))
        if len(siblings) == 1:
            if len(keys) == 1 or not spot.in_flow:
                self._replace(keys[:-1], {} if isinstance(spot.parent, yaml.MappingNode) else [], None)
            else:
                self.splice((spot.parent.start_mark.index + 1, spot.parent.end_mark.index - 1, ""))
            return
        following = siblings[spot.index + 1].start if spot.index + 1 < len(siblings) else None
        if spot.in_flow:
            self._drop_in_flow(spot, siblings, following)
        elif not self.begins_line(spot.start):  # the first key after a dash
            assert following is not None
            comment = self.text.find("#", self.line_end(spot.end), following)
            self.splice((spot.start, comment if comment >= 0 else following, ""))
        else:
            start, end = self.line_start(spot.start), self.line_end(spot.end)
            if with_comments:
                start = self.above_comments(start, spot.start - start)
            found = _BREAK.match(self.text, end)
            if found:
                end = found.end()
            elif start:  # the file's last line, which has no end: nor shall the one before it
                start -= 2 if self.text[start - 2 : start] == "\r\n" else 1
            self.splice((start, end, ""))

    def _drop_in_flow(self, spot: _EntrySpan, siblings: list[_EntrySpan], following: int | None) -> None:
        if following is None:
            self.splice((siblings[spot.index - 1].end, spot.end, ""))
        elif "#" in self.text[spot.end : following]:
            comma = self.text.index(",", self.skip(spot.end))
            self.splice((spot.start, comma + 1, ""))
        else:
            self.splice((spot.start, following, ""))


def _leading(text: str, position: int) -> int:
    """How many blanks stand at a position."""
    count = 0
    while text[position + count : position + count + 1] in (" ", "\t"):
        count += 1
    return count
