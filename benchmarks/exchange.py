"""`camket export` in each format and `camket query`, compared with `camket check` of the same files; the sizes of the files.

    python benchmarks/exchange.py [UNITS] [PAIRS]

The table is that of docs/scale.md: UNITS more communes in six rounds, in a repository of one commit.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from history import git
from scale import build
from timing import CAMKET, Pairs, compare

QUESTION = "SELECT round, verdict, count(*) FROM verdicts GROUP BY ALL"
FORMATS = ("csv", "json", "sqlite", "parquet")


def main(units: int, pairs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        files = build(folder, units)
        git(folder, "init", "--quiet", "--initial-branch=main")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", "start")
        check, size = (*CAMKET, "check"), _size(folder / "data")
        print(f"{files:,} files, {size / 1e6:.1f} MB\n")
        print("| what | against | ratio of processor time | of memory | size, against the YAML |\n|---|---|---|---|---|")
        for form in FORMATS:
            for more in ("--no-authors",), ():
                to = Path(name) / "out" / f"{form}{len(more)}"
                command = (*CAMKET, "export", "--format", form, "--force", "-o", str(to), *more)
                found = compare("export", command, "check", check, pairs, folder)
                what = f"`export --format {form}{' --no-authors' if more else ''}`"
                print(f"| {what} | `check` | {_ratio(found)} | {_size(to) / size:.2f} |", flush=True)
        for what, question in (("`query`", QUESTION), ("`query`, about provenance", "SELECT count(*) FROM provenance")):
            found = compare("query", (*CAMKET, "query", question, "--format", "csv"), "check", check, pairs, folder)
            print(f"| {what} | `check` | {_ratio(found)} | |", flush=True)


def _ratio(found: Pairs) -> str:
    return f"{found.row().ratio:.1f} | {found.row(measure='memory').ratio:.1f}"


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("300", "3")[len(sys.argv) - 1 :])))
