"""All rules of `camket check` in one registry, and the function that runs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from camket.ledger.ledger import Ledger
from camket.ledger.load import collector_paused
from camket.rules.answers import answer_too_early, answered_twice, unknown_proposal
from camket.rules.completeness import empty_report, evidence_missing, missing_target, no_receipt_date
from camket.rules.corrections import changed_after_issue, correction_unmatched, goal_changed_later, issue_out_of_sight
from camket.rules.data import CheckedYear
from camket.rules.dates import doubtful_date, future_date, impossible_date
from camket.rules.figures import figure_fell, increment, jump
from camket.rules.names import (
    not_your_target,
    shared_spelling,
    unit_spelling,
    unknown_round,
    unknown_target,
    unknown_unit,
    wrong_round,
    wrong_unit,
)
from camket.rules.rule import Rule, problem_of
from camket.rules.sums import bad_same_period, counted_twice, part_of, sum_differs
from camket.rules.texts import copied_text, placeholder
from camket.text.problems import Problem

if TYPE_CHECKING:
    from camket.history.issued import Later


def check(ledger: Ledger, as_of: date, later: Sequence[Later] = ()) -> list[Problem]:
    """Return every problem that is found across the files, rule by rule.

    `as_of` is the day of the check: dates after it are in the future. `later` is what was changed since reports were issued
    (history.issued.find_later).
    """
    with collector_paused():
        year = CheckedYear(ledger, as_of, later)
        return [problem_of(rule, found) for rule in RULES for found in rule.find(year)]


# In the order of docs/rules.md. The user sees problems by file and line.
RULES: tuple[Rule, ...] = (
    Rule(unknown_unit),
    Rule(unknown_target),
    Rule(unknown_proposal),
    Rule(answer_too_early, "warning"),
    Rule(answered_twice, "warning"),
    Rule(unknown_round),
    Rule(shared_spelling),
    Rule(wrong_unit),
    Rule(unit_spelling),
    Rule(wrong_round),
    Rule(not_your_target),
    Rule(figure_fell),
    Rule(increment),
    Rule(jump, "warning"),
    Rule(correction_unmatched, "warning"),
    Rule(changed_after_issue),
    Rule(issue_out_of_sight, "warning"),
    Rule(counted_twice, "warning"),
    Rule(sum_differs, "warning"),
    Rule(part_of),
    Rule(bad_same_period),
    Rule(missing_target, "warning"),
    Rule(empty_report, "warning"),
    Rule(no_receipt_date, "warning"),
    Rule(evidence_missing, "warning"),
    Rule(future_date),
    Rule(impossible_date),
    Rule(doubtful_date, "warning"),
    Rule(goal_changed_later, "warning"),
    Rule(placeholder, "warning"),
    Rule(copied_text, "warning"),
)
