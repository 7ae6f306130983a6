"""The command line: runs a command of commands/ and turns its result, or an exception, into an exit code.

Exit codes: 0 no problems, 1 problems in the data, 2 the command cannot run, 3 a bug (a log file is written).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from camket import __version__
from camket.commands import COMMANDS, GROUPS, Described, desk
from camket.commands.options import Data, Lang, NoCache, TextOrJson, expand, turn_off_cache
from camket.text.language import N_, _

# The result that typer returns after Ctrl+C.
_INTERRUPTED = 130


# The base class of typer's usage errors. Not every version of typer exports it, so it is taken as BadParameter's parent.
_UsageError: Any = typer.BadParameter.__mro__[1]
_ClickError: Any = _UsageError.__mro__[1]


class _Translated:
    """Help pages in the user's language, with the names of the parameters where typer has Python's types."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        words = [self.options_metavar, *(_usage_word(one) for one in _arguments(self.get_params(ctx)))]  # type: ignore[attr-defined]
        if isinstance(self, TyperGroup):
            words.append(self.subcommand_metavar)
        formatter.write_usage(ctx.command_path, " ".join(words), prefix=_("Usage: "))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        arguments = _arguments(params)
        if arguments:
            with formatter.section(_("Arguments")):
                formatter.write_dl([(one.metavar or one.name, _help_of(one, ctx)) for one in arguments])
        options = [(one, one.get_help_record(ctx)) for one in params if one not in arguments]
        with formatter.section(_("Options")):
            formatter.write_dl([(record[0], _help_of(one, ctx)) for one, record in options if record is not None])
        if isinstance(self, TyperGroup):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this help and exit.")
        return option


def _arguments(params: Sequence[Any]) -> list[Any]:
    return [one for one in params if one.param_type_name == "argument"]


def _usage_word(argument: Any) -> str:
    """Return an argument as the usage line has it: in brackets if it can be left out, with dots if there may be several."""
    name: str = argument.metavar or argument.name
    if name.startswith("["):  # the name says it already
        return name
    name = name if argument.required else f"[{name}]"
    return name if argument.nargs == 1 else f"{name}..."


def _help_of(param: Any, ctx: Any) -> str:
    """Return the help text of a parameter; a range of numbers in words, unless the name says it."""
    record = param.get_help_record(ctx)
    text: str = record[1] if record is not None else ""
    found = re.search(r"(?P<low>\d+)<=x<=(?P<high>\d+)", text)
    if found is None:
        return text
    if param.metavar == f"{found['low']}-{found['high']}":
        return re.sub(r"(; | *\[)" + re.escape(found[0]) + r"\]?", "", text)
    return text.replace(found[0], _("from {low} to {high}").format(**found.groupdict()))


class _Command(_Translated, TyperCommand):
    pass


class _CommandGroup(_Translated, TyperGroup):
    """The commands by name. Only the command that is called is built: building one makes typer read all its options, and
    building every command would take longer than running one. `form export` is the command `export` in the group `form`."""

    before = ""  # the names of the groups above, each followed by a space

    def _inside(self) -> dict[str, Described]:
        """Return the commands of this group, by the rest of their names."""
        return {name.removeprefix(self.before): one for name, one in COMMANDS.items() if name.startswith(self.before)}

    def list_commands(self, ctx: Any) -> list[str]:
        return list(dict.fromkeys(name.split()[0] for name in self._inside()))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        inside = self._inside()
        if cmd_name in inside:
            return _build(inside[cmd_name])
        return _build_group(f"{self.before}{cmd_name}") if any(name.startswith(f"{cmd_name} ") for name in inside) else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        inside = self._inside()
        width = max(map(len, inside), default=0)
        groups = {_("Commands"): [*COMMANDS]} if self.before else GROUPS
        for title, names in groups.items():
            here = [name.removeprefix(self.before) for name in names if name.startswith(self.before)]
            listed = [(name.ljust(width), _gist(inside[name])) for name in here]
            if listed:
                with formatter.section(title):
                    formatter.write_dl(listed)

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


def _gist(command: Described) -> str:
    """Return what a list of commands says of one: the description up to its first pause."""
    return re.split(r"[:;.](?: |$)", command.description, maxsplit=1)[0]


_HELP = {"help_option_names": ["-h", "--help"]}


app = typer.Typer(
    name="camket",
    cls=_CommandGroup,
    help=_("A year of commitments: who has reported, how each target stands, the report to sign."),
    epilog=_("Example: camket status --quarter 2"),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    context_settings=_HELP,
)


def _build(command: Described) -> Any:
    """Build a command; this imports its module."""
    alone = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=_HELP)
    alone.command(
        command.name.split()[-1],
        cls=_Command,
        help=command.description,
        epilog=_("Example: {example}").format(example=command.example),
        options_metavar=_("[OPTIONS]"),
    )(expand(command.function))
    return typer.main.get_command(alone)


def _build_group(words: str) -> Any:
    """Build the group of the commands whose names begin with these words."""
    group = typer.Typer(
        name=words.split()[-1],
        cls=type("_Inside", (_CommandGroup,), {"before": f"{words} "}),
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


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    data: Data = None,
    lang: Lang = None,
    output: TextOrJson = "text",
    no_cache: NoCache = False,
    version: Annotated[
        bool, typer.Option("--version", help=_("Print the version and exit."), callback=_show_version, is_eager=True)
    ] = False,
) -> int:
    context.obj = data
    turn_off_cache(no_cache)
    if context.invoked_subcommand is not None:
        if output != "text":
            raise typer.BadParameter(
                _("stands after the command: camket {command}").format(
                    command=f"{context.invoked_subcommand} --format {output}"
                ),
                param_hint="--format",
            )
        return 0
    from camket.commands.beginning import next_steps

    return next_steps(data, output)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every exception is turned into one too."""
    from camket.screen.progress import make_display
    from camket.text.code_pages import degrade
    from camket.text.command_line import command_words
    from camket.text.problems import CamketError, DataFault, os_reason
    from camket.text.progress import display

    # The caller may have closed a stream (>&-): then its output is discarded.
    sys.stdout = sys.stdout or desk.nowhere()
    sys.stderr = sys.stderr or desk.nowhere()
    degrade(sys.stdout)
    degrade(sys.stderr)
    display.set(make_display(sys.stderr))
    command_words.set(tuple(arguments))
    try:
        # The command's return value is the exit code; typer.Exit carries its own.
        outcome = app(args=list(arguments), prog_name="camket", standalone_mode=False)
        if outcome == _INTERRUPTED:
            raise KeyboardInterrupt
        return outcome if isinstance(outcome, int) else 0
    except _ClickError as error:
        return _usage(error)
    except DataFault as error:
        desk.say(_("Error: {message}").format(message=error))
        if error.problems:
            from camket.screen.console import make_console
            from camket.screen.problems import print_problems

            print_problems(make_console(sys.stderr), error.problems)
        if error.hint:
            desk.say(error.hint)
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
        # typer and rich end the program at a broken pipe themselves, with the exit code 1, which means problems in the data.
        if isinstance(error.__context__, BrokenPipeError):
            return _reader_gone()
        raise
    except OSError as error:
        # A full disk or a deleted folder: no fault of the data or of the program.
        _discard_output()
        reason = os_reason(error)
        desk.say(_("Error: {message}").format(message=f"{error.filename}: {reason}" if error.filename else reason))
        return 2
    except Exception as error:
        return _bug(error, arguments)


def _reader_gone() -> int:
    """The reader of the output (less, head) has closed it: end without a message."""
    _discard_output()
    return 0


def _discard_output() -> None:
    # Output that cannot be written now would fail again when Python exits, with a message.
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = desk.nowhere()


# The messages of typer for a wrong call, as patterns, and ours. (Strings, so that they are compiled only if needed.)
_USAGE = (
    (
        r"No such option: (?P<what>-[.,\d]\S*)",
        N_("{what} is read as an option; write a figure below zero after two dashes: -- {what}"),
    ),
    (r"No such option: (?P<what>\S+)", N_("there is no option {what}")),
    (r"No such command '(?P<what>[^']*)'", N_("there is no command '{what}'")),
    (r"Missing (?:argument|option|parameter) '?(?P<what>[^'.]*)", N_("{what} is missing")),
    (r"Option '?(?P<what>\S+?)'? requires an argument", N_("{what} needs a value")),
    (r"Option '?(?P<what>\S+?)'? requires (?P<n>\d+) arguments", N_("{what} needs {n} values")),
    (r"Argument '(?P<what>.*)' takes (?P<n>\d+) values", N_("{what} needs {n} values")),
    (r"Could not open file '(?P<what>.*?)'", N_("{what} cannot be opened")),
    (r"'?(?P<what>[^']+?)'? does not exist\.$", N_("{what} is not there")),
    (r"'?(?P<what>[^']+?)'? is a (?:file|directory)\.$", N_("{what} is not what is expected here")),
    (r"'?(?P<what>[^']+?)'? is not (?:readable|writable)\.$", N_("{what} cannot be read or written")),
    (r"Value '?(?P<what>.*?)'? is not a valid", N_("'{what}' does not fit here")),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.*)\)", N_("there is one word too many: {what}")),
    (r"'(?P<what>.*)' is not a valid int", N_("'{what}' is not a whole number")),
    (r"(?P<what>\S+) is not in the range (?P<range>\S+)\.", N_("{what} is outside {range}")),
    (r"Input should be less than or equal to (?P<limit>\S+)", N_("at most {limit}")),
    (r"Input should be greater than or equal to (?P<limit>\S+)", N_("at least {limit}")),
    (r"Input should be a valid integer", N_("a whole number is expected")),
    (r"Option '?(?P<what>\S+?)'? does not take a value", N_("{what} takes no value")),
    (r"Missing command", N_("name a command")),
    (r"Input should be|Value must be", N_("this value does not fit here")),
)


def _usage(error: Any) -> int:
    """Print the message of a usage error; return its exit code."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        desk.say(context.get_help() if context is not None else str(error))
        return 2
    text = _translate(error)
    hint = getattr(error, "param_hint", None) or (error.param.opts[0] if getattr(error, "param", None) is not None else "")
    is_named = hint in text or type(error).__name__ == "MissingParameter"
    option = f"{hint}: " if hint and not is_named else ""
    desk.say(_("Error: {message}").format(message=option + text + _suggestion(error, context)))
    if context is not None:
        desk.say(_("See: {command} --help").format(command=context.command_path))
    return 2


def _translate(error: Any) -> str:
    """Return the message of a usage error in the user's language."""
    text: str = error.message if type(error) is typer.BadParameter else error.format_message()
    for pattern, message in _USAGE:
        if found := re.search(pattern, text):
            return _(message).format(**found.groupdict())
    # Our own messages are in a BadParameter, in the user's language already.
    own: str = getattr(error, "message", text)
    return own if type(error) is typer.BadParameter else _("the command cannot be understood as it is typed")


def _suggestion(error: Any, context: Any) -> str:
    """Return the end of the message: the option or command that was probably meant."""
    possibilities = list(getattr(error, "possibilities", None) or ())
    unknown = re.search(r"No such command '([^']*)'", error.format_message())
    if unknown and context is not None:
        from camket.text.spelling import suggest

        close = suggest(unknown[1], context.command.list_commands(context))
        possibilities = [close] if close else []
    return ". " + _("Did you mean '{word}'?").format(word=possibilities[0]) if possibilities else ""


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    """Write a log of an unexpected exception, to the standard error if no file can be written; return its exit code."""
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
