"""Files that a command makes again and again (report, letters, forms): replaced only while they are as they were written, and
only by what is made from the same data folder: two offices that write into one folder must not replace each other's files.

The digest of each file that was written, and the data folder that it was made from, are kept in the user's own state folder,
in a file for each output folder, so that no file is added beside the outputs. A Word or Excel file without a digest, such as
one written on another computer, is known by its zip entries.
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

State = Literal["new", "same", "changed", "of-other-data"]
_ZIPS = (".docx", ".xlsx")


def output_state(path: Path, data: bytes, source: Path) -> State:
    """Return whether a file may be written as `data`, made from the data folder `source`: `new` (it may), `same` (it holds
    these bytes), `changed` by somebody, `of-other-data` (written by camket, from another data folder).

    Raises CamketError if the file cannot be read.
    """
    present = _read(path)
    if present is None or present == data:
        return "new" if present is None else "same"
    digest, made_from = _digests(path.parent).get(path.name, ("", ""))
    is_own = digest == _digest(present) if digest else path.suffix in _ZIPS and is_untouched(present)
    if is_own and made_from and made_from != _known_as(source):
        return "of-other-data"
    return "new" if is_own else "changed"


def made_from(path: Path) -> str:
    """Return the data folder that a file was made from; empty if it is not known."""
    return _digests(path.parent).get(path.name, ("", ""))[1]


def write_output(path: Path, data: bytes, source: Path) -> bool:
    """Write an output, remember its digest and its data folder; return False if the file holds these bytes already.

    Raises WouldOverwrite if the file changes in the meantime, CamketError if it cannot be written.
    """
    is_new = save.write_file(path, data, replaces=_read(path))
    _remember(path.parent, {path.name: (_digest(data), _known_as(source))})
    return is_new


def _known_as(source: Path) -> str:
    return str(source.resolve())


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


def _digests(folder: Path) -> dict[str, tuple[str, str]]:
    """The digests of the files that were written into a folder, with the data folder, by name; none if they cannot be read."""
    try:
        found = json.loads(_digests_path(folder).read_bytes())
    except (OSError, ValueError, RuntimeError):  # RuntimeError: the user has no home folder
        return {}
    split = {str(name): str(kept).partition(" ") for name, kept in found.items()} if isinstance(found, dict) else {}
    return {name: (digest, source) for name, (digest, _space, source) in split.items()}


def _remember(folder: Path, digests: Mapping[str, tuple[str, str]]) -> None:
    """Add digests to those of a folder. Where they cannot be kept, the next command leaves the files as they are."""
    present = _digests(folder)
    known = {name: kept for name, kept in present.items() if (folder / name).is_file()} | dict(digests)
    if known == present:
        return
    try:
        path = _digests_path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = {name: " ".join(filter(None, kept)) for name, kept in known.items()}
        save.replace_file(path, json.dumps(texts, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))
    except (OSError, RuntimeError):
        return
