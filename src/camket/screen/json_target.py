"""`camket show` as JSON: one target with its goal, every round and what was reported. docs/json.md explains every key."""

from __future__ import annotations

from collections.abc import Set

from camket.ledger.ledger import Filed, Ledger
from camket.ledger.targets import Target
from camket.screen.json_standing import past_round_json, target_row_json
from camket.screen.json_values import Json, attributes_json, dump_json, value_json
from camket.standing.in_force import goal_in_force, pace_in_force
from camket.standing.proposals import proposal_id
from camket.standing.reported_figures import counted_items
from camket.standing.survey import Survey, history


def target_json(ledger: Ledger, survey: Survey, target_id: str) -> str:
    """Return one target as `camket show` shows it: its standing, its text, every round, the reports."""
    target = ledger.targets[target_id]
    standing = survey.standing(target_id)
    assert standing is not None  # a survey holds every target of its ledger
    past = history(ledger, target, survey.round, survey.as_of)
    _goal, references = goal_in_force(target, survey.goal_day)
    pace = pace_in_force(target, ledger.calendar, survey.goal_day)
    counted = {id(item) for _round, _unit, item in counted_items(ledger, target, survey.round, survey.as_of).values()}
    return dump_json(
        {
            "round": survey.round.id,
            "as_of": survey.as_of.isoformat(),
            "target": target_row_json(ledger, standing),
            **attributes_json(target, "text", "co_operating", "duties", "excluding", "note"),
            "pace": attributes_json(pace, "kind", "shares", "figures", "assessed_from"),
            "references": value_json(references),
            "original_references": value_json(target.references),
            "revisions": [
                {
                    **attributes_json(revision, "date", "document", "reason"),
                    "goal_as_written": revision.goal.as_written if revision.goal else None,
                    **attributes_json(revision, "references"),
                }
                for revision in target.revisions
            ],
            "rounds": [past_round_json(ledger, round_, one) for round_, one in past],
            "reports": [_report_entry(filed, target, counted) for filed in _relevant_reports(ledger, target, survey)],
        }
    )


def _relevant_reports(ledger: Ledger, target: Target, survey: Survey) -> list[Filed]:
    """The reports received by the day of the survey that mention the target: by round, then in the office's order of units."""
    found = []
    for round_ in ledger.calendar.through(survey.round):
        for filed in ledger.all_received(round_.id, survey.as_of):
            report = filed.report
            named = [remark.target for remark in (*report.difficulties, *report.proposals)]
            named += [correction.target for correction in report.corrections]
            if target.id in filed.results or target.id in named:
                found.append(filed)
    return found


def _report_entry(filed: Filed, target: Target, counted: Set[int]) -> Json:
    """What one report says about the target; `counted` are the ids (`id()`) of the items that count."""
    report = filed.report
    result = filed.results.get(target.id)
    items = [
        {
            "name": item.name,
            "counts": id(item) in counted,
            **(item.model_extra or {}),
            **attributes_json(item, "evidence", "note"),
        }
        for item in getattr(result, "items", None) or ()
    ]
    incidents = [
        attributes_json(incident, "kind", "name", "date", "evidence", "note")
        for incident in getattr(result, "incidents", None) or ()
    ]
    return {
        **attributes_json(filed, "round", "unit", "path"),
        **attributes_json(report, "submitted"),
        **(
            attributes_json(result, "text", "awaiting", "evidence")
            if result
            else {"text": None, "awaiting": None, "evidence": []}
        ),
        "items": items,
        "incidents": incidents,
        "difficulties": [remark.text for remark in report.difficulties if remark.target == target.id],
        "proposals": [
            {"id": proposal_id(remark), "text": remark.text, "to": remark.to}
            for remark in report.proposals
            if remark.target == target.id
        ],
        "corrections": [
            attributes_json(correction, "old", "new", "reason", "by", "date")
            for correction in report.corrections
            if correction.target == target.id
        ],
    }
