"""The order of targets and units in the appendices of a report, and the number of each target there."""

from __future__ import annotations

from camket.ledger.ledger import Ledger
from camket.ledger.targets import Target


def sections(ledger: Ledger) -> dict[str, list[Target]]:
    """Return the targets by section of the document, sections in the order of their first target.

    A target without a section is put under the party that leads it, or the units that share it.
    """
    found: dict[str, list[Target]] = {}
    for target in ledger.targets.values():
        party = target.lead or target.reporter
        key = target.section or ", ".join((party,) if party else target.each or target.sum_of)
        found.setdefault(key, []).append(target)
    return found


def numbers(ledger: Ledger) -> dict[str, str]:
    """Return the number of each target in a report's appendix, by its id: section.place, such as 1.1, 1.2 … 9.6."""
    return {
        target.id: f"{section}.{index}"
        for section, targets in enumerate(sections(ledger).values(), start=1)
        for index, target in enumerate(targets, start=1)
    }


def group_units(ledger: Ledger) -> list[str]:
    """Return the units that have a column each in a report's appendix: all that share a target with others."""
    sharing = {unit for target in ledger.targets.values() if target.each for unit in ledger.members(target)}
    return [unit for unit in ledger.units if unit in sharing]
