"""The official format: one test for each row of the table in Nghị định 30/2020/NĐ-CP, Phụ lục I.

Each number is read from the XML of the file, with styles and defaults applied, in written reports and in every template.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stress_office import BASIS, CHIEF, DEPUTY, LONG_TITLE, NASTY_REPORT, issued, many_columns, render_docx, write_stress
from word_file import MM, Look, WordFile, text_of, w

ROOT = Path(__file__).parents[1]
# The summary is a page for the desk: it is neither signed nor sent, and the decree says nothing of it.
TEMPLATES = sorted(path.name for path in (ROOT / "templates").glob("*.docx") if path.name != "summary.docx")
REPORTS = ("draft", "issued", "plain", "since")
ANY = [*REPORTS, *TEMPLATES]
OF_REPORTS = [*REPORTS, "report.docx"]

# Patterns that find each element: its text in a written report, its tag in a template.
NATIONAL = r"^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM$"
MOTTO = r"^Độc lập - Tự do - Hạnh phúc$"
PARENT = r"^TỈNH ỦY MẪU$|parent_body\) \}\}$"
ISSUER = r"^ỦY BAN NHÂN DÂN\n|^SỞ GIÁO|issuing_body\) \}\}$"
NUMBER = r"^Số: |number_and_symbol"
PLACE = r"^(?:Sa Đéc|Thử Nghiệm), ngày|(?:say|write)\.day\("
KIND = r"^BÁO CÁO$"
SUBJECT = r"^Kết quả thực hiện Bản cam kết|\|upper_first \}\}$"
ADDRESSED = r"^Kính gửi:"
BASED_ON = r"^Căn cứ "
SIGNED_AS = r"^(?:TM|KT|TL)\. |^(?:PHÓ )?CHỦ TỊCH$|^CHÁNH VĂN PHÒNG$|^\{\{ (?:line|(?:report|letter)\.signatory\.title) \}\}$"
SIGNER = r"^(?:Nguyễn Văn Hon|Trần Thị B|Lê Văn C)$|^\{\{ (?:report|letter)\.signatory\.name \}\}$"
COPIES = r"^Nơi nhận:$"
COPY = r"^- (?:Như trên|TT|CT, |LĐVP|Lưu: |\{\{ recipient)"
LAST_WORDS = r"\./\.$|(?:say|write)\.(?:joint_)?ending\("
APPENDIX = r"^Phụ lục [IVX]+$"
ATTACHED = r"^\(Kèm theo|say\.attached"


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, WordFile]:
    """The reports and templates that are tested, read once."""
    folder = tmp_path_factory.mktemp("official")
    office = write_stress(
        folder / "issued",
        title=LONG_TITLE,
        parent_body="Tỉnh ủy Mẫu",
        report_addressees=["Ủy ban nhân dân tỉnh Mẫu", "Sở Kế hoạch và Đầu tư", "Sở Nội vụ"],
        basis=BASIS,
        office=issued(signatory=DEPUTY, directions=["Đôn đốc các đơn vị."]),
        extra=NASTY_REPORT,
        targets=many_columns(6),
    )
    plain = write_stress(
        folder / "plain", issuing_body="Sở Giáo dục và Đào tạo", office=issued(signatory=CHIEF), no_reports=True
    )
    made = {"draft": render_docx(ROOT / "data"), "issued": render_docx(office), "plain": render_docx(plain)}
    made["since"] = render_docx(ROOT / "data", since="q1")
    made["internal"] = render_docx(ROOT / "data", form="internal")
    made |= {name: (ROOT / "templates" / name).read_bytes() for name in TEMPLATES}
    return {name: WordFile(data) for name, data in made.items()}


@pytest.fixture(params=ANY)
def document(request: pytest.FixtureRequest, documents: dict[str, WordFile]) -> WordFile:
    """Each written report, each template."""
    return documents[request.param]


@pytest.fixture(params=OF_REPORTS)
def report(request: pytest.FixtureRequest, documents: dict[str, WordFile]) -> WordFile:
    """Each written report, and the template of reports."""
    return documents[request.param]


@pytest.fixture(params=REPORTS)
def written(request: pytest.FixtureRequest, documents: dict[str, WordFile]) -> WordFile:
    """Each written report."""
    return documents[request.param]


def letters(look: Look, size: tuple[float, float], *, bold: bool = False, italic: bool = False) -> None:
    """Check that text is in Times New Roman, black, with a font size between the two of `size`."""
    assert look.font == "Times New Roman", look
    assert look.colour in ("auto", "000000"), look
    assert size[0] <= look.size <= size[1], look
    assert (look.bold, look.italic) == (bold, italic), look


# --- the page -------------------------------------------------------------------------------------------------------------


def test_the_page_is_a4_with_the_decrees_margins(document: WordFile) -> None:
    for section in document.sections():
        size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
        width, height = (round(float(size.get(w(name))) / MM) for name in ("w", "h"))
        is_landscape = size.get(w("orient")) == "landscape"
        assert (width, height) == ((297, 210) if is_landscape else (210, 297))
        edges = {name: float(margins.get(w(name))) / MM for name in ("top", "bottom", "left", "right")}
        assert 20 <= round(edges["top"], 1) <= 25
        assert 20 <= round(edges["bottom"], 1) <= 25
        assert 30 <= round(edges["left"], 1) <= 35
        assert 15 <= round(edges["right"], 1) <= 20


def test_body_is_portrait_and_appendices_are_landscape_each_numbered_on_its_own(report: WordFile) -> None:
    body, *appendices = report.sections()
    assert body.find(w("pgSz")).get(w("orient")) in (None, "portrait")
    assert body.find(w("pgNumType")) is None
    titles = report.find(APPENDIX)
    assert len(titles) >= 2
    if any("{%p" in look.text for look in map(report.look, report.paragraphs())):
        # A template has the sections of every form: the last but one is the first of the internal copy.
        assert appendices.pop(-2).find(w("pgSz")).get(w("orient")) in (None, "portrait")
    else:
        assert len({look.text for look in titles}) == len(appendices)
    for section in appendices:
        assert section.find(w("pgSz")).get(w("orient")) == "landscape"
        assert section.find(w("pgNumType")).get(w("start")) == "1"


def test_page_number_is_centred_in_the_top_margin_and_not_on_the_first_page(document: WordFile) -> None:
    headers = [name for name in document.parts if re.match(r"word/header\d*\.xml", name)]
    assert len(headers) == 1
    assert not [name for name in document.parts if name.startswith("word/footer")]
    header = document.xml(headers[0])
    (paragraph,) = header.iter(w("p"))
    assert [one.text.strip() for one in header.iter(w("instrText"))] == ["PAGE"], "Arabic: no format switch"
    look = document.look(paragraph)
    letters(look, (13, 14))
    assert look.align == "center"
    first, *others = document.sections()
    kinds = [reference.get(w("type")) for reference in first.iter(w("headerReference"))]
    assert kinds == ["default"]
    assert first.find(w("titlePg")) is not None
    if any("{%p" in document.look(one).text and "internal" in document.look(one).text for one in document.paragraphs()):
        del others[-2]  # the first section of the internal copy
    assert all(section.find(w("titlePg")) is None for section in others)
    for section in document.sections():
        margins = section.find(w("pgMar"))
        number_ends = float(margins.get(w("header"))) / MM + look.size * 25.4 / 72
        assert number_ends < float(margins.get(w("top"))) / MM


def test_every_letter_is_times_new_roman_black_and_upright_in_size(document: WordFile) -> None:
    warnings = 0
    for paragraph in document.paragraphs():
        look = document.look(paragraph)
        if not look.text:
            continue
        assert look.font == "Times New Roman"
        if look.colour not in ("auto", "000000"):
            # The warnings about made-up figures and the mark of the internal copy are not part of a signed document.
            assert re.search(r"minh họa|illustrative|unread|internal|\{%p endif %\}", look.text)
            warnings += 1
        assert 10 <= look.size <= 14
    fonts = {
        one.get(w(name)) for style in document.styles.values() for one in style.iter(w("rFonts")) for name in ("ascii", "hAnsi")
    }
    assert fonts == {"Times New Roman"}
    assert warnings < 9


# --- the head -------------------------------------------------------------------------------------------------------------


def test_quoc_hieu(document: WordFile) -> None:
    look = document.one(NATIONAL)
    letters(look, (12, 13), bold=True)
    assert look.upper
    assert look.align == "center"
    row = document.tables()[0].find(w("tr"))
    left, right = row.findall(w("tc"))
    assert document.element(NATIONAL).getparent() is right, "top right"
    assert text_of(left)


def test_tieu_ngu(document: WordFile) -> None:
    look = document.one(MOTTO)
    letters(look, (13, 14), bold=True)
    assert not look.upper
    assert look.align == "center"
    assert look.line == 1
    assert (look.before, look.after) == (0, 0)
    assert document.element(MOTTO).getprevious() is document.element(NATIONAL)


def test_a_line_as_long_as_the_motto_is_drawn_below_it(document: WordFile) -> None:
    # The motto is 159.1 pt wide in 13 pt bold, as measured in a PDF.
    wide = 159.1 * document.one(MOTTO).size / 13
    assert abs(document.rule_below(MOTTO) - wide) < 3


def test_co_quan_chu_quan(document: WordFile) -> None:
    found = document.find(PARENT)
    for look in found:
        letters(look, (12, 13))
        assert look.align == "center"
        assert look.text.startswith("{{") or look.upper


def test_the_parent_body_is_above_where_there_is_one(documents: dict[str, WordFile]) -> None:
    assert [len(documents[name].find(PARENT)) for name in ("issued", "draft", "report.docx")] == [1, 0, 1]
    above, below = documents["issued"].element(PARENT), documents["issued"].element(ISSUER)
    assert above.getnext() is below


def test_co_quan_ban_hanh(document: WordFile) -> None:
    look = document.one(ISSUER)
    letters(look, (12, 13), bold=True)
    assert look.align == "center"
    assert look.text.startswith("{{") or look.upper


@pytest.mark.parametrize(("name", "wide"), [("draft", 119.6), ("issued", 127.4), ("plain", 158.9)])
def test_a_line_of_a_third_to_a_half_is_drawn_below_the_issuing_body(
    name: str, wide: float, documents: dict[str, WordFile]
) -> None:
    # The widest line's points in 12 pt bold, measured in a PDF.
    length = documents[name].rule_below(ISSUER)
    assert wide / 3 <= length <= wide / 2


def test_so_ky_hieu(document: WordFile) -> None:
    look = document.one(NUMBER)
    letters(look, (13, 13))
    assert look.align == "center"


def test_number_below_ten_has_a_zero_and_a_draft_has_none(documents: dict[str, WordFile]) -> None:
    assert documents["issued"].one(NUMBER).text == "Số: 07/BC-UBND"
    assert re.fullmatch(r"Số: {4,}/BC-UBND", documents["draft"].one(NUMBER).text)


def test_dia_danh_ngay(document: WordFile) -> None:
    look = document.one(PLACE)
    letters(look, (13, 14), italic=True)
    assert look.align == "center"
    number = document.element(NUMBER)
    place = document.element(PLACE)
    assert number.getparent().getparent() is place.getparent().getparent(), "in one row of the head"
    assert document.look(number).before == look.before
    assert number.getparent().find(w("p")) is number, "the first of its cell, so at the same height"
    assert place.getparent().find(w("p")) is place


def test_day_has_its_zero_and_a_draft_has_no_day(documents: dict[str, WordFile]) -> None:
    assert documents["issued"].one(PLACE).text == "Thử Nghiệm, ngày 07 tháng 6 năm 2024"
    assert re.fullmatch(r"Sa Đéc, ngày {3,}tháng {3,}năm 2023", documents["draft"].one(PLACE).text)


def test_only_a_draft_says_so(documents: dict[str, WordFile]) -> None:
    draft = documents["draft"].one("^DỰ THẢO$")
    assert draft.bold
    assert not documents["issued"].find("DỰ THẢO")


def test_the_head_has_two_columns_of_fixed_width(document: WordFile) -> None:
    head = document.tables()[0]
    widths = [float(column.get(w("w"))) / MM for column in head.find(w("tblGrid"))]
    assert len(widths) == 2
    assert sum(widths) <= 165.5


# --- title, addressees, grounds ---------------------------------------------------------------------------------------------


def test_ten_loai(report: WordFile) -> None:
    look = report.one(KIND)
    letters(look, (13, 14), bold=True)
    assert look.upper
    assert look.align == "center"
    assert look.keep_next


def test_trich_yeu(report: WordFile) -> None:
    paragraph = report.element(KIND).getnext()
    look = report.look(paragraph)
    assert re.search(SUBJECT, look.text)
    letters(look, (13, 14), bold=True)
    assert not look.text.isupper()
    assert look.align == "center"


@pytest.mark.parametrize(("name", "wide"), [("draft", 363.6), ("issued", 452.3), ("plain", 363.6)])
def test_a_line_of_a_third_to_a_half_is_drawn_below_the_subject(name: str, wide: float, documents: dict[str, WordFile]) -> None:
    # The widest line's points in 14 pt bold, measured in a PDF; a long subject fills the page's width.
    length = documents[name].rule_below(SUBJECT)
    assert wide / 3 <= length <= wide / 2


def test_kinh_gui(document: WordFile) -> None:
    for look in document.find(ADDRESSED):
        letters(look, (13, 14))
        assert look.align == "center"
    assert document.find(ADDRESSED)


def test_one_addressee_is_on_the_line_and_several_are_below_it(documents: dict[str, WordFile]) -> None:
    assert documents["draft"].one(ADDRESSED).text == "Kính gửi: Ủy ban nhân dân tỉnh Đồng Tháp."
    first = documents["issued"].element(ADDRESSED)
    assert text_of(first) == "Kính gửi:"
    lines = list(itertools.islice(first.itersiblings(), 3))
    assert [text_of(one) for one in lines] == ["- Ủy ban nhân dân tỉnh Mẫu;", "- Sở Kế hoạch và Đầu tư;", "- Sở Nội vụ."]
    for line in lines:
        letters(documents["issued"].look(line), (13, 14))


def test_can_cu(report: WordFile) -> None:
    for look in report.find(BASED_ON):
        letters(look, (13, 14), italic=True)
        assert look.align == "both"
        assert 10 <= round(look.first, 1) <= 12.7


def test_each_ground_ends_in_a_semicolon_and_the_last_in_a_stop(documents: dict[str, WordFile]) -> None:
    texts = [look.text for look in documents["issued"].find(BASED_ON)]
    assert [text[-1] for text in texts] == [";", "."]
    assert len(documents["report.docx"].find(BASED_ON)) == 1


# --- the body -------------------------------------------------------------------------------------------------------------


def body_paragraphs(document: WordFile) -> Iterator[Look]:
    """The paragraphs between the opening sentence and the closing words, without headings."""
    tags = re.compile(r"^\{%p.*%\}$")
    seen = False
    for paragraph in document.body:
        if paragraph.tag != w("p"):
            continue
        look = document.look(paragraph)
        seen = seen or bool(re.search(r"như sau \(chi tiết|(?:say|write)\.beginning\(", look.text))
        if seen and look.text and not tags.match(look.text) and not look.keep_next and not _heading(look):
            yield look
        if re.search(LAST_WORDS, look.text):
            return


def _heading(look: Look) -> bool:
    return look.style.startswith("heading")


def test_body(document: WordFile) -> None:
    looks = list(body_paragraphs(document))
    assert len(looks) >= 4
    for look in looks:
        letters(look, (13, 14))
        assert look.align == "both", look
        assert round(look.first, 1) in (10, 12.7), look
        assert look.before + look.after >= 6, look
        assert 1 <= look.line <= 1.5, look


def test_the_body_points_to_the_appendices(written: WordFile) -> None:
    before_appendices = [look.text for look in body_paragraphs(written)]
    assert "(chi tiết tại các phụ lục kèm theo)" in before_appendices[0]


def test_headings_are_roman_then_arabic_then_letters(report: WordFile) -> None:
    for look in report.find(r"^[IVX]+\. |^\{\{ heading\.n\|roman"):
        letters(look, (13, 14), bold=True)
        assert look.upper
        assert look.style == "heading 1"
    for look in report.find(r"^\d+\. |^\{\{ loop\.index \}\}\. "):
        letters(look, (13, 14), bold=True)
        assert not look.text.isupper()
        assert look.style == "heading 2"
    for look in report.find(r"^[a-zđ]\) |^\{\{ loop\.index\|letter \}\}\) "):
        letters(look, (13, 14))
        assert look.style == "heading 3"
    levels = {
        one.find(f"{w('pPr')}/{w('outlineLvl')}").get(w("val"))
        for one in map(report.named, ("heading 1", "heading 2", "heading 3"))
    }
    assert levels == {"0", "1", "2"}
    assert report.find(r"^[IVX]+\. |^\{\{ heading\.n\|roman")


def test_letters_follow_the_vietnamese_order(documents: dict[str, WordFile]) -> None:
    lettered = [look.text[0] for look in WordFile(render_docx(ROOT / "data", form="full")).find(r"^[a-zđ]\) ")]
    assert lettered[:6] == list("abcdđe")
    roman = [look.text.split(".")[0] for look in documents["draft"].find(r"^[IVX]+\. ")]
    assert roman[:5] == ["I", "II", "III", "IV", "V"]


def test_no_heading_is_left_at_the_foot_of_a_page(written: WordFile) -> None:
    headings = [look for look in map(written.look, written.paragraphs()) if _heading(look) or re.match(APPENDIX, look.text)]
    assert len(headings) > 5
    assert all(look.keep_next for look in headings)


def test_the_text_ends_with_its_mark(written: WordFile) -> None:
    look = written.one(LAST_WORDS)
    assert look.text.endswith("./.")
    assert look.align == "both"
    letters(look, (13, 14))


# --- signature, recipients ------------------------------------------------------------------------------------------------


def test_chuc_vu_ky(document: WordFile) -> None:
    found = document.find(SIGNED_AS)
    assert found
    for look in found:
        letters(look, (13, 14), bold=True)
        assert look.upper
        assert look.align == "center"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("draft", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Hon"]),
        ("issued", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Thị B"]),
        ("plain", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Lê Văn C"]),
    ],
)
def test_each_kind_of_authority_is_laid_out_line_by_line(name: str, lines: list[str], documents: dict[str, WordFile]) -> None:
    signature = documents[name].element(SIGNER).getparent()
    assert [text_of(one) for one in signature.iter(w("p"))] == lines
    row = signature.getparent()
    assert row.findall(w("tc"))[1] is signature, "right"


def test_ho_ten_nguoi_ky(document: WordFile) -> None:
    look = document.one(SIGNER)
    letters(look, (13, 14), bold=True)
    assert look.align == "center"
    assert look.text.startswith("{{") or not look.upper
    assert not re.match(r"(?:Ông|Bà|TS|ThS)\b", look.text)
    assert look.before >= 50, "room to sign, without empty lines"


def test_noi_nhan(document: WordFile) -> None:
    look = document.one(COPIES)
    letters(look, (12, 12), bold=True, italic=True)
    assert look.align == "left"
    left = document.element(COPIES)
    authority = document.element(SIGNER).getparent().find(w("p"))
    assert left.getparent().getparent() is authority.getparent().getparent(), "one row"
    assert left.getparent().find(w("p")) is left
    assert document.look(left).before == document.look(authority).before, "level with the authority"


def test_its_list(document: WordFile) -> None:
    found = document.find(COPY)
    assert found
    for look in found:
        letters(look, (11, 11))
        assert look.align == "left"


def test_recipients_end_in_semicolons_and_the_last_in_a_stop(documents: dict[str, WordFile]) -> None:
    texts = [look.text for look in documents["issued"].find(COPY)]
    assert texts == ["- Như trên;", "- TT. Huyện ủy;", "- Lưu: VT, TH."]


def test_the_signature_stays_with_the_last_words(document: WordFile) -> None:
    ending = document.find(LAST_WORDS)
    assert ending
    assert all(look.keep_next for look in ending)
    row = document.element(SIGNER).getparent().getparent()
    assert row.find(f"{w('trPr')}/{w('cantSplit')}") is not None


# --- appendices -----------------------------------------------------------------------------------------------------------


def test_phu_luc(report: WordFile) -> None:
    for paragraph in [one for one in report.paragraphs() if re.search(APPENDIX, text_of(one))]:
        letters(report.look(paragraph), (14, 14), bold=True)
        assert report.look(paragraph).align == "center"
        title = report.look(paragraph.getnext())
        letters(title, (14, 14), bold=True)
        assert title.upper or title.text.startswith("{{")
        assert title.align == "center"
        attached = report.look(paragraph.getnext().getnext())
        assert re.search(ATTACHED, attached.text)
        letters(attached, (13, 14), italic=True)
        assert attached.align == "center"
    assert len(report.find(APPENDIX)) >= 2


def test_appendices_are_as_many_as_the_report_has_parts(documents: dict[str, WordFile]) -> None:
    numbers = {name: [look.text.split()[-1] for look in documents[name].find(APPENDIX)] for name in REPORTS}
    assert numbers["draft"] == numbers["issued"] == ["I", "II"]
    assert numbers["since"] == ["I", "II", "III", "IV"]
    assert len(documents["draft"].sections()) == 3
    assert len(documents["since"].sections()) == 5
    assert len(documents["since"].find("^(?:II. )?SO SÁNH VỚI KẾT QUẢ QUÝ I$")) == 2


def test_an_appendix_names_the_report_it_belongs_to(documents: dict[str, WordFile]) -> None:
    assert {look.text for look in documents["issued"].find(ATTACHED)} == {
        "(Kèm theo Báo cáo số 07/BC-UBND ngày 07 tháng 6 năm 2024 của Ủy ban nhân dân huyện Thử Nghiệm)"
    }
    assert {look.text for look in documents["draft"].find(ATTACHED)} == {
        "(Kèm theo Báo cáo số ……/BC-UBND ngày …… tháng …… năm 2023 của Ủy ban nhân dân thành phố Sa Đéc)"
    }


def test_tables_have_explicit_widths_that_fit_between_the_margins(document: WordFile) -> None:
    for table in document.tables():
        columns = [int(column.get(w("w"))) for column in table.find(w("tblGrid"))]
        assert table.find(f"{w('tblPr')}/{w('tblLayout')}").get(w("type")) == "fixed"
        assert sum(columns) / MM <= 252.5
        for row in table.iter(w("tr")):
            assert [int(cell.find(f"{w('tcPr')}/{w('tcW')}").get(w("w"))) for cell in row.iter(w("tc"))] == columns


def test_columns_of_eight_shared_commitments_stay_legible(documents: dict[str, WordFile]) -> None:
    table = next(one for one in documents["issued"].tables() if text_of(one).startswith("TTĐơn vịThu ngân sách"))
    columns = [int(column.get(w("w"))) / MM for column in table.find(w("tblGrid"))]
    assert len(columns) == 2 + 8
    assert min(columns[2:]) > 24, "mm; 12.345.678 needs 18"


def test_header_rows_repeat_and_rows_do_not_split(document: WordFile) -> None:
    with_borders = [table for table in document.tables() if table.find(f"{w('tblPr')}/{w('tblStyle')}") is not None]
    assert with_borders
    for table in with_borders:
        rows = table.findall(w("tr"))
        assert rows[0].find(f"{w('trPr')}/{w('tblHeader')}") is not None
        assert all(row.find(f"{w('trPr')}/{w('cantSplit')}") is not None for row in rows)


def test_borders_come_from_the_tables_style(document: WordFile) -> None:
    (style,) = [one for one in document.styles.values() if one.get(w("type")) == "table" and one.get(w("default")) is None]
    borders = style.find(f"{w('tblPr')}/{w('tblBorders')}")
    assert [edge.get(w("val")) for edge in borders] == ["single"] * 6


# --- the file -------------------------------------------------------------------------------------------------------------

ALLOWED = {
    "pPr": {"pStyle", "sectPr"},
    "rPr": set[str](),
    "tblPr": {"tblStyle", "tblW", "jc", "tblLayout", "tblLook"},
    "trPr": {"cantSplit", "tblHeader"},
    "tcPr": {"tcW"},
}


def test_all_formatting_is_by_styles(document: WordFile) -> None:
    """Allowed: the style of a paragraph, the end of a section, position and width of tables and cells, rows that do not split."""
    headers = [document.xml(name) for name in document.parts if name.startswith("word/header")]
    for root in (document.body, *headers):
        for name, allowed in ALLOWED.items():
            used = {etree_name(child) for one in root.iter(w(name)) for child in one}
            assert used <= allowed, name


def etree_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def test_no_empty_paragraphs_are_used_as_space(document: WordFile) -> None:
    for paragraph in document.paragraphs():
        look = document.look(paragraph)
        if look.text.strip() or document.border_above(paragraph) is not None:
            continue
        ends_section = paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None
        is_cell_of_no_text = paragraph.getparent().tag == w("tc") and len(paragraph.getparent().findall(w("p"))) == 1
        assert ends_section or is_cell_of_no_text, look
        if ends_section:
            assert look.size <= 2


def test_paragraphs_have_named_styles(document: WordFile) -> None:
    styles = {document.look(one).style for one in document.paragraphs() if text_of(one) and one.getparent().tag != w("tc")}
    assert "Normal" not in styles
    assert {"Nội dung", "Lời kết"} <= styles


def test_the_text_is_composed_unicode(written: WordFile) -> None:
    parts = [data.decode("utf-8") for name, data in written.parts.items() if name.endswith(".xml")]
    assert all(unicodedata.is_normalized("NFC", part) for part in parts)


def test_nothing_remains_of_the_program_that_made_the_file(document: WordFile) -> None:
    assert set(document.parts) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/header1.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        assert b"thumbnail" not in document.parts[name]
    settings = document.parts["word/settings.xml"].decode()
    assert "rsid" not in settings
    assert "doNotExpandShiftReturn" in settings, "a justified line before a line break is not stretched"


def test_properties_name_the_document_its_author_and_its_language(documents: dict[str, WordFile]) -> None:
    properties = documents["issued"].parts["docProps/core.xml"].decode()
    assert f"<dc:title>Báo cáo kết quả thực hiện {LONG_TITLE}</dc:title>"[:255] in properties
    assert "<dc:creator>Ủy ban nhân dân huyện Thử Nghiệm</dc:creator>" in properties
    assert "<dc:language>vi-VN</dc:language>" in properties
    assert properties.count("2024-06-07T00:00:00Z") == 2, "the report's day, no clock"
    assert "python-docx" not in properties


def test_the_language_of_the_text_is_vietnamese(document: WordFile) -> None:
    languages = {
        one.get(w("val"))
        for part in ("styles", "settings")
        for one in document.xml(f"word/{part}.xml").iter(w("lang"), w("themeFontLang"))
    }
    assert languages == {"vi-VN"}


def test_texts_of_units_stay_text(documents: dict[str, WordFile]) -> None:
    texts = [text_of(one) for one in documents["issued"].paragraphs()]
    assert any("Dòng <một> & hai" in text for text in texts)
    assert any("hết &amp; <b>hết</b>" in text for text in texts)
    assert any("\nxuống dòng ở đây\n" in text for text in texts), "its line breaks are kept"


def test_an_empty_round_is_still_a_whole_report(documents: dict[str, WordFile]) -> None:
    texts = [text_of(one) for one in documents["plain"].paragraphs()]
    for words in ("Trong kỳ, các đơn vị không nêu khó khăn, vướng mắc.", "Trong kỳ, các đơn vị không có đề xuất, kiến nghị."):
        assert words in texts
    assert not [text for text in texts if "None" in text or "{" in text]
