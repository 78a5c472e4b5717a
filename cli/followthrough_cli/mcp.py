"""`mcp`: tools for an assistant, over standard input and output or HTTP on this computer."""

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough_cli.options import Folders, base_option, how_to_install, log_option, on_option
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough_mcp.server import Assistant


@click.command()
@click.option("--http", is_flag=True, help="Answer over HTTP on this computer instead of standard input and output.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8643, show_default=True, help="The port of --http.")
@click.option("--read-only", is_flag=True, help="Offer no tool that changes the search log.")
@log_option
@on_option
@base_option
@click.pass_obj
def mcp(
    terminal: Terminal,
    http: bool,
    port: int,
    read_only: bool,
    log: str | None,
    on: date | None,
    base: Folders,
) -> None:
    r"""Let an assistant ask these rules, so that it cites what they say and makes nothing up.

    It speaks the Model Context Protocol (docs/assistants.md says how to add it to an assistant). A change to the search
    log is made only after you confirm it. Nothing that you answer is logged, and nothing leaves this computer but
    through the assistant that you use.

    \b
    followthrough mcp
    followthrough mcp --read-only
    """
    try:
        from followthrough_mcp import server
    except ModuleNotFoundError as error:
        wrong = f"needs {error.name}, which is not installed"
        raise LeadError([Problem(Place("mcp"), wrong, how_to_install("mcp"))]) from None
    base.load()  # a base that cannot be read is told here, where a person reads it
    today = (lambda: on) if on is not None else date.today
    assistant = server.Assistant(base.base, overlays=base.overlays, log=log, read_only=read_only, today=today)
    if http:
        _serve_over_http(terminal, assistant, port)
        return
    if sys.stdin.isatty():
        terminal.note("This waits for an assistant, until Ctrl-C; docs/assistants.md says how to add it to one.")
    server.serve_over_pipes(assistant)


def _serve_over_http(terminal: Terminal, assistant: "Assistant", port: int) -> None:
    from followthrough_mcp.server import app_for
    from followthrough_web.server import hosts_of, listen, server_of

    with listen(port) as taken:
        hosts = hosts_of(taken.getsockname()[1])

        def ready() -> None:
            terminal.show(f"followthrough answers assistants at http://{min(hosts)}/mcp, until you press Ctrl-C.")
            terminal.out.flush()

        server_of(app_for(assistant, hosts), ready, lifespan="on").run(sockets=[taken])
