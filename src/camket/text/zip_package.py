"""A zip package (docx, xlsx) with the same bytes each time it is made."""

from __future__ import annotations


def pack_again(data: bytes) -> bytes:
    """The same package with its parts in a fixed order and without the time it was made."""
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    packed = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(packed, "w", ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            after.writestr(entry, before.read(name))
    return packed.getvalue()
