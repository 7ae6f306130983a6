"""The server that an editor speaks to: the problems of `check` as one types, quick fixes, and what is known of a target.

The whole data folder is looked at each time, with the texts of open files in place of the disk's. What other programs draw
from schemas (completion) is left to them.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec, TextDocument

from camket import __version__
from camket.entry.guide import FAR_FUTURE, expected_words, goal_words, last_words, standing_of
from camket.history.account import spans_text
from camket.history.issued import find_later
from camket.history.past_values import find_history
from camket.ledger.ledger import Ledger
from camket.ledger.load import load
from camket.ledger.targets import Target
from camket.ledger.tree import REPORTS, TARGETS, UNITS, FolderTree, find_data_folder
from camket.rules.check import check
from camket.standing.survey import survey
from camket.standing.wording import round_name
from camket.text.language import _
from camket.text.numerals import AmbiguousNumber, NotANumber, format_date, format_exact, read_number
from camket.text.problems import CamketError, Place, Problem, in_order
from camket.text.source import compose
from camket.text.yaml_text import plain_number

# Seconds without a keystroke before the folder is looked at.
PAUSE = 0.25
# So many past values are shown.
_PAST = 5
# What YAML takes for the end of a line, and what editors do.
_YAML_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_BREAK = re.compile("\r\n|[\n\r]")

# --- places in a text -----------------------------------------------------------------------------------------------------


class OpenText:
    """A file's text with its places, as YAML counts them and as the editor does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [text[start:stop] for start, stop in _spans(text)]
        self._starts = [start for start, _stop in _spans(text)]
        self._yaml_starts = [0, *(found.end() for found in _YAML_BREAK.finditer(text))]
        self._words: dict[int, int] | None = None

    def offset(self, place: Place) -> int:
        """Where a problem's place is in the text."""
        start = self._yaml_starts[min(place.line, len(self._yaml_starts)) - 1]
        return min(start + place.column - 1, len(self.text))

    def offset_at(self, line: int, character: int) -> int:
        """Where a character of a line, both from 0, is in the text."""
        if line >= len(self._starts):
            return len(self.text)
        return self._starts[line] + min(character, len(self.lines[line]))

    def position(self, offset: int) -> lsp.Position:
        """Line and character of a place in the text."""
        line = bisect_right(self._starts, offset) - 1
        return lsp.Position(line, offset - self._starts[line])

    def stop_of(self, start: int) -> int:
        """The end of the word or text that begins here; of its line where none does."""
        if self._words is None:
            self._words = {node.start_mark.index: node.end_mark.index for node in _scalars(_root(self.text))}
        line = self.position(start).line
        end = self._starts[line] + len(self.lines[line].rstrip())
        stop = self._words.get(start, end)
        return max(min(stop, end), start)


def _spans(text: str) -> list[tuple[int, int]]:
    breaks = list(_BREAK.finditer(text))
    starts = [0, *(found.end() for found in breaks)]
    return list(zip(starts, [*(found.start() for found in breaks), len(text)], strict=True))


def _root(text: str) -> yaml.Node | None:
    try:
        return compose(text)
    except yaml.YAMLError:
        return None


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


# --- quick fixes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fix:
    """A text that can stand in place of another, with what it is called."""

    title: str
    text: str


def find_fixes(problem: Problem, written: str) -> list[Fix]:
    """How the word at a problem's place may be mended: as the rule suggests, or one for each reading of a number."""
    fixes = [Fix(_("Write '{word}'").format(word=word), word) for word in problem.fixes]
    if problem.rule in ("ambiguous-number", "bad-same-period"):
        try:
            read_number(written.strip("\"'% "))
        except AmbiguousNumber as error:
            for reading in error.readings:
                text = plain_number(reading)
                title = _("Write {text}: the number is {number}").format(text=text, number=format_exact(reading))
                fixes.append(Fix(title, text))
        except NotANumber:
            pass
    return fixes


# --- one data folder ------------------------------------------------------------------------------------------------------


class EditorTree:
    """The data folder with the texts of open files in place of the disk's."""

    def __init__(self, folder: Path, texts: Mapping[str, str]) -> None:
        self.disk = FolderTree(folder)
        self.texts = texts

    def files(self) -> list[str]:
        found = self.disk.files()
        # Opened and not saved yet.
        return [*found, *sorted(path for path in self.texts.keys() - set(found) if _is_data(path))]

    def read(self, path: str) -> bytes:
        text = self.texts.get(path)
        return self.disk.read(path) if text is None else text.encode("utf-8", "surrogatepass")


def _is_data(path: str) -> bool:
    return path in (TARGETS, UNITS) or path.startswith(f"{REPORTS}/")


@dataclass(frozen=True, slots=True)
class Found:
    """A problem, from where to where it stands in the text, and what would mend it."""

    start: int
    stop: int
    problem: Problem
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the folder has found: what it holds, the problems by file, and the texts they were found in."""

    ledger: Ledger | None
    read_problems: list[Problem]
    found: dict[str, list[Found]]
    sheets: dict[str, OpenText]


def look(folder: Path, texts: Mapping[str, str], today: date, before: Look | None = None) -> Look:
    """Everything that `check` finds in the folder with these texts in it. `before` saves reading unchanged files anew."""
    known = (before.ledger, before.read_problems) if before is not None and before.ledger is not None else None
    tree = EditorTree(folder, texts)
    ledger, read_problems = load(tree, known)
    problems = list(read_problems)
    if ledger is not None:
        problems += check(ledger, today, find_later(folder, ledger))
    sheets: dict[str, OpenText] = {}
    found: dict[str, list[Found]] = {}
    for problem in in_order(problems):
        path = problem.place.path
        if path not in sheets:
            sheets[path] = OpenText(_text_of(tree, path))
        sheet = sheets[path]
        start = sheet.offset(problem.place)
        stop = sheet.stop_of(start)
        fixes = tuple(find_fixes(problem, sheet.text[start:stop]))
        found.setdefault(path, []).append(Found(start, stop, problem, fixes))
    return Look(ledger, read_problems, found, sheets)


def _text_of(tree: EditorTree, path: str) -> str:
    try:
        return tree.read(path).decode("utf-8", "replace").removeprefix("\ufeff")
    except (CamketError, OSError):  # gone, or never there
        return ""


# --- what is known of a target --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultSpot:
    """A result's key in a report, and where it stands in the text."""

    round: str
    unit: str
    target: Target
    start: int
    stop: int


def find_spot(ledger: Ledger, path: str, text: str, offset: int) -> ResultSpot | None:
    """The result whose key stands at a place in a report."""
    parts = path.split("/")
    if len(parts) != 3 or parts[0] != REPORTS or ledger.round(parts[1]) is None:
        return None
    filed = ledger.reports.get((parts[1], parts[2].removesuffix(".yaml")))
    unit = filed.unit if filed is not None else parts[2].removesuffix(".yaml")
    if unit not in ledger.units:
        return None
    root = _root(text)
    for name, results in root.value if isinstance(root, yaml.MappingNode) else ():
        if name.value == "results" and isinstance(results, yaml.MappingNode):
            for key, _value in results.value:
                start, stop = key.start_mark.index, key.end_mark.index
                if start <= offset <= stop and key.value in ledger.targets:
                    return ResultSpot(parts[1], unit, ledger.targets[key.value], start, stop)
    return None


def describe(ledger: Ledger, spot: ResultSpot, past: Sequence[str]) -> str:
    """What is known of a target, in Markdown: its goal, what is expected by the cut-off, the last figure, past values."""
    target, round_ = spot.target, ledger.round(spot.round)
    assert round_ is not None
    now = survey(ledger, round_, ledger.calendar.cut_off(round_), {target.id})
    earlier_round = ledger.calendar.before(round_)
    lines = [f"**{escape(target.name)}**", ""]
    if goal := goal_words(now, target, spot.unit):
        lines.append("- " + escape(_("Goal: {goal}").format(goal=goal)))
    standing = standing_of(now, target, spot.unit)
    if standing is not None and (expected := expected_words(target, standing)):
        words = _("Expected by {date}: {figure}").format(date=format_date(now.cut_off), figure=expected)
        lines.append("- " + escape(words))
    if earlier_round is not None:
        earlier = survey(ledger, earlier_round, FAR_FUTURE, {target.id})
        if last := last_words(earlier, target, spot.unit):
            lines.append("- " + escape(_("Last time: {figure}").format(figure=last)))
    if past:
        lines += ["", escape(_("In git:")), "", *(f"- {escape(line)}" for line in past)]
    return "\n".join(lines)


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", " ".join(text.split()))


def find_past(folder: Path, ledger: Ledger, target: str, unit: str, today: date) -> list[str]:
    """The last values that git remembers of a unit's target, newest first; none where there is no repository."""
    try:
        history = find_history(folder, ledger, today, target=target, unit=unit)
    except CamketError:
        return []
    lines = []
    # Turned around as a whole: of what was committed on one day, the later rounds and commits come first too.
    for entry in sorted(history.entries, key=lambda entry: entry.day)[::-1]:
        round_ = ledger.round(entry.round) if entry.round is not None else None
        if round_ is None:
            continue
        figures = [f"{line.label}: {spans_text(line.spans)}" if line.label else spans_text(line.spans) for line in entry.lines]
        who = _("not committed") if entry.commit is None else entry.author
        lines.append(f"{format_date(entry.day)}, {round_name(round_)}: {'; '.join(figures)} ({who})")
    return lines[:_PAST]


# --- the server -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Office:
    """A data folder that files are open of."""

    folder: Path
    last: Look | None = None
    told: set[str] = field(default_factory=set)
    task: asyncio.Task[None] | None = None
    past: dict[tuple[str, str], list[str]] = field(default_factory=dict)


class Server:
    """The open files by data folder, and what the editor is told of them."""

    def __init__(self, given: Path | None, today: Callable[[], date]) -> None:
        self.given = given
        self.today = today
        self.offices: dict[Path, _Office] = {}
        # Whole texts, which are short: pygls counts lines otherwise than editors do where it puts pieces together.
        self.editor = LanguageServer("camket", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self._answer(lsp.INITIALIZED, self._on_start)
        self._answer(lsp.TEXT_DOCUMENT_DID_OPEN, self._on_change)
        self._answer(lsp.TEXT_DOCUMENT_DID_CHANGE, self._on_change)
        self._answer(lsp.TEXT_DOCUMENT_DID_CLOSE, self._on_change)
        self._answer(lsp.TEXT_DOCUMENT_DID_SAVE, self._on_save)
        self._answer(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._on_files)
        self._answer(lsp.TEXT_DOCUMENT_CODE_ACTION, self._on_fixes, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix]))
        self._answer(lsp.TEXT_DOCUMENT_HOVER, self._on_hover)

    def _answer(self, name: str, method: Callable[[Any], Awaitable[Any]], options: Any = None) -> None:
        async def answer(params: Any) -> Any:  # pygls marks a function as its own, which a method does not let it
            return await method(params)

        self.editor.feature(name, options)(answer)

    # --- files

    def _office_of(self, uri: str) -> tuple[_Office, str] | None:
        """The data folder that a file is in, and its path there."""
        name = to_fs_path(uri)
        if name is None:
            return None
        file = Path(name).resolve()
        try:
            folder = find_data_folder(self.given, file.parent).resolve()
        except CamketError:
            return None
        if not file.is_relative_to(folder):
            return None
        return self.offices.setdefault(folder, _Office(folder)), file.relative_to(folder).as_posix()

    def _open(self, office: _Office) -> dict[str, TextDocument]:
        """The files of a data folder that are open, by their paths there."""
        documents = {}
        for document in self.editor.workspace.text_documents.values():
            found = self._office_of(document.uri)
            if found is not None and found[0] is office:
                documents[found[1]] = document
        return documents

    # --- problems

    def _plan(self, office: _Office) -> None:
        """Look at the folder when the typing pauses."""
        if office.task is not None:
            office.task.cancel()
        office.task = asyncio.get_running_loop().create_task(self._look(office))

    async def _look(self, office: _Office) -> None:
        await asyncio.sleep(PAUSE)
        opened = self._open(office)
        texts = {path: _text(document) for path, document in opened.items()}
        try:
            seen = await asyncio.to_thread(look, office.folder, texts, self.today(), office.last)
        except CamketError as error:  # git that is gone, a file that the disk does not give
            told = lsp.ShowMessageParams(lsp.MessageType.Error, _("Error: {message}").format(message=error))
            self.editor.window_show_message(told)
            return
        office.last = seen
        codec = self.editor.workspace.position_codec
        for path in sorted(office.told | seen.found.keys() | texts.keys()):
            diagnostics = [_diagnostic(codec, seen.sheets[path], one) for one in seen.found.get(path, ())]
            document = opened.get(path)
            uri = document.uri if document is not None else from_fs_path(str(office.folder / path))
            version = document.version if document is not None else None
            said = lsp.PublishDiagnosticsParams(uri=str(uri), diagnostics=diagnostics, version=version)
            self.editor.text_document_publish_diagnostics(said)
        office.told = set(seen.found)

    async def _on_start(self, _params: lsp.InitializedParams) -> None:
        for folder in self.editor.workspace.folders.values():
            found = self._office_of(f"{folder.uri.rstrip('/')}/data/{TARGETS}")
            if found is not None:
                self._plan(found[0])
        capabilities = self.editor.client_capabilities.workspace
        watched = capabilities.did_change_watched_files if capabilities is not None else None
        if watched is not None and watched.dynamic_registration:
            options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher("**/*.yaml")])
            registration = lsp.Registration("yaml", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await self.editor.client_register_capability_async(lsp.RegistrationParams([registration]))

    async def _on_change(self, params: Any) -> None:
        found = self._office_of(params.text_document.uri)
        if found is not None:
            self._plan(found[0])

    async def _on_save(self, params: lsp.DidSaveTextDocumentParams) -> None:
        found = self._office_of(params.text_document.uri)
        if found is not None:
            found[0].past.clear()
            self._plan(found[0])

    async def _on_files(self, _params: lsp.DidChangeWatchedFilesParams) -> None:
        for office in self.offices.values():
            office.past.clear()
            self._plan(office)

    # --- what is asked for

    async def _on_fixes(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        found = self._office_of(params.text_document.uri)
        seen = found[0].last if found is not None else None
        if found is None or seen is None or found[1] not in seen.found:
            return []
        sheet = seen.sheets[found[1]]
        if _text(self.editor.workspace.get_text_document(params.text_document.uri)) != sheet.text:
            return []  # typed since; the editor asks again when it is told what is wrong now
        codec = self.editor.workspace.position_codec
        first, last = (self._offset(sheet, position) for position in (params.range.start, params.range.end))
        actions = []
        for one in seen.found[found[1]]:
            if last < one.start or one.stop < first:
                continue
            diagnostic = _diagnostic(codec, sheet, one)
            for fix in one.fixes:
                edit = lsp.TextEdit(diagnostic.range, fix.text)
                actions.append(
                    lsp.CodeAction(
                        fix.title,
                        kind=lsp.CodeActionKind.QuickFix,
                        diagnostics=[diagnostic],
                        is_preferred=len(one.fixes) == 1,
                        edit=lsp.WorkspaceEdit(changes={params.text_document.uri: [edit]}),
                    )
                )
        return actions

    async def _on_hover(self, params: lsp.HoverParams) -> lsp.Hover | None:
        found = self._office_of(params.text_document.uri)
        if found is None:
            return None
        office, path = found
        if office.last is None or office.last.ledger is None:
            return None
        ledger = office.last.ledger
        sheet = OpenText(_text(self.editor.workspace.get_text_document(params.text_document.uri)))
        spot = find_spot(ledger, path, sheet.text, self._offset(sheet, params.position))
        if spot is None:
            return None
        key = (spot.target.id, spot.unit)
        if key not in office.past:
            office.past[key] = await asyncio.to_thread(find_past, office.folder, ledger, *key, self.today())
        text = await asyncio.to_thread(describe, ledger, spot, office.past[key])
        shown = _range(self.editor.workspace.position_codec, sheet, spot.start, spot.stop)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), shown)

    def _offset(self, sheet: OpenText, position: lsp.Position) -> int:
        """Where a position in the editor's units is in the text."""
        found = self.editor.workspace.position_codec.position_from_client_units(sheet.lines, position)
        return sheet.offset_at(found.line, found.character)


def _text(document: TextDocument) -> str:
    return str(document.source).removeprefix("\ufeff")


def _range(codec: PositionCodec, sheet: OpenText, start: int, stop: int) -> lsp.Range:
    return codec.range_to_client_units(sheet.lines, lsp.Range(sheet.position(start), sheet.position(stop)))


def _diagnostic(codec: PositionCodec, sheet: OpenText, one: Found) -> lsp.Diagnostic:
    problem = one.problem
    return lsp.Diagnostic(
        range=_range(codec, sheet, one.start, one.stop),
        message=f"{problem.message}\n{problem.hint}".strip(),
        severity=lsp.DiagnosticSeverity.Error if problem.level == "error" else lsp.DiagnosticSeverity.Warning,
        code=problem.rule,
        source="camket",
    )


def serve(given: Path | None, today: Callable[[], date]) -> None:
    """Speak to an editor over standard input and output until it says goodbye."""
    Server(given, today).editor.start_io()
