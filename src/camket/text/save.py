"""All writing of files: atomic, never through a link, and never over a file that exists or has changed since it was read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from camket.text.language import _
from camket.text.plain_file import FileTooLarge, find_stray, is_leftover, is_link, read_plain
from camket.text.problems import CamketError, WouldOverwrite, os_reason
from camket.text.sparse import is_left_out


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file with the bytes that it has (None: there is no file) and those that it gets (None: it is removed).

    `path` is relative to the folder of all files of a change; `lines` are shown below the path when the file is written.
    """

    path: str
    before: bytes | None
    after: bytes | None
    lines: tuple[str, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether the file changes at all."""
        return self.before != self.after

    @property
    def content(self) -> bytes:
        """The bytes that the file gets; none for a file that is removed."""
        return self.after or b""


def write_change(folder: Path, change: FileChange) -> bool:
    """Write or remove the file of a change; return False if the file is already the same.

    Raises WouldOverwrite if the file has changed since it was read, CamketError if it cannot be written, or if there is a link
    below `folder` on the way to it.
    """
    if not change.is_needed:
        return False
    if not Path(change.path).is_absolute():
        _refuse_stray(folder / change.path, folder)
    return write_file(folder / change.path, change.after, replaces=change.before)


def write_file(path: Path, data: bytes | None, *, replaces: bytes | None = None, may_replace: bool = False) -> bool:
    """Write `data` to `path` in one atomic step, with its folders; return False if the file holds these bytes already.

    Without `data` the file is removed. A file that exists is replaced only if it still holds `replaces`, the bytes that were
    read from it, or if `may_replace` is True (for an output that is made again). Raises WouldOverwrite otherwise, and
    CamketError when the system cannot write.
    """
    if not _needs_writing(path, data, replaces, may_replace):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path.parent):
            _remove_leftovers(path.parent)
            # Check again under the lock: another command may have written the file since the first check.
            if not _needs_writing(path, data, replaces, may_replace):
                return False
            if data is None:
                path.unlink()
            else:
                replace_file(path, data)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return True


def _needs_writing(path: Path, data: bytes | None, replaces: bytes | None, may_replace: bool) -> bool:
    """Whether the file does not hold `data` yet. Raises WouldOverwrite when it may not be written (see `write_file`)."""
    _refuse_stray(path)
    most = max(len(data or b""), len(replaces or b""))
    try:
        present: bytes | None = read_plain(path, most, below=path.parent)
    except FileTooLarge:  # longer than both, so it is neither
        present = b"\0" * (most + 1)
    except FileNotFoundError:
        present = None
    except OSError as error:
        raise _cannot_write(path, error) from error
    if present is None and data is not None and is_left_out(path):
        raise WouldOverwrite(
            _("{path} is left out of this copy (a sparse checkout): only git has its content").format(path=path),
            _("Nothing was written. Take the file in first: git sparse-checkout disable"),
        )
    if present is None and replaces is not None:
        raise WouldOverwrite(_("{path} has been removed since it was read").format(path=path))
    if present == data:
        return False
    if present is not None and not may_replace and present != replaces:
        if replaces is None:
            raise WouldOverwrite(_("{path} exists and is left as it is").format(path=path))
        raise WouldOverwrite(
            _("{path} has changed since it was read").format(path=path),
            _("Nothing was written. Look at the change, then run the command again."),
        )
    return True


def _refuse_stray(path: Path, below: Path | None = None) -> None:
    """Raise CamketError unless there is a plain file at `path`, or nothing, and no link on the way from `below` to it."""
    try:
        what = find_stray(path, below)
    except OSError as error:
        raise _cannot_write(path, error) from error
    if what is not None:
        message = _("{path} is {what}, no plain file, and is left as it is").format(path=path, what=what)
        raise CamketError(message, _("Nothing is written through a link. Delete it, then run the command again."))


def remove_leftovers(folders: Iterable[Path]) -> None:
    """Delete the temporary files that killed processes have left in these folders; links are not followed."""
    for folder in folders:
        with contextlib.suppress(OSError):
            if not is_link(folder) and any(is_leftover(path.name) for path in folder.iterdir()):
                with _locked(folder):
                    _remove_leftovers(folder)


def _remove_leftovers(folder: Path) -> None:
    """Delete them in one folder. Its lock is held: whoever writes there now holds it too, so their writer is gone."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if is_leftover(entry.name) and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock, so that no other camket command writes in `folder` between the last check of a file and its replacement.

    The system releases the lock when the process ends, even if it is killed. On a file system without locks there is none.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                import msvcrt

                # Windows cannot open a folder: lock a file in the temporary folder that is named after it.
                name = hashlib.sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()[:32]
                stream = stack.enter_context((Path(tempfile.gettempdir()) / f"camket-{name}.lock").open("ab"))
                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                descriptor = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


lock_folder = _locked  # for the journal, which holds a lock while several files are written


def replace_file(path: Path, data: bytes) -> None:
    """Write a temporary file beside `path` and rename it to `path`, without any check. Raises OSError.

    The rename is atomic: who reads `path` gets the old file or the new one, and a process that is killed leaves one of them.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(OSError):
            # mkstemp lets only the owner read its file. Use the permissions of the old file, or those that open() would give.
            temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _cannot_write(path: Path, error: OSError) -> CamketError:
    if isinstance(error, PermissionError):
        hint = _("Close the file if it is open in Word or Excel, or check the folder's permissions.")
    else:
        hint = ""
    return CamketError(_("{path} cannot be written: {reason}").format(path=path, reason=os_reason(error)), hint)
