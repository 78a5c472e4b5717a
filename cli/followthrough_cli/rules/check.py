"""`rules check`: what is wrong with a knowledge base."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followthrough.errors import KnowledgeError
from followthrough.format.files import shown_as
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted
from followthrough.format.sentences import listed
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.rules import FINDINGS, time_limit
from followthrough_cli.rules.finding_formats import WRITERS, Checked
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.checks import Finding


@click.command()
@click.option(
    "--work",
    type=click.IntRange(1),
    metavar="N",
    help="Give up a proof after N conflicts in its search instead of 500,000.",
)
@time_limit("--seconds", help="Also give up a proof after N seconds.")
@time_limit("--in-all", help="Also give up after N seconds in all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(WRITERS)),
    default="text",
    help="Write the findings in this format; text by default.",
)
@click.option("--watch", "watching", is_flag=True, help="Check again at every save, until Ctrl-C.")
@base_option
@json_option
@click.pass_obj
def check(
    terminal: Terminal,
    work: int | None,
    seconds: float | None,
    in_all: float | None,
    form: str,
    watching: bool,
    base: Folders,
    as_json: bool,
) -> int:
    r"""Check that a knowledge base can be read, and what it says about all possible leads.

    Prints a line for each problem, and below it a lead that shows the problem, if there is one, and any other place
    involved. docs/checks.md explains the codes. Exits with 1 if there is a problem that the base does not accept, or a
    proof came to its limit. Proofs are limited by the work that they take, so that the same is found on every machine.
    Ctrl-C stops the checks and prints what they have found. With --watch, the command keeps running and says after
    every save which problems are new and which are gone; schemas of the base's own are kept up to date.

    \b
    followthrough rules check
    followthrough rules check --base umbrella --watch
    """
    form = "json" if as_json else form
    if watching and form != "text":
        raise click.UsageError("--watch prints text only")
    if not all(folder.is_dir() for folder in base.all):
        base.load()

    def look() -> Checked:
        if watching:
            _keep_schemas(base.all)
        with terminal.progress("checking") as progress:
            return checked_base(base, progress, work=work, seconds=seconds, in_all=in_all)

    if watching:
        checked = _watch(terminal, base.all, look)
    else:
        checked = look()
        WRITERS[form](terminal, checked)
    if checked.stopped_after is not None:
        terminal.note(f"stopped after {counted(checked.stopped_after, 'check')}; run it again for the rest")
        raise click.Abort
    return FINDINGS if checked.open else 0


def _watch(terminal: Terminal, folders: Sequence[Path], look: Callable[[], Checked]) -> Checked:
    from followthrough_cli.rules.watch import saves, watch

    terminal.note(f"watching {listed([str(shown_as(folder)) for folder in folders])}; press Ctrl-C to stop")
    return watch(terminal, look, saves(folders))


def _keep_schemas(folders: Sequence[Path]) -> None:
    """Write the base's own schemas anew if names have changed. A base that cannot be read keeps those that it has."""
    from followthrough.authoring.schema_files import keep_up

    with suppress(KnowledgeError):
        keep_up(folders)


def checked_base(
    base: Folders,
    progress: Callable[[int, int], None] = lambda number, of: None,
    *,
    work: int | None = None,
    seconds: float | None = None,
    in_all: float | None = None,
) -> Checked:
    """Check a base with its overlays. The other arguments are those of `followthrough.check`.

    After Ctrl-C, return what was found by then.
    """
    from followthrough.authoring.checks import IN_ALL, each_finding, in_order, met_while_reading, seen_from_here
    from followthrough.readings.prove.limits import WORK
    from followthrough.readings.prove.solver import SECONDS

    try:
        knowledge = base.load()
    except KnowledgeError as error:
        return Checked(tuple(map(met_while_reading, error.problems)))
    done = 0
    found: list[Finding] = []

    def follow(number: int, of: int) -> None:
        nonlocal done
        done = number
        progress(number, of)

    stopped_after = None
    try:
        for finding in each_finding(
            knowledge, work=work or WORK, seconds=seconds or SECONDS, in_all=in_all or IN_ALL, progress=follow
        ):
            found.append(finding)  # noqa: PERF402  one by one, as Ctrl-C may come
    except KeyboardInterrupt:
        stopped_after = done
    shown = base.shown
    return Checked(tuple(seen_from_here(one, shown) for one in in_order(found)), _about(knowledge), stopped_after)


def _about(base: KnowledgeBase) -> str:
    """Return what is in a base, in words."""
    return f"{base.title}: " + ", ".join(
        [
            counted(len(base.authorities), "counsel"),
            counted(len(base.passages), "passage"),
            counted(len(base.questions), "question"),
            counted(len(base.concepts), "concept"),
            counted(len(base.rules), "rule"),
            counted(len(base.cases), "case"),
            *([counted(len(base.laws), "law")] if base.laws else []),
        ]
    )
