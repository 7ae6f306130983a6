"""The benchmarks run, and docs/speed.md has a table of what they measure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NUMBER = re.compile(r"\d[\d,.]*")


def rows(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| what ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def name(row: list[str]) -> tuple[str, str]:
    """Return what a row is about, without the number of files and commits, which depends on the size of the run."""
    return NUMBER.sub("N", row[0]), row[1]


def test_the_smallest_run_measures_every_ratio_of_the_page(tmp_path: Path) -> None:
    groups = "startup,scale,history,recording,country"  # forms and formats take half a minute each
    command = [sys.executable, str(ROOT / "benchmarks" / "bench.py"), "--size", "least", "--only", groups]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    measured = rows(done.stdout)
    assert len(measured) >= 20
    assert all(float(row[2]) > 0 and row[4] and row[5] for row in measured)
    written = {name(row) for row in rows((ROOT / "docs" / "speed.md").read_text(encoding="utf-8"))}
    assert {name(row) for row in measured} <= written, "run `make bench` again: docs/speed.md lacks lines"
