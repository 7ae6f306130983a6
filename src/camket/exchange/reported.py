"""Rows of what units reported, and of what follows from it: submissions, results, figures, items, remarks, verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

from camket.exchange.missing import why_no_result, why_no_standing
from camket.exchange.rows import Rows, figure_cells, number_of, reading_cells
from camket.exchange.tables import Cell
from camket.history.facts import flatten
from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures.base import Result
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Remark
from camket.ledger.scalars import EvidencePaper
from camket.ledger.targets import Target
from camket.standing.plain_figures import plain_share
from camket.standing.proposals import Proposal, proposal_id
from camket.standing.standings import Standing
from camket.standing.submissions import Submission, required_targets
from camket.standing.survey import Survey
from camket.text.source import Document, Keys

# What a result holds besides its figures and the entries of a list.
_BESIDES = ("text", "evidence", "awaiting")


def add_reported(rows: Rows, view: Survey, day: date, proposals: dict[str, Proposal]) -> None:
    """Add the rows of one round: what was received by `day`, and the verdicts; `proposals` are those of all rounds, by id."""
    for sent in view.submissions:
        _add_submission(rows, view.round, sent)
        _add_results(rows, view.ledger, view.round, sent)
        if sent.filed is not None and sent.submitted is not None:
            _add_remarks(rows, sent.filed, proposals)
    _add_office(rows, view, proposals)
    for whole in view.standings:
        for standing in (whole, *whole.by_unit):
            _add_verdict(rows, view, standing, day, is_whole=standing is whole)


def _add_submission(rows: Rows, round_: Round, sent: Submission) -> None:
    filed = sent.filed if sent.submitted is not None else None
    report = filed.report if filed is not None else None
    letter = report.letter if report is not None else None
    again = " ".join(day.isoformat() for day in report.resubmitted) if report is not None else ""
    names = ("unit", "state", "due", "written_due", "submitted", "days_late", "required", "answered", "unreadable")
    cells: dict[str, Cell] = {
        **{name: getattr(sent, name) for name in names},
        "id": f"{round_.id}/{sent.unit}",
        "round": round_.id,
        "sent_again": again or None,
        "letter_number": letter.number if letter is not None else None,
        "letter_date": letter.date if letter is not None else None,
        "illustrative": report is not None and report.illustrative,
        "note": report.note if report is not None else None,
    }
    rows.add("submissions", cells, filed.document if filed is not None else None, ("submitted",))


# --- results ------------------------------------------------------------------------------------------------------------


def _add_results(rows: Rows, ledger: Ledger, round_: Round, sent: Submission) -> None:
    filed = sent.filed if sent.submitted is not None else None
    given = filed.results if filed is not None else {}
    asked = required_targets(ledger, sent.unit, round_)
    besides = [ledger.targets[name] for name in given if name in ledger.targets and ledger.targets[name] not in asked]
    for target in (*asked, *besides):
        result = given.get(target.id)
        reading = target.measure.read(result) if result is not None and result.has_figure else None
        name = f"{round_.id}/{sent.unit}/{target.id}"
        cells: dict[str, Cell] = {
            "id": name,
            "round": round_.id,
            "unit": sent.unit,
            "target": target.id,
            **reading_cells(target.measure, reading),
            "reason": why_no_result(ledger, target, round_, sent),
            "text": result.text if result is not None else None,
        }
        keys = ("results", target.id)
        rows.add("results", cells, filed.document if filed is not None and result is not None else None, keys)
        if filed is not None and result is not None:
            _add_figures(rows, filed, target, result, name)
            _add_entries(rows, filed, target, result, name)
            _add_evidence(rows, filed, result.evidence, keys, name, None)


def _add_figures(rows: Rows, filed: Filed, target: Target, result: Result, name: str) -> None:
    """Add each figure of a result under its keys; the entries of a list are in tables of their own."""
    measure = target.measure
    where = ("results", target.id)
    for _way, fact in flatten(result, where, where, target):
        keys = tuple(map(str, fact.keys[len(where) :]))
        if keys[0] in (*_BESIDES, result.list_key):
            continue
        figure = "/".join(keys)
        of = None if keys[0] in ("same_period", result.main_key) else keys[-1]
        cells: dict[str, Cell] = {
            "id": f"{name}/{figure}",
            "round": filed.round,
            "result": name,
            "figure": figure,
            "label": measure.given_label(keys),
            "measured_in": measure.unit_of(of) or None,
            **(_same_period_cells(measure, fact.value) if figure == "same_period" else _value_cells(fact.value)),
        }
        rows.add("figures", cells, filed.document, fact.keys)


def _same_period_cells(measure: Measure, typed: Any) -> dict[str, Cell]:
    """Return the figure of the same period last year, which is kept as text; the text itself where it cannot be read."""
    try:
        return figure_cells(measure, measure.typed_figure(str(typed)))
    except PydanticCustomError:
        return {"word": str(typed)}


def _value_cells(value: Any) -> dict[str, Cell]:
    if isinstance(value, bool):
        return {"word": "true" if value else "false"}
    if isinstance(value, Decimal):
        return {"number": value}
    return {"word": value.isoformat() if isinstance(value, date) else str(value)}


def _add_entries(rows: Rows, filed: Filed, target: Target, result: Result, name: str) -> None:
    measure = target.measure
    for place, (keys, entry) in enumerate(result.keyed_entries(), 1):
        item = f"{name}#{place}"
        own = type(entry).model_fields
        where = ("results", target.id, *keys)
        cells: dict[str, Cell] = {
            "id": item,
            "round": filed.round,
            "result": name,
            "place": place,
            "name": entry.name,
            "kind": entry.kind if "kind" in own else None,
            "date": entry.date if "date" in own else None,
            "counts": measure.counts(entry),
            "note": entry.note,
        }
        rows.add("items", cells, filed.document, where)
        for column, given in (entry.model_extra or {}).items():
            if given is not None:
                value: dict[str, Cell] = {
                    "id": f"{item}/{column}",
                    "round": filed.round,
                    "item": item,
                    "column_name": column,
                    "label": measure.given_label((*map(str, keys), column)),
                    **_value_cells(measure.typed_cell(column, given)),
                }
                rows.add("item_values", value, filed.document, (*where, column))
        _add_evidence(rows, filed, entry.evidence, where, name, item)


def _add_evidence(
    rows: Rows, filed: Filed, papers: tuple[EvidencePaper, ...], keys: Keys, result: str, item: str | None
) -> None:
    for index, paper in enumerate(papers):
        name = f"{item or result}/evidence/{index + 1}"
        names = ("kind", "number", "date", "body", "subject", "link", "file", "note")
        cells: dict[str, Cell] = {key: getattr(paper, key) for key in names}
        cells |= {"id": name, "round": filed.round, "result": result, "item": item}
        rows.add("evidence", cells, filed.document, (*keys, "evidence", index))
        for place, kept in enumerate(paper.files):
            file: dict[str, Cell] = {
                "id": f"{name}/{place + 1}",
                "round": filed.round,
                "evidence": name,
                "file": kept.file,
                "sha256": kept.sha256,
            }
            rows.add("evidence_files", file, filed.document, (*keys, "evidence", index, "files", place))


# --- remarks ------------------------------------------------------------------------------------------------------------


def _add_remarks(rows: Rows, filed: Filed, proposals: dict[str, Proposal]) -> None:
    report, document = filed.report, filed.document
    for index, remark in enumerate(report.difficulties):
        name = f"{filed.round}/{filed.unit}/{index + 1}"
        cells: dict[str, Cell] = {"id": name, "round": filed.round, "unit": filed.unit}
        cells |= {"target": remark.target, "text": remark.text, "addressee": remark.to}
        rows.add("difficulties", cells, document, ("difficulties", index))
    for index, remark in enumerate(report.proposals):
        where = ("proposals", index)
        _add_proposal(rows, (filed.round, filed.unit, None), remark, proposals, document, where)
    for index, one in enumerate(report.corrections):
        name = f"{filed.round}/{filed.unit}/{index + 1}"
        corrected: dict[str, Cell] = {
            "id": name,
            "round": filed.round,
            "unit": filed.unit,
            "target": one.target,
            "of_unit": one.unit,
            "old_figure": one.old,
            "new_figure": one.new,
            "reason": one.reason,
            "corrected_by": one.by,
            "date": one.date,
        }
        rows.add("corrections", corrected, document, ("corrections", index))


def _add_office(rows: Rows, view: Survey, proposals: dict[str, Proposal]) -> None:
    """Add the proposals of the office itself, and those that were carried over from the year before."""
    office = view.ledger.office.get(view.round.id)
    if office is None:
        return
    for index, text in enumerate(office.content.proposals):
        where: Keys = ("proposals", index)
        _add_proposal(rows, (view.round.id, None, None), Remark(text=text), proposals, office.document, where)
    for index, carried in enumerate(office.content.carried_over):
        for place, raised in enumerate(carried.raised):
            where = ("carried_over", index, "raised", place)
            _add_proposal(rows, (view.round.id, raised.unit, raised.round), carried, proposals, office.document, where)


def _add_proposal(
    rows: Rows,
    raised: tuple[str, str | None, str | None],
    remark: Remark,
    proposals: dict[str, Proposal],
    document: Document,
    keys: Keys,
) -> None:
    """Add one time that a proposal was made; `raised` is the round, the unit, and the round of an earlier year."""
    found = proposals.get(proposal_id(remark))
    if found is None:  # of a later day than the one that the export looks at
        return
    round_, unit, earlier = raised
    place = "/".join(str(key + 1) if isinstance(key, int) else key for key in keys if key not in ("proposals", "raised"))
    cells: dict[str, Cell] = {
        "id": "/".join((round_, unit if unit is not None and earlier is None else "_office", place)),
        "proposal": found.id,
        "round": round_,
        "unit": unit,
        "earlier_round": earlier,
        "target": remark.target,
        "addressee": remark.to,
        "text": remark.text,
        "state": found.state,
        "answered": found.answers[-1].date if found.answers else None,
    }
    rows.add("proposals", cells, document, keys)


# --- verdicts -----------------------------------------------------------------------------------------------------------


def _add_verdict(rows: Rows, view: Survey, standing: Standing, day: date, *, is_whole: bool) -> None:
    measure, overrule = standing.target.measure, standing.overrule
    unit = None if is_whole else standing.unit
    previous = standing.previous.value if standing.previous is not None else None
    parts = standing.by_unit
    share = plain_share(standing.share)
    cells: dict[str, Cell] = {
        "id": "/".join((view.round.id, standing.target.id, *((unit,) if unit else ()))),
        "round": view.round.id,
        "target": standing.target.id,
        "unit": unit,
        "verdict": standing.verdict,
        "computed": standing.computed,
        "overruled_by": overrule.by if overrule is not None else None,
        "overrule_reason": overrule.reason if overrule is not None else None,
        "overrule_date": overrule.date if overrule is not None else None,
        **reading_cells(measure, standing.reading),
        "reason": why_no_standing(view, standing, day),
        "figure_round": standing.reading_round.id if standing.reading is not None and standing.reading_round else None,
        "share": Decimal(share) if share is not None else None,
        "expected": number_of(measure, standing.expected),
        "projection": number_of(measure, standing.projection),
        "previous": number_of(measure, previous),
        "same_period": number_of(measure, standing.same_period),
        "members": len(parts) if parts else None,
        "members_heard": sum(part.reading is not None for part in parts) if parts else None,
    }
    rows.add("verdicts", cells, *_overrule_place(view, standing))


def _overrule_place(view: Survey, standing: Standing) -> Iterator[Any]:
    """Yield the document and the keys where a verdict was overruled; nothing for a verdict that is only computed."""
    office = view.ledger.office.get(view.round.id)
    if standing.overrule is not None and office is not None:
        for index, one in enumerate(office.content.overrules):
            if one == standing.overrule:
                yield from (office.document, ("overrules", index))
