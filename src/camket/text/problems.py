"""Problems: faults in the data as values with a place. Nothing here prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file: path relative to the data folder with `/`, line and column from 1; or a workbook's cell, Sheet!C7."""

    path: str
    line: int = 1
    column: int = 1
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.cell}" if self.cell else f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: which rule found it, where, what was found and expected, and how to mend it.

    `source` is the offending line as it stands in the file, for the caret display; empty when there is no file. `fixes` are
    the words that may have been meant instead of the one that stands at the place.
    """

    rule: str
    place: Place
    message: str
    hint: str = ""
    level: Level = "error"
    source: str = ""
    fixes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        place = self.place
        return (place.path, place.line, place.column, self.rule, self.message)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file, line, column and rule, each said once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.order)


def new_problems(
    before: Iterable[Problem], now: Iterable[Problem], touched: Collection[str] | None = None
) -> Iterator[Problem]:
    """The problems that the earlier state did not have; one that only moved to another line is no new one.

    Where it is known which files were `touched`, it is the wording that makes no difference in all others: a sum that did not
    agree and still does not is no new fault.
    """

    def sign(one: Problem) -> tuple[object, ...]:
        is_touched = touched is None or one.place.path in touched
        return (one.rule, one.place.path, one.message) if is_touched else (one.rule, one.place)

    known = Counter(map(sign, before))
    for problem in now:
        if known[sign(problem)]:
            known[sign(problem)] -= 1
        else:
            yield problem


class CamketError(Exception):
    """Stops the command: something outside the data (exit code 2). The message is for the user."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DataFolderNotFound(CamketError):
    """No data folder at the given place nor above the current one."""


class DataFault(CamketError):
    """A command cannot go on because of errors in the data (exit code 1)."""

    exit_code = 1

    def __init__(self, message: str, problems: Iterable[Problem] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = in_order(problems)


class WouldOverwrite(CamketError):
    """A file to be written exists or has changed since it was read."""


class EditFault(CamketError):
    """A change cannot be made in a file's text without touching what was not meant; nothing has been written."""


class AnswerFault(CamketError):
    """What was given for a target does not say which of its figures is meant."""


class ActFault(CamketError):
    """What was asked for would take something back that is on record, or does not say enough."""


class GitFault(CamketError):
    """git is missing, or answered with an error."""


class TemplateFault(CamketError):
    """A template cannot be rendered: its name, line and what is wrong."""


class PdfFault(CamketError):
    """No program can make a PDF, or it failed. `others` are the outputs, by file name, that do not depend on it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.others: dict[str, bytes] = {}
