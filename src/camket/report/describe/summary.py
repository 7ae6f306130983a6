"""The values of the one-page summary: those of the report, chosen for one who decides, and the pictures of its bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from camket.ledger.reports import Verdict
from camket.ledger.verdicts import FAILING, FULFILLED, SEVERITY
from camket.report.bars import PATTERNS, BarPicture, counts_bar, progress_bar, swatch
from camket.report.contents import Contents, PrintedProposal, PrintedSubmission
from camket.report.summary import (
    AwaitedAnswer,
    Happened,
    LateTarget,
    LateUnits,
    PlainCount,
    ProgressRow,
    Summary,
    UnitList,
    VerdictPart,
)
from camket.report.target_contents import PrintedTarget
from camket.standing import wording
from camket.standing.addressees import is_to_body
from camket.standing.survey import Survey

Given = TypeVar("Given")
BAR = (40.0, 3.5)  # width and height in mm of the bar of a target
WHOLE_BAR = (179.0, 6.0)
SWATCH = (6.0, 2.75)
_LATE = (*FAILING, "undecided")


@dataclass(frozen=True, slots=True)
class PageLimits:
    """How much the page shows: `most` names or lines of what must be known, `minor` lines of what can be read in the report.

    The table of bars has twice as many rows as `most`.
    """

    most: int
    minor: int


# From the most that is shown to the least: first what can be read in the report as well is cut.
PAGE_LIMITS = (
    *(PageLimits(20, minor) for minor in (20, 10, 5, 3, 2, 1, 0)),
    *(PageLimits(most, 0) for most in range(15, 0, -1)),
)


@dataclass(slots=True)
class _Pictures:
    """The pictures of a page by key; the same bar is one picture."""

    by_key: dict[str, BarPicture] = field(default_factory=dict)

    def key(self, picture: BarPicture) -> str:
        known = next((key for key, one in self.by_key.items() if one == picture), None)
        if known is None:
            known = f"picture-{len(self.by_key) + 1}"
            self.by_key[known] = picture
        return known


def describe_summary(survey: Survey, contents: Contents, limits: PageLimits) -> tuple[Summary, Mapping[str, BarPicture]]:
    """Return the values of the page and its pictures by key; `contents` are those of the report of the same survey."""
    pictures = _Pictures()
    most = limits.most
    happened = _happened(contents, survey, most)
    told = {one.target.id for one in happened}
    late = [one for one in _late(contents, most) if one.target.id not in told or one.units]
    unheard = _unheard(survey, contents, late)
    rows, rows_rest = _rows(survey, contents, pictures, 2 * most)
    with_bar = {row.target.id for row in rows} | {target.id for count in rows_rest for target in count.shown}
    named = with_bar | {one.target.id for one in late} | told | {target.id for target in unheard}
    proposals = [one for one in contents.all_proposals if one.is_open and one.units != (contents.commitment.issuing_body,)]
    is_asked = {one.id: is_to_body(survey.ledger, one.to) for one in proposals if one.to}
    asked = [one for one in proposals if one.state == "open" and is_asked.get(one.id)]
    unaddressed = [one for one in proposals if one.state == "open" and not one.to]
    awaited = _awaited(proposals, {target.name: target.short for target in contents.targets})
    known = contents.submissions
    return (
        Summary(
            commitment=contents.commitment,
            round=contents.round,
            as_of=contents.as_of,
            report=contents.report,
            illustrative=contents.illustrative,
            errors=contents.errors,
            issued=contents.issued,
            provenance=contents.provenance,
            submissions=known,
            late_units=_units(known.late, most),
            missing=_units(known.missing, most),
            unreadable=_units(known.unreadable, most),
            pending=_units(known.pending, most),
            extended=_units(known.extended, most),
            contents=len(contents.contents),
            targets=len(contents.targets),
            are_contents=any(content.number for content in contents.contents),
            verdicts=tuple(
                VerdictPart(one.verdict, one.label, len(one.contents), pictures.key(_swatch(one.verdict)))
                for one in contents.content_verdicts
            ),
            verdict_picture=pictures.key(
                _counts([(len(one.contents), one.verdict) for one in contents.content_verdicts], WHOLE_BAR)
            ),
            happened=happened[:most],
            happened_rest=_rest(happened, most),
            late=tuple(late[:most]),
            late_rest=_rest(late, most),
            unheard=_plain("not-reported", unheard, most) if unheard else None,
            asked=tuple(asked[:most]),
            asked_rest=_rest(asked, most),
            awaited=tuple(awaited[:most]),
            awaited_rest=_rest(awaited, most),
            unaddressed=tuple(unaddressed[: limits.minor]),
            unaddressed_rest=_rest(unaddressed, limits.minor),
            upward=contents.report.proposals[: limits.minor],
            upward_rest=_rest(contents.report.proposals, limits.minor),
            to_others=sum(one.state == "open" and is_asked.get(one.id) is False for one in proposals),
            rows=rows,
            rows_rest=rows_rest,
            plain=_by_verdict([target for target in contents.targets if target.id not in named], most),
        ),
        pictures.by_key,
    )


def _rest(all_of: Sequence[object], most: int) -> int:
    return max(len(all_of) - most, 0)


def _units(given: Sequence[PrintedSubmission], most: int) -> UnitList:
    return UnitList(tuple(given[:most]), _rest(given, most), len(given))


def _plain(verdict: Verdict, targets: Sequence[PrintedTarget], most: int) -> PlainCount:
    return PlainCount(verdict, wording.verdict_label(verdict), tuple(targets[:most]), _rest(targets, most), len(targets))


def _by_verdict(targets: Sequence[PrintedTarget], most: int) -> tuple[PlainCount, ...]:
    """The targets by verdict, the worst first."""
    having = {verdict: [target for target in targets if target.standing.verdict == verdict] for verdict in SEVERITY}
    return tuple(_plain(verdict, found, most) for verdict, found in having.items() if found)


# --- what needs him ---------------------------------------------------------------------------------------------------


def _happened(contents: Contents, survey: Survey, most: int) -> tuple[Happened, ...]:
    """What happened where nothing may, or more often than it may; by unit where units report it."""
    found = []
    for target in contents.targets:
        if not survey.ledger.targets[target.id].measure.must_not_happen:
            continue
        for one in target.units or (target.standing,):
            is_forbidden = one.computed in FAILING or any(c.level and not c.level.value for c in one.conditions)
            if one.actual is not None and one.actual.value > 0 and is_forbidden:
                found.append(Happened(target, one.unit, one.actual, one.incidents[:most], _rest(one.incidents, most)))
    return tuple(found)


def _late(contents: Contents, most: int) -> list[LateTarget]:
    """The targets that are behind or missed, as a whole or in some of their units, the worst first."""
    found = []
    for target in contents.targets:
        units = tuple(
            LateUnits(tally.verdict, tally.label, tally.units[:most], _rest(tally.units, most), len(tally.units))
            for tally in reversed(target.tally)
            if tally.verdict in _LATE
        )
        is_late = target.standing.verdict in _LATE and not target.is_group
        if is_late or units:
            found.append(LateTarget(target, is_late, units))
    return sorted(found, key=_severity)


def _severity(given: LateTarget) -> int:
    verdicts = [units.verdict for units in given.units] + ([given.target.standing.verdict] if given.is_late else [])
    return min(SEVERITY.index(verdict) for verdict in verdicts)


def _unheard(survey: Survey, contents: Contents, late: Sequence[LateTarget]) -> list[PrintedTarget]:
    """The targets without a figure of some unit, once the round's due date is over; those that are late are told already."""
    if not survey.is_reason_for_attention("not-reported"):
        return []
    told = {one.target.id for one in late}
    return [one for one in contents.targets if one.standing.verdict == "not-reported" and one.id not in told]


def _awaited(proposals: Sequence[PrintedProposal], short: Mapping[str, str]) -> list[AwaitedAnswer]:
    """The documents with which proposals were passed on, as long as there is no answer; each document once.

    `short` has the short names of targets by their names.
    """
    together: dict[object, list[PrintedProposal]] = {}
    for one in proposals:
        if one.state == "forwarded":
            last = one.answers[-1]
            together.setdefault((last.document, last.date), []).append(one)
    return [
        AwaitedAnswer(
            having[0].answers[-1].document,
            having[0].answers[-1].date,
            tuple(dict.fromkeys(short.get(one.target or "", one.text) for one in having)),
            len(having),
        )
        for having in together.values()
    ]


# --- the bars ---------------------------------------------------------------------------------------------------------


def _rows(
    survey: Survey, contents: Contents, pictures: _Pictures, most: int
) -> tuple[tuple[ProgressRow, ...], tuple[PlainCount, ...]]:
    """The targets with a bar, the worst first, and those for which there is no room by verdict."""
    drawn = [(target, picture) for target in contents.targets if (picture := _bar(survey, target)) is not None]
    drawn.sort(key=lambda one: SEVERITY.index(one[0].standing.verdict))
    rows = []
    for target, picture in drawn[:most]:
        held = sum(one.verdict in FULFILLED for one in target.units) if target.is_group else 0
        rows.append(ProgressRow(target, pictures.key(picture), picture.text, held, len(target.units) if target.is_group else 0))
    left_out = [target for target, _picture in drawn[most:]]
    return tuple(rows), _by_verdict(left_out, len(left_out))


def _bar(survey: Survey, target: PrintedTarget) -> BarPicture | None:
    """The bar of a target; None where it has no share of a goal, and no units that each have the goal."""
    if target.is_group:
        return _counts([(len(tally.units), tally.verdict) for tally in target.tally], BAR)
    standing = survey.standing(target.id)
    if standing is None or standing.share is None or standing.share < 0 or target.standing.actual is None:
        return None
    marks = (one.expected_share for one in standing.conditions if one.share == standing.share)
    mark = next((one for one in marks if one is not None), None)
    width, height = BAR
    pattern = PATTERNS[standing.verdict]
    return progress_bar(
        float(standing.share / 100), pattern, float(mark / 100) if mark is not None else None, width=width, height=height
    )


def _counts(counts: Sequence[tuple[int, str]], size: tuple[float, float]) -> BarPicture:
    width, height = size
    return counts_bar(
        [(count, PATTERNS[verdict]) for count, verdict in counts],  # type: ignore[index]
        width=width,
        height=height,
    )


def _swatch(verdict: str) -> BarPicture:
    width, height = SWATCH
    return swatch(PATTERNS[verdict], width=width, height=height)  # type: ignore[index]
