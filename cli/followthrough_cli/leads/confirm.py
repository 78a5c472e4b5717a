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
    if what and not yes:
        terminal.show(what)
    if not agrees(terminal, question, yes):
        raise nothing_was_done(terminal)


def agrees(terminal: Terminal, question: str, yes: bool) -> bool:
    """Return whether the person agrees, or already has with `--yes`. Raises LeadError if there is nobody to ask."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise nobody_to_ask()
    while True:
        try:
            said = terminal.ask(f"{question} (yes or no) > ").casefold().strip(".!")
        except EOFError:
            return False
        if said in ("yes", "y"):
            return True
        if said in ("", "no", "n", "q", "quit"):
            return False
        terminal.show(f"{said!r} is neither yes nor no. Type yes, or press Enter to leave all as it is.")


def nobody_to_ask() -> LeadError:
    """Return what is wrong where something is to be agreed to, and no person is there."""
    wrong = "there is nobody to ask, so nothing was done"
    return LeadError([Problem(Place("no terminal"), wrong, "add --yes to do it without asking")])


def nothing_was_done(terminal: Terminal) -> click.exceptions.Exit:
    """Say so, and return what ends the command."""
    terminal.show("Nothing was done.")
    return click.exceptions.Exit(0)
