"""What a year of commitments is made of: bodies, units, rounds, targets, reports. Frozen, typed, no input or output.

A target is put together from few parts: a measure (what is counted), a goal (conditions on it, against numbers or
named references), a pace (what is expected when) and its units. A report's result has the shape of its target's
measure. Scalars arrive as text, and the types here read them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from camket.language import _
from camket.numerals import AmbiguousNumber, NotANumber, format_exact, read_date, read_number
from camket.spelling import IDENT

# --- how scalars are read ----------------------------------------------------------------------------------------

# Names that Windows gives to devices: a file `con.yaml` cannot be made there.
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
# Dates outside are slips of the hand; to and from those inside there is room to reckon.
_YEARS = range(1900, 2201)
YES = {"true", "yes", "có", "rồi", "đã", "x"}
NO = {"false", "no", "không", "chưa"}


def _fault(rule: str, message: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint})


def _read_text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    if value is None or isinstance(value, str):
        raise _fault("wrong-type", _("text is expected here, nothing was found"), _("Write it, or delete the line."))
    raise _fault("wrong-type", _("text is expected here, not a list or a mapping"), _("Text with ': ' in it needs quotes."))


def _read_commit(value: object) -> str:
    text = _read_text(value)
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", text):
        message = _("'{text}' is not the hash of a commit").format(text=text)
        raise _fault("bad-value", message, _("It is written by camket issue; fetch the file back with git."))
    return text


def _read_digest(value: object) -> str:
    text = _read_text(value)
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        message = _("'{text}' is no digest").format(text=text)
        raise _fault("bad-value", message, _("It is written by camket issue; fetch the file back with git."))
    return text


def _read_ident(value: object) -> str:
    text = _read_text(value)
    if not IDENT.fullmatch(text) or _DEVICES.fullmatch(text):
        message = _("'{text}' cannot be an id").format(text=text)
        raise _fault("bad-id", message, _("Small letters without accents, digits and '-', at most 64: phuong-1."))
    return text


def _number_fault(text: str, error: NotANumber) -> PydanticCustomError:
    if isinstance(error, AmbiguousNumber):
        thousands, decimal = error.readings
        hint = _("Write {thousands} for the first, {decimal} for the second.").format(
            thousands=thousands, decimal=f"{decimal}0".replace(".", ",")
        )
        return _fault("ambiguous-number", str(error), hint)
    if re.search(r"\d\s*[^\W\d_]", text):
        return _fault("bad-number", str(error), _("Keep the number alone; the unit of measure is in targets.yaml."))
    return _fault("bad-number", str(error), _("Write it like 75, 62,5 or 1.234,5."))


def read_figure(value: object, *, whole: bool = False, percent: bool = False) -> Decimal:
    """A number from a scalar's text; a PydanticCustomError with rule, message and hint when it is none."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise _fault("wrong-type", _("a number is expected here"), _("Write it like 75, 62,5 or 1.234,5."))
    text = value.strip().removesuffix("%").rstrip() if percent else value.strip()
    try:
        return read_number(text, whole=whole)
    except NotANumber as error:
        raise _number_fault(text, error) from None


def read_day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise _fault("bad-date", _("a date is expected here"), _("Write year-month-day: 2023-06-02."))
    try:
        day = read_date(value)
    except ValueError as error:
        raise _fault("bad-date", str(error), _("Write year-month-day: 2023-06-02.")) from None
    if day.year not in _YEARS:
        message = _("the year of '{text}' is not between {first} and {last}").format(
            text=value.strip(), first=_YEARS[0], last=_YEARS[-1]
        )
        raise _fault("bad-date", message, _("Check the year."))
    return day


def _read_within(value: object, low: int, high: int, *, whole: bool = False, percent: bool = False) -> Decimal:
    number = read_figure(value, whole=whole, percent=percent)
    if not low <= number <= high:
        message = _("{value} is outside {low} to {high}").format(value=format_exact(number), low=low, high=high)
        raise _fault("out-of-range", message, _("Check the figure and its decimal mark."))
    return number


def _read_year(value: object) -> int:
    year = read_figure(value, whole=True)
    if year not in _YEARS:
        raise _fault("out-of-range", _("'{text}' is not a year").format(text=value), _("Write it with four digits: 2023."))
    return int(year)


def read_flag(value: object) -> bool:
    """Yes or no; a PydanticCustomError when it is neither."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in YES:
        return True
    if word in NO:
        return False
    raise _fault("wrong-type", _("yes or no is expected here"), _("Write true or false."))


def _read_operand(value: object) -> str:
    """A number, a grade, or the name of a reference; which of them, the measure tells (see goals.py)."""
    text = _read_text(value)
    if not re.match(r"[+-]?\d", text) and not IDENT.fullmatch(text):
        message = _("'{text}' is neither a number nor the name of a reference").format(text=text)
        raise _fault("bad-number", message, _("Write a number, or a name that stands under references:."))
    return text


def _split_range(value: object) -> object:
    """The two figures of a range, written as a list or as people write it: `6,5 – 7%`."""
    if isinstance(value, str):
        found = re.fullmatch(r"([\d.,]+)\s*%?\s*(?:[-–—]|đến)\s*([\d.,]+)\s*%?", value.strip())
        value = found.groups() if found else [value]
    if isinstance(value, (list, tuple)) and len(value) != 2:
        message = _("a range is two figures, {n} were found").format(n=len(value))
        raise _fault("goal-form", message, _("between: [6.5, 7]; a decimal comma stands between quotes."))
    return value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _some(value: object) -> object:
    if value in ([], ()):
        raise _fault("wrong-type", _("at least one entry is expected here"), _("See docs/data-format.md for this key."))
    return value


def _nothing(value: object) -> object:
    """An empty value under a key that takes a list or mapping counts as the key left out."""
    return () if value is None else value


def _filled(value: object) -> object:
    """Parts left blank are lines for later, as a blank key is anywhere else."""
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


class _Reads:
    """Marks a type as read from its text by one function. pydantic's own PlainValidator says the same and is ten times
    as slow to build, which a command that lasts a quarter of a second feels."""

    def __init__(self, read: Callable[[object], Any]) -> None:
        self.read = read

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)


class _After:
    """Marks a type whose value is first put into shape by one function (see _Reads for why not BeforeValidator)."""

    def __init__(self, shape: Callable[[object], Any]) -> None:
        self.shape = shape

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.shape, handler(source))


Text = Annotated[str, _Reads(_read_text)]
Ident = Annotated[str, _Reads(_read_ident)]
Digest = Annotated[str, _Reads(_read_digest)]
Number = Annotated[Decimal, _Reads(read_figure)]
Whole = Annotated[Decimal, _Reads(lambda value: read_figure(value, whole=True))]
Percent = Annotated[Decimal, _Reads(lambda value: read_figure(value, percent=True))]
Share = Annotated[Decimal, _Reads(lambda value: _read_within(value, 0, 100, percent=True))]
Days = Annotated[Decimal, _Reads(lambda value: _read_within(value, 0, 366, whole=True))]
Decimals = Annotated[Decimal, _Reads(lambda value: _read_within(value, 0, 10, whole=True))]
Day = Annotated[date, _Reads(read_day)]
CalendarYear = Annotated[int, _Reads(_read_year)]
Flag = Annotated[bool, _Reads(read_flag)]
Operand = Annotated[str, _Reads(_read_operand)]
Idents = Annotated[tuple[Ident, ...], _After(_one_or_many)]
Texts = Annotated[tuple[Text, ...], _After(_one_or_many)]


class Model(BaseModel):
    """What all parts share: frozen, no unknown keys, built only when first used."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: Any) -> Any:
        # `note:` with nothing after it is a line left for later, not a value; but a key that is not known stays a fault.
        if type(value) is dict and None in value.values():
            known = cls.model_fields if cls.model_config["extra"] == "forbid" else value
            return {key: item for key, item in value.items() if item is not None or key not in known}
        return value


# --- bodies, documents, the calendar --------------------------------------------------------------------------------


class Paper(Model):
    """A document that is cited: a basis, a decision behind a goal, the evidence of a result."""

    kind: Text | None = None
    number: Text | None = None
    date: Day | None = None
    body: Text | None = None
    subject: Text | None = None
    link: Text | None = None
    file: Text | None = None
    note: Text | None = None


def _paper_from_number(value: object) -> object:
    return {"number": value} if isinstance(value, str) else value


CitedPaper = Annotated[Paper, _After(_paper_from_number)]


def _papers(value: object) -> object:
    return [value] if isinstance(value, (str, dict)) else _nothing(value)


Evidence = Annotated[tuple[CitedPaper, ...], _After(_papers)]


class Contact(Model):
    """Who is called: at a unit whose report is late, at the office by the units."""

    name: Text | None = None
    title: Text | None = None
    phone: Text | None = None
    email: Text | None = None


class Unit(Model):
    """A body that reports. `requested` marks one that the issuing body asks and does not command."""

    id: Ident
    name: Text
    short: Text | None = None
    kind: Text | None = None
    spellings: Texts = ()
    head: Text | None = None
    contact: Contact | None = None
    authors: Texts = ()
    requested: Flag = False


class Body(Model):
    """A body that co-operates and does not report."""

    id: Ident
    name: Text
    short: Text | None = None
    spellings: Texts = ()
    note: Text | None = None


class Group(Model):
    """Units that get the same target, in the office's order."""

    id: Ident
    name: Text
    units: Annotated[Idents, _After(_some)]


class Holiday(Model):
    """A day off, with its name."""

    date: Day
    name: Text | None = None


class Round(Model):
    """One round of reports. `before` the 5th makes the 4th the last day in time; `by` the 5th, the 5th."""

    id: Ident
    name: Text | None = None
    quarter: Literal["1", "2", "3", "4"] | None = None
    annual: Literal["preliminary", "update"] | None = None
    before: Day | None = None
    by: Day | None = None
    opens: Day | None = None
    cut_off: Day | None = None
    data_from: Day | None = None
    sent_up_by: Day | None = None

    @model_validator(mode="after")
    def _one_due_date(self) -> Self:
        if (self.before is None) == (self.by is None):
            raise _fault(
                "round-due",
                _("a round has one due date: before: or by:"),
                _("before: 2023-06-05 makes 4 June the last day in time; by: 2023-06-05 makes it 5 June."),
            )
        if self.quarter and self.annual:
            raise _fault("round-due", _("a round is either of a quarter or annual, not both"), _("Keep one of the two keys."))
        return self


class Regime(Model):
    """The office's own rules of reporting."""

    opens_days_before: Days = Decimal(15)
    day_off: Literal["as-written", "next-working-day"] = "as-written"
    days_to_record: Days = Decimal(7)
    days_off_weekly: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("sat", "sun")

    @model_validator(mode="after")
    def _some_days_are_worked(self) -> Self:
        if len(set(self.days_off_weekly)) == 7:
            message = _("not every day of the week can be a day off")
            raise _fault("bad-value", message, _("Name the days on which the office is closed: [sat, sun]."))
        return self


class Signatory(Model):
    """Who signs: authority, a line or several (TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH …), title, name."""

    authority: Texts = ()
    title: Text | None = None
    name: Text | None = None


class Symbols(Model):
    """The letters after the number of the documents that the office writes: BC-UBND, UBND-VP."""

    report: Text | None = None
    letter: Text | None = None


class Commitment(Model):
    """The document that hands the targets down."""

    year: CalendarYear
    title: Text
    subject: Text | None = None
    number: Text | None = None
    symbol: Text | None = None
    date: Day | None = None
    issuing_body: Text
    issuing_office: Text | None = None
    area: Text | None = None
    parent_body: Text | None = None
    higher_body: Text | None = None
    place: Text | None = None
    symbols: Symbols = Symbols.model_construct(report=None, letter=None)
    authors: Texts = ()
    basis: tuple[CitedPaper, ...] = ()
    addressees: Texts = ()
    recipients: Texts = ()
    report_addressees: Texts = ()
    report_recipients: Texts = ()
    signatory: Signatory | None = None
    letter_recipients: Texts = ()
    letter_signatory: Signatory | None = None
    contact: Contact | None = None
    focal_points: Text | None = None
    note: Text | None = None


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
    between: Annotated[tuple[Operand, Operand], _After(_split_range)] | None = None
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
            raise _fault("goal-form", message, hint)
        if (self.change != "level") != (self.against is not None):
            raise _fault(
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
    all: Annotated[tuple[Condition, ...], _After(_some)]
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
            raise _fault("goal-form", message, _("For example: goal: {at_least: 75}"))
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


References = Annotated[dict[Ident, Reference], _After(_nothing)]


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
            raise _fault("target-units", _("each: and sum_of: cannot stand together"), _("Keep one of the two."))
        if not (self.lead or self.reporter or self.each or self.sum_of):
            raise _fault(
                "target-units",
                _("nobody reports this target"),
                _("Name lead:, or reporter: where no lead is named, or each:/sum_of: with a group."),
            )
        return self


# --- results and reports --------------------------------------------------------------------------------------------


class Result(Model):
    """What every result may carry besides its figure. `awaiting` answers a target whose figure is not out yet."""

    text: Text | None = None
    evidence: Evidence = ()
    same_period: Operand | None = None
    awaiting: Literal["publication", "assessment"] | None = None


class QuantityResult(Result):
    kind: Literal["amount"] = "amount"
    value: Number | None = None
    parts: Annotated[dict[Ident, Number], _After(_filled)] = Field(default_factory=dict)


class CountResult(Result):
    kind: Literal["count"] = "count"
    value: Whole | None = None
    parts: Annotated[dict[Ident, Whole], _After(_filled)] = Field(default_factory=dict)


class RatioResult(Result):
    kind: Literal["ratio"] = "ratio"
    part: Number | None = None
    whole: Number | None = None
    percent: Percent | None = None


class ScoreResult(Result):
    kind: Literal["score"] = "score"
    value: Percent | None = None


class RankResult(Result):
    kind: Literal["rank"] = "rank"
    rank: Whole | None = None
    of: Whole | None = None


class Item(Model):
    """One named thing of a list, with the columns that its target asks for."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)

    name: Text
    evidence: Evidence = ()
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class ListResult(Result):
    kind: Literal["list"] = "list"
    items: tuple[Item, ...] | None = None


class Incident(Model):
    """One thing that should not have happened."""

    kind: Ident
    name: Text
    date: Day | None = None
    evidence: Evidence = ()
    note: Text | None = None


class IncidentsResult(Result):
    kind: Literal["incidents"] = "incidents"
    incidents: tuple[Incident, ...] | None = None


class JudgementResult(Result):
    kind: Literal["judgement"] = "judgement"
    grade: Ident | None = None
    part: Number | None = None
    whole: Number | None = None


class MilestoneResult(Result):
    kind: Literal["milestone"] = "milestone"
    done: Flag | None = None
    date: Day | None = None


class CompositionResult(Result):
    kind: Literal["composition"] = "composition"
    parts: Annotated[dict[Ident, Percent], _After(_filled)] = Field(default_factory=dict)


AnyResult = (
    QuantityResult
    | CountResult
    | RatioResult
    | ScoreResult
    | RankResult
    | ListResult
    | IncidentsResult
    | JudgementResult
    | MilestoneResult
    | CompositionResult
)
# The key that a scalar written straight after the target's id stands for.
BARE_KEY = {
    "count": "value",
    "amount": "value",
    "score": "value",
    "ratio": "percent",
    "rank": "rank",
    "judgement": "grade",
    "milestone": "done",
    "list": "items",
    "incidents": "incidents",
    "composition": "parts",
}
RESULT_TYPES: dict[str, type[Result]] = {
    "count": CountResult,
    "amount": QuantityResult,
    "score": ScoreResult,
    "ratio": RatioResult,
    "rank": RankResult,
    "judgement": JudgementResult,
    "milestone": MilestoneResult,
    "list": ListResult,
    "incidents": IncidentsResult,
    "composition": CompositionResult,
}


class Remark(Model):
    """A difficulty or a proposal, of one target or of the unit's whole work."""

    text: Text
    target: Ident | None = None
    to: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Correction(Model):
    """A figure of an earlier report put right."""

    target: Ident
    unit: Ident | None = None
    old: Text
    new: Text
    reason: Text
    by: Text
    date: Day


class Covering(Model):
    """The letter a report came under."""

    number: Text | None = None
    date: Day | None = None


class Person(Model):
    """Who answers for the figures."""

    name: Text | None = None
    title: Text | None = None
    phone: Text | None = None
    email: Text | None = None


class Report(Model):
    """One unit's report for one round. `results` still holds what was written; load.py reads each by its measure."""

    unit: Text | None = None
    round: Ident | None = None
    illustrative: Flag = False
    submitted: Day | None = None
    resubmitted: tuple[Day, ...] = ()
    letter: Covering | None = None
    reported_by: Person | None = None
    results: Annotated[dict[str, Any], _After(lambda value: {} if value is None else value)] = Field(default_factory=dict)
    difficulties: tuple[Remark, ...] = ()
    proposals: tuple[Remark, ...] = ()
    corrections: tuple[Correction, ...] = ()
    note: Text | None = None


Verdict = Literal[
    "exceeded",
    "met",
    "on-track",
    "behind",
    "missed",
    "not-reported",
    "goal-unassigned",
    "not-yet-due",
    "awaiting-publication",
]


class Overrule(Model):
    """The office's verdict in place of the computed one, with reason and name."""

    target: Ident
    unit: Ident | None = None
    verdict: Verdict
    reason: Text
    by: Text
    date: Day | None = None


class Extension(Model):
    """A later due date that the office grants one unit."""

    unit: Ident
    due: Day
    reason: Text
    by: Text | None = None
    date: Day | None = None
    document: CitedPaper | None = None


class Answer(Model):
    """What became of one proposal or several. `forwarded` went on to a higher body, whose answer is waited for."""

    proposals: Annotated[Idents, _After(_some)]
    outcome: Literal["settled", "declined", "forwarded"]
    date: Day
    text: Text | None = None
    by: Text | None = None
    document: CitedPaper | None = None


class OfficeFile(Model):
    """What the office itself writes for a round: `_office.yaml` beside the units' files."""

    round: Ident | None = None
    illustrative: Flag = False
    draft: Flag = True
    number: Text | None = None
    date: Day | None = None
    assessment: Texts = ()
    directions: Texts = ()
    proposals: Texts = ()
    signatory: Signatory | None = None
    overrules: tuple[Overrule, ...] = ()
    extensions: tuple[Extension, ...] = ()
    answers: tuple[Answer, ...] = ()
    note: Text | None = None


class Output(Model):
    """What a report came out as: a digest of its bytes, and one of what it holds, which no packing changes."""

    bytes: Digest
    content: Digest


class Issue(Model):
    """A report as it was issued: its number and day, the commit of its data, digests of all that went in and came out."""

    number: Text
    date: Day
    as_of: Day
    since: Ident | None = None
    commit: Annotated[str, _Reads(_read_commit)]
    by: Text | None = None
    versions: dict[Text, Text] = Field(default_factory=dict)
    inputs: dict[Text, Digest]
    templates: dict[Text, Digest] = Field(default_factory=dict)
    outputs: dict[Text, Output]

    @model_validator(mode="after")
    def _knows_no_later_day(self) -> Self:
        if self.as_of > self.date:
            message = _("a report cannot know what came after its own day")
            raise _fault("bad-date", message, _("It is written by camket issue; fetch the file back with git."))
        return self


class IssuedFile(Model):
    """`_issued.yaml` of a round: every time that its report was issued, the last one last."""

    round: Ident | None = None
    issued: Annotated[tuple[Issue, ...], _After(_some)]


class TargetsFile(Model):
    """`targets.yaml`; units, bodies, groups may stand in `units.yaml` beside it. Targets are read one by one."""

    commitment: Commitment
    regime: Regime = Regime.model_construct(
        opens_days_before=Decimal(15), day_off="as-written", days_to_record=Decimal(7), days_off_weekly=("sat", "sun")
    )
    rounds: Annotated[tuple[Round, ...], _After(_some)]
    holidays: tuple[Holiday, ...] = ()
    units: tuple[Any, ...] = ()
    bodies: tuple[Any, ...] = ()
    groups: tuple[Any, ...] = ()
    targets: tuple[Any, ...]


def members(names: Sequence[str], groups: Mapping[str, Group]) -> tuple[str, ...]:
    """The unit ids behind a list of unit and group ids, in order, each once."""
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(groups[name].units if name in groups else (name,)))
    return tuple(found)
