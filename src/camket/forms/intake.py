"""All filled-in forms and tables of one import: read, matched, checked together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from camket.entry.changing import FileChange
from camket.forms.form import FormYear, asked_units, make_form
from camket.forms.holding import NOTHING_NOTED, Emptied, ReceiptNote, Taken, find_owner, take_in
from camket.forms.reader import Filled, read_form
from camket.forms.table_matching import FIELDS, IGNORED, Ask, match_tables, memory_path, read_memory, write_memory
from camket.forms.table_reader import read_tables
from camket.history.issued import find_later
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.targets import Incidents, NamedList
from camket.ledger.tree import FolderTree
from camket.rules.check import check
from camket.text.language import _
from camket.text.problems import Place, Problem, new_problems
from camket.text.source import read_document

# --- all of them ------------------------------------------------------------------------------------------------------


def take_in_files(
    ledger: Ledger,
    folder: Path,
    files: Sequence[tuple[str, bytes]],
    *,
    round_id: str | None = None,
    units: Sequence[str] | None = None,
    may_empty: Callable[[Emptied], bool],
    receipt: ReceiptNote = NOTHING_NOTED,
) -> tuple[list[Taken], list[Problem]]:
    """Every form among `files`, one after the other: (taken in, problems of files that are no form that is waited for)."""
    taken: list[Taken] = []
    problems: list[Problem] = []
    years: dict[str, FormYear] = {}
    present = _present(ledger, folder)
    for name, data in files:
        filled, found = read_form(name, data)
        if filled is None:
            problems += found
            continue
        unit, more = find_owner(ledger, filled, round_id, units)
        if unit is None:
            problems += [*found, *more]
            continue
        round_ = ledger.round(filled.round)
        if filled.round not in years and round_ is not None:
            years[filled.round] = FormYear(ledger, round_)
        one = take_in(ledger, filled, unit, present, may_empty=may_empty, receipt=receipt, year=years.get(filled.round))
        one.problems[:0] = found
        if one.is_changed and one.after is not None:
            present[one.path] = one.after
        taken.append(one)
    return taken, problems


def _present(ledger: Ledger, folder: Path) -> dict[str, bytes]:
    """The bytes of the files of reports/ by path."""
    paths = [*(filed.path for filed in ledger.reports.values()), *ledger.skipped]
    return {path: (folder / path).read_bytes() for path in paths if (folder / path).is_file()}


@dataclass(frozen=True, slots=True)
class Remembered:
    """The answers of a unit's tables, to be kept: the file, its bytes before and after."""

    path: str
    before: bytes | None
    after: bytes


def list_columns(ledger: Ledger, target: str | None) -> tuple[str, ...]:
    """The columns of a target's list, by which a table's head may be matched."""
    measure = ledger.targets[target].measure if target is not None else None
    own = measure.columns if isinstance(measure, NamedList) else ("kind", "date") if isinstance(measure, Incidents) else None
    return () if own is None else ("name", *own, "evidence", "note")


def take_in_tables(
    ledger: Ledger,
    folder: Path,
    files: Sequence[tuple[str, bytes]],
    round_: Round,
    unit: str | None,
    *,
    ask: Ask,
    matches: Mapping[str, str],
    has_dots: bool = False,
    into: str | None = None,
    receipt: ReceiptNote = NOTHING_NOTED,
) -> tuple[list[Taken], list[Problem], Remembered | None]:
    """Tables of the units' own making: (taken in, problems, answers to keep). `unit` is whose they are; where it is None the
    tables say so themselves. `matches` are answers given beforehand, by label; `has_dots`: dots stand between thousands;
    `into` is the target whose list they are."""
    path = memory_path(unit or "_all")
    file = folder / path
    before = file.read_bytes() if file.is_file() else None
    memory = read_memory(path, before)
    for label, said in matches.items():
        memory.is_new = True
        for known, many in (((*FIELDS, *list_columns(ledger, into)), memory.fields), (tuple(ledger.targets), memory.targets)):
            if said in known or said == IGNORED:
                many[label] = said
    memory.is_new = memory.is_new or (has_dots and not memory.has_dots)
    memory.has_dots = memory.has_dots or has_dots
    year = FormYear(ledger, round_)
    forms = {one: make_form(year, one) for one in ([unit] if unit else asked_units(ledger, round_))}
    taken: list[Taken] = []
    problems: list[Problem] = []
    present = _present(ledger, folder)
    for name, data in files:
        grids, prose, found = read_tables(name, data)
        problems += found
        filled, found = match_tables(ledger, name, grids, forms, memory, ask, into)
        problems += found
        if not filled and not found and grids:
            message = _("no table here has the name of a target in it")
            problems.append(Problem("form-match", Place(name, cell="-"), message, _("Look whether it is the right file.")))
        if unit and prose and not filled:
            filled = [Filled(name, round=round_.id, unit=unit)]
        for one in filled:
            words = [*(prose if unit else ()), *one.words]
            done = take_in(
                ledger, one, one.unit, present, may_empty=lambda _one: False, receipt=receipt, prose=words, year=year
            )
            done.problems = [_with_dots(problem) for problem in done.problems]
            if done.is_changed and done.after is not None:
                present[done.path] = done.after
            taken.append(done)
    keep = Remembered(path, before, write_memory(path, before, memory)) if memory.is_new else None
    return taken, problems, keep


class FormsTree(FolderTree):
    """The data folder as it would be with some files changed."""

    def __init__(self, root: Path, changed: Mapping[str, bytes]) -> None:
        super().__init__(root)
        self.changed = changed

    def files(self) -> list[str]:
        found = super().files()
        return [*found, *(path for path in self.changed if path not in found)]

    def read(self, path: str) -> bytes:
        return self.changed[path] if path in self.changed else super().read(path)


@dataclass(frozen=True, slots=True)
class Settled:
    """What comes of all forms together: the data as it would be, and what is new to be said of it."""

    ledger: Ledger
    changed: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def settle(folder: Path, before: Ledger, old_problems: Sequence[Problem], taken: Sequence[Taken], today: date) -> Settled:
    """Check the data with the forms taken in; a form that brings an error is refused, its Taken says so."""
    old = [*old_problems, *check(before, today, find_later(folder, before))]
    while True:
        changed = {one.path: one.after for one in taken if one.is_changed and one.after is not None}
        if not changed:
            return Settled(before, {}, ())
        now, problems = load(FormsTree(folder, changed), (before, old_problems))
        assert now is not None  # targets.yaml is as it was
        new = list(new_problems(old, [*problems, *check(now, today, find_later(folder, now))]))
        errors = [problem for problem in new if problem.level == "error"]
        refused = [one for one in taken if one.is_changed and any(error.place.path == one.path for error in errors)]
        if errors and not refused:  # said of a file that no form has changed: whichever brought it, none is written
            refused = [one for one in taken if one.is_changed]
        if not refused:
            return Settled(now, changed, tuple(new))
        for one in refused:
            own = [error for error in errors if error.place.path == one.path] or errors
            one.problems += [_at_cell(one, error) for error in own]


def _with_dots(problem: Problem) -> Problem:
    """An ambiguous number of a table with the way to say it of all numbers at once."""
    if problem.rule != "ambiguous-number":
        return problem
    return replace(problem, hint=problem.hint + " " + _("Where dots always stand between thousands: --thousands-dot."))


def _at_cell(taken: Taken, problem: Problem) -> Problem:
    """A problem of the file that a form would make, at the cell that brought it where that is known."""
    document, _faults = read_document(taken.path, taken.after or b"")
    if document is None or problem.place.path != taken.path:
        return problem
    for keys, place in taken.cells.items():
        found = document.place(keys)
        if (found.line, found.column) == (problem.place.line, problem.place.column):
            return replace(problem, place=Place(taken.form, cell=place), source="")
    return problem


# --- one import as a whole ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Import:
    """What one import would write: the forms taken in, the data with them, all problems, the answers to be kept.

    `without_receipt` are the paths of changed reports that have no day of receipt.
    """

    taken: tuple[Taken, ...]
    settled: Settled
    problems: tuple[Problem, ...]
    kept: Remembered | None
    without_receipt: frozenset[str]

    def changes(self) -> list[FileChange]:
        """Return the files to write: the changed reports, then the file of kept answers."""
        befores: dict[str, bytes | None] = {}
        for one in self.taken:
            befores.setdefault(one.path, one.before)  # several forms may change one file: the first saw it as it is on disk
        changes = [FileChange(path, befores[path], after) for path, after in self.settled.changed.items()]
        kept = self.kept
        return changes if kept is None else [*changes, FileChange(kept.path, kept.before, kept.after)]

    def problems_under(self, root: str) -> list[Problem]:
        """Return the problems, `root` before the paths of data files; the path of a form is already complete."""
        return [
            problem
            if problem.place.cell or not root
            else replace(problem, place=replace(problem.place, path=f"{root}/{problem.place.path}"))
            for problem in self.problems
        ]


def finish_import(
    folder: Path,
    ledger: Ledger,
    old_problems: Sequence[Problem],
    taken: Sequence[Taken],
    refused: Sequence[Problem],
    kept: Remembered | None,
    today: date,
) -> Import:
    """Check the data with all forms taken in, and collect every problem; `refused` are those of files that are no form."""
    settled = settle(folder, ledger, old_problems, taken, today)
    problems = (*refused, *(problem for one in taken for problem in one.problems), *settled.problems)
    without_receipt = set()
    for one in taken:
        filed = settled.ledger.reports.get((one.round, one.unit)) if one.path in settled.changed else None
        if filed is not None and filed.report.submitted is None:
            without_receipt.add(one.path)
    return Import(tuple(taken), settled, problems, kept, frozenset(without_receipt))
