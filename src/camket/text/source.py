"""Parse a YAML file into plain values (dicts, lists, text and None), and find the place of a value in the file.

PyYAML's C parser makes the node tree; the values are made here, because PyYAML's loaders accept duplicate keys and turn `no`
into False and 22.20 into 22.2. Numbers and dates stay text: what a text means depends on its key, which the model knows.
Anchors, aliases, tags, several documents in a file, and very deep nesting are refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml._yaml import CParser

from camket.text.language import _
from camket.text.plain_file import MOST_BYTES_OF_YAML
from camket.text.problems import Level, Place, Problem
from camket.text.spelling import nfc
from camket.text.stored_form import explain_stored_form

Key = str | int
Keys = tuple[Key, ...]  # the path to a value in its file: ("results", "new-roads", "value")
Plain = Any  # a plain value of YAML: str, None, or a dict or list of such

MAX_BYTES = MOST_BYTES_OF_YAML
MAX_DEPTH = 40
_NULLS = {"", "~", "null", "Null", "NULL"}
# An anchor or alias: `&` or `*` at the start of the text or after one of these characters.
_ALIAS = re.compile(r"[&*](?<![^\s\[{,:-][&*])[^\s&*]")
_NESTED = re.compile(r"^ {80}|(?:[-?] +){8}", re.MULTILINE)
_DIGITS = re.compile(r"\d+%?")


class _Composer(CParser):
    """PyYAML's C parser without resolving of scalars: those without quotes get the tag 'p', all other nodes 'q'."""

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
    """One YAML file: its path in the data folder, its plain value, and its text without BOM.

    The text is decoded when it is asked for: of a file without problems it rarely is, and text takes twice the memory of bytes.
    `blob` is the id of git for its bytes, where it was found by that; the bytes are then read when they are asked for.
    """

    path: str
    _data: bytes | Callable[[], bytes] = field(repr=False)  # UTF-8, with or without BOM
    value: Plain = None
    blob: str | None = None
    _root: yaml.Node | None = field(default=None, repr=False)
    # Both are kept when the first problem is placed, so that a file with very many problems is not searched from its start
    # for each of them.
    _lines: list[str] | None = field(default=None, repr=False)
    _entries: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        if not isinstance(self._data, bytes):
            self._data = self._data()
        return self._data.decode("utf-8-sig")

    def is_same(self, other: Document) -> bool:
        """Return whether another document has the same text, which is not read where both have an id of git."""
        if self.blob is not None and other.blob is not None:
            return self.blob == other.blob
        return self.text == other.text

    def place(self, keys: Sequence[Key] = (), *, of_key: bool = False) -> Place:
        """Return the place of the value at `keys` (with `of_key`: of its key), or of its nearest parent if there is no value.

        A key that the file does not have is skipped, because some levels of the model are not in the files. The place of a
        mapping or list in block style, and of an empty value, is that of its key.
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

    def at(self, keys: Sequence[Key]) -> Plain:
        """Return the plain value at `keys`, or None if there is none. Keys of a wrong type are skipped, as in `place`."""
        value = self.value
        for key in keys:
            if isinstance(value, dict) and isinstance(key, str):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int):
                value = value[key] if 0 <= key < len(value) else None
        return value

    def line(self, number: int) -> str:
        """Return line `number` (from 1) of the text without its end; empty when there is no such line."""
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
        """Return a Problem whose place is that of the value (with `of_key`: the key) at `keys`."""
        place = self.place(keys, of_key=of_key)
        return Problem(rule, place, message, hint, level, self.line(place.line), fixes, tuple(keys))

    def _entries_of(self, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """The key and value nodes of a mapping by key; of a duplicate key the first, whose value counts."""
        if self._entries is None:
            self._entries = {}
        entries = self._entries.get(id(node))
        if entries is None:
            entries = self._entries[id(node)] = {}
            for key_node, value_node in node.value:
                entries.setdefault(nfc(str(key_node.value)), (key_node, value_node))
        return entries

    def _nodes(self) -> yaml.Node | None:
        # Parsed again when the first problem is placed. To keep the nodes of every file would double the memory.
        if self._root is None and self.value is not None:
            self._root = _Composer(self.text).get_single_node()
        return self._root


def read_document(path: str, data: bytes) -> tuple[Document | None, list[Problem]]:
    """Parse the bytes of a YAML file: (Document, problems). The Document is None when no value of the file can be used."""
    if len(data) > MAX_BYTES:
        return None, [too_large(path, len(data))]
    if stored := explain_stored_form(data):
        return None, [Problem("stored-form", Place(path), *stored)]
    text, problems = _decode(path, data)
    if text is None:
        return None, problems
    document = Document(path, data)
    if _may_have_aliases_or_deep_nesting(text):
        refused = _find_alias_or_deep_nesting(document)
        if refused is not None:
            return None, [*problems, refused]
    try:
        root = _Composer(text).get_single_node()
    except yaml.YAMLError as error:
        from camket.text.syntax_problems import explain_error  # only needed for a broken file

        return None, [*problems, explain_error(path, text, error)]
    if "<<<<<<< " in text:
        from camket.text.syntax_problems import find_whole_conflict

        if conflict := find_whole_conflict(path, text):
            return None, [*problems, conflict]
    if root is None:
        return document, problems
    reading = _Construction(document, text, is_nfc=text.isascii() or unicodedata.is_normalized("NFC", text))
    document.value = reading.build(root)
    if not reading.is_nfc:
        place = reading.first_decomposed or Place(path)
        message = _("letters and accents are stored apart (Unicode NFD)")
        hint = _("Nothing to do for reading; save the file again with composed letters (NFC) to keep searches working.")
        reading.problems.append(Problem("not-nfc", place, message, hint, "warning", document.line(place.line)))
    return document if reading.is_usable else None, problems + reading.problems


def too_large(path: str, size: int) -> Problem:
    """Return the problem for a file of more than MAX_BYTES."""
    message = _("the file has {size} bytes; {limit} at most are read").format(size=size, limit=MAX_BYTES)
    return Problem("file-size", Place(path), message, _("Split it, or attach long documents as files."))


def compose(text: str) -> yaml.Node | None:
    """Return the root node of a text without BOM, or None for a text without a value. Raises yaml.YAMLError."""
    return _Composer(text).get_single_node()


def plain_value(node: yaml.Node) -> Plain:
    """Return the plain value of a node that is known to have no faults: the same as `read_document` gives."""
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


def _may_have_aliases_or_deep_nesting(text: str) -> bool:
    if text.count("[") + text.count("{") > MAX_DEPTH:
        return True
    # Search for strings without which the regular expressions find nothing: they take a fifth of the time of parsing.
    if ("&" in text or "*" in text) and _ALIAS.search(text):
        return True
    may_be_nested = (
        " " * 80 in text
        or "- -" in text
        or "-  " in text
        or ("?" in text and any(mark in text for mark in ("- ?", "? -", "? ?", "?  ")))
    )
    return may_be_nested and _NESTED.search(text) is not None


def _find_alias_or_deep_nesting(document: Document) -> Problem | None:
    """The first anchor, alias or level of nesting that is too deep. The parser's events need no recursion to find it."""
    depth = 0
    try:
        for event in yaml.parse(document.text, Loader=_Composer):  # type: ignore[arg-type]
            mark = event.start_mark
            place = Place(document.path, mark.line + 1, mark.column + 1) if mark else Place(document.path)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                message = _("anchors (&) and aliases (*) are not used here")
                hint = _("Write the value out; put text that begins with & or * between quotes.")
                return Problem("yaml-alias", place, message, hint, source=document.line(place.line))
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    message = _("more than {n} levels of nesting").format(n=MAX_DEPTH)
                    return Problem("yaml-nesting", place, message, _("No file here needs that; look for a stray bracket."))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.YAMLError:
        return None  # a syntax error, which read_document finds again and reports
    return None


class _Construction:
    """Makes plain values from nodes, and collects the problems that are valid YAML: duplicate keys, tags, `{part: 62,5}`."""

    def __init__(self, document: Document, text: str, *, is_nfc: bool) -> None:
        self.document = document
        self.text = text
        self.is_nfc = is_nfc
        self.problems: list[Problem] = []
        self.first_decomposed: Place | None = None
        self.is_usable = True

    def build(self, node: yaml.Node) -> Plain:
        """Return the plain value of a node."""
        if type(node) is yaml.ScalarNode:
            value: str = node.value
            if node.tag == "p":
                if value in _NULLS:
                    return None
            elif node.tag != "q":
                self._add_problem("yaml-tag", node, _("the tag '{tag}' is not used here").format(tag=node.tag), _("Delete it."))
            return value if self.is_nfc else self._composed(node)
        if node.tag != "q":
            self._add_problem("yaml-tag", node, _("the tag '{tag}' is not used here").format(tag=node.tag), _("Delete it."))
        if type(node) is yaml.SequenceNode:
            return [self.build(item) for item in node.value]
        return self._build_mapping(node)

    def _build_mapping(self, node: yaml.Node) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        is_flow = isinstance(node, yaml.MappingNode) and node.flow_style
        entries: list[tuple[yaml.Node, yaml.Node]] = node.value
        pieces = self._pieces_of_split_numbers(entries) if is_flow and _has_key_of_digits(entries) else {}
        skipped = {index + place for index, found in pieces.items() for place in range(1, len(found))} if pieces else ()
        for index, (key_node, value_node) in enumerate(entries):
            if index in skipped:
                continue
            if type(key_node) is not yaml.ScalarNode:
                self._add_problem(
                    "yaml-key", key_node, _("a key must be a single word"), _("Quote text that begins with [ or {.")
                )
                continue
            typed: str = key_node.value
            key = typed if self.is_nfc else self._composed(key_node)
            if key in result:
                message = _("the key '{key}' stands here a second time").format(key=key)
                self._add_problem("duplicate-key", key_node, message, _("Keep one of the two."))
                continue
            may_slip = not typed.isascii() or (is_flow and ":" in typed)
            if may_slip and (found := self._slip_in_key(key_node, value_node, is_flow=is_flow)):
                result[found[0]] = found[1]
            elif index in pieces:
                result[key] = ",".join(pieces[index])
            # Most values are text without faults: `build` would return the same, with a call for each.
            elif value_node.tag == "p" and self.is_nfc and type(value_node) is yaml.ScalarNode:
                value: str = value_node.value
                result[key] = None if value in _NULLS else value
            else:
                result[key] = self.build(value_node)
        return result

    def _pieces_of_split_numbers(self, entries: list[tuple[yaml.Node, yaml.Node]]) -> dict[int, list[str]]:
        """Return the pieces of each value whose number a comma has split, by the value's index; adds the problems.

        In YAML `{part: 62,5}` has two keys, `part` and `5`; `{between: 10,5 - 11,5%}` has three.
        """
        found: dict[int, list[str]] = {}
        start = 0
        for index in range(1, len(entries)):
            key, value = entries[index]
            before = entries[index - 1][0 if start < index - 1 else 1]  # a piece of the same number, or the value it began as
            if not _continues_number(before, key, value):
                start = index
                continue
            found.setdefault(start, [entries[start][1].value]).append(key.value)
        for index, pieces in found.items():
            typed = ",".join(pieces)
            right = typed.strip("“”„‘’")
            message = _("between braces the comma splits '{typed}' into {first} and {second}").format(
                typed=typed, first=", ".join(pieces[:-1]), second=pieces[-1]
            )
            if len(pieces) == 2 and all(_DIGITS.fullmatch(piece) for piece in pieces):
                hint = _('Write "{typed}" between quotes, or with a point: {point}.').format(
                    typed=typed, point=".".join(pieces)
                )
            else:
                hint = _('Write "{typed}" between quotes.').format(typed=right)
            self._add_problem("comma-in-braces", entries[index][1], message, hint)
        return found

    def _slip_in_key(self, key: yaml.Node, value: yaml.Node, *, is_flow: bool) -> tuple[str, Plain] | None:
        """Return what was meant by a key that is no word but a slip of the keyboard, as `a:1` between braces; adds the problem.

        Such a file is valid YAML, but says something else than it seems to say.
        """
        typed: str = key.value
        is_empty = value.start_mark.index == value.end_mark.index
        between = self.text[key.end_mark.index : value.start_mark.index]
        is_alone = is_flow and is_empty and ":" not in between  # `{a:1}`, not `{a:1: }`
        if key.tag != "p" or (typed.isascii() and not (is_alone and ":" in typed)):
            return None
        from camket.text.mistyped import find_slip  # only needed for a broken file

        slip = find_slip("{" + typed if is_alone else typed.replace(":", "x"))
        if slip is None:
            return None
        self._add_problem("yaml-syntax", key, slip.message, slip.hint)
        self.is_usable = self.is_usable and is_alone
        name, _colon, rest = typed.replace("：", ":").partition(":")
        return nfc(name.strip()), nfc(rest.strip()) or None

    def _composed(self, node: yaml.Node) -> str:
        """The text of a scalar in NFC; remembers the place of the first that is not in NFC."""
        value: str = node.value
        composed = nfc(value)
        if composed != value and self.first_decomposed is None:
            self.first_decomposed = Place(self.document.path, node.start_mark.line + 1, node.start_mark.column + 1)
        return composed

    def _add_problem(self, rule: str, node: yaml.Node, message: str, hint: str) -> None:
        place = Place(self.document.path, node.start_mark.line + 1, node.start_mark.column + 1)
        self.problems.append(Problem(rule, place, message, hint, source=self.document.line(place.line)))


def _has_key_of_digits(entries: list[tuple[yaml.Node, yaml.Node]]) -> bool:
    """Return whether a key begins with a digit, as the rest of a number does that a comma has split."""
    return any([type(key) is yaml.ScalarNode and key.value[:1].isdigit() for key, _value in entries])  # noqa: C419  # faster


def _continues_number(before: yaml.Node, key: yaml.Node, value: yaml.Node) -> bool:
    """Return whether a key without a value is the rest of the number before it, which a comma has split."""
    return bool(
        isinstance(before, yaml.ScalarNode)
        and before.tag == "p"
        and isinstance(value, yaml.ScalarNode)
        and value.tag == "p"
        and not value.value
        and before.value[-1:].isdigit()
        and isinstance(key, yaml.ScalarNode)
        and key.value[:1].isdigit()
        and key.start_mark.index == before.end_mark.index + 1
    )


# The page of docs/rules.md about each rule that this module or syntax_problems raises; camket.rules.reading joins these
# mappings. They are in one mapping because its order is that of the page.
RULES: dict[str, str] = {
    "file-size": """A file is larger than 4 MB, so it is not read. No report is that long: something was pasted into it.

        evidence: (the whole text of a decision, pasted in)

    To mend: keep a long document as a file of its own and write its number under `evidence:`.
    """,
    "stored-form": """A file is in the form in which git stores it: a pointer of Git LFS, or encrypted (git-crypt, age …).

    The program that converts it to its content is not installed here, or has no key. No value of the file can be read.

        version https://git-lfs.github.com/spec/v1
        oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
        size 12345

    To mend: install the program and let it convert the files: `git lfs install; git lfs pull`, or `git-crypt unlock`.
    """,
    "encoding": """A file is not in UTF-8, but in UTF-16, Windows-1258 or another old encoding.

    Its Vietnamese letters cannot be decoded with certainty, so it is not read. The problem is reported at the first of them.

        unit: Ph��ng 1              # � are bytes that UTF-8 does not have

    To mend: open the file in Notepad, choose Save As, and Encoding: UTF-8.
    """,
    "bom": """A file begins with a byte order mark (BOM), three bytes that Notepad may write. It is read all the same.

        <BOM>unit: Phường 1         # an editor does not show the mark

    To mend: save the file as UTF-8 without BOM.
    """,
    "not-nfc": """Letters and their accents are stored as separate characters (Unicode NFD), as some Macs and PDF files do.

    The text is read as if it were composed (NFC). But a search for the same word, typed on another computer, does not find it.

        unit: Phường 1              # looks the same; but ư and ờ are stored as a letter and its marks

    To mend: type the text again, or save it in composed form (NFC).
    """,
    "yaml-syntax": """The file is not valid YAML. Only the first fault in it is reported; the other files are still checked.

        results
          revenue: 95400            # the ':' after results is missing

    To mend: look at the line and the one above it: indent, `:` and quotes. Text that contains `: ` or begins with one of
    `& * [ { ! % @ # - ?` needs quotes.
    """,
    "merge-conflict": """A merge left a conflict in the file: both sides changed the same lines, and somebody must choose.

        results:
        <<<<<<< bản này (ours)
          new-roads: 40
        ||||||| bản gốc (base)
          new-roads: 38
        =======
          new-roads: 41
        >>>>>>> bản kia (theirs)

    To mend: keep the lines that are right; delete the others, and those with `<`, `|`, `=` and `>`; then `git add` the file.
    """,
    "yaml-tab": """A line is indented with a tab. YAML allows only spaces there.

        results:
        →new-roads: 38              # → is a tab

    To mend: indent with spaces, two for each level.
    """,
    "yaml-documents": """A second YAML document begins in the file, after a line `---`. A file holds one document.

        unit: Phường 1
        ---
        results: {new-roads: 38}

    To mend: delete the line `---`, or move what follows it to a file of its own.
    """,
    "yaml-alias": """The file uses an anchor (`&`) or an alias (`*`) of YAML.

    An alias repeats a value from another place in the file, which a reader does not see. Aliases inside aliases can also make
    a small file enormous.

        part: &paid 62300
        whole: *paid

    To mend: write the value itself; put text that begins with `&` or `*` between quotes.
    """,
    "yaml-tag": """A value has a YAML tag, such as `!!float` or `!local`.

        new-roads: !!float 38

    To mend: delete the tag. The key alone decides how a value is read.
    """,
    "yaml-key": """A key is a list or a mapping, not a word.

        ? [q1, q2]
        : 3

    To mend: write a plain key; put text that begins with `[` or `{` between quotes.
    """,
    "yaml-nesting": """There are more than 40 levels of brackets or indents. No file needs that many.

        new-roads: [[[[[[ …

    To mend: look for a bracket too many.
    """,
    "duplicate-key": """A key is written twice in the same mapping. Most programs use the last one and do not say so.

        results:
          revenue: 95400
          revenue: 95500

    To mend: keep one of the two.
    """,
    "comma-in-braces": """Between braces a comma separates entries, so a decimal comma splits a number in two.

        works-paid: {part: 62,5, whole: 100}      # read as the part 62 and a key 5

    To mend: write `{part: "62,5"}`, or `{part: 62.5}`.
    """,
}
