"""What a command found of a data folder is kept, and found again as long as not one byte of the data has changed.

    found = Remembered(folder, "check", day)         # the words are all that the answer depends on besides the data
    kept = found.kept                                # what `keep` was given in an earlier run, or None
    ledger, problems = desk.load(folder, tree=found.tree)
    found.keep({"problems": ...})                    # only an answer that depends on nothing else

All files are read first, and the key is the digest of their bytes, so time stamps are not trusted. Anything that has changed,
also in this program or its libraries, is another key. An answer that depends on something else must not be kept: on the year
before, on git, on files outside units.yaml, targets.yaml and reports/.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from camket.ledger.tree import FolderTree
from camket.text.language import chosen
from camket.text.parse_cache import is_turned_off, open_cache, state_key

if TYPE_CHECKING:
    from camket.ledger.tree import Tree


class Remembered:
    """What is known of the answer to one question about a data folder."""

    def __init__(self, folder: Path, *words: object) -> None:
        from camket.ledger.snapshot import Snapshot

        self.tree: Tree = FolderTree(folder)
        self.kept: dict[str, Any] | None = None
        self._key: bytes | None = None
        if is_turned_off():
            return
        snapshot = Snapshot(self.tree)
        if not snapshot.is_whole:
            return
        self.tree = snapshot
        asked = repr((str(folder.resolve()), chosen(), words)).encode("utf-8", "surrogateescape")
        self._key = state_key(asked, *snapshot.parts())
        with open_cache() as cache:
            self.kept = cache.get(self._key)

    def keep(self, answer: dict[str, Any]) -> None:
        """Keep the answer for the next run."""
        if self._key is not None:
            with open_cache() as cache:
                cache.keep(self._key, answer)
