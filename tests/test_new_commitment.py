"""A new commitment: its files are written once and are valid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from camket.cli import run
from camket.entry.blank_report import plan_open
from camket.entry.new_commitment import new_files, plan_init
from camket.entry.targets_text import new_targets
from camket.ledger.commitment import Commitment, Group, Round, TargetsFile, Unit
from camket.ledger.ledger import Ledger
from camket.ledger.measures.registry import KINDS
from camket.ledger.reports import Report
from camket.ledger.targets import COMPARATORS, Change, Condition, Pace, Target
from camket.ledger.year import Year
from camket.rules.check import check
from camket.standing.survey import survey
from camket.text.problems import Problem, WouldOverwrite
from camket.text.save import FileChange
from measures_office import read_folder, write_commitment, write_new


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_commitment(tmp_path / "now" / "data")


def test_an_existing_file_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"mine")
    plan = {"a.yaml": b"new", "deep/b.yaml": b"new"}
    assert new_files(tmp_path, plan) == ([FileChange("deep/b.yaml", None, b"new")], [tmp_path / "a.yaml"])
    assert not (tmp_path / "deep").exists()
    assert write_new(tmp_path, plan) == ([tmp_path / "deep/b.yaml"], [tmp_path / "a.yaml"])
    assert (tmp_path / "a.yaml").read_bytes() == b"mine"
    assert (tmp_path / "deep/b.yaml").read_bytes() == b"new"
    assert write_new(tmp_path, plan)[0] == []


def test_a_broken_symlink_is_left_too(tmp_path: Path) -> None:
    link = tmp_path / "a.yaml"
    try:
        link.symlink_to(tmp_path / "nowhere")
    except OSError:
        pytest.skip("links cannot be made here")
    assert write_new(tmp_path, {"a.yaml": b"new"}) == ([], [link])
    assert link.is_symlink()


# --- the files of a new commitment ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2030])
def test_a_new_commitment_is_valid_as_written(tmp_path: Path, year: int) -> None:
    written, left = write_new(tmp_path, plan_init(tmp_path / "new", year=Year.calendar(year)))
    assert left == []
    assert {path.relative_to(tmp_path / "new").as_posix() for path in written} == {
        "data/targets.yaml",
        "data/units.yaml",
        "data/huong-dan-du-lieu.md",
        "data/reports/.gitkeep",
        ".gitattributes",
        ".gitignore",
    }
    ledger, problems = read_folder(tmp_path / "new" / "data")
    assert problems == []
    assert ledger.commitment.year.number == year
    assert [round_.id for round_ in ledger.rounds] == ["q1", "q2", "q3", "annual-preliminary", "annual-update", "q4"]
    assert {target.measure.kind for target in ledger.targets.values()} >= {"count", "ratio"}
    assert any(target.each for target in ledger.targets.values())
    assert {date(year, 1, 1), date(year, 9, 2)} <= set(ledger.calendar.holidays)
    assert {day.year for day in ledger.calendar.holidays} == {year}


def test_the_new_files_have_lf_and_comments(tmp_path: Path) -> None:
    plan = plan_init(tmp_path, year=Year.calendar(2025))
    for name in ("targets.yaml", "units.yaml"):
        data = plan[tmp_path / "data" / name]
        assert b"\r" not in data
        assert data.startswith(b"# ")


def test_no_commitment_is_started_where_there_is_one(small: Path) -> None:
    with pytest.raises(WouldOverwrite):
        plan_init(small.parent, year=Year.calendar(2024))


@pytest.mark.parametrize("inside", ["", "reports", "reports/q1/deep/er", "../new", "../new/deeper"])
def test_no_commitment_is_started_in_or_below_another(small: Path, inside: str) -> None:
    with pytest.raises(WouldOverwrite) as refused:
        plan_init(small / inside, year=Year.calendar(2024))
    assert str(small / "targets.yaml") in str(refused.value)


def test_a_repository_of_its_own_may_be_below_a_commitment(small: Path) -> None:
    own = small.parent / "kept" / "apart"
    (own / ".git").mkdir(parents=True)
    assert own / "data" / "targets.yaml" in plan_init(own, year=Year.calendar(2024))


@pytest.mark.parametrize("name", ["targets.yaml", "units.yaml"])
def test_the_new_files_name_the_page_beside_them(tmp_path: Path, name: str) -> None:
    plan = plan_init(tmp_path, year=Year.calendar(2025))
    (page,) = re.findall(r"[\w-]+\.md", plan[tmp_path / "data" / name].decode())
    text = plan[tmp_path / "data" / page].decode()
    keys = {key for row in re.findall(r"^\|([^|]*)\|", text, re.MULTILINE) for key in re.findall(r"`([^`]+)`", row)}
    for model in (TargetsFile, Commitment, Round, Target, Condition, Pace, Unit, Group, Report):
        assert set(model.model_fields) <= keys
    assert "<!--" not in text
    assert "`\r" not in text
    assert text.count("```yaml\n") * 2 == text.count("```")


# --- the examples of the blank targets.yaml ------------------------------------------------------------------------------


def _examples() -> list[str]:
    """Return the commented examples of a blank targets.yaml, each with its line `##`."""
    return re.findall(r"^  ## .*\n(?:  # .*\n)+", new_targets(Year.calendar(2025)), re.MULTILINE)


def _uncommented(text: str) -> str:
    return re.sub(r"^  # ", "  ", text.replace("  ## ", "  #! "), flags=re.MULTILINE).replace("  #! ", "  # ")


def _write_with(tmp_path: Path, examples: Sequence[str]) -> tuple[Ledger, list[Problem]]:
    """Start a commitment, uncomment these examples, and return what is read, with what `check` says of it."""
    write_new(tmp_path, plan_init(tmp_path, year=Year.calendar(2025)))
    path = tmp_path / "data" / "targets.yaml"
    text = path.read_bytes().decode()
    for example in examples:
        assert text.count(example) == 1
        text = text.replace(example, _uncommented(example))
    path.write_bytes(text.encode())
    ledger, problems = read_folder(tmp_path / "data")
    return ledger, [*problems, *check(ledger, date(2025, 3, 1))]


@pytest.mark.parametrize("example", _examples(), ids=lambda text: re.findall(r"- id: (\S+)", text)[0])
def test_an_example_without_its_comment_signs_is_valid(tmp_path: Path, example: str) -> None:
    ledger, problems = _write_with(tmp_path, [example])
    assert problems == []
    assert len(ledger.targets) == 4
    for round_ in ledger.rounds:
        assert len(survey(ledger, round_, date(2026, 2, 1)).standings) == 4


def test_all_examples_together_are_valid_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, problems = _write_with(tmp_path, _examples())
    assert problems == []
    assert len(ledger.targets) == len(_examples()) + 3
    data = str(tmp_path / "data")
    assert run(["open", "-q", "1", "--data", data]) == 0
    assert run(["status", "-q", "1", "--as-of", "2025-03-04", "--data", data]) == 0
    assert run(["report", "-q", "1", "--as-of", "2025-03-04", "--data", data, "--output", str(tmp_path / "ra")]) == 0
    capsys.readouterr()
    (report,) = (tmp_path / "ra").rglob("*.md")
    written = " ".join(report.read_text(encoding="utf-8").split())
    assert [target.id for target in ledger.targets.values() if target.name not in written] == []


def test_the_examples_are_of_every_kind_and_every_form(tmp_path: Path) -> None:
    ledger, _problems = _write_with(tmp_path, _examples())
    targets = [target for target in ledger.targets.values() if target.id.startswith("mau-")]
    goals = [target.goal for target in targets]
    conditions = [condition for goal in goals for condition in goal.conditions]
    assert {target.measure.kind for target in targets} == set(KINDS)
    given = {name for condition in conditions for name in COMPARATORS if getattr(condition, name) is not None}
    assert given == set(COMPARATORS)
    assert {condition.change for condition in conditions} == set(get_args(Change))
    assert {condition.of is not None for condition in conditions} == {True, False}
    assert any(condition.over for condition in conditions)
    assert any(goal.stretch for goal in goals)
    assert any(goal.yardsticks for goal in goals)
    assert any(len(goal.all) > 1 for goal in goals)
    for key in ("each", "sum_of", "adds_up_to", "part_of", "pace", "revisions", "excluding"):
        assert any(getattr(target, key) for target in targets), key
    assert any(reference.by_unit for target in targets for reference in target.references.values())


def test_nothing_in_the_blank_files_is_in_braces(tmp_path: Path) -> None:
    """A comma in braces separates entries: the commonest slip of those who type decimals."""
    plan = plan_init(tmp_path, year=Year.calendar(2025))
    for name in ("targets.yaml", "units.yaml"):
        assert not re.search(r"[\[{}\]]", plan[tmp_path / "data" / name].decode())


def test_every_example_says_which_sentence_it_is_for() -> None:
    examples = _examples()
    assert len(examples) > 30
    assert all(re.match(r'  ## "[^"]+"', example) for example in examples)
    assert new_targets(Year.calendar(2025)).count("  # - id: ") == len(examples)


def test_the_round_of_a_new_commitment_can_be_opened(tmp_path: Path) -> None:
    write_new(tmp_path, plan_init(tmp_path, year=Year.calendar(2025)))
    ledger, _problems = read_folder(tmp_path / "data")
    plan = plan_open(ledger, ledger.rounds[0])
    assert list(plan) == ["reports/q1/phong-kinh-te.yaml", "reports/q1/xa-a.yaml", "reports/q1/xa-b.yaml"]
