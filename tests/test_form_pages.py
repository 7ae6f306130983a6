"""Forms as web pages: what the page holds, and the import of the file that it saves. `test_browser` opens it in Chromium."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from camket import cli
from camket.entry.changing import LoadedFolder
from camket.forms.answers_reader import read_answers, read_filled
from camket.forms.batch_import import check_import, import_forms
from camket.forms.comparison import EmptiedCell
from camket.forms.form import FormRound, make_form
from camket.forms.form_import import ImportedForm, import_form
from camket.forms.page_writer import page_name, write_page
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text import language
from camket.text.problems import Place, Problem
from conftest import IN_CI
from filled_page import FilledPage
from office import FRAME, target, tree_of
from small_office import TARGETS, read_office, write_office
from test_forms import delete, keep

NAME = "bieu.camket.json"
Capture = pytest.CaptureFixture[str]


def page_of(ledger: Ledger, unit: str, round_id: str = "q2") -> bytes:
    round_ = ledger.round(round_id)
    assert round_ is not None
    return write_page(make_form(FormRound(ledger, round_), unit), ledger)


class Office:
    """The small office with the page of one unit."""

    def __init__(self, folder: Path, unit: str = "tai-chinh") -> None:
        self.folder = folder
        self.ledger, self.problems = read_office(folder)
        self.page = page_of(self.ledger, unit)
        self.path = folder / "reports" / "q2" / f"{unit}.yaml"

    def fill(self, texts: dict[str, str] | None = None) -> FilledPage:
        return FilledPage(self.page).fill_in(texts or {})

    def take(
        self, data: bytes, may_delete: Callable[[EmptiedCell], bool] = keep, name: str = NAME
    ) -> tuple[ImportedForm, list[Problem]]:
        """Import and check what was saved: (imported form, all problems)."""
        ledger, _problems = load(FolderTree(self.folder))
        assert ledger is not None
        taken, refused = import_forms(ledger, self.folder, [(name, data)], may_delete=may_delete)
        assert not refused, refused
        state = LoadedFolder(self.folder, ledger, tuple(self.problems), date(2024, 6, 20))
        settled = check_import(state, taken)
        return taken[0], [*taken[0].problems, *settled.problems]

    def text(self, data: bytes, may_delete: Callable[[EmptiedCell], bool] = keep) -> str:
        """Return the report's text after an import without errors."""
        taken, problems = self.take(data, may_delete)
        assert not [problem for problem in problems if problem.level == "error"], problems
        assert taken.after is not None
        return taken.after.decode("utf-8")

    def refusal(self, data: bytes, name: str = NAME, **asked: Any) -> Problem:
        """Return why a file is not taken at all."""
        taken, (problem,) = import_forms(self.ledger, self.folder, [(name, data)], may_delete=keep, **asked)
        assert not taken
        assert problem.hint
        return problem


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "data")


# --- the page -------------------------------------------------------------------------------------------------------------


def test_unchanged_pages_of_the_shipped_data_are_small_and_change_nothing(data: Path) -> None:
    """Each unit in each round in CI; elsewhere each unit in one round."""
    ledger, _problems = load(FolderTree(data))
    assert ledger is not None
    for number, round_ in enumerate(ledger.rounds):
        form_round = FormRound(ledger, round_)
        for unit in [unit for index, unit in enumerate(ledger.units) if IN_CI or (index + number) % len(ledger.rounds) == 0]:
            page = write_page(make_form(form_round, unit), ledger)
            assert len(page) < 150_000, (unit, round_.id, len(page))
            filled, found = read_filled(NAME, FilledPage(page).save())
            assert filled is not None
            assert not found
            path = f"reports/{round_.id}/{unit}.yaml"
            present = {path: (data / path).read_bytes()} if (data / path).exists() else {}
            taken = import_form(ledger, filled, unit, present, may_delete=delete)
            assert not taken.problems, (path, taken.problems)
            assert taken.after == taken.before, path


def test_a_page_is_whole_in_itself(office: Office) -> None:
    """No address of another file, no event attribute; every input has a label, every id is there once."""
    found = FilledPage(office.page).elements
    for _tag, given in found:
        assert not given.keys() & {"src", "srcset", "action", "formaction", "style"}
        assert not [name for name in given if name.startswith("on")]
        assert given.get("href", "data:").startswith("data:")
    ids = [given["id"] for _tag, given in found if "id" in given]
    assert len(ids) == len(set(ids))
    named = {given["for"] for tag, given in found if tag == "label"}
    assert {given["id"] for tag, given in found if tag in ("input", "select", "textarea")} == named
    pointed = {
        one for _tag, given in found for name in ("aria-describedby", "aria-labelledby") for one in given.get(name, "").split()
    }
    assert pointed <= set(ids)
    assert page_of(office.ledger, "tai-chinh") == office.page
    assert b"built-in" not in office.page  # a word of the page named as a method is


HOSTILE = "</script><script>alert(1)</script> {{ 7*7 }} {% raw %} \"'` <!-- & &amp; ]]> \u2028 ${1}"


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """In the name of a unit, of a target, of a column, of a choice, and in what was reported."""
    word = json.dumps(HOSTILE, ensure_ascii=False)
    goals = target(
        f"measure: {{kind: list, columns: {{c: {{label: {word}, type: choice, choices: {{x: {word}}}}}}}}}\ngoal: {{at_least: 1}}"
    )
    text = FRAME.replace("name: Phòng A", f"name: {word}") + "targets:\n" + goals.replace("name: Chỉ tiêu t", f"name: {word}")
    files = {
        "targets.yaml": text,
        "reports/q2/phong-a.yaml": f"results:\n  t: {{items: [{{name: {word}, c: x}}], text: {word}}}\nnote: {word}\n",
    }
    ledger, problems = load(tree_of(files))
    assert ledger is not None
    assert not [one for one in problems if one.level == "error"], problems
    page = page_of(ledger, "phong-a")
    assert page.count(b"<script") == page.count(b"</script>") == 2
    assert b"<!--" not in page
    filled = FilledPage(page)
    assert filled.fields["note"].split() == filled.fields["results.t.text"].split() == HOSTILE.split()
    assert [tag for tag, _given in filled.elements].count("script") == 2
    again, found = read_answers(NAME, filled.save())
    assert again is not None
    assert not found
    present = {"reports/q2/phong-a.yaml": files["reports/q2/phong-a.yaml"].encode()}
    taken = import_form(ledger, again, "phong-a", present, may_delete=delete)
    assert not taken.problems
    assert taken.after == taken.before


def test_a_page_in_english_is_read_by_an_office_in_vietnamese(office: Office) -> None:
    language.choose("en")
    page = FilledPage(page_of(office.ledger, "tai-chinh")).fill_in({"results.revenue.value": "41,000.5"})
    assert page.elements[0] == ("html", {"lang": "en"})
    language.choose("vi")
    assert 'value: "41000,5"' in office.text(page.save())


# --- what was saved ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("results.revenue.value", "41000", "revenue: {value: 41000, same_period"),
        ("results.revenue.value", " 41.000,5 ", 'value: "41000,5"'),
        ("results.growth.value", "6,9 %", 'growth: "6,9"'),
        ("results.two-yardsticks.value", "1.600", "two-yardsticks: 1600\n"),
        ("results.growth.text", "Khá: hơn\r\nnăm trước", "text: |-\n      Khá: hơn\n      năm trước\n"),
        ("results.revenue.text", "=1+1", "text: =1+1, evidence"),
        ("results.revenue.evidence", "8/TB ngày 01/6/2024", "evidence: {number: 8/TB, date: 2024-06-01}}"),
        ("letter.date", "02/6/2024", "letter: {number: 45/BC-TC, date: 2024-06-02}"),
        ("note", "một \ud83d nửa", "note: một  nửa\n"),
    ],
)  # fmt: skip
def test_a_text_is_edited_into_the_file(office: Office, name: str, text: str, line: str) -> None:
    before = office.path.read_text(encoding="utf-8").splitlines()
    page = office.fill({name: text})
    after = office.text(json.dumps(page.answers()).encode())
    assert line in after
    assert sum(one not in after.splitlines() for one in before) <= 1


def test_a_line_is_added_to_a_list(tmp_path: Path) -> None:
    office = Office(tmp_path / "data", "kinh-te")
    page = office.fill().add("results.ocop.items", name="Mật ong", stars="3", evidence="9/QĐ ngày 20/5/2024")
    after = office.text(page.save())
    lines = ["- name: Mật ong", "stars: 3", "evidence:", "number: 9/QĐ", "date: 2024-05-20"]
    assert [line.strip() for line in after.splitlines()][6:11] == lines
    assert "- {name: Bánh phồng, stars: 2}\n" in after


def test_what_was_cleared_is_deleted_only_after_a_yes(office: Office) -> None:
    saved = office.fill({"results.two-yardsticks.value": ""}).save()
    assert "two-yardsticks" in office.text(saved)
    assert "two-yardsticks:\n" in office.text(saved, delete)


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("results.revenue.value", "1.234", "ambiguous-number"),
        ("results.revenue.value", "nhiều", "bad-number"),
        ("results.disbursement.part", "91", "parts-do-not-fit"),
        ("letter.date", "31/02/2024", "bad-date"),
    ],
)
def test_a_text_that_cannot_be_read_is_a_problem_at_its_label(office: Office, name: str, text: str, rule: str) -> None:
    page = office.fill({name: text})
    taken, problems = office.take(page.save())
    (problem,) = [one for one in problems if one.level == "error"]
    assert (problem.rule, problem.place) == (rule, Place(NAME, cell=page.data["checks"][name]["label"]))
    assert problem.hint
    assert taken.is_refused
    assert not taken.is_changed


def test_labels_are_those_of_the_form_whatever_the_file_says(office: Office) -> None:
    value = office.fill({"results.revenue.value": "1.234"}).answers()
    for one in value["fields"]:
        one["label"] = "Số khác"
    _taken, problems = office.take(json.dumps(value).encode())
    label = office.fill().data["checks"]["results.revenue.value"]["label"]
    assert [one.place.cell for one in problems if one.level == "error"] == [label]


def test_a_file_changed_since_the_export_is_merged(office: Office) -> None:
    """What only the office changed stays, what only the unit changed is taken, what both changed is asked."""
    saved = office.fill({"results.revenue.value": "41000"}).save()
    clash = office.fill({"results.growth.value": "7"}).save()
    text = office.path.read_text(encoding="utf-8").replace('"6,8"', '"6,9"')
    office.path.write_text(text, encoding="utf-8")
    after = office.text(saved)
    assert 'growth: "6,9"' in after
    assert "value: 41000" in after
    taken, problems = office.take(clash)
    assert [one.rule for one in problems if one.level == "error"] == ["form-conflict"]
    assert taken.is_refused


# --- files that are refused -----------------------------------------------------------------------------------------------


def test_a_form_of_another_round_unit_or_year_is_refused(office: Office, tmp_path: Path) -> None:
    saved = office.fill().save()
    assert office.refusal(saved, round_id="q3").rule == "form-round"
    assert office.refusal(saved, units=["kinh-te"]).rule == "form-unit"
    other = tmp_path / "other"
    write_office(other)
    (other / "targets.yaml").write_text(TARGETS.replace("year: 2024", "year: 2023").replace("2024-", "2023-"), encoding="utf-8")
    ledger, _problems = load(FolderTree(other))
    assert ledger is not None
    problem = office.refusal(FilledPage(page_of(ledger, "tai-chinh")).save())
    assert problem.rule == "form-file"
    assert "2023" in problem.message


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["form"].update(unit="kinh-te"),
        lambda value: value["form"].update(round="q3"),
        lambda value: value["as_exported"].update({"results.revenue.value": "1"}),
        lambda value: value["as_exported"].popitem(),
        lambda value: value.update(digest="0" * 16),
        lambda value: value.update(camket_form="99"),
        lambda value: value["form"].update(version="99"),
    ],
)
def test_records_that_do_not_agree_with_their_digest_are_refused(office: Office, change: Callable[[Any], object]) -> None:
    value = office.fill().answers()
    change(value)
    problem = office.refusal(json.dumps(value).encode())
    assert (problem.rule, problem.place) == ("form-file", Place(NAME, cell="-"))


def edited(old: str, new: str) -> Callable[[bytes], bytes]:
    def work(saved: bytes) -> bytes:
        assert old.encode() in saved
        return saved.replace(old.encode(), new.encode(), 1)

    return work


@pytest.mark.parametrize(
    ("change", "words", "has_line"),
    [
        (lambda saved: saved[: len(saved) // 2], "hỏng", True),
        (lambda saved: saved[:-3] + b"\xff}\n", "hỏng", False),
        (lambda saved: b"", "hỏng", True),
        (lambda saved: saved + b"{}", "hỏng", True),
        (edited('\n "fields"', '\n "digest": "x",\n "fields"'), "digest", True),
        (edited('\n "fields"', '\n "x": NaN,\n "fields"'), "NaN", True),
        (edited('\n "fields"', '\n "x": -Infinity,\n "fields"'), "-Infinity", True),
        (edited('\n "fields"', '\n "x": ' + "[" * 100_000 + ',\n "fields"'), "12", True),
        (edited('\n "fields"', '\n "x": ' + "9" * 10_000 + ',\n "fields"'), "hỏng", False),
        (edited('\n "fields"', '\n "more"'), "fields", False),
        (edited('"text": "45/BC-TC"', '"text": 45'), "Công văn", False),
        (edited('"version"', '"year": "1", "version"'), "year", True),
        (edited('"version"', '"ye\\u0061r": "1", "version"'), "year", True),
        (lambda saved: b'{"' + b'\\"' * 1_000_000, "hỏng", True),
        (lambda saved: b'{"\\q": 1, "\\q": 2}', "hỏng", True),
        (lambda saved: b"[]", "không phải", False),
        (lambda saved: b"{}", "không phải", False),
        (lambda saved: saved + b" " * 4 * 1024 * 1024, "quá lớn", False),
        (lambda saved: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS", False),
    ],
)  # fmt: skip
def test_a_file_that_the_page_did_not_save_is_refused(
    office: Office, change: Callable[[bytes], bytes], words: str, has_line: bool
) -> None:
    problem = office.refusal(change(office.fill().save()))
    assert problem.rule == "form-file"
    assert words in problem.message
    assert problem.place.path == NAME
    assert (not problem.place.cell) == has_line, problem.place


def test_a_name_twice_with_different_texts_is_refused_and_a_name_unknown_is_told(office: Office) -> None:
    value = office.fill().answers()
    value["fields"].append({"name": "results.revenue.value", "label": "Thu", "text": "99"})
    value["fields"].append({"name": "results.nothing.value", "label": "Chỉ tiêu khác", "text": "5"})
    taken, problems = office.take(json.dumps(value).encode())
    assert {("form-twice", "error"), ("form-row", "warning")} <= {(one.rule, one.level) for one in problems}
    assert "Chỉ tiêu khác" in {one.place.cell for one in problems}
    assert taken.is_refused


def test_the_page_itself_is_refused_with_what_to_send(office: Office) -> None:
    problem = office.refusal(office.page, "bieu.html")
    assert ".camket.json" in problem.hint
    assert office.refusal(b"<html><p>x", "x.htm").rule == "form-file"


# --- on the command line --------------------------------------------------------------------------------------------------


def test_files_in_a_folder_and_in_a_zip_are_imported(tmp_path: Path, capsys: Capture) -> None:
    folder = write_office(tmp_path / "data")
    out = tmp_path / "gửi đi"
    out.mkdir()
    assert cli.run(["form", "export", "--data", str(folder), "-q", "2", "--format", "html", "-o", str(out)]) == 0
    pages = {FilledPage(path.read_bytes()).data["saved"]["form"]["unit"]: path for path in out.glob("*.html")}
    assert {"tai-chinh", "kinh-te", "xa-a"} <= pages.keys()
    sent = tmp_path / "thư đến"
    (sent / "xã").mkdir(parents=True)
    page = FilledPage(pages["tai-chinh"].read_bytes()).fill_in({"results.revenue.value": "41000"})
    (sent / page.data["file"]).write_bytes(page.save())
    shared = FilledPage(pages["xa-a"].read_bytes()).fill_in({"results.commune-revenue.value": "20500"})
    (sent / "xã" / f"{shared.data['file']}.txt").write_bytes(b"\xef\xbb\xbf" + shared.save().replace(b"\n", b"\r\n"))
    zipped = FilledPage(pages["kinh-te"].read_bytes()).fill_in({"results.insurance.part": "92"})
    with zipfile.ZipFile(sent / "biểu.zip", "w") as pack:
        pack.writestr(f"tệp/{zipped.data['file']}", zipped.save())
    capsys.readouterr()
    assert cli.run(["form", "import", "--data", str(folder), "-q", "2", "--yes", str(sent)]) == 0, capsys.readouterr()
    reports = folder / "reports" / "q2"
    assert "value: 41000," in (reports / "tai-chinh.yaml").read_text(encoding="utf-8")
    assert "commune-revenue: 20500\n" in (reports / "xa-a.yaml").read_text(encoding="utf-8")
    assert "insurance: {part: 92, whole: 100}" in (reports / "kinh-te.yaml").read_text(encoding="utf-8")


def test_the_name_of_a_page_is_that_of_the_workbook(office: Office) -> None:
    round_ = office.ledger.round("q2")
    assert round_ is not None
    name = page_name(make_form(FormRound(office.ledger, round_), "tai-chinh"))
    assert name.endswith(".html")
    assert FilledPage(office.page).data["file"] == name.removesuffix(".html") + ".camket.json"
