"""Composition: shares of a whole that together make a total."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from camket.ledger.measures.base import (
    ZERO,
    Answer,
    MeasureModel,
    Reading,
    Result,
    ResultFault,
    ResultField,
    numbers_help,
    unknown_word,
)
from camket.ledger.measures.exact import Worked, add, worked_sum
from camket.ledger.scalars import Ident, Number, Percent, ShapedBy, Text, filled_parts
from camket.text.language import _
from camket.text.numerals import format_exact, format_fixed, format_number
from camket.text.problems import AnswerFault

# Each part may be rounded to two decimals.
_TOLERANCE = Decimal("0.01")


class CompositionResult(Result):
    kind: Literal["composition"] = "composition"
    parts: Annotated[dict[Ident, Percent], ShapedBy(filled_parts)] = Field(default_factory=dict)

    @property
    def has_figure(self) -> bool:
        return bool(self.parts)


class Composition(MeasureModel):
    """Shares of a whole: every part is reported, and together they make `total`."""

    kind: Literal["composition"]
    parts: dict[Ident, Text]
    total: Number = Decimal(100)
    unit: Text | None = "%"
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "within"

    result_class: ClassVar[type[Result]] = CompositionResult
    figure_keys: ClassVar[tuple[str, ...]] = ("parts",)
    bare_key: ClassVar[str] = "parts"
    has_distance: ClassVar[bool] = False
    is_number: ClassVar[bool] = False
    is_typed: ClassVar[bool] = False
    needs_part: ClassVar[bool] = True
    has_baseline: ClassVar[bool] = False

    def part_names(self) -> dict[str, str]:
        return dict(self.parts)

    @property
    def parts_by_name(self) -> Mapping[str, str]:
        return self.parts

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, CompositionResult)
        if not result.parts:
            return
        for name in result.parts:
            if name not in self.parts:
                yield unknown_word(("parts", name), name, self.parts)
        missing = [name for name in self.parts if name not in result.parts]
        if missing:
            message = _("no figure for {names}").format(names=", ".join(self.parts[name] for name in missing))
            yield ResultFault(("parts",), "parts-do-not-fit", message, _("Give every part, 0 where there is nothing."))
            return
        total = sum(result.parts.values(), ZERO)
        if abs(total - self.total) > _TOLERANCE * len(self.parts):
            message = _("the parts make {total}, not {expected}").format(
                total=format_exact(total), expected=format_exact(self.total)
            )
            hint = _("Together the parts make the whole.")
            if self.unit == "%" and abs(total * 100 - self.total) <= _TOLERANCE * 100 * len(self.parts):
                hint = _("The cells have lost their per cent format: write 20,5 for 20,5%, not 0,205.")
            yield ResultFault(("parts",), "parts-do-not-fit", message, hint)

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, CompositionResult)
        return Reading(add(result.parts.values()), dict(result.parts)) if result.parts else None

    def worked_figure(self, reading: Reading, of: str | None = None) -> Worked | None:
        return worked_sum(reading.figures.values()) if of is None else super().worked_figure(reading, of)

    def fields(self) -> tuple[ResultField, ...]:
        total = format_number(self.total)
        total = f"{total} {self.unit}" if self.unit and self.unit != "%" else f"{total}{self.unit or ''}"
        comment = _("parts: every part, together {total}").format(total=total)
        help_ = _("Every part; together they make the whole.") + " " + numbers_help()
        margin = _TOLERANCE * len(self.parts)
        return tuple(
            ResultField(
                ("parts", name),
                label,
                given=label,
                unit=self.unit or "",
                percent=self.unit == "%",
                sum_between=(self.total - margin, self.total + margin),
                question=label,
                help=help_,
                comments=(comment,) if index == 0 else (),
            )
            for index, (name, label) in enumerate(self.parts.items())
        )

    def same_period_field(self) -> ResultField | None:
        return None

    def read_words(self, words: str) -> Answer:
        raise AnswerFault(_("every part is given as PART=VALUE"))

    def full_result(self, raw: Any) -> Any:
        # The parts may be written straight into the result.
        if isinstance(raw, dict) and raw and not set(raw) - set(self.parts):
            return {"parts": raw}
        return super().full_result(raw)

    def reached_text(self, reading: Reading) -> str:
        return "; ".join(
            f"{self.parts.get(name, name)} {self.words_text(part, name)}" for name, part in reading.figures.items()
        )

    def figure_text(self, value: Decimal, of: str | None = None) -> str:
        typed = -int(value.as_tuple().exponent)
        text = format_fixed(value, min(typed, 2)) if typed > 0 else format_number(value)
        return text + "%" if self.unit == "%" else text

    def full_reading_text(self, reading: Reading) -> str:
        return self.reached_text(reading)

    def with_unit(self, figure: str) -> str:
        return figure
