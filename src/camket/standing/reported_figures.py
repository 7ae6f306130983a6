"""The figures that units have reported: for a round, in the round before, and as they were corrected later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pydantic_core import PydanticCustomError

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures.base import Reading, Result
from camket.ledger.measures.named_list import Item
from camket.ledger.scalars import read_figure
from camket.ledger.targets import Target
from camket.text.spelling import fold


class ReportedFigure(NamedTuple):
    """What a unit has reported for a target: the figure, the round that the target was last due in, the report behind it."""

    reading: Reading | None
    round: Round | None
    result: Result | None
    filed: Filed | None


class EarlierFigure(NamedTuple):
    """The last figure before a round's figure, and its round; where there is no figure, the round in which it was due."""

    reading: Reading | None
    round: Round | None


class CountedItem(NamedTuple):
    """Where an item of a list is counted: the round, the unit that reported it, the item as it was reported there."""

    round: Round
    unit: str
    item: Item


class ReportedFigures:
    """The figures in the reports that had been received by the end of one day, `as_of`.

    A target may be due in some rounds only. With rounds q1, q2, q3 and a target that is due in q1 and q3, the figure for q2
    is the figure of q1: `last_asked` finds that round.
    """

    def __init__(self, ledger: Ledger, as_of: date) -> None:
        self.ledger = ledger
        self.as_of = as_of

    def last_asked(self, target: Target, round_: Round) -> Round | None:
        """Return the last round up to `round_` in which the target is due."""
        if not target.rounds:
            return round_
        rounds = self.ledger.calendar.through(round_)
        return next((r for r in reversed(rounds) if r.id in target.rounds), None)

    def asked_before(self, target: Target, round_: Round) -> Round | None:
        """Return the round in which the target was due before the last time that it was due up to `round_`."""
        asked = self.last_asked(target, round_)
        before = self.ledger.calendar.before(asked) if asked else None
        return self.last_asked(target, before) if before else None

    def figure(self, target: Target, unit: str | None, round_: Round) -> ReportedFigure:
        """Return what `unit` has reported for `target` up to `round_`; lists and incidents are counted over all rounds."""
        asked = self.last_asked(target, round_)
        if asked is None:
            return ReportedFigure(None, None, None, None)
        filed = self._received(asked, unit)
        result = filed.results.get(target.id) if filed else None
        if filed is None or result is None or not result.has_figure:
            return ReportedFigure(None, asked, result, filed)
        if target.measure.is_list:
            earlier = [self._received(r, unit) for r in self.ledger.calendar.through(asked)]
            results = [f.results[target.id] for f in earlier if f and target.id in f.results]
            return ReportedFigure(target.measure.gather(results), asked, result, filed)
        return ReportedFigure(target.measure.read(result), asked, result, filed)

    def figure_before(self, target: Target, unit: str | None, round_: Round) -> EarlierFigure:
        """Return the last figure that `unit` reported before its figure for `round_`, as it was reported then."""
        before = nearest = self.asked_before(target, round_)
        while before is not None:
            reading = self.figure(target, unit, before).reading
            if reading is not None:
                return EarlierFigure(reading, before)
            earlier = self.ledger.calendar.before(before)
            before = self.last_asked(target, earlier) if earlier else None
        return EarlierFigure(None, nearest)

    def corrected(self, target: Target, unit: str | None, earlier: EarlierFigure, last: Round) -> Reading | None:
        """Return an earlier figure as the reports after it, up to round `last`, correct it; None where none of them does.

        A correction counts where its old figure is the figure that it corrects: 21,500 of q1, corrected in q2 from 21,500
        to 20,500 and in q3 from 20,500 to 20,400, is 20,400.
        """
        reported, round_ = earlier
        if reported is None or round_ is None or not target.measure.is_corrected_by_value:
            return None
        found: Reading | None = None
        for later in self.ledger.calendar.through(last)[self.ledger.calendar.index(round_) + 1 :]:
            filed = self._received(later, unit)
            for correction in filed.report.corrections if filed else ():
                if correction.target == target.id and correction.unit in (None, unit):
                    current = found or reported
                    if typed_figure(target, correction.old) == current.value:
                        found = Reading(typed_figure(target, correction.new), dict(current.figures))
        return found if found and found.value is not None else None

    def _received(self, round_: Round, unit: str | None) -> Filed | None:
        return self.ledger.received(round_.id, unit or "", self.as_of)


def typed_figure(target: Target, typed: str | None) -> Decimal | None:
    """Return a figure that is kept as text, as a number; None where there is none or `check` reports that it cannot be read."""
    if typed is None:
        return None
    try:
        return read_figure(typed, whole=target.measure.counts_things, percent=True)
    except PydanticCustomError:
        return None


def counted_items(ledger: Ledger, target: Target, last: Round, as_of: date) -> dict[str, CountedItem]:
    """Return where each item of a list is counted, by its folded name: the first report of it that meets the conditions.

    Where each unit has the target for itself, each counts its own items; their total counts an item of two units once.
    """
    found: dict[str, CountedItem] = {}
    for round_ in ledger.calendar.through(last):
        for unit in ledger.reporters(target):
            filed = ledger.received(round_.id, unit, as_of)
            result = filed.results.get(target.id) if filed else None
            for item in result.entries() if result is not None else ():
                if target.measure.counts(item):
                    found.setdefault(fold(item.name), CountedItem(round_, unit, item))
    return found
