"""A commitment carried over to the next year."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from camket.cli import run
from camket.entry.guide import FAR_FUTURE
from camket.entry.new_commitment import plan_init
from camket.ledger.ledger import Ledger
from camket.ledger.year import Year
from camket.standing import last_year
from camket.standing.proposals import proposals
from camket.standing.survey import survey
from camket.text.numerals import unambiguous
from camket.text.problems import CamketError
from git_office import commit, git
from measures_office import SMALL, SMALL_UNITS, read_folder, write_commitment, write_new


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_commitment(tmp_path / "now" / "data")


def carry(folder: Path, into: Path, year: int = 2024) -> tuple[Ledger, str]:
    previous, _problems = read_folder(folder)
    write_new(into, plan_init(into, year=Year.calendar(year), previous=previous, previous_root=folder))
    ledger, problems = read_folder(into / "data")
    assert problems == []
    return ledger, (into / "data" / "targets.yaml").read_bytes().decode()


@pytest.fixture
def carried(small: Path, tmp_path: Path) -> tuple[Ledger, str]:
    # The last round is the one that results are taken from.
    reports = small / "reports"
    (reports / "q1").rename(reports / "q2")
    return carry(small, tmp_path / "next")


def test_the_next_year_is_of_the_newest_format(small: Path, tmp_path: Path) -> None:
    previous, _problems = read_folder(small)
    assert "format:" not in previous.documents["targets.yaml"].text
    plan = plan_init(tmp_path / "next", year=Year.calendar(2024), previous=previous, previous_root=small)
    lines = plan[tmp_path / "next" / "data" / "targets.yaml"].decode().splitlines()
    assert [line for line in lines if not line.startswith("#")][:2] == ["format: 2", "commitment:"]


def test_the_commitment_moves_to_the_new_year(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    assert ledger.commitment.year.number == 2024
    assert ledger.commitment.title == "Cam kết năm 2024: bản 1"
    assert ledger.commitment.number is None
    assert ledger.commitment.date is None
    assert ledger.commitment.basis == ()
    assert "  # basis:            # căn cứ\n  #   - 10/UBND\n  # \n  #   - kind: Công văn\n  #     number: 11/UBND\n" in text
    assert ledger.commitment.place == "Sa Đéc"
    assert "số cũ" not in text


def test_the_rounds_move_by_a_year_and_keep_their_comments(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    first, second = ledger.rounds
    assert (first.before, first.data_from) == (date(2024, 3, 5), date(2023, 12, 15))
    assert (second.by, second.cut_off) == (date(2024, 6, 4), date(2024, 5, 31))
    assert "# Đầu tệp." in text
    assert "  # đếm\n" in text
    assert "{of: nu, at_least: 10}]}   # bằng năm trước\n" in text
    assert date(2024, 9, 2) in ledger.calendar.holidays


def test_last_years_results_become_baselines(carried: tuple[Ledger, str]) -> None:
    references = {name: target.references for name, target in carried[0].targets.items()}
    assert references["dem"]["last_year"].value == "20"
    assert references["dem"]["last_year"].label == "thực hiện năm 2023 (đến 31/5/2023)"
    assert references["tien"]["last_year"].value == "1234.5"
    assert references["ty-le"]["last_year"].value == "51.917083"
    assert references["san-pham"]["last_year"].value == "1"
    assert references["su-viec"]["last_year"].value == "0"
    assert references["tot"]["last-year"].by_unit == {"xa-b": "kha", "xa-c": None}
    assert references["thu"]["last_year"].by_unit == {"xa-b": "400", "xa-c": None}
    assert "last_year" not in references["diem"]  # not reported
    assert references["de-an"] == {}


def test_a_sum_that_lacks_a_unit_is_no_baseline(small: Path, tmp_path: Path) -> None:
    targets = small / "targets.yaml"
    added = "  - {id: ho-ngheo, name: Hộ nghèo, sum_of: [xa-b, xa-c], measure: {kind: count, accumulates: false}, goal: 5}\n"
    targets.write_bytes(targets.read_bytes().rstrip(b"\n") + b"\n" + added.encode())
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    report = small / "reports" / "q2" / "xa-b.yaml"
    report.write_bytes(report.read_bytes().replace(b"{thu:", b"{ho-ngheo: 40, thu:"))
    baseline = carry(small, tmp_path / "next")[0].targets["ho-ngheo"].references["last_year"]
    assert (baseline.value, baseline.by_unit) == (None, {"xa-b": "40", "xa-c": None})


def test_figures_of_the_whole_year_have_no_last_day_in_their_label(small: Path, tmp_path: Path) -> None:
    whole = SMALL.replace("cut_off: 2023-05-31", "cut_off: 2023-12-31").replace(
        "thực hiện năm 2022,", "kết quả (đến 31/5/2022),"
    )
    (small / "targets.yaml").write_text(whole, encoding="utf-8")
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    ledger, _text = carry(small, tmp_path / "next")
    assert ledger.targets["dem"].references["last_year"].label == "kết quả"
    assert ledger.targets["tien"].references["last_year"].label == "thực hiện năm 2023"


def test_illustrative_figures_are_marked(small: Path, tmp_path: Path) -> None:
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    report = small / "reports" / "q2" / "phong-a.yaml"
    report.write_text("illustrative: true\n" + report.read_text(encoding="utf-8"), encoding="utf-8")
    ledger, text = carry(small, tmp_path / "next")
    lines = text.splitlines()
    marked = [line for line in lines if "số minh họa của năm 2023" in line]
    assert lines[lines.index("  - id: dem") + 5 :][:2] == ["    references:", "      last_year:   # số minh họa của năm 2023"]
    assert [
        line
        for line in marked
        if line.startswith("  - {id: ty-le") and line.endswith("}   # last_year: số minh họa của năm 2023")
    ]
    assert "last-year:   #" not in text  # the communes' reports are real
    assert ledger.targets["ty-le"].references["last_year"].value == "51.917083"


def test_assigned_figures_are_blank_and_revisions_removed(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    target = ledger.targets["thu"]
    assigned = target.references["giao"]
    assert (assigned.label, assigned.by, assigned.date) == ("số giao năm 2024", "UBND: Thành phố", None)
    assert assigned.by_unit == {"xa-b": None, "xa-c": None}
    assert target.revisions == ()
    assert target.note == "giữ lại"
    assert "minh họa" not in text


def test_dates_and_spans_in_goals_move_to_the_new_year(carried: tuple[Ledger, str]) -> None:
    targets = carried[0].targets
    assert targets["de-an"].goal.all[0].by == date(2024, 2, 28)
    pace = targets["diem"].pace
    assert pace is not None
    assert pace.assessed_from == date(2025, 2, 28)  # from 29 February
    span = targets["tien"].goal.all[0].over
    assert span is not None
    assert span.past == {2022: Decimal(100), 2023: Decimal("1234.5")}


def test_units_are_copied_byte_for_byte(small: Path, tmp_path: Path) -> None:
    units = b"\xef\xbb\xbf" + SMALL_UNITS.replace("\n", "\r\n").encode() + b"# het\r\n"
    (small / "units.yaml").write_bytes(units)
    previous, _problems = read_folder(small)
    plan = plan_init(tmp_path / "next", year=Year.calendar(2024), previous=previous, previous_root=small)
    assert plan[tmp_path / "next" / "data" / "units.yaml"] == units


def test_line_ends_are_kept(small: Path, tmp_path: Path) -> None:
    (small / "targets.yaml").write_bytes(SMALL.replace("\n", "\r\n").encode())
    ledger, text = carry(small, tmp_path / "next")
    assert text.count("\r\n") == text.count("\n")
    assert len(ledger.targets) == 11


def test_after_a_gap_of_years_there_are_no_baselines(small: Path, tmp_path: Path) -> None:
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    ledger, _text = carry(small, tmp_path / "next", year=2025)
    assert ledger.rounds[0].before == date(2025, 3, 5)
    assert ledger.targets["dem"].references["last_year"].value is None
    assert "last_year" not in ledger.targets["tien"].references


def test_the_same_year_cannot_be_carried_over(small: Path, tmp_path: Path) -> None:
    previous, _problems = read_folder(small)
    with pytest.raises(CamketError):
        plan_init(tmp_path / "next", year=Year.calendar(2023), previous=previous, previous_root=small)


def test_the_shipped_data_can_be_carried_over(data: Path, tmp_path: Path) -> None:
    previous, _problems = read_folder(data)
    ledger, text = carry(data, tmp_path / "next")
    assert list(ledger.targets) == list(previous.targets)
    assert list(ledger.units) == list(previous.units)
    assert [round_.before for round_ in ledger.rounds] == [
        round_.before.replace(year=2024) for round_ in previous.rounds if round_.before
    ]
    assert all(target.revisions == () for target in ledger.targets.values())
    final = survey(previous, previous.rounds[-1], FAR_FUTURE).standing("new-enterprises")
    assert final is not None
    expected = unambiguous(final.actual) if final.actual is not None else None
    assert ledger.targets["new-enterprises"].references["last_year"].value == expected
    assert "# --- 9. UBND các xã, phường" in text
    # A second year on, the same holds.
    again, _text = carry(tmp_path / "next" / "data", tmp_path / "after", year=2025)
    assert list(again.targets) == list(previous.targets)


def test_a_commitment_in_braces_stays_readable(small: Path, tmp_path: Path) -> None:
    head = SMALL[SMALL.index("commitment:") : SMALL.index("rounds:")]
    flow = 'commitment: {year: 2023, title: "Cam kết năm 2023", number: 12/UBND, date: 2023-01-05, issuing_body: UBND}\n'
    (small / "targets.yaml").write_text(SMALL.replace(head, flow), encoding="utf-8")
    ledger, text = carry(small, tmp_path / "next")
    assert (ledger.commitment.number, ledger.commitment.date) == (None, None)
    assert 'title: Cam kết năm 2024, number: ~, date: ~, issuing_body: UBND, previous: "../now/data"}\n' in text


# --- the end of a year: `camket init --from` and `previous:` ------------------------------------------------------------

NEXT_GOAL = (
    "goal: {at_least: 5, change: growth, against: last_year}\n    references:\n      last_year:\n        label: năm trước\n"
)


@pytest.fixture
def both(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    """The shipped year beside the next one, as `camket init --from` makes it."""
    old = tmp_path / "2023" / "data"
    shutil.copytree(data, old)
    assert run(["init", str(tmp_path / "2024"), "--from", str(old)]) == 0
    capsys.readouterr()
    return old, tmp_path / "2024" / "data"


def edited(path: Path, *edits: tuple[str, str]) -> None:
    text = path.read_bytes().decode()
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_bytes(text.encode())


def without_typed(new: Path) -> None:
    """Make a goal of the new year one against last year's figure, which is not typed."""
    text = (new / "targets.yaml").read_bytes().decode()
    start = text.index("- id: new-enterprises")
    block = text[start : text.index("  - id:", start)]
    kept = "".join(line + "\n" for line in block.splitlines() if "last_year" not in line and "value: 79" not in line)
    goal = re.sub(r"    goal:.*\n(      .*\n)*", "", kept)
    goal = re.sub(r"    references:.*\n(      .*\n)*", "", goal)
    (new / "targets.yaml").write_bytes(text.replace(block, goal.rstrip() + "\n    " + NEXT_GOAL + "\n").encode())


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    run(["check", "--data", str(folder), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, list)
    return found


def test_init_says_what_is_open_carried_and_not(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "2024"), "--from", str(data)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Quý II (hạn 04/6/2023): 1 đơn vị chưa báo cáo: xã Tân Quy Tây" in shown
    assert "chưa ghi phát hành báo cáo: quý I; quý II" in shown
    assert "59 đề xuất, kiến nghị chưa có trả lời cuối cùng: camket --data" in shown
    assert "1.6 Doanh nghiệp mới: 79 doanh nghiệp (đến 04/12/2023, minh họa)" in shown
    assert "1.5 DDCI: kỳ cuối, quý IV, chưa có số" in shown
    assert "có đầu mối liên hệ: 3" in shown


def test_an_extension_whose_report_has_not_come_is_open(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "2023" / "data"
    shutil.copytree(data, old)
    run(["extend", "xa-tan-quy-tay", "--due", "2023-06-20", "--reason", "lũ", "--by", "VP", "-q", "2", "--data", str(old)])
    capsys.readouterr()
    assert run(["init", str(tmp_path / "2024"), "--from", str(old), "--dry-run"]) == 0
    assert "gia hạn cho xã Tân Quy Tây, quý II, đến 20/6/2023: chưa nhận được báo cáo" in " ".join(
        capsys.readouterr().out.split()
    )
    assert not (tmp_path / "2024").exists()


def test_the_new_year_knows_the_open_proposals_and_their_answers(both: tuple[Path, Path]) -> None:
    old, new = both
    before, _problems = read_folder(old)
    now, problems = read_folder(new)
    assert problems == []
    waiting = {one.id: one for one in proposals(before, before.rounds[-1], date.max) if one.is_open}
    carried = {one.id: one for one in proposals(now, now.rounds[0], date.max)}
    assert carried.keys() == waiting.keys()
    for name, one in carried.items():
        assert (one.text, one.state, one.units) == (waiting[name].text, waiting[name].state, waiting[name].units)
        assert [raised.on for raised in one.raised] == [raised.on for raised in waiting[name].raised]
        assert all(raised.round.name and "năm 2023" in raised.round.name for raised in one.raised)
    assert any(one.state == "forwarded" for one in carried.values())


def test_what_is_carried_twice_keeps_its_first_year(both: tuple[Path, Path], tmp_path: Path) -> None:
    _old, new = both
    assert run(["init", str(tmp_path / "2025"), "--from", str(new)]) == 0
    text = (tmp_path / "2025" / "data" / "reports" / "q1" / "_office.yaml").read_text(encoding="utf-8")
    assert "quý I năm 2023\n" in text
    assert "năm 2023 năm" not in text
    assert not re.search(r"round: .*năm 2024", text)


def test_the_new_folder_is_clean_and_names_the_old_one(both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _old, new = both
    assert read_folder(new)[0].commitment.previous == "../2023/data"
    assert checked(new, capsys) == []
    for command in (["status"], ["proposals"], ["report", "-q", "1", "-o", str(new.parent / "ra")]):
        assert run([*command, "--data", str(new)]) == 0


def test_a_typed_figure_counts_and_a_difference_is_told(both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _old, new = both
    edited(new / "targets.yaml", ("        value: 79\n", "        value: 81\n"))
    (problem,) = checked(new, capsys)
    assert (problem["rule"], problem["level"]) == ("baseline-differs", "warning")
    assert "81" in problem["message"] and "79" in problem["message"]
    edited(new / "targets.yaml", ("        value: 81\n", "        value: 81\n        document: 12/BC-CTK\n"))
    assert [one["level"] for one in checked(new, capsys)] == ["note"]


def test_a_result_that_is_not_typed_is_taken_and_told(both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _old, new = both
    without_typed(new)
    (note,) = checked(new, capsys)
    assert (note["rule"], note["level"]) == ("baseline-untyped", "note")
    assert "camket assign new-enterprises 79 --reference last_year" in note["hint"]
    run(["show", "new-enterprises", "--data", str(new)])
    assert "tăng ít nhất 5%" in capsys.readouterr().out
    run(["trace", "new-enterprises", "-q", "1", "--data", str(new)])
    shown = " ".join(capsys.readouterr().out.split())
    assert "(79 + 79 × 5 ÷ 100) = ≥ 83" in shown
    assert "79 lấy từ dữ liệu năm trước" in shown
    assert run(["assign", "new-enterprises", "79", "--reference", "last_year", "--data", str(new)]) == 0
    capsys.readouterr()
    assert checked(new, capsys) == []


def test_a_set_looks_ahead_with_the_results_of_last_year(both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _old, new = both
    without_typed(new)
    assert run(["set", "phong-tai-chinh-ke-hoach", "new-enterprises", "20", "-q", "1", "--data", str(new)]) == 0
    assert "last_year" not in capsys.readouterr().err


def test_states_in_git_are_judged_with_the_results_of_last_year_too(
    both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """diff and undo know the same goal as status does: 79 + 5% is 83; at a commit, the result in that commit counts."""
    old, new = both
    without_typed(new)
    enter = ["set", "phong-tai-chinh-ke-hoach", "new-enterprises"]
    assert run([*enter, "70", "-q", "4", "--data", str(new)]) == 0
    assert run(["receive", "phong-tai-chinh-ke-hoach", "-q", "4", "--date", "2024-12-03", "--data", str(new)]) == 0
    git(old.parent.parent, "init", "-q", "-b", "main")
    commit(old.parent.parent, "70")
    assert run([*enter, "83", "-q", "4", "--data", str(new)]) == 0
    capsys.readouterr()
    expected = "đánh giá: chậm tiến độ → đạt"

    def shown(*words: str) -> str:
        assert run([*words, "--data", str(new)]) == 0
        return " ".join(capsys.readouterr().out.split())

    assert expected in shown("diff")
    assert "đánh giá: đạt → chậm tiến độ" in shown("undo", "--dry-run")
    commit(old.parent.parent, "83")
    assert expected in shown("diff", "HEAD~1", "HEAD")
    # The result of last year is 79 in the first of these commits and 89 in the second; both are judged by their own.
    last = old / "reports" / "q4" / "phong-tai-chinh-ke-hoach.yaml"
    edited(last, ("    value: 79\n    same_period: 64\n", "    value: 89\n    same_period: 64\n"))
    assert run([*enter, "84", "-q", "4", "--data", str(new)]) == 0
    commit(old.parent.parent, "89")
    assert "đánh giá: đạt → chậm tiến độ" in shown("diff", "HEAD~1", "HEAD")
    assert "tăng ít nhất 5%" in shown("show", "new-enterprises")


@pytest.mark.parametrize("gone", ["moved", "faulty", "link", "another year", "itself"])
def test_a_folder_that_cannot_be_used_stops_no_command(
    gone: str, both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = both
    without_typed(new)
    if gone == "faulty":
        (old / "targets.yaml").write_bytes(b"commitment: [")
    elif gone == "another year":
        edited(old / "targets.yaml", ("  year: 2023\n", "  year: 2022\n"))
    elif gone == "itself":
        edited(new / "targets.yaml", ('previous: "../2023/data"', "previous: data"))
    else:
        old.parent.rename(old.parent.with_name("moved"))
    if gone == "link":
        old.parent.symlink_to(old.parent.with_name("moved"), target_is_directory=True)
    (problem,) = [one for one in checked(new, capsys) if one["rule"] == "previous-year"]
    assert problem["level"] == "warning"
    assert problem["line"] == 17
    assert run(["status", "--data", str(new)]) == 0
    assert run(["report", "-q", "1", "-o", str(new.parent / "ra"), "--data", str(new)]) == 0


@pytest.mark.parametrize("path", ["/srv/2023", "~/2023", "C:/2023", "https://vi.du/2023"])
def test_only_a_relative_path_is_accepted(path: str, both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _old, new = both
    edited(new / "targets.yaml", ('previous: "../2023/data"', f'previous: "{path}"'))
    assert [one["rule"] for one in checked(new, capsys)] == ["bad-value"]


def test_without_a_goal_that_needs_it_the_old_folder_is_not_read(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _old, new = both

    def fail(*_given: object) -> None:
        raise AssertionError("the old folder is read")

    monkeypatch.setattr(last_year, "read_last_year", fail)
    edited(new / "targets.yaml", ("label: điểm năm 2023\n        value:\n", "label: điểm năm 2023\n        value: 70\n"))
    assert run(["status", "--data", str(new)]) == 0


SCHOOL = """format: 2
commitment:
  year: {from: 2024-09-05, to: 2025-05-31, name: Năm học 2024-2025}
  title: Cam kết năm học 2024-2025
  issuing_body: UBND huyện
rounds:
  - {id: giua-nam, name: giữa năm học, by: 2025-01-15}
  - {id: cuoi-nam, name: cuối năm học, by: 2025-05-31}
units:
  - {id: phong-gd, name: Phòng Giáo dục, contact: {phone: "0277 1111"}}
  - {id: xa-a, name: xã Tân Hòa}
  - {id: xa-b, name: xã Định Hòa}
targets:
  - {id: truong, name: Trường đạt chuẩn, lead: phong-gd, measure: {kind: count, unit: trường}, goal: {at_least: 12}}
  - {id: boi, name: Lớp dạy bơi, each: [xa-a, xa-b], measure: {kind: count, unit: lớp}, goal: {at_least: 1}}
"""


def test_a_school_year_ends_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = tmp_path / "cũ" / "data"
    (old / "reports" / "cuoi-nam").mkdir(parents=True)
    (old / "targets.yaml").write_text(SCHOOL, encoding="utf-8")
    report = "submitted: 2025-05-30\nresults: {truong: 11}\nproposals:\n  - {text: 'Bổ sung: 05 giáo viên', to: Sở GD&ĐT}\n"
    (old / "reports" / "cuoi-nam" / "phong-gd.yaml").write_text(report, encoding="utf-8")
    (old / "reports" / "cuoi-nam" / "xa-a.yaml").write_text("submitted: 2025-05-30\nresults: {boi: 2}\n", encoding="utf-8")
    assert run(["init", str(tmp_path / "mới"), "--from", str(old)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Còn dở dang ở năm học 2024-2025:" in shown
    assert "Cuối năm học (hạn 31/5/2025): 1 đơn vị chưa báo cáo: xã Định Hòa" in shown
    assert "Chuyển sang năm học 2025-2026:" in shown
    assert "Lớp dạy bơi: chưa có số của xã Định Hòa" in shown
    new = tmp_path / "mới" / "data"
    assert checked(new, capsys) == []
    ledger, _problems = read_folder(new)
    (proposal,) = proposals(ledger, ledger.rounds[0], date.max)
    assert proposal.raised[0].round.name == "cuối năm học 2024-2025"
    assert ledger.targets["boi"].references["last_year"].by_unit == {"xa-a": "2", "xa-b": None}


def test_the_example_of_a_province_can_be_carried_over(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "2027"), "--from", str(root / "examples" / "tinh-2026")]) == 0
    capsys.readouterr()
    assert checked(tmp_path / "2027" / "data", capsys) == []


def test_a_report_is_not_issued_with_figures_of_another_folder(
    both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _old, new = both
    without_typed(new)
    for command in (["init", "-q"], ["add", "-A"], ["-c", "user.name=A", "-c", "user.email=a@vi.du", "commit", "-qm", "đầu"]):
        subprocess.run(["git", *command], cwd=new, check=True)
    issue = [
        "issue",
        "--number",
        "5/BC-UBND",
        "--date",
        "2024-03-06",
        "-q",
        "1",
        "--data",
        str(new),
        "-o",
        str(new.parent / "ra"),
    ]
    assert run(issue) == 1
    said = capsys.readouterr().err
    assert "Doanh nghiệp mới" in said
    assert "camket check" in said


def test_a_target_measured_in_another_way_is_not_taken(both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    _old, new = both
    without_typed(new)
    edited(new / "targets.yaml", ("measure: {kind: count, unit: doanh nghiệp}", "measure: {kind: count, unit: hộ}"))
    assert [one["rule"] for one in checked(new, capsys)] == ["baseline-unfit"]
    ledger, _problems = read_folder(new)
    assert last_year.take_baselines(new, ledger) == []
    assert ledger.targets["new-enterprises"].baselines == {}
