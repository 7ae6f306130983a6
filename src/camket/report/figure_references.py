"""The references that a report's appendices print (1.3, 9.1/4), and which figure each of them means."""

from __future__ import annotations

from dataclasses import dataclass

from camket.ledger.ledger import Ledger
from camket.standing.appendix import group_units, numbers
from camket.standing.typed_names import numbered_name, typed_target, typed_target_hint, typed_unit, typed_unit_hint
from camket.standing.wording import rounds_text
from camket.text.language import _


class UnknownReference(ValueError):
    """A reference that names no figure. The message says which names there are, in the user's language."""


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """The figure that a reference names: a target, or one unit's part of it; of a round, if the reference names one."""

    target: str
    unit: str | None = None
    round: str | None = None


def find_reference(ledger: Ledger, text: str) -> AskedFigure:
    """Return the figure that a reference names: `1.3`, `9.1/4`, `roads-built`, `roads-built/phuong-4`, `q2:1.3`.

    Raises UnknownReference when there is no such round, target or unit.
    """
    text = text.strip()
    round_id = None
    if ":" in text and typed_target(ledger, text) is None:
        before, _colon, text = (part.strip() for part in text.partition(":"))
        round_id = next((round_.id for round_ in ledger.rounds if round_.id == before.lower()), None)
        if round_id is None:
            words = rounds_text(ledger.rounds)
            raise UnknownReference(
                _("there is no round '{round}'").format(round=before) + ". " + _("Rounds: {words}.").format(words=words)
            )
    target = typed_target(ledger, text)
    if target is not None:
        return AskedFigure(target, None, round_id)
    before, slash, after = (part.strip() for part in text.rpartition("/"))
    name = before if slash else text
    target = typed_target(ledger, name)
    if target is None:
        message = _("there is no target '{target}'").format(target=name)
        raise UnknownReference(f"{message}. {typed_target_hint(ledger, name)}")
    return AskedFigure(target, reporting_unit(ledger, target, after, by_row=name not in ledger.targets), round_id)


def reporting_unit(ledger: Ledger, target: str, name: str, *, by_row: bool = False) -> str:
    """Return the unit with this name, or in this row of the appendix, that reports the target.

    With `by_row` a number is always a row, even if a unit has that id. Raises UnknownReference when there is no such unit, or
    when the unit does not report the target.
    """
    rows = group_units(ledger)
    is_row = name.isascii() and name.isdigit() and (by_row or name not in ledger.units)
    if is_row and not (len(name) < 10 and 1 <= int(name) <= len(rows)):
        message = _("the appendix has no row {n}; its rows go from 1 to {last}").format(n=name, last=len(rows))
        raise UnknownReference(message if rows else _("no target is shared by several units, so there are no rows"))
    unit = rows[int(name) - 1] if is_row else typed_unit(ledger, name)
    if unit is None:
        raise UnknownReference(_("there is no unit '{name}'").format(name=name) + ". " + typed_unit_hint(ledger, name))
    reporters = ledger.reporters(ledger.targets[target])
    if unit not in reporters:
        message = _("{unit} does not report {target}; who does: {units}").format(
            unit=ledger.name(unit),
            target=numbered_name(ledger, target),
            units=", ".join(ledger.short_name(one) for one in reporters) or "–",
        )
        raise UnknownReference(message)
    return unit


def printed_reference(ledger: Ledger, target: str, unit: str | None = None) -> str:
    """Return the reference as the report's appendices print it: 1.3, or 9.1/4."""
    number = numbers(ledger)[target]
    rows = group_units(ledger)
    return f"{number}/{rows.index(unit) + 1}" if unit in rows and unit in ledger.members(ledger.targets[target]) else number
