"""Values of a report as cells of a form, and cells read as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic_core import PydanticCustomError

from camket.entry.answers import paper_from_words, paper_key, with_files
from camket.forms.slots import MOST_DIGITS, MOST_LETTERS, Meaning, Slot
from camket.ledger.measures.answer import find_choice, quoted
from camket.ledger.scalars import read_day, read_figure, read_flag
from camket.text.language import N_, _
from camket.text.numerals import format_fixed, format_number, round_half_up, unambiguous
from camket.text.odd_characters import INVISIBLE
from camket.text.source import Plain
from camket.text.spelling import did_you_mean, fold, nfc

# Shown for a value that no cell can hold; if the cell is not changed, the value in the file is kept.
BEYOND = "…"


# --- values as cells ------------------------------------------------------------------------------------------------

_CONTROLS = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
# Control characters, and characters without width but for a joiner before a pictograph.
_UNSEEN = re.compile(rf"{_CONTROLS}|(?!\u200d[\u2600-\U0010ffff]){INVISIBLE.pattern}")
_SOFT_HYPHEN_IN_WORD = re.compile(r"(?<=[^\W\d_])\u00ad(?=[^\W\d_])")


def tidy(text: str) -> str:
    """Return a text as a cell can hold it: in NFC, without what nobody sees, without blanks at the ends of lines.

    A tidy text stays as it is: each step sees what the step before it brought together.
    """
    seen = nfc(_UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")))
    lines = nfc(_SOFT_HYPHEN_IN_WORD.sub("", seen)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def meaning(slot: Slot, raw: Plain) -> Meaning:
    """Return a plain value of the report as the value of a slot; its text if it cannot be read as the slot's kind."""
    if slot.kind == "papers":
        return _papers_text(raw)
    if raw is None or raw in ([], {}):
        return None
    if not isinstance(raw, str) or len(raw) > MOST_LETTERS:
        return BEYOND
    text = tidy(raw)
    try:
        if slot.kind == "number":
            return read_figure(text, whole=slot.whole, percent=slot.percent)
        if slot.kind == "date":
            return read_day(text)
        if slot.is_flag:
            return "true" if read_flag(text) else "false"
    except PydanticCustomError:
        return text or None
    return text or None


def _fits(value: Decimal, decimals: int) -> bool:
    """Whether so many decimals, at least one, hold all digits of the value."""
    return decimals > 0 and value == round_half_up(value, decimals)


def display(slot: Slot, value: Meaning) -> str:
    """Return the value of a slot as text for people."""
    if isinstance(value, Decimal):
        return format_fixed(value, slot.decimals) if _fits(value, slot.decimals) else format_number(value, 10)
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return slot.choices.get(value or "", value or "")


def _paper_line(paper: Plain) -> str:
    if isinstance(paper, str):
        return tidy(paper)
    if not isinstance(paper, dict):
        return BEYOND
    day = meaning(Slot(("date",), "", "date"), paper.get("date"))
    shown = f"ngày {day.day:02d}/{day.month:02d}/{day.year}" if isinstance(day, date) else day or ""
    words = [str(paper[key]) for key in ("kind", "number") if paper.get(key)]
    rest = [str(paper[key]) for key in ("body", "subject", "link", "file", "note") if paper.get(key)]
    line = " ".join([*words, str(shown)]).strip()
    return " ".join(tidy(", ".join(part for part in [line, *rest] if part)).split())


def _papers(raw: Plain) -> list[Plain]:
    return raw if isinstance(raw, list) else [] if raw is None else [raw]


def _papers_text(raw: Plain) -> str | None:
    return "\n".join(line for paper in _papers(raw) if (line := _paper_line(paper))) or None


def written(slot: Slot, value: Meaning, before: Plain = None) -> Plain:
    """Return the value of a slot as the plain value for a report.

    Papers that were there `before` are kept unchanged, and the files of a paper whatever becomes of its number: a form shows
    numbers alone.
    """
    if isinstance(value, Decimal):
        return unambiguous(value, ",")
    if isinstance(value, date):
        return value.isoformat()
    if slot.kind == "papers" and (value is not None or _with_files(before)):
        known = {_paper_line(paper): paper for paper in _papers(before)}
        papers = [known.get(line) or paper_from_words(line) for line in (value or "").split("\n") if line.strip()]
        papers = _keep_files(papers, _with_files(before))
        return papers if len(papers) > 1 or isinstance(before, list) else papers[0]
    return value


def _with_files(raw: Plain) -> list[dict[str, Plain]]:
    return [paper for paper in _papers(raw) if isinstance(paper, dict) and paper.get("files")]


def _keep_files(papers: list[Plain], before: list[dict[str, Plain]]) -> list[Plain]:
    """Return papers with the files of those that were there before: under the same number, or else without a number."""
    for held in before:
        if held in papers:
            continue
        at = next((index for index, paper in enumerate(papers) if paper_key(paper) == paper_key(held) != ""), None)
        if at is None:
            papers = [*papers, {"files": held["files"]}]
        else:
            files = held["files"]
            papers[at] = with_files(papers[at], files if isinstance(files, list) else [])
    return papers


# --- cells as values --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a workbook: its value, its place (`Sheet!C7`), its number format, and why it cannot be read, if so."""

    value: str | int | float | bool | date | None
    place: str
    number_format: str = "General"
    trouble: Literal["", "formula", "error", "merged", "time"] = ""

    @property
    def is_empty(self) -> bool:
        return not self.trouble and (self.value is None or (isinstance(self.value, str) and not tidy(self.value)))


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell or a label, and how to correct it: a Problem without a place."""

    rule: str
    message: str
    hint: str


_TROUBLES = {
    "formula": (
        N_("a formula stands here without its result"),
        N_("Open the file in Excel and save it again, or write the figure itself."),
    ),
    "error": (N_("Excel says that the formula here is wrong"), N_("Write the figure itself.")),
    "merged": (N_("this cell has been merged with another"), N_("Unmerge the cells and fill each of them in.")),
    "time": (N_("a time of day stands here"), N_("Write the value again.")),
}


def read_cell(slot: Slot, cell: FormCell) -> tuple[Meaning, CellFault | None]:
    """Return the value of a cell in a slot: (value, fault)."""
    if cell.trouble:
        message, hint = _TROUBLES[cell.trouble]
        return None, CellFault("form-cell", _(message), _(hint))
    if cell.is_empty:
        return None, None
    try:
        match slot.kind:
            case "number":
                return _read_number(slot, cell)
            case "date":
                return _read_date(cell)
            case "choice":
                return _read_choice(slot, cell)
        value, fault = _read_text(cell)
        if slot.kind == "papers" and isinstance(value, str):  # writes all dates in the same way
            value = "\n".join(_paper_line(paper_from_words(line)) for line in value.split("\n") if line.strip())
        return value, fault
    except PydanticCustomError as error:
        context = error.context or {}
        return None, CellFault(error.type, str(context.get("message", "")), str(context.get("hint", "")))


def _is_percent(number_format: str) -> bool:
    return "%" in re.sub(r'"[^"]*"|\\.', "", number_format)


def decimal_from(value: float) -> Decimal:
    """Return the number in a cell, by the shortest text that gives the same float: 0.1 is 0.1 and not 0.1000000000000000055."""
    number = Decimal(repr(value))
    return Decimal(int(number)) if number == number.to_integral_value() and abs(number) < 10**MOST_DIGITS else number


def _read_number(slot: Slot, cell: FormCell) -> tuple[Meaning, CellFault | None]:
    value = cell.value
    if isinstance(value, str):
        return read_figure(tidy(value), whole=slot.whole, percent=slot.percent), None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        message = (
            _("a date stands here, and a number is asked for") if isinstance(value, date) else _("a number is expected here")
        )
        return None, CellFault("bad-number", message, _("Write the number again; Excel takes 1/2 for a date."))
    number = decimal_from(value)
    if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        message = _("a number of more than {n} digits, which Excel does not keep").format(n=MOST_DIGITS)
        return None, CellFault("bad-number", message, _("Round it."))
    if _is_percent(cell.number_format):
        if not slot.percent:
            message = _("the cell shows per cent, and no share is asked for here")
            return None, CellFault("bad-number", message, _("Give the cell the format Number and write the figure again."))
        number = decimal_from(float(number)) * 100
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    if slot.whole and number != number.to_integral_value():
        message = _("'{text}' is not a whole number").format(text=display(slot, number))
        return None, CellFault("bad-number", message, _("Check the figure and its decimal mark."))
    return number, None


def _read_date(cell: FormCell) -> tuple[Meaning, CellFault | None]:
    value = cell.value
    if isinstance(value, datetime):
        return read_day(value.date()), None
    if isinstance(value, str):
        return read_day(re.sub(r"\s+0?0:00(:00)?$", "", tidy(value))), None
    if isinstance(value, date):
        return read_day(value), None
    return None, CellFault("bad-date", _("a number stands here, and a day is asked for"), _("Write it as day/month/year."))


_NUMBERED = re.compile(r"^\d+(?:\.\d+)*\. ")


def _read_choice(slot: Slot, cell: FormCell) -> tuple[Meaning, CellFault | None]:
    if isinstance(cell.value, bool) and slot.is_flag:
        return str(cell.value).lower(), None
    text = _text_of(cell)
    for name, label in slot.choices.items():
        if text == name or fold(text) in (fold(label), fold(_NUMBERED.sub("", label))):
            return name, None
    if (found := find_choice(slot.choices, text)) in slot.choices:
        return found, None
    labels = list(slot.choices.values())
    message = _("'{word}' is not known here").format(word=text)
    hint = did_you_mean(text, labels) + _("Choose from the list: {words}.").format(words=quoted(labels))
    return None, CellFault("unknown-choice", message, hint)


def _read_text(cell: FormCell) -> tuple[Meaning, CellFault | None]:
    if isinstance(cell.value, date):
        message = _("Excel has made a date of what was written here")
        return None, CellFault("bad-value", message, _("Give the cell the format Text and write it again."))
    text = _text_of(cell)
    if len(text) > MOST_LETTERS:
        return None, CellFault("bad-value", _("the text is longer than a cell can hold"), _("Shorten it, or send it apart."))
    return text, None


def _text_of(cell: FormCell) -> str:
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return unambiguous(decimal_from(value), ",")
    return tidy(str(value))
