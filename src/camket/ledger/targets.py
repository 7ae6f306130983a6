"""Model of a target: what is measured, its goal with conditions, references, revisions and pace."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from camket.ledger.measures.registry import Measure
from camket.ledger.scalars import (
    CalendarYear,
    CitedPaper,
    Day,
    Flag,
    Ident,
    Idents,
    Model,
    Number,
    Operand,
    ShapedBy,
    Share,
    Text,
    Texts,
    drop_blank,
    not_empty,
    split_range,
    value_fault,
)
from camket.text.language import _
from camket.text.source import Key, Plain

# --- goals ----------------------------------------------------------------------------------------------------------

COMPARATORS = ("equals", "at_least", "more_than", "at_most", "less_than", "about", "between", "keep", "by", "before", "done")
Change = Literal["level", "growth", "reduction", "increase", "decrease", "times", "percent_of"]


class Span(Model):
    """A figure over several years: the sum or the yearly mean of past years and this one."""

    how: Literal["sum", "mean"]
    past: dict[CalendarYear, Number | None]
    until: CalendarYear | None = None


class Condition(Model):
    """One comparison: a comparator with a number, grade, date or reference.

    `change` says how the number applies to the reference `against`: `at_least: 5, change: growth, against: last_year` is 5%
    more than last year. `of` picks one figure of the measure (a part, a kind of incident). Together with a number, `by` or
    `before` is the day by which the number must be reached.
    """

    of: Ident | None = None
    equals: Operand | None = None
    at_least: Operand | None = None
    more_than: Operand | None = None
    at_most: Operand | None = None
    less_than: Operand | None = None
    about: Operand | None = None
    tolerance: Share = Decimal(5)
    between: Annotated[tuple[Operand, Operand], ShapedBy(split_range)] | None = None
    keep: Operand | None = None
    by: Day | None = None
    before: Day | None = None
    done: Flag | None = None
    change: Change = "level"
    against: Ident | None = None
    over: Span | None = None

    @model_validator(mode="after")
    def _one_comparator(self) -> Self:
        given = [name for name in COMPARATORS if getattr(self, name) is not None]
        if len(given) == 2 and given[1] in ("by", "before") and given[0] not in ("by", "done"):
            given.pop()  # the day by which the figure must be reached
        if len(given) != 1:
            message = (
                _("a goal needs one comparator, none was found")
                if not given
                else _("a goal needs one comparator, {n} were found: {names}").format(n=len(given), names=", ".join(given))
            )
            hint = _("One of: {names}; several conditions stand in a list under all:.").format(names=", ".join(COMPARATORS))
            raise value_fault("goal-form", message, hint)
        if (self.change != "level") != (self.against is not None):
            example = f"{given[0]}: {getattr(self, given[0])}, change: {self.change}, against: {self.against or '…'}"
            if self.change == "level":
                example = example.replace("change: level", "change: growth")
            raise value_fault(
                "goal-form",
                _("change: and against: belong together"),
                _("change: says how the figure is measured, against: a name under references:. For example: {example}").format(
                    example=example
                ),
            )
        return self

    @property
    def comparator(self) -> str:
        """The key of the comparison: `at_least`, `between`, `by` …"""
        return next(name for name in COMPARATORS if getattr(self, name) is not None)

    @property
    def is_plain(self) -> bool:
        """Whether the condition is "at least N" of the figure itself."""
        return self.comparator == "at_least" and self.change == "level" and self.of is None and self.over is None

    @property
    def operands(self) -> tuple[str, ...]:
        """The operands of the comparator as they are written: numbers, grades, names of references."""
        given = getattr(self, self.comparator)
        return given if isinstance(given, tuple) else (given,) if isinstance(given, str) else ()

    def references_of(self, known: Container[str]) -> tuple[str, ...]:
        """Return the names of the references that the condition uses, those among `known`."""
        return tuple(dict.fromkeys(name for name in (*self.operands, self.against) if name is not None and name in known))

    @property
    def deadline(self) -> date | None:
        """The last day in time, for a milestone or for a figure that must be reached before the end of the year."""
        return self.before - timedelta(days=1) if self.before else self.by


def _gather(value: Plain, own: frozenset[str]) -> Plain:
    """Return the long form of a goal: `{at_least: 75}` becomes `{all: [{at_least: 75}]}`. `own` are the goal's own keys."""
    if isinstance(value, str):
        return {"all": [{"at_least": value}]}
    if not isinstance(value, Mapping) or value.get("all") is not None:
        return value
    rest = {key: item for key, item in value.items() if key in own}
    inline = {
        key: item
        for key, item in value.items()
        if key not in own and key != "all" and (item is not None or key not in Condition.model_fields)
    }
    return {**rest, "all": [inline]} if inline else rest


class Yardstick(Model):
    """One of several goals for the same figure, each judged separately: tỉnh giao, HĐND giao."""

    name: Text
    all: Annotated[tuple[Condition, ...], ShapedBy(not_empty)]
    as_written: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _inline(cls, value: Plain) -> Plain:
        return _gather(value, frozenset({"name", "as_written"}))


class Goal(Model):
    """Conditions that must all hold, or yardsticks that are judged separately. A stretch goal is reported as well."""

    all: tuple[Condition, ...] = ()
    yardsticks: tuple[Yardstick, ...] = ()
    stretch: Condition | None = None
    as_written: Text | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition, those of all yardsticks included; not the stretch goal, which does not count for the verdict."""
        return self.all or tuple(condition for yardstick in self.yardsticks for condition in yardstick.all)

    @model_validator(mode="before")
    @classmethod
    def _inline(cls, value: Plain) -> Plain:
        return _gather(value, frozenset({"yardsticks", "stretch", "as_written"}))

    @model_validator(mode="after")
    def _something(self) -> Self:
        if bool(self.all) == bool(self.yardsticks):
            message = _("a goal is a condition, a list under all:, or yardsticks:, and only one of them")
            raise value_fault("goal-form", message, _("For example: {example}").format(example="goal: {at_least: …}"))
        return self

    def placed_conditions(self) -> Iterator[tuple[tuple[Key, ...], Condition]]:
        """Yield every condition with the keys that lead to it from the goal, the stretch goal last."""
        for index, condition in enumerate(self.all):
            yield ("all", index), condition
        for number, yardstick in enumerate(self.yardsticks):
            for index, condition in enumerate(yardstick.all):
                yield ("yardsticks", number, "all", index), condition
        if self.stretch is not None:
            yield ("stretch",), self.stretch


class Reference(Model):
    """A named number that goals refer to: last year's figure, the median of a group, a figure assigned from above.

    Without a value the number is not known yet. `by_unit` has a figure for each unit.
    """

    label: Text | None = None
    value: Operand | None = None
    by_unit: dict[Ident, Operand | None] = Field(default_factory=dict)
    by: Text | None = None
    date: Day | None = None
    document: CitedPaper | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        return {"value": value} if isinstance(value, str) else {} if value is None else value

    def figure(self, unit: str | None) -> str | None:
        """Return the text of the figure for one unit; without figures by unit, the figure for all."""
        if self.by_unit and unit is not None:
            return self.by_unit.get(unit)
        return self.value


References = Annotated[dict[Ident, Reference], ShapedBy(drop_blank)]


class Revision(Model):
    """A change of the goal or of references during the year (điều chỉnh), with the document that makes the change."""

    date: Day
    document: CitedPaper | None = None
    reason: Text | None = None
    goal: Goal | None = None
    references: References = Field(default_factory=dict)


class Pace(Model):
    """How much of the goal is expected during the year.

    linear      the goal × the share of the year that has passed: of 75, 30 when 2/5 have passed
    by_round    a share of the goal for each round: with q2: 25%, a quarter of the goal in the second round
    always      the goal must hold at every moment
    year_end    the goal must hold at the end of the year
    after_year  the figure is only known after the year, or from the day `assessed_from`
    """

    kind: Literal["linear", "by_round", "always", "year_end", "after_year"]
    shares: dict[Ident, Share] = Field(default_factory=dict)
    assessed_from: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        return {"kind": value} if isinstance(value, str) else value


class WholeOfUnits(Model):
    """The whole that the figures of a target's units add up to: another target, or none for a sum's own `reporter`.

    how: exact    the sum of the units is the figure of the whole
         at_most  the whole also has figures of its own: the sum is at most its figure
    """

    target: Ident | None = None
    how: Literal["exact", "at_most"] = "exact"

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        return {"target": value} if isinstance(value, str) else value

    def fits(self, whole: Decimal, total: Decimal) -> bool:
        """Return whether the figure of the whole and the sum of the units go together."""
        return total <= whole if self.how == "at_most" else total == whole


class Target(Model):
    """One target of the commitment: who leads, what is measured, what must be reached."""

    id: Ident
    name: Text
    short: Text | None = None
    section: Text | None = None
    text: Text | None = None
    lead: Ident | None = None
    reporter: Ident | None = None
    each: Idents = ()
    sum_of: Idents = ()
    co_operating: Idents = ()
    measure: Measure
    goal: Goal
    references: References = Field(default_factory=dict)
    revisions: tuple[Revision, ...] = ()
    pace: Pace | None = None
    rounds: Idents = ()
    duties: Texts = ()
    adds_up_to: WholeOfUnits | None = None
    part_of: Ident | None = None
    disjoint: Flag | None = None
    excluding: Texts = ()
    note: Text | None = None

    @property
    def whole_id(self) -> str | None:
        """The id of the target that the units' figures add up to; None where they add up to none."""
        return self.adds_up_to.target if self.adds_up_to else None

    def sum_fits(self, whole: Decimal, total: Decimal) -> bool:
        """Return whether the sum of the units' figures goes together with the figure of the whole (`adds_up_to`)."""
        return (self.adds_up_to or WholeOfUnits()).fits(whole, total)

    def revisions_until(self, day: date) -> list[tuple[int, Revision]]:
        """Return the revisions dated up to and including `day` in the order of their dates, each with its place in the list."""
        dated = [(index, revision) for index, revision in enumerate(self.revisions) if revision.date <= day]
        return sorted(dated, key=lambda pair: pair[1].date)

    @model_validator(mode="after")
    def _who(self) -> Self:
        if self.each and self.sum_of:
            raise value_fault("target-units", _("each: and sum_of: cannot stand together"), _("Keep one of the two."))
        if not (self.lead or self.reporter or self.each or self.sum_of):
            raise value_fault(
                "target-units",
                _("nobody reports this target"),
                _("Name lead:, or reporter: where no lead is named, or each:/sum_of: with a group."),
            )
        if self.adds_up_to and not self.whole_id and not (self.sum_of and self.reporter):
            raise value_fault(
                "target-units",
                _("adds_up_to: names no target"),
                _("Name the target of the whole; only sum_of: with a reporter: is compared with itself."),
            )
        return self


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "target-units": """A target does not say who reports it, or says it in two ways; or its units' figures cannot be added up.

        - id: new-roads
          each: [phuong-1, phuong-2]
          sum_of: [phuong-1, phuong-2]

    To mend: use `lead:` or `reporter:`, and with it at most one of `each:` (every unit of a group reports a figure of its own)
    and `sum_of:` (the figures of these units are added up).
    """,
}
