"""Commands for text editors: JSON schemas, settings, a language server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camket.commands import desk
from camket.commands.options import DataFolder, DryRun, read_output_folder
from camket.text.language import _


def schema_command(
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar=_("DIR"),
            parser=read_output_folder,
            help=_("Where to write; else .schema/ in the data folder."),
        ),
    ] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help=_("Write nothing; exit 1 when the files are not up to date."))
    ] = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.schema.files import FOLDER, plan_schemas
    from camket.entry.setup_plan import carry_out

    folder, ledger, _problems = data.open(refuse=_("no schema is written while targets.yaml or units.yaml has an error"))
    # A target or unit with an error is left out of the schemas, and an editor would then reject correct ids.
    plan = plan_schemas(ledger, output or folder / FOLDER)
    if not (dry_run or check_only):
        carry_out(folder, plan)
    desk.say_plan(plan, dry_run or check_only)
    if check_only and plan.files:
        desk.say(_("The schemas are not up to date: run camket schema."))
        return 1
    return 0


def setup_editor_command(*, dry_run: DryRun = False, data: DataFolder) -> int:
    from camket.entry.editors import plan_editor
    from camket.entry.schema.files import FOLDER, plan_schemas
    from camket.entry.setup_plan import carry_out

    folder, ledger, _problems = data.open(refuse=_("no schema is written while targets.yaml or units.yaml has an error"))
    plan, by_hand = plan_editor(folder, ledger)
    plan = plan_schemas(ledger, folder / FOLDER) + plan
    if not dry_run:
        carry_out(folder, plan)
    desk.say_plan(plan, dry_run)
    for path, text in by_hand.items():
        desk.say(_("To be added to {path} by hand:").format(path=desk.shown(path)))
        desk.print(text)
    if plan.files and not dry_run:
        desk.say(_("Next: commit these files, so that whoever fills in a report has them too."))
    return 0


def lsp_command(data: DataFolder) -> int:
    from camket.screen.language_server import serve

    serve(data.given, desk.today)
    return 0
