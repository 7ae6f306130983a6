"""A branch as the rules of `camket review` see it: two states, the commits between them, what merges chose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from camket.history.commits import ReportTouch, is_report
from camket.history.differences import Change, Differences, compare_file
from camket.history.merging import merge_file
from camket.history.value_merge import Conflict
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.load import read_file
from camket.ledger.revisions import tree_at
from camket.ledger.tree import TARGETS, UNITS
from camket.rules.corrections import answers_change
from camket.text import git
from camket.text.language import _
from camket.text.problems import GitFault, Problem


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """What a merge settled in a file though both of its sides had changed it differently; or, without a `conflict`, figures
    that are others than what its sides had made of them (`lost`)."""

    commit: git.Commit
    path: str
    conflict: Conflict | None = None
    lost: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Range:
    """Two states of the data, what they differ in, and what each commit between them made of each file."""

    base: str
    before: Ledger
    now: Ledger
    differences: Differences
    touches: tuple[ReportTouch, ...]
    commits: tuple[git.Commit, ...] = ()
    choices: tuple[MergeChoice, ...] = ()

    @cached_property
    def by_path(self) -> dict[str, Filed]:
        return {filed.path: filed for filed in self.now.reports.values()}

    @cached_property
    def by_old_path(self) -> dict[str, Filed]:
        return {filed.path: filed for filed in self.before.reports.values()}

    @cached_property
    def clerks(self) -> tuple[str, ...]:
        """Who may edit every file. As the earlier state has it: a branch does not grant itself the right."""
        return self.before.commitment.authors or self.now.commitment.authors

    def authors(self, unit: str) -> tuple[str, ...]:
        """The names and addresses registered for a unit, as the earlier state has them."""
        known = self.before.units.get(unit) or self.now.units.get(unit)
        return known.authors if known is not None else ()

    def accumulates(self, target_id: str | None) -> bool:
        """Whether a target's figure runs from 1 January in either state: a branch does not change what its figures mean."""
        states = [ledger.targets.get(target_id or "") for ledger in (self.before, self.now)]
        return any(target is not None and target.measure.accumulates for target in states)

    def is_answered(self, change: Change) -> bool:
        """Whether corrections that a change's file has now, and had not before, give the reason for it."""
        now, before = self.by_path.get(change.path), self.by_old_path.get(change.path)
        target = self.now.targets.get(change.target or "")
        had = before.report.corrections if before is not None else ()
        new = [one for one in now.report.corrections if one.target == change.target and one not in had] if now else []
        return target is not None and answers_change(target, change, new)


@dataclass(frozen=True, slots=True)
class Review:
    """A branch looked through: what changed, how many commits did it, what deserves a second look, what could not be seen."""

    base: str
    head: str | None
    commits: int
    differences: Differences
    problems: tuple[Problem, ...]
    limits: tuple[str, ...]
    skipped: tuple[str, ...]


def base_commit(folder: Path, base: str | None, head: str | None) -> str:
    """The commit from which the branch set out."""
    last = tree_at(folder, head or "HEAD").commit
    if base is None:
        upstream = git.upstream(folder)
        if upstream is None:
            raise GitFault(
                _("this branch has no upstream to be held against"), _("Name what it set out from: camket review main.")
            )
        first = upstream
    else:
        first = tree_at(folder, base).commit
    found = git.merge_base(folder, first, last)
    if found is None:
        message = _("'{range}' have nothing in common").format(range=f"{base or '@{upstream}'}...{head or 'HEAD'}")
        raise GitFault(message, _("In a shallow clone: git fetch --unshallow."))
    return found


def merge_choices(folder: Path, ledger: Ledger, commits: Sequence[git.Commit]) -> Iterator[MergeChoice]:
    """What the merges among these commits settled: each file that a side had changed is merged again by what it says."""
    kinds = {target.id: target.measure.kind for target in ledger.targets.values()}
    for commit in commits:
        base = git.merge_base(folder, *commit.parents) if len(commit.parents) == 2 else None
        if base is None:
            continue  # no merge of two; or two histories, a shallow clone
        ours, theirs = (git.changed_blobs(folder, base, parent) for parent in commit.parents)
        made = git.changed_blobs(folder, base, commit.id)
        for path in sorted({*ours, *theirs}):
            if not (path in (TARGETS, UNITS) or is_report(path)):
                continue
            was = (ours.get(path) or theirs[path])[0]
            sides = [one[path][1] if path in one else was for one in (ours, theirs)]
            outcome = made[path][1] if path in made else was
            # What one side alone has made of it, and the merge has kept, needs no look.
            expected = sides[0] if sides[1] == was or sides[0] == sides[1] else sides[1] if sides[0] == was else None
            if outcome == expected and expected is not None:
                continue
            contents = git.read_blobs(folder, [blob for blob in (was, *sides, outcome) if blob is not None])
            texts = [contents.get(blob or "", b"") for blob in (was, *sides)]
            if expected is not None:
                whole = contents.get(expected, b"")
            elif None in sides:
                continue  # gone on one side: report-removed, or the touch of whoever took it away
            else:
                merged = merge_file(path, *texts, find_kinds=lambda: kinds)
                yield from (MergeChoice(commit, path, conflict) for conflict in merged.conflicts)
                whole = merged.data if merged.is_whole else b""
            if whole and is_report(path):
                should, is_ = (read_file(ledger, path, data)[0] for data in (whole, contents.get(outcome or "", b"")))
                lost = tuple(change for change in compare_file(ledger, path, should, is_) if change.is_figure)
                if lost:
                    yield MergeChoice(commit, path, lost=lost)
