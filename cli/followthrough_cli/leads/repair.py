"""`leads repair`: what can be saved of a damaged log, and the new log made of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from followthrough.format.phrases import counted
from followthrough_cli.leads.confirm import confirm, yes_option
from followthrough_cli.options import log_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.leads.log.repair import Rescue

_MOST = 12
"""Lines about single rows that are lost."""


@click.command()
@yes_option
@log_option
@click.pass_obj
def repair(terminal: Terminal, yes: bool, log: str | None) -> None:
    """Make a new log of what is sound in a damaged one and in its copies.

    It says first what is saved and what is lost, and asks. The damaged file is kept.
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.log.repair import examine, put_in_place

    kept = Log(log_path(log))
    rescue = examine(kept)
    if rescue is None:
        terminal.show(f"{kept.path} is sound, and has all that its copies have: nothing is to be repaired.")
        return
    terminal.show(*_lines(rescue))
    confirm(terminal, "", f"Make this the log in {kept.path}?", yes)
    aside = put_in_place(kept, rescue, datetime.now())
    terminal.show(f"{kept.path} is repaired." + (f" The file as it was is {aside}." if aside is not None else ""))


def _lines(rescue: "Rescue") -> Iterator[Line]:
    from followthrough.leads.log.checksums import number_of
    from followthrough.leads.log.history import histories

    found = histories(rescue.entries)
    saved = len(rescue.entries) - len(rescue.begun)
    where = f"; {number_of(rescue.from_copies)} of them only from a copy" if rescue.from_copies else ""
    yield Line(f"{number_of(saved)} about {counted(len(found), 'lead')}{where}.", "Saved")
    if rescue.lost is None:
        yield Line(
            "perhaps what was recorded since the copy was made: the log no longer says how many entries it had.", "Lost"
        )
    elif rescue.lost:
        yield Line(f"{number_of(rescue.lost)}.", "Lost")
    else:
        yield Line("nothing.", "Lost")
    for row in rescue.unsound[:_MOST]:
        yield Line(_row_text(row), "", 2, "faint")
    if len(rescue.unsound) > _MOST:
        yield Line(f"and {len(rescue.unsound) - _MOST} more.", "", 2, "faint")
    for name in rescue.begun:
        yield Line(f"The beginning of a lead is lost: it is called {name} now.", style="warning")


def _row_text(row: Mapping[str, Any]) -> str:
    """Write what still can be read of a row that is not sound."""
    read = [" ".join(str(row[name]).split()) for name in ("day", "kind", "name", "value") if row.get(name)]
    return "not as it was recorded: " + ", ".join(text[:60] for text in read)
