"""The three forms of the report: what the paper leaves out stands in the internal copy, and both are worded as paper is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.describe.whole import Form, report_contents
from camket.report.filters import end_off, lower_first
from camket.report.render import render_report
from camket.standing.addressees import is_to_body, reach_of
from camket.standing.submissions import closing_day, remarks
from camket.standing.survey import Survey, survey, survey_to_compare
from camket.text.git import RepositoryState
from camket.text.language import speaking
from small_office import write_office

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "data", ROOT / "examples" / "tinh-2026" / "data")
COMMIT = "3f2a9c0d1b7e4a55aa013f2a9c0d1b7e4a55aa01"
ORIGIN = RepositoryState(True, COMMIT, "2023-06-09")


@cache
def read(folder: Path) -> Ledger:
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger


ROUNDS = [(folder, round_.id) for folder in FOLDERS for round_ in read(folder).rounds]
every_round = pytest.mark.parametrize(("folder", "round_id"), ROUNDS, ids=[f"{f.parent.name}-{r}" for f, r in ROUNDS])


@cache
def view_of(folder: Path, round_id: str) -> Survey:
    ledger = read(folder)
    round_ = ledger.round(round_id)
    assert round_ is not None
    return survey(ledger, round_, closing_day(ledger, round_))


@cache
def text_of(folder: Path, round_id: str, form: Form) -> str:
    """A form of the report as Markdown, without its marks and without the comment that does not print."""
    (made,) = render_report(view_of(folder, round_id), [], ORIGIN, None, ["md"], form=form).values()
    printed = made.decode().partition("<!--")[0]
    return re.sub(r"\\([\\`*_\[\]<>|#~$&.)+=-])", r"\1", re.sub(r"\*\*|\*\(|\)\*", "", printed))


def numbers(text: str) -> set[str]:
    # Numbers of headings and rows are of the form, not of the matter.
    text = re.sub(r"^(?:#+ |\| )?[\dIVX]+[.)]? ", "", text, flags=re.MULTILINE)
    return set(re.findall(r"\d+(?:[.,/]\d+)*", text))


def said(folder: Path, round_id: str) -> str:
    return text_of(folder, round_id, "paper") + text_of(folder, round_id, "internal")


# --- nothing is lost ------------------------------------------------------------------------------------------------------


@every_round
def test_every_number_of_the_full_report_is_on_the_paper_or_in_the_internal_copy(folder: Path, round_id: str) -> None:
    full = numbers(text_of(folder, round_id, "full"))
    assert len(full) > 30
    assert full - numbers(said(folder, round_id)) == set()


@every_round
def test_every_name_of_the_full_report_is_on_the_paper_or_in_the_internal_copy(folder: Path, round_id: str) -> None:
    with speaking("vi"):
        contents = report_contents(view_of(folder, round_id), [], ORIGIN, form="full")
    standings = [one for target in contents.targets for one in (target.standing, *target.units)]
    names = [target.name for target in contents.targets]
    names += [one.unit.name for one in contents.submissions.all]
    names += [item.name for standing in standings for item in standing.items]
    names += [incident.name for standing in standings for incident in standing.incidents]
    full, short = (text.lower() for text in (text_of(folder, round_id, "full"), said(folder, round_id)))
    named = [name.lower() for name in names if name.lower() in full]
    assert len(named) > 15
    assert [name for name in named if name not in short] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_comparison_on_paper_has_only_the_proposals_that_are_put_to_others(folder: Path) -> None:
    view = view_of(folder, "q2")
    first = view.ledger.round("q1")
    earlier = survey_to_compare(view.ledger, first, view.as_of)
    shown = {}
    for form in ("paper", "full"):
        since = report_contents(view, [], ORIGIN, earlier, form=form).since
        assert since is not None
        shown[form] = {one.id: one.reach for one in since.proposals}
    assert set(shown["paper"].values()) <= {"other"}
    assert shown["paper"].keys() == {id_ for id_, reach in shown["full"].items() if reach == "other"}
    assert len(shown["full"]) > len(shown["paper"])


@every_round
def test_each_proposal_is_on_the_paper_or_in_the_internal_copy_and_not_on_both(folder: Path, round_id: str) -> None:
    view = view_of(folder, round_id)
    paper, internal = (text_of(folder, round_id, form) for form in ("paper", "internal"))
    chapter = internal.partition("## I. ")[2].partition("\n## ")[0]
    for _unit, one in remarks(view.ledger, view.round, view.as_of, "proposals"):
        text = end_off(one.text)
        is_other = reach_of(view.ledger, one.to) == "other"
        assert (text in paper or lower_first(text) in paper) == is_other, one
        assert (text in chapter or lower_first(text) in chapter) != is_other, one
    office = view.ledger.office.get(round_id)
    for proposal in office.content.proposals if office else ():
        assert proposal in paper.partition("## I. ")[0]


@every_round
def test_difficulties_are_on_the_paper_by_unit(folder: Path, round_id: str) -> None:
    view = view_of(folder, round_id)
    for _unit, one in remarks(view.ledger, view.round, view.as_of, "difficulties"):
        assert end_off(one.text)[1:] in said(folder, round_id)


def test_what_a_late_unit_says_of_its_own_report_is_internal() -> None:
    reason = "Phường gửi trễ vì kế toán đi tập huấn"
    assert reason not in text_of(FOLDERS[0], "q2", "paper")
    chapter = text_of(FOLDERS[0], "q2", "internal").partition("## II. ")[2].partition("\n## ")[0]
    assert f"- Phường 3: {reason}" in chapter
    assert "Bảo hiểm xã hội Thành phố trễ 03 ngày, Phường 3 trễ 02 ngày" in chapter
    assert "trễ 03 ngày" not in text_of(FOLDERS[0], "q2", "paper")


@pytest.mark.parametrize(
    ("to", "reach"),
    [
        (None, "unnamed"),
        ("UBND Thành phố", "own"),
        ("Uỷ ban nhân dân thành phố Sa Đéc", "own"),
        ("Phòng Nội vụ", "own"),
        ("phòng  nội vụ, Phòng Kinh tế", "own"),
        ("UBND các xã, phường", "own"),
        ("UBND P.1", "own"),
        ("Phòng Tài nguyên và Môi trường", "own"),
        ("Chủ tịch UBND Thành phố", "own"),
        ("Chi cục Thuế khu vực 2", "other"),
        ("Sở Nội vụ", "other"),
        ("Ủy ban nhân dân Tỉnh", "other"),
        ("UBND Thành phố và Sở Nội vụ", "other"),
        ("Sở Nội vụ và UBND Thành phố", "other"),
        ("Sở Tài chính; Phòng Kinh tế", "other"),
    ],
)
def test_what_the_office_can_settle_itself_is_told_from_what_it_asks_of_others(to: str | None, reach: str) -> None:
    assert reach_of(read(FOLDERS[0]), to) == reach


@pytest.mark.parametrize(
    ("to", "is_body"),
    [
        (None, False),
        ("UBND Thành phố", True),
        ("Thành phố", True),
        ("Uỷ ban nhân dân thành phố Sa Đéc", True),
        ("Chủ tịch UBND Thành phố", True),
        ("Văn phòng HĐND và UBND Thành phố", True),
        ("Phòng Kinh tế, UBND Thành phố", True),
        ("Sở Nội vụ và UBND Thành phố", True),
        ("UBND", False),  # that of the province as well
        ("Ủy ban nhân dân Tỉnh", False),
        ("Phòng Nội vụ", False),
        ("UBND các xã, phường", False),
        ("Sở Nội vụ", False),
    ],
)
def test_what_is_asked_of_the_body_itself_is_told_from_what_its_departments_can_settle(to: str | None, is_body: bool) -> None:
    ledger = read(FOLDERS[0])
    assert is_to_body(ledger, to) == is_body
    assert not is_body or "Sở" in str(to) or reach_of(ledger, to) == "own", "what reaches the body is its own matter"


@pytest.mark.parametrize(
    ("to", "reach"), [("UBND xã", "own"), ("UBND xã Tân An", "own"), ("UBND", "own"), ("Sở Y tế", "other")]
)
def test_the_beginning_of_the_body_s_name_is_enough_without_an_area(tmp_path: Path, to: str, reach: str) -> None:
    office = write_office(tmp_path / "data")
    targets = office / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    named, count = re.subn(r"issuing_body: [^,}\n]+", "issuing_body: Ủy ban nhân dân xã Tân An", text, count=1)
    assert count == 1
    named = re.sub(r"(?:area|higher_body|parent_body): [^,}\n]+,? ?", "", named)
    targets.write_text(named, encoding="utf-8")
    ledger, _problems = load(FolderTree(office))
    assert ledger is not None
    assert reach_of(ledger, to) == reach
    assert is_to_body(ledger, to) == (reach == "own")


# --- the first page decides ----------------------------------------------------------------------------------------------


def test_the_first_page_tells_what_the_leader_decides_on() -> None:
    first = text_of(FOLDERS[0], "q3", "paper").partition("\n## I. ")[0]
    assert "\nCó 17/17 đơn vị đã gửi báo cáo; đã gửi báo cáo nhưng chưa có nội dung: phường An Hòa." in first
    assert "(phát sinh 01 vụ sai phạm). Thiếu sót trong theo dõi" in first
    assert ": Phường 4 chưa có mô hình.\n" in first
    assert "chậm tiến độ tại Phường 4 (10.595,4 triệu đồng, bằng 66,22% mục tiêu), xã Tân Phú Đông (" in first
    assert "Phường 1" not in first, "a unit on track is not told here"


@every_round
def test_each_target_that_is_late_is_on_the_first_page(folder: Path, round_id: str) -> None:
    first = text_of(folder, round_id, "paper").partition("\n## I. ")[0]
    for standing in view_of(folder, round_id).standings:
        if standing.verdict in ("behind", "missed", "undecided"):
            assert standing.target.name.lower() in first.lower()
        for part in standing.by_unit:
            if part.verdict in ("behind", "missed") and part.unit:
                assert read(folder).name(part.unit) in first


def test_the_paper_is_shorter_than_half() -> None:
    paper, full = (len(text_of(FOLDERS[0], "q2", form).partition("## Phụ lục I\n")[0].split()) for form in ("paper", "full"))
    assert paper < 0.6 * full


# --- wording ---------------------------------------------------------------------------------------------------------------


def prose(folder: Path, round_id: str, form: Form) -> Iterator[str]:
    """The paragraphs that the program words: without tables and without what people wrote."""
    ledger = read(folder)
    office = ledger.office.get(round_id)
    written = {one.strip() for one in (*office.content.assessment, *office.content.directions)} if office else set()
    body = text_of(folder, round_id, form).partition("\n## Phụ lục")[0].partition("## V. NGUỒN")[0]
    for line in body.splitlines():
        is_quoted = " báo cáo: " in line or line.removeprefix("Đánh giá chung: ") in written or "đề nghị" in line.lower()
        if line and not line.startswith(("|", "#", ">")) and not is_quoted:
            yield line


THINGS = "doanh nghiệp|dự án|sản phẩm|mô hình|lao động|người|đơn vị|vụ|hộ|đơn|nhiệm vụ|xã|căn|đồ án|chỉ tiêu|nội dung|đề tài|trường hợp"
WORDED: tuple[Form, ...] = ("paper", "full", "internal")


@pytest.mark.parametrize("form", WORDED)
@every_round
def test_the_program_words_the_report_as_an_office_does(folder: Path, round_id: str, form: Form) -> None:
    chapters = re.split(r"(?m)^## ", text_of(folder, round_id, form))
    # What units and the office wrote is theirs.
    own = [one for one in chapters if not re.match(r"[IVX]+\. (?:KHÓ KHĂN|ĐỀ XUẤT|NHIỆM VỤ|PHƯƠNG HƯỚNG)", one)]
    lines = [line for line in prose(folder, round_id, form) if any(line in chapter for chapter in own)]
    assert lines
    for line in lines:
        assert not re.search(rf"\d+,\d+ (?:{THINGS})\b", line), f"a fraction of a whole thing: {line}"
        assert not re.search(rf"(?<![\d.,/–-])[1-9] (?:{THINGS})\b", line), f"no zero before a number below ten: {line}"
        assert not re.search("[≥≤≈]", line), line
        assert not re.search(r"[Kk]hông đạt: [Kk]hông|trong đó:? trong đó|\(\(|;;|\.\.|, ,| ,", line), line
        assert not re.search(r"\b(?:None|True|False|the|of|and|behind|missed|commit|git|yaml)\b", line), line
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+:(?=\s|$)(?<=[a-z]:)(?<!o:)(?<=_.:)", line), line
        assert "camket" not in line or form == "internal"


@every_round
def test_no_paragraph_of_the_paper_tells_a_figure_twice(folder: Path, round_id: str) -> None:
    body = text_of(folder, round_id, "paper").partition("\n## Phụ lục")[0]
    chapter = body.partition("## I. ")[2].partition("\n## ")[0]
    for line in chapter.splitlines():
        # What was achieved, with its unit, is told once; the goal and its base are other figures.
        told, _mark, _goal = line.partition("; mục tiêu: ")
        figures = re.findall(r"(?<![\d/])\d+(?:[.,]\d+)+(?: [^\W\d]+ [^\W\d]+|%)", told)
        assert len(figures) == len(set(figures)), line


@every_round
def test_a_name_that_tells_the_goal_is_not_told_as_the_result(folder: Path, round_id: str) -> None:
    """ "Có 1.650 lao động được đào tạo nghề, đạt 73% chỉ tiêu" would say that 73% was reached: the name stands alone."""
    for target in read(folder).targets.values():
        if re.search(r"\d%", target.name):
            for line in (line for form in WORDED for line in prose(folder, round_id, form)):
                assert target.name[1:] not in line or re.search(re.escape(target.name[1:]) + "(?:[:;.]|$)", line), line


@every_round
def test_a_sentence_tells_its_verdict_once(folder: Path, round_id: str) -> None:
    for form in WORDED:
        for line in prose(folder, round_id, form):
            # Each yardstick of a target, and each group of its units, has a verdict of its own.
            told, *_units = re.split(r"; so với|đơn vị|; chậm tiến độ(?: tại|: [Pp]hường|: xã)", line)
            assert len(re.findall(r"; (?:chậm tiến độ|không đạt|đúng tiến độ)\b", told)) < 2, line
            assert "điều kiện chậm" not in line and "điều kiện không đạt" not in line


@every_round
def test_no_sign_of_comparison_stands_on_paper_or_in_its_tables(folder: Path, round_id: str) -> None:
    for form in ("paper", "full", "internal"):
        assert not re.search("[≥≤≈]", text_of(folder, round_id, form))


def test_signed_paper_bears_nothing_of_the_machine() -> None:
    for folder, round_id in ROUNDS:
        for form in ("paper", "full"):
            text = text_of(folder, round_id, form)
            assert not re.search(r"camket|\b[0-9a-f]{12,40}\b|\.ya?ml|\.docx|phiên bản", text), (folder, round_id, form)
    internal = text_of(FOLDERS[0], "q2", "internal")
    assert f"phiên bản {COMMIT[:12]} ngày 09/6/2023" in internal
    assert "camket report --quarter 2 --as-of 07/6/2023" in internal
    assert "BẢN NỘI BỘ - KHÔNG GỬI NGOÀI CƠ QUAN" in internal


@pytest.mark.parametrize("spelling", ["luỹ kế", "lũy kế"])
@pytest.mark.parametrize("name", ["md", "docx", "xlsx"])
def test_one_spelling_is_kept_in_every_output(tmp_path: Path, spelling: str, name: str) -> None:
    words = "Lũy kế 5 tháng tích luỹ được nhiều; LUỸ KẾ; bà Lũy."
    office = write_office(
        tmp_path / "data", {"q2/xa-c": f"submitted: 2024-06-01\nproposals: [{{text: '{words}', to: Bộ Y tế}}]\n"}
    )
    targets = office / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("commitment: {", f"commitment: {{spelling: {spelling}, ", 1), encoding="utf-8")
    ledger, _problems = load(FolderTree(office))
    assert ledger is not None
    round_ = ledger.round("q2")
    assert round_ is not None
    view = survey(ledger, round_, closing_day(ledger, round_))
    (made,) = render_report(view, [], ORIGIN, None, [name]).values()
    told = made.decode() if name == "md" else " ".join(parts_of(made))
    assert {found.lower() for found in re.findall(r"l(?:uỹ|ũy)(?= kế)", told, re.IGNORECASE)} == {spelling[:3]}
    if name != "xlsx":
        assert f"tích {spelling[:3]}" in told
    assert "bà Lũy" in told, "a name stays as it is"


def parts_of(package: bytes) -> Iterator[str]:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(package)) as parts:
        for part in parts.namelist():
            if part.endswith(".xml"):
                yield parts.read(part).decode("utf-8")
