"""Change a YAML file in place: only the text of the values that were meant changes, all other bytes stay.

An edit is a splice: some characters of the text are replaced at the positions that the parser gives for a value; the file is
never written anew from its values. Comments, order of keys, quotes, line ends, BOM and blank lines so stay as they were.
The changed text is parsed again and compared with the value that was meant. Where the two differ, EditFault is raised.

For example, `edit("targets.yaml", b"value: 62  # June\\n", [Put(("value",), "64,5")])` gives `b"value: 64,5  # June\\n"`.

Read in this order: `lines` (line ends and comments), `parsed_text` (where an entry is), `yaml_style` (how a value is
written), `splices` (put, insert, drop), then this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import yaml

from camket.text.edit_steps import Drop as Drop
from camket.text.edit_steps import Edit as Edit
from camket.text.edit_steps import Insert as Insert
from camket.text.edit_steps import Put as Put
from camket.text.edits_together import Placed, TogetherText, placed_together
from camket.text.language import _
from camket.text.lines import above_comments, begins_line, line_end, line_start, split_lines
from camket.text.parsed_text import ParsedText
from camket.text.problems import EditFault
from camket.text.source import Key, Keys, Plain, read_document
from camket.text.splices import drop, insert, nothing_at, put, same_values

_ABSENT: Any = object()
# So many edits are made together where they can be.
_MANY = 6


def edit(path: str, data: bytes, edits: Sequence[Edit]) -> bytes:
    """Return the bytes of a file after `edits`, made in order: each works on the outcome of those before it.

    `path` is for messages. Raises EditFault when the file has errors, when an edit leads to no value, or when the outcome
    would not be exactly the value that was meant (line ends at the end of a text do not count).
    """
    document, problems = read_document(path, data)
    if document is None or any(problem.level == "error" for problem in problems):
        raise EditFault(_("{path} has errors and cannot be changed in place").format(path=path), _("See: camket check"))
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    parsed = ParsedText(document.text)
    left = list(edits)
    while left:
        places = placed_together(parsed, left) if len(left) >= _MANY else []
        together = left[: max(len(places), 1)]
        if len(places) < _MANY or not _make_together(parsed, together, places):
            for one in together:
                _make_checked(path, parsed, one, changed_value(parsed.value(), one))
        del left[: len(together)]
    try:
        changed = bom + parsed.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _cannot(path, ()) from error
    _document, problems = read_document(path, changed)
    if any(problem.level == "error" for problem in problems):
        raise _cannot(path, edits[-1].keys if edits else ())
    return changed


def _make_together(parsed: ParsedText, edits: Sequence[Edit], places: Sequence[Placed]) -> bool:
    """Make edits that do not touch one another; return False, with the text as it was, if it does not say what was meant."""
    before, text = parsed.text, TogetherText(parsed)
    try:
        meant = changed_value(parsed.value(), *edits)
        for one, placed in zip(edits, places, strict=True):
            _make(text, replace(one, index=placed.at) if isinstance(one, Insert) else one)
        outcome = text.outcome()
        if outcome is None:
            return False
        parsed.set_text(outcome)
        if same_values(parsed.value(), meant):
            return True
    except (yaml.YAMLError, UnicodeEncodeError, EditFault):
        pass
    parsed.set_text(before)
    return False


def _make_checked(path: str, parsed: ParsedText, one: Edit, meant: Plain) -> None:
    """Make one edit and check that the text's value is then `meant`; try again without `written` if it is not."""
    before = parsed.text
    tries = [one] if isinstance(one, Drop) or one.written is None else [one, replace(one, written=None)]
    for trial in tries:
        try:
            _make(parsed, trial)
            if same_values(parsed.value(), meant):
                return
        except (yaml.YAMLError, UnicodeEncodeError, EditFault):
            pass
        parsed.set_text(before)
    raise _cannot(path, one.keys)


def _make(parsed: ParsedText, one: Edit) -> None:
    if isinstance(one, Put):
        put(parsed, one.keys, one.value, one.order, entry_text=one.written)
    elif isinstance(one, Drop):
        drop(parsed, one.keys, with_comments=one.with_comments)
    else:
        node = parsed.node_at(one.keys)
        if isinstance(node, yaml.SequenceNode) and node.value:
            insert(parsed, one.keys, one.index, one.value, one.written)
        else:
            put(parsed, one.keys, [one.value], content_text=one.written)


def _cannot(path: str, keys: Keys) -> EditFault:
    where = ".".join(map(str, keys)) or "–"
    message = _("{path}: what stands at {where} cannot be changed in place").format(path=path, where=where)
    return EditFault(message, _("Nothing was written. Change it in an editor."))


# --- the same edits on plain values -------------------------------------------------------------------------------------


def changed_value(value: Plain, *edits: Edit) -> Plain:
    """Return a plain value after edits; `value` itself stays as it is. Raises EditFault when an edit leads to no value."""
    holder: dict[str, Plain] = {"": deepcopy(value)}  # so that the root has a key too
    for one in edits:
        _change(holder, one)
    return holder[""]


def _change(holder: dict[str, Plain], one: Edit) -> None:
    """Make an edit in the value that `holder` has under an empty key."""
    if isinstance(one, Put) and not one.keys:
        holder[""] = deepcopy(one.value)
        return
    keys: Keys = ("", *one.keys)
    parent: Plain = holder
    for index, key in enumerate(keys[: None if isinstance(one, Insert) else -1]):
        found = _get(parent, key)
        if found in (None, _ABSENT) and not isinstance(one, Drop):
            is_list = isinstance(one, Insert) and index == len(keys) - 1
            found = [] if is_list else {}
            _set(parent, key, found)
        parent = found
    if isinstance(one, Insert):
        if not isinstance(parent, list) or not 0 <= one.index <= len(parent):
            raise nothing_at(one.keys)
        parent.insert(one.index, deepcopy(one.value))
    elif isinstance(one, Put):
        _set(parent, keys[-1], deepcopy(one.value))
    else:
        if _get(parent, keys[-1]) is _ABSENT or not one.keys:
            raise nothing_at(one.keys)
        del parent[keys[-1]]


def _get(parent: Plain, key: Key) -> Any:
    if isinstance(parent, dict):
        return parent.get(key, _ABSENT)
    if isinstance(parent, list) and isinstance(key, int) and 0 <= key < len(parent):
        return parent[key]
    return _ABSENT


def _set(parent: Plain, key: Key, value: Plain) -> None:
    if isinstance(parent, dict) and isinstance(key, str):
        parent[key] = value
    elif isinstance(parent, list) and isinstance(key, int) and 0 <= key <= len(parent):
        parent[key : key + 1] = [value]
    else:
        raise nothing_at((key,))


# --- text taken out -----------------------------------------------------------------------------------------------------


def excerpt(text: str | ParsedText, keys: Keys) -> str | None:
    """Return the lines of the entry at `keys` as they are written, without their indent, for `written` of another edit.

    The comment lines right above the entry are included, and an empty first line if a blank line is above those. None when
    there is no such entry or it shares its lines with others.
    """
    parsed = ParsedText(text) if isinstance(text, str) else text
    text, span = parsed.text, parsed.find(keys)
    if span is None or span.in_flow or not begins_line(text, span.start):
        return None
    start = line_start(text, span.start)
    column = span.start - start
    if span.index or len(keys) > 1:  # a comment above the first key of a file is about the whole file
        start = above_comments(text, start, column)
    above = split_lines(text[:start])
    lines = [
        line[column:] if not line[:column].strip(" ") else line.lstrip(" ")
        for line in split_lines(text[start : line_end(text, span.end)])
    ]
    is_apart = len(above) > 1 and not above[-1] and not above[-2].strip()
    return "\n".join(["", *lines] if is_apart else lines)
