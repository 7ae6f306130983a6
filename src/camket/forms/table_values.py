"""The texts of a unit's own table put into the slots of forms, as if they had been typed into the cells of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic_core import PydanticCustomError

from camket.forms.cells import FormCell, meaning, tidy
from camket.forms.labels import IGNORED, match_option
from camket.forms.measure_units import is_unit_behind, power_between, scaled
from camket.forms.reader import FilledForm, FormRow
from camket.forms.slots import Form, FormBlock, Slot, value_at
from camket.ledger.commitment import Round
from camket.ledger.goals import find_bounds
from camket.ledger.ledger import Ledger
from camket.ledger.scalars import read_figure
from camket.standing.in_force import goal_in_force
from camket.text.language import _
from camket.text.numerals import format_exact, unambiguous
from camket.text.odd_characters import plain_figures
from camket.text.problems import Level, Place, Problem

# "31/90 triệu đồng (34,4%)": the part and the whole of a ratio in one cell, their unit.
_PAIR = re.compile(r"^\s*([\d.,\s]*\d)\s*/\s*([\d.,\s]*\d)\s*([^\d(=≈]*)(?:[(=≈].*%\)?)?\s*$")
_FIGURE = re.compile(r"^\s*([+-]?[\d.,\s]*\d)\s*(\D.*)?$", re.DOTALL)
# A number whose dots stand between thousands, with a decimal comma or without.
_WITH_DOTS = re.compile(r"([+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+))(?:,(\d+))?")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: its text, its place, the unit of measure that the table has for it (empty for none)."""

    text: str
    place: str
    unit: str = ""


class TableValues:
    """The forms being filled in from tables, by unit, and the problems of the cells put into them."""

    def __init__(self, ledger: Ledger, path: str, round_: Round, forms: Mapping[str, Form], *, has_dots: bool) -> None:
        self.ledger = ledger
        self.cut_off = ledger.calendar.cut_off(round_)
        self.forms = forms
        self.has_dots = has_dots
        self.problems: list[Problem] = []
        year, title = ledger.commitment.year.label, ledger.commitment.title
        self.filled = {unit: FilledForm(path, "vi", year, title, form.round, unit) for unit, form in forms.items()}
        self._first: dict[tuple[str, str], FormCell] = {}

    def block(self, unit: str, target: str) -> FormBlock | None:
        """Return what the form asks of a unit about a target; None if it asks nothing."""
        return next((block for block in self.forms[unit].blocks if block.target == target), None)

    def report(self, unit: str, rule: str, place: str, message: str, hint: str = "", level: Level = "error") -> None:
        """Add a problem at a cell."""
        self.problems.append(Problem(rule, Place(self.filled[unit].path, cell=place), message, hint, level))

    def put(self, unit: str, target: str, field: str, cell: TableCell) -> None:
        """Put a cell into the slot for a field of a target; a target that the unit is not asked for is reported."""
        block = self.block(unit, target)
        if block is None:
            name = self.ledger.targets[target].name
            message = _("{unit} is not asked for '{target}' in this round, and this is not read")
            message = message.format(unit=self.ledger.name(unit), target=name)
            self.report(unit, "form-match", cell.place, message, _("Look at the unit and at the row."))
            return
        if field in ("difficulties", "proposals"):
            self._put_remark(unit, target, field, cell)
            return
        slots = {slot.keys[2:]: slot for slot in block.slots}
        if field != "value":
            self._put_field(unit, block, slots.get((field,)), cell)
            return
        part, whole = slots.get(("part",)), slots.get(("whole",))
        if part and whole and (pair := _PAIR.match(plain_figures(cell.text))) is not None:
            self._put_pair(unit, part, whole, pair, cell)
            return
        # the main figure, under the key that its measure has for it
        main = slots.get((self.ledger.targets[target].measure.bare_key,))
        if main is None and block.table is not None:
            message = _("'{target}' is a list: a figure alone is not read").format(target=block.name)
            hint = _("Its lines are read from a table of their own: {option}.").format(
                option=f"--list {block.number or target}"
            )
            self.report(unit, "form-match", cell.place, message, hint)
        elif main is None and re.search(r"\d", plain_figures(cell.text)):
            labels = ", ".join(slot.label for key, slot in slots.items() if slot.kind == "number" and key != ("same_period",))
            message = _("'{target}' has several figures ({labels}): one cell for all of them is not read")
            message = message.format(target=block.name, labels=labels)
            self.report(unit, "form-match", cell.place, message, _("Write them into the form, or enter them with: camket fill"))
        elif part and whole and not self._is_rate(target, main, cell):
            message = _("it is not certain whether '{text}' is the rate or one of its two figures").format(text=cell.text)
            hint = _("Write both figures, 31/90, or the rate with its sign: 34,4%.")
            self.report(unit, "form-match", cell.place, message, hint)
        else:
            self._put_field(unit, block, main or slots.get(("text",)), cell)

    def _is_rate(self, target: str, main: Slot | None, cell: TableCell) -> bool:
        """Whether the figure of a ratio is said to be the rate itself: by its sign, by its name, by the last one."""
        if main is None or cell.unit or not re.fullmatch(r"[\d.,\s]+", plain_figures(cell.text)):
            return True
        return main.last is not None or " tỷ lệ " in f" {self.ledger.targets[target].name.casefold()} "

    def _put_pair(self, unit: str, part: Slot, whole: Slot, pair: re.Match[str], cell: TableCell) -> None:
        of_parts = "" if cell.unit.strip() in ("%", "‰") else cell.unit
        for slot, text in ((part, pair[1]), (whole, pair[2])):
            self._put_number(unit, slot, TableCell(f"{text.strip()} {pair[3]}".strip(), cell.place, of_parts))

    def _put_field(self, unit: str, block: FormBlock, slot: Slot | None, cell: TableCell) -> None:
        form, filled = self.forms[unit], self.filled[unit]
        if slot is None:
            message = _("{target} asks for no such figure, and this is not read").format(target=block.name)
            self.report(unit, "form-match", cell.place, message, _("Look at the row and the column."))
        elif slot.keys[-1] == "text" and meaning(slot, value_at(form.given, slot.keys)) not in (None, tidy(cell.text)):
            # A remark does not replace the text in the report: it is kept for the clerk to move by hand.
            filled.words.append(f"{block.name}: {cell.text}")
        elif slot.kind == "number":
            self._put_number(unit, slot, cell)
        else:
            self._set(unit, slot, cell.text, cell.place)

    def _put_remark(self, unit: str, target: str, field: str, cell: TableCell) -> None:
        """Put a text into the difficulties or proposals; those that are in the report already stay."""
        filled = self.filled[unit]
        about = {"text": FormCell(cell.text, cell.place), "target": FormCell(target, cell.place)}
        filled.base[field] = []
        filled.tables.setdefault(field, []).append(FormRow("", about, cell.place))

    # --- figures

    def _put_number(self, unit: str, slot: Slot, cell: TableCell) -> None:
        text, given = self._without_unit(slot, cell)
        if given and cell.unit and power_between(given, cell.unit) != 0:
            message = _("'{text}' has another unit of measure than the table: {unit}").format(text=cell.text, unit=cell.unit)
            self.report(unit, "form-measure", cell.place, message, _("Ask the unit which of the two is right."))
            return
        given = given or cell.unit
        power = power_between(given, slot.unit)
        if power is None:
            message = _("'{text}' is in {given}, and the figure is asked for in {own}").format(
                text=text, given=given, own=slot.unit or _("no unit of measure")
            )
            hint = _("Write the figure in that unit. Where the column says nothing about the figure: {option}.")
            hint = hint.format(option=match_option(_("heading of the column"), IGNORED))
            self.report(unit, "form-measure", cell.place, message, hint)
            return
        if (plain := self._with_marks(unit, text, cell.place)) is None:
            return
        if not power:
            self._set(unit, slot, plain, cell.place)
            return
        try:
            number = scaled(read_figure(plain, percent=slot.percent), power)
        except PydanticCustomError as error:
            context = error.context or {}
            self.report(unit, error.type, cell.place, str(context.get("message", "")), str(context.get("hint", "")))
            return
        message = _("'{text}' {given} is taken as {figure} {own}").format(
            text=text, given=given, figure=format_exact(number), own=slot.unit
        )
        self.report(unit, "form-table", cell.place, message, level="note")
        self._set(unit, slot, unambiguous(number, ","), cell.place)

    def _without_unit(self, slot: Slot, cell: TableCell) -> tuple[str, str]:
        """The text of a figure and the unit of measure written behind it, empty where there is none."""
        figure = plain_figures(cell.text)
        found = _FIGURE.match(figure)
        rest = (found[2] or "").strip() if found else ""
        if found is None or not rest or not is_unit_behind(rest, slot.unit):
            return figure, ""
        return found[1].strip(), rest

    def _with_marks(self, unit: str, text: str, place: str) -> str | None:
        """A number in which dots stand between thousands, written so that it has one reading; None for one that has not."""
        if not self.has_dots or not re.fullmatch(r"[+-]?[\d.,]+\s*%?", text):
            return text
        found = _WITH_DOTS.fullmatch(text.rstrip(" %"))
        if found is None:
            message = _("'{text}' is no number in which dots stand between thousands").format(text=text)
            self.report(unit, "bad-number", place, message, _("Write it like 1.234,5."))
            return None
        return unambiguous(Decimal(found[1].replace(".", "") + (f".{found[2]}" if found[2] else "")), ",")

    def _set(self, unit: str, slot: Slot, text: str, place: str) -> None:
        filled = self.filled[unit]
        before = self._first.get((unit, slot.name))
        if before is not None and before.value != text:
            message = _("this is told twice, here and at {place}").format(place=before.place)
            self.report(unit, "form-twice", place, message, _("Leave one of the two out."))
            filled.cells.pop(slot.name, None)  # neither of the two is taken
            filled.base.pop(slot.name, None)
            return
        if before is not None:
            return
        # A table was not exported with a value: the value in the file is its base, so that the table's value replaces it.
        filled.base[slot.name] = value_at(self.forms[unit].given, slot.keys)
        filled.cells[slot.name] = self._first[unit, slot.name] = FormCell(text, place)

    # --- plans

    def compare_plan(self, unit: str, target: str, cell: TableCell) -> None:
        """Tell of a plan in the table that is another figure than the goal."""
        block = self.block(unit, target)
        measure = self.ledger.targets[target].measure
        main = next((slot for slot in block.slots if slot.keys[2:] == (measure.bare_key,)), None) if block is not None else None
        goals = list(self._goals(unit, target))
        if main is None or main.kind != "number" or not goals:
            return
        text, given = self._without_unit(main, cell)
        power = power_between(given or cell.unit, main.unit)
        try:
            number = read_figure(text, whole=main.whole, percent=True)
        except PydanticCustomError:
            return
        if power is None or scaled(number, power) in goals:
            return
        message = _("the plan is {figure} here, and the goal is {goal}").format(
            figure=format_exact(scaled(number, power)), goal=format_exact(goals[0])
        )
        hint = _("Ask the unit what it counts; the goal stays as it is.")
        self.report(unit, "form-plan", cell.place, message, hint, level="warning")

    def _goals(self, unit: str, target_id: str) -> Iterator[Decimal]:
        target = self.ledger.targets[target_id]
        goal, references = goal_in_force(target, self.cut_off)
        member = unit if unit in self.ledger.members(target) else None
        for condition in (*goal.all, *(one for yardstick in goal.yardsticks for one in yardstick.all)):
            if condition.of is None and condition.over is None:
                nominal = find_bounds(condition, target.measure, references, member).nominal
                if nominal is not None:
                    yield Decimal(nominal)
