"""The texts of a unit's own table put into the slots of forms, as if they had been typed into the cells of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from camket.forms.cells import FormCell, meaning, tidy
from camket.forms.reader import FilledForm
from camket.forms.slots import Form, Slot, value_at
from camket.ledger.ledger import Ledger
from camket.text.language import _
from camket.text.problems import Problem
from camket.text.spelling import fold

# "31/90 triệu đồng (34,4%)": the part and the whole of a ratio in one cell.
_PAIR = re.compile(r"^\s*([\d.,\s]*\d)\s*/\s*([\d.,\s]*\d)(?:\s*\D*)?(?:[(=≈].*%\)?)?\s*$")
_WITH_DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")


class TableValues:
    """The forms being filled in from tables, by unit, and the problems of the cells put into them."""

    def __init__(self, ledger: Ledger, path: str, forms: Mapping[str, Form], *, has_dots: bool) -> None:
        self.targets = ledger.targets
        self.forms = forms
        self.has_dots = has_dots
        self.problems: list[Problem] = []
        year, title = ledger.commitment.year.label, ledger.commitment.title
        self.filled = {unit: FilledForm(path, "vi", year, title, form.round, unit) for unit, form in forms.items()}

    def put(self, unit: str, target: str, field: str, text: str, place: str) -> None:
        """Put a cell's text into the slot for a field of a target; a target that the unit is not asked for is skipped."""
        form, filled = self.forms[unit], self.filled[unit]
        block = next((block for block in form.blocks if block.target == target), None)
        if block is None:
            return
        slots = {slot.keys[2:]: slot for slot in block.slots}
        part, whole = slots.get(("part",)), slots.get(("whole",))
        if field == "value" and part and whole and (pair := _PAIR.match(text)) is not None:
            self._set(unit, part, pair[1].strip(), place)
            self._set(unit, whole, pair[2].strip(), place)
            return
        if field == "value":  # the main figure, under the key that its measure has for it
            main = self.targets[target].measure.bare_key
            field = main if (main,) in slots else "text"
        slot = slots.get((field,))
        if slot is None:
            message = _("{target} asks for no such figure, and this is not read").format(target=target)
            self.problems.append(filled.problem("form-match", place, message, is_warning=True))
        elif field == "text" and meaning(slot, value_at(form.given, slot.keys)) not in (None, tidy(text)):
            # A remark does not replace the text in the report: it is kept for the clerk to move by hand.
            filled.words.append(f"{block.name}: {text}")
        else:
            self._set(unit, slot, _without_unit(slot, text), place)

    def _set(self, unit: str, slot: Slot, text: str, place: str) -> None:
        filled = self.filled[unit]
        before = filled.cells.get(slot.name)
        if before is not None and before.value != text:
            message = _("this is told twice, here and at {place}").format(place=before.place)
            self.problems.append(filled.problem("form-twice", place, message, _("Leave one of the two out.")))
            return
        if self.has_dots and slot.kind == "number" and _WITH_DOTS.fullmatch(text.strip(" %")):
            text = text.replace(".", "")
        # A table was not exported with a value: the value in the file is its base, so that the table's value replaces it.
        filled.base[slot.name] = value_at(self.forms[unit].given, slot.keys)
        filled.cells[slot.name] = FormCell(text, place)


def _without_unit(slot: Slot, text: str) -> str:
    """A figure without the slot's unit of measure behind it."""
    if slot.kind != "number" or not slot.unit or slot.unit == "%":
        return text
    found = re.match(r"^\s*([+-]?[\d.,\s]*\d)\s*(\D+)$", text)
    return found[1].strip() if found and fold(found[2]) == fold(slot.unit) else text
