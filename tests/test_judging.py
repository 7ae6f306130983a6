"""The verdict on one unit's figure: pace, rounds, corrections, revisions, overrules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from camket.ledger.reports import Verdict
from camket.standing.in_force import goal_in_force, known_from
from office import (
    AFTER_THE_YEAR,
    COUNT,
    DUE,
    FRAME,
    facts,
    judge_one,
    office,
    overruled,
    report,
    standing_of,
    target,
)

# --- the round and the day -------------------------------------------------------------------------------------------


AFTER = "measure: {kind: score}\ngoal: {at_least: 80}\npace: {kind: after_year, assessed_from: 2023-10-01}"


@pytest.mark.parametrize(
    ("result", "round_id", "verdict"),
    [
        ("85", "q2", "not-yet-due"),
        ("{text: đang chấm}", "q4", "awaiting-publication"),
        ("79", "q4", "missed"),
        ("80", "q4", "met"),
        ("81", "q4", "exceeded"),
    ],
)
def test_the_verdict_on_a_figure_known_only_after_the_year(result: str, round_id: str, verdict: Verdict) -> None:
    assert (
        standing_of(office(target(AFTER), {f"{round_id}/phong-a": report(DUE[round_id], result)}), round_id).verdict == verdict
    )


def test_a_missing_figure_is_awaited_or_not_reported() -> None:
    assert standing_of(office(target(AFTER)), "q4").verdict == "awaiting-publication"
    assert standing_of(office(target(COUNT)), "q4").verdict == "not-reported"
    awaited = office(target(COUNT), {"q4/phong-a": report(DUE["q4"], "{awaiting: publication}")})
    assert standing_of(awaited, "q4").verdict == "awaiting-publication"


def test_a_target_before_its_first_round_is_not_yet_due() -> None:
    ledger = office(target(COUNT + "\nrounds: [q3]"))
    assert standing_of(ledger, "q2").verdict == "not-yet-due"
    assert standing_of(ledger, "q3").verdict == "not-reported"


def test_in_a_round_where_it_is_not_due_a_target_has_its_last_figure() -> None:
    files = {f"{r}/phong-a": report(DUE[r], f"{{value: {v}}}") for r, v in (("q1", 20), ("q3", 55))}
    ledger = office(target(COUNT + "\nrounds: [q1, q3]"), files)
    between = standing_of(ledger, "q2")
    assert facts(between.actual, between.expected, between.cut_off) == (20, 20, date(2023, 3, 14))
    assert between.previous is None
    later = standing_of(ledger, "q4", "2023-10-19")
    assert facts(later.actual, later.verdict) == (55, "behind")
    assert later.previous is not None
    assert later.previous_round is not None
    assert facts(later.previous.value, later.previous_round.id) == (20, "q1")


def test_the_previous_figure_is_the_last_one_reported() -> None:
    files = {f"{r}/phong-a": report(DUE[r], f"{v}") for r, v in (("q1", 20), ("q3", 55))}
    found = standing_of(office(target(COUNT), files), "q3")
    assert found.previous is not None
    assert found.previous_round is not None
    assert facts(found.previous.value, found.previous_round.id) == (20, "q1")


def test_the_projection_is_the_year_end_at_the_same_speed() -> None:
    assert standing_of(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "30")})).projection == 75
    ratio = "measure: {kind: ratio}\ngoal: 100"
    assert standing_of(office(target(ratio), {"q2/phong-a": report(DUE["q2"], "{part: 1, whole: 3}")})).projection == Decimal(
        "83.33333333333333333333333333"
    )
    assert standing_of(office(target(ratio), {"q2/phong-a": report(DUE["q2"], "{part: 1, whole: 2}")})).projection == 100
    level = "measure: {kind: count, accumulates: false}\ngoal: 100"
    assert standing_of(office(target(level), {"q2/phong-a": report(DUE["q2"], "30")})).projection is None


def test_the_same_period_last_year_is_shown_where_it_is_known() -> None:
    found = standing_of(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "{value: 45, same_period: 1.040}")}))
    assert found.same_period == 1040
    assert standing_of(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "45")})).same_period is None


def test_the_pace_of_a_leap_year_has_366_days() -> None:
    frame = FRAME.replace("2023", "2024").replace("2024-05-26", "2024-02-29")
    ledger = office(target("measure: {kind: count}\ngoal: 366"), {"q2/phong-a": report("2024-02-29", "60")}, frame)
    found = standing_of(ledger, "q2", "2024-02-29")
    assert facts(found.expected, found.verdict) == (60, "on-track")


def test_after_the_year_the_last_figure_is_final() -> None:
    ledger = office(target(COUNT), {"q4/phong-a": report(DUE["q4"], "99")})
    assert standing_of(ledger, "q4", "2023-12-31").verdict == "on-track"
    found = standing_of(ledger, "q4", AFTER_THE_YEAR)
    assert (found.verdict, found.cut_off) == ("missed", date(2023, 10, 19))


def test_figures_cut_off_on_the_last_day_are_of_the_whole_year() -> None:
    frame = FRAME.replace("by: 2023-10-19", "by: 2023-12-31")
    ledger = office(target(COUNT), {"q4/phong-a": report("2023-12-30", "99")}, frame)
    assert standing_of(ledger, "q4", "2023-12-30").verdict == "behind"
    assert standing_of(ledger, "q4", "2023-12-31").verdict == "missed"


def test_an_earlier_round_is_always_judged_at_its_cut_off() -> None:
    ledger = office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "39")})
    assert standing_of(ledger, "q2", AFTER_THE_YEAR).verdict == "behind"


# --- which figure ----------------------------------------------------------------------------------------------------


def test_the_previous_figure_is_the_corrected_one() -> None:
    correction = "corrections: [{target: t, old: '52', new: '38', reason: tính trùng, by: Trưởng phòng, date: 2023-08-01}]\n"
    files = {"q2/phong-a": report(DUE["q2"], "52"), "q3/phong-a": report(DUE["q3"], "51", correction)}
    standing = standing_of(office(target(COUNT), files), "q3")
    assert standing.previous is not None
    assert standing.previous_reported is not None
    assert facts(standing.previous.value, standing.previous_reported.value) == facts(38, 52)
    assert standing_of(office(target(COUNT), files), "q2").previous_reported is None


def test_a_correction_of_another_figure_changes_nothing() -> None:
    correction = "corrections: [{target: t, old: '50', new: '38', reason: tính trùng, by: Trưởng phòng, date: 2023-08-01}]\n"
    files = {"q2/phong-a": report(DUE["q2"], "52"), "q3/phong-a": report(DUE["q3"], "53", correction)}
    standing = standing_of(office(target(COUNT), files), "q3")
    assert standing.previous is not None
    assert facts(standing.previous.value, standing.previous_reported) == facts(52, None)


def test_incidents_are_counted_by_kind_and_joined_over_rounds() -> None:
    body = "measure: {kind: incidents, kinds: {a: A, b: B}}\ngoal: {all: [{of: a, equals: 0}, {of: b, at_most: 1}]}"
    files = {
        "q1/phong-a": report(DUE["q1"], "[{kind: b, name: một, date: 2023-02-01}]"),
        "q2/phong-a": report(DUE["q2"], "[{kind: b, name: Một, date: 2023-02-01}]"),
    }
    found = standing_of(office(target(body), files))
    assert [judged.verdict for judged in found.judged] == ["on-track", "on-track"]
    files["q2/phong-a"] = report(DUE["q2"], "[{kind: b, name: hai, date: 2023-05-01}]")
    found = standing_of(office(target(body), files))
    assert [facts(judged.actual, judged.verdict) for judged in found.judged] == [(0, "on-track"), (2, "missed")]


def test_a_report_received_later_does_not_count() -> None:
    ledger = office(target("measure: {kind: list}\ngoal: 5"), {
        "q1/phong-a": report("2023-03-20", "[{name: a}]"),
        "q2/phong-a": report("2023-05-20", "[{name: b}]"),
    })  # fmt: skip
    assert standing_of(ledger, "q2", "2023-05-19").reading is None
    assert standing_of(ledger, "q2", "2023-05-20").actual == 2
    assert standing_of(ledger, "q1", "2023-03-19").verdict == "not-reported"


# --- goals revised during the year -----------------------------------------------------------------------------------


REVISED = """
measure: {kind: count}
goal: {at_least: assigned}
references: {assigned: {label: Tỉnh giao, value: 100}}
revisions:
  - {date: 2023-05-20, document: 12/QĐ-UBND, references: {assigned: 150}}
  - {date: 2023-07-01, document: 20/QĐ-UBND, goal: {at_least: 200}}
"""


@pytest.mark.parametrize(
    ("round_id", "day", "goal"),
    [
        ("q1", "2023-03-14", 100),
        ("q1", AFTER_THE_YEAR, 100),  # the round keeps the goal of its own cut-off
        ("q2", "2023-05-19", 100),  # on that day the revision had not been made
        ("q2", "2023-05-20", 150),
        ("q3", "2023-08-07", 200),
    ],
)
def test_a_revision_is_in_force_from_its_date(round_id: str, day: str | date, goal: int) -> None:
    ledger = office(target(REVISED), {f"{round_id}/phong-a": report(DUE[round_id], "50")})
    found = standing_of(ledger, round_id, day)
    assert found.conditions[0].bounds.low == goal


@pytest.mark.parametrize(("own", "expected"), [("", date(2023, 5, 1)), (", date: 2023-04-28", date(2023, 4, 28))])
def test_a_revised_figure_is_of_the_day_and_the_document_of_the_revision(own: str, expected: date) -> None:
    body = f"""
    measure: {{kind: count}}
    goal: {{at_least: assigned}}
    references: {{assigned: {{value: 100, by: UBND, date: 2023-01-10, document: 1/QĐ}}}}
    revisions: [{{date: 2023-05-01, document: 2/QĐ, references: {{assigned: {{value: 120{own}}}}}}}]
    """
    found = goal_in_force(office(target(body)).targets["t"], date(2023, 5, 1))[1]["assigned"]
    assert found.document is not None
    assert (found.value, found.by, found.date, found.document.number) == ("120", "UBND", expected, "2/QĐ")


def test_a_revision_keeps_the_figures_of_units_that_it_does_not_name() -> None:
    body = """
    measure: {kind: count}
    goal: {at_least: assigned}
    each: cac-xa
    references: {assigned: {label: giao, by: UBND, by_unit: {xa-1: 10, xa-2: 20}}}
    revisions: [{date: 2023-05-01, references: {assigned: {by_unit: {xa-2: 25}}}}]
    """
    ledger = office(target(body))
    _goal, references = goal_in_force(ledger.targets["t"], date(2023, 5, 1))
    assert references["assigned"].by_unit == {"xa-1": "10", "xa-2": "25"}
    assert (references["assigned"].label, references["assigned"].by) == ("giao", "UBND")
    assert ledger.targets["t"].references["assigned"].by_unit["xa-2"] == "20"  # the old figure stays on record


@pytest.mark.parametrize(
    ("result", "round_id", "verdict"),
    [
        ("{done: false}", "q2", "on-track"),
        ("{done: false}", "q3", "on-track"),  # 30 June was moved to 31 August
        ("{done: true, date: 2023-08-01}", "q3", "met"),
        ("{done: false}", "q4", "missed"),
        ("{done: true, date: 2023-09-15}", "q4", "missed"),
    ],
)
def test_a_milestone_whose_date_was_moved(result: str, round_id: str, verdict: Verdict) -> None:
    body = """
    measure: {kind: milestone}
    goal: {by: 2023-06-30}
    revisions: [{date: 2023-06-20, document: 5/CV-UBND, goal: {by: 2023-08-31}}]
    """
    assert (
        standing_of(office(target(body), {f"{round_id}/phong-a": report(DUE[round_id], result)}), round_id).verdict == verdict
    )


@pytest.mark.parametrize("unit", ["", "unit: phong-a, "])
def test_an_overrule_keeps_both_verdicts(unit: str) -> None:
    files = {"q2/phong-a": report(DUE["q2"], "30"), "q2/_office": overruled(unit + "verdict: met")}
    found = standing_of(office(target(COUNT), files))
    assert (found.verdict, found.computed) == ("met", "behind")
    assert found.overrule is not None
    assert found.overrule.by == "Chánh Văn phòng"


def test_an_overrule_counts_from_its_date_and_in_its_round() -> None:
    files = {
        **{f"{r}/phong-a": report(DUE[r], "5") for r in ("q2", "q3")},
        "q2/_office": overruled("verdict: met, date: 2023-06-01"),
    }
    ledger = office(target(COUNT), files)
    assert standing_of(ledger, "q2", "2023-05-31").verdict == "behind"
    assert standing_of(ledger, "q2", "2023-06-01").verdict == "met"
    assert standing_of(ledger, "q3").verdict == "behind"


def test_the_last_of_two_overrules_counts() -> None:
    text = overruled("verdict: met") + ""
    text = text.replace("}]", "}, {target: t, verdict: behind, reason: xem lại, by: Chánh Văn phòng}]")
    files = {"q2/phong-a": report(DUE["q2"], "50"), "q2/_office": text}
    assert standing_of(office(target(COUNT), files)).verdict == "behind"


def test_a_revision_can_add_a_reference() -> None:
    body = """
    measure: {kind: count}
    goal: {at_least: 100}
    revisions: [{date: 2023-05-01, goal: {at_least: moi}, references: {moi: 120}}]
    """
    found = standing_of(office(target(body), {"q2/phong-a": report(DUE["q2"], "48")}))
    assert facts(found.verdict, found.expected) == ("on-track", 48)


# --- whole things, figures by round, one level ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "result", "when", "verdict", "expected"),
    [
        ("measure: {kind: count, unit: sáng kiến}\ngoal: {at_least: 1}", "0", "q1", "on-track", "0"),
        ("measure: {kind: list}\ngoal: {at_least: 1}", "[]", "q1", "on-track", "0"),
        ("measure: {kind: count}\ngoal: {at_most: 1}", "1", "q1", "on-track", "1"),
        ("measure: {kind: amount}\ngoal: {at_least: 1}", "0", "q1", "behind", "0.2"),
        (
            "measure: {kind: count}\nreferences: {last: 72}\ngoal: {at_least: 5, change: growth, against: last}",
            "76",
            "q2",
            "met",
            "30",
        ),
        (
            "measure: {kind: count}\nreferences: {last: 72}\ngoal: {at_least: 5, change: growth, against: last}",
            "75",
            "end",
            "missed",
            "60",
        ),
        ("measure: {kind: amount}\ngoal: {at_most: 36}", "20", "q2", "behind", "14.4"),
        ("measure: {kind: amount}\ngoal: {at_most: 36}\npace: always", "20", "q2", "on-track", None),
        ("measure: {kind: ratio}\ngoal: {at_most: 5}", "{part: 4, whole: 100}", "q2", "on-track", None),
    ],
)
def test_whole_things_and_limits_by_now(body: str, result: str, when: str, verdict: Verdict, expected: str | None) -> None:
    found = judge_one(body, result, when)
    assert (found.verdict, found.expected) == (verdict, None if expected is None else Decimal(expected))


STEPS = "measure: {kind: amount, unit: ha}\ngoal: {at_least: 150}\npace: {kind: by_round, figures: {q2: 70, q4: 150}}"


@pytest.mark.parametrize(
    ("result", "when", "verdict", "expected"),
    [
        ("0", "q1", "on-track", None),  # nothing is stated for the first round
        ("69", "q2", "behind", "70"),
        ("70", "q2", "on-track", "70"),
        ("70", "q3", "on-track", "70"),
        ("150", "end", "met", "150"),
    ],
)
def test_figures_by_round_are_steps(result: str, when: str, verdict: Verdict, expected: str | None) -> None:
    found = judge_one(STEPS, result, when)
    assert (found.verdict, found.expected) == (verdict, None if expected is None else Decimal(expected))


def test_a_third_of_the_goal_is_exact() -> None:
    body = "measure: {kind: amount}\ngoal: {at_least: 90}\npace: {kind: by_round, shares: {q1: 1/3}}"
    assert [judge_one(body, figure, "q1").verdict for figure in ("30", "29,999999999999")] == ["on-track", "behind"]


def test_a_revision_keeps_the_stated_figures_up_to_its_day() -> None:
    revised = STEPS + "\nrevisions: [{date: 2023-06-15, goal: {at_least: 200}}]"
    assert [judge_one(revised, "70", when).expected for when in ("q2", "q3")] == [70, 70]
    assert judge_one(revised, "150", "end").verdict == "missed"
    paced = (
        STEPS + "\nrevisions: [{date: 2023-06-15, goal: {at_least: 200}, pace: {kind: by_round, figures: {q3: 120, q4: 200}}}]"
    )
    assert [judge_one(paced, "70", when).expected for when in ("q2", "q3")] == [70, 120]


def test_conditions_for_one_level_have_one_pace_and_are_told_once() -> None:
    body = (
        "measure: {kind: count, unit: thôn, accumulates: false}\nreferences: {last: 46}\n"
        "goal: {all: [{at_least: 66}, {at_least: 20, change: increase, against: last}]}"
    )
    found = judge_one(body, "65", "q2")
    assert (found.verdict, len(found.judged), found.expected) == ("on-track", 1, Decimal(54))
    apart = body.replace("{at_least: 66}", "{at_least: 70}")
    assert len(judge_one(apart, "65", "q2").judged) == 2


def test_two_yardsticks_for_one_level_have_one_pace() -> None:
    body = (
        "measure: {kind: count, accumulates: false}\nreferences: {last: 46}\ngoal: {yardsticks: ["
        "{name: A, at_least: 66}, {name: B, at_least: 20, change: increase, against: last}]}"
    )
    assert [yard.verdict for yard in judge_one(body, "60", "q2").yards] == ["on-track", "on-track"]


def test_a_limit_beside_a_floor_does_not_blame_who_is_early() -> None:
    body = "measure: {kind: count}\ngoal: {all: [{at_least: 50}, {at_most: 60}]}"
    assert judge_one(body, "55", "q2").verdict == "on-track"


def test_an_estimate_is_rounded_to_the_side_that_the_goal_does_not_want() -> None:
    # 15 of at most 36 by 26 May, 146 of 365 days: 37.5 at the end. The measure does not say that less is better; the goal does.
    assert judge_one("measure: {kind: count}\ngoal: {at_most: 36}", "15", "q2").rounded_projection == 38
    assert judge_one("measure: {kind: count}\ngoal: {at_least: 36}", "15", "q2").rounded_projection == 37


def test_a_revision_may_bring_a_pace_of_another_kind() -> None:
    revised = COUNT + "\nrevisions: [{date: 2023-05-01, pace: {kind: after_year, assessed_from: 2023-12-01}}]"
    ledger = office(target(revised), {})
    days = [known_from(ledger, ledger.targets["t"], date(2023, month, 2)) for month in (4, 5)]
    assert days == [None, date(2023, 12, 1)]
