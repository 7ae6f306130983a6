"""The calendar of due dates: its events, and a file that every calendar program can read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.due_dates import due_dates, render_due_dates
from camket.text.language import speaking
from office import FRAME, office, target

TARGET = target("measure: {kind: count}\ngoal: {at_least: 1}")
ROUNDS = """\
rounds:
  - {id: q1, quarter: 1, before: 2023-03-05, opens: 2023-02-10}
  - {id: q2, quarter: 2, by: 2023-06-05, sent_up_by: 2023-06-10, cut_off: 2023-05-31}
  - {id: q3, quarter: 3, before: 2023-09-05}
"""
EXTENSIONS = """\
extensions:
  - {unit: xa-1, due: 2023-06-07, reason: Ngập}
  - {unit: xa-1, due: 2023-06-09, reason: Ngập lâu, document: 3/UBND-VP}
"""


def calendar(rest: str = "", rounds: str = ROUNDS) -> Ledger:
    frame = FRAME[: FRAME.index("rounds:")] + rounds + FRAME[FRAME.index("units:") :]
    return office(TARGET, {"q2/_office": EXTENSIONS}, rest + frame)


def events(ledger: Ledger, templates: Path | None = None) -> dict[str, Any]:
    """The events of the file, by summary."""
    (data,) = render_due_dates(ledger, templates).values()
    return {str(event["summary"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def description(ledger: Ledger, summary: str) -> str:
    return str(events(ledger)[summary]["description"])


def test_each_round_extension_and_day_to_send_up_is_an_event() -> None:
    found = events(calendar())
    assert {summary: event["dtstart"].dt for summary, event in found.items()} == {
        "Hạn gửi báo cáo quý I năm 2023": date(2023, 3, 4),
        "Hạn gửi báo cáo quý II năm 2023": date(2023, 6, 5),
        "Hạn gửi báo cáo quý II năm 2023 (gia hạn): Xã 1": date(2023, 6, 9),
        "Gửi báo cáo quý II năm 2023 lên cấp trên": date(2023, 6, 10),
        "Hạn gửi báo cáo quý III năm 2023": date(2023, 9, 4),
    }
    for event in found.values():
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert event["dtstart"].params["VALUE"] == "DATE"
        (alarm,) = event.walk("VALARM")
        assert alarm["trigger"].dt == timedelta(days=-3, hours=8)
        assert len(event["categories"].cats) == 2


def test_the_description_has_the_dates() -> None:
    first = description(calendar(), "Hạn gửi báo cáo quý I năm 2023")
    assert "Theo văn bản: trước ngày 05/3/2023, ngày cuối là 04/3/2023." in first
    assert "Ngày 04/3/2023 là ngày nghỉ: Thứ Bảy; hạn giữ nguyên" in first
    assert "Mở kỳ: 10/02/2023" in first
    second = description(calendar(), "Hạn gửi báo cáo quý II năm 2023")
    assert "ngày nghỉ" not in second
    assert "chốt số liệu: 31/5/2023" in second
    extension = description(calendar(), "Hạn gửi báo cáo quý II năm 2023 (gia hạn): Xã 1")
    assert "Xã 1 được gia hạn đến hết ngày 09 tháng 6 năm 2023 theo văn bản số 3/UBND-VP (lý do: Ngập lâu)." in extension
    up = description(calendar(), "Gửi báo cáo quý II năm 2023 lên cấp trên")
    assert "chậm nhất ngày 10/6/2023" in up
    assert "Ngày 10/6/2023 là ngày nghỉ: Thứ Bảy." in up


def test_a_moved_day_names_the_day_as_written() -> None:
    ledger = calendar("regime: {day_off: next-working-day}\n")
    moved = events(ledger)["Hạn gửi báo cáo quý I năm 2023"]
    assert moved["dtstart"].dt == date(2023, 3, 6)
    assert "Ngày 04/3/2023 là ngày nghỉ: Thứ Bảy; được lùi đến hết ngày 06/3/2023." in moved["description"]


def test_public_holidays_are_assumed_where_the_data_name_none() -> None:
    third = "Hạn gửi báo cáo quý III năm 2023"
    assert "là ngày nghỉ: Quốc khánh (nghỉ bù), theo lịch nghỉ lễ chung;" in description(calendar(), third)
    named = calendar("holidays:\n  - {date: 2023-01-01, name: Tết}\n")
    assert "ngày nghỉ" not in description(named, third)
    own = calendar("holidays:\n  - {date: 2023-09-04, name: nghỉ bù Quốc khánh}\n")
    assert "là ngày nghỉ: nghỉ bù Quốc khánh; hạn giữ nguyên" in description(own, third)


def test_a_day_moved_onto_a_public_holiday_is_noted() -> None:
    sunday = "rounds:\n  - {id: q3, quarter: 3, by: 2023-09-03}\n"
    frame = FRAME[: FRAME.index("rounds:")] + sunday + FRAME[FRAME.index("units:") :]
    ledger = office(TARGET, {}, "regime: {day_off: next-working-day}\n" + frame)
    moved_text = description(ledger, "Hạn gửi báo cáo quý III năm 2023")
    assert "được lùi đến hết ngày 04/9/2023, cũng là ngày nghỉ (Quốc khánh (nghỉ bù), theo lịch nghỉ lễ chung;" in moved_text
    with speaking("vi"):
        assert [one.moved_onto for one in due_dates(ledger)] == ["Quốc khánh (nghỉ bù)"]
        assert {one.moved_onto for one in due_dates(calendar("regime: {day_off: next-working-day}\n"))} == {None}


def test_a_name_of_several_lines_stays_in_its_property() -> None:
    name = "Xã Một\r\nEND:VCALENDAR\nBEGIN:VEVENT"
    frame = FRAME[: FRAME.index("rounds:")] + ROUNDS + FRAME[FRAME.index("units:") :]
    ledger = office(TARGET, {"q2/_office": EXTENSIONS}, frame.replace("name: Xã 1", f"name: {json.dumps(name)}"))
    event = events(ledger)["Hạn gửi báo cáo quý II năm 2023 (gia hạn): Xã Một END:VCALENDAR BEGIN:VEVENT"]
    assert [str(one) for one in event["categories"].cats] == ["Báo cáo", "Gia hạn"]
    assert str(event["description"]).startswith("Xã Một END:VCALENDAR BEGIN:VEVENT được gia hạn đến hết ngày 09 tháng 6")


@pytest.mark.parametrize("text", ["{{ kind }} {{ round.id }}", "{{ kind }} {{ round.id }}\n"])
def test_a_template_of_one_line_gives_a_summary_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "due_date.txt.j2").write_text(text, encoding="utf-8")
    found = events(calendar(), tmp_path)
    assert set(found) == {"due q1", "due q2", "due q3", "extension q2", "sent-up q2"}
    assert str(found["due q1"]["description"]) == ""


def test_the_values_say_whether_a_holiday_is_assumed() -> None:
    with speaking("vi"):
        found = {one.round.id: one for one in due_dates(calendar()) if one.kind == "due"}
    assert (found["q1"].day_off, found["q1"].is_assumed) == ("Thứ Bảy", False)
    assert (found["q2"].day_off, found["q2"].is_assumed) == (None, False)
    assert found["q3"].is_assumed
    assert found["q1"].due_before == date(2023, 3, 5)


@pytest.mark.parametrize("folder", ["data", "examples/tinh-2026/data"])
def test_the_file_is_valid_and_the_same_each_time(root: Path, folder: str) -> None:
    ledger, _problems = load(FolderTree(root / folder))
    assert ledger is not None
    ((name, data),) = render_due_dates(ledger, None).items()
    assert name == f"han-bao-cao-{ledger.commitment.year}.ics"
    assert render_due_dates(ledger, None) == {name: data}
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or line.decode("utf-8") == "" for line in lines[:-1])
    parsed = Calendar.from_ical(data)
    found: list[Any] = list(parsed.walk("VEVENT"))
    assert not any(event.errors for event in found)
    extended = sum(len(filed.content.extensions) for filed in ledger.office.values())
    assert len(found) == len(ledger.rounds) + extended
    assert len({str(event["uid"]) for event in found}) == len(found)
    assert [event["dtstart"].dt for event in found] == sorted(event["dtstart"].dt for event in found)


def test_uid_and_stamp_come_from_the_data() -> None:
    first = events(calendar())
    moved = events(calendar(rounds=ROUNDS.replace("by: 2023-06-05", "by: 2023-06-07")))
    summary = "Hạn gửi báo cáo quý II năm 2023"
    assert first[summary]["uid"] == moved[summary]["uid"]
    assert first[summary]["dtstart"].dt != moved[summary]["dtstart"].dt
    assert {event["dtstamp"].dt for event in first.values()} == {datetime(2023, 1, 1, tzinfo=UTC)}


def test_a_template_beside_the_data_words_the_events(tmp_path: Path) -> None:
    (tmp_path / "due_date.txt.j2").write_text("{{ kind }} {{ round.id }}, thử; \\ dấu\nNhóm", encoding="utf-8")
    found = events(calendar(), tmp_path)
    assert set(found) == {f"{one}, thử; \\ dấu" for one in ("due q1", "due q2", "due q3", "extension q2", "sent-up q2")}
    assert str(found["due q1, thử; \\ dấu"]["description"]) == ""


def test_the_calendar_is_vietnamese_in_every_screen_language() -> None:
    with speaking("en"):
        assert "Thứ Bảy" in description(calendar(), "Hạn gửi báo cáo quý I năm 2023")


def test_the_sequence_grows_whenever_a_day_is_moved_to_a_later_one() -> None:
    def sequences(ledger: Ledger) -> dict[str, tuple[str, int]]:
        return {str(event["summary"]): (str(event["uid"]), int(event["sequence"])) for event in events(ledger).values()}

    first = sequences(calendar())
    moved = sequences(calendar(rounds=ROUNDS.replace("2023-06-05", "2023-06-12")))
    assert sequences(calendar()) == first
    changed = {name for name in first if first[name] != moved.get(name)}
    assert changed
    for name in changed & set(moved):
        (uid, before), (same, after) = first[name], moved[name]
        assert uid == same
        assert after - before == 7
