"""Try to break the program, and write into docs/reliability.md what is promised, how it is tested and how often it was tried.

`make trust` takes minutes, `make trust FULL=1` hours. The tests are those of `make check`, with more trials and other seeds.
Each notes how often it tried (tests/trials.py). A promise whose tests fail keeps its old row, and the exit code is 1.

    python tools/trust.py [--full] [--seed N] [--only WORD]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- made by make trust -->", "<!-- end of what make trust made -->"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, and the tests of it: a file of tests/ and pytest's -k. `keys` are what the tests note their trials under."""

    keys: tuple[str, ...]
    promise: str
    test: str
    pick: str = ""
    how: str = ""

    @property
    def id(self) -> str:
        return self.keys[0]


BOUNDS = "no traceback, no hang, at most 200 MB + 10 × the input of memory"
INPUTS = "tests/test_broken_inputs.py"
PROMISES = (
    Promise(
        ("yaml-text", "yaml-tree"),
        f"A broken file of the data is explained: {BOUNDS}; each problem has a file, a line and a column that exist",
        INPUTS,
        "file_of_the_data",
        "files of the small office and of the shipped data, changed as text (lines, characters, bytes, encodings, nesting) or "
        "as a tree (values, keys, entries)",
    ),
    Promise(
        ("form-excel", "form-page", "table-excel", "table-word", "table-csv", "table-text"),
        f"A broken form or table of somebody else is explained, and a dry run writes nothing: {BOUNDS}",
        INPUTS,
        "file_that_comes_in",
        "Excel forms, files of the HTML form, tables as Excel, Word, CSV and pasted text; parts of the package, XML elements, "
        "attributes, texts and bytes changed",
    ),
    Promise(
        ("templates",), f"A broken template is explained: {BOUNDS}", INPUTS, "broken_template", "the report's own templates"
    ),
    Promise(
        ("cache",), "A damaged cache changes no answer", INPUTS, "broken_cache", "`check` and `status` as JSON, byte for byte"
    ),
    Promise(
        ("export",),
        "Tables of broken data are refused, or whole files",
        INPUTS,
        "data_as_tables",
        "CSV, JSON, SQLite (`pragma integrity_check`)",
    ),
    Promise(
        ("words",),
        "Whatever is typed behind a command, it is no bug; what ends with 2, or is a dry run, wrote nothing",
        INPUTS,
        "words_of_a_command",
        "random options, names and odd words, for each command that does not wait for a person",
    ),
    Promise(
        ("faults",),
        "A command that writes leaves files old or new, its data all old or all new, whatever fault it meets; a refused one "
        "has changed nothing, and the next command works",
        "tests/test_every_write.py",
        "nth_operation",
        "each command of the table of commands that writes; at each operation on files, for every n: killed, disk full, "
        "read-only, locked by another program",
    ),
    Promise(
        ("revisions",),
        "Whatever is typed as a revision, nothing is written",
        INPUTS,
        "random_revisions",
        "`diff`, `review`, `log`",
    ),
)


def run(promise: Promise, size: str, seed: int) -> tuple[int, float, float] | None:
    """Run a promise's tests; return (tried, slowest second for 100 kB, seconds in all), or None if they failed."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "tried"
        environment = {**os.environ, "CAMKET_TRIALS": size, "CAMKET_SEED": str(seed), "CAMKET_TRIED": str(notes)}
        words = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "auto",
            promise.test,
            *(["-k", promise.pick] if promise.pick else []),
        ]
        start = time.monotonic()
        code = subprocess.run(words, cwd=ROOT, env=environment, check=False).returncode
        if code or not notes.exists():
            return None
        told = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    missing = set(promise.keys) - {one["promise"] for one in told}
    if missing:
        print(f"nothing was noted for {', '.join(sorted(missing))}", file=sys.stderr)
        return None
    slowest = max((one["measured"].get("seconds", 0.0) for one in told), default=0.0)
    return sum(one["tried"] for one in told), slowest, time.monotonic() - start


def row(promise: Promise, tried: int, slowest: float, commit: str, seed: int) -> str:
    """Return the row of the table; its test names the promise when the table is read again."""
    test = f"`{promise.test}`" + (f" (`-k {promise.pick}`)" if promise.pick else "")
    slow = f"; slowest {slowest:.2f} s for each 100 kB" if slowest else ""
    return (
        f"| {promise.promise} | {test}: {promise.how} | {tried:,}{slow} | {date.today().isoformat()}, seed {seed} | {commit} |"
    )


def rows_of(page: str) -> list[str]:
    """Return the rows that the page has, without the head."""
    inner = page.partition(BEGIN)[2].partition(END)[0]
    return [line for line in inner.splitlines() if line.startswith("| ") and not line.startswith(("| promise", "|---"))]


def table(page: str, made: dict[str, str]) -> str:
    """Return the page with these rows in place of those of the same promises; everything outside the marks stays."""
    old = {one.id: line for one in PROMISES for line in rows_of(page) if f"`-k {one.pick}`" in line and one.test in line}
    lines = [made.get(one.id) or old.get(one.id) for one in PROMISES]
    head = ["| promise | how it is tested | tried | when | commit |", "|---|---|---|---|---|"]
    inner = "\n".join([BEGIN, "", *head, *(line for line in lines if line), "", END])
    if BEGIN in page:
        before, _begin, rest = page.partition(BEGIN)
        return before + inner + rest.partition(END)[2]
    title = "## Broken inputs, tried at random"
    about = (
        "Made by `make trust` (minutes; `make trust FULL=1`: hours). The same trials, fewer of them, are part of `make check`."
    )
    section = f"{title}\n\n{about}\n\n{inner}\n\n"
    before, mark, after = page.partition("## Limits")
    return before + section + mark + after


def commit_id() -> str:
    """The commit that was tried; with + if files differ from it."""
    words = ["git", "describe", "--always", "--abbrev=8", "--exclude=*", "--dirty=+"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def chosen(only: str) -> Iterable[Promise]:
    return [one for one in PROMISES if any(only in key for key in one.keys)]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="hours instead of minutes")
    parser.add_argument(
        "--seed", type=int, default=int(date.today().strftime("%y%m%d")) * 1000, help="another seed, other trials"
    )
    parser.add_argument("--only", default="", help="only promises whose key contains this word")
    options = parser.parse_args()
    commit = commit_id()
    made: dict[str, str] = {}
    failed = []
    for promise in chosen(options.only):
        print(f"{promise.id}: {promise.promise}", flush=True)
        found = run(promise, "most" if options.full else "many", options.seed)
        if found is None:
            failed.append(promise.id)
            continue
        tried, slowest, seconds = found
        print(f"{promise.id}: {tried:,} tried in {seconds:.0f} s", flush=True)
        made[promise.id] = row(promise, tried, slowest, commit, options.seed)
    PAGE.write_text(table(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8", newline="")
    if failed:
        print(f"failed, their rows were left as they are: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
