"""What each commit changed in each file of reports/, fact by fact; uncommitted changes count as one more commit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from camket.history.differences import Change, compare_file, find_changes
from camket.ledger.data_format import refuse_newer
from camket.ledger.ledger import AnyFiled, Filed, Ledger
from camket.ledger.load import have_same_definitions, load, read_file
from camket.ledger.lookup import files_in_force, proper_path
from camket.ledger.revisions import RevisionTree
from camket.ledger.tree import (
    ISSUED,
    OFFICE,
    TARGETS,
    UNITS,
    FolderTree,
    ReportPath,
    Tree,
    is_data_file,
    report_path,
    split_report_path,
)
from camket.text import git
from camket.text.language import _
from camket.text.parse_cache import ParseCache, open_cache
from camket.text.progress import counted


@dataclass(frozen=True, slots=True)
class ReportTouch:
    """What one commit changed in one file of reports/; `commit` is None for uncommitted changes.

    `path` is the present name of the file, `proper_path` the path that it should have. `before` and `now` are the file before
    and after the commit, `blob` the id of its contents after it.
    """

    commit: git.Commit | None
    author: str
    email: str
    day: date
    path: str
    proper_path: str
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
    def report(self) -> tuple[str, str] | None:
        """The round and the unit of the report; None for the office's own files."""
        found = self.now if isinstance(self.now, Filed) else self.before
        return (found.round, found.unit) if isinstance(found, Filed) else None

    @property
    def name(self) -> str:
        """The commit as it is named in messages."""
        return self.commit.id[:10] if self.commit is not None else _("not committed yet")


class _ReportVersions(NamedTuple):
    """A report that a commit changed: the path that its file should have, and its content (blob) before and after."""

    commit: git.Commit
    proper_path: str
    before: str | None
    now: str | None


def read_touches(
    folder: Path,
    ledger: Ledger,
    commits: Sequence[git.Commit],
    wanted: Callable[[ReportPath], bool] = lambda report: True,
    *,
    states: Sequence[Ledger] = (),
    target: str | None = None,
    keys: Collection[str] | None = None,
) -> list[ReportTouch]:
    """Return what the commits changed in the files of reports/, in the order of `commits`, read by the targets as they are now.

    A report is known by its round and unit, whatever its file was called. Only reports that are `wanted` are read. Git is run
    once for all contents; what one of `states` has read with the same targets and units is not read again.

    With `target`, only contents that name it are read, other contents count as no file, and of the results only those of this
    target are compared; with `keys`, of what stands beside the results only what stands under these keys. A touch that changed
    something else then has no changes.
    """
    with open_cache() as cache:
        return list(
            _read_touches(folder, ledger, _changes_of_reports(folder, ledger, commits, wanted), states, target, keys, cache)
        )


def _read_touches(
    folder: Path,
    ledger: Ledger,
    versions: Sequence[_ReportVersions],
    states: Sequence[Ledger],
    target: str | None,
    keys: Collection[str] | None,
    cache: ParseCache,
) -> Iterator[ReportTouch]:
    touched = [one for one in versions if one.before != one.now]
    holding = target.encode("utf-8") if target is not None else b""
    contents = git.read_blobs(
        folder, ((one.proper_path, blob) for one in touched for blob in (one.before, one.now) if blob is not None)
    )
    files = ledger.files()
    read: dict[tuple[str, str], AnyFiled | None] = {}
    known = [state.files() for state in states if have_same_definitions(state, ledger)]

    def state(path: str, blob: str | None) -> AnyFiled | None:
        data = contents.get(blob) if blob is not None else None
        if blob is None or data is None or holding not in data:
            return None
        if (path, blob) not in read:
            there = (files[path] for files in known if path in files and files[path].document.path == path)
            same = next((one for one in there if one.document.text.encode("utf-8") == data), None)
            read[path, blob] = same or read_file(ledger, path, data, cache)[0]
        return read[path, blob]

    for commit, proper, old, new in counted(touched, _("Reading the files")):
        # What was renamed later is shown under its present name; a path with another unit is read as the present one.
        path = files[proper].document.path if proper in files else proper
        before, now = state(path, old), state(path, new)
        changes = compare_file(ledger, proper, before, now, target=target, keys=keys)
        if changes or compare_file(ledger, proper, before, now):
            yield ReportTouch(commit, commit.author, commit.email, commit.day, path, proper, before, now, changes, new)


def _changes_of_reports(
    folder: Path, ledger: Ledger, commits: Sequence[git.Commit], wanted: Callable[[ReportPath], bool]
) -> list[_ReportVersions]:
    """Return every report that a commit touched, once a commit, in the order of the commits.

    Where the file of a report has had several names, or there were several files at a time, the file that counted before and
    after each commit is looked up.
    """
    touched: list[tuple[git.Commit, dict[str, list[git.FileTouch]]]] = []
    names: dict[str, set[str]] = {}
    for path in ledger.documents:
        names.setdefault(proper_path(ledger, path), set()).add(path)
    for commit, found in _touches_by_report(ledger, commits):
        chosen = {proper: some for proper, some in found.items() if (key := split_report_path(proper)) and wanted(key)}
        touched.append((commit, chosen))
        for proper, touches in chosen.items():
            paths = (path for touch in touches for path in (touch.before, touch.path) if path is not None)
            names.setdefault(proper, set()).update(paths)
    several = [
        (state, path)
        for commit, found in touched
        for proper in found
        if len(names[proper]) > 1
        for state in (commit.id, *commit.parents[:1])
        for path in names[proper]
    ]
    blobs = git.find_blobs(folder, several) if several else {}

    def blob(state: str | None, proper: str) -> str | None:
        there = sorted((path != proper, path) for path in names[proper] if (state, path) in blobs)
        return blobs[state or "", there[0][1]] if there else None

    changes = []
    for commit, found in touched:
        parent = commit.parents[0] if commit.parents else None
        for proper, touches in found.items():
            if len(names[proper]) > 1:
                changes.append(_ReportVersions(commit, proper, blob(parent, proper), blob(commit.id, proper)))
            else:
                changes.append(_ReportVersions(commit, proper, touches[0].old_blob, touches[0].new_blob))
    return changes


def _touches_by_report(
    ledger: Ledger, commits: Sequence[git.Commit]
) -> list[tuple[git.Commit, dict[str, list[git.FileTouch]]]]:
    """Return the touches of each commit by the path that the touched file should have, in the order of the commits.

    A file of a round or unit that is not known any more is the file that it was renamed to later. A rename from one known unit
    to another is two touches: the report of the one is gone, that of the other is new.
    """
    renamed: dict[str, str] = {}
    proper = cache(lambda path: proper_path(ledger, path))

    def known(path: str) -> bool:
        parts = split_report_path(proper(path))
        return parts is None or (
            ledger.round(parts.round) is not None and (parts.name in ledger.units or parts.name in (OFFICE, ISSUED))
        )

    def whose(path: str) -> str:
        return proper(path) if known(path) else renamed.get(path, path)

    found = []
    for commit in reversed(commits):
        of_commit: dict[str, list[git.FileTouch]] = {}
        for touch in commit.touched:
            after = whose(touch.path) if touch.path is not None else None
            if touch.before is None:
                renamed.pop(touch.path or "", None)  # the file was added here: an earlier file of this name was another file
            elif after is not None and touch.before != touch.path:
                renamed[touch.before] = after
            before = whose(touch.before) if touch.before is not None else None
            if before == after or before is None or after is None:
                of_commit.setdefault(after or before or "", []).append(touch)
            else:
                of_commit.setdefault(before, []).append(git.FileTouch(touch.before, None, touch.old_blob, None))
                of_commit.setdefault(after, []).append(git.FileTouch(None, touch.path, None, touch.new_blob))
        found.append((commit, of_commit))
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
    last = {touch.proper_path: touch for touch in touches if touch.commit is not None}
    blobs = git.list_blobs(folder, head)
    there = files_in_force(ledger, (path for path in blobs if split_report_path(path)))
    others = {proper: blobs[there[proper]] for proper, touch in last.items() if proper in there}
    others = {proper: blob for proper, blob in others.items() if blob != last[proper].blob}
    contents = git.read_blobs(folder, others.items())
    commit = merges[-1]
    for proper, blob in others.items():
        was = last[proper]
        now = read_file(ledger, was.path, contents[blob])[0] if blob in contents else None
        if changes := compare_file(ledger, proper, was.now, now):
            yield ReportTouch(commit, commit.author, commit.email, commit.day, was.path, proper, was.now, now, changes, blob)


def uncommitted_touches(
    folder: Path, now: Ledger, last: RevisionTree, today: date, tree: Tree | None = None, *, is_whole: bool = True
) -> Iterator[ReportTouch]:
    """Yield what the folder has changed since its last commit, under the author that a commit would have.

    `now` is the folder as it is, `tree` its files if they were read already; where it is not whole, only its targets and units
    are used. Only changed reports are read, unless the targets or units that they are read by have changed.
    """
    changed = git.provenance(folder, None, is_data_file).changed
    if not changed:
        return
    where = git.path_in_repository(folder)
    paths = {path.removeprefix(f"{where}/") for path in changed} if where else {*changed}
    reports = {proper_path(now, path) for path in paths}

    def is_changed(ledger: Ledger, path: str) -> bool:
        return proper_path(ledger, path) in reports

    only = None if paths & {TARGETS, UNITS} else is_changed
    if only is not None or not is_whole:
        now = load(tree or FolderTree(folder), only=only)[0] or now
    committed, problems = load(last, (now, ()), only=only)
    refuse_newer(problems)
    if committed is None:
        return
    name, email = git.author(folder) or ("", "")
    found: dict[str, list[Change]] = {}
    for change in find_changes(committed, now):
        path = change.path if change.report is None else report_path(*change.report)
        found.setdefault(path, []).append(change)
    before, after = committed.files(), now.files()
    for proper, changes in found.items():
        if split_report_path(proper):
            path = changes[0].path
            yield ReportTouch(None, name, email, today, path, proper, before.get(proper), after.get(proper), tuple(changes))
