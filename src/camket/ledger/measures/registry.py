"""All kinds of measure, and what is derived from all of them. A new kind is one line in `Measure`."""

from typing import Annotated, get_args

from pydantic import Discriminator

from camket.ledger.measures.base import Result
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incidents
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.named_list import NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.score import Score

Measure = Annotated[
    Quantity | Ratio | Score | Rank | NamedList | Incidents | Judgement | Milestone | Composition, Discriminator("kind")
]

MEASURES = get_args(get_args(Measure)[0])
# The names that `kind:` may have.
KINDS: tuple[str, ...] = tuple(name for measure in MEASURES for name in get_args(measure.model_fields["kind"].annotation))
# The kinds whose figure is a number for a spreadsheet.
NUMBER_KINDS = frozenset(
    name for measure in MEASURES if measure.is_number for name in get_args(measure.model_fields["kind"].annotation)
)


def is_answered(result: Result | None) -> bool:
    """Whether a result holds a figure, or says that the figure is awaited."""
    return result is not None and (result.awaiting is not None or result.has_figure)
