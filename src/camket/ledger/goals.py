"""What a goal asks for in numbers, and the verdict on one figure: bounds, pace, verdict, share.

Every form of goal becomes one or two bounds, `low <= figure <= high`. With 1000 as last year's figure:

    at_least: 75                                             low 75
    at_most: 5                                               high 5
    between: [40, 45]                                        low 40, high 45
    about: 500, tolerance: 5%                                low 475, high 525
    at_least: 5, change: growth, against: last_year          low 1050 (1000 + 5%)
    at_least: 380, change: decrease, against: last_year      high 620 (1000 - 380)
    about: 20, change: decrease, against: last_year          low 979, high 981 (980 ± 5% of 20)

So no figure is divided by last year's figure, which may be zero. Then one figure, for example 38 of at least 75 when
2/5 of the year have passed, is judged in three steps:

    pace     30 is expected by now: 75 × 2/5
    verdict  38 is below 75, but at least 30: on-track
    share    38 / 75 = 50.66% of the goal

All steps compute with exact fractions, so that a figure exactly on pace is on-track. Decimals are only for showing. The
numbers are of type `Worked`: each of them also gives its arithmetic as text, which `camket trace` prints.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Literal

from camket.ledger.measures.base import Reading
from camket.ledger.measures.exact import WIDE, Worked, decimal_of, worked
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Verdict
from camket.ledger.targets import Condition, Goal, Pace, Reference
from camket.ledger.verdicts import SEVERITY

# --- verdicts -------------------------------------------------------------------------------------------------------


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on several conditions that must all hold: `met` and `behind` together are `behind`."""
    return min(verdicts, key=SEVERITY.index)


# The changes whose number is a difference from the reference's figure.
_CHANGES_BY = ("growth", "reduction", "increase", "decrease")

# --- bounds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bounds:
    """A condition in numbers: the figure must be at least `low` and at most `high`; None is no bound.

    open: the figure must not equal its bound either (`more_than`, `less_than`)
    start: the figure from which progress is counted: for a level that is to change, the reference's figure; else zero
    has_base: whether the goal is a change of a reference's figure, such as 5% more than last year
    deadline: the last day in time, for a milestone
    levels: the numbers of the condition, each applied to the reference's figure
    missing: the references and past years whose figures are not known yet; then there are no bounds
    falls: whether the figure is to come down from `start` to `high`, as for 380 fewer poor households
    whole: whether the figure is a number of whole things, so that only whole numbers are asked for
    has_floor: whether another condition sets a lower bound for the same figure, which may be reached early
    numbers: the numbers of the condition as they are written: 380
    base: the reference's figure that they are applied to
    """

    condition: Condition
    low: Decimal | None = None
    high: Decimal | None = None
    open: bool = False
    start: Decimal = Decimal(0)
    has_base: bool = False
    deadline: date | None = None
    levels: tuple[Worked, ...] = ()
    missing: tuple[str, ...] = ()
    falls: bool = False
    whole: bool = False
    has_floor: bool = False
    numbers: tuple[Decimal, ...] = ()
    base: Decimal | None = None

    @property
    def is_limit(self) -> bool:
        """Whether the goal is only a limit (at most 5, exactly 0): there is no progress towards it, so no share."""
        return self.high is not None and not self.falls and (self.low is None or self.low == self.high == 0)

    @property
    def must_stay_below(self) -> bool:
        """Whether a smaller figure is the better one: the figure is to fall, or it has only an upper bound."""
        return self.falls or self.is_limit

    def is_passed_by(self, figure: Decimal) -> bool:
        """Whether a figure is above the upper bound, or at one that must not be reached."""
        return self.high is not None and (figure > self.high or (self.open and figure == self.high))

    def is_same_level(self, other: Bounds) -> bool:
        """Whether the other condition asks for the same figure, in the same time."""
        if self.missing or other.missing or self.condition.unclear or other.condition.unclear:
            return False
        return self._asked() == other._asked()

    def _asked(self) -> tuple[object, ...]:
        condition = self.condition
        return condition.of, self.low, self.high, self.open, condition.deadline, condition.over, condition.done

    @property
    def limits(self) -> tuple[Decimal, ...]:
        """The numbers of the goal, each once: the bounds, or the number alone where its direction is not clear."""
        known = [bound for bound in (self.low, self.high) if bound is not None]
        if not known and self.condition.unclear:
            known = [level.value for level in self.levels]
        return tuple(dict.fromkeys(known))

    @property
    def nominal(self) -> Decimal | None:
        """The figure that counts as 100% for share and pace: the bound to be reached first, or the middle of `about`."""
        if self.condition.comparator == "about" and self.low is not None and self.high is not None:
            return WIDE.divide(WIDE.add(self.low, self.high), Decimal(2))
        first, second = (self.high, self.low) if self.falls else (self.low, self.high)
        return first if first is not None else second

    @property
    def nominal_level(self) -> Worked | None:
        """The nominal figure with its arithmetic."""
        return next((one for one in self.levels if one.exact == self.nominal), None)


def find_bounds(condition: Condition, measure: Measure, references: Mapping[str, Reference], unit: str | None) -> Bounds:
    """Return the condition in numbers.

    A number is written in the goal, or it is the figure of a reference; `unit` matters for a reference with a figure for each
    unit. When a figure is not known yet, the result has no bounds, and `missing` names the reference.
    """
    comparator = condition.comparator
    if comparator in ("by", "before"):
        return Bounds(condition, low=Decimal(1), deadline=condition.deadline)
    if comparator == "done":
        return Bounds(condition, low=Decimal(1))
    numbers: list[Decimal] = []
    missing: list[str] = []
    for operand in condition.operands:
        number = number_of(operand, measure, references, unit)
        if number is None:
            missing.append(operand)
        else:
            numbers.append(number)
    base: Decimal | None = None
    if condition.against is not None:
        base = number_of(condition.against, measure, references, unit)
        if base is None:
            missing.append(condition.against)
    if condition.over is not None:
        missing += [str(year) for year, figure in condition.over.past.items() if figure is None]
    if missing:
        return Bounds(condition, missing=tuple(missing), numbers=tuple(numbers), base=base)
    with localcontext(WIDE):
        return _bounded(condition, measure, tuple(numbers), base)


def distinct(found: Iterable[Bounds]) -> list[Bounds]:
    """Return the bounds without those that ask for the same as others: "at least 66" and "20 more than 46" are one.

    Of such bounds the one with a reference's figure remains, since it knows where the way to the goal starts.
    """
    kept: list[Bounds] = []
    for bounds in found:
        place = next((place for place, one in enumerate(kept) if one.is_same_level(bounds)), None)
        if place is None:
            kept.append(bounds)
        elif bounds.has_base and not kept[place].has_base:
            kept[place] = bounds
    return kept


def beside(bounds: Bounds, others: Collection[Bounds]) -> Bounds:
    """Return the bounds with what the other conditions of the goal say about the pace.

    A condition for the same level gives its start, so that both expect the same figure. Beside "at least 50", "at most 60" has
    no pace: 55 may be reached early.
    """
    if bounds.is_limit:
        of = bounds.condition.of
        has_floor = any(one.condition.of == of and one.low is not None and not one.is_limit for one in others)
        return replace(bounds, has_floor=has_floor) if has_floor else bounds
    base = next((one for one in others if one.has_base and one.is_same_level(bounds)), bounds)
    if bounds.has_base or base is bounds:
        return bounds
    return replace(bounds, start=base.start, has_base=base.has_base, falls=base.falls)


def is_own(condition: Condition, references: Mapping[str, Reference]) -> bool:
    """Whether the condition uses a reference with a figure for each unit (`by_unit`)."""
    return any(references[name].by_unit for name in condition.references_of(references))


def level(change: str, number: Decimal, base: Decimal | None) -> Worked:
    """Return the figure to be reached: `number` applied to `base`, the figure of the reference.

    With 5 and 200: growth 210, reduction 190, increase 205, decrease 195, times 1000, percent_of 10. With a base of -200, a
    growth of 5% is -190: a smaller loss. Without a base the number is the figure itself.
    """
    if base is None:
        return worked(number)
    first, size = worked(base), worked(abs(base))
    match change:
        case "growth":
            return first + size * number / 100
        case "reduction":
            return first - size * number / 100
        case "increase":
            return first + number
        case "decrease":
            return first - number
        case "times":
            return first * number
        case "percent_of":
            return first * number / 100
    return worked(number)


def _bounded(condition: Condition, measure: Measure, numbers: tuple[Decimal, ...], base: Decimal | None) -> Bounds:
    """Return the bounds of a comparison, once all its numbers are known."""
    comparator = condition.comparator
    change = _change_of_value(condition, measure)
    levels = tuple(level(change, number, base) for number in numbers)
    if condition.unclear is not None and not condition.is_range:
        return Bounds(condition, levels=levels)  # whether the number is the least or the most is not known
    values = [decimal_of(one.exact, WIDE) if one.sign else one.value for one in levels]
    first = values[0]
    falling = _is_falling(condition, measure, change)
    # What is counted over the year starts at zero, whatever last year's figure was: for it, "10% fewer accidents" is a
    # limit and not a way down.
    from_zero = measure.starts_at_zero(falls=falling)
    has_base = base is not None and change != "percent_of"
    start = base if base is not None and has_base and not from_zero else Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    is_open = comparator in ("more_than", "less_than")
    match comparator:
        case "at_least" | "more_than" | "keep":
            # A cut of at least 380 from 1000 means at most 620; rank 3 or better means at most 3.
            low, high = (None, first) if falling else (first, None)
        case "at_most" | "less_than":
            # A cut of at most 10% from 1000 means at least 900; but "at most" rank 10 is rank 10 or better.
            low, high = (first, None) if falling and not measure.lowest_is_best else (None, first)
        case "equals":
            low = high = first
        case "about":
            # Of "about 20 fewer than 100" the tolerance is that of the 20: a rise would not be about 20 fewer.
            asked = first - base if base is not None and change in _CHANGES_BY else first
            margin = abs(asked) * condition.tolerance / 100
            low, high = first - margin, first + margin
        case "between":
            low, high = min(values), max(values)
    if comparator in ("about", "between") and falling and from_zero:
        low = None  # fewer of what is unwanted is no fault
    if base == 0 and change in ("growth", "times") and comparator not in ("at_most", "less_than") and max(numbers) > 0:
        # 5% more than nothing is nothing: any rise above zero meets the goal.
        low, high, is_open = Decimal(0), None, min(numbers) > 0
    if is_open and high == 0 and low is None and measure.never_below_zero:
        is_open = False  # "fewer than last year" cannot be less than zero where last year had none: zero meets it
    falls = falling and high is not None and not from_zero
    whole = measure.counts_things and (condition.over is None or condition.over.how == "sum")
    bounds = Bounds(
        condition, low, high, is_open, start, has_base, levels=levels, falls=falls, whole=whole, numbers=numbers, base=base
    )
    return _in_whole_numbers(bounds) if whole else bounds


def _in_whole_numbers(bounds: Bounds) -> Bounds:
    """Return the bounds that whole things can reach: 5% more than 72 firms, 75.6, is at least 76."""
    low = Decimal(ceil(bounds.low)) if bounds.low is not None else None
    high = Decimal(floor(bounds.high)) if bounds.high is not None else None
    if (low, high) == (bounds.low, bounds.high) or (low is not None and high is not None and low > high):
        return bounds
    up = {bounds.low: True, bounds.high: False}
    levels = tuple(one.rounded(up=up[one.value]) if one.value in up else one for one in bounds.levels)
    return replace(bounds, low=low, high=high, open=False, levels=levels)


def _change_of_value(condition: Condition, measure: Measure) -> str:
    """Return the change in terms of the value: for a rank "up 2 places" from rank 9 is a decrease, to rank 7."""
    change = condition.change
    if measure.lowest_is_best and change in ("increase", "decrease"):
        # Down by at most 2 places is an increase of the value, from 9 to 11; every other goal is for a better rank.
        return "increase" if change == "decrease" and condition.comparator in ("at_most", "less_than") else "decrease"
    return change


def _is_falling(condition: Condition, measure: Measure, change: str) -> bool:
    """Whether the goal wants the value to fall: a rank (1 is best), a cut, or keeping what is better when lower."""
    if measure.lowest_is_best or change in ("decrease", "reduction"):
        return True
    return condition.comparator in ("keep", "about", "between") and measure.better == "lower"


def number_of(operand: str, measure: Measure, references: Mapping[str, Reference], unit: str | None) -> Decimal | None:
    """Return the number of an operand: of a reference its figure for the unit, of a grade its position from 0.

    None where it is not known. Raises PydanticCustomError when the operand is not a number.
    """
    if operand in references:
        figure = references[operand].figure(unit)
        return None if figure is None else number_of(figure, measure, {}, unit)
    return measure.operand(operand)


# --- judging one figure ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """The time at which a figure is judged.

    year_ended: whether the year, or the last year of a goal over several years, is over on `day`
    pace: the kind of the target's pace
    elapsed: how much of the way to the goal is expected at the cut-off of the figure, 0 to 1; None where the pace expects
        nothing before the end
    stated: the figure that the pace itself states for the cut-off
    nothing_due: whether the pace is set by round, but nothing is set up to the cut-off
    """

    day: date
    year_ended: bool
    pace: str
    elapsed: Worked | None = None
    stated: Worked | None = None
    nothing_due: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The result of judging one condition. `share` is in per cent of the goal, `expected` in the unit of the figure.

    The `worked_` fields are the same exactly, with their arithmetic.
    """

    bounds: Bounds
    verdict: Verdict
    worked_actual: Worked | None = None
    worked_share: Worked | None = None
    worked_expected: Worked | None = None

    @property
    def actual(self) -> Decimal | None:
        return self.worked_actual.value if self.worked_actual else None

    @property
    def share(self) -> Decimal | None:
        return self.worked_share.value if self.worked_share else None

    @property
    def expected(self) -> Decimal | None:
        return self.worked_expected.value if self.worked_expected else None

    @property
    def expected_share(self) -> Decimal | None:
        """The expected figure in per cent of the goal, as `share` is of the figure."""
        share = _share(self.bounds, self.worked_expected) if self.worked_expected else None
        return share.value if share else None


def default_pace(measure: Measure, goal: Goal) -> Pace:
    """Return the pace of a target that names none.

    after_year  scores and ranks, which are published after the year
    always      incidents of which none may happen
    linear      what is counted over the year, and a change against a reference (10% more than last year)
    year_end    everything else: levels such as a share of households, grades, milestones, compositions
    """
    conditions = goal.conditions
    kind: Literal["linear", "always", "year_end", "after_year"]
    allows_none = all("0" in (c.equals, c.at_most) or c.less_than == "1" for c in conditions)
    own = measure.own_pace(allows_none=allows_none)
    if own is not None:
        kind = own
    elif measure.accumulates or any(c.change not in ("level", "percent_of") for c in conditions):
        kind = "linear"
    else:
        kind = "year_end"
    return Pace.model_construct(kind=kind, shares={}, figures={}, assessed_from=None)


def judge(bounds: Bounds, measure: Measure, reading: Reading, moment: Moment) -> Judged:
    """Judge one figure against one condition.

    goal-unassigned  a reference of the goal has no figure yet
    undecided        whether the goal is the least or the most is not clear, and the verdict depends on it
    not-reported     the reading has no figure for the condition
    exceeded, met    the bounds hold, or the milestone is done in time
    on-track         the figure is not there yet, but at least where the pace expects it; or a limit holds so far
    behind           the figure is not where the pace expects it, and the goal can still be met; or it is still within a limit,
                     but above the limit's pace
    missed           the goal cannot be met any more
    """
    if bounds.missing:
        return Judged(bounds, "goal-unassigned", measure.worked_figure(reading, bounds.condition.of))
    if measure.takes_days:
        return Judged(bounds, _judge_milestone(bounds, reading, moment), measure.worked_figure(reading))
    actual = _over_years(bounds.condition, measure.worked_figure(reading, bounds.condition.of))
    if actual is None:
        # A ratio 0/0, for example 0 files of which 0 were due: the goal holds, but there is no figure to show.
        nothing_due = bounds.condition.of is None and reading.figures.get("whole") == 0
        held: Verdict = "met" if moment.year_ended else "on-track"
        return Judged(bounds, held if nothing_due else "not-reported")
    if bounds.condition.unclear is not None and (measure.accumulates or not _is_inside(bounds, actual.exact)):
        return Judged(bounds, "undecided", actual)
    expected = expect(bounds, measure, moment)
    verdict = _judge_number(bounds, measure, actual.exact, expected.exact if expected else None, moment)
    return Judged(bounds, verdict, actual, None if measure.takes_grades else _share(bounds, actual, verdict), expected)


def _over_years(condition: Condition, figure: Worked | None) -> Worked | None:
    """Return the sum or mean of past years and this year's figure where the goal is for several years.

    With 100 and 110 in the past and 105 this year: sum 315, mean 105.
    """
    if condition.over is None or figure is None:
        return figure
    past = [worked(number) for number in condition.over.past.values() if number is not None]
    total = reduce(Worked.__add__, [*past, figure]).bracketed()
    return total if condition.over.how == "sum" else total / (len(past) + 1)


def _judge_milestone(bounds: Bounds, reading: Reading, moment: Moment) -> Verdict:
    """Judge what is done or not done, against its deadline, or else the end of the year."""
    deadline = bounds.deadline
    done = reading.value == 1
    if bounds.condition.done is False:  # the goal is that it does not happen
        return "missed" if done else "met" if moment.year_ended else "on-track"
    if done:
        too_late = deadline is not None and reading.done_on is not None and reading.done_on > deadline
        return "missed" if too_late else "met"
    is_over = moment.day > deadline if deadline is not None else moment.year_ended
    return "missed" if is_over else "on-track"


def expect(bounds: Bounds, measure: Measure, moment: Moment) -> Worked | None:
    """Return the figure expected at the cut-off, or None where the pace expects nothing before the end.

    It is `start + (goal - start) × elapsed`, or the figure that the pace states. When 2/5 of the year have passed: 75 counted
    from zero, 30; from 1000 down to 620, 848; at most 36 accidents, 14.4. Of whole things a whole number is expected, rounded
    to the side of the unit: of 1 initiative 0, of at most 36 accidents 15.
    """
    nominal = None if bounds.missing or bounds.condition.unclear else bounds.nominal
    if nominal is None or measure.takes_grades or measure.takes_days or moment.pace not in ("linear", "by_round"):
        return None
    if moment.stated is not None:
        return moment.stated
    if moment.elapsed is None:
        return None
    if bounds.is_limit:
        # A ratio is the same share in March as in December, so its limit holds as it is.
        if not measure.accumulates or measure.is_share or bounds.has_floor or nominal <= 0 or moment.nothing_due:
            return None
        if bounds.open and bounds.whole:
            nominal -= 1  # fewer than 37 is at most 36
    # A level that is compared with no reference has no start, so no linear pace; shares set by round apply to the level.
    elif not bounds.has_base and not measure.accumulates and (bounds.falls or moment.pace == "linear"):
        return None
    expected = worked(nominal) * moment.elapsed
    if bounds.start:
        if bounds.start < nominal if bounds.falls else bounds.start > nominal:
            return None  # at most 10% less than 1000: nothing has to be reached, 900 is only not to be passed
        start = worked(bounds.start)
        expected = start + (worked(nominal) - start) * moment.elapsed
    return expected.rounded(up=bounds.must_stay_below) if bounds.whole else expected


def _share(bounds: Bounds, actual: Worked, verdict: Verdict | None = None) -> Worked | None:
    """Return the figure in per cent of the goal, or of the change that the goal asks for.

    38 of at least 75 is 50.66%. Where the goal is a cut from 1000 to 620, 848 is 40%: 152 of 380. None for a limit, for a
    goal of zero, for a falling figure without a reference (rank 3 or better), where the figure equals a bound that it must
    pass (100 of more than 100 is not 100%), and where it is above the goal and not the better for it: 66 of exactly 60
    is not 110%, nor 39 of 38 to 40 102.63%.
    """
    nominal = None if bounds.condition.unclear else bounds.nominal
    if nominal is None or bounds.is_limit or (bounds.falls and not bounds.has_base):
        return None
    if bounds.open and actual.exact == nominal:
        return None
    if bounds.high is not None and not bounds.falls and verdict != "exceeded":
        highest = nominal if bounds.condition.comparator == "between" else bounds.high
        if actual.exact > highest:
            return None
    if bounds.condition.change in ("increase", "decrease", "reduction"):
        asked = worked(nominal) - bounds.start
        return (actual - bounds.start) * 100 / asked if asked.exact else None
    return actual / nominal * 100 if nominal > 0 else None


def _judge_number(bounds: Bounds, measure: Measure, actual: Fraction, expected: Fraction | None, moment: Moment) -> Verdict:
    """Return the verdict on a number.

    at_least 75, 30 expected by now    29 behind, 30 on-track, 75 met, 76 exceeded; after the year 74 missed
    at_most 5, counted, 2 by now       2 on-track, 3 behind (above the period's share), 6 missed; after the year 5 met
    equals 42.5, a level               43 behind, since a level can come back; after the year missed
    from 1000 to 620, 848 expected     849 behind, 848 on-track, 620 met, 600 exceeded
    about 500 (475 to 525)             526 exceeded where more is better, else missed
    """
    comparator = bounds.condition.comparator
    short, beyond = _outside(bounds, actual)
    if beyond and comparator in ("about", "between") and not bounds.is_limit and _is_better_beyond(bounds, measure):
        return "exceeded"
    is_final = moment.year_ended or moment.pace in ("always", "after_year")
    if short or beyond:
        if is_final or (beyond and not measure.may_come_back(bounds.condition.of)):
            return "missed"
        if short and expected is not None:
            return "on-track" if (actual <= expected if bounds.falls else actual >= expected) else "behind"
        return "on-track" if short and moment.nothing_due else "behind"
    holds_so_far = moment.pace == "always" and not moment.year_ended and bounds.high != 0
    if bounds.is_limit and measure.accumulates and (holds_so_far or not is_final):
        # The limit holds so far, but what is counted can still grow beyond it.
        return "behind" if expected is not None and actual > expected else "on-track"
    if comparator == "at_least" and not bounds.open and bounds.nominal is not None:
        return "met" if actual == Fraction(bounds.nominal) else "exceeded"
    return "met"


def _outside(bounds: Bounds, actual: Fraction) -> tuple[bool, bool]:
    """Return (short, beyond): whether the figure has not reached the goal yet, whether it is past the bound on the far side.

    For 40 to 45, 39 is short and 46 is beyond. A figure that falls comes from above: from 1000 to 850–900, 901 is short.
    """
    low, high = (None if bound is None else Fraction(bound) for bound in (bounds.low, bounds.high))
    below = low is not None and (actual < low or (bounds.open and actual == low))
    above = high is not None and (actual > high or (bounds.open and actual == high))
    return (above, below) if bounds.falls else (below, above)


def _is_inside(bounds: Bounds, actual: Fraction) -> bool:
    """Whether a figure is inside a range; never where the bounds are not known."""
    return bounds.condition.is_range and not any(_outside(bounds, actual))


def _is_better_beyond(bounds: Bounds, measure: Measure) -> bool:
    """Whether a figure beyond the far side of a range is better than the goal: 7.2% growth where 6.5–7% are asked for."""
    return measure.better != "within" if bounds.falls else measure.better == "higher"
