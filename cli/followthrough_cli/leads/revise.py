"""`leads rename`, `delete` and `unset`: what is changed about a lead as a whole, or taken back of it."""

from datetime import date
from shlex import quote

import click

from followthrough_cli import completion
from followthrough_cli.leads.confirm import confirm, yes_option
from followthrough_cli.leads.edit import name_argument, say_what_it_needs
from followthrough_cli.options import Request, about_a_kept_lead, log_option, on_option
from followthrough_cli.terminal import Line, Terminal


@click.command()
@name_argument
@click.argument("new", metavar="NEW")
@on_option
@log_option
@click.pass_obj
def rename(terminal: Terminal, name: str, new: str, on: date | None, log: str | None) -> None:
    r"""Give a lead a NEW name.

    \b
    followthrough leads rename Acme 'Acme, sales'
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.log.revising import rename

    before, now = rename(Log(log_path(log)), name, new, today=on or date.today())
    terminal.show(f"{before.name} is now called {now.name}.")


@click.command()
@name_argument
@yes_option
@on_option
@log_option
@click.pass_obj
def delete(terminal: Terminal, name: str, yes: bool, on: date | None, log: str | None) -> None:
    r"""Remove a lead. It asks first.

    `leads drop` is for a lead that has ended: it keeps what you can look back on.

    \b
    followthrough leads delete Acme
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.log.revising import delete
    from followthrough.leads.log.status import what_goes

    kept = Log(log_path(log))
    history = kept.history(name)
    confirm(terminal, what_goes(history), f"Delete {history.name}?", yes)
    delete(kept, history.name, today=on or date.today())
    terminal.show(f"{history.name} is deleted.", f"`followthrough leads redo {quote(history.name)}` brings it back.")


@click.command()
@name_argument
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION...", shell_complete=completion.questions)
@about_a_kept_lead
def unset(terminal: Terminal, request: Request, name: str, questions: tuple[str, ...]) -> None:
    r"""Take the answer to a QUESTION back, or to several, as if you had not given it.

    \b
    followthrough leads unset Acme heard_back
    """
    from followthrough.leads.log.revising import unset

    base = request.base()
    stored = unset(request.log(), base, name, questions, today=request.today)
    terminal.show(f"{stored.history.name}: taken back.")
    for question in stored.retracted:
        terminal.show(Line(base.questions[base.question_of(question)].ask, indent=2))
    say_what_it_needs(terminal, request, base, stored.history)
