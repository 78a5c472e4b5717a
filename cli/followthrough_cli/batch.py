"""`batch`: advice about a file of leads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from followthrough.errors import LeadError, Problem
from followthrough.format.problem_texts import with_questions
from followthrough_cli.new_files import check_new, force_option
from followthrough_cli.options import Folders, base_option, counsels_option, how_to_install, on_option
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.readings.scale.files import Done


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    default="-",
    type=click.Path(path_type=Path),
    help="Write to the new file OUT instead of standard output.",
)
@force_option
@counsels_option(help="Advise under this counsel; may be repeated.")
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
    force: bool,
    counsels: tuple[str, ...],
    why: bool,
    keep: tuple[str, ...],
    set_aside: Path | None,
    on: date | None,
    base: Folders,
) -> None:
    r"""Advise on a file with one lead to a row.

    IN and OUT are CSV, Parquet or JSON lines, by their extensions: .csv, .parquet, .jsonl. - is standard input or
    output, as CSV. Columns named after
    questions are answers. All others are kept, unless --keep names the ones to keep. OUT is written whole or not at
    all. Where answers are missing, it has what is settled without them, and its last columns say what is open.

    \b
    followthrough batch examples/leads.csv -o advice.csv
    followthrough batch examples/leads.csv -o advice.parquet --counsel wolfe --why
    followthrough batch - --keep lead < examples/leads.csv
    """
    os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")  # each row group that is read ahead takes up memory
    try:
        from followthrough.advising.files import advise_file
    except ModuleNotFoundError as error:
        raise click.UsageError(f"batch needs {error.name}; {how_to_install('batch')}") from None
    check_new([output, set_aside], force=force)
    streams = _streams(terminal, source, output)
    with streams as (from_file, to_file), only_our_words(terminal), terminal.progress("Advising") as tell:
        knowledge = base.load()
        with _beside_their_questions(knowledge):
            done = advise_file(
                knowledge,
                from_file,
                to_file,
                counsel=counsels if len(counsels) > 1 else next(iter(counsels), None),
                today=on or date.today(),
                why=why,
                keep=keep or None,
                set_aside=set_aside,
                progress=tell if terminal.err.isatty() else None,
            )
    source_called = "standard input" if str(source) == "-" else str(source)
    for doubt in done.doubts:
        terminal.note(str(with_questions(knowledge, doubt)).replace(str(from_file), source_called))
    (terminal.note if str(output) == "-" else terminal.show)(_said(done, output, set_aside))


@contextmanager
def _beside_their_questions(base: "KnowledgeBase") -> Iterator[None]:
    """Raise what is wrong with the answers of a file with the texts of the questions that its columns name."""
    try:
        yield
    except LeadError as error:
        raise LeadError(with_questions(base, one) for one in error.problems) from None


def _said(done: "Done", output: Path, set_aside: Path | None) -> str:
    """Return what was done in a sentence or three."""
    where = f" in {output}" if str(output) != "-" else ""
    said = f"{done.advised:,} {'lead' if done.advised == 1 else 'leads'} advised on{where}."
    if done.something_open and done.advised == 1:
        said += f" Something is open{', a goal too' if done.goal_open else ''}: the last columns say what."
    elif done.something_open:
        goal = f", in {done.goal_open:,} a goal" if done.goal_open else ""
        said += f" In {done.something_open:,} of them something is open{goal}: the last columns say what."
    if set_aside is not None:
        said += f" {done.set_aside:,} {'row' if done.set_aside == 1 else 'rows'} set aside in {set_aside}."
    return said


@contextmanager
def _streams(terminal: Terminal, source: Path, output: Path) -> Iterator[tuple[Path, Path]]:
    """Yield files in the place of standard input and output, which are CSV."""
    from tempfile import TemporaryDirectory

    if "-" not in (str(source), str(output)):
        yield source, output
        return
    with TemporaryDirectory() as folder:
        from_file, to_file = source, output
        if str(source) == "-":
            from_file = Path(folder, "in.csv")
            from_file.write_bytes(sys.stdin.buffer.read())
        if str(output) == "-":
            to_file = Path(folder, "out.csv")
        try:
            yield from_file, to_file
        except LeadError as error:
            raise (LeadError(_about_standard_input(error, str(from_file))) if str(source) == "-" else error) from None
        if str(output) == "-":
            terminal.verbatim(to_file.read_text(encoding="utf-8").removesuffix("\n"))


def _about_standard_input(error: LeadError, file: str) -> Iterator[Problem]:
    """Yield problems with the name that a person knows the file by."""
    for problem in error.problems:
        place = problem.place
        known = "standard input" if place.file == file else place.file
        yield replace(problem, place=replace(place, file=known), wrong=problem.wrong.replace(file, "standard input"))


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
