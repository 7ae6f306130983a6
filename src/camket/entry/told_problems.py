"""The problems of a change in the words of the person who types it: a target and a figure by their names.

Whoever types `camket set` or answers questions does not look into the file that is changed: its lines and keys say nothing to
him, and where the change is refused there is no such line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from camket.entry.changing import Outlook
from camket.history.fact_text import key_label, way_label
from camket.ledger.entries import own_name
from camket.ledger.ledger import Ledger
from camket.ledger.targets import Target
from camket.ledger.tree import OFFICE, split_report_path
from camket.standing.typed_names import numbered
from camket.standing.wording import reference_label, round_name
from camket.text.language import _
from camket.text.problems import Place, Problem
from camket.text.source import Document, Keys, Plain, read_document

# A key as messages name it: between quotes, or with its colon before a space or a mark.
_QUOTED = re.compile(r"'([a-z_]+)'")
_NAME = re.compile(r"\b[a-z]+_[a-z_]+\b")
_REPORT = re.compile(r"\b(reports/[^/\s]+/[^/\s:]+\.yaml)(?::\d+)*")
_KEY = re.compile(r"('?)\b([a-z_]+):\1(?=$|[\s,.;)])")


def tell_problems(outlook: Outlook) -> tuple[Problem, ...]:
    """Return the problems of a change of one file; those of this file in words, without its lines and keys."""
    change = outlook.change
    document, _faults = read_document(change.path, change.after or b"")
    ledger = outlook.state.ledger  # afterwards a target with a fault is not in the ledger
    return tuple(told_problem(ledger, document, one) if one.place.path == change.path else one for one in outlook.problems)


def told_problem(ledger: Ledger, document: Document | None, problem: Problem) -> Problem:
    """Return a problem of a file with its place, its keys and its remedy in words."""
    target = _target_at(ledger, problem.keys)
    place = Place(place_words(ledger, document, problem), line=0)
    labels = _labels(target)
    hint = problem.hint if problem.spoken is None else problem.spoken
    message, hint = (_with_labels(ledger, text, labels) for text in (problem.message, hint))
    return replace(problem, place=place, message=message, hint=hint, source="", fixes=())


def place_words(ledger: Ledger, document: Document | None, problem: Problem) -> str:
    """Return in words what a problem is about: a target with the entry and the figure, else the file that is changed."""
    keys = problem.keys
    target = _target_at(ledger, keys)
    entries = [
        _entry_name(ledger, document.at(keys[: index + 1]))
        for index, key in enumerate(keys)
        if document is not None and isinstance(key, int) and not (index == 1 and keys[0] == "targets")
    ]
    way = tuple(key for key in keys if isinstance(key, str))
    label = way_label(target, way, ledger) if way and not (entries and isinstance(keys[-1], int)) else ""
    if entries:  # the entry says of which list it is
        label = label.rpartition(" › ")[2]
    parts = [numbered(ledger, target.id) if target is not None else _file_words(ledger, problem.place.path), *entries, label]
    return ", ".join(part for part in dict.fromkeys(parts) if part and part != "?")


def _entry_name(ledger: Ledger, entry: Plain) -> str:
    """Return the name of an entry of a list; a target or a unit that names it by its name."""
    if not isinstance(entry, (dict, str)):
        return ""
    name = own_name(entry)
    return numbered(ledger, name) if name in ledger.targets else ledger.short_name(name)


def _file_words(ledger: Ledger, path: str) -> str:
    found = split_report_path(path)
    round_ = ledger.round(found.round) if found is not None else None
    if found is None or round_ is None:
        return path
    name = _("the office's part") if found.name == OFFICE else ledger.short_name(found.name)
    return f"{name}, {round_name(round_)}"


def _target_at(ledger: Ledger, keys: Keys) -> Target | None:
    if len(keys) > 1 and keys[0] == "results":
        return ledger.targets.get(str(keys[1]))
    names = {known: name for name, known in ledger.target_keys.items()}
    name = names.get((str(keys[0]), keys[1])) if len(keys) > 1 and isinstance(keys[1], int) else None
    return ledger.targets.get(name) if name is not None else None


def _labels(target: Target | None) -> Mapping[str, str]:
    """Return the names of a target's figures by their keys."""
    if target is None:
        return {}
    fields: Sequence[tuple[str, str]] = [(one.keys[-1], one.given or one.label) for one in target.measure.fields() if one.keys]
    named = [target.references, *(one.references for one in target.revisions)]
    references = {name: reference_label(name, one) for table in named for name, one in table.items()}
    return dict(fields) | {name: label for name, label in references.items() if "_" in name}


def _with_labels(ledger: Ledger, text: str, labels: Mapping[str, str]) -> str:
    """Return a message with the names of figures in place of their keys, and of reports in place of their files."""
    text = _REPORT.sub(lambda found: _file_words(ledger, found[1]), text)
    text = _NAME.sub(lambda found: labels.get(found[0], found[0]), text)
    text = _QUOTED.sub(lambda found: f"'{labels[found[1]]}'" if found[1] in labels else found[0], text)

    def label(found: re.Match[str]) -> str:
        named = labels.get(found[2]) or key_label(found[2])
        return named if named != found[2] else found[0]

    return _KEY.sub(label, text)
