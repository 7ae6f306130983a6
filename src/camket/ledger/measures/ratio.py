"""Ratio: a part of a whole, reported as its two figures."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Literal

from camket.ledger.measures.answer import without_percent
from camket.ledger.measures.base import (
    ZERO,
    Answer,
    MeasureModel,
    Reading,
    Result,
    ResultFault,
    ResultField,
    TypedShare,
    inside,
    join_unit,
    numbers_help,
    out_of_range,
    part_and_whole_faults,
    signed,
    units_of_parts,
)
from camket.ledger.measures.exact import Worked, add, worked, worked_sum
from camket.ledger.scalars import Flag, Number, Percent, Text
from camket.text.language import _
from camket.text.numerals import format_exact, format_number, format_share, unambiguous

_SIGN = {"100": "%", "1000": "‰", "10000": "/10.000"}
# What a ratio is multiplied by, by the sign that it is shown with.
SCALES = {sign: int(per) for per, sign in _SIGN.items()}
# A percentage typed beside its parts with two decimals or fewer may differ from them by this much.
_TOLERANCE = Decimal("0.01")


class RatioResult(Result):
    kind: Literal["ratio"] = "ratio"
    part: Number | None = None
    whole: Number | None = None
    percent: Percent | None = None

    @property
    def has_figure(self) -> bool:
        return self.percent is not None or (self.part is not None and self.whole is not None)


class Ratio(MeasureModel):
    """A part of a whole, reported as its two figures so that units add up; shown per 100 (or per 1000, per 10000)."""

    kind: Literal["ratio"]
    part: Text | None = None
    whole: Text | None = None
    unit: Text | None = None
    part_unit: Text | None = None
    whole_unit: Text | None = None
    per: Literal["100", "1000", "10000"] = "100"
    accumulates: Flag = True
    better: Literal["higher", "lower", "within"] = "higher"
    may_exceed: Flag = False

    result_class: ClassVar[type[Result]] = RatioResult
    figure_keys: ClassVar[tuple[str, ...]] = ("part", "whole", "percent")
    bare_key: ClassVar[str] = "percent"
    adds_up: ClassVar[bool] = True
    has_projection: ClassVar[bool] = True
    is_share: ClassVar[bool] = True
    growing_figure: ClassVar[str | None] = "part"
    asks_same_period: ClassVar[bool] = True

    @property
    def never_below_zero(self) -> bool:
        return True

    def part_names(self) -> dict[str, str]:
        return {"part": self.part or _("part"), "whole": self.whole or _("whole")}

    @property
    def is_percent(self) -> bool:
        return self.per == "100"

    @property
    def limit(self) -> Decimal | None:
        """The largest ratio that there can be."""
        return None if self.may_exceed else Decimal(self.per)

    def of_parts(self, part: Decimal, whole: Decimal) -> Reading:
        """The reading of a part and its whole. With nothing due there is no share: neither 0% nor 100%."""
        return Reading(self._share(part, whole).value if whole else None, {"part": part, "whole": whole})

    def _share(self, part: Decimal, whole: Decimal) -> Worked:
        return worked(part) / whole * int(self.per)

    @property
    def projection_limit(self) -> Decimal | None:
        return self.limit

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, RatioResult)
        if (result.part is None) != (result.whole is None):
            missing, present = ("whole", "part") if result.whole is None else ("part", "whole")
            message = _("'{label}' is missing beside this figure").format(label=self.part_names()[missing])
            hint = _("A rate is its two figures; the rate alone only where they are not known.")
            yield ResultFault((present,), "parts-do-not-fit", message, hint)
        yield from part_and_whole_faults(result.part, result.whole, may_exceed=self.may_exceed)
        if result.percent is None:
            return
        if not inside(result.percent, ZERO, self.limit):
            yield out_of_range(("percent",), result.percent, ZERO, self.limit)
        if result.part is not None and result.whole:
            computed = self.of_parts(result.part, result.whole).value
            if computed is not None and not _agree(result.percent, computed):
                message = _("the rate {typed} does not agree with its two figures, which make {computed}").format(
                    typed=format_exact(result.percent), computed=format_number(computed)
                )
                hint = _("Leave the rate out: it is computed from the two figures.")
                yield ResultFault(("percent",), "parts-do-not-fit", message, hint)

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, RatioResult)
        if result.part is not None and result.whole is not None:
            return self.of_parts(result.part, result.whole)
        return Reading(result.percent) if result.percent is not None else None

    def add_up(self, readings: Sequence[Reading]) -> Reading | None:
        if not readings or any("whole" not in reading.figures for reading in readings):
            return None  # a bare percentage has no parts to add
        part, whole = (add(reading.figures[name] for reading in readings) for name in ("part", "whole"))
        return self.of_parts(part, whole)

    def worked_figure(self, reading: Reading, of: str | None = None) -> Worked | None:
        if of is None and reading.figures.get("whole"):
            return self._share(reading.figures["part"], reading.figures["whole"])
        return super().worked_figure(reading, of)

    def worked_sum(self, readings: Sequence[Reading], total: Reading) -> Worked | None:
        part, whole = (worked_sum(one.figures[name] for one in readings) for name in ("part", "whole"))
        return part / whole * int(self.per) if whole.exact else None

    def typed_at(self, result: Result, reading: Reading) -> Iterator[tuple[tuple[str, ...], str | None]]:
        if "whole" in reading.figures:
            yield from ((("part",), "part"), (("whole",), "whole"))
        else:
            yield ("percent",), None

    def running_figures(self, result: Result) -> Iterator[tuple[tuple[str, ...], Decimal, bool]]:
        assert isinstance(result, RatioResult)
        if result.part is not None:
            yield ("part",), result.part, self.accumulates
        if result.whole is not None:
            yield ("whole",), result.whole, False

    def share_of(self, result: Result) -> TypedShare | None:
        assert isinstance(result, RatioResult)
        if result.percent is None or (result.part is not None and result.whole is not None):
            return None
        return TypedShare(("percent",), result.percent, int(self.per), self.limit)

    def shared_figures(self, one: Reading, other: Reading) -> Iterator[tuple[tuple[str, ...], Decimal, Decimal]]:
        for name in ("part", "whole"):
            if name in one.figures and name in other.figures:
                yield (name,), one.figures[name], other.figures[name]

    def starts_at_zero(self, *, falls: bool) -> bool:
        return self.accumulates and not falls  # a ratio that is to fall is a level

    def may_come_back(self, of: str | None) -> bool:
        return not self.accumulates or of != "part"  # its whole still grows

    def fields(self) -> tuple[ResultField, ...]:
        units = self.part_units
        since = _("both since {day}").format(day=self.first_day_text) if self.accumulates else _("as it stands at the cut-off")
        help_ = _("The two figures that make the rate. Where only the rate is known, write it with %: 62,5%.")
        if self.accumulates:
            help_ = _("Both since {day}.").format(day=self.first_day_text) + " " + help_
        labels = (("part", self.part), ("whole", self.whole))
        comments = [f"{key}: {label or key}" + (f" ({units[key]})" if units[key] else "") for key, label in labels]
        if self.accumulates:
            comments.append(_("both since {day}").format(day=self.first_day_text))
        names = self.part_names()
        part, whole = (
            ResultField(
                (key,), names[key], given=given or "", unit=units[key], low=ZERO, hint=since, question=names[key], help=help_
            )
            for key, given in labels
        )
        return (
            part._replace(
                help=f"{help_} {numbers_help()}",
                comments=tuple(comments),
                reply="part_or_percent",
                limited_by="" if self.may_exceed else "whole",
            ),
            whole._replace(is_needed=True),
            ResultField(
                ("percent",),
                _("Rate (only where the two figures are not known)"),
                unit=self.unit_text(),
                percent=self.is_percent,
                low=ZERO,
                high=self.limit,
                comments=(_("only where the two figures are not known, in their place: percent:"),),
                in_blank=False,
            ),
        )

    def same_period_field(self) -> ResultField | None:
        common = super().same_period_field()
        return common._replace(percent=self.is_percent) if common is not None else None

    def present_reply(self, held: Mapping[str, Any], field_: ResultField) -> str:
        present = super().present_reply(held, field_)
        percent = held.get("percent")
        if present or field_.reply != "part_or_percent" or not isinstance(percent, str) or not percent:
            return present
        return percent.removesuffix("%") + "%"

    def computed_text(self, result: Result) -> str:
        assert isinstance(result, RatioResult)
        if result.part is None or result.whole is None:
            return ""
        share = self.of_parts(result.part, result.whole).value
        return self.main_text(share) if share is not None else ""

    def read_words(self, words: str) -> Answer:
        part, slash, whole = words.partition("/")
        return {"part": part.strip(), "whole": whole.strip()} if slash else {"percent": without_percent(words)}

    def typed_figures(self, text: str) -> tuple[Decimal, ...]:
        return tuple(self.typed_figure(part) for part in text.split("/"))

    def correction_text(self, result: Result, reading: Reading) -> str | None:
        if "whole" in reading.figures:
            return "/".join(unambiguous(reading.figures[name]) for name in ("part", "whole"))
        return super().correction_text(result, reading)

    def unit_text(self) -> str:
        return self.sign

    @property
    def sign(self) -> str:
        return _SIGN[self.per]

    @property
    def part_units(self) -> dict[str, str]:
        return units_of_parts(self.unit, self.part_unit, self.whole_unit)

    def main_text(self, value: Decimal) -> str:
        return format_share(value) if self.is_percent else format_number(value) + self.sign

    def brief_text(self, value: Decimal) -> str:
        return format_share(value, 1) if self.is_percent else self.main_text(value)

    def reached_text(self, reading: Reading) -> str:
        if reading.value is None and reading.figures.get("whole") == 0:
            return _("nothing due")
        return super().reached_text(reading)

    def full_reading_text(self, reading: Reading) -> str:
        text = super().full_reading_text(reading)
        if reading.value is None or "whole" not in reading.figures:
            return text
        return f"{text} ({self._parts_text(reading)})"

    def detailed_text(self, reading: Reading) -> str:
        text = self.reached_text(reading)
        if "whole" not in reading.figures:
            return text
        return f"{self._parts_text(reading)} = {text}"

    def _parts_text(self, reading: Reading) -> str:
        """The two figures, the unit once where both have the same: 3/12 hồ sơ, 3.500 giường/770.000 người."""
        part, whole = (format_number(reading.figures[name]) for name in ("part", "whole"))
        units = self.part_units
        if units["part"] != units["whole"]:
            part = join_unit(part, units["part"])
        return join_unit(f"{part}/{whole}", units["whole"])

    def counted_text(self, value: Decimal) -> str:
        return self.main_text(value)  # the sign is part of the figure

    def with_unit(self, figure: str) -> str:
        return figure

    def moved_text(self, difference: Decimal) -> str:
        text = signed(difference)
        return _("{figure} points").format(figure=text) if self.is_percent else text + self.sign


def _agree(typed: Decimal, computed: Decimal) -> bool:
    """Whether a percentage is the computed one with the decimals that were typed: 58, 58,0 and 58,04 are 65 of 112."""
    exponent = typed.as_tuple().exponent
    assert isinstance(exponent, int)  # neither infinite nor "not a number"
    last_digit = Decimal(1).scaleb(min(exponent, 0))
    difference = computed - typed
    is_rounded, is_cut = abs(difference) <= last_digit / 2, 0 <= difference < last_digit
    return is_rounded or is_cut or abs(difference) <= min(last_digit, _TOLERANCE)
