"""Numbers of the workbook: stored as numbers, shown as the Word report prints them, whatever the region of the computer."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.forms.number_formats import shown_number
from camket.report.filters import format_number
from camket.report.table import PRINTED_NUMBER
from camket.report.workbook import book
from camket.report.workbook.cells import PlacedCell, SheetCell, count_cell, figure_cell, quotient_cell
from camket.text.numerals import round_half_up
from test_workbook import EXAMPLE, SHIPPED, contents_of, made, rounds_of

# The marks of two regions: those of the decimals.
REGIONS = (",", ".")


def shows(number: float, code: str, mark: str) -> str:
    """A number as Excel shows it in a format of the workbook, where the region's decimal mark is `mark`."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    for section in sections:
        condition = re.match(r"\[(>=|<|=)([\d.]+)\]", section)
        if condition:
            limit = Decimal(condition[2])
            exact = Decimal(f"{number:.15g}")
            if not {">=": exact >= limit, "<": exact < limit, "=": float(limit) == number}[condition[1]]:
                continue
            section = section[condition.end() :]
        is_signed = not condition and number < 0 and len(sections) == 1
        return "-" * is_signed + "".join(_parts(abs(number), section, mark))
    raise AssertionError(code)


def _parts(number: float, section: str, mark: str) -> Iterator[str]:
    for text, digits, sign in re.findall(r'"([^"]*)"|(0(?:\\\.000)*(?:\.0+)?)|(-)', section):
        decimals = len(digits.partition(".")[2]) if "\\" not in digits else 0
        whole = f"{round_half_up(Decimal(f'{number:.15g}'), decimals):.{decimals}f}"
        groups = digits.count("\\")
        if groups:
            whole = whole.zfill(3 * groups + 1)
            cut = len(whole) - 3 * groups
            whole = ".".join([whole[:cut], *(whole[cut + 3 * at : cut + 3 * at + 3] for at in range(groups))])
        yield text or sign or whole.replace(".", mark if not groups else ".")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("75", "75"),
        ("182000", "182.000"),
        ("999", "dưới 999"),
        ("1000", "1.000"),
        ("12345678", "12.345.678"),
        ("123456789012345", "123.456.789.012.345"),
        ("1234.5", "1.234,5"),
        ("51.9234", "51,92"),
        ("0.001", "0,001"),
        ("12", "12/10.000"),
        ("0", "0/7"),
        ("72172.8", "72.172,8 triệu đồng"),
        ("24003", "24.003 triệu đồng"),
        ("0.7412", "0,7412"),
        ("-5", "-5"),
    ],
)
def test_a_figure_is_a_number_that_is_shown_as_in_the_report(value: str, text: str) -> None:
    cell = figure_cell(Decimal(value), text)
    assert cell.number == float(value)
    for mark in REGIONS:
        assert shows(cell.number, cell.number_format, mark) == text
    # An office that gets the workbook reads the same number out of it.
    read = PRINTED_NUMBER.search(shown_number(cell.number, cell.number_format) or "")
    assert read is not None
    decimals = len(read[0].partition(",")[2])
    assert Decimal(read[0].replace(".", "").replace(",", ".")) == round_half_up(Decimal(value), decimals)


@pytest.mark.parametrize(
    ("value", "text", "edited", "shown"),
    [
        ("182000", "182.000", 5.0, "5"),
        ("182000", "182.000", 999.0, "999"),
        ("182000", "182.000", 181000.0, "181.000"),
        ("75", "75", 1250.0, "1.250"),
        ("75", "75", -3.0, "-3"),
        ("1234.5", "1.234,5", 1234.6, "1234*6"),
        ("1234.5", "1.234,5", -2.0, "-2*0"),
        ("0.125", "0,125", 1.234, "1*2340"),  # not 1.234, which is a whole number in this workbook
        ("72172.8", "72.172,8 triệu đồng", 9.0, "9*0 triệu đồng"),
    ],
)
def test_an_edited_figure_is_shown_as_it_is(value: str, text: str, edited: float, shown: str) -> None:
    """No number is shown as another one, its sign is never lost, and a mark between thousands is never the decimal mark."""
    cell = figure_cell(Decimal(value), text)
    for mark in REGIONS:
        assert shows(edited, cell.number_format, mark) == shown.replace("*", mark)
    if "," not in text:
        assert cell.plain_format == ""
    else:
        assert shows(abs(edited), cell.plain_format, ".") == shown.lstrip("-").replace("*", ".")


def test_a_figure_below_zero_keeps_its_sign_in_every_program() -> None:
    """Programs differ in which section of a format with conditions they leave the sign out: each has its own."""
    for value in ("-3.5", "-12345.25"):
        cell = figure_cell(Decimal(value), format_number(Decimal(value)))
        assert cell.number == float(value)
        assert ";" not in cell.number_format
    for cell in (count_cell(3), figure_cell(Decimal("3.5"), "3,5"), figure_cell(Decimal(-1234), "-1.234")):
        assert "[<0]-0" in cell.number_format


def test_a_live_quotient_is_shown_as_printed_and_so_are_others_after_an_edit() -> None:
    part, whole = (PlacedCell(SheetCell(value), where) for value, where in ((40.0, "A1"), (40.0, "B1")))
    cell = quotient_cell(figure_cell(Decimal(100), "100%"), part, whole)
    assert cell.formula == '=IFERROR(ROUND(IF(A1<B1,MIN(A1/B1*100,99.99),A1/B1*100),2),"–")'
    assert [shows(value, cell.number_format, ",") for value in (100.0, 99.99, 50.5)] == ["100%", "99,99%", "50,50%"]


def test_a_quotient_is_stored_as_it_is_printed() -> None:
    third = Decimal(200) / 3
    assert figure_cell(third, "66,67", is_quotient=True).value == 66.67
    assert figure_cell(third, "66,67").is_long  # typed like this, every digit counts
    assert figure_cell(Decimal("99.999"), "99,99").value == 99.99  # a share short of 100 never shows as 100


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("-5", "≥ -5"),
        ("1", "đã xong 02/6/2023"),
        ("2", "khá"),
        ("5", 'ít nhất "5'),
        ("7", "7 đơn vị có tên dài hơn một cột"),
    ],
)
def test_text_that_a_number_cannot_show_stays_text(value: str | None, text: str) -> None:
    cell = figure_cell(None if value is None else Decimal(value), text)
    assert (cell.value, cell.number_format, cell.is_long) == (text, "", False)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**25), max_value=10**25))
def test_no_digit_of_a_figure_is_lost(value: Decimal) -> None:
    cell = figure_cell(value, format_number(value))
    if isinstance(cell.value, float):
        assert Decimal(f"{cell.value:.15g}") == value
        assert value < 0 or {shows(cell.value, cell.number_format, mark) for mark in REGIONS} == {format_number(value)}
    else:
        assert cell.is_long
        assert Decimal(str(cell.value).replace(".", "").replace(",", ".")) == value


def cells_with_numbers(data: bytes) -> Iterator[Any]:
    for sheet in openpyxl.load_workbook(BytesIO(data), data_only=True):
        yield from (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, (int, float)))


@pytest.mark.parametrize("data", [SHIPPED, EXAMPLE], ids=["city", "province"])
def test_every_number_of_every_round_is_shown_the_same_in_all_regions(data: Path) -> None:
    seen = set()
    for round_id in rounds_of(data):
        for cell in cells_with_numbers(made(contents_of(data, round_id))):
            texts = {shows(cell.value, cell.number_format, mark) for mark in REGIONS}
            assert len(texts) == 1, (round_id, cell.parent.title, cell.coordinate, cell.value, texts)
            seen |= texts
    assert any(re.search(r"^\d+\.\d{3}$", text) for text in seen)
    assert any(re.search(r"^\d+,\d\d$", text) for text in seen)


def test_a_workbook_keeps_to_the_number_formats_that_excel_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The formats beyond have the region's decimal mark: still the number, and no mark between thousands."""
    contents = contents_of(SHIPPED, "q4")
    monkeypatch.setattr(book, "MOST_FORMATS", 12)
    formats = {cell.number_format for cell in cells_with_numbers(made(contents))}
    assert len([code for code in formats if code.startswith("[=")]) <= 12
    assert "0.00" in formats
    assert not [code for code in formats if "#,##" in code]
    monkeypatch.undo()
    with_all = {cell.number_format for cell in cells_with_numbers(made(contents))}
    assert len(with_all) < book.MOST_FORMATS


@pytest.mark.libreoffice
def test_another_program_shows_the_numbers_as_the_report_prints_them(tmp_path: Path) -> None:
    """Converted to text as it is shown, with the marks of an English computer."""
    data = made(contents_of(SHIPPED, "q2"))
    (tmp_path / "a.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    shown = "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,true,false,false,-1"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        shown,
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    read = {path.name.partition("-")[2]: path.read_text(encoding="utf-8").splitlines() for path in (tmp_path / "out").iterdir()}
    rows = {row[0]: row for row in (line.split("\t") for line in read["Nội dung cam kết.csv"])}
    assert rows["1.3"][3:8] == ["182.000", "47.602,1", "80.337", "44,14", "77.287,67"]
    assert rows["1.1"][3:8] == ["100", "72.172,8 triệu đồng", "46,9", "46,9", "42,47"]
    assert "04/6/2023" in "".join(read["Gửi báo cáo.csv"])


def test_the_formats_of_other_offices_are_read(tmp_path: Path) -> None:
    """Conditions, and a text that marks the thousands; what is not certain is refused."""
    lakh = r"[>=1000000]0\.000\.000;[>=1000]0\.000;0"
    assert [shown_number(number, lakh) for number in (5, 1234, 1234567)] == ["5", "1234", "1234567"]
    assert shown_number(-5, "[<0]-0;0") == "-5"
    assert shown_number(5, "[Red][<0]-0;[Blue]0") == "5"
    assert shown_number(1234, "# ##0") == "1234"
    assert shown_number(5, r"0\.000") is None  # 0.005 on the screen
    assert shown_number(1234, r"00\.00") is None
    assert shown_number(1234, r"0\,000") is None
    assert shown_number(5, "[>10]0;[<0]-0") is None
