"""What the editor shows when the mouse is over a result's key in a report: the target's goal, pace and past values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from camket.entry.guide import FAR_FUTURE, expected_words, goal_words, last_words, standing_of
from camket.history.account import spans_text
from camket.history.past_values import find_history
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import proper_path
from camket.ledger.targets import Target
from camket.ledger.tree import split_report_path
from camket.screen.open_text import root_node
from camket.standing.survey import survey
from camket.standing.wording import round_name
from camket.text.controls import without_controls
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.problems import CamketError

_MOST_PAST_VALUES = 5


@dataclass(frozen=True, slots=True)
class ResultKey:
    """The key of a result in a report: the result's round, unit and target, and the key's start and end in the text."""

    round: str
    unit: str
    target: Target
    start: int
    stop: int


def find_result_key(ledger: Ledger, path: str, text: str, offset: int) -> ResultKey | None:
    """Return the key of a result at an offset in the text of a report; None if there is no such key."""
    report = split_report_path(proper_path(ledger, path))
    if report is None or ledger.round(report.round) is None or report.name not in ledger.units:
        return None
    root = root_node(text)
    for name, results in root.value if isinstance(root, yaml.MappingNode) else ():
        if name.value == "results" and isinstance(results, yaml.MappingNode):
            for key, _value in results.value:
                start, stop = key.start_mark.index, key.end_mark.index
                if start <= offset <= stop and key.value in ledger.targets:
                    return ResultKey(*report, ledger.targets[key.value], start, stop)
    return None


def describe_target(ledger: Ledger, key: ResultKey, past: Sequence[str]) -> str:
    """Return what is known of the target in Markdown: goal, figure expected at the cut-off, last figure, past values."""
    target, round_ = key.target, ledger.round(key.round)
    assert round_ is not None  # find_result_key returns none without a round
    now = survey(ledger, round_, ledger.calendar.cut_off(round_), {target.id})
    earlier_round = ledger.calendar.before(round_)
    lines = [f"**{escape_markdown_line(target.name)}**", ""]
    if goal := goal_words(now, target, key.unit):
        lines.append("- " + escape_markdown_line(_("Goal: {goal}").format(goal=goal)))
    standing = standing_of(now, target, key.unit)
    if standing is not None and (expected := expected_words(target, standing)):
        words = _("Expected by {date}: {figure}").format(date=format_date(now.cut_off), figure=expected)
        lines.append("- " + escape_markdown_line(words))
    if earlier_round is not None:
        earlier = survey(ledger, earlier_round, FAR_FUTURE, {target.id})
        if last := last_words(earlier, target, key.unit):
            lines.append("- " + escape_markdown_line(_("Last time: {figure}").format(figure=last)))
    if past:
        lines += ["", escape_markdown_line(_("In git:")), "", *(f"- {escape_markdown_line(line)}" for line in past)]
    return "\n".join(lines)


def escape_markdown_line(text: str) -> str:
    """Return the text on one line, escaped so that Markdown shows every character as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", without_controls(" ".join(text.split())))


def find_past_values(folder: Path, ledger: Ledger, target: str, unit: str, today: date) -> list[str]:
    """Return the last values of a unit's target in the git history, newest first; nothing if there is no repository."""
    try:
        history = find_history(folder, ledger, today, target=target, unit=unit)
    except CamketError:
        return []
    lines = []
    # The sorted list is reversed as a whole, so that of one day's values the later rounds and commits also come first.
    for entry in sorted(history.entries, key=lambda entry: entry.day)[::-1]:
        round_ = ledger.round(entry.round) if entry.round is not None else None
        if round_ is None:
            continue
        figures = [f"{line.label}: {spans_text(line.spans)}" if line.label else spans_text(line.spans) for line in entry.lines]
        who = _("not committed") if entry.commit is None else entry.author
        lines.append(f"{format_date(entry.day)}, {round_name(round_)}: {'; '.join(figures)} ({who})")
    return lines[:_MOST_PAST_VALUES]
