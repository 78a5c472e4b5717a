"""`leads add`, `set`, `resume`, `undo` and `redo`: what is stored, and what that changes."""

from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from followthrough.errors import LeadError, LogError, Problem
from followthrough_cli import completion
from followthrough_cli.leads.answer_wording import answer_line, in_questions, stored_lines
from followthrough_cli.leads.confirm import confirm, yes_option
from followthrough_cli.options import (
    Day,
    Folders,
    LeadName,
    Request,
    about_a_lead,
    base_option,
    joined,
    log_option,
    on_option,
)
from followthrough_cli.reading import read_file
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.format.model import KnowledgeBase
    from followthrough.format.words import Word
    from followthrough.leads.log import History
    from followthrough.leads.log.actions import Stored

when_option = click.option(
    "--when", type=Day(passed=True), metavar="DAY", help="The day on which it happened, if not today."
)
note_option = click.option("--note", metavar="TEXT", help="Keep this note with it.")
name_argument = click.argument("name", type=LeadName(), metavar="NAME")


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--from", "file", metavar="FILE", shell_complete=completion.files, help="Start with the answers in FILE.")
@when_option
@note_option
@about_a_lead
def add(terminal: Terminal, request: Request, name: str, file: str | None, when: date | None, note: str | None) -> None:
    r"""Start a lead under any NAME.

    `followthrough ask NAME` asks the questions that you have not answered with -a.

    \b
    followthrough leads add 'Brown & Co'
    followthrough leads add Cray --from examples/the-day-after.yaml
    followthrough leads add Birch -a interview=done -a interviewed_on=yesterday
    """
    from followthrough.leads.log import actions

    base = request.base()
    in_file = read_file(file) if file is not None else {}
    given = request.gather(base, in_file)
    stored = actions.add(request.log(), base, name, given, today=request.today, day=when, note=note)
    typed = [name for name in map(str, given) if name not in in_file]
    terminal.show(f"{stored.history.name} is stored.", *stored_lines(base, stored, typed, request.today))
    say_what_it_needs(terminal, request, base, stored.history)


@click.command("set")
@click.argument("name", type=LeadName(), required=False, metavar="[NAME]")
@when_option
@note_option
@about_a_lead
def set_(terminal: Terminal, request: Request, name: str | None, when: date | None, note: str | None) -> None:
    r"""Record what you did or heard, or change an answer.

    \b
    followthrough leads set Acme -a thank_you=sent
    followthrough leads set Acme -a 'heard_back=still deciding' -a told_rank=second --when yesterday
    followthrough leads set -a other_leads=few
    """
    from followthrough.leads.log import actions

    base = request.base()
    if not request.answers and (note is None or name is None):
        raise click.UsageError("say what is new, with -a question=value or --note TEXT")
    given, faults = _gathered(base, request)
    if name is None:
        _set_for_the_search(terminal, request, base, given, faults, when, note)
        return
    if faults and not given and note is None:
        raise LeadError(faults)
    stored = actions.set_answers(request.log(), base, name, given, today=request.today, day=when, note=note)
    faults += in_questions(base, stored.refused)
    terminal.show(f"{stored.history.name}: stored{', but not all' if faults else ''}.")
    terminal.show(*stored_lines(base, stored, map(str, given), request.today))
    taken_back(terminal, base, stored, request.today)
    say_what_it_needs(terminal, request, base, stored.history)
    if faults:
        raise LeadError(faults)


def _set_for_the_search(
    terminal: Terminal,
    request: Request,
    base: "KnowledgeBase",
    given: "dict[Word, Word]",
    faults: "list[Problem]",
    when: date | None,
    note: str | None,
) -> None:
    """Record answers about the whole search, all or none. Raises LeadError."""
    from followthrough.leads.log import whole_search

    if note is not None:
        raise click.UsageError("a note is about one lead; name it")
    if faults:
        raise LeadError(faults)
    history = whole_search.set_answers(request.log(), base, given, today=request.today, day=when)
    answers = history.answers(request.today)
    terminal.show("Stored for your whole search.")
    for name in dict.fromkeys(map(base.question_of, given)):
        terminal.show(Line(answer_line(base, name, answers[name], request.today), indent=2))


def taken_back(terminal: Terminal, base: "KnowledgeBase", stored: "Stored", today: date) -> None:
    """Print which earlier answers no longer fit or came back, and which new ones do not stand today."""
    from followthrough.format.phrases import answer_text

    for question in stored.retracted:
        asked = base.questions[question].ask
        terminal.show(Line(f"Taken back, because it no longer fits: your answer to {asked}", style="warning"))
    for question in stored.back:
        asked = base.questions[question].ask
        said = answer_text(base, question, stored.history.answers(today)[question])
        terminal.show(Line(f"Brought back, as you had answered it: {asked} {said}"))
    for question, day in stored.stands:
        asked = base.questions[question].ask
        terminal.show(Line(f"{asked} You answered that again on {day}, and that answer stands.", style="warning"))


def _gathered(base: "KnowledgeBase", request: Request) -> "tuple[dict[Word, Word], list[Problem]]":
    """Return the answers given with `-a`, and what is wrong with the invalid ones."""
    given: dict[Word, Word] = {}
    faults: list[Problem] = []
    for answer in joined(base, request.answers):
        try:
            given = replace(request, answers=(answer,)).gather(base, given)
        except LeadError as error:
            faults += in_questions(base, error.problems)
    return given, faults


@click.command()
@name_argument
@when_option
@note_option
@on_option
@log_option
@click.pass_obj
def resume(
    terminal: Terminal, name: str, on: date | None, log: str | None, when: date | None, note: str | None
) -> None:
    r"""Take up a dropped lead again.

    \b
    followthrough leads resume Dale
    """
    from followthrough.leads.log import Log, actions, log_path

    stored = actions.resume(Log(log_path(log)), name, today=on or date.today(), day=when, note=note)
    terminal.show(f"{stored.history.name} is active again.")


@click.command()
@click.argument("name", type=LeadName(), required=False, metavar="[NAME]")
@yes_option
@on_option
@base_option
@log_option
@click.pass_obj
def undo(terminal: Terminal, name: str | None, yes: bool, on: date | None, base: Folders, log: str | None) -> None:
    r"""Undo the last change to one lead or to all. Repeat to undo the change before it.

    Undoing the adding of a lead removes the lead, and asks first.

    \b
    followthrough leads undo
    followthrough leads undo Acme
    """
    from followthrough.leads.log import Log, leads_in, log_path, undoing
    from followthrough.leads.log.status import what_goes, what_goes_together
    from followthrough_cli.leads.history_wording import entry_text

    kept = Log(log_path(log))
    history, entries = undoing.last_change(kept, name)
    is_gone = any(entry.kind == "added" for entry in entries)
    about = len(leads_in(entries)) or 1
    if is_gone and about == 1:
        confirm(terminal, what_goes(history), f"Undo adding {history.name}?", yes)
    elif is_gone:
        confirm(terminal, what_goes_together(entries), "Undo the import?", yes)
    history, entries = undoing.undo(kept, name, today=on or date.today(), change=entries[0].change)
    if about > 1:
        terminal.show(f"The import is undone for {about} leads.", "`followthrough leads redo` brings it back.")
        return
    knowledge = base.load()
    terminal.show(f"{history.name}: undone.", *(Line(entry_text(entry, knowledge), indent=2) for entry in entries))
    if is_gone:
        terminal.show(f"`followthrough leads redo {quote(history.name)}` brings it back.")


@click.command()
@click.argument("name", type=LeadName(), required=False, metavar="[NAME]")
@on_option
@base_option
@log_option
@click.pass_obj
def redo(terminal: Terminal, name: str | None, on: date | None, base: Folders, log: str | None) -> None:
    r"""Redo what was last undone, of one lead or of all. Repeat to redo what was undone before it.

    This works until you change something else.

    \b
    followthrough leads redo
    followthrough leads redo Acme
    """
    from followthrough.leads.log import Log, leads_in, log_path, undoing
    from followthrough_cli.leads.history_wording import entry_text

    history, entries = undoing.redo(Log(log_path(log)), name, today=on or date.today())
    if (about := len(leads_in(entries))) > 1:
        terminal.show(f"The import is brought back for {about} leads.")
        return
    knowledge = base.load()
    lines = (Line(entry_text(entry, knowledge), indent=2) for entry in entries)
    terminal.show(f"{history.name}: brought back.", *lines)


def say_what_it_needs(terminal: Terminal, request: Request, base: "KnowledgeBase", history: "History") -> None:
    """Print what a lead needs now, and record the advice."""
    from followthrough.leads.log.status import need
    from followthrough_cli.leads.need_wording import need_lines

    if not history.is_active(request.today):
        terminal.show(f"It is dropped; `followthrough leads resume {quote(history.name)}` takes it up again.")
        return
    found = need(base, history, counsel=request.counsel, today=request.today)
    terminal.show(*need_lines(base, found, request.today))
    if found.turn is not None:
        keep_given(terminal, request, history, found.turn.advice)


def keep_given(terminal: Terminal, request: Request, history: "History", advice: "Advice") -> None:
    """Record the advice on a lead. The person has read it, so a log that cannot be written only causes a note."""
    from followthrough.leads.log.actions import record_advice

    try:
        record_advice(request.log(), history, advice)
    except LogError as error:
        terminal.note(f"This advice is not recorded: {error}")
