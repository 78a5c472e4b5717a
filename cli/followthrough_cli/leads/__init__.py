"""`leads`: the search log, with all of a person's leads."""

import click

from followthrough_cli.lazy_group import LazyGroup

_COMMANDS = {
    "add": "leads.edit:add",
    "list": "leads.show:list_leads",
    "show": "leads.show:show",
    "set": "leads.edit:set_",
    "unset": "leads.revise:unset",
    "did": "leads.did:did",
    "rename": "leads.revise:rename",
    "drop": "leads.drop:drop",
    "resume": "leads.edit:resume",
    "delete": "leads.revise:delete",
    "undo": "leads.edit:undo",
    "redo": "leads.edit:redo",
    "look-back": "leads.look_back:look_back",
    "repair": "leads.repair:repair",
    "recheck": "leads.show:recheck",
    "export": "leads.export_import:export",
    "import": "leads.export_import:import_",
}


@click.command(cls=LazyGroup, commands_at=_COMMANDS, default="list")
def leads() -> None:
    r"""Keep all your leads, and see what each needs today.

    Without a command, they are listed.

    The log is one file in your data folder. --log PATH or FOLLOWTHROUGH_LOG names another.

    \b
    followthrough leads
    followthrough leads add 'Brown & Co'
    followthrough leads did Acme 'they called yesterday'
    """
