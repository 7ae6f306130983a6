"""Options that several commands share, alone and in groups.

A command that needs the data declares `data: DataFolder`, one about a round `rounds: RoundChoice`: `expand` puts the options of
the group in the place of such a parameter, and calls the command with the group, which opens the data or finds the round.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from camket.commands import desk
from camket.commands.choices import choice_word, find_word
from camket.text.language import LANGUAGES, _
from camket.text.problems import CamketError

if TYPE_CHECKING:
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger


def read_day(text: str) -> date:
    """Parse a date given as an option, in any spelling that the data may have."""
    from camket.text.numerals import read_date

    try:
        return read_date(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def read_paper_number(text: str) -> str:
    """Parse the number of a document given as an option, by the same rule as the questions of `camket fill`."""
    from camket.entry.questions import remark_on_paper

    remark = remark_on_paper(text)
    if remark:
        raise typer.BadParameter(remark)
    return text


STDOUT = Path("-")


def read_output_folder(text: str) -> Path:
    """Parse the name of a folder to write into; `-`, standard output, is refused: it is no folder, but `./-` is one."""
    if text == "-":
        message = _("files are written into a folder, not to standard output; a folder of this name is ./-")
        raise typer.BadParameter(message)
    return Path.cwd() / text if Path(text) == STDOUT else Path(text)


def read_report_folder(text: str) -> Path:
    """Parse the name of a folder for reports; STDOUT for `-`."""
    return STDOUT if text == "-" else read_output_folder(text)


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a parser for an option that takes one of these words."""

    def parse(text: str) -> str:
        found = find_word(text, choices)
        if found is None:
            known = ", ".join(choice_word(one) for one in choices)
            raise typer.BadParameter(_("'{text}' is not known; one of: {choices}").format(text=text, choices=known))
        return found

    return parse


def complete(*choices: str) -> Callable[[str], list[str]]:
    """Return a function that completes these words in the shell."""
    return lambda incomplete: [choice for choice in choices if choice.startswith(incomplete)]


def complete_from_data(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """Return a function that completes ids of the data folder in the shell; no ids if the folder cannot be used."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            ledger, _problems = desk.load(desk.find_folder(ctx.params.get("data")))
        except CamketError:
            return []
        ids = getattr(ledger, kind) if ledger is not None else {}
        return [name for name in ids if name.startswith(incomplete)]

    return complete


complete_units = complete_from_data("units")
complete_targets = complete_from_data("targets")


Data = Annotated[
    Path | None,
    typer.Option(
        "--data", envvar="CAMKET_DATA", metavar=_("DIR"), help=_("The data folder; else the nearest one at or above here.")
    ),
]


NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help=_("Parse every file again, without the cache of parsed files.")),
]


def turn_off_cache(asked: bool) -> None:
    """Turn the cache of parsed files off for this process, if it was asked for."""
    if asked:
        os.environ["CAMKET_NO_CACHE"] = "1"


Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        envvar="CAMKET_LANG",
        metavar="|".join(LANGUAGES),
        parser=one_of(*LANGUAGES),
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
        metavar="|".join(map(choice_word, ("preliminary", "update"))),
        parser=one_of("preliminary", "update"),
        autocompletion=complete(*map(choice_word, ("preliminary", "update"))),
        help=_("The annual round."),
    ),
]


RoundId = Annotated[str | None, typer.Option("--round", metavar=_("ID"), help=_("A round by its id in targets.yaml."))]


def unit_option(help_: str) -> Any:
    """Return the option --unit with this help text."""
    return typer.Option("--unit", metavar=_("UNIT"), autocompletion=complete_units, help=help_)


def day_option(name: str, help_: str) -> Any:
    """Return an option that takes a date."""
    return typer.Option(name, metavar=_("DATE"), parser=read_day, help=help_)


OneUnit = Annotated[str | None, unit_option(_("Only this unit: its id or name."))]


Units = Annotated[list[str] | None, unit_option(_("Only this unit; may be given again."))]


OneTarget = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar=_("TARGET"),
        autocompletion=complete_targets,
        help=_("Only this target: its number (9.2), id or name."),
    ),
]


TargetName = Annotated[
    str,
    typer.Argument(metavar=_("TARGET"), autocompletion=complete_targets, help=_("The target: its number (9.2), id or name.")),
]


AsOf = Annotated[date | None, day_option("--as-of", _("Look as on this day; what came later has not come."))]


Since = Annotated[
    str | None, typer.Option("--since", metavar=_("ROUND"), help=_("Hold it against an earlier round: its id, or its quarter."))
]


To = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar=_("DIR"), parser=read_output_folder, help=_("Where to write; else build/ beside the data.")
    ),
]


ReportTo = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar=_("DIR"),
        parser=read_report_folder,
        help=_("Where to write; else build/ beside the data. With --format md: - for standard output."),
    ),
]


Force = Annotated[
    bool, typer.Option("--force", help=_("Also replace files that somebody has changed since they were written."))
]


Strict = Annotated[
    bool, typer.Option("--strict", help=_("Also exit 1 for warnings, and for reports that are late or missing."))
]


Yes = Annotated[bool, typer.Option("--yes", "-y", help=_("Write without asking."))]


DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help=_("Say what would be written, write nothing."))]


NoPager = Annotated[bool, typer.Option("--no-pager", help=_("Print a long screen at once, not page by page."))]


def format_option(*choices: str) -> Any:
    """Return the option --format, which takes one of these words."""
    return typer.Option(
        "--format",
        "-f",
        metavar="|".join(choices),
        parser=one_of(*choices),
        autocompletion=complete(*choices),
        help=_("The form of the output."),
    )


TextOrJson = Annotated[str, format_option("text", "json")]


def formats_option(known: str, help_: str) -> Any:
    """Return the option --format, which takes one or more of the words that `known` lists."""
    return typer.Option("--format", "-f", metavar=known, help=help_)


# --- groups -------------------------------------------------------------------------------------------------------------


class OptionGroup:
    """Options that belong together: the parameters of a subclass's `__init__`."""


class DataFolder(OptionGroup):
    """The data folder: --data and --no-cache, after the command or before it."""

    def __init__(self, context: typer.Context, data: Data = None, no_cache: NoCache = False) -> None:
        self.given: Path | None = data or context.obj
        turn_off_cache(no_cache)

    def find(self) -> Path:
        """Return the folder."""
        return desk.find_folder(self.given)

    def open(self, refuse: str | None = None) -> desk.OpenedData:
        """Load the data. With `refuse`, raise DataFault with this message if targets.yaml or units.yaml has an error."""
        opened = desk.open_data(self.given)
        if refuse is not None:
            desk.refuse_faults(opened.ledger, opened.problems, refuse)
        return opened


class RoundChoice(OptionGroup):
    """The round that a command is about, and the day on which it looks at the round."""

    def __init__(self, quarter: Quarter = None, annual: Annual = None, round_id: RoundId = None) -> None:
        self.quarter, self.annual, self.round_id = quarter, annual, round_id

    @property
    def day(self) -> date:
        return desk.today()

    def named(self, ledger: Ledger) -> Round | None:
        """Return the round that --quarter, --annual or --round names; None if none of them is given."""
        wanted = (str(self.quarter) if self.quarter is not None else None, self.annual, self.round_id)
        given = sum(choice is not None for choice in wanted)
        if given > 1:
            raise typer.BadParameter(_("give one of --quarter, --annual, --round"))
        if given == 0:
            return None
        for round_ in ledger.rounds:
            names = (round_.quarter, round_.annual, round_.id)
            if any(name is not None and name == choice for name, choice in zip(names, wanted, strict=True)):
                return round_
        from camket.standing.wording import rounds_text

        rounds = rounds_text(ledger.rounds)
        raise typer.BadParameter(_("this commitment has no such round; its rounds: {rounds}").format(rounds=rounds))

    def choose(self, ledger: Ledger, day: date | None = None) -> Round:
        """Return the round that the options name, or else the round in force on `day`."""
        return self.named(ledger) or ledger.calendar.in_force(day or self.day)


class RoundOnDay(RoundChoice):
    """A round as on a day: today, or the day given with --as-of."""

    def __init__(self, quarter: Quarter = None, annual: Annual = None, round_id: RoundId = None, as_of: AsOf = None) -> None:
        super().__init__(quarter, annual, round_id)
        self.as_of = as_of

    @property
    def given(self) -> dict[str, object]:
        """Return what was given, by the options' names."""
        return {"--quarter": self.quarter, "--annual": self.annual, "--round": self.round_id, "--as-of": self.as_of}

    @property
    def day(self) -> date:
        return self.as_of or desk.today()


class Screen(OptionGroup):
    """How a screen is shown that may be longer than the terminal."""

    def __init__(self, no_pager: NoPager = False) -> None:
        self.no_pager = no_pager

    def open(self) -> Any:
        """Return the context that gives the console to print on."""
        return desk.screen(no_pager=self.no_pager)

    def form(self) -> str:
        """Return all of the terminal or file that the text of a screen depends on."""
        from camket.screen.pager import form

        return form(desk.console())

    def draw(self, draw: Callable[[Any], None]) -> str:
        """Show what a function prints on the console that it is given, and return the text."""
        from camket.screen.pager import drawn

        text = drawn(desk.console(), draw)
        self.show(text)
        return text

    def show(self, text: str) -> None:
        """Show a text that `draw` returned, for a console of the same form."""
        from camket.screen.pager import show

        show(desk.console(), text, off=self.no_pager)


class UnitAndTarget(OptionGroup):
    """The unit and the target that alone are shown."""

    def __init__(self, unit: OneUnit = None, target: OneTarget = None) -> None:
        self.unit, self.target = unit, target

    def find(self, ledger: Ledger) -> tuple[str | None, str | None]:
        """Return the ids of the unit and of the target, each None if it is not given."""
        unit = desk.known_unit(ledger, self.unit) if self.unit is not None else None
        return unit, desk.known_target(ledger, self.target) if self.target is not None else None


def expand(command: Callable[..., int]) -> Callable[..., int]:
    """Return a command as typer calls it: with the options of each group in the group's place, and --lang at the end."""
    groups: dict[str, tuple[type[OptionGroup], list[str]]] = {}
    taken: list[inspect.Parameter] = []
    for one in inspect.signature(command, eval_str=True).parameters.values():
        options = [one]
        if isinstance(one.annotation, type) and issubclass(one.annotation, OptionGroup):
            options = list(inspect.signature(one.annotation, eval_str=True).parameters.values())
            groups[one.name] = (one.annotation, [option.name for option in options])
        taken += [option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in options]
    taken.append(inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Lang))

    def call(lang: str | None, **given: Any) -> int:  # the language was chosen before the command was imported
        made = {name: group(**{option: given.pop(option) for option in names}) for name, (group, names) in groups.items()}
        return command(**given, **made)

    call.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
    return call
