"""The inbox: the folder that `inbox:` in targets.yaml names, and which forms in it are not in the data yet.

A form counts by what it says, not by its name or day: one whose answers are all in the data is done with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from camket.forms.batch_import import import_forms
from camket.forms.form_import import ImportedForm
from camket.forms.reader import gather_files
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.text.problems import CamketError
from camket.text.save import replace_file
from camket.text.state_folder import state_path


@dataclass(frozen=True, slots=True)
class Inbox:
    """The forms of an inbox that are not in the data: `waiting` by the units that sent them, `unclear` by file name.

    A form is unclear if it cannot be read or would not be taken: it says something else than the data, it has a fault.
    """

    folder: Path
    waiting: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


def inbox_folder(ledger: Ledger, folder: Path) -> Path | None:
    """Return the inbox of the commitment, seen from the folder that holds the data folder; None if none is named."""
    named = ledger.commitment.inbox
    return folder.parent / named if named is not None else None


def read_inbox(ledger: Ledger, folder: Path, round_: Round) -> Inbox | None:
    """Return what is in the inbox and not in the data, nothing is written; None without an inbox.

    Of rounds other than `round_` only forms that would change the data count: a form that was imported and then corrected with
    `camket correct` differs from the data for ever.
    """
    place = inbox_folder(ledger, folder)
    if place is None or not place.is_dir():
        return Inbox(place) if place is not None else None
    known = _read_known(folder)
    reports = {filed.path: _digest(ledger.documents[filed.path].text.encode()) for filed in ledger.reports.values()}
    files = gather_files([place])
    digests = {name: _digest(data) for name, data in files if isinstance(data, bytes)}
    unknown = [(name, data) for name, data in files if not _is_known(known, reports, digests.get(name))]
    imported, problems = import_forms(ledger, folder, unknown, may_delete=lambda _cell: False)
    done = {digests[one.form]: [one.path, reports[one.path]] for one in imported if _is_done(one) and one.path in reports}
    _keep_known(folder, {digest: known[digest] for digest in digests.values() if digest in known} | done, known)
    waiting = dict.fromkeys(one.unit for one in imported if one.is_changed)
    unclear = dict.fromkeys(
        [one.form for one in imported if one.is_refused and one.round == round_.id]
        + [problem.place.path for problem in problems if problem.level == "error"]
    )
    return Inbox(place, tuple(waiting), tuple(_short(place, names=unclear)))


def _short(place: Path, names: dict[str, None]) -> Iterator[str]:
    """The names of files as seen from the inbox."""
    for name in names:
        yield name.removeprefix(f"{place.as_posix()}/")


def _is_done(one: ImportedForm) -> bool:
    return not (one.is_refused or one.is_changed or one.problems)


# --- the forms that are known to be in the data ---------------------------------------------------------------------------

# Reading a form takes time, and an inbox holds those of a whole year: the digest of a form that has nothing new is kept in the
# user's own state folder with the digest of the report that it was compared with. If either changes, the form is read again.
_Known = dict[str, list[str]]


def _is_known(known: _Known, reports: Mapping[str, str], digest: str | None) -> bool:
    path, report = known.get(digest or "", ["", ""])
    return path in reports and reports[path] == report


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_known(folder: Path) -> _Known:
    try:
        found = json.loads(_known_path(folder).read_bytes())
    except (OSError, ValueError, RuntimeError):  # RuntimeError: the user has no home folder
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(key): [str(one) for one in pair] for key, pair in pairs if isinstance(pair, list) and len(pair) == 2}


def _keep_known(folder: Path, found: _Known, before: _Known) -> None:
    """Keep what is known; where it cannot be kept, the forms are read again the next time."""
    if found == before:
        return
    try:
        path = _known_path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, json.dumps(found).encode("ascii"))
    except (OSError, RuntimeError, CamketError):
        return


def _known_path(folder: Path) -> Path:
    return state_path("inbox", folder).with_suffix(".json")
