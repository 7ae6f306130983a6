"""The tables of the appendices: the cells of a target and of a submission in all formats, the tables of Markdown and Word.

A cell's text comes from a macro of the office's templates: sentences.j2 for Markdown and Word, workbook.j2 for Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from camket.ledger.measures.registry import NUMBER_KINDS
from camket.report.contents import (
    PrintedChange,
    PrintedProposal,
    PrintedRound,
    PrintedSection,
    PrintedSubmission,
    Since,
    Submissions,
)
from camket.report.filters import format_share, format_short_date, upper_first
from camket.report.table import LEFT_OUT, NOTHING, PRINTED_NUMBER, Align, ReportCell, ReportColumn, ReportTable
from camket.report.target_contents import Figure, PrintedStanding, PrintedTarget, PrintedUnit

# The text that a macro makes: its name, what it is given.
Words = Callable[..., str]
# The cell of one column, from the wording and what the row is about.
Maker = Callable[[Words, Any], ReportCell]

# Goals whose text begins with the one figure that the share is of.
_ONE_FIGURE = ("at_least", "more_than", "equals", "about", "keep", "at_most", "less_than")


# --- cells of a target ------------------------------------------------------------------------------------------------


def number_of(target: PrintedTarget, figure: Figure | None) -> Decimal | None:
    """Return the exact figure where the target's measure is a number, not a grade or a yes."""
    return figure.value if figure is not None and target.kind in NUMBER_KINDS else None


def goal_cell(target: PrintedTarget, standing: PrintedStanding, text: str) -> ReportCell:
    """Return the goal, as a number where it is one figure."""
    conditions = standing.conditions
    levels = {number_of(target, condition.level) for condition in conditions if condition.level is not None}
    is_one = len(conditions) == 1 and conditions[0].comparator in _ONE_FIGURE and not conditions[0].is_part
    is_number = len(levels) == 1 and (is_one or PRINTED_NUMBER.fullmatch(text) is not None)
    return ReportCell(text, levels.pop() if is_number else None)


def reached_cell(target: PrintedTarget, standing: PrintedStanding, text: str) -> ReportCell:
    """Return the figure reached."""
    return ReportCell(text, number_of(target, standing.actual), is_quotient=is_quotient(standing))


def is_quotient(standing: PrintedStanding) -> bool:
    """Return whether the figure is computed by a division: a ratio, or the mean of several years."""
    return standing.part is not None or (standing.span is not None and standing.span.how == "mean")


def part_cell(figure: Figure | None) -> ReportCell:
    """Return a part or a whole of a ratio; a dash for none."""
    return ReportCell(figure.text, figure.value) if figure else ReportCell()


def share_cell(share: Decimal | None) -> ReportCell:
    """Return a share in per cent, without the sign; a dash for none."""
    return ReportCell(format_share(share).replace("%", ""), share, is_quotient=True)


def _target_goal(words: Words, target: PrintedTarget) -> ReportCell:
    # A goal that is the same for each unit is not in the whole's standing, but in the units' own. It is no number beside the
    # sum of the units: "each unit 1" beside 7.
    has_common_goal = target.is_group and not target.goal_by_unit and target.units and target.standing.actual is None
    return goal_cell(target, target.units[0] if has_common_goal else target.standing, words("goal", target))


def _in_round(words: Words, target: PrintedTarget) -> ReportCell:
    standing = target.standing
    return ReportCell(words("in_round", target), number_of(target, standing.increment), standing.part is not None)


def _expected(words: Words, target: PrintedTarget) -> ReportCell:
    expected = target.standing.expected
    return ReportCell(words("expected", target), expected.value if expected else None, is_quotient=True)


TARGET: Mapping[str, Callable[[Words, PrintedTarget], ReportCell]] = {
    "number": lambda _words, target: ReportCell(target.number),
    "target": lambda _words, target: ReportCell(target.name),
    "unit_of_measure": lambda words, target: ReportCell(words("unit_of_measure", target)),
    "goal": _target_goal,
    "in_round": _in_round,
    "reached": lambda words, target: reached_cell(target, target.standing, words("reached", target)),
    "share": lambda _words, target: share_cell(target.standing.share),
    "expected": _expected,
    "verdict": lambda words, target: ReportCell(words("verdict", target.standing)),
    "lead": lambda words, target: ReportCell(words("lead", target)),
    "note": lambda words, target: ReportCell(words("note", target)),
    "part": lambda _words, target: part_cell(target.standing.part),
    "whole": lambda _words, target: part_cell(target.standing.whole),
}


# --- cells of a submission, of a change since an earlier round, of a proposal ---------------------------------------------


def _count(number: int | None) -> ReportCell:
    return ReportCell() if number is None else ReportCell(str(number), number)


def _day(day: date | None) -> ReportCell:
    return ReportCell(format_short_date(day), day)


def state_of(submission: PrintedSubmission) -> str:
    """Return the state of a submission, where a file that cannot be read is a state of its own."""
    return "unreadable" if submission.unreadable else submission.state


SUBMISSION: Mapping[str, Callable[[Words, PrintedSubmission], ReportCell]] = {
    "unit": lambda words, one: ReportCell(words("unit_name", one.unit)),
    "due": lambda _words, one: _day(one.due),
    "submitted": lambda _words, one: _day(one.submitted),
    "letter_number": lambda _words, one: ReportCell(one.letter_number or NOTHING),
    "letter_date": lambda _words, one: _day(one.letter_date),
    "state": lambda words, one: ReportCell(words("state", state_of(one))),
    "days_late": lambda _words, one: _count(max(0, one.days_late or 0) or None),
    "answered": lambda _words, one: _count(None if one.submitted is None else one.answered),
    "required": lambda _words, one: _count(one.required),
    "unanswered": lambda _words, one: ReportCell("; ".join(one.unanswered) if one.submitted is not None else ""),
    "note": lambda words, one: ReportCell(words("submission_note", one)),
}


_CHANGE: Mapping[str, Callable[[Words, PrintedChange], ReportCell]] = {
    "number": lambda _words, change: ReportCell(change.target.number),
    "target": lambda _words, change: ReportCell(change.target.name),
    "unit_of_measure": lambda _words, change: ReportCell(change.target.unit or NOTHING),
    "before": lambda words, change: ReportCell(words("side_cell", change, "before")),
    "now": lambda words, change: ReportCell(words("side_cell", change, "now")),
    "change": lambda words, change: ReportCell(words("change_cell", change)),
    "verdict_before": lambda words, change: ReportCell(upper_first(words("label", change.before))),
    "verdict_now": lambda words, change: ReportCell(upper_first(words("label", change.now))),
}
_PROPOSAL: Mapping[str, Callable[[Words, PrintedProposal], ReportCell]] = {
    "text": lambda _words, one: ReportCell(one.text),
    "units": lambda _words, one: ReportCell(", ".join(one.units)),
    "to": lambda _words, one: ReportCell(one.to or NOTHING),
    "rounds": lambda _words, one: ReportCell(", ".join(one.rounds)),
    "outcome": lambda words, one: ReportCell(words("proposal_state", one)),
}


def make_rows(
    columns: Iterable[str], makers: Mapping[str, Maker], words: Words, things: Iterable[Any]
) -> tuple[dict[str, ReportCell], ...]:
    """Return a row for each thing, with a cell for each of the keys `columns`; a column without a maker numbers the rows."""
    columns = tuple(columns)
    return tuple(
        {key: makers[key](words, thing) if key in makers else _count(index) for key in columns}
        for index, thing in enumerate(things, start=1)
    )


# --- the tables of Markdown and Word --------------------------------------------------------------------------------------

_PAPER_TARGET: Mapping[str, Maker] = {
    **TARGET,
    "unit_of_measure": lambda _words, target: ReportCell(target.unit or NOTHING),
    "goal": lambda words, target: ReportCell(words("goal_cell", target)),
    "verdict": lambda words, target: ReportCell(upper_first(words("label", target.standing))),
    "lead": lambda words, target: ReportCell(words("lead_cell", target)),
}
_PAPER_SUBMISSION: Mapping[str, Maker] = {
    **SUBMISSION,
    "unit": lambda _words, one: ReportCell(upper_first(one.unit.name)),
    "due": lambda words, one: ReportCell(words("due_on", one), one.due),
    "submitted": lambda words, one: ReportCell(words("received_on", one), one.submitted),
    "state": lambda words, one: ReportCell(upper_first(words("state", one))),
    "answered": lambda words, one: ReportCell(words("answered", one)),
}
_RIGHT = ("number", "in_round", "reached", "share", "before", "now", "change")
_NO_ROUNDS = ("", "")
# The columns that are left out where no row has anything in them.
_OPTIONAL = ("unit_of_measure", "in_round", "share", "note", "letter_number", "answered", "to")


class PaperTables:
    """The tables of the appendices in Markdown and Word: `tables` in the templates, with the macros of sentences.j2."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def targets(self, sections: Sequence[PrintedSection]) -> ReportTable:
        """Phụ lục I: all targets."""
        columns = "number target unit_of_measure goal in_round reached share verdict lead note"
        targets = [target for section in sections for target in section.targets]
        return self._table(self._words("appendix_title", "targets"), columns, _PAPER_TARGET, targets)

    def units(self, group_targets: Sequence[PrintedTarget], group_units: Sequence[PrintedUnit]) -> ReportTable:
        """Phụ lục II: the units in rows, the targets that they share in columns, whose keys are the targets' ids."""

        def column_of(target: PrintedTarget) -> Maker:
            return lambda words, unit: ReportCell(words("cell", target, unit))

        makers: dict[str, Maker] = {"unit": lambda _words, unit: ReportCell(upper_first(unit.name))}
        makers |= {target.id: column_of(target) for target in group_targets}
        first = self._columns("number unit", _NO_ROUNDS)
        columns = (*first, *(ReportColumn(one.id, self._words("unit_column", one), "center") for one in group_targets))
        rows = make_rows([column.key for column in columns], makers, self._words, group_units)
        return ReportTable(self._words("units_title", group_targets), columns, rows, self._words("units_note", group_targets))

    def submissions(self, submissions: Submissions) -> ReportTable:
        """Phụ lục III: the submissions."""
        columns = "number unit due submitted letter_number state answered"
        return self._table(self._words("appendix_title", "submissions"), columns, _PAPER_SUBMISSION, submissions.all)

    def changes(self, since: Since, round_: PrintedRound) -> ReportTable:
        """Phụ lục IV: what changed since an earlier round."""
        columns = "number target unit_of_measure before now change verdict_before verdict_now"
        rounds = (since.round.name, round_.name)
        return self._table(self._words("since_title", since), columns, _CHANGE, since.changes, rounds)

    def proposals(self, since: Since) -> ReportTable:
        """Phụ lục V: the proposals raised by an earlier round."""
        columns = "number text units to rounds outcome"
        return self._table(self._words("appendix_title", "proposals"), columns, _PROPOSAL, since.proposals)

    def _table(
        self,
        title: str,
        columns: str,
        makers: Mapping[str, Maker],
        things: Iterable[Any],
        rounds: tuple[str, str] = _NO_ROUNDS,
    ) -> ReportTable:
        rows = make_rows(columns.split(), makers, self._words, things)
        empty = {key for key in _OPTIONAL if rows and all(row[key].text in ("", NOTHING) for row in rows if key in row)}
        shown = tuple(column for column in self._columns(columns, rounds) if column.key not in empty)
        left_out = dict.fromkeys(empty, ReportCell(LEFT_OUT))
        return ReportTable(title, shown, tuple({**row, **left_out} for row in rows))

    def _columns(self, keys: str, rounds: tuple[str, str]) -> tuple[ReportColumn, ...]:
        """The columns; `rounds` are the names of the earlier round and of this one, for headings that name a round."""

        def column(key: str) -> ReportColumn:
            align: Align = "right" if key in _RIGHT else "left"
            return ReportColumn(key, self._words("appendix_column", key, rounds[key.endswith("now")]), align)

        return tuple(map(column, keys.split()))
