"""A change to a file of the data: planned as bytes, checked together with all other files, and only then written.

`look_ahead` loads and checks the data as they would be after changes of files; a problem that was not there before is one that
the changes bring. It holds for one act of the clerk and for the import of many forms.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from camket.entry.blank_report import plan_open
from camket.history.account import UnitChanges, tell
from camket.history.differences import find_differences
from camket.history.issued import Later, find_later
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.lookup import path_of_report
from camket.ledger.tree import OFFICE, FolderTree, OverlayTree, report_path
from camket.rules.check import check
from camket.standing.last_year import take_baselines
from camket.standing.wording import round_name
from camket.text.edit import Edit, edit
from camket.text.language import _
from camket.text.problems import DataFault, EditFault, Problem, in_order, new_problems
from camket.text.save import FileChange


@dataclass(frozen=True)
class LoadedFolder:
    """The data as they were loaded, before a change."""

    folder: Path
    ledger: Ledger
    problems: tuple[Problem, ...]
    today: date

    @cached_property
    def later(self) -> tuple[Later, ...]:
        """What the data differ in from issued reports."""
        return find_later(self.folder, self.ledger)

    @cached_property
    def all_problems(self) -> tuple[Problem, ...]:
        """The problems found while loading, and those found by `check`."""
        return (*self.problems, *check(self.ledger, self.today, self.later))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The data as changes of files would leave them, and the problems that the changes bring, in order.

    `next` is None if targets.yaml could not be used any more.
    """

    state: LoadedFolder
    changes: tuple[FileChange, ...]
    next: LoadedFolder | None
    problems: tuple[Problem, ...]

    @property
    def change(self) -> FileChange:
        """The change of the only file."""
        (change,) = self.changes
        return change

    @property
    def now(self) -> LoadedFolder:
        """The data after the changes, which must not be refused."""
        assert self.next is not None
        return self.next

    @property
    def errors(self) -> list[Problem]:
        """The errors that the changes bring; with any of them they are refused."""
        return [problem for problem in self.problems if problem.level == "error"]


def open_report(state: LoadedFolder, round_: Round, unit: str) -> FileChange:
    """Return a unit's report file of a round; if there is none, a blank one as `camket open` writes it."""
    path = path_of_report(state.ledger, round_.id, unit)
    _refuse_unread(state, path)
    if _exists(state, path):
        return _sheet(state, path)
    plan = plan_open(state.ledger, round_, units=[unit])
    if path not in plan:
        message = _("{unit} has nothing to report in {round}")
        message = message.format(unit=state.ledger.name(unit), round=round_name(round_))
        raise EditFault(message, _("See which targets it has: camket status --unit {unit}").format(unit=unit))
    return FileChange(path, None, plan[path])


def open_office_file(state: LoadedFolder, round_: Round) -> FileChange:
    """Return the office's own file of a round; if there is none, one that has only the round's id."""
    path = report_path(round_.id, OFFICE)
    _refuse_unread(state, path)
    return _sheet(state, path) if _exists(state, path) else FileChange(path, None, f"round: {round_.id}\n".encode())


def open_file(state: LoadedFolder, path: str) -> FileChange:
    """Return a file that exists. Raises DataFault if it has errors."""
    _refuse_unread(state, path)
    return _sheet(state, path)


def _sheet(state: LoadedFolder, path: str) -> FileChange:
    data = FolderTree(state.folder).read(path)
    return FileChange(path, data, data)


def _exists(state: LoadedFolder, path: str) -> bool:
    return os.path.lexists(state.folder / path)


def _refuse_unread(state: LoadedFolder, path: str) -> None:
    if state.ledger.is_skipped(path):
        faults = [problem for problem in state.problems if f"{path}/".startswith(f"{problem.place.path}/")]
        raise DataFault(_("{path} has errors and cannot be changed in place").format(path=path), faults)


def plan(change: FileChange, edits: Sequence[Edit]) -> FileChange:
    """Return a change of a file with these edits made as well. Raises EditFault if one cannot be made."""
    return replace(change, after=edit(change.path, change.content, edits))


def load_with(
    folder: Path, contents: Mapping[str, bytes | None], today: date, known: LoadedFolder | None = None
) -> tuple[LoadedFolder | None, list[Problem]]:
    """Load and check a data folder with other contents of some files: (data, all problems in order).

    The data are None if targets.yaml cannot be used. Files that are the same in `known` are not read again.
    """
    tree = OverlayTree(FolderTree(folder), contents)
    ledger, problems = load(tree, (known.ledger, known.problems) if known is not None else None)
    if ledger is not None:
        problems += take_baselines(folder, ledger, known.ledger if known is not None else None)
    state = LoadedFolder(folder, ledger, tuple(problems), today) if ledger is not None else None
    return state, in_order(state.all_problems if state is not None else problems)


def look_ahead(state: LoadedFolder, *changes: FileChange, tells_changed: bool = False) -> Outlook:
    """Load and check the data as they would be after changes of files. Nothing is written.

    With `tells_changed`, a problem of another file is new if its message is another one now: a sum that was wrong before and
    is wrong by another number.
    """
    if not changes:
        return Outlook(state, changes, state, ())
    contents = {change.path: change.after for change in changes}
    after, found = load_with(state.folder, contents, state.today, state)
    # The problems of before are only needed to tell new problems from old ones.
    before = state.all_problems if found else ()
    return Outlook(state, changes, after, tuple(new_problems(before, found, None if tells_changed else contents)))


def refuse(outlook: Outlook) -> None:
    """Raise DataFault if a change brings an error."""
    if outlook.errors:
        raise DataFault(_("nothing was written; the change would bring these problems"), outlook.problems)


def tell_own(before: Ledger, now: Ledger) -> tuple[tuple[UnitChanges, ...], int]:
    """Return what one act has changed, in words, and how many more changes follow: of other targets, or in other rounds."""
    found = find_differences(before, now)
    rounds = {change.round for change in found.changes}
    targets = {change.target for change in found.changes}
    targets |= {str(change.now or change.before) for change in found.changes if change.way[-1] == "target"}  # as in an overrule
    own, others = [], 0
    for section in tell(found):
        is_here = section.round in rounds or rounds == {None}
        entries = tuple(one for one in section.entries if one.target in targets or (one.target is None and is_here))
        entries = entries if is_here else ()
        others += len(section.entries) - len(entries)
        own += [replace(section, entries=entries)] if entries else []
    return tuple(own), others


def tell_change(before: Ledger, now: Ledger) -> tuple[UnitChanges, ...]:
    """Return the differences between two ledgers in words, as `camket diff` shows them."""
    return tell(find_differences(before, now))
