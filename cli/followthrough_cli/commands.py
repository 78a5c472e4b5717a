"""The subcommands of `followthrough`, and where each lives."""

import click

from followthrough_cli.lazy_group import LazyGroup
from followthrough_cli.terminal import Terminal

_COMMANDS = {
    "ask": "ask:ask",
    "next": "ask:next_",
    "advise": "advise:advise",
    "why": "advise:why",
    "why-not": "alternatives:why_not",
    "what-if": "alternatives:what_if",
    "plan": "plan:plan",
    "letter": "letter:letter",
    "leads": "leads:leads",
    "serve": "serve:serve",
    "batch": "batch:batch",
    "rules": "rules:rules",
}
"""Every subcommand, in the order a newcomer meets them, and where it lives."""


_VERSION_HELP = "Show the version and exit."


def version() -> str:
    """Give the version that is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("followthrough")
    except PackageNotFoundError:  # run from a clone
        return "(not installed)"


def _tell_version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"followthrough {version()}")
        ctx.exit()


@click.command(
    cls=LazyGroup,
    commands_at=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_tell_version, help=_VERSION_HELP)
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Advice for the days after a job interview, with its reasons.

    Two authorities advise, and partly contradict each other: an article, and its editors who objected. Start
    with `followthrough ask`.
    """
    if ctx.obj is None:
        ctx.obj = Terminal.standard()
