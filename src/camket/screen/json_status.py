"""`camket status` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from camket.ledger.reports import Issue
from camket.screen.json_standing import round_json, target_row_json, unit_row_json
from camket.screen.json_values import Json, attributes_json, commitment_json, dump_json, issues_json
from camket.standing.survey import Survey, narrow
from camket.standing.tallies import assigning_levels, contents
from camket.text.problems import Problem


def status_json(
    survey: Survey,
    problems: Sequence[Problem],
    *,
    unit: str | None = None,
    target: str | None = None,
    behind: bool = False,
    apart: Sequence[Issue] = (),
) -> str:
    """Return the round as `camket status` shows it: all, or only one unit, one target, or what is behind.

    `apart` are other issues of the round, which the last one was made without knowing of.
    """
    ledger = survey.ledger
    shown = narrow(survey, unit=unit, target=target, behind=behind)
    states = [submission.state for submission in survey.submissions]
    return dump_json(
        {
            "round": survey.round.id,
            "round_info": round_json(survey),
            "as_of": survey.as_of.isoformat(),
            "commitment": commitment_json(ledger.commitment),
            "summary": {state: states.count(state) for state in ("on-time", "late", "missing", "pending")},
            "units": [unit_row_json(ledger, submission) for submission in shown.submissions],
            "targets": [target_row_json(ledger, standing) for standing in shown.standings],
            "contents": [
                {
                    "content": content.label,
                    "verdict": content.verdict,
                    "targets": [standing.target.id for standing in content.standings],
                }
                for content in contents(survey.standings)
            ],
            "assigned_by": [
                {
                    "name": level.name,
                    "targets": [{"id": assigned.id, "verdict": verdict} for assigned, verdict in level.targets],
                }
                for level in assigning_levels(ledger, survey.standings)
            ],
            "issued": _issued(ledger.last_issue(survey.round.id), survey.as_of),
            "issued_apart": issues_json(apart),
            "skipped": ledger.skipped,
            "problems": {
                "errors": sum(problem.level == "error" for problem in problems),
                "warnings": sum(problem.level == "warning" for problem in problems),
            },
        }
    )


def _issued(issue: Issue | None, as_of: date) -> Json | None:
    """The last report issued for the round, if it was issued by the day `as_of`."""
    return attributes_json(issue, "number", "date", "commit") if issue is not None and issue.date <= as_of else None
