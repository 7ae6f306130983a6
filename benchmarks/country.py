"""`camket status` on the files of a whole country, with the cache, compared with `git status` of the same folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from history import git
from scale import build
from timing import CAMKET, Row, compare, warm

EDITED = 99


def rows(units: int, pairs: int) -> Iterator[Row]:
    """Compare in a clean folder, and after changes in 99 files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "country"
        files = f"{build(folder, units):,} files"
        git(folder, "init", "--quiet", "--initial-branch=main")
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "-m", "start")
        status, theirs = (*CAMKET, "status"), ("git", "status", "--porcelain")
        clean = compare(f"status, warm, {files}", status, "git status", theirs, pairs, folder, warm(Path(name) / "cache"))
        yield clean.row("≤ 3")
        yield clean.row("", "memory")
        for path in sorted((folder / "data" / "reports").glob("*/*.yaml"))[:EDITED]:
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write("# Đã rà soát.\n")
        what = f"status, warm, {files}, {EDITED} changed"
        yield compare(what, status, "git status", theirs, pairs, folder, warm(Path(name) / "cache")).row("≤ 6")
