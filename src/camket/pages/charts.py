"""Figures as SVG inside a page: its colours are those of the page, light or dark, and words stand beside it in a table.

Every picture has a title for those who hear it; nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from markupsafe import Markup

_BAR = (120, 12)  # width and height of a bar, in pixels
_CHART = (640, 220)
_AXIS = Markup('<path class="axis" d="M{} {}H{}"/>')
_GOAL = Markup('<path class="goal" d="M{} {}H{}"/>')
_LINE = Markup('<path class="{}" d="M{} {}L{} {}"/>')
_TICK = Markup('<path class="pace" d="M{} {}h10"/>')
_DOT = Markup('<circle cx="{}" cy="{}" r="4"/>')
_TEXT = Markup('<text class="{}" x="{}" y="{}">{}</text>')
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 26, 40  # the margins of a chart: what is written above and below


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A round in a chart: its name, the figure and the figure that the pace expects; None where there is none."""

    name: str
    actual: Decimal | None
    expected: Decimal | None
    text: str


def bar(share: Decimal | None, mark: Decimal | None, verdict: str, title: str) -> Markup:
    """Return a bar filled to `share` in per cent of the goal, with a line at `mark`; empty without a share."""
    if share is None or share < 0:
        return Markup("")
    width, height = _BAR
    whole = max(Decimal(100), share, mark or Decimal(0))
    filled, goal = (_place(part / whole * width) for part in (share, Decimal(100)))
    lines = []
    if whole > 100:
        lines.append(Markup('<path class="goal" d="M{} 2V{}"/>').format(goal, height - 2))
    if mark is not None and mark >= 0:
        lines.append(Markup('<path class="pace" d="M{} 0V{}"/>').format(min(_place(mark / whole * width), width - 1), height))
    return Markup(
        '<svg class="bar" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"><title>{title}</title>'
        '<rect class="ground" y="2" width="{width}" height="{inner}"/>'
        '<rect class="fill {verdict}" y="2" width="{filled}" height="{inner}"/>{lines}</svg>'
    ).format(
        width=width, height=height, inner=height - 4, title=title, verdict=verdict, filled=filled, lines=Markup().join(lines)
    )


def course(points: Sequence[ChartPoint], goal: Decimal | None, title: str, goal_text: str, key: str) -> Markup:
    """Return the course of a figure: a dot with its figure for each round, the line of the pace, the line of the goal.

    Empty where no round has a figure. `key` makes the ids in the page unique.
    """
    figures = [one.actual for one in points if one.actual is not None]
    if not figures:
        return Markup("")
    width, height = _CHART
    others = [one.expected for one in points if one.expected is not None] + ([goal] if goal is not None else [])
    low = min([Decimal(0), *figures, *others])
    high = max([*figures, *others])
    span = (high - low) or Decimal(1)

    def across(index: int) -> float:
        room = width - _LEFT - _RIGHT
        return _place(Decimal(_LEFT) + (Decimal(index) + Decimal("0.5")) * room / len(points))

    def down(value: Decimal) -> float:
        return _place(Decimal(height - _BOTTOM) - (value - low) / span * (height - _TOP - _BOTTOM))

    drawn = [_AXIS.format(_LEFT, down(low), width - _RIGHT)]
    if goal is not None:
        drawn.append(_GOAL.format(_LEFT, down(goal), width - _RIGHT))
        drawn.append(_TEXT.format("of-goal", _LEFT, max(down(goal) - 5, 10), goal_text))
    for names, kind in (("expected", "pace"), ("actual", "line")):
        places = [(across(at), down(value)) for at, one in enumerate(points) if (value := getattr(one, names)) is not None]
        drawn += [_LINE.format(kind, *start, *end) for start, end in pairwise(places)]
        if names == "expected":
            drawn += [_TICK.format(left - 5, top) for left, top in places]
    for index, one in enumerate(points):
        first, _mark, rest = one.name.partition(" (")
        for line, words in enumerate((first, f"({rest}") if rest else (first,)):  # a long name stands in two lines
            drawn.append(_TEXT.format("middle", across(index), height - _BOTTOM + 16 * (line + 1), words))
        if one.actual is not None:
            place = down(one.actual)
            drawn.append(_DOT.format(across(index), place))
            drawn.append(_TEXT.format("middle figure", across(index), place - 9, one.text))
    return Markup(
        '<svg class="course" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{key}-t">'
        '<title id="{key}-t">{title}</title>{drawn}</svg>'
    ).format(width=width, height=height, key=key, title=title, drawn=Markup().join(drawn))


def _place(value: Decimal) -> float:
    return round(float(value), 1)
