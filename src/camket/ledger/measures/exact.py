"""Exact arithmetic: sums without rounding, fractions as decimals, and numbers that tell how they were found.

`Worked` is for figures that `camket trace` explains. The same line of code finds the number and its text, so the two always
agree: `figure / goal * 100` is the share of the goal, and `38 ÷ 75 × 100` as text. The text is made only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Literal

from camket.text.language import _
from camket.text.numerals import format_exact

# Wide enough that sums and levels of the longest numbers that can be typed keep their last digit.
WIDE = Context(prec=120)
_FLOOR = Context(prec=28, rounding=ROUND_FLOOR)


def decimal_of(exact: Fraction, context: Context = _FLOOR) -> Decimal:
    """Return `exact` with 28 digits, rounded down, so that a figure below a round number never becomes that number."""
    return context.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def add(figures: Iterable[Decimal]) -> Decimal:
    """Return the exact sum."""
    return reduce(WIDE.add, figures, Decimal(0))


@dataclass(frozen=True, slots=True)
class Worked:
    """An exact number with the arithmetic that it was found by; without a `sign` it was not computed.

    `operands` are one number for "", "()", "down" and "up" (rounded to a whole number), two for the other signs. Figures are of
    type Decimal and are written in the user's language, numbers that belong to the formula (100 per cent, 365 days) are of
    type int.
    """

    exact: Fraction
    sign: Literal["", "()", "down", "up", "+", "-", "×", "÷"]
    operands: tuple[Worked | Decimal | int, ...]

    @property
    def value(self) -> Decimal:
        """The number as a decimal: as it was typed, or with 28 digits."""
        typed = self.operands[0]
        return typed if isinstance(typed, Decimal) else decimal_of(self.exact)

    @property
    def text(self) -> str:
        """The expression: `2 ÷ 3 × 100`. Numbers have all their digits: a calculator comes to the exact result."""
        parts = [one for one in self.operands if isinstance(one, Worked)]
        if self.sign == "":
            return _number_text(self.operands[0])
        if self.sign == "()":
            return f"({parts[0].text})"
        if self.sign in ("down", "up"):
            words = _("rounded down: ({expression})") if self.sign == "down" else _("rounded up: ({expression})")
            return words.format(expression=parts[0].text)
        if self.sign in ("×", "÷"):
            first, *others = self._factors()
            return " ".join([first[1]._factor_text(), *(f"{sign} {factor._factor_text()}" for sign, factor in others)])
        return f"{parts[0].text} {self.sign} {parts[1].text if self.sign == '+' else parts[1]._factor_text()}"

    @property
    def expression(self) -> str:
        """The text of what was computed; empty for a number as it was typed."""
        return self.text if self.sign else ""

    def _factor_text(self) -> str:
        """The text inside a product: sums are in brackets."""
        return f"({self.text})" if self.sign in ("+", "-") else self.text

    def _factors(self) -> list[tuple[str, Worked]]:
        """What is multiplied or divided, each with its sign, without brackets: a ÷ (b ÷ c) is a ÷ b × c."""
        if self.sign not in ("×", "÷"):
            return [("×", self)]
        first, second = (one for one in self.operands if isinstance(one, Worked))
        opposite = {"×": "÷", "÷": "×"} if self.sign == "÷" else {}
        return [*first._factors(), *((opposite.get(sign, sign), factor) for sign, factor in second._factors())]

    def bracketed(self) -> Worked:
        """Return the same number with brackets around its text."""
        return Worked(self.exact, "()", (self,))

    def rounded(self, *, up: bool) -> Worked:
        """Return the whole number below or above; a whole number stays as it is."""
        whole = ceil(self.exact) if up else floor(self.exact)
        return self if whole == self.exact else Worked(Fraction(whole), "up" if up else "down", (self,))

    def __add__(self, other: Worked | Decimal | int) -> Worked:
        other = worked(other)
        return Worked(self.exact + other.exact, "+", (self, other))

    def __sub__(self, other: Worked | Decimal | int) -> Worked:
        other = worked(other)
        return Worked(self.exact - other.exact, "-", (self, other))

    def __mul__(self, other: Worked | Decimal | int) -> Worked:
        other = worked(other)
        return Worked(self.exact * other.exact, "×", (self, other))

    def __truediv__(self, other: Worked | Decimal | int) -> Worked:
        other = worked(other)
        return Worked(self.exact / other.exact, "÷", (self, other))


def _number_text(number: Worked | Decimal | int) -> str:
    """A number with all its digits, a negative figure in brackets."""
    if not isinstance(number, Decimal):
        return str(number)
    return f"({format_exact(number)})" if number < 0 else format_exact(number)


def worked(number: Worked | Decimal | int) -> Worked:
    """Return a number that is the beginning of a computation."""
    return number if isinstance(number, Worked) else Worked(Fraction(number), "", (number,))


def worked_sum(figures: Iterable[Decimal]) -> Worked:
    """Return the sum of one or more figures: `10 + 4`."""
    return reduce(Worked.__add__, map(worked, figures))
