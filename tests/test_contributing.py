"""CONTRIBUTING.md names only what exists: files, folders, make targets, names in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
QUOTED = re.findall(r"`([^`]+)`", PAGE)
FOLDERS = ("src/", "tests/", "docs/", "tools/", "templates/", "data/", "examples/", "benchmarks/", ".ci/")
PATHS = sorted(
    {
        word
        for one in QUOTED
        for word in one.split()
        if word.startswith(FOLDERS) or re.fullmatch(r"[\w./-]+\.(?:md|py|toml|docx|j2|txt)", word)
    }
)
TARGETS = sorted(set(re.findall(r"`make ([a-z-]+)`", PAGE)))
# Constants, functions and classes of the code.
NAMES = sorted(
    {one for one in QUOTED if re.fullmatch(r"_?[A-Z][A-Z_]+|([A-Z][a-z]+)+|_[a-z_]+|[a-z]+(_[a-z]+)+", one)} - {"N_"}
)


def test_the_page_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 130
    assert len(PATHS) > 30
    assert {"setup", "check", "catalogue", "docs"} <= set(TARGETS)


@pytest.mark.parametrize("path", PATHS)
def test_each_path_exists(path: str, root: Path) -> None:
    if path != "expected.txt":  # a name in each folder of tests/broken
        assert (root / path).exists()


@pytest.mark.parametrize("target", TARGETS)
def test_each_make_target_exists(target: str, root: Path) -> None:
    assert re.search(rf"^{target}:", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_in_the_code(name: str, root: Path) -> None:
    files = [*(root / "src" / "camket").rglob("*.py"), *(root / "tests").glob("test_*.py")]
    assert any(re.search(rf"^(?:def |class )?{name}\b", file.read_text(encoding="utf-8"), re.MULTILINE) for file in files)


def test_the_readme_links_to_it(root: Path) -> None:
    assert "[CONTRIBUTING.md](CONTRIBUTING.md)" in (root / "README.md").read_text(encoding="utf-8")
