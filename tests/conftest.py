"""Fixtures for all tests, the language reset after each test, and skipped tests for programs that are not installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from camket.text import language

language.choose("vi")  # before camket.cli is imported, because its help texts are made at import

ROOT = Path(__file__).resolve().parents[1]
IN_CI = bool(os.environ.get("CI"))  # then tests that try many similar cases try all of them
PROGRAMS = {
    "libreoffice": "soffice",
    "node": str(ROOT / "build" / "node" / "node_modules" / ".bin" / "yaml-language-server"),
    "browser": "chromium",
}


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run each test in Vietnamese and without environment variables that change the output."""
    for name in ("CAMKET_DATA", "CAMKET_LANG", "CAMKET_NO_CACHE", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):  # where digests of outputs and parsed files are kept
        monkeypatch.setenv(name, str(tmp_path_factory.getbasetemp() / "state"))
    language.choose("vi")
    yield
    language.choose("vi")


@pytest.fixture
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture
def data() -> Path:
    """The shipped data folder."""
    return ROOT / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("engines") and not os.environ.get("FULL"):
            item.add_marker(pytest.mark.skip(reason="takes minutes, and needs PySpark and Java: FULL=1"))
        for marker, program in PROGRAMS.items():
            if item.get_closest_marker(marker) and shutil.which(program) is None and not os.environ.get("CAMKET_NO_SKIP"):
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed; .ci/run installs it"))
