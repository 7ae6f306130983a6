"""The round, one target, and problems in the terminal: the one module that draws with rich.

Tables are laid out here rather than by rich, because a group's line runs across the columns. What needs attention
begins with `!` and says so in words; colour only repeats it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from camket.goals import Judged
from camket.language import N_, _, ngettext
from camket.load import TARGETS, Filed, Ledger
from camket.measures import part_names
from camket.model import (
    Composition,
    Item,
    Judgement,
    Measure,
    Milestone,
    NamedList,
    Pace,
    Quantity,
    Ratio,
    Reference,
    Round,
    Score,
    Target,
    Verdict,
)
from camket.numerals import format_date, format_exact, format_number, format_share, round_half_up, round_share
from camket.problems import Problem, in_order
from camket.progress import (
    Standing,
    Submission,
    Survey,
    assessed_from,
    closing_day,
    counted_items,
    goal_in_force,
    history,
    narrow,
    pace_of,
)
from camket.proposals import Proposal, proposal_id
from camket.spelling import fold
from camket.streams import degrade, fitting, is_unicode
from camket.tables import (
    bounds_text,
    compare_sign,
    condition_text,
    counted_name,
    day_off_name,
    figure_text,
    goal_text,
    lead_name,
    outcome_label,
    paper_text,
    reading_text,
    round_name,
    state_label,
    target_name,
    trend_sign,
    uncounted_reason,
    unit_of_measure,
    verdict_label,
)

if TYPE_CHECKING:
    from camket.account import Line as AccountLine
    from camket.account import Section
    from camket.history import History
    from camket.issuing import Verification
    from camket.render import Template
    from camket.review import Review
    from camket.trace import Source, Step, Trace
    from camket.vcs import Line, Origins

_STYLES: dict[str, str] = {
    "exceeded": "green",
    "met": "green",
    "on-track": "green",
    "behind": "yellow",
    "missed": "bold red",
    "not-reported": "red",
    "on-time": "green",
    "late": "yellow",
    "missing": "red",
    "error": "bold red",
    "warning": "yellow",
}
_ATTENTION = ("missed", "behind", "not-reported")
_FULFILLED = ("exceeded", "met", "on-track")
_NARROWEST = 40


def make_console(stream: TextIO, *, color: bool | None = None, width: int | None = None) -> Console:
    """A console on `stream`: no colour but on a terminal, and letters that its code page lacks written plainly."""
    degrade(stream)
    return Console(
        file=stream,
        width=max(width or _stream_width(stream), _NARROWEST),
        force_terminal=True if color else None,
        no_color=True if color is False or os.environ.get("NO_COLOR") else None,
        emoji=False,
        markup=False,
        highlight=False,
    )


def _stream_width(stream: TextIO) -> int:
    """COLUMNS, or the terminal's width; 80 for a file, whatever terminal the command was typed in."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


# --- lines and tables -----------------------------------------------------------------------------------------------


def _clean(console: Console, text: str) -> str:
    """`text` on one line, as the console's code page will have it, without what would steer the terminal."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if is_unicode(console.file) else fitting(text, console.encoding)


def _wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words where it can be."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        while cell_len(word) > width:
            head = _head(word, width)
            lines[-1] = head
            lines.append("")
            word = word[len(head) :]
        lines[-1] = word
    return lines


def _head(text: str, width: int) -> str:
    """As much of `text` from its beginning as fits in `width` cells; one letter at least."""
    end = 1
    while end < len(text) and cell_len(text[: end + 1]) <= width:
        end += 1
    return text[:end]


def _pad(text: str, width: int, *, right: bool = False) -> str:
    space = " " * max(width - cell_len(text), 0)
    return space + text if right else text + space


def _print(console: Console, *parts: tuple[str, str]) -> None:
    """One line made of (text, style); what sticks out is cut off."""
    line = Text.assemble(*parts)
    line.rstrip()
    console.print(line, no_wrap=True, overflow="crop")


def _say(console: Console, text: str, style: str = "", *, indent: int = 0, hang: int = 2) -> None:
    """A paragraph, wrapped to the console; later lines hang in by `hang`."""
    first, *rest = _wrap(_clean(console, text), console.width - indent - hang)
    _print(console, (" " * indent + first, style))
    for line in rest:
        _print(console, (" " * (indent + hang) + line, style))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: `least` is the width it may be wrapped to (0: never wrapped); of those that may go when it gets too
    narrow, the one with the highest `spare` goes first."""

    heading: str
    right: bool = False
    least: int = 0
    spare: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells (`\\n` parts lines); with `span`, the text that runs from the second cell to the last but one."""

    cells: tuple[str, ...]
    state: str = ""
    marked: bool = False
    span: str = ""


def _print_table(console: Console, columns: Sequence[_Column], rows: Sequence[_Row], *, coloured: int = -1) -> list[str]:
    """Lay out and print, the `coloured` cell in the colour of its row's state; returns the headings that found no room."""
    rows = [
        _Row(tuple("\n".join(_clean(console, line) for line in cell.split("\n")) for cell in row.cells), row.state, row.marked,
             _clean(console, row.span))
        for row in rows
    ]  # fmt: skip
    spans = [cell_len(row.span) for row in rows if row.span]
    # A span needs one column between the first and the last to stand in.
    kept = [i for i, _column in enumerate(columns) if i == 0 or (spans and i == 1) or any(row.cells[i] for row in rows)]
    dropped: list[str] = []
    while True:
        widths = _widths(
            console, [columns[i] for i in kept], [_Row(tuple(row.cells[i] for i in kept), span=row.span) for row in rows]
        )
        if widths is not None:
            break
        spare = max(kept, key=lambda i: columns[i].spare)
        if not columns[spare].spare:
            widths = [max(columns[i].least, 8) for i in kept]
            break
        kept.remove(spare)
        dropped.append(columns[spare].heading)
    shown = [columns[i] for i in kept]
    if spans:
        widths[1] += max(
            min(max(spans) - sum(widths[1:-1]) - len(widths) + 3, console.width - 1 - sum(widths) - len(widths)), 0
        )
    for line in _lines(shown, widths, [column.heading for column in shown], ""):
        _print(console, ("  ", ""), (" ".join(line), "bold"))
    for row in rows:
        style = _STYLES.get(row.state, "")
        for number, line in enumerate(_lines(shown, widths, [row.cells[i] for i in kept], row.span)):
            parts = [("! " if row.marked and not number else "  ", style)]
            for index, cell in enumerate(line):
                parts.append((cell, style if index == coloured % len(line) else ""))
                parts.append((" ", ""))
            _print(console, *parts)
    return dropped


def _widths(console: Console, columns: Sequence[_Column], rows: Sequence[_Row]) -> list[int] | None:
    """The width of each column, those that may be wrapped no narrower than they may; None when there is no room."""
    widths = []
    for index, column in enumerate(columns):
        words = max(cell_len(word) for word in column.heading.split(" "))
        cells = [
            cell_len(line) for row in rows for line in row.cells[index].split("\n") if not _may_reach_left(columns, row, index)
        ]
        widths.append(max([words, *cells]))
    excess = sum(widths) + len(widths) - 1 - (console.width - 2)
    for index, column in sorted(enumerate(columns), key=lambda pair: -pair[0]):
        if column.least and excess > 0:
            cut = min(excess, max(widths[index] - column.least, 0))
            widths[index] -= cut
            excess -= cut
        wider = cell_len(column.heading) - widths[index]
        if 0 < wider <= -excess:  # a heading on one line, where there is room
            widths[index] += wider
            excess += wider
    return widths if excess <= 0 else None


def _may_reach_left(columns: Sequence[_Column], row: _Row, index: int) -> bool:
    """Whether a cell is the last, set to the right, with empty cells before it to reach into."""
    is_last = index == len(columns) - 1 and columns[index].right and index > 1
    return is_last and not row.span and not row.cells[index - 1] and not row.cells[index - 2]


def _lines(columns: Sequence[_Column], widths: Sequence[int], cells: Sequence[str], span: str) -> Iterator[list[str]]:
    """The lines of one row, each a list of padded cells."""
    columns, widths, cells = list(columns), list(widths), list(cells)
    if span and len(cells) > 2:
        inner = sum(widths[1:-1]) + len(widths) - 3
        columns, widths, cells = (
            [columns[0], _Column(""), columns[-1]],
            [widths[0], inner, widths[-1]],
            [cells[0], span, cells[-1]],
        )
    elif cell_len(cells[-1]) > widths[-1] and columns[-1].right:
        while len(cells) > 2 and not cells[-2] and cell_len(cells[-1]) > widths[-1]:
            widths[-2:] = [widths[-2] + 1 + widths[-1]]
            del cells[-2], columns[-2]
    wrapped = [
        [line for part in cell.split("\n") for line in _wrap(part, width)] for cell, width in zip(cells, widths, strict=True)
    ]
    for line in zip_longest(*wrapped, fillvalue=""):
        yield [_pad(text, width, right=column.right) for text, width, column in zip(line, widths, columns, strict=True)]


# --- camket status --------------------------------------------------------------------------------------------------


def print_status(
    console: Console,
    survey: Survey,
    problems: Sequence[Problem],
    *,
    unit: str | None = None,
    target: str | None = None,
    behind: bool = False,
) -> None:
    """Who has reported in the round and how each commitment stands: all, one unit, one target, or what needs attention."""
    shown = narrow(survey, unit=unit, target=target, behind=behind)
    _print_heading(console, survey)
    console.print()
    if shown.submissions:
        _print_submissions(console, shown)
    if unit is None and target is None:
        _say(console, _submission_counts(survey.submissions))
    if unit is not None:
        for submission in shown.submissions:
            _print_unanswered(console, survey.ledger, submission)
    console.print()
    if shown.standings:
        _print_standings(console, survey, shown, in_detail=unit is not None or target is not None)
    elif behind:
        if survey.as_of > survey.due:
            _say(console, _("No commitment here is behind, missed or without a report."))
        else:
            _say(console, _("No commitment here is behind or missed; the reports are not overdue yet."))
    _print_faults(console, survey.ledger, problems)


def _print_heading(console: Console, survey: Survey) -> None:
    ledger, round_ = survey.ledger, survey.round
    _say(console, f"{ledger.commitment.title}: {round_name(round_)}", "bold")
    issue = ledger.last_issue(round_.id)
    if issue is not None and issue.date <= survey.as_of:
        issued = _("Report {number} of {date} was issued").format(number=issue.number, date=format_date(issue.date))
        _say(console, issued)
    days = (survey.due - survey.as_of).days
    if days > 0:
        left = ngettext("{n} day left", "{n} days left", days).format(n=days)
    elif days:
        left = ngettext("{n} day past", "{n} days past", -days).format(n=-days)
    else:
        left = _("today is the last day")
    is_past = survey.as_of.year > ledger.commitment.year
    if is_past and all(submission.submitted for submission in survey.submissions):
        left = ""  # all is in, and how long ago that was is of no use to anybody
    opens = _("opened {date}") if survey.opens <= survey.as_of else _("opens {date}")
    parts = [
        _("As of {date}").format(date=format_date(survey.as_of)),
        _("due {date}").format(date=_due_text(survey)) + (f": {left}" if left else ""),
        opens.format(date=format_date(survey.opens)),
        _("figures up to {date}").format(date=format_date(survey.cut_off)),
    ]
    _say(console, "; ".join(parts))


def _due_text(survey: Survey) -> str:
    written = survey.ledger.calendar.written_due(survey.round)
    if survey.day_off is None:
        return format_date(survey.due)
    why = day_off_name(survey.day_off)
    if written == survey.due:
        return f"{format_date(survey.due)} ({why})"
    return _("{date} (moved from {written}, {why})").format(date=format_date(survey.due), written=format_date(written), why=why)


def _print_submissions(console: Console, shown: Survey) -> None:
    columns = [
        _Column(_("Unit"), least=16),
        _Column(_("State"), least=12),
        _Column(_("Received"), spare=1),
        _Column(_("Answered"), right=True),
        _Column(_("Note"), spare=2),
    ]
    rows = []
    for submission in shown.submissions:
        late = submission.state in ("late", "missing")
        answered = f"{submission.answered}/{submission.required}" if submission.submitted else ""
        cells = (
            shown.ledger.short_name(submission.unit),
            state_label(submission),
            format_date(submission.submitted) if submission.submitted else "",
            _("{answered} empty").format(answered=answered) if submission.is_empty else answered,
            _("extended") if submission.extension else "",
        )
        state = "late" if submission.is_empty else "error" if submission.unreadable else submission.state
        rows.append(_Row(cells, state, marked=late or submission.is_empty or submission.unreadable is not None))
    _print_table(console, columns, rows, coloured=1)
    for submission in shown.submissions:
        extension = submission.extension
        if extension:
            words = _("{unit}: due {after} instead of {before}, {reason}").format(
                unit=shown.ledger.short_name(submission.unit),
                after=format_date(submission.due),
                before=format_date(submission.written_due),
                reason=_without_stop(extension.reason),
            )
            words += f" ({extension.by})" if extension.by else ""
            saved = (submission.submitted - submission.written_due).days if submission.submitted else 0
            if saved > 0 and submission.state == "on-time":
                words += "; " + ngettext("{n} day late without it", "{n} days late without it", saved).format(n=saved)
            _say(console, words, indent=2)


def _without_stop(text: str) -> str:
    """A sentence as part of another: without its full stop."""
    return text if text.endswith(("..", "v.v.")) else text.rstrip().removesuffix(".")


def _submission_counts(submissions: Sequence[Submission]) -> str:
    states = ["unreadable" if submission.unreadable else submission.state for submission in submissions]
    counts = {
        _("{n} on time"): states.count("on-time"),
        _("{n} late"): states.count("late"),
        _("{n} missing"): states.count("missing"),
        _("{n} not yet due"): states.count("pending"),
        _("{n} with a file that cannot be read"): states.count("unreadable"),
        _("{n} empty"): sum(submission.is_empty for submission in submissions),
    }
    listed = ", ".join(words.format(n=n) for words, n in counts.items() if n)
    return ngettext("{n} unit: {counts}", "{n} units: {counts}", len(states)).format(n=len(states), counts=listed)


def _print_unanswered(console: Console, ledger: Ledger, submission: Submission) -> None:
    report = submission.filed.report if submission.filed and submission.submitted else None
    if report and report.letter and report.letter.number:
        _say(console, _("Came under {number}").format(number=report.letter.number), indent=2)
    if report and report.reported_by and report.reported_by.name:
        _say(console, _("Reported by {name}").format(name=report.reported_by.name), indent=2)
    if submission.unanswered:
        names = ", ".join(target_name(ledger.targets[target]) for target in submission.unanswered)
        words = _("Not answered: {targets}") if submission.submitted else _("To be answered: {targets}")
        _say(console, words.format(targets=names), indent=2)


# --- how targets stand


def _print_standings(console: Console, survey: Survey, shown: Survey, *, in_detail: bool) -> None:
    columns = [
        _Column(_("Target"), least=16),
        _Column(_("Goal"), right=True, least=10),
        _Column(_("Actual"), right=True, least=10),
        _Column(_("Share"), right=True, spare=1),
        _Column(_("Expected"), right=True, spare=2),
        _Column(_("Year end"), right=True, spare=4),
        _Column(_("Trend"), right=True, spare=3),
        _Column(_("Verdict"), right=True, least=12),
    ]
    dropped = _print_table(console, columns, [_standing_row(survey, standing) for standing in shown.standings])
    if len(shown.standings) > 1:
        _say(console, _verdict_counts(shown.standings))
    for note in _notes(survey, shown, in_detail=in_detail):
        _say(console, note, indent=2)
    if dropped:
        words = _("The screen is too narrow for: {columns}").format(columns=", ".join(dropped))
        _say(console, words, "dim")


def _standing_row(survey: Survey, standing: Standing) -> _Row:
    target = standing.target
    measure = target.measure
    verdict = verdict_label(standing.verdict) + ("*" if standing.overrule else "")
    marked = survey.is_reason_for_attention(standing.verdict)
    state = _state(standing.verdict, marked)
    name = target_name(target)
    if standing.by_unit and target.each:
        return _Row((name, *[""] * 6, verdict), state, marked, _fold(survey.ledger, standing))
    before = trend_sign(standing)
    year_ago = compare_sign(standing.actual, standing.same_period)
    cells = (
        name,
        _goal_cell(standing),
        _actual_cell(standing),
        format_share(standing.share, 1) if standing.share is not None else "",
        _brief(measure, standing.expected),
        _brief(measure, standing.projection),
        f"{before or '.'} {year_ago or '.'}" if before or year_ago else "",
        verdict,
    )
    return _Row(cells, state, marked)


def _state(verdict: Verdict, marked: bool) -> str:
    """What gives a row its colour; none to what is only waited for."""
    return "" if verdict == "not-reported" and not marked else verdict


def _fold(ledger: Ledger, standing: Standing, *, all_names: bool = False) -> str:
    """The units of a group in one line: how many are well, and who lags behind; of the rest how many, or who."""
    parts = standing.by_unit
    well = [part for part in parts if part.verdict in _FULFILLED]
    met = sum(part.verdict != "on-track" for part in well)
    words = _("{n}/{total} met or on track")
    if met == len(well):
        words = _("{n}/{total} met")
    elif not met:
        words = _("{n}/{total} on track")
    listed = [words.format(n=len(well), total=len(parts))]
    for verdict in ("missed", "behind", "not-reported", "goal-unassigned", "awaiting-publication", "not-yet-due"):
        names = [ledger.short_name(part.unit) for part in parts if part.verdict == verdict and part.unit]
        if len(names) == len(parts):
            return _("all {n}: {verdict}").format(n=len(parts), verdict=verdict_label(parts[0].verdict))
        if names:
            # Who has not reported stands in the table above, for the whole report.
            who = ", ".join(names) if all_names or verdict in ("missed", "behind") else str(len(names))
            listed.append(f"{_(_VERDICT_OF_UNITS[verdict])}: {who}")
    return "; ".join(listed)


# The verdict as a heading before units' names.
_VERDICT_OF_UNITS = {
    "missed": N_("missed"),
    "behind": N_("behind"),
    "not-reported": N_("not reported"),
    "goal-unassigned": N_("no goal yet"),
    "awaiting-publication": N_("awaiting publication"),
    "not-yet-due": N_("not yet due"),
}


def _goal_cell(standing: Standing) -> str:
    """The goal's figures, a line for each that differs."""
    target = standing.target
    lines = []
    for judged in standing.conditions:
        if judged.bounds.missing:
            lines.append(_("not set"))
        elif isinstance(target.measure, Milestone):
            lines.append(condition_text(target, judged.bounds.condition, {}))
        else:
            lines.append(bounds_text(target.measure, judged.bounds))
    return "\n".join(lines if isinstance(target.measure, Composition) else dict.fromkeys(lines))


def _actual_cell(standing: Standing) -> str:
    measure = standing.target.measure
    if standing.reading is None:
        return ""
    if isinstance(measure, Composition):  # a line for each part that the goal has a line for
        return "\n".join(format_number(judged.actual) if judged.actual is not None else "–" for judged in standing.conditions)
    if isinstance(measure, (Ratio, Quantity)) and not getattr(measure, "out_of", None) and standing.actual is not None:
        return _brief(measure, standing.actual)
    return reading_text(standing.target, standing.reading)


def _brief(measure: Measure, value: Decimal | None) -> str:
    """A figure with about four digits: the table is for looking over, `show` has them all."""
    if value is None:
        return ""
    if isinstance(measure, Ratio):
        return format_share(value, 1) if measure.per == "100" else figure_text(measure, value)
    if isinstance(measure, (Judgement, Milestone, Score)):
        return figure_text(measure, value)
    size = abs(value)
    return format_number(value, 0 if size >= 1000 else 1 if size >= 100 else 2)


def _verdict_counts(standings: Sequence[Standing]) -> str:
    order: tuple[Verdict, ...] = (
        "missed",
        "behind",
        "not-reported",
        "exceeded",
        "met",
        "on-track",
        "goal-unassigned",
        "not-yet-due",
        "awaiting-publication",
    )
    verdicts = [standing.verdict for standing in standings]
    listed = ", ".join(f"{verdicts.count(verdict)} {verdict_label(verdict)}" for verdict in order if verdict in verdicts)
    n = len(verdicts)
    return ngettext("{n} commitment: {counts}", "{n} commitments: {counts}", n).format(n=n, counts=listed)


def _notes(survey: Survey, shown: Survey, *, in_detail: bool) -> Iterator[str]:
    """What the table has no room for, a sentence each."""
    for standing in shown.standings:
        yield from _overrule_notes(survey.ledger, standing)
    for standing in shown.standings:
        name = target_name(standing.target)
        for text in _standing_notes(survey, standing):
            yield f"{name}: {text}"
        if in_detail:
            yield from (f"{name}: {text}" for text in _comparisons(standing))
    yield from _trend_notes(shown, in_detail=in_detail)


def _trend_notes(shown: Survey, *, in_detail: bool) -> Iterator[str]:
    """What the trend is against: for most lines the same round, and for each of the others which one."""
    trends = [one for one in shown.standings if not (one.by_unit and one.target.each) and one.actual is not None]
    compared = [(one, one.previous_round) for one in trends if trend_sign(one) and one.previous_round]
    if not compared and all(one.same_period is None for one in trends):
        return
    names = [round_name(round_) for _one, round_ in compared]
    usual = max(reversed(names), key=names.count, default=_("the round before"))
    if not in_detail:  # there the line of the target names the round
        for one, round_ in compared:
            if round_name(round_) != usual:
                yield _("{target}: the trend is against {round}").format(
                    target=target_name(one.target), round=round_name(round_)
                )
    yield _("Trend: against {round}, against the same period last year (. unknown)").format(round=usual)


def _overrule_notes(ledger: Ledger, standing: Standing, round_: Round | None = None) -> Iterator[str]:
    """What stands behind each star, of another round than the one looked at with that `round_`'s name."""
    for one in (standing, *standing.by_unit):
        if one.overrule is None:
            continue
        name = target_name(one.target) + (f", {ledger.short_name(one.unit)}" if one.unit and one.overrule.unit else "")
        name += f", {round_name(round_)}" if round_ else ""
        yield _("* {name}: computed {computed}, stated {stated} by {who}: {reason}").format(
            name=name,
            computed=verdict_label(one.computed),
            stated=verdict_label(one.verdict),
            who=one.overrule.by,
            reason=one.overrule.reason,
        )


def _standing_notes(survey: Survey, standing: Standing) -> Iterator[str]:
    target, measure = standing.target, standing.target.measure
    if isinstance(measure, Composition) and standing.reading:
        yield reading_text(target, standing.reading)
    if standing.yards:
        yield "; ".join(f"{yard.name}: {verdict_label(yard.verdict)}" for yard in standing.yards)
    elif len(standing.judged) > 1:
        failing = [judged for judged in standing.judged if judged.verdict in ("missed", "behind")]
        if failing:
            yield "; ".join(_condition_words(measure, judged) for judged in failing)
    if standing.stretch is not None:
        goal = bounds_text(measure, standing.stretch.bounds) if not standing.stretch.bounds.missing else _("not set")
        yield _("stretch goal {goal}: {verdict}").format(goal=goal, verdict=verdict_label(standing.stretch.verdict))
    if standing.reading and standing.reading_round and standing.reading_round != survey.round:
        yield _("figure of {round}").format(round=round_name(standing.reading_round))
    if standing.unheard and target.sum_of:
        names = ", ".join(survey.ledger.short_name(unit) for unit in standing.unheard)
        yield _("no figure from {units}").format(units=names)
    yield from _difference_notes(survey, standing)


def _condition_words(measure: Measure, judged: Judged) -> str:
    of = judged.bounds.condition.of
    label = part_names(measure).get(of, of) + " " if of else ""
    actual = figure_text(measure, judged.actual, of) if judged.actual is not None else "–"
    return _("{label}{actual} (goal {goal}): {verdict}").format(
        label=label, actual=actual, goal=bounds_text(measure, judged.bounds), verdict=verdict_label(judged.verdict)
    )


def _difference_notes(survey: Survey, standing: Standing) -> Iterator[str]:
    """The units' sum beside the lead's own figure, where the two differ."""
    target, measure = standing.target, standing.target.measure
    if standing.difference and standing.own and standing.own.value is not None:
        own, total, apart = _apart(measure, standing.own.value, standing.own.value - standing.difference)
        yield _("own figure {own}, the units' sum {total}: {difference} apart").format(own=own, total=total, difference=apart)
    whole = survey.standing(target.adds_up_to) if target.adds_up_to else None
    if whole is None or whole.actual is None or not standing.by_unit or standing.actual is None:
        return
    if whole.actual != standing.actual:
        actual, total, apart = _apart(measure, whole.actual, standing.actual)
        words = _("the units make {total}, '{whole}' has {actual}: {difference} apart").format(
            total=total, whole=target_name(whole.target), actual=actual, difference=apart
        )
        unheard = len(standing.unheard)
        if unheard:
            words += ngettext(" ({n} unit not heard)", " ({n} units not heard)", unheard).format(n=unheard)
        yield words


_DECIMALS = (2, 4, 6, 12)


def _apart(measure: Measure, first: Decimal, second: Decimal) -> tuple[str, str, str]:
    """Two figures and their difference, rounded so that the difference is that of the two as they are printed."""
    is_share = isinstance(measure, Ratio) and measure.per == "100"
    for decimals in _DECIMALS:
        one, other = (round_share(n, decimals) if is_share else round_half_up(n, decimals) for n in (first, second))
        if one != other:  # a difference never prints as nothing
            break
    sign = unit_of_measure(measure) if isinstance(measure, Ratio) else ""
    return format_exact(one) + sign, format_exact(other) + sign, format_exact(abs(one - other)) + sign


def _comparisons(standing: Standing) -> Iterator[str]:
    """A figure beside the earlier ones and the year's end at this speed."""
    measure = standing.target.measure
    if standing.actual is None:
        return
    words = []
    if standing.previous and standing.previous.value is not None and standing.previous_round:
        figure = figure_text(measure, standing.previous.value)
        words.append(
            _("{round} {figure} {sign}").format(
                round=round_name(standing.previous_round), figure=figure, sign=trend_sign(standing)
            )
        )
    if standing.same_period is not None:
        sign = compare_sign(standing.actual, standing.same_period)
        figure = figure_text(measure, standing.same_period)
        words.append(_("same period last year {figure} {sign}").format(figure=figure, sign=sign))
    if standing.projection is not None:
        words.append(
            _("{figure} by the end of the year at this pace").format(figure=counted_name(measure, standing.projection))
        )
    if words:
        yield "; ".join(words)


def _print_faults(console: Console, ledger: Ledger, problems: Sequence[Problem]) -> None:
    if not ledger.skipped and not problems:
        return
    console.print()
    if ledger.skipped:
        words = _("Left out, because it cannot be read: {files}").format(files=", ".join(ledger.skipped))
        _say(console, words, _STYLES["error"])
    if problems:
        _say(console, _("In the data: {counts}. See: camket check").format(counts=_problem_counts(problems)))


# --- camket show ----------------------------------------------------------------------------------------------------


def print_target(console: Console, ledger: Ledger, survey: Survey, target_id: str) -> None:
    """One commitment in full: what the document says, every unit in every round, what was reported with it."""
    target = ledger.targets[target_id]
    standing = survey.standing(target_id)
    assert standing is not None  # a survey holds every target of its ledger
    past = history(ledger, target, survey.round, survey.as_of)
    _print_document(console, ledger, target)
    _print_goal(console, ledger, survey, target)
    _print_now(console, survey, standing)
    _print_section(console, _("Figures"))
    if ledger.members(target):
        _print_units_by_round(console, survey, target, past)
    if target.each:
        _print_group_chart(console, ledger, standing)
    else:
        if ledger.members(target):
            console.print()
        _print_rounds(console, survey, past)
        _print_chart(console, past)
    _print_reported(console, ledger, survey, target)


def _print_section(console: Console, heading: str) -> None:
    console.print()
    _say(console, heading, "bold")


def _print_field(console: Console, label: str, text: str) -> None:
    _say(console, f"{label}: {text}", indent=2)


def _print_document(console: Console, ledger: Ledger, target: Target) -> None:
    _say(console, f"{target.name} [{target.id}]", "bold")
    if target.text:
        section = _("Point {section}: ").format(section=target.section) if target.section else ""
        _say(console, f"{section}“{target.text}”", indent=2)
    if target.lead:
        _print_field(console, _("Lead"), ledger.name(target.lead))
    else:
        _print_field(console, _("Reported by"), lead_name(ledger, target))
    if target.co_operating:
        _print_field(console, _("With"), ", ".join(ledger.name(party) for party in target.co_operating))
    for duty in target.duties:
        _print_field(console, _("Duty"), duty)
    if target.excluding:
        _print_field(console, _("Without"), "; ".join(target.excluding))
    if target.adds_up_to in ledger.targets:
        _print_field(console, _("Adds up to"), ledger.targets[target.adds_up_to].name)
    if target.part_of in ledger.targets:
        _print_field(console, _("Part of"), ledger.targets[target.part_of].name)
    if target.note:
        _print_field(console, _("Note"), target.note)


def _print_goal(console: Console, ledger: Ledger, survey: Survey, target: Target) -> None:
    goal, references = goal_in_force(target, min(survey.cut_off, survey.as_of))
    _print_section(console, _("Goal"))
    if goal.as_written:
        _print_field(console, _("As written"), goal.as_written)
    operands = {str(getattr(condition, condition.comparator)) for condition in goal.all}
    if not any(reference.by_unit for reference in references.values()):
        figure = goal_text(target, goal, references)
        unit = unit_of_measure(target.measure)
        _print_field(console, _("In figures"), figure if not unit or unit in figure else f"{figure} ({unit})")
    for name, reference in references.items():
        in_table = name in operands and bool(target.each)
        text = _reference_history(ledger, survey, target, name) or _reference_text(ledger, reference, in_table=in_table)
        _print_field(console, reference.label or name, text)
    for revision in target.revisions:
        words = [format_date(revision.date)]
        if revision.goal is not None:
            words.append(goal_text(target, revision.goal, {**references, **revision.references}))
        for name, reference in revision.references.items():
            label = reference.label or target.references.get(name, reference).label or name
            words.append(f"{label} {_reference_text(ledger, reference)}")
        words += [paper_text(revision.document)] if revision.document else []
        words += [revision.reason] if revision.reason else []
        _print_field(console, _("Revised"), "; ".join(words))
    _print_field(console, _("Pace"), _pace_text(ledger, pace_of(target)))


def _reference_text(ledger: Ledger, reference: Reference, *, in_table: bool = False) -> str:
    figure = reference.value or _("not set")
    if reference.by_unit and in_table:
        figure = _("a figure for each unit, below")
    elif reference.by_unit:
        figure = ", ".join(f"{ledger.short_name(unit)} {value or _('not set')}" for unit, value in reference.by_unit.items())
    parts = [figure, reference.by, format_date(reference.date) if reference.date else None]
    parts.append(paper_text(reference.document) if reference.document else None)
    return ", ".join(part for part in parts if part)


def _reference_history(ledger: Ledger, survey: Survey, target: Target, name: str) -> str:
    """A figure as it was first given and after each revision in force: 90 (10/01/2023) → 110 (14/7/2023); empty for none."""
    day = min(survey.cut_off, survey.as_of)
    first = target.references.get(name)
    in_force = sorted((one for one in target.revisions if one.date <= day), key=lambda one: one.date)
    steps = [(one.date, one.references[name]) for one in in_force if name in one.references]
    if first is None or not steps:
        return ""
    units = dict.fromkeys(unit for _day, revised in steps for unit in revised.by_unit)
    chains = [("", first.value, [(when, revised.value) for when, revised in steps if "value" in revised.model_fields_set])]
    for unit in units:
        changes = [(when, revised.by_unit[unit]) for when, revised in steps if unit in revised.by_unit]
        chains.append((ledger.short_name(unit) + " ", first.by_unit.get(unit), changes))
    words = []
    for who, value, changes in chains:
        dated = [(first.date, value), *changes]
        if changes:
            words.append(who + " → ".join((figure or _("not set")) + _in_brackets(when) for when, figure in dated))
    return "; ".join([*words, *([first.by] if first.by else [])])


def _in_brackets(day: date | None) -> str:
    return f" ({format_date(day)})" if day else ""


def _pace_text(ledger: Ledger, pace: Pace) -> str:
    match pace.kind:
        case "linear":
            return _("evenly through the year")
        case "by_round":
            rounds = [(ledger.round(name), share) for name, share in pace.shares.items()]
            return ", ".join(f"{round_name(round_)} {format_share(share)}" for round_, share in rounds if round_)
        case "always":
            return _("must hold at every moment")
        case "year_end":
            return _("counts at the end of the year")
    return _("known only from {date}").format(date=format_date(assessed_from(ledger, pace)))


def _print_now(console: Console, survey: Survey, standing: Standing) -> None:
    when = _("{round}, as of {date}").format(round=round_name(survey.round), date=format_date(survey.as_of))
    _print_section(console, _("How it stands: {when}").format(when=when))
    style = _STYLES.get(_state(standing.verdict, survey.is_reason_for_attention(standing.verdict)), "")
    mark = "! " if survey.is_reason_for_attention(standing.verdict) else "  "
    _print(
        console, (mark, style), (_clean(console, verdict_label(standing.verdict)) + ("*" if standing.overrule else ""), style)
    )
    measure = standing.target.measure
    if standing.by_unit and standing.target.each:
        _say(console, _fold(survey.ledger, standing, all_names=True), indent=2)
    elif standing.actual is not None:
        words = [counted_name(measure, standing.actual) if not standing.reading else _counted_reading(standing)]
        if standing.share is not None:
            words.append(_("{share} of the goal").format(share=format_share(standing.share)))
        if standing.expected is not None:
            day = format_date(standing.cut_off) if standing.cut_off else "–"
            words.append(_("{figure} expected at {date}").format(figure=figure_text(measure, standing.expected), date=day))
        _say(console, "; ".join(words), indent=2)
    for text in (*_overrule_notes(survey.ledger, standing), *_standing_notes(survey, standing), *_comparisons(standing)):
        _say(console, text, indent=2)


def _counted_reading(standing: Standing) -> str:
    """The figure with its unit of measure, a ratio with its two parts."""
    measure, reading = standing.target.measure, standing.reading
    assert reading is not None and reading.value is not None  # the caller has seen both
    if isinstance(measure, Ratio) and "whole" in reading.figures:
        part, whole = (format_number(reading.figures[name]) for name in ("part", "whole"))
        unit = f" {measure.unit}" if measure.unit else ""
        return f"{figure_text(measure, reading.value)} ({part}/{whole}{unit})"
    if isinstance(measure, (Judgement, Milestone)) or reading.figures.get("of") is not None:
        return reading_text(standing.target, reading)
    return counted_name(measure, reading.value)


# --- figures and charts


def _print_rounds(console: Console, survey: Survey, past: Sequence[tuple[Round, Standing]]) -> None:
    columns = [
        _Column(_("Round"), least=12),
        _Column(_("Received"), spare=2),
        _Column(_("Actual"), right=True, least=10),
        _Column(_("Expected"), right=True, spare=1),
        _Column(_("Share"), right=True),
        _Column(_("Verdict"), right=True, least=12),
    ]
    rows = []
    for round_, standing in past:
        measure = standing.target.measure
        submitted = standing.filed.report.submitted if standing.filed else None
        cells = (
            round_name(round_),
            format_date(submitted) if submitted else "",
            reading_text(standing.target, standing.reading) if standing.reading else "",
            figure_text(measure, standing.expected) if standing.expected is not None else "",
            format_share(standing.share) if standing.share is not None else "",
            verdict_label(standing.verdict) + ("*" if standing.overrule else ""),
        )
        # The round looked at is the last: the reports of those before it are all due.
        marked = standing.verdict in _ATTENTION if round_ != survey.round else survey.is_reason_for_attention(standing.verdict)
        rows.append(_Row(cells, _state(standing.verdict, marked), marked))
    _print_table(console, columns, rows)
    for round_, standing in past[:-1]:
        for note in _overrule_notes(survey.ledger, replace(standing, by_unit=()), round_):
            _say(console, note, indent=2)


def _print_units_by_round(console: Console, survey: Survey, target: Target, past: Sequence[tuple[Round, Standing]]) -> None:
    """A row for each unit, a column for each round; the earliest rounds give way on a narrow screen."""
    columns = [_Column(_("Unit"), least=12)]
    columns += [
        _Column(round_name(round_), right=True, spare=len(past) - index if index < len(past) - 1 else 0)
        for index, (round_, _standing) in enumerate(past)
    ]
    columns += [_Column(_("Goal"), right=True, least=10), _Column(_("Verdict"), right=True, least=12)]
    rows = []
    latest = past[-1][1]
    for index, part in enumerate(latest.by_unit):
        figures = [_actual_cell(standing.by_unit[index]) or "–" for _round, standing in past]
        verdict = verdict_label(part.verdict) + ("*" if part.overrule else "")
        # A part of a sum has no goal of its own, nor a verdict.
        goal, verdict = (_goal_cell(part), verdict) if target.each else ("", "")
        cells = (survey.ledger.short_name(part.unit or ""), *figures, goal, verdict)
        marked = bool(target.each) and survey.is_reason_for_attention(part.verdict)
        rows.append(_Row(cells, _state(part.verdict, marked) if target.each else "", marked))
    if any(standing.actual is not None for _round, standing in past):
        totals = [_together(standing) or "–" for _round, standing in past]
        rows.append(_Row((_("Together"), *totals, "", "")))
    dropped = _print_table(console, columns, rows)
    if dropped:
        _say(console, _("The screen is too narrow for: {columns}").format(columns=", ".join(dropped)), "dim")


def _together(standing: Standing) -> str:
    """The sum of the units' figures, which the lead's own figure does not change."""
    own = standing.own
    if own is None:
        return _actual_cell(standing)
    if own.value is None or standing.difference is None:
        return ""
    return _brief(standing.target.measure, own.value - standing.difference)


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    value: Decimal
    shown: str
    marker: Decimal | None = None
    state: str = ""


def _print_chart(console: Console, past: Sequence[tuple[Round, Standing]]) -> None:
    """Each round's figure as a bar, with the pace expected of it as a mark across, and the goal below."""
    _round, latest = past[-1]
    measure = latest.target.measure
    goals = [judged.bounds.nominal for judged in latest.conditions if judged.bounds.condition.of is None]
    known = [goal for goal in goals if goal is not None]
    nominal = max(known) if known else None  # of several, the one that is furthest off
    if isinstance(measure, (Judgement, Milestone)) or nominal is None or nominal <= 0:
        return
    bars = [
        _Bar(round_name(round_), standing.actual, figure_text(measure, standing.actual), standing.expected, standing.verdict)
        for round_, standing in past
        if standing.actual is not None and standing.actual >= 0
    ]
    if not bars:
        return
    console.print()
    _print_bars(console, [*bars, _Bar(_("Goal"), nominal, figure_text(measure, nominal))])
    if any(bar.marker is not None for bar in bars):
        _say(console, _("│ in a bar's line: the figure expected at its cut-off"), "dim", indent=2)


def _print_group_chart(console: Console, ledger: Ledger, standing: Standing) -> None:
    """Each unit's share of its own goal; of grades, how many units have each."""
    measure = standing.target.measure
    if isinstance(measure, Judgement):
        grades = [part.reading.grade for part in standing.by_unit if part.reading]
        bars = [_Bar(label, Decimal(grades.count(grade)), str(grades.count(grade))) for grade, label in measure.grades.items()]
        bars = bars if grades else []
    else:
        bars = [
            _Bar(
                ledger.short_name(part.unit or ""), part.share, format_share(part.share, 1), _expected_share(part), part.verdict
            )
            for part in standing.by_unit
            if part.share is not None and part.share >= 0
        ]
    if not bars:
        return
    console.print()
    if not isinstance(measure, Judgement):
        _say(console, _("Share of each unit's own goal"), indent=2)
    _print_bars(console, bars)
    if any(bar.marker is not None for bar in bars):
        _say(console, _("│ in a bar's line: the figure expected at its cut-off"), "dim", indent=2)


def _expected_share(part: Standing) -> Decimal | None:
    nominal = part.conditions[0].bounds.nominal if part.conditions else None
    return part.expected * 100 / nominal if part.expected is not None and nominal else None


def _print_bars(console: Console, bars: Sequence[_Bar]) -> None:
    block, mark = ("█", "│") if is_unicode(console.file) else ("#", "|")
    labels = [_clean(console, bar.label) for bar in bars]
    figures = [_clean(console, bar.shown) for bar in bars]
    label_width = min(max(map(cell_len, labels)), 24)
    figure_width = max(map(cell_len, figures))
    room = max(console.width - 2 - label_width - 1 - 1 - figure_width, 10)
    top = max([bar.value for bar in bars] + [bar.marker for bar in bars if bar.marker is not None])
    for bar, label, figure in zip(bars, labels, figures, strict=True):
        line = block * _cells(bar.value, top, room)
        if bar.marker is not None:
            at = max(_cells(bar.marker, top, room) - 1, 0)
            line = line.ljust(at)[:at] + mark + line[at + 1 :]
        shown_label = _pad(_wrap(label, label_width)[0], label_width)
        _print(
            console,
            (f"  {shown_label} ", ""),
            (line.ljust(room), _STYLES.get(bar.state, "")),
            (" " + _pad(figure, figure_width, right=True), ""),
        )


def _cells(value: Decimal, top: Decimal, room: int) -> int:
    """A bar's length: something for what is more than nothing, all of the room only for the longest."""
    return max(int(value * room / top), 1) if top and value > 0 else 0


# --- what was reported with the figures


def _print_reported(console: Console, ledger: Ledger, survey: Survey, target: Target) -> None:
    """Items, incidents, words, evidence, difficulties, proposals and corrections, round by round."""
    counted = counted_items(ledger, target, survey.round, survey.as_of)
    for round_ in ledger.calendar.through(survey.round):
        said: list[tuple[str, str]] = []
        for unit in ledger.units:
            filed = ledger.received(round_.id, unit, survey.as_of)
            if filed is None:
                continue
            said += [(ledger.short_name(unit), text) for text in _said(ledger, filed, target, counted)]
        if said:
            _print_section(console, round_name(round_))
        for name, text in said:
            _say(console, f"{name}: {text}", indent=2)


_Counted = Mapping[str, tuple[Round, str, Item]]


def _said(ledger: Ledger, filed: Filed, target: Target, counted: _Counted) -> Iterator[str]:
    """What one report says of the target, a line each."""
    result = filed.results.get(target.id)
    if result is not None:
        if result.text:
            yield result.text
        yield from _item_lines(ledger, target, filed, result, counted)
        if result.evidence:
            yield _("evidence: {papers}").format(papers="; ".join(paper_text(paper) for paper in result.evidence))
        if result.awaiting:
            yield _("waiting for the assessment") if result.awaiting == "assessment" else _("waiting for publication")
    report = filed.report
    for remark in report.difficulties:
        if remark.target == target.id:
            yield _("difficulty: {text}").format(text=remark.text)
    for remark in report.proposals:
        if remark.target == target.id:
            words = _("proposal {id} to {whom}: {text}") if remark.to else _("proposal {id}: {text}")
            yield words.format(id=proposal_id(remark), text=remark.text, whom=remark.to)
    for correction in report.corrections:
        if correction.target == target.id:
            yield _("corrected from {old} to {new} on {date} by {who}: {reason}").format(
                old=correction.old,
                new=correction.new,
                date=format_date(correction.date),
                who=correction.by,
                reason=correction.reason,
            )


def _item_lines(ledger: Ledger, target: Target, filed: Filed, result: object, counted_at: _Counted) -> Iterator[str]:
    measure = target.measure
    for item in getattr(result, "items", None) or ():
        papers = [paper_text(paper) for paper in item.evidence]
        words = [item.name, *papers, *([item.note] if item.note else [])]
        round_, unit, first = counted_at.get(fold(item.name), (None, None, None))
        where = (round_, ledger.short_name(unit) if unit != filed.unit else None, first) if round_ and unit and first else None
        reason = uncounted_reason(measure, item, where, is_own=bool(target.each)) if isinstance(measure, NamedList) else ""
        counted = _("does not count ({reason})").format(reason=reason) if reason else _("counts")
        yield f"{'-' if reason else '+'} {'; '.join(words)}: {counted}"
    for incident in getattr(result, "incidents", None) or ():
        kind = part_names(measure).get(incident.kind, incident.kind)
        words = [incident.name, *([format_date(incident.date)] if incident.date else [])]
        words += [*(paper_text(paper) for paper in incident.evidence), *([incident.note] if incident.note else [])]
        yield f"! {kind}: {'; '.join(words)}"


# --- camket proposals -----------------------------------------------------------------------------------------------


def print_proposals(console: Console, ledger: Ledger, found: Sequence[Proposal]) -> None:
    """Each proposal with its id, who raised it when, and what the office has answered; how many are open at the end."""
    for one in found:
        units = ", ".join(ledger.short_name(unit) if unit else ledger.commitment.issuing_body for unit in one.units)
        rounds = ", ".join(dict.fromkeys(round_name(raised.round) for raised in one.raised))
        _print(console, (one.id, "bold"), ("  ", ""), (outcome_label(one.state), "yellow" if one.is_open else "green"))
        to = _("{units} to {whom}").format(units=units, whom=one.to) if one.to else units
        _say(console, f"{to}, {rounds}", indent=2, hang=0)
        if one.target:
            _say(console, target_name(ledger.targets[one.target]), indent=2, hang=0)
        _say(console, one.text, indent=2, hang=0)
        for answer in one.answers:
            papers = [paper_text(answer.document)] if answer.document else []
            words = [outcome_label(answer.outcome), *([answer.by] if answer.by else []), *papers]
            said = f": {answer.text}" if answer.text else ""
            _say(console, f"{format_date(answer.date)} {', '.join(words)}{said}", indent=4, hang=2)
    waiting = sum(one.is_open for one in found)
    if found:
        console.print()
    counts = ngettext("{n} proposal", "{n} proposals", len(found)).format(n=len(found))
    _say(console, _("{counts}, {waiting} without a final answer").format(counts=counts, waiting=waiting))


# --- camket trace ---------------------------------------------------------------------------------------------------


def print_trace(console: Console, found: Trace, origins: Origins | None, *, root: str = "") -> None:
    """The steps to each figure, and the places they lead to with who wrote each line; `origins` None where git is not."""
    survey, target = found.survey, found.target
    name = f"{target.name}: {survey.ledger.name(found.unit)}" if found.unit else target.name
    _say(console, f"{found.reference} {name} [{target.id}]", "bold")
    words = _("{round}, as of {date}")
    if survey.as_of == closing_day(survey.ledger, survey.round):
        words = _("{round}, as of {date}, the day that the report is drawn up as on")
    _say(console, words.format(round=round_name(survey.round), date=format_date(survey.as_of)))
    if unit_of_measure(target.measure):
        _say(console, _("Unit of measure: {unit}").format(unit=unit_of_measure(target.measure)))
    console.print()
    said: tuple[str, ...] = ()
    for step in found.steps:
        if step.name == "projection":  # how many days have gone by stands with the pace
            step = replace(step, notes=tuple(note for note in step.notes if note not in said))
        _print_step(console, found, step)
        said += step.notes
    _print_section(console, _("Where the figures stand"))
    path = ""
    for number, source in enumerate(found.sources, start=1):
        if source.place.path != path:
            path = source.place.path
            _say(console, _file_text(survey, source), indent=2)
        # Left to the terminal to wrap, as the place of a problem is.
        place = f"{root.rstrip('/')}/{source.place}" if root else str(source.place)
        console.print(Text(f"  [{number}] {_clean(console, place)}"), soft_wrap=True)
        rest = found.sources[number : number + 1]
        if rest and (rest[0].place.path, rest[0].place.line) == (path, source.place.line):
            continue  # another figure of the same line: its text once, for both
        _say(console, source.text, indent=6)
        if origins is not None:
            _say(console, _line_text(origins.get(path, {}).get(source.git_line)), "dim", indent=6)
    if origins is None:
        _say(console, _("git is not here, or does not keep this folder: who wrote a line, and when, is not known."), indent=2)


def _print_step(console: Console, found: Trace, step: Step) -> None:
    result = " = ".join(part for part in (step.expression, step.text) if part)
    marks = _marks(step.sources)
    style = ""
    if step.name == "verdict":
        marked = found.survey.is_reason_for_attention(found.standing.verdict)
        style = _STYLES.get(_state(found.standing.verdict, marked), "")
    _say(console, f"{step.label}: {result}".rstrip(" ") + marks, style, indent=2)
    for row in step.rows:
        sign = "-" if row.counts is None else "+" if row.counts else "x"
        _say(console, f"{sign} {row.label}: {row.text}{_marks(row.sources)}", indent=4)
    for note in step.notes:
        _say(console, f"({note})", indent=4)


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _file_text(survey: Survey, source: Source) -> str:
    """Which file it is: of a report whose, of which round, under which letter, when it came, who answers for it."""
    ledger, filed = survey.ledger, source.filed
    if filed is None:
        if source.place.path == TARGETS:
            return ledger.commitment.title
        return _("the office's own file, {round}").format(round=round_name(survey.round))
    report = filed.report
    round_ = ledger.round(filed.round)
    parts = [f"{ledger.short_name(filed.unit)}, {round_name(round_) if round_ else filed.round}"]
    letter = report.letter
    if letter is not None and (letter.number or letter.date):
        number = _("letter {number}").format(number=letter.number) if letter.number else _("letter without a number")
        parts.append(f"{number}, {format_date(letter.date)}" if letter.date else number)
    if report.submitted is not None:
        parts.append(_("received {date}").format(date=format_date(report.submitted)))
    parts += [_("sent again {date}").format(date=format_date(day)) for day in report.resubmitted]
    person = report.reported_by
    if person is not None and (person.name or person.title):
        who = ", ".join(part for part in (person.name, person.title) if part)
        parts.append(_("reported by {name}").format(name=who))
    return "; ".join(parts)


def _line_text(line: Line | None) -> str:
    """Who last wrote a line, and when."""
    if line is None:
        return _("git does not tell who wrote this line")
    if not line.committed or line.commit is None:
        return _("not committed yet")
    words = [line.commit[:12], line.author or "", format_date(line.date) if line.date else ""]
    text = ", ".join(word for word in words if word)
    return _("{line}, or earlier: this copy has no older history").format(line=text) if line.is_cut else text


# --- camket report --list-templates ---------------------------------------------------------------------------------


def print_templates(console: Console, found: Sequence[Template], fields: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Each template with its purpose, whose file is used and what kind of value it gets; then the fields of every kind."""
    for one in found:
        _print(console, (one.name, "bold"), (f"  {one.values.__name__}", "dim"))
        _say(console, one.purpose, indent=2, hang=0)
        origin = _("the office's own: {path}") if one.is_own else _("comes with camket: {path}")
        _say(console, origin.format(path=one.path.as_posix()), indent=2, hang=0)
    for kind, having in fields.items():
        console.print()
        _print(console, (kind, "bold"))
        _say(console, ", ".join(f"{name}: {text}" for name, text in having), indent=2, hang=0)
    console.print()
    _say(console, _("To replace one, copy it into templates/ beside the data and change the copy; see docs/templates.md."))


# --- camket diff ----------------------------------------------------------------------------------------------------

_SIGN_STYLES = {"+": "green", "-": "red", "~": "", "!": "yellow"}


def print_account(console: Console, sections: Sequence[Section]) -> None:
    """What changed by round and unit, target by target: what went in brackets with a minus, what came with a plus."""
    for section in sections:
        _say(console, section.title, "bold")
        for entry in section.entries:
            if entry.name:
                _say(console, entry.name, indent=2)
            for line in entry.lines:
                _say(console, f"{line.sign} {line.label}: {_spans_text(line)}", _SIGN_STYLES[line.sign], indent=4, hang=2)
        console.print()
    if not sections:
        _say(console, _("No figure, text or date has changed."))


# --- camket review, camket log ------------------------------------------------------------------------------------------


def print_review(console: Console, found: Review, sections: Sequence[Section], *, root: str = "") -> None:
    """What a branch changed, what of it deserves a second look, and what could not be seen."""
    print_account(console, sections)
    if found.problems:
        print_problems(console, found.problems, root=root)
    else:
        _say(console, _("Nothing here needs an answer."))
    commits = ngettext("{n} commit since {base}", "{n} commits since {base}", found.commits)
    _say(console, commits.format(n=found.commits, base=found.base[:12]))
    for limit in found.limits:
        _say(console, limit, "yellow")
    if found.skipped:
        _say(console, _("cannot be read, and is left out: {files}").format(files=", ".join(found.skipped)), "yellow")


def print_history(console: Console, ledger: Ledger, found: History) -> None:
    """Every value by round, unit and target, oldest first, with who gave it, when, and in which commit."""
    above: tuple[str | None, str | None, str | None] | None = None
    for entry in found.entries:
        here = (entry.round, entry.unit, entry.target)
        if here != above:
            if above is not None:
                console.print()
            round_ = ledger.round(entry.round) if entry.round else None
            words = [round_name(round_) if round_ else entry.round or "", ledger.name(entry.unit) if entry.unit else ""]
            words.append(target_name(ledger.targets[entry.target]) if entry.target in ledger.targets else entry.target or "")
            _say(console, ", ".join(word for word in words if word), "bold")
            above = here
        commit = entry.commit.id[:10] if entry.commit is not None else _("not committed yet")
        subject = entry.commit.subject if entry.commit is not None else ""
        who = entry.author or entry.email or "?"
        _say(console, "  ".join(word for word in (format_date(entry.day), commit, who, subject) if word), indent=2, hang=2)
        for line in entry.lines:
            text = f"{line.sign} {line.label}: {_spans_text(line)}"
            _say(console, text, _SIGN_STYLES[line.sign], indent=4, hang=2)
    if not found.entries:
        _say(console, _("No commit here has such a figure."))
    if found.is_cut:
        _say(console, _("The history here is cut off (a shallow clone); the first value shown may be older."), "yellow")


def _spans_text(line: AccountLine) -> str:
    from camket.account import spans_text

    return spans_text(line.spans)


# --- camket verify ------------------------------------------------------------------------------------------------------

_STATES = {
    "same-bytes": N_("comes out the same, byte for byte"),
    "same-content": N_("comes out with the same content, packed otherwise"),
    "differs": N_("comes out otherwise"),
    "not-made": N_("does not come out"),
}


def print_verification(console: Console, found: Verification) -> None:
    """An issued report drawn up again: what came out the same, what not, and what is another since."""
    issue = found.issue
    _say(
        console,
        _("Report {number} of {date}, drawn up from commit {commit}").format(
            number=issue.number, date=format_date(issue.date), commit=issue.commit[:12]
        ),
        "bold",
    )
    for proof in found.proofs:
        is_same = proof.state in ("same-bytes", "same-content")
        _say(console, f"{'=' if is_same else '!'} {proof.name}: {_(_STATES[proof.state])}", "" if is_same else "red", hang=2)
    for path, name in found.files:
        said = _("is the issued {name}").format(name=name) if name else _("is none of the outputs on record")
        _say(console, f"{'=' if name else '!'} {path}: {said}", "" if name else "red", hang=2)
    for label, names in ((_("inputs"), found.inputs), (_("templates"), found.templates)):
        if names:
            _say(console, _("{what} that are others than on record: {names}").format(what=label, names=", ".join(names)))
    if found.versions and not found.holds:
        moved = ", ".join(f"{name} {then} → {now}" for name, then, now in found.versions)
        _say(console, _("versions then and now: {names}").format(names=moved))


# --- camket check ---------------------------------------------------------------------------------------------------


def print_problems(console: Console, problems: Iterable[Problem], *, root: str = "") -> None:
    """Each problem with its place, the line it stands on and a caret, how to mend it; and how many there are."""
    found = in_order(problems)
    for problem in found:
        place = f"{root.rstrip('/')}/{problem.place}" if root else str(problem.place)
        head = Text.assemble(
            (_clean(console, place), "bold"),
            ": ",
            (_(_LEVELS[problem.level]), _STYLES[problem.level]),
            f" {problem.rule} ",
            _clean(console, problem.message),
        )
        # Left to the terminal to wrap: editors and scripts read `path:line:column:` from one line.
        console.print(head, soft_wrap=True)
        if problem.source.strip():
            for line in _caret_lines(console, problem):
                _print(console, (line, ""))
        if problem.hint:
            _say(console, problem.hint, indent=2)
    if found:
        console.print()
        _say(console, _problem_counts(found))
    else:
        _say(console, _("No problems found."))


_LEVELS = {"error": N_("error"), "warning": N_("warning")}


def _problem_counts(problems: Sequence[Problem]) -> str:
    errors = sum(problem.level == "error" for problem in problems)
    warnings = len(problems) - errors
    counted = [ngettext("{n} error", "{n} errors", errors).format(n=errors)] if errors else []
    counted += [ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings)] if warnings else []
    return ", ".join(counted)


def _caret_lines(console: Console, problem: Problem) -> tuple[str, str]:
    """The offending line and a caret under its column; a long line is cut to what stands around the column."""
    source = problem.source.rstrip("\r\n")
    column = min(max(problem.place.column, 1), len(source) + 1)
    # A tab as one arrow: it shows, and takes the one cell that it counts for.
    before, after = (
        _clean(console, part.replace("\t", "→" if is_unicode(console.file) else ">"))
        for part in (source[: column - 1], source[column - 1 :])
    )
    room = console.width - 4
    cut_before = cut_after = ""
    if cell_len(before + after) > room:
        while before and cell_len(before) > room * 2 // 3:
            before, cut_before = before[1:], "..."
        space = room - cell_len(cut_before + before)
        if cell_len(after) > space:
            after, cut_after = _head(after, space - 3), "..."
    return f"  {cut_before}{before}{after}{cut_after}", "  " + " " * cell_len(cut_before + before) + "^"
