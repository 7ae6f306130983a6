"""A Word file read back for tests: its raw XML, and its values with styles and defaults applied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MM = 1440 / 25.4  # twips in a millimetre
ON = (None, "1", "true", "on")


def w(name: str) -> str:
    return f"{{{W}}}{name}"


@dataclass(frozen=True)
class Look:
    """A paragraph with styles and defaults applied: font sizes and spacing in points, indents in mm, `line` in lines."""

    text: str
    style: str
    font: str
    size: float
    bold: bool
    italic: bool
    upper: bool
    colour: str
    align: str
    first: float
    left: float
    right: float
    before: float
    after: float
    line: float
    keep_next: bool


class WordFile:
    """A .docx file opened for tests."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.body = self.xml("word/document.xml").find(w("body"))
        self.styles = {style.get(w("styleId")): style for style in self.xml("word/styles.xml").iter(w("style"))}
        self.defaults = self.xml("word/styles.xml").find(w("docDefaults"))

    def xml(self, part: str) -> Any:
        return etree.fromstring(self.parts[part])

    # --- finding elements ---

    def paragraphs(self, within: Any = None) -> Iterator[Any]:
        return (self.body if within is None else within).iter(w("p"))  # type: ignore[no-any-return]

    def find(self, pattern: str) -> list[Look]:
        """The paragraphs whose text matches `pattern`, with styles and defaults applied."""
        return [self.look(one) for one in self.paragraphs() if re.search(pattern, text_of(one))]

    def one(self, pattern: str) -> Look:
        (found,) = self.find(pattern)
        return found

    def element(self, pattern: str) -> Any:
        (found,) = [one for one in self.paragraphs() if re.search(pattern, text_of(one))]
        return found

    def tables(self) -> list[Any]:
        return list(self.body.iter(w("tbl")))

    def sections(self) -> list[Any]:
        return list(self.body.iter(w("sectPr")))

    def style_name(self, style_id: str) -> str:
        return str(self.styles[style_id].find(w("name")).get(w("val")))

    def named(self, name: str) -> Any:
        """The style of this name."""
        (found,) = [one for one in self.styles.values() if one.find(w("name")).get(w("val")) == name]
        return found

    # --- values with styles and defaults applied ---

    def look(self, paragraph: Any) -> Look:
        own = paragraph.find(w("pPr"))
        style_id = _value(own, "pStyle") or "Normal"
        chain = self._chain(style_id)
        defaults = self.defaults.find(f"{w('pPrDefault')}/{w('pPr')}")
        paragraph_levels = [own, *(style.find(w("pPr")) for style in chain), defaults]
        run = paragraph.find(w("r"))
        run_own = run.find(w("rPr")) if run is not None else None
        run_defaults = self.defaults.find(f"{w('rPrDefault')}/{w('rPr')}")
        run_levels = [run_own, *(style.find(w("rPr")) for style in chain), run_defaults]
        text = text_of(paragraph)
        line = float(_attribute(paragraph_levels, "spacing", "line") or 240)
        rule = _attribute(paragraph_levels, "spacing", "lineRule") or "auto"
        return Look(
            text=text,
            style=self.style_name(style_id),
            font=_attribute(run_levels, "rFonts", "ascii") or "",
            size=float(_attribute(run_levels, "sz", "val") or 20) / 2,
            bold=_toggle(run_levels, "b"),
            italic=_toggle(run_levels, "i"),
            upper=_toggle(run_levels, "caps") or _without_tags(text) == _without_tags(text).upper(),
            colour=_attribute(run_levels, "color", "val") or "auto",
            align=_attribute(paragraph_levels, "jc", "val") or "left",
            first=float(_attribute(paragraph_levels, "ind", "firstLine") or 0) / MM,
            left=float(_attribute(paragraph_levels, "ind", "left") or 0) / MM,
            right=float(_attribute(paragraph_levels, "ind", "right") or 0) / MM,
            before=float(_attribute(paragraph_levels, "spacing", "before") or 0) / 20,
            after=float(_attribute(paragraph_levels, "spacing", "after") or 0) / 20,
            line=line / 240 if rule == "auto" else -line,
            keep_next=_toggle(paragraph_levels, "keepNext"),
        )

    def _chain(self, style_id: str) -> list[Any]:
        """The style and those that it is based on."""
        chain = []
        while style_id:
            style = self.styles[style_id]
            chain.append(style)
            style_id = _value(style, "basedOn") or ""
        return chain

    def border_above(self, paragraph: Any) -> Any:
        """The border that a paragraph's style draws above it, or None."""
        levels = [paragraph.find(w("pPr")), *(one.find(w("pPr")) for one in self._chain(_style_of(paragraph)))]
        for level in levels:
            found = level.find(f"{w('pBdr')}/{w('top')}") if level is not None else None
            if found is not None:
                return found
        return None

    def rule_below(self, pattern: str) -> float:
        """The length in points of the line drawn under a paragraph, which must be a solid border."""
        paragraph = self.element(pattern)
        rule = paragraph.getnext()
        border = self.border_above(rule)
        assert border is not None
        assert border.get(w("val")) == "single"
        look = self.look(rule)
        assert look.align in ("left", "both", "center")
        return self.room(rule) - (look.left + look.right) * MM / 20

    def room(self, paragraph: Any) -> float:
        """The width available to a paragraph in points: of its cell, or between the margins of the page."""
        cell = paragraph.getparent()
        if cell.tag == w("tc"):
            width = float(cell.find(f"{w('tcPr')}/{w('tcW')}").get(w("w")))
            normal = next(one for one in self.styles.values() if one.get(w("type")) == "table" and one.get(w("default")) == "1")
            margins = normal.find(f"{w('tblPr')}/{w('tblCellMar')}")
            return (width - sum(float(margins.find(w(edge)).get(w("w"))) for edge in ("left", "right"))) / 20
        page = self.sections()[0]
        size, margins = page.find(w("pgSz")), page.find(w("pgMar"))
        return (float(size.get(w("w"))) - float(margins.get(w("left"))) - float(margins.get(w("right")))) / 20


def text_of(element: Any) -> str:
    return "".join((one.text or "") if one.tag == w("t") else "\n" for one in element.iter(w("t"), w("br")))


def _without_tags(text: str) -> str:
    return re.sub(r"\{[{%].*?[}%]\}", "", text)


def _style_of(paragraph: Any) -> str:
    return _value(paragraph.find(w("pPr")), "pStyle") or "Normal"


def _value(element: Any, name: str) -> str | None:
    child = element.find(w(name)) if element is not None else None
    return None if child is None else child.get(w("val"))


def _attribute(levels: Sequence[Any], name: str, attribute: str) -> str | None:
    for level in levels:
        child = level.find(w(name)) if level is not None else None
        if child is not None and child.get(w(attribute)) is not None:
            return str(child.get(w(attribute)))
    return None


def _toggle(levels: Sequence[Any], name: str) -> bool:
    for level in levels:
        child = level.find(w(name)) if level is not None else None
        if child is not None:
            return child.get(w("val")) in ON
    return False
