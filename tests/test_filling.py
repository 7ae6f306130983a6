"""camket fill in a real pseudo-terminal: what is asked, shown while typing, saved and committed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal of Unix", allow_module_level=True)

from camket.ledger.ledger import Filed
from camket.ledger.load import load
from camket.ledger.measures.incidents import Incidents
from camket.ledger.measures.named_list import NamedList
from camket.ledger.tree import FolderTree
from git_office import SETTINGS, commit, git, make_repository
from small_office import write_office
from terminal import Terminal

PAGE_UP, PAGE_DOWN, F1, CTRL_C, CTRL_U = "\x1b[5~", "\x1b[6~", "\x1bOP", "\x03", "\x15"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def fill(folder: Path, unit: str, *more: str, settings: Mapping[str, str] | None = None) -> Terminal:
    return Terminal(["fill", unit, *more, "--data", str(folder)], folder, settings)


def filed(folder: Path, round_id: str, unit: str) -> Filed:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert not [one for one in problems if one.level == "error"]
    return ledger.reports[round_id, unit]


def test_a_report_is_filled_in_from_the_first_question_to_the_last(office: Path) -> None:
    with fill(office, "xa-c", "-q", "2") as terminal:
        shown = terminal.wait_for("[1/2]")
        assert "xã Cẩm – quý II năm 2024" in shown
        assert "Đã trả lời 0/2 chỉ tiêu" in shown
        terminal.answer("Kết quả (triệu đồng):", "12000,5")
        terminal.answer("Diễn giải:", "Thu: đạt khá")
        terminal.answer("Minh chứng (số văn bản):", "7/TB; 8/TB")
        terminal.answer("Cùng kỳ năm trước (triệu đồng):", "11000")
        terminal.wait_for("3. tốt")
        terminal.answer("Mức đánh giá:", "Khá")
        terminal.answer("Diễn giải:", "")
        terminal.answer("Minh chứng (số văn bản):", "9/KH")
        terminal.answer("Thêm một mục (Enter: hết):", "Thiếu người: kế toán")
        terminal.answer("Thuộc chỉ tiêu nào (Enter: không riêng chỉ tiêu nào):", "1")
        terminal.answer("Thêm một mục (Enter: hết):", "")
        terminal.wait_for("Đề xuất giải pháp")
        terminal.answer("Thêm một mục (Enter: hết):", "Bổ sung biên chế")
        terminal.answer("Thuộc chỉ tiêu nào (Enter: không riêng chỉ tiêu nào):", "")
        terminal.answer("Đề xuất với ai:", "UBND huyện")
        terminal.answer("Thêm một mục (Enter: hết):", "")
        shown = terminal.wait_for("+ số thực hiện: 12.000,5")
        assert terminal.finish() == 0
        assert "Lưu tệp này" not in terminal.shown  # there is no repository
    report = filed(office, "q2", "xa-c").report
    assert report.results["commune-revenue"] == {
        "value": "12000,5",
        "text": "Thu: đạt khá",
        "evidence": ["7/TB", "8/TB"],
        "same_period": "11000",
    }
    assert report.results["commune-digital"]["grade"] == "kha"
    assert [(one.text, one.target) for one in report.difficulties] == [("Thiếu người: kế toán", "commune-revenue")]
    assert [(one.text, one.to) for one in report.proposals] == [("Bổ sung biên chế", "UBND huyện")]
    assert report.submitted is None


def test_an_invalid_reply_is_explained_while_typed_and_not_accepted(office: Path) -> None:
    with fill(office, "xa-c", "-q", "2") as terminal:
        terminal.wait_for("Kết quả (triệu đồng):")
        terminal.type("1.234")
        terminal.wait_for("có thể hiểu là 1.234 hoặc")
        terminal.type("\r")
        terminal.type(CTRL_U + "1234,5")
        terminal.wait_for("= 1.234,5 triệu đồng")
        terminal.type("\r")
        terminal.answer("Diễn giải:", "q")
        terminal.wait_for("còn 1 chỉ tiêu chưa trả lời")
        assert terminal.finish() == 0
    assert filed(office, "q2", "xa-c").report.results["commune-revenue"]["value"] == "1234,5"


def test_a_new_session_begins_at_the_first_target_without_an_answer(office: Path) -> None:
    with fill(office, "xa-c", "-q", "2") as terminal:
        terminal.answer("Kết quả (triệu đồng):", "12000")
        terminal.wait_for("Diễn giải:")
        terminal.process.kill()
    assert filed(office, "q2", "xa-c").report.results["commune-revenue"]["value"] == "12000"
    with fill(office, "xa-c", "-q", "2") as terminal:
        assert "[1/2]" not in terminal.wait_for("[2/2]")
        terminal.answer("Mức đánh giá:", "<")
        terminal.wait_for("Kết quả (triệu đồng): 12000")
        terminal.type("<\r")
        terminal.wait_for("Kết quả (triệu đồng): 12000")
        terminal.type(PAGE_DOWN)
        terminal.answer("Mức đánh giá:", "~")
        terminal.answer("Vì sao chưa có số:", "chưa đến kỳ đánh giá")
        terminal.answer("Diễn giải:", "q")
        assert terminal.finish() == 0
    assert filed(office, "q2", "xa-c").report.results["commune-digital"]["awaiting"] == "assessment"


def test_help_back_and_forward(office: Path) -> None:
    with fill(office, "tai-chinh", "-q", "3") as terminal:
        terminal.answer("Kết quả (triệu đồng):", "?")
        terminal.wait_for("Số luỹ kế từ 01/01")
        terminal.answer("Kết quả (triệu đồng):", ">")
        terminal.wait_for("[2/4]")
        terminal.type(PAGE_DOWN)
        terminal.wait_for("[3/4]")
        terminal.type(PAGE_DOWN)
        terminal.wait_for("[4/4]")
        terminal.answer("tử số (triệu đồng):", "40")
        terminal.answer("mẫu số (triệu đồng):", "<")
        terminal.answer("tử số (triệu đồng):", "41")
        terminal.wait_for("mẫu số (triệu đồng):")
        terminal.type("\r")
        terminal.wait_for("cần có cả mục này")
        terminal.type("40")
        terminal.wait_for("lớn hơn")
        terminal.type(CTRL_U + "90\r")
        terminal.answer("Diễn giải:", "q")
        terminal.wait_for("còn 3 chỉ tiêu chưa trả lời")
        assert terminal.finish() == 0
    result = filed(office, "q3", "tai-chinh").report.results["disbursement"]
    assert (result["part"], result["whole"]) == ("41", "90")


def test_a_rate_alone_and_a_figure_that_fell(office: Path) -> None:
    with fill(office, "tai-chinh", "-q", "3") as terminal:
        terminal.answer("Kết quả (triệu đồng):", "39000")
        terminal.wait_for("39.000 nhỏ hơn 40.000 của quý II")
        terminal.answer("Nhập số đúng (Enter: trả lời lại):", "38000")
        terminal.answer("Lý do:", "cộng nhầm")
        terminal.answer("Người quyết định:", "Trần Thị B")
        terminal.answer("Ghi đính chính này? (c/k):", "c")
        terminal.answer("Diễn giải:", ">")
        terminal.answer("Kết quả (%):", ">")
        terminal.answer("Kết quả (người):", ">")
        terminal.answer("tử số (triệu đồng):", "45,5%")
        terminal.answer("Diễn giải:", CTRL_C)
        terminal.wait_for("chỉ tiêu chưa trả lời")
        assert terminal.finish() == 0
    report = filed(office, "q3", "tai-chinh").report
    assert report.results["disbursement"]["percent"] == "45,5"
    (correction,) = report.corrections
    assert (correction.old, correction.new, correction.by) == ("40000", "38000", "Trần Thị B")


def test_entries_of_a_list_one_by_one(office: Path) -> None:
    with fill(office, "kinh-te", "-q", "3") as terminal:
        terminal.answer("Tên (sản phẩm):", "Mắm cá linh")
        terminal.answer("Số sao:", "4")
        terminal.answer("Minh chứng (số văn bản):", "9/QĐ")
        terminal.wait_for("1. Mắm cá linh")
        terminal.answer("Tên (sản phẩm):", "")
        terminal.answer("Diễn giải:", "")
        terminal.wait_for("[2/3]")
        terminal.answer("Việc xảy ra:", "0")
        terminal.answer("Diễn giải:", CTRL_C)
        assert terminal.finish() == 0
    found = filed(office, "q3", "kinh-te")
    assert found.report.results["ocop"]["items"] == [{"name": "Mắm cá linh", "stars": "4", "evidence": "9/QĐ"}]
    assert found.report.results["safe"]["incidents"] == []


def test_an_incident_and_a_milestone(office: Path) -> None:
    with fill(office, "kinh-te", "-q", "3") as terminal:
        terminal.answer("Tên (sản phẩm):", ">")
        terminal.answer("Việc xảy ra:", "Tụ tập ở chợ")
        terminal.answer("Loại:", "2")
        terminal.answer("Ngày:", "9/8/2024")
        terminal.answer("Minh chứng (số văn bản):", "")
        terminal.wait_for("1. Tụ tập ở chợ")
        terminal.answer("Việc xảy ra:", "q")
        assert terminal.finish() == 0
    (incident,) = filed(office, "q3", "kinh-te").report.results["safe"]["incidents"]
    assert incident == {"kind": "diem-nong", "name": "Tụ tập ở chợ", "date": "9/8/2024"}
    with fill(office, "noi-vu", "-q", "2") as terminal:
        terminal.wait_for("Chưa đến kỳ có số")
        terminal.answer("Kết quả:", "")
        terminal.answer("Diễn giải:", "Đang tự chấm điểm")
        terminal.answer("Minh chứng (số văn bản):", "")
        terminal.answer("Cùng kỳ năm trước:", "")
        terminal.answer("Hoàn thành ngày nào:", "28/4/2024")
        terminal.answer("Diễn giải:", CTRL_C)
        assert "chưa trả lời" not in terminal.shown
        assert terminal.finish() == 0
    results = filed(office, "q2", "noi-vu").report.results
    assert results["par"]["text"] == "Đang tự chấm điểm"
    assert (results["plan"]["done"], results["plan"]["date"]) == ("true", "2024-04-28")


def test_a_file_changed_meanwhile_is_noticed_and_the_question_asked_again(office: Path) -> None:
    with fill(office, "xa-a", "-q", "2") as terminal:
        terminal.answer("Xem lại từ đầu? (c/k):", "c")
        terminal.wait_for("Kết quả (triệu đồng): 20000")
        file = office / "reports" / "q2" / "xa-a.yaml"
        other = file.read_text(encoding="utf-8") + "note: người khác ghi\n"
        file.write_text(other, encoding="utf-8")
        terminal.type(CTRL_U + "21000\r")
        terminal.wait_for("Vừa có người sửa tệp này")
        assert file.read_text(encoding="utf-8") == other
        terminal.wait_for("Kết quả (triệu đồng): 20000")
        terminal.type(CTRL_U + "21000\r")
        terminal.answer("Diễn giải:", "q")
        assert terminal.finish() == 0
    assert file.read_text(encoding="utf-8") == other.replace("20000", "21000")


def test_a_trial_writes_nothing_and_shows_all_changes(office: Path) -> None:
    with fill(office, "xa-c", "-q", "2", "--dry-run") as terminal:
        terminal.wait_for("Chạy thử")
        terminal.answer("Kết quả (triệu đồng):", "12000")
        terminal.answer("Diễn giải:", "khá")
        terminal.answer("Minh chứng (số văn bản):", CTRL_C)
        shown = terminal.wait_for("+ số thực hiện: 12.000")
        assert "+ lời báo cáo: khá" in shown
        assert terminal.finish() == 0
    assert not (office / "reports" / "q2" / "xa-c.yaml").exists()


def test_only_the_report_file_is_committed(tmp_path: Path) -> None:
    folder = make_repository(tmp_path)
    (folder / "reports" / "q2" / "noi-vu.yaml").write_text("unit: Phòng Nội vụ\nresults:\n", encoding="utf-8")
    git(folder, "add", ".")
    with fill(folder, "xa-c", "-q", "2", settings=SETTINGS) as terminal:
        terminal.answer("Kết quả (triệu đồng):", "12000")
        terminal.answer("Diễn giải:", "q")
        terminal.answer("Lưu tệp này vào lịch sử? (c/k):", "c")
        terminal.wait_for("Nội dung ghi nhận: quý II: báo cáo của xã Cẩm")
        terminal.type("\r")
        terminal.wait_for("Đã lưu.")
        assert terminal.finish() == 0
    assert git(folder, "log", "-1", "--format=%an %s") == "Trần Thị Ba quý II: báo cáo của xã Cẩm"
    assert git(folder, "show", "--name-only", "--format=", "HEAD").endswith('reports/q2/xa-c.yaml"')
    assert git(folder, "diff", "--cached", "--name-only").endswith('reports/q2/noi-vu.yaml"')
    commit(folder, "phần còn lại")


def test_a_settled_figure_asks_for_a_reason(tmp_path: Path) -> None:
    from camket.history.issued import digest_text

    folder = make_repository(tmp_path)
    head = git(folder, "rev-parse", "HEAD")
    paths = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.yaml"))]
    inputs = ", ".join(f"{path}: {digest_text((folder / path).read_bytes())}" for path in paths)
    record = f"round: q2\nissued:\n  - {{number: 4/BC, date: 2024-06-09, as_of: 2024-06-09, commit: {head}, "
    record += f"inputs: {{{inputs}}}, outputs: {{}}}}\n"
    (folder / "reports" / "q2" / "_issued.yaml").write_text(record, encoding="utf-8")
    commit(folder, "Phát hành")
    with fill(folder, "xa-a", "-q", "2", settings=SETTINGS) as terminal:
        terminal.answer("Xem lại từ đầu? (c/k):", "c")
        terminal.wait_for("Kết quả (triệu đồng): 20000")
        terminal.type(CTRL_U + "21000\r")
        terminal.wait_for("đã có trong báo cáo phát hành")
        terminal.answer("Lý do:", "bỏ sót")
        terminal.answer("Người quyết định:", "Lê Văn C")
        terminal.answer("Ghi đính chính này? (c/k):", "c")
        terminal.answer("Diễn giải:", "q")
        terminal.answer("Lưu tệp này vào lịch sử? (c/k):", "k")
        assert terminal.finish() == 0
    (correction,) = filed(folder, "q2", "xa-a").report.corrections
    assert (correction.old, correction.new, correction.by) == ("20000", "21000", "Lê Văn C")
    assert correction.date >= date(2024, 6, 9)


def test_text_of_several_lines_is_shown_and_kept(office: Path) -> None:
    file = office / "reports" / "q2" / "xa-a.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "commune-digital: tot", "commune-digital:\n    grade: tot\n    text: |\n      Một.\n      Hai."
    )
    file.write_text(text, encoding="utf-8")
    with fill(office, "xa-a", "-q", "2") as terminal:
        terminal.answer("Xem lại từ đầu? (c/k):", "c")
        terminal.wait_for("Kết quả (triệu đồng): 20000")
        terminal.type(PAGE_DOWN)
        terminal.wait_for("Mức đánh giá: tot")
        terminal.type("\r")
        terminal.wait_for("đã có: Một. Hai.")
        terminal.answer("Diễn giải:", "")
        terminal.answer("Minh chứng (số văn bản):", CTRL_C)
        terminal.wait_for("không có gì thay đổi")
        assert terminal.finish() == 0
    assert file.read_text(encoding="utf-8") == text


def test_without_colour_and_in_an_old_code_page(office: Path) -> None:
    settings = {"NO_COLOR": "1", "PYTHONIOENCODING": "cp1258", "PYTHONUTF8": "0", "LC_ALL": "C"}
    with Terminal(["fill", "xa-c", "-q", "2"], office, settings, encoding="cp1258") as terminal:
        terminal.answer("Kết quả (triệu đồng):", "x")
        assert "Đã trả lời" in terminal.wait_for("'x' không phải là số")
        terminal.type(CTRL_C)
        assert terminal.finish() == 0
        assert b"\x1b[38;5" not in terminal.raw
        assert b"\x1b[31m" not in terminal.raw
        assert "Traceback" not in terminal.shown


def test_every_measure_has_its_questions(data: Path) -> None:
    from camket.entry.questions import steps_of

    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    for target in ledger.targets.values():
        steps = steps_of(target, None)
        keys = [question.keys for step in steps for question in step.questions]
        assert ("text",) in keys
        assert (steps[0].kind == "entries") == isinstance(target.measure, (NamedList, Incidents))
