"""Rank: a place in a ranking."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from camket.ledger.measures.base import (
    ONE,
    Answer,
    MeasureModel,
    OwnPace,
    Reading,
    Result,
    ResultFault,
    ResultField,
    inside,
    out_of_range,
)
from camket.ledger.scalars import Whole
from camket.text.language import _, ngettext
from camket.text.numerals import format_exact


class RankResult(Result):
    kind: Literal["rank"] = "rank"
    rank: Whole | None = None
    of: Whole | None = None

    main_key: ClassVar[str] = "rank"


class Rank(MeasureModel):
    """A place in a ranking; 1 is best."""

    kind: Literal["rank"]
    of: Whole | None = None
    better: ClassVar[str] = "lower"
    accumulates: ClassVar[bool] = False

    result_class: ClassVar[type[Result]] = RankResult
    figure_keys: ClassVar[tuple[str, ...]] = ("rank", "of")
    bare_key: ClassVar[str] = "rank"
    lowest_is_best: ClassVar[bool] = True

    @property
    def counts_things(self) -> bool:
        return True

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, RankResult)
        of = result.of or self.of
        if result.rank is not None and not inside(result.rank, ONE, of):
            yield out_of_range(("rank",), result.rank, ONE, of)

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, RankResult)
        of = result.of or self.of
        return Reading(result.rank, {"of": of} if of is not None else {}) if result.rank is not None else None

    def defining_keys(self, result: Result) -> tuple[str, ...]:
        return ("of",) if self.of is not None and getattr(result, "of", None) is None else ()

    def own_pace(self, *, allows_none: bool) -> OwnPace | None:
        return "after_year"

    def fields(self) -> tuple[ResultField, ...]:
        return (
            ResultField(
                ("rank",),
                _("Place reached (1 is best)"),
                whole=True,
                low=ONE,
                high=self.of,
                limited_by="of",
                question=_("Place reached"),
                help=_("1 is the best place."),
                comments=(_("rank: the place reached, 1 is best; of: among how many"),),
            ),
            ResultField(
                ("of",),
                _("Among how many"),
                whole=True,
                question=_("among how many"),
                is_silent=self.of is not None,
            ),
        )

    def read_words(self, words: str) -> Answer:
        rank, slash, of = words.partition("/")
        return {"rank": rank.strip(), "of": of.strip()} if slash else {"rank": words}

    def unit_text(self) -> str:
        return ""

    def full_reading_text(self, reading: Reading) -> str:
        return _("place {place}").format(place=self.reached_text(reading))

    def main_text(self, value: Decimal) -> str:
        return _place(value, self.of)

    def brief_text(self, value: Decimal) -> str:
        return self.main_text(value)

    def counted_text(self, value: Decimal) -> str:
        return _("place {place}").format(place=self.main_text(value))

    def change_text(self, size: str, of: str | None = None) -> str:
        return ngettext("{n} place", "{n} places", 1 if size == "1" else 2).format(n=size)

    def reached_text(self, reading: Reading) -> str:
        if reading.value is None:
            return super().reached_text(reading)
        return _place(reading.value, reading.figures.get("of"))


def _place(rank: Decimal, of: Decimal | None) -> str:
    return format_exact(rank) + (f"/{format_exact(of)}" if of is not None else "")
