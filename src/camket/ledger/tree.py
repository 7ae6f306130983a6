"""Where the files of a data folder are read from: the disk, or contents in memory over another tree."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from camket.text.language import _, ngettext
from camket.text.problems import CamketError, DataFolderNotFound
from camket.text.sparse import may_be_sparse

TARGETS = "targets.yaml"
UNITS = "units.yaml"
REPORTS = "reports"
OFFICE = "_office"
ISSUED = "_issued"


class ReportPath(NamedTuple):
    """The path of a file under reports/: its round, and its name without .yaml (a unit's id, OFFICE or ISSUED)."""

    round: str
    name: str


def split_report_path(path: str) -> ReportPath | None:
    """Return the parts of reports/<round>/<name>.yaml; None for another path."""
    parts = path.split("/")
    is_report = len(parts) == 3 and parts[0] == REPORTS and parts[2].endswith(".yaml")
    return ReportPath(parts[1], parts[2].removesuffix(".yaml")) if is_report else None


def report_path(round_id: str, name: str) -> str:
    """Return the path of a file under reports/; `name` is a unit's id, OFFICE or ISSUED."""
    return f"{REPORTS}/{round_id}/{name}.yaml"


class Tree(Protocol):
    """A source of files: a folder, or a folder at a git revision."""

    def files(self) -> list[str]:
        """Return the paths of all files of the data, relative to the data folder, with `/`."""

    def read(self, path: str) -> bytes:
        """Return the bytes of one file. Raises CamketError when it cannot be read."""


class FolderTree:
    """The data folder on the disk. Files that a sparse checkout leaves out are read as git has them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._contents: dict[str, bytes] | None = None

    @cached_property
    def left_out(self) -> dict[str, str]:
        """The files that a sparse checkout leaves out: the id of the content by path."""
        if not may_be_sparse(self.root):
            return {}
        from camket.text import git

        found = git.left_out(self.root)
        return {path: blob for path, blob in found.items() if path in (TARGETS, UNITS) or path.startswith(REPORTS + "/")}

    def files(self) -> list[str]:
        return sorted([*self._present(), *self.left_out], key=_order) if self.left_out else self._present()

    def _present(self) -> list[str]:
        found = [name for name in (TARGETS, UNITS) if (self.root / name).is_file()]
        reports = self.root / REPORTS
        if reports.is_dir():
            for folder in sorted(reports.iterdir()):
                if folder.is_dir():
                    with os.scandir(folder) as entries:  # gives the type of each entry without a system call for each
                        inside = [entry.name for entry in entries if entry.is_file() and self._is_own(entry)]
                    found += sorted(f"{REPORTS}/{folder.name}/{name}" for name in inside)
                else:
                    found.append(f"{REPORTS}/{folder.name}")
        return found

    def _is_own(self, entry: os.DirEntry[str]) -> bool:
        # A symlink must not bring a file from outside the folder into a report, nor a line of that file into a message.
        return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(self.root.resolve())

    def read(self, path: str) -> bytes:
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            if path in self.left_out:
                return self._from_git(path)
            message = _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
            raise CamketError(message) from error

    def _from_git(self, path: str) -> bytes:
        from camket.text import git

        if self._contents is None:
            self._contents = git.read_blobs(self.root, self.left_out.items())
        return self._contents[self.left_out[path]]


def sparse_text(n: int) -> str:
    """Say that `n` files are read from git, because a sparse checkout leaves them out."""
    return ngettext(
        "This copy leaves out {n} file of the data (a sparse checkout); it is read as git has it. git sparse-checkout disable",
        "This copy leaves out {n} files of the data (a sparse checkout); they are read as git has them. "
        "git sparse-checkout disable",
        n,
    ).format(n=n)


def _order(path: str) -> tuple[bool, str, str]:
    """The order of the files of a folder: targets.yaml and units.yaml, then the reports by round and name."""
    folder, _slash, name = path.rpartition("/")
    return (bool(folder), folder, name)


@dataclass(frozen=True, slots=True)
class OverlayTree:
    """A tree with the contents of some files replaced, by path; None removes a file. Without a tree below it has only these."""

    tree: Tree | None
    contents: Mapping[str, bytes | None]

    def files(self) -> list[str]:
        below = self.tree.files() if self.tree is not None else []
        return [path for path in dict.fromkeys([*below, *self.contents]) if self.contents.get(path, b"") is not None]

    def read(self, path: str) -> bytes:
        data = self.contents.get(path)
        if data is None and self.tree is not None and path not in self.contents:
            return self.tree.read(path)
        if data is None:
            raise CamketError(_("there is no {file}").format(file=path))
        return data


def find_data_folder(given: Path | None, start: Path) -> Path:
    """Return the data folder: `given`, or the nearest `data/` or folder with targets.yaml at or above `start`.

    Raises DataFolderNotFound when there is none.
    """
    if given is not None:
        for candidate in (given, given / "data"):
            if (candidate / TARGETS).is_file():
                return candidate
        raise DataFolderNotFound(
            _("there is no targets.yaml in {folder}").format(folder=given),
            _("Name the folder that holds targets.yaml, or start a new one: camket init {folder}").format(folder=given),
        )
    for folder in (start, *start.parents):
        for candidate in (folder / "data", folder):
            if (candidate / TARGETS).is_file():
                return candidate
    raise DataFolderNotFound(
        _("no data folder found at or above {folder}").format(folder=start),
        _("Go to the folder that holds data/targets.yaml, name it with --data, or start one: camket init ."),
    )
