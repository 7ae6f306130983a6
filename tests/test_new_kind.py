"""A made-up kind of measure, added to a copy of the package as CONTRIBUTING.md says, works in every command.

Only the files that the recipe names are written. A part of the package that tells kinds apart by itself, or needs one more
file, fails here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook

from terminal import Terminal

ROOT = Path(__file__).resolve().parents[1]
MEASURES = "src/camket/ledger/measures"
WAITING = '''\
"""Waiting: how many days people waited on average, and in how many cases."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from camket.ledger.measures.base import ZERO, Answer, MeasureModel, Reading, Result, ResultFault, ResultField, negative
from camket.ledger.scalars import Number, Whole


class WaitingResult(Result):
    kind: Literal["waiting"] = "waiting"
    waited: Number | None = None
    cases: Whole | None = None

    @property
    def has_figure(self) -> bool:
        return self.waited is not None


class Waiting(MeasureModel):
    """How many days people waited on average, and in how many cases."""

    kind: Literal["waiting"]
    accumulates: ClassVar[bool] = False
    better: ClassVar[str] = "lower"

    figure_keys: ClassVar[tuple[str, ...]] = ("waited", "cases")
    bare_key: ClassVar[str] = "waited"

    @property
    def result_type(self) -> type[Result]:
        return WaitingResult

    def part_names(self) -> dict[str, str]:
        return {"cases": "số hồ sơ"}

    def faults(self, result: Result) -> Iterator[ResultFault]:
        assert isinstance(result, WaitingResult)
        if result.waited is not None and result.waited < ZERO:
            yield negative(("waited",), result.waited, "Nobody waits less than no time.")

    def read(self, result: Result) -> Reading | None:
        assert isinstance(result, WaitingResult)
        cases = {"cases": result.cases} if result.cases is not None else {}
        return Reading(result.waited, cases) if result.waited is not None else None

    def fields(self) -> tuple[ResultField, ...]:
        return (
            ResultField(("waited",), "Số ngày chờ", unit="ngày", low=ZERO, question="Số ngày chờ", comments=("waited: ngày chờ",)),
            ResultField(("cases",), "Số hồ sơ", whole=True, low=ZERO, question="Số hồ sơ", comments=("cases: hồ sơ",)),
        )

    def read_words(self, words: str) -> Answer:
        return {"waited": words}

    def unit_text(self) -> str:
        return "ngày"
'''
DATA = {
    "targets.yaml": """\
commitment: {year: 2024, title: Cam kết thử, issuing_body: UBND huyện Thử}
rounds:
  - {id: q1, quarter: 1, before: 2024-03-05}
  - {id: q2, quarter: 2, before: 2024-06-03}
units:
  - {id: mot-cua, name: Bộ phận Một cửa}
targets:
  - id: cho
    name: Thời gian chờ
    lead: mot-cua
    measure: {kind: waiting}
    goal: {all: [at_most: 5, {of: cases, at_least: 30}]}
    pace: always
""",
    "reports/q1/mot-cua.yaml": """\
unit: mot-cua
round: q1
submitted: 2024-03-04
results:
  cho: {waited: "8,5", cases: 12}
""",
}


class Branch:
    """A copy of the package with one more kind, and a data folder with a target of that kind."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "templates", folder / "templates")
        shutil.copytree(ROOT / "docs", folder / "docs")
        self.written: set[str] = set()
        self.settings = {"PYTHONPATH": str(folder / "src"), "CAMKET_LANG": "vi"}

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")
        self.written.add(path)

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, (path, old)
        self.write(path, text.replace(old, new))

    def start_data(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        for path, text in DATA.items():
            (self.data / path).parent.mkdir(parents=True, exist_ok=True)
            (self.data / path).write_text(text, encoding="utf-8")

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run a command; return its output, with that on the standard error after it."""
        command = [sys.executable, "-m", "camket", *arguments]
        if arguments[0] != "merge-file":
            command += ["--data", str(self.data)]
        environment = {**os.environ, **self.settings}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write_report(self, text: str) -> None:
        path = self.data / "reports/q2/mot-cua.yaml"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")

    def result(self) -> dict[str, object]:
        """Return what the unit's report of the second round says about the target, a bare figure under its key."""
        text = (self.data / "reports/q2/mot-cua.yaml").read_text(encoding="utf-8")
        found = yaml.safe_load(text)["results"]["cho"]
        return (
            {key: value for key, value in found.items() if value is not None} if isinstance(found, dict) else {"waited": found}
        )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    branch = Branch(tmp_path_factory.mktemp("kind"))
    branch.write(f"{MEASURES}/waiting.py", WAITING)
    branch.replace(
        f"{MEASURES}/registry.py",
        "from camket.ledger.measures.score import Score\n",
        "from camket.ledger.measures.score import Score\nfrom camket.ledger.measures.waiting import Waiting\n",
    )
    branch.replace(
        f"{MEASURES}/registry.py", ' | Composition, Discriminator("kind")', ' | Composition | Waiting, Discriminator("kind")'
    )
    branch.replace(f"{MEASURES}/__init__.py", "    registry  ", "    waiting      days that people waited\n    registry  ")
    return branch


@pytest.fixture
def branch(package: Branch) -> Branch:
    package.start_data()
    return package


def test_the_recipe_names_the_files_that_were_written(package: Branch) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = page.partition("## To add a measure\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`((?:src|templates)/[^`]+)`", recipe.partition("Touched:")[2]))
    assert len(named) <= 4
    new = {path for path in package.written if not (ROOT / path).exists()}
    assert package.written - new <= named
    assert new == {f"{MEASURES}/waiting.py"}
    assert f"{MEASURES}/" in named


def test_results_are_read_and_checked(branch: Branch) -> None:
    assert "Không có lỗi" in branch.run("check")
    report = branch.data / "reports/q1/mot-cua.yaml"
    report.write_text(DATA["reports/q1/mot-cua.yaml"].replace('"8,5"', "-1"), encoding="utf-8")
    assert "negative" in branch.run("check", code=1)


def test_the_blank_file_has_its_keys(branch: Branch) -> None:
    branch.run("open", "-q", "2")
    text = (branch.data / "reports/q2/mot-cua.yaml").read_text(encoding="utf-8")
    assert re.search(r"^    waited:", text, re.MULTILINE)
    assert re.search(r"^    cases:", text, re.MULTILINE)
    assert "ngày chờ" in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["4"], {"waited": 4}),
        (["4", "--text", "nhanh"], {"waited": 4, "text": "nhanh"}),
        (["waited=4", "cases=40"], {"waited": 4, "cases": 40}),
    ],
)
def test_set_takes_its_words_and_fields(branch: Branch, words: list[str], expected: dict[str, object]) -> None:
    branch.run("set", "mot-cua", "cho", *words, "-q", "2")
    assert branch.result() == expected


def test_its_figures_are_asked_for(branch: Branch) -> None:
    command = ["fill", "mot-cua", "-q", "2", "--data", str(branch.data)]
    with Terminal(command, branch.folder, branch.settings) as terminal:
        terminal.wait_for("[1/1]")
        terminal.answer("Số ngày chờ (ngày):", "4,5")
        terminal.answer("Số hồ sơ:", "40")
        terminal.wait_for("Diễn giải")
    assert branch.result() == {"waited": "4,5", "cases": 40}


def test_a_form_asks_for_its_figures_and_is_read(branch: Branch) -> None:
    branch.run("form", "export", "-q", "2")
    (path,) = (branch.folder / "build").glob("*.xlsx")
    book = load_workbook(path)
    rows = {str(sheet.cell(row, 1).value): (sheet, row) for sheet in book for row in range(1, sheet.max_row + 1)}
    for key, value in (("waited", 4), ("cases", 40)):
        sheet, row = rows[f"results.cho.{key}"]
        sheet.cell(row, 6).value = value
    book.save(path)
    branch.run("form", "import", str(path), "-q", "2", "--yes")
    assert branch.result() == {"waited": 4, "cases": 40}


def test_a_table_is_read(branch: Branch) -> None:
    table = branch.folder / "bang.csv"
    table.write_text("Chỉ tiêu,Kết quả\nThời gian chờ,4\n", encoding="utf-8")
    branch.run("form", "import", "--table", str(table), "-q", "2", "--unit", "mot-cua", "--yes")
    assert branch.result() == {"waited": 4}


def test_the_schema_has_its_keys(branch: Branch) -> None:
    branch.run("schema")
    texts = [path.read_text(encoding="utf-8") for path in (branch.data / ".schema").rglob("*.json")]
    assert any('"waiting"' in text for text in texts)
    assert any('"waited"' in text and '"cases"' in text for text in texts)


def test_the_screen_and_json_show_it(branch: Branch) -> None:
    branch.write_report('submitted: 2024-06-01\nresults:\n  cho: {waited: "4,5", cases: 40}\n')
    options = ("-q", "2", "--as-of", "2024-06-03")
    assert "4,5" in branch.run("status", "--all", *options)
    assert "4,5 ngày" in branch.run("show", "cho", *options)
    assert "4,5" in branch.run("trace", "cho", *options)
    (row,) = json.loads(branch.run("status", *options, "--format", "json"))["targets"]
    assert (row["kind"], row["actual"], row["unit_of_measure"], row["verdict"]) == ("waiting", "4.5", "ngày", "met")
    assert row["figures"] == {"cases": "40"}


def test_the_report_says_it_in_every_form(branch: Branch) -> None:
    branch.write_report('submitted: 2024-06-01\nresults:\n  cho: {waited: "4,5", cases: 40}\n')
    branch.run("report", "-q", "2", "--format", "md,docx,xlsx")
    made = {path.suffix: path for path in (branch.folder / "build").iterdir()}
    assert "4,5 ngày" in made[".md"].read_text(encoding="utf-8")
    cells = [cell.text for table in Document(str(made[".docx"])).tables for row in table.rows for cell in row.cells]
    assert any("4,5" in text for text in cells)
    figures = [cell.value for sheet in load_workbook(made[".xlsx"]) for row in sheet for cell in row]
    assert 4.5 in figures
    assert ZipFile(BytesIO(made[".xlsx"].read_bytes())).testzip() is None


@pytest.mark.parametrize(
    ("theirs", "code"), [("cases: 12, text: đông người}", 0), ("cases: 13}", 1)], ids=["beside the figures", "figures"]
)
def test_changes_are_merged_or_marked(branch: Branch, theirs: str, code: int) -> None:
    base = DATA["reports/q1/mot-cua.yaml"]
    other = base.replace("cases: 12}", theirs)
    for name, text in (("base", base), ("ours", base.replace("8,5", "7,5")), ("theirs", other)):
        (branch.folder / name).write_text(text, encoding="utf-8")
    path = str(branch.data / "reports/q1/mot-cua.yaml")
    branch.run("merge-file", "base", "ours", "theirs", "--path", path, code=code)
    merged = (branch.folder / "ours").read_text(encoding="utf-8")
    assert (merged == other.replace("8,5", "7,5")) == (code == 0)
    assert ("<<<<<<<" in merged) == (code == 1)


def test_a_bare_figure_is_merged_with_its_keys(branch: Branch) -> None:
    base = DATA["reports/q1/mot-cua.yaml"].replace('{waited: "8,5", cases: 12}', "9")
    theirs = base.replace("cho: 9", "cho: {waited: 9, text: đông người}")
    for name, text in (("base", base), ("ours", base.replace("cho: 9", "cho: 7")), ("theirs", theirs)):
        (branch.folder / name).write_text(text, encoding="utf-8")
    branch.run("merge-file", "base", "ours", "theirs", "--path", str(branch.data / "reports/q1/mot-cua.yaml"))
    merged = yaml.safe_load((branch.folder / "ours").read_text(encoding="utf-8"))["results"]["cho"]
    assert merged == {"waited": 7, "text": "đông người"}
