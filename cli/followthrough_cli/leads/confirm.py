"""Asks before something is removed."""

import sys

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough_cli.terminal import Terminal

yes_option = click.option("--yes", is_flag=True, help="Do it without asking first.")


def confirm(terminal: Terminal, what: str, question: str, yes: bool) -> None:
    """Print what is about to happen, and return if the person agrees, or already has with `--yes`.

    Raises LeadError if there is nobody to ask, and click.exceptions.Exit if the person does not agree.
    """
    if yes:
        return
    if what:
        terminal.show(what)
    if not sys.stdin.isatty():
        wrong = "there is nobody to ask, so nothing was done"
        raise LeadError([Problem(Place("no terminal"), wrong, "add --yes to do it without asking")])
    try:
        said = terminal.ask(f"{question} (yes or no) > ")
    except EOFError:
        said = ""
    if said.casefold() not in ("yes", "y"):
        terminal.show("Nothing was done.")
        raise click.exceptions.Exit(0)
