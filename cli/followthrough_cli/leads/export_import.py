"""`leads export` and `leads import`: the whole log as a file, and back."""

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.phrases import counted
from followthrough.replacing import write_new, writing
from followthrough_cli.options import log_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.leads.log.export_import import ConflictingAnswers


@click.command()
@click.option("-o", "--output", metavar="FILE", help="Write to a new FILE: JSON, or CSV if it ends in .csv.")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV instead of JSON.")
@log_option
@click.pass_obj
def export(terminal: Terminal, output: str | None, as_csv: bool, log: str | None) -> None:
    """Export the whole log, with everything that was ever recorded."""
    from followthrough.leads.log import Log, export_import, log_path

    entries = Log(log_path(log)).entries()
    if as_csv or (output or "").lower().endswith(".csv"):
        text = export_import.as_csv(entries)
    else:
        text = msgspec.json.format(msgspec.json.encode(export_import.as_json(entries)), indent=2).decode() + "\n"
    if output is None:
        terminal.verbatim(text.replace("\r\n", "\n").rstrip("\n"))
        return
    with writing(Path(output)):
        write_new(Path(output), text)
    terminal.show(f"The log, with {len(entries)} {'entry' if len(entries) == 1 else 'entries'}, is in {output}.")


@click.command("import")
@click.argument("file", metavar="FILE")
@log_option
@click.pass_obj
def import_(terminal: Terminal, file: str, log: str | None) -> None:
    """Add the entries of an export that the log lacks. FILE is JSON or CSV, or - for standard input.

    Of two records about one day, the later one stands, whichever log was imported first.
    """
    from followthrough.leads.log import Log, export_import, log_path

    entries = export_import.read(_bytes(file, export_import.MAX_BYTES), "standard input" if file == "-" else file)
    done = export_import.import_entries(Log(log_path(log)), entries)
    known = f" {done.known} were already there." if done.known else ""
    terminal.show(f"{done.entries} of {len(entries)} entries about {counted(done.leads, 'lead')} stored.{known}")
    terminal.show(*(Line(_difference(one), style="warning") for one in done.differences))


def _difference(one: "ConflictingAnswers") -> str:
    """Return what the log and the import say differently, and what stands."""
    if one.question == "begun":
        return (
            f"{one.lead} is gone: undoing it is the last change in either log; "
            f"`followthrough leads redo {quote(one.lead)}` brings it back."
        )
    here, there, stands = (text or "no answer" for text in (one.log, one.imported, one.stands))
    why = "since it was recorded later, or is about a later day"
    return f"{one.lead}, {one.question}: {here} in the log, {there} in the import; {stands} stands, {why}."


def _bytes(file: str, most: int) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(most + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise LeadError([Problem(Place(file), f"cannot be read ({error.strerror})", "name an export")]) from None
