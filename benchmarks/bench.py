"""Run every benchmark and print one table of ratios.

    python benchmarks/bench.py [--size least|small|full] [--only startup,scale] [--peers BIN_FOLDER] [--write]

`--write` puts the table into docs/speed.md, which says what each ratio means. `--peers` is the folder with the programs that
camket is compared with (`make bench` installs them into an environment of their own).
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import country
import formats
import forms
import history
import recording
import scale
import startup
from timing import Row

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "speed.md"
BEGIN, END = "<!-- begin: table -->\n", "<!-- end: table -->\n"


class Size(NamedTuple):
    """How much is measured. `pairs` is the number of runs of each command; the other numbers are those of units and commits."""

    pairs: int
    units: int
    commits: int
    communes: int
    country: int


SIZES = {
    "least": Size(pairs=1, units=12, commits=8, communes=3, country=24),
    "small": Size(pairs=5, units=100, commits=100, communes=40, country=1060),
    "full": Size(pairs=5, units=1060, commits=1000, communes=143, country=10_600),
}


def groups(size: Size, peers: Path | None) -> dict[str, Callable[[], Iterator[Row]]]:
    """Return what is measured, by the name of its group."""
    return {
        "startup": lambda: startup.rows(size.pairs),
        "scale": lambda: scale.rows(size.units, size.pairs, peers),
        "history": lambda: history.rows(size.units, size.commits, size.pairs),
        "recording": lambda: recording.rows(size.pairs),
        "forms": lambda: forms.rows(size.communes, size.pairs),
        "formats": lambda: formats.rows(size.communes, size.pairs),
        "country": lambda: country.rows(size.country, size.pairs),
    }


def machine() -> str:
    """Return what the table was measured on: day, commit, processors, Python."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    on = f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}), Python {platform.python_version()}"
    return f"{date.today():%Y-%m-%d}, commit {commit.stdout.strip() or 'unknown'}, {on}"


def table(size: str, only: list[str], peers: Path | None) -> str:
    """Measure, and return the table as Markdown. Each line is also printed when it is measured."""
    chosen = groups(SIZES[size], peers)
    unknown = [name for name in only if name not in chosen]
    if unknown:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(chosen)}")
    lines = [f"Measured on {machine()}; size `{size}`, {SIZES[size].pairs} pairs.", ""]
    lines += ["| what | compared with | ratio | goal | ours | theirs |", "|---|---|---:|---:|---:|---:|"]
    print("\n".join(lines), flush=True)
    for name in only or chosen:
        for row in chosen[name]():
            lines.append(f"| {row.what} | {row.against} | {row.ratio:.2f} | {row.goal} | {row.mine} | {row.other} |")
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--only", default="", help="groups, with commas between them")
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    made = table(given.size, [name for name in given.only.split(",") if name], given.peers)
    if given.write:
        before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _old, _end, after = rest.partition(END)
        PAGE.write_text(f"{before}{BEGIN}{made}{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
