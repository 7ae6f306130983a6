"""Problems (faults in the data, as values with a place) and the errors that stop a command. Nothing here prints."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from camket.text.language import N_, _, ngettext

Level = Literal["error", "warning", "note"]  # a note asks for nothing: it only tells what is still open


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: the path in the data folder, with `/`; line and column from 1, or a workbook's cell (Sheet!C7).

    With the line 0 the path is a place in words: a target, a figure of it.
    """

    path: str
    line: int = 1
    column: int = 1
    cell: str = ""

    def __str__(self) -> str:
        if self.line == 0:
            return self.path
        return f"{self.path}:{self.cell}" if self.cell else f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the data: the id of the rule that found it, its place, a message, and a hint how to correct it.

    `source` is the line of the file at that place, to be shown with a caret; empty when there is no file. `fixes` are words
    that may have been meant in place of the word there; editors offer them as corrections. `keys` lead to the place in the
    file. `spoken` is the hint for somebody who types a command or answers questions; None where `hint` suits both.
    """

    rule: str
    place: Place
    message: str
    hint: str = ""
    level: Level = "error"
    source: str = ""
    fixes: tuple[str, ...] = ()
    keys: tuple[str | int, ...] = field(default=(), compare=False)
    spoken: str | None = field(default=None, compare=False)

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        place = self.place
        return (place.path, place.line, place.column, self.rule, self.message)


def pack(problem: Problem) -> list[object]:
    """Return a problem as a list that JSON can hold."""
    place = problem.place
    return [
        *(problem.rule, [place.path, place.line, place.column, place.cell], problem.message, problem.hint, problem.level),
        *(problem.source, problem.fixes, problem.keys, problem.spoken),
    ]


def unpack(packed: Any) -> Problem:
    """Return the problem of which `pack` made this list."""
    rule, place, message, hint, level, source, fixes, keys, spoken = packed
    return Problem(rule, Place(*place), message, hint, level, source, tuple(fixes), tuple(keys), spoken)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems sorted by file, line, column and rule, without duplicates."""
    return sorted(dict.fromkeys(problems), key=lambda problem: problem.order)


def count_problems(problems: Collection[Problem], *, with_zeros: bool = False) -> str:
    """Return how many errors, warnings and notes there are, in words; a number of 0 is left out unless `with_zeros`."""
    levels = Counter(problem.level for problem in problems)
    errors, warnings, notes = levels["error"], levels["warning"], levels["note"]
    counted = [ngettext("{n} error", "{n} errors", errors).format(n=errors)] if errors or with_zeros else []
    counted += [ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings)] if warnings or with_zeros else []
    counted += [ngettext("{n} note", "{n} notes", notes).format(n=notes)] if notes else []
    return ", ".join(counted)


def new_problems(
    before: Iterable[Problem], now: Iterable[Problem], touched: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield the problems of `now` that `before` did not have.

    In a changed file a problem is the same if rule and message are: its line may have moved. `touched` are the changed files
    (None: all may be changed). In the other files a problem is the same if rule and place are: its message may have another
    number in it, as with a sum that was wrong before and still is.
    """

    def identity(one: Problem) -> tuple[object, ...]:
        is_touched = touched is None or one.place.path in touched
        return (one.rule, one.place.path, one.message) if is_touched else (one.rule, one.place)

    known = Counter(map(identity, before))
    for problem in now:
        if known[identity(problem)]:
            known[identity(problem)] -= 1
        else:
            yield problem


class CamketError(Exception):
    """An error that stops the command with exit code 2. The message and the hint are shown to the user."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class DataFolderNotFound(CamketError):
    """There is no data folder at the given path, or in the current folder and those above it."""


class DataFault(CamketError):
    """Errors in the data stop the command (exit code 1)."""

    exit_code = 1

    def __init__(self, message: str, problems: Iterable[Problem] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = in_order(problems)


class WouldOverwrite(CamketError):
    """A file that was to be written exists already or has changed since it was read."""


class EditFault(CamketError):
    """An edit cannot be made in a file in place. Nothing has been written."""


class AnswerFault(CamketError):
    """A value given for a target cannot be assigned to one of its figures."""


class ActFault(CamketError):
    """An act of the clerk would undo something that is on record, or some information for it is missing."""


class GitFault(CamketError):
    """git is not installed, or it failed."""


class TemplateFault(CamketError):
    """A template cannot be rendered; the message has its name, the line and the reason."""


class PdfFault(CamketError):
    """No PDF could be made: no program for it is installed, or it failed.

    `others` are the other outputs of the same command by file name, which do not depend on the PDF.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.others: dict[str, bytes] = {}


# Why the operating system refuses to read or write, in words of ours: its own words are in English or in its own language.
_OS_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("part of the path is a file, not a folder"),
    errno.EISDIR: N_("it is a folder, not a file"),
    errno.EEXIST: N_("it is there already"),
    errno.EACCES: N_("it may not be opened here, or another program keeps it open"),
    errno.EPERM: N_("it may not be changed here"),
    errno.EROFS: N_("it is on a disk that can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EBUSY: N_("another program keeps it open"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EINVAL: N_("it is no valid name of a file"),
    errno.ENOEXEC: N_("it is no program that runs here"),
}


def os_reason(error: Exception) -> str:
    """Return why reading or writing failed, in the language of the screen where the reason is a usual one."""
    number = getattr(error, "errno", None)
    if number in _OS_REASONS:
        return _(_OS_REASONS[number])
    return getattr(error, "strerror", None) or str(error)
