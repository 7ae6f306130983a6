"""The standing of a target in a round: its figure, its goal, its verdict and what they were found from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from camket.ledger.commitment import Round
from camket.ledger.goals import Judged
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.exact import Worked
from camket.ledger.reports import Overrule, Verdict
from camket.ledger.targets import Goal, Reference, Target
from camket.ledger.verdicts import FAILING


@dataclass(frozen=True, slots=True)
class JudgedYardstick:
    """One yardstick of a goal (such as "assigned by the province") with its own verdict."""

    name: str
    verdict: Verdict
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of one target in a round, for one unit or for all its units together (`unit` is None).

    Verdict: `computed` follows from the figure; `overrule` is the office's verdict in its place, if there is one; `verdict` is
    the one that counts.
    Goal: `goal` and `references` as in force at the cut-off, with one of `judged` for each condition, or `yards` where the goal
    has several yardsticks, and `stretch`, which does not count for the verdict. A member of a sum that has no goal of its own
    has no `goal` and nothing in `judged`.
    Figure: `reading`, from `reading_round`, whose figures run to `cut_off`; `result` and `filed` are what it was read from.
    `previous` is the last figure before it, from `previous_round`, after corrections; `previous_reported` is what was reported
    before a correction. `same_period` is the figure at this time last year, `projection` the figure at the end of the year if
    it continues at its speed so far: `worked_projection` with its arithmetic, before it is held to the largest figure possible.
    Parts: `by_unit` has a standing for each unit of a group or a sum, `unheard` the units without a figure. For a sum whose
    lead reports the whole as well, `own` is the lead's figure and `difference` is `own` minus the sum of the units.
    """

    target: Target
    unit: str | None
    verdict: Verdict
    computed: Verdict
    overrule: Overrule | None = None
    goal: Goal | None = None
    reading: Reading | None = None
    reading_round: Round | None = None
    cut_off: date | None = None
    judged: tuple[Judged, ...] = ()
    yards: tuple[JudgedYardstick, ...] = ()
    stretch: Judged | None = None
    previous: Reading | None = None
    previous_reported: Reading | None = None
    previous_round: Round | None = None
    same_period: Decimal | None = None
    worked_projection: Worked | None = None
    result: Result | None = None
    filed: Filed | None = None
    by_unit: tuple[Standing, ...] = ()
    unheard: tuple[str, ...] = ()
    own: Reading | None = None
    difference: Decimal | None = None
    references: Mapping[str, Reference] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[Judged, ...]:
        """Every judged condition, those of all yardsticks included."""
        return self.judged or tuple(judged for yard in self.yards for judged in yard.judged)

    @property
    def over_years(self) -> Judged | None:
        """The condition for several years, whose figure is their sum or mean; None where the goal is for one year."""
        spanning = (one for one in self.conditions if one.bounds.condition.over is not None)
        return next((one for one in spanning if one.bounds.condition.of is None and one.actual is not None), None)

    @property
    def reached(self) -> Decimal | None:
        """The figure in the years that the goal is for: `actual`, or the sum or mean of several years."""
        over = self.over_years
        return over.actual if over is not None else self.actual

    @property
    def actual(self) -> Decimal | None:
        """The figure as one number, in the measure's unit."""
        return self.reading.value if self.reading else None

    @property
    def projection(self) -> Decimal | None:
        """The figure at the end of the year, if it continues at its speed so far."""
        if self.worked_projection is None or any(one.bounds.condition.over for one in self.conditions):
            return None  # the year's figure alone does not lead to a goal for several years
        limit = self.target.measure.projection_limit
        return self.worked_projection.value if limit is None else min(self.worked_projection.value, limit)

    @property
    def rounded_projection(self) -> Decimal | None:
        """The projection as it is told: rounded to the worse side, so that an estimate reaches no goal by rounding."""
        if self.projection is None:
            return None
        step = Decimal(1) if self.target.measure.counts_things else Decimal("0.01")
        return self.projection.quantize(step, ROUND_CEILING if self.target.better == "lower" else ROUND_FLOOR)

    @property
    def share(self) -> Decimal | None:
        """The figure in per cent of the goal; of several conditions, the lowest share.

        None where a condition without a share does not hold: of "at least 80 in all, at most 5 overdue" with 80 and 7, the
        share of the first, 100%, would hide that the second is broken.
        """
        if any(judged.share is None and judged.verdict in FAILING for judged in self.conditions):
            return None
        shares = [judged.share for judged in self.conditions if judged.share is not None]
        return min(shares) if shares else None

    @property
    def expected(self) -> Decimal | None:
        """The figure that the pace expects at the cut-off, in the measure's unit; of several, that of the lowest share."""
        known = [judged for judged in self.conditions if judged.expected is not None]
        # Prefer conditions on the figure itself: conditions on a part of it count in another unit.
        main = [judged for judged in known if judged.bounds.condition.of is None] or known[:1]
        return min(main, key=lambda judged: judged.share or Decimal(0)).expected if main else None
