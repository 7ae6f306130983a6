"""Problems in the terminal, each with its place and the line in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from camket.ledger.ledger import Ledger
from camket.screen.console import clean_text, print_line, print_paragraph, style_of
from camket.text.code_pages import is_unicode
from camket.text.language import N_, _
from camket.text.problems import Problem, count_problems, in_order


def print_faults(console: Console, ledger: Ledger, problems: Sequence[Problem]) -> None:
    """Print which files were left out, and how many problems there are; nothing if there are none."""
    for number, (text, style) in enumerate(fault_texts(ledger, problems)):
        if not number:
            console.print()
        print_paragraph(console, text, style)


def fault_texts(ledger: Ledger, problems: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    """Yield which files were left out, and how many problems there are, each with its style."""
    if ledger.skipped:
        words = _("Left out, because it cannot be read: {files}").format(files=", ".join(ledger.skipped))
        yield words, style_of("error")
    if problems:
        yield _("In the data: {counts}. See: camket check").format(counts=count_problems(problems)), ""


def print_problems(console: Console, problems: Iterable[Problem], *, root: str = "") -> None:
    """Print each problem with its place, its line with a caret under the column, and its hint; then the number of problems."""
    found = in_order(problems)
    print_found(console, found, root=root)
    if found:
        console.print()
        print_paragraph(console, count_problems(found))
    else:
        print_paragraph(console, _("No problems found."))


def print_found(console: Console, problems: Iterable[Problem], *, root: str = "") -> None:
    """Print each problem with its place, its line with a caret under the column, and its hint."""
    for problem in in_order(problems):
        is_path = problem.place.line > 0
        place = f"{root.rstrip('/')}/{problem.place}" if root and is_path else str(problem.place)
        head = Text.assemble(
            (clean_text(console, place), "bold"),
            ": ",
            (_(_LEVELS[problem.level]), style_of(problem.level)),
            f" {problem.rule} ",
            clean_text(console, problem.message),
        )
        # Into a file a problem is one line, because editors and scripts read `path:line:column:` from it.
        console.print(head, soft_wrap=not console.is_terminal)
        if problem.source.strip():
            for line in _caret_lines(console, problem):
                print_line(console, (line, ""))
        if problem.hint:
            print_paragraph(console, problem.hint, indent=2)


_LEVELS = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}


def _caret_lines(console: Console, problem: Problem) -> tuple[str, str]:
    """The line of a problem, and a line with a caret under its column; a long line is cut to the part around the column."""
    source = problem.source.rstrip("\r\n")
    column = min(max(problem.place.column, 1), len(source) + 1)
    # Far more letters to each side than fit, also where most of them are accents that take no room: a line may be very long.
    most = 4 * console.width + 4
    start, source = max(column - 1 - most, 0), source[max(column - 1 - most, 0) : column - 1 + most]
    column -= start
    # A tab is shown as an arrow, which takes one cell, because a tab counts as one column.
    before, after = (
        clean_text(console, part.replace("\t", "→" if is_unicode(console.file) else ">"))
        for part in (source[: column - 1], source[column - 1 :])
    )
    room = console.width - 4
    cut_before = cut_after = ""
    if cell_len(before + after) > room:
        if cell_len(before) > room * 2 // 3:
            before, cut_before = _cut_tail(before, room * 2 // 3), "..."
        space = room - cell_len(cut_before + before)
        if cell_len(after) > space:
            after, cut_after = chop_cells(after, space - 3)[0], "..."
    return f"  {cut_before}{before}{after}{cut_after}", "  " + " " * cell_len(cut_before + before) + "^"


def _cut_tail(text: str, width: int) -> str:
    """The end of `text` that fits in `width` cells."""
    start = len(text)
    while start and cell_len(text[start - 1 :]) <= width:
        start -= 1
    return text[start:]
