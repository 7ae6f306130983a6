"""Two rounds side by side: which figures moved, which targets slipped, which came right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from camket.ledger.measures import WIDE
from camket.ledger.reports import Verdict
from camket.standing.standings import Standing
from camket.standing.survey import Survey

# From the best to the worst; verdicts that say nothing of the work itself stand apart.
_BEST_FIRST: tuple[Verdict, ...] = ("exceeded", "met", "on-track", "behind", "missed")
Course = Literal["recovered", "slipped", "moved", "still", "silent", "unknown"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One target, or a unit's part of it, in an earlier round and in this one.

    `course`: recovered or slipped by its verdict; moved by its figure alone; still where neither changed; silent where a
    figure was there and is not reported now; unknown where the two cannot be held against each other. `difference` is this
    figure less the earlier one, `is_better` whether that is the way the figure should go (None: no way is better).
    """

    before: Standing
    now: Standing
    course: Course
    difference: Decimal | None
    is_better: bool | None
    by_unit: tuple[Movement, ...] = ()


def compare(before: Survey, now: Survey) -> tuple[Movement, ...]:
    """Every target of the two surveys, in the document's order."""
    return _changes(before.standings, now.standings)


def _changes(before: Sequence[Standing], now: Sequence[Standing]) -> tuple[Movement, ...]:
    earlier = {(one.target.id, one.unit): one for one in before}
    return tuple(_change(earlier[key], one) for one in now if (key := (one.target.id, one.unit)) in earlier)


def _change(before: Standing, now: Standing) -> Movement:
    difference = None
    if before.actual is not None and now.actual is not None:
        difference = WIDE.subtract(now.actual, before.actual)
    better = now.target.measure.better
    is_better = None if not difference or better == "within" else (difference > 0) == (better == "higher")
    return Movement(before, now, _course(before, now, difference), difference, is_better, _changes(before.by_unit, now.by_unit))


def _course(before: Standing, now: Standing, difference: Decimal | None) -> Course:
    if now.verdict == "not-reported":
        return "unknown" if before.reading is None else "silent"
    if before.verdict in _BEST_FIRST and now.verdict in _BEST_FIRST:
        step = _BEST_FIRST.index(now.verdict) - _BEST_FIRST.index(before.verdict)
        if step:
            return "slipped" if step > 0 else "recovered"
    if difference is None:
        return "still" if before.verdict == now.verdict and before.verdict in _BEST_FIRST else "unknown"
    return "moved" if difference else "still"
