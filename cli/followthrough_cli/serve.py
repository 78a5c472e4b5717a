"""`serve`: the questions, the advice and its reasons as pages in the browser."""

from datetime import date

import click

from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough_cli import completion
from followthrough_cli.options import Day, Folders, base_option, how_to_install
from followthrough_cli.terminal import Terminal

PORT = 8642
"""The default port, which development servers do not commonly use."""

_SAID = (
    "It serves only this computer, until you press Ctrl-C. Answers that you have not saved are part of the page's "
    "address, so your browser's history contains them."
)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Serve on this port; 0 takes any free one.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in the browser.")
@click.option("--log", metavar="FILE", shell_complete=completion.files, help="Use the search log in FILE.")
@click.option("--on", type=Day(), metavar="DATE", help="Advise as if today were DATE.")
@base_option
@click.pass_obj
def serve(terminal: Terminal, port: int, no_open: bool, log: str | None, on: date | None, base: Folders) -> None:
    r"""Open the pages in your browser: questions, advice, reasons, your leads, and the rules.

    The server answers only this computer, until Ctrl-C, and nothing leaves it. Answers that you have not saved are part
    of the page's address, so your browser's history contains them. When you save a rule file, reload the page to see
    the change, or its mistakes.

    \b
    followthrough serve
    followthrough serve --port 8080 --no-open
    """
    import webbrowser
    from threading import Thread

    try:
        from followthrough_web import server
        from followthrough_web.app import create_app
    except ModuleNotFoundError as error:
        wrong = f"needs {error.name}, which is not installed"
        raise LeadError([Problem(Place("serve"), wrong, how_to_install("web"))]) from None

    try:
        base.load()
    except KnowledgeError as error:
        if base == Folders() or not all((folder / "base.yaml").is_file() for folder in base.all):
            raise
        terminal.note(str(error))  # a researcher may fix the rules while looking at the pages
    with server.listen(port) as taken:
        taken_port = taken.getsockname()[1]
        hosts = server.hosts_of(taken_port)
        address = f"http://{min(hosts)}/"

        def ready() -> None:
            terminal.show(f"followthrough is at {address}", _SAID)
            terminal.out.flush()
            if not no_open:
                # a browser in the terminal would block the server
                Thread(target=webbrowser.open, args=[address], daemon=True).start()

        today = (lambda: on) if on is not None else date.today
        app = create_app(base.base, overlays=base.overlays, log=log, hosts=hosts, today=today)
        server.server_of(app, ready).run(sockets=[taken])
