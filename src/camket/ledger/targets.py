"""Model of a target: what is measured, its goal with conditions, references, revisions and pace."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Discriminator, Field, model_validator

from camket.ledger.scalars import (
    CalendarYear,
    CitedPaper,
    Day,
    Decimals,
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
    Whole,
    drop_blank,
    not_empty,
    split_range,
    value_fault,
)
from camket.text.language import _

# --- measures -------------------------------------------------------------------------------------------------------


class Quantity(Model):
    """A count of whole things, or an amount in a unit of measure. Cumulative from 1 January unless it is a level."""

    kind: Literal["count", "amount"]
    unit: Text | None = None
    accumulates: Flag = True
    better: Literal["higher", "lower", "within"] = "higher"
    out_of: Number | None = None
    parts: dict[Ident, Text] = Field(default_factory=dict)


class Ratio(Model):
    """A part of a whole, reported as its two figures so that units add up; shown per 100 (or per 1000, per 10000)."""

    kind: Literal["ratio"]
    part: Text | None = None
    whole: Text | None = None
    unit: Text | None = None
    per: Literal["100", "1000", "10000"] = "100"
    accumulates: Flag = True
    better: Literal["higher", "lower", "within"] = "higher"
    may_exceed: Flag = False


class Score(Model):
    """A score or index on its own scale, or a rate that is published as it stands (growth in per cent)."""

    kind: Literal["score"]
    unit: Text | None = None
    min: Number | None = None
    max: Number | None = None
    decimals: Decimals = Decimal(2)
    better: Literal["higher", "lower", "within"] = "higher"
    accumulates: ClassVar[bool] = False


class Rank(Model):
    """A place in a ranking; 1 is best."""

    kind: Literal["rank"]
    of: Whole | None = None
    better: ClassVar[str] = "lower"
    accumulates: ClassVar[bool] = False


class Column(Model):
    """What is told of each item of a named list besides its name."""

    label: Text | None = None
    type: Literal["text", "number", "date", "choice"] = "text"
    choices: dict[Ident, Text] = Field(default_factory=dict)
    min: Number | None = None
    max: Number | None = None
    required: Flag = False


class ItemTest(Model):
    """The condition under which an item counts."""

    at_least: Number | None = None
    at_most: Number | None = None
    one_of: Idents = ()


class ListPart(Model):
    """Some of a list's items, counted apart (trong đó): those that meet a condition of their own as well."""

    label: Text | None = None
    counts_if: dict[Ident, ItemTest]


class NamedList(Model):
    """Named items with evidence; each report lists the new ones, and those that meet `counts_if` are counted."""

    kind: Literal["list"]
    unit: Text | None = None
    columns: dict[Ident, Column] = Field(default_factory=dict)
    counts_if: dict[Ident, ItemTest] = Field(default_factory=dict)
    parts: dict[Ident, ListPart] = Field(default_factory=dict)
    accumulates: ClassVar[bool] = True
    better: ClassVar[str] = "higher"


class Incidents(Model):
    """What must not happen; each report lists the new ones, by kind."""

    kind: Literal["incidents"]
    unit: Text | None = None
    kinds: dict[Ident, Text]
    accumulates: ClassVar[bool] = True
    better: ClassVar[str] = "lower"


class Judgement(Model):
    """A grade on an ordered scale, worst first, with its evidence in words; or two figures without a threshold."""

    kind: Literal["judgement"]
    grades: dict[Ident, Text]
    part: Text | None = None
    whole: Text | None = None
    unit: Text | None = None
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "higher"


class Milestone(Model):
    """Something that is done on a day, or not."""

    kind: Literal["milestone"]
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "higher"


class Composition(Model):
    """Shares of a whole: every part is reported, and together they make `total`."""

    kind: Literal["composition"]
    parts: dict[Ident, Text]
    total: Number = Decimal(100)
    unit: Text | None = "%"
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "within"


Measure = Annotated[
    Quantity | Ratio | Score | Rank | NamedList | Incidents | Judgement | Milestone | Composition, Discriminator("kind")
]

# --- goals ----------------------------------------------------------------------------------------------------------

COMPARATORS = ("equals", "at_least", "more_than", "at_most", "less_than", "about", "between", "keep", "by", "before", "done")
Change = Literal["level", "growth", "reduction", "increase", "decrease", "times", "percent_of"]


class Span(Model):
    """A figure over several years: the sum or the yearly mean of past years and this one."""

    how: Literal["sum", "mean"]
    past: dict[CalendarYear, Number | None]
    until: CalendarYear | None = None


class Condition(Model):
    """One comparison: a comparator with a number, grade, date or reference; `change` says how the number is meant
    against the reference `against`; `of` picks one figure of the measure (a part, a kind of incident). Beside a number,
    `by` or `before` is the day by which it is to be reached."""

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
            given.pop()  # the day by which the figure is to be reached
        if len(given) != 1:
            message = (
                _("a goal needs one comparator, none was found")
                if not given
                else _("a goal needs one comparator, {n} were found: {names}").format(n=len(given), names=", ".join(given))
            )
            hint = _("One of: {names}; several conditions stand in a list under all:.").format(names=", ".join(COMPARATORS))
            raise value_fault("goal-form", message, hint)
        if (self.change != "level") != (self.against is not None):
            raise value_fault(
                "goal-form",
                _("change: and against: belong together"),
                _("For example: at_least: 5, change: growth, against: last_year."),
            )
        return self

    @property
    def comparator(self) -> str:
        return next(name for name in COMPARATORS if getattr(self, name) is not None)

    @property
    def deadline(self) -> date | None:
        """The last day in time: of a milestone, or of a figure that is to be reached before the year is over."""
        return self.before - timedelta(days=1) if self.before else self.by


def _gather(value: Any, own: frozenset[str]) -> Any:
    """A condition written straight into a goal becomes its only one."""
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
    """One of several goals for the same figure, judged on its own: tỉnh giao, HĐND giao."""

    name: Text
    all: Annotated[tuple[Condition, ...], ShapedBy(not_empty)]
    as_written: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _inline(cls, value: Any) -> Any:
        return _gather(value, frozenset({"name", "as_written"}))


class Goal(Model):
    """All of its conditions must hold; or yardsticks, each judged alone; a stretch goal is reported beside it."""

    all: tuple[Condition, ...] = ()
    yardsticks: tuple[Yardstick, ...] = ()
    stretch: Condition | None = None
    as_written: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _inline(cls, value: Any) -> Any:
        return _gather(value, frozenset({"yardsticks", "stretch", "as_written"}))

    @model_validator(mode="after")
    def _something(self) -> Self:
        if bool(self.all) == bool(self.yardsticks):
            message = _("a goal is a condition, a list under all:, or yardsticks:, and only one of them")
            raise value_fault("goal-form", message, _("For example: goal: {at_least: 75}"))
        return self


class Reference(Model):
    """A named number that goals are held against: last year's, the median of a bloc, a figure assigned from above.
    Without a value it is not known yet. `by_unit` gives each unit its own."""

    label: Text | None = None
    value: Operand | None = None
    by_unit: dict[Ident, Operand | None] = Field(default_factory=dict)
    by: Text | None = None
    date: Day | None = None
    document: CitedPaper | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"value": value} if isinstance(value, str) else {} if value is None else value

    def figure(self, unit: str | None) -> str | None:
        """The text of the figure for one unit; without per-unit figures, the one for all."""
        if self.by_unit and unit is not None:
            return self.by_unit.get(unit)
        return self.value


References = Annotated[dict[Ident, Reference], ShapedBy(drop_blank)]


class Revision(Model):
    """A goal or figures changed during the year (điều chỉnh), with the document that did it."""

    date: Day
    document: CitedPaper | None = None
    reason: Text | None = None
    goal: Goal | None = None
    references: References = Field(default_factory=dict)


class Pace(Model):
    """What is expected when. `linear`: goal × days elapsed; `by_round`: a share of the goal set per round; `always`:
    holds at every moment; `year_end`: a level that counts at the end; `after_year`: known only after `assessed_from`."""

    kind: Literal["linear", "by_round", "always", "year_end", "after_year"]
    shares: dict[Ident, Share] = Field(default_factory=dict)
    assessed_from: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value


class Target(Model):
    """One commitment: who leads, what is measured, what is to be reached."""

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
    adds_up_to: Ident | None = None
    part_of: Ident | None = None
    excluding: Texts = ()
    note: Text | None = None

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
