"""Tables in text: which mark stands between the cells, and the rows. What cannot be read is a fault with its place.

A first line `sep=;`, as Excel writes it, decides. Otherwise a mark is taken if it is the only one that makes cells, or the only
one that gives all rows the same number of cells; a tab before the others, because no cell of Excel or Word has one. If no mark
does so, it is the one whose most frequent number of cells is found in the most rows, in half of them at least, as long as no
other mark stands in more rows.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO

from camket.forms.cells import tidy
from camket.forms.grid import Grid
from camket.forms.seen_text import told_unseen
from camket.text.language import _
from camket.text.numerals import format_exact

TAB = "\t"
# The marks, by the words for them in the option --delimiter.
DELIMITERS = {"tab": TAB, ";": ";", ",": ",", "|": "|"}
_MOST = 100_000  # rows, and cells
_SEP = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
# A cell below the head: a figure, a numbered name; not `9 tháng`, `2023`.
_DATA = re.compile(r"\s*[+-]?\d(?!\d{3}\s*$)(?!.*(?:tháng|năm|quý|ngày))", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_BAR_LINE = re.compile(r"\s*:?-{2,}:?\s*")


@dataclass(frozen=True, slots=True)
class TextFault:
    """Why a text is not read as a table: the line and the cell in it, both from 1; what is wrong and what to do."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(slots=True)
class _Parsed:
    """A text with its cells parted by one mark: the rows, the line in which each begins, and why it ends too early."""

    mark: str
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    fault: TextFault | None = None

    @property
    def filled(self) -> list[list[str]]:
        return [row for row in self.rows if any(map(str.strip, row))]

    @property
    def makes_cells(self) -> bool:
        return any(len(row) > 1 for row in self.filled)

    @property
    def is_whole(self) -> bool:
        return self.fault is None and len({len(row) for row in self.filled}) == 1

    @property
    def share(self) -> float:
        """The share of the rows that have the most frequent number of cells, of those with several cells."""
        counts = Counter(len(row) for row in self.filled if len(row) > 1)
        return max(counts.values()) / len(self.filled) if counts else 0

    @property
    def rows_with_cells(self) -> int:
        """The number of rows with several cells."""
        return sum(len(row) > 1 for row in self.filled)

    @property
    def cuts_quotes(self) -> bool:
        """Whether the mark stands within quotes somewhere, so that a cell has one of the two quotes only."""
        return any(cell.count('"') % 2 for row in self.rows for cell in row)


def read_text_table(text: str, delimiter: str | None = None) -> Grid | TextFault:
    """Return the table in a text. `delimiter` is the mark between its cells if the user has named it."""
    if "\0" in text:
        before = text[: text.index("\0")]
        message = _("a NUL character stands here: the file is damaged, or its letters are not in UTF-8")
        return TextFault(_lines_in(before) + 1, 1, message, _("Save it anew as CSV UTF-8."))
    bare = _QUOTED.sub("", text)
    if found := re.search(r"\r(?!\n)(?=.*(?<!\r)\n)|(?<!\r)\n(?=.*\r(?!\n))", bare, re.DOTALL):
        message = _("the lines of this file end in two ways, and it is not certain where a row ends")
        return TextFault(_lines_in(bare[: found.start()]) + 1, 1, message, _("Open it in Excel and save it anew as CSV UTF-8."))
    stated = _SEP.match(text)
    body = text[stated.end() :] if stated is not None else text
    mark = delimiter or (stated[1] if stated is not None else None)
    parsed = _parse(body, mark) if mark is not None else _choose(body)
    if isinstance(parsed, TextFault):
        return parsed
    fault = parsed.fault or _find_too_many(parsed, is_named=delimiter is not None)
    skipped = int(stated is not None)
    if fault is not None:
        return TextFault(fault.line + skipped, fault.column, fault.message, fault.hint)
    rows = tuple(tuple(map(tidy, row)) for row in parsed.rows)
    if parsed.mark == "|":  # the line under the head of a table in Markdown
        rows = tuple(() if row and all(not cell or _BAR_LINE.fullmatch(cell) for cell in row) else row for row in rows)
    left_out = {
        (row, column): told
        for row, texts in enumerate(parsed.rows)
        for column, text in enumerate(texts)
        if (told := told_unseen(text))
    }
    lines = tuple(line + skipped for line in parsed.lines)
    return Grid("", rows, left_out=left_out, lines=lines, has_commas=parsed.mark == ",")


def _lines_in(text: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", text))


def _parse(text: str, mark: str) -> _Parsed:
    parsed = _Parsed(mark)
    cells = 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            parsed.fault = _explain(line, str(error))
            return parsed
        if row is None:
            return parsed
        cells += len(row)
        if cells > _MOST or len(parsed.rows) >= _MOST:
            message = _("the table has more than {n} lines or cells").format(n=_shown(_MOST))
            parsed.fault = TextFault(line, 1, message, _("Send the tables alone."))
            return parsed
        parsed.rows.append(row)
        parsed.lines.append(line)


def _explain(line: int, error: str) -> TextFault:
    """An error of the csv module in the user's words; it has no codes, so the texts tell the errors apart."""
    if "field larger" in error:
        message = _("a cell of this row has more than {n} letters").format(n=_shown(csv.field_size_limit()))
        return TextFault(line, 1, message, _("Look whether a quote is missing there, and shorten the text."))
    if "end of data" in error:
        message = _('a cell of this row begins with a quote (") that nothing closes')
        return TextFault(line, 1, message, _('Write the second quote, or write "" for a quote that is part of the text.'))
    message = _('in this row a text goes on after the quote (") that closes it')
    return TextFault(line, 1, message, _('Put the whole cell in quotes, and write "" for a quote that is part of the text.'))


def _choose(text: str) -> _Parsed | TextFault:
    """The text parted by the mark that is certain."""
    every = [_parse(text, mark) for mark in DELIMITERS.values()]
    found = [one for one in every if one.makes_cells]
    if len(found) < 2:
        return found[0] if found else every[0]
    whole = [one for one in found if one.is_whole]
    tabs = [one for one in whole if one.mark == TAB]
    if tabs:
        return tabs[0]
    if len(whole) == 1 and not _is_doubtful(whole[0], found):
        return whole[0]
    best, second, *_rest = sorted(found, key=lambda one: one.share, reverse=True)
    is_most_used = best.rows_with_cells == max(one.rows_with_cells for one in found)
    if not whole and is_most_used and best.share > second.share and best.share >= 0.5:
        return best
    line = next(number for number, row in zip(found[0].lines, found[0].rows, strict=True) if any(map(str.strip, row)))
    names = " ".join(f"'{name}'" for name, mark in DELIMITERS.items() for one in found if one.mark == mark)
    message = _("it is not certain which mark stands between the cells: {marks}").format(marks=names)
    hint = _("Say which it is: {examples}.").format(
        examples=", ".join(f"--delimiter '{name}'" for name in DELIMITERS if any(one.mark == DELIMITERS[name] for one in found))
    )
    return TextFault(line, 1, message, hint)


def _is_doubtful(whole: _Parsed, found: Sequence[_Parsed]) -> bool:
    """Whether commas that each row has the same number of may be part of the texts, with another mark between the cells."""
    others = [one for one in found if one is not whole and one.fault is None and not one.cuts_quotes]
    return whole.mark == "," and any(one.share >= 0.5 for one in others)


def _find_too_many(parsed: _Parsed, *, is_named: bool) -> TextFault | None:
    """A row that reaches further than the head, as `Thu ngân sách,27,9` does under two headings: a mark in it parts no cells.

    A tab is in no text. Empty cells at the end of a row count too, for a mark in an earlier cell may have moved them there, if
    not all rows have them. Commas are held against the headings themselves too, for the head may end with empty cells.
    """
    if parsed.mark == TAB:
        return None
    widths = [max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0) for row in parsed.rows]
    first = next((at for at, row in enumerate(parsed.rows) if any(map(_DATA.match, row))), 0)
    first = first or next((at for at, width in enumerate(widths) if width > 1), 0) + 1  # all in words, or `9 tháng` in the head
    heads = (max(widths[:first], default=0), max(map(len, parsed.rows[:first]), default=0))
    if not any(heads):
        return None
    most = heads[1] + int(parsed.mark != "," and _ends_with_marks(parsed.rows[first:], heads[1]))
    for line, row, width in list(zip(parsed.lines, parsed.rows, widths, strict=True))[first:]:
        if width > heads[1] or len(row) > most or (parsed.mark == "," and width > heads[0]):
            message = _("this row has {n} cells and the head {head}: a mark {mark} in it is part of a number or of a text")
            head = heads[0] if width > heads[0] else heads[1]
            message = message.format(n=max(width, len(row)) if head == heads[1] else width, head=head, mark=parsed.mark)
            return TextFault(line, head + 1, message, _quote_hint(parsed.mark, is_named=is_named))
    return _find_spaced(parsed, is_named=is_named)


def _ends_with_marks(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether a program has put a mark at the end of each row below a head of this width, and none stands within a text."""
    filled = [row for row in rows if any(map(str.strip, row))]
    return len(filled) > 1 and all(len(row) == width + 1 and not any(cell.startswith(" ") for cell in row) for row in filled)


def _find_spaced(parsed: _Parsed, *, is_named: bool) -> TextFault | None:
    """A cell such as ` phường` in `Thu xã, phường`: one space and a small letter, where most cells have none."""
    if parsed.mark == "|":
        return None
    later = [(line, at, cell) for line, row in zip(parsed.lines, parsed.rows, strict=True) for at, cell in enumerate(row) if at]
    spaced = [(line, at, cell) for line, at, cell in later if re.match(r" [^\W\d_]", cell) and cell[1].islower()]
    if not spaced or sum(cell.startswith(" ") for _line, _at, cell in later) * 2 > sum(bool(cell) for _l, _a, cell in later):
        return None
    line, at, cell = spaced[0]
    message = _("the mark {mark} before '{text}' may be part of a text").format(mark=parsed.mark, text=tidy(cell))
    return TextFault(line, at + 1, message, _quote_hint(parsed.mark, is_named=is_named))


def _quote_hint(mark: str, *, is_named: bool) -> str:
    hint = _('Put numbers and texts with {mark} in them in quotes: "…{mark}…".').format(mark=mark)
    return hint if is_named else hint + " " + _("If another mark stands between the cells, name it: --delimiter ';'.")


def _shown(number: int) -> str:
    return format_exact(Decimal(number))
