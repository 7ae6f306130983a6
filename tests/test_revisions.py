"""The data folder at a git revision, and `camket diff` over real repositories."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from camket import cli
from camket.ledger.load import load
from camket.ledger.revisions import RevisionTree, compared_trees, tree_at
from camket.ledger.tree import FolderTree
from camket.text.problems import GitFault

Capture = pytest.CaptureFixture[str]
ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Nguyễn Thị Hoa",
    "GIT_AUTHOR_EMAIL": "hoa@example.vn",
    "GIT_COMMITTER_NAME": "Nguyễn Thị Hoa",
    "GIT_COMMITTER_EMAIL": "hoa@example.vn",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": "/usr/bin:/bin:/usr/local/bin",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def change(folder: Path, path: str, old: str, new: str) -> None:
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, path
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, data: Path) -> Path:
    """Return a data folder in a subfolder of a repository, with a Vietnamese name, one commit and no changes."""
    root = tmp_path / "kho"
    folder = root / "cam kết 2023" / "data"
    shutil.copytree(data, folder)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Số liệu ban đầu")
    return folder


def diff(folder: Path, *arguments: str) -> int:
    return cli.run(["diff", *arguments, "--data", str(folder)])


FIGURE = ("reports/q2/phong-tai-chinh-ke-hoach.yaml", "part: 134.321,6", "part: 160.000,5")


def test_a_revision_gives_the_same_files_as_the_folder(office: Path) -> None:
    tree = tree_at(office, "HEAD")
    on_disk = FolderTree(office)
    assert sorted(tree.files()) == sorted(on_disk.files())
    assert all(tree.read(path) == on_disk.read(path) for path in tree.files())
    ledger, problems = load(tree)
    assert ledger is not None
    assert not [problem for problem in problems if problem.level == "error"]


def test_a_symlink_is_not_part_of_a_revision(office: Path) -> None:
    link = office / "reports" / "q2" / "thanh-tra.yaml"
    link.unlink()
    link.symlink_to("/etc/hostname")
    git(office, "add", "-A")
    git(office, "commit", "-qm", "x")
    tree = tree_at(office, "HEAD")
    assert "reports/q2/thanh-tra.yaml" not in tree.files()
    ledger, problems = load(tree)
    assert ledger is not None
    assert ledger.skipped == ("reports/q2/thanh-tra.yaml",)
    assert [one.place.path for one in problems if one.rule == "stray-file"] == ["reports/q2/thanh-tra.yaml"]


@pytest.mark.parametrize("revision", ["nope", "--help", "-p", "", "HEAD~9", "HEAD:data", "a\nb", "HEAD^{tree}"])
def test_an_invalid_revision_is_refused(office: Path, revision: str) -> None:
    with pytest.raises(GitFault):
        tree_at(office, revision)


def test_without_a_repository_the_command_fails_with_a_message(
    data: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    shutil.copytree(data, tmp_path / "x" / "data")
    assert diff(tmp_path / "x" / "data") == 2
    assert "không nằm trong kho git nào" in capsys.readouterr().err


def test_nothing_changed(office: Path, capsys: Capture) -> None:
    assert diff(office) == 0
    assert capsys.readouterr().out == "Số liệu, lời văn, ngày tháng không có gì thay đổi.\n"


def test_the_folder_against_head(office: Path, capsys: Capture) -> None:
    change(office, *FIGURE)
    assert diff(office) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[:4] == [
        "quý II, Phòng Tài chính - Kế hoạch Thành phố",
        "  1.1 Giải ngân vốn Thành phố",
        "    ~ vốn đã giải ngân: 134.321,6 → 160.000,5",
        "    ! luỹ kế: 46,9% → 55,87%",
    ]


@pytest.mark.parametrize("names", [["main", "sửa"], ["main..sửa"], ["main...sửa"], ["HEAD~1", "HEAD"], ["HEAD~1"]])
def test_two_revisions(office: Path, names: list[str], capsys: Capture) -> None:
    git(office, "switch", "-qc", "sửa")
    change(office, *FIGURE)
    git(office, "commit", "-qam", "Sửa số giải ngân")
    assert diff(office, *names, "--format", "json") == 0
    (found,) = json.loads(capsys.readouterr().out)["changes"]
    assert (found["target"], found["way"][-1], found["before"], found["now"]) == (
        "disbursement-city",
        "part",
        "134321.6",
        "160000.5",
    )
    assert found["path"] == "reports/q2/phong-tai-chinh-ke-hoach.yaml"


def test_three_dots_compare_with_the_merge_base(office: Path) -> None:
    git(office, "switch", "-qc", "khác")
    change(office, *FIGURE)
    git(office, "commit", "-qam", "Sửa")
    git(office, "switch", "-q", "main")
    change(office, "reports/q2/phuong-1.yaml", "value: 17562.4", "value: 17600")
    git(office, "commit", "-qam", "Sửa")
    base, other = compared_trees(office, ["main...khác"])
    assert isinstance(base, RevisionTree)
    assert isinstance(other, RevisionTree)
    assert base.commit == git(office, "rev-parse", "main~1")


def test_a_broken_file_is_reported_and_the_rest_is_compared(office: Path, capsys: Capture) -> None:
    change(office, *FIGURE)
    (office / "reports" / "q2" / "phuong-1.yaml").write_text("unit: [\n", encoding="utf-8")
    assert diff(office) == 1
    printed = capsys.readouterr()
    assert "134.321,6 → 160.000,5" in printed.out
    assert "reports/q2/phuong-1.yaml" in printed.err


@pytest.mark.parametrize("side", ["now", "before"])
def test_broken_targets_in_one_state_are_reported_and_the_figures_compared(office: Path, side: str, capsys: Capture) -> None:
    targets = office / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    if side == "before":
        targets.write_text("commitment: [\n", encoding="utf-8")
        git(office, "commit", "-qam", "Hỏng")
        targets.write_text(text, encoding="utf-8")
    else:
        targets.write_text("commitment: [\n", encoding="utf-8")
    change(office, *FIGURE)
    assert diff(office) == int(side == "now")
    printed = capsys.readouterr()
    assert "134.321,6 → 160.000,5" in printed.out
    assert "targets.yaml" in printed.err
    assert cli.run(["review", "HEAD", "--data", str(office)]) == int(side == "now")
    shown = capsys.readouterr().out
    assert "134.321,6 → 160.000,5" in shown
    assert "được dùng thay" in shown


def test_two_states_without_targets_cannot_be_compared(office: Path, capsys: Capture) -> None:
    (office / "targets.yaml").write_text("commitment: [\n", encoding="utf-8")
    git(office, "commit", "-qam", "Hỏng")
    assert diff(office) == 1
    assert "targets.yaml" in capsys.readouterr().err


def test_it_works_from_a_worktree_and_a_shallow_clone(office: Path, tmp_path: Path, capsys: Capture) -> None:
    change(office, *FIGURE)
    git(office, "commit", "-qam", "Sửa")
    root = office.parents[1]
    git(root, "worktree", "add", "-q", str(tmp_path / "bên"), "HEAD~1", "--detach")
    assert diff(tmp_path / "bên" / "cam kết 2023" / "data", "main") == 0
    assert "160.000,5 → 134.321,6" in capsys.readouterr().out
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "nông")
    assert diff(tmp_path / "nông" / "cam kết 2023" / "data", "HEAD~1") == 2
    assert "shallow" in capsys.readouterr().err


def test_markdown_for_a_merge_request(office: Path, capsys: Capture) -> None:
    change(office, *FIGURE)
    assert diff(office, "--format", "markdown") == 0
    assert capsys.readouterr().out.splitlines() == [
        "### quý II, Phòng Tài chính - Kế hoạch Thành phố",
        "",
        "- 1.1 Giải ngân vốn Thành phố",
        "  - vốn đã giải ngân: ~~134.321,6~~ **160.000,5**",
        "  - luỹ kế: ~~46,9%~~ **55,87%**",
    ]
