"""The parts of an Office file by their relationships: the main part need not be called `word/document.xml`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from io import BytesIO
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

_MOST_BYTES = 1024 * 1024  # of a part with relationships


def main_part(data: bytes) -> str | None:
    """Return the name of the main part of an Office file; None for another file, or a damaged one."""
    try:
        with ZipFile(BytesIO(data)) as package:
            return part_of_type(related_parts(package, ""), "officeDocument")
    except Exception:  # whatever zipfile and the XML parser raise for a damaged file
        return None


def related_parts(package: ZipFile, part: str) -> Mapping[str, str]:
    """Return the names of the parts that a part names, by the address of the relationship's type.

    `part` is empty for the parts that the file as a whole names.
    """
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in package.namelist():
        return {}
    with package.open(relations) as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES or b"<!DOCTYPE" in content.replace(b"\0", b""):
        raise ValueError(relations)
    found: dict[str, str] = {}
    for one in fromstring(content):  # noqa: S314
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
            found.setdefault(one.get("Type", ""), target.lstrip("/"))
    return found


def part_of_type(parts: Mapping[str, str], kind: str) -> str | None:
    """Return the part whose type ends in `kind`: the addresses of the two variants of the format begin differently."""
    return next((name for address, name in parts.items() if address.endswith(f"/{kind}")), None)
