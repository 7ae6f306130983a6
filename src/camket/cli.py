"""The command line: options into calls, problems into exit codes. Nothing is computed here.

Exit codes: 0 clean, 1 problems in the data, 2 cannot run, 3 a bug (with a log to send).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

from camket import __version__
from camket.language import LANGUAGES, N_, _, ngettext

if TYPE_CHECKING:
    from camket.changing import Outlook, State
    from camket.load import Ledger
    from camket.model import Round
    from camket.problems import Problem
    from camket.repository import Plan
    from camket.settled import Later

# More names than this are not listed in a message.
_MANY = 8
# What typer turns Ctrl+C into.
_INTERRUPTED = 130
# typer does not export the base of its usage errors under every version; BadParameter's parent is it.
_UsageError: Any = typer.BadParameter.__mro__[1]


class _Translated:
    """What typer says in English whatever the catalogue holds, said in the user's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=_("Usage: "))  # type: ignore[attr-defined]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this help and exit.")
        return option


class _Command(_Translated, TyperCommand):
    pass


class _Group(_Translated, TyperGroup):
    """The commands by name, each built when it is called: typer reads every option of a command it builds, and a dozen
    commands would take longer than the one that runs."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return _COMMANDS[cmd_name].build() if cmd_name in _COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, command.description) for name, command in _COMMANDS.items()])

    def get_params(self, ctx: Any) -> list[Any]:
        words = {
            "install_completion": _("Install completion for this shell."),
            "show_completion": _("Show the completion script of this shell."),
        }
        params = super().get_params(ctx)
        for param in params:
            if param.name in words:
                param.help = words[param.name]  # type: ignore[attr-defined]
        return params


_HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    name="camket",
    cls=_Group,
    help=_("A year of commitments: who has reported, how each target stands, the report to sign."),
    epilog=_("Example: camket status --quarter 2"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    context_settings=_HELP,
)


@dataclass(frozen=True, slots=True)
class _Described:
    """A command with what its help says of it."""

    name: str
    description: str
    example: str
    function: Callable[..., Any]

    def build(self) -> Any:
        alone = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=_HELP)
        alone.command(
            self.name,
            cls=_Command,
            help=self.description,
            epilog=_("Example: {example}").format(example=self.example),
            options_metavar=_("[OPTIONS]"),
        )(self.function)
        return typer.main.get_command(alone)


_COMMANDS: dict[str, _Described] = {}


def _command(name: str, description: str, example: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _COMMANDS[name] = _Described(name, description, example, function)
        return function

    return register


# --- options that several commands share --------------------------------------------------------------------------------


def _read_day(text: str) -> date:
    from camket.numerals import read_date

    try:
        return read_date(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            message = _("'{text}' is not known; one of: {choices}").format(text=text, choices=", ".join(choices))
            raise typer.BadParameter(message)
        return text

    return parse


def _complete(*choices: str) -> Callable[[str], list[str]]:
    return lambda incomplete: [choice for choice in choices if choice.startswith(incomplete)]


def _complete_from_data(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """Ids of the data folder, for the shell's completion; none where there is no usable folder."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        from camket.problems import CamketError

        try:
            _folder, ledger, _problems = _load(ctx.params.get("data"))
        except CamketError:
            return []
        ids = getattr(ledger, kind) if ledger is not None else {}
        return [name for name in ids if name.startswith(incomplete)]

    return complete


_complete_units = _complete_from_data("units")
_complete_targets = _complete_from_data("targets")

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="CAMKET_DATA", metavar=_("DIR"), help=_("The data folder; else the nearest one at or above here.")
    ),
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        envvar="CAMKET_LANG",
        metavar="|".join(LANGUAGES),
        parser=_one_of(*LANGUAGES),
        help=_("The language of the screen."),
    ),
]
Quarter = Annotated[
    int | None, typer.Option("--quarter", "-q", min=1, max=4, metavar="1-4", help=_("The round of this quarter."))
]
Annual = Annotated[
    str | None,
    typer.Option(
        "--annual",
        metavar="preliminary|update",
        parser=_one_of("preliminary", "update"),
        autocompletion=_complete("preliminary", "update"),
        help=_("The annual round."),
    ),
]
RoundId = Annotated[str | None, typer.Option("--round", metavar="ID", help=_("A round by its id in targets.yaml."))]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar=_("DATE"), parser=_read_day, help=_("Look as on this day; what came later has not come.")),
]
OneUnit = Annotated[
    str | None,
    typer.Option("--unit", metavar=_("UNIT"), autocompletion=_complete_units, help=_("Only this unit: its id or name.")),
]
Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar=_("UNIT"), autocompletion=_complete_units, help=_("Only this unit; may be given again.")),
]
OneTarget = Annotated[
    str | None,
    typer.Option(
        "--target", metavar=_("TARGET"), autocompletion=_complete_targets, help=_("Only this target: its id or name.")
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar=_("ROUND"), help=_("Hold it against an earlier round: its id, or its quarter.")),
]
To = Annotated[
    Path | None, typer.Option("--output", "-o", metavar=_("DIR"), help=_("Where to write; else build/ beside the data."))
]
Strict = Annotated[
    bool, typer.Option("--strict", help=_("Also exit 1 for warnings, and for reports that are late or missing."))
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help=_("Say what would be written, write nothing."))]


def _format(*choices: str) -> Any:
    return typer.Option(
        "--format",
        "-f",
        metavar="|".join(choices),
        parser=_one_of(*choices),
        autocompletion=_complete(*choices),
        help=_("The form of the output."),
    )


def _show_version(asked: bool) -> None:
    if asked:
        _print(f"camket {__version__}\n")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    data: Data = None,
    lang: Lang = None,
    version: Annotated[
        bool, typer.Option("--version", help=_("Print the version and exit."), callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    context.obj = data


# --- commands -------------------------------------------------------------------------------------------------------------


@_command("check", _("Find every problem in the data; change nothing."), "camket check --format json")
def check_command(
    context: typer.Context,
    data: Data = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of", metavar=_("DATE"), parser=_read_day, help=_("Take this day for today; later dates are faults.")
        ),
    ] = None,
    output: Annotated[str, _format("text", "github", "json", "sarif")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help=_("Exit 1 for warnings too."))] = False,
    lang: Lang = None,
) -> int:
    folder, ledger, problems = _load(data or context.obj)
    if ledger is not None:
        from camket.checks import check

        problems += check(ledger, as_of or _today(), _find_later(folder, ledger))
    problems = _in_order(problems)
    root = _shown_root(folder)
    if output == "text":
        from camket.show import make_console, print_problems

        print_problems(make_console(sys.stdout), problems, root=root)
    else:
        from camket import export

        writers = {
            "json": lambda: export.problems_json(problems),
            "github": lambda: export.problems_github(problems, root),
            "sarif": lambda: export.problems_sarif(problems, root),
        }
        _print(writers[output]())
    return 1 if problems and (strict or _has_errors(problems)) else 0


@_command("status", _("Who has reported, and how each commitment stands."), "camket status --quarter 2 --behind")
def status_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    unit: OneUnit = None,
    target: OneTarget = None,
    behind: Annotated[bool, typer.Option("--behind", help=_("Only what needs attention."))] = False,
    output: Annotated[str, _format("text", "json")] = "text",
    data: Data = None,
    strict: Strict = False,
    lang: Lang = None,
) -> int:
    from camket.progress import survey

    _folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    day = as_of or _today()
    view = survey(ledger, _choose_round(ledger, quarter, annual, round_id, day), day)
    unit = _known_unit(ledger, unit) if unit is not None else None
    target = _known_target(ledger, target) if target is not None else None
    if output == "json":
        from camket.export import status_json

        _print(status_json(view, problems, unit=unit, target=target, behind=behind))
    else:
        from camket.show import make_console, print_status

        print_status(make_console(sys.stdout), view, problems, unit=unit, target=target, behind=behind)
    overdue = any(submission.state in ("late", "missing") for submission in view.submissions)
    return 1 if _has_errors(problems) or (strict and (problems or overdue)) else 0


@_command("show", _("One commitment in full: every unit, every round, evidence, difficulties."), "camket show new-enterprises")
def show_command(
    context: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar=_("TARGET"), autocompletion=_complete_targets, help=_("The target's id or name."))
    ],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    output: Annotated[str, _format("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.progress import survey

    _folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    day = as_of or _today()
    target = _known_target(ledger, target)
    view = survey(ledger, _choose_round(ledger, quarter, annual, round_id, day), day)
    if output == "json":
        from camket.export import target_json

        _print(target_json(ledger, view, target))
    else:
        from camket.show import make_console, print_target

        print_target(make_console(sys.stdout), ledger, view, target)
    return 1 if _has_errors(problems) else 0


@_command("proposals", _("What the units have proposed, and what was answered."), "camket proposals --open")
def proposals_command(
    context: typer.Context,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    waiting: Annotated[bool, typer.Option("--open", help=_("Only what has no final answer yet."))] = False,
    unit: OneUnit = None,
    target: OneTarget = None,
    output: Annotated[str, _format("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.proposals import proposals

    _folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    day = as_of or _today()
    chosen = _choose_round(ledger, quarter, annual, round_id, day)
    unit = _known_unit(ledger, unit) if unit is not None else None
    target = _known_target(ledger, target) if target is not None else None
    found = [
        one
        for one in proposals(ledger, chosen, day)
        if (one.is_open or not waiting) and (unit is None or unit in one.units) and (target is None or target == one.target)
    ]
    if output == "json":
        from camket.export import proposals_json

        _print(proposals_json(found))
    else:
        from camket.show import make_console, print_proposals

        print_proposals(make_console(sys.stdout), ledger, found)
    return 1 if _has_errors(problems) else 0


@_command(
    "trace",
    _("Where a figure of the report comes from: each number's line, who wrote it, the arithmetic."),
    "camket trace 1.3 --quarter 2",
)
def trace_command(
    context: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar=_("REFERENCE"),
            autocompletion=_complete_targets,
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
            "--unit", metavar=_("UNIT"), autocompletion=_complete_units, help=_("Only this unit's part: its id or name.")
        ),
    ] = None,
    output: Annotated[str, _format("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.progress import closing_day, survey
    from camket.references import UnknownReference, find_reference, reporting_unit
    from camket.trace import trace
    from camket.vcs import blame_files

    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    try:
        asked = find_reference(ledger, reference)
        named = reporting_unit(ledger, asked.target, unit) if unit is not None else asked.unit
    except UnknownReference as error:
        raise typer.BadParameter(str(error)) from None
    if asked.unit not in (None, named):
        raise typer.BadParameter(_("the reference and --unit name two units"))
    is_given = quarter is not None or annual is not None or round_id is not None
    chosen = _choose_round(ledger, quarter, annual, round_id if is_given else asked.round, as_of or _today())
    if asked.round not in (None, chosen.id):
        raise typer.BadParameter(_("the reference and the options name two rounds"))
    # The same day as the report's own, so that the figures are the report's.
    found = trace(survey(ledger, chosen, as_of or closing_day(ledger, chosen)), asked.target, named)
    origins = blame_files(folder, found.lines())
    if output == "json":
        from camket.export import trace_json

        _print(trace_json(found, origins))
    else:
        from camket.show import make_console, print_trace

        print_trace(make_console(sys.stdout), found, origins, root=_shown_root(folder))
    return 1 if _has_errors(problems) else 0


@_command("diff", _("Which figures have changed between two states of the data, and what follows."), "camket diff main...HEAD")
def diff_command(
    context: typer.Context,
    revisions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[A [B]]", help=_("Revisions: none, HEAD and the folder; A...B, what B has beyond A.")),
    ] = None,
    unit: OneUnit = None,
    output: Annotated[str, _format("text", "json", "markdown")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.account import tell
    from camket.differences import find_differences
    from camket.load import find_data_folder
    from camket.revisions import compared_trees, load_both

    if len(revisions or ()) > 2:
        raise typer.BadParameter(_("at most two revisions are compared"))
    given = data or context.obj
    folder = find_data_folder(given, Path.cwd() if given is None else given)
    first, second = compared_trees(folder, revisions or ())
    old, new = load_both(first, second)
    before, now, problems = old.ledger, new.ledger, new.problems
    unit = _known_unit(now, unit) if unit is not None else None
    found = find_differences(before, now)
    sections = [section for section in tell(found) if unit is None or section.unit == unit]
    if output == "json":
        from camket.export import differences_json

        _print(differences_json(found, unit))
    elif output == "markdown":
        from camket.export import account_markdown

        _print(account_markdown(sections))
    else:
        from camket.show import make_console, print_account

        print_account(make_console(sys.stdout), sections)
    for state, when in ((old, _("before")), (new, _("now"))):
        if state.is_borrowed:
            _say(_("targets.yaml cannot be used {when}; the other state's is taken for it").format(when=when))
        if state.ledger.skipped:
            files = ", ".join(state.ledger.skipped)
            _say(_("cannot be read {when}, and is left out: {files}").format(when=when, files=files))
    return 1 if _has_errors(problems) else 0


@_command(
    "review",
    _("What a branch has changed, and what of it deserves a second look."),
    "camket review main --format markdown",
)
def review_command(
    context: typer.Context,
    base: Annotated[
        str | None, typer.Argument(metavar="[BASE]", help=_("The revision it set out from; else the upstream of the branch."))
    ] = None,
    head: Annotated[
        str | None, typer.Argument(metavar="[HEAD]", help=_("The branch's last revision; else the folder as it stands."))
    ] = None,
    output: Annotated[str, _format("text", "json", "markdown", "github", "sarif")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help=_("Exit 1 for warnings too."))] = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket import vcs
    from camket.load import find_data_folder
    from camket.review import review

    if base is not None and ".." in base:  # main...branch, as camket diff takes it
        if head is not None:
            raise typer.BadParameter(_("name BASE and HEAD, or BASE...HEAD"))
        first, _dots, second = base.partition("...") if "..." in base else base.partition("..")
        base, head = first or None, second or "HEAD"
    given = data or context.obj
    folder = find_data_folder(given, Path.cwd() if given is None else given)
    if vcs.has_repository(folder) and vcs.find_commit(folder, head or "HEAD") is None and head is None:
        _say(_("nothing is committed here yet: there is nothing to hold this against"))
        return 0
    found = review(folder, base, head, _today())
    root = _shown_root(folder)
    if output == "text":
        from camket.account import tell
        from camket.show import make_console, print_review

        print_review(make_console(sys.stdout), found, tell(found.differences), root=root)
    elif output in ("github", "sarif"):
        from camket import export

        write = export.problems_github if output == "github" else export.problems_sarif
        _print(write(found.problems, root))
    else:
        from camket import export

        _print(export.review_json(found) if output == "json" else export.review_markdown(found))
    for limit in found.limits if output in ("github", "sarif") else ():
        _say(limit)
    return 1 if found.problems and (strict or _has_errors(found.problems)) else 0


@_command(
    "log",
    _("Every value that a figure has had: by whom, when, in which commit."),
    "camket log new-enterprises --quarter 2",
)
def log_command(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar=_("TARGET|UNIT"), autocompletion=_complete_targets, help=_("A target or a unit: its id or name.")
        ),
    ],
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit", metavar=_("UNIT"), autocompletion=_complete_units, help=_("Only this unit's part of the target.")
        ),
    ] = None,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    everything: Annotated[bool, typer.Option("--all", help=_("Words, evidence and dates too, not figures alone."))] = False,
    output: Annotated[str, _format("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.history import find_history
    from camket.load import find_target, find_unit

    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    target, whose = find_target(ledger, name), find_unit(ledger, name)
    if target is None and (whose is None or unit is not None):
        target = _known_target(ledger, name) if unit is not None else _known_target_or_unit(ledger, name)
    of = _known_unit(ledger, unit) if unit is not None else whose if target is None else None
    is_given = quarter is not None or annual is not None or round_id is not None
    chosen = _choose_round(ledger, quarter, annual, round_id, _today()).id if is_given else None
    found = find_history(folder, ledger, _today(), target=target, unit=of, round_id=chosen, everything=everything)
    if output == "json":
        from camket.export import history_json

        _print(history_json(found))
    else:
        from camket.show import make_console, print_history

        print_history(make_console(sys.stdout), ledger, found)
    return 0


@_command(
    "issue",
    _("Put on record that a round's report was issued: its number and day, the commit, what went in and came out."),
    "camket issue --quarter 2 --number 45/BC-UBND --date 2023-06-06",
)
def issue_command(
    context: typer.Context,
    number: Annotated[str, typer.Option("--number", metavar=_("NUMBER"), help=_("The report's number: 45/BC-UBND."))],
    on: Annotated[
        date, typer.Option("--date", metavar=_("DATE"), parser=_read_day, help=_("The day that stands on the report."))
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
    from camket import vcs
    from camket.issuing import FORMATS, Order, draw_up, make_issue, record_path, record_text, tag_name
    from camket.numerals import format_date
    from camket.problems import CamketError, DataFault
    from camket.save import write_file
    from camket.settled import inputs_of

    number = number.strip()
    if not number or not number.isprintable():
        raise typer.BadParameter(_("a number such as 45/BC-UBND is expected"), param_hint="--number")
    if on > _today():
        raise typer.BadParameter(_("this day has not come yet"), param_hint="--date")
    if as_of is not None and as_of > on:
        raise typer.BadParameter(_("a report cannot know what came after its own day"), param_hint="--as-of")
    formats = _read_formats(output, FORMATS)
    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    chosen = _choose_round(ledger, quarter, annual, round_id, on)
    earlier = _earlier_round(ledger, since, chosen) if since is not None else None
    origin = vcs.provenance(folder, _own_templates(folder))
    if origin.commit is None or origin.changed:
        files = ", ".join(origin.changed[:_MANY]) + (" …" if len(origin.changed) > _MANY else "")
        message = _("the record names a commit, and these files are in none as they are now: {files}").format(files=files)
        if origin.commit is None:
            message = _("the record names a commit, and there is none here yet")
        raise CamketError(message, _("Commit what the report is made of (git add, git commit), then run this again."))
    known = ledger.issued.get(chosen.id)
    done = known.content.issued if known is not None else ()
    if any((one.number, one.date) == (number, on) for one in done):
        _say(_("{round}: report {number} is on record already").format(round=chosen.id, number=number))
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
    author = vcs.author(folder)
    if tag and author is None:
        raise CamketError(_("git does not know who you are"), _("git config user.name …; git config user.email …"))
    issue = make_issue(order, drawn, f"{author[0]} <{author[1]}>" if author else None)
    # The record comes last: what it vouches for is there before it.
    _write_outputs(to or folder.parent / "build", drawn.outputs, dry_run)
    record = folder / record_path(chosen.id)
    before = record.read_bytes() if known is not None else None
    text = record_text(before.decode("utf-8") if before is not None else None, chosen.id, issue)
    name = tag_name(ledger, chosen.id, len(done) + 1)
    made = vcs.commit_day(folder, order.commit)
    if made is not None and made > on:
        _say(
            _("the data were committed on {made}, after the report's day: see that it says what was signed").format(
                made=format_date(made)
            )
        )
    if dry_run:
        _say(_("would write {path}").format(path=_shown(record)))
        return 0
    write_file(record, text.encode("utf-8"), replaces=before)
    _say(_("wrote {path}").format(path=_shown(record)))
    if tag:
        vcs.tag(folder, name, order.commit, f"{number}, {format_date(on)}\n\n{ledger.commitment.title}: {chosen.id}\n")
        _say(_("tag {name} on commit {commit}").format(name=name, commit=order.commit[:12]))
    _say(
        _("Commit the record: git add, git commit. To prove the report later: camket verify --round {round}").format(
            round=chosen.id
        )
    )
    if not tag:
        _say(_("A tag can be put on its commit: git tag -a {name} {commit}").format(name=name, commit=order.commit[:12]))
    return 0


@_command(
    "verify",
    _("Prove that an issued report still comes out of its commit as it was, or say what is another."),
    "camket verify --quarter 2 bao-cao-q2-2023.docx",
)
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
    output: Annotated[str, _format("text", "json")] = "text",
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.issuing import record_path, verify
    from camket.problems import CamketError, DataFault

    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    chosen = _choose_round(ledger, quarter, annual, round_id, _today())
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
        from camket.export import verification_json

        _print(verification_json(found))
    else:
        from camket.show import make_console, print_verification

        print_verification(make_console(sys.stdout), found)
    return 0 if found.holds else 1


@_command("report", _("Write the consolidated report of a round."), "camket report --quarter 2 --format md,docx")
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
    from camket.checks import check
    from camket.numerals import format_date
    from camket.problems import DataFault, PdfFault
    from camket.progress import closing_day, survey
    from camket.render import FORMATS, render_report
    from camket.vcs import provenance

    if list_templates:
        return _list_templates(data or context.obj)
    formats = _read_formats(output, FORMATS)
    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    chosen = _choose_round(ledger, quarter, annual, round_id, as_of or _today())
    # A report must come out the same tomorrow: it is drawn up as on the day that its last report came in.
    day = as_of or closing_day(ledger, chosen)
    all_later = _find_later(folder, ledger)
    problems = _in_order([*problems, *check(ledger, _today(), all_later)])
    view = survey(ledger, chosen, day)
    earlier = _earlier_round(ledger, since, chosen) if since is not None else None
    compared = survey(ledger, earlier, min(day, closing_day(ledger, earlier))) if earlier is not None else None
    missing = [one.unit for one in view.submissions if one.submitted is None and one.unreadable is None]
    unreadable = [one.unit for one in view.submissions if one.unreadable is not None]
    if strict and (missing or _has_errors(problems)):
        names = ", ".join(ledger.name(unit) for unit in missing)
        reason = _("no report from: {names}").format(names=names) if missing else _("errors stand in the data")
        errors = [problem for problem in problems if problem.level == "error"]
        raise DataFault(_("the report is not written: {reason}").format(reason=reason), errors)
    own_templates = _own_templates(folder)
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
    _write_outputs(to or folder.parent / "build", rendered, dry_run)
    if later is not None:
        said = (
            _("as issued: {number} of {date}") if is_as_issued else _("a draft: {number} of {date} was issued, and is another")
        )
        _say(said.format(number=later.issue.number, date=format_date(later.issue.date)))
    if missing:
        _say(_("no report from: {names}").format(names=", ".join(ledger.short_name(unit) for unit in missing)))
    if unreadable:
        names = ", ".join(ledger.short_name(unit) for unit in unreadable)
        _say(_("there is a file that cannot be read, and the report goes without it: {names}").format(names=names))
    if origin.changed:
        n = len(origin.changed)
        _say(ngettext("{n} file is changed and not committed", "{n} files are changed and not committed", n).format(n=n))
    _say_problem_count(problems)
    if no_pdf is not None:
        raise no_pdf
    return 1 if _has_errors(problems) else 0


@_command("remind", _("The letters and messages that chase late reports, and the calendar of due dates."), "camket remind -q 2")
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
            "--reply-by", metavar=_("DATE"), parser=_read_day, help=_("The day to send it by; else room is left to write it.")
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
    from camket.problems import PdfFault
    from camket.progress import survey
    from camket.reminders import round_due_soon, to_remind
    from camket.render import LETTER_FORMATS, render_messages, render_reminders

    _refuse_together("--text", text, {"--one": one, "--format": output, "--output": to, "--dry-run": dry_run})
    chosen_units = {"--unit": unit, "--one": one, "--before": before, "--reply-by": reply_by, "--text": text}
    chosen_rounds = {"--quarter": quarter, "--annual": annual, "--round": round_id, "--as-of": as_of}
    _refuse_together("--ics", ics, {**chosen_rounds, **chosen_units, "--format": output})
    formats = _read_formats("docx" if output is None else output, LETTER_FORMATS)
    day = as_of or _today()
    if reply_by is not None and reply_by < day:
        raise typer.BadParameter(_("the day to reply by is past already"), param_hint="--reply-by")
    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    own_templates = _own_templates(folder)
    target = to or folder.parent / "build"
    if ics:
        from camket.due_dates import render_due_dates

        _write_outputs(target, render_due_dates(ledger, own_templates), dry_run)
        _say_problem_count(problems)
        return 1 if _has_errors(problems) else 0
    is_given = quarter is not None or annual is not None or round_id is not None
    if before is not None and not is_given:
        chosen = round_due_soon(ledger, day, before)
    else:
        chosen = _choose_round(ledger, quarter, annual, round_id, day)
    units = [_known_unit(ledger, name) for name in unit] if unit else None
    view = survey(ledger, chosen, day)
    found = to_remind(view, before=before, units=units)
    if not found:
        _say(_("{round}: nobody to remind").format(round=chosen.id))
    elif text:
        _print(render_messages(view, found, own_templates, reply_by))
    else:
        try:
            rendered = render_reminders(view, found, own_templates, formats, is_joint=one, reply_by=reply_by)
        except PdfFault as fault:  # the other forms are wanted all the same
            _write_outputs(target, fault.others, dry_run)
            raise
        _write_outputs(target, rendered, dry_run)
    overdue = to_remind(view, units=units) if before is not None else ()
    if overdue:
        names = ", ".join(ledger.short_name(submission.unit) for submission in overdue)
        _say(_("late, incomplete or not readable, reminded without --before: {names}").format(names=names))
    _say_problem_count(problems)
    return 1 if _has_errors(problems) else 0


@_command(
    "merge-file",
    _("Bring two changed states of a file together by what they say: git's merge driver for the data."),
    "camket merge-file %O %A %B --path %P --marker-size %L",
)
def merge_file_command(
    base: Annotated[Path, typer.Argument(metavar=_("BASE"), help=_("The file as it was before both changes (%O)."))],
    ours: Annotated[Path, typer.Argument(metavar=_("OURS"), help=_("The file here (%A); the outcome is written to it."))],
    theirs: Annotated[Path, typer.Argument(metavar=_("THEIRS"), help=_("The file on the other side (%B)."))],
    path: Annotated[
        str | None, typer.Option("--path", metavar=_("PATH"), help=_("The file's path in the repository (%P)."))
    ] = None,
    marker_size: Annotated[
        int, typer.Option("--marker-size", min=1, max=1000, metavar="N", help=_("How long the lines of a conflict begin (%L)."))
    ] = 7,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help=_("Print the outcome, write nothing."))] = False,
    lang: Lang = None,
) -> int:
    from camket.merging import conflict_text, merge_file, read_kinds
    from camket.save import write_file

    name = path or _shown(ours)
    targets = (Path(path) if path else ours).resolve().parent.parent.parent / "targets.yaml"
    here = ours.read_bytes()
    merged = merge_file(
        name,
        base.read_bytes(),
        here,
        theirs.read_bytes(),
        marker_size=marker_size,
        find_kinds=lambda: read_kinds(targets),
    )
    if dry_run:
        _print(merged.data.decode("utf-8", "replace"))
    else:
        write_file(ours, merged.data, replaces=here)
    for conflict in merged.conflicts:
        _say(conflict_text(name, conflict))
    if merged.reason:
        message = _("{path}: merged line by line, not by figures: {reason}")
        _say(message.format(path=name, reason=merged.reason))
    if not merged.is_whole:
        _say(_("{path}: look at this file before you commit it").format(path=name))
    return 0 if merged.is_whole else 1


@_command(
    "textconv",
    _("Print a file of the data as lines, a fact each, so that git diff and git log -p show figures."),
    "git config diff.camket.textconv 'camket textconv'",
)
def textconv_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The file, as git lays it out."))],
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.listing import find_frame, list_facts
    from camket.problems import CamketError

    content = file.read_bytes()
    try:
        listed = list_facts(file.name, content, find_frame(file, data or context.obj, Path.cwd()))
    except CamketError:  # the targets cannot be read just now: the lines as they are still tell
        listed = list_facts(file.name, content, None)
    _print(listed if listed is not None else content.decode("utf-8", "replace"))
    return 0


UnitName = Annotated[
    str, typer.Argument(metavar=_("UNIT"), autocompletion=_complete_units, help=_("The unit: its id or name."))
]
TargetName = Annotated[
    str, typer.Argument(metavar=_("TARGET"), autocompletion=_complete_targets, help=_("The target's id or name."))
]
Reason = Annotated[str | None, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))]
By = Annotated[str | None, typer.Option("--by", metavar=_("NAME"), help=_("Who says so."))]
PaperNumber = Annotated[str | None, typer.Option("--document", metavar=_("NO"), help=_("The number of its document."))]


def _day_option(words: str) -> Any:
    return typer.Option("--date", metavar=_("DATE"), parser=_read_day, help=words)


@_command(
    "fill",
    _("Fill in a unit's report in the terminal, target by target; each answer is saved as it is given."),
    "camket fill phuong-1 --quarter 2",
)
def fill_command(
    context: typer.Context,
    unit: UnitName,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=_("Try it out: at the end show what would be written, write nothing."))
    ] = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.problems import CamketError

    if sys.stdin is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CamketError(
            _("camket fill asks questions, and there is no terminal to ask them in"),
            _("From a script: camket set UNIT TARGET VALUE; or write the file of camket open in an editor."),
        )
    from camket.filling import fill

    state = _open_state(data or context.obj)
    unit = _known_unit(state.ledger, unit)
    chosen = _choose_round(state.ledger, quarter, annual, round_id, state.today)
    _refuse_faulty_form(state, chosen, unit)
    return fill(state, chosen, unit, dry_run=dry_run)


@_command(
    "set",
    _("Enter one figure of a unit's report; nothing else in the file is touched."),
    "camket set phuong-1 commune-budget-revenue 21500 --quarter 2",
)
def set_command(
    context: typer.Context,
    unit: UnitName,
    target: TargetName,
    value: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("VALUE"),
            help=_(
                "By the measure: 38; 62,5%; 62300/120000; a grade or its label; done or a day; or FIELD=VALUE pairs, which "
                "add an entry to a list too; nothing new in a list: 0. Before a negative number: --"
            ),
        ),
    ] = None,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    text: Annotated[str | None, typer.Option("--text", metavar=_("TEXT"), help=_("What is told in words."))] = None,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", metavar=_("NO"), help=_("The number of a document; may be repeated."))
    ] = None,
    same_period: Annotated[
        str | None, typer.Option("--same-period", metavar=_("FIGURE"), help=_("The figure of the same period last year."))
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=_("TEXT"), help=_("Why, where the figure stands in an issued report."))
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.acts import add_correction, result_in, set_answer, settled_change
    from camket.answers import read_answer, with_beside
    from camket.changing import look_ahead, open_report
    from camket.problems import DataFault

    state = _open_state(data or context.obj)
    unit = _known_unit(state.ledger, unit)
    asked = state.ledger.targets[_target_of_unit(state.ledger, target, unit)]
    chosen = _choose_round(state.ledger, quarter, annual, round_id, state.today)
    _refuse_faulty_form(state, chosen, unit)
    sheet = open_report(state, chosen, unit)
    present = result_in(sheet, asked.id)
    answer = with_beside(asked, read_answer(asked, value or [], present), present, text, evidence or (), same_period)
    if not answer:
        raise typer.BadParameter(_("give a VALUE, or one of --text, --evidence, --same-period"))
    outlook = look_ahead(state, set_answer(state, sheet, unit, asked, answer))
    settled = settled_change(outlook, asked.id)
    if settled is not None and reason and by:
        outlook = look_ahead(state, add_correction(outlook, unit, asked, settled, reason, by))
    elif settled is not None:
        message = _("nothing was written; the figure stands in an issued report: give --reason and --by")
        raise DataFault(message, outlook.problems)
    elif reason or by:
        hint = _("no figure of an issued report is changed; a figure of an earlier round is put right by camket correct")
        raise typer.BadParameter(hint, param_hint="--reason")
    return _carry_out(outlook, dry_run)


@_command(
    "receive",
    _("Put on record that a unit's report came in: the day, the letter. Later days are noted as sent again."),
    "camket receive phuong-1 --quarter 2 --date 2023-06-02 --letter 45/BC-UBND --letter-date 2023-06-01",
)
def receive_command(
    context: typer.Context,
    unit: UnitName,
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    day: Annotated[date | None, _day_option(_("The day of receipt; else today."))] = None,
    letter: Annotated[
        str | None, typer.Option("--letter", metavar=_("NO"), help=_("The number of the letter that it came under."))
    ] = None,
    letter_date: Annotated[
        date | None, typer.Option("--letter-date", metavar=_("DATE"), parser=_read_day, help=_("The date of that letter."))
    ] = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.acts import Letter, receive
    from camket.changing import look_ahead

    state = _open_state(data or context.obj)
    unit = _known_unit(state.ledger, unit)
    chosen = _choose_round(state.ledger, quarter, annual, round_id, state.today)
    _refuse_faulty_form(state, chosen, unit)
    change = receive(state, chosen, unit, day or state.today, Letter(letter, letter_date))
    return _carry_out(look_ahead(state, change), dry_run)


@_command(
    "extend",
    _("Grant a unit a later due date in a round, with the reason."),
    'camket extend phuong-1 --quarter 2 --due 2023-06-07 --reason "Xã tập trung chống ngập" --by "Chánh Văn phòng"',
)
def extend_command(
    context: typer.Context,
    unit: UnitName,
    due: Annotated[date, typer.Option("--due", metavar=_("DATE"), parser=_read_day, help=_("The new last day in time."))],
    reason: Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    by: By = None,
    day: Annotated[date | None, _day_option(_("The day on which it was granted; before it, it does not count."))] = None,
    document: PaperNumber = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.acts import extend
    from camket.changing import look_ahead

    state = _open_state(data or context.obj)
    unit = _known_unit(state.ledger, unit)
    chosen = _choose_round(state.ledger, quarter, annual, round_id, state.today)
    details = {"reason": reason, "by": by, "date": day, "document": document}
    return _carry_out(look_ahead(state, extend(state, chosen, unit, due, details)), dry_run)


@_command(
    "assign",
    _("Enter a figure that a higher level has assigned; where one is known already, a revision with its date and document."),
    "camket assign labour-export 110 --date 2023-07-14 --document 12/QĐ-UBND",
)
def assign_command(
    context: typer.Context,
    target: TargetName,
    words: Annotated[
        list[str], typer.Argument(metavar=_("[UNIT] VALUE"), help=_("The figure; before it the unit, where each has its own."))
    ],
    reference: Annotated[
        str | None,
        typer.Option("--reference", metavar=_("NAME"), help=_("Its name under references:; else assigned, or the only one.")),
    ] = None,
    document: PaperNumber = None,
    day: Annotated[date | None, _day_option(_("The day of the document; a revision holds from then on."))] = None,
    reason: Reason = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.acts import Assignment, assign, find_reference
    from camket.changing import look_ahead

    if len(words) > 2:
        raise typer.BadParameter(_("one word too many: {words}; a name with spaces goes between quotes").format(words=words[2]))
    state = _open_state(data or context.obj)
    asked = state.ledger.targets[_known_target(state.ledger, target)]
    unit = _known_unit(state.ledger, words[0]) if len(words) == 2 else None
    assigned = Assignment(words[-1].strip(), document, day, reason)
    return _carry_out(look_ahead(state, assign(state, asked, unit, find_reference(asked, reference), assigned)), dry_run)


@_command(
    "correct",
    _("Put a figure right that was reported, with the reason: the old one stays on record."),
    'camket correct phuong-1 commune-budget-revenue 21500 20500 --quarter 3 --reason "Cộng trùng" --by "Trần Thị Ba"',
)
def correct_command(
    context: typer.Context,
    unit: UnitName,
    target: TargetName,
    old: Annotated[str, typer.Argument(metavar=_("OLD"), help=_("The figure as it was reported: 38, or 62300/120000."))],
    new: Annotated[str, typer.Argument(metavar=_("NEW"), help=_("The right figure."))],
    reason: Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))],
    by: Annotated[str, typer.Option("--by", metavar=_("NAME"), help=_("Who says so."))],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    day: Annotated[date | None, _day_option(_("The day of the correction; else today."))] = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.acts import Grounds, correct
    from camket.changing import look_ahead

    state = _open_state(data or context.obj)
    unit = _known_unit(state.ledger, unit)
    asked = state.ledger.targets[_target_of_unit(state.ledger, target, unit)]
    chosen = _choose_round(state.ledger, quarter, annual, round_id, state.today)
    _refuse_faulty_form(state, chosen, unit)
    change = correct(state, chosen, unit, asked, (old, new), Grounds(reason, by, day or state.today))
    return _carry_out(look_ahead(state, change), dry_run)


@_command(
    "overrule",
    _("Put the office's verdict in place of the computed one, with the reason and a name; both stay visible."),
    'camket overrule complaints-resolved met --quarter 2 --reason "Chờ kết quả giám định" --by "Chánh Văn phòng"',
)
def overrule_command(
    context: typer.Context,
    target: TargetName,
    verdict: Annotated[
        str, typer.Argument(metavar=_("VERDICT"), help=_("The verdict, by id or in words: met, on-track, behind, missed …"))
    ],
    reason: Annotated[str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why."))],
    by: Annotated[str, typer.Option("--by", metavar=_("NAME"), help=_("Who says so."))],
    quarter: Quarter = None,
    annual: Annual = None,
    round_id: RoundId = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar=_("UNIT"), autocompletion=_complete_units, help=_("Only this unit: its id or name.")),
    ] = None,
    day: Annotated[date | None, _day_option(_("The day of the verdict; else today."))] = None,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from typing import get_args

    from camket.acts import Grounds, overrule
    from camket.answers import find_choice
    from camket.changing import look_ahead
    from camket.model import Verdict
    from camket.tables import verdict_label

    state = _open_state(data or context.obj)
    asked = state.ledger.targets[_known_target(state.ledger, target)]
    of_unit = _known_unit(state.ledger, unit) if unit is not None else None
    chosen = _choose_round(state.ledger, quarter, annual, round_id, state.today)
    verdict = find_choice({name: verdict_label(name) for name in get_args(Verdict)}, verdict)
    change = overrule(state, chosen, asked, of_unit, verdict, Grounds(reason, by, day or state.today))
    return _carry_out(look_ahead(state, change), dry_run)


@_command("init", _("Start a new commitment in a folder."), "camket init cam-ket-2027 --year 2027 --from cam-ket-2026")
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
    from camket.load import find_data_folder
    from camket.start import plan_init, write_plan

    previous = None
    previous_folder = None
    if source is not None:
        previous_folder = find_data_folder(source, Path.cwd())
        _folder, ledger, problems = _load(previous_folder)
        previous = _usable(ledger, problems)
        if _has_errors(problems):
            _say_problem_count(problems)
            return 1
    chosen = year or (previous.commitment.year + 1 if previous else _today().year)
    plan = plan_init(folder, year=chosen, previous=previous, previous_root=previous_folder)
    _write_plan(write_plan(Path(), plan, dry_run=dry_run), dry_run)
    if not dry_run:
        _say(_("Next: fill in data/targets.yaml and data/units.yaml, then run camket check and camket open --quarter 1."))
    return 0


@_command("open", _("Write the blank files of a round, for every unit that must report."), "camket open --quarter 2")
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
    from camket.start import find_incomplete, plan_open, write_plan

    folder, ledger, problems = _load(data or context.obj)
    ledger = _usable(ledger, problems)
    # A target or unit with an error is left out, and a form once written is never touched again.
    _refuse_faults(ledger, problems, _("no form is written while targets.yaml or units.yaml has an error"))
    chosen = _choose_round(ledger, quarter, annual, round_id, _today())
    units = [_known_unit(ledger, name) for name in unit] if unit else None
    plan = plan_open(ledger, chosen, units=units)
    _write_plan(write_plan(folder, plan, dry_run=dry_run), dry_run)
    for path, lacking in find_incomplete(ledger, chosen, units=units).items():
        targets = ", ".join(target.id for target in lacking)
        _say(_("{path} is not submitted yet and lacks: {targets}").format(path=_shown(folder / path), targets=targets))
    _say_problem_count(problems)
    return 1 if _has_errors(problems) else 0


@_command(
    "setup-git",
    _("Teach this clone's git to merge and show the data; files for the host that checks each change."),
    "camket setup-git --ci github",
)
def setup_git_command(
    context: typer.Context,
    ci: Annotated[
        str | None,
        typer.Option(
            "--ci",
            metavar="github|gitlab",
            parser=_one_of("github", "gitlab"),
            autocompletion=_complete("github", "gitlab"),
            help=_("Also write the file with which this host checks each change."),
        ),
    ] = None,
    codeowners: Annotated[
        bool, typer.Option("--codeowners", help=_("Also write CODEOWNERS, from the authors of the commitment and the units."))
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help=_("Take git's settings and the lines away again."))] = False,
    dry_run: DryRun = False,
    data: Data = None,
    lang: Lang = None,
) -> int:
    from camket.load import find_data_folder
    from camket.repository import carry_out, find_overruled, find_unowned, plan_git, plan_owners, plan_pipeline, plan_removal

    _refuse_together("--remove", remove, {"--ci": ci, "--codeowners": codeowners})
    given = data or context.obj
    folder = find_data_folder(given, Path.cwd() if given is None else given)
    plan = plan_removal(folder) if remove else plan_git(folder)
    if ci is not None:
        plan += plan_pipeline(folder, ci)
    if codeowners:
        _folder, ledger, problems = _load(folder)
        ledger = _usable(ledger, problems)
        # A unit with an error is left out, and its line would be lost.
        _refuse_faults(ledger, problems, _("CODEOWNERS is not written while targets.yaml or units.yaml has an error"))
        plan += plan_owners(folder, ledger, ci)
        if unowned := find_unowned(ledger):
            names = ", ".join(ledger.short_name(unit) for unit in unowned)
            _say(_("no address or @name under authors:, so the files get no owner but the office: {names}").format(names=names))
    if not dry_run:
        carry_out(folder, plan)
    _say_plan(plan, dry_run)
    if not remove and not dry_run:
        if overruled := find_overruled(folder):
            names = ", ".join(overruled)
            _say(_("other lines of .gitattributes win over these: {names}; see git check-attr").format(names=names))
        if plan.files:
            _say(_("Next: commit these files. Git's settings stay in this clone: run camket setup-git in every other one too."))
        if ci is not None and any(file.before is None and not file.lines for file in plan.files):
            _say(_("See CAMKET_PACKAGE in the host's file: fill in where the host installs camket from."))
    return 0


# --- what commands share ----------------------------------------------------------------------------------------------------


def _today() -> date:
    """The day that a command without --as-of looks at: the one place that asks the clock."""
    return date.today()


def _load(given: Path | None) -> tuple[Path, Ledger | None, list[Problem]]:
    from camket.load import FolderTree, find_data_folder, load

    folder = find_data_folder(given, Path.cwd() if given is None else given)
    ledger, problems = load(FolderTree(folder))
    return folder, ledger, problems


def _usable(ledger: Ledger | None, problems: Sequence[Problem]) -> Ledger:
    from camket.problems import DataFault

    if ledger is None:
        raise DataFault(_("targets.yaml cannot be used; mend these first"), problems)
    return ledger


def _refuse_faults(ledger: Ledger, problems: Sequence[Problem], message: str) -> None:
    """Refuse while what the office has handed down has an error."""
    from camket.checks import check
    from camket.load import TARGETS, UNITS
    from camket.problems import DataFault

    faults = [one for one in (*problems, *check(ledger, _today())) if one.place.path in (TARGETS, UNITS)]
    if _has_errors(faults):
        raise DataFault(message, [one for one in faults if one.level == "error"])


def _open_state(given: Path | None) -> State:
    """The data as a command that changes them finds them."""
    from camket.changing import State

    folder, ledger, problems = _load(given)
    return State(folder, _usable(ledger, problems), tuple(problems), _today())


def _refuse_faulty_form(state: State, round_: Round, unit: str) -> None:
    """Refuse to make a unit's form, as camket open does, while what the office has handed down has an error."""
    if (round_.id, unit) not in state.ledger.reports:
        message = _("no form is written while targets.yaml or units.yaml has an error")
        _refuse_faults(state.ledger, state.problems, message)


def _target_of_unit(ledger: Ledger, name: str, unit: str) -> str:
    """A target that the unit reports."""
    target = _known_target(ledger, name)
    own = [one.id for one in ledger.targets_of(unit)]
    if target not in own:
        message = _("{unit} does not report '{target}'; it reports: {targets}").format(
            unit=ledger.name(unit), target=target, targets=", ".join(own) or "–"
        )
        raise typer.BadParameter(message)
    return target


def _carry_out(outlook: Outlook, dry_run: bool) -> int:
    """Write a change, or only say what it would be, as camket diff words it; what it brings an error with is refused."""
    from camket.changing import refuse, tell_change, write_change
    from camket.show import make_console, print_account, print_problems

    refuse(outlook)
    change, state = outlook.change, outlook.state
    path = _shown(state.folder / change.path)
    if not change.is_needed:
        _say(_("{path} is already the same").format(path=path))
        return 0
    # Written before it is told: whoever reads along may have gone.
    if not dry_run:
        write_change(state.folder, change)
    _say((_("would write {path}") if dry_run else _("wrote {path}")).format(path=path))
    assert outlook.now is not None
    print_account(make_console(sys.stdout), tell_change(state.ledger, outlook.now))
    if outlook.problems:
        print_problems(make_console(sys.stderr), outlook.problems, root=_shown_root(state.folder))
    return 0


def _choose_round(ledger: Ledger, quarter: int | None, annual: str | None, round_id: str | None, day: date) -> Round:
    if sum(choice is not None for choice in (quarter, annual, round_id)) > 1:
        raise typer.BadParameter(_("give one of --quarter, --annual, --round"))
    if quarter is None and annual is None and round_id is None:
        return ledger.calendar.in_force(day)
    for round_ in ledger.rounds:
        if (quarter and round_.quarter == str(quarter)) or (annual and round_.annual == annual) or round_.id == round_id:
            return round_
    rounds = ", ".join(round_.id for round_ in ledger.rounds)
    raise typer.BadParameter(_("this commitment has no such round; its rounds: {rounds}").format(rounds=rounds))


def _find_later(folder: Path, ledger: Ledger) -> tuple[Later, ...]:
    """What has been changed since reports were issued; where none is on record, nothing is loaded to find that out."""
    if not ledger.issued:
        return ()
    from camket.settled import find_later

    return find_later(folder, ledger)


def _is_as_issued(later: Later, as_of: date | None, since: Round | None) -> bool:
    """Whether a report that is asked for is the one on record."""
    asked = as_of or later.issue.as_of, since.id if since is not None else later.issue.since
    return later.is_as_issued and asked == (later.issue.as_of, later.issue.since)


def _draw_up_again(folder: Path, later: Later, formats: Sequence[str]) -> Mapping[str, bytes]:
    """The report on record, from the commit that it was drawn up from."""
    from camket.issuing import draw_up, order_of

    return draw_up(folder, order_of(later.round, later.issue, tuple(formats)), or_folder=True).outputs


def _own_templates(folder: Path) -> Path | None:
    """The office's own templates, in templates/ beside the data folder."""
    templates = folder.parent / "templates"
    return templates if templates.is_dir() else None


def _list_templates(data: Path | None) -> int:
    from camket.load import find_data_folder
    from camket.render import list_templates
    from camket.show import make_console, print_templates
    from camket.templating import fields_of

    folder = find_data_folder(data, Path.cwd() if data is None else data)
    found = list_templates(_own_templates(folder))
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


def _known_unit(ledger: Ledger, name: str) -> str:
    from camket.load import find_unit, unit_hint

    unit = find_unit(ledger, name)
    if unit is None:
        message = _("there is no unit '{name}'").format(name=name) + ". " + unit_hint(ledger, name)
        raise typer.BadParameter(message)
    return unit


def _known_target(ledger: Ledger, name: str) -> str:
    from camket.load import find_target, target_hint

    target = find_target(ledger, name)
    if target is None:
        message = _("there is no target '{target}'").format(target=name) + ". " + target_hint(ledger, name)
        raise typer.BadParameter(message)
    return target


def _known_target_or_unit(ledger: Ledger, name: str) -> str:
    """Raise what says that a name is neither a target's nor a unit's, with what may have been meant."""
    from camket.load import target_hint, unit_hint

    message = _("there is no target or unit '{name}'").format(name=name)
    raise typer.BadParameter(f"{message}. {target_hint(ledger, name)} {unit_hint(ledger, name)}")


def _refuse_together(option: str, is_given: bool, others: Mapping[str, object]) -> None:
    """Refuse an option beside others that it leaves nothing to do."""
    wrong = [name for name, value in others.items() if value is not None and value is not False]
    if is_given and wrong:
        raise typer.BadParameter(_("cannot stand beside {options}").format(options=", ".join(wrong)), param_hint=option)


def _read_formats(text: str, known: Sequence[str]) -> list[str]:
    formats = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in formats if name not in known]
    if unknown or not formats:
        message = _("'{text}' is not known; one of: {choices}").format(
            text=", ".join(unknown) or text, choices=", ".join(known)
        )
        raise typer.BadParameter(message, param_hint="--format")
    return formats


def _write_outputs(folder: Path, files: Mapping[str, bytes], dry_run: bool) -> None:
    """Write what was made, or say what would be; what stood there is replaced."""
    from camket.save import write_file

    for name, content in files.items():
        path = folder / name
        if dry_run:
            _say(_("would write {path} ({size} bytes)").format(path=_shown(path), size=len(content)))
            continue
        changed = write_file(path, content, may_replace=True)
        _say((_("wrote {path}") if changed else _("{path} is already the same")).format(path=_shown(path)))


def _write_plan(outcome: tuple[list[Path], list[Path]], dry_run: bool) -> None:
    written, left = outcome
    for path in written:
        _say((_("would write {path}") if dry_run else _("wrote {path}")).format(path=_shown(path)))
    for path in left:
        _say(_("{path} exists and is left as it is").format(path=_shown(path)))


def _say_plan(plan: Plan, dry_run: bool) -> None:
    """What was done around the repository, or would be: settings of git, files, and what is left as it is."""
    for setting in plan.settings:
        if setting.after is None:
            said = _("would take away {key}") if dry_run else _("took {key} away")
        else:
            said = _("would set {key}: {value}") if dry_run else _("set {key}: {value}")
        _say(said.format(key=setting.key, value=setting.after))
    for file in plan.files:
        if file.after is None:
            said = (
                _("would delete {path}, of which nothing is left") if dry_run else _("deleted {path}: nothing was left of it")
            )
        else:
            said = _("would write {path}") if dry_run else _("wrote {path}")
        _say(said.format(path=_shown(file.path)))
        for line in file.lines:
            _say(f"    {line}")
    for path, reason in plan.left:
        _say(reason.format(path=_shown(path)))
    if not (plan.settings or plan.files or plan.left):
        _say(_("nothing to change"))


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    from camket.problems import in_order

    return in_order(problems)


def _has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def _say_problem_count(problems: Sequence[Problem]) -> None:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    if problems:
        counts = ", ".join(
            [
                ngettext("{n} error", "{n} errors", errors).format(n=errors),
                ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
            ]
        )
        _say(_("in the data: {counts}; see camket check").format(counts=counts))


def _shown_root(folder: Path) -> str:
    """The data folder as it is put before each path: relative to here where it can be."""
    shown = _shown(folder)
    return "" if shown == "." else shown


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):  # elsewhere, or the current folder is gone
        return path.as_posix()


def _print(text: str) -> None:
    """Machine output: UTF-8 whatever the console's code page, without colour."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        stream.write(text.encode("utf-8", "replace"))
        stream.flush()


def _say(message: str) -> None:
    """A line to the user, beside the output proper, without what would steer the terminal."""
    message = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in message)
    try:
        sys.stderr.write(message + "\n")
    except OSError:  # a full disk: the work goes on, and the exit code tells how it went
        sys.stderr = _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


# --- from exceptions to exit codes --------------------------------------------------------------------------------------------


def run(arguments: Sequence[str]) -> int:
    """Run one command; every way it can end becomes an exit code."""
    from camket.problems import CamketError, DataFault
    from camket.streams import degrade

    # What the caller has closed (>&-) takes what is said to nowhere.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    degrade(sys.stdout)
    degrade(sys.stderr)
    try:
        # The command's return value is the exit code; typer.Exit carries its own.
        outcome = app(args=list(arguments), prog_name="camket", standalone_mode=False)
        if outcome == _INTERRUPTED:
            raise KeyboardInterrupt
        return outcome if isinstance(outcome, int) else 0
    except _UsageError as error:
        return _usage(error)
    except DataFault as error:
        _say(_("Error: {message}").format(message=error))
        if error.problems:
            from camket.show import make_console, print_problems

            print_problems(make_console(sys.stderr), error.problems)
        return error.exit_code
    except CamketError as error:
        _say(_("Error: {message}").format(message=error))
        if error.hint:
            _say(error.hint)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        _say(_("Stopped; nothing was left half written."))
        return 2
    except BrokenPipeError:
        return _reader_gone()
    except SystemExit as error:
        # typer and rich end the program at a broken pipe on their own, with the code of faults in the data.
        if isinstance(error.__context__, BrokenPipeError):
            return _reader_gone()
        raise
    except OSError as error:
        # A full disk, a folder that is gone: neither the data nor the program can help it.
        _let_go_of_output()
        reason = error.strerror or str(error)
        _say(_("Error: {message}").format(message=f"{error.filename}: {reason}" if error.filename else reason))
        return 2
    except Exception as error:
        return _bug(error, arguments)


def _reader_gone() -> int:
    """The reader (less, head) has enough; the rest is not wanted, nor a word about it."""
    _let_go_of_output()
    return 0


def _let_go_of_output() -> None:
    # What cannot be written now cannot be at the program's end, where Python would complain of it.
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = _nowhere()


# What typer says of a wrong call, and what the user is told. (Plain text: compiled only when something is wrong.)
_USAGE = (
    (r"No such option: (?P<what>\S+)", N_("there is no option {what}")),
    (r"No such command '(?P<what>[^']*)'", N_("there is no command '{what}'")),
    (r"Missing (?:argument|option|parameter) '?(?P<what>[^'.]*)", N_("{what} is missing")),
    (r"Option '?(?P<what>\S+?)'? requires an argument", N_("{what} needs a value")),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.*)\)", N_("there is one word too many: {what}")),
    (r"'(?P<what>.*)' is not a valid int", N_("'{what}' is not a whole number")),
    (r"(?P<what>\S+) is not in the range (?P<range>\S+)\.", N_("{what} is outside {range}")),
    (r"Input should be less than or equal to (?P<limit>\S+)", N_("at most {limit}")),
    (r"Input should be greater than or equal to (?P<limit>\S+)", N_("at least {limit}")),
    (r"Input should be a valid integer", N_("a whole number is expected")),
    (r"Missing command", N_("name a command")),
)


def _usage(error: Any) -> int:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        _say(context.get_help() if context is not None else str(error))
        return 2
    said = error.format_message()
    for pattern, message in _USAGE:
        found = re.search(pattern, said)
        if found:
            said = _(message).format(**found.groupdict())
            break
    else:
        said = getattr(error, "message", said)
    hint = getattr(error, "param_hint", None) or (error.param.opts[0] if getattr(error, "param", None) is not None else "")
    is_named = hint in said or type(error).__name__ == "MissingParameter"
    where = f"{hint}: " if hint and not is_named else ""
    close = _close_words(error, context)
    _say(_("Error: {message}").format(message=where + said + close))
    if context is not None:
        _say(_("See: {command} --help").format(command=context.command_path))
    return 2


def _close_words(error: Any, context: Any) -> str:
    possibilities = list(getattr(error, "possibilities", None) or ())
    unknown = re.search(r"No such command '([^']*)'", error.format_message())
    if unknown and context is not None:
        from camket.spelling import suggest

        close = suggest(unknown[1], context.command.list_commands(context))
        possibilities = [close] if close else []
    return ". " + _("Did you mean '{word}'?").format(word=possibilities[0]) if possibilities else ""


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    import platform
    import tempfile
    import traceback

    lines = [
        f"camket {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"arguments: {list(arguments)}",
        "",
        "".join(traceback.format_exception(error)),
    ]
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="camket-", suffix=".log", delete=False) as log:
            log.write("\n".join(lines))
        where = log.name
    except OSError:
        sys.stderr.write("\n".join(lines))
        where = "stderr"
    _say(_("This is a bug in camket, not in your data; nothing was left half written."))
    _say(_("Please send this log to whoever maintains it: {path}").format(path=where))
    return 3
