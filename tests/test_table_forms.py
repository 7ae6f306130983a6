"""Tables that units made themselves: read from Word, CSV and pasted text, matched with targets, answers remembered."""

from __future__ import annotations

import io
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

import word_xml
from camket import cli
from camket.commands import importing
from camket.forms.delimited import read_text_table
from camket.forms.grid import Grid
from camket.forms.labels import LabelQuestion
from camket.forms.report_edits import append_comments
from camket.forms.table_memory import read_memory, write_memory
from camket.forms.table_reader import read_tables
from small_office import write_office

Capture = pytest.CaptureFixture[str]
ROWS = [
    ["TT", "Nội dung", "Kế hoạch", "Kết quả thực hiện", "Ghi chú"],
    ["1", "Thu ngân sách", "100000", "41000,5 triệu đồng", "tăng"],
    ["2", "1.3. Việc làm mới", "300", "1.600", ""],
    ["3", "Giải ngân", "100%", "31/90 triệu đồng (34,4%)", "còn chậm"],
    ["4", "Thu tiền phạt", "", "7", ""],
]


def word(rows: list[list[str]] = ROWS, *paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def zipped() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("bieu.xlsx", b"x")
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def run(folder: Path, *arguments: str | Path) -> int:
    return cli.run(["form", "import", "--data", str(folder), "--table", "-q", "2", *map(str, arguments)])


def test_a_table_in_word_is_read_row_by_row(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "bao cao.docx"
    file.write_bytes(word(ROWS, "BÁO CÁO", "Khó khăn: thiếu vốn."))
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    before = path.read_text(encoding="utf-8")
    assert run(folder, file, "--unit", "tai-chinh", "--match", "Thu tiền phạt=-") == 0
    after = path.read_text(encoding="utf-8")
    expected = before.replace("value: 40000, same_period: 42000", 'value: "41000,5", same_period: 42000, text: tăng')
    expected = expected.replace("two-yardsticks: 150", "two-yardsticks: 1600")
    expected = expected.replace("{part: 30, whole: 90}", "{part: 31, whole: 90, text: còn chậm}")
    head = "# Từ bao cao.docx: chuyển vào đúng chỗ rồi xoá ở đây.\n"
    assert after == expected + "\n" + head + "#   BÁO CÁO\n#   Khó khăn: thiếu vốn.\n"
    kept = (folder / "tables" / "tai-chinh.yaml").read_text(encoding="utf-8")
    assert '  Thu tiền phạt: "-"\n' in kept or "  Thu tiền phạt: '-'\n" in kept or "  Thu tiền phạt: -\n" in kept
    assert run(folder, file, "--unit", "tai-chinh") == 0
    assert path.read_text(encoding="utf-8") == after
    assert "không có gì mới" in capsys.readouterr().err


def test_a_text_in_the_report_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    path.write_text("submitted: 2024-06-02\nresults:\n  revenue: {value: 40000, text: Viết kỹ}\n", encoding="utf-8")
    file = tmp_path / "a.csv"
    file.write_bytes("Chỉ tiêu;Kết quả;Ghi chú\r\nThu ngân sách;41000;tăng\r\n".encode("utf-8-sig"))
    assert run(folder, file, "--unit", "tai-chinh") == 0
    text = path.read_text(encoding="utf-8")
    assert "revenue: {value: 41000, text: Viết kỹ}\n" in text
    assert text.endswith("#   Thu ngân sách: tăng\n")


def test_an_unknown_label_is_reported_and_not_read(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "a.tsv"
    file.write_text("Chỉ tiêu\tKết quả\nGiải ngan\t31/90\nThu ngân sách\t41000\n", encoding="utf-8")
    assert run(folder, file, "--unit", "tai-chinh") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "a.tsv:2:1: lỗi form-match 'Giải ngan'" in shown
    assert "value: 41000" in (folder / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8")
    assert '--match "Giải ngan=2.3"' in shown
    assert run(folder, file, "--unit", "tai-chinh", "--match", "Giải ngan=disbursement") == 0
    assert "{part: 31, whole: 90}" in (folder / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8")


def test_a_table_with_a_row_for_each_unit(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    pasted = "Đơn vị\tThu ngân sách xã\tChuyển đổi số xã\nXã An Ế\t20.500\tkhá\nxã Bình\t3000\t\nxã Khác\t1\t\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(BytesIO(pasted.encode())))
    assert run(folder, "-", "--thousands-dot") == 1  # xã Khác is no unit
    reports = folder / "reports" / "q2"
    assert "commune-revenue: 20500\n  commune-digital: kha\n" in (reports / "xa-a.yaml").read_text(encoding="utf-8")
    assert "commune-revenue:" in (reports / "xa-b.yaml").read_text(encoding="utf-8")
    assert "-:4:1" in capsys.readouterr().out
    assert "dots: thousands" in (folder / "tables" / "_all.yaml").read_text(encoding="utf-8")


def test_an_ambiguous_number_is_refused_with_a_hint(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Chỉ tiêu;Kết quả\nThu ngân sách;41.000\n", encoding="utf-8")
    assert run(folder, file, "--unit", "tai-chinh") == 1
    assert "--thousands-dot" in capsys.readouterr().out
    assert run(folder, file, "--unit", "tai-chinh", "--thousands-dot") == 0
    assert run(folder, file, "--unit", "tai-chinh", "--match", "x") == 2
    assert cli.run(["form", "import", "--data", str(folder), str(file), "--thousands-dot"]) == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0rest", "kiểu cũ (.doc)"),
        (b"PK\x03\x04", "không phải tệp Word"),
        ("Thu ngân sách".encode("cp1258", "replace") + b"\xff", "UTF-8"),
        (b"%PDF-1.7", "PDF"),
        (b"\xef\xbb\xbf\n<!-- x -->\n<HTML><table>", "HTML"),
        (b"{\\rtf1", "loại văn bản này không đọc được"),
        (b"\xff\xd8\xff\xe0", "ảnh"),
        (zipped(), "tệp nén zip"),
        ("Chỉ tiêu;Kết quả\n".encode("utf-16-le"), "UTF-8"),
        (b"\0" * (21 * 1024 * 1024), "quá lớn"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(data: bytes, said: str) -> None:
    document, problems = read_tables("a", data)
    assert not document.grids
    assert not document.paragraphs
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\n1,5\t2", (("a", "b"), ("1,5", "2"))),
        ("a;b\n1,5;2", (("a", "b"), ("1,5", "2"))),
        ('a,b\n"1,5",2', (("a", "b"), ("1,5", "2"))),
        ('a\t"b\nc"', (("a", "b\nc"),)),
        ("", ()),
    ],
)
def test_text_tables(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    table = read_text_table(text)
    assert isinstance(table, Grid)
    assert table.rows == rows


def test_answers_are_asked_for_and_remembered(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[LabelQuestion] = []

    def answer(question: LabelQuestion) -> str | None:
        asked.append(question)
        return "disbursement" if question.kind == "target" else "value"

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    file = tmp_path / "a.csv"
    file.write_text("Chỉ tiêu;Con số\nGiải ngan;31/90\nThu ngân sách;41000\n", encoding="utf-8")
    monkeypatch.setattr(importing, "ask_meaning", answer)
    monkeypatch.setattr(sys, "stdin", Terminal(BytesIO(b"")))
    assert run(folder, file, "--unit", "tai-chinh", "--yes") == 0
    assert [(one.label, one.kind, one.suggestion) for one in asked] == [
        ("Con số", "field", None),
        ("Giải ngan", "target", "disbursement"),
    ]
    asked.clear()
    assert run(folder, file, "--unit", "tai-chinh", "--yes") == 0
    assert not asked


def test_new_answers_are_edited_into_the_file() -> None:
    memory = read_memory("tables/a.yaml", b"# ghi ch\xc3\xba\ntargets:\n  A: revenue   # x\n")
    memory.targets["B: c"] = "-"
    text = write_memory("tables/a.yaml", b"# ghi ch\xc3\xba\ntargets:\n  A: revenue   # x\n", memory).decode()
    assert text.startswith("# ghi chú\ntargets:\n  A: revenue   # x\n")
    found: Any = read_memory("tables/a.yaml", text.encode())
    assert found.targets == {"A": "revenue", "B: c": "-"}


def test_comments_are_appended_once() -> None:
    once = append_comments(b"a: 1\r\n", "b.docx", ["Một", "Hai"])
    assert once.endswith("\r\n#   Một\r\n#   Hai\r\n".encode())
    assert append_comments(once, "b.docx", ["Một", "Hai"]) == once
    assert append_comments(once, "b.docx", []) == once


def test_a_table_as_the_list_of_a_target(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    rows = [
        ["STT", "Tên sản phẩm", "Số sao", "Quyết định công nhận", "Chủ thể"],
        ["1", "2", "3", "4", "5"],
        ["1", "Trà sen", "4", "12/QĐ-UBND ngày 06/5/2024", "HTX"],
        ["2", "Nem", "3", "13/QĐ-UBND ngày 07/5/2024", "Hộ A"],
    ]
    file = tmp_path / "ocop.docx"
    file.write_bytes(word(rows))
    path = folder / "reports" / "q2" / "kinh-te.yaml"
    before = path.read_text(encoding="utf-8")
    assert run(folder, file, "--list", "ocop") == 2
    assert run(folder, file, "--unit", "kinh-te", "--list", "insurance") == 1
    assert run(folder, file, "--unit", "kinh-te", "--list", "Sản phẩm OCOP") == 1
    assert "'Chủ thể'" in capsys.readouterr().out
    new = "      - name: Nem\n        stars: 3\n        evidence:\n          number: 13/QĐ-UBND\n          date: 2024-05-07\n"
    last = "      - {name: Bánh phồng, stars: 2}\n"
    assert path.read_text(encoding="utf-8") == before.replace(last, last + new)
    assert run(folder, file, "--unit", "kinh-te", "--list", "ocop", "--match", "Chủ thể=-") == 0
    assert path.read_text(encoding="utf-8") == before.replace(last, last + new)


# --- what is not imported -----------------------------------------------------------------------------------------------


def test_a_refused_import_keeps_no_answers(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("Chỉ tiêu;Kết quả\r\nThu ngân sách;bốn nghìn\r\nThu tiền phạt;3\r\n".encode("utf-8-sig"))
    assert run(folder, file, "--unit", "tai-chinh", "--match", "Thu tiền phạt=-") == 1
    assert not (folder / "tables").exists()
    file.write_bytes("Chỉ tiêu;Kết quả\r\nThu ngân sách;41000\r\nThu tiền phạt;3\r\n".encode("utf-8-sig"))
    assert run(folder, file, "--unit", "tai-chinh", "--match", "Thu tiền phạt=-") == 0
    assert (folder / "tables" / "tai-chinh.yaml").exists()


@pytest.mark.parametrize("options", [("--table",), ()])
@pytest.mark.parametrize("names", [(), ("anh.jpg", "thu.eml")])
def test_a_folder_or_attachment_with_nothing_to_import_is_named(
    folder: Path, tmp_path: Path, capsys: Capture, options: tuple[str, ...], names: tuple[str, ...]
) -> None:
    inbox, attachment = tmp_path / "hop thu", tmp_path / "dinh kem.zip"
    inbox.mkdir()
    with zipfile.ZipFile(attachment, "w") as package:
        for name in names:
            package.writestr(name, b"x")
            (inbox / name).write_bytes(b"x")
    for path in (inbox, attachment):
        assert cli.run(["form", "import", "--data", str(folder), "-q", "2", str(path), *options]) == 1
        shown = capsys.readouterr()
        assert path.name in shown.err
        assert all(f"{path.name}/{name}:-: lỗi form-file" in shown.out for name in names)


def test_a_document_without_a_table_is_named(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "a.txt"
    file.write_text("", encoding="utf-8")
    assert run(folder, file, "--unit", "tai-chinh") == 1
    assert "a.txt" in capsys.readouterr().out


def test_words_that_become_comments_are_told_and_a_document_of_words_alone_exits_with_1(
    folder: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    file = tmp_path / "a.docx"
    file.write_bytes(word(ROWS[:2], "Đơn vị xin báo cáo như trên"))
    assert run(folder, file, "--unit", "tai-chinh", "--dry-run") == 0
    assert "'Đơn vị xin báo cáo như trên'" in " ".join(capsys.readouterr().out.split())
    (tmp_path / "b.docx").write_bytes(word_xml.document(word_xml.paragraph("Chỉ có lời văn")))
    assert run(folder, tmp_path / "b.docx", "--unit", "tai-chinh") == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "không có bảng nào" in told and "'Chỉ có lời văn'" in told
    assert path.read_text(encoding="utf-8").endswith("#   Chỉ có lời văn\n")
    assert run(folder, tmp_path / "b.docx", "--unit", "tai-chinh") == 1
    assert "'Chỉ có lời văn'" not in capsys.readouterr().out  # it is there already


def test_what_is_left_out_of_a_figure_is_told(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "a.docx"
    figure = word_xml.cell(word_xml.run("41000") + word_xml.raised("1"))
    file.write_bytes(
        word_xml.document(
            word_xml.table(word_xml.row("Chỉ tiêu", "Kết quả"), word_xml.row("Thu ngân sách", figure)),
            word_xml.table(word_xml.row("Nơi nhận", word_xml.cell(word_xml.run("a") + word_xml.raised("1")))),
        )
    )
    assert run(folder, file, "--unit", "tai-chinh") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "a.docx:Bảng 1!B2: cảnh báo form-table lấy '41000'; không đọc ký hiệu viết cao: 1" in shown
    assert "Bảng 2!A1: cảnh báo" not in shown and "Bảng 2" in shown  # named as passed over, as a whole
    assert "revenue: {value: 41000," in (folder / "reports" / "q2" / "tai-chinh.yaml").read_text(encoding="utf-8")


def test_tables_of_one_unit_that_differ_are_both_refused(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    before = path.read_bytes()
    for name, figure in (("a.csv", 41000), ("b.csv", 41500)):
        (tmp_path / name).write_text(f"Chỉ tiêu;Kết quả\nThu ngân sách;{figure}\n", encoding="utf-8")
    assert run(folder, tmp_path / "a.csv", tmp_path / "b.csv", "--unit", "tai-chinh") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "a.csv của cùng đơn vị" in shown
    assert "b.csv của cùng đơn vị" in shown
    assert path.read_bytes() == before
