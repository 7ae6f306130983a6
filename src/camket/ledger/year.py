"""The year of a commitment: the calendar's, or any other two days, such as those of a school year."""

from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from camket.ledger.scalars import Day, Model, Text, read_year, value_fault
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Plain

# A longer year is a typing error; a goal over several years has `over:`.
_MOST_DAYS = 2 * 366


class Year(Model):
    """The first and the last day of the commitment's year. In a file, `2023` alone is 1 January to 31 December 2023.

    The keys `from` and `to` have other names here, because `from` is a word of Python.
    """

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")
    name: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        if isinstance(value, dict):
            return value
        try:
            number = read_year(value)
        except PydanticCustomError as error:
            message = str((error.context or {})["message"])
            raise value_fault(error.type, message, year_hint()) from None
        return {"from": date(number, 1, 1), "to": date(number, 12, 31)}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            message = _("the year ends on {last}, before its first day {first}")
            raise value_fault("year-span", self._said(message), _("Exchange the two days, or correct the year of one of them."))
        if (self.last - self.first).days >= _MOST_DAYS:
            message = _("the year from {first} to {last} is longer than two years")
            raise value_fault("year-span", self._said(message), _("Check the years; a goal over several years has over:."))
        return self

    def _said(self, message: str) -> str:
        return message.format(first=format_date(self.first), last=format_date(self.last))

    @classmethod
    def calendar(cls, number: int) -> Self:
        """Return 1 January to 31 December of a year."""
        return cls.model_validate({"from": date(number, 1, 1), "to": date(number, 12, 31)})

    @property
    def number(self) -> int:
        """The calendar year in which the year begins."""
        return self.first.year

    @property
    def is_calendar_year(self) -> bool:
        return (self.first, self.last) == (date(self.number, 1, 1), date(self.number, 12, 31))

    @property
    def is_bare(self) -> bool:
        """Whether a number says everything: a calendar year without a name of its own."""
        return self.is_calendar_year and self.name is None

    @property
    def label(self) -> str:
        """The year in figures, for names of files: 2023, or 2024-2025."""
        return str(self.number) if self.last.year == self.number else f"{self.number}-{self.last.year}"

    def __str__(self) -> str:
        return self.label

    @property
    def text(self) -> str:
        """The year as words in a sentence: its own name, or its figures (vi: `năm 2024-2025`)."""
        if self.name is None or self.name[0].isdigit():
            return _("{year_label}").format(year_label=self.name or self.label)
        # "Năm học 2024-2025" begins with a small letter in the middle of a sentence.
        return self.name[0].lower() + self.name[1:] if self.name[1:2].islower() else self.name

    @property
    def noun(self) -> str:
        """The name without figures: `năm học`; `năm` for a year without a name of its own."""
        words = self.text.split() if self.name is not None else []
        spoken = [word for word in words if not any(letter.isdigit() for letter in word) and word not in "-–—"]
        return " ".join(spoken) or "năm"

    def moved(self, years: int) -> "Year":
        """Return the year that begins `years` years later; its name must be given anew."""
        return Year.model_validate({"from": moved_day(self.first, years), "to": moved_day(self.last, years, is_last=True)})

    def first_day_of(self, number: int) -> date:
        """Return the first day of the year that begins in the calendar year `number`."""
        return moved_day(self.first, number - self.number)

    def last_day_of(self, number: int) -> date:
        """Return the last day of the year that begins in the calendar year `number`."""
        return moved_day(self.last, number - self.number, is_last=True)


def first_day_text(day: date) -> str:
    """Return the first day of a year as text: `1 January` (vi: 01/01) without the year, any other day as a date."""
    return _("1 January") if (day.month, day.day) == (1, 1) else format_date(day)


def year_hint() -> str:
    """Return how the year of a commitment is written."""
    return _("Write it with four digits: 2023; or its two days: {example}.").format(
        example="{from: 2024-09-05, to: 2025-05-31}"
    )


def moved_day(day: date, years: int, *, is_last: bool = False) -> date:
    """Return the same day some years later: 29 February becomes 28 February.

    With `is_last`, for the last day of a year: the last of February stays the last of February.
    """
    is_end_of_february = day.month == 2 and (day + timedelta(days=1)).month == 3
    if is_end_of_february and (is_last or day.day == 29):
        following = date(day.year + years, 3, 1) - timedelta(days=1)
        return following if is_last else following.replace(day=28)
    return day.replace(year=day.year + years)
