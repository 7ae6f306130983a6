"""The scripts of docs/scale.md, run in processes of their own, and what camket itself adds up."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from camket.exchange.rows import Tables
from camket.exchange.tables import BY_NAME

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = dict(
    re.findall(r"<!-- engine: (\w+) -->\n```python\n(.*?)```", (ROOT / "docs/scale.md").read_text(encoding="utf-8"), re.DOTALL)
)
# By round, target and verdict: the number of units, and the sum of their figures (None where no unit has one).
Counted = dict[tuple[str, str, str], tuple[int, Decimal | None]]


def counted_by(engine: str, folder: Path, python: str = sys.executable) -> Counted:
    """Return what an engine finds in the Parquet files of a folder."""
    done = subprocess.run([python, "-c", SCRIPTS[engine], str(folder)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: Counted = {}
    for line in done.stdout.splitlines():
        round_, target, verdict, count, total = line.split("\t")
        found[round_, target, verdict] = (int(count), None if total == "None" else Decimal(total))
    return found


def counted_here(tables: Tables) -> Counted:
    """Return the same from the rows, added up as exact decimals."""
    names = BY_NAME["verdicts"].column_names
    figures: dict[tuple[str, str, str], list[Decimal | None]] = defaultdict(list)
    for cells in tables["verdicts"]:
        row = dict(zip(names, cells, strict=True))
        if row["unit"] is not None:
            number = row["number"]
            assert number is None or isinstance(number, Decimal)
            figures[str(row["round"]), str(row["target"]), str(row["verdict"])].append(number)
    return {
        key: (len(given), sum(known, Decimal(0)) if (known := [one for one in given if one is not None]) else None)
        for key, given in figures.items()
    }
