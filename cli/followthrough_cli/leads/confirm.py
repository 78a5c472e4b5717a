"""Ask before something goes."""

import sys

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough_cli.terminal import Terminal

yes_option = click.option("--yes", is_flag=True, help="Do it without asking first.")


def confirm(terminal: Terminal, what: str, question: str, yes: bool) -> None:
    """Say what is about to happen, and go on if the person says yes, or has said it with `--yes`.

    Raises LeadError where nobody is there to ask, click.exceptions.Exit if they do not say yes.
    """
    if yes:
        return
    if what:
        terminal.show(what)
    if not sys.stdin.isatty():
        wrong = "nobody can be asked here, and nothing was done"
        raise LeadError([Problem(Place("no terminal"), wrong, "add --yes to go on")])
    try:
        said = terminal.ask(f"{question} (yes or no) > ")
    except EOFError:
        said = ""
    if said.casefold() not in ("yes", "y"):
        terminal.show("Nothing was done.")
        raise click.exceptions.Exit(0)
