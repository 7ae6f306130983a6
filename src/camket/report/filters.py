"""The filters of templates: numbers, dates and words as Vietnamese official texts write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, localcontext

from camket.text.numerals import round_half_up, round_share


def format_number(value: Decimal | int | None, decimals: int = 2) -> str:
    """1234.5 → 1.234,5, rounded half up; None → a dash."""
    if value is None:
        return "–"
    from babel.numbers import format_decimal

    with localcontext(prec=100):  # Babel computes with the context's precision, which must not round
        rounded = round_half_up(Decimal(value), decimals) + 0  # never -0
        return str(format_decimal(rounded, "#,##0." + "#" * 40, locale="vi", decimal_quantization=False))


def format_share(value: Decimal | None, decimals: int = 2) -> str:
    """62.5 → 62,5%; a share short of 100 is never rounded to 100%."""
    return "–" if value is None else format_number(round_share(value, decimals), decimals) + "%"


def pad_count(value: Decimal | int | None) -> str:
    """8 → 08: whole numbers under ten, as official running text writes them."""
    text = format_number(value)
    return f"0{text}" if value is not None and 0 < value < 10 and value == int(value) else text


def format_short_date(day: date | None) -> str:
    """Return 04/6/2023: official texts put a zero before days 1 to 9 and months 1 and 2 only."""
    if day is None:
        return "–"
    from babel.dates import format_date

    return str(format_date(day, "dd/MM/y" if day.month < 3 else "dd/M/y", locale="vi"))


def format_long_date(day: date | None) -> str:
    """Return ngày 04 tháng 6 năm 2023; for None, with room to fill in the day by hand."""
    if day is None:
        return "ngày      tháng      năm"
    from babel.dates import format_date

    month = "MM" if day.month < 3 else "M"
    return str(format_date(day, f"'ngày' dd 'tháng' {month} 'năm' y", locale="vi"))


def format_roman(number: int) -> str:
    """2 → II."""
    text = ""
    for value, numeral in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, value)
        text += numeral * count
    return text


def format_letter(number: int) -> str:
    """1 → a, 4 → d, 5 → đ, in the order of the Vietnamese alphabet; beyond its end, the number."""
    letters = "abcdđeghiklmnopqrstuvxy"
    return letters[number - 1] if 0 < number <= len(letters) else str(number)


def lower_first(text: str) -> str:
    """Return `text` with a lower-case first letter, unless it begins with an abbreviation or with a word like Nhân dân."""
    if text.startswith(("Nhân dân", "Nhà nước")) or text[1:2].isupper() or text[1:2].isdigit():
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return `text` with an upper-case first letter."""
    return text[:1].upper() + text[1:]


def end_off(text: str) -> str:
    """Return `text` without its final punctuation, so that a sentence can continue after it."""
    return text.rstrip(" .;,")


def _one_line(text: str) -> str:
    # Line breaks and indents lay the macro out and are not part of its sentence. type(text) keeps Markup as Markup.
    joined = re.sub(r"[ \n]+", " ", text).strip()
    return type(text)(re.sub(r" (?=[,.;:)])", "", joined))


FILTERS: Mapping[str, Callable[..., str]] = {
    "number": format_number,
    "share": format_share,
    "padded": pad_count,
    "short_date": format_short_date,
    "long_date": format_long_date,
    "roman": format_roman,
    "letter": format_letter,
    "lower_first": lower_first,
    "upper_first": upper_first,
    "end_off": end_off,
    "one_line": _one_line,
}
