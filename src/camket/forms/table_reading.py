"""One table being read: what its cells, rows and units mean, and what is told about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from camket.forms.cells import tidy
from camket.forms.grid import Grid
from camket.forms.headings import PASSED_OVER, REMARKS, RESULTS, Heading, period_in_title, reason_of
from camket.forms.labels import IGNORED, Labels, field_words, match_option
from camket.forms.measure_units import power_between, stated_unit
from camket.forms.table_heads import SEPARATOR, TableHead, first_cell, is_figure, shown_at, text_at, width_of
from camket.forms.table_values import TableCell, TableValues
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import find_unit
from camket.text.language import _
from camket.text.problems import Level, Place, Problem

_NUMBER_CELL = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-z]|[IVX]{1,4})\s*\)?|\(?\d{1,2}\)?\s*=[\d\s()=+*/x:%-]*")
_TITLE = re.compile(r".{1,149}[^\s.,;:]", re.DOTALL)  # a paragraph that is no sentence
_BODY = re.compile(r"^\s*(?:ubnd|uỷ ban nhân dân|ủy ban nhân dân)\s+", re.IGNORECASE)
_OFFICE_LINE = re.compile(r"^\W*(?:tên )?đơn vị(?: báo cáo)?\s*[:：]\s*(.+?)\W*$", re.IGNORECASE)


@dataclass(slots=True)
class TableReading:
    """One table being read. `around` are the paragraphs of text around the tables of its document."""

    ledger: Ledger
    path: str
    grid: Grid
    labels: Labels
    values: TableValues
    around: Sequence[str] = ()
    unit_of_table: str = field(default="", init=False)
    office: str | None = field(default=None, init=False)
    measure_lines: dict[int, str] = field(default_factory=dict, init=False)

    def report(self, rule: str, place: str, message: str, hint: str = "", level: Level = "error") -> None:
        """Add a problem at a place in the table."""
        self.values.problems.append(Problem(rule, Place(self.path, cell=place), message, hint, level))

    def report_several(self, message: str, cells: Sequence[tuple[int, int]], at: tuple[int, int]) -> None:
        """Report, at a cell, that these may have one result; `message` has a place for `places`."""
        places = ", ".join(self.grid.place(*cell) for cell in cells)
        hint = _("Say which it is: {option}.").format(option=match_option(_("heading of the column")))
        self.report("form-match", self.grid.place(*at), message.format(places=places), hint)

    def runs_on(self, target: str) -> bool:
        """Return whether the figure of a target is counted from the first day of the year."""
        return bool(getattr(self.ledger.targets[target].measure, "accumulates", False))

    def note(self, row: int, column: int, message: str) -> None:
        """Tell of something that is known for what it is, and not taken."""
        self.report("form-table", self.grid.place(row, column), message, level="note")

    def target(self, label: str, place: str) -> str | None:
        """Return the target that a label means; a label that nobody knows is reported."""
        target, fault = self.labels.target(label)
        if fault is not None:
            self.report(fault.rule, place, fault.message, fault.hint)
        elif target is None:
            self.report("form-table", place, _("'{label}' is not read, as answered").format(label=label), level="note")
        return target

    # --- rows and cells

    def texts(self, row: int) -> list[str]:
        return [text_at(self.grid, row, column) for column in range(width_of(self.grid))]

    def is_numbering(self, row: int) -> bool:
        """Return whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
        filled = [text for text in self.texts(row) if text]
        return len(filled) > 1 and all(_NUMBER_CELL.fullmatch(text) for text in filled) and _counts_up(filled)

    def is_merged_over_rows(self, row: int, column: int) -> bool:
        """Return whether a cell is merged with a cell of another row."""
        first = first_cell(self.grid, row, column)
        return first[0] != row or any(one == first and cell[0] != row for cell, one in self.grid.merged.items())

    def is_merged_beside(self, row: int, column: int) -> bool:
        """Return whether a cell is merged with a cell of another column."""
        first = first_cell(self.grid, row, column)
        return first[1] != column or any(one == first and cell[1] != column for cell, one in self.grid.merged.items())

    def cell(self, row: int, column: int, unit: str = "") -> TableCell:
        """Return a cell with its unit of measure: `unit`, that of its column or row, or else that of the table."""
        return TableCell(shown_at(self.grid, row, column), self.grid.place(row, column), unit or self.unit_of_table)

    def tell_left_out(self, row: int, column: int) -> None:
        """Tell what a reader sees in a cell besides its text, such as the raised number of a footnote."""
        if words := self.grid.left_out.get(first_cell(self.grid, row, column)):
            place = self.grid.place(row, column)
            text = shown_at(self.grid, row, column)
            self.report("form-table", place, _("'{text}' is taken; {words}").format(text=text, words=words), level="warning")

    # --- the head

    def stands_alone(self, text: str) -> bool:
        """Return whether a text of a head is said of its own column only: `STT`, `ĐVT`, `Đơn vị`."""
        heading = self.labels.heading([text], is_only=False)
        return heading is not None and heading.kind in ("numbering", "names", "measure", "office")

    def read_above(self, rows: range) -> bool:
        """Read the lines above the head. Return False, and tell why, if the table is not read."""
        return self.read_titles(rows) and self._read_measure(rows)

    def read_titles(self, rows: range) -> bool:
        """Read the unit that reports and the period in the titles above the head, the sheet's name, the document's lines.

        Return False, and tell why, for a table of another unit or period.
        """
        titles = [(text, row) for row in rows for text in self.texts(row) if text]
        has_offices = self.office_column(range(rows.stop, len(self.grid.rows))) is not None
        return self._read_office(titles, has_offices=has_offices) and self._read_period(titles)

    def _read_office(self, titles: Sequence[tuple[str, int]], *, has_offices: bool) -> bool:
        """Find the unit that the table is of; report one that is not waited for. Where rows name units, they decide."""
        lines = [*titles, (self.grid.name, 0), *((text, 0) for text in self.around if _OFFICE_LINE.match(text))]
        for text, row in lines:
            line = _OFFICE_LINE.match(text)
            name = line[1] if line is not None else "" if has_offices else _BODY.sub("", text)
            unit = find_unit(self.ledger, name) if name.strip() else None
            if unit in self.values.forms:
                self.office = self.office or unit
            elif unit is not None and len(self.values.forms) == 1:
                message = _("this table is of another unit: {unit}").format(unit=name)
                self.report("form-unit", self.grid.place(row, 0), message, _("Look at --unit."))
                return False
        return True

    def _read_period(self, titles: Sequence[tuple[str, int]]) -> bool:
        """Find out by the titles, else by the sheet's name, else by the document's lines, whether the table is of the round.

        Titles that disagree say nothing certain, so the table is left, unless they stand beside each other, above columns of
        their own. Lines of the document may be about other tables.
        """
        around = [(text, 0) for text in self.around if _TITLE.fullmatch(text)]
        for lines in (titles, [(self.grid.name, 0)], around):
            named = [(text, row, self.period_in(text)) for text, row in lines]
            is_now = any(period == "now" for _text, _row, period in named)
            own = {row for _text, row, period in named if period in ("now", "year")}
            for text, row, period in named:
                if period == "other" and row not in own and not (is_now and lines is around):
                    self.tell_other_period(text, row)
                    return False
            if is_now:
                return True
        return True

    def rows_of_round(self, first: int) -> Iterator[int]:
        """Yield the rows from `first` on, without those under a line such as `Quý II` that names another period."""
        is_other = False
        for row in range(first, len(self.grid.rows)):
            filled = {text for text in self.texts(row) if text and not _NUMBER_CELL.fullmatch(text)}
            title = filled.pop() if len(filled) == 1 else ""
            period = self.period_in(title) if title and self.labels.known_target(title) is None else ""
            if period:
                is_other = period == "other"
                if is_other:
                    self.tell_other_period(title, row)
            if not is_other and row not in self.measure_lines:
                yield row

    def period_in(self, title: str) -> str:
        """Return which period a title says the table is of; "now" too for a title that was answered to be of the results."""
        is_answered = self.labels.memory.field_of(tidy(title)) == "value"
        return "now" if is_answered else period_in_title(title, self.labels.period)

    def tell_other_period(self, title: str, row: int) -> None:
        """Tell that what stands under a title is of another period, and not taken."""
        message = _("what stands under '{label}' is not taken: {reason}").format(label=title, reason=reason_of("other-period"))
        hint = _("If it is of the round that is reported: {option}.").format(option=match_option(tidy(title)))
        self.report("form-table", self.grid.place(row, 0), message, hint, "note")

    def _read_measure(self, above: range) -> bool:
        """Find the unit of measure that a line of the table states, else one around it. Return False, and tell why, if it is
        not certain which figures are in it."""
        own = {slot.unit for form in self.values.forms.values() for block in form.blocks for slot in block.slots if slot.unit}
        stated = [unit for row in above for text in self.texts(row) if text and (unit := stated_unit(text, own))]
        below = range(above.stop, len(self.grid.rows))
        for row in below:
            filled = {text for text in self.texts(row) if text}
            if len(filled) == 1 and (unit := stated_unit(next(iter(filled)), own)):
                self.measure_lines[row] = unit
        stated += self.measure_lines.values()
        stated = stated or [unit for text in self.around if (unit := stated_unit(text, own))]
        hint = _("Write the unit of measure into the head of the table.")
        if any(power_between(one, stated[0]) != 0 for one in stated):
            message = _("several units of measure are stated around the tables: {units}").format(units=", ".join(stated))
            self.report("form-measure", self.grid.place(0, 0), message, hint)
            return False
        with_figures = [row for row in below if any(map(is_figure, self.texts(row)))]
        for row, unit in self.measure_lines.items():
            if len(stated) == len(self.measure_lines) and with_figures and with_figures[0] < row < with_figures[-1]:
                message = _("'{unit}' stands between the rows, and it is not certain which figures are in it; none is read")
                self.report("form-measure", self.grid.place(row, 0), message.format(unit=unit), hint)
                return False
        self.unit_of_table = stated[0] if stated else ""
        return True

    def headings(self, head: TableHead) -> dict[int, Heading | None]:
        """Return what each column's heading says, asking the user where that is not certain."""
        lasts = [labels[-1] for labels in head.labels.values()]
        found = {
            column: self.labels.heading(labels, is_only=lasts.count(labels[-1]) == 1) for column, labels in head.labels.items()
        }
        if any(one is not None and one.is_answer and one.kind == "value" for one in found.values()):
            for column, one in found.items():  # the user has said which column has the result
                if one is not None and not one.is_answer and one.kind in RESULTS:
                    found[column] = Heading(IGNORED)
        return found

    def ask_heading(self, head: TableHead, column: int) -> Heading | None:
        """Ask what a column is; a column that nobody knows is reported."""
        label = SEPARATOR.join(head.labels[column])
        answered = self.labels.ask_field(label)
        if answered is None:
            message = _("it is not certain what the column '{label}' is, and it is not read").format(label=label)
            hint = _("Say what it is: {option}, or one of these: {fields}; '-' for what is not to be read.")
            others = [words for name, words in field_words().items() if name != "value"]
            hint = hint.format(option=match_option(label), fields=", ".join(others))
            self.report("form-match", self.grid.place(head.rows.stop - 1, column), message, hint)
        return Heading(answered, is_answer=True) if answered is not None else None

    def tell_passed_over(self, head: TableHead, headings: dict[int, Heading | None]) -> None:
        """Tell which columns are known and not taken."""
        for column, heading in headings.items():
            label = SEPARATOR.join(head.labels[column])
            if heading is None or heading.kind in ("numbering", "names"):
                continue
            if heading.kind in ("value", "period") and any(
                one is not None and one.kind == "cumulative" for one in headings.values()
            ):
                message = _("column '{label}' is taken only for figures that do not run from the first day of the year")
                message = message.format(label=label)
            elif heading.kind in PASSED_OVER:
                message = _("column '{label}' is not taken: {reason}").format(label=label, reason=reason_of(heading.kind))
            elif heading.kind == IGNORED:
                message = _("column '{label}' is not taken, as answered").format(label=label)
            else:
                continue
            self.note(head.rows.stop - 1, column, message)

    def tell_remarks(self, head: TableHead, headings: dict[int, Heading | None]) -> None:
        """Tell which columns are taken as words, and where the words go."""
        for column, heading in headings.items():
            if heading is not None and heading.kind in REMARKS and not heading.is_answer:
                label = SEPARATOR.join(head.labels[column])
                message = _("column '{label}' is taken as {what}").format(label=label, what=_(REMARKS[heading.kind]))
                self.note(head.rows.stop - 1, column, message)

    # --- units

    def office_column(self, rows: range) -> int | None:
        """Return the column that names units in most of these rows; None if no column names any."""
        counts = [
            sum(find_unit(self.ledger, text) is not None for row in rows if (text := text_at(self.grid, row, column)))
            for column in range(width_of(self.grid))
        ]
        most = max(counts, default=0)
        return counts.index(most) if most else None

    def unit_at(self, row: int, column: int | None) -> str | None:
        """Return the unit that a row is of; None, and a problem, if it is no unit that is waited for."""
        forms = self.values.forms
        if column is None:
            return self.office or (next(iter(forms)) if len(forms) == 1 else None)
        text = shown_at(self.grid, row, column)
        unit = find_unit(self.ledger, text) if text else None
        if unit is not None and unit in forms:
            return unit
        place = self.grid.place(row, column)
        if unit is not None and len(forms) == 1:
            message = _("this row is of another unit ({unit}), and is not read").format(unit=text)
            self.report("form-unit", place, message, _("Look at --unit; without it, all units of the table are read."))
        elif text:
            message = _("this row is of no unit that is waited for ({unit}), and is not read").format(unit=text)
            self.report("form-unit", place, message, _("Correct the name of the unit."))
        else:
            self.report("form-unit", place, _("this row names no unit, and is not read"), _("Write the unit into each row."))
        return None


def _counts_up(texts: list[str]) -> bool:
    numbers = [int(found[0]) for text in texts if (found := re.search(r"\d+", text)) is not None]
    return all(after == before + 1 for before, after in pairwise(numbers))
