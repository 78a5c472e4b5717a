"""`rules table`: rules written as a decision table."""

from pathlib import Path

import click

from followthrough.format.phrases import counted
from followthrough.format.sentences import listed
from followthrough.replacing import write_over, writing
from followthrough_cli.options import Folders, base_option
from followthrough_cli.terminal import Terminal


@click.command()
@click.argument("concept")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output.")
@base_option
@click.pass_obj
def table(terminal: Terminal, concept: str, output: str | None, base: Folders) -> None:
    r"""Write the rules that conclude CONCEPT as a decision table, in CSV.

    Each rule becomes a row that means the same when the table is read again. Rules that a table cannot express are left
    out with a note: those with `any of`, `unless` or `due`, and those with overrides, unless each rule overrides all
    that follow it. In that case the hit policy is `first`.

    \b
    followthrough rules table stance -o stance.csv
    """
    from followthrough.authoring.table_writing import table_of

    written = table_of(base.load(), concept)
    if output is None:
        terminal.verbatim(written.text.removesuffix("\n"))
    else:
        with writing(Path(output)):
            write_over(Path(output), written.text)
        terminal.note(f"{counted(len(written.rules), 'row')} written to {output}")
    for stays in written.left_out:
        terminal.note(f"left out: {stays.rule.name} ({stays.rule.place}) {stays.why}")
    files = sorted({rule.place.file for rule in written.rules if rule.row is None})
    rules_folders = [(folder / "rules").resolve() for folder in base.all]
    if output is not None and files and Path(output).resolve().parent in rules_folders:
        terminal.note(f"the rules are still in {listed(files)} as well; remove them there")
