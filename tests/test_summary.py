"""The summary on one page: its figures are the report's, it fits on a page, its bars mean the same without colour."""

from __future__ import annotations

import re
import struct
import subprocess
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from camket import cli
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.bars import PATTERNS, counts_bar, progress_bar, swatch, to_png, to_svg
from camket.report.contents import Contents
from camket.report.describe.whole import report_contents
from camket.report.filters import format_share, pad_count
from camket.report.pdf import to_pdf
from camket.report.render import render_summary
from camket.report.target_contents import Figure
from camket.standing.submissions import closing_day
from camket.standing.survey import survey
from camket.text.git import RepositoryState
from camket.text.language import speaking
from small_office import write_office

ROOT = Path(__file__).parents[1]
SHIPPED, PROVINCE = ROOT / "data", ROOT / "examples" / "tinh-2026" / "data"
COMMIT = RepositoryState(True, "3f2a9c0d1b7e4a55aa01", "2023-06-09", ())
ROUNDS = [(SHIPPED, one) for one in ("q1", "q2", "q3", "annual-preliminary", "annual-update", "q4")]
ROUNDS += [(PROVINCE, one) for one in ("q1", "q2", "q3", "annual-update", "q4")]
NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


def summary(data: Path, round_id: str, formats: str = "md,docx") -> tuple[dict[str, bytes], Contents]:
    """The summary by format, and the values of the report of the same round."""
    ledger, problems = load(FolderTree(data))
    assert ledger is not None
    round_ = ledger.round(round_id)
    assert round_ is not None
    view = survey(ledger, round_, closing_day(ledger, round_))
    with speaking("vi"):
        values = report_contents(view, problems, COMMIT)
    made = render_summary(view, problems, COMMIT, None, formats.split(","))
    assert all(name.startswith(f"tom-tat-{round_id}-") for name in made)
    return {name.rpartition(".")[2]: content for name, content in made.items()}, values


def figures(value: Any) -> Iterator[str]:
    """All figures of the report as they are printed, and the numbers in its texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Figure):
        yield from (value.text, value.words)
    elif isinstance(value, Decimal):
        yield format_share(value)
    elif isinstance(value, tuple):
        for one in value:
            yield from figures(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures(getattr(value, field.name))


def page_text(docx: bytes) -> str:
    return "\n".join(
        "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        for paragraph in Document(BytesIO(docx)).element.body.iter(qn("w:p"))
    )


@pytest.mark.parametrize(("data", "round_id"), ROUNDS, ids=lambda one: one.parent.name if isinstance(one, Path) else one)
def test_each_figure_is_the_reports_and_no_word_is_of_the_machine(data: Path, round_id: str) -> None:
    made, values = summary(data, round_id)
    text = page_text(made["docx"])
    assert f"{pad_count(values.submissions.received)}/{pad_count(values.submissions.total)} đơn vị đã gửi báo cáo" in text
    counts = [int(found) for found in re.findall(r"(\d+)\u00a0(?:vượt|đạt|đúng|chưa|chờ|chậm|không)", text)]
    assert sum(counts) == len(values.contents)
    known = {number.lstrip("0") for one in figures(values) for number in NUMBER.findall(one.replace("\u00a0", " "))}
    days = {values.round.cut_off, values.as_of, *(one.due for one in values.submissions.all)}
    days |= {one.extension.due for one in values.submissions.extended if one.extension}
    days |= {i.date for t in values.targets for s in (t.standing, *t.units) for i in s.incidents if i.date}
    days |= {a.document.date for p in values.all_proposals for a in p.answers if a.document and a.document.date}
    known |= {str(number) for day in days for number in (day.year, day.month, day.day)}
    unknown = {number for number in NUMBER.findall(text) if number.lstrip("0") not in known}
    assert {number for number in unknown if "," in number or "." in number.strip(".") or len(number) > 2} == set()
    missing = [one.unit.name for one in values.submissions.missing]
    assert all(name in text for name in missing[:1]) and ("Chưa gửi" in text) == bool(missing)
    for sign in ("≥", "≤", "camket", COMMIT.commit or "", ".yaml", "None", "_", "  -", "{{"):
        assert sign not in text, sign
    assert not re.search(r"(?<![\d.,/\w])[1-9] (?:đơn vị|chỉ tiêu|đề xuất|vụ|lao động|sản phẩm|dự án)\b", text)
    assert not re.search(r"\b(?:missed|behind|met|on-track|not-reported|true|false)\b", text, re.IGNORECASE)


@pytest.mark.parametrize(("data", "round_id"), [(SHIPPED, "q2"), (PROVINCE, "q2")], ids=["city", "province"])
def test_what_is_late_and_what_happened_is_named(data: Path, round_id: str) -> None:
    made, values = summary(data, round_id)
    text = page_text(made["docx"])
    late = [one for target in values.targets if target.is_group for one in target.units if one.verdict in ("behind", "missed")]
    assert late
    assert any(one.unit is not None and one.unit.short in text for one in late)
    happened = [one for target in values.targets for one in target.standing.incidents]
    assert ("Phát sinh điều không được để xảy ra" in text) == bool(happened)
    markdown = made["md"].decode("utf-8")
    assert markdown.startswith("# Tóm tắt kết quả thực hiện ")
    assert "│" in markdown and "█" in markdown


def test_pictures_have_svg_png_and_words() -> None:
    made, values = summary(SHIPPED, "q2")
    document = Document(BytesIO(made["docx"]))
    words = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert len(words) > 10 and all(words)
    assert any(f"{len(values.contents)} chỉ tiêu cam kết: " in one for one in words)
    assert any(one.startswith("Doanh nghiệp mới: bằng 50,67% mục tiêu, mức cần đạt của kỳ: 31 doanh nghiệp") for one in words)
    with ZipFile(BytesIO(made["docx"])) as package:
        names = package.namelist()
        svg = [name for name in names if name.endswith(".svg")]
        png = [name for name in names if name.endswith(".png")]
        assert len(svg) == len(png) > 5
        for name in svg:
            assert ET.fromstring(package.read(name)).tag == "{http://www.w3.org/2000/svg}svg"
        assert all(package.read(name).startswith(b"\x89PNG") for name in png)
        assert package.read("word/document.xml").count(b"svgBlip") == len(words)
    assert COMMIT.commit is not None
    assert COMMIT.commit[:12] in document.core_properties.comments


def test_no_text_is_smaller_than_eleven_points() -> None:
    made, _values = summary(PROVINCE, "q2")
    document = Document(BytesIO(made["docx"]))
    body = document.element.body
    used = {one.get(qn("w:val")) for one in body.iter(qn("w:pStyle"))}
    sizes = [one.font.size.pt for one in document.styles if one.style_id in used and one.font.size is not None]
    assert len(sizes) == len(used) and min(sizes) >= 11
    assert not list(body.iter(qn("w:sz")))


def test_who_is_asked_is_the_body_itself() -> None:
    text = page_text(summary(SHIPPED, "q2")[0]["docx"])
    asked = text.partition("Xin ý kiến chỉ đạo")[2].partition("Tiến độ")[0]
    assert "Xã Tân Phú Đông: xem xét điều chỉnh chỉ tiêu thu" in asked  # to UBND Thành phố
    assert "Lấy mẫu khí" not in asked and "lấy mẫu khí" not in asked  # to a department
    assert "Công văn số MH-41/UBND-TH ngày 05/4/2023 (02 đề xuất) chưa có trả lời" in asked
    assert "Còn 15 đề xuất gửi các cơ quan, đơn vị khác chưa có trả lời" in asked


def test_an_office_with_few_targets_has_a_page_too(tmp_path: Path) -> None:
    text = page_text(summary(write_office(tmp_path / "data"), "q2")[0]["docx"])
    assert "Tóm tắt kết quả thực hiện Cam kết thử" in text


def test_the_command_writes_it_and_refuses_what_it_has_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--data", str(SHIPPED), "report", "-q", "2", "--summary", "-o", str(tmp_path)]
    assert cli.run(given) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tom-tat-q2-2023.docx", "tom-tat-q2-2023.md"]
    assert cli.run([*given, "--format", "xlsx"]) == 2
    assert cli.run([*given, "--since", "q1"]) == 2
    assert "--summary" in capsys.readouterr().err


# --- bars ---------------------------------------------------------------------------------------------------------------


def pixels(png: bytes) -> tuple[int, int, bytes]:
    width, height = struct.unpack(">II", png[16:24])
    data = zlib.decompress(png[png.index(b"IDAT") + 4 : -16])
    return width, height, data


def test_the_png_is_the_svg_dot_by_dot() -> None:
    picture = progress_bar(0.4, "striped", 0.6, width=40, height=3.5)
    width, height, data = pixels(to_png(picture))
    assert (width, height) == (320, 28)
    root = ET.fromstring(to_svg(picture, "a < b"))
    assert root[0].text == "a < b"
    drawn: dict[tuple[int, int], str] = {}
    for one in root[1:]:
        left, top, across, down = (float(one.get(name, "")) * 8 for name in ("x", "y", "width", "height"))
        for y in range(round(top), round(top + down)):
            for x in range(round(left), round(left + across)):
                drawn[x, y] = one.get("fill", "")
    for (x, y), colour in drawn.items():
        start = y * (4 * width + 1) + 1 + 4 * x
        assert data[start : start + 4].hex().upper() == colour[1:] + "FF"


def test_bars_tell_verdicts_apart_without_colour() -> None:
    made = {}
    for pattern in dict.fromkeys(PATTERNS.values()):
        made[pattern] = tuple(
            (one.left, one.top, one.width, one.height) for one in swatch(pattern, width=6, height=2.75).rectangles
        )
    assert len(set(made.values())) == len(made)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "░" * 20), (0.001, "█" + "░" * 19), (0.5, "█" * 10 + "░" * 10), (0.9999, "█" * 19 + "░"), (1.4, "█" * 20)],
)
def test_a_bar_as_text_is_full_only_when_all_is_done(share: float, text: str) -> None:
    assert progress_bar(share, "full", width=40, height=4).text == text


def test_a_bar_of_counts_has_all_its_parts() -> None:
    picture = counts_bar([(1, "full"), (1, "striped"), (2, "empty")], width=40, height=4)
    assert picture.text == "█████▒▒▒▒▒" + "░" * 10
    assert all(one.left >= 0 and one.left + one.width <= 40.0001 for one in picture.rectangles)
    assert counts_bar([], width=40, height=4).text == ""


# --- one page -----------------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize(("data", "round_id"), ROUNDS, ids=lambda one: one.parent.name if isinstance(one, Path) else one)
def test_it_is_one_page(data: Path, round_id: str, tmp_path: Path) -> None:
    made, _values = summary(data, round_id)
    path = tmp_path / "summary.pdf"
    path.write_bytes(to_pdf(made["docx"]))
    about = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, encoding="utf-8").stdout
    assert re.search(r"^Pages: +1$", about, re.MULTILINE)
