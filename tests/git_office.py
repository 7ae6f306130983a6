"""A small office in a real git repository: the data folder is not its root, and the path has Vietnamese letters and spaces."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from small_office import write_office

CLERK = ("Trần Thị Ba", "ba@example.vn")
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": CLERK[0],
    "GIT_AUTHOR_EMAIL": CLERK[1],
    "GIT_COMMITTER_NAME": CLERK[0],
    "GIT_COMMITTER_EMAIL": CLERK[1],
}


def git(folder: Path, *arguments: str, **settings: str) -> str:
    """Run git as the clerk, with `settings` as environment variables, and return what it prints."""
    environment = {**os.environ, **SETTINGS, **settings}
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def make_repository(root: Path, extra: Mapping[str, str] | None = None, day: str = "2024-06-10") -> Path:
    """Make a repository with the data of the small office (and `extra` files) in one commit of that day; return its data folder."""
    folder = write_office(root / "kho dữ liệu" / "cam kết 2024" / "data", dict(extra or {}))
    git(root / "kho dữ liệu", "init", "-q", "-b", "main")
    commit(folder, "Số liệu ban đầu", day=day)
    return folder


def change(folder: Path, path: str, old: str, new: str) -> None:
    """Replace a text that occurs once in a file of the data folder."""
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {path}"
    file.write_text(text.replace(old, new), encoding="utf-8", newline="")


def commit(folder: Path, message: str, author: tuple[str, str] = CLERK, day: str = "2024-06-10") -> str:
    """Commit all changes in the repository of `folder`; return the commit's id."""
    git(folder, "add", "-A", ":/")
    name, email = author
    when = f"{day}T09:00:00+0700"
    settings = {
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
    }
    git(folder, "commit", "-q", "--allow-empty", "-m", message, **settings)
    return git(folder, "rev-parse", "HEAD")
