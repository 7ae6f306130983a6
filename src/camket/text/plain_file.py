"""The only way to read a file that somebody else may have written: it is a plain file, and its size is known beforehand.

A link, a folder, a FIFO or a device in place of a file is told apart before anything is opened, and is not followed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from camket.text.language import _
from camket.text.problems import CamketError

# Larger than any file that a command writes or reads as a whole, such as a Word report with pictures.
MOST_BYTES = 64 * 1024 * 1024

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
    folders = path.relative_to(below).parents if below is not None else ()
    for folder in folders:
        if below is not None and folder != Path() and is_link(below / folder):
            return _("a link")
    try:
        return name_kind(path.lstat().st_mode, is_junction=is_link(path))
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_link(path: Path) -> bool:
    """Return whether a path is a symlink, or a junction of Windows."""
    if path.is_symlink():
        return True
    if os.name != "nt":
        return False
    try:  # Path.is_junction, which Python 3.11 does not have
        return getattr(path.lstat(), "st_reparse_tag", 0) == 0xA0000003
    except OSError:
        return False


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
    found = find_stray(path, below) if below is not None else name_kind(path.stat().st_mode)
    if found is not None:
        raise NotPlainFile(_("{path} is {what}, and is not read").format(path=path, what=found))
    # Without O_NONBLOCK, to open a FIFO would wait for its other end. Between the two looks at the path a link may have come.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags | (getattr(os, "O_NOFOLLOW", 0) if below is not None else 0))
    except OSError as error:
        what = _("a link") if error.errno == errno.ELOOP else _("a folder") if path.is_dir() else None
        if what is None:
            raise
        raise NotPlainFile(_("{path} is {what}, and is not read").format(path=path, what=what)) from error
    try:
        status = os.fstat(descriptor)
        what = name_kind(status.st_mode)
        if what is not None:
            raise NotPlainFile(_("{path} is {what}, and is not read").format(path=path, what=what))
        if status.st_size > most:
            raise FileTooLarge(path, status.st_size, most)
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            data = stream.read(most + 1)  # the file may have grown meanwhile
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise FileTooLarge(path, len(data), most)
    return data
