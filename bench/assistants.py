# ruff: noqa: T201  a script that prints
"""What a server for assistants costs: its start, what of that is the SDK, and a tool's answer on the built-in base.

    python bench/assistants.py

In milliseconds of work of this process and its threads (the start: of a process of its own), the median of all calls.
"""

import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import anyio

LEAD = {"interview": "done", "want_it": "yes", "interviewed_on": "2026-11-01", "heard_back": "nothing"}
LEADS = [dict(list(LEAD.items())[:known]) for known in range(len(LEAD) + 1)]
TOOLS: Mapping[str, Mapping[str, str]] = {
    "next_question": {},
    "advise": {},
    "why": {},
    "why_not": {"concept": "next_step", "value": "telephone"},
    "what_if": {"concept": "stance"},
    "days_ahead": {},
}
ROUNDS = 10
_SDK = "import mcp.server.lowlevel, mcp.shared.exceptions, mcp_types.version, anyio.to_thread"
_SERVER = (
    "from followthrough_mcp.server import Assistant, server_for; a = Assistant(); server_for(a); a.live_base.edition()"
)


def start(work: str, after: str = "") -> float:
    """Return the median work of five processes that do this, in milliseconds; without what it comes `after`, if any."""
    before = f"{after}; before = time.process_time()" if after else "before = 0"
    code = [sys.executable, "-c", f"import time; {before}; {work}; print(time.process_time() - before)"]
    return 1000 * median(float(subprocess.run(code, capture_output=True, check=True).stdout) for _ in range(5))


async def answers() -> dict[str, list[float]]:
    """Return the work of each call by tool, in milliseconds; of calls on leads with more and more known."""
    from mcp.client.client import Client

    from followthrough_mcp.server import Assistant, server_for

    found: dict[str, list[float]] = {name: [] for name in TOOLS}
    with TemporaryDirectory() as folder:
        assistant = Assistant(log=f"{folder}/leads.sqlite", today=lambda: date(2026, 11, 22))
        async with Client(server_for(assistant)) as client:
            await client.list_tools()
            for _ in range(ROUNDS):
                for lead in LEADS:
                    for name, more in TOOLS.items():
                        before = process_time()
                        await client.call_tool(name, {"lead": lead, **more})
                        found[name].append(1000 * (process_time() - before))
    return found


def main() -> None:
    """Measure, and print a table."""
    print(f"start of Python          {start('pass'):6.0f} ms")
    print(f"import of the SDK        {start(_SDK):6.0f} ms")
    print(f"start of the server      {start(_SERVER):6.0f} ms, {start(_SERVER, _SDK):.0f} of it ours")
    found = anyio.run(answers)
    for name, times in found.items():
        print(f"{name:24} {median(times):6.1f} ms at the median, {max(times):6.1f} at most")
    every = [one for times in found.values() for one in times]
    print(f"{'all':24} {median(every):6.1f} ms at the median")


if __name__ == "__main__":
    main()
