"""Files taken in as evidence: copied into `evidence/<round>/<unit>/` of the data folder, with their digests for the report."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from camket.ledger.evidence import EvidenceFolder, evidence_path, named_files, read_outside
from camket.ledger.ledger import Ledger
from camket.text.file_names import free_name, portable_name, same_file_key
from camket.text.language import _
from camket.text.plain_file import FileTooLarge
from camket.text.problems import CamketError
from camket.text.save import FileChange
from camket.text.source import Plain

# Every clone of the repository holds every version of a file for ever, and hosts refuse files above 100 MB.
MOST_BYTES = 100 * 1024 * 1024
LARGE_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TakenFiles:
    """Files taken in: the entries that name them, the files to write, and what the clerk is told."""

    entries: tuple[Plain, ...] = ()
    changes: tuple[FileChange, ...] = ()
    remarks: tuple[str, ...] = ()


def take_in(root: Path, ledger: Ledger, round_id: str, unit: str, sources: Sequence[Path]) -> TakenFiles:
    """Plan the copies of files into the evidence of a unit's report. Nothing is written.

    A file whose content is kept already is not copied again. One whose name is taken by another content gets a new name.
    Raises CamketError if a file cannot be taken in.
    """
    desk = _Intake(root, ledger, round_id, unit)
    for source in sources:
        desk.take(source)
    return TakenFiles(tuple(desk.entries), tuple(desk.changes), tuple(desk.remarks))


class _Intake:
    """The evidence of one unit's report while files are taken in."""

    def __init__(self, root: Path, ledger: Ledger, round_id: str, unit: str) -> None:
        self.folder = EvidenceFolder(root)
        self.place = evidence_path(round_id, unit, "")
        filed = ledger.reports.get((round_id, unit))
        self.known = {one.sha256: one.name for one in named_files(filed)} if filed is not None else {}
        present = self.folder.inside(self.place.rstrip("/"))
        self.taken = {same_file_key(name) for name in (*present, *self.known.values())}
        self.entries: list[Plain] = []
        self.changes: list[FileChange] = []
        self.remarks: list[str] = []

    def take(self, source: Path) -> None:
        data = _read(source)
        digest = hashlib.sha256(data).hexdigest()
        name = self.known.get(digest) or self._unnamed_copy(digest, len(data))
        if name is None:
            name = self._new_name(source.name)
            self.changes.append(FileChange(self.place + name, None, data))
            if len(data) > LARGE_BYTES:
                self.remarks.append(_too_big(name, len(data)))
        elif self._is_lost(name):
            self.changes.append(FileChange(self.place + name, None, data))
        else:
            self.remarks.append(_("{file} is kept already as {path}").format(file=source.name, path=self.place + name))
        self.known[digest] = name
        self.taken.add(same_file_key(name))
        entry: dict[str, Plain] = {"file": name, "sha256": digest}
        if entry not in self.entries:
            self.entries.append(entry)

    def _new_name(self, name: str) -> str:
        good = portable_name(name)
        free = free_name(good, self.taken)
        if good != name:
            self.remarks.append(_("{file} is kept as {name}: not every system can hold that name").format(file=name, name=free))
        elif free != good:
            said = _("{file} is kept as {name}: another file has that name here")
            self.remarks.append(said.format(file=name, name=free))
        return free

    def _unnamed_copy(self, digest: str, size: int) -> str | None:
        """The name of a file with this content that lies in the folder, although no entry names it."""
        for name in self.folder.inside(self.place.rstrip("/")):
            try:
                there = self.folder.on_disk(self.place + name)
                if there is not None and there.lstat().st_size == size and self.folder.digest(self.place + name) == digest:
                    return name if name == portable_name(name) else None
            except (OSError, CamketError):
                continue
        return None

    def _is_lost(self, name: str) -> bool:
        """Whether a file that an entry names is gone: neither here, nor planned, nor left out by a sparse checkout."""
        path = self.place + name
        is_planned = any(change.path == path for change in self.changes)
        return not is_planned and path not in self.folder.left_out and self.folder.on_disk(path) is None


def _read(source: Path) -> bytes:
    try:
        return read_outside(source, MOST_BYTES)
    except FileTooLarge as error:
        message = _("{file} has {size} MB; a file of evidence has at most {most} MB").format(
            file=source, size=_megabytes(error.size), most=_megabytes(MOST_BYTES)
        )
        hint = _("Scan it with a lower resolution or in several files, or keep it elsewhere and give its place as link.")
        raise CamketError(message, hint) from error


def _too_big(name: str, size: int) -> str:
    said = _("{name} has {size} MB, and every copy of the data will hold it for ever: a scan of a lower resolution may do")
    return said.format(name=name, size=_megabytes(size))


def _megabytes(size: int) -> int:
    return -(-size // (1024 * 1024))
