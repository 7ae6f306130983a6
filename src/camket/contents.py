"""What a report says: a survey as plain frozen values, ready for templates and sheets. No wording of the report's own.

Templates get these values and nothing else, so that no template can reach the ledger or a file.
docs/templates.md names every field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Literal

from pydantic_core import PydanticCustomError

from camket import model, progress, tables
from camket.compare import Change as Compared
from camket.compare import compare
from camket.goals import SEVERITY, Judged, find_bounds
from camket.load import OFFICE, TARGETS, UNITS
from camket.measures import Reading, cell, counts, is_whole, part_names
from camket.numerals import format_date, format_number
from camket.problems import Problem
from camket.proposals import Proposal as Proposed
from camket.proposals import proposal_id, proposals
from camket.spelling import fold

if TYPE_CHECKING:
    from camket.load import Ledger
    from camket.settled import Later
    from camket.settled import LaterChange as ChangedLater
    from camket.vcs import Provenance as Origin

# --- the values -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: exact, as tables print it (`51,92%`), and as running text says it with its unit (`08 sản phẩm`)."""

    value: Decimal
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that is cited."""

    kind: str | None
    number: str | None
    date: date | None
    body: str | None
    subject: str | None
    link: str | None
    file: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that reports."""

    id: str
    name: str
    short: str
    requested: bool


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs the report."""

    authority: tuple[str, ...]
    title: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Commitment:
    """The document that hands the targets down."""

    year: int
    title: str
    subject: str | None
    number: str | None
    symbol: str | None
    date: date | None
    issuing_body: str
    issuing_office: str | None
    area: str | None
    parent_body: str | None
    higher_body: str | None
    place: str | None
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The round that is reported: its dates, and why its last day in time is no working day (`day_off`)."""

    id: str
    name: str
    quarter: int | None
    annual: str | None
    written_due: date
    due: date
    cut_off: date
    data_from: date | None
    day_off: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the office itself sets for the round. Number and date are None in a draft."""

    draft: bool
    number: str | None
    date: date | None
    symbol: str | None
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    signatory: Signatory
    assessment: tuple[str, ...]
    directions: tuple[str, ...]
    proposals: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Extension:
    """A later due date that the office granted."""

    due: date
    reason: str
    by: str | None
    document: Citation | None


@dataclass(frozen=True, slots=True)
class Submission:
    """One unit in the round. `state` is on-time, late, missing or pending; `unanswered` names targets; `unreadable` is
    the path of a file that is there and cannot be read."""

    unit: Unit
    state: str
    label: str
    due: date
    submitted: date | None
    days_late: int | None
    answered: int
    required: int
    unanswered: tuple[str, ...]
    is_empty: bool
    extension: Extension | None
    letter_number: str | None
    letter_date: date | None
    resubmitted: tuple[date, ...]
    note: str | None
    unreadable: str | None


@dataclass(frozen=True, slots=True)
class Submissions:
    """All units of the round, and the same by state. `empty` were received without a single answer; `unreadable` have a
    file that cannot be read, and are neither missing nor pending."""

    all: tuple[Submission, ...]
    on_time: tuple[Submission, ...]
    late: tuple[Submission, ...]
    missing: tuple[Submission, ...]
    pending: tuple[Submission, ...]
    empty: tuple[Submission, ...]
    extended: tuple[Submission, ...]
    unreadable: tuple[Submission, ...]
    received: int
    total: int


@dataclass(frozen=True, slots=True)
class Detail:
    """What a column of a list says of one item; `label` is empty where the text speaks for itself."""

    label: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One named thing of a list; `counted` when it meets the target's condition."""

    name: str
    counted: bool
    details: tuple[Detail, ...]
    evidence: tuple[Citation, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that should not have happened."""

    kind: str
    name: str
    date: date | None
    evidence: tuple[Citation, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A figure beside the main one: a part of the whole, a kind of incident."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a goal. `is_plain`: a bare level that a share can be told of; `span` is sum or mean where the
    goal is for several years; `reference` labels the figure it is held against (empty without a label, None where there
    is no such figure), `missing` those not known yet; `is_part` where it is on a part of the whole."""

    goal: str
    level: Figure | None
    comparator: str
    change: str
    is_plain: bool
    is_part: bool
    span: str | None
    reference: str | None
    missing: tuple[str, ...]
    verdict: str
    label: str
    actual: Figure | None
    share: Decimal | None
    expected: Figure | None
    pace: str | None


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One of several goals for the same figure, judged alone."""

    name: str
    verdict: str
    label: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Overrule:
    """The office's verdict in place of the computed one."""

    reason: str
    by: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands, as a whole or for one unit. `round` and `cut_off` are those the figure comes from;
    `is_current` is False where that is an earlier round; `pace` is ahead, level, behind or None. `increment` is what
    came since the round before, of a figure that builds up (of a ratio: its part); a level is told as it is.
    `previous_reported` is what the earlier figure was before it was corrected; `projection` never flatters."""

    unit: Unit | None
    verdict: str
    label: str
    computed: str
    computed_label: str
    overrule: Overrule | None
    goal: str
    actual: Figure | None
    text: str
    part: Figure | None
    whole: Figure | None
    parts: tuple[Part, ...]
    nothing_due: bool
    rank_of: str | None
    done_on: date | None
    share: Decimal | None
    expected: Figure | None
    pace: str | None
    conditions: tuple[Condition, ...]
    yardsticks: tuple[Yardstick, ...]
    stretch: Condition | None
    previous: Figure | None
    previous_text: str
    previous_round: str | None
    previous_reported: Figure | None
    increment: Figure | None
    trend: str
    same_period: Figure | None
    projection: Figure | None
    round: str | None
    cut_off: date | None
    is_current: bool
    received: bool
    unreadable: bool
    awaiting: str | None
    items: tuple[Item, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The units of a group that share a verdict. Of those not reported, apart: whose file is `unreadable`, and whose
    report came without a figure (`received`)."""

    verdict: str
    label: str
    unreadable: bool
    received: bool
    units: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit wrote on a target, unaltered, a paragraph each."""

    unit: Unit
    paragraphs: tuple[str, ...]
    evidence: tuple[Citation, ...]
    needs_attention: bool


@dataclass(frozen=True, slots=True)
class Revision:
    """A goal changed during the year; the levels where it is one bare figure before and after."""

    date: date
    document: Citation | None
    reason: str | None
    before: str
    after: str
    before_level: Figure | None
    after_level: Figure | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The lead's own figure beside the sum of the units' figures; `unheard` are units that the sum is without."""

    target: str
    own: Figure
    total: Figure
    difference: Figure
    unheard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of an earlier report put right in this round."""

    unit: str
    target: str
    old: str
    new: str
    reason: str
    by: str
    date: date


@dataclass(frozen=True, slots=True)
class Target:
    """One commitment with its standing; `number` is the one it has in the appendices; `units` and `tally` are filled
    where a group has it."""

    id: str
    number: str
    name: str
    short: str
    text: str | None
    section: str | None
    kind: str
    unit: str
    better: str
    builds_up: bool
    part_unit: str
    part_label: str
    whole_label: str
    lead: str
    lead_short: str
    has_lead: bool
    co_operating: tuple[str, ...]
    excluding: tuple[str, ...]
    goal: str
    goal_written: str | None
    goal_by_unit: bool
    duties: tuple[str, ...]
    revisions: tuple[Revision, ...]
    corrections: tuple[Correction, ...]
    standing: Standing
    is_group: bool
    is_sum: bool
    is_added_up: bool
    units: tuple[Standing, ...]
    by_unit: Mapping[str, Standing]
    tally: tuple[Tally, ...]
    words: tuple[Words, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Targets under one heading of the document; `title` None where the document only numbers its sections."""

    title: str | None
    leads: tuple[str, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many targets have a verdict, and which."""

    verdict: str
    label: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A difficulty or proposal with every unit that wrote it; a proposal's `id` is what the office answers it by."""

    text: str
    to: str | None
    units: tuple[str, ...]
    id: str | None


@dataclass(frozen=True, slots=True)
class RemarkGroup:
    """Remarks on one target, or on none (`target` None)."""

    target: str | None
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a proposal: settled, declined, or forwarded to a higher body whose answer is waited for."""

    outcome: str
    label: str
    date: date
    text: str | None
    by: str | None
    document: Citation | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal of this round or an earlier one, with all who raised it, the rounds in which they did, and its answers.

    `state` is open, forwarded, settled or declined; `is_open` while an answer is waited for."""

    id: str
    text: str
    target: str | None
    to: str | None
    units: tuple[str, ...]
    rounds: tuple[str, ...]
    state: str
    label: str
    is_open: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A target, or one unit's part of it, in the earlier round and in this one; `course` is recovered, slipped, moved, still,
    silent or unknown; `difference` this figure less the earlier one, `is_better` None where no way is better."""

    target: Target
    unit: Unit | None
    before: Standing
    now: Standing
    course: str
    difference: Decimal | None
    difference_text: str
    is_better: bool | None
    by_unit: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """This round held against an earlier one (`round`), as that one was drawn up (`as_of`); `proposals` are those that had
    been raised by then, with what has become of them."""

    round: Round
    as_of: date
    changes: tuple[Change, ...]
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A figure of an issued report that is another now; `old` or `new` is None where there is none, reason, name and day
    where no correction gives them."""

    unit: str
    target: str
    label: str
    old: str | None
    new: str | None
    reason: str | None
    by: str | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Issued:
    """The round's report as it was issued before, and what has been changed since: this one is another."""

    number: str
    date: date
    commit: str
    changes: tuple[LaterChange, ...]
    received: tuple[str, ...]
    frame_changed: bool
    office_changed: bool
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The commit that the figures come from, and the files of the data folder that differ from it."""

    available: bool
    commit: str | None
    date: date | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The variables of a report's template, by these names."""

    commitment: Commitment
    round: Round
    as_of: date
    report: Report
    illustrative: bool
    sections: tuple[Section, ...]
    targets: tuple[Target, ...]
    group_targets: tuple[Target, ...]
    group_units: tuple[Unit, ...]
    verdicts: tuple[VerdictCount, ...]
    submissions: Submissions
    difficulties: tuple[RemarkGroup, ...]
    proposals: tuple[RemarkGroup, ...]
    all_proposals: tuple[Proposal, ...]
    open_earlier: tuple[Proposal, ...]
    since: Since | None
    corrections: tuple[Correction, ...]
    issued: Issued | None
    errors: int
    warnings: int
    skipped: tuple[str, ...]
    provenance: Provenance


# --- from a survey to the values --------------------------------------------------------------------------------------


def report_contents(
    survey: progress.Survey,
    problems: Sequence[Problem],
    origin: Origin,
    since: progress.Survey | None = None,
    *,
    under: tuple[str, date] | None = None,
    later: Later | None = None,
) -> Contents:
    """Everything that a report of the surveyed round says, in the language in force.

    `since` is an earlier round to hold it against; `under` the number and day that it is issued under; `later` what has been
    changed since it was issued before.
    """
    ledger = survey.ledger
    proposed = proposals(ledger, survey.round, survey.as_of)
    submissions = _submissions(survey)
    numbers = progress.numbers(ledger)
    targets = tuple(describe_target(survey, standing, numbers[standing.target.id]) for standing in survey.standings)
    return Contents(
        commitment=describe_commitment(ledger),
        round=describe_round(survey.ledger, survey.round),
        as_of=survey.as_of,
        report=_report(survey, under),
        illustrative=is_illustrative(survey),
        sections=_sections(survey, {target.id: target for target in targets}),
        targets=targets,
        group_targets=tuple(target for target in targets if target.is_group),
        group_units=tuple(describe_unit(ledger, unit) for unit in progress.group_units(ledger)),
        verdicts=_verdicts(targets),
        submissions=submissions,
        difficulties=_remark_groups(survey, "difficulties"),
        proposals=_remark_groups(survey, "proposals"),
        all_proposals=tuple(_proposal(ledger, one) for one in proposed),
        open_earlier=tuple(_proposal(ledger, one) for one in proposed if one.is_open and _is_earlier(one, survey.round)),
        since=_since(survey, since, {target.id: target for target in targets}) if since else None,
        corrections=_corrections(survey),
        issued=_issued(survey, later) if later is not None else None,
        errors=sum(problem.level == "error" for problem in problems),
        warnings=sum(problem.level == "warning" for problem in problems),
        skipped=ledger.skipped,
        provenance=Provenance(
            origin.available, origin.commit, date.fromisoformat(origin.date) if origin.date else None, origin.changed
        ),
    )


def describe_commitment(ledger: Ledger) -> Commitment:
    """The document that hands the targets down, for templates."""
    given = ledger.commitment
    return Commitment(
        given.year, given.title, given.subject, given.number, given.symbol, given.date, given.issuing_body,
        given.issuing_office, given.area, given.parent_body, given.higher_body, given.place, _citations(given.basis),
    )  # fmt: skip


def describe_round(ledger: Ledger, round_: model.Round) -> Round:
    """A round with its dates, for templates."""
    calendar = ledger.calendar
    day_off = calendar.day_off(calendar.written_due(round_))
    return Round(
        round_.id,
        tables.round_name(round_),
        int(round_.quarter) if round_.quarter else None,
        round_.annual,
        calendar.written_due(round_),
        calendar.due(round_),
        calendar.cut_off(round_),
        round_.data_from,
        tables.day_off_name(day_off) if day_off else None,
    )


def _issued(survey: progress.Survey, later: Later) -> Issued:
    """What has been changed since the report was issued, a line a change; an entry of a list is one, whatever it holds."""
    from camket.account import tell_changes
    from camket.checks import answers_change

    ledger = survey.ledger
    by_figure: dict[tuple[str, str], list[ChangedLater]] = {}
    for one in later.changes:
        if one.change.is_figure and one.change.target in ledger.targets:
            by_figure.setdefault((one.before.unit, one.change.target), []).append(one)
    found = []
    for (unit, target_id), changed in by_figure.items():
        target = ledger.targets[target_id]
        answered = [one for one in changed if answers_change(target, one.change, one.corrections)]
        given = answered[0].corrections[-1] if len(answered) == len(changed) else None
        for line in tell_changes(ledger, target, [one.change for one in changed]):
            old, new = ("".join(span.text for span in line.spans if span.part != other) or None for other in ("new", "old"))
            reason, by, day = (given.reason, given.by, given.date) if given else (None, None, None)
            found.append(LaterChange(ledger.name(unit), target.name, line.label, old, new, reason, by, day))
    received = tuple(ledger.name(filed.unit) for filed in later.received)
    touched = (*later.files, *later.added)
    frame_changed = any(path in (TARGETS, UNITS) for path in touched)
    office_changed = any(path.endswith(f"/{OFFICE}.yaml") for path in touched)
    issue = later.issue
    return Issued(issue.number, issue.date, issue.commit, tuple(found), received, frame_changed, office_changed, later.unseen)


def _report(survey: progress.Survey, under: tuple[str, date] | None) -> Report:
    commitment = survey.ledger.commitment
    filed = survey.ledger.office.get(survey.round.id)
    office = filed.content if filed else model.OfficeFile()
    # Whoever signs a round in another's place (KT. CHỦ TỊCH) is given whole in the round's own file.
    signs = office.signatory or commitment.signatory
    return Report(
        draft=office.draft and under is None,
        number=under[0] if under else None if office.draft else office.number,
        date=under[1] if under else None if office.draft else office.date,
        symbol=commitment.symbols.report,
        addressees=commitment.report_addressees,
        recipients=commitment.report_recipients,
        signatory=describe_signatory(signs),
        assessment=office.assessment,
        directions=office.directions,
        proposals=office.proposals,
        note=office.note,
    )


def describe_signatory(given: model.Signatory | None) -> Signatory:
    """Who signs, for templates; all blank where nobody is named."""
    return Signatory(given.authority, given.title, given.name) if given else Signatory((), None, None)


def is_illustrative(survey: progress.Survey) -> bool:
    """Whether any figure behind the report is made up: reports of this round and of those before it."""
    ledger = survey.ledger
    rounds = {round_.id for round_ in ledger.calendar.through(survey.round)}
    office = ledger.office.get(survey.round.id)
    return (office is not None and office.content.illustrative) or any(
        filed.report.illustrative for (round_id, _unit), filed in ledger.reports.items() if round_id in rounds
    )


def describe_unit(ledger: Ledger, unit: str) -> Unit:
    """A body that reports, for templates."""
    known = ledger.units.get(unit)
    return Unit(unit, ledger.name(unit), ledger.short_name(unit), known.requested if known else False)


def _citation(paper: model.Paper | None) -> Citation | None:
    if paper is None:
        return None
    return Citation(paper.kind, paper.number, paper.date, paper.body, paper.subject, paper.link, paper.file, paper.note)


def _citations(papers: Iterable[model.Paper]) -> tuple[Citation, ...]:
    return tuple(found for paper in papers if (found := _citation(paper)) is not None)


# --- who has reported -------------------------------------------------------------------------------------------------


def _submissions(survey: progress.Survey) -> Submissions:
    found = tuple(describe_submission(survey, submission) for submission in survey.submissions)

    def of(state: str) -> tuple[Submission, ...]:
        return tuple(submission for submission in found if submission.state == state and not submission.unreadable)

    return Submissions(
        found, of("on-time"), of("late"), of("missing"), of("pending"),
        empty=tuple(submission for submission in found if submission.is_empty),
        extended=tuple(submission for submission in found if submission.extension),
        unreadable=tuple(submission for submission in found if submission.unreadable),
        received=sum(submission.submitted is not None for submission in found),
        total=len(found),
    )  # fmt: skip


def describe_submission(survey: progress.Survey, given: progress.Submission) -> Submission:
    """One unit in the round, for templates."""
    ledger = survey.ledger
    filed = given.filed if given.submitted else None
    letter = filed.report.letter if filed else None
    return Submission(
        unit=describe_unit(ledger, given.unit),
        state=given.state,
        label=tables.state_label(given),
        due=given.due,
        submitted=given.submitted,
        days_late=given.days_late,
        answered=given.answered,
        required=given.required,
        unanswered=tuple(ledger.targets[target].name for target in given.unanswered),
        is_empty=given.is_empty,
        extension=describe_extension(given.extension),
        letter_number=letter.number if letter else None,
        letter_date=letter.date if letter else None,
        resubmitted=tuple(day for day in filed.report.resubmitted if day <= survey.as_of) if filed else (),
        note=filed.report.note if filed else None,
        unreadable=given.unreadable,
    )


def describe_extension(given: model.Extension | None) -> Extension | None:
    """A later due date, for templates; None where there is none."""
    return Extension(given.due, given.reason, given.by, _citation(given.document)) if given else None


# --- targets ----------------------------------------------------------------------------------------------------------


# A section that is only counted: 1, 2., IV; and the number before a title, which the report counts anew.
_NUMERAL = re.compile(r"(?:\d+|[IVXLC]+|[a-zđ])[.)]?")
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*[.)]|[IVXLC]+[.)]|[a-zđ][.)])\s+")


def _sections(survey: progress.Survey, targets: Mapping[str, Target]) -> tuple[Section, ...]:
    ledger = survey.ledger
    return tuple(
        Section(
            title=next((_NUMBERED.sub("", t.section) for t in found if t.section and not _NUMERAL.fullmatch(t.section)), None),
            leads=tuple(dict.fromkeys(name for target in found for name in _lead_names(ledger, target))),
            targets=tuple(targets[target.id] for target in found),
        )
        for found in progress.sections(ledger).values()
    )


def _lead_names(ledger: Ledger, target: model.Target) -> tuple[str, ...]:
    party = target.lead or target.reporter
    return tuple(ledger.name(one) for one in ((party,) if party else target.each or target.sum_of))


def _verdicts(targets: Sequence[Target]) -> tuple[VerdictCount, ...]:
    found = []
    for verdict in reversed(SEVERITY):
        having = tuple(target for target in targets if target.standing.verdict == verdict)
        if having:
            found.append(VerdictCount(verdict, tables.verdict_label(verdict), having))
    return tuple(found)


def describe_target(survey: progress.Survey, standing: progress.Standing, number: str) -> Target:
    """One commitment with its standing and its `number` in the appendices, for templates."""
    ledger = survey.ledger
    target = standing.target
    goal, references = progress.goal_in_force(target, min(survey.cut_off, survey.as_of))
    by_unit = bool(standing.by_unit) and any(references[name].by_unit for name in _operands(goal) if name in references)
    units = tuple(_standing(survey, part, references) for part in standing.by_unit)
    names = part_names(target.measure)
    if isinstance(target.measure, model.Judgement):
        names = {"part": target.measure.part or "", "whole": target.measure.whole or ""}
    whole = _standing(survey, standing, references)
    return Target(
        id=target.id,
        number=number,
        name=target.name,
        short=tables.target_name(target),
        text=target.text,
        section=target.section,
        kind=target.measure.kind,
        unit=tables.unit_of_measure(target.measure),
        better=target.measure.better,
        builds_up=target.measure.accumulates,
        part_unit=(target.measure.unit or "") if isinstance(target.measure, (model.Ratio, model.Judgement)) else "",
        part_label=names.get("part", ""),
        whole_label=names.get("whole", ""),
        lead=tables.lead_name(ledger, target),
        lead_short=tables.lead_name(ledger, target, short=True),
        has_lead=target.lead is not None,
        co_operating=tuple(ledger.name(party) for party in target.co_operating),
        excluding=target.excluding,
        goal=tables.goal_text(target, goal, references) if not by_unit else goal.as_written or "",
        goal_written=goal.as_written,
        goal_by_unit=by_unit,
        duties=target.duties,
        revisions=_revisions(survey, target),
        corrections=_corrections(survey, target.id),
        standing=whole,
        is_group=bool(target.each),
        is_sum=bool(target.sum_of),
        is_added_up=bool(target.sum_of) and standing.own is None and standing.reading is not None,
        units=units,
        by_unit={one.unit.id: one for one in units if one.unit is not None},
        tally=_tally(units),
        words=_words(survey, target, standing),
        differences=_differences(survey, standing),
    )


def _operands(goal: model.Goal) -> Iterable[str]:
    """The names and numbers that a goal is written with."""
    for condition in [*goal.all, *(condition for yard in goal.yardsticks for condition in yard.all)]:
        given = getattr(condition, condition.comparator)
        yield from (operand for operand in (given if isinstance(given, tuple) else (given,)) if isinstance(operand, str))
        if condition.against:
            yield condition.against


def _tally(units: Sequence[Standing]) -> tuple[Tally, ...]:
    alike: dict[tuple[str, bool, bool], list[Standing]] = {}
    for unit in sorted(units, key=lambda unit: SEVERITY.index(unit.verdict), reverse=True):
        is_silent = unit.verdict == "not-reported"
        alike.setdefault((unit.verdict, is_silent and unit.unreadable, is_silent and unit.received), []).append(unit)
    return tuple(
        Tally(verdict, having[0].label, unreadable, received, tuple(having))
        for (verdict, unreadable, received), having in alike.items()
    )


_ON_THE_WAY = ("on-track", "behind", "not-reported")


def _standing(survey: progress.Survey, given: progress.Standing, references: Mapping[str, model.Reference]) -> Standing:
    ledger = survey.ledger
    target = given.target
    measure = target.measure
    reading = given.reading
    figures = reading.figures if reading else {}
    conditions = tuple(_condition(target, judged, references, given.unit) for judged in given.judged)
    yardsticks = tuple(
        Yardstick(
            yard.name,
            yard.verdict,
            tables.verdict_label(yard.verdict),
            tuple(_condition(target, judged, references, given.unit) for judged in yard.judged),
        )
        for yard in given.yards
    )
    told = zip(given.conditions, [*conditions, *(c for y in yardsticks for c in y.conditions)], strict=True)
    # The pace is told of the figure itself, and only while it is on its way.
    paced = next((c for one, c in told if c.expected and not one.bounds.condition.of and c.verdict in _ON_THE_WAY), None)
    goal = given.goal or target.goal
    parted = measure.unit or "" if isinstance(measure, (model.Ratio, model.Judgement)) else None
    return Standing(
        unit=describe_unit(ledger, given.unit) if given.unit else None,
        verdict=given.verdict,
        label=tables.verdict_label(given.verdict),
        computed=given.computed,
        computed_label=tables.verdict_label(given.computed),
        overrule=Overrule(given.overrule.reason, given.overrule.by, given.overrule.date) if given.overrule else None,
        goal=tables.goal_text(target, goal, references, given.unit),
        actual=_figure(measure, reading.value if reading else None),
        text=tables.reading_text(target, reading),
        part=_plain_figure(figures["part"], parted) if parted is not None and "part" in figures else None,
        whole=_plain_figure(figures["whole"], parted) if parted is not None and "whole" in figures else None,
        parts=_parts(measure, figures),
        nothing_due=figures.get("whole") == 0,
        rank_of=format_number(figures["of"]) if isinstance(measure, model.Rank) and "of" in figures else None,
        done_on=reading.done_on if reading else None,
        share=given.share,
        expected=paced.expected if paced else None,
        pace=paced.pace if paced else None,
        conditions=conditions,
        yardsticks=yardsticks,
        stretch=_condition(target, given.stretch, references, given.unit) if given.stretch else None,
        previous=_figure(measure, given.previous.value if given.previous else None),
        previous_text=tables.reading_text(target, given.previous),
        previous_round=tables.round_name(given.previous_round) if given.previous_round else None,
        previous_reported=_figure(measure, given.previous_reported.value if given.previous_reported else None),
        increment=_increment(survey, given),
        trend=tables.trend_sign(given),
        same_period=_figure(measure, given.same_period),
        projection=_projection(measure, given.projection),
        round=tables.round_name(given.reading_round) if given.reading_round else None,
        cut_off=given.cut_off,
        is_current=given.reading_round is None or given.reading_round.id == survey.round.id,
        received=given.filed is not None,
        unreadable=any(one.unreadable and one.unit == given.unit for one in survey.submissions),
        awaiting=given.result.awaiting if given.result else None,
        items=_items(measure, reading),
        incidents=_incidents(measure, reading),
    )


def _increment(survey: progress.Survey, given: progress.Standing) -> Figure | None:
    """What came since the round before, or None where that is not known: other units then, an older figure, no figure."""
    target, reading = given.target, given.reading
    measure = target.measure
    if reading is None or given.reading_round is None or given.reading_round.id != survey.round.id:
        return None
    asked = [r for r in survey.ledger.calendar.through(survey.round) if not target.rounds or r.id in target.rounds]
    if not measure.accumulates:
        return _figure(measure, reading.value)
    part_unit = (measure.unit or "") if isinstance(measure, model.Ratio) else None
    now = reading.value if part_unit is None else reading.figures.get("part")
    if len(asked) > 1:
        is_next = given.previous_round is not None and given.previous_round.id == asked[-2].id
        if given.previous is None or not is_next or any(part.reading is None for part in given.by_unit):
            return None
        before = given.previous.value if part_unit is None else given.previous.figures.get("part")
        now = None if now is None or before is None else now - before
    if part_unit is not None:
        return None if now is None else _plain_figure(now, part_unit)
    return _figure(measure, now)


def _projection(measure: model.Measure, value: Decimal | None) -> Figure | None:
    """Where the year may end, rounded to the worse side: an estimate must not reach a goal by its rounding."""
    if value is None:
        return None
    step = Decimal(1) if is_whole(measure) else Decimal("0.01")
    return _figure(measure, value.quantize(step, ROUND_CEILING if measure.better == "lower" else ROUND_FLOOR))


def _figure(measure: model.Measure, value: Decimal | None) -> Figure | None:
    if value is None:
        return None
    words = tables.counted_name(measure, value).replace(" %", "%")
    return Figure(value, tables.figure_text(measure, value), _padded(value, words) if is_whole(measure) else words)


def _plain_figure(value: Decimal, unit: str | None = None) -> Figure:
    """A figure beside the main one, with a unit of its own or none."""
    text = format_number(value)
    return Figure(value, text, _padded(value, f"{text} {unit}".rstrip() if unit else text))


def _padded(value: Decimal, words: str) -> str:
    """Whole counts under ten are written 08 in an official text."""
    return f"0{words}" if 0 < value < 10 and value == value.to_integral_value() else words


def _parts(measure: model.Measure, figures: Mapping[str, Decimal]) -> tuple[Part, ...]:
    match measure:
        case model.Quantity() | model.Composition():
            labels, unit = dict(measure.parts), measure.unit
        case model.Incidents():
            labels, unit = dict(measure.kinds), measure.unit
        case _:
            return ()
    return tuple(Part(label, _plain_figure(figures[name], unit)) for name, label in labels.items() if name in figures)


def _condition(target: model.Target, judged: Judged, references: Mapping[str, model.Reference], unit: str | None) -> Condition:
    measure = target.measure
    bounds = judged.bounds
    condition = bounds.condition
    given = getattr(condition, condition.comparator)
    reference = references.get(given) if isinstance(given, str) else None
    is_plain = condition.change == "level" and condition.of is None and condition.over is None
    is_plain = is_plain and condition.comparator == "at_least" and measure.kind in ("count", "amount", "list")

    def figure(value: Decimal | None) -> Figure | None:
        if value is None:
            return None
        return _plain_figure(value) if condition.of is not None else _figure(measure, value)

    return Condition(
        goal=tables.condition_text(target, condition, references, unit),
        level=None if bounds.deadline else figure(bounds.nominal),
        comparator=condition.comparator,
        change=condition.change,
        is_plain=is_plain,
        is_part=condition.of is not None,
        span=condition.over.how if condition.over else None,
        reference=(reference.label or "") if reference else None,
        missing=tuple(references[name].label or name if name in references else name for name in bounds.missing),
        verdict=judged.verdict,
        label=tables.verdict_label(judged.verdict),
        actual=figure(judged.actual),
        share=judged.share,
        expected=figure(judged.expected),
        pace=_pace(judged),
    )


def _pace(judged: Judged) -> str | None:
    if judged.actual is None or judged.expected is None:
        return None
    if judged.actual == judged.expected:
        return "level"
    return "ahead" if (judged.actual < judged.expected) == judged.bounds.falls else "behind"


def _items(measure: model.Measure, reading: Reading | None) -> tuple[Item, ...]:
    if not isinstance(measure, model.NamedList) or reading is None:
        return ()
    found = []
    for item in reading.items:
        given = item.model_extra or {}
        details = tuple(
            _detail(measure.columns[name], name, given[name]) for name in measure.columns if given.get(name) is not None
        )
        found.append(Item(item.name, counts(measure, item), details, _citations(item.evidence), item.note))
    return tuple(found)


def _detail(column: model.Column, name: str, given: object) -> Detail:
    label = column.label or name
    try:
        value = cell(column, given)
    except (PydanticCustomError, KeyError, ArithmeticError):
        return Detail(label, str(given), is_number=False)  # said by the check of the same file
    if isinstance(value, Decimal):
        return Detail(label, format_number(value), is_number=True)
    if isinstance(value, date):
        return Detail(label, format_date(value), is_number=False)
    return Detail("", column.choices[value], is_number=False) if column.choices else Detail(label, value, is_number=False)


def _incidents(measure: model.Measure, reading: Reading | None) -> tuple[Incident, ...]:
    if not isinstance(measure, model.Incidents) or reading is None:
        return ()
    return tuple(
        Incident(measure.kinds.get(found.kind, found.kind), found.name, found.date, _citations(found.evidence), found.note)
        for found in reading.incidents
    )


# A goal with its named figures, as they stand on a day.
_InForce = tuple[model.Goal, Mapping[str, model.Reference]]


def _revisions(survey: progress.Survey, target: model.Target) -> tuple[Revision, ...]:
    """The revisions in force at the cut-off, each with the goal before and after it."""
    day = min(survey.cut_off, survey.as_of)
    found = []
    before: _InForce = (target.goal, target.references)
    for revision in sorted(target.revisions, key=lambda revision: revision.date):
        if revision.date > day:
            break
        after = progress.goal_in_force(target, revision.date)
        old, new = _changed_goals(survey.ledger, target, before, after)
        levels = [_bare_level(target, known) for known in (before, after)] if old != new else [None, None]
        paper = _citation(revision.document)
        found.append(Revision(revision.date, paper, revision.reason, old, new, levels[0], levels[1]))
        before = after
    return tuple(found)


def _bare_level(target: model.Target, known: _InForce) -> Figure | None:
    """The goal as one bare figure (at least 90), or None where it is put in another way or not known yet."""
    goal, references = known
    if len(goal.all) != 1 or goal.all[0].comparator != "at_least":
        return None
    condition = goal.all[0]
    if condition.change != "level" or condition.of is not None or condition.over is not None:
        return None
    if not isinstance(target.measure, (model.Quantity, model.Ratio, model.Score, model.NamedList)):
        return None
    return _figure(target.measure, find_bounds(condition, target.measure, references, None).nominal)


def _changed_goals(ledger: Ledger, target: model.Target, before: _InForce, after: _InForce) -> tuple[str, str]:
    """The goal as it was and as it became; where each unit has its own, those of the units that a change concerns."""
    old, new = tables.goal_text(target, *before), tables.goal_text(target, *after)
    changed = [
        (ledger.name(unit), *goals)
        for unit in ledger.members(target)
        if len(set(goals := [tables.goal_text(target, *known, unit) for known in (before, after)])) > 1
    ]
    if old != new or not changed:
        return old, new
    return ", ".join(f"{name} {goal}" for name, goal, _new in changed), ", ".join(
        f"{name} {goal}" for name, _old, goal in changed
    )


def _words(survey: progress.Survey, target: model.Target, standing: progress.Standing) -> tuple[Words, ...]:
    attention = {part.unit for part in standing.by_unit if part.needs_attention}
    found = []
    for unit in survey.ledger.reporters(target):
        filed = survey.ledger.received(survey.round.id, unit, survey.as_of)
        result = filed.results.get(target.id) if filed else None
        if result is not None and (result.text or result.evidence):
            paragraphs = tuple(line.strip() for line in (result.text or "").splitlines() if line.strip())
            needs_attention = unit in attention if standing.by_unit else standing.needs_attention
            found.append(Words(describe_unit(survey.ledger, unit), paragraphs, _citations(result.evidence), needs_attention))
    return tuple(found)


def _differences(survey: progress.Survey, standing: progress.Standing) -> tuple[Difference, ...]:
    """Where the lead's own figure and the units' sum are two views of one thing and do not agree."""
    ledger = survey.ledger
    target = standing.target
    found = []
    if standing.own is not None and standing.difference:
        own = standing.own.value
        assert own is not None  # there would be no difference
        unheard = [ledger.name(unit) for unit in standing.unheard]
        found.append(_difference(target, target.name, own, own - standing.difference, unheard))
    for other in survey.standings:
        if other.target.adds_up_to != target.id or standing.actual is None or other.actual is None:
            continue
        if standing.actual != other.actual:
            unheard = [ledger.name(part.unit) for part in other.by_unit if part.unit and part.reading is None]
            found.append(_difference(target, other.target.name, standing.actual, other.actual, unheard))
    return tuple(found)


def _difference(target: model.Target, of: str, own: Decimal, total: Decimal, unheard: Sequence[str]) -> Difference:
    figures = [_figure(target.measure, value) for value in (own, total, abs(own - total))]
    first, second, gap = (figure for figure in figures if figure is not None)
    return Difference(of, first, second, gap, tuple(unheard))


# --- remarks and corrections ------------------------------------------------------------------------------------------


def _remark_groups(survey: progress.Survey, kind: Literal["difficulties", "proposals"]) -> tuple[RemarkGroup, ...]:
    """Remarks by target in the document's order, those of no target last; the same words once, with all their units."""
    ledger = survey.ledger
    found = progress.remarks(ledger, survey.round, survey.as_of, kind)
    joined: dict[str | None, dict[str, tuple[model.Remark, list[str]]]] = {target: {} for target in [*ledger.targets, None]}
    to_of: dict[str, str] = {}
    for unit, remark in found:
        target = remark.target if remark.target in ledger.targets else None
        _first, units = joined[target].setdefault(proposal_id(remark), (remark, []))
        name = ledger.name(unit)
        if name not in units:
            units.append(name)
        if remark.to:
            to_of[fold(remark.to)] = remark.to
    return tuple(
        RemarkGroup(
            ledger.targets[target].name if target else None,
            tuple(
                Remark(
                    first.text, to_of[fold(first.to)] if first.to else None, tuple(units), key if kind == "proposals" else None
                )
                for key, (first, units) in remarks.items()
            ),
        )
        for target, remarks in joined.items()
        if remarks
    )


def _is_earlier(given: Proposed, round_: model.Round) -> bool:
    return all(one.round.id != round_.id for one in given.raised)


def _proposal(ledger: Ledger, given: Proposed) -> Proposal:
    own = ledger.commitment.issuing_body
    return Proposal(
        id=given.id,
        text=given.text,
        target=ledger.targets[given.target].name if given.target else None,
        to=given.to,
        units=tuple(ledger.name(unit) if unit else own for unit in given.units),
        rounds=tuple(dict.fromkeys(tables.round_name(one.round) for one in given.raised)),
        state=given.state,
        label=tables.outcome_label(given.state),
        is_open=given.is_open,
        answers=tuple(
            Answer(one.outcome, tables.outcome_label(one.outcome), one.date, one.text, one.by, _citation(one.document))
            for one in given.answers
        ),
    )


# --- against an earlier round -----------------------------------------------------------------------------------------


def _since(survey: progress.Survey, earlier: progress.Survey, targets: Mapping[str, Target]) -> Since:
    ledger = survey.ledger
    raised = {one.id for one in proposals(ledger, earlier.round, earlier.as_of)}
    return Since(
        round=describe_round(ledger, earlier.round),
        as_of=earlier.as_of,
        changes=tuple(_change(earlier, survey, one, targets) for one in compare(earlier, survey)),
        proposals=tuple(_proposal(ledger, one) for one in proposals(ledger, survey.round, survey.as_of) if one.id in raised),
    )


def _change(earlier: progress.Survey, survey: progress.Survey, given: Compared, targets: Mapping[str, Target]) -> Change:
    target = given.now.target
    before, now = (
        _standing(view, standing, progress.goal_in_force(target, min(view.cut_off, view.as_of))[1])
        for view, standing in ((earlier, given.before), (survey, given.now))
    )
    return Change(
        target=targets[target.id],
        unit=now.unit,
        before=before,
        now=now,
        course=given.course,
        difference=given.difference,
        difference_text=tables.difference_text(target.measure, given.difference),
        is_better=given.is_better,
        by_unit=tuple(_change(earlier, survey, one, targets) for one in given.by_unit),
    )


def _corrections(survey: progress.Survey, of: str | None = None) -> tuple[Correction, ...]:
    """What was put right in the round, of every target or of one."""
    ledger = survey.ledger
    found = []
    for unit, given in progress.corrections(ledger, survey.round, survey.as_of):
        if of is not None and given.target != of:
            continue
        target = ledger.targets.get(given.target)
        name = target.name if target else given.target
        old, new = (_typed_figure(target, text) for text in (given.old, given.new))
        found.append(Correction(ledger.name(given.unit or unit), name, old, new, given.reason, given.by, given.date))
    return tuple(found)


def _typed_figure(target: model.Target | None, typed: str) -> str:
    """A figure written in a correction: as tables print it where it is a number, else as it was written."""
    if target is None:
        return typed
    try:
        value = model.read_figure(typed, whole=is_whole(target.measure), percent=True)
    except PydanticCustomError:
        return typed
    return tables.figure_text(target.measure, value)
