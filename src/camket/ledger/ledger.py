"""The Ledger: a commitment with its units, targets and all reports, each report with its YAML document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from camket.ledger.commitment import Body, Commitment, Group, Round, Unit, members
from camket.ledger.measures.base import Result
from camket.ledger.reports import Issue, IssuedFile, OfficeFile, Report
from camket.ledger.rounds import Calendar
from camket.ledger.targets import Target
from camket.ledger.tree import report_path
from camket.text.source import Document


@dataclass(slots=True)
class Filed:
    """The report file of one unit: its document, its model, and its results by target, each read by its measure."""

    round: str
    unit: str
    document: Document
    report: Report
    results: dict[str, Result] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def proper_path(self) -> str:
        """The path that the file should have; `path` may have another spelling of the unit."""
        return report_path(self.round, self.unit)


@dataclass(slots=True)
class OfficeFiled:
    """The office's own file of a round."""

    document: Document
    content: OfficeFile


@dataclass(slots=True)
class IssuedFiled:
    """The record of the reports issued for a round."""

    document: Document
    content: IssuedFile


# The value of any file under reports/.
AnyFiled = Filed | OfficeFiled | IssuedFiled


@dataclass(slots=True)
class Ledger:
    """A commitment with its units, targets and all reports, as read from one tree.

    `reports` is by round and unit; `office` and `issued` are by round; `documents` is by path. `target_keys` are the keys of
    each target in targets.yaml, also of targets with a fault, which `targets` leaves out. `skipped` are the paths of files
    that could not be used.
    """

    commitment: Commitment
    calendar: Calendar
    units: dict[str, Unit]
    bodies: dict[str, Body]
    groups: dict[str, Group]
    targets: dict[str, Target]
    reports: dict[tuple[str, str], Filed] = field(default_factory=dict)
    office: dict[str, OfficeFiled] = field(default_factory=dict)
    issued: dict[str, IssuedFiled] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    target_keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    # Caches: they are needed for every figure of every unit, and a group may have a thousand units.
    _members: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _by_reporter: dict[str, list[Target]] = field(default_factory=dict, repr=False, compare=False)
    asked: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)  # by standing.judging

    @property
    def rounds(self) -> tuple[Round, ...]:
        return self.calendar.rounds

    def round(self, round_id: str) -> Round | None:
        return next((round_ for round_ in self.rounds if round_.id == round_id), None)

    def is_skipped(self, path: str) -> bool:
        """Return whether a file, or the folder that it is in, could not be used."""
        return any(f"{path}/".startswith(f"{one}/") for one in self.skipped)

    def members(self, target: Target) -> tuple[str, ...]:
        """Return the units that each have the target, or whose figures add up to it; none for a target of one lead."""
        found = self._members.get(target.id)
        if found is None:
            found = self._members[target.id] = members(target.each or target.sum_of, self.groups)
        return found

    def reporters(self, target: Target) -> tuple[str, ...]:
        """Return the units that must report the target."""
        own = self.members(target)
        if not own:
            reporter = target.reporter or target.lead
            return (reporter,) if reporter else ()
        # Besides the units whose figures are added up, a named reporter reports a total of its own.
        return (*own, target.reporter) if target.sum_of and target.reporter and target.reporter not in own else own

    def targets_of(self, unit: str) -> list[Target]:
        """Return the targets that a unit reports, in the order of targets.yaml."""
        if not self._by_reporter:
            for target in self.targets.values():
                for reporter in self.reporters(target):
                    self._by_reporter.setdefault(reporter, []).append(target)
        return self._by_reporter.get(unit, [])

    def received(self, round_id: str, unit: str, as_of: date) -> Filed | None:
        """Return a unit's report of a round, or None when it was not submitted by the end of `as_of`."""
        filed = self.reports.get((round_id, unit))
        submitted = filed.report.submitted if filed else None
        return filed if submitted is not None and submitted <= as_of else None

    def all_received(self, round_id: str, as_of: date) -> Iterator[Filed]:
        """Yield every report of a round that was submitted by the end of `as_of`, in the order of the units."""
        return (filed for unit in self.units if (filed := self.received(round_id, unit, as_of)) is not None)

    def files(self) -> dict[str, AnyFiled]:
        """Return every file under reports/ by the path that it should have (see `lookup.proper_path`)."""
        beside: list[OfficeFiled | IssuedFiled] = [*self.office.values(), *self.issued.values()]
        return {one.document.path: one for one in beside} | {filed.proper_path: filed for filed in self.reports.values()}

    def last_issue(self, round_id: str) -> Issue | None:
        """Return the newest issue of a round's report by its date, or None."""
        if round_id not in self.issued:
            return None
        return max(enumerate(self.issued[round_id].content.issued), key=lambda one: (one[1].date, one[0]))[1]

    def name(self, party: str) -> str:
        """Return the full name of a unit, body or group; the id itself when it is none of these."""
        known: Mapping[str, Unit | Body | Group]
        for known in (self.units, self.bodies, self.groups):
            if party in known:
                return known[party].name
        return party

    def short_name(self, party: str) -> str:
        """Return the short name of a unit or body, or else its full name."""
        found = self.units.get(party) or self.bodies.get(party)
        return found.short or found.name if found else self.name(party)
