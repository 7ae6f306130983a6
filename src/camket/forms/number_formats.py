"""Numbers of a workbook as their number format shows them: 0.905 in the format `0.0%` is 90,5%."""

from __future__ import annotations

import operator
import re
from decimal import Decimal

from camket.text.numerals import round_half_up, unambiguous

# Parts of a format: text in quotes, an escaped letter, a space as wide as a letter, a fill, a colour, currency or condition.
_PART = re.compile(r'"([^"]*)"|\\(.)|(_.)|(\*.)|\[([^\]]*)\]|(General)|(.)', re.DOTALL | re.IGNORECASE)
_DIGITS = re.compile(r"([#0?,]+)(?:\.([#0?]*))?")
# A condition in brackets: [>=1000].
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_COMPARE = {"<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">=": operator.ge, ">": operator.gt}
_MOST_DECIMALS = 30


def shown_number(value: int | float, code: str) -> str | None:
    """Return a number as it is shown in the format `code`, with a decimal comma and without marks between thousands.

    A text in the format is kept: `5 triệu đồng`. A zero that is shown as a dash is 0; one of which no digit is shown is empty.
    None for a format that is not known here: fractions, exponents.
    """
    sections = _sections(code)
    number = Decimal(f"{value:.15g}")
    is_negative = number < 0
    section = _section(sections, number)
    if section is None:
        return None
    if not section:
        return "" if len(sections) > 1 else unambiguous(number, ",")
    split = _split(section)
    if split is None:
        return None
    pattern, before, after, is_general = split
    if is_general:
        return None if pattern else _around(before, unambiguous(number, ","), after)
    if "'" in pattern:  # marks between thousands, shown even where there are none
        if not re.fullmatch(r"[#0?]('[#0?]{3})+", pattern) or abs(number) < 10 ** (3 * pattern.count("'")):
            return None
        pattern = pattern.replace("'", "")
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


def _split(section: list[tuple[str, ...]]) -> tuple[str, str, str, bool] | None:
    """The digits of a section, the texts before and after them, and whether it is General; None for what is not known here.

    A point that is written as a text among the digits, as in 0\\.000, is an apostrophe in the digits.
    """
    pattern, before, after = "", "", ""
    is_general = False
    for quoted, escaped, space, fill, bracket, general, other in section:
        literal = ""
        if bracket:
            found = "" if _CONDITION.fullmatch(bracket) else _bracket(bracket)
            if found is None:
                return None
            literal = found
        elif general or other == "@":
            is_general = True
        elif other and other in "#0?,.%":
            if other in "#0?" and after.strip():
                if after != ".":
                    return None
                pattern += "'"
            after = "" if other in "#0?" else after
            pattern += other
        elif other and (other.isalpha() or other == "/"):
            return None
        else:
            literal = " " if space else "" if fill else quoted or escaped or other
        if pattern.strip("%") or is_general:
            after += literal
        else:
            before += literal
    return pattern, before, after, is_general


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


def _section(sections: list[list[tuple[str, ...]]], number: Decimal) -> list[tuple[str, ...]] | None:
    """The section in which a number is shown: the first whose condition holds, or as its sign wants where there are none.

    None where no condition holds.
    """
    conditions = [next((found for part in section if (found := _CONDITION.fullmatch(part[4]))), None) for section in sections]
    if not any(conditions):
        is_second, is_third = number < 0 and len(sections) > 1, not number and len(sections) > 2
        return sections[1 if is_second else 2 if is_third else 0]
    for section, found in zip(sections, conditions, strict=True):
        if found is None or _COMPARE[found[1]](number, Decimal(found[2])):
            return section
    return None


def _bracket(text: str) -> str | None:
    """What a part in brackets shows: the sign of a currency, nothing for a colour; None for a condition or a duration."""
    if text.startswith("$"):
        return text[1:].partition("-")[0]
    return "" if text.isalpha() and len(text) > 2 else None


def _around(before: str, number: str, after: str) -> str:
    """A number with the texts around it; a space that only makes columns even goes."""
    return f"{before}{number}{after}".strip()
