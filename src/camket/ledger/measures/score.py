"""Score: a score or index on its own scale, or a rate that is published as it is (growth in per cent)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from camket.ledger.measures.answer import without_percent
from camket.ledger.measures.base import (
    ZERO,
    Answer,
    MeasureModel,
    OwnPace,
    Reading,
    Result,
    ResultFault,
    ResultField,
    TypedShare,
    inside,
    join_unit,
    numbers_help,
    out_of_range,
    signed,
)
from camket.ledger.scalars import Decimals, Number, Percent, Text
from camket.text.language import _
from camket.text.numerals import format_fixed, format_number, round_share


class ScoreResult(Result):
    kind: Literal["score"] = "score"
    value: Percent | None = None


class Score(MeasureModel):
    """A score or index on its own scale, or a rate that is published as it stands (growth in per cent)."""

    kind: Literal["score"]
    unit: Text | None = None
    min: Number | None = None
    max: Number | None = None
    decimals: Decimals = Decimal(2)
    better: Literal["higher", "lower", "within"] = "higher"
    accumulates: ClassVar[bool] = False

    result_class: ClassVar[type[Result]] = ScoreResult
    figure_keys: ClassVar[tuple[str, ...]] = ("value",)
    is_corrected_by_value: ClassVar[bool] = True
    asks_same_period: ClassVar[bool] = True

    @property
    def lowest(self) -> Decimal:
        """The lowest score that there can be."""
        return self.min if self.min is not None else ZERO

    @property
    def never_below_zero(self) -> bool:
        return self.lowest >= 0

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"

    @property
    def shown_zeros(self) -> int:
        """The decimals that are shown even where they are zeros: those that the data state."""
        return int(self.decimals) if "decimals" in self.model_fields_set else 0

    @property
    def sign(self) -> str:
        return self.unit if self.unit in ("%", "‰") else ""

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, ScoreResult)
        if result.value is not None and not inside(result.value, self.lowest, self.max):
            yield out_of_range(("value",), result.value, self.lowest, self.max)

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, ScoreResult)
        return Reading(result.value) if result.value is not None else None

    def share_of(self, result: Result) -> TypedShare | None:
        assert isinstance(result, ScoreResult)
        if result.value is None:
            return None
        return TypedShare(("value",), result.value, 1000 if self.unit == "‰" else 100, self.max)

    def own_pace(self, *, allows_none: bool) -> OwnPace | None:
        return "after_year"

    def fields(self) -> tuple[ResultField, ...]:
        unit = self.unit or _("a number")
        if self.max is None:
            comment = _("value: {unit}").format(unit=unit)
        else:
            low, high = format_number(self.lowest), format_number(self.max)
            comment = _("value: {unit}, from {low} to {high}").format(unit=unit, low=low, high=high)
        return (
            ResultField(
                ("value",),
                _("Figure"),
                unit=self.unit or "",
                percent=self.is_percent,
                decimals=self.shown_zeros,
                low=self.lowest,
                high=self.max,
                question=_("Figure"),
                help=numbers_help(),
                comments=(comment,),
            ),
        )

    def same_period_field(self) -> ResultField | None:
        common = super().same_period_field()
        return common._replace(percent=self.is_percent, decimals=self.shown_zeros) if common is not None else None

    def read_words(self, words: str) -> Answer:
        return {"value": without_percent(words)}

    def main_text(self, value: Decimal) -> str:
        places = int(self.decimals)
        if self.is_percent:
            value = round_share(value, places)
        # As many decimals as the data state; where they state none, at most two.
        text = format_fixed(value, places) if "decimals" in self.model_fields_set else format_number(value, places)
        return text + self.sign

    def brief_text(self, value: Decimal) -> str:
        return self.main_text(value)

    def moved_text(self, difference: Decimal) -> str:
        text = signed(difference, int(self.decimals))
        return _("{figure} points").format(figure=text) if self.is_percent else text + self.sign

    def with_unit(self, figure: str) -> str:
        return join_unit(figure, self.unit_text())
