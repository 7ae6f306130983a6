"""What a trace holds: its steps, the rows of a step, the sources that both lead to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from camket.ledger.ledger import Filed
from camket.ledger.targets import Target
from camket.report.target_contents import PrintedStanding
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.text.problems import Place


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file that a figure comes from, the text of its line, and the report that the file holds.

    `git_line` is the line's number as git counts lines: YAML knows more kinds of line break than git.
    """

    place: Place
    text: str
    git_line: int
    filed: Filed | None = None


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One of the things that a figure is made of: a unit's figure, a named item, a correction.

    `sources` are numbers of `Trace.sources`, from 1. `counts` says of a named item whether it counts, and is None otherwise.
    """

    label: str
    text: str
    sources: tuple[int, ...] = ()
    counts: bool | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure is made: the arithmetic, the rows that it is made of, the numbers of its sources, remarks."""

    expression: str = ""
    rows: tuple[TraceRow, ...] = ()
    sources: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def all_sources(self) -> tuple[int, ...]:
        """The figure's own sources, then those of its rows."""
        return (*self.sources, *(number for row in self.rows for number in row.sources))


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One figure, what it is made of, and how.

    `name` is actual, units, named, sum, evidence, previous, increment, correction, same_period, goal, over, share, expected,
    projection, difference or verdict. `at` is the goal's condition that the step belongs to (all/0, yardsticks/1/0, stretch),
    else empty. `text` is the result as printed, `value` the same as a number. `expression` is the arithmetic, empty for what
    is taken as it was typed.
    """

    name: str
    label: str
    text: str
    value: Decimal | None = None
    expression: str = ""
    sources: tuple[int, ...] = ()
    rows: tuple[TraceRow, ...] = ()
    notes: tuple[str, ...] = ()
    at: str = ""

    def derived(self, how: Derivation) -> TraceStep:
        """Return the step made as `how` says."""
        return replace(self, expression=how.expression, rows=how.rows, sources=how.sources, notes=how.notes)


@dataclass(frozen=True, slots=True)
class Trace:
    """One target of a round, or one unit's part of it, traced: the steps, and all the places that they lead to."""

    survey: Survey
    target: Target
    unit: str | None
    reference: str
    standing: Standing
    printed: PrintedStanding
    steps: tuple[TraceStep, ...]
    sources: tuple[Source, ...]

    def lines(self) -> dict[str, list[int]]:
        """Return the numbers of the cited lines, as git counts them, by file: what `git blame` is asked for."""
        found: dict[str, list[int]] = {}
        for source in self.sources:
            found.setdefault(source.place.path, []).append(source.git_line)
        return found
