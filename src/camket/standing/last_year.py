"""Last year's results as baselines: `previous:` of targets.yaml names the data folder of the year before.

A figure that is typed under `last_year` always counts. Where none is typed and a goal needs one, the final result of that year
is taken; it is not written into the file (`Target.baselines`). Results are compared and taken only for a target with the same
id that is measured in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.revisions import ComparedState, RevisionTree, load_both
from camket.ledger.targets import Reference, Target
from camket.ledger.tree import TARGETS, FolderTree, Tree, find_data_folder
from camket.standing.in_force import known_from
from camket.standing.standings import Standing
from camket.standing.survey import survey
from camket.text import git
from camket.text.language import _, speaking
from camket.text.numerals import format_date
from camket.text.plain_file import is_link
from camket.text.problems import CamketError, DataFolderNotFound, Problem

RULE = "previous-year"
_UNTIL = re.compile(r" \(đến \d{2}/\d{1,2}/\d{4}\)$")


@dataclass(frozen=True, slots=True)
class FinalResult:
    """The last figures of a target in its year, as text of targets.yaml: `value` of the whole, `by_unit` of each unit.

    `until` is the day up to which they count, None if they are of the whole year. `lacking` are the units of a sum or a group
    without a figure; a sum without them would be too low, and has no `value`.
    """

    target: Target
    value: str | None = None
    by_unit: Mapping[str, str | None] | None = None
    until: date | None = None
    lacking: tuple[str, ...] = ()
    is_illustrative: bool = False

    @property
    def is_known(self) -> bool:
        return self.value is not None or any((self.by_unit or {}).values())

    def figure(self, unit: str | None) -> str | None:
        """Return the figure of one unit, or that of the whole."""
        return self.value if unit is None else (self.by_unit or {}).get(unit)


def final_results(previous: Ledger) -> dict[str, FinalResult]:
    """Return the last figures of every target of a year, by its id."""
    final = survey(previous, previous.rounds[-1], date.max)
    return {standing.target.id: _final_result(previous, standing) for standing in final.standings}


def _final_result(previous: Ledger, standing: Standing) -> FinalResult:
    target = standing.target
    has_whole = not target.each and (standing.own is not None or not standing.unheard)
    by_unit = {part.unit or "": _figure(part) for part in standing.by_unit}
    known = {unit: figure for unit, figure in by_unit.items() if figure is not None}
    return FinalResult(
        target,
        value=_figure(standing) if has_whole else None,
        by_unit=by_unit if known else None,
        until=_until(previous, standing),
        lacking=tuple(unit for unit in by_unit if unit not in known),
        is_illustrative=any(
            one.filed.report.illustrative for one in (standing, *standing.by_unit) if one.filed and one.reading
        ),
    )


def _figure(standing: Standing) -> str | None:
    return standing.target.measure.figure_for_next_year(standing.reading) if standing.reading is not None else None


def _until(previous: Ledger, standing: Standing) -> date | None:
    year = previous.commitment.year
    days = [one.cut_off for one in (standing, *standing.by_unit) if one.cut_off is not None]
    is_whole = known_from(previous, standing.target, year.last) is not None
    return None if is_whole or not days or max(days) >= year.last else max(days)


def is_last_year(name: str) -> bool:
    """Return whether a reference of this name holds last year's result."""
    return name.replace("-", "_") == "last_year"


def result_label(label: str, until: date | None) -> str:
    """Return the label of last year's result with the last day of its figures, if they are not of the whole year."""
    label = _UNTIL.sub("", label)
    if until is None:
        return label
    with speaking("vi"):
        return f"{label} (đến {format_date(until)})"


# --- the folder that previous: names ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LastYear:
    """The data of the year before, or why they cannot be used: `fault` is a message with a hint."""

    folder: str
    ledger: Ledger | None = None
    fault: tuple[str, str] = ("", "")

    @cached_property
    def results(self) -> Mapping[str, FinalResult]:
        return final_results(self.ledger) if self.ledger is not None else {}

    def result_for(self, target: Target) -> FinalResult | None:
        """Return the result of a target; None if there was no target of this id, or none that was measured in the same way."""
        found = self.results.get(target.id)
        return found if found is not None and target.measure.is_measured_as(found.target.measure) else None


def read_last_year(folder: Path, ledger: Ledger, commit: str | None = None) -> LastYear | None:
    """Read the data of the year before from the folder that `previous:` names; None where it names none.

    `commit` is the commit that `ledger` was read from, None for the files on the disk. The data of the year before are read
    from the same commit if it has them; else (they are kept elsewhere) from the disk. Only targets.yaml, units.yaml and
    reports/ there are read, through no link, and its own `previous:` is not followed.
    """
    named = ledger.commitment.previous
    if named is None:
        return None
    try:
        previous, problems = load(_tree(_find_folder(folder, named), commit))
    except CamketError as error:
        return LastYear(named, fault=(str(error), error.hint))
    first = next((one for one in problems if one.level == "error"), None)
    if previous is None or first is not None:
        reason = f"{first.place}: {first.message}" if first is not None else TARGETS
        message = _("the data of the year before in {folder} have errors: {reason}").format(folder=named, reason=reason)
        return LastYear(named, fault=(message, _("Mend them there; figures typed under last_year count without them.")))
    year, own = previous.commitment.year, ledger.commitment.year
    if year.number != own.number - 1:
        message = _("{folder} is of {year}, not of the year before {own}").format(folder=named, year=year, own=own)
        return LastYear(named, fault=(message, _("Name the data folder of the year before, or delete previous:.")))
    return LastYear(named, previous)


def _tree(folder: Path, commit: str | None) -> Tree:
    if commit is not None and git.find_commit(folder, commit) is not None:
        tree = RevisionTree(folder, commit)
        if TARGETS in tree.blobs:
            return tree
    return FolderTree(folder)


def _find_folder(folder: Path, named: str) -> Path:
    """Return the data folder that `named` leads to, from the folder that holds the data folder.

    Raises CamketError if there is none, or a link on the way to it.
    """
    place = folder.resolve().parent
    for part in named.split("/"):
        place = place.parent if part == ".." else place / part if part not in ("", ".") else place
        if part not in ("", ".", "..") and is_link(place):
            message = _("{path} is {what}, and is not read").format(path=named, what=_("a link"))
            raise CamketError(message, _("Name the folder itself under previous:."))
    hint = _("Correct previous:, or delete it; figures typed under last_year count without it.")
    try:
        found = find_data_folder(place, place)
    except DataFolderNotFound:
        message = _("the data of the year before are not there: {folder} has no {file}").format(folder=named, file=TARGETS)
        raise CamketError(message, hint) from None
    if is_link(found):
        raise CamketError(_("{path} is {what}, and is not read").format(path=named, what=_("a link")), hint)
    return found


# --- results that are taken ---------------------------------------------------------------------------------------------


def load_both_years(folder: Path, first: Tree, second: Tree) -> tuple[ComparedState, ComparedState]:
    """Load two states of the data as `load_both` does, with the results of the year before that their goals need."""
    states = load_both(first, second)
    for tree, state in zip((first, second), states, strict=True):
        commit = tree.commit if isinstance(tree, RevisionTree) else None
        state.problems.extend(take_baselines(folder, state.ledger, commit=commit))
    return states


def take_baselines(folder: Path, ledger: Ledger, known: Ledger | None = None, *, commit: str | None = None) -> list[Problem]:
    """Give the targets whose goals need last year's figure the result of that year, where none is typed.

    The other folder is read only if there is such a target. `known` is another state of the same data, to which this was done;
    `commit` is the commit that `ledger` was read from.
    """
    open_ = {target.id: names for target in ledger.targets.values() if (names := list(untyped(target)))}
    if ledger.commitment.previous is None or not open_:
        return []
    if known is not None and known.documents[TARGETS].is_same(ledger.documents[TARGETS]):
        for target_id in open_:
            ledger.targets[target_id].take_baselines(known.targets[target_id].baselines)
        return []
    last = read_last_year(folder, ledger, commit)
    assert last is not None
    # Two states with the same targets.yaml share its targets; their results of last year may differ.
    ledger.targets = {**ledger.targets, **{name: ledger.targets[name].model_copy() for name in open_}}
    for target_id, names in open_.items():
        target = ledger.targets[target_id]
        found = last.result_for(target)
        if found is not None and found.is_known:
            target.take_baselines({name: _as_reference(target.references[name], found, last) for name in names})
    return [fault_of(ledger, last)] if last.ledger is None else []


def fault_of(ledger: Ledger, last: LastYear) -> Problem:
    """Return the problem of a folder of the year before that cannot be used. It stops nothing: typed figures count."""
    message, hint = last.fault
    return ledger.documents[TARGETS].problem(RULE, ("commitment", "previous"), message, hint, level="warning")


def untyped(target: Target) -> Iterator[str]:
    """Yield the names of the references for last year's result that a goal of the target uses and that lack a typed figure."""
    goals = (target.goal, *(one.goal for one in target.revisions if one.goal is not None))
    used = {name for goal in goals for one in goal.conditions for name in one.references_of(target.references)}
    for name, reference in target.references.items():
        if name not in used or not is_last_year(name):
            continue
        figures = list(reference.by_unit.values()) or [reference.value]
        if None in figures:
            yield name


def _as_reference(typed: Reference, found: FinalResult, last: LastYear) -> Reference:
    """Return last year's result in the form of the reference that it is for: of each unit, or of the whole."""
    assert last.ledger is not None
    with speaking("vi"):
        label = typed.label or f"thực hiện {last.ledger.commitment.year.text}"
    by_unit = {unit: found.figure(unit) for unit in typed.by_unit}
    if not typed.by_unit and found.target.each:
        by_unit = dict(found.by_unit or {})
    return Reference(label=result_label(label, found.until), value=found.value, by_unit=by_unit)
