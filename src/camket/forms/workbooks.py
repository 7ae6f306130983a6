"""Workbooks opened, of whatever kind: .xlsx, .xlsm, .ods, .xls; inspected first, because the files are of others."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from camket.forms.package import MOST_BYTES, inspect_package
from camket.text.language import _

if TYPE_CHECKING:
    from openpyxl import Workbook

OLE = b"\xd0\xcf\x11\xe0"
"""How a file of old Office begins, and one that is locked with a password."""


def is_ods(data: bytes) -> bool:
    """Return whether a file is a workbook of LibreOffice, by its part `mimetype`."""
    try:
        with ZipFile(BytesIO(data)) as package, package.open("mimetype") as part:
            return part.read(100).startswith(b"application/vnd.oasis.opendocument.spreadsheet")
    except Exception:  # whatever zipfile raises for another file, or a damaged one
        return False


def is_xls(data: bytes) -> bool:
    """Return whether a file is a workbook of old Excel (.xls), by the name of its stream."""
    return data.startswith(OLE) and any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0"))


def is_locked(data: bytes) -> bool:
    """Return whether an Office file is locked with a password."""
    return data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data


def open_workbook(data: bytes, *, has_looks: bool = False) -> tuple[Workbook | None, tuple[str, str]]:
    """Return a workbook: (workbook, (message, hint) for one that is refused).

    `has_looks` says that the raised and struck parts of texts are wanted too.
    """
    damaged = _("this workbook cannot be read"), _("Open it in Excel and save it anew as .xlsx.")
    locked = _("this workbook is locked with a password"), _("Take the password off: File – Info – Protect Workbook.")
    if len(data) > MOST_BYTES:
        return None, (_("this file is too large"), _("Send the tables alone."))
    if is_xls(data) and not is_locked(data):
        from camket.forms.xls_workbook import LockedError, xls_workbook

        try:
            return xls_workbook(data), damaged
        except LockedError:
            return None, locked
        except Exception:  # xlrd raises many kinds of exceptions for a damaged file
            return None, damaged
    if is_ods(data):
        from camket.forms.ods_workbook import is_encrypted, ods_workbook

        if is_encrypted(data):
            return None, locked
        if (fault := inspect_package(data, "content.xml")) is not None:
            return None, fault
        try:
            return ods_workbook(data), damaged
        except Exception:  # zipfile, the XML parser and openpyxl raise many kinds of exceptions for a damaged file
            return None, damaged
    if (fault := inspect_package(data)) is not None:
        return None, fault
    try:
        return _open_xlsx(data, has_looks=has_looks), damaged
    except Exception:  # openpyxl raises many kinds of exceptions for a damaged file
        return None, damaged


def open_results(data: bytes) -> Workbook:
    """Return an .xlsx workbook with the results of its formulas, as the program that saved it computed them."""
    return _open_xlsx(data, has_results=True)


def _open_xlsx(data: bytes, *, has_results: bool = False, has_looks: bool = False) -> Workbook:
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():  # about extensions that openpyxl leaves out; the file is never written back
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(data), data_only=has_results, keep_links=False, rich_text=has_looks)
