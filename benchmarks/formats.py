"""Time `camket report` in each format, compared with docxtpl, openpyxl and LibreOffice that make a document of the same size.

    python benchmarks/formats.py [--units 143] [--pairs 3] [--formats md,docx,xlsx,pdf]

Two data folders are used: the shipped data, and the shipped commitment with as many communes as a province. The other
document has the same number of paragraphs, table cells or sheet cells, each with the average number of letters. Markdown is
compared with the Word document. Each ratio is the median of pairs of whole processes that run in turn.
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

from docx import Document
from openpyxl import load_workbook
from scale import build

ROOT = Path(__file__).resolve().parents[1]

# Fills a template that has one paragraph in a loop and one table row in a loop.
WORD = """
import sys
from docxtpl import DocxTemplate
template, made, paragraphs, rows, cells, letters = sys.argv[1:]
document = DocxTemplate(template)
text = "x" * int(letters)
row = [text] * int(cells)
document.render({"paragraphs": [text] * int(paragraphs), "rows": [row] * int(rows)})
document.save(made)
"""
SHEET = """
import sys
from openpyxl import Workbook
made, rows, cells, letters = sys.argv[1:]
book = Workbook()
for _row in range(int(rows)):
    book.active.append(["x" * int(letters)] * int(cells))
book.save(made)
"""
COLUMNS = 8


def seconds(command: Sequence[str]) -> float:
    """Run a command once and return its wall time. The exit code 1 (problems in the data) is no failure."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode("utf-8", "replace"))
    return time.perf_counter() - start


def word_like(made: Path, folder: Path) -> list[str]:
    """Return the command that makes a Word document with as many paragraphs, cells and letters as `made`."""
    body = Document(str(made)).element.body
    texts = ["".join(text.text or "" for text in paragraph.iter("{*}t")) for paragraph in body.iter("{*}p")]
    cells = sum(1 for _cell in body.iter("{*}tc"))
    letters = sum(map(len, texts)) // max(len(texts), 1)
    template = folder / "empty.docx"
    document = Document()
    for text in ("{%p for paragraph in paragraphs %}", "{{ paragraph }}", "{%p endfor %}"):
        document.add_paragraph(text)
    table = document.add_table(3, COLUMNS)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for index, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{index}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.save(str(template))
    counts = (len(texts) - cells, cells // COLUMNS, COLUMNS, letters)
    return [sys.executable, "-c", WORD, str(template), str(folder / "like.docx"), *map(str, counts)]


def sheet_like(made: Path, folder: Path) -> list[str]:
    """Return the command that makes a workbook with as many filled cells as `made`."""
    book = load_workbook(made)
    values = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    counts = (len(values) // COLUMNS + 1, COLUMNS, sum(map(len, values)) // max(len(values), 1))
    return [sys.executable, "-c", SHEET, str(folder / "like.xlsx"), *map(str, counts)]


def measure(data: Path, formats: Sequence[str], pairs: int) -> None:
    """Print the times and sizes of each format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = {
            kind: [sys.executable, "-m", "camket", "report", "--data", str(data), "-q", "4", "-o", name, "-f", kind]
            for kind in dict.fromkeys([*formats, "docx"])
        }
        for command in ours.values():
            seconds(command)
        made = {kind: next(folder.glob(f"bao-cao-*.{kind}")) for kind in ours}
        word = word_like(made["docx"], folder)
        seconds(word)
        theirs = {"md": word, "docx": word}
        if "xlsx" in formats:
            theirs["xlsx"] = sheet_like(made["xlsx"], folder)
        if "pdf" in formats:
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            convert = [shutil.which("soffice") or "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name]
            theirs["pdf"] = [*convert, str(folder / "like.docx")]
        for kind in formats:
            seconds(theirs[kind])
            runs = [(seconds(ours[kind]), seconds(theirs[kind])) for _pair in range(pairs)]
            ratio = statistics.median(mine / other for mine, other in runs)
            own = statistics.median(mine for mine, _other in runs)
            size = made[kind].stat().st_size
            other = {"pdf": "like.pdf", "xlsx": "like.xlsx"}.get(kind, "like.docx")
            shares = size / (folder / other).stat().st_size
            print(f"{data.parent.name:<12}{kind:<6}{own:>8.2f} s{ratio:>8.2f}{size / 1024:>10.0f} kB{shares:>8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=143)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--formats", default="md,docx,xlsx,pdf")
    options = parser.parse_args()
    formats = options.formats.split(",")
    print(f"{'data':<12}{'form':<6}{'time':>10}{'ratio':>8}{'size':>13}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as name:
        shipped = Path(name) / "shipped"
        shutil.copytree(ROOT / "data", shipped / "data")
        province = Path(name) / "province"
        build(province, options.units)
        for folder in (shipped, province):
            measure(folder / "data", formats, options.pairs)


if __name__ == "__main__":
    main()
