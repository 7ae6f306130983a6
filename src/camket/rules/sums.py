"""Rules about figures that belong together: lists, sums of units, the same period of last year."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal

from pydantic_core import PydanticCustomError

from camket.ledger.ledger import Filed
from camket.ledger.measures.exact import WIDE
from camket.ledger.targets import Target
from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.rules.rule import list_names
from camket.text.language import _
from camket.text.numerals import format_exact
from camket.text.source import Keys


def counted_twice(year: CheckedYear) -> Iterator[Finding]:
    """The same named thing is reported a second time: by another unit, in another round, or twice in one file.

    Each report lists only what is new. A product, project, model or incident is counted once, at its first place; letter case,
    spacing and quotation marks make no difference. An item that did not count the first time (a project that was still being
    studied) may be named again.

        # q2                                      # q3
        local-products:                           local-products:
          - {name: Trà sen Bình Minh, stars: 3}       - {name: "Trà  Sen Bình Minh", stars: 3}

    To mend: remove the second entry; or, if they are two things, give them different names.
    """
    first: dict[tuple[str, Hashable], tuple[Filed, Keys]] = {}
    for filed in year.filed:
        for target_id, result in filed.results.items():
            measure = year.ledger.targets[target_id].measure
            for entry_keys, entry in result.keyed_entries():
                if not measure.counts(entry):
                    continue
                keys = ("results", target_id, *entry_keys)
                earlier, earlier_keys = first.setdefault((target_id, entry.identity), (filed, keys))
                if (earlier, earlier_keys) == (filed, keys):
                    continue
                place = earlier.document.place((*earlier_keys, "name"))
                message = _("'{name}' is already reported at {place}").format(
                    name=entry.name, place=f"{place.path}:{place.line}"
                )
                hint = _("It is counted once. Remove this entry; if it is another thing, let its name say so.")
                yield Finding(filed.document, (*keys, "name"), message, hint)


def sum_differs(year: CheckedYear) -> Iterator[Finding]:
    """The sum of the units' figures does not fit the figure that the lead reports for the whole.

    The two are compared in each round, for a target that `adds_up_to` another, or is the `sum_of` units and has a `reporter` of
    its own. They are to be equal; with `adds_up_to: {target: revenue, how: at_most}`, for a whole that has figures of its own
    besides the units', the sum may not exceed it. While units are missing whose share may still make up the difference, it is
    only a note, which names them.

        # phong-tai-chinh                   # the communes together
        revenue: 95400                      90150

    To mend: ask both sides which figure is right, and correct the other; if the whole is always more than its units together,
    write `how: at_most`.
    """
    for target in year.ledger.targets.values():
        whole = year.ledger.targets.get(target.whole_id) if target.whole_id else target if target.sum_of else None
        members = year.ledger.members(target) or tuple(year.reporters[target.id])
        if whole is None or whole.measure.kind != target.measure.kind:
            continue
        owners = [whole.reporter] if whole is target else list(year.reporters[whole.id])
        if len(owners) != 1 or owners[0] is None or (whole is target and owners[0] in members):
            continue
        for round_ in year.ledger.rounds:
            own = year.reading(whole, owners[0], round_)
            readings = {unit: reading for unit in members if (reading := year.reading(target, unit, round_)) is not None}
            total = target.measure.add_up(list(readings.values()))
            if own is None or total is None:
                continue
            missing = [unit for unit in members if unit not in readings]
            for key, ours, theirs in target.measure.shared_figures(own, total):
                if not target.sum_fits(ours, theirs):
                    filed = year.ledger.reports[round_.id, owners[0]]
                    keys = ("results", whole.id, *key)
                    yield _sum_finding(year, filed, keys, target, (ours, theirs), members, missing)


def _sum_finding(
    year: CheckedYear,
    filed: Filed,
    keys: Keys,
    target: Target,
    figures: tuple[Decimal, Decimal],
    members: Sequence[str],
    missing: Sequence[str],
) -> Finding:
    ours, theirs = figures
    message = _("{n} of {all} units together report {total}, here stands {own}: {difference} apart").format(
        n=len(members) - len(missing),
        all=len(members),
        total=format_exact(theirs),
        own=format_exact(ours),
        difference=format_exact(abs(WIDE.subtract(ours, theirs))),
    )
    if missing and (theirs < ours or not target.measure.never_below_zero):
        hint = _("No figure yet from {units}; their share is still missing in the sum.").format(units=list_names(year, missing))
        return Finding(filed.document, keys, message, hint, level="note")
    hint = _("Ask both sides which figure is right.")
    lacking = _("No figure from {units}.").format(units=list_names(year, missing)) + " " if missing else ""
    spoken = lacking + hint
    if theirs < ours:
        how = (
            "adds_up_to: {how: at_most}" if not target.whole_id else f"adds_up_to: {{target: {target.whole_id}, how: at_most}}"
        )
        hint += " " + _("If the whole has figures of its own besides these, write {how} in targets.yaml.").format(how=how)
    return Finding(filed.document, keys, message, lacking + hint, spoken=spoken)


def bad_same_period(year: CheckedYear) -> Iterator[Finding]:
    """The figure of the same period last year, `same_period`, is not a number (for a judgement: not a grade).

        new-roads: {value: 38, same_period: khoảng 30}      # khoảng: about

    To mend: write the number or the grade alone, or leave `same_period` out.
    """
    for filed in year.filed:
        for target_id, result in filed.results.items():
            text = result.same_period
            measure = year.ledger.targets[target_id].measure
            if text is None or measure.takes_days:
                continue
            try:
                measure.typed_figure(text)
            except PydanticCustomError as error:
                context = error.context or {}
                keys: Keys = ("results", target_id, "same_period")
                yield Finding(filed.document, keys, str(context.get("message", "")), str(context.get("hint", "")))
