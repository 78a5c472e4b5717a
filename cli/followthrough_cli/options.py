"""What the commands share: options, and reading a lead from a file, standard input or `-a`."""

import sys
from collections.abc import Callable
from datetime import date
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click
import msgspec

from followthrough.days import day_of
from followthrough.errors import LeadError, Place, Problem
from followthrough.load import load
from followthrough.model import KnowledgeBase
from followthrough.words import MAX_BYTES, Entries, Word, describe, read
from followthrough_cli.terminal import Terminal


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click only
    """A day as people say it."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        try:
            return day_of(str(value), date.today())
        except ValueError as error:
            raise click.BadParameter(str(error), ctx, param) from None


base_option = click.option("--base", metavar="DIR", help="Use the knowledge base in DIR instead of the built-in one.")
counsel_option = click.option("--counsel", metavar="NAME", help="Advise under this counsel.")
on_option = click.option(
    "--on", type=Day(), metavar="DATE", default=None, help="Advise as if today were DATE (2026-11-22, 'in 3 days')."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
answer_option = click.option(
    "-a", "--answer", "answers", multiple=True, metavar="NAME=VALUE", help="Answer a question; may be repeated."
)


class Request(msgspec.Struct, frozen=True):
    """The options of a command about a lead."""

    answers: tuple[str, ...]
    counsel: str | None
    on: date | None
    folder: str | None
    as_json: bool = False

    @property
    def today(self) -> date:
        """The day that `--on` names, or today."""
        return self.on if self.on is not None else date.today()

    def base(self) -> KnowledgeBase:
        """Load the knowledge base that `--base` names, or the built-in one."""
        return load(self.folder)

    def lead(self, base: KnowledgeBase, source: str | None) -> dict[Word, Word]:
        """Read the lead from its file and the answers given with `-a`."""
        return gather(base, source, self.answers)


def about_a_lead(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options about a lead, as a `Request` after the terminal."""

    def run(
        terminal: Terminal,
        /,
        answers: tuple[str, ...],
        counsel: str | None,
        on: date | None,
        base: str | None,
        as_json: bool = False,
        **others: Any,
    ) -> None:
        command(terminal, Request(answers, counsel, on, base, as_json), **others)

    update_wrapper(run, command)
    return answer_option(counsel_option(on_option(base_option(click.pass_obj(run)))))


def gather(base: KnowledgeBase, source: str | None, answers: tuple[str, ...]) -> dict[Word, Word]:
    """Read a lead from a file (`-` is standard input), then apply the answers given with `-a`.

    Raises LeadError when it is not a mapping of questions to answers.
    """
    lead = read_file(source) if source is not None else {}
    for text in answers:
        name, equals, value = text.partition("=")
        place = Place(f"-a {text}")
        if not equals or not name.strip() or not value.strip():
            raise LeadError([Problem(place, "is no answer", "write -a question=value")])
        for stale in (name.strip(), _twin(base, name.strip())):
            lead = {key: word for key, word in lead.items() if key != stale}
        lead[Word(name.strip(), place)] = Word(value.strip(), place)
    return lead


def _twin(base: KnowledgeBase, name: str) -> str:
    """Name the count of a date, or the date of a count: giving one replaces the other."""
    if name in base.counts:
        return base.counts[name].of
    count = base.count_of(name)
    return count.name if count else name


def read_file(source: str) -> dict[Word, Word]:
    """Read a file of answers."""
    place = Place("standard input" if source == "-" else source)
    problems: list[Problem] = []
    node = read(_bytes(source, place), place.file, problems)
    if problems:
        raise LeadError(problems)
    if node is None:
        raise LeadError([Problem(place, "is empty", "write answers in it, one `question: answer` to a line")])
    if not isinstance(node, Entries):
        raise LeadError([Problem(node.at, f"expected answers, found {describe(node)}", "write `question: answer`")])
    lead = {}
    for key, value in node.items():
        if isinstance(value, Word) and value:
            lead[key] = value
        else:
            problems.append(Problem(value.at, f"{key} is {describe(value)}", "write one answer after the colon"))
    if problems:
        raise LeadError(problems)
    return lead


def _bytes(source: str, place: Place) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        wrong, remedy = "there is no such file", "name a file of answers, or - for standard input"
    except IsADirectoryError:
        wrong, remedy = "is a folder", "name a file of answers in it"
    except (OSError, ValueError) as error:
        wrong, remedy = f"cannot be read ({getattr(error, 'strerror', None) or error})", "name a readable file"
    raise LeadError([Problem(place, wrong, remedy)])
