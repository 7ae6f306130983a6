"""The workbook: numbers are numbers, formulas agree with the report, text stays text, sheets print well."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.contents import Contents
from camket.report.describe.whole import report_contents
from camket.report.templating import packaged_templates
from camket.report.workbook.book import Book
from camket.report.workbook.cells import MOST_LINES, day_cell, split_pieces
from camket.report.workbook.make import make_workbook
from camket.standing.submissions import closing_day
from camket.standing.survey import survey
from camket.text.git import RepositoryState
from camket.text.language import speaking
from camket.text.numerals import round_half_up, round_share
from camket.text.problems import TemplateFault
from camket.text.text_width import wrap_text
from small_office import REPORTS, TARGETS, write_office

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "data"
EXAMPLE = ROOT / "examples" / "tinh-2026" / "data"
COMMIT = RepositoryState(True, "3f2a9c0d1b7e4a55aa01", "2023-06-09", ("reports/q2/phuong-1.yaml",))
DAY = date(2023, 6, 4)
TARGETS_SHEET, UNITS_SHEET, SUBMISSIONS_SHEET, REMARKS_SHEET, ORIGIN_SHEET = (
    "Nội dung cam kết",
    "Từng đơn vị",
    "Gửi báo cáo",
    "Khó khăn, đề xuất",
    "Nguồn gốc",
)


def contents_of(data: Path, round_id: str, day: date | None = None) -> Contents:
    """The contents of a round's report."""
    ledger, problems = load(FolderTree(data))
    assert ledger is not None
    round_ = ledger.round(round_id)
    assert round_ is not None
    with speaking("vi"):
        return report_contents(survey(ledger, round_, day or closing_day(ledger, round_)), problems, COMMIT)


def rounds_of(data: Path) -> list[str]:
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    return [round_.id for round_ in ledger.rounds]


def midnight(year: int, month: int, day: int) -> datetime:
    """A day as openpyxl returns it."""
    return datetime.combine(date(year, month, day), time())


def made(values: Contents, templates: Path | None = None) -> bytes:
    folders = [folder for folder in (templates, packaged_templates()) if folder]
    return make_workbook("workbook.j2", values, folders, DAY)


def opened(data: bytes, *, results: bool = False) -> Any:
    """The workbook as openpyxl reads it: formulas, or their stored results."""
    return openpyxl.load_workbook(BytesIO(data), data_only=results)


def cells(sheet: Any) -> Iterable[Any]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def row_of(sheet: Any, text: str) -> int:
    """The row of the only cell with this text."""
    found = [cell.row for cell in cells(sheet) if cell.value == text]
    assert len(found) == 1, (text, found)
    return int(found[0])


def head_row(sheet: Any) -> int:
    """The last row of the frozen head."""
    return int(re.sub(r"\D", "", sheet.freeze_panes)) - 1


def column_of(sheet: Any, text: str, after: str = "A") -> str:
    """The letter of the column with this head, the first one from column `after` on."""
    first = openpyxl.utils.column_index_from_string(after)
    found = [cell.column_letter for cell in sheet[head_row(sheet)] if cell.value == text and cell.column >= first]
    assert found, text
    return str(found[0])


def block_of(sheet: Any, number: str) -> str:
    """The first column of a target on the sheet of units."""
    found = [cell.column_letter for cell in sheet[head_row(sheet) - 1] if f"({number})" in str(cell.value)]
    assert len(found) == 1, number
    return str(found[0])


@pytest.fixture(scope="module")
def shipped() -> Contents:
    return contents_of(SHIPPED, "q2")


@pytest.fixture(scope="module")
def shipped_bytes(shipped: Contents) -> bytes:
    return made(shipped)


@pytest.fixture(scope="module")
def book(shipped_bytes: bytes) -> Any:
    return opened(shipped_bytes)


# --- contents --------------------------------------------------------------------------------------------------


def test_the_five_sheets_have_their_names(book: Any) -> None:
    assert book.sheetnames == [TARGETS_SHEET, UNITS_SHEET, SUBMISSIONS_SHEET, REMARKS_SHEET, ORIGIN_SHEET]


def test_the_first_sheet_begins_like_an_appendix(book: Any, shipped: Contents) -> None:
    text = [str(row[0].value) for row in book[TARGETS_SHEET].iter_rows(max_row=6)]
    assert text[0] == "Phụ lục I"
    assert text[1] == "KẾT QUẢ THỰC HIỆN CÁC NỘI DUNG CAM KẾT"
    assert text[2] == "Báo cáo kết quả thực hiện Bản cam kết hành động quý II năm 2023"
    assert text[3].startswith("(Kèm theo Báo cáo số ……")
    assert text[4] == "DỰ THẢO"
    assert text[5].startswith("SỐ LIỆU MINH HỌA.")
    whole = " ".join(str(cell.value) for cell in cells(book[TARGETS_SHEET]))
    assert "camket" not in whole
    assert "3f2a9c0d1b7e" not in whole


def test_no_warning_without_draft_and_made_up_figures(shipped: Contents) -> None:
    signed = replace(shipped, illustrative=False, report=replace(shipped.report, draft=False, number="45", date=DAY))
    text = [str(row[0].value) for row in opened(made(signed))[TARGETS_SHEET].iter_rows(max_row=5)]
    assert text[3] == "(Kèm theo Báo cáo số 45/BC-UBND ngày 04 tháng 6 năm 2023 của Ủy ban nhân dân thành phố Sa Đéc)"
    assert text[4] == "TT"


def test_a_row_of_a_commitment_holds_numbers(book: Any, shipped_bytes: bytes) -> None:
    sheet, stored = book[TARGETS_SHEET], opened(shipped_bytes, results=True)[TARGETS_SHEET]
    row = row_of(sheet, "q2:1.3")
    values = [cell.value for cell in sheet[row]]
    assert values[:6] == ["1.3", "Thu ngân sách trên địa bàn", "triệu đồng", 182000, 47602.1, 80337]
    assert {cell.number_format for cell in sheet[row][:3]} == {"General"}
    assert values[6] == f'=IFERROR(ROUND(IF(F{row}<D{row},MIN(F{row}/D{row}*100,99.99),F{row}/D{row}*100),2),"–")'
    assert stored.cell(row, 7).value == 44.14
    assert stored.cell(row, 15).value == 182000 - 80337


def test_a_ratio_has_its_two_parts_in_columns_of_their_own(book: Any) -> None:
    sheet = book[TARGETS_SHEET]
    row = row_of(sheet, "q2:1.1")
    part, whole = column_of(sheet, "Tử số"), column_of(sheet, "Mẫu số")
    assert (sheet[f"{part}{row}"].value, sheet[f"{whole}{row}"].value) == (134321.6, 286400)
    assert f"{part}{row}/{whole}{row}*100" in sheet[f"F{row}"].value


def test_cells_without_a_number_have_a_dash_or_text(book: Any) -> None:
    sheet = book[TARGETS_SHEET]
    assert sheet[f"F{row_of(sheet, 'q2:3.1')}"].value == "–"
    assert sheet[f"F{row_of(sheet, 'q2:9.4')}"].value == "07/09 đạt"
    assert sheet[f"D{row_of(sheet, 'q2:8.1')}"].value == "chỉ tiêu Tỉnh giao (chưa có số)"


def test_sections_are_headings_across_the_table(book: Any, shipped: Contents) -> None:
    sheet = book[TARGETS_SHEET]
    row = row_of(sheet, "Phòng Tài chính - Kế hoạch Thành phố")
    assert sheet[f"A{row}"].value == "1"
    assert f"B{row}:K{row}" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert len(shipped.sections) == sum(str(merged)[0] == "B" for merged in sheet.merged_cells.ranges)


def test_each_commitment_can_be_traced_by_its_reference(book: Any, shipped: Contents) -> None:
    sheet = book[TARGETS_SHEET]
    column = column_of(sheet, "Mã tra cứu")
    found = [cell.value for cell in sheet[column] if str(cell.value).startswith("q2:")]
    assert found == [f"q2:{target.number}" for target in shipped.targets]


def test_dates_are_dates(book: Any, shipped: Contents) -> None:
    sheet = book[SUBMISSIONS_SHEET]
    row = row_of(sheet, "Bảo hiểm xã hội Thành phố")
    assert [sheet.cell(row, column).value for column in (3, 4)] == [midnight(2023, 6, 4), midnight(2023, 6, 7)]
    assert sheet.cell(row, 3).number_format.replace("\\", "") == "dd/m/yyyy"  # 04/6/2023, as the report writes it
    assert sheet.cell(row, 8).value == 3
    assert [day_cell(date(2024, month, 5)).number_format for month in (2, 3)] == [r"dd\/mm\/yyyy", r"dd\/m\/yyyy"]


def test_a_unit_that_is_missing_has_dashes_and_its_days(book: Any) -> None:
    sheet = book[SUBMISSIONS_SHEET]
    row = [cell.value for cell in sheet[row_of(sheet, "Xã Tân Quy Tây")]]
    assert row[3:10] == ["–", "–", "–", "Chưa báo cáo", 3, "–", 6]


def test_units_are_side_by_side(book: Any) -> None:
    sheet = book[UNITS_SHEET]
    first = block_of(sheet, "9.2")
    columns = [column_of(sheet, name, first) for name in ("Thực hiện", "Mục tiêu", "Tỷ lệ (%)", "Đánh giá")]
    row = row_of(sheet, "Phường 4")
    assert [sheet[f"{column}{row}"].value for column in columns if column != columns[2]] == [6679.8, 16000, "Chậm tiến độ"]
    assert sheet[f"{columns[2]}{row}"].value.startswith("=IFERROR(ROUND(IF(")
    missing = row_of(sheet, "Xã Tân Quy Tây")
    assert [sheet[f"{column}{missing}"].value for column in columns] == ["–", 9000, "–", "Chưa báo cáo"]


def test_goals_are_not_added_up_while_one_is_not_assigned(book: Any) -> None:
    sheet = book[UNITS_SHEET]
    total = row_of(sheet, "Cộng")
    assert str(sheet[f"{column_of(sheet, 'Mục tiêu', block_of(sheet, '9.2'))}{total}"].value).startswith("=ROUND(SUM(")
    assert sheet[f"{column_of(sheet, 'Mục tiêu', block_of(sheet, '9.3'))}{total}"].value is None


def test_difficulties_and_proposals_are_in_one_table_by_kind(book: Any, shipped: Contents) -> None:
    sheet = book[REMARKS_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head_row(sheet) + 1)]
    kinds = Counter(row[1] for row in rows)
    assert kinds["Khó khăn, vướng mắc"] == sum(len(group.remarks) for group in shipped.difficulties)
    assert kinds["Đề xuất của đơn vị"] == sum(len(group.remarks) for group in shipped.proposals)
    assert kinds["Kiến nghị"] == len(shipped.report.proposals)
    remark = next(remark for group in shipped.proposals for remark in group.remarks if remark.to)
    assert any([*row[3:6], row[8]] == [remark.text, remark.to, "; ".join(remark.units), remark.id] for row in rows)


def test_proposals_are_carried_with_their_answers(book: Any) -> None:
    sheet = book[REMARKS_SHEET]
    rows = {row[8].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=head_row(sheet) + 1)}
    passed_on = rows["dx-ck35g5f"]
    assert passed_on[1] == "Đề xuất kỳ trước còn để ngỏ"
    assert passed_on[6] == "quý I"
    assert passed_on[7].startswith("Đã chuyển cấp có thẩm quyền, chờ trả lời, ngày 05/4/2023, Công văn số MH-41/UBND-TH")
    assert "dx-yfyuhsb" not in rows, "what is settled is not carried"
    assert sheet.print_area.endswith(f"$H${sheet.max_row}"), "the number of a proposal is for a search, not for paper"


def test_a_sum_of_units_outside_the_groups_is_live_too() -> None:
    sheets = opened(made(contents_of(EXAMPLE, "q1")))
    units, targets = sheets[UNITS_SHEET], sheets[TARGETS_SHEET]
    total = f"{block_of(units, '2.4')}{row_of(units, 'Cộng')}"
    assert units[total].value.startswith("=ROUND(SUM(")
    assert targets[f"F{row_of(targets, 'q1:2.4')}"].value == f"='{UNITS_SHEET}'!${total[0]}${total[1:]}"


# --- numbers ------------------------------------------------------------------------------------------------------------


LONG = "1234567890123456789"


def long_figures(folder: Path) -> Contents:
    """An office with revenue of more than 15 digits, of the whole and of one commune."""
    targets = TARGETS.replace("value: 100000}", f"value: {LONG}0}}")
    write_office(
        folder,
        {
            "q2/tai-chinh": REPORTS["q2/tai-chinh"].replace("value: 40000,", f"value: {LONG},"),
            "q2/xa-a": REPORTS["q2/xa-a"].replace("commune-revenue: 20000", f"commune-revenue: {LONG}"),
        },
    )
    (folder / "targets.yaml").write_text(targets, encoding="utf-8")
    return contents_of(folder, "q2")


def test_figures_of_more_than_15_digits_are_exact_and_not_in_formulas(tmp_path: Path) -> None:
    sheets = opened(made(long_figures(tmp_path / "data")))
    sheet = sheets[TARGETS_SHEET]
    row = row_of(sheet, "Thu ngân sách")
    goal, reached, share = sheet[f"D{row}"], sheet[f"F{row}"], sheet[f"G{row}"]
    assert goal.value == "12.345.678.901.234.567.890"
    assert reached.value == "1.234.567.890.123.456.789"
    assert reached.alignment.horizontal == "right"
    assert "15 chữ số" in reached.comment.text
    assert share.value == 10  # the value from Python, not a formula
    assert sheet[f"O{row}"].value == "11.111.111.011.111.111.101"
    units = sheets[UNITS_SHEET]
    number = sheet[f"A{row_of(sheet, 'Thu ngân sách xã')}"].value
    total = units[f"{block_of(units, number)}{row_of(units, 'Cộng')}"]
    assert total.value == "1.234.567.890.123.456.789"
    assert not [cell for cell in cells(units) if str(cell.value).startswith(f"=ROUND(SUM({total.column_letter}")]


def test_a_share_just_short_of_the_goal_never_shows_as_100(tmp_path: Path) -> None:
    extra = {"q2/tai-chinh": REPORTS["q2/tai-chinh"].replace("value: 40000,", "value: 99999,")}
    sheet = opened(made(contents_of(write_office(tmp_path / "data", extra), "q2")), results=True)[TARGETS_SHEET]
    share = sheet[f"G{row_of(sheet, 'Thu ngân sách')}"]
    assert (share.value, share.number_format) == (99.99, '[=99.99]"99,99";[<0]-0.00;0.00')


def test_a_share_that_is_not_a_plain_quotient_is_a_value() -> None:
    values = contents_of(EXAMPLE, "q1")
    sheet = opened(made(values))[TARGETS_SHEET]
    column = [sheet[f"G{row_of(sheet, f'q1:{number}')}"].value for number in ("1.2", "1.6", "2.1", "3.2", "4.6")]
    assert column == [19, 96.67, 20, 38, 19.18]


@dataclass(frozen=True)
class Written:
    """A workbook as written: the contents it was made from, its formulas, their stored results."""

    values: Contents
    data: bytes
    formulas: Any
    stored: Any


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    """Workbooks of every round of the shipped data and of the example, and of the office with long figures."""
    values = {f"{data.parent.name}-{one}": contents_of(data, one) for data in (SHIPPED, EXAMPLE) for one in rounds_of(data)}
    values["long"] = long_figures(tmp_path_factory.mktemp("long") / "data")
    files = {name: made(one) for name, one in values.items()}
    return {name: Written(values[name], data, opened(data), opened(data, results=True)) for name, data in files.items()}


def test_every_stored_result_agrees_with_the_report(written: dict[str, Written]) -> None:
    for name, one in written.items():
        if name != "long":
            compare(one.values, one.formulas, one.stored)


def compare(values: Contents, written: Any, results: Any) -> None:
    """Compare each figure on the sheets (places from `written`, values from `results`) with the report's own."""
    sheet = results[TARGETS_SHEET]
    for target in values.targets:
        standing = target.standing
        row = row_of(sheet, f"{values.round.id}:{target.number}")
        reached, share = sheet[f"F{row}"].value, sheet[f"G{row}"].value
        if standing.share is None:
            assert share == "–"
        else:
            assert shown(share, 2) == round_share(standing.share)
        if standing.actual is not None and isinstance(reached, (int, float)):
            assert shown(reached, 2) in (round_half_up(standing.actual.value), round_share(standing.actual.value))
    counts = Counter(target.standing.label for target in values.targets)
    for label, number in counts.items():
        name = label[:1].upper() + label[1:]
        rows = [cell.row for cell in sheet["B"] if cell.value == name]
        assert sheet[f"C{rows[-1]}"].value == number
    assert sheet[f"C{row_of(sheet, 'Cộng')}"].value == len(values.targets)
    submissions = results[SUBMISSIONS_SHEET]
    for name, found in (
        ("Đúng hạn", values.submissions.on_time),
        ("Trễ hạn", values.submissions.late),
        ("Chưa báo cáo", values.submissions.missing),
        ("Chưa đến hạn", values.submissions.pending),
    ):
        row = next(cell.row for cell in submissions["B"] if cell.value == name)
        assert submissions[f"C{row}"].value == len(found)
    units, places = results[UNITS_SHEET], written[UNITS_SHEET]
    for target in values.group_targets:
        first = block_of(places, target.number)
        total = units[f"{first}{row_of(places, 'Cộng')}"].value
        actual = target.standing.actual
        assert (total is None) == (actual is None)
        if actual is not None:
            assert shown(total, 2) in (round_half_up(actual.value), round_share(actual.value))
        verdicts = column_of(places, "Đánh giá", first)
        listed = Counter(unit.label[:1].upper() + unit.label[1:] for unit in target.units)
        for name, number in listed.items():
            rows = [cell.row for cell in places["B"] if cell.value == name]
            silent = name == "Chưa báo cáo" and any(unit.received for unit in target.units if unit.verdict == "not-reported")
            assert silent or units[f"{verdicts}{rows[0]}"].value == number


def shown(value: object, decimals: int) -> Decimal:
    """A number as Excel shows it."""
    assert isinstance(value, (int, float)), value
    return round_half_up(Decimal(f"{value:.15g}"), decimals)


# --- recalculated by LibreOffice ----------------------------------------------------------------------------------------


def without_results(data: bytes) -> bytes:
    """The workbook without the stored results of its formulas."""
    emptied = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(emptied, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"</f><v>[^<]*</v>", b"</f>", part)
            after.writestr(name, part)
    return emptied.getvalue()


def recalculate(folder: Path, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The files as LibreOffice saves them after computing their formulas."""
    (folder / "in").mkdir()
    for name, data in files.items():
        (folder / "in" / f"{name}.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    paths = [str(folder / "in" / f"{name}.xlsx") for name in files]
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out"), *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in files}


@pytest.fixture(scope="module")
def recalculated(written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same workbooks after LibreOffice has computed every formula itself."""
    files = {name: without_results(one.data) for name, one in written.items()}
    return recalculate(tmp_path_factory.mktemp("recalculated"), files)


@pytest.mark.libreoffice
def test_every_formula_gives_its_stored_result(written: dict[str, Written], recalculated: dict[str, Any]) -> None:
    compared = 0
    for name, one in written.items():
        for sheet in one.formulas:
            for cell in cells(sheet):
                if cell.data_type != "f":
                    continue
                where = f"{name} {sheet.title}!{cell.coordinate}"
                stored = one.stored[sheet.title][cell.coordinate].value
                result = recalculated[name][sheet.title][cell.coordinate].value
                assert isinstance(stored, (int, float)), where
                assert result == pytest.approx(stored, rel=1e-12, abs=1e-9), where
                compared += 1
    assert compared > 700


@pytest.mark.libreoffice
def test_recalculated_results_agree_with_the_report(written: dict[str, Written], recalculated: dict[str, Any]) -> None:
    for name, one in written.items():
        if name != "long":
            compare(one.values, one.formulas, recalculated[name])


@pytest.mark.libreoffice
def test_formulas_follow_an_edited_figure(tmp_path: Path, shipped_bytes: bytes) -> None:
    edited = opened(shipped_bytes)
    units, targets, submissions = edited[UNITS_SHEET], edited[TARGETS_SHEET], edited[SUBMISSIONS_SHEET]
    first = block_of(units, "9.2")
    verdict = column_of(units, "Đánh giá", first)
    one = row_of(units, "Phường 1")
    units[f"{first}{one}"] = 17562.4 + 1000
    units[f"{verdict}{one}"] = "Chậm tiến độ"
    disbursed = row_of(targets, "q2:1.1")
    targets[f"M{disbursed}"] = 286399.9  # almost the whole
    targets[f"F{row_of(targets, 'q2:1.6')}"] = 75
    targets[f"F{row_of(targets, 'q2:1.3')}"] = None
    submissions[f"G{row_of(submissions, 'Phường 3')}"] = "Đúng hạn"
    saved = BytesIO()
    edited.save(saved)
    results = recalculate(tmp_path, {"edited": saved.getvalue()})["edited"]
    after, main = results[UNITS_SHEET], results[TARGETS_SHEET]
    assert after[f"{first}{row_of(units, 'Cộng')}"].value == pytest.approx(76952.1)
    assert main[f"F{row_of(targets, 'q2:9.2')}"].value == pytest.approx(76952.1)
    assert after[f"{column_of(units, 'Tỷ lệ (%)', first)}{one}"].value == 48.85
    late = [cell.row for cell in units["B"] if cell.value == "Chậm tiến độ"]
    assert after[f"{verdict}{late[0]}"].value == 3
    assert main[f"F{disbursed}"].value == main[f"G{disbursed}"].value == 99.99
    founded = row_of(targets, "q2:1.6")
    assert (main[f"G{founded}"].value, main[f"O{founded}"].value) == (100, 0)
    emptied = row_of(targets, "q2:1.3")
    assert (main[f"G{emptied}"].value, main[f"O{emptied}"].value) == (0, 182000)
    in_time = next(cell.row for cell in submissions["B"] if cell.value == "Đúng hạn")
    assert results[SUBMISSIONS_SHEET][f"C{in_time}"].value == 15


# --- text stays text ----------------------------------------------------------------------------------------------------

NASTY = [
    "=1+1",
    "=HYPERLINK(\"http://example.com\",\"bấm\")",
    "+84 912 345 678",
    "-5%",
    "@SUM(A1:A9)",
    "\t=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://example.com/a?b=c#d",
    "mailto:a@example.com",
    "internal:Sheet1!A1",
    "external:c:\\x.xlsx",
    "'=1+1",
    "1.10",
    "007",
    "12/3",
    "1e5",
    "TRUE",
    "#N/A",
    "_x0041_ và _x000D_",
    "<b>&amp; \"trích\" ]]>",
    "  đầu và cuối  ",
    "hai\ndòng",
    "e\u0301 Ho\u0300a",
    "𠀀 🙂 " * 3,
    "\u202e đảo chiều",
]  # fmt: skip


def remarks_of(values: Contents, texts: Iterable[str]) -> Contents:
    """The report with these texts as difficulties, names, units and addressees."""
    first = values.difficulties[0].remarks[0]
    remarks = tuple(replace(first, text=text, to=text, units=(text,)) for text in texts)
    group = replace(values.difficulties[0], target="=chỉ tiêu", remarks=remarks)
    return replace(values, difficulties=(group,), all_proposals=(), open_earlier=())


def test_no_text_becomes_anything_else(shipped: Contents) -> None:
    data = made(remarks_of(shipped, NASTY))
    sheet = opened(data)[REMARKS_SHEET]
    rows = list(sheet.iter_rows(min_row=head_row(sheet) + 1, max_row=head_row(sheet) + len(NASTY)))
    # Marks of direction are left out, and letters are composed.
    gone = str.maketrans({"\t": " ", "\u202e": None})
    expected = [text.translate(gone).replace("e\u0301", "é").replace("o\u0300", "ò") for text in NASTY]
    for row, text in zip(rows, expected, strict=True):
        assert row[2].value == "=chỉ tiêu"
        for cell in row[3:6]:
            assert cell.data_type == "s"
            assert cell.hyperlink is None
            assert cell.value.replace("_x005F", "") == text  # the file format escapes _x0041_ like this
            if not text[0].isalpha():
                assert cell.quotePrefix  # so that it stays text when somebody edits it
    with ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    formulas = [one for name, part in parts.items() if "sheet" in name for one in re.findall(r"<f>([^<]*)</f>", part)]
    assert formulas
    assert not [one for one in formulas if "HYPERLINK" in one or "cmd" in one]
    assert not [name for name, part in parts.items() if name.startswith("xl/w") and "hyperlink" in part.casefold()]


def test_characters_that_xml_cannot_hold_are_left_out(shipped: Contents) -> None:
    sheet = opened(made(remarks_of(shipped, ["a\x00b\x07c\x1fd\ufffee\ud800f\x85g"])))[REMARKS_SHEET]
    assert sheet.cell(head_row(sheet) + 1, 4).value == "abcdefg"


@settings(max_examples=6, deadline=None)
@given(texts=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was(shipped: Contents, texts: list[str]) -> None:
    book = Book("workbook.j2", shipped, [packaged_templates()])
    sheet = opened(made(remarks_of(shipped, texts)))[REMARKS_SHEET]
    for (cell,), text in zip(sheet.iter_rows(min_row=head_row(sheet) + 1, min_col=4, max_col=4), texts, strict=True):
        assert (cell.value or "") == book.clean(text)
        assert cell.value is None or cell.data_type == "s"


@given(st.text(), st.floats(min_value=5, max_value=120))
def test_pieces_of_a_text_join_to_the_text(text: str, width: float) -> None:
    pieces = split_pieces(text, width)
    assert "".join(pieces) == text
    assert all(len(piece.encode("utf-16-le")) // 2 < 32_767 for piece in pieces)
    assert all(len(wrap_text(piece, width)) <= MOST_LINES + 1 for piece in pieces)


@pytest.mark.parametrize("text", ["Chữ " * 30_000, "x" * 100_000, "dòng\n" * 5_000], ids=["words", "unbroken", "lines"])
def test_a_text_too_long_for_a_row_continues_in_the_next(shipped: Contents, text: str) -> None:
    sheet = opened(made(remarks_of(shipped, [text])))[REMARKS_SHEET]
    head = head_row(sheet)
    column = [cell.value for (cell,) in sheet.iter_rows(min_row=head + 1, min_col=4, max_col=4) if cell.value]
    kinds = [cell.value for (cell,) in sheet.iter_rows(min_row=head + 1, min_col=2, max_col=2) if cell.value]
    assert "".join(column).startswith(text)
    assert kinds[0] == "Khó khăn, vướng mắc"
    assert len(column) - len(kinds) > 3  # rows that only continue a text
    assert max(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)) <= 409


# --- layout -------------------------------------------------------------------------------------------------------


def test_every_sheet_prints_on_a4_with_its_head_on_each_page(book: Any) -> None:
    for sheet in book:
        head = head_row(sheet)
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.useFirstPageNumber) == (9, "landscape", True)
        margins = sheet.page_margins
        assert [round(inch * 25.4) for inch in (margins.top, margins.bottom, margins.left, margins.right)] == [20, 20, 30, 15]
        assert "&P" in sheet.HeaderFooter.oddHeader.center.text or "P" in str(sheet.HeaderFooter.oddHeader.center)
        heads = 2 if sheet.title == UNITS_SHEET else 1
        assert sheet.print_title_rows == (None if sheet.title == ORIGIN_SHEET else f"${head + 1 - heads}:${head}")
        assert sheet.freeze_panes == f"C{head + 1}"
        assert sheet.print_area.split("!")[1].startswith("$A$1:")


def test_no_sheet_prints_smaller_than_70_per_cent(written: dict[str, Written]) -> None:
    """Fitted to the width of a page where all columns then are at least that large; else the columns go to several pages."""
    fitted = 0
    for name, one in written.items():
        for sheet in one.formulas:
            last = openpyxl.utils.column_index_from_string(re.sub(r".*\$([A-Z]+)\$\d+$", r"\1", sheet.print_area))
            sizes = {column: one.width for one in sheet.column_dimensions.values() for column in range(one.min, one.max + 1)}
            pixels = [sizes[column] * 7 for column in range(1, last + 1)]
            if sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage:
                assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
                assert 952 / sum(pixels) >= 0.70, (name, sheet.title)
                fitted += 1
                continue
            assert sheet.page_setup.scale >= 70, (name, sheet.title)
            ends = [*(found.id for found in sheet.col_breaks.brk), last]
            for start, end in zip([2, *ends], ends, strict=False):
                assert (sum(pixels[:2]) + sum(pixels[start:end])) * sheet.page_setup.scale / 100 <= 952, (name, sheet.title)
    assert fitted > 30


def test_only_the_table_of_commitments_is_printed(written: dict[str, Written]) -> None:
    """What stands below it would come out as a page of its own, with nothing but counts and remarks."""
    for one in written.values():
        for title, last in (
            (TARGETS_SHEET, f"{one.values.round.id}:{one.values.targets[-1].number}"),
            (SUBMISSIONS_SHEET, "Cộng"),
        ):
            sheet = one.formulas[title]
            rows = [cell.row for cell in cells(sheet) if cell.value == last]
            assert sheet.print_area.endswith(f"${rows[0]}")
            assert sheet.max_row > rows[0] + 3  # the counts are on the screen


def test_working_columns_are_not_printed(book: Any) -> None:
    sheet = book[TARGETS_SHEET]
    assert column_of(sheet, "Mã tra cứu") == "L"
    assert re.search(r"\$K\$\d+$", sheet.print_area)  # signed paper bears no reference for a command
    working = ["Mã tra cứu", "Tử số", "Mẫu số", "Còn thiếu so với kế hoạch"]
    assert [cell.value for cell in sheet[head_row(sheet)][11:]] == working


def test_page_breaks_are_between_targets(book: Any) -> None:
    sheet = book[UNITS_SHEET]
    starts = {openpyxl.utils.column_index_from_string(block_of(sheet, f"9.{number}")) - 1 for number in range(1, 7)}
    breaks = [found.id for found in sheet.col_breaks.brk]
    assert breaks
    assert set(breaks) <= starts
    assert sheet.print_title_cols == "$A:$B"
    assert sheet.page_setup.scale >= 70
    titles = [str(merged) for merged in sheet.merged_cells.ranges if merged.max_row < head_row(sheet) - 1]
    assert titles
    assert all(where.startswith("C") for where in titles)  # otherwise each page would print a part of the title


def test_tables_can_be_filtered(book: Any) -> None:
    for sheet in (one for one in book if one.title != ORIGIN_SHEET):  # this one has no figures here
        first, last = sheet.auto_filter.ref.split(":")
        assert int(re.sub(r"\D", "", first)) == head_row(sheet)
        assert int(re.sub(r"\D", "", last)) <= sheet.max_row


def test_columns_and_rows_have_sizes_that_fit(book: Any) -> None:
    for sheet in book:
        assert sheet.column_dimensions["B"].width >= (14 if sheet.title == REMARKS_SHEET else 20)
        for row in range(1, sheet.max_row + 1):
            height = sheet.row_dimensions[row].height
            assert height is None or 12 <= height <= 409
        head = head_row(sheet)
        assert all(cell.alignment.wrap_text for cell in sheet[head] if cell.value)
    sheet = book[TARGETS_SHEET]
    row = row_of(sheet, "q2:7.1")
    assert sheet.row_dimensions[row].height > 30  # three lines of a name
    longest = "72.172,8 triệu đồng"
    assert sheet.column_dimensions["E"].width > 0.85 * len(longest)


def test_everything_is_in_times_new_roman(book: Any) -> None:
    fonts = {cell.font.name for sheet in book for cell in cells(sheet)}
    assert fonts == {"Times New Roman"}


def test_verdicts_have_text_and_a_colour(book: Any) -> None:
    for title, name in ((TARGETS_SHEET, "Đánh giá"), (UNITS_SHEET, "Đánh giá"), (SUBMISSIONS_SHEET, "Tình trạng")):
        sheet = book[title]
        column, row = column_of(sheet, name), head_row(sheet) + 2
        rules = [rule for area in sheet.conditional_formatting if f"{column}{row}" in area for rule in area.rules]
        words = {rule.formula[0].strip('"'): rule.dxf.fill.bgColor.rgb for rule in rules}
        assert all(rule.type == "cellIs" and rule.operator == "equal" for rule in rules)
        used = {cell.value for cell in sheet[column][row:] if cell.value in ("Đạt", "Chậm tiến độ", "Chưa báo cáo", "Đúng hạn")}
        assert used
        assert used <= set(words)
        assert len(set(words.values())) >= 4
    assert words["Trễ hạn"] != words["Đúng hạn"]


def test_the_properties_have_title_and_author_and_no_clock(book: Any) -> None:
    properties = book.properties
    assert properties.title == "Báo cáo kết quả thực hiện Bản cam kết hành động quý II năm 2023"
    assert properties.creator == "Ủy ban nhân dân thành phố Sa Đéc"
    assert properties.created == properties.modified == midnight(2023, 6, 4)


def test_two_runs_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    found = []
    for zone, language, seed in (("Asia/Ho_Chi_Minh", "vi_VN.UTF-8", "1"), ("America/New_York", "C", "2")):
        folder = tmp_path / seed
        shutil.copytree(SHIPPED, folder / "data")
        env = {**os.environ, "TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "camket", "report", "--data", str(folder / "data"), "-q", "2", "-f", "xlsx"]
        subprocess.run([*command, "-o", str(folder)], check=True, capture_output=True, env=env)
        found.append((folder / "bao-cao-q2-2023.xlsx").read_bytes())
    assert found[0] == found[1]


# --- large and empty reports ---------------------------------------------------------------------------------------------


def test_a_round_without_any_report_has_all_its_rows() -> None:
    values = contents_of(SHIPPED, "q1", date(2023, 1, 5))
    sheets = opened(made(values), results=True)
    targets = sheets[TARGETS_SHEET]
    assert [targets[f"F{row_of(targets, f'q1:{target.number}')}"].value for target in values.targets[:8]] == ["–"] * 8
    remarks = sheets[REMARKS_SHEET]
    assert remarks.cell(head_row(remarks) + 1, 1).value.startswith("Trong kỳ, các đơn vị không nêu")
    submissions = sheets[SUBMISSIONS_SHEET]
    assert submissions[f"C{row_of(submissions, 'Đúng hạn')}"].value == 0


def test_a_commitment_without_groups_has_no_sheet_of_units(shipped: Contents) -> None:
    own = tuple(target for target in shipped.targets if not target.is_group)
    sections = tuple(section for section in shipped.sections if section.targets[0] in own)
    values = replace(shipped, targets=own, sections=sections, group_targets=(), group_units=())
    assert opened(made(values)).sheetnames == [TARGETS_SHEET, SUBMISSIONS_SHEET, REMARKS_SHEET, ORIGIN_SHEET]


def test_many_targets_and_long_names_lose_nothing(shipped: Contents) -> None:
    name = "Tỷ lệ hồ sơ thủ tục hành chính của cơ quan, đơn vị được giải quyết đúng hạn và trước hạn " * 30
    target = replace(shipped.targets[0], name=name.strip())
    many = tuple(replace(target, number=f"1.{index}") for index in range(1, 201))
    section = replace(shipped.sections[0], title=name.strip(), targets=many)
    body = replace(shipped.commitment, title=name.strip())
    sheet = opened(made(replace(shipped, commitment=body, targets=many, sections=(section,))))[TARGETS_SHEET]
    column = [str(cell.value) for cell in sheet["B"] if cell.value]
    assert "".join(column).count(name.strip()) == 201
    assert row_of(sheet, "q2:1.200") > row_of(sheet, "q2:1.199")
    assert name.strip() in "".join(str(row[0].value) for row in sheet.iter_rows(max_row=head_row(sheet) - 1))


def test_a_heading_cut_off_refers_to_the_whole_name(shipped: Contents) -> None:
    groups = tuple(replace(target, short="Rất dài " * 100) for target in shipped.group_targets)
    sheet = opened(made(replace(shipped, group_targets=groups)))[UNITS_SHEET]
    assert sheet[f"{block_of(sheet, '9.1')}{head_row(sheet) - 1}"].value.endswith("… (9.1)")


# --- the template -------------------------------------------------------------------------------------------------------


def own_template(folder: Path, old: str, new: str) -> Path:
    folder.mkdir()
    text = (packaged_templates() / "workbook.j2").read_text(encoding="utf-8")
    assert old in text
    (folder / "workbook.j2").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_the_office_can_reword_titles_and_columns(shipped: Contents, tmp_path: Path) -> None:
    folder = own_template(tmp_path / "templates", '"lead": "Đơn vị chủ trì"', '"lead": "Cơ quan đầu mối"')
    assert column_of(opened(made(shipped, folder))[TARGETS_SHEET], "Cơ quan đầu mối") == "J"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Sở [A]: B/C?*", "Sở A B C"),
        ("'Trích'", "Trích"),
        ("Một tên trang tính dài quá ba mươi mốt chữ cái", "Một tên trang tính dài quá ba m"),
        ("", "targets"),
        ("gửi BÁO cáo", "gửi BÁO cáo"),
    ],
)
def test_any_sheet_name_is_made_valid_for_excel(shipped: Contents, tmp_path: Path, given: str, name: str) -> None:
    folder = own_template(tmp_path / "templates", '"targets": "Nội dung cam kết"', f'"targets": "{given}"')
    names = opened(made(shipped, folder)).sheetnames
    assert names[0] == name
    assert len({one.casefold() for one in names}) == 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{ columns[key] }}", "{{ colums[key] }}", r"workbook\.j2, dòng \d+: .*colums"),
        ('  "share": "Tỷ lệ (%)",\n', "", r"workbook\.j2, dòng \d+: .*share"),
        ("{% macro lead(t) %}", "{% macro leads(t) %}", r"workbook\.j2: .*'lead'"),
        ("{% macro lead(t) %}", "{% macro lead(t %}", r"workbook\.j2, dòng \d+"),
    ],
)
def test_a_fault_of_the_template_has_its_place(shipped: Contents, tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(TemplateFault, match=message):
        made(shipped, own_template(tmp_path / "templates", old, new))
