"""`camket diff`, `review` and `log` on a long history and on many files, compared with git's own diff and log.

Two repositories are used: the shipped data, and the shipped commitment with many more communes in six rounds; each with a
branch of commits that each change one figure.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scale import build_or_copy
from timing import CAMKET, Row, compare

SETTINGS = {
    "GIT_AUTHOR_NAME": "Bench",
    "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "Bench",
    "GIT_COMMITTER_EMAIL": "bench@example.org",
}


def git(folder: Path, *arguments: str, given: bytes | None = None) -> None:
    subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **SETTINGS}, input=given, check=True, stdout=subprocess.DEVNULL
    )


def grow(folder: Path, commits: int) -> None:
    """Make the branch `work` from main, with commits that each add 1 to one figure of one report."""
    files = sorted(path for path in (folder / "data" / "reports").rglob("*.yaml") if not path.name.startswith("_"))
    choice = random.Random(1)
    texts = {path: path.read_bytes() for path in files}
    stream = [b"reset refs/heads/work\nfrom refs/heads/main^0\n\n"]
    for number in range(commits):
        while True:
            path = choice.choice(files)
            found = re.search(rb"(?m)^( +(?:value|part): )(\d+)", texts[path])
            if found:
                break
        figure = str(int(found[2]) + 1).encode()
        texts[path] = texts[path][: found.start(2)] + figure + texts[path][found.end(2) :]
        name = path.relative_to(folder).as_posix().encode()
        message = f"figure {number}".encode()
        stream.append(
            b"commit refs/heads/work\ncommitter Bench <b@example.org> %d +0700\ndata %d\n%s\nM 100644 inline %s\ndata %d\n%s\n"
            % (1_690_000_000 + number, len(message), message, name, len(texts[path]), texts[path])
        )
    git(folder, "fast-import", "--quiet", given=b"".join(stream))
    git(folder, "checkout", "--quiet", "work")


def rows(units: int, commits: int, pairs: int) -> Iterator[Row]:
    """Compare diff, review and log with git's own: on the shipped data, and on `units` more communes; both with `commits`."""
    git_diff, git_log = ("git", "diff", "main...work"), ("git", "log", "-p", "-c", "-M", "main..work")
    with tempfile.TemporaryDirectory() as name:
        for kind, more in (("shipped", 0), ("many", units)):
            folder = Path(name) / kind
            build_or_copy(folder, more)
            git(folder, "init", "--quiet", "--initial-branch=main")
            git(folder, "add", ".")
            git(folder, "commit", "--quiet", "-m", "start")
            grow(folder, commits)
            files = f"{len(list((folder / 'data').rglob('*.yaml'))):,} files, {commits:,} commits"
            goals = ("≤ 10", "≤ 15", "≤ 8") if more >= 1000 else ("", "", "")
            target = "commune-budget-revenue" if more else "new-enterprises"
            for command, (against, theirs), goal in (
                (("diff", "main...work"), ("git diff", git_diff), goals[0]),
                (("review", "main"), ("git log -p", git_log), goals[1]),
                (("log", target, "--quarter", "2"), ("git log -p", git_log), goals[2]),
            ):
                what = f"{command[0]}, {files}"
                yield compare(what, (*CAMKET, *command), against, theirs, pairs, folder).row(goal)
