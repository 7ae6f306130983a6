"""A change to a file of the data: planned as bytes, checked together with all other files, and only then written.

A change holds the bytes that the file has and those that it gets. `look_ahead` loads and checks the data as they would be
after the change; a problem that was not there before is one that the change brings.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from camket.entry.blank_report import plan_open
from camket.history.account import UnitChanges, tell
from camket.history.differences import find_differences
from camket.history.issued import Later, find_later
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import OFFICE, REPORTS, FolderTree, Tree
from camket.rules.check import check
from camket.text.edit import Edit, edit
from camket.text.language import _
from camket.text.problems import DataFault, EditFault, Problem, in_order, new_problems
from camket.text.save import write_file


@dataclass(frozen=True, slots=True)
class FileBefore:
    """A file before a change: its bytes on disk (None if there is no file yet), and the bytes that edits start from."""

    path: str
    before: bytes | None
    start: bytes


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file with the bytes that it has (None if there is no file yet) and the bytes that it gets."""

    path: str
    before: bytes | None
    after: bytes

    @property
    def is_needed(self) -> bool:
        """Whether the file changes at all."""
        return self.before != self.after


class ChangedTree:
    """A tree of files in which some have the bytes that changes give them."""

    def __init__(self, tree: Tree, changes: Sequence[FileChange]) -> None:
        self.tree = tree
        self.contents = {change.path: change.after for change in changes}

    def files(self) -> list[str]:
        return list(dict.fromkeys([*self.tree.files(), *self.contents]))

    def read(self, path: str) -> bytes:
        return self.contents[path] if path in self.contents else self.tree.read(path)


@dataclass(frozen=True, slots=True)
class LoadedFolder:
    """The data as they were loaded, before a change."""

    folder: Path
    ledger: Ledger
    problems: tuple[Problem, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Outlook:
    """The data as a change would leave them, and the problems that it brings.

    `now` is None if targets.yaml could not be used any more. `loaded` are all problems found while loading, `problems` the
    new ones of loading and checking, `later` what the changed data differ in from issued reports.
    """

    state: LoadedFolder
    change: FileChange
    now: Ledger | None
    loaded: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    later: tuple[Later, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether the change brings an error."""
        return any(problem.level == "error" for problem in self.problems)

    @property
    def next(self) -> LoadedFolder:
        """The data after the change, for the next change."""
        assert self.now is not None
        return LoadedFolder(self.state.folder, self.now, self.loaded, self.state.today)


def open_report(state: LoadedFolder, round_: Round, unit: str) -> FileBefore:
    """Return a unit's report file of a round; if there is none, a blank one as `camket open` writes it."""
    filed = state.ledger.reports.get((round_.id, unit))
    path = filed.path if filed else f"{REPORTS}/{round_.id}/{unit}.yaml"
    _refuse_unread(state, path)
    if _exists(state, path):
        return _sheet(state, path)
    plan = plan_open(state.ledger, round_, units=[unit])
    if path not in plan:
        message = _("{unit} has nothing to report in round {round}").format(unit=state.ledger.name(unit), round=round_.id)
        raise EditFault(message, _("See which targets it has: camket status --unit {unit}").format(unit=unit))
    return FileBefore(path, None, plan[path])


def open_office_file(state: LoadedFolder, round_: Round) -> FileBefore:
    """Return the office's own file of a round; if there is none, one that has only the round's id."""
    path = f"{REPORTS}/{round_.id}/{OFFICE}.yaml"
    _refuse_unread(state, path)
    return _sheet(state, path) if _exists(state, path) else FileBefore(path, None, f"round: {round_.id}\n".encode())


def open_file(state: LoadedFolder, path: str) -> FileBefore:
    """Return a file that exists. Raises DataFault if it has errors."""
    _refuse_unread(state, path)
    return _sheet(state, path)


def _sheet(state: LoadedFolder, path: str) -> FileBefore:
    data = FolderTree(state.folder).read(path)
    return FileBefore(path, data, data)


def _exists(state: LoadedFolder, path: str) -> bool:
    return os.path.lexists(state.folder / path)


def _refuse_unread(state: LoadedFolder, path: str) -> None:
    if path in state.ledger.skipped:
        faults = [problem for problem in state.problems if problem.place.path == path]
        raise DataFault(_("{path} has errors and cannot be changed in place").format(path=path), faults)


def plan(sheet: FileBefore, edits: Sequence[Edit]) -> FileChange:
    """Return the change that makes these edits in a file. Raises EditFault if one cannot be made."""
    return FileChange(sheet.path, sheet.before, edit(sheet.path, sheet.start, edits))


def look_ahead(state: LoadedFolder, change: FileChange) -> Outlook:
    """Load and check the data as they would be after a change. Nothing is written."""
    tree = ChangedTree(FolderTree(state.folder), [change])
    now, loaded = load(tree, (state.ledger, state.problems))
    if now is None:
        return Outlook(state, change, None, tuple(loaded), tuple(new_problems(state.problems, in_order(loaded), {change.path})))
    later = find_later(state.folder, now)
    found = [*loaded, *check(now, state.today, later)]
    # The problems of before are only needed to tell new problems from old ones.
    before = _all_problems(state) if found else []
    return Outlook(state, change, now, tuple(loaded), tuple(new_problems(before, in_order(found), {change.path})), later)


def _all_problems(state: LoadedFolder) -> list[Problem]:
    return [*state.problems, *check(state.ledger, state.today, find_later(state.folder, state.ledger))]


def refuse(outlook: Outlook) -> None:
    """Raise DataFault if a change brings an error."""
    if outlook.is_refused:
        raise DataFault(_("nothing was written; the change would bring these problems"), outlook.problems)


def write_change(folder: Path, change: FileChange) -> bool:
    """Write a change; return False if the file is already the same.

    Raises WouldOverwrite if the file has changed since it was read, CamketError if it cannot be written.
    """
    path = folder / change.path
    if path.is_symlink():  # the file that the link leads to is changed; the link stays
        path = path.resolve()
    return change.is_needed and write_file(path, change.after, replaces=change.before)


def tell_change(before: Ledger, now: Ledger) -> tuple[UnitChanges, ...]:
    """Return the differences between two ledgers in words, as `camket diff` shows them."""
    return tell(find_differences(before, now))
