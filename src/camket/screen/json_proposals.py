"""`camket proposals` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from collections.abc import Iterable

from camket.screen.json_values import dump_json, paper_json
from camket.standing.proposals import Proposal


def proposals_json(found: Iterable[Proposal]) -> str:
    """Return proposals with the reports that made them and the answers given."""
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
