"""The data folder at a git revision, and two states loaded to be compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.ledger.data_format import refuse_newer, unusable
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, OverlayTree, Tree
from camket.text import git
from camket.text.language import _
from camket.text.problems import GitFault, Problem

# When so many contents were asked for one by one, all are read at once: a run of git takes as long as reading hundreds.
_ONE_BY_ONE = 2


class RevisionTree:
    """The data folder at a commit. `fetch` gets the contents of many files with one call of git."""

    def __init__(self, folder: Path, commit: str) -> None:
        self.folder = folder
        self.commit = commit
        found = git.list_blobs(folder, commit)
        self.blobs = {path: blob for path, blob in found.items() if path in (TARGETS, UNITS) or path.startswith(REPORTS + "/")}
        self._contents: dict[str, bytes] = {}
        self._asked = 0

    def files(self) -> list[str]:
        return sorted(self.blobs)

    def strays(self) -> dict[str, str]:
        found = git.list_links(self.folder, self.commit)
        places = [path for path in found if path in (TARGETS, UNITS, REPORTS) or path.startswith(REPORTS + "/")]
        return {path: _("a link") for path in places if path.count("/") < 2 or path.endswith(".yaml")}

    def ids(self, paths: Iterable[str]) -> dict[str, str]:
        chosen = [path for path in paths if path in self.blobs]
        converted = git.filtered(self.folder, chosen) if chosen else set()
        return {path: self.blobs[path] for path in chosen if path not in converted}

    def fetch(self, paths: Iterable[str]) -> None:
        found = ((path, self.blobs[path]) for path in paths if path in self.blobs)
        self._contents |= git.read_blobs(self.folder, [one for one in found if one[1] not in self._contents])

    def read(self, path: str) -> bytes:
        if self.blobs[path] not in self._contents:
            self._asked += 1
            self.fetch([path] if self._asked <= _ONE_BY_ONE else self.blobs)
        return self._contents[self.blobs[path]]


def compared_trees(folder: Path, names: Sequence[str]) -> tuple[Tree, Tree]:
    """Return the two states that the revisions on a command line name.

    none             HEAD and the folder on the disk
    `A`              A and the folder on the disk
    `A B`, `A..B`    A and B
    `A...B`          the merge base of A and B, and B

    Raises GitFault when a revision cannot be found.
    """
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
class ComparedState:
    """One of two compared states, with its problems; `is_borrowed` when its targets and units are the other state's."""

    ledger: Ledger
    problems: list[Problem]
    is_borrowed: bool = False


def load_both(first: Tree, second: Tree) -> tuple[ComparedState, ComparedState]:
    """Load two states; a file that is the same in both is read once.

    A state whose own targets cannot be used is read with the targets and units of the other. Raises DataFault when the
    targets of both cannot be used, or when the format of one is newer than this program.
    """
    before, old = load(first)
    now, new = load(second, (before, old) if before is not None else None, same=_same_files(first, second))
    refuse_newer([*old, *new])
    if before is None and now is None:
        raise unusable([*old, *new])
    if before is None and now is not None:
        read, problems = load(_with_definitions(first, second), (now, new))
        assert read is not None  # the targets of the other state are usable
        return ComparedState(read, [*old, *problems], is_borrowed=True), ComparedState(now, new)
    assert before is not None
    if now is None:
        read, problems = load(_with_definitions(second, first), (before, old))
        assert read is not None
        return ComparedState(before, old), ComparedState(read, [*new, *problems], is_borrowed=True)
    return ComparedState(before, old), ComparedState(now, new)


def _same_files(first: Tree, second: Tree) -> Collection[str]:
    """Return the files that are known to be the same in both states without reading them: git has the same id for both."""
    if not (isinstance(first, RevisionTree) and isinstance(second, RevisionTree)):
        return ()
    return {path for path, blob in second.blobs.items() if first.blobs.get(path) == blob}


def _with_definitions(tree: Tree, other: Tree) -> Tree:
    """The reports of one tree with targets.yaml and units.yaml of another, for a tree whose own cannot be used."""
    present = other.files()
    return OverlayTree(tree, {path: other.read(path) if path in present else None for path in (TARGETS, UNITS)})


def tree_at(folder: Path, revision: str) -> RevisionTree:
    """Return the data folder at a revision.

    Raises GitFault when there is no repository, no such revision, or no targets.yaml in it.
    """
    if not git.has_repository(folder):
        raise GitFault(
            _("{folder} is in no git repository, or git is not installed").format(folder=folder),
            _("This command looks at earlier states, which git keeps. Begin with: git init, then camket save."),
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
