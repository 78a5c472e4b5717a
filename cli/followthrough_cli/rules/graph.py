"""`rules graph`: a drawing of a knowledge base, in four formats."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followthrough_cli import completion
from followthrough_cli.new_files import check_new, force_option, write
from followthrough_cli.options import Folders, base_option
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.graph import Graph

FORMATS = ("mermaid", "dot", "svg", "json")


@click.command()
@click.argument("conclusion", required=False, shell_complete=completion.conclusions)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="The format; by default from the extension of FILE, or mermaid.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    shell_complete=completion.files,
    help="Write to a new FILE instead of standard output.",
)
@force_option
@click.option("--counsel", metavar="NAME", shell_complete=completion.counsels, help="Draw the rules of this counsel.")
@base_option
@click.pass_obj
def graph(
    terminal: Terminal,
    conclusion: str | None,
    form: str | None,
    output: str | None,
    force: bool,
    counsel: str | None,
    base: Folders,
) -> None:
    r"""Draw the questions, concepts, rules and overrides of a counsel.

    With CONCLUSION, only what leads to it or can override it: a concept (stance), a value of one (stance=drop), or a
    rule. svg is a picture for people, mermaid and dot are for other programs to draw, and json is the graph as data.

    \b
    followthrough rules graph stance=drop
    followthrough rules graph --counsel wolfe --format svg -o rules.svg
    """
    from followthrough.authoring.graph import graph as graph_of

    check_new([output], force=force)
    by_name = {"mmd": "mermaid", "gv": "dot"}
    ending = Path(output).suffix.removeprefix(".") if output is not None else ""
    wanted = form or by_name.get(ending, ending if ending in FORMATS else "mermaid")
    text = _writer(wanted)(graph_of(base.load(), conclusion, counsel=counsel))
    if output is None:
        terminal.verbatim(text.removesuffix("\n"))
        return
    write(Path(output), text, force=force)
    terminal.note(f"{wanted} written to {output}")


def _writer(form: str) -> Callable[["Graph"], str]:
    """Return the function that writes a format."""
    from followthrough.authoring.drawing import notations, picture

    return {"mermaid": notations.mermaid, "dot": notations.dot, "svg": picture.svg, "json": notations.json_text}[form]
