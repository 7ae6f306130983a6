"""What must hold for the verdicts of every form of goal: those of tools/goal_examples.py with each pace, and of tests/test_goals.py.

Where a form or a pace is an exception, the test names it with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading
from camket.ledger.measures.ratio import Ratio, RatioResult
from camket.ledger.reports import Verdict
from camket.ledger.targets import Condition, Reference, Target
from camket.ledger.verdicts import FAILING, FULFILLED, SEVERITY
from camket.standing.aggregation import Aggregation
from camket.standing.judging import Judge
from camket.standing.standings import Standing
from camket.text.numerals import read_number, unambiguous
from goal_examples import EXAMPLES
from office import AFTER_THE_YEAR, DUE, communes, judge_one, office, round_of, standing_of, target
from test_goals import FORMS

# There are more than 200 forms with paces, so a hundred cases would not come to each of them.
often = settings(max_examples=400, deadline=None)
ROUNDS = tuple(DUE)
MOMENTS = (*((name, date.fromisoformat(day)) for name, day in DUE.items()), ("q4", AFTER_THE_YEAR))
YEAR_END = len(MOMENTS) - 1


def bodies() -> dict[str, str]:
    """Return the YAML of every form with every pace, by a name."""
    found = {
        f"{one.id}, {pace}": f"{one.body}\npace: {one.pace(pace)}".replace("2023-05-20", "2023-05-26")
        for one in EXAMPLES
        for pace in one.paces
    }
    return found | {name: body for name, (body, _steps) in FORMS.items()}


BODIES = bodies()
NAMES = tuple(BODIES)


@cache
def ledger() -> Ledger:
    return office("".join(target(body, f"t{number}") for number, body in enumerate(BODIES.values())))


def target_of(name: str) -> Target:
    return ledger().targets[f"t{NAMES.index(name)}"]


@cache
def judge_at(moment: int) -> Judge:
    name, day = MOMENTS[moment]
    return Judge(ledger(), round_of(ledger(), name), day)


def judged(one: Target, reading: Reading, moment: int) -> Standing:
    at = judge_at(moment)
    return at.judge_figure(one, None, reading, at.round)


def rank(verdict: Verdict) -> int:
    """Return the place of a verdict, the worst first."""
    return SEVERITY.index(verdict)


class Asked(NamedTuple):
    """What a target asks of one figure: its lower and its upper bound, and which is reached first."""

    low: Fraction | None
    high: Fraction | None
    falls: bool
    open: bool


def asked(standing: Standing) -> Asked:
    bounds = [one.bounds for one in standing.conditions]
    lows = [Fraction(one.low) for one in bounds if one.low is not None]
    highs = [Fraction(one.high) for one in bounds if one.high is not None]
    falls, is_open = any(one.falls for one in bounds), any(one.open for one in bounds)
    return Asked(max(lows, default=None), min(highs, default=None), falls, is_open)


def is_number(one: Target) -> bool:
    """Whether conditions look at one number: not at a day, nor at a part beside the number."""
    return not one.measure.takes_days and not any(condition.of for condition in one.goal.conditions)


NUMBERS = tuple(name for name in NAMES if is_number(target_of(name)))
# Conditions on the parts of a figure, and on incidents, are those of numbers: one part is judged as a number is.
NOT_ONE_NUMBER = {name for name in NAMES if name not in NUMBERS}


def test_few_forms_are_not_about_one_number() -> None:
    kinds = {target_of(name).measure.kind for name in NOT_ONE_NUMBER}
    assert kinds == {"milestone", "composition", "incidents", "ratio", "count", "list"}
    assert len(NOT_ONE_NUMBER) < len(NAMES) / 10


# --- figures -----------------------------------------------------------------------------------------------------------


def lines(name: str) -> list[Decimal]:
    """Return the figures to be near to: the bounds of a target and what its pace expects, of what is typed this year."""
    one = target_of(name)
    found = {Decimal(0), Decimal(1)}
    for moment in range(len(MOMENTS)):
        for condition in judged(one, Reading(Decimal(1)), moment).conditions:
            before = condition.worked_actual.exact if condition.worked_actual else Fraction(1)  # with 1 typed this year
            years = len(condition.bounds.condition.over.past) + 1 if condition.bounds.condition.over else 1
            is_mean = condition.bounds.condition.over is not None and condition.bounds.condition.over.how == "mean"
            expected = condition.worked_expected.value if condition.worked_expected else None
            for number in (condition.bounds.low, condition.bounds.high, expected):
                if number is not None:
                    missing = (Fraction(number) - before) * (years if is_mean else 1)
                    found.add(Decimal(1) + Decimal(missing.numerator) / missing.denominator)
    return sorted(found)


@cache
def lines_of(name: str) -> list[Decimal]:
    return lines(name)


@st.composite
def figures(draw: st.DrawFn, name: str) -> Decimal:
    """Draw a figure: near to a line of the target, or anywhere; whole where whole things are counted."""
    measure = target_of(name).measure
    near = draw(st.sampled_from(lines_of(name)))
    offsets = st.sampled_from([Decimal(text) for text in ("0", "1", "-1", "0.01", "-0.01", "0.5", "-0.5", "3", "-7", "40")])
    figure = near + draw(offsets | st.decimals(-2000, 2000, places=2))
    if measure.takes_grades:
        return Decimal(draw(st.integers(0, len(measure.closed_choices) - 1)))
    if measure.counts_things:
        figure = figure.to_integral_value()
    return max(figure, Decimal(0)) if measure.never_below_zero or measure.lowest_is_best else figure


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Decimal, Decimal, int]:
    name = draw(st.sampled_from(NUMBERS))
    return name, draw(figures(name)), draw(figures(name)), draw(st.integers(0, YEAR_END))


# --- a figure nearer to what is asked never gives a worse verdict ------------------------------------------------------


def distance(of: Asked, figure: Fraction) -> tuple[str, Fraction]:
    """Return on which side of what is asked a figure is, and how far; a bound that must be passed is not inside."""
    if of.low is not None and (figure < of.low or (of.open and figure == of.low)):
        return "below", of.low - figure
    if of.high is not None and (figure > of.high or (of.open and figure == of.high)):
        return "above", figure - of.high
    return "inside", Fraction(0)


@often
@given(cases())
def test_a_figure_nearer_to_what_is_asked_is_never_judged_worse(case: tuple[str, Decimal, Decimal, int]) -> None:
    name, one, other, moment = case
    found = [judged(target_of(name), Reading(figure), moment) for figure in (one, other)]
    if any(not standing.conditions or standing.conditions[0].actual is None for standing in found):
        return  # the goal has no figure yet
    of = asked(found[0])
    places = []
    for standing in found:
        actual = standing.conditions[0].worked_actual
        assert actual is not None
        places.append((distance(of, actual.exact), standing))
    places.sort(key=lambda place: (place[0][0] != "inside", place[0][1]))
    (near_side, nearest), near = places[0]
    (far_side, farthest), far = places[1]
    if (near_side, nearest) == (far_side, farthest):
        return  # both inside: the next test
    if near_side != far_side and "inside" not in (near_side, far_side):
        # On different sides the nearer one may be worse: what has accumulated beyond a range cannot come back, and a level
        # beyond it is not on its way there. After the year neither is.
        if moment != YEAR_END:
            return
    if far.computed == "exceeded" and of.low is not None and of.high is not None:
        return  # beyond a range on the better side: 7,2% growth of 6,5–7%
    assert rank(near.computed) >= rank(far.computed), (name, MOMENTS[moment], one, other)


@often
@given(cases())
def test_inside_the_goal_more_of_what_is_good_is_never_judged_worse(case: tuple[str, Decimal, Decimal, int]) -> None:
    name, one, other, moment = case
    less, more = (judged(target_of(name), Reading(figure), moment) for figure in sorted((one, other)))
    if not less.conditions or less.conditions[0].actual is None:
        return
    of = asked(less)
    if of.high is None and of.low is not None:
        assert rank(more.computed) >= rank(less.computed), (name, MOMENTS[moment], one, other)
    if of.low is None and of.high is not None:
        assert rank(less.computed) >= rank(more.computed), (name, MOMENTS[moment], one, other)


# --- the same figure later --------------------------------------------------------------------------------------------


def has_late_figures(one: Target) -> bool:
    """Whether the pace says nothing about the first rounds, so that its first figure may be below what was there before."""
    return one.pace is not None and one.pace.kind == "by_round" and ROUNDS[0] not in {*one.pace.shares, *one.pace.figures}


@often
@given(cases(), st.integers(0, YEAR_END))
def test_the_same_figure_later_is_never_judged_better_on_its_way_and_never_worse_below_a_limit(
    case: tuple[str, Decimal, Decimal, int], other_moment: int
) -> None:
    name, figure, _other, moment = case
    one = target_of(name)
    earlier, later = (judged(one, Reading(figure), at) for at in sorted((moment, other_moment)))
    if not earlier.conditions or earlier.computed == "not-yet-due":
        return  # what is known only after the year is not judged before
    bounds = [condition.bounds for condition in earlier.conditions]
    if not any(one.is_limit for one in bounds):
        # A floor, a range, a level on its way down.
        assert rank(later.computed) <= rank(earlier.computed), (name, figure)
    elif all(one.is_limit for one in bounds) and one.measure.accumulates and not one.measure.is_share:
        # A share above its limit may come down until the year ends, so it is missed only then.
        if has_late_figures(one):
            return
        assert rank(later.computed) >= rank(earlier.computed), (name, figure)


# --- scaling ----------------------------------------------------------------------------------------------------------

# Of what is divisible, or can be taken as divisible: a count of things as an amount. A rank, a score and a share have scales of
# their own, so that 2 of 100 is not 4 of 200.
DIVISIBLE = tuple(name for name in NUMBERS if target_of(name).measure.kind in ("count", "amount"))
# Numbers that are a part of the reference's figure, not in the measure's unit.
RELATIVE = ("growth", "reduction", "times", "percent_of")


def scaled_condition(condition: Condition, references: Mapping[str, Reference], scale: Decimal) -> Condition:
    def scaled(operand: str) -> str:
        return operand if operand in references else scaled_text(operand, scale)

    update: dict[str, object] = {}
    if condition.change not in RELATIVE:
        given = getattr(condition, condition.comparator)
        update[condition.comparator] = tuple(map(scaled, given)) if isinstance(given, tuple) else scaled(given)
    if condition.over is not None:
        past = {year: None if figure is None else figure * scale for year, figure in condition.over.past.items()}
        update["over"] = condition.over.model_copy(update={"past": past})
    return condition.model_copy(update=update)


def scaled_text(number: str, scale: Decimal) -> str:
    return unambiguous(read_number(number, whole=number == "1.000") * scale)


def scaled_target(one: Target, scale: Decimal) -> Target:
    """Return the target as an amount, with every number in its unit multiplied."""

    def of(condition: Condition) -> Condition:
        return scaled_condition(condition, one.references, scale)

    goal = one.goal
    yardsticks = tuple(yard.model_copy(update={"all": tuple(map(of, yard.all))}) for yard in goal.yardsticks)
    update: dict[str, object] = {"all": tuple(map(of, goal.all)), "yardsticks": yardsticks}
    references = {
        name: reference.model_copy(update={"value": scaled_text(reference.value, scale)}) if reference.value else reference
        for name, reference in one.references.items()
    }
    pace = one.pace
    if pace is not None and pace.figures:
        figures_ = {name: scaled_text(figure, scale) for name, figure in pace.figures.items()}
        pace = pace.model_copy(update={"figures": figures_})
    measure = one.measure.model_copy(update={"kind": "amount"})
    return one.model_copy(
        update={"goal": goal.model_copy(update=update), "references": references, "pace": pace, "measure": measure}
    )


@often
@given(st.sampled_from(DIVISIBLE), st.data(), st.sampled_from(["0.1", "3", "1000", "0.37"]), st.integers(0, YEAR_END))
def test_scaling_figure_and_goal_changes_nothing(name: str, data: st.DataObject, scale_text: str, moment: int) -> None:
    figure, scale = data.draw(figures(name)), Decimal(scale_text)
    one = target_of(name)
    found = judged(scaled_target(one, Decimal(1)), Reading(figure), moment)
    scaled = judged(scaled_target(one, scale), Reading(figure * scale), moment)
    assert scaled.computed == found.computed, (name, figure)
    for before, after in zip(found.conditions, scaled.conditions, strict=True):
        for bound, scaled_bound in ((before.bounds.low, after.bounds.low), (before.bounds.high, after.bounds.high)):
            assert scaled_bound == (None if bound is None else bound * scale)
        assert exact(after.worked_share) == exact(before.worked_share)
        expected = exact(before.worked_expected)
        assert exact(after.worked_expected) == (None if expected is None else expected * Fraction(scale))
    projected = exact(found.worked_projection)
    assert exact(scaled.worked_projection) == (None if projected is None else projected * Fraction(scale))


def exact(worked: object) -> Fraction | None:
    return getattr(worked, "exact", None)


RATIOS = tuple(name for name in NUMBERS if target_of(name).measure.is_share)


@often
@given(st.sampled_from(RATIOS), st.integers(0, 300), st.integers(1, 300), st.integers(2, 10**6), st.integers(0, YEAR_END))
def test_a_ratio_of_both_parts_multiplied_is_the_same(name: str, part: int, whole: int, scale: int, moment: int) -> None:
    one = target_of(name)
    small, large = (
        judged(one, one.measure.of_parts(Decimal(part * by), Decimal(whole * by)), moment)  # type: ignore[union-attr]
        for by in (1, scale)
    )
    assert (small.computed, small.share, small.expected) == (large.computed, large.share, large.expected)


# --- groups -----------------------------------------------------------------------------------------------------------

MEMBERS = ("xa-1", "xa-2", "xa-3")


def joint(one: Target, readings: Mapping[str, Reading | None], moment: int) -> Standing:
    """Return the standing of a group whose units have the target each for itself."""
    at = judge_at(moment)
    group = one.model_copy(update={"id": f"{one.id}-of-{len(readings)}", "lead": None, "each": tuple(readings)})
    parts = {(group.id, unit): at.judge_figure(group, unit, reading, at.round) for unit, reading in readings.items()}
    return Aggregation(ledger(), at.round, at.as_of, parts).standing(group)


def failing(standing: Standing) -> int:
    return sum(part.verdict in FAILING for part in standing.by_unit)


@often
@given(st.sampled_from(NUMBERS), st.data(), st.integers(0, YEAR_END))
def test_a_unit_that_has_met_adds_no_fault_to_its_group(name: str, data: st.DataObject, moment: int) -> None:
    one = target_of(name)
    drawn = st.none() | figures(name).map(Reading)
    readings = {unit: data.draw(drawn) for unit in MEMBERS[:2]}
    added = data.draw(figures(name).map(Reading))
    without, with_it = joint(one, readings, moment), joint(one, {**readings, MEMBERS[2]: added}, moment)
    if with_it.by_unit[2].verdict not in FULFILLED:
        return
    assert failing(with_it) == failing(without)
    assert with_it.unheard == without.unheard
    # Units that have exceeded are together with one that has met no longer "exceeded"; no fault is in that.
    assert with_it.computed == without.computed or {with_it.computed, without.computed} <= set(FULFILLED)


@often
@given(st.sampled_from(NUMBERS), st.data(), st.integers(0, YEAR_END))
def test_a_group_is_not_judged_worse_when_a_unit_comes_nearer(name: str, data: st.DataObject, moment: int) -> None:
    one = target_of(name)
    readings: dict[str, Reading | None] = {unit: data.draw(figures(name).map(Reading)) for unit in MEMBERS}
    before = joint(one, readings, moment)
    better = data.draw(figures(name).map(Reading))
    after = joint(one, {**readings, MEMBERS[0]: better}, moment)
    if rank(after.by_unit[0].verdict) >= rank(before.by_unit[0].verdict):
        assert rank(after.computed) >= rank(before.computed)
        assert failing(after) <= failing(before)


@pytest.mark.parametrize(
    ("goal", "results", "verdict"),
    [
        # At most 36 together, 15 by the second round: it holds so far.
        ("{at_most: 36}", (5, 5, None), "on-track"),
        ("{at_most: 36}", (5, 5, 5), "on-track"),
        ("{at_most: 36}", (10, 6, None), "behind"),  # above the period's level already
        ("{at_most: 36}", (30, 7, None), "missed"),
        ("{less_than: 37}", (30, 7, None), "missed"),  # 37 is not less than 37, whatever the third unit has
        ("{less_than: 37}", (30, 6, None), "behind"),
        # Down from 100 to 50, 80 by the second round: the sum is low only because a unit is missing.
        ("{at_least: 50, change: decrease, against: truoc}", (30, 30, None), "not-reported"),
        ("{at_least: 50, change: decrease, against: truoc}", (40, 41, None), "behind"),
        # A floor: what is missing can only add.
        ("{at_least: 100}", (20, 20, None), "on-track"),
        ("{all: [{at_least: 50}, {at_most: 60}]}", (10, 10, None), "on-track"),
    ],
)
def test_a_sum_without_a_units_figure(goal: str, results: tuple[int | None, ...], verdict: Verdict) -> None:
    level = ", accumulates: false" if "decrease" in goal else ""
    better = "" if "at_least: 100" in goal or "50}" in goal else ", better: lower"
    body = f"measure: {{kind: count{level}{better}}}\nreferences: {{truoc: 100}}\ngoal: {goal}\nsum_of: cac-xa"
    given = communes("q2", *(None if one is None else str(one) for one in results))
    assert standing_of(office(target(body), given)).verdict == verdict


# --- a percentage and its parts ---------------------------------------------------------------------------------------

ROUNDINGS = {"rounded": ROUND_HALF_UP, "cut": ROUND_DOWN}


@often
@given(
    st.sampled_from(RATIOS),
    st.integers(0, 400),
    st.integers(1, 400),
    st.integers(0, 4),
    st.sampled_from(sorted(ROUNDINGS)),
    st.integers(0, YEAR_END),
)
def test_parts_and_a_percentage_agree_unless_the_decimals_cannot_decide(
    name: str, part: int, whole: int, decimals: int, how: str, moment: int
) -> None:
    one = target_of(name)
    measure = one.measure
    assert isinstance(measure, Ratio)
    of_parts = measure.of_parts(Decimal(part), Decimal(whole))
    assert of_parts.value is not None
    last_digit = Decimal(1).scaleb(-decimals)
    percent = of_parts.value.quantize(last_digit, rounding=ROUNDINGS[how])
    typed = {"part": Decimal(part), "whole": Decimal(whole), "percent": percent}
    both = RatioResult.model_validate(typed)
    if part <= whole:
        assert not [fault for fault in measure.faults(both) if fault.keys == ("percent",)]
    # Typed beside its parts, the percentage changes nothing.
    assert measure.read(both) == of_parts
    bare, exactly = judged(one, Reading(percent), moment), judged(one, of_parts, moment)
    edges = []
    for condition in exactly.conditions:
        expected = condition.worked_expected.value if condition.worked_expected else None
        edges += [line for line in (condition.bounds.low, condition.bounds.high, expected) if line is not None]
    low, high = sorted((percent, of_parts.value))
    if not any(low <= line <= high for line in edges):
        assert bare.computed == exactly.computed


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        ("{part: 65, whole: 112}", "behind"),  # 58,0357…
        ("58,04%", "met"),  # nothing else is known than what was typed
        ('{part: 65, whole: 112, percent: "58,04%"}', "behind"),
        ("58,03%", "behind"),
        ("{part: 66, whole: 112}", "exceeded"),
    ],
)
def test_where_a_percentage_cannot_decide_its_parts_do(result: str, verdict: Verdict) -> None:
    body = "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: '58,04%'}"
    assert judge_one(body, result, "q2").verdict == verdict


def test_65_of_112_meets_a_goal_of_65_of_112_and_no_rounded_one() -> None:
    body = "measure: {kind: ratio, accumulates: false}\ngoal: {all: [{at_least: 58%}, {of: part, at_least: 65}]}"
    assert judge_one(body, "{part: 65, whole: 112}", "q2").verdict == "met"
    assert judge_one(body, "{part: 64, whole: 112}", "q2").verdict == "behind"


# --- the first round of a pace by round -------------------------------------------------------------------------------


@pytest.mark.parametrize("pace", ["shares: {q2: 1/4}", "figures: {q2: 9}"])
@pytest.mark.parametrize(
    ("when", "figure", "verdict"), [("q1", "1", "on-track"), ("q2", "9", "on-track"), ("q2", "10", "behind")]
)
def test_a_limit_set_from_the_second_round_allows_some_in_the_first(
    pace: str, when: str, figure: str, verdict: Verdict
) -> None:
    body = f"measure: {{kind: count, better: lower}}\ngoal: {{at_most: 36}}\npace: {{kind: by_round, {pace}}}"
    assert judge_one(body, figure, when).verdict == verdict


@pytest.mark.parametrize(("figure", "verdict"), [("0", "on-track"), ("1", "behind")])
def test_a_limit_of_zero_per_cent_in_a_round_is_a_limit(figure: str, verdict: Verdict) -> None:
    body = "measure: {kind: count, better: lower}\ngoal: {at_most: 36}\npace: {kind: by_round, shares: {q1: 0%, q2: 25%}}"
    assert judge_one(body, figure, "q1").verdict == verdict
