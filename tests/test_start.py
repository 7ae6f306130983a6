"""A new commitment, a commitment carried to a new year, and the blank files of a round."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camket.entry.blank_report import plan_open
from camket.entry.guide import FAR_FUTURE
from camket.entry.new_commitment import plan_init, write_plan
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.standing.survey import survey
from camket.text import language
from camket.text.numerals import read_number
from camket.text.problems import CamketError, Problem, WouldOverwrite
from camket.text.source import read_document
from camket.text.spelling import nfc
from camket.text.yaml_text import plain_number, quote_scalar


def read(folder: Path) -> tuple[Ledger, list[Problem]]:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger, problems


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A data folder with one target of each measure, a round done and one to come."""
    folder = tmp_path / "now" / "data"
    (folder / "reports" / "q1").mkdir(parents=True)
    (folder / "targets.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "units.yaml").write_text(SMALL_UNITS, encoding="utf-8")
    (folder / "reports" / "q1" / "phong-a.yaml").write_text(SMALL_Q1, encoding="utf-8")
    (folder / "reports" / "q1" / "xa-b.yaml").write_text(
        "submitted: 2023-03-01\nresults: {thu: 400, tot: kha}\n", encoding="utf-8"
    )
    return folder


SMALL_UNITS = """\
units:
  - {id: phong-a, name: "Phòng A: tổng hợp"}
  - {id: xa-b, name: xã B}
  - {id: xa-c, name: xã C}
  - {id: khong-viec, name: Đơn vị không có chỉ tiêu}
groups:
  - {id: cac-xa, name: các xã, units: [xa-b, xa-c]}
"""

SMALL = """\
# Đầu tệp.
commitment:
  year: 2023
  title: "Cam kết năm 2023: bản 1"
  number: 12/UBND   # số cũ
  date: 2023-01-05
  issuing_body: UBND
  basis:            # căn cứ
    - 10/UBND

    - kind: Công văn
      number: 11/UBND
  place: Sa Đéc
rounds:
  - {id: q1, quarter: 1, before: 2023-03-05, data_from: 2022-12-15}
  - id: q2
    quarter: 2
    by: 2023-06-04   # Chủ nhật
    cut_off: 2023-05-31
targets:
  # đếm
  - id: dem
    name: Doanh nghiệp mới
    lead: phong-a
    measure: {kind: count, unit: doanh nghiệp, parts: {nu: chủ là nữ}}
    goal: {all: [at_least: last_year, {of: nu, at_least: 10}]}   # bằng năm trước
    references:
      last_year: {label: thực hiện năm 2022, value: 68}   # số liệu thống kê
    duties: ["đối thoại: mỗi quý một lần"]
  - id: tien
    name: Thu ngân sách
    lead: phong-a
    measure: {kind: amount, unit: triệu đồng}
    goal:
      at_least: 500
      over: {how: sum, past: {2022: 100}, until: 2025}
  - {id: ty-le, name: Tỷ lệ, lead: phong-a, measure: {kind: ratio, part: đã giải ngân, unit: triệu đồng}, goal: {at_least: 90}}
  - id: diem
    name: Chỉ số
    lead: phong-a
    measure: {kind: score, unit: điểm, max: 100}
    goal: {at_least: 80}
    pace: {kind: after_year, assessed_from: 2024-02-29}
  - id: hang
    name: Thứ hạng
    lead: phong-a
    measure: {kind: rank}
    goal: {at_least: 3}
    pace: {kind: after_year, assessed_from: 2023-06-01}
  - id: san-pham
    name: Sản phẩm
    lead: phong-a
    measure:
      kind: list
      unit: sản phẩm
      columns:
        sao: {label: Số sao, type: number, min: 1, max: 5}
        loai: {type: choice, choices: {a: loại A, b: loại B}}
        ngay: {type: date}
      counts_if: {sao: {at_least: 3}, loai: {one_of: [a]}}
    goal: {at_least: 8}
  - id: su-viec
    name: Không để xảy ra
    lead: phong-a
    measure: {kind: incidents, kinds: {nong: điểm nóng}}
    goal: {equals: 0}
  - id: tot
    name: Làm tốt
    each: cac-xa
    measure: {kind: judgement, grades: {chua: chưa tốt, kha: khá, tot: tốt}, part: đã xong, whole: đã nhận}
    goal: {keep: last-year}
    references:
      last-year: {by_unit: {xa-b: tot, xa-c: kha}}
  - id: thu
    name: Thu của xã
    each: cac-xa
    measure: {kind: amount, unit: triệu đồng}
    goal: {at_least: giao}
    references:
      giao:
        label: số giao năm 2023
        by: "UBND: Thành phố"
        date: 2023-01-10
        by_unit:
          xa-b: 1000     # minh họa
          xa-c: 2000
    revisions:
      - date: 2023-05-01
        references: {giao: {by_unit: {xa-b: 1100, xa-c: 2000}}}
    note: giữ lại
  - id: de-an
    name: Đề án
    lead: phong-a
    measure: {kind: milestone}
    goal: {by: 2023-02-28}
  - id: co-cau
    name: Cơ cấu
    lead: phong-a
    rounds: q2
    measure: {kind: composition, parts: {cn: công nghiệp, nn: nông nghiệp}}
    goal: {of: cn, at_least: 40}
"""

SMALL_Q1 = """\
submitted: 2023-03-01
results:
  dem: {value: 20, parts: {nu: 5}}
  tien: 1234,5
  ty-le: {part: "62.300,5", whole: 120000}
  san-pham: [{name: Nem, sao: 4, loai: a, ngay: 2023-02-02}]
  su-viec: []
  de-an: {done: true, date: 2023-02-20}
"""


# --- YAML text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Phòng Kinh tế", "xã Tân Phú Đông", "Phòng Tài chính - Kế hoạch Thành phố", "Ban QLDA (khu vực 2)"]
)
def test_plain_names_stay_plain(text: str) -> None:
    assert quote_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Các ngành: QLĐT", '"Các ngành: QLĐT"'),
        ("mục #1", '"mục #1"'),
        ("null", '"null"'),
        ("no", '"no"'),
        ("1234", '"1234"'),
        ("", '""'),
        ("- gạch đầu dòng", '"- gạch đầu dòng"'),
        ("a, b", '"a, b"'),
        ('nói "được"', '"nói \\"được\\""'),
        ("hai\ndòng", '"hai\\ndòng"'),
    ],
)
def test_other_text_is_quoted(text: str, quoted: str) -> None:
    assert quote_scalar(text) == quoted


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_scalar_reads_back_the_same(text: str) -> None:
    for line in (
        f"key: {quote_scalar(text)}\n",
        f"{{key: {quote_scalar(text)}, other: x}}\n",
        f"- key: {quote_scalar(text)}\n",
    ):
        document, problems = read_document("a.yaml", line.encode())
        assert document is not None
        assert problems == []
        value = document.value[0] if isinstance(document.value, list) else document.value
        assert value["key"] == nfc(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_a_plain_number_has_one_reading(number: Decimal) -> None:
    assert read_number(plain_number(number)) == number


# --- writing --------------------------------------------------------------------------------------------------------


def test_what_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"mine")
    plan = {"a.yaml": b"new", "deep/b.yaml": b"new"}
    assert write_plan(tmp_path, plan, dry_run=True) == ([tmp_path / "deep/b.yaml"], [tmp_path / "a.yaml"])
    assert not (tmp_path / "deep").exists()
    assert write_plan(tmp_path, plan) == ([tmp_path / "deep/b.yaml"], [tmp_path / "a.yaml"])
    assert (tmp_path / "a.yaml").read_bytes() == b"mine"
    assert (tmp_path / "deep/b.yaml").read_bytes() == b"new"
    assert write_plan(tmp_path, plan)[0] == []


def test_a_link_that_leads_nowhere_is_left_too(tmp_path: Path) -> None:
    link = tmp_path / "a.yaml"
    try:
        link.symlink_to(tmp_path / "nowhere")
    except OSError:
        pytest.skip("links cannot be made here")
    assert write_plan(tmp_path, {"a.yaml": b"new"}) == ([], [link])
    assert link.is_symlink()


# --- init -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026, 2030])
def test_a_new_commitment_is_valid_as_written(tmp_path: Path, year: int) -> None:
    written, left = write_plan(tmp_path, plan_init(tmp_path / "new", year=year))
    assert left == []
    assert {path.relative_to(tmp_path / "new").as_posix() for path in written} == {
        "data/targets.yaml",
        "data/units.yaml",
        "data/reports/.gitkeep",
        ".gitattributes",
        ".gitignore",
    }
    ledger, problems = read(tmp_path / "new" / "data")
    assert problems == []
    assert ledger.commitment.year == year
    assert [round_.id for round_ in ledger.rounds] == ["q1", "q2", "q3", "annual-preliminary", "annual-update", "q4"]
    assert {target.measure.kind for target in ledger.targets.values()} >= {"count", "ratio"}
    assert any(target.each for target in ledger.targets.values())
    assert {date(year, 1, 1), date(year, 9, 2)} <= set(ledger.calendar.holidays)
    assert {day.year for day in ledger.calendar.holidays} == {year}


def test_the_new_files_are_lf_and_hold_comments(tmp_path: Path) -> None:
    plan = plan_init(tmp_path, year=2025)
    for name in ("targets.yaml", "units.yaml"):
        data = plan[tmp_path / "data" / name]
        assert b"\r" not in data
        assert data.startswith(b"# ")


def test_nothing_is_started_where_a_commitment_stands(small: Path) -> None:
    with pytest.raises(WouldOverwrite):
        plan_init(small.parent, year=2024)


@pytest.mark.parametrize("inside", ["", "reports", "reports/q1/deep/er", "../new", "../new/deeper"])
def test_nothing_is_started_in_or_below_a_commitment(small: Path, inside: str) -> None:
    with pytest.raises(WouldOverwrite) as refused:
        plan_init(small / inside, year=2024)
    assert str(small / "targets.yaml") in str(refused.value)


def test_a_repository_of_its_own_may_lie_below_a_commitment(small: Path) -> None:
    own = small.parent / "kept" / "apart"
    (own / ".git").mkdir(parents=True)
    assert own / "data" / "targets.yaml" in plan_init(own, year=2024)


def test_the_page_on_the_format_is_said_to_be_elsewhere(tmp_path: Path) -> None:
    text = plan_init(tmp_path, year=2025)[tmp_path / "data" / "targets.yaml"].decode()
    assert "docs/data-format.md trong tài liệu của\n# camket" in text


def test_the_round_of_a_new_commitment_can_be_opened(tmp_path: Path) -> None:
    write_plan(tmp_path, plan_init(tmp_path, year=2025))
    ledger, _problems = read(tmp_path / "data")
    plan = plan_open(ledger, ledger.rounds[0])
    assert list(plan) == ["reports/q1/phong-kinh-te.yaml", "reports/q1/xa-a.yaml", "reports/q1/xa-b.yaml"]


# --- init --from ----------------------------------------------------------------------------------------------------


def carry(folder: Path, into: Path, year: int = 2024) -> tuple[Ledger, str]:
    previous, _problems = read(folder)
    write_plan(into, plan_init(into, year=year, previous=previous, previous_root=folder))
    ledger, problems = read(into / "data")
    assert problems == []
    return ledger, (into / "data" / "targets.yaml").read_bytes().decode()


@pytest.fixture
def carried(small: Path, tmp_path: Path) -> tuple[Ledger, str]:
    # The last round is the one that results are taken from.
    reports = small / "reports"
    (reports / "q1").rename(reports / "q2")
    return carry(small, tmp_path / "next")


def test_the_commitment_moves_to_the_new_year(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    assert ledger.commitment.year == 2024
    assert ledger.commitment.title == "Cam kết năm 2024: bản 1"
    assert ledger.commitment.number is None
    assert ledger.commitment.date is None
    assert ledger.commitment.basis == ()
    assert "  # basis:            # căn cứ\n  #   - 10/UBND\n  # \n  #   - kind: Công văn\n  #     number: 11/UBND\n" in text
    assert ledger.commitment.place == "Sa Đéc"
    assert "số cũ" not in text


def test_the_rounds_move_by_a_year_and_keep_their_comments(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    first, second = ledger.rounds
    assert (first.before, first.data_from) == (date(2024, 3, 5), date(2023, 12, 15))
    assert (second.by, second.cut_off) == (date(2024, 6, 4), date(2024, 5, 31))
    assert "# Đầu tệp." in text
    assert "  # đếm\n" in text
    assert "{of: nu, at_least: 10}]}   # bằng năm trước\n" in text
    assert date(2024, 9, 2) in ledger.calendar.holidays


def test_last_years_results_become_baselines(carried: tuple[Ledger, str]) -> None:
    references = {name: target.references for name, target in carried[0].targets.items()}
    assert references["dem"]["last_year"].value == "20"
    assert references["dem"]["last_year"].label == "thực hiện năm 2023 (đến 31/5/2023)"
    assert references["tien"]["last_year"].value == "1234.5"
    assert references["ty-le"]["last_year"].value == "51.917083"
    assert references["san-pham"]["last_year"].value == "1"
    assert references["su-viec"]["last_year"].value == "0"
    assert references["tot"]["last-year"].by_unit == {"xa-b": "kha", "xa-c": None}
    assert references["thu"]["last_year"].by_unit == {"xa-b": "400", "xa-c": None}
    assert "last_year" not in references["diem"]  # not reported
    assert references["de-an"] == {}


def test_a_sum_without_one_of_its_units_is_no_baseline(small: Path, tmp_path: Path) -> None:
    targets = small / "targets.yaml"
    added = "  - {id: ho-ngheo, name: Hộ nghèo, sum_of: [xa-b, xa-c], measure: {kind: count, accumulates: false}, goal: 5}\n"
    targets.write_bytes(targets.read_bytes().rstrip(b"\n") + b"\n" + added.encode())
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    report = small / "reports" / "q2" / "xa-b.yaml"
    report.write_bytes(report.read_bytes().replace(b"{thu:", b"{ho-ngheo: 40, thu:"))
    baseline = carry(small, tmp_path / "next")[0].targets["ho-ngheo"].references["last_year"]
    assert (baseline.value, baseline.by_unit) == (None, {"xa-b": "40", "xa-c": None})


def test_figures_of_the_whole_year_have_no_last_day(small: Path, tmp_path: Path) -> None:
    whole = SMALL.replace("cut_off: 2023-05-31", "cut_off: 2023-12-31").replace(
        "thực hiện năm 2022,", "kết quả (đến 31/5/2022),"
    )
    (small / "targets.yaml").write_text(whole, encoding="utf-8")
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    ledger, _text = carry(small, tmp_path / "next")
    assert ledger.targets["dem"].references["last_year"].label == "kết quả"
    assert ledger.targets["tien"].references["last_year"].label == "thực hiện năm 2023"


def test_illustrative_figures_are_marked(small: Path, tmp_path: Path) -> None:
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    report = small / "reports" / "q2" / "phong-a.yaml"
    report.write_text("illustrative: true\n" + report.read_text(encoding="utf-8"), encoding="utf-8")
    ledger, text = carry(small, tmp_path / "next")
    lines = text.splitlines()
    marked = [line for line in lines if "số minh họa của năm 2023" in line]
    assert lines[lines.index("  - id: dem") + 5 :][:2] == ["    references:", "      last_year:   # số minh họa của năm 2023"]
    assert [
        line
        for line in marked
        if line.startswith("  - {id: ty-le") and line.endswith("}   # last_year: số minh họa của năm 2023")
    ]
    assert "last-year:   #" not in text  # the communes' reports are real
    assert ledger.targets["ty-le"].references["last_year"].value == "51.917083"


def test_assigned_figures_are_blank_and_revisions_gone(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    target = ledger.targets["thu"]
    assigned = target.references["giao"]
    assert (assigned.label, assigned.by, assigned.date) == ("số giao năm 2024", "UBND: Thành phố", None)
    assert assigned.by_unit == {"xa-b": None, "xa-c": None}
    assert target.revisions == ()
    assert target.note == "giữ lại"
    assert "minh họa" not in text


def test_dates_and_spans_in_goals_move_on(carried: tuple[Ledger, str]) -> None:
    targets = carried[0].targets
    assert targets["de-an"].goal.all[0].by == date(2024, 2, 28)
    pace = targets["diem"].pace
    assert pace is not None
    assert pace.assessed_from == date(2025, 2, 28)  # from 29 February
    span = targets["tien"].goal.all[0].over
    assert span is not None
    assert span.past == {2022: Decimal(100), 2023: Decimal("1234.5")}


def test_units_are_carried_byte_for_byte(small: Path, tmp_path: Path) -> None:
    units = b"\xef\xbb\xbf" + SMALL_UNITS.replace("\n", "\r\n").encode() + b"# het\r\n"
    (small / "units.yaml").write_bytes(units)
    previous, _problems = read(small)
    plan = plan_init(tmp_path / "next", year=2024, previous=previous, previous_root=small)
    assert plan[tmp_path / "next" / "data" / "units.yaml"] == units


def test_line_ends_stay_as_they_were(small: Path, tmp_path: Path) -> None:
    (small / "targets.yaml").write_bytes(SMALL.replace("\n", "\r\n").encode())
    ledger, text = carry(small, tmp_path / "next")
    assert text.count("\r\n") == text.count("\n")
    assert len(ledger.targets) == 11


def test_after_a_gap_of_years_there_are_no_baselines(small: Path, tmp_path: Path) -> None:
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    ledger, _text = carry(small, tmp_path / "next", year=2025)
    assert ledger.rounds[0].before == date(2025, 3, 5)
    assert ledger.targets["dem"].references["last_year"].value is None
    assert "last_year" not in ledger.targets["tien"].references


def test_the_same_year_cannot_be_carried_over(small: Path, tmp_path: Path) -> None:
    previous, _problems = read(small)
    with pytest.raises(CamketError):
        plan_init(tmp_path / "next", year=2023, previous=previous, previous_root=small)


def test_the_shipped_data_can_be_carried_over(data: Path, tmp_path: Path) -> None:
    previous, _problems = read(data)
    ledger, text = carry(data, tmp_path / "next")
    assert list(ledger.targets) == list(previous.targets)
    assert list(ledger.units) == list(previous.units)
    assert [round_.before for round_ in ledger.rounds] == [
        round_.before.replace(year=2024) for round_ in previous.rounds if round_.before
    ]
    assert all(target.revisions == () for target in ledger.targets.values())
    final = survey(previous, previous.rounds[-1], FAR_FUTURE).standing("new-enterprises")
    assert final is not None
    expected = plain_number(final.actual) if final.actual is not None else None
    assert ledger.targets["new-enterprises"].references["last_year"].value == expected
    assert "# --- 9. UBND các xã, phường" in text
    # A second year on, the same holds.
    again, _text = carry(tmp_path / "next" / "data", tmp_path / "after", year=2025)
    assert list(again.targets) == list(previous.targets)


# --- open -----------------------------------------------------------------------------------------------------------


def opened(folder: Path, round_id: str = "q2") -> tuple[Ledger, dict[str, str]]:
    ledger, _problems = read(folder)
    round_ = ledger.round(round_id)
    assert round_ is not None
    plan = plan_open(ledger, round_)
    return ledger, {path: data.decode() for path, data in plan.items()}


def test_each_unit_that_must_report_gets_a_file(small: Path) -> None:
    _ledger, files = opened(small)
    assert list(files) == ["reports/q2/phong-a.yaml", "reports/q2/xa-b.yaml", "reports/q2/xa-c.yaml"]
    ledger, _problems = read(small)
    assert list(plan_open(ledger, ledger.rounds[1], units=["xa-c", "khong-viec"])) == ["reports/q2/xa-c.yaml"]


@pytest.mark.parametrize("speech", ["vi", "en"])
def test_a_blank_file_loads_and_counts_as_not_received(small: Path, speech: str) -> None:
    language.choose(speech)
    _ledger, files = opened(small)
    write_plan(small, {path: text.encode() for path, text in files.items()})
    ledger, problems = read(small)
    assert problems == []
    assert all(filed.report.submitted is None for filed in ledger.reports.values() if filed.round == "q2")
    looked_at = survey(ledger, ledger.rounds[1], date(2023, 6, 30))
    assert {submission.state for submission in looked_at.submissions} == {"missing"}
    assert {submission.answered for submission in looked_at.submissions} == {0}
    assert ledger.reports["q2", "phong-a"].report.unit == "Phòng A: tổng hợp"


def test_a_blank_file_filled_with_dates_and_figures_is_complete(small: Path) -> None:
    _ledger, files = opened(small)
    text = files["reports/q2/phong-a.yaml"]
    for blank, filled in [
        ("submitted:\n", "submitted: 2023-06-02\n"),
        ("  dem:\n", "  dem:\n    value: 38\n"),
        ("  tien:\n", "  tien:\n    value: 1.234,5\n"),
        ("    part:\n    whole:\n", "    part: 62.300,5\n    whole: 120000\n"),
        ("  diem:\n", "  diem:\n    text: đang tự chấm\n"),
        ("    rank:\n    of:\n", "    rank: 2\n    of: 12\n"),
        (
            "    items:\n      # - name: …\n      #   sao: …\n",
            "    items:\n      - name: Bánh\n        sao: 4\n        loai: a\n        ngay: 02/5/2023\n",
        ),
        ("    incidents:\n", "    incidents: []\n"),
        ("    done:\n", "    done: có\n"),
        ("      cn:\n", "      cn: 60\n"),
        ("      nn:\n", "      nn: 40\n"),
    ]:
        assert text.count(blank) == 1, blank
        text = text.replace(blank, filled)
    for target in ("dem", "tien"):
        head, _found, tail = text.partition(f"  {target}:\n    value: ")
        text = head + f"  {target}:\n    value: " + tail.replace("    value:\n", "", 1)
    head, _found, tail = text.partition("    text: đang tự chấm\n")
    text = head + _found + tail.replace("    text:\n", "", 1)
    path = small / "reports" / "q2" / "phong-a.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    ledger, problems = read(small)
    assert problems == []
    looked_at = survey(ledger, ledger.rounds[1], date(2023, 6, 3))
    submission = looked_at.submissions[0]
    assert (submission.state, submission.unanswered) == ("on-time", ())


def test_a_file_shows_the_goal_the_last_figure_and_the_pace(small: Path) -> None:
    language.choose("en")
    _ledger, files = opened(small)
    lines = [line.strip() for line in files["reports/q2/phong-a.yaml"].splitlines()]
    start = lines.index("# Doanh nghiệp mới")
    assert lines[start + 1 : start + 5] == [
        "# Goal: ≥ 68; chủ là nữ ≥ 10",
        "# Last time: 20 doanh nghiệp (quarter I)",
        "# Expected by 2023-05-31: 28.13 doanh nghiệp; chủ là nữ 4.14",
        "# To be told in words as well: đối thoại: mỗi quý một lần",
    ]
    assert "# Last time: 62,300.5/120,000 triệu đồng = 51.92% (quarter I)" in lines
    assert "# Last time: done 2023-02-20 (quarter I)" in lines
    assert "# - sao: Số sao; a number 1–5; counted only if ≥ 3" in lines
    assert "# - loai: one of a (loại A), b (loại B); counted only if a" in lines


def test_a_member_of_a_group_sees_its_own_figures(small: Path) -> None:
    language.choose("en")
    _ledger, files = opened(small)
    assert "# Goal: ≥ 1,100 triệu đồng\n" in files["reports/q2/xa-b.yaml"]
    assert "# Last time: 400 triệu đồng (quarter I)\n" in files["reports/q2/xa-b.yaml"]
    assert "# Goal: ≥ 2,000 triệu đồng\n" in files["reports/q2/xa-c.yaml"]
    assert "Last time" not in files["reports/q2/xa-c.yaml"]


def test_words_suffice_where_it_is_too_early(small: Path) -> None:
    language.choose("en")
    _ledger, files = opened(small, "q1")
    text = files["reports/q1/phong-a.yaml"]
    assert "No figure is expected before 2024-02-29" in text
    assert "No figure is expected before 2023-06-01" in text
    assert "co-cau" not in text  # asked in the second quarter only


def test_a_unit_whose_file_has_another_name_gets_no_second_one(small: Path) -> None:
    (small / "reports" / "q2").mkdir()
    (small / "reports" / "q2" / "Xã B.yaml").write_text("results:\n", encoding="utf-8")
    _ledger, files = opened(small)
    written, left = write_plan(small, {path: text.encode() for path, text in files.items()})
    assert left == [small / "reports" / "q2" / "Xã B.yaml"]
    assert small / "reports" / "q2" / "xa-b.yaml" not in written


def test_every_round_of_the_shipped_data_opens_clean(data: Path, tmp_path: Path) -> None:
    for name in ("targets.yaml", "units.yaml"):
        (tmp_path / name).write_bytes((data / name).read_bytes())
    ledger, _problems = read(data)
    for round_ in ledger.rounds:
        written, _left = write_plan(tmp_path, plan_open(ledger, round_))
        assert {path.name for path in written} <= {f"{unit}.yaml" for unit in ledger.units}
    blank, problems = read(tmp_path)
    assert problems == []
    assert len(blank.reports) >= 17 * 5
