"""The end of a year: what is still open in it, and what `camket init --from` carries into the next one, or not and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Extension, Remark
from camket.ledger.targets import Target
from camket.ledger.tree import OFFICE, report_path
from camket.ledger.year import Year
from camket.standing.last_year import FinalResult, final_results
from camket.standing.proposals import Proposal, Raised, proposal_id, proposals
from camket.standing.submissions import required_targets, submission
from camket.standing.wording import round_name
from camket.text.language import _, speaking
from camket.text.yaml_style import quote_scalar


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round of the old year in which something is open: units that have not reported, extensions they were granted."""

    round: Round
    due: date
    units: tuple[str, ...]
    extensions: tuple[Extension, ...]
    is_issued: bool


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What is open in a year at the end of a day, and what of it the next year gets.

    `results` are the last results that become baselines, by target; `without` are the targets whose result does not, with the
    reason in words.
    """

    ledger: Ledger
    rounds: tuple[OpenRound, ...]
    proposals: tuple[Proposal, ...]
    results: tuple[FinalResult, ...]
    without: tuple[tuple[Target, str], ...]

    @property
    def unreported(self) -> list[OpenRound]:
        return [one for one in self.rounds if one.units]

    @property
    def not_issued(self) -> list[OpenRound]:
        return [one for one in self.rounds if not one.is_issued]


def find_year_end(ledger: Ledger, today: date, year: Year) -> YearEnd:
    """Return what is open in the year of `ledger`, and what is carried into `year`."""
    rounds = tuple(_open_round(ledger, one, today) for one in ledger.rounds)
    waiting = tuple(one for one in proposals(ledger, ledger.rounds[-1], today) if one.is_open)
    is_next = year.number == ledger.commitment.year.number + 1
    results = final_results(ledger)
    known = tuple(one for one in results.values() if one.is_known) if is_next else ()
    reasons = [(one.target, _why_not(ledger, one, is_next=is_next)) for one in results.values()]
    without = tuple((target, reason) for target, reason in reasons if reason)
    return YearEnd(ledger, rounds, waiting, known, without)


def _open_round(ledger: Ledger, round_: Round, today: date) -> OpenRound:
    found = [
        submission(ledger, round_, unit, today, required)
        for unit in ledger.units
        if (required := required_targets(ledger, unit, round_))
    ]
    late = [one for one in found if one.submitted is None]
    extensions = tuple(one.extension for one in late if one.extension is not None)
    due = ledger.calendar.due(round_)
    return OpenRound(round_, due, tuple(one.unit for one in late), extensions, ledger.last_issue(round_.id) is not None)


def _why_not(ledger: Ledger, result: FinalResult, *, is_next: bool) -> str:
    """Return why the result of a target is no baseline, or which part of it is not; empty where all of it is."""
    if not is_next:
        return _("the years do not follow one another")
    if not result.target.measure.has_baseline:
        return _("a result of this kind is no figure to compare with")
    if not result.is_known:
        return _("no figure in the last round, {round}").format(round=round_name(ledger.rounds[-1]))
    if result.lacking:
        return _("no figure of {units}").format(units=", ".join(map(ledger.short_name, result.lacking)))
    return ""


# --- proposals carried over -------------------------------------------------------------------------------------------


def office_file(ended: YearEnd, first_round: str) -> tuple[str, bytes] | None:
    """Return the office's file of the first round of the new year with the proposals that are still open; None without any.

    The answers so far go with them, so that one that was passed on is still known as such. Path and content are returned.
    """
    if not ended.proposals:
        return None
    with speaking("vi"):
        lines = [*_heading(ended.ledger), f"round: {first_round}", "carried_over:"]
        for one in ended.proposals:
            lines += _proposal_lines(ended.ledger, one)
    # The id is that of the proposal as it is written here: a target that is not known is left out.
    ids = [proposal_id(Remark(text=one.text, target=one.target, to=one.to)) for one in ended.proposals]
    answered = [(id_, answer) for id_, one in zip(ids, ended.proposals, strict=True) for answer in one.answers]
    lines += ["answers:"] if answered else []
    for proposal, answer in answered:
        lines += [f"  - proposals: {proposal}", f"    outcome: {answer.outcome}", f"    date: {answer.date.isoformat()}"]
        lines += [f"    {key}: {quote_scalar(text)}" for key in ("text", "by") if (text := getattr(answer, key))]
        paper = answer.document
        named = [(key, getattr(paper, key)) for key in ("kind", "number", "date", "body", "subject")] if paper else []
        written = [f"      {key}: {quote_scalar(str(value))}" for key, value in named if value is not None]
        lines += ["    document:", *written] if written else []
    return report_path(first_round, OFFICE), "".join(f"{line}\n" for line in lines).encode()


def _heading(ledger: Ledger) -> Iterator[str]:
    yield f"# Đề xuất, kiến nghị của {ledger.commitment.year.text} chưa được giải quyết dứt điểm, chuyển sang để theo dõi tiếp"


def _proposal_lines(ledger: Ledger, one: Proposal) -> Iterator[str]:
    yield f"  - text: {quote_scalar(one.text)}"
    if one.target:
        yield f"    target: {one.target}"
    if one.to:
        yield f"    to: {quote_scalar(one.to)}"
    yield "    raised:"
    for raised in one.raised:
        yield f"      - round: {quote_scalar(_round_words(ledger, raised))}"
        yield f"        date: {raised.on.isoformat()}"
        if raised.unit:
            yield f"        unit: {raised.unit}"


def _round_words(ledger: Ledger, raised: Raised) -> str:
    """Return a round with its year: quý III năm 2023, báo cáo năm 2023 (sơ bộ). A round of an earlier year has it already."""
    name, year = round_name(raised.round), ledger.commitment.year
    if ledger.round(raised.round.id) is None or year.label in name:
        return name
    named, n = re.subn(rf"\b{re.escape(year.noun)}\b", year.text, name, count=1)
    return named if n else f"{name} {year.text}"
