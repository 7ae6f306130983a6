"""Office files of others inspected before a library opens them: kind, size, and what would take too much time or memory.

A small zip file can hold very much, and a short entry in it can make a library create millions of cells. The limits are far
above any form: one of thirty lists has about 9,000 elements.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from camket.text.language import _
from camket.text.stored_form import explain_stored_form

MOST_BYTES = 20 * 1024 * 1024
MOST_PARTS = 2_000
_MOST_UNPACKED = 40 * 1024 * 1024
# Elements of all parts together: this many, and so many more for each byte of the file.
_MOST_ELEMENTS = {"xl/workbook.xml": (50_000, 0.25), "content.xml": (50_000, 0.25)}
_MOST_ELEMENTS_OF_WORD = (100_000, 1)
# Letters of all texts and attributes together: this many, and so many more for each byte of the file.
_MOST_LETTERS = (8 * 1024 * 1024, 10)
_LONGEST = 70_000  # letters of one text or attribute; a cell of Excel has 32,767 at most
_LONGEST_NUMBER_FORMAT = 255  # Excel's own limit
_MOST_BRACKETS = 12  # in a number format; openpyxl looks from each of them for its end, for every style again
_MOST_STYLES = 10_000
_MOST_AREA_LETTERS = 100_000  # in lists of areas, such as those of a validation
_MOST_AREAS = 2_000  # merged areas, links
_MOST_COVERED = 100_000  # cells in these areas
_MOST_SPANNED = 100_000  # columns that cells of Word tables are merged over
_MOST_FORMULA_LETTERS = 200_000  # a shared formula is written out again for each of its cells
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_NUMBER = re.compile(r"\s*[+-]?\d{1,20}\s*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class _TooMuchError(Exception):
    """A part holds more than is read."""


def inspect_package(data: bytes, main: str = "xl/workbook.xml") -> tuple[str, str] | None:
    """Inspect an Office file before it is opened: return (message, hint) for a file to refuse, None for one to open.

    `main` is the part that the package must have.
    """
    if stored := explain_stored_form(data):
        return stored
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return _("this workbook is locked with a password"), _("Take the password off: File – Info – Protect Workbook.")
        return _("this is a workbook of the old kind (.xls)"), _("Open it in Excel and save it anew as Excel Workbook (.xlsx).")
    if len(data) > MOST_BYTES:
        return too_large()
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if main not in names:
                return _not_a_workbook(names)
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                return too_large()
            if any(name.startswith("xl/externalLinks/") for name in names):
                hint = _("Data – Edit Links – Break Link, or paste values only; then save it again.")
                return _("cells of this workbook are linked to another file"), hint
            scan = _Scan(len(data), main)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")) and not scan.read(package.read(entry)):
                    return _("this workbook cannot be read"), _("Open it in Excel and save it anew as .xlsx.")
    except _TooMuchError:
        return too_large()
    except Exception:  # whatever zipfile raises for a damaged file
        return _("this is no Excel workbook, or it is damaged"), _("Open it in Excel and save it anew as .xlsx.")
    return None


def too_large() -> tuple[str, str]:
    """Return (message, hint) for a file that holds more than any form."""
    return _("this file is too large for a form"), _("Send the form without pictures.")


def _not_a_workbook(names: set[str]) -> tuple[str, str]:
    if "word/document.xml" in names:
        return _("this is a Word document, not the form"), _("Tables in Word are read with: camket form import --table")
    return _("this is no Excel workbook, or it is damaged"), _("Open it in Excel and save it anew as .xlsx.")


class _Scan:
    """All parts of a package read once by a parser that keeps nothing, to count what a library would make of them."""

    def __init__(self, size: int, main: str) -> None:
        most, each = _MOST_ELEMENTS.get(main, _MOST_ELEMENTS_OF_WORD)
        self.elements = int(most + each * size)
        self.letters = _MOST_LETTERS[0] + _MOST_LETTERS[1] * size
        self.areas = _MOST_AREAS
        self.styles = _MOST_STYLES
        self.area_letters = _MOST_AREA_LETTERS
        self.covered = _MOST_COVERED
        self.spanned = _MOST_SPANNED
        self.element = ""
        self.text = 0  # letters of the text being read
        self.longest_formula = 0
        self.shared = 0  # cells with a shared formula

    def read(self, data: bytes) -> bool:
        """Read one part. False if it has a DOCTYPE, whose entities could make it grow, or is no XML; raises _TooMuchError."""
        from pyexpat import ExpatError, ParserCreate

        marks = ("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
        if any(mark in data for mark in marks):
            return False
        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add_text
        try:
            parser.Parse(data, True)
        except ExpatError:
            return False
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.element, self.text = name, 0
        self.elements -= 1
        self._count(sum(map(len, attributes.values())), max(map(len, attributes.values()), default=0))
        if self.elements < 0:
            raise _TooMuchError
        self.area_letters -= len(attributes.get("sqref", ""))
        if name in ("mergeCell", "hyperlink"):
            self.areas -= 1
            self.covered -= _cells_in(attributes.get("ref", ""))
        elif name in ("gridSpan", "gridBefore", "gridAfter"):
            self.spanned -= sum(abs(int(value)) for value in attributes.values() if _NUMBER.fullmatch(value))
        elif name == "xf":
            self.styles -= 1
        elif name == "f":
            self.shared += attributes.get("t") == "shared"
            self._refuse_long_formulas()
        elif name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > _LONGEST_NUMBER_FORMAT or code.count("[") > _MOST_BRACKETS:
                raise _TooMuchError
        if min(self.areas, self.area_letters, self.covered, self.spanned, self.styles) < 0:
            raise _TooMuchError

    def _end(self, _name: str) -> None:
        self.element = ""

    def _add_text(self, text: str) -> None:
        self.text += len(text)
        self._count(len(text), self.text)
        if self.element == "f":
            self.longest_formula = max(self.longest_formula, self.text)
            self._refuse_long_formulas()

    def _refuse_long_formulas(self) -> None:
        if self.longest_formula * self.shared > _MOST_FORMULA_LETTERS:
            raise _TooMuchError

    def _count(self, letters: int, longest: int) -> None:
        self.letters -= letters
        if self.letters < 0 or longest > _LONGEST:
            raise _TooMuchError


def _cells_in(area: str) -> int:
    """The number of cells in an area such as `B2:D9`; no area that is read is larger than all that may be covered."""
    found = _AREA.fullmatch(area.strip().upper())
    if found is None:
        return 1 if len(area) < 40 else _MOST_COVERED + 1
    columns, rows = (
        abs(number(found[one + 2] or found[one]) - number(found[one])) + 1 for one, number in ((1, _column), (2, int))
    )
    return columns * rows


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
