"""A form as an Excel workbook: sheets in which only the cells to fill in are unlocked, and two hidden sheets.

Each row to be read has the name of its slot in a hidden first column, and a hidden row above a table names the columns, so that
inserted rows and renamed sheets do no harm. The hidden sheet `camket` holds the round, the unit and every value as exported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from camket.forms.cells import display, meaning, tidy
from camket.forms.slots import MOST_DIGITS, MOST_LETTERS, Form, Meaning, Slot, Table, answer_of, entry_value, value_at
from camket.ledger.tree import OFFICE
from camket.text.language import N_, _, chosen
from camket.text.source import Plain
from camket.text.spreadsheet import BOLD, FONT, LINE, Spreadsheet
from camket.text.text_width import wrap_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


# The contents of the hidden cells, by which the reader finds the values.
META = "camket"
LISTS = "camket-lists"
VERSION = "1"
FIELDS, VALUE, WIDE = "fields", "value", "wide"
COLUMNS, END, FREE = "columns:", "end", "+"
IS_WIDE = "|wide"
# The most letters of a stored value in one cell.
_CHUNK = 30_000

_HIGHEST = 400  # greatest height of a row in points
_INDENT = 1.5  # how much narrower an indented text is than its column
_INPUT = "#FFF9DB"
_BAND = "#E7EEF7"
_DAY = "dd/mm/yyyy"
# Widths of the main sheet's columns from B on: number, label, unit of measure, last value, value.
_WIDTHS = (6, 37, 12, 16, 27)
# Widths of the columns of tables, by kind; a long text is wide in the first column only, a name too.
_TABLE_WIDTHS = {"number": 13, "date": 11, "choice": 22, "papers": 22, "text": 16}
_FIRST_TEXT, _LONG_TEXT, _NAME = 36, 22, 36
# Margins of a page in inches (left, right, top, bottom); width and height of A4 between them, in points; the smallest scale.
_MARGINS = (0.6, 0.4, 0.6, 0.6)
_UPRIGHT, _ACROSS = (523.0, 755.0), (770.0, 508.0)
_SMALLEST = 0.7
_LISTS_SHEET = N_("Lists and words")
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2200, 12, 31)


def file_name(form: Form) -> str:
    """Return the name of the form's file, with the round, the year and the unit."""
    if form.unit == OFFICE:
        return f"bieu-van-phong-{form.round}-{form.year}.xlsx"
    return f"bieu-bao-cao-{form.round}-{form.year}-{form.unit}.xlsx"


def write_form(form: Form, day: date) -> bytes:
    """Return the workbook of a form, created on `day` by its properties. The same form gives the same bytes."""
    book = _FormBook()
    _write_report(book, form)
    if form.unit == OFFICE:
        _write_tables(book, form, _("Texts"), form.tables[:-2])
        _write_tables(book, form, _("Verdicts, extensions"), form.tables[-2:])
    else:
        _write_tables(book, form, _(_LISTS_SHEET), tuple(form.all_tables()))
    book.write_lists()
    _write_meta(book, form)
    return book.finish(form.heading[1], form.heading[0], day)


def records(form: Form) -> list[tuple[str, str]]:
    """Return the contents of the hidden sheet, as (name, text): the form's round and unit, and each value as exported."""
    found = [
        ("version", VERSION),
        ("language", chosen()),
        ("year", form.year),
        ("title", form.title),
        ("round", form.round),
        ("unit", form.unit),
    ]
    for slot in form.slots():
        raw = value_at(form.given, slot.keys) if slot.keys[-1] != "?" else None
        found.append((f"={slot.name}", _stored(raw)))
    found += [(f"={table.name}", _stored(value_at(form.given, table.keys))) for table in form.all_tables()]
    return found


def digest_of(rows: Sequence[tuple[str, str]]) -> str:
    """Return the digest of the hidden sheet, by which the reader notices that the sheet was changed."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode("utf-8")).hexdigest()


def _stored(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=True)


# --- the workbook -------------------------------------------------------------------------------------------------------


class _FormBook(Spreadsheet):
    """A workbook being written, with its formats and its lists of choices."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook

        super().__init__(Workbook)
        self.shown_whole = self.workbook.add_format({"num_format": "#,##0"})
        self._lists: dict[tuple[str, ...], int] = {}
        self._height = 0.0  # of the rows of the sheet being written, in points

    def style(self, **looks: Any) -> Format:
        return super().style(**{"valign": "vcenter", "text_wrap": True, **looks})

    def add_sheet(self, name: str, form: Form, widths: Sequence[float]) -> Worksheet:
        """Add a locked sheet for A4 paper, with its first row and column hidden; `widths` are those of the others."""
        sheet = self.add_page(name, _MARGINS, is_landscape=_page(widths) == _ACROSS)
        self._height = 0.0
        sheet.set_footer(f'&L&"{FONT},Regular"&9{form.heading[0][:100].replace("&", "&&")}&R&"{FONT},Regular"&9&P/&N')
        sheet.set_column(0, 0, 0, None, {"hidden": True})
        for index, width in enumerate(widths, 1):
            sheet.set_column(index, index, width)
        sheet.set_row(0, None, None, {"hidden": True})
        # Without a password: the lock prevents mistakes, and a user who needs more lines can remove it.
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def set_height(self, sheet: Worksheet, row: int, height: float) -> None:
        super().set_height(sheet, row, height)
        self._height += height

    def fit_pages(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        """Print the sheet, which is complete, on as few pages as it takes at the smallest scale."""
        width, height = _page(widths)
        scale = min(_SMALLEST, width / _points(widths))
        # A part of each page stays empty, since no row is cut.
        sheet.fit_to_pages(1, 1 + int(self._height * scale / (0.97 * height)))

    def line(self, sheet: Worksheet, row: int, last: int, text: str, width: float, **looks: Any) -> int:
        """Write a locked line of text across the columns from B to `last`; return the row after it."""
        size = looks.get("font_size", 11)
        self.write_text(sheet, row, 1, text, last, **{"font_size": size, **looks})
        lines = len(wrap_text(text, width * 11 / size / (BOLD if looks.get("bold") else 1)))
        self.set_height(sheet, row, min(lines * size * 1.32 + 3, _HIGHEST))
        return row + 1

    def put(self, sheet: Worksheet, row: int, column: int, slot: Slot, value: Meaning, last: int | None = None) -> None:
        """Write a cell to fill in, with its value so far, merged up to the column `last`."""
        looks: dict[str, Any] = {"border": 1, "bg_color": _INPUT, "locked": False, "align": "left", "indent": 1}
        number = _number_of(value)
        if slot.kind == "number":
            looks |= {"align": "right", "num_format": _number_format(slot)}
        elif slot.kind == "date":
            looks |= {"num_format": _DAY}
        elif slot.kind != "choice" and not slot.is_long:
            looks |= {"num_format": "@"}
        text = "" if number is not None or isinstance(value, date) else display(slot, value)
        if text[:1] in ("=", "+", "-", "@", "'") and looks.get("num_format") != "@":
            looks |= {"quote_prefix": True}
        style = self.style(**looks)
        if last is not None:
            sheet.merge_range(row, column, row, last, "", style)
        if number is not None:
            sheet.write_number(row, column, number, style)
        elif isinstance(value, date) and value.year >= 1900:
            sheet.write_datetime(row, column, value, style)
        elif text and len(text) <= MOST_LETTERS:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)

    def show(self, sheet: Worksheet, row: int, column: int, slot: Slot, value: Meaning) -> None:
        """Write a locked cell with the last value, as text: a number would be shown as the computer's region writes it."""
        looks: dict[str, Any] = {"border": 1, "align": "right", "font_color": "#595959", "num_format": "@"}
        sheet.write_string(row, column, display(slot, value), self.style(**looks))

    def guard(self, sheet: Worksheet, first: int, last: int, column: int, slot: Slot) -> None:
        """Set what Excel accepts in the cells of a slot, and its messages."""
        rule: dict[str, Any] = {"validate": "any"}
        match slot.kind:
            case "number":
                rule = {"validate": "integer" if slot.whole else "decimal", **_limits(slot)}
                error = _("A number is expected, without its unit of measure: 62,5 or 1234,5.")
                if slot.whole:
                    error = _("A whole number is expected, without its unit of measure.")
            case "date":
                rule = {"validate": "date", "criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
                error = _("A day is expected, day/month/year.")
            case "choice" if slot.choices:
                start, end = self.list_rows(tuple(slot.choices.values()))
                rule = {"validate": "list", "source": f"='{LISTS}'!$A${start}:$A${end}"}
                error = _("Choose from the list.")
            case _:
                error = ""
        if slot.hint:
            rule |= {"input_title": tidy(slot.label)[:32], "input_message": slot.hint[:255]}
        if error:
            rule |= {"error_title": _("This does not fit here")[:32], "error_message": error[:255]}
        if len(rule) > 1:
            sheet.data_validation(first, column, last, column, rule)

    def list_rows(self, labels: tuple[str, ...]) -> tuple[int, int]:
        """Return the first and the last row (from 1) of a list of choices on the hidden sheet; a new list is added."""
        if labels not in self._lists:
            self._lists[labels] = sum(map(len, self._lists)) + 1
        start = self._lists[labels]
        return start, start + len(labels) - 1

    def write_lists(self) -> None:
        sheet = self.workbook.add_worksheet(LISTS)
        for labels, start in self._lists.items():
            for index, label in enumerate(labels):
                sheet.write_string(start - 1 + index, 0, label)
        sheet.hide()
        sheet.protect()


def _points(widths: Sequence[float]) -> float:
    """The width in points of columns with these widths in digits."""
    return sum(5.25 * width + 3.75 for width in widths)


def _page(widths: Sequence[float]) -> tuple[float, float]:
    """The page for these columns: across only where they would be too small upright."""
    return _ACROSS if _points(widths) * _SMALLEST > _UPRIGHT[0] else _UPRIGHT


def _number_of(value: Meaning) -> float | None:
    """A value as a number for Excel; None if it is not a number or has more digits than Excel keeps."""
    if not isinstance(value, Decimal) or abs(value) >= 10**MOST_DIGITS:
        return None
    return float(value) if len(value.normalize().as_tuple().digits) <= MOST_DIGITS else None


def _number_format(slot: Slot) -> str:
    # In a General cell Excel turns `62,5%` into a number in per cent, which the reader recognises; in others, into 0,625.
    if slot.decimals and not slot.percent:
        return "#,##0." + "0" * slot.decimals
    return "General" if slot.percent else "#,##0" if slot.whole else "#,##0.######"


def _limits(slot: Slot) -> dict[str, Any]:
    low = float(slot.low) if slot.low is not None else -(10.0**MOST_DIGITS)
    high = float(slot.high) if slot.high is not None else 10.0**MOST_DIGITS
    return {"criteria": "between", "minimum": low, "maximum": high}


# --- the main sheet -----------------------------------------------------------------------------------------------------


def _write_report(book: _FormBook, form: Form) -> None:
    widths = _WIDTHS
    sheet = book.add_sheet(_("Report"), form, widths)
    last, total = len(widths), float(sum(widths))
    for column, mark in ((0, FIELDS), (3, WIDE), (last, VALUE)):
        sheet.write_string(0, column, mark)
    row = _write_heading(book, sheet, form, last, total)
    row = book.line(sheet, row, last, _("I. The report"), total, bold=True)
    for slot in form.about:
        row = _write_slot(book, sheet, row, slot, form.given)
    row = book.line(
        sheet, row + 1, last, _("II. Answers to proposals") if form.unit == OFFICE else _("II. Results"), total, bold=True
    )
    heads = (_("No."), _("What is asked"), _("Unit of measure"), _("Last time"), _("This time"))
    sheet.repeat_rows(row)
    row = book.write_heads(sheet, row, 1, heads, widths)
    for block in form.blocks:
        book.write_text(sheet, row, 1, block.number, bold=True, border=1, bg_color=_BAND, align="center")
        book.write_text(sheet, row, 2, block.name, last, bold=True, border=1, bg_color=_BAND, indent=1)
        book.set_height(sheet, row, len(wrap_text(block.name, (total - widths[0]) / BOLD)) * LINE + 5)
        row += 1
        if block.notes:
            look = {"italic": True, "font_size": 10, "border": 1, "indent": 1}
            text = "\n".join(block.notes)
            sheet.write_blank(row, 1, None, book.style(**look))
            book.write_text(sheet, row, 2, text, last, **look)
            book.set_height(sheet, row, len(wrap_text(text, (total - widths[0]) * 1.05)) * 13 + 3)
            row += 1
        for slot in block.slots:
            row = _write_slot(book, sheet, row, slot, form.given, block.table)
    row = book.line(sheet, row + 1, last, _("III. Other"), total, bold=True)
    for slot in form.closing:
        row = _write_slot(book, sheet, row, slot, form.given)
    if form.unit != OFFICE:
        for column, text in ((2, _("PREPARED BY")), (last, _("HEAD OF THE UNIT"))):
            book.write_text(sheet, row + 1, column, text, bold=True, align="center")
    book.fit_pages(sheet, widths)


def _write_heading(book: _FormBook, sheet: Worksheet, form: Form, last: int, total: float) -> int:
    unit, title, commitment, due = form.heading
    row = book.line(sheet, 1, last, unit, total, bold=True)
    row = book.line(sheet, row, last, title, total, bold=True, font_size=14, align="center")
    row = book.line(sheet, row, last, commitment, total, align="center")
    row = book.line(sheet, row, last, due, total, italic=True, align="center")
    how = _(
        "Fill in the yellow cells only; the others are locked. A figure that is not known stays blank: blank is not 0."
        " Lists, difficulties and proposals go onto the next sheets. Send this file itself back, not a copy of its cells."
    )
    return book.line(sheet, row, last, how, total, font_size=10, italic=True)


def _write_slot(
    book: _FormBook,
    sheet: Worksheet,
    row: int,
    slot: Slot,
    given: Mapping[str, Plain],
    table: Table | None = None,
) -> int:
    """Write a row of the main sheet; return the row after it."""
    last = len(_WIDTHS)
    value: Meaning
    if table is not None and table.answer is not None and slot.keys == table.answer.keys:
        value = answer_of(value_at(given, table.keys))
        label = _("{label} (sheet {name})").format(label=slot.label, name=_(_LISTS_SHEET))
    else:
        value, label = meaning(slot, value_at(given, slot.keys)), slot.label
    sheet.write_string(row, 0, slot.name + (IS_WIDE if slot.is_wide else ""))
    plain = book.style(border=1, indent=1)
    sheet.write_blank(row, 1, None, plain)
    sheet.write_string(row, 2, label, plain)
    lines = len(wrap_text(label, _WIDTHS[1] - _INDENT))
    if slot.is_wide:
        width = float(sum(_WIDTHS[2:]))
        book.put(sheet, row, 3, slot, value, last)
        book.guard(sheet, row, row, 3, slot)
        lines = max(
            lines, len(wrap_text(display(slot, value), width - _INDENT)), 2 if slot.is_long and slot.kind == "text" else 1
        )
    else:
        sheet.write_string(row, 3, slot.unit, book.style(border=1, align="center"))
        book.show(sheet, row, 4, slot, slot.last)
        book.put(sheet, row, last, slot, value)
        book.guard(sheet, row, row, last, slot)
        _show_whole(book, sheet, row, last, slot)
        lines = max(lines, len(wrap_text(display(slot, value), _WIDTHS[-1] - _INDENT)), len(wrap_text(slot.unit, _WIDTHS[2])))
    book.set_height(sheet, row, min(lines * LINE + 5, _HIGHEST))
    return row + 1


def _show_whole(book: _FormBook, sheet: Worksheet, row: int, column: int, slot: Slot) -> None:
    """Show a whole number without the decimal comma that its number format would put after it."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    if slot.kind != "number" or slot.whole or slot.percent or slot.decimals:
        return
    cell = xl_rowcol_to_cell(row, column)
    shown = book.shown_whole
    sheet.conditional_format(row, column, row, column, {"type": "formula", "criteria": f"={cell}=INT({cell})", "format": shown})


# --- tables -------------------------------------------------------------------------------------------------------------


def _column_widths(tables: Sequence[Table]) -> list[float]:
    """The widths of the columns from B on in a sheet with these tables below each other."""
    widths: list[float] = [5]
    for table in tables:
        for index, slot in enumerate(table.columns, 1):
            is_text = slot.is_long and slot.kind == "text"
            text = _FIRST_TEXT if index == 1 else _LONG_TEXT
            width = _NAME if slot.keys == ("name",) else text if is_text else _TABLE_WIDTHS[slot.kind]
            widths[index:] = [max([width, *widths[index : index + 1]]), *widths[index + 1 :]]
    widths[1] += max(0.0, (_UPRIGHT[0] - _points(widths)) / 5.25)
    return widths


def _write_tables(book: _FormBook, form: Form, name: str, tables: Sequence[Table]) -> None:
    """Write a sheet with one table, or with several below each other."""
    widths = _column_widths(tables)
    sheet = book.add_sheet(name, form, widths)
    last, total = len(widths), float(sum(widths))
    row = book.line(sheet, 1, last, f"{form.heading[0]} – {form.heading[1]}", total, italic=True, font_size=10)
    for table in tables:
        row = _write_table(book, sheet, row, form, table, last, widths)
    book.fit_pages(sheet, widths)


def _write_table(
    book: _FormBook, sheet: Worksheet, row: int, form: Form, table: Table, last: int, widths: Sequence[float]
) -> int:
    total = float(sum(widths))
    row = book.line(sheet, row, last, table.title, total, bold=True, font_size=12)
    if table.notes:
        row = book.line(sheet, row, last, "\n".join(table.notes), total, italic=True, font_size=10)
    sheet.write_string(row, 0, COLUMNS + table.name)
    for column, slot in enumerate(table.columns, 2):
        sheet.write_string(row, column, slot.name)
    sheet.set_row(row, None, None, {"hidden": True})
    row += 1
    heads = [_("No."), *(slot.label for slot in table.columns)]
    row = book.write_heads(sheet, row, 1, heads, widths[: len(heads)])
    entries = value_at(form.given, table.keys)
    entries = entries if isinstance(entries, list) else []
    first = row
    for index in range(len(entries) + table.spare):
        entry = entries[index] if index < len(entries) else {}
        sheet.write_string(row, 0, str(index) if index < len(entries) else FREE)
        sheet.write_number(row, 1, index + 1, book.style(border=1, align="center", num_format="0"))
        lines = 1
        for column, slot in enumerate(table.columns, 2):
            value = meaning(slot, entry_value(table, entry, slot))
            book.put(sheet, row, column, slot, value)
            _show_whole(book, sheet, row, column, slot)
            lines = max(lines, len(wrap_text(display(slot, value), widths[column - 1] - _INDENT)))
        book.set_height(sheet, row, min(lines * LINE + 5, _HIGHEST))
        row += 1
    for column, slot in enumerate(table.columns, 2):
        book.guard(sheet, first, row - 1, column, slot)
    sheet.write_string(row, 0, END)
    # The line is the space before the next table too.
    more = _("More lines are needed? Review – Unprotect Sheet (there is no password), then insert rows above this line.")
    return book.line(sheet, row, last, more, total, italic=True, font_size=9, font_color="#595959")


# --- the hidden sheet ---------------------------------------------------------------------------------------------------

_META_NOTICE = N_("This sheet leads the figures back to where they belong. Do not change it.")


def _write_meta(book: _FormBook, form: Form) -> None:
    sheet = book.workbook.add_worksheet(META)
    rows = records(form)
    for row, (name, value) in enumerate([(META, _(_META_NOTICE)), ("digest", digest_of(rows)), *rows]):
        sheet.write_string(row, 0, name)
        for column, start in enumerate(range(0, max(len(value), 1), _CHUNK), 1):
            sheet.write_string(row, column, value[start : start + _CHUNK])
    sheet.protect()
    sheet.very_hidden()
