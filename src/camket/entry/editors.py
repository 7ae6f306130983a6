"""The settings of an editor for the data folder: Visual Studio Code's, merged into files that may be there already.

What is there is kept to the byte. A file that has comments, or says something else under one of our keys, is left alone, and
what belongs into it is told instead.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from camket.entry.json_text import dump_json, merge_json
from camket.entry.schema.files import read_or_none, schema_path
from camket.entry.setup_plan import SetupPlan, Writing
from camket.ledger.ledger import Ledger
from camket.ledger.tree import OFFICE, REPORTS, TARGETS, UNITS
from camket.text import git
from camket.text.language import _

SETTINGS = ".vscode/settings.json"
EXTENSIONS = ".vscode/extensions.json"
_EXTENSION = "redhat.vscode-yaml"


def plan_editor(folder: Path, ledger: Ledger) -> tuple[SetupPlan, dict[Path, str]]:
    """The editor's files for the data folder, and what is to be added by hand to those that are left as they are."""
    root = find_workspace(folder)
    plan, by_hand = SetupPlan(), {}
    for name, wanted in ((SETTINGS, _settings(root, folder, ledger)), (EXTENSIONS, {"recommendations": [_EXTENSION]})):
        path = root / name
        before = read_or_none(path)
        after = merge_json(before.decode("utf-8", "replace") if before is not None else None, wanted)
        if after is None:
            by_hand[path] = dump_json(wanted) + "\n"
            plan += SetupPlan(left=((path, _("{path} is left as it is: it has comments, or says otherwise")),))
        elif after.encode("utf-8") != before:
            plan += SetupPlan(files=(Writing(path, before, after.encode("utf-8")),))
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
