"""Changes of a report as edits of its YAML text, and the words of a document as comments under it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from copy import deepcopy

from camket.forms.slots import RESULT_ORDER, Keys, value_at
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Covering, Person, Report
from camket.ledger.targets import Target
from camket.text.edit import Edit, Put, changed_value
from camket.text.language import _
from camket.text.source import Plain


class ReportEdits:
    """The edits of one report file. `value` is the report as it is after the edits made so far."""

    def __init__(self, ledger: Ledger, value: Mapping[str, Plain]) -> None:
        self.ledger = ledger
        self.value: dict[str, Plain] = deepcopy(dict(value))
        self.made: list[Edit] = []

    def put(self, keys: Keys, new: Plain) -> None:
        """Put a value at keys, together with the levels above it that are missing.

        The keys lead through results in full; the file keeps its own short form. With `growth: 6.8` in the file, a new value at
        ("results", "growth", "value") replaces 6.8; a new text first makes `growth: {value: 6.8}`, and is then added there.
        """
        target = self.ledger.targets.get(str(keys[1])) if keys[0] == "results" else None
        if target is not None:
            keys = self._keys_in_file(target, keys)
        depth = 1
        while depth < len(keys) and isinstance(value_at(self.value, keys[:depth]), dict) and value_at(self.value, keys[:depth]):
            depth += 1
        for key in reversed(keys[depth:]):
            new = {key: new}
        self._make(Put(keys[:depth], new, self._order(keys[: depth - 1], target)))

    def _make(self, one: Put) -> None:
        self.value = changed_value(self.value, one)
        self.made.append(one)

    def _keys_in_file(self, target: Target, keys: Keys) -> Keys:
        """The keys of a result's value in this file; a result in short form is written in full first if it has to be."""
        raw = value_at(self.value, keys[:2])
        full = target.measure.full_result(raw)
        if full is raw:
            return keys
        if keys[2] in full:
            return (*keys[:2], *keys[3:])
        self._make(Put(keys[:2], full))
        return keys

    def _order(self, keys: Keys, target: Target | None) -> tuple[str, ...]:
        """The order in which the keys below `keys` are written."""
        if not keys:
            return tuple(Report.model_fields)
        if keys == ("results",):
            return tuple(self.ledger.targets)
        if len(keys) == 3 and target is not None:
            return tuple(target.measure.parts_by_name)
        return {"results": RESULT_ORDER, "letter": tuple(Covering.model_fields)}.get(str(keys[0]), tuple(Person.model_fields))


def append_comments(data: bytes, name: str, paragraphs: Sequence[str]) -> bytes:
    """Return a report file with the paragraphs of the document `name` as comments at its end, to be moved by hand.

    Paragraphs that are there already are not added again.
    """
    if not paragraphs:
        return data
    text = data.decode("utf-8")
    new = "\r\n" if "\r\n" in text else "\n"
    lines = [_("# From {file}: words to be put where they belong, then deleted here.").format(file=name)]
    for paragraph in paragraphs:
        lines += [f"#   {line}" for line in textwrap.wrap(" ".join(paragraph.split()), 100)]
    if new.join(lines) in text:
        return data
    apart = "" if not text or text.endswith(("\n", "\r\n")) else new
    return (text + apart + new + new.join(lines) + new).encode("utf-8")
