"""The transcript of docs/assistants.md: `python tests/docs/transcript.py` writes what the tools answer to its calls."""

import json
import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
from mcp.client.client import Client

from followthrough_mcp.server import Assistant, server_for

PAGE = Path(__file__).parents[2] / "docs" / "assistants.md"
BLOCK = re.compile(r"(?<=```transcript\n).*?(?=```\n)", re.DOTALL)


def replayed(block: str) -> str:
    """Return a transcript with what the tools answer to its calls now, on 22 November 2026 with an empty log."""
    calls = [line for line in block.splitlines() if line.startswith("> ")]
    lines: list[str] = []

    async def replay() -> None:
        with TemporaryDirectory() as folder:
            assistant = Assistant(log=f"{folder}/leads.sqlite", today=lambda: date(2026, 11, 22))
            async with Client(server_for(assistant)) as client:
                for call in calls:
                    name, _, arguments = call.removeprefix("> ").partition(" ")
                    done = await client.call_tool(name, json.loads(arguments or "{}"))
                    lines.extend([call, *done.content[0].text.splitlines(), ""])

    anyio.run(replay)
    return "\n".join(lines)


def main() -> None:
    """Write the page anew."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda block: replayed(block[0]), text), encoding="utf-8")


if __name__ == "__main__":
    main()
