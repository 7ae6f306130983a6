"""`camket proposals` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from collections.abc import Iterable

from camket.screen.json_values import attributes_json, dump_json
from camket.standing.proposals import Proposal


def proposals_json(found: Iterable[Proposal]) -> str:
    """Return proposals with the reports that made them and the answers given."""
    return dump_json(
        [
            {
                **attributes_json(one, "id", "state", "text", "target", "to"),
                "raised": [{"round": raised.round.id, **attributes_json(raised, "unit", "on")} for raised in one.raised],
                "answers": [attributes_json(answer, "outcome", "date", "text", "by", "document") for answer in one.answers],
            }
            for one in found
        ]
    )
