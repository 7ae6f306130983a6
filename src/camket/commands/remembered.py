"""What a command found of a state of the data is kept, and found again as long as not one byte of that state has changed.

    found = Remembered(folder, "check", day)         # the words are all that the answer depends on besides the data
    kept = found.kept                                # what `keep` was given in an earlier run, or None
    ledger, problems = desk.load(folder, tree=found.tree)
    found.keep({"problems": ...})                    # only an answer that depends on nothing else

    found = Remembered(folder, "diff", trees=(one, other))  # of several states: read them from found.trees

All files of a folder are read first, and the key is the digest of their bytes, so time stamps are not trusted. At a commit,
git has an id for the bytes of each file. Anything that has changed, also in this program or its libraries, is another key. An
answer that depends on something else must not be kept: on the year before, on files outside units.yaml, targets.yaml and
reports/.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.ledger.tree import FolderTree, TreeWithIds, find_strays
from camket.text.language import chosen
from camket.text.parse_cache import is_turned_off, open_cache, state_key

if TYPE_CHECKING:
    from camket.ledger.tree import Tree


class Remembered:
    """What is known of the answer to one question about a data folder, or about several states of it."""

    def __init__(self, folder: Path, *words: object, trees: Sequence[Tree] | None = None) -> None:
        self.trees: list[Tree] = [FolderTree(folder)] if trees is None else [*trees]
        self.kept: dict[str, Any] | None = None
        self._key: bytes | None = None
        if is_turned_off():
            return
        parts: list[bytes] = []
        for index, tree in enumerate(self.trees):
            found = _parts_at_commit(tree) if isinstance(tree, TreeWithIds) else self._snapshot(index)
            if found is None:
                return
            parts += found
        asked = repr((str(folder.resolve()), chosen(), words)).encode("utf-8", "surrogateescape")
        self._key = state_key(asked, *parts)
        with open_cache() as cache:
            self.kept = cache.get(self._key)

    @property
    def tree(self) -> Tree:
        """The files of the state, of several states those of the last one."""
        return self.trees[-1]

    def _snapshot(self, index: int) -> list[bytes] | None:
        """Read a folder, and have it read from memory from now on; None if a file was not read as it is on the disk."""
        from camket.ledger.snapshot import Snapshot

        tree = self.trees[index]
        snapshot = Snapshot(tree) if isinstance(tree, FolderTree) else None
        if snapshot is None or not snapshot.is_whole:
            return None
        self.trees[index] = snapshot
        return snapshot.parts()

    def keep(self, answer: dict[str, Any]) -> None:
        """Keep the answer for the next run."""
        if self._key is not None:
            with open_cache() as cache:
                cache.keep(self._key, answer)


def _parts_at_commit(tree: TreeWithIds) -> list[bytes] | None:
    """Return all that loading a state at a commit depends on; None where a filter of git converts files."""
    paths = tree.files()
    ids = tree.ids(paths)
    if len(ids) < len(paths):
        return None
    return [json.dumps([sorted(ids.items()), sorted(find_strays(tree).items())]).encode("ascii")]
