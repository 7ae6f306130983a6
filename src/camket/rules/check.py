"""All rules of `camket check` in one registry, and the function that runs them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from camket.history.issued import Later
from camket.ledger.evidence import NOTHING_SEEN, KeptEvidence
from camket.ledger.ledger import Ledger
from camket.ledger.load import collector_paused
from camket.rules import (
    answers,
    baselines,
    completeness,
    corrections,
    dates,
    directions,
    evidence_files,
    figures,
    names,
    parts,
    shares,
    sums,
    texts,
)
from camket.rules.data import CheckedYear
from camket.rules.rule import Rule, problem_of
from camket.standing.last_year import LastYear
from camket.text.language import _
from camket.text.problems import Problem
from camket.text.progress import counted
from camket.text.source import Keys


def check(
    ledger: Ledger,
    as_of: date,
    later: Sequence[Later] = (),
    evidence: KeptEvidence = NOTHING_SEEN,
    last_year: LastYear | None = None,
    *,
    only: Collection[str] | None = None,
) -> list[Problem]:
    """Return every problem that is found across the files, rule by rule.

    `as_of` is the day of the check: dates after it are in the future. `later` is what was changed since reports were issued
    (history.issued.find_later), `evidence` what was found of the evidence files (ledger.evidence.find_evidence), `last_year`
    the data of the year before (standing.last_year.read_last_year). `only` are the ids of the rules whose problems are
    wanted; None: of all rules.
    """
    with collector_paused():
        year = CheckedYear(ledger, as_of, later, evidence, last_year)
        return list(_problems(year, _with_causes(only) if only is not None else None))


def _with_causes(rules: Collection[str]) -> set[str]:
    """Return the ids of rules with those of all rules that keep a finding of theirs back."""
    found = {*rules}
    for rule in reversed(RULES):  # a rule keeps back those after it
        if rule.id in found:
            found.update(rule.consequence_of)
    return found


def _problems(year: CheckedYear, only: Collection[str] | None) -> Iterator[Problem]:
    places: dict[tuple[str, Keys], set[str]] = {}  # the rules that have a finding, by place
    asked = [rule for rule in RULES if only is None or rule.id in only]
    for rule in counted(asked, _("Checking the data")):
        for found in rule.find(year):
            at = places.setdefault((found.document.path, found.keys), set())
            if at.isdisjoint(rule.consequence_of):
                at.add(rule.id)
                yield problem_of(rule, found)


# In the order of docs/rules.md. The user sees problems by file and line.
RULES: tuple[Rule, ...] = (
    Rule(names.unknown_unit),
    Rule(names.unknown_target),
    Rule(answers.unknown_proposal),
    Rule(answers.answer_too_early, "warning"),
    Rule(answers.answered_twice, "warning"),
    Rule(names.content_in_two_sections),
    Rule(names.unknown_round),
    Rule(names.shared_spelling),
    Rule(names.wrong_unit),
    Rule(names.unit_spelling),
    Rule(names.wrong_round),
    Rule(names.not_your_target),
    Rule(directions.direction_unclear),
    Rule(directions.direction_doubtful, "warning"),
    Rule(baselines.previous_year, "warning"),
    Rule(baselines.baseline_differs, "warning"),
    Rule(baselines.baseline_untyped, "note"),
    Rule(baselines.baseline_unfit, "warning"),
    Rule(figures.figure_fell),
    Rule(figures.increment),
    Rule(figures.jump, "warning"),
    Rule(shares.share_slip, "warning", ("figure-fell", "increment", "jump")),
    Rule(corrections.correction_unmatched, "warning"),
    Rule(corrections.changed_after_issue),
    Rule(corrections.issue_out_of_sight, "warning"),
    Rule(corrections.issued_apart),
    Rule(sums.counted_twice, "warning"),
    Rule(sums.sum_differs, "warning", ("figure-fell", "increment", "jump", "changed-after-issue")),
    Rule(parts.part_of),
    Rule(parts.parts_overlap, "warning"),
    Rule(sums.bad_same_period),
    Rule(completeness.missing_target, "warning"),
    Rule(completeness.empty_report, "warning"),
    Rule(completeness.no_receipt_date, "warning"),
    Rule(completeness.evidence_missing, "warning", ("counted-twice",)),  # what is to go needs no evidence
    Rule(evidence_files.evidence_file_missing),
    Rule(evidence_files.evidence_file_changed),
    Rule(evidence_files.evidence_not_here, "note"),
    Rule(evidence_files.evidence_unnamed, "warning"),
    Rule(dates.future_date),
    Rule(dates.impossible_date),
    Rule(dates.doubtful_date, "warning"),
    Rule(corrections.goal_changed_later, "warning"),
    Rule(texts.placeholder, "warning"),
    Rule(texts.copied_text, "warning"),
)
