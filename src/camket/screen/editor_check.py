"""The problems that `check` finds while files are open in an editor, and the quick fixes for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from camket.history.issued import find_later
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree
from camket.rules.check import check
from camket.screen.open_text import OpenText
from camket.text.language import _
from camket.text.numerals import AmbiguousNumber, NotANumber, format_exact, read_number, unambiguous
from camket.text.problems import CamketError, Problem, in_order

# --- the data folder with unsaved texts -----------------------------------------------------------------------------------


class EditorTree:
    """The data folder, with the texts of open files in place of what is saved on the disk."""

    def __init__(self, folder: Path, texts: Mapping[str, str]) -> None:
        self.disk = FolderTree(folder)
        self.texts = texts

    def files(self) -> list[str]:
        found = self.disk.files()
        # A new file may be open that has not been saved yet.
        return [*found, *sorted(path for path in self.texts.keys() - set(found) if _is_data(path))]

    def read(self, path: str) -> bytes:
        text = self.texts.get(path)
        return self.disk.read(path) if text is None else text.encode("utf-8", "surrogatepass")


def _is_data(path: str) -> bool:
    return path in (TARGETS, UNITS) or path.startswith(f"{REPORTS}/")


# --- quick fixes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuickFix:
    """A text that replaces the marked one, with the title that the editor shows for it."""

    title: str
    text: str


def find_fixes(problem: Problem, written: str) -> list[QuickFix]:
    """Return the fixes for the word `written` at a problem's place.

    These are the words that the rule suggests and, for a number that can be read in two ways, one fix for each reading.
    """
    fixes = [QuickFix(_("Write '{word}'").format(word=word), word) for word in problem.fixes]
    if problem.rule in ("ambiguous-number", "bad-same-period"):
        try:
            read_number(written.strip("\"'% "))
        except AmbiguousNumber as error:
            for reading in error.readings:
                text = unambiguous(reading)
                title = _("Write {text}: the number is {number}").format(text=text, number=format_exact(reading))
                fixes.append(QuickFix(title, text))
        except NotANumber:
            pass
    return fixes


# --- checking -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MarkedProblem:
    """A problem with the range of the text to mark, as two offsets, and its quick fixes."""

    start: int
    stop: int
    problem: Problem
    fixes: tuple[QuickFix, ...]


@dataclass(frozen=True, slots=True)
class EditorCheck:
    """The result of one check: the ledger, the problems by path, and the texts that the problems' offsets refer to.

    `read_problems` are those found while the files were read, before any rule was run; the next check needs them.
    """

    ledger: Ledger | None
    read_problems: list[Problem]
    found: dict[str, list[MarkedProblem]]
    texts: dict[str, OpenText]


def check_folder(folder: Path, texts: Mapping[str, str], today: date, before: EditorCheck | None = None) -> EditorCheck:
    """Run `check` on a data folder, with `texts` (by path) in place of what is saved.

    Files that have not changed since the check `before` are not read again.
    """
    known = (before.ledger, before.read_problems) if before is not None and before.ledger is not None else None
    tree = EditorTree(folder, texts)
    ledger, read_problems = load(tree, known)
    problems = list(read_problems)
    if ledger is not None:
        problems += check(ledger, today, find_later(folder, ledger))
    checked: dict[str, OpenText] = {}
    found: dict[str, list[MarkedProblem]] = {}
    for problem in in_order(problems):
        path = problem.place.path
        if path not in checked:
            checked[path] = OpenText(_text_of(tree, path))
        text = checked[path]
        start = text.offset(problem.place)
        stop = text.stop_of(start)
        fixes = tuple(find_fixes(problem, text.text[start:stop]))
        found.setdefault(path, []).append(MarkedProblem(start, stop, problem, fixes))
    return EditorCheck(ledger, read_problems, found, checked)


def _text_of(tree: EditorTree, path: str) -> str:
    try:
        return tree.read(path).decode("utf-8", "replace").removeprefix("\ufeff")
    except (CamketError, OSError):  # a problem may name a file that does not exist
        return ""
