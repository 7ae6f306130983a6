"""git, in real temporary repositories."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from camket import vcs


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Người Thử", "-c", "user.email=thu@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "cam kết năm 2023"
    (folder / "data").mkdir(parents=True)
    git(folder, "init", "--quiet")
    return folder


def test_outside_a_repository_there_is_no_provenance(tmp_path: Path) -> None:
    assert vcs.provenance(tmp_path) == vcs.Provenance(available=False)


def test_without_git_there_is_no_provenance(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert vcs.provenance(repository) == vcs.Provenance(available=False)


@pytest.mark.skipif(sys.platform == "win32", reason="a program of the shell in place of git")
def test_what_no_git_says_is_not_believed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = repository / "git"
    fake.write_text("#!/bin/sh\necho 0123 %cs\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(repository), prepend=":")
    assert vcs.provenance(repository).commit is None


def test_before_the_first_commit_every_file_is_a_change(repository: Path) -> None:
    (repository / "data" / "targets.yaml").write_text("a: 1\n", encoding="utf-8")
    found = vcs.provenance(repository / "data")
    assert found == vcs.Provenance(available=True, changed=("data/targets.yaml",))


def test_commit_and_changes_of_the_data_folder_alone(repository: Path) -> None:
    (repository / "data" / "phường.yaml").write_text("a: 1\n", encoding="utf-8")
    (repository / "khác.txt").write_text("x", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "đầu")
    clean = vcs.provenance(repository / "data")
    assert clean.commit == git(repository, "rev-parse", "HEAD")
    assert clean.changed == ()
    (repository / "khác.txt").write_text("y", encoding="utf-8")
    (repository / "data" / "phường.yaml").write_text("a: 2\n", encoding="utf-8")
    (repository / "data" / "mới.yaml").write_text("a: 3\n", encoding="utf-8")
    assert vcs.provenance(repository / "data").changed == ("data/mới.yaml", "data/phường.yaml")


def test_a_renamed_file_is_told_once(repository: Path) -> None:
    (repository / "data" / "a.yaml").write_text("a: 1\nb: 2\nc: 3\n", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "đầu")
    git(repository, "mv", "data/a.yaml", "data/b.yaml")
    assert vcs.provenance(repository / "data").changed == ("data/b.yaml",)


def test_top_level(repository: Path, tmp_path: Path) -> None:
    assert vcs.top_level(repository / "data") == repository.resolve()
    assert vcs.top_level(tmp_path) is None


def test_templates_of_the_office_count_as_changes_too(repository: Path) -> None:
    (repository / "templates").mkdir()
    (repository / "templates" / "report.md.j2").write_text("x", encoding="utf-8")
    (repository / "data" / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "đầu")
    assert vcs.provenance(repository / "data", repository / "templates").changed == ()
    (repository / "templates" / "report.md.j2").write_text("y", encoding="utf-8")
    assert vcs.provenance(repository / "data", repository / "templates").changed == ("templates/report.md.j2",)
    assert vcs.provenance(repository / "data").changed == ()


def test_templates_outside_the_repository_are_left_alone(repository: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "mẫu"
    elsewhere.mkdir()
    assert vcs.provenance(repository / "data", elsewhere) == vcs.provenance(repository / "data")
