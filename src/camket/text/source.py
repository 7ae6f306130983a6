"""A YAML file becomes plain values: text for every scalar, and the place of each value when it is asked for.

PyYAML's C parser composes the node tree; everything after that is ours and strict, because the loaders let
duplicate keys pass, turn `no` into False and 22.20 into 22.2. Numbers and dates stay text here: what they mean
depends on the key, which the model knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml._yaml import CParser

from camket.text.language import N_, _
from camket.text.problems import Level, Place, Problem
from camket.text.spelling import nfc

Key = str | int
Plain = Any  # a plain value of YAML: str, None, or a dict or list of such
MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
_NULLS = {"", "~", "null", "Null", "NULL"}
# An anchor, an alias or deep nesting needs a slower, careful look; nearly every file has neither, nor any of these.
_MARKS_OF_SUSPICION = ("&", "*", " " * 80, "- -", "- ?", "? -", "? ?", "-  ", "?  ")
_SUSPICIOUS = re.compile(r"(?:^|[\s\[{,:-])[&*][^\s&*]|^ {80}|(?:[-?] +){8}", re.MULTILINE)
_DIGITS = re.compile(r"\d+%?")
# The lines that git puts into a file where two changes of the same lines meet.
_CONFLICT = re.compile(r"^(?:(?:<{7,}|>{7,}|\|{7,})(?: |\r?$)|={7,}\r?$)", re.MULTILINE)
_WHOLE_CONFLICT = re.compile(r"^<{7,} .*?^={7,}\r?$.*?^>{7,} ", re.MULTILINE | re.DOTALL)


class _Composer(CParser):
    """CParser with only what it needs to compose: plain scalars get the tag 'p', all others 'q'."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)

    def resolve(self, kind: object, value: str, implicit: tuple[bool, bool] | bool | None) -> str:
        return "p" if implicit.__class__ is tuple and implicit[0] else "q"

    def descend_resolver(self, parent: object, index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


@dataclass(slots=True)
class Document:
    """One YAML file: its path in the data folder, its text without BOM, and its value (dict, list, str or None)."""

    path: str
    text: str
    value: Any = None
    _root: yaml.Node | None = field(default=None, repr=False)
    # Kept from the first fault on, so that a file with very many of them is not searched from its start for each.
    _lines: list[str] | None = field(default=None, repr=False)
    _entries: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = field(default_factory=dict, repr=False)

    def place(self, keys: Sequence[Key] = (), *, of_key: bool = False) -> Place:
        """Where the value at `keys` stands (or its key, `of_key`); the nearest parent when there is no such value.

        A key that the file does not have is stepped over: the model has levels that the file leaves out.
        """
        node = self._nodes()
        if node is None:
            return Place(self.path)
        mark = node.start_mark
        for index, key in enumerate(keys):
            last = index == len(keys) - 1
            if isinstance(node, yaml.MappingNode):
                found = self._entries_of(node).get(str(key))
                if found is None:
                    continue
                key_node, node = found
                empty = node.start_mark.index == node.end_mark.index
                mark = key_node.start_mark if (of_key and last) or empty else node.start_mark
                if isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) and not node.flow_style:
                    mark = key_node.start_mark
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
                node = node.value[key]
                mark = node.start_mark
        return Place(self.path, mark.line + 1, mark.column + 1)

    def at(self, keys: Sequence[Key]) -> Any:
        """The plain value at `keys`, or None where there is none; levels that the file leaves out are stepped over."""
        value = self.value
        for key in keys:
            if isinstance(value, dict) and isinstance(key, str):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int):
                value = value[key] if 0 <= key < len(value) else None
        return value

    def line(self, number: int) -> str:
        """Line `number` (from 1) of the text, without its end."""
        if self._lines is None:
            self._lines = self.text.splitlines()
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def problem(
        self,
        rule: str,
        keys: Sequence[Key],
        message: str,
        hint: str = "",
        *,
        level: Level = "error",
        of_key: bool = False,
        fixes: tuple[str, ...] = (),
    ) -> Problem:
        """A Problem at the value (or the key) that `keys` lead to."""
        place = self.place(keys, of_key=of_key)
        return Problem(rule, place, message, hint, level, self.line(place.line), fixes)

    def _entries_of(self, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """The entries of a mapping by key; of a key that stands twice, the first, whose value counts."""
        entries = self._entries.get(id(node))
        if entries is None:
            entries = self._entries[id(node)] = {}
            for key_node, value_node in node.value:
                entries.setdefault(nfc(str(key_node.value)), (key_node, value_node))
        return entries

    def _nodes(self) -> yaml.Node | None:
        # Composed again, only when a fault must be placed: keeping every tree would double the memory.
        if self._root is None and self.value is not None:
            self._root = _Composer(self.text).get_single_node()
        return self._root


def read_document(path: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """Read one YAML file from its bytes: (Document, problems); None when nothing in it can be used."""
    if len(data) > MAX_BYTES:
        message = _("the file has {size} bytes; {limit} at most are read").format(size=len(data), limit=MAX_BYTES)
        return None, [Problem("file-size", Place(path), message, _("Split it, or attach long documents as files."))]
    text, problems = _decode(path, data)
    if text is None:
        return None, problems
    document = Document(path, text)
    if _is_suspicious(text):
        careful = _look_carefully(document)
        if careful:
            return None, problems + careful
    try:
        root = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, [*problems, _find_conflict(document) or _syntax_problem(document, error)]
    except yaml.reader.ReaderError as error:
        # The C parser counts bytes, and gives the character as a number.
        before = (text.encode()[: error.position].decode("utf-8", "ignore") + ".").splitlines()
        place = Place(path, len(before), len(before[-1]))
        code = error.character if isinstance(error.character, int) else ord(str(error.character))
        message = _("the character {code} cannot stand in a YAML file").format(code=f"U+{code:04X}")
        hint = _("Delete it; such characters come in with text pasted from Word.")
        return None, [*problems, Problem("yaml-syntax", place, message, hint, source=document.line(place.line))]
    # Between braces YAML takes such lines for text, so that only all three of them together say what they are.
    if "<" in text and "<<<<<<< " in text and _WHOLE_CONFLICT.search(text) and (conflict := _find_conflict(document)):
        return None, [*problems, conflict]
    if root is None:
        return document, problems
    reading = _Construction(document, is_nfc=text.isascii() or unicodedata.is_normalized("NFC", text))
    document.value = reading.build(root)
    if not reading.is_nfc:
        place = reading.first_decomposed or Place(path)
        message = _("letters and accents are stored apart (Unicode NFD)")
        hint = _("Nothing to do for reading; save the file again with composed letters (NFC) to keep searches working.")
        reading.problems.append(Problem("not-nfc", place, message, hint, "warning", document.line(place.line)))
    return document, problems + reading.problems


def compose(text: str) -> yaml.Node | None:
    """The node tree of a text without BOM, for those who need marks; raises yaml.YAMLError."""
    return _Composer(text).get_single_node()


def plain_value(node: yaml.Node) -> Any:
    """What read_document makes of a node in which it finds no fault."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "p" and node.value in _NULLS else nfc(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(item) for item in node.value]
    return {nfc(key.value): plain_value(value) for key, value in node.value}


def _decode(path: str, data: bytes) -> tuple[str | None, list[Problem]]:
    hint = _("Save it as UTF-8 (in Notepad: Save As, Encoding: UTF-8).")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4]:
        return None, [Problem("encoding", Place(path), _("the file is in UTF-16, not UTF-8"), hint)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1
        end = data.find(b"\n", error.start)
        shown = data[start : end if end >= 0 else len(data)].decode("cp1258", "replace").rstrip("\r")
        message = _("the file is not in UTF-8 (byte {byte}); it looks like Windows-1258 or another old code page").format(
            byte=f"0x{data[error.start]:02X}"
        )
        return None, [Problem("encoding", Place(path, line, column), message, hint, source=nfc(shown))]
    if text.startswith("\ufeff"):
        message = _("the file begins with a byte order mark (BOM)")
        problem = Problem("bom", Place(path), message, _("Harmless; save as UTF-8 without BOM to be rid of it."), "warning")
        return text[1:], [problem]
    return text, []


def _is_suspicious(text: str) -> bool:
    # Plain searches first: the expression alone would take a fifth of the reading.
    if text.count("[") + text.count("{") > MAX_DEPTH:
        return True
    return any(mark in text for mark in _MARKS_OF_SUSPICION) and _SUSPICIOUS.search(text) is not None


def _look_carefully(document: Document) -> list[Problem]:
    """Anchors, aliases and deep nesting, found from events, which need no recursion."""
    depth = 0
    try:
        for event in yaml.parse(document.text, Loader=_Composer):  # type: ignore[arg-type]
            mark = event.start_mark
            place = Place(document.path, mark.line + 1, mark.column + 1) if mark else Place(document.path)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                message = _("anchors (&) and aliases (*) are not used here")
                hint = _("Write the value out; put text that begins with & or * between quotes.")
                return [Problem("yaml-alias", place, message, hint, source=document.line(place.line))]
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    message = _("more than {n} levels of nesting").format(n=MAX_DEPTH)
                    return [Problem("yaml-nesting", place, message, _("No file here needs that; look for a stray bracket."))]
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return []  # the composer finds it again and says it properly
    return []


# What libyaml says, and what the user is told.
_SYNTAX = {
    "mapping values are not allowed in this context": N_(
        "a ':' where none can stand: the line is indented wrongly, or text with ': ' needs quotes"
    ),
    "did not find expected key": N_("a key is expected here: check the indent, and quotes that close too early"),
    "did not find expected '-' indicator": N_("a '- ' is expected here: the line does not belong to the list above it"),
    "did not find expected ',' or ']'": N_("a list opened with '[' is not closed"),
    "did not find expected ',' or '}'": N_("a mapping opened with '{' is not closed"),
    "found unexpected end of stream": N_("a quoted text is not closed before the end of the file"),
    "did not find expected node content": N_("a value is expected here"),
    "found unknown escape character": N_("an unknown '\\' escape between double quotes; use single quotes"),
    "did not find expected comment or line break": N_("after '|' or '>' the text begins on the next line"),
    "block sequence entries are not allowed in this context": N_("a list entry '- ' must begin on a line of its own"),
    "could not find expected ':'": N_("a key without ':' after it"),
    "did not find expected alphabetic or numeric character": N_("text that begins with * or & needs quotes"),
    "found undefined alias": N_("text that begins with * needs quotes"),
}


def _syntax_problem(document: Document, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = error.problem or ""
    lines = document.text.splitlines()
    if mark and line > len(lines):  # the end of the file: show what was left open
        shown = error.context_mark or mark
        line, column = min(shown.line + 1, max(len(lines), 1)), shown.column + 1
    source = document.line(line)
    place = Place(document.path, line, column)
    if isinstance(error, yaml.composer.ComposerError) and "another document" in problem:
        message = _("a second document begins here ('---')")
        return Problem(
            "yaml-documents", place, message, _("Keep one document in a file; delete the line '---'."), source=source
        )
    tab = source[: max(column, 1)].find("\t") if "\t" in source[:column] else -1
    if tab >= 0 and not source[:tab].strip():
        place = Place(document.path, line, tab + 1)
        message = _("a tab in the indent")
        return Problem("yaml-tab", place, message, _("Indent with spaces, two for each level."), source=source)
    if problem == "found character that cannot start any token":
        message = _("text cannot begin with '{character}'").format(character=source[column - 1 : column])
        return Problem("yaml-syntax", place, message, _("Put the text between quotes."), source=source)
    above = line - 2
    while above >= 0 and not lines[above].strip():
        above -= 1
    unspaced = re.match(r"\s*(?:- )?[a-z_-]+:(?=[^\s/])", lines[above]) if above >= 0 else None
    if problem == "mapping values are not allowed in this context" and unspaced:
        # `value:14` is one word to YAML, and only the next line makes it a fault.
        place = Place(document.path, above + 1, unspaced.end())
        message = _("no space after ':'")
        return Problem("yaml-syntax", place, message, _("Write one space after the colon: value: 14."), source=lines[above])
    known = _SYNTAX.get(problem)
    message = _(known) if known else _("this is not valid YAML")
    hint = _("Look at this line and the one above it: indent, ':' and quotes.")
    return Problem("yaml-syntax", place, message, hint, source=source)


def _find_conflict(document: Document) -> Problem | None:
    """The first line that a merge has left in a file, in which a block of text cannot begin a line."""
    found = _CONFLICT.search(document.text)
    if found is None:
        return None
    # As YAML counts lines, and the editor.
    line = len(document.text[: found.end()].rstrip("\r").splitlines())
    message = _("two changes of the same lines meet here: git has merged, and left it to you to choose")
    hint = _(
        "Between <<<<<<< and >>>>>>> keep what is right; delete the rest and the lines <<<<<<<, |||||||, =======, >>>>>>>."
    )
    return Problem("merge-conflict", Place(document.path, line, 1), message, hint, source=document.line(line))


class _Construction:
    """Plain values from nodes, and the faults that YAML itself lets pass."""

    def __init__(self, document: Document, *, is_nfc: bool) -> None:
        self.document = document
        self.is_nfc = is_nfc
        self.problems: list[Problem] = []
        self.first_decomposed: Place | None = None

    def build(self, node: yaml.Node) -> Any:
        if type(node) is yaml.ScalarNode:
            value: str = node.value
            if node.tag == "p":
                if value in _NULLS:
                    return None
            elif node.tag != "q":
                self._say("yaml-tag", node, _("the tag '{tag}' is not used here").format(tag=node.tag), _("Delete it."))
            return value if self.is_nfc else self._composed(node)
        if node.tag != "q":
            self._say("yaml-tag", node, _("the tag '{tag}' is not used here").format(tag=node.tag), _("Delete it."))
        if type(node) is yaml.SequenceNode:
            return [self.build(item) for item in node.value]
        result: dict[str, Any] = {}
        is_flow = isinstance(node, yaml.MappingNode) and node.flow_style
        previous: yaml.Node | None = None
        for key_node, value_node in node.value:
            if type(key_node) is not yaml.ScalarNode:
                self._say("yaml-key", key_node, _("a key must be a single word"), _("Quote text that begins with [ or {."))
                continue
            key: str = key_node.value if self.is_nfc else self._composed(key_node)
            if is_flow and previous is not None and self._split_number(previous, key_node, value_node):
                previous = value_node
                continue
            previous = value_node
            if key in result:
                message = _("the key '{key}' stands here a second time").format(key=key)
                self._say("duplicate-key", key_node, message, _("Keep one of the two."))
                continue
            result[key] = self.build(value_node)
        return result

    def _split_number(self, previous: yaml.Node, key: yaml.Node, value: yaml.Node) -> bool:
        """`{part: 62,5}` is two keys to YAML: part = 62 and an empty 5."""
        if not (
            isinstance(previous, yaml.ScalarNode)
            and previous.tag == "p"
            and isinstance(value, yaml.ScalarNode)
            and value.tag == "p"
            and not value.value
            and previous.value[-1:].isdigit()
            and key.value[:1].isdigit()
            and key.start_mark.index == previous.end_mark.index + 1
        ):
            return False
        typed = f"{previous.value},{key.value}"
        message = _("between braces the comma splits '{typed}' into {first} and {second}").format(
            typed=typed, first=previous.value, second=key.value
        )
        if _DIGITS.fullmatch(previous.value) and _DIGITS.fullmatch(key.value):
            point = f"{previous.value}.{key.value}"
            hint = _('Write "{typed}" between quotes, or with a point: {point}.').format(typed=typed, point=point)
        else:
            hint = _('Write "{typed}" between quotes.').format(typed=typed)
        self._say("comma-in-braces", previous, message, hint)
        return True

    def _composed(self, node: yaml.Node) -> str:
        value: str = node.value
        composed = nfc(value)
        if composed != value and self.first_decomposed is None:
            self.first_decomposed = Place(self.document.path, node.start_mark.line + 1, node.start_mark.column + 1)
        return composed

    def _say(self, rule: str, node: yaml.Node, message: str, hint: str) -> None:
        place = Place(self.document.path, node.start_mark.line + 1, node.start_mark.column + 1)
        self.problems.append(Problem(rule, place, message, hint, source=self.document.line(place.line)))
