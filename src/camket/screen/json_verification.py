"""`camket verify` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camket.screen.json_values import dump_json

if TYPE_CHECKING:
    from camket.report.issuing import Verification


def verification_json(found: Verification) -> str:
    """Return what `camket verify` found when it made an issued report again."""
    issue = found.issue
    return dump_json(
        {
            "round": found.round,
            "number": issue.number,
            "date": issue.date.isoformat(),
            "as_of": issue.as_of.isoformat(),
            "commit": issue.commit,
            "holds": found.holds,
            "outputs": [{"name": proof.name, "state": proof.state} for proof in found.proofs],
            "files": [{"path": str(path), "output": name} for path, name in found.files],
            "inputs": list(found.inputs),
            "templates": list(found.templates),
            "versions": [{"name": name, "then": then, "now": now} for name, then, now in found.versions],
        }
    )
