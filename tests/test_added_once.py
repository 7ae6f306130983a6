"""What is known of files that one commit added and no other touched is what git blame says of each of their lines."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from camket.text import git
from camket.text.added_once import added_once
from git_office import git as run_git
from git_office import make_repository


def blamed(repository: Path, path: str) -> set[str]:
    done = subprocess.run(
        ["git", "blame", "--porcelain", "--root", "--", path], cwd=repository, capture_output=True, check=False
    )
    heads = [line.split() for line in done.stdout.split(b"\n") if not line.startswith(b"\t")]
    return {head[0].decode() for head in heads if head and len(head[0]) == 40}


def start(folder: Path) -> Path:
    folder.mkdir()
    run_git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


def grow(repository: Path, choice: random.Random) -> None:
    """Add, change, rename, delete and merge files at random, some of them with the content of others."""
    data = repository / "data"
    data.mkdir()
    for number in range(6):
        change(data, choice, number)
    run_git(repository, "add", "--all")
    run_git(repository, "commit", "--quiet", "-m", "đầu")
    for step in range(24):
        branch = choice.random() < 0.3
        if branch:
            run_git(repository, "checkout", "--quiet", "-b", f"b{step}")
        for _change in range(choice.randrange(1, 3)):
            change(data, choice, step)
        run_git(repository, "add", "--all")
        run_git(repository, "commit", "--quiet", "--allow-empty", "-m", f"s{step}")
        if branch:
            run_git(repository, "checkout", "--quiet", "main")
            if choice.random() < 0.5:
                change(data, choice, step + 100)
                run_git(repository, "add", "--all")
                run_git(repository, "commit", "--quiet", "--allow-empty", "-m", f"m{step}")
            how = choice.choice((["-X", "ours"], ["-X", "theirs"], ["-s", "ours"]))
            done = subprocess.run(
                [
                    "git",
                    "-c",
                    "user.name=a",
                    "-c",
                    "user.email=a@b",
                    "merge",
                    "--quiet",
                    "--no-ff",
                    *how,
                    "-m",
                    "x",
                    f"b{step}",
                ],
                cwd=repository,
                capture_output=True,
                check=False,
            )
            if done.returncode:
                run_git(repository, "add", "--all")
                run_git(repository, "commit", "--quiet", "--allow-empty", "-m", f"x{step}")


def change(data: Path, choice: random.Random, step: int) -> None:
    files = sorted(data.glob("*.yaml"))
    file = choice.choice(files) if files else None
    what = choice.randrange(6)
    if file is None or what < 3:
        text = "".join(f"{choice.randrange(5)} dòng dài để git nhận ra {line}\n" for line in range(choice.randrange(1, 9)))
        (data / f"{choice.choice('abcdefgh')}-{step % choice.choice((3, 99))}.yaml").write_text(text, encoding="utf-8")
    elif what == 3:
        file.write_text(file.read_text(encoding="utf-8") + f"{step}\n", encoding="utf-8")
    elif what == 4:
        file.rename(data / f"r-{step}.yaml")
    else:
        (data / f"c-{step}.yaml").write_bytes(file.read_bytes())
        file.unlink()


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_git_blame_says(tmp_path: Path, seed: int) -> None:
    choice = random.Random(seed)
    repository = start(tmp_path / "kho")
    grow(repository, choice)
    files = sorted((repository / "data").glob("*.yaml"))
    choice.choice(files).write_text("khác\n", encoding="utf-8")
    (repository / "data" / "new.yaml").write_text("mới\n", encoding="utf-8")
    paths = [*(path.name for path in files), "new.yaml", "không có.yaml"]
    found = added_once(repository / "data", "data", dict.fromkeys(paths, 1))
    for name in paths:
        if name in found:
            assert blamed(repository / "data", name) == {found[name]}
    assert found  # else nothing is tested
    assert "new.yaml" not in found


def test_blame_files_is_the_same_with_and_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = start(tmp_path / "kho")
    grow(repository, random.Random(9))
    names = sorted(path.name for path in (repository / "data").glob("*.yaml"))
    wanted = {name: [1, 2, 40] if place % 3 == 0 else [1] for place, name in enumerate(names)}
    monkeypatch.setattr(git, "MANY_FILES", 0)
    quick = git.blame_files(repository / "data", wanted)
    monkeypatch.setattr(git, "MANY_FILES", 10_000)
    assert git.blame_files(repository / "data", wanted) == quick
    assert quick


def test_a_file_that_is_changed_on_the_disk_or_renamed_is_left_to_blame(tmp_path: Path) -> None:
    repository = start(tmp_path / "kho")
    for name in ("a.yaml", "b.yaml", "c.yaml", "đ.yaml"):
        (repository / name).write_text(f"{name}\n" * 9, encoding="utf-8")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "một")
    first = run_git(repository, "rev-parse", "HEAD").strip()
    (repository / "b.yaml").rename(repository / "b2.yaml")
    run_git(repository, "add", ".")
    run_git(repository, "commit", "--quiet", "-m", "hai")
    (repository / "c.yaml").write_text("khác\n", encoding="utf-8")
    lines = {"a.yaml": 9, "b2.yaml": 1, "c.yaml": 1, "đ.yaml": 10}
    assert added_once(repository, "", lines) == {"a.yaml": first}
    assert added_once(repository, "", {"đ.yaml": 9}) == {"đ.yaml": first}


def test_a_file_that_git_is_told_to_take_for_unchanged_is_told_only_if_it_has_changed(tmp_path: Path) -> None:
    folder = make_repository(tmp_path)
    run_git(folder, "update-index", "--assume-unchanged", "targets.yaml")
    assert git.provenance(folder).changed == ()
    with (folder / "targets.yaml").open("a", encoding="utf-8", newline="\n") as file:
        file.write("# khác\n")
    assert [path.rsplit("/", 1)[-1] for path in git.provenance(folder).changed] == ["targets.yaml"]
