"""Characters in figures that look like others or like nothing: read where one reading is certain, else named; in every reader."""

from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import word_xml
from camket import cli
from camket.entry.questions import AskedReport, read_reply, remark_on, steps_of
from camket.forms.cells import FormCell, read_cell, tidy
from camket.forms.slots import Slot
from camket.ledger.load import load
from camket.ledger.scalars import read_day, read_figure
from camket.ledger.tree import FolderTree
from camket.text.numerals import AmbiguousNumber, NotANumber, OddCharacter, read_date, read_number
from camket.text.odd_characters import odd_character
from camket.text.spelling import fold
from small_office import write_office
from test_form_pages import Office
from test_table_shapes import FINANCE, figure, read

Capture = pytest.CaptureFixture[str]
# A figure of five digits with one reading, 41500, in characters of all kinds.
SAME = [
    "41\u200b500", "\ufeff41500", "41500\u200d", "\u200e41500", "\u202d41500\u202c", "41\u2060500", "41\u00a0500", "41\u2007500",
    "41\u3000500", "41\u2009500", "４１５００", "4１500", "𝟒𝟏𝟓𝟎𝟎", "41500,0", "41500，0", "41500．0", "＋41500", "\u00a041500\u00a0",
]  # fmt: skip
# Without a certain reading, with the name of the character.
ODD = [
    ("41\u00ad500", "U+00AD"), ("\u202e00514", "U+202E"), ("\u200f41500", "U+200F"), ("٤١٥٠٠", "U+0664"), ("–41500", "U+2013"),
    ("41·500", "U+00B7"), ("41’500", "U+2019"), ("41500²", "U+00B2"), ("4150О", "U+041E"), ("4\ufe0f1500", "U+FE0F"),
    ("41‚5", "U+201A"), ("½", "U+00BD"), ("41\u2063500", "U+2063"),
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_one_reading_is_read(text: str) -> None:
    assert read_number(text) == 41500
    assert read_figure(f"{text}％", percent=True) == 41500


@pytest.mark.parametrize(
    ("text", "number"), [("−5", "-5"), ("‐5", "-5"), ("‑5", "-5"), ("－５，５", "-5.5"), ("1\u202f234\u202f567,5", "1234567.5")]
)
def test_signs_and_marks(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(("text", "code"), ODD)
def test_any_other_character_is_named(text: str, code: str) -> None:
    with pytest.raises(OddCharacter) as caught:
        read_number(text)
    assert code in str(caught.value)


@pytest.mark.parametrize("text", ["năm", "75 triệu", "–", "4\u00a05", "75%", "x" * 5, "\u200b"])
def test_what_has_no_odd_character_is_only_no_number(text: str) -> None:
    assert odd_character(text) is None
    with pytest.raises(NotANumber) as caught:
        read_number(text)
    assert not isinstance(caught.value, (OddCharacter, AmbiguousNumber))


def test_two_readings_stay_two() -> None:
    with pytest.raises(AmbiguousNumber):
        read_number("４１．５００")


def test_days() -> None:
    assert read_day("０２/６/2023\u200b") == read_date("2\u20116\u20112023") == read_date("02/6/2023")
    with pytest.raises(ValueError, match=r"U\+2013"):
        read_date("02–6–2023")


def test_labels() -> None:
    assert fold("Thu ng\u00adân s\u200bách\u00a0xã") == fold("Thu ngân sách xã")
    assert fold("Thu nga\u0302n sa\u0301ch") == fold("Thu ngân sách")
    assert tidy("\u200b \ufeff") == ""
    assert tidy("gia\u00adđình 👨\u200d👩") == "giađình 👨\u200d👩"
    assert tidy("\u00ad5") == "\u00ad5"  # some programs show it as a minus


# --- the readers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


@pytest.mark.parametrize("text", SAME)
def test_a_form(text: str) -> None:
    assert read_cell(Slot(("a",), "", "number"), FormCell(text, "A1")) == (Decimal(41500), None)


@pytest.mark.parametrize(("text", "code"), ODD)
def test_a_form_names_the_character(text: str, code: str) -> None:
    value, fault = read_cell(Slot(("a",), "", "number"), FormCell(text, "A1"))
    assert value is None
    assert fault is not None
    assert code in fault.message


@pytest.mark.parametrize("text", SAME)
def test_a_table(folder: Path, text: str) -> None:
    assert read(folder, f"Chỉ ti\u200bêu;Kết\u00a0quả\nThu nga\u0302n s\u00adách;{text}\n", *FINANCE) == 0
    assert str(figure(folder, "revenue")) == "41500"


@pytest.mark.parametrize("text", ["41,5\u200b tỷ đồng", "４１，５ tỷ đồng", "41,5\u00a0tỷ"])
def test_a_table_with_a_unit_of_measure(folder: Path, text: str) -> None:
    assert read(folder, f"Chỉ tiêu;Kết quả\nThu ngân sách;{text}\n", *FINANCE) == 0
    assert str(figure(folder, "revenue")) == "41500"


def test_both_figures_of_a_ratio(folder: Path) -> None:
    assert read(folder, "Chỉ tiêu;Kết quả\nGiải ngân;３１／９０ (34,4%)\n", *FINANCE) == 0
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    assert "{part: 31, whole: 90}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "code"), ODD)
def test_a_table_names_the_character(folder: Path, capsys: Capture, text: str, code: str) -> None:
    before = figure(folder, "revenue")
    assert read(folder, f"Chỉ tiêu;Kết quả\nThu ngân sách;{text}\n", *FINANCE) == 1
    assert code in capsys.readouterr().out
    assert figure(folder, "revenue") == before


def test_thousands_dots(folder: Path) -> None:
    assert read(folder, "Chỉ tiêu;Kết quả\nThu ngân sách;４１．５００\u200b\n", *FINANCE, "--thousands-dot") == 0
    assert str(figure(folder, "revenue")) == "41500"


def test_a_document_of_word(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    rows = (word_xml.row("Chỉ tiêu", "Kết quả"), word_xml.row("Thu ngân\u00a0sách", "４１\u200b500"))
    file.write_bytes(word_xml.document(word_xml.table(*rows)))
    assert cli.run(["form", "import", "--data", str(folder), "--table", "-q", "2", str(file), *FINANCE]) == 0
    assert str(figure(folder, "revenue")) == "41500"


def test_answers_of_the_page(tmp_path: Path) -> None:
    office = Office(tmp_path / "data")
    page = office.fill({"results.revenue.value": "４１\u200b500"})
    assert "revenue: {value: 41500" in office.text(json.dumps(page.answers()).encode())
    taken, problems = office.take(office.fill({"results.revenue.value": "41\u00ad500"}).save())
    assert taken.is_refused
    assert any("U+00AD" in problem.message for problem in problems)


@pytest.mark.parametrize("text", SAME)
def test_set_writes_the_figure_plainly(folder: Path, text: str) -> None:
    assert cli.run(["set", "--data", str(folder), "-q", "2", "tai-chinh", "revenue", text]) in (0, 1)
    written = str(figure(folder, "revenue"))
    assert written.isascii()
    assert read_number(written) == 41500


@pytest.mark.parametrize(("text", "code"), ODD[:4])
def test_set_names_the_character(folder: Path, capsys: Capture, text: str, code: str) -> None:
    before = figure(folder, "revenue")
    assert cli.run(["set", "--data", str(folder), "-q", "2", "tai-chinh", "revenue", text]) != 0
    shown = capsys.readouterr()
    assert code in shown.out + shown.err
    assert figure(folder, "revenue") == before


def test_fill_takes_the_reply_plainly(tmp_path: Path) -> None:
    ledger, _problems = load(FolderTree(write_office(tmp_path / "data")))
    assert ledger is not None
    asked = AskedReport(ledger, ledger.rounds[1], "tai-chinh", ledger.targets["revenue"])
    (question, *_more) = steps_of(asked.target, None)[0].questions
    for text in SAME:
        assert read_number(read_reply(asked, question, text)["value"]) == 41500
        assert read_reply(asked, question, text)["value"].isascii()
    said = remark_on(asked, steps_of(asked.target, None)[0], question, {}, None, "41\u00ad500")
    assert said.is_fault
    assert "U+00AD" in said.text


def test_a_file_typed_by_hand(folder: Path, capsys: Capture) -> None:
    path = folder / "reports" / "q2" / "tai-chinh.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("40000", "４０\u200b000"), encoding="utf-8")
    cli.run(["check", "--data", str(folder)])
    assert "bad-number" not in capsys.readouterr().out
    path.write_text(text.replace("40000", "40\u00ad000"), encoding="utf-8")
    assert cli.run(["check", "--data", str(folder)]) == 1
    assert "U+00AD" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_script_of_the_page_reads_the_same(root: Path) -> None:
    script = (root / "src" / "camket" / "forms" / "page" / "form.js").read_text(encoding="utf-8")
    start, stop = script.index("  // Digits, signs and spaces"), script.index("  const grouped")
    given = json.dumps([*SAME, *(text for text, _code in ODD)])
    program = f"{script[start:stop]}\nconsole.log(JSON.stringify({given}.map((one) => [plainFigures(one), oddCharacter(one)])))"
    done = subprocess.run(["node", "-e", program], capture_output=True, encoding="utf-8", check=True)
    found: list[Any] = json.loads(done.stdout)
    for (plain, odd), text in zip(found, SAME, strict=False):
        assert (read_number(plain), odd) == (Decimal(41500), ""), text
    assert [odd for _plain, odd in found[len(SAME) :]] == [odd_character(text) for text, _code in ODD]
