"""Files that a command makes again and again (report, letters, forms): replaced only while they are as they were written, and
only by what is made from the same data folder: two offices that write into one folder must not replace each other's files.

The digest of each file that was written, and the data folder that it was made from, are kept in the user's own state folder,
in a file for each output folder, so that no file is added beside the outputs. A Word or Excel file without a digest, such as
one written on another computer, is known by its zip entries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
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
_BATCH = 100


def output_states(files: Mapping[Path, bytes], source: Path) -> dict[Path, State]:
    """Return whether each file may be written with its contents, made from the data folder `source`.

    `new`: it may. `same`: it holds these bytes. `changed`: by somebody. `of-other-data`: written by camket, from another data
    folder. Raises CamketError if a file cannot be read.
    """
    known = {folder: _digests(folder) for folder in {path.parent for path in files}}
    own = _known_as(source)
    return {path: _state(path, data, own, known[path.parent].get(path.name, ("", ""))) for path, data in files.items()}


def _state(path: Path, data: bytes, source: str, kept: tuple[str, str]) -> State:
    present = _read(path)
    if present is None or present == data:
        return "new" if present is None else "same"
    digest, made_from = kept
    is_own = digest == _digest(present) if digest else path.suffix in _ZIPS and is_untouched(present)
    if is_own and made_from and made_from != source:
        return "of-other-data"
    return "new" if is_own else "changed"


def made_from(path: Path) -> str:
    """Return the data folder that a file was made from; empty if it is not known."""
    return _digests(path.parent).get(path.name, ("", ""))[1]


def write_outputs(files: Mapping[Path, bytes], source: Path) -> Iterator[tuple[Path, bool]]:
    """Write outputs and yield each as soon as it is written, with False if it held these bytes already.

    Their digests and their data folder are remembered every _BATCH files: after a command that was stopped, a few files at
    most are taken for changed ones. Raises WouldOverwrite if a file changes in the meantime, CamketError if one cannot be
    written.
    """
    written: dict[Path, dict[str, tuple[str, str]]] = {}
    own = _known_as(source)
    try:
        for number, (path, data) in enumerate(files.items(), start=1):
            is_new = save.write_file(path, data, replaces=_read(path))
            written.setdefault(path.parent, {})[path.name] = (_digest(data), own)
            if number % _BATCH == 0:
                _remember_all(written)
            yield path, is_new
    finally:
        _remember_all(written)


def _remember_all(written: dict[Path, dict[str, tuple[str, str]]]) -> None:
    for folder, digests in written.items():
        _remember(folder, digests)
    written.clear()


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
