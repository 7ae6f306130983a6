"""The files that are kept as evidence of a figure."""

from __future__ import annotations

from collections.abc import Iterator

from camket.ledger.evidence import NamedFile, named_files
from camket.ledger.ledger import Filed
from camket.report.trace.records import TraceRow, TraceStep
from camket.report.trace.scope import Scope
from camket.text.language import _


def evidence_steps(scope: Scope) -> Iterator[TraceStep]:
    """Yield one step with a row for each file that the reports behind the figure name as evidence of this target."""
    files = [one for filed in _reports(scope) for one in named_files(filed) if one.keys[:2] == ("results", scope.target.id)]
    rows = tuple(_row(scope, one) for one in files)
    if rows:
        yield TraceStep("evidence", _("Evidence kept"), "", rows=rows)


def _reports(scope: Scope) -> Iterator[Filed]:
    """The reports that the figure was read from; of named things all reports up to the round."""
    if scope.is_of_names:
        for round_ in scope.ledger.calendar.through(scope.survey.round):
            received = (scope.received(round_, unit) for unit in scope.reporters)
            yield from (filed for filed in received if filed is not None)
        return
    parts = [*scope.standing.by_unit, scope.standing]
    yield from {id(part.filed): part.filed for part in parts if part.filed is not None}.values()


def _row(scope: Scope, one: NamedFile) -> TraceRow:
    paper = one.filed.document.at(one.keys[:-2])
    number = paper.get("number") or paper.get("link") if isinstance(paper, dict) else None
    kept = _("{path} (SHA-256 {digest}…)").format(path=one.path, digest=one.sha256[:12])
    source = scope.sources.cite(one.filed.document, (*one.keys, "file"), one.filed)
    return TraceRow(scope.ledger.short_name(one.filed.unit), f"{number}: {kept}" if number else kept, (source,))
