"""An answer that is kept is given again only for the same bytes, day, language, options and console."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from camket.cli import run
from camket.commands import desk
from small_office import write_office

DAY = date(2024, 6, 10)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    monkeypatch.setattr(desk, "today", lambda: DAY)
    return write_office(tmp_path / "data")


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every load of a data folder."""
    found: list[Path] = []
    load = desk.load

    def counted(folder: Path, *rest: object, **named: object) -> object:
        found.append(folder)
        return load(folder, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(desk, "load", counted)
    return found


@pytest.mark.parametrize("words", [("check",), ("status",), ("status", "--all"), ("status", "--format", "json")])
def test_same_data_are_loaded_once(
    words: tuple[str, ...], office: Path, loads: list[Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    arguments = [*words, "--data", str(office)]
    first = run(arguments), capfdbinary.readouterr()
    second = run(arguments), capfdbinary.readouterr()
    assert len(loads) == 1
    assert first == second
    assert first[1].out


@pytest.mark.parametrize("words", [("check",), ("status",)])
@pytest.mark.parametrize("change", ["byte", "file", "name", "day", "language", "width", "letters", "option", "off", "program"])
def test_whatever_changes_is_another_question(
    words: tuple[str, ...], change: str, office: Path, loads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*words, "--data", str(office)]
    run(arguments)
    report = sorted((office / "reports").rglob("*.yaml"))[0]
    needed = 2
    match change:
        case "byte":
            report.write_bytes(report.read_bytes() + b"\n")
        case "file":
            report.unlink()
        case "name":
            shutil.copy(report, report.with_suffix(".yml"))
        case "day":
            monkeypatch.setattr(desk, "today", lambda: date(2024, 6, 11))
        case "language":
            from camket.text import language

            language.choose("en")
        case "width":
            monkeypatch.setenv("COLUMNS", "61")
            needed = 2 if words == ("status",) else 1  # problems are kept, not their lines
        case "letters":
            monkeypatch.setenv("UNICODE_VERSION", "9.0.0")
            needed = 2 if words == ("status",) else 1
        case "option":
            arguments.append("--strict")
            needed = 2 if words == ("status",) else 1  # the same problems give another exit code
        case "off":
            arguments.append("--no-cache")
            monkeypatch.setenv("CAMKET_NO_CACHE", "")  # taken back after the test
        case "program":
            from camket.text import parse_cache

            monkeypatch.setattr(parse_cache, "program_digest", lambda: b"another")
    run(arguments)
    assert len(loads) == needed


def test_evidence_and_last_year_are_looked_at_each_time(
    office: Path, loads: list[Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(["check", "--data", str(office)])
    (office / "evidence").mkdir()
    run(["check", "--data", str(office)])
    assert len(loads) == 2
    (office / "evidence").rmdir()
    shutil.copytree(office, office.parent / "before" / "data")
    targets = office / "targets.yaml"
    targets.write_bytes(targets.read_bytes().replace(b"{year: 2024,", b"{year: 2024, previous: before,", 1))
    for _again in range(2):
        run(["check", "--data", str(office)])
        run(["status", "--data", str(office)])
    assert len(loads) == 6
    capfdbinary.readouterr()
    run(["check", "--data", str(office)])  # that folder is of this year too
    assert b"previous-year" in capfdbinary.readouterr().out
    old = office.parent / "before" / "data" / "targets.yaml"
    old.write_bytes(old.read_bytes().replace(b"2024", b"2023"))
    run(["check", "--data", str(office)])
    assert b"previous-year" not in capfdbinary.readouterr().out


def test_what_cannot_be_read_is_never_kept(office: Path, loads: list[Path]) -> None:
    report = sorted((office / "reports").rglob("*.yaml"))[0]
    report.write_bytes(b"# " + b"x" * (5 * 1024 * 1024))
    for _again in range(2):
        run(["check", "--data", str(office)])
    assert len(loads) == 2
