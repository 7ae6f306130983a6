"""A new commitment: its files are written once and are valid."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from camket.entry.blank_report import plan_open
from camket.entry.new_commitment import new_files, plan_init
from camket.ledger.year import Year
from camket.text.problems import WouldOverwrite
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


def test_the_new_files_say_where_the_format_is_described(tmp_path: Path) -> None:
    text = plan_init(tmp_path, year=Year.calendar(2025))[tmp_path / "data" / "targets.yaml"].decode()
    assert "docs/data-format.md trong tài liệu của\n# camket" in text


def test_the_round_of_a_new_commitment_can_be_opened(tmp_path: Path) -> None:
    write_new(tmp_path, plan_init(tmp_path, year=Year.calendar(2025)))
    ledger, _problems = read_folder(tmp_path / "data")
    plan = plan_open(ledger, ledger.rounds[0])
    assert list(plan) == ["reports/q1/phong-kinh-te.yaml", "reports/q1/xa-a.yaml", "reports/q1/xa-b.yaml"]
