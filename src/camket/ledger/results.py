"""Model of the result of one target in one report, a class for each kind of measure."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from camket.ledger.scalars import (
    Day,
    Evidence,
    Flag,
    Ident,
    Model,
    Number,
    Operand,
    Percent,
    ShapedBy,
    Text,
    Whole,
    filled_parts,
)
from camket.text.source import Plain


class Result(Model):
    """The keys of every result besides its figure. `awaiting` says that the figure is not published yet."""

    text: Text | None = None
    evidence: Evidence = ()
    same_period: Operand | None = None
    awaiting: Literal["publication", "assessment"] | None = None


class QuantityResult(Result):
    kind: Literal["amount"] = "amount"
    value: Number | None = None
    parts: Annotated[dict[Ident, Number], ShapedBy(filled_parts)] = Field(default_factory=dict)


class CountResult(Result):
    kind: Literal["count"] = "count"
    value: Whole | None = None
    parts: Annotated[dict[Ident, Whole], ShapedBy(filled_parts)] = Field(default_factory=dict)


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
    """One item of a named list; the columns of its target are extra keys."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)

    name: Text
    evidence: Evidence = ()
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Plain) -> Plain:
        return {"name": value} if isinstance(value, str) else value


class ListResult(Result):
    kind: Literal["list"] = "list"
    items: tuple[Item, ...] | None = None


class Incident(Model):
    """One event that must not happen, such as an accident."""

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
    parts: Annotated[dict[Ident, Percent], ShapedBy(filled_parts)] = Field(default_factory=dict)


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
# The key of a value that is written directly after the target's id: `id: 38` is `id: {value: 38}` for a count.
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
