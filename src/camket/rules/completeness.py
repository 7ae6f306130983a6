"""Rules about what a received report leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from camket.ledger.measures.registry import is_answered
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.numerals import format_date


def missing_target(year: CheckedYear) -> Iterator[Finding]:
    """A report was received, but a target that its unit must answer has no figure in it.

    A figure answers a target; so do an empty list (nothing new), `awaiting: publication` and `awaiting: assessment`. Words
    alone answer only a target that is measured after the year.

        results:
          works-paid: {part: 62300, whole: 120000}
          # and nothing about new-roads

    To mend: ask the unit for the figure and add it.
    """
    for filed, left_out, required in year.incomplete:
        for target in left_out if len(left_out) < required else ():
            message = _("'{target}' is not answered").format(target=target.short or target.name)
            hint = _(
                "Enter its figure. That a list has nothing new, or that a figure is not out yet, is an answer too: camket fill"
            )
            yield Finding(filed.document, ("results", target.id), message, hint, of_key=True)


def empty_report(year: CheckedYear) -> Iterator[Finding]:
    """A report was received that answers none of its unit's targets.

    Being empty and being late are two different things: an empty report that came in time is still empty.

        submitted: 2023-06-02
        results: {}

    To mend: ask the unit for its figures; if the report never came, remove `submitted:`.
    """
    for filed, left_out, required in year.incomplete:
        if len(left_out) == required:
            message = _("the report was received on {date}, and none of its {n} targets is answered").format(
                date=format_date(filed.report.submitted or year.as_of), n=required
            )
            hint = _("Enter the figures; if nothing has come yet, take the day of receipt out.")
            yield Finding(filed.document, ("submitted",), message, hint)


def no_receipt_date(year: CheckedYear) -> Iterator[Finding]:
    """A report has results, but no date of receipt.

    Without `submitted:` a report counts as not received: its unit is shown as missing, and its figures are not shown.

        unit: Phường 1
        results: {new-roads: 38}

    To mend: write the day on which it was received: `submitted: 2023-06-02`.
    """
    for filed in year.filed:
        if filed.report.submitted is not None or (filed.document.value or {}).get("submitted") is not None:
            continue
        if any(is_answered(result) or result.text for result in filed.results.values()):
            day = min(year.as_of, year.ledger.calendar.due(year.round[filed.round]))
            hint = _("Record the day of receipt, such as {day}: camket receive. Until then the report counts as missing.")
            hint = hint.format(day=format_date(day))
            yield Finding(filed.document, ("results",), _("there are results, but no day of receipt"), hint)


def evidence_missing(year: CheckedYear) -> Iterator[Finding]:
    """An item that counts, or a grade, has no evidence.

    A list is counted from its items so that anyone can check the figure: each item needs a document (its number, its date or a
    link). A grade needs evidence, words, or the figures that it is based on.

        local-products:
          - {name: Trà sen Bình Minh, stars: 3}       # by which decision?

    To mend: add `evidence: 123/QĐ-UBND`, or `evidence: {number: 123/QĐ-UBND, date: 2023-05-12}`.
    """
    for filed in year.filed:
        for target_id, result in filed.results.items():
            for fault in year.ledger.targets[target_id].measure.evidence_faults(result):
                yield Finding(filed.document, ("results", target_id, *fault.keys), fault.message, fault.hint)
