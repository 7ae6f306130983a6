"""The rule about shares that are a hundred times too small or too large: 0,905 in place of 90,5%."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from camket.ledger.ledger import Filed
from camket.ledger.measures.base import TypedShare
from camket.ledger.targets import Target
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.standing.in_force import pace_in_force
from camket.standing.pace import elapsed_of_year
from camket.standing.reported_figures import typed_figure
from camket.text.language import _
from camket.text.numerals import format_exact, format_number

# A share is in line with another one from a third of it up to three times as much.
_MARGIN = 3


def share_slip(year: CheckedYear) -> Iterator[Finding]:
    """A share or a score is about a hundred times smaller or larger than what it is compared with.

    It is compared with the last figure of the unit; where there is none, with the figure that the goal starts from, or with the
    goal as far as it is due. A hundred times the figure (or a hundredth)
    must be in line with that one, between a third of it and three times as much, and at most the largest figure that there
    can be. A small figure is not compared with a goal that is a limit (at most 5%). The factor is 1000 for per mille. The
    figure of the same period last year is compared with this year's in the same way.

        # q1                                # q2
        insured: {percent: "90,06"}         insured: {percent: "0,905"}

    The usual cause is a cell of a workbook that has lost its format: 0.905 is what a cell holds that shows 90,5%; or a cell
    with 90,5 to which the format per cent was given, so that it shows 9050%.

    To mend: write the share as it is meant. If it is right as it stands, leave it.
    """
    last: dict[tuple[str, str], tuple[Filed, Decimal]] = {}
    for filed in year.filed:
        for target_id, result in filed.results.items():
            target = year.ledger.targets[target_id]
            share = target.measure.share_of(result)
            if share is not None and share.figure:
                before = last.get((filed.unit, target_id))
                yield from _slips(year, target, filed, share, _of_round(year, target, *before) if before is not None else None)
            reading = target.measure.read(result) if target.measure.is_number and not target.measure.is_list else None
            if reading is not None and reading.value:
                last[filed.unit, target_id] = (filed, reading.value)


class _Compared(NamedTuple):
    """A figure that a share is compared with, in words.

    A share may be much smaller than a limit. `grows`: the figure grows in the course of the year, so that it may be much larger
    later on.
    """

    figure: Decimal
    words: str
    is_limit: bool = False
    grows: bool = False


def _of_round(year: CheckedYear, target: Target, filed: Filed, figure: Decimal) -> _Compared:
    """The figure of an earlier round, to compare with."""
    words = _("the {figure} of {round}").format(figure=_shown(target, figure), round=year.round_name(filed.round))
    return _Compared(figure, words, grows=bool(target.measure.accumulates))


def _slips(year: CheckedYear, target: Target, filed: Filed, share: TypedShare, last: _Compared | None) -> Iterator[Finding]:
    """The slips of a share and of the figure of the same period last year beside it."""
    same = typed_figure(target, filed.results[target.id].same_period)
    compared = last or _of_goal(year, target, filed)
    if compared is not None and (meant := _meant(share, compared)) is not None:
        yield _finding(target, filed, share, compared, meant)
        return
    if same is None or not same:
        return
    past = _Compared(same, _("the {figure} of the same period last year").format(figure=_shown(target, same)))
    of_past = share._replace(keys=("same_period",), figure=same)
    this = _Compared(share.figure, _("this year's {figure}").format(figure=_shown(target, share.figure)))
    # It is the larger one where that is beyond any share; else the smaller one, unless the share is known to be in line.
    is_past = last is not None or (abs(same) > abs(share.figure)) == (max(abs(same), abs(share.figure)) > share.factor)
    meant, meant_past = _meant(share, past), _meant(of_past, this)
    if meant_past is not None and (is_past or meant is None):
        yield _finding(target, filed, of_past, this, meant_past)
    elif meant is not None:
        yield _finding(target, filed, share, past, meant)


def _of_goal(year: CheckedYear, target: Target, filed: Filed) -> _Compared | None:
    """The figure that the goal starts from; else the goal as far as it is due at the cut-off of the round."""
    bounds = year.bounds_of(target, filed)
    if bounds is None or bounds.nominal is None:
        return None
    if bounds.base:
        return _Compared(bounds.base, _("the {figure} that the goal starts from").format(figure=_shown(target, bounds.base)))
    figure = bounds.nominal
    words = _("the goal, {figure}").format(figure=_shown(target, figure))
    if bounds.must_stay_below:
        return _Compared(figure, words, is_limit=True) if figure else None
    calendar = year.ledger.calendar
    pace = pace_in_force(target, calendar, year.cut_off[filed.round])
    if target.measure.accumulates and pace.kind in ("linear", "by_round"):
        part = elapsed_of_year(calendar, pace, year.round[filed.round]).share
        figure = figure * part.value if part is not None else Decimal(0)
    return _Compared(figure, words) if figure else None


def _meant(share: TypedShare, compared: _Compared) -> Decimal | None:
    """The figure that was probably meant; None where the share is in line, or no factor brings it in line."""
    for meant in (share.figure * share.factor, share.figure / share.factor):
        if compared.is_limit and abs(meant) > abs(share.figure):
            continue
        if compared.grows and abs(meant) < min(abs(share.figure), compared.figure):
            continue
        if share.most is not None and meant > share.most:
            continue
        if 1 <= _MARGIN * meant / compared.figure <= _MARGIN * _MARGIN:
            return meant
    return None


def _finding(target: Target, filed: Filed, share: TypedShare, compared: _Compared, meant: Decimal) -> Finding:
    figure, other = _shown(target, share.figure), _shown(target, meant)
    factor = format_exact(Decimal(share.factor))
    if abs(meant) > abs(share.figure):
        message = _("{figure} is about {factor} times less than {compared}")
    else:
        message = _("{figure} is about {factor} times more than {compared}")
    message = message.format(figure=figure, factor=factor, compared=compared.words)
    hint = _("It is read as {figure}; is {other} meant? A cell that loses its per cent format holds {small} for {large}.")
    small, large = format_exact(Decimal("0.905")), format_exact(Decimal("90.5")) + "%"
    hint = hint.format(figure=figure, other=other, small=small, large=large)
    return Finding(filed.document, ("results", target.id, *share.keys), message, hint)


def _shown(target: Target, figure: Decimal) -> str:
    """A figure with the digits that it is compared by: at most four decimals, and its sign."""
    unit = target.measure.unit_text()
    places = max(4, 2 - figure.adjusted())
    return format_number(figure, places) + (unit if unit in ("%", "‰") else "")
