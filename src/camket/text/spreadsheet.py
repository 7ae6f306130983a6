"""What all Excel workbooks have in common: font, A4 pages, names of sheets, head rows, the same bytes for the same contents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from camket.text.text_width import wrap_text
from camket.text.zip_package import pack_again

FONT = "Times New Roman"
LINE = 14.5  # height in points of a line of size 11
BOLD = 1.08  # how much wider bold text is
_CENTRED = {"align": "center", "valign": "vcenter", "text_wrap": True}
HEAD: dict[str, Any] = {**_CENTRED, "bold": True, "border": 1, "bg_color": "#F2F2F2"}
_MOST_LETTERS = 255  # characters that Excel keeps of a document property


class Spreadsheet:
    """A workbook while it is written. `workbook` is xlsxwriter's class: only forms and the report import xlsxwriter."""

    def __init__(self, workbook: Callable[..., Any]) -> None:
        self._stream = BytesIO()
        self.workbook = workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 11, "font_scheme": "none"},
            },
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def style(self, **looks: Any) -> Any:
        """Return the format with these properties; equal properties share one format."""
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(looks)
        return self._formats[key]

    def add_page(self, given: str, margins: Sequence[float], *, is_landscape: bool) -> Any:
        """Add a sheet for A4, with a number where another has its name. `margins`: left, right, top, bottom in inches."""
        name, number = given, 1
        while name.casefold() in self._names or name.casefold() == "history":  # a name that Excel keeps for itself
            number += 1
            name = f"{given[:27]} {number}"
        self._names.add(name.casefold())
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)
        if is_landscape:
            sheet.set_landscape()
        sheet.set_margins(*margins)
        sheet.hide_gridlines(2)
        return sheet

    def write_text(self, sheet: Any, row: int, column: int, text: str, last: int | None = None, **looks: Any) -> None:
        """Write a cell with text, merged with the cells to its right up to the column `last`."""
        if last is not None and last > column:
            sheet.merge_range(row, column, row, last, "", self.style(**looks))
        self.put_text(sheet, row, column, text, **looks)

    def put_text(self, sheet: Any, row: int, column: int, text: str, **looks: Any) -> None:
        """Write text into one cell, which may be merged with others."""
        sheet.write_string(row, column, text, self.style(**looks))

    def write_heads(self, sheet: Any, row: int, first: int, heads: Sequence[str], widths: Sequence[float]) -> int:
        """Write the head row of a table that begins at the column `first`; return the row after it."""
        for column, head in enumerate(heads, first):
            self.write_text(sheet, row, column, head, **HEAD)
        lines = max(len(wrap_text(head, width / BOLD)) for head, width in zip(heads, widths, strict=True))
        self.set_height(sheet, row, lines * LINE + 6)
        return row + 1

    def set_height(self, sheet: Any, row: int, height: float) -> None:
        """Set the height of a row in points."""
        sheet.set_row(row, height)

    def finish(self, title: str, author: str, day: date, keywords: str = "") -> bytes:
        """Return the bytes of the workbook, which was created on `day` by its properties."""
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day without a time
        properties = {"title": title[:_MOST_LETTERS], "author": author[:_MOST_LETTERS], "created": moment}
        if keywords:
            properties["keywords"] = keywords
        self.workbook.set_properties(properties)
        self.workbook.close()
        return pack_again(self._stream.getvalue())
