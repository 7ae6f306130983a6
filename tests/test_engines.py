"""Engines that exist read the Parquet files and count and add up what camket does, figure for figure."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from camket import cli
from camket.commands import desk
from camket.exchange.collecting import collect, last_day
from camket.ledger.ledger import Ledger
from camket.standing.submissions import closing_day
from camket.standing.survey import survey
from engines import SCRIPTS, Counted, counted_by, counted_here

sys.path.append(str(Path(__file__).resolve().parents[1] / "benchmarks"))
from scale import build

# The units besides the shipped ones: with 10,600 there are 62,422 files, a country's worth.
COUNTRY = int(os.environ.get("ENGINES_UNITS", "10600"))


def exported(folder: Path, to: Path) -> tuple[Ledger, Counted]:
    """Export a data folder, and return what camket itself counts and adds up."""
    assert cli.run(["export", "--format", "parquet", "--no-authors", "--data", str(folder), "-o", str(to)]) in (0, 1)
    ledger, _problems = desk.load(folder)
    assert ledger is not None
    return ledger, counted_here(collect(ledger, folder, with_origins=False))


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_an_engine_finds_what_camket_finds(data: Path, root: Path, tmp_path: Path, engine: str) -> None:
    for number, folder in enumerate((data, root / "examples" / "tinh-2026" / "data")):
        to = tmp_path / str(number)
        ledger, own = exported(folder, to)
        assert counted_by(engine, to / "parquet") == own
        verdicts = Counter(
            (round_.id, part.target.id, part.verdict)
            for round_ in ledger.rounds
            if ledger.calendar.opens(round_) <= last_day(ledger)
            for whole in survey(ledger, round_, min(last_day(ledger), closing_day(ledger, round_))).standings
            for part in whole.by_unit
            if part.unit is not None
        )
        assert {key: count for key, (count, _sum) in own.items()} == verdicts


def test_some_more_communes_are_found_by_both(tmp_path: Path) -> None:
    build(tmp_path, 40)
    _ledger, own = exported(tmp_path / "data", tmp_path / "out")
    assert sum(count for count, _sum in own.values()) > 1000
    for engine in ("duckdb", "polars"):
        assert counted_by(engine, tmp_path / "out" / "parquet") == own


def test_places_in_folders_of_their_own_are_read_at_once(data: Path, tmp_path: Path) -> None:
    _ledger, own = exported(data, tmp_path / "lake" / "a")
    exported(data, tmp_path / "lake" / "b")
    twice = {key: (2 * count, 2 * total if total is not None else None) for key, (count, total) in own.items()}
    assert counted_by("duckdb", tmp_path / "lake" / "*" / "parquet") == twice


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counted]:
    folder = tmp_path_factory.mktemp("country")
    build(folder, COUNTRY)
    _ledger, own = exported(folder / "data", folder / "out")
    return folder / "out" / "parquet", own


@pytest.mark.engines
@pytest.mark.parametrize("engine", [*SCRIPTS])
def test_an_engine_finds_what_camket_finds_in_a_country(engine: str, country: tuple[Path, Counted]) -> None:
    folder, own = country
    assert counted_by(engine, folder, os.environ.get("ENGINES_PYTHON", sys.executable)) == own
    assert sum(count for count, _sum in own.values()) > 30 * COUNTRY
