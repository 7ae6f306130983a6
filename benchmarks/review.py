"""Time `camket diff`, `review` and `log` on a long history and on many files, compared with git's own diff and log.

    python benchmarks/review.py [--commits 1000] [--units 1060] [--pairs 7]

Two repositories are used: the shipped data with a branch of 1,000 commits, each of which changes one figure; and the shipped
commitment with many more communes in six rounds, with a branch of 99 such commits. `diff` is compared with `git diff`, `review`
and `log` with `git log -p`. Each ratio is the median of pairs of whole processes that run in turn.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from scale import build

ROOT = Path(__file__).resolve().parents[1]
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


def take(command: Sequence[str], folder: Path) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: {done.stderr.decode('utf-8', 'replace')}")
    return time.perf_counter() - start


def compare(name: str, ours: Sequence[str], theirs: Sequence[str], folder: Path, pairs: int) -> None:
    take(ours, folder)
    take(theirs, folder)
    times = [(take(ours, folder), take(theirs, folder)) for _pair in range(pairs)]
    ratio = statistics.median(a / b for a, b in times)
    mine, other = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"{name:28} {mine:7.2f} s   {' '.join(theirs[:3]):14} {other:6.2f} s   ratio {ratio:6.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", type=int, default=1000)
    parser.add_argument("--units", type=int, default=1060)
    parser.add_argument("--pairs", type=int, default=7)
    given = parser.parse_args()
    camket = [sys.executable, "-m", "camket"]
    diff, log = ["git", "diff", "main...work"], ["git", "log", "-p", "-c", "-M", "main..work"]
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for kind, units, commits in (("shipped", 0, given.commits), ("province", given.units, 99)):
            folder = root / kind
            if units:
                files = build(folder, units)
            else:
                folder.mkdir()
                subprocess.run(["cp", "-r", str(ROOT / "data"), str(folder / "data")], check=True)
                files = len(list((folder / "data" / "reports").rglob("*.yaml")))
            git(folder, "init", "--quiet", "--initial-branch=main")
            git(folder, "add", ".")
            git(folder, "commit", "--quiet", "-m", "start")
            grow(folder, commits)
            print(f"{kind}: {files} reports, {commits} commits")
            compare("diff main...work", [*camket, "diff", "main...work"], diff, folder, given.pairs)
            compare("review main", [*camket, "review", "main"], log, folder, given.pairs)
            target = "new-enterprises" if not units else "commune-budget-revenue"
            compare(f"log {target}", [*camket, "log", target, "--quarter", "2"], log, folder, given.pairs)


if __name__ == "__main__":
    main()
