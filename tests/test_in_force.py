"""A figure holds from the day on which it was assigned; what was assigned later is told beside it."""

from __future__ import annotations

from datetime import date

import pytest

from camket.report.describe.target import describe_target
from camket.screen.notes import standing_notes
from camket.standing.in_force import goal_in_force
from camket.standing.wording import assigned_notes
from camket.text import language
from office import DUE, communes, look, office, report, standing_of, target

ONE = """\
measure: {{kind: count, unit: hộ}}
goal: {{at_least: assigned}}
references: {{assigned: {{label: số giao, value: 50{date}}}}}"""
LATE = ", date: 2023-04-10"


def figure(references: str, revisions: str, day: str, unit: str | None = None) -> str | None:
    """The figure `assigned` in force on a day."""
    body = f"measure: {{kind: count}}\ngoal: {{at_least: assigned}}\neach: cac-xa\nreferences: {{assigned: {references}}}"
    ledger = office(target(f"{body}\nrevisions: [{revisions}]" if revisions else body))
    return goal_in_force(ledger.targets["t"], date.fromisoformat(day))[1]["assigned"].figure(unit)


@pytest.mark.parametrize(
    ("references", "revisions", "day", "expected"),
    [
        ("{value: 50}", "", "2023-01-01", "50"),
        ("{value: 50, date: 2023-04-10}", "", "2023-04-09", None),
        ("{value: 50, date: 2023-04-10}", "", "2023-04-10", "50"),
        ("{value: 50, date: 2022-12-20}", "", "2023-01-01", "50"),
        ("50", "{date: 2023-04-10, references: {assigned: 60}}", "2023-04-09", "50"),
        ("50", "{date: 2023-04-10, references: {assigned: 60}}", "2023-04-10", "60"),
        # A revised figure may hold from a later day than its revision.
        ("50", "{date: 2023-04-10, references: {assigned: {value: 60, date: 2023-05-01}}}", "2023-04-30", "50"),
        ("50", "{date: 2023-04-10, references: {assigned: {value: 60, date: 2023-05-01}}}", "2023-05-01", "60"),
        # The day of the revised figure itself is what counts, not that of its revision.
        (
            "{value: 50, date: 2023-04-10}",
            "{date: 2023-03-01, references: {assigned: {value: 60, date: 2023-05-01}}}",
            "2023-05-01",
            "60",
        ),
        (
            "{value: 50, date: 2023-04-10}",
            "{date: 2023-03-01, references: {assigned: {value: 60, date: 2023-05-01}}}",
            "2023-04-30",
            "50",
        ),
        # A revision that is older than the first figure does not replace it.
        ("{value: 50, date: 2023-04-10}", "{date: 2023-03-01, references: {assigned: 40}}", "2023-02-28", None),
        ("{value: 50, date: 2023-04-10}", "{date: 2023-03-01, references: {assigned: 40}}", "2023-04-09", "40"),
        ("{value: 50, date: 2023-04-10}", "{date: 2023-03-01, references: {assigned: 40}}", "2023-04-10", "50"),
    ],
)
def test_a_figure_holds_from_its_day(references: str, revisions: str, day: str, expected: str | None) -> None:
    assert figure(references, revisions, day) == expected


@pytest.mark.parametrize(
    ("revised", "day", "document"),
    [
        ("60", "2023-04-10", "12/QĐ"),  # from the revision
        ("{value: 60, date: 2023-04-05}", "2023-04-05", "12/QĐ"),
        ("{value: 60, document: 9/NQ}", "2023-04-10", "9/NQ"),
        ("{label: số giao}", "2023-01-02", "1/QĐ"),  # another name for the same figure: its day and document stay
    ],
)
def test_a_revised_figure_has_the_day_and_document_of_its_revision(revised: str, day: str, document: str) -> None:
    body = f"""
        measure: {{kind: count}}
        goal: {{at_least: assigned}}
        references: {{assigned: {{value: 50, date: 2023-01-02, document: 1/QĐ}}}}
        revisions: [{{date: 2023-04-10, document: 12/QĐ, references: {{assigned: {revised}}}}}]
    """
    reference = goal_in_force(office(target(body)).targets["t"], date(2023, 12, 31))[1]["assigned"]
    assert (reference.date, reference.document and reference.document.number) == (date.fromisoformat(day), document)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-03-09", (None, None)), ("2023-03-10", ("20", None)), ("2023-04-09", ("20", None)), ("2023-04-10", ("20", "30"))],
)
def test_units_may_be_assigned_on_different_days(day: str, expected: tuple[str | None, str | None]) -> None:
    references = "{by_unit: {xa-1: 20, xa-2: }, date: 2023-03-10}"
    revisions = "{date: 2023-04-10, references: {assigned: {by_unit: {xa-2: 30}}}}"
    assert tuple(figure(references, revisions, day, unit) for unit in ("xa-1", "xa-2")) == expected


def test_an_assignment_after_the_cut_off_changes_no_verdict_whenever_one_looks() -> None:
    ledger = office(target(ONE.format(date=LATE)), {f"{one}/phong-a": report(DUE[one], "10") for one in ("q1", "q2")})
    days = [date(2023, 3, 14), date(2023, 4, 9), date(2023, 4, 10), date(2024, 2, 1)]
    assert [standing_of(ledger, "q1", day).verdict for day in days] == ["goal-unassigned"] * 4
    assert standing_of(ledger, "q2").verdict == "behind"
    undated = office(target(ONE.format(date="")), {"q1/phong-a": report(DUE["q1"], "10")})
    assert standing_of(undated, "q1").verdict == "on-track"


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (ONE.format(date=LATE), "số giao 50 hộ, giao từ ngày 10/4/2023; lúc chốt số liệu chưa giao"),
        (
            ONE.format(date="") + "\nrevisions: [{date: 2023-04-10, references: {assigned: 60}}]",
            "số giao 50 → 60 hộ, điều chỉnh từ ngày 10/4/2023",
        ),
        (
            ONE.format(date="") + "\nrevisions: [{date: 2023-04-10, goal: {at_least: 70}}]",
            "chỉ tiêu ≥ 70 từ ngày 10/4/2023",
        ),
    ],
)
def test_a_later_look_says_what_was_assigned_since(body: str, note: str) -> None:
    ledger = office(target(body), {"q1/phong-a": report(DUE["q1"], "10")})
    with language.speaking("vi"):
        for day, is_told in ((date(2023, 4, 9), False), (date(2023, 4, 10), True)):
            survey = look(ledger, "q1", day)
            standing = survey.standings[0]
            assert any(one.startswith(note) for one in standing_notes(survey, standing)) is is_told
            assert any(one.startswith(note) for one in describe_target(survey, standing, "1.1").assigned_since) is is_told


def test_the_units_that_were_assigned_later_are_named_together() -> None:
    body = "measure: {kind: count, unit: hộ}\ngoal: {at_least: assigned}\neach: cac-xa\n"
    body += "references: {assigned: {by_unit: {xa-1: 20, xa-2: 30, xa-3: 40}, date: 2023-04-10}}"
    ledger = office(target(body), communes("q1", "1", "2", "3"))
    with language.speaking("vi"):
        found = list(assigned_notes(ledger, ledger.targets["t"], date(2023, 3, 14), date(2023, 12, 31)))
    units = "Xã 1 20 hộ, Xã 2 30 hộ, Xã 3 40 hộ"
    assert found == [f"con số giao {units}, giao từ ngày 10/4/2023; lúc chốt số liệu chưa giao"]
