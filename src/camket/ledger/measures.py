"""A result against its measure: what in it does not fit, and the figures that it gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import reduce

from pydantic_core import PydanticCustomError

from camket.ledger.results import (
    CompositionResult,
    CountResult,
    Incident,
    IncidentsResult,
    Item,
    JudgementResult,
    ListResult,
    MilestoneResult,
    QuantityResult,
    RankResult,
    RatioResult,
    Result,
    ScoreResult,
)
from camket.ledger.scalars import read_day, read_figure
from camket.ledger.targets import (
    Column,
    Composition,
    Incidents,
    ItemTest,
    Judgement,
    Measure,
    Milestone,
    NamedList,
    Quantity,
    Rank,
    Ratio,
    Score,
)
from camket.text.language import _
from camket.text.numerals import format_exact, format_number
from camket.text.spelling import fold, hint_and_fixes

# Sums and levels of the longest numbers that can be typed come out to the last digit.
WIDE = Context(prec=120)
_FLOOR = Context(prec=28, rounding=ROUND_FLOOR)


def decimal_of(exact: Fraction) -> Decimal:
    """`exact` to 28 digits, rounded down, so that what falls short of a round figure stays short of it."""
    return _FLOOR.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def add(figures: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return reduce(WIDE.add, figures, Decimal(0))


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of one target at one moment. `value` is what the goal looks at unless a condition picks another:
    a count, a share, a score, the ordinal of a grade, 1 for done. `figures` holds the parts by name."""

    value: Decimal | None
    figures: dict[str, Decimal] = field(default_factory=dict)
    grade: str | None = None
    done_on: date | None = None
    items: tuple[Item, ...] = ()
    incidents: tuple[Incident, ...] = ()

    def figure(self, of: str | None) -> Decimal | None:
        """The figure a condition looks at."""
        return self.value if of is None else self.figures.get(of)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a result that its measure does not allow; `keys` lead to it from the result."""

    keys: tuple[str | int, ...]
    rule: str
    message: str
    hint: str = ""
    fixes: tuple[str, ...] = ()
    of_key: bool = False


def is_whole(measure: Measure) -> bool:
    """Whether the measure counts whole things, so that `1.234` can only be 1234."""
    return isinstance(measure, (NamedList, Incidents, Rank)) or (isinstance(measure, Quantity) and measure.kind == "count")


def part_names(measure: Measure) -> dict[str, str]:
    """The figures besides the main one that a condition may pick with `of`, with their labels."""
    if isinstance(measure, (Quantity, Composition)):
        return dict(measure.parts)
    if isinstance(measure, Ratio):
        return {"part": measure.part or _("part"), "whole": measure.whole or _("whole")}
    if isinstance(measure, NamedList):
        return {name: part.label or name for name, part in measure.parts.items()}
    return dict(measure.kinds) if isinstance(measure, Incidents) else {}


def is_answered(result: Result | None) -> bool:
    """Whether a result holds a figure, or says that it is awaited."""
    return result is not None and (result.awaiting is not None or has_figure(result))


def has_figure(result: Result) -> bool:
    """Whether a result holds a figure of its own."""
    match result:
        case QuantityResult() | CountResult() | ScoreResult():
            return result.value is not None
        case RatioResult():
            return result.percent is not None or (result.part is not None and result.whole is not None)
        case RankResult():
            return result.rank is not None
        case ListResult():
            return result.items is not None
        case IncidentsResult():
            return result.incidents is not None
        case JudgementResult():
            return result.grade is not None
        case MilestoneResult():
            return result.done is not None or result.date is not None
        case CompositionResult():
            return bool(result.parts)
    return False


# --- what does not fit ----------------------------------------------------------------------------------------------


def faults(measure: Measure, result: Result) -> Iterator[Fault]:
    """Everything in `result` that cannot be true of its measure."""
    match measure, result:
        case Quantity(), QuantityResult() | CountResult():
            yield from _quantity_faults(measure, result)
        case Ratio(), RatioResult():
            yield from _ratio_faults(measure, result)
        case Score(), ScoreResult() if result.value is not None:
            if not _inside(result.value, measure.min if measure.min is not None else Decimal(0), measure.max):
                yield _out_of_range(("value",), result.value, measure.min or Decimal(0), measure.max)
        case Rank(), RankResult() if result.rank is not None:
            of = result.of or measure.of
            if result.rank < 1 or (of is not None and result.rank > of):
                yield _out_of_range(("rank",), result.rank, Decimal(1), of)
        case NamedList(), ListResult():
            for index, item in enumerate(result.items or ()):
                yield from _item_faults(measure, item, index)
        case Incidents(), IncidentsResult():
            for index, incident in enumerate(result.incidents or ()):
                if incident.kind not in measure.kinds:
                    yield _unknown(("incidents", index, "kind"), incident.kind, measure.kinds)
        case Judgement(), JudgementResult():
            if result.grade is not None and result.grade not in measure.grades:
                yield _unknown(("grade",), result.grade, measure.grades)
            yield from _part_and_whole(result.part, result.whole, may_exceed=False)
        case Milestone(), MilestoneResult():
            if result.done is False and result.date is not None:
                message = _("done: false and a date cannot both be true")
                yield Fault(("date",), "bad-value", message, _("Keep done: true with the date, or remove the date."))
        case Composition(), CompositionResult() if result.parts:
            yield from _composition_faults(measure, result)


def _quantity_faults(measure: Quantity, result: QuantityResult | CountResult) -> Iterator[Fault]:
    if result.value is not None:
        if result.value < 0 and (measure.kind == "count" or measure.accumulates):
            yield Fault(
                ("value",),
                "negative",
                _("{value} is below zero").format(value=format_exact(result.value)),
                _("A figure counted from 1 January is 0 or more."),
            )
        if measure.out_of is not None and result.value > measure.out_of:
            yield _out_of_range(("value",), result.value, Decimal(0), measure.out_of)
    for name, figure in result.parts.items():
        if name not in measure.parts:
            yield _unknown(("parts", name), name, measure.parts)
        elif figure < 0:
            yield Fault(
                ("parts", name), "negative", _("{value} is below zero").format(value=format_exact(figure)), _("Check the sign.")
            )
        elif result.value is not None and figure > result.value:
            message = _("the part {part} is larger than the whole {whole}").format(
                part=format_exact(figure), whole=format_exact(result.value)
            )
            yield Fault(("parts", name), "parts-do-not-fit", message, _("A part (trong đó) is at most the whole."))


def _ratio_faults(measure: Ratio, result: RatioResult) -> Iterator[Fault]:
    if (result.part is None) != (result.whole is None):
        missing = "whole" if result.whole is None else "part"
        yield Fault(
            ("part" if missing == "whole" else "whole",),
            "parts-do-not-fit",
            _("{key}: is missing beside it").format(key=missing),
            _("A ratio is its two parts, part: and whole:; a bare percent: only where they are not known."),
        )
    yield from _part_and_whole(result.part, result.whole, may_exceed=measure.may_exceed)
    if result.percent is not None:
        top = None if measure.may_exceed else Decimal(measure.per)
        if not _inside(result.percent, Decimal(0), top):
            yield _out_of_range(("percent",), result.percent, Decimal(0), top)
        if result.part is not None and result.whole:
            computed = decimal_of(Fraction(result.part) * int(measure.per) / Fraction(result.whole))
            if abs(computed - result.percent) > Decimal("0.01"):
                message = _("percent: {typed} does not agree with part: and whole:, which make {computed}").format(
                    typed=format_exact(result.percent), computed=format_number(computed)
                )
                yield Fault(("percent",), "parts-do-not-fit", message, _("Remove percent:; it is computed from the parts."))


def _part_and_whole(part: Decimal | None, whole: Decimal | None, *, may_exceed: bool) -> Iterator[Fault]:
    for key, figure in (("part", part), ("whole", whole)):
        if figure is not None and figure < 0:
            yield Fault((key,), "negative", _("{value} is below zero").format(value=format_exact(figure)), _("Check the sign."))
    if part is not None and whole is not None and part > whole and not may_exceed:
        message = _("the part {part} is larger than the whole {whole}").format(
            part=format_exact(part), whole=format_exact(whole)
        )
        yield Fault(("part",), "parts-do-not-fit", message, _("Check both figures; perhaps they were exchanged."))


def _item_faults(measure: NamedList, item: Item, index: int) -> Iterator[Fault]:
    given = item.model_extra or {}
    for name in given:
        if name not in measure.columns:
            yield _unknown(("items", index, name), name, [*measure.columns, "name", "evidence", "note"], rule="unknown-key")
    for name, column in measure.columns.items():
        if given.get(name) is None:
            if column.required or name in measure.counts_if:
                message = _("'{item}' has no {column}").format(item=item.name, column=name)
                hint = _("Add {column}: ({label}); without it nobody can tell whether the item counts.").format(
                    column=name, label=column.label or name
                )
                yield Fault(("items", index), "missing-key", message, hint)
        else:
            try:
                cell(column, given[name])
            except PydanticCustomError as error:
                context = error.context or {}
                yield Fault(("items", index, name), error.type, str(context.get("message", "")), str(context.get("hint", "")))
            except KeyError:
                yield _unknown(("items", index, name), str(given[name]), column.choices)
            except ArithmeticError:
                yield _out_of_range(("items", index, name), read_figure(given[name]), column.min, column.max)


def cell(column: Column, value: object) -> Decimal | date | str:
    """The value of one column of a list's item. Raises PydanticCustomError, KeyError (no such choice) or
    ArithmeticError (out of range)."""
    if column.type == "number":
        number = read_figure(value)
        if not _inside(number, column.min, column.max):
            raise ArithmeticError
        return number
    if column.type == "date":
        return read_day(value)
    text = str(value).strip()
    if column.type == "choice" and text not in column.choices:
        raise KeyError(text)
    return text


def _composition_faults(measure: Composition, result: CompositionResult) -> Iterator[Fault]:
    for name in result.parts:
        if name not in measure.parts:
            yield _unknown(("parts", name), name, measure.parts)
    missing = [name for name in measure.parts if name not in result.parts]
    if missing:
        yield Fault(
            ("parts",),
            "parts-do-not-fit",
            _("no figure for {names}").format(names=", ".join(missing)),
            _("Give every part, 0 where there is nothing."),
        )
        return
    total = sum(result.parts.values(), Decimal(0))
    # Each part may carry a rounding of its own.
    if abs(total - measure.total) > Decimal("0.01") * len(measure.parts):
        message = _("the parts make {total}, not {expected}").format(
            total=format_exact(total), expected=format_exact(measure.total)
        )
        yield Fault(("parts",), "parts-do-not-fit", message, _("Together the parts make the whole."))


def _inside(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _out_of_range(keys: tuple[str | int, ...], value: Decimal, low: Decimal | None, high: Decimal | None) -> Fault:
    lowest, highest = (format_exact(limit) if limit is not None else "…" for limit in (low, high))
    message = _("{value} is outside {low} to {high}").format(value=format_exact(value), low=lowest, high=highest)
    return Fault(keys, "out-of-range", message, _("Check the figure and its decimal mark."))


def _unknown(
    keys: tuple[str | int, ...], given: str, known: Sequence[str] | dict[str, str], rule: str = "unknown-choice"
) -> Fault:
    """A word that is none of those known: a value, or the key that `keys` end in."""
    hint, fixes = hint_and_fixes(given, known)
    hint += _("Known here: {words}.").format(words=", ".join(known))
    return Fault(keys, rule, _("'{word}' is not known here").format(word=given), hint, fixes, of_key=keys[-1] == given)


# --- figures --------------------------------------------------------------------------------------------------------


def read_result(measure: Measure, result: Result) -> Reading | None:
    """The figures of one result, or None when it holds none. Lists and incidents: see `gather`."""
    match measure, result:
        case Quantity(), QuantityResult() | CountResult() if result.value is not None:
            return Reading(result.value, dict(result.parts))
        case Ratio(), RatioResult():
            if result.part is not None and result.whole is not None:
                return ratio_reading(measure, result.part, result.whole)
            return Reading(result.percent) if result.percent is not None else None
        case Score(), ScoreResult() if result.value is not None:
            return Reading(result.value)
        case Rank(), RankResult() if result.rank is not None:
            of = result.of or measure.of
            return Reading(result.rank, {"of": of} if of is not None else {})
        case Judgement(), JudgementResult() if result.grade in measure.grades:
            assert result.grade is not None
            figures = {name: figure for name in ("part", "whole") if (figure := getattr(result, name)) is not None}
            return Reading(Decimal(list(measure.grades).index(result.grade)), figures, grade=result.grade)
        case Milestone(), MilestoneResult() if has_figure(result):
            done = result.done is not False
            return Reading(Decimal(int(done)), done_on=result.date if done else None)
        case Composition(), CompositionResult() if result.parts:
            return Reading(add(result.parts.values()), dict(result.parts))
        case (NamedList(), ListResult()) | (Incidents(), IncidentsResult()) if has_figure(result):
            return gather(measure, [result])
    return None


def ratio_reading(measure: Ratio, part: Decimal, whole: Decimal) -> Reading:
    """A ratio from its parts. Nothing due makes no share: neither 0% nor 100%."""
    share = decimal_of(Fraction(part) * int(measure.per) / Fraction(whole)) if whole else None
    return Reading(share, {"part": part, "whole": whole})


def exact_figure(measure: Measure, reading: Reading, of: str | None) -> Fraction | None:
    """The figure a condition looks at, without the rounding of a share that does not come out even."""
    if of is None and isinstance(measure, Ratio) and reading.figures.get("whole"):
        return Fraction(reading.figures["part"]) * int(measure.per) / Fraction(reading.figures["whole"])
    figure = reading.figure(of)
    return None if figure is None else Fraction(figure)


def gather(measure: Measure, results: Sequence[Result]) -> Reading:
    """The items, or incidents, of several results together, each thing once."""
    if isinstance(measure, Incidents):
        incidents: dict[tuple[str, str, date | None], Incident] = {}
        for result in results:
            if isinstance(result, IncidentsResult):
                for incident in result.incidents or ():
                    incidents.setdefault((incident.kind, fold(incident.name), incident.date), incident)
        by_kind = {kind: Decimal(sum(1 for incident in incidents.values() if incident.kind == kind)) for kind in measure.kinds}
        return Reading(Decimal(len(incidents)), by_kind, incidents=tuple(incidents.values()))
    assert isinstance(measure, NamedList)
    items: dict[str, Item] = {}
    for result in results:
        if isinstance(result, ListResult):
            for item in result.items or ():
                key = fold(item.name)
                # Named again later with what was missing: the one that counts stays.
                if key not in items or not counts(measure, items[key]):
                    items[key] = item
    counted = [item for item in items.values() if counts(measure, item)]
    figures = {"named": Decimal(len(items))}
    for name, part in measure.parts.items():
        figures[name] = Decimal(sum(1 for item in counted if _meets(measure, item, part.counts_if)))
    return Reading(Decimal(len(counted)), figures, items=tuple(items.values()))


def counts(measure: NamedList, item: Item) -> bool:
    """Whether an item meets every condition for being counted."""
    return _meets(measure, item, measure.counts_if)


def _meets(measure: NamedList, item: Item, tests: Mapping[str, ItemTest]) -> bool:
    given = item.model_extra or {}
    for name, test in tests.items():
        column = measure.columns.get(name)
        try:
            value = cell(column, given[name]) if column else given[name]
        except (KeyError, ArithmeticError, PydanticCustomError):
            return False
        if test.one_of and value not in test.one_of:
            return False
        if test.at_least is not None or test.at_most is not None:
            if not isinstance(value, Decimal) or not _inside(value, test.at_least, test.at_most):
                return False
    return True


def add_up(measure: Measure, readings: Sequence[Reading]) -> Reading | None:
    """Several units' figures as one, or None where they do not add up (scores, ranks, bare percentages)."""
    if not readings:
        return None
    if isinstance(measure, Ratio):
        whole_known = [reading for reading in readings if "whole" in reading.figures]
        if len(whole_known) < len(readings):
            return None
        part = add(reading.figures["part"] for reading in whole_known)
        whole = add(reading.figures["whole"] for reading in whole_known)
        return ratio_reading(measure, part, whole)
    if isinstance(measure, Quantity):
        names = dict.fromkeys(name for reading in readings for name in reading.figures)
        figures = {name: add(reading.figures.get(name, Decimal(0)) for reading in readings) for name in names}
        return Reading(add(reading.value or Decimal(0) for reading in readings), figures)
    if isinstance(measure, (NamedList, Incidents)):
        results: list[Result] = [ListResult(items=reading.items) for reading in readings if reading.items]
        results += [IncidentsResult(incidents=reading.incidents) for reading in readings if reading.incidents]
        return gather(measure, results)
    return None
