"""A rule: the function that finds one kind of fault, with its id, level and documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from camket.rules.data import CheckedYear
from camket.rules.finding import Finding
from camket.text.language import _
from camket.text.problems import Level, Problem

MANY = 8  # names that one message lists at most


@dataclass(frozen=True, slots=True)
class Rule:
    """A function that finds one kind of fault. Its name is the rule's id, its docstring the rule's page in docs/rules.md.

    Where one of the rules `consequence_of` has a finding at the same place, this one has none: a fault has one finding.
    The function takes a CheckedYear (a rule of `check`) or a Branch (a rule of `review`).
    """

    find: Callable[[Any], Iterator[Finding]]
    level: Level = "error"
    consequence_of: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The rule's name as the user sees it: `same_name` is the rule `same-name`."""
        return self.find.__name__.replace("_", "-")

    @property
    def text(self) -> str:
        """The rule's documentation."""
        return self.find.__doc__ or ""


def problem_of(rule: Rule, found: Finding) -> Problem:
    """Return a Finding as a Problem: with the rule's id and level, and with a line and a column."""
    level = found.level or rule.level
    problem = found.document.problem(
        rule.id, found.keys, found.message, found.hint, level=level, of_key=found.of_key, fixes=found.fixes
    )
    return problem if found.spoken is None else replace(problem, spoken=found.spoken)


def list_names(year: CheckedYear, units: Iterable[str]) -> str:
    """Return the short names of units for a message: the first eight, then how many more there are."""
    names = [year.ledger.short_name(unit) for unit in units]
    if len(names) > MANY:
        return _("{names} and {n} more").format(names=", ".join(names[:MANY]), n=len(names) - MANY)
    return ", ".join(names)
