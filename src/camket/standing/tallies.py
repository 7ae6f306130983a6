"""Targets counted: the contents that they make, each with a joint verdict, and the levels that assigned them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from camket.ledger.goals import worst
from camket.ledger.ledger import Ledger
from camket.ledger.reports import Verdict
from camket.ledger.targets import Target
from camket.ledger.verdicts import VERDICTS
from camket.standing.standings import Standing
from camket.text.spelling import fold


@dataclass(frozen=True, slots=True)
class ContentStanding:
    """One content as the document numbers it, with the targets that it consists of.

    `label` is None for a target that is a content of its own. Of a content with one target on track and one behind, the
    verdict is behind: the worst of its targets, in the order of `ledger.verdicts`.
    """

    label: str | None
    standings: tuple[Standing, ...]

    @property
    def verdict(self) -> Verdict:
        return worst([standing.verdict for standing in self.standings])


def contents(standings: Sequence[Standing]) -> tuple[ContentStanding, ...]:
    """Return the contents that the targets make, in the order of their first targets."""
    found: dict[str | tuple[str], list[Standing]] = {}
    for standing in standings:
        label = standing.target.content
        found.setdefault((standing.target.id,) if label is None else fold(label), []).append(standing)
    return tuple(ContentStanding(having[0].target.content, tuple(having)) for having in found.values())


def has_contents(standings: Sequence[Standing]) -> bool:
    """Return whether the data say of any target which content of the document it belongs to."""
    return any(standing.target.content is not None for standing in standings)


@dataclass(frozen=True, slots=True)
class Assigned:
    """The targets that one level assigned, each with its verdict; `name` is None for targets of which no level is given."""

    name: str | None
    targets: tuple[tuple[Target, Verdict], ...]


def assigning_levels(ledger: Ledger, standings: Sequence[Standing]) -> tuple[Assigned, ...]:
    """Return the levels that assigned the targets, in the order of the document; none where the data name no level.

    A target whose yardsticks name levels of their own is counted at each of these levels, with the yardstick's verdict.
    """
    found: dict[str | None, list[tuple[Target, Verdict]]] = {}
    names: dict[str | None, str | None] = {}
    for standing in standings:
        for level, verdict in _levels(standing):
            name = ledger.name(level) if level is not None else None
            key = fold(name) if name is not None else None
            names.setdefault(key, name)
            found.setdefault(key, []).append((standing.target, verdict))
    keys = sorted(found, key=lambda key: key is None)  # those without a level at the end
    return tuple(Assigned(names[key], tuple(found[key])) for key in keys) if any(names.values()) else ()


def _levels(standing: Standing) -> Iterator[tuple[str | None, Verdict]]:
    """Yield each level that assigned a target, once, with the verdict that counts there."""
    target = standing.target
    goal = standing.goal or target.goal
    if not any(yardstick.assigned_by for yardstick in goal.yardsticks):
        yield target.assigned_by, standing.verdict
        return
    levels: dict[str, list[Verdict]] = {}
    for yardstick in goal.yardsticks:
        level = yardstick.assigned_by or target.assigned_by
        if level is not None:
            levels.setdefault(level, []).append(_of_yardstick(standing, yardstick.name))
    yield from ((level, worst(verdicts)) for level, verdicts in levels.items())


def _of_yardstick(standing: Standing, name: str) -> Verdict:
    """Return the verdict of one yardstick; that of the target where the figure was not judged or the office overruled it."""
    judged = VERDICTS[standing.computed].is_fulfilled or VERDICTS[standing.computed].is_failing
    if standing.overrule is not None:
        return standing.verdict
    if standing.by_unit and not standing.yards:
        return worst([_of_yardstick(part, name) for part in standing.by_unit])
    found = [yard.verdict for yard in standing.yards if yard.name == name]
    return found[0] if judged and found else standing.verdict
