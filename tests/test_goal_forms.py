"""Every form of goal that real lists of commitments use: its sentence in the report, its row in `status`, its lines in `show`.

`tests/goal_forms/` has a target for each form, as a clerk would write it; `expected.txt` there has for each target:

    [id]
    the sentence of the report, without the pace
    the row of `status`
    the goal in `show`, and the lines about the figure
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from camket import cli

DATA = Path(__file__).parent / "goal_forms"
WHEN = ["--quarter", "4", "--as-of", "2025-01-31"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.run(["--data", str(DATA), *arguments]) == 0, arguments
    return capsys.readouterr().out


def read_expected() -> dict[str, list[str]]:
    text = (DATA / "expected.txt").read_text(encoding="utf-8")
    parts = re.split(r"^\[([\w-]+)\]\n", text, flags=re.M)[1:]
    return {name: lines.strip().splitlines() for name, lines in zip(parts[::2], parts[1::2], strict=True)}


EXPECTED = read_expected()
IDS = re.findall(r"^  - id: ([\w-]+)$", (DATA / "targets.yaml").read_text(encoding="utf-8"), flags=re.M)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("CAMKET_LANG", "vi")


def sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> list[str]:
    run(capsys, "report", *WHEN, "--format", "md", "--output", str(tmp_path))
    (report,) = tmp_path.glob("*.md")
    found = [line for line in report.read_text(encoding="utf-8").splitlines() if " Đánh giá: " in line]
    # What the pace expects of whole things is the business of tests/test_goals.py.
    return [re.sub(r", (?:cao|thấp|nhanh|chậm) hơn mức cần đạt đến ngày [\d/]+ \([^)]*\)", "", line) for line in found]


def shown(capsys: pytest.CaptureFixture[str], name: str) -> list[str]:
    lines = [line.strip() for line in run(capsys, "show", name, *WHEN).splitlines()]
    goal = [line for line in lines if line.startswith("Bằng số: ")]
    start = next(index for index, line in enumerate(lines) if line.startswith("Tình hình: "))
    now = lines[start + 2 : lines.index("", start)]
    return [*goal, *(re.sub(r"; tiến độ đến .*", "", line) for line in now if not line.startswith("theo đà này"))]


def test_every_form_has_its_words() -> None:
    assert list(EXPECTED) == IDS
    assert len(IDS) >= 35


def test_each_form_is_a_sentence_of_the_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert sentences(capsys, tmp_path) == [lines[0] for lines in EXPECTED.values()]


def test_each_form_is_a_row_of_status(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "status", *WHEN)
    rows = [" | ".join(re.split(r"\s{2,}", line.strip(" !"))) for line in text.splitlines()]
    for name, lines in EXPECTED.items():
        start = lines[1].partition(" | ")[0] + " | "
        (row,) = [row for row in rows if row.startswith(start)]
        goal_actual = row.split(" | ")
        assert [*goal_actual[:3], goal_actual[-1]] == lines[1].split(" | "), name


@pytest.mark.parametrize("name", IDS)
def test_each_form_is_told_by_show(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert shown(capsys, name) == EXPECTED[name][2:]


def test_the_data_have_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "--strict") == "Không có lỗi.\n"
