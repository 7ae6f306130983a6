"""The year of a commitment is any two days: pace, verdicts, cut-offs, words and carrying over follow it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camket.cli import app
from camket.entry.blank_report import plan_open
from camket.entry.new_commitment import plan_init
from camket.entry.schema.files import make_schemas
from camket.history.facts import frame_facts
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.year import Year, moved_day
from camket.report.due_dates import render_due_dates
from camket.report.render import render_report
from camket.screen.json_status import status_json
from camket.standing.standings import Standing
from camket.standing.survey import survey
from camket.text.git import RepositoryState
from camket.text.problems import Problem
from office import office, target, tree_of

SCHOOL = """\
commitment:
  year: {from: 2024-09-05, to: 2025-05-31, name: Năm học 2024-2025}
  title: Cam kết thi đua năm học 2024 - 2025
  issuing_body: Phòng Giáo dục
rounds:
  - {id: hk1, name: học kỳ I, by: 2025-01-15, data_from: 2024-08-15}
  - {id: cn, name: cuối năm, by: 2025-06-10, cut_off: 2025-05-31}
units:
  - {id: phong-a, name: Trường A}
"""
COUNT = "measure: {kind: count, unit: phòng học}\ngoal: {at_least: 20}"
SCORE = "measure: {kind: score}\ngoal: {at_least: 80}"


def school(body: str, hk1: str = "", cn: str = "") -> Ledger:
    files = {"hk1/phong-a": f"submitted: 2025-01-15\nresults: {{t: {hk1}}}\n"} if hk1 else {}
    if cn:
        files["cn/phong-a"] = f"submitted: 2025-06-09\nresults: {{t: {cn}}}\n"
    return office(target(body), files, SCHOOL)


def standing(ledger: Ledger, round_id: str, day: str) -> Standing:
    round_ = ledger.round(round_id)
    assert round_ is not None
    found = survey(ledger, round_, date.fromisoformat(day)).standing("t")
    assert found is not None
    return found


def problems_of(frame: str) -> list[Problem]:
    return load(tree_of({"targets.yaml": frame + "targets:\n" + target(COUNT)}))[1]


# --- the year itself -------------------------------------------------------------------------------------------------


def test_a_number_is_a_calendar_year() -> None:
    year = Year.model_validate("2024")
    assert (year.first, year.last, year.label, year.text, year.noun) == (
        date(2024, 1, 1),
        date(2024, 12, 31),
        "2024",
        "năm 2024",
        "năm",
    )
    assert year.is_bare and not Year.model_validate({"from": "2024-01-01", "to": "2024-12-31", "name": "năm 24"}).is_bare


@pytest.mark.parametrize(
    ("name", "text", "noun"),
    [
        (None, "năm 2024-2025", "năm"),
        ("Năm học 2024-2025", "năm học 2024-2025", "năm học"),
        ("2024/25", "năm 2024/25", "năm"),
        ("niên vụ mía 2024 - 2025", "niên vụ mía 2024 - 2025", "niên vụ mía"),
        ("NH 24-25", "NH 24-25", "NH"),
    ],
)
def test_words_of_a_year(name: str | None, text: str, noun: str) -> None:
    year = Year.model_validate({"from": "2024-09-05", "to": "2025-05-31", "name": name})
    assert (year.label, year.text, year.noun) == ("2024-2025", text, noun)


@pytest.mark.parametrize(
    ("year", "rule", "column"),
    [
        ("{from: 2024-09-05}", "missing-key", 9),
        ("{to: 2024-09-05}", "missing-key", 9),
        ("{from: 2024-09-05, to: 2024-09-04}", "year-span", 9),
        ("{from: 2024-01-01, to: 2026-01-02}", "year-span", 9),
        ("{from: 2024-09-31, to: 2025-05-31}", "bad-date", 16),
        ("{from: 2024-09-05, till: 2025-05-31, to: 2025-05-31}", "unknown-key", 28),
        ("2024-2025", "bad-number", 9),
        ("24", "out-of-range", 9),
        ("[2024, 2025]", "wrong-type", 9),
    ],
)
def test_faults_of_a_year_have_a_place(year: str, rule: str, column: int) -> None:
    frame = SCHOOL.replace("{from: 2024-09-05, to: 2025-05-31, name: Năm học 2024-2025}", year)
    found = [(one.rule, one.place.line, one.place.column) for one in problems_of(frame)]
    assert (rule, 2, column) in found
    assert all(one.hint for one in problems_of(frame))


@pytest.mark.parametrize("last", ["2024-09-05", "2026-09-06"])
def test_the_shortest_and_the_longest_year(last: str) -> None:
    year = Year.model_validate({"from": "2024-09-05", "to": last})
    assert (year.last - year.first) < timedelta(days=732)


# --- cut-offs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("round_", "key"),
    [
        ("by: 2025-05-31", None),
        ("by: 2025-06-01", "by"),
        ("before: 2025-06-01", None),
        ("before: 2025-06-02", "before"),
        ("by: 2025-06-10, cut_off: 2025-05-31", None),
        ("by: 2025-06-10, cut_off: 2025-06-01", "cut_off"),
        ("by: 2025-01-10, cut_off: 2024-09-05", None),
        ("by: 2025-01-10, cut_off: 2024-09-04", "cut_off"),
    ],
)
def test_a_cut_off_outside_the_year_is_an_error(round_: str, key: str | None) -> None:
    line = "  - {id: cn, name: cuối năm, by: 2025-06-10, cut_off: 2025-05-31}"
    frame = SCHOOL.replace(line, f"  - {{id: cn, name: cuối năm, {round_}}}")
    found = [one for one in problems_of(frame) if one.rule == "cut-off-outside-year"]
    assert len(found) == (key is not None)
    if key is not None:
        assert found[0].place.line == 7
        assert frame.splitlines()[6][: found[0].place.column - 1].endswith(f"{key}: ")
        assert "2025-05-31" in found[0].hint


def test_rounds_of_a_school_year_in_a_calendar_year_are_an_error() -> None:
    frame = SCHOOL.replace("{from: 2024-09-05, to: 2025-05-31, name: Năm học 2024-2025}", "2024")
    ledger, problems = load(tree_of({"targets.yaml": frame + "targets:\n" + target(COUNT)}))
    assert ledger is None  # no round is left
    assert [(one.rule, one.place.line) for one in problems] == [("cut-off-outside-year", 6), ("cut-off-outside-year", 7)]


def test_a_due_date_that_moves_out_of_the_year_leaves_the_cut_off_in_it() -> None:
    frame = SCHOOL.replace("by: 2025-06-10, cut_off: 2025-05-31", "by: 2025-05-31") + "regime: {day_off: next-working-day}\n"
    ledger = office(target(COUNT), {}, frame)  # 31 May 2025 is a Saturday
    last = ledger.rounds[-1]
    assert ledger.calendar.due(last) == date(2025, 6, 2)
    assert ledger.calendar.cut_off(last) == date(2025, 5, 31)


# --- pace and verdicts --------------------------------------------------------------------------------------------------


def test_pace_and_projection_run_from_the_first_to_the_last_day() -> None:
    found = standing(school(COUNT, "12"), "hk1", "2025-01-20")
    assert found.verdict == "on-track"
    gone = Fraction(133, 269)  # 5 September to 15 January, of the days to 31 May
    assert found.worked_projection is not None and found.worked_projection.exact == 12 / gone


def test_nothing_is_missed_before_the_last_day() -> None:
    ledger = school(COUNT, "3", "19")
    assert standing(ledger, "hk1", "2025-01-20").verdict == "behind"
    assert standing(ledger, "cn", "2025-06-09").verdict == "missed"


def test_scores_are_assessed_from_the_day_after_the_year() -> None:
    ledger = school(SCORE)
    assert standing(ledger, "cn", "2025-05-31").verdict == "not-yet-due"
    assert standing(ledger, "cn", "2025-06-01").verdict == "awaiting-publication"


def test_years_of_a_goal_over_several_are_those_in_which_they_begin() -> None:
    ledger = school("measure: {kind: amount}\ngoal: {at_least: 100, over: {how: sum, past: {2023: 40}, until: 2025}}", "30")
    judged = standing(ledger, "hk1", "2025-01-20").judged[0]
    gone, total = date(2025, 1, 15) - date(2023, 9, 4), date(2026, 5, 31) - date(2023, 9, 4)
    assert judged.worked_expected is not None
    assert judged.worked_expected.exact == Fraction(100 * gone.days, total.days)


# --- words, files, JSON ---------------------------------------------------------------------------------------------------


def test_the_report_names_the_year_as_it_is_given() -> None:
    ledger = school(COUNT, "3")
    found = survey(ledger, ledger.rounds[0], date(2025, 1, 20))
    made = render_report(found, [], RepositoryState(available=False), None, ["md"])
    text = made["bao-cao-hk1-2024-2025.md"].decode()
    assert "Kết quả thực hiện Cam kết thi đua năm học 2024 - 2025, học kỳ I" in text
    assert "ước cả năm học đạt" in text and "kế hoạch năm học" in text
    assert "năm 2024" not in text and "năm năm" not in text


def test_forms_count_from_the_first_day() -> None:
    ledger = school(COUNT, "3")
    made = plan_open(ledger, ledger.rounds[1])
    text = next(iter(made.values())).decode()
    assert text.startswith("# Trường A – cuối năm học 2024-2025\n")
    assert "luỹ kế từ 05/9/2024" in text and "01/01" not in text


@pytest.mark.parametrize("name", ["cuối năm", "cuối năm học", "cuối năm học 2024 – 2025"])
def test_the_calendar_of_due_dates(name: str) -> None:
    frame = SCHOOL.replace("name: cuối năm,", f"name: {name},")
    made = render_due_dates(office(target(COUNT), {}, frame), None)
    text = made["han-bao-cao-2024-2025.ics"].decode().replace("\r\n ", "")
    assert "SUMMARY:Hạn gửi báo cáo học kỳ I năm học 2024-2025" in text
    assert "SUMMARY:Hạn gửi báo cáo cuối năm học 2024-2025" in text.replace(" – ", "-")


def test_json_has_the_year_as_a_number_and_its_days() -> None:
    ledger = school(COUNT)
    found = json.loads(status_json(survey(ledger, ledger.rounds[0], date(2025, 1, 20)), []))
    assert {name: found["commitment"][name] for name in ("year", "year_name", "year_from", "year_to")} == {
        "year": 2024,
        "year_name": "năm học 2024-2025",
        "year_from": "2024-09-05",
        "year_to": "2025-05-31",
    }


def test_the_schema_has_the_keys_of_the_file() -> None:
    year = json.loads(make_schemas(school(COUNT))[".schema/targets.json"])["$defs"]["Year"]
    assert list(year["properties"]) == ["from", "to", "name"]
    assert year["required"] == ["from", "to"]
    assert "number" in year["type"] and all(one["description"] for one in year["properties"].values())


def test_a_bare_year_is_one_fact() -> None:
    way = ("commitment", "year")
    bare = office(target(COUNT), {})
    assert [fact.value for found, fact in frame_facts(bare, "targets.yaml") if found[:2] == way] == [2023]
    named = {found[2]: fact.keys for found, fact in frame_facts(school(COUNT), "targets.yaml") if found[:2] == way}
    assert named == {name: (*way, name) for name in ("from", "to", "name")}


# --- new commitments ----------------------------------------------------------------------------------------------------


def test_init_with_two_days(tmp_path: Path) -> None:
    runner = CliRunner()
    days = ["--first-day", "05/9/2024", "--last-day", "2025-05-31"]
    assert runner.invoke(app, ["init", str(tmp_path / "a"), *days]).exit_code == 0
    text = (tmp_path / "a" / "data" / "targets.yaml").read_text(encoding="utf-8")
    assert "year: {from: 2024-09-05, to: 2025-05-31}" in text and "năm 2024-2025" in text
    assert runner.invoke(app, ["--data", str(tmp_path / "a" / "data"), "check"]).exit_code == 0
    assert runner.invoke(app, ["init", str(tmp_path / "b"), *days[:2]]).exit_code == 2
    assert runner.invoke(app, ["init", str(tmp_path / "b"), "--year", "2024", *days]).exit_code == 2
    assert not (tmp_path / "b").exists()


def test_both_days_and_the_name_are_carried_over(tmp_path: Path) -> None:
    previous = school("measure: {kind: count}\ngoal: {at_least: 20, by: 2025-03-31}", "3", "25")
    plan = plan_init(tmp_path, year=previous.commitment.year.moved(1), previous=previous)
    text = plan[tmp_path / "data" / "targets.yaml"].decode()
    assert text.startswith("# Chuyển từ năm học 2024-2025 sang năm học 2025-2026.")
    assert "year: {from: 2025-09-05, to: 2026-05-31, name: Năm học 2025-2026}" in text
    assert "title: Cam kết thi đua năm học 2025 - 2026" in text
    assert "by: 2026-01-15, data_from: 2025-08-15" in text and "cut_off: 2026-05-31" in text
    assert "by: 2026-03-31" in text and "value: 25" in text
    assert "date: 2026-01-01" in text and "date: 2025-01-01" not in text


def test_the_last_of_february_stays_the_last() -> None:
    year = Year.model_validate({"from": "2023-03-01", "to": "2024-02-29"})
    assert year.moved(1).last == date(2025, 2, 28)
    assert year.moved(1).moved(3).last == date(2028, 2, 29)
    assert moved_day(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert moved_day(date(2023, 2, 28), 1) == date(2024, 2, 28)
