"""Which way a goal is to be read: what is evident, what is asked, and the verdict until it is answered."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from camket.ledger.direction import find_signs, words_of
from camket.ledger.ledger import Ledger
from camket.rules.check import check
from camket.screen.editor_check import MarkedProblem, check_folder
from camket.standing.comparison import compare
from camket.standing.wording import goal_text
from office import DUE, FRAME, look, office, report, standing_of

SCORE = '{kind: score, unit: "%"}'
COUNT = "{kind: count, unit: hộ}"
RULES = ("direction-unclear", "direction-doubtful")


def entry(name: str, measure: str, goal: str, rest: str = "") -> str:
    """The entry of the target `t`, assessed at the end of the year."""
    body = f"  - id: t\n    name: {name}\n    lead: phong-a\n    pace: year_end\n    measure: {measure}\n    goal: {goal}\n"
    return body + (f"    {rest}\n" if rest else "")


def found(ledger: Ledger) -> list[str]:
    """The rules of this module that find something."""
    return [one.rule for one in check(ledger, date(2023, 12, 31)) if one.rule in RULES]


# --- what is evident, and what is asked -----------------------------------------------------------------------------------

EVIDENT = [
    ("Tỷ lệ hộ nghèo", SCORE, "{at_most: 0.8}", ""),
    ("Tỷ lệ hộ nghèo", '{kind: score, unit: "%", better: lower}', "0.8", ""),
    ("Chỉ số cải cách hành chính", "{kind: score, better: higher}", "80", ""),
    ("Chỉ số cải cách hành chính", SCORE, "{at_least: 80, as_written: từ 80 điểm trở lên}", ""),
    ("Doanh nghiệp mới", "{kind: count, unit: doanh nghiệp}", "75", "references: {last_year: 68}"),
    ("Số hộ thoát nghèo", COUNT, "120", ""),
    ("Thu ngân sách", "{kind: amount, unit: triệu đồng}", "giao", "references: {giao: 500, last_year: 400}"),
    ("Trẻ em dưới 5 tuổi được tiêm đủ liều", "{kind: count, unit: trẻ}", "300", ""),
    ("Giấy phép còn hiệu lực", "{kind: count}", "30", ""),
    ("Sản phẩm OCOP", "{kind: list}", "8", ""),
    ("Xếp hạng chuyển đổi số", "{kind: rank}", "3", ""),
    ("Cải cách hành chính", "{kind: judgement, grades: {kem: kém, tot: tốt}}", "tot", ""),
    ("Tham nhũng", "{kind: incidents, kinds: {a: tham nhũng}}", "0", ""),
    ("Tỷ lệ vụ vi phạm được xử lý", SCORE, "{at_least: 95}", ""),
    ("Tỷ lệ hộ nghèo có bảo hiểm y tế", SCORE, "{at_least: 95}", ""),
    ("Hộ nghèo", COUNT, "{at_least: 380, change: decrease, against: last_year}", "references: {last_year: 1000}"),
    ("Tốc độ tăng trưởng", SCORE, "{between: [6.5, 7]}", ""),
    ("Tỷ lệ thất nghiệp", "{kind: score, better: within}", "{between: [2, 3]}", ""),
    ("Doanh nghiệp mới", "{kind: count}", "{at_least: 75}", "references: {last_year: 90}"),
]
UNCLEAR = [
    ("Tỷ lệ hộ nghèo", SCORE, "0.8", ""),
    ("Chỉ số chuyển đổi số", "{kind: score}", "80", ""),
    ("Tỷ lệ hồ sơ đúng hạn", "{kind: ratio}", "95", ""),
    ("Tỷ lệ che phủ", "{kind: score, better: within}", "40", ""),
    ("Tai nạn giao thông", "{kind: count, unit: lượt}", "36", ""),
    ("Trật tự an toàn xã hội", "{kind: count, unit: vụ}", "36", ""),
    ("Hộ nghèo còn lại", COUNT, "120", ""),
    ("Việc mới", COUNT, "0", ""),
    ("Hồ sơ", "{kind: count}", "20", "references: {last_year: 35}"),
    ("Danh mục việc tồn đọng", "{kind: list}", "3", ""),
    ("Nợ xấu", "{kind: amount, unit: tỷ đồng}", "giao", "references: {giao: 5}"),
    ("Hồ sơ", "{kind: count}", "{at_least: 12, as_written: giảm còn 12 hồ sơ}", ""),
    ("Hồ sơ", "{kind: count}", "{at_most: 12, as_written: không dưới 12 hồ sơ}", ""),
    ("Hồ sơ", "{kind: count, better: lower}", "{at_least: 12}", ""),
    ("Tỷ lệ thất nghiệp", SCORE, "{between: [2, 3]}", ""),
    ("Tỷ lệ hộ nghèo", SCORE, "{keep: last_year}", "references: {last_year: 2}"),
    ("Hồ sơ", "{kind: count}", "{yardsticks: [{name: tỉnh giao, at_least: 12, as_written: không quá 12}]}", ""),
]
DOUBTFUL = [
    ("Tỷ lệ hộ nghèo", SCORE, "{at_least: 0.8}", ""),
    ("Tỷ lệ che phủ rừng", SCORE, "{at_least: 40}", "references: {last_year: 42}"),
    ("Tai nạn giao thông", "{kind: count}", "{more_than: 3}", ""),
]


@pytest.mark.parametrize(("name", "measure", "goal", "rest"), EVIDENT)
def test_what_is_evident_is_not_asked(name: str, measure: str, goal: str, rest: str) -> None:
    assert found(office(entry(name, measure, goal, rest))) == []


@pytest.mark.parametrize(("name", "measure", "goal", "rest"), UNCLEAR)
def test_what_is_not_evident_is_asked_and_not_judged(name: str, measure: str, goal: str, rest: str) -> None:
    figures = {"list": "[{name: Việc A}]", "ratio": "{percent: 50}"}
    kind = next((kind for kind in figures if f"kind: {kind}" in measure), "")
    ledger = office(
        entry(name, measure, goal, rest),
        {"q4/phong-a": report(DUE["q4"], figures.get(kind, "1.5" if measure == SCORE else "1"))},
    )
    assert found(ledger) == ["direction-unclear"]
    standing = standing_of(ledger, "q4", date(2024, 1, 5))
    assert (standing.verdict, standing.share, standing.expected) == ("undecided", None, None)
    assert not set(goal_text(standing.target, standing.target.goal, standing.target.references)) & set("≥≤<>")
    assert standing_of(ledger, "q3", date(2023, 8, 8)).verdict == "not-reported"


@pytest.mark.parametrize(("name", "measure", "goal", "rest"), DOUBTFUL)
def test_a_comparator_that_its_name_contradicts_is_judged_and_questioned(name: str, measure: str, goal: str, rest: str) -> None:
    ledger = office(entry(name, measure, goal, rest), {"q4/phong-a": report(DUE["q4"], "0")})
    assert found(ledger) == ["direction-doubtful"]
    assert standing_of(ledger, "q4", date(2024, 1, 5)).verdict == "missed"
    assert found(office(entry(name, measure.replace("}", ", better: higher}"), goal, rest))) == []


# --- the verdict ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "goal", "figure", "verdict"),
    [
        ("{kind: score, better: lower}", "0.8", "0.6", "met"),
        ("{kind: score, better: lower}", "0.8", "0.9", "missed"),
        ("{kind: score, better: higher}", "0.8", "0.6", "missed"),
        ("{kind: score, better: higher}", "0.8", "0.9", "exceeded"),
        ("{kind: score}", "0.8", "0.8", "undecided"),
        # Inside a range nothing depends on the direction.
        ("{kind: score}", "{between: [2, 3], as_written: giảm còn 2 – 3}", "2.5", "met"),
        ("{kind: score}", "{between: [2, 3], as_written: giảm còn 2 – 3}", "1.5", "undecided"),
        ("{kind: score}", "{between: [2, 3], as_written: giảm còn 2 – 3}", "3.5", "undecided"),
        ("{kind: score, better: lower}", "{between: [2, 3]}", "1.5", "exceeded"),
        # What accumulates may still leave the range.
        ("{kind: count}", "{between: [2, 9], as_written: giảm còn 2 – 9}", "5", "undecided"),
    ],
)
def test_the_direction_decides_the_verdict(measure: str, goal: str, figure: str, verdict: str) -> None:
    ledger = office(entry("Chỉ số", measure, goal), {"q4/phong-a": report(DUE["q4"], figure)})
    assert standing_of(ledger, "q4", date(2024, 1, 5)).verdict == verdict


def test_incidents_without_a_comparator_are_a_ceiling() -> None:
    body = entry("Sự cố", "{kind: incidents, kinds: {a: sự cố}}", "1")
    one, two = "{a: [{name: A}]}", "{a: [{name: A}, {name: B}]}"
    verdicts = []
    for incidents in (one, two):
        ledger = office(body, {"q4/phong-a": report(DUE["q4"], f"{{incidents: {_incidents(incidents)}}}")})
        verdicts.append(standing_of(ledger, "q4", date(2024, 1, 5)).verdict)
    assert verdicts == ["met", "missed"]


def _incidents(text: str) -> str:
    names = [word for word in ("A", "B") if f"name: {word}" in text]
    return "[" + ", ".join(f"{{kind: a, name: {name}, date: 2023-02-0{index}}}" for index, name in enumerate(names, 1)) + "]"


def test_each_unit_of_a_group_and_other_targets() -> None:
    body = entry("Chỉ số", "{kind: score}", "80").replace("lead: phong-a", "each: cac-xa")
    other = entry("Chỉ số khác", "{kind: score}", "{at_least: 80}").replace("id: t", "id: u")
    files = {f"q4/xa-{n}": report(DUE["q4"], "90") for n in (1, 2, 3)} | {"q4/phong-a": report(DUE["q4"], "u: 90")}
    ledger = office(body + other, files)
    standing = standing_of(ledger, "q4", date(2024, 1, 5))
    assert [part.verdict for part in standing.by_unit] == ["undecided"] * 3
    assert standing.verdict == "undecided"
    assert standing_of(ledger, "q4", date(2024, 1, 5), "u").verdict == "exceeded"


def test_the_office_may_decide() -> None:
    office_file = "overrules: [{target: t, verdict: met, reason: theo văn bản, by: Chánh Văn phòng}]\n"
    files = {"q4/phong-a": report(DUE["q4"], "0.6"), "q4/_office": office_file}
    standing = standing_of(office(entry("Tỷ lệ hộ nghèo", SCORE, "0.8"), files), "q4", date(2024, 1, 5))
    assert (standing.verdict, standing.computed) == ("met", "undecided")


def test_a_revision_that_writes_the_comparator_answers_the_question_from_its_day() -> None:
    rest = "revisions: [{date: 2023-06-01, goal: {at_most: 0.8}}]"
    files = {f"{round_id}/phong-a": report(DUE[round_id], "0.6") for round_id in ("q2", "q4")}
    ledger = office(entry("Tỷ lệ hộ nghèo", SCORE, "0.8", rest), files)
    assert [standing_of(ledger, round_id).verdict for round_id in ("q2", "q4")] == ["undecided", "met"]


@pytest.mark.parametrize(
    ("measure", "goal", "is_better"),
    [
        ("{kind: count}", "{at_least: 75}", True),
        ("{kind: count}", "{at_most: 75}", False),
        ("{kind: count, better: higher}", "{at_most: 75}", True),
        ("{kind: score}", "75", None),
    ],
)
def test_a_rise_is_better_where_the_goal_asks_for_more(measure: str, goal: str, is_better: bool | None) -> None:
    files = {"q1/phong-a": report(DUE["q1"], "5"), "q2/phong-a": report(DUE["q2"], "9")}
    ledger = office(entry("Chỉ tiêu", measure, goal), files)
    assert compare(look(ledger, "q1"), look(ledger, "q2"))[0].is_better is is_better


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meaning", "words"),
    [
        ("giảm còn 0,8%", "ceiling", ("giảm còn",)),
        ("KHÔNG VƯỢT QUÁ 3", "ceiling", ("không vượt quá",)),
        ("không dưới 80 điểm", "ceiling", ()),
        ("không dưới 80 điểm", "floor", ("không dưới",)),
        ("trẻ em dưới 16 tuổi", "ceiling", ()),
        ("dịch vụ công", "unwanted", ()),
        ("xóa nhà tạm", "turned", ("xoá",)),
        ("bảo tồn di tích", "unwanted", ()),
        ("overdue files", "unwanted", ("overdue",)),
        ("not more than 5", "floor", ()),
    ],
)
def test_words_are_found_whole_and_in_every_spelling(text: str, meaning: str, words: tuple[str, ...]) -> None:
    for form in ("NFC", "NFD"):
        assert words_of(find_signs([unicodedata.normalize(form, text)]), meaning) == words  # type: ignore[arg-type,arg-type]


# --- quick fixes ------------------------------------------------------------------------------------------------------


def _marked(folder: Path, text: str) -> list[MarkedProblem]:
    checked = check_folder(folder, {"targets.yaml": text}, date(2023, 12, 31))
    return [one for one in checked.found.get("targets.yaml", []) if one.problem.level == "error"]


@pytest.mark.parametrize(
    "body",
    [
        entry("Tỷ lệ hộ nghèo", SCORE, "0,8"),
        entry("Tỷ lệ hộ nghèo", SCORE, '"0,8"'),
        entry("Hồ sơ", COUNT, "{at_least: 12, as_written: giảm còn 12 hồ sơ}"),
        entry("Tỷ lệ thất nghiệp", SCORE, "{between: [2, 3]}"),
        entry("Tỷ lệ thất nghiệp", "\n      kind: score\n      unit: '%'", "{between: [2, 3]}"),
    ],
)
def test_each_quick_fix_answers_the_question(tmp_path: Path, body: str) -> None:
    text = FRAME + "targets:\n" + body
    (marked,) = _marked(tmp_path, text)
    assert marked.problem.rule == "direction-unclear"
    assert marked.fixes
    for fix in marked.fixes:
        assert _marked(tmp_path, text[: marked.start] + fix.text + text[marked.stop :]) == [], fix
