"""`rules`: what a researcher does with a knowledge base."""

import click

from followthrough_cli.lazy import LazyGroup

FINDINGS = 1
"""Exit status when something was found."""

_COMMANDS = {
    "list": "rules.reading:list_rules",
    "show": "rules.reading:show",
    "check": "rules.checking:check",
    "test": "rules.testing:test",
    "diff": "rules.differing:diff",
    "disagree": "rules.differing:disagree",
    "mutate": "rules.mutating:mutate",
    "graph": "rules.drawing:graph",
    "table": "rules.tabling:table",
    "new": "rules.starting:new",
    "schema": "rules.reading:schema",
}


@click.command(cls=LazyGroup, commands_at=_COMMANDS)
def rules() -> None:
    """Read, check and test the rules."""
