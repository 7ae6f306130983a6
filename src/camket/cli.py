"""The command line: options into calls, problems into exit codes. Nothing is computed here; the commands stand in commands/.

Exit codes: 0 clean, 1 problems in the data, 2 cannot run, 3 a bug (with a log to send).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from camket import __version__
from camket.commands import COMMANDS, Described, desk
from camket.commands.options import Data, Lang
from camket.text.language import N_, _

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
    commands would take longer than the one that runs. A command of two words is in the group that its first word names."""

    before = ""  # the words that lead here, a blank after each

    def _inside(self) -> dict[str, Described]:
        return {name.removeprefix(self.before): one for name, one in COMMANDS.items() if name.startswith(self.before)}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(dict.fromkeys(name.split()[0] for name in self._inside()))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        inside = self._inside()
        if cmd_name in inside:
            return _build(inside[cmd_name])
        return _build_group(f"{self.before}{cmd_name}") if any(name.startswith(f"{cmd_name} ") for name in inside) else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, command.description) for name, command in self._inside().items()])

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


def _build(command: Described) -> Any:
    alone = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=_HELP)
    alone.command(
        command.name.split()[-1],
        cls=_Command,
        help=command.description,
        epilog=_("Example: {example}").format(example=command.example),
        options_metavar=_("[OPTIONS]"),
    )(command.function)
    return typer.main.get_command(alone)


def _build_group(words: str) -> Any:
    """The group of the commands that begin with these words."""
    group = typer.Typer(
        name=words.split()[-1],
        cls=type("_Inside", (_Group,), {"before": f"{words} "}),
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
        context_settings=_HELP,
    )
    group.callback()(lambda: None)
    return typer.main.get_group(group)


def _show_version(asked: bool) -> None:
    if asked:
        desk.print(f"camket {__version__}\n")
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


def run(arguments: Sequence[str]) -> int:
    """Run one command; every way it can end becomes an exit code."""
    from camket.text.code_pages import degrade
    from camket.text.problems import CamketError, DataFault

    # What the caller has closed (>&-) takes what is said to nowhere.
    sys.stdout = sys.stdout or desk.nowhere()
    sys.stderr = sys.stderr or desk.nowhere()
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
        desk.say(_("Error: {message}").format(message=error))
        if error.problems:
            from camket.screen.console import make_console
            from camket.screen.problems import print_problems

            print_problems(make_console(sys.stderr), error.problems)
        return error.exit_code
    except CamketError as error:
        desk.say(_("Error: {message}").format(message=error))
        if error.hint:
            desk.say(error.hint)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        desk.say(_("Stopped; nothing was left half written."))
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
        desk.say(_("Error: {message}").format(message=f"{error.filename}: {reason}" if error.filename else reason))
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
        sys.stdout = desk.nowhere()


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
        desk.say(context.get_help() if context is not None else str(error))
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
    desk.say(_("Error: {message}").format(message=where + said + close))
    if context is not None:
        desk.say(_("See: {command} --help").format(command=context.command_path))
    return 2


def _close_words(error: Any, context: Any) -> str:
    possibilities = list(getattr(error, "possibilities", None) or ())
    unknown = re.search(r"No such command '([^']*)'", error.format_message())
    if unknown and context is not None:
        from camket.text.spelling import suggest

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
    desk.say(_("This is a bug in camket, not in your data; nothing was left half written."))
    desk.say(_("Please send this log to whoever maintains it: {path}").format(path=where))
    return 3
