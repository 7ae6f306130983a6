"""What was reported together with the figures of one target: items, incidents, texts, papers, proposals, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures.named_list import Item
from camket.ledger.targets import Target
from camket.screen.console import print_paragraph, print_section
from camket.standing.proposals import proposal_id
from camket.standing.reported_figures import counted_items
from camket.standing.survey import Survey
from camket.standing.wording import paper_text, round_name, uncounted_reason
from camket.text.language import _
from camket.text.numerals import format_date
from camket.text.spelling import fold


def print_reported(console: Console, ledger: Ledger, survey: Survey, target: Target) -> None:
    """Print what the reports say about a target, round by round, each line with the unit's name in front."""
    counted = counted_items(ledger, target, survey.round, survey.as_of)
    for round_ in ledger.calendar.through(survey.round):
        lines: list[tuple[str, str]] = []
        for filed in ledger.all_received(round_.id, survey.as_of):
            lines += [(ledger.short_name(filed.unit), text) for text in _report_lines(ledger, filed, target, counted)]
        if lines:
            print_section(console, round_name(round_))
        for name, text in lines:
            print_paragraph(console, f"{name}: {text}", indent=2)


# Each counted item by its folded name: the round and the unit that reported it first, and the item.
_Counted = Mapping[str, tuple[Round, str, Item]]


def _report_lines(ledger: Ledger, filed: Filed, target: Target, counted: _Counted) -> Iterator[str]:
    """The texts, items, papers, difficulties, proposals and corrections of one report that are about the target."""
    result = filed.results.get(target.id)
    if result is not None:
        if result.text:
            yield result.text
        yield from _item_lines(ledger, target, filed, result, counted)
        if result.evidence:
            yield _("evidence: {papers}").format(papers="; ".join(paper_text(paper) for paper in result.evidence))
        if result.awaiting:
            yield _("waiting for the assessment") if result.awaiting == "assessment" else _("waiting for publication")
    report = filed.report
    for remark in report.difficulties:
        if remark.target == target.id:
            yield _("difficulty: {text}").format(text=remark.text)
    for remark in report.proposals:
        if remark.target == target.id:
            words = _("proposal {id} to {whom}: {text}") if remark.to else _("proposal {id}: {text}")
            yield words.format(id=proposal_id(remark), text=remark.text, whom=remark.to)
    for correction in report.corrections:
        if correction.target == target.id:
            yield _("corrected from {old} to {new} on {date} by {who}: {reason}").format(
                old=correction.old,
                new=correction.new,
                date=format_date(correction.date),
                who=correction.by,
                reason=correction.reason,
            )


def _item_lines(ledger: Ledger, target: Target, filed: Filed, result: object, counted_at: _Counted) -> Iterator[str]:
    """A line for each item (`+` if it counts, `-` with the reason if not) and for each incident (`!`)."""
    measure = target.measure
    for item in getattr(result, "items", None) or ():
        papers = [paper_text(paper) for paper in item.evidence]
        words = [item.name, *papers, *([item.note] if item.note else [])]
        round_, unit, first = counted_at.get(fold(item.name), (None, None, None))
        where = (round_, ledger.short_name(unit) if unit != filed.unit else None, first) if round_ and unit and first else None
        reason = uncounted_reason(measure, item, where, is_own=bool(target.each))
        counted = _("does not count ({reason})").format(reason=reason) if reason else _("counts")
        yield f"{'-' if reason else '+'} {'; '.join(words)}: {counted}"
    for incident in getattr(result, "incidents", None) or ():
        kind = measure.part_names().get(incident.kind, incident.kind)
        head = f"{kind}: " if kind else ""
        words = [incident.name, *([format_date(incident.date)] if incident.date else [])]
        words += [*(paper_text(paper) for paper in incident.evidence), *([incident.note] if incident.note else [])]
        yield f"! {head}{'; '.join(words)}"
