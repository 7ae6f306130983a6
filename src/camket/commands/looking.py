"""Commands that read the data and show them: problems, submissions, verdicts, proposals, the origin of a figure."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from camket.commands import desk
from camket.commands.options import (
    DataFolder,
    DryRun,
    RoundOnDay,
    Screen,
    Strict,
    TargetName,
    TextOrJson,
    UnitAndTarget,
    complete_targets,
    day_option,
    format_option,
    unit_option,
)
from camket.text.language import _
from camket.text.problems import Problem


def check_command(
    *,
    data: DataFolder,
    screen: Screen,
    as_of: Annotated[date | None, day_option("--as-of", _("Take this day for today; later dates are faults."))] = None,
    output: Annotated[str, format_option("text", "github", "json", "sarif")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help=_("Exit 1 for warnings too."))] = False,
    upgrade: Annotated[
        bool,
        typer.Option("--upgrade", help=_("Bring targets.yaml to the newest data format; with --dry-run only show the change.")),
    ] = False,
    dry_run: DryRun = False,
) -> int:
    if upgrade:
        return _upgrade(data, dry_run)
    if dry_run:
        raise typer.BadParameter(_("camket check writes nothing without --upgrade"), param_hint="--dry-run")
    folder = data.find()
    problems = _checked(folder, as_of or desk.today())
    desk.show_problems(problems, output, desk.shown_root(folder), no_pager=screen.no_pager)
    return desk.exit_code(problems, strict=strict)


def _checked(folder: Path, day: date) -> list[Problem]:
    """Return all problems of a data folder on a day, in order."""
    from camket.commands.remembered import Remembered
    from camket.ledger.tree import EVIDENCE
    from camket.text.problems import pack, unpack
    from camket.text.sparse import may_be_sparse

    has_evidence = os.path.lexists(folder / EVIDENCE) or may_be_sparse(folder)
    found = Remembered(folder, "check", day)
    if found.kept is not None and not has_evidence:
        return [unpack(one) for one in found.kept["problems"]]
    ledger, problems = desk.load(folder, tree=found.tree)
    if ledger is not None:
        problems += desk.check_all(folder, ledger, day)
    problems = desk.in_order(problems)
    # What was issued is compared with git, evidence with other files, last year with another folder.
    if ledger is not None and not (ledger.issued or ledger.commitment.previous or has_evidence):
        found.keep({"problems": [pack(one) for one in problems]})
    return problems


def _upgrade(data: DataFolder, dry_run: bool) -> int:
    """Bring targets.yaml to the newest data format, or show what would change."""
    from camket.entry.format_upgrade import plan_upgrade

    state = desk.open_state(data.given)
    desk.refuse_faults(state.ledger, state.problems, _("nothing was written; mend these first, then upgrade"))
    desk.write_changes(state.folder, [plan_upgrade(state)], dry_run)
    return 0


def status_command(
    *,
    rounds: RoundOnDay,
    only: UnitAndTarget,
    behind: Annotated[bool, typer.Option("--behind", help=_("Only what needs attention, all of it."))] = False,
    whole: Annotated[bool, typer.Option("--all", help=_("Every unit and every target; else one screen of 24 lines."))] = False,
    output: TextOrJson = "text",
    data: DataFolder,
    screen: Screen,
    strict: Strict = False,
) -> int:
    from camket.commands.remembered import Remembered

    desk.refuse_together("--all", whole, {"--behind": behind, "--unit": only.unit, "--target": only.target})
    folder = data.find()
    words = (rounds.given, rounds.day, only.unit, only.target, behind, whole, output, strict)
    found = Remembered(folder, "status", *words, screen.form() if output == "text" else "")
    if found.kept is not None:
        (desk.print if output == "json" else screen.show)(found.kept["text"])
        return int(found.kept["code"])
    from camket.standing.survey import survey

    _folder, ledger, problems = desk.usable(folder, *desk.load(folder, tree=found.tree))
    view = survey(ledger, rounds.choose(ledger), rounds.day)
    unit, target = only.find(ledger)
    if output == "json":
        from camket.screen.json_status import status_json

        apart = desk.issues_apart(folder, ledger, view.round.id)
        text = status_json(view, problems, unit=unit, target=target, behind=behind, apart=apart)
        desk.print(text)
    elif not (whole or behind or unit or target):
        from camket.screen.attention import print_attention

        text = screen.draw(lambda console: print_attention(console, view, problems))
    else:
        from camket.screen.status import print_status

        text = screen.draw(lambda console: print_status(console, view, problems, unit=unit, target=target, behind=behind))
    desk.say_issues_apart(folder, ledger, view.round.id)
    overdue = any(submission.state in ("late", "missing") for submission in view.submissions)
    code = 1 if desk.exit_code(problems, strict=strict) or (strict and overdue) else 0
    # Whether issues of a round know of each other is asked of git; last year is in another folder.
    if ledger.commitment.previous is None and all(len(one.content.issued) < 2 for one in ledger.issued.values()):
        found.keep({"text": text, "code": code})
    return code


def show_command(
    *, target: TargetName, rounds: RoundOnDay, output: TextOrJson = "text", data: DataFolder, screen: Screen
) -> int:
    from camket.standing.survey import survey

    _folder, ledger, problems = data.open()
    target = desk.known_target(ledger, target)
    view = survey(ledger, rounds.choose(ledger), rounds.day)
    if output == "json":
        from camket.screen.json_target import target_json

        desk.print(target_json(ledger, view, target))
    else:
        from camket.screen.target import print_target

        with screen.open() as console:
            print_target(console, ledger, view, target)
    return desk.exit_code(problems)


def proposals_command(
    *,
    rounds: RoundOnDay,
    waiting: Annotated[bool, typer.Option("--open", help=_("Only what has no final answer yet."))] = False,
    whole: Annotated[bool, typer.Option("--all", help=_("Every proposal in full; else one screen of 24 lines."))] = False,
    only: UnitAndTarget,
    output: TextOrJson = "text",
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.standing.proposals import proposals

    desk.refuse_together("--all", whole, {"--open": waiting, "--unit": only.unit, "--target": only.target})
    _folder, ledger, problems = data.open()
    chosen = rounds.choose(ledger)
    unit, target = only.find(ledger)
    found = [
        one
        for one in proposals(ledger, chosen, rounds.day)
        if (one.is_open or not waiting) and (unit is None or unit in one.units) and (target is None or target == one.target)
    ]
    if output == "json":
        from camket.screen.json_proposals import proposals_json

        desk.print(proposals_json(found))
    else:
        from camket.screen.proposals import print_open_proposals, print_proposals

        in_full = whole or waiting or unit or target
        with screen.open() as console:
            (print_proposals if in_full else print_open_proposals)(console, ledger, found)
    return desk.exit_code(problems)


def trace_command(
    *,
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
    rounds: RoundOnDay,
    unit: Annotated[str | None, unit_option(_("Only this unit's part: its id or name."))] = None,
    output: TextOrJson = "text",
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.report.figure_references import UnknownReference, find_reference, reporting_unit
    from camket.report.trace.whole import trace
    from camket.standing.submissions import closing_day
    from camket.standing.survey import survey
    from camket.text.git import blame_files

    folder, ledger, problems = data.open()
    try:
        asked = find_reference(ledger, reference)
        named = reporting_unit(ledger, asked.target, unit) if unit is not None else asked.unit
    except UnknownReference as error:
        raise typer.BadParameter(str(error)) from None
    if asked.unit not in (None, named):
        raise typer.BadParameter(_("the reference and --unit name two units"))
    chosen = rounds.named(ledger) or RoundOnDay(round_id=asked.round, as_of=rounds.as_of).choose(ledger)
    if asked.round not in (None, chosen.id):
        raise typer.BadParameter(_("the reference and the options name two rounds"))
    # The report uses this day too, so the figures are the same as in the report.
    found = trace(survey(ledger, chosen, rounds.as_of or closing_day(ledger, chosen)), asked.target, named)
    origins = blame_files(folder, found.lines())
    if output == "json":
        from camket.screen.json_trace import trace_json

        desk.print(trace_json(found, origins))
    else:
        from camket.screen.trace import print_trace

        with screen.open() as console:
            print_trace(console, found, origins, root=desk.shown_root(folder))
    return desk.exit_code(problems)
