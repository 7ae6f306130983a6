"""Results against their measures: what does not fit, the figures they give, and how figures add up."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from camket.entry.answers import known_fields
from camket.entry.blank_report import plan_open
from camket.entry.questions import steps_of
from camket.history.fact_text import KEY_ORDER
from camket.history.value_merge import KEYS_OF_RESULT
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.exact import add, decimal_of
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import BARE_KEYS_OF_LIST, BARE_KEYS_OF_TEXT, KINDS, Measure, is_answered
from camket.ledger.targets import Target
from office import office, round_of, target

COUNT = {"kind": "count", "parts": {"nu": "trong đó nữ"}, "out_of": "20"}
RATIO = {"kind": "ratio"}
SCORE = {"kind": "score", "max": "100"}
OCOP = {
    "kind": "list",
    "columns": {
        "stars": {"type": "number", "min": "1", "max": "5"},
        "form": {"type": "choice", "choices": {"a": "A", "b": "B"}},
    },
    "counts_if": {"stars": {"at_least": "3"}, "form": {"one_of": ["a"]}},
}
INCIDENTS = {"kind": "incidents", "kinds": {"a": "A", "b": "B"}}
GRADES = {"kind": "judgement", "grades": {"kha": "khá", "tot": "tốt"}}
SHARES = {"kind": "composition", "parts": {"x": "X", "y": "Y"}}


def measure_of(raw: dict[str, Any]) -> Any:
    return TypeAdapter(Measure).validate_python(raw)


def result_of(measure: Any, raw: dict[str, Any]) -> Result:
    result: Result = measure.result_type.model_validate(raw)
    return result


@pytest.mark.parametrize(
    ("measure", "result", "found"),
    [
        (COUNT, {"value": "20", "parts": {"nu": "20"}}, []),
        (COUNT, {"value": "-1"}, [(("value",), "negative")]),
        (COUNT, {"value": "21"}, [(("value",), "out-of-range")]),
        (COUNT, {"value": "5", "parts": {"nu": "6"}}, [(("parts", "nu"), "parts-do-not-fit")]),
        (COUNT, {"value": "5", "parts": {"nu": "-6"}}, [(("parts", "nu"), "negative")]),
        (COUNT, {"value": "5", "parts": {"nam": "1"}}, [(("parts", "nam"), "unknown-choice")]),
        ({"kind": "amount"}, {"value": "-1"}, [(("value",), "negative")]),
        ({"kind": "amount", "accumulates": "false"}, {"value": "-1"}, []),
        ({"kind": "count", "accumulates": "false"}, {"value": "-1"}, [(("value",), "negative")]),
        ({"kind": "count", "accumulates": "false"}, {"value": "0"}, []),
        (RATIO, {"part": "5", "whole": "4"}, [(("part",), "parts-do-not-fit")]),
        ({"kind": "ratio", "may_exceed": "true"}, {"part": "5", "whole": "4"}, []),
        (RATIO, {"part": "5"}, [(("part",), "parts-do-not-fit")]),
        (RATIO, {"whole": "5"}, [(("whole",), "parts-do-not-fit")]),
        (RATIO, {"part": "0", "whole": "0"}, []),
        (RATIO, {"part": "-1", "whole": "5"}, [(("part",), "negative")]),
        (RATIO, {"percent": "101"}, [(("percent",), "out-of-range")]),
        (RATIO, {"part": "1", "whole": "3", "percent": "33,33"}, []),
        (RATIO, {"part": "1", "whole": "3", "percent": "34"}, [(("percent",), "parts-do-not-fit")]),
        (RATIO, {"part": "1", "whole": "4", "percent": "25,01"}, []),  # typed with two decimals
        (RATIO, {"part": "1", "whole": "4", "percent": "25,02"}, [(("percent",), "parts-do-not-fit")]),
        (RATIO, {"part": "1", "whole": "4", "percent": "24,99"}, []),
        (RATIO, {"part": "1", "whole": "4", "percent": "24,98"}, [(("percent",), "parts-do-not-fit")]),
        (RATIO, {"part": "65", "whole": "112", "percent": "58"}, []),  # 58,0357…, with the decimals that were typed
        (RATIO, {"part": "65", "whole": "112", "percent": "58,0"}, []),
        (RATIO, {"part": "65", "whole": "112", "percent": "58,1"}, [(("percent",), "parts-do-not-fit")]),
        (RATIO, {"part": "65", "whole": "112", "percent": "58,03"}, []),  # cut
        (RATIO, {"part": "65", "whole": "112", "percent": "58,0357"}, []),
        (RATIO, {"part": "65", "whole": "112", "percent": "58,0400"}, [(("percent",), "parts-do-not-fit")]),
        (RATIO, {"part": "2", "whole": "3", "percent": "67"}, []),
        (RATIO, {"part": "2", "whole": "3", "percent": "66"}, []),
        (RATIO, {"part": "2", "whole": "3", "percent": "68"}, [(("percent",), "parts-do-not-fit")]),
        (RATIO, {"part": "4", "whole": "4", "percent": "100"}, []),
        (RATIO, {"percent": "0"}, []),
        ({"kind": "ratio", "per": "1000"}, {"percent": "999"}, []),
        (SCORE, {"value": "100"}, []),
        (SCORE, {"value": "0"}, []),
        (SCORE, {"value": "100,01"}, [(("value",), "out-of-range")]),
        (SCORE, {"value": "-0,01"}, [(("value",), "out-of-range")]),
        ({"kind": "score", "min": "-100"}, {"value": "-1,5"}, []),
        ({"kind": "rank", "of": "34"}, {"rank": "34"}, []),
        ({"kind": "rank", "of": "34"}, {"rank": "1"}, []),
        ({"kind": "rank"}, {"rank": "63", "of": "63"}, []),
        ({"kind": "rank"}, {"rank": "63", "of": "63"}, []),  # the last place is a place
        ({"kind": "rank", "of": "34"}, {"rank": "34"}, []),
        ({"kind": "rank"}, {"rank": "1", "of": "1"}, []),
        ({"kind": "rank"}, {"rank": "64", "of": "63"}, [(("rank",), "out-of-range")]),
        ({"kind": "rank", "of": "34"}, {"rank": "35"}, [(("rank",), "out-of-range")]),
        ({"kind": "rank"}, {"rank": "0"}, [(("rank",), "out-of-range")]),
        ({"kind": "rank", "of": "34"}, {"rank": "40", "of": "63"}, []),
        (OCOP, {"items": [{"name": "x", "stars": "3", "form": "a"}]}, []),
        (OCOP, {"items": [{"name": "x", "form": "a"}]}, [(("items", 0), "missing-key")]),
        (OCOP, {"items": [{"name": "x", "stars": "6", "form": "a"}]}, [(("items", 0, "stars"), "out-of-range")]),
        (OCOP, {"items": [{"name": "x", "stars": "ba", "form": "a"}]}, [(("items", 0, "stars"), "bad-number")]),
        (OCOP, {"items": [{"name": "x", "stars": "3", "form": "c"}]}, [(("items", 0, "form"), "unknown-choice")]),
        (OCOP, {"items": [{"name": "x", "stars": "3", "form": "a", "star": "3"}]}, [(("items", 0, "star"), "unknown-key")]),
        (INCIDENTS, {"incidents": [{"kind": "c", "name": "x"}]}, [(("incidents", 0, "kind"), "unknown-choice")]),
        (INCIDENTS, {"incidents": [{"name": "x"}]}, [(("incidents", 0), "missing-key")]),
        ({"kind": "incidents"}, {"incidents": [{"name": "x"}]}, []),
        ({"kind": "incidents"}, {"incidents": [{"kind": "a", "name": "x"}]}, [(("incidents", 0, "kind"), "unknown-choice")]),
        (GRADES, {"grade": "gioi"}, [(("grade",), "unknown-choice")]),
        (GRADES, {"grade": "tot", "part": "3", "whole": "2"}, [(("part",), "parts-do-not-fit")]),
        ({"kind": "milestone"}, {"done": "chưa", "date": "2023-05-01"}, [(("date",), "bad-value")]),
        (SHARES, {"parts": {"x": "40", "y": "60"}}, []),
        (SHARES, {"parts": {"x": "33,33", "y": "66,66"}}, []),  # each part rounded on its own
        (SHARES, {"parts": {"x": "40", "y": "60,02"}}, []),
        (SHARES, {"parts": {"x": "40", "y": "60,03"}}, [(("parts",), "parts-do-not-fit")]),
        (SHARES, {"parts": {"x": "40", "y": "59"}}, [(("parts",), "parts-do-not-fit")]),
        (SHARES, {"parts": {"x": "100"}}, [(("parts",), "parts-do-not-fit")]),
        (SHARES, {"parts": {"x": "40", "y": "60", "z": "0"}}, [(("parts", "z"), "unknown-choice")]),
    ],
)
def test_what_does_not_fit(measure: dict[str, Any], result: dict[str, Any], found: list[tuple[Any, str]]) -> None:
    of = measure_of(measure)
    assert [(fault.keys, fault.rule) for fault in of.faults(result_of(of, result))] == found


@pytest.mark.parametrize(
    ("measure", "is_never"),
    [
        ({"kind": "count"}, True),
        ({"kind": "count", "accumulates": "false"}, True),
        ({"kind": "amount"}, True),
        ({"kind": "amount", "accumulates": "false"}, False),  # a balance
        (RATIO, True),
        (SCORE, True),
        ({"kind": "score", "min": "-1"}, False),  # growth
        ({"kind": "rank"}, False),
        (OCOP, True),
        (INCIDENTS, True),
        (GRADES, False),
        ({"kind": "milestone"}, False),
        (SHARES, False),
    ],
)
def test_which_figures_are_never_below_zero(measure: dict[str, Any], is_never: bool) -> None:
    assert measure_of(measure).never_below_zero is is_never


@pytest.mark.parametrize(
    ("measure", "low"),
    [
        (COUNT, "0"),
        ({"kind": "count", "accumulates": "false"}, "0"),
        ({"kind": "amount"}, "0"),
        ({"kind": "amount", "accumulates": "false"}, None),  # a balance may be negative
        (SCORE, "0"),
        ({"kind": "score", "min": "-1"}, "-1"),
    ],
)
def test_forms_refuse_below_zero_what_files_refuse(measure: dict[str, Any], low: str | None) -> None:
    of = measure_of(measure)
    (limit,) = (field.low for field in of.fields() if field.keys == ("value",))
    assert limit == (Decimal(low) if low is not None else None)
    assert [fault.rule for fault in of.faults(result_of(of, {"value": "0"}))] == []
    is_refused = bool(list(of.faults(result_of(of, {"value": "-2"}))))
    assert is_refused is (low is not None)


@pytest.mark.parametrize(
    ("measure", "result", "value"),
    [
        (COUNT, {"value": "1.234"}, "1234"),
        (RATIO, {"part": "62.300,5", "whole": "124601"}, "50"),
        (RATIO, {"percent": "62,5%"}, "62.5"),
        (RATIO, {"part": "0", "whole": "0"}, None),
        ({"kind": "ratio", "per": "10000"}, {"part": "12", "whole": "10000"}, "12"),
        (SCORE, {"value": "80,37"}, "80.37"),
        ({"kind": "rank"}, {"rank": "3"}, "3"),
        (OCOP, {"items": [{"name": "x", "stars": "3", "form": "a"}, {"name": "y", "stars": "3", "form": "b"}]}, "1"),
        (INCIDENTS, {"incidents": []}, "0"),
        (GRADES, {"grade": "tot"}, "1"),
        ({"kind": "milestone"}, {"date": "2023-05-01"}, "1"),
        ({"kind": "milestone"}, {"done": "chưa"}, "0"),
        (SHARES, {"parts": {"x": "40", "y": "60"}}, "100"),
    ],
)
def test_the_figure_a_result_gives(measure: dict[str, Any], result: dict[str, Any], value: str | None) -> None:
    of = measure_of(measure)
    read = result_of(of, result)
    assert read.has_figure
    assert is_answered(read)
    reading = of.read(read)
    assert reading is not None
    assert reading.value == (None if value is None else Decimal(value))


PLAIN = {"judgement": {"grades": {"a": "A"}}, "composition": {"parts": {"a": "A"}}}
PLAIN_GOALS = {"judgement": {"equals": "a"}, "composition": {"of": "a", "at_least": "1"}, "milestone": {"done": True}}


def plain(kind: str) -> Any:
    """A measure of that kind with nothing that can be left out."""
    return measure_of({"kind": kind, **PLAIN.get(kind, {})})


def blank_lines(kind: str) -> list[str]:
    """The lines for such a measure in the blank file of a report."""
    goal = PLAIN_GOALS.get(kind, {"at_most": "1"})
    ledger = office(target(f"measure: {json.dumps({'kind': kind, **PLAIN.get(kind, {})})}\ngoal: {json.dumps(goal)}"))
    (blank,) = plan_open(ledger, round_of(ledger, "q2")).values()
    lines = blank.decode().partition("\n  t:")[2].splitlines()[1:]
    return [line.strip() for line in takewhile(lambda line: line.startswith("    "), lines)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_measure_is_known_wherever_kinds_are_told_apart(kind: str, root: Path) -> None:
    measure = plain(kind)
    fields = measure.result_type.model_fields.keys() - {"kind"}
    own = fields - Result.model_fields.keys()
    assert measure.bare_key in own
    assert fields <= set(KEYS_OF_RESULT)
    assert measure.bare_key in (*BARE_KEYS_OF_LIST, *BARE_KEYS_OF_TEXT, "parts")
    parts = set(getattr(measure, "parts", ()))  # parts have labels of their own
    assert parts or own & KEY_ORDER.keys(), "diff has no words for the figure"
    if measure.bare_key not in ("items", "incidents"):  # a list is filled in entry by entry
        first = steps_of(
            Target.model_validate({"id": "t", "name": "T", "lead": "a", "measure": measure, "goal": {"equals": "0"}}), None
        )[0].questions[0]
        assert first.keys[0] in own, "fill does not ask for the figure"
        assert (own | parts) & known_fields(measure).keys(), "set does not take the figure"
    assert any(line.startswith(f"{field}:") for line in blank_lines(kind) for field in own), "open asks for nothing"
    for page in ("data-format.md", "json.md", "templates.md"):
        assert f"`{kind}`" in (root / "docs" / page).read_text(encoding="utf-8"), page


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_without_a_figure_gives_none(kind: str) -> None:
    of = plain(kind)
    empty = result_of(of, {"text": "đang làm"})
    assert not empty.has_figure
    assert not is_answered(empty)
    assert of.read(empty) is None
    assert is_answered(result_of(of, {"awaiting": "publication"}))


PARTS = st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, 10**15)).map(sorted), min_size=1, max_size=12)


@given(PARTS)
def test_ratios_add_up_to_the_ratio_of_sums(pairs: list[list[int]]) -> None:
    of = Ratio(kind="ratio")
    readings = [of.read(result_of(of, {"part": str(part), "whole": str(whole)})) for part, whole in pairs]
    total = of.add_up([reading for reading in readings if reading is not None])
    assert total is not None
    part, whole = sum(part for part, _ in pairs), sum(whole for _, whole in pairs)
    share = of.worked_figure(total)
    assert (share.exact if share else None) == (Fraction(part * 100, whole) if whole else None)


def test_a_bare_percentage_does_not_add_up() -> None:
    of = measure_of(RATIO)
    readings = [Reading(Decimal(50), {"part": Decimal(1), "whole": Decimal(2)}), Reading(Decimal(60))]
    assert of.add_up(readings) is None


@pytest.mark.parametrize("raw", [SCORE, {"kind": "rank"}, GRADES, {"kind": "milestone"}, SHARES])
def test_scores_ranks_and_grades_do_not_add_up(raw: dict[str, Any]) -> None:
    assert measure_of(raw).add_up([Reading(Decimal(1)), Reading(Decimal(2))]) is None


def test_nothing_adds_up_to_nothing() -> None:
    assert measure_of(COUNT).add_up([]) is None


def test_counts_add_up_with_their_parts() -> None:
    of = measure_of(COUNT)
    total = of.add_up(
        [Reading(Decimal(5), {"nu": Decimal(2)}), Reading(Decimal(7), {}), Reading(Decimal(1), {"nu": Decimal(1)})]
    )
    assert total is not None
    assert (total.value, total.figures) == (Decimal(13), {"nu": Decimal(3)})


@given(st.lists(st.integers(-(10**39), 10**39)))
def test_sums_of_the_longest_numbers_are_exact(numbers: list[int]) -> None:
    assert add(Decimal(number) for number in numbers) == sum(numbers)


@given(st.fractions())
def test_a_decimal_never_lies_above_its_fraction(exact: Fraction) -> None:
    shown = Fraction(decimal_of(exact))
    assert shown <= exact
    assert exact - shown <= abs(exact) / 10**26
