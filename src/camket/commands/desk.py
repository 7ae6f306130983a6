"""What commands begin and end with: find and load the data, find the round or unit; say and write the result."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TextIO

import typer

from camket.commands.choices import find_word
from camket.text import progress
from camket.text.language import _, ngettext
from camket.text.problems import (
    CamketError,
    DataFault,
    DataFolderNotFound,
    Problem,
    WouldOverwrite,
    count_problems,
)

if TYPE_CHECKING:
    from camket.entry.changing import LoadedFolder
    from camket.entry.setup_plan import SetupPlan
    from camket.history.issued import Later
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger
    from camket.ledger.reports import Issue
    from camket.ledger.tree import Tree
    from camket.text.journal import Act
    from camket.text.save import FileChange


_MANY = 1000  # reports, whose objects take the garbage collector noticeable time

# --- the data -----------------------------------------------------------------------------------------------------------


class OpenedData(NamedTuple):
    """A data folder as a command works on it: the ledger read from it, and the problems found while reading."""

    folder: Path
    ledger: Ledger
    problems: list[Problem]


def today() -> date:
    """Return the current day. No other place asks the clock, so that a test can set it."""
    return date.today()


def find_folder(given: Path | None) -> Path:
    """Return the data folder: the given one, or the nearest one at or above the current folder."""
    from camket.ledger.tree import find_data_folder

    start = Path.cwd() if given is None else given
    try:
        folder = find_data_folder(given, start)
    except DataFolderNotFound:  # camket init may have been stopped before it wrote targets.yaml
        settle(start)
        settle(start / "data")
        raise
    # Afterwards the folder is looked for again: the command that was stopped may have been the one that made it.
    return find_data_folder(given, start) if settle(folder) else folder


def settle(folder: Path) -> bool:
    """Finish or put back what a command that was stopped has written, and say so; return False if there is none."""
    from camket.text.state_folder import has_unfinished

    if not has_unfinished(folder):  # the usual case, without importing the journal
        return False
    from camket.text import journal

    settled = journal.settle(folder)
    if settled is None:
        return False
    paths = ", ".join(shown(folder / path) for path in settled.restored)
    if settled.is_finished:
        said = _("A command was stopped when it had just written everything: {command}")
    elif paths:
        said = _("A command was stopped while it wrote: {command}. Put back as they were before it: {paths}. Run it again.")
    else:
        said = _("A command was stopped before it wrote anything: {command}. Run it again.")
    say(said.format(command=settled.command.text, paths=paths))
    for path in settled.left:
        say(_("{path} has been changed since, and is left as it is: look at it").format(path=shown(folder / path)))
    return True


def load(
    folder: Path, only: Callable[[Ledger, str], bool] | None = None, tree: Tree | None = None
) -> tuple[Ledger | None, list[Problem]]:
    """Load a data folder, `only` some of its reports if given; the ledger is None if targets.yaml cannot be used.

    `tree` are the files of the folder as they were read already.
    """
    from camket.ledger.load import collector_paused, load
    from camket.ledger.tree import FolderTree, sparse_text

    tree = tree if tree is not None else FolderTree(folder)
    if isinstance(tree, FolderTree) and tree.left_out:
        say(sparse_text(len(tree.left_out)))
    with collector_paused():
        ledger, problems = load(tree, only=only)
        if ledger is not None and ledger.commitment.previous is not None:
            from camket.standing.last_year import take_baselines

            problems += take_baselines(folder, ledger)
        if ledger is not None and len(ledger.reports) > _MANY:
            gc.freeze()  # else the next collection would visit all that was loaded, which holds no garbage
    return ledger, problems


def open_data(given: Path | None, only: Callable[[Ledger, str], bool] | None = None) -> OpenedData:
    """Find and load the data folder, as `load` does. Raises DataFault if targets.yaml cannot be used."""
    folder = find_folder(given)
    return usable(folder, *load(folder, only))


def usable(folder: Path, ledger: Ledger | None, problems: list[Problem]) -> OpenedData:
    """Return what was loaded. Raises DataFault if targets.yaml cannot be used."""
    if ledger is None:
        from camket.ledger.data_format import unusable

        raise unusable(problems)
    return OpenedData(folder, ledger, problems)


def open_state(given: Path | None) -> LoadedFolder:
    """Find and load the data folder for a command that changes it. Raises DataFault if targets.yaml cannot be used."""
    from camket.entry.changing import LoadedFolder

    folder, ledger, problems = open_data(given)
    return LoadedFolder(folder, ledger, tuple(problems), today())


def refuse_faults(ledger: Ledger, problems: Sequence[Problem], message: str) -> None:
    """Raise DataFault with `message` if targets.yaml or units.yaml has an error."""
    from camket.ledger.tree import TARGETS, UNITS
    from camket.rules.check import check

    found = (*problems, *check(ledger, today()))
    # What a goal asks for changes nothing in what the units are asked.
    faults = [one for one in found if one.place.path in (TARGETS, UNITS) and one.rule != "direction-unclear"]
    if has_errors(faults):
        raise DataFault(message, [one for one in faults if one.level == "error"])


def check_all(folder: Path, ledger: Ledger, as_of: date | None = None) -> list[Problem]:
    """Return what `camket check` finds besides the problems of reading."""
    from camket.ledger.evidence import find_evidence
    from camket.rules.check import check
    from camket.standing.last_year import read_last_year

    later, kept = find_later(folder, ledger), find_evidence(folder, ledger)
    return check(ledger, as_of or today(), later, kept, read_last_year(folder, ledger))


def find_later(folder: Path, ledger: Ledger) -> tuple[Later, ...]:
    """Return what was changed after reports were issued. If no report was issued, the module for it is not imported."""
    if not ledger.issued:
        return ()
    from camket.history.issued import find_later

    return find_later(folder, ledger)


def issues_apart(folder: Path, ledger: Ledger, round_id: str) -> tuple[Issue, ...]:
    """Return the issues of a round that the last one was made without knowing of; git is run only for a round with several."""
    filed = ledger.issued.get(round_id)
    if filed is None or len(filed.content.issued) < 2:
        return ()
    from camket.history.issued import issues_apart

    return issues_apart(folder, ledger, round_id)


def say_issues_apart(folder: Path, ledger: Ledger, round_id: str) -> None:
    """Say which issues of a round the last one was made without knowing of."""
    if apart := issues_apart(folder, ledger, round_id):
        numbers = ", ".join(one.number for one in apart)
        say(
            _("two people issued the report of {round}; also on record: {numbers}. See camket check").format(
                round=round_id, numbers=numbers
            )
        )


def own_templates(folder: Path) -> Path | None:
    """Return the folder of the office's own templates, templates/ beside the data folder, or None."""
    templates = folder.parent / "templates"
    from camket.text.plain_file import is_link

    if is_link(templates):
        message = _("{path} is {what}, and is not read").format(path=templates.as_posix(), what=_("a link"))
        raise CamketError(message, _("Put the template itself into templates/; no link is followed there."))
    return templates if templates.is_dir() else None


# --- the round, the unit, the target that is named ----------------------------------------------------------------------


def earlier_round(ledger: Ledger, name: str | None, chosen: Round) -> Round | None:
    """Return the round that --since names, by id, quarter or annual kind; it must come before the chosen round."""
    if name is None:
        return None
    earlier = [round_ for round_ in ledger.calendar.through(chosen) if round_ is not chosen]
    wanted = find_word(name.strip(), ("preliminary", "update")) or name.strip().lower()
    for round_ in earlier:
        if wanted in (round_.id, round_.quarter, round_.annual):
            return round_
    from camket.standing.wording import round_name, rounds_text

    message = _("'{round}' is no round before {chosen}; those are: {rounds}").format(
        round=name, chosen=round_name(chosen), rounds=rounds_text(earlier)
    )
    raise typer.BadParameter(message, param_hint="--since")


def known_unit(ledger: Ledger, name: str) -> str:
    """Return the id of a unit given by id or name."""
    from camket.standing.typed_names import typed_unit, typed_unit_hint

    return _known(ledger, name, typed_unit, _("there is no unit '{name}'").format(name=name), typed_unit_hint)


def known_units(ledger: Ledger, names: Iterable[str] | None) -> list[str] | None:
    """Return the ids of the units given with --unit, or None if none is given."""
    return [known_unit(ledger, name) for name in names] if names else None


def known_target(ledger: Ledger, name: str) -> str:
    """Return the id of a target given by id, number in the report, or name."""
    from camket.standing.typed_names import typed_target, typed_target_hint

    return _known(ledger, name, typed_target, _("there is no target '{target}'").format(target=name), typed_target_hint)


def _known(
    ledger: Ledger, name: str, find: Callable[[Ledger, str], str | None], message: str, hint: Callable[[Ledger, str], str]
) -> str:
    found = find(ledger, name)
    if found is None:
        raise typer.BadParameter(f"{message}. {hint(ledger, name)}")
    return found


def refuse_unknown_name(ledger: Ledger, name: str) -> NoReturn:
    """Raise BadParameter: the name is neither a target's nor a unit's; the message suggests similar names."""
    from camket.standing.typed_names import typed_name_hint

    message = _("there is no target or unit '{name}'").format(name=name)
    raise typer.BadParameter(f"{message}. {typed_name_hint(ledger, name)}")


# --- options ------------------------------------------------------------------------------------------------------------


def refuse_together(option: str, is_given: bool, others: Mapping[str, object]) -> None:
    """Raise BadParameter if an option is given together with options that have no effect beside it."""
    wrong = [name for name, value in others.items() if value is not None and value is not False]
    if is_given and wrong:
        raise typer.BadParameter(_("cannot stand beside {options}").format(options=", ".join(wrong)), param_hint=option)


def read_formats(text: str, known: Sequence[str]) -> list[str]:
    """Return the formats in a comma-separated list, each once; every one must be in `known`."""
    named = [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
    formats = list(dict.fromkeys(find_word(name, known) or name for name in named))
    unknown = [name for name in formats if name not in known]
    if unknown or not formats:
        message = _("'{text}' is not known; one of: {choices}").format(
            text=", ".join(unknown) or text, choices=", ".join(known)
        )
        raise typer.BadParameter(message, param_hint="--format")
    return formats


# --- questions ----------------------------------------------------------------------------------------------------------


def is_terminal() -> bool:
    """Whether somebody can be asked: the input is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_yes(question: str, *, default: bool) -> bool:
    """Ask a yes-or-no question until it is answered, in Vietnamese or in English; Enter alone is the default."""
    from camket.text.yes_no import read_yes

    label = _("{question} (y/n, Enter: yes)") if default else _("{question} (y/n, Enter: no)")
    progress.clear()
    while True:
        reply = read_yes(
            typer.prompt(label.format(question=question), default="", show_default=False, err=not sys.stdout.isatty()), default
        )
        if reply is not None:
            return reply
        say(_("y or n is expected"))


# --- problems -----------------------------------------------------------------------------------------------------------


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems sorted by place."""
    from camket.text.problems import in_order

    return in_order(problems)


def has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def exit_code(problems: Sequence[Problem], *, strict: bool = False) -> int:
    """Return the exit code of a command that did its work on data with these problems: with `strict`, 1 for warnings too."""
    return 1 if has_errors(problems) or (strict and any(problem.level != "note" for problem in problems)) else 0


def say_problem_count(problems: Sequence[Problem]) -> int:
    """Say how many errors and warnings the data have, if there are any; return the exit code."""
    if problems:
        say(_("in the data: {counts}; see camket check").format(counts=count_problems(problems, with_zeros=True)))
    return exit_code(problems)


def show_problems(problems: Sequence[Problem], output: str, root: str, *, no_pager: bool = False) -> None:
    """Print problems on the terminal, or in a form for programs; `root` is put before the paths of the data's files."""
    if output == "text":
        from camket.screen.problems import print_problems

        with screen(no_pager=no_pager) as shown_on:
            print_problems(shown_on, problems, root=root)
        return
    from camket.screen import problem_formats as forms

    if output == "json":
        print(forms.problems_json(problems))
    else:
        print((forms.problems_github if output == "github" else forms.problems_sarif)(problems, root))


# --- files --------------------------------------------------------------------------------------------------------------


def output_folder(to: Path | None, folder: Path) -> Path:
    """Return the folder for outputs: the one given with --to, else build/ beside the data folder, which must be no link."""
    if to is not None:
        return to
    from camket.text.plain_file import is_link

    build = folder.parent / "build"
    if is_link(build):
        message = _("{path} is {what}, no plain file, and is left as it is").format(path=build.as_posix(), what=_("a link"))
        raise CamketError(message, _("Name the folder for the files with --output."))
    return build


def write_outputs(
    folder: Path,
    files: Mapping[str, bytes],
    dry_run: bool,
    *,
    source: Path,
    force: bool = False,
    is_issued: Callable[[str, bytes], bool] | None = None,
) -> None:
    """Write files made from the data folder `source` into a folder, replacing files of the same name; with `dry_run` only say
    what would be written.

    A file that somebody has changed since it was written, or that was made from other data, is left as it is and named, unless
    `force`. A file that `is_issued` (by name and content) is never replaced.
    """
    from camket.text.outputs import made_from, output_states, write_outputs
    from camket.text.plain_file import read_plain

    given = {folder / name: content for name, content in files.items()}
    states = output_states(given, source)
    written: dict[Path, bytes] = {}
    for name, content in files.items():
        path, state = folder / name, states[folder / name]
        if state != "same" and is_issued is not None and path.is_file() and is_issued(name, read_plain(path)):
            said = _("{path} is the report as issued, and is left as it is; to write another, use --output")
            say(said.format(path=shown(path)))
        elif state == "of-other-data" and not force:
            said = _(
                "{path} was made from another data folder, {other}, and is left as it is; write elsewhere with --output, or "
                "replace it with --force"
            )
            say(said.format(path=shown(path), other=shown(Path(made_from(path)))))
        elif state == "changed" and not force:
            said = _(
                "{path} has been changed since camket wrote it, and is left as it is; "
                "--force replaces it, or rename it or write elsewhere with --output"
            )
            say(said.format(path=shown(path)))
        elif dry_run:
            say(_("would write {path} ({size} bytes)").format(path=shown(path), size=len(content)))
        else:
            written[path] = content
    for path, is_new in write_outputs(written, source):
        say_written(path, is_new=is_new)


def write_together(
    where: Path, files: Mapping[str, bytes], dry_run: bool, *, source: Path, force: bool, as_one: bool = False
) -> None:
    """Write files that belong together, all or none: a description must not stand beside tables of another export.

    What is written is told by its top name in the folder, or as one with `as_one`. Raises WouldOverwrite if there is a file
    that was made from another data folder than `source`, or that camket has not written, or that somebody has changed,
    unless `force`.
    """
    from camket.text.outputs import made_from, output_states, write_outputs

    given = {where / name: data for name, data in files.items()}
    states = output_states(given, source)
    others = [path for path, state in states.items() if state == "of-other-data"]
    if others and not force:
        message = _("in {path} is the export of another data folder: {other}")
        message = message.format(path=shown(where), other=shown(Path(made_from(others[0]))))
        hint = _("Nothing was written. Give each its own folder with --output, or replace it with --force.")
        raise WouldOverwrite(message, hint)
    changed = [path for path, state in states.items() if state == "changed"]
    if changed and not force:
        message = ngettext(
            "{n} file was not written by camket, or somebody has changed it: {names}",
            "{n} files were not written by camket, or somebody has changed them: {names}",
            len(changed),
        )
        hint = _("Nothing was written. Write elsewhere with --output, or replace them with --force.")
        raise WouldOverwrite(message.format(n=len(changed), names=first_names(map(shown, changed))), hint)
    sizes: dict[Path, list[int]] = {}
    if not dry_run:
        list(write_outputs(given, source))
    for name, data in files.items():
        sizes.setdefault(where if as_one else where / PurePosixPath(name).parts[0], []).append(len(data))
    for path, found in sizes.items():
        said = (
            ngettext("would write {path}: {n} file, {size} kB", "would write {path}: {n} files, {size} kB", len(found))
            if dry_run
            else ngettext("wrote {path}: {n} file, {size} kB", "wrote {path}: {n} files, {size} kB", len(found))
        )
        say(said.format(path=shown(path), n=len(found), size=-(-sum(found) // 1000)))


def first_names(names: Iterable[str]) -> str:
    """Return the first three names, with dots if there are more."""
    found = list(names)
    return ", ".join(found[:3]) + (" …" if len(found) > 3 else "")


def issued_outputs(ledger: Ledger, round_: Round) -> Callable[[str, bytes], bool] | None:
    """Return what tells the files of the round's issued reports by name and content; None if no report was issued."""
    filed = ledger.issued.get(round_.id)
    if filed is None:
        return None
    from camket.report.issued_files import is_issued

    return lambda name, data: is_issued(filed.content.issued, name, data)


def write_changes(
    folder: Path,
    changes: Iterable[FileChange],
    dry_run: bool,
    *,
    data: Path | None = None,
    act: Act = "change",
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write changed files of the data, all or none; with `dry_run` only say so. Each file of `notes` gets a message after it.

    The paths of the changes are relative to `folder`; `data` is the data folder, if it is another one. All that a command
    changes in the data is written by one call, so that `camket undo` can take it back. Raises WouldOverwrite if a file has
    changed meanwhile.
    """
    from camket.ledger.tree import REPORTS
    from camket.text.journal import Journal
    from camket.text.save import remove_leftovers

    changes = list(changes)
    if not dry_run:
        where = data or folder
        remove_leftovers([where, *(where / REPORTS).glob("*/")])
        say_not_kept(Journal(where, act).write(changes, folder))
    for change in changes:
        say_change(folder, change, dry_run)
        if notes and change.path in notes:
            say(notes[change.path])


def say_not_kept(reason: str | None) -> None:
    """Say that there is no journal of what was written, and why; without a reason there is one."""
    if reason is not None:
        say(_("no journal could be kept ({reason}): camket undo cannot take this back").format(reason=reason))


def say_change(folder: Path, change: FileChange, dry_run: bool) -> None:
    """Say that a file was written or deleted, or would be."""
    path = folder / change.path
    if change.after is None:
        said = _("would delete {path}, of which nothing is left") if dry_run else _("deleted {path}: nothing was left of it")
        say(said.format(path=shown(path)))
    else:
        say_written(path, dry_run=dry_run, is_new=change.is_needed)
    for line in change.lines:
        say(f"    {line}")


def say_written(path: Path, *, dry_run: bool = False, is_new: bool = True) -> None:
    """Say that a file was written, or would be; without `is_new`, that it is already the same."""
    said = _("{path} is already the same") if not is_new else _("would write {path}") if dry_run else _("wrote {path}")
    say(said.format(path=shown(path)))


def say_plan(plan: SetupPlan, dry_run: bool) -> None:
    """Say what was changed around the repository, or would be: git settings, files, and files that are left as they are."""
    for setting in plan.settings:
        if setting.after is None:
            said = _("would take away {key}") if dry_run else _("took {key} away")
        else:
            said = _("would set {key}: {value}") if dry_run else _("set {key}: {value}")
        say(said.format(key=setting.key, value=setting.after))
    for change in plan.files:
        say_change(Path(), change, dry_run)
    for path, reason in plan.left:
        say(reason.format(path=shown(path)))
    if not (plan.settings or plan.files or plan.left):
        say(_("nothing to change"))


def shown_root(folder: Path) -> str:
    """Return the data folder as the beginning of each path in a message: relative to the current folder if it lies in it."""
    text = shown(folder)
    return "" if text == "." else text


def shown(path: Path) -> str:
    """Return a path for a message: relative to the current folder if it lies in it."""
    try:
        # A link keeps its own name: what it leads to is not what the message is about.
        whole = path.parent.resolve() / path.name if path.name else path.resolve()
        return whole.relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):  # elsewhere, or the current folder was deleted
        return path.as_posix()


# --- output -------------------------------------------------------------------------------------------------------------


def console(stream: TextIO | None = None) -> Any:
    """Return rich's console for standard output, or for another stream. Only modules of screen/ use it."""
    from camket.screen.console import make_console

    return make_console(stream or sys.stdout)


@contextmanager
def screen(*, no_pager: bool = False) -> Iterator[Any]:
    """Give the console for a screen that may be long: on a terminal it goes through a pager, unless `no_pager`."""
    from camket.screen.pager import paged

    with paged(console(), off=no_pager) as shown:
        yield shown


def print(text: str) -> None:
    """Write to standard output in UTF-8, whatever the console's code page, without colour: output for programs.

    What a terminal or a host would obey is left out (JSON has it escaped).
    """
    from camket.text.controls import without_terminal_controls

    progress.clear()
    text = without_terminal_controls(text)
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        stream.write(text.encode("utf-8", "replace"))
        stream.flush()


def say(message: str) -> None:
    """Write a message to standard error, control characters replaced by spaces."""
    progress.clear()
    message = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in message)
    if sys.stderr.isatty():  # no line is broken inside a word
        message = "\n".join(_wrapped(line) for line in message.split("\n"))
    try:
        sys.stderr.write(message + "\n")
    except OSError:  # a full disk: the command continues, and the exit code shows the result
        sys.stderr = nowhere()


def _wrapped(line: str) -> str:
    """Return a line as several that fit into the terminal; all of them begin in the same column."""
    import shutil
    import textwrap

    margin = " " * (len(line) - len(line.lstrip()))
    width = max(shutil.get_terminal_size().columns - 1, 40)
    if len(line) <= width:
        return line
    return textwrap.fill(line, width, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)


def nowhere() -> TextIO:
    """Return a stream that discards what is written to it."""
    return Path(os.devnull).open("w", encoding="utf-8")
