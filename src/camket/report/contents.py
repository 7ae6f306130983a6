"""The values of a report as a whole that its templates get, as plain frozen dataclasses: sections, counts, remarks, sources.

docs/templates.md names every field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from camket.report.target_contents import Citation, PrintedCorrection, PrintedStanding, PrintedTarget, PrintedUnit


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
class FigureSource:
    """A figure and where it was typed: `places` are lines of files in the data folder (reports/q2/phuong-1.yaml:12, 15).

    `reference` is the figure's in the appendices (9.1/4); `unit` is None for a target that has no unit of its own.
    """

    reference: str
    target: str
    unit: str | None
    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedProvenance:
    """The commit that the figures come from, and the files in the data folder that differ from the commit.

    `command` makes the same report again. `references` are commands that tell where the figures of the appendices come from,
    by what they explain. `inputs` and `figures` are empty where they were not looked up. Signed paper bears none of this: it
    stands in the properties of the document, in the internal copy and in the workbook.
    """

    available: bool
    commit: str | None
    date: date | None
    changed: tuple[str, ...]
    command: str
    references: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    figures: tuple[FigureSource, ...]


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
