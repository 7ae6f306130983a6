"""The steps of the long commands, called directly: one import as a whole, what an issue asks for, how a round is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer

from camket.commands import desk
from camket.commands.options import RoundChoice
from camket.entry.changing import LoadedFolder
from camket.forms.batch_import import finish_import
from camket.forms.form_import import ImportedForm
from camket.history.issued import find_later
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.report.issuing import Order, committed_state, draw_up, is_recorded, make_issue, refuse_errors
from camket.report.render import missing_units, unreadable_units
from camket.text.problems import CamketError, DataFault, Place, Problem
from camket.text.save import FileChange
from git_office import SETTINGS, change, git, make_repository
from small_office import look, read_office

FINANCE = "reports/q2/tai-chinh.yaml"
TODAY = date(2024, 6, 10)


# --- form import --------------------------------------------------------------------------------------------------------


def taken(folder: Path, path: str, unit: str, old: str, new: str) -> ImportedForm:
    """A form that replaces a text in a report file."""
    before = (folder / path).read_bytes()
    return ImportedForm("form.xlsx", path, unit, "q2", before, before.replace(old.encode(), new.encode()))


def test_an_import_has_the_changed_reports_and_then_the_kept_answers(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path / "data")
    one = taken(tmp_path / "data", FINANCE, "tai-chinh", "value: 40000", "value: 41000")
    kept = FileChange("tables/tai-chinh.yaml", None, b"targets: {}\n")
    found = finish_import(LoadedFolder(tmp_path / "data", ledger, tuple(problems), TODAY), [one], [], kept)
    assert [(change.path, change.before, change.after) for change in found.changes()] == [
        (FINANCE, one.before, one.after),
        ("tables/tai-chinh.yaml", None, b"targets: {}\n"),
    ]
    assert found.without_receipt == frozenset()
    # Told at the cell of the form, not at the line of the file that the clerk does not see.
    assert [(one.rule, one.message) for one in found.problems] == [(one.rule, one.message) for one in found.checked.problems]
    assert {(one.place.path, one.place.cell) for one in found.problems} == {("form.xlsx", "-")}


def test_two_forms_of_one_file_replace_the_bytes_that_the_first_one_read(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path / "data")
    first = taken(tmp_path / "data", FINANCE, "tai-chinh", "value: 40000", "value: 41000")
    second = ImportedForm(
        "second.xlsx", FINANCE, "tai-chinh", "q2", first.after, (first.after or b"").replace(b"41000", b"42000")
    )
    (change_,) = finish_import(
        LoadedFolder(tmp_path / "data", ledger, tuple(problems), TODAY), [first, second], [], None
    ).changes()
    assert (change_.before, change_.after) == (first.before, second.after)


def test_a_report_without_a_day_of_receipt_is_named(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path / "data", {"q2/xa-c": "results: {commune-revenue: 100}\n"})
    path = "reports/q2/xa-c.yaml"
    one = taken(tmp_path / "data", path, "xa-c", "100", "12000")
    assert finish_import(LoadedFolder(tmp_path / "data", ledger, tuple(problems), TODAY), [one], [], None).without_receipt == {
        path
    }


def test_a_refused_form_changes_nothing_and_its_problems_are_listed_once(tmp_path: Path) -> None:
    ledger, problems = read_office(tmp_path / "data")
    one = taken(tmp_path / "data", FINANCE, "tai-chinh", "value: 40000", "value: nhiều")
    no_form = Problem("form-file", Place("other.xlsx", cell="-"), "this is no form")
    found = finish_import(LoadedFolder(tmp_path / "data", ledger, tuple(problems), TODAY), [one], [no_form], None)
    assert one.is_refused
    assert found.changes() == []
    assert found.problems[0] is no_form
    assert [problem.level for problem in found.problems].count("error") == 2
    assert [problem.place.path for problem in found.problems_under("data")] == ["other.xlsx", "form.xlsx"]
    assert found.problems_under("") == list(found.problems)


# --- issue and report ---------------------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    return make_repository(tmp_path)


def read(folder: Path) -> Ledger:
    ledger, _problems = load(FolderTree(folder))
    assert ledger is not None
    return ledger


def test_the_commit_is_given_only_for_data_that_are_committed(office: Path) -> None:
    assert committed_state(office, None) == git(office, "rev-parse", "HEAD")
    for number in range(8):
        (office / "reports" / "q2" / f"_{number}.yaml").write_text("", encoding="utf-8")
    with pytest.raises(CamketError, match=r"_7\.yaml") as fault:
        committed_state(office, None)
    assert "…" not in str(fault.value)  # eight names are listed in full
    (office / "reports" / "q2" / "_8.yaml").write_text("", encoding="utf-8")
    with pytest.raises(CamketError, match=r"_7\.yaml …"):
        committed_state(office, None)


def test_there_is_no_state_to_issue_before_the_first_commit(tmp_path: Path) -> None:
    read_office(tmp_path / "data")
    git(tmp_path, "init", "-q")
    with pytest.raises(CamketError, match="chưa có"):
        committed_state(tmp_path / "data", None)


def test_an_issue_is_on_record_by_number_and_day(office: Path) -> None:
    order = Order(round="q2", commit=git(office, "rev-parse", "HEAD"), number="45/BC", date=date(2024, 6, 12), formats=("md",))
    issue = make_issue(order, draw_up(office, order), None)
    assert is_recorded([issue], "45/BC", date(2024, 6, 12))
    assert not is_recorded([issue], "46/BC", date(2024, 6, 12))
    assert not is_recorded([], "45/BC", date(2024, 6, 12))
    with pytest.raises(CamketError, match="12/6/2024"):
        is_recorded([issue], "45/BC", date(2024, 6, 13))


def test_only_errors_in_the_files_of_the_report_stop_an_issue(office: Path) -> None:
    ledger = read(office)
    order = Order(round="q1", commit=git(office, "rev-parse", "HEAD"), number="1/BC", date=date(2024, 6, 12), formats=("md",))
    drawn = draw_up(office, order)
    refuse_errors(ledger, "q1", drawn)
    change(office, "reports/q1/tai-chinh.yaml", "revenue: 15000", "revenue: nhiều")
    _ledger, problems = load(FolderTree(office))
    broken = type(drawn)(drawn.ledger, tuple(problems), drawn.as_of, drawn.inputs, drawn.templates, drawn.outputs)
    with pytest.raises(DataFault):
        refuse_errors(ledger, "q1", broken)
    other = [Problem(one.rule, Place("reports/q3/tai-chinh.yaml"), one.message, level=one.level) for one in problems]
    refuse_errors(ledger, "q1", type(drawn)(drawn.ledger, tuple(other), drawn.as_of, {}, {}, {}))


def test_the_issued_report_is_the_one_of_the_same_day_and_earlier_round(office: Path) -> None:
    from camket import cli

    issue = ["issue", "-q", "2", "--number", "45/BC", "--date", "2024-06-12", "--format", "md", "--data", str(office)]
    assert cli.run(issue) == 0
    (later,) = find_later(office, read(office))
    assert later.is_report(None, None)
    assert later.is_report(later.issue.as_of, None)
    assert not later.is_report(date(2024, 6, 1), None)
    assert not later.is_report(None, "q1")
    change(office, FINANCE, "revenue: {value: 40000", "revenue: {value: 40001")
    (later,) = find_later(office, read(office))
    assert not later.is_report(None, None)


def test_missing_reports_are_distinguished_from_unreadable_ones(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path / "data", {"q2/xa-c": "results: [\n"})
    view = look(ledger)
    assert missing_units(view) == ["noi-vu"]
    assert unreadable_units(view) == ["xa-c"]


# --- the round that is named --------------------------------------------------------------------------------------------


def test_a_round_is_named_by_one_option_or_is_the_one_in_force(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path / "data")
    assert RoundChoice().named(ledger) is None
    named = RoundChoice(2).named(ledger)
    assert named is not None
    assert named is RoundChoice(round_id="q2").named(ledger)
    assert RoundChoice().choose(ledger, date(2024, 8, 1)) is ledger.calendar.in_force(date(2024, 8, 1))
    assert RoundChoice(1).choose(ledger, date(2024, 8, 1)).id == "q1"
    with pytest.raises(typer.BadParameter):
        RoundChoice(2, None, "q2").named(ledger)
    with pytest.raises(typer.BadParameter, match=r"\(q1\); quý II \(q2\); quý III \(q3\)"):
        RoundChoice(4).named(ledger)


def test_an_earlier_round_is_before_the_chosen_one(tmp_path: Path) -> None:
    ledger, _problems = read_office(tmp_path / "data")
    second = RoundChoice(2).choose(ledger, TODAY)
    for name in (" Q1 ", "1"):
        earlier = desk.earlier_round(ledger, name, second)
        assert earlier is not None
        assert earlier.id == "q1"
    assert desk.earlier_round(ledger, None, second) is None
    for name in ("q2", "q3", "2"):
        with pytest.raises(typer.BadParameter, match="q1"):
            desk.earlier_round(ledger, name, second)
