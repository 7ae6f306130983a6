"""What belongs to the data and is in no commit yet, told in words, and committed by itself: `camket save`.

The author is git's own user. Whose figures they are stands in the files, and `camket review` holds the two against each other.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.history.differences import Change, find_changes
from camket.history.fact_text import KEY_ORDER, key_label
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.revisions import RevisionTree
from camket.ledger.tree import EVIDENCE, ISSUED, ISSUED_FILES, UNITS, is_data_file, split_report_path
from camket.standing.wording import round_name, target_name
from camket.text import git
from camket.text.language import _, ngettext, speaking
from camket.text.plain_file import find_stray
from camket.text.problems import GitFault
from camket.text.work_tree import changed_files, refuse_unfinished

_MOST_NAMES = 3  # in the first line of a message


@dataclass(frozen=True, slots=True)
class Saving:
    """The files that a save would commit, what has changed in them in words, and the message of the commit.

    `others` are changed files in the data folder that do not belong to the data.
    """

    folder: Path
    paths: tuple[str, ...]
    others: tuple[str, ...]
    lines: tuple[str, ...]
    message: str

    def commit(self, message: str | None = None) -> tuple[str, str]:
        """Commit the files, with another message where one is given; return the commit and what its hooks have printed."""
        return git.commit_files(self.folder, self.paths, message or self.message)


def find_saving(folder: Path, ledger: Ledger | None) -> Saving:
    """Return what is to be saved; `ledger` is the data folder as it was loaded, None where it cannot be.

    Raises GitFault, with what to do, without git or a repository, and while git is in the middle of something.
    """
    _refuse_without_git(folder)
    refuse_unfinished(folder)
    changed = changed_files(folder)
    paths = [path for path in changed if is_data_file(path) and _is_plain(folder / path)]
    with speaking("vi"):
        _lines, subject = _told(folder, ledger, paths)
        message = "\n".join([subject, *(["", *(f"- {line}" for line in _lines)] if len(_lines) > 1 else []), ""])
    lines, _subject = _told(folder, ledger, paths)
    return Saving(folder, tuple(paths), tuple(path for path in changed if path not in paths), tuple(lines), message)


def _is_plain(path: Path) -> bool:
    """Whether a path is a plain file, or one that was deleted; a link is never committed."""
    return not os.path.lexists(path) or find_stray(path) is None


def _refuse_without_git(folder: Path) -> None:
    if not git.is_installed(folder):
        raise GitFault(
            _("git is not installed, and nothing keeps earlier states of the data"),
            _(
                "The figures are in the files all the same; copy the folder {folder} now and then. Git: https://git-scm.com"
            ).format(folder=folder),
        )
    if not git.has_repository(folder):
        root = folder.resolve().parent if folder.name == "data" else folder.resolve()
        raise GitFault(
            _("{folder} is not kept by git yet, and nothing keeps earlier states of the data").format(folder=folder),
            _('Begin once with: git init "{folder}"; then run camket save again.').format(folder=root),
        )


# --- in words -----------------------------------------------------------------------------------------------------------


def _told(folder: Path, ledger: Ledger | None, paths: Sequence[str]) -> tuple[list[str], str]:
    """Return what has changed, a line for each report, and the first line of a message."""
    head = git.find_commit(folder, "HEAD")
    before = load(RevisionTree(folder, head))[0] if head is not None else None
    files = [_count_of_files(paths)] if paths else []
    if ledger is None or before is None:
        first = _("First data of {title}").format(title=ledger.commitment.title) if ledger is not None and not before else ""
        return files, first or (_capital(files[0]) if files else "")
    saved = set(paths)
    changes = [one for one in find_changes(before, ledger) if one.path in saved]
    of_reports: dict[tuple[str, str | None], list[Change]] = {}
    for change in changes:
        if change.round is not None:
            of_reports.setdefault((change.round, change.unit), []).append(change)
    rounds, units = [one.id for one in ledger.rounds], [*ledger.units, None]
    known = [key for key in itertools.product(rounds, units) if key in of_reports]
    of_reports = {key: of_reports[key] for key in [*known, *(of_reports.keys() - known)]}
    lines = [f"{_title(ledger, *key)}: {', '.join(_words(found))}" for key, found in of_reports.items()]
    frame = [one for one in changes if one.round is None]
    if frame:
        lines.insert(0, _frame_words(ledger, frame))
    told = {one.path for one in changes}
    rest = [path for path in paths if path not in told]
    if rest:
        lines.append(_count_of_files(rest))
    return lines, _subject(ledger, of_reports, lines)


def _title(ledger: Ledger, round_id: str, unit: str | None) -> str:
    round_ = ledger.round(round_id)
    name = round_name(round_) if round_ is not None else round_id
    return f"{name}, {ledger.short_name(unit)}" if unit is not None else name


def _words(changes: Sequence[Change]) -> list[str]:
    """Return what has changed in a file of a round: how many figures, and the other keys by their names."""
    targets = {one.target for one in changes if one.is_figure}
    texts = {one.target for one in changes if one.way[0] == "results"} - targets
    known = {one.way[0] for one in changes} - {"results"}
    keys = [*(key for key in KEY_ORDER if key in known), *sorted(known - KEY_ORDER.keys())]
    words = [ngettext("{n} figure", "{n} figures", len(targets)).format(n=len(targets))] if targets else []
    words += [ngettext("words of {n} target", "words of {n} targets", len(texts)).format(n=len(texts))] if texts else []
    return words + [key_label(key) for key in keys]


def _frame_words(ledger: Ledger, changes: Sequence[Change]) -> str:
    """Return which targets have changed in targets.yaml; or else only that targets.yaml or units.yaml have."""
    names = list(dict.fromkeys(target_name(ledger.targets[one.target]) for one in changes if one.target in ledger.targets))
    if not names:
        return _("Units and dates") if all(one.path == UNITS for one in changes) else _("List of targets and dates")
    return _("Targets: {names}").format(names=_listed(names))


def _subject(ledger: Ledger, of_reports: dict[tuple[str, str | None], list[Change]], lines: Sequence[str]) -> str:
    """Return the first line of a message: the report issued, or whose figures of which round, or what else has changed."""
    issued = [key for key, found in of_reports.items() if any(_is_issue(one) for one in found)]
    if issued:
        rounds = _listed(dict.fromkeys(_title(ledger, round_id, None) for round_id, _unit in issued))
        return _("Issue of the report: {rounds}").format(rounds=rounds)
    units = list(dict.fromkeys(unit for _round, unit in of_reports if unit is not None))
    if not units:
        return _capital("; ".join(lines[:_MOST_NAMES])) if lines else ""
    rounds = _listed(dict.fromkeys(_title(ledger, round_id, None) for round_id, unit in of_reports if unit is not None))
    n = len({(key, one.target) for key, found in of_reports.items() for one in found if one.is_figure})
    names = _capital(_listed(ledger.short_name(unit) for unit in units))
    is_correction = any(one.way[0] == "corrections" for found in of_reports.values() for one in found)
    said = _("{units}: correction, {rounds}") if is_correction else _("{units}: report, {rounds}")
    said = said.format(units=names, rounds=rounds)
    return f"{said} ({ngettext('{n} figure', '{n} figures', n).format(n=n)})" if n else said


def _is_issue(change: Change) -> bool:
    parts = split_report_path(change.path)
    return parts is not None and parts.name == ISSUED


def _count_of_files(paths: Sequence[str]) -> str:
    """Return how many files there are, by what they are."""
    evidence = sum(path.startswith((f"{EVIDENCE}/", f"{ISSUED_FILES}/")) for path in paths)
    others = len(paths) - evidence
    words = []
    if evidence:
        said = ngettext("{n} file of evidence or of an issued report", "{n} files of evidence or of issued reports", evidence)
        words.append(said.format(n=evidence))
    if others:
        words.append(ngettext("{n} file of the data", "{n} files of the data", others).format(n=others))
    return ", ".join(words)


def _listed(names: Iterable[str]) -> str:
    """Return names with commas; of many the first ones, and how many more there are."""
    names = list(names)
    if len(names) <= _MOST_NAMES + 1:
        return ", ".join(names)
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + " " + ngettext("and {n} more", "and {n} more", more).format(n=more)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
