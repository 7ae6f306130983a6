"""Tables and paragraphs of a Word document as Word shows them with all tracked changes accepted.

No library for Word files gives this view: of those weighed, mammoth comes closest, and it reads hidden text and puts the cells
of a row that begins with skipped columns into the wrong columns. So the XML is read here. The names of elements are those of
ECMA-376, with the usual prefixes and a dot (`w.tc`), for both variants of its namespaces (Transitional and Strict).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring  # a part with a DOCTYPE has been refused before
from zipfile import ZipFile

from camket.forms.cells import tidy
from camket.forms.grid import Grid, GridCell, TableDocument
from camket.forms.package_parts import part_of_type, related_parts
from camket.forms.seen_text import SeenText
from camket.text.language import _

MOST_CELLS = 100_000
_MOST_COLUMNS = 1_000  # Word itself has at most 63
_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
}
# Elements around others, at any level: rows, cells, paragraphs, runs. What is deleted or moved away has other names.
_WRAPPERS = frozenset(
    ("w.ins", "w.moveTo", "w.customXml", "w.smartTag", "w.sdt", "w.sdtContent",
     "w.hyperlink", "w.fldSimple", "w.dir", "w.bdo", "w.ruby", "w.rubyBase")
)  # fmt: skip
# Extensions of Word that are in use today; what requires another one has a fallback, which Word shows.
_KNOWN_EXTENSIONS = frozenset(
    ("wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16",
     "w16se", "w16cid", "w16cex", "w16du", "a14", "am3d", "cx", "aink")
)  # fmt: skip
_SIGNS = {"w.tab": "\t", "w.ptab": "\t", "w.br": "\n", "w.cr": "\n", "w.noBreakHyphen": "-", "w.softHyphen": ""}
_NOTES = {"w.footnoteReference": "footnotes", "w.endnoteReference": "endnotes", "w.commentReference": "comments"}
_PICTURES = ("w.drawing", "w.pict", "w.object")
# Fields that are never seen: entries of an index or a table of contents.
_UNSEEN_FIELDS = frozenset(("XE", "TC", "TA", "RD"))
_SYMBOLS = {0xB3: "≥", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0x2D: "-"}


class TooManyCellsError(Exception):
    """A table has more cells than are read."""


def read_word_document(data: bytes, main: str) -> TableDocument:
    """Return the tables and paragraphs of a document that was inspected before; `main` is the name of its main part.

    A table in a cell, or in a text box, is a table of its own. Headers, footers and notes are not read. Raises
    TooManyCellsError, and whatever zipfile and the XML parser raise for a damaged file.
    """
    with ZipFile(BytesIO(data)) as package:
        parts = related_parts(package, main)
        roots = {
            kind: _parse(package.read(name))
            for kind in ("styles", "footnotes", "endnotes", "comments")
            if (name := part_of_type(parts, kind)) is not None and name in package.namelist()
        }
        document = _parse(package.read(main))
    if document.tag != "w.document":
        raise ValueError(main)
    return _WordReading(roots).read(document)


def _parse(data: bytes) -> Element:
    """An XML part with short names: `w.tc` for both variants of the namespace."""
    root = fromstring(data)  # noqa: S314
    for element in root.iter():
        element.tag = _short(element.tag)
        if element.attrib:
            renamed = {_short(key): value for key, value in element.attrib.items()}
            element.attrib.clear()
            element.attrib.update(renamed)
    _mark_prompts(root)
    return root


def _mark_prompts(root: Element) -> None:
    """Mark the runs with which Word asks for text in a content control that nobody has filled in."""
    if next(root.iter("w.showingPlcHdr"), None) is None:
        return
    waiting = [(root, False)]
    while waiting:
        element, is_prompt = waiting.pop()
        is_prompt = is_prompt or (element.tag == "w.sdt" and element.find("w.sdtPr/w.showingPlcHdr") is not None)
        if is_prompt and element.tag == "w.r":
            element.set("prompt", "1")
        waiting += [(child, is_prompt) for child in element]


def _short(name: str) -> str:
    if not name.startswith("{"):
        return name
    namespace, _brace, local = name[1:].partition("}")
    return f"{_NAMESPACES.get(namespace, '?')}.{local}"


def _inside(parent: Element) -> Iterator[Element]:
    """The elements in `parent`, also in the elements that are only around others; of alternatives the one that Word shows."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _inside(child)
        elif child.tag == "mc.AlternateContent":
            choices = [one for one in child.iterfind("mc.Choice") if set(one.get("Requires", "").split()) <= _KNOWN_EXTENSIONS]
            yield from (
                _inside(choices[0]) if choices else (one for each in child.iterfind("mc.Fallback") for one in _inside(each))
            )
        else:
            yield child


# --- formats --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style or run says of its text; None where it says nothing."""

    hidden: bool | None = None
    struck: bool | None = None
    struck_twice: bool | None = None
    align: str | None = None
    raised: int | None = None  # half-points

    def over(self, under: _Look) -> _Look:
        """Return this look where it says something, and otherwise `under`."""
        return _Look(
            under.hidden if self.hidden is None else self.hidden,
            under.struck if self.struck is None else self.struck,
            under.struck_twice if self.struck_twice is None else self.struck_twice,
            under.align if self.align is None else self.align,
            under.raised if self.raised is None else self.raised,
        )

    def beside(self, under: _Look) -> _Look:
        """Return the look of text with two styles: a property that both switch on is off (ECMA-376 part 1, 17.7.3)."""
        hidden, struck = _either(self.hidden, under.hidden), _either(self.struck, under.struck)
        return replace(self.over(under), hidden=hidden, struck=struck)

    @property
    def left_out(self) -> str:
        """Why the text is not part of what is read, a key of _LEFT_OUT; empty for plain text."""
        if self.hidden:
            return "hidden"
        if self.struck or self.struck_twice:
            return "struck"
        if self.align == "superscript" or (self.raised or 0) > 0:
            return "raised"
        return "lowered" if self.align == "subscript" or (self.raised or 0) < 0 else ""


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one is None or other is None:
        return one if other is None else other
    return one != other


def _own_look(properties: Element | None) -> _Look:
    if properties is None:
        return _Look()
    align, position = properties.find("w.vertAlign"), properties.find("w.position")
    return _Look(
        _is_on(properties, "w.vanish"),
        _is_on(properties, "w.strike"),
        _is_on(properties, "w.dstrike"),
        align.get("w.val") if align is not None else None,
        _number(position.get("w.val")) if position is not None else None,
    )


def _is_on(properties: Element | None, name: str) -> bool | None:
    found = properties.find(name) if properties is not None else None
    return None if found is None else found.get("w.val", "1") not in ("0", "false", "off")


def _number(text: str | None) -> int:
    found = re.match(r"\s*([+-]?\d{1,9})", text or "")  # Strict has lengths with a unit: 3pt
    return int(found[1]) if found else 0


class _Styles:
    """The looks of a document's styles."""

    def __init__(self, root: Element | None) -> None:
        styles = list(root.iterfind("w.style")) if root is not None else []
        self._styles = {style.get("w.styleId", ""): style for style in styles}
        self._looks: dict[str, _Look] = {}
        self._usual = {
            style.get("w.type"): style.get("w.styleId", "") for style in styles if style.get("w.default") in ("1", "true")
        }
        self.defaults = _own_look(root.find("w.docDefaults/w.rPrDefault/w.rPr") if root is not None else None)

    def look(self, name: str | None, kind: str) -> _Look:
        """Return the look of a style, or of the usual style of a kind (paragraph, table)."""
        name = name if name in self._styles else self._usual.get(kind, "")
        chain: list[str] = []
        while name in self._styles and name not in self._looks and name not in chain:
            chain.append(name)
            name = _value(self._styles[name], "w.basedOn") or ""
        look = self._looks.get(name, _Look())
        for one in reversed(chain):
            look = self._looks[one] = _own_look(self._styles[one].find("w.rPr")).over(look)
        return look

    def has_number(self, name: str | None) -> bool:
        """Return whether paragraphs of this style are numbered."""
        style = self._styles.get(name or "")
        return style is not None and style.find("w.pPr/w.numPr") is not None


def _value(element: Element | None, path: str) -> str | None:
    found = element.find(path) if element is not None else None
    return None if found is None else found.get("w.val")


# --- fields, text, tables -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Field:
    """A field of Word being read: its code, and whether its result has begun."""

    shown: str = ""
    code: str = ""
    in_code: bool = True


class _WordReading:
    """One document being read."""

    def __init__(self, parts: Mapping[str, Element]) -> None:
        self.styles = _Styles(parts.get("styles"))
        self.notes = {
            kind: {one.get("w.id", ""): one for one in root} for kind, root in parts.items() if kind != "styles"
        }  # fmt: skip
        self.grids: list[Grid | None] = []
        self.fields: list[_Field] = []
        self.boxes: list[Element] = []  # text boxes of the paragraph, which are read after it
        self.cells = 0

    def read(self, document: Element) -> TableDocument:
        words = SeenText()
        for body in document.iterfind("w.body"):
            self._read_blocks(body, words, self.styles.defaults)
        prose = [text for one in words.paragraphs if (text := tidy(one))]
        return TableDocument([grid for grid in self.grids if grid is not None], prose)

    def _read_blocks(self, parent: Element, words: SeenText, under: _Look) -> None:
        """Read the paragraphs in `parent` into `words`, and its tables as grids; `under` is the look of the text outside."""
        for block in _inside(parent):
            if block.tag == "w.p":
                self._read_paragraph(block, words, under)
            elif block.tag == "w.tbl":
                self._read_table(block)
            elif block.tag in ("w.altChunk", "w.subDoc"):
                words.leave("document")

    def _read_paragraph(self, paragraph: Element, words: SeenText, under: _Look) -> None:
        properties = paragraph.find("w.pPr")
        style = _value(properties, "w.pStyle")
        look = self.styles.look(style, "paragraph").beside(under)
        words.begin_paragraph()
        before = len(words.paragraphs[-1])
        self._read_runs(paragraph, words, look)
        numbered = properties.find("w.numPr") if properties is not None else None
        is_numbered = self.styles.has_number(style) if numbered is None else _value(numbered, "w.numId") not in (None, "0")
        if is_numbered and words.paragraphs[-1][before:].strip()[:1].isdigit():
            words.leave("number")
        mark = properties.find("w.rPr") if properties is not None else None
        if mark is not None:  # without its end, the paragraph goes on in the next one
            is_gone = mark.find("w.del") is not None or mark.find("w.moveFrom") is not None
            words.is_joined = is_gone or bool(_own_look(mark).hidden)
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            inner = SeenText()
            self._read_blocks(box, inner, self.styles.defaults)
            words.paragraphs += inner.paragraphs
            words.left_out += inner.left_out

    def _read_runs(self, parent: Element, words: SeenText, under: _Look) -> None:
        for child in _inside(parent):
            if child.tag == "w.r":
                self._read_run(child, words, under)
            elif child.tag in ("m.oMath", "m.oMathPara"):
                text = _equation_text(child)
                if text is None:
                    words.leave("equation")
                else:
                    words.add(text)
            elif child.tag == "w.subDoc":
                words.leave("document")

    def _read_run(self, run: Element, words: SeenText, under: _Look) -> None:
        properties = run.find("w.rPr")
        style = _value(properties, "w.rStyle")
        look = self.styles.look(style, "character").beside(under) if style else under
        kind = _own_look(properties).over(look).left_out
        if run.get("prompt") and kind != "hidden":
            kind = "prompt"
        for child in _inside(run):
            if child.tag == "w.fldChar":
                self._read_field(child, words, kind)
            elif child.tag == "w.instrText":
                if self.fields:
                    self.fields[-1].code += child.text or ""
            elif any(one.in_code for one in self.fields):
                continue
            elif child.tag in _NOTES:
                words.leave(_NOTES[child.tag], self._note(child))
                if child.get("w.customMarkFollows", "0") not in ("0", "false", "off"):
                    kind = kind or "raised"
            elif child.tag in _PICTURES:
                boxes = list(_boxes(child))
                if kind in ("hidden", "struck") or not boxes:
                    words.leave("picture")
                else:
                    self.boxes += boxes
            elif child.tag == "w.r":  # the base of a ruby
                self._read_run(child, words, under)
            elif child.tag == "w.sym":
                words.put(self._symbol(child, words), kind)
            else:
                words.put((child.text or "") if child.tag == "w.t" else _SIGNS.get(child.tag, ""), kind)

    def _note(self, reference: Element) -> str:
        """The text of a footnote, endnote or comment."""
        note = self.notes.get(_NOTES[reference.tag], {}).get(reference.get("w.id", ""))
        return " ".join(one.text or "" for one in note.iter("w.t")) if note is not None else "…"

    def _symbol(self, symbol: Element, words: SeenText) -> str:
        """The sign of a symbol font as a letter; a blank for one that has none, so that it does not join two numbers."""
        try:
            code = int(symbol.get("w.char", ""), 16)
        except ValueError:
            code = 0xF000
        font = symbol.get("w.font", "")
        if not 0xF000 <= code <= 0xF0FF:
            return chr(code) if 0x20 <= code < 0xD800 else " "
        code -= 0xF000
        if font == "Symbol" and (chr(code) in "0123456789.,%/()+<>= " or code in _SYMBOLS):
            return _SYMBOLS.get(code, chr(code))
        words.leave("symbol", font or "?")
        return " "

    def _read_field(self, mark: Element, words: SeenText, kind: str) -> None:
        """Read the beginning, the middle or the end of a field, whose result is read and not its code."""
        match mark.get("w.fldCharType"):
            case "begin":
                self.fields.append(_Field(_form_field(mark)))
            case "separate" if self.fields:
                self.fields[-1].in_code = False
            case "end" if self.fields:
                done = self.fields.pop()
                name = done.code.split()[:1]
                if any(one.in_code for one in self.fields):
                    return
                if done.shown:
                    words.put(done.shown, kind)
                elif done.in_code and name and name[0].upper() not in _UNSEEN_FIELDS:
                    words.leave("field", " ".join(done.code.split()))

    # --- tables

    def _read_table(self, table: Element) -> None:
        index = len(self.grids)
        self.grids.append(None)  # before the tables in its cells
        style = _value(table, "w.tblPr/w.tblStyle")
        reading = _WordTable(self.styles.look(style, "table").over(self.styles.defaults), self._cell_words)
        outside, self.fields = self.fields, []
        for row in _inside(table):
            if row.tag == "w.tr" and row.find("w.trPr/w.del") is None:
                self.cells += reading.read_row(row)
                if self.cells > MOST_CELLS:
                    raise TooManyCellsError
        self.fields = outside
        name = _("Table {number}").format(number=index + 1)
        self.grids[index] = Grid(name, tuple(reading.rows), reading.merged, reading.left_out)

    def _cell_words(self, cell: Element, under: _Look) -> SeenText:
        words = SeenText()
        self.fields = []  # a field that begins in a cell ends in it
        self._read_blocks(cell, words, under)
        for unended in self.fields:
            if unended.in_code:
                words.leave("field", " ".join(unended.code.split()))
        return words


@dataclass(slots=True)
class _WordTable:
    """One table being read: cells by its grid of columns."""

    under: _Look
    words: Callable[[Element, _Look], SeenText]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    merged: dict[GridCell, GridCell] = field(default_factory=dict)
    left_out: dict[GridCell, str] = field(default_factory=dict)
    above: dict[int, GridCell] = field(default_factory=dict)  # of the cells that may go on below, the first, by column

    def read_row(self, row: Element) -> int:
        """Read a row; return its number of cells."""
        properties = row.find("w.trPr")
        is_hidden = bool(_is_on(properties, "w.hidden"))
        texts = [""] * _columns(_value(properties, "w.gridBefore"), 0)
        below: dict[int, GridCell] = {}
        first: GridCell | None = None  # of cells merged side by side in the old way
        for cell in _inside(row):
            if cell.tag != "w.tc" or cell.find("w.tcPr/w.cellDel") is not None:
                continue
            place = (len(self.rows), len(texts))
            span = _columns(_value(cell, "w.tcPr/w.gridSpan"), 1)
            words = self.words(cell, self.under)
            start = self._first_of(cell, place, first)
            if start == place:
                text = tidy("\n".join(words.paragraphs))
                if is_hidden and text:
                    words.leave("hidden", text)
                    text = ""
                if told := words.told():
                    self.left_out[place] = told
            else:
                text = ""
                self.merged[place] = start
            first = start
            texts.append(text)
            below[place[1]] = start
            for column in range(place[1] + 1, place[1] + span):
                self.merged[place[0], column] = start
                texts.append("")
            if len(texts) > _MOST_COLUMNS:
                raise TooManyCellsError
        self.above = below
        texts += [""] * _columns(_value(properties, "w.gridAfter"), 0)
        self.rows.append(tuple(texts))
        return len(texts)

    def _first_of(self, cell: Element, place: GridCell, left: GridCell | None) -> GridCell:
        """The first cell of the merged cell that a cell belongs to; the cell itself if it is not merged, or is the first."""
        properties = cell.find("w.tcPr")
        down = properties.find("w.vMerge") if properties is not None else None
        tracked = properties.find("w.cellMerge") if properties is not None else None
        beside = properties.find("w.hMerge") if properties is not None else None
        goes_on = (down is not None and down.get("w.val", "continue") == "continue") or (
            tracked is not None and tracked.get("w.vMerge") == "cont"
        )
        if goes_on:
            return self.above.get(place[1], place)
        if beside is not None and beside.get("w.val", "continue") == "continue" and left is not None:
            return left
        return place


def _columns(text: str | None, usual: int) -> int:
    count = max(_number(text), usual) if text is not None else usual
    if count > _MOST_COLUMNS:
        raise TooManyCellsError
    return count


def _boxes(element: Element) -> Iterator[Element]:
    """The contents of the text boxes in a drawing."""
    for child in _inside(element):
        if child.tag == "w.txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _equation_text(element: Element) -> str | None:
    """The text of an equation that is plain text or a fraction of plain texts; None for another one."""
    texts: list[str] = []
    for child in _inside(element):
        text: str | None = ""
        if child.tag == "m.r":
            text = "".join(one.text or "" for one in child.iterfind("m.t"))
        elif child.tag in ("m.oMath", "m.num", "m.den", "m.e"):
            text = _equation_text(child)
        elif child.tag == "m.f":
            sides = [_equation_text(side) for side in child if side.tag in ("m.num", "m.den")]
            text = "/".join(side for side in sides if side) if len(sides) == 2 and all(sides) else None
        elif not child.tag.endswith("Pr"):
            text = None
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def _form_field(mark: Element) -> str:
    """What a field of an old Word form shows without a text of its own: the entry chosen from a list, a ticked box."""
    entries = [one.get("w.val", "") for one in mark.iterfind("w.ffData/w.ddList/w.listEntry")]
    if entries:
        chosen = _number(_value(mark, "w.ffData/w.ddList/w.result") or _value(mark, "w.ffData/w.ddList/w.default"))
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    box = mark.find("w.ffData/w.checkBox")
    if box is None:
        return ""
    ticked = _is_on(box, "w.checked")
    return "☒" if (ticked if ticked is not None else _is_on(box, "w.default")) else "☐"
