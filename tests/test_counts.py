"""Every count agrees with the list under it: in reports, of all rounds, on several days, since each earlier round; joint verdicts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.console import Console

from camket.history.differences import find_differences
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.ledger.verdicts import SEVERITY
from camket.report.reminders import to_remind
from camket.report.render import render_messages, render_reminders, render_report
from camket.rules.check import check
from camket.screen.json_status import status_json
from camket.screen.status import print_status
from camket.screen.target import print_target
from camket.standing.submissions import closing_day
from camket.standing.survey import Survey, survey, survey_to_compare
from camket.standing.tallies import assigning_levels, contents
from camket.text.git import RepositoryState
from camket.text.language import speaking
from counted_report import CountedReport
from small_office import write_office

NO_GIT = RepositoryState(available=False)
TARGETS = """\
commitment: {year: 2024, title: Cam kết năm 2024, issuing_body: Ủy ban nhân dân phường Bình Minh}
rounds:
  - {id: q1, quarter: 1, before: 2024-03-05}
  - {id: q2, quarter: 2, before: 2024-06-05}
units:
  - {id: van-phong, name: Văn phòng phường}
  - {id: kinh-te, name: Phòng Kinh tế}
  - {id: khom-1, name: Khóm 1}
  - {id: khom-2, name: Khóm 2}
  - {id: khom-3, name: Khóm 3}
bodies:
  - {id: tp, name: Ủy ban nhân dân Thành phố}
groups:
  - {id: cac-khom, name: các khóm, units: [khom-1, khom-2, khom-3]}
targets:
  - id: par
    content: 8
    assigned_by: tp
    name: Chỉ số PAR
    lead: van-phong
    measure: {kind: score, min: 0, max: 100}
    goal: {at_least: 80}
    pace: always
  - id: sipas
    content: "8."
    assigned_by: tp
    name: Chỉ số SIPAS
    lead: van-phong
    measure: {kind: score, min: 0, max: 100}
    goal: {at_least: 85}
    pace: always
  - id: dti
    content: "8"
    assigned_by: Phường giao
    name: Chỉ số chuyển đổi số
    lead: kinh-te
    measure: {kind: score, min: 0, max: 1}
    goal: {at_least: "0,6"}
    pace: year_end
  - id: thu
    assigned_by: phường giao
    name: Thu ngân sách
    lead: kinh-te
    measure: {kind: amount, unit: triệu đồng}
    goal: {at_least: 1000}
  - id: ho
    name: Hộ kinh doanh mới
    lead: kinh-te
    measure: {kind: count, unit: hộ}
    goal:
      yardsticks:
        - {name: TP giao, assigned_by: tp, at_least: 40}
        - {name: HĐND giao, assigned_by: HĐND phường, at_least: 400}
  - id: mo-hinh
    content: 2. Mỗi khóm một mô hình
    name: Mô hình tự quản
    each: cac-khom
    measure: {kind: list, unit: mô hình}
    goal: {at_least: 6}
  - id: tuyen
    content: 2. Mỗi khóm một mô hình
    name: Tuyến đường sạch
    each: cac-khom
    measure: {kind: count, unit: tuyến}
    goal: {at_least: 6}
"""
REPORTS = {
    "q1/van-phong": "submitted: 2024-03-01\nresults: {par: 82, sipas: 80}\n",
    "q1/kinh-te": 'submitted: 2024-03-06\nresults: {dti: "0,5", thu: 400, ho: 20}\n',
    "q1/khom-1": "submitted: 2024-03-01\nresults: {mo-hinh: {items: [{name: Tổ 1}]}, tuyen: {value: 1, text: Đã xong tuyến Một.}}\n",
    "q1/khom-2": "submitted: 2024-03-01\nresults: {mo-hinh: {items: []}, tuyen: {value: 0, text: Chưa có kinh phí.}}\n",
    "q1/khom-3": "submitted: 2024-03-02\nresults: {tuyen: 2}\n",
    "q2/van-phong": "submitted: 2024-06-01\nresults: {par: 82, sipas: 86}\n",
    "q2/khom-1": "submitted: 2024-06-01\nresults: {mo-hinh: {items: [{name: Tổ 2}]}, tuyen: 1}\n",
    "q2/khom-2": "submitted: 2024-06-01\nresults: {mo-hinh: {items: [{name: Tổ 3}, {name: Tổ 4}]}, tuyen: 2}\n",
}


def phuong(folder: Path, targets: str = TARGETS) -> Ledger:
    """An office with contents of several targets, and levels that assigned them."""
    for name, text in {"targets": targets, **{f"reports/{name}": text for name, text in REPORTS.items()}}.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read(folder)


def read(folder: Path) -> Ledger:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert [problem for problem in problems if problem.level == "error"] == []
    return ledger


def views(ledger: Ledger) -> Iterator[tuple[Survey, Survey | None]]:
    """Each round on several days, alone and compared with each earlier round."""
    for round_ in ledger.rounds:
        due = ledger.calendar.due(round_)
        year_end = ledger.commitment.year.last
        for day in dict.fromkeys((due, closing_day(ledger, round_), year_end + timedelta(40))):
            earlier = [one for one in ledger.calendar.through(round_) if one.id != round_.id]
            for other in (None, *earlier):
                yield survey(ledger, round_, day), survey_to_compare(ledger, other, day)


def markdown(view: Survey, since: Survey | None = None) -> str:
    (content,) = render_report(view, [], NO_GIT, None, ["md"], since, form="full").values()
    return content.decode()


def checked(ledger: Ledger) -> set[str]:
    """Check the counts of all reports of an office; return which kinds of counts there were."""
    kinds: set[str] = set()
    for view, since in views(ledger):
        report = CountedReport(markdown(view, since), ledger)
        report.check()
        kinds |= report.checked
    return kinds


def test_counts_of_the_shipped_reports_agree_with_their_lists(root: Path) -> None:
    kinds = checked(read(root / "data"))
    assert {"verdicts", "submissions", "units by state", "units of a group", "items", "since", "since, by unit"} <= kinds
    assert {"earlier proposals", "open proposals", "late targets"} <= kinds


def test_counts_of_a_small_office_agree_with_their_lists(tmp_path: Path) -> None:
    write_office(tmp_path)
    assert "answered" in checked(read(tmp_path))


def test_counts_of_contents_and_levels_agree_with_their_lists(tmp_path: Path) -> None:
    kinds = checked(phuong(tmp_path))
    assert {"parts of contents", "levels", "targets one by one", "late targets"} <= kinds


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("02 chậm tiến độ", "03 chậm tiến độ"),
        ("04 nội dung cam kết", "05 nội dung cam kết"),
        ("- Trễ hạn: 01 đơn vị", "- Trễ hạn: 02 đơn vị"),
        ("Trong 03 đơn vị", "Trong 04 đơn vị"),
        ("\n## I. ", "\nCòn 03 chỉ tiêu cần chú ý\n\n## I. "),
    ],
)
def test_a_wrong_count_is_found(tmp_path: Path, right: str, wrong: str) -> None:
    ledger = phuong(tmp_path)
    text = markdown(survey(ledger, ledger.rounds[0], date(2024, 3, 20))).replace(right, wrong, 1)
    with pytest.raises(AssertionError):
        CountedReport(text, ledger).check()


def test_counts_of_letters_agree_with_their_lists(root: Path, tmp_path: Path) -> None:
    write_office(tmp_path)
    for ledger in (read(root / "data"), read(tmp_path)):
        counted = 0
        for view, _since in views(ledger):
            owing = to_remind(view)
            if not owing:
                continue
            letters = render_reminders(view, owing, None, ["md"]).values()
            messages = render_messages(view, owing, None)
            for text in [*(letter.decode() for letter in letters), messages]:
                for number, bullets in re.findall(r"gồm (?:đủ )?(?:(\d+) )?chỉ tiêu(?: sau)?:\n+((?:- .*\n?)*)", text):
                    assert int(number or 1) == len(bullets.splitlines())
                    counted += 1
            (joint,) = render_reminders(view, owing, None, ["md"], is_joint=True).values()
            found = re.search(r"(\d+)/(\d+) đơn vị", joint.decode())
            assert found and (int(found[1]), int(found[2])) == (len(owing), len(view.submissions))
            assert len(re.findall(r"^\| \d+ \|", joint.decode(), re.MULTILINE)) == len(owing)
            for number, names in re.findall(r"(\d+) chỉ tiêu: (.*?)\. \|$", joint.decode(), re.MULTILINE):
                assert int(number) == len(names.split("; "))
        assert counted


def test_counts_on_the_screen_agree_with_their_rows(root: Path, tmp_path: Path) -> None:
    for ledger in (read(root / "data"), phuong(tmp_path)):
        for view, _since in views(ledger):
            text = shown(ledger, view.as_of, view.round)
            for noun, total in (("đơn vị", len(view.submissions)), ("chỉ tiêu", len(view.standings))):
                ((number, counts),) = re.findall(rf"^(\d+) {noun}: ([^(\n]*)", text, re.MULTILINE)
                assert int(number) == total == sum(map(int, re.findall(r"\d+", counts)))


# --- contents ----------------------------------------------------------------------------------------------------------------


def shown(ledger: Ledger, day: date = date(2024, 3, 20), round_: Round | None = None, **only: str) -> str:
    console = Console(file=StringIO(), width=400)
    with speaking("vi"):
        print_status(console, survey(ledger, round_ or ledger.rounds[0], day), [], **only)  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_joint_verdicts_have_one_order() -> None:
    order = "missed behind not-reported undecided goal-unassigned awaiting-publication not-yet-due on-track met exceeded"
    assert list(SEVERITY) == [verdict for verdict in order.split() if verdict in SEVERITY]


def test_a_content_has_one_joint_verdict(tmp_path: Path) -> None:
    ledger = phuong(tmp_path)
    found = contents(survey(ledger, ledger.rounds[0], date(2024, 3, 20)).standings)
    assert [(one.label, one.verdict, [standing.target.id for standing in one.standings]) for one in found] == [
        ("8", "missed", ["par", "sipas", "dti"]),
        (None, "on-track", ["thu"]),
        (None, "behind", ["ho"]),
        ("2. Mỗi khóm một mô hình", "behind", ["mo-hinh", "tuyen"]),
    ]


def test_contents_are_said_everywhere(tmp_path: Path) -> None:
    ledger = phuong(tmp_path)
    view = survey(ledger, ledger.rounds[0], date(2024, 3, 20))
    text = markdown(view)
    assert "Trong 04 nội dung cam kết (gồm 07 chỉ tiêu): 01 đúng tiến độ; 02 chậm tiến độ; 01 không đạt. Nội dung 8 gồm" in text
    assert "Nội dung 8 gồm 03 chỉ tiêu (01 vượt; 01 chậm tiến độ; 01 không đạt), đánh giá chung: không đạt." in text
    assert "\n- Chỉ số SIPAS: " in text
    assert "| Nội dung 8. Ủy ban nhân dân Thành phố giao. |" in text
    screen = shown(ledger)
    assert "4 nội dung: 1 không đạt, 2 chậm tiến độ, 1 đúng tiến độ\n" in screen
    assert "Nội dung 8 (không đạt): 3 chỉ tiêu, 1 không đạt, 1 chậm tiến độ, 1 vượt\n" in screen
    assert "4 nội dung" not in shown(ledger, unit="van-phong")  # only a part of content 8
    rows = json.loads(status_json(view, []))
    assert rows["contents"][0] == {"content": "8", "verdict": "missed", "targets": ["par", "sipas", "dti"]}
    assert [row["content"] for row in rows["targets"]][:4] == ["8", "8.", "8", None]
    (book,) = render_report(view, [], NO_GIT, None, ["xlsx"]).values()
    cells = [str(cell.value) for row in load_workbook(BytesIO(book)).worksheets[0] for cell in row]
    assert any(cell.startswith("Trong 04 nội dung cam kết (gồm 07 chỉ tiêu)") for cell in cells)
    assert "Số chỉ tiêu" in cells


def test_without_contents_targets_are_not_called_contents(root: Path) -> None:
    ledger = read(root / "data")
    round_ = ledger.rounds[1]
    view = survey(ledger, round_, closing_day(ledger, round_))
    assert "Trong 21 chỉ tiêu cam kết thuộc 09 mục: " in markdown(view)
    assert "nội dung cam kết" not in markdown(view)
    assert "\n21 chỉ tiêu: " in shown(ledger) and "21 nội dung" not in shown(ledger)
    assert "Theo cấp giao" not in markdown(view)
    assert json.loads(status_json(view, []))["assigned_by"] == []


@pytest.mark.parametrize(
    ("sections", "rules"), [(("I", "I"), []), (("I", "II"), ["content-in-two-sections"]), (("I", ""), []), (("", ""), [])]
)
def test_a_content_in_two_sections_is_an_error(tmp_path: Path, sections: tuple[str, str], rules: list[str]) -> None:
    first, second = (f"\n    section: {section}" if section else "" for section in sections)
    targets = TARGETS.replace("    content: 8\n", f"    content: 8{first}\n").replace('content: "8."', f'content: "8."{second}')
    found = check(phuong(tmp_path, targets), date(2024, 3, 20))
    assert [problem.rule for problem in found if problem.rule.startswith("content-")] == rules
    if rules:
        assert 'content: "II.8' in next(problem.hint for problem in found if problem.rule in rules)


# --- who assigned ------------------------------------------------------------------------------------------------------------


def test_targets_are_tallied_by_the_level_that_assigned_them(tmp_path: Path) -> None:
    ledger = phuong(tmp_path)
    found = assigning_levels(ledger, survey(ledger, ledger.rounds[0], date(2024, 3, 20)).standings)
    assert [(level.name, [(target.id, verdict) for target, verdict in level.targets]) for level in found] == [
        ("Ủy ban nhân dân Thành phố", [("par", "exceeded"), ("sipas", "missed"), ("ho", "on-track")]),
        ("Phường giao", [("dti", "behind"), ("thu", "on-track")]),
        ("HĐND phường", [("ho", "behind")]),  # each yardstick at its own level
        (None, [("mo-hinh", "behind"), ("tuyen", "behind")]),
    ]
    text = markdown(survey(ledger, ledger.rounds[0], date(2024, 3, 20)))
    assert "Phường giao 02 chỉ tiêu (01 đúng tiến độ; 01 chậm tiến độ); HĐND phường giao 01 chỉ tiêu (01 chậm tiến độ)" in text
    assert "chưa nêu cấp giao 02 chỉ tiêu (02 chậm tiến độ); chỉ tiêu có số giao của nhiều cấp được tính ở từng cấp." in text
    assert "Phường giao: 2 chỉ tiêu, 1 chậm tiến độ, 1 đúng tiến độ\n" in shown(ledger)


def test_a_target_shows_its_content_and_its_level(tmp_path: Path) -> None:
    ledger = phuong(tmp_path)
    console = Console(file=StringIO(), width=100)
    with speaking("vi"):
        print_target(console, ledger, survey(ledger, ledger.rounds[0], date(2024, 3, 20)), "par")
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Nội dung" in text and "Cấp giao" in text and "Ủy ban nhân dân Thành phố" in text


# --- text of units on track ----------------------------------------------------------------------------------------------------


def test_the_text_of_units_on_track_is_printed_if_the_office_wants_it(tmp_path: Path) -> None:
    ledger = phuong(tmp_path)
    view = survey(ledger, ledger.rounds[0], date(2024, 3, 20))
    assert "Khóm 2 báo cáo: Chưa có kinh phí." in markdown(view)
    assert "Đã xong tuyến Một." not in markdown(view)
    assert view.texts_left_out() == 1
    ledger = phuong(tmp_path, TARGETS.replace("units:", "regime: {on_track_text: print}\nunits:", 1))
    view = survey(ledger, ledger.rounds[0], date(2024, 3, 20))
    assert "Khóm 1 báo cáo: Đã xong tuyến Một." in markdown(view)
    assert view.texts_left_out() == 0


def test_a_change_of_how_targets_are_counted_is_shown(tmp_path: Path) -> None:
    changed = TARGETS.replace("content: 8\n", "content: 9\n").replace("units:", "regime: {on_track_text: print}\nunits:", 1)
    found = find_differences(phuong(tmp_path / "before"), phuong(tmp_path / "now", changed))
    assert [(".".join(one.way), one.before, one.now) for one in found.changes] == [
        ("regime.on_track_text", None, "print"),  # the other keys of regime: were not written before either
        ("targets.#par.content", "8", "9"),
    ]
