"""Zip packages (docx, xlsx) whose bytes do not depend on when and where they were made."""

from __future__ import annotations


def pack_again(data: bytes) -> bytes:
    """Return the package with its parts in a fixed order and with a fixed time, so that equal contents give equal bytes."""
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    packed = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(packed, "w", ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system
            after.writestr(entry, before.read(name))
    return packed.getvalue()


def is_untouched(data: bytes) -> bool:
    """Return whether a package is as `pack_again` made it: other programs store the time and their system in it."""
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as package:
            return all((one.create_system, one.date_time) == (3, (1980, 1, 1, 0, 0, 0)) for one in package.infolist())
    except (BadZipFile, ValueError):
        return False
