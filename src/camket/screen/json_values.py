"""The JSON of the values that several commands share. docs/json.md explains every key."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from camket.ledger.commitment import Round
from camket.ledger.goals import Judged
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures import Reading
from camket.ledger.reports import Overrule
from camket.ledger.scalars import Paper
from camket.ledger.targets import Judgement, Measure, Milestone, Ratio, Reference, Target
from camket.standing.proposals import proposal_id
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.standing.survey import Survey
from camket.standing.wording import round_name, unit_of_measure
from camket.text.numerals import round_half_up, round_share

if TYPE_CHECKING:
    pass


Json = dict[str, Any]
# A reckoned figure (a ratio, a pace, a projection) may never end; what was typed keeps all its digits.
_PLACES = 6


# --- figures --------------------------------------------------------------------------------------------------------


def plain(number: Decimal) -> str:
    """A figure with all its digits, no exponent, no zeros at the end."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def figure_json(measure: Measure, number: Decimal | None, of: str | None = None) -> str | None:
    """A figure of a measure: a grade by its id, done or not as true or false, all else a number."""
    if number is None:
        return None
    if of is None and isinstance(measure, Judgement):
        grades = list(measure.grades)
        if number == number.to_integral_value() and 0 <= number < len(grades):
            return grades[int(number)]
    if of is None and isinstance(measure, Milestone):
        return "true" if number else "false"
    if of is None and isinstance(measure, Ratio) and measure.per == "100":
        return plain(round_share(number, _PLACES))
    exponent = number.as_tuple().exponent
    # 28 digits is what a division leaves when it does not come out even.
    endless = isinstance(exponent, int) and exponent < -_PLACES and len(number.as_tuple().digits) >= 28
    return plain(round_half_up(number, _PLACES)) if endless else plain(number)


def _actual(measure: Measure, reading: Reading | None) -> str | None:
    if reading is None:
        return None
    if isinstance(measure, Milestone) and reading.done_on is not None:
        return reading.done_on.isoformat()
    return figure_json(measure, reading.value)


def share_json(share: Decimal | None) -> str | None:
    return plain(round_share(share)) if share is not None else None


def day_json(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _figures(reading: Reading | None) -> dict[str, str]:
    return {name: plain(figure) for name, figure in reading.figures.items()} if reading else {}


def _condition_goals(judged: Judged, measure: Measure) -> list[str | None]:
    """The figures of one condition's goal: one, two of a range, [None] where it is not assigned."""
    bounds = judged.bounds
    of = bounds.condition.of
    if bounds.missing:
        return [None]
    if isinstance(measure, Milestone):
        return [day_json(bounds.deadline) or "true"]
    if bounds.condition.comparator == "about":
        return [figure_json(measure, bounds.nominal, of)]
    limits = [limit for limit in (bounds.low, bounds.high) if limit is not None]
    return [figure_json(measure, limit, of) for limit in dict.fromkeys(limits)]


Goals = str | list[str | None] | None


def goal_json(conditions: Sequence[Judged], measure: Measure) -> Goals:
    """A figure for a simple goal, a list for a compound one, None where nothing is assigned."""
    goals = [goal for judged in conditions for goal in _condition_goals(judged, measure)]
    if all(goal is None for goal in goals):
        return None
    return goals[0] if len(goals) == 1 else goals


def _row_goal(standing: Standing) -> Goals:
    """The goal of a row; of units that each have the target, theirs where it is the same for all."""
    measure = standing.target.measure
    if standing.conditions or not standing.by_unit:
        return goal_json(standing.conditions, measure)
    goals = [goal_json(part.conditions, measure) for part in standing.by_unit]
    return goals[0] if all(goal == goals[0] for goal in goals) else None


# --- rows -----------------------------------------------------------------------------------------------------------


def round_json(survey: Survey) -> Json:
    round_ = survey.round
    return {
        "name": round_name(round_),
        "quarter": int(round_.quarter) if round_.quarter else None,
        "annual": round_.annual,
        "opens": survey.opens.isoformat(),
        "due": survey.due.isoformat(),
        "written_due": survey.ledger.calendar.written_due(round_).isoformat(),
        "day_off": survey.day_off,
        "days_left": (survey.due - survey.as_of).days,
        "cut_off": survey.cut_off.isoformat(),
        "sent_up_by": day_json(round_.sent_up_by),
    }


def unit_row_json(ledger: Ledger, submission: Submission) -> Json:
    extension = submission.extension
    letter = submission.filed.report.letter if submission.filed and submission.submitted else None
    return {
        "id": submission.unit,
        "name": ledger.name(submission.unit),
        "state": submission.state,
        "due": submission.due.isoformat(),
        "submitted": day_json(submission.submitted),
        "days_late": submission.days_late,
        "answered": submission.answered,
        "required": submission.required,
        "unanswered": list(submission.unanswered),
        "empty": submission.is_empty,
        "unreadable": submission.unreadable,
        "letter": letter.number if letter else None,
        "extension": {
            "before": submission.written_due.isoformat(),
            "after": extension.due.isoformat(),
            "reason": extension.reason,
            "by": extension.by,
            "days_late_before": max((submission.submitted - submission.written_due).days, 0) if submission.submitted else None,
        }
        if extension
        else None,
    }


def target_row_json(ledger: Ledger, standing: Standing) -> Json:
    target = standing.target
    parts = standing.by_unit
    fulfilled = ("exceeded", "met", "on-track")
    return {
        "id": target.id,
        "name": target.name,
        "section": target.section,
        "lead": target.lead,
        "reporter": target.reporter,
        "units": list(ledger.members(target)),
        "kind": target.measure.kind,
        "unit_of_measure": unit_of_measure(target.measure) or None,
        "goal_as_written": standing.goal.as_written if standing.goal else None,
        "adds_up_to": target.adds_up_to,
        **standing_row_json(standing),
        "own": _actual(target.measure, standing.own),
        "difference": plain(standing.difference) if standing.difference is not None else None,
        "fulfilled": sum(part.verdict in fulfilled for part in parts) if parts else None,
        "unheard": list(standing.unheard),
        "by_unit": [{"unit": part.unit, **standing_row_json(part)} for part in parts],
    }


def standing_row_json(standing: Standing) -> Json:
    """The keys that a target and a unit's part of it share."""
    measure = standing.target.measure
    return {
        "verdict": standing.verdict,
        "computed": standing.computed,
        "overruled": _overruled(standing.overrule),
        "goal": _row_goal(standing),
        "actual": _actual(measure, standing.reading),
        "figures": _figures(standing.reading),
        "share": share_json(standing.share),
        "expected": figure_json(measure, standing.expected),
        "projection": figure_json(measure, standing.projection),
        "previous": _actual(measure, standing.previous),
        "previous_round": standing.previous_round.id if standing.previous_round else None,
        "same_period": figure_json(measure, standing.same_period),
        "figure_round": standing.reading_round.id if standing.reading and standing.reading_round else None,
        "cut_off": day_json(standing.cut_off) if standing.reading else None,
        "conditions": [_condition(judged, measure) for judged in standing.judged],
        "yardsticks": [
            {
                "name": yard.name,
                "verdict": yard.verdict,
                "goal": goal_json(yard.judged, measure),
                "conditions": [_condition(judged, measure) for judged in yard.judged],
            }
            for yard in standing.yards
        ],
        "stretch": _condition(standing.stretch, measure) if standing.stretch else None,
    }


def _overruled(overrule: Overrule | None) -> Json | None:
    if overrule is None:
        return None
    return {"verdict": overrule.verdict, "reason": overrule.reason, "by": overrule.by, "date": day_json(overrule.date)}


def _condition(judged: Judged, measure: Measure) -> Json:
    bounds = judged.bounds
    condition = bounds.condition
    of = condition.of
    return {
        "comparator": condition.comparator,
        "of": of,
        "change": condition.change if condition.change != "level" else None,
        "against": condition.against,
        "low": figure_json(measure, bounds.low, of) if bounds.deadline is None else None,
        "high": figure_json(measure, bounds.high, of),
        "strict": bounds.open,
        "deadline": day_json(bounds.deadline),
        "missing": list(bounds.missing),
        "verdict": judged.verdict,
        "actual": figure_json(measure, judged.actual, of),
        "share": share_json(judged.share),
        "expected": figure_json(measure, judged.expected, of),
    }


# --- one target in full ---------------------------------------------------------------------------------------------


def past_round_json(ledger: Ledger, round_: Round, standing: Standing) -> Json:
    calendar = ledger.calendar
    return {
        "round": round_.id,
        "due": calendar.due(round_).isoformat(),
        "cut_off": calendar.cut_off(round_).isoformat(),
        **standing_row_json(standing),
        "by_unit": [{"unit": part.unit, **standing_row_json(part)} for part in standing.by_unit],
    }


def relevant_reports(ledger: Ledger, target: Target, survey: Survey) -> list[Filed]:
    """The reports received by then that say something of the target, round by round, in the office's order."""
    found = []
    for round_ in ledger.calendar.through(survey.round):
        for unit in ledger.units:
            filed = ledger.received(round_.id, unit, survey.as_of)
            if filed is None:
                continue
            report = filed.report
            named = [remark.target for remark in (*report.difficulties, *report.proposals)]
            named += [correction.target for correction in report.corrections]
            if target.id in filed.results or target.id in named:
                found.append(filed)
    return found


def report_entry_json(filed: Filed, target: Target, counted: Set[int]) -> Json:
    report = filed.report
    result = filed.results.get(target.id)
    items = [
        {
            "name": item.name,
            "counts": id(item) in counted,
            **(item.model_extra or {}),
            "evidence": [paper_json(paper) for paper in item.evidence],
            "note": item.note,
        }
        for item in getattr(result, "items", None) or ()
    ]
    incidents = [
        {
            "kind": incident.kind,
            "name": incident.name,
            "date": day_json(incident.date),
            "evidence": [paper_json(paper) for paper in incident.evidence],
            "note": incident.note,
        }
        for incident in getattr(result, "incidents", None) or ()
    ]
    return {
        "round": filed.round,
        "unit": filed.unit,
        "path": filed.path,
        "submitted": day_json(report.submitted),
        "text": result.text if result else None,
        "awaiting": result.awaiting if result else None,
        "evidence": [paper_json(paper) for paper in result.evidence] if result else [],
        "items": items,
        "incidents": incidents,
        "difficulties": [remark.text for remark in report.difficulties if remark.target == target.id],
        "proposals": [
            {"id": proposal_id(remark), "text": remark.text, "to": remark.to}
            for remark in report.proposals
            if remark.target == target.id
        ],
        "corrections": [
            {
                "old": correction.old,
                "new": correction.new,
                "reason": correction.reason,
                "by": correction.by,
                "date": day_json(correction.date),
            }
            for correction in report.corrections
            if correction.target == target.id
        ],
    }


_PAPER_KEYS = ("kind", "number", "date", "body", "subject", "link", "file", "note")


def paper_json(paper: Paper | None) -> Json | None:
    if paper is None:
        return None
    return {key: day_json(value) if isinstance(value := getattr(paper, key), date) else value for key in _PAPER_KEYS}


def reference_json(reference: Reference) -> Json:
    return {
        "label": reference.label,
        "value": reference.value,
        "by_unit": dict(reference.by_unit),
        "by": reference.by,
        "date": day_json(reference.date),
        "document": paper_json(reference.document),
    }


def dump_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
