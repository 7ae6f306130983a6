"""Wrong forms, pages and tables of each kind of measure: what `form import` says has cells and labels, no key, id or path."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import pytest

from camket import cli
from camket.commands.importing import ask_meaning
from camket.entry.changing import LoadedFolder
from camket.forms.answers_reader import read_answers
from camket.forms.batch_import import finish_import, import_tables
from camket.forms.cells import FormCell
from camket.forms.form import FormRound, make_form
from camket.forms.form_import import ReceiptNote, import_form
from camket.forms.labels import LabelQuestion
from camket.forms.page_writer import write_page
from camket.forms.reader import FilledForm, FormRow, read_form
from camket.forms.slots import RESULT_ORDER, Form, Slot
from camket.forms.writer import write_form
from camket.ledger.commitment import Round
from camket.ledger.ledger import Ledger
from camket.ledger.measures.registry import KINDS
from camket.ledger.reports import Correction, Covering, Person, Remark, Report
from camket.text.language import chosen, speaking
from camket.text.problems import Problem
from conftest import IN_CI
from filled_page import FilledPage
from measures_office import read_folder, write_commitment
from test_forms import keep

Capture = pytest.CaptureFixture[str]
RECEIPT = ReceiptNote(date(2023, 6, 3))
WRONG: Mapping[str, Sequence[Any]] = {
    "number": ("abc", "1.234", "53¹", -5, "12,5", 0, 10**9, 0.5, 99.5, 1e14, date(2023, 2, 1)),
    "date": ("31/02/2023", "x", date(2019, 1, 1), date(2031, 1, 1), 7),
    "choice": ("gì đó", "true", 3),
    "text": ("…", "???", "TODO", date(2023, 5, 1)),
    "papers": ("…", "ngày 31/02/2023", "1/QĐ ngày 01/01/2031"),
}
MODELS = (Report, Remark, Correction, Covering, Person)
KEYS = {*RESULT_ORDER, "name", "text", "items", "parts", "done", *(key for model in MODELS for key in model.model_fields)}


# --- what must not be said --------------------------------------------------------------------------------------------


def faults_in(ledger: Ledger, problem: Problem) -> list[str]:
    """What a problem says in words that are not the user's."""
    text = f"{problem.place} {problem.message} {problem.hint}"
    found = re.findall(r"reports/\S*|\S*\.yaml\S*|results[.\[]\S*|\w+\[\d+\]\S*", text)
    if chosen() != "en":  # English labels are the same words as keys
        found += [key for key in KEYS if re.search(rf"(?<![\w-]){key}[:=](?!\w)|'{key}'", text)]
    found += [one.id for one in ledger.rounds if re.search(rf"(?<![\w-]){one.id}(?![\w-])", text)]
    ids = [*ledger.targets, *ledger.units]
    found += [name for name in ids if f"'{name}'" in text or ("-" in name and re.search(rf"(?<![\w-]){name}(?![\w-])", text))]
    found += re.findall(r"\((?:nong|a|b|tot|kha|chua|true|false)\)", text)
    return found


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> LoadedFolder:
    folder = write_commitment(tmp_path_factory.mktemp("office") / "data")
    ledger, problems = read_folder(folder)
    return LoadedFolder(folder, ledger, tuple(problems), date(2023, 6, 20))


def round_two(state: LoadedFolder) -> Round:
    round_ = state.ledger.round("q2")
    assert round_ is not None
    return round_


def test_the_office_has_each_kind_of_measure(state: LoadedFolder) -> None:
    assert {target.measure.kind for target in state.ledger.targets.values()} == set(KINDS)


# --- wrong forms and pages --------------------------------------------------------------------------------------------

Cells = Mapping[str, Any]
Lines = Mapping[str, Sequence[Mapping[str, Any]]]


def wrong_values(slot: Slot) -> list[Any]:
    return [*WRONG[slot.kind], *slot.choices.values()]


def right_value(slot: Slot) -> Any:
    return {"number": 3, "date": date(2023, 5, 1), "choice": next(iter(slot.choices.values()), "")}.get(slot.kind, "Một")


def wrong_forms(form: Form, slots: Sequence[Slot]) -> Iterator[tuple[Cells, Lines]]:
    """What is written into a form: each value alone, those of a kind together, two of a result together, lines of lists."""
    yield {}, {}
    for slot in slots:
        yield from (({slot.name: value}, {}) for value in wrong_values(slot))
    for kind, values in WRONG.items():
        yield from (({slot.name: value for slot in slots if slot.kind == kind}, {}) for value in values)
    for one, other in combinations(slots, 2):
        if one.keys[:2] == other.keys[:2] and one.keys[0] == "results":
            yield {one.name: 90 if one.kind == "number" else wrong_values(one)[-1], other.name: right_value(other)}, {}
    for table in form.all_tables():
        full = {slot.name: right_value(slot) for slot in table.columns}
        for slot in table.columns:
            without = {name: value for name, value in full.items() if name != slot.name}
            yield {}, {table.name: [without]}
            for value in wrong_values(slot):
                yield {}, {table.name: [{slot.name: value}]}
                yield {}, {table.name: [{**full, slot.name: value}, full, full]}


def filled_with(blank: FilledForm, cells: Cells, lines: Lines) -> FilledForm:
    filled = copy.copy(blank)
    filled.cells = {**blank.cells, **{name: FormCell(value, blank.cells[name].place) for name, value in cells.items()}}
    filled.tables = {name: list(rows) for name, rows in blank.tables.items()}
    for name, many in lines.items():
        rows = filled.tables[name] or [FormRow("+", {}, "-")] * len(many)
        for index, line in enumerate(many):
            row = rows[index] if index < len(rows) else FormRow("+", {}, "-")
            given = {
                column: FormCell(value, row.cells[column].place if column in row.cells else "-")
                for column, value in line.items()
            }
            rows[index : index + 1] = [FormRow(row.name, {**row.cells, **given}, row.place)]
        filled.tables[name] = rows
    return filled


def as_text(value: Any) -> str:
    return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else str(value).replace(".", ",")


def blank_form(state: LoadedFolder, form: Form, way: str) -> FilledForm:
    if way == "page":
        filled, problems = read_answers("bieu.camket.json", FilledPage(write_page(form, state.ledger)).save())
    else:
        filled, problems = read_form("bieu.xlsx", write_form(form, date(2023, 6, 1)))
    assert filled is not None
    assert not problems
    return filled


@pytest.mark.parametrize("unit", ["phong-a", "xa-b"])
@pytest.mark.parametrize(("way", "language"), [("workbook", "vi"), ("page", "vi"), ("workbook", "en")])
def test_a_wrong_form_is_told_in_its_cells_and_labels(state: LoadedFolder, unit: str, way: str, language: str) -> None:
    shared = FormRound(state.ledger, round_two(state))
    rules: set[str] = set()
    with speaking(language):
        form = make_form(shared, unit)
        blank = blank_form(state, form, way)
        slots = [slot for slot in form.slots() if slot.name in blank.cells]
        for cells, lines in islice(wrong_forms(form, slots), 0, None, 1 if IN_CI else 5):
            if way == "page":
                cells = {name: as_text(value) for name, value in cells.items()}
                lines = {
                    name: [{key: as_text(one) for key, one in line.items()} for line in many] for name, many in lines.items()
                }
            filled = filled_with(blank, cells, lines)
            one = import_form(state.ledger, filled, unit, {}, may_delete=keep, receipt=RECEIPT, form_round=shared)
            for problem in finish_import(state, [one], [], None).problems:
                assert not faults_in(state.ledger, problem), (problem, cells, lines)
                assert problem.place.cell, problem
                rules.add(problem.rule)
    assert len(rules) > 10, rules


# --- wrong tables -----------------------------------------------------------------------------------------------------

HEADS = (
    "Kết quả",
    "Tử số",
    "Cùng kỳ năm trước",
    "Ghi chú",
    "Minh chứng",
    "Khó khăn",
    "Số gì đó",
    "Kết quả;Thực hiện",
    "Kế hoạch;Kết quả",
)
TEXTS = (
    "abc",
    "1.234",
    "-5",
    "12,5",
    "0",
    "1000000000",
    "0,5",
    "31/90",
    "90/31",
    "9,8 tỷ",
    "5 con",
    "31/02/2023",
    "đã xong",
    "x;y",
    "3 %",
)


def wrong_tables(state: LoadedFolder, units: Sequence[str]) -> Iterator[str]:
    names = [target.name for target in state.ledger.targets.values()]
    for head in HEADS:
        for text in TEXTS:
            yield f"Chỉ tiêu;{head}\n" + "".join(f"{name};{text};{text}\n" for name in names)
    for text in TEXTS:
        yield "Đơn vị;" + ";".join(names) + "\n" + "".join(f"{unit};" + ";".join([text] * len(names)) + "\n" for unit in units)
        yield ";".join(names) + "\n" + ";".join([text] * len(names)) + "\n"
        yield "Chỉ tiêu;ĐVT;Kết quả\n" + "".join(f"{name};kg;{text}\n" for name in names)
        yield f"Nội dung khác;Kết quả\nThu gì;{text}\nLàm gì;{text}\n"
        yield "".join(f"{name};{text}\n" for name in names)


@pytest.mark.parametrize("unit", ["phong-a", "xa-b", None])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_wrong_table_is_told_in_its_cells_and_labels(state: LoadedFolder, unit: str | None, language: str) -> None:
    rules: set[str] = set()
    with speaking(language):
        for table in islice(wrong_tables(state, ["xã B", "xã C", "xã D"]), 0, None, 1 if IN_CI else 2):
            tables, unread = import_tables(
                state.ledger, state.folder, [("bang.csv", table.encode())], round_two(state), unit,
                ask=lambda _question: None, matches={}, receipt=RECEIPT,
            )  # fmt: skip
            for problem in finish_import(state, tables.forms, unread, None).problems:
                assert not faults_in(state.ledger, problem), (problem, table)
                assert problem.place.cell, problem
                rules.add(problem.rule)
    assert len(rules) > 8, rules


@pytest.mark.parametrize("into", ["san-pham", "su-viec"])
def test_a_wrong_list_in_a_table_is_told_in_its_cells_and_labels(state: LoadedFolder, into: str) -> None:
    for text in (*TEXTS, "loại A"):
        for head in ("Tên;Số sao;loai;ngay;Minh chứng", "Việc xảy ra;Loại;Ngày;Cột khác", "STT;Gì đó", "Tên"):
            table = f"{head}\n" + f"Nem;{text};{text};{text}\n" * 2
            tables, unread = import_tables(
                state.ledger, state.folder, [("bang.csv", table.encode())], round_two(state), "phong-a",
                ask=lambda _question: None, matches={}, into=into, receipt=RECEIPT,
            )  # fmt: skip
            for problem in finish_import(state, tables.forms, unread, None).problems:
                assert not faults_in(state.ledger, problem), (problem, table)


# --- what a label means -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Con số=kết quả", "Thu ngân sách"),
        ("Con số=ket qua", "Thu ngân sách"),
        ("Con số=value", "Thu ngân sách"),
        ("Con số=-", "không đọc"),
        ("Con số=Tỷ lệ", "vừa là tên cột vừa là tên chỉ tiêu"),
        ("Con số=không có", "không có chỉ tiêu"),
    ],
)
def test_the_meaning_of_a_column_is_given_in_words(tmp_path: Path, capsys: Capture, given: str, said: str) -> None:
    folder = write_commitment(tmp_path / "data")
    (tmp_path / "a.csv").write_text("Chỉ tiêu;Con số\nThu ngân sách;4100\n", encoding="utf-8")
    asked = ["form", "import", "--table", str(tmp_path / "a.csv"), "--data", str(folder), "-q", "2", "--unit", "phong-a"]
    cli.run([*asked, "--dry-run", "--match", given])
    shown = capsys.readouterr()
    assert said in " ".join(f"{shown.out} {shown.err}".split())


@pytest.mark.parametrize("typed", ["1.2", "Thu ngân sách", "thu ngan sach", "tien"])
def test_a_question_is_answered_by_number_or_name(monkeypatch: pytest.MonkeyPatch, capsys: Capture, typed: str) -> None:
    question = LabelQuestion(
        "Thu NSNN", "target", {"dem": "Doanh nghiệp mới", "tien": "Thu ngân sách"}, None, {"dem": "1.1", "tien": "1.2"}
    )
    monkeypatch.setattr("typer.prompt", lambda *_words, **_more: typed)
    assert ask_meaning(question) == "tien"
    assert "1.2  Thu ngân sách" in capsys.readouterr().err
