"""`camket report` in each format, compared with docxtpl, openpyxl and LibreOffice that make a document of the same size.

Two data folders are used: the shipped data, and the shipped commitment with as many communes as a province. The other
document has the same number of paragraphs, table cells or sheet cells, each with the average number of letters. Markdown is
compared with the Word document.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scale import build_or_copy
from timing import CAMKET, Row, compare, take

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


def word_like(made: Path, folder: Path) -> list[str]:
    """Return the command that makes a Word document with as many paragraphs, cells and letters as `made`."""
    # Imported here: what this process holds would count as memory of the processes that it starts.
    from docx import Document

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
    from openpyxl import load_workbook

    book = load_workbook(made)
    values = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    counts = (len(values) // COLUMNS + 1, COLUMNS, sum(map(len, values)) // max(len(values), 1))
    return [sys.executable, "-c", SHEET, str(folder / "like.xlsx"), *map(str, counts)]


def rows(communes: int, pairs: int) -> Iterator[Row]:
    """Compare on the shipped data, and on as many communes more. PDF only where LibreOffice is installed."""
    with tempfile.TemporaryDirectory() as name:
        for kind, more in (("shipped", 0), (f"{communes} communes more", communes)):
            folder = Path(name) / ("many" if more else "shipped")
            build_or_copy(folder, more)
            yield from _rows(folder, kind, pairs)


def _rows(folder: Path, kind: str, pairs: int) -> Iterator[Row]:
    made = folder / "made"
    office = shutil.which("soffice")
    kinds = ("md", "docx", "xlsx", *(("pdf",) if office else ()))
    report = (*CAMKET, "report", "--data", str(folder / "data"), "-q", "4", "-o", str(made), "-f")
    for one in ("docx", "xlsx"):
        take((*report, one))
    word = tuple(word_like(next(made.glob("bao-cao-*.docx")), folder))
    take(word)
    theirs = {
        "md": ("docxtpl", word),
        "docx": ("docxtpl", word),
        "xlsx": ("openpyxl", tuple(sheet_like(next(made.glob("bao-cao-*.xlsx")), folder))),
    }
    if office:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = (office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "like.docx"))
        theirs["pdf"] = ("LibreOffice alone", convert)
    for one in kinds:
        against, command = theirs[one]
        yield compare(f"report, {one}, {kind}", (*report, one), against, command, pairs).row()
