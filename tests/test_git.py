"""git: what it says about the data folder, in real temporary repositories."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from camket.text import git
from camket.text.problems import GitFault


def run_git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Người Thử", "-c", "user.email=thu@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "cam kết năm 2023"
    (folder / "data").mkdir(parents=True)
    run_git(folder, "init", "--quiet")
    return folder


def test_without_a_repository_there_is_no_provenance(tmp_path: Path) -> None:
    assert git.provenance(tmp_path) == git.RepositoryState(available=False)


def test_without_git_there_is_no_provenance(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert git.provenance(repository) == git.RepositoryState(available=False)


@pytest.mark.skipif(sys.platform == "win32", reason="a program of the shell in place of git")
def test_output_that_is_not_from_git_is_ignored(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = repository / "git"
    fake.write_text("#!/bin/sh\necho 0123 %cs\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(repository), prepend=":")
    assert git.provenance(repository).commit is None


def test_before_the_first_commit_every_file_is_changed(repository: Path) -> None:
    (repository / "data" / "targets.yaml").write_text("a: 1\n", encoding="utf-8")
    found = git.provenance(repository / "data")
    assert found == git.RepositoryState(available=True, changed=("data/targets.yaml",))


def test_only_changes_in_the_data_folder_count(repository: Path) -> None:
    (repository / "data" / "phường.yaml").write_text("a: 1\n", encoding="utf-8")
    (repository / "khác.txt").write_text("x", encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "đầu")
    clean = git.provenance(repository / "data")
    assert clean.commit == run_git(repository, "rev-parse", "HEAD")
    assert clean.changed == ()
    (repository / "khác.txt").write_text("y", encoding="utf-8")
    (repository / "data" / "phường.yaml").write_text("a: 2\n", encoding="utf-8")
    (repository / "data" / "mới.yaml").write_text("a: 3\n", encoding="utf-8")
    assert git.provenance(repository / "data").changed == ("data/mới.yaml", "data/phường.yaml")


def test_a_renamed_file_is_listed_once_with_its_new_name(repository: Path) -> None:
    (repository / "data" / "a.yaml").write_text("a: 1\nb: 2\nc: 3\n", encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "đầu")
    run_git(repository, "mv", "data/a.yaml", "data/b.yaml")
    assert git.provenance(repository / "data").changed == ("data/b.yaml",)


def test_an_ignored_data_file_counts_as_changed(repository: Path) -> None:
    (repository / ".gitignore").write_text("data/*.yaml\n*.tmp\n", encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "đầu")
    (repository / "data" / "xã.yaml").write_text("a: 1\n", encoding="utf-8")
    (repository / "data" / "x.tmp").write_text("", encoding="utf-8")
    assert git.provenance(repository / "data").changed == ("data/xã.yaml",)


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_variables_that_git_sets_for_a_hook_are_ignored(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    first = commit(repository / "data", "a.yaml", "a: 1\n")
    monkeypatch.setenv(name, str(tmp_path / "khác"))
    found = git.provenance(repository / "data")
    assert (found.commit, found.changed) == (first, ())
    assert git.blame(repository / "data", "a.yaml", [1])[1].commit == first


def test_a_bare_repository_gives_no_provenance(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "--quiet", "--bare")
    (tmp_path / "data").mkdir()
    assert git.provenance(tmp_path / "data") == git.RepositoryState(available=False)


def test_a_repository_of_another_user_raises_an_error(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repository, "a.yaml", "a: 1\n")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitFault, match="thuộc về người dùng khác") as caught:
        git.provenance(repository / "data")
    assert "safe.directory" in caught.value.hint
    assert repository.name in caught.value.hint


def test_a_damaged_repository_raises_an_error(repository: Path) -> None:
    commit(repository, "a.yaml", "a: 1\n")
    (repository / ".git" / "index").write_bytes(b"x" * 40)
    with pytest.raises(GitFault, match="không cho biết được tệp nào"):
        git.provenance(repository / "data")


def test_top_level(repository: Path, tmp_path: Path) -> None:
    assert git.top_level(repository / "data") == repository.resolve()
    assert git.top_level(tmp_path) is None


def test_changed_templates_of_the_office_count_too(repository: Path) -> None:
    (repository / "templates").mkdir()
    (repository / "templates" / "report.md.j2").write_text("x", encoding="utf-8")
    (repository / "data" / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "đầu")
    assert git.provenance(repository / "data", repository / "templates").changed == ()
    (repository / "templates" / "report.md.j2").write_text("y", encoding="utf-8")
    assert git.provenance(repository / "data", repository / "templates").changed == ("templates/report.md.j2",)
    assert git.provenance(repository / "data").changed == ()


def test_templates_outside_the_repository_do_not_count(repository: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "mẫu"
    elsewhere.mkdir()
    assert git.provenance(repository / "data", elsewhere) == git.provenance(repository / "data")


# --- the origin of a line -----------------------------------------------------------------------------------------------


def commit(folder: Path, name: str, text: str, author: str = "Người Thử", day: str = "2023-06-01T08:00:00+0700") -> str:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    run_git(folder, "add", ".")
    run_git(folder, "-c", f"user.name={author}", "commit", "--quiet", "-m", "sửa", f"--date={day}")
    return run_git(folder, "rev-parse", "HEAD")


def test_each_line_has_its_own_commit_author_and_day(repository: Path) -> None:
    first = commit(repository, "xã.yaml", "a: 1\nb: 2\nc: 3\n")
    second = commit(repository, "xã.yaml", "a: 1\nb: 5\nc: 3\n", "Lê Thị B", "2023-06-02T00:30:00+0700")
    assert git.blame(repository, "xã.yaml", [3, 2, 1, 2]) == {
        1: git.BlameLine(first, "Người Thử", date(2023, 6, 1), committed=True),
        2: git.BlameLine(second, "Lê Thị B", date(2023, 6, 2), committed=True),
        3: git.BlameLine(first, "Người Thử", date(2023, 6, 1), committed=True),
    }


def test_a_changed_line_and_an_untracked_file_are_not_committed(repository: Path) -> None:
    assert git.blame(repository, "mới.yaml", [1]) == {1: git.BlameLine()}  # before the first commit
    first = commit(repository, "a.yaml", "a: 1\nb: 2\n")
    (repository / "a.yaml").write_text("a: 1\nb: 3\n", encoding="utf-8")
    (repository / "mới.yaml").write_text("a: 1\n", encoding="utf-8")
    found = git.blame(repository, "a.yaml", [1, 2])
    assert (found[1].commit, found[2]) == (first, git.BlameLine())
    assert git.blame(repository, "mới.yaml", [1]) == {1: git.BlameLine()}
    assert git.blame(repository, "không có.yaml", [1]) == {1: git.BlameLine()}


@pytest.mark.parametrize("name", ["-L9.yaml", "--root", ":(top)a.yaml" if sys.platform != "win32" else "-a", "a b'c.yaml"])
def test_no_file_name_is_taken_for_an_option(repository: Path, name: str) -> None:
    first = commit(repository / "data", name, "a: 1\n")
    assert git.blame(repository / "data", name, [1])[1].commit == first


def test_the_setting_ignore_revs_file_hides_no_author(repository: Path) -> None:
    commit(repository, "a.yaml", "a: 1\n")
    second = commit(repository, "a.yaml", "a: 2\n", "Lê Thị B")
    (repository / "bỏ qua").write_text(second + "\n", encoding="utf-8")
    for listed in ("bỏ qua", "không có"):
        run_git(repository, "config", "blame.ignoreRevsFile", listed)
        assert git.blame(repository, "a.yaml", [1])[1].author == "Lê Thị B"


def test_windows_line_ends_do_not_change_the_origin_of_a_line(repository: Path) -> None:
    first = commit(repository, "a.yaml", "a: 1\r\nb: 2\r\n")
    second = commit(repository, "a.yaml", "a: 1\r\nb: 3\r\n")
    assert [line.commit for line in git.blame(repository, "a.yaml", [1, 2]).values()] == [first, second]


def test_a_thousand_separate_lines_are_found(repository: Path) -> None:
    first = commit(repository, "a.yaml", "".join(f"k{n}: {n}\n" for n in range(2000)))
    wanted = list(range(1, 2000, 2))
    found = git.blame(repository, "a.yaml", wanted)
    assert list(found) == wanted
    assert {line.commit for line in found.values()} == {first}


def test_blame_files_returns_lines_by_file_and_none_without_a_repository(repository: Path, tmp_path: Path) -> None:
    first = commit(repository / "data", "xã.yaml", "a: 1\n")
    found = git.blame_files(repository / "data", {"xã.yaml": [1, 1]})
    assert found == {"xã.yaml": {1: git.BlameLine(first, "Người Thử", date(2023, 6, 1), committed=True)}}
    assert git.blame_files(tmp_path, {"a.yaml": [1]}) is None


def test_blame_works_in_a_linked_worktree(repository: Path, tmp_path: Path) -> None:
    first = commit(repository / "data", "a.yaml", "a: 1\n")
    run_git(repository, "worktree", "add", "--quiet", "--detach", str(tmp_path / "bản khác"))
    found = git.blame_files(tmp_path / "bản khác" / "data", {"a.yaml": [1]})
    assert found is not None
    assert found["a.yaml"][1].commit == first


def test_a_line_from_the_first_commit_of_a_shallow_clone_is_marked(repository: Path, tmp_path: Path) -> None:
    commit(repository, "a.yaml", "a: 1\nb: 2\n")
    last = commit(repository, "a.yaml", "a: 1\nb: 3\n")
    clone = tmp_path / "bản cạn"
    run_git(tmp_path, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(clone))
    found = git.blame_files(clone, {"a.yaml": [1]})
    assert found is not None
    assert (found["a.yaml"][1].commit, found["a.yaml"][1].is_cut) == (last, True)
    whole = git.blame_files(repository, {"a.yaml": [1, 2]})
    assert whole is not None
    assert [line.is_cut for line in whole["a.yaml"].values()] == [False, False]


@pytest.mark.parametrize("name", ["xã.yaml", "Xã.yaml"])
def test_a_file_that_was_deleted_and_added_again_is_marked(repository: Path, name: str) -> None:
    """Who added it again is not who reported the figure."""
    data = repository / "data"
    commit(data, "xã.yaml", "a: 1\nb: 2\n")
    run_git(repository, "rm", "--quiet", "data/xã.yaml")
    run_git(repository, "commit", "--quiet", "-m", "xoá")
    data.mkdir(exist_ok=True)
    again = commit(data, name, "a: 1\nb: 2\n")
    changed = commit(data, name, "a: 1\nb: 3\n")
    other = commit(data, "khác.yaml", "a: 1\n")
    found = git.blame_files(data, {name: [1, 2], "khác.yaml": [1]})
    assert found is not None
    assert [(line.commit, line.is_again) for line in found[name].values()] == [(again, True), (changed, False)]
    assert [(line.commit, line.is_again) for line in found["khác.yaml"].values()] == [(other, False)]


def test_a_file_deleted_after_it_was_added_elsewhere_is_not_marked(repository: Path) -> None:
    """A deletion counts only before the commit that added the file."""
    data = repository / "data"
    commit(data, "a.yaml", "a: 1\n")
    run_git(repository, "mv", "data/a.yaml", "data/b.yaml")
    run_git(repository, "commit", "--quiet", "-m", "đổi tên")
    found = git.blame_files(data, {"b.yaml": [1]})
    assert found is not None
    assert [line.is_again for line in found["b.yaml"].values()] == [False]


# --- the commits of a history -----------------------------------------------------------------------------------------


def commit_all(folder: Path, message: str) -> str:
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return run_git(folder, "rev-parse", "HEAD")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_each_commit_lists_the_files_that_it_changed_in_the_folder(repository: Path) -> None:
    file = repository / "data" / "reports" / "q1" / "phường một.yaml"
    write(file, "a: 1\n" * 20)
    first = commit_all(repository, "đầu\n\nđoạn hai")
    write(repository / "ngoài.txt", "x")
    commit_all(repository, "ngoài dữ liệu")
    file.rename(file.with_name("phuong-1.yaml"))
    second = commit_all(repository, "đổi tên")
    file.with_name("phuong-1.yaml").unlink()
    third = commit_all(repository, "xoá")
    found = git.commits(repository / "data", third)
    assert [(one.id, one.subject, one.author, one.email) for one in found] == [
        (first, "đầu", "Người Thử", "thu@example.org"),
        (second, "đổi tên", "Người Thử", "thu@example.org"),
        (third, "xoá", "Người Thử", "thu@example.org"),
    ]
    assert found[0].message == "đầu\n\nđoạn hai"
    assert found[1].parents == (run_git(repository, "rev-parse", "HEAD~2"),)
    assert [(touch.before, touch.path) for one in found for touch in one.touched] == [
        (None, "reports/q1/phường một.yaml"),
        ("reports/q1/phường một.yaml", "reports/q1/phuong-1.yaml"),
        ("reports/q1/phuong-1.yaml", None),
    ]
    blob = found[0].touched[0].new_blob
    assert blob is not None
    assert git.read_blobs(repository, [("data/reports/q1/phuong-1.yaml", blob)]) == {blob: b"a: 1\n" * 20}
    assert [one.id for one in git.commits(repository / "data", third, first)] == [second, third]


def test_a_merge_lists_the_files_that_differ_from_all_its_parents(repository: Path) -> None:
    file = repository / "data" / "a.yaml"
    write(file, "a: 1\n")
    commit_all(repository, "gốc")
    run_git(repository, "checkout", "-q", "-b", "nhanh")
    write(file, "a: 2\n")
    write(repository / "data" / "b.yaml", "b: 1\n")
    commit_all(repository, "nhánh")
    run_git(repository, "checkout", "-q", "-")
    write(file, "a: 3\n")
    ours = commit_all(repository, "chính")
    subprocess.run(["git", "merge", "-q", "nhanh"], cwd=repository, check=False, capture_output=True)
    write(file, "a: 4\n")
    merge = commit_all(repository, "trộn")
    found = {one.id: one for one in git.commits(repository / "data", merge)}
    assert len(found) == 4
    assert len(found[merge].parents) == 2
    (touch,) = found[merge].touched
    assert (touch.before, touch.path) == ("a.yaml", "a.yaml")
    assert touch.old_blob == run_git(repository, "rev-parse", f"{ours}:data/a.yaml")
    assert touch.new_blob == run_git(repository, "rev-parse", f"{merge}:data/a.yaml")


def test_times_keep_the_time_zones_of_author_and_committer(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2023-06-04T23:30:00-0800")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2023-06-05T01:00:00+0700")
    write(repository / "data" / "a.yaml", "a: 1\n")
    (found,) = git.commits(repository / "data", commit_all(repository, "x"))
    assert found.day == date(2023, 6, 4)
    assert found.written.isoformat() == "2023-06-05T01:00:00+07:00"


def test_author_upstream_and_shallow_clone(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Lê Thị Sáu")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "sau@example.vn")
    write(repository / "data" / "a.yaml", "a: 1\n")
    first = commit_all(repository, "x")
    assert git.author(repository) == ("Lê Thị Sáu", "sau@example.vn")
    assert git.upstream(repository) is None
    clone = tmp_path / "bản sao"
    run_git(tmp_path, "clone", "-q", "--depth=1", repository.as_uri(), str(clone))
    assert git.upstream(clone) == first
    assert (git.is_shallow(repository), git.is_shallow(clone)) == (False, True)


# --- committing one file --------------------------------------------------------------------------------------------------


@pytest.fixture
def committed(repository: Path) -> Path:
    for key, value in (("user.name", "Người Thử"), ("user.email", "thu@example.org"), ("commit.gpgsign", "false")):
        run_git(repository, "config", key, value)
    (repository / "data" / "cũ.yaml").write_text("a: 1\n", encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "đầu")
    return repository / "data"


@pytest.mark.parametrize("name", ["cũ.yaml", "mới.yaml", "-m.yaml", "[a].yaml"])
def test_one_file_is_committed_and_other_staged_changes_stay_staged(name: str, committed: Path) -> None:
    (committed / "khác.yaml").write_text("b: 1\n", encoding="utf-8")
    run_git(committed, "add", "khác.yaml")
    (committed / "a.yaml").write_text("c: 1\n", encoding="utf-8")
    assert not git.is_changed(committed, "cũ.yaml")
    (committed / name).write_text("a: 2\n", encoding="utf-8")
    assert git.is_changed(committed, name)
    commit, _words = git.commit_files(committed, [name], "--amend\n# không phải ghi chú")
    assert run_git(committed, "rev-parse", "HEAD") == commit
    assert run_git(committed, "log", "-1", "--format=%an|%B") == "Người Thử|--amend\n# không phải ghi chú"
    assert run_git(committed, "-c", "core.quotepath=off", "show", "--format=", "--name-only", "HEAD") == f"data/{name}"
    assert run_git(committed, "-c", "core.quotepath=off", "diff", "--cached", "--name-only") == "data/khác.yaml"
    assert run_git(committed, "rev-list", "--count", "HEAD") == "2"
    assert not git.is_changed(committed, name)


@pytest.mark.skipif(sys.platform == "win32", reason="a hook of the shell")
def test_a_commit_that_git_refuses_leaves_the_index_as_it_was(committed: Path) -> None:
    hook = committed.parent / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'chưa kiểm tra' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    (committed / "mới.yaml").write_text("a: 2\n", encoding="utf-8")
    with pytest.raises(GitFault) as fault:
        git.commit_files(committed, ["mới.yaml"], "thử")
    assert "chưa kiểm tra" in fault.value.hint
    assert run_git(committed, "-c", "core.quotepath=off", "status", "--porcelain") == '?? "data/mới.yaml"'.replace('"', "")
