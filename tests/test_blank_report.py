"""The blank report files of a round."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from camket.entry.blank_report import plan_open
from camket.ledger.ledger import Ledger
from camket.standing.survey import survey
from camket.text import language
from measures_office import read_folder, write_commitment, write_new


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_commitment(tmp_path / "now" / "data")


def opened(folder: Path, round_id: str = "q2") -> tuple[Ledger, dict[str, str]]:
    ledger, _problems = read_folder(folder)
    round_ = ledger.round(round_id)
    assert round_ is not None
    plan = plan_open(ledger, round_)
    return ledger, {path: data.decode() for path, data in plan.items()}


def test_each_unit_that_must_report_gets_a_file(small: Path) -> None:
    _ledger, files = opened(small)
    assert list(files) == ["reports/q2/phong-a.yaml", "reports/q2/xa-b.yaml", "reports/q2/xa-c.yaml"]
    ledger, _problems = read_folder(small)
    assert list(plan_open(ledger, ledger.rounds[1], units=["xa-c", "khong-viec"])) == ["reports/q2/xa-c.yaml"]


@pytest.mark.parametrize("speech", ["vi", "en"])
def test_a_blank_file_loads_and_counts_as_not_received(small: Path, speech: str) -> None:
    language.choose(speech)
    _ledger, files = opened(small)
    write_new(small, {path: text.encode() for path, text in files.items()})
    ledger, problems = read_folder(small)
    assert problems == []
    assert all(filed.report.submitted is None for filed in ledger.reports.values() if filed.round == "q2")
    looked_at = survey(ledger, ledger.rounds[1], date(2023, 6, 30))
    assert {submission.state for submission in looked_at.submissions} == {"missing"}
    assert {submission.answered for submission in looked_at.submissions} == {0}
    assert ledger.reports["q2", "phong-a"].report.unit == "Phòng A: tổng hợp"


def test_a_blank_file_filled_with_dates_and_figures_is_complete(small: Path) -> None:
    _ledger, files = opened(small)
    text = files["reports/q2/phong-a.yaml"]
    for blank, filled in [
        ("submitted:\n", "submitted: 2023-06-02\n"),
        ("  dem:\n", "  dem:\n    value: 38\n"),
        ("  tien:\n", "  tien:\n    value: 1.234,5\n"),
        ("    part:\n    whole:\n", "    part: 62.300,5\n    whole: 120000\n"),
        ("  diem:\n", "  diem:\n    text: đang tự chấm\n"),
        ("    rank:\n    of:\n", "    rank: 2\n    of: 12\n"),
        (
            "    items:\n      # - name: …\n      #   sao: …\n",
            "    items:\n      - name: Bánh\n        sao: 4\n        loai: a\n        ngay: 02/5/2023\n",
        ),
        ("    incidents:\n", "    incidents: []\n"),
        ("    done:\n", "    done: có\n"),
        ("      cn:\n", "      cn: 60\n"),
        ("      nn:\n", "      nn: 40\n"),
    ]:
        assert text.count(blank) == 1, blank
        text = text.replace(blank, filled)
    for target in ("dem", "tien"):
        head, _found, tail = text.partition(f"  {target}:\n    value: ")
        text = head + f"  {target}:\n    value: " + tail.replace("    value:\n", "", 1)
    head, _found, tail = text.partition("    text: đang tự chấm\n")
    text = head + _found + tail.replace("    text:\n", "", 1)
    path = small / "reports" / "q2" / "phong-a.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    ledger, problems = read_folder(small)
    assert problems == []
    looked_at = survey(ledger, ledger.rounds[1], date(2023, 6, 3))
    submission = looked_at.submissions[0]
    assert (submission.state, submission.unanswered) == ("on-time", ())


def test_a_file_shows_the_goal_the_last_figure_and_the_pace(small: Path) -> None:
    language.choose("en")
    _ledger, files = opened(small)
    lines = [line.strip() for line in files["reports/q2/phong-a.yaml"].splitlines()]
    start = lines.index("# 1.1. Doanh nghiệp mới")
    assert lines[start + 1 : start + 5] == [
        "# Goal: ≥ 68 (thực hiện năm 2022); chủ là nữ ≥ 10",
        "# Last time: 20 doanh nghiệp (quarter I)",
        "# Expected by 2023-05-31: 28 doanh nghiệp; chủ là nữ 4",
        "# To be told in words as well: đối thoại: mỗi quý một lần",
    ]
    assert "# Last time: 62,300.5/120,000 triệu đồng = 51.92% (quarter I)" in lines
    assert "# Last time: done 2023-02-20 (quarter I)" in lines
    assert "# - sao: Số sao; a number 1–5; counted only if ≥ 3" in lines
    assert "# - loai: one of a (loại A), b (loại B); counted only if a" in lines


def test_a_member_of_a_group_sees_its_own_figures(small: Path) -> None:
    language.choose("en")
    _ledger, files = opened(small)
    assert "# Goal: ≥ 1,100 triệu đồng" in files["reports/q2/xa-b.yaml"]
    assert "# Last time: 400 triệu đồng (quarter I)\n" in files["reports/q2/xa-b.yaml"]
    assert "# Goal: ≥ 2,000 triệu đồng" in files["reports/q2/xa-c.yaml"]
    assert "Last time" not in files["reports/q2/xa-c.yaml"]


def test_text_is_enough_before_a_figure_is_expected(small: Path) -> None:
    language.choose("en")
    _ledger, files = opened(small, "q1")
    text = files["reports/q1/phong-a.yaml"]
    assert "No figure is expected before 2024-02-29" in text
    assert "No figure is expected before 2023-06-01" in text
    assert "co-cau" not in text  # asked in the second quarter only


def test_a_unit_whose_file_has_another_name_gets_no_second_one(small: Path) -> None:
    (small / "reports" / "q2").mkdir()
    (small / "reports" / "q2" / "Xã B.yaml").write_text("results:\n", encoding="utf-8")
    _ledger, files = opened(small)
    written, left = write_new(small, {path: text.encode() for path, text in files.items()})
    assert left == [small / "reports" / "q2" / "Xã B.yaml"]
    assert small / "reports" / "q2" / "xa-b.yaml" not in written


def test_every_round_of_the_shipped_data_opens_clean(data: Path, tmp_path: Path) -> None:
    for name in ("targets.yaml", "units.yaml"):
        (tmp_path / name).write_bytes((data / name).read_bytes())
    ledger, _problems = read_folder(data)
    for round_ in ledger.rounds:
        written, _left = write_new(tmp_path, plan_open(ledger, round_))
        assert {path.name for path in written} <= {f"{unit}.yaml" for unit in ledger.units}
    blank, problems = read_folder(tmp_path)
    assert problems == []
    assert len(blank.reports) >= 17 * 5
