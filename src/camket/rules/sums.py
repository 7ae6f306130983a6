"""Rules about figures that belong together: lists, sums of units, parts, the same period of last year."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from pydantic_core import PydanticCustomError

from camket.ledger.ledger import Filed
from camket.ledger.measures.exact import WIDE
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
    """The sum of the units' figures differs from the figure that the lead reports for the whole.

    The two are compared in each round, for a target that `adds_up_to` another, or is the `sum_of` units and has a `reporter` of
    its own. The hint names the units without a figure: their share is missing in the sum.

        # phong-tai-chinh                   # the communes together
        revenue: 95400                      90150

    To mend: ask both sides which figure is right, and correct the other.
    """
    for target in year.ledger.targets.values():
        whole = year.ledger.targets.get(target.adds_up_to or "") if target.adds_up_to else target if target.sum_of else None
        members = year.ledger.members(target) or tuple(year.reporters[target.id])
        if whole is None or (whole is target and not target.sum_of) or whole.measure.kind != target.measure.kind:
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
                if ours == theirs:
                    continue
                difference = WIDE.subtract(ours, theirs)
                message = _("{n} of {all} units together report {total}, here stands {own}: {difference} apart").format(
                    n=len(readings),
                    all=len(members),
                    total=format_exact(theirs),
                    own=format_exact(ours),
                    difference=format_exact(abs(difference)),
                )
                hint = _("Ask both sides which figure is right.")
                if missing:
                    hint = _("No figure from {units}.").format(units=list_names(year, missing)) + " " + hint
                filed = year.ledger.reports[round_.id, owners[0]]
                yield Finding(filed.document, ("results", whole.id, *key), message, hint)


def part_of(year: CheckedYear) -> Iterator[Finding]:
    """A figure that is part of another one is larger than the other.

    A target with `part_of: other` (trong đó) is at most as large as the other target in the same round.

        new-roads: 38
        new-roads-paved: 40                 # part_of: new-roads

    To mend: check both figures; perhaps they were exchanged, or one of them is not a sum from the first day of the year.
    """
    for target in year.ledger.targets.values():
        parent = year.ledger.targets.get(target.part_of or "")
        if parent is None or parent is target or parent.measure.kind != target.measure.kind:
            continue
        if not target.measure.adds_up:
            continue
        owners = year.reporters[parent.id]
        for round_ in year.ledger.rounds:
            for unit in year.reporters[target.id]:
                owner = unit if unit in owners else next(iter(owners)) if len(owners) == 1 else None
                part = year.reading(target, unit, round_)
                whole = year.reading(parent, owner, round_) if owner else None
                if part is None or whole is None:
                    continue
                for key, larger, smaller in target.measure.shared_figures(whole, part):
                    if smaller > larger:
                        message = _("{part} is more than the {whole} of '{target}', which it is part of").format(
                            part=format_exact(smaller), whole=format_exact(larger), target=parent.id
                        )
                        hint = _("Check both figures: a part is at most the whole.")
                        filed = year.ledger.reports[round_.id, unit]
                        yield Finding(filed.document, ("results", target.id, *key), message, hint)


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
