"""Bar charts in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.screen.console import clean_text, print_paragraph, style_of
from camket.standing.standings import Standing
from camket.standing.wording import round_name
from camket.text.code_pages import is_unicode
from camket.text.language import _
from camket.text.numerals import format_share

# The greatest width of the labels, in cells.
_LABEL = 24


@dataclass(frozen=True, slots=True)
class _Bar:
    """A bar: its label, value and value as text; `marker` is the expected value, `state` its key for `style_of`."""

    label: str
    value: Decimal
    shown: str
    marker: Decimal | None = None
    state: str = ""


def print_chart(console: Console, past: Sequence[tuple[Round, Standing]]) -> None:
    """Print a bar for each round's figure, with a mark for the figure expected at its cut-off, and a bar for the goal below."""
    _round, latest = past[-1]
    measure = latest.target.measure
    goals = [judged.bounds.nominal for judged in latest.conditions if judged.bounds.condition.of is None]
    known = [goal for goal in goals if goal is not None]
    nominal = max(known) if known else None  # of several goals, the highest
    if not measure.is_number or nominal is None or nominal <= 0:
        return
    bars = [
        _Bar(round_name(round_), standing.reached, measure.figure_text(standing.reached), standing.expected, standing.verdict)
        for round_, standing in past
        if standing.reached is not None and standing.reached >= 0
    ]
    if not bars:
        return
    console.print()
    _print_bars(console, [*bars, _Bar(_("Goal"), nominal, measure.figure_text(nominal))])


def print_group_chart(console: Console, ledger: Ledger, standing: Standing) -> None:
    """Print a bar for each unit's share of its own goal; for grades, a bar for the number of units with each grade."""
    measure = standing.target.measure
    if measure.takes_grades:
        grades = [part.reading.grade for part in standing.by_unit if part.reading]
        bars = [
            _Bar(label, Decimal(grades.count(grade)), str(grades.count(grade)))
            for grade, label in measure.closed_choices.items()
        ]
        bars = bars if grades else []
    else:
        bars = [
            _Bar(
                ledger.short_name(part.unit or ""), part.share, format_share(part.share, 1), _expected_share(part), part.verdict
            )
            for part in standing.by_unit
            if part.share is not None and part.share >= 0
        ]
    if not bars:
        return
    console.print()
    if not measure.takes_grades:
        print_paragraph(console, _("Share of each unit's own goal"), indent=2)
    _print_bars(console, bars)


def _expected_share(part: Standing) -> Decimal | None:
    nominal = part.conditions[0].bounds.nominal if part.conditions else None
    return part.expected * 100 / nominal if part.expected is not None and nominal else None


def _print_bars(console: Console, bars: Sequence[_Bar]) -> None:
    block, mark = ("█", "│") if is_unicode(console.file) else ("#", "|")
    figures = [clean_text(console, bar.shown) for bar in bars]
    labels = [clean_text(console, bar.label) for bar in bars]
    label_width = min(max(map(cell_len, labels)), _LABEL)
    room = max(console.width - 2 - label_width - 1 - 1 - max(map(cell_len, figures)), 10)
    top = max([bar.value for bar in bars] + [bar.marker for bar in bars if bar.marker is not None])
    grid = Table.grid(padding=(0, 1, 0, 0))
    for width, justify in ((label_width, "left"), (room, "left"), (None, "right")):
        grid.add_column(width=width, justify=justify)  # type: ignore[arg-type]
    for bar, label, figure in zip(bars, labels, figures, strict=True):
        line = block * _cells(bar.value, top, room)
        if bar.marker is not None:
            at = max(_cells(bar.marker, top, room) - 1, 0)
            line = line.ljust(at)[:at] + mark + line[at + 1 :]
        grid.add_row(Text(label), Text(line, style_of(bar.state)), Text(figure))
    console.print(Padding(grid, (0, 0, 0, 2)))
    if any(bar.marker is not None for bar in bars):
        print_paragraph(console, _("│ in a bar's line: the figure expected at its cut-off"), "dim", indent=2)


def _cells(value: Decimal, top: Decimal, room: int) -> int:
    """A bar's length in cells, at least 1 for a value above 0. The value `top` fills the whole `room`."""
    return max(int(value * room / top), 1) if top and value > 0 else 0
