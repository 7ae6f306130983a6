"""The consolidated report: its text, data that must not become markup, faults of templates, the same bytes each time."""

from __future__ import annotations

import re
import runpy
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report import contents, due_dates, filters, reminders, summary, target_contents, templating
from camket.report.describe.whole import Form
from camket.report.render import escape_markdown, render_report
from camket.report.templating import packaged_templates
from camket.standing.submissions import closing_day
from camket.standing.survey import survey, survey_to_compare
from camket.text import numerals
from camket.text.git import RepositoryState
from camket.text.language import chosen, speaking
from camket.text.problems import TemplateFault
from small_office import write_office

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "data"
NO_GIT = RepositoryState(available=False)
COMMIT = RepositoryState(True, "3f2a9c0d1b7e4a55aa01", "2023-06-09", ("reports/q2/phuong-1.yaml",))


def rendered(
    data: Path,
    round_id: str,
    formats: str = "md",
    templates: Path | None = None,
    origin: RepositoryState = NO_GIT,
    since: str | None = None,
    form: Form = "full",
) -> dict[str, bytes]:
    """A report as the command renders it, by format; with all detail unless another form is wanted."""
    ledger, problems = load(FolderTree(data))
    assert ledger is not None
    round_ = ledger.round(round_id)
    assert round_ is not None
    view = survey(ledger, round_, closing_day(ledger, round_))
    compared = survey_to_compare(ledger, ledger.round(since) if since else None, closing_day(ledger, round_))
    made = render_report(view, problems, origin, templates, formats.split(","), compared, form=form)
    return {name.rpartition(".")[2]: content for name, content in made.items()}


def markdown(data: Path, round_id: str, **given: Any) -> str:
    return rendered(data, round_id, **given)["md"].decode("utf-8")


def unescaped(text: str) -> str:
    return re.sub(r"\\([\\`*_\[\]<>|#~$&.)+=-])", r"\1", text)


def word_paragraphs(data: bytes) -> list[str]:
    body = Document(BytesIO(data)).element.body
    return [
        "".join((part.text or "") if part.tag == qn("w:t") else " " for part in paragraph.iter(qn("w:t"), qn("w:br")))
        for paragraph in body.iter(qn("w:p"))
    ]


@pytest.fixture(scope="module")
def shipped() -> dict[str, bytes]:
    return rendered(SHIPPED, "q2", "md,docx", origin=COMMIT)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


# --- what the report says -----------------------------------------------------------------------------------------------


def test_head_names_bodies_round_addressee_and_basis(shipped: dict[str, bytes]) -> None:
    text = shipped["md"].decode()
    assert "| **ỦY BAN NHÂN DÂN THÀNH PHỐ SA ĐÉC** | **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**" in text
    assert "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**<br>**Độc lập - Tự do - Hạnh phúc**" in text
    assert "**Kết quả thực hiện Bản cam kết hành động quý II năm 2023**" in text
    assert "*Sa Đéc, ngày       tháng       năm 2023* |" in text
    assert "Kính gửi: Ủy ban nhân dân tỉnh Đồng Tháp." in text
    basis = "Công văn số 10/UBND-THVX ngày 05 tháng 01 năm 2023 của Ủy ban nhân dân Tỉnh về việc triển khai thực hiện"
    assert basis in text
    assert "SỐ LIỆU MINH HỌA" in text.split("# BÁO CÁO", maxsplit=1)[0]


def test_every_commitment_is_in_body_and_appendix(shipped: dict[str, bytes]) -> None:
    ledger, _problems = load(FolderTree(SHIPPED))
    assert ledger is not None
    text = unescaped(shipped["md"].decode())
    body, _mark, appendix = text.partition("## Phụ lục I\n")
    for target in ledger.targets.values():
        assert f"{target.name}**" in body
        assert f"| {target.name} |" in appendix


def test_missing_units_are_named_and_late_ones_have_their_days(shipped: dict[str, bytes]) -> None:
    text = shipped["md"].decode()
    assert "Có 16/17 đơn vị đã gửi báo cáo; chưa báo cáo: xã Tân Quy Tây." in text
    assert "- Đúng hạn: 14 đơn vị (" in text
    assert "- Trễ hạn: 02 đơn vị (Bảo hiểm xã hội Thành phố trễ 03 ngày, Phường 3 trễ 02 ngày)." in text
    assert "- Chưa báo cáo: 01 đơn vị (xã Tân Quy Tây)." in text
    assert "ngày 04 tháng 6 năm 2023, trùng ngày nghỉ" in text


def test_sentences_are_made_from_the_figures(shipped: dict[str, bytes]) -> None:
    text = shipped["md"].decode()
    assert (
        "\nCó 38 doanh nghiệp thành lập mới trên địa bàn Thành phố, đạt 50,67% kế hoạch năm (75 doanh nghiệp), "
        "cao hơn mức cần đạt (31 doanh nghiệp), tăng 25 doanh nghiệp so với quý I và 08 doanh nghiệp so với cùng kỳ năm trước; "
        "đúng tiến độ." in text
    )
    assert "Có 04 sản phẩm OCOP được công nhận mới đạt 3 sao trở lên, đạt 50% kế hoạch năm (08 sản phẩm)" in text
    assert "bằng 44,14% chỉ tiêu Tỉnh giao (182.000 triệu đồng)" in text


def test_text_of_a_unit_is_not_changed(shipped: dict[str, bytes]) -> None:
    ledger, _problems = load(FolderTree(SHIPPED))
    assert ledger is not None
    text = unescaped(shipped["md"].decode())
    words = word_paragraphs(shipped["docx"])
    filed = ledger.reports["q2", "phong-kinh-te"]
    written = [result.text for result in filed.results.values() if result.text]
    assert written
    for paragraph in written:
        assert paragraph in text
        assert any(paragraph in line for line in words)


def test_the_report_ends_as_official_texts_do(shipped: dict[str, bytes]) -> None:
    text = shipped["md"].decode()
    assert "kính báo cáo Ủy ban nhân dân tỉnh Đồng Tháp./.\n" in text
    assert "- Lưu: VT, NC/kn. |" in text
    printed, _mark, last = text.rpartition("<!--")
    assert "3f2a9c0d1b7e" not in printed
    assert "camket" not in printed
    assert "phiên bản 3f2a9c0d1b7e ngày 09/6/2023" in last
    assert "01 tệp đã sửa mà chưa ghi nhận (commit): reports/q2/phuong-1.yaml" in last


def test_communes_are_side_by_side_in_the_appendix(shipped: dict[str, bytes]) -> None:
    appendix = shipped["md"].decode().partition("## Phụ lục II\n")[2].partition("## Phụ lục III")[0]
    rows = [line for line in appendix.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + 9
    assert len({line.count(" |") for line in rows}) == 1
    assert "| Mô hình cải cách (9.1); mục tiêu: 1 | Thu ngân sách xã, phường (9.2) |" in rows[0]
    assert "| Phường 4 | 0 ○ | 6.679,8/16.000 ▼ | 4/8 ○ | khá ▼ |" in appendix.replace("\u00a0", " ")
    assert "| 8 | Xã Tân Quy Tây | chưa báo cáo | chưa báo cáo (mục tiêu: 9.000) |" in appendix
    assert (
        "\nMỗi ô: thực hiện/mục tiêu; mục tiêu chung của các đơn vị ghi ở đầu cột. Ký hiệu: ● đạt, ○ đúng tiến độ, ▼ chậm"
        in appendix
    )
    assert "▲" not in appendix, "only signs that are in the table are explained"


def test_columns_of_an_appendix_in_which_there_is_nothing_are_left_out(office: Path) -> None:
    for report in (office / "reports" / "q2").glob("*.yaml"):
        text = report.read_text(encoding="utf-8")
        report.write_text(re.sub(r"^letter: .*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    made = rendered(office, "q2", "md,docx", form="full")
    text = made["md"].decode()
    assert "| Hạn gửi | Ngày nhận | Tình trạng |" in text
    document = Document(BytesIO(made["docx"]))
    heads = [[cell.text for cell in one.rows[0].cells] for one in document.tables]
    shown = ["TT", "Đơn vị", "Hạn gửi", "Ngày nhận", "Tình trạng", "Chỉ tiêu đã báo cáo"]
    table = document.tables[heads.index(shown)]
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    assert sum(widths) == pytest.approx(252 * 56.7, abs=10), "the others get its width"


@pytest.mark.parametrize("folder", ["data", "examples/tinh-2026/data"])
@pytest.mark.parametrize("form", ["paper", "full", "internal"])
def test_no_paper_has_the_id_of_a_proposal(folder: str, form: Form) -> None:
    ledger, _problems = load(FolderTree(ROOT / folder))
    assert ledger is not None
    names = [round_.id for round_ in ledger.rounds]
    for before, now in zip([None, *names], names, strict=False):
        text = rendered(ROOT / folder, now, "md", form=form, since=before)["md"].decode()
        assert not re.search(r"\bdx[-\u2011\\]", text), (now, form)


@pytest.mark.parametrize("form", ["paper", "full", "internal"])
@pytest.mark.parametrize("round_id", ["q1", "q2", "q3", "annual-preliminary", "annual-update", "q4"])
def test_word_and_markdown_say_the_same(round_id: str, form: Form) -> None:
    made = rendered(SHIPPED, round_id, "md,docx", form=form)
    plain = unescaped(re.sub(r"\*\*|<br>|^#+ |^- |^> |\*\(|\*$|\)\*", " ", made["md"].decode(), flags=re.M))
    text = re.sub(r"[\s()]+", " ", plain)
    # In a narrow cell of the Word file a line may break after a slash, and a hyphen may not.
    words = [line.replace("\u2011", "-").replace("\u200b", "") for line in word_paragraphs(made["docx"])]
    assert len(words) > 100
    lost = [line for line in words if re.sub(r"[\s()]+", " ", line).strip(" -") not in text]
    assert not lost


def test_an_annual_round_has_its_own_title_and_directions() -> None:
    text = markdown(SHIPPED, "annual-preliminary")
    assert "**Kết quả thực hiện Bản cam kết hành động năm 2023 (số liệu sơ bộ đến ngày 19/10/2023)**" in text
    assert "PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI" in text


def test_corrections_incidents_and_overrules_are_printed() -> None:
    text = markdown(SHIPPED, "q3")
    assert "ĐÍNH CHÍNH SỐ LIỆU ĐÃ BÁO CÁO" in text
    assert ": 52 sửa thành 38; lý do: " in text
    assert "Đã phát sinh 01 vụ sai phạm; không phát sinh tham nhũng, tiêu cực" in text
    assert "Không đạt: nội dung “không để xảy ra tham nhũng, tiêu cực" in text
    assert "Mục tiêu được điều chỉnh từ 90 lên 110 lao động, áp dụng từ ngày 14/7/2023, theo Công văn số " in text
    assert re.search(r"; được xác định là đạt \(theo số liệu: [^)]+\), lý do: Nhiệm vụ duy nhất", text)


def test_the_small_office_in_sentences(office: Path) -> None:
    text = unescaped(markdown(office, "q2"))
    assert (
        "Thu ngân sách đạt 40.000 triệu đồng, bằng 40% dự toán (100.000 triệu đồng), thấp hơn mức cần đạt "
        "(42.076,5 triệu đồng)," in text
    )
    assert "; so với mức phấn đấu (từ 120.000 triệu đồng trở lên) bằng 33,33%" in text
    assert ", giảm 2.000 triệu đồng so với cùng kỳ năm trước" in text
    assert "Việc làm mới đạt 150 người; so với tỉnh giao (từ 100 người trở lên) bằng 150%, " in text
    assert "Bảo hiểm y tế đạt 91% (" in text
    assert "; tỉnh chưa giao chỉ tiêu nên chưa có cơ sở đánh giá." in text
    assert "PAR Index: chưa đến kỳ đánh giá; mục tiêu: từ 80" in text
    assert "Ban hành đề án: chưa có số liệu do Phòng Nội vụ chưa gửi báo cáo; mục tiêu: " in text
    assert "Tăng trưởng đạt 6,8%; mục tiêu: từ 6,5 đến 7%" in text
    assert "được xác định là đạt (theo số liệu: không đạt), lý do: vụ việc của năm trước; người quyết định: Lê Văn C" in text
    assert "- Được gia hạn: xã An Ế đến ngày 07/6/2024, Chánh Văn phòng cho phép; lý do: bão." in text
    assert "- Đã gửi báo cáo nhưng chưa có nội dung: xã Bình." in text
    assert "- Giãn thời hạn *(Phòng Tài chính đề nghị UBND tỉnh)*" in text
    assert "Chưa tính vào kết quả: Bánh phồng (2 sao)." in text


GOALS = """\
commitment: {year: 2023, title: Kế hoạch, issuing_body: UBND huyện Thử}
rounds:
  - {id: q1, quarter: 1, by: 2023-03-14}
  - {id: q2, quarter: 2, by: 2023-05-26}
units:
  - {id: a, name: Phòng A}
  - {id: b, name: Phòng B}
  - {id: xa, name: xã An}
  - {id: xb, name: xã Bình}
groups:
  - {id: cac-xa, name: các xã, units: [xa, xb]}
targets:
  - id: jobs
    section: I. VỀ XÃ HỘI
    name: Lao động có việc làm mới
    lead: a
    measure: {kind: count, unit: lao động, parts: {nu: lao động nữ}}
    goal: {all: [at_least: 100, {of: nu, at_least: 50}]}
  - id: revenue
    section: I. VỀ XÃ HỘI
    name: Thu ngân sách
    lead: a
    measure: {kind: amount, unit: triệu đồng}
    goal:
      yardsticks:
        - {name: tỉnh giao, at_least: 100}
        - {name: so với thực hiện năm 2022, at_least: 5, change: growth, against: last_year}
    references: {last_year: 100}
  - id: poverty
    section: I. VỀ XÃ HỘI
    name: Tỷ lệ hộ nghèo
    lead: a
    measure: {kind: ratio, part: hộ nghèo, whole: tổng số hộ, unit: hộ, accumulates: false, better: lower}
    goal: {between: [1.5, 2], change: decrease, against: last_year}
    references: {last_year: 6}
  - id: crime
    section: I. VỀ XÃ HỘI
    name: Số vụ phạm pháp
    lead: a
    measure: {kind: count, unit: vụ, better: lower}
    goal: {at_most: last_year, as_written: không tăng so với năm 2022}
    references: {last_year: 9}
  - id: rank
    section: "2"
    name: Xếp hạng
    lead: a
    measure: {kind: rank, of: 8}
    goal: {at_least: 5}
    pace: year_end
  - id: files
    section: "2"
    name: Hồ sơ đúng hạn
    lead: b
    measure: {kind: ratio, part: đúng hạn, whole: đến hạn, unit: hồ sơ}
    goal: {equals: 100}
    pace: always
    excluding: [hồ sơ mật]
  - id: team
    section: "2"
    name: Kiện toàn tổ công nghệ số
    each: cac-xa
    measure: {kind: milestone}
    goal: {by: 2023-03-31}
  - id: trees
    section: "2"
    name: Cây trồng mới
    sum_of: [cac-xa, a]
    measure: {kind: count, unit: cây}
    goal: {about: 500}
  - id: roads
    section: "2"
    name: Đường nông thôn
    sum_of: cac-xa
    reporter: a
    measure: {kind: amount, unit: km}
    goal: {more_than: 5}
  - id: criteria
    section: "2"
    name: Tiêu chí đạt được
    each: cac-xa
    measure: {kind: count, unit: tiêu chí, out_of: 19, accumulates: false}
    goal: {at_least: assigned}
    references: {assigned: {by_unit: {xa: 17}}}
"""


def test_each_kind_of_goal_in_words(tmp_path: Path) -> None:
    files = {
        "targets.yaml": GOALS,
        "reports/q1/xa.yaml": "submitted: 2023-03-14\nresults: {team: false, trees: 50}\n",
        "reports/q2/a.yaml": "submitted: 2023-05-26\nresults:\n  jobs: {value: 60, parts: {nu: 10}}\n  revenue: 63\n"
        "  poverty: {part: 5401, whole: 100000}\n  crime: 2\n  rank: 6\n  trees: 100\n  roads: 3\n",
        "reports/q2/b.yaml": "submitted: 2023-05-26\nresults: {files: {part: 9, whole: 10}}\n",
        "reports/q2/xa.yaml": "submitted: 2023-05-26\n"
        "results: {team: {done: true, date: 2023-04-02}, trees: 150, roads: 1, criteria: 16}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    text = unescaped(markdown(tmp_path, "q2"))
    for sentence in (
        "### 1. VỀ XÃ HỘI\n",
        "mục tiêu: từ 100 lao động trở lên; lao động nữ từ 50 lao động trở lên; chậm tiến độ ở phần lao động nữ.",
        "60 lao động; chậm tiến độ ở phần lao động nữ: 10 lao động (mục tiêu: từ 50 lao động trở lên).",
        "; so với tỉnh giao (từ 100 triệu đồng trở lên) bằng 63%, đúng tiến độ; "
        "so với thực hiện năm 2022 (tăng ít nhất 5% so với mốc so sánh (100 triệu đồng), tức từ 105 triệu đồng trở lên) "
        "bằng 60%, đúng tiến độ; đánh giá chung: đúng tiến độ.",
        "Tỷ lệ hộ nghèo còn 5,4% (5.401/100.000 hộ), giảm 0,6 điểm % so với mốc so sánh (6%), "
        "chậm hơn mức cần đạt; mục tiêu: giảm từ 1,5 điểm % đến 2 điểm %, tức từ 4 đến 4,5%; chậm tiến độ.",
        "mục tiêu: không tăng so với năm 2022 (không quá 09 vụ); đúng tiến độ.",
        "### 2. Phòng A, Phòng B, các xã\n",
        "hạng 6/8; mục tiêu: từ hạng 5/8 trở lên; chậm tiến độ.",
        "mục tiêu: 100% (không tính hồ sơ mật); không đạt.",
        "01 không đạt (xã An: hoàn thành 02/4/2023).",
        "mục tiêu: khoảng 500 cây; ",
        "Số liệu cộng từ 02/03 đơn vị; chưa có số liệu của xã Bình.",
        "mục tiêu: trên 5 km; ",
        "01 chậm tiến độ (xã An: 16/19 tiêu chí, bằng 94,12% mục tiêu).\n",
        "| –; chưa giao |",
    ):
        assert sentence in text
    assert text.count("Số liệu cộng từ ") == 1  # the lead's own figure of the roads is not a sum
    assert "; quý I: 50 cây" not in text  # the earlier figure of one of three units is not the figure of all


def test_the_same_text_of_several_units_is_printed_once(tmp_path: Path) -> None:
    extra = {
        "q2/xa-a": "submitted: 2024-06-01\ndifficulties: [Thiếu người.]\n",
        "q2/xa-b": "submitted: 2024-06-01\ndifficulties: [thiếu  người]\n",
    }
    text = markdown(write_office(tmp_path / "data", extra), "q2")
    assert text.count("Thiếu người") == 1
    assert "- Thiếu người. *(xã An Ế, xã Bình)*" in text
    assert text.index("Nguồn thu từ đất chậm") < text.index("Thiếu người"), "those of no target come last"


def test_the_lead_and_the_communes_are_reconciled(office: Path) -> None:
    text = markdown(office, "q2")
    assert (
        "Số liệu Phòng Tài chính báo cáo (40.000 triệu đồng) chênh lệch 20.000 triệu đồng so với tổng số của các đơn vị về "
        "thu ngân sách xã (20.000 triệu đồng; chưa có số liệu của xã Bình, xã Cẩm)." in text
    )


def test_a_report_that_is_issued_has_number_and_date(tmp_path: Path) -> None:
    issued = "draft: false\nnumber: 8\ndate: 2024-06-10\nsignatory: {authority: [TM. UBND, KT. CHỦ TỊCH], title: PHÓ CHỦ TỊCH, name: Lê D}\n"
    text = markdown(write_office(tmp_path / "data", {"q2/_office": issued}), "q2")
    assert "DỰ THẢO" not in text
    assert "| Số: 08 | *ngày 10 tháng 6 năm 2024* |" in text
    assert "**TM. UBND**<br>**KT. CHỦ TỊCH**<br>**PHÓ CHỦ TỊCH**" in text
    assert "**Lê D**" in text


def test_a_broken_file_is_not_a_missing_report(tmp_path: Path) -> None:
    broken = {"q2/xa-b": "submitted: [\n", "q2/tai-chinh": "submitted: [\n"}
    made = rendered(write_office(tmp_path / "data", broken), "q2", "md,docx")
    text = unescaped(made["md"].decode("utf-8"))
    head, _mark, rest = text.partition("# BÁO CÁO")
    warning = "CHÚ Ý: Phòng Tài chính, xã Bình đã có tệp báo cáo nhưng chưa đọc được"
    assert warning in head
    assert any(warning in line for line in word_paragraphs(made["docx"]))
    assert "; đã có tệp nhưng chưa đọc được: Phòng Tài chính, xã Bình." in rest
    assert "- Đã có tệp nhưng chưa đọc được: 02 đơn vị (Phòng Tài chính, xã Bình)." in rest
    assert "chưa có số liệu do Phòng Tài chính đã có tệp báo cáo nhưng chưa đọc được" in rest
    assert re.search(r"\| Phòng Tài chính \|.*\| Đã có tệp nhưng chưa đọc được \|", rest)
    silent = [line for line in rest.splitlines() if "hưa báo cáo:" in line or "chưa báo cáo (" in line]
    assert silent
    assert not [line for line in silent if re.search(r"hưa báo cáo(?:: \d+ đơn vị)? ?[(:][^);]*(?:Tài chính|Bình)", line)]


def test_the_earlier_figure_is_of_all_units_or_left_out() -> None:
    second, third = markdown(SHIPPED, "q2"), markdown(SHIPPED, "q3")
    assert (
        "Toàn Thành phố đạt 75.952,1 triệu đồng (08/09 đơn vị có số liệu); quý I: 32.734,9 triệu đồng (đủ 09 đơn vị)." in second
    )
    assert "Toàn Thành phố đạt 110.964,4 triệu đồng (08/09 đơn vị có số liệu).\n" in third
    assert "77.561,7" not in third


def test_a_corrected_figure_and_the_one_first_reported() -> None:
    text = markdown(SHIPPED, "q3")
    assert "tăng 13 lao động so với quý II (số đã báo cáo 52, nay đính chính)" in text
    assert "| lao động | 110 | 13 | 51 |" in text, "the increment counts from the corrected figure"


@pytest.mark.parametrize(("reached", "estimate"), [(36, "ước cả năm đạt 96 người"), (3, "ước cả năm đạt 08 người")])
def test_an_estimate_is_never_rounded_up_to_the_goal(tmp_path: Path, reached: int, estimate: str) -> None:
    # By 16 May 136 of 365 days have passed: 36 people project to 96,6, and 3 people to 8,05.
    files = {
        "targets.yaml": "commitment: {year: 2023, title: Kế hoạch, issuing_body: UBND huyện Thử}\n"
        "rounds:\n  - {id: q2, quarter: 2, by: 2023-05-16}\nunits:\n  - {id: a, name: Phòng A}\n"
        "targets:\n  - {id: jobs, name: Việc làm, lead: a, measure: {kind: count, unit: người}, goal: {at_least: 100}}\n",
        "reports/q2/a.yaml": f"submitted: 2023-05-16\nresults: {{jobs: {reached}}}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    text = markdown(tmp_path, "q2")
    assert estimate in text
    assert "\n**Việc làm**\n" in text, "a lone commitment of a section has no letter"


def test_lists_at_the_head_say_how_many_units(shipped: dict[str, bytes]) -> None:
    text = shipped["md"].decode()
    assert "- Thực hiện nhiệm vụ cải cách hành chính tại địa phương: chậm tiến độ tại Phường 4 (khá).\n" in text
    assert ": Phường 4 chưa có mô hình.\n" in text
    assert "| 06/09 đúng tiến độ. Chậm tiến độ: Phường 4, xã Tân Phú Đông. " in text, "in the notes of Appendix I"
    third = markdown(SHIPPED, "q3")
    assert "(phường An Hòa)" in third
    assert "chưa báo cáo (phường An Hòa" not in third, "its report came, with nothing in it"


def test_the_appendix_of_all_targets(shipped: dict[str, bytes]) -> None:
    appendix = shipped["md"].decode().partition("## Phụ lục I\n")[2].partition("## Phụ lục II")[0]
    assert "| Kế hoạch năm | Thực hiện trong kỳ | Luỹ kế | Tỷ lệ (%) | Đánh giá | Đơn vị chủ trì | Ghi chú |" in appendix
    assert "| triệu đồng | 182.000 | 47.602,1 | 80.337 | 44,14 | Đúng tiến độ | Phòng TC-KH (phối hợp, báo cáo) |" in appendix
    assert "| doanh nghiệp | 75 | 25 | 38 | 50,67 |" in appendix
    assert re.search(r"\| % \| 100 \| [\d.,]+ triệu đồng \| 46,9 \| 46,9 \|", appendix)
    assert "90,52 | 90,52 |" in appendix, "a figure that does not accumulate is printed as it is"
    assert "%" not in appendix.replace("| % |", "").replace("Tỷ lệ (%)", "")


def test_proposals_of_the_office_are_on_the_first_page_and_those_of_units_in_their_chapter(shipped: dict[str, bytes]) -> None:
    text = shipped["md"].decode()
    first, chapter = text.partition("## I. ")[0], text.partition("III. ĐỀ XUẤT, KIẾN NGHỊ")[2].partition("\n## ")[0]
    assert "**Kiến nghị Ủy ban nhân dân tỉnh Đồng Tháp:**\n\n- Ủy ban nhân dân Tỉnh sớm giao" in first
    assert chapter.startswith("\n\n**1. ")
    assert "Ủy ban nhân dân Tỉnh sớm giao" not in chapter


def test_a_deputy_signs_in_three_lines_on_the_page_of_the_last_words() -> None:
    document = Document(BytesIO(rendered(SHIPPED, "q3", "docx")["docx"]))
    signature = document.tables[1]
    lines = [paragraph.text for paragraph in signature.rows[0].cells[1].paragraphs]
    assert lines[:3] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    assert signature.rows[0]._tr.get_or_add_trPr().find(qn("w:cantSplit")) is not None
    last = next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith("Trên đây là báo cáo"))
    assert last.style is not None
    assert last.style.paragraph_format.keep_with_next


def test_the_report_is_compared_with_an_earlier_round() -> None:
    text = unescaped(markdown(SHIPPED, "q2", since="q1"))
    part = text.partition("## II. SO SÁNH VỚI KẾT QUẢ QUÝ I\n")[2].partition("## III. KHÓ KHĂN")[0]
    assert "01 chỉ tiêu bị đánh giá thấp hơn" in part
    whole = "đơn thư khiếu nại, tố cáo tại địa phương (cả chỉ tiêu: quý I đạt, nay chậm tiến độ)"
    assert f"{whole}: Phường 2 quý I tốt (đạt), nay khá (chậm tiến độ)." in part
    silent = part.partition("**Có đơn vị quý I có số liệu, kỳ này chưa báo cáo:**")[2]
    assert "- Thu ngân sách do Thành phố giao các xã, phường (xã Tân Quy Tây);" in silent
    moved = next(line for line in text.splitlines() if line.startswith("| 1.1 |") and "điểm %" in line)
    assert "| 21,7 | 46,9 | +25,2 điểm % | Đúng tiến độ | Đúng tiến độ |" in moved


def test_proposals_of_earlier_rounds_are_carried_until_answered() -> None:
    without = unescaped(markdown(SHIPPED, "q2"))
    assert "Còn 08 đề xuất, kiến nghị của các kỳ trước chưa được giải quyết dứt điểm, trong đó 02 nội dung đã chuyển" in without
    assert "Phụ lục IV" not in without
    text = unescaped(markdown(SHIPPED, "q2", since="q1"))
    part, _heading, appendix = text.partition("## Phụ lục V\n")
    assert (
        "Đề xuất, kiến nghị đã nêu đến kỳ báo cáo đó: 13 nội dung, gồm 04 nội dung đã giải quyết, 01 nội dung không chấp thuận"
        in part
    )
    assert "- Nêu rõ một đơn vị đầu mối tổng hợp trong mỗi nhiệm vụ giao nhiều nơi (Văn phòng HĐND và UBND" in part
    answered = next(line for line in appendix.splitlines() if line.startswith("| ") and "Đoàn liên ngành" in line)
    assert "dx-" not in text
    assert (
        "| Đã giải quyết, ngày 18/5/2023: Đoàn liên ngành đã kiểm tra 04 cơ sở (Văn phòng HĐND và UBND Thành phố). |"
        in answered
    )


def test_the_example_commitment_renders_too() -> None:
    made = rendered(ROOT / "examples" / "tinh-2026" / "data", "q2", "md,docx")
    text = unescaped(made["md"].decode())
    assert "so với Trung ương giao (từ 14.600 tỷ đồng trở lên) bằng 50,68%" in text
    assert "| 33 ca tử vong | 9 |" in text
    assert "| nông nghiệp 19,6%; công nghiệp - xây dựng 39,0%; dịch vụ 41,4% | nông nghiệp 19,6%;" in text, (
        "a composition as it is"
    )
    assert "Số liệu từ ngày 15/3/2026 đến ngày 14/6/2026; tổng hợp đến ngày 18/6/2026." in text
    assert "được lùi đến ngày 15 tháng 6 năm 2026" in text
    assert "Mục tiêu được điều chỉnh từ phường Minh Hòa ít nhất 02 thành phường Minh Hòa ít nhất 05" in text


def test_the_report_is_vietnamese_and_the_screen_keeps_its_language(office: Path) -> None:
    with speaking("en"):
        text = markdown(office, "q2")
        assert chosen() == "en"
    assert text == markdown(office, "q2")


# --- data do not become markup ---------------------------------------------------------------------------------------------------


def test_markdown_of_data_is_shown_as_it_is(tmp_path: Path) -> None:
    nasty = "| a *b* _c_ # <script> `x` [y](z) > & {{ 7*7 }} {% raw %}"
    extra = {"q2/tai-chinh": f"submitted: 2024-06-01\nresults:\n  revenue: {{value: 1, text: '{nasty}'}}\n"}
    made = rendered(write_office(tmp_path / "data", extra), "q2", "md,docx")
    text = made["md"].decode()
    assert r"\| a \*b\* \_c\_ \# \<script\> \`x\` \[y\](z) \> & {{ 7\*7 }} {% raw %}" in text
    assert "<script" not in text.replace(r"\<script", "")
    assert any(nasty in line for line in word_paragraphs(made["docx"]))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("- một", r"\- một"),
        ("+ một", r"\+ một"),
        ("1. một", r"1\. một"),
        ("1) một", r"1\) một"),
        ("1.234,5", "1.234,5"),
        ("-5,2", "-5,2"),
        ("---", r"\---"),
        ("TN&MT", "TN&MT"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("a\nb", "a b"),
        ("a\x07b", "ab"),
    ],
)
def test_escape_markdown(given: str, kept: str) -> None:
    assert escape_markdown(given) == kept


@given(st.text())
def test_escaped_markdown_has_no_bare_markup_and_loses_nothing(text: str) -> None:
    escaped = escape_markdown(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_|#<>`\[\]]", escaped)
    assert not re.match(r"\s*(?:[-+]\s|\d+[.)]\s)", escaped)
    printable = "".join(letter for letter in text if letter.isalnum())
    assert [letter for letter in escaped if letter.isalnum()] == list(printable)


def test_decomposed_text_is_composed(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "Đề nghị hỗ trợ")
    extra = {"q2/xa-a": f"submitted: 2024-06-01\nproposals: [{text}]\n"}
    made = rendered(write_office(tmp_path / "data", extra), "q2", "md,docx")
    assert "Đề nghị hỗ trợ" in made["md"].decode()
    assert all(unicodedata.is_normalized("NFC", line) for line in [made["md"].decode(), *word_paragraphs(made["docx"])])


# --- the same input gives the same bytes --------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes(office: Path) -> None:
    assert rendered(office, "q2", "md,docx") == rendered(office, "q2", "md,docx")


def test_the_word_file_has_no_time_of_creation(shipped: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(shipped["docx"])) as package:
        entries = package.infolist()
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert entries[0].filename == "[Content_Types].xml"
    properties = Document(BytesIO(shipped["docx"])).core_properties
    assert properties.created is not None
    assert properties.created.date() == date(2023, 6, 4)
    assert properties.title == "Báo cáo kết quả thực hiện Bản cam kết hành động năm 2023"
    assert properties.language == "vi-VN"


# --- the Word file's page and tables --------------------------------------------------------------------------------------


def test_pages_margins_and_tables_of_the_word_file(shipped: dict[str, bytes]) -> None:
    document = Document(BytesIO(shipped["docx"]))
    first, *appendices = document.sections
    edges = [first.page_width, first.page_height, first.top_margin, first.bottom_margin, first.left_margin, first.right_margin]
    assert [round(edge.mm) for edge in edges if edge is not None] == [210, 297, 20, 20, 30, 15]
    assert first.different_first_page_header_footer
    assert len(appendices) == 3
    for section in appendices:
        assert section.page_width is not None
        assert round(section.page_width.mm) == 297
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    for table in document.tables:
        whole = int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w")))
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
        assert whole - len(widths) <= sum(widths) <= whole + len(widths)
        for row in table.rows:
            assert [cell._tc.tcPr.find(qn("w:tcW")).get(qn("w:w")) for cell in row.cells] == [str(width) for width in widths]
    for table in document.tables[-3:]:
        assert table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader")) is not None
    assert document.styles["Normal"].font.name == "Times New Roman"
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Quốc hiệu", "Nội dung", "Heading 1"} & used == {"Nội dung", "Heading 1"}


def test_the_word_template_is_what_its_script_makes() -> None:
    script = runpy.run_path(str(ROOT / "tools" / "report_template.py"))
    parts: Callable[[bytes], dict[str, bytes]] = script["parts"]
    assert parts((ROOT / "templates" / "report.docx").read_bytes()) == parts(script["make"]())


# --- numbers and dates ------------------------------------------------------------------------------------------------


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20), st.integers(0, 4))
def test_babel_and_numerals_print_the_same(number: Decimal, decimals: int) -> None:
    with speaking("vi"):
        assert filters.format_number(number, decimals) == numerals.format_number(number, decimals)
        assert filters.format_share(number) == numerals.format_share(number)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_babel_and_numerals_print_the_same_days(day: date) -> None:
    with speaking("vi"):
        assert filters.format_short_date(day) == numerals.format_date(day)


def test_filters() -> None:
    assert filters.format_long_date(date(2023, 6, 5)) == "ngày 05 tháng 6 năm 2023"
    assert filters.format_long_date(date(2023, 2, 28)) == "ngày 28 tháng 02 năm 2023"
    assert filters.format_number(Decimal("0.125")) == "0,13", "half up, as offices round"
    assert filters.format_share(Decimal("99.996")) == "99,99%"
    assert [filters.pad_count(n) for n in (0, 8, 10, 1234, None)] == ["0", "08", "10", "1.234", "–"]
    assert [filters.format_roman(n) for n in (1, 2, 4, 9, 14, 40)] == ["I", "II", "IV", "IX", "XIV", "XL"]
    assert [filters.format_letter(n) for n in (1, 4, 5, 6, 7, 8, 9, 30)] == ["a", "d", "đ", "e", "g", "h", "i", "30"]
    assert filters.lower_first("Thu ngân sách") == "thu ngân sách"
    assert filters.lower_first("OCOP mới") == "OCOP mới"
    assert filters.lower_first("Nhân dân") == "Nhân dân"
    assert filters.upper_first("xã An") == "Xã An"
    assert filters.end_off("Thiếu người.") == "Thiếu người"


# --- templates and their faults -----------------------------------------------------------------------------------------


def template(folder: Path, text: str, name: str = "report.md.j2") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def word_template(folder: Path, *paragraphs: str) -> Path:
    folder.mkdir(exist_ok=True)
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(folder / "report.docx"))
    return folder


def test_templates_beside_the_data_replace_and_may_use_packaged_ones(office: Path, tmp_path: Path) -> None:
    folder = template(
        tmp_path / "templates", '{% import "sentences.j2" as say %}\nRiêng: {{ say.period(round, commitment.year) }}\n'
    )
    assert markdown(office, "q2", templates=folder) == "Riêng: quý II năm 2024\n"
    word_template(folder, "Riêng {{ commitment.title }}", '{%p import "sentences.j2" as say %}', "{{ say.due(round) }}")
    words = word_paragraphs(rendered(office, "q2", "docx", templates=folder)["docx"])
    assert words[0] == "Riêng Cam kết thử"
    assert words[1].startswith("Ngày cuối của hạn gửi báo cáo là ngày 02 tháng 6 năm 2024")


def test_an_older_copy_of_the_sentences_lacks_no_macro_of_the_appendices(office: Path, tmp_path: Path) -> None:
    packaged = markdown(office, "q2")
    text = (packaged_templates() / "sentences.j2").read_text(encoding="utf-8")
    for macro in ("appendix_title", "appendix_column", "due_on"):
        text, number = re.subn(rf"{{% macro {macro}\(.*?\n{{%- endmacro %}}\n", "", text, flags=re.DOTALL)
        assert number == 1
    folder = template(tmp_path / "templates", text.replace("Giao riêng", "Phân riêng"), "sentences.j2")
    assert markdown(office, "q2", templates=folder) == packaged.replace("Giao riêng", "Phân riêng")


def test_the_office_rewords_the_columns_of_an_appendix_in_its_sentences(office: Path, tmp_path: Path) -> None:
    text = (packaged_templates() / "sentences.j2").read_text(encoding="utf-8")
    folder = template(
        tmp_path / "templates", text.replace('"lead": "Đơn vị chủ trì"', '"lead": "Cơ quan | đầu mối"'), "sentences.j2"
    )
    assert "| Đánh giá | Cơ quan \\| đầu mối | Ghi chú |" in markdown(office, "q2", templates=folder)


def test_a_fault_in_a_cell_of_an_appendix_names_its_template_and_line(office: Path, tmp_path: Path) -> None:
    text = (packaged_templates() / "sentences.j2").read_text(encoding="utf-8")
    line = text[: text.index("{% macro lead_cell(t) %}")].count("\n") + 2
    text = text.replace("{% macro lead_cell(t) %}\n", "{% macro lead_cell(t) %}\n{{ nowhere }}")
    folder = template(tmp_path / "templates", text, "sentences.j2")
    for name in ("md", "docx"):
        with speaking("en"), pytest.raises(TemplateFault, match=rf"template sentences\.j2, line {line}: there is no variable"):
            rendered(office, "q2", name, templates=folder)


FAULTS = [
    ("một\nhai {{ targts }}\n", 2, "targts", "targets"),
    ("{{ commitment.titel }}", 1, "titel", "title"),
    ("một\n\n{% for t in targets %}\n", 3, "", ""),
    ("{% fro t in targets %}", 1, "fro", ""),
    ("{{ 1|nubmer }}", 1, "nubmer", "number"),
    ("{{ ''.__class__.__mro__ }}", 1, "__class__", ""),
    ("{% set x = [] %}\n{{ x.append(1) }}", 2, "", ""),
    ("{{ commitment.title() }}", 1, "", ""),
    ("{% for i in range(10000000000) %}{% endfor %}", 1, "", ""),
    ("{{ 1 / 0 }}", 1, "", ""),
    ('{% include "khong-co.j2" %}', None, "khong-co.j2", ""),
    ('{% include "../data/targets.yaml" %}', None, "targets.yaml", ""),
    ('{% from "sentences.j2" import nothing %}{{ nothing() }}', 1, "", ""),
]


@pytest.mark.parametrize(("text", "line", "named", "suggested"), FAULTS)
def test_a_fault_names_template_line_and_variable(
    office: Path, tmp_path: Path, text: str, line: int | None, named: str, suggested: str
) -> None:
    folder = template(tmp_path / "templates", text)
    with speaking("en"), pytest.raises(TemplateFault) as caught:
        rendered(office, "q2", templates=folder)
    message = str(caught.value)
    assert message.startswith("template report.md.j2")
    if line is not None:
        assert f", line {line}:" in message
    assert named in message
    if suggested:
        assert f"Did you mean '{suggested}'?" in caught.value.hint


def test_a_fault_in_an_imported_template_names_it(office: Path, tmp_path: Path) -> None:
    folder = template(tmp_path / "templates", "{% macro a() %}\n\n{{ nowhere }}{% endmacro %}", "own.j2")
    template(folder, '{% import "own.j2" as own %}{{ own.a() }}')
    with speaking("en"), pytest.raises(TemplateFault, match=r"template own\.j2, line 3: there is no variable 'nowhere'"):
        rendered(office, "q2", templates=folder)


def test_a_fault_in_a_word_template_shows_the_paragraph(office: Path, tmp_path: Path) -> None:
    folder = word_template(tmp_path / "templates", "Một", "Kính gửi {{ nowhere }} ạ", "Ba")
    with speaking("en"), pytest.raises(TemplateFault) as caught:
        rendered(office, "q2", "docx", templates=folder)
    expected = "template report.docx, in the paragraph 'Kính gửi {{ nowhere }} ạ': there is no variable 'nowhere'"
    assert str(caught.value) == expected


def test_a_word_template_is_sandboxed_too(office: Path, tmp_path: Path) -> None:
    folder = word_template(tmp_path / "templates", "{{ ''.__class__.__mro__ }}")
    with speaking("en"), pytest.raises(TemplateFault, match="may not use '__class__'"):
        rendered(office, "q2", "docx", templates=folder)


def test_a_word_template_with_a_broken_tag_is_a_fault(office: Path, tmp_path: Path) -> None:
    folder = word_template(tmp_path / "templates", "Một", "{%p for t in targets %}", "{{ t.name }}")
    with speaking("en"), pytest.raises(TemplateFault, match=r"template report\.docx"):
        rendered(office, "q2", "docx", templates=folder)


def test_a_file_that_is_not_a_word_template_is_a_fault(office: Path, tmp_path: Path) -> None:
    folder = template(tmp_path / "templates", "không phải Word", "report.docx")
    with speaking("en"), pytest.raises(TemplateFault, match="is not a Word document"):
        rendered(office, "q2", "docx", templates=folder)


def test_a_zip_file_that_is_not_a_word_document_is_a_fault(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    with zipfile.ZipFile(folder / "report.docx", "w") as package:
        package.writestr("word/document.xml", "<w:document")
    with speaking("en"), pytest.raises(TemplateFault, match="is not a Word document"):
        rendered(office, "q2", "docx", templates=folder)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{% for i in range(10000000000) %}{% endfor %}", "goes on for too long"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "goes on for too long"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'a'|number }}", "a value is used in a way"),
        ("{{ targets[9999] }}", "there is no element 9999 here"),
        ("{% import 'sentences.j2' as say %}{{ say.goal }}", "neither text nor a number"),
        ("{{ commitment.title.upper }}", "neither text nor a number"),
        ("{{ round }}", "neither text nor a number"),
        ("{{ targets }}", "neither text nor a number"),
    ],
)
def test_a_fault_has_a_reason(office: Path, tmp_path: Path, text: str, reason: str) -> None:
    with speaking("en"), pytest.raises(TemplateFault, match=reason):
        rendered(office, "q2", templates=template(tmp_path / "templates", text))


def test_a_lone_surrogate_is_left_out(office: Path, tmp_path: Path) -> None:
    assert rendered(office, "q2", templates=template(tmp_path / "templates", "a{{ '\\ud800' }}b"))["md"] == b"ab\n"


def test_a_template_in_another_encoding_is_a_fault(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "report.md.j2").write_bytes("báo cáo".encode("utf-16"))
    with speaking("en"), pytest.raises(TemplateFault, match="not in UTF-8"):
        rendered(office, "q2", templates=folder)


# --- the documentation is complete ----------------------------------------------------------------------------------


def test_the_page_on_templates_names_every_variable_and_filter() -> None:
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    values = {
        templating.template_name(value): value
        for module in (contents, target_contents, due_dates, reminders, summary)
        for value in vars(module).values()
        if is_dataclass(value) and value.__module__ == module.__name__
    }
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", page, flags=re.M | re.S))
    assert set(sections) == set(values)
    for name, value in values.items():
        named = set(re.findall(r"`(\w+)`", sections[name]))
        missing = {field.name for field in fields(value)} - named
        assert not missing, f"{name}: {missing}"
    filter_table = page.partition("## Bộ lọc")[2].partition("## Biến")[0]
    assert set(re.findall(r"^\| (?:`(\w+)`)", filter_table, flags=re.M)) | {"upper_first"} == set(filters.FILTERS)
    names = {path.name for path in packaged_templates().iterdir() if not path.name.startswith(".")}
    assert set(re.findall(r"^\| `([\w.]+)` \|", page.partition("## Bộ lọc")[0], flags=re.M)) == names


def test_parts_are_told_with_their_whole_and_incidents_without_kinds(tmp_path: Path) -> None:
    count = "lead: a, measure: {kind: count, unit: người}, goal: 300"
    targets = f"""\
commitment: {{year: 2025, title: Bản cam kết, issuing_body: UBND xã}}
rounds: [{{id: q2, quarter: 2, before: 2025-06-05}}]
units: [{{id: a, name: Phòng A}}]
targets:
  - {{id: all, name: Lao động đi làm việc ở nước ngoài, {count}}}
  - {{id: women, name: Lao động nữ, part_of: all, {count}}}
  - {{id: fire, name: Cháy rừng, lead: a, measure: {{kind: incidents}}, goal: {{at_most: 1}}}}
  - {{id: flood, name: Đuối nước, lead: a, measure: {{kind: incidents, unit: vụ}}, goal: {{equals: 0}}}}
"""
    results = "{all: 260, women: 140, fire: [], flood: [{name: Hai em tắm sông, date: 2025-05-01}]}"
    (tmp_path / "reports" / "q2").mkdir(parents=True)
    (tmp_path / "targets.yaml").write_text(targets, encoding="utf-8")
    (tmp_path / "reports" / "q2" / "a.yaml").write_text(f"submitted: 2025-06-02\nresults: {results}\n", encoding="utf-8")
    text = unescaped(markdown(tmp_path, "q2"))
    assert "ở nước ngoài đạt 260 người, trong đó lao động nữ 140 người, bằng" in text
    assert "Cháy rừng: không phát sinh;" in text
    assert "Đuối nước: đã phát sinh 01 vụ;" in text
    assert "\n- Hai em tắm sông (ngày 01/5/2025)." in text


def test_every_macro_of_the_templates_is_called() -> None:
    """A macro without a caller is reworded and translated for nothing; templates of an office call those that are there."""
    texts = {path.name: path.read_bytes() for path in packaged_templates().iterdir() if not path.name.startswith(".")}
    told = []
    for name, data in texts.items():
        if name.endswith(".docx"):
            with ZipFile(BytesIO(data)) as parts:
                told += [parts.read(part).decode("utf-8") for part in parts.namelist() if part.endswith(".xml")]
        else:
            told.append(data.decode("utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "camket" / "report").rglob("*.py"))
    defined = {found for text in told for found in re.findall(r"{%-? macro (\w+)", text)}
    called = {found for text in told for found in re.findall(r"(?<!macro )\b(\w+)\(", text)}
    assert len(defined) > 150
    assert not {one for one in defined - called if f'"{one}"' not in code}
