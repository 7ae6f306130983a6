"""What the pages say: the values of the report, the course of each target through the rounds, who reported when.

Nothing is reckoned in a template: every figure, share and verdict comes from here, in the language in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.verdicts import FAILING
from camket.report.contents import Contents, PrintedProposal, PrintedRemark, PrintedSubmission
from camket.report.describe.parts import describe_submission, describe_unit
from camket.report.describe.target import describe_standing
from camket.report.describe.whole import report_contents
from camket.report.table import NOTHING
from camket.report.target_contents import PrintedStanding, PrintedTarget, PrintedUnit, Words
from camket.standing.standings import Standing
from camket.standing.submissions import closing_day
from camket.standing.survey import Survey, survey
from camket.standing.wording import round_name, state_label
from camket.text.language import _

if TYPE_CHECKING:
    from camket.text.git import RepositoryState
    from camket.text.problems import Problem

_MOST_UNITS = 60  # in the grid of the front page; above it stands a row for each group


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """A target, or a unit's part of it, in one round."""

    round: str
    standing: PrintedStanding


@dataclass(frozen=True, slots=True)
class UnitPoint:
    """A unit's part of a target: its standing, the expected share of its goal, its rank among the units by share."""

    standing: PrintedStanding
    mark: Decimal | None
    place: int | None


@dataclass(frozen=True, slots=True)
class SiteTarget:
    """A page of one target.

    `goal` and `mark` are the number of the goal and the share of it that the pace expects; None where there is none.
    `sources` are the lines in which the figures were typed, by unit; "" is the target as a whole.
    """

    target: PrintedTarget
    goal: Decimal | None
    mark: Decimal | None
    course: tuple[CoursePoint, ...]
    units: tuple[UnitPoint, ...]
    words: tuple[Words, ...]
    difficulties: tuple[PrintedRemark, ...]
    proposals: tuple[PrintedProposal, ...]
    sources: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class UnitTarget:
    """A target on the page of a unit: what the unit's own standing is."""

    target: PrintedTarget
    standing: PrintedStanding
    mark: Decimal | None


@dataclass(frozen=True, slots=True)
class GridCell:
    """Whether a unit reported in a round, or how many units of a group did: `state` is the state that most need to look at."""

    state: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid of units and rounds; `unit` is None for a group."""

    name: str
    unit: str | None
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class SiteUnit:
    """A page of one unit: its reports in all rounds, its targets."""

    unit: PrintedUnit
    submissions: tuple[tuple[str, PrintedSubmission], ...]
    targets: tuple[UnitTarget, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What needs attention: a target that is behind or missed, with the units that are."""

    target: PrintedTarget
    units: tuple[PrintedStanding, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """All that the pages say. `rounds` are the names of the rounds up to the one shown; `public` marks pages for outside.

    `views` are the surveys of these rounds; pages for outside have none.
    """

    contents: Contents
    views: tuple[Survey, ...]
    public: bool
    rounds: tuple[str, ...]
    grid: tuple[GridRow, ...]
    targets: tuple[SiteTarget, ...]
    units: tuple[SiteUnit, ...]

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """How many of the targets shown have each verdict: the verdict, its name, the number."""
        shown = {one.target.id for one in self.targets}
        found = ((one.verdict, one.label, sum(t.id in shown for t in one.targets)) for one in self.contents.verdicts)
        return tuple(one for one in found if one[2])

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The targets shown that are behind or missed, or that units shown are."""
        found = []
        for page in self.targets:
            failing = tuple(one for one in page.target.units if one.verdict in FAILING)
            if failing or page.target.standing.verdict in FAILING:
                found.append(Alarm(page.target, failing))
        return tuple(found)


def site_contents(
    ledger: Ledger,
    chosen: Round,
    day: date,
    problems: Sequence[Problem],
    provenance: RepositoryState,
) -> Site:
    """Return what the pages of a round say, and of the rounds before it.

    Each earlier round is shown as on the day at whose end everything of it was in.
    """
    *earlier, _now = ledger.calendar.through(chosen)
    # Of the rounds before the last one only the figures and verdicts are shown.
    views = [survey(ledger, one, min(closing_day(ledger, one), day), is_brief=one is not earlier[-1]) for one in earlier]
    views.append(survey(ledger, chosen, day))
    view, before = views[-1], views[-2] if len(views) > 1 else None
    contents = report_contents(view, problems, provenance, before, form="full")
    printed = [{one.target.id: describe_standing(past, one) for one in past.standings} for past in views[:-1]]
    printed.append({target.id: target.standing for target in contents.targets})
    names = tuple(round_name(past.round) for past in views)
    by_name = {target.name: target.id for target in contents.targets}
    targets = []
    for target in contents.targets:
        past = [CoursePoint(name, found[target.id]) for name, found in zip(names, printed, strict=True)]
        targets.append(_site_target(view, contents, target, past, by_name))
    units = _units(ledger, views, names, targets)
    return Site(
        contents=contents,
        views=tuple(views),
        public=False,
        rounds=names,
        grid=_grid(ledger, views),
        targets=tuple(targets),
        units=units,
    )


def _site_target(
    view: Survey, contents: Contents, target: PrintedTarget, past: list[CoursePoint], by_name: Mapping[str, str]
) -> SiteTarget:
    from camket.report.trace.places import figure_sources

    standing = view.standing(target.id)
    assert standing is not None  # a survey holds every target of its ledger
    parts = {part.unit or "": part for part in standing.by_unit}
    units = [UnitPoint(one, _mark(parts[one.unit.id]), None) for one in target.units if one.unit is not None]
    sources = {
        (one.unit or "") if target.is_group or target.is_sum else "": one.places for one in figure_sources(view, [target])
    }
    plain = next((one.level for one in target.standing.conditions if one.is_plain and one.level is not None), None)
    return SiteTarget(
        target=target,
        goal=plain.value if plain is not None else None,
        mark=_mark(standing),
        course=tuple(past),
        units=ranked(units),
        words=tuple(one for one in target.words if one.is_printed or one.needs_attention),
        difficulties=tuple(
            one for group in contents.difficulties if by_name.get(group.target or "") == target.id for one in group.remarks
        ),
        proposals=tuple(one for one in contents.all_proposals if by_name.get(one.target or "") == target.id),
        sources=sources,
    )


def ranked(units: Iterable[UnitPoint]) -> tuple[UnitPoint, ...]:
    """Return units with their ranks among one another by share, in this order; those without a share last, without a rank."""
    given = tuple(units)
    shares = sorted({one.standing.share for one in given if one.standing.share is not None}, reverse=True)
    places = {share: place for place, share in enumerate(shares, start=1)}
    found = [replace(one, place=places.get(one.standing.share) if one.standing.share is not None else None) for one in given]
    return tuple(sorted(found, key=lambda one: (one.place is None, one.place or 0)))


def _mark(standing: Standing) -> Decimal | None:
    """The share of the goal that the pace expects, of the condition whose share is shown."""
    marks = (one.expected_share for one in standing.conditions if one.share is not None and one.share == standing.share)
    return next((one for one in marks if one is not None), None)


def _units(
    ledger: Ledger, views: Sequence[Survey], names: Sequence[str], targets: Sequence[SiteTarget]
) -> tuple[SiteUnit, ...]:
    sent: dict[str, list[tuple[str, PrintedSubmission]]] = {}
    for name, view in zip(names, views, strict=True):
        for one in view.submissions:
            sent.setdefault(one.unit, []).append((name, describe_submission(view, one)))
    own: dict[str, list[UnitTarget]] = {}
    parts = {(one.target.id, part.standing.unit.id): part for one in targets for part in one.units if part.standing.unit}
    pages = {one.target.id: one for one in targets}
    for unit in ledger.units:
        for target in ledger.targets_of(unit):
            page = pages[target.id]
            part = parts.get((target.id, unit))
            standing, mark = (part.standing, part.mark) if part is not None else (page.target.standing, page.mark)
            own.setdefault(unit, []).append(UnitTarget(page.target, standing, mark))
    return tuple(
        SiteUnit(describe_unit(ledger, unit), tuple(sent.get(unit, ())), tuple(own.get(unit, ())))
        for unit in ledger.units
        if unit in sent or unit in own
    )


# --- the grid of units and rounds -------------------------------------------------------------------------------------------

_WORST = ("unreadable", "missing", "late", "empty", "pending", "on-time", "")
_SIGNS = {"on-time": "●", "late": "◐", "missing": "✕", "pending": "·", "empty": "○", "unreadable": "!", "": NOTHING}


def _grid(ledger: Ledger, views: Sequence[Survey]) -> tuple[GridRow, ...]:
    states: list[dict[str, tuple[str, str]]] = []
    for view in views:
        found: dict[str, tuple[str, str]] = {}
        for one in view.submissions:
            state = "unreadable" if one.unreadable else one.state
            found[one.unit] = ("empty" if one.is_empty and state in ("on-time", "late") else state, state_label(one))
        states.append(found)
    reporting = [unit for unit in ledger.units if any(unit in one for one in states)]
    if len(reporting) <= _MOST_UNITS:
        return tuple(
            GridRow(
                ledger.name(unit),
                unit,
                tuple(GridCell(state, _SIGNS[state], label) for state, label in (one.get(unit, ("", "")) for one in states)),
            )
            for unit in reporting
        )
    rows = []
    grouped = {unit for group in ledger.groups.values() for unit in group.units}
    members = [(group.name, [unit for unit in group.units if unit in reporting]) for group in ledger.groups.values()]
    members.append(("", [unit for unit in reporting if unit not in grouped]))
    for name, units in members:
        if units:
            cells: list[GridCell] = []
            for known in states:
                held = [known[unit][0] for unit in units if unit in known]
                worst = min(held, key=_WORST.index, default="")
                on_time = sum(state in ("on-time", "late") for state in held)
                cells.append(GridCell(worst, f"{on_time}/{len(held)}" if held else NOTHING, ""))
            rows.append(GridRow(name or _("other units"), None, tuple(cells)))
    return tuple(rows)
