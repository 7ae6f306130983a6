"""Submissions: whether each unit has reported in a round, and how much it has answered."""

from __future__ import annotations

from datetime import date

import pytest

from camket.ledger.load import load
from camket.standing.submissions import corrections, remarks, required_targets
from camket.standing.survey import Survey
from office import (
    COUNT,
    DUE,
    FRAME,
    look,
    office,
    report,
    round_of,
    standing_of,
    target,
    tree_of,
)


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
    assert standing_of(ledger).verdict == "not-reported"


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


@pytest.mark.parametrize("days", [("2023-06-01", "2023-06-03"), ("2023-06-03", "2023-06-01")])
def test_of_several_extensions_the_one_to_the_last_day_counts(days: tuple[str, str]) -> None:
    office_file = "extensions:\n" + "".join(f"  - {{unit: phong-a, due: {day}, reason: mất điện}}\n" for day in days)
    ledger = office(target(COUNT), {"q2/_office": office_file})
    assert look(ledger, "q2", "2023-06-03").submissions[0].due == date(2023, 6, 3)
    assert state(look(ledger, "q2", "2023-06-03")) == ("pending", None)
    assert state(look(ledger, "q2", "2023-06-04")) == ("missing", 1)


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
        tree_of({"targets.yaml": FRAME + "targets:\n" + target(COUNT), "reports/q2/phong-a.yaml": broken["q2/phong-a"]})
    )
    assert ledger is not None
    assert [problem.rule for problem in problems] == ["yaml-tab"]
    submission = look(ledger, "q2").submissions[0]
    assert submission.unreadable == "reports/q2/phong-a.yaml"
    assert submission.submitted is None
    assert look(ledger, "q1").submissions[0].unreadable is None


def test_a_report_without_results_is_empty() -> None:
    submission = look(office(target(COUNT), {"q2/phong-a": "submitted: 2023-05-20\n"})).submissions[0]
    assert submission.is_empty
    assert (submission.answered, submission.required, submission.unanswered) == (0, 1, ("t",))
    assert submission.state == "on-time"


def test_targets_of_other_rounds_are_not_required() -> None:
    yearly = target("measure: {kind: count}\ngoal: 5\nrounds: [q2, q4]", "u")
    ledger = office(target(COUNT) + yearly, {"q1/phong-a": report(DUE["q1"], "20"), "q2/phong-a": report(DUE["q2"], "50")})
    assert [t.id for t in required_targets(ledger, "phong-a", round_of(ledger, "q1"))] == ["t"]
    first, second = look(ledger, "q1").submissions[0], look(ledger, "q2").submissions[0]
    assert (first.answered, first.required) == (1, 1)
    assert (second.answered, second.required, second.unanswered) == (1, 2, ("u",))


def test_a_unit_with_no_required_target_has_no_submission() -> None:
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
def test_text_answers_a_figure_known_only_after_the_year(result: str, round_id: str, answered: int) -> None:
    body = "measure: {kind: score}\ngoal: 80\npace: {kind: after_year, assessed_from: 2023-10-01}"
    ledger = office(target(body), {f"{round_id}/phong-a": report(DUE[round_id], result)})
    assert look(ledger, round_id).submissions[0].answered == answered


def test_text_does_not_answer_a_target_that_accumulates() -> None:
    assert look(office(target(COUNT), {"q2/phong-a": report(DUE["q2"], "{text: tốt}")})).submissions[0].answered == 0


def test_only_received_remarks_and_corrections_are_returned() -> None:
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
