"""The verdict and what it is based on, and differences between the whole's figure and the units'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from camket.ledger.goals import Judged
from camket.report.figure_references import printed_reference
from camket.report.target_contents import PrintedCondition
from camket.report.trace.goals import judged_and_printed
from camket.report.trace.records import TraceRow, TraceStep
from camket.report.trace.scope import Scope
from camket.standing.in_force import known_from
from camket.standing.standings import Standing
from camket.text.language import _
from camket.text.numerals import format_date

# --- differences ------------------------------------------------------------------------------------------------------


def difference_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield a step for each difference between the whole's own figure and what the units' figures come to."""
    if scope.standing.unit is not None and scope.standing is not scope.survey.standing(scope.target.id):
        return  # a difference belongs to the whole target, not to one unit's part
    sums = [one for one in scope.survey.standings if one.target.whole_id == scope.target.id]
    for difference in scope.printed_target.differences:
        other = next((one for one in sums if one.target.name == difference.target), None)
        notes = []
        if other is not None:
            words = _("the other figure is that of {target}: camket trace {reference}")
            reference = f"{scope.survey.round.id}:{printed_reference(scope.ledger, other.target.id)}"
            notes.append(words.format(target=difference.target, reference=reference))
        if difference.unheard:
            notes.append(_("without a figure: {units}").format(units=", ".join(difference.unheard)))
        label = _("Difference between the whole's figure and the units'")
        gap, expression = difference.difference, _difference_expression(scope, other)
        yield TraceStep("difference", label, gap.text, gap.value, expression, notes=tuple(notes))


def _difference_expression(scope: Scope, other: Standing | None) -> str:
    """The larger figure less the smaller; `other` is the target that adds the units up, if that is another target."""
    measure, standing = scope.measure, scope.standing
    summed = other.reading if other else measure.add_up([part.reading for part in standing.by_unit if part.reading])
    own, total = (measure.worked_figure(reading) if reading else None for reading in (standing.reading, summed))
    assert own is not None and total is not None  # there would be no difference
    return (total - own if own.exact < total.exact else own - total).text


def _sign_between(first: Decimal, second: Decimal) -> str:
    return "=" if first == second else "<" if first < second else ">"


# --- the verdict ------------------------------------------------------------------------------------------------------


def verdict_step(scope: Scope) -> TraceStep:
    """Return the verdict with the conditions it is based on, and the office's own verdict where that replaces it."""
    standing, printed = scope.standing, scope.printed
    rows = [_verdict_row(scope, judged, shown) for judged, shown in judged_and_printed(scope) if standing.reading]
    if standing.stretch is not None and printed.stretch is not None and standing.reading:
        row = _verdict_row(scope, standing.stretch, printed.stretch)
        rows.append(replace(row, label=_("Stretch goal") + f" {row.label}"))
    notes = [*_verdict_notes(scope), *_overrule_notes(scope)]
    sources = cite_overrule(scope, standing)
    return TraceStep("verdict", _("Verdict"), printed.label, sources=sources, rows=tuple(rows), notes=tuple(notes))


def _verdict_row(scope: Scope, judged: Judged, printed: PrintedCondition) -> TraceRow:
    """One condition: the figure against its bounds, and against the pace where the verdict depends on the pace."""
    if printed.actual is None or judged.actual is None or scope.measure.takes_days:
        return TraceRow(printed.goal, f"{scope.printed.text}: {printed.label}")
    bounds = judged.bounds
    comparisons = []
    for limit in bounds.limits:
        text = scope.measure.figure_text(limit, bounds.condition.of)
        comparisons.append(f"{printed.actual.text} {_sign_between(judged.actual, limit)} {text}")
    if judged.expected is not None and printed.expected is not None and printed.verdict in ("on-track", "behind"):
        words = _("{actual} {sign} {expected} expected")
        if bounds.is_limit:
            words = _("{actual} {sign} {expected} allowed up to now")
        sign = _sign_between(judged.actual, judged.expected)
        comparisons.append(words.format(actual=printed.actual.text, sign=sign, expected=printed.expected.text))
    return TraceRow(printed.goal, f"{'; '.join(comparisons)}: {printed.label}" if comparisons else printed.label)


def _verdict_notes(scope: Scope) -> Iterator[str]:
    standing, target = scope.standing, scope.target
    day = known_from(scope.ledger, target, scope.survey.goal_day)
    if standing.by_unit and target.each:
        yield _("that of the unit that stands worst")
    elif len(standing.conditions) > 1:
        yield _("that of the condition that stands worst")
    if day is not None and standing.computed in ("not-yet-due", "awaiting-publication"):
        yield _("known only from {date}").format(date=format_date(day))
    if target.sum_of and standing.unheard and standing.own is None and standing.by_unit:
        names = ", ".join(scope.ledger.short_name(unit) for unit in standing.unheard)
        yield _("without a figure: {units}").format(units=names)


def _overrule_notes(scope: Scope) -> Iterator[str]:
    overrule = scope.standing.overrule
    if overrule is None:
        return
    words = _("by the figures {computed}; stated {stated} by {who}: {reason}")
    if overrule.date is not None:
        words = _("by the figures {computed}; stated {stated} by {who} on {date}: {reason}")
    day = format_date(overrule.date) if overrule.date else ""
    computed, stated = scope.printed.computed_label, scope.printed.label
    yield words.format(computed=computed, stated=stated, who=overrule.by, date=day, reason=overrule.reason)


def cite_overrule(scope: Scope, standing: Standing) -> tuple[int, ...]:
    """Return the place of the office's own verdict on a standing; empty where there is none."""
    filed = scope.ledger.office.get(scope.survey.round.id)
    if filed is None or standing.overrule is None:
        return ()
    found = [index for index, one in enumerate(filed.content.overrules) if one is standing.overrule]
    return tuple(scope.sources.cite(filed.document, ("overrules", index, "verdict")) for index in found)
