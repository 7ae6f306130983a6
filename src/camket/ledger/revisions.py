"""The data folder at a git revision, read through the same door as the folder on the disk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, Tree
from camket.text import git
from camket.text.language import _
from camket.text.problems import CamketError, DataFault, GitFault, Problem


class RevisionTree:
    """The data folder as it stood at a commit. All contents come in one run of git, when the first is asked for."""

    def __init__(self, folder: Path, commit: str) -> None:
        self.folder = folder
        self.commit = commit
        found = git.list_blobs(folder, commit)
        self.blobs = {path: blob for path, blob in found.items() if path in (TARGETS, UNITS) or path.startswith(REPORTS + "/")}
        self._contents: dict[str, bytes] | None = None

    def files(self) -> list[str]:
        return sorted(self.blobs)

    def read(self, path: str) -> bytes:
        if self._contents is None:
            self._contents = git.read_blobs(self.folder, self.blobs.values())
        try:
            return self._contents[self.blobs[path]]
        except KeyError:  # a partial clone
            message = _("{path} of commit {commit} is not in this copy of the repository")
            raise CamketError(message.format(path=path, commit=self.commit[:12])) from None


def compared_trees(folder: Path, names: Sequence[str]) -> tuple[Tree, Tree]:
    """The two states that revisions on a command line name: none, HEAD and the folder; `A`, A and the folder; `A B` or `A..B`,
    both; `A...B`, B and what the two have in common. Raises GitFault."""
    words = list(names) or ["HEAD"]
    if len(words) == 1 and ".." in words[0]:
        first, dots, second = re.fullmatch(r"(.*?)(\.{2,3})(.*)", words[0]).groups()  # type: ignore[union-attr]
        before, now = tree_at(folder, first or "HEAD"), tree_at(folder, second or "HEAD")
        if dots == "...":
            base = git.merge_base(folder, before.commit, now.commit)
            if base is None:
                raise GitFault(
                    _("'{range}' have nothing in common").format(range=words[0]),
                    _("In a shallow clone: git fetch --unshallow."),
                )
            before = tree_at(folder, base)
        return before, now
    return tree_at(folder, words[0]), tree_at(folder, words[1]) if len(words) > 1 else FolderTree(folder)


@dataclass(frozen=True, slots=True)
class _Framed:
    """A tree under the targets and units of another, for one whose own cannot be read."""

    tree: Tree
    frame: Tree

    def files(self) -> list[str]:
        frame = [path for path in self.frame.files() if path in (TARGETS, UNITS)]
        return [*frame, *(path for path in self.tree.files() if path not in (TARGETS, UNITS))]

    def read(self, path: str) -> bytes:
        return (self.frame if path in (TARGETS, UNITS) else self.tree).read(path)


@dataclass(frozen=True, slots=True)
class ComparedState:
    """One of two states that are compared, with its problems; `is_borrowed` where its targets are the other's."""

    ledger: Ledger
    problems: list[Problem]
    is_borrowed: bool = False


def load_both(first: Tree, second: Tree) -> tuple[ComparedState, ComparedState]:
    """Two states, each file that both share read once; one whose targets cannot be used is read by the other's.

    Raises DataFault where neither has targets that can be used.
    """
    before, old = load(first)
    now, new = load(second, (before, old) if before is not None else None)
    if before is None and now is None:
        raise DataFault(_("targets.yaml cannot be used; mend these first"), [*old, *new])
    if before is None and now is not None:
        read, problems = load(_Framed(first, second), (now, new))
        assert read is not None  # under targets that could be used
        return ComparedState(read, [*old, *problems], is_borrowed=True), ComparedState(now, new)
    assert before is not None
    if now is None:
        read, problems = load(_Framed(second, first), (before, old))
        assert read is not None
        return ComparedState(before, old), ComparedState(read, [*new, *problems], is_borrowed=True)
    return ComparedState(before, old), ComparedState(now, new)


def tree_at(folder: Path, revision: str) -> RevisionTree:
    """The data folder at a revision. Raises GitFault where there is no repository, no such revision, or no data in it."""
    if not git.has_repository(folder):
        raise GitFault(
            _("{folder} is in no git repository, or git is not installed").format(folder=folder),
            _("This command looks at earlier states, which git keeps: git init, git add, git commit."),
        )
    commit = git.find_commit(folder, revision)
    if commit is None:
        raise GitFault(
            _("there is no revision '{revision}'").format(revision=revision),
            _("Name a branch, a tag or a commit; in a shallow clone older ones are missing: git fetch --unshallow."),
        )
    tree = RevisionTree(folder, commit)
    if TARGETS not in tree.blobs:
        message = _("at revision '{revision}' there is no {file} in this folder").format(revision=revision, file=TARGETS)
        raise GitFault(message, _("Take a later revision."))
    return tree
