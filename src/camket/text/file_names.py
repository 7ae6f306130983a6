"""Names of files that Windows, macOS and Linux can all hold: checked, or made from the name that a file has elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection

from camket.text.language import _
from camket.text.spelling import nfc

# Windows has no file of such a name, with or without an ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_SEPARATORS = "/\\"
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
# File systems allow 255 bytes; the temporary file of an atomic write has a longer name.
_MOST_BYTES = 200


def explain_name(name: str) -> str | None:
    """Return in words why not every system can hold a file of this name in a folder; None for a good name."""
    if any(mark in name for mark in _SEPARATORS) or name in (".", ".."):
        return _("it names a folder")
    if not name.strip() or name != name.strip() or name.endswith("."):
        return _("it begins or ends in a space, or ends in a full stop")
    if name.startswith("."):
        return _("it begins with a full stop: such files are hidden")
    if _FORBIDDEN.search(name) or not name.isprintable():
        return _("Windows allows none of these in a name: {marks}").format(marks='< > : " | ? *')
    if _DEVICES.fullmatch(name):
        return _("Windows keeps this name for a device")
    if len(name.encode("utf-8", "replace")) > _MOST_BYTES:
        return _("it is too long")
    return _("its letters are not in Unicode's composed form (NFC)") if name != nfc(name) else None


def portable_name(name: str) -> str:
    """Return the name, changed as little as makes it one that every system can hold."""
    name = nfc(name.encode("utf-8", "replace").decode("utf-8"))
    name = "".join(letter if letter.isprintable() else " " for letter in name)
    name = " ".join(_FORBIDDEN.sub("-", name).split()).lstrip(". ").rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    while len(f"{stem}.{ending}".encode()) > _MOST_BYTES:
        stem = stem[:-1]
    name = f"{stem.rstrip('. ')}.{ending}" if ending else stem.rstrip(". ")
    return f"_{name}" if not name or _DEVICES.fullmatch(name) else name


def same_file_key(name: str) -> str:
    """Return a key that is equal for names of one file on a system that folds case or Unicode forms (Windows, macOS)."""
    return nfc(name).casefold()


def free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, or else the first of `name-2`, `name-3` … whose `same_file_key` is not in `taken`."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    found, number = name, 1
    while same_file_key(found) in taken:
        number += 1
        found = f"{stem}-{number}{ending}"
    return found
