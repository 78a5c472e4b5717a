"""Edits a letter in the person's own editor before it is used. Whatever goes wrong there, the draft is kept."""

from typing import TYPE_CHECKING

import click

from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.leads.letters import Written


def offer_to_edit(terminal: Terminal, written: "Written", output: str | None) -> "Written":
    """Print a letter, offer to open it in an editor, and return it as it is to be used.

    If it was edited, it is printed again.
    """
    terminal.verbatim(written.text())
    terminal.show(Line())
    before = f" before it goes to {output}" if output is not None else ""
    if not _wants_to_edit(terminal, before):
        return written
    text = _edited(terminal, written.text())
    if text is None:
        terminal.note("The letter stays as it was.")
        return written
    terminal.show(Line())
    terminal.verbatim(text)  # whatever happens to a file, it can be copied from here
    return written.edited(text)


def _wants_to_edit(terminal: Terminal, before: str) -> bool:
    """Ask whether a letter is to be edited, until what is typed says so or says no."""
    while True:
        try:
            typed = terminal.ask(f"Type e to edit it{before}; Enter keeps it as it is. > ").casefold()
        except EOFError:
            terminal.show(Line())
            return False
        if typed in ("e", "edit", "y", "yes"):
            return True
        if typed in ("", "n", "no", "q", "quit", "k", "keep"):
            return False
        terminal.show(f"{typed!r} is neither. Type e, or press Enter.")


def _edited(terminal: Terminal, text: str) -> str | None:
    """Return a text as it was saved in the editor; None if nothing was saved, or nothing is left of it."""
    try:
        saved = click.edit(f"{text}\n".encode())
    except (click.ClickException, ValueError, OSError):
        terminal.note("The editor could not be used. Name one that works in the variable EDITOR, such as EDITOR=nano.")
        return None
    if saved is None:
        return None
    return saved.decode("utf-8-sig", "replace").replace("\r\n", "\n").rstrip() or None
