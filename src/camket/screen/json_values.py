"""JSON values that several commands share: figures, dates, papers. docs/json.md explains every key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from camket.ledger.commitment import Commitment
from camket.ledger.reports import Issue
from camket.ledger.scalars import EvidenceFile, EvidencePaper, Paper
from camket.ledger.targets import Reference
from camket.text.controls import escape_controls
from camket.text.numerals import all_digits
from camket.text.problems import Place

Json = dict[str, Any]


def plain(number: Decimal) -> str:
    """Return a figure with all its digits, without an exponent and without zeros at the end: 1E+3 is "1000"."""
    return all_digits(number)


def day_json(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def attributes_json(thing: object, *names: str) -> Json:
    """Return attributes by their names: days and figures as text, papers and references with all their keys, in lists too."""
    return {name: value_json(getattr(thing, name)) for name in names}


def commitment_json(commitment: Commitment) -> Json:
    """Return what tells a commitment from others. `year` is the calendar year in which its year begins."""
    year = commitment.year
    return {
        "year": year.number,
        "year_name": year.text,
        "year_from": year.first.isoformat(),
        "year_to": year.last.isoformat(),
        **attributes_json(commitment, "title", "issuing_body"),
    }


def value_json(value: Any) -> Any:
    """Return a value as `attributes_json` returns each attribute."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, EvidenceFile):
        return attributes_json(value, "file", "sha256")
    if isinstance(value, EvidencePaper):
        return attributes_json(value, "kind", "number", "date", "body", "subject", "link", "file", "note", "files")
    if isinstance(value, Paper):
        return attributes_json(value, "kind", "number", "date", "body", "subject", "link", "file", "note")
    if isinstance(value, Reference):
        return attributes_json(value, "label", "value", "by_unit", "by", "date", "document")
    if isinstance(value, Mapping):
        return {key: value_json(one) for key, one in value.items()}
    return [value_json(one) for one in value] if isinstance(value, (list, tuple)) else value


def place_json(place: Place) -> Json:
    return attributes_json(place, "path", "line", "column")


def dump_json(value: Any) -> str:
    """Return a value as JSON; characters that a terminal or a host would obey are escaped."""
    return escape_controls(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def issues_json(issues: Sequence[Issue]) -> list[Json]:
    """Return issues of a report: number, date and commit of each."""
    return [attributes_json(one, "number", "date", "commit") for one in issues]
