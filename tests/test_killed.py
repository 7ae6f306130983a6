"""A command that is killed leaves the old file or the new one; commands that run at once do not undo each other's changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from camket import cli
from camket.entry.answers import says
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from small_office import REPORTS, write_office

# Runs commands that come in as lines `[stop, arguments]` of JSON, each in a fork of this process, and prints their exit codes. A
# command kills its own process before the line number `stop` that it executes in text/save.py. The first command, with stop -1, is
# run in this process itself, so that the modules are imported once for all forks.
KILLED = """\
import json, os, signal, sys
from camket import cli
from camket.text import language, save

left = 0
write = save.write_file

def count(frame, event, argument):
    global left
    if frame.f_code.co_filename != save.__file__:
        return None
    if event == "line":
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
    return count

def traced(*arguments, **options):
    sys.settrace(count)
    try:
        return write(*arguments, **options)
    finally:
        sys.settrace(None)

save.write_file = traced
language.choose("vi")
codes = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
for line in sys.stdin:
    left, arguments = json.loads(line)
    if left < 0:
        cli.run(arguments)
        continue
    child = os.fork()
    if not child:
        sys.exit(cli.run(arguments))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=codes, flush=True)
"""


@contextmanager
def killing(*first: str) -> Iterator[Callable[..., int]]:
    """Give a function that runs a command in a process of its own, kills it at a line (0: at none), and returns the exit code.

    `first` is a command that uses the same modules; it changes nothing.
    """
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        into, out = process.stdin, process.stdout
        into.write(json.dumps([-1, [*first, "--dry-run"]]) + "\n")

        def run(folder: Path, *arguments: str, stop: int = 0) -> int:
            into.write(json.dumps([stop, [*arguments, "--data", str(folder)]]) + "\n")
            into.flush()
            return int(out.readline())

        yield run
        into.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("q2/tai-chinh", ["set", "tai-chinh", "two-yardsticks", "160", "-q", "2"]),
        ("q3/xa-b", ["set", "xa-b", "commune-digital", "kha", "-q", "3"]),
    ],
)
def test_a_command_killed_at_any_line_of_writing_leaves_the_old_file_or_the_new_one(
    name: str, arguments: list[str], tmp_path: Path
) -> None:
    old = REPORTS[name].encode("utf-8") if name in REPORTS else None
    whole = write_office(tmp_path / "whole")
    with killing(*arguments, "--data", str(whole)) as run:
        assert run(whole, *arguments) == 0
        new = (whole / "reports" / f"{name}.yaml").read_bytes()
        seen = set()
        for stop in range(1, 200):
            folder = write_office(tmp_path / str(stop))
            file = folder / "reports" / f"{name}.yaml"
            code = run(folder, *arguments, stop=stop)
            now = file.read_bytes() if file.exists() else None
            assert now in (old, new)
            seen.add(now)
            if code == 0:
                break
            assert code == -signal.SIGKILL
            # A temporary file that was left behind is not read as data and does not prevent the next write.
            ledger, problems = load(FolderTree(folder))
            assert ledger is not None
            assert not [one for one in problems if one.level == "error"]
            assert cli.run([*arguments, "--data", str(folder)]) == 0
            assert file.read_bytes() == new
        else:
            pytest.fail("the command never ended by itself")
    assert stop > 12
    assert seen == {old, new}


def test_commands_that_run_at_once_do_not_undo_each_others_changes(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "data")
    wanted = {"two-yardsticks": "160", "growth": "6,7", "disbursement": "31/90", "revenue": "41000"}
    running = {
        target: subprocess.Popen(
            [sys.executable, "-m", "camket", "set", "tai-chinh", target, value, "-q", "2", "--data", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for target, value in wanted.items()
    }
    ends = {target: (one.communicate()[1].decode("utf-8"), one.returncode) for target, one in running.items()}
    assert {code for _words, code in ends.values()} <= {0, 2}
    assert all("đã bị sửa sau khi đọc" in words for words, code in ends.values() if code == 2)
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert not [one for one in problems if one.level == "error"]
    filed = ledger.reports["q2", "tai-chinh"]
    done = {target for target, value in wanted.items() if says(ledger.targets[target], filed, value)}
    assert done == {target for target, (_words, code) in ends.items() if code == 0}
    assert done


# Writes a file, but waits between the check and the replacement until a line comes in.
SLOW = """import sys
from pathlib import Path
from camket.text import save

replace = save.replace_file

def slow(path, data):
    print("checked", flush=True)
    sys.stdin.readline()
    replace(path, data)

save.replace_file = slow
save.write_file(Path(sys.argv[1]), b"slow", replaces=b"old")
"""
QUICK = """import sys
from pathlib import Path
from camket.text.problems import WouldOverwrite
from camket.text.save import write_file

print("started", flush=True)
try:
    write_file(Path(sys.argv[1]), b"quick", replaces=b"old")
except WouldOverwrite:
    sys.exit(7)
"""


def test_a_second_writer_waits_for_the_first_and_is_then_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    slow = subprocess.Popen([sys.executable, "-c", SLOW, str(file)], **pipes)  # type: ignore[call-overload]
    assert slow.stdout.readline().strip() == b"checked"
    quick = subprocess.Popen([sys.executable, "-c", QUICK, str(file)], **pipes)  # type: ignore[call-overload]
    assert quick.stdout.readline().strip() == b"started"
    assert file.read_bytes() == b"old"
    slow.communicate(b"\n")
    quick.communicate()
    assert (slow.returncode, quick.returncode) == (0, 7)
    assert file.read_bytes() == b"slow"
