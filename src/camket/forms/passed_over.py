"""Files among those to import that are not read: each is named, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from camket.forms.package import MOST_PARTS
from camket.forms.reader import MOST_BYTES_OF_ZIP, decoded_name
from camket.text.language import N_, _
from camket.text.plain_file import read_plain
from camket.text.problems import Place, Problem

_AS_TABLE = N_("If it has a table of the unit's own, read it with: camket form import --table")
UNPACK = N_("Unpack it, and name the folder.")
TYPED = N_("Ask for the form itself or for the document in Word or Excel; or enter the figures with: camket fill")
SAVE_AS_WORD = N_("Open it in Word, save it anew as .docx, and read that with: camket form import --table")
_SAVE_AS_EXCEL = N_("Open it in Excel and save it anew as Excel Workbook (.xlsx).")
_ATTACHMENTS = N_("Save its attachments into this folder.")
# What a file is by its ending, and what to do.
_KINDS = {
    **dict.fromkeys((".docx", ".docm", ".csv", ".tsv", ".txt"), (N_("this is no form, and is not read"), _AS_TABLE)),
    **dict.fromkeys(
        (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), (N_("this is an archive, and is not unpacked"), UNPACK)
    ),
    ".pdf": (N_("this is a PDF document, and is not read"), TYPED),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".webp"),
        (N_("this is a picture, and is not read"), TYPED),
    ),
    **dict.fromkeys((".doc", ".dot", ".odt", ".rtf", ".wps"), (N_("this kind of document is not read"), SAVE_AS_WORD)),
    **dict.fromkeys((".xlsb", ".xlt", ".numbers", ".et"), (N_("this kind of workbook is not read"), _SAVE_AS_EXCEL)),
    **dict.fromkeys((".eml", ".msg"), (N_("this is an e-mail, and is not read"), _ATTACHMENTS)),
}
# Files of the systems themselves, which nobody has sent.
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")


def explain_file(name: str, endings: Sequence[str]) -> Problem | None:
    """Return why a file that is named by itself is not read, by its ending; None if its content decides."""
    ending = Path(name).suffix.lower()
    if ending in endings or ending not in _KINDS:
        return None
    message, hint = _KINDS[ending]
    return Problem("form-file", Place(name, cell="-"), _(message), _(hint))


def passed_over(path: Path, endings: Sequence[str]) -> list[Problem]:
    """Return a problem for each file in a folder or a zip file that is not read, in the order of their names."""
    problems = []
    for name in _names(path):
        last = name.rpartition("/")[2]
        is_of_system = last.startswith(("~$", ".")) or last.lower() in _OF_SYSTEMS or "__MACOSX/" in name
        if is_of_system or last.lower().endswith(tuple(endings)):
            continue
        message, hint = _KINDS.get(Path(last).suffix.lower(), (N_("this kind of file is not read"), TYPED))
        problems.append(Problem("form-file", Place(name, cell="-"), _(message), _(hint)))
    return problems


def _names(path: Path) -> Iterator[str]:
    """The names of all files in a folder, and in the zip files there; a zip file in a zip file is not opened."""
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.is_symlink() or not one.is_file():
                continue
            if one.suffix.lower() == ".zip":
                yield from _names(one)
            else:
                yield one.as_posix()
    elif path.suffix.lower() == ".zip":
        try:
            with ZipFile(BytesIO(read_plain(path, MOST_BYTES_OF_ZIP))) as package:
                names = sorted(decoded_name(one.filename) for one in package.infolist()[:MOST_PARTS] if not one.is_dir())
        except Exception:  # whatever is raised for a file that is damaged or too large, which is told where it is unpacked
            return
        yield from (f"{path.as_posix()}/{name}" for name in names)
