"""`leads did`: that a step is done, with the answers that follow from it, or what happened in a person's words."""

from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough_cli import completion
from followthrough_cli.leads.confirm import yes_option
from followthrough_cli.leads.edit import name_argument, note_option, say_what_it_needs, taken_back, when_option
from followthrough_cli.options import Request, about_a_kept_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import History


@click.command()
@name_argument
@click.argument("step", required=False, metavar="[STEP or WORDS]", shell_complete=completion.steps)
@when_option
@note_option
@click.option("--dry-run", is_flag=True, help="Show what your words are taken for, and store nothing.")
@yes_option
@json_option
@about_a_kept_lead
def did(
    terminal: Terminal,
    request: Request,
    name: str,
    step: str | None,
    when: date | None,
    note: str | None,
    dry_run: bool,
    yes: bool,
) -> None:
    r"""Record that you did what is advised, or another STEP, or tell in your WORDS what happened.

    What the step changes is recorded on the day that you did it: that the letter has gone out, for example, and when.
    Your words are shown as they are understood, and you are asked before anything is stored. The rest becomes a note.

    \b
    followthrough leads did Acme
    followthrough leads did Acme telephone --when yesterday --note 'they were friendly'
    followthrough leads did Acme 'they called yesterday, I am second choice'
    """
    from followthrough.format.naming import step_named
    from followthrough.leads.deeds import goal_of
    from followthrough.leads.log import actions

    base, log = request.base(), request.log()
    history = log.history(name)
    step = step_named(base, step) if step is not None else None
    if step is not None and not _is_a_step(base, step):
        from followthrough_cli.leads.did_words import tell

        tell(terminal, request, base, history, step, when, note or "", dry=dry_run, yes=yes)
        return
    named = (goal_of(base, step), step) if step is not None else None
    if dry_run or yes or request.as_json:
        raise click.UsageError("--dry-run, --yes, and --json are for what you tell in your words")
    goal, step = named or _advised(base, history, request, when)
    stored = actions.did(log, base, history.name, goal, step, today=request.today, day=when, note=note)
    terminal.show(f"{stored.history.name}: stored.")
    terminal.show(Line(f"Done: {base.says(goal, step)}"))
    taken_back(terminal, base, stored, request.today)
    say_what_it_needs(terminal, request, base, stored.history)


def _is_a_step(base: "KnowledgeBase", text: str) -> bool:
    """Return whether a text is a step, or a slip of one, rather than words about what happened, such as `rejected`."""
    from followthrough.leads.tables.choices import ChoiceWords
    from followthrough.leads.tables.words import nearest_word

    steps = [value for goal in base.goals for value in base.concepts[goal].values]
    if text in steps or nearest_word(text, steps) is not None:
        return True
    return text.isascii() and text.isidentifier() and not ChoiceWords(base).of("", text).meanings


def _advised(base: "KnowledgeBase", history: "History", request: Request, when: date | None) -> tuple[str, str]:
    """Return the goal and the step that was advised on the day on which it was done."""
    from followthrough.leads.deeds import deeds
    from followthrough.leads.log.status import need

    day = when or request.today
    found = need(base, history, counsel=request.counsel, today=day).turn
    deed = next(deeds(found.advice), None) if found is not None else None
    if deed is None:
        wrong = f"no step is advised on {day} whose doing changes an answer"
        remedy = f"name the step that you did, or use `followthrough leads set {quote(history.name)} -a question=value`"
        raise LeadError([Problem(Place(history.name), wrong, remedy)])
    return deed.goal, deed.value
