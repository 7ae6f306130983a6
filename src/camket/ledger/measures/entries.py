"""What the kinds have in common whose result is a list of entries: named lists and incidents."""

from collections.abc import Sequence
from typing import Any, ClassVar

from camket.ledger.measures.answer import NOTHING
from camket.ledger.measures.base import Answer, MeasureModel, Reading, Result
from camket.text.language import _
from camket.text.problems import AnswerFault


class EntriesResult(Result):
    """A result with entries under its `list_key`; an empty list says that there is nothing new."""

    @property
    def has_figure(self) -> bool:
        return getattr(self, self.list_key) is not None

    def entries(self) -> Sequence[Any]:
        return getattr(self, self.list_key) or ()


class EntriesMeasure(MeasureModel):
    """A measure whose reports each list what is new; the figure is the number of entries that count."""

    accumulates: ClassVar[bool] = True

    is_list: ClassVar[bool] = True
    adds_up: ClassVar[bool] = True
    is_typed: ClassVar[bool] = False

    @property
    def counts_things(self) -> bool:
        return True

    @property
    def never_below_zero(self) -> bool:
        return True

    def read(self, result: Result) -> Reading | None:
        return self.gather([result]) if result.has_figure else None

    def read_words(self, words: str) -> Answer:
        if words.casefold() in NOTHING:
            return {self.bare_key: []}
        raise AnswerFault(_("an entry is given as FIELD=VALUE pairs; nothing new: 0"))

    def correction_text(self, result: Result, reading: Reading) -> str | None:
        return str(len(result.entries()))
