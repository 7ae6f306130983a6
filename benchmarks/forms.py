"""`camket form export` and `form import`, compared with openpyxl alone on the same workbooks.

Two data folders are used: the shipped data (17 forms), and the shipped commitment with more communes. Export is compared with a
script that loads and saves the same workbooks; import (of unchanged forms, and of forms with one change in each) with a script
that only loads them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scale import build_or_copy
from timing import CAMKET, Row, compare, take

LOAD = """
import sys
from pathlib import Path
from openpyxl import load_workbook
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    book = load_workbook(path)
    if len(sys.argv) > 2:
        book.save(Path(sys.argv[2]) / path.name)
"""


def change(path: Path) -> None:
    """Fill in the note of a form and save the form with openpyxl, as another program would."""
    # Imported here: what this process holds would count as memory of the processes that it starts.
    from openpyxl import load_workbook

    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(max_col=6):
        if row[0].value == "note|wide":
            row[3].value = "Đã rà soát."
    book.save(path)


def rows(communes: int, pairs: int) -> Iterator[Row]:
    """Compare on the shipped data, and on as many communes more."""
    with tempfile.TemporaryDirectory() as name:
        for kind, more in (("shipped", 0), ("many", communes)):
            folder = Path(name) / kind
            build_or_copy(folder, more)
            yield from _rows(folder, pairs)


def _rows(folder: Path, pairs: int) -> Iterator[Row]:
    data, forms, saved = str(folder / "data"), folder / "forms", folder / "saved"
    saved.mkdir()
    export = (*CAMKET, "form", "export", "--data", data, "-q", "2", "-o", str(forms), "--force")
    take(export)
    count = f"{len(list(forms.glob('*.xlsx')))} forms"
    load = (sys.executable, "-c", LOAD, str(forms))
    yield compare(f"form export, {count}", export, "openpyxl, load and save", (*load, str(saved)), pairs).row()
    run = (*CAMKET, "form", "import", "--data", data, str(forms), "--keep", "--dry-run")
    yield compare(f"form import, {count} unchanged", run, "openpyxl, load", load, pairs).row()
    for path in forms.glob("*.xlsx"):
        change(path)
    yield compare(f"form import, {count} changed", run, "openpyxl, load", load, pairs).row()
