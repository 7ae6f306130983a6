"""Tables in text: the mark between the cells found out or named, quotes, line ends; what is not certain is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from camket import cli
from camket.forms.delimited import DELIMITERS, TextFault, read_text_table
from camket.forms.grid import Grid
from small_office import write_office
from test_table_shapes import FINANCE, figure

Capture = pytest.CaptureFixture[str]


def rows(text: str, delimiter: str | None = None) -> list[list[str]]:
    table = read_text_table(text, delimiter)
    assert isinstance(table, Grid), table
    return [list(row) for row in table.rows]


def fault(text: str, delimiter: str | None = None) -> TextFault:
    found = read_text_table(text, delimiter)
    assert isinstance(found, TextFault), found
    return found


HEAD = ["Chỉ tiêu", "Kết quả"]
LONG = ["Chỉ tiêu", "Kết quả", "Ghi chú"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chỉ tiêu;Kết quả\nThu;27,9\nChi;90,5\n", [HEAD, ["Thu", "27,9"], ["Chi", "90,5"]]),
        (
            'Chỉ tiêu,Kết quả,Ghi chú\nThu,27900,"đạt; vượt"\nChi,905,"chậm; do mưa"\n',
            [LONG, ["Thu", "27900", "đạt; vượt"], ["Chi", "905", "chậm; do mưa"]],
        ),
        ('Chỉ tiêu,Kết quả\nThu,"27,9"\nChi,"90,5"\n', [HEAD, ["Thu", "27,9"], ["Chi", "90,5"]]),
        ("Chỉ tiêu\tKết quả\nThu ngân sách, phí\t27,9\n", [HEAD, ["Thu ngân sách, phí", "27,9"]]),
        ("Chỉ tiêu\tKết quả\tGhi chú\nThu; chi\t27\ta; b\n", [LONG, ["Thu; chi", "27", "a; b"]]),
        (
            'Chỉ tiêu;Kết quả;Ghi chú\n"Thu ""phạt""";27;"a, b"\nChi;3;x\n',
            [LONG, ['Thu "phạt"', "27", "a, b"], ["Chi", "3", "x"]],
        ),
        (
            'Chỉ tiêu;Kết quả;Ghi chú\nThu;27;"một\nhai, ba"\nChi;3;x\n',
            [LONG, ["Thu", "27", "một\nhai, ba"], ["Chi", "3", "x"]],
        ),
        ("sep=;\nChỉ tiêu;Kết quả\nThu;27,5\n", [HEAD, ["Thu", "27,5"]]),
        ("SEP=|\r\nChỉ tiêu|Kết quả\r\nThu; chi|27,5\r\n", [HEAD, ["Thu; chi", "27,5"]]),
        ('"sep=;"\nChỉ tiêu;Kết quả\nThu;27,5\n', [HEAD, ["Thu", "27,5"]]),
        ("sep=\t\nChỉ tiêu\tKết quả\nThu\t27,5\n", [HEAD, ["Thu", "27,5"]]),
        (
            "BÁO CÁO quý III, năm 2023\n\nChỉ tiêu;Kết quả\nThu;27,5\nChi, bù;3,5\n",
            [["BÁO CÁO quý III, năm 2023"], [], HEAD, ["Thu", "27,5"], ["Chi, bù", "3,5"]],
        ),
        ("Chỉ tiêu;Kết quả\r\nThu;27,5\r\nChi;4\r\n", [HEAD, ["Thu", "27,5"], ["Chi", "4"]]),
        ("Chỉ tiêu;Kết quả\rThu;27,5\rChi;4\r", [HEAD, ["Thu", "27,5"], ["Chi", "4"]]),
        (
            "Chỉ tiêu;Kết quả\nThu xã, phường;27,9\nTrật tự, an toàn;3\n",
            [HEAD, ["Thu xã, phường", "27,9"], ["Trật tự, an toàn", "3"]],
        ),
        ("Chỉ tiêu,Kết quả\nThu,27900\nChi,300\n", [HEAD, ["Thu", "27900"], ["Chi", "300"]]),
        ("Chỉ tiêu|Kết quả\nThu|27,9\nChi|3\n", [HEAD, ["Thu", "27,9"], ["Chi", "3"]]),
        (
            "| Chỉ tiêu | Kết quả |\n|:---|---:|\n| Thu | 27,9 |\n",
            [["", *HEAD, ""], [], ["", "Thu", "27,9", ""]],
        ),
        ("Chỉ tiêu;Kết quả\nThu;27,9;\nChi;3;\n", [HEAD, ["Thu", "27,9", ""], ["Chi", "3", ""]]),
        ("Chỉ tiêu;Kết quả;\nThu;27,9;lạc\n", [[*HEAD, ""], ["Thu", "27,9", "lạc"]]),
        ("Chỉ tiêu;Kết quả;\nThu;27,9;\nTổng;;\n", [[*HEAD, ""], ["Thu", "27,9", ""], ["Tổng", "", ""]]),
        ("Chỉ tiêu;Kết quả;Ghi chú\nThu;27,9\nChi;3;x\n", [LONG, ["Thu", "27,9"], ["Chi", "3", "x"]]),
        ('Chỉ tiêu;Kết quả;Ghi chú\nThu;27;ống 5" nước\nChi;3;x\n', [LONG, ["Thu", "27", 'ống 5" nước'], ["Chi", "3", "x"]]),
        ("Chỉ tiêu\nThu ngân sách\n", [["Chỉ tiêu"], ["Thu ngân sách"]]),
        ("Chỉ tiêu;Kết quả\x0bnăm\nThu\u2028chi;27\n", [["Chỉ tiêu", "Kết quảnăm"], ["Thu\u2028chi", "27"]]),
        ("\n\n  \nChỉ tiêu;Kết quả\n", [[], [], [""], HEAD]),
    ],
)
def test_the_mark_between_the_cells_is_found_out(text: str, expected: list[list[str]]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Chỉ tiêu, đơn vị;Kết quả, quý\nThu, xã;27,9\nChi, xã;3,5\n", ";,"),
        ("Chỉ tiêu, nhiệm vụ;Kết quả;Ghi chú\nThu, chi;27\nTrật tự, an toàn;3;x\n", ";,"),
        ("a;b|c\nd;e|f\n", ";|"),
        ("Kèm theo công văn; gấp\nTên,Sao,KH\n12,1,\nHoa; cây cảnh,1.0,226,8\nCỏ; hoa,2,4,27,5\nNem,3,2,\n", ";,"),
        ("a;b\nc|d\n", ";|"),
    ],
)
def test_a_mark_that_is_not_certain_is_asked_for(text: str, marks: str) -> None:
    found = fault(text)
    assert all(f"--delimiter '{mark}'" in found.hint for mark in marks)
    assert (found.line, found.column) == (1, 1)
    assert all(isinstance(read_text_table(text, mark), Grid) for mark in marks if mark != ",")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("Chỉ tiêu,Kết quả\nThu,27,9\nChi,3,5\n", 2, 3),
        ("Chỉ tiêu,Kết quả\nThu,27\nChi,3,5\n", 3, 3),
        ("Chỉ tiêu,Kết quả,\nThu,27,9\n", 2, 3),
        ("sep=,\nChỉ tiêu,Kết quả\nThu,27,9\n", 3, 3),
        ("Chỉ tiêu   Kết quả\nThu   27,9\n", 2, 2),
        ('Chỉ tiêu,Kết quả,Ghi chú\nThu,"27,9","một\nhai"\nChi,3,mưa, bão\n', 4, 4),
    ],
)
def test_decimal_commas_without_quotes_are_no_marks(text: str, line: int, column: int) -> None:
    found = fault(text)
    assert (found.line, found.column) == (line, column)
    assert "--delimiter" in found.hint
    named = fault(text, ",")
    assert (named.line, named.column) == (line, column)
    assert "--delimiter" not in named.hint


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("Đơn vị,Thu xã, phường,Thu khác\nXã A,,125.089,5 triệu\n", 1, 3),
        ("Chỉ tiêu,Kế hoạch,Kết quả,Cùng kỳ\nChi,4,5,6\nThu xã, phường,30,27\n", 3, 2),
        ("Chỉ tiêu;Kế hoạch;Kết quả;Cùng kỳ\nChi;4;5;6\nThu; chi;30;27\n", 3, 2),
        ("Đơn vị,Thu,Chi xã,phường\nA,80,337,000,\n", 2, 5),
        ("Đơn vị;Cơ cấu;Thu;\n;;Kế hoạch;Kết quả\nA;45; 55;634;\nB;1;3;4\n", 3, 5),
        ("Đơn vị;Cơ cấu;Thu;\n;;Kế hoạch;Kết quả\nA;45; 55;634;\nB;45; 55;634;\n", 3, 5),
        ("Đơn vị;Cơ cấu;Thu;Chi\nA;45;55;634;\n", 2, 5),
    ],
)
def test_a_mark_within_a_text_is_noticed(text: str, line: int, column: int) -> None:
    found = fault(text, text[6 if text[6] in ",;" else 8])
    assert (found.line, found.column) == (line, column)


def test_a_space_behind_each_mark_is_usual() -> None:
    table = rows("Chỉ tiêu, kết quả, ghi chú\nThu, 27, tăng\nChi, 3,\n")
    assert table == [["Chỉ tiêu", "kết quả", "ghi chú"], ["Thu", "27", "tăng"], ["Chi", "3", ""]]
    assert rows("STT,Chỉ tiêu,Kết quả\n1, - Trong đó,27\n2,  nội địa,3\n")[1] == ["1", "- Trong đó", "27"]


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ tiêu;Kế hoạch;Kết quả\nThu; chi;30;27\n",
        "Chỉ tiêu;Kết quả;Ghi chú\nThu;27;đạt; vượt\n",
        "Chỉ tiêu;Kết quả;Ghi chú\nThu;27/31 hồ sơ;đạt; vượt\n",
        "Chỉ tiêu;Kết quả;Ghi chú\nThu;khá;đạt; vượt\n",
        "Chỉ tiêu;9 tháng;Ghi chú\nThu;27;đạt; vượt\n",
        "Chỉ tiêu;2023;Ghi chú\nThu;27;đạt; vượt\n",
        "Chỉ tiêu|Kế hoạch|Kết quả\nThu|chi|30|27\n",
    ],
)
def test_a_row_with_more_cells_than_the_head_is_refused(text: str) -> None:
    assert (fault(text).line, fault(text).column) == (2, 4)
    assert fault(text, text[8]).line == 2


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('Chỉ tiêu;Kết quả\nThu;27\n"Chi;3\nThêm;4\n', 3, "không đóng"),
        ('Chỉ tiêu;Kết quả\n"Xanh" hoá;5\n', 2, "sau dấu"),
        ("Chỉ tiêu;Kết quả\nThu;" + "1" * 200_000 + "\n", 2, "chữ"),
        ("Chỉ tiêu;Kết quả\nThu;2\0007\n", 2, "NUL"),
        ("Chỉ tiêu;Kết quả\rThu;2\n7\r", 1, "hai kiểu"),
        ("Chỉ tiêu;Kết quả\nThu;2\r7\n", 1, "hai kiểu"),
        ("a;b\n" * 50_001, 50_001, "100.000"),
        ("a\n" * 100_001, 100_001, "100.000"),
    ],
)
def test_what_cannot_be_read_is_never_cut(text: str, line: int, word: str) -> None:
    found = fault(text)
    assert found.line == line
    assert word in found.message


@pytest.mark.parametrize("name", DELIMITERS)
def test_the_option_names_the_mark(tmp_path: Path, name: str) -> None:
    folder = write_office(tmp_path / "data")
    file = tmp_path / "a.txt"
    mark = DELIMITERS[name]
    file.write_text(f"Chỉ tiêu{mark}Kết quả\nThu ngân sách{mark}41000\n", encoding="utf-8")
    line = ["form", "import", "--data", str(folder), "-q", "2", str(file), *FINANCE, "--delimiter", name]
    assert cli.run(line) == 2  # goes with --table
    assert cli.run([*line[:-1], "x", "--table"]) == 2
    assert cli.run([*line, "--table"]) == 0
    assert figure(folder, "revenue") == 41000


def test_the_place_of_a_fault_is_its_line(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path / "data")
    file = tmp_path / "a.csv"
    file.write_text('sep=;\nChỉ tiêu;Kết quả;"Ghi\nchú"\nThu ngân sách;bốn;x\n', encoding="utf-8")
    assert cli.run(["form", "import", "--data", str(folder), "--table", "-q", "2", str(file), *FINANCE]) == 1
    assert "a.csv:4:2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "is_read"), [("Thu ngân sách,27,9", False), ("Thu ngân sách,27,tăng", True), ('Thu ngân sách,"27,9",5', True)]
)
def test_digits_for_a_remark_may_belong_to_the_figure(tmp_path: Path, capsys: Capture, line: str, is_read: bool) -> None:
    folder = write_office(tmp_path / "data")
    before = figure(folder, "revenue")
    file = tmp_path / "a.csv"
    file.write_text(f"Chỉ tiêu,Kết quả,Ghi chú\n{line}\n", encoding="utf-8")
    code = cli.run(["form", "import", "--data", str(folder), "--table", "-q", "2", str(file), *FINANCE])
    assert (code == 0) == is_read
    assert (figure(folder, "revenue") != before) == is_read
    assert is_read or "27,9" in capsys.readouterr().out
