"""Figures, goals and verdicts as short text in the user's language, the same on the screen and in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from camket.ledger.commitment import Round
from camket.ledger.goals import Bounds, Judged, distinct, find_bounds
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import MeasureModel
from camket.ledger.measures.registry import Entry, Measure
from camket.ledger.reports import Verdict
from camket.ledger.scalars import Paper
from camket.ledger.targets import Condition, Goal, Reference, Target
from camket.ledger.verdicts import VERDICTS
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.text.language import N_, _, ngettext
from camket.text.numerals import format_date, format_share

_OUTCOMES = {
    "open": N_("not answered yet"),
    "forwarded": N_("passed on, answer awaited"),
    "settled": N_("settled"),
    "declined": N_("declined"),
}
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_DAYS_OFF = {
    "mon": N_("a Monday"),
    "tue": N_("a Tuesday"),
    "wed": N_("a Wednesday"),
    "thu": N_("a Thursday"),
    "fri": N_("a Friday"),
    "sat": N_("a Saturday"),
    "sun": N_("a Sunday"),
}


def verdict_label(verdict: Verdict) -> str:
    """Return a verdict in words."""
    return _(VERDICTS[verdict].label)


def standing_label(standing: Standing, *, computed: bool = False) -> str:
    """Return the verdict on a target in words, or the verdict by the figures alone where the office has overruled it."""
    verdict = standing.computed if computed else standing.verdict
    worst_ones = [one for one in (standing.conditions or _judged_in_units(standing)) if one.verdict == verdict]
    return _label(verdict, worst_ones)


def judged_label(judged: Sequence[Judged], verdict: Verdict) -> str:
    """Return the verdict on conditions in words."""
    return _label(verdict, [one for one in judged if one.verdict == verdict])


def _judged_in_units(standing: Standing) -> list[Judged]:
    return [one for part in standing.by_unit for one in part.conditions]


def _label(verdict: Verdict, judged: Sequence[Judged]) -> str:
    """A figure within a limit is not late: it is above what the limit allows up to the cut-off."""
    if verdict == "behind" and judged and all(one.bounds.is_limit and not _is_broken(one) for one in judged):
        return _("above the period's level")
    return verdict_label(verdict)


def _is_broken(judged: Judged) -> bool:
    return judged.actual is not None and judged.bounds.is_passed_by(judged.actual)


def state_label(submission: Submission) -> str:
    """Return in words whether a unit has reported: on time, 2 days late, missing, not yet due."""
    days = submission.days_late or 0
    if submission.unreadable:
        return _("file cannot be read")
    match submission.state:
        case "on-time":
            return _("on time")
        case "late":
            return ngettext("{n} day late", "{n} days late", days).format(n=days)
        case "missing":
            return ngettext("missing, {n} day over", "missing, {n} days over", days).format(n=days)
        case "pending":
            return _("not yet due")


def round_name(round_: Round) -> str:
    """Return the name of a round: its own, or one such as quý II, báo cáo năm (sơ bộ)."""
    if round_.name:
        return round_.name
    if round_.quarter:
        return _("quarter {numeral}").format(numeral=_ROMAN[round_.quarter])
    if round_.annual == "preliminary":
        return _("the year, preliminary")
    if round_.annual == "update":
        return _("the year, updated")
    return round_.id


def share_text(share: Decimal | Fraction) -> str:
    """Return the part of a goal that a pace sets for a round: 25%, 1/3."""
    return str(share) if isinstance(share, Fraction) else format_share(share)


def outcome_label(state: str) -> str:
    """Return the state of a proposal in words."""
    return _(_OUTCOMES[state])


def day_off_name(day_off: str) -> str:
    """Return in words why a day is no working day: the weekday, or the name of the holiday."""
    return _(_DAYS_OFF[day_off]) if day_off in _DAYS_OFF else day_off


def goal_text(target: Target, goal: Goal, references: Mapping[str, Reference], unit: str | None = None) -> str:
    """Return a goal as figures: ≥ 75, or > 81,2; > 80, or ≥ 1.200 (tỉnh giao); ≥ 1.300 (HĐND giao).

    With `unit`, references have that unit's own figures.
    """
    if goal.yardsticks:
        words = [f"{_all_text(target, yardstick.all, references, unit)} ({yardstick.name})" for yardstick in goal.yardsticks]
        return "; ".join(words)
    return _all_text(target, goal.all, references, unit)


def _all_text(target: Target, conditions: tuple[Condition, ...], references: Mapping[str, Reference], unit: str | None) -> str:
    if target.measure.must_not_happen and all("0" in (c.equals, c.at_most) for c in conditions):
        return "0"  # no incident of any kind
    found = distinct(find_bounds(condition, target.measure, references, unit) for condition in conditions)
    return "; ".join(condition_text(target, bounds.condition, references, unit) for bounds in found)


def condition_text(target: Target, condition: Condition, references: Mapping[str, Reference], unit: str | None = None) -> str:
    """Return a condition as figures; a reference whose figure is not known yet is shown by its name."""
    measure = target.measure
    label = measure.part_names().get(condition.of, condition.of) + " " if condition.of else ""
    day = condition.by or condition.before
    in_time = (_("by {date}") if condition.by else _("before {date}")).format(date=format_date(day)) if day else ""
    if condition.comparator in ("by", "before"):
        return label + in_time
    if condition.comparator == "done":
        return label + _("done")
    bounds = find_bounds(condition, measure, references, unit)
    if bounds.missing:
        names = ", ".join(references[name].label or name if name in references else name for name in bounds.missing)
        signs = {"more_than": "> ", "less_than": "< ", "at_most": "≤ "}
        return label + signs.get(condition.comparator, "≥ ") + _("{names} (no figure yet)").format(names=names)
    return f"{label}{bounds_text(measure, bounds)} {in_time}".rstrip()


def bounds_text(measure: Measure, bounds: Bounds) -> str:
    """Return the bounds of a figure in signs: ≥ 75, 6,5–7, ≈ 500, and 0 for exactly 0."""
    of = bounds.condition.of
    low = measure.figure_text(bounds.low, of) if bounds.low is not None else ""
    high = measure.figure_text(bounds.high, of) if bounds.high is not None else ""
    comparator = bounds.condition.comparator
    if comparator == "about" and low and bounds.nominal is not None:
        return f"≈ {measure.figure_text(bounds.nominal, of)}"
    if low and high:
        return low if bounds.low == bounds.high else f"{low}–{high}"
    if low:
        return f"{'>' if bounds.open else '≥'} {low}"
    return f"{'<' if bounds.open else '≤'} {high}"


def lead_name(ledger: Ledger, target: Target, *, short: bool = False) -> str:
    """Return the name of the party responsible for a target: its lead, else its reporter, else its units or group."""
    name = ledger.short_name if short else ledger.name
    party = target.lead or target.reporter
    if party:
        return name(party)
    return ", ".join(name(party) for party in target.each or target.sum_of)


def trend_sign(standing: Standing) -> str:
    """Return ▲, ▼ or = for a figure against the figure before it; empty where one of them is missing."""
    return compare_sign(standing.actual, standing.previous.value if standing.previous else None)


def compare_sign(now: Decimal | None, before: Decimal | None) -> str:
    """Return ▲, ▼ or = for one figure against an earlier one; empty where one of them is missing."""
    if now is None or before is None:
        return ""
    return "▲" if now > before else "▼" if now < before else "="


def target_name(target: Target) -> str:
    """Return the short name of a target, or else its name."""
    return target.short or target.name


def paper_text(paper: Paper) -> str:
    """Return a cited document on one line: kind, number, date, issuing body, subject, link, file, note."""
    name = " ".join(part for part in (paper.kind, paper.number) if part)
    day = format_date(paper.date) if paper.date else None
    parts = (name or None, day, paper.body, paper.subject, paper.link, paper.file, paper.note)
    return ", ".join(part for part in parts if part)


def uncounted_reason(
    measure: MeasureModel, entry: Entry, counted_at: tuple[Round, str | None, Entry] | None = None, *, is_own: bool = False
) -> str:
    """Return in words why an entry of a list does not count; empty for an entry that does.

    `counted_at` is where the same thing is counted: the round, the name of the unit if it is another unit, and the entry.
    With `is_own`, each unit counts its own entries and only their total leaves this one out.
    """
    if measure.counts(entry):
        if counted_at is None or counted_at[2] is entry:
            return ""
        round_, unit, _entry = counted_at
        where = f"{round_name(round_)}, {unit}" if unit else round_name(round_)
        if unit and is_own:
            return _("in the total; already with {where}").format(where=where)
        return _("already in {where}").format(where=where)
    return measure.uncounted_reasons(entry)
