"""What was in a round's report when it was issued, and what has changed in its files since.

The record of an issue (`_issued.yaml`) has a digest of every file that the report was made from. Only where a file has another
digest now, its old contents are read from git. A figure in an issued report is final: a later change of it is a correction,
and needs a reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from camket.history.differences import Change, compare_file
from camket.ledger.ledger import Filed, IssuedFiled, Ledger
from camket.ledger.load import read_file
from camket.ledger.lookup import files_in_force
from camket.ledger.reports import Correction, Issue
from camket.ledger.tree import ISSUED, OFFICE, TARGETS, UNITS, report_path, split_report_path
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
    `received` the reports that were received after it. `apart` are other issues of the round that were not on record where
    this one was made: two people issued the report on two branches.
    """

    round: str
    issue: Issue
    record: Document
    files: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    changes: tuple[LaterChange, ...] = ()
    received: tuple[Filed, ...] = ()
    apart: tuple[Issue, ...] = ()

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
            inputs = _touched_since(ledger, issue, {path: now[path] for path in paths})
            old = _old_contents(folder, issue, inputs)
            touched = [one for one in inputs if not _has_new_reminders_only(ledger, one, old)]
            files = tuple(one.path for one in touched if one.then is not None)
            added = tuple(one.path for one in touched if one.then is None)
            later = Later(round_.id, issue, record, files, added, apart=issues_apart(folder, ledger, round_.id))
            found.append(_with_changes(ledger, later, touched, old))
    return tuple(found)


def issues_apart(folder: Path, ledger: Ledger, round_id: str) -> tuple[Issue, ...]:
    """Return the issues of a round that were not on record in the commit that its last issue was made from.

    `camket issue` wants the record of an earlier issue committed, so an issue that is not there was made on another branch.
    Where git does not have that commit, only an issue from the very same commit is known to be one.
    """
    last = ledger.last_issue(round_id)
    if last is None or len(ledger.issued[round_id].content.issued) < 2:
        return ()
    path = report_path(round_id, ISSUED)
    others = [one for one in ledger.issued[round_id].content.issued if one is not last]
    if git.find_commit(folder, last.commit) is None:
        return tuple(one for one in others if one.commit == last.commit)
    data = _contents_at(folder, last.commit, [path]).get(path)
    record = read_file(ledger, path, data)[0] if data is not None else None
    known = record.content.issued if isinstance(record, IssuedFiled) else ()
    return tuple(one for one in others if one not in known)


class _TouchedInput(NamedTuple):
    """An input with another content than at the issue, or without one in one of the two states.

    `proper` is the path that the file should have, `then` and `now` are what it was called at the issue and is called now.
    """

    proper: str
    then: str | None
    now: str | None

    @property
    def path(self) -> str:
        return self.now or self.then or self.proper


def _touched_since(ledger: Ledger, issue: Issue, digests: Mapping[str, str]) -> list[_TouchedInput]:
    """Return what has changed in the inputs of an issue. `digests` are those of the inputs now, by path.

    A report is the same one whatever its file is called. A file of which only the name has changed has not changed.
    """
    then, now = files_in_force(ledger, issue.inputs), files_in_force(ledger, digests)
    # The unit of a file has a new id: the content that is gone under one path is there under another.
    gone, new = ({names[one] for one in names if one not in others} for names, others in ((then, now), (now, then)))
    moved = {digests[path] for path in new} & {issue.inputs[path] for path in gone}
    found = []
    for proper in sorted({*then, *now}):
        one = _TouchedInput(proper, then.get(proper), now.get(proper))
        digest_then = issue.inputs[one.then] if one.then is not None else None
        digest_now = digests[one.now] if one.now is not None else None
        is_moved = (one.then is None or one.now is None) and (digest_then or digest_now) in moved
        if digest_then != digest_now and not is_moved:
            found.append(one)
    return found


def _old_contents(folder: Path, issue: Issue, inputs: Iterable[_TouchedInput]) -> dict[str, bytes]:
    """Return the contents at the issue of the touched files under reports/; git is run only if there are any."""
    paths = [one.then for one in inputs if one.then is not None and _round_of(one.path) is not None]
    return _contents_at(folder, issue.commit, paths) if paths else {}


def _has_new_reminders_only(ledger: Ledger, one: _TouchedInput, old: Mapping[str, bytes]) -> bool:
    """Return whether only the record of reminders has changed in the office's own file: no report prints it."""
    parts = split_report_path(one.proper)
    if parts is None or parts.name != OFFICE or (one.then is not None and one.then not in old):
        return False
    before = read_file(ledger, one.then, old[one.then])[0] if one.then is not None else None
    now = ledger.files().get(one.proper)
    if (before is None) != (one.then is None) or (now is None) != (one.now is None):
        return False  # one of the two cannot be read
    changes = compare_file(ledger, one.proper, before, now)
    return bool(changes) and all(change.way[0] == "reminded" for change in changes)


def _with_changes(ledger: Ledger, later: Later, inputs: Sequence[_TouchedInput], old: Mapping[str, bytes]) -> Later:
    """Return `later` with the changes that its changed files make; `old` are their contents at the issue."""
    touched = [one for one in inputs if _round_of(one.path) is not None]
    if not touched:
        return later
    issue = later.issue
    unseen = tuple(one.path for one in touched if one.then is not None and one.then not in old)
    files = ledger.files()
    corrections = _corrections_since(ledger, issue)
    changes: list[LaterChange] = []
    received: list[Filed] = []
    for one in touched:
        before = read_file(ledger, one.then, old[one.then])[0] if one.then is not None and one.then in old else None
        now = files.get(one.proper)
        if isinstance(before, Filed) and before.report.submitted is not None and before.report.submitted <= issue.as_of:
            for change in compare_file(ledger, one.proper, before, now):
                of_target = corrections.get((change.target or "", before.unit), []) if change.is_figure else []
                since = tuple(reason for reason in of_target if reason not in before.report.corrections)
                changes.append(LaterChange(change, before, now if isinstance(now, Filed) else None, since))
        elif isinstance(now, Filed) and now.report.submitted is not None and one.path not in unseen:
            received.append(now)
    return replace(later, unseen=unseen, changes=tuple(changes), received=tuple(received))


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
