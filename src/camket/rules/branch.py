"""A branch as the rules of `review` see it: two states of the data, the commits between them, what merges chose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from camket.history.commits import ReportTouch
from camket.history.differences import Change, Differences
from camket.ledger.evidence import NamedFile
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.revisions import tree_at
from camket.rules.corrections import answers_change
from camket.rules.merge_choices import MergeChoice
from camket.text import git
from camket.text.language import _
from camket.text.problems import GitFault, Problem


@dataclass(frozen=True)
class Branch:
    """Two states of the data, what they differ in, and what the commits between them did.

    `base` is the id of the commit of the state `before`. `touches` are the changed reports of each commit, with what is not
    committed yet; `choices` are values that merges among the commits chose. `swapped` are files of evidence that have
    another content or are gone, although reports of both states name them by the same digest.
    """

    base: str
    before: Ledger
    now: Ledger
    differences: Differences
    touches: tuple[ReportTouch, ...]
    commits: tuple[git.Commit, ...] = ()
    choices: tuple[MergeChoice, ...] = ()
    swapped: tuple[NamedFile, ...] = ()

    def filed(self, report: tuple[str, str] | None) -> Filed | None:
        """Return the report of a round and unit in the later state, whatever its file is called; None where there is none."""
        return self.now.reports.get(report) if report is not None else None

    def filed_before(self, report: tuple[str, str] | None) -> Filed | None:
        """Return the report of a round and unit in the earlier state, whatever its file is called; None where there is none."""
        return self.before.reports.get(report) if report is not None else None

    @cached_property
    def clerks(self) -> tuple[str, ...]:
        """The names and addresses of those who may edit every file, from the earlier state.

        A branch cannot give its own author that right.
        """
        return self.before.commitment.authors or self.now.commitment.authors

    def authors(self, unit: str) -> tuple[str, ...]:
        """Return the names and addresses registered for a unit, from the earlier state."""
        known = self.before.units.get(unit) or self.now.units.get(unit)
        return known.authors if known is not None else ()

    def accumulates(self, target_id: str | None) -> bool:
        """Return whether a target's figure is a sum from the first day of the year in either state.

        A branch that sets `accumulates: false` cannot lower the figure unnoticed.
        """
        states = [ledger.targets.get(target_id or "") for ledger in (self.before, self.now)]
        return any(target is not None and target.measure.accumulates for target in states)

    def is_answered(self, change: Change) -> bool:
        """Return whether corrections that are new in the file of a change give the reason for it."""
        now, before = self.filed(change.report), self.filed_before(change.report)
        target = self.now.targets.get(change.target or "")
        had = before.report.corrections if before is not None else ()
        new = [one for one in now.report.corrections if one.target == change.target and one not in had] if now else []
        return target is not None and answers_change(target, change, new)


@dataclass(frozen=True, slots=True)
class Review:
    """The result of a review: what changed, in how many commits, and what deserves a second look.

    `base` is the id of the commit where the branch began; `head` is the reviewed revision, None for the files in the folder.
    `limits` are sentences about what could not be seen; `skipped` are paths of files that could not be read.
    """

    base: str
    head: str | None
    commits: int
    differences: Differences
    problems: tuple[Problem, ...]
    limits: tuple[str, ...]
    skipped: tuple[str, ...]


def base_commit(folder: Path, base: str | None, head: str | None) -> str:
    """Return the id of the commit where the branch began: the merge base of `base` and `head`.

    `base` is the upstream of the current branch where it is None, `head` the current commit. Raises GitFault when there is no
    upstream, or when the two have no commit in common.
    """
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
