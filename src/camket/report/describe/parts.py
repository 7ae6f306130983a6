"""What reports and letters share, as values for templates: commitment, round, unit, submission, figure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from camket.ledger.commitment import Round, Signatory
from camket.ledger.measures.registry import Measure
from camket.ledger.reports import Extension
from camket.ledger.scalars import Paper
from camket.report.contents import PrintedCommitment, PrintedExtension, PrintedRound, PrintedSignatory, PrintedSubmission
from camket.report.target_contents import Citation, Figure, PrintedUnit
from camket.standing import wording
from camket.standing.submissions import Submission
from camket.standing.survey import Survey

if TYPE_CHECKING:
    from camket.ledger.ledger import Ledger

Printed = TypeVar("Printed")


def printed(kind: type[Printed], given: object, **others: Any) -> Printed:
    """Return a value for templates; its fields that are not among `others` are those of `given` with the same names."""
    same = {one.name: getattr(given, one.name) for one in fields(kind) if one.name not in others}  # type: ignore[arg-type]
    return kind(**same, **others)


def describe_commitment(ledger: Ledger) -> PrintedCommitment:
    """Return the document that sets the targets, for templates."""
    year = ledger.commitment.year
    return printed(
        PrintedCommitment,
        ledger.commitment,
        basis=describe_citations(ledger.commitment.basis),
        year=year.number if year.label == str(year.number) else year.label,
        year_name=year.text,
        year_noun=year.noun,
        year_from=year.first,
        year_to=year.last,
    )


def describe_round(ledger: Ledger, round_: Round) -> PrintedRound:
    """Return a round with its dates, for templates."""
    calendar = ledger.calendar
    day_off = calendar.day_off(calendar.written_due(round_))
    return PrintedRound(
        round_.id,
        wording.round_name(round_),
        int(round_.quarter) if round_.quarter else None,
        round_.annual,
        calendar.written_due(round_),
        calendar.due(round_),
        calendar.cut_off(round_),
        round_.data_from,
        wording.day_off_name(day_off) if day_off else None,
    )


def describe_signatory(given: Signatory | None) -> PrintedSignatory:
    """Return the person who signs, for templates; without any entry where nobody is named."""
    return printed(PrintedSignatory, given) if given else PrintedSignatory((), None, None)


def describe_unit(ledger: Ledger, unit: str) -> PrintedUnit:
    """Return a unit, for templates; its name is its id if the data do not have the unit."""
    known = ledger.units.get(unit)
    return PrintedUnit(unit, ledger.name(unit), ledger.short_name(unit), known.requested if known else False)


def describe_citation(paper: Paper | None) -> Citation | None:
    """Return a document that is cited, for templates; None for None."""
    return printed(Citation, paper, files=wording.paper_files(paper)) if paper is not None else None


def describe_citations(papers: Iterable[Paper]) -> tuple[Citation, ...]:
    """Return documents that are cited, for templates."""
    return tuple(found for paper in papers if (found := describe_citation(paper)) is not None)


def describe_submission(survey: Survey, given: Submission) -> PrintedSubmission:
    """Return one unit's report for the round, for templates."""
    ledger = survey.ledger
    filed = given.filed if given.submitted else None
    letter = filed.report.letter if filed else None
    return printed(
        PrintedSubmission,
        given,
        unit=describe_unit(ledger, given.unit),
        label=wording.state_label(given),
        unanswered=tuple(ledger.targets[target].name for target in given.unanswered),
        extension=describe_extension(given.extension),
        letter_number=letter.number if letter else None,
        letter_date=letter.date if letter else None,
        resubmitted=tuple(day for day in filed.report.resubmitted if day <= survey.as_of) if filed else (),
        note=filed.report.note if filed else None,
    )


def describe_extension(given: Extension | None) -> PrintedExtension | None:
    """Return a later due date, for templates; None for None."""
    return printed(PrintedExtension, given, document=describe_citation(given.document)) if given else None


def printed_figure(measure: Measure, value: Decimal | None) -> Figure | None:
    """Return a figure of a measure as it is printed; None where there is none."""
    if value is None:
        return None
    words = measure.counted_text(value)
    return Figure(value, measure.figure_text(value), _padded(value, words) if measure.counts_things else words)


def part_figure(measure: Measure, value: Decimal, name: str) -> Figure:
    """Return a figure besides the main one as it is printed: a part of a ratio, a kind of incident."""
    return Figure(value, measure.figure_text(value, name), _padded(value, measure.words_text(value, name)))


def pad_counts(words: str) -> str:
    """Return words with their whole numbers below ten as official texts write them: giảm 02 bậc."""
    return re.sub(r"(?<![\d.,])([1-9])(?![\d.,%])", r"0\1", words)


def _padded(value: Decimal, words: str) -> str:
    """Official texts write whole numbers under ten as 08, and 4/9 as 04/09."""
    if not (0 < value < 10 and value == value.to_integral_value()):
        return words
    return "0" + re.sub(r"^(\d/)(\d)(?!\d)", r"\g<1>0\2", words)
