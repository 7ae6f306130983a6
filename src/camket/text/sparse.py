"""Whether a folder may be a sparse checkout: a copy of a repository in which some of its files are left out."""

from __future__ import annotations

from pathlib import Path


def may_be_sparse(folder: Path) -> bool:
    """Whether the repository that holds `folder` has or had a sparse checkout: told by its files, without running git."""
    for above in (folder.resolve(), *folder.resolve().parents):
        entry = above / ".git"
        try:
            if entry.is_dir():
                return (entry / "info" / "sparse-checkout").exists()
            if entry.is_file():  # another work tree, or a submodule
                inside = entry.read_text(encoding="utf-8", errors="replace").removeprefix("gitdir:").strip()
                return (above / inside / "info" / "sparse-checkout").exists()
        except OSError:
            return False
    return False


def is_left_out(path: Path) -> bool:
    """Whether a file that is not there is one that the sparse checkout leaves out: git has its content."""
    folder = next((above for above in path.parents if above.is_dir()), None)
    if folder is None or not may_be_sparse(folder):
        return False
    from camket.text import git

    return path.relative_to(folder).as_posix() in git.left_out(folder)
