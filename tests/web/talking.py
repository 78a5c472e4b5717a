"""A client that talks to the server for assistants, and the person behind it."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp.client.client import Client

from followthrough_mcp.server import Assistant, server_for

TODAY = date(2026, 11, 22)
Story = Callable[[Client], Awaitable[None]]


class Person:
    """Somebody whom the client asks to confirm a change."""

    def __init__(self, action: str = "accept", *, confirms: bool = True) -> None:
        self.action, self.confirms = action, confirms
        self.asked: list[str] = []

    async def __call__(self, ctx: object, params: types.ElicitRequestParams) -> types.ElicitResult:
        self.asked.append(params.message)
        return types.ElicitResult(action=self.action, content={"confirmed": self.confirms})


def tell(story: Story, log: Path, /, *, mode: str = "auto", person: Person | None = None, **more: Any) -> None:
    """Let a client talk to a server in this process."""

    async def told() -> None:
        assistant = Assistant(log=str(log / "leads.sqlite"), today=lambda: TODAY, **more)
        async with Client(server_for(assistant), mode=mode, elicitation_callback=person) as client:
            await story(client)

    anyio.run(told)


async def says(client: Client, name: str, /, **arguments: Any) -> str:
    """Call a tool that answers; give its text."""
    done = await client.call_tool(name, arguments)
    assert not done.is_error, done.content
    return done.content[0].text


async def refuses(client: Client, name: str, /, **arguments: Any) -> str:
    """Call a tool that does not answer; give what it says to do."""
    done = await client.call_tool(name, arguments)
    assert done.is_error, done.content
    assert done.structured_content["problems"]
    return done.content[0].text
