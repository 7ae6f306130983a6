"""Rows of what the commitment says: rounds, units, targets, goals with their revisions, the figures that goals refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from pydantic_core import PydanticCustomError

from camket.exchange.rows import Rows
from camket.exchange.tables import Cell
from camket.ledger.ledger import Ledger
from camket.ledger.measures.registry import Measure
from camket.ledger.scalars import Paper
from camket.ledger.targets import Condition, Goal, Reference, Target
from camket.ledger.tree import TARGETS, UNITS
from camket.standing.appendix import numbers
from camket.text.source import Document, Keys


def add_definitions(rows: Rows, ledger: Ledger, as_of: date, looked_at: Mapping[str, date]) -> None:
    """Add the rows of the commitment; `looked_at` is the day of each round that the export looks at."""
    document = ledger.documents[TARGETS]
    _add_commitment(rows, ledger, document, as_of)
    places = _places(document, "rounds")
    for round_ in ledger.rounds:
        cells: dict[str, Cell] = {
            "id": round_.id,
            "name": round_.name,
            "quarter": round_.quarter,
            "annual": round_.annual,
            "opens": ledger.calendar.opens(round_),
            "due": ledger.calendar.due(round_),
            "cut_off": ledger.calendar.cut_off(round_),
            "as_of": looked_at.get(round_.id),
        }
        rows.add("rounds", cells, document, places.get(round_.id, ("rounds",)))
    _add_units(rows, ledger)
    shown = numbers(ledger)
    for target in ledger.targets.values():
        keys: Keys = ledger.target_keys[target.id]
        rows.add("targets", _target_cells(ledger, target, shown[target.id]), document, keys)
        for unit in ledger.reporters(target):
            if unit in ledger.units:
                rows.add("target_units", {"id": f"{target.id}/{unit}", "target": target.id, "unit": unit})
        _add_goals(rows, target, document, keys)
        _add_references(rows, target, document, keys)


def _add_commitment(rows: Rows, ledger: Ledger, document: Document, as_of: date) -> None:
    commitment = ledger.commitment
    cells: dict[str, Cell] = {
        "id": str(commitment.year.number),
        "title": commitment.title,
        "document_number": commitment.number,
        "signed": commitment.date,
        "issuing_body": commitment.issuing_body,
        "area": commitment.area,
        "first_day": commitment.year.first,
        "last_day": commitment.year.last,
        "as_of": as_of,
    }
    rows.add("commitment", cells, document, ("commitment",))


def _add_units(rows: Rows, ledger: Ledger) -> None:
    found: dict[str, tuple[Document, Keys]] = {}
    for path in (TARGETS, UNITS):
        if path in ledger.documents:
            document = ledger.documents[path]
            found |= {name: (document, keys) for name, keys in _places(document, "units").items()}
    for unit in ledger.units.values():
        cells: dict[str, Cell] = {
            "id": unit.id,
            "name": unit.name,
            "short": unit.short,
            "kind": unit.kind,
            "requested": unit.requested,
        }
        rows.add("units", cells, *found.get(unit.id, (None, ())))


def _places(document: Document, key: str) -> dict[str, Keys]:
    """Return the keys of the entries of a list in a file, by their ids."""
    entries = document.at((key,))
    ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries] if isinstance(entries, list) else []
    return {name: (key, index) for index, name in enumerate(ids) if isinstance(name, str)}


def _target_cells(ledger: Ledger, target: Target, number: str) -> dict[str, Cell]:
    measure = target.measure
    names = ("id", "name", "short", "section", "content", "text", "assigned_by", "lead", "reporter", "part_of", "note")
    return {
        **{name: getattr(target, name) for name in names},
        "number": number,
        "shared": "each" if target.each else "sum" if ledger.members(target) else "one",
        "kind": measure.kind,
        "measured_in": measure.unit_text() or None,
        "better": target.better,
        "accumulates": bool(measure.accumulates),
        "adds_up_to": target.whole_id,
    }


# --- goals --------------------------------------------------------------------------------------------------------------


def _add_goals(rows: Rows, target: Target, document: Document, keys: Keys) -> None:
    known = {*target.references, *(name for revision in target.revisions for name in revision.references)}
    for number, goal, where, revised in _goals(target, keys):
        for place, condition in goal.placed_conditions():
            yardstick = goal.yardsticks[int(place[1])] if place[0] == "yardsticks" else None
            written = (yardstick.as_written if yardstick else None) or goal.as_written
            cells: dict[str, Cell] = {
                **_condition_cells(target.measure, condition, known),
                **revised,
                "id": "/".join(map(str, (target.id, number, *place))),
                "target": target.id,
                "revision": number,
                "yardstick": yardstick.name if yardstick else None,
                "stretch": place == ("stretch",),
                "as_written": written,
            }
            rows.add("goals", cells, document, (*where, *place))
            for year, figure in condition.over.past.items() if condition.over is not None else ():
                past: dict[str, Cell] = {
                    "id": f"{cells['id']}/{year}",
                    "goal": cells["id"],
                    "past_year": year,
                    "number": figure,
                }
                rows.add("past_years", past, document, (*where, *place, "over", "past", str(year)))


def _goals(target: Target, keys: Keys) -> Iterator[tuple[int, Goal, Keys, dict[str, Cell]]]:
    """Yield the first goal and those of revisions: number, goal, its keys, the cells about the revision."""
    yield 0, target.goal, (*keys, "goal"), {}
    for index, revision in enumerate(target.revisions):
        if revision.goal is not None:
            dated: dict[str, Cell] = {"valid_from": revision.date, "document": _number(revision.document)}
            yield index + 1, revision.goal, (*keys, "revisions", index, "goal"), {**dated, "reason": revision.reason}


def _condition_cells(measure: Measure, condition: Condition, known: set[str]) -> dict[str, Cell]:
    operands = condition.operands if condition.done is None else (str(condition.done).lower(),)
    first, last = (operands[index] if len(operands) > index else None for index in (0, 1))
    over = condition.over
    return {
        "of_figure": condition.of,
        "comparator": condition.comparator,
        "operand": first,
        "number": _operand_number(measure, first, known),
        "to_operand": last,
        "to_number": _operand_number(measure, last, known),
        "tolerance": condition.tolerance if condition.comparator == "about" else None,
        "change": condition.change if condition.against is not None else None,
        "against": condition.against,
        "deadline": condition.deadline,
        "over_years": f"{over.how} {over.years}" if over is not None else None,
    }


def _operand_number(measure: Measure, operand: str | None, known: set[str]) -> Decimal | None:
    """Return an operand of a goal as a number; None for a grade, a name, and what `camket check` finds fault with."""
    if operand is None or operand in known or measure.takes_grades or measure.takes_days:
        return None
    try:
        return measure.operand(operand)
    except PydanticCustomError:
        return None


# --- references -----------------------------------------------------------------------------------------------------------


def _add_references(rows: Rows, target: Target, document: Document, keys: Keys) -> None:
    for name, reference in target.references.items():
        figures = _figures(target, name, reference, target.baselines.get(name, Reference()))
        for cells, place in figures:
            rows.add("reference_figures", cells, document, (*keys, "references", name, *place))
    for index, revision in enumerate(target.revisions):
        for name, reference in revision.references.items():
            for cells, place in _figures(target, name, reference, Reference(), index + 1):
                cells["valid_from"] = reference.date or revision.date
                cells["document"] = _number(reference.document) or _number(revision.document)
                rows.add("reference_figures", cells, document, (*keys, "revisions", index, "references", name, *place))


def _figures(
    target: Target, name: str, reference: Reference, taken: Reference, number: int = 0
) -> Iterator[tuple[dict[str, Cell], Keys]]:
    """Yield the cells of each figure of a reference, with its keys; `taken` are last year's results."""
    for unit, value, place, is_taken in _values(reference, taken):
        cells: dict[str, Cell] = {
            "id": "/".join((target.id, str(number), name, *((unit,) if unit else ()))),
            "target": target.id,
            "name": name,
            "revision": number,
            "unit": unit,
            "label": reference.label,
            "value": value,
            "number": _operand_number(target.measure, value, set()),
            "from_last_year": is_taken,
            "valid_from": reference.date,
            "document": _number(reference.document),
        }
        yield cells, place


def _values(reference: Reference, taken: Reference) -> Iterator[tuple[str | None, str | None, Keys, bool]]:
    """Yield the figures of a reference: unit, figure as it is written, keys, whether it is last year's result."""
    for unit in dict.fromkeys((*reference.by_unit, *taken.by_unit)):
        own, last = reference.by_unit.get(unit), taken.by_unit.get(unit)
        yield unit, own if own is not None else last, ("by_unit", unit), own is None and last is not None
    if reference.value is not None or taken.value is not None or not (reference.by_unit or taken.by_unit):
        yield None, reference.value or taken.value, ("value",), reference.value is None and taken.value is not None


def _number(paper: Paper | None) -> str | None:
    return paper.number if paper is not None else None
