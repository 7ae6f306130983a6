"""Model of a target: what is measured, its goal with conditions, references, revisions and pace."""

from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from camket.ledger.direction import find_signs, words_of
from camket.ledger.measures.exact import Worked, worked
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
    PartOfGoal,
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

    @property
    def years(self) -> str:
        """The first and the last year: 2021–2025."""
        return f"{min(self.past)}–{self.until or max(self.past) + 1}"


class Unclear(NamedTuple):
    """Why it is not clear whether a condition asks for more or for less.

    is_bare: the goal is a number without a comparator
    words: the words in the target's name, or in the words of the goal, that contradict the reading "at least"
    above: the references whose figure is above the goal
    """

    is_bare: bool = False
    words: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


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
    _unclear: Unclear | None = PrivateAttr(default=None)

    @property
    def unclear(self) -> Unclear | None:
        """Why the direction of the condition is not clear; None where it is. Then no figure is judged against it."""
        return self._unclear

    @property
    def is_range(self) -> bool:
        """Whether the condition has a bound on both sides, so that only figures outside depend on the direction."""
        return self.comparator in ("about", "between")

    def without_direction(self, reason: Unclear) -> Self:
        """Return the condition as one whose direction is not clear."""
        copied = self.model_copy()
        copied._unclear = reason
        return copied

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
        given = self.__dict__  # this is asked for every figure of every unit
        return next(name for name in COMPARATORS if given[name] is not None)

    @property
    def is_plain(self) -> bool:
        """Whether the condition is "at least N" of the figure itself."""
        return self.comparator == "at_least" and self.change == "level" and self.of is None and not (self.over or self._unclear)

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
    """One of several goals for the same figure, each judged separately: tỉnh giao, HĐND giao.

    `assigned_by` is the level that assigned it, where it is not the level of the whole target.
    """

    name: Text
    all: Annotated[tuple[Condition, ...], ShapedBy(not_empty)]
    assigned_by: Text | None = None
    as_written: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _inline(cls, value: Plain) -> Plain:
        return _gather(value, frozenset({"name", "assigned_by", "as_written"}))


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


class Pace(Model):
    """How much of the goal is expected during the year.

    linear      the goal × the share of the year that has passed: of 75, 30 when 2/5 have passed
    by_round    a share of the goal for each round (with q2: 25%, or 1/4, a quarter of the goal in the second round), or the
                figure itself (with figures q2: 70, 70 in the second round). A round without one has that of the round before
    always      the goal must hold at every moment
    year_end    the goal must hold at the end of the year
    after_year  the figure is only known after the year, or from the day `assessed_from`
    """

    kind: Literal["linear", "by_round", "always", "year_end", "after_year"]
    shares: dict[Ident, PartOfGoal] = Field(default_factory=dict)
    figures: dict[Ident, Operand] = Field(default_factory=dict)
    assessed_from: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        return {"kind": value} if isinstance(value, str) else value

    def part_of_goal(self, round_: str) -> Worked:
        """Return the share set for a round, 0 to 1."""
        share = self.shares[round_]
        return worked(share.numerator) / share.denominator if isinstance(share, Fraction) else worked(share) / 100

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.shares and self.figures:
            message = _("shares: and figures: cannot stand together")
            raise value_fault("pace-form", message, _("Keep one of the two."))
        if (self.shares or self.figures) and self.kind != "by_round":
            message = _("a pace of kind {kind} has no figures by round").format(kind=self.kind)
            raise value_fault("pace-form", message, _("Write kind: by_round, or delete shares: and figures:."))
        if self.kind == "by_round" and not (self.shares or self.figures):
            message = _("a pace by round says what is due in which round")
            raise value_fault("pace-form", message, _("Add figures: (a figure for each round) or shares: (a percentage)."))
        return self


class Revision(Model):
    """A change of the goal or of references during the year (điều chỉnh), with the document that makes the change."""

    date: Day
    document: CitedPaper | None = None
    reason: Text | None = None
    goal: Goal | None = None
    references: References = Field(default_factory=dict)
    pace: Pace | None = None


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
    """One target of the commitment: who leads, what is measured, what must be reached.

    Targets with the same `content` are one content, as the document counts them; a target without it is a content of its own.
    `assigned_by` is the level that assigned the target (TP giao), or the id of a body.
    """

    id: Ident
    name: Text
    short: Text | None = None
    section: Text | None = None
    content: Text | None = None
    text: Text | None = None
    assigned_by: Text | None = None
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
    publish: Literal["all", "totals", "nothing"] | None = None
    excluding: Texts = ()
    note: Text | None = None
    _baselines: References = PrivateAttr(default_factory=dict)

    @property
    def baselines(self) -> Mapping[str, Reference]:
        """Last year's results that are taken from the data of that year, under references that have no figure of their own.

        They are no part of the file: `references` has what is typed there.
        """
        return self._baselines

    def take_baselines(self, found: Mapping[str, Reference]) -> None:
        self._baselines = dict(found)

    @property
    def better(self) -> Literal["higher", "lower", "within"]:
        """Which way the figure should go: as the measure says, else as the goal asks; `within` where that is not clear."""
        conditions = self.goal.conditions
        if any(condition.unclear for condition in conditions):
            return "within"
        if not self.measure.has_direction and all(one.comparator in ("at_most", "less_than") for one in conditions):
            # A cut of at most 10% is a floor.
            return "lower" if all(one.change not in ("decrease", "reduction") for one in conditions) else "higher"
        if not self.measure.has_direction and all(one.change in ("decrease", "reduction") for one in conditions):
            return "lower"
        return self.measure.better  # type: ignore[return-value]  # a kind's own is a plain text

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

    @model_validator(mode="wrap")
    @classmethod
    def _settle_directions(cls, value: Plain, build: ModelWrapValidatorHandler[Self]) -> Self:
        """Decide which way each goal is to be read; where that is not certain, mark its condition (`Condition.unclear`)."""
        target = build(value)
        if not isinstance(value, Mapping):
            return target
        references = dict(target.references)
        goal = _directed(target, target.goal, references, is_bare=isinstance(value.get("goal"), str))
        revisions = []
        for raw, revision in zip(value.get("revisions") or (), target.revisions, strict=True):
            references |= revision.references
            if revision.goal is not None:
                is_bare = isinstance(raw, Mapping) and isinstance(raw.get("goal"), str)
                revised = _directed(target, revision.goal, references, is_bare=is_bare)
                revision = revision if revised is revision.goal else revision.model_copy(update={"goal": revised})
            revisions.append(revision)
        if goal is target.goal and all(one is given for one, given in zip(revisions, target.revisions, strict=True)):
            return target
        return target.model_copy(update={"goal": goal, "revisions": tuple(revisions)})

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


# --- the direction of a goal ------------------------------------------------------------------------------------------


def _directed(target: Target, goal: Goal, references: Mapping[str, Reference], *, is_bare: bool) -> Goal:
    """Return a goal with its directions decided; the same object where nothing changes.

    A bare number is the least that is asked for, or the most where less is better. Where neither is certain, the condition
    says so.
    """
    changes: dict[str, object] = {}
    if is_bare and target.measure.has_direction and target.measure.better == "lower" and not target.measure.lowest_is_best:
        only = goal.all[0]
        changes["all"] = (only.model_copy(update={"at_least": None, "at_most": only.at_least}),)
    elif goal.all:
        conditions = tuple(_with_doubt(target, one, goal.all, goal.as_written, references, is_bare) for one in goal.all)
        if any(condition.unclear for condition in conditions):
            changes["all"] = conditions
    yardsticks = []
    for yard in goal.yardsticks:
        written = yard.as_written or goal.as_written
        conditions = tuple(_with_doubt(target, one, yard.all, written, references, is_bare=False) for one in yard.all)
        is_unclear = any(condition.unclear for condition in conditions)
        yardsticks.append(yard.model_copy(update={"all": conditions}) if is_unclear else yard)
    if yardsticks and tuple(yardsticks) != goal.yardsticks:
        changes["yardsticks"] = tuple(yardsticks)
    return goal.model_copy(update=changes) if changes else goal


def _with_doubt(
    target: Target,
    condition: Condition,
    beside: tuple[Condition, ...],
    as_written: str | None,
    references: Mapping[str, Reference],
    is_bare: bool,
) -> Condition:
    """Return a condition, marked where its direction is not clear. `beside` are all conditions that must hold with it."""
    if is_bare:
        reason = _doubt_of_number(target, condition, references)
    elif len(beside) > 1 or condition.change not in ("level", "percent_of"):
        return condition
    else:
        reason = _doubt_of_comparator(target, condition, as_written)
    return condition.without_direction(reason) if reason is not None else condition


def _doubt_of_number(target: Target, condition: Condition, references: Mapping[str, Reference]) -> Unclear | None:
    """Return why a bare number is not certainly the least that is asked for.

    It is where more is better in any case; and for things and amounts, where no word and no reference speaks of less.
    """
    measure = target.measure
    if measure.has_direction:
        return Unclear(is_bare=True) if measure.better == "within" else None
    words = unwanted_words(target) + words_of(find_signs([target.text]), "ceiling")
    number = condition.operands[0]
    above = figures_above(target, number, references)
    asked = _number(target, number)
    is_floor = measure.more_is_better and not words and not above and (asked is None or asked > 0)
    return None if is_floor else Unclear(True, words, above)


def _doubt_of_comparator(target: Target, condition: Condition, as_written: str | None) -> Unclear | None:
    """Return which words contradict a written comparator, or leave open what lies outside a range."""
    measure, comparator = target.measure, condition.comparator
    if measure.has_direction:
        # "At least" of what is better when lower; "rank 3 or better" is written in this way.
        is_contrary = measure.better == "lower" and comparator in ("at_least", "more_than") and not measure.lowest_is_best
        return Unclear() if is_contrary and condition.of is None else None
    if condition.is_range or comparator == "keep":
        words = unwanted_words(target, as_written)
        return Unclear(words=words) if words else None
    signs = find_signs([as_written])
    ceilings, floors = words_of(signs, "ceiling"), words_of(signs, "floor")
    if comparator in ("at_least", "more_than") and ceilings and not floors:
        return Unclear(words=ceilings)
    if comparator in ("at_most", "less_than") and floors and not ceilings:
        return Unclear(words=floors)
    return None


def unwanted_words(target: Target, as_written: str | None = None) -> tuple[str, ...]:
    """Return the words of a target's name, of its unit and of a goal that speak of something wanted less."""
    unit = target.measure.unit_text()
    words = words_of(find_signs([target.name, target.short, unit, as_written]), "ceiling", "unwanted")
    # Cases are counted in "vụ", which is also a part of other words.
    return (*words, unit) if not words and words_of(find_signs([f"số {unit}"]), "unwanted") else words


def figures_above(target: Target, number: str, references: Mapping[str, Reference]) -> tuple[str, ...]:
    """Return the names of the references whose figure is above a goal, for one unit at least. `number` may be a reference."""
    own = references.get(number, Reference(value=number))
    found = []
    for name, reference in references.items():
        for unit in (None, *own.by_unit, *reference.by_unit):
            asked, known = _number(target, own.figure(unit)), _number(target, reference.figure(unit))
            if name != number and asked is not None and known is not None and known > asked:
                found.append(reference.label or name)
                break
    return tuple(found)


def _number(target: Target, operand: str | None) -> Decimal | None:
    """Return an operand as a number, None where it is none: a name, or a fault that has a rule of its own."""
    try:
        return target.measure.operand(operand) if operand is not None else None
    except PydanticCustomError:
        return None


# The page of docs/rules.md about each rule that this module raises; camket.rules.reading joins these mappings.
RULES: dict[str, str] = {
    "pace-form": """A pace is put together in a way that has no meaning.

    Checked: figures or shares by round beside another kind of pace, both of them, none of them; figures that do not fit the
    goal: they go the wrong way, pass the goal, or end in the last round at another figure.

        goal: {at_least: 150}
        pace: {kind: by_round, figures: {q2: 70, q3: 60, q4: 140}}      # 60 is less than 70, and 140 is not 150

    To mend: write the figures of the document. None is farther from the goal than the one before, and the figure of the last
    round is the goal.
    """,
    "target-units": """A target does not say who reports it, or says it in two ways; or its units' figures cannot be added up.

        - id: new-roads
          each: [phuong-1, phuong-2]
          sum_of: [phuong-1, phuong-2]

    To mend: use `lead:` or `reporter:`, and with it at most one of `each:` (every unit of a group reports a figure of its own)
    and `sum_of:` (the figures of these units are added up).
    """,
}
