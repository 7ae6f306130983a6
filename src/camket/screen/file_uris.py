"""Files as an editor names them: which file a URI means, and the URI of another file beside it in the editor's own spelling.

A file has many URIs: percent-encoded or not, with another case of a drive letter, through a symlink, a mapped drive or
`localhost`, with accents stored apart (NFD). An editor knows a file only by the spelling that it uses itself.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from camket.text.spelling import nfc

_DRIVE = re.compile(r"/[A-Za-z][:|]")


def file_name(uri: str, *, windows: bool = sys.platform == "win32") -> str | None:
    """Return the name in the file system that a URI means, without `.` and `..`; None if it means no file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path:
        return None
    path = unquote(parts.path, errors="surrogateescape")
    server = unquote(parts.netloc)
    if server.casefold() not in ("", "localhost"):
        path = f"//{server}{path}"
    elif windows and _DRIVE.match(path):
        path = f"{path[1]}:{path[3:]}"
    return None if "\0" in path else os.path.normpath(path)


@dataclass(frozen=True, slots=True)
class EditorSpelling:
    """How the editor names a folder: `uri`, without a slash at its end. `inside` is the folder's path in the data folder."""

    uri: str
    inside: tuple[str, ...] = ()

    def uri_of(self, path: str) -> str | None:
        """Return the URI of a file of the data folder; None if the file is not below this folder."""
        names = tuple(path.split("/"))
        depth = len(self.inside)
        if names[:depth] != self.inside:
            return None
        return "/".join([self.uri, *(quote(name, safe="", errors="surrogateescape") for name in names[depth:])])


def spelling_of(uri: str, file: Path, folder: Path, path: str) -> EditorSpelling:
    """Return the spelling that the URI of a file shows: `file` by the editor's way, `path` in the data folder `folder`.

    The names at the end of both are taken away while what is left is the same folder: a link can begin below the data folder.
    """
    above, left, parent = uri.rstrip("/"), path.split("/"), file.parent
    while left and "/" in above and parent.resolve() == folder.joinpath(*left[:-1]).resolve():
        above = above.rpartition("/")[0]
        left.pop()
        parent = parent.parent
    return EditorSpelling(above, tuple(left))


def spelled_on_disk(above: Path, names: Sequence[str]) -> list[str]:
    """Return the names of a path below `above` as the folders list them; a name that no folder has stays as it is.

    Of two names that differ in case only, one is the other only where the file system says so.
    """
    found = []
    for name in names:
        listed = _listed(above)
        if name not in listed:
            alike = (one for one in listed if _key(one) == _key(name))
            name = next((one for one in alike if nfc(one) == nfc(name) or is_same(above / one, above / name)), name)
        found.append(name)
        above /= name
    return found


def is_same(first: Path, second: Path) -> bool:
    """Return whether two paths lead to the same file or folder."""
    try:
        return first == second or first.samefile(second)
    except (OSError, ValueError):
        return False


def _listed(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except OSError:
        return []


def _key(name: str) -> str:
    return nfc(name).casefold()
