"""`rules rename`: another name for an entry, wherever the files of a base mention it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.layers import is_of_an_overlay, seen_from
from followthrough.format.phrases import counted
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli import completion
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.renaming.rename import Renaming


@click.command()
@click.argument("old", shell_complete=completion.names)
@click.argument("new")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@base_option
@json_option
@click.pass_obj
def rename(terminal: Terminal, old: str, new: str, dry_run: bool, base: Folders, as_json: bool) -> None:
    r"""Give a fact, a value, a rule, a passage, or a counsel another name, in every file of the base.

    OLD is its name: a fact, "FACT: VALUE", a rule, "COUNSEL PASSAGE", or a counsel. Where a name means several of
    these, put what it is before it, as in "rule OLD". Comments, quotes and layout stay as they are, and so does the
    meaning: advice is the same, which `rules diff` confirms. All files are written, or none.

    \b
    followthrough rules rename reminder hint --base umbrella
    followthrough rules rename "umbrella: take" "bring it" --base umbrella --dry-run
    """
    from followthrough.authoring.renaming.rename import renaming
    from followthrough.authoring.renaming.writing import write
    from followthrough.authoring.schema_files import keep_up

    planned = renaming(base.all, old, new)
    touched = {change.place.file for change in planned.changes}
    if base.base is None and not all(is_of_an_overlay(Place(file)) for file in touched):
        remedy = "name the folder of your own base with --base"
        raise LeadError([Problem(Place("rules rename"), "would change the built-in base", remedy)])
    if not dry_run:
        write(base.root, planned)
        keep_up(base.all)
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, **_as_json(planned, written=not dry_run)})
    else:
        _say(terminal, planned, base.shown, written=not dry_run)


def _say(terminal: Terminal, planned: "Renaming", folder: Path, *, written: bool) -> None:
    """Print what changed, or each change that would be made."""
    for change in () if written else planned.changes:
        place = seen_from(folder, change.place)
        if change.place.line:
            terminal.verbatim(f"{place}: {change.before} becomes {change.after}")
        else:
            terminal.verbatim(f"{place}: becomes {seen_from(folder, Place(planned.moved[change.place.file]))}")
    files = len({change.place.file for change in planned.changes})
    where = f"{counted(len(planned.changes), 'place')} of {counted(files, 'file')}"
    would = "is" if written else "would be"
    terminal.note(f"{planned.entry} {would} named {planned.new} in {where}")


def _as_json(planned: "Renaming", *, written: bool) -> dict[str, Any]:
    return {
        "kind": planned.entry.what,
        "old": planned.entry.name,
        "new": planned.new,
        "written": written,
        "changes": [
            {"file": one.place.file, "line": one.place.line, "column": one.place.column} for one in planned.changes
        ],
        "moved": dict(planned.moved),
    }
