"""`rules table`: rules written as a decision table, and its rows as rules again."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough.format.files import read_layers
from followthrough.format.layers import FolderFiles, seen_from
from followthrough.format.load import parse
from followthrough.format.phrases import counted
from followthrough.format.sentences import listed
from followthrough.replacing import replaced, writing
from followthrough_cli import completion
from followthrough_cli.new_files import check_new, force_option, write
from followthrough_cli.options import Folders, base_option, how_to_install
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.table_writing import WrittenTable
    from followthrough.format.model import KnowledgeBase, Rule

FORMATS = ("csv", "xlsx", "yaml")
_NOT_WRITTEN = ("xls", "xlsm", "xlsb", "ods", "numbers", "yml")
"""Endings of files that are meant to be tables or rules, but are of a format that is not written."""


@click.command()
@click.argument("about", metavar="CONCEPT|TABLE", shell_complete=completion.concepts_or_lead)
@click.option(
    "-o",
    "--to",
    "--output",
    "output",
    metavar="FILE",
    shell_complete=completion.files,
    help="Write to FILE instead of standard output.",
)
@force_option
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMATS),
    help="The format; by default from the extension of FILE, or csv.",
)
@click.option("--move", is_flag=True, help="Take the rules out of the files of YAML that they stand in.")
@base_option
@click.pass_obj
def table(
    terminal: Terminal, about: str, output: str | None, force: bool, form: str | None, move: bool, base: Folders
) -> None:
    r"""Write the rules that conclude CONCEPT as a decision table; or the rows of a TABLE, such as rules/fees.csv.

    Each rule becomes a row that means the same when the table is read again. Rules that a table cannot express are left
    out with a note: those with `any of`, `unless` or `due`, and those with overrides, unless each rule overrides all
    that follow it. In that case the hit policy is `first`. Comments about a rule become remarks about its row.

    With --move, FILE is a new table of the base, and the rules leave the files they stand in, of which all else stays
    as it is. Comments in a file with no other rule become remarks above the table, and the file is removed.

    As yaml, rows become rules one by one, with the overrides that their hit policy stands for, at the end of FILE.

    \b
    followthrough rules table stance --to stance.xlsx
    """
    from followthrough.authoring.remarks import files_of, remarks_of

    path = Path(output) if output is not None else None
    form = _format(path, form)
    if move and (path is None or form == "yaml" or not _is_of_a_base(path, base)):
        raise click.UsageError(f"--move writes a new table of the base: --to {base.shown / 'rules' / 'NAME.csv'}")
    loaded = base.load()
    about = _table_named(loaded, base, about)
    layers = read_layers(base.root, base.overlays)
    remarks = remarks_of(loaded, files_of(layers))
    if form == "yaml":
        from followthrough.authoring.row_entries import entries_of

        entries = entries_of(loaded, about, remarks)
        _write_entries(terminal, entries.text, path, len(entries.rules))
        _note_where_they_still_are(terminal, entries.rules, path, base)
        return
    from followthrough.authoring.table_writing import table_of

    written = table_of(loaded, about, remarks)
    if move and path is not None:
        _move(terminal, written, form, path, layers, base)
    else:
        _write_table(terminal, written, form, path, base, force=force)
    for stays in written.left_out:
        terminal.note(f"left out: {stays.rule.name} ({stays.rule.place}) {stays.why}")
    if not move:
        _note_where_they_still_are(terminal, written.rules, path, base)


def _format(path: Path | None, form: str | None) -> str:
    """Return the format to write: the one that is asked for, or that of a file by its name."""
    ending = path.suffix.removeprefix(".").lower() if path is not None else ""
    if (ending in FORMATS and form not in (None, ending)) or ending in _NOT_WRITTEN:
        meant = form or ("yaml" if ending == "yml" else "xlsx")
        raise LeadError([Problem(Place(str(path)), f"ends in {ending!r}", f"name a file that ends in .{meant}")])
    return form or (ending if ending in FORMATS else "csv")


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


def _write_table(
    terminal: Terminal, written: "WrittenTable", form: str, path: Path | None, folders: Folders, *, force: bool
) -> None:
    if path is None:
        if form == "xlsx":
            raise LeadError([Problem(Place("--as xlsx"), "is a file, not text", "name the file: --to NAME.xlsx")])
        terminal.verbatim(written.text.removesuffix("\n"))
        return
    _check_is_new(path, folders)
    check_new([path], force=force)
    write(path, _content(written, form, path), force=force)
    terminal.note(f"{counted(len(written.rules), 'row')} written to {path}")


def _move(
    terminal: Terminal,
    written: "WrittenTable",
    form: str,
    path: Path,
    layers: Sequence[FolderFiles],
    folders: Folders,
) -> None:
    """Write a table, and the files that its rules leave, all or none of them."""
    from followthrough.authoring.taking_out import taken_out

    _check_is_new(path, folders)
    with _seen_from_here(folders):
        moved = taken_out(layers, written)
    content = _content(moved.table, form, path)
    with _seen_from_here(folders):
        parse(*moved.layers_with(_named_in(layers, folders, path), content))
    paths = {_path_of(file, layers, folders): text for file, text in moved.texts.items()}
    with writing(path), replaced(path, *paths) as (part, *parts):
        part.write_bytes(content)
        for one, text in zip(parts, paths.values(), strict=True):
            one.write_text(text, encoding="utf-8", newline="")
    for file in moved.removed:
        _path_of(file, layers, folders).unlink()
    gone = f", and removed {listed(moved.removed)}, which had no other rule" if moved.removed else ""
    terminal.note(f"{counted(len(written.rules), 'row')} moved to {path}{gone}")


@contextmanager
def _seen_from_here(folders: Folders) -> Iterator[None]:
    """Name the files of a base in errors as a person would open them."""
    try:
        yield
    except (KnowledgeError, LeadError) as error:
        seen = [replace(one, place=seen_from(folders.shown, one.place)) for one in error.problems]
        raise type(error)(seen) from None


def _named_in(layers: Sequence[FolderFiles], folders: Folders, path: Path) -> str:
    """Return the name of a new file of rules in its base or overlay."""
    number = [(folder / "rules").resolve() for folder in folders.all].index(path.resolve().parent)
    return f"{layers[number].prefix}rules/{path.name}"


def _path_of(file: str, layers: Sequence[FolderFiles], folders: Folders) -> Path:
    """Return where a file of a base or an overlay is."""
    pairs = zip(layers[1:], folders.all[1:], strict=True)
    laid = (folder / file.removeprefix(layer.prefix) for layer, folder in pairs if file.startswith(layer.prefix))
    return next(laid, folders.root / file)


def _check_is_new(path: Path, folders: Folders) -> None:
    """Raise LeadError for a file of a base that is there already."""
    if path.exists() and _is_of_a_base(path, folders):
        raise LeadError([Problem(Place(str(path)), "already exists", "name a new file, or remove it first")])


def _content(written: "WrittenTable", form: str, path: Path) -> bytes:
    return written.text.encode() if form == "csv" else _workbook(written, path.stem)


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
