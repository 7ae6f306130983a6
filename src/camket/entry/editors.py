"""The settings of Visual Studio Code for the data folder, merged into files that may exist already.

Present settings are kept byte for byte. A file that has comments, or another value for one of our keys, is left as it is, and
the user is told what to add by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from camket.entry.json_text import dump_json, merge_json
from camket.entry.schema.files import read_or_none, schema_path
from camket.entry.setup_plan import SetupPlan
from camket.ledger.ledger import Ledger
from camket.ledger.tree import OFFICE, REPORTS, TARGETS, UNITS
from camket.text import git
from camket.text.language import _
from camket.text.save import FileChange

SETTINGS = ".vscode/settings.json"
EXTENSIONS = ".vscode/extensions.json"
_EXTENSION = "redhat.vscode-yaml"


def plan_editor(folder: Path, ledger: Ledger) -> tuple[SetupPlan, dict[Path, str]]:
    """Plan the editor's files; return (plan, text to be added by hand to each file that is left as it is)."""
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
            plan += SetupPlan(files=(FileChange(str(path), before, after.encode("utf-8")),))
    return plan, by_hand


def find_workspace(folder: Path) -> Path:
    """Return the folder to open in the editor: the root of the repository, or else the folder that holds `data`."""
    folder = folder.resolve()
    root = git.top_level(folder) if git.has_repository(folder) else None
    return root or (folder.parent if folder.name == "data" else folder)


def _settings(root: Path, folder: Path, ledger: Ledger) -> dict[str, Any]:
    where = folder.resolve().relative_to(root.resolve()).as_posix()
    above = "" if where == "." else f"{where}/"
    paths = [TARGETS, UNITS, *(f"{REPORTS}/*/{name}.yaml" for name in (OFFICE, *ledger.units))]
    return {
        "yaml.schemas": {f"./{above}{schema_path(path)}": f"{above}{path}" for path in paths},
        # Otherwise the editor takes schemas of other programs from the internet, by the names of files.
        "yaml.schemaStore.enable": False,
        # The formatter would break lines and change quotes in the whole file when one figure is changed.
        "yaml.format.enable": False,
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.formatOnSave": False},
    }
