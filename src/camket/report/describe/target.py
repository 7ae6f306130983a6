"""One target with its standing, as values for templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from camket.ledger.goals import Judged, find_bounds, is_own
from camket.ledger.measures.base import Reading
from camket.ledger.measures.registry import Measure
from camket.ledger.targets import Goal, Reference, Target
from camket.ledger.verdicts import SEVERITY
from camket.report.describe.parts import (
    describe_citation,
    describe_citations,
    describe_unit,
    pad_counts,
    part_figure,
    printed_figure,
)
from camket.report.filters import lower_first
from camket.report.target_contents import (
    Detail,
    Difference,
    Figure,
    Move,
    Part,
    PrintedCondition,
    PrintedCorrection,
    PrintedIncident,
    PrintedItem,
    PrintedOverrule,
    PrintedRevision,
    PrintedSpan,
    PrintedStanding,
    PrintedTarget,
    PrintedYardstick,
    Tally,
    Words,
)
from camket.standing import wording
from camket.standing.goal_words import asked_text, base_text, fell, moved_text
from camket.standing.in_force import goal_in_force
from camket.standing.reported_figures import typed_figure
from camket.standing.standings import Standing
from camket.standing.submissions import corrections
from camket.standing.survey import Survey
from camket.text.numerals import format_date, format_number

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger


def lead_names(ledger: Ledger, target: Target) -> tuple[str, ...]:
    """Return the names of those that lead a target: the lead, the reporter, or all units that share it."""
    party = target.lead or target.reporter
    return tuple(ledger.name(one) for one in ((party,) if party else target.each or target.sum_of))


def describe_target(survey: Survey, standing: Standing, number: str) -> PrintedTarget:
    """Return one target with its standing and its `number` in the appendices, for templates."""
    ledger = survey.ledger
    target = standing.target
    goal, references = goal_in_force(target, survey.goal_day)
    by_unit = bool(standing.by_unit) and any(is_own(condition, references) for condition in goal.conditions)
    units = tuple(describe_standing(survey, part) for part in standing.by_unit)
    names = target.measure.figure_labels()
    whole = describe_standing(survey, standing)
    return PrintedTarget(
        id=target.id,
        number=number,
        name=target.name,
        short=wording.target_name(target),
        text=target.text,
        section=target.section,
        content=target.content,
        assigned_by=ledger.name(target.assigned_by) if target.assigned_by else None,
        kind=target.measure.kind,
        unit=target.measure.unit_text(),
        better=target.better,
        builds_up=target.measure.accumulates,
        part_unit=target.measure.part_units.get("part", ""),
        whole_unit=target.measure.part_units.get("whole", ""),
        part_label=names.get("part", ""),
        whole_label=names.get("whole", ""),
        lead=wording.lead_name(ledger, target),
        lead_short=wording.lead_name(ledger, target, short=True),
        has_lead=target.lead is not None,
        co_operating=tuple(ledger.name(party) for party in target.co_operating),
        excluding=target.excluding,
        goal=wording.goal_figures(target, goal, references) if not by_unit else goal.as_written or "",
        goal_written=goal.as_written,
        goal_by_unit=by_unit,
        duties=target.duties,
        revisions=_revisions(survey, target),
        assigned_since=tuple(wording.assigned_notes(ledger, target, survey.goal_day, survey.as_of)),
        corrections=describe_corrections(survey, target.id),
        standing=whole,
        is_group=bool(target.each),
        is_sum=bool(target.sum_of),
        is_added_up=bool(target.sum_of) and standing.own is None and standing.reading is not None,
        units=units,
        by_unit={one.unit.id: one for one in units if one.unit is not None},
        tally=_tally(units),
        words=_words(survey, target, standing),
        differences=_differences(survey, standing),
    )


def _tally(units: Sequence[PrintedStanding]) -> tuple[Tally, ...]:
    """The units by verdict, the best first."""
    alike: dict[tuple[str, bool, bool], list[PrintedStanding]] = {}
    for unit in sorted(units, key=lambda unit: SEVERITY.index(unit.verdict), reverse=True):
        is_silent = unit.verdict == "not-reported"
        alike.setdefault((unit.verdict, is_silent and unit.unreadable, is_silent and unit.received), []).append(unit)
    return tuple(
        Tally(verdict, having[0].label, unreadable, received, tuple(having))
        for (verdict, unreadable, received), having in alike.items()
    )


def _children(survey: Survey, given: Standing) -> tuple[Part, ...]:
    """The figures of the targets that are part of this one, as a whole or for the same unit."""
    found = []
    for target in survey.ledger.targets.values():
        child = survey.standing(target.id) if target.part_of == given.target.id else None
        if child is not None and given is not survey.standing(given.target.id):
            child = next((one for one in (child, *child.by_unit) if one.unit == given.unit), None)
        figure = printed_figure(target.measure, child.actual) if child is not None else None
        if figure is not None:
            found.append(Part(lower_first(wording.target_name(target)), figure))
    return tuple(found)


# Verdicts that depend on the pace.
_PACED = ("on-track", "behind", "not-reported")


def describe_standing(survey: Survey, given: Standing) -> PrintedStanding:
    """Return how a target stands, as a whole or for one unit, for templates."""
    ledger, target, reading = survey.ledger, given.target, given.reading
    measure = target.measure
    figures = reading.figures if reading else {}
    # What is counted from the first day of the year is compared with a year's figure only when the year is over.
    is_whole_year = given.cut_off is not None and given.cut_off >= ledger.calendar.year.last

    def condition(judged: Judged) -> PrintedCondition:
        return _condition(target, judged, given.references, given.unit, is_whole_year=is_whole_year)

    conditions = tuple(map(condition, given.judged))
    yardsticks = tuple(
        PrintedYardstick(
            yard.name,
            yard.verdict,
            wording.judged_label(yard.judged, yard.verdict),
            tuple(map(condition, yard.judged)),
        )
        for yard in given.yards
    )
    printed = [*conditions, *(one for yard in yardsticks for one in yard.conditions)]
    # The pace is printed only of the figure itself, not of a part of it, and only while the goal is not reached.
    paced = next((one for one in printed if one.expected and not one.is_part and one.verdict in _PACED), None)
    goal = given.goal or target.goal
    span = _span(survey, given)
    actual = _clear(given, printed_figure(measure, given.reached))
    return PrintedStanding(
        unit=describe_unit(ledger, given.unit) if given.unit else None,
        verdict=given.verdict,
        label=wording.standing_label(given),
        computed=given.computed,
        computed_label=wording.standing_label(given, computed=True),
        overrule=PrintedOverrule(given.overrule.reason, given.overrule.by, given.overrule.date) if given.overrule else None,
        goal=wording.goal_figures(target, goal, given.references, given.unit),
        actual=actual,
        text=measure.reading_text(reading) if actual is None or not _shows_main_figure(given) else actual.text,
        span=span,
        part=_beside(measure, figures, "part"),
        whole=_beside(measure, figures, "whole"),
        parts=tuple(
            Part(label, part_figure(measure, figures[name], name))
            for name, label in measure.printed_parts.items()
            if name in figures
        ),
        children=_children(survey, given),
        nothing_due=figures.get("whole") == 0,
        rank_of=format_number(figures["of"]) if measure.lowest_is_best and "of" in figures else None,
        done_on=reading.done_on if reading else None,
        share=given.share,
        expected=paced.expected if paced else None,
        pace=paced.pace if paced else None,
        conditions=conditions,
        yardsticks=yardsticks,
        stretch=condition(given.stretch) if given.stretch else None,
        previous=printed_figure(measure, given.previous.value if given.previous else None),
        previous_text=target.measure.reading_text(given.previous),
        previous_round=wording.round_name(given.previous_round) if given.previous_round else None,
        previous_reported=printed_figure(measure, given.previous_reported.value if given.previous_reported else None),
        increment=_increment(survey, given),
        trend=wording.trend_sign(given),
        same_period=printed_figure(measure, given.same_period),
        since_previous=_move(given, given.previous.value if given.previous else None),
        since_last_year=_move(given, given.same_period),
        projection=printed_figure(target.measure, given.rounded_projection),
        year_noun=ledger.commitment.year.noun,
        round=wording.round_name(given.reading_round) if given.reading_round else None,
        cut_off=given.cut_off,
        is_current=given.reading_round is None or given.reading_round.id == survey.round.id,
        received=given.filed is not None,
        unreadable=any(one.unreadable and one.unit == given.unit for one in survey.submissions),
        awaiting=given.result.awaiting if given.result else None,
        items=_items(measure, reading),
        incidents=_incidents(measure, reading),
    )


def _beside(measure: Measure, figures: Mapping[str, Decimal], name: str) -> Figure | None:
    """A part or a whole that has a unit of its own."""
    if name not in measure.part_units or name not in figures:
        return None
    return part_figure(measure, figures[name], name)


def _shows_main_figure(given: Standing) -> bool:
    """Whether the text of the figure is the main figure alone, or the figure of several years."""
    measure, reading = given.target.measure, given.reading
    if given.over_years is not None or reading is None or reading.value is None:
        return given.over_years is not None
    return measure.reading_text(reading) == measure.main_text(reading.value)


def _clear(given: Standing, figure: Figure | None) -> Figure | None:
    """The figure with as many decimals as show that it is not a bound of its goal."""
    if figure is None:
        return None
    bounds = [judged.bounds for judged in given.conditions]
    text = wording.clear_text(given.target.measure, figure.value, figure.text, bounds)
    return Figure(figure.value, text, figure.words.replace(figure.text, text, 1)) if text != figure.text else figure


def _span(survey: Survey, given: Standing) -> PrintedSpan | None:
    """The years of a goal for several years, with this year's own figure."""
    over = given.over_years.bounds.condition.over if given.over_years else None
    figure = printed_figure(given.target.measure, given.actual)
    if over is None or figure is None:
        return None
    return PrintedSpan(over.how, over.years, survey.ledger.calendar.year.label, figure)


def _increment(survey: Survey, given: Standing) -> Figure | None:
    """What the figure has grown by in this round."""
    measure, found = given.target.measure, survey.increment(given)
    if found is None or measure.growing_figure is None or not measure.accumulates:
        return printed_figure(measure, found.value if found else None)
    return part_figure(measure, found.value, measure.growing_figure)


def _move(given: Standing, before: Decimal | None) -> Move | None:
    """How far the figure has gone from an earlier one; None where the two cannot be subtracted, or a unit has no figure."""
    measure, now = given.target.measure, given.reached
    if now is None or before is None or given.over_years is not None or any(part.reading is None for part in given.by_unit):
        return None
    if not measure.is_number or not measure.has_distance or measure.lowest_is_best or measure.must_not_happen:
        return None
    size = format_number(abs(now - before))
    if now == before:
        return Move("same", "")
    if measure.difference_text(now - before) == "" or not any(digit in size for digit in "123456789"):
        return None
    words = measure.change_text(size)
    return Move("up" if now > before else "down", pad_counts(words) if measure.counts_things else words)


def _condition(
    target: Target, judged: Judged, references: Mapping[str, Reference], unit: str | None, *, is_whole_year: bool
) -> PrintedCondition:
    measure = target.measure
    bounds = judged.bounds
    condition = bounds.condition
    given = getattr(condition, condition.comparator)
    reference = references.get(given) if isinstance(given, str) else None
    is_unclear = condition.unclear is not None and not condition.is_range and bool(bounds.limits)
    moved = moved_text(measure, judged, is_whole_year=is_whole_year)
    is_plain = condition.is_plain and measure.has_projection and not measure.is_share

    def figure(value: Decimal | None) -> Figure | None:
        if value is None:
            return None
        return part_figure(measure, value, condition.of) if condition.of is not None else printed_figure(measure, value)

    return PrintedCondition(
        goal=wording.condition_text(target, condition, references, unit),
        level=None if bounds.deadline else figure(bounds.limits[0] if is_unclear else bounds.nominal),
        comparator="undecided" if is_unclear else condition.comparator,
        change=condition.change,
        is_plain=is_plain,
        is_part=condition.of is not None,
        span=condition.over.how if condition.over else None,
        reference=(reference.label or "") if reference else None,
        asked=pad_counts(asked_text(measure, bounds)) if measure.counts_things else asked_text(measure, bounds),
        base=base_text(measure, bounds, references),
        moved=pad_counts(moved) if measure.counts_things else moved,
        fell=fell(judged),
        part=measure.part_names().get(condition.of, condition.of) if condition.of else "",
        missing=tuple(wording.reference_label(name, references.get(name)) for name in bounds.missing),
        verdict=judged.verdict,
        label=wording.judged_label([judged], judged.verdict),
        actual=figure(judged.actual),
        share=judged.share,
        expected=figure(judged.expected),
        pace=_pace(judged),
    )


def _pace(judged: Judged) -> str | None:
    if judged.actual is None or judged.expected is None:
        return None
    if judged.actual == judged.expected:
        return "level"
    if judged.bounds.is_limit:
        return "within" if judged.actual < judged.expected else "above"
    return "ahead" if (judged.actual < judged.expected) == judged.bounds.falls else "behind"


def _items(measure: Measure, reading: Reading | None) -> tuple[PrintedItem, ...]:
    return tuple(
        PrintedItem(
            item.name,
            measure.counts(item),
            tuple(_detail(label, value) for label, value in measure.details(item)),
            describe_citations(item.evidence),
            item.note,
        )
        for item in (reading.items if reading else ())
    )


def _detail(label: str, value: Decimal | date | str) -> Detail:
    if isinstance(value, Decimal):
        return Detail(label, format_number(value), is_number=True)
    return Detail(label, format_date(value) if isinstance(value, date) else value, is_number=False)


def _incidents(measure: Measure, reading: Reading | None) -> tuple[PrintedIncident, ...]:
    kinds = measure.part_names()
    return tuple(
        PrintedIncident(kinds.get(one.kind, one.kind or ""), one.name, one.date, describe_citations(one.evidence), one.note)
        for one in (reading.incidents if reading else ())
    )


# A goal with its references, as in force on a day.
_InForce = tuple[Goal, Mapping[str, Reference]]


def _revisions(survey: Survey, target: Target) -> tuple[PrintedRevision, ...]:
    """The revisions in force at the cut-off, each with the goal before and after it."""
    found = []
    in_force = target.revisions_until(survey.goal_day)
    before: _InForce = goal_in_force(target, in_force[0][1].date - timedelta(days=1)) if in_force else (target.goal, {})
    for _index, revision in in_force:
        after = goal_in_force(target, revision.date)
        old, new = _changed_goals(survey.ledger, target, before, after)
        if target.measure.counts_things:
            old, new = pad_counts(old), pad_counts(new)
        levels = [_bare_level(target, known) for known in (before, after)] if old != new else [None, None]
        paper = describe_citation(revision.document)
        found.append(PrintedRevision(revision.date, paper, revision.reason, old, new, levels[0], levels[1]))
        before = after
    return tuple(found)


def _bare_level(target: Target, known: _InForce) -> Figure | None:
    """The goal as a single number (90 of "at least 90"); None for any other goal, or while the number is not known."""
    goal, references = known
    measure = target.measure
    if len(goal.all) != 1 or not goal.all[0].is_plain:
        return None
    if not measure.is_number or measure.lowest_is_best or measure.must_not_happen:
        return None
    return printed_figure(measure, find_bounds(goal.all[0], measure, references, None).nominal)


def _changed_goals(ledger: Ledger, target: Target, before: _InForce, after: _InForce) -> tuple[str, str]:
    """The goal before and after a revision; where each unit has its own goal, the goals of the units whose goal changed."""

    def words(known: _InForce, unit: str | None = None) -> str:
        goal, references = known
        is_change = any(condition.change != "level" for condition in goal.conditions)
        return wording.goal_figures(target, goal, references, unit, with_basis=is_change)

    old, new = words(before), words(after)
    changed = [
        (ledger.name(unit), *goals)
        for unit in ledger.members(target)
        if len(set(goals := [words(known, unit) for known in (before, after)])) > 1
    ]
    if old != new or not changed:
        return old, new
    return ", ".join(f"{name} {goal}" for name, goal, _new in changed), ", ".join(
        f"{name} {goal}" for name, _old, goal in changed
    )


def _words(survey: Survey, target: Target, standing: Standing) -> tuple[Words, ...]:
    """What each unit wrote about the target in its report for the round."""
    attention = {part.unit for part in standing.by_unit if survey.needs_attention(part)}
    left_out = survey.units_left_out(standing)
    found = []
    for unit in survey.ledger.reporters(target):
        filed = survey.ledger.received(survey.round.id, unit, survey.as_of)
        result = filed.results.get(target.id) if filed else None
        if result is not None and (result.text or result.evidence):
            paragraphs = tuple(line.strip() for line in (result.text or "").splitlines() if line.strip())
            needs_attention = unit in attention if standing.by_unit else survey.needs_attention(standing)
            found.append(
                Words(
                    describe_unit(survey.ledger, unit),
                    paragraphs,
                    describe_citations(result.evidence),
                    needs_attention,
                    is_printed=unit not in left_out,
                )
            )
    return tuple(found)


def _differences(survey: Survey, standing: Standing) -> tuple[Difference, ...]:
    """Where the lead's own figure differs from the units' sum, or a target from another one that adds up to it."""
    ledger = survey.ledger
    target = standing.target
    found = []
    own = standing.own.value if standing.own else None
    if own is not None and standing.difference and not target.sum_fits(own, own - standing.difference):
        unheard = [ledger.name(unit) for unit in standing.unheard]
        found.append(_difference(target, target.name, own, own - standing.difference, unheard))
    for other in survey.standings:
        if other.target.whole_id != target.id or standing.actual is None or other.actual is None:
            continue
        if not other.target.sum_fits(standing.actual, other.actual):
            unheard = [ledger.name(part.unit) for part in other.by_unit if part.unit and part.reading is None]
            found.append(_difference(target, other.target.name, standing.actual, other.actual, unheard))
    return tuple(found)


def _difference(target: Target, of: str, own: Decimal, total: Decimal, unheard: Sequence[str]) -> Difference:
    figures = [printed_figure(target.measure, value) for value in (own, total, abs(own - total))]
    first, second, gap = (figure for figure in figures if figure is not None)
    return Difference(of, first, second, gap, tuple(unheard))


def describe_corrections(survey: Survey, of: str | None = None) -> tuple[PrintedCorrection, ...]:
    """Return the corrections in the reports for the round, of all targets or of one (`of`)."""
    ledger = survey.ledger
    found = []
    for unit, given in corrections(ledger, survey.round, survey.as_of):
        if of is not None and given.target != of:
            continue
        target = ledger.targets.get(given.target)
        name = target.name if target else given.target
        old, new = (_typed_figure(target, text) for text in (given.old, given.new))
        found.append(PrintedCorrection(ledger.name(given.unit or unit), name, old, new, given.reason, given.by, given.date))
    return tuple(found)


def _typed_figure(target: Target | None, typed: str) -> str:
    """A figure written in a correction: as tables print it where it is a number, else as it was written."""
    value = typed_figure(target, typed) if target else None
    return typed if target is None or value is None else target.measure.figure_text(value)
