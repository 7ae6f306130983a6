"""Submissions: whether and when each unit reported in a round, how much it answered, and what it wrote beside its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.lookup import unreadable_report
from camket.ledger.measures.base import Result
from camket.ledger.measures.registry import is_answered
from camket.ledger.reports import Correction, Extension, Remark, Reminded
from camket.ledger.targets import Target
from camket.standing.in_force import known_from

State = Literal["on-time", "late", "missing", "pending"]


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit in one round: when its report was due and received, and how many of its targets it answers.

    The state by the unit's due date, here 5 June:

        received by 5 June    on-time
        received on 7 June    late, `days_late` 2
        not received          pending until 5 June, missing from 6 June on (on 8 June `days_late` is 3)

    `written_due` is the round's due date, `due` the unit's own: the same, or the last day of its `extension`. `required` and
    `answered` are numbers of targets, `unanswered` the ids of the required targets without an answer. `unreadable` is the
    path of a report file that exists but cannot be read: the unit may have reported. `reminded` are the reminders on record
    that the unit was sent for this round, the oldest first.
    """

    unit: str
    state: State
    due: date
    written_due: date
    extension: Extension | None
    submitted: date | None
    days_late: int | None
    answered: int
    required: int
    unanswered: tuple[str, ...]
    filed: Filed | None
    unreadable: str | None = None
    reminded: tuple[Reminded, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the report was received but answers none of the required targets."""
        return self.submitted is not None and self.required > 0 and self.answered == 0


def required_targets(ledger: Ledger, unit: str, round_: Round) -> list[Target]:
    """Return the targets that `unit` must answer in `round_`: all of its targets except those of other rounds only."""
    return [target for target in ledger.targets_of(unit) if not target.rounds or round_.id in target.rounds]


def answers(ledger: Ledger, target: Target, round_: Round, result: Result | None) -> bool:
    """Return whether a result answers its target: it has a figure, or says that the figure is awaited.

    For a figure that is known only after the year, text alone is an answer as long as the figure cannot be expected yet.
    """
    if is_answered(result):
        return True
    cut_off = ledger.calendar.cut_off(round_)
    day = known_from(ledger, target, cut_off)
    return day is not None and cut_off < day and result is not None and result.text is not None


def submission(ledger: Ledger, round_: Round, unit: str, as_of: date, required: Sequence[Target]) -> Submission:
    """Return the submission of `unit` in `round_` as it is at the end of `as_of`; `required` as `required_targets` returns it.

    A report received after `as_of` counts as not received; an extension or a reminder of a day after `as_of` does not count.
    """
    written = ledger.calendar.due(round_)
    extension = _extension(ledger, round_, unit, as_of)
    due = extension.due if extension is not None else written
    filed = ledger.reports.get((round_.id, unit))
    reminded = _reminded(ledger, round_, unit, as_of)
    submitted = filed.report.submitted if filed else None
    if filed is None or submitted is None or submitted > as_of:
        state: State = "missing" if as_of > due else "pending"
        late = (as_of - due).days if state == "missing" else None
        names = tuple(target.id for target in required)
        unreadable = unreadable_report(ledger, round_.id, unit)
        return Submission(
            unit, state, due, written, extension, None, late, 0, len(required), names, filed, unreadable, reminded
        )
    unanswered = tuple(target.id for target in required if not answers(ledger, target, round_, filed.results.get(target.id)))
    late = max((submitted - due).days, 0)
    state = "late" if late else "on-time"
    answered = len(required) - len(unanswered)
    return Submission(
        unit, state, due, written, extension, submitted, late, answered, len(required), unanswered, filed, reminded=reminded
    )


def _extension(ledger: Ledger, round_: Round, unit: str, as_of: date) -> Extension | None:
    """Return the longest extension that `unit` was granted by `as_of`, if any."""
    office = ledger.office.get(round_.id)
    granted = [e for e in office.content.extensions if e.unit == unit and (e.date or as_of) <= as_of] if office else []
    return max(granted, key=lambda extension: extension.due, default=None)


def _reminded(ledger: Ledger, round_: Round, unit: str, as_of: date) -> tuple[Reminded, ...]:
    """Return the reminders on record that `unit` was sent for `round_` by `as_of`, the oldest first."""
    office = ledger.office.get(round_.id)
    found = (one for one in office.content.reminded if unit in one.units and one.date <= as_of) if office else ()
    return tuple(sorted(found, key=lambda one: one.date))


def remarks(ledger: Ledger, round_: Round, as_of: date, kind: Literal["difficulties", "proposals"]) -> list[tuple[str, Remark]]:
    """Return all difficulties, or proposals, received in a round by `as_of`, as (unit, remark), in the order of the units."""
    return [(filed.unit, remark) for filed in ledger.all_received(round_.id, as_of) for remark in getattr(filed.report, kind)]


def corrections(ledger: Ledger, round_: Round, as_of: date) -> list[tuple[str, Correction]]:
    """Return all corrections received in a round by `as_of`, as (unit, correction), in the order of the units."""
    received = ledger.all_received(round_.id, as_of)
    return [(filed.unit, correction) for filed in received for correction in filed.report.corrections]


def closing_day(ledger: Ledger, round_: Round) -> date:
    """Return the day at whose end everything of a round is in: its last due date, receipt or overruling, whichever is latest.

    The day follows from the data alone, not from today's date, so that the same data always make the same report.
    """
    days = [ledger.calendar.due(round_)]
    office = ledger.office.get(round_.id)
    if office is not None:
        days += [extension.due for extension in office.content.extensions]
        days += [overrule.date for overrule in office.content.overrules if overrule.date is not None]
    for (round_id, _unit), filed in ledger.reports.items():
        if round_id == round_.id and filed.report.submitted is not None:
            days.append(filed.report.submitted)
    return max(days)
