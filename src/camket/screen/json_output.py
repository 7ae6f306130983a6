"""What status, show, proposals and trace print, as JSON. docs/json.md explains every key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from camket.ledger.ledger import Ledger
from camket.ledger.reports import Issue
from camket.ledger.targets import Measure, Ratio
from camket.screen.json_values import (
    Json,
    day_json,
    dump_json,
    figure_json,
    paper_json,
    past_round_json,
    plain,
    reference_json,
    relevant_reports,
    report_entry_json,
    round_json,
    share_json,
    target_row_json,
    unit_row_json,
)
from camket.standing.in_force import goal_in_force, pace_of
from camket.standing.proposals import Proposal
from camket.standing.reported_figures import counted_items
from camket.standing.survey import Survey, history, narrow
from camket.text.problems import Problem

if TYPE_CHECKING:
    from camket.report.trace.records import Source, Trace, TraceStep
    from camket.text.git import Origins


def status_json(
    survey: Survey, problems: Sequence[Problem], *, unit: str | None = None, target: str | None = None, behind: bool = False
) -> str:
    """The round as `camket status` shows it."""
    ledger = survey.ledger
    shown = narrow(survey, unit=unit, target=target, behind=behind)
    states = [submission.state for submission in survey.submissions]
    return dump_json(
        {
            "round": survey.round.id,
            "round_info": round_json(survey),
            "as_of": survey.as_of.isoformat(),
            "commitment": {
                "year": ledger.commitment.year,
                "title": ledger.commitment.title,
                "issuing_body": ledger.commitment.issuing_body,
            },
            "summary": {state: states.count(state) for state in ("on-time", "late", "missing", "pending")},
            "units": [unit_row_json(ledger, submission) for submission in shown.submissions],
            "targets": [target_row_json(ledger, standing) for standing in shown.standings],
            "issued": _issued(ledger.last_issue(survey.round.id), survey.as_of),
            "skipped": list(ledger.skipped),
            "problems": {
                "errors": sum(problem.level == "error" for problem in problems),
                "warnings": sum(problem.level == "warning" for problem in problems),
            },
        }
    )


def _issued(issue: Issue | None, as_of: date) -> Json | None:
    """The round's report as it was last issued by that day."""
    if issue is None or issue.date > as_of:
        return None
    return {"number": issue.number, "date": issue.date.isoformat(), "commit": issue.commit}


def target_json(ledger: Ledger, survey: Survey, target_id: str) -> str:
    """One target in full, as `camket show` has it: how it stands, what the document says, every round."""
    target = ledger.targets[target_id]
    standing = survey.standing(target_id)
    assert standing is not None  # a survey holds every target of its ledger
    past = history(ledger, target, survey.round, survey.as_of)
    _goal, references = goal_in_force(target, survey.as_of)
    pace = pace_of(target)
    counted = {id(item) for _round, _unit, item in counted_items(ledger, target, survey.round, survey.as_of).values()}
    return dump_json(
        {
            "round": survey.round.id,
            "as_of": survey.as_of.isoformat(),
            "target": target_row_json(ledger, standing),
            "text": target.text,
            "co_operating": list(target.co_operating),
            "duties": list(target.duties),
            "excluding": list(target.excluding),
            "note": target.note,
            "pace": {
                "kind": pace.kind,
                "shares": {round_: plain(share) for round_, share in pace.shares.items()},
                "assessed_from": day_json(pace.assessed_from),
            },
            "references": {name: reference_json(reference) for name, reference in references.items()},
            "original_references": {name: reference_json(reference) for name, reference in target.references.items()},
            "revisions": [
                {
                    "date": day_json(revision.date),
                    "document": paper_json(revision.document),
                    "reason": revision.reason,
                    "goal_as_written": revision.goal.as_written if revision.goal else None,
                    "references": {name: reference_json(reference) for name, reference in revision.references.items()},
                }
                for revision in target.revisions
            ],
            "rounds": [past_round_json(ledger, round_, one) for round_, one in past],
            "reports": [report_entry_json(filed, target, counted) for filed in relevant_reports(ledger, target, survey)],
        }
    )


def proposals_json(found: Iterable[Proposal]) -> str:
    """Proposals with where they were raised and what was answered (docs/json.md)."""
    return dump_json(
        [
            {
                "id": one.id,
                "state": one.state,
                "text": one.text,
                "target": one.target,
                "to": one.to,
                "raised": [
                    {"round": raised.round.id, "unit": raised.unit, "on": raised.on.isoformat()} for raised in one.raised
                ],
                "answers": [
                    {
                        "outcome": answer.outcome,
                        "date": answer.date.isoformat(),
                        "text": answer.text,
                        "by": answer.by,
                        "document": paper_json(answer.document),
                    }
                    for answer in one.answers
                ],
            }
            for one in found
        ]
    )


def trace_json(found: Trace, origins: Origins | None) -> str:
    """A figure's steps and sources, as `camket trace` has them; `origins` None where there is no git."""
    survey, standing = found.survey, found.standing
    return dump_json(
        {
            "round": survey.round.id,
            "as_of": survey.as_of.isoformat(),
            "reference": found.reference,
            "target": found.target.id,
            "unit": found.unit,
            "verdict": standing.verdict,
            "computed": standing.computed,
            "git": origins is not None,
            "steps": [
                {
                    "name": step.name,
                    "at": step.at or None,
                    "label": step.label,
                    "text": step.text,
                    "value": _step_value(found.target.measure, step),
                    "expression": step.expression or None,
                    "sources": list(step.sources),
                    "rows": [
                        {"label": row.label, "text": row.text, "counts": row.counts, "sources": list(row.sources)}
                        for row in step.rows
                    ],
                    "notes": list(step.notes),
                }
                for step in found.steps
            ],
            "sources": [_source(number, source, origins) for number, source in enumerate(found.sources, start=1)],
        }
    )


def _step_value(measure: Measure, step: TraceStep) -> str | None:
    if step.name == "share":
        return share_json(step.value)
    is_part = step.name == "increment" and isinstance(measure, Ratio)  # what came of a ratio is counted in its part
    return figure_json(measure, step.value, "part" if is_part else None)


def _source(number: int, source: Source, origins: Origins | None) -> Json:
    report = source.filed.report if source.filed else None
    letter, person = (report.letter, report.reported_by) if report else (None, None)
    line = (origins or {}).get(source.place.path, {}).get(source.git_line)
    return {
        "number": number,
        "path": source.place.path,
        "line": source.place.line,
        "column": source.place.column,
        "text": source.text,
        "unit": source.filed.unit if source.filed else None,
        "round": source.filed.round if source.filed else None,
        "submitted": day_json(report.submitted) if report else None,
        "letter": letter.number if letter else None,
        "letter_date": day_json(letter.date) if letter else None,
        "reported_by": {"name": person.name, "title": person.title} if person else None,
        "committed": line.committed if line else None,
        "commit": line.commit if line else None,
        "author": line.author if line else None,
        "date": day_json(line.date) if line else None,
        "or_earlier": line.is_cut if line else None,
    }
