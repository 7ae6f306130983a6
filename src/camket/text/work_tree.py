"""What stands between the files on the disk and a commit: which have changed, what git is in the middle of, who commits."""

from __future__ import annotations

import os
from pathlib import Path

from camket.text import git
from camket.text.git_call import output
from camket.text.language import N_, _
from camket.text.plain_file import is_leftover
from camket.text.problems import GitFault

# What git keeps in its folder while something is not finished, and how it is finished or given up.
_UNFINISHED = (
    ("rebase-merge", N_("a rebase"), "git rebase --continue", "git rebase --abort"),
    ("rebase-apply", N_("a rebase"), "git rebase --continue", "git rebase --abort"),
    ("MERGE_HEAD", N_("a merge"), "git merge --continue", "git merge --abort"),
    ("CHERRY_PICK_HEAD", N_("a cherry-pick"), "git cherry-pick --continue", "git cherry-pick --abort"),
    ("REVERT_HEAD", N_("a revert"), "git revert --continue", "git revert --abort"),
)
# States of `git status` in which both sides of a merge have changed a file.
_UNMERGED = ("DD", "AU", "UD", "UA", "DU", "AA", "UU")


def refuse_unfinished(folder: Path) -> None:
    """Raise GitFault while git is in the middle of a merge or the like, or on no branch: a commit would not be a plain one."""
    names = [name for name, *_rest in _UNFINISHED]
    answer = output(folder, "rev-parse", *(word for name in names for word in ("--git-path", name)))
    places = os.fsdecode(answer or b"").splitlines()
    for place, (_name, what, go_on, give_up) in zip(places, _UNFINISHED, strict=False):
        if (folder / place).exists():
            message = _("git is in the middle of {what}, and nothing is saved before that is finished").format(what=_(what))
            hint = _(
                "Settle what is marked in the files (camket check names it), git add them, then: {go_on}. Or go back: {back}"
            )
            raise GitFault(message, hint.format(go_on=go_on, back=give_up))
    if output(folder, "symbolic-ref", "--quiet", "HEAD") is None:
        raise GitFault(
            _("git stands on an old commit and on no branch: what is saved here would be lost"),
            _("Go to your branch first, as in: git switch main (git branch lists them)."),
        )


def changed_files(folder: Path) -> list[str]:
    """Return the files of `folder` that are in no commit as they are now; a file that git ignores is not among them.

    Raises GitFault when git cannot tell, or where a file has a conflict of a merge.
    """
    options = ["--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"]
    answer = output(folder, "status", *options, "--", ".")
    if answer is None:
        raise GitFault(_("git cannot tell which files have changed"), _("See what git status says in the data folder."))
    where = git.path_in_repository(folder)
    found = []
    for entry in (os.fsdecode(one) for one in answer.split(b"\0") if one):
        path = entry[3:].removeprefix(f"{where}/" if where else "")
        if entry[:2] in _UNMERGED:
            message = _("{path} has a conflict that is not settled").format(path=path)
            raise GitFault(
                message, _("Keep one of the figures, delete the marks (camket check names them), then git add the file.")
            )
        if not is_leftover(path):
            found.append(path)
    return found


def is_author_known(folder: Path) -> bool:
    """Whether somebody has told git whose commits these are; a name that git makes up from the computer's does not count."""
    asked = ("-c", "user.useConfigOnly=true", "var")
    return all(output(folder, *asked, name) is not None for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"))
