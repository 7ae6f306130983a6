"""How one report's figure is made, and why a unit has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import Reading
from camket.ledger.tree import REPORTS
from camket.report.trace.records import Derivation, TraceRow
from camket.report.trace.scope import Scope
from camket.standing import wording
from camket.text.language import _
from camket.text.numerals import format_date, format_exact


def reported_figure(scope: Scope, filed: Filed, reading: Reading) -> Derivation:
    """Return how the figure of one report is made; not for measures that count names."""
    measure, result = scope.measure, filed.results[scope.target.id]
    labels = measure.figure_labels()
    sources, rows = [], []
    for keys, name in measure.typed_at(result, reading):
        source = scope.cite_result(filed, *keys)
        if name is None:
            sources.append(source)
        else:
            rows.append(TraceRow(labels.get(name) or _(name), format_exact(reading.figures[name]), (source,)))
    sources += [scope.cite_target("measure", key) for key in measure.defining_keys(result)]
    worked = measure.worked_figure(reading)
    return Derivation(worked.expression if worked else "", tuple(rows), tuple(dict.fromkeys(sources)))


def units_sum(scope: Scope, readings: Sequence[Reading], total: Reading | None) -> str:
    """Return the expression of the units' figures added up to `total`; empty where nothing is added up."""
    how = scope.measure.worked_sum(readings, total) if total is not None and len(readings) > 1 else None
    return how.text if how else ""


def missing_figure(scope: Scope, unit: str | None, round_: Round | None) -> Derivation:
    """Return why a unit has no figure in a round, and where that can be seen."""
    if round_ is None:
        return Derivation(notes=(_("not asked for up to this round"),))
    if unit is None:
        return Derivation(notes=(_("nobody reports this target"),))
    names = {"unit": scope.ledger.short_name(unit), "round": wording.round_name(round_)}
    filed = scope.received(round_, unit)
    if filed is None:
        return Derivation(notes=(_missing_report(scope, unit, round_, names),))
    target = scope.target.id
    result = filed.results.get(target)
    if result is not None and result.awaiting:
        is_judged = result.awaiting == "assessment"
        words = _("{unit}: waiting for the assessment") if is_judged else _("{unit}: waiting for publication")
    elif result is not None:
        words = _("{unit} has reported in words, without a figure")
    elif filed.report.results.get(target) is not None:
        words = _("what {unit} has reported cannot be used; see camket check")
    else:
        words = _("the report of {unit} for {round} does not answer this target")
    keys = (target,) if target in filed.report.results else ()
    source = scope.sources.cite(filed.document, ("results", *keys), filed)
    return Derivation(sources=(source,), notes=(words.format(**names),))


def _missing_report(scope: Scope, unit: str, round_: Round, names: Mapping[str, str]) -> str:
    """Why no report was received: there is no file, the file cannot be read, it has no date of receipt or a later one."""
    ledger = scope.ledger
    filed = ledger.reports.get((round_.id, unit))
    path = f"{REPORTS}/{round_.id}/{unit}.yaml"
    if filed is None and ledger.is_skipped(path):
        return _("{path} cannot be read, and {unit} may have reported").format(path=path, **names)
    if filed is None:
        return _("no report from {unit} for {round}").format(**names)
    submitted = filed.report.submitted
    if submitted is None:
        return _("{path} has no date of receipt (submitted:)").format(path=filed.path)
    words = _("the report of {unit} for {round} came on {date}, after {as_of}")
    return words.format(**names, date=format_date(submitted), as_of=format_date(scope.survey.as_of))
