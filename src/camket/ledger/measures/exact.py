"""Exact arithmetic: sums without rounding, and fractions as decimals that never exceed the fraction."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import reduce

# Wide enough that sums and levels of the longest numbers that can be typed keep their last digit.
WIDE = Context(prec=120)
_FLOOR = Context(prec=28, rounding=ROUND_FLOOR)


def decimal_of(exact: Fraction) -> Decimal:
    """Return `exact` with 28 digits, rounded down, so that a figure below a round number never becomes that number."""
    return _FLOOR.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def add(figures: Iterable[Decimal]) -> Decimal:
    """Return the exact sum."""
    return reduce(WIDE.add, figures, Decimal(0))
