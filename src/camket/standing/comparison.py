"""Two rounds compared: which figures changed, which verdicts became better or worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from camket.ledger.goals import worst
from camket.ledger.measures.exact import WIDE
from camket.ledger.verdicts import VERDICTS
from camket.standing.standings import Standing
from camket.standing.survey import Survey

Course = Literal["recovered", "slipped", "moved", "still", "silent", "unknown"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One target, or a unit's part of it, in an earlier round and in this one.

    `course` says what happened between them:
        recovered, slipped   the verdict is better, or worse
        moved                the figure has changed, the verdict is no better and no worse
        still                neither has changed
        silent               there was a figure, and none is reported now
        unknown              the two cannot be compared
    `difference` is the figure now minus the figure before; `is_better` says whether it goes the way that the figure should go
    (None where there is no difference, or no way is better).
    """

    before: Standing
    now: Standing
    course: Course
    difference: Decimal | None
    is_better: bool | None
    by_unit: tuple[Movement, ...] = ()


def compare(before: Survey, now: Survey) -> tuple[Movement, ...]:
    """Return a movement for each target that is in both surveys, in the document's order."""
    return _movements(before.standings, now.standings)


def _movements(before: Sequence[Standing], now: Sequence[Standing]) -> tuple[Movement, ...]:
    earlier = {(one.target.id, one.unit): one for one in before}
    return tuple(_movement(earlier[key], one) for one in now if (key := (one.target.id, one.unit)) in earlier)


def _movement(before: Standing, now: Standing) -> Movement:
    difference = None
    if before.reached is not None and now.reached is not None:
        difference = WIDE.subtract(now.reached, before.reached)
    better = now.target.better
    is_better = None if not difference or better == "within" else (difference > 0) == (better == "higher")
    return Movement(
        before, now, _course(before, now, difference), difference, is_better, _movements(before.by_unit, now.by_unit)
    )


def _course(before: Standing, now: Standing, difference: Decimal | None) -> Course:
    if now.verdict == "not-reported":
        return "unknown" if before.reading is None else "silent"
    # The other verdicts say nothing about the work itself, and cannot be compared.
    is_comparable = all(VERDICTS[one.verdict].is_fulfilled or VERDICTS[one.verdict].is_failing for one in (before, now))
    if is_comparable and before.verdict != now.verdict:
        return "slipped" if worst((before.verdict, now.verdict)) == now.verdict else "recovered"
    if difference is None:
        return "still" if is_comparable else "unknown"
    return "moved" if difference else "still"
