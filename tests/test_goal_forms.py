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
    run(capsys, "report", *WHEN, "--full", "--format", "md", "--output", str(tmp_path))
    (report,) = tmp_path.glob("*.md")
    chapter = report.read_text(encoding="utf-8").partition("## I. ")[2].partition("\n## ")[0]
    # The sentence of each target is the paragraph after its name.
    found = re.findall(r"^\*\*[^\n]*\*\*\n\n([^\n]*)$", chapter, re.MULTILINE)
    # What the pace expects of whole things is the business of tests/test_goals.py.
    return [re.sub(r", (?:cao|thấp|nhanh|chậm) hơn mức cần đạt \([^)]*\)", "", line) for line in found]


def shown(capsys: pytest.CaptureFixture[str], name: str) -> list[str]:
    lines = [line.strip() for line in run(capsys, "show", name, *WHEN).splitlines()]
    goal = [line for line in lines if line.startswith("Bằng số: ")]
    start = next(index for index, line in enumerate(lines) if line.startswith("Tình hình: "))
    now = lines[start + 2 : lines.index("", start)]
    return [*goal, *(re.sub(r"; tiến độ đến .*", "", line) for line in now if not line.startswith("ước cả năm"))]


def test_every_form_has_its_words() -> None:
    assert list(EXPECTED) == IDS
    assert len(IDS) >= 35


def test_each_form_is_a_sentence_of_the_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert sentences(capsys, tmp_path) == [lines[0] for lines in EXPECTED.values()]


def test_each_form_is_a_row_of_status(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "status", "--all", *WHEN)
    # The number of the target is the first column.
    lines = [re.sub(r"^\d[\d.]* ", "", line.strip(" !")) for line in text.splitlines()]
    rows = [" | ".join(re.split(r"\s{2,}", line.strip())) for line in lines]
    for name, expected in EXPECTED.items():
        start = expected[1].partition(" | ")[0] + " | "
        (row,) = [row for row in rows if row.startswith(start)]
        goal_actual = row.split(" | ")
        assert [*goal_actual[:3], goal_actual[-1]] == expected[1].split(" | "), name


@pytest.mark.parametrize("name", IDS)
def test_each_form_is_told_by_show(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert shown(capsys, name) == EXPECTED[name][2:]


def test_the_data_have_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "--strict") == "Không có lỗi.\n"


# --- other cases of the same kinds ----------------------------------------------------------------------------------------

OTHERS = """\
commitment: {year: 2024, title: Bản giao chỉ tiêu, issuing_body: UBND huyện Thử}
rounds: [{id: q2, quarter: 2, by: 2024-06-30}]
units: [{id: vp, name: Văn phòng}, {id: xa-a, name: xã An}, {id: xa-b, name: xã Bình}]
targets:
"""
LAST_YEAR = "references: {ly: {label: năm 2023, value: %s}}"
SCORE = 'measure: {kind: score, unit: "%", better: lower}, pace: year_end'
LEVEL = "measure: {kind: count, unit: hộ, accumulates: false, better: lower}"


@pytest.mark.parametrize(
    ("name", "rest", "result", "words"),
    [
        # The figure rose although it should fall; a name that begins with a verb is not the subject.
        (
            "Giảm tỷ lệ hộ nghèo",
            f"{SCORE}, goal: {{more_than: 4, change: decrease, against: ly}}, {LAST_YEAR % 14}",
            "15",
            "Tỷ lệ hộ nghèo là 15%, tăng 1 điểm % so với năm 2023 (14%); mục tiêu: giảm trên 4 điểm %, tức dưới 10%;",
        ),
        (
            "Giảm nghèo bền vững",
            f"{SCORE}, goal: {{at_least: 1, change: decrease, against: ly}}, {LAST_YEAR % 14}",
            "13",
            "Giảm nghèo bền vững: còn 13%, giảm 1 điểm % so với năm 2023 (14%); mục tiêu: giảm ít nhất 1 điểm %, tức không quá 13%;",
        ),
        # A change that rounds to what is asked for, and falls short of it, has more decimals.
        (
            "Tỷ lệ hộ nghèo",
            f"{SCORE}, goal: {{at_least: 4, change: decrease, against: ly}}, {LAST_YEAR % 14}",
            '"10.0040"',
            "Tỷ lệ hộ nghèo còn 10,004%, giảm 3,996 điểm % so với năm 2023 (14%)",
        ),
        # Bases of zero and below.
        (
            "Lợi nhuận",
            "measure: {kind: amount, unit: tỷ đồng, accumulates: false}, pace: year_end, "
            f"goal: {{at_least: 5, change: growth, against: ly}}, {LAST_YEAR % -200}",
            "-150",
            "Lợi nhuận đạt -150 tỷ đồng, tăng 50 tỷ đồng so với năm 2023 (-200 tỷ đồng)",
        ),
        (
            "Số trang trại",
            "measure: {kind: count, unit: trang trại, accumulates: false}, pace: year_end, "
            f"goal: {{at_least: 5, change: growth, against: ly}}, {LAST_YEAR % 0}",
            "5",
            "Số trang trại đạt 05 trang trại, tăng 05 trang trại so với năm 2023 (0 trang trại)",
        ),
        # The base is not known yet.
        (
            "Số hộ nghèo",
            f"{LEVEL}, goal: {{at_least: 80, change: decrease, against: ly}}, references: {{ly: {{label: năm 2023}}}}",
            "700",
            "chưa có số liệu “năm 2023” nên chưa có cơ sở đánh giá; mục tiêu: giảm ít nhất 80 hộ so với năm 2023 (chưa có số).",
        ),
        # In mid-year what accumulates is not compared with a whole year.
        (
            "Số vụ cháy",
            "measure: {kind: count, unit: vụ, better: lower}, "
            f"goal: {{at_least: 10, change: reduction, against: ly}}, {LAST_YEAR % 40}",
            "22",
            "; mục tiêu: giảm ít nhất 10% so với năm 2023 (40 vụ), tức không quá 36 vụ; vượt mức của kỳ.",
        ),
        # A stretch goal of each kind.
        (
            "Xếp loại",
            "measure: {kind: judgement, grades: {kha: khá, tot: tốt}}, goal: {at_least: kha, stretch: {at_least: tot}}",
            "kha",
            "; mức phấn đấu (từ tốt trở lên): chưa đạt;",
        ),
        (
            "Vi phạm",
            "measure: {kind: incidents, unit: vụ, kinds: {xd: vi phạm}}, goal: {at_most: 3, stretch: {equals: 0}}",
            "[{kind: xd, name: Xây không phép}]",
            "; mức phấn đấu (không để xảy ra): không đạt;",
        ),
        (
            "Ban hành quy chế",
            "measure: {kind: milestone}, goal: {by: 2024-09-30, stretch: {by: 2024-06-30}}",
            "{date: 2024-06-12}",
            "; mức phấn đấu (chậm nhất ngày 30/6/2024): đạt;",
        ),
        (
            "Cơ cấu",
            "measure: {kind: composition, parts: {nn: nông nghiệp, pn: phi nông nghiệp}}, "
            "goal: {all: [{of: nn, at_most: 33}], stretch: {of: nn, at_most: 30}}",
            '{nn: "32.10", pn: "67.90"}',
            "mục tiêu: nông nghiệp không quá 33%; mức phấn đấu (nông nghiệp không quá 30%): chưa đạt;",
        ),
        # The common unit, or one unit alone, is never given to the other part.
        (
            "Giường bệnh",
            "measure: {kind: ratio, part: giường bệnh, whole: dân số, per: 10000, accumulates: false, part_unit: giường}, "
            "goal: {at_least: 40}",
            "{part: 3500, whole: 770000}",
            "(3.500 giường bệnh trên dân số 770.000)",
        ),
    ],
)
def test_another_case_of_the_same_kind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, rest: str, result: str, words: str
) -> None:
    data = tmp_path / "data"
    (data / "reports" / "q2").mkdir(parents=True)
    (data / "targets.yaml").write_text(f"{OTHERS}  - {{id: t, name: {name}, lead: vp, {rest}}}\n", encoding="utf-8")
    report = f"submitted: 2024-06-30\nresults:\n  t: {result}\n"
    (data / "reports" / "q2" / "vp.yaml").write_text(report, encoding="utf-8")
    arguments = ["--quarter", "2", "--as-of", "2024-06-30", "--full", "--format", "md", "--output", str(tmp_path)]
    assert cli.run(["--data", str(data), "report", *arguments]) == 0
    capsys.readouterr()
    (made,) = tmp_path.glob("*.md")
    assert words in made.read_text(encoding="utf-8")


def test_units_of_a_goal_over_years_are_told_apart_from_this_years_sum(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "reports" / "q2").mkdir(parents=True)
    over = "over: {how: sum, past: {2021: 10, 2022: 10, 2023: 10}, until: 2025}"
    target = f"measure: {{kind: count, unit: căn}}, goal: {{at_least: 50, {over}, stretch: {{at_least: 60, {over}}}}}"
    (data / "targets.yaml").write_text(f"{OTHERS}  - {{id: t, name: Nhà ở, each: [xa-a, xa-b], {target}}}\n", encoding="utf-8")
    for unit, figure in (("xa-a", 8), ("xa-b", 3)):
        report = f"submitted: 2024-06-30\nresults: {{t: {figure}}}\n"
        (data / "reports" / "q2" / f"{unit}.yaml").write_text(report, encoding="utf-8")
    arguments = ["--quarter", "2", "--as-of", "2024-06-30"]
    assert cli.run(["--data", str(data), "report", *arguments, "--full", "--format", "md", "--output", str(tmp_path)]) == 0
    capsys.readouterr()
    (made,) = tmp_path.glob("*.md")
    text = made.read_text(encoding="utf-8")
    assert "Mục tiêu mỗi đơn vị: từ 50 căn trở lên cho cả giai đoạn (luỹ kế giai đoạn 2021–2025)." in text
    assert "(xã Bình: luỹ kế giai đoạn 2021–2025 là 33 căn)" in text
    assert "Mức phấn đấu (từ 60 căn trở lên cho cả giai đoạn): 0/02 đơn vị đạt." in text
    assert "Cộng chung năm 2024: 11 căn." in text
    assert cli.run(["--data", str(data), "show", "t", *arguments]) == 0
    table = capsys.readouterr().out
    assert re.search(r"xã An +38 +≥ 50 \(2021–2025\)", table)
    assert "Cộng" not in table
