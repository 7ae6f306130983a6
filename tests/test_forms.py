"""Excel forms: a form that is exported and imported unchanged leaves the file byte for byte, whatever programs do to it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from camket import cli
from camket.commands import desk
from camket.entry.changing import LoadedFolder
from camket.forms.batch_import import check_import, import_forms
from camket.forms.cells import FormCell, meaning, read_cell, tidy, written
from camket.forms.comparison import EmptiedCell
from camket.forms.form import FormRound, asked_units, in_full, make_form
from camket.forms.form_import import ImportedForm, ReceiptNote, import_form
from camket.forms.reader import FormRow, gather_files, read_form
from camket.forms.slots import Slot, entry_value, value_at
from camket.forms.writer import COLUMNS, META, write_form
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text.numerals import unambiguous
from camket.text.problems import CamketError, Problem
from camket.text.zip_package import is_untouched
from conftest import IN_CI
from office import FRAME, target, tree_of
from small_office import read_office, write_office

DAY = date(2024, 6, 2)
Capture = pytest.CaptureFixture[str]


def one_round(ledger: Ledger, round_id: str = "q2") -> Round:
    round_ = ledger.round(round_id)
    assert round_ is not None
    return round_


def form_of(ledger: Ledger, unit: str, round_id: str = "q2") -> bytes:
    return write_form(make_form(FormRound(ledger, one_round(ledger, round_id)), unit), DAY)


def keep(_one: EmptiedCell) -> bool:
    return False


def delete(_one: EmptiedCell) -> bool:
    return True


class Office:
    """The small office with one form, and the import of the form after a change."""

    def __init__(self, folder: Path, unit: str, extra: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.unit = unit
        self.ledger, self.problems = read_office(folder, extra)
        self.data = form_of(self.ledger, unit)
        self.path = folder / "reports" / "q2" / f"{unit}.yaml"

    @property
    def state(self) -> LoadedFolder:
        """The data as they were loaded, on the day of the import."""
        return LoadedFolder(self.folder, self.ledger, tuple(self.problems), date(2024, 6, 20))

    def fill(self, work: Callable[[Any], None]) -> bytes:
        """Return the form changed by `work` and saved by another program."""
        book = load_workbook(BytesIO(self.data))
        work(book)
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    def take(
        self, data: bytes, may_delete: Callable[[EmptiedCell], bool] = keep, receipt: ReceiptNote | None = None
    ) -> tuple[ImportedForm, list[Problem]]:
        """Import and check the form: (imported form, all problems)."""
        taken, refused = import_forms(
            self.ledger, self.folder, [("bieu.xlsx", data)], may_delete=may_delete, receipt=receipt or ReceiptNote()
        )
        assert not refused, refused
        settled = check_import(self.state, taken)
        return taken[0], [*taken[0].problems, *settled.problems]

    def text(self, data: bytes, may_delete: Callable[[EmptiedCell], bool] = keep) -> str:
        """Return the file's text after an import without errors."""
        taken, problems = self.take(data, may_delete)
        assert not [problem for problem in problems if problem.level == "error"], problems
        assert taken.after is not None
        return taken.after.decode("utf-8")


def cell_of(book: Any, key: str) -> Any:
    """Return the cell to fill in of a slot, by the name in the hidden column."""
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            name = str(sheet.cell(row, 1).value)
            if name.removesuffix("|wide") == key:
                return sheet.cell(row, 4 if name.endswith("|wide") else 6)
    raise AssertionError(key)


def table_of(book: Any, key: str) -> tuple[Worksheet, int, dict[str, int]]:
    """Return the sheet of a table, its first line, and its columns by name."""
    for sheet in book.worksheets:
        for row in range(1, sheet.max_row + 1):
            if sheet.cell(row, 1).value == COLUMNS + key:
                names = {str(cell.value): cell.column for cell in sheet[row][1:] if cell.value}
                return sheet, row + 2, names
    raise AssertionError(key)


def write_line(book: Any, key: str, index: int, **values: Any) -> None:
    sheet, first, columns = table_of(book, key)
    for name, value in values.items():
        sheet.cell(first + index, columns[name]).value = value


def set_cell(key: str, value: Any, number_format: str | None = None) -> Callable[[Any], None]:
    def work(book: Any) -> None:
        cell = cell_of(book, key)
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format

    return work


@pytest.fixture
def finance(tmp_path: Path) -> Office:
    return Office(tmp_path / "data", "tai-chinh")


@pytest.fixture
def economy(tmp_path: Path) -> Office:
    return Office(tmp_path / "data", "kinh-te")


# --- the form on paper --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["data", "examples/tinh-2026/data"])
def test_the_form_of_a_unit_prints_on_at_most_three_pages(root: Path, folder: str) -> None:
    """By the pages that the sheets are fitted to, which Excel and LibreOffice do not exceed."""
    ledger, _problems = load(FolderTree(root / folder))
    assert ledger is not None
    for round_ in ledger.rounds if IN_CI else ledger.rounds[1::3]:
        year = FormRound(ledger, round_)
        for unit in asked_units(ledger, round_):
            book = load_workbook(BytesIO(write_form(make_form(year, unit), DAY)))
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in shown)
            # Excel leaves out a width or height of one page.
            assert {sheet.page_setup.fitToWidth or 1 for sheet in shown} == {1}
            assert sum(sheet.page_setup.fitToHeight or 1 for sheet in shown) <= 3, (round_.id, unit)


@pytest.mark.libreoffice
def test_forms_are_printed_large_enough_to_read_on_three_pages(tmp_path: Path, data: Path) -> None:
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    units = ["phong-tai-chinh-ke-hoach", "phong-kinh-te", "phuong-4", "xa-tan-phu-dong"]
    for unit in units:
        (tmp_path / f"{unit}.xlsx").write_bytes(form_of(ledger, unit))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    files = [str(tmp_path / f"{unit}.xlsx") for unit in units]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=180)
    assert shutil.which("pdftotext"), "poppler-utils is missing"
    for unit in units:
        shown = subprocess.run(["pdftotext", "-bbox", str(tmp_path / f"{unit}.pdf"), "-"], check=True, capture_output=True)
        text = shown.stdout.decode("utf-8")
        assert 2 <= text.count("<page ") <= 3, unit
        # The boxes are the heights of the lines: 1.1 of the size of the letters, which is 11 points in the form.
        heights = [float(high) - float(low) for low, high in re.findall(r'yMin="([\d.]+)".*yMax="([\d.]+)">TT<', text)]
        assert len(heights) >= 3 and min(heights) >= 0.7 * 11, (unit, heights)


def test_last_figures_are_written_as_in_the_report_in_every_region(finance: Office) -> None:
    """As text, since Excel shows a number with the marks of the computer's region; cells to fill in stay numbers."""
    cell = cell_of(load_workbook(BytesIO(finance.data)), "results.revenue.value")
    last = cell.parent.cell(cell.row, cell.column - 1)
    assert (last.value, last.data_type) == ("15.000", "s")
    assert (cell.value, cell.data_type) == (40000, "n")


# --- export, import, no change ------------------------------------------------------------------------------------------


def test_unchanged_forms_of_the_shipped_data_change_nothing(data: Path) -> None:
    """In CI the form of each unit in each round; elsewhere two forms of each unit, and forms of each round."""
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    for number, round_ in enumerate(ledger.rounds):
        year = FormRound(ledger, round_)
        for unit in [unit for index, unit in enumerate(ledger.units) if IN_CI or (index + number) % 3 == 0]:
            filled, found = read_form("bieu.xlsx", write_form(make_form(year, unit), DAY))
            assert filled is not None
            assert not found
            path = f"reports/{round_.id}/{unit}.yaml"
            file = data / path
            present = {path: file.read_bytes()} if file.exists() else {}
            taken = import_form(ledger, filled, unit, present, may_delete=delete)
            assert not taken.problems, (path, taken.problems)
            assert taken.after == taken.before, path


MEASURES = {
    "amount": ("{kind: amount, unit: triệu đồng, parts: {a: phần a}}", st.sampled_from(["'12,5'", "0", "1234567.25", "{value: 5, parts: {a: 3}}"])),
    "count": ("{kind: count, unit: người}", st.sampled_from(["7", "1.234", "{value: 5, same_period: 3, text: '=1+1'}"])),
    "ratio": ("{kind: ratio, part: làm xong, whole: được giao}", st.sampled_from(["{part: 1, whole: 3}", "'62,5%'", "{percent: '62,5'}"])),
    "score": ("{kind: score, unit: '%'}", st.sampled_from(["'6,8'", "{value: 7, evidence: [12/QĐ, {number: 3/TB, date: 2023-05-02, body: Sở}]}"])),
    "rank": ("{kind: rank}", st.sampled_from(["{rank: 3, of: 12}", "3"])),
    "list": (
        "{kind: list, columns: {stars: {type: number}, form: {type: choice, choices: {x: một, y: hai}}, on: {type: date}}}",
        st.sampled_from(["[]", "[Trà, {name: Sen, stars: 3, form: x, on: 02/5/2023, evidence: 1/QĐ}]", "{items: [], text: +84}"]),
    ),
    "incidents": ("{kind: incidents, kinds: {a: loại a}}", st.sampled_from(["[]", "[{kind: a, name: vụ, date: 2023-05-02, note: '@x'}]"])),
    "judgement": ("{kind: judgement, grades: {kem: kém, tot: tốt}, part: đơn}", st.sampled_from(["tot", "{grade: kem, part: 4, text: chưa}"])),
    "milestone": ("{kind: milestone}", st.sampled_from(["có", "{done: true, date: 2023-05-01}", "chưa"])),
    "composition": ("{kind: composition, parts: {a: phần a, b: phần b}}", st.sampled_from(["{a: 40, b: 60}", "{parts: {a: 40, b: 60}, text: x}"])),
}  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=40)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_unchanged_form_changes_nothing(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=4, unique=True))
    goals = {
        "composition": "{of: a, at_least: 1}",
        "judgement": "{at_least: tot}",
        "milestone": "{by: 2023-12-01}",
        "incidents": "{equals: 0}",
    }
    targets = "".join(target(f"measure: {MEASURES[kind][0]}\ngoal: {goals.get(kind, '{at_least: 1}')}", kind) for kind in kinds)
    said = {kind: data.draw(MEASURES[kind][1]) for kind in kinds if data.draw(st.booleans())}
    import json

    words = data.draw(st.lists(TEXTS, max_size=3))
    report = "results:\n" + "".join(f"  {kind}: {raw}\n" for kind, raw in said.items())
    report += f"note: {json.dumps(words[0])}\n" if words else ""
    report += "difficulties:\n" + "".join(f"  - {json.dumps(word)}\n" for word in words) if words[1:] else ""
    files = {"targets.yaml": FRAME + "targets:\n" + targets, "reports/q2/phong-a.yaml": report}
    ledger, _problems = load(tree_of(files))
    assert ledger is not None
    filled, found = read_form("bieu.xlsx", form_of(ledger, "phong-a"))
    assert filled is not None
    assert not found
    present = {"reports/q2/phong-a.yaml": report.encode()}
    taken = import_form(ledger, filled, "phong-a", present, may_delete=delete)
    if ("reports/q2/phong-a.yaml") in ledger.documents and ledger.reports:
        assert not taken.problems
        assert taken.after == report.encode()


@given(TEXTS | st.text(st.sampled_from("Ae\u0301\x1f\u00ad\u200b\u200d\u2600 \n\t"), max_size=8))
@example("A\x1f\u00adA")
@example("e\x1f\u0301\u00ade")
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_form_is_the_same_bytes_each_time(finance: Office) -> None:
    assert form_of(finance.ledger, "tai-chinh") == finance.data
    assert is_untouched(finance.data)
    assert not is_untouched(finance.fill(lambda book: None))


@pytest.mark.libreoffice
def test_a_form_saved_by_libreoffice_changes_nothing(tmp_path: Path, data: Path) -> None:
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    units = ["phong-tai-chinh-ke-hoach", "phong-kinh-te", "thanh-tra", "xa-tan-phu-dong", "xa-tan-quy-tay"]
    for unit in units:
        (tmp_path / f"{unit}.xlsx").write_bytes(form_of(ledger, unit))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    files = [str(tmp_path / f"{unit}.xlsx") for unit in units]
    subprocess.run([*command, "--outdir", str(tmp_path / "saved"), *files], check=True, capture_output=True, timeout=180)
    taken, refused = import_forms(ledger, data, gather_files([tmp_path / "saved"]), may_delete=delete)
    assert not refused
    assert [one.problems for one in taken] == [[]] * len(units)
    assert all(one.after == one.before for one in taken)


# --- values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "number_format", "line"),
    [
        ("results.revenue.value", 41000, None, "revenue: {value: 41000, same_period"),
        ("results.revenue.value", 41000.5, None, 'value: "41000,5"'),
        ("results.revenue.value", "41.000,5", None, 'value: "41000,5"'),
        ("results.revenue.value", 51.917, None, 'value: "51,9170"'),
        ("results.growth.value", 0.0685, "0.00%", 'growth: "6,85"'),
        ("results.growth.value", "6,9%", None, 'growth: "6,9"'),
        ("results.two-yardsticks.value", 160.0, None, "two-yardsticks: 160\n"),
        ("results.two-yardsticks.value", "1.600", "@", "two-yardsticks: 1600\n"),
        ("results.disbursement.part", 31, None, "disbursement: {part: 31, whole: 90}"),
        ("results.disbursement.text", "Đã giải ngân", None, "disbursement: {part: 30, whole: 90, text: Đã giải ngân}"),
        ("results.growth.text", "Khá: hơn\nnăm trước", None, '  growth:\n    value: 6,8\n    text: |-\n      Khá: hơn\n      năm trước\n'),
        ("results.revenue.text", "=1+1", None, "text: =1+1, evidence"),
        ("results.revenue.evidence", "8/TB ngày 01/6/2024", None, "evidence: {number: 8/TB, date: 2024-06-01}}"),
        ("results.revenue.evidence", "7/TB ngày 31/05/2024\n9/TB", None, "evidence: [{number: 7/TB, date: 2024-05-31}, 9/TB]}"),
        ("letter.date", date(2024, 6, 1), "dd/mm/yyyy", "letter: {number: 45/BC-TC, date: 2024-06-01}"),
        ("letter.date", "02/6/2024", None, "letter: {number: 45/BC-TC, date: 2024-06-02}"),
        ("reported_by.phone", 277123456, None, "reported_by: {name: Trần Thị B, phone: 277123456}"),
        ("note", "- gạch đầu dòng", None, 'note: "- gạch đầu dòng"'),
    ],
)  # fmt: skip
def test_a_changed_cell_is_edited_into_the_file(
    finance: Office, key: str, value: Any, number_format: str | None, line: str
) -> None:
    def work(book: Any) -> None:
        set_cell(key, value, number_format)(book)
        if isinstance(value, str):
            cell_of(book, key).data_type = "s"

    before = finance.path.read_text(encoding="utf-8")
    text = finance.text(finance.fill(work))
    assert line in text
    lines = before.splitlines()
    assert sum(one not in text.splitlines() for one in lines) <= 1


@pytest.mark.parametrize(
    ("key", "value", "number_format", "rule"),
    [
        ("results.revenue.value", "nhiều", None, "bad-number"),
        ("results.revenue.value", "41000 triệu", None, "bad-number"),
        ("results.revenue.value", "41.000", None, "ambiguous-number"),
        ("results.revenue.value", 0.5, "0%", "bad-number"),
        ("results.revenue.value", date(2024, 2, 1), "d/m/yyyy", "bad-number"),
        ("results.revenue.value", 0.1234567890123456, None, "bad-number"),
        ("results.revenue.value", "=1/0", None, "form-cell"),
        ("results.revenue.value", "#N/A", None, "form-cell"),
        ("results.revenue.value", True, None, "bad-number"),
        ("results.two-yardsticks.value", 1.5, None, "bad-number"),
        ("results.disbursement.part", 91, None, "parts-do-not-fit"),
        ("letter.date", "31/02/2024", None, "bad-date"),
        ("letter.date", "06/13/2024", None, "bad-date"),
        ("letter.date", 45444, "General", "bad-date"),
        ("letter.number", date(2024, 5, 12), "d/m/yyyy", "bad-value"),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_problem_at_the_cell(
    finance: Office, key: str, value: Any, number_format: str | None, rule: str
) -> None:
    data = finance.fill(set_cell(key, value, number_format))
    place = load_workbook(BytesIO(data))
    cell = cell_of(place, key)
    taken, problems = finance.take(data)
    assert [(problem.rule, str(problem.place)) for problem in problems if problem.level == "error"] == [
        (rule, f"bieu.xlsx:{cell.parent.title}!{cell.coordinate}")
    ]
    assert taken.is_refused
    assert not taken.is_changed


def test_choices_are_read_by_their_labels_in_any_spelling(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", "xa-a")
    assert "commune-digital: kha\n" in office.text(office.fill(set_cell("results.commune-digital.grade", " KHÁ ")))
    taken, problems = office.take(office.fill(set_cell("results.commune-digital.grade", "khas")))
    assert [problem.rule for problem in problems] == ["unknown-choice"]
    assert "Có phải 'khá'?" in problems[0].hint
    assert taken.is_refused


# --- a file that is not there yet -----------------------------------------------------------------------------------------


def test_a_unit_without_a_file_gets_the_blank_file_with_its_figures(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path / "data")
    assert cli.run(["form", "export", "--data", str(folder), "-q", "2", "--unit", "noi-vu", "-o", str(tmp_path)]) == 0
    (form,) = tmp_path.glob("*.xlsx")
    book = load_workbook(form)
    set_cell("results.plan.done", "đã xong")(book)
    set_cell("results.plan.date", "15/4/2024")(book)
    set_cell("results.par.text", "đang chấm điểm")(book)
    write_line(book, "difficulties", 0, text="Thiếu người", target="Ban hành đề án")
    book.save(form)
    assert cli.run(["form", "import", "--data", str(folder), str(form), "--received", "02/6/2024"]) == 0
    made = (folder / "reports" / "q2" / "noi-vu.yaml").read_text(encoding="utf-8")
    assert cli.run(["open", "--data", str(folder), "-q", "3", "--unit", "noi-vu"]) == 0
    assert "submitted: 2024-06-02\n" in made
    assert "    done: true\n    date: 2024-04-15\n" in made
    assert "    text: đang chấm điểm\n" in made
    assert "difficulties:\n  - text: Thiếu người\n    target: plan\n" in made
    (folder / "reports" / "q2" / "noi-vu.yaml").unlink()
    assert cli.run(["open", "--data", str(folder), "-q", "2", "--unit", "noi-vu"]) == 0
    blank = (folder / "reports" / "q2" / "noi-vu.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in blank if line not in made.splitlines()] == ["submitted:", "    done:", "    date:"]
    capsys.readouterr()


# --- lists ----------------------------------------------------------------------------------------------------------------


def test_a_new_line_of_a_list_is_a_new_entry(economy: Office) -> None:
    def work(book: Any) -> None:
        write_line(book, "results.ocop.items", 2, name="Nem", stars=3, evidence="13/QĐ-UBND, 06/5/2024")

    text = economy.text(economy.fill(work))
    assert "      - {name: Bánh phồng, stars: 2}\n      - name: Nem\n        stars: 3\n        evidence:\n" in text
    assert "          number: 13/QĐ-UBND\n          date: 2024-05-06\n" in text


def test_an_edited_line_keeps_keys_that_the_form_does_not_show(tmp_path: Path) -> None:
    report = (
        "submitted: 2024-06-07\nresults:\n  ocop:\n    items:  # ghi chú\n"
        "      - name: Trà sen\n        stars: 4\n"
        "        evidence: {number: 12/QĐ-UBND, date: 2024-05-06, kind: Quyết định, link: https://example.vn/12}\n"
        "      - {name: Bánh phồng, stars: 2}\n"
    )
    office = Office(tmp_path / "data", "kinh-te", {"q2/kinh-te": report})
    text = office.text(office.fill(lambda book: write_line(book, "results.ocop.items", 0, stars=5)))
    assert text == report.replace("stars: 4", "stars: 5")


def test_sorted_lines_change_nothing(economy: Office) -> None:
    def work(book: Any) -> None:
        sheet, first, columns = table_of(book, "results.ocop.items")
        for column in columns.values():
            upper, lower = sheet.cell(first, column), sheet.cell(first + 1, column)
            upper.value, lower.value = lower.value, upper.value

    taken, problems = economy.take(economy.fill(work))
    assert not problems
    assert not taken.is_changed


def test_rows_inserted_in_a_table_are_new_lines(economy: Office) -> None:
    def work(book: Any) -> None:
        sheet, first, columns = table_of(book, "results.ocop.items")
        for area in list(sheet.merged_cells.ranges):  # openpyxl does not move them, as Excel does
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(first + 1)
        sheet.cell(first + 1, columns["name"]).value = "Chen giữa"
        sheet.cell(first + 1, columns["stars"]).value = 3

    text = economy.text(economy.fill(work))
    assert text.index("Trà sen") < text.index("Chen giữa") < text.index("Bánh phồng")


def test_rows_inserted_above_shift_nothing(finance: Office) -> None:
    def work(book: Any) -> None:
        cell_of(book, "results.revenue.value").value = 41000
        book.worksheets[0].insert_rows(3, 4)
        for sheet in book.worksheets[:3]:
            sheet.title = f"Trang {sheet.title}"[:31]

    # openpyxl does not move merged cells with the rows, as Excel does.
    def fill(book: Any) -> None:
        for area in list(book.worksheets[0].merged_cells.ranges):
            book.worksheets[0].unmerge_cells(str(area))
        work(book)

    assert "value: 41000," in finance.text(finance.fill(fill))


def test_a_line_without_its_name_is_a_problem(economy: Office) -> None:
    taken, problems = economy.take(economy.fill(lambda book: write_line(book, "results.ocop.items", 3, stars=3)))
    assert "missing-key" in [problem.rule for problem in problems]
    assert taken.is_refused


def test_nothing_new_is_an_answer(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", "kinh-te", {"q2/kinh-te": "submitted: 2024-06-07\nresults:\n  ocop:\n    items:\n"})
    text = office.text(office.fill(set_cell("results.ocop.items.?", "không phát sinh")))
    assert "    items: []\n" in text
    taken, problems = office.take(office.fill(set_cell("results.ocop.items.?", "có, đã kê")))
    assert [problem.rule for problem in problems] == ["form-answer"]
    assert taken.is_refused


# --- emptied cells, the same form twice, conflicts ------------------------------------------------------------------------


def test_an_emptied_cell_is_kept_unless_it_may_be_deleted(finance: Office) -> None:
    data = finance.fill(set_cell("results.revenue.same_period", None))
    taken, problems = finance.take(data)
    assert [(problem.rule, problem.level) for problem in problems] == [("form-emptied", "warning")]
    assert not taken.is_changed
    assert "revenue: {value: 40000, same_period: , evidence" in finance.text(data, delete)


def test_an_emptied_line_is_kept_unless_it_may_be_deleted(economy: Office) -> None:
    data = economy.fill(lambda book: write_line(book, "results.ocop.items", 1, name=None, stars=None))
    asked: list[EmptiedCell] = []

    def ask(one: EmptiedCell) -> bool:
        asked.append(one)
        return False

    taken, problems = economy.take(data, ask)
    assert [one.before for one in asked] == ["Bánh phồng"]
    assert [problem.rule for problem in problems] == ["form-emptied"]
    assert not taken.is_changed
    assert "Bánh phồng" not in economy.text(data, delete)


def test_the_same_form_twice_changes_nothing_the_second_time(finance: Office) -> None:
    data = finance.fill(set_cell("results.revenue.value", 41000))
    files = [("a.xlsx", data), ("b.xlsx", data)]
    receipt = ReceiptNote(date(2024, 6, 5))
    taken, _refused = import_forms(finance.ledger, finance.folder, files, may_delete=keep, receipt=receipt)
    assert [one.is_changed for one in taken] == [True, False]
    assert b"resubmitted:\n  - 2024-06-05\n" in (taken[0].after or b"")
    assert b"submitted: 2024-06-02\n" in (taken[0].after or b"")


@pytest.mark.parametrize("figures", [(41000, 41500), (41000, 41500, 41000), (41000, 40000, 41500)])
def test_forms_of_one_unit_that_differ_are_all_refused(finance: Office, figures: Sequence[int]) -> None:
    """No name of a file decides which figure counts, whatever the order."""
    files = [
        (f"{name}.xlsx", finance.fill(set_cell("results.revenue.value", one)))
        for name, one in zip("abc", figures, strict=False)
    ]
    for order in (files, files[::-1]):
        taken, _refused = import_forms(finance.ledger, finance.folder, order, may_delete=keep)
        assert not any(one.is_changed for one in taken)
        refused = [one for one in taken if one.is_refused]
        assert len(refused) == len(files)
        named = " ".join(problem.message for one in refused for problem in one.problems)
        assert "a.xlsx" in named
        assert "b.xlsx" in named or "c.xlsx" in named
        assert check_import(finance.state, taken).changes == ()


def test_forms_of_one_unit_about_other_figures_are_both_taken(finance: Office) -> None:
    files = [
        ("a.xlsx", finance.fill(set_cell("results.revenue.value", 41000))),
        ("b.xlsx", finance.fill(set_cell("results.revenue.same_period", 42500))),
    ]
    taken, _refused = import_forms(finance.ledger, finance.folder, files, may_delete=keep)
    assert [one.is_changed for one in taken] == [True, True]
    assert b"value: 41000, same_period: 42500" in (taken[1].after or b"")


def test_a_value_changed_in_form_and_file_is_a_conflict(finance: Office) -> None:
    data = finance.fill(set_cell("results.revenue.value", 41000))
    text = finance.path.read_text(encoding="utf-8")
    finance.path.write_text(text.replace("value: 40000", "value: 40500"), encoding="utf-8")
    ledger, finance.problems = load(FolderTree(finance.folder))
    assert ledger is not None
    finance.ledger = ledger
    taken, problems = finance.take(data)
    assert [problem.rule for problem in problems] == ["form-conflict"]
    assert "40.000" in problems[0].message and "41.000" in problems[0].message and "40.500" in problems[0].message
    assert taken.is_refused
    finance.path.write_text(text.replace("value: 40000", "value: 41000"), encoding="utf-8")
    ledger, finance.problems = load(FolderTree(finance.folder))
    assert ledger is not None
    finance.ledger = ledger
    taken, problems = finance.take(data)
    assert not problems
    assert not taken.is_changed


def test_a_list_changed_in_form_and_file_keeps_both_changes(economy: Office) -> None:
    data = economy.fill(lambda book: write_line(book, "results.ocop.items", 2, name="Nem", stars=3))
    text = economy.path.read_text(encoding="utf-8")
    economy.path.write_text(text.replace("stars: 2}", "stars: 2}\n      - {name: Kẹo, stars: 3}"), encoding="utf-8")
    ledger, economy.problems = load(FolderTree(economy.folder))
    assert ledger is not None
    economy.ledger = ledger
    found = economy.text(data)
    assert "Kẹo" in found and "Nem" in found and "Trà sen" in found


def test_a_receipt_before_the_first_is_refused(finance: Office) -> None:
    data = finance.fill(set_cell("results.revenue.value", 41000))
    _taken, problems = finance.take(data, receipt=ReceiptNote(date(2024, 5, 1)))
    assert [problem.rule for problem in problems] == ["form-receipt"]


# --- files that are not a form --------------------------------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def other_workbook() -> bytes:
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "kiểu cũ (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"", "không phải tệp Excel"),
        (b"PK\x03\x04 broken", "không phải tệp Excel"),
        (packed({"word/document.xml": b"<x/>"}), "tệp Word"),
        (packed({"xl/workbook.xml": b"<x/>", "xl/externalLinks/externalLink1.xml": b"<x/>"}), "liên kết"),
        (packed({"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'a'>]><x>&a;</x>"}), "không đọc được"),
        (packed({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 41 * 1024 * 1024}), "quá lớn"),
        (packed({"xl/workbook.xml": b"<x/>"}), "không đọc được"),
        (other_workbook(), "trang ẩn"),
    ],
)
def test_a_file_that_is_not_a_form_is_explained(data: bytes, said: str) -> None:
    filled, problems = read_form("thư.xlsx", data)
    assert filled is None
    assert [problem.rule for problem in problems] == ["form-file"]
    assert said in problems[0].message
    assert problems[0].hint


def test_a_changed_hidden_sheet_is_reported(finance: Office) -> None:
    def work(book: Any) -> None:
        sheet = book[META]
        for row in sheet.iter_rows():
            if row[0].value == "unit":
                row[1].value = "kinh-te"

    filled, problems = read_form("a.xlsx", finance.fill(work))
    assert filled is None
    assert "trang ẩn của biểu đã bị sửa" in problems[0].message


def test_a_form_of_another_round_unit_or_commitment_is_refused(finance: Office, data: Path) -> None:
    files = [("a.xlsx", finance.data)]
    for options, rule in (({"round_id": "q3"}, "form-round"), ({"units": ["kinh-te"]}, "form-unit")):
        taken, refused = import_forms(finance.ledger, finance.folder, files, may_delete=keep, **options)
        assert not taken
        assert [problem.rule for problem in refused] == [rule]
    shipped, _problems = load(FolderTree(data))
    assert shipped is not None
    _taken, refused = import_forms(shipped, data, files, may_delete=keep)
    assert "bản cam kết khác" in refused[0].message


def test_merged_cells_and_copied_sheets_are_reported(finance: Office) -> None:
    def merge(book: Any) -> None:
        cell = cell_of(book, "results.two-yardsticks.value")
        cell.parent.merge_cells(start_row=cell.row - 1, end_row=cell.row, start_column=6, end_column=6)

    _taken, problems = finance.take(finance.fill(merge))
    assert "form-cell" in [problem.rule for problem in problems]

    def copy(book: Any) -> None:
        set_cell("results.revenue.value", 41000)(book.copy_worksheet(book.worksheets[0]).parent)

    _taken, problems = finance.take(finance.fill(copy))
    assert {problem.rule for problem in problems} >= {"form-twice"}


def test_a_formula_is_read_by_its_result(finance: Office, tmp_path: Path) -> None:
    """openpyxl writes no results of formulas; the test adds one as Excel writes it."""
    data = finance.fill(set_cell("results.revenue.value", "=20000+21000"))
    parts = {}
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name)
            parts[name] = content.replace(b"<f>20000+21000</f><v />", b"<f>20000+21000</f><v>41000</v>").replace(
                b"<f>20000+21000</f><v></v>", b"<f>20000+21000</f><v>41000</v>"
            )
    assert "value: 41000," in finance.text(packed(parts))


def test_forms_in_folders_and_zip_files_are_found(tmp_path: Path, finance: Office) -> None:
    inbox = tmp_path / "thư đến"
    inbox.mkdir()
    (inbox / "a.xlsx").write_bytes(finance.data)
    (inbox / "~$a.xlsx").write_bytes(b"lock")
    (inbox / "gói.zip").write_bytes(packed({"b.xlsx": finance.data, "đọc.txt": b"x"}))
    assert [name.rpartition("/")[2] for name, _data in gather_files([inbox])] == ["a.xlsx", "b.xlsx"]
    (inbox / "hỏng.zip").write_bytes(b"PK")
    (inbox / "c.xlsx").write_bytes(finance.data)
    gathered = gather_files([inbox])
    assert [name.rpartition("/")[2] for name, _data in gathered] == ["a.xlsx", "c.xlsx", "b.xlsx", "hỏng.zip"]
    (broken,) = [data for _name, data in gathered if isinstance(data, Problem)]
    assert (broken.rule, broken.place.path) == ("form-file", (inbox / "hỏng.zip").as_posix())
    with pytest.raises(CamketError):
        gather_files([tmp_path / "không có.xlsx"])


# --- the commands ---------------------------------------------------------------------------------------------------------


def test_export_does_not_overwrite_a_filled_in_form(tmp_path: Path, finance: Office, capsys: Capture) -> None:
    export = ["form", "export", "--data", str(finance.folder), "-q", "2", "-o", str(tmp_path / "out")]
    assert cli.run(export) == 0
    form = tmp_path / "out" / "bieu-bao-cao-q2-2024-tai-chinh.xlsx"
    assert len(list((tmp_path / "out").iterdir())) == 6
    form.write_bytes(finance.fill(set_cell("note", "đã điền")))
    filled = form.read_bytes()
    assert cli.run(export) == 0
    assert form.read_bytes() == filled
    assert "--force" in capsys.readouterr().err
    assert cli.run([*export, "--force"]) == 0
    assert form.read_bytes() == finance.data


def test_import_previews_and_writes(tmp_path: Path, finance: Office, capsys: Capture) -> None:
    form = tmp_path / "bieu.xlsx"
    form.write_bytes(finance.fill(set_cell("results.revenue.value", 41000)))
    before = finance.path.read_bytes()
    run = ["form", "import", "--data", str(finance.folder), str(form)]
    assert cli.run([*run, "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "quý II, Phòng Tài chính" in shown
    assert "40.000" in shown and "41.000" in shown
    assert finance.path.read_bytes() == before
    assert cli.run([*run, "--letter", "46/BC-TC"]) == 0
    assert finance.path.read_bytes() == before.replace(b"value: 40000", b"value: 41000").replace(b"45/BC-TC", b"46/BC-TC")
    form.write_bytes(b"PK")
    assert cli.run(run) == 1


def test_the_group_has_its_help(capsys: Capture) -> None:
    assert cli.run(["form", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "export" in shown and "import" in shown
    assert cli.run(["form", "import", "--help"]) == 0
    assert "Ví dụ: camket form import" in capsys.readouterr().out
    assert cli.run(["form", "exprt"]) == 2
    assert "'export'" in capsys.readouterr().err


# --- other changes that users make ----------------------------------------------------------------------------------------


def unmerged(work: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return `work` on a workbook without merged cells: openpyxl does not move them with the rows, as Excel does."""

    def done(book: Any) -> None:
        for sheet in book.worksheets:
            for area in list(sheet.merged_cells.ranges):
                sheet.unmerge_cells(str(area))
        work(book)

    return done


def test_inserted_columns_shift_nothing(economy: Office) -> None:
    def work(book: Any) -> None:
        sheet, first, columns = table_of(book, "results.ocop.items")
        sheet.cell(first, columns["stars"]).value = 5
        sheet.insert_cols(3)

    assert "{name: Trà sen, stars: 5, evidence" in economy.text(economy.fill(unmerged(work)))


def test_deleted_rows_and_sheets_delete_nothing_from_the_file(economy: Office) -> None:
    def rows(book: Any) -> None:
        cell = cell_of(book, "results.insurance.part")
        cell.parent.delete_rows(cell.row)

    taken, problems = economy.take(economy.fill(unmerged(rows)), delete)
    assert [(problem.rule, problem.level) for problem in problems] == [("form-row", "warning")]
    assert not taken.is_changed

    def sheet(book: Any) -> None:
        del book[table_of(book, "results.ocop.items")[0].title]

    taken, problems = economy.take(economy.fill(sheet), delete)
    tables = list(make_form(FormRound(economy.ledger, one_round(economy.ledger)), economy.unit).all_tables())
    assert [(problem.rule, problem.level) for problem in problems] == [("form-row", "warning")] * len(tables)
    assert not taken.is_changed


def test_text_in_an_inserted_row_is_reported(finance: Office) -> None:
    def work(book: Any) -> None:
        sheet = book.worksheets[0]
        row = cell_of(book, "results.revenue.value").row + 1
        sheet.insert_rows(row)
        sheet.cell(row, 6).value = "số này mới đúng"
        sheet.cell(row, 6).protection = Protection(locked=False)

    _taken, problems = finance.take(finance.fill(unmerged(work)))
    assert [(problem.rule, problem.level) for problem in problems] == [("form-row", "warning")]


def test_a_text_too_long_for_a_cell_is_kept(tmp_path: Path) -> None:
    long = "dài " * 9000
    report = (
        f"submitted: 2024-06-02\nresults:\n  revenue: {{value: 1, text: {long.strip()}}}\ndifficulties:\n  - {long.strip()}\n"
    )
    office = Office(tmp_path / "data", "tai-chinh", {"q2/tai-chinh": report})
    taken, problems = office.take(office.fill(set_cell("results.revenue.value", 2)), delete)
    assert not [problem for problem in problems if problem.rule.startswith("form")]
    assert taken.after == report.replace("value: 1", "value: 2").encode()


def test_a_value_for_a_removed_target_is_reported(finance: Office) -> None:
    data = finance.fill(set_cell("results.revenue.value", 41000))
    targets = finance.folder / "targets.yaml"
    targets.write_text(targets.read_text(encoding="utf-8").replace("id: growth", "id: growth-rate"), encoding="utf-8")
    text = finance.path.read_text(encoding="utf-8")
    finance.path.write_text(text.replace("  growth:", "  growth-rate:"), encoding="utf-8")
    ledger, finance.problems = load(FolderTree(finance.folder))
    assert ledger is not None
    finance.ledger = ledger
    taken, problems = finance.take(data)
    assert [problem.level for problem in problems if problem.rule == "form-cell"] == ["warning"]
    assert taken.is_changed


def test_only_the_form_that_causes_an_error_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", "xa-a")
    other = Office(tmp_path / "data", "xa-b")
    bad = office.fill(lambda book: write_line(book, "corrections", 0, old="1", new="2"))
    good = other.fill(set_cell("results.commune-revenue.value", 9000))
    files = [("a.xlsx", bad), ("b.xlsx", good)]
    taken, refused = import_forms(office.ledger, office.folder, files, may_delete=keep)
    settled = check_import(office.state, taken)
    assert not refused
    assert [one.is_refused for one in taken] == [True, False]
    assert [change.path for change in settled.changes] == ["reports/q2/xa-b.yaml"]


def test_a_correction_of_an_earlier_figure(finance: Office) -> None:
    line = {"target": "Thu ngân sách", "old": 15000, "new": "14.900", "reason": "trùng", "by": "B", "date": "1/6/2024"}
    text = finance.text(finance.fill(lambda book: write_line(book, "corrections", 1, **line)))
    assert text.endswith(
        "date: 2024-05-20}\n  - target: revenue\n    old: 15000\n    new: 14.900\n    reason: trùng\n    by: B\n    date: 2024-06-01\n"
    )


@pytest.mark.parametrize(
    ("slot", "raw", "value"),
    [
        (Slot(("a",), "", "number", percent=True), "62,5%", Decimal("62.5")),
        (Slot(("a",), "", "number"), "1.234", "1.234"),
        (Slot(("a",), "", "date"), "02/6/2023", date(2023, 6, 2)),
        (Slot(("a",), "", "date"), "hôm qua", "hôm qua"),
        (Slot(("a", "done"), "", "choice", choices={"true": "xong", "false": "chưa"}), "rồi", "true"),
        (Slot(("a",), "", "text"), ["x"], "…"),
        (Slot(("a",), "", "papers"), [{"number": "1", "date": "2023-06-02"}, "2"], "1 ngày 02/06/2023\n2"),
        (Slot(("a",), "", "papers"), {"kind": "QĐ", "number": "1", "note": "bản sao"}, "QĐ 1, bản sao"),
        (Slot(("a",), "", "text"), None, None),
        (Slot(("a",), "", "text"), [], None),
    ],
)
def test_plain_values_as_values_of_slots(slot: Slot, raw: Any, value: Any) -> None:
    assert meaning(slot, raw) == value


def test_known_papers_are_kept_and_new_ones_added() -> None:
    slot = Slot(("a",), "", "papers")
    before = [{"kind": "QĐ", "number": "1", "link": "https://example.vn/1"}, "2/TB"]
    lines = str(meaning(slot, before)).split("\n")
    assert written(slot, "\n".join([lines[1], "3/TB ngày 31/02/2023", "https://example.vn/x", lines[0]]), before) == [
        "2/TB",
        "3/TB ngày 31/02/2023",
        {"link": "https://example.vn/x"},
        before[0],
    ]
    assert written(slot, "4/TB (05/6/2023)", None) == {"number": "4/TB", "date": "2023-06-05"}


@pytest.mark.parametrize(("number", "text"), [("12", "12"), ("12.50", "12,5"), ("51.917", "51,9170"), ("1E+3", "1000"), ("-0.125", "-0,125")])  # fmt: skip
def test_numbers_are_written_so_that_they_are_read_in_one_way(number: str, text: str) -> None:
    assert unambiguous(Decimal(number), ",") == text


def test_true_and_false_in_a_cell_answer_done_or_not_done() -> None:
    slot = Slot(("done",), "", "choice", choices={"true": "xong", "false": "chưa"})
    assert read_cell(slot, FormCell(True, "A1")) == ("true", None)
    assert read_cell(replace(slot, choices={"a": "1"}), FormCell(1, "A1")) == ("a", None)


@pytest.mark.parametrize(("is_whole", "rule"), [(True, "bad-number"), (False, None)])
def test_things_that_are_counted_have_no_fraction(is_whole: bool, rule: str | None) -> None:
    slot = Slot(("value",), "", "number", whole=is_whole)
    assert read_cell(slot, FormCell(3.0, "A1")) == (Decimal(3), None)
    fault = read_cell(slot, FormCell(3.5, "A1"))[1]
    assert (fault.rule if fault is not None else None) == rule


def test_tidy_removes_what_a_cell_cannot_hold() -> None:
    assert tidy(" a\u0301 \r\nb\x0b\t \x00") == "á\nb"


def test_import_asks_on_a_terminal(tmp_path: Path, finance: Office, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    import io
    import sys

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    form = tmp_path / "bieu.xlsx"
    form.write_bytes(finance.fill(set_cell("results.revenue.same_period", None)))
    before = finance.path.read_bytes()
    answers = [True, False, True, True]
    monkeypatch.setattr(sys, "stdin", Terminal(BytesIO(b"")))
    monkeypatch.setattr(desk, "ask_yes", lambda _question, default: answers.pop(0))
    run = ["form", "import", "--data", str(finance.folder), str(form)]
    assert cli.run(run) == 2  # emptied: yes; write: no
    assert finance.path.read_bytes() == before
    assert cli.run(run) == 0
    assert b"same_period: ," in finance.path.read_bytes()
    assert not answers
    assert cli.run([*run, "--received", "2999-01-01"]) == 2
    assert cli.run([*run, "--keep", "--yes-empty"]) == 2
    capsys.readouterr()


def test_export_for_a_unit_without_targets(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path / "data")
    targets = folder / "targets.yaml"
    text = targets.read_text(encoding="utf-8").replace(
        "  - {id: xa-c, name: xã Cẩm}", "  - {id: xa-c, name: xã Cẩm}\n  - {id: xa-d, name: xã Dương}"
    )
    targets.write_text(text, encoding="utf-8")
    assert cli.run(["form", "export", "--data", str(folder), "-q", "2", "--unit", "xa-d", "-o", str(tmp_path / "out")]) == 0
    assert "xã Dương" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# --- any value written into a form is in the file, and in the next form ---------------------------------------------------

WORDS = st.text(st.sampled_from("aăđ1=-+@'\"#:{}[]|>%&*!,. \n"), min_size=1, max_size=25).filter(lambda text: bool(tidy(text)))
NUMBERS = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3)


def typed(data: st.DataObject, slot: Slot) -> Any:
    """Draw a value that can be written into a slot, as a cell would hold it."""
    match slot.kind:
        case "number":
            number = data.draw(NUMBERS)
            return int(number) if slot.whole else float(number)
        case "date":
            return data.draw(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
        case "choice":
            return data.draw(st.sampled_from(sorted(slot.choices.values())))
        case "papers":
            return "\n".join(
                data.draw(st.lists(st.sampled_from(["1/QĐ ngày 02/06/2023", "2/TB", "https://a.vn/x"]), min_size=1, max_size=2))
            )
    return data.draw(WORDS)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
def test_a_value_written_into_a_form_is_in_the_next_form(data: st.DataObject) -> None:
    kinds = data.draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=3, unique=True))
    goals = {
        "composition": "{of: a, at_least: 1}",
        "judgement": "{at_least: tot}",
        "milestone": "{by: 2023-12-01}",
        "incidents": "{equals: 0}",
    }
    targets = "".join(target(f"measure: {MEASURES[kind][0]}\ngoal: {goals.get(kind, '{at_least: 1}')}", kind) for kind in kinds)
    said = {kind: data.draw(MEASURES[kind][1]) for kind in kinds if data.draw(st.booleans())}
    report = "# đầu tệp\nresults:\n" + "".join(f"  {kind}: {raw}  # {kind}\n" for kind, raw in said.items()) + "note: cũ\n"
    path = "reports/q2/phong-a.yaml"
    texts = {"targets.yaml": FRAME + "targets:\n" + targets}
    if data.draw(st.booleans()):
        texts[path] = report
    ledger, _problems = load(tree_of(texts))
    assert ledger is not None
    round_ = ledger.round("q2")
    assert round_ is not None
    form = make_form(FormRound(ledger, round_), "phong-a")
    filled, _found = read_form("bieu.xlsx", write_form(form, DAY))
    assert filled is not None
    written_in: dict[str, Any] = {}
    answers = {table.answer.name for table in form.all_tables() if table.answer is not None}
    for slot in form.slots():
        if slot.name not in answers and data.draw(st.booleans()):
            filled.cells[slot.name] = FormCell(typed(data, slot), "A1")
            written_in[slot.name], fault = read_cell(slot, filled.cells[slot.name])
            assert fault is None
    lines: dict[str, list[dict[str, Any]]] = {}
    for table in form.all_tables():
        for _line in range(data.draw(st.integers(0, 2))):
            cells = {slot.name: FormCell(typed(data, slot), "A1") for slot in table.columns if data.draw(st.booleans())}
            if cells:
                filled.tables[table.name].append(FormRow("+", cells, "A1"))
                said_there = {slot.name: read_cell(slot, cells[slot.name])[0] for slot in table.columns if slot.name in cells}
                lines.setdefault(table.name, []).append(said_there)
    taken = import_form(ledger, filled, "phong-a", {path: texts[path].encode()} if path in texts else {}, may_delete=keep)
    assert not taken.problems
    if not written_in and not lines:
        assert taken.after == taken.before
        return
    after = taken.after or (texts[path].encode() if path in texts else b"")  # the values written may be the values in the file
    now, _problems = load(tree_of({**texts, path: after.decode("utf-8")}))
    assert now is not None
    value = in_full(now, now.documents[path].value) if after else {}
    for slot in form.slots():
        if slot.name in written_in:
            assert meaning(slot, value_at(value, slot.keys)) == written_in[slot.name]
        elif slot.name not in answers:
            assert meaning(slot, value_at(value, slot.keys)) == meaning(slot, value_at(form.given, slot.keys))
    for table in form.all_tables():
        entries = value_at(value, table.keys) or []
        found = [{slot.name: meaning(slot, entry_value(table, one, slot)) for slot in table.columns} for one in entries]
        bare = [{name: one for name, one in entry.items() if one is not None} for entry in found]
        assert all(line in bare for line in lines.get(table.name, []))
    again = import_form(ledger, filled, "phong-a", {path: after}, may_delete=keep) if after else taken
    assert again.after == after or not after


def test_a_blank_form_is_not_a_report(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", "noi-vu")
    taken, problems = office.take(office.data, receipt=ReceiptNote(date(2024, 6, 2), "1/BC"))
    assert not problems
    assert not taken.is_changed
    filled = office.fill(set_cell("results.par.value", 81.5))
    taken, _problems = office.take(filled, receipt=ReceiptNote(date(2024, 6, 2), "1/BC"))
    assert b"submitted: 2024-06-02\n" in (taken.after or b"")
    assert b"  number: 1/BC\n" in (taken.after or b"")


def test_the_day_of_receipt_can_be_added_later(finance: Office) -> None:
    text = finance.path.read_text(encoding="utf-8").replace("submitted: 2024-06-02", "submitted:")
    finance.path.write_text(text, encoding="utf-8")
    ledger, finance.problems = load(FolderTree(finance.folder))
    assert ledger is not None
    finance.ledger = ledger
    taken, _problems = finance.take(form_of(ledger, "tai-chinh"), receipt=ReceiptNote(DAY))
    assert (taken.after or b"").decode() == text.replace("submitted:", "submitted: 2024-06-02")
