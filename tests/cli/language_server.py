"""The language server that editors use for YAML, where there is one, and what it tells an editor about a file."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docs.sessions import ROOT

NAME = "yaml-language-server"
NONE = f"there is no {NAME} on this machine (.ci/install-what-tests-need installs it)"
INSTALLED = ROOT / ".ci" / "node_modules" / ".bin" / NAME
SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "hover": True, "completion": True, "validate": True}}
EDITOR = {
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"snippetSupport": True}},
    }
}


def found() -> str | None:
    """Find the server; None if this machine has none, or nothing to run it."""
    server = INSTALLED.as_posix() if INSTALLED.exists() else shutil.which(NAME)
    return server if shutil.which("node") else None


class Editor:
    """An editor that opens files, and asks the server about places in them, given by lines and columns from 0."""

    def __init__(self, server: "subprocess.Popen[bytes]") -> None:
        assert server.stdin is not None
        assert server.stdout is not None
        self._to, self._from, self._asked = server.stdin, server.stdout, 0
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": EDITOR})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": SETTINGS}})

    def marks(self, file: Path, text: str) -> list[tuple[str, str]]:
        """Open a file with a text in it; return what is marked there, each with what is said about it."""
        opened = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
        while True:
            got = self._next()
            if got.get("method") == "textDocument/publishDiagnostics" and got["params"]["uri"] == file.as_uri():
                return [(_at(text, one["range"]), one["message"]) for one in got["params"]["diagnostics"]]

    def completions(self, file: Path, line: int, column: int) -> dict[str, str]:
        """Return what the editor would write at a place of an open file, each with its text."""
        found = self._ask("textDocument/completion", _place(file, line, column))["items"]
        return {one["insertText"]: one.get("documentation", "") for one in found}

    def hover(self, file: Path, line: int, column: int) -> str:
        """Return what is shown about a place of an open file."""
        return (self._ask("textDocument/hover", _place(file, line, column)) or {"contents": {"value": ""}})["contents"][
            "value"
        ]

    def _ask(self, method: str, params: object) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            got = self._next()
            if got.get("id") == self._asked and "method" not in got:
                return got["result"]

    def _next(self) -> dict[str, Any]:
        """Read what comes next. What the server asks the editor is answered with nothing."""
        size = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        assert size, "the server has ended"
        got: dict[str, Any] = json.loads(self._from.read(size))
        if "method" in got and "id" in got:
            asked = (got["params"] or {}).get("items", [])
            self._send({"id": got["id"], "result": [None] * len(asked)})
        return got

    def _send(self, said: dict[str, object]) -> None:
        raw = json.dumps({"jsonrpc": "2.0", **said}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(raw), raw))
        self._to.flush()


@contextmanager
def editor() -> Iterator[Editor | None]:
    """Start the server; None where there is none."""
    command = found()
    if command is None:
        yield None
        return
    with subprocess.Popen([command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            yield Editor(server)
        finally:
            server.kill()


def _at(text: str, where: dict[str, dict[str, int]]) -> str:
    line = text.split("\n")[where["start"]["line"]]
    return line[where["start"]["character"] : where["end"]["character"]]


def _place(file: Path, line: int, column: int) -> dict[str, object]:
    return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": column}}
