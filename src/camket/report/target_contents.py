"""The values of one target that the templates of the report get, as plain frozen dataclasses: its goal, its state, its units.

docs/templates.md names every field.
"""

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
