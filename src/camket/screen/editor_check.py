"""The problems that `check` finds while files are open in an editor, and the quick fixes for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from camket.entry.changing import LoadedFolder, load_with
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, OverlayTree, Tree
from camket.screen.open_text import OpenText
from camket.text.language import _
from camket.text.numerals import AmbiguousNumber, NotANumber, format_exact, read_number, unambiguous
from camket.text.problems import CamketError, Problem

# --- the data folder with unsaved texts -----------------------------------------------------------------------------------


def folder_with(folder: Path, texts: Mapping[str, str]) -> OverlayTree:
    """Return the data folder, with the texts of open files in place of what is saved; a new file may not be saved yet."""
    data = {path: texts[path].encode("utf-8", "surrogatepass") for path in sorted(texts) if _is_data(path)}
    return OverlayTree(FolderTree(folder), data)


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
    """The result of one check: the data (None if they cannot be used), the problems by path, the texts of their offsets."""

    state: LoadedFolder | None
    found: dict[str, list[MarkedProblem]]
    texts: dict[str, OpenText]


def check_folder(folder: Path, texts: Mapping[str, str], today: date, before: EditorCheck | None = None) -> EditorCheck:
    """Run `check` on a data folder, with `texts` (by path) in place of what is saved.

    Files that have not changed since the check `before` are not read again.
    """
    tree = folder_with(folder, texts)
    state, problems = load_with(folder, tree.contents, today, before.state if before is not None else None)
    checked: dict[str, OpenText] = {}
    found: dict[str, list[MarkedProblem]] = {}
    for problem in problems:
        path = problem.place.path
        if path not in checked:
            checked[path] = OpenText(_text_of(tree, path))
        text = checked[path]
        start = text.offset(problem.place)
        stop = text.stop_of(start)
        fixes = tuple(find_fixes(problem, text.text[start:stop]))
        found.setdefault(path, []).append(MarkedProblem(start, stop, problem, fixes))
    return EditorCheck(state, found, checked)


def _text_of(tree: Tree, path: str) -> str:
    try:
        return tree.read(path).decode("utf-8", "replace").removeprefix("\ufeff")
    except (CamketError, OSError):  # a problem may name a file that does not exist
        return ""
