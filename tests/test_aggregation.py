"""The standing of a target of several units: a group in which each has the goal, and a sum."""

from __future__ import annotations

from datetime import date

import pytest

from camket.ledger.reports import Verdict
from camket.ledger.verdicts import ATTENTION
from office import (
    AFTER_THE_YEAR,
    DUE,
    EACH,
    SUM,
    communes,
    facts,
    office,
    overruled,
    report,
    standing_of,
    target,
)

# --- a group ---------------------------------------------------------------------------------------------------------


def test_a_group_has_the_verdict_of_its_worst_unit() -> None:
    found = standing_of(office(target(EACH), communes("q2", "100", "40", "39")))
    assert [part.verdict for part in found.by_unit] == ["met", "on-track", "behind"]
    assert facts(found.verdict, found.actual, found.unheard) == ("behind", 179, ())


def test_a_group_without_a_units_figure_is_not_reported() -> None:
    found = standing_of(office(target(EACH), communes("q2", "100", None, "100")))
    assert (found.verdict, found.unheard) == ("not-reported", ("xa-2",))
    assert [part.unit for part in found.by_unit] == ["xa-1", "xa-2", "xa-3"]


def test_figures_per_unit_some_of_them_not_assigned() -> None:
    body = """
    measure: {kind: amount}
    goal: {at_least: assigned}
    each: cac-xa
    references: {assigned: {by_unit: {xa-1: 100, xa-2: }}}
    """
    found = standing_of(office(target(body), communes("q2", "40", "40", "40")))
    assert [part.verdict for part in found.by_unit] == ["on-track", "goal-unassigned", "goal-unassigned"]
    assert found.verdict == "goal-unassigned"
    assert standing_of(office(target(body), communes("q2", "39", "40", "40"))).verdict == "behind"


def test_a_group_has_a_previous_total_if_all_units_have_a_figure() -> None:
    files = communes("q1", "10", "20", "30") | communes("q2", "40", "40", "40")
    found = standing_of(office(target(EACH), files))
    assert found.previous is not None
    assert found.previous.value == 60
    files.pop("q1/xa-3")
    assert standing_of(office(target(EACH), files)).previous is None


# --- a sum -----------------------------------------------------------------------------------------------------------


def test_a_sum_is_judged_as_a_whole_and_its_parts_are_not() -> None:
    found = standing_of(office(target(SUM), communes("q2", "10", "20", "10")))
    assert facts(found.verdict, found.actual, found.share, found.expected) == ("on-track", 40, 40, 40)
    assert [facts(part.verdict, part.actual, part.goal) for part in found.by_unit] == [
        ("goal-unassigned", 10, None),
        ("goal-unassigned", 20, None),
        ("goal-unassigned", 10, None),
    ]
    assert found.by_unit[0].verdict not in ATTENTION


def test_a_part_of_a_sum_with_its_own_goal_is_judged_by_it() -> None:
    body = """
    measure: {kind: amount}
    goal: {at_least: assigned}
    sum_of: cac-xa
    references: {assigned: {value: 100, by_unit: {xa-1: 50, xa-2: 30}}}
    """
    found = standing_of(office(target(body), communes("q2", "20", "11", "9")))
    assert facts(found.verdict, found.expected) == ("on-track", 40)
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
def test_a_sum_without_a_units_figure(results: tuple[str | None, ...], day: date | None, verdict: Verdict) -> None:
    round_id = "q4" if day else "q2"
    ledger = office(target(SUM), communes(round_id, *results))
    found = standing_of(ledger, round_id, day)
    assert found.verdict == verdict
    assert found.unheard == tuple(f"xa-{i}" for i, result in enumerate(results, 1) if result is None)


def test_a_sum_that_should_fall_has_no_share_without_a_units_figure() -> None:
    body = """
        measure: {kind: count, accumulates: false, better: lower}
        goal: {at_least: 10, change: decrease, against: last_year}
        references: {last_year: 60}
        sum_of: cac-xa
    """
    found = standing_of(office(target(body), communes("q2", "20", "19", None)))
    assert (found.verdict, found.share, found.expected) == ("not-reported", None, None)
    whole = standing_of(office(target(body), communes("q2", "20", "19", "17")))
    assert facts(whole.verdict, whole.share, whole.expected) == ("on-track", 40, 56)


def test_before_its_first_round_no_unit_is_missing_from_a_sum() -> None:
    ledger = office(target(SUM + "\nrounds: [q3]"))
    assert (standing_of(ledger, "q2").unheard, len(standing_of(ledger, "q3").unheard)) == ((), 3)


def test_a_sum_without_a_units_figure_has_no_projection() -> None:
    assert standing_of(office(target(SUM), communes("q2", "20", "20", None))).projection is None
    assert standing_of(office(target(SUM), communes("q2", "20", "20", "0"))).projection == 100


def test_figures_out_of_a_whole_are_not_added_up() -> None:
    body = "measure: {kind: count, out_of: 19, accumulates: false}\ngoal: {equals: 19}\neach: cac-xa"
    files = {**communes("q1", "15", "16", "17"), **communes("q2", "17", "19", "19")}
    found = standing_of(office(target(body), files))
    assert (found.reading, found.previous) == (None, None)
    assert [part.actual for part in found.by_unit] == [17, 19, 19]


@pytest.mark.parametrize(
    ("results", "verdict"), [(("1", "1", None), "on-track"), (("3", "1", None), "missed"), (("1", "1", "1"), "behind")]
)
def test_a_limit_can_be_broken_without_a_units_figure(results: tuple[str | None, ...], verdict: Verdict) -> None:
    body = "measure: {kind: count, better: lower}\ngoal: {at_most: 3}\nsum_of: cac-xa"
    assert standing_of(office(target(body), communes("q2", *results))).verdict == verdict


def test_no_report_is_not_the_same_as_no_incident() -> None:
    body = "measure: {kind: incidents, kinds: {a: A}}\ngoal: {equals: 0}\nsum_of: cac-xa"
    assert standing_of(office(target(body), communes("q2", "[]", "[]", "[]"))).verdict == "met"
    assert standing_of(office(target(body), communes("q2", "[]", None, "[]"))).verdict == "not-reported"
    assert standing_of(office(target(body), communes("q2", "[{kind: a, name: x}]", None, "[]"))).verdict == "missed"


def test_ratios_add_up_by_their_parts() -> None:
    body = "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: 90}\nsum_of: cac-xa"
    parts = ("{part: 9, whole: 10}", "{part: 10, whole: 40}", "{part: 50, whole: 50}")
    found = standing_of(office(target(body), communes("q2", *parts)))
    assert found.reading is not None
    assert found.reading.figures == {"part": 69, "whole": 100}
    assert found.actual == 69
    bare = standing_of(office(target(body), communes("q2", parts[0], "25%", parts[2])))
    assert bare.reading is None
    assert [part.actual for part in bare.by_unit] == [90, 25, 100]


def test_the_figure_of_the_lead_counts_and_the_difference_is_shown() -> None:
    files = communes("q2", "10", "20", "9") | {"q2/phong-a": report(DUE["q2"], "41"), "q1/phong-a": report(DUE["q1"], "21")}
    found = standing_of(office(target(f"{SUM}\nreporter: phong-a"), files))
    assert found.own is not None
    assert facts(found.verdict, found.actual, found.own.value, found.difference) == ("on-track", 41, 41, 2)
    assert found.previous is not None
    assert found.previous.value == 21
    assert found.filed is not None
    assert found.filed.unit == "phong-a"


def test_without_a_figure_of_the_lead_the_sum_counts() -> None:
    found = standing_of(office(target(f"{SUM}\nreporter: phong-a"), communes("q2", "10", "20", "9")))
    assert facts(found.actual, found.own, found.difference, found.verdict) == (39, None, None, "behind")


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
        found = standing_of(office(target(f"{body}\n{who}: cac-xa".replace("    ", "")), first | second))
        assert [part.actual for part in found.by_unit] == [2, 1, 0]
        assert found.actual == 2
        assert found.reading is not None
        assert found.reading.figures["named"] == 3


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (("{awaiting: publication}",) * 3, "awaiting-publication"),
        (("{awaiting: publication}", "{awaiting: publication}", None), "not-reported"),
    ],
)
def test_a_sum_is_awaited_if_every_unit_awaits_its_figure(results: tuple[str | None, ...], verdict: Verdict) -> None:
    assert standing_of(office(target(SUM), communes("q2", *results))).verdict == verdict


def test_the_same_period_of_a_sum_is_known_if_every_unit_gives_it() -> None:
    known = "{value: 10, same_period: 8}"
    assert standing_of(office(target(SUM), communes("q2", known, known, known))).same_period == 24
    assert standing_of(office(target(SUM), communes("q2", known, known, "10"))).same_period is None
    ratio = "measure: {kind: ratio}\ngoal: 90\nsum_of: cac-xa"
    part = "{part: 1, whole: 2, same_period: 40%}"
    assert standing_of(office(target(ratio), communes("q2", part, part, part))).same_period is None  # percentages do not add up


def test_a_limit_is_kept_only_if_every_unit_has_reported() -> None:
    body = "measure: {kind: count, better: lower}\ngoal: {at_most: 3}\nsum_of: cac-xa"
    assert standing_of(office(target(body), communes("q4", "1", "1", None)), "q4", AFTER_THE_YEAR).verdict == "not-reported"
    assert standing_of(office(target(body), communes("q4", "1", "1", "1")), "q4", AFTER_THE_YEAR).verdict == "met"


# --- overrules -------------------------------------------------------------------------------------------------------


def test_an_overrule_of_one_commune_changes_the_whole() -> None:
    files = {**communes("q2", "40", "39", "40"), "q2/_office": overruled("unit: xa-2, verdict: on-track")}
    found = standing_of(office(target(EACH), files))
    assert [(part.verdict, part.computed) for part in found.by_unit] == [
        ("on-track", "on-track"),
        ("on-track", "behind"),
        ("on-track", "on-track"),
    ]
    assert found.verdict == "on-track"


def test_an_overrule_of_the_whole_does_not_change_its_parts() -> None:
    files = {**communes("q2", "40", "39", "40"), "q2/_office": overruled("verdict: met")}
    found = standing_of(office(target(EACH), files))
    assert (found.verdict, found.computed) == ("met", "behind")
    assert [part.verdict for part in found.by_unit] == ["on-track", "behind", "on-track"]
