"""What is compiled from the packaged templates is kept beside Python's own compiled files, and is never needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def report(data: Path, kept: Path, *, keeps: bool = True) -> str:
    """Make a report in a process of its own; return its text. `kept` is the folder in which Python keeps compiled files."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(kept), "PYTHONDONTWRITEBYTECODE": "" if keeps else "1"}
    made = data.parent / "made"
    command = [sys.executable, "-m", "camket", "report", "-q", "2", "--format", "md", "-o", str(made), "--force"]
    done = subprocess.run([*command, "--data", str(data)], env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in (0, 1), done.stderr
    (file,) = made.glob("*.md")
    return file.read_text(encoding="utf-8")


def kept_files(kept: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in kept.rglob("*.template")}


def test_packaged_templates_are_kept_and_found_again(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    text = report(data, kept)
    first = kept_files(kept)
    assert len(first) >= 3
    written = {path: path.stat().st_ino for path in first}  # what is compiled is written to a new file
    assert report(data, kept) == text
    assert {path: path.stat().st_ino for path in kept_files(kept)} == written


@pytest.mark.parametrize("damage", [b"", b"not a template at all", None])
def test_what_is_damaged_is_compiled_again(damage: bytes | None, data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    text = report(data, kept)
    whole = kept_files(kept)
    for path, content in whole.items():
        path.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert report(data, kept) == text
    assert kept_files(kept).keys() == whole.keys()
    assert all(len(content) > 1000 for content in kept_files(kept).values())


def test_a_template_of_the_office_is_never_kept(data: Path, tmp_path: Path) -> None:
    own = data.parent / "templates"
    own.mkdir()
    for name in ("report.md.j2", "sentences.j2", "appendices.md.j2"):
        shutil.copyfile(ROOT / "templates" / name, own / name)
    report(data, tmp_path / "kept")
    assert kept_files(tmp_path / "kept") == {}


def test_nothing_is_kept_where_python_keeps_nothing(data: Path, tmp_path: Path) -> None:
    report(data, tmp_path / "kept", keeps=False)
    assert kept_files(tmp_path / "kept") == {}


def test_a_folder_that_cannot_be_written_is_no_fault(data: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").touch()  # a file in its place
    assert report(data, tmp_path / "kept") == report(data, tmp_path / "other")
