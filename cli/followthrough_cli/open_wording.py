"""What is still open in words: what a concept can be, and the questions it hinges on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from followthrough.advising.totals import says_open
from followthrough.format.choices import UNKNOWN
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.phrases import DONT_KNOW, counted, topic
from followthrough.format.sentences import listed
from followthrough_cli.quoting import choice_text
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.advising.still_open import Open, OpenSum

MOST_VALUES = 3
"""Most values of a concept to list. Beyond that, the first are listed and the others counted."""
MOST_QUESTIONS = 5
"""Most questions to list; `ask` asks them in a better order than any list."""


def open_lines(advice: "Advice", concepts: Iterable[str]) -> Iterator[Line]:
    """Yield what the open ones among some concepts and sums can still be, and the questions that they hinge on."""
    concepts = list(concepts)
    opened = {name: advice.open[name] for name in concepts if name in advice.open}
    sums = {name: advice.open_sums[name] for name in concepts if name in advice.open_sums}
    if not opened and not sums:
        return
    yield Line("Still open", style="strong")
    for name, one in opened.items():
        yield Line(topic(advice.base, name))
        for number, (joined, text) in enumerate(_alternatives(advice.base, name, one)):
            yield Line(f"{joined} {text}" if number else text, indent=2)
    for name in sums:
        yield Line(f"{topic(advice.base, name)}: {says_open(advice.base, name, advice.open_sums[name])}")
    if not all([one.proved for one in opened.values()] + [one.proved for one in sums.values()]):
        yield Line("It takes too long to prove what is possible, so nothing is ruled out.", style="warning")
    yield Line()
    yield from question_lines(advice.base, "It hinges on", asked_for(advice.base, {**opened, **sums}))


def asked_for(base: KnowledgeBase, opened: Mapping[str, "Open | OpenSum"]) -> list[str]:
    """Return the questions that open concepts and sums hinge on and that already apply, with those for a goal first."""
    goals = {name for goal in base.goals if goal in opened for name in opened[goal].questions}
    wanted = {name for one in opened.values() for name in one.questions}
    return sorted((name for name in base.questions if name in wanted), key=lambda name: name not in goals)


def open_text(base: KnowledgeBase, concept: str, one: "Open") -> str:
    """Return in a phrase for a table that a concept is open, and what it can be."""
    (_, first), *others = _alternatives(base, concept, one)
    return "\n".join([f"open: {first}", *(f"{joined} {text}" for joined, text in others)])


def question_lines(base: KnowledgeBase, before: str, questions: Sequence[str]) -> Iterator[Line]:
    """Yield questions under a heading, each with how to answer it on the command line."""
    yield Line(before, style="strong")
    for name in questions[:MOST_QUESTIONS]:
        yield Line(base.questions[name].ask, indent=2)
        yield Line(_how_to_answer(base.questions[name]), indent=4, style="faint")
    if (more := len(questions) - MOST_QUESTIONS) > 0:
        yield Line(f"and {counted(more, 'more question')}; `followthrough ask` asks only what matters.", indent=2)


def _alternatives(base: KnowledgeBase, concept: str, one: "Open") -> list[tuple[str, str]]:
    """Return the values that a concept can still have, beyond those it certainly has, each with the word before it."""
    many = base.concepts[concept].many
    says = [base.says(concept, value) for value in one.possible if value is not None and value not in one.held]
    if (more := len(says) - MOST_VALUES) > 0:
        says[MOST_VALUES - 1 :] = [f"{'any' if many else 'one'} of {more + 1} others"]
    nothing = [("or", "nothing" if many else "undecided")] if None in one.possible else []
    return [*(("and/or" if many else "or", text) for text in says), *nothing]


def _how_to_answer(question: Question) -> str:
    """Return how to answer a question on the command line, each choice in words with what to type for it.

    A yes/no question `raining` that may be unknown reads: -a raining=…: yes, no or I don't know (unknown).
    """
    words = {"number": ["a number"], "date": ["a day"], "text": ["a text"]}.get(
        question.kind, [choice_text(name, text) for name, text in question.choices.items()]
    )
    if question.unknown_allowed:
        words.append(choice_text(UNKNOWN, DONT_KNOW))
    option = f"-a {question.name}=…: {_or_else(words)}"
    return f"{option}; several with commas between them" if question.many else option


def _or_else(words: Sequence[str]) -> str:
    """Return words of which one counts; with semicolons where one of them has a comma."""
    return "; or ".join(words) if any("," in one for one in words) else listed(words, "or")
