"""Whom a proposal is addressed to: the issuing body itself, somebody else, or nobody that is named.

The addressee is what a unit wrote under `to:`, or nothing. Signed paper asks only others; what the body can settle itself is
its own matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from camket.ledger.commitment import Body, Unit
from camket.ledger.ledger import Ledger
from camket.text.spelling import fold, nfc

Reach = Literal["own", "other", "unnamed"]
# The committee at the beginning of a name, and its head. What follows is a name of its own, which can be shortened: UBND P.1.
_COMMITTEE = re.compile(r"\s*(?:Chủ\s+tịch\s+)?(?:UBND|(?:Ủy|Uỷ)\s+ban\s+nhân\s+dân)(?:\s+|$)", re.IGNORECASE)


def reach_of(ledger: Ledger, to: str | None) -> Reach:
    """Return whom a proposal to `to` reaches; `other` where somebody else is among several addressees.

    Own are the issuing body and its office (`is_to_body`), the units and their groups, and whoever bears the name of the
    body's area: UBND Thành phố, Phòng Quản lý đô thị Thành phố.
    """
    if to is None or not to.strip():
        return "unnamed"
    own = _own_names(ledger)
    return "own" if all(_is_own(ledger, part, own) for part in _addressees(ledger, to, own)) else "other"


def is_to_body(ledger: Ledger, to: str | None) -> bool:
    """Return whether the issuing body itself or its office is among the addressees: then its chairman is asked.

    The beginning of a name is enough (UBND xã is UBND xã Tân An), unless the higher body's name begins in the same way, as
    with UBND alone.
    """
    return any(_is_body(ledger, part) for part in _addressees(ledger, to or "", _own_names(ledger)))


def addressee_name(ledger: Ledger, to: str) -> str:
    """Return the short name of the unit or body that a proposal is addressed to, or else the words themselves."""
    key = addressee_key(to)
    parties: list[Unit | Body] = [*ledger.units.values(), *ledger.bodies.values()]
    for party in parties:
        if key in map(addressee_key, (party.name, party.short or party.name, *party.spellings)):
            return party.short or party.name
    return to


def _addressees(ledger: Ledger, to: str, own: frozenset[str]) -> list[str]:
    """The addressees that a text names. A comma or `và` can be part of one name: Phòng Tài nguyên và Môi trường."""
    if addressee_key(to) in own or _is_body(ledger, to):
        return [to]
    parts = re.split(r"[;,]\s*|\s+(?:và|cùng|-)\s+", to)
    # Only where one of the parts is a name of its own are the others names too.
    is_several = any(addressee_key(part) in own or _is_body(ledger, part) for part in parts) or re.search(r"[;,]", to)
    return parts if is_several else [to]


def _is_own(ledger: Ledger, name: str, own: frozenset[str]) -> bool:
    key, area = addressee_key(name), addressee_key(ledger.commitment.area or "")
    is_of_area = bool(area) and key.endswith(f" {area}") and re.search(r"\s(?:và|cùng)\s", name) is None
    return key in own or is_of_area or _is_body(ledger, name)


def _is_body(ledger: Ledger, name: str) -> bool:
    commitment, key = ledger.commitment, _full_key(name)

    def begins(names: Iterable[str | None]) -> bool:
        return any(f"{_full_key(one)} ".startswith(f"{key} ") for one in names if one)

    own = (commitment.issuing_body, commitment.issuing_office)
    is_area = bool(commitment.area) and addressee_key(name) == addressee_key(commitment.area or "")
    return bool(key) and (is_area or (begins(own) and not begins((commitment.higher_body, commitment.parent_body))))


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


def _full_key(name: str) -> str:
    """A key that is equal for the spellings of a name; the head of a committee stands for the committee."""
    found = _COMMITTEE.match(nfc(name))
    return f"ubnd {fold(nfc(name)[found.end() :])}".strip() if found else fold(name)


def addressee_key(name: str) -> str:
    """Return a key that is equal for the spellings of a name; the committee of a ward stands for the ward."""
    return _full_key(name).removeprefix("ubnd ")
