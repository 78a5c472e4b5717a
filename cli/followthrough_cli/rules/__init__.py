"""`rules`: what a researcher does with a knowledge base."""

from functools import partial

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
time_limit = partial(click.option, type=click.FloatRange(0, min_open=True), metavar="N")
"""An option with a limit in seconds, of which its name and its help are still wanted."""


@click.command(cls=LazyGroup, commands_at=_COMMANDS)
def rules() -> None:
    r"""Read, check and test the rules.

    \b
    followthrough rules list --counsel wolfe
    followthrough rules new base umbrella
    followthrough rules check --base umbrella
    """
