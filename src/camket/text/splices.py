"""A value put into a parsed text, an entry inserted or dropped: each is one or more splices, and all other text stays as it is.

Where other text is involved, the rules are:

- A comment belongs to the line that it is on. A comment line right below an entry and indented more belongs to that entry.
- A new entry goes below the entry before it, with that entry's comments, and above any blank line.
- Inside braces or brackets, everything is written in flow style; elsewhere in block style.

`edit` checks afterwards that the text has the value that was meant: an unusual layout can be refused, but not spoil a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import yaml

from camket.text.language import _
from camket.text.lines import (
    LINE_END,
    above_comments,
    begins_line,
    below_comments,
    count_spaces,
    line_break_near,
    line_end,
    line_start,
    skip_blanks,
    split_lines,
)
from camket.text.parsed_text import EntrySpan, ParsedText, Splice
from camket.text.problems import EditFault
from camket.text.source import Key, Keys, Plain, plain_value
from camket.text.spelling import nfc
from camket.text.yaml_style import (
    STEP,
    collection_lines,
    entry_lines,
    inline,
    is_plain,
    key_text,
    quoted,
    root_lines,
    scalar_lines,
)


def nothing_at(keys: Keys) -> EditFault:
    """The error for keys that lead to no value."""
    return EditFault(_("there is nothing at {where}").format(where=".".join(map(str, keys)) or "–"))


def same_values(first: Plain, second: Plain) -> bool:
    """Whether two plain values are equal, but for line ends at the end of a text: `>` and `>-` differ only in those."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same_values(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same_values, first, second))
    if isinstance(first, str) and isinstance(second, str):
        return nfc(first.rstrip("\n")) == nfc(second.rstrip("\n"))
    return first is None and second is None


# --- put ----------------------------------------------------------------------------------------------------------------


def put(
    parsed: ParsedText,
    keys: Keys,
    value: Plain,
    order: Sequence[str] = (),
    entry_text: str | None = None,
    content_text: str | None = None,
) -> None:
    """Make `value` the value at `keys`. Of a mapping or list, only the entries that differ are changed.

    `order` are the keys of the mapping in the order in which they should be; it places a new key. The text to write may be
    given: `entry_text` is the whole entry with its key or dash, `content_text` its value alone; both without indent.
    """
    node = parsed.node_at(keys)
    if node is None:
        _put_new(parsed, keys, value, order, entry_text, content_text)
        return
    present = plain_value(node)
    if same_values(present, value) and present == value:
        return
    if isinstance(present, dict) and isinstance(value, dict) and present.keys() & value.keys():
        for key, item in value.items():
            put(parsed, (*keys, key), item, tuple(value))
        for key in present.keys() - value.keys():
            drop(parsed, (*keys, key))
    elif isinstance(present, list) and isinstance(value, list) and present and value:
        _put_list(parsed, keys, present, value)
    else:
        _replace(parsed, keys, value, content_text)


def _put_new(
    parsed: ParsedText, keys: Keys, value: Plain, order: Sequence[str], entry_text: str | None, content_text: str | None
) -> None:
    """Put a value where there is none yet: as a new entry of its parent, which is made first where it is missing or empty."""
    if not keys:
        _begin_file(parsed, value, entry_text if entry_text is not None else content_text)
        return
    *_above, key = keys
    parent = parsed.node_at(keys[:-1])
    if isinstance(parent, yaml.MappingNode) and parent.value and isinstance(key, str):
        _add_key(parsed, keys[:-1], key, value, order, entry_text)
    elif isinstance(parent, yaml.SequenceNode) and parent.value and key == len(parent.value):
        insert(parsed, keys[:-1], key, value, entry_text)
    else:
        put(parsed, keys[:-1], {key: value} if isinstance(key, str) else [value], order, content_text=entry_text)


def _begin_file(parsed: ParsedText, value: Plain, written: str | None) -> None:
    """Write the first value of a text that has none, after its comments."""
    text = parsed.text
    new = line_break_near(text, len(text))
    lines = split_lines(written) if written is not None else root_lines(value)
    apart = "" if not text or line_start(text, len(text)) == len(text) else new
    parsed.set_text(text + apart + "".join(line + new for line in lines))


def _put_list(parsed: ParsedText, keys: Keys, present: list[Plain], value: list[Plain]) -> None:
    """Change a list into another with as few changes as the comparison of the two finds, last entry first.

    From the last entry to the first, because an entry that is inserted or dropped moves the indexes after it.
    """
    steps = SequenceMatcher(None, [repr(one) for one in present], [repr(one) for one in value], autojunk=False)
    for kind, start, end, new_start, new_end in reversed(steps.get_opcodes()):
        if kind == "equal":
            continue
        both = min(end - start, new_end - new_start)
        for index in range(new_end - new_start - 1, both - 1, -1):
            insert(parsed, keys, start + both, value[new_start + index])
        for index in range(end - 1, start + both - 1, -1):
            drop(parsed, (*keys, index))
        for index in range(both):
            put(parsed, (*keys, start + index), value[new_start + index])


# --- a value replaced ---------------------------------------------------------------------------------------------------


def _replace(parsed: ParsedText, keys: Keys, value: Plain, content_text: str | None) -> None:
    """Write a value in place of the present one, which may be empty."""
    span = parsed.find(keys) if keys else None
    if span is None:
        _replace_root(parsed, value, content_text)
    elif span.in_flow:
        _replace_in_flow(parsed, span, value)
    else:
        _replace_in_block(parsed, span, value, content_text)


def _replace_root(parsed: ParsedText, value: Plain, content_text: str | None) -> None:
    text, root = parsed.text, parsed.root
    assert root is not None
    lines = split_lines(content_text) if content_text else root_lines(value)
    end = parsed.end(root)
    if text[end : line_end(text, end)].strip():  # a comment, which must not become part of a block scalar
        lines, end = [*lines, ""], end + count_spaces(text, end)
    parsed.splice(Splice(root.start_mark.index, end, line_break_near(text, 0).join(lines)))


def _replace_in_flow(parsed: ParsedText, span: EntrySpan, value: Plain) -> None:
    text, anchor = parsed.text, span.anchor
    start, end = span.node.start_mark.index, parsed.end(span.node)
    new = inline(value, in_flow=True)
    if isinstance(value, str) and (quotes := _optional_quotes(span.node, in_flow=True)):
        new = quoted(value, quotes)
    if start < end:
        if value is None and isinstance(span.parent, yaml.MappingNode):
            new = " " if start == anchor else ""  # not `{a:, b: 1}`: there the key would be `a:`
        parsed.splice(Splice(start, end, new))
    elif text[anchor - 1] != ":":  # `b` in `{a: 1, b}`
        parsed.splice(Splice(anchor, anchor, f": {new}"))
    else:  # `b` in `{a: 1, b: }`
        spaces = count_spaces(text, anchor)
        parsed.splice(Splice(anchor + spaces, anchor + spaces, new if spaces else f" {new}"))


def _replace_in_block(parsed: ParsedText, span: EntrySpan, value: Plain, content_text: str | None) -> None:
    text, node = parsed.text, span.node
    column = span.start - line_start(text, span.start)
    head, body = "", list[str]()  # what goes on the line of the key or dash, and the lines below it
    if isinstance(value, (dict, list)) and value:
        is_item = isinstance(span.parent, yaml.SequenceNode)
        if is_item and isinstance(value, list):
            head = inline(value, in_flow=False)
        else:
            indent = column + STEP
            body = _indented(content_text, indent) if content_text else collection_lines(value, indent)
            if is_item:  # `- name: x`: the first key is on the line of the dash
                head, body = body[0].lstrip(" "), body[1:]
    elif isinstance(value, str) and (quotes := _optional_quotes(node, in_flow=False)):
        head = quoted(value, quotes)
    else:
        head, *body = scalar_lines(value, span.anchor + 1 - line_start(text, span.anchor), column + STEP)
    new = line_break_near(text, span.end)
    parsed.splice(*_block_splices(parsed, span, head, "".join(new + line for line in body)))


def _block_splices(parsed: ParsedText, span: EntrySpan, head: str, body: str) -> list[Splice]:
    """The splices that put `head` after a key or dash and `body` below that line, in place of the present value.

    A comment on the line of the key or dash stays there, between head and body.
    """
    text, node, anchor = parsed.text, span.node, span.anchor
    start, end = node.start_mark.index, parsed.end(node)
    spaced_head = f" {head}" if head else ""
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        header_end = line_end(text, start)
        indicator_end = start + len(text[start:header_end].split(" ")[0].split("\t")[0])
        old_body = Splice(header_end, end, body) if header_end <= end else Splice(end, end, body)  # `|` with no text below it
        return [Splice(start if head else anchor, indicator_end, head), old_body]
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and start > line_end(text, anchor):
        return [Splice(anchor, anchor, spaced_head), Splice(line_end(text, anchor), end, body)]
    if start == end and isinstance(node, yaml.ScalarNode):  # the present value is empty
        on_line = Splice(anchor, anchor, spaced_head)
    elif head:
        on_line = Splice(start, end, head)
    else:
        on_line = Splice(anchor, end, "")
    below = line_end(text, max(end, anchor))
    return [on_line, Splice(below, below, body)]


def _optional_quotes(node: yaml.Node, *, in_flow: bool) -> str:
    """The quotes (' or ") of a text that needs none, else "". The author chose such quotes, so the new text has them too."""
    if not isinstance(node, yaml.ScalarNode) or node.style not in ("'", '"') or not is_plain(node.value, in_flow=in_flow):
        return ""
    return str(node.style)


def _indented(written: str, indent: int) -> list[str]:
    return [line and " " * indent + line for line in split_lines(written)]


# --- entries added ------------------------------------------------------------------------------------------------------


def _add_key(parsed: ParsedText, keys: Keys, key: str, value: Plain, order: Sequence[str], entry_text: str | None) -> None:
    """Add a new key to the mapping at `keys`, which is not empty."""
    node = parsed.node_at(keys)
    assert isinstance(node, yaml.MappingNode)
    after = _entry_before(key, [nfc(str(name.value)) for name, _value in node.value], order)
    spans = list(parsed.entries(node))
    if node.flow_style:
        _add_in_flow(parsed, spans, after, f"{key_text(key)}: {inline(value, in_flow=True)}")
    else:
        column = spans[0].start - line_start(parsed.text, spans[0].start)
        _add_in_block(parsed, spans, after, column, entry_lines(f"{key_text(key)}:", value, column), entry_text)


def _entry_before(key: str, names: Sequence[str], order: Sequence[str]) -> int:
    """The index in `names` of the key after which a new key goes; -1 to put it first.

    It goes after the last of the keys that come before it in `order`; else before the first of those that come after it;
    else to the end.
    """
    place = order.index(key) if key in order else None
    earlier = set(order[:place]) if place is not None else set()
    later = set(order[place + 1 :]) if place is not None else set()
    found = max((index for index, name in enumerate(names) if name in earlier), default=-1)
    return found if found >= 0 else min((index for index, name in enumerate(names) if name in later), default=len(names)) - 1


def insert(parsed: ParsedText, keys: Keys, index: Key, value: Plain, entry_text: str | None = None) -> None:
    """Insert a value as entry `index` of the list at `keys`, which is not empty."""
    node = parsed.node_at(keys)
    assert isinstance(node, yaml.SequenceNode)
    assert isinstance(index, int)
    spans = parsed.spans(node)
    if node.flow_style:
        _add_in_flow(parsed, spans, index - 1, inline(value, in_flow=True))
    else:
        column = spans[0].start - line_start(parsed.text, spans[0].start)
        _add_in_block(parsed, spans, index - 1, column, entry_lines("-", value, column), entry_text)


def _add_in_flow(parsed: ParsedText, spans: list[EntrySpan], after: int, entry: str) -> None:
    if after < 0:
        parsed.splice(Splice(spans[0].start, spans[0].start, entry + ", "))
    else:
        end = spans[after].end
        parsed.splice(Splice(end, end, ", " + entry))


def _add_in_block(
    parsed: ParsedText, spans: list[EntrySpan], after: int, column: int, lines: list[str], entry_text: str | None
) -> None:
    """Add an entry of `lines`, or of the given text, after the entry number `after` (-1: before all)."""
    text, margin = parsed.text, " " * column
    if after >= 0:
        if entry_text is not None:
            lines = _indented(entry_text, column)
        end = below_comments(text, line_end(text, spans[after].end), column)
        new = line_break_near(text, end)
        parsed.splice(Splice(end, end, "".join(new + line for line in lines)))
        return
    start = spans[0].start  # after the margin of the first entry, and perhaps after the dash of an outer list
    new = line_break_near(text, start)
    if entry_text is not None and begins_line(text, start):
        lines = [line for line in _indented(entry_text, column) if line]
    parsed.splice(Splice(start, start, new.join(lines).lstrip(" ") + new + margin))


# --- entries dropped ----------------------------------------------------------------------------------------------------


def drop(parsed: ParsedText, keys: Keys, *, with_comments: bool = False) -> None:
    """Drop the entry at `keys`, and with it the comment lines right above it if asked. Raises EditFault if there is none.

    The last entry of a mapping or list leaves `{}` or `[]`.
    """
    span = parsed.find(keys)
    if span is None:
        raise nothing_at(keys)
    siblings = parsed.spans(span.parent)
    if len(siblings) == 1:
        _drop_only_entry(parsed, keys, span)
        return
    following = siblings[span.index + 1].start if span.index + 1 < len(siblings) else None
    if span.in_flow:
        _drop_in_flow(parsed, span, siblings, following)
    elif not begins_line(parsed.text, span.start):  # the first key after a dash, which stays: `- a: 1`
        assert following is not None
        comment = parsed.text.find("#", line_end(parsed.text, span.end), following)
        parsed.splice(Splice(span.start, comment if comment >= 0 else following, ""))
    else:
        _drop_lines(parsed, span, with_comments=with_comments)


def _drop_only_entry(parsed: ParsedText, keys: Keys, span: EntrySpan) -> None:
    if len(keys) == 1 or not span.in_flow:
        _replace(parsed, keys[:-1], {} if isinstance(span.parent, yaml.MappingNode) else [], None)
    else:
        parsed.splice(Splice(span.parent.start_mark.index + 1, span.parent.end_mark.index - 1, ""))


def _drop_in_flow(parsed: ParsedText, span: EntrySpan, siblings: list[EntrySpan], following: int | None) -> None:
    text = parsed.text
    if following is None:
        parsed.splice(Splice(siblings[span.index - 1].end, span.end, ""))
    elif "#" in text[span.end : following]:  # a comment between the two entries stays
        comma = text.index(",", skip_blanks(text, span.end))
        parsed.splice(Splice(span.start, comma + 1, ""))
    else:
        parsed.splice(Splice(span.start, following, ""))


def _drop_lines(parsed: ParsedText, span: EntrySpan, *, with_comments: bool) -> None:
    text = parsed.text
    start, end = line_start(text, span.start), line_end(text, span.end)
    if with_comments:
        start = above_comments(text, start, span.start - start)
    found = LINE_END.match(text, end)
    if found:
        end = found.end()
    elif start:  # the last line of the file has no line break: then the line before it has none either
        start -= 2 if text[start - 2 : start] == "\r\n" else 1
    parsed.splice(Splice(start, end, ""))
