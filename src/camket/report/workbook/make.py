"""The workbook with all its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from camket.report.contents import Contents
from camket.report.issued_files import origin_text
from camket.report.workbook.book import Book
from camket.report.workbook.origin import write_origin
from camket.report.workbook.remarks import write_remarks
from camket.report.workbook.submissions import write_submissions
from camket.report.workbook.targets import write_targets
from camket.report.workbook.units import target_blocks, write_units


def make_workbook(name: str, contents: Contents, folders: Sequence[Path], day: date) -> bytes:
    """Return the workbook with the wording of the template `name`, dated `day` in its properties.

    Raises TemplateFault when the template is missing or fails.
    """
    book = Book(name, contents, folders)
    blocks = target_blocks(book, contents)
    targets = book.add_sheet("targets")
    units = book.add_sheet("units") if blocks else None
    totals = write_units(book, units, contents, blocks) if units else {}
    write_targets(book, targets, contents, totals)
    write_submissions(book, book.add_sheet("submissions"), contents)
    write_remarks(book, book.add_sheet("remarks"), contents)
    write_origin(book, book.add_sheet("origin"), contents)
    origin = origin_text(contents.provenance)  # a PDF printed from the workbook keeps the keywords only
    return book.finish(book.text("report_name"), book.clean(contents.commitment.issuing_body), day, origin)
