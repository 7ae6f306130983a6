"""A goal against its base in words: what change is asked for, of which figure, and what change there is.

With "decrease by more than 4" from 14,2% and a figure of 11,94%:

    asked_text   giảm trên 4 điểm %
    base_text    so với cuối năm trước (14,2%)
    moved_text   giảm 2,26 điểm %
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from camket.ledger.goals import Bounds, Judged
from camket.ledger.measures.exact import decimal_of
from camket.ledger.measures.registry import Measure
from camket.ledger.targets import Reference
from camket.text.language import N_, _
from camket.text.numerals import format_exact, format_number

_AMOUNTS = {
    "equals": N_("exactly {amount}"),
    "at_least": N_("at least {amount}"),
    "more_than": N_("more than {amount}"),
    "at_most": N_("at most {amount}"),
    "less_than": N_("less than {amount}"),
    "about": N_("about {amount}"),
    "keep": N_("at least {amount}"),
}
_CHANGES = {
    "growth": N_("up by {amount}"),
    "increase": N_("up by {amount}"),
    "reduction": N_("down by {amount}"),
    "decrease": N_("down by {amount}"),
    "times": N_("multiplied to {amount}"),
    "percent_of": N_("{amount}"),
}
# The number of a change is a share of the base, or it is in the unit of the figure.
_OF_BASE = ("growth", "reduction", "percent_of")
_DECIMALS = (2, 4, 6, 12)


def asked_text(measure: Measure, bounds: Bounds) -> str:
    """Return the change that a condition asks for; empty where it asks for a level, or its number is not known yet."""
    condition = bounds.condition
    if condition.change == "level" or not bounds.numbers:
        return ""
    low, high = (_size_text(measure, bounds, format_exact(one)) for one in (min(bounds.numbers), max(bounds.numbers)))
    if condition.comparator == "between":
        amount = _("from {low} to {high}").format(low=low, high=high)
    else:
        amount = _(_AMOUNTS[condition.comparator]).format(amount=low)
    return _(_CHANGES[condition.change]).format(amount=amount)


def _size_text(measure: Measure, bounds: Bounds, size: str) -> str:
    """The size of a change with its unit: 5%, 2 lần, 380 hộ, 4 điểm %."""
    condition = bounds.condition
    if condition.change in _OF_BASE:
        return size + "%"
    if condition.change == "times":
        return _("{n} times").format(n=size)
    return measure.change_text(size, condition.of)


def reference_label(name: str, references: Mapping[str, Reference]) -> str:
    """Return the words of the data for a reference."""
    return references[name].label or _("the reference figure")


def base_text(measure: Measure, bounds: Bounds, references: Mapping[str, Reference]) -> str:
    """Return the reference that a change is measured against, with its figure; empty for a level."""
    condition = bounds.condition
    if condition.against is None or condition.against not in references:
        return ""
    figure = measure.words_text(bounds.base, condition.of) if bounds.base is not None else _("no figure yet")
    words = _("of {name} ({figure})") if condition.change in ("times", "percent_of") else _("against {name} ({figure})")
    return words.format(name=reference_label(condition.against, references), figure=figure)


def basis_text(measure: Measure, bounds: Bounds, references: Mapping[str, Reference]) -> str:
    """Return what a level rests on: the change asked for and its base; the label of a reference; the years together."""
    condition = bounds.condition
    words = [" ".join(part for part in (asked_text(measure, bounds), base_text(measure, bounds, references)) if part)]
    if condition.change == "level":
        words += [label for name in condition.operands if name in references and (label := references[name].label)]
    if condition.over is not None:
        words.append(span_text(condition.over.how, condition.over.years))
    return "; ".join(word for word in words if word)


def span_text(how: str, years: str) -> str:
    """Return the years that a figure counts together: luỹ kế 2021–2025, bình quân 2021–2025."""
    return (_("sum of {years}") if how == "sum" else _("mean of {years}")).format(years=years)


def moved_text(measure: Measure, judged: Judged, *, is_whole_year: bool) -> str:
    """Return by how much the figure has changed against its base; empty where the two cannot be compared.

    A figure that is counted from the first day of the year is compared with a year's figure only when the year is over
    (`is_whole_year`). Against a base of zero or below, a change is given in the unit of the figure and not in per cent.
    """
    bounds, actual = judged.bounds, judged.worked_actual
    condition, base = bounds.condition, bounds.base
    if base is None or actual is None or condition.change == "level":
        return ""
    is_from_zero = bounds.has_base and bounds.start != base
    if is_from_zero and not is_whole_year and condition.change != "percent_of":
        return ""
    moved = actual.exact - Fraction(base)
    is_share = base > 0 and (condition.change in _OF_BASE or condition.change == "times")
    if is_share and condition.change in ("percent_of", "times"):
        scale = 100 if condition.change == "percent_of" else 1
        size = _size_text(measure, bounds, _rounded(actual.exact / Fraction(base) * scale, bounds))
        return _("equal to {amount}").format(amount=size)
    if not moved:
        return _("unchanged")
    better = -moved if measure.lowest_is_best else moved
    words = _("up by {amount}") if better > 0 else _("down by {amount}")
    if is_share:
        return words.format(amount=_rounded(abs(moved) / Fraction(base) * 100, bounds) + "%")
    return words.format(amount=measure.change_text(_rounded(abs(moved), bounds), condition.of))


def _rounded(size: Fraction, bounds: Bounds) -> str:
    """A size with two decimals; with more where it would look like a number of the goal that it does not reach."""
    exact = decimal_of(size)
    for decimals in _DECIMALS:
        text = format_number(exact, decimals)
        if not any(text == format_number(number, decimals) and Fraction(number) != size for number in bounds.numbers):
            return text
    return format_number(exact, _DECIMALS[-1])


def fell(judged: Judged) -> bool | None:
    """Whether the figure is below its base; None where the two are equal or one is not known."""
    base, actual = judged.bounds.base, judged.worked_actual
    if base is None or actual is None or actual.exact == Fraction(base):
        return None
    return actual.exact < Fraction(base)
