"""Ask before something goes."""

import sys

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough_cli.terminal import Terminal

yes_option = click.option("--yes", is_flag=True, help="Do it without asking first.")


def confirm(terminal: Terminal, question: str, yes: bool) -> None:
    """Go on if the person says yes, or has said it with `--yes`.

    Raises LeadError where nobody is there to ask, click.exceptions.Exit if they do not say yes.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        wrong = "nobody can be asked without a terminal, and nothing was done"
        raise LeadError([Problem(Place(question), wrong, "add --yes to go on")])
    try:
        said = terminal.ask(f"{question} (yes or no) > ")
    except EOFError:
        said = ""
    if said.casefold() not in ("yes", "y"):
        terminal.show("Nothing was done.")
        raise click.exceptions.Exit(0)
