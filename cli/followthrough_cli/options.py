"""What the commands share: options, and the lead that they name: a file, one in the search log, or answers of `-a`."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import suppress
from datetime import date
from functools import partial, update_wrapper
from typing import TYPE_CHECKING, Any

import click
import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.applicability import names_of
from followthrough.format.choices import SEPARATOR
from followthrough.format.days import NotADay, SeveralDays, away, day_of, possible_days, spoken
from followthrough.format.files import shown_as
from followthrough.format.lead import read_lead
from followthrough.format.load import built_in, load
from followthrough.format.model import KnowledgeBase
from followthrough.format.naming import question_named
from followthrough.format.words import Word
from followthrough_cli import completion
from followthrough_cli.reading import read_file
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from followthrough.leads.log import History, Log


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click only
    """A day as people write it, relative to `--on`. A note repeats it as we understood it.

    With `passed`, an ambiguous text means a day that is not in the future.
    """

    name = "date"

    def __init__(self, *, passed: bool = False) -> None:
        self.passed = passed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        today = (ctx.params.get("on") if ctx else None) or date.today()
        try:
            day = self._read(str(value), today)
        except NotADay as error:
            raise click.BadParameter(str(error), ctx, param) from None
        terminal = ctx.find_object(Terminal) if ctx is not None else None
        if terminal is not None and str(value) != str(day):
            terminal.note(said_back(str(value), day, today))
        return day

    def _read(self, text: str, today: date) -> date:
        """Read the day; of several that would all be refused as days to come, the nearest. Raises NotADay."""
        try:
            return day_of(text, today, latest=today if self.passed else date.max)
        except SeveralDays as several:
            if self.passed and several.days[0] > today:
                return several.days[0]
            raise


class LeadName(click.ParamType):  # type: ignore[type-arg]  # as above
    """The name of a lead in the search log, or, with `or_file`, a file of answers."""

    name = "lead"

    def __init__(self, *, or_file: bool = False) -> None:
        self.or_file = or_file

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Complete the names of leads, and leave files to the shell. A damaged log completes nothing."""
        from click.shell_completion import CompletionItem

        from followthrough.errors import LogError
        from followthrough.leads.log import Log, log_path, typeable_names

        try:
            histories = Log(log_path(ctx.params.get("log"))).histories()
            names = typeable_names([history.name for history in histories], incomplete)
        except LogError:
            names = []
        # A shell that is told to complete files offers nothing else.
        found = [CompletionItem(name) for name in names]
        return found or ([CompletionItem(incomplete, type="file")] if self.or_file else [])


LEAD = LeadName(or_file=True)
"""A lead as an argument: a file, a name in the log, or - for standard input."""


class Folders(msgspec.Struct, frozen=True):
    """The folders that `--base` and `--with` name: a knowledge base, and what is laid over it, in order."""

    base: str | None = None
    overlays: tuple[str, ...] = ()

    @property
    def options(self) -> str:
        """The options as a person can type them."""
        from shlex import quote

        named = (("--base", self.base), *(("--with", one) for one in self.overlays))
        return " ".join(f"{option} {quote(folder)}" for option, folder in named if folder is not None)

    @property
    def root(self) -> "Path":
        """The folder of the base."""
        from pathlib import Path

        return Path(self.base) if self.base is not None else built_in()

    @property
    def all(self) -> "tuple[Path, ...]":
        """The folders of the base and its overlays."""
        from pathlib import Path

        return (self.root, *map(Path, self.overlays))

    @property
    def shown(self) -> "Path":
        """The folder of the base as a person would write it."""
        return shown_as(self.root)

    def load(self) -> KnowledgeBase:
        """Load the base with its overlays."""
        return load(self.base, *self.overlays)


def base_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--base` and `--with` to a command, which receives them together as `base`."""

    def run(*arguments: Any, base: str | None, overlays: tuple[str, ...], **others: Any) -> Any:
        return command(*arguments, base=Folders(base, overlays), **others)

    update_wrapper(run, command)
    return _base_option(_with_option(run))


_base_option = click.option(
    "--base",
    metavar="DIR",
    shell_complete=completion.folders,
    help="Use the knowledge base in DIR instead of the built-in one.",
)
_with_option = click.option(
    "--with",
    "overlays",
    multiple=True,
    metavar="DIR",
    shell_complete=completion.folders,
    help="Lay the counsels in DIR over the base; may be repeated.",
)
counsel_option = click.option(
    "--counsel", metavar="NAME", shell_complete=completion.counsels, help="Advise under this counsel."
)
counsels_option = partial(
    click.option, "--counsel", "counsels", multiple=True, metavar="NAME", shell_complete=completion.counsels
)
on_option = click.option(
    "--on",
    type=Day(),
    metavar="DATE",
    default=None,
    is_eager=True,  # other days are relative to this one
    help="Advise as if today were DATE (2026-11-22, 'in 3 days').",
)
log_option = click.option(
    "--log",
    metavar="PATH",
    shell_complete=completion.files,
    help="Use the search log at PATH instead of your own (or set FOLLOWTHROUGH_LOG).",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
answer_option = click.option(
    "-a",
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=completion.answers,
    help="Answer a question; may be repeated.",
)


class Request(msgspec.Struct, frozen=True):
    """The options of a command about a lead. `say` prints a note."""

    say: Callable[[str], None]
    answers: tuple[str, ...]
    counsel: str | None
    on: date | None
    folders: Folders
    as_json: bool = False
    log_at: str | None = None

    @property
    def today(self) -> date:
        """The day that `--on` names, or today."""
        return self.on if self.on is not None else date.today()

    def base(self) -> KnowledgeBase:
        """Load the knowledge base that `--base` names, or the built-in one, and what `--with` lays over it."""
        return self.folders.load()

    def log(self) -> "Log":
        """Return the search log that `--log` names, or the person's own."""
        from followthrough.leads.log import Log, log_path

        return Log(log_path(self.log_at))

    def history(self, source: str | None) -> "History | None":
        """Return the lead in the search log with this name; None if the source names a file, which takes precedence.

        Raises LeadError if there is neither, and LogError.
        """
        if source is None or source == "-":
            return None
        if os.path.exists(source):
            found = self._named(source) if is_a_word(source) else None
            if found is None or os.path.isdir(source):
                return found
            self.say(f"Reading the file {source}, not the lead with that name in the log.")
            return None
        if (found := self._named(source)) is not None:
            return found
        from followthrough.leads.log import lead_meant

        log = self.log()
        names = [history.name for history in log.histories()]
        near = lead_meant(source, names) if names else ""
        remedy = near if near.startswith("did you mean") else "name a file of answers, or - for standard input"
        wrong = f"there is no such file, and no such lead in {log.path}" if names else "there is no such file"
        raise LeadError([Problem(Place(source), wrong, remedy)])

    def _named(self, source: str) -> "History | None":
        """Return the lead in the search log that a source names."""
        from followthrough.leads.log import find

        histories = {history.name: history for history in self.log().histories()}
        name = find(source, histories)
        return histories[name] if name is not None else None

    def lead(self, base: KnowledgeBase, source: str | None) -> dict[Word, Word]:
        """Read the lead from its file or the search log, and the answers given with `-a`."""
        return self.lead_and_history(base, source)[0]

    def lead_and_history(self, base: KnowledgeBase, source: str | None) -> "tuple[dict[Word, Word], History | None]":
        """Read the lead, and return it with its history if it is in the search log."""
        history = self.history(source)
        return self.gather(base, self.known(source, history)), history

    def gather(self, base: KnowledgeBase, known: Mapping[Word, Word]) -> dict[Word, Word]:
        """Return the lead with the answers given with `-a`, and note how days were read. Raises LeadError."""
        lead = gather(base, known, self.answers)
        given = {question_named(base, text.partition("=")[0]) for text in self.answers}
        given |= {name for name, word in known.items() if word.at.line and _was_chosen(base, name, word, self.today)}
        for line in _days_said(base, lead, given, self.today):
            self.say(line)
        return lead

    def known(self, source: str | None, history: "History | None") -> dict[Word, Word]:
        """Read the lead without the answers given with `-a`."""
        if history is None:
            return read_file(source) if source is not None else {}
        if self.today < history.begun_on:
            wrong = f"starts on {history.begun_on}, so nothing is known about it on {self.today}"
            raise LeadError([Problem(Place(history.name), wrong, "name a later day with --on")])
        place = Place(history.name)
        return {Word(name, place): Word(text, place) for name, text in history.answers(self.today).items()}


def about_a_kept_lead(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add the options about a lead, except for answers, to a command, which receives them as a `Request`."""

    def run(
        terminal: Terminal,
        /,
        counsel: str | None,
        on: date | None,
        base: Folders,
        log: str | None,
        answers: tuple[str, ...] = (),
        as_json: bool = False,
        **others: Any,
    ) -> int | None:
        try:
            return command(terminal, Request(terminal.note, answers, counsel, on, base, as_json, log), **others)
        except LeadError as error:
            raise _in_words(base, error) from None

    update_wrapper(run, command)
    return counsel_option(on_option(base_option(log_option(click.pass_obj(run)))))


def _in_words(folders: Folders, error: LeadError) -> LeadError:
    """Return what is wrong with a lead in the words of its questions."""
    from followthrough.format.problem_texts import to_be_typed

    base = folders.load()
    return LeadError([to_be_typed(base, problem) for problem in error.problems])


def about_a_lead(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add the options about a lead to a command, which receives them as a `Request` after the terminal."""
    return answer_option(about_a_kept_lead(command))


def is_a_word(source: str) -> bool:
    """Return whether a source is a plain name, not a path and without the extension of an answers file."""
    return os.path.basename(source) == source and not source.endswith((".yaml", ".yml", ".json"))


def gather(base: KnowledgeBase, known: Mapping[Word, Word], answers: tuple[str, ...]) -> dict[Word, Word]:
    """Return the lead with the answers given with `-a`. Raises LeadError with all that are not `name=value`."""
    lead = dict(known)
    faults: list[Problem] = []
    for text in joined(base, answers):
        typed, equals, value = text.partition("=")
        place, name = Place(f"-a {text}"), question_named(base, typed)
        if not equals or not name or not value.strip():
            remedy = f"write -a {name}=ANSWER" if name in base.questions else "write -a question=value"
            faults.append(Problem(place, "is not an answer", remedy))
            continue
        lead = {key: word for key, word in lead.items() if not _replaces(base, name, key, known)}
        lead[Word(name, place)] = Word(value.strip(), place)
    if faults:
        raise LeadError(faults)
    return lead


def joined(base: KnowledgeBase, answers: tuple[str, ...]) -> tuple[str, ...]:
    """Return answers given with `-a`, where those to one question that may have several are one."""
    found: dict[str, str] = {}
    for place, text in enumerate(answers):
        name, equals, value = text.partition("=")
        question = base.questions.get(question_named(base, name))
        is_one_of_several = bool(equals) and question is not None and question.many
        key = question_named(base, name) if is_one_of_several else f"{place}="
        found[key] = f"{found[key]}{SEPARATOR}{value}" if key in found else text
    return tuple(found.values())


def said_back(text: str, day: date, today: date) -> str:
    """Return a note on how we read a day that was not written as we keep it, and how far away it is."""
    return f"{text!r} is read as {spoken(day)}, {away(day, today)}."


def _was_chosen(base: KnowledgeBase, name: str, text: str, today: date) -> bool:
    """Return whether an answer in a file is a day that its text alone leaves open, so that it has to be said back."""
    if name not in base.questions or base.questions[name].kind != "date":
        return False
    try:
        return len(possible_days(text, today).days) > 1
    except NotADay:
        return False


def _days_said(base: KnowledgeBase, lead: Mapping[Word, Word], given: Set[str], today: date) -> Iterator[str]:
    """Yield a note for each `given` day that was not written as we keep it; none if the lead is not possible."""
    dates = [name for name in lead if name in given and name in base.questions and base.questions[name].kind == "date"]
    if all(re.fullmatch(r"[0-9-]{10}", lead[name]) for name in dates):
        return
    with suppress(LeadError):
        answers = read_lead(base, lead, today, partial=True).answers
        for name in dates:
            day = answers[name]
            if isinstance(day, date) and str(day) != lead[name]:
                yield said_back(lead[name], day, today)


def _replaces(base: KnowledgeBase, name: str, answered: Word, known: Mapping[Word, Word]) -> bool:
    """Return whether an answer takes the place of another one to the same question: but of several counts none does.

    It takes the place of those that were `known` before, whichever they are.
    """
    if answered == name:
        return True
    is_twin = answered in names_of(base, name)
    return is_twin and (any(key is answered for key in known) or base.question_of(name) in (name, answered))


def how_to_install(extra: str) -> str:
    """Return how to install an extra, from the clone, because no registry has the package."""
    return f"run in the clone: .venv/bin/python -m pip install '.[{extra}]'"
