"""`camket` alone in the terminal: what is next, each with its command, on a screen of 24 lines; how to begin without data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from camket.screen.attention import fit_names, kinds_of_units
from camket.screen.console import clean_text, print_paragraph, style_of
from camket.screen.status import heading_texts
from camket.standing.survey import Survey
from camket.standing.wording import round_name, round_option
from camket.text.language import _, ngettext
from camket.text.numerals import format_date
from camket.text.problems import Problem, count_problems

if TYPE_CHECKING:
    from camket.forms.inbox import Inbox

# The greatest width of the column of commands, in cells; a longer command is wrapped between words.
_COMMAND = 38
# The lines that the names of units or files may take in one step.
_LINES = 2


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the clerk's desk today: the round, problems, open proposals, received forms, edits that are not saved.

    `inbox_name` is the inbox as it is typed in a command; `unsaved` is None without git. `save` is the command that saves.
    """

    survey: Survey
    problems: tuple[Problem, ...]
    proposals: int
    inbox: Inbox | None
    inbox_name: str
    unsaved: int | None
    save: str

    @property
    def can_be_issued(self) -> bool:
        """Whether every unit has reported in full, the data have no error and the round's report was not issued yet."""
        has_errors = any(one.level == "error" for one in self.problems)
        is_whole = all(one.submitted is not None and not one.unanswered for one in self.survey.submissions)
        return is_whole and not has_errors and self.survey.ledger.last_issue(self.survey.round.id) is None


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing to do: its words, the command that does it or shows it, and its style."""

    words: str
    command: str
    style: str = ""


def print_next_steps(console: Console, found: Desk) -> None:
    """Print the round and its days, then what is next, the most pressing first."""
    title, *dates = heading_texts(found.survey)
    print_paragraph(console, title, "bold")
    for text in dates:
        print_paragraph(console, text)
    console.print()
    width = console.width - _COMMAND - 3
    steps = list(_steps(console, found, width))
    if steps:
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(width=1)
        table.add_column(width=width)
        table.add_column(width=_COMMAND)
        for step in steps:
            mark = "!" if step.style else "-"
            table.add_row(
                Text(mark, step.style), Text(clean_text(console, step.words)), Text(clean_text(console, step.command), "bold")
            )
        console.print(table)
    else:
        print_paragraph(console, _("Nothing waits: every report is in, and all of it is saved."))
    console.print()
    print_paragraph(console, _("All of the round: camket status. All commands: camket --help"), "dim")


def _steps(console: Console, found: Desk, width: int) -> Iterator[_Step]:
    survey = found.survey
    if errors := [one for one in found.problems if one.level != "note"]:
        style = style_of("error" if any(one.level == "error" for one in errors) else "warning")
        yield _Step(_("In the data: {counts}").format(counts=count_problems(errors)), "camket check", style)
    if found.inbox is not None:
        yield from _inbox_steps(console, found, found.inbox, width)
    yield from _report_steps(console, survey, width)
    if found.proposals:
        words = ngettext("{n} proposal has no final answer", "{n} proposals have no final answer", found.proposals)
        yield _Step(words.format(n=found.proposals), "camket proposals")
    if found.unsaved:
        words = ngettext(
            "{n} changed file is not saved in the history", "{n} changed files are not saved in the history", found.unsaved
        )
        yield _Step(words.format(n=found.unsaved), found.save)
    yield from _issue_step(found)


def _inbox_steps(console: Console, found: Desk, inbox: Inbox, width: int) -> Iterator[_Step]:
    name = f'"{found.inbox_name}"' if " " in found.inbox_name else found.inbox_name
    if not inbox.folder.is_dir():
        words = _("The inbox {folder} that targets.yaml names is not there").format(folder=found.inbox_name)
        yield _Step(words, _("make it, or mend inbox: in targets.yaml"), style_of("warning"))
    if inbox.waiting:
        n = len(inbox.waiting)
        label = ngettext("{n} unit's form is not imported", "{n} units' forms are not imported", n).format(n=n)
        names = [found.survey.ledger.short_name(unit) for unit in inbox.waiting]
        yield _Step(fit_names(console, label, names, _LINES, width), f"camket form import {name}", style_of("warning"))
    if inbox.unclear:
        n = len(inbox.unclear)
        label = ngettext("{n} file received needs a look", "{n} files received need a look", n).format(n=n)
        command = f"camket form import {name} --dry-run"
        yield _Step(fit_names(console, label, inbox.unclear, _LINES, width), command, style_of("warning"))


def _report_steps(console: Console, survey: Survey, width: int) -> Iterator[_Step]:
    """The units that have not reported, or not in full."""
    option = round_option(survey.round)
    absent = [one for one in survey.submissions if one.submitted is None]
    if absent and survey.opens > survey.as_of:
        words = _("{round} opens on {date}").format(round=round_name(survey.round), date=format_date(survey.opens))
        yield _Step(words, f"camket form export {option}")
        return
    commands = {"missing": f"camket remind {option}", "pending": f"camket form export {option}"}
    for kind in kinds_of_units(survey.ledger, survey.submissions):
        if kind.units[0].state == "late" and not kind.units[0].unanswered:
            continue  # the report is there: nothing is left to do
        first = kind.units[0]
        command = commands.get(first.state, f"camket fill {first.unit} {option}")
        command = "camket check" if first.unreadable else command
        lines = _LINES + bool(kind.reminded)
        yield _Step(fit_names(console, kind.title(with_count=True), kind.names, lines, width), command, kind.style)


def _issue_step(found: Desk) -> Iterator[_Step]:
    """The report of the round, where it can be issued."""
    if not found.can_be_issued:
        return
    survey = found.survey
    option = round_option(survey.round)
    words = _("Every report of {round} is in; the report is not issued").format(round=round_name(survey.round))
    symbol = survey.ledger.commitment.symbols.report
    number = f"…/{symbol}" if symbol else _("NUMBER")
    yield _Step(words, f"camket report {option}; camket issue {option} --number {number} --date {format_date(survey.as_of)}")


def print_beginning(console: Console, folder: Path) -> None:
    """Print how to begin where there is no data folder."""
    print_paragraph(console, _("There is no data folder here: {folder}").format(folder=folder), "bold")
    console.print()
    for words, command in (
        (_("Start a new one:"), _("camket init FOLDER")),
        (_("From last year's:"), _("camket init FOLDER --from LAST-YEAR'S-FOLDER")),
        (_("Use one that is elsewhere:"), _("go to that folder (cd), or: camket --data FOLDER")),
        (_("All commands:"), "camket --help"),
    ):
        print_paragraph(console, f"{words} {command}", indent=2)


def print_unusable(console: Console, problems: Sequence[Problem], root: str) -> None:
    """Print that targets.yaml cannot be used, the first problem in it, and the command that shows them all."""
    print_paragraph(
        console, _("targets.yaml cannot be used: {counts}").format(counts=count_problems(problems)), style_of("error")
    )
    console.print()
    for problem in [one for one in problems if one.level == "error"][:1]:
        place = f"{root.rstrip('/')}/{problem.place}" if root else str(problem.place)
        print_paragraph(console, f"{place}: {problem.message}", indent=2)
    console.print()
    print_paragraph(console, _("See all of them: {command}").format(command="camket check"))
