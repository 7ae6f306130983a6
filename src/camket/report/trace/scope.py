"""What is traced: one target, or one unit's part of it, with the sources cited so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from camket.ledger.commitment import Round
from camket.ledger.ledger import Filed, Ledger
from camket.ledger.measures.registry import Measure
from camket.ledger.targets import Goal, Pace, Reference, Target
from camket.ledger.tree import TARGETS
from camket.report.target_contents import Figure, PrintedStanding, PrintedTarget
from camket.report.trace.records import Source, TraceStep
from camket.standing import wording
from camket.standing.in_force import goal_in_force, pace_in_force
from camket.standing.standings import Standing
from camket.standing.survey import Survey
from camket.text.language import _
from camket.text.problems import Place
from camket.text.source import Document, Key


class SourceList:
    """The places cited so far, each of them once. The number of a source is its position in `found`, from 1."""

    def __init__(self) -> None:
        self.found: list[Source] = []
        self._numbers: dict[Place, int] = {}

    def cite(self, document: Document, keys: Sequence[Key], filed: Filed | None = None) -> int:
        """Return the number of the source at `keys` in `document`, a new one if the place was not cited yet."""
        place = document.place(keys)
        if place not in self._numbers:
            lines = document.text.splitlines(keepends=True)
            git_line = 1 + sum(line.endswith("\n") for line in lines[: place.line - 1])
            self.found.append(Source(place, document.line(place.line).strip(), git_line, filed))
            self._numbers[place] = len(self.found)
        return self._numbers[place]


@dataclass(frozen=True, slots=True)
class Scope:
    """One target of a survey, or one unit's part of it (`standing`), and what the report prints of both.

    `printed` is what the report prints of `standing`, `printed_target` what it prints of the whole target. `goal` and
    `references` are those in force for the round.
    """

    survey: Survey
    standing: Standing
    printed: PrintedStanding
    printed_target: PrintedTarget
    goal: Goal
    references: Mapping[str, Reference]
    sources: SourceList = field(default_factory=SourceList)

    @property
    def ledger(self) -> Ledger:
        return self.survey.ledger

    @property
    def target(self) -> Target:
        return self.standing.target

    @property
    def measure(self) -> Measure:
        return self.standing.target.measure

    @property
    def is_of_names(self) -> bool:
        """Whether the figure is the number of things that reports name."""
        return self.measure.is_list

    @property
    def reading_round(self) -> Round:
        """The round that the figure comes from; the surveyed one where there is no figure."""
        return self.standing.reading_round or self.survey.round

    @property
    def reporters(self) -> tuple[str, ...]:
        """The units whose reports are traced."""
        if self.standing.by_unit:
            return self.ledger.reporters(self.target)
        return (self.standing.unit,) if self.standing.unit else ()

    def received(self, round_: Round, unit: str) -> Filed | None:
        """Return the report of a unit for a round, if it was received by the day of the survey."""
        return self.ledger.received(round_.id, unit, self.survey.as_of)

    def cite_result(self, filed: Filed, *keys: Key) -> int:
        """Return the number of a place in the target's result in a report."""
        return self.sources.cite(filed.document, ("results", self.target.id, *keys), filed)

    def cite_target(self, *keys: Key) -> int:
        """Return the number of a place in the target's entry in targets.yaml."""
        return self.sources.cite(self.ledger.documents[TARGETS], (*self.ledger.target_keys[self.target.id], *keys))

    @property
    def pace(self) -> Pace:
        """The pace in force for the round."""
        return pace_in_force(self.target, self.ledger.calendar, self.survey.goal_day)

    def cite_pace(self, *keys: Key) -> int:
        """Return the number of a place in the pace in force: the target's own, or that of a revision."""
        revised = [index for index, one in self.target.revisions_until(self.survey.goal_day) if one.pace is not None]
        return self.cite_target(*(("revisions", revised[-1]) if revised else ()), "pace", *keys)

    def cite_round(self, round_: Round) -> tuple[int, ...]:
        """Return the number of the place that sets a round's cut-off; empty where the round is not in targets.yaml."""
        document = self.ledger.documents[TARGETS]
        key = "cut_off" if round_.cut_off else "by" if round_.by else "before"
        given = document.value.get("rounds") if isinstance(document.value, dict) else None
        for index, entry in enumerate(given if isinstance(given, list) else ()):
            if isinstance(entry, dict) and entry.get("id") == round_.id:
                return (self.sources.cite(document, ("rounds", index, key)),)
        return ()

    def round_notes(self) -> tuple[str, ...]:
        """Return a remark on which round the figure comes from, where that is not the surveyed one."""
        if self.reading_round.id == self.survey.round.id:
            return ()
        return (_("figure of {round}").format(round=wording.round_name(self.reading_round)),)


def make_scope(survey: Survey, standing: Standing, printed: PrintedStanding, printed_target: PrintedTarget) -> Scope:
    """Return the scope of a standing, with the goal in force and no source cited yet."""
    goal, references = goal_in_force(standing.target, survey.goal_day)
    return Scope(survey, standing, printed, printed_target, goal, references)


def figure_step(name: str, label: str, figure: Figure | None, text: str = "") -> TraceStep:
    """Return the step of a figure that the report prints: as `text` if given, a dash where there is no figure."""
    return TraceStep(name, label, text or (figure.text if figure else "–"), figure.value if figure else None)
