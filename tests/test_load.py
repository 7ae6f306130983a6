"""Loading a folder: broken files are skipped and reported, names are matched, all problems are found in one run."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.lookup import find_unit, path_of_report, unit_hint, unreadable_report
from camket.ledger.measures.named_list import ListResult
from camket.ledger.measures.quantity import CountResult
from camket.ledger.measures.ratio import RatioResult
from camket.ledger.tree import FolderTree, OverlayTree, find_data_folder
from camket.rules.check import check
from camket.standing.survey import survey
from camket.text import language
from camket.text.problems import CamketError, DataFolderNotFound, Problem

TARGETS = """\
commitment: {year: 2023, title: Cam kết, issuing_body: UBND huyện}
rounds:
  - {id: q2, quarter: 2, before: 2023-06-05}
  - {id: q1, quarter: 1, before: 2023-03-05}
targets:
  - {id: enterprises, name: Doanh nghiệp, lead: phong-a, measure: {kind: count}, goal: 75}
  - {id: disbursement, name: Giải ngân, lead: phong-a, measure: {kind: ratio}, goal: 100}
  - {id: models, name: Mô hình, each: xa-phuong, measure: {kind: list}, goal: 1}
"""
UNITS = """\
units:
  - {id: phong-a, name: Phòng Tài chính - Kế hoạch, short: Phòng TC-KH}
  - {id: phuong-1, name: Phường 1, spellings: [UBND Phường 1]}
  - {id: phuong-an-hoa, name: phường An Hòa, spellings: [An Hòa]}
  - {id: xa-tan-thanh, name: xã Tân Thành}
groups:
  - {id: xa-phuong, name: xã, units: [phuong-1, phuong-an-hoa]}
"""
REPORT = """\
submitted: 2023-06-02
results:
  enterprises: 38
  disbursement: {part: "62.300,5", whole: 120000}
"""


@pytest.fixture(autouse=True)
def _english(_plain_surroundings: None) -> None:
    language.choose("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "targets.yaml", TARGETS)
    write(tmp_path, "units.yaml", UNITS)
    write(tmp_path, "reports/q2/phong-a.yaml", REPORT)
    return tmp_path


def write(folder: Path, path: str, text: str | bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def loaded(folder: Path) -> tuple[Ledger, list[Problem]]:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger, problems


def rules(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.place.path, problem.rule) for problem in problems]


def test_a_folder_becomes_a_ledger(folder: Path) -> None:
    ledger, problems = loaded(folder)
    assert problems == []
    assert [round_.id for round_ in ledger.rounds] == ["q1", "q2"]  # in the order of their due dates
    assert list(ledger.units) == ["phong-a", "phuong-1", "phuong-an-hoa", "xa-tan-thanh"]  # in the office's order
    assert ledger.members(ledger.targets["models"]) == ("phuong-1", "phuong-an-hoa")
    assert [target.id for target in ledger.targets_of("phong-a")] == ["enterprises", "disbursement"]
    results = ledger.reports["q2", "phong-a"].results
    assert results["enterprises"] == CountResult(value=Decimal(38))
    assert results["disbursement"] == RatioResult(part=Decimal("62300.5"), whole=Decimal(120000))
    assert ledger.skipped == ()


def test_units_may_be_in_targets_yaml(folder: Path) -> None:
    (folder / "units.yaml").unlink()
    write(folder, "targets.yaml", TARGETS + UNITS)
    ledger, problems = loaded(folder)
    assert problems == []
    assert ledger.name("xa-phuong") == "xã"


def test_a_list_may_be_empty_but_not_absent(folder: Path) -> None:
    write(folder, "reports/q2/phuong-1.yaml", "results:\n  models: []\n")
    write(folder, "reports/q2/phuong-an-hoa.yaml", "results:\n  models:\n")
    ledger, problems = loaded(folder)
    assert problems == []
    assert ledger.reports["q2", "phuong-1"].results["models"] == ListResult(items=())
    assert "models" not in ledger.reports["q2", "phuong-an-hoa"].results


# --- broken files ---


def test_a_broken_file_is_skipped_and_the_others_are_read(folder: Path) -> None:
    write(folder, "reports/q2/phuong-1.yaml", "results: [\n")
    write(folder, "reports/q2/phuong-an-hoa.yaml", "unit: Phường".encode("utf-16"))
    write(folder, "reports/q1/phuong-1.yaml", "- just\n- a list\n")
    ledger, problems = loaded(folder)
    assert rules(problems) == [
        ("reports/q1/phuong-1.yaml", "wrong-type"),
        ("reports/q2/phuong-1.yaml", "yaml-syntax"),
        ("reports/q2/phuong-an-hoa.yaml", "encoding"),
    ]
    assert list(ledger.reports) == [("q2", "phong-a")]
    assert ledger.skipped == ("reports/q1/phuong-1.yaml", "reports/q2/phuong-1.yaml", "reports/q2/phuong-an-hoa.yaml")


def test_the_valid_parts_of_a_faulty_report_are_kept(folder: Path) -> None:
    text = (
        "unit: [x]\nsubmitted: 2023-06-31\nresubmitted: [2023-06-03, hôm qua]\n"
        + REPORT.replace("38", "ba mươi").split("\n", 1)[1]
    )
    write(folder, "reports/q2/phong-a.yaml", text + "difficulties:\n  - thiếu vốn\n  - {target: x}\nnope: 1\n")
    ledger, problems = loaded(folder)
    assert sorted(problem.rule for problem in problems) == [
        "bad-date",
        "bad-date",
        "bad-number",
        "missing-key",
        "unknown-key",
        "wrong-type",
    ]
    filed = ledger.reports["q2", "phong-a"]
    assert list(filed.results) == ["disbursement"]
    assert [remark.text for remark in filed.report.difficulties] == ["thiếu vốn"]
    assert filed.report.submitted is None
    assert len(filed.report.resubmitted) == 1


def test_a_broken_target_round_or_unit_is_reported_once(folder: Path) -> None:
    """A report about it gets no problem for a fault in targets.yaml or units.yaml."""
    broken = TARGETS.replace("measure: {kind: count}", "measure: {kind: cuont}").replace("before: 2023-03-05", "before: 5/3")
    write(folder, "targets.yaml", broken)
    write(folder, "units.yaml", UNITS.replace("name: Phường 1,", "nam: Phường 1,"))
    write(folder, "reports/q1/phong-a.yaml", REPORT)
    write(folder, "reports/q2/phuong-1.yaml", "results: {models: []}\n")
    ledger, problems = loaded(folder)
    assert sorted({path for path, _rule in rules(problems)}) == ["targets.yaml", "units.yaml"]
    assert list(ledger.reports) == [("q2", "phong-a")]
    assert list(ledger.reports["q2", "phong-a"].results) == ["disbursement"]
    assert ledger.skipped == ("reports/q1/phong-a.yaml", "reports/q2/phuong-1.yaml")


@pytest.mark.parametrize("fault", ["syntax", "link"])
def test_where_units_yaml_cannot_be_read_no_name_is_called_unknown(folder: Path, fault: str) -> None:
    units = folder / "units.yaml"
    if fault == "link":
        units.rename(folder.parent / "units-elsewhere.yaml")
        units.symlink_to(folder.parent / "units-elsewhere.yaml")
    else:
        write(folder, "units.yaml", "units: [")
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    found = [*problems, *check(ledger, date(2023, 6, 30))]
    assert "unknown-unit" not in {problem.rule for problem in found}
    assert ("units.yaml", "yaml-syntax" if fault == "syntax" else "stray-file") in rules(problems)


def test_without_a_commitment_every_file_is_still_checked(folder: Path) -> None:
    write(folder, "targets.yaml", TARGETS.replace("year: 2023", "year: 23").replace("goal: 75", "goal: nhiều"))
    write(folder, "reports/q2/phuong-1.yaml", "unit: 'x\n")
    ledger, problems = load(FolderTree(folder))
    assert ledger is None
    assert rules(problems) == [
        ("targets.yaml", "out-of-range"),
        ("targets.yaml", "bad-number"),
        ("reports/q2/phuong-1.yaml", "yaml-syntax"),
    ]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[1, 2]\n", "a: 'x\n", "commitment: 3\n"])
def test_a_targets_file_without_a_commitment(folder: Path, text: str) -> None:
    write(folder, "targets.yaml", text)
    ledger, problems = load(FolderTree(folder))
    assert ledger is None
    assert problems
    assert all(problem.place.path == "targets.yaml" and problem.hint for problem in problems)


def test_files_that_are_not_reports(folder: Path) -> None:
    write(folder, "reports/readme.txt", "…")
    write(folder, "reports/phuong-1.yaml", "unit: Phường 1\n")
    write(folder, "reports/q2/phuong-1.yml", "unit: Phường 1\n")
    write(folder, "reports/q2/notes.docx", b"PK")
    write(folder, "reports/quy-2/phuong-1.yaml", "unit: Phường 1\n")
    _ledger, problems = loaded(folder)
    assert sorted(rules(problems)) == [
        ("reports/phuong-1.yaml", "stray-file"),
        ("reports/q2/phuong-1.yml", "stray-file"),
        ("reports/quy-2/phuong-1.yaml", "unknown-round"),
    ]


def test_the_office_has_a_file_of_its_own(folder: Path) -> None:
    write(
        folder, "reports/q2/_office.yaml", "draft: false\nextensions: [{unit: phuong-1, due: 2023-06-09, reason: mất điện}]\n"
    )
    ledger, problems = loaded(folder)
    assert problems == []
    assert [extension.unit for extension in ledger.office["q2"].content.extensions] == ["phuong-1"]


# --- names ---


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("phuong-1", "phuong-1"),
        ("Phường 1", "phuong-1"),
        ("P. 1", "phuong-1"),
        ("p1", "phuong-1"),
        ("ubnd  PHƯỜNG 1", "phuong-1"),
        ("Phu\u031bo\u031b\u0300ng 1", "phuong-1"),
        ("phường An Hoà", "phuong-an-hoa"),
        ("An Hòa", "phuong-an-hoa"),
        ("Phòng TC-KH", "phong-a"),
        ("phòng tài chính – kế hoạch", "phong-a"),
        ("An Hoa", None),
        ("xã Tân Thạnh", None),
        ("Phường 11", None),
        ("", None),
    ],
)
def test_spellings_of_a_unit(folder: Path, name: str, unit: str | None) -> None:
    ledger, _problems = loaded(folder)
    assert find_unit(ledger, name) == unit


def test_a_name_without_accents_is_suggested_but_not_accepted(folder: Path) -> None:
    ledger, _problems = loaded(folder)
    assert "phuong-an-hoa" in unit_hint(ledger, "An Hoa")
    assert "xa-tan-thanh" in unit_hint(ledger, "xã Tân Thạnh")
    assert "units.yaml" in unit_hint(ledger, "zzz")


def test_a_file_named_in_another_spelling_is_read(folder: Path) -> None:
    (folder / "reports/q2/phong-a.yaml").rename(folder / "reports/q2/Phòng TC-KH.yaml")
    write(folder, "reports/q2/Phường 9.yaml", "results: {}\n")
    ledger, problems = loaded(folder)
    assert list(ledger.reports) == [("q2", "phong-a")]
    assert sorted((problem.rule, problem.level) for problem in problems) == [
        ("unit-spelling", "warning"),
        ("unknown-unit", "error"),
    ]
    assert ledger.skipped == ("reports/q2/Phường 9.yaml",)


# --- finding the folder ---


def test_the_folder_is_found_in_the_folders_above(folder: Path) -> None:
    nested = folder / "reports" / "q2"
    assert find_data_folder(None, nested) == folder
    assert find_data_folder(None, folder) == folder


def test_a_folder_named_data_is_found(tmp_path: Path) -> None:
    write(tmp_path, "data/targets.yaml", TARGETS)
    (tmp_path / "build" / "deep").mkdir(parents=True)
    assert find_data_folder(None, tmp_path / "build" / "deep") == tmp_path / "data"
    assert find_data_folder(tmp_path, Path("/")) == tmp_path / "data"
    assert find_data_folder(tmp_path / "data", Path("/")) == tmp_path / "data"


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(DataFolderNotFound) as named:
        find_data_folder(tmp_path, tmp_path)
    assert str(tmp_path) in str(named.value)
    assert "camket init" in named.value.hint
    with pytest.raises(DataFolderNotFound) as searched:
        find_data_folder(None, tmp_path)
    assert "--data" in searched.value.hint


# --- names on the disk ---


def test_hidden_files_of_programs_are_ignored(folder: Path) -> None:
    write(folder, "reports/q2/phong-a.yaml", REPORT)
    for name in ("._phong-a.yaml", ".#phong-a.yaml", ".yaml"):
        write(folder, f"reports/q2/{name}", "\0")
    _ledger, problems = load(FolderTree(folder))
    assert problems == []


@pytest.mark.parametrize("name", ["phong-a.YAML", "phong-a.yaml.txt", "phong-a.Yml"])
def test_a_report_with_another_file_extension_gets_a_warning(folder: Path, name: str) -> None:
    write(folder, f"reports/q1/{name}", REPORT)
    _ledger, problems = load(FolderTree(folder))
    assert [(problem.rule, problem.place.path) for problem in problems] == [("stray-file", f"reports/q1/{name}")]


def test_a_file_name_in_another_letter_case_is_read_with_a_warning(folder: Path) -> None:
    write(folder, "reports/q1/Phong-A.yaml", REPORT)
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert ("q1", "phong-a") in ledger.reports
    assert [(problem.rule, problem.level) for problem in problems] == [("unit-spelling", "warning")]


@pytest.mark.parametrize("copy", ["Phong-A", "PHONG-A", "Phòng TC-KH", "phong-a ", "phòng  tc-kh"])
@pytest.mark.parametrize("text", [REPORT, "results: [\n", "", "- a list\n"])
def test_of_two_files_of_a_unit_the_one_named_after_it_counts_also_with_a_fault(folder: Path, copy: str, text: str) -> None:
    own, other = "reports/q2/phong-a.yaml", f"reports/q2/{copy}.yaml"
    write(folder, own, text)
    write(folder, other, REPORT.replace("62", "63"))
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    filed = ledger.reports.get(("q2", "phong-a"))
    assert (filed.path if filed else None) == (own if text == REPORT else None)
    assert path_of_report(ledger, "q2", "phong-a") == own
    assert unreadable_report(ledger, "q2", "phong-a") == (None if text == REPORT else own)
    duplicates = [problem for problem in problems if problem.place.path == other]
    assert [problem.rule for problem in duplicates] == ["duplicate-report"]
    assert own in duplicates[0].message
    # The same data as a second state, where the copy alone was there before.
    write(folder, own, REPORT)
    (folder / own).rename(folder / "away")
    before = load(FolderTree(folder))
    assert before[0] is not None
    assert before[0].reports["q2", "phong-a"].path == other
    (folder / "away").rename(folder / own)
    again, _problems = load(FolderTree(folder), (before[0], before[1]))
    assert again is not None
    assert again.reports["q2", "phong-a"].path == own


def test_of_two_files_in_other_spellings_the_first_by_name_counts(folder: Path) -> None:
    (folder / "reports/q2/phong-a.yaml").unlink()
    write(folder, "reports/q2/Phòng TC-KH.yaml", REPORT)
    write(folder, "reports/q2/Phong-A.yaml", REPORT)
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert ledger.reports["q2", "phong-a"].path == "reports/q2/Phong-A.yaml"
    assert sorted((problem.rule, problem.place.path) for problem in problems) == [
        ("duplicate-report", "reports/q2/Phòng TC-KH.yaml"),
        ("unit-spelling", "reports/q2/Phong-A.yaml"),
    ]


def test_a_file_in_another_spelling_that_cannot_be_read_is_the_units(folder: Path) -> None:
    (folder / "reports/q2/phong-a.yaml").unlink()
    write(folder, "reports/q2/Phong-A.yaml", "results: [\n")
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    assert unreadable_report(ledger, "q2", "phong-a") == "reports/q2/Phong-A.yaml"
    assert path_of_report(ledger, "q2", "phong-a") == "reports/q2/Phong-A.yaml"
    round_ = ledger.round("q2")
    assert round_ is not None
    state = next(one for one in survey(ledger, round_, date(2023, 12, 31)).submissions if one.unit == "phong-a")
    assert state.unreadable == "reports/q2/Phong-A.yaml"


class Spoilt(FolderTree):
    """A folder with a file that is deleted before it is read, and one whose name is in an old code page."""

    def files(self) -> list[str]:
        return [*super().files(), "reports/q2/phuong-1.yaml", "reports/q2/phu\udcf4ng.yaml"]


def test_an_unreadable_file_does_not_stop_the_others(folder: Path) -> None:
    write(folder, "reports/q2/phong-a.yaml", REPORT)
    ledger, problems = load(Spoilt(folder))
    assert ledger is not None
    assert ("q2", "phong-a") in ledger.reports
    assert ledger.skipped == ("reports/q2/phuong-1.yaml",)
    assert [(problem.rule, problem.place.path) for problem in problems] == [
        ("stray-file", "reports/q2/phu?ng.yaml"),
        ("unreadable", "reports/q2/phuong-1.yaml"),
    ]


# --- targets.yaml against itself ---


def test_an_id_is_unique_across_units_bodies_and_groups(folder: Path) -> None:
    write(folder, "units.yaml", UNITS + "  - {id: phuong-1, name: nhóm, units: [phong-a]}\n")
    _ledger, problems = load(FolderTree(folder))
    assert [(problem.rule, str(problem.place)) for problem in problems] == [("duplicate-id", "units.yaml:8:10")]


@pytest.mark.parametrize("rounds", ["[]", "[{id: q1, quarter: 1, by: 0001-01-05}]"])
def test_without_a_round_there_is_no_ledger(folder: Path, rounds: str) -> None:
    start, end = TARGETS.index("rounds:"), TARGETS.index("targets:")
    write(folder, "targets.yaml", f"{TARGETS[:start]}rounds: {rounds}\n{TARGETS[end:]}")
    ledger, problems = load(FolderTree(folder))
    assert ledger is None
    assert len(problems) == 1


@pytest.mark.parametrize("over", ["{how: sum, past: {}, until: 2022}", "{how: mean, past: {2023: 5}}"])
def test_the_years_of_a_goal_are_past_then_coming_ones(folder: Path, over: str) -> None:
    write(folder, "targets.yaml", TARGETS.replace("goal: 75", f"goal: {{at_least: 75, over: {over}}}"))
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert "enterprises" not in ledger.targets
    assert [problem.rule for problem in problems] == ["goal-form"]


def test_a_link_in_place_of_a_file_is_told_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("unit: x\n", encoding="utf-8")
    folder = tmp_path / "data" / "reports" / "q1"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text("unit: x\n", encoding="utf-8")
    try:
        (folder / "outside.yaml").symlink_to(tmp_path / "secret.yaml")
        (folder / "inside.yaml").symlink_to(folder / "own.yaml")
    except OSError:
        pytest.skip("links need a privilege here")
    tree = FolderTree(tmp_path / "data")
    assert tree.files() == ["reports/q1/own.yaml"]
    assert list(tree.strays()) == ["reports/q1/inside.yaml", "reports/q1/outside.yaml"]
    for path in tree.strays():
        with pytest.raises(CamketError):
            tree.read(path)


def test_a_fault_elsewhere_does_not_remove_the_holidays(tmp_path: Path) -> None:
    text = """\
commitment: {year: 2023, title: Cam kết, issuing_body: UBND}
regimee: {}
rounds: [{id: q1, quarter: 1, by: 2023-05-01}]
holidays: [{date: 2023-05-01, name: Quốc tế Lao động}, {date: hôm nay}]
targets: []
"""
    (tmp_path / "targets.yaml").write_text(text, encoding="utf-8")
    ledger, problems = load(FolderTree(tmp_path))
    assert sorted(problem.rule for problem in problems) == ["bad-date", "unknown-key"]
    assert ledger is not None
    assert ledger.calendar.day_off(ledger.calendar.written_due(ledger.rounds[0])) == "Quốc tế Lao động"


# --- another state already loaded ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("reports/q2/phuong-1.yaml", "value: 17562.4", "value: 17000"),
        ("reports/q2/phuong-1.yaml", "value: 17562.4", "value: 1.7.5"),  # a fault
        ("reports/q2/_office.yaml", "draft: true", "draft: false"),
        ("reports/q2/phuong-1.yaml", "unit: ", "unit: [ "),  # cannot be parsed
        ("targets.yaml", "goal: {at_least: 100, as_written: 100% kế hoạch vốn}", "goal: {at_least: 95}"),
        ("units.yaml", "name: Phường 1\n", "name: Phường Một\n"),
    ],
)
def test_files_taken_from_another_state_give_the_same_ledger(data: Path, tmp_path: Path, path: str, old: str, new: str) -> None:
    first, problems = load(FolderTree(data))
    assert first is not None
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    read, problems_read = load(FolderTree(folder))
    taken, problems_taken = load(FolderTree(folder), (first, problems))
    assert read is not None
    assert taken is not None
    assert problems_taken == problems_read
    assert list(taken.reports) == list(read.reports)
    assert taken.skipped == read.skipped
    for key, filed in read.reports.items():
        assert (taken.reports[key].report, taken.reports[key].results) == (filed.report, filed.results)
    assert {name: one.content for name, one in taken.office.items()} == {name: one.content for name, one in read.office.items()}
    shared = sum(taken.reports[key] is first.reports.get(key) for key in taken.reports)
    assert shared == (0 if path in ("targets.yaml", "units.yaml") else len(first.reports) - ("phuong-1" in path))


def test_an_overlay_adds_replaces_and_removes_files() -> None:
    below = OverlayTree(None, {"a": b"1", "b": b"2", "c": b"3"})
    tree = OverlayTree(below, {"b": None, "c": b"4", "d": b"5", "e": None})
    assert tree.files() == ["a", "c", "d"]
    assert [tree.read(path) for path in tree.files()] == [b"1", b"4", b"5"]
    with pytest.raises(CamketError, match="b"):
        tree.read("b")
