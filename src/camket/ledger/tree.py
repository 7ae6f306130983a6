"""Where the files of a data folder are read from: the disk, or contents in memory over another tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from camket.text.language import _, ngettext
from camket.text.plain_file import MOST_BYTES_OF_YAML, find_stray, is_link, read_plain
from camket.text.problems import CamketError, DataFolderNotFound, os_reason
from camket.text.sparse import is_left_out, may_be_sparse

TARGETS = "targets.yaml"
UNITS = "units.yaml"
REPORTS = "reports"
OFFICE = "_office"
ISSUED = "_issued"
EVIDENCE = "evidence"  # the folder of the files that reports name as evidence
TABLES = "tables"  # the folder of what was answered about the labels of the units' own tables
ISSUED_FILES = "issued"  # the folder of the files of issued reports

SCHEMAS = ".schema"  # the folder of the JSON Schemas for editors
# Files that systems and office programs put into folders; they are nobody's evidence.
OF_SYSTEMS = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini", re.IGNORECASE)


def is_data_file(path: str) -> bool:
    """Whether a file of the data folder, by its path there, is part of the data: written by a command, or read as data."""
    top, _slash, rest = path.partition("/")
    if top in (REPORTS, TABLES):
        return rest.endswith(".yaml")
    if top in (EVIDENCE, ISSUED_FILES):
        return bool(rest) and not OF_SYSTEMS.fullmatch(path.rpartition("/")[2])
    return path in (TARGETS, UNITS) or (top == SCHEMAS and bool(rest))


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


@runtime_checkable
class TreeWithStrays(Tree, Protocol):
    """A source of files that may have something else in the place of a file of the data."""

    def strays(self) -> Mapping[str, str]:
        """Return what is in the place of a file or folder of the data but is none (a link, a device), in words by path."""


@runtime_checkable
class TreeInBulk(Tree, Protocol):
    """A source whose files are read faster many at a time."""

    def fetch(self, paths: Iterable[str]) -> None:
        """Get the contents of these files ready for `read`."""


@runtime_checkable
class TreeWithIds(Tree, Protocol):
    """A source that knows what is in its files by an id of git, without reading them."""

    def ids(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Return the id of git for the bytes that `read` gives, of those of these files of which it is certain."""


def fetch(tree: Tree, paths: Iterable[str]) -> None:
    """Say which files of a tree are read next."""
    if isinstance(tree, TreeInBulk):
        tree.fetch(paths)


def find_strays(tree: Tree) -> Mapping[str, str]:
    """Return what is in the place of a file or folder of the data but is none, in words by path."""
    return tree.strays() if isinstance(tree, TreeWithStrays) else {}


class FolderTree:
    """The data folder on the disk, which may be reached through a link. Inside it no link is followed."""

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
        present = [path for path, what in self._entries() if what is None]
        return sorted([*present, *self.left_out], key=_order) if self.left_out else present

    def strays(self) -> Mapping[str, str]:
        return {path: what for path, what in self._entries() if what is not None}

    def _entries(self) -> Iterator[tuple[str, str | None]]:
        """Every path at which a file or folder of the data is expected, with what is there instead of it, in words."""
        for name in (TARGETS, UNITS):
            if os.path.lexists(self.root / name):
                yield name, find_stray(self.root / name)
        reports = self.root / REPORTS
        if not os.path.lexists(reports):
            return
        if not _is_folder(reports):
            yield REPORTS, find_stray(reports) or _("a file")
            return
        for path in sorted(reports.iterdir()):
            name = f"{REPORTS}/{path.name}"
            if path.name.startswith("."):  # made by macOS, editors and git
                continue
            if not _is_folder(path):
                yield name, find_stray(path)
                continue
            with os.scandir(path) as entries:  # gives the type of each entry without a system call for each
                inside = sorted((entry.name, entry.is_file(follow_symlinks=False)) for entry in entries)
            for one, is_plain in inside:
                if is_plain:
                    yield f"{name}/{one}", None
                # A folder with another name may hold what the office likes.
                elif one.lower().endswith((".yaml", ".yml")) and not one.startswith("."):
                    yield f"{name}/{one}", find_stray(path / one)

    def read(self, path: str) -> bytes:
        try:
            return read_plain(self.root / path, MOST_BYTES_OF_YAML, below=self.root)
        except OSError as error:
            if path in self.left_out:
                return self._from_git(path)
            message = _("{path} cannot be read: {reason}").format(path=path, reason=os_reason(error))
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


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not is_link(path)


@dataclass(frozen=True, slots=True)
class OverlayTree:
    """A tree with the contents of some files replaced, by path; None removes a file. Without a tree below it has only these."""

    tree: Tree | None
    contents: Mapping[str, bytes | None]

    def files(self) -> list[str]:
        below = self.tree.files() if self.tree is not None else []
        return [path for path in dict.fromkeys([*below, *self.contents]) if self.contents.get(path, b"") is not None]

    def strays(self) -> Mapping[str, str]:
        below = find_strays(self.tree) if self.tree is not None else {}
        return {path: what for path, what in below.items() if path not in self.contents}

    def fetch(self, paths: Iterable[str]) -> None:
        if self.tree is not None:
            fetch(self.tree, [path for path in paths if path not in self.contents])

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
            if _has_targets(candidate):
                return candidate
        raise DataFolderNotFound(
            _("there is no targets.yaml in {folder}").format(folder=given),
            _("Name the folder that holds targets.yaml, or start a new one: camket init {folder}").format(folder=given),
        )
    for folder in (start, *start.parents):
        for candidate in (folder / "data", folder):
            if _has_targets(candidate):
                return candidate
    raise DataFolderNotFound(
        _("no data folder found at or above {folder}").format(folder=start),
        _("Go to the folder that holds data/targets.yaml, name it with --data, or start one: camket init ."),
    )


def _has_targets(folder: Path) -> bool:
    """Whether targets.yaml is in a folder, whatever it is, or only git has it; a link is told when it is read."""
    return os.path.lexists(folder / TARGETS) or (folder.is_dir() and is_left_out(folder / TARGETS))
