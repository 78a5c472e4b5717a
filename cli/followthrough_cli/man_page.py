"""The man page, made of the help of every command: `python -m followthrough_cli.man_page > docs/followthrough.1`.

The language of man pages: https://man7.org/linux/man-pages/man7/groff_man.7.html
"""

import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from followthrough import __version__
from followthrough_cli.commands import commands

EXIT_STATUS = {
    0: "Done.",
    1: "There are findings: of the checks, the cases, the laws, or a comparison.",
    2: "A file, an answer, or the command line is wrong; standard error says what to do.",
    3: "Answers are missing, and nobody is there to ask.",
    70: "Our fault.",
    74: "Standard output cannot be written.",
    130: "Ctrl-C.",
    141: "Nobody reads standard output anymore.",
}
ENVIRONMENT = {
    "FOLLOWTHROUGH_LOG": "The search log to use, as with --log.",
    "FOLLOWTHROUGH_CACHE": "The folder of what is kept to start faster, instead of your user cache; empty for none.",
    "NO_COLOR": "If set, print no colors.",
}
MANY = 10
"""An option of so many commands is explained once for all of them."""

SEE_ALSO = "The guide to rule files, the checks, and how to use this from Python are in the project's folder docs."


def man_page() -> str:
    """Return the man page, the same bytes for the same commands."""
    return "\n".join([*_lines(), ""])


def _lines() -> Iterator[str]:
    top = click.Context(commands, info_name="followthrough", **commands.context_settings)
    below = list(_below(top))
    found = Counter(record for context in below for record in _options(context))
    shared = [record for record, times in found.items() if times >= MANY]
    yield f'.TH FOLLOWTHROUGH 1 "" "followthrough {__version__}" "User Commands"'
    yield ".nh"  # commands are copied from here, so no word is divided
    yield ".ad l"
    summary, _, rest = _help(commands).partition("\n\n")
    yield from (".SH NAME", f"followthrough \\- {_plain(summary).rstrip('.')}")
    yield from (".SH SYNOPSIS", _usage(top), ".SH DESCRIPTION", *_paragraphs(rest))
    yield from (".SH OPTIONS", *_terms(_options(top)), ".SS Options of many commands", *_terms(shared))
    yield ".SH COMMANDS"
    for context in below:
        own = [record for record in _options(context) if record not in shared]
        also = [record[0] for record in _options(context) if record in shared]
        yield from (f".SS {_plain(context.command_path)}", _usage(context))
        yield from (".PP", *_paragraphs(_help(context.command)), *_terms(own))
        yield from (".PP", _plain(f"Also: {'; '.join(also)}."))
    yield from (".SH EXIT STATUS", *_terms((str(status), means) for status, means in EXIT_STATUS.items()))
    yield from (".SH ENVIRONMENT", *_terms(ENVIRONMENT.items()))
    yield from (".SH SEE ALSO", _plain(SEE_ALSO))


def _below(context: click.Context) -> Iterator[click.Context]:
    """Yield each command below one, in the order of its help."""
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            below = click.Context(command, info_name=name, parent=context)
            yield below
            yield from _below(below)


def _help(command: click.Command) -> str:
    """Return the help text of a command, with its examples."""
    return "\n\n".join(filter(None, (inspect.cleandoc(command.help or ""), command.epilog)))


def _usage(context: click.Context) -> str:
    pieces = context.command.collect_usage_pieces(context)
    return f"\\fB{_plain(context.command_path)}\\fR {_plain(' '.join(pieces))}"


def _paragraphs(text: str) -> Iterator[str]:
    """Yield a help text; the lines of a paragraph that click prints as they stand stay as they are."""
    for number, paragraph in enumerate(text.split("\n\n")):
        as_it_stands = paragraph.startswith("\b\n")
        lines = [_plain(line) for line in paragraph.removeprefix("\b\n").splitlines()]
        if number:
            yield ".PP"
        yield from [".nf", *lines, ".fi"] if as_it_stands else lines


def _options(context: click.Context) -> list[tuple[str, str]]:
    """Return the options of a command as its help has them, each with what it means."""
    records = (one.get_help_record(context) for one in context.command.get_params(context))
    return [record for record in records if record is not None and record[1]]


def _terms(terms: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield terms in bold, each with what it means beneath."""
    for term, means in terms:
        yield from (".TP", f"\\fB{_plain(term)}\\fR", _plain(means))


def _plain(text: str) -> str:
    """Return a text as a man page shows it: nothing in it is a request, and a hyphen can be copied as one."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    sys.stdout.write(man_page())
