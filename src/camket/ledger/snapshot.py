"""A data folder read once and kept in memory, so that what is found of it is that of exactly these bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping

from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, TreeWithIds, find_strays
from camket.text.language import _
from camket.text.parse_cache import blob_id
from camket.text.plain_file import reading_below
from camket.text.problems import CamketError
from camket.text.progress import counted


class Snapshot:
    """The files of a data folder as they are now: a tree. `is_whole` is False if a file was not read as it is on the disk."""

    def __init__(self, tree: FolderTree) -> None:
        self._tree = tree
        self._paths = tree.files()
        self._strays = dict(tree.strays())
        self._contents: dict[str, bytes] = {}
        self.is_whole = not tree.left_out
        with reading_below(tree.root) as read:
            for path in counted(self._paths, _("Reading the files")) if self.is_whole else ():
                if path in (TARGETS, UNITS) or (path.startswith(REPORTS + "/") and path.endswith(".yaml")):
                    data = read(path)
                    try:
                        self._contents[path] = tree.read(path) if data is None else data
                    except CamketError:  # said when the file is read again
                        self.is_whole = False

    def files(self) -> list[str]:
        return list(self._paths)

    def strays(self) -> Mapping[str, str]:
        return self._strays

    def read(self, path: str) -> bytes:
        found = self._contents.get(path)
        return self._tree.read(path) if found is None else found

    def is_as_at(self, tree: TreeWithIds) -> bool:
        """Return whether exactly the same files are in another state, with the same bytes."""
        ids = tree.ids(tree.files())
        same = sorted(self._paths) == sorted(ids) == sorted(self._contents) and not self._strays and not find_strays(tree)
        return same and all(blob_id(data) == ids[path] for path, data in self._contents.items())

    def parts(self) -> list[bytes]:
        """Return all that loading the folder depends on: what is there, under which path, with which bytes."""
        listed = json.dumps([self._paths, sorted(self._strays.items()), list(self._contents)])
        return [listed.encode("ascii"), *self._contents.values()]
