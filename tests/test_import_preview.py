"""What form import shows before it writes: what is taken, what is not and why, the answers that were used; its exit codes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

import word_xml
from camket import cli
from camket.commands import desk, importing
from small_office import write_office
from test_forms import set_cell
from test_table_shapes import FINANCE, figure

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def form_of(folder: Path, unit: str, change: Callable[[Any], None]) -> Path:
    """The form of a unit, filled in."""
    out = folder.parent / "bieu"
    options = ["--data", str(folder), "-q", "2", "--unit", unit, "--output", str(out), "--force"]
    assert cli.run(["form", "export", *options]) == 0
    (file,) = out.glob(f"*{unit}.xlsx")
    book = load_workbook(file)
    change(book)
    sent = folder.parent / "den" / file.name
    sent.parent.mkdir(exist_ok=True)
    book.save(sent)
    return sent


def take(folder: Path, *arguments: str | Path) -> int:
    return cli.run(["form", "import", "--data", str(folder), "-q", "2", *map(str, arguments)])


def table(folder: Path, text: str, *options: str) -> int:
    file = folder.parent / "bang.csv"
    file.write_text(text, encoding="utf-8")
    return take(folder, "--table", file, *FINANCE, *options)


def told(capsys: Capture) -> str:
    shown = capsys.readouterr()
    return " ".join((shown.out + shown.err).split())


def memory(folder: Path) -> Path:
    return folder / "tables" / "tai-chinh.yaml"


# --- answers that are kept ------------------------------------------------------------------------------------------------

KNOWN = "Chỉ tiêu;Kết quả\nThu NSNN;41000\nPhạt;3\n"
MATCHES = ("--match", "Thu NSNN=Thu ngân sách", "--match", "Phạt=-")


def test_answers_of_an_earlier_import_are_shown_and_can_be_edited(folder: Path, capsys: Capture) -> None:
    assert table(folder, KNOWN, *MATCHES) == 0
    assert "Theo các câu trả lời lần trước" not in told(capsys)
    assert memory(folder).exists()
    assert table(folder, KNOWN.replace("41000", "41500")) == 0
    shown = told(capsys)
    assert "Theo các câu trả lời lần trước" in shown
    assert "tables/tai-chinh.yaml" in shown
    assert "'Thu NSNN' = Thu ngân sách" in shown
    assert "'Phạt' = - (không đọc)" in shown
    assert figure(folder, "revenue") == 41500
    memory(folder).write_text(memory(folder).read_text(encoding="utf-8").replace("revenue", '"-"'), encoding="utf-8")
    assert table(folder, KNOWN.replace("41000", "41700")) == 1  # nothing is left to take
    assert figure(folder, "revenue") == 41500


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_answers_are_written_only_with_the_import(folder: Path, options: tuple[str, ...]) -> None:
    text = KNOWN if options else KNOWN.replace("41000", "bốn mươi")
    table(folder, text, *MATCHES, *options)
    assert not memory(folder).exists()
    assert figure(folder, "revenue") == 40000


def test_answers_are_not_written_where_the_question_is_answered_with_no(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "is_terminal", lambda: True)
    monkeypatch.setattr(desk, "ask_yes", lambda _question, **_options: False)
    monkeypatch.setattr(importing, "ask_meaning", lambda _question: None)
    assert table(folder, KNOWN, *MATCHES) != 0
    assert not memory(folder).exists()
    assert figure(folder, "revenue") == 40000


# --- forms ----------------------------------------------------------------------------------------------------------------


def test_a_sheet_put_into_a_form_is_named_and_exits_with_1(folder: Path, capsys: Capture) -> None:
    def change(book: Any) -> None:
        set_cell("results.revenue.value", 41000)(book)
        book.create_sheet("Phụ lục riêng").append(["Thu khác", 12])

    file = form_of(folder, "tai-chinh", change)
    assert take(folder, file) == 1
    shown = told(capsys)
    assert "'Phụ lục riêng'" in shown
    assert "40.000 → 41.000" in shown
    assert figure(folder, "revenue") == 41000  # the form itself is taken


def test_a_comment_in_a_form_is_told(folder: Path, capsys: Capture) -> None:
    def change(book: Any) -> None:
        set_cell("results.revenue.value", 41000)(book)
        book.worksheets[0]["B2"].comment = Comment("chưa tính tháng 5", "kế toán")

    file = form_of(folder, "tai-chinh", change)
    assert take(folder, file) == 0
    shown = told(capsys)
    assert "chưa tính tháng 5" in shown
    assert "!B2" in shown


def test_a_blank_sheet_put_into_a_form_is_not_worth_a_word(folder: Path, capsys: Capture) -> None:
    def change(book: Any) -> None:
        set_cell("results.revenue.value", 41000)(book)
        book.create_sheet("Sheet9")

    assert take(folder, form_of(folder, "tai-chinh", change)) == 0
    assert "Sheet9" not in told(capsys)


@pytest.mark.parametrize("text", ["41000\u200b", "41\u200b000"])
def test_an_invisible_character_in_a_form_is_told(folder: Path, capsys: Capture, text: str) -> None:
    assert take(folder, form_of(folder, "tai-chinh", set_cell("results.revenue.value", text))) == 0
    assert "U+200B" in told(capsys)
    assert figure(folder, "revenue") == 41000


# --- what else lies in the folder -----------------------------------------------------------------------------------------


def test_everything_in_a_folder_is_taken_or_named(folder: Path, capsys: Capture) -> None:
    file = form_of(folder, "tai-chinh", set_cell("results.revenue.value", 41000))
    lying: dict[str, bytes] = {
        "so-lieu.csv": b"a;b\n1;2\n",
        "bao-cao.docx": word_xml.document(word_xml.plain_table([["a", "b"]])),
        "nen.rar": b"Rar!\x1a\x07\x00",
        "anh.jpg": b"\xff\xd8\xff",
        "cong-van.pdf": b"%PDF-1.7",
    }
    for name, data in lying.items():
        (file.parent / name).write_bytes(data)
    with zipfile.ZipFile(file.parent / "goi.zip", "w") as package:
        package.writestr("trong.zip", b"PK")
        package.writestr("thu/ghi-chu.txt", "a")
    Workbook().save(file.parent / "rieng.xlsx")
    assert take(folder, file.parent) == 1
    shown = told(capsys)
    for name in (*lying, "trong.zip", "ghi-chu.txt", "rieng.xlsx"):
        assert name in shown, name
    assert "camket form import --table" in shown
    assert "40.000 → 41.000" in shown
    assert figure(folder, "revenue") == 41000


# --- exit codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TT;Chỉ tiêu;Kế hoạch;Kết quả;Tỷ lệ (%);Cùng kỳ năm trước;Ghi chú\n1;Thu ngân sách;100000;41000;41;39000;x\n", 0),
        ("Chỉ tiêu;Quý I;Kết quả\nThu ngân sách;15000;41000\nTổng cộng;15000;41000\n", 0),
        ("Chỉ tiêu;Kết quả;Xyz\nThu ngân sách;41000;7\n", 1),
        ("Chỉ tiêu;Kết quả\nThu ngân sách;41000\nThu gì đó;7\n", 1),
        ("Chỉ tiêu;Kết quả\nThu ngân sách;41000\nViệc làm mới;nhiều\n", 1),
    ],
)
def test_exit_codes_of_a_table(folder: Path, capsys: Capture, text: str, code: int) -> None:
    assert table(folder, text, "--dry-run") == code
    shown = told(capsys)
    assert ("không lấy" in shown) == (code == 0)


def test_two_tables_that_clash_are_named_and_neither_is_taken(folder: Path, capsys: Capture) -> None:
    files = []
    for number in ("41000", "42000"):
        files.append(folder.parent / f"{number}.csv")
        files[-1].write_text(f"Chỉ tiêu;Kết quả\nThu ngân sách;{number}\n", encoding="utf-8")
    assert take(folder, "--table", *files, *FINANCE) == 1
    shown = told(capsys)
    assert "41000.csv" in shown
    assert "42000.csv" in shown
    assert figure(folder, "revenue") == 40000
