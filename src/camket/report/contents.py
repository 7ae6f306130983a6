"""The values that the templates of the report get, as plain frozen dataclasses. docs/templates.md names every field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


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
class PrintedUnit:
    """A body that reports."""

    id: str
    name: str
    short: str
    requested: bool


@dataclass(frozen=True, slots=True)
class PrintedSignatory:
    """Who signs the report."""

    authority: tuple[str, ...]
    title: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class PrintedCommitment:
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
class PrintedRound:
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
class PrintedReport:
    """What the office itself sets for the round. Number and date are None in a draft."""

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
    """One unit in the round. `state` is on-time, late, missing or pending; `unanswered` names targets; `unreadable` is
    the path of a file that is there and cannot be read."""

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
    """All units of the round, and the same by state. `empty` were received without a single answer; `unreadable` have a
    file that cannot be read, and are neither missing nor pending."""

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
    """What a column of a list says of one item; `label` is empty where the text speaks for itself."""

    label: str
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """One named thing of a list; `counted` when it meets the target's condition."""

    name: str
    counted: bool
    details: tuple[Detail, ...]
    evidence: tuple[Citation, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class PrintedIncident:
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
class PrintedCondition:
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
class PrintedYardstick:
    """One of several goals for the same figure, judged alone."""

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
class PrintedStanding:
    """How a target stands, as a whole or for one unit. `round` and `cut_off` are those the figure comes from;
    `is_current` is False where that is an earlier round; `pace` is ahead, level, behind or None. `increment` is what
    came since the round before, of a figure that builds up (of a ratio: its part); a level is told as it is.
    `previous_reported` is what the earlier figure was before it was corrected; `projection` never flatters."""

    unit: PrintedUnit | None
    verdict: str
    label: str
    computed: str
    computed_label: str
    overrule: PrintedOverrule | None
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
    projection: Figure | None
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
    """The units of a group that share a verdict. Of those not reported, apart: whose file is `unreadable`, and whose
    report came without a figure (`received`)."""

    verdict: str
    label: str
    unreadable: bool
    received: bool
    units: tuple[PrintedStanding, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit wrote on a target, unaltered, a paragraph each."""

    unit: PrintedUnit
    paragraphs: tuple[str, ...]
    evidence: tuple[Citation, ...]
    needs_attention: bool


@dataclass(frozen=True, slots=True)
class PrintedRevision:
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
class PrintedCorrection:
    """A figure of an earlier report put right in this round."""

    unit: str
    target: str
    old: str
    new: str
    reason: str
    by: str
    date: date


@dataclass(frozen=True, slots=True)
class PrintedTarget:
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
    revisions: tuple[PrintedRevision, ...]
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
    """Targets under one heading of the document; `title` None where the document only numbers its sections."""

    title: str | None
    leads: tuple[str, ...]
    targets: tuple[PrintedTarget, ...]


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many targets have a verdict, and which."""

    verdict: str
    label: str
    targets: tuple[PrintedTarget, ...]


@dataclass(frozen=True, slots=True)
class PrintedRemark:
    """A difficulty or proposal with every unit that wrote it; a proposal's `id` is what the office answers it by."""

    text: str
    to: str | None
    units: tuple[str, ...]
    id: str | None


@dataclass(frozen=True, slots=True)
class RemarkGroup:
    """Remarks on one target, or on none (`target` None)."""

    target: str | None
    remarks: tuple[PrintedRemark, ...]


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """What became of a proposal: settled, declined, or forwarded to a higher body whose answer is waited for."""

    outcome: str
    label: str
    date: date
    text: str | None
    by: str | None
    document: Citation | None


@dataclass(frozen=True, slots=True)
class PrintedProposal:
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
    answers: tuple[PrintedAnswer, ...]


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """A target, or one unit's part of it, in the earlier round and in this one; `course` is recovered, slipped, moved, still,
    silent or unknown; `difference` this figure less the earlier one, `is_better` None where no way is better."""

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
    """This round held against an earlier one (`round`), as that one was drawn up (`as_of`); `proposals` are those that had
    been raised by then, with what has become of them."""

    round: PrintedRound
    as_of: date
    changes: tuple[PrintedChange, ...]
    proposals: tuple[PrintedProposal, ...]


@dataclass(frozen=True, slots=True)
class PrintedLaterChange:
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
    changes: tuple[PrintedLaterChange, ...]
    received: tuple[str, ...]
    frame_changed: bool
    office_changed: bool
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedProvenance:
    """The commit that the figures come from, and the files of the data folder that differ from it."""

    available: bool
    commit: str | None
    date: date | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The variables of a report's template, by these names."""

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
    submissions: Submissions
    difficulties: tuple[RemarkGroup, ...]
    proposals: tuple[RemarkGroup, ...]
    all_proposals: tuple[PrintedProposal, ...]
    open_earlier: tuple[PrintedProposal, ...]
    since: Since | None
    corrections: tuple[PrintedCorrection, ...]
    issued: Issued | None
    errors: int
    warnings: int
    skipped: tuple[str, ...]
    provenance: PrintedProvenance


@dataclass(frozen=True, slots=True)
class DueDate:
    """One day of the calendar and what falls on it: the variables of its template. `kind` is due (of a round), extension
    (of one unit) or sent-up (the consolidated report); `day_off` why the day as written is no working day, `is_assumed`
    where the data name no holidays of that year and the public ones stand in for them; `moved_onto` is the public holiday
    that a due date was moved onto for the same want."""

    kind: str
    day: date
    commitment: PrintedCommitment
    round: PrintedRound
    opens: date
    due_before: date | None
    day_off: str | None
    is_assumed: bool
    moved_onto: str | None
    unit: PrintedUnit | None
    extension: PrintedExtension | None
