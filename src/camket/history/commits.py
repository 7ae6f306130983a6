"""What each commit changed in each file of reports/, fact by fact; uncommitted changes count as one more commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from camket.history.differences import Change, compare_file, find_changes
from camket.ledger.data_format import refuse_newer
from camket.ledger.ledger import AnyFiled, Filed, Ledger
from camket.ledger.load import load, read_file
from camket.ledger.revisions import RevisionTree
from camket.ledger.tree import split_report_path
from camket.text import git
from camket.text.language import _


@dataclass(frozen=True, slots=True)
class ReportTouch:
    """What one commit changed in one file of reports/; `commit` is None for uncommitted changes.

    `before` and `now` are the file before and after the commit, `blob` the id of its contents after it.
    """

    commit: git.Commit | None
    author: str
    email: str
    day: date
    path: str
    before: AnyFiled | None
    now: AnyFiled | None
    changes: tuple[Change, ...]
    blob: str | None = None

    @property
    def unit(self) -> str | None:
        """The unit that the report belongs to; None for the office's own files."""
        found = self.now if isinstance(self.now, Filed) else self.before
        return found.unit if isinstance(found, Filed) else None

    @property
    def name(self) -> str:
        """The commit as it is named in messages."""
        return self.commit.id[:10] if self.commit is not None else _("not committed yet")


class _NamedTouch(NamedTuple):
    """A commit, a file that it touched, and the present name of that file."""

    commit: git.Commit
    touch: git.FileTouch
    path: str


def read_touches(
    folder: Path,
    ledger: Ledger,
    commits: Sequence[git.Commit],
    wanted: Callable[[str], bool] = lambda path: True,
    holding: bytes = b"",
) -> Iterator[ReportTouch]:
    """Yield what the commits changed in the files of reports/, in the order of `commits`, read by the targets as they are now.

    A file that was renamed later is under its present name. Only files whose name is `wanted` are read, and of these only
    contents that have the bytes `holding` in them; other contents count as no file. Git is run once for all contents.
    """
    touched = [one for one in _under_present_names(commits) if split_report_path(one.path) and wanted(one.path)]
    contents = git.read_blobs(folder, (file for one in touched for file in one.touch.contents))
    read: dict[tuple[str, str], AnyFiled | None] = {}

    def state(path: str, blob: str | None) -> AnyFiled | None:
        data = contents.get(blob) if blob is not None else None
        if blob is None or data is None or holding not in data:
            return None
        if (path, blob) not in read:
            read[path, blob] = read_file(ledger, path, data)[0]
        return read[path, blob]

    for commit, touch, path in touched:
        before, now = state(path, touch.old_blob), state(path, touch.new_blob)
        if changes := compare_file(ledger, path, before, now):
            yield ReportTouch(commit, commit.author, commit.email, commit.day, path, before, now, changes, touch.new_blob)


def _under_present_names(commits: Sequence[git.Commit]) -> list[_NamedTouch]:
    """Return every touch with the present name of its file, in the order of the commits."""
    renamed: dict[str, str] = {}
    found = []
    for commit in reversed(commits):
        for touch in commit.touched:
            path = touch.path or touch.before or ""
            found.append(_NamedTouch(commit, touch, renamed.get(path, path)))
            if touch.before is not None and touch.path is not None and touch.before != touch.path:
                renamed[touch.before] = renamed.pop(touch.path, touch.path)
            elif touch.before is None:
                renamed.pop(path, None)  # the file was added here: an earlier file of this name was another file
    return found[::-1]


def settled_by_merges(
    folder: Path, ledger: Ledger, commits: Sequence[git.Commit], touches: Sequence[ReportTouch], head: str
) -> Iterator[ReportTouch]:
    """Yield the files at `head` that differ from what the last commit that touched them wrote: a merge took the other side.

    Git does not list such a file as changed by the merge; the last merge of the history is named as its commit.
    """
    merges = [commit for commit in commits if len(commit.parents) > 1]
    if not merges:
        return
    last = {touch.path: touch for touch in touches if touch.commit is not None}
    blobs = git.list_blobs(folder, head)
    others = {path: blobs[path] for path, touch in last.items() if path in blobs and blobs[path] != touch.blob}
    contents = git.read_blobs(folder, others.items())
    commit = merges[-1]
    for path, blob in others.items():
        now = read_file(ledger, path, contents[blob])[0] if blob in contents else None
        if changes := compare_file(ledger, path, last[path].now, now):
            yield ReportTouch(commit, commit.author, commit.email, commit.day, path, last[path].now, now, changes, blob)


def uncommitted_touches(folder: Path, now: Ledger, last: RevisionTree, today: date) -> Iterator[ReportTouch]:
    """Yield what the folder has changed since its last commit, under the author that a commit would have."""
    if not git.provenance(folder).changed:
        return
    committed, problems = load(last, (now, ()))
    refuse_newer(problems)
    if committed is None:
        return
    name, email = git.author(folder) or ("", "")
    found: dict[str, list[Change]] = {}
    for change in find_changes(committed, now):
        found.setdefault(change.path, []).append(change)
    states = [{filed.path: filed for filed in ledger.reports.values()} for ledger in (committed, now)]
    for path, changes in found.items():
        if split_report_path(path):
            yield ReportTouch(None, name, email, today, path, states[0].get(path), states[1].get(path), tuple(changes))
