"""A report is known by its round and unit: renaming its file, in the same commit or another, changes no finding but that about the name."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest

from camket import cli
from camket.history.differences import find_differences
from camket.history.issued import find_later
from camket.history.past_values import find_history
from camket.ledger.load import load
from camket.ledger.lookup import proper_path
from camket.ledger.revisions import compared_trees, load_both
from camket.ledger.tree import FolderTree
from camket.rules.check import check
from camket.rules.review import review
from git_office import CLERK, SETTINGS, change, commit, git, make_repository

Capture = pytest.CaptureFixture[str]
TODAY = date(2024, 6, 20)
FINANCE, TRADE, HOME = (f"reports/q2/{unit}.yaml" for unit in ("tai-chinh", "kinh-te", "xa-a"))
STRANGER = ("Người Lạ", "la@example.vn")
UNIT_NAMES = {"tai-chinh": "Phòng Tài chính", "kinh-te": "Phòng Kinh tế", "xa-a": "xã An Ế"}
ABOUT_NAMES = "unit-spelling"
# Each edit of the branch: the file, the text that is replaced and its new text.
EDITS = (
    (HOME, "commune-revenue: 20000", "commune-revenue: 19000"),
    (FINANCE, "two-yardsticks: 150", "two-yardsticks: 120"),
    (FINANCE, "value: 40000,", "value: 39000,"),
    (HOME, "submitted: 2024-06-06", "submitted: 2024-06-02"),
    (FINANCE, "{part: 30, whole: 90}", "{part: 20, whole: 90}"),
    (TRADE, "      - {name: Bánh phồng, stars: 2}\n", ""),
    (TRADE, "evidence: {number: 12/QĐ-UBND, date: 2024-05-06}", "note: mất"),
)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


def spellings(path: str) -> list[str]:
    """Return names that the file of a report may have: its own first."""
    folder, _slash, name = path.rpartition("/")
    unit = name.removesuffix(".yaml")
    known = UNIT_NAMES[unit]
    return [
        f"{folder}/{one}.yaml" for one in (unit, unit.title(), unit.upper(), known, known.upper(), known.replace(" ", "  "))
    ]


class Renamer:
    """Renames the files of reports at random; without a seed it never does."""

    def __init__(self, folder: Path, seed: int | None) -> None:
        self.folder = folder
        self.random = random.Random(seed) if seed is not None else None
        self.names = {path: path for path, _old, _new in EDITS}

    def rename(self) -> bool:
        """Rename some files in the index; return whether any was."""
        renamed = False
        for path, present in self.names.items():
            if self.random is not None and self.random.random() < 0.5:
                new = self.random.choice(spellings(path))
                renamed |= new != present
                if new != present:
                    git(self.folder, "mv", present, new)
                self.names[path] = new
        return renamed

    def commit_apart(self) -> None:
        """Rename some files in a commit of their own."""
        if self.rename():
            commit(self.folder, "Đổi tên")


def told(folder: Path) -> dict[str, list[str]]:
    """Return all that review, check, diff and log find, without commit ids, with each report under the path that it should have."""
    found: dict[str, list[str]] = {}
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    checked = [*problems, *check(ledger, TODAY, find_later(folder, ledger))]
    reviewed = review(folder, "main", None, TODAY).problems
    for name, some in (("check", checked), ("review", reviewed)):
        lines = [
            (proper_path(ledger, one.place.path), one.place.line, one.rule, one.message)
            for one in some
            if one.rule != ABOUT_NAMES
        ]
        found[name] = sorted(re.sub(r"\b[0-9a-f]{10}\b", "…", str(line)) for line in lines)
    old, new = load_both(*compared_trees(folder, ["main"]))
    found["diff"] = sorted(
        str((one.round, one.unit, one.way, one.before, one.now)) for one in find_differences(old.ledger, new.ledger).changes
    )
    for unit in ("xa-a", "tai-chinh", "kinh-te"):
        entries = find_history(folder, ledger, TODAY, unit=unit, everything=True).entries
        found[f"log {unit}"] = [
            str(
                (
                    one.round,
                    one.unit,
                    one.target,
                    one.commit and one.commit.subject,
                    one.author,
                    [(c.way, c.before, c.now) for c in one.changes],
                )
            )
            for one in entries
        ]
    return found


def branch_with_edits(root: Path, order: random.Random, seed: int | None) -> Path:
    """Make a repository with an issued report, and a branch with the edits in random commits, the last of them perhaps not committed."""
    folder = make_repository(root)
    change(folder, "targets.yaml", "{id: xa-a, name: xã An Ế}", "{id: xa-a, name: xã An Ế, authors: [sau@example.vn]}")
    commit(folder, "Ghi địa chỉ")
    issue = ["issue", "-q", "2", "--format", "md", "--number", "45/BC-UBND", "--date", "2024-06-12", "--data", str(folder)]
    assert cli.run(issue) == 0
    commit(folder, "Phát hành", day="2024-06-12")
    git(folder, "switch", "-q", "-c", "sửa")
    renamer = Renamer(folder, seed)
    edits = order.sample(EDITS, len(EDITS))
    for index, (path, old, new) in enumerate(edits):
        renamer.commit_apart()
        renamer.rename()
        change(folder, renamer.names[path], old, new)
        if index < len(edits) - 1 or order.random() < 0.5:
            commit(folder, f"Sửa {index}", order.choice((CLERK, STRANGER)), day="2024-06-18")
    renamer.rename()
    return folder


@pytest.mark.parametrize("seed", range(8))
def test_renaming_files_changes_no_finding_but_that_about_the_name(tmp_path: Path, seed: int) -> None:
    plain = told(branch_with_edits(tmp_path / "a", random.Random(seed), None))
    renamed = told(branch_with_edits(tmp_path / "b", random.Random(seed), seed))
    assert renamed == plain
    assert sum("figure-lowered" in line for line in plain["review"]) >= 4
    assert sum("changed-after-issue" in line for line in plain["check"]) >= 4


@pytest.mark.parametrize("apart", [True, False])
def test_a_renamed_file_with_a_lower_figure(tmp_path: Path, apart: bool, capsys: Capture) -> None:
    office = make_repository(tmp_path)
    git(office, "switch", "-q", "-c", "sửa")
    git(office, "mv", HOME, "reports/q2/Xa-A.yaml")
    if apart:
        commit(office, "Đổi tên", day="2024-06-11")
    change(office, "reports/q2/Xa-A.yaml", "commune-revenue: 20000", "commune-revenue: 19000")
    lowered = commit(office, "Sửa", STRANGER, day="2024-06-11")
    problems = review(office, "main", None, TODAY).problems
    assert [(one.rule, one.place.line) for one in problems if one.place.path == "reports/q2/Xa-A.yaml"] == [
        ("unit-spelling", 1),
        ("figure-lowered", 3),
    ]
    ledger, _problems = load(FolderTree(office))
    assert ledger is not None
    found = find_history(office, ledger, TODAY, target="commune-revenue", unit="xa-a").entries
    assert found[-1].commit is not None
    assert (found[-1].commit.id, found[-1].author) == (lowered, STRANGER[0])
    capsys.readouterr()
    cli.run(["diff", "main", "--data", str(office)])
    assert len([line for line in capsys.readouterr().out.splitlines() if "20.000" in line and "19.000" in line]) >= 1
    old, new = load_both(*compared_trees(office, ["main"]))
    (only,) = find_differences(old.ledger, new.ledger).changes
    assert (only.round, only.unit, only.path) == ("q2", "xa-a", "reports/q2/Xa-A.yaml")


def history_of(office: Path, unit: str) -> list[tuple[str, object, object]]:
    """Return the changes of a unit's revenue: the subject of the commit, the figure before and after."""
    ledger, _problems = load(FolderTree(office))
    assert ledger is not None
    found = find_history(office, ledger, TODAY, target="commune-revenue", unit=unit).entries
    changes = [(one, change) for one in found if one.round == "q2" for change in one.changes]
    return [(one.commit.subject if one.commit else "", change.before, change.now) for one, change in changes]


def test_a_file_written_anew_under_another_name_is_the_same_report(tmp_path: Path) -> None:
    office = make_repository(tmp_path)
    git(office, "switch", "-q", "-c", "sửa")
    (office / HOME).unlink()
    # So different that git sees no rename.
    note = "note: " + "báo cáo viết lại từ đầu " * 60
    (office / "reports/q2/XA-A.yaml").write_text(f"{note}\nresults: {{commune-revenue: 19000}}\n", encoding="utf-8")
    commit(office, "Viết lại", day="2024-06-11")
    rules = [one.rule for one in review(office, "main", None, TODAY).problems]
    assert "figure-lowered" in rules
    assert "receipt-changed" in rules
    assert "report-removed" not in rules
    assert history_of(office, "xa-a") == [("Số liệu ban đầu", None, 20000), ("Viết lại", 20000, 19000)]


def test_a_copy_that_does_not_count_has_no_part_in_the_history(tmp_path: Path) -> None:
    office = make_repository(tmp_path)
    git(office, "switch", "-q", "-c", "sửa")
    text = (office / HOME).read_text(encoding="utf-8")
    (office / "reports/q2/Xa-A.yaml").write_text(text.replace("20000", "90000"), encoding="utf-8")
    commit(office, "Chép")
    change(office, "reports/q2/Xa-A.yaml", "90000", "80000")
    commit(office, "Sửa bản chép")
    assert history_of(office, "xa-a") == [("Số liệu ban đầu", None, 20000)]
    assert [one.rule for one in review(office, "main", None, TODAY).problems] == ["duplicate-report"]
    git(office, "rm", "-q", HOME)
    commit(office, "Bỏ bản đúng tên")
    assert history_of(office, "xa-a") == [("Số liệu ban đầu", None, 20000), ("Bỏ bản đúng tên", 20000, 80000)]


def test_a_file_renamed_to_another_unit_is_gone_from_the_first(tmp_path: Path) -> None:
    office = make_repository(tmp_path)
    git(office, "mv", HOME, "reports/q2/xa-c.yaml")
    commit(office, "Của xã Cẩm")
    assert history_of(office, "xa-a") == [("Số liệu ban đầu", None, 20000), ("Của xã Cẩm", 20000, None)]
    assert history_of(office, "xa-c") == [("Của xã Cẩm", None, 20000)]


@pytest.mark.parametrize("name", ["xa-a", "Xa-A"])
def test_a_merge_that_loses_a_figure_is_found_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    office = make_repository(tmp_path)
    git(office, "switch", "-q", "-c", "sửa")
    path = f"reports/q2/{name}.yaml"
    if path != HOME:
        git(office, "mv", HOME, path)
    change(office, path, "commune-digital: tot", "commune-digital: kha")
    commit(office, "Nhánh")
    git(office, "switch", "-q", "main")
    change(office, HOME, "commune-revenue: 20000", "commune-revenue: 21000")
    commit(office, "Chính")
    base = git(office, "rev-parse", "HEAD~1")
    git(office, "switch", "-q", "sửa")
    git(office, "merge", "-q", "-s", "ours", "-m", "Trộn", "main")
    (lost,) = [one for one in review(office, base, None, TODAY).problems if one.rule == "merge-chose"]
    assert lost.place.path == path
    assert "21.000" in lost.message
    assert history_of(office, "xa-a")[-1][1:] == (21000, 20000)


def test_an_uncommitted_change_of_the_offices_file_has_its_target(tmp_path: Path) -> None:
    office = make_repository(tmp_path)
    change(office, "targets.yaml", "issuing_body: UBND huyện Thử}", "issuing_body: UBND huyện Thử, authors: [Ai Đó]}")
    commit(office, "Ghi tên")
    change(office, "reports/q2/_office.yaml", "verdict: met", "verdict: exceeded")
    assert "foreign-author" in [one.rule for one in review(office, "HEAD", None, TODAY).problems]
    (office / "reports/q2/_office.yaml").unlink()
    assert "foreign-author" in [one.rule for one in review(office, "HEAD", None, TODAY).problems]
