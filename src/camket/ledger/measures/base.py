"""What all kinds of measure have in common: readings, faults, the catalogue of fields, the base classes.

The methods of `MeasureModel` are the protocol that a kind implements; the defaults are those of a plain number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import PrivateAttr

from camket.ledger.measures.exact import Worked, add, worked, worked_sum
from camket.ledger.scalars import Evidence, Model, Operand, Text, read_figure
from camket.ledger.year import first_day_text
from camket.text.language import _
from camket.text.numerals import format_exact, format_number, round_half_up, unambiguous
from camket.text.source import Keys
from camket.text.spelling import hint_and_fixes

Answer = dict[str, Any]
OwnPace = Literal["always", "after_year"]
FieldKind = Literal["number", "text", "date", "choice", "flag", "papers"]
ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """The figures of one target at one moment.

    `value` is the main figure, which a goal looks at unless a condition picks another with `of`: a count, a share, a score,
    the position of a grade (0 is the worst), 1 for done. `figures` holds the other figures by name: parts, `part` and `whole`.
    """

    value: Decimal | None
    figures: dict[str, Decimal] = field(default_factory=dict)
    grade: str | None = None
    done_on: date | None = None
    items: tuple[Any, ...] = ()
    incidents: tuple[Any, ...] = ()

    def figure(self, of: str | None) -> Decimal | None:
        """Return the figure that a condition looks at."""
        return self.value if of is None else self.figures.get(of)


class ResultFault(NamedTuple):  # here and below: a dataclass takes ten times as long to define
    """Something in a result that its measure does not allow; `keys` lead to it from the result."""

    keys: Keys
    rule: str
    message: str
    hint: str = ""
    fixes: tuple[str, ...] = ()
    of_key: bool = False


class TypedShare(NamedTuple):
    """A share or score that was typed as it stands: its keys in the result, its figure, and by what a format multiplies it.

    A cell in the format per cent shows 0.905 as 90,5%: the factor is 100. `most` is the largest figure that there can be.
    """

    keys: tuple[str, ...]
    figure: Decimal
    factor: int = 100
    most: Decimal | None = None


class ResultField(NamedTuple):
    """One value of a result: the catalogue entry from which forms, questions, blank files, schemas and `set` are made.

    `keys` lead to the value from the result. `given` is the label that the data give it ("" for none), `label` what people
    see. `low` and `high` are the limits that `faults` enforces, `high` only where the result has no value under `limited_by`:
    a figure of the same result that this one does not exceed. `sum_between` is the least and the most that all figures of a
    result which have it make together. `percent` is a figure in per cent; `decimals` are always shown.
    """

    keys: tuple[str, ...]
    label: str
    kind: FieldKind = "number"
    given: str = ""
    unit: str = ""
    whole: bool = False
    percent: bool = False
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    limited_by: str = ""
    sum_between: tuple[Decimal, Decimal] | None = None
    # The flag that must not be false in a result with this value.
    excluded_by: str = ""
    choices: Mapping[str, str] = MappingProxyType({})
    is_needed: bool = False
    # Neither in forms nor in blank files nor asked for; it may still be set.
    is_silent: bool = False
    # The form's hint. In the terminal: the label of the question (None: no question of its own) and its explanation.
    hint: str = ""
    question: str | None = None
    help: str = ""
    # Questions of the same step are asked together and saved together.
    step: int = 0
    # Comment lines above the key in a blank file, of a key inside a mapping (`parts`) above the mapping; without `in_blank`
    # the comments stand there alone.
    comments: tuple[str, ...] = ()
    in_blank: bool = True
    # A reply that may also be a rate (`62,5%`), or done on a day.
    reply: Literal["", "part_or_percent", "done_or_day"] = ""

    @property
    def name(self) -> str:
        """The name by which `set` knows the field."""
        return self.keys[-1]


class EntryFields(NamedTuple):
    """The fields of each entry of a list; `key` is the list's key in the result, `model` the class of an entry."""

    key: str
    model: type[Model]
    fields: tuple[ResultField, ...]
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    # The lines of an entry in a blank file, all commented out.
    example: tuple[str, ...] = ()
    # What the entries are counted in.
    unit: str = ""
    # The keys that make two entries the same thing, as far as both have them.
    identity: tuple[str, ...] = ("name",)


class Result(Model):
    """What every result may hold besides its figure. `awaiting` answers a target whose figure is not published yet."""

    text: Text | None = None
    evidence: Evidence = ()
    same_period: Operand | None = None
    awaiting: Literal["publication", "assessment"] | None = None

    main_key: ClassVar[str] = "value"  # the key of the figure
    list_key: ClassVar[str] = ""  # the key of the entries of a list

    @property
    def has_figure(self) -> bool:
        """Whether the result holds a figure of its own."""
        return getattr(self, self.main_key, None) is not None

    def days(self) -> Iterator[tuple[Keys, date]]:
        """Every day that the figure itself names, with its keys."""
        return iter(())

    def entries(self) -> Sequence[Any]:
        """The entries of a list, with `name`, `identity`, `evidence` and `note`; nothing for other kinds."""
        return ()

    def keyed_entries(self) -> Iterator[tuple[Keys, Any]]:
        """The entries of a list, each with its keys in the result."""
        return (((self.list_key, index), entry) for index, entry in enumerate(self.entries()))


class MeasureModel(Model):
    """How a target is measured: the base class and protocol of all kinds."""

    kind: str
    _first_day: date | None = PrivateAttr(default=None)

    result_class: ClassVar[type[Result]]  # the class of the results, where the kind has one alone
    figure_keys: ClassVar[tuple[str, ...]]  # the keys of the figures in a result
    bare_key: ClassVar[str] = "value"  # the key that a scalar written straight after the target's id stands for
    is_list: ClassVar[bool] = False  # each report lists what is new
    adds_up: ClassVar[bool] = False  # the figures of several units make one figure
    is_number: ClassVar[bool] = True  # the figure is a number for a spreadsheet, not a grade or a yes
    is_typed: ClassVar[bool] = True  # the figure can be typed in a word, so a correction can name it
    is_corrected_by_value: ClassVar[bool] = False  # a later report may replace the figure by a correction
    has_distance: ClassVar[bool] = True  # two figures can be subtracted, and a share of the goal can be told
    has_baseline: ClassVar[bool] = True  # last year's figure can be a figure that this year's goal refers to
    has_projection: ClassVar[bool] = False  # the figure grows, so where it ends can be estimated
    lowest_is_best: ClassVar[bool] = False  # going up means a smaller number, as in a ranking
    is_share: ClassVar[bool] = False  # a part of a whole: it adds up by its parts, and is fair where some units are missing
    takes_days: ClassVar[bool] = False  # a goal is a day or `done`, not a number
    takes_grades: ClassVar[bool] = False  # a goal is a grade, not a number
    needs_part: ClassVar[bool] = False  # a goal must pick one of the figures with `of`
    asks_evidence: ClassVar[bool] = False  # the blank file has a line for the evidence
    must_not_happen: ClassVar[bool] = False  # a goal of 0 for each part means that nothing at all happens
    growing_figure: ClassVar[str | None] = None  # the figure that grows, where it is not the main one: the part of a ratio
    more_is_better: ClassVar[bool] = False  # of the things or amounts that are counted, unless their name says otherwise
    asks_same_period: ClassVar[bool] = False  # the terminal asks for the figure of the same period last year
    # Each kind also has, as a key of targets.yaml or as a ClassVar: `accumulates`, whether the figures are those since
    # the first day of the year; `better`, whether a figure should be "higher", "lower" or "within" bounds.

    # --- the model ---

    def counted_from(self, first_day: date) -> Self:
        """Return the measure in a year that does not begin on 1 January, for the words that name its first day."""
        copy = self.model_copy()
        copy._first_day = first_day
        return copy

    @property
    def first_day_text(self) -> str:
        """The day from which figures accumulate, as text."""
        return first_day_text(self._first_day or date(1, 1, 1))

    @property
    def result_type(self) -> type[Result]:
        """The class of this measure's results."""
        return self.result_class

    @property
    def has_direction(self) -> bool:
        """Whether it is certain which way the figure should go: `better` is written, or it is the same for the whole kind."""
        if "better" in type(self).model_fields:
            return "better" in self.model_fields_set
        return not self.more_is_better

    @property
    def counts_things(self) -> bool:
        """Whether whole things are counted, so that `1.234` can only be 1234."""
        return False

    @property
    def never_below_zero(self) -> bool:
        """Whether the figure can never be negative."""
        return False

    @property
    def projection_limit(self) -> Decimal | None:
        """The figure that a projection to the year's end cannot pass."""
        return None

    @property
    def has_fixed_whole(self) -> bool:
        """Whether the figure is so many of a fixed number (17 of 19 criteria), so that units' own figures make no total."""
        return False

    def part_names(self) -> dict[str, str]:
        """The figures besides the main one that a condition may pick with `of`, with their labels."""
        return {}

    def figure_labels(self) -> Mapping[str, str]:
        """The labels of all figures besides the main one, those that no condition may pick included."""
        return self.part_names()

    @property
    def printed_parts(self) -> Mapping[str, str]:
        """The figures that are printed below the main one, in its unit, with their labels."""
        return self.parts_by_name

    @property
    def parts_by_name(self) -> Mapping[str, str]:
        """The names under `parts:` with their labels."""
        return {}

    @property
    def closed_choices(self) -> Mapping[str, str]:
        """The words that the figure can be: grades; kinds of an entry."""
        return {}

    @property
    def is_percent(self) -> bool:
        """Whether the main figure is a share of a whole per 100, which is never rounded up to 100."""
        return False

    # --- reading a result ---

    def faults(self, result: Result) -> Iterator[ResultFault]:
        """Everything in `result` that cannot be true of this measure."""
        return iter(())

    def evidence_faults(self, result: Result) -> Iterator[ResultFault]:
        """What in `result` counts although nothing proves it."""
        return iter(())

    def counts(self, entry: Any) -> bool:
        """Whether an entry of a list is counted."""
        return True

    def uncounted_reasons(self, entry: Any) -> str:
        """In words, which conditions an entry of a list does not meet; empty for one that counts."""
        return ""

    def read(self, result: Result) -> Reading | None:
        """The figures of one result, or None when it holds none."""
        raise NotImplementedError

    def gather(self, results: Sequence[Result]) -> Reading:
        """The entries of several results together, each thing once. Only for lists."""
        raise NotImplementedError

    def add_up(self, readings: Sequence[Reading]) -> Reading | None:
        """Several units' figures as one, or None where they do not add up."""
        return None

    def worked_figure(self, reading: Reading, of: str | None = None) -> Worked | None:
        """The figure that a condition looks at, without the rounding of a share: a ratio as `2 ÷ 3 × 100`."""
        figure = reading.figure(of)
        return None if figure is None else worked(figure)

    def worked_sum(self, readings: Sequence[Reading], total: Reading) -> Worked | None:
        """How the figures of several units make `total`, less what several of them name: `1 + 2 - 1`."""
        values = [one.value for one in readings if one.value is not None]
        named_twice = add(values) - (total.value or ZERO)
        return worked_sum(values) - named_twice if named_twice else worked_sum(values)

    def typed_at(self, result: Result, reading: Reading) -> Iterator[tuple[tuple[str, ...], str | None]]:
        """The keys in the result that `reading` was read from, each with the name of its figure; None for the main one."""
        for key in self.figure_keys:
            if key == "parts":
                yield from (((key, name), name) for name in reading.figures)
            elif getattr(result, key) is not None:
                yield (key,), key if key in ("part", "whole") else None

    def defining_keys(self, result: Result) -> tuple[str, ...]:
        """The keys of the measure whose numbers stand beside the figure: out of 19 criteria."""
        return ()

    def running_figures(self, result: Result) -> Iterator[tuple[tuple[str, ...], Decimal, bool]]:
        """The figures that can be compared with earlier rounds: keys, figure, whether it accumulates."""
        return iter(())

    def share_of(self, result: Result) -> TypedShare | None:
        """The main figure as a share that was typed as it stands, which a cell may have lost the format of; None for others."""
        return None

    def shared_figures(self, one: Reading, other: Reading) -> Iterator[tuple[tuple[str, ...], Decimal, Decimal]]:
        """The figures that two readings have in common: keys, figure of one, figure of the other."""
        if one.value is not None and other.value is not None:
            yield ("value",), one.value, other.value

    def overlapping_parts(self, reading: Reading) -> Mapping[str, Decimal]:
        """The parts that together make more than the whole where the data do not say whether they overlap; else nothing."""
        return {}

    # --- the entries of a list ---

    def entry_text(self, entry: Any) -> str:
        """An entry as people read it, without its evidence."""
        return str(entry.name)

    def deciding_columns(self, entry: Any) -> tuple[str, ...]:
        """The columns of an entry that decide whether it counts."""
        return ()

    def details(self, entry: Any) -> Iterator[tuple[str, Decimal | date | str]]:
        """The label and the value of each column of an entry besides its name."""
        return iter(())

    # --- goals ---

    def own_pace(self, *, allows_none: bool) -> OwnPace | None:
        """The default pace where this kind has one of its own; `allows_none`: the goal is that nothing happens."""
        return None

    def operand(self, text: str) -> Decimal | None:
        """The number that an operand of a goal means. Raises PydanticCustomError when it is no number."""
        return read_figure(text, whole=self.counts_things and not _is_fractional(text), percent=True)

    def starts_at_zero(self, *, falls: bool) -> bool:
        """Whether the figure starts at zero on the first day of the year; `falls`: the goal asks for less."""
        return bool(getattr(self, "accumulates", False))

    def may_come_back(self, of: str | None) -> bool:
        """Whether a figure that has passed its limit can return: a level can, what accumulates cannot."""
        return not getattr(self, "accumulates", False) or of == "whole"

    # --- entering a result ---

    def fields(self) -> tuple[ResultField, ...]:
        """The catalogue of this measure's figures."""
        return ()

    def entry_fields(self) -> EntryFields | None:
        """The catalogue of a list's entries; None for kinds that are no list."""
        return None

    def same_period_field(self) -> ResultField | None:
        """The field for the figure of the same period last year; None where no figure can be compared."""
        label = _("Same period last year")
        help_ = _("The figure of the same period last year, if it is known.") + " " + numbers_help()
        question = label if self.asks_same_period else None
        return ResultField(
            ("same_period",), label, unit=self.unit_text(), whole=self.counts_things, question=question, help=help_
        )

    def present_reply(self, held: Mapping[str, Any], field_: ResultField) -> str:
        """What the terminal offers to keep or change: the present value as it is typed; `held` is the result by key."""
        value: Any = held
        for key in field_.keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) else ""

    def computed_text(self, result: Result) -> str:
        """The figure that is computed of those in the result; empty where figures are typed as they are."""
        return ""

    def read_words(self, words: str) -> Answer:
        """The result, by key, that words on a command line mean. Raises AnswerFault."""
        return {"value": words}

    def typed_figure(self, text: str) -> Decimal:
        """The main figure that a text names, as under `same_period:`. Raises PydanticCustomError when it names none."""
        return read_figure(text, whole=self.counts_things, percent=True)

    def typed_figures(self, text: str) -> tuple[Decimal, ...]:
        """The figures that a correction's text names. Raises PydanticCustomError when it names none."""
        return (self.typed_figure(text),)

    def typed_cell(self, column: str, given: Any) -> Any:
        """A value of an entry as the type of its column; a value that its column cannot read, as it is written."""
        return given

    def correction_text(self, result: Result, reading: Reading) -> str | None:
        """A result's figure as a correction writes it."""
        return unambiguous(reading.value) if reading.value is not None else None

    def full_result(self, raw: Any) -> Any:
        """A result as it was written, with a bare scalar or list under its key."""
        return {self.bare_key: raw} if isinstance(raw, (str, list)) else raw

    # --- words ---

    def given_label(self, keys: Sequence[str]) -> str | None:
        """The label that the data give to a value of a result; None where they give none. `keys` lead to the value."""
        if keys[0] == "parts" and len(keys) > 1:
            return self.parts_by_name.get(keys[1], keys[1])
        return getattr(self, keys[0], None) if keys[0] in ("part", "whole") else None

    def word_label(self, key: str, word: str) -> str | None:
        """The label of a word in a result: of a grade, of a choice in a column; None where `key` holds no such words."""
        return None

    def unit_text(self) -> str:
        """What the main figure counts: doanh nghiệp, %, điểm."""
        return getattr(self, "unit", None) or ""

    @property
    def part_units(self) -> Mapping[str, str]:
        """The units of the figures besides the main one that have a unit of their own: of a ratio, its part and its whole."""
        return {}

    def unit_of(self, of: str | None) -> str:
        """The unit of a figure; `of` names a figure besides the main one."""
        return self.part_units.get(of or "", self.unit_text())

    def figure_text(self, value: Decimal, of: str | None = None) -> str:
        """A figure as people read it, without its unit of measure; `of` names a figure besides the main one."""
        return self.main_text(value) if of is None else format_number(value)

    def words_text(self, value: Decimal, of: str | None = None) -> str:
        """A figure with its unit of measure; `of` names a figure besides the main one."""
        return self.counted_text(value) if of is None else join_unit(self.figure_text(value, of), self.unit_of(of))

    def change_text(self, size: str, of: str | None = None) -> str:
        """How much a figure rises or falls, with its unit: 380 hộ, 4 điểm %, 2 bậc."""
        unit = self.unit_of(of)
        return _("{figure} points").format(figure=size) if unit == "%" else join_unit(size, unit)

    def main_text(self, value: Decimal) -> str:
        """The main figure as people read it, without its unit of measure."""
        return format_number(value)

    def brief_text(self, value: Decimal) -> str:
        """The main figure with about four digits, for an overview."""
        size = abs(value)
        return format_number(value, 0 if size >= 1000 else 1 if size >= 100 else 2)

    def reading_text(self, reading: Reading | None) -> str:
        """The figure reached: 38, 51,92%, tốt, 3/12, đã xong 02/6/2023; a dash for none."""
        return self.reached_text(reading) if reading is not None else "–"

    def reached_text(self, reading: Reading) -> str:
        """The same for a reading that there is."""
        return self.main_text(reading.value) if reading.value is not None else "–"

    def brief_reading_text(self, reading: Reading) -> str:
        """The figure reached, with about four digits where the text is the main figure alone: 1.235, but 1.234,5/2.000."""
        text = self.reached_text(reading)
        return self.brief_text(reading.value) if reading.value is not None and text == self.main_text(reading.value) else text

    def full_reading_text(self, reading: Reading) -> str:
        """The figure reached with its unit of measure; of a ratio, with its part and whole too: 51,92% (62.300/120.000 m)."""
        return self.counted_text(reading.value) if reading.value is not None else self.reached_text(reading)

    def detailed_text(self, reading: Reading) -> str:
        """The figure reached with its unit, and with the figures that it is computed of."""
        return self.with_unit(self.reached_text(reading))

    def counted_text(self, value: Decimal) -> str:
        """A figure with its unit of measure: 38 doanh nghiệp, 81,2 điểm."""
        return join_unit(self.main_text(value), self.unit_text())

    @property
    def sign(self) -> str:
        """The sign that is part of the figure itself: % of a ratio."""
        return ""

    def with_unit(self, figure: str) -> str:
        """Text of a figure with its unit, unless the text shows the unit already."""
        unit = self.unit_text()
        return f"{figure} {unit}" if unit else figure

    def difference_text(self, difference: Decimal | None) -> str:
        """A difference with its sign: +21, −0,5, +34,42 percentage points; empty where figures cannot be subtracted."""
        return self.moved_text(difference) if difference is not None and self.has_distance else ""

    def moved_text(self, difference: Decimal) -> str:
        """The same for a difference that there is."""
        return signed(difference)

    def plain_text(self, value: Decimal) -> str | None:
        """The figure for a program; None where it is printed as a plain number."""
        return None

    def is_measured_as(self, other: MeasureModel) -> bool:
        """Whether figures of this measure and of another one can be compared: same kind, unit of measure and scale."""
        return all(getattr(self, name, None) == getattr(other, name, None) for name in _COMPARABLE)

    def figure_for_next_year(self, reading: Reading) -> str | None:
        """The figure as a baseline in next year's targets.yaml; None where there is none."""
        return unambiguous(round_half_up(reading.value, 6)) if reading.value is not None and self.has_baseline else None


# The keys of a measure that give its figures their meaning; the others are labels, or say how a figure is shown.
_COMPARABLE = (
    "kind",
    "unit",
    "part_unit",
    "whole_unit",
    "per",
    "accumulates",
    "min",
    "max",
    "out_of",
    "of",
    "counts_if",
    "grades",
)


def numbers_help() -> str:
    """How numbers are typed, for the terminal."""
    return _("Write numbers like 75; 62,5; 1.234,5, without the unit of measure.")


def join_unit(figure: str, unit: str) -> str:
    """A figure with its unit: 38 hộ, 62,5%, 12,5‰; unchanged where it ends in the unit already."""
    if not unit or figure.endswith(unit):
        return figure
    return figure + unit if unit[0] in "%‰/" else f"{figure} {unit}"


def units_of_parts(unit: str | None, part_unit: str | None, whole_unit: str | None) -> dict[str, str]:
    """The units of a part and of its whole: their own, or else the common one; none where only the other has its own."""
    common = unit or ""
    return {"part": part_unit or common, "whole": whole_unit or common}


def signed(difference: Decimal, decimals: int = 2) -> str:
    """A difference with its sign."""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return sign + format_number(abs(difference), decimals)


def _is_fractional(operand: str) -> bool:
    # 6,5 (per cent of growth) may be compared with a count; 1.234 for a count stays 1234.
    tail = operand.rstrip("% ").replace(".", ",").rpartition(",")
    return "," in operand.replace(".", ",") and len(tail[2]) != 3


# --- faults that several kinds report -----------------------------------------------------------------------------


def inside(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Whether a figure lies within its limits."""
    return (low is None or value >= low) and (high is None or value <= high)


def out_of_range(keys: Keys, value: Decimal, low: Decimal | None, high: Decimal | None) -> ResultFault:
    """A figure outside the scale of its measure."""
    lowest, highest = (format_exact(limit) if limit is not None else "…" for limit in (low, high))
    message = _("{value} is outside {low} to {high}").format(value=format_exact(value), low=lowest, high=highest)
    return ResultFault(keys, "out-of-range", message, _("Check the figure and its decimal mark."))


def negative(keys: Keys, value: Decimal, hint: str) -> ResultFault:
    """A figure below zero that cannot be."""
    return ResultFault(keys, "negative", _("{value} is below zero").format(value=format_exact(value)), hint)


def listed(known: Sequence[str] | Mapping[str, str]) -> str:
    """Return the words that are known, those with a label after it. A label may have commas of its own."""
    if isinstance(known, Mapping):
        return "; ".join(f"{label} ({word})" if label and label != word else word for word, label in known.items())
    return ", ".join(known)


def unknown_word(keys: Keys, given: str, known: Sequence[str] | Mapping[str, str], rule: str = "unknown-choice") -> ResultFault:
    """A word that is none of the known ones: a value, or the key that `keys` end in."""
    hint, fixes = hint_and_fixes(given, list(known))
    hint += _("Known here: {words}.").format(words=listed(known))
    return ResultFault(keys, rule, _("'{word}' is not known here").format(word=given), hint, fixes, of_key=keys[-1] == given)


def part_and_whole_faults(part: Decimal | None, whole: Decimal | None, *, may_exceed: bool) -> Iterator[ResultFault]:
    """What is wrong with a part and its whole."""
    for key, figure in (("part", part), ("whole", whole)):
        if figure is not None and figure < 0:
            yield negative((key,), figure, _("Check the sign."))
    if part is not None and whole is not None and part > whole and not may_exceed:
        message = _("the part {part} is larger than the whole {whole}").format(
            part=format_exact(part), whole=format_exact(whole)
        )
        yield ResultFault(("part",), "parts-do-not-fit", message, _("Check both figures; perhaps they were exchanged."))
