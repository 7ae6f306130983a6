"""Numbers as people type them, read exactly; and numbers and dates as people read them."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from camket.text.language import _, chosen

MAX_DIGITS = 40
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"))
_PLAIN = re.compile(r"[+-]?\d+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})+")


class NotANumber(ValueError):
    """The text cannot be read as a number; the message says why, in the user's language."""


class AmbiguousNumber(NotANumber):
    """The text has two readings; both are named."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        self.text = text
        self.readings = readings
        first, second = (format_exact(reading) for reading in readings)
        super().__init__(_("'{text}' can be read as {first} or as {second}").format(text=text, first=first, second=second))


def read_number(text: str, *, whole: bool = False) -> Decimal:
    """The number that `text` means, exactly, or NotANumber / AmbiguousNumber.

    A decimal comma, a decimal point, dots or spaces between thousands are all understood where they can
    only mean one thing. `1.234` cannot be told apart, unless `whole`: a count can only be 1234.
    """
    shown = text.strip()
    bare = shown.translate(_SPACES)
    if bare != shown and not re.fullmatch(r"[+-]?\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?", shown):
        raise NotANumber(_("'{text}' is not a number").format(text=shown))
    if len(bare) > MAX_DIGITS:
        raise NotANumber(_("a number of more than {n} digits").format(n=MAX_DIGITS))
    if not bare.isascii():
        raise NotANumber(_("'{text}' is not a number").format(text=shown))
    if _PLAIN.fullmatch(bare):
        return Decimal(bare) or Decimal(0)  # -0 is 0
    sign, digits = ("-", bare[1:]) if bare.startswith("-") else ("", bare.removeprefix("+"))
    if not re.fullmatch(r"\d+(?:[.,]\d+)+", digits):
        raise NotANumber(_("'{text}' is not a number").format(text=shown))
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:  # the mark that comes last, once, is the decimal one
        decimal_mark = "." if digits.rfind(".") > digits.rfind(",") else ","
        thousands_mark = "," if decimal_mark == "." else "."
        integer, _mark, fraction = digits.rpartition(decimal_mark)
        grouped = _GROUPED.fullmatch(integer)
        if decimal_mark in integer or not grouped or thousands_mark not in integer:
            raise NotANumber(_("'{text}' is not a number").format(text=shown))
        number = Decimal(sign + integer.replace(thousands_mark, "") + "." + fraction)
    elif dots + commas > 1:  # 1.234.567
        if not _GROUPED.fullmatch(digits):
            raise NotANumber(_("'{text}' is not a number").format(text=shown))
        number = Decimal(sign + digits.replace(".", "").replace(",", ""))
    else:
        as_decimal = Decimal(sign + digits.replace(",", "."))
        if not _GROUPED.fullmatch(digits):
            number = as_decimal
        else:
            as_thousands = Decimal(sign + digits.replace(".", "").replace(",", ""))
            if whole:
                number = as_thousands
            else:
                raise AmbiguousNumber(shown, (as_thousands, as_decimal))
    if whole and number != number.to_integral_value():
        raise NotANumber(_("'{text}' is not a whole number").format(text=shown))
    return number or Decimal(0)


def read_date(text: str) -> date:
    """The day that `text` means: 2023-06-02, or day/month/year as Vietnamese people write it."""
    shown = text.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", shown)
    local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", shown)
    if iso:
        year, month, day = iso.groups()
    elif local:
        day, month, year = local.groups()
    else:
        raise ValueError(_("'{text}' is not a date").format(text=shown))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("there is no day '{text}' in the calendar").format(text=shown)) from None


def format_exact(number: Decimal) -> str:
    """Every digit of `number`, in the user's language (vi: 1.234,5; en: 1,234.5)."""
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    return text if chosen() == "en" else text.translate(str.maketrans(",.", ".,"))


def format_number(number: Decimal, decimals: int = 2) -> str:
    """`number` rounded half up to at most `decimals` places, in the user's language."""
    return format_exact(round_half_up(number, decimals))


def round_half_up(number: Decimal, decimals: int = 2) -> Decimal:
    """`number` rounded half up, as offices round."""
    exponent = Decimal(1).scaleb(-decimals)
    if number.adjusted() + decimals > 26:  # beyond the context's precision nothing is left to round
        return number
    return number.quantize(exponent, ROUND_HALF_UP)


def round_share(share: Decimal, decimals: int = 2) -> Decimal:
    """A share in per cent, rounded half up, except that what falls short of 100 never becomes 100."""
    rounded = round_half_up(share, decimals)
    if share < 100 <= rounded:
        return share.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
    return rounded


def format_share(share: Decimal, decimals: int = 2) -> str:
    """A share as people read it: 62,5%. What falls short of 100 never prints as 100%."""
    return format_exact(round_share(share, decimals)) + "%"


def format_date(day: date) -> str:
    """A day as tables show it: 04/6/2023 (vi: months 1 and 2 and days below 10 with a zero) or 2023-06-04 (en)."""
    if chosen() == "en":
        return day.isoformat()
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"
