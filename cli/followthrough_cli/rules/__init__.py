"""`rules`: what a researcher does with a knowledge base."""

import click

from followthrough_cli.lazy_group import LazyGroup

FINDINGS = 1
"""Exit status if there are findings."""

_COMMANDS = {
    "list": "rules.show:list_rules",
    "show": "rules.show:show",
    "check": "rules.check:check",
    "test": "rules.test:test",
    "diff": "rules.differences:diff",
    "disagree": "rules.differences:disagree",
    "mutate": "rules.mutate:mutate",
    "graph": "rules.graph:graph",
    "table": "rules.table:table",
    "new": "rules.new:new",
    "rename": "rules.rename:rename",
    "schema": "rules.schema:schema",
}


@click.command(cls=LazyGroup, commands_at=_COMMANDS)
def rules() -> None:
    r"""Read, check and test the rules.

    \b
    followthrough rules list --counsel wolfe
    followthrough rules new base umbrella
    followthrough rules check --base umbrella
    """
