"""`camket review` in real repositories: each rule finds its example, and nothing where the change was explained."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from camket import cli
from camket.rules.review import RULES, review
from camket.text.problems import GitFault, Problem
from git_office import CLERK, SETTINGS, change, commit, git, make_repository

Capture = pytest.CaptureFixture[str]
TODAY = date(2024, 6, 12)
FINANCE, TRADE, HOME = (f"reports/q2/{unit}.yaml" for unit in ("tai-chinh", "kinh-te", "xa-a"))
OFFICER = ("Lê Thị Sáu", "sau@example.vn")
STRANGER = ("Người Lạ", "la@example.vn")
REGISTERED = "{id: xa-a, name: xã An Ế, authors: [SAU@example.vn]}"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return make_repository(tmp_path)


def register(office: Path) -> None:
    """Register the officer of one unit, and the clerk, on main."""
    change(office, "targets.yaml", "{id: xa-a, name: xã An Ế}", REGISTERED)
    change(office, "targets.yaml", "issuing_body: UBND huyện Thử}", "issuing_body: UBND huyện Thử, authors: [Trần Thị Ba]}")
    commit(office, "Ghi địa chỉ", day="2024-06-11")


def branch(office: Path) -> None:
    git(office, "switch", "-q", "-c", "sửa")


def findings(office: Path, base: str | None = "main", head: str | None = None) -> list[Problem]:
    return list(review(office, base, head, TODAY).problems)


def lines_of(office: Path, rule: str) -> list[str]:
    """Return `place: message` of every problem that one rule finds on the branch."""
    return [f"{one.place}: {one.message}" for one in findings(office) if one.rule == rule]


def correct(office: Path, path: str, entry: str) -> None:
    file = office / path
    text = file.read_text(encoding="utf-8")
    file.write_text(text.rstrip("\n") + f"\ncorrections:\n  - {entry}\n", encoding="utf-8")


# --- no problems ---------------------------------------------------------------------------------------------------


def test_no_changes_give_no_problems(office: Path, capsys: Capture) -> None:
    assert cli.run(["review", "HEAD", "--data", str(office)]) == 0
    shown = capsys.readouterr().out
    assert "không có gì thay đổi" in shown
    assert "Không có gì cần giải trình" in shown


def test_a_new_report_breaks_no_rule_of_review(office: Path) -> None:
    branch(office)
    (office / "reports" / "q2" / "xa-c.yaml").write_text(
        "submitted: 2024-06-09\nresults: {commune-revenue: 1000, commune-digital: {grade: kha, evidence: 3/BB}}\n",
        encoding="utf-8",
    )
    commit(office, "Xã Cẩm", day="2024-06-10")
    assert [one.rule for one in findings(office)] == ["sum-differs"]  # which differs by another amount now


def test_problems_of_the_base_are_not_reported(office: Path) -> None:
    assert [one.rule for one in findings(office, "HEAD")] == []
    branch(office)
    file = office / TRADE
    file.write_text("# xem lại\n" + file.read_text(encoding="utf-8"), encoding="utf-8")  # every line moves
    commit(office, "Ghi chú")
    assert findings(office) == []


# --- the rules --------------------------------------------------------------------------------------------------------


def edit(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a function that replaces a text in one file of an office."""
    return lambda office: change(office, path, old, new)


lower_a_figure = edit(FINANCE, "two-yardsticks: 150", "two-yardsticks: 140")
lower_a_part = edit(FINANCE, "disbursement: {part: 30, whole: 90}", "disbursement: {part: 29, whole: 90}")
lower_a_percentage = edit(FINANCE, "disbursement: {part: 30, whole: 90}", "disbursement: 30%")
make_an_item_count_no_more = edit(TRADE, "stars: 4", "stars: 2")
take_a_figure_away = edit(HOME, "commune-digital: tot", "commune-digital: {awaiting: assessment}")
change_what_counts = edit("targets.yaml", "counts_if: {stars: {at_least: 3}}", "counts_if: {stars: {at_least: 2}}")
move_a_due_date = edit("targets.yaml", "before: 2024-06-03", "before: 2024-06-10")
remove_an_item = edit(TRADE, "      - {name: Bánh phồng, stars: 2}\n", "")
remove_an_incident = edit(TRADE, "safe: {incidents: [{kind: vi-pham, name: Vụ việc ở chợ, date: 2024-05-06}]}", "safe: []")
remove_evidence = edit(FINANCE, ", evidence: {number: 7/TB, date: 2024-05-31}", "")
remove_evidence_of_an_item = edit(TRADE, ", evidence: {number: 12/QĐ-UBND, date: 2024-05-06}", "")
lower_a_goal = edit("targets.yaml", "goal: {at_least: 4}", "goal: {at_least: 3}")
lower_an_assigned_figure = edit("targets.yaml", "by_unit: {xa-a: 40000", "by_unit: {xa-a: 39000")
take_an_assigned_figure_away = edit("targets.yaml", "xa-b: 30000", "xa-b: ")
raise_a_limit = edit("targets.yaml", "{of: vi-pham, equals: 0}", "{of: vi-pham, at_most: 1}")
move_a_deadline = edit("targets.yaml", "goal: {by: 2024-04-30}", "goal: {by: 2024-05-30}")
drop_a_condition = edit("targets.yaml", ", {name: HĐND giao, at_least: 300}", "")
receive_earlier = edit(TRADE, "submitted: 2024-06-07", "submitted: 2024-06-02")


def remove_a_report(office: Path) -> None:
    (office / HOME).unlink()


def change_two_units(office: Path) -> None:
    change(office, FINANCE, "two-yardsticks: 150", "two-yardsticks: 155")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")


def record_late(office: Path) -> None:
    text = "submitted: 2024-06-02\nresults: {commune-revenue: 1000, commune-digital: kha}\n"
    (office / "reports" / "q2" / "xa-c.yaml").write_text(text, encoding="utf-8")


CASES: list[tuple[str, Callable[[Path], None], str, str]] = [
    ("figure-lowered", lower_a_figure, f"{FINANCE}:7:19", "140 thấp hơn 150"),
    ("figure-lowered", lower_a_percentage, f"{FINANCE}:8:17", "số liệu là 33,33%, nay là 30%"),
    ("figure-lowered", make_an_item_count_no_more, f"{TRADE}:3:3", "số liệu là 1, nay là 0"),
    ("figure-lowered", take_a_figure_away, f"{HOME}:4:20", "số liệu là tốt, nay là không có"),
    ("terms-changed", change_what_counts, "targets.yaml:45:122", "ít nhất: 3 → 2"),
    ("terms-changed", move_a_due_date, "targets.yaml:4:34", "03/6/2024 → 10/6/2024"),
    ("figure-lowered", lower_a_part, f"{FINANCE}:8:24", "29 thấp hơn 30"),
    ("entry-removed", remove_an_item, f"{TRADE}:3:3", "'Bánh phồng'"),
    ("entry-removed", remove_an_incident, f"{TRADE}:7:9", "'Vụ việc ở chợ'"),
    ("evidence-removed", remove_evidence, f"{FINANCE}:5:12", "7/TB"),
    ("evidence-removed", remove_evidence_of_an_item, f"{TRADE}:3:3", "12/QĐ-UBND"),
    ("goal-lowered", lower_a_goal, "targets.yaml:46:11", "4 → 3"),
    ("goal-lowered", lower_an_assigned_figure, "targets.yaml:74:11", "(xã An Ế) bị hạ: 40.000 → 39.000"),
    ("goal-lowered", take_an_assigned_figure_away, "targets.yaml:74:11", "(xã Bình) bị hạ: 30.000 → không có"),
    ("goal-lowered", raise_a_limit, "targets.yaml:51:11", "0 → 1"),
    ("goal-lowered", move_a_deadline, "targets.yaml:68:11", "30/4/2024 → 30/5/2024"),
    ("goal-lowered", drop_a_condition, "targets.yaml:36:11", "300 → không có"),
    ("receipt-changed", receive_earlier, f"{TRADE}:1:12", "07/6/2024, nay ghi: 02/6/2024"),
    ("report-removed", remove_a_report, f"{HOME}:1:1", "xã An Ế, nhận ngày 06/6/2024"),
    ("several-units", change_two_units, f"{FINANCE}:4:1", "2 đơn vị: Phòng TC, xã An Ế"),
    ("backdated", record_late, "reports/q2/xa-c.yaml:1:12", "nhận ngày 02/6/2024, ghi nhận ngày 12/6/2024"),
]


@pytest.mark.parametrize(("rule", "edit", "place", "message"), CASES, ids=[f"{one[0]}-{one[3]}" for one in CASES])
def test_each_rule_finds_its_example(office: Path, rule: str, edit: Callable[[Path], None], place: str, message: str) -> None:
    branch(office)
    edit(office)
    commit(office, "Sửa", day="2024-06-12")
    (found,) = lines_of(office, rule)
    assert found.startswith(f"{place}: ")
    assert message in found


def test_every_rule_has_an_example() -> None:
    apart = {
        "foreign-author",
        "unnamed-source",
        "merge-chose",
        "record-changed",
        "evidence-swapped",
    }  # the last one in test_evidence.py
    assert {rule.id for rule in RULES} == {case[0] for case in CASES} | apart


def test_a_correction_explains_a_lower_figure_and_a_removed_item(office: Path) -> None:
    branch(office)
    lower_a_figure(office)
    change(
        office,
        FINANCE,
        "corrections:\n",
        "corrections:\n  - {target: two-yardsticks, old: 150, new: 140, reason: x, by: y, date: 2024-06-10}\n",
    )
    remove_an_item(office)
    correct(office, TRADE, "{target: ocop, old: 2, new: 1, reason: chưa công nhận, by: y, date: 2024-06-10}")
    commit(office, "Đính chính")
    assert lines_of(office, "figure-lowered") == lines_of(office, "entry-removed") == []


def test_a_renamed_item_is_not_reported_as_removed(office: Path) -> None:
    branch(office)
    change(office, TRADE, "name: Bánh phồng,", "name: Bánh phồng tôm,")
    change(office, TRADE, "number: 12/QĐ-UBND", "number: 13/QĐ-UBND")
    commit(office, "Sửa tên")
    assert lines_of(office, "entry-removed") == lines_of(office, "evidence-removed") == []


@pytest.mark.parametrize(
    "revision",
    [
        ", revisions: [{date: 2024-06-01, document: 88/QĐ, goal: {at_least: 3}}]",
        ", references: {giao: {value: 3, document: 88/QĐ}}",
    ],
)
def test_a_document_explains_a_lower_goal(office: Path, revision: str) -> None:
    branch(office)
    if "revisions" not in revision:
        change(office, "targets.yaml", "goal: {at_least: 4}", "goal: {at_least: giao}")
    change(
        office, "targets.yaml", "counts_if: {stars: {at_least: 3}}}", "counts_if: {stars: {at_least: 3}}}\n    " + revision[2:]
    )
    commit(office, "Điều chỉnh")
    assert lines_of(office, "goal-lowered") == []


def test_a_goal_raised_or_assigned_for_the_first_time_is_not_reported(office: Path) -> None:
    branch(office)
    change(office, "targets.yaml", "goal: {at_least: 4}", "goal: {at_least: 5}")
    change(office, "targets.yaml", "xa-c: }", "xa-c: 20000}")
    commit(office, "Giao thêm")
    assert lines_of(office, "goal-lowered") == []


def test_a_renamed_report_is_not_reported_as_removed(office: Path) -> None:
    branch(office)
    git(office, "mv", HOME, "reports/q2/xã An Ế.yaml")
    commit(office, "Đổi tên")
    assert lines_of(office, "report-removed") == []


@pytest.mark.parametrize("what", ["gone", "changed", "replaced", "added"])
def test_a_changed_record_of_an_issue_is_reported(office: Path, what: str) -> None:
    issue = ["issue", "-q", "2", "--format", "md", "--data", str(office)]
    assert cli.run([*issue, "--number", "45/BC-UBND", "--date", "2024-06-12"]) == 0
    commit(office, "Phát hành")
    branch(office)
    record = office / "reports" / "q2" / "_issued.yaml"
    if what == "gone":
        record.unlink()
    elif what == "changed":
        change(office, "reports/q2/_issued.yaml", "number: 45", "number: 46")
    elif what == "replaced":
        record.unlink()
        commit(office, "Xoá bản ghi")
        assert cli.run([*issue, "--number", "47/BC-UBND", "--date", "2024-06-13"]) == 0
    else:
        assert cli.run([*issue, "--number", "46/BC-UBND", "--date", "2024-06-13"]) == 0
    commit(office, "Sửa bản ghi")
    assert len(lines_of(office, "record-changed")) == int(what != "added")


def two_sides(office: Path, ours: str, theirs: str) -> None:
    """Change the figure of one unit on a branch (`ours`) and on main (`theirs`); the branch is checked out, nothing is merged."""
    branch(office)
    change(office, FINANCE, "two-yardsticks: 150", f"two-yardsticks: {ours}")
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    change(office, FINANCE, "two-yardsticks: 150", f"two-yardsticks: {theirs}")
    commit(office, "Chính")
    git(office, "switch", "-q", "sửa")


def test_a_merge_that_took_one_side_of_a_conflict_is_reported(office: Path) -> None:
    two_sides(office, "155", "160")
    git(office, "merge", "-q", "-s", "ours", "-m", "Trộn", "main")  # as a code host may do, or a person in a hurry
    (found,) = lines_of(office, "merge-chose")
    assert found.startswith(f"{FINANCE}:7:19: cả hai bên của lần trộn ")
    assert "150 → 155" in found
    assert "150 → 160" in found


def test_a_merge_that_lost_a_change_of_one_side_is_reported(office: Path) -> None:
    branch(office)
    change(office, FINANCE, "two-yardsticks: 150", "two-yardsticks: 155")
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    commit(office, "Chính")
    git(office, "switch", "-q", "sửa")
    git(office, "merge", "-q", "-s", "ours", "-m", "Trộn", "main")
    (found,) = lines_of(office, "merge-chose")
    assert found.startswith(f"{HOME}:3:20: ")
    assert "21.000 → 20.000" in found
    git(office, "reset", "-q", "--hard", "HEAD~1")
    git(office, "merge", "-q", "-m", "Trộn", "main")
    assert lines_of(office, "merge-chose") == []


def test_a_branch_cannot_lower_a_figure_by_accumulates_false(office: Path) -> None:
    branch(office)
    change(
        office, "targets.yaml", "measure: {kind: count, unit: người}", "measure: {kind: count, unit: người, accumulates: false}"
    )
    lower_a_figure(office)
    commit(office, "Sửa")
    assert len(lines_of(office, "figure-lowered")) == 1
    assert len(lines_of(office, "terms-changed")) == 1


def test_a_correction_must_fit_the_change(office: Path) -> None:
    branch(office)
    lower_a_figure(office)
    change(
        office,
        FINANCE,
        "corrections:\n",
        "corrections:\n  - {target: two-yardsticks, old: 1, new: 2, reason: x, by: y, date: 2024-06-10}\n",
    )
    commit(office, "Đính chính")
    assert len(lines_of(office, "figure-lowered")) == 1


def test_the_document_must_belong_to_the_changed_goal(office: Path) -> None:
    branch(office)
    change(
        office,
        "targets.yaml",
        "goal: {at_least: 4}",
        "goal: {at_least: 3}\n    references: {last_year: {value: 9, document: 1/BC}}",
    )
    commit(office, "Thêm số năm trước")
    assert len(lines_of(office, "goal-lowered")) == 1
    change(
        office, "targets.yaml", "document: 1/BC}}", "document: 1/BC}}\n    revisions: [{date: 2024-06-01, goal: {at_least: 3}}]"
    )
    commit(office, "Không số văn bản")
    assert len(lines_of(office, "goal-lowered")) == 1


def test_a_branch_wins_over_a_tag_of_its_name(office: Path) -> None:
    branch(office)
    lower_a_figure(office)
    commit(office, "Nhánh")
    git(office, "tag", "main", "HEAD")
    assert len(lines_of(office, "figure-lowered")) == 1


@pytest.mark.parametrize("name", ["abc", "HEADER", "v1/main"])
def test_a_branch_of_any_name_wins_over_a_tag(office: Path, name: str) -> None:
    git(office, "branch", name)
    branch(office)
    lower_a_figure(office)
    commit(office, "Nhánh")
    git(office, "tag", name, "HEAD")
    assert [one.rule for one in findings(office, name)] == ["figure-lowered"]
    assert [one.rule for one in findings(office, f"{name}~0")] == ["figure-lowered"]


def test_a_review_does_not_stop_where_units_yaml_is_deleted(office: Path) -> None:
    (office / "units.yaml").write_text("units: []\n", encoding="utf-8")
    commit(office, "Tệp đơn vị")
    (office / "units.yaml").unlink()
    assert findings(office, "HEAD") == []


def test_a_merge_of_two_different_figures_is_not_reported(office: Path) -> None:
    branch(office)
    change(office, FINANCE, "revenue: {value: 40000", "revenue: {value: 41000")
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    change(office, FINANCE, "disbursement: {part: 30, whole: 90}", "disbursement: {part: 31, whole: 90}")
    commit(office, "Chính")
    git(office, "switch", "-q", "sửa")
    git(office, "merge", "-q", "-m", "Trộn", "main")
    assert lines_of(office, "merge-chose") == []


def test_a_ratio_merged_from_the_lines_of_both_sides_is_reported(office: Path) -> None:
    ratio = "disbursement: {part: 30, whole: 90}"
    change(
        office, FINANCE, ratio, "disbursement:\n    part: 30\n    # vốn giao\n    # đầu năm\n    # và bổ sung\n    whole: 90"
    )
    commit(office, "Tách dòng")
    branch(office)
    change(office, FINANCE, "part: 30", "part: 35")
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    change(office, FINANCE, "whole: 90", "whole: 100")
    commit(office, "Chính")
    git(office, "switch", "-q", "sửa")
    git(office, "merge", "-q", "-m", "Trộn", "main")  # git finds no conflict
    (found,) = lines_of(office, "merge-chose")
    assert found.startswith(f"{FINANCE}:")


# --- authors ----------------------------------------------------------------------------------------------------------


def test_a_change_by_somebody_not_registered_is_reported(office: Path) -> None:
    register(office)
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "Sửa hộ", STRANGER)
    (found,) = lines_of(office, "foreign-author")
    assert found.startswith(f"{HOME}:3:20: Người Lạ <la@example.vn> sửa báo cáo của xã An Ế (")
    assert found.endswith(": commune-revenue")
    hint = next(one.hint for one in findings(office) if one.rule == "foreign-author")
    assert "SAU@example.vn, Trần Thị Ba" in hint


@pytest.mark.parametrize("author", [OFFICER, ("Ai Đó", "Sau@Example.VN"), CLERK, ("trần thị ba", "khac@example.vn")])
def test_the_officer_and_the_clerk_may_change_a_report(office: Path, author: tuple[str, str]) -> None:
    register(office)
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "Sửa", author)
    assert lines_of(office, "foreign-author") == []


def test_an_address_registered_on_the_same_branch_does_not_count(office: Path) -> None:
    register(office)
    branch(office)
    change(office, "targets.yaml", "authors: [SAU@example.vn]", "authors: [SAU@example.vn, la@example.vn]")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "Sửa", STRANGER)
    found = lines_of(office, "foreign-author")
    assert [one.partition(": ")[0] for one in found] == [f"{HOME}:3:20", "targets.yaml:1:1"]


def test_only_the_clerk_may_change_targets_and_the_office_file(office: Path) -> None:
    register(office)
    branch(office)
    change(office, "targets.yaml", "goal: {at_least: 80}", "goal: {at_least: 82}")
    change(office, "reports/q2/_office.yaml", "verdict: met", "verdict: exceeded")
    commit(office, "Sửa", OFFICER)
    found = lines_of(office, "foreign-author")
    assert [one.partition(":")[0] for one in found] == ["reports/q2/_office.yaml", "targets.yaml"]
    git(office, "commit", "-q", "--amend", "--author", f"{CLERK[0]} <{CLERK[1]}>", "-m", "Sửa")
    assert lines_of(office, "foreign-author") == []


def test_a_name_that_looks_like_an_address_does_not_count(office: Path) -> None:
    register(office)
    branch(office)
    change(office, HOME, "submitted: 2024-06-06", "submitted: 2024-06-07")
    commit(office, "Sửa", ("sau@example.vn", "la@example.vn"))
    assert len(lines_of(office, "foreign-author")) == 1


def test_without_registered_authors_nobody_is_reported(office: Path) -> None:
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "Sửa", STRANGER)
    assert lines_of(office, "foreign-author") == lines_of(office, "unnamed-source") == []


def test_the_clerk_must_name_the_source_of_figures(office: Path) -> None:
    register(office)
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "Nhập số")
    (found,) = lines_of(office, "unnamed-source")
    assert found.startswith(f"{HOME}:2:1: Trần Thị Ba <ba@example.vn> ghi kết quả của xã An Ế")
    git(office, "commit", "-q", "--amend", "-m", "Nhập số\n\nReported-by: Lê Thị Sáu <sau@example.vn>")
    assert lines_of(office, "unnamed-source") == []


@pytest.mark.parametrize("named", ["letter: {number: 12/BC}", "reported_by: {name: Lê Thị Sáu}"])
def test_the_file_may_name_the_source(office: Path, named: str) -> None:
    register(office)
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    change(office, HOME, "submitted: 2024-06-06\n", f"submitted: 2024-06-06\n{named}\n")
    commit(office, "Nhập số")
    assert lines_of(office, "unnamed-source") == []


def test_uncommitted_changes_belong_to_the_author_set_in_git(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register(office)
    monkeypatch.setenv("GIT_AUTHOR_NAME", STRANGER[0])
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", STRANGER[1])
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    (found,) = lines_of(office, "foreign-author")
    assert "(chưa ghi nhận" in found
    record_late(office)
    assert len(lines_of(office, "backdated")) == 1


@pytest.mark.parametrize(("days", "count"), [(9, 1), (10, 0)])
def test_the_office_sets_the_days_to_record(office: Path, days: int, count: int) -> None:
    change(office, "targets.yaml", "rounds:\n", f"regime: {{days_to_record: {days}}}\nrounds:\n")
    commit(office, "Quy định")
    branch(office)
    record_late(office)
    commit(office, "Xã Cẩm", day="2024-06-12")
    assert len(lines_of(office, "backdated")) == count


# --- the rest of a review ---------------------------------------------------------------------------------------------


def test_new_problems_of_check_are_part_of_a_review(office: Path) -> None:
    branch(office)
    change(office, FINANCE, "disbursement: {part: 30,", "disbursement: {part: 3,")
    commit(office, "Nhầm")
    assert {"figure-fell", "figure-lowered"} == {one.rule for one in findings(office)}


def test_a_broken_file_is_a_problem_and_does_not_stop_the_review(office: Path, capsys: Capture) -> None:
    branch(office)
    (office / HOME).write_text("submitted: [\n", encoding="utf-8")
    commit(office, "Hỏng")
    assert cli.run(["review", "main", "--data", str(office)]) == 1
    shown = capsys.readouterr().out
    assert "yaml-syntax" in shown
    assert f"không đọc được nên bỏ qua: {HOME}" in shown


def test_later_changes_of_the_base_are_not_part_of_the_branch(office: Path) -> None:
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    lower_a_figure(office)
    commit(office, "Chính")
    git(office, "switch", "-q", "sửa")
    found = review(office, "main", None, TODAY)
    assert [one.rule for one in found.problems] == ["sum-differs"]  # which differs by another amount now
    assert found.commits == 1
    assert {change.path for change in found.differences.changes} == {HOME}


def test_a_branch_can_be_reviewed_without_checking_it_out(office: Path, capsys: Capture) -> None:
    branch(office)
    lower_a_figure(office)
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    for arguments in (["main", "sửa"], ["main...sửa"], ["main..sửa"]):
        assert cli.run(["review", *arguments, "--data", str(office), "--format", "json"]) == 1
        found = json.loads(capsys.readouterr().out)
        assert [one["rule"] for one in found["problems"]] == ["figure-lowered"]
        assert (found["head"], found["commits"]) == ("sửa", 1)


def test_the_upstream_is_the_default_base(office: Path, tmp_path: Path, capsys: Capture) -> None:
    clone = tmp_path / "bản sao"
    git(tmp_path, "clone", "-q", str(tmp_path / "kho dữ liệu"), str(clone))
    folder = clone / "cam kết 2024" / "data"
    lower_a_figure(folder)
    commit(folder, "Sửa")
    assert cli.run(["review", "--data", str(folder)]) == 1
    assert "figure-lowered" in capsys.readouterr().out
    assert cli.run(["review", "--data", str(office)]) == 2
    assert "camket review main" in capsys.readouterr().err


def test_a_review_in_a_shallow_clone_names_its_limits(office: Path, tmp_path: Path, capsys: Capture) -> None:
    branch(office)
    lower_a_figure(office)
    commit(office, "Nhánh")
    clone = tmp_path / "nông"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", (tmp_path / "kho dữ liệu").as_uri(), str(clone))
    folder = clone / "cam kết 2024" / "data"
    assert cli.run(["review", "origin/main", "--data", str(folder)]) == 2
    assert "--unshallow" in capsys.readouterr().err
    assert cli.run(["review", "HEAD", "--data", str(folder)]) == 0
    assert "bản sao nông" in capsys.readouterr().out


@pytest.mark.parametrize("base", ["nope", "--help-me", "-x", "HEAD~9", "a\nb"])
def test_an_invalid_revision_is_refused(office: Path, base: str) -> None:
    with pytest.raises(GitFault):
        review(office, base, None, TODAY)


def test_formats_for_code_hosts(office: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    branch(office)
    lower_a_figure(office)
    remove_evidence(office)
    commit(office, "Nhánh")
    monkeypatch.chdir(office.parents[1])
    assert cli.run(["review", "main", "--format", "github"]) == 2  # the data folder is below, not at or above
    capsys.readouterr()
    assert cli.run(["review", "main", "--format", "github", "--data", str(office)]) == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith(f"::warning file=cam kết 2024/data/{FINANCE},line=5,col=12,title=evidence-removed::")
    assert cli.run(["review", "main", "--format", "sarif", "--data", str(office)]) == 1
    sarif = json.loads(capsys.readouterr().out)
    assert [one["ruleId"] for one in sarif["runs"][0]["results"]] == ["evidence-removed", "figure-lowered"]


def test_markdown_for_a_merge_request(office: Path, capsys: Capture) -> None:
    branch(office)
    lower_a_figure(office)
    remove_evidence(office)
    commit(office, "Nhánh")
    assert cli.run(["review", "main", "--format", "markdown", "--data", str(office)]) == 1
    page = capsys.readouterr().out
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == ["Cần giải trình (1)", "Cần xem lại (1)", "Những gì đã thay đổi"]
    assert f"- `{FINANCE}:7:19` 140 thấp hơn 150 đã ghi ở đây (`figure-lowered`)" in page
    assert "  - số thực hiện: ~~150~~ **140**" in page


def test_warnings_alone_exit_0_unless_strict(office: Path) -> None:
    branch(office)
    remove_evidence(office)
    commit(office, "Nhánh")
    assert cli.run(["review", "main", "--data", str(office)]) == 0
    assert cli.run(["review", "main", "--strict", "--data", str(office)]) == 1


def test_markup_in_author_names_is_escaped(office: Path, capsys: Capture) -> None:
    register(office)
    branch(office)
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 20100")
    commit(office, "x", ("*đậm* `mã` \x1b[31m <b>", "a|b@example.vn"))
    assert cli.run(["review", "main", "--format", "markdown", "--data", str(office)]) == 1
    page = capsys.readouterr().out
    assert "\\*đậm\\* \\`mã\\`" in page
    assert "\x1b" not in page
    assert cli.run(["review", "main", "--data", str(office)]) == 1
    assert "\x1b" not in capsys.readouterr().out
