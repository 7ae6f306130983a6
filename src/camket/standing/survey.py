"""The survey: one round as it is on one day, with all that the screen and the report show of it, computed once.

Nothing here reads a file or prints; `survey` turns a Ledger, a round and a day into one Survey.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.exact import Worked, worked
from camket.ledger.reports import Verdict
from camket.ledger.targets import Target
from camket.ledger.verdicts import ATTENTION, FULFILLED
from camket.standing.aggregation import Aggregation, Parts
from camket.standing.reported_figures import ReportedFigures
from camket.standing.standings import Standing
from camket.standing.submissions import Submission, closing_day, required_targets, submission
from camket.text.language import _
from camket.text.progress import counted


@dataclass(frozen=True, slots=True)
class Survey:
    """One round as it is at the end of `as_of`: who has reported, and the standing of every target.

    `opens`, `due` and `cut_off` are the round's first day, last day in time and last day of its figures; `day_off` says why
    the written due date is no working day (a weekday's key or a holiday's name), None where it is one.
    """

    ledger: Ledger
    round: Round
    as_of: date
    due: date
    cut_off: date
    opens: date
    day_off: str | None
    submissions: tuple[Submission, ...]
    standings: tuple[Standing, ...]

    def standing(self, target: str) -> Standing | None:
        """Return the standing of the target with this id."""
        return next((standing for standing in self.standings if standing.target.id == target), None)

    @property
    def goal_day(self) -> date:
        """The day whose goals hold for the round: a revision after the cut-off does not change them."""
        return min(self.cut_off, self.as_of)

    def increment(self, standing: Standing) -> Worked | None:
        """Return what a figure has grown by since the round before; the figure itself where it does not accumulate.

        None where that is not known: there is no figure in this round, or none of the round just before from all units.
        """
        measure, reading = standing.target.measure, standing.reading
        if reading is None or standing.reading_round is None or standing.reading_round.id != self.round.id:
            return None
        now = reading.figure(measure.growing_figure if measure.accumulates else None)
        asked_before = ReportedFigures(self.ledger, self.as_of).asked_before(standing.target, self.round)
        if now is None or not measure.accumulates or asked_before is None:
            return None if now is None else worked(now)
        is_next = standing.previous_round is not None and standing.previous_round.id == asked_before.id
        before = standing.previous.figure(measure.growing_figure) if standing.previous else None
        if before is None or not is_next or any(part.reading is None for part in standing.by_unit):
            return None
        return worked(now) - before

    def units_left_out(self, standing: Standing) -> frozenset[str]:
        """Return the units whose text about a target a report leaves out: on track, where each unit has the target.

        None with `regime: {on_track_text: print}`. Their difficulties and proposals are printed all the same.
        """
        if not standing.target.each or self.ledger.calendar.regime.on_track_text == "print":
            return frozenset()
        return frozenset(part.unit for part in standing.by_unit if part.unit and part.verdict in FULFILLED)

    def texts_left_out(self) -> int:
        """Return how many texts about targets a report of the round leaves out."""
        return sum(
            filed is not None and (result := filed.results.get(standing.target.id)) is not None and result.text is not None
            for standing in self.standings
            for unit in self.units_left_out(standing)
            for filed in [self.ledger.received(self.round.id, unit, self.as_of)]
        )

    def is_reason_for_attention(self, verdict: Verdict) -> bool:
        """Return whether somebody must act on a verdict; on "not reported" nobody must before the round's due date is over."""
        return verdict in ATTENTION and (verdict != "not-reported" or self.as_of > self.due)

    def needs_attention(self, standing: Standing) -> bool:
        """Return whether somebody must act on a target or on a unit's part of it."""
        return any(self.is_reason_for_attention(one.verdict) for one in (standing, *standing.by_unit))


def survey(
    ledger: Ledger,
    round_: Round,
    as_of: date,
    targets: Collection[str] | None = None,
    parts: Parts | None = None,
    units: Collection[str | None] | None = None,
    *,
    is_brief: bool = False,
) -> Survey:
    """Return the survey of `round_` at the end of `as_of`, with the standings of `targets` only where ids are given, and with
    the submissions of `units` only.

    `parts` are standings of units' parts that are known already, from another state of the data in which the unit's figures
    are the same: they are not judged again. `is_brief` leaves out of the standings what no verdict depends on
    (`aggregation.Aggregation`).
    """
    calendar = ledger.calendar
    reporting = ledger.units if units is None else [unit for unit in ledger.units if unit in units]
    required_of = {unit: required_targets(ledger, unit, round_) for unit in reporting}
    # A unit with no target to answer in this round is left out, unless it has sent a report.
    submissions = tuple(
        submission(ledger, round_, unit, as_of, required)
        for unit, required in required_of.items()
        if required or (round_.id, unit) in ledger.reports
    )
    aggregation = Aggregation(ledger, round_, as_of, parts or {}, is_brief=is_brief)
    asked = [target for target in ledger.targets.values() if targets is None or target.id in targets]
    standings = tuple(aggregation.standing(target) for target in counted(asked, _("Working out the figures")))
    due = calendar.due(round_)
    return Survey(
        ledger,
        round_,
        as_of,
        due,
        calendar.cut_off(round_),
        calendar.opens(round_),
        calendar.day_off(calendar.written_due(round_)),
        submissions,
        standings,
    )


def narrow(found: Survey, *, unit: str | None = None, target: str | None = None, behind: bool = False) -> Survey:
    """Return the survey with one unit, one target, or what needs attention only.

    With `unit`, a target of a group is replaced by the unit's own part of it.
    """
    submissions = [one for one in found.submissions if unit is None or one.unit == unit]
    standings = [one for one in found.standings if target is None or one.target.id == target]
    if target is not None:
        reporters = {reporter for one in standings for reporter in found.ledger.reporters(one.target)}
        submissions = [one for one in submissions if one.unit in reporters]
    if unit is not None:
        standings = [
            next((part for part in one.by_unit if part.unit == unit), one)
            for one in standings
            if unit in found.ledger.reporters(one.target)
        ]
    if behind:
        submissions = [one for one in submissions if one.state in ("late", "missing") or one.is_empty or one.unreadable]
        standings = [one for one in standings if found.needs_attention(one)]
    return replace(found, submissions=tuple(submissions), standings=tuple(standings))


def survey_to_compare(ledger: Ledger, earlier: Round | None, as_of: date) -> Survey | None:
    """Return the survey of an earlier round, with which a report of `as_of` compares; None without a round.

    It is as of the round's closing day, or of `as_of` if that is before.
    """
    return survey(ledger, earlier, min(as_of, closing_day(ledger, earlier))) if earlier is not None else None


def history(ledger: Ledger, target: Target, last: Round, as_of: date) -> tuple[tuple[Round, Standing], ...]:
    """Return every round up to `last` with the standing of one target in it, with what was received by `as_of`."""
    return tuple((round_, Aggregation(ledger, round_, as_of, {}).standing(target)) for round_ in ledger.calendar.through(last))
