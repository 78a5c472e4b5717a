"""`batch`: advice about a file of leads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from followthrough_cli.options import Folders, base_option, how_to_install, on_option
from followthrough_cli.terminal import Terminal


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, metavar="OUT", type=click.Path(path_type=Path), help="Write to OUT.")
@click.option(
    "--counsel", "counsels", multiple=True, metavar="NAME", help="Advise under this counsel; may be repeated."
)
@click.option("--why", is_flag=True, help="Add columns with the rules that decided.")
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    help="Of the other columns of IN, write only this one with the advice; may be repeated.",
)
@click.option(
    "--set-aside",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write faulty rows to FILE, each with the reason, instead of stopping.",
)
@on_option
@base_option
@click.pass_obj
def batch(
    terminal: Terminal,
    source: Path,
    output: Path,
    counsels: tuple[str, ...],
    why: bool,
    keep: tuple[str, ...],
    set_aside: Path | None,
    on: date | None,
    base: Folders,
) -> None:
    r"""Advise on a file with one lead to a row.

    IN and OUT are CSV, Parquet or JSON lines, by their extensions: .csv, .parquet, .jsonl. Columns named after
    questions are answers. All others are kept, unless --keep names the ones to keep. OUT is written whole or not at
    all. Where answers are missing, it has what is settled without them, and its last columns say what is open.

    \b
    followthrough batch examples/leads.csv -o advice.csv
    followthrough batch leads.parquet -o advice.parquet --counsel wolfe --counsel jobfairy --why
    followthrough batch leads.parquet -o advice.parquet --keep lead
    """
    os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")  # each row group that is read ahead takes up memory
    try:
        from followthrough.advising.files import advise_file
    except ModuleNotFoundError as error:
        raise click.UsageError(f"batch needs {error.name}; {how_to_install('batch')}") from None
    with only_our_words(terminal), terminal.progress("Advising") as tell:
        done = advise_file(
            base.load(),
            source,
            output,
            counsel=counsels if len(counsels) > 1 else next(iter(counsels), None),
            today=on or date.today(),
            why=why,
            keep=keep or None,
            set_aside=set_aside,
            progress=tell if terminal.err.isatty() else None,
        )
    for doubt in done.doubts:
        terminal.note(str(doubt))
    said = f"{done.advised:,} {'lead' if done.advised == 1 else 'leads'} advised on in {output}."
    if done.something_open:
        goal = f", in {done.goal_open:,} a goal" if done.goal_open else ""
        said += f" In {done.something_open:,} of them something is open{goal}: the last columns say what."
    if set_aside is not None:
        said += f" {done.set_aside:,} {'row' if done.set_aside == 1 else 'rows'} set aside in {set_aside}."
    terminal.show(said)


@contextmanager
def only_our_words(terminal: Terminal) -> Iterator[None]:
    """Hide what libraries print when they crash. We report the crash in a line of our own."""
    try:
        screen = terminal.err.fileno()
    except (OSError, ValueError):  # not a file
        yield
        return
    ours = terminal.err
    ours.flush()
    nothing, kept = os.open(os.devnull, os.O_WRONLY), os.dup(screen)
    terminal.err = os.fdopen(kept, "w", buffering=1, encoding=ours.encoding, errors=ours.errors)
    os.dup2(nothing, screen)
    try:
        yield
    finally:
        os.dup2(kept, screen)
        os.close(nothing)
        terminal.err.close()
        terminal.err = ours
