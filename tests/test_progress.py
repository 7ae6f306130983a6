"""Submissions and standings: who has reported, and what a round says of each target on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from camket.ledger.load import load
from camket.ledger.reports import Verdict
from camket.standing.in_force import goal_in_force
from camket.standing.submissions import corrections, remarks, required_targets
from camket.standing.survey import Survey, history, narrow
from office import AFTER_THE_YEAR, DUE, FRAME, Texts, look, office, report, round_of, stand, target, told

COUNT = "measure: {kind: count}\ngoal: {at_least: 100}"
EACH = f"{COUNT}\neach: cac-xa"
SUM = f"{COUNT}\nsum_of: cac-xa"


def communes(round_id: str, *results: str | None) -> dict[str, str]:
    """A report of each commune in turn; None: it sent none."""
    return {
        f"{round_id}/xa-{number}": report(DUE[round_id], result)
        for number, result in enumerate(results, 1)
        if result is not None
    }


# --- submissions -----------------------------------------------------------------------------------------------------


def state(found: Survey, unit: str = "phong-a") -> tuple[str, int | None]:
    submission = next(one for one in found.submissions if one.unit == unit)
    return submission.state, submission.days_late


@pytest.mark.parametrize(
    ("received", "looked_at", "expected"),
    [
        (None, "2023-05-26", ("pending", None)),  # the last day is still in time
        (None, "2023-05-28", ("missing", 2)),
        ("2023-05-26", "2023-05-26", ("on-time", 0)),
        ("2023-05-29", "2023-05-28", ("missing", 2)),  # not received yet on that day
        ("2023-05-29", "2023-05-25", ("pending", None)),
        ("2023-05-29", "2023-06-30", ("late", 3)),
    ],
)
def test_a_report_is_pending_missing_late_or_on_time(
    received: str | None, looked_at: str, expected: tuple[str, int | None]
) -> None:
    files = {"q2/phong-a": report(received, "50")} if received else {}
    assert state(look(office(target(COUNT), files), "q2", looked_at)) == expected


def test_a_file_without_a_date_of_receipt_has_not_been_received() -> None:
    ledger = office(target(COUNT), {"q2/phong-a": "results: {t: 50}\n"})
    assert state(look(ledger, "q2", "2023-05-27")) == ("missing", 1)
    assert stand(ledger).verdict == "not-reported"


def test_a_report_sent_again_keeps_its_first_date() -> None:
    text = report("2023-05-20", "50", "resubmitted: [2023-06-10]\n")
    submission = look(office(target(COUNT), {"q2/phong-a": text}), "q2", "2023-06-11").submissions[0]
    assert (submission.submitted, submission.state, submission.days_late) == (date(2023, 5, 20), "on-time", 0)


@pytest.mark.parametrize(("looked_at", "expected"), [("2023-05-30", ("pending", None)), ("2023-06-02", ("missing", 1))])
def test_an_extension_moves_the_due_date_of_one_unit(looked_at: str, expected: tuple[str, int | None]) -> None:
    office_file = "extensions: [{unit: phong-a, due: 2023-06-01, reason: thay đổi nhân sự}]\n"
    ledger = office(target(COUNT) + target("measure: {kind: count}\ngoal: 1\neach: cac-xa", "u"), {"q2/_office": office_file})
    found = look(ledger, "q2", looked_at)
    assert state(found) == expected
    assert state(found, "xa-1")[0] == "missing"
    submission = found.submissions[0]
    assert (submission.due, submission.written_due) == (date(2023, 6, 1), date(2023, 5, 26))
    assert submission.extension is not None
    assert submission.extension.reason == "thay đổi nhân sự"


def test_a_late_report_within_its_extension_is_on_time() -> None:
    files = {
        "q2/_office": "extensions: [{unit: phong-a, due: 2023-06-01, reason: thay đổi nhân sự}]\n",
        "q2/phong-a": report("2023-06-01", "50"),
    }
    assert state(look(office(target(COUNT), files), "q2", "2023-06-02")) == ("on-time", 0)


def test_an_extension_counts_from_the_day_it_was_granted() -> None:
    office_file = "extensions: [{unit: phong-a, due: 2023-06-01, reason: thay đổi nhân sự, date: 2023-05-20}]\n"
    ledger = office(target(COUNT), {"q2/_office": office_file})
    assert look(ledger, "q2", "2023-05-19").submissions[0].due == date(2023, 5, 26)
    assert look(ledger, "q2", "2023-05-20").submissions[0].due == date(2023, 6, 1)


def test_a_file_that_cannot_be_read_is_not_a_missing_report() -> None:
    broken = {"q2/phong-a": "submitted: 2023-05-20\nresults:\n\tt: 5\n"}
    ledger, problems = load(
        Texts({"targets.yaml": FRAME + "targets:\n" + target(COUNT), "reports/q2/phong-a.yaml": broken["q2/phong-a"]})
    )
    assert ledger is not None
    assert [problem.rule for problem in problems] == ["yaml-tab"]
    submission = look(ledger, "q2").submissions[0]
    assert submission.unreadable == "reports/q2/phong-a.yaml"
    assert submission.submitted is None
    assert look(ledger, "q1").submissions[0].unreadable is None


def test_a_corrected_figure_is_what_the_next_is_compared_with() -> None:
    correction = "corrections: [{target: t, old: '52', new: '38', reason: tính trùng, by: Trưởng phòng, date: 2023-08-01}]\n"
    files = {"q2/phong-a": report(DUE["q2"], "52"), "q3/phong-a": report(DUE["q3"], "51", correction)}
    standing = stand(office(target(COUNT), files), "q3")
    assert standing.previous is not None
    assert standing.previous_reported is not None
    assert told(standing.previous.value, standing.previous_reported.value) == told(38, 52)
    assert stand(office(target(COUNT), files), "q2").previous_reported is None


def test_a_correction_of_another_figure_changes_nothing() -> None:
    correction = "corrections: [{target: t, old: '50', new: '38', reason: tính trùng, by: Trưởng phòng, date: 2023-08-01}]\n"
    files = {"q2/phong-a": report(DUE["q2"], "52"), "q3/phong-a": report(DUE["q3"], "53", correction)}
    standing = stand(office(target(COUNT), files), "q3")
    assert standing.previous is not None
    assert told(standing.previous.value, standing.previous_reported) == told(52, None)


def test_an_empty_report_on_time_is_seen_as_empty() -> None:
    submission = look(office(target(COUNT), {"q2/phong-a": "submitted: 2023-05-20\n"})).submissions[0]
    assert submission.is_empty
    assert (submission.answered, submission.required, submission.unanswered) == (0, 1, ("t",))
    assert submission.state == "on-time"


def test_only_what_the_round_asks_for_is_required() -> None:
    yearly = target("measure: {kind: count}\ngoal: 5\nrounds: [q2, q4]", "u")
    ledger = office(target(COUNT) + yearly, {"q1/phong-a": report(DUE["q1"], "20"), "q2/phong-a": report(DUE["q2"], "50")})
    assert [t.id for t in required_targets(ledger, "phong-a", round_of(ledger, "q1"))] == ["t"]
    first, second = look(ledger, "q1").submissions[0], look(ledger, "q2").submissions[0]
    assert (first.answered, first.required) == (1, 1)
    assert (second.answered, second.required, second.unanswered) == (1, 2, ("u",))


def test_a_unit_with_nothing_to_answer_is_not_waited_for() -> None:
    ledger = office(target(COUNT + "\nrounds: q4") + target("measure: {kind: count}\ngoal: 5\neach: cac-xa", "u"))
    assert [one.unit for one in look(ledger, "q1").submissions] == ["xa-1", "xa-2", "xa-3"]
    assert "phong-a" in [one.unit for one in look(ledger, "q4").submissions]


@pytest.mark.parametrize(
    ("result", "round_id", "answered"),
    [
        ("{text: đang tự chấm điểm}", "q2", 1),  # too early for a figure: words are an answer
        ("{text: đang chờ}", "q4", 0),  # assessed from 1 October: words alone no longer are
        ("{awaiting: publication}", "q4", 1),
        ("80", "q4", 1),
    ],
)
def test_what_is_known_only_after_the_year_is_answered_in_words(result: str, round_id: str, answered: int) -> None:
    body = "measure: {kind: score}\ngoal: 80\npace: {kind: after_year, assessed_from: 2023-10-01}"
    ledger = office(target(body), {f"{round_id}/phong-a": report(DUE[round_id], result)})
    assert look(ledger, round_id).submissions[0].answered == answered


def test_words_do_not_answer_a_target_that_builds_up() -> None:
    assert look(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "{text: tốt}")})).submissions[0].answered == 0


# --- one unit's target -----------------------------------------------------------------------------------------------

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
def test_known_only_after_the_year(result: str, round_id: str, verdict: Verdict) -> None:
    assert stand(office(target(AFTER), {f"{round_id}/phong-a": report(DUE[round_id], result)}), round_id).verdict == verdict


def test_not_reported_is_not_awaited_only_where_a_figure_is_due() -> None:
    assert stand(office(target(AFTER)), "q4").verdict == "awaiting-publication"
    assert stand(office(target(COUNT)), "q4").verdict == "not-reported"
    awaited = office(target(COUNT), {"q4/phong-a": report(DUE["q4"], "{awaiting: publication}")})
    assert stand(awaited, "q4").verdict == "awaiting-publication"


def test_a_target_not_asked_for_yet_is_not_yet_due() -> None:
    ledger = office(target(COUNT + "\nrounds: [q3]"))
    assert stand(ledger, "q2").verdict == "not-yet-due"
    assert stand(ledger, "q3").verdict == "not-reported"


def test_between_its_rounds_a_target_stands_on_its_last_figure() -> None:
    files = {f"{r}/phong-a": report(DUE[r], f"{{value: {v}}}") for r, v in (("q1", 20), ("q3", 55))}
    ledger = office(target(COUNT + "\nrounds: [q1, q3]"), files)
    between = stand(ledger, "q2")
    assert told(between.actual, between.expected, between.cut_off) == (20, 20, date(2023, 3, 14))
    assert between.previous is None
    later = stand(ledger, "q4", "2023-10-19")
    assert told(later.actual, later.verdict) == (55, "behind")
    assert later.previous is not None
    assert later.previous_round is not None
    assert told(later.previous.value, later.previous_round.id) == (20, "q1")


def test_the_trend_goes_back_to_the_last_figure_there_is() -> None:
    files = {f"{r}/phong-a": report(DUE[r], f"{v}") for r, v in (("q1", 20), ("q3", 55))}
    found = stand(office(target(COUNT), files), "q3")
    assert found.previous is not None
    assert found.previous_round is not None
    assert told(found.previous.value, found.previous_round.id) == (20, "q1")


def test_the_projection_is_the_year_at_this_speed() -> None:
    assert stand(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "30")})).projection == 75
    ratio = "measure: {kind: ratio}\ngoal: 100"
    assert stand(office(target(ratio), {"q2/phong-a": report(DUE["q2"], "{part: 1, whole: 3}")})).projection == Decimal(
        "83.33333333333333333333333333"
    )
    assert stand(office(target(ratio), {"q2/phong-a": report(DUE["q2"], "{part: 1, whole: 2}")})).projection == 100
    level = "measure: {kind: count, accumulates: false}\ngoal: 100"
    assert stand(office(target(level), {"q2/phong-a": report(DUE["q2"], "30")})).projection is None


def test_the_same_period_last_year_is_shown_where_it_is_known() -> None:
    found = stand(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "{value: 45, same_period: 1.040}")}))
    assert found.same_period == 1040
    assert stand(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "45")})).same_period is None


def test_pace_knows_the_leap_year() -> None:
    frame = FRAME.replace("2023", "2024").replace("2024-05-26", "2024-02-29")
    ledger = office(target("measure: {kind: count}\ngoal: 366"), {"q2/phong-a": report("2024-02-29", "60")}, frame)
    found = stand(ledger, "q2", "2024-02-29")
    assert told(found.expected, found.verdict) == (60, "on-track")


def test_after_the_year_the_last_figure_decides_with_its_date() -> None:
    ledger = office(target(COUNT), {"q4/phong-a": report(DUE["q4"], "99")})
    assert stand(ledger, "q4", "2023-12-31").verdict == "on-track"
    found = stand(ledger, "q4", AFTER_THE_YEAR)
    assert (found.verdict, found.cut_off) == ("missed", date(2023, 10, 19))


def test_figures_cut_off_on_the_last_day_are_the_year() -> None:
    frame = FRAME.replace("by: 2023-10-19", "by: 2023-12-31")
    ledger = office(target(COUNT), {"q4/phong-a": report("2023-12-30", "99")}, frame)
    assert stand(ledger, "q4", "2023-12-30").verdict == "behind"
    assert stand(ledger, "q4", "2023-12-31").verdict == "missed"


def test_an_earlier_round_is_judged_at_its_cut_off_whenever_it_is_looked_at() -> None:
    ledger = office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "39")})
    assert stand(ledger, "q2", AFTER_THE_YEAR).verdict == "behind"


# --- goals changed during the year -----------------------------------------------------------------------------------

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
    found = stand(ledger, round_id, day)
    assert found.conditions[0].bounds.low == goal


def test_a_revision_leaves_what_it_does_not_name() -> None:
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
    assert stand(office(target(body), {f"{round_id}/phong-a": report(DUE[round_id], result)}), round_id).verdict == verdict


# --- the office's own word -------------------------------------------------------------------------------------------


def overruled(rest: str) -> str:
    return f"overrules: [{{target: t, reason: hoàn cảnh, by: Chánh Văn phòng, {rest}}}]\n"


@pytest.mark.parametrize("unit", ["", "unit: phong-a, "])
def test_an_overrule_keeps_both_verdicts(unit: str) -> None:
    files = {"q2/phong-a": report(DUE["q2"], "30"), "q2/_office": overruled(unit + "verdict: met")}
    found = stand(office(target(COUNT), files))
    assert (found.verdict, found.computed) == ("met", "behind")
    assert found.overrule is not None
    assert found.overrule.by == "Chánh Văn phòng"


def test_an_overrule_counts_from_its_date_and_in_its_round() -> None:
    files = {
        **{f"{r}/phong-a": report(DUE[r], "5") for r in ("q2", "q3")},
        "q2/_office": overruled("verdict: met, date: 2023-06-01"),
    }
    ledger = office(target(COUNT), files)
    assert stand(ledger, "q2", "2023-05-31").verdict == "behind"
    assert stand(ledger, "q2", "2023-06-01").verdict == "met"
    assert stand(ledger, "q3").verdict == "behind"


def test_the_last_of_two_overrules_holds() -> None:
    text = overruled("verdict: met") + ""
    text = text.replace("}]", "}, {target: t, verdict: behind, reason: xem lại, by: Chánh Văn phòng}]")
    files = {"q2/phong-a": report(DUE["q2"], "50"), "q2/_office": text}
    assert stand(office(target(COUNT), files)).verdict == "behind"


def test_an_overrule_of_one_commune_moves_the_whole() -> None:
    files = {**communes("q2", "40", "39", "40"), "q2/_office": overruled("unit: xa-2, verdict: on-track")}
    found = stand(office(target(EACH), files))
    assert [(part.verdict, part.computed) for part in found.by_unit] == [
        ("on-track", "on-track"),
        ("on-track", "behind"),
        ("on-track", "on-track"),
    ]
    assert found.verdict == "on-track"


def test_an_overrule_of_the_whole_leaves_its_parts() -> None:
    files = {**communes("q2", "40", "39", "40"), "q2/_office": overruled("verdict: met")}
    found = stand(office(target(EACH), files))
    assert (found.verdict, found.computed) == ("met", "behind")
    assert [part.verdict for part in found.by_unit] == ["on-track", "behind", "on-track"]


# --- each of a group -------------------------------------------------------------------------------------------------


def test_each_of_a_group_stands_as_its_worst_part() -> None:
    found = stand(office(target(EACH), communes("q2", "100", "40", "39")))
    assert [part.verdict for part in found.by_unit] == ["met", "on-track", "behind"]
    assert told(found.verdict, found.actual, found.unheard) == ("behind", 179, ())


def test_a_silent_member_is_named_and_never_dropped() -> None:
    found = stand(office(target(EACH), communes("q2", "100", None, "100")))
    assert (found.verdict, found.unheard) == ("not-reported", ("xa-2",))
    assert [part.unit for part in found.by_unit] == ["xa-1", "xa-2", "xa-3"]


def test_figures_per_unit_some_of_them_not_assigned() -> None:
    body = """
    measure: {kind: amount}
    goal: {at_least: assigned}
    each: cac-xa
    references: {assigned: {by_unit: {xa-1: 100, xa-2: }}}
    """
    found = stand(office(target(body), communes("q2", "40", "40", "40")))
    assert [part.verdict for part in found.by_unit] == ["on-track", "goal-unassigned", "goal-unassigned"]
    assert found.verdict == "goal-unassigned"
    assert stand(office(target(body), communes("q2", "39", "40", "40"))).verdict == "behind"


def test_the_whole_of_each_has_a_trend_where_all_have_one() -> None:
    files = communes("q1", "10", "20", "30") | communes("q2", "40", "40", "40")
    found = stand(office(target(EACH), files))
    assert found.previous is not None
    assert found.previous.value == 60
    files.pop("q1/xa-3")
    assert stand(office(target(EACH), files)).previous is None


# --- a group that adds up --------------------------------------------------------------------------------------------


def test_a_sum_is_judged_as_a_whole_and_its_parts_are_not() -> None:
    found = stand(office(target(SUM), communes("q2", "10", "20", "10")))
    assert told(found.verdict, found.actual, found.share, found.expected) == ("on-track", 40, 40, 40)
    assert [told(part.verdict, part.actual, part.goal) for part in found.by_unit] == [
        ("goal-unassigned", 10, None),
        ("goal-unassigned", 20, None),
        ("goal-unassigned", 10, None),
    ]
    assert not found.by_unit[0].needs_attention


def test_a_part_with_a_figure_of_its_own_is_judged_by_it() -> None:
    body = """
    measure: {kind: amount}
    goal: {at_least: assigned}
    sum_of: cac-xa
    references: {assigned: {value: 100, by_unit: {xa-1: 50, xa-2: 30}}}
    """
    found = stand(office(target(body), communes("q2", "20", "11", "9")))
    assert told(found.verdict, found.expected) == ("on-track", 40)
    assert [part.verdict for part in found.by_unit] == ["on-track", "behind", "goal-unassigned"]


@pytest.mark.parametrize(
    ("results", "day", "verdict"),
    [
        (("20", "20", None), None, "on-track"),
        (("20", "19", None), None, "behind"),
        (("60", "40", None), None, "met"),
        (("20", "20", None), AFTER_THE_YEAR, "not-reported"),  # the silent one may hold what is missing
        (("60", "41", None), AFTER_THE_YEAR, "exceeded"),
        (("20", "20", "20"), AFTER_THE_YEAR, "missed"),
        ((None, None, None), None, "not-reported"),
    ],
)
def test_a_sum_with_a_silent_member(results: tuple[str | None, ...], day: date | None, verdict: Verdict) -> None:
    round_id = "q4" if day else "q2"
    ledger = office(target(SUM), communes(round_id, *results))
    found = stand(ledger, round_id, day)
    assert found.verdict == verdict
    assert found.unheard == tuple(f"xa-{i}" for i, result in enumerate(results, 1) if result is None)


def test_a_fall_is_not_told_of_a_sum_that_some_are_missing_from() -> None:
    body = """
        measure: {kind: count, accumulates: false, better: lower}
        goal: {at_least: 10, change: decrease, against: last_year}
        references: {last_year: 60}
        sum_of: cac-xa
    """
    found = stand(office(target(body), communes("q2", "20", "19", None)))
    assert (found.verdict, found.share, found.expected) == ("not-reported", None, None)
    whole = stand(office(target(body), communes("q2", "20", "19", "17")))
    assert told(whole.verdict, whole.share, whole.expected) == ("on-track", 40, 56)


def test_who_is_not_asked_yet_is_not_missing_from_a_sum() -> None:
    ledger = office(target(SUM + "\nrounds: [q3]"))
    assert (stand(ledger, "q2").unheard, len(stand(ledger, "q3").unheard)) == ((), 3)


def test_a_sum_without_a_member_has_no_projection() -> None:
    assert stand(office(target(SUM), communes("q2", "20", "20", None))).projection is None
    assert stand(office(target(SUM), communes("q2", "20", "20", "0"))).projection == 100


def test_figures_that_are_each_of_a_whole_of_its_own_make_nothing_together() -> None:
    body = "measure: {kind: count, out_of: 19, accumulates: false}\ngoal: {equals: 19}\neach: cac-xa"
    files = {**communes("q1", "15", "16", "17"), **communes("q2", "17", "19", "19")}
    found = stand(office(target(body), files))
    assert (found.reading, found.previous) == (None, None)
    assert [part.actual for part in found.by_unit] == [17, 19, 19]


@pytest.mark.parametrize(
    ("results", "verdict"), [(("1", "1", None), "on-track"), (("3", "1", None), "missed"), (("1", "1", "1"), "on-track")]
)
def test_a_limit_to_a_sum_is_broken_whoever_is_silent(results: tuple[str | None, ...], verdict: Verdict) -> None:
    body = "measure: {kind: count, better: lower}\ngoal: {at_most: 3}\nsum_of: cac-xa"
    assert stand(office(target(body), communes("q2", *results))).verdict == verdict


def test_no_incident_known_of_a_silent_member_is_not_none() -> None:
    body = "measure: {kind: incidents, kinds: {a: A}}\ngoal: {equals: 0}\nsum_of: cac-xa"
    assert stand(office(target(body), communes("q2", "[]", "[]", "[]"))).verdict == "met"
    assert stand(office(target(body), communes("q2", "[]", None, "[]"))).verdict == "not-reported"
    assert stand(office(target(body), communes("q2", "[{kind: a, name: x}]", None, "[]"))).verdict == "missed"


def test_ratios_add_up_by_their_parts() -> None:
    body = "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: 90}\nsum_of: cac-xa"
    parts = ("{part: 9, whole: 10}", "{part: 10, whole: 40}", "{part: 50, whole: 50}")
    found = stand(office(target(body), communes("q2", *parts)))
    assert found.reading is not None
    assert found.reading.figures == {"part": 69, "whole": 100}
    assert found.actual == 69
    bare = stand(office(target(body), communes("q2", parts[0], "25%", parts[2])))
    assert bare.reading is None
    assert [part.actual for part in bare.by_unit] == [90, 25, 100]


def test_the_reporters_own_figure_counts_and_the_difference_is_shown() -> None:
    files = communes("q2", "10", "20", "9") | {"q2/phong-a": report(DUE["q2"], "41"), "q1/phong-a": report(DUE["q1"], "21")}
    found = stand(office(target(f"{SUM}\nreporter: phong-a"), files))
    assert found.own is not None
    assert told(found.verdict, found.actual, found.own.value, found.difference) == ("on-track", 41, 41, 2)
    assert found.previous is not None
    assert found.previous.value == 21
    assert found.filed is not None
    assert found.filed.unit == "phong-a"


def test_without_the_reporters_figure_the_sum_stands() -> None:
    found = stand(office(target(f"{SUM}\nreporter: phong-a"), communes("q2", "10", "20", "9")))
    assert told(found.actual, found.own, found.difference, found.verdict) == (39, None, None, "behind")


def test_the_same_product_of_two_communes_and_two_rounds_is_counted_once() -> None:
    body = """
    measure: {kind: list, columns: {stars: {type: number}}, counts_if: {stars: {at_least: 3}}}
    goal: {at_least: 4}
    """
    first = communes("q1", "[{name: Khô cá lóc, stars: 3}]", None, None)
    second = communes(
        "q2",
        "[{name: khô  Cá Lóc, stars: 3}, {name: Nem, stars: 4}]",
        '[{name: "KHÔ CÁ LÓC", stars: 4}, {name: Bánh, stars: 2}]',
        "[]",
    )
    for who in ("sum_of", "each"):
        found = stand(office(target(f"{body}\n{who}: cac-xa".replace("    ", "")), first | second))
        assert [part.actual for part in found.by_unit] == [2, 1, 0]
        assert found.actual == 2
        assert found.reading is not None
        assert found.reading.figures["named"] == 3


def test_incidents_are_told_apart_by_kind_and_gathered_over_rounds() -> None:
    body = "measure: {kind: incidents, kinds: {a: A, b: B}}\ngoal: {all: [{of: a, equals: 0}, {of: b, at_most: 1}]}"
    files = {
        "q1/phong-a": report(DUE["q1"], "[{kind: b, name: một, date: 2023-02-01}]"),
        "q2/phong-a": report(DUE["q2"], "[{kind: b, name: Một, date: 2023-02-01}]"),
    }
    found = stand(office(target(body), files))
    assert [judged.verdict for judged in found.judged] == ["on-track", "on-track"]
    files["q2/phong-a"] = report(DUE["q2"], "[{kind: b, name: hai, date: 2023-05-01}]")
    found = stand(office(target(body), files))
    assert [told(judged.actual, judged.verdict) for judged in found.judged] == [(0, "on-track"), (2, "missed")]


def test_what_was_received_later_is_not_seen() -> None:
    ledger = office(target("measure: {kind: list}\ngoal: 5"), {
        "q1/phong-a": report("2023-03-20", "[{name: a}]"),
        "q2/phong-a": report("2023-05-20", "[{name: b}]"),
    })  # fmt: skip
    assert stand(ledger, "q2", "2023-05-19").reading is None
    assert stand(ledger, "q2", "2023-05-20").actual == 2
    assert stand(ledger, "q1", "2023-03-19").verdict == "not-reported"


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (("{awaiting: publication}",) * 3, "awaiting-publication"),
        (("{awaiting: publication}", "{awaiting: publication}", None), "not-reported"),
    ],
)
def test_a_sum_is_awaited_where_all_of_it_is(results: tuple[str | None, ...], verdict: Verdict) -> None:
    assert stand(office(target(SUM), communes("q2", *results))).verdict == verdict


def test_the_same_period_of_a_sum_is_known_where_all_of_it_is() -> None:
    known = "{value: 10, same_period: 8}"
    assert stand(office(target(SUM), communes("q2", known, known, known))).same_period == 24
    assert stand(office(target(SUM), communes("q2", known, known, "10"))).same_period is None
    ratio = "measure: {kind: ratio}\ngoal: 90\nsum_of: cac-xa"
    part = "{part: 1, whole: 2, same_period: 40%}"
    assert stand(office(target(ratio), communes("q2", part, part, part))).same_period is None  # percentages do not add up


def test_a_limit_to_a_sum_is_kept_only_when_all_have_said_so() -> None:
    body = "measure: {kind: count, better: lower}\ngoal: {at_most: 3}\nsum_of: cac-xa"
    assert stand(office(target(body), communes("q4", "1", "1", None)), "q4", AFTER_THE_YEAR).verdict == "not-reported"
    assert stand(office(target(body), communes("q4", "1", "1", "1")), "q4", AFTER_THE_YEAR).verdict == "met"


def test_a_revision_may_name_a_figure_for_the_first_time() -> None:
    body = """
    measure: {kind: count}
    goal: {at_least: 100}
    revisions: [{date: 2023-05-01, goal: {at_least: moi}, references: {moi: 120}}]
    """
    found = stand(office(target(body), {"q2/phong-a": report(DUE["q2"], "48")}))
    assert told(found.verdict, found.expected) == ("on-track", 48)


# --- the survey cut down, remarks, corrections -----------------------------------------------------------------------


def test_narrow_keeps_one_units_own_part() -> None:
    found = look(office(target(EACH) + target(COUNT, "u"), communes("q2", "100", "40", "39")))
    mine = narrow(found, unit="xa-2")
    assert [(one.target.id, one.unit, one.verdict) for one in mine.standings] == [("t", "xa-2", "on-track")]
    assert [one.unit for one in mine.submissions] == ["xa-2"]
    # Nothing from Phòng A for u: no reason to act before the day after the last one in time.
    assert [one.target.id for one in narrow(found, behind=True).standings] == ["t"]
    later = look(found.ledger, day="2023-05-27")
    assert [one.target.id for one in narrow(later, behind=True).standings] == ["t", "u"]


def test_history_shows_every_round_in_order() -> None:
    files = {f"{r}/phong-a": report(DUE[r], f"{v}") for r, v in (("q1", 20), ("q2", 39))}
    ledger = office(target(COUNT), files)
    found = history(ledger, ledger.targets["t"], round_of(ledger, "q3"), date(2023, 8, 7))
    assert [(round_.id, one.verdict) for round_, one in found] == [("q1", "on-track"), ("q2", "behind"), ("q3", "not-reported")]


def test_remarks_and_corrections_are_those_received() -> None:
    rest = """\
    difficulties: [thiếu nhân lực, {text: giá tăng, target: t, to: UBND Tỉnh}]
    proposals: []
    corrections: [{target: t, old: 30, new: 29, reason: đếm trùng, by: Nguyễn Văn A, date: 2023-05-20}]
    """
    ledger = office(target(COUNT), {"q2/phong-a": report("2023-05-20", "29", rest)})
    round_ = round_of(ledger, "q2")
    assert [(unit, one.text, one.target) for unit, one in remarks(ledger, round_, date(2023, 5, 20), "difficulties")] == [
        ("phong-a", "thiếu nhân lực", None),
        ("phong-a", "giá tăng", "t"),
    ]
    assert remarks(ledger, round_, date(2023, 5, 19), "difficulties") == []
    ((unit, correction),) = corrections(ledger, round_, date(2023, 5, 20))
    assert (unit, correction.old, correction.new) == ("phong-a", "30", "29")
    assert corrections(ledger, round_, date(2023, 5, 19)) == []
