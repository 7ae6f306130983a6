"""Figures as plain text for other programs: JSON and exported tables have the same."""

from __future__ import annotations

from decimal import Decimal

from camket.ledger.measures.base import Reading
from camket.ledger.measures.registry import Measure
from camket.text.numerals import all_digits, round_half_up, round_share

# A computed figure (a ratio, an expected figure, a projection) is rounded to so many decimals if it does not end;
# a reported figure keeps all its digits.
_PLACES = 6


def plain_figure(measure: Measure, number: Decimal | None, of: str | None = None) -> str | None:
    """Return a figure of a measure: a grade as its id, done or not done as "true" or "false", all else as a number.

    `of` is the part, kind of incident or other number inside the result that the figure belongs to; None for the main figure.
    """
    if number is None:
        return None
    if of is None and (text := measure.plain_text(number)) is not None:
        return text
    if of is None and measure.is_percent:
        return all_digits(round_share(number, _PLACES))
    exponent = number.as_tuple().exponent
    # A Decimal division that does not end has 28 digits.
    endless = isinstance(exponent, int) and exponent < -_PLACES and len(number.as_tuple().digits) >= 28
    return all_digits(round_half_up(number, _PLACES)) if endless else all_digits(number)


def plain_reading(measure: Measure, reading: Reading | None) -> str | None:
    """Return the main figure of a result; of a milestone that is done, its day."""
    if reading is None:
        return None
    if reading.done_on is not None:
        return reading.done_on.isoformat()
    return plain_figure(measure, reading.value)


def plain_share(share: Decimal | None) -> str | None:
    """Return a share in per cent of the goal."""
    return all_digits(round_share(share)) if share is not None else None
