"""Whom a proposal is addressed to: the issuing body itself, somebody else, or nobody that is named.

The addressee is what a unit wrote under `to:`, or nothing. Signed paper asks only others; what the body can settle itself is
its own matter.
"""

from __future__ import annotations

import re
from typing import Literal

from camket.ledger.commitment import Body, Unit
from camket.ledger.ledger import Ledger
from camket.text.spelling import fold, nfc

Reach = Literal["own", "other", "unnamed"]
_COMMITTEE = re.compile(r"^(?:UBND|(?:Ủy|Uỷ) ban nhân dân)\s+", re.IGNORECASE)


def reach_of(ledger: Ledger, to: str | None) -> Reach:
    """Return whom a proposal to `to` reaches; `other` where somebody else is among several addressees.

    Own are the issuing body and its office, the units and their groups, and whoever bears the name of the body's area:
    UBND Thành phố, Phòng Quản lý đô thị Thành phố.
    """
    if to is None or not to.strip():
        return "unnamed"
    own = _own_names(ledger)
    area = addressee_key(ledger.commitment.area or "")
    return "own" if all(_is_own(part, own, area) for part in _addressees(to, own, area)) else "other"


def addressee_name(ledger: Ledger, to: str) -> str:
    """Return the short name of the unit or body that a proposal is addressed to, or else the words themselves."""
    key = addressee_key(to)
    parties: list[Unit | Body] = [*ledger.units.values(), *ledger.bodies.values()]
    for party in parties:
        if key in map(addressee_key, (party.name, party.short or party.name, *party.spellings)):
            return party.short or party.name
    return to


def _addressees(to: str, own: frozenset[str], area: str) -> list[str]:
    """The addressees that a text names. A comma or `và` can be part of one name: Phòng Tài nguyên và Môi trường."""
    if addressee_key(to) in own:
        return [to]
    parts = re.split(r"[;,]\s*|\s+(?:và|cùng|-)\s+", to)
    # Only where one of the parts is a name of its own are the others names too.
    is_several = any(addressee_key(part) in {*own, area} for part in parts) or re.search(r"[;,]", to)
    return parts if is_several else [to]


def _is_own(name: str, own: frozenset[str], area: str) -> bool:
    key = addressee_key(name)
    is_of_area = bool(area) and (key == area or key.endswith(f" {area}"))
    return key in own or (is_of_area and re.search(r"\s(?:và|cùng)\s", name) is None)


def _own_names(ledger: Ledger) -> frozenset[str]:
    commitment = ledger.commitment
    names = [commitment.issuing_body, commitment.issuing_office or commitment.issuing_body]
    names += [name for unit in ledger.units.values() for name in (unit.name, unit.short or unit.name, *unit.spellings)]
    names += [group.name for group in ledger.groups.values()]
    area = addressee_key(commitment.area or "")
    bodies = [body for body in ledger.bodies.values() if area and addressee_key(body.name).endswith(f" {area}")]
    names += [name for body in bodies for name in (body.name, body.short or body.name, *body.spellings)]
    keys = frozenset(map(addressee_key, names))
    # A department is named with or without its area: Phòng Nội vụ (Thành phố).
    return keys | {key.removesuffix(f" {area}") for key in keys} if area else keys


def addressee_key(name: str) -> str:
    """Return a key that is equal for the spellings of a name; the committee of a ward stands for the ward."""
    return fold(_COMMITTEE.sub("", nfc(name)))
