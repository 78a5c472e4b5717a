"""`rules table`: rules written as a decision table, and its rows as rules again."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.files import read_layers
from followthrough.format.phrases import counted
from followthrough.format.sentences import listed
from followthrough.replacing import replaced, writing
from followthrough_cli.options import Folders, base_option, how_to_install
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.table_writing import WrittenTable
    from followthrough.format.model import KnowledgeBase, Rule

FORMATS = ("csv", "xlsx", "yaml")


@click.command()
@click.argument("about", metavar="CONCEPT|TABLE")
@click.option("-o", "--to", "--output", "output", metavar="FILE", help="Write to FILE instead of standard output.")
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMATS),
    help="The format; by default from the extension of FILE, or csv.",
)
@base_option
@click.pass_obj
def table(terminal: Terminal, about: str, output: str | None, form: str | None, base: Folders) -> None:
    r"""Write the rules that conclude CONCEPT as a decision table; or the rows of a TABLE, such as rules/fees.csv.

    Each rule becomes a row that means the same when the table is read again. Rules that a table cannot express are left
    out with a note: those with `any of`, `unless` or `due`, and those with overrides, unless each rule overrides all
    that follow it. In that case the hit policy is `first`. Comments about a rule become remarks about its row.

    As yaml, rows become rules one by one, with the overrides that their hit policy stands for, at the end of FILE.

    \b
    followthrough rules table stance --to stance.xlsx
    """
    from followthrough.authoring.remarks import remarks_of

    path = Path(output) if output is not None else None
    ending = path.suffix.removeprefix(".").lower() if path is not None else ""
    form = form or (ending if ending in FORMATS else "csv")
    loaded = base.load()
    about = _table_named(loaded, base, about)
    layers = read_layers(base.root, base.overlays)
    files = {layer.prefix + name: content for layer in layers for name, content in layer.files.items() if content}
    remarks = remarks_of(loaded, files)
    if form == "yaml":
        from followthrough.authoring.row_entries import entries_of

        entries = entries_of(loaded, about, remarks)
        _write_entries(terminal, entries.text, path, len(entries.rules))
        rules: Iterable[Rule] = entries.rules
    else:
        from followthrough.authoring.table_writing import table_of

        written = table_of(loaded, about, remarks)
        _write_table(terminal, written, form, path, base)
        for stays in written.left_out:
            terminal.note(f"left out: {stays.rule.name} ({stays.rule.place}) {stays.why}")
        rules = written.rules
    _note_where_they_still_are(terminal, rules, path, base)


def _table_named(loaded: "KnowledgeBase", folders: Folders, about: str) -> str:
    """Return the name that a base has for a table, however its file is named; a concept is returned as it is."""
    named = Path(about).resolve()
    for table in sorted({rule.row.table for rule in loaded.rules.values() if rule.row is not None}):
        if f"rules/{about}" == table or named in ((folders.root / table).resolve(), Path(table).resolve()):
            return table
    return about


def _is_of_a_base(path: Path, folders: Folders) -> bool:
    """Return whether a file is one of the rules of a base or an overlay."""
    return path.resolve().parent in [(folder / "rules").resolve() for folder in folders.all]


def _write_table(terminal: Terminal, written: "WrittenTable", form: str, path: Path | None, folders: Folders) -> None:
    if path is None:
        if form == "xlsx":
            raise LeadError([Problem(Place("--as xlsx"), "is a file, not text", "name the file: --to NAME.xlsx")])
        terminal.verbatim(written.text.removesuffix("\n"))
        return
    if path.exists() and _is_of_a_base(path, folders):
        raise LeadError([Problem(Place(str(path)), "already exists", "name a new file, or remove it first")])
    content = written.text.encode() if form == "csv" else _workbook(written, path.stem)
    with writing(path), replaced(path) as (part,):
        part.write_bytes(content)
    terminal.note(f"{counted(len(written.rules), 'row')} written to {path}")


def _workbook(written: "WrittenTable", title: str) -> bytes:
    from followthrough.format.xlsx.writing import workbook_of

    try:
        return workbook_of(written.lines, written.names, title)
    except ModuleNotFoundError as error:
        if error.name != "openpyxl":
            raise
        raise LeadError([Problem(Place("--as xlsx"), "needs openpyxl", how_to_install("tables"))]) from None


def _write_entries(terminal: Terminal, text: str, path: Path | None, rules: int) -> None:
    """Print rules, or add them to a file: what is there stays as it is."""
    if path is None:
        terminal.verbatim(text.removesuffix("\n"))
        return
    with writing(path):
        there = path.read_bytes().decode() if path.exists() else ""
        between = "" if not there.strip() else "\n" if there.endswith("\n") else "\n\n"
        with replaced(path) as (part,):
            part.write_text(there + between + text, encoding="utf-8", newline="")
    terminal.note(f"{counted(rules, 'rule')} written to {path}")


def _note_where_they_still_are(
    terminal: Terminal, rules: Iterable["Rule"], path: Path | None, folders: Folders
) -> None:
    """Say that rules are in two files of a base now, and so have to leave one."""
    if path is None or not _is_of_a_base(path, folders):
        return
    files = sorted({rule.place.file for rule in rules} - {f"rules/{path.name}"})
    if files:
        terminal.note(f"the rules are still in {listed(files)} as well; remove them there")
