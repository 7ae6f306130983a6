"""Files that no commit has touched since the one that added them: whose all their lines are is known without git blame.

Most reports of an office are such files. git blame is one run of git for each file; this is four for all of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from camket.text.git_call import output
from camket.text.problems import GitFault

_HEAD = re.compile(rb"\x01([0-9a-f]{40,64})")
# A change of a file: its modes, the id of its content before and after, the letter of the change. Several: against each parent.
_CHANGE = re.compile(rb":[0-7]{6} [0-7]{6} [0-9a-f]+ (?P<content>[0-9a-f]+) (?P<letter>[A-Z])")


def added_once(folder: Path, prefix: str, last_lines: Mapping[str, int]) -> dict[str, str]:
    """Return the commit that added each of these files of `folder` (which is `prefix` in its repository), where all lines of
    the file are of that commit: no other commit touches the file, it is on the disk as it was added, and the commit deletes
    nothing from which git blame could take the file to be renamed. Files that have fewer lines than given are left out.
    """
    try:
        history = output(
            folder, "log", "--raw", "-c", "--no-abbrev", "--no-renames", "--root", "-z", "--format=%x01%H", "HEAD", "--"
        )
        tree = output(folder, "ls-tree", "-r", "-z", "--full-tree", "HEAD")
        names = [path for path, last in last_lines.items() if "\n" not in path and _has_lines(folder / path, last)]
        # git hash-object takes these paths from the root of the repository, wherever it runs.
        inside = {name: f"{prefix}/{name}" if prefix else name for name in names}
        found = output(folder, "hash-object", "--stdin-paths", stdin=os.fsencode("\n".join(inside.values())))
    except GitFault:  # it took too long: git blame, file by file, does not
        return {}
    if not (history and tree and found):
        return {}
    now = dict(zip(names, found.split(), strict=False))
    committed = {path: head.split()[2] for head, _tab, path in (one.partition(b"\t") for one in tree.split(b"\0")) if path}
    touched: dict[bytes, list[tuple[bytes, bytes]]] = {}
    for commit, changes in _commits(history):
        deletes = any(change[:1] != b":" or b"D" in change.rsplit(b" ", 1)[-1] for change, _path in changes)
        for change, path in changes:
            single = _CHANGE.fullmatch(change)
            is_added = single is not None and single["letter"] == b"A" and not deletes
            touched.setdefault(path, []).append((commit, single["content"] if single is not None and is_added else b""))
    added = {}
    for name, content in now.items():
        path = os.fsencode(inside[name])
        entries = touched.get(path, [])
        if len(entries) == 1 and entries[0][1] == content == committed.get(path):
            added[name] = entries[0][0].decode("ascii")
    return added


def _has_lines(path: Path, last: int) -> bool:
    """Whether a file is there and has so many lines."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return data.count(b"\n") + (not data.endswith(b"\n") and data != b"") >= last


def _commits(history: bytes) -> Iterator[tuple[bytes, list[tuple[bytes, bytes]]]]:
    """Yield each commit with its changes: the change and the path, as `git log --raw -z` prints them."""
    commit, changes, change = b"", list[tuple[bytes, bytes]](), b""
    for piece in history.split(b"\0"):
        text = piece.lstrip(b"\n")
        if change:
            changes.append((change, piece))
            change = b""
        elif head := _HEAD.fullmatch(text):
            if commit:
                yield commit, changes
            commit, changes = head[1], []
        elif text:
            change = text
    if commit:
        yield commit, changes
