"""The set-up around a repository of data, in real temporary repositories: git settings, files for hosts, owners."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from codeowners import CodeOwners

from camket import cli
from camket.entry import hosting, marked_block, owners, repository, setup_plan
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.tree import FolderTree
from camket.text import git as camket_git
from camket.text.problems import CamketError, GitFault

COMMITMENT = """\
commitment: {year: 2026, title: Cam kết, issuing_body: UBND, authors: [CLERKS]}
rounds:
  - {id: q1, quarter: 1, by: 2026-03-04}
units:
  - {id: phong-a, name: Phòng A, authors: [lan@example.vn, Trần Thị Lan]}
  - {id: xa-b, name: xã B, authors: ["@xa-b", "@ubnd/xa-b"]}
  - {id: xa-c, name: xã C, authors: [Lê Văn C]}
targets:
  - {id: t, name: Chỉ tiêu, each: [phong-a, xa-b, xa-c], measure: {kind: count}, goal: {at_least: 1}}
"""
CLERKS = "vanphong@example.vn, '@ubnd/van-phong', Chánh Văn phòng"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="names and programs of POSIX")
Capture = pytest.CaptureFixture[str]


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    identity = ["-c", "user.name=Người Thử", "-c", "user.email=thu@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=check, encoding="utf-8")
    return done.stdout.strip()


def make_data(root: Path, where: str = "data", clerks: str = CLERKS) -> Path:
    folder = root / where
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "targets.yaml").write_text(COMMITMENT.replace("CLERKS", clerks), encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "kho của năm"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


@pytest.fixture
def folder(root: Path) -> Path:
    return make_data(root)


def set_up(folder: Path) -> None:
    setup_plan.carry_out(folder, repository.plan_git(folder))


def read(folder: Path) -> Ledger:
    ledger, problems = load(FolderTree(folder))
    assert ledger is not None
    assert not problems
    return ledger


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of the work tree, and git's settings."""
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(".git/") or name == ".git/config"}


def run(*arguments: str | Path) -> int:
    return cli.run([str(argument) for argument in arguments])


# --- git's settings and attributes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "where",
    [
        "data",
        "năm 2026/số liệu",
        pytest.param('a "b" [x] *?', marks=POSIX),
        pytest.param("a\\b", marks=POSIX),
        pytest.param("#a", marks=POSIX),
        "!a",
    ],
)
def test_git_calls_the_program_for_the_data_wherever_the_folder_is(root: Path, where: str) -> None:
    folder = make_data(root, where)
    make_data(root, "other")
    set_up(folder)
    for path in ("targets.yaml", "reports/q1/phong-a.yaml", "reports/q1/phường 1.yaml"):
        said = camket_git.attributes(folder, path, ("merge", "diff", "text", "eol"))
        assert said == {"merge": "camket", "diff": "camket", "text": "set", "eol": "lf"}
    assert camket_git.attributes(root, "other/targets.yaml", ("merge",)) == {"merge": "unspecified"}
    assert camket_git.attributes(folder, "reports/q1/bao-cao.docx", ("merge",)) == {"merge": "unspecified"}
    assert (
        git(root, "config", "--local", "merge.camket.driver")
        .split(" || ")[0]
        .endswith("merge-file %O %A %B --path %P --marker-size %L")
    )
    assert git(root, "config", "--local", "diff.camket.textconv").endswith("camket textconv")
    assert repository.find_overruled(folder) == []


def test_other_yaml_files_at_the_root_are_not_matched(root: Path) -> None:
    folder = make_data(root, ".")
    set_up(folder)
    said = {
        path: camket_git.attributes(folder, path, ("merge",))["merge"]
        for path in ("targets.yaml", "units.yaml", "reports/q1/a.yaml")
    }
    assert set(said.values()) == {"camket"}
    assert camket_git.attributes(folder, "compose.yaml", ("merge",)) == {"merge": "unspecified"}


def test_a_second_run_changes_nothing(folder: Path, root: Path) -> None:
    set_up(folder)
    before = snapshot(root)
    assert repository.plan_git(folder) == setup_plan.SetupPlan()
    set_up(folder)
    assert snapshot(root) == before


@pytest.mark.parametrize(
    "before",
    [
        b"*.docx binary\n",
        b"*.docx binary",
        b"*.docx binary\r\n# \xff\r\n*.pdf binary",
        b"\n\n",
        b"\xef\xbb\xbf*.docx binary\n",
        None,
    ],
)
def test_other_bytes_are_kept_and_removal_restores_the_file(folder: Path, root: Path, before: bytes | None) -> None:
    file = root / ".gitattributes"
    if before is not None:
        file.write_bytes(before)
    untouched = snapshot(root)
    set_up(folder)
    written = file.read_bytes()
    assert written.startswith(before or b"")
    assert (b"\r\n" in written) == (b"\r\n" in (before or b""))
    assert b"\n" not in written.replace(b"\r\n", b"") or b"\r\n" not in written
    assert camket_git.attributes(folder, "targets.yaml", ("merge",)) == {"merge": "camket"}
    setup_plan.carry_out(folder, repository.plan_removal(folder))
    assert snapshot(root) == untouched


def test_lines_after_the_block_are_kept(folder: Path, root: Path) -> None:
    set_up(folder)
    file = root / ".gitattributes"
    file.write_bytes(file.read_bytes() + b"*.pdf binary\n")
    assert repository.plan_git(folder) == setup_plan.SetupPlan()
    setup_plan.carry_out(folder, repository.plan_removal(folder))
    assert file.read_bytes() == b"*.pdf binary\n"


@pytest.mark.parametrize(
    ("before", "added"),
    [
        ("*.yaml text eol=lf\n", ""),
        ("* text=auto\n", " eol=lf"),
        ("* -text\n", ""),
        ("*.yaml eol=crlf\n", " text"),
        ("", " text eol=lf"),
    ],
)
def test_line_ends_are_set_only_if_no_other_line_sets_them(folder: Path, root: Path, before: str, added: str) -> None:
    (root / ".gitattributes").write_text(before, encoding="utf-8", newline="")
    set_up(folder)
    assert f"/data/**/*.yaml merge=camket diff=camket{added}\n" in (root / ".gitattributes").read_text(encoding="utf-8")
    assert repository.plan_git(folder) == setup_plan.SetupPlan()


@pytest.mark.parametrize(
    ("old", "new"), [("diff=camket", "diff=camket -text"), ("# camket: end", "# hết"), ("# camket: begin", "# đầu")]
)
def test_a_block_changed_by_hand_is_left_with_a_message(folder: Path, root: Path, old: str, new: str, capsys: Capture) -> None:
    set_up(folder)
    file = root / ".gitattributes"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="")
    before = snapshot(root)
    assert run("setup-git", "--data", folder) == 0
    assert "sửa tay" in capsys.readouterr().err
    assert snapshot(root) == before
    assert run("setup-git", "--data", folder, "--remove") == 0
    assert snapshot(root) == before


def test_a_block_of_another_version_is_replaced(folder: Path, root: Path) -> None:
    lines = ("# lời cũ", "/data/**/*.yaml merge=camket")
    old = (
        f"*.pdf binary\n# camket: begin {marked_block.digest(lines)} /data\n"
        + "\n".join(lines)
        + "\n# camket: end /data\n*.docx binary\n"
    )
    (root / ".gitattributes").write_text(old, encoding="utf-8", newline="")
    set_up(folder)
    written = (root / ".gitattributes").read_text(encoding="utf-8")
    assert written.startswith("*.pdf binary\n# camket: begin ")
    assert written.endswith(
        "/data/**/*.yaml merge=camket diff=camket\n/data/evidence/** -text\n/data/issued/** -text\n"
        "# camket: end /data\n*.docx binary\n"
    )


def test_each_data_folder_has_a_block_and_removing_the_last_removes_the_settings(root: Path) -> None:
    first, second = make_data(root, "2025"), make_data(root, "2025 cũ")
    set_up(first)
    set_up(second)
    for folder in (first, second):
        assert camket_git.attributes(folder, "targets.yaml", ("merge",)) == {"merge": "camket"}
    setup_plan.carry_out(first, repository.plan_removal(first))
    assert camket_git.attributes(first, "targets.yaml", ("merge",)) == {"merge": "unspecified"}
    assert camket_git.attributes(second, "targets.yaml", ("merge",)) == {"merge": "camket"}
    assert camket_git.read_setting(root, "merge.camket.driver") is not None
    setup_plan.carry_out(second, repository.plan_removal(second))
    assert camket_git.read_setting(root, "merge.camket.driver") is None
    assert "camket" not in (root / ".git" / "config").read_text(encoding="utf-8")
    assert not (root / ".gitattributes").exists()


def test_repeated_settings_are_replaced_by_one(folder: Path, root: Path) -> None:
    git(root, "config", "--add", "merge.camket.driver", "old %A")
    git(root, "config", "--add", "merge.camket.driver", "older %A")
    git(root, "config", "merge.other.driver", "true")
    set_up(folder)
    assert len(git(root, "config", "--get-all", "merge.camket.driver").splitlines()) == 1
    assert git(root, "config", "merge.other.driver") == "true"


def test_overruling_lines_are_reported(folder: Path, capsys: Capture) -> None:
    (folder / ".gitattributes").write_text("*.yaml merge=union\n", encoding="utf-8")
    assert run("setup-git", "--data", folder) == 0
    assert ": merge; xem bằng git check-attr" in capsys.readouterr().err


def test_a_dry_run_writes_nothing_and_shows_the_plan(folder: Path, root: Path, capsys: Capture) -> None:
    before = snapshot(root)
    assert run("setup-git", "--data", folder, "--dry-run", "--ci", "github", "--codeowners") == 0
    assert snapshot(root) == before
    said = capsys.readouterr().err
    for words in (
        "sẽ đặt merge.camket.driver: ",
        ".gitattributes",
        "merge=camket diff=camket",
        "camket.yml",
        "reports/*/xa-b.yaml @xa-b",
    ):
        assert words in said
    set_up(folder)
    before = snapshot(root)
    assert run("setup-git", "--data", folder, "--dry-run", "--remove") == 0
    assert snapshot(root) == before
    assert "sẽ bỏ merge.camket.driver" in capsys.readouterr().err


def test_set_up_from_a_subfolder_and_from_another_work_tree(
    folder: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "đầu")
    other = tmp_path / "cây khác"
    git(root, "worktree", "add", "--quiet", "-b", "khac", str(other))
    (other / "data" / "reports" / "q1").mkdir(parents=True)
    monkeypatch.chdir(other / "data" / "reports" / "q1")
    assert run("setup-git") == 0
    assert (other / ".gitattributes").exists()
    assert not (root / ".gitattributes").exists()
    assert camket_git.read_setting(folder, "merge.camket.driver") is not None


def test_a_missing_repository_or_git_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    folder = make_data(tmp_path, "riêng")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert run("setup-git", "--data", folder) == 2
    assert "git init" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(folder))
    assert run("setup-git", "--data", folder) == 2
    assert "Cài git" in capsys.readouterr().err
    with pytest.raises(GitFault):
        repository.plan_removal(folder)


def test_settings_that_cannot_be_written_are_reported(folder: Path, root: Path) -> None:
    (root / ".git" / "config.lock").touch()
    with pytest.raises(GitFault, match=r"merge\.camket\.name"):
        set_up(folder)


@POSIX
def test_nothing_is_written_through_a_symlink_out_of_the_repository(folder: Path, root: Path, tmp_path: Path) -> None:
    (tmp_path / "ngoài").mkdir()
    (root / ".github").symlink_to(tmp_path / "ngoài", target_is_directory=True)
    with pytest.raises(CamketError, match=r"camket\.yml"):
        hosting.plan_pipeline(folder, "github")
    (root / ".gitattributes").symlink_to(tmp_path / "ngoài" / "tệp")
    with pytest.raises(CamketError, match=r"\.gitattributes"):
        repository.plan_git(folder)


def test_remove_does_not_go_with_ci_or_codeowners(folder: Path, capsys: Capture) -> None:
    assert run("setup-git", "--data", folder, "--remove", "--ci", "gitlab", "--codeowners") == 2
    assert "--ci, --codeowners" in capsys.readouterr().err


# --- the program that git starts ----------------------------------------------------------------------------------------


def test_the_program_is_called_by_name_only_if_it_stays_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    by_python = f"{shlex.quote(Path(sys.executable).as_posix())} -P -m camket"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert repository.find_program() == by_python
    monkeypatch.setattr(shutil, "which", lambda name: str(tmp_path / name))
    assert repository.find_program() == "camket"
    monkeypatch.setattr(shutil, "which", lambda name: str(scripts / name))
    monkeypatch.setattr(sys, "prefix", sys.base_prefix + "/venv")  # active for now
    assert repository.find_program() == by_python
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)  # Python's own
    assert repository.find_program() == "camket"
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "executable", "/opt/của tôi/bin/python")
    assert repository.find_program() == "'/opt/của tôi/bin/python' -P -m camket"


def test_python_runs_the_program_and_no_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "camket").mkdir()
    (tmp_path / "camket" / "__main__.py").write_text("print('bị lừa')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "camket", "--version"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.startswith("camket ")


def write_program(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    file.chmod(0o755)
    return file


def two_branches(root: Path, folder: Path) -> None:
    """The branches main and nhanh have both changed the title; nhanh is to be merged."""
    targets = folder / "targets.yaml"
    text = targets.read_text(encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "đầu")
    git(root, "checkout", "--quiet", "-b", "nhanh")
    targets.write_text(text.replace("title: Cam kết", "title: Cam kết bên kia"), encoding="utf-8")
    git(root, "commit", "--quiet", "-am", "bên kia")
    git(root, "checkout", "--quiet", "main")
    targets.write_text(text.replace("title: Cam kết", "title: Cam kết bên này"), encoding="utf-8")
    git(root, "commit", "--quiet", "-am", "bên này")


@POSIX
def test_git_calls_the_program_to_merge_and_to_show(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = 'if [ "$4" = merge-file ]; then printf "%s|" "$@" > "$LOG"; cp "$7" "$6"; else sed "s/^/đọc: /" "$5"; fi\n'
    program = write_program(tmp_path / "100%A của tôi" / "python", stub)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setenv("LOG", str(tmp_path / "log"))
    folder = make_data(root, "số liệu 'mới'")
    set_up(folder)
    two_branches(root, folder)
    git(root, "merge", "--quiet", "nhanh")
    assert "bên kia" in (folder / "targets.yaml").read_text(encoding="utf-8")
    called = (tmp_path / "log").read_text(encoding="utf-8").split("|")
    assert called[:4] == ["-P", "-m", "camket", "merge-file"]
    assert called[7:11] == ["--path", "số liệu 'mới'/targets.yaml", "--marker-size", "7"]
    assert git(root, "checkout", "--quiet", "nhanh") == ""
    assert "+đọc: commitment: {year: 2026, title: Cam kết bên kia" in git(root, "diff", "main~1")


@POSIX
def test_a_missing_program_leaves_a_conflict_with_markers(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/không/có/python")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    set_up(folder)
    two_branches(root, folder)
    git(root, "merge", "--quiet", "nhanh", check=False)
    assert git(root, "ls-files", "--unmerged")
    text = (folder / "targets.yaml").read_text(encoding="utf-8")
    assert all(words in text for words in ("<<<<<<<", "bên này", "bên kia", ">>>>>>>"))


# --- a host's files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("host", "path"), [("github", ".github/workflows/camket.yml"), ("gitlab", ".gitlab-ci.yml")])
def test_the_file_of_a_host_is_written_once(folder: Path, root: Path, host: str, path: str, capsys: Capture) -> None:
    assert run("setup-git", "--data", folder, "--ci", host) == 0
    assert "CAMKET_PACKAGE" in capsys.readouterr().err
    file = root / path
    before = file.read_bytes()
    assert b"\r" not in before
    assert run("setup-git", "--data", folder, "--ci", host) == 0
    assert "không có gì phải đổi" in capsys.readouterr().err
    file.write_bytes(before + b"# ours\n")
    assert run("setup-git", "--data", folder, "--ci", host) == 0
    assert "đã có, giữ nguyên" in capsys.readouterr().err
    assert file.read_bytes() == before + b"# ours\n"


@pytest.mark.parametrize("name", ["a$b", "a${{ secrets.X }}", pytest.param("a\nb", marks=POSIX)])
def test_a_folder_name_that_a_host_would_misread_is_refused(root: Path, name: str) -> None:
    folder = make_data(root, name)
    for host in ("github", "gitlab"):
        with pytest.raises(CamketError):
            hosting.plan_pipeline(folder, host)


@pytest.mark.parametrize(
    ("origin", "package"),
    [
        (None, ""),
        ({"url": "file:///here", "dir_info": {"editable": True}}, ""),
        (
            {"url": "https://example.vn/camket.git", "vcs_info": {"vcs": "git", "commit_id": "0123abcd"}},
            "camket @ git+https://example.vn/camket.git@0123abcd",
        ),
    ],
)
def test_a_host_installs_what_is_installed_here(monkeypatch: pytest.MonkeyPatch, origin: Any, package: str) -> None:
    import importlib.metadata

    text = None if origin is None else json.dumps(origin)
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: SimpleNamespace(read_text=lambda file: text))
    assert hosting.find_package() == package


# --- owners -------------------------------------------------------------------------------------------------------------


def owners_of(text: str, path: str) -> list[str]:
    return [owner for _kind, owner in CodeOwners(text).of(path)]


@pytest.mark.parametrize("where", ["data", "năm 2026/số liệu"])
def test_who_owns_which_file(root: Path, where: str, capsys: Capture) -> None:
    folder = make_data(root, where)
    (folder / "reports" / "q1").mkdir(parents=True)
    (folder / "reports" / "q1" / "Phòng A.yaml").write_text("results: {}\n", encoding="utf-8")
    assert run("setup-git", "--data", folder, "--codeowners") == 0
    assert ": xã C" in capsys.readouterr().err
    text = (root / "CODEOWNERS").read_text(encoding="utf-8")
    clerks = ["vanphong@example.vn", "@ubnd/van-phong"]
    for path in ("targets.yaml", "units.yaml", "reports/q1/_office.yaml", "reports/q1/_issued.yaml", "reports/q1/xa-c.yaml"):
        assert owners_of(text, f"{where}/{path}") == clerks
    assert owners_of(text, f"{where}/reports/q1/phong-a.yaml") == ["lan@example.vn", *clerks]
    assert owners_of(text, f"{where}/reports/q1/Phòng A.yaml") == ["lan@example.vn", *clerks]
    assert owners_of(text, f"{where}/reports/q4/xa-b.yaml") == ["@xa-b", "@ubnd/xa-b", *clerks]
    assert owners_of(text, "other/reports/q4/xa-b.yaml") == []
    assert owners_of(text, f"x/{where}/reports/q4/xa-b.yaml") == []
    assert owners_of(text, "README.md") == []


def test_at_the_root_other_files_have_no_owner(root: Path) -> None:
    folder = make_data(root, ".")
    setup_plan.carry_out(folder, owners.plan_owners(folder, read(folder), None))
    text = (root / "CODEOWNERS").read_text(encoding="utf-8")
    assert owners_of(text, "reports/q1/phong-a.yaml")[0] == "lan@example.vn"
    assert owners_of(text, "targets.yaml")[0] == "vanphong@example.vn"
    assert owners_of(text, "README.md") == []


@pytest.mark.parametrize(
    ("host", "present", "written"),
    [
        ("github", [], ".github/CODEOWNERS"),
        ("gitlab", [], ".gitlab/CODEOWNERS"),
        (None, [], "CODEOWNERS"),
        ("github", ["docs/CODEOWNERS"], "docs/CODEOWNERS"),
        ("github", ["docs/CODEOWNERS", "CODEOWNERS"], "CODEOWNERS"),
        ("gitlab", [".gitlab/CODEOWNERS", "CODEOWNERS"], "CODEOWNERS"),
        ("gitlab", [".github/CODEOWNERS"], ".gitlab/CODEOWNERS"),
        (None, [".gitlab/CODEOWNERS"], ".gitlab/CODEOWNERS"),
    ],
)
def test_owners_are_written_where_the_host_looks_first(
    folder: Path, root: Path, host: str | None, present: list[str], written: str
) -> None:
    for name in present:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("* @ai\n", encoding="utf-8", newline="")
    before = snapshot(root)
    plan = owners.plan_owners(folder, read(folder), host)
    assert [Path(file.path) for file in plan.files] == [root / written]
    setup_plan.carry_out(folder, plan)
    text = (root / written).read_text(encoding="utf-8")
    assert owners_of(text, "README.md") == (["@ai"] if present and written in present else [])
    assert owners_of(text, "data/reports/q1/phong-a.yaml")[0] == "lan@example.vn"
    assert owners.plan_owners(folder, read(folder), host) == setup_plan.SetupPlan()
    setup_plan.carry_out(folder, repository.plan_removal(folder))
    assert snapshot(root) == before


def test_without_clerks_each_unit_owns_its_files(root: Path) -> None:
    folder = make_data(root, clerks="")
    setup_plan.carry_out(folder, owners.plan_owners(folder, read(folder), None))
    text = (root / "CODEOWNERS").read_text(encoding="utf-8")
    assert owners_of(text, "data/reports/q1/phong-a.yaml") == ["lan@example.vn"]
    assert owners_of(text, "data/targets.yaml") == []


def test_without_known_owners_nothing_is_written(root: Path, data: Path, capsys: Capture) -> None:
    folder = root / "data"
    shutil.copytree(data, folder)
    before = snapshot(root)
    assert run("setup-git", "--data", folder, "--codeowners") == 2
    assert "authors:" in capsys.readouterr().err
    assert snapshot(root) == before


def test_a_unit_with_an_error_does_not_lose_its_owners(folder: Path, root: Path, capsys: Capture) -> None:
    file = folder / "targets.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("name: xã B", "nam: xã B"), encoding="utf-8")
    assert run("setup-git", "--data", folder, "--codeowners") == 1
    assert "CODEOWNERS" in capsys.readouterr().err
    assert not (root / "CODEOWNERS").exists()


@pytest.mark.parametrize(
    ("author", "is_known"),
    [
        ("lan@example.vn", True),
        ("lan.tran+ck@mail.example.vn", True),
        ("@lan-tran", True),
        ("@ubnd/van-phong/to-1", True),
        ("Trần Thị Lan", False),
        ("@Trần Lan", False),
        ("lan@example.vn @ai", False),
        ("lan@", False),
        ("a@b.vn\n* @ai", False),
        ("#@b.vn", False),
    ],
)
def test_a_host_knows_addresses_and_names_with_at(author: str, is_known: bool) -> None:
    assert owners.known_owners([author]) == ([author] if is_known else [])
