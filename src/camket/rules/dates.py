"""Rules about dates that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.source import Document, Keys


def future_date(year: CheckedYear) -> Iterator[Finding]:
    """A date of something that has already happened is in the future.

    Checked: dates of receipt, of the covering letter, of corrections, incidents, completed milestones and evidence, and the
    dates of the office's verdicts, answers and reminders. A date is in the future when it is after the day of the check.

        submitted: 2032-06-02

    To mend: correct the date. A milestone that is only planned has no date yet.
    """
    for filed, keys, day in year.strange_dates:
        if day > year.as_of:
            yield _future(filed.document, keys, day)
    for office in year.ledger.office.values():
        for index, overrule in enumerate(office.content.overrules):
            if overrule.date is not None and overrule.date > year.as_of:
                yield _future(office.document, ("overrules", index, "date"), overrule.date)
        for index, answer in enumerate(office.content.answers):
            if answer.date > year.as_of:
                yield _future(office.document, ("answers", index, "date"), answer.date)
        for index, reminded in enumerate(office.content.reminded):
            if reminded.date > year.as_of:
                yield _future(office.document, ("reminded", index, "date"), reminded.date)


def _future(document: Document, keys: Keys, day: date) -> Finding:
    message = _("{date} lies in the future").format(date=format_date(day))
    return Finding(document, keys, message, _("Check the day, month and year."))


def impossible_date(year: CheckedYear) -> Iterator[Finding]:
    """A date is before the year that precedes the commitment's year, or a round is due in a wrong year.

    A round may be due in the commitment's year or in the year after it. The dates of evidence may be older.

        submitted: 2003-06-02       # 2023
        rounds:
          - {id: q2, quarter: 2, before: 2032-06-05}

    To mend: correct the year.
    """
    for filed, keys, day in year.strange_dates:
        if day < year.earliest and "evidence" not in keys[2:]:
            of = year.ledger.calendar.year.label
            message = _("{date} lies long before the year {year}").format(date=format_date(day), year=of)
            yield Finding(filed.document, keys, message, _("Check the year."))
    for document, index, entry in year.entries("rounds"):
        round_ = year.round.get(str(entry.get("id")))
        if round_ is None:
            continue
        due = year.ledger.calendar.written_due(round_)
        span = year.ledger.calendar.year
        if not span.first <= due <= span.last_day_of(span.number + 1):
            key = "before" if round_.before is not None else "by"
            message = _("the round is due on {date}, the commitment is of {year}").format(
                date=format_date(due), year=span.label
            )
            yield Finding(document, ("rounds", index, key), message, _("Check the year."))


def doubtful_date(year: CheckedYear) -> Iterator[Finding]:
    """Two dates contradict each other, or are unlikely together.

    Checked: a report received before its round opened, or more than half a year (183 days) after it was due; a report
    received again before it was first received; a covering letter dated after its receipt; an item of a list, which must be new
    this year, whose evidence is from before the previous year.

        submitted: 2023-06-02
        letter: {number: 45/BC-TCKH, date: 2023-07-01}      # 06-01?

    To mend: check day and month, which are easily exchanged. If the dates are right, leave them.
    """
    calendar = year.ledger.calendar
    opens = {name: calendar.opens(round_) for name, round_ in year.round.items()}
    due = {name: calendar.due(round_) for name, round_ in year.round.items()}
    swapped = _("Check day and month; they are easily exchanged.")
    for filed in year.filed:
        report = filed.report
        received = report.submitted
        if received is not None and year.earliest <= received <= year.as_of:
            if received < opens[filed.round]:
                message = _("received on {date}, before the round opened on {opens}").format(
                    date=format_date(received), opens=format_date(opens[filed.round])
                )
                yield Finding(filed.document, ("submitted",), message, swapped)
            elif received > due[filed.round] + timedelta(days=183):
                message = _("received on {date}, more than half a year after it was due on {due}").format(
                    date=format_date(received), due=format_date(due[filed.round])
                )
                yield Finding(filed.document, ("submitted",), message, _("Check the month and the year."))
            if report.letter is not None and report.letter.date is not None and received < report.letter.date <= year.as_of:
                message = _("the letter is dated {date}, after its receipt on {received}").format(
                    date=format_date(report.letter.date), received=format_date(received)
                )
                yield Finding(filed.document, ("letter", "date"), message, swapped)
            for index, day in enumerate(report.resubmitted):
                if day < received:
                    message = _("received again on {date}, before it was first received on {received}").format(
                        date=format_date(day), received=format_date(received)
                    )
                    yield Finding(
                        filed.document, ("resubmitted", index), message, _("The first day of receipt stays as it is.")
                    )
    for filed, keys, day in year.strange_dates:
        if day < year.earliest and "items" in keys[2:] and "evidence" in keys[2:]:
            message = _("evidence of {date} for something new in {year}").format(
                date=format_date(day), year=year.ledger.calendar.year.label
            )
            yield Finding(filed.document, keys, message, _("Check the year; what is not new is not counted."))
