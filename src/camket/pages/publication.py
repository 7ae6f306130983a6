"""What may leave the office: `publish:` of targets and units, and what else must be withheld so that it stays so.

A figure of a unit is published where its target and the unit both say `all`; a total where the target says `all` or `totals`.
What has no `publish:` is withheld. If a total is shown and one unit alone is missing from what is shown, its figure is the
difference: then a second unit is withheld too, the one with the smallest figure, or the total where there is no second one.
Words, documents, contacts, sources and the people who typed are never published: a text may tell a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from camket.ledger.ledger import Ledger
from camket.pages.site_contents import CoursePoint, Site, SiteTarget, SiteUnit, ranked
from camket.report.contents import Since
from camket.report.target_contents import PrintedStanding
from camket.standing.standings import Standing
from camket.standing.survey import Survey


@dataclass(slots=True)
class Publication:
    """The rules of a folder, and what they led to.

    `withheld` are the ids of targets that are not published; `also` the targets and units (ids) that are withheld so that
    another unit's figure cannot be worked out, `totals` the targets and rounds whose total is.
    """

    ledger: Ledger
    withheld: list[str] = field(default_factory=list)
    also: list[tuple[str, str]] = field(default_factory=list)
    totals: list[tuple[str, str]] = field(default_factory=list)

    def of(self, site: Site) -> Site:
        """Return what of the pages may leave the office."""
        targets = [made for one in site.targets if (made := self._target(one, site.views)) is not None]
        kept = {one.target.id: one for one in targets}
        units = tuple(page for unit in site.units if (page := self._unit(unit, kept)) is not None)
        shown = {one.unit.id for one in units}
        contents = replace(site.contents, targets=tuple(one.target for one in targets), since=self._since(site, kept))
        return Site(
            contents=contents,
            views=(),
            public=True,
            rounds=site.rounds,
            grid=tuple(row for row in site.grid if row.unit in shown),
            targets=tuple(targets),
            units=units,
        )

    def _target(self, one: SiteTarget, views: Sequence[Survey]) -> SiteTarget | None:
        target = self.ledger.targets[one.target.id]
        reporter = self.ledger.units.get(target.reporter or "")
        if target.publish not in ("all", "totals") or (reporter is not None and reporter.publish == "nothing"):
            self.withheld.append(target.id)
            return None
        standings = [view.standing(target.id) for view in views]
        contributors = [_contributors(standing) for standing in standings]
        is_all = target.publish == "all"
        shown = {unit for unit in contributors[-1] if is_all and self._is_published(unit)}
        hidden = [unit for unit in contributors[-1] if unit not in shown]
        if len(hidden) == 1 and shown:
            second = min(shown, key=lambda unit: contributors[-1][unit])
            self.also.append((target.id, second))
            shown.discard(second)
            hidden.append(second)
        lonely = [len(found) == 1 and not shown.issuperset(found) for found in contributors]
        lonely[-1] = len(hidden) == 1
        course = []
        for point, is_lonely, view in zip(one.course, lonely, views, strict=True):
            if is_lonely:
                self.totals.append((target.id, view.round.id))
            course.append(CoursePoint(point.round, _plain(point.standing, is_shown=not is_lonely, with_items=False)))
        whole = _plain(one.target.standing, is_shown=not lonely[-1], with_items=is_all and not one.units)
        # Ranks among all units would tell between which figures one lies that is withheld.
        units = ranked(
            replace(point, standing=_plain(point.standing, is_shown=True, with_items=False))
            for point in one.units
            if point.standing.unit is not None and (point.standing.unit.id in shown or self._is_empty(point.standing, is_all))
        )
        printed = replace(
            one.target,
            standing=whole,
            units=tuple(point.standing for point in units),
            by_unit={},
            tally=(),
            words=(),
            differences=(),
        )
        return replace(
            one, target=printed, course=tuple(course), units=units, words=(), difficulties=(), proposals=(), sources={}
        )

    def _is_published(self, unit: str) -> bool:
        found = self.ledger.units.get(unit)
        return found is not None and found.publish == "all"

    def _is_empty(self, standing: PrintedStanding, is_all: bool) -> bool:
        """Whether a unit has no figure, and may be shown to have none."""
        is_named = standing.unit is not None and self._is_published(standing.unit.id)
        return is_all and is_named and standing.actual is None and not standing.text

    def _unit(self, one: SiteUnit, kept: dict[str, SiteTarget]) -> SiteUnit | None:
        if not self._is_published(one.unit.id):
            return None
        targets = []
        for own in one.targets:
            page = kept.get(own.target.id)
            if page is None:
                continue
            if not own.target.is_group and not own.target.is_sum:
                targets.append(replace(own, target=page.target, standing=page.target.standing))
            elif (part := next((p for p in page.units if p.standing.unit == one.unit), None)) is not None:
                targets.append(replace(own, target=page.target, standing=part.standing))
        sent = tuple((name, replace(found, note=None, letter_number=None, unanswered=())) for name, found in one.submissions)
        return SiteUnit(one.unit, sent, tuple(targets))

    def _since(self, site: Site, kept: dict[str, SiteTarget]) -> Since | None:
        since = site.contents.since
        if since is None:
            return None
        closed = {target for target, _round in self.totals}
        changes = tuple(
            replace(
                change,
                target=kept[change.target.id].target,
                before=_plain(change.before, is_shown=True, with_items=False),
                now=_plain(change.now, is_shown=True, with_items=False),
                by_unit=(),
            )
            for change in since.changes
            if change.target.id in kept and change.unit is None and change.target.id not in closed
        )
        return replace(since, changes=changes, proposals=())


def _contributors(standing: Standing | None) -> dict[str, tuple[bool, object]]:
    """The units whose figures make a total, each with what orders them: figures from the smallest, what has none last."""
    parts = standing.by_unit if standing is not None else ()
    found: dict[str, tuple[bool, object]] = {}
    for part in parts:
        if part.unit is not None and part.reading is not None:
            found[part.unit] = (part.actual is None, part.actual if part.actual is not None else part.unit)
    return found


def _plain(standing: PrintedStanding, *, is_shown: bool, with_items: bool) -> PrintedStanding:
    """A standing without words, documents and figures beside the main one; without its figure too unless `is_shown`."""
    bare = replace(
        standing,
        overrule=None,
        parts=(),
        children=(),
        part=None,
        whole=None,
        previous=None,
        previous_text="",
        previous_reported=None,
        increment=None,
        same_period=None,
        since_previous=None,
        since_last_year=None,
        projection=None,
        incidents=(),
        items=tuple(replace(item, evidence=(), note=None) for item in standing.items) if with_items else (),
    )
    if is_shown:
        return bare
    return replace(bare, actual=None, text="", span=None, share=None, conditions=(), yardsticks=(), stretch=None, pace=None)
