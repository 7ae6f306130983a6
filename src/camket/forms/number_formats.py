"""Numbers of a workbook as their number format shows them: 0.905 in the format `0.0%` is 90,5%."""

from __future__ import annotations

import re
from decimal import Decimal

from camket.text.numerals import round_half_up, unambiguous

# Parts of a format: text in quotes, an escaped letter, a space as wide as a letter, a fill, a colour, currency or condition.
_PART = re.compile(r'"([^"]*)"|\\(.)|(_.)|(\*.)|\[([^\]]*)\]|(General)|(.)', re.DOTALL | re.IGNORECASE)
_DIGITS = re.compile(r"([#0?,]+)(?:\.([#0?]*))?")
_MOST_DECIMALS = 30


def shown_number(value: int | float, code: str) -> str | None:
    """Return a number as it is shown in the format `code`, with a decimal comma and without marks between thousands.

    A text in the format is kept: `5 triệu đồng`. A zero that is shown as a dash is 0; one of which no digit is shown is empty.
    None for a format that is not known here: fractions, exponents, conditions.
    """
    sections = _sections(code)
    number = Decimal(f"{value:.15g}")
    is_negative = number < 0
    section = (
        sections[1] if is_negative and len(sections) > 1 else sections[2] if not number and len(sections) > 2 else sections[0]
    )
    if not section:
        return "" if len(sections) > 1 else unambiguous(number, ",")
    pattern, before, after = "", "", ""
    is_general = False
    for quoted, escaped, space, fill, bracket, general, other in section:
        if bracket:
            literal = _bracket(bracket)
            if literal is None:
                return None
        elif general:
            is_general, literal = True, ""
        elif other and other in "#0?,.%":
            pattern, literal = pattern + other, ""
        elif other and (other.isalpha() or other in "/@"):
            if other != "@":
                return None
            is_general, literal = True, ""
        else:
            literal = " " if space else "" if fill else quoted or escaped or other
        if pattern.strip("%") or is_general:
            after += literal
        else:
            before += literal
    if is_general:
        return None if pattern else _around(before, unambiguous(number, ","), after)
    percents = pattern.count("%")
    digits = _DIGITS.fullmatch(pattern.replace("%", ""))
    if digits is None or percents > 1:
        return _around(before, "", after) if not pattern else None
    whole = digits[1].rstrip(",")
    scaled = abs(number) * Decimal(100) ** percents / Decimal(1000) ** (len(digits[1]) - len(whole))
    rounded = round_half_up(scaled, min(len(digits[2] or ""), _MOST_DECIMALS))
    if not rounded and "0" not in pattern:
        return "0" if not number and is_dash(before + after) else _around(before, "", after)
    if is_negative and rounded:
        rounded = -rounded
        before, after = re.sub(r"[-−(]\s*$", "", before), re.sub(r"^\s*\)", "", after)
    return _around(before, unambiguous(rounded, ",") + "%" * percents, after)


def is_dash(text: str) -> bool:
    """Return whether a text is one dash, as the formats of accounting show zero."""
    return text.strip() in ("-", "–", "—")


def exact_number(value: int | float, code: str) -> str:
    """Return a number with all its digits, as a percentage where the format shows percentages."""
    number = Decimal(f"{value:.15g}")
    is_percent = "%" in re.sub(r'"[^"]*"|\\.', "", code)
    return unambiguous(number * 100, ",") + "%" if is_percent else unambiguous(number, ",")


def _sections(code: str) -> list[list[tuple[str, ...]]]:
    """The sections of a format (for positive, negative numbers, zero), each as its parts."""
    sections: list[list[tuple[str, ...]]] = [[]]
    for part in _PART.finditer(code or "General"):
        if part[7] == ";":
            sections.append([])
        else:
            sections[-1].append(tuple(one or "" for one in part.groups()))
    return sections


def _bracket(text: str) -> str | None:
    """What a part in brackets shows: the sign of a currency, nothing for a colour; None for a condition or a duration."""
    if text.startswith("$"):
        return text[1:].partition("-")[0]
    return "" if text.isalpha() and len(text) > 2 else None


def _around(before: str, number: str, after: str) -> str:
    """A number with the texts around it; a space that only makes columns even goes."""
    return f"{before}{number}{after}".strip()
