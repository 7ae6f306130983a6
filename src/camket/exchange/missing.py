"""Why a figure is missing. A figure of 0 is not missing; which reasons there are is in `tables.MISSING`."""

from __future__ import annotations

from datetime import date

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Result
from camket.ledger.targets import Target
from camket.standing.in_force import known_from
from camket.standing.reported_figures import ReportedFigures
from camket.standing.standings import Standing
from camket.standing.submissions import Submission, required_targets, submission
from camket.standing.survey import Survey


def why_no_result(ledger: Ledger, target: Target, round_: Round, sent: Submission) -> str | None:
    """Return why a unit's report of a round has no figure for a target; None where it has one."""
    if sent.filed is None or sent.submitted is None:
        if sent.unreadable is not None:
            return "report-unreadable"
        return "report-overdue" if sent.state == "missing" else "report-not-yet-due"
    result = sent.filed.results.get(target.id)
    if result is not None and result.has_figure:
        reading = target.measure.read(result)
        if reading is None:
            return "cannot-be-used"
        return "nothing-due" if reading.value is None and target.measure.is_share else None
    if result is not None and result.awaiting is not None:
        return f"awaiting-{result.awaiting}"
    if sent.filed.report.results.get(target.id) is not None and result is None:
        return "cannot-be-used"
    if _is_known_after_year(ledger, target, round_):
        return "known-after-year"
    return _why_no_figure(target, result)


def _why_no_figure(target: Target, result: Result | None) -> str:
    """Return why a result that was received has no figure, apart from figures that are awaited."""
    if result is None:
        return "not-answered"
    if any(getattr(result, key) not in (None, {}) for key in target.measure.figure_keys):
        return "incomplete"
    return "in-words-only" if result.text is not None else "not-answered"


def _is_known_after_year(ledger: Ledger, target: Target, round_: Round) -> bool:
    cut_off = ledger.calendar.cut_off(round_)
    day = known_from(ledger, target, cut_off)
    return day is not None and cut_off < day


def why_no_standing(view: Survey, standing: Standing, day: date) -> str | None:
    """Return why a target, or a unit's part of it, has no figure in a round, or one of some of its units only; else None.

    Reports are overdue or not yet due as on `day`.
    """
    ledger, target = view.ledger, standing.target
    reading = standing.reading
    if reading is not None and standing.own is None and any(part.reading is None for part in standing.by_unit):
        return "units-missing"
    if reading is not None and (reading.value is not None or not target.measure.is_share):
        return None
    if reading is not None:
        return "nothing-due"
    asked = ReportedFigures(ledger, view.as_of).last_asked(target, view.round)
    if asked is None:
        return "not-asked-yet"
    if standing.by_unit:
        return "units-missing" if standing.unheard else "does-not-add-up"
    unit = standing.unit or next(iter(ledger.reporters(target)), None)
    if unit is None or unit not in ledger.units:
        return "not-answered"
    sent = next((one for one in view.submissions if one.unit == unit), None) if asked.id == view.round.id else None
    if sent is None:
        sent = submission(ledger, asked, unit, day, required_targets(ledger, unit, asked))
    return why_no_result(ledger, target, asked, sent) or "cannot-be-used"
