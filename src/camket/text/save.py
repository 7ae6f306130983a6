"""The one gate for writing: whole files, atomic, never over a file that exists or has changed since it was read."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from camket.text.language import _
from camket.text.problems import CamketError, WouldOverwrite


def write_file(path: Path, data: bytes, *, replaces: bytes | None = None, may_replace: bool = False) -> bool:
    """Write `data` to `path` at one stroke; False when it is there already, byte for byte.

    A file that exists is replaced only if it still holds `replaces`, the bytes it was read with, or if it
    `may_replace` (an output made anew). Raises WouldOverwrite, or CamketError when the disk refuses.
    """
    if path.is_symlink():  # the file that it leads to is meant, and the link stays
        path = path.resolve()
    if not _is_to_be_written(path, data, replaces, may_replace):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(path.parent):
            # Looked at once more: another command may have been quicker.
            if not _is_to_be_written(path, data, replaces, may_replace):
                return False
            _replace(path, data)
    except OSError as error:
        raise _refused(path, error) from error
    return True


def _is_to_be_written(path: Path, data: bytes, replaces: bytes | None, may_replace: bool) -> bool:
    """Whether the file is another than `data`; raises WouldOverwrite where it is not the one that was read."""
    try:
        if path.exists() and not path.is_file():  # a folder, or a device that would become a file
            raise CamketError(_("{path} is no plain file, and is left as it is").format(path=path))
        present = path.read_bytes()
    except FileNotFoundError:
        present = None
    except OSError as error:
        raise _refused(path, error) from error
    if present == data:
        return False
    if present is not None and not may_replace and present != replaces:
        if replaces is None:
            raise WouldOverwrite(_("{path} exists and is left as it is").format(path=path))
        raise WouldOverwrite(
            _("{path} has changed since it was read").format(path=path),
            _("Nothing was written. Look at the change, then run the command again."),
        )
    if present is None and replaces is not None:
        raise WouldOverwrite(_("{path} has been removed since it was read").format(path=path))
    return True


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep every other command from writing in a folder for the moment between the last look and the stroke.

    The system lets go of the lock with the process, however that ends; where there are no locks, the last look must do.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                import msvcrt

                # A folder cannot be opened there: a file elsewhere stands for it.
                name = hashlib.sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()[:32]
                stream = held.enter_context((Path(tempfile.gettempdir()) / f"camket-{name}.lock").open("ab"))
                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                descriptor = os.open(folder, os.O_RDONLY)
                held.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


def remove_file(path: Path, *, replaces: bytes) -> None:
    """Take a file away that still holds `replaces`, the bytes it was read with. Raises WouldOverwrite, or CamketError."""
    try:
        if path.read_bytes() != replaces:
            raise WouldOverwrite(
                _("{path} has changed since it was read").format(path=path),
                _("Nothing was written. Look at the change, then run the command again."),
            )
        path.unlink()
    except OSError as error:
        raise _refused(path, error) from error


def _replace(path: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(OSError):
            # mkstemp's files are for the owner alone; keep what the file had, or what a plain open gives.
            beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _refused(path: Path, error: OSError) -> CamketError:
    if isinstance(error, PermissionError):
        hint = _("Close the file if it is open in Word or Excel, or check the folder's permissions.")
    else:
        hint = ""
    return CamketError(_("{path} cannot be written: {reason}").format(path=path, reason=error.strerror or error), hint)
