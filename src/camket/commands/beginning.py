"""`camket` alone: what is next, each with the command that does it. It is no command of the table, but the program's own."""

from __future__ import annotations

from pathlib import Path

from camket.commands import COMMANDS, desk
from camket.text.problems import DataFolderNotFound, GitFault


def next_steps(given: Path | None, output: str) -> int:
    """Print what is next on the data folder, or how to begin where there is none; return the exit code.

    As JSON (`output`), a data folder that is not there or cannot be used is an error, as for the other commands.
    """
    from camket.forms.inbox import read_inbox
    from camket.screen.next_steps import Desk, print_beginning, print_next_steps, print_unusable
    from camket.standing.proposals import proposals
    from camket.standing.survey import survey

    try:
        folder = desk.find_folder(given)
    except DataFolderNotFound:
        if given is not None or output == "json":
            raise
        print_beginning(desk.console(), Path.cwd())
        return 2
    ledger, problems = desk.load(folder)
    if ledger is None:
        if output == "json":
            from camket.ledger.data_format import unusable

            raise unusable(problems)
        print_unusable(desk.console(), desk.in_order(problems), desk.shown_root(folder))
        return 1
    today = desk.today()
    round_ = ledger.calendar.in_force(today)
    problems = desk.in_order([*problems, *desk.check_all(folder, ledger)])
    waiting = [one for one in proposals(ledger, round_, today) if one.is_open]
    inbox = read_inbox(ledger, folder, round_)
    found = Desk(
        survey(ledger, round_, today),
        tuple(problems),
        len(waiting),
        inbox,
        desk.shown(inbox.folder) if inbox is not None else "",
        _unsaved(folder),
        "camket save" if "save" in COMMANDS else "git status",
    )
    if output == "json":
        from camket.screen.json_next_steps import next_steps_json

        desk.print(next_steps_json(found))
    else:
        print_next_steps(desk.console(), found)
    return desk.exit_code(problems)


def _unsaved(folder: Path) -> int | None:
    """Return how many files of the data are not in git's history as they are; None where git cannot say."""
    from camket.text.git import provenance

    try:
        state = provenance(folder)
    except GitFault:
        return None
    return len(state.changed) if state.available else None
