"""`publish`: a base as one HTML file that asks, advises, and explains by itself."""

from datetime import date
from pathlib import Path

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.phrases import counted
from followthrough_cli import completion
from followthrough_cli.new_files import check_new, force_option, write
from followthrough_cli.options import Folders, base_option, on_option
from followthrough_cli.terminal import Terminal

FINDINGS = 1
MOST_BYTES = 20_000_000
"""Most bytes that are read of a page: many times as many as one has."""


@click.command()
@click.option("-o", "--output", metavar="FILE", shell_complete=completion.files, help="Write the page to a new FILE.")
@force_option
@click.option(
    "--check",
    "checked",
    metavar="FILE",
    shell_complete=completion.files,
    help="Prove that the page FILE says what the base does.",
)
@on_option
@base_option
@click.pass_obj
def publish(
    terminal: Terminal, output: str | None, force: bool, checked: str | None, on: date | None, base: Folders
) -> int:
    r"""Publish the base as one HTML file.

    The page asks what `ask` asks, advises under every counsel, and gives the reasons, in any browser and without a
    network: it can be opened from a disk, a mail, or any web server. Answers stay in the browser.

    \b
    followthrough publish -o advice.html
    followthrough publish --base umbrella --check umbrella.html
    """
    if (output is None) == (checked is None):
        raise click.UsageError("name the page to write (-o FILE), or the one to check (--check FILE)")
    if output is not None:
        check_new([output], force=force)
        _write(terminal, base, Path(output), on or date.today(), force=force)
        return 0
    return _check(terminal, base, str(checked))


def _write(terminal: Terminal, base: Folders, path: Path, on: date, *, force: bool) -> None:
    from followthrough import __version__
    from followthrough.publishing.page import html
    from followthrough.publishing.published import published

    loaded = base.load()
    text = html(published(loaded, on, __version__))
    write(path, text, force=force)
    size = len(text.encode())
    parts = f"{counted(len(loaded.counsels), 'counsel')}, {counted(len(loaded.rules), 'rule')}"
    terminal.show(f"{path}: {loaded.title}; {parts}, {-(-size // 1000):,} KB")


def _check(terminal: Terminal, base: Folders, file: str) -> int:
    from followthrough.publishing.checking import check_page
    from followthrough.publishing.page import NotAPage

    loaded = base.load()
    try:
        found = check_page(loaded, _read(file))
    except NotAPage as error:
        problem = Problem(Place(file), str(error), "name a page that `followthrough publish` wrote")
        raise LeadError([problem]) from None
    if found.differences:
        terminal.verbatim("\n".join(f"{file}: {one}" for one in found.differences))
        number = counted(len(found.differences), "difference")
        terminal.note(f"{number}; publish the base again with --force to bring the page up to date")
        return FINDINGS
    about = f"{counted(len(loaded.concepts), 'concept')} and {counted(len(loaded.rules), 'rule')}"
    terminal.show(
        f"{file} says what the base does: {found.statements:,} statements about {about} "
        "are the same over all possible leads."
    )
    return 0


def _read(file: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
        if len(raw) <= MOST_BYTES:
            return raw.decode("utf-8")
        wrong = f"has more than {MOST_BYTES // 1_000_000} MB"
    except OSError as error:
        wrong = f"cannot be read ({error.strerror or error})"
    except UnicodeDecodeError:
        wrong = "is no text"
    raise LeadError([Problem(Place(file), wrong, "name a page that `followthrough publish` wrote")])
