"""The verdicts, the worst first: one row for each, with its label, its colour, and whether somebody must act.

The order is also that of a joint verdict: of several conditions, of the units of a group, of the targets of one content the
first verdict that occurs is the verdict of all together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from camket.ledger.reports import Verdict
from camket.text.language import N_


class VerdictRow(NamedTuple):
    """What holds for one verdict.

    `label` is the verdict in words, `before_units` the label before the names of units. `style` is its style in the terminal,
    `colour` its colour on paper; both are empty where it has none. `counted` is its place among the counts of all verdicts.
    A verdict that is neither fulfilled nor failing says nothing about the work itself.
    """

    label: str
    before_units: str
    counted: int
    style: str = ""
    colour: str = ""
    is_fulfilled: bool = False
    is_failing: bool = False
    needs_attention: bool = False


VERDICTS: Mapping[Verdict, VerdictRow] = {
    "missed": VerdictRow(N_("missed"), N_("missed"), 1, "bold red", "red", is_failing=True, needs_attention=True),
    "behind": VerdictRow(N_("behind"), N_("behind"), 2, "yellow", "amber", is_failing=True, needs_attention=True),
    "not-reported": VerdictRow(N_("not reported"), N_("not reported"), 3, "red", "red", needs_attention=True),
    "undecided": VerdictRow(N_("cannot be judged"), N_("cannot be judged"), 7, "magenta", "amber", needs_attention=True),
    "goal-unassigned": VerdictRow(N_("goal not assigned"), N_("no goal yet"), 8),
    "awaiting-publication": VerdictRow(N_("awaiting publication"), N_("awaiting publication"), 10),
    "not-yet-due": VerdictRow(N_("not yet assessed"), N_("not yet due"), 9),
    "on-track": VerdictRow(N_("on track"), N_("on track"), 6, "green", "blue", is_fulfilled=True),
    "met": VerdictRow(N_("met"), N_("met"), 5, "green", "green", is_fulfilled=True),
    "exceeded": VerdictRow(N_("exceeded"), N_("exceeded"), 4, "green", "green", is_fulfilled=True),
}
SEVERITY: tuple[Verdict, ...] = tuple(VERDICTS)
FULFILLED = tuple(verdict for verdict, row in VERDICTS.items() if row.is_fulfilled)
FAILING = tuple(verdict for verdict, row in VERDICTS.items() if row.is_failing)
ATTENTION = tuple(verdict for verdict, row in VERDICTS.items() if row.needs_attention)
