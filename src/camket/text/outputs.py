"""Files that a command makes again and again (report, letters, forms): replaced only while they are as they were written.

The digest of each file that was written is kept in the user's own state folder, a file for each output folder, so that no file
is added beside the outputs. A Word or Excel file without a digest, such as one written on another computer, is known by its zip
entries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from camket.text import save
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError, os_reason
from camket.text.state_folder import state_path
from camket.text.zip_package import is_untouched

State = Literal["new", "same", "changed"]
_ZIPS = (".docx", ".xlsx")


def output_state(path: Path, data: bytes) -> State:
    """Return whether a file may be written as `data`: `new` (it may), `same` (it holds these bytes), `changed` by somebody.

    Raises CamketError if the file cannot be read.
    """
    present = _read(path)
    if present is None or present == data:
        return "new" if present is None else "same"
    digest = _digests(path.parent).get(path.name)
    is_own = digest == _digest(present) if digest is not None else path.suffix in _ZIPS and is_untouched(present)
    return "new" if is_own else "changed"


def write_output(path: Path, data: bytes) -> bool:
    """Write an output and remember its digest; return False if the file holds these bytes already.

    Raises WouldOverwrite if the file changes in the meantime, CamketError if it cannot be written.
    """
    is_new = save.write_file(path, data, replaces=_read(path))
    _remember(path.parent, {path.name: _digest(data)})
    return is_new


def _read(path: Path) -> bytes | None:
    try:
        return read_plain(path, below=path.parent)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=path, reason=os_reason(error))) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- the digests of an output folder ------------------------------------------------------------------------------------


def _digests_path(folder: Path) -> Path:
    """The file of the digests of a folder, in the state folder of the user."""
    return state_path("outputs", folder).with_suffix(".json")


def _digests(folder: Path) -> dict[str, str]:
    """The digests of the files that were written into a folder, by name; none if they cannot be read."""
    try:
        found = json.loads(_digests_path(folder).read_bytes())
    except (OSError, ValueError, RuntimeError):  # RuntimeError: the user has no home folder
        return {}
    return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}


def _remember(folder: Path, digests: Mapping[str, str]) -> None:
    """Add digests to those of a folder. Where they cannot be kept, the next command leaves the files as they are."""
    present = _digests(folder)
    known = {name: digest for name, digest in present.items() if (folder / name).is_file()} | dict(digests)
    if known == present:
        return
    try:
        path = _digests_path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        save.replace_file(path, json.dumps(known, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))
    except (OSError, RuntimeError):
        return
