"""docs/data-format.md agrees with the models: every example loads; every key, kind and choice is on the page."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from camket.ledger import commitment, reports, scalars, targets
from camket.ledger.goals import default_pace, level
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.measures import base
from camket.ledger.measures.base import Result
from camket.ledger.measures.named_list import NamedList
from camket.ledger.measures.quantity import Quantity
from camket.ledger.measures.ratio import Ratio
from camket.ledger.measures.registry import KINDS, MEASURES
from camket.ledger.targets import COMPARATORS, Change, Goal, Target
from camket.ledger.tree import FolderTree
from camket.standing.survey import survey
from camket.text.numerals import AmbiguousNumber, format_exact, read_date, read_number
from camket.text.problems import Problem

PAGE = Path(__file__).resolve().parents[1] / "docs" / "data-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
INFO_STRINGS = {"targets.yaml", "units.yaml", "target", "goal", "result", "report", "office", "issued", "wrong"}


@dataclass(frozen=True)
class Block:
    """A fenced example: kind and argument from its info string, its line on the page, its text."""

    kind: str
    argument: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.kind}-line-{self.line}"


def _blocks() -> list[Block]:
    found = []
    for match in re.finditer(r"^```(.*)\n((?:.*\n)*?)```$", TEXT, re.MULTILINE):
        language, _space, info = match[1].partition(" ")
        assert language == "yaml", f"a fence of {language or 'nothing'}"
        kind, _space, argument = info.partition(" ")
        found.append(Block(kind, argument, TEXT[: match.start()].count("\n") + 1, match[2]))
    return found


BLOCKS = _blocks()


def _of(*kinds: str) -> list[Block]:
    return [block for block in BLOCKS if block.kind in kinds]


def _entry(block: Block, heading: str = "") -> str:
    return "  - " + textwrap.indent(heading + block.text, "    ").lstrip()


def _targets() -> str:
    texts = [_entry(block) for block in _of("target")]
    texts += [
        _entry(block, f"id: form-{block.line}\nname: Dạng ở dòng {block.line}\nlead: phong-kinh-te\n") for block in _of("goal")
    ]
    return "targets:\n" + "\n".join(texts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder made of the examples of targets.yaml, units.yaml and targets on the page."""
    frame = "\n".join(block.text for block in _of("targets.yaml"))
    (tmp_path / "targets.yaml").write_text(frame + "\n" + _targets(), encoding="utf-8")
    (tmp_path / "units.yaml").write_text("\n".join(block.text for block in _of("units.yaml")), encoding="utf-8")
    return tmp_path


def _load(folder: Path) -> tuple[Ledger, list[Problem]]:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger, problems


def _write_report(folder: Path, name: str, text: str) -> None:
    path = folder / "reports" / "q2" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _reporter_of(folder: Path, target_id: str) -> str:
    ledger, _problems = _load(folder)
    return ledger.reporters(ledger.targets[target_id])[0]


def test_every_block_has_a_known_info_string() -> None:
    assert {block.kind for block in BLOCKS} == INFO_STRINGS


def test_the_commitment_on_the_page_loads(folder: Path) -> None:
    ledger, problems = _load(folder)
    assert problems == []
    assert len(ledger.targets) == len(_of("target", "goal"))
    assert len(ledger.rounds) == 6


def test_each_goal_can_be_judged(folder: Path) -> None:
    ledger, _problems = _load(folder)
    for round_ in ledger.rounds:
        looked_at = survey(ledger, round_, date(2024, 6, 1))
        assert len(looked_at.standings) == len(ledger.targets)


@pytest.mark.parametrize("block", _of("result"), ids=str)
def test_a_result_fits_its_target(block: Block, folder: Path) -> None:
    target_id = block.text.partition(":")[0]
    unit = _reporter_of(folder, target_id)
    _write_report(folder, unit, "submitted: 2023-06-02\nresults:\n" + textwrap.indent(block.text, "  "))
    ledger, problems = _load(folder)
    assert problems == []
    assert target_id in ledger.reports["q2", unit].results


@pytest.mark.parametrize("block", _of("wrong"), ids=str)
def test_an_example_marked_wrong_is_refused(block: Block, folder: Path) -> None:
    unit = _reporter_of(folder, block.text.partition(":")[0])
    _write_report(folder, unit, "results:\n" + textwrap.indent(block.text, "  "))
    _ledger, problems = _load(folder)
    assert block.argument in {problem.rule for problem in problems}


def test_the_report_and_the_office_file_load(folder: Path) -> None:
    (report,) = _of("report")
    (office,) = _of("office")
    _write_report(folder, "phong-kinh-te", report.text)
    _write_report(folder, "_office", office.text)
    ledger, problems = _load(folder)
    assert problems == []
    filed = ledger.reports["q2", "phong-kinh-te"]
    assert set(filed.results) == set(filed.report.results)
    assert ledger.office["q2"].content.extensions[0].unit == "xa-tan-thanh"


def _result_example(target: Target) -> bool:
    return any(block.text.startswith(target.id + ":") for block in _of("result"))


def test_every_kind_of_measure_has_a_result_on_the_page(folder: Path) -> None:
    ledger, _problems = _load(folder)
    shown = {target.measure.kind for target in ledger.targets.values() if _result_example(target)}
    # The result of an amount is written like that of a count.
    assert set(KINDS) - shown == {"amount"}


# --- every key, every choice ----------------------------------------------------------------------------------------

_TABLE = re.compile(r"<!-- fields: ([\w, ]+) -->\n((?:\|.*\n)+)")


def _tables() -> dict[str, set[str]]:
    """Class name → the keys in the first column of its table."""
    found: dict[str, set[str]] = {}
    for match in _TABLE.finditer(TEXT):
        rows = match[2].splitlines()[2:]
        keys = {key for row in rows for key in re.findall(r"`([^`]+)`", row.split("|")[1])}
        for name in match[1].split(", "):
            found[name] = keys
    return found


# Bases of models that are never written themselves.
ABSTRACT = ("MeasureModel", "_OneFigure")


def _models() -> dict[str, type[BaseModel]]:
    kinds = [sys.modules[measure.__module__] for measure in MEASURES]
    modules = (scalars, commitment, targets, base, *kinds, reports)
    classes = [value for module in modules for value in vars(module).values() if inspect.isclass(value)]
    names = {module.__name__ for module in modules}
    return {
        kind.__name__: kind
        for kind in classes
        if issubclass(kind, BaseModel) and kind.__module__ in names and kind.model_fields and kind.__name__ not in ABSTRACT
    }


@pytest.mark.parametrize(("name", "kind"), _models().items(), ids=list(_models()))
def test_each_key_of_a_model_is_in_its_table(name: str, kind: type[BaseModel]) -> None:
    keys = set(kind.model_fields)
    if issubclass(kind, Result) and kind is not Result:
        keys -= {*Result.model_fields, "kind"}  # the shared keys have their own table; `kind` comes from the measure
    assert _tables()[name] == keys


def _choices(annotation: Any) -> set[str]:
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {choice for part in get_args(annotation) for choice in _choices(part)}


@pytest.mark.parametrize(("name", "kind"), _models().items(), ids=list(_models()))
def test_each_choice_of_a_model_is_on_the_page(name: str, kind: type[BaseModel]) -> None:
    named = set(re.findall(r"`([^`\n]+)`", TEXT))
    choices = {choice for info in kind.model_fields.values() for choice in _choices(info.annotation)}
    assert choices <= named


def test_each_comparator_and_change_has_an_example(folder: Path) -> None:
    ledger, _problems = _load(folder)
    conditions = []
    for target in ledger.targets.values():
        for goal in [target.goal, *(revision.goal for revision in target.revisions if revision.goal)]:
            conditions += [*goal.all, *(condition for yard in goal.yardsticks for condition in yard.all)]
    assert {condition.comparator for condition in conditions} == set(COMPARATORS)
    assert {condition.change for condition in conditions} == set(get_args(Change))


def test_the_less_usual_parts_of_goals_have_an_example(folder: Path) -> None:
    targets = list(_load(folder)[0].targets.values())
    goals = [target.goal for target in targets]
    conditions = [condition for goal in goals for condition in goal.all]
    measures = [target.measure for target in targets]
    assert {condition.over.how for condition in conditions if condition.over} == {"sum", "mean"}
    assert {measure.per for measure in measures if isinstance(measure, Ratio)} == {"100", "1000", "10000"}
    assert any(goal.stretch for goal in goals)
    assert any(len(goal.yardsticks) > 1 for goal in goals)
    assert any(len(goal.all) > 1 for goal in goals)
    assert any(target.excluding for target in targets)
    assert any(isinstance(measure, Quantity) and measure.out_of for measure in measures)
    assert any(isinstance(measure, NamedList) and measure.counts_if for measure in measures)
    assert any(revision.goal for target in targets for revision in target.revisions)
    assert any(revision.references for target in targets for revision in target.revisions)


# --- what the tables say ---------------------------------------------------------------------------------------------


def _rows(heading: str) -> list[list[str]]:
    """Return the rows of the table whose first heading cell is `heading`."""
    start = TEXT.index(f"| {heading} |")
    rows = TEXT[start:].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_numbers_mean_what_the_page_says() -> None:
    refused = 0
    for written, meaning in _rows("Viết"):
        for text in re.findall(r"`([^`]+)`", written):
            if meaning.startswith("bị từ chối"):
                with pytest.raises(AmbiguousNumber):
                    read_number(text)
                refused += 1
            else:
                expected = meaning.partition(",")[0] if "đếm" in meaning else meaning
                number = read_number(text.removesuffix("%"), whole="đếm" in written)
                assert format_exact(number) == expected
    assert refused == 1


def test_dates_are_read_as_the_page_says() -> None:
    line = next(line for line in TEXT.splitlines() if line.startswith("**Ngày.**"))
    written = re.findall(r"`([^`]+)`", line)
    assert len(written) == 4
    assert {read_date(text) for text in written} == {date(2023, 6, 2)}


def test_changes_are_computed_as_the_page_says() -> None:
    for change, _meaning, figure in _rows("`change`"):
        reached = level(change.strip("`"), Decimal(5), Decimal(1000)).value
        assert Decimal(reached) == read_number(figure, whole=True)


def test_each_measure_has_the_pace_that_the_page_says(folder: Path) -> None:
    ledger, _problems = _load(folder)
    goals = {"incidents": Goal.model_validate({"equals": "0"})}
    claimed = {}
    for kind, _use, pace in _rows("Loại (`kind`)"):
        words = re.findall(r"`([^`]+)`", pace)
        claimed[kind.strip("`")] = {"count": ["linear", "accumulates: false", "year_end"]}.get(words[0], words)
    for target in ledger.targets.values():
        words = claimed[target.measure.kind]
        expected = words[-1] if not target.measure.accumulates else words[0]
        goal = goals.get(target.measure.kind, Goal.model_validate({"at_least": "1"}))
        assert default_pace(target.measure, goal).kind == expected


def test_the_page_says_that_a_bare_number_is_at_least() -> None:
    assert "`goal: 75`" in TEXT
    (condition,) = Goal.model_validate("75").all
    assert (condition.comparator, condition.at_least) == ("at_least", "75")
