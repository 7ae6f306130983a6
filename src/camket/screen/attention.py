"""`camket status` without options: who has not reported and which targets need attention, on a screen of 24 lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from camket.ledger.ledger import Ledger
from camket.ledger.verdicts import SEVERITY
from camket.screen.console import LINES, paragraph_lines, print_paragraph, row_colour, style_of
from camket.screen.problems import fault_texts
from camket.screen.standing_cells import actual_cell, fold_units, goal_cell, verdict_cell
from camket.screen.status import heading_texts, is_by_unit, submission_counts, target_counts
from camket.screen.table import ScreenColumn, ScreenRow, make_table
from camket.standing.appendix import numbers
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.standing.survey import Survey, narrow
from camket.standing.wording import reminded_label, state_label, target_name
from camket.text.language import _, ngettext
from camket.text.numerals import format_date, format_share
from camket.text.problems import Problem

# A state of the units is shown in at most so many parts, by how often the units were reminded.
_MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """Units in the same state: the state in words, the units, their names with what is to be told of each, and the style.

    `reminded` says how often all of them were reminded, and when last.
    """

    label: str
    units: Sequence[Submission]
    names: Sequence[str]
    style: str = ""
    reminded: str = ""

    def title(self, *, with_count: bool = False) -> str:
        """Return what all of the units have in common, and how many they are."""
        label = f"{self.label} ({len(self.names)})" if with_count else self.label
        return f"{label}, {self.reminded}" if self.reminded else label


def print_attention(console: Console, survey: Survey, problems: Sequence[Problem], *, most: int = LINES) -> None:
    """Print who has not reported and what needs attention in at most `most` lines, and how the rest is seen."""
    title, *dates = heading_texts(survey)
    faults = list(fault_texts(survey.ledger, problems))
    counts = target_counts(survey.standings)
    closing = _("Add --all to see every unit and every target.")
    around = [title, *dates, submission_counts(survey.submissions), counts, closing, *(text for text, _style in faults)]
    room = most - 2 - sum(len(paragraph_lines(console, text)) for text in around)  # two lines are empty
    kinds = list(kinds_of_units(survey.ledger, survey.submissions))
    standings = sorted(narrow(survey, behind=True).standings, key=lambda one: SEVERITY.index(one.verdict))
    named = _named(console, kinds, room)
    table, left = _fit_table(console, survey, standings, room - _height(console, named))
    if left:  # both want more room than there is: the units get half, or more where the targets leave it
        named = _named(console, kinds, room // 2)
        table, left = _fit_table(console, survey, standings, room - _height(console, named))
    print_paragraph(console, title, "bold")
    for text in dates:
        print_paragraph(console, text)
    console.print()
    print_paragraph(console, around[1 + len(dates)])
    for text, style in named:
        print_paragraph(console, text, style, indent=2)
    console.print()
    print_paragraph(console, counts)
    if table is not None:
        console.print(table)
    if left:
        more = ngettext("and {n} target more: add --behind", "and {n} targets more: add --behind", left)
        print_paragraph(console, more.format(n=left), indent=2)
    for text, style in faults:
        print_paragraph(console, text, style)
    print_paragraph(console, closing, "dim")


# --- the units


def kinds_of_units(ledger: Ledger, submissions: Sequence[Submission]) -> Iterator[Kind]:
    """Yield the units by state: those that have not reported, then those whose report is empty, not complete or late."""
    absent: dict[str, list[Submission]] = {}
    for one in sorted(submissions, key=lambda one: -(one.days_late or 0)):
        if one.submitted is None:
            absent.setdefault(_absence(one), []).append(one)
    for label, found in absent.items():
        style = style_of("missing") if found[0].state == "missing" or found[0].unreadable else ""
        yield from _by_reminders(Kind(label, found, [ledger.short_name(one.unit) for one in found], style))
    empty = [one for one in submissions if one.is_empty]
    partial = [one for one in submissions if one.submitted is not None and one.unanswered and not one.is_empty]
    late = [one for one in submissions if one.state == "late"]
    if empty:
        yield from _by_reminders(Kind(_("empty"), empty, [ledger.short_name(one.unit) for one in empty], style_of("late")))
    if partial:
        names = [f"{ledger.short_name(one.unit)} {one.answered}/{one.required}" for one in partial]
        yield from _by_reminders(Kind(_("not complete"), partial, names, style_of("late")))
    if late:
        names = [f"{ledger.short_name(one.unit)} ({state_label(one)})" for one in late]
        yield Kind(_("late"), late, names, style_of("late"))


def _by_reminders(kind: Kind) -> Iterator[Kind]:
    """Yield a kind in parts by how often the units were reminded, and when last; with too many parts that follows each name."""
    parts: dict[str, list[int]] = {}
    for index, one in enumerate(kind.units):
        parts.setdefault(reminded_label(one.reminded), []).append(index)
    if len(parts) > _MOST_PARTS:
        told = [reminded_label(one.reminded, is_short=True) for one in kind.units]
        names = [f"{name} ({words})" if words else name for name, words in zip(kind.names, told, strict=True)]
        yield replace(kind, names=names)
        return
    for reminded, places in parts.items():
        units, names = [kind.units[place] for place in places], [kind.names[place] for place in places]
        yield replace(kind, units=units, names=names, reminded=reminded)


def _absence(one: Submission) -> str:
    if one.state == "pending" and one.unreadable is None:
        return _("not sent yet, due {date}").format(date=format_date(one.due))
    return state_label(one)


def _named(console: Console, kinds: Sequence[Kind], room: int) -> list[tuple[str, str]]:
    """A paragraph (text, style) for each kind, with as many names as fit in `room` lines together; one line at least."""
    found = []
    for index, kind in enumerate(kinds):
        text = fit_names(console, kind.title(), kind.names, max(room - (len(kinds) - index - 1), 1), console.width - 4)
        room -= len(paragraph_lines(console, text, indent=2))
        found.append((text, kind.style))
    return found


def fit_names(console: Console, label: str, names: Sequence[str], lines: int, width: int) -> str:
    """Return a label with as many names as fit in so many lines of this width, and how many more there are."""
    for n in range(min(len(names), lines * width), -1, -1):
        left = len(names) - n
        more = ngettext("and {n} more", "and {n} more", left).format(n=left) if n else str(left)
        text = f"{label}: {', '.join([*names[:n], *([more] if left else [])])}"
        if len(paragraph_lines(console, text, indent=console.width - width, hang=0)) <= lines:
            break
    return text


def _height(console: Console, named: Sequence[tuple[str, str]]) -> int:
    return sum(len(paragraph_lines(console, text, indent=2)) for text, _style in named)


# --- the targets


def _fit_table(console: Console, survey: Survey, standings: Sequence[Standing], lines: int) -> tuple[Table | None, int]:
    """The table of as many targets as fit in so many lines, and how many are left; a line is kept free to say so."""
    known = numbers(survey.ledger)
    columns = [
        ScreenColumn(_("No.")),
        ScreenColumn(_("Needs attention"), least=16),
        ScreenColumn(_("Figure or units"), least=20),
        ScreenColumn(_("Verdict"), least=12),
    ]
    for n in range(min(len(standings), max(lines - 1, 0)), 0, -1):
        table, _dropped = make_table(console, columns, [_row(survey, one, known) for one in standings[:n]])
        left = len(standings) - n
        if len(console.render_lines(table)) + bool(left) <= lines:
            return table, left
    return None, len(standings)


def _row(survey: Survey, standing: Standing, known: Mapping[str, str]) -> ScreenRow:
    marked = survey.is_reason_for_attention(standing.verdict)
    text = fold_units(survey.ledger, standing) if is_by_unit(standing) else _figure(standing)
    cells = (known[standing.target.id], target_name(standing.target), text, verdict_cell(standing))
    return ScreenRow(cells, row_colour(standing.verdict, marked), marked)


def _figure(standing: Standing) -> str:
    """The figure, its share of the goal, the goal: 94 (85,5%), giao ≥ 110; a line for each where a goal has several."""
    actual, goal = actual_cell(standing).split("\n"), goal_cell(standing).split("\n")
    if not any(actual):
        return ""
    if len(actual) > 1:
        return (
            "\n".join(_with_goal(*pair) for pair in zip(actual, goal, strict=True)) if len(actual) == len(goal) else actual[0]
        )
    share = f" ({format_share(standing.share, 1)})" if standing.share is not None else ""
    return _with_goal(actual[0] + share, "; ".join(goal))


def _with_goal(figure: str, goal: str) -> str:
    return _("{figure}, goal {goal}").format(figure=figure, goal=goal) if goal else figure
