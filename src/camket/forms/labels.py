"""The labels of a unit's own tables: which target, field or column of a list a label means.

A label is taken for a target, a field or a column only if it is exactly its name (spelling aside) or was answered before. For a
label that is only similar to a name, the user is asked, with that name as the suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from camket.forms.cells import CellFault, tidy
from camket.forms.headings import Heading, period_of, read_heading
from camket.forms.measure_units import is_unit
from camket.forms.slots import Form, Table
from camket.forms.table_heads import SEPARATOR
from camket.forms.table_memory import TableMemory
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.text.language import N_, _
from camket.text.spelling import candidates, fold

IGNORED = "-"
# What a column or row may have, with the words for it.
_FIELD_WORDS = {
    "value": N_("result"),
    "part": N_("part"),
    "whole": N_("whole"),
    "percent": N_("rate"),
    "same_period": N_("same period last year"),
    "text": N_("in words"),
    "evidence": N_("evidence"),
    "difficulties": N_("difficulties"),
    "proposals": N_("proposals"),
}
FIELDS = tuple(_FIELD_WORDS)
# The usual headings of the columns of a list.
_LIST_HEADINGS = (
    ("name", ("tên", "sự việc", "nội dung")),
    ("evidence", ("minh chứng", "quyết định", "văn bản", "số hiệu")),
    ("note", ("ghi chú",)),
    ("date", ("ngày",)),
    ("kind", ("loại",)),
)
_NUMBERING = re.compile(r"^\s*(?:[-–+*•]|\(?\d+(?:\.\d+)*[.)]|\(?[a-zđ][.)])\s*", re.IGNORECASE)


_UNIT_BEHIND = re.compile(r"\s*\((?:đvt|đơn vị tính)?\s*:?\s*([^()]+)\)\s*$", re.IGNORECASE)


def unit_in_label(label: str) -> str:
    """Return the unit of measure in brackets behind a name: Thu ngân sách (tỷ đồng); empty if there is none."""
    found = _UNIT_BEHIND.search(label)
    return found[1].strip() if found is not None and is_unit(found[1]) else ""


def field_words() -> dict[str, str]:
    """Return what a column or row may have in words, by id."""
    return {name: _(words) for name, words in _FIELD_WORDS.items()}


def match_option(label: str, meaning: str = "") -> str:
    """Return the option that says what a label means; a result where no other meaning is given."""
    mark = "'" if '"' in label else '"'
    return f"--match {mark}{label}={meaning or field_words()['value']}{mark}"


@dataclass(frozen=True, slots=True)
class LabelQuestion:
    """A label that is not exactly a known name: its `kind` ("target" or "field"), the choices (names by id), a suggested id.

    `numbers` are the numbers of the choices by id, by which they are chosen.
    """

    label: str
    kind: str
    choices: Mapping[str, str]
    suggestion: str | None
    numbers: Mapping[str, str]


# Returns the id that a label means, `-` for a label that is not to be read, None if the user does not know.
Ask: TypeAlias = Callable[[LabelQuestion], str | None]


def list_column(table: Table, label: str, memory: TableMemory) -> str | None:
    """Return the name of the list's column that a heading means, or None."""
    names = {slot.name for slot in table.columns}
    if (answered := memory.fields.get(tidy(label))) is not None:
        return answered if answered in names else None
    own = [slot.name for slot in table.columns if fold(label) == fold(slot.label)]
    usual = [name for name in _by_words(label, _LIST_HEADINGS) if name in names]
    return next(iter([*own, *usual]), None)


def _by_words(label: str, headings: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """The names of those headings of which the label contains any wording, as whole words."""
    plain = f" {fold(label)} "
    return (name for name, words in headings if any(f" {fold(word)} " in plain for word in words))


class Labels:
    """The labels that are known for some forms: names of targets, answers given before, and new answers of the user."""

    def __init__(self, ledger: Ledger, round_: Round, forms: Iterable[Form], memory: TableMemory, ask: Ask) -> None:
        self.memory = memory
        self.period = period_of(ledger, round_)
        self.ask = ask
        self.titles: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        for form in forms:
            for block in form.blocks:
                self.titles[block.target] = block.name
                self.numbers[block.target] = block.number or block.target
                target = ledger.targets[block.target]
                for name in (block.target, target.name, target.short or target.name, block.number):
                    self._targets.setdefault(fold(name), block.target)

    def known_target(self, label: str) -> str | None:
        """Return the target that a label names exactly, or was answered to mean; ask nothing."""
        if not label.strip():
            return None
        if (answered := self.memory.target_of(tidy(label))) is not None:
            return answered if answered in self.titles else None
        plain = fold(label)
        if plain.isdecimal():
            return None
        bare = _NUMBERING.sub("", label)
        without_unit = _UNIT_BEHIND.sub("", bare) if unit_in_label(label) else bare
        return next((self._targets[name] for name in (plain, fold(bare), fold(without_unit)) if name in self._targets), None)

    def target(self, label: str) -> tuple[str | None, CellFault | None]:
        """Return the target that a label means, asking the user if needed: (target, fault).

        Both are None for a label that is not to be read. The fault says that the user does not know what the label means.
        """
        label = tidy(label)
        if (known := self.known_target(label)) is not None:
            return known, None
        if self.memory.targets.get(label) == IGNORED:
            return None, None
        by_name = {name: target for target, name in self.titles.items()}
        like = candidates(_NUMBERING.sub("", label), by_name)
        suggestion = by_name[like[0]] if len(like) == 1 else None
        answered = self.ask(LabelQuestion(label, "target", self.titles, suggestion, self.numbers))
        if answered is None:
            message = _("'{label}' is the name of no target, and is not read").format(label=label)
            if suggestion is None:
                hint = _("If it is a target, say which by its number or name: {option}; '-' for what is not to be read.")
                return None, CellFault("form-match", message, hint.format(option=match_option(label, "…")))
            hint = _("Say what it is: {option} for '{target}', or its number or name; '-' for what is not to be read.")
            hint = hint.format(option=match_option(label, self.numbers.get(suggestion, "-")), target=self.titles[suggestion])
            return None, CellFault("form-match", message, hint)
        self.memory.targets[label] = answered
        self.memory.is_new = True
        self.memory.given.add(label)
        return (answered if answered in self.titles else None), None

    def is_heading(self, text: str) -> bool:
        """Return whether a text is known as a heading; ask nothing."""
        return self.memory.field_of(tidy(text)) is not None or read_heading([text], self.period) is not None

    def heading(self, labels: Sequence[str], *, is_only: bool) -> Heading | None:
        """Return what the heading of a column says, None if that is not certain; ask nothing.

        `labels` are the rows of the heading. An answer may name all of them, or the last alone where `is_only` says that no
        other column has it.
        """
        for name in (SEPARATOR.join(labels), *labels[-1:][: int(is_only)]):
            if (answered := self.memory.field_of(tidy(name))) is not None:
                found = read_heading(labels, self.period)
                return Heading(
                    answered if answered in FIELDS else IGNORED, found.unit if found is not None else "", is_answer=True
                )
        return read_heading(labels, self.period)

    def ask_field(self, label: str) -> str | None:
        """Ask which field a heading means: a field, `-` for a column that is not read, None if the user does not know."""
        label = tidy(label)
        numbers = {name: str(index) for index, name in enumerate(FIELDS, 1)}
        answered = self.ask(LabelQuestion(label, "field", field_words(), None, numbers))
        if answered is not None:
            self.memory.answer_field(label, answered)
        return answered
