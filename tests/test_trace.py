"""Tracing a figure: the steps give the report's own figures, their arithmetic is right, their lines are cited."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from camket import cli
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.contents import Contents
from camket.report.describe.whole import report_contents
from camket.report.figure_references import UnknownReference, find_reference, printed_reference
from camket.report.render import render_report
from camket.report.target_contents import PrintedStanding
from camket.report.trace.records import Trace, TraceRow, TraceStep
from camket.report.trace.whole import trace
from camket.screen.console import make_console
from camket.screen.json_trace import trace_json
from camket.screen.trace import print_trace
from camket.standing.appendix import group_units
from camket.standing.submissions import closing_day
from camket.standing.survey import Survey, survey
from camket.text import git as camket_git
from camket.text import language
from expressions import evaluate
from office import DUE, FRAME, facts, look, office, report, round_of, target, tree_of
from small_office import write_office

Capture = pytest.CaptureFixture[str]
SHIPPED = ("data", "examples/tinh-2026/data")


@pytest.fixture(autouse=True)
def _english() -> None:
    language.choose("en")


def traced(ledger: Ledger, reference: str = "t", round_id: str = "q2") -> Trace:
    asked = find_reference(ledger, reference)
    return trace(look(ledger, round_id), asked.target, asked.unit)


def traced_one(body: str, *results: str) -> Trace:
    """A target of Phòng A with its results in the first rounds, traced in the last of them."""
    rounds = list(DUE)[: len(results)]
    files = {f"{round_id}/phong-a": report(DUE[round_id], result) for round_id, result in zip(rounds, results, strict=True)}
    return traced(office(target(body), files), "t", rounds[-1])


def step(found: Trace, name: str, at: str | None = None) -> TraceStep:
    having = [one for one in found.steps if one.name == name and at in (None, one.at)]
    assert len(having) == 1, [one.name for one in found.steps]
    return having[0]


def texts(found: Trace, of: TraceStep | TraceRow) -> list[str]:
    """The text of the lines that a step or row cites."""
    return [found.sources[number - 1].text for number in of.sources]


def rows(found: Trace, name: str) -> list[tuple[str, str]]:
    return [(row.label, row.text) for row in step(found, name).rows]


def run(*arguments: str | Path) -> int:
    return cli.run([str(argument) for argument in (*arguments, "--lang", "en")])


# --- the figures of the report ---------------------------------------------------------------------------------------


def shipped(root: Path) -> Iterator[tuple[Survey, Contents]]:
    for folder in SHIPPED:
        ledger, _problems = load(FolderTree(root / folder))
        assert ledger is not None
        for round_ in ledger.rounds:
            view = survey(ledger, round_, closing_day(ledger, round_))
            yield view, report_contents(view, [], camket_git.RepositoryState(available=False))


def figures(found: Trace, name: str) -> list[Decimal | None]:
    return [one.value for one in found.steps if one.name == name]


def check_against(standing: PrintedStanding, found: Trace) -> int:
    """Check that each figure that the report prints of a target, or of a unit's part, is the result of its step; count them."""
    printed = {
        "actual": standing.actual,
        "previous": standing.previous,
        "increment": standing.increment,
        "same_period": standing.same_period,
        "projection": standing.projection,
    }
    for name, figure in printed.items():
        if figure is not None:
            shown = standing.span.figure if name == "actual" and standing.span is not None else figure
            assert step(found, name).value == shown.value
    assert step(found, "actual").text == (standing.span.figure.text if standing.span else standing.text)
    assert step(found, "verdict").text == standing.label
    conditions = [*standing.conditions, *(one for yard in standing.yardsticks for one in yard.conditions)]
    conditions += [standing.stretch] if standing.stretch else []
    assert [one.text for one in found.steps if one.name == "goal" and one.at] == [one.goal for one in conditions]
    assert [one.value for one in found.steps if one.name == "share" and one.at] == [
        one.share for one in conditions if one.share is not None
    ]
    assert figures(found, "expected") == [one.expected.value for one in conditions if one.expected is not None]
    if standing.share is not None:
        assert figures(found, "share")[-1] == standing.share or standing.stretch is not None
    if standing.expected is not None:
        assert standing.expected.value in figures(found, "expected")
    return sum(figure is not None for figure in printed.values())


def check_arithmetic(found: Trace) -> int:
    """Check that each expression gives the result of its step; return how many expressions there are."""
    expressions = [one for one in found.steps if one.expression]
    for one in expressions:
        assert one.value is not None
        away, size = abs(evaluate(one.expression) - Fraction(one.value)), abs(one.value)
        if one.name == "projection":  # rounded to the worse side: to a whole number or to two decimals
            is_whole = one.value == one.value.to_integral_value()
            assert away < (1 if is_whole else Fraction(1, 100)) or "no more than all of it" in one.notes
        else:
            assert away <= Fraction(1, 10**20) * (1 + Fraction(size)), one
    return len(expressions)


def test_every_step_has_the_reports_figure_and_right_arithmetic(root: Path) -> None:
    compared = worked_out = 0
    for view, report_of in shipped(root):
        for printed in report_of.targets:
            whole = trace(view, printed.id)
            compared += check_against(printed.standing, whole)
            worked_out += check_arithmetic(whole)
            for unit, part in printed.by_unit.items():
                found = trace(view, printed.id, unit)
                compared += check_against(part, found)
                worked_out += check_arithmetic(found)
    assert compared > 1500
    assert worked_out > 1500


def test_every_typed_figure_has_a_source(root: Path) -> None:
    """Every figure has a source, except figures computed from other figures."""
    for view, _report in shipped(root):
        for standing in view.standings:
            found = trace(view, standing.target.id)
            actual = step(found, "actual")
            if actual.value is not None and not standing.by_unit:
                assert actual.sources or any(row.sources for row in actual.rows)
            for source in found.sources:
                assert source.text == view.ledger.documents[source.place.path].line(source.place.line).strip() != ""


# --- the ten measures -----------------------------------------------------------------------------------------------------


def test_a_count_is_printed_as_typed() -> None:
    found = traced_one("measure: {kind: count, parts: {nu: nữ}}\ngoal: {at_least: 50}", "7", "{value: 20, parts: {nu: 9}}")
    assert (step(found, "actual").text, step(found, "actual").expression) == ("20", "")
    assert texts(found, step(found, "actual")) == ["t: {value: 20, parts: {nu: 9}}"]
    assert rows(found, "actual") == [("nữ", "9")]
    assert step(found, "increment").expression == "20 - 7"
    assert step(found, "share").expression == "20 ÷ 50 × 100"
    assert (step(found, "expected").expression, step(found, "expected").text) == ("50 × 146 ÷ 365", "20")
    assert (step(found, "projection").expression, step(found, "projection").text) == ("20 ÷ 146 × 365", "50")


def test_an_amount_keeps_its_digits() -> None:
    found = traced_one("measure: {kind: amount}\ngoal: {at_least: 1000}", '"12.345,678"')
    assert step(found, "actual").value == Decimal("12345.678")
    assert step(found, "share").expression == "12,345.678 ÷ 1,000 × 100"


def test_a_ratio_is_part_divided_by_whole() -> None:
    found = traced_one("measure: {kind: ratio, part: xong, whole: đến hạn}\ngoal: {at_least: 90}", "{part: 2, whole: 3}")
    assert step(found, "actual").expression == "2 ÷ 3 × 100"
    assert rows(found, "actual") == [("xong", "2"), ("đến hạn", "3")]
    # Not 66.67 ÷ 90, which gives another result.
    assert step(found, "share").expression == "2 ÷ 3 × 100 ÷ 90 × 100"
    typed = traced_one("measure: {kind: ratio}\ngoal: {at_least: 90}", '"66,7%"')
    assert (step(typed, "actual").expression, texts(typed, step(typed, "actual"))) == ("", ['t: "66,7%"'])


def test_scores_ranks_and_out_of() -> None:
    score = traced_one("measure: {kind: score, max: 100}\ngoal: {at_least: 80}", '"81,25"')
    assert (step(score, "actual").text, texts(score, step(score, "actual"))) == ("81.25", ['t: "81,25"'])
    rank = traced_one("measure: {kind: rank, of: 12}\ngoal: {at_most: 3}", "2")
    assert step(rank, "actual").text == "2/12"
    assert texts(rank, step(rank, "actual")) == ["t: 2", "measure: {kind: rank, of: 12}"]
    out_of = traced_one("measure: {kind: count, out_of: 19, accumulates: false}\ngoal: {at_least: 17}", "16")
    assert texts(out_of, step(out_of, "actual")) == ["t: 16", "measure: {kind: count, out_of: 19, accumulates: false}"]


LIST = """
measure: {kind: list, columns: {stars: {label: Sao, type: number}}, counts_if: {stars: {at_least: 3}}}
goal: {at_least: 4}
"""


def test_a_list_says_which_items_count_and_why_the_others_do_not() -> None:
    first = "[{name: Trà, stars: 4}, {name: Bánh, stars: 2}]"
    second = "[{name: trà, stars: 5}, {name: Cà phê, stars: 3}]"
    found = traced_one(LIST, first, second)
    assert step(found, "actual").value == 2
    assert [(row.label, row.text, row.counts) for row in step(found, "actual").rows] == [
        ("quarter I: Trà", "counts", True),
        ("quarter I: Bánh", "does not count (Sao 2, ≥ 3 is needed)", False),
        ("quarter II: trà", "does not count (already in quarter I)", False),
        ("quarter II: Cà phê", "counts", True),
    ]
    places = [str(found.sources[number - 1].place) for row in step(found, "actual").rows for number in row.sources]
    assert places[:2] == ["reports/q1/phong-a.yaml:3:7", "reports/q1/phong-a.yaml:3:26"]


def test_an_empty_list_has_a_source_too() -> None:
    found = traced_one(LIST, "[]")
    assert facts(step(found, "actual").value, rows(found, "actual")) == (0, [("quarter I", "none named")])
    assert texts(found, step(found, "actual").rows[0]) == ["t: []"]


def test_an_incident_reported_twice_counts_once() -> None:
    body = "measure: {kind: incidents, kinds: {a: vi phạm}}\ngoal: {equals: 0}"
    one = "[{kind: a, name: Ở chợ, date: 2023-02-03}]"
    found = traced_one(body, one, one)
    assert step(found, "actual").value == 1
    assert [(row.label, row.counts) for row in step(found, "actual").rows] == [
        ("quarter I: vi phạm: Ở chợ; 2023-02-03", True),
        ("quarter II: vi phạm: Ở chợ; 2023-02-03", False),
    ]


def test_a_judgement_a_milestone_and_a_composition() -> None:
    judged = traced_one(
        "measure: {kind: judgement, grades: {kem: kém, tot: tốt}, part: xong}\ngoal: {at_least: tot}",
        "{grade: tot, part: 3, whole: 4}",
    )
    assert (step(judged, "actual").text, rows(judged, "actual")) == ("tốt", [("xong", "3"), ("whole", "4")])
    assert step(judged, "verdict").rows[0].text == "tốt = tốt: met"
    done = traced_one("measure: {kind: milestone}\ngoal: {by: 2023-04-30}", "{done: true, date: 2023-04-12}")
    assert (step(done, "actual").text, len(step(done, "actual").sources)) == ("done 2023-04-12", 2)
    made = traced_one(
        "measure: {kind: composition, parts: {a: A, b: B}}\ngoal: {of: a, at_least: 60}", '{a: "61,5", b: "38,5"}'
    )
    assert facts(step(made, "actual").expression, step(made, "actual").value) == ("61.5 + 38.5", 100)
    assert step(made, "share").expression == "61.5 ÷ 60 × 100"


# --- goals ----------------------------------------------------------------------------------------------------------------


def test_a_goal_cites_its_reference_and_each_revision() -> None:
    body = """
    measure: {kind: count}
    goal: {at_least: assigned}
    references:
      assigned: {label: Tỉnh giao, value: 90, date: 2023-01-10, document: 05/QĐ}
    revisions:
      - {date: 2023-05-01, document: {number: 12/QĐ}, references: {assigned: 110}}
      - {date: 2023-07-01, document: {number: 13/QĐ}, references: {assigned: 120}}
    """
    found = traced_one(body, "20", "60")
    assert step(found, "goal").text == "≥ 110"
    assert rows(found, "goal") == [("Tỉnh giao", "90, 2023-01-10, 05/QĐ"), ("Tỉnh giao", "110, 2023-05-01, 12/QĐ")]
    assert "references: {assigned: 110}" in texts(found, step(found, "goal").rows[1])[0]
    assert step(found, "share").expression == "60 ÷ 110 × 100"


@pytest.mark.parametrize(
    ("goal", "expression", "share"),
    [
        ("{at_least: 5, change: growth, against: year}", "200 + 200 × 5 ÷ 100", "105 ÷ 210 × 100"),
        ("{at_least: 20, change: increase, against: year}", "200 + 20", "(105 - 0) × 100 ÷ (220 - 0)"),
        ("{at_least: 2, change: times, against: year}", "200 × 2", "105 ÷ 400 × 100"),
        ("{at_least: 90, change: percent_of, against: year}", "200 × 90 ÷ 100", "105 ÷ 180 × 100"),
    ],
)
def test_a_goal_against_last_year_shows_its_arithmetic(goal: str, expression: str, share: str) -> None:
    found = traced_one(f"measure: {{kind: count}}\ngoal: {goal}\nreferences: {{year: 200}}", "105")
    assert (step(found, "goal").expression, step(found, "share").expression) == (expression, share)
    assert check_arithmetic(found) >= 3


def test_a_share_set_for_the_round_is_the_pace() -> None:
    body = "measure: {kind: count}\ngoal: {at_least: 80}\npace: {kind: by_round, shares: {q1: 20, q2: 45}}"
    found = traced_one(body, "10", "30")
    assert (step(found, "expected").expression, step(found, "expected").text) == ("80 × 45 ÷ 100", "36")
    assert "pace: {kind: by_round" in texts(found, step(found, "expected"))[0]
    assert step(found, "verdict").rows[0].text == "30 < 80; 30 < 36 expected: behind"


def test_each_yardstick_and_the_stretch_goal_have_their_own_steps() -> None:
    body = """
    measure: {kind: count}
    goal:
      yardsticks: [{name: tỉnh giao, at_least: 40}, {name: HĐND giao, at_least: 60}]
      stretch: {at_least: 100}
    """
    found = traced_one(body, "30")
    goals = [(one.at, one.label, one.text) for one in found.steps if one.name == "goal"]
    assert goals == [
        ("yardsticks/0/0", "Year's goal (tỉnh giao)", "≥ 40"),
        ("yardsticks/1/0", "Year's goal (HĐND giao)", "≥ 60"),
        ("stretch", "Stretch goal", "≥ 100"),
    ]
    assert [one.text for one in found.steps if one.name == "share" and one.at] == ["75%", "50%", "30%"]
    assert step(found, "share", "").text == "50%"


def test_a_reference_without_a_figure_is_noted() -> None:
    found = traced_one("measure: {kind: count}\ngoal: {at_least: a}\nreferences: {a: {label: Tỉnh giao}}", "3")
    assert step(found, "goal").notes == ("Tỉnh giao: no figure yet",)
    assert step(found, "verdict").text == "goal not assigned"


# --- several units ----------------------------------------------------------------------------------------------------------


def communes(round_id: str, *results: str | None) -> dict[str, str]:
    return {
        f"{round_id}/xa-{number}": report(DUE[round_id], result)
        for number, result in enumerate(results, 1)
        if result is not None
    }


def test_figures_of_a_group_are_added_up_and_missing_ones_explained() -> None:
    body = """
    measure: {kind: count}
    goal: {at_least: assigned}
    each: cac-xa
    references: {assigned: {by_unit: {xa-1: 20, xa-2: 10}}}
    """
    ledger = office(target(body), communes("q1", "3", "2", "1") | communes("q2", "10", "4", None))
    found = traced(ledger)
    assert rows(found, "units") == [
        ("Xã 1", "10 / ≥ 20 (on track)"),
        ("Xã 2", "4 / ≥ 10 (on track)"),
        ("Xã 3", "– / ≥ assigned figure (no figure yet) (goal not assigned); no report from Xã 3 for quarter II"),
    ]
    assert [found.sources[number - 1].place.path for number in step(found, "units").rows[0].sources] == [
        "reports/q2/xa-1.yaml",
        "targets.yaml",
    ]
    assert facts(step(found, "actual").expression, step(found, "actual").value) == ("10 + 4", 14)
    assert facts(step(found, "previous").expression, step(found, "previous").value) == ("3 + 2 + 1", 6)
    assert step(found, "increment").notes == ("some units have no figure in this round",)
    part = traced(ledger, "1.1/2")
    assert facts(part.unit, step(part, "actual").value, step(part, "share").expression) == ("xa-2", 4, "4 ÷ 10 × 100")


def test_ratios_of_a_sum_are_added_up_part_and_whole() -> None:
    body = "measure: {kind: ratio, accumulates: false}\ngoal: {at_least: 90}\nsum_of: cac-xa"
    found = traced(
        office(target(body), communes("q2", "{part: 9, whole: 10}", "{part: 10, whole: 40}", "{part: 50, whole: 50}"))
    )
    assert step(found, "actual").expression == "(9 + 10 + 50) ÷ (10 + 40 + 50) × 100"
    assert step(found, "actual").value == 69


def test_an_item_named_by_two_units_is_subtracted_once() -> None:
    body = "measure: {kind: list}\ngoal: {at_least: 2}\neach: cac-xa"
    found = traced(office(target(body), communes("q2", "[Cầu]", "[cầu, Đường]", "[]")))
    assert facts(step(found, "actual").expression, step(found, "actual").value) == ("1 + 2 + 0 - 1", 2)
    assert [(row.label, row.text) for row in step(found, "named").rows] == [
        ("Xã 1, quarter II: Cầu", "counts"),
        ("Xã 2, quarter II: cầu", "does not count (in the total; already with quarter II, Xã 1)"),
        ("Xã 2, quarter II: Đường", "counts"),
        ("Xã 3, quarter II", "none named"),
    ]


def test_the_leads_own_figure_and_the_sum_are_both_traced() -> None:
    body = "measure: {kind: count}\ngoal: {at_least: 100}\nsum_of: cac-xa\nreporter: phong-a"
    files = communes("q2", "10", "20", "15") | {"q2/phong-a": report("2023-05-20", "50")}
    found = traced(office(target(body), files))
    assert (step(found, "sum").expression, step(found, "sum").text) == ("10 + 20 + 15", "45")
    assert facts(step(found, "actual").value, texts(found, step(found, "actual"))) == (50, ["t: 50"])
    assert (step(found, "difference").expression, step(found, "difference").text) == ("50 - 45", "5")
    assert step(found, "share").expression == "50 ÷ 100 × 100"
    part = traced(office(target(body), files), "t/xa-2")
    assert step(part, "goal").notes == ("a part of the sum, without a goal of its own",)


# --- missing figures, corrections, overrules ----------------------------------------------------------------------------------------


COUNT = target("measure: {kind: count}\ngoal: {at_least: 50}")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "no report from Phòng A for quarter II"),
        ({"q2/phong-a": "results: {t: 5}\n"}, "reports/q2/phong-a.yaml has no date of receipt (submitted:)"),
        (
            {"q2/phong-a": report("2023-06-01", "5")},
            "the report of Phòng A for quarter II came on 2023-06-01, after 2023-05-26",
        ),
        (
            {"q2/phong-a": "submitted: 2023-05-20\nresults: {}\n"},
            "the report of Phòng A for quarter II does not answer this target",
        ),
        ({"q2/phong-a": report("2023-05-20", "{text: đang làm}")}, "Phòng A has reported in words, without a figure"),
        ({"q2/phong-a": report("2023-05-20", "{awaiting: publication}")}, "Phòng A: waiting for publication"),
    ],
)
def test_why_there_is_no_figure(files: dict[str, str], why: str) -> None:
    found = traced(office(COUNT, files | {"q1/phong-a": report("2023-03-10", "7")}))
    assert (step(found, "actual").text, step(found, "actual").notes) == ("–", (why,))
    assert step(found, "previous").value == 7
    assert step(found, "increment").notes == ("no figure in this round",)


def test_an_unreadable_file_is_not_a_missing_report() -> None:
    files = {"targets.yaml": FRAME + "targets:\n" + COUNT, "reports/q2/phong-a.yaml": "results: [\n"}
    ledger, problems = load(tree_of(files))
    assert problems
    assert ledger is not None
    assert step(traced(ledger), "actual").notes == ("reports/q2/phong-a.yaml cannot be read, and Phòng A may have reported",)


def test_a_figure_of_an_earlier_round_is_noted() -> None:
    ledger = office(COUNT + "    rounds: [q1]\n", {"q1/phong-a": report("2023-03-10", "7")})
    found = traced(ledger)
    assert facts(step(found, "actual").value, step(found, "actual").notes) == (7, ("figure of quarter I",))
    assert step(found, "increment").notes == ("nothing is asked for in this round",)


def test_a_correction_cites_the_old_and_the_new_figure() -> None:
    rest = "corrections:\n  - {target: t, old: 12, new: 9, reason: cộng nhầm, by: Trần B, date: 2023-05-02}\n"
    files = {"q1/phong-a": report("2023-03-10", "12"), "q2/phong-a": report("2023-05-20", "20", rest)}
    found = traced(office(COUNT, files))
    assert rows(found, "correction") == [("Phòng A, quarter II", "12 → 9, by Trần B on 2023-05-02: cộng nhầm")]
    previous = step(found, "previous")
    assert facts(previous.value, previous.notes) == (9, ("12 as it was first reported; corrected since",))
    assert [found.sources[number - 1].place.path for number in previous.sources] == [
        "reports/q2/phong-a.yaml",
        "reports/q1/phong-a.yaml",
    ]
    assert step(found, "increment").expression == "20 - 9"


def test_an_overruled_verdict_cites_the_offices_file() -> None:
    files = {
        "q2/phong-a": report("2023-05-20", "5"),
        "q2/_office": "overrules:\n  - {target: t, verdict: met, reason: bão, by: Lê C, date: 2023-05-22}\n",
    }
    found = traced(office(COUNT, files))
    assert step(found, "verdict").notes == ("by the figures behind; stated met by Lê C on 2023-05-22: bão",)
    place = found.sources[step(found, "verdict").sources[0] - 1].place
    assert str(place) == "reports/q2/_office.yaml:2:26"


def test_lines_are_counted_as_git_counts_them() -> None:
    text = 'submitted: 2023-05-20\nnote: "a\u2028  b"\nresults:\n  t: 5\n'
    found = traced(office(COUNT, {"q2/phong-a": text}))
    (source,) = (found.sources[number - 1] for number in step(found, "actual").sources)
    assert (source.place.line, source.git_line, source.text) == (5, 4, "t: 5")


# --- references ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    found, _problems = load(FolderTree(Path(__file__).resolve().parents[1] / "data"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("reference", "asked"),
    [
        ("1.6", ("new-enterprises", None, None)),
        ("new-enterprises", ("new-enterprises", None, None)),
        ("doanh nghiệp mới", ("new-enterprises", None, None)),
        ("9.1/4", ("reform-models", "phuong-4", None)),
        (" 9.1 / 4 ", ("reform-models", "phuong-4", None)),
        ("9.1/phuong-4", ("reform-models", "phuong-4", None)),
        ("reform-models/4", ("reform-models", "phuong-4", None)),
        ("Mô hình cải cách/xã Tân Quy Tây", ("reform-models", "xa-tan-quy-tay", None)),
        ("q2:1.3", ("budget-revenue", None, "q2")),
        ("Annual-Update: 9.1/1", ("reform-models", "phuong-1", "annual-update")),
        ("1.3/phong-tai-chinh-ke-hoach", ("budget-revenue", "phong-tai-chinh-ke-hoach", None)),
    ],
)
def test_a_reference_is_read(ledger: Ledger, reference: str, asked: tuple[str, str | None, str | None]) -> None:
    found = find_reference(ledger, reference)
    assert (found.target, found.unit, found.round) == asked


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("1.9", "there is no target '1.9'. Known here: \n    1.1 Giải ngân vốn Thành phố (disbursement-city)\n"),
        ("new-enterprise", "Did you mean 'new-enterprises'"),
        ("9.1/12", "the appendix has no row 12; its rows go from 1 to 9"),
        ("9.1/" + "9" * 5000, "its rows go from 1 to 9"),
        ("9.1/phuong-9", "there is no unit 'phuong-9'"),
        ("6.1/1", "Phường 1 does not report 6.1 Giải quyết đơn thư (complaints-resolved); who does: Thanh tra"),
        ("q9:1.1", "there is no round 'q9'. Rounds: quarter I (q1); quarter II (q2)"),
    ],
)
def test_an_unknown_reference_lists_the_known_ones(ledger: Ledger, reference: str, message: str) -> None:
    with pytest.raises(UnknownReference, match=re.escape(message)):
        find_reference(ledger, reference)


def test_references_in_the_appendices_are_found(ledger: Ledger) -> None:
    for number, one in enumerate(ledger.targets.values()):
        for unit in (None, *(ledger.members(one) if number % 2 else ())):
            found = find_reference(ledger, printed_reference(ledger, one.id, unit))
            assert (found.target, found.unit) == (one.id, unit)
    assert printed_reference(ledger, "reform-models", group_units(ledger)[3]) == "9.1/4"


# --- the report names the command ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("folder", "round_id", "option"), [
    ("data", "q2", "--quarter 2"),
    ("data", "annual-update", "--annual update"),
    ("examples/tinh-2026/data", "q1", "--quarter 1"),
])  # fmt: skip
def test_the_commands_in_a_report_trace_its_figures(
    root: Path, folder: str, round_id: str, option: str, capsys: Capture
) -> None:
    found, _problems = load(FolderTree(root / folder))
    assert found is not None
    round_ = round_of(found, round_id)
    view = survey(found, round_, closing_day(found, round_))
    text = render_report(view, [], camket_git.RepositoryState(available=False), None, ["md"])[
        f"bao-cao-{round_id}-{found.commitment.year}.md"
    ]
    commands = re.findall(r"camket (trace [\d./]+ --.*?) \(", text.decode())
    assert len(commands) == 2
    for command in commands:
        assert option in command
        assert run(*command.split(), "--data", root / folder) == 0
        assert "the day that the report is drawn up as on" in " ".join(capsys.readouterr().out.split())


def test_a_round_without_a_quarter_is_named_by_its_id() -> None:
    frame = FRAME.replace("id: q2, quarter: 2", "id: thang-5")
    ledger = office(COUNT, {"thang-5/phong-a": report("2023-05-20", "5")}, frame)
    view = survey(ledger, round_of(ledger, "thang-5"), closing_day(ledger, round_of(ledger, "thang-5")))
    (text,) = render_report(view, [], camket_git.RepositoryState(available=False), None, ["md"]).values()
    assert "camket trace 1.1 --round thang-5 --as-of 26/5/2023 (số ở cột TT)." in text.decode()


# --- with git -------------------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str, author: str = "Người Thử") -> str:
    identity = ["-c", f"user.name={author}", "-c", "user.email=thu@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.strip()


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """The small office's data folder in a repository, below its root."""
    folder = write_office(tmp_path / "cam kết" / "data")
    git(folder.parent, "init", "--quiet")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "--quiet", "-m", "đầu", "--date=2024-06-03T08:00:00+0700")
    return folder


def as_json(capsys: Capture, *arguments: str | Path) -> Any:
    assert run("trace", *arguments, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


def test_each_source_has_its_commit_and_letter(committed: Path, capsys: Capture) -> None:
    found = as_json(capsys, "revenue", "-q", "2", "--data", committed)
    assert (found["round"], found["as_of"], found["git"]) == ("q2", "2024-06-08", True)
    source = found["sources"][0]
    assert source == {
        "number": 1,
        "path": "reports/q2/tai-chinh.yaml",
        "line": 5,
        "column": 20,
        "text": "revenue: {value: 40000, same_period: 42000, evidence: {number: 7/TB, date: 2024-05-31}}",
        "unit": "tai-chinh",
        "round": "q2",
        "submitted": "2024-06-02",
        "letter": "45/BC-TC",
        "letter_date": None,
        "letter_files": [],
        "reported_by": {"name": "Trần Thị B", "title": None},
        "committed": True,
        "commit": git(committed, "rev-parse", "HEAD"),
        "author": "Người Thử",
        "date": "2024-06-03",
        "or_earlier": False,
    }
    shares = [one for one in found["steps"] if one["name"] == "share"]
    assert [(one["at"], one["value"], one["expression"]) for one in shares] == [
        ("all/0", "40", "40,000 ÷ 100,000 × 100"),
        ("stretch", "33.33", "40,000 ÷ 120,000 × 100"),
    ]


def test_two_authors_of_one_file_and_an_uncommitted_line(committed: Path, capsys: Capture) -> None:
    file = committed / "reports" / "q2" / "tai-chinh.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("part: 30", "part: 31"), encoding="utf-8")
    git(committed, "commit", "--quiet", "-am", "sửa", "--date=2024-06-05T23:30:00+0700", author="Người Khác")
    file.write_text(text.replace("part: 30", "part: 31").replace("value: 40000", "value: 41000"), encoding="utf-8")
    lines = as_json(capsys, "disbursement", "-q", "2", "--data", committed)["sources"]
    assert [(one["author"], one["date"]) for one in lines if one["round"] == "q2"] == [("Người Khác", "2024-06-05")] * 2
    lines = as_json(capsys, "revenue", "-q", "2", "--data", committed)["sources"]
    mine = [(one["committed"], one["author"], one["text"][:14]) for one in lines if one["round"] == "q2"]
    assert mine[0] == (False, None, "revenue: {valu")
    assert {one["author"] for one in lines if one["path"] == "targets.yaml"} == {"Người Thử"}


def test_git_blame_runs_once_for_each_cited_file(committed: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run_program = subprocess.run

    def listening(command: list[str], **options: Any) -> Any:
        asked.extend([command[-1]] if "blame" in command else [])
        return run_program(command, **options)

    monkeypatch.setattr(subprocess, "run", listening)
    found = as_json(capsys, "commune-revenue", "-q", "2", "--data", committed)
    assert sorted(asked) == sorted({one["path"] for one in found["sources"]})
    assert sorted(asked) == ["reports/q2/xa-a.yaml", "reports/q2/xa-b.yaml", "targets.yaml"]


def test_the_page_shows_places_and_authors(committed: Path, capsys: Capture) -> None:
    assert run("trace", "1.1", "-q", "2", "--data", committed) == 0
    shown = capsys.readouterr().out
    place = f"  [1] {committed.as_posix()}/reports/q2/tai-chinh.yaml:5:20\n"
    assert place in shown
    head = git(committed, "rev-parse", "--short=12", "HEAD")
    assert f"      {head}, Người Thử, 2024-06-03\n" in shown
    assert "quarter II, as of 2024-06-08, the day that the report is drawn up as on; figures up to 2024-06-02" in " ".join(
        shown.split()
    )
    assert "Phòng TC, quarter II; letter 45/BC-TC; received 2024-06-02; reported by" in shown
    assert "Share of the goal: 40,000 ÷ 100,000 × 100 = 40%" in shown
    assert "\x1b" not in shown


def test_without_git_the_figures_are_still_traced(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path / "data")
    found = as_json(capsys, "1.1", "-q", "2", "--data", folder)
    assert (found["git"], found["sources"][0]["committed"], found["sources"][0]["line"]) == (False, None, 5)
    assert run("trace", "1.1", "-q", "2", "--data", folder) == 0
    assert "git is not here, or does not keep this folder" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258", "cp437", "ascii"])
@pytest.mark.parametrize("width", [40, 80])
def test_only_places_are_wider_than_the_screen(committed: Path, encoding: str, width: int) -> None:
    ledger, _problems = load(FolderTree(committed))
    assert ledger is not None
    view = survey(ledger, round_of(ledger, "q2"), closing_day(ledger, round_of(ledger, "q2")))
    for name in ledger.targets:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding=encoding)
        found = trace(view, name)
        print_trace(make_console(stream, width=width), found, camket_git.blame_files(committed, found.lines()))
        stream.flush()
        lines = raw.getvalue().decode(encoding).splitlines()
        assert all(cell_len(line) <= width or re.search(r"\.yaml:\d+:\d+$", line) for line in lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["q2:1.1", "-q", "3"], "the reference and the options name two rounds"),
        (["commune-revenue/xa-a", "--unit", "xa-b"], "the reference and --unit name two units"),
        (["commune-revenue", "--unit", "kinh-te"], "Phòng Kinh tế does not report 5.1 Thu ngân sách xã (commune-revenue)"),
        (["9.9"], "there is no target '9.9'"),
    ],
)
def test_a_wrong_call_gives_a_message(committed: Path, arguments: list[str], message: str, capsys: Capture) -> None:
    assert run("trace", *arguments, "--data", committed) == 2
    assert message in capsys.readouterr().err


def test_a_round_and_a_unit_may_be_given_twice(committed: Path, capsys: Capture) -> None:
    found = as_json(capsys, "q2:commune-revenue/xa-a", "-q", "2", "--unit", "xã An Ế", "--data", committed)
    assert (found["round"], found["unit"], found["reference"]) == ("q2", "xa-a", "5.1/1")


def test_the_json_is_the_same_each_time(committed: Path) -> None:
    ledger, _problems = load(FolderTree(committed))
    assert ledger is not None
    view = survey(ledger, round_of(ledger, "q2"), closing_day(ledger, round_of(ledger, "q2")))
    found = [trace_json(trace(view, "ocop"), None) for _again in range(2)]
    assert found[0] == found[1]
    actual = json.loads(found[0])["steps"][0]
    assert (actual["value"], [row["counts"] for row in actual["rows"]]) == ("1", [True, False])
