"""Workbooks of LibreOffice (.ods) as workbooks of openpyxl, so that forms and tables are read in one way from all kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from camket.forms.number_formats import is_dash
from camket.text.numerals import round_half_up

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_CELLS = 200_000  # with a value, of all sheets
# Before the text of a number that is shown in another way than by its digits: tables do not read it, forms take the number.
UNKNOWN_FORMAT = "?/?"
_SHOWN = re.compile(r"(\D*?)(\d[\d.,\s\u00a0\u202f]*\d|\d)(\D*)", re.DOTALL)


def is_encrypted(data: bytes) -> bool:
    """Return whether an .ods file is locked with a password."""
    try:
        with ZipFile(BytesIO(data)) as package, package.open("META-INF/manifest.xml") as part:
            return b"encryption-data" in part.read(1024 * 1024)
    except Exception:  # whatever zipfile raises for a damaged file
        return False


def ods_workbook(data: bytes) -> Workbook:
    """Return an .ods file that was inspected before as a workbook of openpyxl.

    Raises ValueError for too many cells, and whatever zipfile and the XML parser raise for a damaged file.
    """
    with ZipFile(BytesIO(data)) as package:
        content = _parse(package.read("content.xml"))
        styles = _parse(package.read("styles.xml")) if "styles.xml" in package.namelist() else None
    return _OdsReading([*(styles.iter("style-style") if styles is not None else ()), *content.iter("style-style")]).read(
        content
    )


def _parse(data: bytes) -> Element:
    """An XML part with short names: `table-table-cell`, by the last word of the namespace."""
    root = fromstring(data)  # noqa: S314 - a part with a DOCTYPE has been refused before
    for element in root.iter():
        element.tag = _short(element.tag)
        renamed = {_short(key): value for key, value in element.attrib.items()}
        element.attrib.clear()
        element.attrib.update(renamed)
    return root


def _short(name: str) -> str:
    """A name with the usual prefix: the namespaces end in `:table:1.0`, `:style:1.0`, …"""
    namespace, brace, local = name.rpartition("}")
    if not brace:
        return name
    parts = namespace.removeprefix("{").split(":")
    return f"{parts[-2] if len(parts) > 2 else parts[-1]}-{local}"


class _OdsReading:
    """One .ods file being read."""

    def __init__(self, styles: list[Element]) -> None:
        self.styles = {(one.get("style-family"), one.get("style-name")): one for one in styles}
        self.cells = 0

    def read(self, content: Element) -> Workbook:
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.worksheets[0])
        for table in content.iterfind("office-body/office-spreadsheet/table-table"):
            sheet = book.create_sheet()
            sheet.title = sheet_title(table.get("table-name", ""))
            if self._property("table", table.get("table-style-name"), "table-display") == "false":
                sheet.sheet_state = "hidden"
            self._read_columns(sheet, table)
            self._read_rows(sheet, table)
        return book

    def _property(self, family: str, name: str | None, key: str) -> str | None:
        """A property of a style, or of those that it is based on."""
        for _level in range(20):
            style = self.styles.get((family, name))
            if style is None:
                return None
            for properties in style:
                if properties.get(key) is not None:
                    return properties.get(key)
            name = style.get("style-parent-style-name")
        return None

    def _read_columns(self, sheet: Any, table: Element) -> None:
        from openpyxl.utils import get_column_letter

        column = 1
        for one in table.iter("table-table-column"):
            count = _count(one, "table-number-columns-repeated")
            if one.get("table-visibility", "visible") != "visible":
                for hidden in range(column, min(column + count, 1_001)):
                    sheet.column_dimensions[get_column_letter(hidden)].hidden = True
            column += count

    def _read_rows(self, sheet: Any, table: Element) -> None:
        row = 1
        for one in _rows(table):
            count = _count(one, "table-number-rows-repeated")
            cells = list(self._cells(one))
            for at in range(row, row + count if cells else row):
                for column, cell in cells:
                    self._put(sheet, at, column, cell)
                if one.get("table-visibility", "visible") != "visible":
                    sheet.row_dimensions[at].hidden = True
            row += count

    def _cells(self, row: Element) -> Iterator[tuple[int, Element]]:
        """The cells of a row that hold something or are merged, with their columns."""
        column = 1
        for cell in row:
            if cell.tag not in ("table-table-cell", "table-covered-table-cell"):
                continue
            count = _count(cell, "table-number-columns-repeated")
            if cell.tag == "table-table-cell" and (len(cell) or cell.get("office-value-type") or _is_area(cell)):
                for at in range(column, column + count):
                    self._add_cell()
                    yield at, cell
            column += count

    def _add_cell(self) -> None:
        self.cells += 1
        if self.cells > _MOST_CELLS:
            raise ValueError(self.cells)

    def _put(self, sheet: Any, row: int, column: int, element: Element) -> None:
        from openpyxl.comments import Comment
        from openpyxl.styles import Font, Protection

        self._add_cell()
        cell = sheet.cell(row, column)
        style = element.get("table-style-name")
        text = self._text(element)
        _set_value(cell, element, str(text))
        if not isinstance(text, str) and cell.data_type == "s":
            cell.value = text
        if self._property("table-cell", style, "style-text-line-through-style") not in (None, "none"):
            cell.font = Font(strike=True)
        if self._property("table-cell", style, "style-cell-protect") == "none":
            cell.protection = Protection(locked=False)
        note = element.find("office-annotation")
        if note is not None:
            cell.comment = Comment("\n".join("".join(one.itertext()) for one in note.iterfind("text-p")), "")
        if _is_area(element):
            rows, columns = _count(element, "table-number-rows-spanned"), _count(element, "table-number-columns-spanned")
            self.cells += rows * columns
            if self.cells > _MOST_CELLS:
                raise ValueError(self.cells)
            sheet.merge_cells(None, row, column, row + rows - 1, column + columns - 1)

    def _text(self, cell: Element) -> Any:
        """The text of a cell; with raised, lowered or struck parts as a CellRichText of openpyxl."""
        from openpyxl.cell.rich_text import CellRichText, TextBlock
        from openpyxl.cell.text import InlineFont

        parts: list[tuple[str, str]] = []
        for index, paragraph in enumerate(cell.iterfind("text-p")):
            parts += [("\n", "")] if index else []
            parts += self._parts(paragraph, "")
        if not any(look for _text, look in parts):
            return "".join(text for text, _look in parts)
        fonts: dict[str, dict[str, Any]] = {
            "struck": {"strike": True},
            "raised": {"vertAlign": "superscript"},
            "lowered": {"vertAlign": "subscript"},
        }
        blocks = [TextBlock(InlineFont(**fonts[look]), text) if look else text for text, look in parts if text]
        return CellRichText(*blocks)

    def _parts(self, element: Element, look: str) -> Iterator[tuple[str, str]]:
        yield element.text or "", look
        for child in element:
            match child.tag:
                case "text-s":
                    yield " " * min(_count(child, "text-c"), 1_000), look
                case "text-tab":
                    yield "\t", look
                case "text-line-break":
                    yield "\n", look
                case "text-span":
                    yield from self._parts(child, self._look(child.get("text-style-name")) or look)
                case "office-annotation" | "text-note":
                    pass
                case _:
                    yield from self._parts(child, look)
            yield child.tail or "", look

    def _look(self, style: str | None) -> str:
        if self._property("text", style, "style-text-line-through-style") not in (None, "none"):
            return "struck"
        position = (self._property("text", style, "style-text-position") or "").split()[:1]
        if position and position[0] not in ("0", "0%"):
            return "lowered" if position[0].startswith(("sub", "-")) else "raised"
        return ""


def _rows(parent: Element) -> Iterator[Element]:
    """The rows of a table, also those in groups and heads of it."""
    for child in parent:
        if child.tag == "table-table-row":
            yield child
        elif child.tag in ("table-table-rows", "table-table-row-group", "table-table-header-rows"):
            yield from _rows(child)


def _count(element: Element, key: str) -> int:
    text = element.get(key, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1


def _is_area(cell: Element) -> bool:
    return max(_count(cell, "table-number-rows-spanned"), _count(cell, "table-number-columns-spanned")) > 1


def put_text(cell: Any, text: str) -> None:
    """Set a cell of openpyxl to a text, also to one that looks like a formula or an error."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"


def sheet_title(name: str) -> str:
    """Return the name of a sheet as openpyxl allows it; it is for messages only."""
    return re.sub(r"[\\*?:/\[\]]", " ", name)[:31] or "?"


def _set_value(cell: Any, element: Element, shown: str) -> None:
    """Set the value of a cell of openpyxl, and a number format that shows it as LibreOffice does."""
    kind, value = element.get("office-value-type"), element.get("office-value", "")
    if shown.startswith("#") or (shown.startswith("Err:") and kind != "string"):
        cell.value, cell.data_type = shown, "e"
    elif (
        kind in ("float", "percentage", "currency") and not any(map(str.isdigit, shown)) and element.find("text-p") is not None
    ):
        if not float(value) and is_dash(shown):
            cell.value = 0
        elif shown.strip():
            put_text(cell, shown)  # a truth value, or a format that shows a word
        else:
            cell.value, cell.number_format = float(value), ";;;"
    elif kind in ("float", "percentage", "currency"):
        number = float(value)
        cell.value = int(number) if number.is_integer() and abs(number) < 10**15 else number
        cell.number_format = _number_format(number * (100 if kind == "percentage" else 1), shown, kind == "percentage")
    elif kind == "boolean":
        cell.value = element.get("office-boolean-value") == "true"
    elif kind == "date":
        cell.value = datetime.fromisoformat(element.get("office-date-value", ""))
    elif kind == "time" or kind == "string" or shown:
        put_text(cell, shown)
    elif element.get("table-formula"):
        cell.value, cell.data_type = "#N/A", "e"


def _number_format(number: float, shown: str, is_percent: bool) -> str:
    """A number format with which `number` is shown as `shown`."""
    found = _SHOWN.fullmatch(shown.strip())
    if found is None:
        return "General" if not shown else f'{UNKNOWN_FORMAT}"{shown}"'
    digits = found[2].lstrip("0") or "0" if found[2].isdigit() else re.sub(r"\D", "", found[2])
    exact = Decimal(f"{abs(number):.15g}")
    for decimals in range(16):
        if re.sub(r"\D", "", f"{round_half_up(exact, decimals):f}") == digits:
            break
    else:
        return f'{UNKNOWN_FORMAT}"{shown}"'
    before, after = ("".join(f"\\{one}" for one in found[part].replace("%", "")) for part in (1, 3))
    if number < 0:
        before, after = re.sub(r"\\[-−(]", "", before), re.sub(r"\\\)", "", after)
    return before + "0" + ("." + "0" * decimals if decimals else "") + ("%" if is_percent else "") + after
