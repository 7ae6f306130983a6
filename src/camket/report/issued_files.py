"""The files of issued reports, kept in `issued/<round>/` of the data folder, and the digests by which they are known."""

from __future__ import annotations

import hashlib
import re
import warnings
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zipfile import BadZipFile, ZipFile

from camket.history.issued import digest_text
from camket.ledger.reports import Issue, Output
from camket.ledger.tree import ISSUED_FILES
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError, os_reason
from camket.text.save import FileChange

if TYPE_CHECKING:
    from camket.report.contents import PrintedProvenance

FOLDER = ISSUED_FILES
_COMMIT = re.compile(
    r"<dc:identifier>([0-9a-f]{40})|name=\"camket-commit\"[^>]*>\s*<[^>]*>([0-9a-f]{40})|<!--[^>]*\b([0-9a-f]{12,40})\b"
)
KeptState = Literal["same-bytes", "same-content", "differs", "missing"]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file, and how it compares with its digests on record; `data` are its bytes, None if there is no file."""

    name: str
    state: KeptState
    data: bytes | None


def digest_output(name: str, data: bytes) -> Output:
    """Return both digests of an output: of its bytes and of its content."""
    return Output(bytes=hashlib.sha256(data).hexdigest(), content=_content_digest(name, data))


def _content_digest(name: str, data: bytes) -> str:
    """The digest of the content: the parts of a Word or Excel file in order; a text whatever its line endings."""
    if not name.endswith((".docx", ".xlsx")):
        return digest_text(data)
    try:
        with ZipFile(BytesIO(data)) as parts:
            contents = [(part.filename, parts.read(part)) for part in parts.infolist()]
    except (BadZipFile, OSError, zlib.error):
        return hashlib.sha256(data).hexdigest()
    whole = hashlib.sha256()
    for part, content in sorted(contents):
        whole.update(f"{part}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


# --- the commit that a file names ---------------------------------------------------------------------------------------

# The property of a workbook, and the name of the cell on its sheet of sources, that hold the commit. Programs that do not keep
# a workbook's own properties keep its sheets.
COMMIT_PROPERTY = "camket-commit"
COMMIT_CELL = "camket_commit"
# The properties of a Word or Excel file, and what holds the commit there: the identifier, or the property.
_PROPERTIES = ("docProps/core.xml", "docProps/custom.xml")
# The keywords of a PDF, in hexadecimal or in brackets, in which a program keeps those of the Word file that it printed.
_KEYWORDS = re.compile(rb"/Keywords\s*(?:<([0-9A-Fa-f\s]*)>|\(((?:\\.|[^\\)])*)\))", re.DOTALL)
_MOST_PROPERTIES = 1_000_000  # bytes
_MOST_WORKBOOK = 100_000_000  # bytes of its parts, unpacked


def origin_text(provenance: PrintedProvenance) -> str:
    """Return the commit that a report was made from, with the number of files that differed from it; empty for none."""
    changed = f" (+{len(provenance.changed)})" if provenance.changed else ""
    return f"{provenance.commit}{changed}" if provenance.commit else ""


def origins_of(name: str, data: bytes) -> tuple[str, ...]:
    """Return the commits that a file of a report says it was made from: one, unless somebody has changed it.

    They stand in the properties of a Word or Excel file, on the sheet of sources of a workbook, in the last comment of a text,
    among the keywords of a PDF.
    """
    if data.startswith(b"%PDF"):
        return tuple(dict.fromkeys(re.findall(r"\b[0-9a-f]{40}\b", _pdf_keywords(data))))
    texts = [data.decode("utf-8", "replace")] if name.endswith(".md") else []
    try:
        with ZipFile(BytesIO(data)) as parts:
            held = [parts.getinfo(one) for one in _PROPERTIES if one in parts.namelist()]
            texts += [parts.read(one).decode("utf-8", "replace") for one in held if one.file_size <= _MOST_PROPERTIES]
            is_workbook = "xl/workbook.xml" in parts.namelist()
            size = sum(one.file_size for one in parts.infolist())
    except (BadZipFile, OSError, zlib.error, KeyError, NotImplementedError, RuntimeError):
        is_workbook, size = False, 0
    told = [next(filter(None, found.groups())) for text in texts if (found := _COMMIT.search(text))]
    if is_workbook and size <= _MOST_WORKBOOK and (found := re.search(r"\b[0-9a-f]{40}\b", _named_cell(data, COMMIT_CELL))):
        told.append(found[0])
    return tuple(dict.fromkeys(told))


def _pdf_keywords(data: bytes) -> str:
    """The letters and digits of a PDF's keywords; empty where it has none, or they are compressed or encrypted."""
    found = _KEYWORDS.search(data)
    if found is None:
        return ""
    digits = b"".join((found[1] or b"").split())
    raw = bytes.fromhex(digits.decode()[: len(digits) // 2 * 2]) if digits else found[2] or b""
    return re.sub(rb"\\000|\x00", b"", raw).decode("latin-1")


def _named_cell(data: bytes, name: str) -> str:
    """The text of the cell that a workbook has under a name; empty where there is none, or the workbook cannot be read."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a program left in the file that is not read here
            book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        ((sheet, where),) = book.defined_names[name].destinations
        return str(book[sheet][where.replace("$", "")].value or "")
    except Exception:  # a damaged workbook fails in openpyxl, expat or zipfile, each with errors of its own
        return ""


def kept_path(round_id: str, name: str) -> str:
    """Return the path in the data folder where an output of an issue is kept."""
    return f"{FOLDER}/{round_id}/{name}"


def compare(recorded: Output, name: str, data: bytes) -> Literal["same-bytes", "same-content", "differs"]:
    """Return how a file compares with its digests on record."""
    found = digest_output(name, data)
    if found.bytes == recorded.bytes:
        return "same-bytes"
    return "same-content" if found.content == recorded.content else "differs"


def is_issued(issues: Iterable[Issue], name: str, data: bytes) -> bool:
    """Return whether a file is an output of one of these issues."""
    return any(name in one.outputs and compare(one.outputs[name], name, data) != "differs" for one in issues)


def kept_files(folder: Path, round_id: str, issue: Issue) -> tuple[KeptFile, ...]:
    """Return the kept file of each output on record. Raises CamketError if a file cannot be read."""
    found = []
    for name, recorded in issue.outputs.items():
        data = _read_kept(folder, kept_path(round_id, name))
        found.append(KeptFile(name, "missing" if data is None else compare(recorded, name, data), data))
    return tuple(found)


def genuine(kept: Iterable[KeptFile]) -> dict[str, bytes]:
    """Return the bytes of the kept files that are as on record, by name."""
    return {one.name: one.data for one in kept if one.data is not None and one.state != "differs"}


def keep_outputs(folder: Path, round_id: str, outputs: Mapping[str, bytes]) -> list[FileChange]:
    """Return the changes that keep the outputs of a new issue, over files without a record of an interrupted issue."""
    changes = []
    for name, data in outputs.items():
        path = kept_path(round_id, name)
        changes.append(FileChange(path, _read_kept(folder, path), data))
    return changes


def _read_kept(folder: Path, name: str) -> bytes | None:
    """The bytes of a kept file; None if there is none. Raises CamketError if there is something else, or it cannot be read."""
    path = folder / name
    try:
        return read_plain(path, below=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=path, reason=os_reason(error))) from error
