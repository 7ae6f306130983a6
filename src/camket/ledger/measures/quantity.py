"""Count and amount: one figure in a unit of measure, perhaps with parts (of which)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from camket.ledger.measures.base import (
    ZERO,
    MeasureModel,
    Reading,
    Result,
    ResultFault,
    ResultField,
    TypedShare,
    negative,
    numbers_help,
    out_of_range,
    unknown_word,
)
from camket.ledger.measures.exact import add
from camket.ledger.scalars import Flag, Ident, Number, ShapedBy, Text, Whole, filled_parts
from camket.text.language import _
from camket.text.numerals import format_exact, format_number


class _OneFigure(Result):
    if TYPE_CHECKING:  # each kind declares these fields with a type of its own
        value: Decimal | None
        parts: dict[str, Decimal]


class QuantityResult(_OneFigure):
    kind: Literal["amount"] = "amount"
    value: Number | None = None
    parts: Annotated[dict[Ident, Number], ShapedBy(filled_parts)] = Field(default_factory=dict)


class CountResult(_OneFigure):
    kind: Literal["count"] = "count"
    value: Whole | None = None
    parts: Annotated[dict[Ident, Whole], ShapedBy(filled_parts)] = Field(default_factory=dict)


class Quantity(MeasureModel):
    """A count of whole things, or an amount in a unit of measure. Cumulative from the year's first day unless it is a level."""

    kind: Literal["count", "amount"]
    unit: Text | None = None
    accumulates: Flag = True
    better: Literal["higher", "lower", "within"] = "higher"
    out_of: Number | None = None
    parts: dict[Ident, Text] = Field(default_factory=dict)
    disjoint: Flag | None = None

    figure_keys: ClassVar[tuple[str, ...]] = ("value", "parts")
    adds_up: ClassVar[bool] = True
    more_is_better: ClassVar[bool] = True
    is_corrected_by_value: ClassVar[bool] = True
    has_projection: ClassVar[bool] = True
    asks_same_period: ClassVar[bool] = True

    @property
    def result_type(self) -> type[Result]:
        return CountResult if self.kind == "count" else QuantityResult

    @property
    def counts_things(self) -> bool:
        return self.kind == "count"

    @property
    def never_below_zero(self) -> bool:
        return self.kind == "count" or self.accumulates

    @property
    def has_fixed_whole(self) -> bool:
        return self.out_of is not None

    def part_names(self) -> dict[str, str]:
        return dict(self.parts)

    @property
    def parts_by_name(self) -> Mapping[str, str]:
        return self.parts

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, _OneFigure)
        value = result.value
        if value is not None:
            if value < 0 and self.never_below_zero:
                yield negative(
                    ("value",), value, _("A figure counted from {day} is 0 or more.").format(day=self.first_day_text)
                )
            if self.out_of is not None and value > self.out_of:
                yield out_of_range(("value",), value, ZERO, self.out_of)
        for name, figure in result.parts.items():
            keys = ("parts", name)
            if name not in self.parts:
                yield unknown_word(keys, name, self.parts)
            elif figure < 0:
                yield negative(keys, figure, _("Check the sign."))
            elif value is not None and figure > value:
                message = _("the part {part} is larger than the whole {whole}").format(
                    part=format_exact(figure), whole=format_exact(value)
                )
                yield ResultFault(keys, "parts-do-not-fit", message, _("A part (trong đó) is at most the whole."))
        total = add(result.parts.values())
        if self.disjoint and value is not None and total > value >= max(result.parts.values()):
            message = _("the parts make {total}, more than the whole {whole}").format(
                total=format_exact(total), whole=format_exact(value)
            )
            hint = _("These parts do not overlap, so together they are at most the whole. Check the figures.")
            yield ResultFault(("parts",), "parts-do-not-fit", message, hint)

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, _OneFigure)
        return Reading(result.value, dict(result.parts)) if result.value is not None else None

    def add_up(self, readings: Sequence[Reading]) -> Reading | None:
        if not readings:
            return None
        names = dict.fromkeys(name for reading in readings for name in reading.figures)
        figures = {name: add(reading.figures.get(name, ZERO) for reading in readings) for name in names}
        return Reading(add(reading.value or ZERO for reading in readings), figures)

    def overlapping_parts(self, reading: Reading) -> Mapping[str, Decimal]:
        is_above = reading.value is not None and add(reading.figures.values()) > reading.value
        return reading.figures if self.disjoint is None and is_above else {}

    def defining_keys(self, result: Result) -> tuple[str, ...]:
        return ("out_of",) if self.out_of is not None else ()

    def running_figures(self, result: Result) -> Iterator[tuple[tuple[str, ...], Decimal, bool]]:
        assert isinstance(result, _OneFigure)
        if result.value is not None:
            yield ("value",), result.value, self.accumulates
        for name, figure in result.parts.items():
            yield ("parts", name), figure, self.accumulates

    def share_of(self, result: Result) -> TypedShare | None:
        assert isinstance(result, _OneFigure)
        factor = {"%": 100, "‰": 1000}.get(self.unit or "")
        return TypedShare(("value",), result.value, factor, self.out_of) if factor and result.value is not None else None

    def _label_since(self) -> str:
        if self._first_day is None:
            return _("Figure since 1 January")
        return _("Figure since {day}").format(day=self.first_day_text)

    def fields(self) -> tuple[ResultField, ...]:
        unit = self.unit or ""
        low = ZERO if self.never_below_zero else None
        if self.accumulates:
            since = _("the whole since {day}, not the new ones alone").format(day=self.first_day_text)
            help_ = _("The whole since {day}, not what is new alone.").format(day=self.first_day_text)
        else:
            since, help_ = _("as it stands at the cut-off"), _("As it stands.")
        help_ += " " + numbers_help()
        value = ResultField(
            ("value",),
            self._label_since() if self.accumulates else _("Figure"),
            unit=unit,
            whole=self.counts_things,
            low=low,
            high=self.out_of,
            hint=since,
            question=_("Figure"),
            help=help_,
            comments=(_("value: {unit}, {since}").format(unit=self.unit or _("a number"), since=since),),
        )
        of_which = (_("parts: of which; each at most the whole"),)
        return value, *(
            ResultField(
                ("parts", name),
                _("of which: {part}").format(part=label),
                given=label,
                unit=unit,
                whole=self.counts_things,
                low=ZERO,
                limited_by="value",
                question="– " + label,
                help=help_,
                step=1,
                comments=of_which if index == 0 else (),
            )
            for index, (name, label) in enumerate(self.parts.items())
        )

    def main_text(self, value: Decimal) -> str:
        text = super().main_text(value)
        return text if self.out_of is None else f"{text}/{format_number(self.out_of)}"

    def brief_text(self, value: Decimal) -> str:
        return super().brief_text(value) if self.out_of is None else self.main_text(value)
