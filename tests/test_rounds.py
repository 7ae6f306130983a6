"""The calendar: due dates, days off, the round in force, the share of the year that has passed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from camket.ledger.commitment import Regime, Round
from camket.ledger.rounds import Calendar, written_due
from camket.ledger.year import Year

# The due dates of a letter of 2023: before the 5th of the last month of a quarter, 20 October and 20 November.
LETTER = [
    {"id": "q1", "quarter": "1", "before": "2023-03-05"},
    {"id": "q2", "quarter": "2", "before": "2023-06-05"},
    {"id": "q3", "quarter": "3", "before": "2023-09-05"},
    {"id": "preliminary", "annual": "preliminary", "before": "2023-10-20"},
    {"id": "update", "annual": "update", "before": "2023-11-20"},
    {"id": "q4", "quarter": "4", "before": "2023-12-05"},
]
HOLIDAYS = {date(2023, 9, 1): "nghỉ Quốc khánh", date(2023, 9, 4): "nghỉ bù Quốc khánh"}


def calendar(rounds: list[dict[str, Any]] = LETTER, year: int = 2023, **regime: Any) -> Calendar:
    return Calendar(Year.calendar(year), tuple(map(Round.model_validate, rounds)), Regime.model_validate(regime), HOLIDAYS)


def one(**keys: str) -> Round:
    return Round.model_validate({"id": "r", **keys})


def test_before_a_day_means_the_day_before_and_by_a_day_that_day() -> None:
    assert written_due(one(before="2023-06-05")) == date(2023, 6, 4)
    assert written_due(one(by="2023-06-05")) == date(2023, 6, 5)
    assert written_due(one(before="2023-03-01")) == date(2023, 2, 28)
    assert written_due(one(before="2024-03-01")) == date(2024, 2, 29)
    assert written_due(one(before="2023-01-01")) == date(2022, 12, 31)


@pytest.mark.parametrize("keys", [{}, {"before": "2023-06-05", "by": "2023-06-04"}])
def test_a_round_has_one_due_date(keys: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        one(**keys)


def test_a_round_is_of_a_quarter_or_annual() -> None:
    with pytest.raises(ValidationError):
        one(before="2023-06-05", quarter="2", annual="update")


def test_which_of_the_six_due_dates_are_days_off() -> None:
    found = calendar()
    assert {round_.id: found.day_off(found.written_due(round_)) for round_ in found.rounds} == {
        "q1": "sat",
        "q2": "sun",
        "q3": "nghỉ bù Quốc khánh",
        "preliminary": None,
        "update": "sun",
        "q4": None,
    }


def test_due_dates_stay_as_written_by_default() -> None:
    found = calendar()
    assert [found.due(round_) for round_ in found.rounds] == [found.written_due(round_) for round_ in found.rounds]


def test_due_dates_move_to_the_next_working_day_under_that_rule() -> None:
    found = calendar(day_off="next-working-day")
    assert [found.due(round_) for round_ in found.rounds] == [
        date(2023, 3, 6),
        date(2023, 6, 5),
        date(2023, 9, 5),  # the 4th is a holiday that follows a weekend
        date(2023, 10, 19),
        date(2023, 11, 20),
        date(2023, 12, 4),
    ]
    assert found.written_due(found.rounds[0]) == date(2023, 3, 4)


def test_the_office_may_work_on_saturdays() -> None:
    found = calendar(day_off="next-working-day", days_off_weekly=["sun"])
    assert found.due(found.rounds[0]) == date(2023, 3, 4)
    assert found.due(found.rounds[1]) == date(2023, 6, 5)


def test_a_round_opens_15_days_before_its_due_date_by_default() -> None:
    found = calendar()
    assert found.opens(found.rounds[1]) == date(2023, 5, 20)
    assert calendar(opens_days_before="10").opens(found.rounds[1]) == date(2023, 5, 25)
    assert found.opens(one(before="2023-06-05", opens="2023-05-02")) == date(2023, 5, 2)


def test_the_cut_off_is_the_due_date_by_default() -> None:
    found = calendar()
    assert found.cut_off(found.rounds[1]) == date(2023, 6, 4)
    assert calendar(day_off="next-working-day").cut_off(found.rounds[1]) == date(2023, 6, 5)
    assert found.cut_off(one(before="2023-06-05", cut_off="2023-05-14")) == date(2023, 5, 14)


@pytest.mark.parametrize(
    ("day", "round_id"),
    [
        (date(2023, 1, 1), "q1"),  # before the first round opens
        (date(2023, 2, 17), "q1"),
        (date(2023, 5, 19), "q1"),
        (date(2023, 5, 20), "q2"),
        (date(2023, 8, 19), "q2"),
        (date(2023, 8, 20), "q3"),
        (date(2023, 10, 3), "q3"),
        (date(2023, 10, 4), "preliminary"),
        (date(2023, 11, 3), "preliminary"),
        (date(2023, 11, 4), "update"),
        (date(2023, 11, 18), "update"),
        (date(2023, 11, 19), "q4"),
        (date(2030, 1, 1), "q4"),
    ],
)
def test_a_round_is_in_force_until_the_next_one_opens(day: date, round_id: str) -> None:
    assert calendar().in_force(day).id == round_id


def test_a_round_is_judged_on_the_day_and_at_its_cut_off_once_the_next_one_is_open() -> None:
    found = calendar()
    second = found.rounds[1]
    assert found.moment(second, date(2023, 6, 1)) == date(2023, 6, 1)
    assert found.moment(second, date(2023, 8, 19)) == date(2023, 8, 19)
    assert found.moment(second, date(2023, 8, 20)) == date(2023, 6, 4)
    assert found.moment(found.rounds[-1], date(2024, 2, 1)) == date(2024, 2, 1)


def test_the_rounds_before_and_through_one() -> None:
    found = calendar()
    assert found.before(found.rounds[0]) is None
    assert found.before(found.rounds[5]) == found.rounds[4]
    assert found.through(found.rounds[2]) == found.rounds[:3]


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2022, 12, 31), Decimal(0)),
        (date(2022, 6, 1), Decimal(0)),
        (date(2023, 1, 1), Decimal(1) / 365),
        (date(2023, 6, 4), Decimal(155) / 365),
        (date(2023, 12, 31), Decimal(1)),
        (date(2024, 5, 1), Decimal(1)),
    ],
)
def test_the_share_of_the_year_that_has_passed(day: date, share: Decimal) -> None:
    assert calendar().elapsed(day) == share
    assert calendar().days_gone(day).share.exact == Fraction(share).limit_denominator(366)


def test_a_leap_year_has_366_days() -> None:
    assert calendar(year=2024).elapsed(date(2024, 2, 29)) == Decimal(60) / 366


def test_the_share_of_several_years() -> None:
    found = calendar()
    end = date(2025, 12, 31)
    assert found.days_gone(date(2022, 12, 31), 2021, end).share.exact == Fraction(730, 1826)
    assert found.days_gone(end, 2021, end).share.exact == 1


@given(st.dates(date(2022, 1, 1), date(2024, 12, 31)))
def test_the_share_never_falls_and_stays_between_0_and_1(day: date) -> None:
    found = calendar()
    gone, later = (found.days_gone(one).share.exact for one in (day, day + timedelta(days=1)))
    assert 0 <= gone <= later <= 1


@given(st.dates(date(2023, 1, 2), date(2023, 12, 31)))
def test_a_moved_due_date_is_the_first_working_day_from_the_written_one(day: date) -> None:
    found = calendar(day_off="next-working-day")
    round_ = one(by=day.isoformat())
    due = found.due(round_)
    assert found.day_off(due) is None
    assert day <= due
    assert all(found.day_off(day + timedelta(days=n)) for n in range((due - day).days))
