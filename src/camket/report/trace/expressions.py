"""The arithmetic of each step as text. Numbers have all their digits: a calculator comes to the result that is printed.

Only this module states the arithmetic again; the results come from `ledger` and `standing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from camket.ledger.goals import Bounds, find_bounds, level
from camket.ledger.measures.base import Reading
from camket.ledger.measures.exact import WIDE, add
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.targets import Condition, Reference
from camket.text.numerals import format_exact


def number_text(number: Decimal) -> str:
    """Return a number with all its digits, a negative one in brackets."""
    return f"({format_exact(number)})" if number < 0 else format_exact(number)


def sign_between(first: Decimal, second: Decimal) -> str:
    """Return the sign between two numbers: =, < or >."""
    return "=" if first == second else "<" if first < second else ">"


def sum_of(figures: Iterable[Decimal]) -> str:
    """Return figures added up: `10 + 4`."""
    return " + ".join(number_text(figure) for figure in figures)


def exact_figure(measure: Measure, reading: Reading, condition: Condition | None = None) -> str:
    """Return a figure as it was typed: a ratio as part and whole (`2 ÷ 3 × 100`).

    For a condition over several years the years are added up or averaged: `(3 + 4 + 5) ÷ 3`.
    """
    of = condition.of if condition else None
    if of is None and isinstance(measure, Ratio) and reading.figures.get("whole"):
        part, whole = (number_text(reading.figures[name]) for name in ("part", "whole"))
        text = f"{part} ÷ {whole} × {measure.per}"
    else:
        figure = reading.figure(of)
        text = number_text(figure) if figure is not None else ""
    over = condition.over if condition else None
    if over is None or not text:
        return text
    past = [number_text(figure) for figure in over.past.values() if figure is not None]
    total = f"({' + '.join([*past, text])})"
    return total if over.how == "sum" else f"{total} ÷ {len(past) + 1}"


def units_sum(measure: Measure, readings: Sequence[Reading], total: Reading | None) -> str:
    """Return the units' figures added up to `total`, less what several units name: `1 + 2 - 1`.

    Empty where nothing is added up: no total, or fewer than two figures.
    """
    if total is None or len(readings) < 2:
        return ""
    if isinstance(measure, Ratio):
        part, whole = (sum_of(one.figures[name] for one in readings) for name in ("part", "whole"))
        return f"({part}) ÷ ({whole}) × {measure.per}" if total.figures["whole"] else ""
    values = [one.value for one in readings if one.value is not None]
    named_twice = add(values) - (total.value or 0)
    return sum_of(values) + (f" - {number_text(named_twice)}" if named_twice else "")


def goal_level(bounds: Bounds, measure: Measure, references: Mapping[str, Reference], unit: str | None) -> str:
    """Return how a goal's level follows from the figure it is set against: `200 + 200 × 5 ÷ 100`.

    Empty where the level is the number that was typed.
    """
    condition = bounds.condition
    if condition.against is None or bounds.missing or bounds.nominal is None:
        return ""
    # The bound of a condition whose number is the reference itself is the reference's figure.
    base = find_bounds(Condition(at_least=condition.against), measure, references, unit).nominal
    if base is None:
        return ""
    first, size = number_text(base), number_text(abs(base))
    patterns = {
        "growth": "{first} + {size} × {n} ÷ 100",
        "reduction": "{first} - {size} × {n} ÷ 100",
        "increase": "{first} + {n}",
        "decrease": "{first} - {n}",
        "times": "{first} × {n}",
        "percent_of": "{first} × {n} ÷ 100",
    }
    # In a ranking, to rise is to come to a smaller number.
    opposite = {"increase": "decrease", "decrease": "increase"}
    for change in (condition.change, opposite.get(condition.change, condition.change)):
        for number in bounds.numbers:
            with localcontext(WIDE):
                is_it = level(change, number, base) == bounds.nominal
            if is_it:
                return patterns[change].format(first=first, size=size, n=number_text(number))
    return ""


def share_of_goal(bounds: Bounds, figure: str, nominal: Decimal) -> str:
    """Return the share of the goal that `figure` (an expression) reaches, in per cent; of a change, counted from its start."""
    if bounds.condition.change in ("increase", "decrease", "reduction"):
        start = number_text(bounds.start)
        return f"({figure} - {start}) × 100 ÷ ({number_text(nominal)} - {start})"
    return f"{figure} ÷ {number_text(nominal)} × 100"


def expected_figure(bounds: Bounds, elapsed: str, nominal: Decimal) -> str:
    """Return the figure expected when the part `elapsed` (an expression) of the pace has gone by: `50 × 146 ÷ 365`."""
    if not bounds.start:
        return f"{number_text(nominal)} × {elapsed}"
    start = number_text(bounds.start)
    return f"{start} + ({number_text(nominal)} - {start}) × {elapsed}"


def projected_figure(figure: str, elapsed: str) -> str:
    """Return the year's end if it goes on at the same speed: `figure` divided by `elapsed` (a fraction `a ÷ b`)."""
    part, _sign, whole = elapsed.partition(" ÷ ")
    return f"{figure} ÷ {part} × {whole}"
