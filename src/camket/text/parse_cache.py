"""A cache of parsed YAML files: what a file says, found by the content of the file, so that no file is parsed twice.

    with open_cache() as cache:
        key = cache.key(data)                    # of the bytes that were read; or cache.blob_key(object_id), of a blob of git
        value = cache.get(key)                   # the plain value of a file without any fault, or None: parse it
        if value is None: cache.put(data, value) # only a mapping that was read without a fault, not even a warning

A value is found by the SHA-256 of the bytes of its file, which are always read: times of files and git's index are not trusted.
It is also found by the id that git gives to a blob of the same bytes (SHA-1), for a file of which only the id is known.
A key includes the code that parses (`code_digest`): another version finds nothing of this one. Each entry has its own digest,
which is checked before the entry is decoded; what fails the check is absent. Only text, lists and mappings are kept, as JSON.

The cache is one SQLite file in the user's cache folder. It is used only where no other user can write, it is never needed for a
right answer, and it may be deleted at any time. Any failure of it means that nothing is found and nothing is kept. At
`MOST_BYTES` the oldest half is removed. `--no-cache`, or a value for the environment variable CAMKET_NO_CACHE, turns it off.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

MOST_BYTES = 256 * 1024 * 1024
OFF = "CAMKET_NO_CACHE"  # the environment variable
_FILE = "parsed.sqlite"
# The modules that decide what the value of a file is.
_CODE = ("parse_cache.py", "source.py", "spelling.py", "stored_form.py", "mistyped.py", "syntax_problems.py")
_TABLE = """
CREATE TABLE IF NOT EXISTS files (
    number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, blob BLOB NOT NULL, digest BLOB NOT NULL, value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS files_by_blob ON files (blob);
"""
_INSERT = "INSERT OR REPLACE INTO files (key, blob, digest, value) VALUES (?, ?, ?, ?)"
_BY_KEY = "SELECT key, blob, digest, value FROM files WHERE key = ?"
_BY_BLOB = "SELECT key, blob, digest, value FROM files WHERE blob = ?"
_KEY_BYTES = 32  # of a SHA-256; no key of a blob has this length

Entry = dict[str, Any]


class ParseCache:
    """The cache as one command uses it. Without a connection nothing is found, and nothing is kept."""

    def __init__(self, connection: Any = None) -> None:
        self._connection = connection
        self.is_damaged = False
        self._new: dict[bytes, tuple[bytes, bytes, bytes, bytes]] = {}

    @property
    def is_open(self) -> bool:
        """Whether anything may be found or kept."""
        return self._connection is not None

    def key(self, data: bytes) -> bytes:
        """Return the key of a file with these bytes."""
        return _digest(code_digest(), data)

    def blob_key(self, object_id: str) -> bytes:
        """Return the key of a blob of git by its id in hex."""
        return code_digest()[:8] + bytes.fromhex(object_id)

    def get(self, key: bytes) -> Entry | None:
        """Return the plain value of a file, or None if it is not known. Changing it changes nothing in the cache."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute(_BY_KEY if len(key) == _KEY_BYTES else _BY_BLOB, (key,)).fetchone()
            if row is None or key not in row[:2] or _digest(*row[:2], row[3]) != row[2]:
                return None
            value = json.loads(row[3])
        except _failures() as error:
            self.is_damaged = self.is_damaged or _is_damage(error)
            return None
        return value if type(value) is dict else None

    def put(self, data: bytes, value: Entry) -> None:
        """Keep the value of a file with these bytes: one that was parsed without any problem. `save` writes it."""
        if self._connection is None:
            return
        with suppress(ValueError, RecursionError):  # ValueError: text that UTF-8 does not have
            packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode("utf-8")
            key, blob = self.key(data), self.blob_key(blob_id(data))
            self._new[key] = (key, blob, _digest(key, blob, packed), packed)

    def keep(self, key: bytes, value: Entry) -> None:
        """Keep what was found of several files under a key of `state_key`. `save` writes it."""
        if self._connection is None:
            return
        with suppress(ValueError, RecursionError):  # ValueError: text that UTF-8 does not have
            packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode("utf-8")
            self._new[key] = (key, b"", _digest(key, b"", packed), packed)

    def save(self) -> None:
        """Write what is new, all or nothing. Another command that is writing now goes first, or this one writes nothing."""
        if self._connection is None or not self._new:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._make_room(sum(len(row[3]) + 200 for row in self._new.values()))
            self._connection.executemany(_INSERT, self._new.values())
            self._connection.execute("COMMIT")
        except _failures() as error:  # what was begun is taken back when the connection is closed
            self.is_damaged = self.is_damaged or _is_damage(error)
        self._new.clear()

    def _make_room(self, needed: int) -> None:
        """Remove the older half of the entries while the new ones would make the file too large."""
        size, pages = self._number("PRAGMA page_size"), self._number("PRAGMA page_count")
        used = size * (pages - self._number("PRAGMA freelist_count"))
        while used + needed > MOST_BYTES and self._number("SELECT count(*) FROM files"):
            self._connection.execute("DELETE FROM files WHERE number <= (SELECT (min(number) + max(number)) / 2 FROM files)")
            used = size * (pages - self._number("PRAGMA freelist_count"))

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])


@contextmanager
def open_cache() -> Iterator[ParseCache]:
    """Open the cache, and write what is new at the end. It never fails: a cache that cannot be used finds and keeps nothing."""
    path = _usable_path()
    connection = _connect(path) if path is not None else None
    opened = ParseCache(connection)
    try:
        yield opened
        opened.save()
    finally:
        if connection is not None:
            with suppress(*_failures()):
                connection.close()
        if path is not None and opened.is_damaged:
            with suppress(OSError):
                path.unlink()


def cache_folder() -> Path:
    """Return the user's cache folder for this program. Raises RuntimeError (the user has no home folder)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "camket" / "Cache"
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".cache") / "camket"


def is_turned_off() -> bool:
    """Whether nothing may be found or kept."""
    return bool(os.environ.get(OFF))


def _usable_path() -> Path | None:
    """Return the path of the file of the cache; None where the cache is turned off, or is not safe from other users."""
    if is_turned_off():
        return None
    try:
        folder = cache_folder()
        if not folder.exists():
            # Run as another user (sudo), a folder that is made here would shut out its owner.
            if not _is_owned(next(one for one in folder.parents if one.exists()).stat()):
                return None
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / _FILE
        return (
            path
            if _is_private(folder, stat.S_ISDIR) and (not os.path.lexists(path) or _is_private(path, stat.S_ISREG))
            else None
        )
    except (OSError, RuntimeError):
        return None


def _is_private(path: Path, kind: Callable[[int], bool]) -> bool:
    """Whether at `path` is a file or folder of this kind, no link, that this user owns and no other user can write."""
    found = path.lstat()
    return kind(found.st_mode) and _is_owned(found) and (sys.platform == "win32" or not found.st_mode & 0o022)


def _is_owned(found: os.stat_result) -> bool:
    return sys.platform == "win32" or found.st_uid == os.geteuid()  # on Windows the folder is in the user's profile


def _connect(path: Path) -> Any:
    """Return a connection to the file of the cache, or None where it cannot be used. A damaged file is made anew."""
    for _attempt in range(2):
        try:
            return _opened(path)
        except _failures() as error:
            if not _is_damage(error):
                return None
        with suppress(OSError):
            path.unlink()
    return None


def _opened(path: Path) -> Any:
    import sqlite3

    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
    try:
        # A file that a power failure has left half written is found to be damaged, and costs nothing but time.
        for pragma in ("synchronous = OFF", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            connection.executescript(_TABLE)
        connection.execute("SELECT key, blob, digest, value FROM files LIMIT 0")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_damage(error: BaseException) -> bool:
    """Whether the file is no database, or one with other columns; a lock or a full disk is no damage."""
    import sqlite3

    code = getattr(error, "sqlite_errorcode", None)
    return code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@cache
def _failures() -> tuple[type[Exception], ...]:
    """What reading and writing the cache may raise."""
    import sqlite3

    # ValueError: JSON that cannot be decoded, a value that is too large; OverflowError, TypeError: columns of another type
    return (sqlite3.Error, OSError, ValueError, OverflowError, TypeError, RecursionError, MemoryError)


@cache
def code_digest() -> bytes:
    """Return a digest of all that decides what a file says: this program's parser, PyYAML, Python and its Unicode tables."""
    import unicodedata

    import yaml

    here = Path(__file__).parent
    parts = [(here / name).read_bytes() for name in _CODE]
    return _digest(*parts, f"{yaml.__version__} {sys.version} {unicodedata.unidata_version}".encode())


def state_key(*parts: bytes) -> bytes:
    """Return the key of what this program, with the libraries as they are installed now, finds of these bytes."""
    return _digest(program_digest(), *parts)


@cache
def program_digest() -> bytes:
    """Return a digest of this program, its libraries and Python.

    A module is known by its size and its time, as Python itself knows whether a compiled module is out of date; an installed
    library by the name of its folder of metadata, which has its version.
    """
    package = Path(__file__).parents[1]
    found = []
    for folder, _folders, names in os.walk(package):
        if not folder.endswith("__pycache__"):
            stamps = ((name, Path(folder, name).stat()) for name in names)
            found += [f"{folder}/{name} {stamp.st_size} {stamp.st_mtime_ns}" for name, stamp in stamps]
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or os.curdir) as entries:
            found += [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    return _digest("\n".join([sys.version, *sorted(found)]).encode("utf-8", "surrogateescape"))


def _digest(*parts: bytes) -> bytes:
    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.digest()


def blob_id(data: bytes) -> str:
    """Return the id of git for a blob with these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
