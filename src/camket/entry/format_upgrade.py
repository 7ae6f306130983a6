"""A data folder brought to the newest data format: what changes in targets.yaml, and nothing else in it.

Format 2 differs from format 1 in form only: `format: 2` stands at the head of targets.yaml, and a goal that is a bare number
is written out (`goal: 75` becomes `at_least: 75`), so that everyone reads the direction where the number is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from camket.entry.changing import LoadedFolder, look_ahead, open_file, plan, refuse
from camket.ledger.commitment import TargetsFile
from camket.ledger.data_format import FORMAT
from camket.ledger.tree import TARGETS
from camket.text.edit import Edit, Put
from camket.text.language import _
from camket.text.problems import EditFault
from camket.text.save import FileChange
from camket.text.source import Keys, Plain

_ORDER = tuple(TargetsFile.model_fields)


def plan_upgrade(state: LoadedFolder) -> FileChange:
    """Return the change of targets.yaml that brings it to the newest format; its lines show each place before and after.

    targets.yaml must have no error. Raises EditFault if any target would be read otherwise than before.
    """
    sheet = open_file(state, TARGETS)
    written = state.ledger.documents[TARGETS].value
    change = plan(sheet, upgrade_edits(written))
    outlook = look_ahead(state, change)
    refuse(outlook)
    if outlook.now.ledger.targets != state.ledger.targets:
        raise EditFault(_("{path} has errors and cannot be changed in place").format(path=TARGETS), _("See: camket check"))
    return replace(change, lines=tuple(_changed_lines(sheet.content, change.content)))


def upgrade_edits(written: Plain) -> list[Edit]:
    """Return the edits that bring a targets.yaml with this value to the newest format."""
    edits: list[Edit] = [Put(keys, {"at_least": number}) for keys, number in _bare_goals(written)]
    return [Put(("format",), str(FORMAT), _ORDER), *edits]


def _bare_goals(written: Plain) -> Iterator[tuple[Keys, str]]:
    """Yield the keys and the number of each goal of a target or revision that is written as a bare number."""
    for index, target in enumerate(written.get("targets") or ()):
        for keys, holder in (
            (("targets", index), target),
            *((("targets", index, "revisions", number), one) for number, one in enumerate(target.get("revisions") or ())),
        ):
            if isinstance(holder.get("goal"), str):
                yield (*keys, "goal"), holder["goal"]


def _changed_lines(before: bytes, after: bytes) -> Iterator[str]:
    """Yield the lines that differ, with their numbers: `-` as they were, `+` as they become."""
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    for kind, start, stop, new_start, new_stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"{number + 1:>5} - {old[number]}" for number in range(start, stop))
            yield from (f"{number + 1:>5} + {new[number]}" for number in range(new_start, new_stop))
