"""The calendar of a commitment: the days on which a round opens and is due, its cut-off, and the days off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from camket.ledger.commitment import Regime, Round
from camket.ledger.measures.exact import Worked, worked
from camket.ledger.year import Year

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)


class DaysGone(NamedTuple):
    """The days that have passed at the end of `day`, of all days from `start` to `end`."""

    start: date
    end: date
    day: date

    @property
    def gone(self) -> int:
        return (self.day - self.start).days + 1

    @property
    def total(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def share(self) -> Worked:
        """The days passed as a part of all days, 0 to 1: 155/365."""
        return worked(self.gone) / self.total


@dataclass(frozen=True, slots=True)
class Calendar:
    """The rounds in the order of their due dates, with the office's rules for days off."""

    year: Year
    rounds: tuple[Round, ...]
    regime: Regime
    holidays: Mapping[date, str]

    def written_due(self, round_: Round) -> date:
        """Return the due date as it is written in the document."""
        return written_due(round_)

    def due(self, round_: Round) -> date:
        """Return the due date, moved to the next working day where the office's rules say so."""
        day = written_due(round_)
        if self.regime.day_off == "next-working-day":
            while self.day_off(day) is not None:
                day += ONE_DAY
        return day

    def day_off(self, day: date) -> str | None:
        """Return why `day` is a day off: the holiday's name or the weekday's key (`sat`); None for a working day."""
        if day in self.holidays:
            return self.holidays[day]
        weekday = _WEEKDAYS[day.weekday()]
        return weekday if weekday in self.regime.days_off_weekly else None

    def working_days(self, after: date, until: date) -> int:
        """Return the number of working days after the day `after`, up to and including `until`."""
        days = (after + timedelta(n) for n in range(1, (until - after).days + 1))
        return sum(self.day_off(day) is None for day in days)

    def opens(self, round_: Round) -> date:
        """Return the first day of the round. The round is in force until the next one opens."""
        return round_.opens or self.due(round_) - timedelta(days=int(self.regime.opens_days_before))

    def cut_off(self, round_: Round) -> date:
        """Return the last day that the figures of the round cover: by default the due date, if it is within the year."""
        return round_.cut_off or min(self.due(round_), self.year.last)

    def in_force(self, day: date) -> Round:
        """Return the round that opened last, on or before `day`; the first round when none has opened yet."""
        opened = [round_ for round_ in self.rounds if self.opens(round_) <= day]
        return opened[-1] if opened else self.rounds[0]

    def moment(self, round_: Round, day: date) -> date:
        """Return the day for which a round is judged, seen on `day`: `day`, or its cut-off once the next round is open."""
        later = self.rounds[self.index(round_) + 1 :]
        return self.cut_off(round_) if later and self.opens(later[0]) <= day else day

    def before(self, round_: Round) -> Round | None:
        """Return the previous round, or None for the first."""
        index = self.index(round_)
        return self.rounds[index - 1] if index else None

    def through(self, round_: Round) -> tuple[Round, ...]:
        """Return the rounds up to this one, including it, in order."""
        return self.rounds[: self.index(round_) + 1]

    def index(self, round_: Round) -> int:
        """Return the position of a round in the year, from 0. Raises ValueError for a round of another calendar."""
        # This is called for every figure of every unit: comparing whole models would take a tenth of the time of a survey.
        for place, one in enumerate(self.rounds):
            if one.id == round_.id:
                return place
        raise ValueError(round_.id)

    def elapsed(self, day: date) -> Decimal:
        """Return the share of the year that has passed at the end of `day`, 0 to 1, as a decimal."""
        share = self.days_gone(day).share.exact
        return Decimal(share.numerator) / Decimal(share.denominator)

    def days_gone(self, day: date, first_year: int | None = None, end: date | None = None) -> DaysGone:
        """Return the days of the year that have passed at the end of `day`: on 4 June 2023, 155 of 365.

        With `first_year` and `end`, the days from the first of that year to `end`; an `end` before them is left out.
        """
        start = self.year.first if first_year is None else self.year.first_day_of(first_year)
        if end is None or end < start:
            end = self.year.last
        return DaysGone(start, end, min(max(day, start - ONE_DAY), end))


def written_due(round_: Round) -> date:
    """Return the due date as written, the last day in time: `before` the 5th is the 4th, `by` the 5th is the 5th."""
    if round_.by is not None:
        return round_.by
    assert round_.before is not None  # the model accepts no round without a due date
    return round_.before - ONE_DAY
