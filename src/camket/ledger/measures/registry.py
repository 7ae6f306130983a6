"""All kinds of measure, and what is derived from all of them. A new kind is one line in `Measure`."""

from typing import Annotated, get_args

from pydantic import Discriminator

from camket.ledger.measures.base import MeasureModel, Result
from camket.ledger.measures.composition import Composition
from camket.ledger.measures.incidents import Incident, Incidents
from camket.ledger.measures.judgement import Judgement
from camket.ledger.measures.milestone import Milestone
from camket.ledger.measures.named_list import Item, NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.rank import Rank
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.score import Score

Measure = Annotated[
    Quantity | Ratio | Score | Rank | NamedList | Incidents | Judgement | Milestone | Composition, Discriminator("kind")
]

# An entry of a list.
Entry = Item | Incident

MEASURES: tuple[type[MeasureModel], ...] = get_args(get_args(Measure)[0])
# Each name that `kind:` may have, with its measure.
BY_KIND: dict[str, type[MeasureModel]] = {
    name: measure for measure in MEASURES for name in get_args(measure.model_fields["kind"].annotation)
}
KINDS = tuple(BY_KIND)
# The kinds whose figure is a number for a spreadsheet.
NUMBER_KINDS = frozenset(name for name, measure in BY_KIND.items() if measure.is_number)
# The keys that a result written without a key may stand for: a list, or a single value.
BARE_KEYS_OF_LIST = tuple(dict.fromkeys(measure.bare_key for measure in MEASURES if measure.is_list))
BARE_KEYS_OF_TEXT = tuple(dict.fromkeys(one.bare_key for one in MEASURES if not one.is_list and one.bare_key != "parts"))


def figure_keys() -> tuple[str, ...]:
    """Return the keys of all figures in results, without what every result may hold besides."""
    return tuple(dict.fromkeys(name for measure in MEASURES for name in measure.figure_keys))


def is_answered(result: Result | None) -> bool:
    """Return whether a result holds a figure, or says that the figure is awaited."""
    return result is not None and (result.awaiting is not None or result.has_figure)
