"""Whole processes, timed in turn: how often as long, or as much memory, one command takes as another.

Absolute times depend on the machine and on what else it does. So each figure is the median of the ratios of pairs of runs, one
straight after the other, and a first run of both that is not counted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

CAMKET = (sys.executable, "-m", "camket")
# The environment of every run. The cache is used only where a row is about it.
_QUIET = {
    "NO_COLOR": "1",
    "PYTHONDONTWRITEBYTECODE": "",
    "CAMKET_NO_CACHE": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Taken(NamedTuple):
    """What one run took: seconds of the processor (with the processes it started), seconds by the clock, peak memory in MB."""

    processor: float
    clock: float
    memory: float


class Row(NamedTuple):
    """One line of the table. `goal` is the highest ratio that is wanted, or the lowest if the row is about another program."""

    what: str
    against: str
    ratio: float
    goal: str
    mine: str
    other: str


class Pairs(NamedTuple):
    """The pairs of runs of two commands."""

    what: str
    against: str
    mine: list[Taken]
    other: list[Taken]

    def row(self, goal: str = "", measure: str = "processor") -> Row:
        """Return the line of one measure: `processor`, `clock` or `memory`."""
        mine, other = ([getattr(taken, measure) for taken in column] for column in (self.mine, self.other))
        ratio = statistics.median(first / second for first, second in zip(mine, other, strict=True))
        what = self.what if measure == "processor" else f"{self.what}, {'by the clock' if measure == 'clock' else 'memory'}"
        return Row(what, self.against, ratio, goal, *(_spell(statistics.median(column), measure) for column in (mine, other)))


def _spell(figure: float, measure: str) -> str:
    if measure == "memory":
        return f"{figure:.0f} MB"
    return f"{figure:.2f} s" if figure >= 1 else f"{figure * 1000:.0f} ms"


def warm(folder: Path) -> dict[str, str]:
    """Return the environment of a run that keeps parsed files in this folder, and finds them there."""
    return {"CAMKET_NO_CACHE": "", "XDG_CACHE_HOME": str(folder), "LOCALAPPDATA": str(folder)}


def take(command: Sequence[str], folder: Path | None = None, environment: Mapping[str, str] | None = None) -> Taken:
    """Run a command once. The exit code 1 (problems in the data) is no failure."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **_QUIET, **(environment or {})}, stdout=subprocess.DEVNULL, stderr=errors
        )
        if hasattr(os, "wait4"):
            _number, status, usage = os.wait4(process.pid, 0)
            clock = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            unit = 2**20 if sys.platform == "darwin" else 2**10
            taken = Taken(usage.ru_utime + usage.ru_stime, clock, usage.ru_maxrss / unit)
        else:  # Windows tells neither: the clock stands for both
            process.wait()
            clock = time.perf_counter() - start
            taken = Taken(clock, clock, 1.0)
        if process.returncode not in (0, 1):
            errors.seek(0)
            sys.exit(f"{' '.join(command)[:500]}: {errors.read().decode('utf-8', 'replace')}")
    return taken


def compare(
    what: str,
    ours: Sequence[str],
    against: str,
    theirs: Sequence[str],
    pairs: int,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Pairs:
    """Run two commands in turn. `environment` is for ours."""
    take(ours, folder, environment)
    take(theirs, folder)
    runs = [(take(ours, folder, environment), take(theirs, folder)) for _pair in range(pairs)]
    return Pairs(what, against, [mine for mine, _other in runs], [other for _mine, other in runs])
