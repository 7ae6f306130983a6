"""What was in a round's report when it was issued, and what has changed in its files since.

The record of an issue (`_issued.yaml`) has a digest of every file that the report was made from. Only where a file has another
digest now, its old contents are read from git. A figure in an issued report is final: a later change of it is a correction,
and needs a reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from camket.history.differences import Change, compare_file
from camket.ledger.ledger import AnyFiled, Filed, Ledger
from camket.ledger.load import read_file
from camket.ledger.reports import Correction, Issue
from camket.ledger.tree import ISSUED, TARGETS, UNITS, split_report_path
from camket.text import git
from camket.text.problems import GitFault
from camket.text.source import Document


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A change to a report file since the issue: the file then (`before`) and now, and later corrections of its target."""

    change: Change
    before: Filed
    now: Filed | None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """All that has changed since a round's report was issued.

    `files` are the inputs that were changed or deleted since, `added` those that were added. `unseen` are the changed inputs
    whose old contents git does not have. `changes` are the changes in reports that had been received by the issue,
    `received` the reports that were received after it.
    """

    round: str
    issue: Issue
    record: Document
    files: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    changes: tuple[LaterChange, ...] = ()
    received: tuple[Filed, ...] = ()

    @property
    def is_as_issued(self) -> bool:
        """Whether all inputs are still as they were."""
        return not (self.files or self.added)

    def is_report(self, as_of: date | None, since: str | None) -> bool:
        """Whether a report asked for is the issued one: nothing changed since, the same day and the same earlier round.

        `as_of` and `since` (the id of an earlier round) are None where the options leave the issued report's own.
        """
        asked = as_of or self.issue.as_of, since or self.issue.since
        return self.is_as_issued and asked == (self.issue.as_of, self.issue.since)


def digest_text(data: bytes) -> str:
    """Return the SHA-256 of a text file, in hex, without a byte order mark and with LF line ends.

    Git and editors change both, without changing what the file says.
    """
    return hashlib.sha256(data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")).hexdigest()


def inputs_of(ledger: Ledger, round_id: str, paths: Iterable[str]) -> list[str]:
    """Return which paths are inputs of a round's report: the commitment, and the reports of all rounds up to this one."""
    round_ = ledger.round(round_id)
    rounds = {one.id for one in ledger.calendar.through(round_)} if round_ is not None else {round_id}
    return sorted(path for path in paths if path in (TARGETS, UNITS) or _round_of(path) in rounds)


def _round_of(path: str) -> str | None:
    parts = split_report_path(path)
    return parts.round if parts is not None and parts.name != ISSUED else None


def find_later(folder: Path, ledger: Ledger) -> tuple[Later, ...]:
    """Return what has changed since each round's report was last issued, in the order of rounds; git is run only if needed."""
    found = []
    now: dict[str, str] = {}
    for round_ in ledger.rounds:
        issue = ledger.last_issue(round_.id)
        if issue is not None:
            record = ledger.issued[round_.id].document
            paths = inputs_of(ledger, round_.id, ledger.documents)
            now |= {path: digest_text(ledger.documents[path].text.encode("utf-8")) for path in paths if path not in now}
            files = sorted(path for path, then in issue.inputs.items() if now.get(path) != then)
            added = [path for path in paths if path not in issue.inputs]
            # A file that was only renamed (its unit has a new id) has not changed.
            moved = {now[path] for path in added} & {issue.inputs[path] for path in files if path not in now}
            files = [path for path in files if path in now or issue.inputs[path] not in moved]
            added = [path for path in added if now[path] not in moved]
            found.append(_with_changes(folder, ledger, Later(round_.id, issue, record, tuple(files), tuple(added))))
    return tuple(found)


def _with_changes(folder: Path, ledger: Ledger, later: Later) -> Later:
    """Return `later` with the changes that its changed files make, from their contents at the issue."""
    touched = [path for path in (*later.files, *later.added) if _round_of(path) is not None]
    if not touched:
        return later
    issue = later.issue
    old = _contents_at(folder, issue.commit, [path for path in touched if path in issue.inputs])
    unseen = tuple(path for path in later.files if path in touched and path not in old)
    by_path: Mapping[str, AnyFiled] = {filed.path: filed for filed in ledger.reports.values()}
    corrections = _corrections_since(ledger, issue)
    changes: list[LaterChange] = []
    received: list[Filed] = []
    for path in touched:
        before = read_file(ledger, path, old[path])[0] if path in old else None
        now = by_path.get(path)
        if isinstance(before, Filed) and before.report.submitted is not None and before.report.submitted <= issue.as_of:
            for change in compare_file(ledger, path, before, now):
                of_target = corrections.get((change.target or "", before.unit), []) if change.is_figure else []
                since = tuple(one for one in of_target if one not in before.report.corrections)
                changes.append(LaterChange(change, before, now if isinstance(now, Filed) else None, since))
        elif isinstance(now, Filed) and now.report.submitted is not None and path not in unseen:
            received.append(now)
    return Later(later.round, issue, later.record, later.files, later.added, unseen, tuple(changes), tuple(received))


def _corrections_since(ledger: Ledger, issue: Issue) -> dict[tuple[str, str], list[Correction]]:
    """Return the corrections made since the issue, by target and unit, oldest first."""
    found: dict[tuple[str, str], list[Correction]] = {}
    for filed in ledger.reports.values():
        for correction in filed.report.corrections:
            if correction.date >= issue.date:
                found.setdefault((correction.target, correction.unit or filed.unit), []).append(correction)
    return {key: sorted(some, key=lambda one: one.date) for key, some in found.items()}


def _contents_at(folder: Path, commit: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the contents of files at a commit, without those that git does not have (no repository, a shallow clone)."""
    try:
        if git.find_commit(folder, commit) is None:
            return {}
        blobs = git.list_blobs(folder, commit)
        wanted = {path: blobs[path] for path in paths if path in blobs}
        contents = git.read_blobs(folder, wanted.items())
    except GitFault:
        return {}
    return {path: contents[blob] for path, blob in wanted.items() if blob in contents}
