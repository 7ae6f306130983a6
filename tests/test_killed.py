"""A command killed at any moment leaves the old file or the new one, whole; two at once do not undo one another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from camket.load import FolderTree, load
from small_office import REPORTS, write_office

# Runs a command, and is gone the moment before line number STOP of save.py that it comes to.
KILLED = """\
import os, signal, sys
from camket import changing, save
from camket.__main__ import main

left = int(os.environ["STOP"])
write = save.write_file

def count(frame, event, argument):
    global left
    if frame.f_code.co_filename != save.__file__:
        return None
    if event == "line":
        left -= 1
        if not left:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return count

def watched(*arguments, **options):
    sys.settrace(count)
    try:
        return write(*arguments, **options)
    finally:
        sys.settrace(None)

changing.write_file = watched
sys.argv = ["camket", *sys.argv[1:]]
main()
"""


def run(folder: Path, *arguments: str, stop: int = 0) -> int:
    environment = {**os.environ, "STOP": str(stop)}
    command = [sys.executable, "-c", KILLED, *arguments, "--data", str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("q2/tai-chinh", ["set", "tai-chinh", "two-yardsticks", "160", "-q", "2"]),
        ("q3/xa-b", ["set", "xa-b", "commune-digital", "kha", "-q", "3"]),
    ],
)
def test_killed_at_any_line_of_the_gate_the_file_is_old_or_new(name: str, arguments: list[str], tmp_path: Path) -> None:
    whole = write_office(tmp_path / "whole")
    assert run(whole, *arguments) == 0
    new = (whole / "reports" / f"{name}.yaml").read_bytes()
    old = REPORTS[name].encode("utf-8") if name in REPORTS else None
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
        # What was left behind is in nobody's way.
        ledger, problems = load(FolderTree(folder))
        assert ledger is not None
        assert not [one for one in problems if one.level == "error"]
        assert run(folder, *arguments) == 0
        assert file.read_bytes() == new
    else:
        pytest.fail("never ran to its end")
    assert stop > 12
    assert seen == {old, new}


def test_two_at_once_leave_a_whole_file_and_say_who_came_too_late(tmp_path: Path) -> None:
    folder = write_office(tmp_path / "data")
    file = folder / "reports" / "q2" / "tai-chinh.yaml"
    commands = [["two-yardsticks", str(figure)] for figure in range(160, 164)] + [["growth", "6,7"], ["growth", "6,6"]]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "camket", "set", "tai-chinh", *words, "-q", "2", "--data", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for words in commands
    ]
    said = [(one.communicate()[1].decode("utf-8"), one.returncode) for one in running]
    assert {code for _words, code in said} <= {0, 2}
    assert all("đã bị sửa sau khi đọc" in words for words, code in said if code == 2)
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert not [one for one in problems if one.level == "error"]
    assert file.read_text(encoding="utf-8").startswith("submitted: 2024-06-02\n")
