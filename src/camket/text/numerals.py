"""Numbers and dates: parsed from text as people type it, and formatted in the user's language."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from camket.text.language import _, chosen
from camket.text.odd_characters import odd_character, plain_figures

MAX_DIGITS = 40
_PLAIN = re.compile(r"[+-]?\d+")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})+")


class NotANumber(ValueError):
    """The text is not a number; the message gives the reason in the user's language."""


class OddCharacter(NotANumber):
    """A character stands in the figure that has no certain reading there; the message names it."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(_("'{text}' has the character {code} in it").format(text=text, code=code))


class AmbiguousNumber(NotANumber):
    """The text can be read as two numbers, `readings`; the message names both."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        self.text = text
        self.readings = readings
        first, second = (format_exact(reading) for reading in readings)
        super().__init__(_("'{text}' can be read as {first} or as {second}").format(text=text, first=first, second=second))


def read_number(text: str, *, whole: bool = False) -> Decimal:
    """Parse a number, exactly: no digit is lost. Raises NotANumber, or AmbiguousNumber when there are two readings.

    Decimal comma and decimal point are both accepted, and dots, commas or spaces between thousands: `1.234,5`, `1,234.5` and
    `1 234,5` are all 1234.5; so are they in characters that look the same (see odd_characters). `1.234` is ambiguous (1234 or
    1.234), unless `whole` is True: a whole number can only be 1234.
    """
    shown = text.strip()
    plain = plain_figures(shown).strip()
    bare = plain.replace(" ", "")
    if bare != plain and not re.fullmatch(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?", plain):
        raise _no_number(shown)
    if len(bare) > MAX_DIGITS:
        raise NotANumber(_("a number of more than {n} digits").format(n=MAX_DIGITS))
    if not bare.isascii():
        raise _no_number(shown)
    if _PLAIN.fullmatch(bare):
        return Decimal(bare) or Decimal(0)  # -0 is 0
    sign, digits = ("-", bare[1:]) if bare.startswith("-") else ("", bare.removeprefix("+"))
    readings = _readings(digits)
    if not readings:
        raise _no_number(shown)
    number, *other = (Decimal(sign + reading) for reading in readings)
    if other and not whole:
        raise AmbiguousNumber(shown, (number, other[0]))
    if whole and number != number.to_integral_value():
        raise NotANumber(_("'{text}' is not a whole number").format(text=shown))
    return number or Decimal(0)


def _no_number(text: str) -> NotANumber:
    code = odd_character(text)
    return OddCharacter(text, code) if code is not None else NotANumber(_("'{text}' is not a number").format(text=text))


def _readings(digits: str) -> list[str]:
    """Return the numbers that digits with dots and commas can mean, as text with a decimal point.

    None, one, or two: then the one whose mark separates thousands comes first.
    """
    if not re.fullmatch(r"\d+(?:[.,]\d+)+", digits):
        return []
    dots, commas = digits.count("."), digits.count(",")
    ungrouped = digits.replace(".", "").replace(",", "")
    if dots and commas:  # 1.234,5: the mark that comes last is the decimal mark, and comes once
        decimal_mark = "." if digits.rfind(".") > digits.rfind(",") else ","
        integer, _mark, fraction = digits.rpartition(decimal_mark)
        is_grouped = decimal_mark not in integer and _GROUPED.fullmatch(integer)
        return [ungrouped.removesuffix(fraction) + "." + fraction] if is_grouped else []
    if dots + commas > 1:  # 1.234.567
        return [ungrouped] if _GROUPED.fullmatch(digits) else []
    as_decimal = digits.replace(",", ".")
    return [ungrouped, as_decimal] if _GROUPED.fullmatch(digits) else [as_decimal]


@lru_cache(maxsize=4096)  # the same days come again in thousands of reports; what raises is not kept
def read_date(text: str) -> date:
    """Parse a date: `2023-06-02`, or day, month and year (`02/6/2023`, `2-6-2023`, `2.6.2023`). Raises ValueError."""
    shown = text.strip()
    plain = plain_figures(shown).strip()
    if iso := _ISO_DATE.fullmatch(plain):
        year, month, day = iso.groups()
    elif local := _LOCAL_DATE.fullmatch(plain):
        day, month, year = local.groups()
    elif (code := odd_character(shown)) is not None:
        raise OddCharacter(shown, code)
    else:
        raise ValueError(_("'{text}' is not a date").format(text=shown))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(_("there is no day '{text}' in the calendar").format(text=shown)) from None


def format_exact(number: Decimal) -> str:
    """Return `number` with all its digits, in the user's language (vi: 1.234,5; en: 1,234.5)."""
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    return text if chosen() == "en" else text.translate(str.maketrans(",.", ".,"))


def format_number(number: Decimal, decimals: int = 2) -> str:
    """Return `number` rounded half up to at most `decimals` places, in the user's language."""
    return format_exact(round_half_up(number, decimals))


def format_fixed(number: Decimal, decimals: int) -> str:
    """Return `number` rounded half up with exactly so many decimals: 0,6100."""
    text = f"{round_half_up(number, decimals):,.{decimals}f}"
    return text if chosen() == "en" else text.translate(str.maketrans(",.", ".,"))


def round_half_up(number: Decimal, decimals: int = 2) -> Decimal:
    """Round half up (away from zero), as offices do: 2.345 becomes 2.35 and -2.345 becomes -2.35."""
    exponent = Decimal(1).scaleb(-decimals)
    if number.adjusted() + decimals > 26:  # quantize would need more than the 28 digits of the decimal context
        return number
    return number.quantize(exponent, ROUND_HALF_UP)


def round_share(share: Decimal, decimals: int = 2) -> Decimal:
    """Round a share in per cent half up, but never up to 100: 99.996 becomes 99.99, because the goal is not reached."""
    rounded = round_half_up(share, decimals)
    if share < 100 <= rounded:
        return share.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
    return rounded


def format_share(share: Decimal, decimals: int = 2) -> str:
    """Return a share in per cent as text: 62,5%. A share below 100 is never shown as 100% (see `round_share`)."""
    return format_exact(round_share(share, decimals)) + "%"


def format_date(day: date) -> str:
    """Return a date as text: 04/6/2023 (vi: a zero before days below 10 and before months 1 and 2) or 2023-06-04 (en)."""
    if chosen() == "en":
        return day.isoformat()
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def unambiguous(number: Decimal, mark: str = ".") -> str:
    """Return `number` as text that can be read in one way only: all digits, no marks between thousands, `mark` as decimal mark.

    A number such as 51.917 gets a zero at its end, since 51.917 could be read as fifty-one thousand.
    """
    text = all_digits(number)
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", text):
        text += "0"
    return text.replace(".", mark)


def all_digits(number: Decimal) -> str:
    """Return `number` with all its digits, without an exponent and without zeros at the end: 1E+3 is "1000"."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
