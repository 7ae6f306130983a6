"""A commitment carried over to the next year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from camket.entry.guide import FAR_FUTURE
from camket.entry.new_commitment import plan_init
from camket.ledger.ledger import Ledger
from camket.ledger.year import Year
from camket.standing.survey import survey
from camket.text.numerals import unambiguous
from camket.text.problems import CamketError
from measures_office import SMALL, SMALL_UNITS, read_folder, write_commitment, write_new


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_commitment(tmp_path / "now" / "data")


def carry(folder: Path, into: Path, year: int = 2024) -> tuple[Ledger, str]:
    previous, _problems = read_folder(folder)
    write_new(into, plan_init(into, year=Year.calendar(year), previous=previous, previous_root=folder))
    ledger, problems = read_folder(into / "data")
    assert problems == []
    return ledger, (into / "data" / "targets.yaml").read_bytes().decode()


@pytest.fixture
def carried(small: Path, tmp_path: Path) -> tuple[Ledger, str]:
    # The last round is the one that results are taken from.
    reports = small / "reports"
    (reports / "q1").rename(reports / "q2")
    return carry(small, tmp_path / "next")


def test_the_next_year_is_of_the_newest_format(small: Path, tmp_path: Path) -> None:
    previous, _problems = read_folder(small)
    assert "format:" not in previous.documents["targets.yaml"].text
    plan = plan_init(tmp_path / "next", year=Year.calendar(2024), previous=previous, previous_root=small)
    lines = plan[tmp_path / "next" / "data" / "targets.yaml"].decode().splitlines()
    assert [line for line in lines if not line.startswith("#")][:2] == ["format: 2", "commitment:"]


def test_the_commitment_moves_to_the_new_year(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    assert ledger.commitment.year.number == 2024
    assert ledger.commitment.title == "Cam kết năm 2024: bản 1"
    assert ledger.commitment.number is None
    assert ledger.commitment.date is None
    assert ledger.commitment.basis == ()
    assert "  # basis:            # căn cứ\n  #   - 10/UBND\n  # \n  #   - kind: Công văn\n  #     number: 11/UBND\n" in text
    assert ledger.commitment.place == "Sa Đéc"
    assert "số cũ" not in text


def test_the_rounds_move_by_a_year_and_keep_their_comments(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    first, second = ledger.rounds
    assert (first.before, first.data_from) == (date(2024, 3, 5), date(2023, 12, 15))
    assert (second.by, second.cut_off) == (date(2024, 6, 4), date(2024, 5, 31))
    assert "# Đầu tệp." in text
    assert "  # đếm\n" in text
    assert "{of: nu, at_least: 10}]}   # bằng năm trước\n" in text
    assert date(2024, 9, 2) in ledger.calendar.holidays


def test_last_years_results_become_baselines(carried: tuple[Ledger, str]) -> None:
    references = {name: target.references for name, target in carried[0].targets.items()}
    assert references["dem"]["last_year"].value == "20"
    assert references["dem"]["last_year"].label == "thực hiện năm 2023 (đến 31/5/2023)"
    assert references["tien"]["last_year"].value == "1234.5"
    assert references["ty-le"]["last_year"].value == "51.917083"
    assert references["san-pham"]["last_year"].value == "1"
    assert references["su-viec"]["last_year"].value == "0"
    assert references["tot"]["last-year"].by_unit == {"xa-b": "kha", "xa-c": None}
    assert references["thu"]["last_year"].by_unit == {"xa-b": "400", "xa-c": None}
    assert "last_year" not in references["diem"]  # not reported
    assert references["de-an"] == {}


def test_a_sum_that_lacks_a_unit_is_no_baseline(small: Path, tmp_path: Path) -> None:
    targets = small / "targets.yaml"
    added = "  - {id: ho-ngheo, name: Hộ nghèo, sum_of: [xa-b, xa-c], measure: {kind: count, accumulates: false}, goal: 5}\n"
    targets.write_bytes(targets.read_bytes().rstrip(b"\n") + b"\n" + added.encode())
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    report = small / "reports" / "q2" / "xa-b.yaml"
    report.write_bytes(report.read_bytes().replace(b"{thu:", b"{ho-ngheo: 40, thu:"))
    baseline = carry(small, tmp_path / "next")[0].targets["ho-ngheo"].references["last_year"]
    assert (baseline.value, baseline.by_unit) == (None, {"xa-b": "40", "xa-c": None})


def test_figures_of_the_whole_year_have_no_last_day_in_their_label(small: Path, tmp_path: Path) -> None:
    whole = SMALL.replace("cut_off: 2023-05-31", "cut_off: 2023-12-31").replace(
        "thực hiện năm 2022,", "kết quả (đến 31/5/2022),"
    )
    (small / "targets.yaml").write_text(whole, encoding="utf-8")
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    ledger, _text = carry(small, tmp_path / "next")
    assert ledger.targets["dem"].references["last_year"].label == "kết quả"
    assert ledger.targets["tien"].references["last_year"].label == "thực hiện năm 2023"


def test_illustrative_figures_are_marked(small: Path, tmp_path: Path) -> None:
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    report = small / "reports" / "q2" / "phong-a.yaml"
    report.write_text("illustrative: true\n" + report.read_text(encoding="utf-8"), encoding="utf-8")
    ledger, text = carry(small, tmp_path / "next")
    lines = text.splitlines()
    marked = [line for line in lines if "số minh họa của năm 2023" in line]
    assert lines[lines.index("  - id: dem") + 5 :][:2] == ["    references:", "      last_year:   # số minh họa của năm 2023"]
    assert [
        line
        for line in marked
        if line.startswith("  - {id: ty-le") and line.endswith("}   # last_year: số minh họa của năm 2023")
    ]
    assert "last-year:   #" not in text  # the communes' reports are real
    assert ledger.targets["ty-le"].references["last_year"].value == "51.917083"


def test_assigned_figures_are_blank_and_revisions_removed(carried: tuple[Ledger, str]) -> None:
    ledger, text = carried
    target = ledger.targets["thu"]
    assigned = target.references["giao"]
    assert (assigned.label, assigned.by, assigned.date) == ("số giao năm 2024", "UBND: Thành phố", None)
    assert assigned.by_unit == {"xa-b": None, "xa-c": None}
    assert target.revisions == ()
    assert target.note == "giữ lại"
    assert "minh họa" not in text


def test_dates_and_spans_in_goals_move_to_the_new_year(carried: tuple[Ledger, str]) -> None:
    targets = carried[0].targets
    assert targets["de-an"].goal.all[0].by == date(2024, 2, 28)
    pace = targets["diem"].pace
    assert pace is not None
    assert pace.assessed_from == date(2025, 2, 28)  # from 29 February
    span = targets["tien"].goal.all[0].over
    assert span is not None
    assert span.past == {2022: Decimal(100), 2023: Decimal("1234.5")}


def test_units_are_copied_byte_for_byte(small: Path, tmp_path: Path) -> None:
    units = b"\xef\xbb\xbf" + SMALL_UNITS.replace("\n", "\r\n").encode() + b"# het\r\n"
    (small / "units.yaml").write_bytes(units)
    previous, _problems = read_folder(small)
    plan = plan_init(tmp_path / "next", year=Year.calendar(2024), previous=previous, previous_root=small)
    assert plan[tmp_path / "next" / "data" / "units.yaml"] == units


def test_line_ends_are_kept(small: Path, tmp_path: Path) -> None:
    (small / "targets.yaml").write_bytes(SMALL.replace("\n", "\r\n").encode())
    ledger, text = carry(small, tmp_path / "next")
    assert text.count("\r\n") == text.count("\n")
    assert len(ledger.targets) == 11


def test_after_a_gap_of_years_there_are_no_baselines(small: Path, tmp_path: Path) -> None:
    (small / "reports" / "q1").rename(small / "reports" / "q2")
    ledger, _text = carry(small, tmp_path / "next", year=2025)
    assert ledger.rounds[0].before == date(2025, 3, 5)
    assert ledger.targets["dem"].references["last_year"].value is None
    assert "last_year" not in ledger.targets["tien"].references


def test_the_same_year_cannot_be_carried_over(small: Path, tmp_path: Path) -> None:
    previous, _problems = read_folder(small)
    with pytest.raises(CamketError):
        plan_init(tmp_path / "next", year=Year.calendar(2023), previous=previous, previous_root=small)


def test_the_shipped_data_can_be_carried_over(data: Path, tmp_path: Path) -> None:
    previous, _problems = read_folder(data)
    ledger, text = carry(data, tmp_path / "next")
    assert list(ledger.targets) == list(previous.targets)
    assert list(ledger.units) == list(previous.units)
    assert [round_.before for round_ in ledger.rounds] == [
        round_.before.replace(year=2024) for round_ in previous.rounds if round_.before
    ]
    assert all(target.revisions == () for target in ledger.targets.values())
    final = survey(previous, previous.rounds[-1], FAR_FUTURE).standing("new-enterprises")
    assert final is not None
    expected = unambiguous(final.actual) if final.actual is not None else None
    assert ledger.targets["new-enterprises"].references["last_year"].value == expected
    assert "# --- 9. UBND các xã, phường" in text
    # A second year on, the same holds.
    again, _text = carry(tmp_path / "next" / "data", tmp_path / "after", year=2025)
    assert list(again.targets) == list(previous.targets)


def test_a_commitment_in_braces_stays_readable(small: Path, tmp_path: Path) -> None:
    head = SMALL[SMALL.index("commitment:") : SMALL.index("rounds:")]
    flow = 'commitment: {year: 2023, title: "Cam kết năm 2023", number: 12/UBND, date: 2023-01-05, issuing_body: UBND}\n'
    (small / "targets.yaml").write_text(SMALL.replace(head, flow), encoding="utf-8")
    ledger, text = carry(small, tmp_path / "next")
    assert (ledger.commitment.number, ledger.commitment.date) == (None, None)
    assert "title: Cam kết năm 2024, number: ~, date: ~, issuing_body: UBND}\n" in text
