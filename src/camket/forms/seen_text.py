"""The text of a cell or document as a reader sees it, and what is there beside it: marks, hidden and struck text, comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from camket.text.language import N_, _
from camket.text.odd_characters import INVISIBLE, plain_figures

# Raised behind one of these, 2 and 3 are part of a unit of measure: m², km³.
_LENGTH = re.compile(r"(?<![^\W\d_])(?:[kdchm]|da)?m$")
_RAISED = {"2": "²", "3": "³"}
_UNSEEN = N_("an invisible character is not read: {text}")
_FIGURE = re.compile(r"\s*[+-]?\d.{0,40}\s*$")
LEFT_OUT = {
    "struck": N_("struck-through text is not read: {text}"),
    "hidden": N_("hidden text is not read: {text}"),
    "raised": N_("a raised mark is not read: {text}"),
    "lowered": N_("a lowered mark is not read: {text}"),
    "footnotes": N_("a footnote is not read: {text}"),
    "endnotes": N_("an endnote is not read: {text}"),
    "comments": N_("a comment is not read: {text}"),
    "prompt": N_("a prompt of the form is not read: {text}"),
    "symbol": N_("a sign of the font {text} is not read"),
    "picture": N_("a picture or drawing is not read"),
    "equation": N_("an equation is not read"),
    "field": N_("a field without a result is not read: {text}"),
    "number": N_("the automatic number of the paragraph is not read"),
    "document": N_("a document inserted here is not read"),
    "rounded": N_("the cell holds {text}, and what it shows is read"),
}


def told_unseen(text: str) -> str:
    """Return which invisible characters a figure has in it, in the words of a message; empty for none, and for words."""
    if text.isascii() or not _FIGURE.match(plain_figures(text)):
        return ""
    codes = " ".join(dict.fromkeys(f"U+{ord(one):04X}" for one in INVISIBLE.findall(text)))
    return _(_UNSEEN).format(text=codes) if codes else ""


@dataclass(slots=True)
class SeenText:
    """The text of a cell or of the body: its paragraphs, and what was left out: (key of LEFT_OUT, text)."""

    paragraphs: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    is_joined: bool = True

    def begin_paragraph(self) -> None:
        """Begin a paragraph, unless the one before goes on."""
        if not (self.is_joined and self.paragraphs):
            self.paragraphs.append("")
        self.is_joined = False

    def add(self, text: str) -> None:
        """Add plain text to the paragraph."""
        self.paragraphs[-1] += text

    def put(self, text: str, kind: str) -> None:
        """Add text of a run that looks like `kind`, a key of LEFT_OUT; empty for plain text."""
        if not kind:
            self.add(text)
        elif kind in ("raised", "lowered"):
            self._put_raised(text, kind)
        else:
            self.leave(kind, text)

    def _put_raised(self, text: str, kind: str) -> None:
        """Add text of a raised or lowered run: part of a unit of measure or a name (m², CO2), or a mark, which is left out."""
        before, bare = self.paragraphs[-1], text.strip()
        if kind == "raised" and bare in _RAISED and _LENGTH.search(before):
            self.add(_RAISED[bare])
        elif kind == "lowered" and before[-1:].isalpha():
            self.add(text)
        elif bare:
            self.leave(kind, text)

    def leave(self, kind: str, text: str = "") -> None:
        """Note something that is seen, or hidden, and is not part of the text."""
        self.left_out.append((kind, text))

    def told(self) -> str:
        """Return what was left out, in the words of a message; parts of one text that follow each other are one."""
        found = []
        for kind, parts in groupby(self.left_out, lambda one: one[0]):
            text = " ".join("".join(part for _kind, part in parts).split())
            if text or "{text}" not in LEFT_OUT[kind]:
                found.append(_(LEFT_OUT[kind]).format(text=text))
        if unseen := told_unseen("".join(self.paragraphs)):
            found.append(unseen)
        return "; ".join(dict.fromkeys(found))
