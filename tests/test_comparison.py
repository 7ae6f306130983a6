"""Two rounds compared: changed figures, better and worse verdicts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from camket.standing.comparison import Movement, compare
from office import DUE, look, office, report, target

COUNT = "measure: {kind: count}\ngoal: {at_least: 100}"
FALLING = "measure: {kind: count, accumulates: false, better: lower}\ngoal: {at_most: 10}"
LEVEL = "measure: {kind: amount, unit: điểm, accumulates: false, better: within}\ngoal: {between: [40, 60]}"
GRADE = "measure: {kind: judgement, grades: {poor: yếu, fair: khá, good: tốt}}\ngoal: {at_least: good}"


def between(body: str, first: str | None, second: str | None) -> Movement:
    files = {
        f"{name}/phong-a": report(DUE[name], result) for name, result in (("q1", first), ("q2", second)) if result is not None
    }
    ledger = office(target(body), files)
    found = compare(look(ledger, "q1"), look(ledger, "q2"))
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("body", "first", "second", "course", "better"),
    [
        (COUNT, "25", "45", "moved", True),  # on track both times
        (COUNT, "25", "30", "slipped", True),  # grew, and fell behind
        (COUNT, "10", "45", "recovered", True),
        (COUNT, "10", "10", "still", None),
        (COUNT, "25", None, "silent", None),
        (COUNT, None, "45", "unknown", None),
        (COUNT, None, None, "unknown", None),
        (FALLING, "9", "12", "slipped", False),
        (FALLING, "9", "7", "moved", True),
        (LEVEL, "50", "55", "moved", None),
        (GRADE, "good", "fair", "slipped", False),
        (GRADE, "good", "good", "still", None),
    ],
)
def test_the_course_of_a_target_between_two_rounds(
    body: str, first: str | None, second: str | None, course: str, better: bool | None
) -> None:
    found = between(body, first, second)
    assert (found.course, found.is_better) == (course, better), (found.before.verdict, found.now.verdict)


def test_the_difference_is_exact() -> None:
    ratio = "measure: {kind: amount, unit: triệu đồng}\ngoal: {at_least: 100}"
    assert between(ratio, '"0,1"', '"0,3"').difference == Decimal("0.2")


def test_units_of_a_group_are_compared_one_by_one() -> None:
    files = {f"{name}/xa-{n}": report(DUE[name], value) for name, n, value in (
        ("q1", 1, "25"), ("q2", 1, "45"), ("q1", 2, "25"), ("q2", 2, "26"), ("q1", 3, "25"),
    )}  # fmt: skip
    ledger = office(target(f"{COUNT}\neach: cac-xa"), files)
    (whole,) = compare(look(ledger, "q1"), look(ledger, "q2"))
    assert [(part.now.unit, part.course) for part in whole.by_unit] == [
        ("xa-1", "moved"), ("xa-2", "slipped"), ("xa-3", "silent"),
    ]  # fmt: skip
    assert whole.course == "slipped"
