"""`camket verify` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camket.screen.json_values import attributes_json, dump_json

if TYPE_CHECKING:
    from camket.report.issuing import Verification


def verification_json(found: Verification) -> str:
    """Return what `camket verify` found when it made an issued report again."""
    return dump_json(
        {
            "round": found.round,
            **attributes_json(found.issue, "number", "date", "as_of", "commit"),
            "holds": found.holds,
            "outputs": [attributes_json(proof, "name", "state") for proof in found.proofs],
            "files": [{"path": str(path), "output": name} for path, name in found.files],
            **attributes_json(found, "inputs", "templates"),
            "versions": [{"name": name, "then": then, "now": now} for name, then, now in found.versions],
        }
    )
