"""The files that reports name as evidence: kept in `evidence/<round>/<unit>/` of the data folder, known by their SHA-256.

They are read only by `camket check`, by `verify`, and when a file is taken in: no other command becomes slower by them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from camket.ledger.ledger import Filed, Ledger
from camket.ledger.model_faults import valid
from camket.ledger.scalars import EvidenceFile
from camket.ledger.tree import EVIDENCE, OF_SYSTEMS, split_report_path
from camket.text.language import _
from camket.text.plain_file import NotPlainFile, digest_plain, find_stray, read_plain
from camket.text.problems import CamketError, os_reason
from camket.text.progress import counted
from camket.text.source import Keys, Plain
from camket.text.sparse import may_be_sparse
from camket.text.spelling import nfc
from camket.text.stored_form import explain_stored_form

FOLDER = EVIDENCE
_BEGINNING = 1024  # a pointer of Git LFS is shorter
_OID = re.compile(rb"^oid sha256:([0-9a-f]{64})\s*$", re.MULTILINE)

EvidenceState = Literal["as-recorded", "changed", "missing", "unreadable", "not-here"]


class NamedFile(NamedTuple):
    """A file that a report names: the report, the keys of the entry in it, the file's name and the digest on record."""

    filed: Filed
    keys: Keys
    name: str
    sha256: str

    @property
    def path(self) -> str:
        """The file's path in the data folder."""
        return evidence_path(self.filed.round, self.filed.unit, self.name)


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """What was found of a named file. `reason` says in words why its content could not be seen, `hint` what to do."""

    named: NamedFile
    state: EvidenceState
    reason: str = ""
    hint: str = ""


def evidence_path(round_id: str, unit: str, name: str) -> str:
    """Return the path in the data folder of a unit's evidence file of a round."""
    return f"{FOLDER}/{round_id}/{unit}/{name}"


def named_files(filed: Filed) -> Iterator[NamedFile]:
    """Yield every file that a report names, also in a result that has a fault elsewhere."""
    if "files" not in filed.document.text and "\\" not in filed.document.text:  # a key may be written with escapes
        return
    for keys, entry in _file_entries(filed.document.value, ()):
        found = valid(EvidenceFile, entry)
        if found is not None:
            yield NamedFile(filed, keys, found.file, found.sha256)


def _file_entries(value: Plain, keys: Keys) -> Iterator[tuple[Keys, Plain]]:
    """Yield the entries of each list under the key `files`, with their keys."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "files" and isinstance(inner, list):
                yield from (((*keys, key, index), entry) for index, entry in enumerate(inner))
            else:
                yield from _file_entries(inner, (*keys, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _file_entries(inner, (*keys, index))


class EvidenceFolder:
    """The evidence files on the disk. A name has Unicode's composed form here, whatever form the system keeps it in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._inside: dict[str, dict[str, str]] = {}
        self._digests: dict[str, str] = {}

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The evidence files that a sparse checkout leaves out."""
        if not may_be_sparse(self.root):
            return frozenset()
        from camket.text import git

        return frozenset(path for path in git.left_out(self.root) if path.startswith(f"{FOLDER}/"))

    def inside(self, folder: str) -> Mapping[str, str]:
        """Return the names of what is in a folder, in composed form, each with the name that the system has."""
        if folder not in self._inside:
            try:
                is_own = find_stray(self.root / folder / "_", self.root) is None
                names = [one.name for one in (self.root / folder).iterdir()] if is_own else []
            except OSError:
                names = []
            self._inside[folder] = {nfc(name): name for name in sorted(names)}
        return self._inside[folder]

    def on_disk(self, path: str) -> Path | None:
        """Return where a file is; None if no file has exactly this name, also on a system where case makes no difference."""
        folder, _slash, name = path.rpartition("/")
        own = self.inside(folder).get(name)
        return self.root / folder / own if own is not None else None

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file that is there. Raises OSError, NotPlainFile."""
        if path not in self._digests:
            self._digests[path] = digest_plain(self.on_disk(path) or self.root / path, below=self.root)
        return self._digests[path]

    def look(self, named: NamedFile) -> EvidenceFound:
        """Compare a file with its digest on record."""
        if named.path in self.left_out and self.on_disk(named.path) is None:
            reason = _("a sparse checkout leaves it out of this copy")
            return EvidenceFound(named, "not-here", reason, _("Run: {command}").format(command="git sparse-checkout disable"))
        found = self.on_disk(named.path)
        if found is None:
            return EvidenceFound(named, "missing")
        try:
            if self.digest(named.path) == named.sha256:
                return EvidenceFound(named, "as-recorded")
            return self._of_another_content(named, _beginning(found))
        except NotPlainFile as error:
            return EvidenceFound(named, "unreadable", str(error), _("Put the file itself in its place."))
        except OSError as error:
            hint = _("Close the programs that have it open, or check its permissions.")
            return EvidenceFound(named, "unreadable", os_reason(error), hint)

    def _of_another_content(self, named: NamedFile, beginning: bytes) -> EvidenceFound:
        stored = explain_stored_form(beginning)
        oid = _OID.search(beginning)
        # The pointer of Git LFS holds the digest of the content: what it points to may be another file.
        if stored is None or (oid is not None and oid[1].decode() != named.sha256):
            return EvidenceFound(named, "changed")
        return EvidenceFound(named, "not-here", *stored)

    def all_paths(self) -> list[str]:
        """Return the paths of all files under evidence/, but for those that systems and office programs put there."""
        found = []
        for folder, folders, names in os.walk(self.root / FOLDER):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            where = Path(folder).relative_to(self.root).as_posix()
            found += [f"{where}/{nfc(name)}" for name in sorted(names) if not OF_SYSTEMS.fullmatch(name)]
        return found


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_BEGINNING)


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """The evidence files compared with what the reports name: `found` in the order of the reports, and files that none names.

    `same` has for the path of a missing file a file of the same content that no report names.
    """

    found: tuple[EvidenceFound, ...] = ()
    unnamed: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)


NOTHING_SEEN = KeptEvidence()


def find_evidence(root: Path, ledger: Ledger) -> KeptEvidence:
    """Compare the evidence files of a data folder with what its reports name."""
    files = [one for filed in ledger.reports.values() for one in named_files(filed)]
    if not files and not (root / FOLDER).is_dir():
        return NOTHING_SEEN
    folder = EvidenceFolder(root)
    found = tuple(folder.look(one) for one in counted(files, _("Looking at the evidence files")))
    named = {one.path for one in files}
    unread = tuple(
        _folder_of_report(path) for path in ledger.skipped if split_report_path(path)
    )  # what these reports name is not known
    unnamed = tuple(path for path in folder.all_paths() if path not in named and not path.startswith(unread))
    return KeptEvidence(found, unnamed, _same_content(folder, found, unnamed))


def find_swapped(root: Path, before: Ledger, first: str, now: Ledger, last: str | None) -> tuple[NamedFile, ...]:
    """Return files that reports of two states name by the same digest, although their bytes are others, or gone, in `now`.

    `first` and `last` are the commits of the states; None for the files in the folder.
    """
    then = {(one.path, one.sha256) for filed in before.reports.values() for one in named_files(filed)}
    named = {one.path: one for filed in now.reports.values() for one in named_files(filed)}
    same = [one for one in named.values() if (one.path, one.sha256) in then]
    if not same:
        return ()
    from camket.text import git

    old = git.list_blobs(root, first)
    if last is None:
        folder = EvidenceFolder(root)
        is_other = {one.path: folder.look(one).state in ("changed", "missing", "unreadable") for one in same}
    else:
        new = git.list_blobs(root, last)
        is_other = {one.path: old.get(one.path) != new.get(one.path) for one in same}
    return tuple(one for one in same if one.path in old and is_other[one.path])


def _folder_of_report(path: str) -> str:
    _reports, round_id, name = path.split("/")
    return evidence_path(round_id, name.removesuffix(".yaml"), "")


def _same_content(folder: EvidenceFolder, found: Iterable[EvidenceFound], unnamed: Sequence[str]) -> dict[str, str]:
    """Return for each missing file an unnamed one with its content: it was renamed or moved."""
    lacking = {one.named.sha256: one.named.path for one in found if one.state == "missing"}
    same = {}
    for path in unnamed if lacking else ():
        try:
            digest = folder.digest(path)
        except (OSError, CamketError):
            continue
        if digest in lacking:
            same[lacking[digest]] = path
    return same


def read_outside(path: Path, most: int) -> bytes:
    """Return the bytes of a file that is to be taken in as evidence. Raises CamketError unless it is a file with a content."""
    try:
        data = read_plain(path, most)
    except OSError as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=path, reason=os_reason(error))) from error
    stored = explain_stored_form(data[:_BEGINNING])
    if not data:
        raise CamketError(_("{path} is empty").format(path=path), _("Look whether it is the right file."))
    if stored is not None:
        raise CamketError(f"{path}: {stored[0]}", stored[1])
    return data
