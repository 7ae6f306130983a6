"""Tables in the shapes that units send: heads of several rows, plans and shares beside, units of measure, the long form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from camket import cli
from camket.forms import batch_import
from camket.forms.grid import Grid, TableDocument
from camket.forms.headings import Period, names_period, read_heading
from camket.forms.measure_units import is_unit, is_unit_behind, power_between, stated_unit
from small_office import write_office

Capture = pytest.CaptureFixture[str]
THIRD = Period(2024, "2024", 3, date(2024, 7, 1), date(2024, 10, 9))
FINANCE = ("--unit", "tai-chinh")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def read(folder: Path, text: str, *options: str) -> int:
    file = folder.parent / "bang.csv"
    file.write_text(text, encoding="utf-8")
    return cli.run(["form", "import", "--data", str(folder), "--table", "-q", "2", str(file), *options])


def results(folder: Path, unit: str = "tai-chinh") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "reports" / "q2" / f"{unit}.yaml").read_text(encoding="utf-8"))
    return found


def figure(folder: Path, target: str, unit: str = "tai-chinh") -> Any:
    value = (results(folder, unit)["results"] or {}).get(target)
    return value.get("value", value) if isinstance(value, dict) else value


# --- headings and units of measure ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Kết quả", "value"),
        ("Kết quả thực hiện", "value"),
        ("Kết quả năm 2024", "value"),
        ("Kết quả (2)", "value"),
        ("Kết quả / Quý III", "period"),
        ("Quý III/2024", "period"),
        ("Số đến 31/8", "period"),
        ("Luỹ kế", "cumulative"),
        ("Thực hiện 8 tháng", "cumulative"),
        ("Lũy kế đến hết quý III", "cumulative"),
        ("LK từ 01/01", "cumulative"),
        ("Thực hiện từ 01/01/2024 đến 31/8/2024", "cumulative"),
        ("Từ 01/01/2023", "other-period"),
        ("9 tháng đầu năm 2024", "cumulative"),
        ("Cùng kỳ", "same_period"),
        ("Thực hiện cùng kỳ năm 2023", "same_period"),
        ("Kết quả / Quý II", "other-period"),
        ("Quý III/2023", "other-period"),
        ("Thực hiện 6 tháng", "other-period"),
        ("Thực hiện đến 30/6", "other-period"),
        ("Thực hiện năm 2023", "other-period"),
        ("So với cùng kỳ (%)", "share"),
        ("Tỷ lệ thực hiện (%)", "share"),
        ("Thực hiện so kế hoạch", "share"),
        ("Thực hiện / Tăng, giảm", "share"),
        ("Ước thực hiện cả năm", "estimate"),
        ("Kết quả (ước)", "estimate"),
        ("Chưa thực hiện", "remaining"),
        ("Kế hoạch thực hiện", "plan"),
        ("Chỉ tiêu giao", "plan"),
        ("ĐVT", "measure"),
        ("Khó khăn, vướng mắc", "difficulties"),
        ("Kiến nghị, đề xuất", "proposals"),
        ("Nguyên nhân chưa đạt", "difficulties"),
        ("Khó khăn, kiến nghị", None),
        ("Số lao động", None),
        ("Đã đi", None),
        ("Năm 2024", None),
        ("Hoàn thành", None),
    ],
)
def test_a_heading_is_read_as_a_whole(label: str, kind: str | None) -> None:
    found = read_heading(label.split(" / "), THIRD)
    assert (found.kind if found is not None else None) == kind


def test_the_unit_in_a_heading_is_kept() -> None:
    found = read_heading(["Kết quả", "(tỷ đồng)"], THIRD)
    assert found is not None
    assert (found.kind, found.unit) == ("value", "tỷ đồng")
    found = read_heading(["Kết quả (triệu đồng)"], THIRD)
    assert found is not None
    assert (found.kind, found.unit) == ("value", "triệu đồng")


@pytest.mark.parametrize("label", ["Quý III", "Kết quả / Quý 3", "Năm 2024", "Số đến 31/8", "9 tháng"])
def test_a_heading_that_names_a_period_is_not_remembered(label: str) -> None:
    assert names_period(label)
    assert not names_period("Kết quả")


@pytest.mark.parametrize(
    ("given", "own", "power"),
    [
        ("Tỷ đồng", "triệu đồng", 3),
        ("tỷ", "triệu đồng", 3),
        ("tr.đ", "triệu đồng", 0),
        ("1.000 đồng", "triệu đồng", -3),
        ("VNĐ", "triệu đồng", -6),
        ("nghìn người", "người", 3),
        ("m²", "ha", -4),
        ("tấn", "kg", 3),
        ("DN", "doanh nghiệp", 0),
        ("", "người", 0),
        ("điểm", "", 0),
        ("tỷ", "", None),
        ("sào", "ha", None),
        ("hộ", "người", None),
        ("%", "triệu đồng", None),
        ("triệu đồng/người", "triệu đồng", None),
    ],
)
def test_units_of_measure(given: str, own: str, power: int | None) -> None:
    assert power_between(given, own) == power
    assert not is_unit("Tỷ lệ")


@pytest.mark.parametrize(
    "line",
    [
        "Đơn vị tính: tỷ đồng",
        "Đơn vị: tỷ đồng",
        "(ĐV: tỷ đồng)",
        "ĐVT tỷ đồng",
        "Đơn vị tính - tỷ đồng",
        "(tỷ đồng)",
        "Tỷ đồng",
        "Số liệu tính bằng tỷ đồng",
        "BÁO CÁO QUÝ II (đơn vị: tỷ đồng)",
        "Biểu 1. Thu ngân sách (tỷ đồng)",
        "Thu ngân sách quý II, tỷ đồng",
    ],
)
def test_a_line_around_a_table_states_the_unit_of_measure(folder: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Above the table or below it, in a column of its own, in a paragraph; between the rows it is not certain what it is of."""
    above, row = "Chỉ tiêu|Kết quả\n", "Thu ngân sách|41\n"
    for table in (f"{line}|\n{above}{row}", f"|{line}\n{above}{row}", f"{above}{row}{line}|\n", f"{above}{line}|\n{row}"):
        write_office(folder)
        assert read(folder, table, *FINANCE) == 0
        assert figure(folder, "revenue") == 41000
    write_office(folder)
    assert read(folder, f"{above}Giải ngân|31/90\n{line}|\n{row}", *FINANCE) == 1
    assert figure(folder, "revenue") == 40000
    document = TableDocument([Grid("Bảng 1", (("Chỉ tiêu", "Kết quả"), ("Thu ngân sách", "41")))], [line])
    monkeypatch.setattr(batch_import, "read_tables", lambda *_given: (document, []))
    assert read(folder, "", *FINANCE) == 0
    assert figure(folder, "revenue") == 41000


@pytest.mark.parametrize(
    "line", ["Đơn vị: Phường 1", "Tỷ trọng", "Tỷ lệ", "Huyện Triệu Phong", "Lao động", "Thu được 5,2 tỷ đồng", "Nguyễn Văn Tấn"]
)
def test_other_lines_state_no_unit_of_measure(line: str) -> None:
    assert not stated_unit(line, ["triệu đồng", "lao động"])


def test_lines_that_state_other_units_of_measure_are_told(folder: Path, capsys: Capture) -> None:
    table = "Đơn vị: tỷ đồng;\nChỉ tiêu;Kết quả\nThu ngân sách;41\n(triệu đồng);\n"
    assert read(folder, table, *FINANCE) == 1
    assert figure(folder, "revenue") == 40000
    assert "tỷ đồng, triệu đồng" in capsys.readouterr().out


# --- heads ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "taken"),
    [
        ("Chỉ tiêu;Kết quả;\n;Quý I;Quý II\nThu ngân sách;15000;41000\n", "41000"),
        ("Chỉ tiêu;Kết quả;So với cùng kỳ (%)\nThu ngân sách;41000;98\n", "41000"),
        ("Chỉ tiêu;Kế hoạch;Kết quả quý II;Luỹ kế\nThu ngân sách;100000;26000;41000\n", "41000"),
        ("Chỉ tiêu;Số đến 31/5;Ước thực hiện cả năm\nThu ngân sách;41000;99000\n", "41000"),
        ("Chỉ tiêu;ĐVT;Kết quả\nThu ngân sách;Tỷ đồng;41\n", "41000"),
        ("Chỉ tiêu;Kết quả (tỷ đồng)\nThu ngân sách;41\n", "41000"),
        ("ĐVT: tỷ đồng;;\n\nTT;Chỉ tiêu;Kết quả\n1;Thu ngân sách;41\n", "41000"),
        ("Chỉ tiêu;Kết quả\nThu ngân sách;41 tỷ\n", "41000"),
        ("Chỉ tiêu;ĐVT;Kết quả\nThu ngân sách;triệu đồng;41000\n", "41000"),
        ("Thu ngân sách\n41000\n", "41000"),
        (";Thu ngân sách;Tăng trưởng\nKế hoạch;100000;7\nKết quả;41000;6,8\n", "41000"),
        (";Thu ngân sách;;Tăng trưởng;\n;KH;TH;KH;TH\n;;;;\nQuý II;100000;41000;7;6,8\n", "41000"),
        ("Chỉ tiêu;Kết quả;\n;abc;xyz\nThu ngân sách;1;41000\n", None),
        ("Chỉ tiêu;Kết quả\nThu ngân sách (tỷ đồng);41\n", "41000"),
        ("Chỉ tiêu;ĐVT;Kết quả\nThu ngân sách (tỷ đồng);triệu đồng;41\n", None),
        ("TT;Chỉ tiêu;Kết quả\n(1);(2);(3)\nI;Tài chính;\n1;Thu ngân sách;41000\n;Tổng cộng;41000\n", "41000"),
    ],
)
def test_the_result_is_taken(folder: Path, table: str, taken: str | None) -> None:
    code = read(folder, table, *FINANCE)
    assert code == (0 if taken else 1)
    assert str(figure(folder, "revenue")) == (taken or "40000")


@pytest.mark.parametrize(
    "table",
    [
        "Chỉ tiêu;Số tiền;Tỷ lệ thực hiện (%)\nThu ngân sách;41000;41\n",
        "Chỉ tiêu;Đã thu;Chưa thực hiện\nThu ngân sách;59000;41000\n",
        "Chỉ tiêu;Kết quả;Số liệu\nThu ngân sách;41000;42000\n",
        "Chỉ tiêu;Kết quả quý II;Luỹ kế\nThu ngân sách;41000;\n",
        "Chỉ tiêu;ĐVT;Kết quả\nThu ngân sách;người;41000\n",
        "Chỉ tiêu;ĐVT;Kết quả (tỷ đồng)\nThu ngân sách;triệu đồng;41\n",
        "Chỉ tiêu;ĐVT;Kết quả\nThu ngân sách;triệu đồng;41 tỷ\n",
        "Chỉ tiêu;Kết quả;\n;Quý I;\nThu ngân sách;41000;\n",
        "Chỉ tiêu;Kết quả\nThu ngân sách;41000\nThu ngân sách;42000\n",
        "Chỉ tiêu;Kết quả\nThu ngân sách;\nChỉ tiêu;Kế hoạch\nThu ngân sách;41000\n",
        "Thu ngân sách;41000\n",
        "Đơn vị: Phòng Kinh tế;;\n\nTT;Chỉ tiêu;Kết quả\n1;Thu ngân sách;41000\n",
        "Đơn vị;Chỉ tiêu;Kết quả\nPhòng Kinh tế;Thu ngân sách;41000\n",
        "Đơn vị;Chỉ tiêu;Kết quả\nPhòng Khác;Thu ngân sách;41000\n",
        "Chỉ tiêu;Kết quả\nGiải ngân;31\nSản phẩm khác;5\n",
    ],
)
def test_what_is_not_certain_is_refused(folder: Path, capsys: Capture, table: str) -> None:
    assert read(folder, table, *FINANCE) == 1
    assert figure(folder, "revenue") == 40000
    assert figure(folder, "disbursement") == {"part": 30, "whole": 90}
    assert "bang.csv" in capsys.readouterr().out


def test_the_option_answers_which_column_it_is(folder: Path) -> None:
    table = "Chỉ tiêu;Kết quả;Số liệu\nThu ngân sách;41000;42000\n"
    assert read(folder, table, *FINANCE, "--match", "Số liệu=value") == 0
    assert figure(folder, "revenue") == 42000


def test_an_answer_about_a_period_is_not_kept(folder: Path) -> None:
    table = "Chỉ tiêu;Kết quả;\n;Quý I;Giữa năm 2024\nThu ngân sách;15000;41000\n"
    assert read(folder, table, *FINANCE) == 1
    assert read(folder, table, *FINANCE, "--match", "Giữa năm 2024=value") == 0
    assert figure(folder, "revenue") == 41000
    kept = folder / "tables" / "tai-chinh.yaml"
    assert not kept.exists() or "Giữa năm" not in kept.read_text(encoding="utf-8")


def test_a_plan_that_is_not_the_goal_is_told(folder: Path, capsys: Capture) -> None:
    assert read(folder, "Chỉ tiêu;Kế hoạch;Kết quả\nThu ngân sách;90000;41000\n", *FINANCE) == 0
    assert "90.000" in capsys.readouterr().out
    assert read(folder, "Chỉ tiêu;ĐVT;Kế hoạch;Kết quả\nThu ngân sách;tỷ đồng;100;41\n", *FINANCE) == 0
    assert "form-plan" not in capsys.readouterr().out


def test_difficulties_and_proposals_are_taken(folder: Path) -> None:
    table = "Chỉ tiêu;Kết quả;Khó khăn, vướng mắc;Kiến nghị\nThu ngân sách;41000;Giá đất giảm;Giãn nợ\n"
    assert read(folder, table, *FINANCE) == 0
    found = results(folder)
    assert {"target": "revenue", "text": "Giá đất giảm"} in found["difficulties"]
    assert {"target": "revenue", "text": "Giãn nợ"} in found["proposals"]
    assert len(found["difficulties"]) == 2
    assert read(folder, table, *FINANCE) == 0
    assert results(folder) == found


# --- units ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        "Đơn vị;Chỉ tiêu;Kết quả\nXã An Ế;Thu ngân sách xã;20500\nXã Bình;Thu ngân sách xã;3000\n",
        "Chỉ tiêu;Xã, phường;Kết quả\nThu ngân sách xã;Xã An Ế;20500\nThu ngân sách xã;Xã Bình;3000\n",
        "STT;Đơn vị;Thu ngân sách xã\n1;Xã An Ế;20500\n2;Xã Bình;3000\n;Tổng cộng;23500\n",
        "Đơn vị;Thu ngân sách xã\nXã An Ế;20500\nXã Bình;3000\n",
        "Đơn vị;Thu ngân sách xã;\n;Kế hoạch;Thực hiện\nXã An Ế;40000;20500\nXã Bình;30000;3000\n",
        "Đơn vị;Thu ngân sách xã\nĐVT;tỷ đồng\nXã An Ế;20,5\nXã Bình;3\n",
        "Đơn vị;Thu ngân sách xã (tỷ đồng)\nXã An Ế;20,5\nXã Bình;3\n",
    ],
)
def test_units_in_rows(folder: Path, table: str) -> None:
    assert read(folder, table) == 0
    assert str(figure(folder, "commune-revenue", "xa-a")) == "20500"
    assert str(figure(folder, "commune-revenue", "xa-b")) == "3000"


def test_rows_of_another_unit_are_refused(folder: Path, capsys: Capture) -> None:
    table = "Đơn vị;Chỉ tiêu;Kết quả\nXã An Ế;Thu ngân sách xã;20500\nXã An Ế;Chuyển đổi số xã;khá\n"
    before = results(folder, "xa-b")
    assert read(folder, table, "--unit", "xa-b") == 1
    assert results(folder, "xa-b") == before
    assert "Xã An Ế" in capsys.readouterr().out


@pytest.mark.parametrize(
    "table",
    [
        "Tỷ lệ\t\t\t\nThực hiện năm 2023\tTên đơn vị\tThực hiện\tChỉ tiêu\n36\tPhòng Tài chính\t41000\tThu ngân sách\n",
        "Chỉ tiêu\tTỷ lệ\t\n\tThực hiện\tKế hoạch\nThu ngân sách\t41000\t9\n",
        "Tỷ lệ\t\t\nThực hiện năm 2023\tTên đơn vị\tThực hiện\n36\tPhòng Tài chính\t9\n",
    ],
)
def test_a_target_with_the_name_of_a_usual_heading_is_not_seen_in_the_head(folder: Path, table: str) -> None:
    targets = folder / "targets.yaml"
    text = targets.read_text(encoding="utf-8").replace("name: Giải ngân", "name: Tỷ lệ")
    targets.write_text(text, encoding="utf-8")
    read(folder, table, *FINANCE)
    assert figure(folder, "disbursement") == {"part": 30, "whole": 90}
    read(folder, "Chỉ tiêu\tKết quả\nTỷ lệ\t31/90\n", *FINANCE)
    assert figure(folder, "disbursement") == {"part": 31, "whole": 90}


# --- merged cells ---------------------------------------------------------------------------------------------------------

GRID = (
    ("Chỉ tiêu", "ĐVT", "Kết quả", "Ghi chú"),
    ("Thu ngân sách", "triệu đồng", "41000", ""),
    ("Việc làm mới", "", "", ""),
)


def read_grid(monkeypatch: pytest.MonkeyPatch, folder: Path, grid: Grid) -> int:
    monkeypatch.setattr(batch_import, "read_tables", lambda _path, _data, _mark: (TableDocument([grid]), []))
    return read(folder, "x", *FINANCE)


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_cell_merged_over_two_targets_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, column: int) -> None:
    rows = [list(row) for row in GRID]
    rows[2][2] = "200"
    rows[2][column] = ""
    grid = Grid("Bảng 1", tuple(map(tuple, rows)), {(2, column): (1, column)})
    assert read_grid(monkeypatch, folder, grid) == 1
    assert figure(folder, "revenue") == 40000
    assert figure(folder, "two-yardsticks") == 150


def test_a_merged_head_is_said_of_each_column_under_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        ("TT", "Chỉ tiêu", "Kết quả", "", "Ghi chú"),
        ("", "", "Quý I", "Quý II", ""),
        ("1", "Thu ngân sách", "15000", "41000", ""),
    )
    merged = {(0, 3): (0, 2), (1, 0): (0, 0), (1, 1): (0, 1), (1, 4): (0, 4)}
    assert read_grid(monkeypatch, folder, Grid("Bảng 1", rows, merged)) == 0
    assert figure(folder, "revenue") == 41000


def test_what_is_left_out_of_a_cell_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    rows = (("Chỉ tiêu", "Kết quả"), ("Thu ngân sách", "41000"))
    assert read_grid(monkeypatch, folder, Grid("Bảng 1", rows, left_out={(1, 1): "số nhỏ phía trên '1'"})) == 0
    assert "số nhỏ phía trên" in " ".join(capsys.readouterr().out.split())


# --- dots between thousands -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("41.000", "41000"), ("41.000,5", "41000,5"), ("41900,250", "41900,25")])
def test_dots_between_thousands(folder: Path, text: str, value: str) -> None:
    assert read(folder, f"Chỉ tiêu;Kết quả\nThu ngân sách;{text}\n", *FINANCE, "--thousands-dot") == 0
    assert str(figure(folder, "revenue")) == value


@pytest.mark.parametrize("text", ["41,000.5", "41.5", "4.1000"])
def test_other_dots_are_refused_without_the_hint_that_was_followed(folder: Path, capsys: Capture, text: str) -> None:
    assert read(folder, f"Chỉ tiêu;Kết quả\nThu ngân sách;{text}\n", *FINANCE, "--thousands-dot") == 1
    assert "--thousands-dot" not in capsys.readouterr().out
    assert not (folder / "tables").exists()


@pytest.mark.parametrize("sign", ["*", ".", "\u00ad", "-", "?", "…"])
def test_a_sign_behind_a_figure_is_no_unit_of_measure(folder: Path, sign: str) -> None:
    assert power_between(sign, "triệu đồng") is None
    assert read(folder, f"Chỉ tiêu;Kết quả\nThu ngân sách;41500 {sign}\nGiải ngân;31/90 {sign}\n", *FINANCE) == 1
    assert figure(folder, "revenue") == 40000
    assert results(folder)["results"]["disbursement"]["part"] == 30


@pytest.mark.parametrize(
    "words", ["triệu đồng, tăng 500", "triệu đồng chưa nộp", "tỷ đồng (ước)", "triệu 500 nghìn", "triệu đồng; 42.000", "tỷ lệ"]
)
def test_words_behind_a_figure_are_no_unit_of_measure(folder: Path, words: str) -> None:
    assert not is_unit_behind(words, "triệu đồng")
    assert read(folder, f'Chỉ tiêu;Kết quả\nThu ngân sách;"41500 {words}"\n', *FINANCE) == 1
    assert figure(folder, "revenue") == 40000


@pytest.mark.parametrize(
    ("unit", "own"),
    [("tỷ", "triệu đồng"), ("tr.đ", "triệu đồng"), ("người", "lao động"), ("người lao động", "lao động"), ("km²", "km2"),
     ("DN", "doanh nghiệp"), ("1.000 đồng", "triệu đồng"), ("%", "%"), ("nghìn tấn", "tấn")],
)  # fmt: skip
def test_a_unit_of_measure_behind_a_figure(unit: str, own: str) -> None:
    assert is_unit_behind(unit, own)


@pytest.mark.parametrize("text", ["41500\u200b", "41\u200b500", "\u200e41500", "41500\u2060 triệu đồng"])
def test_an_invisible_character_in_a_figure_is_told(folder: Path, capsys: Capture, text: str) -> None:
    assert read(folder, f"Chỉ tiêu;Kết quả\nThu ngân sách;{text}\n", *FINANCE) == 0
    assert figure(folder, "revenue") == 41500
    code = next(one for one in text if not one.isascii())
    assert f"U+{ord(code):04X}" in capsys.readouterr().out


def test_names_of_targets_without_figures_are_told(folder: Path, capsys: Capture) -> None:
    assert read(folder, "Kết quả;Chỉ tiêu\nrevenue;Thu ngân sách\n", *FINANCE) == 1
    assert "form-match" in capsys.readouterr().out
    assert read(folder, "Thu ngân sách;Tăng trưởng\n", *FINANCE) == 1
    assert "không lấy được gì từ bảng" in " ".join(capsys.readouterr().out.split())


def test_a_row_with_a_figure_for_a_name_is_told(folder: Path, capsys: Capture) -> None:
    assert read(folder, "Chỉ tiêu;Kết quả\nThu ngân sách;41500\n34.000;\n", *FINANCE) == 1
    assert "bang.csv:3:1: lỗi form-match" in " ".join(capsys.readouterr().out.split())


# --- the figure of the round beside the one from the first day of the year ------------------------------------------------

BESIDE = ("Đến nay đạt", "Đến 31/5", "Tổng cộng", "Số thu ngân sách được")


@pytest.mark.parametrize("other", BESIDE)
@pytest.mark.parametrize(
    "table",
    [
        "Chỉ tiêu;Quý II;{other}\nThu ngân sách;14000;66000\n",
        "Nội dung;Thu ngân sách\nQuý II;14000\n{other};66000\n",
        "STT;Thu ngân sách;Thu ngân sách\n;Quý II;{other}\n1;14000;66000\n",
    ],
)
def test_the_figure_of_the_quarter_is_not_taken_for_one_that_runs_on(folder: Path, table: str, other: str) -> None:
    before = figure(folder, "revenue")
    read(folder, table.format(other=other), *FINANCE)
    assert figure(folder, "revenue") in (before, 66000), "the figure of one quarter is never the cumulative one"


def test_a_cumulative_column_in_other_words_is_taken(folder: Path) -> None:
    assert read(folder, "Chỉ tiêu;Quý II;LK từ 01/01\nThu ngân sách;14000;66000\n", *FINANCE) == 0
    assert figure(folder, "revenue") == 66000


def test_a_row_that_is_like_no_target_is_told_without_any(folder: Path, capsys: Capture) -> None:
    assert read(folder, "Chỉ tiêu;Kết quả\nThu ngân sách;41000\nNgười lập;5\n", *FINANCE) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert '"Người lập=…"' in shown
    assert "Nếu là '" not in shown
