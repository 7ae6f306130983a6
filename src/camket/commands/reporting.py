"""What the office writes: reports, their issue and its proof, the letters that remind."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    Annual,
    AsOf,
    Data,
    DryRun,
    Lang,
    Quarter,
    RoundId,
    Since,
    To,
    Units,
    format_option,
    read_day,
)
from camket.text.language import _, ngettext

if TYPE_CHECKING:
    from camket.history.issued import Later
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger


def issue_command(
    context: typer.Context,
    number: Annotated[str, typer.Option("--number", metavar=_("NUMBER"), help=_("The report's number: 45/BC-UBND."))],
    on: Annotated[
        date, typer.Option("--date", metavar=_("DATE"), parser=read_day, help=_("The day that stands on the report."))
    ],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    since: Since = None,
    output: Annotated[
        str, typer.Option("--format", "-f", metavar="md,docx,xlsx", help=_("One or more forms, with commas."))
    ] = "md,docx,xlsx",
    to: To = None,
    tag: Annotated[bool, typer.Option("--tag", help=_("Also put an annotated git tag on the commit."))] = False,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.history.issued import inputs_of
    from camket.report.issuing import FORMATS, Order, draw_up, make_issue, record_path, record_text, tag_name
    from camket.text import git
    from camket.text.numerals import format_date
    from camket.text.problems import CamketError, DataFault
    from camket.text.save import write_file

    number = number.strip()
    if not number or not number.isprintable():
        raise typer.BadParameter(_("a number such as 45/BC-UBND is expected"), param_hint="--number")
    if on > desk.today():
        raise typer.BadParameter(_("this day has not come yet"), param_hint="--date")
    if as_of is not None and as_of > on:
        raise typer.BadParameter(_("a report cannot know what came after its own day"), param_hint="--as-of")
    formats = desk.read_formats(output, FORMATS)
    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    chosen = desk.choose_round(ledger, quarter, annual, round_id, on)
    earlier = _earlier_round(ledger, since, chosen) if since is not None else None
    origin = git.provenance(folder, desk.own_templates(folder))
    if origin.commit is None or origin.changed:
        files = ", ".join(origin.changed[: desk.MANY]) + (" …" if len(origin.changed) > desk.MANY else "")
        message = _("the record names a commit, and these files are in none as they are now: {files}").format(files=files)
        if origin.commit is None:
            message = _("the record names a commit, and there is none here yet")
        raise CamketError(message, _("Commit what the report is made of (git add, git commit), then run this again."))
    known = ledger.issued.get(chosen.id)
    done = known.content.issued if known is not None else ()
    if any((one.number, one.date) == (number, on) for one in done):
        desk.say(_("{round}: report {number} is on record already").format(round=chosen.id, number=number))
        return 0
    if same := [one for one in done if one.number == number]:
        message = _("report {number} is on record with another day: {date}").format(
            number=number, date=format_date(same[0].date)
        )
        raise CamketError(message, _("Two reports have two numbers. A record that is wrong is taken back with git."))
    opens = ledger.calendar.opens(chosen)
    if on < opens:
        message = _("the round opened on {opens} only").format(opens=format_date(opens))
        raise typer.BadParameter(message, param_hint="--date")
    order = Order(
        round=chosen.id,
        commit=origin.commit,
        number=number,
        date=on,
        as_of=as_of,
        since=earlier.id if earlier is not None else None,
        formats=tuple(formats),
    )
    drawn = draw_up(folder, order)
    behind = set(inputs_of(ledger, chosen.id, (problem.place.path for problem in drawn.problems)))
    errors = [one for one in drawn.problems if one.level == "error" and one.place.path in behind]
    if errors:
        raise DataFault(_("a report with errors behind it is not issued; mend these first"), errors)
    author = git.author(folder)
    if tag and author is None:
        raise CamketError(_("git does not know who you are"), _("git config user.name …; git config user.email …"))
    issue = make_issue(order, drawn, f"{author[0]} <{author[1]}>" if author else None)
    # The record comes last: what it vouches for is there before it.
    desk.write_outputs(to or folder.parent / "build", drawn.outputs, dry_run)
    record = folder / record_path(chosen.id)
    before = record.read_bytes() if known is not None else None
    text = record_text(before.decode("utf-8") if before is not None else None, chosen.id, issue)
    name = tag_name(ledger, chosen.id, len(done) + 1)
    made = git.commit_day(folder, order.commit)
    if made is not None and made > on:
        desk.say(
            _("the data were committed on {made}, after the report's day: see that it says what was signed").format(
                made=format_date(made)
            )
        )
    if dry_run:
        desk.say(_("would write {path}").format(path=desk.shown(record)))
        return 0
    write_file(record, text.encode("utf-8"), replaces=before)
    desk.say(_("wrote {path}").format(path=desk.shown(record)))
    if tag:
        git.tag(folder, name, order.commit, f"{number}, {format_date(on)}\n\n{ledger.commitment.title}: {chosen.id}\n")
        desk.say(_("tag {name} on commit {commit}").format(name=name, commit=order.commit[:12]))
    desk.say(
        _("Commit the record: git add, git commit. To prove the report later: camket verify --round {round}").format(
            round=chosen.id
        )
    )
    if not tag:
        desk.say(_("A tag can be put on its commit: git tag -a {name} {commit}").format(name=name, commit=order.commit[:12]))
    return 0


def verify_command(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar=_("[FILES]"), help=_("Files to be held against the record: are they the report as issued?")),
    ] = None,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    number: Annotated[
        str | None,
        typer.Option("--number", metavar=_("NUMBER"), help=_("Of several issues the one of this number; else the last.")),
    ] = None,
    output: Annotated[str, format_option("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.report.issuing import record_path, verify
    from camket.text.problems import CamketError, DataFault

    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    chosen = desk.choose_round(ledger, quarter, annual, round_id, desk.today())
    filed = ledger.issued.get(chosen.id)
    if filed is None and record_path(chosen.id) in ledger.skipped:
        broken = [problem for problem in problems if problem.place.path == record_path(chosen.id)]
        raise DataFault(_("the record of the issue cannot be read"), broken)
    if filed is None:
        hint = _("On record: {rounds}.").format(rounds=", ".join(ledger.issued) or "–")
        raise CamketError(_("no report of {round} is on record as issued").format(round=chosen.id), hint)
    issues = [one for one in filed.content.issued if number is None or one.number == number.strip()]
    issues.sort(key=lambda one: one.date)
    if not issues:
        numbers = ", ".join(one.number for one in filed.content.issued)
        raise typer.BadParameter(_("on record: {numbers}").format(numbers=numbers), param_hint="--number")
    found = verify(folder, chosen.id, issues[-1], files or ())
    if output == "json":
        from camket.screen.json_verification import verification_json

        desk.print(verification_json(found))
    else:
        from camket.screen.account import print_verification
        from camket.screen.console import make_console

        print_verification(make_console(sys.stdout), found)
    return 0 if found.holds else 1


def report_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    output: Annotated[
        str, typer.Option("--format", "-f", metavar="md,docx,xlsx,pdf", help=_("One or more forms, with commas."))
    ] = "md,docx",
    to: To = None,
    since: Since = None,
    strict: Annotated[bool, typer.Option("--strict", help=_("Refuse while a report is missing or an error stands."))] = False,
    list_templates: Annotated[
        bool, typer.Option("--list-templates", help=_("Name the templates and the variables they can use; write nothing."))
    ] = False,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.report.render import FORMATS, render_report
    from camket.rules.check import check
    from camket.standing.submissions import closing_day
    from camket.standing.survey import survey
    from camket.text.git import provenance
    from camket.text.numerals import format_date
    from camket.text.problems import DataFault, PdfFault

    if list_templates:
        return _list_templates(data or context.obj)
    formats = desk.read_formats(output, FORMATS)
    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    chosen = desk.choose_round(ledger, quarter, annual, round_id, as_of or desk.today())
    # A report must come out the same tomorrow: it is drawn up as on the day that its last report came in.
    day = as_of or closing_day(ledger, chosen)
    all_later = desk.find_later(folder, ledger)
    problems = desk.in_order([*problems, *check(ledger, desk.today(), all_later)])
    view = survey(ledger, chosen, day)
    earlier = _earlier_round(ledger, since, chosen) if since is not None else None
    compared = survey(ledger, earlier, min(day, closing_day(ledger, earlier))) if earlier is not None else None
    missing = [one.unit for one in view.submissions if one.submitted is None and one.unreadable is None]
    unreadable = [one.unit for one in view.submissions if one.unreadable is not None]
    if strict and (missing or desk.has_errors(problems)):
        names = ", ".join(ledger.name(unit) for unit in missing)
        reason = _("no report from: {names}").format(names=names) if missing else _("errors stand in the data")
        errors = [problem for problem in problems if problem.level == "error"]
        raise DataFault(_("the report is not written: {reason}").format(reason=reason), errors)
    own_templates = desk.own_templates(folder)
    origin = provenance(folder, own_templates)
    later = next((one for one in all_later if one.round == chosen.id), None)
    is_as_issued = later is not None and _is_as_issued(later, as_of, earlier)
    no_pdf: PdfFault | None = None
    try:
        if later is not None and is_as_issued:
            rendered = _draw_up_again(folder, later, formats)
        else:
            rendered = render_report(view, problems, origin, own_templates, formats, compared, later=later)
    except PdfFault as fault:  # the other forms are wanted all the same
        no_pdf, rendered = fault, fault.others
    desk.write_outputs(to or folder.parent / "build", rendered, dry_run)
    if later is not None:
        said = (
            _("as issued: {number} of {date}") if is_as_issued else _("a draft: {number} of {date} was issued, and is another")
        )
        desk.say(said.format(number=later.issue.number, date=format_date(later.issue.date)))
    if missing:
        desk.say(_("no report from: {names}").format(names=", ".join(ledger.short_name(unit) for unit in missing)))
    if unreadable:
        names = ", ".join(ledger.short_name(unit) for unit in unreadable)
        desk.say(_("there is a file that cannot be read, and the report goes without it: {names}").format(names=names))
    if origin.changed:
        n = len(origin.changed)
        desk.say(ngettext("{n} file is changed and not committed", "{n} files are changed and not committed", n).format(n=n))
    desk.say_problem_count(problems)
    if no_pdf is not None:
        raise no_pdf
    return 1 if desk.has_errors(problems) else 0


def remind_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    unit: Units = None,
    one: Annotated[bool, typer.Option("--one", help=_("One letter to all of them, with a table."))] = False,
    before: Annotated[
        int | None,
        typer.Option("--before", min=0, max=366, metavar=_("DAYS"), help=_("Those whose report is due within so many days.")),
    ] = None,
    reply_by: Annotated[
        date | None,
        typer.Option(
            "--reply-by", metavar=_("DATE"), parser=read_day, help=_("The day to send it by; else room is left to write it.")
        ),
    ] = None,
    text: Annotated[
        bool, typer.Option("--text", help=_("Print short messages to paste into a chat or an e-mail; write nothing."))
    ] = False,
    ics: Annotated[bool, typer.Option("--ics", help=_("Write the calendar of all due dates of the year instead."))] = False,
    output: Annotated[
        str | None, typer.Option("--format", "-f", metavar="docx,md,pdf", help=_("One or more forms, with commas; else docx."))
    ] = None,
    to: To = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.report.reminders import round_due_soon, to_remind
    from camket.report.render import LETTER_FORMATS, render_messages, render_reminders
    from camket.standing.survey import survey
    from camket.text.problems import PdfFault

    desk.refuse_together("--text", text, {"--one": one, "--format": output, "--output": to, "--dry-run": dry_run})
    chosen_units = {"--unit": unit, "--one": one, "--before": before, "--reply-by": reply_by, "--text": text}
    chosen_rounds = {"--quarter": quarter, "--annual": annual, "--round": round_id, "--as-of": as_of}
    desk.refuse_together("--ics", ics, {**chosen_rounds, **chosen_units, "--format": output})
    formats = desk.read_formats("docx" if output is None else output, LETTER_FORMATS)
    day = as_of or desk.today()
    if reply_by is not None and reply_by < day:
        raise typer.BadParameter(_("the day to reply by is past already"), param_hint="--reply-by")
    folder, ledger, problems = desk.load(data or context.obj)
    ledger = desk.usable(ledger, problems)
    own_templates = desk.own_templates(folder)
    target = to or folder.parent / "build"
    if ics:
        from camket.report.due_dates import render_due_dates

        desk.write_outputs(target, render_due_dates(ledger, own_templates), dry_run)
        desk.say_problem_count(problems)
        return 1 if desk.has_errors(problems) else 0
    is_given = quarter is not None or annual is not None or round_id is not None
    if before is not None and not is_given:
        chosen = round_due_soon(ledger, day, before)
    else:
        chosen = desk.choose_round(ledger, quarter, annual, round_id, day)
    units = [desk.known_unit(ledger, name) for name in unit] if unit else None
    view = survey(ledger, chosen, day)
    found = to_remind(view, before=before, units=units)
    if not found:
        desk.say(_("{round}: nobody to remind").format(round=chosen.id))
    elif text:
        desk.print(render_messages(view, found, own_templates, reply_by))
    else:
        try:
            rendered = render_reminders(view, found, own_templates, formats, is_joint=one, reply_by=reply_by)
        except PdfFault as fault:  # the other forms are wanted all the same
            desk.write_outputs(target, fault.others, dry_run)
            raise
        desk.write_outputs(target, rendered, dry_run)
    overdue = to_remind(view, units=units) if before is not None else ()
    if overdue:
        names = ", ".join(ledger.short_name(submission.unit) for submission in overdue)
        desk.say(_("late, incomplete or not readable, reminded without --before: {names}").format(names=names))
    desk.say_problem_count(problems)
    return 1 if desk.has_errors(problems) else 0


def _is_as_issued(later: Later, as_of: date | None, since: Round | None) -> bool:
    """Whether a report that is asked for is the one on record."""
    asked = as_of or later.issue.as_of, since.id if since is not None else later.issue.since
    return later.is_as_issued and asked == (later.issue.as_of, later.issue.since)


def _draw_up_again(folder: Path, later: Later, formats: Sequence[str]) -> Mapping[str, bytes]:
    """The report on record, from the commit that it was drawn up from."""
    from camket.report.issuing import draw_up, order_of

    return draw_up(folder, order_of(later.round, later.issue, tuple(formats)), or_folder=True).outputs


def _list_templates(data: Path | None) -> int:
    from camket.report.render import list_templates
    from camket.report.templating import fields_of
    from camket.screen.console import make_console
    from camket.screen.templates import print_templates

    folder = desk.find_folder(data)
    found = list_templates(desk.own_templates(folder))
    fields: dict[str, list[tuple[str, str]]] = {}
    for values in dict.fromkeys(one.values for one in found):
        fields |= fields_of(values)
    print_templates(make_console(sys.stdout), found, fields)
    return 0


def _earlier_round(ledger: Ledger, name: str, chosen: Round) -> Round:
    """The round that a report is held against; it must lie before the chosen one."""
    earlier = [round_ for round_ in ledger.calendar.through(chosen) if round_ is not chosen]
    for round_ in earlier:
        if name.strip().lower() in (round_.id, round_.quarter, round_.annual):
            return round_
    rounds = ", ".join(round_.id for round_ in earlier) or "–"
    message = _("'{round}' is no round before {chosen}; those are: {rounds}").format(
        round=name, chosen=chosen.id, rounds=rounds
    )
    raise typer.BadParameter(message, param_hint="--since")
