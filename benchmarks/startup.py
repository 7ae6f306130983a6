"""Compare the time of a command with the time of Python and of the libraries that the command needs, on the shipped data.

The script that it is compared with imports typer, pydantic, rich and PyYAML and parses the same files. In the rows with "used"
the script also runs one typer command and makes one pydantic model, because the libraries load half of their modules only then.

    python benchmarks/startup.py [--pairs 9] [--data DIR]

Each figure is the median of the ratios of pairs of whole processes that run in turn, so that changes in the speed of the
machine do not matter. Goals: status at most 1.3, check at most 1.4, --help and --version at most 1.2.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]

UNAVOIDABLE = """
import sys
from pathlib import Path
import typer, rich.console, rich.table, yaml
from pydantic import BaseModel  # `import pydantic` alone loads next to nothing
from yaml._yaml import CParser
class Composer(CParser):
    def resolve(self, kind, value, implicit): return "x"
    def descend_resolver(self, parent, index): pass
    def ascend_resolver(self): pass
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    Composer(path.read_text(encoding="utf-8")).get_single_node()
"""

USED = (
    UNAVOIDABLE
    + """
app = typer.Typer(add_completion=False)
class Model(BaseModel):
    value: int
@app.command()
def command(quarter: int = 2):
    Model.model_validate({"value": quarter})
    rich.console.Console().print(quarter)
sys.argv[1:] = []
app()
"""
)


def seconds(command: list[str]) -> float:
    """Run a command once and return its wall time."""
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdout=quiet, stderr=quiet, check=True, env={**os.environ, "NO_COLOR": "1"})
    return time.perf_counter() - start


class Medians(NamedTuple):
    """The median of the ratios, and the median seconds of the two commands."""

    ratio: float
    ours: float
    theirs: float


def compare(command: list[str], against: list[str], pairs: int) -> Medians:
    """Return the medians of `pairs` runs of both commands, after one run of each that is not counted."""
    seconds(command), seconds(against)
    runs = [(seconds(command), seconds(against)) for _pair in range(pairs)]
    ratio = statistics.median(first / second for first, second in runs)
    return Medians(
        ratio, statistics.median(ours for ours, _theirs in runs), statistics.median(theirs for _ours, theirs in runs)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    options = parser.parse_args()
    camket = [sys.executable, "-m", "camket"]
    unavoidable = [sys.executable, "-c", UNAVOIDABLE, str(options.data)]
    used = [sys.executable, "-c", USED, str(options.data)]
    typer_alone = [sys.executable, "-c", "import typer"]
    status = [*camket, "status", "--quarter", "2", "--data", str(options.data)]
    check = [*camket, "check", "--data", str(options.data)]
    rows = [
        ("status --quarter 2", status, unavoidable, 1.3),
        ("check", check, unavoidable, 1.4),
        ("status (used)", status, used, 1.3),
        ("check (used)", check, used, 1.4),
        ("--help", [*camket, "--help"], typer_alone, 1.2),
        ("--version", [*camket, "--version"], typer_alone, 1.2),
    ]
    print(f"{'command':<20}{'ratio':>8}{'goal':>7}{'ms':>8}{'against ms':>12}{'unavoidable':>13}")
    for name, command, against, goal in rows:
        ratio, mine, theirs = compare(command, against, options.pairs)
        print(f"{name:<20}{ratio:>8.2f}{goal:>7.1f}{mine * 1000:>8.0f}{theirs * 1000:>12.0f}{theirs / mine:>12.0%}")


if __name__ == "__main__":
    main()
