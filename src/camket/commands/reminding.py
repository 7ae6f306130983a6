"""The command that chases late reports: letters, messages, e-mails, the record of who was reminded, the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    STDOUT,
    DataFolder,
    DryRun,
    Force,
    OptionGroup,
    RoundOnDay,
    Units,
    day_option,
    formats_option,
    read_output_folder,
    read_report_folder,
)
from camket.text.language import _, ngettext, speaking
from camket.text.problems import PdfFault, Problem

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger
    from camket.ledger.reports import Means
    from camket.standing.submissions import Submission
    from camket.standing.survey import Survey


class WayOfReminding(OptionGroup):
    """By which means the units are reminded, and where that is written."""

    def __init__(
        self,
        one: Annotated[bool, typer.Option("--one", help=_("One letter or message to all of them."))] = False,
        text: Annotated[
            bool,
            typer.Option("--text", help=_("Short messages to paste into a chat: on the screen, or in the file of --output.")),
        ] = False,
        eml: Annotated[
            bool, typer.Option("--eml", help=_("Drafts of e-mails to the units' contacts, with each unit's form attached."))
        ] = False,
        call: Annotated[
            bool, typer.Option("--call", help=_("Whom to call, with the numbers; then it is recorded who was called."))
        ] = False,
        output: Annotated[str | None, formats_option("docx,md,pdf", _("One or more forms, with commas; else docx."))] = None,
        to: Annotated[
            Path | None,
            typer.Option(
                "--output",
                "-o",
                metavar=_("DIR"),
                parser=read_report_folder,
                help=_("Where to write; else build/ beside the data. With --text: the file to write."),
            ),
        ] = None,
        reply_by: Annotated[
            date | None, day_option("--reply-by", _("The day to send it by; else room is left to write it."))
        ] = None,
        record: Annotated[
            bool | None,
            typer.Option("--record/--no-record", help=_("Record who was reminded, or do not; else a terminal asks.")),
        ] = None,
        force: Force = False,
        dry_run: DryRun = False,
    ) -> None:
        self.one, self.text, self.eml, self.call, self.output, self.to = one, text, eml, call, output, to
        self.reply_by, self.record, self.force, self.dry_run = reply_by, record, force, dry_run
        self.formats: list[str] = []

    @property
    def means(self) -> Means:
        return "message" if self.text else "mail" if self.eml else "call" if self.call else "letter"

    def refuse_unfit(self, ics: bool, others: Mapping[str, object], day: date) -> None:
        """Raise BadParameter for options that do not go together; `others` are those of the command itself."""
        from camket.report.render import LETTER_FORMATS

        own = {"--one": self.one, "--reply-by": self.reply_by, "--record": self.record}
        means = {"--text": self.text, "--eml": self.eml, "--call": self.call, "--format": self.output}
        desk.refuse_together("--ics", ics, {**others, **own, **means})
        desk.refuse_together("--text", self.text, {"--eml": self.eml, "--call": self.call, "--format": self.output})
        desk.refuse_together("--eml", self.eml, {"--call": self.call, "--one": self.one, "--format": self.output})
        written = {"--one": self.one, "--format": self.output, "--output": self.to, "--force": self.force}
        desk.refuse_together("--call", self.call, {**written, "--reply-by": self.reply_by})
        self.formats = desk.read_formats("docx" if self.output is None else self.output, LETTER_FORMATS)
        if self.to == STDOUT and not self.text:
            read_output_folder("-")  # which refuses it
        if self.reply_by is not None and self.reply_by < day:
            raise typer.BadParameter(_("the day to reply by is past already"), param_hint="--reply-by")
        if self.record and day > desk.today():
            raise typer.BadParameter(_("nobody was reminded yet on a day to come"), param_hint="--record")


def remind_command(
    *,
    rounds: RoundOnDay,
    unit: Units = None,
    before: Annotated[
        int | None,
        typer.Option("--before", min=0, max=366, metavar=_("DAYS"), help=_("Those whose report is due within so many days.")),
    ] = None,
    ics: Annotated[bool, typer.Option("--ics", help=_("Write the calendar of all due dates of the year instead."))] = False,
    way: WayOfReminding,
    data: DataFolder,
) -> int:
    from camket.report.reminders import round_due_soon, to_remind
    from camket.standing.survey import survey

    day = rounds.day
    way.refuse_unfit(ics, {**rounds.given, "--unit": unit, "--before": before}, day)
    # As with camket form export: a form would lack a target that has an error.
    refusal = _("no form is written while targets.yaml or units.yaml has an error") if way.eml else None
    folder, ledger, problems = data.open(refuse=refusal)
    if ics:
        from camket.report.due_dates import render_due_dates

        files = render_due_dates(ledger, desk.own_templates(folder))
        desk.write_outputs(desk.output_folder(way.to, folder), files, way.dry_run, source=folder, force=way.force)
        return desk.say_problem_count(problems)
    chosen = rounds.named(ledger)
    if chosen is None:
        chosen = ledger.calendar.in_force(day) if before is None else round_due_soon(ledger, day, before)
    units = desk.known_units(ledger, unit)
    view = survey(ledger, chosen, day)
    found = to_remind(view, before=before, units=units)
    if not found:
        desk.say(_("{round}: nobody to remind").format(round=chosen.id))
    reached = _write(view, found, folder, way) if found else found
    overdue = to_remind(view, units=units) if before is not None else ()
    if overdue:
        names = ", ".join(ledger.short_name(submission.unit) for submission in overdue)
        desk.say(_("late, incomplete or not readable, reminded without --before: {names}").format(names=names))
    if reached:
        _record(view, reached, folder, problems, way)
    code = desk.say_problem_count(problems)
    return code if len(reached) == len(found) else 1


def _write(view: Survey, found: Sequence[Submission], folder: Path, way: WayOfReminding) -> Sequence[Submission]:
    """Write or print the reminders to these units; return those that are reached by them."""
    from camket.report.render import render_messages, render_reminders

    templates = desk.own_templates(folder)
    if way.call:
        _print_calls(view.ledger, found)
    elif way.text:
        text = render_messages(view, found, templates, way.reply_by, is_joint=way.one)
        if way.to is None or way.to == STDOUT:
            desk.print(text)
        else:
            where, name = (way.to, f"tin-nhan-{view.round.id}.txt") if way.to.is_dir() else (way.to.parent, way.to.name)
            desk.write_outputs(where, {name: text.encode("utf-8")}, way.dry_run, source=folder, force=way.force)
    elif way.eml:
        return _write_mails(view, found, folder, way)
    else:
        formats = way.formats
        target = desk.output_folder(way.to, folder)
        try:
            letters = render_reminders(view, found, templates, formats, is_joint=way.one, reply_by=way.reply_by)
        except PdfFault as fault:  # the other formats are written all the same
            desk.write_outputs(target, fault.others, way.dry_run, source=folder, force=way.force)
            raise
        desk.write_outputs(target, letters, way.dry_run, source=folder, force=way.force)
        _say_heads(view, found)
    return found


def _say_heads(view: Survey, found: Sequence[Submission]) -> None:
    """Name the units whose head would be written to if units.yaml had the head's title."""
    from camket.report.reminders import is_for_head

    units = view.ledger.units
    untold = [one.unit for one in found if units[one.unit].head is None and is_for_head(view, one)]
    if untold:
        names = ", ".join(map(view.ledger.short_name, untold))
        said = _("the letter goes to the unit and not to its head, as units.yaml has no head: for {names}")
        desk.say(said.format(names=names))


def _write_mails(view: Survey, found: Sequence[Submission], folder: Path, way: WayOfReminding) -> Sequence[Submission]:
    """Write the drafts of the e-mails; name the units without an address, and return the others."""
    from camket.forms.form import FormRound, make_form
    from camket.forms.writer import file_name, write_form
    from camket.report.mail import read_addresses
    from camket.report.render import render_mails

    ledger = view.ledger
    contacts = {one.unit: ledger.units[one.unit].contact for one in found}
    addresses = {unit: contact.email if contact is not None else None for unit, contact in contacts.items()}
    reached = [one for one in found if read_addresses(addresses[one.unit])]
    with speaking("vi"):  # as the mail itself
        form_round = FormRound(ledger, view.round)
        forms = {one.unit: make_form(form_round, one.unit) for one in reached}
        cut_off = ledger.calendar.cut_off(view.round)
        workbooks = {unit: {file_name(form): write_form(form, cut_off)} for unit, form in forms.items()}
    mails = render_mails(view, reached, desk.own_templates(folder), workbooks, way.reply_by)
    desk.write_outputs(desk.output_folder(way.to, folder), mails, way.dry_run, source=folder, force=way.force)
    for unit, address in addresses.items():
        if address is None:
            said = _("{unit}: no mail, as units.yaml has no email: under contact:")
            desk.say(said.format(unit=ledger.short_name(unit)))
        elif not read_addresses(address):
            said = _("{unit}: no mail, as '{address}' in units.yaml is no e-mail address")
            desk.say(said.format(unit=ledger.short_name(unit), address=address))
    return reached


def _print_calls(ledger: Ledger, found: Sequence[Submission]) -> None:
    """Print whom to call at each unit, why, and how often the unit was reminded."""
    from camket.standing.wording import reminded_label, state_label

    for one in found:
        contact = ledger.units[one.unit].contact
        person = " ".join(filter(None, (contact.title, contact.name))) if contact is not None else ""
        phone = contact.phone if contact is not None and contact.phone else _("units.yaml has no phone number")
        lacking = f" {one.answered}/{one.required}" if one.submitted else ""
        why = [state_label(one) + lacking, reminded_label(one.reminded)]
        who = ", ".join(filter(None, (person, phone)))
        desk.print(f"{ledger.short_name(one.unit)}: {who} ({'; '.join(filter(None, why))})\n")


# --- the record -----------------------------------------------------------------------------------------------------------


def _record(
    view: Survey, reached: Sequence[Submission], folder: Path, problems: Sequence[Problem], way: WayOfReminding
) -> None:
    """Record in the office's own file who was reminded: as --record says, or as the answer to a question in a terminal.

    What was written is not sent yet, so without an answer nothing is recorded. Without --record the reminders of another day
    (--as-of) are a look at that day, and nothing is asked.
    """
    from camket.entry.acts import remind
    from camket.entry.changing import LoadedFolder, look_ahead, refuse
    from camket.standing.wording import means_label

    if way.record is False or (way.record is None and view.as_of != desk.today()):
        return
    state = LoadedFolder(folder, view.ledger, tuple(problems), desk.today())
    change = remind(state, view.round, [one.unit for one in reached], view.as_of, way.means)
    means, n = means_label(way.means), len(reached)
    if not change.is_needed:
        desk.say(_("on record already: reminded on that day, means: {means}").format(means=means))
        return
    if way.record is None and not way.dry_run:
        if not desk.is_terminal():
            desk.say(_("not recorded as reminded; once it is sent, run it again with --record"))
            return
        question = ngettext(
            "Record that {n} unit was reminded today, by {means}?", "Record that {n} units were reminded today, by {means}?", n
        )
        if not desk.ask_yes(question.format(n=n, means=means), default=True):
            return
    refuse(look_ahead(state, change))
    said = ngettext("    reminded on record: {n} unit, by {means}", "    reminded on record: {n} units, by {means}", n)
    desk.write_changes(folder, [change], way.dry_run, notes={change.path: said.format(n=n, means=means)})
