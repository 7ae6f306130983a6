"""The models: scalars, goals in their short forms, and the values that are refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from camket.ledger.commitment import Group, Regime, Round, members
from camket.ledger.goals import default_pace
from camket.ledger.reports import Report
from camket.ledger.targets import Condition, Goal, Pace, Reference, Target, Yardstick

BASE: dict[str, Any] = {"id": "t", "name": "Chỉ tiêu", "lead": "phong-a", "measure": {"kind": "count"}, "goal": "5"}


def rules(kind: Any, raw: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(raw)
    return [detail["type"] for detail in caught.value.errors()]


def target(**changes: Any) -> Target:
    return Target.model_validate({**BASE, **changes})


# --- goals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ["75", {"at_least": "75"}, {"all": [{"at_least": "75"}]}, {"at_least": "75", "as_written": None, "all": None}],
)
def test_a_goal_in_its_short_and_long_forms(written: object) -> None:
    assert Goal.model_validate(written).all == (Condition(at_least="75"),)


def test_a_yardstick_in_its_short_form() -> None:
    written = {"yardsticks": [{"name": "Tỉnh giao", "at_least": "75"}], "as_written": "75"}
    (yardstick,) = Goal.model_validate(written).yardsticks
    assert yardstick == Yardstick(name="Tỉnh giao", all=(Condition(at_least="75"),))


@pytest.mark.parametrize("written", ["6,5 – 7%", "6,5-7", "6,5% đến 7%", ["6,5", "7"]])
def test_a_range_as_people_write_it(written: object) -> None:
    assert Condition.model_validate({"between": written}).between == ("6,5", "7")


def test_a_range_of_references() -> None:
    assert Condition.model_validate({"between": ["nam-truoc", "7%"]}).between == ("nam-truoc", "7%")


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({}, "goal-form"),
        ({"as_written": "nhiều"}, "goal-form"),
        ({"at_least": "5", "at_most": "7"}, "goal-form"),  # two comparators need a list under all:
        ({"at_least": "5", "yardsticks": [{"name": "A", "at_least": "5"}]}, "goal-form"),
        ({"all": []}, "goal-form"),
        ({"at_least": "5", "change": "growth"}, "goal-form"),
        ({"at_least": "5", "against": "last_year"}, "goal-form"),
        ({"at_least": "≥ 5"}, "bad-number"),
        ({"at_least": ""}, "wrong-type"),
        ({"atleast": "5"}, "extra_forbidden"),
        ({"between": ["5"]}, "goal-form"),
        ({"between": ["6", "5", "7"]}, "goal-form"),
        ({"between": "5"}, "goal-form"),
        ({"between": {"low": "5"}}, "tuple_type"),
        ({"yardsticks": [{"name": "A", "all": []}]}, "wrong-type"),
        ({"by": "2023-02-30"}, "bad-date"),
        ({"done": "có lẽ"}, "wrong-type"),
    ],
)
def test_an_invalid_goal_is_refused(written: dict[str, Any], rule: str) -> None:
    assert rule in rules(Goal, written)


def test_a_condition_knows_its_comparator() -> None:
    for comparator, value in (("about", "5"), ("keep", "last_year"), ("done", "true"), ("by", "2023-06-30")):
        assert Condition.model_validate({comparator: value}).comparator == comparator


# --- references and revisions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "unit", "figure"),
    [
        ("75", None, "75"),
        ("75", "xa-1", "75"),
        (None, None, None),
        ({"label": "Tỉnh giao"}, None, None),
        ({"value": "75", "by_unit": {"xa-1": "5", "xa-2": None}}, None, "75"),
        ({"value": "75", "by_unit": {"xa-1": "5", "xa-2": None}}, "xa-1", "5"),
        ({"value": "75", "by_unit": {"xa-1": "5", "xa-2": None}}, "xa-2", None),
        ({"value": "75", "by_unit": {"xa-1": "5", "xa-2": None}}, "xa-3", None),  # the figure for all is not used
    ],
)
def test_a_reference_gives_the_figure_of_a_unit(written: object, unit: str | None, figure: str | None) -> None:
    assert Reference.model_validate(written).figure(unit) == figure


def test_a_revision_may_change_the_goal_the_figures_or_both() -> None:
    revised = target(
        revisions=[
            {"date": "20/5/2023", "document": "12/QĐ-UBND", "references": {"assigned": "9"}},
            {"date": "2023-06-01", "goal": "7"},
        ]
    )
    first, second = revised.revisions
    assert (first.date, first.goal, first.references["assigned"].value) == (date(2023, 5, 20), None, "9")
    assert first.document is not None
    assert first.document.number == "12/QĐ-UBND"
    assert second.goal is not None
    assert second.goal.all[0].at_least == "7"


# --- who, when -------------------------------------------------------------------------------------------------------


def test_a_target_needs_someone_who_reports_it() -> None:
    assert rules(Target, {key: value for key, value in BASE.items() if key != "lead"}) == ["target-units"]
    assert rules(Target, {**BASE, "each": "cac-xa", "sum_of": "cac-xa"}) == ["target-units"]
    assert target(each="cac-xa").each == ("cac-xa",)


def test_each_member_is_listed_once_in_the_order_of_the_office() -> None:
    groups = {"g": Group.model_validate({"id": "g", "name": "G", "units": ["b", "a"]})}
    assert members(("a", "g", "c"), groups) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ({"id": "q1", "quarter": "1"}, "round-due"),
        ({"id": "q1", "before": "2023-03-05", "by": "2023-03-05"}, "round-due"),
        ({"id": "q1", "quarter": "1", "annual": "update", "by": "2023-03-05"}, "round-due"),
        ({"id": "Quý 1", "by": "2023-03-05"}, "bad-id"),
        ({"id": "q5", "quarter": "5", "by": "2023-03-05"}, "literal_error"),
    ],
)
def test_an_invalid_round_is_refused(written: dict[str, Any], rule: str) -> None:
    assert rules(Round, written) == [rule]


def test_a_round_may_have_only_a_name() -> None:
    found = Round.model_validate({"id": "six-months", "name": "6 tháng", "by": "30/6/2023"})
    assert (found.quarter, found.annual, found.by) == (None, None, date(2023, 6, 30))


@pytest.mark.parametrize(
    ("measure", "goal", "pace"),
    [
        ({"kind": "count"}, "5", "linear"),
        ({"kind": "list"}, "5", "linear"),
        ({"kind": "ratio"}, "5", "linear"),
        ({"kind": "ratio", "accumulates": "false"}, "5", "year_end"),
        ({"kind": "amount", "accumulates": "không"}, "5", "year_end"),
        ({"kind": "score"}, "5", "after_year"),
        ({"kind": "rank"}, "5", "after_year"),
        ({"kind": "incidents", "kinds": {"a": "A"}}, {"equals": "0"}, "always"),
        ({"kind": "incidents", "kinds": {"a": "A"}}, {"at_most": "3"}, "linear"),
        ({"kind": "judgement", "grades": {"a": "A"}}, "a", "year_end"),
        ({"kind": "milestone"}, {"done": "true"}, "year_end"),
        ({"kind": "composition", "parts": {"a": "A"}}, {"of": "a", "at_least": "5"}, "year_end"),
        ({"kind": "count", "accumulates": "false"}, {"at_least": "5", "change": "decrease", "against": "x"}, "linear"),
        ({"kind": "count", "accumulates": "false"}, {"at_least": "5", "change": "percent_of", "against": "x"}, "year_end"),
    ],
)
def test_the_default_pace_of_a_target(measure: dict[str, Any], goal: object, pace: str) -> None:
    found = target(measure=measure, goal=goal)
    assert default_pace(found.measure, found.goal).kind == pace


def test_a_pace_in_its_short_form() -> None:
    assert Pace.model_validate("always").kind == "always"
    assert Pace.model_validate({"kind": "by_round", "shares": {"q1": "12,5%"}}).shares == {"q1": Decimal("12.5")}


# --- scalars ---------------------------------------------------------------------------------------------------------


def test_an_empty_key_counts_as_missing() -> None:
    found = target(note=None, references=None, rounds=None)
    assert (found.note, found.references, found.rounds) == (None, {}, ())


@pytest.mark.parametrize("written", ["con", "Xã", "a b", "-a", "a" * 65, "lpt1"])
def test_an_id_is_a_valid_file_name_on_every_system(written: str) -> None:
    assert rules(Group, {"id": written, "name": "G", "units": ["a"]}) == ["bad-id"]


def test_a_group_has_members() -> None:
    assert rules(Group, {"id": "g", "name": "G", "units": []}) == ["wrong-type"]
    assert Group.model_validate({"id": "g", "name": "G", "units": "a"}).units == ("a",)


@pytest.mark.parametrize("written", ["0001-01-01", "31/12/9999", "1899-12-31"])
def test_a_date_is_in_a_plausible_year(written: str) -> None:
    assert rules(Round, {"id": "q1", "quarter": "1", "by": written}) == ["bad-date"]


@pytest.mark.parametrize(
    "written",
    [{"opens_days_before": "800000"}, {"opens_days_before": "-1"}],
)
def test_a_round_opens_within_a_year_before_its_due_date(written: dict[str, str]) -> None:
    assert rules(Regime, written) == ["out-of-range"]


def test_not_every_day_of_the_week_can_be_a_day_off() -> None:
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert rules(Regime, {"days_off_weekly": week}) == ["bad-value"]
    assert Regime.model_validate({"days_off_weekly": week[1:]}).days_off_weekly == tuple(week[1:])


@pytest.mark.parametrize("share", ["-1", "101", "500%"])
def test_a_share_of_the_goal_and_a_tolerance_are_0_to_100(share: str) -> None:
    assert rules(Pace, {"kind": "by_round", "shares": {"q1": share}}) == ["out-of-range"]
    assert rules(Condition, {"about": "5", "tolerance": share}) == ["out-of-range"]


def test_an_empty_comparator_is_no_goal_and_an_empty_unknown_key_is_refused() -> None:
    assert rules(Goal, {"at_least": None}) == ["goal-form"]
    assert rules(Goal, {"at_least": "5", "foo": None}) == ["extra_forbidden"]


def test_a_model_is_frozen_and_refuses_unknown_keys() -> None:
    found = target()
    with pytest.raises(ValidationError):
        setattr(found, "name", "khác")  # noqa: B010
    assert rules(Target, {**BASE, "gaol": "5"}) == ["extra_forbidden"]


def test_a_report_may_be_almost_empty() -> None:
    found = Report.model_validate({"results": None, "difficulties": ["thiếu người"]})
    assert (found.submitted, found.results, found.difficulties[0].text) == (None, {}, "thiếu người")
