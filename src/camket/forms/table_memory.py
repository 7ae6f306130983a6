"""What the labels of a unit's tables mean, as answered before. The answers are kept in `tables/<unit>.yaml`, in git."""

from __future__ import annotations

from dataclasses import dataclass, field

from camket.forms.headings import names_period
from camket.ledger.tree import TABLES
from camket.text.edit import Put, edit
from camket.text.language import _
from camket.text.source import read_document


@dataclass(slots=True)
class TableMemory:
    """Answers given before: ids of targets by label, names of fields by label; `-` for a label that is not read.

    `has_dots` says that a dot always separates thousands: 80.400 is eighty thousand four hundred. `is_new` says that there are
    answers that are not in the file yet. `given` are the labels answered in this import, `used` the remembered answers that it
    used.
    """

    targets: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    has_dots: bool = False
    is_new: bool = False
    given: set[str] = field(default_factory=set)
    used: dict[str, str] = field(default_factory=dict)

    def target_of(self, label: str) -> str | None:
        """Return the target that a label was answered to mean, `-` for a label that is not read, None without an answer."""
        return self._used(label, self.targets.get(label))

    def field_of(self, label: str) -> str | None:
        """Return the field that a heading was answered to mean, `-` for a column that is not read, None without an answer.

        `Quý III` means another column in the next round: such an answer holds for the import that it was given in.
        """
        answered = self.fields.get(label)
        return self._used(label, answered) if label in self.given or not names_period(label) else None

    def answer_field(self, label: str, answered: str) -> None:
        """Add an answer about a heading."""
        self.fields[label] = answered
        self.given.add(label)
        self.is_new = self.is_new or not names_period(label)

    def _used(self, label: str, answered: str | None) -> str | None:
        if answered is not None and label not in self.given:
            self.used[label] = answered
        return answered


def memory_path(unit: str) -> str:
    """Return the path in the data folder of the answers for a unit."""
    return f"{TABLES}/{unit}.yaml"


def read_memory(path: str, data: bytes | None) -> TableMemory:
    """Return the answers in a file; none if the file is missing or holds something else."""
    document = read_document(path, data)[0] if data else None
    value = document.value if document is not None and isinstance(document.value, dict) else {}
    found = [value.get(key) for key in ("targets", "fields")]
    texts = [{str(k): str(v) for k, v in one.items()} if isinstance(one, dict) else {} for one in found]
    return TableMemory(texts[0], texts[1], value.get("dots") == "thousands")


def write_memory(path: str, data: bytes | None, memory: TableMemory) -> bytes:
    """Return the file's bytes with the answers edited in."""
    begin = _("# How the tables that this unit sends are read: camket form import --table").encode() + b"\n"
    edits = [
        Put((key, label), one)
        for key, many in (("targets", memory.targets), ("fields", memory.fields))
        for label, one in many.items()
        if key == "targets" or not names_period(label)
    ]
    if memory.has_dots:
        edits.insert(0, Put(("dots",), "thousands", ("dots", "targets", "fields")))
    return edit(path, data if data else begin + b"targets:\nfields:\n", edits)
