"""`camket` alone as JSON. docs/json.md explains every key."""

from __future__ import annotations

from camket.screen.json_standing import round_json, unit_row_json
from camket.screen.json_values import Json, attributes_json, commitment_json, dump_json
from camket.screen.next_steps import Desk


def next_steps_json(found: Desk) -> str:
    """Return what lies on the clerk's desk: the round, the units that have not reported in full, what waits, what is ready."""
    survey = found.survey
    issue = survey.ledger.last_issue(survey.round.id)
    levels = [problem.level for problem in found.problems]
    return dump_json(
        {
            "round": survey.round.id,
            "round_info": round_json(survey),
            "as_of": survey.as_of.isoformat(),
            "commitment": commitment_json(survey.ledger.commitment),
            "problems": {"errors": levels.count("error"), "warnings": levels.count("warning"), "notes": levels.count("note")},
            "inbox": _inbox(found),
            "units": [
                unit_row_json(survey.ledger, one) for one in survey.submissions if one.submitted is None or one.unanswered
            ],
            "open_proposals": found.proposals,
            "unsaved": found.unsaved,
            "issued": attributes_json(issue, "number", "date", "commit") if issue is not None else None,
            "can_be_issued": found.can_be_issued,
        }
    )


def _inbox(found: Desk) -> Json | None:
    if found.inbox is None:
        return None
    return {
        "folder": found.inbox_name,
        "exists": found.inbox.folder.is_dir(),
        "units": list(found.inbox.waiting),
        "unclear": list(found.inbox.unclear),
    }
