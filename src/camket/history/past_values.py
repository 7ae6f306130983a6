"""Every value that the figures of a target or a unit have had: which, by whom, when, in which commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from camket.history.account import ChangeLine, tell_changes, tell_goal
from camket.history.commits import ReportTouch, read_touches, settled_by_merges, uncommitted_touches
from camket.history.differences import Change, compare_target
from camket.ledger.data_format import refuse_newer
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.revisions import RevisionTree, tree_at
from camket.ledger.tree import ISSUED, OFFICE, TARGETS, OverlayTree, ReportPath, split_report_path
from camket.standing.last_year import untyped
from camket.text import git

# Keys of a report beside its results that decide whether and how a figure counts.
_ABOUT_FIGURES = ("corrections", "overrules", "submitted")


@dataclass(frozen=True, slots=True)
class PastValue:
    """What one commit changed of one target, in one round and unit (both None for a change in targets.yaml).

    `target` is None for what a report says beside its targets, `commit` for what is not committed yet. `lines` are the
    changes in words.
    """

    round: str | None
    unit: str | None
    target: str | None
    commit: git.Commit | None
    author: str
    email: str
    day: date
    path: str
    changes: tuple[Change, ...]
    lines: tuple[ChangeLine, ...]


class _Authorship(NamedTuple):
    """A commit (None for uncommitted changes) with its author and day."""

    commit: git.Commit | None
    author: str
    email: str
    day: date


@dataclass(frozen=True, slots=True)
class History:
    """Past values by round, unit and target, in each the oldest first; `is_cut` says that a shallow clone lacks older ones."""

    entries: tuple[PastValue, ...]
    is_cut: bool


def find_history(
    folder: Path,
    ledger: Ledger,
    today: date,
    *,
    target: str | None = None,
    unit: str | None = None,
    round_id: str | None = None,
    everything: bool = False,
) -> History:
    """Return the history of a target, of a unit, or of a unit's part of a target, uncommitted changes included.

    Of `ledger` only the targets, units and names of files are used, and of the reports those that are named otherwise than
    they should (`lookup.is_named_otherwise`).
    It has figures, goals, corrections, verdicts and receipts; with `everything`, words and evidence too. Raises GitFault when
    the folder is not in a git repository.
    """
    last = tree_at(folder, "HEAD")
    commits = git.commits(folder, last.commit)

    def wanted(report: ReportPath) -> bool:
        return round_id in (None, report.round) and (unit in (None, report.name) or report.name in (OFFICE, ISSUED))

    keys = None if everything else _ABOUT_FIGURES
    touches = read_touches(folder, ledger, commits, wanted, target=target, keys=keys)
    touches += settled_by_merges(folder, ledger, commits, touches, last.commit)
    touches += uncommitted_touches(folder, ledger, last, today, is_whole=False)
    found: list[PastValue] = []
    if target is not None and round_id is None:
        found += _goal_entries(folder, ledger, commits, last, today, target, unit)
    for touch in touches:
        report = split_report_path(touch.proper_path)
        if report is not None and wanted(report):
            found += _entries(ledger, touch, target, unit, everything=everything)
    rounds = [None, *(round_.id for round_ in ledger.rounds)]
    place = {key: index for index, key in enumerate([*ledger.units, None, *ledger.targets])}

    def order(entry: PastValue) -> tuple[int, int, int]:
        known = rounds.index(entry.round) if entry.round in rounds else len(rounds)
        return known, place.get(entry.unit, len(place)), place.get(entry.target, len(place))

    return History(tuple(sorted(found, key=order)), git.is_shallow(folder))


def _entries(
    ledger: Ledger, touch: ReportTouch, target: str | None, unit: str | None, *, everything: bool
) -> Iterator[PastValue]:
    """Yield what a commit changed in a report, target by target."""
    found: dict[tuple[str | None, str | None], list[Change]] = {}
    for change in touch.changes:
        key = _target_and_unit(touch, change)
        of_target, of_unit = key
        is_about_figures = change.is_figure or (change.way[0] in _ABOUT_FIGURES and (target is None or of_target == target))
        if (everything or is_about_figures) and target in (None, of_target) and unit in (None, of_unit):
            found.setdefault(key, []).append(change)
    parts = split_report_path(touch.proper_path)
    by = _Authorship(touch.commit, touch.author, touch.email, touch.day)
    for (of_target, of_unit), changes in found.items():
        lines = tell_changes(ledger, ledger.targets.get(of_target or ""), changes)
        yield PastValue(parts.round if parts else None, of_unit, of_target, *by, touch.path, tuple(changes), tuple(lines))


def _target_and_unit(touch: ReportTouch, change: Change) -> tuple[str | None, str | None]:
    """Return the target and unit that a change is about: its own, or those that its entry of a list names."""
    if change.target is not None:
        return change.target, touch.unit
    filed = touch.now if change.now is not None else touch.before
    entry = filed.document.at(change.keys[:2]) if filed is not None else None
    return (entry.get("target"), entry.get("unit") or touch.unit) if isinstance(entry, dict) else (None, touch.unit)


def _goal_entries(
    folder: Path, ledger: Ledger, commits: Sequence[git.Commit], last: RevisionTree, today: date, target: str, unit: str | None
) -> Iterator[PastValue]:
    """Yield what commits, and uncommitted changes, changed of the target in targets.yaml."""
    touched = [(commit, touch) for commit in commits for touch in commit.touched if TARGETS in (touch.path, touch.before)]
    contents = git.read_blobs(folder, (file for _commit, touch in touched for file in touch.contents))
    frames = {blob: _frame(data) for blob, data in contents.items()}
    for commit, touch in touched:
        before, now = frames.get(touch.old_blob or ""), frames.get(touch.new_blob or "")
        by = _Authorship(commit, commit.author, commit.email, commit.day)
        yield from _goal_entry(ledger, before, now, target, unit, by)
    name, email = git.author(folder) or ("", "")
    committed = _frame(last.read(TARGETS))
    yield from _goal_entry(ledger, committed, ledger, target, unit, _Authorship(None, name, email, today))


def _frame(targets: bytes) -> Ledger | None:
    """Return a targets.yaml without any reports; None if it cannot be used. Raises DataFault if its format is newer."""
    ledger, problems = load(OverlayTree(None, {TARGETS: targets}))
    refuse_newer(problems)
    return ledger


def _goal_entry(
    ledger: Ledger, before: Ledger | None, now: Ledger | None, target: str, unit: str | None, by: _Authorship
) -> Iterator[PastValue]:
    """Yield what changed of the target between two states of targets.yaml, if anything did."""
    changes = [change for change in compare_target(before, now, target) if change.way[2] in ("goal", "references", "revisions")]
    was, is_ = (side.targets.get(target) if side is not None else None for side in (before, now))
    known = ledger.targets[target].baselines if target in ledger.targets else {}
    for one in (was, is_):  # read alone, without the results of the year before
        if one is not None:
            one.take_baselines({name: known[name] for name in untyped(one) if name in known})
    goal_line = tell_goal(was, is_, unit, ledger.calendar.year.last)
    if changes:
        lines = [goal_line] if goal_line is not None else tell_changes(ledger, is_ or was, changes)
        yield PastValue(None, None, target, *by, TARGETS, tuple(changes), tuple(lines))
