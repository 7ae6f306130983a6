"""A goal's conditions with their numbers found, and one figure judged against them.

Every form of goal comes down to one or two bounds on a figure, so that nothing is ever divided by a baseline:
"5 per cent above last year" is a lower bound of last year × 1.05, also where last year was zero. Figures are
compared as exact fractions, so that what is exactly on pace is on pace; decimals are for showing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Literal

from pydantic_core import PydanticCustomError

from camket.ledger.measures import WIDE, Reading, decimal_of, exact_figure, is_whole, part_names
from camket.ledger.reports import Verdict
from camket.ledger.scalars import read_figure
from camket.ledger.targets import (
    Composition,
    Condition,
    Goal,
    Incidents,
    Judgement,
    Measure,
    Milestone,
    NamedList,
    Pace,
    Quantity,
    Rank,
    Ratio,
    Reference,
    Score,
    Span,
    Target,
)
from camket.text.language import _

# From what is worst for a whole made of parts to what is best.
SEVERITY: tuple[Verdict, ...] = (
    "missed",
    "behind",
    "not-reported",
    "goal-unassigned",
    "awaiting-publication",
    "not-yet-due",
    "on-track",
    "met",
    "exceeded",
)


def worst(verdicts: Iterator[Verdict] | list[Verdict] | tuple[Verdict, ...]) -> Verdict:
    """The verdict of a whole whose parts must all hold."""
    return min(verdicts, key=SEVERITY.index)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a figure must be: at least `low`, at most `high`, strictly where `open`.

    `start` is where the figure sets out from (zero, or a baseline), and `falls` says that it comes down from there.
    `deadline` is for what is done by a day; `missing` names references not known yet.
    """

    condition: Condition
    low: Decimal | None = None
    high: Decimal | None = None
    open: bool = False
    start: Decimal = Decimal(0)
    has_base: bool = False
    deadline: date | None = None
    numbers: tuple[Decimal, ...] = ()
    missing: tuple[str, ...] = ()
    falls: bool = False

    @property
    def is_limit(self) -> bool:
        """Whether the figure may only not pass its bound: there is nothing to build up to."""
        return self.high is not None and not self.falls and (self.low is None or self.low == self.high == 0)

    @property
    def nominal(self) -> Decimal | None:
        """The figure that shares and pace are reckoned on."""
        if self.condition.comparator == "about" and self.low is not None and self.high is not None:
            return WIDE.divide(WIDE.add(self.low, self.high), Decimal(2))
        first, second = (self.high, self.low) if self.falls else (self.low, self.high)
        return first if first is not None else second


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition's outcome. `share` is in per cent of the goal, `expected` in the figure's own unit."""

    bounds: Bounds
    verdict: Verdict
    actual: Decimal | None = None
    share: Decimal | None = None
    expected: Decimal | None = None


def default_pace(measure: Measure, goal: Goal) -> Pace:
    """The pace of a target that names none."""
    conditions = [*goal.all, *(condition for yardstick in goal.yardsticks for condition in yardstick.all)]
    kind: Literal["linear", "always", "year_end", "after_year"]
    if measure.kind in ("score", "rank"):
        kind = "after_year"
    elif measure.kind == "incidents" and all("0" in (c.equals, c.at_most) or c.less_than == "1" for c in conditions):
        kind = "always"
    elif measure.accumulates or any(c.change not in ("level", "percent_of") for c in conditions):
        kind = "linear"
    else:
        kind = "year_end"
    return Pace.model_construct(kind=kind, shares={}, assessed_from=None)


def find_bounds(condition: Condition, measure: Measure, references: Mapping[str, Reference], unit: str | None) -> Bounds:
    """The condition with its numbers: given, named, or reckoned from a reference."""
    comparator = condition.comparator
    if comparator in ("by", "before"):
        return Bounds(condition, low=Decimal(1), deadline=condition.deadline)
    if comparator == "done":
        return Bounds(condition, low=Decimal(1))
    numbers: list[Decimal] = []
    missing: list[str] = []
    for operand in operands(condition):
        number = _number(operand, measure, references, unit)
        if number is None:
            missing.append(operand)
        else:
            numbers.append(number)
    base: Decimal | None = None
    if condition.against is not None:
        base = _number(condition.against, measure, references, unit)
        if base is None:
            missing.append(condition.against)
    if condition.over is not None:
        missing += [str(year) for year, figure in condition.over.past.items() if figure is None]
    if missing:
        return Bounds(condition, missing=tuple(missing))
    with localcontext(WIDE):
        return _bounded(condition, measure, tuple(numbers), base)


def operands(condition: Condition) -> tuple[str, ...]:
    """The numbers, grades and names that a condition is made with."""
    given = getattr(condition, condition.comparator)
    if isinstance(given, tuple):
        return given
    return (given,) if isinstance(given, str) else ()


def is_own(condition: Condition, references: Mapping[str, Reference]) -> bool:
    """Whether the condition gives each unit a figure of its own."""
    names = (*operands(condition), condition.against)
    return any(name in references and references[name].by_unit for name in names if name is not None)


def level(change: str, number: Decimal, base: Decimal | None) -> Decimal:
    """The level that `number` means against `base`."""
    if base is None:
        return number
    match change:
        case "growth":
            return base + abs(base) * number / 100
        case "reduction":
            return base - abs(base) * number / 100
        case "increase":
            return base + number
        case "decrease":
            return base - number
        case "times":
            return base * number
        case "percent_of":
            return base * number / 100
    return number


def _bounded(condition: Condition, measure: Measure, numbers: tuple[Decimal, ...], base: Decimal | None) -> Bounds:
    comparator = condition.comparator
    change = condition.change
    is_rank = isinstance(measure, Rank)
    is_ceiling = comparator in ("at_most", "less_than")
    if is_rank and change in ("increase", "decrease"):
        # Up two places is two less; down by at most two places is two more.
        change = "increase" if change == "decrease" and is_ceiling else "decrease"
    levels = [level(change, number, base) for number in numbers]
    first = levels[0]
    # A cut of at least 380 is a level of at most last year's less 380; the best rank is 1.
    falling = is_rank or change in ("decrease", "reduction")
    falling = falling or (comparator in ("keep", "about", "between") and measure.better == "lower")
    # What is counted from 1 January starts at zero, so that "10% fewer accidents" is a limit to it.
    from_zero = measure.accumulates and not (falling and isinstance(measure, Ratio))
    has_base = base is not None and change != "percent_of"
    start = base if base is not None and has_base and not from_zero else Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    is_open = comparator in ("more_than", "less_than")
    match comparator:
        case "at_least" | "more_than" | "keep":
            low, high = (None, first) if falling else (first, None)
        case "at_most" | "less_than":
            low, high = (first, None) if falling and not is_rank else (None, first)
        case "equals":
            low = high = first
        case "about":
            margin = abs(first) * condition.tolerance / 100
            low, high = first - margin, first + margin
        case "between":
            low, high = min(levels), max(levels)
    if comparator in ("about", "between") and falling and from_zero:
        low = None  # fewer of what is unwanted is no fault
    if base == 0 and change in ("growth", "times") and not is_ceiling and max(numbers) > 0:
        # From nothing, no percentage can be reckoned: any rise meets a goal of growth.
        low, high, is_open = Decimal(0), None, min(numbers) > 0
    if is_open and high == 0 and low is None and _never_below_zero(measure):
        is_open = False  # "fewer than last year" holds at nothing where last year had none
    falls = falling and high is not None and not from_zero
    return Bounds(condition, low, high, is_open, start, has_base, numbers=numbers, falls=falls)


def _never_below_zero(measure: Measure) -> bool:
    if isinstance(measure, Score):
        return measure.min is None or measure.min >= 0
    return isinstance(measure, (Ratio, NamedList, Incidents)) or (
        isinstance(measure, Quantity) and (measure.kind == "count" or measure.accumulates)
    )


def _number(operand: str, measure: Measure, references: Mapping[str, Reference], unit: str | None) -> Decimal | None:
    if operand in references:
        figure = references[operand].figure(unit)
        return None if figure is None else _number(figure, measure, {}, unit)
    if isinstance(measure, Judgement):
        grades = list(measure.grades)
        return Decimal(grades.index(operand)) if operand in grades else None
    return read_figure(operand, whole=is_whole(measure) and not _fractional(operand), percent=True)


def _fractional(operand: str) -> bool:
    # 6,5 (per cent of growth) may stand against a count; 1.234 for a count stays 1234.
    tail = operand.rstrip("% ").replace(".", ",").rpartition(",")
    return "," in operand.replace(".", ",") and len(tail[2]) != 3


def operand_faults(target: Target, year: int | None = None) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """Numbers, names and years in a target's goals that cannot be meant: (keys, rule, message, hint). `year` is the
    commitment's, where it is known."""
    if target.sum_of and not isinstance(target.measure, (Quantity, Ratio, NamedList, Incidents)):
        message = _("figures of kind {kind} cannot be added up").format(kind=target.measure.kind)
        hint = _("Use each: where every unit has the target, or lead: with co_operating: where they answer it together.")
        yield ("sum_of",), "target-units", message, hint
    yield from _goal_faults(target, target.goal, ("goal",), target.references, year)
    for name, reference in target.references.items():
        yield from _reference_faults(target, reference, ("references", name))
    for index, revision in enumerate(target.revisions):
        references = {**target.references, **revision.references}
        if revision.goal is not None:
            yield from _goal_faults(target, revision.goal, ("revisions", index, "goal"), references, year)
        for name, reference in revision.references.items():
            yield from _reference_faults(target, reference, ("revisions", index, "references", name))


def _reference_faults(
    target: Target, reference: Reference, keys: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    figures: list[tuple[tuple[str | int, ...], str | None]] = [((*keys, "value"), reference.value)]
    figures += [((*keys, "by_unit", unit), figure) for unit, figure in reference.by_unit.items()]
    for where, figure in figures:
        if figure is not None:
            yield from _operand_faults(target, figure, where, {})


def _operand_faults(
    target: Target, operand: str, keys: tuple[str | int, ...], references: Mapping[str, Reference]
) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    if operand in references or (isinstance(target.measure, Judgement) and operand in target.measure.grades):
        return
    known = [*references, *(target.measure.grades if isinstance(target.measure, Judgement) else ())]
    if operand[:1].isalpha() or isinstance(target.measure, Judgement):
        message = _("'{word}' is not a number, nor a reference or grade of this target").format(word=operand)
        hint = (
            _("Known here: {words}.").format(words=", ".join(known))
            if known
            else _("Put it under references:, with or without a value.")
        )
        yield keys, "unknown-reference", message, hint
        return
    try:
        _number(operand, target.measure, {}, None)
    except PydanticCustomError as error:
        context = error.context or {}
        yield keys, error.type, str(context.get("message", "")), str(context.get("hint", ""))


def _goal_faults(
    target: Target, goal: Goal, keys: tuple[str | int, ...], references: Mapping[str, Reference], year: int | None
) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    conditions: list[tuple[tuple[str | int, ...], Condition]] = [((*keys, "all", i), c) for i, c in enumerate(goal.all)]
    for y, yardstick in enumerate(goal.yardsticks):
        conditions += [((*keys, "yardsticks", y, "all", i), c) for i, c in enumerate(yardstick.all)]
    if goal.stretch is not None:
        conditions.append(((*keys, "stretch"), goal.stretch))
    names = part_names(target.measure)
    for where, condition in conditions:
        comparator = condition.comparator
        if (comparator in ("by", "before", "done")) != isinstance(target.measure, Milestone):
            message = _("{comparator}: does not go with a measure of kind {kind}").format(
                comparator=comparator, kind=target.measure.kind
            )
            hint = _("A milestone has by:, before: or done:; every other measure a number or a grade.")
            yield (*where, comparator), "goal-form", message, hint
            continue
        if condition.of is not None and condition.of not in names:
            message = _("this measure has no figure '{name}'").format(name=condition.of)
            hint = (
                _("Known here: {words}.").format(words=", ".join(names)) if names else _("It has one figure only; delete of:.")
            )
            yield (*where, "of"), "goal-form", message, hint
        if condition.of is None and isinstance(target.measure, Composition):
            message = _("a goal for a composition says which part it is for")
            yield where, "goal-form", message, _("Add of: with one of {words}.").format(words=", ".join(names))
        if condition.against is not None:
            yield from _operand_faults(target, condition.against, (*where, "against"), references)
        if condition.over is not None and year is not None:
            yield from _span_faults(condition.over, (*where, "over"), year)
        if comparator not in ("by", "before", "done"):
            given = getattr(condition, comparator)
            for index, operand in enumerate(given if isinstance(given, tuple) else (given,)):
                place = (*where, comparator, index) if isinstance(given, tuple) else (*where, comparator)
                yield from _operand_faults(target, operand, place, references)


def _span_faults(span: Span, keys: tuple[str | int, ...], year: int) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    hint = _("past: holds the years before the commitment's, until: the last year of the goal.")
    for past in span.past:
        if past >= year:
            yield (
                (*keys, "past", str(past)),
                "goal-form",
                _("{year} is no year before {commitment}").format(year=past, commitment=year),
                hint,
            )
    if span.until is not None and span.until < year:
        message = _("the goal ends in {year}, before the year {commitment}").format(year=span.until, commitment=year)
        yield (*keys, "until"), "goal-form", message, hint


@dataclass(frozen=True, slots=True)
class Moment:
    """When a figure is judged: the day, whether the year (or the last year of a span) is over, and the share of the
    pace at the figure's cut-off, 0 to 1, or None where nothing is expected on the way."""

    day: date
    year_ended: bool
    pace: str
    elapsed: Fraction | None


def judge(bounds: Bounds, measure: Measure, reading: Reading, moment: Moment) -> Judged:
    """One figure against one condition."""
    if bounds.missing:
        return Judged(bounds, "goal-unassigned", reading.figure(bounds.condition.of))
    if isinstance(measure, Milestone):
        return Judged(bounds, _judge_milestone(bounds, reading, moment), reading.value)
    actual = _over(bounds.condition, exact_figure(measure, reading, bounds.condition.of))
    if actual is None:
        # A ratio of which nothing was due: it has not been broken, nor has anything been shown.
        nothing_due = bounds.condition.of is None and reading.figures.get("whole") == 0
        held: Verdict = "met" if moment.year_ended else "on-track"
        return Judged(bounds, held if nothing_due else "not-reported")
    expected = _expect(bounds, measure, moment)
    verdict = _judge_number(bounds, measure, actual, expected, moment)
    share = None if isinstance(measure, Judgement) else _share(bounds, actual)
    return Judged(
        bounds,
        verdict,
        decimal_of(actual),
        None if share is None else decimal_of(share),
        None if expected is None else decimal_of(expected),
    )


def _over(condition: Condition, figure: Fraction | None) -> Fraction | None:
    """The figure over several years where the goal is for several."""
    if condition.over is None or figure is None:
        return figure
    past = [Fraction(number) for number in condition.over.past.values() if number is not None]
    total = sum(past, figure)
    return total if condition.over.how == "sum" else total / (len(past) + 1)


def _judge_milestone(bounds: Bounds, reading: Reading, moment: Moment) -> Verdict:
    deadline = bounds.deadline
    done = reading.value == 1
    if bounds.condition.done is False:  # it must not come about
        return "missed" if done else "met" if moment.year_ended else "on-track"
    if done:
        too_late = deadline is not None and reading.done_on is not None and reading.done_on > deadline
        return "missed" if too_late else "met"
    gone_by = moment.day > deadline if deadline is not None else moment.year_ended
    return "missed" if gone_by else "on-track"


def expect(bounds: Bounds, measure: Measure, moment: Moment) -> Decimal | None:
    """The figure that the pace asks for at the cut-off, or None where nothing is expected on the way."""
    expected = None if bounds.missing else _expect(bounds, measure, moment)
    return None if expected is None else decimal_of(expected)


def _expect(bounds: Bounds, measure: Measure, moment: Moment) -> Fraction | None:
    nominal = bounds.nominal
    if moment.elapsed is None or nominal is None or moment.pace not in ("linear", "by_round"):
        return None
    if bounds.is_limit or isinstance(measure, (Judgement, Milestone)):
        return None
    # A level has a way to go only from somewhere; shares set by hand may also be of the level itself.
    if not bounds.has_base and not measure.accumulates and (bounds.falls or moment.pace == "linear"):
        return None
    start = Fraction(bounds.start)
    return start + (Fraction(nominal) - start) * moment.elapsed


def _share(bounds: Bounds, actual: Fraction) -> Fraction | None:
    """The figure in per cent of the goal, or of the change that the goal asks for; None for a limit, a rank, a goal of
    zero, and for what only equals a figure that it must pass."""
    nominal = bounds.nominal
    if nominal is None or bounds.is_limit or (bounds.falls and not bounds.has_base):
        return None
    if bounds.open and actual == nominal:
        return None
    if bounds.condition.change in ("increase", "decrease", "reduction"):
        way = Fraction(nominal) - Fraction(bounds.start)
        return (actual - Fraction(bounds.start)) * 100 / way if way else None
    return actual * 100 / Fraction(nominal) if nominal > 0 else None


def _judge_number(bounds: Bounds, measure: Measure, actual: Fraction, expected: Fraction | None, moment: Moment) -> Verdict:
    low, high = (None if bound is None else Fraction(bound) for bound in (bounds.low, bounds.high))
    below = low is not None and (actual < low or (bounds.open and actual == low))
    above = high is not None and (actual > high or (bounds.open and actual == high))
    short, past = (above, below) if bounds.falls else (below, above)
    comparator = bounds.condition.comparator
    if past and comparator in ("about", "between") and not bounds.is_limit and _is_better_past(bounds, measure):
        return "exceeded"
    if short or past:
        if moment.year_ended or moment.pace in ("always", "after_year") or (past and not _may_come_back(bounds, measure)):
            return "missed"
        if short and expected is not None:
            return "on-track" if (actual <= expected if bounds.falls else actual >= expected) else "behind"
        return "behind"
    if bounds.is_limit and measure.accumulates and not moment.year_ended and moment.pace not in ("always", "after_year"):
        return "on-track"  # it holds so far, and may still be passed
    if comparator == "at_least" and not bounds.open:
        return "met" if actual in (low, high) else "exceeded"
    return "met"


def _is_better_past(bounds: Bounds, measure: Measure) -> bool:
    """Whether to go past the far end of a range is to do better than asked."""
    return measure.better != "within" if bounds.falls else measure.better == "higher"


def _may_come_back(bounds: Bounds, measure: Measure) -> bool:
    """Whether a figure that has passed its bound can return: a level can, and a share whose whole still grows."""
    of = bounds.condition.of
    return not measure.accumulates or of == "whole" or (isinstance(measure, Ratio) and of != "part")


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "goal-form": """A goal is put together in a way that has no meaning.

    Checked: two comparators in one condition, a date as the goal of a count, `change` without `against`, `of` with a figure
    that the measure does not have.

        goal: {at_least: 80, at_most: 90}      # between: [80, 90]

    To mend: write one comparator in each condition; several conditions form a list under `all:`.
    """,
    "unknown-reference": """A goal names a figure that is neither under the target's `references:` nor one of its grades.

        goal: {at_least: asigned}
        references: {assigned: 182000}

    To mend: use a name that the message lists, or add it under `references:` (without a value while it is not known).
    """,
}
