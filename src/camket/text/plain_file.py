"""The only way to read a file that somebody else may have written: it is a plain file, and its size is known beforehand.

A link, a folder, a FIFO or a device in place of a file is told apart before anything is opened, and is not followed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from camket.text.language import _
from camket.text.problems import CamketError

# A YAML file of more bytes is not read.
MOST_BYTES_OF_YAML = 4 * 1024 * 1024
# Larger than any file that a command writes or reads as a whole, such as a Word report with pictures.
MOST_BYTES = 64 * 1024 * 1024

# Without O_NONBLOCK, to open a FIFO would wait for its other end.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

# The name of a temporary file, which is left behind if a process is killed while it writes.
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")


class NotPlainFile(CamketError):
    """There is no plain file at a path; the message says what is there instead."""


class FileTooLarge(CamketError):
    """A file is larger than what is read of such a file. `size` is its size in bytes, before anything was read."""

    def __init__(self, path: object, size: int, limit: int) -> None:
        words = _("{path} has {size} bytes; {limit} at most are read")
        super().__init__(words.format(path=path, size=size, limit=limit), _("Look whether it is the right file."))
        self.size = size


def find_stray(path: Path, below: Path | None = None) -> str | None:
    """Return in words what is at `path` if it is neither a plain file nor nothing: a link, a folder, a device; else None.

    With `below`, a folder above `path`, the folders between the two must be no links either; `below` itself may be one.
    """
    # Strings, not paths: this is done for each of many thousand files.
    whole = os.fspath(path)
    if below is not None:
        above = os.fspath(below)
        if whole.startswith(above + os.sep):
            folders = whole[len(above) + 1 :].rpartition(os.sep)[0]
        else:  # of `.` and `a/b`
            folders = str(path.relative_to(below).parent)
        for name in filter(None, folders.split(os.sep)):  # noqa: PTH206
            above = f"{above}{os.sep}{name}"
            if _is_link(above):
                return _("a link")
    try:
        found = os.lstat(whole)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return name_kind(found.st_mode, is_junction=_is_junction(found))


def is_link(path: Path) -> bool:
    """Return whether a path is a symlink, or a junction of Windows."""
    return _is_link(os.fspath(path))


def _is_link(path: str) -> bool:
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a name that no file can have
        return False
    return stat.S_ISLNK(found.st_mode) or _is_junction(found)


def _is_junction(found: os.stat_result) -> bool:
    # Path.is_junction, which Python 3.11 does not have
    return getattr(found, "st_reparse_tag", 0) == 0xA0000003


def is_leftover(path: str) -> bool:
    """Return whether a path is that of a temporary file, which a process that was killed has left behind."""
    return _TEMPORARY.fullmatch(path.rpartition("/")[2]) is not None


def name_kind(mode: int, *, is_junction: bool = False) -> str | None:
    """Return in words what a file of this mode is; None for a plain file."""
    if stat.S_ISLNK(mode) or is_junction:
        return _("a link")
    if stat.S_ISDIR(mode):
        return _("a folder")
    return None if stat.S_ISREG(mode) else _("a device or a pipe")


def read_plain(path: Path, most: int = MOST_BYTES, *, below: Path | None = None) -> bytes:
    """Return the bytes of a plain file. With `below`, no link is followed under this folder; a file named alone may be a link.

    Raises OSError as open() does, NotPlainFile, and FileTooLarge for a file of more than `most` bytes.
    """
    descriptor = _open(path, below)
    try:
        size = os.fstat(descriptor).st_size
        if size > most:
            raise FileTooLarge(path, size, most)
        data = os.read(descriptor, size + 1)
        while len(data) <= most and (more := os.read(descriptor, size + 1)):  # the file may have grown meanwhile
            data += more
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise FileTooLarge(path, len(data), most)
    return data


@contextmanager
def reading_below(root: Path) -> Iterator[Callable[[str], bytes | None]]:
    """Give what reads very many plain YAML files under a folder: of a path with `/` the bytes, or None: use `read_plain`.

    Each folder is opened once, and no link under `root` is followed: a file is opened in its folder, not by its whole path.
    """
    opened: dict[str, int] = {}

    def folder_of(path: str) -> int:
        if path not in opened:
            above, _slash, name = path.rpartition("/")
            where = folder_of(above) if path else None
            opened[path] = os.open(name or root, _FOLDER_FLAGS | (_NO_LINK if path else 0), dir_fd=where)
        return opened[path]

    def read(path: str) -> bytes | None:
        folder, _slash, name = path.rpartition("/")
        try:
            return _read_in(folder_of(folder), name)
        except OSError:
            return None

    try:
        yield read if os.open in os.supports_dir_fd and _NO_LINK else lambda _path: None
    finally:
        for descriptor in opened.values():
            os.close(descriptor)


def _read_in(folder: int, name: str) -> bytes | None:
    """Return the bytes of a plain YAML file in an open folder; None if it is something else, or is being written."""
    descriptor = os.open(name, _FLAGS | _NO_LINK, dir_fd=folder)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES_OF_YAML:
            return None
        data = os.read(descriptor, found.st_size + 1)
        return data if len(data) == found.st_size else None
    finally:
        os.close(descriptor)


def digest_plain(path: Path, *, below: Path | None = None) -> str:
    """Return the SHA-256 of a plain file of any size, in hex; it is read in blocks. Raises as `read_plain`."""
    with os.fdopen(_open(path, below), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _open(path: Path, below: Path | None) -> int:
    """Open a plain file and return its descriptor. Raises OSError as open() does, and NotPlainFile."""
    found = find_stray(path, below) if below is not None else name_kind(path.stat().st_mode)
    if found is not None:
        raise NotPlainFile(_("{path} is {what}, and is not read").format(path=path, what=found))
    # Between the two looks at the path a link may have come.
    try:
        descriptor = os.open(path, _FLAGS | (_NO_LINK if below is not None else 0))
    except OSError as error:
        what = _("a link") if error.errno == errno.ELOOP else _("a folder") if path.is_dir() else None
        if what is None:
            raise
        raise NotPlainFile(_("{path} is {what}, and is not read").format(path=path, what=what)) from error
    try:
        what = name_kind(os.fstat(descriptor).st_mode)
        if what is not None:
            raise NotPlainFile(_("{path} is {what}, and is not read").format(path=path, what=what))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
