"""Figures, goals and verdicts as short text in the user's language, the same on the screen and in the report."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from camket.ledger.commitment import Round
from camket.ledger.goals import Bounds, find_bounds
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incidents
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.named_list import Item, NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import Measure
from camket.ledger.measures.score import Score
from camket.ledger.reports import Verdict
from camket.ledger.scalars import Paper
from camket.ledger.targets import Condition, Goal, Reference, Target
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.text.language import N_, _, ngettext
from camket.text.numerals import format_date, format_exact, format_number, format_share

_VERDICTS: Mapping[Verdict, str] = {
    "exceeded": N_("exceeded"),
    "met": N_("met"),
    "on-track": N_("on track"),
    "behind": N_("behind"),
    "missed": N_("missed"),
    "not-reported": N_("not reported"),
    "goal-unassigned": N_("goal not assigned"),
    "not-yet-due": N_("not yet assessed"),
    "awaiting-publication": N_("awaiting publication"),
}
_OUTCOMES = {
    "open": N_("not answered yet"),
    "forwarded": N_("passed on, answer awaited"),
    "settled": N_("settled"),
    "declined": N_("declined"),
}
_PER = {"100": "%", "1000": "‰", "10000": "/10.000"}
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
    return _(_VERDICTS[verdict])


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


def outcome_label(state: str) -> str:
    """Return the state of a proposal in words."""
    return _(_OUTCOMES[state])


def difference_text(measure: Measure, difference: Decimal | None) -> str:
    """Return a difference with its sign: +21, −0,5, +34,42 percentage points; empty where figures cannot be subtracted."""
    if difference is None or isinstance(measure, (Judgement, Milestone, Composition)):
        return ""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    decimals = max(int(measure.decimals), 2) if isinstance(measure, Score) else 2
    text = sign + format_number(abs(difference), decimals)
    if isinstance(measure, Ratio):
        return _("{figure} points").format(figure=text) if measure.per == "100" else text + _PER[measure.per]
    return text


def day_off_name(day_off: str) -> str:
    """Return in words why a day is no working day: the weekday, or the name of the holiday."""
    return _(_DAYS_OFF[day_off]) if day_off in _DAYS_OFF else day_off


def unit_of_measure(measure: Measure) -> str:
    """Return what the main figure counts: doanh nghiệp, %, điểm; empty for grades, milestones and ranks."""
    if isinstance(measure, Ratio):
        return _PER[measure.per]
    if isinstance(measure, (Judgement, Milestone, Rank)):
        return ""
    return measure.unit or ""


def figure_text(measure: Measure, value: Decimal, of: str | None = None) -> str:
    """Return a figure as people read it, with its per cent sign or as the name of its grade, without the unit of measure.

    `of` names the part of the measure that the figure is, if it is not the main figure; a part is a plain number.
    """
    if of is not None:
        return format_number(value)
    match measure:
        case Judgement():
            grades = list(measure.grades.values())
            return (
                grades[int(value)] if value == value.to_integral_value() and 0 <= value < len(grades) else format_number(value)
            )
        case Milestone():
            return _("done") if value else _("not done")
        case Ratio():
            return format_share(value) if measure.per == "100" else format_number(value, 4) + _PER[measure.per]
        case Score():
            return format_number(value, max(int(measure.decimals), 2))
    return format_number(value)


def reading_text(target: Target, reading: Reading | None) -> str:
    """Return the figure reached: 38, 51,92%, tốt, hạng 3/12, đã xong 02/6/2023; a dash where there is none."""
    if reading is None:
        return "–"
    measure = target.measure
    if isinstance(measure, Milestone) and reading.done_on is not None:
        return _("done {date}").format(date=format_date(reading.done_on))
    if isinstance(measure, Rank) and reading.value is not None:
        of = reading.figures.get("of")
        return format_exact(reading.value) + (f"/{format_exact(of)}" if of is not None else "")
    if isinstance(measure, Quantity) and measure.out_of is not None and reading.value is not None:
        return f"{format_number(reading.value)}/{format_number(measure.out_of)}"
    if isinstance(measure, Composition):
        return "; ".join(f"{measure.parts.get(name, name)} {format_number(part)}" for name, part in reading.figures.items())
    if reading.value is None:
        return _("nothing due") if reading.figures.get("whole") == 0 else "–"
    return figure_text(measure, reading.value)


def goal_text(target: Target, goal: Goal, references: Mapping[str, Reference], unit: str | None = None) -> str:
    """Return a goal as figures: ≥ 75, or > 81,2; > 80, or ≥ 1.200 (tỉnh giao); ≥ 1.300 (HĐND giao).

    With `unit`, references have that unit's own figures.
    """
    if goal.yardsticks:
        words = [f"{_all_text(target, yardstick.all, references, unit)} ({yardstick.name})" for yardstick in goal.yardsticks]
        return "; ".join(words)
    return _all_text(target, goal.all, references, unit)


def _all_text(target: Target, conditions: tuple[Condition, ...], references: Mapping[str, Reference], unit: str | None) -> str:
    if isinstance(target.measure, Incidents) and all("0" in (c.equals, c.at_most) for c in conditions):
        return "0"  # no incident of any kind
    return "; ".join(condition_text(target, condition, references, unit) for condition in conditions)


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
    low = figure_text(measure, bounds.low, of) if bounds.low is not None else ""
    high = figure_text(measure, bounds.high, of) if bounds.high is not None else ""
    comparator = bounds.condition.comparator
    if comparator == "about" and bounds.nominal is not None:
        return f"≈ {figure_text(measure, bounds.nominal, of)}"
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


def counted_name(measure: Measure, value: Decimal) -> str:
    """Return a figure with its unit of measure: 38 doanh nghiệp, 51,92%, 81,2 điểm."""
    unit = unit_of_measure(measure)
    text = figure_text(measure, value)
    if isinstance(measure, (Ratio, NamedList)) and (not unit or unit in text):
        return text
    return f"{text} {unit}".strip()


def paper_text(paper: Paper) -> str:
    """Return a cited document on one line: kind, number, date, issuing body, subject, link, file, note."""
    name = " ".join(part for part in (paper.kind, paper.number) if part)
    day = format_date(paper.date) if paper.date else None
    parts = (name or None, day, paper.body, paper.subject, paper.link, paper.file, paper.note)
    return ", ".join(part for part in parts if part)


def uncounted_reason(
    measure: NamedList, item: Item, counted_at: tuple[Round, str | None, Item] | None = None, *, is_own: bool = False
) -> str:
    """Return in words why an item of a list does not count; empty for an item that does.

    `counted_at` is where an item of the same name is counted: the round, the name of the unit if it is another unit, and the
    item. With `is_own`, each unit counts its own items and only their total leaves this one out.
    """
    if measure.counts(item):
        if counted_at is None or counted_at[2] is item:
            return ""
        round_, unit, _item = counted_at
        where = f"{round_name(round_)}, {unit}" if unit else round_name(round_)
        if unit and is_own:
            return _("in the total; already with {where}").format(where=where)
        return _("already in {where}").format(where=where)
    reasons = []
    for name, test in measure.counts_if.items():
        column = measure.columns.get(name)
        label = column.label if column and column.label else name
        given = (item.model_extra or {}).get(name)
        if measure.model_copy(update={"counts_if": {name: test}}).counts(item):
            continue
        if given is None:
            reasons.append(_("{column} is not given").format(column=label))
        elif test.one_of:
            shown = column.choices.get(str(given), str(given)) if column else str(given)
            reasons.append(f"{label}: {shown}")
        else:
            limits = [f"≥ {format_exact(test.at_least)}" if test.at_least is not None else ""]
            limits.append(f"≤ {format_exact(test.at_most)}" if test.at_most is not None else "")
            needed = ", ".join(limit for limit in limits if limit)
            reasons.append(_("{column} {value}, {needed} is needed").format(column=label, value=given, needed=needed))
    return "; ".join(reasons)
