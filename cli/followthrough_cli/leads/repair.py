"""`leads repair`: what can be saved of a damaged log, and a new log made from it."""

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
"""Most lines about lost rows."""


@click.command()
@yes_option
@log_option
@click.pass_obj
def repair(terminal: Terminal, yes: bool, log: str | None) -> None:
    r"""Make a new log from the sound entries of a damaged one and of its copies.

    It first says what is saved and what is lost, and asks. The damaged file is kept.

    \b
    followthrough leads repair
    followthrough leads repair --log old.sqlite
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.log.repair import examine, put_in_place

    kept = Log(log_path(log))
    rescue = examine(kept)
    if rescue is None:
        terminal.show(f"{kept.path} is sound and contains everything in its copies, so there is nothing to repair.")
        return
    terminal.show(*_lines(rescue))
    confirm(terminal, "", f"Make this the log in {kept.path}?", yes)
    aside = put_in_place(kept, rescue, datetime.now())
    terminal.show(f"{kept.path} is repaired." + (f" The damaged file is now {aside}." if aside is not None else ""))


def _lines(rescue: "Rescue") -> Iterator[Line]:
    from followthrough.leads.log.checksums import number_of
    from followthrough.leads.log.history import histories

    found = histories(rescue.entries)
    saved = len(rescue.entries) - len(rescue.begun)
    where = f"; {number_of(rescue.from_copies)} of them only from a copy" if rescue.from_copies else ""
    yield Line(f"{number_of(saved)} about {counted(len(found), 'lead')}{where}.", "Saved")
    if rescue.lost is None:
        yield Line(
            "perhaps what was recorded after the copy was made. The log no longer says how many entries it had.", "Lost"
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
        yield Line(f"A lead has lost its beginning, and is now called {name}.", style="warning")


def _row_text(row: Mapping[str, Any]) -> str:
    """Return what can still be read of an unsound row."""
    read = [" ".join(str(row[name]).split()) for name in ("day", "kind", "name", "value") if row.get(name)]
    return "damaged: " + ", ".join(text[:60] for text in read)
