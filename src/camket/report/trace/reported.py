"""How one report's figure is made, and why a unit has none."""

from __future__ import annotations

from collections.abc import Mapping

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed
from camket.ledger.measures.base import Reading
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.tree import REPORTS
from camket.report.trace.expressions import exact_figure, sum_of
from camket.report.trace.records import Derivation, TraceRow
from camket.report.trace.scope import Scope
from camket.standing import wording
from camket.text.language import _
from camket.text.numerals import format_date, format_exact
from camket.text.source import Key


def reported_figure(scope: Scope, filed: Filed, reading: Reading) -> Derivation:
    """Return how the figure of one report is made; not for measures that count names."""
    measure = scope.measure
    result = filed.results[scope.target.id]
    match measure:
        case Ratio() if "whole" in reading.figures:
            rows = tuple(_figure_row(scope, filed, name, reading) for name in ("part", "whole"))
            return Derivation(exact_figure(measure, reading), rows)
        case Ratio():
            return Derivation(sources=(scope.cite_result(filed, "percent"),))
        case Quantity():
            value = scope.cite_result(filed, "value")
            rows = _part_rows(scope, filed, reading)
            out_of = (scope.cite_target("measure", "out_of"),) if measure.out_of is not None else ()
            return Derivation(rows=rows, sources=(value, *out_of))
        case Composition():
            return Derivation(sum_of(reading.figures.values()), _part_rows(scope, filed, reading))
        case Judgement():
            grade = scope.cite_result(filed, "grade")
            return Derivation(
                rows=tuple(_figure_row(scope, filed, name, reading) for name in reading.figures), sources=(grade,)
            )
        case Rank():
            sources = [scope.cite_result(filed, "rank")]
            if reading.figures.get("of") is not None:
                is_typed = getattr(result, "of", None) is not None
                sources.append(scope.cite_result(filed, "of") if is_typed else scope.cite_target("measure", "of"))
            return Derivation(sources=tuple(sources))
        case Milestone():
            typed = [key for key in ("done", "date") if getattr(result, key, None) is not None]
            return Derivation(sources=tuple(dict.fromkeys(scope.cite_result(filed, key) for key in typed)))
    return Derivation(sources=(scope.cite_result(filed, measure.bare_key),))


def _part_rows(scope: Scope, filed: Filed, reading: Reading) -> tuple[TraceRow, ...]:
    """The parts that a result has under `parts`, a row each."""
    return tuple(_figure_row(scope, filed, name, reading, "parts", name) for name in reading.figures)


def _figure_row(scope: Scope, filed: Filed, name: str, reading: Reading, *keys: Key) -> TraceRow:
    """One figure of a result, typed at `keys` (at its name, if none are given)."""
    measure = scope.measure
    labels = measure.part_names()
    if isinstance(measure, Judgement):
        labels = {"part": measure.part or _("part"), "whole": measure.whole or _("whole")}
    source = scope.cite_result(filed, *(keys or (name,)))
    return TraceRow(labels.get(name, name), format_exact(reading.figures[name]), (source,))


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
    if filed is None and path in ledger.skipped:
        return _("{path} cannot be read, and {unit} may have reported").format(path=path, **names)
    if filed is None:
        return _("no report from {unit} for {round}").format(**names)
    submitted = filed.report.submitted
    if submitted is None:
        return _("{path} has no date of receipt (submitted:)").format(path=filed.path)
    words = _("the report of {unit} for {round} came on {date}, after {as_of}")
    return words.format(**names, date=format_date(submitted), as_of=format_date(scope.survey.as_of))
