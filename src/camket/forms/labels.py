"""The labels of a unit's own tables: which target, field or column of a list a label means.

A label is taken for a target, a field or a column only if it is exactly its name (spelling aside) or was answered before. For a
label that is only similar to a name, the user is asked, with that name as the suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from camket.forms.cells import CellFault, tidy
from camket.forms.slots import Form, Table
from camket.forms.table_memory import TableMemory
from camket.ledger.ledger import Ledger
from camket.text.language import _
from camket.text.spelling import candidates, fold

IGNORED = "-"
FIELDS = ("value", "part", "whole", "percent", "same_period", "text", "evidence")
# The usual headings of columns in reports; the first that fits counts. Columns with figures of other rounds are not read.
_FIELD_HEADINGS = (
    ("same_period", ("cùng kỳ",)),
    (IGNORED, ("kỳ trước", "kế hoạch", "chỉ tiêu giao", "được giao", "mục tiêu", "so với", "so sánh", "đơn vị tính", "đvt")),
    (IGNORED, ("stt", "tt", "số tt")),
    ("evidence", ("minh chứng", "văn bản")),
    ("text", ("diễn giải", "ghi chú", "giải trình", "thuyết minh")),
    ("value", ("kết quả", "thực hiện", "luỹ kế", "kỳ này", "số liệu", "đạt được")),
)
# The usual headings of the columns of a list.
_LIST_HEADINGS = (
    ("name", ("tên", "sự việc", "nội dung")),
    ("evidence", ("minh chứng", "quyết định", "văn bản", "số hiệu")),
    ("note", ("ghi chú",)),
    ("date", ("ngày",)),
    ("kind", ("loại",)),
)
_NUMBERING = re.compile(r"^\s*(?:[-–+*•]|\(?\d+(?:\.\d+)*[.)]|\(?[a-zđ][.)])\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LabelQuestion:
    """A label that is not exactly a known name: its `kind` ("target" or "field"), the choices (names by id), a suggested id."""

    label: str
    kind: str
    choices: Mapping[str, str]
    suggestion: str | None


# Returns the id that a label means, `-` for a label that is not to be read, None if the user does not know.
Ask: TypeAlias = Callable[[LabelQuestion], str | None]


def usual_field(label: str) -> str | None:
    """Return the field that a usual heading means, `-` for a column that is not read, None for an unusual heading."""
    return next(_by_words(label, _FIELD_HEADINGS), None)


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

    def __init__(self, ledger: Ledger, forms: Iterable[Form], memory: TableMemory, ask: Ask) -> None:
        self.memory = memory
        self.ask = ask
        self.titles: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        for form in forms:
            for block in form.blocks:
                self.titles[block.target] = block.name
                target = ledger.targets[block.target]
                for name in (block.target, target.name, target.short or target.name, block.number):
                    self._targets.setdefault(fold(name), block.target)

    def known_target(self, label: str) -> str | None:
        """Return the target that a label names exactly, or was answered to mean; ask nothing."""
        if not label.strip():
            return None
        if (answered := self.memory.targets.get(tidy(label))) is not None:
            return answered if answered in self.titles else None
        plain = fold(label)
        if plain.isdecimal():
            return None
        return self._targets.get(plain) or self._targets.get(fold(_NUMBERING.sub("", label)))

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
        answered = self.ask(LabelQuestion(label, "target", self.titles, suggestion))
        if answered is None:
            message = _("'{label}' is the name of no target, and is not read").format(label=label)
            hint = _("Say what it is: --match '{label}={id}'; '-' for what is not to be read.")
            hint = hint.format(label=label, id=suggestion or next(iter(self.titles), ""))
            return None, CellFault("form-match", message, hint)
        self.memory.targets[label] = answered
        self.memory.is_new = True
        return (answered if answered in self.titles else None), None

    def is_field(self, label: str) -> bool:
        """Return whether a heading is known to mean a field that is read; ask nothing."""
        return tidy(label) in self.memory.fields or usual_field(label) not in (None, IGNORED)

    def field(self, label: str) -> str | None:
        """Return the field that a heading means, asking the user if needed; `-` or None for a column that is not read."""
        label = tidy(label)
        if (answered := self.memory.fields.get(label)) is not None:
            return answered if answered in FIELDS else None
        if (found := usual_field(label)) is not None:
            return found
        answered = self.ask(LabelQuestion(label, "field", {name: name for name in FIELDS}, None))
        if answered is not None:
            self.memory.fields[label] = answered
            self.memory.is_new = True
        return answered
