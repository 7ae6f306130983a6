"""Every threshold of a rule of `check`: a case just inside, and one just outside."""

from __future__ import annotations

from datetime import date

import pytest

from camket.ledger.reports import Remark
from camket.rules.check import check
from camket.rules.rule import MANY, list_names
from camket.standing.proposals import proposal_id
from camket.text import language
from camket.text.problems import Problem
from office import FRAME, office, report, target

AS_OF = date(2023, 12, 31)
AMOUNT = "measure: {kind: amount}\ngoal: {at_least: 100}"
LEVEL = "measure: {kind: amount, accumulates: false}\ngoal: {at_least: 100}"
UNASSIGNED = "measure: {kind: amount}\ngoal: {at_least: assigned}\nreferences: {assigned: }"
SHARE = "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: 100}"
ITEMS = "measure: {kind: list}\ngoal: {at_least: 1}"


@pytest.fixture(autouse=True)
def _english(_plain_surroundings: None) -> None:
    language.choose("en")


def examine(targets: str, files: dict[str, str], as_of: date = AS_OF, frame: str = FRAME) -> list[Problem]:
    return check(office(targets, files, frame), as_of)


def found(targets: str, files: dict[str, str], as_of: date = AS_OF, frame: str = FRAME) -> list[str]:
    return [problem.rule for problem in examine(targets, files, as_of, frame)]


def two_rounds(first: str | None, second: str) -> dict[str, str]:
    """Reports of Phòng A for q1 and q2; the second cut-off is twice as far into the year as the first."""
    files = {"q2/phong-a": report("2023-05-26", second)}
    return files | ({"q1/phong-a": report("2023-03-14", first)} if first is not None else {})


def goal(number: int) -> str:
    return AMOUNT.replace("100", str(number))


# --- a figure and the figure before it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "first", "second", "rules"),
    [
        (AMOUNT, "40", "40", []),
        (AMOUNT, "40", "39", ["figure-fell"]),
        (LEVEL, "40", "39", []),
        # An increment is below three quarters of the last figure, and at least a third of what the pace would add (40).
        (AMOUNT, "40", "30", ["figure-fell"]),
        (AMOUNT, "40", "29,9", ["increment"]),
        (AMOUNT, "60", "20", ["increment"]),
        (AMOUNT, "60", "19,9", ["figure-fell"]),
        # More than five times the course (60), and more than twice the goal.
        (AMOUNT, "30", "300", []),
        (AMOUNT, "30", "301", ["jump"]),
        (goal(200), "30", "400", []),
        (goal(200), "30", "401", ["jump"]),
        # Without a goal: more than ten times the course, and the last figure is at least 5.
        (UNASSIGNED, "5", "100", []),
        (UNASSIGNED, "5", "101", ["jump"]),
        (UNASSIGNED, "4,9", "101", []),
        # More than a hundred times the course (8), and a factor explains it: 8,01 and 24 are in line with 4, 24,01 is not.
        (UNASSIGNED, "4", "800", []),
        (UNASSIGNED, "4", "801", ["jump"]),
        (UNASSIGNED, "4", "2400", ["jump"]),
        (UNASSIGNED, "4", "2401", []),
        (UNASSIGNED, "4", "3999", []),
        (UNASSIGNED, "4", "4000", ["jump"]),
        # After zero, or as the first figure: more than twenty times the goal.
        (AMOUNT, "0", "2000", []),
        (AMOUNT, "0", "2001", ["jump"]),
        (AMOUNT, None, "2000", []),
        (AMOUNT, None, "2001", ["jump"]),
        # A level: three hundred times as large, or as small.
        (LEVEL, "2", "599", []),
        (LEVEL, "2", "600", ["jump"]),
        (LEVEL, "599", "2", []),
        (LEVEL, "600", "2", ["jump"]),
        (LEVEL, "0", "600", []),
    ],
)
def test_a_figure_and_the_one_before(body: str, first: str | None, second: str, rules: list[str]) -> None:
    assert found(target(body), two_rounds(first, second)) == rules


@pytest.mark.parametrize(("second", "rule"), [("60", "increment"), ("60,1", "figure-fell"), ("74,9", "figure-fell")])
def test_an_increment_is_at_most_three_times_what_the_pace_would_add(second: str, rule: str) -> None:
    # Day 120 after day 100: 100 leads to 120, so 20 were to be added.
    frame = FRAME.replace("2023-03-14", "2023-04-10").replace("2023-05-26", "2023-04-30")
    assert found(target(AMOUNT), two_rounds_of_april(second), frame=frame) == [rule]


@pytest.mark.parametrize(("second", "rule"), [("3", "figure-fell"), ("3,2", "increment"), ("15", "increment")])
def test_a_figure_that_a_factor_of_a_hundred_explains_is_no_increment(second: str, rule: str) -> None:
    # Day 105 after day 100: 100 leads to 105, so 5 were to be added; a hundred times 3 is in line, a hundred times 3,2 is not.
    frame = FRAME.replace("2023-03-14", "2023-04-10").replace("2023-05-26", "2023-04-15")
    assert found(target(AMOUNT), two_rounds_of_april(second), frame=frame) == [rule]


def two_rounds_of_april(second: str) -> dict[str, str]:
    return {"q1/phong-a": report("2023-04-10", "100"), "q2/phong-a": report("2023-04-15", second)}


@pytest.mark.parametrize(
    ("body", "first", "second", "hint"),
    [
        # Each factor of a typing error; a count is a whole number, an amount need not be.
        (UNASSIGNED, "20", "401", "Did you mean 40.1?"),
        (UNASSIGNED.replace("amount", "count"), "20", "401", "Was quarter I meant to say 200?"),
        (UNASSIGNED, "20", "4.000,0", "Did you mean 40?"),
        (UNASSIGNED, "20", "40.000,0", "Did you mean 40?"),
        (UNASSIGNED, "20", "40.000.000", "Did you mean 40?"),
        # In line with 20 is what is not below it, and at most three times the course (40).
        (UNASSIGNED, "20", "2000", "Did you mean 20?"),
        (UNASSIGNED, "20", "1999", ""),
        (UNASSIGNED, "20", "1200", "Did you mean 120?"),
        (UNASSIGNED, "20", "1201", ""),
        # The earlier figure is asked for where the new one suits the goal: up to twice as much, or down to a fiftieth.
        (goal(2001), "20", "4001", "Was quarter I meant to say 2000?"),
        (goal(2000), "20", "4001", "Did you mean 40.01?"),
        (goal(2000), "2000", "40", "Was quarter I meant to say 20?"),
        (goal(2001), "2000", "40", "Did you mean 4000?"),
        (goal(1000), "2000", "20", "Was quarter I meant to say 20?"),
        (AMOUNT, "2000", "120", "Was quarter I meant to say 20?"),
        (AMOUNT, "2000", "120,1", ""),
        (goal(2000), "2005", "40", "Was quarter I meant to say 20.05?"),
        (goal(2000).replace("amount", "count"), "2005", "40", "Did you mean 4000?"),
        # A level may also have been a third of the last one.
        (LEVEL, "30", "10000", "Did you mean 10?"),
        (LEVEL, "30", "9999", ""),
        (LEVEL.replace("100", "5000"), "30", "10000", "Was quarter I meant to say 30000?"),
        # Without an earlier figure: the largest that is at most the goal, and at least a hundredth of it.
        (AMOUNT, None, "10000", "Did you mean 100?"),
        (AMOUNT, None, "10001", "Did you mean 10.0010?"),
        (goal(200), None, "123456", "Did you mean 123.4560?"),
        (goal(2000), None, "1000123", "Did you mean 1000.123?"),
        (AMOUNT, None, "1000000", "Did you mean 1?"),
        (AMOUNT, None, "999000", ""),
    ],
)
def test_the_figure_that_a_hint_asks_for(body: str, first: str | None, second: str, hint: str) -> None:
    (problem,) = examine(target(body), two_rounds(first, second))
    assert problem.hint.startswith(hint or ("Figures run" if problem.rule == "figure-fell" else "Check the dots"))


# --- figures that belong together ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("part", "rules"), [("40", []), ("40,1", ["part-of"])])
def test_a_part_is_at_most_its_whole(part: str, rules: list[str]) -> None:
    targets = target(AMOUNT) + target(f"{AMOUNT}\npart_of: t", "u")
    assert found(targets, {"q1/phong-a": report("2023-03-14", f"t: 40\nu: {part}")}) == rules


@pytest.mark.parametrize(
    ("declared", "second", "rules"),
    [
        ("", "20", []),
        ("", "20,1", ["parts-overlap"]),
        ("disjoint: false", "20,1", []),
        ("disjoint: true", "20", []),
        ("disjoint: true", "20,1", ["part-of"]),
        ("", "41", ["part-of"]),  # larger than the whole alone: one fault, one finding
        ("disjoint: true", "41", ["part-of"]),
    ],
)
def test_parts_are_together_at_most_the_whole_where_they_do_not_overlap(declared: str, second: str, rules: list[str]) -> None:
    part = f"{AMOUNT}\npart_of: t\n{declared}"
    files = {"q1/phong-a": report("2023-03-14", f"t: 40\nu: 20\nv: {second}")}
    of_parts = target(AMOUNT) + target(part, "u") + target(part, "v")
    of_whole = target(f"{AMOUNT}\n{declared}") + target(f"{AMOUNT}\npart_of: t", "u") + target(f"{AMOUNT}\npart_of: t", "v")
    assert found(of_parts, files)[:1] == found(of_whole, files)[:1] == rules


@pytest.mark.parametrize(("second", "rules"), [("20", []), ("21", ["parts-overlap"])])
def test_parts_of_one_figure_may_overlap_or_be_wrong(second: str, rules: list[str]) -> None:
    body = "measure: {kind: count, parts: {nu: nữ, nhat: đi Nhật Bản}}\ngoal: {at_least: 100}"
    files = {"q1/phong-a": report("2023-03-14", f"{{value: 40, parts: {{nu: 20, nhat: {second}}}}}")}
    assert found(target(body), files) == rules
    assert found(target(body.replace("}}", "}, disjoint: false}")), files) == []


@pytest.mark.parametrize(("total", "rules"), [("20", []), ("20,1", ["part-of"])])
def test_the_figures_of_units_together_are_at_most_the_whole(total: str, rules: list[str]) -> None:
    files = {f"q1/xa-{n}": report("2023-03-14", f"u: {figure}") for n, figure in ((1, "20"), (2, total))}
    files["q1/phong-a"] = report("2023-03-14", "40")
    assert found(target(AMOUNT) + target(f"{AMOUNT}\neach: cac-xa\npart_of: t", "u"), files) == rules


@pytest.mark.parametrize(("last", "rules"), [("30", []), ("31", ["part-of"])])
def test_figures_of_last_year_are_compared_too(last: str, rules: list[str]) -> None:
    targets = target(AMOUNT) + target(f"{AMOUNT}\npart_of: t", "u")
    results = f"t: {{value: 40, same_period: 30}}\nu: {{value: 9, same_period: {last}}}"
    assert found(targets, {"q1/phong-a": report("2023-03-14", results)}) == rules
    growth = "measure: {kind: amount}\ngoal: {at_least: 5, change: growth, against: last_year}\nreferences: {last_year: %s}"
    assert found(target(growth % "30") + target(f"{growth % last}\npart_of: t", "u"), {}) == rules


def test_a_part_in_another_unit_of_measure_is_not_compared() -> None:
    body = "measure: {kind: amount, unit: %s}\ngoal: {at_least: 100}"
    targets = target(body % "tỷ đồng") + target(f"{body % 'triệu đồng'}\npart_of: t", "u")
    (problem,) = examine(targets, {"q1/phong-a": report("2023-03-14", "t: 40\nu: 90")})
    assert (problem.rule, problem.level) == ("part-of", "warning")


@pytest.mark.parametrize(
    ("body", "own", "second", "levels"),
    [
        ("adds_up_to: t", "40", "20", []),
        ("adds_up_to: t", "41", "20", ["warning"]),
        ("adds_up_to: t", "41", None, ["note"]),  # the second may bring the rest
        ("adds_up_to: t", "19", None, ["warning"]),  # nothing can take away what is too much
        ("adds_up_to: {target: t, how: at_most}", "41", "20", []),
        ("adds_up_to: {target: t, how: at_most}", "40", "20", []),
        ("adds_up_to: {target: t, how: at_most}", "39,9", "20", ["warning"]),
        ("adds_up_to: {target: t, how: at_most}", "41", None, []),
    ],
)
def test_the_sum_of_units_fits_the_whole(body: str, own: str, second: str | None, levels: list[str]) -> None:
    files = {"q1/phong-a": report("2023-03-14", own), "q1/xa-1": report("2023-03-14", "u: 20")}
    files |= {"q1/xa-2": report("2023-03-14", f"u: {second}")} if second else {}
    each = target(f"{AMOUNT}\neach: [xa-1, xa-2]\n{body}", "u")
    of_sum = target(
        f"{AMOUNT}\nsum_of: [xa-1, xa-2]\nreporter: phong-a\n{body.replace('target: t, ', '') if '{' in body else ''}"
    )
    of_sum_files = {path: text.replace("u: ", "t: ") for path, text in files.items()}
    for problems in (examine(target(AMOUNT) + each, files), examine(of_sum, of_sum_files)):
        assert [(problem.rule, problem.level) for problem in problems] == [("sum-differs", level) for level in levels]


@pytest.mark.parametrize(("body", "level"), [(AMOUNT, "warning"), (LEVEL, "note")])
def test_a_balance_that_is_missing_may_take_away_what_is_too_much(body: str, level: str) -> None:
    files = {"q1/phong-a": report("2023-03-14", "19"), "q1/xa-1": report("2023-03-14", "u: 20")}
    each = target(f"{body}\neach: [xa-1, xa-2]\nadds_up_to: t", "u")
    assert [(problem.rule, problem.level) for problem in examine(target(body) + each, files)] == [("sum-differs", level)]


@pytest.mark.parametrize(
    ("part", "rules"), [("[{kind: fire, name: a}]", []), ("[{kind: fire, name: a}, {kind: fire, name: b}]", ["part-of"])]
)
def test_incidents_that_are_part_of_others_are_no_more_than_those(part: str, rules: list[str]) -> None:
    body = "measure: {kind: incidents, kinds: {fire: cháy}}\ngoal: {of: fire, equals: 0}"
    files = {"q1/phong-a": report("2023-03-14", f"t: [{{kind: fire, name: a}}]\nu: {part}")}
    assert found(target(body) + target(f"{body}\npart_of: t", "u"), files) == rules


@pytest.mark.parametrize(("own", "rules"), [("60", []), ("60,1", ["sum-differs"]), ("59,9", ["sum-differs"])])
def test_the_figure_of_the_whole_is_exactly_the_sum(own: str, rules: list[str]) -> None:
    files = {f"q1/xa-{n}": report("2023-03-14", "20") for n in (1, 2, 3)} | {"q1/phong-a": report("2023-03-14", own)}
    assert found(target(f"{AMOUNT}\nsum_of: cac-xa\nreporter: phong-a"), files) == rules


@pytest.mark.parametrize(("count", "text"), [(MANY, "Xã 7, Xã 8"), (MANY + 1, "Xã 8 and 1 more")])
def test_a_message_names_at_most_eight_units(count: int, text: str) -> None:
    from camket.rules.data import CheckedYear

    more = "".join(f"  - {{id: xa-{n}, name: Xã {n}}}\n" for n in range(4, count + 1))
    frame = FRAME.replace("groups:\n", more + "groups:\n")
    year = CheckedYear(office(target(AMOUNT), frame=frame), AS_OF)
    assert list_names(year, [f"xa-{n}" for n in range(1, count + 1)]).endswith(text)


# --- corrections and revisions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "now", "old", "new", "rules"),
    [
        (AMOUNT, "60", "40", "60", []),
        (AMOUNT, "60", "40,1", "60", ["correction-unmatched"]),
        # A figure that accumulates may have grown beyond the corrected one; a level may not.
        (AMOUNT, "61", "40", "60", []),
        (AMOUNT, "59", "40", "60", ["correction-unmatched"]),
        (LEVEL, "61", "40", "60", ["correction-unmatched"]),
        # The figure was corrected in the earlier report itself.
        (AMOUNT, "60", "35", "40", []),
        # A share is typed as it was printed: 33,33 for a third.
        (SHARE, "{part: 2, whole: 3}", "33,33", "66,67", []),
        (SHARE, "{part: 2, whole: 3}", "33,34", "66,67", ["correction-unmatched"]),
        (SHARE, "{part: 2, whole: 3}", "33,33", "66,66", ["correction-unmatched"]),
        (SHARE, "{part: 2, whole: 3}", "1/3", "2/3", []),
    ],
)
def test_a_correction_and_the_figures_that_it_names(body: str, now: str, old: str, new: str, rules: list[str]) -> None:
    entry = f"corrections: [{{target: t, old: '{old}', new: '{new}', reason: nhầm, by: Lê B, date: 2023-05-26}}]\n"
    before = "{part: 1, whole: 3}" if "ratio" in body else "40"
    files = {"q1/phong-a": report("2023-03-14", before), "q2/phong-a": report("2023-05-26", now, entry)}
    assert found(target(body), files) == rules


@pytest.mark.parametrize(
    ("revised", "rules"),
    [
        ("2023-05-20", []),  # known on the day on which the report came in
        ("2023-05-21", ["goal-changed-later"]),
        ("2023-05-26", ["goal-changed-later"]),  # in force on the cut-off day
        ("2023-05-27", []),
    ],
)
def test_a_goal_that_was_changed_between_the_report_and_the_cut_off(revised: str, rules: list[str]) -> None:
    body = f"{AMOUNT}\nrevisions: [{{date: {revised}, goal: {{at_least: 120}}}}]"
    assert found(target(body), {"q2/phong-a": report("2023-05-20", "50")}) == rules


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "rules"),
    [
        ("2021-12-31", ["impossible-date"]),
        ("2022-01-01", []),
        ("2023-05-20", []),  # dated on the day of its receipt
        ("2023-05-21", ["doubtful-date"]),
        ("2023-12-31", ["doubtful-date"]),
        ("2024-01-01", ["future-date"]),
    ],
)
def test_the_date_of_a_letter(letter: str, rules: list[str]) -> None:
    files = {"q2/phong-a": report("2023-05-20", "50", f"letter: {{number: 1/BC, date: {letter}}}\n")}
    assert found(target(AMOUNT), files) == rules


@pytest.mark.parametrize(("day", "rules"), [("2023-12-31", []), ("2024-01-01", ["future-date"])])
@pytest.mark.parametrize(
    "entry",
    [
        "overrules: [{{target: t, verdict: met, reason: bù, by: Lê B, date: {day}}}]\n",
        "answers: [{{proposals: {proposal}, outcome: settled, date: {day}}}]\n",
    ],
)
def test_the_date_of_what_the_office_decides(entry: str, day: str, rules: list[str]) -> None:
    proposal = proposal_id(Remark(text="Giao thêm biên chế"))
    files = {
        "q2/phong-a": report("2023-05-20", "50", "proposals: [Giao thêm biên chế]\n"),
        "q2/_office": entry.format(day=day, proposal=proposal),
    }
    assert found(target(AMOUNT), files) == rules


@pytest.mark.parametrize(
    ("received", "rules"),
    [
        ("2021-12-31", ["impossible-date"]),
        ("2022-01-01", ["doubtful-date"]),  # the earliest day that is a date of this work: said once, by the rule that fits
        ("2023-05-10", ["doubtful-date"]),
        ("2023-05-11", []),  # the round opens 15 days before it is due
        ("2023-11-25", []),  # 183 days after it was due
        ("2023-11-26", ["doubtful-date"]),
    ],
)
def test_the_date_of_receipt(received: str, rules: list[str]) -> None:
    assert found(target(AMOUNT), {"q2/phong-a": report(received, "50")}) == rules


@pytest.mark.parametrize(("again", "rules"), [("2023-05-19", ["doubtful-date"]), ("2023-05-20", [])])
def test_a_report_is_not_received_again_before_it_was_received(again: str, rules: list[str]) -> None:
    assert found(target(AMOUNT), {"q2/phong-a": report("2023-05-20", "50", f"resubmitted: [{again}]\n")}) == rules


@pytest.mark.parametrize(
    ("body", "result", "rules"),
    [
        (ITEMS, "[{{name: chợ, evidence: {{number: 1/QĐ, date: {day}}}}}]", ["doubtful-date"]),
        (AMOUNT, "{{value: 50, evidence: {{number: 1/QĐ, date: {day}}}}}", []),  # the evidence of a figure may be older
    ],
)
def test_the_date_of_evidence(body: str, result: str, rules: list[str]) -> None:
    for day, expected in (("2021-12-31", rules), ("2022-01-01", [])):
        assert found(target(body), {"q2/phong-a": report("2023-05-26", result.format(day=day))}) == expected


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("measure: {kind: milestone}\ngoal: {by: 2023-11-30}", "{{done: true, date: {day}}}"),
        (
            "measure: {kind: incidents, kinds: {fire: cháy}}\ngoal: {of: fire, equals: 0}",
            "[{{kind: fire, name: chợ, date: {day}}}]",
        ),
    ],
)
def test_the_day_of_a_result(body: str, result: str) -> None:
    for day, rules in (("2021-12-31", ["impossible-date"]), ("2022-01-01", []), ("2024-01-01", ["future-date"])):
        assert found(target(body), {"q2/phong-a": report("2023-05-26", result.format(day=day))}) == rules


@pytest.mark.parametrize(
    ("round_id", "due", "rules"),
    [
        ("q1", "2022-12-31", ["impossible-date"]),
        ("q1", "2023-01-01", []),
        ("q4", "2024-12-31", []),
        ("q4", "2025-01-01", ["impossible-date"]),
    ],
)
def test_a_round_is_due_in_the_year_or_the_next(round_id: str, due: str, rules: list[str]) -> None:
    old = {"q1": "2023-03-14", "q4": "2023-10-19"}[round_id]
    # Figures end within the year, also of a round that is due after it (cut-off-outside-year).
    due += ", cut_off: 2023-12-31" if due == "2024-12-31" else ""
    assert found(target(AMOUNT), {}, frame=FRAME.replace(old, due)) == rules


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "rules"), [(40, []), (41, ["copied-text"])])
def test_texts_of_more_than_40_characters_are_compared(length: int, rules: list[str]) -> None:
    text = ("Giải phóng mặt bằng còn chậm do vướng mắc về giá đất")[:length].replace(" ", "-")
    assert len(text) == length
    assert found(target(AMOUNT), two_rounds(f"{{value: 20, text: {text}}}", f"{{value: 40, text: {text}}}")) == rules


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("Tên: ....", True),
        ("Tên: ...", False),
        ("Tên: ……", True),
        ("Tên: …", False),
        ("Tên: ___", True),
        ("Tên: __", False),
        ("Nhập kết quả" + " ở đây" * 4, True),
        ("Nhập kết quả" + " ở đây" * 4 + "!", False),
    ],
)
def test_what_is_left_of_a_form(text: str, is_left: bool) -> None:
    files = {"q2/phong-a": report("2023-05-26", f'{{value: 50, text: "{text}"}}')}
    assert found(target(AMOUNT), files) == ["placeholder"] * is_left


@pytest.mark.parametrize(("length", "is_cut"), [(60, False), (61, True)])
def test_a_message_shows_60_letters_of_a_text(length: int, is_cut: bool) -> None:
    text = "." * length
    (problem,) = examine(target(AMOUNT), {"q2/phong-a": report("2023-05-26", f'{{value: 50, text: "{text}"}}')})
    assert (f"'{text[:59]}…'" if is_cut else f"'{text}'") in problem.message


# --- shares a hundred times too small or too large ----------------------------------------------------------------------

STATE = "measure: {kind: score, unit: '%'}\ngoal: {at_least: 60}\npace: year_end"
INDEX = "measure: {kind: score, unit: điểm, max: 100}\ngoal: {at_least: assigned}\nreferences: {assigned: }\npace: year_end"
RATE = "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: assigned}\nreferences: {assigned: }"
GROWING = "measure: {kind: ratio}\ngoal: {at_least: 100}"
PER_MILLE = "measure: {kind: ratio, per: 1000, accumulates: false}\ngoal: {less_than: 9}"
CEILING = "measure: {kind: score, unit: '%', better: lower}\ngoal: {at_most: '4,5'}\npace: year_end"
RISE = "measure: {kind: score, unit: '%'}\ngoal: {at_least: 1, change: increase, against: last_year}\nreferences: {last_year: '22,5'}\npace: year_end"
OF_GOAL = "0.4% is about 100 times less than the goal, 100%"


@pytest.mark.parametrize(
    ("body", "first", "second", "slips"),
    [
        # After the figure of an earlier round: a hundred times the figure is a third of that one, up to three times as much.
        (INDEX, "60", "0,2", ["0.2 is about 100 times less than the 60 of quarter I"]),
        (INDEX, "60", "0,1999", []),
        (INDEX, "30", "0,9", ["0.9 is about 100 times less than the 30 of quarter I"]),
        (INDEX, "30", "0,9001", []),
        (INDEX, "90,06", "1", ["1 is about 100 times less than the 90.06 of quarter I"]),
        (INDEX, "90,06", "1,01", []),  # a hundred times as much is more than the largest score
        (INDEX, "0,905", "90,06", ["90.06 is about 100 times more than the 0.905 of quarter I"]),
        (INDEX, "0", "0,9", []),
        (RATE, "{percent: '90,06'}", "{percent: '0,905'}", ["0.905% is about 100 times less than the 90.06% of quarter I"]),
        (
            RATE,
            "{part: 9006, whole: 10000}",
            "{percent: '0,905'}",
            ["0.905% is about 100 times less than the 90.06% of quarter I"],
        ),
        (RATE, "{percent: '0,905'}", "{part: 9006, whole: 10000}", []),  # nobody has typed the second share
        (PER_MILLE, "{percent: 6}", "{percent: '0,005'}", ["0.005‰ is about 1,000 times less than the 6‰ of quarter I"]),
        # What grows in the course of the year may be small at first.
        (GROWING, "{percent: '0,9'}", "{percent: 45}", []),
        (GROWING, "{percent: '0,4'}", "{percent: 45}", [OF_GOAL, "45% is about 100 times more than the 0.4% of quarter I"]),
        (GROWING, "{percent: '21,7'}", "{percent: '0,45'}", ["0.45% is about 100 times less than the 21.7% of quarter I"]),
        # Without an earlier figure: the goal, as far as it is due (100 × 146/365 = 40).
        (STATE, None, "0,2", ["0.2% is about 100 times less than the goal, 60%"]),
        (STATE, None, "0,1999", []),
        (STATE, None, "6000", ["6,000% is about 100 times more than the goal, 60%"]),
        (GROWING, None, "{percent: '0,14'}", ["0.14% is about 100 times less than the goal, 100%"]),
        (GROWING, None, "{percent: '0,13'}", []),
        (GROWING, None, "{percent: '0,99'}", ["0.99% is about 100 times less than the goal, 100%"]),
        (RISE, None, "0,221", ["0.221% is about 100 times less than the 22.5% that the goal starts from"]),
        # A figure below a limit is as it should be.
        (CEILING, None, "0,04", []),
        (CEILING, None, "450", ["450% is about 100 times more than the goal, 4.5%"]),
        # Beside the same period last year.
        (RATE, None, "{percent: '90,5', same_period: '0,88'}", ["0.88% is about 100 times less than this year's 90.5%"]),
        (
            RATE,
            None,
            "{percent: '0,905', same_period: 88}",
            ["0.905% is about 100 times less than the 88% of the same period last year"],
        ),
        (RATE, None, "{percent: '0,905', same_period: '0,88'}", []),
        (
            RATE,
            "{percent: 90}",
            "{percent: '90,5', same_period: 8800}",
            ["8,800% is about 100 times more than this year's 90.5%"],
        ),
        (STATE, None, "{value: '0,605', same_period: '0,6'}", ["0.605% is about 100 times less than the goal, 60%"]),
    ],
)
def test_a_share_a_hundred_times_too_small_or_too_large(body: str, first: str | None, second: str, slips: list[str]) -> None:
    problems = examine(target(body), two_rounds(first, second))
    assert [problem.message for problem in problems if problem.rule == "share-slip"] == slips
    assert {problem.level for problem in problems if problem.rule == "share-slip"} <= {"warning"}


def test_the_hint_has_both_readings() -> None:
    found = examine(target(RATE), two_rounds("{percent: '90,06'}", "{percent: '0,905'}"))
    assert [problem.hint for problem in found if problem.rule == "share-slip"] == [
        "It is read as 0.905%; is 90.5% meant? A cell that loses its per cent format holds 0.905 for 90.5%."
    ]
