"""What is set up around the data: settings of git and files, planned first, then written by `carry_out`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from camket.text import git
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError, GitFault, os_reason
from camket.text.progress import counted
from camket.text.save import FileChange, write_change

ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the repository's own git configuration, as it is and as it should be; None means not set."""

    key: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class SetupPlan:
    """The settings and files that differ from what they should be.

    The paths of `files` are relative to the current folder, or absolute. `left` are files that are not changed although they
    differ, each with a message that has `{path}` in it.
    """

    settings: tuple[Setting, ...] = ()
    files: tuple[FileChange, ...] = ()
    left: tuple[tuple[Path, str], ...] = ()

    def __add__(self, other: SetupPlan) -> SetupPlan:
        return SetupPlan(self.settings + other.settings, self.files + other.files, self.left + other.left)


def carry_out(folder: Path, plan: SetupPlan) -> None:
    """Write the files and settings of a plan. Raises WouldOverwrite if a file has changed since it was planned."""
    for change in counted(plan.files, _("Writing the files")):
        write_change(Path(), change)
    for setting in plan.settings:
        git.write_setting(folder, setting.key, setting.after)


def find_root(folder: Path) -> Path:
    """Return the root of the git repository that holds the data folder. Raises GitFault if git or the repository is missing."""
    root = git.top_level(folder) if git.has_repository(folder) else None
    if root is not None:
        return root
    if not git.is_installed(folder):
        raise GitFault(_("git is not installed, or not on the PATH"), _("Install git, then run the command again."))
    raise GitFault(_("{folder} is in no git repository").format(folder=folder), _("Make one first: git init."))


def read_inside(root: Path, file: Path) -> bytes | None:
    """Return the bytes of a file, None if there is none. Raises CamketError if a link leads out of the repository at `root`."""
    if not file.resolve().is_relative_to(root.resolve()):
        raise CamketError(_("{path} leads out of the repository").format(path=file))
    try:
        return read_plain(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        message = _("{path} cannot be read: {reason}").format(path=file, reason=os_reason(error))
        raise CamketError(message) from error
