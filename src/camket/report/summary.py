"""The values that the templates of the one-page summary get, as plain frozen dataclasses; docs/templates.md names every field.

What does not fit on the page is counted in a field `rest` beside what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camket.report.contents import (
    Issued,
    PrintedCommitment,
    PrintedProposal,
    PrintedProvenance,
    PrintedReport,
    PrintedRound,
    PrintedSubmission,
    Submissions,
)
from camket.report.target_contents import Citation, Figure, PrintedIncident, PrintedStanding, PrintedTarget, PrintedUnit


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units of the round that have something in common."""

    shown: tuple[PrintedSubmission, ...]
    rest: int
    total: int


@dataclass(frozen=True, slots=True)
class VerdictPart:
    """How many contents have a verdict; `picture` is the key of its pattern."""

    verdict: str
    label: str
    count: int
    picture: str


@dataclass(frozen=True, slots=True)
class LateUnits:
    """The units of a target that have the same failing verdict."""

    verdict: str
    label: str
    shown: tuple[PrintedStanding, ...]
    rest: int
    total: int


@dataclass(frozen=True, slots=True)
class LateTarget:
    """A target that is behind, missed or cannot be judged, as a whole or in some units (`units`)."""

    target: PrintedTarget
    is_late: bool
    units: tuple[LateUnits, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened although it must not: the figure and the incidents of a target, of one unit or as a whole."""

    target: PrintedTarget
    unit: PrintedUnit | None
    figure: Figure
    incidents: tuple[PrintedIncident, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class AwaitedAnswer:
    """A document with which proposals were passed on, and which is not answered; `about` are the names of their targets."""

    document: Citation | None
    date: date
    about: tuple[str, ...]
    proposals: int


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A target with a bar: of its share of the goal, or of its units by verdict.

    `picture` is the key of the bar, `bar` the bar in characters. Of `of` units, `held` have met the goal or are on track; both
    are 0 where the bar is one of progress.
    """

    target: PrintedTarget
    picture: str
    bar: str
    held: int
    of: int


@dataclass(frozen=True, slots=True)
class PlainCount:
    """Targets with the same verdict that have no bar of their own on the page."""

    verdict: str
    label: str
    shown: tuple[PrintedTarget, ...]
    rest: int
    total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The variables of the templates of the summary, by these names.

    `asked` are open proposals of units to the body that issues the report, `unaddressed` those that name nobody, and
    `to_others` counts those to anybody else. `unheard` are targets without a figure. A `..._rest` counts what is left out.
    """

    commitment: PrintedCommitment
    round: PrintedRound
    as_of: date
    report: PrintedReport
    illustrative: bool
    errors: int
    issued: Issued | None
    provenance: PrintedProvenance
    submissions: Submissions
    late_units: UnitList
    missing: UnitList
    unreadable: UnitList
    pending: UnitList
    extended: UnitList
    contents: int
    targets: int
    are_contents: bool
    verdicts: tuple[VerdictPart, ...]
    verdict_picture: str
    happened: tuple[Happened, ...]
    happened_rest: int
    late: tuple[LateTarget, ...]
    late_rest: int
    unheard: PlainCount | None
    asked: tuple[PrintedProposal, ...]
    asked_rest: int
    awaited: tuple[AwaitedAnswer, ...]
    awaited_rest: int
    unaddressed: tuple[PrintedProposal, ...]
    unaddressed_rest: int
    upward: tuple[str, ...]
    upward_rest: int
    to_others: int
    rows: tuple[ProgressRow, ...]
    rows_rest: tuple[PlainCount, ...]
    plain: tuple[PlainCount, ...]
