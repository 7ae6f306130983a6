"""Time `camket form export` and `form import`, compared with openpyxl alone on the same workbooks.

    python benchmarks/forms.py [--units 143] [--pairs 5]

Two data folders are used: the shipped data (17 forms), and the shipped commitment with more communes. Export is compared with a
script that loads and saves the same workbooks; import (of unchanged forms, and of forms with one change in each) with a script
that only loads them. Each ratio is the median of pairs of whole processes that run in turn.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from scale import build

ROOT = Path(__file__).resolve().parents[1]
LOAD = """
import sys
from pathlib import Path
from openpyxl import load_workbook
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    book = load_workbook(path)
    if len(sys.argv) > 2:
        book.save(Path(sys.argv[2]) / path.name)
"""


def seconds(command: Sequence[str]) -> float:
    """Run a command once and return its wall time. The exit code 1 (problems in the data) is no failure."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return time.perf_counter() - start


def compare(name: str, ours: Sequence[str], theirs: Sequence[str], pairs: int) -> None:
    """Print one line: both median times and the median of the ratios."""
    runs = [(seconds(ours), seconds(theirs)) for _pair in range(pairs)]
    first, second = (statistics.median(column) for column in zip(*runs, strict=True))
    ratio = statistics.median(one / other for one, other in runs)
    print(f"{name:34} {first:7.2f} s {second:7.2f} s   ×{ratio:.2f}")


def change(path: Path) -> None:
    """Fill in the note of a form and save the form with openpyxl, as another program would."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(max_col=6):
        if row[0].value == "note|wide":
            row[3].value = "Đã rà soát."
    book.save(path)


def measure(data: Path, folder: Path, pairs: int) -> None:
    camket = [sys.executable, "-m", "camket", "form"]
    forms, saved = folder / "forms", folder / "saved"
    saved.mkdir(parents=True)
    export = [*camket, "export", "--data", str(data), "-q", "2", "-o", str(forms), "--force"]
    seconds(export)
    count = len(list(forms.glob("*.xlsx")))
    load = [sys.executable, "-c", LOAD, str(forms)]
    compare(f"export {count}, openpyxl load + save", export, [*load, str(saved)], pairs)
    run = [*camket, "import", "--data", str(data), str(forms), "--keep", "--dry-run"]
    compare(f"import {count} unchanged, load", run, load, pairs)
    for path in forms.glob("*.xlsx"):
        change(path)
    compare(f"import {count} changed, load", run, load, pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=143)
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "data", folder / "shipped" / "data")
        measure(folder / "shipped" / "data", folder / "shipped", given.pairs)
        build(folder / "province", given.units - 17)  # in addition to the 17 units of the shipped data
        measure(folder / "province" / "data", folder / "many", given.pairs)


if __name__ == "__main__":
    main()
