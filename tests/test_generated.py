"""Pages and templates that tools make: what is in the repository is what they make today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("tool", ["docs.py", "report_template.py", "reminder_template.py", "summary_template.py"])
def test_what_the_tool_makes_is_up_to_date(root: Path, tool: str) -> None:
    done = subprocess.run([sys.executable, str(root / "tools" / tool), "--check"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_shows_outputs(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert text.count("<!-- output: ") == 3
    assert "đã ghi build/bao-cao-q2-2023.docx" in text
    assert "comune-digital" in text


def test_no_name_of_the_shipped_commitment_is_in_the_code(root: Path) -> None:
    names = ("Sa Đéc", "Đồng Tháp", "An Hòa", "Tân Quy", "Tân Khánh", "Tân Phú", "Nguyễn Văn Hon", "khu vực 2", "OCOP")
    for file in (*(root / "src").rglob("*.py"), *(root / "src").rglob("*.po"), *(root / "templates").glob("*.j2")):
        text = file.read_text(encoding="utf-8")
        assert [name for name in names if name in text] == [], file


def test_no_registry_is_named_in_the_pins(root: Path) -> None:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") or line.count("==") == 1 for line in lines if line)
    assert not any("/" in line or "@" in line for line in lines)
