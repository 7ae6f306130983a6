"""Rules about the files that are kept as evidence: missing, changed, not here, or named by no report."""

from __future__ import annotations

from collections.abc import Iterator

from camket.ledger.evidence import EvidenceFound, evidence_path
from camket.ledger.tree import TARGETS
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.rules.rule import MANY
from camket.text.language import _


def evidence_file_missing(year: CheckedYear) -> Iterator[Finding]:
    """A report names a file of evidence that is not in the folder of its round and unit, or is no file that can be read.

    The name must be the same letter for letter: Windows and macOS would find `Scan.pdf` for `scan.pdf`, Linux does not.

        evidence: {number: 12/QĐ-UBND, files: [{file: scan.pdf, sha256: 64c6194b…}]}
        # and no evidence/q2/phuong-1/scan.pdf

    To mend: rename the file back, fetch it back with git, or take it in again with `camket set … --evidence-file` or `camket
    receive … --file`. If it is no evidence any more, remove its entry.
    """
    for one in _each_file(year):
        path = one.named.path
        if one.state == "unreadable":
            yield _finding(one, _("{path} cannot be read: {reason}").format(path=path, reason=one.reason), one.hint)
        if one.state == "missing":
            message = _("{path} is named as evidence and is not there").format(path=path)
            same = year.evidence.same.get(path)
            if same is not None:
                hint = _("{path} has the same content: give it the old name and place back.").format(path=same)
            else:
                hint = _(
                    'Fetch it back with git: git checkout HEAD -- "{path}" in the data folder; or take it in again.'
                ).format(path=path)
            yield _finding(one, message, hint)


def evidence_file_changed(year: CheckedYear) -> Iterator[Finding]:
    """A file of evidence has another content than when it was taken in: its SHA-256 is not the one on record.

        evidence: {number: 12/QĐ-UBND, files: [{file: scan.pdf, sha256: 64c6194b…}]}
        # and evidence/q2/phuong-1/scan.pdf was saved again in a PDF editor

    To mend: fetch the file back with git. If the new content is the right one, save it under another name, fetch the old file
    back, and take the new one in with `camket set … --evidence-file`.
    """
    for one in _each_file(year):
        if one.state == "changed":
            message = _("{path} has another content than when it was taken in (SHA-256 {digest}…)").format(
                path=one.named.path, digest=one.named.sha256[:12]
            )
            hint = _(
                'Fetch it back with git: git checkout HEAD -- "{path}" in the data folder; see git log for who changed it.'
            )
            yield _finding(one, message, hint.format(path=one.named.path))


def evidence_not_here(year: CheckedYear) -> Iterator[Finding]:
    """The content of an evidence file is not in this copy: a pointer of Git LFS, an encrypted file, a sparse checkout.

    It is no fault of the data; but here nobody can see whether the file is as it was. What a pointer of Git LFS points to is
    compared: its digest must be the one on record.

        version https://git-lfs.github.com/spec/v1
        oid sha256:64c6194b…

    To mend: fetch the content: `git lfs pull`, or `git sparse-checkout disable`.
    """
    for one in _each_file(year):
        if one.state == "not-here":
            message = _("{path} could not be checked: {reason}").format(path=one.named.path, reason=one.reason)
            yield _finding(one, message, one.hint)


def evidence_unnamed(year: CheckedYear) -> Iterator[Finding]:
    """A file lies under evidence/, and no report of its round and unit names it.

        evidence/q2/phuong-1/scan (1).pdf

    To mend: take it in with `camket set … --evidence-file` or `camket receive … --file` (it is not copied again), or delete it.
    """
    same = set(year.evidence.same.values())  # the finding about the missing file names these
    places: dict[str, list[str]] = {}
    for path in year.evidence.unnamed:
        if path not in same:
            places.setdefault(path.rpartition("/")[0], []).append(path.rpartition("/")[2])
    reports = {evidence_path(filed.round, filed.unit, "")[:-1]: filed.document for filed in year.filed}
    for folder, names in places.items():
        listed = ", ".join(names[:MANY]) + (" …" if len(names) > MANY else "")
        message = _("no report names what is in {folder}: {files}").format(folder=folder, files=listed)
        hint = _("Take it in with camket set … --evidence-file or camket receive … --file, or delete it.")
        yield Finding(reports.get(folder, year.ledger.documents[TARGETS]), (), message, hint)


def _each_file(year: CheckedYear) -> Iterator[EvidenceFound]:
    """Yield what was found of each file, once for each digest by which reports name it."""
    seen = {(one.named.path, one.named.sha256): one for one in reversed(year.evidence.found)}
    return (one for one in year.evidence.found if seen[one.named.path, one.named.sha256] is one)


def _finding(one: EvidenceFound, message: str, hint: str) -> Finding:
    return Finding(one.named.filed.document, (*one.named.keys, "file"), message, hint)
