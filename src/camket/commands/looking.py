"""Commands that read the data and show them: problems, submissions, verdicts, proposals, the origin of a figure."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    Annual,
    AsOf,
    Data,
    Lang,
    OneTarget,
    OneUnit,
    Quarter,
    RoundId,
    Strict,
    complete_targets,
    complete_units,
    format_option,
    read_day,
)
from camket.text.language import _


def check_command(
    context: typer.Context,
    data: Data = None,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", metavar=_("DATE"), parser=read_day, help=_("Take this day for today; later dates are faults.")),
    ] = None,
    output: Annotated[str, format_option("text", "github", "json", "sarif")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help=_("Exit 1 for warnings too."))] = False,
    lang: Lang = None,
) -> int:
    folder = desk.find_folder(data or context.obj)
    ledger, problems = desk.load(folder)
    if ledger is not None:
        from camket.rules.check import check

        problems += check(ledger, as_of or desk.today(), desk.find_later(folder, ledger))
    problems = desk.in_order(problems)
    root = desk.shown_root(folder)
    if output == "text":
        from camket.screen.console import make_console
        from camket.screen.problems import print_problems

        print_problems(make_console(sys.stdout), problems, root=root)
    else:
        from camket.screen import problem_formats

        writers = {
            "json": lambda: problem_formats.problems_json(problems),
            "github": lambda: problem_formats.problems_github(problems, root),
            "sarif": lambda: problem_formats.problems_sarif(problems, root),
        }
        desk.print(writers[output]())
    return 1 if problems and (strict or desk.has_errors(problems)) else 0


def status_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    unit: OneUnit = None,
    target: OneTarget = None,
    behind: Annotated[bool, typer.Option("--behind", help=_("Only what needs attention."))] = False,
    output: Annotated[str, format_option("text", "json")] = "text",
    data: Data = None,
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    from camket.standing.survey import survey

    _folder, ledger, problems = desk.open_data(data or context.obj)
    day = as_of or desk.today()
    view = survey(ledger, desk.choose_round(ledger, quarter, annual, round_id, day), day)
    unit = desk.known_unit(ledger, unit) if unit is not None else None
    target = desk.known_target(ledger, target) if target is not None else None
    if output == "json":
        from camket.screen.json_status import status_json

        desk.print(status_json(view, problems, unit=unit, target=target, behind=behind))
    else:
        from camket.screen.console import make_console
        from camket.screen.status import print_status

        print_status(make_console(sys.stdout), view, problems, unit=unit, target=target, behind=behind)
    overdue = any(submission.state in ("late", "missing") for submission in view.submissions)
    return 1 if desk.has_errors(problems) or (strict and (problems or overdue)) else 0


def show_command(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar=_("TARGET"), autocompletion=complete_targets, help=_("The target's id or name."))
    ],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    output: Annotated[str, format_option("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.standing.survey import survey

    _folder, ledger, problems = desk.open_data(data or context.obj)
    day = as_of or desk.today()
    target = desk.known_target(ledger, target)
    view = survey(ledger, desk.choose_round(ledger, quarter, annual, round_id, day), day)
    if output == "json":
        from camket.screen.json_target import target_json

        desk.print(target_json(ledger, view, target))
    else:
        from camket.screen.console import make_console
        from camket.screen.target import print_target

        print_target(make_console(sys.stdout), ledger, view, target)
    return 1 if desk.has_errors(problems) else 0


def proposals_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    waiting: Annotated[bool, typer.Option("--open", help=_("Only what has no final answer yet."))] = False,
    unit: OneUnit = None,
    target: OneTarget = None,
    output: Annotated[str, format_option("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.standing.proposals import proposals

    _folder, ledger, problems = desk.open_data(data or context.obj)
    day = as_of or desk.today()
    chosen = desk.choose_round(ledger, quarter, annual, round_id, day)
    unit = desk.known_unit(ledger, unit) if unit is not None else None
    target = desk.known_target(ledger, target) if target is not None else None
    found = [
        one
        for one in proposals(ledger, chosen, day)
        if (one.is_open or not waiting) and (unit is None or unit in one.units) and (target is None or target == one.target)
    ]
    if output == "json":
        from camket.screen.json_proposals import proposals_json

        desk.print(proposals_json(found))
    else:
        from camket.screen.console import make_console
        from camket.screen.proposals import print_proposals

        print_proposals(make_console(sys.stdout), ledger, found)
    return 1 if desk.has_errors(problems) else 0


def trace_command(
    context: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar=_("REFERENCE"),
            autocompletion=complete_targets,
            help=_(
                "As the report's appendices have it (1.3; 9.1/4 for row 4), a target's id or name; q2:1.3 names the round too."
            ),
        ),
    ],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit", metavar=_("UNIT"), autocompletion=complete_units, help=_("Only this unit's part: its id or name.")
        ),
    ] = None,
    output: Annotated[str, format_option("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.report.figure_references import UnknownReference, find_reference, reporting_unit
    from camket.report.trace.whole import trace
    from camket.standing.submissions import closing_day
    from camket.standing.survey import survey
    from camket.text.git import blame_files

    folder, ledger, problems = desk.open_data(data or context.obj)
    try:
        asked = find_reference(ledger, reference)
        named = reporting_unit(ledger, asked.target, unit) if unit is not None else asked.unit
    except UnknownReference as error:
        raise typer.BadParameter(str(error)) from None
    if asked.unit not in (None, named):
        raise typer.BadParameter(_("the reference and --unit name two units"))
    chosen = desk.named_round(ledger, quarter, annual, round_id)
    chosen = chosen or desk.choose_round(ledger, None, None, asked.round, as_of or desk.today())
    if asked.round not in (None, chosen.id):
        raise typer.BadParameter(_("the reference and the options name two rounds"))
    # The report uses this day too, so the figures are the same as in the report.
    found = trace(survey(ledger, chosen, as_of or closing_day(ledger, chosen)), asked.target, named)
    origins = blame_files(folder, found.lines())
    if output == "json":
        from camket.screen.json_trace import trace_json

        desk.print(trace_json(found, origins))
    else:
        from camket.screen.console import make_console
        from camket.screen.trace import print_trace

        print_trace(make_console(sys.stdout), found, origins, root=desk.shown_root(folder))
    return 1 if desk.has_errors(problems) else 0
