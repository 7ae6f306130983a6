"""The standing of one target as texts for the cells of tables: its goal, its actual figure, its units in one line."""

from __future__ import annotations

from decimal import Decimal

from camket.ledger.ledger import Ledger
from camket.ledger.measures.registry import Measure
from camket.ledger.verdicts import FULFILLED, VERDICTS
from camket.standing.standings import Standing
from camket.standing.wording import bounds_text, clear_text, condition_text, standing_label
from camket.text.language import _


def verdict_cell(standing: Standing) -> str:
    """Return the verdict in words, with a star where the office has overruled it."""
    return standing_label(standing) + ("*" if standing.overrule else "")


def goal_cell(standing: Standing) -> str:
    """Return the figures of the goal, each different one on a line of its own."""
    target = standing.target
    lines = []
    for judged in standing.conditions:
        if judged.bounds.missing:
            lines.append(_("not set"))
        elif target.measure.takes_days:
            lines.append(condition_text(target, judged.bounds.condition, {}))
        else:
            over = judged.bounds.condition.over
            lines.append(bounds_text(target.measure, judged.bounds) + (f" ({over.years})" if over else ""))
    return "\n".join(lines if target.measure.needs_part else dict.fromkeys(lines))


def actual_cell(standing: Standing) -> str:
    """Return the actual figure; an empty text if nothing was reported."""
    measure = standing.target.measure
    if standing.reading is None:
        return ""
    if measure.needs_part:  # a line for each line of the goal
        return "\n".join(
            measure.figure_text(judged.actual, judged.bounds.condition.of) if judged.actual is not None else "–"
            for judged in standing.conditions
        )
    if standing.over_years is not None:
        return _clear(standing, brief(measure, standing.reached))
    return _clear(standing, measure.brief_reading_text(standing.reading))


def _clear(standing: Standing, text: str) -> str:
    if standing.reached is None:
        return text
    return clear_text(standing.target.measure, standing.reached, text, [judged.bounds for judged in standing.conditions])


def brief(measure: Measure, value: Decimal | None) -> str:
    """Return a figure with about four digits, for tables; `camket show` prints all digits."""
    return "" if value is None else measure.brief_text(value)


def fold_units(ledger: Ledger, standing: Standing, *, all_names: bool = False) -> str:
    """Return the units of a target in one line: how many have met it or are on track, and which ones have missed it.

    Of the units with another verdict only the number is given, or with `all_names` their names.
    """
    parts = standing.by_unit
    well = [part for part in parts if part.verdict in FULFILLED]
    met = sum(part.verdict != "on-track" for part in well)
    words = _("{n}/{total} met or on track")
    if met == len(well):
        words = _("{n}/{total} met")
    elif not met:
        words = _("{n}/{total} on track")
    listed = [words.format(n=len(well), total=len(parts))]
    for verdict, row in VERDICTS.items():
        if row.is_fulfilled:
            continue
        names = [ledger.short_name(part.unit) for part in parts if part.verdict == verdict and part.unit]
        if len(names) == len(parts):
            return _("all {n}: {verdict}").format(n=len(parts), verdict=standing_label(parts[0]))
        if names:
            # Units that have not reported are already named in the table of reports above.
            who = ", ".join(names) if all_names or row.is_failing else str(len(names))
            listed.append(f"{_(row.before_units)}: {who}")
    return "; ".join(listed)
