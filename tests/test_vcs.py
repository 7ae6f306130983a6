"""git, in real temporary repositories."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from camket.text import git as vcs
from camket.text.problems import GitFault


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
    assert vcs.provenance(tmp_path) == vcs.RepositoryState(available=False)


def test_without_git_there_is_no_provenance(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert vcs.provenance(repository) == vcs.RepositoryState(available=False)


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
    assert found == vcs.RepositoryState(available=True, changed=("data/targets.yaml",))


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


def test_what_git_passes_over_is_in_no_commit(repository: Path) -> None:
    (repository / ".gitignore").write_text("data/*.yaml\n*.tmp\n", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "đầu")
    (repository / "data" / "xã.yaml").write_text("a: 1\n", encoding="utf-8")
    (repository / "data" / "x.tmp").write_text("", encoding="utf-8")
    assert vcs.provenance(repository / "data").changed == ("data/xã.yaml",)


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_a_hook_of_another_repository_leads_nowhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    first = commit(repository / "data", "a.yaml", "a: 1\n")
    monkeypatch.setenv(name, str(tmp_path / "khác"))
    found = vcs.provenance(repository / "data")
    assert (found.commit, found.changed) == (first, ())
    assert vcs.blame(repository / "data", "a.yaml", [1])[1].commit == first


def test_inside_a_bare_repository_nothing_is_said_of_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare")
    (tmp_path / "data").mkdir()
    assert vcs.provenance(tmp_path / "data") == vcs.RepositoryState(available=False)


def test_a_repository_of_another_user_is_told_apart_from_none(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repository, "a.yaml", "a: 1\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitFault, match="thuộc về người dùng khác") as caught:
        vcs.provenance(repository / "data")
    assert "safe.directory" in caught.value.hint
    assert repository.name in caught.value.hint


def test_a_repository_that_is_broken_is_no_clean_one(repository: Path) -> None:
    commit(repository, "a.yaml", "a: 1\n")
    (repository / ".git" / "index").write_bytes(b"x" * 40)
    with pytest.raises(GitFault, match="không cho biết được tệp nào"):
        vcs.provenance(repository / "data")


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


# --- who wrote a line -------------------------------------------------------------------------------------------------


def commit(folder: Path, name: str, text: str, author: str = "Người Thử", day: str = "2023-06-01T08:00:00+0700") -> str:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    git(folder, "add", ".")
    git(folder, "-c", f"user.name={author}", "commit", "--quiet", "-m", "sửa", f"--date={day}")
    return git(folder, "rev-parse", "HEAD")


def test_each_line_has_its_own_commit_author_and_day(repository: Path) -> None:
    first = commit(repository, "xã.yaml", "a: 1\nb: 2\nc: 3\n")
    second = commit(repository, "xã.yaml", "a: 1\nb: 5\nc: 3\n", "Lê Thị B", "2023-06-02T00:30:00+0700")
    assert vcs.blame(repository, "xã.yaml", [3, 2, 1, 2]) == {
        1: vcs.BlameLine(first, "Người Thử", date(2023, 6, 1), committed=True),
        2: vcs.BlameLine(second, "Lê Thị B", date(2023, 6, 2), committed=True),
        3: vcs.BlameLine(first, "Người Thử", date(2023, 6, 1), committed=True),
    }


def test_a_changed_line_and_an_untracked_file_are_not_committed(repository: Path) -> None:
    assert vcs.blame(repository, "mới.yaml", [1]) == {1: vcs.BlameLine()}  # no commit at all
    first = commit(repository, "a.yaml", "a: 1\nb: 2\n")
    (repository / "a.yaml").write_text("a: 1\nb: 3\n", encoding="utf-8")
    (repository / "mới.yaml").write_text("a: 1\n", encoding="utf-8")
    found = vcs.blame(repository, "a.yaml", [1, 2])
    assert (found[1].commit, found[2]) == (first, vcs.BlameLine())
    assert vcs.blame(repository, "mới.yaml", [1]) == {1: vcs.BlameLine()}
    assert vcs.blame(repository, "không có.yaml", [1]) == {1: vcs.BlameLine()}


@pytest.mark.parametrize("name", ["-L9.yaml", "--root", ":(top)a.yaml" if sys.platform != "win32" else "-a", "a b'c.yaml"])
def test_no_name_is_taken_for_an_option(repository: Path, name: str) -> None:
    first = commit(repository / "data", name, "a: 1\n")
    assert vcs.blame(repository / "data", name, [1])[1].commit == first


def test_a_list_of_commits_to_pass_over_hides_nobody(repository: Path) -> None:
    commit(repository, "a.yaml", "a: 1\n")
    second = commit(repository, "a.yaml", "a: 2\n", "Lê Thị B")
    (repository / "bỏ qua").write_text(second + "\n", encoding="utf-8")
    for listed in ("bỏ qua", "không có"):
        git(repository, "config", "blame.ignoreRevsFile", listed)
        assert vcs.blame(repository, "a.yaml", [1])[1].author == "Lê Thị B"


def test_line_ends_of_windows_change_nobodys_line(repository: Path) -> None:
    first = commit(repository, "a.yaml", "a: 1\r\nb: 2\r\n")
    second = commit(repository, "a.yaml", "a: 1\r\nb: 3\r\n")
    assert [line.commit for line in vcs.blame(repository, "a.yaml", [1, 2]).values()] == [first, second]


def test_many_lines_apart_are_asked_for_at_once(repository: Path) -> None:
    first = commit(repository, "a.yaml", "".join(f"k{n}: {n}\n" for n in range(2000)))
    wanted = list(range(1, 2000, 2))
    found = vcs.blame(repository, "a.yaml", wanted)
    assert list(found) == wanted
    assert {line.commit for line in found.values()} == {first}


def test_lines_of_several_files_or_none_without_a_repository(repository: Path, tmp_path: Path) -> None:
    first = commit(repository / "data", "xã.yaml", "a: 1\n")
    found = vcs.blame_files(repository / "data", {"xã.yaml": [1, 1]})
    assert found == {"xã.yaml": {1: vcs.BlameLine(first, "Người Thử", date(2023, 6, 1), committed=True)}}
    assert vcs.blame_files(tmp_path, {"a.yaml": [1]}) is None


def test_a_worktree_tells_as_its_repository_does(repository: Path, tmp_path: Path) -> None:
    first = commit(repository / "data", "a.yaml", "a: 1\n")
    git(repository, "worktree", "add", "--quiet", "--detach", str(tmp_path / "bản khác"))
    found = vcs.blame_files(tmp_path / "bản khác" / "data", {"a.yaml": [1]})
    assert found is not None
    assert found["a.yaml"][1].commit == first


def test_where_a_shallow_clone_begins_a_line_may_be_older(repository: Path, tmp_path: Path) -> None:
    commit(repository, "a.yaml", "a: 1\nb: 2\n")
    last = commit(repository, "a.yaml", "a: 1\nb: 3\n")
    clone = tmp_path / "bản cạn"
    git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))
    found = vcs.blame_files(clone, {"a.yaml": [1]})
    assert found is not None
    assert (found["a.yaml"][1].commit, found["a.yaml"][1].is_cut) == (last, True)
    whole = vcs.blame_files(repository, {"a.yaml": [1, 2]})
    assert whole is not None
    assert [line.is_cut for line in whole["a.yaml"].values()] == [False, False]


# --- the commits of a history -----------------------------------------------------------------------------------------


def commit_all(folder: Path, message: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_history_tells_what_each_commit_touched_in_the_folder(repository: Path) -> None:
    file = repository / "data" / "reports" / "q1" / "phường một.yaml"
    write(file, "a: 1\n" * 20)
    first = commit_all(repository, "đầu\n\nđoạn hai")
    write(repository / "ngoài.txt", "x")
    commit_all(repository, "ngoài dữ liệu")
    file.rename(file.with_name("phuong-1.yaml"))
    second = commit_all(repository, "đổi tên")
    file.with_name("phuong-1.yaml").unlink()
    third = commit_all(repository, "xoá")
    found = vcs.commits(repository / "data", third)
    assert [(one.id, one.subject, one.author, one.email) for one in found] == [
        (first, "đầu", "Người Thử", "thu@example.org"),
        (second, "đổi tên", "Người Thử", "thu@example.org"),
        (third, "xoá", "Người Thử", "thu@example.org"),
    ]
    assert found[0].message == "đầu\n\nđoạn hai"
    assert found[1].parents == (git(repository, "rev-parse", "HEAD~2"),)
    assert [(touch.before, touch.path) for one in found for touch in one.touched] == [
        (None, "reports/q1/phường một.yaml"),
        ("reports/q1/phường một.yaml", "reports/q1/phuong-1.yaml"),
        ("reports/q1/phuong-1.yaml", None),
    ]
    blob = found[0].touched[0].new_blob
    assert blob is not None
    assert vcs.read_blobs(repository, [blob]) == {blob: b"a: 1\n" * 20}
    assert [one.id for one in vcs.commits(repository / "data", third, first)] == [second, third]


def test_a_merge_is_told_by_what_it_took_from_none_of_its_parents(repository: Path) -> None:
    file = repository / "data" / "a.yaml"
    write(file, "a: 1\n")
    commit_all(repository, "gốc")
    git(repository, "checkout", "-q", "-b", "nhanh")
    write(file, "a: 2\n")
    write(repository / "data" / "b.yaml", "b: 1\n")
    commit_all(repository, "nhánh")
    git(repository, "checkout", "-q", "-")
    write(file, "a: 3\n")
    ours = commit_all(repository, "chính")
    subprocess.run(["git", "merge", "-q", "nhanh"], cwd=repository, check=False, capture_output=True)
    write(file, "a: 4\n")
    merge = commit_all(repository, "trộn")
    found = {one.id: one for one in vcs.commits(repository / "data", merge)}
    assert len(found) == 4
    assert len(found[merge].parents) == 2
    (touch,) = found[merge].touched
    assert (touch.before, touch.path) == ("a.yaml", "a.yaml")
    assert touch.old_blob == git(repository, "rev-parse", f"{ours}:data/a.yaml")
    assert touch.new_blob == git(repository, "rev-parse", f"{merge}:data/a.yaml")


def test_the_zone_of_a_commit_is_its_authors(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2023-06-04T23:30:00-0800")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2023-06-05T01:00:00+0700")
    write(repository / "data" / "a.yaml", "a: 1\n")
    (found,) = vcs.commits(repository / "data", commit_all(repository, "x"))
    assert found.day == date(2023, 6, 4)
    assert found.written.isoformat() == "2023-06-05T01:00:00+07:00"


def test_who_commits_here_and_what_the_branch_follows(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Lê Thị Sáu")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "sau@example.vn")
    write(repository / "data" / "a.yaml", "a: 1\n")
    first = commit_all(repository, "x")
    assert vcs.author(repository) == ("Lê Thị Sáu", "sau@example.vn")
    assert vcs.upstream(repository) is None
    clone = tmp_path / "bản sao"
    git(tmp_path, "clone", "-q", "--depth=1", repository.as_uri(), str(clone))
    assert vcs.upstream(clone) == first
    assert (vcs.is_shallow(repository), vcs.is_shallow(clone)) == (False, True)


# --- committing one file --------------------------------------------------------------------------------------------------


@pytest.fixture
def committed(repository: Path) -> Path:
    for key, value in (("user.name", "Người Thử"), ("user.email", "thu@example.org"), ("commit.gpgsign", "false")):
        git(repository, "config", key, value)
    (repository / "data" / "cũ.yaml").write_text("a: 1\n", encoding="utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "đầu")
    return repository / "data"


@pytest.mark.parametrize("name", ["cũ.yaml", "mới.yaml", "-m.yaml", "[a].yaml"])
def test_one_file_is_committed_and_what_is_staged_stays_staged(name: str, committed: Path) -> None:
    (committed / "khác.yaml").write_text("b: 1\n", encoding="utf-8")
    git(committed, "add", "khác.yaml")
    (committed / "a.yaml").write_text("c: 1\n", encoding="utf-8")
    assert not vcs.is_changed(committed, "cũ.yaml")
    (committed / name).write_text("a: 2\n", encoding="utf-8")
    assert vcs.is_changed(committed, name)
    commit = vcs.commit_file(committed, name, "--amend\n# không phải ghi chú")
    assert git(committed, "rev-parse", "HEAD") == commit
    assert git(committed, "log", "-1", "--format=%an|%B") == "Người Thử|--amend\n# không phải ghi chú"
    assert git(committed, "-c", "core.quotepath=off", "show", "--format=", "--name-only", "HEAD") == f"data/{name}"
    assert git(committed, "-c", "core.quotepath=off", "diff", "--cached", "--name-only") == "data/khác.yaml"
    assert git(committed, "rev-list", "--count", "HEAD") == "2"
    assert not vcs.is_changed(committed, name)


@pytest.mark.skipif(sys.platform == "win32", reason="a hook of the shell")
def test_a_commit_that_git_refuses_leaves_the_index_as_it_was(committed: Path) -> None:
    hook = committed.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'chưa kiểm tra' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    (committed / "mới.yaml").write_text("a: 2\n", encoding="utf-8")
    with pytest.raises(GitFault) as fault:
        vcs.commit_file(committed, "mới.yaml", "thử")
    assert "chưa kiểm tra" in fault.value.hint
    assert git(committed, "-c", "core.quotepath=off", "status", "--porcelain") == '?? "data/mới.yaml"'.replace('"', "")
