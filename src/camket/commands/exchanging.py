"""The command that writes the data as tables for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from camket.commands import desk
from camket.commands.options import AsOf, DataFolder, DryRun, Force, To, formats_option
from camket.text.language import _


def export_command(
    *,
    output: Annotated[str, formats_option("csv,json,sqlite", _("One or more forms, with commas."))] = "csv",
    to: To = None,
    as_of: AsOf = None,
    no_authors: Annotated[
        bool, typer.Option("--no-authors", help=_("Leave out where each row was typed and by whom; faster."))
    ] = False,
    force: Force = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.exchange.collecting import collect
    from camket.exchange.package import FORMATS, export_files

    formats = desk.read_formats(output, FORMATS)
    folder, ledger, problems = data.open()
    tables = collect(ledger, folder, as_of, with_origins=not no_authors)
    where = desk.output_folder(to, folder) if to is not None else desk.output_folder(to, folder) / "export"
    desk.write_together(where, export_files(tables, ledger.commitment, formats), dry_run, force=force)
    desk.say_problem_count(problems)
    return desk.exit_code(problems)
