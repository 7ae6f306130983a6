"""The calendar of due dates as an iCalendar file: of every round, extensions, the days to send reports up.

Its text is Vietnamese, from the template due_date.txt.j2. The same data give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from camket.ledger.commitment import Round
from camket.ledger.reports import Extension
from camket.ledger.rounds import ONE_DAY, Calendar
from camket.report.contents import PrintedCommitment, PrintedExtension, PrintedRound
from camket.report.describe.parts import describe_commitment, describe_extension, describe_round, describe_unit
from camket.report.target_contents import PrintedUnit
from camket.report.templating import on_one_line, render_text, template_folders
from camket.standing import wording
from camket.text.language import speaking

if TYPE_CHECKING:
    from icalendar import Event

    from camket.ledger.ledger import Ledger


TEMPLATE = "due_date.txt.j2"
# Alarms are set for the morning three days before.
ALARM = timedelta(days=-3, hours=8)


@dataclass(frozen=True, slots=True)
class DueDate:
    """One due date of the calendar: the variables of its template.

    `kind` is due (of a round), extension (of one unit) or sent-up (of the consolidated report). `day_off` says why the day as
    written is not a working day. Where the data name no holidays of the year, Vietnam's public holidays are assumed:
    `is_assumed` says that `day_off` is one of these, `moved_onto` is the one that the due date was moved to.
    """

    kind: str
    day: date
    commitment: PrintedCommitment
    round: PrintedRound
    opens: date
    due_before: date | None
    day_off: str | None
    is_assumed: bool
    moved_onto: str | None
    unit: PrintedUnit | None
    extension: PrintedExtension | None


def due_dates(ledger: Ledger) -> tuple[DueDate, ...]:
    """Return all due dates of the year in order of their days, in the language in force."""
    return tuple(sorted(_due_dates(ledger), key=lambda one: one.day))


def _due_dates(ledger: Ledger) -> Iterator[DueDate]:
    calendar = ledger.calendar
    commitment = describe_commitment(ledger)
    for given in ledger.rounds:
        round_ = describe_round(ledger, given)
        opens = calendar.opens(given)
        name, is_assumed = _day_off(calendar, round_.written_due)
        onto = _day_off(calendar, round_.due)[0] if round_.due != round_.written_due else None
        due = DueDate("due", round_.due, commitment, round_, opens, given.before, name, is_assumed, onto, None, None)
        yield due
        for extension in _extensions(ledger, given):
            unit, granted = describe_unit(ledger, extension.unit), describe_extension(extension)
            name, is_assumed = _day_off(calendar, extension.due)
            yield replace(
                due,
                kind="extension",
                day=extension.due,
                day_off=name,
                is_assumed=is_assumed,
                moved_onto=None,
                unit=unit,
                extension=granted,
            )
        if given.sent_up_by is not None:
            name, is_assumed = _day_off(calendar, given.sent_up_by)
            yield replace(due, kind="sent-up", day=given.sent_up_by, day_off=name, is_assumed=is_assumed, moved_onto=None)


def _extensions(ledger: Ledger, round_: Round) -> Iterable[Extension]:
    """Each unit's extension with the latest day."""
    office = ledger.office.get(round_.id)
    found = sorted(office.content.extensions, key=lambda extension: extension.due) if office else ()
    return {extension.unit: extension for extension in found if extension.unit in ledger.units}.values()


def _day_off(calendar: Calendar, day: date) -> tuple[str | None, bool]:
    """Why a day is not a working day (None if it is), and whether that is only assumed.

    Where the data name no holidays of the year, Vietnam's public holidays are assumed.
    """
    found = calendar.day_off(day)
    if found is not None:
        return wording.day_off_name(found), False
    year = calendar.year
    in_year = year.first <= day <= year.last
    if any(named.year == day.year and (year.first <= named <= year.last) == in_year for named in calendar.holidays):
        return None, False
    name = _public_holidays(day.year).get(day)
    return name, name is not None


@cache
def _public_holidays(year: int) -> Mapping[date, str]:
    from holidays import country_holidays

    return dict(country_holidays("VN", years=year, language="vi"))


# --- the file ---------------------------------------------------------------------------------------------------------


def render_due_dates(ledger: Ledger, templates: Path | None) -> dict[str, bytes]:
    """Return the iCalendar file by its name, in Vietnamese, whatever the language of the screen.

    Raises TemplateFault when the template fails.
    """
    from icalendar import Calendar as Events

    with speaking("vi"):
        found = due_dates(ledger)
    folders = template_folders(templates)
    events = Events()
    events.add("prodid", "-//camket//VI")
    events.add("version", "2.0")
    events.add("calscale", "GREGORIAN")
    events.add("x-wr-calname", ledger.commitment.title)
    for one in found:
        events.add_component(_event(one, render_text(TEMPLATE, one, folders, on_one_line), ledger.calendar.year.first))
    return {f"han-bao-cao-{ledger.commitment.year.label}.ics": events.to_ical()}


def _event(given: DueDate, text: str, first: date) -> Event:
    """An event of a whole day. The first line of `text` is its summary, the second its categories, the rest its description.

    A calendar program takes a known event again only if its SEQUENCE is greater. It is counted in days from `first`, the year's
    first day: so it grows whenever the day is moved to a later one, and the same data still give the same file.
    """
    from icalendar import Alarm
    from icalendar import Event as New

    summary, categories, description = (*text.rstrip("\n").split("\n", 2), "", "")[:3]
    event = New()
    event.add("uid", _uid(given))
    # Not the clock's time: the same data must give the same file.
    stamp = given.commitment.date or given.commitment.year_from
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    event.add("sequence", max((given.day - first).days, 0))
    event.add("dtstart", given.day)
    event.add("dtend", given.day + ONE_DAY)
    event.add("summary", summary)
    event.add("description", description.strip("\n"))
    event.add("categories", [name.strip() for name in categories.split(",") if name.strip()])
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", ALARM)
    event.add_component(alarm)
    return event


def _uid(given: DueDate) -> str:
    """An identifier that stays the same when the day is moved, and differs between offices."""
    unit = given.unit.id if given.unit else ""
    names = (given.commitment.issuing_body, str(given.commitment.year), given.kind, given.round.id, unit)
    return f"{uuid5(NAMESPACE_URL, 'camket:' + '/'.join(names))}@camket"
