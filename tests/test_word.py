"""The Word file as a reader sees it: converted by LibreOffice to the pages of a PDF."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from camket.report.pdf import to_pdf
from stress_office import (
    BASIS,
    CHIEF,
    DEPUTY,
    LONG_TITLE,
    NASTY_REPORT,
    issued,
    many_columns,
    many_targets,
    render_docx,
    write_stress,
)
from word_file import WordFile

pytestmark = pytest.mark.libreoffice
ROOT = Path(__file__).resolve().parents[1]
A4 = (595, 842)


@dataclass(frozen=True)
class Pages:
    """A report's pages: the lines of text and the size in points of each, the widths of the drawn lines on the first."""

    lines: list[list[str]]
    sizes: list[tuple[int, int]]
    widths: dict[str, float]
    word: WordFile

    def texts(self) -> list[str]:
        return [" ".join(" ".join(lines).split()) for lines in self.lines]

    def whole(self) -> str:
        return " ".join(self.texts())

    def number(self, page: int) -> str:
        """The number that a page has as its first line."""
        return self.lines[page][0].strip()

    def page_with(self, words: str) -> int:
        (found,) = [number for number, text in enumerate(self.texts()) if words in text]
        return found

    def first_with(self, words: str) -> int:
        return next(number for number, text in enumerate(self.texts()) if words in text)


def convert(docx: bytes, folder: Path) -> Pages:
    made = folder / "report.pdf"
    made.write_bytes(to_pdf(docx))

    def ask(*command: str) -> str:
        shown = subprocess.run(command, check=True, capture_output=True, timeout=60)
        return unicodedata.normalize("NFC", shown.stdout.decode("utf-8"))

    pages = ask("pdftotext", "-layout", str(made), "-").split("\f")[:-1]
    about = ask("pdfinfo", "-l", "-1", str(made))
    sizes = [(round(float(x)), round(float(y))) for x, y in re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", about)]
    boxes = ask("pdftotext", "-bbox-layout", "-l", "1", str(made), "-")
    widths = {}
    for start, end, line in re.findall(r'<line xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>(.*?)</line>', boxes, flags=re.DOTALL):
        widths[" ".join(re.findall(r">([^<]+)</word>", line))] = float(end) - float(start)
    lines = [[line for line in page.splitlines() if line.strip()] for page in pages]
    return Pages(lines, sizes, widths, WordFile(docx))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The report of the shipped data for quarter II: a draft."""
    return convert(render_docx(ROOT / "data"), tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A report that a deputy signs, with a long title, careless texts, and eight targets that units share."""
    folder = tmp_path_factory.mktemp("signed")
    given: dict[str, Any] = {"title": LONG_TITLE, "basis": BASIS, "extra": NASTY_REPORT, "targets": many_columns(6)}
    return convert(render_docx(write_stress(folder / "data", office=issued(signatory=DEPUTY), **given)), folder)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A report with 200 more targets, one with a name as long as a page; the head of the office signs for the chairman."""
    folder = tmp_path_factory.mktemp("long")
    targets = many_targets(200).replace(
        "name: Chỉ tiêu thứ 50\n", "name: Chỉ tiêu thứ 50 " + "kể hết mọi việc phải làm " * 60 + "\n"
    )
    return convert(render_docx(write_stress(folder / "data", office=issued(signatory=CHIEF), targets=targets)), folder)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A round in which no unit has reported."""
    folder = tmp_path_factory.mktemp("empty")
    return convert(render_docx(write_stress(folder / "data", no_reports=True)), folder)


# --- page by page ---------------------------------------------------------------------------------------------------------


def test_the_first_page_has_the_head(pages: Pages) -> None:
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "BÁO CÁO",
        "Kiến nghị Ủy ban nhân dân tỉnh",
    ):
        assert words in pages.texts()[0]


def test_number_and_place_are_at_the_same_height(pages: Pages) -> None:
    (line,) = [line for line in pages.lines[0] if "Số:" in line]
    assert "/BC-UBND" in line
    assert "Sa Đéc, ngày" in line


def test_figures_signature_and_appendices_are_there(pages: Pages) -> None:
    for words in ("38 doanh nghiệp", "50,67%", "chưa báo cáo: xã Tân Quy Tây", "TM. ỦY BAN NHÂN DÂN", "Phụ lục II"):
        assert words in pages.whole()


def test_the_number_of_pages_is_right(pages: Pages, empty: Pages) -> None:
    # If columns lost their widths, there would be twice as many pages.
    assert 7 <= len(pages.lines) <= 9
    assert 3 <= len(empty.lines) <= 6


@pytest.mark.parametrize("name", ["pages", "signed", "long", "empty"])
def test_no_page_is_blank(name: str, request: pytest.FixtureRequest) -> None:
    report: Pages = request.getfixturevalue(name)
    assert all(len(text) > 40 for text in report.texts())


@pytest.mark.parametrize("name", ["pages", "signed", "long", "empty"])
def test_pages_after_the_first_are_numbered_and_each_appendix_from_1(name: str, request: pytest.FixtureRequest) -> None:
    report: Pages = request.getfixturevalue(name)
    appendices = [number for number, text in enumerate(report.texts()) if re.match(r"\d+ Phụ lục [IVX]+ ", text)]
    assert len(appendices) >= 2
    assert not report.number(0).isdigit()
    assert [report.number(page) for page in range(1, appendices[0])] == [str(page + 1) for page in range(1, appendices[0])]
    for start, end in zip(appendices, [*appendices[1:], len(report.lines)], strict=True):
        assert [report.number(page) for page in range(start, end)] == [str(number) for number in range(1, end - start + 1)]


@pytest.mark.parametrize("name", ["pages", "signed", "long", "empty"])
def test_the_body_is_portrait_and_the_appendices_are_landscape(name: str, request: pytest.FixtureRequest) -> None:
    report: Pages = request.getfixturevalue(name)
    first = report.first_with("Phụ lục I KẾT QUẢ")
    assert report.sizes[:first] == [A4] * first
    assert report.sizes[first:] == [A4[::-1]] * (len(report.lines) - first)


# --- signature ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("pages", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Hon"]),
        ("signed", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị B"]),
        ("long", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Lê Văn C"]),
    ],
)
def test_signature_and_recipients_are_on_the_page_of_the_closing_words(
    name: str, lines: list[str], request: pytest.FixtureRequest
) -> None:
    report: Pages = request.getfixturevalue(name)
    page = report.page_with("./.")
    last = next(number for number, line in enumerate(report.lines[page]) if "./." in line)
    below = report.lines[page][last + 1 :]
    assert re.match(rf" *Nơi nhận: {{5,}}{re.escape(lines[0])}$", below[0].rstrip()), "level with the authority"
    places = [next(number for number, line in enumerate(below) if line.rstrip().endswith(words)) for words in lines]
    assert places == sorted(places)
    assert any(re.match(r" *- Lưu: VT, .*\.", line) for line in below)


def test_only_a_draft_says_so_and_leaves_number_and_day_blank(pages: Pages, signed: Pages) -> None:
    assert pages.lines[0][0].strip() == "DỰ THẢO"
    assert re.search(r"ngày {3,}tháng {3,}năm 2023", " ".join(pages.lines[0]))
    assert "DỰ THẢO" not in signed.whole()
    assert "Số: 07/BC-UBND" in signed.texts()[0]
    assert "Thử Nghiệm, ngày 07 tháng 6 năm 2024" in signed.texts()[0]


# --- lines drawn under text ------------------------------------------------------------------------------------------------------


def test_drawn_lines_have_the_length_that_their_text_requires(pages: Pages, signed: Pages) -> None:
    assert pages.word.rule_below("^Độc lập") == pytest.approx(pages.widths["Độc lập - Tự do - Hạnh phúc"], abs=3)
    for report, pattern, line in (
        (pages, "^ỦY BAN NHÂN DÂN\n", "THÀNH PHỐ SA ĐÉC"),
        (pages, "^Kết quả thực hiện", "Kết quả thực hiện Bản cam kết hành động quý II năm 2023"),
        (signed, "^ỦY BAN NHÂN DÂN\n", "HUYỆN THỬ NGHIỆM"),
        (signed, "^Kết quả thực hiện", "môi trường đầu tư kinh doanh, nâng cao năng lực cạnh tranh và chuyển đổi"),
    ):
        assert report.widths[line] / 3 <= report.word.rule_below(pattern) <= report.widths[line] / 2


# --- tables ---------------------------------------------------------------------------------------------------------------


def test_header_rows_are_repeated_on_every_page_of_an_appendix(long: Pages) -> None:
    first, last = long.first_with("Phụ lục I KẾT QUẢ"), long.first_with("Phụ lục II KẾT QUẢ")
    assert last - first > 8
    for text in long.texts()[first:last]:
        assert re.search(r"TT Chỉ tiêu ĐVT Kế hoạch năm", text)


def test_all_200_rows_are_there_and_a_long_one_continues(long: Pages) -> None:
    appendix = long.lines[long.first_with("Phụ lục I KẾT QUẢ") : long.first_with("Phụ lục II KẾT QUẢ")]
    rows = {found[1] for lines in appendix for line in lines if (found := re.match(r" *(\d{1,2}\.\d+) ", line))}
    assert len(rows) == 11 + 200
    assert "2.203" in rows, "a number of five letters stays on its line"
    assert " ".join(" ".join(lines) for lines in appendix).count("kể hết") > 40


def test_eight_shared_commitments_keep_their_figures_whole(signed: Pages) -> None:
    text = signed.texts()[signed.page_with("Phụ lục II KẾT QUẢ")]
    # A goal that all share stands in the head; where each has its own, the figure and the goal may stand in two lines.
    assert len(re.findall(r"12\.345\.678", text)) == 6
    assert re.search(r"(?<![\d.])20\.000/", text)
    assert re.search(r"(?<![\d.])40\.000 ○", text)
    assert "(5.8)" in text


def test_texts_of_units_stay_within_the_page(signed: Pages) -> None:
    whole = signed.whole()
    assert "Dòng <một> & hai" in whole
    assert "hết &amp; <b>hết</b>" in whole
    assert "".join(whole.split()).count("Từrấtdàikhôngcókhoảngtrắng" * 8) == 1, "a long word is broken, not cut off"
