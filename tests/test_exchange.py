"""`camket export`: the tables hold what the Ledger holds, exactly; a missing figure says why; no cell becomes a formula."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camket import cli
from camket.commands import desk
from camket.exchange.collecting import collect, last_day
from camket.exchange.csv_text import cell_text, read_cell, write_csv
from camket.exchange.duckdb_tables import fits
from camket.exchange.package import export_files
from camket.exchange.tables import BY_NAME, MISSING, TABLES
from camket.ledger.ledger import Ledger
from camket.standing.survey import survey
from exported_tables import (
    Tables,
    facts_from_tables,
    facts_of_ledger,
    read_csv_tables,
    read_parquet_tables,
    read_sqlite_tables,
)
from git_office import git, make_repository
from measures_office import write_commitment
from small_office import write_office

Capture = pytest.CaptureFixture[str]


def loaded(folder: Path) -> Ledger:
    ledger, _problems = desk.load(folder)
    assert ledger is not None
    return ledger


def export(folder: Path, to: Path, *more: str) -> int:
    return cli.run(["export", "--data", str(folder), "-o", str(to), *more])


def exported(folder: Path, to: Path, *more: str) -> Tables:
    assert export(folder, to, *more) in (0, 1)
    return read_csv_tables(to / "csv")


# --- the same facts -----------------------------------------------------------------------------------------------------

SECOND_QUARTER = """\
submitted: 2023-06-03
resubmitted: [2023-06-05, 2023-06-07]
letter: {number: 9/BC, date: 2023-06-02}
results:
  dem: {value: 31, same_period: "1.234", text: "= cộng dồn\\n- đợt 1"}
  tien: {value: "0,000000000000000000001234567", same_period: "1.234,5"}
  ty-le: {percent: "62,5%"}
  diem: {awaiting: publication, text: chờ}
  hang: {rank: 3, of: 12}
  san-pham:
    items:
      - {name: "@Nem", sao: 4, loai: a, ngay: 02/6/2023, evidence: {number: 12/QĐ, files: [{file: a.pdf, sha256: SHA}]}}
      - {name: Gỏi, sao: 2, loai: b, note: "+ chưa đủ"}
    evidence: [{number: 1/TB}, {subject: bảng kê, link: https://vi.du/a}]
  su-viec: {incidents: [{kind: nong, name: Vụ một, date: 2023-05-06, note: đã xử lý}]}
  de-an: {done: false}
  co-cau: {parts: {cn: 55, nn: 45}}
difficulties: [chung, {target: dem, text: riêng, to: Sở A}]
proposals: [{text: giãn hạn, to: UBND tỉnh}]
corrections: [{target: dem, unit: xa-b, old: 20, new: 21, reason: sót, by: A, date: 2023-06-01}]
note: ghi chú
""".replace("SHA", "0" * 64)


def every_measure(folder: Path) -> Path:
    write_commitment(folder)
    (folder / "reports" / "q2").mkdir()
    (folder / "reports" / "q2" / "phong-a.yaml").write_text(SECOND_QUARTER, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["data", "examples/tinh-2026/data", "measures", "small"])
def test_the_tables_read_back_are_the_facts_of_the_reports(root: Path, tmp_path: Path, name: str) -> None:
    made = {"measures": every_measure, "small": write_office}
    folder = made[name](tmp_path / "data") if name in made else root / name
    if name == "measures":  # this figure has more digits than Parquet takes
        report = folder / "reports" / "q2" / "phong-a.yaml"
        report.write_text(SECOND_QUARTER.replace("0" * 20, "0" * 5), encoding="utf-8")
    tables = exported(folder, tmp_path / "out", "--format", "csv,sqlite,parquet")
    (file,) = (tmp_path / "out").glob("*.sqlite")
    assert read_sqlite_tables(file) == tables
    partitioned = read_parquet_tables(tmp_path / "out" / "parquet")
    for table in TABLES:
        assert by_id(partitioned[table.name]) == by_id(tables[table.name])
    ledger = loaded(folder)
    told = facts_of_ledger(ledger, last_day(ledger))
    found = facts_from_tables(ledger, tables)
    assert found == told
    assert facts_from_tables(ledger, partitioned) == told
    assert sum(map(len, found.values())) > 40


def by_id(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def test_the_tables_read_back_are_the_facts_after_random_edits(tmp_path: Path) -> None:
    choice = random.Random(20)
    folder = every_measure(tmp_path / "data")
    report = folder / "reports" / "q2" / "phong-a.yaml"
    compared = 0
    for step in range(60):
        lines = SECOND_QUARTER.splitlines(keepends=True)
        for _edit in range(3):
            at = choice.randrange(len(lines))
            match choice.randrange(3):
                case 0:
                    lines[at] = re.sub(r"\d", lambda _found: str(choice.randrange(10)), lines[at], count=choice.randrange(1, 4))
                case 1:
                    del lines[at]
                case 2:
                    lines[at] = re.sub(r"(?<=: )[^\s{}\[\],\"]+", "=1;-2", lines[at], count=1)
        report.write_text("".join(lines), encoding="utf-8")
        ledger = loaded(folder)
        files = export_files(collect(ledger, folder), ledger.commitment, ["csv"])
        for path, data in files.items():
            place = tmp_path / str(step) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        tables = read_csv_tables(tmp_path / str(step) / "csv")
        assert facts_from_tables(ledger, tables) == facts_of_ledger(ledger, last_day(ledger)), "".join(lines)
        compared += ("q2", "phong-a") in ledger.reports
    assert compared > 10


def test_units_targets_and_goals_are_those_of_the_ledger(root: Path, tmp_path: Path) -> None:
    for number, folder in enumerate((root / "data", root / "examples/tinh-2026/data", write_office(tmp_path / "data"))):
        ledger, tables = loaded(folder), exported(folder, tmp_path / str(number))
        assert [row["id"] for row in tables["units"]] == [*ledger.units]
        assert [(row["id"], row["name"], row["kind"]) for row in tables["targets"]] == [
            (one.id, one.name, one.measure.kind) for one in ledger.targets.values()
        ]
        assert {(row["target"], row["unit"]) for row in tables["target_units"]} == {
            (one.id, unit) for one in ledger.targets.values() for unit in ledger.reporters(one)
        }
        goals = {row["id"]: row for row in tables["goals"]}
        count = 0
        for target in ledger.targets.values():
            stated = [(0, target.goal), *((n, one.goal) for n, one in enumerate(target.revisions, 1) if one.goal)]
            for revision, goal in stated:
                for place, condition in goal.placed_conditions():
                    row = goals["/".join(map(str, (target.id, revision, *place)))]
                    told = tuple(one for one in (row["operand"], row["to_operand"]) if one is not None)
                    assert (row["comparator"], row["of_figure"], row["against"]) == (
                        condition.comparator,
                        condition.of,
                        condition.against,
                    )
                    assert (told, row["deadline"]) == (condition.operands, condition.deadline) or condition.done is not None
                    count += 1
            for name, reference in target.references.items():
                rows = [row for row in tables["reference_figures"] if row["id"].startswith(f"{target.id}/0/{name}")]
                assert {row["unit"]: row["value"] for row in rows if row["unit"]} == dict(reference.by_unit)
        assert count == len(goals) > 5


def test_every_verdict_is_that_of_the_survey(root: Path, tmp_path: Path) -> None:
    ledger, tables = loaded(root / "data"), exported(root / "data", tmp_path)
    verdicts = {(row["round"], row["target"], row["unit"]): row for row in tables["verdicts"]}
    days = {row["id"]: row["as_of"] for row in tables["rounds"]}
    for round_ in ledger.rounds:
        for whole in survey(ledger, round_, days[round_.id]).standings:
            for one, unit in ((whole, None), *((part, part.unit) for part in whole.by_unit)):
                row = verdicts.pop((round_.id, one.target.id, unit))
                assert (row["verdict"], row["computed"]) == (one.verdict, one.computed)
                if one.actual is not None and one.target.measure.is_number:
                    assert abs(row["number"] - one.actual) < Decimal("0.000001")
    assert verdicts == {}


# --- missing, zero, exact -----------------------------------------------------------------------------------------------


def test_a_missing_figure_says_why_and_zero_is_no_missing_figure(tmp_path: Path) -> None:
    extra = {
        "q3/kinh-te": "submitted: 2024-09-01\nresults:\n  ocop: []\n  insurance: {part: 0, whole: 0}\n  safe: {text: yên}\n",
        "q3/tai-chinh": "submitted: 2024-09-01\nresults:\n  disbursement: {part: 4}\n  revenue: 0\n  growth: nhiều\n",
        "q3/noi-vu": "submitted: 2024-09-02\nresults:\n  par: {text: chưa có}\n  plan: {awaiting: assessment}\n",
        "q3/xa-b": "submitted: 2024-09-02\nresults:\n  commune-revenue: {awaiting: publication}\n  commune-digital: {part: 1, whole: 2}\n",
        "q3/xa-c": "submitted: [\n",
    }
    folder = write_office(tmp_path / "data", extra)
    tables = exported(folder, tmp_path / "out", "--as-of", "2024-09-05")
    results = {(row["round"], row["unit"], row["target"]): row for row in tables["results"]}

    def told(unit: str, target: str, round_: str = "q3") -> object:
        row = results[round_, unit, target]
        return row["reason"] or (row["number"] if row["number"] is not None else row["word"])

    assert told("kinh-te", "ocop") == 0
    assert told("tai-chinh", "revenue") == 0
    assert told("kinh-te", "insurance") == "nothing-due"
    assert told("kinh-te", "safe") == "in-words-only"
    assert told("tai-chinh", "disbursement") == "cannot-be-used"
    assert told("xa-b", "commune-digital") == "incomplete"
    assert told("tai-chinh", "growth") == "cannot-be-used"
    assert told("tai-chinh", "two-yardsticks") == "not-answered"
    assert told("noi-vu", "par") == "known-after-year"
    assert told("noi-vu", "plan") == "awaiting-assessment"
    assert told("xa-b", "commune-revenue") == "awaiting-publication"
    assert told("xa-c", "commune-revenue") == "report-unreadable"
    assert told("xa-a", "commune-revenue") == "report-overdue"
    early = exported(folder, tmp_path / "early", "--as-of", "2024-09-04", "--no-authors")
    assert {row["reason"] for row in early["results"] if (row["round"], row["unit"]) == ("q3", "xa-a")} == {
        "report-not-yet-due"
    }
    assert early["provenance"] == []
    for row in (*tables["results"], *tables["verdicts"]):
        has_figure = row["number"] is not None or row["word"] is not None
        assert (row["reason"] is None) == has_figure or (row["reason"] == "units-missing" and row["members_heard"] > 0)


def test_a_target_and_its_units_say_why_they_have_no_figure_in_a_round(tmp_path: Path) -> None:
    folder = every_measure(tmp_path / "data")
    verdicts = {row["id"]: row for row in exported(folder, tmp_path / "out")["verdicts"]}
    assert verdicts["q1/co-cau"]["reason"] == "not-asked-yet"
    assert verdicts["q1/hang"]["reason"] == "known-after-year"
    assert verdicts["q2/diem"]["reason"] == "awaiting-publication"
    assert (verdicts["q1/thu"]["reason"], verdicts["q1/thu"]["members"], verdicts["q1/thu"]["members_heard"]) == (
        "units-missing",
        2,
        1,
    )
    assert verdicts["q1/thu/xa-c"]["reason"] == "report-overdue"
    assert verdicts["q1/tot"]["word"] is None
    assert verdicts["q2/co-cau"]["number"] == 100  # the sum of its parts, which are in `figures`


def test_every_reason_is_explained() -> None:
    assert set(BY_NAME["results"].columns[6].words) == set(MISSING) == set(BY_NAME["verdicts"].columns[11].words)


def test_figures_keep_all_their_digits_in_every_format(tmp_path: Path) -> None:
    folder = every_measure(tmp_path / "data")
    tables = exported(folder, tmp_path / "out", "--format", "csv,json,sqlite")
    exact = Decimal("0.000000000000000000001234567")
    (row,) = (row for row in tables["results"] if row["id"] == "q2/phong-a/tien")
    assert row["number"] == exact
    held = json.loads((tmp_path / "out" / "camket-2023.json").read_text(encoding="utf-8"))["tables"]
    assert [one["number"] for one in held["results"]["rows"] if one["id"] == row["id"]] == [f"{exact:f}"]
    (rate,) = (one for one in tables["verdicts"] if one["id"] == "q1/ty-le")
    assert rate["number"] == Decimal("51.917083")  # 62300,5 of 120000, which does not end
    for table in TABLES:
        names = [one["name"] for one in held[table.name]["columns"]]
        assert all(list(one) == names == list(table.column_names) for one in held[table.name]["rows"])
        assert len(held[table.name]["rows"]) == len(tables[table.name])


def test_no_column_has_the_name_of_the_folders_of_years() -> None:
    assert not [table.name for table in TABLES if "year" in table.column_names]


def test_parquet_has_exact_figures_or_none_at_all(tmp_path: Path, capsys: Capture) -> None:
    folder = every_measure(tmp_path / "data")
    assert export(folder, tmp_path / "out", "--format", "csv,parquet") == 2
    said = capsys.readouterr().err
    assert "0.000000000000000000001234567" in said
    assert "q2/phong-a/tien" in said
    assert not (tmp_path / "out").exists()
    report = folder / "reports" / "q2" / "phong-a.yaml"
    most = "12345678901234567890123456,123456789012"
    report.write_text(re.sub(r'value: "0,0\d+"', f'value: "{most}"', SECOND_QUARTER), encoding="utf-8")
    assert export(folder, tmp_path / "out", "--format", "parquet") in (0, 1)
    tables = read_parquet_tables(tmp_path / "out" / "parquet")
    (row,) = (row for row in tables["results"] if row["id"] == "q2/phong-a/tien")
    assert row["number"] == Decimal(most.replace(",", "."))


@pytest.mark.parametrize(
    ("figure", "is_held"),
    [
        ("0", True),
        ("-0.5", True),
        ("9" * 26, True),
        ("1" + "0" * 26, False),
        ("1E-12", True),
        ("1E-13", False),
        ("1E+25", True),
    ],
)
def test_which_figures_sql_and_parquet_hold(figure: str, is_held: bool) -> None:
    assert fits(Decimal(figure)) is is_held


def test_without_duckdb_parquet_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert export(write_office(tmp_path / "data"), tmp_path / "out", "--format", "parquet,csv") == 2
    said = capsys.readouterr().err
    assert f'"{sys.executable}" -m pip install "duckdb' in said
    assert not (tmp_path / "out").exists()


def test_every_column_is_described_in_the_parquet_files(tmp_path: Path) -> None:
    export(write_office(tmp_path / "data"), tmp_path, "--format", "parquet")
    for table in TABLES:
        file = next((tmp_path / "parquet" / table.name).rglob("*.parquet"))
        query = "SELECT value FROM parquet_kv_metadata(?) WHERE key = 'camket'"
        with duckdb.connect(":memory:") as connection:
            (about,) = connection.execute(query, [str(file)]).fetchone() or (b"{}",)
        assert json.loads(about)["columns"].keys() == set(table.column_names)


# --- spreadsheets -------------------------------------------------------------------------------------------------------

FORMULAS = (
    "=1+1",
    "@SUM(1)",
    "+84 909",
    "- một\n- hai",
    "\t=1",
    "\r=1",
    "a;=1",
    'a;"=1',
    "＝1",
    "'=1",
    "''=1",
    "x\n\n=1",
    " =1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_take_for_a_formula_is_marked(text: str) -> None:
    marked = cell_text(text)
    assert marked != text
    assert marked.replace("'", "") == text.replace("'", "")
    assert read_cell(marked) == text


@settings(max_examples=500)
@given(st.text(alphabet="=+-@＝'\"; \t\n\r|a1,\u00a0"))
def test_no_cell_begins_with_a_formula_and_the_text_can_be_had_again(text: str) -> None:
    marked = cell_text(text)
    assert read_cell(marked) == text
    for piece in re.split(r"[;|\t\r\n]", marked):
        assert not piece.lstrip(' "\u00a0').startswith(("=", "+", "-", "@", "＝"))


def test_a_number_gets_no_mark_and_a_plain_text_stays() -> None:
    assert (
        write_csv(["a", "b"], [(Decimal("-5"), "12/QĐ-UBND"), (Decimal("1E+3"), None)]) == "a,b\r\n-5,12/QĐ-UBND\r\n1000,\r\n"
    )


# --- files --------------------------------------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes_on_any_day_in_any_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_office(tmp_path / "data")
    found = []
    for number, (language, day) in enumerate((("vi", date(2024, 6, 10)), ("en", date(2031, 1, 1)))):
        monkeypatch.setattr(desk, "today", lambda day=day: day)
        to = tmp_path / str(number)
        export(folder, to, "--format", "csv,json,sqlite,parquet", "--lang", language)
        found.append({path.relative_to(to): path.read_bytes() for path in sorted(to.rglob("*")) if path.is_file()})
    assert found[0] == found[1]
    of_rounds = sum("round" in table.column_names for table in TABLES)
    rounds = len(loaded(folder).rounds)
    assert len(found[0]) == len(TABLES) + 4 + of_rounds * rounds + len(TABLES) - of_rounds


def test_nothing_is_written_over_what_camket_has_not_written(tmp_path: Path, capsys: Capture) -> None:
    folder, to = write_office(tmp_path / "data"), tmp_path / "out"
    assert export(folder, to, "--dry-run") in (0, 1)
    assert not to.exists()
    assert "sẽ ghi" in capsys.readouterr().err
    (to / "csv").mkdir(parents=True)
    (to / "csv" / "units.csv").write_text("của tôi", encoding="utf-8")
    assert export(folder, to) == 2
    assert "units.csv" in capsys.readouterr().err
    assert [path.name for path in (to / "csv").iterdir()] == ["units.csv"]
    assert export(folder, to, "--force") in (0, 1)
    (folder / "reports" / "q2" / "xa-b.yaml").write_text("submitted: 2024-06-02\nresults: {}\n", encoding="utf-8")
    assert export(folder, to) in (0, 1)  # what camket wrote itself is replaced
    (sent,) = (row for row in read_csv_tables(to / "csv")["submissions"] if row["id"] == "q2/xa-b")
    assert sent["submitted"] == date(2024, 6, 2)


def test_parquet_files_of_a_round_that_is_no_more_are_named(tmp_path: Path, capsys: Capture) -> None:
    folder, to = write_office(tmp_path / "data"), tmp_path / "out"
    assert export(folder, to, "--format", "parquet") in (0, 1)
    stale = to / "parquet" / "verdicts" / "year=2024" / "round=q9" / "part.parquet"
    stale.parent.mkdir()
    stale.write_bytes(next((to / "parquet" / "verdicts").rglob("*.parquet")).read_bytes())
    other_year = to / "parquet" / "verdicts" / "year=2023" / "round=q9" / "part.parquet"
    other_year.parent.mkdir(parents=True)
    other_year.write_bytes(stale.read_bytes())
    assert export(folder, to, "--format", "parquet", "--force") == 2
    told = capsys.readouterr().err
    assert "round=q9" in told
    assert "year=2023" not in told
    stale.unlink()
    assert export(folder, to, "--format", "parquet") in (0, 1)


def test_an_unknown_format_is_refused(tmp_path: Path, capsys: Capture) -> None:
    assert export(write_office(tmp_path / "data"), tmp_path / "out", "--format", "xls") == 2
    assert "xls" in capsys.readouterr().err


# --- where a row was typed ----------------------------------------------------------------------------------------------


def test_every_row_that_was_typed_says_its_line_and_its_author(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "office")
    folder = root / "data" if (root / "data").is_dir() else root
    report = folder / "reports" / "q2" / "tai-chinh.yaml"
    report.write_text(report.read_text(encoding="utf-8").replace("growth: ", "growth:   "), encoding="utf-8")
    tables = exported(folder, tmp_path / "out")
    places = {(row["table_name"], row["row_id"]): row for row in tables["provenance"]}
    author = git(root, "log", "-1", "--format=%an").strip()

    def line(table: str, row: str) -> tuple[str, str, str | None]:
        place = places[table, row]
        lines = (folder / place["file"]).read_text(encoding="utf-8").splitlines()
        return lines[place["line_number"] - 1].strip()[:20], place["known"], place["author"]

    assert line("figures", "q2/tai-chinh/disbursement/whole") == ("disbursement: {part:", "committed", author)
    assert line("results", "q2/tai-chinh/growth") == ('growth:   "6,8"', "not-committed", None)
    assert line("items", "q2/kinh-te/ocop#2") == ("- {name: Bánh phồng,", "committed", author)
    assert line("verdicts", "q2/safe") == ("- {target: safe, ver", "committed", author)
    assert line("units", "xa-b") == ("- {id: xa-b, name: x", "committed", author)
    assert line("goals", "revenue/0/stretch")[0].startswith("goal: {at_least: ass")
    for name in ("results", "figures", "items", "evidence", "difficulties", "proposals", "corrections", "goals", "targets"):
        ids = {row["id"] for row in tables[name] if name != "results" or row["reason"] is None}
        assert ids == {row for table, row in places if table == name} & ids
    for row in tables["provenance"]:
        assert row["row_id"] in {one["id"] for one in tables[row["table_name"]]}


# --- other programs -----------------------------------------------------------------------------------------------------


def test_names_can_be_used_in_sql_without_quotes(tmp_path: Path) -> None:
    export(write_office(tmp_path / "data"), tmp_path, "--format", "sqlite")
    with closing(sqlite3.connect(tmp_path / "camket-2024.sqlite")) as connection:
        for table in TABLES:
            for name in table.column_names:
                connection.execute(f"SELECT {table.name}.{name} FROM {table.name} ORDER BY {name} LIMIT 1")
        described = connection.execute("SELECT count(*) FROM columns_of_tables").fetchone()
    assert described == (sum(len(table.columns) for table in TABLES),)


@pytest.mark.parametrize("name", ["data", "examples/tinh-2026/data", "measures"])
def test_frictionless_and_csvw_find_the_package_valid(root: Path, tmp_path: Path, name: str) -> None:
    from csvw import CSVW
    from frictionless import Package

    folder = every_measure(tmp_path / "data") if name == "measures" else root / name
    exported(folder, tmp_path / "out", "--no-authors")
    package, csvw = (str(tmp_path / "out" / "csv" / file) for file in ("datapackage.json", "csv-metadata.json"))
    report = Package(package).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "note"])
    assert CSVW(csvw, validate=True).is_valid
    results = tmp_path / "out" / "csv" / "results.csv"
    results.write_bytes(re.sub(rb"\r\nq1/([^,]*),q1,", rb"\r\nq1/\1,q9,", results.read_bytes(), count=1))
    assert "ForeignKey Error" in {title for (title,) in Package(package).validate().flatten(["title"])}
    with pytest.raises(ValueError, match="q9"):
        assert CSVW(csvw, validate=True).is_valid
