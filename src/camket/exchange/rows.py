"""Rows of the tables while they are collected, each with the place in a file where it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from camket.exchange.tables import BY_NAME, TABLES, Cell
from camket.ledger.measures.base import Reading
from camket.ledger.measures.registry import Measure
from camket.standing.plain_figures import plain_figure, plain_reading
from camket.text.source import Document, Keys

# The cells of a row in the order of the table's columns; the first one is its id.
Row = tuple[Cell, ...]
Tables = Mapping[str, Sequence[Row]]


class Origin(NamedTuple):
    """Where a row was typed: the document, and the keys that lead to the value in it."""

    table: str
    row_id: str
    document: Document
    keys: Keys


class Rows:
    """The rows of all tables, and where those of them were typed that are not computed."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        self.origins: list[Origin] = []

    def add(self, table: str, cells: Mapping[str, Cell], document: Document | None = None, keys: Keys = ()) -> None:
        """Add a row; a column without a cell is empty. `document` and `keys` say where the row was typed."""
        names = BY_NAME[table].column_names
        assert cells.keys() <= set(names), (table, cells.keys() - set(names))
        self.tables[table].append(tuple(map(cells.get, names)))
        if document is not None:
            self.origins.append(Origin(table, str(cells["id"]), document, keys))


def figure_cells(measure: Measure, figure: Decimal | None, of: str | None = None) -> dict[str, Cell]:
    """Return the cells `number` and `word` of a figure: a grade, and done or not done, are words."""
    text = plain_figure(measure, figure, of)
    if text is None or figure is None:
        return {}
    is_word = of is None and measure.plain_text(figure) is not None
    return {"word": text} if is_word else {"number": Decimal(text)}


def reading_cells(measure: Measure, reading: Reading | None) -> dict[str, Cell]:
    """Return the cells `number` and `word` of the main figure of a result; a milestone that is done has its day."""
    if reading is not None and reading.done_on is not None:
        return {"word": plain_reading(measure, reading)}
    return figure_cells(measure, reading.value if reading is not None else None)


def number_of(measure: Measure, figure: Decimal | None) -> Decimal | None:
    """Return a figure of a measure as a number; None where it is a word."""
    number = figure_cells(measure, figure).get("number")
    return number if isinstance(number, Decimal) else None
