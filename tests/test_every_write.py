"""Every command that writes, stopped or refused at its n-th operation on files: each file is old or new, and the next command works.

`tests/test_journal.py` tries five commands at every n; here are all of them, from the table of commands, at some n (in `make trust`
at every n), with four faults: killed, disk full, read-only, locked by another program.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from camket import cli
from camket.commands import COMMANDS
from camket.text.state_folder import has_unfinished
from git_office import SETTINGS, make_repository
from test_journal import EVENTS, TABLE, snapshot
from trials import SIZE, note

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

# The words of each command that writes files. {data}, {out}, {table} are paths.
WHY = ("--reason", "nhầm", "--by", "Lê Văn C")
WRITERS: dict[str, tuple[str, ...]] = {
    "set": ("tai-chinh", "revenue", "41000", "-q", "2"),
    "receive": ("xa-c", "-q", "2", "--date", "2024-06-02"),
    "extend": ("xa-c", "-q", "2", "--due", "2024-06-07", *WHY),
    "assign": ("insurance", "95", "--date", "2024-03-01", "--document", "1/QĐ"),
    "correct": ("tai-chinh", "revenue", "40000", "39000", "-q", "2", *WHY),
    "overrule": ("disbursement", "met", "-q", "2", *WHY),
    "init": ("{out}/nam-sau", "--from", "{data}", "--year", "2025"),
    "open": ("-q", "3"),
    "form export": ("-q", "2", "--output", "{out}"),
    "form import": ("--table", "{table}", "-q", "2"),
    "report": ("-q", "2", "--format", "md", "--output", "{out}"),
    "remind": ("-q", "2", "--output", "{out}"),
    "issue": ("-q", "2", "--number", "45/BC", "--date", "2024-06-12", "--format", "md", "--output", "{out}"),
    "export": ("--format", "csv,sqlite", "--output", "{out}"),
    "site": ("-q", "2", "--single", "--output", "{out}"),
    "schema": (),
    "setup-editor": (),
    "undo": ("--yes",),
}
NO_DATA = {"init"}  # takes no --data
AGAIN = {
    "form export",
    "report",
    "remind",
    "export",
    "site",
    "schema",
    "setup-editor",
    "open",
}  # run again, they give the same files
# What writes no files itself, or not in a way that a hook of this process sees.
OTHERS = {
    "check": "writes with --upgrade only, by the same call as `set`",
    **dict.fromkeys(("status", "show", "proposals", "trace", "diff", "review", "log", "textconv", "query"), "prints only"),
    "verify": "writes with --restore only, by the same call as `report`",
    "merge-file": "writes git's temporary file, which git keeps or throws away",
    "fill": "asks in a terminal; its journal: tests/test_filling.py",
    "save": "git writes",
    "setup-git": "git writes",
    "lsp": "an editor writes",
}
KILLED = 9
MET = 40  # added to the exit code of a command that met the fault


def test_each_command_writes_or_is_named_here() -> None:
    assert set(COMMANDS) == WRITERS.keys() | OTHERS.keys()
    assert not WRITERS.keys() & OTHERS.keys()


FAULTS: dict[str, int | None] = {"killed": None, "disk full": errno.ENOSPC, "read-only": errno.EROFS, "locked": errno.EACCES}


def run_with(fault: str, stop: int, within: Path, words: list[str]) -> int:
    """Run a command in a fork, with a fault at its operation number `stop` on files below `within`; return its exit code.

    A full disk and a read-only one stay so; a file that is locked is locked once.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        left = stop
        number = FAULTS[fault]

        def operation() -> None:
            nonlocal left
            left -= 1
            if number is None and not left:
                os._exit(KILLED)
            if number is not None and (left == 0 or (left < 0 and fault != "locked")):
                raise OSError(number, os.strerror(number))

        def hook(event: str, given: tuple[object, ...]) -> None:
            path = given[0] if given else None
            if event not in EVENTS or not isinstance(path, (str, os.PathLike)) or not os.fspath(path).startswith(str(within)):
                return
            if event == "open" and not int(str(given[2])) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
            if fault == "disk full" and event in ("os.remove", "os.rmdir", "os.rename", "os.chmod"):
                return
            operation()

        def fsync(fd: Any) -> None:
            operation()
            original(fd)

        original, os.fsync = os.fsync, fsync
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        sys.stdout, sys.stderr = open(os.devnull, "w"), open(os.devnull, "w")  # noqa: PTH123, SIM115
        sys.addaudithook(hook)
        code = cli.run(words)
        if number is not None and left <= 0:
            code += MET
    finally:
        os._exit(code)


class Place:
    """A folder that is made anew, with the same path, before each trial; so the same command writes the same bytes."""

    def __init__(self, root: Path, command: str) -> None:
        self.root = root / "lam"
        self.kept = root / "goc"
        self.kept.mkdir()
        data = make_repository(self.kept)
        self.data = self.root / data.relative_to(self.kept)
        (self.kept / "ra").mkdir()
        (self.kept / "bang.tsv").write_text(TABLE, encoding="utf-8")
        paths = {"out": str(self.root / "ra"), "data": str(self.data), "table": str(self.root / "bang.tsv")}
        given = [word.format(**paths) for word in WRITERS[command]]
        self.words = [*command.split(), *given, *(() if command in NO_DATA else ("--data", str(self.data)))]
        self.command = command
        self.settled = self.root / "ra" / "nam-sau" if command == "init" else self.data
        self._prefixes = [f"{folder.relative_to(self.root).as_posix()}/" for folder in (self.data, self.settled)]

    def is_data(self, name: str) -> bool:
        return name.startswith(tuple(self._prefixes)) and "/.schema/" not in name

    def make(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.kept, self.root)
        if self.command == "undo":
            assert cli.run(["set", "tai-chinh", "revenue", "41000", "-q", "2", "--data", str(self.data)]) == 0

    def files(self) -> dict[str, bytes | None]:
        return {
            name: data for name, data in snapshot(self.root).items() if data is not None and not name.startswith("trang-thai/")
        }


def checked(folder: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capfd.readouterr()
    code = cli.run(["check", "--format", "json", "--data", str(folder)])
    return code, capfd.readouterr().out


@pytest.mark.parametrize("fault", FAULTS if SIZE else ["killed", "locked"])
@pytest.mark.parametrize("command", WRITERS)
def test_a_fault_at_the_nth_operation(
    command: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    place = Place(tmp_path, command)
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(place.root / "trang-thai"))
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    place.make()
    old, check_before = place.files(), checked(place.data, capfd)
    assert cli.run(place.words) == 0, capfd.readouterr().err
    new, check_after = place.files(), checked(place.data, capfd)
    assert new != old
    tried = 0
    stop = 1
    while stop < 2000:
        place.make()
        code = run_with(fault, stop, place.root, place.words)
        assert code in (0, KILLED, MET, MET + 2), (stop, code)
        if code == 0:
            break
        tried += 1
        cli.run(["status", "--data", str(place.settled)])
        assert not has_unfinished(place.settled), stop
        now = place.files()
        # The next command that writes an output takes away what was left beside it; beside data, any next command does.
        left = {name for name in now if name.endswith(".tmp") and not place.is_data(name)}
        wrong = {name for name, data in now.items() if data not in (old.get(name), new.get(name))} - left
        assert not wrong, (stop, code, wrong)
        if command in AGAIN:
            assert cli.run(place.words) == 0, (stop, capfd.readouterr().err)
            assert place.files() == new, stop
        else:
            of_data = [{name: data for name, data in one.items() if place.is_data(name)} for one in (old, now, new)]
            is_old, is_new = of_data[1] == of_data[0], of_data[1] == of_data[2]
            # A journal that cannot be kept does not stop the command; a command that was refused has changed nothing.
            changed = [name for name in new if old.get(name) != new[name] and now.get(name) == new[name]]
            assert is_old or (is_new and code != MET + 2), (stop, code, changed)
            assert checked(place.data, capfd) == (check_before if is_old else check_after), stop
        stop = stop + 1 if SIZE else stop * 4 + 1
    assert tried or SIZE == 0
    note("faults", tried)
