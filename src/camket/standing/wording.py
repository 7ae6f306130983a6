"""Figures, goals and verdicts as short text in the user's language, the same on the screen and in the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from camket.ledger.commitment import Round
from camket.ledger.goals import Bounds, Judged, distinct, find_bounds, number_of
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import MeasureModel
from camket.ledger.measures.registry import Entry, Measure
from camket.ledger.reports import Means, Reminded, Verdict
from camket.ledger.scalars import EvidencePaper, Paper
from camket.ledger.targets import Condition, Goal, Reference, Target
from camket.ledger.verdicts import VERDICTS
from camket.ledger.year import Year
from camket.standing.goal_words import asked_text, basis_text
from camket.standing.in_force import AssignedFigure, assigned_since, goal_in_force
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.text.language import N_, _, ngettext
from camket.text.numerals import format_date, format_number, format_share

MANY = 8  # figures that one note lists at most
_OUTCOMES = {
    "open": N_("not answered yet"),
    "forwarded": N_("passed on, answer awaited"),
    "settled": N_("settled"),
    "declined": N_("declined"),
}
_MEANS = {"letter": N_("letter"), "message": N_("message"), "mail": N_("e-mail"), "call": N_("telephone")}
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
    broken = any(one.actual is not None and one.bounds.is_passed_by(one.actual) for one in judged)
    if verdict == "behind" and judged and not broken and all(one.bounds.is_limit for one in judged):
        return _("above the period's level")
    return verdict_label(verdict)


def state_label(submission: Submission) -> str:
    """Return in words whether a unit has reported: on time, 2 days late, missing, not yet due."""
    days = submission.days_late or 0
    if submission.unreadable:
        return _("file cannot be read")
    match submission.state:
        case "on-time":
            return _("on time")
        case "late":
            return ngettext("{n} day late", "{n} days late", days).format(n=format_number(Decimal(days)))
        case "missing":
            return ngettext("missing, {n} day over", "missing, {n} days over", days).format(n=format_number(Decimal(days)))
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


def rounds_text(rounds: Iterable[Round]) -> str:
    """Return rounds as a person may name them in a command: quý I (q1); báo cáo năm (sơ bộ) (annual-preliminary)."""
    return "; ".join(f"{round_name(one)} ({one.id})" for one in rounds) or "–"


def share_text(share: Decimal | Fraction) -> str:
    """Return the part of a goal that a pace sets for a round: 25%, 1/3."""
    return str(share) if isinstance(share, Fraction) else format_share(share)


def reference_label(name: str, reference: Reference | None) -> str:
    """Return what a figure under `references` is called: its label, or else a word for its name."""
    words = {"assigned": _("assigned figure"), "last_year": _("last year's figure")}
    return (reference.label if reference is not None else None) or words.get(name, name)


def outcome_label(state: str) -> str:
    """Return the state of a proposal in words."""
    return _(_OUTCOMES[state])


def means_label(means: Means) -> str:
    """Return by which means a unit was reminded, in words."""
    return _(_MEANS[means])


def reminded_label(reminded: Sequence[Reminded], *, is_short: bool = False) -> str:
    """Return how often a unit was reminded, and when last; empty where it was not."""
    if not reminded:
        return ""
    if is_short:
        day = format_date(reminded[-1].date).rpartition("/")[0]
        return _("reminded {n}×, {day}").format(n=len(reminded), day=day)
    words = ngettext("reminded once, on {date}", "reminded {n} times, last on {date}", len(reminded))
    return words.format(n=len(reminded), date=format_date(reminded[-1].date))


def round_of_year(round_: Round, year: Year) -> str:
    """Return a round with its year: `quý II năm 2023`, `cuối năm học 2024-2025`."""
    name, of = round_name(round_).split(), year.text
    for count in (2, 1):  # "cuối năm" and "năm học 2024-2025" share a word
        if len(name) > count and name[-count:] == of.split()[:count]:
            name = name[:-count]
            return f"{' '.join(name)} {of}"
    return _("{round} of {year}").format(round=" ".join(name), year=of)


def day_off_name(day_off: str) -> str:
    """Return in words why a day is no working day: the weekday, or the name of the holiday."""
    return _(_DAYS_OFF[day_off]) if day_off in _DAYS_OFF else day_off


def goal_text(target: Target, goal: Goal, references: Mapping[str, Reference], unit: str | None = None) -> str:
    """Return a goal with what it rests on: ≥ 75; < 10,2% (giảm trên 4 điểm % so với cuối năm trước (14,2%)).

    With `unit`, references have that unit's own figures.
    """
    words = goal_figures(target, goal, references, unit, with_basis=True)
    if goal.stretch is None:
        return words
    stretch = condition_text(target, goal.stretch, references, unit, with_basis=True)
    return words + _("; stretch goal {goal}").format(goal=stretch)


def goal_figures(
    target: Target, goal: Goal, references: Mapping[str, Reference], unit: str | None = None, *, with_basis: bool = False
) -> str:
    """Return a goal as figures: ≥ 75, or > 81,2; > 80, or ≥ 1.200 (tỉnh giao); ≥ 1.300 (HĐND giao)."""

    def all_text(conditions: tuple[Condition, ...]) -> str:
        if target.measure.must_not_happen and all("0" in (c.equals, c.at_most) for c in conditions):
            return "0"  # no incident of any kind
        found = distinct(find_bounds(condition, target.measure, references, unit) for condition in conditions)
        return "; ".join(condition_text(target, one.condition, references, unit, with_basis=with_basis) for one in found)

    if goal.yardsticks:
        return "; ".join(f"{all_text(yardstick.all)} ({yardstick.name})" for yardstick in goal.yardsticks)
    return all_text(goal.all)


def condition_text(
    target: Target,
    condition: Condition,
    references: Mapping[str, Reference],
    unit: str | None = None,
    *,
    with_basis: bool = False,
) -> str:
    """Return a condition as figures; a reference whose figure is not known yet is shown by its name.

    `with_basis` adds in brackets what the figure rests on: the change that is asked for, and of which figure.
    """
    measure = target.measure
    label = measure.part_names().get(condition.of, condition.of) + " " if condition.of else ""
    day = condition.by or condition.before
    in_time = (_("by {date}") if condition.by else _("before {date}")).format(date=format_date(day)) if day else ""
    if condition.comparator in ("by", "before"):
        return label + in_time
    if condition.comparator == "done":
        return label + _("done")
    bounds = find_bounds(condition, measure, references, unit)
    basis = basis_text(measure, bounds, references)
    if bounds.missing and asked_text(measure, bounds):
        return f"{label}{basis} {in_time}".rstrip()
    if bounds.missing:
        names = ", ".join(reference_label(name, references.get(name)) for name in bounds.missing)
        signs = {"more_than": "> ", "less_than": "< ", "at_most": "≤ "}
        sign = "" if condition.unclear else signs.get(condition.comparator, "≥ ")
        return label + sign + _("{names} (no figure yet)").format(names=names)
    text = f"{label}{bounds_text(measure, bounds)} {in_time}".rstrip()
    if not basis or not with_basis:
        return text
    return f"{text}, {basis}" if "(" in basis else f"{text} ({basis})"


def bounds_text(measure: Measure, bounds: Bounds) -> str:
    """Return the bounds of a figure in signs: ≥ 75, 6,5–7, ≈ 500, 0 for exactly 0, 75 where the direction is not clear."""
    of = bounds.condition.of
    low = measure.figure_text(bounds.low, of) if bounds.low is not None else ""
    high = measure.figure_text(bounds.high, of) if bounds.high is not None else ""
    comparator = bounds.condition.comparator
    if bounds.condition.unclear and not bounds.condition.is_range:
        return ", ".join(measure.figure_text(limit, of) for limit in bounds.limits)  # no sign: which one is not known
    if comparator == "about" and low and bounds.nominal is not None:
        return f"≈ {measure.figure_text(bounds.nominal, of)}"
    if low and high:
        sign = next((one for one in ("%", "‰") if high.endswith(one)), "")
        return low if bounds.low == bounds.high else f"{low.removesuffix(sign)}–{high}"
    if low:
        return f"{'>' if bounds.open else '≥'} {low}"
    return f"{'<' if bounds.open else '≤'} {high}"


def assigned_notes(ledger: Ledger, target: Target, after: date, until: date) -> Iterator[str]:
    """Yield in words what was assigned or revised after `after`, the day whose goal is shown, up to and including `until`."""
    found: dict[tuple[date, str, bool], list[AssignedFigure]] = {}
    for one in assigned_since(target, after, until):
        found.setdefault((one.day, one.reference.label or _("assigned figure"), one.before is None), []).append(one)
    for (day, label, is_first), figures in found.items():
        texts = [_assigned_text(ledger, target, one) for one in figures]
        listed = ", ".join(texts[:MANY])
        if len(texts) > MANY:
            listed = _("{names} and {n} more").format(names=listed, n=len(texts) - MANY)
        words = _("{label} {figures} revised from {date}, after the cut-off of the figures")
        if is_first:
            words = _("{label} {figures} assigned from {date}, not yet at the cut-off of the figures")
        yield words.format(label=label, figures=listed, date=format_date(day))
    for revision in target.revisions:
        if revision.goal is not None and after < revision.date <= until:
            goal = goal_text(target, *goal_in_force(target, revision.date))
            words = _("goal {goal} from {date}, after the cut-off of the figures")
            yield words.format(goal=goal, date=format_date(revision.date))


def _assigned_text(ledger: Ledger, target: Target, one: AssignedFigure) -> str:
    """Return an assigned figure with its unit of measure: 1.200 hộ; Xã Bình An 20 → 25 hộ."""
    measure = target.measure
    numbers = [number_of(figure, measure, {}, None) for figure in (one.before, one.figure) if figure is not None]
    figures = " → ".join(measure.figure_text(number) for number in numbers if number is not None)
    text = figures if measure.takes_grades else measure.with_unit(figures)
    return f"{ledger.short_name(one.unit)} {text}" if one.unit is not None else text


def clear_text(measure: Measure, value: Decimal, text: str, bounds: Sequence[Bounds]) -> str:
    """Return the text of a figure; with more decimals where it would look like a bound of the goal that it is not equal to.

    84,996 of at least 85 is 84,996 and not 85.
    """
    limits = [limit for one in bounds if one.condition.of is None for limit in (one.low, one.high) if limit is not None]
    for decimals in (4, 6, 12):
        if not any(limit != value and measure.figure_text(limit) == text for limit in limits) or not measure.is_number:
            break
        text = format_number(value, decimals) + measure.sign
    return text


def clear_reading(standing: Standing, text: str) -> str:
    """Return a text that begins with the main figure, with that figure as `clear_text` gives it."""
    measure, value = standing.target.measure, standing.reached
    if value is None or not text.startswith(main := measure.main_text(value)):
        return text
    return clear_text(measure, value, main, [judged.bounds for judged in standing.conditions]) + text[len(main) :]


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


def round_option(round_: Round) -> str:
    """Return the option with which a command is given a round."""
    if round_.quarter:
        return f"-q {round_.quarter}"
    return f"--annual {round_.annual}" if round_.annual else f"--round {round_.id}"


def target_name(target: Target) -> str:
    """Return the short name of a target, or else its name."""
    return target.short or target.name


def paper_text(paper: Paper) -> str:
    """Return a cited document on one line: kind, number, date, issuing body, subject, link, file, note, files kept of it."""
    name = " ".join(part for part in (paper.kind, paper.number) if part)
    day = format_date(paper.date) if paper.date else None
    parts = (name or None, day, paper.body, paper.subject, paper.link, paper.file, paper.note, *paper_files(paper))
    return ", ".join(part for part in parts if part)


def paper_files(paper: Paper) -> tuple[str, ...]:
    """Return the names of the files that are kept of a document."""
    return tuple(one.file for one in paper.files) if isinstance(paper, EvidencePaper) else ()


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
