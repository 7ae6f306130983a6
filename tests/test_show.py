"""The output of `status`, `show` and `check` in the terminal."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.screen.console import make_console
from camket.screen.problems import print_problems
from camket.screen.status import print_status
from camket.screen.target import print_target
from camket.text import language
from camket.text.problems import Place, Problem
from small_office import look, read_office, write_office


@pytest.fixture(autouse=True)
def _english() -> None:
    language.choose("en")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return read_office(tmp_path)[0]


def drawn(draw: Callable[[Console], None], width: int = 80) -> str:
    stream = io.StringIO()
    draw(make_console(stream, width=width))
    return stream.getvalue()


def status(ledger: Ledger, width: int = 80, day: date = date(2024, 6, 10), **choice: object) -> str:
    return drawn(lambda console: print_status(console, look(ledger, day=day), [], **choice), width)  # type: ignore[arg-type]


def line_of(text: str, start: str) -> str:
    """The row of a unit or, after its number, of a target."""
    return next(line for line in text.splitlines() if re.sub(r"^. (\d+\.\d+ +)?", "", line).startswith(start))


# --- status -----------------------------------------------------------------------------------------------------------


def test_the_heading_has_the_round_and_its_due_date(ledger: Ledger) -> None:
    heading = " ".join(status(ledger).split("\n\n")[0].split())
    assert heading.startswith("Cam kết thử: quarter II As of 2024-06-10;")
    assert "due 2024-06-02 (a Sunday): 8 days past; opened 2024-05-18; figures up to 2024-06-02" in heading


@pytest.mark.parametrize(
    ("day", "words"), [("2024-06-01", "1 day left"), ("2024-06-02", "today is the last day"), ("2024-06-03", "1 day past")]
)
def test_days_to_the_due_date(ledger: Ledger, day: str, words: str) -> None:
    assert f"(a Sunday): {words}" in status(ledger, day=date.fromisoformat(day))


def test_days_past_are_left_out_when_a_past_year_is_complete(tmp_path: Path) -> None:
    late = "submitted: 2024-06-05\nresults: {}\n"
    ledger, _problems = read_office(tmp_path, {"q2/noi-vu": late, "q2/xa-c": late})
    assert "(a Sunday): 212 days past" in " ".join(status(ledger, day=date(2024, 12, 31)).split())
    assert "(a Sunday); opened" in " ".join(status(ledger, day=date(2025, 1, 1)).split())
    assert "days past" in status(read_office(tmp_path / "missing")[0], day=date(2025, 1, 1))


def test_who_has_reported(ledger: Ledger) -> None:
    text = status(ledger)
    assert line_of(text, "Phòng TC").split() == ["Phòng", "TC", "on", "time", "2024-06-02", "4/4"]
    assert line_of(text, "Phòng Kinh tế").startswith("! ")
    assert "5 days late" in line_of(text, "Phòng Kinh tế")
    assert "missing, 8 days over" in line_of(text, "Phòng Nội vụ")
    assert line_of(text, "xã Bình").startswith("! ")
    assert "0/2 empty" in line_of(text, "xã Bình")
    assert "6 units: 3 on time, 1 late, 2 missing (1 of them empty)" in text


def test_an_extension_shows_before_and_after_with_its_reason(ledger: Ledger) -> None:
    text = " ".join(status(ledger).split())
    assert "xã An Ế: due 2024-06-07 instead of 2024-06-02, bão (Chánh Văn phòng); 4 days late without it" in text


def test_a_reason_loses_its_full_stop(tmp_path: Path) -> None:
    office = "extensions:\n  - {unit: xa-a, due: 2024-06-07, reason: Bận chống bão., by: Chánh Văn phòng}\n"
    ledger, _problems = read_office(tmp_path, {"q2/_office": office})
    assert "Bận chống bão (Chánh Văn phòng)" in " ".join(status(ledger).split())


def test_units_are_in_the_order_of_the_office(ledger: Ledger) -> None:
    text = status(ledger)
    names = ["Phòng TC", "Phòng Kinh tế", "Phòng Nội vụ", "xã An Ế", "xã Bình", "xã Cẩm"]
    places = [text.index(line_of(text, name)) for name in names]
    assert places == sorted(places)


def test_a_target_in_a_line(ledger: Ledger) -> None:
    text = status(ledger, 84)
    assert (
        line_of(text, "Thu ngân sách ")
        == "! 1.1 Thu ngân sách      ≥ 100,000 40,000   40%   42,077   95,065   ▲ ▼       behind"
    )
    assert line_of(text, "Giải ngân").split() == [
        "!",
        "2.3",
        "Giải",
        "ngân",
        "≥",
        "100%",
        "33.3%",
        "33.3%",
        "42.1%",
        "79.2%",
        "▲",
        ".",
        "behind",
    ]
    assert "not set" in line_of(text, "Bảo hiểm y tế")
    assert line_of(status(ledger, 100), "Bảo hiểm y tế").endswith("goal not assigned")


def test_a_group_in_one_line_names_units_that_are_behind(tmp_path: Path) -> None:
    slow = "submitted: 2024-06-01\nresults:\n  commune-revenue: 100\n  commune-digital: kha\n"
    ledger, _problems = read_office(tmp_path, {"q2/xa-b": slow})
    text = status(ledger)
    assert "1/3 on track; behind: xã Bình; no goal yet: 1" in line_of(text, "Thu ngân sách xã")
    assert "1/3 met; behind: xã Bình; not reported: 1" in line_of(text, "Chuyển đổi số xã")


def test_an_overruled_verdict_has_its_reason_and_name(ledger: Ledger) -> None:
    text = status(ledger)
    assert line_of(text, "Không để xảy ra").endswith("met*")
    note = "* Không để xảy ra: computed missed, stated met by Lê Văn C: vụ việc của năm trước"
    assert note in " ".join(text.split())


def test_notes_below_the_table(ledger: Ledger) -> None:
    text = " ".join(status(ledger).split())
    assert "Thu ngân sách: stretch goal ≥ 120,000: behind" in text
    assert "Việc làm mới: tỉnh giao: exceeded; HĐND giao: on track" in text
    assert "Không để xảy ra: vi phạm 1 (goal 0): missed" in text
    assert "the units make 20,000, 'Thu ngân sách' has 40,000: 20,000 apart; no figure from" in text
    assert "Trend: against quarter I" in text


BREAD = "{name: bánh  PHỒNG, stars: 3}"


def test_an_item_reported_again_counts_once(tmp_path: Path) -> None:
    items = "submitted: 2024-03-01\nresults: {ocop: [{name: Bánh phồng, stars: 4}, {name: TRÀ sen, stars: 3}]}\n"
    again = f"submitted: 2024-08-30\nresults: {{ocop: [{BREAD}, {BREAD}, {{name: Kẹo, stars: 5}}]}}\n"
    ledger, _problems = read_office(tmp_path, {"q1/kinh-te": items, "q3/kinh-te": again})
    view = look(ledger, "q3", date(2024, 9, 6))
    text = drawn(lambda console: print_target(console, ledger, view, "ocop"), 100)
    standing = view.standing("ocop")
    assert standing is not None
    assert text.count(": + ") == standing.actual == 3
    assert "- Trà sen; 12/QĐ-UBND, 2024-05-06: does not count (already in quarter I)" in text
    assert "- Bánh phồng: does not count (Số sao 2, ≥ 3 is needed)" in text
    assert text.count("- bánh  PHỒNG: does not count (already in quarter I)") == 2


def test_an_item_of_two_units_counts_for_each_and_once_in_the_total(tmp_path: Path) -> None:
    target = "  - {id: models, name: Mô hình, each: cac-xa, measure: {kind: list}, goal: {at_least: 1}}\n"
    one = "submitted: 2024-06-01\nresults: {models: [Một cửa lưu động]}\n"
    folder = write_office(tmp_path, {"q2/xa-a": one, "q2/xa-b": one})
    with (folder / "targets.yaml").open("a", encoding="utf-8") as file:
        file.write(target)
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    text = shown(ledger, "models", 100)
    assert line_of(text, "Together").split()[-1] == "1"
    assert text.count(": + ") == 1
    assert "does not count (in the total; already with quarter II, xã An Ế)" in text


def test_a_difference_is_that_of_the_printed_figures(tmp_path: Path) -> None:
    report = "submitted: 2024-06-01\nresults: {commune-revenue: '%s', commune-digital: tot}\n"
    lead = "submitted: 2024-06-01\nresults: {revenue: '125089,5'}\n"
    extra = {"q2/tai-chinh": lead, "q2/xa-a": report % "110000,4", "q2/xa-b": report % "964"}
    ledger, _problems = read_office(tmp_path, extra)
    text = " ".join(status(ledger).split())
    assert "the units make 110,964.4, 'Thu ngân sách' has 125,089.5: 14,125.1 apart" in text
    lead = "submitted: 2024-06-01\nresults: {revenue: '110964,401'}\n"
    text = " ".join(status(read_office(tmp_path, {**extra, "q2/tai-chinh": lead})[0]).split())
    assert "the units make 110,964.4, 'Thu ngân sách' has 110,964.401: 0.001 apart" in text


def test_a_trend_against_another_round_has_a_note(tmp_path: Path) -> None:
    lead = "submitted: 2024-08-30\nresults: {revenue: 60000, growth: '6,9', disbursement: {part: 50, whole: 90}}\n"
    silent = "submitted: 2024-06-02\nresults: {growth: '6,8', disbursement: {part: 30, whole: 90}}\n"
    ledger, _problems = read_office(tmp_path, {"q2/tai-chinh": silent, "q3/tai-chinh": lead})
    view = look(ledger, "q3", date(2024, 9, 6))
    text = " ".join(drawn(lambda console: print_status(console, view, [])).split())
    assert "Thu ngân sách: the trend is against quarter I Trend: against quarter II, against" in text
    assert "Giải ngân: the trend" not in text
    one = " ".join(drawn(lambda console: print_status(console, view, [], unit="tai-chinh")).split())
    assert "Thu ngân sách: quarter I 15,000 ▲" in one
    assert "Giải ngân: quarter II 33.33% ▲" in one


def test_a_missing_report_is_no_problem_before_it_is_due(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path)
    in_time = status(ledger, day=date(2024, 5, 20))
    assert line_of(in_time, "Sản phẩm OCOP").endswith("not reported")
    assert not line_of(in_time, "Sản phẩm OCOP").startswith("!")
    only = status(ledger, day=date(2024, 5, 20), behind=True)
    assert "Sản phẩm OCOP" not in only
    assert "No commitment here is behind or missed; the reports are not overdue yet." in only
    on_the_day = drawn(lambda console: print_target(console, ledger, look(ledger, day=date(2024, 6, 2)), "ocop"))
    assert "! not reported" not in on_the_day
    assert line_of(on_the_day, "quarter I ").startswith("! ")
    assert line_of(on_the_day, "quarter II ").startswith("  ")
    after = status(ledger, day=date(2024, 6, 3), behind=True)
    assert line_of(after, "Sản phẩm OCOP").startswith("! ")


def test_only_what_needs_attention(ledger: Ledger) -> None:
    text = status(ledger, behind=True)
    assert "Phòng TC " not in text
    assert "Tăng trưởng" not in text
    assert "Phòng Nội vụ" in text
    assert "Sản phẩm OCOP" not in text  # 3 of 8: of 3.5 three are expected
    assert "Thu ngân sách xã" in text


def test_one_unit_has_its_own_figures(ledger: Ledger) -> None:
    text = status(ledger, unit="xa-b")
    assert "≥ 30,000" in line_of(text, "Thu ngân sách xã")
    assert "Not answered: 5.1 Thu ngân sách xã; 5.2 Chuyển đổi số xã" in text
    assert "xã Cẩm" not in text
    reporter = status(ledger, unit="tai-chinh")
    assert "Came under 45/BC-TC" in reporter
    assert "Thu ngân sách: quarter I 15,000 ▲; same period last year 42,000 ▼" in " ".join(reporter.split())


def test_one_target(ledger: Ledger) -> None:
    text = status(ledger, target="commune-digital")
    assert "1/3 met" in line_of(text, "Chuyển đổi số xã")
    assert "Phòng TC" not in text


def test_before_any_report(ledger: Ledger) -> None:
    text = status(ledger, day=date(2024, 5, 20))
    assert "6 units: 6 not yet due" in text
    assert "all 3: not reported" in text


def test_broken_files_are_named(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path, {"q2/noi-vu": "results: [\n"})
    text = drawn(lambda console: print_status(console, look(ledger), problems))
    assert "Left out, because it cannot be read: reports/q2/noi-vu.yaml" in text
    assert "In the data: 1 error. See: camket check" in text
    assert line_of(text, "Phòng Nội vụ").startswith("! ")
    assert "file cannot be read" in line_of(text, "Phòng Nội vụ")
    assert "6 units: 3 on time, 1 late, 1 missing, 1 with a file that cannot be read (1 of them empty)" in " ".join(
        text.split()
    )
    early = drawn(lambda console: print_status(console, look(ledger, day=date(2024, 6, 2)), problems, behind=True))
    assert "file cannot be read" in line_of(early, "Phòng Nội vụ")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
@pytest.mark.parametrize("choice", [{}, {"behind": True}, {"unit": "xa-b"}, {"target": "commune-revenue"}])
def test_no_line_is_wider_than_the_screen(ledger: Ledger, width: int, choice: dict[str, Any]) -> None:
    text = status(ledger, width, **choice)
    assert text.strip()
    assert max(map(cell_len, text.splitlines())) <= width


def test_a_narrow_screen_names_the_columns_left_out(ledger: Ledger) -> None:
    assert "The screen is too narrow for: Year end" in status(ledger, 60)


def test_the_shipped_data_fits(data: Path) -> None:
    shipped, problems = load(FolderTree(data))
    assert shipped is not None
    for round_ in shipped.rounds:
        view = look(shipped, round_.id, shipped.calendar.due(round_))
        text = drawn(lambda console, view=view: print_status(console, view, problems))  # type: ignore[misc]
        assert max(map(cell_len, text.splitlines())) <= 80
        assert all(shipped.short_name(unit) in text for unit in shipped.units)
    for target in shipped.targets:
        view = look(shipped, shipped.rounds[-1].id, shipped.calendar.year.last)
        text = drawn(lambda console, view=view, target=target: print_target(console, shipped, view, target))  # type: ignore[misc]
        assert max(map(cell_len, text.splitlines())) <= 80


# --- one target ---------------------------------------------------------------------------------------------------------


def shown(ledger: Ledger, target: str, width: int = 80) -> str:
    return drawn(lambda console: print_target(console, ledger, look(ledger), target), width)


def test_a_target_in_full(ledger: Ledger) -> None:
    text = shown(ledger, "revenue")
    flat = " ".join(text.split())
    for words in (
        "Thu ngân sách [revenue]",
        "Point 1: “hoàn thành dự toán thu”",
        "Lead: Phòng Tài chính",
        "As written: đạt dự toán",
        "Revised: 2024-07-01; dự toán 110000; 12/QĐ; điều chỉnh",
        "Pace: evenly through the year",
        "40,000 triệu đồng; 40% of the goal; 42,076.5 expected at 2024-06-02",
        "evidence: 7/TB, 2024-05-31",
        "difficulty: Nguồn thu từ đất chậm",
        "proposal dx-344zxre to UBND tỉnh: Giãn thời hạn",
        "corrected from 15500 to 15000 on 2024-05-20 by Trần Thị B: cộng nhầm",
    ):
        assert words in flat


def test_a_revised_figure_is_shown_with_what_it_was(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path)
    before = shown(ledger, "revenue")
    assert "  dự toán: 100000\n" in before
    view = look(ledger, "q3", date(2024, 9, 6))
    text = drawn(lambda console: print_target(console, ledger, view, "revenue"))
    assert "  dự toán: 100000 → 110000 (2024-07-01)\n" in text
    assert "Revised: 2024-07-01; dự toán 110000; 12/QĐ; điều chỉnh" in text


def test_units_with_a_revised_figure_are_named(tmp_path: Path) -> None:
    folder = write_office(tmp_path)
    path = folder / "targets.yaml"
    old = "    references: {assigned: {by_unit: {xa-a: 40000, xa-b: 30000, xa-c: }}}\n"
    new = "    references: {assigned: {date: 2024-01-20, by_unit: {xa-a: 40000, xa-b: 30000, xa-c: }}}\n"
    new += "    revisions:\n      - {date: 2024-05-02, references: {assigned: {by_unit: {xa-b: 35000, xa-c: 9000}}}}\n"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    chain = "xã Bình 30000 (2024-01-20) → 35000 (2024-05-02); xã Cẩm not set (2024-01-20) → 9000 (2024-05-02)"
    assert chain in " ".join(shown(ledger, "commune-revenue").split())


def test_an_overruled_verdict_of_an_earlier_round_has_its_note(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path, {"q3/kinh-te": "submitted: 2024-08-30\nresults: {safe: {incidents: []}}\n"})
    view = look(ledger, "q3", date(2024, 9, 6))
    text = drawn(lambda console: print_target(console, ledger, view, "safe"))
    assert [line for line in text.splitlines() if line.startswith("  quarter II ") and line.endswith("met*")]
    note = "* Không để xảy ra, quarter II: computed missed, stated met by Lê Văn C: vụ việc của năm trước"
    assert " ".join(text.split()).count(note) == 1
    assert " ".join(shown(ledger, "safe").split()).count("* Không để xảy ra: computed missed") == 1


def test_the_chart_shows_figures_with_pace_and_goal(ledger: Ledger) -> None:
    text = shown(ledger, "revenue")
    bars = [line for line in text.splitlines() if "█" in line]
    assert [line.split()[-1] for line in bars] == ["15,000", "40,000", "100,000"]
    lengths = [line.count("█") for line in bars]
    assert lengths[0] < lengths[1] < lengths[2]
    assert lengths[1] / lengths[2] == pytest.approx(0.4, abs=0.03)
    # The mark is behind the end of the bar: the figure is below the expected one.
    assert bars[1].index("│") > bars[1].rindex("█")


def test_items_and_why_they_do_not_count(ledger: Ledger) -> None:
    text = shown(ledger, "ocop")
    assert "+ Trà sen; 12/QĐ-UBND, 2024-05-06: counts" in text
    assert "- Bánh phồng: does not count (Số sao 2, ≥ 3 is needed)" in text


def test_incidents_are_named(ledger: Ledger) -> None:
    assert "! vi phạm: Vụ việc ở chợ; 2024-05-06" in shown(ledger, "safe")


def test_every_unit_in_every_round(ledger: Ledger) -> None:
    text = shown(ledger, "commune-revenue")
    assert line_of(text, "xã An Ế").split() == ["xã", "An", "Ế", "–", "20,000", "≥", "40,000", "on", "track"]
    assert "not reported" in line_of(text, "xã Bình")
    assert "goal not assigned" in line_of(text, "xã Cẩm")
    assert "not reported: xã Bình" in text


def test_grades_are_counted(ledger: Ledger) -> None:
    bars = [line for line in shown(ledger, "commune-digital").splitlines() if re.match(r"  (kém|khá|tốt) ", line)]
    assert [line.split()[-1] for line in bars] == ["0", "0", "1"]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_target_is_wider_than_the_screen(ledger: Ledger, width: int) -> None:
    for target in ledger.targets:
        assert max(map(cell_len, shown(ledger, target, width).splitlines())) <= width


# --- problems -----------------------------------------------------------------------------------------------------------


def problems_shown(*problems: Problem, width: int = 80, root: str = "") -> list[str]:
    return drawn(lambda console: print_problems(console, problems, root=root), width).splitlines()


def test_a_problem_with_its_line_and_a_caret() -> None:
    problem = Problem("bad-number", Place("reports/q2/x.yaml", 3, 10), "not a number", "Write 75.", source="  value: 7x")
    assert problems_shown(problem, root="data") == [
        "data/reports/q2/x.yaml:3:10: error bad-number not a number",
        "    value: 7x",
        "           ^",
        "  Write 75.",
        "",
        "1 error",
    ]


@pytest.mark.parametrize(
    "before", ["\t", "\tvalue:\t", "tên: ", unicodedata.normalize("NFD", "tên Ế: "), "名前: ", "a\u200bb: "]
)
def test_the_caret_is_under_the_column_after_any_text(before: str) -> None:
    problem = Problem("r", Place("x.yaml", 1, len(before) + 1), "m", source=before + "X rest")
    _head, line, caret, *_rest = problems_shown(problem)
    assert cell_len(line[: line.index("X")]) == cell_len(caret[: caret.index("^")])


@pytest.mark.parametrize("column", [1, 40, 250, 500, 501])
def test_a_long_line_is_cut_around_the_column(column: int) -> None:
    source = "".join(chr(ord("a") + index % 26) for index in range(500))
    problem = Problem("r", Place("x.yaml", 1, column), "m", source=source)
    _head, line, caret, *_rest = problems_shown(problem)
    assert cell_len(line) <= 80
    at = caret.index("^")
    assert line[at : at + 1] == source[column - 1 : column]


def test_counts_of_problems() -> None:
    place = Place("x.yaml", 2, 1)
    found = [Problem("a", place, "m"), Problem("b", place, "m"), Problem("c", place, "m", level="warning")]
    assert problems_shown(*found)[-1] == "2 errors, 1 warning"
    assert problems_shown() == ["No problems found."]


def test_control_characters_in_the_data_are_not_printed() -> None:
    problem = Problem("r", Place("x.yaml"), "a\x1b[31mb\x07", source="k: \x1b]0;t\x07v \u202eabc")
    assert not {"\x1b", "\x07", "\u202e"} & set("".join(problems_shown(problem)))


# --- the console --------------------------------------------------------------------------------------------------------


def test_colour_only_on_a_terminal_or_on_request(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def coloured(color: bool | None) -> str:
        stream = io.StringIO()
        monkeypatch.setenv("TERM", "xterm-256color")
        print_status(make_console(stream, color=color, width=80), look(ledger), [])
        return stream.getvalue()

    assert "\x1b[" not in coloured(None)
    assert "\x1b[33m" in coloured(True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", coloured(True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured(True)) == coloured(None)


def test_the_width_is_80_for_a_file_or_the_value_of_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    assert make_console(io.StringIO()).width == 80
    monkeypatch.setenv("COLUMNS", "97")
    assert make_console(io.StringIO()).width == 97
    assert make_console(io.StringIO(), width=66).width == 66


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "cp437", "ascii", "utf-8"])
def test_every_encoding_gets_readable_text(ledger: Ledger, encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    console = make_console(stream)
    print_status(console, look(ledger), [])
    print_target(console, ledger, look(ledger), "revenue")
    print_problems(console, [Problem("r", Place("x.yaml", 1, 4), "Chậm tiến độ", source="\tố: đ")])
    stream.flush()
    text = raw.getvalue().decode(encoding)
    assert "?" not in text
    assert max(map(cell_len, text.splitlines())) <= 80
    if encoding in ("cp1258", "utf-8"):
        assert "xã An Ế" in unicodedata.normalize("NFC", text)
    else:
        assert re.search(r"x[ãa] An [ÊÉE]", text)
    if encoding == "ascii":
        assert ">= 100,000" in text
        assert "####" in text


def test_the_sum_of_units_is_shown_beside_the_figure_of_the_lead(tmp_path: Path) -> None:
    target = """\
  - id: shared
    name: Thu chung
    sum_of: cac-xa
    reporter: tai-chinh
    measure: {kind: amount, unit: triệu đồng}
    goal: {at_least: 1000}
"""
    reports = {
        "q2/tai-chinh": "submitted: 2024-06-01\nresults: {shared: 700}\n",
        "q2/xa-a": "submitted: 2024-06-01\nresults: {shared: 300}\n",
        "q2/xa-b": "submitted: 2024-06-01\nresults: {shared: 250}\n",
    }
    folder = write_office(tmp_path, reports)
    with (folder / "targets.yaml").open("a", encoding="utf-8") as file:
        file.write(target)
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    text = shown(ledger, "shared")
    assert line_of(text, "Together").split() == ["Together", "–", "550"]
    assert "no figure from xã Cẩm" in text
    assert "own figure 700, the units' sum 550: 150 apart" in text
