"""The files of a tree parsed and validated one by one; every problem is collected, and a file with a fault is skipped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from pydantic import ValidationError

from camket.ledger.model_faults import problem_from
from camket.ledger.scalars import Model
from camket.ledger.tree import Tree, TreeWithIds, fetch
from camket.text.language import _
from camket.text.parse_cache import ParseCache
from camket.text.plain_file import FileTooLarge, NotPlainFile
from camket.text.problems import CamketError, GitFault, Place, Problem
from camket.text.source import Document, Keys, Plain, read_document, too_large

_Model = TypeVar("_Model", bound=Model)


class TreeReader:
    """The files of a tree; a file that `cache` has is not parsed.

    `documents` and `skipped` hold what has been read so far, `problems` what was wrong with it. `known` are files that the
    cache has, and that are read next.
    """

    def __init__(self, tree: Tree, cache: ParseCache | None = None) -> None:
        self.tree = tree
        self.cache = cache if cache is not None else ParseCache()
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}
        self.skipped: list[str] = []
        self.known: dict[str, Document] = {}

    def fetch(self, paths: Sequence[str]) -> None:
        """Say which files are read next. One that `cache` has by its id of git is not read, unless its text is asked for."""
        if self.cache.is_open and isinstance(self.tree, TreeWithIds):
            for path, blob in self.tree.ids(paths).items():
                value = self.cache.get(self.cache.blob_key(blob))
                if value is not None:
                    self.known[path] = Document(path, partial(self.tree.read, path), value, blob)
        fetch(self.tree, [path for path in paths if path not in self.known])

    def read(self, path: str) -> Document | None:
        """Return a file whose value is a mapping or None (an empty file); None when it cannot be used."""
        if path in self.known:
            return self.documents.setdefault(path, self.known.pop(path))
        try:
            data = self.tree.read(path)
        except GitFault:  # the contents of all files are missing: it is said once
            raise
        except FileTooLarge as error:
            self.problems.append(too_large(path, error.size))
            self.skipped.append(path)
            return None
        except NotPlainFile:  # it became one since the folder was listed
            self.add_stray(path, _("a link"))
            return None
        except CamketError as error:  # locked, or deleted since the folder was listed
            hint = error.hint or _("Close the programs that hold it, or check its permissions.")
            self.problems.append(Problem("unreadable", Place(path), str(error), hint))
            self.skipped.append(path)
            return None
        document = self._parse(path, data)
        if document is None:
            self.skipped.append(path)
            return None
        self.documents[path] = document
        if document.value is not None and not isinstance(document.value, dict):
            self.problems.append(
                document.problem(
                    "wrong-type", (), _("the file must be a mapping of keys"), _("Begin with a line like 'unit: …'.")
                )
            )
            self.skipped.append(path)
            return None
        return document

    def _parse(self, path: str, data: bytes) -> Document | None:
        known = self.cache.get(self.cache.key(data)) if self.cache.is_open else None
        if known is not None:
            return Document(path, data, known)
        document, problems = read_document(path, data)
        if document is not None and not problems and isinstance(document.value, dict):
            self.cache.put(data, document.value)
        self.problems += problems
        return document

    def add_stray(self, path: str, what: str) -> None:
        """Add the problem for a path at which something else is than a file of the data; `what` says what, in words."""
        message = _("this is {what}, no file of the data, and it is not read").format(what=what)
        hint = _("Delete it and put the file or folder itself here: nothing outside the data folder counts.")
        self.problems.append(Problem("stray-file", Place(path), message, hint))
        self.skipped.append(path)

    def validate(self, kind: type[_Model], raw: Plain, document: Document, keys: Keys) -> _Model | None:
        """Return the value at `keys` as a model, or None; then the problems say what does not fit."""
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=True):
                self.problems.append(problem_from(detail, kind, document, keys))
            return None
