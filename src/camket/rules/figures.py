"""Rules that compare a figure with the figure of the round before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from camket.rules.data import POWERS, CheckedYear, FigureStep
from camket.rules.finding import Finding
from camket.text.language import _, chosen
from camket.text.numerals import format_exact, round_half_up, unambiguous
from camket.text.source import Keys


def figure_fell(year: CheckedYear) -> Iterator[Finding]:
    """A cumulative figure is lower than in the round before, without a correction.

    Counts, amounts and the part of a ratio are sums from the first day of the year and never fall, unless the target has
    `accumulates: false`.
    So one of the two figures is wrong, and camket cannot know which.

        # q1                        # q2
        new-roads: 38               new-roads: 31

    To mend: correct the figure; or, where the earlier one was wrong, add a correction to the later report:

        corrections:
          - {target: new-roads, old: 38, new: 29, reason: counted twice, by: Trần Văn B, date: 2023-06-02}
    """
    for step in year.steps:
        if not step.accumulates or step.before is None or step.value >= step.before or _is_increment(step):
            continue
        assert step.before_filed is not None
        message = _("{value} is less than the {before} of {round}").format(
            value=format_exact(step.value), before=format_exact(step.before), round=year.round_name(step.before_filed.round)
        )
        day = step.target.measure.first_day_text
        hint = _("Figures run from {day}. If the earlier one was wrong, record that: camket correct").format(day=day)
        hint = _meant_hint(year, step) + hint
        yield Finding(step.filed.document, _step_keys(step), message, hint)


def increment(year: CheckedYear) -> Iterator[Finding]:
    """A figure looks like the increase since the last round, where the sum from the first day of the year belongs.

    Reported in place of `figure-fell` when the figure is less than three quarters of the last one, and between a third and
    three times of the increase that the pace so far leads to.

        # q2                        # q3
        new-roads: 38               new-roads: 20           # since q2; since the first day of the year it is 58

    To mend: write the sum from the first day of the year; or, where the figure is right and the earlier one was wrong, add a
    correction.
    """
    for step in year.steps:
        if not _is_increment(step):
            continue
        assert step.before is not None and step.before_filed is not None
        message = _("{value} looks like what was added since {round}, whose figure was {before}").format(
            value=format_exact(step.value), round=year.round_name(step.before_filed.round), before=format_exact(step.before)
        )
        hint = _("Write the figure since {day}: {sum}? If the earlier figure was wrong, record that: camket correct").format(
            day=step.target.measure.first_day_text, sum=_as_typed(step.before + step.value)
        )
        yield Finding(step.filed.document, _step_keys(step), message, hint)


def _is_increment(step: FigureStep) -> bool:
    """Whether a figure is about as large as what was to be added since the last one.

    38 on day 150 leads to 61 on day 240: the increase is about 23, so 20 is one. A figure that a factor of 100 or more
    brings in line with the last one (95,4 in place of 95400) is a typing error, not an increase.
    """
    if not step.accumulates or step.before is None or step.course is None or step.value >= step.before * 3 / 4:
        return False
    to_be_added = step.course - step.before
    if not to_be_added / 3 <= step.value <= to_be_added * 3:
        return False
    meant = _likely_meant(step, upwards=True)
    return meant is None or meant < step.value * 100


def jump(year: CheckedYear) -> Iterator[Finding]:
    """A figure is far out of line with the rounds before it.

    The margins are wide, so that a slow start or a good quarter is not reported. One of these must be true:

    - the figure is more than five times what the pace so far leads to, and more than twice the goal;
    - no goal is known, the last figure is at least five, and this one is more than ten times what the pace so far leads to;
    - the figure is more than a hundred times what the pace so far leads to, and a factor of 10, 100, 1000 or a million
      explains it;
    - the last figure is zero or missing, and this one is more than twenty times the goal;
    - for a level, or the whole of a ratio: it became at least three hundred times as large, or as small.

    The usual cause is a dot or comma that is read in another way than it was meant, or another unit of measure.

        # q1                        # q2
        revenue: 42000              revenue: 95400000            # in nghìn đồng instead of triệu đồng

    To mend: check the figure and its unit of measure. If both are right, leave it.
    """
    for step in year.steps:
        if step.accumulates and step.before is not None and step.value < step.before:
            continue
        if not _is_out_of_line(year, step):
            continue
        if step.before_filed is None or not step.before:
            message = _("{value} is far beyond the goal").format(value=format_exact(step.value))
        else:
            message = _("{value} is out of line with the {before} of {round}").format(
                value=format_exact(step.value), before=format_exact(step.before), round=year.round_name(step.before_filed.round)
            )
        hint = _meant_hint(year, step) + _("Check the dots and commas, and the unit of measure.")
        yield Finding(step.filed.document, _step_keys(step), message, hint)


def _is_out_of_line(year: CheckedYear, step: FigureStep) -> bool:
    if not step.accumulates:
        return True
    value, course = step.value, step.course
    if not course:
        goal = year.goal_of(step)
        return goal is not None and goal > 0 and value > 20 * goal
    if step.keys == ("value",):
        goal = year.goal_of(step)
        if goal is not None and value > 5 * course and value > 2 * goal:
            return True
        if goal is None and value > 10 * course and step.before is not None and step.before >= 5:
            return True
    return value > 100 * course and (_likely_meant(step, upwards=False) is not None or _likely_meant_before(step) is not None)


def _meant_hint(year: CheckedYear, step: FigureStep) -> str:
    """Ask for the figure that was probably meant, a power of ten away; empty where there is none.

    It is the new figure that was mistyped, or the last one where the new one suits the goal.
    """
    goal = year.goal_of(step)
    if step.before_filed is None or not step.before:
        likely = [figure for figure in _powers(step, upwards=False) if goal is not None and goal / 100 <= figure <= goal]
        meant, earlier = max(likely, default=None), None
    else:
        meant = _likely_meant(step, upwards=step.value < step.before)
        earlier = _likely_meant_before(step)
        suits = goal is not None and goal / 50 <= step.value <= goal * 2
        if earlier is not None and step.before_filed is not None and (meant is None or suits):
            text = _("Was {round} meant to say {number}?")
            return text.format(round=year.round_name(step.before_filed.round), number=_as_typed(earlier)) + " "
    return _("Did you mean {number}?").format(number=_as_typed(meant)) + " " if meant is not None else ""


def _likely_meant(step: FigureStep, *, upwards: bool) -> Decimal | None:
    """The value a power of ten away that is in line with the last figure and nearest to the course of the pace so far.

    95,4 after 42000 becomes 95400: not below 42000, and not above three times the course.
    """
    if step.before is None or not step.course:
        return None
    low = step.before if step.accumulates else step.before / 3
    likely = [figure for figure in _powers(step, upwards=upwards) if low <= figure <= step.course * 3]
    course = step.course
    return min(likely, key=lambda figure: max(figure, course) / min(figure, course), default=None)


def _powers(step: FigureStep, *, upwards: bool) -> list[Decimal]:
    """The value times (or divided by) each of POWERS; for a count only the whole numbers among them."""
    powers = [step.value * power if upwards else step.value / power for power in POWERS]
    whole = step.target.measure.counts_things
    return [figure for figure in powers if figure and (not whole or figure == figure.to_integral_value())]


def _likely_meant_before(step: FigureStep) -> Decimal | None:
    """The figure that the last one was meant to be, where a power of ten brings it in line with the new one."""
    if not step.before or not step.course:
        return None
    for power in POWERS:
        factor = power if step.value > step.before else 1 / power
        before, course = step.before * factor, step.course * factor
        low = before if step.accumulates else before / 3
        if low <= step.value <= course * 3 and (before == before.to_integral_value() or not step.target.measure.counts_things):
            return before
    return None


def _as_typed(number: Decimal) -> str:
    """A number as it can be typed into a file: no marks between thousands, the decimal mark of the user's language.

    1.234 is written 1.2340, since `1.234` has two readings.
    """
    return unambiguous(number, "." if chosen() == "en" else ",")


def _step_keys(step: FigureStep) -> Keys:
    return ("results", step.target.id, *step.keys)


def reported_hint(figures: Sequence[Decimal]) -> str:
    """Return a hint that names the figures that were reported."""
    if not figures:
        return _("No figure is reported there.")
    return _("Reported: {figures}.").format(
        figures=", ".join(format_exact(round_half_up(figure)) for figure in dict.fromkeys(figures))
    )
