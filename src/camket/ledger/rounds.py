"""The calendar of a commitment: when a round opens, is due, cuts its figures off, and what day off that falls on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from camket.ledger.commitment import Regime, Round

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Rounds in the order of their due dates, with the office's rules for days off."""

    year: int
    rounds: tuple[Round, ...]
    regime: Regime
    holidays: Mapping[date, str]

    def written_due(self, round_: Round) -> date:
        """The last day in time as the document has it."""
        return written_due(round_)

    def due(self, round_: Round) -> date:
        """The last day in time under the office's rule for days off."""
        day = written_due(round_)
        if self.regime.day_off == "next-working-day":
            while self.day_off(day) is not None:
                day += ONE_DAY
        return day

    def day_off(self, day: date) -> str | None:
        """Why `day` is no working day: the holiday's name, or the weekday's key (`sat`, `sun`); None for a working day."""
        if day in self.holidays:
            return self.holidays[day]
        weekday = _WEEKDAYS[day.weekday()]
        return weekday if weekday in self.regime.days_off_weekly else None

    def opens(self, round_: Round) -> date:
        """The first day of the round; it stays in force until the next one opens."""
        return round_.opens or self.due(round_) - timedelta(days=int(self.regime.opens_days_before))

    def cut_off(self, round_: Round) -> date:
        """The day up to which the round's figures run."""
        return round_.cut_off or self.due(round_)

    def in_force(self, day: date) -> Round:
        """The round that has opened last on `day`; the first one before any has opened."""
        opened = [round_ for round_ in self.rounds if self.opens(round_) <= day]
        return opened[-1] if opened else self.rounds[0]

    def moment(self, round_: Round, day: date) -> date:
        """The day a round is judged at when looked at on `day`: its cut-off once a later round has opened."""
        later = self.rounds[self.index(round_) + 1 :]
        return self.cut_off(round_) if later and self.opens(later[0]) <= day else day

    def before(self, round_: Round) -> Round | None:
        """The round before this one in the year."""
        index = self.index(round_)
        return self.rounds[index - 1] if index else None

    def through(self, round_: Round) -> tuple[Round, ...]:
        """The rounds up to and with this one, in order."""
        return self.rounds[: self.index(round_) + 1]

    def index(self, round_: Round) -> int:
        """The place of a round in the year, from 0."""
        # Asked for with every figure of every unit: comparing whole models would take a tenth of a survey.
        for place, one in enumerate(self.rounds):
            if one.id == round_.id:
                return place
        raise ValueError(round_.id)

    def elapsed(self, day: date) -> Decimal:
        """The share of the year gone by at the end of `day`, 0 to 1, as a decimal."""
        share = self.share_gone(day)
        return Decimal(share.numerator) / Decimal(share.denominator)

    def share_gone(self, day: date, first_year: int | None = None, last_year: int | None = None) -> Fraction:
        """The share of the year (or of several) gone by at the end of `day`, 0 to 1, exactly."""
        start = date(first_year or self.year, 1, 1)
        end = date(last_year or self.year, 12, 31)
        days = (min(max(day, start - ONE_DAY), end) - start).days + 1
        return Fraction(days, (end - start).days + 1)


def written_due(round_: Round) -> date:
    """The last day in time as written: `before` the 5th is the 4th, `by` the 5th is the 5th."""
    if round_.by is not None:
        return round_.by
    assert round_.before is not None  # the model lets no round without a due date in
    return round_.before - ONE_DAY
