"""The user's own state folder: what the program keeps about a folder, without adding a file to that folder."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

UNFINISHED = "unfinished.json"  # in the journal: what a command is writing, or was writing when it was stopped


def state_path(kind: str, folder: Path) -> Path:
    """Return the path, without an ending, of what is kept of this kind about `folder`.

    Raises OSError or RuntimeError (the user has no home folder).
    """
    if sys.platform == "win32":
        state = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = hashlib.sha256(os.path.normcase(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return Path(state) / "camket" / kind / name


def journal_folder(folder: Path) -> Path:
    """Return where the journal of a data folder is. Raises OSError or RuntimeError (the user has no home folder)."""
    return state_path("journal", folder)


def has_unfinished(folder: Path) -> bool:
    """Whether a command is writing in a data folder, or was stopped while it wrote. It costs one look at the disk."""
    try:
        return (journal_folder(folder) / UNFINISHED).exists()
    except (OSError, RuntimeError):
        return False
