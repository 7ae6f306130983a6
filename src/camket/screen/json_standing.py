"""JSON rows that several commands share: a round, the report of a unit, the standing of a target. See docs/json.md."""

from __future__ import annotations

from collections.abc import Sequence

from camket.ledger.commitment import Round
from camket.ledger.goals import Judged
from camket.ledger.ledger import Ledger
from camket.ledger.measures.base import Reading
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Overrule
from camket.ledger.verdicts import FULFILLED
from camket.screen.json_values import Json, attributes_json, day_json, plain
from camket.standing.plain_figures import plain_figure, plain_reading, plain_share
from camket.standing.standings import Standing
from camket.standing.submissions import Submission
from camket.standing.survey import Survey
from camket.standing.wording import round_name

# A figure, or a list of figures for a goal of several conditions; None in place of a figure that is not assigned.
Goals = str | list[str | None] | None

# --- a round and a unit's report ------------------------------------------------------------------------------------------


def round_json(survey: Survey) -> Json:
    """Return the dates of the survey's round."""
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
    """Return whether and when a unit's report was received, and which targets it leaves out."""
    extension = submission.extension
    letter = submission.filed.report.letter if submission.filed and submission.submitted else None
    return {
        "id": submission.unit,
        "name": ledger.name(submission.unit),
        **attributes_json(submission, "state", "due", "submitted", "days_late", "answered", "required", "unanswered"),
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
        "reminded": [attributes_json(one, "date", "means") for one in submission.reminded],
    }


# --- a target -------------------------------------------------------------------------------------------------------------


def target_row_json(ledger: Ledger, standing: Standing) -> Json:
    """Return the standing of a target, with a row for each of its units."""
    target = standing.target
    parts = standing.by_unit
    return {
        **attributes_json(target, "id", "name", "section", "content", "assigned_by", "lead", "reporter"),
        "units": list(ledger.members(target)),
        "kind": target.measure.kind,
        "unit_of_measure": target.measure.unit_text() or None,
        "goal_as_written": standing.goal.as_written if standing.goal else None,
        "adds_up_to": target.whole_id,
        "adds_up_how": target.adds_up_to.how if target.adds_up_to else None,
        "part_of": target.part_of,
        **standing_row_json(standing),
        "own": plain_reading(target.measure, standing.own),
        "difference": plain(standing.difference) if standing.difference is not None else None,
        "fulfilled": sum(part.verdict in FULFILLED for part in parts) if parts else None,
        "unheard": standing.unheard,
        "by_unit": [{"unit": part.unit, **standing_row_json(part)} for part in parts],
    }


def standing_row_json(standing: Standing) -> Json:
    """Return the keys that the row of a target and the row of one unit in it have in common."""
    measure = standing.target.measure
    return {
        **attributes_json(standing, "verdict", "computed"),
        "overruled": _overruled(standing.overrule),
        "goal": _row_goal(standing),
        "actual": plain_reading(measure, standing.reading),
        "figures": _figures(standing.reading),
        "reached": _reached(standing),
        "share": plain_share(standing.share),
        "expected": plain_figure(measure, standing.expected),
        "projection": plain_figure(measure, standing.projection),
        "previous": plain_reading(measure, standing.previous),
        "previous_round": standing.previous_round.id if standing.previous_round else None,
        "same_period": plain_figure(measure, standing.same_period),
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


def _reached(standing: Standing) -> str | None:
    """The figure on the base of goal, share and expected: `actual`, or the sum or mean of several years."""
    measure = standing.target.measure
    if standing.over_years is not None:
        return plain_figure(measure, standing.reached)
    return plain_reading(measure, standing.reading)


def _figures(reading: Reading | None) -> dict[str, str]:
    return {name: plain(figure) for name, figure in reading.figures.items()} if reading else {}


def _overruled(overrule: Overrule | None) -> Json | None:
    return attributes_json(overrule, "verdict", "reason", "by", "date") if overrule is not None else None


def _condition(judged: Judged, measure: Measure) -> Json:
    bounds = judged.bounds
    condition = bounds.condition
    of = condition.of
    return {
        "comparator": condition.comparator if condition.unclear is None or condition.is_range else None,
        "of": of,
        "change": condition.change if condition.change != "level" else None,
        "against": condition.against,
        "numbers": [plain(number) for number in bounds.numbers],
        "base": plain_figure(measure, bounds.base, of),
        "over": {"how": condition.over.how, "years": condition.over.years} if condition.over else None,
        "low": plain_figure(measure, bounds.low, of) if bounds.deadline is None else None,
        "high": plain_figure(measure, bounds.high, of),
        "strict": bounds.open,
        "deadline": day_json(bounds.deadline),
        "missing": list(bounds.missing),
        "verdict": judged.verdict,
        "actual": plain_figure(measure, judged.actual, of),
        "share": plain_share(judged.share),
        "expected": plain_figure(measure, judged.expected, of),
    }


def past_round_json(ledger: Ledger, round_: Round, standing: Standing) -> Json:
    """Return the standing of a target in one round."""
    calendar = ledger.calendar
    return {
        "round": round_.id,
        "due": calendar.due(round_).isoformat(),
        "cut_off": calendar.cut_off(round_).isoformat(),
        **standing_row_json(standing),
        "by_unit": [{"unit": part.unit, **standing_row_json(part)} for part in standing.by_unit],
    }


# --- goals ----------------------------------------------------------------------------------------------------------------


def goal_json(conditions: Sequence[Judged], measure: Measure) -> Goals:
    """Return a figure for a simple goal, a list for a goal of several conditions, None if nothing is assigned.

    At least 100 is "100"; between 6.5 and 7 is ["6.5", "7"].
    """
    goals = [goal for judged in conditions for goal in _condition_goals(judged, measure)]
    if all(goal is None for goal in goals):
        return None
    return goals[0] if len(goals) == 1 else goals


def _row_goal(standing: Standing) -> Goals:
    """The goal of a row; for a target that each unit has for itself, the units' goal if it is the same for all of them."""
    measure = standing.target.measure
    if standing.conditions or not standing.by_unit:
        return goal_json(standing.conditions, measure)
    goals = [goal_json(part.conditions, measure) for part in standing.by_unit]
    return goals[0] if all(goal == goals[0] for goal in goals) else None


def _condition_goals(judged: Judged, measure: Measure) -> list[str | None]:
    """The figures of one condition: one, two for a range, [None] if the figure is not assigned."""
    bounds = judged.bounds
    of = bounds.condition.of
    if bounds.missing:
        return [None]
    if measure.takes_days:
        return [day_json(bounds.deadline) or "true"]
    if bounds.condition.comparator == "about":
        return [plain_figure(measure, bounds.nominal, of)]
    return [plain_figure(measure, limit, of) for limit in bounds.limits]
