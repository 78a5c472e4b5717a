"""`questions`: what can be asked, each answer in words with what to type for it, and when a question is not asked."""

from collections.abc import Iterable, Iterator
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import UNKNOWN
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.naming import question_meant, question_named
from followthrough.format.numbers import wanted
from followthrough.format.phrases import DONT_KNOW
from followthrough.format.problem_texts import to_be_typed
from followthrough.format.sentences import ended
from followthrough.format.tests_in_words import conditions_words
from followthrough_cli import completion
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import Never

GROUPS = {"advice": "Asked for the advice", "letters": "Asked for a letter, and never for the advice"}
"""What questions are asked for, and the heading of each group."""


@click.command()
@click.argument("questions", nargs=-1, metavar="[QUESTION]...", shell_complete=completion.questions)
@base_option
@json_option
@click.pass_obj
def questions(terminal: Terminal, questions: tuple[str, ...], base: Folders, as_json: bool) -> None:
    r"""List the questions with all their answers, and what to type for each.

    Every answer is shown as you read it, with the name for it in parentheses where that differs. You can type either.
    Name a QUESTION to see only that one.

    \b
    followthrough questions
    followthrough questions heard_back 'Do you want this job?'
    """
    from followthrough.operations.data import questions_data

    knowledge = base.load()
    shown = _named(knowledge, questions)
    if as_json:
        terminal.json(questions_data(knowledge, shown))
        return
    terminal.show(*question_list(knowledge, shown))
    if not questions:
        terminal.show(*_excluded_lines(knowledge, knowledge.nevers))


def _named(base: KnowledgeBase, typed: Iterable[str]) -> list[Question]:
    """Return the questions that were named; all if none were. Raises LeadError with every one that is unknown."""
    names = {text: base.question_of(question_named(base, text)) for text in typed}
    faults = [
        to_be_typed(base, Problem(Place("questions"), f"unknown question {text!r}", question_meant(base, text)))
        for text, name in names.items()
        if name not in base.questions
    ]
    if faults:
        raise LeadError(faults)
    return [one for one in base.questions.values() if not names or one.name in names.values()]


def question_list(base: KnowledgeBase, shown: Iterable[Question]) -> Iterator[Line]:
    """Yield questions with their answers, those for the advice first, in the order of the base."""
    shown = list(shown)
    yield from _how_to_type(shown)
    for what, heading in GROUPS.items():
        group = [one for one in shown if asked_for(one) == what]
        if group:
            yield from (Line(), Line(f"{heading} ({len(group)})"))
        for question in group:
            yield Line()
            yield from _question_lines(base, question)


def asked_for(question: Question) -> str:
    """Return what a question is asked for: the advice, or letters."""
    return "letters" if question.kind == "text" else "advice"


def _how_to_type(shown: Iterable[Question]) -> Iterator[Line]:
    """Yield how to answer on the command line, with the first choice that has a name of its own as an example."""
    yield Line("Type an answer as it stands here, or what is in parentheses.", style="faint")
    choices = ((one, name, text) for one in shown for name, text in one.choices.items())
    for one, name, text in islice((choice for choice in choices if choice[1] != choice[2]), 1):
        yield Line(f"-a {quote(f'{one.name}={name}')}", "such as", 2, "faint")
        yield Line(f"-a {quote(f'{one.ask}={text}')}", "or", 2, "faint")


def _question_lines(base: KnowledgeBase, question: Question) -> Iterator[Line]:
    from followthrough_cli.quoting import choice_text

    yield Line(f"{question.ask} ({question.name})", style="strong")
    yield from (Line(choice_text(name, text), indent=2) for name, text in question.choices.items())
    if (what := _what(base, question)) is not None:
        yield Line(what, indent=2)
    if question.unknown_allowed:
        yield Line(choice_text(UNKNOWN, DONT_KNOW), indent=2)
    if question.many:
        yield Line("several, with commas between them", indent=2, style="faint")
    if question.only_if.parts:
        yield Line(f"Asked only if: {conditions_words(base, question.only_if)}", indent=2, style="faint")


def _what(base: KnowledgeBase, question: Question) -> str | None:
    """Return what to type where there are no choices."""
    if question.kind == "number":
        return f"{wanted(question.low, question.high)} {question.unit}".rstrip()
    if question.kind == "date":
        count = base.count_of(question.name)
        has_passed = question.passed or (count is not None and count.passed)
        return "a day, today at the latest" if has_passed else "a day"
    return "a text" if question.kind == "text" else None


def _excluded_lines(base: KnowledgeBase, nevers: "Iterable[Never]") -> Iterator[Line]:
    """Yield which answers cannot be given together, and why."""
    for number, never in enumerate(nevers):
        if not number:
            yield from (Line(), Line("Answers that cannot go together"))
        yield Line()
        for part in never.conditions.parts:
            yield Line(conditions_words(base, type(never.conditions)((part,))), indent=2)
        yield Line(f"because {ended(never.because)}", indent=2, style="faint")
