"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from camket.commands import desk
from camket.text.language import LANGUAGES, _


def read_day(text: str) -> date:
    """Parse a date given as an option, in any spelling that the data may have."""
    from camket.text.numerals import read_date

    try:
        return read_date(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a parser for an option that takes one of these words."""

    def parse(text: str) -> str:
        if text not in choices:
            message = _("'{text}' is not known; one of: {choices}").format(text=text, choices=", ".join(choices))
            raise typer.BadParameter(message)
        return text

    return parse


def complete(*choices: str) -> Callable[[str], list[str]]:
    """Return a function that completes these words in the shell."""
    return lambda incomplete: [choice for choice in choices if choice.startswith(incomplete)]


def complete_from_data(kind: str) -> Callable[[typer.Context, str], list[str]]:
    """Return a function that completes ids of the data folder in the shell; no ids if the folder cannot be used."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        from camket.text.problems import CamketError

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
        metavar="preliminary|update",
        parser=one_of("preliminary", "update"),
        autocompletion=complete("preliminary", "update"),
        help=_("The annual round."),
    ),
]


RoundId = Annotated[str | None, typer.Option("--round", metavar="ID", help=_("A round by its id in targets.yaml."))]


AsOf = Annotated[
    date | None,
    typer.Option("--as-of", metavar=_("DATE"), parser=read_day, help=_("Look as on this day; what came later has not come.")),
]


OneUnit = Annotated[
    str | None,
    typer.Option("--unit", metavar=_("UNIT"), autocompletion=complete_units, help=_("Only this unit: its id or name.")),
]


Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar=_("UNIT"), autocompletion=complete_units, help=_("Only this unit; may be given again.")),
]


OneTarget = Annotated[
    str | None,
    typer.Option("--target", metavar=_("TARGET"), autocompletion=complete_targets, help=_("Only this target: its id or name.")),
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
