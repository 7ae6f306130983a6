"""A goal's conditions with their numbers found, and one figure judged against them.

Every form of goal comes down to one or two bounds on a figure, so that nothing is ever divided by a baseline:
"5 per cent above last year" is a lower bound of last year × 1.05, also where last year was zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pydantic_core import PydanticCustomError

from camket.language import _
from camket.measures import Reading, is_whole, part_names
from camket.model import Condition, Goal, Judgement, Measure, Milestone, Pace, Rank, Reference, Target, Verdict, read_figure

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
    """What a figure must be: at least `low`, at most `high`, strictly where `open`. `start` is where the figure sets
    out from (zero, or a baseline), `deadline` is for what is done by a day. `missing` names references not known yet."""

    condition: Condition
    low: Decimal | None = None
    high: Decimal | None = None
    open: bool = False
    start: Decimal = Decimal(0)
    has_base: bool = False
    deadline: date | None = None
    numbers: tuple[Decimal, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def downwards(self) -> bool:
        """Whether the figure is to come down to its bound."""
        return self.low is None and self.high is not None and self.condition.comparator in _RISING

    @property
    def nominal(self) -> Decimal | None:
        """The figure that shares and pace are reckoned on."""
        if self.condition.comparator == "about" and self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return self.low if self.low is not None else self.high


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition's outcome. `share` is in per cent of the goal, `expected` in the figure's own unit."""

    bounds: Bounds
    verdict: Verdict
    actual: Decimal | None = None
    share: Decimal | None = None
    expected: Decimal | None = None


_RISING = ("at_least", "more_than", "keep")


def default_pace(measure: Measure, goal: Goal) -> Pace:
    """The pace of a target that names none."""
    kind = measure.kind
    if kind in ("score", "rank"):
        return Pace.model_construct(kind="after_year", shares={}, assessed_from=None)
    if kind == "incidents":
        return Pace.model_construct(kind="always", shares={}, assessed_from=None)
    moves = any(c.change in ("increase", "decrease", "growth", "reduction", "times") for c in goal.all)
    builds = measure.accumulates or moves
    return Pace.model_construct(kind="linear" if builds else "year_end", shares={}, assessed_from=None)


def find_bounds(
    condition: Condition, measure: Measure, references: Mapping[str, Reference], unit: str | None
) -> Bounds:
    """The condition with its numbers: given, named, or reckoned from a reference."""
    comparator = condition.comparator
    if comparator in ("by", "before"):
        day = condition.by or (condition.before and condition.before - timedelta(days=1))
        return Bounds(condition, low=Decimal(1), deadline=day)
    if comparator == "done":
        return Bounds(condition, low=Decimal(1))
    given = getattr(condition, comparator)
    operands = given if isinstance(given, tuple) else (given,)
    numbers: list[Decimal] = []
    missing: list[str] = []
    for operand in operands:
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
    levels = [level(condition.change, number, base) for number in numbers]
    start = base if base is not None and condition.change != "percent_of" and not measure.accumulates else Decimal(0)
    # From nothing, no percentage can be reckoned: any rise meets a goal of growth.
    from_nothing = base == 0 and condition.change in ("growth", "times") and numbers[0] > 0
    return _bounded(condition, measure, levels, tuple(numbers), start, base is not None, from_nothing)


def level(change: str, number: Decimal, base: Decimal | None) -> Decimal:
    """The level that `number` means against `base`."""
    if base is None:
        return number
    match change:
        case "growth":
            return base * (100 + number) / 100
        case "reduction":
            return base * (100 - number) / 100
        case "increase":
            return base + number
        case "decrease":
            return base - number
        case "times":
            return base * number
        case "percent_of":
            return base * number / 100
    return number


def _bounded(
    condition: Condition,
    measure: Measure,
    levels: list[Decimal],
    numbers: tuple[Decimal, ...],
    start: Decimal,
    has_base: bool,
    from_nothing: bool,
) -> Bounds:
    comparator = condition.comparator
    low: Decimal | None = None
    high: Decimal | None = None
    # A cut of at least 380 is a level of at most last year's less 380; the best rank is 1.
    falling = condition.change in ("decrease", "reduction") or isinstance(measure, Rank)
    falling = falling or (comparator == "keep" and measure.better == "lower")
    first = levels[0]
    match comparator:
        case "at_least" | "more_than" | "keep":
            low, high = (None, first) if falling else (first, None)
        case "at_most" | "less_than":
            low, high = (first, None) if falling else (None, first)
        case "equals":
            low = high = first
        case "about":
            margin = abs(first) * condition.tolerance / 100
            low, high = first - margin, first + margin
        case "between":
            low, high = min(levels), max(levels)
    is_open = comparator in ("more_than", "less_than") or from_nothing
    return Bounds(condition, low, high, is_open, start, has_base, numbers=numbers)


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


def operand_faults(target: Target) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """Numbers and names in a target's goals that cannot be read: (keys, rule, message, hint)."""
    yield from _goal_faults(target, target.goal, ("goal",), target.references)
    for name, reference in target.references.items():
        yield from _reference_faults(target, reference, ("references", name))
    for index, revision in enumerate(target.revisions):
        references = {**target.references, **revision.references}
        if revision.goal is not None:
            yield from _goal_faults(target, revision.goal, ("revisions", index, "goal"), references)
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
        hint = _("Known here: {words}.").format(words=", ".join(known)) if known else _("Put it under references:, with or without a value.")
        yield keys, "unknown-reference", message, hint
        return
    try:
        _number(operand, target.measure, {}, None)
    except PydanticCustomError as error:
        context = error.context or {}
        yield keys, error.type, str(context.get("message", "")), str(context.get("hint", ""))


def _goal_faults(
    target: Target, goal: Goal, keys: tuple[str | int, ...], references: Mapping[str, Reference]
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
            hint = _("Known here: {words}.").format(words=", ".join(names)) if names else ""
            yield (*where, "of"), "goal-form", message, hint
        if condition.against is not None:
            yield from _operand_faults(target, condition.against, (*where, "against"), references)
        if comparator not in ("by", "before", "done"):
            given = getattr(condition, comparator)
            for index, operand in enumerate(given if isinstance(given, tuple) else (given,)):
                place = (*where, comparator, index) if isinstance(given, tuple) else (*where, comparator)
                yield from _operand_faults(target, operand, place, references)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a figure is judged: the day, whether the year (or the last year of a span) is over, and the share of the
    pace at the figure's cut-off, 0 to 1, or None where nothing is expected on the way."""

    day: date
    year_ended: bool
    pace: str
    elapsed: Decimal | None


def judge(bounds: Bounds, measure: Measure, reading: Reading, moment: Moment) -> Judged:
    """One figure against one condition."""
    if bounds.missing:
        return Judged(bounds, "goal-unassigned", reading.figure(bounds.condition.of))
    if isinstance(measure, Milestone):
        return Judged(bounds, _judge_milestone(bounds, reading, moment), reading.value)
    actual = _over(bounds.condition, reading.figure(bounds.condition.of))
    if actual is None:
        # A ratio of which nothing was due: it has not been broken, nor has anything been shown.
        nothing_due = reading.figures.get("whole") == 0
        return Judged(bounds, "on-track" if nothing_due and not moment.year_ended else "met" if nothing_due else "not-reported")
    expected = expect(bounds, measure, moment)
    verdict = _judge_number(bounds, measure, actual, expected, moment)
    return Judged(bounds, verdict, actual, share_of_goal(bounds, actual), expected)


def _over(condition: Condition, figure: Decimal | None) -> Decimal | None:
    """The figure over several years where the goal is for several."""
    if condition.over is None or figure is None:
        return figure
    past = [number for number in condition.over.past.values() if number is not None]
    total = sum(past, Decimal(0)) + figure
    return total if condition.over.how == "sum" else total / (len(past) + 1)


def _judge_milestone(bounds: Bounds, reading: Reading, moment: Moment) -> Verdict:
    deadline = bounds.deadline
    if reading.value == 1 and (bounds.condition.done is not False):
        if deadline is not None and reading.done_on is not None and reading.done_on > deadline:
            return "missed"
        return "met"
    if moment.year_ended or (deadline is not None and moment.day > deadline):
        return "missed"
    return "on-track"


def expect(bounds: Bounds, measure: Measure, moment: Moment) -> Decimal | None:
    """The figure that the pace asks for at the cut-off, or None where nothing is expected on the way."""
    nominal = bounds.nominal
    if moment.elapsed is None or nominal is None or moment.pace not in ("linear", "by_round"):
        return None
    if bounds.low is None and not bounds.downwards:
        return None  # a limit is not something to be built up to
    if not measure.accumulates and not bounds.has_base and moment.pace == "linear":
        return None
    return bounds.start + (nominal - bounds.start) * moment.elapsed


def share_of_goal(bounds: Bounds, actual: Decimal) -> Decimal | None:
    """The figure in per cent of the goal, or of the change that the goal asks for; None for a goal of zero."""
    nominal = bounds.nominal
    if nominal is None:
        return None
    if bounds.condition.change in ("increase", "decrease"):
        way = nominal - bounds.start
        return (actual - bounds.start) * 100 / way if way else None
    if bounds.downwards:
        return None
    return actual * 100 / nominal if nominal > 0 else None


def _judge_number(bounds: Bounds, measure: Measure, actual: Decimal, expected: Decimal | None, moment: Moment) -> Verdict:
    low, high = bounds.low, bounds.high
    too_low = low is not None and (actual <= low if bounds.open else actual < low)
    too_high = high is not None and (actual >= high if bounds.open else actual > high)
    if too_high and low is not None and measure.better == "higher" and bounds.condition.comparator in ("about", "between"):
        return "exceeded"
    if too_low or too_high:
        cannot_recover = too_high and measure.accumulates and not bounds.downwards and bounds.condition.of != "whole"
        if isinstance(measure.kind, str) and measure.kind == "ratio":
            cannot_recover = False  # its whole may still grow
        if moment.year_ended or moment.pace in ("always", "after_year") or cannot_recover:
            return "missed"
        if expected is not None:
            enough = actual <= expected if bounds.downwards else actual >= expected
            return "on-track" if enough else "behind"
        return "behind"
    is_limit = low is None and not bounds.downwards
    if is_limit and measure.accumulates and not moment.year_ended and moment.pace != "always":
        return "on-track"
    if bounds.condition.comparator == "at_least":
        beyond = (high is not None and actual < high) if bounds.downwards else (low is not None and actual > low)
        return "exceeded" if beyond else "met"
    return "met"
