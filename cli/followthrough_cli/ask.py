"""`ask`: the questions at a terminal."""

import os
import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, NotSettled, Place, Problem
from followthrough.format.conditions import Value
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough_cli import advice_wording, completion, question_wording
from followthrough_cli.advise import show_settled
from followthrough_cli.answers_file import AnswersFile
from followthrough_cli.consultation import Ask, Consultation, ConsultationResult
from followthrough_cli.keeping import Keeper
from followthrough_cli.main import FACTS_MISSING
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice

NOBODY_THERE = (
    "ask needs a terminal, where somebody answers. Without one, `followthrough next` names the next question, and "
    "`followthrough advise` takes answers with -a."
)


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@click.option("--keep", metavar="FILE", shell_complete=completion.files, help="Keep the answers in the new FILE.")
@about_a_lead
def ask(
    terminal: Terminal,
    request: Request,
    lead: str | None,
    keep: str | None,
) -> int | None:
    r"""Ask what matters about a lead, then advise.

    LEAD is a file of answers to continue from, or the name of a lead in the search log. Every answer is kept there as
    you give it, or in a new file without LEAD; `followthrough ask FILE` continues from it.

    \b
    followthrough ask
    followthrough ask Acme
    followthrough ask examples/the-day-after.yaml
    """
    from followthrough.advising.advise import advise

    base = request.base()
    counsel, today = request.counsel, request.today
    typed, history = request.lead_and_history(base, lead)
    given = read_lead(base, typed, today, partial=True).answers
    if keep is not None and os.path.lexists(keep):
        raise LeadError([Problem(Place(keep), "already exists", "name a new file after --keep")])
    if not sys.stdin.isatty():
        terminal.note(NOBODY_THERE)
        return FACTS_MISSING
    file = AnswersFile(base, today, source=lead if history is None else None, keep=keep)
    keeper = Keeper(terminal, request, base, history, file)
    if given and (keep is not None or (history is not None and request.answers)):
        keeper(given, keeper.aside)
    outcome = consult(terminal, base, given, counsel, today, keeper)
    is_named = keep is not None or lead is not None
    told: Mapping[str, Value] | None = None
    while outcome.ended == "settled" and outcome.answers != told:
        if not end(terminal, request, base, outcome.answers, keeper=keeper, is_named=is_named):
            break
        told = keeper.answers
        outcome = consult(terminal, base, told, counsel, today, keeper, review=True)
    if outcome.ended == "enough":
        terminal.show(Line())
        show_and_record(terminal, request, keeper, advise(base, outcome.answers, counsel=counsel, today=today))
    elif outcome.ended == "cut off":
        terminal.show(Line())  # or what follows would be on the line of the prompt
    elif outcome.ended == "stopped" and outcome.answers:
        show_what_is_settled(terminal, base, outcome.answers, counsel, today)
    keeper.say_where()
    return None


def show_what_is_settled(
    terminal: Terminal, base: KnowledgeBase, answers: Mapping[str, Value], counsel: str | None, today: date
) -> None:
    """Print the goals that are settled although the questions were left, after what comes before all else."""
    from followthrough.advising.advise import advise
    from followthrough.leads.log.work_texts import first_text

    advice = advise(base, answers, counsel=counsel, today=today)
    if (said := first_text(base, answers)) and any(goal in advice.open for goal in base.goals):
        terminal.show(Line(), Line(f"{said} That comes before all else.", style="strong"))
    settled = [Line(base.says(goal, value), indent=2) for goal in base.goals if (value := advice.known(goal))]
    if settled:
        terminal.show(Line(), Line("This is settled already:", style="strong"), *settled)


def consult(
    terminal: Terminal,
    base: KnowledgeBase,
    given: Mapping[str, Value],
    counsel: str | None,
    today: date,
    keeper: Keeper,
    *,
    review: bool = False,
) -> ConsultationResult:
    """Hold a consultation at the terminal under one counsel."""
    return Consultation(
        base,
        given,
        today,
        choose=lambda known: choose(base, known, counsel, today),
        explain=lambda name, known: explain(base, known, name, counsel, today),
        step=lambda known: step(base, known, counsel, today),
        read=terminal.ask,
        write=terminal.show,
        keep=keeper,
        aside=keeper.aside,
        hints=keeper.hints(),
    ).run(review=review)


def end(
    terminal: Terminal,
    request: Request,
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    *,
    keeper: Keeper,
    is_named: bool,
) -> bool:
    """Advise, then offer to hear the other counsels, to review the answers, and to name them unless they have a name.

    Return whether the answers are to be reviewed.
    """
    from followthrough.advising.advise import advise

    today = request.today
    terminal.show(Line(), Line(question_wording.why_it_stops(base, answers, today), style="faint"), Line())
    advice = advise(base, answers, counsel=request.counsel, today=today)
    show_and_record(terminal, request, keeper, advice)
    answers, is_heard = hear_others(terminal, request, advice, keeper)
    if not is_heard or not answers:
        return False
    if not is_named:
        keeper(answers, keeper.aside)
    keeper.answers = answers
    return keeper.offer(name=not is_named)


def hear_others(
    terminal: Terminal, request: Request, advice: "Advice", keeper: Keeper
) -> tuple[dict[str, Value], bool]:
    """Offer to ask what the other counsels need to know, and advise again after each.

    Return all answers, and whether all was offered: the end of the input or Ctrl-C cuts it off.
    """
    from followthrough.advising.advise import advise, others

    base, today, answers = advice.base, request.today, dict(advice.lead.answers)
    for other in (one.counsel for one in others(advice) if one.open):
        who = advice_wording.person(base, other)
        more = question_wording.how_many(choose(base, answers, other, today))
        terminal.show(Line(), Line(f"Press Enter to hear {who} too{more}, or type q to skip."))
        try:
            if terminal.ask("> ").lower() in ("q", "no", "n", "skip", "done"):
                continue
        except (EOFError, KeyboardInterrupt):
            terminal.show(Line())
            return answers, False
        outcome = consult(terminal, base, answers, other, today, keeper)
        answers = outcome.answers
        if outcome.ended == "cut off":
            return answers, False
        terminal.show(Line())
        show_and_record(terminal, request, keeper, advise(base, answers, counsel=request.counsel, today=today))
    return answers, True


def show_and_record(terminal: Terminal, request: Request, keeper: Keeper, advice: "Advice") -> None:
    """Print what is settled of advice, and record it if the lead is in the log."""
    from followthrough_cli.leads.edit import keep_given

    show_settled(terminal, advice)
    if keeper.history is not None:
        keep_given(terminal, request, keeper.history, advice)


@click.command("next")
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@json_option
@about_a_lead
def next_(
    terminal: Terminal,
    request: Request,
    lead: str | None,
) -> None:
    r"""Show which question to ask next, what it would settle, and the advice that is still possible.

    \b
    followthrough next -a interview=done
    followthrough next Acme
    """
    from followthrough.advising.interview import next_question
    from followthrough.operations.data import next_data

    base = request.base()
    found = next_question(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json(next_data(found))
        return
    terminal.show(*question_wording.next_lines(base, found))


def choose(base: KnowledgeBase, known: Mapping[str, Value], counsel: str | None, today: date) -> Ask | None:
    """Return the next question that can still matter; None if the advice is settled."""
    from followthrough.advising.interview import next_in_order, next_question

    try:
        found = next_question(base, known, counsel=counsel, today=today)
    except NotSettled:
        found = next_in_order(base, known, today)
    if found.question is None:
        return None
    sharpens = found.phase == "sharpening"
    return Ask(found.question, (found.open if sharpens else found.open_goals) - 1, sharpens)


def step(base: KnowledgeBase, known: Mapping[str, Value], counsel: str | None, today: date) -> list[Line]:
    """Return what to do, and when, where that is settled."""
    from followthrough.advising.advise import advise

    advice = advise(base, known, counsel=counsel, today=today)
    who = advice_wording.person(base, advice.counsel)
    return [Line(f"That settles what to do. {who} advises:", style="faint"), *advice_wording.step_lines(advice)]


def explain(
    base: KnowledgeBase, known: Mapping[str, Value], question: str, counsel: str | None, today: date
) -> list[Line]:
    """Return why a question is asked: the author's reason, and what depends on the answer."""
    from followthrough.advising.interview import why_asked

    asked = {name: value for name, value in known.items() if name != question}
    return list(question_wording.why_asked_lines(base, why_asked(base, asked, question, counsel=counsel, today=today)))
