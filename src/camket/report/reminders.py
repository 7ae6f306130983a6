"""Who is reminded of what: the units of a round that owe something, as plain frozen values for letters and messages.

The wording is in the templates; docs/templates.md names every field.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from camket.ledger import commitment
from camket.report.contents import PrintedCommitment, PrintedRound, PrintedSignatory, PrintedSubmission
from camket.report.describe.parts import describe_commitment, describe_round, describe_signatory, describe_submission, printed
from camket.report.describe.target import describe_target
from camket.report.describe.whole import is_illustrative
from camket.report.target_contents import PrintedStanding, PrintedTarget, PrintedUnit
from camket.standing import appendix
from camket.standing.submissions import Submission, required_targets, submission
from camket.standing.survey import Survey
from camket.standing.wording import means_label

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class PrintedContact:
    """The person to call or write to."""

    name: str | None
    title: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class EarlierReminder:
    """A reminder of an earlier day that is on record, with its means in words."""

    date: date
    means: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A target that the unit has not answered; `standing` is the unit's own, with its own goal."""

    target: PrintedTarget
    standing: PrintedStanding


@dataclass(frozen=True, slots=True)
class Reminder:
    """One unit and why it is reminded.

    `kind` is missing (past due, nothing received), empty or incomplete (received without any figure, or without some),
    unreadable (a file that cannot be read), or due-soon. `days_over` is the number of days since the due date (0 until it is
    past), `days_left` the number of days until the due date. `to_head` says whether a letter is addressed to the unit's head:
    the report is overdue by more working days than the office's rules allow. `earlier` are the reminders of earlier days.
    """

    unit: PrintedUnit
    head: str | None
    contact: PrintedContact | None
    kind: str
    submission: PrintedSubmission
    days_over: int
    days_left: int
    owed: tuple[Owed, ...]
    to_head: bool
    earlier: tuple[EarlierReminder, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is the same in all letters of the office. Without `reply_by` the letter leaves room for a day."""

    symbol: str | None
    recipients: tuple[str, ...]
    signatory: PrintedSignatory
    contact: PrintedContact | None
    reply_by: date | None


@dataclass(frozen=True, slots=True)
class Reminders:
    """The variables of a reminder's template, by these names.

    `due_before` is the day of "before the 5th" (None where the document says "by the 4th"). `is_joint` marks one letter to
    all units; a letter to one unit has one entry in `reminders`.
    """

    commitment: PrintedCommitment
    round: PrintedRound
    as_of: date
    due_before: date | None
    letter: Letter
    illustrative: bool
    is_joint: bool
    asked: int
    reminders: tuple[Reminder, ...]


def to_remind(survey: Survey, *, before: int | None = None, units: Collection[str] | None = None) -> tuple[Submission, ...]:
    """Return the submissions that are overdue, incomplete or unreadable, in the office's order; of `units` only, if given.

    With `before`, return instead those that are not received and due within so many days.
    """
    asked = [one for one in survey.submissions if units is None or one.unit in units]
    if before is not None:
        return tuple(one for one in asked if _is_due_soon(one, survey.as_of, before))
    return tuple(one for one in asked if _kind(one) not in (None, "due-soon"))


def _is_due_soon(given: Submission, day: date, before: int) -> bool:
    return _kind(given) == "due-soon" and given.due <= day + timedelta(days=before)


def round_due_soon(ledger: Ledger, day: date, before: int) -> commitment.Round:
    """Return the first round in which a report is due within `before` days of `day`; if there is none, the round in force.

    Rounds before the one in force are not looked at.
    """
    in_force = ledger.calendar.in_force(day)
    for round_ in ledger.rounds[ledger.rounds.index(in_force) :]:
        for unit in ledger.units:
            required = required_targets(ledger, unit, round_)
            if _is_due_soon(submission(ledger, round_, unit, day, required), day, before):
                return round_
    return in_force


def describe_reminders(
    survey: Survey, submissions: Sequence[Submission], *, reply_by: date | None = None, is_joint: bool = False
) -> Reminders:
    """Return all values that the letters or messages to these units print, in the language in force."""
    ledger = survey.ledger
    given = ledger.commitment
    numbers = appendix.numbers(ledger)
    owed = {target for submission in submissions for target in submission.unanswered}
    targets = {
        standing.target.id: describe_target(survey, standing, numbers[standing.target.id])
        for standing in survey.standings
        if standing.target.id in owed
    }
    return Reminders(
        commitment=describe_commitment(ledger),
        round=describe_round(ledger, survey.round),
        as_of=survey.as_of,
        due_before=survey.round.before,
        letter=Letter(
            given.symbols.letter,
            given.letter_recipients,
            describe_signatory(given.letter_signatory or given.signatory),
            describe_contact(given.contact),
            reply_by,
        ),
        illustrative=is_illustrative(survey),
        is_joint=is_joint,
        asked=len(survey.submissions),
        reminders=tuple(_reminder(survey, submission, targets) for submission in submissions),
    )


def describe_contact(given: commitment.Contact | None) -> PrintedContact | None:
    """Return the person to call, for templates; None where nothing is given."""
    if given is None or not (given.name or given.title or given.phone or given.email):
        return None
    return printed(PrintedContact, given)


def is_for_head(survey: Survey, given: Submission) -> bool:
    """Return whether a report is overdue by more working days than those after which the unit's head is written to."""
    calendar = survey.ledger.calendar
    after = calendar.regime.chase_head_after
    return after is not None and calendar.working_days(given.due, survey.as_of) > after


def _kind(given: Submission) -> str | None:
    """Why a unit is reminded; None if it owes nothing."""
    if given.unreadable is not None:
        return "unreadable"
    if not given.unanswered:
        return None
    if given.submitted is None:
        return "missing" if given.state == "missing" else "due-soon"
    return "empty" if given.is_empty else "incomplete"


def _reminder(survey: Survey, given: Submission, targets: dict[str, PrintedTarget]) -> Reminder:
    unit = survey.ledger.units[given.unit]
    kind = _kind(given)
    assert kind is not None  # to_remind leaves out units that owe nothing
    days = (survey.as_of - given.due).days
    submission = describe_submission(survey, given)
    return Reminder(
        unit=submission.unit,
        head=unit.head,
        contact=describe_contact(unit.contact),
        kind=kind,
        submission=submission,
        days_over=max(days, 0),
        days_left=max(-days, 0),
        owed=tuple(
            Owed(target, target.by_unit.get(given.unit, target.standing))
            for target in (targets[name] for name in given.unanswered)
        ),
        to_head=unit.head is not None and is_for_head(survey, given),
        earlier=tuple(EarlierReminder(one.date, means_label(one.means)) for one in given.reminded if one.date < survey.as_of),
    )
