"""The wheel: built twice, elsewhere and at another time, it is the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PARTS = ("pyproject.toml", "README.md", "src", "templates", "docs")


def build(root: Path, folder: Path, when: int) -> bytes:
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name in PARTS:
        if (root / name).is_dir():
            shutil.copytree(root / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(root / name, sources)
    for path in sources.rglob("*"):
        os.utime(path, (when, when))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check", "-w", str(folder)]
    subprocess.run([*command, str(sources)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel.read_bytes()


@pytest.mark.packages
def test_the_wheel_is_the_same_bytes_again(root: Path, tmp_path: Path) -> None:
    assert build(root, tmp_path / "một", 1_600_000_000) == build(root, tmp_path / "hai khác", 1_700_000_000)
