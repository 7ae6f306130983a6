"""JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from camket.forms.inbox import Inbox
from camket.history.differences import find_differences
from camket.history.past_values import History, PastValue
from camket.ledger.load import load
from camket.ledger.reports import Issue
from camket.ledger.tree import FolderTree
from camket.report.issuing import Verification
from camket.report.trace.whole import trace
from camket.rules.branch import Review
from camket.screen.json_changes import differences_json, history_json, review_json, verification_json
from camket.screen.json_next_steps import next_steps_json
from camket.screen.json_proposals import proposals_json
from camket.screen.json_status import status_json
from camket.screen.json_target import target_json
from camket.screen.json_trace import trace_json
from camket.screen.json_values import plain
from camket.screen.next_steps import Desk
from camket.screen.problem_formats import problems_github, problems_json, problems_sarif
from camket.standing.proposals import proposals
from camket.text.problems import Place, Problem
from small_office import REPORTS, look, read_office

PROBLEM = Problem(
    "bad-number",
    Place("reports/q2/xã, số 1.yaml", 3, 6),
    "100% là\nsai",
    "Viết 5: đúng",
    "warning",
    "ab𝄞: x",
)

ISSUE = Issue(number="45", date=date(2024, 6, 12), as_of=date(2024, 6, 12), commit="a" * 40, inputs={}, outputs={})


@pytest.fixture
def status(tmp_path: Path) -> Any:
    ledger, problems = read_office(tmp_path)
    return json.loads(status_json(look(ledger), problems))


def row(status: Any, target: str) -> Any:
    return next(entry for entry in status["targets"] if entry["id"] == target)


def unit(status: Any, name: str) -> Any:
    return next(entry for entry in status["units"] if entry["id"] == name)


def test_the_round_and_its_dates(status: Any) -> None:
    assert status["round"] == "q2"
    assert status["as_of"] == "2024-06-10"
    info = status["round_info"]
    assert (info["due"], info["day_off"], info["days_left"]) == ("2024-06-02", "sun", -8)
    assert status["summary"] == {"on-time": 3, "late": 1, "missing": 2, "pending": 0}


def test_units_with_their_states(status: Any) -> None:
    assert [entry["state"] for entry in status["units"]] == ["on-time", "late", "missing", "on-time", "on-time", "missing"]
    late = unit(status, "kinh-te")
    assert (late["submitted"], late["days_late"], late["answered"], late["required"]) == ("2024-06-07", 5, 3, 3)
    assert unit(status, "noi-vu")["submitted"] is None
    assert unit(status, "xa-b")["empty"] is True
    assert unit(status, "xa-b")["unreadable"] is None
    assert unit(status, "xa-a")["extension"] == {
        "before": "2024-06-02",
        "after": "2024-06-07",
        "reason": "bão",
        "by": "Chánh Văn phòng",
        "days_late_before": 4,
    }


def test_a_simple_goal_is_a_figure(status: Any) -> None:
    revenue = row(status, "revenue")
    assert (revenue["goal"], revenue["actual"], revenue["share"], revenue["verdict"]) == ("100000", "40000", "40", "behind")
    assert Decimal(revenue["expected"]) == Decimal("42076.502732")
    assert (revenue["previous"], revenue["previous_round"], revenue["same_period"]) == ("15000", "q1", "42000")
    assert revenue["stretch"]["low"] == "120000"


def test_a_compound_goal_is_a_list(status: Any) -> None:
    assert row(status, "growth")["goal"] == ["6.5", "7"]
    yardsticks = row(status, "two-yardsticks")
    assert yardsticks["goal"] == ["100", "300"]
    assert [yard["verdict"] for yard in yardsticks["yardsticks"]] == ["exceeded", "on-track"]
    # Share and expected figure are those of the yardstick that is further from being met.
    assert (yardsticks["share"], yardsticks["expected"]) == ("50", "126")


def test_a_goal_not_assigned_is_null(status: Any) -> None:
    insurance = row(status, "insurance")
    assert insurance["goal"] is None
    assert insurance["verdict"] == "goal-unassigned"
    assert (insurance["actual"], insurance["share"]) == ("91", None)
    assert insurance["conditions"][0]["missing"] == ["assigned"]


def test_a_milestone_has_a_date_and_a_judgement_its_grade(tmp_path: Path) -> None:
    report = "submitted: 2024-06-01\nresults:\n  plan: {done: true, date: 2024-04-12}\n  par: {text: chưa đến kỳ}\n"
    ledger, problems = read_office(tmp_path, {"q2/noi-vu": report})
    status = json.loads(status_json(look(ledger), problems))
    plan = row(status, "plan")
    assert (plan["goal"], plan["actual"], plan["verdict"]) == ("2024-04-30", "2024-04-12", "met")
    assert row(status, "commune-digital")["by_unit"][0]["actual"] == "tot"
    assert row(status, "commune-digital")["goal"] == "tot"


def test_an_overruled_verdict_keeps_the_computed_one(status: Any) -> None:
    safe = row(status, "safe")
    assert (safe["verdict"], safe["computed"]) == ("met", "missed")
    assert (safe["overruled"]["reason"], safe["overruled"]["by"]) == ("vụ việc của năm trước", "Lê Văn C")
    assert safe["figures"] == {"vi-pham": "1", "diem-nong": "0"}


def test_a_group_has_a_row_for_each_unit(status: Any) -> None:
    revenue = row(status, "commune-revenue")
    assert [(part["unit"], part["goal"], part["verdict"]) for part in revenue["by_unit"]] == [
        ("xa-a", "40000", "on-track"),
        ("xa-b", "30000", "not-reported"),
        ("xa-c", None, "goal-unassigned"),
    ]
    assert revenue["goal"] is None
    assert (revenue["actual"], revenue["fulfilled"], revenue["unheard"]) == ("20000", 1, ["xa-b"])


def test_only_one_unit_or_what_is_behind(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path)
    one = json.loads(status_json(look(ledger), problems, unit="xa-a"))
    assert [entry["id"] for entry in one["units"]] == ["xa-a"]
    assert [(entry["id"], entry["goal"]) for entry in one["targets"]] == [
        ("commune-revenue", "40000"),
        ("commune-digital", "tot"),
    ]
    behind = json.loads(status_json(look(ledger), problems, behind=True))
    assert [entry["id"] for entry in behind["units"]] == ["kinh-te", "noi-vu", "xa-b", "xa-c"]
    assert "growth" not in [entry["id"] for entry in behind["targets"]]


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path, {"q2/noi-vu": "results: [\n"})
    status = json.loads(status_json(look(ledger), problems))
    assert status["skipped"] == ["reports/q2/noi-vu.yaml"]
    assert status["problems"]["errors"] == 1


def test_json_keeps_vietnamese_letters_and_ends_with_a_newline(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path)
    text = status_json(look(ledger), problems)
    assert "xã An Ế" in text
    assert text.endswith("}\n")


def test_one_target_in_full(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path)
    revenue = json.loads(target_json(ledger, look(ledger), "revenue"))
    assert [(past["round"], past["actual"], past["verdict"]) for past in revenue["rounds"]] == [
        ("q1", "15000", "behind"),
        ("q2", "40000", "behind"),
    ]
    assert revenue["revisions"][0]["references"]["assigned"]["value"] == "110000"
    last = revenue["reports"][-1]
    assert last["difficulties"] == ["Nguồn thu từ đất chậm"]
    assert last["proposals"] == [{"id": "dx-344zxre", "text": "Giãn thời hạn", "to": "UBND tỉnh"}]
    assert last["corrections"][0]["old"] == "15500"
    ocop = json.loads(target_json(ledger, look(ledger), "ocop"))
    assert [(item["name"], item["counts"], item["stars"]) for item in ocop["reports"][0]["items"]] == [
        ("Trà sen", True, "4"),
        ("Bánh phồng", False, "2"),
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1E+3", "1000"),
        ("0.00", "0"),
        ("-0", "0"),
        ("22.20", "22.2"),
        ("12345678901234567890.5", "12345678901234567890.5"),
        ("1E-7", "0.0000001"),
    ],
)
def test_figures_are_plain(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_a_ratio_below_100_percent_is_never_rounded_up_to_it(tmp_path: Path) -> None:
    report = "submitted: 2024-06-01\nresults:\n  disbursement: {part: 99999999, whole: 100000000}\n"
    ledger, problems = read_office(tmp_path, {"q2/tai-chinh": report})
    disbursement = row(json.loads(status_json(look(ledger), problems)), "disbursement")
    assert (disbursement["share"], disbursement["actual"]) == ("99.99", "99.999999")


# --- docs/json.md -----------------------------------------------------------------------------------------------------


def documented(root: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    name = ""
    for line in (root / "docs" / "json.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            name = line.removeprefix("### ")
            sections[name] = []
        elif found := re.match(r"\| `(\w+)` \|", line):
            sections[name].append(found[1])
    return sections


def test_the_page_names_every_key(root: Path, tmp_path: Path) -> None:
    office = REPORTS["q2/_office"] + "reminded:\n  - {date: 2024-06-07, means: call, units: [xa-a]}\n"
    ledger, problems = read_office(tmp_path, {"q2/_office": office})
    path = next(name for name in (tmp_path / "reports" / "q2").iterdir() if "revenue: " in name.read_text(encoding="utf-8"))
    path.unlink()
    without, _problems = load(FolderTree(tmp_path))
    assert without is not None
    given = {**ledger.targets, "revenue": ledger.targets["revenue"].model_copy(update={"assigned_by": "tỉnh giao"})}
    levels = json.loads(status_json(look(replace(ledger, targets=given)), problems))["assigned_by"]
    compared = json.loads(differences_json(find_differences(ledger, without)))
    status = json.loads(status_json(look(ledger), problems))
    shown = json.loads(target_json(ledger, look(ledger), "revenue"))
    group = row(status, "commune-revenue")
    traced = json.loads(trace_json(trace(look(ledger), "ocop"), None))
    entry = PastValue("q2", "xa-a", "revenue", None, "Ba", "ba@example.vn", date(2024, 6, 1), "reports/q2/xa-a.yaml", (), ())
    logged = json.loads(history_json(History((entry,), False)))
    begun = json.loads(next_steps_json(Desk(look(ledger), tuple(problems), 1, Inbox(tmp_path, ("xa-a",)), "đến", None, "")))
    produced = {
        "camket": begun,
        "camket: inbox": begun["inbox"],
        "status": status,
        "status: round_info": status["round_info"],
        "status: units": status["units"][0],
        "status: extension": unit(status, "xa-a")["extension"],
        "status: reminded": unit(status, "xa-a")["reminded"][0],
        "status: targets": group,
        "status: contents": status["contents"][0],
        "status: assigned_by": levels[0],
        "status: by_unit": group["by_unit"][0],
        "status: overruled": row(status, "safe")["overruled"],
        "status: conditions": row(status, "revenue")["conditions"][0],
        "status: yardsticks": row(status, "two-yardsticks")["yardsticks"][0],
        "show": shown,
        "show: references": shown["references"]["assigned"],
        "show: rounds": shown["rounds"][0],
        "show: reports": shown["reports"][0],
        "proposals": json.loads(proposals_json(proposals(ledger, look(ledger).round, look(ledger).as_of)))[0],
        "trace": traced,
        "trace: steps": traced["steps"][0],
        "trace: rows": traced["steps"][0]["rows"][0],
        "trace: sources": traced["sources"][0],
        "diff": compared,
        "diff: changes": compared["changes"][0],
        "diff: targets": compared["targets"][0],
        "diff: units": compared["units"][0],
        "review": json.loads(review_json(Review("a", None, 1, find_differences(ledger, without), (PROBLEM,), (), ()))),
        "log": logged,
        "log: entries": logged["entries"][0],
        "verify": json.loads(verification_json(Verification("q2", ISSUE, (), (), (), ()))),
        "check": json.loads(problems_json([PROBLEM]))[0],
    }
    assert documented(root) == {name: list(keys) for name, keys in produced.items()}


# --- problems -----------------------------------------------------------------------------------------------------------


def test_problems_as_json() -> None:
    assert json.loads(problems_json([PROBLEM])) == [
        {
            "path": "reports/q2/xã, số 1.yaml",
            "line": 3,
            "column": 6,
            "level": "warning",
            "rule": "bad-number",
            "message": "100% là\nsai",
            "hint": "Viết 5: đúng",
        }
    ]
    assert problems_json([]) == "[]\n"


def test_github_annotations_are_escaped() -> None:
    assert problems_github([PROBLEM], "data") == (
        "::warning file=data/reports/q2/xã%2C số 1.yaml,line=3,col=6,title=bad-number::100%25 là%0Asai%0AViết 5: đúng\n"
    )


def test_sarif_has_rules_uris_and_utf16_columns() -> None:
    error = Problem("unknown-unit", Place("reports/q2/x.yaml"), "không có")
    log = json.loads(problems_sarif([PROBLEM, error], "kho/data"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "utf16CodeUnits"
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in rules] == [
        ("bad-number", "warning"),
        ("unknown-unit", "error"),
    ]
    second = run["results"][1]
    location = second["locations"][0]["physicalLocation"]
    assert (second["ruleId"], second["ruleIndex"], second["level"]) == ("bad-number", 0, "warning")
    assert location["artifactLocation"]["uri"] == "kho/data/reports/q2/x%C3%A3%2C%20s%E1%BB%91%201.yaml"
    # 𝄞 before the column takes two UTF-16 units.
    assert location["region"] == {"startLine": 3, "startColumn": 7}


def test_sarif_with_a_path_that_is_not_utf8() -> None:
    log = json.loads(problems_sarif([PROBLEM], "kho\udcff"))
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("kho%FF/")


def test_sarif_of_an_absolute_folder_has_whole_paths(tmp_path: Path) -> None:
    log = json.loads(problems_sarif([PROBLEM], str(tmp_path)))
    artifact = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"].startswith("file:///")
    assert "uriBaseId" not in artifact


def test_nothing_found_is_a_valid_log() -> None:
    log = json.loads(problems_sarif([]))
    assert log["runs"][0]["results"] == []
    assert problems_github([]) == ""


def test_the_shipped_data_in_every_round(data: Path) -> None:
    ledger, problems = load(FolderTree(data))
    assert ledger is not None
    for round_ in ledger.rounds:
        status = json.loads(status_json(look(ledger, round_.id, ledger.calendar.due(round_)), problems))
        assert len(status["targets"]) == len(ledger.targets)
        for entry in status["targets"]:
            for key in ("share", "expected", "projection"):
                assert entry[key] is None or Decimal(entry[key]).is_finite()
    for target in ledger.targets:
        assert json.loads(target_json(ledger, look(ledger, ledger.rounds[-1].id), target))["target"]["id"] == target


def test_a_file_that_cannot_be_read_is_named_with_its_unit(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path, {"q2/noi-vu": "results: [\n"})
    broken = unit(json.loads(status_json(look(ledger), problems)), "noi-vu")
    assert (broken["state"], broken["unreadable"]) == ("missing", "reports/q2/noi-vu.yaml")


def test_an_item_reported_twice_counts_once(tmp_path: Path) -> None:
    again = "submitted: 2024-08-30\nresults: {ocop: [{name: TRÀ sen, stars: 5}, {name: Kẹo, stars: 5}]}\n"
    ledger, _problems = read_office(tmp_path, {"q3/kinh-te": again})
    full = json.loads(target_json(ledger, look(ledger, "q3", date(2024, 9, 6)), "ocop"))
    counted = [(item["name"], item["counts"]) for entry in full["reports"] for item in entry["items"]]
    assert counted == [("Trà sen", True), ("Bánh phồng", False), ("TRÀ sen", False), ("Kẹo", True)]
    assert full["target"]["actual"] == "2"


def test_a_revised_reference_keeps_its_first_value(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path)
    full = json.loads(target_json(ledger, look(ledger, "q3", date(2024, 9, 6)), "revenue"))
    assert full["original_references"]["assigned"]["value"] == "100000"
    assert full["references"]["assigned"]["value"] == "110000"
    assert full["references"]["assigned"]["date"] == "2024-07-01"
    assert full["references"]["assigned"]["label"] == "dự toán"
