"""What goes out and comes back: a new commitment, blank files, Excel forms, tables of other documents."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    Annual,
    Data,
    DryRun,
    Lang,
    Quarter,
    RoundId,
    To,
    Units,
    complete_targets,
    complete_units,
    read_day,
)
from camket.text.language import _

if TYPE_CHECKING:
    from camket.forms.labels import LabelQuestion
    from camket.ledger.ledger import Ledger
    from camket.text.problems import Problem


def init_command(
    folder: Annotated[Path, typer.Argument(metavar=_("DIR"), help=_("The folder to start in."))],
    year: Annotated[
        int | None,
        typer.Option("--year", min=2000, max=2100, metavar=_("YEAR"), help=_("The commitment's year; else this year.")),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar=_("DIR"), help=_("Carry units and targets over from this data folder."))
    ] = None,
    dry_run: DryRun = False,
    lang: Lang = None,
) -> int:
    from camket.entry.new_commitment import plan_init, write_plan
    from camket.ledger.tree import find_data_folder

    previous = None
    previous_folder = None
    if source is not None:
        previous_folder = find_data_folder(source, Path.cwd())
        _folder, ledger, problems = desk.load(previous_folder)
        previous = desk.usable(ledger, problems)
        if desk.has_errors(problems):
            desk.say_problem_count(problems)
            return 1
    chosen = year or (previous.commitment.year + 1 if previous else desk.today().year)
    plan = plan_init(folder, year=chosen, previous=previous, previous_root=previous_folder)
    _write_plan(write_plan(Path(), plan, dry_run=dry_run), dry_run)
    if not dry_run:
        desk.say(_("Next: fill in data/targets.yaml and data/units.yaml, then run camket check and camket open --quarter 1."))
    return 0


def open_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar=_("UNIT"), help=_("Only this unit; may be given again."))
    ] = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.entry.blank_report import find_incomplete, plan_open
    from camket.entry.new_commitment import write_plan
    from camket.entry.schema.files import name_schemas

    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    # A target or unit with an error is left out, and a form once written is never touched again.
    desk.refuse_faults(ledger, problems, _("no form is written while targets.yaml or units.yaml has an error"))
    chosen = desk.choose_round(ledger, quarter, annual, round_id, desk.today())
    units = [desk.known_unit(ledger, name) for name in unit] if unit else None
    plan = name_schemas(folder, plan_open(ledger, chosen, units=units))
    _write_plan(write_plan(folder, plan, dry_run=dry_run), dry_run)
    for path, lacking in find_incomplete(ledger, chosen, units=units).items():
        targets = ", ".join(target.id for target in lacking)
        desk.say(_("{path} is not submitted yet and lacks: {targets}").format(path=desk.shown(folder / path), targets=targets))
    desk.say_problem_count(problems)
    return 1 if desk.has_errors(problems) else 0


def form_export_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    unit: Units = None,
    to: To = None,
    force: Annotated[
        bool, typer.Option("--force", help=_("Also replace forms that somebody has filled in or saved again."))
    ] = False,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.forms.form import FormRound, asked_units, make_form
    from camket.forms.reader import is_untouched
    from camket.forms.writer import file_name, write_form

    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    desk.refuse_faults(ledger, problems, _("no form is written while targets.yaml or units.yaml has an error"))
    chosen = desk.choose_round(ledger, quarter, annual, round_id, desk.today())
    units = [desk.known_unit(ledger, name) for name in unit] if unit else asked_units(ledger, chosen)
    year = FormRound(ledger, chosen)
    target = to or folder.parent / "build"
    made: dict[str, bytes] = {}
    for one in units:
        form = make_form(year, one)
        if not form.blocks:
            desk.say(_("{unit}: nothing is asked in this round").format(unit=ledger.name(one)))
            continue
        path = target / file_name(form)
        if not force and path.is_file() and not is_untouched(path.read_bytes()):
            said = _("{path} has been filled in or saved again, and is left as it is; --force replaces it")
            desk.say(said.format(path=desk.shown(path)))
            continue
        made[path.name] = write_form(form, ledger.calendar.cut_off(chosen))
    desk.write_outputs(target, made, dry_run)
    desk.say_problem_count(problems)
    return 1 if desk.has_errors(problems) else 0


def form_import_command(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar=_("FILES"),
            help=_("Workbooks, folders, zip attachments; with --table documents, or - for pasted text."),
        ),
    ],
    table: Annotated[
        bool, typer.Option("--table", help=_("Read tables of the units' own making: .docx, .csv, .tsv, pasted text."))
    ] = False,
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match", metavar=_("LABEL=ID"), help=_("What a row or column of a table is: a target, a field, or - for nothing.")
        ),
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar=_("TARGET"),
            autocompletion=complete_targets,
            help=_("The tables are the list of this target: a product, a project, an incident a line."),
        ),
    ] = None,
    has_dots: Annotated[
        bool, typer.Option("--thousands-dot", help=_("In these tables dots stand between thousands: 80.400 is 80400."))
    ] = False,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit", metavar=_("UNIT"), autocompletion=complete_units, help=_("Only forms of this unit; may be given again.")
        ),
    ] = None,
    received: Annotated[
        date | None,
        typer.Option(
            "--received",
            metavar=_("DATE"),
            parser=read_day,
            help=_("The day the forms came; a first day on record stays, and this one is the day of the corrected report."),
        ),
    ] = None,
    letter: Annotated[
        str | None, typer.Option("--letter", metavar=_("NUMBER"), help=_("The number of the letter that they came under."))
    ] = None,
    yes_empty: Annotated[
        bool, typer.Option("--yes-empty", help=_("What was emptied in a form goes from the file; else it is asked, or kept."))
    ] = False,
    keep: Annotated[bool, typer.Option("--keep", help=_("What was emptied in a form stays in the file; ask nothing."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Write without asking."))] = False,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.forms.batch_import import check_import, import_forms, import_tables, list_columns
    from camket.forms.comparison import EmptiedCell
    from camket.forms.form_import import ReceiptNote
    from camket.forms.reader import gather_files
    from camket.history.account import tell
    from camket.history.differences import find_differences
    from camket.screen.account import print_account
    from camket.screen.console import make_console
    from camket.screen.problems import print_problems
    from camket.text.save import write_file

    desk.refuse_together("--keep", keep, {"--yes-empty": yes_empty})
    for name, value in (("--match", match), ("--thousands-dot", has_dots), ("--list", into)):
        if value and not table:
            raise typer.BadParameter(_("goes with --table"), param_hint=name)
    if table and unit is not None and len(unit) > 1:
        raise typer.BadParameter(_("with --table name one unit; without, the tables name theirs"), param_hint="--unit")
    if received is not None and received > desk.today():
        raise typer.BadParameter(_("this day has not come yet"), param_hint="--received")
    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    desk.refuse_faults(ledger, problems, _("no form is read while targets.yaml or units.yaml has an error"))
    is_given = quarter is not None or annual is not None or round_id is not None
    chosen = desk.choose_round(ledger, quarter, annual, round_id, desk.today()).id if is_given else None
    units = [desk.known_unit(ledger, name) for name in unit] if unit else None
    asks = sys.stdin.isatty() and not dry_run

    def may_delete(one: EmptiedCell) -> bool:
        if keep or yes_empty or not asks:
            return yes_empty
        question = _("{place}: {label} was {before} and has been emptied. Shall it go?")
        place = f"{one.path}:{one.place}"
        return typer.confirm(question.format(place=place, label=one.label, before=one.before), default=False)

    receipt = ReceiptNote(received, letter.strip() if letter else None)
    kept = None
    if table:
        into = desk.known_target(ledger, into) if into is not None else None
        if into is not None and not units:
            raise typer.BadParameter(_("name the unit whose list it is: --unit"), param_hint="--list")
        tables, refused = import_tables(
            ledger,
            folder,
            _read_documents(files),
            desk.choose_round(ledger, quarter, annual, round_id, desk.today()),
            units[0] if units else None,
            ask=ask_meaning if asks else lambda _question: None,
            matches=_read_matches(match or (), ledger, list_columns(ledger, into)),
            into=into,
            has_dots=has_dots,
            receipt=receipt,
        )
        taken, kept = tables.forms, tables.memory
    else:
        found_files = gather_files(files)
        taken, refused = import_forms(
            ledger, folder, found_files, round_id=chosen, units=units, may_delete=may_delete, receipt=receipt
        )
    settled = check_import(folder, ledger, problems, taken, desk.today())
    console = make_console(sys.stdout)
    if settled.changed:
        print_account(console, tell(find_differences(ledger, settled.ledger)))
    found = [*refused, *(problem for one in taken for problem in one.problems), *settled.problems]
    if found:
        root = desk.shown_root(folder)
        print_problems(console, [_rooted(problem, root) for problem in found])
    for one in taken:
        if one.is_refused:
            desk.say(_("{form}: nothing of it is written").format(form=one.form))
        elif not one.is_changed:
            desk.say(_("{form}: nothing new; {path} stays as it is").format(form=one.form, path=desk.shown(folder / one.path)))
    if settled.changed and asks and not yes and not typer.confirm(_("Write this?"), default=True):
        raise typer.Abort
    for path, after in settled.changed.items():
        first = next(one for one in taken if one.path == path)
        shown = desk.shown(folder / path)
        if not dry_run:
            write_file(folder / path, after, replaces=first.before)
        desk.say((_("would write {path}") if dry_run else _("wrote {path}")).format(path=shown))
        filed = settled.ledger.reports.get((first.round, first.unit))
        if filed is not None and filed.report.submitted is None:
            desk.say(_("{path}: no day of receipt yet; add it with --received").format(path=shown))
    if kept is not None:
        shown = desk.shown(folder / kept.path)
        if not dry_run:
            write_file(folder / kept.path, kept.after, replaces=kept.before)
        desk.say((_("would write {path}") if dry_run else _("wrote {path}")).format(path=shown))
    return 1 if desk.has_errors(found) else 0


def _write_plan(outcome: tuple[list[Path], list[Path]], dry_run: bool) -> None:
    written, left = outcome
    for path in written:
        desk.say((_("would write {path}") if dry_run else _("wrote {path}")).format(path=desk.shown(path)))
    for path in left:
        desk.say(_("{path} exists and is left as it is").format(path=desk.shown(path)))


def _read_documents(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """The documents with tables in them; - is what is pasted or piped in."""
    from camket.forms.reader import gather_files

    if [str(path) for path in paths] == ["-"]:
        return [("-", sys.stdin.buffer.read())]
    return gather_files(paths, (".docx", ".doc", ".csv", ".tsv", ".txt"))


def _read_matches(given: Sequence[str], ledger: Ledger, columns: Sequence[str]) -> dict[str, str]:
    from camket.forms.labels import FIELDS, IGNORED

    found = {}
    for text in given:
        label, mark, said = text.rpartition("=")
        said = said.strip()
        if not mark or not label.strip():
            raise typer.BadParameter(_("'{text}' is not LABEL=ID").format(text=text), param_hint="--match")
        is_field = said in FIELDS or said in columns or said == IGNORED
        found[label.strip()] = said if is_field else desk.known_target(ledger, said)
    return found


def ask_meaning(question: LabelQuestion) -> str | None:
    """Ask what a label of a table is; Enter alone leaves it for later, or takes what is suggested."""
    desk.say(_("'{label}': what is it?").format(label=question.label))
    for name, title in question.choices.items():
        desk.say(f"    {name}" + (f"  {title}" if title != name else ""))
    while True:
        said = str(
            typer.prompt(_("An id of these; - not to read it; Enter for later"), default=question.suggestion or "")
        ).strip()
        if not said or said == "-" or said in question.choices:
            return said or None


def _rooted(problem: Problem, root: str) -> Problem:
    """A problem of the data with its path from here, as those of other files have theirs."""
    from dataclasses import replace

    place = problem.place
    return problem if place.cell or not root else replace(problem, place=replace(place, path=f"{root}/{place.path}"))
