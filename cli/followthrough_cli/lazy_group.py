"""A group of commands that imports each command only when it runs."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that imports a command when it is needed.

    `commands_at` maps each command, in the order of the help page, to its function in this package: `module:function`.
    """

    def __init__(self, *, commands_at: Mapping[str, str], **others: Any) -> None:
        super().__init__(**others)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none."""
        if cmd_name not in self.commands_at:
            return None
        module, _, function = self.commands_at[cmd_name].partition(":")
        command = getattr(import_module(f"followthrough_cli.{module}"), function)
        assert isinstance(command, click.Command)
        # click keeps the lines of a paragraph after a backspace character, which a raw docstring spells out.
        command.help = command.help and command.help.replace("\\b\n", "\b\n")
        return command
