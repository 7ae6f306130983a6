"""The command that writes the data as tables for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from camket.commands import desk
from camket.commands.options import AsOf, DataFolder, DryRun, Force, To, formats_option
from camket.text.language import _, ngettext
from camket.text.problems import WouldOverwrite


def export_command(
    *,
    output: Annotated[str, formats_option("csv,json,sqlite,parquet", _("One or more forms, with commas."))] = "csv",
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
    _write(where, export_files(tables, ledger.commitment, formats), dry_run, force=force)
    desk.say_problem_count(problems)
    return desk.exit_code(problems)


def _write(where: Path, files: Mapping[str, bytes], dry_run: bool, *, force: bool) -> None:
    """Write the files of an export, all or none: a description must not stand beside tables of another export.

    Raises WouldOverwrite if there is a file that camket has not written, or that somebody has changed, unless `force`.
    """
    from camket.text.outputs import output_state, write_output

    changed = [where / name for name, data in files.items() if output_state(where / name, data) == "changed"]
    if changed and not force:
        names = ", ".join(desk.shown(path) for path in changed[:3]) + (" …" if len(changed) > 3 else "")
        message = ngettext(
            "{n} file was not written by camket, or somebody has changed it: {names}",
            "{n} files were not written by camket, or somebody has changed them: {names}",
            len(changed),
        )
        hint = _("Nothing was written. Write elsewhere with --output, or replace them with --force.")
        raise WouldOverwrite(message.format(n=len(changed), names=names), hint)
    sizes: dict[Path, list[int]] = {}
    for name, data in files.items():
        if not dry_run:
            write_output(where / name, data)
        top = PurePosixPath(name).parts[0]
        sizes.setdefault(where / top, []).append(len(data))
    for path, found in sizes.items():
        said = (
            ngettext("would write {path}: {n} file, {size} kB", "would write {path}: {n} files, {size} kB", len(found))
            if dry_run
            else ngettext("wrote {path}: {n} file, {size} kB", "wrote {path}: {n} files, {size} kB", len(found))
        )
        desk.say(said.format(path=desk.shown(path), n=len(found), size=-(-sum(found) // 1000)))
