"""What stands around a table: titles, names of sheets and lines of a document that name another period or another unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

import word_xml
from camket import cli
from camket.forms.headings import Period, period_in_title
from small_office import write_office

Capture = pytest.CaptureFixture[str]
FINANCE = ("--unit", "tai-chinh")
THIRD = Period(2024, "2024", 3, date(2024, 7, 1), date(2024, 10, 9))
TABLE = (("Chỉ tiêu", "Kết quả"), ("Thu ngân sách", "41000"))
OTHER = "số của kỳ khác"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def read(folder: Path, file: Path, *options: str) -> int:
    return cli.run(["form", "import", "--data", str(folder), "--table", "-q", "2", str(file), *options])


def revenue(folder: Path) -> Any:
    found = yaml.safe_load((folder / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8"))
    return found["results"]["revenue"]["value"]


def as_csv(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    file = folder.parent / "a.csv"
    file.write_text("".join(";".join(row) + "\n" for row in rows), encoding="utf-8")
    return file


def as_workbook(folder: Path, sheets: dict[str, Sequence[Sequence[str]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = folder.parent / "a.xlsx"
    book.save(file)
    return file


def as_word(folder: Path, *paragraphs: str) -> Path:
    file = folder.parent / "a.docx"
    file.write_bytes(word_xml.document(*map(word_xml.paragraph, paragraphs), word_xml.plain_table(TABLE)))
    return file


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("BÁO CÁO KẾT QUẢ QUÝ II NĂM 2024", "other"),
        ("Quí 2", "other"),
        ("Quy II", "other"),
        ("KQ_Q2", "other"),
        ("Quý III/2023", "other"),
        ("Kết quả 6 tháng đầu năm", "other"),
        ("Số liệu đến ngày 30/6/2024", "other"),
        ("Năm 2023", "other"),
        ("2023", "other"),
        ("Quý III", "now"),
        ("9 tháng đầu năm 2024", "now"),
        ("Kết quả quý II và quý III", "now"),
        ("Năm 2024", "year"),
        ("Sa Đéc, ngày 04 tháng 01 năm 2025", ""),
        ("Kèm theo Công văn số 12/UBND ngày 05/6/2024", ""),
        ("Thực hiện Nghị quyết năm 2023", ""),
        ("Giai đoạn 2021 - 2025", ""),
        ("Phương hướng quý IV", ""),
        ("So với quý II", ""),
        ("Biểu số 01", ""),
    ],
)
def test_which_period_a_title_names(title: str, period: str) -> None:
    assert period_in_title(title, THIRD) == period


@pytest.mark.parametrize("title", ["Báo cáo quý I năm 2024", "KẾT QUẢ 9 THÁNG", "Năm 2023"])
def test_a_table_of_another_period_is_told_and_not_taken(folder: Path, capsys: Capture, title: str) -> None:
    for file in (as_csv(folder, [(title, ""), *TABLE]), as_word(folder, title), as_workbook(folder, {title: TABLE})):
        assert read(folder, file, *FINANCE) == 1
        assert revenue(folder) == 40000
        assert OTHER in " ".join(capsys.readouterr().out.split())
        assert read(folder, file, *FINANCE, "--match", f"{title}=kết quả", "--dry-run") == 0


@pytest.mark.parametrize(
    "titles", [("6 tháng đầu năm 2023", "Năm 2024"), ("Quý I", "Quý II"), ("Quý II năm 2024", "Số liệu đến ngày 31/3/2024")]
)
def test_titles_that_disagree_are_told_and_nothing_is_taken(folder: Path, capsys: Capture, titles: tuple[str, str]) -> None:
    rows = [*((title, "") for title in titles), *TABLE]
    assert read(folder, as_csv(folder, rows), *FINANCE) == 1
    assert revenue(folder) == 40000
    assert OTHER in " ".join(capsys.readouterr().out.split())


def test_the_name_of_a_sheet_counts_where_the_titles_name_no_round(folder: Path, capsys: Capture) -> None:
    assert read(folder, as_workbook(folder, {"Quý I": [("Năm 2024", ""), *TABLE]}), *FINANCE) == 1
    assert revenue(folder) == 40000
    assert OTHER in " ".join(capsys.readouterr().out.split())
    assert read(folder, as_workbook(folder, {"Quý I": [("Báo cáo quý II", ""), *TABLE]}), *FINANCE) == 0


def test_the_sheet_of_the_round_is_taken(folder: Path, capsys: Capture) -> None:
    other = (TABLE[0], ("Thu ngân sách", "15000"))
    assert read(folder, as_workbook(folder, {"Quý I": other, "Quý II": TABLE, "Quý III": other}), *FINANCE) == 0
    assert revenue(folder) == 41000
    assert " ".join(capsys.readouterr().out.split()).count(OTHER) == 2


def test_rows_under_the_line_of_another_period_are_not_taken(folder: Path, capsys: Capture) -> None:
    rows = [TABLE[0], ("Quý I", ""), ("Thu ngân sách", "15000"), ("Quý II", ""), TABLE[1]]
    assert read(folder, as_csv(folder, rows), *FINANCE) == 0
    assert revenue(folder) == 41000
    assert OTHER in " ".join(capsys.readouterr().out.split())
    assert read(folder, as_csv(folder, [TABLE[0], ("Quý I", ""), ("Thu ngân sách", "15000")]), *FINANCE) == 1
    assert revenue(folder) == 41000


def test_prose_about_other_periods_does_not_matter(folder: Path) -> None:
    assert read(folder, as_word(folder, "Báo cáo quý II", "Kết quả quý I"), *FINANCE) == 0
    assert revenue(folder) == 41000
    assert read(folder, as_word(folder, "Báo cáo", "Năm 2023 đạt 35 tỷ đồng, quý I đạt 15 tỷ đồng."), *FINANCE) == 0


def test_the_name_of_another_unit_is_told(folder: Path, capsys: Capture) -> None:
    name = "Phòng Kinh tế"
    files = (
        as_csv(folder, [(name, ""), *TABLE]),
        as_word(folder, f"Đơn vị báo cáo: {name}"),
        as_workbook(folder, {name: TABLE}),
    )
    for file in files:
        assert read(folder, file, *FINANCE) == 1
        assert revenue(folder) == 40000
        assert "bảng này của đơn vị khác" in " ".join(capsys.readouterr().out.split())


def test_sheets_named_after_units_are_theirs(folder: Path) -> None:
    file = as_workbook(folder, {"Phòng Tài chính": TABLE, "Ghi chú chung": (("abc",),)})
    assert read(folder, file) == 0
    assert revenue(folder) == 41000
