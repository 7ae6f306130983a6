"""The standing of one target as texts for the cells of tables: its goal, its actual figure, its units in one line."""

from __future__ import annotations

from decimal import Decimal

from camket.ledger.ledger import Ledger
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.screen.console import FULFILLED
from camket.standing.standings import Standing
from camket.standing.wording import bounds_text, condition_text, verdict_label
from camket.text.language import N_, _
from camket.text.numerals import format_number, format_share


def goal_cell(standing: Standing) -> str:
    """Return the figures of the goal, each different one on a line of its own."""
    target = standing.target
    lines = []
    for judged in standing.conditions:
        if judged.bounds.missing:
            lines.append(_("not set"))
        elif isinstance(target.measure, Milestone):
            lines.append(condition_text(target, judged.bounds.condition, {}))
        else:
            lines.append(bounds_text(target.measure, judged.bounds))
    return "\n".join(lines if isinstance(target.measure, Composition) else dict.fromkeys(lines))


def actual_cell(standing: Standing) -> str:
    """Return the actual figure; an empty text if nothing was reported."""
    measure = standing.target.measure
    if standing.reading is None:
        return ""
    if isinstance(measure, Composition):  # a line for each line of the goal
        return "\n".join(format_number(judged.actual) if judged.actual is not None else "–" for judged in standing.conditions)
    if isinstance(measure, (Ratio, Quantity)) and not getattr(measure, "out_of", None) and standing.actual is not None:
        return brief(measure, standing.actual)
    return standing.target.measure.reading_text(standing.reading)


def brief(measure: Measure, value: Decimal | None) -> str:
    """Return a figure with about four digits, for tables; `camket show` prints all digits."""
    if value is None:
        return ""
    if isinstance(measure, Ratio):
        return format_share(value, 1) if measure.per == "100" else measure.figure_text(value)
    if isinstance(measure, (Judgement, Milestone, Score)):
        return measure.figure_text(value)
    size = abs(value)
    return format_number(value, 0 if size >= 1000 else 1 if size >= 100 else 2)


# The verdict before the names of units.
_VERDICT_OF_UNITS = {
    "missed": N_("missed"),
    "behind": N_("behind"),
    "not-reported": N_("not reported"),
    "goal-unassigned": N_("no goal yet"),
    "awaiting-publication": N_("awaiting publication"),
    "not-yet-due": N_("not yet due"),
}


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
    for verdict in ("missed", "behind", "not-reported", "goal-unassigned", "awaiting-publication", "not-yet-due"):
        names = [ledger.short_name(part.unit) for part in parts if part.verdict == verdict and part.unit]
        if len(names) == len(parts):
            return _("all {n}: {verdict}").format(n=len(parts), verdict=verdict_label(parts[0].verdict))
        if names:
            # Units that have not reported are already named in the table of reports above.
            who = ", ".join(names) if all_names or verdict in ("missed", "behind") else str(len(names))
            listed.append(f"{_(_VERDICT_OF_UNITS[verdict])}: {who}")
    return "; ".join(listed)
