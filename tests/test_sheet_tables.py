"""Tables in workbooks (.xlsx, .ods, .xls): what a cell shows is read, and what is not read is told."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from camket import cli
from camket.forms.grid import Grid
from camket.forms.table_reader import read_tables
from camket.text.problems import Problem
from small_office import write_office

Capture = pytest.CaptureFixture[str]
ACCOUNTING = '_-* #,##0 _₫_-;-* #,##0 _₫_-;_-* "-"?? _₫_-;_-@_-'
UNREAD, ROUNDED, HIDDEN, ERROR = "định dạng", "đọc theo số hiển thị", "phần bị ẩn", "báo lỗi"


def saved(book: Any) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_one(data: bytes, name: str = "a.xlsx") -> tuple[Grid, list[Problem]]:
    document, problems = read_tables(name, data)
    (grid,) = document.grids
    return grid, problems


# --- number formats -------------------------------------------------------------------------------------------------------

# A value, its format, the text that is read, a word of what is told.
SHOWN: list[tuple[Any, str, str, str]] = [
    (0.905, "0.0%", "90,5%", ""),
    (0.90123, "0%", "90%", ROUNDED),
    (1e-07, "0.0%", "0%", ROUNDED),
    (80400, "#,##0", "80400", ""),
    (1234.5, "#,##0.00", "1234,5", ""),
    (1234567, "#,##0,", "1235", ROUNDED),
    (2.5, "0", "3", ROUNDED),
    (5, "00", "5", ""),
    (-5, "#,##0;[Red](#,##0)", "-5", ""),
    (41000, "@", "41000", ""),
    ("41000", "@", "41000", ""),
    ("41.000,5", "General", "41.000,5", ""),
    (5, '#,##0" triệu đồng"', "5 triệu đồng", ""),
    (41000, "[$-42A]#,##0", "41000", ""),
    (41000, "#,##0 ₫", "41000 ₫", ""),
    (41000, ACCOUNTING, "41000", ""),
    (-41000, ACCOUNTING, "-41000", ""),
    (0, ACCOUNTING, "0", ""),
    (0, "#,###", "", HIDDEN),
    (41000, ";;;", "", HIDDEN),
    (0.1 + 0.2, "General", "0,3", ""),
    (1e15, "General", "1000000000000000", ""),
    (1.5e7, "0.00E+00", "", UNREAD),
    (0.5, "# ?/?", "", UNREAD),
    (41000, '[>=1000]#,##0,"K";0', "41K", ROUNDED),
    (date(2023, 6, 2), "dd/mm/yyyy", "02/06/2023", ""),
    (datetime.fromisoformat("2023-06-02T14:30"), "dd/mm/yyyy hh:mm", "02/06/2023 14:30", ""),
    (True, "General", "TRUE", ""),
    ("#N/A", "General", "", ERROR),
]


def formats() -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row, (value, code, _text, _told) in enumerate(SHOWN, 1):
        sheet.cell(row, 1).value = f"dòng {row}"
        sheet.cell(row, 2).value = value
        sheet.cell(row, 2).number_format = code
    return saved(book)


def check_formats(grid: Grid, *, may_refuse: bool) -> None:
    for row, (value, code, text, told) in enumerate(SHOWN):
        found = grid.rows[row][1] if len(grid.rows[row]) > 1 else ""
        said = f"{grid.faults.get((row, 1), '')}{grid.left_out.get((row, 1), '')}"
        if may_refuse and UNREAD in said:
            assert not found
            continue
        assert found == text, (value, code)
        assert told in said, (value, code, said)
        assert bool(told) == bool(said), (value, code, said)


def test_a_number_is_read_as_its_format_shows_it() -> None:
    check_formats(read_one(formats())[0], may_refuse=False)


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_libreoffice_saves_the_same_numbers(tmp_path: Path, ending: str) -> None:
    check_formats(read_one(converted(tmp_path, formats(), ending), f"a.{ending}")[0], may_refuse=ending == "ods")


def converted(folder: Path, data: bytes, ending: str) -> bytes:
    """The workbook as LibreOffice saves it."""
    (folder / "a.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", ending]
    command += ["--outdir", str(folder / "saved"), str(folder / "a.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "saved" / f"a.{ending}").read_bytes()


@pytest.mark.parametrize("formula", ["=SUM(B2:B3)", "=1/0"])
def test_a_formula_without_its_result_is_told(formula: str) -> None:
    book = Workbook()
    book.worksheets[0]["B1"] = formula
    grid, _problems = read_one(saved(book))
    assert grid.rows[0][1] == ""
    assert "công thức" in grid.faults[0, 1]


# --- what is hidden, merged, beside the table -----------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def table_book(work: Callable[[Any], object] = lambda _book: None) -> bytes:
    """A table of phòng tài chính: two targets, a remark; changed by `work`."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Số liệu"
    for row in (["Chỉ tiêu", "Kết quả", "Ghi chú"], ["Thu ngân sách", 41000, "ước tính sơ bộ"], ["Tăng trưởng", "7,1", ""]):
        sheet.append(row)
    work(book)
    return saved(book)


def take(folder: Path, data: bytes, capsys: Capture, name: str = "a.xlsx") -> tuple[int, str, str]:
    """Import a table: (exit code, what is printed, the report's text)."""
    file = folder.parent / name
    file.write_bytes(data)
    code = cli.run(["form", "import", "--table", str(file), "--data", str(folder), "-q", "2", "--unit", "tai-chinh"])
    report = (folder / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8")
    return code, " ".join(capsys.readouterr().out.split()), report


def hide_row(book: Any) -> None:
    book.worksheets[0].row_dimensions[2].hidden = True


def hide_column(book: Any) -> None:
    book.worksheets[0].column_dimensions["B"].hidden = True


def hide_sheet(book: Any) -> None:
    book.create_sheet("Nháp").append(["Thu ngân sách", 99000])
    book.worksheets[1].sheet_state = "hidden"


def merge_down(book: Any) -> None:
    book.worksheets[0].merge_cells("B2:B3")


def put_error(book: Any) -> None:
    book.worksheets[0]["B2"] = "#N/A"


def put_formula(book: Any) -> None:
    book.worksheets[0]["B2"] = "=SUM(D1:D9)"


def put_comment(book: Any) -> None:
    book.worksheets[0]["B2"].comment = Comment("số này chưa chắc", "vp")


def strike(book: Any) -> None:
    book.worksheets[0]["B2"].font = Font(strike=True)


def put_time(book: Any) -> None:
    book.worksheets[0]["B2"] = time(8, 30)


def put_day(book: Any) -> None:
    book.worksheets[0]["B2"] = date(2024, 4, 1)


def put_currency(book: Any) -> None:
    book.worksheets[0]["B2"].number_format = '#,##0" tỷ đồng"'
    book.worksheets[0]["B2"] = 41


@pytest.mark.parametrize(
    ("work", "code", "said", "figure"),
    [
        (lambda _book: None, 0, "41.000", "value: 41000"),
        (hide_row, 0, "Số liệu!A2: cảnh báo form-file không đọc các dòng bị ẩn: 2", None),
        (hide_column, 0, "không đọc các cột bị ẩn: B", None),
        (hide_sheet, 0, "không đọc trang tính bị ẩn 'Nháp'", "value: 41000"),
        (merge_down, 1, "Số liệu!B2: lỗi form-cell", None),
        (put_error, 1, "Số liệu!B2: lỗi form-cell ô này báo lỗi: #N/A", None),
        (put_formula, 1, "Số liệu!B2: lỗi form-cell", None),
        (put_comment, 0, "số này chưa chắc", "value: 41000"),
        (strike, 0, "không đọc phần bị gạch ngang: 41000", None),
        (put_time, 1, "'08:30:00' không phải là số", None),
        (put_day, 1, "'01/04/2024' không phải là số", None),
        (put_currency, 0, "'41' (tỷ đồng) đổi thành 41.000 triệu đồng", "value: 41000"),
    ],
)
def test_what_a_sheet_hides_or_cannot_show_is_told(
    folder: Path, capsys: Capture, work: Callable[[Any], object], code: int, said: str, figure: str | None
) -> None:
    found, shown, report = take(folder, table_book(work), capsys)
    assert said in shown
    assert found == code
    if figure is not None:
        assert figure in report
    else:
        assert "41000" not in report
        assert "99000" not in report


@pytest.mark.parametrize(("work", "said"), [(put_error, "ô này báo lỗi: #N/A"), (put_formula, "công thức")])
def test_why_nothing_is_taken_is_told_where_one_figure_is_all_there_is(
    folder: Path, capsys: Capture, work: Callable[[Any], object], said: str
) -> None:
    def only(book: Any) -> None:
        work(book)
        book.worksheets[0].delete_rows(3, 9)

    code, shown, _report = take(folder, table_book(only), capsys)
    assert code == 1
    assert said in shown
    assert "không bảng nào" not in shown


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls"])
@pytest.mark.parametrize("work", [hide_row, hide_column, hide_sheet, merge_down, put_error, put_comment, strike])
def test_other_workbooks_say_the_same(
    folder: Path,
    tmp_path: Path,
    capsys: Capture,
    work: Callable[[Any], object],
    ending: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "500")  # a path that is broken into two lines could not be replaced
    data = table_book(work)
    one = take(folder, data, capsys)
    (tmp_path / "other").mkdir()
    other = write_office(tmp_path / "other" / "data")
    two = take(other, converted(tmp_path, data, ending), capsys, f"a.{ending}")
    assert two[0] == one[0]
    assert two[2] == one[2]
    assert _said(two[1], other.parent, ending) == _said(one[1], folder.parent, "xlsx")


def _said(shown: str, folder: Path, ending: str) -> str:
    return shown.replace(str(folder), "").replace(f"a.{ending}", "a")


# --- large sheets ---------------------------------------------------------------------------------------------------------


def edited(data: bytes, old: bytes, new: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in package.namelist():
            part = package.read(name)
            changed.writestr(name, re.sub(old, new, part) if name == "xl/worksheets/sheet1.xml" else part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
        (rb"</sheetData>", rb'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'),
        (rb"</sheetData>", rb'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'),
        (rb"<sheetData>", rb'<cols><col min="4" max="16384" width="9" style="0" hidden="1"/></cols><sheetData>'),
    ],
)
def test_a_sheet_formatted_to_its_last_cell_is_read(folder: Path, capsys: Capture, old: bytes, new: bytes) -> None:
    code, _shown, report = take(folder, edited(table_book(), old, new), capsys)
    assert code == 0
    assert "value: 41000" in report


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (rb'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', "Số liệu!XFD1048576"),
        (rb'</sheetData><mergeCells count="1"><mergeCell ref="C9:XFD1048576"/></mergeCells>', "quá lớn"),
    ],
)
def test_a_figure_or_an_area_at_the_last_cell_is_refused(folder: Path, capsys: Capture, new: bytes, said: str) -> None:
    code, shown, report = take(folder, edited(table_book(), rb"</sheetData>", new), capsys)
    assert code == 1
    assert said in shown
    assert "41000" not in report


# --- forms saved by other programs ----------------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_form_saved_as_another_workbook_is_read(folder: Path, tmp_path: Path, capsys: Capture, ending: str) -> None:
    assert (
        cli.run(["form", "export", "--data", str(folder), "-q", "2", "-o", str(tmp_path / "bieu"), "--unit", "tai-chinh"]) == 0
    )
    (file,) = (tmp_path / "bieu").glob("*.xlsx")
    book = load_workbook(file)
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            if sheet.cell(row, 1).value == "results.revenue.value":
                sheet.cell(row, 6).value = 41000
            elif sheet.cell(row, 1).value == "results.growth.value":
                sheet.cell(row, 6).value = 0.071
                sheet.cell(row, 6).number_format = "0.0%"
    returned = tmp_path / f"bieu.{ending}"
    returned.write_bytes(converted(tmp_path, saved(book), ending))
    capsys.readouterr()
    assert cli.run(["form", "import", str(returned), "--data", str(folder)]) == 0
    report = (folder / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8")
    assert "value: 41000" in report
    assert '"7,1"' in report
