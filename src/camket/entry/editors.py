"""The settings of an editor for the data folder: Visual Studio Code's, merged into files that may be there already.

What is there is kept to the byte. A file that has comments, or says something else under one of our keys, is left alone, and
what belongs into it is told instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camket.entry.repository import Plan, Writing
from camket.entry.schema.files import read_or_none, schema_path
from camket.ledger.ledger import Ledger
from camket.ledger.tree import OFFICE, REPORTS, TARGETS, UNITS
from camket.text import git
from camket.text.language import _

SETTINGS = ".vscode/settings.json"
EXTENSIONS = ".vscode/extensions.json"
_EXTENSION = "redhat.vscode-yaml"
_BLANK = re.compile(r"\s*")


def plan_editor(folder: Path, ledger: Ledger) -> tuple[Plan, dict[Path, str]]:
    """The editor's files for the data folder, and what is to be added by hand to those that are left as they are."""
    root = find_workspace(folder)
    plan, by_hand = Plan(), {}
    for name, wanted in ((SETTINGS, _settings(root, folder, ledger)), (EXTENSIONS, {"recommendations": [_EXTENSION]})):
        path = root / name
        before = read_or_none(path)
        after = merge_json(before.decode("utf-8", "replace") if before is not None else None, wanted)
        if after is None:
            by_hand[path] = _dump(wanted) + "\n"
            plan += Plan(left=((path, _("{path} is left as it is: it has comments, or says otherwise")),))
        elif after.encode("utf-8") != before:
            plan += Plan(files=(Writing(path, before, after.encode("utf-8")),))
    return plan, by_hand


def find_workspace(folder: Path) -> Path:
    """The folder that is opened in the editor: the repository's, else the one that holds `data`."""
    folder = folder.resolve()
    root = git.top_level(folder) if git.has_repository(folder) else None
    return root or (folder.parent if folder.name == "data" else folder)


def _settings(root: Path, folder: Path, ledger: Ledger) -> dict[str, Any]:
    where = folder.resolve().relative_to(root.resolve()).as_posix()
    above = "" if where == "." else f"{where}/"
    paths = [TARGETS, UNITS, *(f"{REPORTS}/*/{name}.yaml" for name in (OFFICE, *ledger.units))]
    return {
        "yaml.schemas": {f"./{above}{schema_path(path)}": f"{above}{path}" for path in paths},
        # Schemas of other programs, found on the internet by a file's name, know nothing of these files.
        "yaml.schemaStore.enable": False,
        # It would break lines and change quotes all over a file in which one figure was changed.
        "yaml.format.enable": False,
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.formatOnSave": False},
    }


# --- JSON merged into JSON ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _JsonEntry:
    """A key's value in a text, and where it stands there."""

    value: Any
    start: int
    stop: int


def merge_json(text: str | None, wanted: Mapping[str, Any]) -> str | None:
    """The text of a JSON object with what is wanted in it, all else to the byte as it was; None where that cannot be done."""
    if text is None or not text.strip():
        return _dump(wanted) + "\n"
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    try:
        entries, end = _read_entries(text)
    except ValueError:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    changes: list[tuple[int, int, str]] = []
    added = ""
    for key, value in wanted.items():
        if key not in entries:
            added += f",\n  {json.dumps(key)}: {_dump(value, 2)}"
            continue
        entry = entries[key]
        both = _united(entry.value, value)
        if both is None:
            return None
        if both != entry.value:
            if text[entry.start : entry.stop].replace("\r\n", "\n") != _dump(entry.value, 2):
                return None  # laid out by hand
            changes.append((entry.start, entry.stop, _dump(both, 2)))
    if added:
        last = max((entry.stop for entry in entries.values()), default=None)
        changes.append((end, end, added[1:] + "\n") if last is None else (last, last, added))
    for start, stop, new in sorted(changes, reverse=True):
        text = text[:start] + new.replace("\n", newline) + text[stop:]
    return bom + text


def _read_entries(text: str) -> tuple[dict[str, _JsonEntry], int]:
    """The entries of a JSON object and where its closing brace stands. Raises ValueError for what is no plain JSON."""
    if not isinstance(json.loads(text), dict):
        raise ValueError(text)
    decoder = json.JSONDecoder()
    entries: dict[str, _JsonEntry] = {}
    position = _skip(text, text.index("{") + 1)
    while text[position] != "}":
        key, position = decoder.raw_decode(text, _skip(text, position + (text[position] == ",")))
        position = _skip(text, _skip(text, position) + 1)
        value, stop = decoder.raw_decode(text, position)
        if key in entries:
            raise ValueError(key)
        entries[key] = _JsonEntry(value, position, stop)
        position = _skip(text, stop)
    return entries, position


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _united(present: Any, wanted: Any) -> Any:
    """What is there with what is wanted; None where the two say different things."""
    if isinstance(present, dict) and isinstance(wanted, dict):
        if any(key in present and present[key] != value for key, value in wanted.items()):
            return None
        return {**present, **wanted}
    if isinstance(present, list) and isinstance(wanted, list):
        return [*present, *(item for item in wanted if item not in present)]
    return present if present == wanted and type(present) is type(wanted) else None


def _dump(value: Any, indent: int = 0) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)
