"""`leads drop`: letting leads go, and how they ended."""

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.sentences import names_listed
from followthrough_cli import completion
from followthrough_cli.leads.confirm import confirm, yes_option
from followthrough_cli.leads.edit import note_option, when_option
from followthrough_cli.options import Folders, LeadName, base_option, counsel_option, log_option, on_option
from followthrough_cli.replies import choice_typed, labels
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import Log


@click.command()
@click.argument("name", type=LeadName(), required=False, metavar="[NAME]")
@click.option(
    "--as",
    "end",
    metavar="HOW",
    shell_complete=completion.ends,
    help="How it ended, such as hired, rejected or silence.",
)
@click.option("--advised", is_flag=True, help="Let all leads go whose advice is to let them go.")
@yes_option
@when_option
@note_option
@counsel_option
@base_option
@on_option
@log_option
@click.pass_obj
def drop(
    terminal: Terminal,
    name: str | None,
    end: str | None,
    advised: bool,
    yes: bool,
    counsel: str | None,
    base: Folders,
    on: date | None,
    log: str | None,
    when: date | None,
    note: str | None,
) -> None:
    r"""Let a lead go, or all that are advised to be let go. Nothing falls due for them any more.

    At a terminal it asks how the lead ended, for `leads look-back`; you need not say. The history stays, and `leads
    resume NAME` takes a lead up again.

    \b
    followthrough leads drop Acme --as rejected
    followthrough leads drop --advised
    """
    from followthrough.leads.log import Log, actions, log_path

    if (name is None) is not advised:
        raise click.UsageError("name a lead, or give --advised for all that are advised to be let go")
    today, kept = on or date.today(), Log(log_path(log))
    how = _named(base.load(), end) if end is not None else ""
    names = [kept.history(name).name] if name is not None else _to_let_go(kept, base.load(), counsel, today)
    if not names:
        terminal.show("No lead is advised to be let go.")
        return
    if name is None:
        confirm(terminal, "", f"Let {names_listed(names, 'and')} go?", yes)
    elif end is None and not yes and sys.stdin.isatty():
        how = _asked(terminal, base.load(), names[0])
    for one in names:
        stored = actions.drop(kept, one, today=today, end=how, day=when, note=note)
        ended = f": {base.load().listing.ends[how]}" if how else ""
        terminal.show(f"{stored.history.name} is dropped{ended}.")


def _named(base: "KnowledgeBase", text: str) -> str:
    """Return the end that a person named, by its name, its text, or an everyday word for it. Raises LeadError."""
    ends = base.listing.ends
    by_form = {
        form.casefold(): end for end, says in ends.items() for form in (end, says, *base.listing.end_words.get(end, ()))
    }
    found = by_form.get(" ".join(text.split()).casefold())
    if found is None:
        from followthrough.format.hints import near_value  # only an unknown end needs it

        wrong = f"unknown end {text!r}" if ends else "these rules do not say how a lead can end"
        remedy = near_value(text, list(by_form)) if ends else "leave out --as, and keep it with --note"
        raise LeadError([Problem(Place("--as"), wrong, remedy)])
    return found


def _asked(terminal: Terminal, base: "KnowledgeBase", name: str) -> str:
    """Ask how a lead ended; empty if the person does not say."""
    ends = base.listing.ends
    if not ends:
        return ""
    terminal.show(f"How did {name} end? Press Enter if you would rather not say.")
    terminal.show(*(Line(says, label, 2) for label, says in zip(labels(ends), ends.values(), strict=True)))
    while True:
        try:
            said = terminal.ask("> ")
        except EOFError:
            return ""
        if not said.strip():
            return ""
        try:
            return choice_typed(ends, said)
        except ValueError as error:
            terminal.show(Line(f"{error}.".replace("?.", "?"), style="warning"))


def _to_let_go(log: "Log", base: "KnowledgeBase", counsel: str | None, today: date) -> list[str]:
    """Name the leads that are advised to be let go, with nothing left to do for them."""
    from followthrough.leads.log.days_work import days_work
    from followthrough.leads.log.status import overview

    found = overview(base, log.histories(), counsel=counsel, today=today)
    return [need.history.name for need in days_work(base, found.needs, today).let_go]
