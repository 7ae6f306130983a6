"""Milestone: something that is done, on a day, or not."""

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from camket.ledger.measures.answer import done_reply, read_done
from camket.ledger.measures.base import ONE, Answer, MeasureModel, Reading, Result, ResultFault, ResultField
from camket.ledger.scalars import Day, Flag
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Keys


class MilestoneResult(Result):
    kind: Literal["milestone"] = "milestone"
    done: Flag | None = None
    date: Day | None = None

    @property
    def has_figure(self) -> bool:
        return self.done is not None or self.date is not None

    def days(self) -> Iterator[tuple[Keys, datetime.date]]:
        if self.date is not None:
            yield ("date",), self.date


class Milestone(MeasureModel):
    """Something that is done on a day, or not."""

    kind: Literal["milestone"]
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "higher"

    result_class: ClassVar[type[Result]] = MilestoneResult
    figure_keys: ClassVar[tuple[str, ...]] = ("done", "date")
    bare_key: ClassVar[str] = "done"
    is_number: ClassVar[bool] = False
    has_distance: ClassVar[bool] = False
    takes_days: ClassVar[bool] = True
    asks_evidence: ClassVar[bool] = True
    has_baseline: ClassVar[bool] = False

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, MilestoneResult)
        if result.done is False and result.date is not None:
            message = _("not done, and yet a day is given; both cannot be true")
            yield ResultFault(("date",), "bad-value", message, _("Say that it is done, or leave the day out."))

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, MilestoneResult)
        if not result.has_figure:
            return None
        is_done = result.done is not False
        return Reading(ONE if is_done else Decimal(0), done_on=result.date if is_done else None)

    def fields(self) -> tuple[ResultField, ...]:
        return (
            ResultField(
                ("done",),
                _("Done or not"),
                "flag",
                choices={"true": _("done"), "false": _("not done")},
                question=_("Done, on which day"),
                help=_("The day on which it was done, day/month/year; done without a day: done; not done yet: not-done."),
                comments=(_("done: true or false; date: the day it was done"),),
                reply="done_or_day",
            ),
            ResultField(("date",), _("Done on"), "date", excluded_by="done"),
        )

    def same_period_field(self) -> ResultField | None:
        return None

    def present_reply(self, held: Mapping[str, Any], field_: ResultField) -> str:
        day, done = held.get("date"), held.get("done")
        return day if isinstance(day, str) and day else done_reply(done) if isinstance(done, str) else ""

    def read_words(self, words: str) -> Answer:
        return dict(read_done(words))

    def correction_text(self, result: Result, reading: Reading) -> str | None:
        return reading.done_on.isoformat() if reading.done_on else "done" if reading.value else "not-done"

    def unit_text(self) -> str:
        return ""

    def main_text(self, value: Decimal) -> str:
        return _("done") if value else _("not done")

    def brief_text(self, value: Decimal) -> str:
        return self.main_text(value)

    def reached_text(self, reading: Reading) -> str:
        if reading.done_on is not None:
            return _("done {date}").format(date=format_date(reading.done_on))
        return super().reached_text(reading)

    def full_reading_text(self, reading: Reading) -> str:
        return self.reached_text(reading)

    def plain_text(self, value: Decimal) -> str | None:
        return "true" if value else "false"
