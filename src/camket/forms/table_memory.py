"""What the labels of a unit's tables mean, as answered before. The answers are kept in `tables/<unit>.yaml`, in git."""

from __future__ import annotations

from dataclasses import dataclass, field

from camket.text.edit import Put, edit
from camket.text.language import _
from camket.text.source import read_document

FOLDER = "tables"


@dataclass(slots=True)
class TableMemory:
    """Answers given before: ids of targets by label, names of fields by label; `-` for a label that is not read.

    `has_dots` says that a dot always separates thousands: 80.400 is eighty thousand four hundred. `is_new` says that there are
    answers that are not in the file yet.
    """

    targets: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    has_dots: bool = False
    is_new: bool = False


def memory_path(unit: str) -> str:
    """Return the path in the data folder of the answers for a unit."""
    return f"{FOLDER}/{unit}.yaml"


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
    ]
    if memory.has_dots:
        edits.insert(0, Put(("dots",), "thousands", ("dots", "targets", "fields")))
    return edit(path, data if data else begin + b"targets:\nfields:\n", edits)
