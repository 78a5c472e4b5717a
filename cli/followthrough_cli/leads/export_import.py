"""`leads export` and `leads import`: the whole log as a file, and back."""

import sys
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.phrases import counted
from followthrough_cli import completion
from followthrough_cli.leads.confirm import yes_option
from followthrough_cli.new_files import check_new, force_option, write
from followthrough_cli.options import Folders, base_option, json_option, log_option, on_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.leads.log.export_import import ConflictingAnswers


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    shell_complete=completion.files,
    help="Write to a new FILE: JSON, or CSV if it ends in .csv.",
)
@force_option
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV instead of JSON.")
@log_option
@click.pass_obj
def export(terminal: Terminal, output: str | None, force: bool, as_csv: bool, log: str | None) -> None:
    r"""Export the whole log, with everything that was ever recorded.

    \b
    followthrough leads export -o leads.json
    followthrough leads export -o leads.csv
    """
    from followthrough.leads.log import Log, export_import, log_path

    check_new([output], force=force)
    entries = Log(log_path(log)).entries()
    if as_csv or (output or "").lower().endswith(".csv"):
        text = export_import.as_csv(entries)
    else:
        text = msgspec.json.format(msgspec.json.encode(export_import.as_json(entries)), indent=2).decode() + "\n"
    if output is None:
        terminal.verbatim(text.replace("\r\n", "\n").rstrip("\n"))
        return
    write(Path(output), text, force=force)
    terminal.show(f"The log, with {len(entries)} {'entry' if len(entries) == 1 else 'entries'}, is in {output}.")


@click.command("import")
@click.argument("file", metavar="FILE", shell_complete=completion.files)
@click.option(
    "--map", "maps", multiple=True, metavar="COLUMN=USE", help="Say what a column or a value is; may be repeated."
)
@click.option("--dry-run", is_flag=True, help="Show how a table would be read, and store nothing.")
@yes_option
@json_option
@on_option
@base_option
@log_option
@click.pass_obj
def import_(
    terminal: Terminal,
    file: str,
    maps: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
    on: date | None,
    base: Folders,
    log: str | None,
) -> None:
    r"""Import any table of leads, or an export of a log.

    FILE is CSV, a workbook (.xlsx) or JSON, or - for standard input, with whatever columns it has: each becomes an
    answer or a note. It shows how the first rows are read, asks what it cannot tell, and `leads undo` takes all of it
    back. Of an export, the entries are added that the log lacks; of two records about one day, the later one stands.

    COLUMN=USE names a question, or is name (of the lead), start (the day on which it came up), status, note or skip, or
    'day first' or 'month first' for its dates. COLUMN:VALUE=question=answer says what a value means; it may also be
    note, drop (the lead is let go) or skip. 'COLUMN:VALUE=before OTHER COLUMN' says which stands where both cannot be.

    \b
    followthrough leads import tracker.csv --dry-run
    followthrough leads import tracker.csv --map Firma=name --map 'Applied=day first'
    followthrough leads import tracker.xlsx --map 'Status:closed=heard_back=called off'
    """
    from followthrough.leads.log import Log, export_import, log_path

    raw, called = _bytes(file, export_import.MAX_BYTES), "standard input" if file == "-" else file
    if not export_import.is_export(raw):
        from followthrough_cli.leads.import_table import ImportOptions, import_table

        today, kept = on or date.today(), Log(log_path(log))
        import_table(terminal, raw, called, base, kept, today, ImportOptions(maps, dry_run, as_json, yes))
        return
    if maps or dry_run or as_json:
        raise click.UsageError(f"{called} is an export of a log, and --map, --dry-run, and --json are for other tables")
    entries = export_import.read(raw, called)
    done = export_import.import_entries(Log(log_path(log)), entries)
    known = f" {done.known} {'was' if done.known == 1 else 'were'} already there." if done.known else ""
    of = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
    terminal.show(f"{done.entries} of {of} about {counted(done.leads, 'lead')} stored.{known}")
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
        raise LeadError(
            [Problem(Place(file), f"cannot be read ({error.strerror})", "name a table, or an export of a log")]
        ) from None
