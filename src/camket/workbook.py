"""The report's appendices as an Excel workbook: commitments, units side by side, submissions, difficulties and proposals.

XlsxWriter makes it because it stores each formula's result beside the formula, so that previews and readers that do not
calculate show the figures; openpyxl writes a formula without its result.

A total or a share is a live formula only where the cells that it reckons with give what the report says; else it is a value.
Verdicts are coloured by conditional formats, not by fixed ones, so that the colour follows a verdict that is edited. Rows
get their height here, reckoned from the text: not every reader fits them when it opens a file. All wording stands in the
template: titles, columns, what a cell says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.contents import Contents, Figure, RemarkGroup, Standing, Submission, Target
from camket.goals import SEVERITY
from camket.language import speaking
from camket.lettering import text_width, wrap_text
from camket.measures import add
from camket.numerals import round_half_up, round_share
from camket.tables import verdict_label
from camket.templating import find_template, format_number, make_environment, template_fault, variables, without_controls

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FONT = "Times New Roman"
_NOTHING = "–"
_MOST_LETTERS = 255  # what Excel keeps of a document property
_LINE = 14.5  # points of a line in the size of the tables
_MOST_LINES = 15  # in a row: 409 points is the greatest height, and what is lower fills the pages better
_WIDEST = 26  # digits: what is wider is written as text, which breaks into lines where a number would show as ####
_DAY = r"dd\/mm\/yyyy"
_PAGE = 952  # pixels between the margins of an A4 page on its side
_SMALLEST = 65  # per cent: below that the letters are too small to read on paper

# Ground and letters of a verdict; its text always stands beside the colour.
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
    "on-time": _GREEN,
    "late": _AMBER,
    "missing": _RED,
    "unreadable": _RED,
}
_STATES = ("on-time", "late", "missing", "unreadable", "pending")
_NUMERIC = ("count", "amount", "ratio", "score", "rank", "list", "incidents")
_PER = {"%": 100, "‰": 1000, "/10.000": 10000}


def make_workbook(name: str, contents: Contents, folders: Sequence[Path], day: date) -> bytes:
    """The workbook with the wording of the template `name`, dated `day` in its properties. Raises TemplateFault."""
    from camket.word import pack_again

    book = _Book(name, contents, folders)
    blocks = _blocks(book, contents)
    targets = book.add_sheet("targets")
    units = book.add_sheet("units") if blocks else None
    totals = _write_units(book, units, contents, blocks) if units else {}
    _write_targets(book, targets, contents, totals)
    _write_submissions(book, book.add_sheet("submissions"), contents)
    _write_remarks(book, book.add_sheet("remarks"), contents)
    title = book.say("report_name")[:_MOST_LETTERS]
    author = book.clean(contents.commitment.issuing_body)[:_MOST_LETTERS]
    moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, no moment
    book.workbook.set_properties({"title": title, "author": author, "created": moment})
    return pack_again(book.close())


# --- cells --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cell:
    """Text, a number or a day; with `formula`, the value is its stored result. `is_long` is a figure kept as text;
    `shown` is a number as the reader sees it."""

    value: str | float | date = _NOTHING
    number_format: str = ""
    formula: str = ""
    is_long: bool = False
    shown: str = ""

    @property
    def number(self) -> float | None:
        return self.value if isinstance(self.value, float) else None


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its key in the template, its width in digits."""

    key: str
    width: float
    align: str = "left"


_FIRST_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|-?\d+(?:,\d+)?")


def _figure(value: Decimal | None, text: str, *, reckoned: bool = False) -> _Cell:
    """`value` as a number that Excel shows as `text` does, its signs and words within the number format.

    `reckoned` is for quotients, whose digits have no end; every other figure keeps all its digits, as text if need be.
    """
    found = _FIRST_NUMBER.search(text)
    if value is None or found is None:
        return _Cell(text)
    printed = Decimal(found[0].replace(".", "").replace(",", "."))
    decimals = len(found[0].partition(",")[2])
    if printed not in (round_half_up(value, decimals), round_share(value, decimals)):
        return _Cell(text)  # the text says something else: a grade's name, a date
    before, after = text[: found.start()], text[found.end() :]
    # What falls short of 100 is printed so; a number that Excel would round up to it is stored as printed.
    stored = value if round_half_up(value, decimals) == printed else printed
    number = _exact_float(stored)
    if number is None and reckoned and stored.adjusted() + 1 + decimals <= 15:
        number = float(stored)
    if number is None:
        return _Cell(text if reckoned else before + format_number(value, 40) + after, is_long=True)
    number_format = _number_format(decimals, before, after)
    if '"' in before + after or text_width(text) > _WIDEST or (number < 0 and before):
        return _Cell(text)
    return _Cell(number, number_format, shown=text)


def _exact_float(value: Decimal) -> float | None:
    """`value` as Excel's number, or None where its 15 digits would not hold it."""
    number = float(value)
    return number if abs(value) < 10**15 and Decimal(f"{number:.15g}") == value else None


def _number_format(decimals: int, before: str = "", after: str = "") -> str:
    quoted = [f'"{words}"' if words else "" for words in (before, after)]
    return f"{quoted[0]}#,##0{'.' + '0' * decimals if decimals else ''}{quoted[1]}"


def _rounded(number: float, decimals: int) -> Decimal:
    """What Excel shows of `number`."""
    return round_half_up(Decimal(f"{number:.15g}"), decimals)


def _count(number: int) -> _Cell:
    return _Cell(float(number), "0", shown=str(number))


def _day(day: date | None) -> _Cell:
    if day is None:
        return _Cell()
    return (
        _Cell(day, _DAY, shown="00/00/0000") if day.year >= 1900 else _Cell(day.isoformat())
    )  # Excel's calendar begins in 1900


def _formula(cell: _Cell, formula: str, result: float) -> _Cell:
    """`cell` as a live formula with its result, in the digits that Excel keeps."""
    return replace(cell, value=float(f"{result:.15g}"), formula=f"={formula}")


def _guarded(formula: str) -> str:
    """A formula that gives a dash, not an error, where a cell was emptied or holds words."""
    return f'IFERROR({formula},"{_NOTHING}")'


def _quotient(shown: _Cell, part: tuple[_Cell, str], whole: tuple[_Cell, str], per: int = 100) -> _Cell:
    """`shown` as part / whole × per, live; as it is where that would show another figure.

    Two decimals always, so that it stays right when its parts are edited; what falls short of 100 never shows as 100.
    """
    above, below = part[0].number, whole[0].number
    if shown.number is None or above is None or below is None or below <= 0:
        return shown
    formula, result, decimals = f"{part[1]}/{whole[1]}*{per}", above / below * per, 2 if per == 100 else 4
    if per == 100:
        formula = f"IF({part[1]}<{whole[1]},MIN({formula},99.99),{formula})"
        result = min(result, 99.99) if above < below else result
    printed = min(shown.number, 99.99) if per == 100 and above < below else shown.number
    if _rounded(result, decimals) != _rounded(printed, decimals):
        return shown
    number_format = re.sub(r"#,##0(\.0+)?", "#,##0.00" if per == 100 else "#,##0.00##", shown.number_format)
    return _formula(replace(shown, number_format=number_format, shown=shown.shown + ",00"), _guarded(formula), result)


def _sum(shown: _Cell, cells: Sequence[_Cell], given: Sequence[Figure | None], total: Figure | None, where: str) -> _Cell:
    """`shown`, which says `total`, as the live sum of `cells`; as it is where they do not add up to it."""
    figures = [figure.value for figure in given if figure is not None]
    numbers = [cell.number for cell in cells if cell.number is not None]
    if shown.number is None or total is None or len(numbers) != len(figures) or add(figures) != total.value:
        return shown
    result = sum(numbers)
    return _formula(shown, f"SUM({where})", result) if Decimal(f"{result:.15g}") == total.value else shown


# --- text in rows -------------------------------------------------------------------------------------------------------


def _pieces(text: str, width: float) -> list[str]:
    """`text` in pieces that each fit a row of the greatest height, far below the 32,767 letters that a cell can hold."""
    lines = wrap_text(text, width)
    return ["".join(lines[start : start + _MOST_LINES]) for start in range(0, len(lines), _MOST_LINES)]


# --- the book and its sheets --------------------------------------------------------------------------------------------


class _Book:
    """The workbook in the making: its wording, its formats, the one gate through which cells are written."""

    def __init__(self, name: str, contents: Contents, folders: Sequence[Path]) -> None:
        from io import BytesIO

        from xlsxwriter import Workbook

        find_template(name, folders)
        self._name = name
        self._environment = make_environment(folders, without_controls)
        self._wording = self._ask(lambda: self._environment.get_template(name).make_module(variables(contents)))
        self._stream = BytesIO()
        self.workbook = Workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": _FONT, "font_size": 11, "font_scheme": "none"},
            },
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()
        self._widths: dict[str, dict[int, float]] = {}

    def say(self, macro: str, *given: Any) -> str:
        """What the template's macro makes of `given`. Raises TemplateFault."""
        return self.clean(str(self._ask(lambda: getattr(self._wording, macro)(*given))))

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except Exception:
            try:
                self._environment.handle_exception()  # puts the template's lines into the traceback, and raises
            except Exception as error:
                raise template_fault(error, self._name) from error

    def clean(self, text: str) -> str:
        """`text` in NFC without what a workbook cannot hold."""
        return unicodedata.normalize("NFC", re.sub("[\ud800-\udfff]", "", without_controls(text)))

    def style(self, **looks: Any) -> Format:
        """The format of these looks, made once."""
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(looks)
        return self._formats[key]

    def add_sheet(self, key: str) -> Worksheet:
        """A sheet on A4 on its side, with the name that the template has for `key`, made fit for Excel."""
        given = re.sub(r"[\[\]:*?/\\\s]+", " ", self.say("sheet", key)).strip(" '")[:31].strip(" '") or key
        name, number = given, 2
        while name.casefold() in self._names or name.casefold() == "history":
            name, number = f"{given[:27]} {number}", number + 1
        self._names.add(name.casefold())
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)  # 30, 15, 20, 20 mm
        sheet.set_header(f'&C&"{_FONT},Regular"&13&P', {"margin": 0.39})
        sheet.set_start_page(1)  # each appendix is numbered on its own
        sheet.hide_gridlines(2)
        return sheet

    def write(self, sheet: Worksheet, row: int, column: int, cell: _Cell, **looks: Any) -> None:
        """One cell. Text is always text, whatever it looks like."""
        value = cell.value
        if cell.number_format:
            looks["num_format"] = cell.number_format
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
            # Text stays text also when somebody enters the cell again: Excel would take 1.10 for a number then.
            guard = {} if text[:1].isalpha() or text == _NOTHING else {"quote_prefix": True}
            sheet.write_string(row, column, text, self.style(**looks, **guard))
            if cell.is_long:
                sheet.write_comment(row, column, self.say("long_figure"), {"x_scale": 1.5})

    def write_row(self, sheet: Worksheet, row: int, columns: Sequence[_Column], cells: Sequence[_Cell], **looks: Any) -> int:
        """A row of a table, and further ones under it for text that is too long for one; the row after them."""
        stretch = 1.08 if looks.get("bold") else 1.0
        texts = [self._split(cell, column.width / stretch) for column, cell in zip(columns, cells, strict=True)]
        last = max(1, *map(len, texts)) - 1
        for index in range(last + 1):
            borders = {"left": 1, "right": 1, "top": 0 if index else 1, "bottom": 1 if index == last else 0}
            lines = 1
            for place, (column, cell, pieces) in enumerate(zip(columns, cells, texts, strict=True)):
                if pieces or index:
                    cell = replace(cell, value=pieces[index]) if index < len(pieces) else _Cell("")
                    lines = max(lines, 1 if cell.is_long else len(wrap_text(str(cell.value), column.width / stretch)))
                if cell.shown or cell.is_long:
                    self._widen(sheet, place, text_width(cell.shown or str(cell.value)) * stretch + 1)
                align = "right" if cell.is_long else column.align
                valign = "top" if last else "vcenter"
                look = {"text_wrap": True, "valign": valign, "align": align, **borders, **looks}
                self.write(sheet, row + index, place, cell, **look)
            sheet.set_row(row + index, lines * _LINE + 3)
        return row + last + 1

    def _split(self, cell: _Cell, width: float) -> list[str]:
        """The text of a cell in pieces for a row each; none for a number. A figure kept as text is never broken."""
        if not isinstance(cell.value, str):
            return []
        text = self.clean(cell.value)
        return [text] if cell.is_long else _pieces(text, width)

    def widths(self, sheet: Worksheet) -> Mapping[int, float]:
        """How wide the columns of a sheet have become."""
        return self._widths.get(sheet.get_name(), {})

    def _widen(self, sheet: Worksheet, place: int, width: float) -> None:
        """Let a column be at least so wide: a number that does not fit would show as ####."""
        widths = self._widths.setdefault(sheet.get_name(), {})
        if width > widths.get(place, 0):
            widths[place] = width
            sheet.set_column(place, place, width)

    def write_line(
        self, sheet: Worksheet, row: int, columns: Sequence[_Column], text: str, first: int = 0, **looks: Any
    ) -> int:
        """A line across `columns`, which begin at `first`; the row after it. Nothing for no text."""
        if not text:
            return row
        size = looks.get("font_size", 11)
        width = sum(column.width for column in columns) * 11 / size / (1.08 if looks.get("bold") else 1)
        look = {"valign": "vcenter", "text_wrap": True, **looks}
        for piece in _pieces(text, width):
            sheet.merge_range(row, first, row, first + len(columns) - 1, "", self.style(**look))
            self.write(sheet, row, first, _Cell(piece), **look)
            sheet.set_row(row, len(wrap_text(piece, width)) * size * 1.3 + 4)
            row += 1
        return row

    def write_head(self, sheet: Worksheet, key: str, columns: Sequence[_Column], name: str = "", first: int = 0) -> int:
        """What stands above a table: appendix, title, the report it belongs to, warnings; the row after it."""
        centred: dict[str, Any] = {"align": "center", "first": first}
        row = self.write_line(sheet, 0, columns, self.say("appendix", key), bold=True, font_size=14, **centred)
        row = self.write_line(sheet, row, columns, self.say("title", key), bold=True, font_size=14, **centred)
        row = self.write_line(sheet, row, columns, name, bold=True, font_size=12, **centred)
        row = self.write_line(sheet, row, columns, self.say("attached"), italic=True, font_size=12, **centred)
        for mark in ("draft_mark", "illustrative_mark", "unread_mark"):
            row = self.write_line(sheet, row, columns, self.say(mark), bold=True, font_color="#C00000", **centred)
        return row

    def write_columns(self, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> int:
        """The head row of a table and the widths of its columns; the row after it."""
        lines = 1
        for place, column in enumerate(columns):
            name = self.say("column", column.key)
            self._widen(sheet, place, column.width)
            self.write(sheet, row, place, _Cell(name), **_HEAD)
            lines = max(lines, len(wrap_text(name, column.width / 1.08)))
        sheet.set_row(row, lines * _LINE + 6)
        return row + 1

    def colour(self, sheet: Worksheet, where: str, labels: Mapping[str, str]) -> None:
        """Conditional colours for `labels` (each with what it stands for), in the cells `where`."""
        for label, meaning in labels.items():
            ground, ink = _COLOURS.get(meaning, _PLAIN)
            look = self.style(bg_color=ground, font_color=ink)
            text = label.replace('"', '""')
            sheet.conditional_format(where, {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look})

    def verdicts(self, used: Mapping[str, str]) -> dict[str, str]:
        """Every verdict's name with the verdict, from the best to the worst, then other names that are `used`."""
        with speaking("vi"):
            known = {self.say("verdict_name", verdict_label(verdict)): str(verdict) for verdict in reversed(SEVERITY)}
        return {**known, **{label: verdict for label, verdict in used.items() if label not in known}}

    def close(self) -> bytes:
        """The workbook's bytes."""
        self.workbook.close()
        return self._stream.getvalue()


_BODY = {"valign": "vcenter", "text_wrap": True}
_HEAD = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1, "bg_color": "#F2F2F2"}


# --- goals and shares, wherever they stand ------------------------------------------------------------------------------


# Goals whose text begins with the one figure that the share is of.
_ONE_FIGURE = ("at_least", "more_than", "equals", "about", "keep", "at_most", "less_than")
# Changes whose share is the figure in per cent of the level reached in the end, not of the way there.
_OF_THE_LEVEL = ("level", "growth", "times", "percent_of")


def _goal(target: Target, standing: Standing, text: str) -> _Cell:
    """The goal as a number where it is one figure; else its text."""
    conditions = standing.conditions
    levels = {condition.level.value for condition in conditions if condition.level is not None}
    is_one = len(conditions) == 1 and conditions[0].comparator in _ONE_FIGURE and not conditions[0].is_part
    if target.kind not in _NUMERIC or len(levels) != 1 or not (is_one or target.kind == "incidents"):
        return _Cell(text)
    return _figure(levels.pop(), text)


def _reached(target: Target, standing: Standing, text: str) -> _Cell:
    if target.kind not in _NUMERIC or standing.actual is None:
        return _Cell(text)
    return _figure(standing.actual.value, text, reckoned=standing.part is not None)


def _part(figure: Figure | None) -> _Cell:
    return _figure(figure.value, figure.text) if figure else _Cell()


def _ratio(target: Target, shown: _Cell, part: tuple[_Cell, str], whole: tuple[_Cell, str]) -> _Cell:
    """A ratio as the quotient of its two parts."""
    per = _PER.get(target.unit)
    return _quotient(shown, part, whole, per) if target.kind == "ratio" and per else shown


def _share(standing: Standing, reached: tuple[_Cell, str], goal: tuple[_Cell, str]) -> _Cell:
    """The share of the goal; live where it is the figure in per cent of the goal and nothing else."""
    if standing.share is None:
        return _Cell()
    cell = _figure(standing.share, format_number(round_share(standing.share)), reckoned=True)
    cell = replace(cell, number_format="#,##0.00") if cell.number is not None else cell
    if len(standing.conditions) != 1 or standing.actual is None:
        return cell
    only = standing.conditions[0]
    is_simple = only.change in _OF_THE_LEVEL and not only.is_part and only.span is None and only.share == standing.share
    if not is_simple or only.actual is None or only.actual.value != standing.actual.value:
        return cell
    return _quotient(cell, reached, goal)


def _remaining(standing: Standing, reached: tuple[_Cell, str], goal: tuple[_Cell, str]) -> _Cell:
    """What is still missing of a plain goal."""
    only = standing.conditions[0] if len(standing.conditions) == 1 else None
    if only is None or not only.is_plain or only.level is None or standing.actual is None:
        return _Cell()
    exact = max(Decimal(0), add([only.level.value, standing.actual.value.copy_negate()]))
    cell = _figure(exact, format_number(exact))
    if cell.number is None or reached[0].number is None or goal[0].number is None:
        return cell
    result = max(0.0, goal[0].number - reached[0].number)
    formula = _guarded(f"MAX(0,{goal[1]}-{reached[1]})")
    return _formula(cell, formula, result) if _rounded(result, 2) == round_half_up(exact) else cell


# --- commitments --------------------------------------------------------------------------------------------------------


_TARGETS = (
    _Column("number", 5.5, "center"),
    _Column("target", 33),
    _Column("unit_of_measure", 12, "center"),
    _Column("goal", 14, "right"),
    _Column("in_round", 11, "right"),
    _Column("reached", 11, "right"),
    _Column("share", 8, "right"),
    _Column("expected", 11, "right"),
    _Column("verdict", 14, "center"),
    _Column("lead", 15),
    _Column("note", 21),
    _Column("reference", 8, "center"),
)
# Beside the appendix, not printed: what the formulas reckon with, and what is left to do.
_WORKING = (_Column("part", 14, "right"), _Column("whole", 14, "right"), _Column("remaining", 14, "right"))

# A total on the sheet of units: where it stands, and the cell.
_Totals = Mapping[tuple[str, str], tuple[str, _Cell]]


def _write_targets(book: _Book, sheet: Worksheet, contents: Contents, totals: _Totals) -> None:
    from xlsxwriter.utility import xl_range

    columns = (*_TARGETS, *_WORKING)
    verdict = _place(columns, "verdict")
    head = book.write_head(sheet, "targets", _TARGETS, book.say("report_name"))
    row = first = book.write_columns(sheet, head, columns)
    used: dict[str, str] = {}
    for number, section in enumerate(contents.sections, start=1):
        row = _write_section(book, sheet, row, str(number), book.say("section", section))
        for target in section.targets:
            used.setdefault(book.say("verdict", target.standing), target.standing.verdict)
            row = book.write_row(sheet, row, columns, _target_cells(book, contents, target, row, columns, totals))
    last = row - 1
    verdicts = book.verdicts(used)
    where = xl_range(first, verdict, last, verdict)
    labels = [book.say("verdict", target.standing) for target in contents.targets]
    row = _write_counts(book, sheet, row + 1, ("verdicts", "count"), verdicts, labels, where)
    for key, day in (("cut_off", contents.round.cut_off), ("as_of", contents.as_of)):
        book.write(sheet, row, 1, _Cell(book.say("line", key)), **_BODY)
        book.write(sheet, row, 2, _day(day), **_BODY, align="center")
        row += 1
    for line in ("provenance_line", "faults_line", "trace_line", "live_formulas", "working_columns"):
        row = book.write_line(sheet, row, _TARGETS, book.say(line), italic=True)
    book.colour(sheet, where, verdicts)
    sheet.autofilter(head, 0, last, len(_TARGETS) - 1)
    _finish(sheet, head, row, len(_TARGETS))
    sheet.fit_to_pages(1, 0)


def _write_section(book: _Book, sheet: Worksheet, row: int, number: str, title: str) -> int:
    """A heading in the table, joined across it."""
    look = {**_BODY, "bold": True, "border": 1, "bg_color": "#F9F9F9"}
    width = sum(column.width for column in _TARGETS[1:]) / 1.08
    for index, piece in enumerate(_pieces(title, width)):
        book.write(sheet, row, 0, _Cell("" if index else number), **look, align="center")
        sheet.merge_range(row, 1, row, len(_TARGETS) - 1, "", book.style(**look))
        book.write(sheet, row, 1, _Cell(piece), **look)
        sheet.set_row(row, len(wrap_text(piece, width)) * _LINE + 4)
        row += 1
    return row


def _target_cells(
    book: _Book, contents: Contents, target: Target, row: int, columns: Sequence[_Column], totals: _Totals
) -> list[_Cell]:
    standing = target.standing

    def at(key: str) -> str:
        return _address(row, _place(columns, key))

    def linked(cell: _Cell, key: str) -> _Cell:
        """The total on the sheet of units, where it is the same number."""
        where, total = totals.get((target.id, key), ("", _Cell()))
        return _formula(cell, where, cell.number) if cell.number is not None and cell.number == total.number else cell

    # A goal that each unit has alike stands in the units' own standings.
    goal_of = target.units[0] if target.is_group and not target.goal_by_unit and target.units else standing
    goal = _goal(target, goal_of, book.say("goal", target))
    part, whole = linked(_part(standing.part), "part"), linked(_part(standing.whole), "whole")
    reached = linked(_reached(target, standing, book.say("reached", target)), "unit_reached")
    if not reached.formula:
        reached = _ratio(target, reached, (part, at("part")), (whole, at("whole")))
    increment = standing.increment.value if standing.increment and target.kind in _NUMERIC else None
    made = {
        "number": _Cell(target.number),
        "target": _Cell(target.name),
        "unit_of_measure": _Cell(book.say("unit_of_measure", target)),
        "goal": goal,
        "in_round": _figure(increment, book.say("in_round", target), reckoned=standing.part is not None),
        "reached": reached,
        "share": _share(standing, (reached, at("reached")), (goal, at("goal"))),
        "expected": _figure(
            standing.expected.value if standing.expected else None, book.say("expected", target), reckoned=True
        ),
        "verdict": _Cell(book.say("verdict", standing)),
        "lead": _Cell(book.say("lead", target)),
        "note": _Cell(book.say("note", target)),
        "reference": _Cell(f"{contents.round.id}:{target.number}"),
        "part": part,
        "whole": whole,
        "remaining": _remaining(standing, (reached, at("reached")), (goal, at("goal"))),
    }
    return [made[column.key] for column in columns]


def _write_counts(
    book: _Book,
    sheet: Worksheet,
    row: int,
    heads: tuple[str, str],
    labels: Mapping[str, str],
    found: Sequence[str],
    where: str,
) -> int:
    """How often each label stands in the cells `where`, with its colour: count and legend at once; the row after it."""
    for place, key in enumerate(heads, start=1):
        book.write(sheet, row, place, _Cell(book.say("line", key)), **_HEAD)
    row = first = row + 1
    for label in labels:
        book.write(sheet, row, 1, _Cell(label), **_BODY, border=1)
        count = _formula(_count(0), f"COUNTIF({_absolute(where)},{_address(row, 1)})", float(found.count(label)))
        book.write(sheet, row, 2, count, **_BODY, border=1, align="right")
        row += 1
    look = {**_BODY, "border": 1, "bold": True}
    book.write(sheet, row, 1, _Cell(book.say("line", "total")), **look)
    total = sum(found.count(label) for label in labels)
    book.write(sheet, row, 2, _formula(_count(0), f"SUM({_range(first, 2, row - 1, 2)})", float(total)), **look, align="right")
    book.colour(sheet, _range(first, 1, row - 1, 1), labels)
    return row + 2


# --- units side by side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    """The columns of one target on the sheet of units, the first of them at `place`."""

    target: Target
    columns: tuple[_Column, ...]
    place: int

    def at(self, row: int, key: str) -> str:
        return _address(row, self.place + _place(self.columns, key))


_UNIT_COLUMNS = (_Column("number", 6, "center"), _Column("unit", 24))


def _blocks(book: _Book, contents: Contents) -> list[_Block]:
    """A block for each target that units share, then for each that is the sum of units."""
    shared = [*contents.group_targets, *(target for target in contents.targets if target.is_sum and target.units)]
    blocks: list[_Block] = []
    place = len(_UNIT_COLUMNS)
    for target in shared:
        columns = [_Column("unit_reached", 13, "right")]
        if target.kind == "ratio" and any(unit.part for unit in target.units):
            columns += [_Column("part", 12, "right"), _Column("whole", 12, "right")]
        if target.is_group or any(unit.conditions or unit.yardsticks for unit in target.units):  # goals of their own
            is_short = all(text_width(book.say("unit_goal", target, unit)) <= 26 for unit in target.units)
            columns.append(_Column("unit_goal", 13 if is_short else 24, "right"))
            if any(unit.share is not None for unit in target.units):
                columns.append(_Column("share", 9, "right"))
            columns.append(_Column("verdict", 14, "center"))
        blocks.append(_Block(target, tuple(columns), place))
        place += len(columns)
    return blocks


def _write_units(book: _Book, sheet: Worksheet, contents: Contents, blocks: Sequence[_Block]) -> _Totals:
    columns = (*_UNIT_COLUMNS, *(column for block in blocks for column in block.columns))
    breaks = _page_breaks(blocks, {})
    # Over more pages the first columns are printed on each: the title must not stand in them.
    start, end = (len(_UNIT_COLUMNS), breaks[0]) if breaks else (0, len(columns))
    head = book.write_head(sheet, "units", columns[start:end], first=start) + 1
    lines = 1
    for block in blocks:
        text = book.say("unit_heading", block.target)
        width = sum(column.width for column in block.columns)
        text = text if len(text) <= 300 else f"{text[:280]}… ({block.target.number})"  # whole on the first sheet
        lines = max(lines, len(wrap_text(text, width / 1.08)))
        last = block.place + len(block.columns) - 1
        if last > block.place:
            sheet.merge_range(head - 1, block.place, head - 1, last, "", book.style(**_HEAD))
        book.write(sheet, head - 1, block.place, _Cell(text), **_HEAD)
    sheet.set_row(head - 1, min(_MOST_LINES, lines) * _LINE + 4)
    row = first = book.write_columns(sheet, head, columns)
    for place in range(len(_UNIT_COLUMNS)):
        sheet.merge_range(head - 1, place, head, place, "", book.style(**_HEAD))
        book.write(sheet, head - 1, place, _Cell(book.say("column", columns[place].key)), **_HEAD)
    units = {unit.id: unit for unit in contents.group_units}
    units |= {part.unit.id: part.unit for block in blocks for part in block.target.units if part.unit is not None}
    table: list[list[_Cell]] = []
    for number, unit in enumerate(units.values(), start=1):
        cells = [_count(number), _Cell(book.say("unit_name", unit))]
        for block in blocks:
            cells += _unit_cells(book, block, unit.id, row)
        table.append(cells)
        row = book.write_row(sheet, row, columns, cells)
    last = row - 1
    totals: dict[tuple[str, str], tuple[str, _Cell]] = {}
    sums, heard = [_Cell(""), _Cell(book.say("line", "total"))], [_Cell(""), _Cell(book.say("line", "heard"))]
    name = sheet.get_name().replace("'", "''")
    for block in blocks:
        made = _block_total(book, block, table, first, last, row)
        totals |= {(block.target.id, key): (f"'{name}'!{_absolute(block.at(row, key))}", cell) for key, cell in made.items()}
        sums += [made.get(column.key, _Cell("")) for column in block.columns]
        heard += [_heard(block, table, first, last) if column.key == "unit_reached" else _Cell("") for column in block.columns]
    row = book.write_row(sheet, row, columns, sums, bold=True)
    row = book.write_row(sheet, row, columns, heard, italic=True)
    row = _write_unit_verdicts(book, sheet, blocks, table, (first, last), row)
    sheet.autofilter(head, 0, last, len(columns) - 1)
    _finish(sheet, head, row, len(columns), heads=2)
    if breaks := _page_breaks(blocks, book.widths(sheet)):
        sheet.repeat_columns(0, len(_UNIT_COLUMNS) - 1)
        sheet.set_print_scale(_SMALLEST)
        sheet.set_v_pagebreaks(breaks)
    else:
        sheet.fit_to_pages(1, 0)
    return totals


def _page_breaks(blocks: Sequence[_Block], widened: Mapping[int, float]) -> list[int]:
    """The columns before which a page begins, so that no target is torn apart; none where all fit on one page."""

    def pixels(columns: Sequence[_Column], first: int) -> float:
        return sum(widened.get(place, column.width) * 7 + 5 for place, column in enumerate(columns, start=first))

    room = _PAGE / _SMALLEST * 100 * 0.92 - pixels(_UNIT_COLUMNS, 0)  # fonts differ a little from machine to machine
    breaks, used = [], 0.0
    for block in blocks:
        width = pixels(block.columns, block.place)
        if used and used + width > room:
            breaks.append(block.place)
            used = 0.0
        used += width
    return breaks


def _unit_cells(book: _Book, block: _Block, unit: str, row: int) -> list[_Cell]:
    target = block.target
    standing = target.by_unit.get(unit)
    if standing is None:
        return [_Cell()] * len(block.columns)
    keys = [column.key for column in block.columns]
    part, whole = _part(standing.part), _part(standing.whole)
    reached = _reached(target, standing, book.say("unit_reached", target, standing))
    if "part" in keys:
        reached = _ratio(target, reached, (part, block.at(row, "part")), (whole, block.at(row, "whole")))
    made = {"unit_reached": reached, "part": part, "whole": whole}
    if "unit_goal" in keys:
        made["unit_goal"] = goal = _goal(target, standing, book.say("unit_goal", target, standing))
        made["verdict"] = _Cell(book.say("unit_verdict", standing))
        at_reached, at_goal = block.at(row, "unit_reached"), block.at(row, "unit_goal")
        made["share"] = _share(standing, (reached, at_reached), (goal, at_goal))
    return [made[key] for key in keys]


def _block_total(
    book: _Book, block: _Block, table: Sequence[Sequence[_Cell]], first: int, last: int, row: int
) -> dict[str, _Cell]:
    """The cells of the total row: sums where the units' figures add up to the whole's, and sums of plain goals."""
    target, standing = block.target, block.target.standing
    keys = [column.key for column in block.columns]

    def column(key: str) -> tuple[list[_Cell], str]:
        place = block.place + keys.index(key)
        return [cells[place] for cells in table], _range(first, place, last, place)

    def total(key: str, shown: _Cell, given: Sequence[Figure | None], whole: Figure | None) -> _Cell:
        cells, where = column(key)
        return _sum(shown, cells, given, whole, where)

    made: dict[str, _Cell] = {}
    if "part" in keys:
        parts = [unit.part for unit in target.units]
        wholes = [unit.whole for unit in target.units]
        made["part"] = total("part", _part(standing.part), parts, standing.part)
        made["whole"] = total("whole", _part(standing.whole), wholes, standing.whole)
    if standing.actual is not None and target.kind in _NUMERIC:
        shown = _reached(target, standing, book.say("unit_reached", target, standing))
        if target.kind == "ratio":
            if "part" in keys:
                places = block.at(row, "part"), block.at(row, "whole")
                shown = _ratio(target, shown, (made["part"], places[0]), (made["whole"], places[1]))
        else:
            shown = total("unit_reached", shown, [unit.actual for unit in target.units], standing.actual)
        made["unit_reached"] = shown
    plain = [unit.conditions[0] for unit in target.units if len(unit.conditions) == 1 and unit.conditions[0].is_plain]
    levels = [condition.level for condition in plain if condition.level is not None]
    # A sum without the goals that are not assigned yet would be taken for the whole.
    if "unit_goal" in keys and levels and len(levels) == len(target.units):
        value = add(level.value for level in levels)
        text = format_number(value)
        made["unit_goal"] = total("unit_goal", _figure(value, text), levels, Figure(value, text, text))
    return made


def _heard(block: _Block, table: Sequence[Sequence[_Cell]], first: int, last: int) -> _Cell:
    """How many units have a figure."""
    numbers = sum(cells[block.place].number is not None for cells in table)
    given = sum(unit.actual is not None for unit in block.target.units)
    where = _range(first, block.place, last, block.place)
    return _formula(_count(0), f"COUNT({where})", float(given)) if numbers == given else _count(given)


def _write_unit_verdicts(
    book: _Book, sheet: Worksheet, blocks: Sequence[_Block], table: Sequence[Sequence[_Cell]], rows: tuple[int, int], row: int
) -> int:
    """How many units have each verdict, a row a verdict; and the colours of the verdicts."""
    judged = [block for block in blocks if block.columns[-1].key == "verdict"]
    used: dict[str, str] = {}
    for block in judged:
        for unit in block.target.units:
            used.setdefault(book.say("unit_verdict", unit), unit.verdict)
    known = book.verdicts(used)
    for label in [label for label in known if label in used]:
        book.write(sheet, row, 0, _Cell(""), **_BODY, border=1)
        book.write(sheet, row, 1, _Cell(label), **_BODY, border=1)
        for block in blocks:
            for place in range(block.place, block.place + len(block.columns)):
                book.write(sheet, row, place, _Cell(""), **_BODY, border=1)
        for block in judged:
            place = block.place + len(block.columns) - 1
            number = sum(cells[place].value == label for cells in table)
            formula = f"COUNTIF({_range(rows[0], place, rows[1], place)},{_absolute(_address(row, 1), rows=False)})"
            look = {**_BODY, "border": 1, "align": "center"}
            book.write(sheet, row, place, _formula(_count(0), formula, float(number)), **look)
        book.colour(sheet, _address(row, 1), {label: known[label]})
        row += 1
    for block in judged:
        place = block.place + len(block.columns) - 1
        book.colour(sheet, _range(rows[0], place, rows[1], place), known)
    return row


# --- submissions --------------------------------------------------------------------------------------------------------


_SUBMISSIONS = (
    _Column("number", 6, "center"),
    _Column("unit", 32),
    _Column("due", 12, "center"),
    _Column("submitted", 12, "center"),
    _Column("letter_number", 18),
    _Column("letter_date", 12, "center"),
    _Column("state", 14, "center"),
    _Column("days_late", 9, "right"),
    _Column("answered", 10, "right"),
    _Column("required", 10, "right"),
    _Column("unanswered", 34),
    _Column("note", 30),
)


def _state(submission: Submission) -> str:
    return "unreadable" if submission.unreadable else submission.state


def _write_submissions(book: _Book, sheet: Worksheet, contents: Contents) -> None:
    columns = _SUBMISSIONS
    head = book.write_head(sheet, "submissions", columns)
    row = first = book.write_columns(sheet, head, columns)
    submissions = contents.submissions.all
    for number, one in enumerate(submissions, start=1):
        late = one.days_late if one.days_late is not None and one.days_late > 0 else None
        made = {
            "number": _count(number),
            "unit": _Cell(book.say("unit_name", one.unit)),
            "due": _day(one.due),
            "submitted": _day(one.submitted),
            "letter_number": _Cell(one.letter_number or _NOTHING),
            "letter_date": _day(one.letter_date),
            "state": _Cell(book.say("state", _state(one))),
            "days_late": _Cell() if late is None else _count(late),
            "answered": _Cell() if one.submitted is None else _count(one.answered),
            "required": _count(one.required),
            "unanswered": _Cell("; ".join(one.unanswered) if one.submitted is not None else ""),
            "note": _Cell(book.say("submission_note", one)),
        }
        row = book.write_row(sheet, row, columns, [made[column.key] for column in columns])
    last = row - 1
    answered, required = _place(columns, "answered"), _place(columns, "required")
    sums = [_Cell("")] * len(columns)
    sums[1] = _Cell(book.say("line", "total"))
    reached = sum(one.answered for one in submissions if one.submitted is not None)
    for place, number in ((answered, reached), (required, sum(one.required for one in submissions))):
        if submissions:
            sums[place] = _formula(_count(0), f"SUM({_range(first, place, last, place)})", float(number))
    row = book.write_row(sheet, row, columns, sums, bold=True)
    states = {book.say("state", state): state for state in _STATES if state != "unreadable" or contents.submissions.unreadable}
    place = _place(columns, "state")
    where = _range(first, place, max(first, last), place)
    found = [book.say("state", _state(one)) for one in submissions]
    row = _write_counts(book, sheet, row + 1, ("states", "unit_count"), states, found, where)
    book.colour(sheet, where, states)
    sheet.autofilter(head, 0, max(head, last), len(columns) - 1)
    _finish(sheet, head, row - 1, len(columns))
    sheet.fit_to_pages(1, 0)


# --- difficulties and proposals -----------------------------------------------------------------------------------------


_REMARKS = (
    _Column("number", 6, "center"),
    _Column("kind", 20),
    _Column("target", 34),
    _Column("text", 70),
    _Column("to", 26),
    _Column("units", 30),
    _Column("proposal", 13, "center"),
    _Column("rounds", 14),
    _Column("outcome", 40),
)


def _write_remarks(book: _Book, sheet: Worksheet, contents: Contents) -> None:
    columns = _REMARKS
    head = book.write_head(sheet, "remarks", columns)
    row = book.write_columns(sheet, head, columns)
    found = [*_difficulty_rows(book, contents.difficulties), *_proposal_rows(book, contents)]
    for number, given in enumerate(found, start=1):
        cells = [_count(number), *(_Cell(given.get(column.key) or _NOTHING) for column in columns[1:])]
        row = book.write_row(sheet, row, columns, cells)
    if found:
        sheet.autofilter(head, 0, row - 1, len(columns) - 1)
    else:
        row = book.write_line(sheet, row, columns, book.say("no_remarks"), italic=True, border=1)
    _finish(sheet, head, row, len(columns))
    sheet.fit_to_pages(1, 0)


def _difficulty_rows(book: _Book, groups: Sequence[RemarkGroup]) -> list[dict[str, str]]:
    return [
        {
            "kind": book.say("kind", "difficulty"),
            "target": group.target or book.say("of_no_target"),
            "text": remark.text,
            "to": remark.to or "",
            "units": "; ".join(remark.units),
        }
        for group in groups
        for remark in group.remarks
    ]


def _proposal_rows(book: _Book, contents: Contents) -> list[dict[str, str]]:
    """What is proposed in this round, then what is still open of earlier ones, with what has become of it."""
    now = [one for one in contents.all_proposals if contents.round.name in one.rounds]
    own = (contents.commitment.issuing_body,)
    kinds = [("own_proposal" if one.units == own else "proposal", one) for one in now]
    return [
        {
            "kind": book.say("kind", kind),
            "target": one.target or book.say("of_no_target"),
            "text": one.text,
            "to": one.to or "",
            "units": "; ".join(one.units),
            "proposal": one.id,
            "rounds": "; ".join(one.rounds),
            "outcome": book.say("outcome", one),
        }
        for kind, one in [*kinds, *(("earlier_proposal", one) for one in contents.open_earlier)]
    ]


# --- places -------------------------------------------------------------------------------------------------------------


def _place(columns: Sequence[_Column], key: str) -> int:
    return next(place for place, column in enumerate(columns) if column.key == key)


def _address(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _range(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    return f"{_address(first_row, first_column)}:{_address(last_row, last_column)}"


def _absolute(where: str, *, rows: bool = True) -> str:
    """$B$5:$B$9 for B5:B9, so that a copied formula still means the same cells."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2" if rows else r"$\1\2", where)


def _finish(sheet: Worksheet, head: int, rows: int, columns: int, heads: int = 1) -> None:
    """What every sheet has: the head that stays in sight and is printed on each page, what is printed, no false alarms."""
    sheet.freeze_panes(head + 1, 2)
    sheet.repeat_rows(head + 1 - heads, head)
    sheet.print_area(0, 0, max(rows - 1, head), columns - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576", "formula_differs": "A1:XFD1048576"})
