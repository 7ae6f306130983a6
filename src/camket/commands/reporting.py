"""The command that writes reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    STDOUT,
    DataFolder,
    DryRun,
    Force,
    ReportTo,
    RoundOnDay,
    Since,
    formats_option,
)
from camket.text.language import _, ngettext
from camket.text.problems import DataFault, PdfFault, Problem

if TYPE_CHECKING:
    from camket.history.issued import Later
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger
    from camket.report.describe.whole import Form
    from camket.standing.survey import Survey
    from camket.text.git import RepositoryState

# --- the report ---------------------------------------------------------------------------------------------------------

Full = Annotated[
    bool, typer.Option("--full", help=_("All detail on paper: what each unit wrote, every item, difficulties by target."))
]
Internal = Annotated[
    bool,
    typer.Option(
        "--internal", help=_("The internal copy for the head of the office: what is not on the paper, and the sources.")
    ),
]
Summary = Annotated[bool, typer.Option("--summary", help=_("The summary on one page, for the chairman, instead."))]


def report_command(
    *,
    rounds: RoundOnDay,
    output: Annotated[str, formats_option("md,docx,xlsx,pdf", _("One or more forms, with commas."))] = "md,docx",
    to: ReportTo = None,
    since: Since = None,
    full: Full = False,
    internal: Internal = False,
    summary: Summary = False,
    strict: Annotated[bool, typer.Option("--strict", help=_("Refuse while a report is missing or an error stands."))] = False,
    list_templates: Annotated[
        bool, typer.Option("--list-templates", help=_("Name the templates and the variables they can use; write nothing."))
    ] = False,
    force: Force = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.ledger.tree import is_data_file
    from camket.report import render as rendering
    from camket.rules.check import check
    from camket.standing.submissions import closing_day
    from camket.standing.survey import survey, survey_to_compare
    from camket.text.git import provenance

    forms = _forms(full=full, internal=internal)
    if list_templates:
        return _list_templates(data.find())
    desk.refuse_together("--summary", summary, {"--since": since, "--full": full, "--internal": internal})
    formats = desk.read_formats(output, rendering.SUMMARY_FORMATS if summary else rendering.FORMATS)
    if to == STDOUT and formats != ["md"]:
        message = _("standard output takes one text: give --format md too, or a folder")
        raise typer.BadParameter(message, param_hint="--output")
    folder, ledger, problems = data.open()
    chosen = rounds.choose(ledger)
    # Not today: the same report must come out tomorrow. The day is the one on which the last unit's report was received.
    day = rounds.as_of or closing_day(ledger, chosen)
    all_later = desk.find_later(folder, ledger)
    problems = desk.in_order([*problems, *check(ledger, desk.today(), all_later)])
    view = survey(ledger, chosen, day)
    earlier = desk.earlier_round(ledger, since, chosen)
    compared = survey_to_compare(ledger, earlier, day)
    missing = rendering.missing_units(view)
    if strict:
        _refuse_incomplete(ledger, missing, problems)
    own_templates = desk.own_templates(folder)
    origin = provenance(folder, own_templates, is_data_file)
    later = next((one for one in all_later if one.round == chosen.id), None)
    since_id = earlier.id if earlier is not None else None
    issued = later if later is not None and later.is_report(rounds.as_of, since_id) else None

    def render(form: Form) -> Mapping[str, bytes]:
        from camket.report.issuing import beside_issued, issued_again

        if summary:
            return rendering.render_summary(
                view, problems, origin, own_templates, formats, later=later if issued is None else None
            )
        if issued is not None:
            return issued_again(folder, issued, formats) if form == "paper" else beside_issued(folder, issued, formats, form)
        digests = _inputs(folder, ledger, chosen) if form == "internal" or "xlsx" in formats else {}
        return rendering.render_report(
            view, problems, origin, own_templates, formats, compared, later=later, form=form, inputs=digests
        )

    no_pdf, rendered = _render_all(forms, render)
    if to == STDOUT:
        for text in rendered.values():
            desk.print(text.decode("utf-8"))
    else:
        keeps = desk.issued_outputs(ledger, chosen)
        desk.write_outputs(desk.output_folder(to, folder), rendered, dry_run, source=folder, force=force, is_issued=keeps)
    if later is not None:
        _say_issue(later, is_as_issued=issued is not None)
    _say_gaps(ledger, missing, rendering.unreadable_units(view), origin)
    if issued is None and not summary:
        _say_left_out(view, forms)
    desk.say_problem_count(problems)
    if no_pdf is not None:
        raise no_pdf
    return desk.exit_code(problems)


def _forms(*, full: bool, internal: bool) -> list[Form]:
    """Return the forms asked for: the paper, unless another one is."""
    named: list[tuple[Form, bool]] = [("full", full), ("internal", internal)]
    return [form for form, is_asked in named if is_asked] or ["paper"]


def _render_all(
    forms: Sequence[Form], render: Callable[[Form], Mapping[str, bytes]]
) -> tuple[PdfFault | None, dict[str, bytes]]:
    """Return the files of all forms by name; where no PDF can be made, also the fault, and the files without it."""
    fault: PdfFault | None = None
    rendered: dict[str, bytes] = {}
    for form in forms:
        try:
            rendered |= render(form)
        except PdfFault as found:
            fault = found
            rendered |= found.others
    return fault, rendered


def _inputs(folder: Path, ledger: Ledger, round_: Round) -> Mapping[str, str]:
    """Return the digests of the files that the report is made from, for the internal copy and the workbook."""
    from camket.history.issued import digest_text, inputs_of
    from camket.ledger.tree import FolderTree

    tree = FolderTree(folder)
    return {path: digest_text(tree.read(path)) for path in inputs_of(ledger, round_.id, tree.files())}


def _say_left_out(view: Survey, forms: Sequence[Form]) -> None:
    """Say what the written forms leave out: proposals that are not put to others, and texts of units on track."""
    from camket.standing.addressees import reach_of
    from camket.standing.submissions import remarks

    if forms == ["paper"]:
        found = [reach_of(view.ledger, one.to) for _unit, one in remarks(view.ledger, view.round, view.as_of, "proposals")]
        own, unnamed = found.count("own"), found.count("unnamed")
        if own:
            words = ngettext(
                "{n} proposal is for this office itself: it stands in the internal copy (--internal), not on the paper",
                "{n} proposals are for this office itself: they stand in the internal copy (--internal), not on the paper",
                own,
            )
            desk.say(words.format(n=own))
        if unnamed:
            words = ngettext(
                "{n} proposal names no addressee: it stands in the internal copy too; "
                "to put it on the paper, say in the unit's report whom it is for",
                "{n} proposals name no addressee: they stand in the internal copy too; "
                "to put them on the paper, say in the units' reports whom they are for",
                unnamed,
            )
            desk.say(words.format(n=unnamed))
    left_out = view.texts_left_out()
    if left_out and forms != ["paper"]:
        words = ngettext(
            "{n} text of a unit on track is not printed; to print it, write on_track_text: print under regime:",
            "{n} texts of units on track are not printed; to print them, write on_track_text: print under regime:",
            left_out,
        )
        desk.say(words.format(n=left_out))


def _refuse_incomplete(ledger: Ledger, missing: Sequence[str], problems: Sequence[Problem]) -> None:
    """Raise DataFault if a unit's report is missing or the data have an error."""
    if missing or desk.has_errors(problems):
        names = ", ".join(ledger.name(unit) for unit in missing)
        reason = _("no report from: {names}").format(names=names) if missing else _("errors stand in the data")
        errors = [problem for problem in problems if problem.level == "error"]
        raise DataFault(_("the report is not written: {reason}").format(reason=reason), errors)


def _say_issue(later: Later, *, is_as_issued: bool) -> None:
    """Say whether the files are the issued report or a draft that differs from it."""
    from camket.text.numerals import format_date

    said = _("as issued: {number} of {date}") if is_as_issued else _("a draft: {number} of {date} was issued, and is another")
    desk.say(said.format(number=later.issue.number, date=format_date(later.issue.date)))


def _say_gaps(ledger: Ledger, missing: Sequence[str], unreadable: Sequence[str], origin: RepositoryState) -> None:
    """Say which units' reports are not in the report, and how many files are not committed."""
    if missing:
        desk.say(_("no report from: {names}").format(names=", ".join(ledger.short_name(unit) for unit in missing)))
    if unreadable:
        names = ", ".join(ledger.short_name(unit) for unit in unreadable)
        desk.say(_("there is a file that cannot be read, and the report goes without it: {names}").format(names=names))
    if origin.changed:
        n = len(origin.changed)
        desk.say(ngettext("{n} file is changed and not committed", "{n} files are changed and not committed", n).format(n=n))


def _list_templates(folder: Path) -> int:
    from camket.report.render import list_templates
    from camket.report.templating import fields_of
    from camket.screen.templates import print_templates

    found = list_templates(desk.own_templates(folder))
    fields: dict[str, list[tuple[str, str]]] = {}
    for values in dict.fromkeys(one.values for one in found):
        fields |= fields_of(values)
    print_templates(desk.console(), found, fields)
    return 0
