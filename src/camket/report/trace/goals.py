"""The goal's conditions: their numbers and revisions, the share reached, the figure expected by now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from camket.ledger.goals import Judged
from camket.ledger.scalars import Paper
from camket.ledger.targets import Condition, Reference
from camket.report.target_contents import PrintedCondition
from camket.report.trace.pace import cut_off, elapsed_derivation
from camket.report.trace.records import Derivation, TraceRow, TraceStep
from camket.report.trace.scope import Scope
from camket.standing import wording
from camket.text.language import _
from camket.text.numerals import format_date, format_share
from camket.text.source import Key


class PlacedCondition(NamedTuple):
    """A condition of the goal in force with its name (all/0, stretch) and its keys in the target's entry."""

    at: str
    keys: tuple[Key, ...]
    condition: Condition


class ReferenceVersion(NamedTuple):
    """A reference as first given or as a revision gives it: its keys in the target's entry, its day and its document."""

    keys: tuple[Key, ...]
    reference: Reference
    day: date | None
    paper: Paper | None


# --- the steps --------------------------------------------------------------------------------------------------------


def goal_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield the steps of each condition: the goal, the share reached, the figure expected; then the share of them all."""
    standing, printed = scope.standing, scope.printed
    if not standing.conditions and standing.by_unit and scope.target.each:
        yield _goal_of_each(scope)
        return
    if standing.goal is None:
        yield TraceStep("goal", _("Year's goal"), "–", notes=(_("a part of the sum, without a goal of its own"),))
        return
    pairs = judged_and_printed(scope)
    if standing.stretch and printed.stretch:
        pairs.append((standing.stretch, printed.stretch))
    for judged, shown in pairs:
        yield from _condition_steps(scope, judged, shown)
    if len(standing.conditions) > 1 and printed.share is not None:
        notes = (_("the lowest of the conditions"),)
        yield TraceStep("share", _("Share of the goal"), format_share(printed.share), printed.share, notes=notes)


def judged_and_printed(scope: Scope) -> list[tuple[Judged, PrintedCondition]]:
    """Return every condition but the stretch goal, as it was judged and as the report prints it."""
    printed = [*scope.printed.conditions, *(one for yard in scope.printed.yardsticks for one in yard.conditions)]
    return list(zip(scope.standing.conditions, printed, strict=True))


def _goal_of_each(scope: Scope) -> TraceStep:
    """The goal that every unit of a group has for itself: its numbers are shown with the units' figures."""
    sources = dict.fromkeys(number for placed in _placed_conditions(scope) for number in _goal_sources(scope, placed))
    note = _("each unit's own goal stands beside its figure")
    return TraceStep("goal", _("Year's goal"), scope.printed_target.goal or "–", sources=tuple(sources), notes=(note,))


def _condition_steps(scope: Scope, judged: Judged, printed: PrintedCondition) -> Iterator[TraceStep]:
    condition, actual = judged.bounds.condition, judged.worked_actual
    placed = next((one for one in _placed_conditions(scope) if one.condition is condition), None)
    if placed is None:
        placed = PlacedCondition("", (), condition)
    at = placed.at
    yield _goal_step(scope, judged, printed, placed)
    if condition.over is not None and printed.actual is not None and actual is not None and not judged.bounds.missing:
        label = _("Sum over the years") if condition.over.how == "sum" else _("Mean of the years")
        yield TraceStep("over", label, printed.actual.text, printed.actual.value, actual.text, at=at)
    if printed.share is not None and judged.worked_share is not None:
        text, expression = format_share(printed.share), judged.worked_share.text
        yield TraceStep("share", _("Share of the goal"), text, printed.share, expression, at=at)
    if printed.expected is not None and judged.worked_expected is not None:
        words = _("Allowed up to {date}") if judged.bounds.is_limit else _("Expected at {date}")
        label = words.format(date=format_date(cut_off(scope)))
        step = TraceStep("expected", label, printed.expected.text, printed.expected.value, at=at)
        yield step.derived(elapsed_derivation(scope, condition, judged.worked_expected.expression))


def _goal_step(scope: Scope, judged: Judged, printed: PrintedCondition, placed: PlacedCondition) -> TraceStep:
    """A condition's number: where it is written, and how it follows from a reference."""
    level = judged.bounds.nominal_level
    how = Derivation(
        level.expression if level else "",
        goal_rows(scope, judged, scope.standing.unit),
        _goal_sources(scope, placed),
        (
            *((f"{printed.asked} {printed.base}".strip(),) if printed.asked else ()),
            *(_("{name}: no figure yet").format(name=name) for name in printed.missing),
        ),
    )
    value = printed.level.value if printed.level else None
    return TraceStep("goal", _goal_label(scope, placed.at), printed.goal, value, at=placed.at).derived(how)


def _goal_label(scope: Scope, at: str) -> str:
    if at == "stretch":
        return _("Stretch goal")
    yard = scope.goal.yardsticks[int(at.split("/")[1])].name if at.startswith("yardsticks") else ""
    return _("Year's goal") + f" ({yard})" if yard else _("Year's goal")


# --- where a goal is written ------------------------------------------------------------------------------------------


def _placed_conditions(scope: Scope) -> Iterator[PlacedCondition]:
    """Every condition of the goal in force, the stretch goal last."""
    keys: tuple[Key, ...] = ("goal",)
    for index, revision in scope.target.revisions_until(scope.survey.goal_day):
        if revision.goal is not None:
            keys = ("revisions", index, "goal")
    for below, condition in scope.goal.placed_conditions():
        at = "/".join(str(key) for key in below if key != "all" or below[0] == "all")
        yield PlacedCondition(at, (*keys, *below), condition)


def _goal_sources(scope: Scope, placed: PlacedCondition) -> tuple[int, ...]:
    """The places of a condition's number and of past years' figures; the places of a reference are in its rows."""
    condition = placed.condition
    sources = [scope.cite_target(*placed.keys, condition.comparator)]
    if condition.over is not None:
        sources += [scope.cite_target(*placed.keys, "over", "past", str(year)) for year in condition.over.past]
    return tuple(dict.fromkeys(sources))


# --- references -------------------------------------------------------------------------------------------------------


def goal_rows(scope: Scope, judged: Judged, unit: str | None) -> tuple[TraceRow, ...]:
    """Return rows for the references that a condition is made with: as first given, and after each revision in force."""
    condition = judged.bounds.condition
    names = condition.references_of(scope.references)
    return tuple(row for name in names for row in _reference_rows(scope, name, unit))


def _reference_rows(scope: Scope, name: str, unit: str | None) -> Iterator[TraceRow]:
    """A row for each version of a reference that gives a figure: the unit's own, or the one for all."""
    in_force = scope.references[name]
    is_by_unit = bool(in_force.by_unit) and unit is not None
    for number, (keys, given, day, paper) in enumerate(_reference_versions(scope, name)):
        below: tuple[Key, ...] = ("value",)
        if is_by_unit and unit in given.by_unit:
            figure, below = given.by_unit[unit or ""], ("by_unit", unit or "")
        elif not is_by_unit and (number == 0 or "value" in given.model_fields_set):
            figure = given.value
        else:
            continue
        if day is not None and day > scope.survey.goal_day:
            figure = None  # it holds from a later day
        taken = scope.target.baselines[name].figure(unit if is_by_unit else None) if name in scope.target.baselines else None
        if figure is None and taken is not None:
            figure = _("{figure} from the data of last year").format(figure=taken)
        words = [figure or _("not set"), given.by or (in_force.by if number == 0 else None)]
        words += [format_date(day) if day else None, wording.paper_text(paper) if paper else None]
        text = ", ".join(word for word in words if word)
        yield TraceRow(given.label or in_force.label or name, text, (scope.cite_target(*keys, *below),))


def _reference_versions(scope: Scope, name: str) -> list[ReferenceVersion]:
    """A reference as first given, and as each revision in force gives it."""
    found = []
    if name in scope.target.references:
        first = scope.target.references[name]
        found.append(ReferenceVersion(("references", name), first, first.date, first.document))
    for index, revision in scope.target.revisions_until(scope.survey.goal_day):
        if name in revision.references:
            revised = revision.references[name]
            day, paper = revised.date or revision.date, revised.document or revision.document
            found.append(ReferenceVersion(("revisions", index, "references", name), revised, day, paper))
    return found
