"""`camket query`: one SELECT is answered exactly, nothing else; errors have a place; docs/sql.md holds what it says."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from camket import cli
from camket.commands import desk
from camket.exchange.collecting import collect, last_day
from camket.exchange.query import ask
from camket.exchange.sql_faults import SqlFault
from camket.exchange.tables import BY_NAME, TABLES
from camket.ledger.ledger import Ledger
from camket.standing.standings import Standing
from camket.standing.submissions import closing_day
from camket.standing.survey import Survey, survey
from small_office import write_office

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return write_office(tmp_path / "data")


def query(folder: Path, sql: str, *more: str) -> int:
    return cli.run(["query", sql, "--data", str(folder), *more])


def answered(folder: Path, sql: str, capsys: Capture, *more: str) -> Any:
    assert query(folder, sql, "--format", "json", *more) in (0, 1)
    return json.loads(capsys.readouterr().out)


# --- answers ------------------------------------------------------------------------------------------------------------


def test_figures_are_exact_and_nothing_is_not_zero(tmp_path: Path, capsys: Capture) -> None:
    exact = "12345678901234,123456789012"
    extra = {"q3/tai-chinh": f'submitted: 2024-09-01\nresults:\n  revenue: "{exact}"\n'}
    folder = write_office(tmp_path / "data", extra)
    sql = (
        "SELECT target, number, number + 0.5 AS more, reason FROM results WHERE round = 'q3' AND unit = 'tai-chinh' ORDER BY 1"
    )
    rows = {row["target"]: row for row in answered(folder, sql, capsys)}
    assert rows["revenue"]["number"] == exact.replace(",", ".")
    assert rows["revenue"]["more"] == "12345678901234.623456789012"
    assert rows["two-yardsticks"] == {"target": "two-yardsticks", "number": None, "more": None, "reason": "not-answered"}
    kinds = answered(folder, "SELECT true AS f, DATE '2024-02-03' AS d, 3 AS i, [1.50, NULL] AS l, {'a': 0.5} AS s", capsys)
    assert kinds == [{"f": True, "d": "2024-02-03", "i": 3, "l": ["1.5", None], "s": {"a": "0.5"}}]


def test_an_answer_as_csv_has_no_formula(office: Path, capsys: Capture) -> None:
    sql = "SELECT '=1+1' AS a, number AS n, NULL AS nothing FROM results WHERE id = 'q2/tai-chinh/revenue'"
    assert query(office, sql, "--format", "csv") in (0, 1)
    assert list(csv.reader(StringIO(capsys.readouterr().out))) == [["a", "n", "nothing"], ["'=1+1", "40000", ""]]


def test_a_name_that_is_there_twice_is_no_json(office: Path, capsys: Capture) -> None:
    assert query(office, "SELECT id, id FROM units", "--format", "json") == 2
    assert "AS id_2" in capsys.readouterr().err
    assert query(office, "SELECT id, id FROM units", "--format", "csv") in (0, 1)


def test_a_narrow_answer_is_a_table_and_a_wide_one_has_a_row_below_the_other(office: Path, capsys: Capture) -> None:
    query(office, "SELECT 1234.5::DECIMAL(10,2) AS n, 2024 AS y, NULL AS nothing, 'chữ' AS text")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["n", "y", "nothing", "text"],
        ["1.234,5", "2024", "NULL", "chữ"],
        ["1", "dòng"],
    ]
    query(office, "SELECT * FROM verdicts WHERE round = 'q2' AND target = 'revenue'")
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    names = BY_NAME["verdicts"].column_names
    assert [line.split(":")[0].strip() for line in lines[1:-1]] == list(names)
    assert "  number: 40.000" in lines
    assert "  word: NULL" in lines
    query(office, "SELECT text, text || ' ' || text AS again FROM targets WHERE text IS NOT NULL LIMIT 1")
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_a_long_answer_says_that_it_is_cut(office: Path, capsys: Capture) -> None:
    query(office, "SELECT range AS n FROM range(5000)")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) < 1100
    assert "mới hiện 1000 dòng đầu" in lines[-2]
    assert query(office, "SELECT range AS n FROM range(5000)", "--format", "csv") in (0, 1)
    assert len(capsys.readouterr().out.splitlines()) == 5001
    assert query(office, "SELECT range AS n FROM range(1000001)", "--format", "csv") == 2
    assert capsys.readouterr().out == ""
    assert query(office, "SELECT id FROM units WHERE id = ''") in (0, 1)
    assert capsys.readouterr().out.splitlines()[-1] == "không có dòng nào"


def test_the_question_may_be_in_a_file_or_come_in(office: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office.parent / "câu hỏi.sql"
    file.write_text("\ufeff-- đơn vị\nSELECT count(*) AS n FROM units;\n", encoding="utf-8")
    (row,) = answered(office, str(file), capsys)
    monkeypatch.setattr(sys, "stdin", StringIO("SELECT count(*) AS n FROM units"))
    assert answered(office, "-", capsys) == [row]
    assert query(office, str(office / "không có.sql")) == 2
    file.write_bytes(b"SELECT '\xff'")
    assert query(office, str(file)) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_without_a_question_the_tables_are_listed(capsys: Capture) -> None:
    assert cli.run(["query"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert {table.name for table in TABLES} <= {line.split()[0] for line in lines if line.strip()}


def test_every_column_is_explained_in_a_table(office: Path, capsys: Capture) -> None:
    rows = answered(office, "SELECT * FROM columns_of_tables", capsys)
    assert len(rows) == sum(len(table.columns) for table in TABLES)
    for row in rows:
        assert query(office, f"SELECT {row['column_name']} FROM {row['table_name']} LIMIT 0 -- provenance") in (0, 1)
        if row["table_name"] == "rounds":
            break


def test_the_day_can_be_chosen(office: Path, capsys: Capture) -> None:
    (late,) = answered(office, "SELECT as_of FROM commitment", capsys, "--as-of", "2024-03-01")
    assert late == {"as_of": "2024-03-01"}


# --- nothing but reading ------------------------------------------------------------------------------------------------

HOSTILE = (
    "SELECT * FROM read_csv('{file}')",
    "SELECT * FROM read_csv_auto('{file}')",
    "SELECT * FROM '{file}'",
    "FROM '{file}'",
    "SELECT * FROM read_text('{file}')",
    "SELECT * FROM read_blob('{file}')",
    "SELECT * FROM read_json('{file}')",
    "SELECT * FROM read_parquet('{file}')",
    "SELECT * FROM sniff_csv('{file}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM parquet_metadata('{file}')",
    "SELECT * FROM query('SELECT * FROM read_text(''{file}'')')",
    "SELECT (SELECT content FROM read_text('{file}'))",
    "WITH a AS (SELECT * FROM read_text('{file}')) SELECT * FROM a",
    "SELECT * FROM read_csv('https://example.com/a.csv')",
    "SELECT * FROM 's3://a/b.parquet'",
    "SELECT * FROM sqlite_scan('{file}', 'a')",
    "SELECT * FROM duckdb_secrets()",
    "COPY units TO '{new}'",
    "COPY (SELECT 1) TO '{new}' (FORMAT parquet)",
    "COPY units FROM '{file}'",
    "ATTACH '{new}'",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "EXPORT DATABASE '{new}'",
    "IMPORT DATABASE '{folder}'",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "PRAGMA profiling_output = '{new}'",
    "SET enable_external_access = true",
    "SET GLOBAL enable_external_access = true",
    "RESET enable_external_access",
    "SET lock_configuration = false",
    "SET temp_directory = '{folder}'",
    "SELECT 1; SELECT * FROM read_text('{file}')",
    "SELECT 1; SET enable_external_access = true; SELECT * FROM read_text('{file}')",
    "CREATE TABLE mine (a INTEGER)",
    "CREATE SECRET (TYPE s3)",
    "CREATE MACRO f() AS 1",
    "DROP TABLE units",
    "DELETE FROM units",
    "UPDATE units SET name = 'x'",
    "INSERT INTO units VALUES ('a', 'a', 'a', 'a', true)",
    "WITH gone AS (DELETE FROM units RETURNING *) SELECT * FROM gone",
    "EXPLAIN ANALYZE DELETE FROM units",
    "PREPARE p AS SELECT 1",
    "CALL pragma_version()",
    "CHECKPOINT",
    "BEGIN TRANSACTION",
    "ROLLBACK",
    "VACUUM",
    "USE memory",
    "SELECT getenv('HOME')",
    "SELECT * FROM secret_variable",
)


@pytest.mark.parametrize("sql", HOSTILE)
def test_sql_reaches_no_file_no_network_and_no_setting(office: Path, sql: str, capsys: Capture) -> None:
    secret_variable = ["mật"]  # DuckDB would read variables of Python as tables
    file = office.parent / "mật.csv"
    file.write_text("a,b\nbí mật,2\n", encoding="utf-8")
    before = sorted(office.parent.rglob("*"))
    names = {"file": file.as_posix(), "folder": office.parent.as_posix(), "new": (office.parent / "moi").as_posix()}
    assert query(office, sql.format_map(names), "--format", "csv") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "bí mật" not in told.err
    assert "Lỗi: " in told.err
    assert sorted(office.parent.rglob("*")) == before
    assert secret_variable


def loaded(folder: Path) -> Ledger:
    ledger, _problems = desk.load(folder)
    assert ledger is not None
    return ledger


def test_time_is_bounded(office: Path) -> None:
    tables = collect(loaded(office), office, with_origins=False)
    for sql in (
        "SELECT count(*) FROM range(100000000000000)",
        "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
    ):
        with pytest.raises(SqlFault, match=r"0\.5"):
            ask(tables, sql, seconds=0.5)
    assert ask(tables, "SELECT 1", seconds=30).rows == [(1,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT list(range) FROM range(2000000000)",
        "SELECT range FROM range(2000000000) ORDER BY hash(range)",
        pytest.param(
            "SELECT repeat('x', 100000000) FROM range(1000)",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process"),
        ),
    ],
)
def test_memory_is_bounded_and_nothing_is_swapped_to_the_disk(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    with pytest.raises(SqlFault, match="MB"):
        ask(collect(loaded(office), office, with_origins=False), sql)
    assert list(here.iterdir()) == []


def test_a_question_about_provenance_is_never_answered_from_an_empty_table(office: Path, capsys: Capture) -> None:
    assert query(office, "SELECT count(*) FROM query_table('proven' || 'ance')") == 2
    assert answered(office, "SELECT count(*) > 0 AS some FROM Provenance", capsys) == [{"some": True}]


# --- errors -------------------------------------------------------------------------------------------------------------

WRONG = (
    ("SELECT foo FROM units", "SQL:1:8", "không có cột 'foo'"),
    ("SELECT 'đơn vị',\n  nam FROM units", "SQL:2:3", "Có phải 'name'?"),
    ("SELECT u.nam FROM units u", "SQL:1:8", "Có phải 'name'?"),
    ("SELECT * FROM unit", "SQL:1:15", "Có phải 'units'?"),
    ("SELECT * FROM khong_co", "SQL:1:15", "camket query"),
    ("SELCT 1", "SQL:1:1", "'SELCT'"),
    ("SELECT lenght(id) FROM units", "SQL:1:8", "Có phải 'length'?"),
    ('SELECT * FROM units WHERE id = "xa-a"', "SQL:1:32", "nháy đơn"),
    ("SELECT round, id FROM verdicts GROUP BY round", "GROUP BY", "'id'"),
    ("SELECT id FROM units, rounds", "", "nhiều bảng"),
    ("SELECT 'a", "SQL:1:8", "nháy"),
    ("SELECT * FROM units WHERE id > 5", "SQL:1:27", "VARCHAR"),
    ("SELECT CAST(id AS INTEGER) FROM units", "", "không phải số"),
    ("SELECT sum(name) FROM units", "", "'sum'"),
    ("SELECT id FROM units UNION SELECT 1, 2", "", "số cột"),
    ("SELECT ?", "", "chỗ chờ giá trị"),
    ("SELECT x.id FROM units u", "SQL:1:8", "'x'"),
    ("  ", "", "chưa có câu hỏi"),
    ("/* gì đó */", "", "chưa có câu hỏi"),
)


@pytest.mark.parametrize(("sql", "where", "said"), WRONG)
def test_wrong_sql_is_told_with_its_place_in_the_language_of_the_user(
    office: Path, capsys: Capture, sql: str, where: str, said: str
) -> None:
    assert query(office, sql) == 2
    told = capsys.readouterr().err
    assert where in told
    assert said in told
    if where.startswith("SQL"):
        line, column = map(int, where.split(":")[1:])
        shown, caret = told.splitlines()[1:3]
        assert shown == "  " + sql.split("\n")[line - 1]
        assert caret == " " * (column + 1) + "^"


def test_a_long_line_is_shown_around_its_fault(office: Path, capsys: Capture) -> None:
    assert query(office, f"SELECT {', '.join(['id'] * 100)}, foo, {', '.join(['id'] * 100)} FROM units") == 2
    shown, caret = capsys.readouterr().err.splitlines()[1:3]
    assert len(shown) < 80
    assert shown[caret.index("^") :].startswith("foo")


def test_without_duckdb_it_says_what_to_type_before_the_data_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert query(tmp_path / "nowhere", "SELECT 1") == 2
    assert "-m pip install" in capsys.readouterr().err


# --- docs/sql.md --------------------------------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[1]
READY = dict(re.findall(r"^## (.+?)\n.*?```sql\n(.+?)```", (ROOT / "docs/sql.md").read_text(encoding="utf-8"), re.M | re.S))
Rows = set[tuple[Any, ...]]


def wholes(ledger: Ledger, round_id: str) -> list[Standing]:
    return list(view(ledger, round_id).standings)


def view(ledger: Ledger, round_id: str) -> Survey:
    (round_,) = (one for one in ledger.rounds if one.id == round_id)
    return survey(ledger, round_, closing_day(ledger, round_))


def late(ledger: Ledger) -> Rows:
    (round_,) = (one for one in ledger.rounds if one.id == "q2")
    sent = survey(ledger, round_, last_day(ledger)).submissions
    return {(ledger.units[one.unit].name, one.state) for one in sent if one.state in ("late", "missing")}


def counts_of_rounds(ledger: Ledger) -> Rows:
    return {
        (round_.id, verdict, n)
        for round_ in ledger.rounds
        for verdict, n in Counter(one.verdict for one in wholes(ledger, round_.id)).items()
    }


def behind_units(ledger: Ledger) -> Rows:
    parts = (part for whole in wholes(ledger, "q2") for part in whole.by_unit if part.verdict == "behind" and part.unit)
    return {(ledger.units[part.unit or ""].name, part.target.name) for part in parts}


def changed(ledger: Ledger) -> Rows:
    before = {one.target.id: one.verdict for one in wholes(ledger, "q1")}
    after = [(one.target, before[one.target.id], one.verdict) for one in wholes(ledger, "q2")]
    return {(target.name, old, new) for target, old, new in after if old != new}


def sums(ledger: Ledger) -> Rows:
    found = set()
    for part in (one for one in ledger.targets.values() if one.adds_up_to):
        filed = [ledger.reports.get(("q2", unit)) for unit in ledger.reporters(part)]
        figures = [one.results[part.id].value for one in filed if one is not None and part.id in one.results]  # type: ignore[attr-defined]
        found.add((str(sum(figures).normalize().__format__("f")), len(figures), len(filed)))
    return found


# What the first columns of a question must hold, by another way than SQL.
EXPECTED: dict[str, tuple[tuple[str, ...], Callable[[Ledger], Rows]]] = {
    "Ai chưa nộp, ai nộp trễ": (("name", "state"), late),
    "Mỗi kỳ bao nhiêu chỉ tiêu đạt, chậm, chưa báo cáo": (("round", "verdict", "targets"), counts_of_rounds),
    "Chỉ tiêu nào chậm, còn thiếu bao nhiêu": (
        ("name",),
        lambda ledger: {(one.target.name,) for one in wholes(ledger, "q2") if one.verdict in ("behind", "missed")},
    ),
    "Xã, phường nào chậm ở chỉ tiêu nào": (("unit", "target"), behind_units),
    "Kết luận thay đổi giữa hai kỳ": (("name", "q1", "q2"), changed),
    "Số của cơ quan chủ trì so với tổng số của các xã, phường": (("sum_of_units", "reports", "units"), sums),
}


@pytest.mark.parametrize("title", READY)
def test_a_ready_question_is_answered(data: Path, tmp_path: Path, capsys: Capture, title: str) -> None:
    file = tmp_path / "q.sql"
    file.write_text(READY[title], encoding="utf-8")
    rows = answered(data, str(file), capsys)
    assert rows
    if title in EXPECTED:
        names, expected = EXPECTED[title]
        assert {tuple(row[name] for name in names) for row in rows} == expected(loaded(data))


def test_the_ready_questions_are_all_found() -> None:
    assert len(READY) == (ROOT / "docs/sql.md").read_text(encoding="utf-8").count("```sql") >= 13
    assert EXPECTED.keys() <= READY.keys()


def test_a_sum_in_sql_is_exact(data: Path, capsys: Capture) -> None:
    (row,) = answered(
        data, "SELECT sum(number) AS n, sum(number::DOUBLE) AS rough FROM figures WHERE number IS NOT NULL", capsys
    )
    rows = answered(data, "SELECT number FROM figures WHERE number IS NOT NULL", capsys)
    assert Decimal(row["n"]) == sum(Decimal(one["number"]) for one in rows)
