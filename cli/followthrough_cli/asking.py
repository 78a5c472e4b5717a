"""`ask`: the questionnaire at a terminal."""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from followthrough.answers import UNKNOWN, read_lead
from followthrough.conditions import Truth, Value
from followthrough.errors import LeadError, Place, Problem
from followthrough.model import KnowledgeBase
from followthrough_cli.advising import show_advice
from followthrough_cli.consultation import Ask, Consultation
from followthrough_cli.options import (
    answer_option,
    base_option,
    counsel_option,
    day,
    gather,
    on_option,
    open_base,
    options,
)
from followthrough_cli.terminal import Line, Terminal

MAX_COPIES = 1_000
"""Most numbered names tried for a file of answers before giving up."""


@click.command()
@click.argument("lead", required=False, metavar="[LEAD]")
@click.option("--keep", metavar="FILE", help="Keep the answers in FILE when the questions are over.")
@options(answer_option, counsel_option, on_option, base_option)
@click.pass_obj
def ask(
    terminal: Terminal,
    lead: str | None,
    keep: str | None,
    answers: tuple[str, ...],
    counsel: str | None,
    on: date | None,
    base: str | None,
) -> None:
    r"""Ask what matters about a lead, then advise.

    LEAD is a file of answers to go on from. Stopping with q keeps the answers in a file; `followthrough ask FILE`
    goes on from there.
    """
    from followthrough.advice import advise

    knowledge = open_base(base)
    today = day(on)
    given = read_lead(knowledge, gather(knowledge, lead, answers), today, partial=True).answers
    if keep is not None and Path(keep).exists():
        raise LeadError([Problem(Place(keep), "is there already", "name a new file after --keep")])
    consultation = Consultation(
        knowledge,
        given,
        today,
        choose=lambda known: next_in_order(knowledge, known, today),
        explain=lambda name, known: [Line(knowledge.questions[name].why)],
        read=terminal.ask,
        write=terminal.show,
    )
    outcome = consultation.run()
    if outcome.ended != "settled" or keep is not None:
        keep_answers(terminal, outcome.answers, keep, today)
    if outcome.ended == "settled":
        terminal.show(Line())
        show_advice(terminal, advise(knowledge, outcome.answers, counsel=counsel, today=today))


def next_in_order(base: KnowledgeBase, known: Mapping[str, Value], today: date) -> Ask | None:
    """Choose the first question, in the author's order, that applies and has no answer yet."""
    facts = read_lead(base, known, today, partial=True).facts
    waiting = [
        question
        for question in base.questions.values()
        if question.kind != "text" and question.name not in known and facts[question.name] is None
    ]
    left = [question for question in waiting if question.only_if.outcome(facts) is not Truth.FALSE]
    for question in left:
        if question.only_if.outcome(facts) is Truth.TRUE:
            return Ask(question.name, len(left) - 1)
    return None


def keep_answers(terminal: Terminal, answers: Mapping[str, Value], keep: str | None, today: date) -> None:
    """Write the answers to a file that is not there yet; show them if that cannot be."""
    if not answers:
        return
    text = as_yaml(answers)
    name = keep or f"lead-{today.isoformat()}.yaml"
    for number in range(1, MAX_COPIES):
        path = Path(name if number == 1 else name.removesuffix(".yaml") + f"-{number}.yaml")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            continue
        except OSError as error:
            terminal.note(f"{path}: cannot be written ({error.strerror}); these are your answers:")
            break
        terminal.note(f"Your answers are in {path}; go on with: followthrough ask {path}")
        return
    terminal.verbatim(text.rstrip())


def as_yaml(answers: Mapping[str, Value]) -> str:
    r"""Write answers as a file that reads back as the same answers.

    >>> as_yaml({"want_it": "yes", "told_rank": None})
    'want_it: yes\ntold_rank: unknown\n'
    """
    return "".join(f"{name}: {_scalar(value)}\n" for name, value in answers.items())


def _scalar(value: Value) -> str:
    text = UNKNOWN if value is None else value.isoformat() if isinstance(value, date) else str(value)
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .-]*[A-Za-z0-9]|[A-Za-z]|-?[0-9]+", text):
        return text
    return "'" + text.replace("'", "''") + "'"
