"""The second commitment: a province of 2026 under the two-tier system, with other goal forms and no line of Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.reports import Verdict
from camket.ledger.tree import FolderTree
from camket.rules.check import check
from camket.standing.standings import Standing
from camket.standing.survey import Survey, survey

JUNE = date(2026, 6, 20)
MARCH = date(2026, 3, 20)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    folder = Path(__file__).resolve().parents[1] / "examples" / "tinh-2026" / "data"
    found, problems = load(FolderTree(folder))
    assert problems == []
    assert found is not None
    return found


def look(ledger: Ledger, round_id: str, day: date) -> Survey:
    round_ = ledger.round(round_id)
    assert round_ is not None
    return survey(ledger, round_, day)


def standing_of(ledger: Ledger, target: str, round_id: str = "q2", day: date = JUNE) -> Standing:
    found = look(ledger, round_id, day).standing(target)
    assert found is not None
    return found


def test_it_is_a_province_of_departments_and_communes(ledger: Ledger) -> None:
    assert len(ledger.units) == 18
    assert [len(group.units) for group in ledger.groups.values()] == [5, 7]
    assert {target.measure.kind for target in ledger.targets.values()} == {
        "count", "amount", "ratio", "score", "rank", "list", "incidents", "judgement", "milestone", "composition",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("round_id", "due", "day_off", "opens"),
    [
        ("q1", date(2026, 3, 16), "sat", date(2026, 3, 6)),  # 14 March is a Saturday
        ("q2", date(2026, 6, 15), "sun", date(2026, 6, 5)),  # 14 June is a Sunday
        ("six-months", date(2026, 6, 30), None, date(2026, 6, 22)),
        ("q3", date(2026, 9, 14), None, date(2026, 9, 4)),
        ("annual-preliminary", date(2026, 10, 19), None, date(2026, 10, 9)),
        ("annual-update", date(2026, 11, 19), None, date(2026, 11, 9)),
        ("q4", date(2026, 12, 14), None, date(2026, 12, 4)),
    ],
)
def test_every_round_can_be_looked_at(ledger: Ledger, round_id: str, due: date, day_off: str | None, opens: date) -> None:
    for day in (date(2026, 1, 2), due, date(2026, 12, 31), date(2027, 4, 1)):
        found = look(ledger, round_id, day)
        assert (found.due, found.day_off, found.opens) == (due, day_off, opens)
        assert len(found.standings) == len(ledger.targets)
        assert {one.unit for one in found.submissions} == set(ledger.units)


def test_cut_off_is_the_day_of_the_decree_whatever_the_due_date(ledger: Ledger) -> None:
    assert look(ledger, "q2", JUNE).cut_off == date(2026, 6, 14)
    assert look(ledger, "six-months", JUNE).cut_off == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("day", "round_id"),
    [
        (date(2026, 2, 1), "q1"),
        (date(2026, 6, 4), "q1"),
        (date(2026, 6, 5), "q2"),
        (date(2026, 6, 22), "six-months"),
        (date(2026, 9, 3), "six-months"),
        (date(2026, 9, 4), "q3"),
        (date(2027, 4, 1), "q4"),
    ],
)
def test_the_round_in_force(ledger: Ledger, day: date, round_id: str) -> None:
    assert ledger.calendar.in_force(day).id == round_id


def test_who_reported_for_the_second_quarter(ledger: Ledger) -> None:
    found = {one.unit: one for one in look(ledger, "q2", JUNE).submissions}
    states = {unit: (one.state, one.days_late) for unit, one in found.items() if one.state != "on-time"}
    # Due 15 June: 17 is two days late, 18 three; on the 20th the one that is missing is five days over.
    assert states == {"so-khoa-hoc": ("late", 2), "xa-an-phu": ("late", 3), "dac-khu-hon-minh": ("missing", 5)}
    extended = found["phuong-minh-hoa"]
    assert extended.extension is not None
    assert (extended.state, extended.due) == ("on-time", date(2026, 6, 16))
    assert all(one.answered == one.required for one in found.values() if one.state != "missing")


# By 14 June 165 of 365 days are gone: 45.2054…% of the year.
@pytest.mark.parametrize(
    ("target", "verdict", "share", "expected"),
    [
        ("grdp-growth", "behind", "98.75", None),  # 7.9 of 8–8.5
        ("domestic-revenue", "on-track", None, "4125"),  # 9125 × 165/365 = 25 × 165, reached to the unit
        ("disbursement", "on-track", "40", "38"),  # 3116/8200 = 38%, 40% of 95 is 38
        ("export", "on-track", None, "990"),  # 2000 × 1.095 = 2190; × 165/365 = 990
        ("labour-productivity", "behind", None, None),  # (6.40 + 7.10 + 7.4) / 3 = 6.97 < 7
        ("structure", "met", None, None),  # 19.6 ≤ 20, 38 ≤ 39 ≤ 40, 41.4 > 40
        ("prices", "behind", None, None),  # 4.6 > 4.5, and may still come down
        ("poor-households", "on-track", None, "3320"),  # 3650 − 730 × 165/365
        ("poverty-rate", "on-track", None, None),  # 2.5 − 0.5 × 165/365 = 3320/146000, to the last digit
        ("new-countryside", "on-track", "25", None),  # 1 of 4; of 1.8 one whole commune is expected
        ("ocop", "on-track", "50", None),  # 5 of 10, four stars 2 of 2; the one of 2 stars does not count
        ("forest-cover", "met", None, None),  # 22.61, not below 22.50
        ("roads", "on-track", None, "66"),  # 146 × 165/365
        ("social-housing", "on-track", None, None),  # 500 + 600 + 380 = 1480; 3000 × 896/1827 = 1471.3
        ("accidents", "behind", None, "86"),  # 101 of at most 190, and at most 85.9 up to now
        ("planning", "on-track", None, None),  # 31 May was moved to 30 September
        ("health-insurance", "exceeded", None, None),  # 101780/107000 = 95.1%, and over 100.000 people
        ("doctors", "met", "100", None),  # 1440/1200000 = 12 per 10.000
        ("infant-mortality", "behind", None, None),  # 54/6000 = 9 per mille, not below 9
        ("food-poisoning", "missed", None, None),  # one incident
        ("health-standard", "met", None, None),
        ("vocational-training", "behind", None, None),  # 1650 of 3650 is on pace, 650 women of 1460 (660) is not
        ("unemployment", "met", None, None),  # 2.8 < 3
        ("workers-abroad", "goal-unassigned", None, None),
        ("par-index", "not-yet-due", None, None),
        ("par-rank", "not-yet-due", None, None),
        ("papi", "awaiting-publication", None, None),
        ("staff-units", "met", "100", None),
        ("digital-grade", "behind", None, None),  # two of fair
        ("dti", "not-yet-due", None, None),
        ("startups", "on-track", None, None),  # 16 of 36; of 16.3 sixteen are expected
        ("science-projects", "met", None, "0"),  # any rise from zero
        ("data-centre", "met", None, None),
    ],
)
def test_the_standing_of_a_target_in_june(
    ledger: Ledger, target: str, verdict: Verdict, share: str | None, expected: str | None
) -> None:
    found = standing_of(ledger, target)
    assert found.verdict == verdict
    if share is not None:
        assert found.share == Decimal(share)
    if expected is not None:
        assert found.expected == Decimal(expected)


def test_two_yardsticks_a_reporter_and_the_sum_of_the_communes(ledger: Ledger) -> None:
    found = standing_of(ledger, "budget-revenue")
    # 14600 × 165/365 = 6600 is reached, 16425 × 165/365 = 7425 is not, by 7400.
    assert [(yard.name, yard.verdict) for yard in found.yards] == [
        ("Trung ương giao", "on-track"),
        ("HĐND tỉnh giao", "behind"),
    ]
    assert found.verdict == "behind"
    assert found.own is not None
    # 835+660+985+500+780+330+495+640+330+500+655 = 6710: one has not reported, and the difference is shown.
    assert (found.own.value, found.difference) == (Decimal(7400), Decimal(690))
    assert found.unheard == ("dac-khu-hon-minh",)
    verdicts = {part.unit: part.verdict for part in found.by_unit}
    assert verdicts["phuong-minh-an"] == "on-track"  # 835 of 1825: 825 expected
    assert verdicts["phuong-minh-chau"] == "on-track"  # 660 of 1460: exactly 660
    assert verdicts["phuong-minh-duc"] == "behind"  # 985 of 2190: 990
    assert verdicts["dac-khu-hon-minh"] == "not-reported"
    # Only the yardstick that gives each commune a figure of its own is compared with it.
    assert [yard.name for yard in found.by_unit[0].yards] == ["HĐND tỉnh giao"]
    assert ledger.targets["domestic-revenue"].part_of == "budget-revenue"


def test_figures_per_unit_one_raised_in_april_one_not_assigned(ledger: Ledger) -> None:
    # 4, 3, 3, 5 (2 until 15 April) and none, of which 45% is expected in June; 20% in March.
    in_march = [part.verdict for part in standing_of(ledger, "town-plans", "q1", MARCH).by_unit]
    assert in_march == ["on-track", "on-track", "on-track", "on-track", "goal-unassigned"]
    found = standing_of(ledger, "town-plans")
    assert [part.verdict for part in found.by_unit] == ["on-track", "on-track", "met", "on-track", "goal-unassigned"]
    assert [part.conditions[0].bounds.low for part in found.by_unit] == [4, 3, 3, 5, None]


def test_a_stretch_goal_beside_the_goal(ledger: Ledger) -> None:
    found = standing_of(ledger, "disbursement")
    assert found.stretch is not None
    assert (found.verdict, found.stretch.verdict) == ("on-track", "behind")  # 40% of 95 is 38, of 100 it is 40


def test_the_office_overrules_a_milestone_two_days_late(ledger: Ledger) -> None:
    found = standing_of(ledger, "dykes")
    assert (found.verdict, found.computed) == ("met", "missed")
    assert standing_of(ledger, "dykes", day=date(2026, 6, 15)).verdict == "missed"  # the office overruled it on the 16th


def test_what_must_always_hold_is_missed_once_broken_unless_overruled(ledger: Ledger) -> None:
    found = {part.unit: part for part in standing_of(ledger, "files-on-time").by_unit}
    assert found["phuong-minh-an"].verdict == "met"  # 2156/2200 is exactly 98%
    broken = found["xa-an-thanh-dong"]  # 332/340 = 97.6%
    assert (broken.verdict, broken.computed) == ("met", "missed")
    in_march = {part.unit: part for part in standing_of(ledger, "files-on-time", "q1", MARCH).by_unit}
    assert in_march["dac-khu-hon-minh"].verdict == "on-track"  # nothing was due there


def test_the_moved_date_counts_from_the_day_it_was_moved(ledger: Ledger) -> None:
    goal = standing_of(ledger, "planning", "q1", date(2026, 5, 19)).goal
    assert goal is not None
    assert goal.all[0].before == date(2026, 6, 1)
    goal = standing_of(ledger, "planning").goal
    assert goal is not None
    assert goal.all[0].by == date(2026, 9, 30)


def test_every_yaml_file_of_the_example_says_that_it_is_invented(ledger: Ledger) -> None:
    assert len(ledger.reports) == 34  # 18 units twice, two missing
    assert all(filed.report.illustrative for filed in ledger.reports.values())


def test_no_rule_across_the_files_finds_an_error(ledger: Ledger) -> None:
    found = check(ledger, JUNE)
    assert [problem for problem in found if problem.level == "error"] == []
    # The Department's own revenue and what the communes add up to: one of them has not reported in each round.
    assert {problem.rule for problem in found} == {"sum-differs"}
