"""A form as one web page that needs neither a network nor a program but a browser: it is filled in, and saves a small file.

The page is plain HTML, made here with every input; its script only checks, keeps, adds lines, saves. Without the script it is a
form to print. `answers_reader` reads what it saves.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from camket.forms.answers_reader import ENDING, MARK
from camket.forms.cells import display, meaning
from camket.forms.slots import (
    MOST_LETTERS,
    NONE,
    SOME,
    Form,
    FormBlock,
    Meaning,
    Slot,
    Table,
    answer_of,
    entry_value,
    value_at,
)
from camket.forms.writer import FREE, VERSION, digest_of, file_name, records
from camket.ledger.ledger import Ledger
from camket.ledger.scalars import YEARS
from camket.standing.wording import round_name
from camket.text.language import _, chosen
from camket.text.numerals import MAX_DIGITS, all_digits, unambiguous
from camket.text.source import Plain
from camket.text.web_templates import page_environment, read_part

_PARTS = Path(__file__).parent / "page"
_SPARE = 3  # lines to write on where scripts are blocked
_MOST_SHOWN = 6  # choices listed beside an empty field on paper


@dataclass(frozen=True, slots=True)
class PageField:
    """One input of the page: its id, the slot that it is for, its text so far, the notes beside it."""

    id: str
    slot: Slot
    text: str
    last: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_area(self) -> bool:
        return self.slot.is_long or "\n" in self.text

    @property
    def keyboard(self) -> str:
        """The keyboard that a phone shows; the one of numbers has no minus."""
        is_positive = self.slot.low is not None and self.slot.low >= 0
        return ("numeric" if self.slot.whole else "decimal") if self.slot.kind == "number" and is_positive else ""

    @property
    def shown_choices(self) -> str:
        return " / ".join(self.choices) if len(self.choices) <= _MOST_SHOWN else ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A list of the page: its lines so far and some to write on; `blank` is the line that the script adds."""

    id: str
    table: Table
    lines: tuple[tuple[str, tuple[PageField, ...]], ...]
    blank: tuple[PageField, ...]


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One target of the page."""

    block: FormBlock
    fields: tuple[PageField, ...]
    table: PageTable | None


@dataclass(slots=True)
class _Page:
    """A page being made: `checks` is what the script checks of each field, by name."""

    form: Form
    ledger: Ledger
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)

    def field(self, slot: Slot, answers: Table | None = None) -> PageField:
        """The input of a slot outside tables; `answers` is the list that the slot's answer is about."""
        if answers is not None and slot == answers.answer:
            value: Meaning = answer_of(value_at(self.form.given, answers.keys))
        else:
            value = meaning(slot, value_at(self.form.given, slot.keys))
        self.checks[slot.name] = _check(slot, self.form.places()[slot.name]) | self._of_result(slot)
        return _field(f"f{len(self.checks)}", slot, value)

    def _of_result(self, slot: Slot) -> dict[str, Any]:
        """What the script compares a figure of a result with: other figures of the result, the last figure."""
        found: dict[str, Any] = {}
        beside = {"limit": slot.limited_by, "excluded": slot.excluded_by}
        found |= {name: ".".join(map(str, (*slot.keys[:2], key))) for name, key in beside.items() if key}
        if slot.sum_between is not None:
            found["sum"] = [all_digits(one) for one in slot.sum_between]
        round_ = self.ledger.round(slot.last_round) if slot.last_round else None
        if round_ is not None and slot.last is not None and slot.kind == "number":
            about = next(one for one in self.form.tables[-1].columns if one.name == "target")
            label = about.choices.get(str(slot.keys[1]), "")
            found["last"] = {"value": all_digits(slot.last), "round": round_name(round_), "target": label}  # type: ignore[arg-type]
        return found

    def table(self, table: Table) -> PageTable:
        """The inputs of a list."""
        id_ = f"t{len(self.tables) + 1}"
        self.tables[table.name] = {
            "label": table.title,
            "bare": table.bare,
            "answer": table.answer.name if table.answer is not None else "",
            "columns": {slot.name: _check(slot, slot.label) for slot in table.columns},
        }
        entries = value_at(self.form.given, table.keys)
        given: Sequence[Plain] = entries if isinstance(entries, list) else []
        lines = [(str(index), _line(f"{id_}-{index}", table, entry)) for index, entry in enumerate(given)]
        lines += [(FREE, _line(f"{id_}-{len(given) + index}", table, {})) for index in range(_SPARE)]
        return PageTable(id_, table, tuple(lines), _line(f"{id_}-N", table, {}))


def page_name(form: Form) -> str:
    """Return the name of the page's file, with the round, the year and the unit."""
    return file_name(form).removesuffix(".xlsx") + ".html"


def write_page(form: Form, ledger: Ledger) -> bytes:
    """Return the web page of a form. The same form gives the same bytes."""
    page = _Page(form, ledger)
    about = [page.field(slot) for slot in form.about]
    blocks = [
        PageBlock(
            block,
            tuple(page.field(slot, block.table) for slot in block.slots),
            page.table(block.table) if block.table is not None else None,
        )
        for block in form.blocks
    ]
    tables = [page.table(table) for table in form.tables]
    closing = [page.field(slot) for slot in form.closing]
    script, style = read_part(_PARTS / "form.js"), read_part(_PARTS / "form.css")
    text = (
        page_environment(_PARTS)
        .get_template("form.html.j2")
        .render(
            form=form,
            about=about,
            blocks=blocks,
            tables=tables,
            closing=closing,
            words=_words(),
            lang=chosen(),
            script=script,
            style=style,
            script_hash=_hash(script),
            style_hash=_hash(style),
            data=_embedded(_data(page)),
        )
    )
    return text.encode("utf-8", "replace")


def _field(id_: str, slot: Slot, value: Meaning) -> PageField:
    choices = tuple(slot.choices.values())
    text = _typed(slot, value)
    if slot.kind == "choice" and text and text not in choices:  # what the file has and no label fits
        choices = (*choices, text)
    return PageField(id_, slot, text, display(slot, slot.last), choices)


def _line(id_: str, table: Table, entry: Plain) -> tuple[PageField, ...]:
    slots = table.columns
    return tuple(_field(f"{id_}-{at}", slot, meaning(slot, entry_value(table, entry, slot))) for at, slot in enumerate(slots))


def _typed(slot: Slot, value: Meaning) -> str:
    """A value as it could have been typed: it is read back as the same value."""
    if slot.kind == "number" and not isinstance(value, (str, type(None))):
        return unambiguous(value, "." if chosen() == "en" else ",")  # type: ignore[arg-type]
    return display(slot, value)


def _check(slot: Slot, label: str) -> dict[str, Any]:
    """What the script checks of one text by itself."""
    found: dict[str, Any] = {"label": label, "kind": slot.kind}
    found |= {name: True for name in ("whole", "percent") if getattr(slot, name)}
    found |= {name: all_digits(limit) for name, limit in (("low", slot.low), ("high", slot.high)) if limit is not None}
    if slot.is_needed:
        found["needed"] = True
    if slot.is_flag:
        found["no"] = slot.choices["false"]
    if set(slot.choices) == {NONE, SOME}:
        found |= {"none": slot.choices[NONE], "some": slot.choices[SOME]}
    return found


def _data(page: _Page) -> dict[str, Any]:
    """What the script needs: the records that it saves again, what it checks, its messages."""
    rows = records(page.form)
    return {
        "saved": {
            MARK: VERSION,
            "digest": digest_of(rows),
            "form": {name: text for name, text in rows if not name.startswith("=")},
            "as_exported": {name[1:]: text for name, text in rows if name.startswith("=")},
        },
        "file": page_name(page.form).removesuffix(".html") + ENDING,
        "checks": page.checks,
        "tables": page.tables,
        "corrections": page.form.tables[-1].name,
        "mark": "." if chosen() == "en" else ",",
        "digits": MAX_DIGITS,
        "letters": MOST_LETTERS,
        "years": [YEARS[0], YEARS[-1]],
        "words": _script_words(page.form.tables[-1].title),
    }


def _embedded(value: Any) -> str:
    """JSON for a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


# --- words ------------------------------------------------------------------------------------------------------------


def _words() -> SimpleNamespace:
    """The words of the page itself. No dict: there `words.clear` in the template is a method."""
    return SimpleNamespace(**dict(_page_words()))


def _page_words() -> Iterator[tuple[str, str]]:
    yield (
        "how",
        _(
            "Fill in what is known. A figure that is not known stays blank: blank is not 0. No network is needed. At the end"
            " choose 'Save the file to send', and send that file by mail or Zalo: not this page, and no picture of it."
        ),
    )
    yield (
        "no_script",
        _(
            "Scripts are blocked here, so nothing can be saved. Print this page and fill it in by hand, or open it in a browser"
            " such as Chrome, Edge, Firefox or Safari: in the folder of downloads, not inside the mail or chat program."
        ),
    )
    yield "report", _("I. The report")
    yield "results", _("II. Results")
    yield "other", _("III. Other")
    yield "send", _("Send it")
    yield "last", _("Last time: {figure}")
    yield "line", _("Line {n}")
    yield "add", _("Add a line")
    yield "remove", _("Delete this line")
    yield "save", _("Save the file to send")
    yield "share", _("Share the file (Zalo, mail …)")
    yield "print", _("Print")
    yield "clear", _("Clear what was filled in here")
    yield "day", _("day/month/year")
    yield "choose", _("(choose)")
    yield "prepared", _("PREPARED BY")
    yield "head", _("HEAD OF THE UNIT")


def _script_words(corrections: str) -> dict[str, str]:
    """The messages of the script: those of the import, wherever the import has the same."""
    return {
        "not_number": _("'{text}' is not a number"),
        "odd_character": _("'{text}' has the character {code} in it"),
        "not_whole": _("'{text}' is not a whole number"),
        "two_readings": _("'{text}' can be read as {first} or as {second}"),
        "too_many_digits": _("a number of more than {n} digits"),
        "outside": _("{value} is outside {low} to {high}"),
        "negative": _("{value} is below zero"),
        "part": _("the part {part} is larger than the whole {whole}"),
        "sum": _("the parts make {total}, not {expected}"),
        "beside": _("'{label}' is not filled in, and belongs to it"),
        "fell": _("{value} is less than the {before} of {round}"),
        "excluded": _("'{label}' says no, and a day stands here"),
        "not_date": _("'{text}' is not a date"),
        "no_day": _("there is no day '{text}' in the calendar"),
        "bad_year": _("the year of '{text}' is not between {first} and {last}"),
        "too_long": _("the text is longer than a cell can hold"),
        "none_and_lines": _("nothing new is said here, and lines are listed"),
        "some_and_none": _("something new is said here, and no line is listed"),
        "hint_number": _("Write it like 75, 62,5 or 1.234,5."),
        "hint_odd": _("Type the figure again without it."),
        "hint_unit": _("A number is expected, without its unit of measure: 62,5 or 1234,5."),
        "hint_readings": _("Write {thousands} for the first, {decimal} for the second."),
        "hint_figure": _("Check the figure and its decimal mark."),
        "hint_sign": _("Check the sign."),
        "hint_parts": _("Check both figures; perhaps they were exchanged."),
        "hint_sum": _("Together the parts make the whole."),
        "hint_fell": _(
            "Write the whole so far, not what is new alone. If the earlier figure was wrong, fill in '{title}'."
        ).format(title=corrections),
        "hint_day": _("Write it as day/month/year."),
        "hint_excluded": _("Keep one of the two."),
        "hint_answer": _("List it, or choose that there is nothing new."),
        "hint_long": _("Shorten it, or send it apart."),
        "summary": _("{n} places to look at"),
        "summary_hint": _(
            "Correct them, then save again. If they are as they should be, save all the same and tell the office why."
        ),
        "save_anyway": _("Save all the same"),
        "place": _("{title}, line {n}"),
        "line": _("Line {n}"),
        "not_kept": _(
            "This browser does not keep what is typed here: save the file before closing the page. Saving and printing work."
        ),
        "restored": _("What was filled in here before has been put back ({time})."),
        "kept": _("Kept in this browser ({time}). It is not sent yet."),
        "saved": _("Saved as {file}, in the folder of downloads. Send that file to the office."),
        "shared": _("The file was handed on."),
        "not_shared": _("This browser cannot hand the file on. Save it, and attach it to the mail or message."),
        "sure": _("Clear everything that was filled in on this page?"),
    }
