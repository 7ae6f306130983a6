"""The data as tables: written for other programs, and asked in SQL."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from camket.commands import desk
from camket.commands.options import AsOf, DataFolder, DryRun, Force, Screen, To, format_option, formats_option
from camket.text.language import _, ngettext
from camket.text.problems import CamketError, WouldOverwrite, os_reason


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
    files = export_files(tables, ledger.commitment, formats)
    _refuse_left(where, files)
    desk.write_together(where, files, dry_run, source=folder, force=force)
    desk.say_problem_count(problems)
    return desk.exit_code(problems)


def _refuse_left(where: Path, files: Mapping[str, bytes]) -> None:
    """Raise WouldOverwrite if Parquet files are left of a round that is no more: they would be read too."""
    years = {(where / name).parents[len(PurePosixPath(name).parts) - 4] for name in files if name.startswith("parquet/")}
    left = sorted(path for year in years for path in year.rglob("*.parquet") if path not in {where / name for name in files})
    if left:
        message = ngettext(
            "{n} file of an earlier export would be read as data, and is of no round of this one: {names}",
            "{n} files of an earlier export would be read as data, and are of no round of this one: {names}",
            len(left),
        )
        message = message.format(n=len(left), names=desk.first_names(map(desk.shown, left)))
        raise WouldOverwrite(message, _("Nothing was written. Delete them, then export again."))


def query_command(
    *,
    sql: Annotated[
        str,
        typer.Argument(
            metavar=_("[SQL]"), help=_("One SELECT; a file that ends in .sql; - for standard input. Without it: the tables.")
        ),
    ] = "",
    as_of: AsOf = None,
    output: Annotated[str, format_option("text", "csv", "json")] = "text",
    data: DataFolder,
    screen: Screen,
) -> int:
    from camket.exchange.collecting import collect
    from camket.exchange.duckdb_tables import import_duckdb
    from camket.exchange.query import MOST_ROWS, ask, needs_origins
    from camket.screen.answer import answer_csv, answer_json, print_answer, print_tables

    if not sql:
        with screen.open() as console:
            print_tables(console)
        return 0
    asked = _read_question(sql)
    import_duckdb()  # before the data are read, which may take long
    folder, ledger, problems = data.open()
    tables = collect(ledger, folder, as_of, with_origins=needs_origins(asked))
    if output == "text":
        answer = ask(tables, asked, _MOST_SHOWN)
        with screen.open() as console:
            print_answer(console, answer)
    else:
        answer = ask(tables, asked)
        if answer.is_cut:
            message = _("the answer has more than {n} rows").format(n=MOST_ROWS)
            raise CamketError(message, _("Narrow it with WHERE, or export the tables: camket export"))
        desk.print(answer_csv(answer) if output == "csv" else answer_json(answer))
    desk.say_problem_count(problems)
    return desk.exit_code(problems)


_MOST_SHOWN = 1000  # rows on the screen


def _read_question(sql: str) -> str:
    """Return the SQL that is given itself, in a file or on standard input."""
    if sql == "-":
        return sys.stdin.read() if sys.stdin is not None else ""
    if not sql.lower().endswith(".sql"):
        return sql
    from camket.text.plain_file import read_plain

    path = Path(sql)
    try:
        return read_plain(path, below=path.parent).decode("utf-8-sig")
    except OSError as error:
        raise CamketError(_("{path} cannot be read: {reason}").format(path=path, reason=os_reason(error))) from error
    except UnicodeDecodeError as error:
        raise CamketError(_("{path} is not in UTF-8").format(path=path)) from error
