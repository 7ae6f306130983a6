"""The last command taken back: the old bytes of the files that it wrote, if nothing else has happened to them since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.entry.changing import tell_change
from camket.history.account import UnitChanges
from camket.ledger.load import load
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, OverlayTree
from camket.standing.last_year import take_baselines
from camket.text import git
from camket.text.journal import Journal, WrittenCommand, last_command, plan_undo
from camket.text.language import _
from camket.text.problems import CamketError, WouldOverwrite
from camket.text.save import FileChange


@dataclass(frozen=True, slots=True)
class Undoing:
    """The last command, and the changes that take it back. `staged` are files that git add has taken as they are now."""

    folder: Path
    command: WrittenCommand
    changes: tuple[FileChange, ...]
    staged: tuple[str, ...]

    def tell(self) -> tuple[UnitChanges, ...]:
        """Return what will differ in the data, in words; nothing while the data cannot be read, before or afterwards."""
        contents = {one.path: one.after for one in self.changes if one.path in (TARGETS, UNITS) or _is_report(one.path)}
        tree = FolderTree(self.folder)
        ledger, problems = load(tree)
        if ledger is None or not contents:
            return ()
        after, _problems = load(OverlayTree(tree, contents), (ledger, problems))
        if after is None:
            return ()
        take_baselines(self.folder, ledger)
        take_baselines(self.folder, after, ledger)
        return tell_change(ledger, after)

    def write(self) -> str | None:
        """Write the changes, all or none. Return the reason for which no journal could be kept, None if it was kept."""
        journal = Journal(self.folder, "undo", self.command.words)
        return journal.write(self.changes, empties=self.command.folders)


def _is_report(path: str) -> bool:
    return path.startswith(f"{REPORTS}/")


def find_undo(folder: Path) -> Undoing:
    """Return how the last command is taken back. Raises CamketError, with what to do instead, if it cannot be."""
    command = last_command(folder)
    if command is None:
        raise CamketError(
            _("there is no command to take back: the journal of this folder is empty"),
            _("It has the last command that you ran here on this computer. Earlier states are in git: camket log, git log."),
        )
    if command.act == "undo":
        raise CamketError(
            _("the last command has been taken back already: {command}").format(command=command.text),
            _("camket undo goes back one command only. To have it again, run it again."),
        )
    if command.act == "issue":
        raise CamketError(
            _("the last command was camket issue, and an issue is not taken back: {command}").format(command=command.text),
            _issue_hint(command),
        )
    changes = tuple(plan_undo(folder, command))
    paths = [change.path for change in changes]
    for path in paths:
        if (commit := git.committed_in(folder, path)) is not None:
            message = _("{path} is saved already ({commit}), and camket undo takes back only what is not saved")
            hint = _("Enter the right figure and save again. Or take all of that save back with git: git revert {commit}")
            raise WouldOverwrite(message.format(path=path, commit=commit[:12]), hint.format(commit=commit[:12]))
    return Undoing(folder, command, changes, tuple(git.staged(folder, paths)))


def _issue_hint(command: WrittenCommand) -> str:
    hint = _("A wrong figure is put right by camket correct, and the report issued once more.")
    made = [file.path for file in command.files if file.before is None]
    changed = [file.path for file in command.files if file.before is not None]
    if_not_sent = _("If nothing was sent and the record is not committed, in the data folder:")
    return " ".join([hint, if_not_sent, _by_git(changed, made)])


def _by_git(changed: Sequence[str], made: Sequence[str]) -> str:
    """The commands of git that bring changed files back to the last commit, and delete new ones."""
    commands = [f"git restore {' '.join(changed)}"] if changed else []
    return "; ".join([*commands, *([f"git clean -f {' '.join(made)}"] if made else [])])
