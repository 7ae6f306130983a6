"""All rules of `camket review` in one registry, and the function that reviews a branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from camket.history.commits import read_touches, uncommitted_touches
from camket.history.differences import find_differences
from camket.history.issued import find_later
from camket.ledger.evidence import find_swapped
from camket.ledger.ledger import Ledger
from camket.ledger.lookup import files_in_force, proper_path
from camket.ledger.revisions import tree_at
from camket.ledger.tree import FolderTree, Tree, sparse_text
from camket.rules import review_figures, review_goals, review_people, review_records
from camket.rules.branch import Branch, Review, base_commit
from camket.rules.check import check
from camket.rules.merge_choices import find_merge_choices
from camket.rules.rule import Rule, problem_of
from camket.standing.last_year import load_both_years
from camket.text import git
from camket.text.language import _
from camket.text.problems import Problem, in_order, new_problems


def review(
    folder: Path, base: str | None, head: str | None, today: date, *, is_brief: bool = True, tree: Tree | None = None
) -> Review:
    """Review what a branch changed since it began at `base`, up to `head` or, where that is None, the files in the folder.

    Where `base` is None the branch is compared with its upstream. The problems are those that the rules of `review` find, and
    those that `check` finds in the later state but not in the earlier one: figures that fell, jumps, copied texts, missing
    evidence. `is_brief` is that of `find_differences`; `tree` are the files of the folder if they were read already. Raises
    GitFault when there is nothing to compare with, DataFault when one of the two states cannot be used.
    """
    first = base_commit(folder, base, head)
    last = tree_at(folder, head or "HEAD")
    tree = last if head is not None else tree or FolderTree(folder)
    old, later = load_both_years(folder, tree_at(folder, first), tree)
    before, now = old.ledger, later.ledger
    commits = git.commits(folder, last.commit, first)
    touches = read_touches(folder, now, commits, states=(before, now))
    touches += uncommitted_touches(folder, now, last, today, tree) if head is None else ()
    choices = tuple(find_merge_choices(folder, now, commits))
    swapped = find_swapped(folder, before, first, now, last.commit if head is not None else None)
    differences = find_differences(before, now, is_brief=is_brief)
    branch = Branch(first, before, now, differences, tuple(touches), tuple(commits), choices, swapped)
    findings = [problem_of(rule, finding) for rule in RULES for finding in rule.find(branch)]
    present = [*later.problems, *check(now, today, find_later(folder, now))]
    # A problem of another rule cannot be one of the present problems.
    earlier = check(before, today, find_later(folder, before), only={problem.rule for problem in present})
    new = new_problems(_under_present_names([*old.problems, *earlier], before, now), present)
    limits = []
    if git.is_shallow(folder):
        limits.append(
            _("The history here is cut off (a shallow clone): commits before its end are not seen. git fetch --unshallow")
        )
    if isinstance(tree, FolderTree) and tree.left_out:
        limits.append(sparse_text(len(tree.left_out)))
    if old.is_borrowed:
        limits.append(_("targets.yaml of the earlier state cannot be used; the later one's is taken for it"))
    if later.is_borrowed:
        limits.append(_("targets.yaml cannot be used; the earlier state's is taken for it"))
    skipped = tuple(dict.fromkeys((*before.skipped, *now.skipped)))
    return Review(first, head, len(commits), branch.differences, tuple(in_order([*findings, *new])), tuple(limits), skipped)


def _under_present_names(problems: Iterable[Problem], before: Ledger, now: Ledger) -> Iterator[Problem]:
    """Yield problems of the earlier state, each at the path that its file has in the later one."""
    present = files_in_force(now, {*now.documents, *now.skipped})
    for problem in problems:
        path = present.get(proper_path(before, problem.place.path), problem.place.path)
        yield problem if path == problem.place.path else replace(problem, place=replace(problem.place, path=path))


# In the order of docs/rules.md. The user sees problems by file and line.
RULES: tuple[Rule, ...] = (
    Rule(review_figures.figure_lowered),
    Rule(review_figures.entry_removed),
    Rule(review_figures.evidence_removed, "warning"),
    Rule(review_figures.evidence_swapped),
    Rule(review_goals.goal_lowered),
    Rule(review_people.foreign_author),
    Rule(review_people.unnamed_source, "warning"),
    Rule(review_records.backdated, "warning"),
    Rule(review_records.receipt_changed, "warning"),
    Rule(review_records.report_removed),
    Rule(review_records.record_changed),
    Rule(review_records.merge_chose, "warning"),
    Rule(review_goals.terms_changed, "warning"),
    Rule(review_people.several_units, "warning"),
)
