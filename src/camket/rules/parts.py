"""Rules about figures that are part of others (trong đó): parts inside one figure, targets with `part_of`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import Reading
from camket.ledger.measures.exact import add
from camket.ledger.targets import Target
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.standing.reported_figures import typed_figure
from camket.text.language import _
from camket.text.numerals import format_exact
from camket.text.source import Key, Keys
from camket.text.spelling import fold

_Figures = Mapping[Keys, Decimal]  # the figures of a result by their keys


class PartFigures(NamedTuple):
    """The figures of a target that is part of another; `filed` is None for a total of several units."""

    target: Target
    filed: Filed | None
    figures: _Figures


class FamilyFigures(NamedTuple):
    """The figures of a whole and of its parts, which one unit or all units together report in one round.

    `filed` is the report with the figures of the whole; None for a total of several units.
    """

    target: Target
    filed: Filed | None
    figures: _Figures
    parts: list[PartFigures]


def part_of(year: CheckedYear) -> Iterator[Finding]:
    """A figure that is part of another one is larger than the other; or parts that do not overlap are, together.

    A target with `part_of: other` (trong đó) is at most as large as the other target: in each round, for each unit, in the
    figures of the same period and of past years too. With `disjoint: true` (beside `part_of`, or on the other target for all
    its parts) nothing belongs to two parts, so their sum is at most as large as well.

        new-roads: 38
        new-roads-paved: 40                 # part_of: new-roads

    To mend: check both figures; perhaps they were exchanged, or one of them is not a sum from the first day of the year.
    """
    for target, parent in _pairs(year):
        if not _is_comparable(target, parent):
            message = _("the figures of '{target}' cannot be compared with these: {one} and {other}").format(
                target=parent.id, one=_measured_as(target), other=_measured_as(parent)
            )
            hint = _("Give both targets the same unit of measure, or delete part_of:.")
            keys = (*year.ledger.target_keys[target.id], "part_of")
            yield Finding(year.targets_document, keys, message, hint, level="warning")
    for family in _families(year):
        larger = list(_larger_parts(family))
        for part, key, figure, whole in larger:
            yield _too_large(family, part, key, figure, whole)
        for key, parts in _sums_above(family, disjoint=True) if not larger else ():
            hint = _("These parts do not overlap, so together they are at most the whole. Check the figures.")
            yield _sum_too_large(family, key, parts, hint)
    yield from _larger_past_figures(year)


def parts_overlap(year: CheckedYear) -> Iterator[Finding]:
    """Parts make more than their whole: either they overlap, or a figure is wrong.

    Of 260 workers 160 may be women and 110 have gone to Japan: a woman in Japan is in both parts. Of 260 workers, 160 women and
    110 men, one figure is wrong. camket does not guess which it is.

        workers: {value: 260, parts: {women: 160, japan: 110}}

    To mend: if the parts may overlap, write `disjoint: false` in targets.yaml, beside `parts:` of the measure or beside
    `part_of:`; if not, correct the figure, and write `disjoint: true`, so that such a sum is an error from then on.
    """
    spoken = _("If one thing can be in several parts, both are right; if not, a figure is wrong.")
    hint = spoken + " " + _("Which of the two is so can be stated in targets.yaml: see parts-overlap in docs/rules.md.")
    for filed in year.filed:
        for target_id, result in filed.results.items():
            measure = year.ledger.targets[target_id].measure
            reading = measure.read(result) if result.has_figure and not measure.is_list else None
            parts = measure.overlapping_parts(reading) if reading else {}
            if reading is None or reading.value is None or not parts:
                continue
            message = _("the parts {parts} together make {total}, more than the whole {whole}").format(
                parts=_join({measure.part_names().get(name, name): figure for name, figure in parts.items()}),
                total=format_exact(add(parts.values())),
                whole=format_exact(reading.value),
            )
            yield Finding(filed.document, ("results", target_id, "parts"), message, hint, spoken=spoken)
    for family in _families(year):
        if any(True for _part in _larger_parts(family)) or any(True for _sum in _sums_above(family, disjoint=True)):
            continue  # that is a fault of its own
        for key, found in _sums_above(family, disjoint=None):
            yield replace(_sum_too_large(family, key, found, hint), spoken=spoken)


# --- figures of wholes and parts --------------------------------------------------------------------------------------


def _pairs(year: CheckedYear) -> Iterator[tuple[Target, Target]]:
    """Yield each target that is part of another one, with that one."""
    for target in year.ledger.targets.values():
        parent = year.ledger.targets.get(target.part_of or "")
        if parent is not None and parent is not target:
            yield target, parent


def _is_comparable(target: Target, parent: Target) -> bool:
    one, other = target.measure, parent.measure
    if one.counts_things and other.counts_things:
        return True
    units = {fold(measure.unit_of("part")) for measure in (one, other)} - {""}
    is_quantity = one.is_number and one.has_distance and not one.lowest_is_best
    same_kind = one.kind == other.kind or (one.adds_up and other.adds_up and one.is_share == other.is_share)
    return is_quantity and same_kind and len(units) <= 1


def _measured_as(target: Target) -> str:
    return target.measure.unit_of("part") or target.measure.kind


def _is_disjoint(target: Target, parent: Target) -> bool | None:
    """Return whether a part overlaps with no other part of its whole; None where the data do not say it."""
    if target.disjoint is None and parent.part_of is None:
        return parent.disjoint
    return target.disjoint


def _families(year: CheckedYear) -> Iterator[FamilyFigures]:
    parts: dict[str, list[Target]] = {}
    for target, parent in _pairs(year):
        if _is_comparable(target, parent):
            parts.setdefault(parent.id, []).append(target)
    for name, children in parts.items():
        for round_ in year.ledger.rounds:
            yield from _families_in(year, year.ledger.targets[name], children, round_)


def _families_in(year: CheckedYear, parent: Target, children: list[Target], round_: Round) -> Iterator[FamilyFigures]:
    """Yield the figures of each unit that reports the whole, then those of all units where only one side reports alone."""
    owners = year.reporters[parent.id]
    rest = {child.id: child for child in children}
    alone = len(owners) == 1
    for unit in owners:
        filed = year.ledger.reports.get((round_.id, unit))
        figures = _figures(year, parent, unit, round_)
        found = []
        for child in children:
            if unit in year.reporters[child.id]:
                rest.pop(child.id, None)
                found.append(PartFigures(child, filed, _figures(year, child, unit, round_)))
            elif alone:
                rest.pop(child.id, None)
                found += _parts_of_units(year, child, round_)
        if figures and found:
            yield FamilyFigures(parent, filed, figures, found)
    figures = _total(year, parent, round_, all_needed=True)
    found = [part for child in rest.values() for part in _parts_of_units(year, child, round_)]
    if figures and found:
        yield FamilyFigures(parent, None, figures, found)


def _parts_of_units(year: CheckedYear, child: Target, round_: Round) -> list[PartFigures]:
    """Return the figures of each unit; where there are several, also their total."""
    reports = {unit: year.ledger.reports.get((round_.id, unit)) for unit in year.reporters[child.id]}
    found = [PartFigures(child, filed, _figures(year, child, unit, round_)) for unit, filed in reports.items() if filed]
    return [*found, PartFigures(child, None, _total(year, child, round_))] if len(reports) > 1 else found


def _figures(year: CheckedYear, target: Target, unit: str, round_: Round) -> _Figures:
    reading = year.reading(target, unit, round_)
    found = _shared(target, reading) if reading else {}
    filed = year.ledger.reports.get((round_.id, unit))
    result = filed.results.get(target.id) if filed else None
    before = typed_figure(target, result.same_period) if result and not target.measure.is_share else None
    return found if before is None else {**found, ("same_period",): before}


def _shared(target: Target, reading: Reading) -> dict[Keys, Decimal]:
    return {key: figure for key, figure, _same in target.measure.shared_figures(reading, reading)}


def _total(year: CheckedYear, target: Target, round_: Round, *, all_needed: bool = False) -> _Figures:
    """Return the figures of all units together; nothing where one is `all_needed` and missing."""
    readings = [year.reading(target, unit, round_) for unit in year.ledger.members(target)]
    known = [one for one in readings if one is not None]
    if all_needed and len(known) < len(readings):
        return {}
    total = target.measure.add_up(known) if known else None
    return _shared(target, total) if total else {}


# --- comparing --------------------------------------------------------------------------------------------------------


def _larger_parts(family: FamilyFigures) -> Iterator[tuple[PartFigures, Keys, Decimal, Decimal]]:
    """Yield each part that is larger than the whole; a total only where no unit's own figure is."""
    for key, whole in family.figures.items():
        seen: set[str] = set()
        for part in family.parts:
            figure = part.figures.get(key)
            if figure is not None and figure > whole and (part.filed is not None or part.target.id not in seen):
                seen.add(part.target.id)
                yield part, key, figure, whole


def _too_large(family: FamilyFigures, part: PartFigures, key: Keys, figure: Decimal, whole: Decimal) -> Finding:
    message, hint = _part_words(figure, whole, family.target)
    if part.filed is not None:
        return Finding(part.filed.document, ("results", part.target.id, *key), message, hint)
    assert family.filed is not None  # one side has the figure of a unit
    message = _("the units together have {part} of '{target}', which is part of this: {whole}").format(
        part=format_exact(figure), whole=format_exact(whole), target=part.target.id
    )
    return Finding(family.filed.document, ("results", family.target.id, *key), message, hint)


def _part_words(figure: Decimal, whole: Decimal, parent: Target) -> tuple[str, str]:
    """The message and the hint for a part that is larger than its whole."""
    message = _("{part} is more than the {whole} of '{target}', which it is part of").format(
        part=format_exact(figure), whole=format_exact(whole), target=parent.id
    )
    return message, _("Check both figures: a part is at most the whole.")


def _sums_above(family: FamilyFigures, *, disjoint: bool | None) -> Iterator[tuple[Keys, list[PartFigures]]]:
    """Yield the parts that together are larger than the whole: those that do not overlap, or (None) that may or may not."""
    wholes = {part.target.id for part in family.parts if part.filed is None}
    parts = [
        part
        for part in family.parts
        if (part.filed is None or part.target.id not in wholes) and _wanted(_is_disjoint(part.target, family.target), disjoint)
    ]
    for key, whole in family.figures.items():
        having = [part for part in parts if key in part.figures]
        if len(having) > 1 and add(part.figures[key] for part in having) > whole:
            yield key, having


def _wanted(stated: bool | None, disjoint: bool | None) -> bool:
    return stated is True if disjoint else stated is not False


def _sum_too_large(family: FamilyFigures, key: Keys, parts: list[PartFigures], hint: str) -> Finding:
    figures = {part.target.id: part.figures[key] for part in parts}
    message = _("the parts {parts} together make {total}, more than the {whole} of '{target}'").format(
        parts=_join(figures),
        total=format_exact(add(part.figures[key] for part in parts)),
        whole=format_exact(family.figures[key]),
        target=family.target.id,
    )
    if family.filed is not None:
        return Finding(family.filed.document, ("results", family.target.id, *key), message, hint)
    filed = next(part.filed for part in parts if part.filed is not None)
    return Finding(filed.document, ("results", parts[0].target.id, *key), message, hint)


def _join(figures: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{name} {format_exact(figure)}" for name, figure in figures.items())


# --- figures of past years --------------------------------------------------------------------------------------------


def _larger_past_figures(year: CheckedYear) -> Iterator[Finding]:
    """Yield the figures of past years in targets.yaml, of which the part is larger than the whole."""
    for target, parent in _pairs(year):
        if target.measure.is_share or not _is_comparable(target, parent):
            continue
        wholes = _past_figures(parent)
        for keys, figure in _past_figures(target).items():
            whole = wholes.get(keys)
            if whole is not None and figure > whole:
                message, hint = _part_words(figure, whole, parent)
                yield Finding(year.targets_document, (*year.ledger.target_keys[target.id], *keys), message, hint)


def _past_figures(target: Target) -> dict[tuple[Key, ...], Decimal]:
    """Return the figures that goals compare with, by their keys: references that are no goals themselves; past years."""
    found: dict[tuple[Key, ...], Decimal] = {}
    goals = {operand for condition in target.goal.conditions for operand in condition.operands}
    for name, reference in target.references.items():
        if name in goals:
            continue
        texts: dict[tuple[Key, ...], str | None] = {("value",): reference.value}
        texts |= {("by_unit", unit): text for unit, text in reference.by_unit.items()}
        for keys, text in texts.items():
            figure = typed_figure(target, text)
            if figure is not None:
                found["references", name, *keys] = figure
    for keys, condition in target.goal.placed_conditions():
        for past, amount in (condition.over.past if condition.over else {}).items():
            if amount is not None:
                found["goal", *keys, "over", "past", str(past)] = amount
    return found
