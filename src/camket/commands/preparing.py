"""Commands that write blank files: a new commitment, the report files of a round, Excel forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import DataFolder, DryRun, Force, RoundChoice, To, Units, day_option, format_option
from camket.text.language import _
from camket.text.progress import counted

if TYPE_CHECKING:
    from camket.ledger.year import Year


def init_command(
    folder: Annotated[Path, typer.Argument(metavar=_("DIR"), help=_("The folder to start in."))],
    year: Annotated[
        int | None,
        typer.Option("--year", min=2000, max=2100, metavar=_("YEAR"), help=_("The commitment's year; else this year.")),
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar=_("DIR"), help=_("Carry units and targets over from this data folder."))
    ] = None,
    first: Annotated[
        date | None, day_option("--first-day", _("The first day of a year that is not the calendar's, with --last-day."))
    ] = None,
    last: Annotated[date | None, day_option("--last-day", _("The last day of such a year."))] = None,
    dry_run: DryRun = False,
) -> int:
    from camket.entry.new_commitment import plan_init
    from camket.entry.year_end import find_year_end
    from camket.ledger.tree import find_data_folder
    from camket.ledger.year import Year
    from camket.text.problems import DataFolderNotFound

    desk.settle(folder / "data")
    previous = previous_folder = None
    if source is not None:
        try:
            previous_folder = find_data_folder(source, Path.cwd())
        except DataFolderNotFound as error:
            hint = _("Name the folder of the old year under --from: the one that holds data/targets.yaml.")
            raise DataFolderNotFound(str(error), hint) from None
        _folder, previous, problems = desk.open_data(previous_folder)
        if desk.has_errors(problems):
            desk.say_problem_count(problems)
            return 1
    if first is not None or last is not None:
        chosen = _year_between(first, last, year)
    elif previous is not None:
        before = previous.commitment.year
        chosen = before.moved(year - before.number if year else 1)
    else:
        chosen = Year.calendar(year or desk.today().year)
    ended = find_year_end(previous, desk.today(), chosen) if previous is not None else None
    plan = plan_init(folder, year=chosen, previous=previous, previous_root=previous_folder, ended=ended)
    _write_new(Path(), plan, dry_run, data=folder / "data")
    if ended is not None:
        from camket.entry.next_year import YearMove
        from camket.screen.year_end import print_year_end

        new_year = YearMove(ended.ledger.commitment.year, chosen)
        print_year_end(desk.console(), ended, new_year, desk.shown(previous_folder or folder))
    if not dry_run:
        said = _("Next: fill in data/targets.yaml and data/units.yaml, then run camket check and camket open {round}.")
        first_round = previous.rounds[0].id if previous is not None else "giua-nam"
        desk.say(said.format(round="--quarter 1" if chosen.is_calendar_year else f"--round {first_round}"))
    return 0


def _year_between(first: date | None, last: date | None, year: int | None) -> Year:
    """Return the year of --first-day and --last-day."""
    from pydantic import ValidationError

    from camket.ledger.year import Year

    if first is None or last is None or year is not None:
        raise typer.BadParameter(_("give --year, or --first-day and --last-day"))
    try:
        return Year.model_validate({"from": first, "to": last})
    except ValidationError as error:
        raise typer.BadParameter(str(error.errors()[0]["ctx"]["message"])) from None


def open_command(
    *,
    rounds: RoundChoice,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar=_("UNIT"), help=_("Only this unit; may be given again."))
    ] = None,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.blank_report import find_incomplete, plan_open
    from camket.entry.schema.files import name_schemas

    folder, ledger, problems = data.open(refuse=_("no form is written while targets.yaml or units.yaml has an error"))
    # A target or unit with an error would be left out of the forms, and a written form is never changed again.
    chosen = rounds.choose(ledger)
    units = desk.known_units(ledger, unit)
    _write_new(folder, name_schemas(folder, plan_open(ledger, chosen, units=units)), dry_run)
    for path, lacking in find_incomplete(ledger, chosen, units=units).items():
        targets = ", ".join(target.id for target in lacking)
        desk.say(_("{path} is not submitted yet and lacks: {targets}").format(path=desk.shown(folder / path), targets=targets))
    return desk.say_problem_count(problems)


def form_export_command(
    *,
    rounds: RoundChoice,
    unit: Units = None,
    is_office: Annotated[
        bool, typer.Option("--office", help=_("The form of the office's own part in place of those of the units."))
    ] = False,
    output: Annotated[str, format_option("xlsx", "html")] = "xlsx",
    to: To = None,
    force: Force = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.forms.form import FormRound, asked_units, make_form
    from camket.forms.page_writer import page_name, write_page
    from camket.forms.writer import file_name, write_form

    folder, ledger, problems = data.open(refuse=_("no form is written while targets.yaml or units.yaml has an error"))
    chosen = rounds.choose(ledger)
    desk.refuse_together("--office", is_office, {"--unit": unit, "--format html": output == "html"})
    if is_office:
        from camket.forms.office_form import make_office_form

        own = make_office_form(ledger, chosen, desk.today())
        content = write_form(own, ledger.calendar.cut_off(chosen))
        desk.write_outputs(desk.output_folder(to, folder), {file_name(own): content}, dry_run, source=folder, force=force)
        return desk.say_problem_count(problems)
    units = [desk.known_unit(ledger, name) for name in unit] if unit else asked_units(ledger, chosen)
    form_round = FormRound(ledger, chosen)
    target = desk.output_folder(to, folder)
    made: dict[str, bytes] = {}
    not_asked: list[str] = []
    for one in counted(units, _("Making the forms")):
        form = make_form(form_round, one)
        if not form.blocks:
            not_asked.append(one)
        elif output == "html":
            made[page_name(form)] = write_page(form, ledger)
        else:
            made[file_name(form)] = write_form(form, ledger.calendar.cut_off(chosen))
    for one in not_asked:
        desk.say(_("{unit}: nothing is asked in this round").format(unit=ledger.name(one)))
    desk.write_outputs(target, made, dry_run, source=folder, force=force)
    return desk.say_problem_count(problems)


def _write_new(
    root: Path, plan: Mapping[Path, bytes] | Mapping[str, bytes], dry_run: bool, *, data: Path | None = None
) -> None:
    """Write the planned files that do not exist; say which exist already and are left as they are. `data` is the data folder,
    if it is not `root`."""
    from camket.entry.new_commitment import new_files

    changes, left = new_files(root, plan)
    desk.write_changes(root, changes, dry_run, data=data)
    for path in left:
        desk.say(_("{path} exists and is left as it is").format(path=desk.shown(path)))
