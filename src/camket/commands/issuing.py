"""The commands that record the issue of a report and prove it later."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    DataFolder,
    DryRun,
    Force,
    RoundChoice,
    RoundOnDay,
    Screen,
    Since,
    TextOrJson,
    To,
    day_option,
    formats_option,
    read_output_folder,
    read_paper_number,
)
from camket.text import git
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import CamketError, DataFault

if TYPE_CHECKING:
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger
    from camket.ledger.reports import Issue


def issue_command(
    *,
    number: Annotated[
        str,
        typer.Option("--number", metavar=_("NUMBER"), parser=read_paper_number, help=_("The report's number: 45/BC-UBND.")),
    ],
    on: Annotated[date, day_option("--date", _("The day that stands on the report."))],
    rounds: RoundOnDay,
    since: Since = None,
    output: Annotated[str, formats_option("md,docx,xlsx", _("One or more forms, with commas."))] = "md,docx,xlsx",
    to: To = None,
    tag: Annotated[bool, typer.Option("--tag", help=_("Also put an annotated git tag on the commit."))] = False,
    force: Force = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.commands.saving import offer_to_save
    from camket.ledger.tree import FolderTree
    from camket.report.issued_files import keep_outputs
    from camket.report.issuing import (
        FORMATS,
        Order,
        committed_state,
        draw_up,
        is_recorded,
        make_issue,
        record_path,
        record_text,
        refuse_errors,
        tag_name,
    )
    from camket.text.save import FileChange

    number = _read_number(number)
    _refuse_days(on, rounds.as_of)
    formats = desk.read_formats(output, FORMATS)
    folder, ledger, _problems = data.open()
    chosen = rounds.choose(ledger, on)
    earlier = desk.earlier_round(ledger, since, chosen)
    if not dry_run:
        offer_to_save(folder, _("The record of an issue names a saved state, and this is not saved yet."))
    _refuse_baselines(ledger)
    commit = committed_state(folder, desk.own_templates(folder))
    filed = ledger.issued.get(chosen.id)
    issues = filed.content.issued if filed is not None else ()
    if is_recorded(issues, number, on):
        desk.say(_("{round}: report {number} is on record already").format(round=chosen.id, number=number))
        return 0
    _refuse_unopened(ledger, chosen, on)
    order = Order(
        round=chosen.id,
        commit=commit,
        number=number,
        date=on,
        as_of=rounds.as_of,
        since=earlier.id if earlier is not None else None,
        formats=tuple(formats),
        stem=tag_name(ledger, chosen.id, len(issues) + 1),
    )
    drawn = draw_up(folder, order)
    refuse_errors(ledger, chosen.id, drawn)
    issue = make_issue(order, drawn, _author(folder, tag))
    name = tag_name(ledger, chosen.id, len(issues) + 1)
    # The files that the record describes are written before it; the record comes last.
    keeps = desk.issued_outputs(ledger, chosen)
    desk.write_outputs(desk.output_folder(to, folder), drawn.outputs, dry_run, source=folder, force=force, is_issued=keeps)
    _warn_of_late_commit(folder, commit, on)
    record = record_path(chosen.id)
    before = FolderTree(folder).read(record) if filed is not None else None
    text = record_text(before.decode("utf-8") if before is not None else None, chosen.id, issue)
    kept = keep_outputs(folder, chosen.id, drawn.outputs)
    desk.write_changes(folder, [*kept, FileChange(record, before, text.encode("utf-8"))], dry_run, act="issue")
    if not dry_run:
        if tag:
            git.tag(folder, name, commit, f"{number}, {format_date(on)}\n\n{ledger.commitment.title}: {chosen.id}\n")
            desk.say(_("tag {name} on commit {commit}").format(name=name, commit=commit[:12]))
        _say_next(folder, chosen)
    return 0


def _refuse_baselines(ledger: Ledger) -> None:
    """Raise DataFault if goals need figures that stand in the folder of the year before only: the report would not be made
    again from its own data."""
    taken = [target for target in ledger.targets.values() if target.baselines]
    if taken:
        from camket.standing.wording import target_name

        message = _("last year's figures are taken from the data of last year and are not typed: {targets}").format(
            targets="; ".join(map(target_name, taken))
        )
        raise DataFault(message, hint=_("Type them first, then issue: camket check shows the command for each."))


def _say_next(folder: Path, round_: Round) -> None:
    """Offer to save the record of an issue, and say how the report is proved later."""
    from camket.commands.saving import offer_to_save

    if not offer_to_save(folder, _("The record itself is not saved yet.")):
        desk.say(_("Save the record: camket save"))
    desk.say(_("To prove the report later: camket verify --round {round}").format(round=round_.id))


def _read_number(text: str) -> str:
    """Return the number of the report without spaces around it."""
    number = text.strip()
    if not number or not number.isprintable():
        raise typer.BadParameter(_("a number such as 45/BC-UBND is expected"), param_hint="--number")
    return number


def _refuse_days(on: date, as_of: date | None) -> None:
    """Raise BadParameter for a report dated in the future, or one that would use data from after its own date."""
    if on > desk.today():
        raise typer.BadParameter(_("this day has not come yet"), param_hint="--date")
    if as_of is not None and as_of > on:
        raise typer.BadParameter(_("a report cannot know what came after its own day"), param_hint="--as-of")


def _refuse_unopened(ledger: Ledger, round_: Round, on: date) -> None:
    """Raise BadParameter for a report dated before its round opened."""
    opens = ledger.calendar.opens(round_)
    if on < opens:
        message = _("the round opened on {opens} only").format(opens=format_date(opens))
        raise typer.BadParameter(message, param_hint="--date")


def _author(folder: Path, is_needed: bool) -> str | None:
    """Return the name and address with which git would commit. Raises CamketError if a tag needs them and git has none."""
    author = git.author(folder)
    if is_needed and author is None:
        raise CamketError(_("git does not know who you are"), _("git config user.name …; git config user.email …"))
    return f"{author[0]} <{author[1]}>" if author else None


def _warn_of_late_commit(folder: Path, commit: str, on: date) -> None:
    """Warn if the data were committed after the date of the report: they may differ from what was signed."""
    made = git.commit_day(folder, commit)
    if made is not None and made > on:
        said = _("the data were committed on {made}, after the report's day: see that it says what was signed")
        desk.say(said.format(made=format_date(made)))


def verify_command(
    *,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar=_("[FILES]"), help=_("Files to be held against the record: are they the report as issued?")),
    ] = None,
    rounds: RoundChoice,
    number: Annotated[
        str | None,
        typer.Option("--number", metavar=_("NUMBER"), help=_("Of several issues the one of this number; else the last.")),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--restore",
            metavar=_("DIR"),
            parser=read_output_folder,
            help=_("Write the issued files into this folder once more."),
        ),
    ] = None,
    force: Force = False,
    output: TextOrJson = "text",
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.report.issuing import record_path, rounds_of_files, verify
    from camket.standing.wording import round_name, rounds_text

    desk.refuse_together(
        "--restore", to is not None, {"FILES": files or None, "--format": None if output == "text" else output}
    )

    folder, ledger, problems = data.open()
    # A file says by its content which round it is of; today's round would be a guess.
    named = rounds.named(ledger)
    of_files = rounds_of_files(ledger.issued, files) if files and named is None else ()
    if len(of_files) > 1:
        several = rounds_text(one for one in ledger.rounds if one.id in of_files)
        raise typer.BadParameter(
            _("these files are of several rounds, verify them one by one: {rounds}").format(rounds=several)
        )
    chosen = named or (ledger.round(of_files[0]) if of_files else None) or rounds.choose(ledger)
    filed = ledger.issued.get(chosen.id)
    if filed is None and ledger.is_skipped(record_path(chosen.id)):
        broken = [problem for problem in problems if problem.place.path == record_path(chosen.id)]
        raise DataFault(_("the record of the issue cannot be read"), broken)
    if filed is None:
        known = rounds_text(one for one in ledger.rounds if one.id in ledger.issued)
        hint = _("On record: {rounds}.").format(rounds=known) if ledger.issued else _("Put an issue on record: camket issue.")
        if files and named is None:
            names = ", ".join(path.name for path in files)
            raise CamketError(_("no report on record as issued is the same as {files}").format(files=names), hint)
        raise CamketError(_("no report of {round} is on record as issued").format(round=round_name(chosen)), hint)
    issues = [one for one in filed.content.issued if number is None or one.number == number.strip()]
    issues.sort(key=lambda one: one.date)
    if not issues:
        numbers = ", ".join(one.number for one in filed.content.issued)
        raise typer.BadParameter(_("on record: {numbers}").format(numbers=numbers), param_hint="--number")
    if to is not None:
        return _restore(folder, chosen.id, issues[-1], to, force=force)
    found = verify(folder, chosen.id, issues[-1], files or ())
    if output == "json":
        from camket.screen.json_changes import verification_json

        desk.print(verification_json(found, desk.issues_apart(folder, ledger, chosen.id)))
    else:
        from camket.screen.account import print_verification

        with screen.open() as console:
            print_verification(console, found)
    desk.say_issues_apart(folder, ledger, chosen.id)
    return 0 if found.holds and not found.broken_evidence else 1


def _restore(folder: Path, round_id: str, issue: Issue, to: Path, *, force: bool) -> int:
    """Write the files of an issue as on record, and name those that cannot be had; then the exit code is 1."""
    from camket.report.issuing import restore

    found, lost = restore(folder, round_id, issue)
    desk.write_outputs(to, found, dry_run=False, source=folder, force=force)
    for name in lost:
        desk.say(_("{name}: neither kept as it was issued nor made again from the commit").format(name=name))
    return 1 if lost else 0
