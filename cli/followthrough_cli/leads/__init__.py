"""`leads`: the search log, all leads of a person."""

import click

from followthrough_cli.lazy import LazyGroup

_COMMANDS = {
    "add": "leads.keeping:add",
    "list": "leads.showing:list_leads",
    "show": "leads.showing:show",
    "set": "leads.keeping:set_",
    "drop": "leads.keeping:drop",
    "resume": "leads.keeping:resume",
    "undo": "leads.keeping:undo",
    "redo": "leads.keeping:redo",
    "repair": "leads.repairing:repair",
    "recheck": "leads.showing:recheck",
    "export": "leads.exchanging:export",
    "import": "leads.exchanging:import_",
}


@click.command(cls=LazyGroup, commands_at=_COMMANDS)
def leads() -> None:
    """Keep all leads, and see what each needs today.

    The log is one file in your data folder; --log PATH or FOLLOWTHROUGH_LOG name another.
    """
