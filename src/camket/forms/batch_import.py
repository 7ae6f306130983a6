"""All filled-in forms, or all tables, of one import: read, edited into the files one after the other, and checked together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from camket.entry.changing import LoadedFolder, Outlook, look_ahead
from camket.forms.answers_reader import read_filled
from camket.forms.comparison import EmptiedCell
from camket.forms.form import FormRound, asked_units, make_form
from camket.forms.form_import import NOTHING_NOTED, ImportedForm, ReceiptNote, import_form
from camket.forms.grid import Grid
from camket.forms.labels import FIELDS, IGNORED, Ask
from camket.forms.office_import import import_office_form
from camket.forms.problem_words import in_words_of_forms
from camket.forms.reader import FilledForm, GatheredFile
from camket.forms.table_heads import text_at
from camket.forms.table_matching import TableRequest, match_tables
from camket.forms.table_memory import TableMemory, memory_path, read_memory, write_memory
from camket.forms.table_reader import read_tables
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.tree import OFFICE, FolderTree
from camket.standing.wording import round_name
from camket.text.language import _
from camket.text.plain_file import read_plain
from camket.text.problems import Place, Problem
from camket.text.progress import counted
from camket.text.save import FileChange

# --- forms ----------------------------------------------------------------------------------------------------------------


def import_forms(
    ledger: Ledger,
    folder: Path,
    files: Sequence[GatheredFile],
    *,
    round_id: str | None = None,
    units: Sequence[str] | None = None,
    may_delete: Callable[[EmptiedCell], bool],
    receipt: ReceiptNote = NOTHING_NOTED,
    day: date | None = None,
) -> tuple[list[ImportedForm], list[Problem]]:
    """Import every form among `files` (name, bytes), nothing is written: (imported forms, problems).

    Of the office's own form the proposals wait for an answer as of `day`, or else at the end of all days.
    The problems are those of files that are not a form, or not a form of `round_id` and `units` where these are given.
    """
    imported: list[ImportedForm] = []
    problems: list[Problem] = []
    rounds: dict[str, FormRound] = {}
    present = _present(ledger, folder)
    batch = _Batch(dict(present))
    for name, data in counted(files, _("Reading the files received")):
        filled, found = read_filled(name, data)
        if filled is None:
            problems += found
            continue
        unit, faults = find_owner(ledger, filled, round_id, units)
        if unit is None:
            problems += [*found, *faults]
            continue
        round_ = ledger.round(filled.round)
        if filled.round not in rounds and round_ is not None:
            rounds[filled.round] = FormRound(ledger, round_)
        form_round = rounds.get(filled.round)

        def read(
            above: Mapping[str, bytes], filled: FilledForm = filled, unit: str = unit, shared: FormRound | None = form_round
        ) -> ImportedForm:
            if unit == OFFICE:
                return import_office_form(ledger, filled, above, day or date.max, may_delete=may_delete)
            return import_form(ledger, filled, unit, above, may_delete=may_delete, receipt=receipt, form_round=shared)

        one = read(present)
        one.problems[:0] = found
        batch.add(one, present, read)
        imported.append(one)
    return imported, problems


class _Batch:
    """The forms of one import by report: of two forms of one report that say different things, neither is taken."""

    def __init__(self, at_first: Mapping[str, bytes]) -> None:
        self.at_first = at_first
        self.by_path: dict[str, list[ImportedForm]] = {}
        self.clashed: set[str] = set()

    def add(self, one: ImportedForm, present: dict[str, bytes], read: Callable[[Mapping[str, bytes]], ImportedForm]) -> None:
        """Add a form as read over `present`, which gets its changes. `read` reads it again over other contents."""
        others = self.by_path.setdefault(one.path, [])
        before = [other for other in others if other.is_changed]
        others.append(one)
        # It conflicts with a form before it if it does not conflict with the file as it was before them.
        if one.path in self.clashed or (before and _conflicts(one) and not _conflicts(read(self.at_first))):
            self.clashed.add(one.path)
            for other in others:
                other.problems = [problem for problem in other.problems if problem.rule != "form-conflict"]
                other.problems.append(_clash(other, others))
            if one.path in self.at_first:
                present[one.path] = self.at_first[one.path]
            else:
                present.pop(one.path, None)
        elif one.is_changed and one.after is not None:
            present[one.path] = one.after


def _conflicts(one: ImportedForm) -> bool:
    return any(problem.rule == "form-conflict" for problem in one.problems)


def _clash(one: ImportedForm, others: Sequence[ImportedForm]) -> Problem:
    names = ", ".join(dict.fromkeys(Path(other.form).name for other in others if other is not one)) or one.form
    message = _("{names} of the same unit says something else; neither is taken").format(names=names)
    hint = _("Ask the unit which one is right, and import that one alone.")
    return Problem("form-conflict", Place(one.form, cell="-"), message, hint)


def find_owner(
    ledger: Ledger, filled: FilledForm, round_id: str | None = None, units: Sequence[str] | None = None
) -> tuple[str | None, list[Problem]]:
    """Return the unit that a form belongs to, from the form's hidden sheet: (unit, problems)."""
    commitment = ledger.commitment
    if filled.year != commitment.year.label or filled.title != commitment.title:
        message = _("this form belongs to another commitment: {title}, {year}").format(title=filled.title, year=filled.year)
        return None, [filled.problem("form-file", "-", message, _("Look into the data folder that it was exported from."))]
    round_ = ledger.round(filled.round)
    if round_ is None or (round_id is not None and filled.round != round_id):
        message = _("this form is of another round: {round}").format(
            round=round_name(round_) if round_ is not None else filled.round
        )
        hint = _("Export the form of the round that is asked for and fill that in, or name its own round.")
        return None, [filled.problem("form-round", "-", message, hint)]
    unit = filled.unit if filled.unit in ledger.units or filled.unit == OFFICE else None
    if unit is None or (units is not None and unit not in units):
        message = _("this form is of another unit: {unit}").format(unit=ledger.name(filled.unit))
        return None, [filled.problem("form-unit", "-", message, _("Look whether the right file was sent."))]
    return unit, []


def _present(ledger: Ledger, folder: Path) -> dict[str, bytes]:
    """The bytes of the files in reports/, by path."""
    tree = FolderTree(folder)
    paths = [*(filed.path for filed in ledger.reports.values()), *(filed.document.path for filed in ledger.office.values())]
    return {path: tree.read(path) for path in paths}


# --- tables ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportedTables:
    """The forms that tables were imported as, and the file of answers if there are new answers to keep.

    `answers` are the answers of earlier imports that were used, by label, and `answers_path` is the file that they are kept in.
    """

    forms: list[ImportedForm]
    memory: FileChange | None
    answers: Mapping[str, str]
    answers_path: str


def list_columns(ledger: Ledger, target: str | None) -> dict[str, str]:
    """Return the columns of a target's list in words, by id; none for a target without a list."""
    entries = ledger.targets[target].measure.entry_fields() if target is not None else None
    if entries is None:
        return {}
    return {**{one.name: one.label for one in entries.fields}, "evidence": _("Evidence"), "note": _("Note")}


def import_tables(
    ledger: Ledger,
    folder: Path,
    files: Sequence[GatheredFile],
    round_: Round,
    unit: str | None,
    *,
    ask: Ask,
    matches: Mapping[str, str],
    has_dots: bool = False,
    into: str | None = None,
    delimiter: str | None = None,
    receipt: ReceiptNote = NOTHING_NOTED,
) -> tuple[ImportedTables, list[Problem]]:
    """Import the tables in `files` (name, bytes), nothing is written: (imported tables, problems).

    `unit` is the unit that the tables are about; None if the tables name the units in their rows. `matches` are answers given
    beforehand, by label. `has_dots` says that a dot always separates thousands. `into` is the target whose list the tables are.
    `delimiter` is the mark between the cells of tables in text; None to find it out.
    """
    path = memory_path(unit or "_all")
    before = read_plain(folder / path, below=folder) if os.path.lexists(folder / path) else None
    memory = read_memory(path, before)
    _add_answers(memory, matches, (*FIELDS, *list_columns(ledger, into)), tuple(ledger.targets), has_dots=has_dots)
    form_round = FormRound(ledger, round_)
    forms = {one: make_form(form_round, one) for one in ([unit] if unit else asked_units(ledger, round_))}
    imported: list[ImportedForm] = []
    problems: list[Problem] = []
    present = _present(ledger, folder)
    batch = _Batch(dict(present))
    for name, data in counted(files, _("Reading the files received")):
        document, unread = read_tables(name, data, delimiter)
        request = TableRequest(round_, forms, into)
        filled, unmatched = match_tables(ledger, name, document.grids, request, memory, ask, document.paragraphs)
        hinted = unmatched if memory.has_dots else [_with_dots_hint(problem) for problem in unmatched]
        found = [*unread, *hinted, *_left_out(name, document.grids, filled, {problem.place.cell for problem in unmatched})]
        problems += found
        prose = document.paragraphs if unit else []
        if not filled and not any(problem.level == "error" for problem in found):
            problems.append(_nothing_taken(name, document.grids, found))
        if unit and prose and not filled and not document.grids:
            filled = [FilledForm(name, round=round_.id, unit=unit)]
        for one in filled:
            words = [*prose, *one.words]

            def read(above: Mapping[str, bytes], one: FilledForm = one, words: Sequence[str] = words) -> ImportedForm:
                return import_form(
                    ledger, one, one.unit, above, may_delete=_keep, receipt=receipt, prose=words, form_round=form_round
                )

            done = read(present)
            if not memory.has_dots:
                done.problems = [_with_dots_hint(problem) for problem in done.problems]
            batch.add(done, present, read)
            imported.append(done)
    kept = FileChange(path, before, write_memory(path, before, memory)) if memory.is_new else None
    return ImportedTables(imported, kept, memory.used, path), problems


def _nothing_taken(name: str, grids: Sequence[Grid], told: Sequence[Problem]) -> Problem:
    """Why nothing is taken from a file in which there is no error; `told` is what is known and not taken."""
    hint = _("Look whether it is the right file.")
    if not any(text for grid in grids for row in grid.rows for text in row):
        message = _("there is no table in it")
    elif told:
        message, hint = _("nothing is taken from the tables in it"), _("The notes here say why.")
    else:
        message = _("no table here has the name of a target in it")
    return Problem("form-match", Place(name, cell="-"), message, hint)


def _add_answers(
    memory: TableMemory, matches: Mapping[str, str], fields: Sequence[str], targets: Sequence[str], *, has_dots: bool
) -> None:
    """Add the answers given on the command line; `-` is added as an answer for rows and for columns."""
    for label, answered in matches.items():
        memory.is_new = True
        memory.given.add(label)
        for known, answers in ((fields, memory.fields), (targets, memory.targets)):
            if answered in known or answered == IGNORED:
                answers[label] = answered
    memory.is_new = memory.is_new or (has_dots and not memory.has_dots)
    memory.has_dots = memory.has_dots or has_dots


def _keep(_emptied: EmptiedCell) -> bool:
    """A table deletes nothing: what it does not mention stays in the file."""
    return False


def _left_out(name: str, grids: Sequence[Grid], filled: Sequence[FilledForm], told: Set[str | None]) -> list[Problem]:
    """What is seen in the tables and is not part of the texts that were read, except at cells already `told`.

    Of a table from which nothing was taken, the cells in which there is nothing else: they may be why.
    """
    read = {cell.place.rpartition("!")[0] for one in filled for cell in one.cells.values()}
    read |= {row.place.rpartition("!")[0] for one in filled for rows in one.tables.values() for row in rows}
    hint, repair = _("Look whether the figure is right without it."), _("Write the figure itself.")
    return [
        *(
            Problem("form-cell", Place(name, cell=grid.place(*at)), words, repair)
            for grid in grids
            for at, words in grid.faults.items()
        ),
        *(
            Problem("form-cell", Place(name, cell=grid.place(*at)), words, hint, "warning")
            for grid in grids
            for at, words in sorted(grid.left_out.items())
            if grid.place(*at) not in told and (grid.name in read or not text_at(grid, *at))
        ),
    ]


def _with_dots_hint(problem: Problem) -> Problem:
    """An ambiguous number of a table gets a hint for all numbers of the table at once."""
    if problem.rule != "ambiguous-number":
        return problem
    return replace(problem, hint=problem.hint + " " + _("Where dots always stand between thousands: --thousands-dot."))


# --- checking -------------------------------------------------------------------------------------------------------------


def check_import(state: LoadedFolder, imported: Sequence[ImportedForm]) -> Outlook:
    """Check the data with all imported forms in them. A form that causes an error is refused: the error is added to it."""
    while True:  # once more without the refused forms, until no form causes an error
        outlook = look_ahead(state, *_file_changes(imported), tells_changed=True)
        errors = outlook.errors
        refused = [one for one in imported if one.is_changed and any(error.place.path == one.path for error in errors)]
        if errors and not refused:  # an error in a file that no form has changed: any form may have caused it, so refuse all
            refused = [one for one in imported if one.is_changed]
        if not refused:
            return outlook
        for one in refused:
            own = [error for error in errors if error.place.path == one.path] or errors
            one.problems += [in_words_of_forms(outlook.next, [*imported, one], error) for error in own]


def _file_changes(imported: Sequence[ImportedForm]) -> list[FileChange]:
    """The files that the forms change. Several forms may change one file: the first saw it as it is on disk."""
    befores: dict[str, bytes | None] = {}
    for one in imported:
        befores.setdefault(one.path, one.before)
    after = {one.path: one.after for one in imported if one.is_changed}
    return [FileChange(path, befores[path], data) for path, data in after.items()]


# --- one import as a whole ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class FileOfImport:
    """A file of an import, or several files of the same report: their names, and the reports that they are of."""

    names: list[str]
    paths: set[str]


@dataclass(frozen=True, slots=True)
class Import:
    """What one import would write: the imported forms, the data with them, all problems, the answers to be kept.

    `without_receipt` are the paths of changed reports that have no day of receipt.
    """

    forms: tuple[ImportedForm, ...]
    checked: Outlook
    problems: tuple[Problem, ...]
    kept: FileChange | None
    without_receipt: frozenset[str]

    def by_file(self) -> list[FileOfImport]:
        """Return what is told about each file that was imported or refused, in the order of their names.

        Forms of the same report are told together, because a report has its changes once.
        """
        reports: dict[str, list[str]] = {}
        for one in self.forms:
            reports.setdefault(one.form, []).append(one.path)
        names = dict.fromkeys([*reports, *(problem.place.path for problem in self.problems if problem.place.cell)])
        groups: list[FileOfImport] = []
        for name in sorted(names):
            paths = set(reports.get(name, ()))
            same = next((group for group in groups if paths & group.paths), None)
            if same is None:
                groups.append(FileOfImport([name], paths))
            else:
                same.names.append(name)
                same.paths |= paths
        return groups

    def changes(self) -> list[FileChange]:
        """Return the files to write: the changed reports, then the file of kept answers."""
        return [*self.checked.changes, *([self.kept] if self.kept is not None else ())]

    def problems_under(self, root: str) -> list[Problem]:
        """Return the problems, `root` before the paths of data files; the path of a form is already complete."""
        return [
            problem
            if problem.place.cell or not root
            else replace(problem, place=replace(problem.place, path=f"{root}/{problem.place.path}"))
            for problem in self.problems
        ]


def finish_import(
    state: LoadedFolder, forms: Sequence[ImportedForm], refused: Sequence[Problem], kept: FileChange | None
) -> Import:
    """Check the data with all forms imported, and collect every problem; `refused` are those of files that are no form."""
    checked = check_import(state, forms)
    changed = {change.path for change in checked.changes}
    placed = [in_words_of_forms(checked.next, forms, problem) for problem in checked.problems]
    problems = (*refused, *(problem for one in forms for problem in one.problems), *placed)
    filed = [checked.now.ledger.reports.get((one.round, one.unit)) for one in forms if one.path in changed]
    without_receipt = {one.path for one in filed if one is not None and one.report.submitted is None}
    # The answers are kept with what they were given for: not where all of it is refused.
    is_imported = bool(checked.changes) or not any(problem.level == "error" for problem in problems)
    return Import(tuple(forms), checked, problems, kept if is_imported else None, frozenset(without_receipt))
