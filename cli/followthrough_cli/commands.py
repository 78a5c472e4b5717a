"""The subcommands of `followthrough`, and the module of each."""

import click

from followthrough_cli.lazy_group import LazyGroup
from followthrough_cli.terminal import Terminal

_COMMANDS = {
    "ask": "ask:ask",
    "next": "ask:next_",
    "questions": "questions:questions",
    "advise": "advise:advise",
    "why": "advise:why",
    "why-not": "alternatives:why_not",
    "what-if": "alternatives:what_if",
    "verify": "verify:verify",
    "plan": "plan:plan",
    "letter": "letter:letter",
    "leads": "leads:leads",
    "serve": "serve:serve",
    "mcp": "mcp:mcp",
    "batch": "batch:batch",
    "publish": "publish:publish",
    "rules": "rules:rules",
}
"""Every subcommand and its module, in the order in which a newcomer meets them."""


_VERSION_HELP = "Show the version and exit."


def _show_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from followthrough import __version__

        click.echo(f"followthrough {__version__}")
        ctx.exit()


@click.command(
    cls=LazyGroup,
    commands_at=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-V", "--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version, help=_VERSION_HELP
)
@click.pass_context
def commands(ctx: click.Context) -> None:
    r"""Advice for the days after a job interview, with its reasons.

    Two authorities give advice and sometimes contradict each other: an article, and its editors, who objected. Start
    with `followthrough ask`.

    \b
    followthrough ask
    followthrough advise examples/three-weeks-of-silence.yaml
    followthrough leads
    """
    if ctx.obj is None:
        ctx.obj = Terminal.standard()
