"""The values that the templates of the report get, as plain frozen dataclasses. docs/templates.md names every field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: exact (`value`), as tables print it (`text`: 51,92%), and as running text has it (`words`: 08 sản phẩm)."""

    value: Decimal
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that is cited; `files` are the names of the files kept of it, for internal use: signed paper bears none."""

    kind: str | None
    number: str | None
    date: date | None
    body: str | None
    subject: str | None
    link: str | None
    file: str | None
    note: str | None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit that reports."""

    id: str
    name: str
    short: str
    requested: bool


@dataclass(frozen=True, slots=True)
class PrintedSignatory:
    """The person who signs, and in whose authority."""

    authority: tuple[str, ...]
    title: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class PrintedCommitment:
    """The document that sets the targets. `year` is the year in figures; `year_name` in words; `year_noun` without figures.

    `spelling` is how all text of a report writes luỹ kế.
    """

    year: int | str
    year_name: str
    year_noun: str
    year_from: date
    year_to: date
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
    spelling: str
    basis: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class PrintedRound:
    """A round with its dates. `day_off` says why the due date as written is not a working day."""

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
class PrintedReport:
    """The office's own entries for the round. `number` and `date` are None in a draft."""

    draft: bool
    number: str | None
    date: date | None
    symbol: str | None
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    signatory: PrintedSignatory
    assessment: tuple[str, ...]
    directions: tuple[str, ...]
    proposals: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class PrintedExtension:
    """A later due date that the office granted."""

    due: date
    reason: str
    by: str | None
    document: Citation | None


@dataclass(frozen=True, slots=True)
class PrintedSubmission:
    """One unit's report for the round.

    `state` is on-time, late, missing or pending. `unanswered` has the names of targets. `unreadable` is the path of a file
    that is there but cannot be read.
    """

    unit: PrintedUnit
    state: str
    label: str
    due: date
    submitted: date | None
    days_late: int | None
    answered: int
    required: int
    unanswered: tuple[str, ...]
    is_empty: bool
    extension: PrintedExtension | None
    letter_number: str | None
    letter_date: date | None
    resubmitted: tuple[date, ...]
    note: str | None
    unreadable: str | None


@dataclass(frozen=True, slots=True)
class Submissions:
    """All units of the round, and the same units by state.

    `empty` were received without any answer. `unreadable` have a file that cannot be read; they are not counted as missing or
    pending.
    """

    all: tuple[PrintedSubmission, ...]
    on_time: tuple[PrintedSubmission, ...]
    late: tuple[PrintedSubmission, ...]
    missing: tuple[PrintedSubmission, ...]
    pending: tuple[PrintedSubmission, ...]
    empty: tuple[PrintedSubmission, ...]
    extended: tuple[PrintedSubmission, ...]
    unreadable: tuple[PrintedSubmission, ...]
    received: int
    total: int


@dataclass(frozen=True, slots=True)
class Detail:
    """One column of an item of a list; `label` is empty where the text is clear without it."""

    label: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One named item of a list; `counted` if it meets the target's conditions."""

    name: str
    counted: bool
    details: tuple[Detail, ...]
    evidence: tuple[Citation, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class PrintedIncident:
    """One incident: something that should not have happened."""

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
class PrintedCondition:
    """One condition of a goal.

    `is_plain` marks a condition "at least N" on a number: a share of it can be printed. `is_part` marks a condition on a
    part of the figure. `span` is sum or mean where the goal is for several years. `reference` is the label of the reference
    that gives the number (empty without a label, None without a reference). Where the goal is a change, `asked` is the
    change in words (giảm trên 4 điểm %), `base` the figure that it is measured against (so với cuối năm trước (14,2%)),
    `moved` the change there is (giảm 2,26 điểm %), and `fell` says whether the figure is below its base; `part` is the
    label of a part of the figure. `missing` names references without a figure yet.
    """

    goal: str
    level: Figure | None
    comparator: str
    change: str
    is_plain: bool
    is_part: bool
    span: str | None
    reference: str | None
    asked: str
    base: str
    moved: str
    fell: bool | None
    part: str
    missing: tuple[str, ...]
    verdict: str
    label: str
    actual: Figure | None
    share: Decimal | None
    expected: Figure | None
    pace: str | None


@dataclass(frozen=True, slots=True)
class PrintedSpan:
    """A goal for several years: `how` is sum or mean; the figure of this `year` alone is `figure`."""

    how: str
    years: str
    year: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class PrintedYardstick:
    """One of several goals for the same figure, judged separately."""

    name: str
    verdict: str
    label: str
    conditions: tuple[PrintedCondition, ...]


@dataclass(frozen=True, slots=True)
class PrintedOverrule:
    """The office's verdict in place of the computed one."""

    reason: str
    by: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """How far a figure has gone from an earlier one: `course` is up, down or same; `words` the distance with its unit."""

    course: str
    words: str


@dataclass(frozen=True, slots=True)
class PrintedStanding:
    """The state of a target, as a whole or for one unit.

    `actual` and `text` are the figure in the years that the goal is for; where these are several, `span` names them and has
    this year's own figure, and `previous`, `increment` and `same_period` are of this year alone.
    `round` and `cut_off` are those of the figure; `is_current` is False where that round is an earlier one. `pace` is ahead,
    level, behind or None. `increment` is the growth since the round before of a figure that accumulates (of a ratio: of its
    part), and the figure itself where it does not accumulate. `since_previous` and `since_last_year` are None where the two
    figures cannot be subtracted, or are not of the same units. `previous_reported` is the earlier figure before it was
    corrected. `projection` is rounded to the worse side. `year_noun` is the commitment's year without figures: `năm học`.
    """

    unit: PrintedUnit | None
    verdict: str
    label: str
    computed: str
    computed_label: str
    overrule: PrintedOverrule | None
    goal: str
    actual: Figure | None
    text: str
    span: PrintedSpan | None
    part: Figure | None
    whole: Figure | None
    parts: tuple[Part, ...]
    children: tuple[Part, ...]
    nothing_due: bool
    rank_of: str | None
    done_on: date | None
    share: Decimal | None
    expected: Figure | None
    pace: str | None
    conditions: tuple[PrintedCondition, ...]
    yardsticks: tuple[PrintedYardstick, ...]
    stretch: PrintedCondition | None
    previous: Figure | None
    previous_text: str
    previous_round: str | None
    previous_reported: Figure | None
    increment: Figure | None
    trend: str
    same_period: Figure | None
    since_previous: Move | None
    since_last_year: Move | None
    projection: Figure | None
    year_noun: str
    round: str | None
    cut_off: date | None
    is_current: bool
    received: bool
    unreadable: bool
    awaiting: str | None
    items: tuple[PrintedItem, ...]
    incidents: tuple[PrintedIncident, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The units of a group that have the same verdict.

    Units without a figure are tallied separately where their file is `unreadable`, and where their report was `received`.
    """

    verdict: str
    label: str
    unreadable: bool
    received: bool
    units: tuple[PrintedStanding, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit wrote about a target: its paragraphs, unchanged.

    `is_printed` is False for a unit on track where the office leaves such text out (`regime: {on_track_text: omit}`).
    """

    unit: PrintedUnit
    paragraphs: tuple[str, ...]
    evidence: tuple[Citation, ...]
    needs_attention: bool
    is_printed: bool


@dataclass(frozen=True, slots=True)
class PrintedRevision:
    """A goal changed during the year; the levels are given where the goal is a single number before and after."""

    date: date
    document: Citation | None
    reason: str | None
    before: str
    after: str
    before_level: Figure | None
    after_level: Figure | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The lead's own figure and the sum of the units' figures; `unheard` are units whose figures are not in the sum."""

    target: str
    own: Figure
    total: Figure
    difference: Figure
    unheard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedCorrection:
    """A correction in this round of a figure of an earlier report."""

    unit: str
    target: str
    old: str
    new: str
    reason: str
    by: str
    date: date


@dataclass(frozen=True, slots=True)
class PrintedTarget:
    """One target with its standing; `number` is its number in the appendices; `units` and `tally` are filled for a group."""

    id: str
    number: str
    name: str
    short: str
    text: str | None
    section: str | None
    content: str | None
    assigned_by: str | None
    kind: str
    unit: str
    better: str
    builds_up: bool
    part_unit: str
    whole_unit: str
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
    revisions: tuple[PrintedRevision, ...]
    assigned_since: tuple[str, ...]
    corrections: tuple[PrintedCorrection, ...]
    standing: PrintedStanding
    is_group: bool
    is_sum: bool
    is_added_up: bool
    units: tuple[PrintedStanding, ...]
    by_unit: Mapping[str, PrintedStanding]
    tally: tuple[Tally, ...]
    words: tuple[Words, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """The targets under one heading of the document; `title` is None where the document only numbers its sections."""

    title: str | None
    leads: tuple[str, ...]
    targets: tuple[PrintedTarget, ...]


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """The targets that have the same verdict."""

    verdict: str
    label: str
    targets: tuple[PrintedTarget, ...]


@dataclass(frozen=True, slots=True)
class PrintedContent:
    """One content as the document numbers it: its targets, their joint verdict, and the targets by verdict, the best first.

    `number` is None for a target that is a content of its own.
    """

    number: str | None
    verdict: str
    label: str
    targets: tuple[PrintedTarget, ...]
    verdicts: tuple[VerdictCount, ...]


@dataclass(frozen=True, slots=True)
class ContentCount:
    """The contents that have the same joint verdict."""

    verdict: str
    label: str
    contents: tuple[PrintedContent, ...]


@dataclass(frozen=True, slots=True)
class PrintedLevel:
    """The targets that one level assigned, by verdict; `name` is None for targets of which the data name no level."""

    name: str | None
    total: int
    verdicts: tuple[VerdictCount, ...]


@dataclass(frozen=True, slots=True)
class PrintedRemark:
    """A difficulty or proposal with all units that wrote it; the office answers a proposal by its `id`.

    `reach` tells whom a proposal is addressed to: own (the issuing body, its office or one of its units), other, or unnamed.
    """

    text: str
    to: str | None
    units: tuple[str, ...]
    id: str | None
    reach: str


@dataclass(frozen=True, slots=True)
class RemarkGroup:
    """The remarks on one target, or on no target (`target` None)."""

    target: str | None
    remarks: tuple[PrintedRemark, ...]


@dataclass(frozen=True, slots=True)
class AddresseeGroup:
    """The proposals of the units to one addressee (`to`), or to nobody in particular (`to` None); `reach` as of a remark."""

    to: str | None
    reach: str
    remarks: tuple[PrintedRemark, ...]


@dataclass(frozen=True, slots=True)
class UnitRemarks:
    """The remarks of the same unit, or of the same units, in the document's order.

    `reach` is own where a unit tells why its report was late: the issuing body's own matter.
    """

    units: tuple[str, ...]
    remarks: tuple[PrintedRemark, ...]
    reach: str


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """An answer to a proposal: settled, declined, or forwarded to a higher body that has not answered yet."""

    outcome: str
    label: str
    date: date
    text: str | None
    by: str | None
    document: Citation | None


@dataclass(frozen=True, slots=True)
class PrintedProposal:
    """A proposal of this round or an earlier one: the units that raised it, the rounds in which they did, its answers.

    `state` is open, forwarded, settled or declined; `is_open` is true until there is a final answer. `reach` is that of a
    remark; a proposal of the office itself has the reach other.
    """

    id: str
    text: str
    target: str | None
    to: str | None
    units: tuple[str, ...]
    rounds: tuple[str, ...]
    state: str
    label: str
    is_open: bool
    answers: tuple[PrintedAnswer, ...]
    reach: str


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """A target, or one unit's part of it, in the earlier round and in this one.

    `course` is recovered, slipped, moved, still, silent or unknown. `difference` is this figure less the earlier one;
    `is_better` is None where neither direction is better.
    """

    target: PrintedTarget
    unit: PrintedUnit | None
    before: PrintedStanding
    now: PrintedStanding
    course: str
    difference: Decimal | None
    difference_text: str
    is_better: bool | None
    by_unit: tuple[PrintedChange, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """This round compared with an earlier one (`round`), as of the day of the earlier survey (`as_of`).

    `proposals` are those raised by then, with the answers that they have now.
    """

    round: PrintedRound
    as_of: date
    changes: tuple[PrintedChange, ...]
    proposals: tuple[PrintedProposal, ...]


@dataclass(frozen=True, slots=True)
class PrintedLaterChange:
    """A figure that was changed since its report was issued.

    `old` or `new` is None where there is no figure; `reason`, `by` and `date` are None where no correction gives them.
    """

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
    """The report of the round that was issued before, and what was changed since then."""

    number: str
    date: date
    commit: str
    changes: tuple[PrintedLaterChange, ...]
    received: tuple[str, ...]
    frame_changed: bool
    office_changed: bool
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that the report is made from, and the SHA-256 of its contents."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PrintedProvenance:
    """The commit that the figures come from, and the files in the data folder that differ from the commit.

    `command` makes the same report again. `references` are commands that tell where the figures of the appendices come from,
    by what they explain. `inputs` are empty where the files were not read for it. Signed paper bears none of this: it stands
    in the properties of the document, in the internal copy and in the workbook.
    """

    available: bool
    commit: str | None
    date: date | None
    changed: tuple[str, ...]
    command: str
    references: Mapping[str, str]
    inputs: tuple[InputFile, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The variables of a report's template, by these names.

    `form` is paper (what is signed), full (the same with all detail) or internal (what is the issuing body's own matter).
    """

    form: str
    commitment: PrintedCommitment
    round: PrintedRound
    as_of: date
    report: PrintedReport
    illustrative: bool
    sections: tuple[PrintedSection, ...]
    targets: tuple[PrintedTarget, ...]
    group_targets: tuple[PrintedTarget, ...]
    group_units: tuple[PrintedUnit, ...]
    verdicts: tuple[VerdictCount, ...]
    contents: tuple[PrintedContent, ...]
    content_verdicts: tuple[ContentCount, ...]
    levels: tuple[PrintedLevel, ...]
    submissions: Submissions
    difficulties: tuple[RemarkGroup, ...]
    difficulties_by_unit: tuple[UnitRemarks, ...]
    proposals: tuple[RemarkGroup, ...]
    proposals_by_addressee: tuple[AddresseeGroup, ...]
    all_proposals: tuple[PrintedProposal, ...]
    open_earlier: tuple[PrintedProposal, ...]
    since: Since | None
    corrections: tuple[PrintedCorrection, ...]
    issued: Issued | None
    errors: int
    warnings: int
    skipped: tuple[str, ...]
    provenance: PrintedProvenance
