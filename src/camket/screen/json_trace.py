"""`camket trace` as JSON. docs/json.md explains every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camket.ledger.measures.registry import Measure
from camket.screen.json_values import Json, attributes_json, day_json, dump_json, place_json, value_json
from camket.standing.plain_figures import plain_figure, plain_share

if TYPE_CHECKING:
    from camket.report.trace.records import Source, Trace, TraceStep
    from camket.text.git import Origins


def trace_json(found: Trace, origins: Origins | None) -> str:
    """Return the steps and sources of a figure, as `camket trace` shows them; `origins` is None without git."""
    survey, standing = found.survey, found.standing
    return dump_json(
        {
            "round": survey.round.id,
            "as_of": survey.as_of.isoformat(),
            "reference": found.reference,
            "target": found.target.id,
            "unit": found.unit,
            **attributes_json(standing, "verdict", "computed"),
            "git": origins is not None,
            "steps": [
                {
                    "name": step.name,
                    "at": step.at or None,
                    "label": step.label,
                    "text": step.text,
                    "value": _step_value(found.target.measure, step),
                    "expression": step.expression or None,
                    "sources": step.sources,
                    "rows": [attributes_json(row, "label", "text", "counts", "sources") for row in step.rows],
                    "notes": step.notes,
                }
                for step in found.steps
            ],
            "sources": [_source(number, source, origins) for number, source in enumerate(found.sources, start=1)],
        }
    )


def _step_value(measure: Measure, step: TraceStep) -> str | None:
    if step.name == "share":
        return plain_share(step.value)
    return plain_figure(measure, step.value, measure.growing_figure if step.name == "increment" else None)


def _source(number: int, source: Source, origins: Origins | None) -> Json:
    report = source.filed.report if source.filed else None
    letter, person = (report.letter, report.reported_by) if report else (None, None)
    line = (origins or {}).get(source.place.path, {}).get(source.git_line)
    return {
        "number": number,
        **place_json(source.place),
        "text": source.text,
        "unit": source.filed.unit if source.filed else None,
        "round": source.filed.round if source.filed else None,
        "submitted": day_json(report.submitted) if report else None,
        "letter": letter.number if letter else None,
        "letter_date": day_json(letter.date) if letter else None,
        "letter_files": value_json(letter.files) if letter else [],
        "reported_by": attributes_json(person, "name", "title") if person else None,
        **{name: getattr(line, name) if line else None for name in ("committed", "commit", "author")},
        "date": day_json(line.date) if line else None,
        "or_earlier": (line.is_cut or line.is_again) if line else None,
    }
