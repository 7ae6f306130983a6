"""The journal of a data folder: a command that writes several files writes all of them or none, and can be taken back.

Before a command writes, the journal gets the files that it will write, each with its old bytes and the digest of the new ones.
When the last file is written, this entry becomes the last command. A process that was killed leaves the entry unfinished: the
next command then puts the old bytes back, or finishes the entry if every file was written (`settle`). A file that holds neither
the old bytes nor the new ones was changed by somebody else, and is left as it is.

The journal is in the user's own state folder, under a name made from the path of the data folder. So it is no part of the data:
git does not commit it, a copy or a clone cannot bring one along, each work tree has its own, and a data folder that can only be
read needs none. It has the unfinished and the last command only, at most `MOST_BYTES`. Where it cannot be kept, the files are
written without it. What a command makes again when it is run again (outputs, schemas, settings) is not in it.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from camket.text import progress, save
from camket.text.command_line import command_words
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import CamketError, WouldOverwrite, os_reason
from camket.text.save import FileChange
from camket.text.state_folder import UNFINISHED, has_unfinished, journal_folder

MOST_BYTES = 64 * 1024 * 1024
# Files beside the data folder that a new commitment has; no other file outside the data folder is ever put back.
_BESIDE = (".gitattributes", ".gitignore")
_UNKNOWN = b"\0 no file that can be read \0"  # bytes that no file of the data has
_LAST = "last.json"

# What a command did: `issue` and `undo` cannot be taken back.
Act = Literal["change", "issue", "undo"]
_ACTS: tuple[Act, ...] = ("change", "issue", "undo")


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that a command writes: its bytes before (None: there was no file), and the digest of those after (None: removed).

    `path` is relative to the data folder, with `/`.
    """

    path: str
    before: bytes | None
    after: str | None


@dataclass(frozen=True, slots=True)
class WrittenCommand:
    """A command with the files that it wrote, and the folders that were made (or, by `undo`, removed) for them."""

    act: Act
    words: tuple[str, ...]
    files: tuple[WrittenFile, ...]
    folders: tuple[str, ...]

    @property
    def text(self) -> str:
        """The command as it was typed."""
        return " ".join(["camket", *(f'"{word}"' if " " in word or not word else word for word in self.words)])


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a command that was stopped: it was finished, or its files were put back. `left` were changed by others."""

    command: WrittenCommand
    is_finished: bool
    restored: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Journal:
    """The journal as one command writes to it; a command that writes again and again, such as `fill`, is one entry."""

    def __init__(self, folder: Path, act: Act = "change", words: Sequence[str] | None = None) -> None:
        self.folder = folder
        self.root = folder.resolve()
        self.act = act
        self.words = tuple(words if words is not None else command_words.get())
        self._known: WrittenCommand | None = None

    def write(self, changes: Sequence[FileChange], base: Path | None = None, empties: Sequence[str] = ()) -> str | None:
        """Write the files of these changes, all or none. Their paths are relative to `base`, by default the data folder.

        The folders `empties` are removed afterwards if nothing is left in them. Return None, or the reason for which no journal
        could be kept. Raises WouldOverwrite if a file has changed since it was read, CamketError if one cannot be written: what
        was written before is put back then.
        """
        needed = [change for change in changes if change.is_needed]
        if not needed:
            return None
        base = base if base is not None else self.folder
        now = self._entry(needed, base, empties)
        whole = _joined(self._known, now)
        with contextlib.ExitStack() as stack:
            place, reason = self._begin(now, whole, stack)
            try:
                for change in progress.counted(needed, _("Writing the files")):
                    save.write_change(base, change)
            except BaseException:
                _put_back(self.root, now)
                if place is not None:
                    (place / UNFINISHED).unlink(missing_ok=True)
                raise
            self._known = whole
            if place is not None:
                with contextlib.suppress(OSError):  # every file is written: the next command finishes the entry
                    _finish(self.root, place, now)
            elif self.act == "undo":
                _remove_empty(self.root, now.folders)
        return reason

    def _begin(self, now: WrittenCommand, whole: WrittenCommand, stack: contextlib.ExitStack) -> tuple[Path | None, str | None]:
        """Take the lock of the journal and keep the entry: (the folder of the journal, None), or (None, the reason)."""
        try:
            place = journal_folder(self.root)
            place.mkdir(mode=0o700, parents=True, exist_ok=True)  # the old bytes may be read by this user only
            stack.enter_context(save.lock_folder(place))
            _settle(self.root, place)
            entry = _dumped(now, whole)
            if len(entry) > MOST_BYTES:
                (place / _LAST).unlink(missing_ok=True)  # else an earlier command would be taken for the last one
                return None, _("more than {n} bytes").format(n=MOST_BYTES)
            _remove_strays(place, UNFINISHED)
            save.replace_file(place / UNFINISHED, entry)
            _sync(place)
        except (OSError, RuntimeError, ValueError) as error:  # ValueError: a path that would not be put back
            return None, os_reason(error)
        return place, None

    def _entry(self, changes: Sequence[FileChange], base: Path, empties: Sequence[str]) -> WrittenCommand:
        # Both paths begin alike, whatever symlinks lead to them.
        paths = [Path(os.path.relpath(base / change.path, self.folder)).as_posix() for change in changes]
        files = tuple(
            WrittenFile(path, change.before, _digest(change.after)) for path, change in zip(paths, changes, strict=True)
        )
        return WrittenCommand(self.act, self.words, files, tuple(empties) or _missing_folders(self.root, paths))


def _missing_folders(root: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """The folders that are not there yet and will be made for these files, each after the folder that it is in."""
    names = {str(above) for path in paths for above in PurePosixPath(path).parents} | {".."}
    missing = [name for name in names if not os.path.lexists(_at(root, name))]
    return tuple(sorted(missing, key=lambda name: (name != "..", name != ".", name)))


def _at(root: Path, path: str) -> Path:
    """The place of a path that is relative to the data folder, or beside it."""
    return root.parent / path[3:] if path == ".." or path.startswith("../") else root / path


def _joined(known: WrittenCommand | None, now: WrittenCommand) -> WrittenCommand:
    """Two entries of one command as one: each file with its first bytes before and its last digest after."""
    if known is None:
        return now
    files = {file.path: file for file in known.files}
    for file in now.files:
        before = files[file.path].before if file.path in files else file.before
        files[file.path] = WrittenFile(file.path, before, file.after)
    folders = tuple(dict.fromkeys((*known.folders, *now.folders)))
    return WrittenCommand(now.act, now.words, tuple(files.values()), folders)


# --- a command that was stopped -----------------------------------------------------------------------------------------


def settle(folder: Path) -> Settled | None:
    """Finish a command that was stopped while it wrote, or put its files back; None if there is none (the usual case).

    If a command is just writing, wait until it has finished. Raises CamketError if a file cannot be put back.
    """
    if not has_unfinished(folder):
        return None
    root, place = folder.resolve(), journal_folder(folder)
    with save.lock_folder(place):
        return _settle(root, place)


def _settle(root: Path, place: Path) -> Settled | None:
    """The same while the lock is held: whoever wrote the entry is gone."""
    path = place / UNFINISHED
    if not path.exists():
        return None
    read = _read(path)
    if read is None:
        path.unlink(missing_ok=True)
        return None
    now, _whole = read
    if all(_digest(_present(root, file.path)) == file.after for file in now.files):
        _remove_strays_of(root, now)
        _finish(root, place, now)
        return Settled(now, is_finished=True)
    restored, left = _put_back(root, now)
    path.unlink(missing_ok=True)
    return Settled(now, is_finished=False, restored=restored, left=left)


def _finish(root: Path, place: Path, now: WrittenCommand) -> None:
    """Make the unfinished entry the last command; the files that were written are on the disk before that."""
    for above in dict.fromkeys(_at(root, file.path).parent for file in now.files):
        _sync(above)
    if now.act == "undo":
        _remove_empty(root, now.folders)
    (place / UNFINISHED).replace(place / _LAST)
    _sync(place)


def _put_back(root: Path, command: WrittenCommand) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the files that a command wrote their old bytes; return (the paths put back, the paths left as they are)."""
    restored, left = [], []
    _remove_strays_of(root, command)
    for file in command.files:
        present = _present(root, file.path)
        if present == file.before:
            continue
        if _digest(present) != file.after or _leads_away(root, file.path):
            left.append(file.path)
            continue
        save.write_file(_at(root, file.path), file.before, replaces=present)
        restored.append(file.path)
    if command.act != "undo":
        _remove_empty(root, command.folders)
    return tuple(restored), tuple(left)


def _remove_empty(root: Path, names: Sequence[str]) -> None:
    """Remove these folders if nothing is in them, the inner ones first."""
    for name in reversed(names):
        with contextlib.suppress(OSError):
            _at(root, name).rmdir()


def _remove_strays_of(root: Path, command: WrittenCommand) -> None:
    for file in command.files:
        if not _leads_away(root, file.path):
            path = _at(root, file.path)
            _remove_strays(path.parent, path.name)


def _remove_strays(folder: Path, name: str) -> None:
    """Remove the temporary files that a killed process has left of a file."""
    with contextlib.suppress(OSError):
        for entry in list(os.scandir(folder)):
            if entry.name.startswith(f".{name}.") and entry.name.endswith(".tmp") and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)


def _present(root: Path, path: str) -> bytes | None:
    """The bytes of a file, None if there is none; `_UNKNOWN` for what is no file, cannot be read or is too large."""
    file = _at(root, path)
    try:
        return read_plain(file, MOST_BYTES, below=file.parent)
    except FileNotFoundError:
        return None
    except (OSError, CamketError):
        return _UNKNOWN


def _leads_away(root: Path, path: str) -> bool:
    """Whether a file, or a folder on the way to it, is a symlink or no file: nothing is put back through one."""
    inside = PurePosixPath(path)
    steps = [_at(root, str(step)) for step in (inside, *inside.parents) if step.name not in ("", "..")]
    return any(step.is_symlink() for step in steps) or (os.path.lexists(steps[0]) and not steps[0].is_file())


def _digest(data: bytes | None) -> str | None:
    return hashlib.sha256(data).hexdigest() if data is not None else None


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system can (Windows cannot open a folder)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# --- the last command ---------------------------------------------------------------------------------------------------


def last_command(folder: Path) -> WrittenCommand | None:
    """Return the last command of this user that changed the data and was finished; None if none is known."""
    try:
        read = _read(journal_folder(folder) / _LAST)
    except (OSError, RuntimeError):
        return None
    return read[1] if read is not None else None


def plan_undo(folder: Path, command: WrittenCommand) -> list[FileChange]:
    """Return the changes that give the files of a command their old bytes.

    Raises WouldOverwrite if one of them does not hold any more what the command wrote.
    """
    root = folder.resolve()
    changes = []
    for file in command.files:
        present = _present(root, file.path)
        if _digest(present) != file.after or _leads_away(root, file.path):
            raise WouldOverwrite(
                _("{path} has changed since that command").format(path=file.path),
                _("Nothing was taken back. See what has changed: camket diff; a wrong figure is put right by camket set."),
            )
        changes.append(FileChange(file.path, present, file.before))
    return changes


# --- the entry as a file ------------------------------------------------------------------------------------------------


def _dumped(now: WrittenCommand, whole: WrittenCommand) -> bytes:
    for file in now.files:
        _file(file.path, None, file.after)
    return json.dumps({"now": _plain(now), "whole": None if whole == now else _plain(whole)}).encode("ascii")


def _plain(command: WrittenCommand) -> dict[str, Any]:
    files = [
        [file.path, None if file.before is None else base64.b64encode(file.before).decode("ascii"), file.after]
        for file in command.files
    ]
    return {"act": command.act, "words": command.words, "files": files, "folders": command.folders}


def _read(path: Path) -> tuple[WrittenCommand, WrittenCommand] | None:
    """Read an entry: (the files of its last writing, all its files); None if it is no entry that this module has written."""
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            return None
        found = json.loads(path.read_bytes())
        now = _command(found["now"])
        return now, _command(found["whole"]) if found["whole"] is not None else now
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _command(found: Any) -> WrittenCommand:
    files = tuple(_file(*one) for one in found["files"])
    folders = tuple(_inside(name, allowed=("..", ".")) for name in found["folders"])
    if found["act"] not in _ACTS or not files:
        raise ValueError(found["act"])
    return WrittenCommand(found["act"], tuple(str(word) for word in found["words"]), files, folders)


def _file(path: str, before: str | None, after: str | None) -> WrittenFile:
    allowed = tuple(f"../{name}" for name in _BESIDE)
    data = None if before is None else base64.b64decode(before, validate=True)
    return WrittenFile(_inside(path, allowed), data, after)


def _inside(path: str, allowed: Sequence[str]) -> str:
    """Return a path that stays in the data folder, or is one of those allowed beside it. Raises ValueError for another one."""
    parts = path.split("/")
    if path not in allowed and (any(part in ("", ".", "..") for part in parts) or Path(path).anchor or "\\" in path):
        raise ValueError(path)
    if any(":" in part or "\0" in part for part in parts):
        raise ValueError(path)
    return path
