"""What commands begin and end with: the data, the round, the unit that is meant; what is said and written."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from camket.text.language import _, ngettext

if TYPE_CHECKING:
    from camket.entry.repository import Plan
    from camket.history.issued import Later
    from camket.ledger.commitment import Round
    from camket.ledger.ledger import Ledger
    from camket.text.problems import Problem

# More names than this are not listed in a message.
MANY = 8


def today() -> date:
    """The day that a command without --as-of looks at: the one place that asks the clock."""
    return date.today()


def find_folder(given: Path | None) -> Path:
    """The data folder that is meant: the one named, or the nearest at or above here."""
    from camket.ledger.tree import find_data_folder

    return find_data_folder(given, Path.cwd() if given is None else given)


def load(given: Path | None) -> tuple[Path, Ledger | None, list[Problem]]:
    from camket.ledger.load import load
    from camket.ledger.tree import FolderTree

    folder = find_folder(given)
    ledger, problems = load(FolderTree(folder))
    return folder, ledger, problems


def usable(ledger: Ledger | None, problems: Sequence[Problem]) -> Ledger:
    from camket.text.problems import DataFault

    if ledger is None:
        raise DataFault(_("targets.yaml cannot be used; mend these first"), problems)
    return ledger


def choose_round(ledger: Ledger, quarter: int | None, annual: str | None, round_id: str | None, day: date) -> Round:
    if sum(choice is not None for choice in (quarter, annual, round_id)) > 1:
        raise typer.BadParameter(_("give one of --quarter, --annual, --round"))
    if quarter is None and annual is None and round_id is None:
        return ledger.calendar.in_force(day)
    for round_ in ledger.rounds:
        if (quarter and round_.quarter == str(quarter)) or (annual and round_.annual == annual) or round_.id == round_id:
            return round_
    rounds = ", ".join(round_.id for round_ in ledger.rounds)
    raise typer.BadParameter(_("this commitment has no such round; its rounds: {rounds}").format(rounds=rounds))


def find_later(folder: Path, ledger: Ledger) -> tuple[Later, ...]:
    """What has been changed since reports were issued; where none is on record, nothing is loaded to find that out."""
    if not ledger.issued:
        return ()
    from camket.history.issued import find_later

    return find_later(folder, ledger)


def own_templates(folder: Path) -> Path | None:
    """The office's own templates, in templates/ beside the data folder."""
    templates = folder.parent / "templates"
    return templates if templates.is_dir() else None


def known_unit(ledger: Ledger, name: str) -> str:
    from camket.ledger.lookup import find_unit, unit_hint

    unit = find_unit(ledger, name)
    if unit is None:
        message = _("there is no unit '{name}'").format(name=name) + ". " + unit_hint(ledger, name)
        raise typer.BadParameter(message)
    return unit


def known_target(ledger: Ledger, name: str) -> str:
    from camket.ledger.lookup import find_target, target_hint

    target = find_target(ledger, name)
    if target is None:
        message = _("there is no target '{target}'").format(target=name) + ". " + target_hint(ledger, name)
        raise typer.BadParameter(message)
    return target


def known_target_or_unit(ledger: Ledger, name: str) -> str:
    """Raise what says that a name is neither a target's nor a unit's, with what may have been meant."""
    from camket.ledger.lookup import target_hint, unit_hint

    message = _("there is no target or unit '{name}'").format(name=name)
    raise typer.BadParameter(f"{message}. {target_hint(ledger, name)} {unit_hint(ledger, name)}")


def refuse_together(option: str, is_given: bool, others: Mapping[str, object]) -> None:
    """Refuse an option beside others that it leaves nothing to do."""
    wrong = [name for name, value in others.items() if value is not None and value is not False]
    if is_given and wrong:
        raise typer.BadParameter(_("cannot stand beside {options}").format(options=", ".join(wrong)), param_hint=option)


def read_formats(text: str, known: Sequence[str]) -> list[str]:
    formats = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in formats if name not in known]
    if unknown or not formats:
        message = _("'{text}' is not known; one of: {choices}").format(
            text=", ".join(unknown) or text, choices=", ".join(known)
        )
        raise typer.BadParameter(message, param_hint="--format")
    return formats


def write_outputs(folder: Path, files: Mapping[str, bytes], dry_run: bool) -> None:
    """Write what was made, or say what would be; what stood there is replaced."""
    from camket.text.save import write_file

    for name, content in files.items():
        path = folder / name
        if dry_run:
            say(_("would write {path} ({size} bytes)").format(path=shown(path), size=len(content)))
            continue
        changed = write_file(path, content, may_replace=True)
        say((_("wrote {path}") if changed else _("{path} is already the same")).format(path=shown(path)))


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    from camket.text.problems import in_order

    return in_order(problems)


def has_errors(problems: Sequence[Problem]) -> bool:
    return any(problem.level == "error" for problem in problems)


def say_problem_count(problems: Sequence[Problem]) -> None:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    if problems:
        counts = ", ".join(
            [
                ngettext("{n} error", "{n} errors", errors).format(n=errors),
                ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings),
            ]
        )
        say(_("in the data: {counts}; see camket check").format(counts=counts))


def shown_root(folder: Path) -> str:
    """The data folder as it is put before each path: relative to here where it can be."""
    text = shown(folder)
    return "" if text == "." else text


def shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except (ValueError, OSError):  # elsewhere, or the current folder is gone
        return path.as_posix()


def print(text: str) -> None:
    """Machine output: UTF-8 whatever the console's code page, without colour."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        sys.stdout.flush()
        stream.write(text.encode("utf-8", "replace"))
        stream.flush()


def say(message: str) -> None:
    """A line to the user, beside the output proper, without what would steer the terminal."""
    message = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in message)
    try:
        sys.stderr.write(message + "\n")
    except OSError:  # a full disk: the work goes on, and the exit code tells how it went
        sys.stderr = nowhere()


def nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def refuse_faults(ledger: Ledger, problems: Sequence[Problem], message: str) -> None:
    """Refuse while what the office has handed down has an error."""
    from camket.ledger.tree import TARGETS, UNITS
    from camket.rules.check import check
    from camket.text.problems import DataFault

    faults = [one for one in (*problems, *check(ledger, today())) if one.place.path in (TARGETS, UNITS)]
    if has_errors(faults):
        raise DataFault(message, [one for one in faults if one.level == "error"])


def say_plan(plan: Plan, dry_run: bool) -> None:
    """What was done around the repository, or would be: settings of git, files, and what is left as it is."""
    for setting in plan.settings:
        if setting.after is None:
            said = _("would take away {key}") if dry_run else _("took {key} away")
        else:
            said = _("would set {key}: {value}") if dry_run else _("set {key}: {value}")
        say(said.format(key=setting.key, value=setting.after))
    for file in plan.files:
        if file.after is None:
            said = (
                _("would delete {path}, of which nothing is left") if dry_run else _("deleted {path}: nothing was left of it")
            )
        else:
            said = _("would write {path}") if dry_run else _("wrote {path}")
        say(said.format(path=shown(file.path)))
        for line in file.lines:
            say(f"    {line}")
    for path, reason in plan.left:
        say(reason.format(path=shown(path)))
    if not (plan.settings or plan.files or plan.left):
        say(_("nothing to change"))
