"""What the merges of a branch chose where both sides had changed the same value, or what they lost of one side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.history.differences import Change, compare_file
from camket.history.merging import merge_file
from camket.history.value_merge import Conflict
from camket.ledger.ledger import Ledger
from camket.ledger.load import read_file
from camket.ledger.lookup import files_in_force, proper_path
from camket.ledger.tree import TARGETS, UNITS, split_report_path
from camket.text import git

Blob = str | None  # the id of a file's content in git; None where there is no such file


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """A value of a file that a merge chose.

    Either a `conflict`: both sides had changed the value, in different ways. Or no conflict, and figures (`lost`) in the merge
    that differ from the figures that follow from its two sides.
    """

    commit: git.Commit
    path: str  # the path that the file should have
    conflict: Conflict | None = None
    lost: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedFile:
    """One file of a merge commit: its content before both sides, on each side, and in the merge.

    `path` is the path that the file should have; in each state it may have another name.
    """

    commit: git.Commit
    path: str
    before: Blob
    ours: Blob
    theirs: Blob
    outcome: Blob

    @property
    def expected(self) -> Blob:
        """The content to expect where only one side changed the file, or both in the same way; None for different changes."""
        if self.theirs == self.before or self.ours == self.theirs:
            return self.ours
        return self.theirs if self.ours == self.before else None


def find_merge_choices(folder: Path, ledger: Ledger, commits: Sequence[git.Commit]) -> Iterator[MergeChoice]:
    """Yield what the merges among these commits chose.

    Each file that a side of a merge had changed is merged again, value by value, and compared with what the merge has.
    """
    kinds = {target.id: target.measure.kind for target in ledger.targets.values()}
    for commit in commits:
        for file in _merged_files(folder, ledger, commit):
            # Where one side alone changed the file and the merge has that content, nothing was chosen.
            if file.expected is None or file.outcome != file.expected:
                yield from _choices_in(folder, ledger, kinds, file)


def _merged_files(folder: Path, ledger: Ledger, commit: git.Commit) -> Iterator[MergedFile]:
    """The files of targets, units and reports that a side of a merge had changed; none where the commit is not a merge."""
    base = git.merge_base(folder, *commit.parents) if len(commit.parents) == 2 else None
    if base is None:
        return  # not a merge of two sides; or their common commit is not here, as in a shallow clone
    ours, theirs = (git.changed_blobs(folder, base, parent) for parent in commit.parents)
    made = git.changed_blobs(folder, base, commit.id)
    begun = git.list_blobs(folder, base)
    changed = {proper_path(ledger, path) for path in (*ours, *theirs) if path in (TARGETS, UNITS) or split_report_path(path)}
    names: dict[str, set[str]] = {}
    for path in {*begun, *ours, *theirs, *made}:
        names.setdefault(proper_path(ledger, path), set()).add(path)
    for proper in sorted(changed):
        states = []
        for blobs in ({}, ours, theirs, made):
            there = {path: blobs[path][1] if path in blobs else begun.get(path) for path in names[proper]}
            counted = files_in_force(ledger, (path for path, blob in there.items() if blob is not None))
            states.append(there[counted[proper]] if counted else None)
        yield MergedFile(commit, proper, *states)


def _choices_in(folder: Path, ledger: Ledger, kinds: Mapping[str, str], file: MergedFile) -> Iterator[MergeChoice]:
    blobs = (file.before, file.ours, file.theirs)
    contents = git.read_blobs(folder, [(file.path, blob) for blob in (*blobs, file.outcome) if blob is not None])
    if file.expected is not None:
        expected = contents.get(file.expected, b"")
    elif file.ours is None or file.theirs is None:
        return  # deleted on one side: report_removed and foreign_author look at that
    else:
        before, ours, theirs = (contents.get(blob or "", b"") for blob in blobs)
        merged = merge_file(file.path, before, ours, theirs, find_kinds=lambda: kinds)
        yield from (MergeChoice(file.commit, file.path, conflict) for conflict in merged.conflicts)
        expected = merged.data if merged.is_whole else b""
    if expected and split_report_path(file.path):
        outcome = contents.get(file.outcome or "", b"")
        should_be, is_now = (read_file(ledger, file.path, data)[0] for data in (expected, outcome))
        lost = tuple(change for change in compare_file(ledger, file.path, should_be, is_now) if change.is_figure)
        if lost:
            yield MergeChoice(file.commit, file.path, lost=lost)
