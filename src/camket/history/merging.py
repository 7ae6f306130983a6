"""A three-way merge of a file by its values, as git's merge driver for the data.

The result has our text with their changes spliced in. Where git's own merge of the lines means the same, its text is taken
instead, because it has the comments of both sides. A file that cannot be merged by its values is merged by its lines, and the
reason is always reported (`Merged.reason`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from camket.history.conflict_marks import MARKER_SIZE, SideEdits, mark_conflicts, marked_lines, side_labels
from camket.history.same_meaning import is_nothing, same
from camket.history.value_merge import Conflict, MergePlace, ThreeStates, ValueMerge, keys_when_merged
from camket.ledger.data_format import newer_format, newer_message
from camket.ledger.tree import TARGETS
from camket.text import git
from camket.text.edit import edit
from camket.text.language import _
from camket.text.parsed_text import ParsedText
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError
from camket.text.source import MAX_BYTES, Document, Plain, read_document

# A longer text is cut off in messages.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge: the bytes of the file, and the conflicts that are marked in it.

    `is_whole` says that nobody has to look at the file. `reason` says why the lines were merged and not the values, where
    they were.
    """

    data: bytes
    is_whole: bool
    conflicts: tuple[Conflict, ...] = ()
    reason: str = ""


def merge_file(
    path: str,
    base: bytes,
    ours: bytes,
    theirs: bytes,
    *,
    marker_size: int = MARKER_SIZE,
    find_kinds: Callable[[], Mapping[str, str]] = dict,
) -> Merged:
    """Merge `ours` and `theirs`, two files that were both made from `base`; `base` is empty where both sides added the file.

    `path` is for messages. `find_kinds` returns the kind of measure of each target (see `read_kinds`); it is called only
    where a bare result cannot be understood without it. Whatever fails, the outcome is a file that the user must look at.
    """
    if ours == theirs or base == theirs:
        return Merged(ours, is_whole=True)
    if base == ours:
        return Merged(theirs, is_whole=True)
    sides = {"base": base, "ours": ours, "theirs": theirs}
    documents = {}
    for side, data in sides.items():
        document, problems = read_document(path, data)
        is_usable = document is not None and (isinstance(document.value, dict) or (side == "base" and document.value is None))
        if document is None or not is_usable or any(problem.level == "error" for problem in problems):
            return _merge_lines(
                path, base, ours, theirs, marker_size, _("{side} cannot be read").format(side=side_labels()[side])
            )
        newer = newer_format(document.value) if PurePath(path).name == TARGETS else None
        if newer is not None:
            merged = _merge_lines(path, base, ours, theirs, marker_size, newer_message(newer))
            return Merged(merged.data, is_whole=False, reason=merged.reason)
        documents[side] = document
    try:
        return merge_values(path, sides, documents, marker_size, find_kinds)
    except Exception as error:  # whatever failed, the user must look at this file, and git must go on with the other files
        reason = str(error) if isinstance(error, CamketError) else f"{type(error).__name__}: {error}"
        merged = _merge_lines(path, base, ours, theirs, marker_size, reason)
        return Merged(merged.data, is_whole=False, reason=reason)


def read_kinds(targets: Path) -> dict[str, str]:
    """Return the kind of measure of each target in a targets.yaml; empty where the file cannot be read."""
    try:
        document, _problems = read_document(targets.name, read_plain(targets, MAX_BYTES))
    except (OSError, CamketError):
        return {}
    entries = document.value.get("targets") if document is not None and isinstance(document.value, dict) else None
    found = {}
    for entry in entries if isinstance(entries, list) else ():
        measure = entry.get("measure") if isinstance(entry, dict) else None
        if isinstance(measure, dict):
            found[str(entry.get("id"))] = str(measure.get("kind"))
    return found


def conflict_text(path: str, conflict: Conflict) -> str:
    """Return a conflict as one line: what it is about, and what each side has made of it."""
    from camket.history.fact_text import key_label

    keys = conflict.way[1:] if conflict.way[:1] == ("results",) and len(conflict.way) > 1 else conflict.way
    words = [key.removeprefix("#") if key.startswith("#") else key_label(key or "value") for key in keys]
    base, ours, theirs = (_shown(one) for one in (conflict.base, conflict.ours, conflict.theirs))
    return _("{path}: {what}: here {base} → {ours}, there {base} → {theirs}").format(
        path=path, what=" › ".join(words), base=base, ours=ours, theirs=theirs
    )


def _shown(value: Plain) -> str:
    from camket.history.fact_text import key_label

    if is_nothing(value):
        return "–"
    if isinstance(value, dict):
        given = {key: _shown(item) for key, item in value.items() if not is_nothing(item)}
        is_alone = list(given) == ["value"]
        text = ", ".join(item if is_alone else f"{key_label(key)} {item}" for key, item in given.items())
    elif isinstance(value, list):
        text = "; ".join(map(_shown, value)) or "[]"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


# --- lines --------------------------------------------------------------------------------------------------------------


def _merge_lines(path: str, base: bytes, ours: bytes, theirs: bytes, marker_size: int, reason: str) -> Merged:
    """Return git's merge of the lines; whole only where it has no conflict and can be read."""
    labels = side_labels()
    merged = git.merge_text(ours, base, theirs, [labels["ours"], labels["base"], labels["theirs"]], marker_size)
    if merged is None:  # no git, or git takes the file for binary: the user must choose between the two files
        return Merged(marked_lines(labels, marker_size, [ours], [base], [theirs]), is_whole=False, reason=reason)
    data, is_clean = merged
    document, problems = read_document(path, data)
    is_read = document is not None and document.value is not None and not any(one.level == "error" for one in problems)
    return Merged(data, is_whole=is_clean and is_read, reason=reason)


# --- values -------------------------------------------------------------------------------------------------------------


def merge_values(
    path: str,
    sides: Mapping[str, bytes],
    documents: Mapping[str, Document],
    marker_size: int,
    find_kinds: Callable[[], Mapping[str, str]],
) -> Merged:
    """Merge the values of three documents, `base`, `ours` and `theirs`, whose bytes are in `sides`.

    Raises CamketError when the text cannot be made to mean what the merged values mean.
    """
    states = ThreeStates(*(documents[side].value or {} for side in ("base", "ours", "theirs")))
    merge = ValueMerge(ParsedText(documents["theirs"].text), find_kinds)
    meant = merge.merge(MergePlace(), states)
    data = _merge_lines_if_same(path, sides, meant)
    if data is None:
        data = edit(path, sides["ours"], merge.edits)
        document, _problems = read_document(path, data)
        if document is None or not same(document.value, meant, in_order=True):
            raise CamketError(_("{path}: the merged text does not say what was meant").format(path=path))
    if not merge.conflicts:
        return Merged(data, is_whole=True)
    edits = [
        SideEdits(
            [step.edit(keys_when_merged) for step in one.to_base], [step.edit(keys_when_merged) for step in one.to_theirs]
        )
        for one in merge.conflicts
    ]
    marked = mark_conflicts(path, data, edits, marker_size)
    return Merged(marked, is_whole=False, conflicts=tuple(one.conflict for one in merge.conflicts))


def _merge_lines_if_same(path: str, sides: Mapping[str, bytes], meant: Plain) -> bytes | None:
    """Return git's merge of the lines, with ours where they conflict, if it means `meant`; else None."""
    merged = git.merge_text(sides["ours"], sides["base"], sides["theirs"], (), MARKER_SIZE, favour_ours=True)
    document, problems = read_document(path, merged[0]) if merged is not None else (None, [])
    if merged is None or document is None or any(problem.level == "error" for problem in problems):
        return None
    return merged[0] if same(document.value, meant, in_order=True) else None
