"""Every command of the command line, for tests that hold for all of them."""

import inspect
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile, copytree

import click
from openpyxl import Workbook

from cli.running import EXAMPLES, followthrough
from followthrough_cli.commands import commands


def every_command(context: click.Context | None = None) -> Iterator[click.Context]:
    """Yield the context of each command, groups among them, in the order of the help."""
    context = context or click.Context(commands, info_name="followthrough", **commands.context_settings)
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            below = context.command.get_command(context, name)
            yield from every_command(click.Context(below, info_name=name, parent=context))


def examples_of(command: click.Command) -> list[str]:
    """Return the examples at the end of a command's help, each as one line."""
    text = inspect.cleandoc(command.epilog or "").partition("Examples:\n")[2]
    return [line.strip() for line in text.replace("\\\n", "").splitlines()]


def furnish(folder: Path) -> Path:
    """Write what the examples name into a folder, the working one: bases, files, and a log with leads. Return it."""
    copytree(EXAMPLES, folder / "examples")
    rows = [("Firma", "Applied", "Status"), ("Oak", "23/04/2026", "closed")]
    (folder / "tracker.csv").write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    workbook = Workbook()
    for row in [("Company", *rows[0][1:]), rows[1]]:
        workbook.active.append(row)
    workbook.save(folder / "tracker.xlsx")
    for words in (
        ("rules", "new", "base", "umbrella"),
        ("rules", "new", "base", "umbrella-2"),
        ("rules", "new", "counsel", "coach", "--follows", "leaflet", "--base", "umbrella"),
        ("leads", "import", "tracker.csv", "--map", "Firma=name", "--map", "Applied=day first", "--yes"),
        ("leads", "add", "Acme", "--from", "examples/the-day-after.yaml", "--on", "3 days ago"),
        ("leads", "add", "Dale", "--from", "examples/not-wanted.yaml"),
        ("leads", "drop", "Dale"),
        ("leads", "set", "Acme", "-a", "thank_you=sent"),
        ("leads", "undo", "Acme"),
        ("advise", "Acme", "--certificate", "advice.json"),
        ("publish", "--base", "umbrella", "-o", "umbrella.html"),
    ):
        done = followthrough(*words)
        assert done.status == 0, done
    copyfile("leads.sqlite", "old.sqlite")
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "first")):
        subprocess.run(["git", "-C", "umbrella", *arguments], check=True, capture_output=True)
    return folder
