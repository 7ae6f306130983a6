"""The workbook while it is written: its wording, formats and colours, rows and headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.ledger.verdicts import SEVERITY
from camket.report.contents import Contents
from camket.report.table import NOTHING
from camket.report.template_faults import template_fault
from camket.report.templating import find_template, make_environment, spell, variables
from camket.report.workbook.cells import SheetCell, SheetColumn, split_pieces
from camket.standing.wording import verdict_label
from camket.text.controls import without_controls
from camket.text.language import speaking
from camket.text.spreadsheet import BOLD, FONT, LINE, Spreadsheet
from camket.text.text_width import text_width, wrap_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

PAGE = 952 * 0.95  # pixels between the margins of an A4 page in landscape; fonts differ a little between machines
FIXED = 2  # columns that stay in sight, and on every page of a sheet that is wider than a page
SMALLEST = 70  # smallest print scale in per cent: below that, text is too small to read on paper
MOST_FORMATS = 180  # number formats: Excel has room for 200 to 250, and those with the region's marks come on top

# Background and text colour of a verdict; the verdict is also always written as text.
_GREEN = ("#C6E0B4", "#000000")
_BLUE = ("#DDEBF7", "#1F3864")
_AMBER = ("#FFE699", "#7F4F00")
_RED = ("#F8CBAD", "#9C0006")
_PLAIN = ("#EDEDED", "#404040")
_COLOURS = {
    "exceeded": _GREEN,
    "met": _GREEN,
    "on-track": _BLUE,
    "behind": _AMBER,
    "missed": _RED,
    "not-reported": _RED,
    "undecided": _AMBER,
    "on-time": _GREEN,
    "late": _AMBER,
    "missing": _RED,
    "unreadable": _RED,
}


class Book(Spreadsheet):
    """The workbook while it is written. Every cell is written through `write`, which keeps text from becoming a formula."""

    def __init__(self, name: str, contents: Contents, folders: Sequence[Path]) -> None:
        from xlsxwriter import Workbook

        find_template(name, folders)
        self._name = name
        self._contents = contents
        self._environment = make_environment(folders, without_controls)
        self._wording = self._run_template(lambda: self._environment.get_template(name).make_module(variables(contents)))
        super().__init__(Workbook)
        self._widths: dict[str, dict[int, float]] = {}
        self._number_formats: set[str] = set()

    def text(self, macro: str, *given: Any) -> str:
        """Return the text that the template's macro makes of `given`. Raises TemplateFault when the macro fails."""
        return self.clean(str(self._run_template(lambda: getattr(self._wording, macro)(*given))))

    def _run_template(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception:
            try:
                self._environment.handle_exception()  # raises again, with the template's lines in the traceback
            except Exception as error:
                raise template_fault(error, self._name) from error

    def clean(self, text: str) -> str:
        """Return `text` in NFC, without the characters that a workbook cannot hold, and with one spelling of luỹ kế."""
        return spell(unicodedata.normalize("NFC", re.sub("[\ud800-\udfff]", "", without_controls(text))), self._contents)

    def add_sheet(self, key: str) -> Worksheet:
        """Add a sheet for A4 in landscape. Its name is the template's for `key`, changed where Excel would refuse it."""
        given = re.sub(r"[\[\]:*?/\\\s]+", " ", self.text("sheet", key)).strip(" '")[:31].strip(" '") or key
        sheet = self.add_page(given, (1.18, 0.59, 0.79, 0.79), is_landscape=True)  # 30, 15, 20, 20 mm
        sheet.set_header(f'&C&"{FONT},Regular"&13&P', {"margin": 0.39})
        sheet.set_start_page(1)  # the pages of each appendix are numbered from 1
        return sheet

    def put_text(self, sheet: Worksheet, row: int, column: int, text: str, **looks: Any) -> None:
        self.write(sheet, row, column, SheetCell(text), **looks)

    def write(self, sheet: Worksheet, row: int, column: int, cell: SheetCell, **looks: Any) -> None:
        """Write one cell. Text is written as text, even if it looks like a number or a formula."""
        value = cell.value
        if cell.number_format:
            looks["num_format"] = self._number_format(cell)
        if cell.formula:
            sheet.write_formula(row, column, cell.formula, self.style(**looks), value)
        elif isinstance(value, float):
            sheet.write_number(row, column, value, self.style(**looks))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.style(**looks))
        elif not value:
            sheet.write_blank(row, column, None, self.style(**looks))
        else:
            text = self.clean(value)
            # Keeps text as text when somebody edits the cell: without the quote prefix Excel would turn 1.10 into a number.
            guard = {} if text[:1].isalpha() or text == NOTHING else {"quote_prefix": True}
            sheet.write_string(row, column, text, self.style(**looks, **guard))
            if cell.is_long:
                sheet.write_comment(row, column, self.text("long_figure"), {"x_scale": 1.5})

    def _number_format(self, cell: SheetCell) -> str:
        """The number format of a cell. Excel keeps only some 200 formats of a workbook: the others have the region's marks."""
        if len(self._number_formats) < MOST_FORMATS or not cell.plain_format:
            self._number_formats.add(cell.number_format)
        return cell.number_format if cell.number_format in self._number_formats else cell.plain_format

    def write_row(
        self, sheet: Worksheet, row: int, columns: Sequence[SheetColumn], cells: Sequence[SheetCell], **looks: Any
    ) -> int:
        """Write a row of a table, over several rows where a text is too long for one; return the row after them."""
        stretch = BOLD if looks.get("bold") else 1.0
        texts = [self._split(cell, column.width / stretch) for column, cell in zip(columns, cells, strict=True)]
        last = max(1, *map(len, texts)) - 1
        for index in range(last + 1):
            borders = {"left": 1, "right": 1, "top": 0 if index else 1, "bottom": 1 if index == last else 0}
            lines = 1
            for place, (column, cell, pieces) in enumerate(zip(columns, cells, texts, strict=True)):
                if pieces or index:
                    cell = replace(cell, value=pieces[index]) if index < len(pieces) else SheetCell("")
                    lines = max(lines, 1 if cell.is_long else len(wrap_text(str(cell.value), column.width / stretch)))
                if cell.shown or cell.is_long:
                    self._widen(sheet, place, text_width(cell.shown or str(cell.value)) * stretch + 1)
                # Words among numbers are centred, so that several lines of them can be read.
                is_words = column.align == "right" and isinstance(cell.value, str) and cell.value != NOTHING
                align = "right" if cell.is_long else "center" if is_words else column.align
                valign = "top" if last else "vcenter"
                look = {"text_wrap": True, "valign": valign, "align": align, **borders, **looks}
                self.write(sheet, row + index, place, cell, **look)
            sheet.set_row(row + index, lines * LINE + 3)
        return row + last + 1

    def _split(self, cell: SheetCell, width: float) -> list[str]:
        """The text of a cell in pieces, one for each row; none for a number. A figure written as text is not broken."""
        if not isinstance(cell.value, str):
            return []
        text = self.clean(cell.value)
        return [text] if cell.is_long else split_pieces(text, width)

    def _widen(self, sheet: Worksheet, place: int, width: float) -> None:
        """Make a column at least so wide: a number that does not fit would show as ####."""
        widths = self._widths.setdefault(sheet.get_name(), {})
        if width > widths.get(place, 0):
            widths[place] = width
            sheet.set_column(place, place, width)

    def write_line(
        self, sheet: Worksheet, row: int, columns: Sequence[SheetColumn], text: str, first: int = 0, **looks: Any
    ) -> int:
        """Write a line across `columns`, which begin at index `first`; return the row after it. Writes nothing for no text."""
        if not text:
            return row
        size = looks.get("font_size", 11)
        width = sum(column.width for column in columns) * 11 / size / (BOLD if looks.get("bold") else 1)
        look = {"valign": "vcenter", "text_wrap": True, **looks}
        for piece in split_pieces(text, width):
            self.write_text(sheet, row, first, piece, first + len(columns) - 1, **look)
            sheet.set_row(row, len(wrap_text(piece, width)) * size * 1.3 + 4)
            row += 1
        return row

    def write_head(
        self,
        sheet: Worksheet,
        key: str,
        columns: Sequence[SheetColumn],
        name: str = "",
        first: int = 0,
        *,
        is_attached: bool = True,
    ) -> int:
        """Write what is above a table: appendix, title, the report it belongs to, warnings; return the row after it."""
        centred: dict[str, Any] = {"align": "center", "first": first}
        row = self.write_line(sheet, 0, columns, self.text("appendix", key), bold=True, font_size=14, **centred)
        row = self.write_line(sheet, row, columns, self.text("title", key), bold=True, font_size=14, **centred)
        row = self.write_line(sheet, row, columns, name, bold=True, font_size=12, **centred)
        if is_attached:
            row = self.write_line(sheet, row, columns, self.text("attached"), italic=True, font_size=12, **centred)
        for mark in ("draft_mark", "illustrative_mark", "unread_mark"):
            row = self.write_line(sheet, row, columns, self.text(mark), bold=True, font_color="#C00000", **centred)
        return row

    def write_columns(self, sheet: Worksheet, row: int, columns: Sequence[SheetColumn]) -> int:
        """Write the head row of a table and set the widths of its columns; return the row after it."""
        for place, column in enumerate(columns):
            self._widen(sheet, place, column.width)
        heads = [self.text("column", column.key) for column in columns]
        return self.write_heads(sheet, row, 0, heads, [column.width for column in columns])

    def finish_sheet(
        self,
        sheet: Worksheet,
        head: int,
        last: int | None,
        rows: int,
        columns: int,
        *,
        heads: int = 1,
        starts: Sequence[int] | None = None,
    ) -> None:
        """Freeze the head and repeat it (`heads` rows) on each page, set the filter (down to `last`) and the print area.

        The columns fit on one page if that is not smaller than SMALLEST; else new pages begin at some of `starts` (None: at
        any column), with the first columns repeated. Also switch Excel's warnings about numbers as text off.
        """
        if last is not None:
            sheet.autofilter(head, 0, max(head, last), columns - 1)
        sheet.freeze_panes(head + 1, FIXED)
        if heads:
            sheet.repeat_rows(head + 1 - heads, head)
        sheet.print_area(0, 0, max(rows - 1, head), columns - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576", "formula_differs": "A1:XFD1048576"})
        widths = [self._widths[sheet.get_name()].get(place, 0) for place in range(columns)]
        breaks, scale = page_breaks(widths, range(FIXED, columns) if starts is None else starts)
        if not breaks:
            sheet.fit_to_pages(1, 0)
            return
        sheet.repeat_columns(0, FIXED - 1)
        sheet.set_print_scale(scale)
        sheet.set_v_pagebreaks(breaks)

    def colour(self, sheet: Worksheet, where: str, labels: Mapping[str, str]) -> None:
        """Colour the cells `where` by conditional formatting. `labels` has the state or verdict of each label."""
        for label, meaning in labels.items():
            ground, ink = _COLOURS.get(meaning, _PLAIN)
            look = self.style(bg_color=ground, font_color=ink)
            text = label.replace('"', '""')
            sheet.conditional_format(where, {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look})

    def verdicts(self, used: Mapping[str, str]) -> dict[str, str]:
        """Return the verdicts by their names, from the best to the worst; then those of `used` with other names."""
        with speaking("vi"):
            known = {self.text("verdict_name", verdict_label(verdict)): str(verdict) for verdict in reversed(SEVERITY)}
        return {**known, **{label: verdict for label, verdict in used.items() if label not in known}}


def page_breaks(widths: Sequence[float], starts: Sequence[int]) -> tuple[list[int], int]:
    """Return the columns, some of `starts`, at which a new page begins, and the print scale in per cent.

    `widths` are those of all columns, of which the first FIXED are on every page.
    """
    pixels = [width * 7 + 5 for width in widths]
    fixed = sum(pixels[:FIXED])
    breaks, used, widest = [], 0.0, 0.0
    for start, end in zip(starts, [*starts[1:], len(widths)], strict=True):
        width = sum(pixels[start:end])
        if used and fixed + used + width > PAGE / SMALLEST * 100:
            breaks.append(start)
            used = 0.0
        used += width
        widest = max(widest, used)
    return breaks, max(SMALLEST, min(100, int(PAGE / (fixed + widest) * 100)))
