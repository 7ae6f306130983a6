"""The survey of a round: narrowed to a unit, and every round of a target."""

from __future__ import annotations

from datetime import date

from camket.standing.survey import history, narrow
from office import (
    COUNT,
    DUE,
    EACH,
    communes,
    look,
    office,
    report,
    round_of,
    target,
)


def test_narrow_to_a_unit_keeps_its_own_part() -> None:
    found = look(office(target(EACH) + target(COUNT, "u"), communes("q2", "100", "40", "39")))
    mine = narrow(found, unit="xa-2")
    assert [(one.target.id, one.unit, one.verdict) for one in mine.standings] == [("t", "xa-2", "on-track")]
    assert [one.unit for one in mine.submissions] == ["xa-2"]
    # Nothing from Phòng A for u: no reason to act before the day after the last one in time.
    assert [one.target.id for one in narrow(found, behind=True).standings] == ["t"]
    later = look(found.ledger, day="2023-05-27")
    assert [one.target.id for one in narrow(later, behind=True).standings] == ["t", "u"]


def test_history_shows_every_round_in_order() -> None:
    files = {f"{r}/phong-a": report(DUE[r], f"{v}") for r, v in (("q1", 20), ("q2", 39))}
    ledger = office(target(COUNT), files)
    found = history(ledger, ledger.targets["t"], round_of(ledger, "q3"), date(2023, 8, 7))
    assert [(round_.id, one.verdict) for round_, one in found] == [("q1", "on-track"), ("q2", "behind"), ("q3", "not-reported")]
