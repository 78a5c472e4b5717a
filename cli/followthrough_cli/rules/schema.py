"""`rules schema`: the JSON Schemas with which editors help to write the files of a base."""

import json
import os
from pathlib import Path

import click

from followthrough.authoring.schema_files import FOLDER, schema_files, without_schema, write_schemas
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.files import shown_as
from followthrough_cli import completion
from followthrough_cli.options import Folders, base_option
from followthrough_cli.terminal import Terminal


@click.command()
@click.argument("kind", required=False, metavar="[KIND]")
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    shell_complete=completion.folders,
    help="Write the schemas of all kinds to files in DIR. With --base, they go to its folder `schema` by default.",
)
@base_option
@click.pass_obj
def schema(terminal: Terminal, kind: str | None, base: Folders, folder: str | None) -> None:
    r"""Print the JSON Schema of a kind of file, or of all, or write them to files.

    KIND is base, sources, questions, concepts, rules, laws or cases. Editors use the schemas to complete keys and mark
    mistakes. With --base, they also complete the facts, values, counsels, passages and rules of that base, mark those
    that it does not have, and show what each stands for. With --with, they are for the files of what is laid over it. A
    file names its schema in the first line, as the built-in ones do.

    \b
    followthrough rules schema rules
    followthrough rules schema --base umbrella
    """
    known = base.load() if base != Folders() else None
    files = schema_files(known, of_overlay=bool(base.overlays))
    if kind is not None and kind not in files:
        raise LeadError([Problem(Place("rules schema"), f"unknown kind {kind!r}", did_you_mean(kind, files))])
    if folder is None and known is not None and kind is None:
        folder = str(shown_as(base.all[-1]) / FOLDER)
    if folder is not None:
        written = write_schemas(Path(folder), known, of_overlay=bool(base.overlays))
        terminal.note(f"{len(written)} schemas written to {folder}")
        _note_unnamed(terminal, base.all[-1] if known is not None else None, Path(folder))
    elif kind is not None:
        terminal.verbatim(files[kind].removesuffix("\n"))
    else:
        terminal.verbatim(json.dumps({name: json.loads(text) for name, text in files.items()}, indent=2))


def _note_unnamed(terminal: Terminal, base: Path | None, folder: Path) -> None:
    """Say how an editor finds the schema of a file of the base, if one names none."""
    unnamed = without_schema(base) if base is not None else {}
    for file, kind in list(unnamed.items())[:1]:
        name = Path(os.path.relpath(folder / f"{kind}.json", file.parent)).as_posix()
        others = f" and {len(unnamed) - 1} more name" if len(unnamed) > 1 else " names"
        line = f"# yaml-language-server: $schema={name}"
        terminal.note(f"{shown_as(file)}{others} no schema; begin it with the line `{line}`")
