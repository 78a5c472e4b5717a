"""A group of commands that imports each command only when it runs."""

import inspect
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that imports a command when it is needed.

    `commands_at` maps each command, in the order of the help page, to its function in this package: `module:function`.
    `default` is the one to run where none is named.
    """

    def __init__(self, *, commands_at: Mapping[str, str], default: str = "", **others: Any) -> None:
        super().__init__(**others)
        _show_examples_last(self)
        self.commands_at = commands_at
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take options without a command as those of the default one, except for those that ask for help."""
        is_named = any(not one.startswith("-") for one in args[:1]) or {*args[:1]} & {*ctx.help_option_names}
        return super().parse_args(ctx, args if is_named or not self.default else [self.default, *args])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands_at)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named first, `help` among them. Raises UsageError with the near one."""
        if args[0] in self.commands_at or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        if args[0].casefold() == "help":
            return self._help(ctx, args[1:])
        from followthrough_cli.slips import no_such_command

        raise click.UsageError(no_such_command(self, ctx, args[0]), ctx)

    def _help(self, ctx: click.Context, names: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that prints the help of the named command, or of this group."""
        if not names:
            click.echo(ctx.get_help())
            ctx.exit()
        name, command, rest = self.resolve_command(ctx, names)
        return name, command, [*rest, "--help"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none."""
        if cmd_name not in self.commands_at:
            return None
        module, _, function = self.commands_at[cmd_name].partition(":")
        command = getattr(import_module(f"followthrough_cli.{module}"), function)
        assert isinstance(command, click.Command)
        _show_examples_last(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with all of its summary, which click would cut off to fit one line."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(sys.maxsize)) for name, one in found if one is not None])


def _show_examples_last(command: click.Command) -> None:
    """Move the examples, which end a docstring after a line with a backslash and a b, to the end of the help.

    click keeps the lines of a paragraph as they are after a backspace character.
    """
    text, marked, examples = inspect.cleandoc(command.help or "").partition("\\b\n")
    if marked:
        command.help = text.rstrip()
        command.epilog = "\n".join(["\b", "Examples:", *(f"  {line}" for line in examples.splitlines())])
