"""The command that takes filled-in forms and tables of other documents into the report files."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    DataFolder,
    DryRun,
    RoundChoice,
    Yes,
    complete_targets,
    day_option,
    read_paper_number,
    unit_option,
)
from camket.text.language import _

if TYPE_CHECKING:
    from camket.entry.changing import LoadedFolder
    from camket.forms.batch_import import Import
    from camket.forms.comparison import EmptiedCell
    from camket.forms.labels import LabelQuestion
    from camket.forms.reader import GatheredFile
    from camket.ledger.ledger import Ledger
    from camket.text.problems import Problem

# What is read in folders and zip files: forms (reader.FORMS), and with --table other documents.
_TABLES = (".docx", ".docm", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")

# --- options ------------------------------------------------------------------------------------------------------------

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar=_("FILES"), help=_("Workbooks, folders, zip attachments; with --table documents, or - for pasted text.")
    ),
]


Tables = Annotated[
    bool,
    typer.Option(
        "--table", help=_("Read tables of the units' own making: .docx, .xlsx, .ods, .xls, .csv, .tsv, pasted text (-).")
    ),
]


Matches = Annotated[
    list[str] | None,
    typer.Option(
        "--match",
        metavar=_("LABEL=MEANING"),
        help=_("What a row or column of a table is: the number or name of a target, 'result' or another field, - for nothing."),
    ),
]


ListTarget = Annotated[
    str | None,
    typer.Option(
        "--list",
        metavar=_("TARGET"),
        autocompletion=complete_targets,
        help=_("The tables are the list of this target: a product, a project, an incident a line."),
    ),
]


ThousandsDot = Annotated[
    bool, typer.Option("--thousands-dot", help=_("In these tables dots stand between thousands: 80.400 is 80400."))
]


def _read_delimiter(text: str) -> str:
    """Parse --delimiter. Raises typer.BadParameter."""
    from camket.forms.delimited import DELIMITERS

    mark = DELIMITERS.get(text.strip().lower()) or (text if text in DELIMITERS.values() else None)
    if mark is None:
        message = _("'{text}' is none of these: {words}").format(text=text, words=" ".join(DELIMITERS))
        raise typer.BadParameter(message)
    return mark


Delimiter = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        metavar=_("MARK"),
        parser=_read_delimiter,
        help=_("The mark between the cells of a text file: ';' ',' '|' or tab; else it is found out."),
    ),
]


FormUnits = Annotated[list[str] | None, unit_option(_("Only forms of this unit; may be given again."))]


Received = Annotated[
    date | None,
    day_option(
        "--received", _("The day the forms came; a first day on record stays, and this one is the day of the corrected report.")
    ),
]


LetterNumber = Annotated[
    str | None,
    typer.Option(
        "--letter", metavar=_("NUMBER"), parser=read_paper_number, help=_("The number of the letter that they came under.")
    ),
]


YesEmpty = Annotated[
    bool, typer.Option("--yes-empty", help=_("What was emptied in a form goes from the file; else it is asked, or kept."))
]


Keep = Annotated[bool, typer.Option("--keep", help=_("What was emptied in a form stays in the file; ask nothing."))]


# --- the command --------------------------------------------------------------------------------------------------------


def form_import_command(
    *,
    files: Files,
    table: Tables = False,
    match: Matches = None,
    into: ListTarget = None,
    has_dots: ThousandsDot = False,
    delimiter: Delimiter = None,
    rounds: RoundChoice,
    unit: FormUnits = None,
    received: Received = None,
    letter: LetterNumber = None,
    yes_empty: YesEmpty = False,
    keep: Keep = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.forms.batch_import import finish_import, import_forms, import_tables, list_columns
    from camket.forms.form_import import ReceiptNote
    from camket.forms.reader import FORMS, PASSED_OVER

    desk.refuse_together("--keep", keep, {"--yes-empty": yes_empty})
    _refuse_options(
        table, {"--match": match, "--thousands-dot": has_dots, "--list": into, "--delimiter": delimiter}, unit, received
    )
    state = desk.open_state(data.given)
    folder, ledger = state.folder, state.ledger
    desk.refuse_faults(ledger, state.problems, _("no form is read while targets.yaml or units.yaml has an error"))
    named = rounds.named(ledger)
    units = desk.known_units(ledger, unit)
    asks = desk.is_terminal() and not dry_run
    receipt = ReceiptNote(received, letter.strip() if letter else None)
    kept = target = None
    answers: Mapping[str, str] = {}
    answers_path = ""
    documents, passed, empty = _read_documents(files, _TABLES if table else FORMS)
    if table:
        target = _known_list(ledger, into, units)
        tables, refused = import_tables(
            ledger,
            folder,
            documents,
            named or ledger.calendar.in_force(desk.today()),
            units[0] if units else None,
            ask=ask_meaning if asks else lambda _question: None,
            matches=_read_matches(match or (), ledger, list_columns(ledger, target)),
            into=target,
            delimiter=delimiter,
            has_dots=has_dots,
            receipt=receipt,
        )
        forms, kept = tables.forms, tables.memory
        answers, answers_path = tables.answers, tables.answers_path
    else:
        forms, refused = import_forms(
            ledger,
            folder,
            documents,
            round_id=named.id if named is not None else None,
            units=units,
            may_delete=_ask_emptied if asks and not (keep or yes_empty) else lambda _cell: yes_empty,
            receipt=receipt,
            day=desk.today(),
        )
    found = finish_import(state, forms, [*passed, *refused], kept)
    _preview(found)
    _tell_answers(state, answers, answers_path, list_columns(ledger, target))
    if found.checked.changes and asks and not yes and not desk.ask_yes(_("Write this?"), default=True):
        raise typer.Abort
    _write(folder, found, dry_run)
    _say_empty(empty, table)
    is_passed_over = any(problem.rule == PASSED_OVER for problem in found.problems)
    return 1 if empty or is_passed_over else desk.exit_code(found.problems)


def _refuse_options(table: bool, of_tables: Mapping[str, object], unit: Sequence[str] | None, received: date | None) -> None:
    """Raise BadParameter for options that do not go together; `of_tables` are the options that need --table."""
    for name, value in of_tables.items():
        if value and not table:
            raise typer.BadParameter(_("goes with --table"), param_hint=name)
    if table and unit is not None and len(unit) > 1:
        raise typer.BadParameter(_("with --table name one unit; without, the tables name theirs"), param_hint="--unit")
    if received is not None and received > desk.today():
        raise typer.BadParameter(_("this day has not come yet"), param_hint="--received")


def _known_list(ledger: Ledger, name: str | None, units: Sequence[str] | None) -> str | None:
    """Return the id of the target given with --list; a list also needs its unit."""
    target = desk.known_target(ledger, name) if name is not None else None
    if target is not None and not units:
        raise typer.BadParameter(_("name the unit whose list it is: --unit"), param_hint="--list")
    return target


def _read_documents(paths: Sequence[Path], endings: Sequence[str]) -> tuple[list[GatheredFile], list[Problem], list[Path]]:
    """Read the files: (files as name and content, problems of those passed over, folders and zip files with nothing to read).

    The path - is standard input.
    """
    from camket.forms.package import MOST_BYTES
    from camket.forms.passed_over import explain_file, passed_over
    from camket.forms.reader import gather_files

    if endings == _TABLES and [str(path) for path in paths] == ["-"]:
        return [("-", sys.stdin.buffer.read(MOST_BYTES + 1))], [], []  # more than that is refused as too large
    read: list[GatheredFile] = []
    problems: list[Problem] = []
    empty = []
    for path in paths:
        if path.is_dir() or path.suffix.lower() == ".zip":
            files, others = gather_files([path], endings), passed_over(path, endings)
            empty += [] if files else [path]
        else:
            explained = explain_file(path.as_posix(), endings) if path.is_file() else None
            files, others = (gather_files([path], endings), []) if explained is None else ([], [explained])
        read += files
        problems += others
    return read, problems, empty


def _say_empty(paths: Sequence[Path], is_table: bool) -> None:
    """Say which folders and zip files have nothing that can be imported."""
    from camket.forms.reader import FORMS

    for path in paths:
        endings = ", ".join(_TABLES if is_table else FORMS)
        desk.say(_("{path}: there is no file to import here ({endings})").format(path=desk.shown(path), endings=endings))


def _read_matches(given: Sequence[str], ledger: Ledger, columns: Mapping[str, str]) -> dict[str, str]:
    """Parse the --match options, LABEL=MEANING; `columns` are those of the list given with --list, in words by id."""
    from camket.forms.labels import IGNORED, field_words
    from camket.ledger.measures.answer import find_choice
    from camket.standing.typed_names import typed_target

    found = {}
    known = {**field_words(), **columns, IGNORED: IGNORED}
    for text in given:
        label, mark, meaning = text.rpartition("=")
        meaning = meaning.strip()
        if not mark or not label.strip():
            raise typer.BadParameter(_("'{text}' is not LABEL=MEANING").format(text=text), param_hint="--match")
        column = find_choice(known, meaning)
        target = typed_target(ledger, meaning) if meaning not in known else None
        if column in known and target is not None:
            message = _("'{text}' is a column and a target here; write '{column}' or '{target}'")
            raise typer.BadParameter(message.format(text=meaning, column=column, target=target), param_hint="--match")
        found[label.strip()] = column if column in known else desk.known_target(ledger, meaning)
    return found


# --- what the user is asked ---------------------------------------------------------------------------------------------


def ask_meaning(question: LabelQuestion) -> str | None:
    """Ask what a label of a table is. Enter alone takes the suggestion; without one it leaves the label for later."""
    from camket.ledger.measures.answer import find_choice

    desk.say(_("'{label}': what is it?").format(label=question.label))
    width = max(map(len, question.numbers.values()), default=0)
    for name, title in question.choices.items():
        desk.say(f"    {question.numbers[name]:>{width}}  {title}")
    by_number = {number: name for name, number in question.numbers.items()}
    suggested = question.numbers.get(question.suggestion or "", "")
    while True:
        reply = str(typer.prompt(_("A number or name of these; - not to read it; Enter for later"), default=suggested)).strip()
        found = by_number.get(reply) or find_choice(question.choices, reply)
        if not found or found == "-" or found in question.choices:
            return found or None


def _ask_emptied(cell: EmptiedCell) -> bool:
    """Ask whether a value that was deleted in the form is to be deleted from the file."""
    question = _("{place}: {label} was {before} and has been emptied. Shall it go?")
    place = f"{cell.path}:{cell.place}"
    return desk.ask_yes(question.format(place=place, label=cell.label, before=cell.before), default=False)


# --- what is shown and written ------------------------------------------------------------------------------------------


def _preview(found: Import) -> None:
    """Show file by file what is taken and what is not, then what is said of the data as a whole."""
    from camket.entry.changing import tell_change
    from camket.screen.account import print_account
    from camket.screen.console import print_paragraph
    from camket.screen.problems import print_found
    from camket.text.problems import count_problems

    console = desk.console()
    folder = found.checked.state.folder
    sections = tell_change(found.checked.state.ledger, found.checked.now.ledger) if found.checked.changes else ()
    owners = {(one.round, one.unit): one.path for one in found.forms}
    problems = found.problems_under(desk.shown_root(folder))
    for group in found.by_file():
        print_paragraph(console, ", ".join(group.names), "bold")
        own = [section for section in sections if owners.get((section.round or "", section.unit or "")) in group.paths]
        if own:
            print_account(console, own)
        print_found(console, [one for one in problems if one.place.cell and one.place.path in group.names])
        for form in found.forms:
            if form.form in group.names and form.is_refused:
                desk.say(_("{form}: nothing of it is written").format(form=form.form))
            elif form.form in group.names and not form.is_changed:
                path = desk.shown(folder / form.path)
                desk.say(_("{form}: nothing new; {path} stays as it is").format(form=form.form, path=path))
        console.print()
    told = {path for group in found.by_file() for path in group.paths}
    if others := [one for one in sections if owners.get((one.round or "", one.unit or "")) not in told]:
        print_account(console, others)
    print_found(console, [one for one in problems if not one.place.cell])
    if problems:
        print_paragraph(console, count_problems(problems))


def _tell_answers(state: LoadedFolder, answers: Mapping[str, str], path: str, columns: Mapping[str, str]) -> None:
    """Tell which answers of earlier imports were used, and where they can be changed; `columns` are those of a list."""
    from camket.forms.labels import field_words

    if not answers:
        return
    desk.say(_("As answered before (to change it: {path}):").format(path=desk.shown(state.folder / path)))
    words = {name: target.short or target.name for name, target in state.ledger.targets.items()}
    words |= {**field_words(), **columns}
    for label, meaning in answers.items():
        desk.say(f"    '{label}' = {words.get(meaning, meaning)}" + (_(" (not read)") if meaning == "-" else ""))


def _write(folder: Path, found: Import, dry_run: bool) -> None:
    """Write the changed files, or only say so; a report without a day of receipt is named."""
    said = _("{path}: no day of receipt yet; add it with --received")
    notes = {path: said.format(path=desk.shown(folder / path)) for path in found.without_receipt}
    desk.write_changes(folder, found.changes(), dry_run, notes=notes)
