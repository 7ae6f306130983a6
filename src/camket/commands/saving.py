"""The command that keeps the data as they are now in the history (git)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camket.commands import desk
from camket.commands.options import DataFolder, DryRun, Yes
from camket.text.language import _, ngettext
from camket.text.problems import CamketError, Problem

if TYPE_CHECKING:
    from camket.entry.saving import Saving
    from camket.ledger.ledger import Ledger

_MOST = 3  # errors, and files that are left out, that are named before the question


def save_command(
    *,
    message: Annotated[
        str | None, typer.Option("--message", "-m", metavar=_("TEXT"), help=_("What the history says; else what has changed."))
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    data: DataFolder,
) -> int:
    from camket.entry.saving import find_saving

    if message is not None and not message.strip():
        raise typer.BadParameter(_("the words are missing"), param_hint="--message")
    folder = data.find()
    ledger, problems = desk.load(folder)
    saving = find_saving(folder, ledger)
    _say_left_out(saving)
    if not saving.paths:
        desk.say(_("All data are saved already."))
        return 0
    problems = _check(folder, ledger, problems)
    _say_saving(saving, message, problems)
    if not yes:
        desk.say(_("Each figure: camket diff"))
    if dry_run:
        desk.say(_("a trial: nothing was saved"))
    elif not yes and desk.is_terminal() and not desk.ask_yes(_("Save?"), default=True):
        raise typer.Abort
    else:
        _save(saving, message)
    return desk.exit_code(problems)


def offer_to_save(folder: Path, why: str) -> bool:
    """Offer to save what is not saved yet, before or after another command; return whether it was. Asks only in a terminal."""
    from camket.entry.saving import find_saving
    from camket.text.git import has_repository

    if not desk.is_terminal() or not has_repository(folder):
        return False
    saving = find_saving(folder, desk.load(folder)[0])
    if not saving.paths:
        return False
    desk.say(why)
    _say_saving(saving, None, ())
    if not desk.ask_yes(_("Save?"), default=True):
        return False
    _save(saving, None)
    return True


def _check(folder: Path, ledger: Ledger | None, problems: Sequence[Problem]) -> list[Problem]:
    """Return all problems of the data, in order, as camket check finds them."""
    return desk.in_order([*problems, *(desk.check_all(folder, ledger) if ledger is not None else ())])


def _say_saving(saving: Saving, message: str | None, problems: Sequence[Problem]) -> None:
    """Show what is saved, under which words, and which errors are saved with it."""
    n = len(saving.paths)
    desk.say(ngettext("{n} file is to be saved:", "{n} files are to be saved:", n).format(n=n))
    for line in saving.lines:
        desk.say(f"  {line}")
    subject = (message or saving.message).strip().splitlines()[0]
    desk.say(_("Words for the history: {message}").format(message=subject))
    errors = [problem for problem in problems if problem.level == "error"]
    for problem in errors[:_MOST]:
        place = problem.place
        desk.say(f"! {desk.shown(saving.folder / place.path)}:{place.line}: {problem.message}")
    if errors:
        said = _("An error is saved too, so that no work is lost: mend it, then save again (camket check says how).")
        desk.say(said)
    desk.say_problem_count(problems)


def _say_left_out(saving: Saving) -> None:
    """Name changed files of the data folder that are no part of the data."""
    if not saving.others:
        return
    names = ", ".join(desk.shown(saving.folder / path) for path in saving.others[:_MOST])
    names += " …" if len(saving.others) > _MOST else ""
    desk.say(_("no part of the data, and left as it is: {paths}").format(paths=names))


def _save(saving: Saving, message: str | None) -> None:
    _know_author(saving.folder)
    commit, words = saving.commit(message.strip() + "\n" if message is not None else None)
    if words:
        desk.say(words)
    desk.say(_("saved ({commit})").format(commit=commit[:12]))


def _know_author(folder: Path) -> None:
    """Ask for the name and the address of whoever saves, once, where git does not know them; they stay in this folder's git."""
    from camket.text import git
    from camket.text.work_tree import is_author_known

    if is_author_known(folder):
        return
    if not desk.is_terminal():
        raise CamketError(_("git does not know who you are"), _("git config user.name …; git config user.email …"))
    desk.say(_("The history says who has saved. Asked once; kept for this folder only."))
    name = _ask(_("Your name"), lambda text: text.isprintable() and not set(text) & set("<>"))
    email = _ask(_("Your e-mail"), lambda text: text.isprintable() and text.count("@") == 1 and not set(text) & set("<> "))
    git.write_setting(folder, "user.name", name)
    git.write_setting(folder, "user.email", email)


def _ask(label: str, is_good: Callable[[str], bool]) -> str:
    """Ask until there is an answer of the right form."""
    while True:
        text = str(typer.prompt(label)).strip()
        if text and is_good(text):
            return text
        desk.say(_("'{text}' cannot be used here").format(text=text))
