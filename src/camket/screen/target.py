"""`camket show` in the terminal: one commitment in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.console import Console

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.targets import Pace, Reference, Target
from camket.ledger.verdicts import ATTENTION
from camket.screen.charts import print_chart, print_group_chart
from camket.screen.console import (
    clean_text,
    print_field,
    print_line,
    print_paragraph,
    print_section,
    row_colour,
    style_of,
)
from camket.screen.notes import comparisons, in_brackets, overrule_notes, standing_notes
from camket.screen.reported import print_reported
from camket.screen.standing_cells import actual_cell, brief, fold_units, goal_cell, verdict_cell
from camket.screen.table import ScreenColumn, ScreenRow, print_table
from camket.standing.appendix import numbers
from camket.standing.goal_words import span_text
from camket.standing.in_force import assessed_from, goal_in_force, pace_in_force
from camket.standing.standings import Standing
from camket.standing.survey import Survey, history
from camket.standing.wording import (
    clear_reading,
    goal_figures,
    goal_text,
    lead_name,
    paper_text,
    round_name,
    share_text,
)
from camket.text.language import _
from camket.text.numerals import format_date, format_share


def print_target(console: Console, ledger: Ledger, survey: Survey, target_id: str) -> None:
    """Print one commitment in full: how it stands, every unit in every round, its goal and text, and what was reported."""
    target = ledger.targets[target_id]
    standing = survey.standing(target_id)
    assert standing is not None  # a survey holds every target of its ledger
    past = history(ledger, target, survey.round, survey.as_of)
    print_paragraph(console, f"{numbers(ledger)[target_id]} {target.name} [{target_id}]", "bold")
    _print_now(console, survey, standing)
    print_section(console, _("Figures"))
    if ledger.members(target):
        _print_units_by_round(console, survey, target, past)
    if target.each:
        print_group_chart(console, ledger, standing)
    else:
        if ledger.members(target):
            console.print()
        _print_rounds(console, survey, past)
        print_chart(console, past)
    _print_goal(console, ledger, survey, target)
    _print_document(console, ledger, target)
    print_reported(console, ledger, survey, target)


def _print_document(console: Console, ledger: Ledger, target: Target) -> None:
    print_section(console, _("In the document"))
    if target.text:
        section = _("Point {section}: ").format(section=target.section) if target.section else ""
        print_paragraph(console, f"{section}“{target.text}”", indent=2)
    if target.content:
        print_field(console, _("Content"), target.content)
    if target.assigned_by:
        print_field(console, _("Assigned by"), ledger.name(target.assigned_by))
    if target.lead:
        print_field(console, _("Lead"), ledger.name(target.lead))
    else:
        print_field(console, _("Reported by"), lead_name(ledger, target))
    if target.co_operating:
        print_field(console, _("With"), ", ".join(ledger.name(party) for party in target.co_operating))
    for duty in target.duties:
        print_field(console, _("Duty"), duty)
    if target.excluding:
        print_field(console, _("Without"), "; ".join(target.excluding))
    if target.whole_id in ledger.targets:
        whole = ledger.targets[target.whole_id].name
        if target.adds_up_to and target.adds_up_to.how == "at_most":
            whole = _("{target} (at most its figure)").format(target=whole)
        print_field(console, _("Adds up to"), whole)
    if target.part_of in ledger.targets:
        print_field(console, _("Part of"), ledger.targets[target.part_of].name)
    parts = [one.name for one in ledger.targets.values() if one.part_of == target.id]
    if parts:
        print_field(console, _("Of which"), "; ".join(parts))
    if target.note:
        print_field(console, _("Note"), target.note)


def _print_goal(console: Console, ledger: Ledger, survey: Survey, target: Target) -> None:
    goal, references = goal_in_force(target, survey.goal_day)
    print_section(console, _("Goal"))
    if goal.as_written:
        print_field(console, _("As written"), goal.as_written)
    operands = {str(getattr(condition, condition.comparator)) for condition in goal.all}
    if not any(reference.by_unit for reference in references.values()):
        figures, in_full = goal_figures(target, goal, references), goal_text(target, goal, references)
        unit = target.measure.unit_text()
        in_unit = figures if not unit or unit in figures else f"{figures} ({unit})"
        print_field(console, _("In figures"), in_unit + in_full[len(figures) :] if in_full.startswith(figures) else in_full)
    for name, reference in references.items():
        in_table = name in operands and bool(target.each)
        text = _reference_history(ledger, survey, target, name) or _reference_text(ledger, reference, in_table=in_table)
        print_field(console, reference.label or name, text)
    for revision in target.revisions:
        words = [format_date(revision.date)]
        if revision.goal is not None:
            words.append(goal_text(target, revision.goal, {**references, **revision.references}))
        for name, reference in revision.references.items():
            label = reference.label or target.references.get(name, reference).label or name
            words.append(f"{label} {_reference_text(ledger, reference)}")
        words += [paper_text(revision.document)] if revision.document else []
        words += [revision.reason] if revision.reason else []
        print_field(console, _("Revised"), "; ".join(words))
    print_field(console, _("Pace"), _pace_text(ledger, pace_in_force(target, ledger.calendar, survey.goal_day)))


def _reference_text(ledger: Ledger, reference: Reference, *, in_table: bool = False) -> str:
    figure = reference.value or _("not set")
    if reference.by_unit and in_table:
        figure = _("a figure for each unit, in the table")
    elif reference.by_unit:
        figure = ", ".join(f"{ledger.short_name(unit)} {value or _('not set')}" for unit, value in reference.by_unit.items())
    parts = [figure, reference.by, format_date(reference.date) if reference.date else None]
    parts.append(paper_text(reference.document) if reference.document else None)
    return ", ".join(part for part in parts if part)


def _reference_history(ledger: Ledger, survey: Survey, target: Target, name: str) -> str:
    """A reference's first figure and the figure of each revision in force: 90 (10/01/2023) → 110 (14/7/2023).

    An empty text if no revision has changed it.
    """
    until = survey.goal_day
    first = target.references.get(name)
    in_force = sorted((one for one in target.revisions if one.date <= until), key=lambda one: one.date)
    steps = [(one.date, one.references[name]) for one in in_force if name in one.references]
    if first is None or not steps:
        return ""
    if first.date is not None and first.date > until:
        first = Reference(by_unit=dict.fromkeys(first.by_unit))  # it holds from a later day
    words = []
    if changes := [(day, revised.value) for day, revised in steps if "value" in revised.model_fields_set]:
        words.append(_figure_chain([(first.date, first.value), *changes]))
    for unit in dict.fromkeys(unit for _day, revised in steps for unit in revised.by_unit):
        changes = [(day, revised.by_unit[unit]) for day, revised in steps if unit in revised.by_unit]
        words.append(f"{ledger.short_name(unit)} {_figure_chain([(first.date, first.by_unit.get(unit)), *changes])}")
    return "; ".join([*words, *([first.by] if first.by else [])])


def _figure_chain(dated: Sequence[tuple[date | None, str | None]]) -> str:
    return " → ".join((figure or _("not set")) + in_brackets(day) for day, figure in dated)


def _pace_text(ledger: Ledger, pace: Pace) -> str:
    match pace.kind:
        case "linear":
            return _("evenly through the year")
        case "by_round":
            set_ = pace.figures or {name: share_text(share) for name, share in pace.shares.items()}
            rounds = [(ledger.round(name), text) for name, text in set_.items()]
            return ", ".join(f"{round_name(round_)} {text}" for round_, text in rounds if round_)
        case "always":
            return _("must hold at every moment")
        case "year_end":
            return _("counts at the end of the year")
    return _("known only from {date}").format(date=format_date(assessed_from(ledger, pace)))


def _print_now(console: Console, survey: Survey, standing: Standing) -> None:
    when = _("{round}, as of {date}").format(round=round_name(survey.round), date=format_date(survey.as_of))
    print_section(console, _("How it stands: {when}").format(when=when))
    style = style_of(row_colour(standing.verdict, survey.is_reason_for_attention(standing.verdict)))
    mark = "! " if survey.is_reason_for_attention(standing.verdict) else "  "
    print_line(
        console,
        (mark, style),
        (clean_text(console, verdict_cell(standing)), style),
    )
    measure = standing.target.measure
    if standing.by_unit and standing.target.each:
        print_paragraph(console, fold_units(survey.ledger, standing, all_names=True), indent=2)
    elif standing.reading is not None and standing.actual is not None:
        over = standing.over_years
        words = [clear_reading(standing, measure.full_reading_text(standing.reading))]
        if over is not None and over.actual is not None and over.bounds.condition.over is not None:
            span = over.bounds.condition.over
            words = [f"{span_text(span.how, span.years)}: {measure.counted_text(over.actual)}"]
        if standing.share is not None:
            words.append(_("{share} of the goal").format(share=format_share(standing.share)))
        if standing.expected is not None:
            day = format_date(standing.cut_off) if standing.cut_off else "–"
            words.append(_("{figure} expected at {date}").format(figure=measure.figure_text(standing.expected), date=day))
        print_paragraph(console, "; ".join(words), indent=2)
    for text in (
        *overrule_notes(survey.ledger, standing),
        *standing_notes(survey, standing, is_beside_figure=True),
        *comparisons(standing),
    ):
        print_paragraph(console, text, indent=2)


# --- figures and charts


def _print_rounds(console: Console, survey: Survey, past: Sequence[tuple[Round, Standing]]) -> None:
    columns = [
        ScreenColumn(_("Round"), least=12),
        ScreenColumn(_("Received"), spare=2),
        ScreenColumn(_("Actual"), right=True, least=10),
        ScreenColumn(_("Expected"), right=True, spare=1),
        ScreenColumn(_("Share"), right=True),
        ScreenColumn(_("Verdict"), right=True, least=12),
    ]
    rows = []
    for round_, standing in past:
        measure = standing.target.measure
        submitted = standing.filed.report.submitted if standing.filed else None
        cells = (
            round_name(round_),
            format_date(submitted) if submitted else "",
            _reached_text(standing) if standing.reading else "",
            measure.figure_text(standing.expected) if standing.expected is not None else "",
            format_share(standing.share) if standing.share is not None else "",
            verdict_cell(standing),
        )
        # Only the last round may have reports that are not due yet.
        marked = standing.verdict in ATTENTION if round_ != survey.round else survey.is_reason_for_attention(standing.verdict)
        rows.append(ScreenRow(cells, row_colour(standing.verdict, marked), marked))
    print_table(console, columns, rows)
    for round_, standing in past[:-1]:
        for note in overrule_notes(survey.ledger, replace(standing, by_unit=()), round_):
            print_paragraph(console, note, indent=2)


def _reached_text(standing: Standing) -> str:
    if standing.over_years is not None and standing.reached is not None:
        return standing.target.measure.figure_text(standing.reached)
    return clear_reading(standing, standing.target.measure.reading_text(standing.reading))


def _print_units_by_round(console: Console, survey: Survey, target: Target, past: Sequence[tuple[Round, Standing]]) -> None:
    """Print a row for each unit, a column for each round; on a narrow screen the earliest rounds are left out first."""
    columns = [ScreenColumn(_("Unit"), least=12)]
    columns += [
        ScreenColumn(round_name(round_), right=True, spare=len(past) - index if index < len(past) - 1 else 0)
        for index, (round_, _standing) in enumerate(past)
    ]
    columns += [ScreenColumn(_("Goal"), right=True, least=10), ScreenColumn(_("Verdict"), right=True, least=12)]
    rows = []
    latest = past[-1][1]
    for index, part in enumerate(latest.by_unit):
        figures = [actual_cell(standing.by_unit[index]) or "–" for _round, standing in past]
        # A unit whose figure is only added up has no goal of its own and no verdict.
        goal, verdict = (goal_cell(part), verdict_cell(part)) if target.each else ("", "")
        cells = (survey.ledger.short_name(part.unit or ""), *figures, goal, verdict)
        marked = bool(target.each) and survey.is_reason_for_attention(part.verdict)
        rows.append(ScreenRow(cells, row_colour(part.verdict, marked) if target.each else "", marked))
    # The units' sums or means of several years do not make the sum of this year.
    is_over_years = any(part.over_years for _round, standing in past for part in standing.by_unit)
    if not is_over_years and any(standing.actual is not None for _round, standing in past):
        totals = [_together(standing) or "–" for _round, standing in past]
        rows.append(ScreenRow((_("Together"), *totals, "", "")))
    dropped = print_table(console, columns, rows)
    if dropped:
        print_paragraph(console, _("The screen is too narrow for: {columns}").format(columns=", ".join(dropped)), "dim")


def _together(standing: Standing) -> str:
    """The sum of the units' figures, even if the lead has reported a figure of its own."""
    own = standing.own
    if own is None:
        return actual_cell(standing)
    if own.value is None or standing.difference is None:
        return ""
    return brief(standing.target.measure, own.value - standing.difference)
