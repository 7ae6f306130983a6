"""`camket diff`, `review`, `log` and `verify` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from camket.ledger.entries import own_name
from camket.screen.json_standing import standing_row_json
from camket.screen.json_values import Json, attributes_json, dump_json, issues_json, place_json, plain
from camket.screen.problem_formats import problem_json

if TYPE_CHECKING:
    from camket.history.differences import Change, Differences
    from camket.history.facts import Value
    from camket.history.past_values import History
    from camket.ledger.reports import Issue
    from camket.report.issuing import Verification
    from camket.rules.branch import Review


def differences_json(found: Differences, unit: str | None = None) -> str:
    """Return the changes between two states, of all units or of one, with the verdicts and receipts that they changed."""
    if unit is not None:
        found = replace(
            found,
            changes=tuple(one for one in found.changes if one.unit == unit),
            receipts=tuple(one for one in found.receipts if one.unit == unit),
        )
    return dump_json(_differences(found))


def review_json(found: Review) -> str:
    """Return the review of a branch: its problems, and all changes."""
    return dump_json(
        {
            **attributes_json(found, "base", "head", "commits"),
            "problems": [problem_json(problem) for problem in found.problems],
            **attributes_json(found, "limits", "skipped"),
            **_differences(found.differences),
        }
    )


def history_json(found: History) -> str:
    """Return every value that a figure has had, by round, unit and target, oldest first."""
    return dump_json(
        {
            "shallow": found.is_cut,
            "entries": [
                {
                    **attributes_json(entry, "round", "unit", "target", "path"),
                    "commit": entry.commit.id if entry.commit else None,
                    **attributes_json(entry, "author", "email"),
                    "date": entry.commit.made.isoformat() if entry.commit else entry.day.isoformat(),
                    "message": entry.commit.message if entry.commit else None,
                    "changes": [_change(change) for change in entry.changes],
                }
                for entry in found.entries
            ],
        }
    )


def verification_json(found: Verification, apart: Sequence[Issue] = ()) -> str:
    """Return what `camket verify` found when it made an issued report again; `apart` as `issues_apart` has them."""
    return dump_json(
        {
            "round": found.round,
            **attributes_json(found.issue, "number", "date", "as_of", "commit"),
            "holds": found.holds,
            "issued_apart": issues_json(apart),
            "outputs": [attributes_json(proof, "name", "state") for proof in found.proofs],
            "kept": [attributes_json(one, "name", "state") for one in found.kept],
            "evidence": [
                {"path": one.named.path, "sha256": one.named.sha256, "report": one.named.filed.path, "state": one.state}
                for one in found.evidence
            ],
            "files": [
                {"path": str(path), "output": name, "commit": commits[0] if len(commits) == 1 else None}
                for path, name, commits in found.files
            ],
            **attributes_json(found, "inputs", "templates"),
            "versions": [{"name": name, "then": then, "now": now} for name, then, now in found.versions],
        }
    )


def _differences(found: Differences) -> Json:
    return {
        "changes": [_change(one, found) for one in found.changes],
        "targets": [
            {
                "round": turn.round,
                "target": turn.now.target.id,
                "unit": turn.now.unit,
                "before": standing_row_json(turn.before),
                "now": standing_row_json(turn.now),
            }
            for turn in found.standing_changes
        ],
        "units": [
            {
                **attributes_json(receipt, "round", "unit"),
                "before": receipt.before.state if receipt.before else None,
                "now": receipt.now.state if receipt.now else None,
            }
            for receipt in found.receipts
        ],
    }


def _change(one: Change, found: Differences | None = None) -> Json:
    """One change. With `found`, an entry of a list is named as in its file; without, by the key that it was compared by."""
    way = list(one.way)
    ledger = found.before if found is not None and one.now is None else found.now if found is not None else None
    document = ledger.documents.get(one.place.path) if ledger is not None else None
    places = [at for at, key in enumerate(one.way) if key.startswith("#")]
    if document is not None:
        for at, length in zip(places, [n for n, key in enumerate(one.keys, start=1) if isinstance(key, int)], strict=False):
            entry = document.at(one.keys[:length])
            way[at] = "#" + own_name(entry) if entry is not None else way[at]
    return {
        **place_json(one.place),
        **attributes_json(one, "round", "unit", "target"),
        "way": way,
        "before": _fact(one.before),
        "now": _fact(one.now),
    }


def _fact(value: Value) -> str | bool | None:
    if value is None or isinstance(value, (bool, str)):
        return value
    return plain(value) if isinstance(value, Decimal) else str(value)
