"""Proves that two versions of camket say and write the same: runs one long list of commands with both, compares every byte.

python tools/same_outputs.py OLD NEW              every command: some minutes
python tools/same_outputs.py OLD NEW --quick      a part of them that touches everything once
python tools/same_outputs.py OLD NEW --keep DIR   work in DIR and leave it: what differs lies in DIR/differ; what OLD said stays
                                                  there too, and the next run with the same OLD runs NEW alone
python tools/same_outputs.py OLD NEW --plain      each command as a process of its own, see Ready below
python tools/same_outputs.py OLD NEW --allow FILE what may differ: a regular expression a line, as in "^[-+].*Version"

OLD and NEW are checkouts of the repository. The sources are those of the checkout, committed or not (copied before the first
command runs, so that they may be edited meanwhile); the libraries are those of its .venv, or of the other's where it has none.
The data are those of OLD's last commit, for both. Exit code: 0 the same, 1 something differs or this cannot run.

What would make two runs of one version differ is taken away:
- each story (a few commands, one after the other) begins in a fresh copy of the data, at the same path for both versions;
  the sources and the environment of libraries are reached by the same path too, through a link;
- one day, from `sitecustomize`; one hour for git; one environment; no settings of the user.
A difference is allowed when each of its lines that begin with -, + or ! is found by some expression of the --allow file.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import hashlib
import io
import json
import os
import pickle
import queue
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

T = TypeVar("T")

PATIENCE = 120  # seconds for one command, on a machine that is busy with other things
AT_ONCE = 10  # so many reading commands share a copy of the data
LINES = 20  # of a difference are shown
COLUMNS = 200  # of a line are shown
SHOWN = 40  # differences are shown in full; the rest by name
MARK = "same-outputs.txt"  # stands in a folder of --keep, which may be emptied then
SLOT = b"<folder>"  # in place of the folder that a story ran in, which may be another one tomorrow

# --- what a version is asked --------------------------------------------------------------------------------------------

Kind = Literal["camket", "git", "typed", "spoken", "script", "edit", "write", "copy", "remove"]
# What a step prints and writes is compared, but for those that only lay things out.
_COMPARED = ("camket", "git", "typed", "spoken")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done in a story.

    camket  words of a command, `given` to read      git     the same for git
    typed   the same in a terminal: `given` is typed  spoken  a file, a text in it, and what an editor puts in its place
    script  a Python script that OLD's libraries run  edit    a file, a text that stands in it once, another text
    write   a file, its text                          copy    from, to;    remove  a file or folder
    """

    kind: Kind
    words: tuple[str, ...]
    given: str = ""
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        before = "".join(f"{name}={shlex.quote(value)} " for name, value in self.settings)
        program = {"camket": "camket", "git": "git", "typed": "camket", "spoken": "camket lsp:"}.get(self.kind, self.kind)
        after = {"typed": "  (in a terminal)", "camket": "  (with something to read)" if self.given else ""}
        return f"{before}{program} {shlex.join(self.words)}{after.get(self.kind, '')}"


def camket(line: str, given: str = "", **settings: str) -> Step:
    """A command, written as for a shell."""
    return Step("camket", tuple(shlex.split(line)), given, tuple(settings.items()))


def git(line: str) -> Step:
    return Step("git", tuple(shlex.split(line)))


def typed(line: str, keys: str) -> Step:
    return Step("typed", tuple(shlex.split(line)), keys)


def edit(path: str, old: str, new: str) -> Step:
    return Step("edit", (path, old, new))


def write(path: str, text: str) -> Step:
    return Step("write", (path, text))


def script(text: str, *words: str) -> Step:
    return Step("script", words, text)


@dataclass(frozen=True, slots=True)
class Story:
    """Steps that follow each other in one copy of a world."""

    group: str
    world: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class World:
    """A folder that stories begin with: where it is kept, where in it commands are run, and what day it is there."""

    folder: Path
    inside: str
    day: str


# --- the surroundings of a command --------------------------------------------------------------------------------------

# The types themselves are changed, not put aside for others: pydantic, yaml and openpyxl go on to know a date when they see
# one. Nothing has asked either type for these names yet, so no cache of Python's holds them.
SITECUSTOMIZE = """
import datetime, gc, os


def _day():
    return [int(part) for part in os.environ["SAME_OUTPUTS_DAY"].split("-")]


def _change(kind, **methods):
    gc.get_referents(kind.__dict__)[0].update({name: classmethod(method) for name, method in methods.items()})


_change(datetime.date, today=lambda kind: kind(*_day()))
_change(
    datetime.datetime,
    now=lambda kind, tz=None: kind(*_day(), 9, tzinfo=tz),
    utcnow=lambda kind: kind(*_day(), 2),
    today=lambda kind: kind(*_day(), 9),
)
assert datetime.date.today() == datetime.datetime.now().date() == datetime.date(*_day())
"""
CLERK = ("Cán bộ tổng hợp", "tonghop@example.vn")
# Kept from the caller: without them Windows starts no program.
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "WINDIR")


def surroundings(slot: Path, day: str) -> dict[str, str]:
    """The environment of every command: the same screen, hands and hour for both versions."""
    source = [str(slot / "camket" / "src"), str(slot.parent / "day")]
    places = {name: str(slot / "home") for name in ("HOME", "USERPROFILE", "APPDATA", "XDG_CONFIG_HOME")}
    places |= {name: str(slot / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
    hands: dict[str, str] = {}
    for part in ("AUTHOR", "COMMITTER"):
        hands |= {f"GIT_{part}_NAME": CLERK[0], f"GIT_{part}_EMAIL": CLERK[1], f"GIT_{part}_DATE": f"{day}T09:00:00+0700"}
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        **places,
        **hands,
        "PATH": programs(),
        "PYTHONPATH": os.pathsep.join(source),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "SAME_OUTPUTS_DAY": day,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "Asia/Ho_Chi_Minh",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "COLUMNS": "80",
        "LINES": "50",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(slot),
        "GIT_PAGER": "cat",
        "GIT_EDITOR": "true",
        # No word processor: it is slow, and its PDF is another one each time.
        "CAMKET_SOFFICE": "/nowhere/soffice",
    }


def programs() -> str:
    """The PATH without folders in which there is a camket: which one would it be?"""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(one for one in folders if one and shutil.which("camket", path=one) is None)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the program: a copy of its sources, and the environment that its libraries come from."""

    name: str
    source: Path
    venv: Path


def python_in(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


FAULT = "what cannot be laid out"  # a story that fits the data no longer
Outcome = dict[str, bytes]  # by name: what was printed, the exit code, each file that was written

# --- many commands in a short time ----------------------------------------------------------------------------------------

# More than half of what a small command takes goes into loading libraries, which are the same each time. A process that has
# loaded them splits off a copy of itself for each command; what is under trial, camket itself, is loaded anew in each copy.
READY = """
import gc, json, os, runpy, signal, sys

os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as camket has it
for name in sys.argv[1:]:
    try:
        __import__(name)
    except ImportError:
        pass
gc.freeze()
asked, answers = os.fdopen(os.dup(0)), os.dup(1)
while True:
    line = asked.readline()
    if not line:
        os._exit(0)
    child = os.fork()
    if child == 0:
        break
    os.write(answers, b"%d\\n" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
order = json.loads(line)
asked.close()
os.close(answers)
signal.alarm(order["patience"])
for number, name in enumerate(order["streams"]):
    os.dup2(os.open(name, os.O_WRONLY if number else os.O_RDONLY), number)
os.chdir(order["cwd"])
os.environ.clear()
os.environ.update(order["environment"])
sys.argv[:] = ["camket", *order["words"]]
sys.path[0] = order["cwd"]
runpy.run_module("camket", run_name="__main__", alter_sys=True)
"""
LIBRARIES = (
    "babel.dates", "babel.numbers", "csv", "decimal", "docxtpl", "email.message", "icalendar", "importlib.metadata",
    "importlib.resources", "jinja2.sandbox", "lxml.etree", "openpyxl", "pydantic", "pydantic.plugin._loader",
    "pydantic.types", "rich.console", "rich.table", "rich.text", "subprocess", "tempfile", "typer.main", "typer._adapters",
    "typer._click.decorators", "unicodedata", "xlsxwriter", "yaml",
)  # fmt: skip


class Ready:
    """A process that has loaded the libraries of a version and waits for commands."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.streams = [folder / f"{name}.txt" for name in ("stdin", "stdout", "stderr")]
        command = [str(python_in(folder / "venv")), "-c", READY, *LIBRARIES]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=pipe, stdout=pipe)

    def run(self, words: Sequence[str], cwd: Path, environment: Mapping[str, str], given: str) -> Outcome:
        for path in self.streams:
            path.write_bytes(given.encode() if path.stem == "stdin" else b"")
        streams = [str(path) for path in self.streams]
        order = {"words": words, "cwd": str(cwd), "environment": environment, "streams": streams, "patience": PATIENCE}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        code = self.process.stdout.readline().strip()
        if not code:
            raise SystemExit(f"no Python is ready in {self.streams[0].parent}")
        _stdin, stdout, stderr = (path.read_bytes() for path in self.streams)
        return {"stdout": stdout, "stderr": stderr, "exit code": code}

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


# --- a place to run a story in ------------------------------------------------------------------------------------------


class Slot:
    """A folder in which one story runs at a time: first with the one version, then, at the same paths, with the other."""

    def __init__(self, folder: Path, helper: Path, is_plain: bool) -> None:
        self.folder = folder
        self.helper = helper  # the Python that runs scripts, whichever version is tried
        self.is_plain = is_plain
        self.ready: dict[Version, Ready] = {}
        self.version: Version | None = None
        self.cwd = folder
        self.environment: dict[str, str] = {}

    def play(self, story: Story, world: World, version: Version) -> list[Outcome]:
        """Every step of a story in a fresh copy of its world; what came of each."""
        self.lay_out(world, version)
        files = Files(self.folder / "here")
        outcomes = []
        for step in story.steps:
            outcome = self.take(step)
            written = files.changes()
            told = outcome | written if step.kind in _COMPARED else outcome
            outcomes.append({name: self.without_place(data) for name, data in told.items()})
        return outcomes

    def lay_out(self, world: World, version: Version) -> None:
        for name in ("here", "home", "tmp"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir(parents=True)
        for name, target in (("camket", version.source), ("venv", version.venv)):
            if (self.folder / name).is_symlink():
                # A link to a folder is a folder to Windows, which lets only developers make one.
                (os.rmdir if sys.platform == "win32" else os.unlink)(self.folder / name)
            (self.folder / name).symlink_to(target, target_is_directory=True)
        shutil.copytree(world.folder, self.folder / "here" / "office")
        self.cwd = self.folder / "here" / "office" / world.inside
        self.environment = surroundings(self.folder, world.day)
        self.version = version

    def end(self) -> None:
        for one in self.ready.values():
            one.end()

    def run(self, step: Step) -> Outcome:
        """Run a command: as a copy of the process that is ready, or as one of its own."""
        assert self.version is not None
        if self.is_plain or step.settings:  # what an interpreter looks at as it starts
            command = [str(python_in(self.folder / "venv")), "-m", "camket", *step.words]
            return run(command, self.cwd, self.environment | dict(step.settings), step.given)
        if self.version not in self.ready:
            self.ready[self.version] = Ready(self.folder, self.environment)
        return self.ready[self.version].run(step.words, self.cwd, self.environment, step.given)

    def take(self, step: Step) -> Outcome:
        """Do one step; what it printed, and its exit code."""
        program = [str(python_in(self.folder / "venv")), "-m", "camket"]
        if step.kind == "camket":
            return self.run(step)
        if step.kind == "git":
            return run(["git", *step.words], self.cwd, self.environment, step.given)
        if step.kind == "script":
            done = run([str(self.helper), "-c", step.given, *step.words], self.cwd, self.environment, "")
            return {} if done["exit code"] == b"0" else {FAULT: done["stderr"]}
        if step.kind == "typed":
            return run_typed([*program, *step.words], self.cwd, self.environment, step.given)
        if step.kind == "spoken":
            return Editor([*program, "lsp"], self.cwd, self.environment).speak(*step.words)
        try:
            lay_out_file(step, self.cwd)
        except (OSError, ValueError) as error:
            return {FAULT: str(error).encode()}
        return {}

    def without_place(self, data: bytes) -> bytes:
        """What was printed without the name of this folder: tomorrow the story may run in another."""
        return data if is_package(data) else data.replace(str(self.folder).encode(), SLOT)


def lay_out_file(step: Step, cwd: Path) -> None:
    path = cwd / step.words[0]
    if step.kind == "remove":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif step.kind == "copy":
        shutil.copyfile(path, cwd / step.words[1])
    elif step.kind == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(step.words[1].encode())
    else:
        text = path.read_bytes().decode()
        if text.count(step.words[1]) != 1:
            raise ValueError(f"{step.words[1]!r} stands {text.count(step.words[1])} times in {path}")
        path.write_bytes(text.replace(step.words[1], step.words[2]).encode())


def run(command: Sequence[str], cwd: Path, environment: Mapping[str, str], given: str) -> Outcome:
    """Run a command to its end, without a terminal."""
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, input=given.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"exit code": b"none: it does not end"}
    return {"stdout": done.stdout, "stderr": done.stderr, "exit code": str(done.returncode).encode()}


class Files:
    """The files of a folder, and which of them have another content than when they were last looked at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.looks: dict[str, tuple[int, int, int]] = {}
        self.contents: dict[str, bytes] = {}
        self.changes()

    def changes(self) -> Outcome:
        looks = dict(walk(self.root))
        changed = {f"file {path}": b"(gone)" for path in self.looks.keys() - looks.keys()}
        for path, look in looks.items():
            if self.looks.get(path) != look:
                content = (self.root / path).read_bytes()
                if self.contents.get(path) != content:
                    changed[f"file {path}"] = content
                self.contents[path] = content
        for path in self.contents.keys() - looks.keys():
            del self.contents[path]
        self.looks = looks
        return changed


# Of git's own folder: what a command may set, and where branches and tags stand. The rest follows from it.
_OF_GIT = ("HEAD", "config", "packed-refs", "refs", "info")


def walk(folder: Path, inside: str = "") -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Every file below a folder with what tells whether it was written since."""
    for entry in os.scandir(folder):
        path = f"{inside}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from walk(folder / entry.name, f"{path}/")
        elif "/.git/" not in f"/{path}" or f"/{path}".partition("/.git/")[2].split("/")[0] in _OF_GIT:
            stat = entry.stat(follow_symlinks=False)
            yield path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)


# --- a terminal, and an editor ------------------------------------------------------------------------------------------


def run_typed(command: Sequence[str], cwd: Path, environment: Mapping[str, str], keys: str) -> Outcome:
    """Run a command in a terminal in which everything has been typed ahead.

    The terminal is dumb, so each question is a line, and it echoes nothing by itself: nothing depends on who is faster.
    """
    if sys.platform == "win32":  # there is no such terminal
        return {"screen": b"", "exit code": b""}
    import fcntl
    import pty
    import struct
    import termios
    import tty

    master, slave = pty.openpty()
    tty.setraw(slave)
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    os.write(master, keys.encode())
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    # Whoever still waits for an answer when all keys are used up would wait for ever.
    alarm = threading.Timer(PATIENCE, process.kill)
    alarm.start()
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when the other side has closed
        while data := os.read(master, 65536):
            shown += data
    code = process.wait()
    alarm.cancel()
    os.close(master)
    return {"screen": shown, "exit code": str(code).encode()}


class Editor:
    """An editor that speaks to the language server: opens a file with something changed in it, asks, changes it back."""

    def __init__(self, command: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> None:
        self.cwd = cwd
        self.said: list[dict[str, Any]] = []
        self.asked = 0
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self.alarm = threading.Timer(PATIENCE, self.process.kill)

    def speak(self, path: str, old: str, new: str) -> Outcome:
        """The whole conversation; what the server said, in an order that does not depend on its threads."""
        self.alarm.start()
        text = (self.cwd / path).read_bytes().decode()
        name = {"uri": (self.cwd / path).as_uri()}
        end = {"line": text.count("\n"), "character": 0}
        folders = [{"uri": self.cwd.as_uri(), "name": "office"}]
        capabilities = {"textDocument": {"publishDiagnostics": {"versionSupport": True}}}
        try:
            self.ask("initialize", processId=None, rootUri=None, workspaceFolders=folders, capabilities=capabilities)
            self.tell("initialized")
            self.await_problems(None)
            first = {**name, "languageId": "yaml", "version": 1, "text": text.replace(old, new)}
            self.tell("textDocument/didOpen", textDocument=first)
            self.await_problems(1)
            whole = {"start": {"line": 0, "character": 0}, "end": end}
            self.ask("textDocument/codeAction", textDocument=name, range=whole, context={"diagnostics": []})
            for line in range(0, text.count("\n"), 3):
                self.ask("textDocument/hover", textDocument=name, position={"line": line, "character": 4})
            second = {**name, "version": 2}
            self.tell("textDocument/didChange", textDocument=second, contentChanges=[{"text": text}])
            self.await_problems(2)
            self.ask("shutdown")
            self.tell("exit")
            code = str(self.process.wait()).encode()
        except (EOFError, OSError):
            code = b"none: the server has gone"
        finally:
            self.end()
        lines = sorted(json.dumps(one, ensure_ascii=False, sort_keys=True, indent=1) for one in self.said)
        return {"said": "\n".join(lines).encode(), "exit code": code}

    def end(self) -> None:
        self.alarm.cancel()
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def await_problems(self, version: int | None) -> None:
        """Read until the server has told what is wrong: in a file as it was opened, or anywhere at all."""
        wanted = "textDocument/publishDiagnostics"
        self.read_until(lambda one: one.get("method") == wanted and version in (None, one["params"].get("version")))

    def ask(self, method: str, **params: Any) -> None:
        self.asked += 1
        number = self.asked
        self.send({"id": number, "method": method, "params": params or None})
        self.read_until(lambda one: one.get("id") == number)

    def tell(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def read_until(self, is_wanted: Callable[[dict[str, Any]], bool]) -> None:
        assert self.process.stdout is not None
        while True:
            head = self.process.stdout.readline()
            if not head:
                raise EOFError
            if head.lower().startswith(b"content-length:"):
                while self.process.stdout.readline().strip():
                    pass
                self.said.append(json.loads(self.process.stdout.read(int(head.split(b":")[1]))))
                if is_wanted(self.said[-1]):
                    return


# --- the worlds ---------------------------------------------------------------------------------------------------------

# What a list of commands is made from: ids as they stand in the files, read without camket.
FACTS = """
import json, sys, yaml
from pathlib import Path
from datetime import timedelta
folder = Path(sys.argv[1])
told = yaml.safe_load((folder / "targets.yaml").read_text(encoding="utf-8"))
units = yaml.safe_load((folder / "units.yaml").read_text(encoding="utf-8"))["units"]
due = lambda one: one["by"] if "by" in one else one["before"] - timedelta(1)


def number(one):
    return one if type(one) in (int, float) else float(one.replace(".", "").replace(",", "."))


def more(one):
    try:
        part, whole = (one.get("part"), one.get("whole")) if isinstance(one, dict) else (None, None)
        if whole is not None:
            return f"{number(part) + 1:g}/{number(whole):.10g}".replace(".", ",")
        value = number(one["value"] if isinstance(one, dict) else one)
        return f"{value + 1:.10g}".replace(".", ",")
    except (KeyError, ValueError, AttributeError):
        return ""


results = []
for file in sorted(folder.glob("reports/*/[!_]*.yaml")):
    report = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    results += [(file.parent.name, file.stem, name, more(one)) for name, one in (report.get("results") or {}).items()]
print(json.dumps({
    "rounds": {one["id"]: due(one).isoformat() for one in told["rounds"]},
    "targets": {one["id"]: (one.get("measure") or {}).get("kind", "") for one in told["targets"]},
    "units": [one["id"] for one in units],
    "results": results,
}))
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in a data folder: rounds with their due days, targets with their measures, units, and what is answered."""

    rounds: dict[str, date]
    targets: dict[str, str]
    units: list[str]
    results: list[tuple[str, str, str, str]]  # round, unit, target, and a figure a little above the one that stands there

    def reported(self) -> list[str]:
        """The rounds that there are reports of."""
        return [one for one in self.rounds if any(result[0] == one for result in self.results)]


def read_facts(helper: Path, data: Path) -> Facts:
    done = subprocess.run([str(helper), "-c", FACTS, str(data)], capture_output=True, check=True)
    found = json.loads(done.stdout)
    rounds = {name: date.fromisoformat(day) for name, day in found["rounds"].items()}
    return Facts(rounds, found["targets"], found["units"], [(a, b, c, d) for a, b, c, d in found["results"]])


def clone(old: Path, folder: Path, *paths: str) -> None:
    """A clone of OLD's repository with these folders laid out; the objects stay where they are, so that a copy is small."""
    environment = {**os.environ, **surroundings(folder.parent / "slot", "2024-01-15")}

    def ask(*words: str, cwd: Path = folder) -> None:
        subprocess.run(["git", *words], cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL)

    folder.parent.mkdir(parents=True, exist_ok=True)
    ask("clone", "-q", "--shared", "--no-checkout", "--template=", str(old), str(folder), cwd=folder.parent)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, env=environment, check=True, capture_output=True)
    # No remote, whose path would be told; the branch is main whatever OLD's is called.
    ask("remote", "remove", "origin")
    ask("sparse-checkout", "set", *paths)
    ask("checkout", "-q", "-B", "main", head.stdout.decode().strip())


def make_broken(old: Path, folder: Path) -> None:
    """tests/broken, each example as a whole data folder; and files that are broken in their bytes."""
    source = old / "tests" / "broken"
    for example in sorted(source.iterdir()):
        if example.is_dir():
            shutil.copytree(source / "_good", folder / example.name)
            ignored = shutil.ignore_patterns("expected.txt")
            shutil.copytree(example, folder / example.name, dirs_exist_ok=True, ignore=ignored)
    made: dict[str, Callable[[bytes], bytes]] = {
        "bom": lambda data: b"\xef\xbb\xbf" + data,
        "encoding": lambda data: data.decode().encode("utf-16"),
        "yaml-nesting": lambda data: data + b"x: " + b"[" * 5000,
    }
    for name, change in made.items():
        shutil.copytree(source / "_good", folder / name)
        file = folder / name / "reports" / "q2" / "phong-a.yaml"
        file.write_bytes(change(file.read_bytes()))
    shutil.copytree(source / "_good", folder / "missing-file")
    (folder / "missing-file" / "targets.yaml").unlink()


Q1, Q2, Q3 = "data/reports/q1", "data/reports/q2", "data/reports/q3"
FINANCE = f"{Q2}/phong-tai-chinh-ke-hoach.yaml"
WARD = f"{Q2}/phuong-1.yaml"
STRANGER = '--author "Người Lạ <la@example.vn>"'

# A year with a history: a report that was issued and changed since, and a branch that deserves a second look.
HISTORY = (
    camket("receive xa-tan-quy-tay -q 2 --date 2023-06-09 --letter 31/BC-UBND"),
    camket("set xa-tan-quy-tay commune-budget-revenue 4120,5 -q 2"),
    git("add data"),
    git('commit -q -m "Xã Tân Quy Tây: báo cáo quý II" --date 2023-06-10T08:00:00+0700'),
    camket("issue -q 1 --number 30/BC-UBND --date 2024-01-10 --tag"),
    git("add data"),
    git('commit -q -m "Phát hành báo cáo quý I" --date 2024-01-11T08:00:00+0700'),
    camket('set phuong-1 commune-budget-revenue 7100 -q 1 --reason "Cộng sót một biên lai" --by "Trần Thị Ba"'),
    camket('correct phuong-1 commune-labour-export 5 4 -q 3 --reason "Một người chưa xuất cảnh" --by "Trần Thị Ba"'),
    git("add data"),
    git('commit -q -m "Đính chính" -m "Reported-by: Trần Thị Ba <ba@example.vn>"'),
    git("checkout -q -b nhanh"),
    edit(FINANCE, "value: 38\n", "value: 36\n"),
    edit(FINANCE, "    evidence: {number: MH-24/BC-TCKH, date: 2023-05-29}\n", ""),
    edit(FINANCE, "submitted: 2023-06-01", "submitted: 2023-05-30"),
    edit(FINANCE, "      - name: Bến du thuyền tham quan làng hoa\n        form: under-study\n        capital: 35000\n", ""),
    edit(WARD, "grade: tot\n    part: 10", "grade: kha\n    part: 9"),
    git("add data"),
    git(f'commit -q -m "Sửa số liệu quý II" {STRANGER}'),
    edit("data/targets.yaml", "goal: {at_least: 75, as_written: có 75 doanh nghiệp}", "goal: {at_least: 60}"),
    edit("data/targets.yaml", "before: 2023-12-05", "before: 2023-12-20"),
    Step("remove", (f"{Q3}/phuong-2.yaml",)),
    git("add -A data"),
    git(f'commit -q -m "Giảm chỉ tiêu, bỏ một báo cáo" {STRANGER}'),
    camket("set phuong-3 commune-budget-revenue 17999 -q 4"),
)


# --- the stories --------------------------------------------------------------------------------------------------------


@dataclass
class Plan:
    """The stories, as they are thought out."""

    quick: bool
    stories: list[Story] = field(default_factory=list)

    def some(self, items: Iterable[T], every: int) -> list[T]:
        """All of them, or the first and every so many after it where it has to be quick."""
        return list(items)[:: every if self.quick else 1]

    def tell(self, group: str, world: str, *steps: Step) -> None:
        self.stories.append(Story(group, world, steps))

    def read(self, group: str, world: str, commands: Iterable[str | Step]) -> None:
        """Commands that leave the data as they are: a few of them share a copy, which is looked at after each."""
        steps = [camket(one) if isinstance(one, str) else one for one in commands]
        for start in range(0, len(steps), AT_ONCE):
            self.tell(group, world, *steps[start : start + AT_ONCE])

    def write(self, group: str, world: str, commands: Iterable[str]) -> None:
        """Commands that write, each in a copy of its own."""
        for one in commands:
            self.tell(group, world, camket(one))


def turn(index: int, *words: str) -> str:
    """One of some ways to ask, each in its turn: all of them for every item would take an hour."""
    return words[index % len(words)]


NAMES = (
    "", "check", "status", "show", "proposals", "trace", "diff", "review", "log", "issue", "verify", "report", "remind",
    "merge-file", "textconv", "fill", "set", "receive", "extend", "assign", "correct", "overrule", "init", "open", "form",
    "form export", "form import", "setup-git", "schema", "setup-editor", "lsp",
)  # fmt: skip
# In a folder with the shipped data.
WRONG = (
    "", "--version", "nothing", "chek", "--dta x status", "status --quater 2", "status --quarter 5", "status --quarter x",
    "status --round q9", "status -q 2 --annual update", "status --annual both", "status --as-of yesterday",
    "status --as-of 31/02/2023", "status -q 2 --unit phuong", "status -q 2 --target new-enterprise", "status --format xml",
    "status too many words", "show", "show new-enterprise", "trace 99.9 -q 2", "trace 1.6/4 -q 2", "trace q9:1.6",
    "trace q1:1.6 -q 2", "trace 9.1 --unit thanh-tra -q 2", "log nobody", "log new-enterprises --unit nobody",
    "diff nothing", "diff a b c", "review nothing", "review main...x y", "report -q 2 --format txt -n", "report -q 2 -f ''",
    "report -q 1 --since q2", "report --strict -q 2", "remind --ics -q 2",
    "remind -q 2 --reply-by 2023-01-01", "remind -q 2 --format xlsx", "issue -q 2 --number 1", "issue -q 2 --date 2023-06-10",
    "issue -q 2 --number 1/BC --date 2030-01-01", "issue -q 2 --number 1/BC --date 2023-01-01", "verify -q 2",
    "set phuong-1 new-enterprises 5 -q 2", "set phuong-1 commune-labour-export nhiều -q 2",
    "set phuong-1 commune-labour-export 1.234 -q 2", "set phuong-1 commune-labour-export -q 2",
    "set phuong-1 commune-labour-export 5 -q 2 --reason x --by y", "set nobody commune-labour-export 5",
    "assign labour-export 1 2 3", "assign startup-projects 5",
    "correct phuong-1 commune-labour-export 9 4 -q 3 --reason x --by y",
    "overrule complaints-resolved good -q 2 --reason x --by y", "extend phuong-1 -q 2 --due 2023-06-01 --reason x",
    "receive phuong-1 -q 2 --date 2023-01-01", "fill phuong-1 -q 2", "form", "form import", "form import nothing.xlsx",
    "form import . --match a=b", "form import . --keep --yes-empty", "form import README.md", "form export --unit nobody -n",
    "setup-git --ci jenkins", "setup-git --remove --ci github", "textconv nothing.yaml", "merge-file a b c",
    "check --data nowhere", "init . --year 1999", "init data", "schema --output", "status --data data --lang de", "lsp --stdio",
)  # fmt: skip


def ask_for_help(plan: Plan) -> None:
    plan.read("help", "sadec", [f"{name} --help --lang {lang}" for lang in ("vi", "en") for name in plan.some(NAMES, 6)])
    plan.read("wrong calls", "sadec", [f"{line} {turn(n, '', '--lang en')}" for n, line in enumerate(plan.some(WRONG, 7))])
    words = (
        "camket ",
        "camket sh",
        "camket show new",
        "camket status --unit phuong",
        "camket form ",
        "camket status --format ",
    )
    lines = plan.some(words, 5)
    told = [{"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))} for line in lines]
    plan.read("completion", "sadec", [camket("", _CAMKET_COMPLETE="complete_bash", **one) for one in told])


def look(plan: Plan, world: str, facts: Facts) -> None:
    """Commands that only look: check, status, proposals."""
    days = {name: due + timedelta(3) for name, due in facts.rounds.items()}
    rounds = plan.some(facts.rounds, 9)
    unit, target = facts.units[0], next(iter(facts.targets))
    forms = [f"check --format {form} --lang {lang}" for form in ("text", "github", "json", "sarif") for lang in ("vi", "en")]
    plan.read("check", world, [*plan.some(forms, 5), f"check --as-of {days[rounds[-1]]} --strict"])
    asked = ["status", "status --behind --format json"]
    for n, name in enumerate(rounds):
        late = f"--as-of {days[name]}"
        more = ("", "--format json", turn(n, "--lang en", "--behind"), f"{late} {turn(n, '--strict', '--lang en', '--behind')}")
        asked += [f"status --round {name} {one}" for one in more]
    some = plan.some(facts.units[::3], 5)
    asked += [
        f"status --round {rounds[0]} --unit {one} {turn(n, '', '--format json', '--lang en')}" for n, one in enumerate(some)
    ]
    asked += [f"status --round {rounds[0]} --target {one}" for one in plan.some(list(facts.targets)[::6], 5)]
    plan.read("status", world, asked)
    asked = [f"proposals --round {name}" for name in rounds]
    asked += [
        f"proposals --round {name} {turn(n, '--format json', f'--open --as-of {days[name]}')}" for n, name in enumerate(rounds)
    ]
    plan.read(
        "proposals", world, plan.some([*asked, f"proposals --unit {unit} --lang en", f"proposals --target {target} --open"], 2)
    )


def look_closely(plan: Plan, world: str, facts: Facts) -> None:
    """Each target in every second round, shown and traced, and parts of those that many units report."""
    reported = facts.reported()
    ways = ("", "--format json", "--lang en", f"--as-of {facts.rounds[reported[-1]] - timedelta(2)}")
    pairs = [(one, name) for n, one in enumerate(facts.targets) for m, name in enumerate(reported) if (n + m) % 2 == 0]
    pairs = plan.some(pairs, 23)
    plan.read("show", world, [f"show {one} --round {name} {turn(n, *ways)}" for n, (one, name) in enumerate(pairs)])
    traced = [f"trace {one} --round {name} {turn(n + 1, *ways)}" for n, (one, name) in enumerate(pairs)]
    last = reported[1]
    each = [(target, unit) for round_, unit, target, _said in facts.results if round_ == last]
    many = {target for target, n in Counter(target for target, _unit in each).items() if n > 1}
    parts = plan.some([one for one in each if one[0] in many][::3], 14)
    traced += [f"trace {one} --unit {unit} --round {last} {turn(n, *ways[:3])}" for n, (one, unit) in enumerate(parts)]
    plan.read("trace", world, traced)


def look_at_other_screens(plan: Plan) -> None:
    """The same in other widths, and in a console of an old code page."""
    lines = ("status -q 2", "show reform-models -q 3", "trace 1.6 -q 2", "check", "report -q 2 --list-templates", "--help")
    settings = ({"COLUMNS": "50"}, {"COLUMNS": "160"}, {"PYTHONIOENCODING": "cp1258"}, {"PYTHONIOENCODING": "cp437"})
    steps = [camket(line, **setting) for line in lines for setting in settings]
    plan.read("screens", "sadec", plan.some(steps, 11))


def look_at_broken(plan: Plan, folder: Path) -> None:
    names = sorted(one.name for one in folder.iterdir())
    other = ("text --lang en", "json", "github", "sarif --lang en", "json --lang en", "github --lang en", "sarif")
    asked = [f"check --as-of 2023-12-31 --data {name}" for name in names]
    asked += [f"check --as-of 2023-12-31 --data {name} --format {turn(n, *other)}" for n, name in enumerate(names[::3])]
    more = ("status -q 2", "report -q 2 -f md", "schema --check", "form export -q 2 -n", "open -q 2 -n", "remind -q 2 --text")
    asked += [f"{turn(n, *more)} --data {name}" for n, name in enumerate(names[1::3])]
    # There is no git here.
    lines = ("log phong-a", "diff", "review", "setup-git", "verify -q 1", "trace 1.1 -q 2", "report -q 2")
    asked += [f"{line} --data _good" for line in (*lines, "issue -q 1 --number 1/BC --date 2023-12-30")]
    plan.read("broken data", "broken", plan.some(asked, 16))


def report(plan: Plan, world: str, facts: Facts) -> None:
    rounds = list(facts.rounds)
    every = "--format md,docx,xlsx"
    asked = [f"report --round {name} {every}" for name in plan.some(rounds[1:] + rounds[:1], 9)]
    pairs = [(name, rounds[n // 2]) for n, name in enumerate(rounds[1:])]
    asked += [f"report --round {name} --since {since} {every}" for name, since in plan.some(pairs[::-1], 9)]
    first = rounds[1]
    more = [
        f"report --round {first} --as-of {facts.rounds[first]} {every}",
        f"report --round {first} --lang en",
        f"report --round {first} --strict",
        f"report --round {first} --format md,pdf",
        f"report --round {first} -o tờ-trình -f md -n",
        "report --format xlsx",
    ]
    plan.write("report", world, asked + plan.some(more, 6))
    plan.read("report", world, plan.some(("report --list-templates", "report --list-templates --lang en"), 2))
    # The shipped templates lie beside the shipped data; without them the program's own are used.
    if world == "sadec":
        plan.tell("report", world, Step("remove", ("templates",)), camket(f"report -q 2 --since q1 {every}"))


def remind(plan: Plan, world: str, facts: Facts) -> None:
    asked = []
    for name in plan.some(list(facts.rounds)[::2], 9):
        late, early = facts.rounds[name] + timedelta(1), facts.rounds[name] - timedelta(5)
        asked += [
            f"remind --round {name} --as-of {late} -f docx,md",
            f"remind --round {name} --as-of {late} --one -f docx,md --reply-by {late + timedelta(4)}",
            f"remind --round {name} --as-of {late} --text --lang en",
            f"remind --round {name} --as-of {early} --before 10 -f md",
        ]
    more = [f"remind --as-of {early} --before 30 --text", f"remind --as-of {late} --unit {facts.units[-1]} -n", "remind"]
    plan.write(
        "remind",
        world,
        [*plan.some(asked, 2), "remind --ics", *plan.some([*more, "remind --ics --lang en", "remind -f pdf"], 9)],
    )


def compare(plan: Plan, commits: Sequence[str]) -> None:
    """Diff and review over a history with an issued report, corrections, and a branch of a stranger's."""
    first, last = commits[0], commits[-1]
    ends = ["main nhanh", "", "main...nhanh", "HEAD~1", "HEAD~4 HEAD", f"{first} {last}", f"{last} {first}", "HEAD~5 HEAD~3"]
    ends += [f"{a} {b}" for a, b in pairwise(commits)]
    forms = ("text", "json", "markdown")
    pairs = [(one, form) for one in ends for form in forms]
    asked = [
        f"diff {one} --format {form} {turn(n // 2, '', '--lang en')}" for n, (one, form) in enumerate(plan.some(pairs, 10))
    ]
    plan.read("diff", "history", [*asked, "diff main nhanh --unit phuong-1"])
    pairs = [(one, form) for one in ("main", "main nhanh", "HEAD~1", "HEAD~3 HEAD~2", f"{first} main") for form in forms]
    asked = [
        f"review {one} --format {form} {turn(n // 2, '', '--lang en')}" for n, (one, form) in enumerate(plan.some(pairs, 7))
    ]
    more = ("main --format sarif", "main --format github", "main...nhanh --format sarif --lang en", "main --strict", "")
    plan.read("review", "history", [*asked, *(f"review {one}" for one in plan.some(more, 3))])


def follow(plan: Plan, facts: Facts) -> None:
    """Where figures come from, and what becomes of them once a report was issued."""
    names = [*facts.targets, *facts.units]
    ways = ("", "--format json", "--all", "--lang en", "--all --format json --lang en")
    asked = [f"log {name} {turn(n, *ways)}" for n, name in enumerate(plan.some(names, 13))]
    asked += [f"log commune-budget-revenue --unit xa-tan-quy-tay --round {name}" for name in plan.some(("q2", "q1"), 2)]
    plan.read("log", "history", asked)
    plan.read("log", "tinh", plan.some([f"log {name} --all" for name in ("budget-revenue", "xa-an-loc")], 2))
    asked = ["status -q 1", "status -q 2", "status -q 1 --format json", "check --format json", "check --lang en"]
    asked += ["show new-enterprises -q 2", "trace 1.6 -q 2", "trace 9.2/1 -q 1 --format json"]
    asked += [
        "verify -q 1",
        "verify -q 1 --lang en",
        "verify -q 1 --format json",
        "verify -q 1 README.md",
        "verify --number 9 -q 1",
    ]
    plan.read("history", "history", plan.some(asked, 5))
    every = "report -q 1 -f md,docx,xlsx"
    asked = [every, f"{every} --as-of 2023-03-10", "report -q 2 -f md", "open -q 1", "form export -q 1 --unit phuong-1"]
    plan.write("history", "history", plan.some(asked, 5))
    settled = "set phuong-1 commune-budget-revenue 7200 -q 1"
    plan.tell(
        "history", "history", camket(settled), camket(f'{settled} --reason "Cộng sót" --by "Trần Thị Ba"'), camket("diff")
    )


# What can be said of a target by its measure, where no figure stands that another could be made of.
SAID: Mapping[str, str] = {
    "judgement": "tot",
    "list": 'name="Sản phẩm thử" evidence=12/QĐ-UBND',
    "incidents": 'name="Vụ việc thử"',
    "milestone": "15/6/2026",
    "rank": "5/63",
    "composition": "agriculture=18 industry=39 services=43",
}


def record(plan: Plan, world: str, facts: Facts) -> None:
    """Each target's figure set once to a little more than it was, tried or for good."""
    last = facts.reported()[-1]
    said = {target: (unit, said) for round_, unit, target, said in facts.results if round_ == last}
    ways = ("--dry-run", '--text "Thêm lời: đã rà soát" --lang en', "--evidence 15/BC --evidence 16/BC", "--same-period 12")
    asked = []
    for n, (target, (unit, figure)) in enumerate(plan.some(said.items(), 13)):
        value = figure or SAID.get(facts.targets[target], "81,5")
        asked.append(f"set {unit} {target} --round {last} {turn(n, *ways)} {value}")
    plan.write("set", world, asked)


ACTS: Mapping[str, Sequence[str]] = {
    "sadec": (
        "receive xa-tan-quy-tay -q 2 --date 2023-06-09 --letter 31/BC-UBND --letter-date 2023-06-08",
        "receive phuong-1 -q 2 --date 2023-06-20 --letter 99/BC-UBND",
        "receive 'Phường 1' -q 2 --lang en",
        "set xa-tan-quy-tay commune-budget-revenue 4120,5 -q 2 --lang en",
        'extend phuong-3 -q 2 --due 2023-06-07 --reason "Chống ngập" --by "Chánh Văn phòng" --date 2023-06-03 --document 5/CV',
        'extend xa-tan-quy-tay -q 1 --due 2023-03-07 --reason "Chống ngập" --lang en -n',
        "assign health-insurance 93 --document 12/QĐ-UBND",
        "assign labour-export 110 --date 2023-07-14 --document 13/QĐ-UBND --reason x",
        "assign commune-budget-revenue phuong-2 35000 --document 14/QĐ-UBND --date 2023-08-01 --lang en",
        "assign new-enterprises 70 --reference last_year",
        "assign budget-revenue 180000 --date 2023-08-01 --document 15/QĐ-UBND -n",
        'correct phuong-1 commune-labour-export 5 4 -q 3 --reason "Chưa xuất cảnh" --by "Trần Thị Ba" --date 2023-09-01',
        'correct phong-kinh-te startup-projects 3 2 -q 3 --reason "Trùng" --by "Trần Thị Ba" --lang en',
        'overrule complaints-resolved exceeded -q 2 --reason "Trước hạn" --by "Chánh Văn phòng" --date 2023-06-08',
        'overrule reform-models "chậm tiến độ" -q 2 --unit phuong-1 --reason x --by y --lang en',
        "open -q 2",
        "open -q 2 --unit xa-tan-quy-tay -n",
        "open --annual update --lang en",
        "open -q 3 --unit phuong-an-hoa",
    ),
    "tinh": (
        "open -q 3",
        "open --round six-months --unit so-y-te --unit xa-an-loc",
        "open --annual preliminary -n --lang en",
        "receive dac-khu-hon-minh -q 2 --letter 3/BC",
        "set dac-khu-hon-minh files-on-time 190/200 -q 2",
        "assign workers-abroad 500 --document 1/QĐ --lang en",
        "assign town-plans phuong-minh-tan 2 --document 2/QĐ --date 2026-06-01",
        "assign budget-revenue 15000 --reference trung-uong --document 3/NQ --date 2026-06-02 --reason x",
        "assign budget-revenue xa-an-loc 800 --reference hdnd --document 3/NQ --date 2026-06-02",
        "correct so-tai-chinh export 430 420 -q 2 --reason x --by y",
        "extend so-noi-vu -q 2 --due 2026-06-18 --reason x",
        "overrule dykes missed -q 1 --reason x --by y --lang en",
    ),
}


def act(plan: Plan, world: str) -> None:
    plan.write("what the clerk does", world, plan.some(ACTS[world], 6))


def start(plan: Plan) -> None:
    """New commitments: blank, and carried over; each is then worked with."""
    after = [camket(f"{line} --data ../moi") for line in ("check", "open -q 1", "status -q 1 --lang en", "report -q 1 -f md")]
    for world in plan.some(("tinh", "sadec"), 2):
        plan.tell("init", world, camket("init ../moi --from data --lang en"), *plan.some(after, 2))
    plan.tell("init", "sadec", camket("init ../moi -n"), camket("init ../moi"), camket("init ../moi"), after[0])


# Fills in forms as a person would (on the main sheet a little more of everything, or less), or as none should; saves them
# elsewhere.
FILL_IN = """
import sys
from pathlib import Path
from openpyxl import load_workbook
source, target, how = sys.argv[1:]
Path(target).mkdir()


def changed(value, number):
    is_number = isinstance(value, (int, float))
    if how == "more" and (is_number or isinstance(value, str) and len(value) > 30):
        return value + (1 if is_number else " Đã rà soát.")
    if how == "empty" and number % 3 == 0:
        return None
    if how == "odd" and number % 2:
        return ("nhiều", "1.234", -5, "31/02/2023")[number % 4]
    return value


for file in sorted(Path(source).glob("*.xlsx")):
    book = load_workbook(file)
    number = 0
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown if how == "odd" else shown[:1]:
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked and type(cell).__name__ != "MergedCell":
                    number += 1
                    cell.value = changed(cell.value, number)
    book.save(Path(target) / file.name)
"""
HOW = ("more", "empty", "odd")
# A table as a unit has it, in Word.
WORD = """
import sys
from docx import Document
document = Document()
document.add_paragraph("BÁO CÁO")
rows = [line.split(";") for line in sys.argv[2].splitlines()]
table = document.add_table(len(rows), len(rows[0]))
for row, texts in zip(table.rows, rows):
    for cell, text in zip(row.cells, texts):
        cell.text = text
document.add_paragraph("Khó khăn: thiếu vốn.")
document.save(sys.argv[1])
"""
BY_UNIT = (
    "Đơn vị;Thu ngân sách xã, phường;LĐ nước ngoài xã, phường;Cột lạ\n"
    "Phường 1;18.000,5;6;x\nxã Tân Quy Tây;4120,5;2;\nXã Khác;1;1;\n"
)
BY_TARGET = (
    "TT;Nội dung;Kết quả;Ghi chú\n1;Thu ngân sách;81000,5 triệu đồng;tăng\n2;Doanh nghiệp mới;1.040;\n3;Thu tiền phạt;7;\n"
)
PRODUCTS = "Tên;Số sao;Văn bản\nKẹo dừa thử;3;12/QĐ-UBND\nBột gạo thử;4;13/QĐ-UBND\n"


def exchange(plan: Plan) -> None:
    """Excel forms out and back."""
    group = "forms"
    more = ("--round q2", "--round annual-update", "--round q4 --lang en --unit phuong-2")
    plan.write(group, "sadec", [f"form export {one}" for one in plan.some(more, 3)])
    more = ("--round six-months -n", "-q 2", "-q 3 --lang en --unit so-y-te --unit xa-an-loc")
    plan.write(group, "tinh", [f"form export {one}" for one in plan.some(more, 3)])
    some = "--unit phuong-1 --unit phong-tai-chinh-ke-hoach --unit xa-tan-quy-tay --unit phong-kinh-te"
    worlds = (("sadec", some, "20/6/2023"), ("tinh", "--unit so-tai-chinh --unit xa-an-loc", "20/6/2026"))
    for world, units, day, how in plan.some([(*one, how) for one in worlds for how in HOW], 4):
        plan.tell(
            group,
            world,
            camket(f"form export -q 2 -o gui {units}"),
            script(FILL_IN, "gui", "ve", how),
            camket("form import ve -n"),
            camket(f"form import ve --received {day} --letter 7/BC --yes-empty --lang en"),
            camket("form import ve --keep"),
            camket("diff"),
            camket(f"form export -q 2 -o ve {units}"),
        )
    plan.tell(
        group,
        "sadec",
        camket("form export -q 2 -o gui --unit phuong-1"),
        script(FILL_IN, "gui", "ve", "more"),
        *plan.some(
            (camket("form import ve -q 1"), camket("form import ve --unit phuong-2"), typed("form import ve", "n\n")), 2
        ),
        typed("form import ve", "y\n"),
    )


def take_tables(plan: Plan) -> None:
    """Tables of other documents."""
    table, one_unit = "form import --table", "-q 2 --unit phong-tai-chinh-ke-hoach"
    plan.tell(
        "forms",
        "sadec",
        write("tong-hop.csv", BY_UNIT),
        camket(f"{table} tong-hop.csv -q 2 -n"),
        camket(f"{table} tong-hop.csv -q 2 --match 'Cột lạ=-' --thousands-dot --lang en"),
        write("san-pham.csv", PRODUCTS),
        camket(f"{table} san-pham.csv -q 2 --unit phong-kinh-te --list ocop-products"),
        camket("diff"),
    )
    steps = (
        camket(f"{table} - {one_unit}", given=BY_TARGET.replace(";", "\t")),
        write("mot.csv", BY_TARGET),
        camket(f"{table} mot.csv {one_unit} --match 'Thu tiền phạt=-'"),
        camket(f"{table} mot.csv {one_unit} --thousands-dot --match 'Thu tiền phạt=-'"),
        script(WORD, "mot.docx", BY_TARGET.replace("1.040", "41")),
        camket(f"{table} mot.docx {one_unit} -n"),
        camket(f"{table} mot.docx {one_unit}"),
        camket(f"{table} mot.csv -q 2 --list ocop-products"),
        typed(f"{table} mot.csv {one_unit}", "no\nhealth-insurance\nnew-enterprises\n\n-\n\ny\n"),
        camket("diff"),
    )
    if not plan.quick:
        plan.tell("forms", "sadec", *steps)


def issue(plan: Plan) -> None:
    """A report put on record, and proved."""
    for world, year, month in plan.some((("sadec", 2023, "2023-06"), ("tinh", 2026, "2026-06")), 2):
        order = f"issue -q 2 --number 45/BC-UBND --date {month}-18"
        plan.tell(
            "issue and verify",
            world,
            camket(f"{order} -n"),
            camket(f"{order} --tag"),
            camket(order),
            camket("verify -q 2"),
            git("add -A data"),
            git("commit -q -m 'Phát hành'"),
            git("tag -n2"),
            camket(order),
            camket(f"verify -q 2 build/bao-cao-q2-{year}.docx build/bao-cao-q2-{year}.md --lang en"),
            camket(f"issue -q 2 --number 46/BC-UBND --date {month}-19 --since q1 -f md --lang en"),
            camket("verify -q 2 --number 45/BC-UBND --format json"),
            camket("report -q 2 -f md,docx,xlsx"),
        )


def set_up(plan: Plan, world: str) -> None:
    """What git and editors are taught."""
    group = "git and editors"
    tries: tuple[str, ...] = (
        "setup-git -n",
        "setup-git --ci github -n --lang en",
        "setup-git --ci gitlab",
        "setup-git --codeowners",
    )
    plan.write(group, world, plan.some(tries, 4))
    tries = (
        "schema --check",
        "schema",
        "schema -n --lang en",
        "schema -o lược-đồ",
        "setup-editor -n",
        "setup-editor --lang en",
    )
    plan.write(group, world, plan.some(tries, 6))
    if world == "sadec":
        owners = edit("data/units.yaml", "    head: Chánh Thanh tra\n", "    head: Chánh Thanh tra\n    authors: ['@lan']\n")
        lines: tuple[str, ...] = (
            "--ci github",
            "",
            "--codeowners",
            "--codeowners --ci gitlab",
            "--remove -n",
            "--remove",
            "--remove",
        )
        plan.tell(group, world, owners, *plan.some([camket(f"setup-git {one}") for one in lines], 2))
        lines = ("setup-editor", "schema --check", "setup-editor", "open -q 2")
        plan.tell(group, world, *plan.some([camket(one) for one in lines], 2))


def merge(plan: Plan) -> None:
    """What git calls: edits of two sides brought together, line by line listings."""
    group, world = "git and editors", "sadec"
    plan.tell(
        group,
        world,
        camket("setup-git"),
        git("add .gitattributes"),
        git("commit -q -m Dạy"),
        git("checkout -q -b kia"),
        edit(WARD, "same_period: 15920", "same_period: 15930"),
        git("commit -q -a -m Kia"),
        git("checkout -q main"),
        edit(WARD, "value: 17562.4", "value: 17600"),
        git("commit -q -a -m Đây"),
        git("merge -q kia -m Trộn"),
        git("log -p -2"),
        git("checkout -q -b khac HEAD~2"),
        edit(WARD, "value: 17562.4", "value: 17700"),
        git("commit -q -a -m Khác"),
        git("merge -q main -m Vướng"),
        camket("check"),
        git("diff"),
    )
    copies = [Step("copy", (WARD, name)) for name in ("base.yaml", "ours.yaml", "theirs.yaml")]
    changed = [
        edit("ours.yaml", "value: 17562.4", "value: 17600"),
        edit("theirs.yaml", "grade: tot\n    part: 10", "grade: kha\n    part: 9"),
        edit("theirs.yaml", "to: Chi cục", "to: Đội thuế, Chi cục"),
        edit("ours.yaml", "round: q2", "round: q2\nnote: Thêm"),
    ]
    words = f"merge-file base.yaml ours.yaml theirs.yaml --path {WARD}"
    merges = [camket(words), camket(f"{words} -n --marker-size 9 --lang en")]
    conflict = edit("theirs.yaml", "value: 17562.4", "value: 17700")
    for how in plan.some(((conflict,), (), (write("theirs.yaml", "unit: [Phường 1\n"),)), 3):
        plan.tell(group, world, *copies, *changed, *how, *plan.some(merges[::-1], 2))


def list_facts(plan: Plan, world: str, facts: Facts) -> None:
    files = ["targets.yaml", "units.yaml", f"reports/{facts.reported()[1]}/_office.yaml"]
    reports = sorted({f"reports/{round_}/{unit}.yaml" for round_, unit, _target, _said in facts.results})
    plan.read("textconv", world, [f"textconv data/{one}" for one in plan.some([*files, *reports[::7]], 6)])


# As tools/docs.py finds them.
OUTPUT = re.compile(r"<!-- output: (?P<arguments>[^>]*?)(?P<broken> \(broken\))? -->\n|<!-- git: (?P<run>[^>]*?) -->")


def follow_pages(plan: Plan, old: Path) -> None:
    """The commands whose outputs the pages show, one after the other, as tools/docs.py runs them."""
    for page in ("README.md", "docs/huong-dan.md"):
        steps = []
        for found in OUTPUT.finditer((old / page).read_text(encoding="utf-8")):
            if found["broken"]:
                steps.append(edit(WARD, "  commune-digital:", "  comune-digital:"))
            steps.append(git(found["run"]) if found["run"] else camket(found["arguments"]))
        plan.tell(page, "sadec", *steps)


CLEAR = "\x15"  # what has been typed of a line, or stands there already, is taken back
DONE = f"{CLEAR}q\r{CLEAR}c\r\r\x03"  # no more questions; yes, commit it; under the name that is proposed


def answer(plan: Plan) -> None:
    """camket fill, with everything typed ahead."""

    def keys(*answers: str) -> str:
        return "".join(f"{CLEAR}{one}\r" for one in answers) + DONE

    begun = ("?", "nhiều", "4120,5", "Thu đạt", "7/TB; 8/TB", "3900", "<", ">", "2", "1.234", "1", "lời", "9/KH")
    lists = ("Mô hình thử", "12/QĐ-UBND", "", "lời", "3", "tốt", "", "")
    ends = (*[">"] * 8, "Thiếu người", "1", "", "Bổ sung biên chế", "", "UBND Thành phố", "")
    again = typed("fill xa-tan-quy-tay -q 2", keys())
    plan.tell("fill", "sadec", typed("fill xa-tan-quy-tay -q 2", keys(*begun, *lists, *ends)), *([] if plan.quick else [again]))
    more = (
        ("sadec", "phong-kinh-te -q 4 -n --lang en", keys("y", *[""] * 12, *[">"] * 9)),
        ("tinh", "so-nong-nghiep -q 3", keys(*["38", "", "", ""] * 12)),
        ("tinh", "dac-khu-hon-minh -q 2 --lang en", keys("?", "~", "12", "", "", "31/90", *[">"] * 9)),
        ("history", "phuong-1 -q 1", keys("y", ">", "7300", "", "Sót", "Ba", *[">"] * 9)),
    )
    for world, words, typed_ahead in () if plan.quick else more:
        plan.tell("fill", world, typed(f"fill {words}", typed_ahead))


def speak(plan: Plan) -> None:
    """The language server, as an editor speaks to it."""
    mistakes = [(WARD, "commune-digital:", "comune-digital:"), (FINANCE, "value: 80337", "value: 80.337")]
    mistakes += [("data/targets.yaml", "lead: phong-kinh-te", "lead: phong-kinhte")]
    for words in plan.some(mistakes, 3):
        plan.tell("lsp", "sadec", Step("spoken", words))


# --- what differs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """An output of a command that is not the same: what it is, and the lines of the difference."""

    group: str
    command: str
    output: str
    lines: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        return tuple(line for line in self.lines if line[:1] in "-+!")


def find_difference(old: bytes | None, new: bytes | None) -> tuple[str, ...]:
    """What two outputs differ in, as lines; none where they are the same."""
    if old == new:
        return ()
    if old is None or new is None:
        written = f"! only {'NEW' if old is None else 'OLD'} has it"
        return (written, *text_difference(old or b"", new or b"")[:LINES])
    if is_package(old) and is_package(new):
        return package_difference(old, new)
    return text_difference(old, new) or ("! bytes that look alike",)


def is_package(data: bytes) -> bool:
    """Whether this is a zip, as Word and Excel have it."""
    return data.startswith(b"PK\x03\x04")


def text_difference(old: bytes, new: bytes) -> tuple[str, ...]:
    return tuple(difflib.unified_diff(lines_of(old), lines_of(new), n=2, lineterm=""))[2:]


def lines_of(data: bytes) -> list[str]:
    """The lines of an output; a long one is cut behind its sentences, or the word that differs would not be in sight."""
    found: list[str] = []
    for line in data.decode("utf-8", "backslashreplace").replace("\r", "\\r").split("\n"):
        found += re.split(r"(?<=[.;:] )", line) if len(line) > COLUMNS else [line]
    return found


def package_difference(old: bytes, new: bytes) -> tuple[str, ...]:
    """The members in which two packages differ, and what they differ in."""
    before, after = members(old), members(new)
    lines = []
    for name in sorted(before.keys() | after.keys()):
        first, second = before.get(name), after.get(name)
        if first is None or second is None:
            lines.append(f"! {name}: only {'NEW' if first is None else 'OLD'} has it")
        elif first != second:
            lines += [f"@ {name}:", *text_difference(*(data.replace(b"><", b">\n<") for data in (first, second)))]
    return tuple(lines) or ("! the same members, but in another order, of another day, or packed otherwise",)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def compare_story(story: Story, old: Sequence[Outcome], new: Sequence[Outcome]) -> Iterator[Difference | None]:
    """One for each output of a story: what differs, or None where nothing does."""
    for step, before, after in zip(story.steps, old, new, strict=True):
        for name in sorted(before.keys() | after.keys()):
            lines = find_difference(before.get(name), after.get(name))
            yield Difference(story.group, f"[{story.world}] {step.shown}", name, lines) if lines else None


# --- the whole run ------------------------------------------------------------------------------------------------------


@dataclass
class Bench:
    """The folder in which all is done, and what stands in it."""

    root: Path
    old: Path  # the checkout
    versions: dict[str, Version]
    worlds: dict[str, World]
    is_plain: bool
    memory: dict[str, list[Outcome]] = field(default_factory=dict)  # what OLD said, by what it was asked
    slots: dict[int, Slot] = field(default_factory=dict)

    @property
    def helper(self) -> Path:
        return python_in(self.versions["old"].venv)

    def slot(self, number: int) -> Slot:
        if number not in self.slots:
            self.slots[number] = Slot(self.root / f"slot{number}", self.helper, self.is_plain)
        return self.slots[number]

    def end(self) -> None:
        for slot in self.slots.values():
            slot.end()

    def plan(self, quick: bool) -> list[Story]:
        plan = Plan(quick)
        facts = {
            name: read_facts(self.helper, self.worlds[name].folder / self.worlds[name].inside / "data")
            for name in ("sadec", "tinh")
        }
        ask_for_help(plan)
        for name, known in facts.items():
            for ask in (look, look_closely, report, remind, record, list_facts):
                ask(plan, name, known)
            act(plan, name)
            set_up(plan, name)
        look_at_other_screens(plan)
        look_at_broken(plan, self.worlds["broken"].folder)
        compare(plan, self.commits())
        follow(plan, facts["sadec"])
        for tell in (start, exchange, take_tables, issue, merge, answer, speak):
            tell(plan)
        follow_pages(plan, self.old)
        return plan.stories

    def commits(self) -> list[str]:
        """The commits that changed the shipped data, oldest first."""
        asked = ["git", "log", "--reverse", "--format=%h", "main", "--", "data"]
        done = subprocess.run(asked, cwd=self.worlds["history"].folder, capture_output=True, check=True)
        return done.stdout.decode().split()

    def run(self, story: Story, number: int) -> tuple[list[Outcome], list[Outcome]]:
        """What both versions make of a story."""
        slot, world = self.slot(number), self.worlds[story.world]
        if repr(story) not in self.memory:
            self.memory[repr(story)] = slot.play(story, world, self.versions["old"])
        return self.memory[repr(story)], slot.play(story, world, self.versions["new"])


def prepare(root: Path, old: Path, new: Path, is_plain: bool) -> Bench:
    """Copy both versions' sources, and lay out the worlds."""
    for name in ("old", "new", "worlds", "differ", "day"):
        shutil.rmtree(root / name, ignore_errors=True)
    versions = {}
    for name, checkout in (("old", old), ("new", new)):
        venvs = [one / ".venv" for one in (checkout, old, new)]
        venv = next((one for one in venvs if python_in(one).is_file()), None)
        if venv is None or not (checkout / "src" / "camket").is_dir():
            raise SystemExit(f"{checkout} is no checkout with a .venv: run make setup there")
        for part in (one for one in ("src", "templates", "docs") if (checkout / one).is_dir()):
            shutil.copytree(checkout / part, root / name / part, ignore=shutil.ignore_patterns("__pycache__"))
        versions[name] = Version(name, root / name, venv)
        # Once, and not by several commands at a time.
        subprocess.run([str(python_in(venv)), "-m", "compileall", "-q", str(root / name / "src")], check=False)
    (root / "day").mkdir()
    (root / "day" / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    worlds = root / "worlds"
    clone(old, worlds / "sadec", "data", "templates")
    clone(old, worlds / "tinh", "examples")
    (worlds / "broken").mkdir()
    make_broken(old, worlds / "broken")
    bench = Bench(root, old, versions, {}, is_plain)
    bench.worlds |= {
        "sadec": World(worlds / "sadec", ".", "2024-01-15"),
        "tinh": World(worlds / "tinh", "examples/tinh-2026", "2026-06-20"),
        "broken": World(worlds / "broken", ".", "2023-12-31"),
    }
    bench.worlds["history"] = World(make_history(bench), ".", "2024-01-15")
    return bench


def make_history(bench: Bench) -> Path:
    """The shipped data with a history of their own, made with OLD."""
    slot = bench.slot(0)
    outcomes = slot.play(Story("", "sadec", HISTORY), bench.worlds["sadec"], bench.versions["old"])
    for step, outcome in zip(HISTORY, outcomes, strict=True):
        if outcome.get("exit code", b"0") != b"0" or FAULT in outcome:
            raise SystemExit(f"{step.shown}: {outcome.get('stderr', outcome.get(FAULT, b'')).decode('utf-8', 'replace')}")
    shutil.rmtree(slot.cwd / "build", ignore_errors=True)
    return Path(shutil.move(slot.cwd, bench.root / "worlds" / "history"))


def run_all(bench: Bench, stories: Sequence[Story], jobs: int) -> Iterator[tuple[Story, list[Outcome], list[Outcome]]]:
    """Every story with both versions, some at a time."""
    free: queue.Queue[int] = queue.Queue()
    for number in range(jobs):
        free.put(number)

    def work(story: Story) -> tuple[Story, list[Outcome], list[Outcome]]:
        number = free.get()
        try:
            return story, *bench.run(story, number)
        finally:
            free.put(number)

    with ThreadPoolExecutor(jobs) as workers:
        yield from workers.map(work, stories)


def read_allowed(path: Path | None) -> list[re.Pattern[str]]:
    lines = path.read_text(encoding="utf-8").splitlines() if path is not None else []
    return [re.compile(line) for line in lines if line.strip() and not line.startswith("#")]


def is_allowed(found: Difference, allowed: Sequence[re.Pattern[str]]) -> bool:
    return all(any(one.search(line) for one in allowed) for line in found.changed)


@dataclass
class Count:
    """What has come out so far."""

    allowed_lines: list[re.Pattern[str]]
    commands: int = 0
    same: Counter[str] = field(default_factory=Counter)
    differ: dict[tuple[str, ...], list[Difference]] = field(default_factory=dict)  # alike ones together
    allowed: list[Difference] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, story: Story, old: Sequence[Outcome], new: Sequence[Outcome]) -> None:
        self.commands += sum(step.kind in _COMPARED for step in story.steps)
        self.faults += [
            f"{step.shown}: {one[FAULT].decode()}" for step, one in zip(story.steps, old, strict=True) if FAULT in one
        ]
        for found in compare_story(story, old, new):
            if found is None:
                self.same[story.group] += 1
            elif is_allowed(found, self.allowed_lines):
                self.allowed.append(found)
            else:
                self.differ.setdefault(found.changed, []).append(found)

    def tell(self, seconds: float) -> int:
        """Print it; how many outputs differ."""
        for group, n in self.same.items():
            print(f"{group:<24} {n:>5} the same")
        for n, alike in enumerate(self.differ.values(), 1):
            show(alike, in_full=n <= SHOWN)
        for one in self.allowed:
            print(f"\nallowed: {one.command}  [{one.output}]")
        for fault in self.faults:
            print(f"\nthis script does not fit the data of OLD: {fault}")
        differ = sum(map(len, self.differ.values()))
        print(f"\nin {seconds:.0f} seconds")
        outputs = self.same.total() + differ + len(self.allowed)
        print(f"{outputs} outputs of {self.commands} commands compared: {differ} differ, {len(self.allowed)} allowed")
        return differ


def show(alike: Sequence[Difference], in_full: bool) -> None:
    """A difference, and where else there is the same one."""
    first, *others = alike
    print(f"\n{first.command}  [{first.output}]")
    if in_full:
        for line in first.lines[:LINES]:
            print(f"    {line[:COLUMNS]}")
        if len(first.lines) > LINES:
            print(f"    … {len(first.lines) - LINES} lines more")
    for one in others[:3]:
        print(f"  the same: {one.command}  [{one.output}]")
    if len(others) > 3:
        print(f"  the same in {len(others) - 3} more")


@contextlib.contextmanager
def folder_to_work_in(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="same-outputs-", ignore_cleanup_errors=True) as name:
            yield Path(name).resolve()
        return
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()) and not (keep / MARK).is_file():
        raise SystemExit(f"{keep} holds other things: name an empty folder")
    (keep / MARK).write_text("Made by tools/same_outputs.py, which empties this folder when it likes.\n", encoding="utf-8")
    yield keep.resolve()


def memory_key(bench: Bench) -> str:
    """What OLD's outputs depend on besides what it is asked."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(repr(bench.commits()).encode())
    for folder in (bench.root / "old", bench.root / "worlds" / "broken"):
        for path in sorted(one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts):
            digest.update(f"{path}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def recall(bench: Bench, key: str) -> None:
    """What OLD said last time, where it was the same OLD; the file is this script's own."""
    with contextlib.suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
        kept, memory = pickle.loads((bench.root / "old.pickle").read_bytes())
        if kept == key:
            bench.memory |= memory


def lay_aside(bench: Bench, story: Story, old: Sequence[Outcome], new: Sequence[Outcome], number: int) -> None:
    """What differs in a story, as files to look into."""
    for step, (before, after) in enumerate(zip(old, new, strict=True)):
        for name in before.keys() | after.keys():
            for version, outcome in (("old", before), ("new", after)):
                if before.get(name) != after.get(name) and name in outcome:
                    file = bench.root / "differ" / f"{number:04}-{step}" / version / name.removeprefix("file ")
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(outcome[name])


def prove(arguments: argparse.Namespace, root: Path) -> int:
    started = time.monotonic()
    is_plain = arguments.plain or not hasattr(os, "fork")
    bench = prepare(root, arguments.old.resolve(), arguments.new.resolve(), is_plain)
    stories = bench.plan(arguments.quick)
    key = memory_key(bench)
    recall(bench, key)
    count = Count(read_allowed(arguments.allow))
    for number, (story, old, new) in enumerate(run_all(bench, stories, arguments.jobs)):
        count.add(story, old, new)
        lay_aside(bench, story, old, new, number)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number + 1}/{len(stories)} stories, {sum(map(len, count.differ.values()))} differences ")
    bench.end()
    if arguments.keep is not None:
        (root / "old.pickle").write_bytes(pickle.dumps((key, bench.memory)))
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 50 + "\r")
    return 1 if count.tell(time.monotonic() - started) else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Prove that two versions of camket say and write the same.")
    parser.add_argument("old", type=Path, metavar="OLD", help="a checkout with a .venv")
    parser.add_argument("new", type=Path, metavar="NEW", help="another; OLD's .venv will do where it has none")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="so many commands at a time (2)")
    parser.add_argument("--quick", action="store_true", help="a part of the commands")
    parser.add_argument("--plain", action="store_true", help="each command as a process of its own, which takes twice as long")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in this folder and leave it; OLD is not asked again")
    parser.add_argument("--allow", type=Path, metavar="FILE", help="regular expressions of lines that may differ")
    arguments = parser.parse_args()
    with folder_to_work_in(arguments.keep) as root:
        return prove(arguments, root)


if __name__ == "__main__":
    sys.exit(main())
