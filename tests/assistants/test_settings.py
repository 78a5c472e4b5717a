"""The settings of docs/assistants.md, read from it and tried: each starts a server that an assistant can ask."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from sysconfig import get_path
from typing import Any

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, get_default_environment, stdio_client

from followthrough_cli.mcp import mcp
from web.talking import says

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "assistants.md").read_text(encoding="utf-8")
TURNED_DOWN = {"interview": "done", "heard_back": "turned down"}
IN_A_CLONE = "/path/to/clone/.venv/bin/"
PLACES = {"Claude Desktop": "mcpServers", "Visual Studio Code": "servers", "Cursor": "mcpServers"}
"""Each program with the key under which it looks for servers."""


def settings_of(program: str) -> Mapping[str, Any]:
    """Return what the document tells to write into a program's settings."""
    found = re.search(rf"^\*\*{program}\*\*:.*?^```json\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found is not None, program
    settings = json.loads(found[1])
    assert isinstance(settings, dict)
    return settings


def installed(command: str) -> str:
    """Return the path of a command here, for its path in somebody's clone."""
    assert command.startswith(IN_A_CLONE)
    return str(Path(get_path("scripts")) / command.removeprefix(IN_A_CLONE))


def test_every_setting_of_the_document_is_tried() -> None:
    assert DOCUMENT.count("```json") == len(PLACES)
    assert set(re.findall(r"^\*\*([^*]+)\*\*:", DOCUMENT, re.MULTILINE)) == set(PLACES)


@pytest.mark.parametrize(("program", "key"), PLACES.items())
def test_a_setting_starts_a_server_that_advises(program: str, key: str, tmp_path: Path) -> None:
    settings = settings_of(program)
    assert list(settings) == [key]
    server = dict(settings[key]["followthrough"])
    assert server.pop("type", "stdio") == "stdio"
    command, arguments = server.pop("command"), server.pop("args")
    assert server == {}
    # as such programs start it: in no folder of ours, and with no more of the environment than they pass on
    environment = {**get_default_environment(), "HOME": str(tmp_path)}
    there = StdioServerParameters(command=installed(command), args=arguments, env=environment, cwd="/")

    async def asked() -> None:
        async with Client(stdio_client(there)) as client:
            assert "Let it go" in await says(client, "advise", lead=TURNED_DOWN)
            assert "No lead in the search log is active." in await says(client, "leads_list")

    anyio.run(asked)


def test_a_program_that_connects_over_http_finds_the_server_where_the_document_says(tmp_path: Path) -> None:
    told = re.search(r"`http://127\.0\.0\.1:(\d+)(/\w+)` while `followthrough mcp --http` runs", DOCUMENT)
    assert told is not None
    assert {parameter.name: parameter.default for parameter in mcp.params}["port"] == int(told[1])
    command = [installed(f"{IN_A_CLONE}followthrough"), "mcp", "--http", "--port", "0"]
    environment = {**get_default_environment(), "HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd="/", env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = re.search(r"http://127\.0\.0\.1:\d+(/\w+)", server.stdout.readline())
            assert said is not None
            assert said[1] == told[2]

            async def asked() -> None:
                async with Client(said[0]) as client:
                    assert "Let it go" in await says(client, "advise", lead=TURNED_DOWN)

            anyio.run(asked)
        finally:
            server.terminate()


def test_a_server_imports_what_a_call_needs_only_once_it_is_called() -> None:
    script = (
        "import sys; from followthrough_mcp.server import Assistant, server_for; assistant = Assistant();"
        "server_for(assistant); assistant.live_base.edition(); print(*sorted(sys.modules), sep='\\n')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    imported = set(done.stdout.splitlines())
    ours = ("advising", "authoring", "leads.plan", "leads.log.actions", "leads.log.status", "readings.prove.worlds")
    assert imported.isdisjoint(("clingo", "experta", *(f"followthrough.{name}" for name in ours)))
