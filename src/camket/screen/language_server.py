"""The server that an editor talks to over the Language Server Protocol: problems while one types, quick fixes, hover texts.

The whole data folder is checked each time, with the texts of open files in place of the saved ones. Completion is left to
other programs, which take it from the JSON schemas.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path
from pygls.workspace import PositionCodec, TextDocument

from camket import __version__
from camket.ledger.tree import TARGETS, find_data_folder
from camket.screen.editor_check import EditorCheck, MarkedProblem, check_folder
from camket.screen.file_uris import EditorSpelling, file_name, is_same, spelled_on_disk, spelling_of
from camket.screen.hover import describe_target, find_past_values, find_result_key
from camket.screen.open_text import OpenText
from camket.text.language import _
from camket.text.problems import CamketError

# Seconds without a keystroke before the folder is checked.
PAUSE = 0.25


@dataclass(slots=True)
class _OpenFolder:
    """A data folder with open files, and what the server remembers of it.

    `published` are the files whose problems the editor shows now: the URI by path. `spelling` is how the editor named the
    folder last, `typed` the URI by which a file was opened or changed last; `past` are past values by target and unit.
    """

    folder: Path
    last: EditorCheck | None = None
    published: dict[str, str] = field(default_factory=dict)
    spelling: EditorSpelling | None = None
    typed: dict[str, str] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    past: dict[tuple[str, str], list[str]] = field(default_factory=dict)


class Server:
    """The data folders with open files, and the connection to the editor."""

    def __init__(self, given: Path | None, today: Callable[[], date]) -> None:
        self.given = given
        self.today = today
        self.folders: dict[Path, _OpenFolder] = {}
        self.is_rooted = True  # an editor that names no folders names their root
        # The editor sends whole texts, which are short: pygls and editors count lines differently, so that pygls would
        # put partial changes into the wrong line.
        self.editor = LanguageServer("camket", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self._register(lsp.INITIALIZED, self._on_start)
        self._register(lsp.TEXT_DOCUMENT_DID_OPEN, self._on_change)
        self._register(lsp.TEXT_DOCUMENT_DID_CHANGE, self._on_change)
        self._register(lsp.TEXT_DOCUMENT_DID_CLOSE, self._on_change)
        self._register(lsp.TEXT_DOCUMENT_DID_SAVE, self._on_save)
        self._register(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._on_files)
        self._register(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, self._on_folders)
        self._register(lsp.TEXT_DOCUMENT_CODE_ACTION, self._on_fixes, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix]))
        self._register(lsp.TEXT_DOCUMENT_HOVER, self._on_hover)

    def _register(self, name: str, method: Callable[[Any], Awaitable[Any]], options: Any = None) -> None:
        async def answer(params: Any) -> Any:  # pygls sets attributes on its handler, which a bound method does not allow
            return await method(params)

        self.editor.feature(name, options)(answer)

    # --- files

    def _find(self, uri: str) -> tuple[_OpenFolder, str] | None:
        """The data folder that a file is in, and the file's path there; None for a file outside a data folder."""
        name = file_name(uri)
        if name is None:
            return None
        file = Path(name)
        if not file.parent.exists():
            file = Path(file.anchor, *spelled_on_disk(Path(file.anchor), file.parts[1:]))
        try:
            # The path as the editor has it comes first: the data folder, or a file in it, can be a link.
            found = self._find_below(file) or self._find_below(file.resolve())
            if found is not None:
                found[0].spelling = spelling_of(uri, file, found[0].folder, found[1])
        except (OSError, RuntimeError):  # a circle of links
            return None
        return found

    def _find_below(self, file: Path) -> tuple[_OpenFolder, str] | None:
        try:
            roots = [find_data_folder(self.given, file.parent)]
        except CamketError:  # targets.yaml may have been deleted from a folder that is known
            roots = list(self.folders)
        for above in file.parents:
            root = next((root for root in roots if is_same(above, root)), None)
            if root is not None:
                folder = root.resolve()
                path = "/".join(spelled_on_disk(folder, file.relative_to(above).parts))
                return self.folders.setdefault(folder, _OpenFolder(folder)), path
        return None

    def _documents(self, folder: _OpenFolder) -> dict[str, TextDocument]:
        """The open files of a data folder, by path; of two open texts of one file the one that was typed in last."""
        documents: dict[str, TextDocument] = {}
        for document in self.editor.workspace.text_documents.values():
            found = self._find(document.uri)
            if found is None or found[0] is not folder:
                continue
            path = found[1]
            if path not in documents or folder.typed.get(path) == document.uri:
                documents[path] = document
        return documents

    def _workspace_uris(self) -> list[str]:
        """The folders that the editor has open, as it names them, without a slash at the end."""
        workspace = self.editor.workspace
        uris = [one.uri for one in workspace.folders.values()]
        if not uris and workspace.root_uri is not None and self.is_rooted:
            uris = [workspace.root_uri]
        return [uri.rstrip("/") for uri in uris]

    def _workspace_spelling(self, folder: _OpenFolder) -> EditorSpelling | None:
        """How a folder that the editor has open names the data folder; None if the data folder is in none of them."""
        for uri in self._workspace_uris():
            found = self._find(f"{uri}/data/{TARGETS}")
            if found is not None and found[0] is folder:
                return folder.spelling
            name = file_name(uri)
            if name is not None:
                for above in (folder.folder, *folder.folder.parents):
                    if is_same(above, Path(name)):
                        inside = folder.folder.relative_to(above).as_posix()
                        below = EditorSpelling(uri).uri_of(inside) if inside != "." else uri
                        return EditorSpelling(below or uri)
        return None

    # --- problems

    def _schedule(self, folder: _OpenFolder) -> None:
        """Check the folder after the next pause in typing."""
        if folder.task is not None:
            folder.task.cancel()
        folder.task = asyncio.get_running_loop().create_task(self._check(folder))

    async def _check(self, folder: _OpenFolder) -> None:
        await asyncio.sleep(PAUSE)
        opened = self._documents(folder)
        spelling = self._workspace_spelling(folder) or (folder.spelling if opened else None)
        if spelling is None or not folder.folder.is_dir():  # closed in the editor, or deleted
            self._publish(folder, {})
            self.folders.pop(folder.folder, None)
            return
        texts = {path: _text(document) for path, document in opened.items()}
        try:
            checked = await asyncio.to_thread(check_folder, folder.folder, texts, self.today(), folder.last)
        except CamketError as error:  # for example git is missing, or a file cannot be read
            message = lsp.ShowMessageParams(lsp.MessageType.Error, _("Error: {message}").format(message=error))
            self.editor.window_show_message(message)
            return
        folder.last = checked
        codec = self.editor.workspace.position_codec
        told = {}
        for path in checked.found.keys() | texts.keys():
            diagnostics = [_diagnostic(codec, checked.texts[path], one) for one in checked.found.get(path, ())]
            document = opened.get(path)
            if document is not None:
                told[path] = lsp.PublishDiagnosticsParams(document.uri, diagnostics, document.version)
            else:
                uri = spelling.uri_of(path) or from_fs_path(str(folder.folder / path))
                told[path] = lsp.PublishDiagnosticsParams(str(uri), diagnostics)
        self._publish(folder, told)

    def _publish(self, folder: _OpenFolder, told: dict[str, lsp.PublishDiagnosticsParams]) -> None:
        """Publish the problems of files by path, and clear those published before under a URI that has none now."""
        present = {one.uri for one in told.values()}
        for path in sorted(folder.published.keys() | told.keys()):
            before = folder.published.get(path)
            if before is not None and before not in present:
                self.editor.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(before, []))
            if path in told:
                self.editor.text_document_publish_diagnostics(told[path])
        folder.published = {path: one.uri for path, one in told.items() if one.diagnostics}

    def _schedule_workspace(self) -> None:
        """Check the data folders of all folders that the editor has open."""
        for uri in self._workspace_uris():
            found = self._find(f"{uri}/data/{TARGETS}")
            if found is not None:
                self._schedule(found[0])

    async def _on_start(self, _params: lsp.InitializedParams) -> None:
        self._schedule_workspace()
        capabilities = self.editor.client_capabilities.workspace
        watched = capabilities.did_change_watched_files if capabilities is not None else None
        if watched is not None and watched.dynamic_registration:
            options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher("**/*.yaml")])
            registration = lsp.Registration("yaml", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await self.editor.client_register_capability_async(lsp.RegistrationParams([registration]))

    async def _on_change(self, params: Any) -> None:
        uri = params.text_document.uri
        found = self._find(uri)
        if found is not None:
            found[0].typed[found[1]] = uri
            self._schedule(found[0])

    async def _on_save(self, params: lsp.DidSaveTextDocumentParams) -> None:
        found = self._find(params.text_document.uri)
        if found is not None:
            found[0].past.clear()
            self._schedule(found[0])

    async def _on_folders(self, _params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        self.is_rooted = False  # the folders are known from now on; the first one may have been taken away
        self._schedule_workspace()
        for folder in self.folders.values():
            self._schedule(folder)

    async def _on_files(self, params: lsp.DidChangeWatchedFilesParams) -> None:
        for changed in params.changes:
            self._find(changed.uri)  # a data folder may be new
        for folder in self.folders.values():
            folder.past.clear()
            self._schedule(folder)

    # --- requests of the editor

    async def _on_fixes(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        found = self._find(uri)
        checked = found[0].last if found is not None else None
        if found is None or checked is None or found[1] not in checked.found:
            return []
        text = checked.texts[found[1]]
        if _text(self.editor.workspace.get_text_document(uri)) != text.text:
            return []  # the text has changed since the check; the editor asks again after the next one
        codec = self.editor.workspace.position_codec
        first, last = (self._offset(text, position) for position in (params.range.start, params.range.end))
        touched = (one for one in checked.found[found[1]] if first <= one.stop and one.start <= last)
        return [action for one in touched for action in _fix_actions(uri, _diagnostic(codec, text, one), one)]

    async def _on_hover(self, params: lsp.HoverParams) -> lsp.Hover | None:
        found = self._find(params.text_document.uri)
        if found is None:
            return None
        folder, path = found
        if folder.last is None or folder.last.state is None:
            return None
        ledger = folder.last.state.ledger
        text = OpenText(_text(self.editor.workspace.get_text_document(params.text_document.uri)))
        key = find_result_key(ledger, path, text.text, self._offset(text, params.position))
        if key is None:
            return None
        target_unit = (key.target.id, key.unit)
        if target_unit not in folder.past:
            past = await asyncio.to_thread(find_past_values, folder.folder, ledger, *target_unit, self.today())
            folder.past[target_unit] = past
        described = await asyncio.to_thread(describe_target, ledger, key, folder.past[target_unit])
        shown = _range(self.editor.workspace.position_codec, text, key.start, key.stop)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, described), shown)

    def _offset(self, text: OpenText, position: lsp.Position) -> int:
        """The offset of a position, which the editor counts in units of its own, such as UTF-16."""
        found = self.editor.workspace.position_codec.position_from_client_units(text.lines, position)
        return text.offset_at(found.line, found.character)


def _text(document: TextDocument) -> str:
    return str(document.source).removeprefix("\ufeff")


def _range(codec: PositionCodec, text: OpenText, start: int, stop: int) -> lsp.Range:
    return codec.range_to_client_units(text.lines, lsp.Range(text.position(start), text.position(stop)))


_SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}


def _diagnostic(codec: PositionCodec, text: OpenText, one: MarkedProblem) -> lsp.Diagnostic:
    problem = one.problem
    return lsp.Diagnostic(
        range=_range(codec, text, one.start, one.stop),
        message=f"{problem.message}\n{problem.hint}".strip(),
        severity=_SEVERITIES[problem.level],
        code=problem.rule,
        source="camket",
    )


def _fix_actions(uri: str, diagnostic: lsp.Diagnostic, one: MarkedProblem) -> list[lsp.CodeAction]:
    """The quick fixes of one problem; a problem's only fix is the one that the editor prefers."""
    return [
        lsp.CodeAction(
            fix.title,
            kind=lsp.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            is_preferred=len(one.fixes) == 1,
            edit=lsp.WorkspaceEdit(changes={uri: [lsp.TextEdit(diagnostic.range, fix.text)]}),
        )
        for fix in one.fixes
    ]


def serve(given: Path | None, today: Callable[[], date]) -> None:
    """Talk to an editor over standard input and output until the editor ends the session."""
    Server(given, today).editor.start_io()
