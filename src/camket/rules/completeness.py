"""Rules about what a received report leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from camket.ledger.measures import counts, is_answered
from camket.ledger.results import (
    JudgementResult,
    ListResult,
)
from camket.ledger.targets import NamedList
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.numerals import format_date

# --- the rules: what is missing -------------------------------------------------------------------------------------------


def missing_target(year: CheckedYear) -> Iterator[Finding]:
    """A report has been received, and a target that its unit must answer has no figure in it.

    A target is answered by a figure, by an empty list (nothing new), or by `awaiting: publication` or `awaiting: assessment`.
    Words alone answer a target that is measured only after the year.

        results:
          disbursement-city: {part: 62300, whole: 120000}
          # and nothing about disbursement-province

    To mend: ask the unit and add the figure.
    """
    for filed, unanswered, required in year.unanswered:
        for target in unanswered if len(unanswered) < required else ():
            message = _("'{target}' is not answered: {name}").format(target=target.id, name=target.short or target.name)
            hint = _("Add its figure under results:; [] where a list has nothing new, awaiting: where it is not out yet.")
            yield Finding(filed.document, ("results", target.id), message, hint, of_key=True)


def empty_report(year: CheckedYear) -> Iterator[Finding]:
    """A report has been received that answers nothing.

    Empty, complete and late are three different things: an empty report that came in time is still empty.

        submitted: 2023-06-02
        results: {}

    To mend: ask the unit for its figures; if the report never came, remove `submitted:`.
    """
    for filed, unanswered, required in year.unanswered:
        if len(unanswered) == required:
            message = _("the report was received on {date}, and none of its {n} targets is answered").format(
                date=format_date(filed.report.submitted or year.as_of), n=required
            )
            hint = _("Enter the figures; remove submitted: if nothing has come yet.")
            yield Finding(filed.document, ("submitted",), message, hint)


def no_receipt_date(year: CheckedYear) -> Iterator[Finding]:
    """A report has results, but no date of receipt.

    Without `submitted:` a report counts as not received: its unit is shown as missing, and its figures nowhere.

        unit: Phường 1
        results: {commune-budget-revenue: 15200}

    To mend: write the day it was received: `submitted: 2023-06-02`.
    """
    for filed in year.filed:
        if filed.report.submitted is not None or (filed.document.value or {}).get("submitted") is not None:
            continue
        if any(is_answered(result) or result.text for result in filed.results.values()):
            hint = _("Write the day of receipt, submitted: 2023-06-02; until then the report counts as missing.")
            yield Finding(filed.document, ("results",), _("there are results, but no date of receipt (submitted:)"), hint)


def evidence_missing(year: CheckedYear) -> Iterator[Finding]:
    """An item that counts, or a grade, stands there without any evidence.

    A list is counted from its items so that anyone can check the figure: each needs a document (its number, date or a link). A
    judgement needs evidence, words, or the figures it rests on.

        ocop-products:
          - {name: Trà sen Bình Minh, stars: 3}       # which decision?

    To mend: add `evidence: 123/QĐ-UBND`, or `evidence: {number: 123/QĐ-UBND, date: 2023-05-12}`.
    """
    for filed in year.filed:
        for target_id, result in filed.results.items():
            if isinstance(result, ListResult) and result.items and not result.evidence:
                measure = year.ledger.targets[target_id].measure
                assert isinstance(measure, NamedList)
                for index, item in enumerate(result.items):
                    if not item.evidence and counts(measure, item):
                        message = _("'{item}' is counted without evidence").format(item=item.name)
                        hint = _("Add evidence: with the number of the document.")
                        yield Finding(filed.document, ("results", target_id, "items", index, "name"), message, hint)
            elif isinstance(result, JudgementResult) and result.grade is not None:
                if not (result.evidence or result.text or result.part is not None):
                    hint = _("Add text: with what it rests on, or evidence: with the number of a document.")
                    message = _("the grade stands without evidence")
                    yield Finding(filed.document, ("results", target_id, "grade"), message, hint)
