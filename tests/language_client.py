"""A client of a language server over its standard input and output, in the place of an editor."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

PATIENCE = 30  # seconds, on a machine that is busy with other tests


class Client:
    """A running server. `settings` answers its requests for configuration; `diagnostics` are the last ones of each file."""

    def __init__(
        self,
        command: Sequence[str],
        root: Path,
        settings: Mapping[str, Any] | None = None,
        root_uri: str | None = None,
    ) -> None:
        self.root = root
        self.root_uri = root_uri or root.as_uri()
        self.settings = settings or {}
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int] = {}
        self.shown: list[str] = []
        self._process = subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._last = 0
        self.errors = b""
        self._threads = [threading.Thread(target=act, daemon=True) for act in (self._read, self._listen)]
        for thread in self._threads:
            thread.start()
        about = {
            "workspace": {"configuration": True},
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
                "publishDiagnostics": {"versionSupport": True},
            },
        }
        try:
            self._introduce(about)
        except BaseException:
            self._end()
            raise

    def _introduce(self, about: dict[str, Any]) -> None:
        root = self.root
        folders = [{"uri": self.root_uri, "name": root.name}]
        self.initialized = self.request(
            "initialize", processId=os.getpid(), rootUri=self.root_uri, workspaceFolders=folders, capabilities=about
        )
        self.notify("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        try:
            self.request("shutdown")
            self.notify("exit")
            self.code = self._process.wait(PATIENCE)
        finally:
            self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    # --- files

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str) -> list[dict[str, Any]]:
        """Open a file with this text, or change the file to this text; return the diagnostics that follow."""
        uri = self.uri(path)
        version = self.versions[uri] = self.versions.get(uri, 0) + 1
        if version == 1:
            document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
            self.notify("textDocument/didOpen", textDocument=document)
        else:
            changed = {"uri": uri, "version": version}
            self.notify("textDocument/didChange", textDocument=changed, contentChanges=[{"text": text}])
        return self.wait_for(path, version)

    def close_files(self) -> None:
        """Close every open file, and forget what the server has published."""
        for uri in self.versions:
            self.notify("textDocument/didClose", textDocument={"uri": uri})
        self.versions.clear()
        self.diagnostics.clear()

    def wait_for(self, path: str, version: int | None = None) -> list[dict[str, Any]]:
        """Wait for the next diagnostics of a file (of this version, if the server sends versions) and return them."""
        uri = self.uri(path)

        def is_it(said: dict[str, Any]) -> bool:
            params = said.get("params") or {}
            is_of_it = said.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
            return is_of_it and (version is None or params.get("version") in (None, version))

        self.wait(is_it)
        return self.diagnostics[uri]

    def ask(self, method: str, path: str, text: str, mark: str, **rest: Any) -> Any:
        """Send a request about the place in a file where `mark` begins."""
        before = text[: text.index(mark)]
        position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2].encode("utf-16-le")) // 2}
        return self.request(f"textDocument/{method}", textDocument={"uri": self.uri(path)}, position=position, **rest)

    # --- messages

    def request(self, method: str, **params: Any) -> Any:
        self._last += 1
        number = self._last
        self._send({"id": number, "method": method, "params": params or None})
        answer = self.wait(lambda said: said.get("id") == number and "method" not in said)
        assert "error" not in answer, answer["error"]
        return answer.get("result")

    def notify(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the next wanted message, after handling those before it."""
        while True:
            said = self._messages.get(timeout=PATIENCE)
            assert said is not None, f"the server has ended: {self.errors.decode('utf-8', 'replace')}"
            if said.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics[said["params"]["uri"]] = said["params"]["diagnostics"]
            elif said.get("method") == "window/showMessage":
                self.shown.append(said["params"]["message"])
            elif "method" in said and "id" in said:
                items = said.get("params", {}).get("items", []) if said["method"] == "workspace/configuration" else None
                answer = [self.settings.get(item.get("section")) for item in items] if items is not None else None
                self._send({"id": said["id"], "result": answer})
            if wanted(said):
                return said

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while line := stream.readline():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                    while stream.readline().strip():
                        pass
                    self._messages.put(json.loads(stream.read(length)))
        except ValueError:  # the stream was closed while it was read
            pass
        self._messages.put(None)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with contextlib.suppress(ValueError):  # the stream was closed while it was read
            self.errors = self._process.stderr.read()
